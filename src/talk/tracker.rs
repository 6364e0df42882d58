//! All conversations of a capture, followed frame by frame.

use super::connections::{Streams, weight};
use super::conversations::{Member, Table};
use super::echo::Said;
use super::gather::Gatherer;
use super::journal::{Answer, Journal};
use super::memory::Memory;
use super::objects::Objects;
use super::tcp::{Arrival, Half, Slice};
use crate::decode::{
    ArrivingPiece, ArrivingSegment, Conversations, Gathered, Heard, Part, Peeler, Reading, Ticket,
    Unfinished, Want,
};
use crate::model::{
    Dissection, Flow, Frame, FrameInfo, Marks, ProtoInfo, Segment, TcpFlags, Timestamp,
};

/// Frames that are looked through for the end of a message.
const MAX_LOOK_AHEAD: usize = 1 << 18;
/// The longest message that is put together, in bytes.
pub(super) const MESSAGE_LIMIT: u32 = 16 << 20;

/// Follows the conversations of a capture. Frames are heard in order, each once.
#[derive(Debug)]
pub struct Tracker {
    memory: Memory,
    streams: Streams,
    gatherer: Gatherer,
    table: Table,
    journal: Option<Journal>,
    answers: Vec<Answer>,
    /// What was said to the frame at hand, if that is kept.
    said: Option<Vec<Said>>,
    /// Stretches of streams in the frame at hand.
    stretches: Vec<Given>,
    members: Vec<Member>,
    limit: u32,
    objects: Option<Box<Objects>>,
}

impl Default for Tracker {
    fn default() -> Self {
        Tracker {
            memory: Memory::new(),
            streams: Streams::default(),
            gatherer: Gatherer::default(),
            table: Table::default(),
            journal: None,
            answers: Vec::new(),
            said: None,
            stretches: Vec::new(),
            members: Vec::new(),
            limit: MESSAGE_LIMIT,
            objects: None,
        }
    }
}

impl Tracker {
    /// A tracker that has heard nothing yet.
    pub fn new() -> Tracker {
        Tracker::default()
    }

    /// One that remembers what it said about every frame, so that any of them can be peeled again.
    pub fn with_journal() -> Tracker {
        Tracker {
            journal: Some(Journal::default()),
            ..Tracker::default()
        }
    }

    /// One that keeps what it said to the frame heard last, so that it can be said again.
    pub(super) fn with_echo() -> Tracker {
        Tracker {
            said: Some(Vec::new()),
            ..Tracker::default()
        }
    }

    /// With another limit for the length of messages, in bytes.
    #[must_use]
    pub fn message_limit(mut self, limit: u32) -> Tracker {
        self.limit = limit;
        self.streams
            .hold_at_least((limit as usize).saturating_mul(2));
        self
    }

    /// One that collects the files that messages carry.
    #[must_use]
    pub fn with_objects(mut self) -> Tracker {
        self.objects = Some(Box::default());
        self
    }

    /// The files so far; `None` if they are not collected.
    pub fn objects(&self) -> Option<&Objects> {
        self.objects.as_deref()
    }

    /// Nothing follows: what still waits for its rest is incomplete.
    pub fn end(&mut self, peeler: &mut Peeler<'_>) {
        let Some(objects) = &mut self.objects else {
            return;
        };
        objects.begin();
        let mut torn = self.streams.tear_all();
        torn.sort_by_key(|torn| torn.began);
        torn.iter().for_each(|torn| objects.torn(peeler, torn));
    }

    /// The number of the last frame that was heard.
    pub fn learned(&self) -> u64 {
        self.memory.learned()
    }

    /// What flows are known to speak.
    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// What was said about frames.
    pub(super) fn journal(&self) -> Option<&Journal> {
        self.journal.as_ref()
    }

    /// The frames of a conversation in order, the latest `most` of them; none without a journal.
    pub fn frames_of(&self, id: u64, most: usize) -> Vec<u64> {
        self.frames_after(id, 0, most)
    }

    /// The same, but only those after frame `after`.
    pub fn frames_after(&self, id: u64, after: u64, most: usize) -> Vec<u64> {
        let walk = || {
            let conversation = self.table.get(id)?;
            let back = self.journal.as_ref()?.back(id, conversation.last);
            let later = back.take_while(|frame| *frame > after);
            Some(later.take(most).collect::<Vec<u64>>())
        };
        let mut frames = walk().unwrap_or_default();
        frames.reverse();
        frames
    }

