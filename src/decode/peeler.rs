//! The peel loop: from the outermost header to the innermost content, one turn a layer.

use std::sync::Arc;

use super::job::{Job, Work};
use super::opaque::{DATA, DATA_BYTES, info_of};
use super::trailers::left_over;
use super::{Peel, Protocol, Registry};
use crate::model::{
    Bound, ByteRange, Dissection, Fault, FaultKind, Field, Flow, Frame, FrameInfo, Layer,
    ProtoInfo, Role, Source, Span, Transport, Value,
};

/// How much is asked of a peel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// The chain of layers, addresses and ports.
    Skim,
    /// Every field, summary and explanation.
    Full,
}

/// What earlier frames taught, as of the frame being peeled.
pub trait Conversations {
    /// What the flow is known to speak, in either direction.
    fn speaks(&self, flow: &Flow) -> Option<&'static ProtoInfo>;

    /// True if nothing is known of any flow.
    fn is_empty(&self) -> bool {
        false
    }
}

/// No earlier frames are known.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoConversations;

impl Conversations for NoConversations {
    fn speaks(&self, _flow: &Flow) -> Option<&'static ProtoInfo> {
        None
    }

    fn is_empty(&self) -> bool {
        true
    }
}

/// A rule of the user: what goes over this port is this protocol.
#[derive(Debug, Clone, Copy)]
pub struct DecodeAs {
    /// Which transport.
    pub transport: Transport,
    /// Source or destination port.
    pub port: u16,
    /// The protocol.
    pub protocol: &'static Protocol,
}

impl DecodeAs {
    pub(super) fn matches(&self, transport: Transport, source: u16, destination: u16) -> bool {
        self.transport == transport && (self.port == source || self.port == destination)
    }
}

/// Bounds that a hostile frame cannot exceed.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// Headers inside one another.
    pub levels: u8,
    /// Layers of one frame.
    pub layers: usize,
    /// Fields of one frame.
    pub fields: usize,
    /// Faults of one frame.
    pub faults: usize,
    /// Bytes that do not stand in the frame as they are.
    pub derived_bytes: usize,
}

pub(super) const LIMITS: Limits = Limits {
    levels: 48,
    layers: 512,
    fields: 32_768,
    faults: 256,
    derived_bytes: 16 << 20,
};

/// A layer of which nothing is known yet.
const BLANK: Layer = Layer {
    info: &DATA,
    parent: None,
    source: Source::FRAME,
    header: ByteRange { start: 0, end: 0 },
    payload: ByteRange { start: 0, end: 0 },
    trailer: ByteRange { start: 0, end: 0 },
    fields: ByteRange { start: 0, end: 0 },
    summary: String::new(),
    hand_over: String::new(),
    open_end: false,
    role: Role::Header,
};

/// Takes frames apart with the protocols of a registry.
#[derive(Debug, Clone)]
pub struct Peeler<'r> {
    registry: &'r Registry,
    decode_as: Vec<DecodeAs>,
    work: Work,
}

impl<'r> Peeler<'r> {
    /// A peeler that knows these protocols.
    pub fn new(registry: &'r Registry) -> Peeler<'r> {
        Peeler {
            registry,
            decode_as: Vec::new(),
            work: Work::default(),
        }
    }

    /// With rules of the user, which go before what conversations and ports say.
    #[must_use]
    pub fn decode_as(mut self, rules: Vec<DecodeAs>) -> Peeler<'r> {
        self.decode_as = rules;
        self
    }

