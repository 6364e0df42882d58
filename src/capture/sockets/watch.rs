//! Watching sockets beside a capture: the scanner, in this process or in a witness, and what it
//! reported.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::os::fd::AsFd;
use std::process::{Child, ChildStdin};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::answer::{Owner, Unknown};
use super::ledger::Ledger;
use super::messages::{self, Ends, Report, Request};
use super::scanner::{self, Scanner};
use super::socket::Socket;
use super::tap::Tap;
use crate::capture::privilege::{self, DropError, Dropped};
use crate::model::Flow;

/// Requests that wait to be obeyed at most; more are not made.
const MOST_WAITING: usize = 32;

/// Sockets of a list at most.
const MOST_LISTED: usize = 50_000;

/// The outcome of a list that was asked for.
pub type Listing = Result<Vec<Socket>, String>;

/// A watch that is ready to begin.
#[derive(Default)]
pub struct Prepared {
    witness: Option<Child>,
    tap: Option<Tap>,
}

impl Prepared {
    /// Starts the witness if there is a right that it would keep. To be called before anything is
    /// opened that the witness must not inherit, and before privileges are dropped.
    pub fn new() -> Prepared {
        Prepared {
            // Without a witness the own user's processes are still found.
            witness: privilege::start_witness().ok().flatten(),
            tap: None,
        }
    }

    /// Opens the tap, which needs the privilege to capture.
    pub fn open_tap(&mut self) {
        self.tap = Tap::open();
    }

    /// Starts the threads. The proof shows that they have no privileges.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(mut self, _privileges: &Dropped) -> io::Result<Watch> {
        let shared = Arc::new(Shared::default());
        let watch = Watch {
            sockets: Sockets {
                shared: Arc::clone(&shared),
            },
        };
        let name = || std::thread::Builder::new().name("sockets".to_owned());
        let piped = self.witness.take().and_then(|mut child| {
            let (to, from) = (child.stdin.take()?, child.stdout.take()?);
            Some((child, to, from))
        });
        match piped {
            Some((mut child, to, from)) => {
                shared.set_line(Some(Line::Pipe(to)));
                let shared = Arc::clone(&shared);
                name().spawn(move || {
                    let mut from = BufReader::new(from);
                    while let Ok(Some(report)) = messages::read(&mut from) {
                        shared.note(report);
                    }
                    shared.end();
                    // It ends because its pipe is closed, or has ended already.
                    let _ = child.wait();
                })?;
            }
            None => {
                let (line, requests) = sync_channel(MOST_WAITING);
                shared.set_line(Some(Line::Channel(line)));
                let shared = Arc::clone(&shared);
                name().spawn(move || {
                    serve(
                        &mut |patience| from_channel(&requests, patience),
                        &mut |report| shared.note(report),
                        &mut || {},
                    );
                    shared.end();
                })?;
            }
        }
        if let Some(tap) = self.tap.take() {
            let thread = std::thread::Builder::new().name("sockets tap".to_owned());
            thread.spawn(move || tap.run(&shared.ended, |ends| shared.look(ends)))?;
        }
        Ok(watch)
    }
}

/// A running watch. Dropping it ends it; what was seen stays known to [`Sockets`].
pub struct Watch {
    sockets: Sockets,
}

impl Watch {
    /// What it sees.
    pub fn sockets(&self) -> Sockets {
        self.sockets.clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.sockets.shared.end();
    }
}

/// What a watch has seen, and a way to ask it.
#[derive(Clone)]
pub struct Sockets {
    shared: Arc<Shared>,
}

impl Sockets {
    /// Who had the sending and the receiving end of a frame of this flow that crossed at `time`, in
    /// nanoseconds since 1970.
    pub fn ends(&self, flow: &Flow, time: i64) -> [Result<Owner, Unknown>; 2] {
        lock(&self.shared.ledger).ends(flow, time)
    }

    /// Waits until the tables were read after `time`, in nanoseconds since 1970, or that time is so
    /// long ago.
    pub fn settle(&self, time: i64, age: Duration) {
        let since = messages::wall_clock().saturating_sub(time);
        let since = Duration::from_nanos(u64::try_from(since).unwrap_or(0));
        let until = Instant::now() + age.saturating_sub(since);
        let mut ledger = lock(&self.shared.ledger);
        while !self.shared.ended.load(Ordering::Acquire)
            && ledger.polled.is_none_or(|polled| polled < time)
        {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.shared.polled.wait_timeout(ledger, left);
            ledger = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A number that grows when answers may be other ones than before.
    pub fn generation(&self) -> u64 {
        self.shared.generation.load(Ordering::Acquire)
    }

    /// Calls `wake` when answers may be other ones, and when a list has come.
    pub fn subscribe(&self, wake: impl Fn() + Send + Sync + 'static) {
        lock(&self.shared.wakers).push(Box::new(wake));
    }

    /// Asks for the list of all sockets; false if nobody is there to make one.
    pub fn ask_list(&self) -> bool {
        !self.shared.ended.load(Ordering::Acquire) && self.shared.send(Request::List)
    }

    /// Takes the list that was asked for, once it is there.
    pub fn take_list(&self) -> Option<Listing> {
        lock(&self.shared.list).done.take()
    }
}

/// Where requests go.
enum Line {
    Channel(SyncSender<Request>),
    Pipe(ChildStdin),
}

#[derive(Default)]
struct Shared {
    ledger: Mutex<Ledger>,
    polled: Condvar,
    generation: AtomicU64,
    wakers: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
    list: Mutex<List>,
    line: Mutex<Option<Line>>,
    /// Requests to look that are not obeyed yet.
    waiting: AtomicUsize,
    ended: AtomicBool,
}

/// The list that comes in, and the one that came.
#[derive(Default)]
struct List {
    coming: Vec<Socket>,
    done: Option<Listing>,
}

/// A thread that panicked while it had the lock left nothing half done that matters here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn set_line(&self, line: Option<Line>) {
        *lock(&self.line) = line;
    }

