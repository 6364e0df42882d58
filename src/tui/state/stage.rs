//! What moves the frames: a replay, a running capture, or the list of interfaces before one.

use std::sync::Arc;

use crate::model::Timestamp;

/// What the bar of a replay shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayBar {
    /// True while it moves by itself.
    pub playing: bool,
    /// True when all frames were shown.
    pub at_end: bool,
    /// How many times as fast as recorded.
    pub speed: f64,
    /// Time of the newest frame shown.
    pub time: Option<Timestamp>,
    /// Earliest and latest time of the capture.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Frames over the capture's time, in stretches of equal length.
    pub density: Arc<[u64]>,
}

/// How a running capture fares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gauge {
    /// Frames in the last second.
    pub frames_per_second: u64,
    /// Bits in the last second.
    pub bits_per_second: u64,
    /// Frames lost so far, in the kernel and in the devices.
    pub drops: u64,
    /// The oldest frames, given up to make room because that was asked for.
    pub given_up: u64,
    /// What is wrong with an interface, one line each.
    pub troubles: Vec<String>,
    /// True when no more frames will come.
    pub ended: bool,
}

/// One interface to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InterfaceRow {
    /// Its name.
    pub name: String,
    /// Its state in a word or two.
    pub state: String,
    /// Addresses, or what it is.
    pub about: String,
    /// Bytes in each of the last seconds, the latest last.
    pub rates: Vec<u64>,
}

/// The list of interfaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picker {
    /// The interfaces.
    pub rows: Vec<InterfaceRow>,
    /// The one chosen.
    pub chosen: usize,
    /// Why no capture can begin, and what to do: several lines.
    pub trouble: Option<String>,
}
