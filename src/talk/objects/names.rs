//! Under which name a file was asked for.

use std::collections::{HashMap, VecDeque};

use crate::model::{Endpoint, Flow, Mention, ProtoInfo, Transport};

/// Conversations whose requests are remembered; the oldest are forgotten first.
const MAX_TALKS: usize = 1 << 14;
/// Requests of a conversation that wait for their answers.
const MAX_OPEN: usize = 256;

/// A message that says something of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// Its protocol.
    pub carrier: &'static ProtoInfo,
    /// From where to where it travels.
    pub flow: Option<Flow>,
    /// The frame that completes it, and its layer there.
    pub place: (u64, u16),
    /// The frame in which it began.
    pub began: u64,
}

/// Name and host.
type Name = (Box<str>, Box<str>);

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Asker {
    /// The sender of this flow, and the answers come back in it.
    Stream(Flow),
    /// This end, whatever port the answers come from.
    End(Transport, Endpoint),
}

/// What an asker waits for.
#[derive(Debug, Default)]
struct Talk {
    open: VecDeque<Name>,
    /// Frames of answers to requests that were not complete by then.
    early: VecDeque<u64>,
    /// True if requests may be missing, so that answers cannot be told apart.
    is_unsure: bool,
}

/// The requests that wait for their answers.
#[derive(Debug, Default)]
pub(super) struct Names {
    talks: HashMap<Asker, Talk>,
    order: VecDeque<Asker>,
    /// The message heard last, and what its file is called.
    last: Option<((u64, u16), Name)>,
}

impl Names {
    /// Takes in what a message says of a file that it does not hold.
    pub fn hear(&mut self, word: &Word, what: &Mention) {
        let Some(flow) = word.flow else {
            return;
        };
        match what {
            Mention::Asks { name, host } => {
                let host = match host.is_empty() {
                    true => flow.to.ip.to_string().into_boxed_str(),
                    false => host.clone(),
                };
                let name = (name.clone(), host);
                self.last = Some((word.place, name.clone()));
                let talk = self.talk(asker_of(&flow));
                // A server may answer before it has the whole request.
                let answered = talk.early.iter().position(|answer| *answer > word.began);
                talk.early
                    .drain(..answered.map_or(talk.early.len(), |index| index + 1));
                if answered.is_some() {
                    return;
                }
                // A transfer that datagrams ask for has the name that was asked for last.
                if flow.transport != Transport::Tcp {
                    talk.open.clear();
                }
                if talk.open.len() < MAX_OPEN {
                    talk.open.push_back(name);
                } else {
                    talk.is_unsure = true;
                }
            }
            Mention::Answers => {
                let asker = Asker::Stream(flow.reversed());
                let talk = self.talk(asker);
                let name = talk.open.pop_front();
                if name.is_none() && talk.early.len() < MAX_OPEN {
                    talk.early.push_back(word.place.0);
                }
                let name = name.filter(|_| !talk.is_unsure);
                self.last = Some((word.place, name.unwrap_or_default()));
            }
            Mention::Holds(..) => {}
        }
    }

    /// Bytes of this flow are missing, and perhaps requests in them.
    pub fn lost(&mut self, flow: &Flow) {
        self.talk(Asker::Stream(*flow)).is_unsure = true;
    }

    /// A new connection begins between the ends of this flow.
    pub fn forget(&mut self, flow: &Flow) {
        for flow in [*flow, flow.reversed()] {
            if let Some(talk) = self.talks.get_mut(&Asker::Stream(flow)) {
                *talk = Talk::default();
            }
        }
    }

    /// The name and the host of the file that a message holds; empty if they are not known.
    pub fn of(&self, word: &Word) -> Name {
        if let Some((place, name)) = &self.last
            && *place == word.place
        {
            return name.clone();
        }
        // A transfer over datagrams: either end may be the one that asked.
        let Some(flow) = word.flow.filter(|flow| flow.transport != Transport::Tcp) else {
            return Name::default();
        };
        let asked = [flow.to, flow.from].into_iter().find_map(|end| {
            let talk = self.talks.get(&Asker::End(flow.transport, end))?;
            talk.open.back().cloned()
        });
        asked.unwrap_or_default()
    }

    fn talk(&mut self, asker: Asker) -> &mut Talk {
        if !self.talks.contains_key(&asker) {
            self.order.push_back(asker);
            if self.order.len() > MAX_TALKS
                && let Some(oldest) = self.order.pop_front()
            {
                self.talks.remove(&oldest);
            }
        }
        self.talks.entry(asker).or_default()
    }
}

fn asker_of(flow: &Flow) -> Asker {
    match flow.transport {
        Transport::Tcp => Asker::Stream(*flow),
        transport => Asker::End(transport, flow.from),
    }
}
