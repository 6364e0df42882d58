//! A session at the screen: state, desk, and the one place where effects happen.

use std::path::PathBuf;
use std::sync::Arc;

use ratatui::Frame as Drawing;
use ratatui::layout::Rect;

use super::config::{self, Origin, Settings};
use super::desk::Desk;
use super::facts::own_comment;
use super::figures::Counting;
use super::follow::Following;
use super::frames::{Frames, Wake};
use super::keep::Keeping;
use super::known::Known;
use super::layout::{Areas, Wishes};
use super::objects::SavingAll;
use super::order::{By, Sorting};
use super::search::Search;
use super::sift::Sift;
use super::stage::Stage;
use super::state::{Look, Pane, State, Tone};
use super::tell::Untold;
use super::update::{Effect, Message, update};
use super::{osc52, view};
use crate::decode::Peeler;

/// What the event loop has to do after a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Go on.
    Go,
    /// Leave the program.
    Quit,
    /// Go to sleep until the shell wakes it.
    Suspend,
    /// Forget what is on the terminal and draw everything.
    Redraw,
}

/// A session.
pub struct Session {
    /// What the screen shows.
    pub state: State,
    pub(super) desk: Desk,
    pub(super) stage: Stage,
    search: Option<Search>,
    /// The conversation that is followed.
    pub(super) following: Following,
    /// Files that are being saved.
    pub(super) saving: Option<SavingAll>,
    /// The frames that the story on the screen still lacks.
    pub(super) untold: Untold,
    /// The last frame that was learned from when the rows were made.
    learned: u64,
    /// How often frames that pass a filter had changed their places by then.
    revision: u64,
    /// The display filter at work.
    pub(super) sift: Option<Sift>,
    /// Frames that are being sorted.
    pub(super) sorting: Option<(By, Sorting)>,
    /// Frames that are being saved.
    pub(super) keeping: Option<Keeping>,
    /// The figures of the capture, once they were asked for.
    pub(super) counting: Option<Counting>,
    /// Where filters are remembered.
    pub(super) history: Option<PathBuf>,
    /// Where the configuration is kept.
    pub(super) origin: Origin,
    /// Bytes for the terminal that are no drawing: texts for the clipboard.
    outbox: Vec<u8>,
}

impl Session {
    /// A session with these frames; the first one is opened at once.
    pub fn new(
        frames: Arc<dyn Frames>,
        peeler: Peeler<'static>,
        known: Box<dyn Known>,
        look: Look,
        wake: Wake,
    ) -> Session {
        let mut session = Session {
            state: State::new(look),
            stage: Stage::new(peeler.clone(), wake),
            desk: Desk::new(frames, peeler, known),
            search: None,
            following: Following::default(),
            saving: None,
            untold: Untold::default(),
            learned: 0,
            revision: 0,
            sift: None,
            sorting: None,
            keeping: None,
            counting: None,
            history: None,
            origin: Origin::default(),
            outbox: Vec::new(),
        };
        session.handle(Message::Frames);
        session
    }

    /// Makes the screen what the user wants it to be.
    pub fn take_settings(&mut self, settings: Settings) {
        self.state.list.time = settings.time;
        self.state.list.columns = settings.columns;
        self.state.rules.clone_from(&settings.rules);
        self.desk.set_rules(settings.rules);
        self.state.list.rows.clear();
        self.origin = settings.origin;
        if self.state.tree.osi != settings.osi {
            self.state.tree.osi = settings.osi;
            self.state.rebuild_tree();
        }
    }

    /// Takes a message, and does what follows from it.
    pub fn handle(&mut self, message: Message) -> After {
        if message == Message::Frames {
            self.refresh();
        }
        let effects = update(&mut self.state, message);
        let mut after = After::Go;
        for effect in effects {
            match self.apply(effect) {
                After::Go => {}
                other => after = other,
            }
        }
        after
    }

