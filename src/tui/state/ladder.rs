//! The ladder of a conversation, and the charts of a TCP connection.

use crate::render::ladder::{Options, Pace};
use crate::talk::story::chart::{Chart, Kind};
use crate::talk::story::{Side, Story};

/// A conversation on the screen. The selected step is that of the selected frame.
#[derive(Debug, Clone)]
pub struct LadderView {
    /// The conversation, as far as it is told.
    pub story: Option<Story>,
    /// What it is, in a line.
    pub title: String,
    /// True while more of it is being told.
    pub busy: bool,
    /// The first step in view.
    pub top: usize,
    /// True if time is to scale.
    pub to_scale: bool,
    /// True if the socket calls are shown.
    pub acts: bool,
    /// The scale, and for how many steps it was made.
    scale: (usize, Pace),
}

impl Default for LadderView {
    fn default() -> Self {
        LadderView {
            story: None,
            title: String::new(),
            busy: false,
            top: 0,
            to_scale: false,
            acts: true,
            scale: (0, Pace::Even),
        }
    }
}

impl LadderView {
    /// Makes the scale of time anew if there are many more steps than before.
    pub fn set_scale(&mut self) {
        let Some(story) = &self.story else {
            return;
        };
        let (before, now) = (self.scale.0, story.steps().len());
        if !self.to_scale {
            self.scale = (0, Pace::Even);
        } else if now < before || now > before + before / 8 {
            self.scale = (now, Pace::to_scale(story));
        }
    }

    /// How the ladder is drawn.
    pub fn options(&self, width: u16, ascii: bool, raw: bool) -> Options {
        Options {
            width,
            ascii,
            raw,
            acts: self.acts,
            pace: self.scale.1,
        }
    }
}

/// The charts of a connection.
#[derive(Debug, Clone)]
pub struct ChartView {
    /// Which chart.
    pub kind: Kind,
    /// Whose bytes; `None` for the end that sent more.
    pub from: Option<Side>,
    /// How often the time was halved around the cursor.
    pub zoom: u8,
    /// The chart, and of which conversation up to which frame.
    made: Option<(u64, u64, Chart)>,
    /// The frames with points in it.
    frames: Vec<u64>,
}

impl Default for ChartView {
    fn default() -> Self {
        ChartView {
            kind: Kind::Sequence,
            from: None,
            zoom: 0,
            made: None,
            frames: Vec::new(),
        }
    }
}

impl ChartView {
    /// Makes the chart anew, if something changed; while `busy`, not for every few steps that come.
    pub fn make(&mut self, story: &Story, busy: bool) {
        let from = self.from.unwrap_or_else(|| story.talkative());
        let (id, last) = (story.id(), story.last_frame());
        let is_made = self
            .made
            .as_ref()
            .is_some_and(|(made_id, made_last, chart)| {
                let is_same = (*made_id, chart.kind, chart.from) == (id, self.kind, from);
                is_same && (*made_last == last || (busy && !chart.is_empty()))
            });
        if !is_made {
            let chart = Chart::of(story, self.kind, from);
            self.frames = chart.frames();
            self.made = Some((id, last, chart));
        }
    }

    /// The chart.
    pub fn chart(&self) -> Option<&Chart> {
        self.made.as_ref().map(|made| &made.2)
    }

    /// The frame with a point that is `by` places from `frame`, or from the last one before it.
    pub fn away(&self, frame: u64, by: i64) -> Option<u64> {
        let last = self.frames.len().checked_sub(1)?;
        let behind = self.frames.partition_point(|other| *other <= frame);
        let here = behind.saturating_sub(1);
        let to = (here as i64).saturating_add(by).max(0);
        self.frames
            .get(usize::try_from(to).unwrap_or(last).min(last))
            .copied()
    }
}
