//! All conversations of a capture, followed frame by frame.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use super::conversations::{Member, Table};
use super::gather::Gatherer;
use super::journal::{Answer, Journal};
use super::memory::Memory;
use super::tcp::{Half, Slice, Stream};
use crate::decode::{
    ArrivingPiece, ArrivingSegment, Conversations, Gathered, Heard, Peeler, Ticket, Unfinished,
    Want,
};
use crate::model::{Dissection, Flow, Frame, FrameInfo, Marks, ProtoInfo, TcpFlags, Timestamp};

/// TCP connections that are followed at the same time; those silent longest are given up first.
const MAX_STREAMS: usize = 1 << 16;
/// Bytes of all messages and segments that wait for others.
const MAX_HELD: usize = 64 << 20;
/// Frames that are looked through for the end of a message.
const MAX_LOOK_AHEAD: usize = 1 << 18;
/// The longest message that is put together, in bytes.
const MESSAGE_LIMIT: u32 = 16 << 20;

/// Follows the conversations of a capture. Frames are heard in order, each once.
#[derive(Debug)]
pub struct Tracker {
    memory: Memory,
    streams: Streams,
    gatherer: Gatherer,
    table: Table,
    journal: Option<Journal>,
    answers: Vec<Answer>,
    members: Vec<Member>,
    limit: u32,
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
            members: Vec::new(),
            limit: MESSAGE_LIMIT,
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

    /// With another limit for the length of messages, in bytes.
    #[must_use]
    pub fn message_limit(mut self, limit: u32) -> Tracker {
        self.limit = limit;
        self
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
        let shares = |frame: &u64| {
            let members = journal.members(*frame);
            members
                .iter()
                .any(|member| own.iter().any(|own| own.id == member.id))
        };
        let mut next = (number + 1..=last).take(MAX_LOOK_AHEAD).filter(shares);
        next.find(|frame| {
            let answers = journal.read(*frame);
            answers.iter().any(|answer| answer.completes(number))
        })
    }

    /// The conversations that a frame belongs to, outermost first; none without a journal.
    pub fn conversations_of(&self, frame: u64) -> Vec<u64> {
        let members = self.journal.as_ref().map(|journal| journal.members(frame));
        let members = members.unwrap_or_default();
        members.into_iter().map(|member| member.id).collect()
    }

    /// The conversations so far.
    pub fn conversations(&self) -> &Table {
        &self.table
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
        let mut hearing = Hearing {
            number: info.number,
            time: info.time,
            memory: &self.memory,
            streams: &mut self.streams,
            gatherer: &mut self.gatherer,
            answers: &mut self.answers,
            record: self.journal.is_some(),
            stretches: Vec::new(),
            anew: Vec::new(),
            limit: self.limit,
        };
        peeler.peel(frame, want, &mut hearing, out);
        let anew = hearing.anew;
        self.close(info, out, &anew);
    }

    /// Keeps what the frame taught.
    fn close(&mut self, info: &FrameInfo, out: &Dissection, anew: &[Flow]) {
        self.memory.learn(info.number, &out.lessons);
        self.members.clear();
        self.table.count(info, out, anew, &mut self.members);
        if let Some(journal) = &mut self.journal {
            journal.write(info.number, &self.members, &self.answers);
        }
        self.answers.clear();
        self.streams.shrink();
    }
}

/// A connection that is being followed.
#[derive(Debug)]
struct Connection {
    stream: Stream,
    halves: [Half; 2],
    /// Which ends have been heard.
    heard: [bool; 2],
    /// The frame that was heard last.
    last: u64,
}

/// The connections that are being followed.
#[derive(Debug, Default)]
struct Streams {
    open: HashMap<Flow, Box<Connection>>,
    /// Connections with the frame that was their last when they were put here, oldest first.
    order: VecDeque<(Flow, u64)>,
    count: u32,
    held: usize,
}

impl Streams {
    /// The connection of a segment, and true if it is another one over the same ports.
    fn find(&mut self, arriving: &ArrivingSegment<'_>) -> (&mut Connection, bool) {
        let key = arriving.segment.flow.key();
        let (count, order) = (&mut self.count, &mut self.order);
        let mut fresh = || {
            let stream = Stream::new(*count);
            *count = count.wrapping_add(1);
            Box::new(Connection {
                stream,
                halves: Default::default(),
                heard: [false; 2],
                last: 0,
            })
        };
        let connection = match self.open.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                order.push_back((key, 0));
                entry.insert(fresh())
            }
        };
        let again = !arriving.quoted && connection.stream.is_followed_by(&arriving.segment);
        if again {
            self.held -= weight(connection);
            *connection = fresh();
        }
        (connection, again)
    }

    /// Gives up connections and what waits in them, those silent longest first, until all bounds
    /// hold.
    fn shrink(&mut self) {
        while self.open.len() > MAX_STREAMS || self.held > MAX_HELD {
            let Some((key, seen)) = self.order.pop_front() else {
                return;
            };
            let Some(connection) = self.open.get_mut(&key) else {
                continue;
            };
            if connection.last != seen {
                self.order.push_back((key, connection.last));
                continue;
            }
            self.held -= weight(connection);
            self.open.remove(&key);
        }
    }
}

fn weight(connection: &Connection) -> usize {
    let halves: usize = connection.halves.iter().map(Half::weight).sum();
    halves + connection.stream.weight()
}

/// A stretch of a stream that was given out for reading.
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
    time: Option<Timestamp>,
    memory: &'t Memory,
    streams: &'t mut Streams,
    gatherer: &'t mut Gatherer,
    answers: &'t mut Vec<Answer>,
    record: bool,
    stretches: Vec<Given>,
    /// Flows of which a new connection began.
    anew: Vec<Flow>,
    limit: u32,
}

impl Hearing<'_> {
    fn note(&mut self, answer: impl FnOnce() -> Answer) {
        if self.record {
            self.answers.push(answer());
        }
    }
}

impl Conversations for Hearing<'_> {
    fn speaks(&self, flow: &Flow) -> Option<&'static ProtoInfo> {
        self.memory.before(self.number).speaks(flow)
    }

    fn fact(&self, flow: &Flow, name: &'static str, index: u32) -> Option<u64> {
        self.memory.before(self.number).fact(flow, name, index)
    }

    fn segment(&mut self, arriving: &ArrivingSegment<'_>) -> Option<Heard> {
        if arriving.quoted {
            // An error message quotes it: the connection counts, but nothing arrives.
            self.streams.find(arriving);
            return None;
        }
        let segment = &arriving.segment;
        let key = segment.flow.key();
        let side = usize::from(segment.flow != key);
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
        let arrival = connection.halves[side].arrive(self.number, arriving, heard);
        let after = weight(connection);
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
        Some(Heard {
            analysis,
            reading: arrival.reading,
            closed: arrival.closed,
            ticket: Ticket(self.stretches.len() as u8),
        })
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
        gathered
    }

    fn message_limit(&self) -> u32 {
        self.limit
    }
}

#[cfg(test)]
mod tests;
