//! Pieces of something larger that frames carry one by one, and what they make together.

use std::ops::Range;

use super::context::{ArrivingPiece, GatherKey, Gathered, Joined, Middle, Part, Place, Waiting};
use super::peeler::LIMITS;
use super::{Next, Peel};
use crate::model::{Bound, ByteRange, FaultKind, Field, FieldSpec, Piece, Source, Span, Value};

/// More pieces than this are counted, but not listed one by one.
const MAX_PIECES_SHOWN: usize = 4096;

/// The fields with which a protocol says what it was put together of. They are computed: they have
/// no bytes of their own.
#[derive(Debug)]
pub struct JoinSpecs {
    /// The structure of them all.
    pub all: FieldSpec,
    /// One piece: the frame that carried it.
    pub piece: FieldSpec,
    /// How many there are.
    pub count: FieldSpec,
    /// Bytes of the whole.
    pub len: FieldSpec,
}

/// Bytes of a layer that are a piece of something larger.
#[derive(Debug, Clone)]
pub struct Cut<'n> {
    /// What they are a piece of.
    pub key: GatherKey,
    /// Where they belong there.
    pub place: Place,
    /// Where they stand in the layer.
    pub at: Range<usize>,
    /// The length that ends them.
    pub bound: &'static str,
    /// What they are shown as.
    pub piece: Next<'n>,
    /// Who takes the whole.
    pub whole: Next<'n>,
}

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is shown by itself: nobody gathers, or not such pieces.
    Alone,
    /// Others are still missing.
    Waits,
    /// It has been there before.
    Repeat,
    /// It contradicts another one.
    Conflict,
    /// The whole is there, and was handed over.
    Whole,
}

impl Peel<'_> {
    /// Gathers a piece of something larger. It is shown as a piece; if it was the last one that was
    /// missing, what they make together goes to the next protocol.
    pub fn gather(&mut self, cut: Cut<'_>, specs: &'static JoinSpecs) -> Fate {
        let gathered = match self.bytes.get(cut.at.clone()) {
            Some(bytes) => self.ask(cut.key, cut.place, bytes, self.in_frame(cut.at.start)),
            None => Gathered::Alone,
        };
        let (fate, part) = match gathered {
            Gathered::Whole(joined) if self.takes(&joined) => {
                self.wrap_whole(cut, joined, specs);
                return Fate::Whole;
            }
            Gathered::Conflict => {
                let kind = FaultKind::Malformed("it contradicts a piece that arrived before");
                self.fault(kind, cut.at.clone());
                (Fate::Conflict, None)
            }
            Gathered::Waits(waiting) => (Fate::Waits, Some(Part::Middle(waiting.into()))),
            Gathered::Repeat => (Fate::Repeat, Some(Part::Repeat)),
            Gathered::Whole(_) | Gathered::Alone => (Fate::Alone, None),
        };
        let before = self.work.jobs.len();
        self.wrap(cut.piece, cut.at, cut.bound);
        for job in &mut self.work.jobs[before..] {
            job.part = part;
        }
        fate
    }

    /// Gathers a piece of something larger that is part of this layer, not what it wraps: if it was
    /// the last one that was missing, `parts` reads the whole.
    pub fn gather_part(
        &mut self,
        (key, place): (GatherKey, Place),
        at: Range<usize>,
        specs: &'static JoinSpecs,
        parts: impl FnOnce(&mut Peel<'_>),
    ) -> Fate {
        let gathered = match self.bytes.get(at.clone()) {
            Some(bytes) => self.ask(key, place, bytes, self.in_frame(at.start)),
            None => Gathered::Alone,
        };
        match gathered {
            Gathered::Whole(joined) if self.takes(&joined) => {
                self.say_joined(specs, joined.bytes.len(), &joined.pieces);
                self.work.joined_bytes += joined.bytes.len();
                let source = Source(self.out.buffers.len() as u8 + 1);
                self.aside(joined.bytes.to_vec(), at, parts);
                self.out.set_pieces(source, joined.pieces);
                Fate::Whole
            }
            Gathered::Conflict => {
                let kind = FaultKind::Malformed("it contradicts a piece that arrived before");
                self.fault(kind, at);
                Fate::Conflict
            }
            Gathered::Waits(_) => Fate::Waits,
            Gathered::Repeat => Fate::Repeat,
            Gathered::Whole(_) | Gathered::Alone => Fate::Alone,
        }
    }

    /// Says that the pieces up to one have arrived; true if that was said before.
    pub fn acknowledge(&mut self, key: GatherKey, number: u16) -> bool {
        let gathered = self.ask(key, Place::Acknowledged { number }, &[], None);
        matches!(gathered, Gathered::Repeat)
    }

    /// Asks the conversation; a quotation of a piece travels nowhere.
    fn ask(&mut self, key: GatherKey, place: Place, bytes: &[u8], at: Option<u32>) -> Gathered {
        let piece = ArrivingPiece {
            key,
            place,
            bytes,
            at,
        };
        let quoted = self.is_quoted();
        match self.context.as_deref_mut().filter(|_| !quoted) {
            Some(context) => context.gather(&piece),
            None => Gathered::Alone,
        }
    }

    /// True if the frame may still have a buffer of this length.
    fn takes(&self, joined: &Joined) -> bool {
        self.out.buffers.len() < LIMITS.buffers && joined.bytes.len() <= self.derived_room()
    }

    fn wrap_whole(&mut self, cut: Cut<'_>, joined: Joined, specs: &'static JoinSpecs) {
        let own = ByteRange::new(self.abs(cut.at.start), self.abs(cut.at.end));
        let layer = &mut self.out.layers[usize::from(self.layer)];
        if layer.payload.is_empty() {
            layer.payload = own;
        } else {
            layer.payload.end = layer.payload.end.max(own.end);
        }
        self.say_joined(specs, joined.bytes.len(), &joined.pieces);
        // What one frame carried alone stands in it as it is.
        if joined.pieces.len() <= 1 {
            return self.wrap(cut.whole, cut.at, cut.bound);
        }
        self.work.joined_bytes += joined.bytes.len();
        let source = self.wrap_buffer(cut.whole, joined.bytes, Bound::Frame);
        self.out.set_pieces(source, joined.pieces);
    }

    /// Adds the fields that say what the layer was put together of.
    pub(super) fn say_joined(&mut self, specs: &'static JoinSpecs, len: usize, pieces: &[Piece]) {
        if !self.want.has_fields() || pieces.is_empty() {
            return;
        }
        self.say(&specs.all, Value::None, 0);
        for piece in pieces.iter().take(MAX_PIECES_SHOWN) {
            if self.is_full() {
                return;
            }
            self.say(&specs.piece, Value::Frame(piece.frame), 1);
        }
        self.say(&specs.count, Value::Uint(pieces.len() as u64), 1);
        self.say(&specs.len, Value::Uint(len as u64), 1);
    }

    /// Adds a computed field, so much deeper than the layer's fields are at the moment.
    fn say(&mut self, spec: &'static FieldSpec, value: Value, deeper: u8) {
        self.out.fields.push(Field {
            spec,
            span: Span::bytes(self.job().range.start, 0),
            word: None,
            source: self.source(),
            value,
            depth: self.depth + deeper,
        });
    }
}

impl From<Waiting> for Middle {
    fn from(waiting: Waiting) -> Middle {
        Middle {
            bare: false,
            protocol: None,
            began: waiting.began,
            so_far: waiting.so_far,
            whole: waiting.whole,
        }
    }
}