    fn end(&self) {
        self.ended.store(true, Ordering::Release);
        self.set_line(None);
        self.polled.notify_all();
    }

    /// Asks for a look at two ends, unless many such requests wait already.
    fn look(&self, ends: Ends) {
        let waits = self.waiting.fetch_add(1, Ordering::AcqRel);
        if waits >= MOST_WAITING || !self.send(Request::Look(ends)) {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
        }
    }

    fn send(&self, request: Request) -> bool {
        match &mut *lock(&self.line) {
            None => false,
            Some(Line::Channel(to)) => to.try_send(request).is_ok(),
            Some(Line::Pipe(to)) => messages::write(&request, to).is_ok(),
        }
    }

    fn note(&self, report: Report) {
        let changed = match report.cleaned() {
            Report::Looked => {
                // A witness that answers more often than it was asked gains nothing by it.
                let less = |waits: usize| waits.checked_sub(1);
                let _ = self
                    .waiting
                    .fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
                false
            }
            Report::Listed(socket) => {
                let coming = &mut lock(&self.list).coming;
                if coming.len() < MOST_LISTED {
                    coming.push(socket);
                }
                false
            }
            Report::ListEnd(trouble) => {
                let mut list = lock(&self.list);
                let sockets = std::mem::take(&mut list.coming);
                list.done = Some(trouble.map_or(Ok(sockets), Err));
                true
            }
            report => {
                let is_poll = matches!(report, Report::Polled(_));
                let changed = lock(&self.ledger).note(report);
                if is_poll {
                    self.polled.notify_all();
                }
                changed
            }
        };
        if changed {
            self.generation.fetch_add(1, Ordering::AcqRel);
            lock(&self.wakers).iter().for_each(|wake| wake());
        }
    }
}

/// What comes while a scanner waits.
enum Next {
    Request(Request),
    Nothing,
    End,
}

/// Scans and obeys requests until nobody can make any more. `wait` waits for one for no longer than it
/// is told; `pause` is called before that.
fn serve(
    wait: &mut dyn FnMut(Duration) -> Next,
    report: &mut dyn FnMut(Report),
    pause: &mut dyn FnMut(),
) {
    let mut scanner = Scanner::new();
    loop {
        scanner.turn(report);
        pause();
        match wait(scanner.due().saturating_duration_since(Instant::now())) {
            Next::Request(Request::Look(ends)) => {
                scanner.look(ends, report);
                report(Report::Looked);
            }
            Next::Request(Request::List) => match scanner::list() {
                Ok(sockets) => {
                    let some = sockets.into_iter().take(MOST_LISTED);
                    some.for_each(|socket| report(Report::Listed(socket)));
                    report(Report::ListEnd(None));
                }
                Err(trouble) => report(Report::ListEnd(Some(trouble))),
            },
            Next::Nothing => {}
            Next::End => return,
        }
    }
}

/// Waits for a request of a thread.
fn from_channel(requests: &Receiver<Request>, patience: Duration) -> Next {
    match requests.recv_timeout(patience) {
        Ok(request) => Next::Request(request),
        Err(RecvTimeoutError::Timeout) => Next::Nothing,
        Err(RecvTimeoutError::Disconnected) => Next::End,
    }
}

/// Waits for a request of another process. Without a thread for that, a look begins sooner.
fn from_pipe(requests: &mut BufReader<File>, patience: Duration) -> Next {
    if requests.buffer().is_empty() {
        // Rounded up, so that what is due in less than a millisecond is not waited for in a circle.
        let patience = u16::try_from(patience.as_micros().div_ceil(1_000)).unwrap_or(u16::MAX);
        let mut fds = [PollFd::new(requests.get_ref().as_fd(), PollFlags::POLLIN)];
        match poll(&mut fds, PollTimeout::from(patience)) {
            Ok(0) | Err(nix::Error::EINTR) => return Next::Nothing,
            Ok(_) => {}
            Err(_) => return Next::End,
        }
    }
    match messages::read(requests) {
        Ok(Some(request)) => Next::Request(request),
        Ok(None) | Err(_) => Next::End,
    }
}

/// What the witness process does: it gives up everything but the right to look into other users'
/// processes, obeys the requests on standard input, reports on standard output, and ends when its
/// input does.
///
/// # Errors
/// When it cannot give up its privileges, or has no input.
pub fn witness() -> Result<(), WitnessError> {
    privilege::keep_the_witness_rights()?;
    let input = io::stdin().as_fd().try_clone_to_owned()?;
    let mut requests = BufReader::new(File::from(input));
    let output = RefCell::new(BufWriter::new(io::stdout().lock()));
    // When nobody reads the reports, nobody makes requests any more either.
    serve(
        &mut |patience| from_pipe(&mut requests, patience),
        &mut |report| drop(messages::write(&report, &mut *output.borrow_mut())),
        &mut || drop(output.borrow_mut().flush()),
    );
    Ok(())
}

/// Why the witness cannot work.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// It would have more rights than it needs.
    #[error(transparent)]
    Privileges(#[from] DropError),
    /// It has no input.
    #[error("standard input cannot be read: {0}")]
    Input(#[from] io::Error),
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
