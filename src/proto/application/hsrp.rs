//! HSRP: Cisco's routers stand in for one address (RFC 2281, and version 2 as it is used).

mod second;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 1985;
const PORT_IPV6: u16 = 2029;

const SECTION: &str = "RFC 2281 §5";
const ADVERTISE: u8 = 3;

/// A message of version 1 that the routers elect by.
const LEN: usize = 20;

const OPCODES: Codes = &[(0, "hello"), (1, "coup"), (2, "resign"), (3, "advertise")];

const OPCODE_DOC: &str = "Hello: I am here. Coup: I take over. Resign: I leave. Advertise: what this interface is for its groups.";

const STATES: Codes = &[
    (0, "initial"),
    (1, "learn"),
    (2, "listen"),
    (4, "speak"),
    (8, "standby"),
    (16, "active"),
];

const START: &[FieldSpec] = &[
    FieldSpec::uint("hsrp.version", "Version", 8).doc("0 for version 1.", SECTION),
    FieldSpec::uint("hsrp.opcode", "Operation", 8)
        .codes(OPCODES)
        .doc(OPCODE_DOC, SECTION),
];

const REST: &[FieldSpec] = &[
    FieldSpec::uint("hsrp.state", "State", 8)
        .codes(STATES)
        .doc("Active: forwards packets. Standby: is next. Listen: is one of the others.", SECTION),
    FieldSpec::uint("hsrp.hellotime", "Hello time", 8)
        .unit("seconds")
        .doc("How often the sender says hello.", SECTION),
    FieldSpec::uint("hsrp.holdtime", "Hold time", 8)
        .unit("seconds")
        .doc("How long this hello counts; then another router takes over.", SECTION),
    FieldSpec::uint("hsrp.priority", "Priority", 8)
        .doc("The router with the highest one becomes active.", SECTION),
    FieldSpec::uint("hsrp.group", "Group", 8).doc(
        "The number of the group of routers; it is also the last byte of the MAC address that they share.",
        SECTION,
    ),
    FieldSpec::uint("hsrp.reserved", "Reserved", 8).doc("Zero.", SECTION),
    FieldSpec::text("hsrp.auth_data", "Password")
        .wide(8)
        .doc("Protects against mistakes only: everyone on the link can read it. \"cisco\" if none is set.", SECTION),
    FieldSpec::ipv4("hsrp.virt_ip", "Virtual address")
        .doc("The address that the group stands for: the hosts' default gateway.", SECTION),
];

const ADVERTISEMENT: &[FieldSpec] = &[
    FieldSpec::uint("hsrp.adv.tlvtype", "Type", 16)
        .codes(&[(1, "interface state"), (2, "IP redundancy")])
        .doc("What is advertised.", second::SECTION),
    FieldSpec::uint("hsrp.adv.tlvlength", "Length", 16)
        .unit("bytes")
        .doc("What follows.", second::SECTION),
    FieldSpec::uint("hsrp.adv.state", "State", 8)
        .codes(&[(1, "dormant"), (2, "passive"), (3, "active")])
        .doc(
            "Whether the interface has groups in which it is active.",
            second::SECTION,
        ),
    FieldSpec::uint("hsrp.adv.reserved1", "Reserved", 8).doc("Zero.", second::SECTION),
    FieldSpec::uint("hsrp.adv.activegrp", "Active groups", 16)
        .doc("In so many groups the sender is active.", second::SECTION),
    FieldSpec::uint("hsrp.adv.passivegrp", "Passive groups", 16)
        .doc("In so many groups it is not.", second::SECTION),
    FieldSpec::uint("hsrp.adv.reserved2", "Reserved", 32).doc("Zero.", second::SECTION),
];

/// HSRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "hsrp",
        short: "HSRP",
        title: "Hot Standby Router Protocol",
        osi: OsiLayer::Application,
        why: "It is a program of routers over UDP that keeps the network layer's gateway alive.",
        reference: "RFC 2281",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Udp, PORT_IPV6),
    ],
    headers: &[
        START,
        REST,
        ADVERTISEMENT,
        second::STATE,
        second::INTERFACE,
        second::DIGEST,
    ],
    fields: second::FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x10\x03\x0a\x64\x01\x00cisco\0\0\0\xc0\xa8\x00\x01",
};

/// Version 1 begins with its version, 0, and an operation; version 2 with an item's type, never 0.
fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0, ADVERTISE, ..] => Match::maybe_if(bytes.len() >= 6),
        [0, opcode, ..] => Match::maybe_if(*opcode < ADVERTISE && bytes.len() >= LEN),
        [kind @ 1..=4, len, ..] => Match::maybe_if(second::fits(*kind, *len)),
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.bytes().first().is_some_and(|kind| *kind != 0) {
        return second::items(p);
    }
    let [_, opcode] = *p.header::<{ bytes_of(START) }>(START)?;
    let name = START[1].names.get(opcode.into()).unwrap_or("unknown");
    if opcode == ADVERTISE {
        p.summary(format_args!("{name}"));
        return p.rows(ADVERTISEMENT).map(drop);
    }
    let rest = p.rows(REST)?;
    let (state, group) = (rest[0], rest[4]);
    let state = REST[0].names.get(state.into()).unwrap_or("unknown state");
    p.summary(format_args!("{name}, {state}, group {group}"));
    if !p.wants_fields() || p.rest().is_empty() {
        return Ok(());
    }
    // Cisco's routers put the digest of version 2 behind.
    second::items(p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn version_1_is_one_header() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "hello, active, group 1");
        assert_eq!(
            out.field("hsrp.virt_ip").unwrap().value,
            Value::Ipv4([192, 168, 0, 1].into())
        );
        let out = peeled(b"\x00\x03\x00\x01\x00\x0a\x02\x00\x00\x01\x00\x02\x00\x00\x00\x00");
        assert_eq!(
            out.field("hsrp.adv.passivegrp").unwrap().value,
            Value::Uint(2)
        );
    }

    #[test]
    fn version_2_is_made_of_items() {
        let mut bytes = b"\x01\x28\x02\x00\x06\x04\x00\x01\0\0\x0c\x07\xac\x01\0\0\0\x64\0\0\x0b\xb8\0\0\x27\x10\xc0\xa8\0\xfe".to_vec();
        bytes.extend([0; 12]);
        bytes.extend(b"\x03\x08cisco\0\0\0");
        let out = peeled(&bytes);
        assert_eq!(out.layers[0].summary, "hello, active, group 1");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("hsrp2.hellotime"), Value::Uint(3000));
        assert_eq!(
            value("hsrp2.virt_ip"),
            Value::Ipv4([192, 168, 0, 254].into())
        );
        assert_eq!(
            out.field("hsrp2.auth_data")
                .unwrap()
                .span
                .byte_range()
                .start,
            44
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn items_that_leave_the_message_are_faults() {
        let out = peeled(b"\x01\x28\x02\x00\x06\x04");
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}