    /// The protocols.
    pub fn registry(&self) -> &'r Registry {
        self.registry
    }

    /// Takes `frame` apart into `out`.
    pub fn peel(
        &mut self,
        frame: &Frame,
        want: Want,
        known: &dyn Conversations,
        out: &mut Dissection,
    ) {
        self.peel_bytes(&frame.info, &frame.bytes, want, known, out);
    }

    /// Takes `bytes` apart as a frame of which `info` tells.
    pub fn peel_bytes(
        &mut self,
        info: &FrameInfo,
        bytes: &[u8],
        want: Want,
        known: &dyn Conversations,
        out: &mut Dissection,
    ) {
        let protocol = self.registry.link_type(info.link_type);
        self.run(protocol, info, bytes, want, known, out);
    }

    /// Takes `bytes` apart as a message of `protocol`, with nothing around it.
    pub fn peel_as(
        &mut self,
        protocol: &'static Protocol,
        bytes: &[u8],
        want: Want,
        out: &mut Dissection,
    ) {
        let info = FrameInfo {
            original_len: bytes.len() as u32,
            ..FrameInfo::default()
        };
        self.run(Some(protocol), &info, bytes, want, &NoConversations, out);
    }

    fn run(
        &mut self,
        protocol: Option<&'static Protocol>,
        info: &FrameInfo,
        bytes: &[u8],
        want: Want,
        known: &dyn Conversations,
        out: &mut Dissection,
    ) {
        out.clear();
        let whole = bytes.len() >= info.original_len as usize;
        let mut work = std::mem::take(&mut self.work);
        work.clear();
        let job = work.add();
        job.protocol = protocol;
        job.range.end = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        job.cut = !whole;
        if !whole {
            job.bound = Bound::SnapshotLength;
        }
        if protocol.is_none() {
            job.role = Role::Opaque;
        }
        let turn = Turn {
            registry: self.registry,
            decode_as: &self.decode_as,
            info,
            want,
            known: (!known.is_empty()).then_some(known),
        };
        while let Some(index) = work.pending.pop() {
            if out.layers.len() >= LIMITS.layers {
                break;
            }
            let index = index as usize;
            let derived;
            let buffer = match work.jobs[index].source.0 {
                0 => bytes,
                n => match out.buffers.get(usize::from(n) - 1) {
                    Some(buffer) => {
                        derived = Arc::clone(buffer);
                        &derived[..]
                    }
                    None => continue,
                },
            };
            turn.layer(index, buffer, &mut work, out);
        }
        if want == Want::Full {
            turn.trailers(bytes, &mut work, out);
        }
        self.work = work;
    }
}

/// What stays the same from layer to layer of a frame.
pub(super) struct Turn<'t> {
    pub registry: &'t Registry,
    pub decode_as: &'t [DecodeAs],
    pub info: &'t FrameInfo,
    want: Want,
    /// `None` if earlier frames taught nothing.
    pub known: Option<&'t dyn Conversations>,
}

