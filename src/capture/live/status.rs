//! How a running capture fares, for everyone to read while it runs.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::capture::InterfaceDescription;

/// The state of all interfaces of a capture.
#[derive(Debug)]
pub struct LiveStatus {
    interfaces: Vec<InterfaceStatus>,
    given_up: AtomicU64,
}

/// Counters and state of one interface; all of them grow while the capture runs.
#[derive(Debug)]
pub struct InterfaceStatus {
    description: InterfaceDescription,
    frames: AtomicU64,
    bytes: AtomicU64,
    kernel_drops: AtomicU64,
    device_drops: AtomicU64,
    down: AtomicBool,
    running: AtomicBool,
    ended: Mutex<Option<EndReason>>,
}

/// What an interface of a capture is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The device is open; its thread does not run yet.
    Opening,
    /// Frames are being taken.
    Running,
    /// The interface was switched off; frames are taken again when it is switched on.
    Down,
    /// No more frames will come.
    Ended(EndReason),
}

/// Why an interface gives no more frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndReason {
    /// It was told to stop.
    Stopped,
    /// The number of frames that was asked for has been reached.
    CountReached,
    /// The file or files have the size that was asked for.
    Full,
    /// The interface no longer exists.
    Vanished,
    /// Frames could not be recorded.
    Sink(String),
    /// libpcap reports an error.
    Device(String),
    /// The capture thread failed.
    Failed,
}

impl EndReason {
    /// True for an end that nobody asked for.
    pub const fn is_failure(&self) -> bool {
        !matches!(
            self,
            EndReason::Stopped | EndReason::CountReached | EndReason::Full
        )
    }
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EndReason::Stopped => f.write_str("stopped"),
            EndReason::CountReached => f.write_str("the requested number of frames is captured"),
            EndReason::Full => f.write_str("the requested size is captured"),
            EndReason::Vanished => f.write_str("the interface no longer exists"),
            EndReason::Sink(error) => write!(f, "frames cannot be recorded: {error}"),
            EndReason::Device(error) => write!(f, "the device reports an error: {error}"),
            EndReason::Failed => f.write_str("the capture thread failed"),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            State::Opening => f.write_str("opening"),
            State::Running => f.write_str("capturing"),
            State::Down => f.write_str("down: waiting for the interface to be switched on"),
            State::Ended(reason) => write!(f, "ended: {reason}"),
        }
    }
}

impl LiveStatus {
    pub(super) fn new(descriptions: impl IntoIterator<Item = InterfaceDescription>) -> LiveStatus {
        LiveStatus {
            interfaces: descriptions.into_iter().map(InterfaceStatus::new).collect(),
            given_up: AtomicU64::new(0),
        }
    }

    /// The interfaces, in the order in which they were asked for.
    pub fn interfaces(&self) -> &[InterfaceStatus] {
        &self.interfaces
    }

    /// Frames handed to the sink so far.
    pub fn frames(&self) -> u64 {
        self.interfaces.iter().map(InterfaceStatus::frames).sum()
    }

    /// Frames lost so far, in the kernel and in the devices.
    pub fn drops(&self) -> u64 {
        let drops = |one: &InterfaceStatus| one.kernel_drops().saturating_add(one.device_drops());
        self.interfaces.iter().map(drops).sum()
    }

    /// The oldest frames that were captured and given up to make room, because that was asked for.
    pub fn given_up(&self) -> u64 {
        self.given_up.load(Ordering::Relaxed)
    }

    pub(super) fn set_given_up(&self, frames: u64) {
        self.given_up.store(frames, Ordering::Relaxed);
    }

    /// True when no interface will give another frame.
    pub fn ended(&self) -> bool {
        self.interfaces
            .iter()
            .all(|one| matches!(one.state(), State::Ended(_)))
    }
}

impl InterfaceStatus {
    fn new(description: InterfaceDescription) -> InterfaceStatus {
        InterfaceStatus {
            description,
            frames: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            kernel_drops: AtomicU64::new(0),
            device_drops: AtomicU64::new(0),
            down: AtomicBool::new(false),
            running: AtomicBool::new(false),
            ended: Mutex::new(None),
        }
    }

    /// Name, link type, snapshot length.
    pub fn description(&self) -> &InterfaceDescription {
        &self.description
    }

    /// Frames handed to the sink.
    pub fn frames(&self) -> u64 {
        self.frames.load(Ordering::Relaxed)
    }

    /// Captured bytes handed to the sink.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Frames lost because the kernel's capture buffer was full; renewed about once a second.
    pub fn kernel_drops(&self) -> u64 {
        self.kernel_drops.load(Ordering::Relaxed)
    }

    /// Frames lost by the device or its driver; renewed about once a second.
    pub fn device_drops(&self) -> u64 {
        self.device_drops.load(Ordering::Relaxed)
    }

    /// What the interface is doing.
    pub fn state(&self) -> State {
        match &*self.end() {
            Some(reason) => State::Ended(reason.clone()),
            None if self.down.load(Ordering::Relaxed) => State::Down,
            None if self.running.load(Ordering::Relaxed) => State::Running,
            None => State::Opening,
        }
    }

    pub(super) fn count_frame(&self, bytes: usize) {
        self.frames.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn set_drops(&self, kernel: u64, device: u64) {
        self.kernel_drops.store(kernel, Ordering::Relaxed);
        self.device_drops.store(device, Ordering::Relaxed);
    }

    pub(super) fn set_running(&self) {
        self.running.store(true, Ordering::Relaxed);
    }

    pub(super) fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::Relaxed);
    }

    /// The first reason given stays.
    pub(super) fn set_ended(&self, reason: EndReason) {
        self.end().get_or_insert(reason);
    }

    fn end(&self) -> MutexGuard<'_, Option<EndReason>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LinkType;

    fn status(names: &[&str]) -> LiveStatus {
        LiveStatus::new(names.iter().map(|name| InterfaceDescription {
            name: (*name).to_owned(),
            description: None,
            link_type: LinkType::ETHERNET,
            snaplen: 262_144,
            filter: None,
            resolution_ns: 1,
        }))
    }

    #[test]
    fn counters_add_up_over_the_interfaces() {
        let status = status(&["a", "b"]);
        status.interfaces()[0].count_frame(60);
        status.interfaces()[1].count_frame(1500);
        status.interfaces()[1].count_frame(40);
        status.interfaces()[0].set_drops(3, 1);
        assert_eq!(status.frames(), 3);
        assert_eq!(status.interfaces()[1].bytes(), 1540);
        assert_eq!(status.drops(), 4);
    }

    #[test]
    fn the_first_reason_to_end_stays() {
        let status = status(&["a"]);
        let one = &status.interfaces()[0];
        assert_eq!(one.state(), State::Opening);
        one.set_running();
        one.set_down(true);
        assert_eq!(one.state(), State::Down);
        one.set_down(false);
        assert_eq!(one.state(), State::Running);
        assert!(!status.ended());
        one.set_ended(EndReason::Vanished);
        one.set_ended(EndReason::Stopped);
        assert_eq!(one.state(), State::Ended(EndReason::Vanished));
        assert!(status.ended());
        assert!(EndReason::Vanished.is_failure() && !EndReason::Stopped.is_failure());
    }
}
