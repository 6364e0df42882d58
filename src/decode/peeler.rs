//! The peel loop: from the outermost header to the innermost content, one turn a layer.

use super::opaque::{DATA_BYTES, info_of};
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
}

/// No earlier frames are known.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoConversations;

impl Conversations for NoConversations {
    fn speaks(&self, _flow: &Flow) -> Option<&'static ProtoInfo> {
        None
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

const LIMITS: Limits = Limits {
    levels: 48,
    layers: 512,
    fields: 32_768,
    faults: 256,
    derived_bytes: 16 << 20,
};

/// Bytes that wait to be peeled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    pub protocol: Option<&'static Protocol>,
    pub role: Role,
    /// For a continuation: of an IP packet, not of a stream.
    pub fragment: bool,
    pub parent: Option<u16>,
    pub source: Source,
    pub range: ByteRange,
    pub bound: Bound,
    /// True if the outer header counts more bytes than are there.
    pub cut: bool,
    /// True if the inner protocol decides where it ends, not the outer one.
    pub open: bool,
    /// True for a piece of a byte stream: several messages may stand in it.
    pub stream: bool,
    pub level: u8,
}

/// Takes frames apart with the protocols of a registry.
#[derive(Debug, Clone)]
pub struct Peeler<'r> {
    registry: &'r Registry,
    decode_as: Vec<DecodeAs>,
    work: Work,
}

/// Memory of the loop, kept from frame to frame.
#[derive(Debug, Default, Clone)]
pub(super) struct Work {
    /// What waits; the last one is next.
    pub(super) jobs: Vec<Job>,
    /// The protocol of each layer so far.
    pub(super) opened: Vec<Option<&'static Protocol>>,
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
        work.jobs.clear();
        work.opened.clear();
        work.jobs.push(Job {
            protocol,
            role: if protocol.is_some() {
                Role::Header
            } else {
                Role::Opaque
            },
            fragment: false,
            parent: None,
            source: Source::FRAME,
            range: ByteRange::new(0, u32::try_from(bytes.len()).unwrap_or(u32::MAX)),
            bound: if whole {
                Bound::Frame
            } else {
                Bound::SnapshotLength
            },
            cut: !whole,
            open: false,
            stream: false,
            level: 0,
        });
        let turn = Turn {
            registry: self.registry,
            decode_as: &self.decode_as,
            info,
            want,
            known,
        };
        while let Some(job) = work.jobs.pop() {
            if out.layers.len() >= LIMITS.layers {
                break;
            }
            match job.source.0 {
                0 => turn.layer(job, bytes, &mut work, out),
                n => {
                    if let Some(buffer) = out.buffers.get(usize::from(n) - 1).cloned() {
                        turn.layer(job, &buffer, &mut work, out);
                    }
                }
            }
        }
        if want == Want::Full {
            turn.trailers(bytes, &mut work, out);
        }
        self.work = work;
    }
}

/// What stays the same from layer to layer of a frame.
pub(super) struct Turn<'t> {
    registry: &'t Registry,
    decode_as: &'t [DecodeAs],
    pub(super) info: &'t FrameInfo,
    want: Want,
    known: &'t dyn Conversations,
}

