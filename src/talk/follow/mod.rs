//! What the two ends of a conversation say to one another, in order.
//!
//! A stream is put in order here once more, and not by what the dissection of a frame makes of it:
//! that gives up a message that lost a part, while here nothing is given up but what is lost. Both
//! go by the same rule: what the other end acknowledged, or what never came, is missing.

mod order;

use std::sync::Arc;

use order::Order;

use crate::model::{
    Addressed, ByteRange, Dissection, FaultKind, Flow, FrameView, Layer, Mention, Role, Source,
    TcpFlags, Transport,
};

/// Pieces are cut to this length, so that no single one is too long to be shown.
const MAX_PIECE: u32 = 16 << 10;

/// One of the two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Who asked for the conversation.
    Client,
    /// Who was asked.
    Server,
}

/// A piece of what an end says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The frame that carried it, or in front of which it is missing.
    pub frame: u64,
    /// Who says it.
    pub side: Side,
    /// Where it stands in all that this end says, in bytes.
    pub offset: u64,
    /// Its bytes.
    pub what: What,
}

/// The bytes of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// They stand here in a buffer of the frame.
    At(Source, ByteRange),
    /// These.
    These(Arc<[u8]>),
    /// So many are missing.
    Missing(u64),
}

impl Said {
    /// Bytes that it has, or that are missing.
    pub fn len(&self) -> u64 {
        match &self.what {
            What::At(_, at) => at.len().into(),
            What::These(bytes) => bytes.len() as u64,
            What::Missing(count) => *count,
        }
    }

    /// True if it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its bytes, found in the frame that carried it; none if they are missing.
    pub fn bytes<'b>(&'b self, view: &FrameView<'b>) -> &'b [u8] {
        match &self.what {
            What::At(source, at) => at.of(view.buffer(*source)),
            What::These(bytes) => bytes,
            What::Missing(_) => &[],
        }
    }
}

/// What is followed of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The bytes of the stream, or of the datagrams.
    Transport,
    /// HTTP messages, their bodies without codings.
    Http,
}

/// Follows a conversation: takes its frames in order, and gives what they say.
#[derive(Debug)]
pub struct Follower {
    key: Flow,
    level: Level,
    orders: [Order; 2],
    offsets: [u64; 2],
    /// Which end of the key is the client.
    client: Option<usize>,
}

/// Pieces for whoever follows, each as soon as it is known.
pub type Pieces = Vec<Said>;

impl Follower {
    /// Follows what goes between the ends of this flow.
    pub fn new(flow: &Flow, level: Level) -> Follower {
        Follower {
            key: flow.key(),
            level,
            orders: Default::default(),
            offsets: [0; 2],
            client: None,
        }
    }

    /// The flow from the client to the server, as far as the frames so far tell.
    pub fn flow(&self) -> Flow {
        match self.client {
            Some(1) => self.key.reversed(),
            _ => self.key,
        }
    }

    fn side(&self, end: usize) -> Side {
        match self.client == Some(end) {
            true => Side::Client,
            false => Side::Server,
        }
    }

    /// Takes in the next frame of the conversation, and adds what it says to `out`.
    pub fn take(&mut self, number: u64, view: &FrameView<'_>, out: &mut Pieces) {
        let dissection = view.dissection;
        match (self.key.transport, self.level) {
            (Transport::Tcp, Level::Transport) => self.segments(number, view, out),
            (Transport::Tcp, Level::Http) => self.messages(number, dissection, out),
            _ => self.datagrams(number, dissection, out),
        }
    }

    /// Nothing follows: what still waits for bytes before it is given out.
    pub fn end(&mut self, out: &mut Pieces) {
        for end in 0..2 {
            let mut ready = Vec::new();
            self.orders[end].end(&mut ready);
            self.give(end, ready, out);
        }
    }

    fn segments(&mut self, number: u64, view: &FrameView<'_>, out: &mut Pieces) {
        let dissection = view.dissection;
        for (layer, segment) in &dissection.segments {
            if segment.flow.key() != self.key {
                continue;
            }
            let Some(layer) = dissection.layers.get(usize::from(*layer)) else {
                continue;
            };
            let end = usize::from(segment.flow != self.key);
            self.meet(end, Some(segment.flags), &segment.flow);
            let mut ready = Vec::new();
            if segment.flags.has(TcpFlags::ACK) {
                self.orders[1 - end].acknowledge(segment.ack, &mut ready);
                self.give(1 - end, std::mem::take(&mut ready), out);
            }
            let heard = self.orders[1 - end].is_heard();
            let place = order::Place {
                frame: number,
                source: layer.source,
                at: layer.payload,
                bytes: layer.payload.of(view.buffer(layer.source)),
            };
            self.orders[end].arrive(segment, place, heard, &mut ready);
            self.give(end, ready, out);
        }
    }

    /// The first frame tells who is the client: who asked for the connection, or whose port is one
    /// that systems hand out, or who speaks first.
    fn meet(&mut self, end: usize, flags: Option<TcpFlags>, flow: &Flow) {
        if self.client.is_some() {
            return;
        }
        let is_client = match flags {
            Some(flags) if flags.opens() => true,
            Some(flags) if flags.has(TcpFlags::SYN) => false,
            _ => flow.from.port >= flow.to.port || flow.to.port >= 32_768,
        };
        self.client = Some(if is_client { end } else { 1 - end });
    }

    fn give(&mut self, end: usize, ready: Vec<(u64, What)>, out: &mut Pieces) {
        let side = self.side(end);
        for (frame, what) in ready {
            for what in cut(what) {
                let said = Said {
                    frame,
                    side,
                    offset: self.offsets[end],
                    what,
                };
                self.offsets[end] += said.len();
                out.push(said);
            }
        }
    }

