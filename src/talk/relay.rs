//! Hearing frames on one thread and looking at them on others.
//!
//! What the conversations say of a frame depends on all frames before it, so that one thread hears
//! them in order. What was said to a frame then travels with it to a thread that has time to take it
//! apart and draw it; such a thread knows what every frame before has taught, and nothing later, so
//! that a frame looks the same as if it had been drawn where it was heard.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use super::echo::{Echo, Said};
use super::tracker::MESSAGE_LIMIT;
use super::{Memory, Tracker};
use crate::capture::privilege::unprivileged_thread;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Frame, FrameView, Lesson};
use crate::store::{Store, StoreError};

/// Frames of a run at most. The first runs are shorter: the first text comes at once.
const RUN: usize = 128;
/// Frames of the first run.
const FIRST_RUN: usize = 8;
/// Bytes of the frames of a run, about.
const RUN_BYTES: usize = 1 << 20;
/// Memory of one frame that is kept for the next run, in bytes.
const KEPT_BYTES: usize = 1 << 14;
/// Runs that wait for a thread to look at them, and texts that wait to be taken.
const AHEAD: usize = 2;
/// Threads that look at most.
const MAX_LOOKERS: usize = 16;

/// What is heard, and how.
pub struct Ears {
    /// The capture.
    pub store: Store,
    /// The last frame that matters.
    pub last: u64,
    /// How frames are peeled while they are heard.
    pub peeler: Peeler<'static>,
    /// How far: at least [`Want::Skim`].
    pub want: Want,
}

/// A frame that was heard on another thread.
pub struct Look<'l> {
    /// The frame.
    pub frame: &'l Frame,
    memory: &'l Memory,
    said: &'l [Said],
}

impl Look<'_> {
    /// The frame with what was found in it.
    pub fn view<'f>(&'f self, dissection: &'f Dissection) -> FrameView<'f> {
        FrameView {
            frame: self.frame,
            dissection,
        }
    }

    /// Peels it as if everything before it had just been heard.
    pub fn peel(&self, peeler: &mut Peeler<'_>, want: Want, out: &mut Dissection) {
        let mut echo = Echo {
            memory: self.memory,
            number: self.frame.info.number,
            as_of: self.frame.info.number,
            said: self.said.iter(),
            limit: MESSAGE_LIMIT,
        };
        peeler.peel(self.frame, want, &mut echo, out);
    }
}

/// What frames taught, in their order.
#[derive(Default)]
struct Lessons {
    all: Vec<Lesson>,
    /// Frames that taught something, and where their lessons end.
    frames: Vec<(u64, usize)>,
}

impl Lessons {
    fn add(&mut self, frame: u64, lessons: &[Lesson]) {
        if !lessons.is_empty() {
            self.all.extend_from_slice(lessons);
            self.frames.push((frame, self.all.len()));
        }
    }

    /// Teaches what frames before `frame` taught, from place `from` on; returns how far that is.
    fn teach(&self, memory: &mut Memory, from: usize, frame: u64) -> usize {
        let mut start = from.checked_sub(1).map_or(0, |last| self.frames[last].1);
        let mut place = from;
        for (number, end) in &self.frames[from..] {
            if *number >= frame {
                break;
            }
            memory.learn(*number, &self.all[start..*end]);
            start = *end;
            place += 1;
        }
        place
    }
}

/// Frames that were heard one after the other, those of them that are to be looked at.
struct Run<T> {
    /// Memory for frames; as many of them count as there are tags.
    frames: Vec<Frame>,
    /// What belongs to each.
    tags: Vec<T>,
    said: Vec<Said>,
    /// Where what was said to each frame ends.
    ends: Vec<usize>,
    lessons: Arc<Lessons>,
    text: String,
}

impl<T> Run<T> {
    fn new() -> Run<T> {
        Run {
            frames: Vec::new(),
            tags: Vec::new(),
            said: Vec::new(),
            ends: Vec::new(),
            lessons: Arc::default(),
            text: String::new(),
        }
    }

