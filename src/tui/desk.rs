//! Where frames are taken apart for the screen: the only place here that asks the decoder.

use std::sync::Arc;

use super::chosen::Chosen;
use super::colours::{Rule, matching};
use super::columns::{Column, fields};
use super::deep::Deep;
use super::facts::{Fact, facts};
use super::frames::Frames;
use super::known::Known;
use super::order::Sorted;
use super::row::Row;
use super::sockets::Ends;
use super::tower::{Keys, Towers};
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Flow, Frame, FrameView, Timestamp};
use crate::store::Selection;
use crate::talk::follow::Said;
use crate::talk::objects::Found;
use crate::talk::socket::{Door, doors};
use crate::talk::story::{Story, read};
use crate::talk::{Learner, Tracker};

/// Frames and the means to take them apart.
pub struct Desk {
    /// The frames of the capture.
    whole: Arc<dyn Frames>,
    /// Those that the list shows.
    shown: Arc<dyn Frames>,
    peeler: Peeler<'static>,
    known: Box<dyn Known>,
    deep: Deep,
    frame: Frame,
    dissection: Dissection,
    /// Number and time of the frame that was made a row last.
    before: Option<(u64, Option<Timestamp>)>,
    /// The frame before one that is made a row.
    earlier: Frame,
    /// The fields that rows hold.
    wanted: Vec<&'static str>,
    /// The colouring rules.
    rules: Vec<Rule>,
    /// The order of the list, if it is not that of the capture.
    order: Option<Arc<Sorted>>,
}

/// The frame on the screen, taken apart.
#[derive(Debug, Clone)]
pub struct Current {
    /// The frame.
    pub frame: Frame,
    /// What is in it.
    pub dissection: Dissection,
    /// What its layers and fields are found again by.
    pub keys: Keys,
    /// Which layers belong together.
    pub towers: Towers,
    /// The sockets behind it.
    pub doors: Vec<Door>,
    /// Who has the ends of each door; empty for frames that were recorded.
    pub processes: Vec<Ends>,
    /// What the capture says about it.
    pub facts: Vec<Fact>,
}

impl Current {
    /// Frame and dissection side by side.
    pub fn view(&self) -> FrameView<'_> {
        FrameView {
            frame: &self.frame,
            dissection: &self.dissection,
        }
    }
}

impl Desk {
    /// A desk for these frames; `known` is what earlier frames taught about conversations.
    pub fn new(frames: Arc<dyn Frames>, peeler: Peeler<'static>, known: Box<dyn Known>) -> Desk {
        Desk {
            shown: Arc::clone(&frames),
            whole: frames,
            deep: Deep::new(&peeler),
            peeler,
            known,
            frame: Frame::empty(),
            dissection: Dissection::default(),
            before: None,
            earlier: Frame::empty(),
            wanted: Vec::new(),
            rules: Vec::new(),
            order: None,
        }
    }

    /// The frames that the list shows.
    pub fn frames(&self) -> &dyn Frames {
        &*self.shown
    }

    /// The frames of the capture, to keep.
    pub fn frames_handle(&self) -> Arc<dyn Frames> {
        Arc::clone(&self.whole)
    }

    /// Takes the frames from here on from elsewhere: the same capture, but more or fewer of them.
    /// `chosen` says which of them the list shows, if not all.
    pub fn set_frames(&mut self, frames: Arc<dyn Frames>, chosen: Option<Arc<Selection>>) {
        self.shown = match chosen {
            Some(chosen) => Arc::new(Chosen::new(Arc::clone(&frames), chosen)),
            None => Arc::clone(&frames),
        };
        self.whole = frames;
        self.before = None;
        self.order = None;
    }

    /// Puts the list in this order, or in that of the capture.
    pub fn set_order(&mut self, order: Option<Arc<Sorted>>) {
        self.order = order;
    }

    /// The frame that completes a message of which frame `number`, counted from 1, has a part.
    pub fn completed_in(&self, number: u64) -> Option<u64> {
        self.known.completed_in(number)
    }

    /// The time of the first frame.
    pub fn start(&mut self) -> Option<Timestamp> {
        self.whole.frame(0, &mut self.frame).ok()?;
        self.frame.info.time
    }

    /// Calls `ask` with all conversations so far, if they are followed.
    pub fn look(&self, ask: &mut dyn FnMut(&Tracker)) {
        self.known.look(ask);
    }

    /// Tells a story the frame of this number, counted from 1. One that cannot be read is left out.
    pub fn tell(&mut self, story: &mut Story, number: u64) {
        let index = number.saturating_sub(1);
        if self.whole.frame(index, &mut self.frame).is_err() {
            return;
        }
        let (frame, peeler, out) = (&self.frame, &mut self.peeler, &mut self.dissection);
        self.known.before(number, &mut |known| {
            let segments = read(peeler, frame, known, out);
            story.tell(frame, out, &segments);
        });
    }

    fn take_apart(&mut self, index: u64, want: Want) -> Result<(), String> {
        let index = self
            .order
            .as_ref()
            .map_or(index, |order| order.place(index));
        self.shown.frame(index, &mut self.frame)?;
        let (frame, peeler, out) = (&self.frame, &mut self.peeler, &mut self.dissection);
        let number = frame.info.number;
        self.known
            .before(number, &mut |known| peeler.peel(frame, want, known, out));
        Ok(())
    }

