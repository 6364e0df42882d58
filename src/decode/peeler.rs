//! The peel loop: from the outermost header to the innermost content, one turn a layer.

use std::fmt::Write;
use std::sync::Arc;

use super::context::{Conversations, NoConversations};
use super::job::{Job, Work};
pub(super) use super::limits::LIMITS;
use super::opaque::{DATA, DATA_BYTES, SEGMENT, SEGMENT_BYTES, info_of};
use super::stretch::Mark;
use super::trailers::left_over;
use super::{Peel, Protocol, Registry, Want, Wanted};
use crate::model::{
    Bound, ByteRange, Dissection, Fault, FaultKind, Field, Frame, FrameInfo, Layer, OsiLayer,
    ProtoInfo, Role, Source, Span, Transport, Value,
};

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
    derived_bytes: usize,
    bodies: bool,
    only: Option<Arc<Wanted>>,
    work: Work,
}

impl<'r> Peeler<'r> {
    /// A peeler that knows these protocols.
    pub fn new(registry: &'r Registry) -> Peeler<'r> {
        Peeler {
            registry,
            decode_as: Vec::new(),
            derived_bytes: LIMITS.derived_bytes,
            bodies: false,
            only: None,
            work: Work::default(),
        }
    }

    /// With rules of the user, which go before what conversations and ports say.
    #[must_use]
    pub fn decode_as(mut self, rules: Vec<DecodeAs>) -> Peeler<'r> {
        self.decode_as = rules;
        self
    }

    /// With bodies taken to their end even in a skim, as long as a frame's bytes that do not stand
    /// in it as they are do not exceed `limit`.
    #[must_use]
    pub fn whole_bodies(mut self, limit: usize) -> Peeler<'r> {
        self.derived_bytes = limit;
        self.bodies = true;
        self
    }

    /// True if the user has rules.
    pub fn has_rules(&self) -> bool {
        !self.decode_as.is_empty()
    }

    /// For a filter: a full peel adds the fields of protocols that have wanted ones, and no summaries.
    #[must_use]
    pub fn only(mut self, wanted: Wanted) -> Peeler<'r> {
        self.only = Some(Arc::new(wanted));
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
        known: &mut dyn Conversations,
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
        known: &mut dyn Conversations,
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
        self.run(
            Some(protocol),
            &info,
            bytes,
            want,
            &mut NoConversations,
            out,
        );
    }

    fn run(
        &mut self,
        protocol: Option<&'static Protocol>,
        info: &FrameInfo,
        bytes: &[u8],
        want: Want,
        known: &mut dyn Conversations,
        out: &mut Dissection,
    ) {
        out.clear();
        let whole = bytes.len() >= info.original_len as usize;
        let work = &mut self.work;
        work.clear();
        let job = work.add();
        job.protocol = protocol;
        job.range.end = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        job.cut = !whole;
        if !whole {
            job.bound = Bound::SnapshotLength;
            let captured = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            job.missing = info.original_len.saturating_sub(captured);
        }
        if protocol.is_none() {
            job.role = Role::Opaque;
        }
        let turn = Turn {
            registry: self.registry,
            decode_as: &self.decode_as,
            info,
            want,
            derived_bytes: self.derived_bytes,
            bodies: self.bodies,
            only: self.only.as_deref().filter(|_| want.has_fields()),
        };
        let mut known = (!known.is_empty()).then_some(known);
        while let Some(index) = work.take() {
            let source = work.jobs[index].source;
            work.next = Some(index as u32);
            match source.0 {
                0 => turn.layers_in(bytes, (source, context(&mut known)), work, out),
                n => match out.buffers.get(usize::from(n) - 1).cloned() {
                    Some(buffer) => {
                        let place = (source, context(&mut known));
                        turn.layers_in(&buffer, place, work, out);
                    }
                    None => work.next = None,
                },
            }
        }
        if want.has_fields() {
            turn.trailers(bytes, work, out);
        }
    }
}

/// What stays the same from layer to layer of a frame.
pub(super) struct Turn<'t> {
    pub registry: &'t Registry,
    pub decode_as: &'t [DecodeAs],
    pub info: &'t FrameInfo,
    want: Want,
    /// Bytes that may be made of a frame's bytes.
    pub derived_bytes: usize,
    /// True if bodies are wanted to their end.
    pub bodies: bool,
    /// The only fields that are wanted.
    pub only: Option<&'t Wanted>,
}

/// Lends what is known of conversations; `None` if nothing is.
fn context<'c>(known: &'c mut Option<&mut dyn Conversations>) -> Option<&'c mut dyn Conversations> {
    match known {
        Some(known) => Some(&mut **known),
        None => None,
    }
}

impl Turn<'_> {
    /// Peels layers, as long as the next one lies in the same buffer.
    fn layers_in(
        &self,
        buffer: &[u8],
        (source, mut known): (Source, Option<&mut dyn Conversations>),
        work: &mut Work,
        out: &mut Dissection,
    ) {
        let mut peel = self.peel_of((0, 0), buffer, context(&mut known), work, out);
        while let Some(index) = peel.work.take() {
            if peel.out.layers.len() >= LIMITS.layers {
                peel.work.pending.clear();
                return;
            }
            if peel.work.jobs[index].source != source {
                peel.work.next = Some(index as u32);
                return;
            }
            peel.layer(index);
        }
    }

    pub(super) fn peel_of<'p>(
        &'p self,
        (job, layer): (usize, u16),
        buffer: &'p [u8],
        context: Option<&'p mut dyn Conversations>,
        work: &'p mut Work,
        out: &'p mut Dissection,
    ) -> Peel<'p> {
        Peel {
            buffer,
            bytes: work.jobs[job].range.of(buffer),
            turn: self,
            context,
            heard: None,
            job,
            layer,
            pos: 0,
            end: None,
            depth: 0,
            want: self.want,
            rows_only: false,
            out,
            work,
        }
    }
}

