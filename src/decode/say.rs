//! What a `peel` function says of its layer besides the fields: what it is, who speaks, what is
//! wrong, where it ends.

use std::fmt;
use std::ops::Range;

use super::Peel;
use super::fields::byte_span;
use super::peeler::LIMITS;
use crate::model::text::write_clean;
use crate::model::{
    Address, Addressed, ByteRange, Fault, FaultKind, Flow, Lesson, ProtoInfo, Transport, Value,
    Verdict,
};

/// Ends of which nothing is known yet.
const BLANK: Addressed = Addressed {
    layer: 0,
    from: Address::Mac([0; 6]),
    to: Address::Mac([0; 6]),
    ports: None,
};

impl Peel<'_> {
    /// Says what the checksum field named `spec` of this layer turned out to be; a wrong one
    /// becomes a fault.
    pub fn verdict(&mut self, spec: &str, verdict: Verdict) {
        let first = self.out.layers[usize::from(self.layer)].fields.start as usize;
        let Some(field) = self
            .out
            .fields
            .get_mut(first..)
            .and_then(|own| own.iter_mut().rfind(|f| f.spec.name == spec))
        else {
            return;
        };
        let found = field.value.as_uint().unwrap_or_default() as u32;
        field.value = Value::Checksum(found, verdict);
        let at = field.span.byte_range();
        if let Verdict::Bad(expected) = verdict
            && self.out.faults.len() < LIMITS.faults
        {
            self.out.faults.push(Fault {
                layer: self.layer,
                at,
                kind: FaultKind::BadChecksum { found, expected },
            });
        }
    }

    /// One line that says what this header says, for lists and panes. Later calls replace it.
    #[inline]
    pub fn summary(&mut self, text: fmt::Arguments<'_>) {
        if self.wants_summary() {
            self.summarise(text);
        }
    }

    /// True if [`Peel::summary`] says anything: for texts that take work to put together.
    #[inline]
    pub fn wants_summary(&self) -> bool {
        self.want.has_lines() && self.turn.only.is_none()
    }

    fn summarise(&mut self, text: fmt::Arguments<'_>) {
        let mut clean = self.out.new_text();
        write_clean(&mut clean, text);
        self.out.layers[usize::from(self.layer)].summary = clean;
    }

    /// Shows the layer as a variant of the protocol (mDNS is DNS on another port).
    pub fn variant(&mut self, info: &'static ProtoInfo) {
        self.out.layers[usize::from(self.layer)].info = info;
    }

    /// Records a fault over these bytes of the layer.
    pub fn fault(&mut self, kind: FaultKind, at: Range<usize>) {
        if self.out.faults.len() < LIMITS.faults {
            let at = byte_span(self.abs(at.start) as usize, self.abs(at.end) as usize);
            self.out.faults.push(Fault {
                layer: self.layer,
                at,
                kind,
            });
        }
    }

    /// The addresses of this layer, sender first.
    #[inline]
    pub fn from_to(&mut self, from: impl Into<Address>, to: impl Into<Address>) {
        let layer = self.layer;
        let ends = if self.is_quoted() {
            self.work.quoted.insert(BLANK)
        } else {
            // Written in place, as layers are.
            self.out.addresses.push(BLANK);
            let Some(ends) = self.out.addresses.last_mut() else {
                return;
            };
            ends
        };
        ends.layer = layer;
        ends.from = from.into();
        ends.to = to.into();
    }

    /// The ports of this layer, for the network addresses given last.
    #[inline]
    pub fn ports(&mut self, transport: Transport, source: u16, destination: u16) {
        let ends = match self.is_quoted() {
            true => self.work.quoted.as_mut(),
            false => self.out.addresses.last_mut(),
        };
        if let Some(ends) = ends {
            ends.ports = Some((transport, source, destination));
        }
    }

    /// In how many layers with addresses this one stands, itself included: more in a tunnel.
    pub fn nesting(&self) -> usize {
        self.out.addresses.len()
    }

    /// The flow that this layer travels in, if it has addresses and ports.
    #[inline]
    pub fn flow(&self) -> Option<Flow> {
        let ends = match self.is_quoted() {
            true => self.work.quoted.as_ref(),
            false => self.out.addresses.last(),
        };
        ends.and_then(Addressed::flow)
    }

    /// Teaches the conversation something for the frames that follow.
    pub fn teach(&mut self, lesson: Lesson) {
        if !self.is_quoted() {
            self.out.lessons.push(lesson);
        }
    }

    /// The layer wraps `body`, in a form that cannot be handed over as it stands: cut into chunks,
    /// compressed, encrypted. What is then handed over of it, or made of it, lies inside.
    pub fn body(&mut self, body: Range<usize>) {
        let (start, end) = (self.abs(body.start), self.abs(body.end));
        self.out.layers[usize::from(self.layer)].payload = ByteRange::new(start, end);
    }

    /// How many bytes [`Peel::wrap_derived`] still takes in this frame.
    pub fn derived_room(&self) -> usize {
        // What several frames carried is bounded by the conversation.
        let total: usize = self.out.buffers.iter().map(|buffer| buffer.len()).sum();
        let made = total.saturating_sub(self.work.joined_bytes);
        self.turn.derived_bytes.saturating_sub(made)
    }

    /// True if bodies are wanted to their end, whatever it costs; else a skim may leave out what
    /// tells nothing of the layers.
    pub fn wants_bodies(&self) -> bool {
        self.wants_fields() || self.turn.bodies
    }

    /// The layer ends here, by its own lengths: what is behind is not its own. What lies between
    /// its payload and here is its trailer.
    #[inline]
    pub fn ends_at(&mut self, pos: usize) {
        self.end = Some(pos.min(self.bytes.len()));
    }
}
