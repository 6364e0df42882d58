//! Modbus over TCP: the header that takes the place of the serial line's (Modbus Messaging on TCP/IP).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SECTION: &str = "MODBUS Messaging on TCP/IP §3.1.3";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("mbtcp.trans_id", "Transaction", 16)
        .doc("Chosen by the client; the response has the same.", SECTION),
    FieldSpec::uint("mbtcp.prot_id", "Protocol", 16).doc("0: Modbus.", SECTION),
    FieldSpec::uint("mbtcp.len", "Length", 16)
        .unit("bytes")
        .doc("Bytes that follow this field.", SECTION),
    FieldSpec::uint("mbtcp.unit_id", "Unit", 8).doc(
        "Which device behind a gateway to a serial line; 0 or 255 for the server itself.",
        SECTION,
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// What the length does not count.
const BEFORE: usize = 6;

/// Messages of Modbus have at most 253 bytes, and one for the unit stands before them.
const MAX_LEN: usize = 254;

/// Modbus over TCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mbtcp",
        short: "Modbus/TCP",
        title: "Modbus over TCP",
        osi: OsiLayer::Session,
        why: "TCP has no borders between messages; this header has a length, and a number that brings request and response together.",
        reference: "MODBUS Messaging on TCP/IP",
    },
    claims: &[Claim::Port(Transport::Tcp, 502)],
    headers: &[HEADER],
    fields: &[],
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\0\x01\0\0\0\x06\x01\x03\0\x0a\0\x02",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [_, _, 0, 0, high, low, ..] => {
            let len = usize::from(u16::from_be_bytes([*high, *low]));
            Match::maybe_if((2..=MAX_LEN).contains(&len))
        }
        _ => Match::short_if(bytes.len() < BEFORE && bytes.iter().skip(2).all(|byte| *byte == 0)),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    p.require(BEFORE)?;
    let len = usize::from(u16::from_be_bytes([p.bytes()[4], p.bytes()[5]]));
    let end = BEFORE + len;
    p.wait_for(end)?;
    p.header::<HEADER_LEN>(HEADER)?;
    p.summary(format_args!("{len} bytes"));
    if end <= HEADER_LEN {
        let fault = FaultKind::BadLength {
            field: "Modbus length",
            says: len as u64,
            limit: 2,
        };
        p.fault(fault, 4..BEFORE);
        return Ok(());
    }
    p.ends_at(end);
    p.wrap(
        Next::Field("mbtcp.prot_id", 0),
        HEADER_LEN..end,
        "Modbus length",
    );
    Ok(())
}
