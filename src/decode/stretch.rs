//! Stretches of byte streams: messages that began in earlier segments, or go on in later ones.

use std::ops::Range;

use super::context::{
    ArrivingPiece, ArrivingSegment, GatherKey, Gathered, Heard, Joined, Part, Place, Reading,
    Ticket, Unfinished,
};
use super::job::{Stretch, Work};
use super::opaque::{BEGAN_IN, MESSAGE_LEN, SO_FAR};
use super::{Next, Peel, Protocol};
use crate::model::{
    Bound, ByteRange, Dissection, FaultKind, Field, FieldSpec, Piece, Role, Segment, Source, Span,
    Value,
};

/// Stretches of one frame that are told apart; what comes behind is read alone.
const MAX_STRETCHES: usize = 200;

/// The fields with which a protocol says what it was put together of. They are computed: they have
/// no bytes of their own.
#[derive(Debug)]
pub struct JoinSpecs {
    /// The structure of them all.
    pub all: FieldSpec,
    /// One piece: the frame that carried it.
    pub piece: FieldSpec,
    /// How many there are.
    pub count: FieldSpec,
    /// Bytes of the whole.
    pub len: FieldSpec,
}

/// How much a dissection held before a message was peeled.
pub(super) struct Mark {
    layers: usize,
    fields: usize,
    faults: usize,
    addresses: usize,
    buffers: usize,
    lessons: usize,
    mentions: usize,
    jobs: usize,
    pending: usize,
}

impl Mark {
    pub fn of(out: &Dissection, work: &Work) -> Mark {
        Mark {
            layers: out.layers.len(),
            fields: out.fields.len(),
            faults: out.faults.len(),
            addresses: out.addresses.len(),
            buffers: out.buffers.len(),
            lessons: out.lessons.len(),
            mentions: out.mentions.len(),
            jobs: work.jobs.len(),
            pending: work.pending.len(),
        }
    }

    fn undo(&self, out: &mut Dissection, work: &mut Work) {
        out.layers.truncate(self.layers);
        out.fields.truncate(self.fields);
        out.faults.truncate(self.faults);
        out.addresses.truncate(self.addresses);
        out.drop_buffers(self.buffers);
        out.lessons.truncate(self.lessons);
        out.mentions.truncate(self.mentions);
        work.jobs.truncate(self.jobs);
        work.pending.truncate(self.pending);
        work.next = None;
    }
}

