//! DVMRP: routers exchange where multicast packets come from (RFC 1075, and version 3 as it is used).

mod messages;

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;

const SECTION: &str = "draft-ietf-idmr-dvmrp-v3-11 §3";

const PROBE: u8 = 1;
const REPORT: u8 = 2;
const NEIGHBOURS_2: u8 = 6;
const PRUNE: u8 = 7;
const GRAFT: u8 = 8;
const GRAFT_ACK: u8 = 9;

const CODES: Codes = &[
    (1, "probe"),
    (2, "report"),
    (3, "old question for neighbours"),
    (4, "old list of neighbours"),
    (5, "question for neighbours"),
    (6, "list of neighbours"),
    (7, "prune"),
    (8, "graft"),
    (9, "graft acknowledgment"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("dvmrp.v3.code", "Code", 8)
        .codes(CODES)
        .doc("What the message is for.", SECTION),
    FieldSpec::hex("dvmrp.checksum", "Checksum", 16)
        .doc("Covers the message, IGMP's type included.", SECTION),
    FieldSpec::hex("dvmrp.reserved", "Reserved", 16).doc(
        "Zero; in probes and lists of neighbours the second byte holds capabilities.",
        SECTION,
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const fn can(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const CAPABILITIES: &[FieldSpec] = &[
    FieldSpec::hex("dvmrp.capabilities", "Capabilities", 8)
        .parts_follow()
        .doc("What the router can do.", SECTION),
    crate::proto::reserved::reserved(2, SECTION).part(),
    can(
        "dvmrp.cap.netmask",
        "Net masks",
        "Set: prunes may have masks.",
    ),
    can(
        "dvmrp.cap.snmp",
        "SNMP",
        "Set: it can be managed with SNMP.",
    ),
    can(
        "dvmrp.cap.mtrace",
        "Trace",
        "Set: it answers multicast traceroutes.",
    ),
    can(
        "dvmrp.cap.genid",
        "Generation",
        "Set: it has a generation number.",
    ),
    can("dvmrp.cap.prune", "Prune", "Set: it understands prunes."),
    can("dvmrp.cap.leaf", "Leaf", "Set: it has a single neighbour."),
];

const VERSION: &[FieldSpec] = &[
    FieldSpec::hex("dvmrp.min_ver", "Minor version", 8)
        .doc("255 for routers of the specification.", SECTION),
    FieldSpec::hex("dvmrp.maj_ver", "Major version", 8).doc("3.", SECTION),
];

crate::fields! {
    NEIGHBOUR = FieldSpec::ipv4("dvmrp.neighbor", "Neighbour")
        .doc("A router that the sender has heard on this network.", SECTION);
    ROUTE = FieldSpec::group("dvmrp.route", "Routes")
        .doc("Networks with one mask, and how far they are.", messages::REPORTS);
    MASK_BYTES = FieldSpec::bytes("dvmrp.netmask", "Net mask")
        .doc("The mask's last three bytes; the first is always 255.", messages::REPORTS);
    SOURCE_BYTES = FieldSpec::bytes("dvmrp.saddr", "Network")
        .doc("As many bytes of the address as the mask covers; the rest is zero.", messages::REPORTS);
    METRIC = FieldSpec::uint("dvmrp.metric", "Metric", 8)
        .doc("How far the network is; 32: out of reach, more: the sender depends on the receiver for it.", messages::REPORTS);
    SOURCE = FieldSpec::ipv4("dvmrp.saddr", "Source")
        .doc("Who sends to the group.", SECTION);
    GROUP = FieldSpec::ipv4("dvmrp.maddr", "Group")
        .doc("The multicast group.", SECTION);
    LIFETIME = FieldSpec::uint("dvmrp.lifetime", "Lifetime", 32).unit("seconds")
        .doc("How long the prune is valid.", SECTION);
    MASK = FieldSpec::ipv4("dvmrp.netmask", "Net mask")
        .doc("All sources of this network are meant.", SECTION);
}

/// DVMRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dvmrp",
        short: "DVMRP",
        title: "Distance Vector Multicast Routing Protocol",
        osi: OsiLayer::Network,
        why: "It is how routers find the paths of multicast packets, as RIP does for others.",
        reference: "RFC 1075",
    },
    claims: &[Claim::Field("igmp.type", 0x13)],
    headers: &[
        HEADER,
        CAPABILITIES,
        VERSION,
        messages::GENERATION,
        messages::LAST_NETWORK,
        messages::INTERFACE,
    ],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\0\0\0\0\xff\x03\xff\xff\0\x0a\x01\x05\x06\x0a\x02\x06\x85",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let code = p.header::<HEADER_LEN>(HEADER)?[0];
    if matches!(code, PROBE | NEIGHBOURS_2) {
        p.bits(CAPABILITIES, HEADER_LEN - 1);
    }
    p.rows(VERSION)?;
    if !p.wants_fields() {
        // Nothing is wrapped in it.
        return Ok(());
    }
    let verdict = match p.bytes_since("igmp") {
        Some(message) if p.is_whole() && !p.is_quoted() => checksum::verdict(message, 2, 0),
        _ => Verdict::Unverifiable,
    };
    p.verdict("dvmrp.checksum", verdict);
    let name = HEADER[0].names.get(code.into()).unwrap_or("unknown code");
    p.summary(format_args!("{name}"));
    messages::message(p, code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};
    use crate::proto::testing::all;

    #[test]
    fn routes_are_as_long_as_their_mask() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let metrics: Vec<_> = all(&out, PROTOCOL.sample, "dvmrp.metric")
            .into_iter()
            .map(|(at, _, text)| (at, text))
            .collect();
        assert_eq!(metrics, [(13, "6".to_owned()), (17, "5".to_owned())]);
        let cut = &PROTOCOL.sample[..15];
        peeler.peel_as(&PROTOCOL, cut, Want::Full, &mut out);
        assert!(
            out.faults
                .iter()
                .any(|fault| matches!(fault.kind, FaultKind::Truncated { .. }))
        );
    }
}
