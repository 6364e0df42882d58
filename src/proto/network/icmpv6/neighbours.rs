//! Neighbour discovery: who has which address on the link, and which routers there are (RFC 4861).

use super::{RESERVED, options};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

pub(super) const ROUTER: &[FieldSpec] = &[
    FieldSpec::uint("icmpv6.nd.ra.cur_hop_limit", "Hop limit", 8).doc(
        "The hop limit that hosts should send with; 0 says nothing.",
        "RFC 4861 §4.2",
    ),
    FieldSpec::hex("icmpv6.nd.ra.flag", "Flags", 8)
        .parts_follow()
        .doc(
            "Where hosts get addresses and what the router is.",
            "RFC 4861 §4.2",
        ),
    FieldSpec::flag("icmpv6.nd.ra.flag.m", "Managed addresses")
        .part()
        .doc("Set: addresses are given out by DHCPv6.", "RFC 4861 §4.2"),
    FieldSpec::flag("icmpv6.nd.ra.flag.o", "Other configuration")
        .part()
        .doc(
            "Set: other configuration, such as DNS servers, is given out by DHCPv6.",
            "RFC 4861 §4.2",
        ),
    FieldSpec::flag("icmpv6.nd.ra.flag.h", "Home agent")
        .part()
        .doc(
            "Set: the router is a home agent for mobile hosts.",
            "RFC 6275 §7.1",
        ),
    FieldSpec::uint("icmpv6.nd.ra.flag.prf", "Preference", 2)
        .part()
        .codes(&[(0, "medium"), (1, "high"), (2, "reserved"), (3, "low")])
        .doc(
            "Which of several routers hosts should prefer as default router.",
            "RFC 4191 §2.2",
        ),
    FieldSpec::flag("icmpv6.nd.ra.flag.p", "Proxy").part().doc(
        "Set: the message was passed on from another link.",
        "RFC 4389 §4.1.3.3",
    ),
    FieldSpec::uint("icmpv6.nd.ra.flag.rsv", "Reserved", 2)
        .part()
        .doc("Zero.", "RFC 4861 §4.2"),
    FieldSpec::uint("icmpv6.nd.ra.router_lifetime", "Router lifetime", 16)
        .unit("s")
        .doc(
            "How long the router may be used as default router; 0: not at all.",
            "RFC 4861 §4.2",
        ),
    FieldSpec::uint("icmpv6.nd.ra.reachable_time", "Reachable time", 32)
        .unit("ms")
        .doc(
            "How long a neighbour counts as reachable after it answered; 0 says nothing.",
            "RFC 4861 §4.2",
        ),
    FieldSpec::uint("icmpv6.nd.ra.retrans_timer", "Retransmission time", 32)
        .unit("ms")
        .doc(
            "How long to wait before asking again; 0 says nothing.",
            "RFC 4861 §4.2",
        ),
];

pub(super) const ADVERTISEMENT: &[FieldSpec] = &[
    FieldSpec::hex("icmpv6.nd.na.flag", "Flags", 32)
        .parts_follow()
        .doc("How the answer is to be taken.", "RFC 4861 §4.4"),
    FieldSpec::flag("icmpv6.nd.na.flag.r", "Router")
        .part()
        .doc("Set: the sender is a router.", "RFC 4861 §4.4"),
    FieldSpec::flag("icmpv6.nd.na.flag.s", "Solicited")
        .part()
        .doc(
            "Set: this answers a question. Not set: the sender tells it unasked.",
            "RFC 4861 §4.4",
        ),
    FieldSpec::flag("icmpv6.nd.na.flag.o", "Override")
        .part()
        .doc(
            "Set: what the receiver remembers is to be replaced.",
            "RFC 4861 §4.4",
        ),
    FieldSpec::uint("icmpv6.nd.na.flag.rsv", "Reserved", 29)
        .part()
        .doc("Zero.", "RFC 4861 §4.4"),
];

crate::fields! {
    WANTED = FieldSpec::ipv6("icmpv6.nd.ns.target_address", "Wanted address")
        .doc("Whose link-layer address the sender wants to know.", "RFC 4861 §4.3");
    TOLD = FieldSpec::ipv6("icmpv6.nd.na.target_address", "Address")
        .doc("Whose link-layer address this tells.", "RFC 4861 §4.4");
    BETTER = FieldSpec::ipv6("icmpv6.nd.rd.target_address", "Better next hop")
        .doc("Where packets for the destination should be sent instead; the destination itself if it is a neighbour.", "RFC 4861 §4.5");
    DESTINATION = FieldSpec::ipv6("icmpv6.rd.na.destination_address", "Destination")
        .doc("For which destination the better way holds.", "RFC 4861 §4.5");
}

/// A message of type 133 to 137 behind its checksum.
pub(super) fn message(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        133 => p.field(&RESERVED, 4).map(drop),
        134 => p.rows(ROUTER).map(drop),
        135 => {
            p.field(&RESERVED, 4)?;
            p.field(&WANTED, 16).map(drop)
        }
        136 => {
            p.rows(ADVERTISEMENT)?;
            p.field(&TOLD, 16).map(drop)
        }
        _ => {
            p.field(&RESERVED, 4)?;
            p.field(&BETTER, 16)?;
            p.field(&DESTINATION, 16).map(drop)
        }
    }?;
    options::read(p)
}
