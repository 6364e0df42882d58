//! What conversations are known to speak, as of any frame.
//!
//! Frames teach ([`Lesson`]) when they are peeled in order; every fact is kept with the number of
//! the frame that taught it. So a frame that is looked at out of order sees what was known before
//! it and nothing later, and looks the same however the user came to it.

use std::collections::VecDeque;

use super::map::Map;
use crate::decode::Conversations;
use crate::model::{Endpoint, Flow, Lesson, ProtoInfo, Transport};

/// At most so many facts are kept (about 100 bytes each); the oldest go first.
const MAX_FACTS: usize = 1 << 18;

/// From a frame on, something is known.
#[derive(Debug, Clone, Copy)]
struct Fact {
    frame: u64,
    what: What,
}

/// What is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// A flow or an endpoint speaks a protocol.
    Speaks(&'static ProtoInfo),
    /// The ends of a flow have agreed on this, or counted so far.
    Is(u64),
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    /// Both directions of a flow.
    Flow(Flow),
    /// Whatever reaches or leaves this endpoint.
    Endpoint(Transport, Endpoint),
    /// Something that the ends of a flow have agreed on, with its index.
    Matter(Flow, &'static str, u32),
}

/// The facts that frames have taught so far.
#[derive(Debug, Default)]
pub struct Memory {
    facts: Map<Subject, Vec<Fact>>,
    /// Subjects in the order of their facts, for giving up the oldest.
    order: VecDeque<Subject>,
    expectations: usize,
    /// The names of all matters so far: of most of them nothing is ever known.
    matters: Vec<&'static str>,
    learned: u64,
}

impl Memory {
    /// A memory that knows nothing.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// The number of the last frame that was learned from.
    pub fn learned(&self) -> u64 {
        self.learned
    }

    /// Takes in what frame `frame` teaches. Frames come in order; one that was learned from
    /// already teaches nothing new.
    pub fn learn(&mut self, frame: u64, lessons: &[Lesson]) {
        if frame <= self.learned {
            return;
        }
        self.learned = frame;
        for lesson in lessons {
            match *lesson {
                Lesson::Speaks(flow, proto) => {
                    let what = What::Speaks(proto);
                    self.add(Subject::Flow(flow.key()), Fact { frame, what });
                }
                Lesson::Expect {
                    transport,
                    at,
                    proto,
                } => {
                    let what = What::Speaks(proto);
                    self.add(Subject::Endpoint(transport, at), Fact { frame, what });
                }
                Lesson::Knows {
                    flow,
                    name,
                    index,
                    value,
                } => {
                    let what = What::Is(value);
                    if !self.matters.contains(&name) {
                        self.matters.push(name);
                    }
                    self.add(
                        Subject::Matter(flow.key(), name, index),
                        Fact { frame, what },
                    );
                }
            }
        }
    }

    fn add(&mut self, subject: Subject, fact: Fact) {
        let facts = self.facts.entry(subject).or_default();
        if facts.last().is_some_and(|last| last.what == fact.what) {
            return;
        }
        facts.push(fact);
        self.order.push_back(subject);
        self.expectations += usize::from(matches!(subject, Subject::Endpoint(..)));
        if self.order.len() > MAX_FACTS {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some(subject) = self.order.pop_front() else {
            return;
        };
        self.expectations -= usize::from(matches!(subject, Subject::Endpoint(..)));
        if let Some(facts) = self.facts.get_mut(&subject) {
            facts.remove(0);
            if facts.is_empty() {
                self.facts.remove(&subject);
            }
        }
    }

    /// What was known before frame `frame` was seen.
    pub fn before(&self, frame: u64) -> KnownAt<'_> {
        KnownAt {
            memory: self,
            frame,
        }
    }

    fn known(&self, subject: &Subject, frame: u64) -> Option<Fact> {
        self.facts
            .get(subject)?
            .iter()
            .rev()
            .find(|fact| fact.frame < frame)
            .copied()
    }
}

/// A memory as of one frame.
#[derive(Debug, Clone, Copy)]
pub struct KnownAt<'m> {
    memory: &'m Memory,
    frame: u64,
}

