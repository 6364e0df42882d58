//! VXLAN: Ethernet frames inside UDP datagrams (RFC 7348), and its extension for other payloads.

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};
use crate::proto::link::{ethernet, mpls};
use crate::proto::reserved::reserved;

/// The network number is valid.
const INSTANCE: u8 = 0x08;
/// The extension: a number says what is inside.
const NEXT_PROTOCOL: u8 = 0x04;

/// Bits of the first two bytes that nothing uses.
const RESERVED: u16 = 0x77b7;
/// The same of the first byte, for the extension.
const EXTENSION_RESERVED: u8 = 0xc2;

const FLAG_TABLE: &[FieldSpec] = &[
    FieldSpec::flag("vxlan.flag_g", "Group policy").doc(
        "Set: the group policy number says something.",
        "draft-smith-vxlan-group-policy §2.1",
    ),
    reserved(3, "RFC 7348 §5"),
    FieldSpec::flag("vxlan.flag_i", "Network number valid").doc("Always set.", "RFC 7348 §5"),
    reserved(4, "RFC 7348 §5"),
    FieldSpec::flag("vxlan.flag_d", "Don't learn").doc(
        "Set: the receiver should not note where the sender's address is.",
        "draft-smith-vxlan-group-policy §2.1",
    ),
    reserved(2, "RFC 7348 §5"),
    FieldSpec::flag("vxlan.flag_a", "Policy applied").doc(
        "Set: the rules of the group were applied already.",
        "draft-smith-vxlan-group-policy §2.1",
    ),
    reserved(3, "RFC 7348 §5"),
];

const REST: &[FieldSpec] = &[
    FieldSpec::uint("vxlan.gbp", "Group policy", 16)
        .doc("The group of the sender, for rules about who may speak with whom; reserved without that extension.", "draft-smith-vxlan-group-policy §2.1"),
    NETWORK,
    LAST_RESERVED,
];

const NETWORK: FieldSpec = FieldSpec::uint("vxlan.vni", "Network", 24).doc(
    "The number of the virtual network: 16 million of them, where a VLAN tag has 4094.",
    "RFC 7348 §5",
);

const LAST_RESERVED: FieldSpec =
    FieldSpec::uint("vxlan.reserved8", "Reserved", 8).doc("Must be zero.", "RFC 7348 §5");

const EXTENSION_FLAGS: &[FieldSpec] = &[
    reserved(2, "RFC 7348 §5"),
    FieldSpec::uint("vxlan.ver", "Version", 2).doc("Always 0.", "draft-ietf-nvo3-vxlan-gpe §3.1"),
    FieldSpec::uint("vxlan.i_bit", "Network number valid", 1)
        .doc("Always set.", "draft-ietf-nvo3-vxlan-gpe §3.1"),
    FieldSpec::uint("vxlan.p_bit", "Next protocol", 1).doc(
        "Set: a number says what is inside; otherwise it is Ethernet.",
        "draft-ietf-nvo3-vxlan-gpe §3.1",
    ),
    reserved(1, "RFC 7348 §5"),
    FieldSpec::uint("vxlan.o_bit", "Management", 1).doc(
        "Set: the packet is about the tunnel, not of its users.",
        "draft-ietf-nvo3-vxlan-gpe §3.1",
    ),
];

const EXTENSION_REST: &[FieldSpec] = &[
    FieldSpec::uint("vxlan.reserved_16", "Reserved", 16)
        .doc("Must be zero.", "draft-ietf-nvo3-vxlan-gpe §3.1"),
    FieldSpec::uint("vxlan.next_proto", "Next protocol", 8)
        .codes(&[
            (1, "IPv4"),
            (2, "IPv6"),
            (3, "Ethernet"),
            (4, "network service header"),
            (5, "MPLS"),
        ])
        .doc("What is inside.", "draft-ietf-nvo3-vxlan-gpe §3.1"),
    NETWORK,
    LAST_RESERVED,
];

crate::fields! {
    FLAGS = FieldSpec::hex("vxlan.flags", "Flags", 16)
        .doc("Bits that say which fields mean something.", "RFC 7348 §5");
    FLAGS_RESERVED = FieldSpec::hex("vxlan.flags_reserved", "Reserved flags", 16)
        .doc("The bits between the others; must be zero.", "RFC 7348 §5");
    EXTENSION = FieldSpec::hex("vxlan.flags", "Flags", 8)
        .doc("Bits that say which fields mean something.", "draft-ietf-nvo3-vxlan-gpe §3.1");
    EXTENSION_FLAGS_RESERVED = FieldSpec::uint("vxlan.flags_reserved", "Reserved flags", 8)
        .doc("The bits between the others; must be zero.", "draft-ietf-nvo3-vxlan-gpe §3.1");
}

