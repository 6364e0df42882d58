//! The machine's sockets on the screen: the list, and the processes at the doors of live frames.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::desk::Current;
use super::session::Session;
use super::state::Screen;
use crate::capture::live::LiveSession;
use crate::capture::privilege::unprivileged_thread;
use crate::capture::sockets::{self, Owner, Sockets, Unknown};
use crate::talk::socket::Door;

/// How often the list is made anew while it is on the screen.
const LIST_EVERY: Duration = Duration::from_secs(1);

/// Who has the two ends of a door; `None` where that is not asked.
pub type Ends = Option<[Result<Owner, Unknown>; 2]>;

/// A list that this program makes itself, on a thread of its own.
type Making = Arc<(AtomicBool, Mutex<Option<sockets::Listing>>)>;

/// Where the screen gets sockets from.
#[derive(Default)]
pub struct SocketSource {
    /// Those of a live capture.
    pub live: Option<Sockets>,
    /// What was known when the frame on the screen was shown.
    generation: u64,
    making: Making,
    /// When the list is asked for again.
    due: Option<Instant>,
}

impl Session {
    /// From here on the frames come from this capture.
    pub fn take_live(&mut self, live: Option<LiveSession>) {
        let sockets = live.as_ref().and_then(LiveSession::sockets);
        if let Some(sockets) = &sockets {
            let wake = Arc::clone(&self.stage.wake);
            sockets.subscribe(move || wake());
        }
        self.stage.sockets.live = sockets;
        self.stage.live = live;
    }

    /// Names the processes behind the frame on the screen, if more is known than before.
    pub(super) fn refresh_processes(&mut self) {
        self.take_list();
        let source = &mut self.stage.sockets;
        let Some(live) = &source.live else { return };
        let generation = live.generation();
        if generation != source.generation {
            source.generation = generation;
            self.name_processes();
        }
    }

    /// Names the processes behind the frame on the screen. Only frames of a running capture have
    /// any: who sent a recorded one, this machine does not know.
    pub(super) fn name_processes(&mut self) {
        let Some(current) = &mut self.state.current else {
            return;
        };
        current.processes = match &self.stage.sockets.live {
            Some(live) => processes(current, live),
            None => Vec::new(),
        };
    }

    /// Asks for the list of sockets from now on until another screen is shown.
    pub(super) fn list_sockets(&mut self) {
        self.stage.sockets.due = Some(Instant::now());
        self.tick_sockets(Instant::now());
    }

    pub(super) fn tick_sockets(&mut self, now: Instant) -> Option<Instant> {
        let due = self.stage.sockets.due?;
        if self.state.screen != Screen::Sockets {
            self.stage.sockets.due = None;
            return None;
        }
        if now < due {
            return Some(due);
        }
        let source = &mut self.stage.sockets;
        let asked = source.live.as_ref().is_some_and(Sockets::ask_list);
        if !asked && !source.making.0.swap(true, Ordering::AcqRel) {
            let (making, wake) = (Arc::clone(&source.making), Arc::clone(&self.stage.wake));
            let thread = unprivileged_thread("sockets list", move || {
                let list = sockets::list().map_err(|error| error.to_string());
                *making.1.lock().unwrap_or_else(PoisonError::into_inner) = Some(list);
                making.0.store(false, Ordering::Release);
                wake();
            });
            if let Err(error) = thread {
                let trouble = format!("the system gives no thread: {error}");
                self.state.sockets.tell(Err(trouble));
            }
        }
        let next = now + LIST_EVERY;
        self.stage.sockets.due = Some(next);
        Some(next)
    }

    /// Takes the list that was asked for, if it has come.
    fn take_list(&mut self) {
        let source = &self.stage.sockets;
        let made = source
            .making
            .1
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let told = source.live.as_ref().and_then(Sockets::take_list);
        if let Some(list) = told.or(made) {
            self.state.sockets.tell(list);
        }
    }
}

fn processes(current: &Current, live: &Sockets) -> Vec<Ends> {
    let time = current.frame.info.time;
    let ends = |door: &Door| Some(live.ends(&door.flow()?, time?.0));
    current.doors.iter().map(ends).collect()
}
