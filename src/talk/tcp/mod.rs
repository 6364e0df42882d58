//! TCP connections as they happen: what each segment does, seen against those before it.

mod half;

pub use half::{Arrival, Half, Slice, Torn, pieces};

use crate::model::{Analysis, Segment, TcpFlags, Timestamp};

/// One connection, or what the capture has of it.
#[derive(Debug, Clone)]
pub struct Stream {
    number: u32,
    /// The sequence number that counts as 0, of the lower end of the flow's key and of the other.
    bases: [Option<u32>; 2],
}

impl Stream {
    /// A connection of which nothing has been seen; `number` is its place in the capture.
    pub fn new(number: u32) -> Stream {
        Stream {
            number,
            bases: [None; 2],
        }
    }

    /// Which connection of the capture this is, counted from 0.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// True if the segment opens a new connection between the ends of this one.
    pub fn is_followed_by(&self, segment: &Segment) -> bool {
        let base = self.bases[side(segment)];
        segment.flags.opens() && base.is_some_and(|base| base != segment.seq)
    }

    /// Takes in the next segment in the order of the capture, and says what it does.
    pub fn observe(
        &mut self,
        _frame: u64,
        _time: Option<Timestamp>,
        segment: &Segment,
    ) -> Analysis {
        let side = side(segment);
        let first = match segment.flags.has(TcpFlags::SYN) {
            true => segment.seq,
            false => segment.seq.wrapping_sub(1),
        };
        let seq_base = *self.bases[side].get_or_insert(first);
        if segment.flags.has(TcpFlags::ACK) {
            self.bases[1 - side].get_or_insert(segment.ack.wrapping_sub(1));
        }
        Analysis {
            stream: self.number,
            seq_base,
            ack_base: self.bases[1 - side].unwrap_or_default(),
            ..Analysis::default()
        }
    }
}

/// 0 if the segment comes from the lower end of its flow's key, else 1.
fn side(segment: &Segment) -> usize {
    usize::from(segment.flow != segment.flow.key())
}
