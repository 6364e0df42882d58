//! What tables are sorted by.

use std::cmp::Ordering;

use super::Count;
use super::conversations::{Conversation, Endpoint};

/// What a table is sorted by. Of equals, that which came first stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Most frames first.
    #[default]
    Frames,
    /// Most bytes first.
    Bytes,
    /// Most bytes of the first end first, or most bytes sent.
    Sent,
    /// Most bytes of the other end first, or most bytes received.
    Received,
    /// Most frames of the first end first, or most frames sent.
    SentFrames,
    /// Most frames of the other end first, or most frames received.
    ReceivedFrames,
    /// The fastest first end first; endpoints as [`Order::Frames`].
    SentRate,
    /// The fastest other end first; endpoints as [`Order::Frames`].
    ReceivedRate,
    /// Earliest first; endpoints in the order of their first frames.
    Start,
    /// Longest first; endpoints as [`Order::Frames`].
    Duration,
    /// By address and port of the first end.
    Address,
    /// By address and port of the other end; endpoints as [`Order::Address`].
    OtherAddress,
    /// By the maker of the network card; conversations as [`Order::Address`].
    Vendor,
}

impl Order {
    /// This order, the other way round.
    pub const fn turned(self) -> Sorting {
        Sorting {
            order: self,
            is_turned: true,
        }
    }
}

/// An order, and in which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sorting {
    /// What is compared.
    pub order: Order,
    /// True for the last one first. Of equals, that which came first stands first even then.
    pub is_turned: bool,
}

impl From<Order> for Sorting {
    fn from(order: Order) -> Sorting {
        Sorting {
            order,
            is_turned: false,
        }
    }
}

impl Sorting {
    /// Which of two conversations stands first.
    pub(super) fn conversations(self, a: &Conversation, b: &Conversation) -> Ordering {
        let sent = |end: usize, of: fn(&Count) -> u64| of(&b.sent[end]).cmp(&of(&a.sent[end]));
        let rate = |row: &Conversation, end| row.rate(end).unwrap_or(-1.0);
        let by = match self.order {
            Order::Frames => b.total().frames.cmp(&a.total().frames),
            Order::Bytes => b.total().bytes.cmp(&a.total().bytes),
            Order::Sent => sent(0, |count| count.bytes),
            Order::Received => sent(1, |count| count.bytes),
            Order::SentFrames => sent(0, |count| count.frames),
            Order::ReceivedFrames => sent(1, |count| count.frames),
            Order::SentRate => rate(b, 0).total_cmp(&rate(a, 0)),
            Order::ReceivedRate => rate(b, 1).total_cmp(&rate(a, 1)),
            Order::Start => a.span.map(|span| span.0).cmp(&b.span.map(|span| span.0)),
            Order::Duration => b.duration().cmp(&a.duration()),
            Order::Address | Order::Vendor => a.ends.cmp(&b.ends),
            Order::OtherAddress => a.ends[1].cmp(&b.ends[1]).then(a.ends[0].cmp(&b.ends[0])),
        };
        self.turn(by)
            .then(a.first.cmp(&b.first))
            .then(a.ends.cmp(&b.ends))
    }

    /// Which of two ends stands first; each comes with its first frame.
    pub(super) fn endpoints(
        self,
        (a, a_first): &(Endpoint, u64),
        (b, b_first): &(Endpoint, u64),
    ) -> Ordering {
        let by = match self.order {
            Order::Frames | Order::Duration | Order::SentRate | Order::ReceivedRate => {
                b.total().frames.cmp(&a.total().frames)
            }
            Order::Bytes => b.total().bytes.cmp(&a.total().bytes),
            Order::Sent => b.sent.bytes.cmp(&a.sent.bytes),
            Order::Received => b.received.bytes.cmp(&a.received.bytes),
            Order::SentFrames => b.sent.frames.cmp(&a.sent.frames),
            Order::ReceivedFrames => b.received.frames.cmp(&a.received.frames),
            Order::Start => a_first.cmp(b_first),
            Order::Address | Order::OtherAddress => a.end.cmp(&b.end),
            // Cards of unknown makers stand last.
            Order::Vendor => {
                let key = |row: &Endpoint| (row.vendor().is_none(), row.vendor());
                key(a).cmp(&key(b))
            }
        };
        self.turn(by)
            .then(a_first.cmp(b_first))
            .then(a.end.cmp(&b.end))
    }

    fn turn(self, by: Ordering) -> Ordering {
        match self.is_turned {
            true => by.reverse(),
            false => by,
        }
    }
}
