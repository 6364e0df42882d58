//! What a filter must know of a frame.

use super::names::{About, Named};
use super::program::{Node, Source};
use crate::decode::Registry;
use crate::model::{FieldSpec, Kind};

/// How much must be known before a frame can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// What the capture says of it: number, times, lengths, its bytes.
    Frame,
    /// Its headers up to the transport, which do not depend on other frames but for fragments.
    Headers,
    /// What earlier frames taught: the frames are followed in order.
    Conversations,
}

/// What a filter must know of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// How much.
    pub scope: Scope,
    /// Names of the fields that are asked for; no others need be decoded.
    pub fields: Vec<&'static str>,
    /// True if the frames that matched before matter as well.
    pub in_order: bool,
}

/// Protocols that are told by the headers around them alone, and whose fields stand in the frame.
const HEADERS: [&str; 24] = [
    "arp",
    "eth",
    "gre",
    "icmp",
    "icmpv6",
    "ieee8021ad",
    "igmp",
    "ip",
    "ipv6",
    "ipv6.dstopts",
    "ipv6.fraghdr",
    "ipv6.hopopts",
    "ipv6.routing",
    "llc",
    "lldp",
    "mpls",
    "null",
    "ppp",
    "pppoes",
    "sll",
    "stp",
    "tcp",
    "udp",
    "vlan",
];

impl Needs {
    pub(super) fn of(node: &Node, registry: &Registry) -> Needs {
        let mut needs = Needs {
            scope: Scope::Frame,
            fields: Vec::new(),
            in_order: false,
        };
        node.sources(&mut |source| needs.add(source, registry));
        needs.fields.sort_unstable();
        needs.fields.dedup();
        needs
    }

    fn add(&mut self, source: &Source, registry: &Registry) {
        let scope = match &source.named {
            Named::Frame => Scope::Frame,
            Named::About(About::Protocols) => Scope::Conversations,
            Named::About(About::SinceDisplayed) => {
                self.in_order = true;
                Scope::Conversations
            }
            Named::About(_) => Scope::Frame,
            Named::Payload(_) => Scope::Headers,
            Named::Protocol(name) if HEADERS.contains(&name.as_str()) => Scope::Headers,
            Named::Protocol(_) => Scope::Conversations,
            Named::Fields(fields) => {
                self.fields.extend(&fields.names);
                match fields
                    .names
                    .iter()
                    .all(|name| stands_in_header(name, registry))
                {
                    true => Scope::Headers,
                    false => Scope::Conversations,
                }
            }
        };
        self.scope = self.scope.max(scope);
    }
}

/// True if the field is a row of the fixed header of one of these protocols.
fn stands_in_header(name: &str, registry: &Registry) -> bool {
    let is_row = |spec: &FieldSpec| {
        spec.name == name && !matches!(spec.kind, Kind::Group | Kind::Gap | Kind::Computed)
    };
    let protocols = registry.protocols().iter();
    let mut own = protocols.filter(|protocol| protocol.all_fields().any(|spec| spec.name == name));
    own.all(|protocol| {
        let first = protocol.headers.first();
        let in_header = first.is_some_and(|table| table.iter().any(is_row));
        HEADERS.contains(&protocol.info.name) && (in_header || protocol.info.name == "eth")
    }) && registry
        .protocols()
        .iter()
        .any(|protocol| protocol.all_fields().any(is_row))
}
