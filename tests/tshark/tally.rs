//! What the comparison counts.

use std::collections::BTreeMap;
use std::fmt;

/// How many kinds of differences are listed.
const LISTED: usize = 25;

/// How two chains of protocols stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chains {
    /// The same.
    Equal,
    /// decap's ends before tshark's.
    Shorter,
    /// decap's goes further, or elsewhere.
    Other,
}

/// Counts over all frames, and an example of every kind of difference.
#[derive(Debug, Default)]
pub struct Tally {
    /// Frames compared.
    pub frames: usize,
    equal: usize,
    shorter: usize,
    fields: usize,
    right: usize,
    differences: BTreeMap<String, (usize, String)>,
}

impl Tally {
    /// Counts a frame.
    pub fn frame(&mut self, chains: Chains) {
        self.frames += 1;
        self.equal += usize::from(chains == Chains::Equal);
        self.shorter += usize::from(chains == Chains::Shorter);
    }

    /// Counts a field that both have.
    pub fn field(&mut self, is_right: bool) {
        self.fields += 1;
        self.right += usize::from(is_right);
    }

    /// Remembers a difference of a kind.
    pub fn differs(&mut self, kind: String, example: impl FnOnce() -> String) {
        self.differences
            .entry(kind)
            .or_insert_with(|| (0, example()))
            .0 += 1;
    }

    /// Takes in what was counted elsewhere.
    pub fn add(&mut self, other: Tally) {
        self.frames += other.frames;
        self.equal += other.equal;
        self.shorter += other.shorter;
        self.fields += other.fields;
        self.right += other.right;
        for (kind, (count, example)) in other.differences {
            self.differences.entry(kind).or_insert((0, example)).0 += count;
        }
    }

    /// Share of the frames whose chains are equal.
    pub fn chains(&self) -> f64 {
        share(self.equal, self.frames)
    }

    /// Share of the frames whose chain is right as far as it goes.
    pub fn prefixes(&self) -> f64 {
        share(self.equal + self.shorter, self.frames)
    }

    /// Share of the fields with the same bits and number.
    pub fn fields(&self) -> f64 {
        share(self.right, self.fields)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} frames: chains right as far as they go {:.2} %, equal {:.2} %; {} fields, right {:.2} %",
            self.frames,
            100.0 * self.prefixes(),
            100.0 * self.chains(),
            self.fields,
            100.0 * self.fields(),
        )?;
        let mut differences: Vec<_> = self.differences.iter().collect();
        differences.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (kind, (count, example)) in differences.into_iter().take(LISTED) {
            writeln!(f, "{count:>6} {kind}, as {example}")?;
        }
        Ok(())
    }
}
