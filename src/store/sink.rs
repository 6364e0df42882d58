//! The store as the sink of a live capture.

use std::io;

use super::LiveSink;
use crate::capture::file::Statistics;
use crate::capture::write::NewInterface;
use crate::capture::{DropCounts, FrameSink, InterfaceDescription};
use crate::model::Timestamp;

impl FrameSink for LiveSink {
    fn add_interface(&mut self, description: &InterfaceDescription) -> io::Result<u32> {
        LiveSink::add_interface(
            self,
            &NewInterface {
                name: Some(&description.name),
                description: description.description.as_deref(),
                filter: description.filter.as_deref(),
                link_type: description.link_type,
                snaplen: description.snaplen,
                fcs_len: None,
            },
        )
    }

    fn push(
        &mut self,
        interface: u32,
        time: Timestamp,
        original_len: u32,
        bytes: &[u8],
    ) -> io::Result<()> {
        LiveSink::push(self, interface, time, original_len, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        LiveSink::flush(self)
    }

    fn is_full(&self) -> bool {
        LiveSink::is_full(self)
    }

    fn given_up(&self) -> u64 {
        LiveSink::given_up(self)
    }

    fn drops(&mut self, counts: DropCounts) {
        self.set_drops(Statistics {
            interface: counts.interface,
            received: Some(counts.received),
            dropped_by_interface: Some(counts.device),
            dropped_by_system: Some(counts.kernel),
        });
        // These counts come also when no frames do. An error is in the store's state, and ends the capture
        // with the next frame.
        let _ = self.tick();
    }

    fn finish(&mut self) -> io::Result<()> {
        LiveSink::finish(self)
    }
}
