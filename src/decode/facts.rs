//! What a `peel` function knows of its stream beyond the bytes at hand: whether more of them come,
//! and what earlier messages have said.

use super::claim::{Match, Next};
use super::{Peel, Peeled};
use crate::model::Lesson;

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
        let flow = self.flow()?;
        let key = flow.key();
        let taught = self.out.lessons.iter().rev().find_map(|lesson| match lesson {
            Lesson::Knows {
                flow,
                name: known,
                index: at,
                value,
            } if *known == name && *at == index && flow.key() == key => Some(*value),
            _ => None,
        });
        taught.or_else(|| self.context.as_deref()?.fact(&flow, name, index))
    }

    /// Teaches a fact of the flow, for the messages behind this one.
    pub fn note(&mut self, name: &'static str, index: u32, value: u64) {
        if let Some(flow) = self.flow()
            && self.context.is_some()
        {
            self.teach(Lesson::Knows {
                flow,
                name,
                index,
                value,
            });
        }
    }

    /// Which of the two directions of its flow the layer travels in: 0 or 1, always the same for
    /// the same sender.
    pub fn side(&self) -> u32 {
        self.flow().map_or(0, |flow| u32::from(flow != flow.key()))
    }

    /// True if bytes that nobody takes may become a message once there are more of them: one of
    /// those who may stand here says that they are too few.
    pub(super) fn is_undecided(&self, next: Next<'_>, bytes: &[u8]) -> bool {
        let Next::Ports(transport, source, destination) = next else {
            return false;
        };
        let registry = self.turn.registry;
        let by_port = || registry.may_begin(transport, source, destination, bytes);
        match self.known_protocol() {
            Some(known) => known.recognises(bytes) == Match::Short,
            None => by_port(),
        }
    }
}
