//! RMCP: managing a computer whose system is not running (ASF 2.0).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SECTION: &str = "DMTF DSP0136 §3.2.2";

const ACKNOWLEDGED: u8 = 0x80;

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("rmcp.version", "Version", 8).doc("6: ASF version 1.0.", SECTION),
    FieldSpec::hex("rmcp.reserved", "Reserved", 8).doc("Zero.", SECTION),
    FieldSpec::hex("rmcp.sequence", "Sequence", 8)
        .doc("255: no acknowledgement is wanted.", SECTION),
    FieldSpec::hex("rmcp.type", "Acknowledgement", 1)
        .codes(&[(0, "normal"), (1, "acknowledgement")])
        .doc("Set: it acknowledges a message.", SECTION),
    FieldSpec::gap(2),
    FieldSpec::hex("rmcp.class", "Class", 5)
        .codes(&[(6, "ASF"), (7, "IPMI"), (8, "OEM")])
        .doc("Who takes the message.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// RMCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rmcp",
        short: "RMCP",
        title: "Remote Management Control Protocol",
        osi: OsiLayer::Session,
        why: "It says which part of the management hardware a message is for.",
        reference: "DMTF DSP0136",
    },
    claims: &[
        Claim::Port(Transport::Udp, 623),
        Claim::Port(Transport::Udp, 664),
    ],
    headers: &[HEADER],
    fields: &[],
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x06\x00\xff\x06\x00\x00\x11\xbe\x80\x00\x00\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(matches!(bytes, [6, 0, _, class, ..] if matches!(class & 0x7f, 6..=8)))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [_, _, sequence, class] = *p.header::<HEADER_LEN>(HEADER)?;
    let name = HEADER[5]
        .names
        .get((class & 0x1f).into())
        .unwrap_or("unknown class");
    p.summary(format_args!("{name}, sequence {sequence}"));
    if class & ACKNOWLEDGED == 0 {
        let at = HEADER_LEN..p.bytes().len();
        p.wrap(
            Next::Field("rmcp.class", (class & 0x1f).into()),
            at,
            "end of the datagram",
        );
    }
    Ok(())
}
