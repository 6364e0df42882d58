//! What a protocol file exports.

use super::{Match, Peel, Peeled};
use crate::model::{FieldSpec, Kind, LinkType, ProtoInfo, Transport};

/// Where a protocol may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// First header of captures with this link type.
    LinkType(LinkType),
    /// Behind this EtherType.
    EtherType(u16),
    /// Behind this destination SAP of an LLC header.
    LlcSap(u8),
    /// Behind a SNAP header with this organisation and protocol number.
    Snap(u32, u16),
    /// Behind this IP protocol number (IPv6 next header).
    IpProtocol(u8),
    /// Behind this PPP protocol number.
    Ppp(u16),
    /// On this port, if the first bytes agree with [`Protocol::recognise`].
    Port(Transport, u16),
    /// Behind this SCTP payload protocol identifier.
    SctpPayload(u32),
    /// Behind this value of a field of another protocol, by the field's name, as
    /// `("rpc.program", 100003)`. Several may claim the same value if [`Protocol::recognise`] tells
    /// them apart.
    Field(&'static str, u32),
    /// A body of this media type, lower case, without parameters; `text/*` claims what is left of
    /// a family, `*/*` what is left of all.
    MediaType(&'static str),
    /// Any segment or datagram of this transport whose first bytes [`Protocol::recognise`] is sure
    /// of. Lower strictness numbers are stricter and are asked first.
    Heuristic(Transport, u8),
    /// Any body of an unknown or missing media type that [`Protocol::recognise`] is sure of.
    Content(u8),
}

/// One protocol: what it is, where it stands, how it is peeled.
#[derive(Debug)]
pub struct Protocol {
    /// Names, OSI layer, specification.
    pub info: ProtoInfo,
    /// Where it may stand.
    pub claims: &'static [Claim],
    /// The tables of its fixed headers.
    pub headers: &'static [&'static [FieldSpec]],
    /// Its other fields, as the `fields!` macro lists them.
    pub fields: &'static [&'static FieldSpec],
    /// What the first bytes say: is this the protocol? Asked before a port claim or a heuristic is
    /// believed. `None`: nothing in the bytes can tell, a port claim is believed as it is.
    pub recognise: Option<fn(&[u8]) -> Match>,
    /// Takes the header off. Gets the bytes from the protocol's first byte on.
    pub peel: fn(&mut Peel<'_>) -> Peeled,
    /// Takes the bytes that were left behind the payload, where the inner protocol's own lengths
    /// say that it ended before (padding, trailer, frame check sequence).
    pub trailer: Option<fn(&mut Peel<'_>) -> Peeled>,
    /// True if it speaks over a byte stream: a message may end in a later segment, or several
    /// stand in one.
    pub stream: bool,
    /// Bytes of one real message from its first byte on, for tests and the reference page.
    pub sample: &'static [u8],
}

impl Protocol {
    /// All field specs of the protocol.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        let rows = self
            .headers
            .iter()
            .flat_map(|table| table.iter())
            .filter(|spec| spec.kind != Kind::Gap);
        rows.chain(self.fields.iter().copied())
    }

    /// What the first bytes say.
    pub fn recognises(&self, bytes: &[u8]) -> Match {
        self.recognise
            .map_or(Match::Maybe, |recognise| recognise(bytes))
    }
}
