//! Following a conversation on the screen: its frames are looked through in the background, and only
//! the pieces in view are kept as text.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::frames::Progress;
use super::session::Session;
use super::state::{FollowView, Pattern, SaidRow, Screen, Spot, Tone};
use crate::model::text::clean;
use crate::render::follow::lines;
use crate::talk::follow::{Follower, Level, Pieces, Side};

/// Pieces that are kept of a conversation (some 60 bytes each).
const MAX_PIECES: usize = 1 << 19;
/// Pieces that are kept as text.
const MAX_LAID_OUT: usize = 512;
/// How long a slice of looking through frames takes at most.
const SLICE: Duration = Duration::from_millis(4);
/// Columns of the sign and of the frame's number.
pub const MARGIN: u16 = 11;

/// What the user wants of the conversation on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Follow the conversation of the selected frame.
    Begin,
    /// Move by so many lines.
    Move(i64),
    /// Show the bytes in another way.
    NextForm,
    /// Show both ends, or only one of them.
    NextSide,
    /// Show the stream, or the HTTP messages in it.
    Messages,
    /// Go to the next or the last place where this stands.
    Find(Pattern, bool),
}

/// A search through what is said, on its way.
struct Looking {
    pattern: Pattern,
    forward: bool,
    at: usize,
    left: usize,
}

/// The conversation that is followed.
#[derive(Default)]
pub struct Following {
    talk: Option<(u64, Follower)>,
    /// Frames that are still to be looked through.
    queue: VecDeque<u64>,
    /// The last frame that was put there.
    last: u64,
    ended: bool,
    looking: Option<Looking>,
    laid_out: HashMap<usize, Arc<Vec<String>>>,
    columns: u16,
}

impl Session {
    /// Does what the user wants of the conversation.
    pub(super) fn follow(&mut self, wish: Wish) {
        match wish {
            Wish::Begin => self.begin_following(),
            Wish::Move(by) => self.move_in_talk(by),
            Wish::NextForm => {
                let view = &mut self.state.follow;
                view.shown = view.shown.next();
                (view.at.line, view.top) = (0, Spot { line: 0, ..view.at });
                self.following.laid_out.clear();
            }
            Wish::NextSide => self.next_side(),
            Wish::Messages => {
                self.state.follow.messages = !self.state.follow.messages;
                self.restart();
            }
            Wish::Find(pattern, forward) => {
                let count = self.state.follow.pieces.len();
                self.following.looking = Some(Looking {
                    pattern,
                    forward,
                    at: self.state.follow.at.piece,
                    left: count,
                });
            }
        }
    }

    fn begin_following(&mut self) {
        let number = self.state.list.number();
        let Some((id, flow)) = self.desk.conversation_of(number) else {
            let why = "this frame belongs to no conversation between two ports";
            return self.state.say(Tone::Warning, why);
        };
        let shown = self.state.follow.shown;
        self.state.follow = FollowView {
            flow: Some(flow),
            shown,
            ..FollowView::default()
        };
        self.state.screen = Screen::Follow;
        self.following = Following::default();
        self.following.talk = Some((id, Follower::new(&flow, Level::Transport)));
        self.refresh_talk();
    }

    /// Follows the same conversation anew.
    fn restart(&mut self) {
        let view = &mut self.state.follow;
        let (Some((id, _)), Some(flow)) = (&self.following.talk, view.flow) else {
            return;
        };
        let follower = Follower::new(&flow, view.level());
        (view.at, view.top) = Default::default();
        view.pieces.clear();
        view.is_full = false;
        self.following = Following {
            talk: Some((*id, follower)),
            ..Following::default()
        };
        self.refresh_talk();
    }

    fn next_side(&mut self) {
        let view = &mut self.state.follow;
        view.only = match view.only {
            None => Some(Side::Client),
            Some(Side::Client) => Some(Side::Server),
            Some(Side::Server) => None,
        };
        let from = view.at.piece;
        let shown = (from..view.pieces.len()).chain((0..from).rev());
        let piece = shown.into_iter().find(|piece| view.shows(*piece));
        view.at = Spot {
            piece: piece.unwrap_or(from),
            line: 0,
        };
        view.top = view.at;
    }