    /// Makes ready to be used again.
    fn clear(&mut self) {
        self.frames
            .retain(|frame| frame.bytes.capacity() <= KEPT_BYTES);
        self.tags.clear();
        self.said.clear();
        self.ends.clear();
        self.lessons = Arc::default();
        self.text.clear();
    }

    /// Takes a frame, and gives memory for the next one in its place.
    fn push(&mut self, frame: &mut Frame, tag: T, said: Option<&mut Vec<Said>>) {
        let place = self.tags.len();
        if self.frames.len() == place {
            self.frames.push(Frame::empty());
        }
        std::mem::swap(&mut self.frames[place], frame);
        self.tags.push(tag);
        if let Some(said) = said {
            self.said.append(said);
        }
        self.ends.push(self.said.len());
    }
}

/// A thread that looks, as the listener knows it.
struct Looker<T> {
    tasks: SyncSender<Task<T>>,
    /// What it was not taught yet.
    missed: Vec<Arc<Lessons>>,
}

/// What a thread that looks is given.
struct Task<T> {
    run: Run<T>,
    /// What the runs taught that were given to others since the last one.
    before: Vec<Arc<Lessons>>,
}

/// Texts of runs, in the order of their frames. When it is dropped, the threads end as soon as they
/// find nobody to work for.
pub struct Relay<T> {
    texts: Vec<Receiver<Run<T>>>,
    /// The next one, if it was asked for already.
    ready: Option<Run<T>>,
    spare: Sender<Run<T>>,
    turn: usize,
    threads: Vec<JoinHandle<()>>,
    ended: Receiver<StoreError>,
}

impl<T: Send + 'static> Relay<T> {
    /// Starts to hear. `choose` is asked about every frame that was heard, in order: frames with a tag
    /// are looked at. `looker` makes what a thread draws them with.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start<L: FnMut(&Look<'_>, &T, &mut String) + Send + 'static>(
        ears: Ears,
        choose: impl FnMut(&FrameView<'_>) -> Option<T> + Send + 'static,
        looker: impl Fn() -> L,
    ) -> io::Result<Relay<T>> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (mut texts, mut lookers, mut threads) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..cores.min(MAX_LOOKERS) {
            let (give, take) = sync_channel(AHEAD);
            let (tell, hear) = sync_channel(AHEAD);
            let draw = looker();
            let work = move || look(&take, &tell, draw);
            threads.push(unprivileged_thread("looker", work)?);
            texts.push(hear);
            lookers.push(Looker {
                tasks: give,
                missed: Vec::new(),
            });
        }
        let (spare, spares) = channel();
        let (end, ended) = channel();
        let listener = Listener {
            tracker: Tracker::with_echo(),
            frame: Frame::empty(),
            out: Dissection::default(),
            ears,
            choose,
            lookers,
            turn: 0,
            spares,
        };
        threads.push(unprivileged_thread("listener", move || {
            if let Err(error) = listener.hear_all() {
                // Nobody may be there any more to be told.
                let _ = end.send(error);
            }
        })?);
        Ok(Relay {
            texts,
            ready: None,
            spare,
            turn: 0,
            threads,
            ended,
        })
    }

    /// True if the next text is not there yet: time to show what there is.
    pub fn is_waiting(&mut self) -> bool {
        if self.ready.is_none() {
            self.ready = self.texts[self.turn].try_recv().ok();
        }
        self.ready.is_none()
    }

    /// Hands the next text to `take`, as soon as it is there; false at the end.
    ///
    /// # Errors
    /// What `take` returns.
    pub fn next<E>(&mut self, take: impl FnOnce(&str) -> Result<(), E>) -> Result<bool, E> {
        let next = self.ready.take();
        let Some(mut run) = next.or_else(|| self.texts[self.turn].recv().ok()) else {
            return Ok(false);
        };
        self.turn = (self.turn + 1) % self.texts.len();
        let taken = take(&run.text);
        run.clear();
        // The listener may have come to its end.
        let _ = self.spare.send(run);
        taken.map(|()| true)
    }

    /// Why there is no more text. A thread that panicked makes this one panic too: what is missing is
    /// not passed over in silence.
    ///
    /// # Errors
    /// Why it came to an end before the capture did.
    pub fn end(self) -> Result<(), StoreError> {
        drop(self.texts);
        for thread in self.threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
        self.ended.try_recv().map_or(Ok(()), Err)
    }
}