    /// The frame that completes a message of which frame `number` has a part, if it is among the next
    /// ones.
    pub fn completed_in(&self, number: u64) -> Option<u64> {
        let journal = self.journal.as_ref()?;
        let own = journal.members(number);
        let last = own.iter().filter_map(|own| self.table.get(own.id));
        let last = last.map(|conversation| conversation.last).max()?;
        // A fragment knows its hosts only, and the packet that it is of knows ports as well.
        let is_piece = |answer: &Answer| matches!(answer, Answer::Piece(_));
        let is_piece = journal.read(number).iter().any(is_piece);
        let last = if is_piece { self.learned() } else { last };
        let shares = |frame: &u64| {
            let members = journal.members(*frame);
            members
                .iter()
                .any(|member| own.iter().any(|own| own.id == member.id))
        };
        let mut next = (number + 1..=last).take(MAX_LOOK_AHEAD);
        next.find(|frame| {
            let completes = |answer: &Answer| answer.completes(number);
            (is_piece || shares(frame)) && journal.read(*frame).iter().any(completes)
        })
    }

    /// The conversations that a frame belongs to, outermost first; none without a journal.
    pub fn conversations_of(&self, frame: u64) -> Vec<u64> {
        let members = self.journal.as_ref().map(|journal| journal.members(frame));
        let members = members.unwrap_or_default();
        members.into_iter().map(|member| member.id).collect()
    }

    /// The conversations that the frame heard last belongs to, outermost first.
    pub fn heard_in(&self) -> impl Iterator<Item = u64> {
        self.members.iter().map(|member| member.id)
    }

    /// The conversations so far.
    pub fn conversations(&self) -> &Table {
        &self.table
    }

    /// Gives up what the journal says of frames before this one, which nobody can look at any more.
    pub fn forget_before(&mut self, frame: u64) {
        if let Some(journal) = &mut self.journal {
            journal.forget_before(frame);
        }
    }

    /// Bytes of memory that the journal takes.
    pub fn journal_bytes(&self) -> usize {
        self.journal.as_ref().map_or(0, Journal::weight)
    }

    /// How many TCP connections are being followed.
    pub fn open_streams(&self) -> usize {
        self.streams.open.len()
    }

    /// Bytes of memory that messages and segments take that wait for others.
    pub fn held_bytes(&self) -> usize {
        self.streams.held + self.gatherer.held_bytes()
    }

    /// Peels the next frame of the capture with all that is known, and learns from it.
    pub fn hear(
        &mut self,
        peeler: &mut Peeler<'_>,
        frame: &Frame,
        want: Want,
        out: &mut Dissection,
    ) {
        let info = &frame.info;
        if let Some(said) = &mut self.said {
            said.clear();
        }
        let mut hearing = Hearing {
            number: info.number,
            as_of: info.number,
            time: info.time,
            memory: &self.memory,
            streams: &mut self.streams,
            gatherer: &mut self.gatherer,
            answers: &mut self.answers,
            said: self.said.as_mut(),
            record: self.journal.is_some(),
            stretches: &mut self.stretches,
            anew: Vec::new(),
            lost: Vec::new(),
            limit: self.limit,
        };
        peeler.peel(frame, want, &mut hearing, out);
        let (anew, lost) = (hearing.anew, hearing.lost);
        if let Some(objects) = &mut self.objects {
            objects.begin();
            for torn in self.streams.torn.drain(..) {
                objects.torn(peeler, &torn);
            }
            anew.iter().for_each(|flow| objects.begins(flow));
            lost.iter().for_each(|flow| objects.lost(flow));
            if out.repeats.is_none() {
                objects.take(info.number, out);
            }
        }
        self.streams.torn.clear();
        self.close(info, out, &anew);
    }

    /// What was said to the frame heard last; nothing if that is not kept ([`Tracker::with_echo`]).
    pub(super) fn said(&mut self) -> Option<&mut Vec<Said>> {
        self.said.as_mut()
    }

    /// Keeps what the frame taught.
    fn close(&mut self, info: &FrameInfo, out: &Dissection, anew: &[Flow]) {
        let lessons = match out.repeats {
            None => out.lessons.as_slice(),
            Some(_) => &[],
        };
        self.memory.learn(info.number, lessons);
        self.members.clear();
        self.table.count(info, out, anew, &mut self.members);
        if let Some(journal) = &mut self.journal {
            journal.write(info.number, &self.members, &self.answers);
        }
        self.answers.clear();
        self.stretches.clear();
        self.streams.shrink();
    }
}

/// The frame of which a segment is a copy that is read as well: one that answers the receiver's
/// repeated acknowledgments, which say that it has not got the first one.
fn copy_of(half: &Half, arrival: &Arrival, segment: &Segment, marks: Marks) -> Option<u64> {
    let is_repeat = matches!(arrival.reading, Reading::Part(Part::Repeat));
    let is_asked_for = marks.has(Marks::FAST_RETRANSMISSION);
    (is_repeat && is_asked_for)
        .then(|| half.read_in(segment.seq, segment.len))
        .flatten()
}

