//! DCCP: datagrams with congestion control (RFC 4340).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, Stop};
use crate::model::{
    Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, Verdict, bytes_of,
};
use crate::proto::checksum;

const REQUEST: u8 = 0;
const RESPONSE: u8 = 1;
const DATA: u8 = 2;
const RESET: u8 = 7;

const TYPES: Codes = &[
    (0, "Request"),
    (1, "Response"),
    (2, "Data"),
    (3, "Ack"),
    (4, "DataAck"),
    (5, "CloseReq"),
    (6, "Close"),
    (7, "Reset"),
    (8, "Sync"),
    (9, "SyncAck"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("dccp.srcport", "Source port", 16).doc("The port of the sending process.", "RFC 4340 §5.1"),
    FieldSpec::uint("dccp.dstport", "Destination port", 16).doc("The port of the receiving process.", "RFC 4340 §5.1"),
    FieldSpec::uint("dccp.data_offset", "Data offset", 8)
        .unit("× 4 bytes")
        .doc("Where the payload starts, counted in words of 4 bytes from this header's start.", "RFC 4340 §5.1"),
    FieldSpec::uint("dccp.ccval", "Congestion control value", 4).doc("For the congestion control that the sides agreed on.", "RFC 4340 §5.1"),
    FieldSpec::uint("dccp.cscov", "Checksum coverage", 4)
        .doc("0: the checksum covers everything. N: the header and the first N−1 words of 4 bytes of the payload.", "RFC 4340 §9.2"),
    FieldSpec::hex("dccp.checksum", "Checksum", 16)
        .doc("Covers the addresses of the IP header, this header and as much of the payload as the coverage says.", "RFC 4340 §9.1"),
    FieldSpec::gap(3),
    FieldSpec::uint("dccp.type", "Type", 4).codes(TYPES).doc("What the packet is for.", "RFC 4340 §5.1"),
    FieldSpec::flag("dccp.x", "Long sequence numbers").doc("Set: sequence numbers have 48 bits, else 24.", "RFC 4340 §5.1"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const RESET_HEADER: &[FieldSpec] = &[
    FieldSpec::uint("dccp.reset_code", "Reason", 8)
        .codes(&[
            (0, "unspecified"),
            (1, "closed"),
            (2, "aborted"),
            (3, "no connection"),
            (4, "packet error"),
            (5, "option error"),
            (6, "mandatory failure"),
            (7, "connection refused"),
            (8, "bad service code"),
            (9, "too busy"),
            (10, "bad init cookie"),
            (11, "aggression penalty"),
        ])
        .doc("Why the connection ends.", "RFC 4340 §5.6"),
    FieldSpec::uint("dccp.data1", "Data 1", 8).doc("More about the reason.", "RFC 4340 §5.6"),
    FieldSpec::uint("dccp.data2", "Data 2", 8).doc("More about the reason.", "RFC 4340 §5.6"),
    FieldSpec::uint("dccp.data3", "Data 3", 8).doc("More about the reason.", "RFC 4340 §5.6"),
];

const OPTION_NAMES: Codes = &[
    (0, "padding"),
    (1, "mandatory"),
    (2, "slow receiver"),
    (32, "change L"),
    (33, "confirm L"),
    (34, "change R"),
    (35, "confirm R"),
    (36, "init cookie"),
    (37, "NDP count"),
    (38, "ack vector, nonce 0"),
    (39, "ack vector, nonce 1"),
    (40, "data dropped"),
    (41, "timestamp"),
    (42, "timestamp echo"),
    (43, "elapsed time"),
    (44, "data checksum"),
];

crate::fields! {
    RESERVED_BYTE = FieldSpec::hex("dccp.res2", "Reserved", 8)
        .doc("Zero.", "RFC 4340 §5.1");
    SEQUENCE_LONG = FieldSpec::uint("dccp.seq_raw", "Sequence number", 48)
        .doc("Counts the packets of one direction, those without data as well.", "RFC 4340 §7");
    SEQUENCE_SHORT = FieldSpec::uint("dccp.seq_raw", "Sequence number", 24)
        .doc("The low bits of the packet's number.", "RFC 4340 §7");
    ACK_RESERVED = FieldSpec::hex("dccp.ack_res", "Reserved", 16)
        .doc("Zero.", "RFC 4340 §5.3");
    ACK_LONG = FieldSpec::uint("dccp.ack_raw", "Acknowledgment number", 48)
        .doc("The highest number that arrived from the other side.", "RFC 4340 §5.3");
    ACK_RESERVED_SHORT = FieldSpec::hex("dccp.ack_res", "Reserved", 8)
        .doc("Zero.", "RFC 4340 §5.3");
    ACK_SHORT = FieldSpec::uint("dccp.ack_raw", "Acknowledgment number", 24)
        .doc("The low bits of the highest number that arrived.", "RFC 4340 §5.3");
    SERVICE = FieldSpec::uint("dccp.service_code", "Service code", 32)
        .doc("Which service the client wants at that port.", "RFC 4340 §8.1.2");
    OPTIONS = FieldSpec::group("dccp.options", "Options")
        .doc("What the sides agree on, and what they report.", "RFC 4340 §5.8");
    OPTION = FieldSpec::uint("dccp.option_type", "Option", 8).codes(OPTION_NAMES)
        .doc("One option.", "RFC 4340 §5.8");
    OPTION_TYPE = FieldSpec::uint("", "Type", 8).codes(OPTION_NAMES)
        .doc("Which option this is; up to 31 it is a single byte.", "RFC 4340 §5.8");
    PADDING = FieldSpec::bytes("dccp.padding", "Padding")
        .doc("Fills the header up to whole words of 4 bytes.", "RFC 4340 §5.8.1");
    FEATURE = FieldSpec::uint("dccp.feature_number", "Feature", 8)
        .codes(&[
            (1, "congestion control"),
            (2, "allow short sequence numbers"),
            (3, "sequence window"),
            (4, "ECN incapable"),
            (5, "ack ratio"),
            (6, "send ack vector"),
            (7, "send NDP count"),
            (8, "minimum checksum coverage"),
            (9, "check data checksum"),
            (10, "send loss event rate"),
        ])
        .doc("What is being agreed on.", "RFC 4340 §6");
    FEATURE_VALUES = FieldSpec::group("", "Values")
        .doc("The values wanted, the best first.", "RFC 4340 §6.3");
    NDP_COUNT = FieldSpec::uint("dccp.ndp_count", "Packets without data", 8)
        .doc("How many packets without data went just before.", "RFC 4340 §7.7");
    VECTOR_0 = FieldSpec::bytes("dccp.ack_vector.nonce_0", "Ack vector")
        .doc("Runs of packets that arrived, arrived marked, or are missing.", "RFC 4340 §11.4");
    VECTOR_1 = FieldSpec::bytes("dccp.ack_vector.nonce_1", "Ack vector")
        .doc("Runs of packets that arrived, arrived marked, or are missing.", "RFC 4340 §11.4");
    DROPPED = FieldSpec::bytes("dccp.data_dropped", "Data dropped")
        .doc("Packets that arrived but whose data did not reach the process.", "RFC 4340 §11.7");
    TIMESTAMP = FieldSpec::uint("dccp.timestamp", "Timestamp", 32).unit("× 10 µs")
        .doc("The sender's time, to be sent back.", "RFC 4340 §13.1");
    TIMESTAMP_ECHO = FieldSpec::uint("dccp.timestamp_echo", "Timestamp echo", 32).unit("× 10 µs")
        .doc("The other side's time, sent back.", "RFC 4340 §13.3");
    ELAPSED_SHORT = FieldSpec::uint("dccp.elapsed_time", "Elapsed time", 16).unit("× 10 µs")
        .doc("How long the acknowledged packet waited before this went out.", "RFC 4340 §13.2");
    ELAPSED_LONG = FieldSpec::uint("dccp.elapsed_time", "Elapsed time", 32).unit("× 10 µs")
        .doc("How long the acknowledged packet waited before this went out.", "RFC 4340 §13.2");
    DATA_CHECKSUM = FieldSpec::hex("dccp.checksum_data", "Data checksum", 32)
        .doc("A CRC-32C over the payload.", "RFC 4340 §9.3");
    COOKIE = FieldSpec::bytes("dccp.init_cookie", "Init cookie")
        .doc("The server's state, kept by the client during the handshake.", "RFC 4340 §8.1.4");
    UNKNOWN = FieldSpec::bytes("dccp.option_unknown", "Option data")
        .doc("What decap does not take apart.", "RFC 4340 §5.8");
}

/// DCCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dccp",
        short: "DCCP",
        title: "Datagram Congestion Control Protocol",
        osi: OsiLayer::Transport,
        why: "It carries datagrams between processes, named by ports, no faster than the network can take.",
        reference: "RFC 4340",
    },
    claims: &[Claim::IpProtocol(33)],
    headers: &[HEADER, RESET_HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xcd\xbb\x13\x89\x06\x00\xa7\x66\x01\x00\x00\x07\xb8\xb8\xb1\x80\x00\x00\x00\x00\x20\x04\x05\x02",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let source = u16::from_be_bytes([h[0], h[1]]);
    let destination = u16::from_be_bytes([h[2], h[3]]);
    let (offset, coverage) = (usize::from(h[4]) * 4, usize::from(h[5] & 0x0f));
    let (kind, is_long) = (h[8] >> 1 & 0x0f, h[8] & 1 != 0);
    p.ports(Transport::Dccp, source, destination);
    if p.wants_fields() {
        let verdict = verify(p, offset, coverage);
        p.verdict("dccp.checksum", verdict);
        let unknown = "reserved type";
        let name = TYPES
            .get(usize::from(kind))
            .map_or(unknown, |entry| entry.1);
        p.summary(format_args!("{source} → {destination} {name}"));
    }
    numbers(p, kind, is_long)?;
    if offset < p.pos() {
        let (field, says) = ("data offset", offset as u64);
        let limit = p.pos() as u64;
        p.fault(FaultKind::BadLength { field, says, limit }, 4..5);
        return Ok(());
    }
    let len = offset - p.pos();
    if p.wants_fields() && len > 0 {
        p.group(&OPTIONS, |p| p.within(len, "data offset", options))?;
    } else {
        p.skip(len)?;
    }
    p.pass(Next::Ports(Transport::Dccp, source, destination));
    Ok(())
}

/// The sequence numbers, and what the type has behind them.
fn numbers(p: &mut Peel<'_>, kind: u8, is_long: bool) -> Peeled {
    if is_long {
        p.uint(&RESERVED_BYTE)?;
    }
    p.uint(if is_long {
        &SEQUENCE_LONG
    } else {
        &SEQUENCE_SHORT
    })?;
    if !matches!(kind, REQUEST | DATA) {
        if is_long {
            p.uint(&ACK_RESERVED)?;
            p.uint(&ACK_LONG)?;
        } else {
            p.uint(&ACK_RESERVED_SHORT)?;
            p.uint(&ACK_SHORT)?;
        }
    }
    match kind {
        REQUEST | RESPONSE => p.uint(&SERVICE).map(drop),
        RESET => p.rows(RESET_HEADER).map(drop),
        _ => Ok(()),
    }
}

fn verify(p: &Peel<'_>, offset: usize, coverage: usize) -> Verdict {
    let len = p.bytes().len();
    let covered = match coverage {
        0 => len,
        words => (offset + (words - 1) * 4).min(len),
    };
    match p.bytes().get(..covered) {
        Some(covered) if p.is_whole() => checksum::transport(p, 33, len, covered, 6),
        _ => Verdict::Unverifiable,
    }
}

fn options(p: &mut Peel<'_>) -> Peeled {
    while let Some(kind) = p.rest().first().copied() {
        p.group_as(&OPTION, || Value::Uint(kind.into()), option)?;
    }
    Ok(())
}

fn option(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let kind = p.uint(&OPTION_TYPE)?;
    if kind == 0 {
        p.mark(&PADDING, start..start + 1);
    }
    if kind < 32 {
        return Ok(());
    }
    let len = usize::from(p.skip(1)?[0]);
    let Some(body) = len.checked_sub(2) else {
        let (field, says) = ("option length", len as u64);
        p.fault(
            FaultKind::BadLength {
                field,
                says,
                limit: 2,
            },
            start + 1..start + 2,
        );
        return Err(Stop);
    };
    p.within(body, "option length", |p| match kind {
        32..=35 => feature(p),
        36 => bytes(p, &COOKIE),
        37 if body == 1 => p.uint(&NDP_COUNT).map(drop),
        38 => bytes(p, &VECTOR_0),
        39 => bytes(p, &VECTOR_1),
        40 => bytes(p, &DROPPED),
        41 => p.uint(&TIMESTAMP).map(drop),
        42 => {
            p.uint(&TIMESTAMP_ECHO)?;
            elapsed(p)
        }
        43 => elapsed(p),
        44 => p.uint(&DATA_CHECKSUM).map(drop),
        _ => bytes(p, &UNKNOWN),
    })
}

fn bytes(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

fn feature(p: &mut Peel<'_>) -> Peeled {
    p.uint(&FEATURE)?;
    match p.rest().len() {
        0 => Ok(()),
        len => p.group(&FEATURE_VALUES, |p| p.skip(len)).map(drop),
    }
}

fn elapsed(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        2 => p.uint(&ELAPSED_SHORT).map(drop),
        _ => p.uint(&ELAPSED_LONG).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8], want: Want) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, want, &mut out);
        out
    }

    fn value(out: &Dissection, name: &str) -> Option<u64> {
        out.field(name).and_then(|field| field.value.as_uint())
    }

    #[test]
    fn a_request_asks_for_a_service() {
        let out = peeled(PROTOCOL.sample, Want::Full);
        assert_eq!(value(&out, "dccp.seq_raw"), Some(0x0007_b8b8_b180));
        assert_eq!(value(&out, "dccp.service_code"), Some(0));
        assert_eq!(value(&out, "dccp.feature_number"), Some(5));
        assert_eq!(out.layers[0].summary, "52667 → 5001 Request");
        assert_eq!(out.layers.len(), 1);
    }

    #[test]
    fn short_numbers_and_data_are_read() {
        let bytes =
            b"\x00\x07\x00\x09\x05\x01\x00\x00\x08\x00\x01\x02\x00\x00\x03\x04\x26\x03\x81\x00data";
        let out = peeled(bytes, Want::Full);
        assert_eq!(value(&out, "dccp.seq_raw"), Some(0x102));
        assert_eq!(value(&out, "dccp.ack_raw"), Some(0x304));
        let vector = out.field("dccp.ack_vector.nonce_0").unwrap();
        assert_eq!(
            (&vector.value, vector.span.byte_range().start),
            (&Value::Bytes, 18)
        );
        assert_eq!(out.layers[0].payload.len(), 4);
        assert_eq!(peeled(bytes, Want::Skim).layers[0].payload.len(), 4);
    }

    #[test]
    fn an_offset_inside_the_header_is_a_fault() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[4] = 3;
        let bad = FaultKind::BadLength {
            field: "data offset",
            says: 12,
            limit: 20,
        };
        assert_eq!(peeled(&bytes, Want::Full).faults[0].kind, bad);
    }
}