    /// Asks which frames the conversation has now.
    pub(super) fn refresh_talk(&mut self) {
        if self.state.screen != Screen::Follow {
            return;
        }
        let following = &mut self.following;
        if let Some((id, _)) = &following.talk {
            let new = self.desk.frames_of(*id, following.last);
            following.last = new.last().copied().unwrap_or(following.last);
            following.queue.extend(new);
        }
        let all = self.desk.learned() >= self.desk.frames().len();
        let is_over = matches!(
            self.state.capture.progress,
            Progress::Complete | Progress::Damaged(_)
        );
        self.state.follow.busy = !following.queue.is_empty() || !all;
        following.ended = all && is_over;
    }

    /// Looks through some frames of the conversation, and for what is looked for in it; false if
    /// there is nothing to do.
    pub(super) fn work_on_talk(&mut self) -> bool {
        if self.state.screen != Screen::Follow {
            return false;
        }
        let looked = self.read_frames();
        looked || self.look_on()
    }

    fn read_frames(&mut self) -> bool {
        let following = &mut self.following;
        let Some((_, follower)) = &mut following.talk else {
            return false;
        };
        let view = &mut self.state.follow;
        let start = Instant::now();
        let mut any = false;
        let mut pieces = Pieces::new();
        while start.elapsed() < SLICE && !view.is_full {
            let Some(number) = following.queue.pop_front() else {
                break;
            };
            any = true;
            if let Some(frame) = self.desk.skim(number.saturating_sub(1)) {
                follower.take(number, &frame, &mut pieces);
            }
            view.pieces.append(&mut pieces);
            view.is_full = view.pieces.len() >= MAX_PIECES;
        }
        if following.queue.is_empty() && following.ended {
            follower.end(&mut pieces);
            any |= !pieces.is_empty();
            view.pieces.append(&mut pieces);
            following.ended = false;
        }
        view.flow = Some(follower.flow());
        view.busy &= !following.queue.is_empty();
        any
    }

    /// Looks through some pieces for the pattern.
    fn look_on(&mut self) -> bool {
        let Some(mut looking) = self.following.looking.take() else {
            return false;
        };
        let start = Instant::now();
        while looking.left > 0 && start.elapsed() < SLICE {
            let count = self.state.follow.pieces.len().max(1);
            looking.left -= 1;
            looking.at = match looking.forward {
                true => (looking.at + 1) % count,
                false => (looking.at + count - 1) % count,
            };
            if self.state.follow.shows(looking.at) && self.is_in(looking.at, &looking.pattern) {
                let line = self.line_with(looking.at, &looking.pattern);
                self.state.follow.at = Spot {
                    piece: looking.at,
                    line,
                };
                return true;
            }
        }
        if looking.left > 0 {
            self.following.looking = Some(looking);
        } else {
            let typed = clean(&looking.pattern.typed).into_owned();
            self.state.say(
                Tone::Warning,
                format!("{typed}: not found in this conversation"),
            );
        }
        true
    }

    fn is_in(&mut self, piece: usize, pattern: &Pattern) -> bool {
        let Some(said) = self.state.follow.pieces.get(piece) else {
            return false;
        };
        let bytes = self.desk.bytes_of(said).unwrap_or_default();
        pattern.in_bytes(&bytes, 0).is_some()
    }

    /// The line of a piece that shows the pattern, if one does as it is shown.
    fn line_with(&mut self, piece: usize, pattern: &Pattern) -> usize {
        let lines = self.lines_of(piece);
        lines
            .iter()
            .position(|line| pattern.in_text(line))
            .unwrap_or(0)
    }

    /// The lines of a piece as they are shown.
    fn lines_of(&mut self, piece: usize) -> Arc<Vec<String>> {
        if let Some(lines) = self.following.laid_out.get(&piece) {
            return Arc::clone(lines);
        }
        let view = &self.state.follow;
        let Some(said) = view.pieces.get(piece) else {
            return Arc::default();
        };
        let columns = usize::from(self.following.columns.saturating_sub(MARGIN + 1));
        let laid_out = match self.desk.bytes_of(said) {
            Ok(bytes) => lines(said, &bytes, view.shown, columns),
            Err(why) => vec![format!("[{}]", clean(&why))],
        };
        if self.following.laid_out.len() >= MAX_LAID_OUT {
            self.following.laid_out.clear();
        }
        let laid_out = Arc::new(laid_out);
        self.following.laid_out.insert(piece, Arc::clone(&laid_out));
        laid_out
    }

