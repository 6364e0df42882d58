//! ARP over ATM, where addresses have a form, two parts and lengths of their own (RFC 2225 §8.3).

use super::{
    ATM_SENDER_E164, ATM_SENDER_NSAP, ATM_SENDER_SUBADDRESS, ATM_TARGET_E164, ATM_TARGET_NSAP,
    ATM_TARGET_SUBADDRESS, HARDWARE_TYPE, IPV4, OPERATION, PROTOCOL_TYPE, SENDER_IPV4,
    SENDER_PROTOCOL, TARGET_IPV4, TARGET_PROTOCOL,
};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 2225 §8.3";

const fn form(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "0: an address as OSI networks have. 1: a number as telephones have.",
        SECTION,
    )
}

const fn len(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .unit("bytes")
        .doc("How long the address is; 0 if there is none.", SECTION)
}

pub(super) const HEADER: &[FieldSpec] = &[
    HARDWARE_TYPE,
    PROTOCOL_TYPE,
    reserved(1, SECTION),
    form("arp.src.htype", "Sender's number is a telephone number"),
    len("arp.src.hlen", "Sender's number length", 6),
    reserved(1, SECTION),
    form("arp.src.stype", "Sender's subaddress is a telephone number"),
    len("arp.src.slen", "Sender's subaddress length", 6),
    OPERATION,
    len("arp.src.pln", "Sender's protocol address length", 8),
    reserved(1, SECTION),
    form("arp.dst.htype", "Target's number is a telephone number"),
    len("arp.dst.hlen", "Target's number length", 6),
    reserved(1, SECTION),
    form("arp.dst.stype", "Target's subaddress is a telephone number"),
    len("arp.dst.slen", "Target's subaddress length", 6),
    len("arp.dst.pln", "Target's protocol address length", 8),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// Where one side's fields are.
struct Side {
    /// The octet of the number's form and length.
    number: u8,
    /// The octet of the subaddress' form and length.
    subaddress: u8,
    protocol_len: u8,
    /// Number as a telephone number, as an address, subaddress, IPv4 address, other.
    specs: [&'static FieldSpec; 5],
}

pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let is_ipv4 = u16::from_be_bytes([h[2], h[3]]) == IPV4;
    p.summary(format_args!(
        "ATM {}",
        OPERATION
            .names
            .get(u64::from(h[7]))
            .unwrap_or("operation unknown")
    ));
    let sender = Side {
        number: h[4],
        subaddress: h[5],
        protocol_len: h[8],
        specs: [
            &ATM_SENDER_E164,
            &ATM_SENDER_NSAP,
            &ATM_SENDER_SUBADDRESS,
            &SENDER_IPV4,
            &SENDER_PROTOCOL,
        ],
    };
    let target = Side {
        number: h[9],
        subaddress: h[10],
        protocol_len: h[11],
        specs: [
            &ATM_TARGET_E164,
            &ATM_TARGET_NSAP,
            &ATM_TARGET_SUBADDRESS,
            &TARGET_IPV4,
            &TARGET_PROTOCOL,
        ],
    };
    for side in [sender, target] {
        addresses(p, &side, is_ipv4)?;
    }
    p.ends_at(p.pos());
    Ok(())
}

fn addresses(p: &mut Peel<'_>, side: &Side, is_ipv4: bool) -> Peeled {
    let [e164, nsap, subaddress, ipv4, other] = side.specs;
    let number = if side.number & 0x40 != 0 { e164 } else { nsap };
    let protocol = if is_ipv4 && side.protocol_len == 4 {
        ipv4
    } else {
        other
    };
    for (spec, len) in [
        (number, side.number & 0x3f),
        (subaddress, side.subaddress & 0x3f),
        (protocol, side.protocol_len),
    ] {
        if len > 0 {
            p.field(spec, usize::from(len))?;
        }
    }
    Ok(())
}
