//! Who is next: what a header says of its payload, and how sure a decoder is of bytes.

use std::fmt;

use super::Protocol;
use crate::model::{LinkType, Transport};

/// What the first bytes say about a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// They are too few to tell: they fit the beginning of this protocol and of others. Where a
    /// stream goes on, it is asked again when there are more.
    Short,
    /// They are not this protocol.
    No,
    /// Only the conversation can tell: they are, if it is known to speak this protocol and nobody else
    /// takes them. They are the middle of a message whose beginning is not in the capture.
    Rest,
    /// Only the conversation can tell: they are, if it is known to speak this protocol (an
    /// encrypted packet without a mark of its own).
    Known,
    /// They may be: enough where a port claims it.
    Maybe,
    /// They are: enough by itself.
    Yes,
}

impl Match {
    /// [`Match::Short`] if true, else [`Match::No`].
    pub const fn short_if(condition: bool) -> Match {
        if condition { Match::Short } else { Match::No }
    }

    /// [`Match::Yes`] if true, else [`Match::No`].
    pub const fn yes_if(condition: bool) -> Match {
        if condition { Match::Yes } else { Match::No }
    }

    /// [`Match::Maybe`] if true, else [`Match::No`].
    pub const fn maybe_if(condition: bool) -> Match {
        if condition { Match::Maybe } else { Match::No }
    }
}

/// What a header says of what it wraps.
#[derive(Debug, Clone, Copy)]
pub enum Next<'m> {
    /// A frame of this link type.
    LinkType(LinkType),
    /// An EtherType.
    EtherType(u16),
    /// A destination SAP of LLC.
    LlcSap(u8),
    /// Organisation and protocol number of SNAP.
    Snap(u32, u16),
    /// An IP protocol number.
    IpProtocol(u8),
    /// A PPP protocol number.
    Ppp(u16),
    /// Source and destination port.
    Ports(Transport, u16, u16),
    /// An SCTP payload protocol identifier; where it says nothing, the ports.
    SctpPayload(u32, u16, u16),
    /// The value of a field, by the field's name.
    Field(&'static str, u32),
    /// A media type, as the message gives it; empty if it gives none.
    Media(&'m str),
    /// This protocol, by the header's own definition.
    Protocol(&'static Protocol),
    /// A fragment of an IP packet.
    Fragment,
    /// Part of a message that is spread over several segments.
    Segment,
    /// Bytes that have no further structure known here.
    Data,
}

/// How the header names what comes next, for "hand the rest to ...".
impl fmt::Display for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Next::LinkType(link) => write!(f, "link type {}", link.0),
            Next::EtherType(code) => write!(f, "EtherType 0x{code:04x}"),
            Next::LlcSap(sap) => write!(f, "service access point 0x{sap:02x}"),
            Next::Snap(oui, pid) => {
                write!(f, "SNAP organisation 0x{oui:06x}, protocol 0x{pid:04x}")
            }
            Next::IpProtocol(code) => write!(f, "protocol number {code}"),
            Next::Ppp(code) => write!(f, "PPP protocol 0x{code:04x}"),
            Next::Ports(transport, source, destination) => {
                write!(f, "{} ports {source} → {destination}", transport.name())
            }
            Next::SctpPayload(ppid, ..) => write!(f, "payload protocol {ppid}"),
            Next::Field(name, value) => write!(f, "{name} {value}"),
            Next::Media("") => f.write_str("no media type"),
            Next::Media(media) => write!(f, "media type {}", crate::model::text::clean(media)),
            Next::Protocol(protocol) => write!(f, "always {}", protocol.info.short),
            Next::Fragment => f.write_str("fragment offset and more-fragments flag"),
            Next::Segment => f.write_str("the message is spread over several segments"),
            Next::Data => f.write_str("nothing more is said about the rest"),
        }
    }
}