impl Peel<'_> {
    /// Asks the conversation what it makes of a segment whose payload stands at `payload`.
    pub fn hear(&mut self, segment: Segment, payload: Range<usize>) -> Option<Heard> {
        let bytes = self.bytes.get(payload.clone()).unwrap_or_default();
        let arriving = ArrivingSegment {
            segment,
            payload: bytes,
            at: self.in_frame(payload.start),
            quoted: self.is_quoted(),
        };
        let heard = self.context.as_deref_mut()?.segment(&arriving)?;
        self.out.segments.push((self.layer, segment));
        Some(heard)
    }

    /// Where a byte of the layer stands in the frame.
    fn in_frame(&self, pos: usize) -> Option<u32> {
        (!self.source().is_derived()).then(|| self.abs(pos))
    }

    /// True if what is missing of a message may still come: the stream is put together, and not
    /// closed.
    pub fn goes_on(&self) -> bool {
        self.stretch().is_some_and(|stretch| !stretch.closed)
    }

    /// True if the bytes are the last ones of a stream that its sender has closed.
    pub fn is_closed(&self) -> bool {
        self.stretch().is_some_and(|stretch| stretch.closed)
    }

    fn stretch(&self) -> Option<&Stretch> {
        let ticket = usize::from(self.job().stretch);
        self.work.stretches.get(ticket.checked_sub(1)?)
    }

    /// Hands the payload of a segment over as the conversation wants it read. The ports say who
    /// takes it, if the conversation does not.
    pub fn wrap_heard(
        &mut self,
        next: Next<'_>,
        payload: Range<usize>,
        heard: Heard,
        specs: &'static JoinSpecs,
    ) {
        let (closed, ticket) = (heard.closed, heard.ticket);
        match heard.reading {
            Reading::Alone => self.wrap_stream(next, payload),
            Reading::Next(from) => self.wrap_next(next, payload, from as usize, (closed, ticket)),
            Reading::Joined(joined) => self.wrap_joined(next, payload, joined, (closed, ticket), specs),
            Reading::Part(part) => self.wrap_part(payload, part),
        }
    }

    fn wrap_next(&mut self, next: Next<'_>, payload: Range<usize>, from: usize, (closed, ticket): (bool, Ticket)) {
        let start = (payload.start + from).min(payload.end);
        let before = self.work.jobs.len();
        let stretch = Stretch {
            source: self.source(),
            start: self.abs(start),
            own: None,
            closed,
            ticket,
            specs: None,
            pieces: Vec::new(),
        };
        self.wrap_stream(next, start..payload.end);
        self.whole_payload(&payload);
        self.give_ticket(before, stretch);
    }

    /// The payload begins before what of it is handed over.
    fn whole_payload(&mut self, payload: &Range<usize>) {
        if payload.is_empty() {
            return;
        }
        let all = ByteRange::new(self.abs(payload.start), self.abs(payload.end));
        self.out.layers[usize::from(self.layer)].payload = all;
    }

    fn wrap_joined(
        &mut self,
        next: Next<'_>,
        payload: Range<usize>,
        joined: Joined,
        (closed, ticket): (bool, Ticket),
        specs: &'static JoinSpecs,
    ) {
        let before = self.work.jobs.len();
        let next = joined.protocol.map_or(next, Next::Protocol);
        self.whole_payload(&payload);
        let own = ByteRange::new(self.abs(payload.start), self.abs(payload.end));
        let stretch = Stretch {
            source: Source(self.out.buffers.len() as u8 + 1),
            start: 0,
            own: Some((joined.own, self.source(), own)),
            closed,
            ticket,
            specs: Some(specs),
            pieces: joined.pieces,
        };
        self.wrap_buffer(next, joined.bytes, Bound::Segment);
        self.give_ticket(before, stretch);
    }

    /// Marks the jobs from `before` on as a stretch of a stream.
    fn give_ticket(&mut self, before: usize, stretch: Stretch) {
        // What is closed has no later segment.
        let bound = stretch.closed.then_some(Bound::Close);
        let full = self.work.stretches.len() >= MAX_STRETCHES;
        self.work.stretches.push(stretch);
        let number = match full {
            true => 0,
            false => self.work.stretches.len() as u8,
        };
        for job in &mut self.work.jobs[before..] {
            job.stream = true;
            job.stretch = number;
            job.bound = bound.filter(|_| job.bound == Bound::Segment).unwrap_or(job.bound);
        }
    }

    /// Shows the payload as part of something that is not read here.
    fn wrap_part(&mut self, payload: Range<usize>, part: Part) {
        let before = self.work.jobs.len();
        self.wrap_stream(Next::Segment, payload);
        for job in &mut self.work.jobs[before..] {
            job.part = Some(part);
        }
    }

    /// Gathers the bytes at `at`, a piece of something larger. Shows them as a piece; if it was the
    /// last one that was missing, what they make together goes to the next protocol.
    pub fn gather(
        &mut self,
        (key, place): (GatherKey, Place),
        at: Range<usize>,
        next: Next<'_>,
        specs: &'static JoinSpecs,
    ) {
        let bytes = self.bytes.get(at.clone()).unwrap_or_default();
        let piece = ArrivingPiece {
            key,
            place,
            bytes,
            at: self.in_frame(at.start),
        };
        let gathered = match self.context.as_deref_mut() {
            Some(context) if !bytes.is_empty() => context.gather(&piece),
            _ => Gathered::Alone,
        };
        match gathered {
            Gathered::Whole(joined) => {
                self.whole_payload(&at);
                self.say_joined(specs, joined.bytes.len(), &joined.pieces);
                let source = self.wrap_buffer(next, joined.bytes, Bound::Frame);
                self.out.set_pieces(source, joined.pieces);
            }
            Gathered::Conflict => {
                let kind = FaultKind::Malformed("it contradicts a piece that arrived before");
                self.fault(kind, at.clone());
                self.wrap(Next::Fragment, at, "length of the piece");
            }
            Gathered::Alone | Gathered::Waits(_) | Gathered::Repeat => {
                self.wrap(Next::Fragment, at, "length of the piece");
            }
        }
    }

    /// Adds the fields that say what the layer was put together of.
    fn say_joined(&mut self, specs: &'static JoinSpecs, len: usize, pieces: &[Piece]) {
        if !self.wants_fields() || pieces.is_empty() {
            return;
        }
        let mut add = |spec: &'static FieldSpec, value: Value, depth: u8| {
            self.out.fields.push(Field {
                spec,
                span: Span::bytes(self.work.jobs[self.job].range.start, 0),
                source: self.work.jobs[self.job].source,
                value,
                depth,
            });
        };
        add(&specs.all, Value::None, 0);
        for piece in pieces.iter().take(MAX_PIECES_SHOWN) {
            add(&specs.piece, Value::Frame(piece.frame), 1);
        }
        add(&specs.count, Value::Uint(pieces.len() as u64), 1);
        add(&specs.len, Value::Uint(len as u64), 1);
    }

    /// How many bytes the message that was just peeled needs, if it is to be put back until they
    /// are there.
    pub(super) fn unfinished(&self, mark: &Mark, protocol: &Protocol) -> Option<u32> {
        if !protocol.stream || !self.goes_on() {
            return None;
        }
        let start = self.job().range.start;
        let limit = self.context.as_ref().map_or(0, |context| context.message_limit());
        let faults = self.out.faults.get(mark.faults..)?.iter();
        let needs = |kind: &FaultKind, at: ByteRange| match kind {
            FaultKind::Truncated {
                needed,
                bound: Bound::Segment,
                ..
            } => Some(needed.saturating_add(at.start.saturating_sub(start))),
            _ => None,
        };
        let needed = faults
            .filter(|fault| fault.layer == self.layer)
            .filter_map(|fault| needs(&fault.kind, fault.at))
            .max()?;
        let until_close = needed == u32::MAX;
        (until_close || needed <= limit).then_some(needed)
    }

    /// Takes back all that the message's peel added, and shows its bytes as part of a message.
    #[cold]
    pub(super) fn put_back(
        &mut self,
        index: usize,
        mark: &Mark,
        protocol: &'static Protocol,
        needed: u32,
    ) {
        mark.undo(self.out, self.work);
        let job = self.work.jobs[index];
        let bytes = job.range.of(self.buffer);
        let Some(stretch) = self.work.stretches.get(usize::from(job.stretch) - 1) else {
            return;
        };
        let ticket = stretch.ticket;
        let in_own = |own: u32, range: ByteRange| own + job.range.start.saturating_sub(range.start);
        let taken = match stretch.own {
            Some((own, source, range)) if source == job.source => in_own(own, range),
            _ => job.range.start.saturating_sub(stretch.start),
        };
        let message = Unfinished {
            taken,
            needed,
            protocol,
            bytes,
        };
        let began = match stretch.pieces.first() {
            Some(first) if taken == 0 => first.frame,
            _ => self.turn.info.number,
        };
        let at_work = &mut self.work.jobs[index];
        at_work.role = Role::Continuation;
        at_work.protocol = None;
        at_work.part = Some(Part::Middle(super::context::Middle {
            protocol: Some(&protocol.info),
            began,
            so_far: bytes.len() as u64,
            whole: (needed != u32::MAX && needed as usize > bytes.len() + 1).then_some(needed.into()),
        }));
        // Only this frame's own bytes are shown: the others are shown in theirs.
        if let Some((_, source, range)) = stretch.own
            && stretch.source == job.source
        {
            (at_work.source, at_work.range) = (source, range);
            self.out.drop_buffers(usize::from(job.source.0) - 1);
        }
        if let Some(context) = self.context.as_deref_mut() {
            context.waits(ticket, &message);
        }
        if self.work.jobs[index].range.is_empty() {
            self.work.jobs[index].layer = None;
        } else {
            self.opaque(index);
        }
    }

    /// A message of a joined stretch is whole: says what it was put together of, and cuts the
    /// buffer to it. Returns where the next message stands: in this frame, as far as it does.
    pub(super) fn settle(&mut self, index: usize, end: u32) {
        let job = self.work.jobs[index];
        let Some(stretch) = self.work.stretches.get_mut(usize::from(job.stretch).wrapping_sub(1))
        else {
            return;
        };
        if stretch.source != job.source || !job.source.is_derived() || job.range.start != 0 {
            return;
        }
        let Some(specs) = stretch.specs.take() else {
            return;
        };
        let mut pieces = std::mem::take(&mut stretch.pieces);
        pieces.retain(|piece| piece.at.start < end);
        if let Some(last) = pieces.last_mut() {
            last.at.end = last.at.end.min(end);
        }
        self.say_joined(specs, end as usize, &pieces);
        let fields = self.out.fields.len() as u32;
        self.out.layers[usize::from(self.layer)].fields.end = fields;
        self.out.set_pieces(job.source, pieces);
    }

    /// Where the next message of a stretch stands: in the frame's own bytes, as far as it does.
    pub(super) fn own_place(&self, stretch: u8, source: Source, at: ByteRange) -> (Source, ByteRange) {
        let stretch = self.work.stretches.get(usize::from(stretch).wrapping_sub(1));
        let own = stretch.filter(|stretch| stretch.source == source);
        match own.and_then(|stretch| stretch.own) {
            Some((own, frame, range)) if at.start >= own && at.end - own == range.len() => {
                let start = range.start + (at.start - own);
                (frame, ByteRange::new(start, range.end))
            }
            _ => (source, at),
        }
    }

    /// Says of a part of a message what it is part of.
    pub(super) fn say_part(&mut self, index: usize, part: Part) {
        let job = self.work.jobs[index];
        let layer = self.out.layers.len() - 1;
        let bytes = job.range.len();
        let summary = match part {
            Part::Repeat => format!("{bytes} bytes that have arrived before"),
            Part::Early(missing) => {
                format!("{bytes} bytes that wait for the {missing} missing before them")
            }
            Part::Middle(middle) => {
                let what = middle.protocol.map_or("a message", |info| info.short);
                let (so_far, whole) = (middle.so_far, middle.whole);
                let of = whole.map(|whole| format!(" of {whole}")).unwrap_or_default();
                format!("{bytes} bytes, part of {what}: {so_far}{of} so far")
            }
        };
        self.out.layers[layer].summary = summary;
        if let Part::Middle(middle) = part {
            let mut add = |spec: &'static FieldSpec, value: Value| {
                self.out.fields.push(Field {
                    spec,
                    span: Span::bytes(job.range.start, 0),
                    source: job.source,
                    value,
                    depth: 0,
                });
            };
            add(&BEGAN_IN, Value::Frame(middle.began));
            add(&SO_FAR, Value::Uint(middle.so_far));
            if let Some(whole) = middle.whole {
                add(&MESSAGE_LEN, Value::Uint(whole));
            }
            self.out.layers[layer].fields.end = self.out.fields.len() as u32;
        }
    }
}

/// More pieces than this are counted, but not listed one by one.
const MAX_PIECES_SHOWN: usize = 4096;
