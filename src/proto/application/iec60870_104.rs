//! IEC 60870-5-104: the frames in which control centres and substations exchange telecontrol data over
//! TCP.

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value};

const SECTION: &str = "IEC 60870-5-104 §5";

const START: u8 = 0x68;
/// Start and length.
const BEFORE: usize = 2;
/// What stands before the data.
const HEADER_LEN: usize = 6;

crate::fields! {
    START_FIELD = FieldSpec::hex("iec60870_asdu.start", "Start", 8).doc("Always 0x68.", SECTION);
    LENGTH = FieldSpec::uint("iec60870_104.apdulen", "Length", 8).unit("bytes").doc("Bytes that follow.", SECTION);
    TYPE_I = FieldSpec::hex("", "Type", 1).codes(&[(0, "I: data")]).doc("Frames with data are numbered.", SECTION);
    TYPE_S = FieldSpec::hex("", "Type", 2).codes(&[(1, "S: acknowledgement")]).doc("Acknowledges data, and carries none.", SECTION);
    TYPE = FieldSpec::hex("iec60870_104.type", "Type", 2)
        .codes(&[(3, "U: control")])
        .doc("Starts, stops and tests the connection.", SECTION);
    FUNCTION = FieldSpec::hex("iec60870_104.utype", "Function", 6)
        .codes(&[
            (0x01, "start data"),
            (0x02, "start confirmed"),
            (0x04, "stop data"),
            (0x08, "stop confirmed"),
            (0x10, "test"),
            (0x20, "test confirmed"),
        ])
        .doc("What the control frame asks for or confirms.", SECTION);
    SENT = FieldSpec::uint("iec60870_104.tx", "Sent", 15).doc("Number of this frame.", SECTION);
    RECEIVED = FieldSpec::uint("iec60870_104.rx", "Received", 15)
        .doc("Number of the frame that is expected next: all before it have arrived.", SECTION);
}

/// IEC 60870-5-104.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "iec60870_104",
        short: "IEC 104",
        title: "IEC 60870-5-104",
        osi: OsiLayer::Session,
        why: "It cuts the stream into frames, numbers and acknowledges them, and says when data may flow.",
        reference: "IEC 60870-5-104",
    },
    claims: &[Claim::Port(Transport::Tcp, 2404)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x68\x0e\x0c\0\x10\0\x64\x01\x06\0\x01\0\0\0\0\x14",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [START, 4..=253, ..] => Match::Yes,
        [] | [START] => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    p.require(HEADER_LEN)?;
    let bytes = p.bytes();
    let len = usize::from(bytes[1]);
    let end = BEFORE + len;
    if end < HEADER_LEN {
        let fault = FaultKind::BadLength {
            field: "IEC 104 length",
            says: len as u64,
            limit: 4,
        };
        p.fault(fault, 1..2);
        return Ok(());
    }
    p.wait_for(end)?;
    p.uint(&START_FIELD)?;
    p.uint(&LENGTH)?;
    let word = |at: usize| u64::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]) >> 1);
    let (sent, received) = (word(2), word(4));
    let kind = u64::from(bytes[2] & 3);
    match kind {
        0 | 2 => {
            p.mark_bits(&TYPE_I, 2 * 8 + 7, Value::Uint(0));
            p.mark_bits(&SENT, 2 * 8, Value::Uint(sent));
            p.mark_bits(&RECEIVED, 4 * 8, Value::Uint(received));
            p.summary(format_args!("data {sent}, {received} expected"));
        }
        1 => {
            p.mark_bits(&TYPE_S, 2 * 8 + 6, Value::Uint(kind));
            p.mark_bits(&RECEIVED, 4 * 8, Value::Uint(received));
            p.summary(format_args!("{received} expected"));
        }
        _ => {
            let function = u64::from(bytes[2] >> 2);
            p.mark_bits(&TYPE, 2 * 8 + 6, Value::Uint(kind));
            p.mark_bits(&FUNCTION, 2 * 8, Value::Uint(function));
            let name = FUNCTION.names.get(function).unwrap_or("unknown function");
            p.summary(format_args!("{name}"));
        }
    }
    p.seek(HEADER_LEN);
    p.ends_at(end);
    if end > HEADER_LEN {
        let next = match kind & 1 {
            0 => Next::Field("iec60870_104.type", 0),
            _ => Next::Data,
        };
        p.wrap(next, HEADER_LEN..end, "IEC 104 length");
    }
    Ok(())
}