    /// The datagrams of a frame: the payload of every transport header in the flow.
    fn datagrams(&mut self, number: u64, dissection: &Dissection, out: &mut Pieces) {
        for ends in &dissection.addresses {
            let Some(flow) = ends.flow().filter(|flow| flow.key() == self.key) else {
                continue;
            };
            let Some((index, layer)) = transport_of(dissection, ends) else {
                continue;
            };
            let end = usize::from(flow != self.key);
            self.meet(end, None, &flow);
            let mut ready = vec![(number, What::At(layer.source, layer.payload))];
            let lost = missing_of(dissection, index);
            if lost > 0 {
                ready.push((number, What::Missing(lost)));
            }
            self.give(end, ready, out);
        }
    }

    /// The messages that a frame completes.
    fn messages(&mut self, number: u64, dissection: &Dissection, out: &mut Pieces) {
        if dissection.repeats.is_some() {
            return;
        }
        for (_, segment) in &dissection.segments {
            if segment.flow.key() == self.key {
                let end = usize::from(segment.flow != self.key);
                self.meet(end, Some(segment.flags), &segment.flow);
            }
        }
        let of_flow = dissection.addresses.iter().find_map(|ends| {
            let flow = ends.flow().filter(|flow| flow.key() == self.key)?;
            Some((transport_of(dissection, ends)?.0, flow))
        });
        let Some((transport, flow)) = of_flow else {
            return;
        };
        let end = usize::from(flow != self.key);
        for (layer, index) in dissection.layers.iter().zip(0u16..) {
            if layer.parent != Some(transport) {
                continue;
            }
            let mut ready = Vec::new();
            match (layer.info.name, layer.role) {
                ("http", Role::Header) => {
                    ready.push((number, What::At(layer.source, layer.header)));
                    ready.extend(
                        bodies(dissection, index)
                            .into_iter()
                            .map(|what| (number, what)),
                    );
                }
                // A part of a message: the frame that completes it shows it.
                (_, Role::Continuation) => {}
                // Nor is it shown by a layer that only names it.
                _ if is_around_part(dissection, index) => {}
                _ => {
                    let all = ByteRange::new(
                        layer.header.start,
                        layer.trailer.end.max(layer.payload.end),
                    );
                    ready.push((number, What::At(layer.source, all)));
                }
            }
            self.give(end, ready, out);
        }
    }
}

/// True if a layer has no bytes of its own, and those in it are part of a message.
fn is_around_part(dissection: &Dissection, index: u16) -> bool {
    let layers = &dissection.layers;
    let (layer, inner) = (usize::from(index), usize::from(index) + 1);
    let has_header = layers
        .get(layer)
        .is_some_and(|layer| !layer.header.is_empty());
    let is_part = |inner: &Layer| inner.parent == Some(index) && inner.role == Role::Continuation;
    !has_header && layers.get(inner).is_some_and(is_part)
}

/// The bodies of a message, without their codings; behind one that is not whole, what is missing, as
/// far as its sender said how long it is.
fn bodies(dissection: &Dissection, layer: u16) -> Vec<What> {
    let mut bodies = Vec::new();
    for said in dissection
        .mentions
        .iter()
        .filter(|said| said.layer == layer)
    {
        let Mention::Holds(object, _) = &said.what else {
            continue;
        };
        bodies.push(What::At(object.source, object.at));
        let whole = object.whole.filter(|_| !object.is_whole);
        bodies.push(What::Missing(
            whole.map_or(0, |whole| whole.saturating_sub(object.so_far)),
        ));
    }
    bodies
}

/// The layer whose ports these are.
fn transport_of<'d>(dissection: &'d Dissection, ends: &Addressed) -> Option<(u16, &'d Layer)> {
    let (transport, ..) = ends.ports?;
    let name = match transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
        Transport::Sctp => "sctp",
        Transport::Dccp => "dccp",
    };
    let inside = |layer: &Layer| {
        let mut around = layer.parent;
        while let Some(index) = around {
            if index == ends.layer {
                return true;
            }
            around = dissection
                .layers
                .get(usize::from(index))
                .and_then(|layer| layer.parent);
        }
        false
    };
    let mut layers = (0u16..).zip(&dissection.layers);
    layers.find(|(_, layer)| layer.info.name == name && inside(layer))
}

/// Bytes of a layer's payload that were not captured.
fn missing_of(dissection: &Dissection, layer: u16) -> u64 {
    let own = dissection
        .faults
        .iter()
        .filter(|fault| fault.layer == layer);
    let missing = own.filter_map(|fault| match fault.kind {
        FaultKind::Truncated {
            needed, present, ..
        } => Some(u64::from(needed.saturating_sub(present))),
        _ => None,
    });
    missing.max().unwrap_or(0)
}

/// Cuts what is too long.
fn cut(what: What) -> Vec<What> {
    match what {
        What::At(source, at) => {
            let starts = (at.start..at.end).step_by(MAX_PIECE as usize);
            let piece = |start: u32| {
                let end = start.saturating_add(MAX_PIECE).min(at.end);
                What::At(source, ByteRange::new(start, end))
            };
            starts.map(piece).collect()
        }
        What::These(bytes) => bytes
            .chunks(MAX_PIECE as usize)
            .map(|chunk| What::These(chunk.into()))
            .collect(),
        What::Missing(0) => Vec::new(),
        missing => vec![missing],
    }
}

#[cfg(test)]
mod tests;
