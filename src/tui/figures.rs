//! Figures of the capture for the screen: counted in the background, and put into rows there too,
//! so that no key waits for a table to be sorted.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::frames::Wake;
use super::session::Session;
use super::state::{Answer, Counted, Line, Question, Screen, Tab, Tone};
use crate::capture::privilege::unprivileged_thread;
use crate::decode::Peeler;
use crate::model::text::clean;
use crate::render::statistics::cells;
use crate::statistics::{
    Chains, Count, Figures, Hierarchy, Kind, Lengths, Pass, Plan, Table, Width,
};
use crate::store::Store;

/// How often the figures on the screen are made anew while more is counted.
const AGAIN: Duration = Duration::from_millis(250);
/// Making them takes at most one part in so many of the time.
const SHARE: u32 = 5;

/// The counting of a capture. It ends when this is dropped.
pub struct Counting {
    shared: Arc<Shared>,
    pass: Arc<Pass>,
}

struct Shared {
    desk: Mutex<Desk>,
    news: Condvar,
}

/// What is asked, and what was answered.
#[derive(Default)]
struct Desk {
    question: Option<Question>,
    answer: Option<Answer>,
    is_closed: bool,
}

impl Counting {
    /// Starts to count the frames of a store; `wake` is called when there is an answer. The tree of
    /// protocols is that of `chains`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        store: &Store,
        peeler: &Peeler<'static>,
        chains: Option<Chains>,
        wake: Wake,
    ) -> io::Result<Counting> {
        let plan = Plan {
            headers: true,
            width: Width::Fitting,
            columns: false,
        };
        let pass = Arc::new(Pass::start(store, peeler, plan)?);
        let shared = Arc::new(Shared {
            desk: Mutex::default(),
            news: Condvar::new(),
        });
        let clerk = Clerk {
            shared: Arc::clone(&shared),
            pass: Arc::clone(&pass),
            store: store.clone(),
            chains,
        };
        unprivileged_thread("figures", move || clerk.run(&wake))?;
        Ok(Counting { shared, pass })
    }

    /// Asks for rows, from now on until something else is asked; for none, if nothing shows them.
    pub fn ask(&self, question: Option<Question>) {
        let mut desk = self.shared.desk();
        if desk.question != question {
            desk.question = question;
            self.shared.news.notify_all();
        }
    }

    /// The newest answer, once.
    pub fn answer(&self) -> Option<Answer> {
        self.shared.desk().answer.take()
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        self.pass.cancel();
        self.shared.desk().is_closed = true;
        self.shared.news.notify_all();
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who makes rows of figures.
struct Clerk {
    shared: Arc<Shared>,
    pass: Arc<Pass>,
    store: Store,
    chains: Option<Chains>,
}

impl Clerk {
    fn run(self, wake: &Wake) {
        let mut done: Option<Answer> = None;
        let mut pause = AGAIN;
        while let Some(question) = self.next(done.as_ref(), pause) {
            let begin = Instant::now();
            let answer = self.answer(question);
            pause = AGAIN.max(begin.elapsed() * SHARE);
            if done.as_ref() != Some(&answer) {
                self.shared.desk().answer = Some(answer.clone());
                wake();
            }
            done = Some(answer);
        }
    }

    /// What is to be answered next: at once if it is something new, after a while if it is the same
    /// and more was counted. `None` if nobody asks any more.
    fn next(&self, done: Option<&Answer>, pause: Duration) -> Option<Question> {
        let mut desk = self.shared.desk();
        let due = Instant::now() + pause;
        loop {
            if desk.is_closed {
                return None;
            }
            let last = done.map(|answer| answer.question);
            if let Some(question) = desk.question.filter(|question| Some(*question) != last) {
                return Some(question);
            }
            let is_running = done.is_some_and(|answer| answer.counted.is_running);
            let left = due.saturating_duration_since(Instant::now());
            desk = match desk.question {
                Some(question) if is_running && left.is_zero() => return Some(question),
                Some(_) if is_running => {
                    let woken = self.shared.news.wait_timeout(desk, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                _ => {
                    let woken = self.shared.news.wait(desk);
                    woken.unwrap_or_else(PoisonError::into_inner)
                }
            };
        }
    }

    fn answer(&self, question: Question) -> Answer {
        // Asked first: what ends meanwhile is seen the next time.
        let mut counted = self.counted();
        let mut answer = self.pass.look(|figures, _| {
            let mut answer = general(question, figures);
            rows(&mut answer, figures);
            answer
        });
        match (question.tab, &self.chains) {
            (Tab::Protocols, Some(chains)) => {
                let is_growing = self.store.status().state.is_growing();
                let known = self.store.len();
                chains.look(|tree, _| protocols(&mut answer, tree));
                counted.frames = answer.total.frames;
                counted.known = known;
                counted.is_running |= is_growing || counted.frames < known;
            }
            (Tab::Protocols, None) => {
                counted.trouble = Some("the conversations of this capture are not followed".into());
            }
            _ => {}
        }
        answer.counted = counted;
        answer
    }

    fn counted(&self) -> Counted {
        let progress = self.pass.progress();
        let trouble = progress
            .error
            .map(|error| clean(&error.to_string()).into_owned());
        Counted {
            frames: progress.counted,
            known: progress.known,
            is_running: progress.is_running,
            trouble,
        }
    }
}

/// What every screen says.
fn general(question: Question, figures: &Figures) -> Answer {
    Answer {
        question,
        len: 0,
        lines: Vec::new(),
        kinds: Kind::ALL.map(|kind| figures.table(kind).len()),
        total: figures.total(),
        span: figures.span().map(|(start, end)| end.since(start)),
        beyond: Count::default(),
        series: None,
        counted: Counted::default(),
    }
}

/// The rows of the question's table.
fn rows(answer: &mut Answer, figures: &Figures) {
    let Question { tab, kind, .. } = answer.question;
    match tab {
        Tab::Protocols => {}
        Tab::Conversations => conversations(answer, figures, kind),
        Tab::Endpoints => endpoints(answer, figures.table(kind), kind),
        Tab::Lengths => lengths(answer, figures.lengths()),
        Tab::Traffic => {
            answer.beyond = figures.series().outside();
            answer.series = Some(Arc::new(figures.series().clone()));
        }
    }
}

fn protocols(answer: &mut Answer, tree: &Hierarchy) {
    let (from, until) = answer.question.rows;
    let all = tree.rows();
    answer.len = all.len();
    // The pass may be ahead of the walk, or behind it: its times are not those of these frames.
    if answer.total != tree.total() {
        answer.span = None;
    }
    answer.total = tree.total();
    answer.beyond = tree.beyond();
    let rows = all.into_iter().take(until).skip(from);
    answer.lines = rows
        .map(|(place, node)| Line {
            cells: cells::hierarchy(node, tree.total()),
            filter: tree.filter(place),
            count: node.count,
            protocol: Some(node.info),
        })
        .collect();
}

fn conversations(answer: &mut Answer, figures: &Figures, kind: Kind) {
    let (from, until) = answer.question.rows;
    let (table, start) = (figures.table(kind), figures.series().start());
    answer.len = table.len();
    answer.beyond = table.beyond();
    let rows = table.sorted(answer.question.sorting, until);
    answer.lines = rows
        .iter()
        .skip(from)
        .map(|row| Line {
            cells: cells::conversation(row, start),
            filter: row.filter(kind),
            count: row.total(),
            protocol: None,
        })
        .collect();
}

fn endpoints(answer: &mut Answer, table: &Table, kind: Kind) {
    let (from, until) = answer.question.rows;
    let (rows, len) = table.endpoints(answer.question.sorting, until);
    answer.len = len;
    answer.beyond = table.beyond();
    answer.lines = rows
        .iter()
        .skip(from)
        .map(|row| Line {
            cells: cells::endpoint(row),
            filter: row.end.filter(kind),
            count: row.total(),
            protocol: None,
        })
        .collect();
}

fn lengths(answer: &mut Answer, lengths: &Lengths) {
    let (from, until) = answer.question.rows;
    let total = lengths.total();
    let buckets = std::iter::once(&total).chain(lengths.buckets());
    answer.len = lengths.buckets().len() + 1;
    answer.lines = buckets
        .take(until)
        .skip(from)
        .map(|bucket| {
            let mut cells = cells::length(bucket, total.count.frames, true);
            cells.pop();
            Line {
                cells,
                filter: bucket.filter(),
                count: bucket.count,
                protocol: None,
            }
        })
        .collect();
}

impl Session {
    /// Shows the figures of the capture, and starts to count if that has not begun.
    pub(super) fn open_statistics(&mut self) {
        if self.counting.is_none() {
            let Some(store) = self.whole_store() else {
                let why = "these frames are not kept where they could be counted";
                return self.state.say(Tone::Warning, why);
            };
            let (peeler, chains) = (self.desk.peeler(), self.stage.chains.clone());
            let wake = Arc::clone(&self.stage.wake);
            match Counting::start(&store, &peeler, chains, wake) {
                Ok(counting) => self.counting = Some(counting),
                Err(error) => {
                    let why = format!("the system gives no thread to count with: {error}");
                    return self.state.say(Tone::Warning, why);
                }
            }
        }
        self.state.screen = Screen::Statistics;
    }

    /// Asks for the rows in view, and takes what is known of them.
    pub(super) fn refresh_statistics(&mut self) {
        let Some(counting) = &self.counting else {
            return;
        };
        if self.state.screen != Screen::Statistics {
            return counting.ask(None);
        }
        if let Some(answer) = counting.answer() {
            self.state.statistics.take(answer);
        }
        let height = super::view::figures::rows(self.state.areas.body);
        let view = &mut self.state.statistics;
        view.settle(height);
        counting.ask(Some(view.question(height)));
    }
}