impl Turn<'_> {
    /// Peels one layer and queues what it wraps, so that the innermost of the first comes next.
    fn layer(&self, job: Job, buffer: &[u8], work: &mut Work, out: &mut Dissection) {
        let protocol = job.protocol.filter(|_| job.level < LIMITS.levels);
        work.opened.push(protocol);
        let Some(protocol) = protocol else {
            return self.opaque(job, out);
        };
        let layer = self.open_layer(job, &protocol.info, out);
        let first_job = work.jobs.len();
        let mut peel = self.peel_of(job, layer, buffer, &mut work.jobs, out);
        let result = (protocol.peel)(&mut peel);
        let (pos, end) = (peel.pos, peel.end);
        let wraps = out.layers[usize::from(layer)].payload != ByteRange::default();
        let end = self.close_layer(layer, job, (pos, end), result.is_err(), out);
        // The stack is popped from its end: the first payload must be the last one pushed.
        work.jobs[first_job..].reverse();
        if end < job.range.end {
            if protocol.trailer.is_some() && wraps {
                out.layers[usize::from(layer)].trailer = ByteRange::new(end, job.range.end);
            } else if protocol.stream && job.stream && end > job.range.start {
                let rest = ByteRange::new(end, job.range.end);
                work.jobs.insert(first_job, Job { range: rest, ..job });
            } else if job.open {
                left_over(layer, end, &work.opened, out);
            }
        }
    }

    pub(super) fn peel_of<'p>(
        &'p self,
        job: Job,
        layer: u16,
        buffer: &'p [u8],
        jobs: &'p mut Vec<Job>,
        out: &'p mut Dissection,
    ) -> Peel<'p> {
        Peel {
            buffer,
            bytes: job.range.of(buffer),
            info: self.info,
            job,
            layer,
            pos: 0,
            end: None,
            depth: 0,
            want: self.want,
            out,
            jobs,
            registry: self.registry,
            conversations: self.known,
            decode_as: self.decode_as,
            limits: &LIMITS,
        }
    }

    fn open_layer(&self, job: Job, info: &'static ProtoInfo, out: &mut Dissection) -> u16 {
        let index = out.layers.len() as u16;
        let first_field = out.fields.len() as u32;
        out.layers.push(Layer {
            info,
            parent: job.parent,
            source: job.source,
            header: job.range,
            payload: ByteRange::default(),
            trailer: ByteRange::default(),
            fields: ByteRange::new(first_field, first_field),
            summary: String::new(),
            hand_over: String::new(),
            open_end: false,
            role: job.role,
        });
        index
    }

    /// Settles what is header and what is payload; returns where the layer ends with what it wraps.
    fn close_layer(
        &self,
        index: u16,
        job: Job,
        (pos, end): (usize, Option<usize>),
        stopped: bool,
        out: &mut Dissection,
    ) -> u32 {
        let last_field = out.fields.len() as u32;
        let layer = &mut out.layers[usize::from(index)];
        layer.fields.end = last_field;
        let own_end = end.map(|end| job.range.start + end as u32);
        let wraps_here = layer.payload != ByteRange::default();
        if wraps_here {
            layer.header.end = layer.payload.start;
            let end = own_end.unwrap_or(layer.payload.end).max(layer.payload.end);
            layer.trailer = ByteRange::new(layer.payload.end, end);
            end
        } else {
            // A layer without payload owns all it was given, unless its lengths say less.
            let end = own_end.unwrap_or(job.range.end);
            layer.header.end = if stopped { job.range.end } else { end };
            layer.payload = ByteRange::new(layer.header.end, layer.header.end);
            debug_assert!(pos as u32 <= job.range.len());
            end
        }
    }

    /// A layer of bytes that are not taken apart.
    fn opaque(&self, job: Job, out: &mut Dissection) {
        let info = info_of(job.role, job.fragment);
        let index = self.open_layer(job, info, out);
        let layer = &mut out.layers[usize::from(index)];
        layer.payload = ByteRange::new(job.range.end, job.range.end);
        if job.protocol.is_some() {
            let at = ByteRange::new(job.range.start, job.range.start);
            out.faults.push(Fault {
                layer: index,
                at,
                kind: FaultKind::TooDeep,
            });
        }
        if self.want == Want::Full {
            layer.summary = format!("{} bytes", job.range.len());
            out.fields.push(Field {
                spec: &DATA_BYTES,
                span: Span::bytes(job.range.start, job.range.len()),
                source: job.source,
                value: Value::Bytes,
                depth: 0,
            });
            layer.fields.end = out.fields.len() as u32;
        }
    }
}
