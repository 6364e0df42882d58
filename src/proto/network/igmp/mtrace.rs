//! Multicast traceroute: which routers a group's packets pass on their way from a source.

use super::{BLOCK, CHECKSUM, GROUP};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

pub(super) const SECTION: &str = "draft-ietf-idmr-traceroute-ipm-07 §4";

pub(super) const HOPS: &[FieldSpec] = &[FieldSpec::uint("igmp.mtrace.max_hops", "Hops", 8)
    .doc("How many routers shall be asked at most.", SECTION)];

pub(super) const WAY: &[FieldSpec] = &[
    FieldSpec::ipv4("igmp.mtrace.saddr", "Source")
        .doc("Where the group's packets come from.", SECTION),
    FieldSpec::ipv4("igmp.mtrace.raddr", "Receiver").doc(
        "Where they go: the trace begins at the router there.",
        SECTION,
    ),
    FieldSpec::ipv4("igmp.mtrace.rspaddr", "Answer to").doc("Who wants to know.", SECTION),
    FieldSpec::uint("igmp.mtrace.resp_ttl", "Answer's time to live", 8)
        .doc("What the answer is sent with.", SECTION),
    FieldSpec::uint("igmp.mtrace.q_id", "Query", 24).doc("Tells queries apart.", SECTION),
];

pub(super) const HOP: &[FieldSpec] = &[
    FieldSpec::uint("igmp.mtrace.q_arrival", "Arrival", 32).doc(
        "When the query came, in the middle bits of an NTP time stamp: seconds and parts of 65536.",
        SECTION,
    ),
    FieldSpec::ipv4("igmp.mtrace.q_inaddr", "Incoming interface")
        .doc("Where the group's packets come in.", SECTION),
    FieldSpec::ipv4("igmp.mtrace.q_outaddr", "Outgoing interface")
        .doc("Where they go out.", SECTION),
    FieldSpec::ipv4("igmp.mtrace.q_prevrtr", "Previous router")
        .doc("From which router they come.", SECTION),
    FieldSpec::uint("igmp.mtrace.q_inpkt", "Packets in", 32)
        .doc("Multicast packets on the incoming interface.", SECTION),
    FieldSpec::uint("igmp.mtrace.q_outpkt", "Packets out", 32)
        .doc("Multicast packets on the outgoing interface.", SECTION),
    FieldSpec::uint("igmp.mtrace.q_total", "Packets of the source", 32)
        .doc("Packets from the source to the group.", SECTION),
    FieldSpec::uint("igmp.mtrace.q_rtg_proto", "Routing protocol", 8)
        .codes(&[
            (1, "DVMRP"),
            (2, "MOSPF"),
            (3, "PIM"),
            (4, "CBT"),
            (5, "PIM with a special routing table"),
            (6, "PIM with a static route"),
            (7, "DVMRP with a static route"),
            (8, "PIM with BGP"),
            (9, "CBT with a special routing table"),
            (10, "CBT with a static route"),
            (11, "PIM with assert"),
        ])
        .doc("Which protocol leads to the previous router.", SECTION),
    FieldSpec::uint("igmp.mtrace.q_fwd_ttl", "Forwarding threshold", 8).doc(
        "Packets need more time to live than this to go out.",
        SECTION,
    ),
    FieldSpec::hex("igmp.mtrace.q_mbz", "Reserved", 1).doc("Zero.", SECTION),
    FieldSpec::hex("igmp.mtrace.q_s", "Counts a network", 1).doc(
        "1: the count of packets is for the source's whole network.",
        SECTION,
    ),
    FieldSpec::hex("igmp.mtrace.q_src_mask", "Source mask", 6)
        .doc("Length of the mask of that network.", SECTION),
    FieldSpec::hex("igmp.mtrace.q_fwd_code", "Forwarding code", 8)
        .codes(&[
            (0x00, "no error"),
            (0x01, "wrong interface"),
            (0x02, "prune sent"),
            (0x03, "prune received"),
            (0x04, "scoped"),
            (0x05, "no route"),
            (0x06, "wrong last hop"),
            (0x07, "not forwarding"),
            (0x08, "rendezvous point reached"),
            (0x09, "query came from outside"),
            (0x0a, "no multicast"),
            (0x0b, "hidden"),
            (0x81, "no space"),
            (0x82, "next router is old"),
            (0x83, "prohibited"),
        ])
        .doc("Why packets are not forwarded, if so.", SECTION),
];

/// A query, and what the routers have added to it since.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    p.rows(HOPS)?;
    p.uint(&CHECKSUM)?;
    p.field(&GROUP, 4)?;
    p.rows(WAY)?;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&BLOCK, |p| p.rows(HOP))?;
    }
    Ok(())
}
