//! Stretches of byte streams: messages that began in earlier segments, or go on in later ones.

use std::ops::Range;

use super::context::{ArrivingSegment, Heard, Joined, Part, Reading, Ticket, Unfinished};
use super::gather::JoinSpecs;
use super::job::{Stretch, Work};
use super::peeler::LIMITS;
use super::tunnel::THROUGH;
use super::want::Want;
use super::{Match, Next, Peel, Protocol};
use crate::model::{Bound, ByteRange, Dissection, FaultKind, Lesson, Role, Segment, Source};

/// Stretches of one frame that are told apart; what comes behind is read alone.
const MAX_STRETCHES: usize = 200;

/// What is said of the layer around a part of a message without a header.
const GOES_ON: &str = "part of a message";

/// What a conversation says of a stretch besides its bytes.
#[derive(Clone, Copy)]
struct Given {
    closed: bool,
    ticket: Ticket,
    connection: u32,
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

    pub fn undo(&self, out: &mut Dissection, work: &mut Work) {
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

    /// True if there are conversations to ask.
    #[inline]
    pub fn is_followed(&self) -> bool {
        self.context.is_some() && self.want != Want::Ends
    }

    /// Where a byte of the layer stands in the frame.
    pub(super) fn in_frame(&self, pos: usize) -> Option<u32> {
        (!self.source().is_derived()).then(|| self.abs(pos))
    }

    /// True if what is missing of a message may still come: the stream is put together, and not
    /// closed.
    pub fn goes_on(&self) -> bool {
        self.stretch().is_some_and(|stretch| !stretch.closed)
    }

    /// Should the message have to wait for its rest, the layer is shown already where it begins: its
    /// first bytes leave no doubt.
    pub fn begins(&mut self) {
        let job = self.job;
        self.work.jobs[job].begins = true;
    }

    /// Should the message have to wait for its rest, the layer is shown around each of its parts: it
    /// has no header, so that they are as much of the protocol as the whole.
    pub fn is_bare(&mut self) {
        let job = self.job;
        self.work.jobs[job].bare = true;
    }

    /// True if the bytes are the last ones of a stream that its sender has closed.
    pub fn is_closed(&self) -> bool {
        self.stretch().is_some_and(|stretch| stretch.closed)
    }

    pub(super) fn stretch(&self) -> Option<&Stretch> {
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
        let given = Given {
            closed: heard.closed,
            ticket: heard.ticket,
            connection: heard.analysis.stream,
        };
        self.heard = Some(given.connection);
        let before = self.work.jobs.len();
        match heard.reading {
            Reading::Alone => self.wrap_stream(next, payload),
            Reading::Next(from) => self.wrap_next(next, payload, from as usize, given),
            Reading::Again(frame) => {
                self.out.repeats = Some(frame);
                self.wrap_next(next, payload, 0, given);
            }
            Reading::Joined(joined) => self.wrap_joined(next, payload, joined, given, specs),
            Reading::Part(part) => self.wrap_part(next, payload, part),
        }
        self.heard = None;
        if let Some(tunnel) = self.tunnel_of(given.connection) {
            for job in &mut self.work.jobs[before..] {
                job.around = Some((tunnel, THROUGH));
            }
        }
    }

    fn wrap_next(&mut self, next: Next<'_>, payload: Range<usize>, from: usize, given: Given) {
        let start = (payload.start + from).min(payload.end);
        let before = self.work.jobs.len();
        let stretch = Stretch {
            source: self.source(),
            start: self.abs(start),
            own: None,
            closed: given.closed,
            connection: given.connection,
            ticket: given.ticket,
            specs: None,
            pieces: Vec::new(),
        };
        self.wrap_stream(next, start..payload.end);
        self.whole_payload(&payload);
        self.give_ticket(next, before, stretch);
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
        given: Given,
        specs: &'static JoinSpecs,
    ) {
        if self.out.buffers.len() >= LIMITS.buffers {
            return self.wrap_stream(next, payload);
        }
        self.work.joined_bytes += joined.bytes.len();
        let before = self.work.jobs.len();
        let next = joined.protocol.map_or(next, Next::Protocol);
        if let Some(protocol) = joined.protocol
            && protocol.recognises(&joined.bytes) == Match::Yes
            && let Some(flow) = self.flow()
        {
            self.teach(Lesson::Speaks(flow, &protocol.info));
        }
        self.whole_payload(&payload);
        let own = ByteRange::new(self.abs(payload.start), self.abs(payload.end));
        let stretch = Stretch {
            source: Source(self.out.buffers.len() as u8 + 1),
            start: 0,
            own: Some((joined.own, self.source(), own)),
            closed: given.closed,
            connection: given.connection,
            ticket: given.ticket,
            specs: Some(specs),
            pieces: joined.pieces,
        };
        self.wrap_buffer(next, joined.bytes, Bound::Segment);
        self.give_ticket(next, before, stretch);
    }

    /// Marks the jobs from `before` on as a stretch of a stream.
    fn give_ticket(&mut self, next: Next<'_>, before: usize, stretch: Stretch) {
        let job = self.work.jobs.get(before);
        let undecided = job.is_some_and(|job| {
            let joined = self.out.buffers.last().filter(|_| stretch.own.is_some());
            let bytes: &[u8] = match joined {
                Some(buffer) => buffer,
                None => job.range.of(self.buffer),
            };
            job.protocol.is_none() && !stretch.closed && self.is_undecided(next, bytes)
        });
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
            job.undecided = undecided && number != 0;
            job.bound = bound
                .filter(|_| job.bound == Bound::Segment)
                .unwrap_or(job.bound);
        }
    }

