//! A running capture: starting its threads, stopping them, and what they leave.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::LiveError;
use super::delivery::Delivery;
use super::open::{Device, Opened};
use super::queue::{Message, Queue};
use super::recorder::Recorder;
use super::status::{EndReason, LiveStatus};
use super::thread::{Lane, Shared};
use crate::capture::FrameSink;
use crate::capture::privilege::Dropped;
use crate::capture::sockets::{Sockets, Watch};

/// A capture that runs in threads of its own. Dropping it stops it.
pub struct LiveSession {
    shared: Shared,
    threads: Vec<JoinHandle<()>>,
    recorder: Option<JoinHandle<io::Result<()>>>,
    watch: Option<Watch>,
}

/// Ends a capture from anywhere; may be cloned and kept for longer than the capture lasts.
#[derive(Debug, Clone, Default)]
pub struct StopHandle {
    shared: Arc<Stop>,
}

#[derive(Debug, Default)]
struct Stop {
    requested: AtomicBool,
    /// One end of a socket pair for each capture thread; a byte written here wakes it.
    wakers: Mutex<Vec<UnixStream>>,
}

impl StopHandle {
    /// Asks the capture to end. Frames that crossed the wire before this call are still taken,
    /// which needs about a tenth of a second. Takes a lock, and so is nothing for a signal handler
    /// itself.
    pub fn stop(&self) {
        self.shared.requested.store(true, Ordering::Release);
        let wakers = self.shared.wakers.lock();
        for mut waker in wakers.unwrap_or_else(PoisonError::into_inner).iter() {
            // A full pipe has woken the thread already; a closed one has no thread to wake.
            let _ = waker.write(&[1]);
        }
    }

    pub(super) fn is_requested(&self) -> bool {
        self.shared.requested.load(Ordering::Acquire)
    }

    /// A stream that becomes readable when the capture is to end.
    fn waker(&self) -> io::Result<UnixStream> {
        let (write, read) = UnixStream::pair()?;
        write.set_nonblocking(true)?;
        let wakers = self.shared.wakers.lock();
        wakers.unwrap_or_else(PoisonError::into_inner).push(write);
        Ok(read)
    }
}

impl Opened {
    /// Announces the interfaces to the sink and starts a thread for each. The proof shows that
    /// the privileges which opening needed are gone.
    ///
    /// # Errors
    /// When the sink refuses an interface, or the system a thread.
    pub fn start(
        self,
        mut sink: Box<dyn FrameSink>,
        _privileges: &Dropped,
    ) -> Result<LiveSession, LiveError> {
        let mut numbers = Vec::with_capacity(self.devices.len());
        for device in &self.devices {
            let number =
                sink.add_interface(&device.description)
                    .map_err(|source| LiveError::Sink {
                        name: device.description.name.clone(),
                        source,
                    })?;
            numbers.push(number);
        }
        let delivery = Delivery::new(sink, numbers, Arc::clone(&self.status), self.count);
        let mut session = LiveSession {
            shared: Shared {
                queue: Arc::new(Queue::new()),
                status: self.status,
                stop: StopHandle::default(),
            },
            threads: Vec::new(),
            recorder: None,
            watch: None,
        };
        let names: Vec<String> = self
            .devices
            .iter()
            .map(|device| device.description.name.clone())
            .collect();
        let fail = |name: &str, source| LiveError::Thread {
            name: name.to_owned(),
            source,
        };
        session
            .spawn_recorder(delivery, self.duration)
            .map_err(|source| fail(&names.join(", "), source))?;
        for (number, device) in self.devices.into_iter().enumerate() {
            if let Err(source) = session.spawn(number, device) {
                // The recording waits for every interface, also for those that never began.
                (number..names.len()).for_each(|lane| session.close(lane));
                let name = names.get(number).map_or("", String::as_str);
                return Err(fail(name, source));
            }
        }
        Ok(session)
    }
}

impl LiveSession {
    /// Has the sockets behind the frames watched for as long as the capture runs.
    pub fn watch(&mut self, watch: Watch) {
        self.watch = Some(watch);
    }

    /// Who holds the sockets behind the frames, if that is watched.
    pub fn sockets(&self) -> Option<Sockets> {
        self.watch.as_ref().map(Watch::sockets)
    }

    fn spawn_recorder(&mut self, delivery: Delivery, duration: Option<Duration>) -> io::Result<()> {
        let recorder = Recorder {
            delivery,
            queue: Arc::clone(&self.shared.queue),
            status: Arc::clone(&self.shared.status),
            stop: self.shared.stop.clone(),
            end_at: duration.and_then(|duration| Instant::now().checked_add(duration)),
        };
        let thread = std::thread::Builder::new().name("record".to_owned());
        self.recorder = Some(thread.spawn(move || recorder.run())?);
        Ok(())
    }

    fn spawn(&mut self, number: usize, device: Device) -> io::Result<()> {
        let wake = self.shared.stop.waker()?;
        let name = format!("capture {}", device.description.name);
        let lane = Lane::new(number, device, self.shared.clone(), wake);
        let thread = std::thread::Builder::new().name(name);
        self.threads.push(thread.spawn(move || lane.run())?);
        Ok(())
    }

    fn close(&self, lane: usize) {
        self.shared.queue.push(Message::Closed {
            lane,
            reason: EndReason::Failed,
        });
    }

    /// Counters and state of every interface.
    pub fn status(&self) -> Arc<LiveStatus> {
        Arc::clone(&self.shared.status)
    }

    /// A handle that ends this capture.
    pub fn stop_handle(&self) -> StopHandle {
        self.shared.stop.clone()
    }

    /// Waits until no interface gives another frame and the sink is finished.
    ///
    /// # Errors
    /// The first error of the sink.
    pub fn join(mut self) -> io::Result<()> {
        self.wait()
    }

    /// Ends the capture and waits for it.
    ///
    /// # Errors
    /// The first error of the sink.
    pub fn stop(self) -> io::Result<()> {
        self.shared.stop.stop();
        self.join()
    }

    fn wait(&mut self) -> io::Result<()> {
        for thread in self.threads.drain(..) {
            // A thread that panicked has closed its interface; the status says so.
            let _ = thread.join();
        }
        let failed = |_| Err(io::Error::other("the recording thread failed"));
        self.recorder
            .take()
            .map_or(Ok(()), |recorder| recorder.join().unwrap_or_else(failed))
    }
}

impl Drop for LiveSession {
    fn drop(&mut self) {
        self.shared.stop.stop();
        // Whoever wants to know the error asks with `stop` or `join`.
        let _ = self.wait();
    }
}
