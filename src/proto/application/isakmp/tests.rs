use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Value};
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// A message of this version with these payloads, the first of this kind.
fn message(version: u8, exchange: u8, kind: u8, payloads: &[u8]) -> Vec<u8> {
    let mut bytes = b"INITIATRRESPONDR".to_vec();
    bytes.extend([kind, version << 4, exchange, 0, 0, 0, 0, 1]);
    bytes.extend((28 + payloads.len() as u32).to_be_bytes());
    bytes.extend(payloads);
    bytes
}

fn uint(out: &Dissection, name: &str) -> u64 {
    out.field(name).unwrap().value.as_uint().unwrap()
}

#[test]
fn payloads_follow_each_other() {
    let out = peeled(PROTOCOL.sample);
    assert_eq!(out.layers[0].summary, "IKEv2 IKE_SA_INIT request");
    assert_eq!(uint(&out, "isakmp.typepayload"), 40);
    assert_eq!(
        out.field("isakmp.nonce").unwrap().span.byte_range().len(),
        16
    );
    assert_eq!(uint(&out, "isakmp.flag_i"), 1);
    assert!(out.faults.is_empty());
}

#[test]
fn proposals_have_transforms_with_attributes() {
    let two = message(
        2,
        34,
        33,
        b"\x00\x80\x00\x1c\x00\x00\x00\x18\x01\x01\x00\x02\
        \x03\x00\x00\x0c\x01\x00\x00\x0c\x80\x0e\x01\x00",
    );
    let out = peeled(&two);
    assert_eq!(uint(&out, "isakmp.criticalpayload"), 1);
    assert_eq!(uint(&out, "isakmp.tf.id.encr"), 12);
    assert_eq!(uint(&out, "isakmp.ike2.attr.key_length"), 256);
    assert_eq!(uint(&out, "isakmp.ike2.attr.type"), 14);
    let one = message(
        1,
        2,
        1,
        b"\x00\x00\x00\x28\x00\x00\x00\x01\x00\x00\x00\x01\
        \x00\x00\x00\x1c\x00\x01\x00\x01\x00\x00\x00\x14\x00\x01\x00\x00\
        \x80\x01\x00\x05\x00\x0c\x00\x04\x00\x01\x51\x80",
    );
    let out = peeled(&one);
    assert_eq!(uint(&out, "isakmp.sa.situation.identity_only"), 1);
    assert_eq!(uint(&out, "isakmp.ike.attr.encryption_algorithm"), 5);
    assert_eq!(uint(&out, "isakmp.ike.attr.life_duration"), 86400);
    assert_eq!(uint(&out, "isakmp.ike.attr.length"), 4);
}

#[test]
fn notifications_carry_numbers_and_addresses() {
    let out = peeled(&message(
        1,
        5,
        11,
        b"\x00\x00\x00\x20\x00\x00\x00\x01\x01\x10\x8d\x28INITIATRRESPONDR\x00\x00\x00\x07",
    ));
    assert_eq!(uint(&out, "isakmp.notify.data.dpd.are_you_there"), 7);
    let out = peeled(&message(
        2,
        37,
        41,
        b"\x00\x00\x00\x10\x00\x00\x40\x17\x01\x04\xc0\x00\x02\x09no",
    ));
    let gateway = out
        .field("isakmp.notify.data.redirect.new_resp_gw_ident.ipv4")
        .unwrap();
    assert_eq!(gateway.value, Value::Ipv4("192.0.2.9".parse().unwrap()));
}

#[test]
fn selectors_identities_and_settings_are_read() {
    let out = peeled(&message(2, 35, 44, b"\x2f\x00\x00\x18\x01\x00\x00\x00\x07\x06\x00\x10\x00\x50\x00\x51\
        \xc0\x00\x02\x00\xc0\x00\x02\xff\x00\x00\x00\x10\x02\x00\x00\x00\x00\x01\x00\x04\x0a\x00\x00\x01"));
    assert_eq!(uint(&out, "isakmp.ts.end_port"), 0x51);
    let address = out.field("isakmp.cfg.attr.internal_ip4_address").unwrap();
    assert_eq!(address.value, Value::Ipv4("10.0.0.1".parse().unwrap()));
    let named = message(1, 4, 5, b"\x00\x00\x00\x0c\x02\x11\x01\xf4a.de");
    let names = all(&peeled(&named), &named, "isakmp.id.data.fqdn");
    assert_eq!(names, [(36, 4, "a.de".into())]);
}

#[test]
fn lengths_that_lie_end_the_message() {
    for len in [0, 3, 0xffff_u16] {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[30..32].copy_from_slice(&len.to_be_bytes());
        assert_eq!(peeled(&bytes).faults.len(), 1, "{len}");
    }
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes[24..28].fill(0);
    assert_eq!(peeled(&bytes).faults.len(), 1);
    let loop_to_itself = message(2, 34, 40, &b"\x28\x00\x00\x04".repeat(5000));
    assert!(peeled(&loop_to_itself).fields.len() < 10_000);
}