impl Peel<'_> {
    /// Peels the layer of a job; what it wraps is queued, the first payload to come next.
    #[inline(always)]
    fn layer(&mut self, index: usize) {
        self.want_of(self.work.jobs[index].protocol);
        let job = &mut self.work.jobs[index];
        let layer = self.out.layers.len() as u16;
        let (Some(protocol), true) = (job.protocol, job.level < LIMITS.levels) else {
            job.layer = Some(layer);
            if job.undecided && job.protocol.is_none() {
                let one_more = job.range.len().saturating_add(1);
                return self.put_back(index, None, one_more);
            }
            return self.opaque(index);
        };
        let (range, parent) = (job.range, job.parent);
        let mark = (job.stretch != 0).then(|| Mark::of(self.out, self.work));
        let layer = self.through_tunnel(index);
        let job = &mut self.work.jobs[index];
        job.layer = Some(layer);
        open_layer(index, &protocol.info, self.work, self.out);
        let first_pending = self.work.pending.len();
        self.bytes = range.of(self.buffer);
        (self.job, self.layer) = (index, layer);
        (self.pos, self.end, self.depth) = (0, None, 0);
        let result = (protocol.peel)(self);
        debug_assert!(self.pos as u32 <= range.len());
        if let Some(mark) = &mark
            && let Some(needed) = self.unfinished(mark, protocol)
        {
            mark.undo(self.out, self.work);
            self.work.jobs[index].parent = parent;
            return self.put_back(index, Some(protocol), needed);
        }
        let layer = &mut self.out.layers[usize::from(layer)];
        layer.fields.end = self.out.fields.len() as u32;
        let wraps = layer.payload != ByteRange::default();
        let end = close_layer(layer, range, self.end, result.is_err());
        // They are popped from the end.
        if self.work.pending.len() > first_pending + 1 {
            self.work.pending[first_pending..].reverse();
        }
        if mark.is_some() {
            self.settle(index, end);
        }
        if end < range.end {
            self.behind(end, first_pending, wraps);
        }
    }

    /// What becomes of the bytes behind a layer's end: its own trailer, the next message of a
    /// stream, an outer layer's trailer.
    fn behind(&mut self, end: u32, first_pending: usize, wraps: bool) {
        let job = *self.job();
        let Some(protocol) = job.protocol else {
            return;
        };
        if protocol.trailer.is_some() && wraps {
            let trailer = ByteRange::new(end, job.range.end);
            self.out.layers[usize::from(self.layer)].trailer = trailer;
        } else if protocol.stream && job.stream && end > job.range.start {
            let next = self.work.jobs.len() as u32;
            let rest = ByteRange::new(end, job.range.end);
            let (source, range) = self.own_place(job.stretch, job.source, rest);
            self.work.jobs.push(Job {
                source,
                range,
                ..job
            });
            self.work.pending.insert(first_pending, next);
        } else if job.open {
            left_over(self.job, end, self.work, self.out);
        }
    }

    /// A layer of bytes that are not taken apart.
    #[inline(never)]
    pub(super) fn opaque(&mut self, index: usize) {
        self.want_of(None);
        self.through_tunnel(index);
        let job = self.work.jobs[index];
        let parent = job.parent.and_then(|p| self.work.jobs[p as usize].layer);
        let around = parent.map(|parent| self.out.layers[usize::from(parent)].info.osi);
        let info = info_of(job.role, around == Some(OsiLayer::Network));
        open_layer(index, info, self.work, self.out);
        let layer = self.out.layers.len() - 1;
        self.out.layers[layer].payload = ByteRange::new(job.range.end, job.range.end);
        if job.protocol.is_some() {
            let at = ByteRange::new(job.range.start, job.range.start);
            self.out.faults.push(Fault {
                layer: layer as u16,
                at,
                kind: FaultKind::TooDeep,
            });
        }
        if self.want.has_lines() {
            let mut summary = self.out.new_text();
            // A String takes all that is written to it.
            let _ = write!(summary, "{} bytes", job.range.len());
            self.out.layers[layer].summary = summary;
        }
        if let (Want::Lines, Some(part)) = (self.want, job.part) {
            self.say_part(index, part);
        }
        if self.want.has_fields() {
            let spec = match std::ptr::eq(info, &SEGMENT) {
                true => &SEGMENT_BYTES,
                false => &DATA_BYTES,
            };
            self.out.fields.push(Field {
                spec,
                span: Span::bytes(job.range.start, job.range.len()),
                word: None,
                source: job.source,
                value: Value::Bytes,
                depth: 0,
            });
            self.out.layers[layer].fields.end = self.out.fields.len() as u32;
            if let Some(part) = job.part {
                self.say_part(index, part);
            }
        }
    }
}

/// Adds the layer of a job; what it holds is still to be found out.
#[inline(always)]
pub(super) fn open_layer(
    index: usize,
    info: &'static ProtoInfo,
    work: &Work,
    out: &mut Dissection,
) {
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