impl Turn<'_> {
    /// Peels one layer and queues what it wraps, so that the innermost of the first comes next.
    #[inline(always)]
    fn layer(&self, index: usize, buffer: &[u8], work: &mut Work, out: &mut Dissection) {
        let job = &mut work.jobs[index];
        let layer = out.layers.len() as u16;
        job.layer = Some(layer);
        let (Some(protocol), true) = (job.protocol, job.level < LIMITS.levels) else {
            return self.opaque(index, work, out);
        };
        let range = job.range;
        open_layer(index, &protocol.info, work, out);
        let first_pending = work.pending.len();
        let mut peel = self.peel_of(index, layer, buffer, work, out);
        let result = (protocol.peel)(&mut peel);
        let (pos, end) = (peel.pos, peel.end);
        debug_assert!(pos as u32 <= range.len());
        let layer = &mut out.layers[usize::from(layer)];
        layer.fields.end = out.fields.len() as u32;
        let wraps = layer.payload != ByteRange::default();
        let end = close_layer(layer, range, end, result.is_err());
        // The stack is popped from its end: the first payload must be the last one pushed.
        if work.pending.len() > first_pending + 1 {
            work.pending[first_pending..].reverse();
        }
        if end < range.end {
            self.behind(index, end, (first_pending, wraps), work, out);
        }
    }

    /// What becomes of the bytes behind a layer's end: its own trailer, the next message of a
    /// stream, an outer layer's trailer.
    fn behind(
        &self,
        index: usize,
        end: u32,
        (first_pending, wraps): (usize, bool),
        work: &mut Work,
        out: &mut Dissection,
    ) {
        let job = work.jobs[index];
        let (Some(protocol), Some(layer)) = (job.protocol, job.layer) else {
            return;
        };
        if protocol.trailer.is_some() && wraps {
            let trailer = ByteRange::new(end, job.range.end);
            out.layers[usize::from(layer)].trailer = trailer;
        } else if protocol.stream && job.stream && end > job.range.start {
            let next = work.jobs.len() as u32;
            let range = ByteRange::new(end, job.range.end);
            work.jobs.push(Job { range, ..job });
            work.pending.insert(first_pending, next);
        } else if job.open {
            left_over(index, end, work, out);
        }
    }

    #[inline(always)]
    pub(super) fn peel_of<'p>(
        &'p self,
        job: usize,
        layer: u16,
        buffer: &'p [u8],
        work: &'p mut Work,
        out: &'p mut Dissection,
    ) -> Peel<'p> {
        Peel {
            buffer,
            bytes: work.jobs[job].range.of(buffer),
            turn: self,
            job,
            layer,
            pos: 0,
            end: None,
            depth: 0,
            want: self.want,
            out,
            work,
        }
    }

    /// A layer of bytes that are not taken apart.
    #[inline(never)]
    fn opaque(&self, index: usize, work: &Work, out: &mut Dissection) {
        let job = work.jobs[index];
        open_layer(index, info_of(job.role, job.fragment), work, out);
        let layer = out.layers.len() - 1;
        out.layers[layer].payload = ByteRange::new(job.range.end, job.range.end);
        if job.protocol.is_some() {
            let at = ByteRange::new(job.range.start, job.range.start);
            out.faults.push(Fault {
                layer: layer as u16,
                at,
                kind: FaultKind::TooDeep,
            });
        }
        if self.want == Want::Full {
            out.layers[layer].summary = format!("{} bytes", job.range.len());
            out.fields.push(Field {
                spec: &DATA_BYTES,
                span: Span::bytes(job.range.start, job.range.len()),
                source: job.source,
                value: Value::Bytes,
                depth: 0,
            });
            out.layers[layer].fields.end = out.fields.len() as u32;
        }
    }
}

/// Adds the layer of a job; what it holds is still to be found out.
#[inline(always)]
fn open_layer(index: usize, info: &'static ProtoInfo, work: &Work, out: &mut Dissection) {
    let job = &work.jobs[index];
    let first_field = out.fields.len() as u32;
    let parent = job
        .parent
        .and_then(|parent| work.jobs[parent as usize].layer);
    // A layer that is put together elsewhere and then copied costs more than one written here.
    out.layers.push(BLANK);
    if let Some(layer) = out.layers.last_mut() {
        layer.info = info;
        layer.parent = parent;
        layer.source = job.source;
        layer.header = job.range;
        layer.fields = ByteRange::new(first_field, first_field);
        layer.role = job.role;
    }
}

/// Settles what is header and what is payload of a layer in `range`; `end` is where it says that it
/// ends. Returns where it ends with what it wraps.
#[inline(always)]
fn close_layer(layer: &mut Layer, range: ByteRange, end: Option<usize>, stopped: bool) -> u32 {
    let own_end = end.map(|end| range.start + end as u32);
    if layer.payload != ByteRange::default() {
        layer.header.end = layer.payload.start;
        let end = own_end.unwrap_or_default().max(layer.payload.end);
        layer.trailer = ByteRange::new(layer.payload.end, end);
        end
    } else {
        // A layer without payload owns all it was given, unless its lengths say less.
        let end = own_end.unwrap_or(range.end);
        layer.header.end = if stopped { range.end } else { end };
        layer.payload = ByteRange::new(layer.header.end, layer.header.end);
        end
    }
}
