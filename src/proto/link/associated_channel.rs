//! Associated channel header: messages about a label-switched path, sent along it (RFC 5586).

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const IPV4: u16 = 0x0021;
const IPV6: u16 = 0x0057;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("", "Mark", 4).doc(
        "Always 1, which tells the header from an IP packet.",
        "RFC 5586 §2.1",
    ),
    FieldSpec::uint("pwach.ver", "Version", 4).doc("Always 0.", "RFC 5586 §2.1"),
    FieldSpec::hex("pwach.res", "Reserved", 8).doc("Must be zero.", "RFC 5586 §2.1"),
    FieldSpec::hex("pwach.channel_type", "Channel type", 16)
        .codes(&[
            (0x0001, "management communication"),
            (0x0002, "signalling communication"),
            (0x0007, "BFD without IP"),
            (0x000a, "loss measurement, direct"),
            (0x000b, "loss measurement, inferred"),
            (0x000c, "delay measurement"),
            (0x0021, "IPv4"),
            (0x0022, "continuity check"),
            (0x0023, "connectivity verification"),
            (0x0024, "protection switching"),
            (0x0025, "on-demand verification"),
            (0x0057, "IPv6"),
            (0x0058, "fault management"),
        ])
        .doc("What the message is.", "RFC 5586 §2.1"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// Associated channel header.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pwach",
        short: "Associated channel",
        title: "MPLS generic associated channel",
        osi: OsiLayer::DataLink,
        why: "It carries what the two ends of a label-switched path say about the path itself.",
        reference: "RFC 5586 §2.1",
    },
    claims: &[],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x10\x00\x00\x07\x20\xc8\x03\x18",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [_, _, t0, t1] = *p.header::<HEADER_LEN>(HEADER)?;
    let kind = u16::from_be_bytes([t0, t1]);
    match HEADER[3].names.get(u64::from(kind)) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("channel type 0x{kind:04x}")),
    }
    p.pass(match kind {
        IPV4 => Next::EtherType(0x0800),
        IPV6 => Next::EtherType(0x86dd),
        _ => Next::Data,
    });
    Ok(())
}
