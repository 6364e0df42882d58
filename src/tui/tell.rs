//! Telling the story of a conversation in the background, a few frames at a time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::session::Session;
use super::state::{Screen, Tone};
use crate::model::Transport;
use crate::talk::story::units::bytes;
use crate::talk::story::{MAX_STEPS, Story, conversation_of};
use crate::talk::{Between, Conversation};

/// How long a slice of the work may take, so that keys stay quick.
const SLICE: Duration = Duration::from_millis(4);

/// Frames of the story on the screen that are not told yet.
#[derive(Debug, Default)]
pub struct Untold {
    frames: VecDeque<u64>,
    /// The last frame that was put there.
    last: u64,
}

impl Session {
    /// Begins the story of the selected frame's conversation, on this screen.
    pub fn start_telling(&mut self, screen: Screen) {
        let number = self.state.list.number();
        let mut found = None;
        self.desk.look(&mut |tracker| {
            let id = conversation_of(tracker, number);
            found = id.and_then(|id| tracker.conversations().get(id).copied());
        });
        let Some(conversation) = found else {
            let why = format!("frame {number} belongs to no conversation that is known yet");
            return self.state.say(Tone::Warning, why);
        };
        if screen == Screen::Charts && !is_tcp(&conversation) {
            let why = "there are charts of TCP connections only; L draws the ladder";
            return self.state.say(Tone::Warning, why);
        }
        self.state.screen = screen;
        let story = self.state.ladder.story.as_ref();
        if story.is_none_or(|story| story.id() != conversation.id) {
            self.begin_story(&conversation);
        }
        self.hear_news();
    }

    /// Begins the story of the conversation `by` places further in the capture, if there is one.
    pub fn tell_other(&mut self, by: i64) {
        let Some(id) = self.state.ladder.story.as_ref().map(Story::id) else {
            return;
        };
        let mut found = None;
        self.desk.look(&mut |tracker| {
            let other = id.checked_add_signed(by);
            found = other.and_then(|id| tracker.conversations().get(id).copied());
        });
        let Some(conversation) = found else {
            return self
                .state
                .say(Tone::Note, "there is no further conversation");
        };
        self.begin_story(&conversation);
        self.hear_news();
        if let Some(first) = self.state.list.place_of(conversation.first) {
            self.state.list.follow = false;
            self.state.list.select(first);
            self.open(first);
        }
    }

    fn begin_story(&mut self, conversation: &Conversation) {
        self.untold = Untold::default();
        self.state.ladder.top = 0;
        self.state.ladder.story = Some(Story::new(conversation));
        self.state.charts.from = None;
        self.state.charts.zoom = 0;
    }

    /// Puts the frames that came since the last time behind those not told yet.
    pub fn hear_news(&mut self) {
        if !matches!(self.state.screen, Screen::Ladder | Screen::Charts) {
            return;
        }
        let shown = self.state.list.len;
        let Some(story) = &mut self.state.ladder.story else {
            return;
        };
        // A replay that is turned back takes frames away: the story begins anew.
        let is_turned_back = story.last_frame().max(self.untold.last) > shown;
        let mut frames = Vec::new();
        let mut conversation = None;
        let after = if is_turned_back { 0 } else { self.untold.last };
        self.desk.look(&mut |tracker| {
            frames = tracker.frames_after(story.id(), after, MAX_STEPS);
            conversation = tracker.conversations().get(story.id()).copied();
        });
        let Some(conversation) = conversation else {
            return;
        };
        if is_turned_back {
            *story = Story::new(&conversation);
            self.untold = Untold::default();
        }
        if self.untold.last == 0 {
            let all: u64 = conversation.frames.iter().sum();
            story.skip(all.saturating_sub(frames.len() as u64));
        }
        frames.retain(|frame| *frame <= shown);
        self.untold.last = frames.last().copied().unwrap_or(self.untold.last);
        self.untold.frames.extend(frames);
        self.state.ladder.title = title(&conversation);
        self.state.ladder.busy = !self.untold.frames.is_empty();
    }

    /// Tells some of the frames that wait; false if there are none.
    pub fn tell_some(&mut self) -> bool {
        if self.untold.frames.is_empty() {
            return false;
        }
        let Some(story) = &mut self.state.ladder.story else {
            self.untold = Untold::default();
            return false;
        };
        let end = Instant::now() + SLICE;
        while let Some(frame) = self.untold.frames.pop_front() {
            self.desk.tell(story, frame);
            if Instant::now() >= end {
                break;
            }
        }
        self.state.ladder.busy = !self.untold.frames.is_empty();
        true
    }
}

fn is_tcp(conversation: &Conversation) -> bool {
    matches!(conversation.between, Between::Sockets(flow) if flow.transport == Transport::Tcp)
}

fn title(conversation: &Conversation) -> String {
    let kind = match conversation.between {
        Between::Sockets(flow) => flow.transport.name(),
        Between::Hosts(..) => "two hosts",
    };
    let frames: u64 = conversation.frames.iter().sum();
    let size = bytes(conversation.bytes.iter().sum());
    format!(
        "conversation {}: {kind}, {frames} frames, {size}",
        conversation.id
    )
}
