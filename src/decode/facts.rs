//! What a `peel` function knows of its stream beyond the bytes at hand: whether more of them come,
//! and what earlier messages have said.

use std::ops::Range;
use std::sync::Arc;

use super::claim::{Match, Next};
use super::fields::byte_span;
use super::peeler::LIMITS;
use super::{Peel, Peeled};
use crate::model::{Bound, ByteRange, Flow, Lesson, Source};

impl Peel<'_> {
    /// Like [`Peel::require`], but only while what is missing may still come: the message waits for
    /// it. On what is all there will ever be, nothing happens, and the message is read as far as it
    /// goes.
    ///
    /// # Errors
    /// [`super::Stop`] if the message has to wait.
    pub fn wait_for(&mut self, len: usize) -> Peeled {
        if self.goes_on() {
            return self.require(len);
        }
        Ok(())
    }

    /// True if the layer begins a buffer that was put together of several segments, and may go on
    /// behind the message that these were put together for.
    pub fn is_joined(&self) -> bool {
        let here = (self.source(), self.offset());
        self.stretch()
            .is_some_and(|stretch| stretch.source.is_derived() && (stretch.source, 0) == here)
    }

    /// Which connection of the capture the stream belongs to; `None` where streams are not
    /// followed.
    pub fn connection(&self) -> Option<u32> {
        self.stretch().map(|stretch| stretch.connection)
    }

    /// What the flow has agreed on or counted under this name and index, in either direction
    /// ([`Lesson::Knows`]): earlier in this frame, or in frames before it.
    pub fn fact(&self, name: &'static str, index: u32) -> Option<u64> {
        self.fact_of(&self.flow()?, name, index)
    }

    /// The same of another flow than the layer's own.
    pub fn fact_of(&self, about: &Flow, name: &'static str, index: u32) -> Option<u64> {
        let taught = self
            .out
            .lessons
            .iter()
            .rev()
            .find_map(|lesson| match lesson {
                Lesson::Knows {
                    flow,
                    name: known,
                    index: at,
                    value,
                } if *known == name && *at == index && flow.key() == about.key() => Some(*value),
                _ => None,
            });
        taught.or_else(|| self.context.as_deref()?.fact(about, name, index))
    }

    /// Teaches a fact of the flow, for the messages behind this one.
    pub fn note(&mut self, name: &'static str, index: u32, value: u64) {
        if let Some(flow) = self.flow() {
            self.note_of(flow, name, index, value);
        }
    }

    /// The same of another flow than the layer's own.
    pub fn note_of(&mut self, flow: Flow, name: &'static str, index: u32, value: u64) {
        if self.context.is_some() {
            self.teach(Lesson::Knows {
                flow,
                name,
                index,
                value,
            });
        }
    }

    /// Reads a part of this layer whose bytes do not stand here in one piece; `at` is where the last
    /// of them do. Nothing happens past the limit for such bytes.
    pub fn aside(&mut self, bytes: Vec<u8>, at: Range<usize>, parts: impl FnOnce(&mut Peel<'_>)) {
        if self.out.buffers.len() >= LIMITS.buffers || bytes.len() > self.derived_room() {
            return;
        }
        let buffer: Arc<[u8]> = bytes.into();
        self.out.buffers.push(buffer.clone());
        let at = byte_span(self.abs(at.start) as usize, self.abs(at.end) as usize);
        let first_fault = self.out.faults.len();
        let (index, outer) = (self.job, *self.job());
        let job = &mut self.work.jobs[index];
        job.source = Source(self.out.buffers.len() as u8);
        job.range = ByteRange::new(0, buffer.len() as u32);
        job.bound = Bound::Frame;
        parts(&mut Peel {
            buffer: &buffer,
            bytes: &buffer,
            turn: self.turn,
            context: match &mut self.context {
                Some(context) => Some(&mut **context),
                None => None,
            },
            heard: None,
            job: index,
            layer: self.layer,
            pos: 0,
            end: None,
            depth: self.depth,
            want: self.want,
            rows_only: self.rows_only,
            out: self.out,
            work: self.work,
        });
        self.work.jobs[index] = outer;
        // What is wrong there is shown where its bytes are.
        let found = self.out.faults.get_mut(first_fault..).unwrap_or_default();
        found.iter_mut().for_each(|fault| fault.at = at);
    }

    /// Which of the two directions of its flow the layer travels in: 0 or 1, always the same for
    /// the same sender.
    pub fn side(&self) -> u32 {
        self.flow().map_or(0, |flow| u32::from(!flow.is_key()))
    }

    /// True if bytes that nobody takes may become a message once there are more of them: one of
    /// those who may stand here says that they are too few.
    pub(super) fn is_undecided(&self, next: Next<'_>, bytes: &[u8]) -> bool {
        let Next::Ports(transport, source, destination) = next else {
            return false;
        };
        let registry = self.turn.registry;
        let is_claimed = match self.known_protocol() {
            // Both ends may have gone on with something else.
            Some(known) => known.recognises(bytes) == Match::Short,
            None => registry.may_begin(transport, source, destination, bytes),
        };
        is_claimed || registry.heuristic_may_begin(transport, bytes)
    }
}
