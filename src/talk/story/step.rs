//! One step of a conversation: a frame, seen from its conversation.

use super::acts::Act;
use super::ends::Side;
use crate::model::text::ellipsis;
use crate::model::{
    Addressed, Analysis, Dissection, Frame, Layer, ProtoInfo, Role, Segment, TcpState, Timestamp,
};

/// The longest summary kept, in characters.
const MAX_SUMMARY: usize = 160;

/// One frame of a conversation.
#[derive(Debug, Clone)]
pub struct Step {
    /// The frame.
    pub frame: u64,
    /// When it was captured.
    pub time: Option<Timestamp>,
    /// Who sent it.
    pub from: Side,
    /// Bytes of payload above the transport, as the lengths in the headers say; without a
    /// transport, of the whole frame.
    pub len: u32,
    /// Bytes of the frame on the wire.
    pub wire_len: u32,
    /// What is in it that the picture's colour stands for: the message, else the transport.
    pub protocol: &'static ProtoInfo,
    /// What the message says; empty if there is none. Clean for a terminal.
    pub summary: Box<str>,
    /// True if it only carries part of a message.
    pub is_part: bool,
    /// The segment, if it is one of TCP.
    pub tcp: Option<Box<TcpStep>>,
    /// The socket calls that explain it, in the order in which they are made.
    pub acts: Vec<Act>,
}

/// A segment, and what its conversation knows about it.
#[derive(Debug, Clone)]
pub struct TcpStep {
    /// Its header.
    pub segment: Segment,
    /// What the conversation made of it.
    pub analysis: Analysis,
    /// The states of sender and receiver before it.
    pub before: [TcpState; 2],
    /// What is missing in the capture right before its bytes.
    pub gap: Option<Gap>,
    /// Bytes that it acknowledges although the capture has not seen them.
    pub unseen: u32,
    /// What became of it, as far as later frames tell.
    pub fate: Fate,
}

impl TcpStep {
    /// Its sequence number, counted from the start of its stream.
    pub const fn relative_seq(&self) -> u32 {
        self.segment.seq.wrapping_sub(self.analysis.seq_base)
    }

    /// Its acknowledgment number, counted from the start of the other stream.
    pub const fn relative_ack(&self) -> u32 {
        self.segment.ack.wrapping_sub(self.analysis.ack_base)
    }

    /// Its window in bytes.
    pub const fn window(&self) -> u32 {
        self.analysis.scale.apply(self.segment.window)
    }
}

/// What became of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fate {
    /// Nothing later says that it did not arrive.
    #[default]
    Unknown,
    /// It was acknowledged.
    Acknowledged,
    /// Its bytes were sent again in this frame, before anything acknowledged them: it was lost
    /// behind the place of the capture, or what acknowledged it was.
    Repeated {
        /// The frame that sent them again.
        by: u64,
        /// True if the receiver had asked for them: then it was lost itself.
        asked: bool,
    },
}

/// Bytes that the capture did not see when those behind them came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// How many.
    pub len: u32,
    /// The sequence number of the first one, as it stands in headers.
    pub seq: u32,
    /// What became of them.
    pub end: GapEnd,
}

/// What became of bytes that were missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GapEnd {
    /// Nothing later says anything about them.
    #[default]
    Open,
    /// They came with this frame, overtaken by others.
    Late(u64),
    /// They came with this frame, which its sender sent because the first one was lost.
    SentAgain(u64),
    /// The receiver acknowledged them in this frame: only the capture does not have them.
    Acknowledged(u64),
}

impl Step {
    /// A step as its frame alone tells it.
    pub(super) fn new(
        frame: &Frame,
        from: Side,
        addressed: &Addressed,
        dissection: &Dissection,
    ) -> Step {
        let transport = transport_of(addressed, dissection);
        let message = message_of(transport, dissection);
        let carrier = transport.and_then(|index| dissection.layers.get(index));
        let shown = message.or(carrier).or(dissection.layers.last());
        let len = match carrier {
            Some(layer) if addressed.ports.is_some() => layer.payload.len(),
            _ => frame.info.original_len,
        };
        Step {
            frame: frame.info.number,
            time: frame.info.time,
            from,
            len,
            wire_len: frame.info.original_len,
            protocol: shown.map_or(&crate::decode::DATA, |layer| layer.info),
            summary: message
                .map_or_else(String::new, |layer| summary(layer, dissection))
                .into(),
            is_part: message.is_some_and(|layer| layer.role == Role::Continuation),
            tcp: None,
            acts: Vec::new(),
        }
    }
}

/// The layer right above the addresses, or the one with the ports.
fn transport_of(addressed: &Addressed, dissection: &Dissection) -> Option<usize> {
    let inside = dissection
        .layers
        .iter()
        .enumerate()
        .skip(usize::from(addressed.layer));
    let wanted = |layer: &Layer| match addressed.ports {
        Some((transport, ..)) => layer.info.name.starts_with(transport_name(transport)),
        None => layer.parent == Some(addressed.layer),
    };
    let mut found = inside.filter(|(_, layer)| layer.role == Role::Header && wanted(layer));
    found.next().map(|(index, _)| index)
}

const fn transport_name(transport: crate::model::Transport) -> &'static str {
    use crate::model::Transport;
    match transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
        Transport::Sctp => "sctp",
        Transport::Dccp => "dccp",
    }
}

/// The outermost message inside the transport. Where there are no ports, what is above the
/// addresses is the message itself.
fn message_of(transport: Option<usize>, dissection: &Dissection) -> Option<&Layer> {
    let transport = transport?;
    let first = dissection.layers.get(transport)?;
    let carries_ports = matches!(first.info.name, "tcp" | "udp" | "udplite" | "sctp" | "dccp");
    if !carries_ports {
        return Some(first);
    }
    let mut inside = dissection.layers.iter().skip(transport + 1);
    let message = inside.find(|layer| !matches!(layer.role, Role::Quoted | Role::Opaque));
    // What is in an SCTP or DCCP packet without a message, its own header says.
    let tells_itself = matches!(first.info.name, "sctp" | "dccp");
    message.or(Some(first).filter(|_| tells_itself))
}

/// What a message says, and what is innermost in it.
fn summary(message: &Layer, dissection: &Dissection) -> String {
    if message.role == Role::Continuation {
        return ellipsis(&message.summary, MAX_SUMMARY).into_owned();
    }
    let mut text = format!("{} {}", message.info.short, message.summary);
    let mut inside = dissection.layers.iter().rev();
    let content = inside.find(|layer| layer.role == Role::Header);
    if let Some(content) = content.filter(|layer| !std::ptr::eq(*layer, message)) {
        text.push_str(" › ");
        text.push_str(content.info.short);
    }
    ellipsis(text.trim_end(), MAX_SUMMARY).into_owned()
}