impl KnownAt<'_> {
    /// The number of the last frame that the memory learned from.
    pub fn learned(&self) -> u64 {
        self.memory.learned()
    }
}

impl Conversations for KnownAt<'_> {
    fn speaks(&self, flow: &Flow) -> Option<&'static ProtoInfo> {
        if self.memory.order.is_empty() {
            return None;
        }
        let about_flow = self.memory.known(&Subject::Flow(flow.key()), self.frame);
        let about_ends = || {
            let at = |end| {
                self.memory
                    .known(&Subject::Endpoint(flow.transport, end), self.frame)
            };
            let ends = [flow.to, flow.from].into_iter().filter_map(at);
            ends.max_by_key(|fact| fact.frame)
        };
        let about_ends = if self.memory.expectations > 0 {
            about_ends()
        } else {
            None
        };
        // What was announced last counts: ports are used again.
        about_flow
            .into_iter()
            .chain(about_ends)
            .max_by_key(|fact| fact.frame)
            .and_then(|fact| match fact.what {
                What::Speaks(proto) => Some(proto),
                What::Is(_) => None,
            })
    }

    fn fact(&self, flow: &Flow, name: &'static str, index: u32) -> Option<u64> {
        if !self.memory.matters.contains(&name) {
            return None;
        }
        let subject = Subject::Matter(flow.key(), name, index);
        match self.memory.known(&subject, self.frame)?.what {
            What::Is(value) => Some(value),
            What::Speaks(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;
    use crate::decode::{DATA, FRAGMENT};

    fn end(last: u8, port: u16) -> Endpoint {
        Endpoint {
            ip: IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)),
            port,
        }
    }

    fn flow() -> Flow {
        Flow {
            transport: Transport::Udp,
            from: end(1, 4000),
            to: end(2, 5000),
        }
    }

    #[test]
    fn a_fact_counts_for_later_frames_in_both_directions() {
        let mut memory = Memory::new();
        memory.learn(5, &[Lesson::Speaks(flow(), &DATA)]);
        assert_eq!(memory.before(5).speaks(&flow()), None);
        assert_eq!(memory.before(6).speaks(&flow()), Some(&DATA));
        assert_eq!(memory.before(6).speaks(&flow().reversed()), Some(&DATA));
    }

    #[test]
    fn an_expected_end_answers_for_any_peer() {
        let mut memory = Memory::new();
        memory.learn(
            1,
            &[Lesson::Expect {
                transport: Transport::Udp,
                at: end(1, 4000),
                proto: &DATA,
            }],
        );
        let other = Flow {
            from: end(2, 61_000),
            ..flow().reversed()
        };
        assert_eq!(memory.before(2).speaks(&other), Some(&DATA));
        assert_eq!(memory.before(2).speaks(&other.reversed()), Some(&DATA));
        assert_eq!(
            memory.before(2).speaks(&Flow {
                transport: Transport::Tcp,
                ..other
            }),
            None
        );
    }

    #[test]
    fn the_last_word_counts_and_old_frames_keep_theirs() {
        let mut memory = Memory::new();
        memory.learn(1, &[Lesson::Speaks(flow(), &DATA)]);
        memory.learn(10, &[Lesson::Speaks(flow(), &FRAGMENT)]);
        memory.learn(3, &[Lesson::Speaks(flow(), &FRAGMENT)]);
        assert_eq!(memory.before(4).speaks(&flow()), Some(&DATA));
        assert_eq!(memory.before(11).speaks(&flow()), Some(&FRAGMENT));
    }

    #[test]
    fn memory_is_bounded() {
        let mut memory = Memory::new();
        for number in 0..(MAX_FACTS as u64 + 100) {
            let ip = IpAddr::V4(Ipv4Addr::from(number as u32));
            let from = Endpoint { ip, port: 1 };
            memory.learn(
                number + 1,
                &[Lesson::Speaks(Flow { from, ..flow() }, &DATA)],
            );
        }
        assert_eq!(memory.order.len(), MAX_FACTS);
        assert_eq!(memory.facts.len(), MAX_FACTS);
    }
}
