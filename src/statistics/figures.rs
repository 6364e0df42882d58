//! All that is counted of frames without following their conversations.

use super::conversations::{MAX_CONVERSATIONS, Table};
use super::ends::{Kind, each_pair};
use super::lengths::Lengths;
use super::series::{Series, Width};
use super::Count;
use crate::model::{Dissection, FrameInfo, Timestamp};

/// Figures of a capture, or of a part of it.
#[derive(Debug, Clone)]
pub struct Figures {
    total: Count,
    span: Option<(Timestamp, Timestamp)>,
    lengths: Lengths,
    series: Series,
    tables: [Table; Kind::ALL.len()],
}

impl Figures {
    /// Of no frames. `start` is the time of the capture's first frame; the intervals of
    /// [`Figures::series`] are counted from there.
    pub fn new(start: Option<Timestamp>, width: Width) -> Figures {
        Figures::with_limit(start, width, MAX_CONVERSATIONS)
    }

    /// With another limit for the conversations of a kind.
    pub(super) fn with_limit(start: Option<Timestamp>, width: Width, limit: usize) -> Figures {
        Figures {
            total: Count::default(),
            span: None,
            lengths: Lengths::default(),
            series: Series::new(start.unwrap_or_default(), width),
            tables: std::array::from_fn(|_| Table::new(limit)),
        }
    }

    /// All frames.
    pub fn total(&self) -> Count {
        self.total
    }

    /// The earliest and the latest time.
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        self.span
    }

    /// How long the frames are.
    pub fn lengths(&self) -> &Lengths {
        &self.lengths
    }

    /// How many came when.
    pub fn series(&self) -> &Series {
        &self.series
    }

    /// The conversations of a kind. All are empty where no headers were read.
    pub fn table(&self, kind: Kind) -> &Table {
        &self.tables[kind.index()]
    }

    /// Counts a frame's time and length.
    pub fn take(&mut self, info: &FrameInfo) {
        self.total.add(info.original_len);
        if let Some(time) = info.time {
            let (start, end) = self.span.unwrap_or((time, time));
            self.span = Some((start.min(time), end.max(time)));
        }
        self.lengths.take(info.original_len);
        self.series.take(info.time, info.original_len);
    }

    /// Counts a frame in the conversations that its headers name.
    pub fn take_ends(&mut self, info: &FrameInfo, out: &Dissection) {
        each_pair(out, |kind, from, to| {
            self.tables[kind.index()].take(info, from, to);
        });
    }

    /// Adds what was counted of other frames. Figures of no frames become the others.
    pub fn merge(&mut self, other: Figures) {
        if self.total.frames == 0 {
            *self = other;
            return;
        }
        self.total += other.total;
        if let Some((start, end)) = other.span {
            let (own_start, own_end) = self.span.unwrap_or((start, end));
            self.span = Some((own_start.min(start), own_end.max(end)));
        }
        self.lengths.merge(&other.lengths);
        self.series.merge(other.series.clone());
        self.merge_ends(other);
    }

    /// Adds the conversations only.
    pub(super) fn merge_ends(&mut self, other: Figures) {
        for (own, table) in self.tables.iter_mut().zip(other.tables) {
            own.merge(table);
        }
    }
}