    /// Asks the frames how many there are now, and takes those on the screen apart anew if more is
    /// known of their conversations.
    fn refresh(&mut self) {
        let list = &mut self.state.list;
        let len = self.desk.frames().len();
        if !list.follow {
            list.unseen = list.unseen.saturating_add(len.saturating_sub(list.len));
        }
        list.len = len;
        // A replay can be turned back.
        list.selected = list.selected.min(len.saturating_sub(1));
        if list.start.is_none() && len > 0 {
            list.start = self.desk.start();
        }
        self.state.capture = self.desk.frames().status();
        self.refresh_places();
        self.keep_place();
        self.hear_news();
        self.refresh_frames();
        self.refresh_saving();
        self.refresh_order();
        self.refresh_processes();
        self.refresh_talk();
        self.refresh_objects();
    }

    /// Takes those frames on the screen apart anew of which more is known than when they were.
    fn refresh_frames(&mut self) {
        let learned = self.desk.learned();
        let before = std::mem::replace(&mut self.learned, learned);
        // What is said of a frame does not change any more once it was learned from.
        let is_news = |number: u64| number > before && number <= learned;
        self.state.list.rows.retain(|_, row| !is_news(row.number));
        let current = self.state.current.as_ref();
        if current.is_some_and(|current| is_news(current.frame.info.number)) {
            self.open(self.state.list.selected);
        }
    }

    /// Finds the frame on the screen again if a filter has put others before it.
    fn refresh_places(&mut self) {
        let chosen = self.state.list.chosen.as_ref();
        let revision = chosen.map_or(0, |chosen| chosen.revision());
        if std::mem::replace(&mut self.revision, revision) < revision {
            self.sort(None);
            let current = self.state.current.as_ref();
            self.state.list.wanted = current.map(|current| current.frame.info.number);
        }
    }

    fn apply(&mut self, effect: Effect) -> After {
        match effect {
            Effect::Quit => return After::Quit,
            Effect::Suspend => return After::Suspend,
            Effect::Redraw => return After::Redraw,
            Effect::Open(index) => self.open(index),
            Effect::Copy { text, what } => self.copy(&text, &what),
            Effect::Complete(number) => return self.go_to_whole(number),
            Effect::ListInterfaces => self.list_interfaces(),
            Effect::Filter(text) => self.filter(&text),
            Effect::SaveFrames(form) => self.save_frames(form),
            Effect::Sort(by) => self.sort(by),
            Effect::StopSaving => self.stop_saving(),
            Effect::KeepColumns => self.keep_columns(),
            Effect::Follow(wish) => self.follow(wish),
            Effect::ListObjects => self.list_objects(),
            Effect::Statistics => self.open_statistics(),
            Effect::Save(what, path) => self.save(what, &path),
            Effect::ListSockets => self.list_sockets(),
            Effect::Capture(name) => self.capture(name),
            Effect::Demonstrate => self.demonstrate(),
            Effect::Replay(order) => self.replay(order),
            Effect::Search(search) => self.search = Some(search),
            Effect::Tell(screen) => self.start_telling(screen),
            Effect::TellOther(by) => self.tell_other(by),
            Effect::StopSearch => {
                self.search = None;
                self.state.find.running = None;
            }
        }
        After::Go
    }

    pub(super) fn open(&mut self, index: u64) {
        match self.desk.open(index) {
            Ok(mut current) => {
                let own = self.state.comments.get(&current.frame.info.number);
                current.facts.extend(own.map(|text| own_comment(text)));
                self.state.show(current);
                self.name_processes();
            }
            Err(why) => {
                self.state.show_none();
                let why = crate::model::text::clean(&why).into_owned();
                self.state.say(Tone::Warning, why);
            }
        }
    }

    /// Goes to the frame that completes the message of which frame `number` has a part.
    fn go_to_whole(&mut self, number: u64) -> After {
        let Some(number) = self.desk.completed_in(number) else {
            let why = "no later frame completes a message that begins here";
            self.state.say(Tone::Warning, why);
            return After::Go;
        };
        let effects = super::update::jump_to(&mut self.state, number);
        effects.into_iter().for_each(|effect| {
            self.apply(effect);
        });
        After::Go
    }

