//! One line that says what a segment does.

use std::fmt::Write;

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
    if !p.wants_summary() {
        return;
    }
    let (flow, flags) = (segment.flow, segment.flags);
    let mut text = format!("{} → {} [{flags}]", flow.from.port, flow.to.port);
    let seq = segment.seq.wrapping_sub(analysis.seq_base);
    // A String takes all that is written to it.
    let _ = write!(text, " seq {seq}");
    if flags.has(TcpFlags::ACK) {
        let _ = write!(text, " ack {}", segment.ack.wrapping_sub(analysis.ack_base));
    }
    let _ = write!(text, ", {} bytes", segment.len);
    let standing_out = FINDINGS
        .iter()
        .filter(|(_, marks)| analysis.marks.has(*marks));
    for (spec, _) in standing_out {
        let _ = write!(text, ", {}", spec.label.to_lowercase());
    }
    if let Some(duplicate) = analysis.duplicate_ack {
        let _ = write!(text, " {}", duplicate.number);
    }
    p.summary(format_args!("{text}"));
}
