//! Handing the payload over: who takes it, and what ends it.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use super::claim::{Match, Next};
use super::fields::byte_span;
use super::peeler::LIMITS;
use super::want::Want;
use super::{Peel, Protocol};
use crate::model::{Bound, ByteRange, FaultKind, Lesson, Role, Source, Transport};

/// How the bytes of a payload end.
#[derive(Clone, Copy)]
struct End {
    /// Which length ends them.
    bound: Bound,
    /// True if that length counts more bytes than are there.
    cut: bool,
    /// How many more.
    missing: u32,
    /// True if the inner protocol decides where it ends.
    open: bool,
}

impl Peel<'_> {
    /// Hands all bytes from the cursor on to the next protocol, whose own lengths decide where the
    /// payload ends.
    #[inline(always)]
    pub fn pass(&mut self, next: Next<'_>) {
        let end = End {
            open: true,
            ..self.own_end()
        };
        self.hand_over(next, self.pos..self.bytes.len(), end);
    }

    /// Like [`Peel::pass`], but the bytes from `end` on are known to be the layer's own trailer.
    #[inline(always)]
    pub fn pass_until(&mut self, next: Next<'_>, end: usize) {
        let range = self.pos..end.max(self.pos);
        let end = End {
            open: true,
            ..self.own_end()
        };
        self.hand_over(next, range, end);
    }

    /// Hands `range` to the next protocol; `bound` names the length that ends it, such as
    /// `IPv4 total length`. Where fewer bytes are there, that is recorded.
    #[inline(always)]
    pub fn wrap(&mut self, next: Next<'_>, range: Range<usize>, bound: &'static str) {
        if range.end <= self.bytes.len() {
            let bound = if range.end == self.bytes.len() && !self.is_whole() {
                self.job().bound
            } else {
                Bound::Field(bound)
            };
            let end = End {
                bound,
                cut: false,
                missing: 0,
                open: false,
            };
            self.hand_over(next, range, end);
            return;
        }
        self.wrap_cut(next, range);
    }

    /// Hands over what is there of `range`, and records that it is not all.
    #[cold]
    fn wrap_cut(&mut self, next: Next<'_>, range: Range<usize>) {
        let clamp = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let start = range.start.min(self.bytes.len());
        let (needed, present) = (
            clamp(range.end - range.start),
            clamp(self.bytes.len() - start),
        );
        self.fault(
            FaultKind::Truncated {
                needed,
                present,
                bound: self.job().bound,
            },
            start..self.bytes.len(),
        );
        let end = End {
            cut: true,
            missing: needed - present,
            ..self.own_end()
        };
        self.hand_over(next, start..self.bytes.len(), end);
    }

    /// Hands `range` to the next protocol as a piece of a byte stream: a message in it may go on
    /// in the next segment.
    #[inline(always)]
    pub fn wrap_stream(&mut self, next: Next<'_>, range: Range<usize>) {
        if self.want == Want::Ends {
            return self.body(range.start..range.end.min(self.bytes.len()));
        }
        let before = self.work.jobs.len();
        let bound = if self.is_whole() {
            Bound::Segment
        } else {
            self.job().bound
        };
        let end = End {
            bound,
            ..self.own_end()
        };
        self.hand_over(next, range, end);
        for job in &mut self.work.jobs[before..] {
            job.stream = true;
        }
    }

    /// Hands `range` over as a quotation of another packet's start.
    pub fn quote(&mut self, next: Next<'_>, range: Range<usize>) {
        let before = self.work.jobs.len();
        let end = End {
            bound: Bound::Quotation,
            cut: true,
            missing: 0,
            open: false,
        };
        self.hand_over(next, range, end);
        for job in &mut self.work.jobs[before..] {
            job.role = Role::Quoted;
        }
    }

    /// Registers bytes that do not stand in the frame as they are (decompressed, decrypted,
    /// joined) and hands them to the next protocol. Past the limit for such bytes, and for none,
    /// nothing happens: false.
    pub fn wrap_derived(&mut self, next: Next<'_>, bytes: Vec<u8>) -> bool {
        let too_many =
            self.out.buffers.len() >= LIMITS.buffers || bytes.len() > self.derived_room();
        if bytes.is_empty() || too_many {
            return false;
        }
        self.wrap_buffer(next, bytes.into(), Bound::Frame);
        true
    }

    /// Registers a buffer and hands it to the next protocol; `bound` is what ended it.
    pub(super) fn wrap_buffer(
        &mut self,
        next: Next<'_>,
        buffer: Arc<[u8]>,
        bound: Bound,
    ) -> Source {
        let target = self.resolve(next, &buffer);
        self.say_hand_over(next, target.0);
        self.out.buffers.push(buffer.clone());
        let source = Source(self.out.buffers.len() as u8);
        let range = ByteRange::new(0, u32::try_from(buffer.len()).unwrap_or(u32::MAX));
        let end = End {
            bound,
            cut: false,
            missing: 0,
            open: false,
        };
        self.push_job(target, source, range, end);
        source
    }

    /// How this layer's own bytes end.
    #[inline(always)]
    fn own_end(&self) -> End {
        End {
            bound: self.job().bound,
            cut: self.job().cut,
            missing: self.job().missing,
            open: false,
        }
    }

    #[inline(always)]
    fn hand_over(&mut self, next: Next<'_>, range: Range<usize>, how: End) {
        let end = range.end.min(self.bytes.len());
        let start = range.start.min(end);
        let target = self.resolve(next, &self.bytes[start..end]);
        let payload = byte_span(self.abs(start) as usize, self.abs(end) as usize);
        let layer = &mut self.out.layers[usize::from(self.layer)];
        layer.open_end = how.open;
        if layer.payload.is_empty() {
            layer.payload = payload;
        } else {
            layer.payload.end = layer.payload.end.max(payload.end);
        }
        if payload.is_empty() {
            return;
        }
        self.say_hand_over(next, target.0);
        self.push_job(target, self.job().source, payload, how);
    }

    #[inline(always)]
    fn push_job(
        &mut self,
        (protocol, role): (Option<&'static Protocol>, Role),
        source: Source,
        range: ByteRange,
        end: End,
    ) {
        let role = if self.is_quoted() { Role::Quoted } else { role };
        let (level, parent) = (self.job().level + 1, self.job as u32);
        let job = self.work.add();
        job.protocol = protocol;
        job.role = role;
        job.parent = Some(parent);
        job.source = source;
        job.range = range;
        job.bound = end.bound;
        job.cut = end.cut;
        job.missing = end.missing;
        job.open = end.open;
        job.level = level;
    }

    #[inline]
    fn say_hand_over(&mut self, next: Next<'_>, protocol: Option<&'static Protocol>) {
        if self.want == Want::Full && self.turn.only.is_none() {
            self.explain_hand_over(next, protocol);
        }
    }

    fn explain_hand_over(&mut self, next: Next<'_>, protocol: Option<&'static Protocol>) {
        let layer = usize::from(self.layer);
        if !self.out.layers[layer].hand_over.is_empty() {
            return;
        }
        let mut text = self.out.new_text();
        // A String takes all that is written to it.
        let _ = match protocol {
            Some(protocol) => write!(text, "{next}: hand the rest to {}", protocol.info.short),
            None => write!(text, "{next}: nothing known here, so the rest stays data"),
        };
        self.out.layers[layer].hand_over = text;
    }

    /// Who takes these bytes, tried in the order of certainty.
    #[inline(always)]
    fn resolve(&mut self, next: Next<'_>, bytes: &[u8]) -> (Option<&'static Protocol>, Role) {
        let registry = self.turn.registry;
        let protocol = match next {
            Next::LinkType(link) => registry.link_type(link),
            Next::EtherType(code) => registry.ether_type(code),
            Next::LlcSap(sap) => registry.llc_sap(sap),
            Next::Snap(oui, pid) => registry.snap(oui, pid),
            Next::IpProtocol(code) => registry.ip_protocol(code),
            Next::Ppp(code) => registry.ppp(code),
            Next::Ports(transport, source, destination) => {
                return self.resolve_ports(transport, source, destination, bytes);
            }
            Next::SctpPayload(ppid, source, destination) => match registry.sctp_payload(ppid) {
                Some(protocol) => Some(protocol),
                None => return self.resolve_ports(Transport::Sctp, source, destination, bytes),
            },
            Next::Field(name, value) => registry.field(name, value, bytes),
            Next::Media(media) => registry.media_type(media, bytes),
            Next::Protocol(protocol) => Some(protocol),
            Next::Fragment | Next::Segment => return (None, Role::Continuation),
            Next::Data => return (None, Role::Opaque),
        };
        (
            protocol,
            if protocol.is_some() {
                Role::Header
            } else {
                Role::Opaque
            },
        )
    }

    fn resolve_ports(
        &mut self,
        transport: Transport,
        source: u16,
        destination: u16,
        bytes: &[u8],
    ) -> (Option<&'static Protocol>, Role) {
        if bytes.is_empty() {
            return (None, Role::Opaque);
        }
        let mut rules = self.turn.decode_as.iter();
        let rule = rules.find(|rule| rule.matches(transport, source, destination));
        if let Some(rule) = rule {
            return (Some(rule.protocol), Role::Header);
        }
        if let Some(protocol) = self.known_protocol() {
            let sureness = protocol.recognises(bytes);
            if sureness > Match::Rest {
                return (Some(protocol), Role::Header);
            }
            // Both sides may have gone on with something else: in a tunnel, after an upgrade; or
            // are back at what the port says, after an encrypted login.
            let by_port = || {
                let found = self
                    .turn
                    .registry
                    .ports(transport, source, destination, bytes)?;
                (found.0 == Match::Yes).then_some(found.1)
            };
            let other = self
                .turn
                .registry
                .heuristic(transport, bytes)
                .or_else(by_port)
                .or_else(|| self.behind_tunnel(&self.flow()?, bytes));
            // Datagrams that say themselves what they are share a port with others that do not: what
            // these were announced to be still holds (RFC 7983).
            let is_shared = transport == Transport::Udp && !protocol.stream;
            if let (Some(other), Some(flow)) = (other, self.flow()) {
                if !is_shared {
                    self.teach(Lesson::Speaks(flow, &other.info));
                }
                return (Some(other), Role::Header);
            }
            if sureness == Match::Rest {
                return (Some(protocol), Role::Header);
            }
            let goes_on = protocol.stream && transport == Transport::Tcp;
            let role = if goes_on {
                Role::Continuation
            } else {
                Role::Opaque
            };
            return (None, role);
        }
        let by_port = self
            .turn
            .registry
            .ports(transport, source, destination, bytes);
        let guessed = || {
            let found = self.turn.registry.heuristic(transport, bytes);
            found.map(|protocol| (Match::Yes, protocol))
        };
        let Some((sureness, protocol)) = by_port.or_else(guessed) else {
            return (None, Role::Opaque);
        };
        // A datagram's port says the same of the next one; only a sure word is worth keeping.
        let is_new = protocol.stream || by_port.is_none();
        if sureness == Match::Yes
            && is_new
            && let Some(flow) = self.flow()
        {
            self.teach(Lesson::Speaks(flow, &protocol.info));
        }
        (Some(protocol), Role::Header)
    }

    /// True if the conversation is known to speak the layer's protocol.
    pub fn is_spoken(&self) -> bool {
        let known = self.known_protocol();
        known.is_some_and(|known| {
            self.job()
                .protocol
                .is_some_and(|own| std::ptr::eq(own, known))
        })
    }

    /// What an early segment is, as far as that can be told before it is read: what the conversation
    /// speaks, or what claims the port and sees one of its messages begin.
    pub(super) fn told(&self, next: Next<'_>, bytes: &[u8]) -> Option<&'static Protocol> {
        if let Some(spoken) = self.known_protocol() {
            return Some(spoken).filter(|spoken| spoken.recognises(bytes) != Match::No);
        }
        let Next::Ports(transport, source, destination) = next else {
            return None;
        };
        let registry = self.turn.registry;
        let by_port = registry.ports(transport, source, destination, bytes);
        match by_port {
            Some((Match::Maybe | Match::Yes, protocol)) if protocol.recognise.is_some() => {
                Some(protocol)
            }
            _ => registry.heuristic(transport, bytes),
        }
    }

    /// What the conversation is known to speak.
    pub(super) fn known_protocol(&self) -> Option<&'static Protocol> {
        let info = self.context.as_deref()?.speaks(&self.flow()?)?;
        self.turn.registry.by_name(info.name)
    }
}
