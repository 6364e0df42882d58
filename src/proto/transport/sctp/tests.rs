use super::*;
use crate::decode::{Peeler, SEGMENT, Want};
use crate::model::{Bound, Dissection, Value};

/// A packet of these chunks with its checksum right.
fn packet(chunks: &[&[u8]]) -> Vec<u8> {
    let mut bytes = PROTOCOL.sample[..8].to_vec();
    bytes.extend([0; 4]);
    bytes.extend(chunks.concat());
    let sum = crc32c(&[&bytes]).to_le_bytes();
    bytes[8..12].copy_from_slice(&sum);
    bytes
}

fn peeled(bytes: &[u8], want: Want) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, want, &mut out);
    out
}

fn values(out: &Dissection, name: &str) -> Vec<Value> {
    let named = out.fields.iter().filter(|field| field.spec.name == name);
    named.map(|field| field.value.clone()).collect()
}

fn data(flags: u8, payload: &[u8]) -> Vec<u8> {
    let head = [
        0,
        flags,
        0,
        16 + payload.len() as u8,
        0,
        0,
        3,
        0xe8,
        0,
        1,
        0,
        2,
        0,
        0,
        0,
        0,
    ];
    let mut chunk = [&head, payload].concat();
    chunk.resize(chunk.len().next_multiple_of(4), 0);
    chunk
}

#[test]
fn a_message_is_handed_over() {
    let out = peeled(PROTOCOL.sample, Want::Full);
    let sum = Value::Checksum(0xc0ab_0cfe, Verdict::Good);
    assert_eq!(values(&out, "sctp.checksum"), [sum]);
    assert_eq!(out.layers[0].summary, "40000 → 40001 DATA");
    assert_eq!(out.layers[0].header.len(), 28);
    assert_eq!(out.layers[1].header.len(), 5);
    assert_eq!(out.layers[0].trailer.len(), 3);
    assert!(out.faults.is_empty());
}

#[test]
fn every_message_of_a_packet_is_a_layer() {
    let bytes = packet(&[
        &data(3, b"one"),
        &[11, 0, 0, 4],
        &data(3, b"three"),
        &data(2, b"part"),
    ]);
    for want in [Want::Skim, Want::Full] {
        let out = peeled(&bytes, want);
        let lens: Vec<_> = out.layers[1..]
            .iter()
            .map(|layer| layer.header.len())
            .collect();
        assert_eq!(lens, [3, 5, 4]);
        assert_eq!(out.layers[3].info, &SEGMENT);
    }
    assert_eq!(
        peeled(&bytes, Want::Full).layers[0].summary,
        "40000 → 40001 DATA, COOKIE ACK, DATA, DATA"
    );
}

#[test]
fn wrong_and_missing_checksums_are_told() {
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes[8] ^= 1;
    let out = peeled(&bytes, Want::Full);
    assert!(matches!(
        out.faults[0].kind,
        FaultKind::BadChecksum {
            expected: 0xc0ab_0cfe,
            ..
        }
    ));
    bytes[8..12].fill(0);
    let out = peeled(&bytes, Want::Full);
    let left = Value::Checksum(0, Verdict::Offloaded(0xc0ab_0cfe));
    assert_eq!(values(&out, "sctp.checksum"), [left]);
}

#[test]
fn an_association_opens_with_addresses_and_a_cookie() {
    let head = [
        2, 0, 0, 40, 0xaa, 0xbb, 0xcc, 0xdd, 0, 0, 0xff, 0xff, 0, 10, 0, 20, 0, 0, 3, 0xe8,
    ];
    let chunk = [
        &head[..],
        &[0, 7, 0, 10],
        b"cookie\0\0",
        &[0, 5, 0, 8, 192, 0, 2, 1],
    ]
    .concat();
    let out = peeled(&packet(&[&chunk]), Want::Full);
    assert_eq!(
        values(&out, "sctp.initack_nr_in_streams"),
        [Value::Uint(20)]
    );
    let here = Value::Ipv4([192, 0, 2, 1].into());
    assert_eq!(values(&out, "sctp.parameter_ipv4_address"), [here]);
    let cookie = out.field("sctp.parameter_state_cookie").unwrap();
    assert_eq!(cookie.span.byte_range().len(), 6);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn gaps_are_told_as_sequence_numbers() {
    let sack = [
        3, 0, 0, 24, 0, 0, 3, 0xec, 0, 0, 0xff, 0xff, 0, 1, 0, 1, 0, 2, 0, 3, 0, 0, 3, 0xe9,
    ];
    let out = peeled(&packet(&[&sack]), Want::Full);
    assert_eq!(values(&out, "sctp.sack_gap_block_start"), [Value::Uint(2)]);
    assert_eq!(
        values(&out, "sctp.sack_gap_block_end_tsn"),
        [Value::Uint(1007)]
    );
    assert_eq!(values(&out, "sctp.sack_duplicate_tsn"), [Value::Uint(1001)]);
}

#[test]
fn causes_hold_parameters_and_chunks() {
    let abort = [
        6, 1, 0, 28, 0, 6, 0, 12, 99, 0, 0, 5, b'q', 0, 0, 0, 0, 12, 0, 11, b'b', b'e', b'c', b'a',
        b'u', b's', b'e', 0,
    ];
    let out = peeled(&packet(&[&abort]), Want::Full);
    assert_eq!(values(&out, "sctp.abort_t_bit"), [Value::Uint(1)]);
    assert_eq!(
        values(&out, "sctp.chunk_type"),
        [Value::Uint(6), Value::Uint(99)]
    );
    assert_eq!(
        out.field("sctp.cause_information")
            .unwrap()
            .span
            .byte_range()
            .len(),
        7
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn cut_and_contradicting_chunks_end_the_packet() {
    for want in [Want::Skim, Want::Full] {
        let cut = peeled(&PROTOCOL.sample[..30], want);
        let bound = Bound::Frame;
        let fault = FaultKind::Truncated {
            needed: 5,
            present: 2,
            bound,
        };
        assert_eq!(
            cut.faults
                .iter()
                .filter(|found| found.kind == fault)
                .count(),
            1
        );
        assert_eq!(cut.layers[1].header.len(), 2);
        let short = peeled(&packet(&[&[5, 0, 0, 0, 1, 2, 3, 4]]), want);
        assert!(matches!(
            short.faults[0].kind,
            FaultKind::BadLength { says: 0, .. }
        ));
        let tiny = peeled(
            &packet(&[&[0, 3, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]),
            want,
        );
        assert!(matches!(tiny.faults[0].kind, FaultKind::Malformed(_)));
    }
}

#[test]
fn parameters_in_parameters_end() {
    // Unrecognised parameters inside one another, each 4 bytes shorter than the one around it.
    let mut nested = Vec::new();
    for len in (4..60_000).step_by(4).rev() {
        nested.extend([0, 8]);
        nested.extend((len as u16).to_be_bytes());
    }
    let mut chunk = vec![4, 0];
    chunk.extend((4 + nested.len() as u16).to_be_bytes());
    chunk.extend(nested);
    let out = peeled(&packet(&[&chunk]), Want::Full);
    assert!(out.fields.len() < 100);
}