    /// Shows the payload as part of something that is not read here.
    fn wrap_part(&mut self, next: Next<'_>, payload: Range<usize>, part: Part) {
        let around = match part {
            Part::Middle(middle) if middle.bare => middle
                .protocol
                .and_then(|info| self.turn.registry.by_name(info.name))
                .map(|protocol| (protocol, GOES_ON)),
            Part::Early(early) if !early.within => {
                let bytes = self.bytes.get(payload.clone()).unwrap_or_default();
                self.told(next, bytes)
                    .map(|protocol| (protocol, "it cannot be read yet"))
            }
            _ => None,
        };
        let before = self.work.jobs.len();
        self.wrap_stream(Next::Segment, payload);
        for job in &mut self.work.jobs[before..] {
            job.part = Some(part);
            job.around = around;
        }
    }

    /// Hands over bytes that go on with a message of `protocol` which began in another packet, and are
    /// not put together with it.
    pub fn wrap_part_of(
        &mut self,
        protocol: &'static Protocol,
        payload: Range<usize>,
        bound: &'static str,
    ) {
        let before = self.work.jobs.len();
        self.wrap(Next::Segment, payload, bound);
        for job in &mut self.work.jobs[before..] {
            job.around = Some((protocol, GOES_ON));
        }
    }

    /// How many bytes the message that was just peeled needs, if it is to be put back until they
    /// are there.
    pub(super) fn unfinished(&self, mark: &Mark, protocol: &Protocol) -> Option<u32> {
        if !protocol.stream || !self.goes_on() {
            return None;
        }
        let start = self.job().range.start;
        let limit = self
            .context
            .as_ref()
            .map_or(0, |context| context.message_limit());
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
        let waits_for_close = needed == u32::MAX && self.bytes.len() <= limit as usize;
        (waits_for_close || needed <= limit).then_some(needed)
    }

    /// Shows the bytes of a job as part of a message, and has the conversation keep them until
    /// `needed` bytes of it are there. What its peel added is taken back already.
    #[cold]
    pub(super) fn put_back(
        &mut self,
        index: usize,
        protocol: Option<&'static Protocol>,
        needed: u32,
    ) {
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
            bare: job.bare,
        };
        // The pieces are said once the first message is whole.
        let said = self.out.pieces_of(job.source);
        let mut pieces = stretch.pieces.iter().chain(said);
        let began = pieces.find(|piece| piece.at.contains(job.range.start));
        let began = began.map_or(self.turn.info.number, |piece| piece.frame);
        let at_work = &mut self.work.jobs[index];
        at_work.role = Role::Continuation;
        at_work.protocol = None;
        at_work.part = Some(Part::Middle(super::context::Middle {
            protocol: protocol.map(|protocol| &protocol.info),
            began,
            so_far: bytes.len() as u64,
            whole: message.whole(),
            bare: job.bare,
        }));
        // Only this frame's own bytes are shown: the others are shown in theirs. Behind a message that
        // is whole, the buffer is still needed.
        if let Some((_, source, range)) = stretch.own
            && stretch.source == job.source
            && taken == 0
        {
            (at_work.source, at_work.range) = (source, range);
            self.out.drop_buffers(usize::from(job.source.0) - 1);
        }
        if let Some(context) = self.context.as_deref_mut() {
            context.waits(ticket, &message);
        }
        let is_first = began == self.turn.info.number && !self.work.jobs[index].source.is_derived();
        let said = match (job.begins && is_first, job.bare) {
            (true, _) => Some("a message begins"),
            (false, true) => Some(GOES_ON),
            (false, false) => None,
        };
        if let Some((protocol, said)) = protocol.zip(said) {
            self.through_tunnel(index);
            self.open_around(index, protocol, said);
        }
        if self.work.jobs[index].range.is_empty() {
            self.work.jobs[index].layer = None;
        } else {
            self.opaque(index);
        }
    }

    /// The first message of a joined stretch is whole: says what it was put together of.
    pub(super) fn settle(&mut self, index: usize, end: u32) {
        self.measure(index, end);
        let job = self.work.jobs[index];
        let Some(stretch) = self
            .work
            .stretches
            .get_mut(usize::from(job.stretch).wrapping_sub(1))
        else {
            return;
        };
        if stretch.source != job.source || !job.source.is_derived() || job.range.start != 0 {
            return;
        }
        let Some(specs) = stretch.specs.take() else {
            return;
        };
        let pieces = std::mem::take(&mut stretch.pieces);
        let own = pieces.partition_point(|piece| piece.at.start < end);
        self.say_joined(specs, end as usize, &pieces[..own]);
        let fields = self.out.fields.len() as u32;
        self.out.layers[usize::from(self.layer)].fields.end = fields;
        self.out.set_pieces(job.source, pieces);
    }

    /// Where the next message of a stretch stands: in the frame's own bytes, as far as it does.
    pub(super) fn own_place(
        &self,
        stretch: u8,
        source: Source,
        at: ByteRange,
    ) -> (Source, ByteRange) {
        let stretch = self
            .work
            .stretches
            .get(usize::from(stretch).wrapping_sub(1));
        let own = stretch.filter(|stretch| stretch.source == source);
        match own.and_then(|stretch| stretch.own) {
            Some((own, frame, range)) if at.start >= own && at.end - own == range.len() => {
                let start = range.start + (at.start - own);
                (frame, ByteRange::new(start, range.end))
            }
            _ => (source, at),
        }
    }
}
