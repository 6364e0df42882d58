//! The event loop: keys, mouse, signals and new frames in, drawings out.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::command::{Context, lookup};
use super::config::Settings;
use super::frames::{Frames, Wake};
use super::graphics::Graphics;
use super::keys::Key;
use super::known::Known;
use super::session::{After, Session};
use super::state::Look;
use super::terminal::{Screen, give_back};
use super::theme::Depth;
use super::update::{Gesture, Message};
use crate::capture::live::{LiveOptions, LiveSession};
use crate::capture::privilege::unprivileged_thread;
use crate::decode::{NoConversations, Peeler};
use crate::statistics::Chains;
use crate::store::{Recording, Selection, courtesy};

/// What the screen shows, and how.
pub struct TuiOptions {
    /// The frames.
    pub frames: Arc<dyn Frames>,
    /// Takes them apart.
    pub peeler: Peeler<'static>,
    /// Which of them the list shows, if not all.
    pub chosen: Option<Arc<Selection>>,
    /// The protocols of all frames, as `known` hears them.
    pub chains: Option<Chains>,
    /// What earlier frames taught about conversations.
    pub known: Box<dyn Known>,
    /// Name of the theme.
    pub theme: String,
    /// How many colours the terminal has; `None` to ask the environment.
    pub depth: Option<Depth>,
    /// True to draw with ASCII characters only.
    pub ascii: bool,
    /// What the user wants of the screen; the theme is chosen already.
    pub settings: Settings,
    /// True to begin at the newest frame, and to stay there as frames come.
    pub follow: bool,
    /// The capture that gives the frames, while it runs.
    pub live: Option<LiveSession>,
    /// How captures are made that the user starts on the screen.
    pub capture: LiveOptions,
    /// Where their frames are kept.
    pub write: Recording,
    /// What the screen begins with.
    pub begin: Begin,
    /// The display filter that it begins with; empty for none.
    pub display_filter: String,
}

/// What the screen begins with.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Begin {
    /// The frames.
    #[default]
    Frames,
    /// The list of interfaces.
    Interfaces,
    /// A replay, so many times as fast as recorded.
    Replay(f64),
}

/// What is left when the screen is gone.
#[derive(Default)]
pub struct Farewell {
    /// The signal that ended it, to be obeyed once everything is in order.
    pub signal: Option<i32>,
    /// The capture that still runs, to be given a good end.
    pub live: Option<LiveSession>,
}

impl TuiOptions {
    /// These frames, in the usual way.
    pub fn new(frames: Arc<dyn Frames>) -> TuiOptions {
        TuiOptions {
            frames,
            chosen: None,
            chains: None,
            peeler: Peeler::new(crate::proto::registry()),
            known: Box::new(NoConversations),
            theme: "dark".into(),
            depth: None,
            ascii: false,
            settings: Settings::default(),
            follow: false,
            live: None,
            capture: LiveOptions::default(),
            write: Recording::default(),
            begin: Begin::default(),
            display_filter: String::new(),
        }
    }
}

/// How long new frames wait at most for being drawn.
const FRAME: Duration = Duration::from_millis(33);

/// What wakes the loop.
enum Wakeup {
    Terminal(Event),
    TerminalGone,
    Signal(i32),
    Frames,
}

/// The size of a character in pixels, if the terminal tells it.
fn character_size() -> Option<(u16, u16)> {
    let size = crossterm::terminal::window_size().ok()?;
    let width = size.width.checked_div(size.columns)?;
    let height = size.height.checked_div(size.rows)?;
    Some((width, height))
}