/// A stretch of a stream that was given out for reading.
#[derive(Debug)]
struct Given {
    key: Flow,
    side: usize,
    slices: Vec<Slice>,
    /// Its place among the answers to the frame.
    answer: usize,
}

/// The conversations while one frame is peeled.
struct Hearing<'t> {
    number: u64,
    /// What was known before this frame counts: before the one at hand, or before that of which it
    /// is a copy.
    as_of: u64,
    time: Option<Timestamp>,
    memory: &'t Memory,
    streams: &'t mut Streams,
    gatherer: &'t mut Gatherer,
    answers: &'t mut Vec<Answer>,
    said: Option<&'t mut Vec<Said>>,
    record: bool,
    stretches: &'t mut Vec<Given>,
    /// Flows of which a new connection began.
    anew: Vec<Flow>,
    /// Flows of which bytes are missing.
    lost: Vec<Flow>,
    limit: u32,
}

impl Hearing<'_> {
    fn note(&mut self, answer: impl FnOnce() -> Answer) {
        if self.record {
            self.answers.push(answer());
        }
    }

    fn say(&mut self, said: impl FnOnce() -> Said) {
        if let Some(all) = &mut self.said {
            all.push(said());
        }
    }
}

impl Conversations for Hearing<'_> {
    fn speaks(&self, flow: &Flow) -> Option<&'static ProtoInfo> {
        self.memory.before(self.as_of).speaks(flow)
    }

    fn fact(&self, flow: &Flow, name: &'static str, index: u32) -> Option<u64> {
        self.memory.before(self.as_of).fact(flow, name, index)
    }

    fn segment(&mut self, arriving: &ArrivingSegment<'_>) -> Option<Heard> {
        if arriving.quoted {
            // An error message quotes it: the connection counts, but nothing arrives.
            self.streams.find(arriving);
            return None;
        }
        let segment = &arriving.segment;
        let key = segment.flow.key();
        let side = usize::from(!segment.flow.is_key());
        let (connection, again) = self.streams.find(arriving);
        connection.last = self.number;
        let before = weight(connection);
        let mut analysis = connection.stream.observe(self.number, self.time, segment);
        if again {
            analysis.marks.add(Marks::REUSED_PORTS);
            self.anew.push(key);
        }
        if segment.flags.has(TcpFlags::ACK) {
            connection.halves[1 - side].acknowledge(segment.ack);
        }
        connection.heard[side] = true;
        let heard = connection.heard[1 - side];
        let mut arrival = connection.halves[side].arrive(self.number, arriving, heard);
        let copy_of = copy_of(&connection.halves[side], &arrival, segment, analysis.marks);
        self.as_of = copy_of.unwrap_or(self.number);
        if let Some(frame) = copy_of {
            arrival.reading = Reading::Again(frame);
        }
        let after = weight(connection);
        if let Some(given_up) = connection.halves[side].take_given_up() {
            if given_up.lost {
                self.lost.push(segment.flow);
            }
            self.streams.torn.extend(given_up.torn(segment.flow));
        }
        self.streams.held = (self.streams.held + after).saturating_sub(before);
        self.note(|| Answer::segment(&analysis, &arrival));
        // Past 255 segments in one frame, the last of them is meant.
        self.stretches.truncate(254);
        self.stretches.push(Given {
            key,
            side,
            slices: arrival.slices,
            answer: self.answers.len().saturating_sub(1),
        });
        let heard = Heard {
            analysis,
            reading: arrival.reading,
            closed: arrival.closed,
            // What goes on behind a copy is waited for already.
            ticket: Ticket(copy_of.map_or(self.stretches.len() as u8, |_| 0)),
        };
        self.say(|| Said::Segment(heard.clone()));
        Some(heard)
    }

    fn waits(&mut self, ticket: Ticket, message: &Unfinished<'_>) {
        let given = self.stretches.get(usize::from(ticket.0).wrapping_sub(1));
        let Some(given) = given else {
            return;
        };
        if let Some(Answer::Segment { left, .. }) = self.answers.get_mut(given.answer) {
            *left = Some(message.taken);
        }
        let Some(connection) = self.streams.open.get_mut(&given.key) else {
            return;
        };
        let before = weight(connection);
        connection.halves[given.side].wait(message, &given.slices, self.limit as usize);
        let after = weight(connection);
        self.streams.held = (self.streams.held + after).saturating_sub(before);
    }

    fn gather(&mut self, piece: &ArrivingPiece<'_>) -> Gathered {
        let (gathered, slices) = self.gatherer.take(self.number, self.time, piece);
        self.note(|| Answer::gathered(&gathered, slices));
        self.say(|| Said::Piece(gathered.clone()));
        gathered
    }

    fn message_limit(&self) -> u32 {
        self.limit
    }
}
