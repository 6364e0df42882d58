//! How long frames are.

use super::Count;

/// The lengths at which a new bucket begins, as tshark's `plen,tree` has them.
const EDGES: [u32; 10] = [0, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120];

/// Frames whose length lies between two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// The shortest length that belongs here.
    pub from: u32,
    /// The longest one; `None` if there is no bound.
    pub to: Option<u32>,
    /// Frames and their bytes.
    pub count: Count,
    /// The shortest and the longest frame.
    pub extremes: Option<(u32, u32)>,
}

impl Bucket {
    /// The mean length of its frames.
    pub fn average(&self) -> Option<f64> {
        (self.count.frames > 0).then(|| self.count.bytes as f64 / self.count.frames as f64)
    }

    /// The filter expression for its frames.
    pub fn filter(&self) -> String {
        match (self.from, self.to) {
            (0, None) => "frame".into(),
            (0, Some(to)) => format!("frame.len <= {to}"),
            (from, None) => format!("frame.len >= {from}"),
            (from, Some(to)) => format!("frame.len >= {from} && frame.len <= {to}"),
        }
    }

    fn merge(&mut self, other: &Bucket) {
        self.count += other.count;
        if let Some((low, high)) = other.extremes {
            let (own_low, own_high) = self.extremes.unwrap_or((low, high));
            self.extremes = Some((own_low.min(low), own_high.max(high)));
        }
    }
}

/// Frames by their length on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lengths {
    buckets: [Bucket; EDGES.len()],
}

impl Default for Lengths {
    fn default() -> Lengths {
        let bucket = |index: usize| Bucket {
            from: EDGES[index],
            to: EDGES.get(index + 1).map(|edge| edge - 1),
            count: Count::default(),
            extremes: None,
        };
        Lengths {
            buckets: std::array::from_fn(bucket),
        }
    }
}

impl Lengths {
    /// The buckets, shortest frames first.
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// All frames in one bucket.
    pub fn total(&self) -> Bucket {
        let mut total = Bucket {
            from: 0,
            to: None,
            count: Count::default(),
            extremes: None,
        };
        self.buckets.iter().for_each(|bucket| total.merge(bucket));
        total
    }

    pub(super) fn take(&mut self, len: u32) {
        let index = EDGES.partition_point(|edge| *edge <= len).max(1) - 1;
        let bucket = &mut self.buckets[index];
        bucket.count.add(len);
        let (low, high) = bucket.extremes.unwrap_or((len, len));
        bucket.extremes = Some((low.min(len), high.max(len)));
    }

    pub(super) fn merge(&mut self, later: &Lengths) {
        for (own, other) in self.buckets.iter_mut().zip(&later.buckets) {
            own.merge(other);
        }
    }
}
