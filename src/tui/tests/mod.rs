//! Scripted keys in, screens and states out.

mod chosen;
mod colours;
mod columns;
mod filter;
mod fixtures;
mod keys;
mod ladder;
mod order;
mod random;
mod save;
mod screens;
mod sockets;
mod statistics;
mod talk;

use std::sync::Arc;

use crossterm::event::KeyEvent;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Position;

use super::frames::{Frames, Wake};
use super::keys::Key;
use super::known::Known;
use super::run::message_of_key;
use super::session::{After, Session};
use super::state::{Look, State};
use super::theme::Depth;
use super::update::{Gesture, Message};
use crate::decode::{NoConversations, Peeler};
use crate::model::Frame;
use crate::proto::registry;
use fixtures::Held;

/// A session on a screen of characters.
struct Stage {
    session: Session,
    terminal: Terminal<TestBackend>,
    after: After,
    /// Tells when an image is decoded.
    woken: std::sync::mpsc::Receiver<()>,
}

impl Stage {
    /// These frames on a screen of this size, without colours.
    fn new(frames: Vec<Frame>, width: u16, height: u16) -> Stage {
        Stage::with_look(
            frames,
            (width, height),
            Look::new("mono", Depth::None, false),
        )
    }

    fn with_look(frames: Vec<Frame>, size: (u16, u16), look: Look) -> Stage {
        let frames = Arc::new(Held::new("test.pcap", frames));
        Stage::with_known(frames, Box::new(NoConversations), size, look)
    }

    fn with_known(
        frames: Arc<dyn Frames>,
        known: Box<dyn Known>,
        (width, height): (u16, u16),
        look: Look,
    ) -> Stage {
        let peeler = Peeler::new(registry());
        let (sender, woken) = std::sync::mpsc::channel();
        // A stage that is gone needs no waking.
        let wake: Wake = Arc::new(move || {
            let _ = sender.send(());
        });
        let mut stage = Stage {
            session: Session::new(frames, peeler, known, look, wake),
            terminal: Terminal::new(TestBackend::new(width, height)).unwrap(),
            after: After::Go,
            woken,
        };
        // A capture would take the privileges from all tests of this process: this filter fails.
        stage.session.stage.options.filter = Some("no filter (".into());
        stage.draw();
        stage
    }

    fn draw(&mut self) {
        let session = &mut self.session;
        self.terminal.draw(|frame| session.draw(frame)).unwrap();
    }

    fn send(&mut self, message: Message) {
        self.after = self.session.handle(message);
        while self.session.work() {}
        self.draw();
    }

    /// Presses keys and waits until the display filter has looked at all frames.
    fn press_and_filter(&mut self, keys: &str) {
        self.press(keys);
        let is_going = |stage: &Stage| {
            let choice = stage.state().capture.choice.as_ref();
            choice.is_some_and(|choice| !choice.is_done)
        };
        while is_going(self) {
            self.woken.recv().unwrap();
            self.send(Message::Frames);
        }
    }

    /// Waits until the frame's image is decoded.
    fn wait_for_image(&mut self) {
        self.woken.recv().unwrap();
        self.send(Message::Frames);
    }

    /// Presses keys, named with spaces between them; `type:text` types text.
    fn press(&mut self, keys: &str) -> &mut Stage {
        for name in keys.split_whitespace() {
            if let Some(text) = name.strip_prefix("type:") {
                text.chars().for_each(|c| self.press_one(&c.to_string()));
            } else {
                self.press_one(name);
            }
        }
        self
    }

    /// Presses a key until this field is selected.
    fn press_until(&mut self, key: &str, field: &str) {
        for _ in 0..50 {
            if self.field() == field {
                return;
            }
            self.press(key);
        }
        panic!("{field} is not reached:\n{}", self.text());
    }

    fn press_one(&mut self, name: &str) {
        let key = Key::parse(name).unwrap();
        let event = KeyEvent::new(key.code, key.modifiers);
        if let Some(message) = message_of_key(self.session.state.context(), event) {
            self.send(message);
        }
    }

    fn click(&mut self, x: u16, y: u16) {
        self.send(Message::Mouse(Gesture::Click, Position::new(x, y)));
    }

    fn state(&self) -> &State {
        &self.session.state
    }

    /// The screen as text.
    fn text(&self) -> String {
        self.terminal.backend().to_string()
    }

    /// Where `text` stands on the screen.
    fn find(&self, text: &str) -> (u16, u16) {
        let buffer = self.terminal.backend().buffer();
        for y in 0..buffer.area.height {
            let line: Vec<&str> = (0..buffer.area.width)
                .map(|x| buffer[(x, y)].symbol())
                .collect();
            let joined = line.concat();
            if let Some(byte) = joined.find(text) {
                let x = joined[..byte].chars().count();
                return (x as u16, y);
            }
        }
        panic!("{text} is not on the screen:\n{}", self.text());
    }

    /// The name of the selected field.
    fn field(&self) -> &'static str {
        match self.state().cursor.item {
            super::tower::Item::Field(index) => self.state().field(index).unwrap().spec.name,
            other => panic!("{other:?} is no field"),
        }
    }
}