/// Looks at the runs that are given to this thread, until there are no more or nobody wants them.
fn look<T>(
    tasks: &Receiver<Task<T>>,
    texts: &SyncSender<Run<T>>,
    mut draw: impl FnMut(&Look<'_>, &T, &mut String),
) {
    let mut memory = Memory::new();
    for Task { mut run, before } in tasks {
        for lessons in before {
            lessons.teach(&mut memory, 0, u64::MAX);
        }
        let mut text = std::mem::take(&mut run.text);
        let (mut start, mut taught) = (0, 0);
        for ((frame, tag), end) in run.frames.iter().zip(&run.tags).zip(&run.ends) {
            taught = run.lessons.teach(&mut memory, taught, frame.info.number);
            let look = Look {
                frame,
                memory: &memory,
                said: &run.said[start..*end],
            };
            draw(&look, tag, &mut text);
            start = *end;
        }
        run.lessons.teach(&mut memory, taught, u64::MAX);
        run.text = text;
        if texts.send(run).is_err() {
            return;
        }
    }
}

/// The thread that hears.
struct Listener<T, C> {
    ears: Ears,
    choose: C,
    tracker: Tracker,
    frame: Frame,
    out: Dissection,
    lookers: Vec<Looker<T>>,
    turn: usize,
    spares: Receiver<Run<T>>,
}

impl<T, C: FnMut(&FrameView<'_>) -> Option<T>> Listener<T, C> {
    fn hear_all(mut self) -> Result<(), StoreError> {
        let mut frames = self.ears.store.frames(1..=self.ears.last);
        let mut most = FIRST_RUN;
        loop {
            let mut run = self.spares.try_recv().unwrap_or_else(|_| Run::new());
            let mut lessons = Lessons::default();
            let (mut count, mut bytes) = (0, 0);
            let read = loop {
                if count == most || bytes >= RUN_BYTES {
                    break Ok(true);
                }
                match frames.read(&mut self.frame) {
                    Ok(true) => {}
                    end => break end,
                }
                count += 1;
                bytes += self.frame.bytes.len();
                self.hear(&mut run, &mut lessons);
            };
            run.lessons = Arc::new(lessons);
            if count > 0 && !self.pass_on(run) {
                return Ok(());
            }
            most = (2 * most).min(RUN);
            let next = frames.position();
            if !read? && (next > self.ears.last || self.ears.store.wait_frames(next) < next) {
                return Ok(());
            }
        }
    }

    fn hear(&mut self, run: &mut Run<T>, lessons: &mut Lessons) {
        let Ears { peeler, want, .. } = &mut self.ears;
        self.tracker.hear(peeler, &self.frame, *want, &mut self.out);
        lessons.add(self.frame.info.number, &self.out.lessons);
        let view = FrameView {
            frame: &self.frame,
            dissection: &self.out,
        };
        if let Some(tag) = (self.choose)(&view) {
            run.push(&mut self.frame, tag, self.tracker.said());
        }
    }

    /// Gives a run to the thread whose turn it is; false if nobody wants it.
    fn pass_on(&mut self, run: Run<T>) -> bool {
        let turn = self.turn;
        self.turn = (turn + 1) % self.lookers.len();
        for (place, looker) in self.lookers.iter_mut().enumerate() {
            // What its own run taught comes with it.
            if place != turn {
                looker.missed.push(Arc::clone(&run.lessons));
            }
        }
        let looker = &mut self.lookers[turn];
        let before = std::mem::take(&mut looker.missed);
        looker.tasks.send(Task { run, before }).is_ok()
    }
}

#[cfg(test)]
mod tests;
