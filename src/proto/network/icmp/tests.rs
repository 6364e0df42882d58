use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Bound, Dissection, FaultKind, FrameInfo, LinkType, Role, Severity, Value};

fn peeled(bytes: &[u8], want: Want) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, want, &mut out);
    out
}

/// A message with its checksum right.
fn message(kind: u8, code: u8, rest: &[&[u8]]) -> Vec<u8> {
    let mut bytes = [&[kind, code, 0, 0], rest.concat().as_slice()].concat();
    let sum = !checksum::sum(&bytes, 0) as u16;
    bytes[2..4].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn value(out: &Dissection, name: &str) -> Option<Value> {
    out.field(name).map(|field| field.value.clone())
}

/// The start of a UDP packet, as an error quotes it.
fn quotation() -> Vec<u8> {
    let mut bytes = ipv4::PROTOCOL.sample[..20].to_vec();
    bytes[3] = 100;
    bytes[10..12].copy_from_slice(&[0x32, 0x0c]);
    bytes.extend(b"\x9c\x40\x82\x9a\x00\x50\x00\x00");
    bytes
}

#[test]
fn an_echo_is_read_and_its_checksum_verified() {
    let out = peeled(PROTOCOL.sample, Want::Full);
    assert!(matches!(
        value(&out, "icmp.checksum"),
        Some(Value::Checksum(_, Verdict::Good))
    ));
    assert_eq!(value(&out, "icmp.ident"), Some(Value::Uint(0x1234)));
    assert_eq!(value(&out, "icmp.ident_le"), Some(Value::Uint(0x3412)));
    assert_eq!(out.layers[0].summary, "Echo, identifier 4660, number 1");
    assert_eq!(out.layers[1].header.len(), 8);
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes[15] ^= 1;
    let out = peeled(&bytes, Want::Full);
    assert!(matches!(out.faults[0].kind, FaultKind::BadChecksum { .. }));
}

#[test]
fn the_time_of_sending_is_found_if_it_is_near() {
    let seconds = 1_700_000_000u32;
    let data = [seconds.to_le_bytes(), 42u32.to_le_bytes()].concat();
    let bytes = message(8, 0, &[&[0, 1, 0, 2], &data]);
    let sent = |captured| {
        let info = FrameInfo {
            time: Some(Timestamp::from_parts(captured, 0)),
            original_len: 20 + bytes.len() as u32,
            link_type: LinkType(228),
            ..FrameInfo::default()
        };
        let mut frame = ipv4::PROTOCOL.sample[..20].to_vec();
        (frame[3], frame[9]) = (20 + bytes.len() as u8, 1);
        frame.extend(&bytes);
        let mut out = Dissection::default();
        let mut known = crate::decode::NoConversations;
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_bytes(&info, &frame, Want::Full, &mut known, &mut out);
        value(&out, "icmp.data_time")
    };
    assert_eq!(
        sent(1_700_000_001),
        Some(Value::Made("1700000000.000042".into()))
    );
    assert_eq!(sent(1_800_000_000), None);
}

#[test]
fn an_error_quotes_the_packet_that_caused_it() {
    for want in [Want::Skim, Want::Full] {
        let out = peeled(&message(3, 3, &[&[0; 4], &quotation()]), want);
        let chain: Vec<_> = out
            .layers
            .iter()
            .map(|layer| (layer.info.name, layer.role))
            .collect();
        let quoted = Role::Quoted;
        assert_eq!(
            chain,
            [("icmp", Role::Header), ("ip", quoted), ("udp", quoted)]
        );
        assert!(out.addresses.is_empty());
    }
    let out = peeled(&message(3, 3, &[&[0; 4], &quotation()]), Want::Full);
    assert_eq!(
        out.layers[0].summary,
        "Destination Unreachable: Port Unreachable"
    );
    assert_eq!(value(&out, "udp.dstport"), Some(Value::Uint(33434)));
    let cut = out.faults.iter().map(|fault| fault.kind);
    for fault in cut {
        assert!(
            matches!(
                fault,
                FaultKind::Truncated {
                    bound: Bound::Quotation,
                    ..
                }
            ),
            "{fault}"
        );
        assert_eq!(fault.severity(), Severity::Note);
    }
}

#[test]
fn a_router_tells_the_size_that_fits() {
    let out = peeled(
        &message(3, 4, &[&[0, 0, 0x05, 0x78], &quotation()]),
        Want::Full,
    );
    assert_eq!(value(&out, "icmp.mtu"), Some(Value::Uint(1400)));
    assert_eq!(out.layers[1].info.name, "ip");
}

#[test]
fn extensions_follow_the_quotation() {
    let mut padded = quotation();
    padded.resize(128, 0);
    let label = [0x00, 0x0c, 1, 1, 0x00, 0x01, 0x06, 5, 0x00, 0x01, 0x13, 254];
    let mut structure = [&[0x20, 0, 0, 0][..], &label].concat();
    let sum = !checksum::sum(&structure, 0) as u16;
    structure[2..4].copy_from_slice(&sum.to_be_bytes());
    // With the length that RFC 4884 gives, and without it, as before.
    for words in [32, 0] {
        let bytes = message(11, 0, &[&[0, words, 0, 0], &padded, &structure]);
        let out = peeled(&bytes, Want::Full);
        assert_eq!(out.layers[0].payload.len(), 128);
        assert_eq!(out.layers[0].trailer.len(), 16);
        assert_eq!(value(&out, "icmp.mpls.label"), Some(Value::Uint(16)));
        assert_eq!(
            value(&out, "icmp.ext.checksum"),
            Some(Value::Checksum(u32::from(sum), Verdict::Good))
        );
        let shape = |out: Dissection| {
            out.layers
                .iter()
                .map(|l| (l.info.name, l.payload))
                .collect::<Vec<_>>()
        };
        assert_eq!(shape(peeled(&bytes, Want::Skim)), shape(out));
    }
}

#[test]
fn hostile_counts_and_lengths_end() {
    let advertisement = message(9, 0, &[&[255, 0, 0, 9], &[192, 0, 2, 1, 0, 0, 0, 0]]);
    assert!(matches!(
        peeled(&advertisement, Want::Full).faults[0].kind,
        FaultKind::Truncated { .. }
    ));
    let empty_object = message(42, 0, &[&[0, 1, 1, 1], &[0x20, 0, 0, 0, 0, 0, 1, 1]]);
    assert!(matches!(
        peeled(&empty_object, Want::Full).faults[0].kind,
        FaultKind::BadLength { .. }
    ));
}
