//! Frames and bytes over time.

use super::Count;
use crate::model::Timestamp;

/// Intervals that are kept at most.
const MAX_BINS: usize = 1 << 14;
/// Intervals that are kept at most where the user chose their width.
const MAX_BINS_CHOSEN: usize = 1 << 20;

const MICROSECOND: i64 = 1000;
const SECOND: i64 = 1_000_000_000;

/// Widths that follow one another when intervals become too many; each is a multiple of the one
/// before. Above, the width is doubled.
const STEPS: [i64; 11] = [
    MICROSECOND,
    10 * MICROSECOND,
    100 * MICROSECOND,
    1000 * MICROSECOND,
    10_000 * MICROSECOND,
    100_000 * MICROSECOND,
    SECOND,
    10 * SECOND,
    60 * SECOND,
    600 * SECOND,
    3600 * SECOND,
];

/// How wide the intervals are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// As narrow as their number allows; they grow with the capture.
    #[default]
    Fitting,
    /// So many nanoseconds. What does not fit into 2^20 intervals is counted as outside.
    Nanoseconds(i64),
}

/// How many frames came when, in intervals from the capture's first frame on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    start: Timestamp,
    width: i64,
    chosen: bool,
    bins: Vec<Count>,
    outside: Count,
}

impl Series {
    /// A series that begins at `start`, the time of the first frame.
    pub fn new(start: Timestamp, width: Width) -> Series {
        let (width, chosen) = match width {
            Width::Fitting => (STEPS[0], false),
            Width::Nanoseconds(width) => (width.max(1), true),
        };
        Series {
            start,
            width,
            chosen,
            bins: Vec::new(),
            outside: Count::default(),
        }
    }

    /// The time at which the first interval begins.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// Nanoseconds of an interval.
    pub fn width(&self) -> i64 {
        self.width
    }

    /// What came in each interval, up to the last one in which a frame came.
    pub fn bins(&self) -> &[Count] {
        &self.bins
    }

    /// Frames without a time, from before the first one, or behind the last interval that is kept.
    pub fn outside(&self) -> Count {
        self.outside
    }

    /// The same in at most `most` wider intervals, of round widths: for a chart, or a short table.
    #[must_use]
    pub fn coarser(&self, most: usize) -> Series {
        let mut series = self.clone();
        while series.bins.len() > most.max(1) {
            series.widen();
        }
        series
    }

    /// The same with so many intervals together in one.
    #[must_use]
    pub fn together(&self, times: usize) -> Series {
        let mut series = self.clone();
        let times = times.max(1);
        series.bins = self.bins.chunks(times).map(sum).collect();
        series.width = self.width.saturating_mul(times as i64);
        series
    }

    /// The filter expression for the frames of an interval.
    pub fn filter(&self, index: usize) -> String {
        let from = self.width.saturating_mul(index as i64);
        let to = from.saturating_add(self.width);
        format!(
            "frame.time_relative >= {} && frame.time_relative < {}",
            seconds(from),
            seconds(to)
        )
    }

    pub(super) fn take(&mut self, time: Option<Timestamp>, len: u32) {
        let offset = time.map_or(-1, |time| time.since(self.start));
        let Ok(offset) = u64::try_from(offset) else {
            return self.outside.add(len);
        };
        let most = self.most();
        while !self.chosen && offset / self.width as u64 >= most as u64 {
            self.widen();
        }
        let index = (offset / self.width as u64) as usize;
        if index >= most {
            return self.outside.add(len);
        }
        if index >= self.bins.len() {
            self.bins.resize(index + 1, Count::default());
        }
        self.bins[index].add(len);
    }

    pub(super) fn merge(&mut self, mut later: Series) {
        while self.width < later.width {
            self.widen();
        }
        while later.width < self.width {
            later.widen();
        }
        if self.bins.len() < later.bins.len() {
            self.bins.resize(later.bins.len(), Count::default());
        }
        for (own, other) in self.bins.iter_mut().zip(&later.bins) {
            *own += *other;
        }
        self.outside += later.outside;
    }

    fn most(&self) -> usize {
        match self.chosen {
            true => MAX_BINS_CHOSEN,
            false => MAX_BINS,
        }
    }

    /// Makes the intervals as wide as the next round width that is a multiple of theirs.
    fn widen(&mut self) {
        let rounder = STEPS
            .into_iter()
            .find(|step| *step > self.width && step % self.width == 0);
        let wider = rounder.unwrap_or_else(|| self.width.saturating_mul(2));
        let together = (wider / self.width).max(1) as usize;
        if together == 1 {
            // Nothing is wider than all of time.
            self.bins.truncate(1);
            return;
        }
        self.bins = self.bins.chunks(together).map(sum).collect();
        self.width = wider;
    }
}

/// Seconds with no more decimals than they need.
fn seconds(nanos: i64) -> String {
    let text = Timestamp(nanos).to_string();
    let short = text.trim_end_matches('0').trim_end_matches('.');
    short.to_owned()
}

fn sum(bins: &[Count]) -> Count {
    bins.iter().fold(Count::default(), |sum, bin| sum + *bin)
}