    /// The line behind one; `None` behind the last one.
    fn below(&mut self, spot: Spot) -> Option<Spot> {
        if spot.line + 1 < self.lines_of(spot.piece).len() {
            return Some(Spot {
                line: spot.line + 1,
                ..spot
            });
        }
        let view = &self.state.follow;
        let mut behind = spot.piece + 1..view.pieces.len();
        let piece = behind.find(|piece| view.shows(*piece))?;
        Some(Spot { piece, line: 0 })
    }

    /// The line before one; `None` before the first one.
    fn above(&mut self, spot: Spot) -> Option<Spot> {
        if let Some(line) = spot.line.checked_sub(1) {
            return Some(Spot { line, ..spot });
        }
        let view = &self.state.follow;
        let piece = (0..spot.piece).rev().find(|piece| view.shows(*piece))?;
        let line = self.lines_of(piece).len().saturating_sub(1);
        Some(Spot { piece, line })
    }

    fn move_in_talk(&mut self, by: i64) {
        let view = &self.state.follow;
        let end =
            |mut pieces: Box<dyn Iterator<Item = usize>>| pieces.find(|piece| view.shows(*piece));
        let count = view.pieces.len();
        let spot = match by {
            ..-1_000_000 => end(Box::new(0..count)).map(|piece| Spot { piece, line: 0 }),
            1_000_000.. => end(Box::new((0..count).rev())).map(|piece| Spot {
                piece,
                line: usize::MAX,
            }),
            _ => None,
        };
        if let Some(mut spot) = spot {
            spot.line = spot
                .line
                .min(self.lines_of(spot.piece).len().saturating_sub(1));
            self.state.follow.at = spot;
            return;
        }
        for _ in 0..by.unsigned_abs().min(10_000) {
            let here = self.state.follow.at;
            let next = if by < 0 {
                self.above(here)
            } else {
                self.below(here)
            };
            match next {
                Some(next) => self.state.follow.at = next,
                None => return,
            }
        }
    }

    /// Brings the cursor into view, and lays out the lines of the screen.
    pub(super) fn prepare_talk(&mut self) {
        if self.state.screen != Screen::Follow {
            return;
        }
        let body = self.state.areas.body;
        if self.following.columns != body.width {
            self.following.columns = body.width;
            self.following.laid_out.clear();
        }
        let height = usize::from(body.height.saturating_sub(1)).max(1);
        self.clamp();
        let at = self.state.follow.at;
        let mut top = self.state.follow.top;
        if at < top || !self.state.follow.shows(top.piece) {
            top = at;
        }
        let mut last = top;
        let mut rows = 1;
        while last < at && rows < height {
            let Some(below) = self.below(last) else { break };
            last = below;
            rows += 1;
        }
        if last < at {
            top = at;
            for _ in 1..height {
                let Some(above) = self.above(top) else { break };
                top = above;
            }
        }
        self.state.follow.top = top;
        self.fill(top, height);
    }

    /// Lines may be fewer than before: the cursor stays on one that is there.
    fn clamp(&mut self) {
        let view = &self.state.follow;
        if !view.shows(view.at.piece)
            && let Some(piece) = (0..view.pieces.len()).find(|piece| view.shows(*piece))
        {
            self.state.follow.at = Spot { piece, line: 0 };
        }
        for spot in [self.state.follow.at, self.state.follow.top] {
            let last = self.lines_of(spot.piece).len().saturating_sub(1);
            let line = spot.line.min(last);
            if spot == self.state.follow.at {
                self.state.follow.at.line = line;
            }
            if spot == self.state.follow.top {
                self.state.follow.top.line = line;
            }
        }
    }

    fn fill(&mut self, top: Spot, height: usize) {
        let mut rows = Vec::with_capacity(height);
        let shows_any = self.state.follow.shows(top.piece);
        let mut next = shows_any.then_some(top);
        while let Some(spot) = next
            && rows.len() < height
        {
            let text = self
                .lines_of(spot.piece)
                .get(spot.line)
                .cloned()
                .unwrap_or_default();
            rows.push(SaidRow { spot, text });
            next = self.below(spot);
        }
        self.state.follow.rows = rows;
    }
}
