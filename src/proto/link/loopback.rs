//! BSD loopback: four bytes in front of packets that never leave their host.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, Value};

/// OpenBSD's form, in network byte order.
const LOOP: LinkType = LinkType(108);

/// Address families are small numbers; greater ones are EtherTypes.
const MAX_FAMILY: u32 = 1500;

crate::fields! {
    FAMILY = FieldSpec::uint("null.family", "Address family", 32)
        .codes(&[
            (2, "IPv4"),
            (7, "OSI"),
            (16, "AppleTalk"),
            (23, "NetWare IPX"),
            (24, "IPv6 on NetBSD and OpenBSD"),
            (28, "IPv6 on FreeBSD"),
            (30, "IPv6 on macOS"),
        ])
        .doc("What kind of packet follows, by the capturing system's own number (AF_...), in that system's byte order.", "LINKTYPE_NULL");
    TYPE = FieldSpec::hex("null.type", "Type", 32)
        .lookup(|code| crate::model::names::ethertype(code as u16))
        .doc("What follows, as an EtherType: some capture programs write that here.", "LINKTYPE_NULL");
}

/// BSD loopback.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "null",
        short: "Loopback",
        title: "BSD loopback",
        osi: OsiLayer::DataLink,
        why: "It stands where a link header would be: packets from a host to itself pass no link.",
        reference: "LINKTYPE_NULL, LINKTYPE_LOOP",
    },
    claims: &[Claim::LinkType(LinkType::NULL), Claim::LinkType(LOOP)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x00\x00\x00\x45\x00\x00\x18\x1c\x46\x40\x00\x40\xfd\x31\x6c\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.skip(4)?;
    let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
    let number = if p.frame().link_type == LOOP {
        u32::from_be_bytes(bytes)
    } else {
        in_host_order(bytes)
    };
    let is_family = number <= MAX_FAMILY || number > u32::from(u16::MAX);
    let spec = if is_family { &FAMILY } else { &TYPE };
    p.mark_as(spec, 0..4, Value::Uint(u64::from(number)));
    match spec.names.get(u64::from(number)) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("family {number}")),
    }
    p.pass(match number {
        2 => Next::EtherType(0x0800),
        7 => Next::LlcSap(0xfe),
        16 => Next::Snap(0x08_0007, 0x809b),
        24 | 28 | 30 => Next::EtherType(0x86dd),
        _ if is_family => Next::Data,
        _ => Next::EtherType(number as u16),
    });
    Ok(())
}

/// The capturing host's byte order is not known: the order that gives the smaller number is the
/// likely one, as families are small.
fn in_host_order(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes).min(u32::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_is_found_in_both_byte_orders() {
        assert_eq!(in_host_order([2, 0, 0, 0]), 2);
        assert_eq!(in_host_order([0, 0, 0, 30]), 30);
        assert_eq!(in_host_order([0, 8, 0, 0]), 0x0800);
    }
}