    /// Frame `index` of the capture, counted from 0, and its layers, bodies to their end; `None` if
    /// it cannot be read.
    pub fn skim(&mut self, index: u64) -> Option<FrameView<'_>> {
        self.deep.skim(&*self.whole, &*self.known, index).ok()
    }

    /// The bytes of a piece of a conversation.
    ///
    /// # Errors
    /// Why the frame that carried it cannot be read.
    pub fn bytes_of(&mut self, said: &Said) -> Result<Vec<u8>, String> {
        self.deep.bytes_of(&*self.whole, &*self.known, said)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Why the frame that completes it cannot be read, or that it is not there.
    pub fn object_bytes(&mut self, found: &Found) -> Result<Vec<u8>, String> {
        self.deep.object_bytes(&*self.whole, &*self.known, found)
    }

    /// The outermost conversation between two ports that frame `number` belongs to, and its flow.
    pub fn conversation_of(&self, number: u64) -> Option<(u64, Flow)> {
        self.known.conversation_of(number)
    }

    /// The frames of a conversation behind frame `after`, in order.
    pub fn frames_of(&self, conversation: u64, after: u64) -> Vec<u64> {
        self.known.frames_of(conversation, after)
    }

    /// The last frame that was learned from.
    pub fn learned(&self) -> u64 {
        self.known.learned()
    }

    /// The files that the capture carries, without the first `from` of them.
    pub fn objects_from(&self, from: usize) -> Vec<Found> {
        self.known.objects_from(from)
    }

    /// Colours rows by these rules from here on.
    pub fn set_rules(&mut self, rules: Vec<Rule>) {
        self.rules = rules;
    }

    /// Who learns what earlier frames teach, if anyone does.
    pub fn learner(&self) -> Option<Learner> {
        self.known.learner()
    }

    /// A peeler with the rules of this one, for those who want less of a frame.
    pub fn peeler(&self) -> Peeler<'static> {
        self.peeler.clone()
    }

    /// Gives rows the fields that these columns show; true if they had others before.
    pub fn want_columns(&mut self, columns: &[Column]) -> bool {
        let is_new = !fields(columns).eq(self.wanted.iter().copied());
        if is_new {
            self.wanted = fields(columns).collect();
        }
        is_new
    }

    /// The list's row of a frame.
    pub fn row(&mut self, index: u64) -> Row {
        // All of it: a row shows the worst fault of its frame, and columns and colours any field.
        match self.take_apart(index, Want::Full) {
            Ok(()) => {
                let mut row = Row::of(&self.frame, &self.dissection, &self.wanted);
                let view = FrameView {
                    frame: &self.frame,
                    dissection: &self.dissection,
                };
                row.rule = matching(&self.rules, &view);
                row.before = self.time_before(self.frame.info.number);
                self.before = Some((self.frame.info.number, row.time));
                row
            }
            Err(why) => Row::unreadable(&why),
        }
    }

    /// The time of the frame captured before this one; rows are mostly made one after the other.
    fn time_before(&mut self, number: u64) -> Option<Timestamp> {
        match self.before {
            Some((last, time)) if last + 1 == number => time,
            _ => {
                let before = number.checked_sub(2)?;
                self.whole.frame(before, &mut self.earlier).ok()?;
                self.earlier.info.time
            }
        }
    }

    /// The words that the list shows of a frame, without the rest of its row, and its bytes.
    pub fn words_and_bytes(&mut self, index: u64) -> (Row, &[u8]) {
        let want = match self.wanted.is_empty() {
            true => Want::Lines,
            false => Want::Full,
        };
        let row = match self.take_apart(index, want) {
            Ok(()) => Row::of(&self.frame, &self.dissection, &self.wanted),
            Err(why) => Row::unreadable(&why),
        };
        (row, &self.frame.bytes)
    }

    /// A frame, taken apart for the panes.
    ///
    /// # Errors
    /// Why the frame cannot be read.
    pub fn open(&mut self, index: u64) -> Result<Current, String> {
        self.take_apart(index, Want::Full)?;
        let dissection = std::mem::take(&mut self.dissection);
        let frame = std::mem::replace(&mut self.frame, Frame::empty());
        Ok(Current {
            keys: Keys::of(&dissection),
            towers: Towers::of(&dissection),
            doors: doors(&dissection),
            processes: Vec::new(),
            facts: facts(&frame, &*self.whole),
            frame,
            dissection,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::demo;
    use crate::decode::NoConversations;
    use crate::store::Store;

    #[test]
    fn a_search_sees_the_words_of_the_list() {
        let store = Store::from_bytes(demo::NAME, demo::CAPTURE).unwrap();
        let len = store.len();
        let peeler = Peeler::new(crate::proto::registry());
        let mut desk = Desk::new(Arc::new(store), peeler, Box::new(NoConversations));
        let words = |row: Row| {
            let chain: Vec<_> = row.chain.iter().map(|link| link.info.name).collect();
            (row.end(0), row.end(1), row.what, chain)
        };
        assert!(len > 10);
        for index in 0..len {
            let shown = words(desk.row(index));
            let (row, bytes) = desk.words_and_bytes(index);
            assert!(!bytes.is_empty());
            assert_eq!(words(row), shown);
        }
    }
}
