//! One line that says what a segment does.

use std::fmt;

use super::conversation::FINDINGS;
use crate::decode::Peel;
use crate::model::{Analysis, Segment, TcpFlags};

/// What is known without a conversation.
pub(super) fn alone(p: &mut Peel<'_>, (source, destination): (u16, u16), flags: u8, len: usize) {
    let flags = TcpFlags(flags);
    p.summary(format_args!(
        "{source} → {destination} [{flags}], {len} bytes"
    ));
}

/// With the numbers counted from the start of the conversation, and what stands out.
pub(super) fn in_conversation(p: &mut Peel<'_>, segment: &Segment, analysis: &Analysis) {
    p.summary(format_args!("{}", Line { segment, analysis }));
}

struct Line<'a> {
    segment: &'a Segment,
    analysis: &'a Analysis,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Line { segment, analysis } = self;
        let (flow, flags) = (segment.flow, segment.flags);
        let seq = segment.seq.wrapping_sub(analysis.seq_base);
        write!(
            f,
            "{} → {} [{flags}] seq {seq}",
            flow.from.port, flow.to.port
        )?;
        if flags.has(TcpFlags::ACK) {
            write!(f, " ack {}", segment.ack.wrapping_sub(analysis.ack_base))?;
        }
        write!(f, ", {} bytes", segment.len)?;
        let standing_out = FINDINGS
            .iter()
            .filter(|(_, marks)| analysis.marks.has(*marks));
        for (spec, _) in standing_out {
            write!(f, ", {}", spec.label.to_lowercase())?;
        }
        match analysis.duplicate_ack {
            Some(duplicate) => write!(f, " {}", duplicate.number),
            None => Ok(()),
        }
    }
}
