//! Who spoke with whom, and how much.

use std::cmp::Ordering;

use indexmap::IndexMap;

use super::Count;
use super::ends::{End, Key, Kind};
use super::order::Sorting;
use crate::model::{FrameInfo, Timestamp, names};

/// Conversations of a kind that are kept. What others say is counted together. A table of so many
/// takes about 45 MiB.
pub const MAX_CONVERSATIONS: usize = 1 << 18;

/// A conversation: all frames between two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversation {
    /// The end that spoke first, and the other one.
    pub ends: [End; 2],
    /// What each of them sent. All that an end says to itself counts for the first.
    pub sent: [Count; 2],
    /// Number of the first frame.
    pub first: u64,
    /// Number of the last one.
    pub last: u64,
    /// The earliest and the latest time of its frames.
    pub span: Option<(Timestamp, Timestamp)>,
}

impl Conversation {
    /// Both directions together.
    pub fn total(&self) -> Count {
        self.sent[0] + self.sent[1]
    }

    /// Nanoseconds from the first frame to the last.
    pub fn duration(&self) -> i64 {
        self.span.map_or(0, |(start, end)| end.since(start))
    }

    /// Bits a second that the first (0) or the second (1) end sent; `None` where no time passed.
    pub fn rate(&self, end: usize) -> Option<f64> {
        let seconds = self.duration() as f64 / 1e9;
        let sent = self.sent.get(end)?;
        (seconds > 0.0).then(|| sent.bytes as f64 * 8.0 / seconds)
    }

    /// The filter expression for its frames. A tunnel's frame that names one end outside and the
    /// other inside passes it as well: fields of both headers have the same name.
    pub fn filter(&self, kind: Kind) -> String {
        let [a, b] = &self.ends;
        if a.address != b.address {
            return format!("{} && {}", a.filter(kind), b.filter(kind));
        }
        // "Either address" would let all traffic of the host pass.
        let (family, port) = (a.family(), kind.name());
        let hosts = format!("{family}.src=={0} && {family}.dst=={0}", a.address);
        match (kind.has_ports(), a.port == b.port) {
            (false, _) => hosts,
            (true, true) => format!(
                "{hosts} && {port}.srcport=={0} && {port}.dstport=={0}",
                a.port
            ),
            (true, false) => format!(
                "{hosts} && {port}.port=={} && {port}.port=={}",
                a.port, b.port
            ),
        }
    }

    fn merge(&mut self, other: &Conversation) {
        if other.first < self.first {
            if other.ends != self.ends {
                self.sent.swap(0, 1);
            }
            self.ends = other.ends;
            self.first = other.first;
        }
        let same = other.ends == self.ends;
        self.sent[0] += other.sent[usize::from(!same)];
        self.sent[1] += other.sent[usize::from(same)];
        self.last = self.last.max(other.last);
        if let Some((start, end)) = other.span {
            let (own_start, own_end) = self.span.unwrap_or((start, end));
            self.span = Some((own_start.min(start), own_end.max(end)));
        }
    }
}

/// One end of a kind, and what it sent and received in all its conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// Which end.
    pub end: End,
    /// What it sent.
    pub sent: Count,
    /// What was sent to it.
    pub received: Count,
}

impl Endpoint {
    /// Both directions together.
    pub fn total(&self) -> Count {
        self.sent + self.received
    }

    /// Who made the network card, if its address tells.
    pub fn vendor(&self) -> Option<&'static str> {
        match self.end.address {
            crate::model::Address::Mac(mac) => names::oui(mac),
            _ => None,
        }
    }
}

/// The conversations of one kind, in the order of their first frames as far as they were counted in
/// order.
///
/// Ports make a conversation whatever connections use them: where a port pair is used again, tshark
/// has a row for each connection, and this table one for all. A frame counts once in a conversation,
/// even if a tunnel's headers name the same ends outside and inside, where tshark counts it twice.
#[derive(Debug, Clone)]
pub struct Table {
    rows: IndexMap<Key, Conversation, foldhash::quality::RandomState>,
    beyond: Count,
    limit: usize,
}

impl Table {
    pub(super) fn new(limit: usize) -> Table {
        Table {
            rows: IndexMap::default(),
            beyond: Count::default(),
            limit,
        }
    }

    /// How many conversations are kept.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What was said in conversations that are not kept, because there are too many.
    pub fn beyond(&self) -> Count {
        self.beyond
    }

    /// The conversations, in no particular order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Conversation> {
        self.rows.values()
    }

    /// The first `most` conversations in this order. Only these are copied.
    pub fn sorted(&self, sorting: impl Into<Sorting>, most: usize) -> Vec<Conversation> {
        let sorting = sorting.into();
        let rows: Vec<&Conversation> = self.rows.values().collect();
        let first = first_of(rows, most, |a, b| sorting.conversations(a, b));
        first.into_iter().copied().collect()
    }

    /// The first `most` ends in this order, and how many ends there are.
    pub fn endpoints(&self, sorting: impl Into<Sorting>, most: usize) -> (Vec<Endpoint>, usize) {
        let sorting = sorting.into();
        let mut found: IndexMap<End, (Endpoint, u64), foldhash::quality::RandomState> =
            IndexMap::default();
        for row in self.rows.values() {
            for (index, end) in row.ends.into_iter().enumerate() {
                let none = Endpoint {
                    end,
                    sent: Count::default(),
                    received: Count::default(),
                };
                let (endpoint, first) = found.entry(end).or_insert((none, row.first));
                endpoint.sent += row.sent[index];
                endpoint.received += row.sent[1 - index];
                *first = row.first.min(*first);
            }
        }
        let count = found.len();
        let rows = found.into_values().collect();
        let rows = first_of(rows, most, |a, b| sorting.endpoints(a, b));
        (rows.into_iter().map(|(row, _)| row).collect(), count)
    }

    /// Counts a frame from one end to another.
    pub(super) fn take(&mut self, info: &FrameInfo, from: End, to: End) {
        let key = Key::of(&from, &to);
        if let Some(row) = self.rows.get_mut(&key) {
            if row.last == info.number {
                return;
            }
            row.sent[usize::from(row.ends[0] != from)].add(info.original_len);
            row.last = info.number;
            if let Some(time) = info.time {
                let (start, end) = row.span.unwrap_or((time, time));
                row.span = Some((start.min(time), end.max(time)));
            }
            return;
        }
        let mut sent = [Count::default(); 2];
        sent[0].add(info.original_len);
        let row = Conversation {
            ends: [from, to],
            sent,
            first: info.number,
            last: info.number,
            span: info.time.map(|time| (time, time)),
        };
        self.insert(key, row);
    }

    /// Adds what was counted elsewhere. The frames of both are different ones.
    pub(super) fn merge(&mut self, other: Table) {
        for (key, row) in other.rows {
            match self.rows.get_mut(&key) {
                Some(own) => own.merge(&row),
                None => self.insert(key, row),
            }
        }
        self.beyond += other.beyond;
    }

    fn insert(&mut self, key: Key, row: Conversation) {
        if self.rows.len() < self.limit {
            self.rows.insert(key, row);
        } else {
            self.beyond += row.total();
        }
    }
}

/// The first `most` rows in order, without sorting the others.
fn first_of<T>(mut rows: Vec<T>, most: usize, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    if most < rows.len() {
        rows.select_nth_unstable_by(most, &order);
        rows.truncate(most);
    }
    rows.sort_unstable_by(&order);
    rows
}
