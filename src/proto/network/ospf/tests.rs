use super::PROTOCOL;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind, Value, Verdict};
use crate::proto::network::ipv6;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn texts(out: &Dissection, bytes: &[u8], name: &str) -> Vec<String> {
    let found = all(out, bytes, name).into_iter();
    found.map(|(_, _, text)| text).collect()
}

fn checksum(out: &Dissection) -> Value {
    out.field("ospf.checksum").unwrap().value.clone()
}

/// A packet of version 2 around a message, with no checksum.
fn packet(kind: u8, message: &[u8]) -> Vec<u8> {
    let len = (24 + message.len()) as u16;
    let mut bytes = vec![2, kind, 0, 0, 10, 0, 0, 1, 0, 0, 0, 0];
    bytes[2..4].copy_from_slice(&len.to_be_bytes());
    bytes.extend([0; 12]);
    bytes.extend(message);
    bytes
}

/// An LSA of version 2.
fn lsa(kind: u8, id: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![
        0x80, 5, 0x42, kind, id, 0, 0, 0, 10, 0, 0, 1, 0x80, 0, 0, 1, 0, 0,
    ];
    bytes.extend((20 + body.len() as u16).to_be_bytes());
    bytes.extend(body);
    bytes
}

fn update(lsa: &[u8]) -> Vec<u8> {
    packet(4, &[&[0, 0, 0, 1], lsa].concat())
}

#[test]
fn a_hello_names_the_neighbours() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(checksum(&out), Value::Checksum(0xde96, Verdict::Good));
    assert_eq!(
        texts(&out, bytes, "ospf.hello.active_neighbor"),
        ["10.0.0.2"]
    );
    assert_eq!(
        texts(&out, bytes, "ospf.hello.router_dead_interval"),
        ["40"]
    );
    assert_eq!(out.layers[0].summary, "hello of 10.0.0.1, area 0.0.0.0");
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn the_checksum_leaves_the_password_out() {
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes[16..24].copy_from_slice(b"password");
    assert_eq!(
        checksum(&peeled(&bytes)),
        Value::Checksum(0xde96, Verdict::Good)
    );
    bytes[24] ^= 1;
    assert!(matches!(
        checksum(&peeled(&bytes)),
        Value::Checksum(_, Verdict::Bad(_))
    ));
    bytes[15] = 2;
    assert_eq!(
        checksum(&peeled(&bytes)),
        Value::Checksum(0xde96, Verdict::Absent)
    );
}

#[test]
fn version_3_covers_the_addresses_and_has_a_trailer() {
    let hello = b"\x03\x01\x00\x24\x01\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\
        \x00\x00\x00\x06\x01\x00\x04\x13\x00\x0a\x00\x28\x01\x01\x01\x01\x00\x00\x00\x00\
        \x00\x01\x00\x14\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00\x09\xaa\xbb\xcc\xdd";
    let mut bytes = ipv6::PROTOCOL.sample[..40].to_vec();
    bytes[4..6].copy_from_slice(&(hello.len() as u16).to_be_bytes());
    bytes[6] = 89;
    bytes.extend(hello);
    let mut out = Dissection::default();
    let mut peeler = Peeler::new(crate::proto::registry());
    peeler.peel_as(&ipv6::PROTOCOL, &bytes, Want::Full, &mut out);
    let Value::Checksum(0, Verdict::Bad(right)) = checksum(&out) else {
        panic!("{:?}", checksum(&out));
    };
    bytes[52..54].copy_from_slice(&(right as u16).to_be_bytes());
    let mut out = Dissection::default();
    peeler.peel_as(&ipv6::PROTOCOL, &bytes, Want::Full, &mut out);
    assert_eq!(checksum(&out), Value::Checksum(right, Verdict::Good));
    assert_eq!(texts(&out, &bytes, "ospf.at.sa_id"), ["0x0007"]);
    assert_eq!(all(&out, &bytes, "ospf.at.auth_data")[0].1, 4);
}

#[test]
fn a_router_lsa_lists_links() {
    let body = b"\x03\x00\x00\x01\x0a\x00\x00\x02\x0a\x00\x01\x01\x01\x01\x00\x0a\x07\x00\x00\x14";
    let bytes = update(&lsa(1, 10, body));
    let out = peeled(&bytes);
    assert_eq!(texts(&out, &bytes, "ospf.lsa.donotage"), ["1"]);
    assert_eq!(texts(&out, &bytes, "ospf.lsa.age"), ["5"]);
    assert_eq!(texts(&out, &bytes, "ospf.v2.router.lsa.flags.b"), ["1"]);
    assert_eq!(texts(&out, &bytes, "ospf.lsa.router.linkid"), ["10.0.0.2"]);
    assert_eq!(texts(&out, &bytes, "ospf.lsa.router.metric0"), ["10"]);
    assert_eq!(texts(&out, &bytes, "ospf.ls.metric"), ["20"]);
}

#[test]
fn opaque_lsas_hold_items_in_items() {
    let engineering =
        b"\x00\x02\x00\x10\x00\x06\x00\x04\x4c\xee\x6b\x28\x00\x01\x00\x01\x01\x00\x00\x00";
    let bytes = update(&lsa(10, 1, engineering));
    let out = peeled(&bytes);
    assert_eq!(texts(&out, &bytes, "ospf.mpls.link_max_bw"), ["125000000"]);
    assert_eq!(texts(&out, &bytes, "ospf.mpls.linktype"), ["1"]);
    let information = b"\x00\x07\x00\x02r1\x00\x00\x00\x09\x00\x0b\x00\x01\x00\x00\x00\x01\x00\x03\x00\x3e\x80\x00";
    let bytes = update(&lsa(10, 4, information));
    let out = peeled(&bytes);
    assert_eq!(texts(&out, &bytes, "ospf.dynhostname"), ["r1"]);
    assert_eq!(texts(&out, &bytes, "ospf.tlv.sid_label"), ["16000"]);
}

#[test]
fn lengths_that_lie_end_where_the_bytes_do() {
    let bytes = update(&lsa(
        1,
        10,
        b"\x00\x00\xff\xff\x0a\x00\x00\x02\x0a\x00\x01\x01\x01\xff\x00\x0a",
    ));
    let cut = |out: &Dissection| {
        let cut = |kind| matches!(kind, FaultKind::Truncated { .. });
        out.faults.iter().any(|fault| cut(fault.kind))
    };
    assert!(cut(&peeled(&bytes)));
    let mut short = update(&lsa(9, 3, b""));
    let len = short.len();
    short[len - 1] = 19;
    let out = peeled(&short);
    let bad = |kind| {
        matches!(
            kind,
            FaultKind::BadLength {
                says: 19,
                limit: 20,
                ..
            }
        )
    };
    assert!(out.faults.iter().any(|fault| bad(fault.kind)));
    assert!(cut(&peeled(&packet(4, b"\xff\xff\xff\xff"))));
    let mut header = PROTOCOL.sample.to_vec();
    header[3] = 23;
    let bad = |kind| matches!(kind, FaultKind::BadLength { says: 23, .. });
    assert!(peeled(&header).faults.iter().any(|fault| bad(fault.kind)));
}
