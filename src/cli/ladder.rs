//! `decap ladder`: a conversation as a sequence of arrows, or the list of conversations.

use super::args::{ConversationArgs, LadderArgs, ScaleChoice};
use super::output::Output;
use super::{Failure, peel_rules, source};
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Frame, TcpState};
use crate::render::ladder::{Options, Pace, Row, table, write};
use crate::store::Store;
use crate::talk::story::units::{bytes, duration};
use crate::talk::story::{Story, conversation_of, read, tell_all};
use crate::talk::{Between, Conversation, Recall, Tracker};

/// Prints what the arguments choose.
///
/// # Errors
/// When the capture cannot be opened, has no such conversation, or is damaged: then after what was
/// before the damage.
pub fn run(args: &LadderArgs) -> Result<(), Failure> {
    let mut heard = Heard::open(&args.which)?;
    let mut text = String::new();
    match heard.choose(&args.which)? {
        None => text = heard.list(),
        Some(id) => {
            let story = heard.story(id)?;
            let options = Options {
                width: columns(&args.which),
                ascii: args.which.ascii,
                raw: args.raw,
                acts: !args.no_calls,
                pace: match args.scale {
                    ScaleChoice::Even => Pace::Even,
                    ScaleChoice::Time => Pace::to_scale(&story),
                },
            };
            let title = heard.title(id);
            // A String takes all that is written to it.
            let _ = write(&story, &title, options, &mut text);
        }
    }
    let mut out = Output::new();
    out.write(&text)?;
    out.flush()?;
    source::complain(&heard.store)
}

/// How wide pictures are: as the user says, or as the terminal is.
pub(super) fn columns(args: &ConversationArgs) -> u16 {
    args.width.or_else(crate::tui::terminal_columns).unwrap_or(100).clamp(60, 500)
}

/// A capture that was heard to its end.
pub(super) struct Heard {
    pub store: Store,
    peeler: Peeler<'static>,
    tracker: Tracker,
    frame: Frame,
    out: Dissection,
}

impl Heard {
    /// Opens a capture and hears all its frames.
    pub fn open(args: &ConversationArgs) -> Result<Heard, Failure> {
        let store = source::open(args.file.as_deref())?;
        let mut heard = Heard {
            peeler: peel_rules::peeler(&args.peel)?,
            tracker: Tracker::with_journal(),
            frame: Frame::empty(),
            out: Dissection::default(),
            store: store.clone(),
        };
        let mut frames = store.frames(1..);
        loop {
            if frames.read(&mut heard.frame)? {
                let (peeler, out) = (&mut heard.peeler, &mut heard.out);
                heard.tracker.hear(peeler, &heard.frame, Want::Skim, out);
            } else if store.wait_frames(frames.position()) < frames.position() {
                return Ok(heard);
            }
        }
    }

    /// The conversation that the arguments name; `None` if they name none.
    pub fn choose(&self, args: &ConversationArgs) -> Result<Option<u64>, Failure> {
        if let Some(frame) = args.frame {
            return match conversation_of(&self.tracker, frame) {
                Some(id) => Ok(Some(id)),
                None => Err(Failure::usage(format_args!(
                    "-n {frame}: this frame belongs to no conversation; the capture has {} frames",
                    self.store.len()
                ))),
            };
        }
        let Some(id) = args.conversation else {
            return Ok(None);
        };
        match self.tracker.conversations().get(id) {
            Some(_) => Ok(Some(id)),
            None => Err(Failure::usage(format_args!(
                "there is no conversation {id}; `decap ladder FILE` lists them"
            ))),
        }
    }

    /// The story of a conversation.
    pub fn story(&mut self, id: u64) -> Result<Story, Failure> {
        let story = tell_all(&self.tracker, &self.store, &mut self.peeler, id)?;
        story.ok_or_else(|| Failure::usage(format_args!("there is no conversation {id}")))
    }

    /// What a conversation is, in a line.
    pub fn title(&self, id: u64) -> String {
        let Some(conversation) = self.tracker.conversations().get(id) else {
            return String::new();
        };
        let kind = match conversation.between {
            Between::Sockets(flow) => flow.transport.name(),
            Between::Hosts(..) => "between two hosts",
        };
        let frames: u64 = conversation.frames.iter().sum();
        let size: u64 = conversation.bytes.iter().sum();
        let lasts = match (conversation.began, conversation.ended) {
            (Some(began), Some(ended)) => u64::try_from(ended.since(began)).unwrap_or(0),
            _ => 0,
        };
        format!(
            "Conversation {id}: {kind}, {frames} frames, {}, {}",
            bytes(size),
            duration(lasts)
        )
    }

    /// All conversations, one a line.
    fn list(&mut self) -> String {
        let all: Vec<Conversation> = self.tracker.conversations().iter().copied().collect();
        let rows: Vec<Row<'_>> = all
            .iter()
            .map(|conversation| Row {
                conversation,
                states: self.states(conversation),
            })
            .collect();
        table(&rows)
    }

    /// The states in which a conversation's last frame left its ends, the first end of the key first.
    fn states(&mut self, conversation: &Conversation) -> Option<[TcpState; 2]> {
        let Between::Sockets(flow) = conversation.between else {
            return None;
        };
        self.store.frame(conversation.last, &mut self.frame).ok()?;
        let mut known = Recall::new(&self.tracker, &self.store, conversation.last);
        let segments = read(&mut self.peeler, &self.frame, &mut known, &mut self.out);
        if let Some((_, analysis)) = segments.of(flow) {
            return Some(analysis.states);
        }
        let (_, analysis) = segments.of(flow.reversed())?;
        let [from, to] = analysis.states;
        Some([to, from])
    }
}