/// Shows the frames until the user leaves or a signal comes; then the terminal is as it was.
///
/// # Errors
/// What the terminal says.
pub fn run(options: TuiOptions) -> anyhow::Result<Farewell> {
    let depth = options
        .depth
        .unwrap_or_else(|| Depth::detect(|name| std::env::var(name).ok()));
    let mut look = Look::new(&options.theme, depth, options.ascii);
    if look.graphics == Graphics::Blocks {
        look.graphics = Graphics::detect(|name| std::env::var(name).ok(), character_size());
    }
    let (sender, wakeups) = channel();
    watch_signals(sender.clone())?;
    let told = Arc::new(AtomicBool::new(false));
    let wake = wake_on_frames(sender.clone(), Arc::clone(&told));
    options.frames.subscribe(Arc::clone(&wake));
    options.known.subscribe(Arc::clone(&wake));
    let mut screen = Screen::take().context("the terminal cannot be set up")?;
    watch_terminal(sender)?;
    let mut session = Session::new(options.frames, options.peeler, options.known, look, wake);
    session.take_settings(options.settings);
    session.remember_filters();
    session.state.list.follow = options.follow || options.live.is_some();
    if options.chosen.is_some() {
        session.choose(options.chosen);
    }
    if !options.display_filter.is_empty() {
        session.show_matches(&options.display_filter);
    }
    session.take_live(options.live);
    session.stage.options = options.capture;
    session.stage.chains = options.chains;
    session.stage.write = options.write;
    match options.begin {
        Begin::Frames => {}
        Begin::Interfaces => session.list_interfaces(),
        Begin::Replay(speed) => session.start_replay(speed),
    }
    let signal = show(&mut screen, &mut session, &wakeups, &told)?;
    drop(screen);
    Ok(Farewell {
        signal,
        live: session.stage.live.take(),
    })
}

/// When the screen is drawn: at once after a key, and not too often for new frames.
struct Pace {
    /// Something changed since the last drawing.
    changed: bool,
    /// The user waits for it.
    urgent: bool,
    /// There are frames that the session was not told of.
    news: bool,
    /// Nothing that can wait is drawn before.
    next: Instant,
}

impl Pace {
    fn is_time(&self) -> bool {
        self.changed && (self.urgent || Instant::now() >= self.next)
    }

    /// True if the session is to be told of new frames; a key in between does not wait for that.
    fn takes_news(&mut self) -> bool {
        let takes = self.news && Instant::now() >= self.next;
        self.news &= !takes;
        takes
    }

    fn drawn(&mut self) {
        (self.changed, self.urgent) = (self.news, false);
        let now = Instant::now();
        if now >= self.next {
            self.next = now + FRAME;
        }
    }

    /// Takes in what became of a wake-up.
    fn note(&mut self, happened: &Happened) {
        self.changed |= !matches!(happened, Happened::Nothing);
        self.urgent |= matches!(happened, Happened::Asked(_));
        self.news |= matches!(happened, Happened::Frames);
    }
}

/// What became of a wake-up.
enum Happened {
    /// Nothing that shows.
    Nothing,
    /// There are new frames.
    Frames,
    /// The user, or the terminal, asked for something.
    Asked(After),
    /// A signal came.
    Signal(i32),
}

/// Draws and obeys until the end; returns the signal that ended it, if one did.
fn show(
    screen: &mut Screen,
    session: &mut Session,
    wakeups: &Receiver<Wakeup>,
    told: &AtomicBool,
) -> anyhow::Result<Option<i32>> {
    let mut busy = false;
    let mut pace = Pace {
        changed: true,
        urgent: true,
        news: false,
        next: Instant::now(),
    };
    loop {
        let due = session.tick(Instant::now());
        if pace.is_time() {
            if pace.takes_news() {
                told.store(false, Ordering::Release);
                session.handle(Message::Frames);
            }
            screen.terminal.draw(|frame| session.draw(frame))?;
            screen.send(&session.take_output())?;
            pace.drawn();
        }
        if !pace.urgent {
            courtesy::user_is_served();
        }
        let until = due
            .into_iter()
            .chain(pace.changed.then_some(pace.next))
            .min();
        let mut next = wait(wakeups, busy, until);
        // What is due by the clock shows.
        pace.changed |= next.is_none();
        // Everything that waits is taken in before the next drawing.
        while let Some(wakeup) = next {
            let happened = obey(session, wakeup);
            pace.note(&happened);
            match happened {
                Happened::Signal(signal) => return Ok(Some(signal)),
                Happened::Asked(After::Quit) => return Ok(None),
                Happened::Asked(After::Redraw) => screen.clear()?,
                Happened::Asked(After::Suspend) => suspend(screen)?,
                _ => {}
            }
            next = wakeups.try_recv().ok();
        }
        busy = session.work();
        pace.changed |= busy;
    }
}

