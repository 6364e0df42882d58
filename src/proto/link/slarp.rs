//! SLARP: keepalives and addresses on Cisco's serial links.

use std::net::Ipv4Addr;

use crate::decode::{Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const REQUEST: u64 = 0;
const REPLY: u64 = 1;
const KEEPALIVE: u64 = 2;

const ADDRESSES: &[FieldSpec] = &[
    FieldSpec::ipv4("slarp.address", "Address").doc(
        "The sender's IP address on this link; zero in a request.",
        "LINKTYPE_C_HDLC",
    ),
    FieldSpec::ipv4("slarp.netmask", "Network mask").doc(
        "Which bits of the address name the network.",
        "LINKTYPE_C_HDLC",
    ),
];

const SEQUENCE: &[FieldSpec] = &[
    FieldSpec::uint("slarp.mysequence", "Own sequence number", 32)
        .doc("Counts the sender's keepalives.", "LINKTYPE_C_HDLC"),
    FieldSpec::uint("slarp.yoursequence", "Returned sequence number", 32).doc(
        "The last keepalive that came from the other end: when it lags behind, the link is broken.",
        "LINKTYPE_C_HDLC",
    ),
    FieldSpec::hex("slarp.reliability", "Reliability", 16).doc("Always 0xffff.", "LINKTYPE_C_HDLC"),
];

crate::fields! {
    KIND = FieldSpec::uint("slarp.ptype", "Packet type", 32)
        .codes(&[(REQUEST, "address request"), (REPLY, "address reply"), (KEEPALIVE, "keepalive")])
        .doc("A question for the other end's address, the answer, or a sign of life.", "LINKTYPE_C_HDLC");
}

/// SLARP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "slarp",
        short: "SLARP",
        title: "Serial Line Address Resolution Protocol",
        osi: OsiLayer::DataLink,
        why: "It watches a serial link and tells its ends' addresses; it never leaves the link.",
        reference: "LINKTYPE_C_HDLC",
    },
    claims: &[],
    headers: &[ADDRESSES, SEQUENCE],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x00\xff\xff",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&KIND)?;
    match kind {
        REQUEST | REPLY => {
            let a = p.header::<{ bytes_of(ADDRESSES) }>(ADDRESSES)?;
            let address = Ipv4Addr::new(a[0], a[1], a[2], a[3]);
            match kind {
                REQUEST => p.summary(format_args!("which address do you have?")),
                _ => p.summary(format_args!("my address is {address}")),
            }
        }
        KEEPALIVE => {
            let s = p.header::<{ bytes_of(SEQUENCE) }>(SEQUENCE)?;
            let own = u32::from_be_bytes([s[0], s[1], s[2], s[3]]);
            let returned = u32::from_be_bytes([s[4], s[5], s[6], s[7]]);
            p.summary(format_args!("keepalive {own}, yours was {returned}"));
        }
        _ => {
            p.fault(FaultKind::Malformed("SLARP has no such packet type"), 0..4);
            return Ok(());
        }
    }
    p.ends_at(p.pos());
    Ok(())
}
