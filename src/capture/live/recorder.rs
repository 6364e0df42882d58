//! The recording thread: takes frames off the queue and gives them to the sink.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use super::delivery::Delivery;
use super::queue::{Message, Queue};
use super::session::StopHandle;
use super::status::{EndReason, LiveStatus};

/// What the recording thread works with.
pub(super) struct Recorder {
    pub delivery: Delivery,
    pub queue: Arc<Queue>,
    pub status: Arc<LiveStatus>,
    pub stop: StopHandle,
    /// When the capture has lasted as long as was asked for.
    pub end_at: Option<Instant>,
}

/// Tells everyone that nothing is recorded any more, even when the recording thread panics.
struct Closing {
    queue: Arc<Queue>,
    status: Arc<LiveStatus>,
    stop: StopHandle,
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.queue.end(EndReason::Failed);
        self.stop.stop();
        for interface in self.status.interfaces() {
            // Those that ended in good order keep their reasons.
            interface.set_ended(EndReason::Failed);
        }
    }
}

impl Recorder {
    /// Records until every interface is at its end.
    ///
    /// # Errors
    /// The first error of the sink.
    pub fn run(mut self) -> io::Result<()> {
        let _closing = Closing {
            queue: Arc::clone(&self.queue),
            status: Arc::clone(&self.status),
            stop: self.stop.clone(),
        };
        while self.delivery.open() > 0 {
            let now = Instant::now();
            let mut due = self.delivery.due(now);
            // Frames from before that moment are still taken, as when the user stops.
            if let Some(end) = self.end_at.take_if(|end| *end <= now) {
                due = due.min(end);
                self.stop.stop();
            } else if let Some(end) = self.end_at {
                due = due.min(end);
            }
            if let Some(message) = self.queue.pop(due) {
                self.obey(message);
            }
            self.delivery.settle(Instant::now());
            for batch in self.delivery.spent() {
                self.queue.give_back(batch);
            }
            // What ends the recording of one interface ends it for all.
            if let Some(reason) = self.delivery.ended() {
                self.queue.end(reason.clone());
                if !self.stop.is_requested() {
                    self.stop.stop();
                }
            }
        }
        self.delivery.take_error().map_or(Ok(()), Err)
    }

    fn obey(&mut self, message: Message) {
        match message {
            Message::Frames {
                lane,
                batch,
                complete,
            } => self.delivery.take(lane, batch, complete),
            Message::Drops {
                lane,
                received,
                kernel,
                device,
            } => self.delivery.drops(lane, received, kernel, device),
            Message::Closed { lane, reason } => {
                self.delivery.close(lane, Instant::now());
                if let Some(interface) = self.status.interfaces().get(lane) {
                    interface.set_ended(reason);
                }
            }
        }
    }
}
