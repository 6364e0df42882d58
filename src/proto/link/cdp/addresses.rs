//! Network addresses of a device, each with the protocol that it belongs to.

use super::SECTION;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

/// A protocol named by its network layer identifier.
const NLPID: u64 = 1;

/// A protocol named as behind LLC.
const LLC: u64 = 2;

const IPV4: &[u8] = &[0xcc];
const IPV6: &[u8] = &[0xaa, 0xaa, 0x03, 0, 0, 0, 0x86, 0xdd];

crate::fields! {
    COUNT = FieldSpec::uint("cdp.number_of_addresses", "Addresses", 32)
        .doc("How many follow.", SECTION);
    ADDRESS = FieldSpec::group("", "Address")
        .doc("One address of the device.", SECTION);
    NAMING = FieldSpec::hex("cdp.protocol_type", "Kind of protocol number", 8)
        .codes(&[(1, "network layer identifier"), (2, "IEEE 802.2")])
        .doc("How the protocol is named.", SECTION);
    NAME_LEN = FieldSpec::uint("cdp.protocol_length", "Protocol length", 8).unit("bytes")
        .doc("How long its number is.", SECTION);
    NAME = FieldSpec::bytes("cdp.protocol", "Protocol")
        .doc("Which protocol has the address; 0xcc: IP.", SECTION);
    LEN = FieldSpec::uint("cdp.address_length", "Address length", 16).unit("bytes")
        .doc("How long the address is.", SECTION);
    OTHER = FieldSpec::bytes("cdp.address", "Address")
        .doc("An address of another protocol.", SECTION);
    ADDRESS_4 = FieldSpec::ipv4("cdp.nrgyz.ip_address", "IPv4 address")
        .doc("Where the device can be reached.", SECTION);
    ADDRESS_6 = FieldSpec::ipv6("cdp.nrgyz.ipv6_address", "IPv6 address")
        .doc("Where the device can be reached.", SECTION);
}

pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    let count = p.uint(&COUNT)?;
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        p.group(&ADDRESS, address)?;
    }
    Ok(())
}

fn address(p: &mut Peel<'_>) -> Peeled {
    let naming = p.uint(&NAMING)?;
    let len = p.uint(&NAME_LEN)? as usize;
    let name = p.field(&NAME, len)?;
    let len = p.uint(&LEN)? as usize;
    let spec = match (naming, name, len) {
        (NLPID, IPV4, 4) => &ADDRESS_4,
        (LLC, IPV6, 16) => &ADDRESS_6,
        _ => &OTHER,
    };
    p.field(spec, len)?;
    Ok(())
}