/// Waits for something to happen, at most until `due`; not at all while there is work to do.
fn wait(wakeups: &Receiver<Wakeup>, busy: bool, due: Option<Instant>) -> Option<Wakeup> {
    if busy {
        return wakeups.try_recv().ok();
    }
    let longest = Duration::from_secs(3600);
    let patience = due.map_or(longest, |due| due.saturating_duration_since(Instant::now()));
    match wakeups.recv_timeout(patience) {
        Ok(wakeup) => Some(wakeup),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(Wakeup::TerminalGone),
    }
}

/// Gives what happened to the session.
fn obey(session: &mut Session, wakeup: Wakeup) -> Happened {
    let event = match wakeup {
        Wakeup::Signal(signal) => return Happened::Signal(signal),
        Wakeup::TerminalGone => return Happened::Asked(After::Quit),
        Wakeup::Frames => return Happened::Frames,
        Wakeup::Terminal(event) => event,
    };
    // Perhaps it came just when the one before it had been served.
    courtesy::user_waits();
    let message = match event {
        Event::Key(key) => message_of_key(session.state.context(), key),
        Event::Mouse(mouse) => message_of_mouse(mouse),
        Event::Paste(text) => Some(Message::Pasted(text)),
        // Everything is drawn anew even at the same size: the terminal may have been small for a
        // moment, and have lost what was on it.
        Event::Resize(..) => return Happened::Asked(After::Redraw),
        Event::FocusGained | Event::FocusLost => None,
    };
    message.map_or(Happened::Nothing, |message| {
        Happened::Asked(session.handle(message))
    })
}

/// What a key means where the user is.
pub fn message_of_key(context: Context, event: KeyEvent) -> Option<Message> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let key = Key::from(event);
    if let Some(command) = lookup(context, key) {
        return Some(Message::Command(command));
    }
    match context {
        Context::Typing | Context::Filtering | Context::Saving | Context::Sockets => {
            key.typed().map(Message::Typed)
        }
        _ => None,
    }
}

fn message_of_mouse(event: MouseEvent) -> Option<Message> {
    let gesture = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Gesture::Click,
        MouseEventKind::Drag(MouseButton::Left) => Gesture::Drag,
        MouseEventKind::ScrollUp => Gesture::Wheel(-1),
        MouseEventKind::ScrollDown => Gesture::Wheel(1),
        _ => return None,
    };
    Some(Message::Mouse(
        gesture,
        Position::new(event.column, event.row),
    ))
}

fn watch_terminal(sender: Sender<Wakeup>) -> io::Result<()> {
    unprivileged_thread("keys", move || {
        loop {
            let wakeup = match crossterm::event::read() {
                Ok(event) => {
                    courtesy::user_waits();
                    Wakeup::Terminal(event)
                }
                Err(_) => Wakeup::TerminalGone,
            };
            let is_gone = matches!(wakeup, Wakeup::TerminalGone);
            if sender.send(wakeup).is_err() || is_gone {
                return;
            }
        }
    })
    .map(drop)
}

/// Tells the loop of frames once, until `told` is taken back: frames come faster than they are drawn.
fn wake_on_frames(sender: Sender<Wakeup>, told: Arc<AtomicBool>) -> Wake {
    Arc::new(move || {
        if !told.swap(true, Ordering::AcqRel) {
            // Nobody listens any more when the program ends.
            let _ = sender.send(Wakeup::Frames);
        }
    })
}

/// A first signal asks the loop to end; a second one does not wait for it.
fn watch_signals(sender: Sender<Wakeup>) -> anyhow::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    unprivileged_thread("signals", move || {
        let mut asked = false;
        for signal in signals.forever() {
            if asked || sender.send(Wakeup::Signal(signal)).is_err() {
                give_back();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
            asked = true;
        }
    })?;
    Ok(())
}

/// Gives the terminal back, stops until the shell wakes us, and takes it again.
fn suspend(screen: &mut Screen) -> anyhow::Result<()> {
    give_back();
    signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
    screen.take_again()?;
    Ok(())
}
