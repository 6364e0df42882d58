//! The TCP connections that are being followed, within bounds.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use super::map::Map;
use super::tcp::{Half, Stream, Torn};
use crate::decode::ArrivingSegment;
use crate::model::Flow;

/// TCP connections that are followed at the same time; those silent longest are given up first.
const MAX_STREAMS: usize = 1 << 16;
/// Bytes of all messages and segments that wait for others.
const MAX_HELD: usize = 64 << 20;

/// A connection that is being followed.
#[derive(Debug)]
pub(super) struct Connection {
    pub stream: Stream,
    pub halves: [Half; 2],
    /// Which ends have been heard.
    pub heard: [bool; 2],
    /// The frame that was heard last.
    pub last: u64,
}

/// The connections that are being followed.
#[derive(Debug)]
pub(super) struct Streams {
    pub open: Map<Flow, Box<Connection>>,
    /// Connections with the frame that was their last when they were put here, oldest first.
    pub order: VecDeque<(Flow, u64)>,
    pub count: u32,
    pub held: usize,
    max_held: usize,
    /// Messages whose rest is missing, of the frame at hand.
    pub torn: Vec<Torn>,
}

impl Default for Streams {
    fn default() -> Self {
        Streams {
            open: Map::default(),
            order: VecDeque::new(),
            count: 0,
            held: 0,
            max_held: MAX_HELD,
            torn: Vec::new(),
        }
    }
}

impl Streams {
    /// The connection of a segment, and true if it is another one over the same ports.
    pub fn find(&mut self, arriving: &ArrivingSegment<'_>) -> (&mut Connection, bool) {
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
            tear(&key, connection, &mut self.torn);
            *connection = fresh();
        }
        (connection, again)
    }

    /// Allows messages and segments that wait for others to take so many bytes.
    pub fn hold_at_least(&mut self, bytes: usize) {
        self.max_held = MAX_HELD.max(bytes);
    }

    /// Gives up connections and what waits in them, those silent longest first, until all bounds
    /// hold.
    pub fn shrink(&mut self) {
        while self.open.len() > MAX_STREAMS || self.held > self.max_held {
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
            tear(&key, connection, &mut self.torn);
            self.open.remove(&key);
        }
    }

    /// The messages that wait for their rest.
    pub fn tear_all(&mut self) -> Vec<Torn> {
        for (key, connection) in &mut self.open {
            tear(key, connection, &mut self.torn);
        }
        self.held = self.open.values().map(|open| weight(open)).sum();
        std::mem::take(&mut self.torn)
    }
}

/// Gives up what waits in a connection between the ends of `key`.
fn tear(key: &Flow, connection: &mut Connection, torn: &mut Vec<Torn>) {
    for (half, flow) in connection.halves.iter_mut().zip([*key, key.reversed()]) {
        half.forget();
        let given_up = half.take_given_up();
        torn.extend(given_up.and_then(|given_up| given_up.torn(flow)));
    }
}

/// Bytes of memory that a connection takes besides itself.
pub(super) fn weight(connection: &Connection) -> usize {
    let halves: usize = connection.halves.iter().map(Half::weight).sum();
    halves + connection.stream.weight()
}

#[cfg(test)]
mod tests;
