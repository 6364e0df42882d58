//! BACnet/IP: what stands around BACnet packets in UDP (ASHRAE 135 annex J).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SECTION: &str = "ASHRAE 135 annex J.2";

const FUNCTIONS: Codes = &[
    (0x00, "result"),
    (0x01, "write broadcast table"),
    (0x02, "read broadcast table"),
    (0x03, "broadcast table"),
    (0x04, "forwarded packet"),
    (0x05, "register foreign device"),
    (0x06, "read foreign devices"),
    (0x07, "foreign devices"),
    (0x08, "delete foreign device"),
    (0x09, "distribute broadcast"),
    (0x0a, "unicast packet"),
    (0x0b, "broadcast packet"),
    (0x0c, "secured"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("bvlc.type", "Type", 8).doc("0x81: BACnet/IP.", SECTION),
    FieldSpec::hex("bvlc.function", "Function", 8)
        .codes(FUNCTIONS)
        .doc("What the packet is for.", SECTION),
    FieldSpec::uint("bvlc.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the whole, this header included.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const FORWARDED: &[FieldSpec] = &[
    FieldSpec::ipv4("bvlc.fwd_ip", "From").doc("Who sent the packet in the first place.", SECTION),
    FieldSpec::uint("bvlc.fwd_port", "From port", 16).doc("From which port.", SECTION),
];

crate::fields! {
    REST = FieldSpec::bytes("", "Data").doc("What the function needs.", SECTION);
}

/// BACnet/IP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bvlc",
        short: "BACnet/IP",
        title: "BACnet Virtual Link Control",
        osi: OsiLayer::DataLink,
        why: "To BACnet, UDP is one more kind of link; this header takes the place of a frame's.",
        reference: "ASHRAE 135 annex J",
    },
    claims: &[Claim::Port(Transport::Udp, 47808)],
    headers: &[HEADER, FORWARDED],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x81\x0b\0\x0c\x01\x20\xff\xff\0\xff\x10\x08",
};

fn recognise(bytes: &[u8]) -> Match {
    let [0x81, 0..=12, high, low, ..] = bytes else {
        return Match::No;
    };
    let len = usize::from(u16::from_be_bytes([*high, *low]));
    Match::maybe_if((HEADER_LEN..=bytes.len()).contains(&len))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let (function, len) = (
        header[1],
        usize::from(u16::from_be_bytes([header[2], header[3]])),
    );
    let name = HEADER[1]
        .names
        .get(function.into())
        .unwrap_or("unknown function");
    p.summary(format_args!("{name}"));
    if len < HEADER_LEN {
        let fault = FaultKind::BadLength {
            field: "BVLC length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(fault, 2..4);
        return Ok(());
    }
    if function == 4 {
        p.rows(FORWARDED)?;
    }
    let at = p.pos();
    match function {
        4 | 9..=11 if len > at => {
            p.wrap(
                Next::Field("bvlc.function", function.into()),
                at..len,
                "BVLC length",
            );
        }
        _ if len > at => drop(p.field(&REST, len - at)?),
        _ => {}
    }
    Ok(())
}
