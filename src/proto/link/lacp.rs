//! LACP: two devices agree to use several links as one (IEEE 802.1AX).

use crate::decode::{Peel, Peeled, Protocol};
use crate::model::{Address, Codes, FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "IEEE 802.1AX §6.4.2";

const KINDS: Codes = &[(0, "end"), (1, "actor"), (2, "partner"), (3, "collector")];

const fn kind() -> FieldSpec {
    FieldSpec::hex("lacp.tlv_type", "Type", 8)
        .codes(KINDS)
        .doc("Which part of the message follows.", SECTION)
}

const fn len() -> FieldSpec {
    FieldSpec::hex("lacp.tlv_length", "Length", 8)
        .doc("The part's bytes, with type and length.", SECTION)
}

const fn number(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, SECTION)
}

const fn state(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const SYSTEM_PRIORITY: &str = "The system with the lower one decides which links are used.";
const SYSTEM: &str = "The MAC address that names the system.";
const KEY: &str = "Links with the same key may be joined.";
const PORT_PRIORITY: &str = "Ports with lower ones are used first.";
const PORT: &str = "The number of the port.";
const STATE: &str = "How far the port is.";
const ACTIVITY: &str = "Set: the port speaks without being spoken to.";
const TIMEOUT: &str = "Set: the port wants a message every second, else every 30.";
const AGGREGATION: &str = "Set: the link may be joined with others; otherwise it stands alone.";
const SYNCHRONISATION: &str = "Set: the port has found the right group.";
const COLLECTING: &str = "Set: the port takes frames from the link.";
const DISTRIBUTING: &str = "Set: the port gives frames to the link.";
const DEFAULTED: &str = "Set: nothing was heard of the other end, so its values are assumed.";
const EXPIRED: &str = "Set: nothing was heard of the other end for too long.";
const RESERVED: &str = "Must be zero.";

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("lacp.version", "Version", 8).doc("The sender's version; 1 or 2.", SECTION),
    kind(),
    len(),
    number(
        "lacp.actor.sys_priority",
        "Sender's system priority",
        SYSTEM_PRIORITY,
    ),
    FieldSpec::mac("lacp.actor.sysid", "Sender's system").doc(SYSTEM, SECTION),
    number("lacp.actor.key", "Sender's key", KEY),
    number(
        "lacp.actor.port_priority",
        "Sender's port priority",
        PORT_PRIORITY,
    ),
    number("lacp.actor.port", "Sender's port", PORT),
    FieldSpec::hex("lacp.actor.state", "Sender's state", 8)
        .parts_follow()
        .doc(STATE, SECTION),
    state("lacp.actor.state.expired", "Expired", EXPIRED),
    state("lacp.actor.state.defaulted", "Defaulted", DEFAULTED),
    state(
        "lacp.actor.state.distributing",
        "Distributing",
        DISTRIBUTING,
    ),
    state("lacp.actor.state.collecting", "Collecting", COLLECTING),
    state(
        "lacp.actor.state.synchronization",
        "Synchronised",
        SYNCHRONISATION,
    ),
    state("lacp.actor.state.aggregation", "Aggregation", AGGREGATION),
    state("lacp.actor.state.timeout", "Short timeout", TIMEOUT),
    state("lacp.actor.state.activity", "Active", ACTIVITY),
    FieldSpec::bytes("lacp.actor.reserved", "Reserved")
        .wide(3)
        .doc(RESERVED, SECTION),
    kind(),
    len(),
    number(
        "lacp.partner.sys_priority",
        "Partner's system priority",
        SYSTEM_PRIORITY,
    ),
    FieldSpec::mac("lacp.partner.sysid", "Partner's system").doc(SYSTEM, SECTION),
    number("lacp.partner.key", "Partner's key", KEY),
    number(
        "lacp.partner.port_priority",
        "Partner's port priority",
        PORT_PRIORITY,
    ),
    number("lacp.partner.port", "Partner's port", PORT),
    FieldSpec::hex("lacp.partner.state", "Partner's state", 8)
        .parts_follow()
        .doc(STATE, SECTION),
    state("lacp.partner.state.expired", "Expired", EXPIRED),
    state("lacp.partner.state.defaulted", "Defaulted", DEFAULTED),
    state(
        "lacp.partner.state.distributing",
        "Distributing",
        DISTRIBUTING,
    ),
    state("lacp.partner.state.collecting", "Collecting", COLLECTING),
    state(
        "lacp.partner.state.synchronization",
        "Synchronised",
        SYNCHRONISATION,
    ),
    state("lacp.partner.state.aggregation", "Aggregation", AGGREGATION),
    state("lacp.partner.state.timeout", "Short timeout", TIMEOUT),
    state("lacp.partner.state.activity", "Active", ACTIVITY),
    FieldSpec::bytes("lacp.partner.reserved", "Reserved")
        .wide(3)
        .doc(RESERVED, SECTION),
    kind(),
    len(),
    number(
        "lacp.collector.max_delay",
        "Collector's greatest delay",
        "How long the receiver may hold a frame back, in tens of microseconds.",
    ),
    FieldSpec::bytes("lacp.coll_reserved", "Reserved")
        .wide(12)
        .doc(RESERVED, SECTION),
    kind(),
    len(),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// How many bytes of zeros follow.
const PAD_LEN: usize = 50;

crate::fields! {
    PAD = FieldSpec::bytes("lacp.pad", "Padding")
        .doc("Zeros; later versions have parts here.", SECTION);
}

/// LACP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lacp",
        short: "LACP",
        title: "Link Aggregation Control Protocol",
        osi: OsiLayer::DataLink,
        why: "It makes one link of several between the same two devices; what runs above sees only the one.",
        reference: "IEEE 802.1AX",
    },
    claims: &[],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\
        \x01\x14\x80\x00\x02\x00\x5e\x10\x00\x01\x00\x01\x80\x00\x00\x02\x3d\x00\x00\x00\
        \x02\x14\x80\x00\x02\x00\x5e\x10\x00\x02\x00\x01\x80\x00\x00\x02\x3d\x00\x00\x00\
        \x03\x10\x00\xa0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
        \x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = *p.header::<HEADER_LEN>(HEADER)?;
    let mac =
        |at: usize| Address::Mac([h[at], h[at + 1], h[at + 2], h[at + 3], h[at + 4], h[at + 5]]);
    let (actor, partner) = (mac(5), mac(25));
    p.summary(format_args!("{actor} with {partner}"));
    let pad = p.rest().len().min(PAD_LEN);
    if pad > 0 {
        p.field(&PAD, pad)?;
    }
    p.ends_at(p.pos());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn both_ends_tell_their_state() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend([0; 54]);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(
            out.layers[0].summary,
            "02:00:5e:10:00:01 with 02:00:5e:10:00:02"
        );
        assert_eq!(
            out.field("lacp.partner.port").unwrap().value,
            Value::Uint(2)
        );
        assert_eq!(
            out.field("lacp.actor.state.distributing").unwrap().value,
            Value::Uint(1)
        );
        assert_eq!(
            out.field("lacp.actor.state.expired").unwrap().value,
            Value::Uint(0)
        );
        assert_eq!(out.layers[0].header.len(), 109);
    }
}