    /// Writes the columns into the configuration.
    fn keep_columns(&mut self) {
        match config::keep_columns(&self.origin, &self.state.list.columns) {
            Ok(place) => self
                .state
                .say(Tone::Note, format!("columns kept in {place}")),
            Err(why) => {
                let why = crate::model::text::clean(&why).into_owned();
                self.state.say(Tone::Warning, why);
            }
        }
    }

    fn copy(&mut self, text: &str, what: &str) {
        match osc52::sequence(text) {
            Some(sequence) => {
                self.outbox.extend_from_slice(sequence.as_bytes());
                self.state.say(Tone::Note, format!("copied {what}"));
            }
            None => self
                .state
                .say(Tone::Warning, format!("{what}: too long for the clipboard")),
        }
    }

    /// Does a slice of what runs in the background; false if nothing does.
    pub fn work(&mut self) -> bool {
        let told = self.tell_some();
        self.search_some() || told
    }

    fn search_some(&mut self) -> bool {
        let Some(search) = &mut self.search else {
            return self.work_on_talk() || self.save_on();
        };
        match search.step(&mut self.desk) {
            super::search::Step::Going(looked_at) => {
                self.state.find.running = Some(looked_at);
                return true;
            }
            super::search::Step::Found(index) => {
                self.state.list.select(index);
                self.state.list.follow = false;
                self.open(self.state.list.selected);
                let number = self.state.list.number();
                self.state
                    .say(Tone::Note, format!("found in frame {number}"));
            }
            super::search::Step::Nowhere => {
                let typed = crate::model::text::clean(&search.pattern.typed).into_owned();
                self.state
                    .say(Tone::Warning, format!("{typed}: not found in any frame"));
            }
        }
        self.search = None;
        self.state.find.running = None;
        true
    }

    /// Takes what is to be sent to the terminal besides the drawing.
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.outbox)
    }

    /// Lays the screen out and takes apart the rows that it shows.
    pub fn prepare(&mut self, screen: Rect) {
        let state = &mut self.state;
        state.areas = Areas::new(
            screen,
            &Wishes {
                focus: state.focus,
                shown: state.shown,
                zoomed: state.zoomed,
                bar: state.replay.is_some(),
                split: state.split,
            },
        );
        let height = state.areas.inside(Pane::List).height.saturating_sub(1);
        state.list.settle(height);
        self.load_rows(height);
        self.prepare_talk();
        self.refresh_statistics();
        view::settle(&mut self.state);
        self.load_picture();
    }

    /// Asks for the frame's image if it is to be drawn, and fits it to its place.
    fn load_picture(&mut self) {
        let state = &mut self.state;
        let wanted = view::picture::place(state).zip(view::picture::layer_of(state));
        let Some((place, layer)) = wanted else {
            return;
        };
        let key = (state.list.selected, layer);
        if !state.picture.is_asked(key) {
            let bytes = view::content::bytes_of(state, layer).unwrap_or_default();
            let bytes = bytes.to_vec();
            state.picture.ask(key, bytes, &self.stage.wake);
        }
        state.picture.fit(place.as_size());
    }

    fn load_rows(&mut self, height: u16) {
        let list = &mut self.state.list;
        if self.desk.want_columns(&list.columns) {
            list.rows.clear();
            list.field_widths.clear();
        }
        // The row before tells the time since it.
        let from = list.top.saturating_sub(1);
        let until = list.top.saturating_add(u64::from(height)).min(list.len);
        for index in from..until {
            if !list.rows.contains_key(&index) {
                let row = self.desk.row(index);
                view::grow(list, &row);
                list.rows.insert(index, row);
            }
        }
        list.trim(height);
    }

    /// Draws the screen.
    pub fn draw(&mut self, frame: &mut Drawing<'_>) {
        self.prepare(frame.area());
        if let Some(position) = view::draw(&self.state, frame.buffer_mut()) {
            frame.set_cursor_position(position);
        }
    }
}