/// VXLAN.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "vxlan",
        short: "VXLAN",
        title: "Virtual Extensible LAN",
        osi: OsiLayer::DataLink,
        why: "It makes one Ethernet out of machines that routers separate: whole frames travel in datagrams.",
        reference: "RFC 7348",
    },
    claims: &[
        Claim::Port(Transport::Udp, 4789),
        Claim::Port(Transport::Udp, 4790),
    ],
    headers: &[FLAG_TABLE, REST, EXTENSION_FLAGS, EXTENSION_REST],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample:
        b"\x08\x00\x00\x00\x00\x00\x64\x00\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06",
};

/// A valid network number and nothing in the reserved bits.
fn recognise(bytes: &[u8]) -> Match {
    let [first, second, _, _, _, _, _, _, ..] = bytes else {
        return Match::No;
    };
    let reserved = if first & NEXT_PROTOCOL != 0 {
        u16::from(first & EXTENSION_RESERVED)
    } else {
        u16::from_be_bytes([*first, *second]) & RESERVED
    };
    Match::maybe_if(first & INSTANCE != 0 && reserved == 0)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    if p.rest()[0] & NEXT_PROTOCOL != 0 {
        return extension(p);
    }
    p.require(2)?;
    let flags = u16::from_be_bytes([p.rest()[0], p.rest()[1]]);
    p.group(&FLAGS, |p| {
        p.rows(FLAG_TABLE)?;
        p.mark_as(
            &FLAGS_RESERVED,
            0..2,
            Value::Uint(u64::from(flags & RESERVED)),
        );
        Ok(())
    })?;
    let [_, _, n0, n1, n2, _] = *p.header::<{ bytes_of(REST) }>(REST)?;
    p.summary(format_args!(
        "network {}",
        u32::from_be_bytes([0, n0, n1, n2])
    ));
    p.pass(Next::Protocol(&ethernet::PROTOCOL));
    Ok(())
}

/// The header that says what is inside.
fn extension(p: &mut Peel<'_>) -> Peeled {
    let flags = p.rest()[0];
    p.group(&EXTENSION, |p| {
        p.rows(EXTENSION_FLAGS)?;
        let reserved = Value::Uint(u64::from(flags & EXTENSION_RESERVED));
        p.mark_as(&EXTENSION_FLAGS_RESERVED, 0..1, reserved);
        Ok(())
    })?;
    let [_, _, next, n0, n1, n2, _] = *p.header::<{ bytes_of(EXTENSION_REST) }>(EXTENSION_REST)?;
    p.summary(format_args!(
        "network {}",
        u32::from_be_bytes([0, n0, n1, n2])
    ));
    p.pass(match next {
        1 => Next::EtherType(0x0800),
        2 => Next::EtherType(0x86dd),
        3 => Next::Protocol(&ethernet::PROTOCOL),
        4 => Next::EtherType(0x894f),
        5 => Next::Protocol(&mpls::PROTOCOL),
        _ => Next::Data,
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_frame_is_inside() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "network 100");
        assert_eq!(out.layers[1].info.name, "eth");
        assert_eq!(out.field("vxlan.flag_i").unwrap().value, Value::Uint(1));
    }

    #[test]
    fn the_extension_says_what_is_inside() {
        let out = peeled(b"\x0c\x00\x00\x05\x00\x00\x07\x00\x00\x01\x01\x40");
        assert_eq!(out.layers[0].summary, "network 7");
        assert_eq!(out.layers[1].info.name, "mpls");
    }

    #[test]
    fn other_datagrams_are_not_taken() {
        assert_eq!(recognise(PROTOCOL.sample), Match::Maybe);
        assert_eq!(recognise(b"\x08\x00\x00\x00\x00\x00\x64"), Match::No);
        assert_eq!(recognise(b"\x00\x00\x00\x00\x00\x00\x64\x00"), Match::No);
        assert_eq!(recognise(b"\x18\x00\x00\x00\x00\x00\x64\x00"), Match::No);
    }
}
