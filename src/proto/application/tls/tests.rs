use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn with_length(bytes: usize, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_be_bytes();
    [&length[4 - bytes..], content].concat()
}

fn record_of(content: u8, body: &[u8]) -> Vec<u8> {
    [&[content, 3, 3][..], &with_length(2, body)].concat()
}

fn client_hello(name: &str) -> Vec<u8> {
    let sni = with_length(2, &[&[0][..], &with_length(2, name.as_bytes())].concat());
    let extensions = [
        vec![0, 0],
        with_length(2, &sni),
        vec![0, 43],
        with_length(2, &[4, 0x3a, 0x3a, 3, 4]),
    ]
    .concat();
    let body = [
        vec![3, 3],
        vec![7; 32],
        vec![0],
        with_length(2, &[0x13, 0x01, 0xc0, 0x2f]),
        vec![1, 0],
        with_length(2, &extensions),
    ]
    .concat();
    record_of(22, &[&[1][..], &with_length(3, &body)].concat())
}

#[test]
fn a_hello_says_whom_it_asks_for_and_the_real_version() {
    let bytes = client_hello("www.example.test");
    let out = peeled(&bytes);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(
        out.layers[0].summary,
        "Client hello to www.example.test, TLS 1.3"
    );
    assert_eq!(recognise(&bytes), Match::Yes);
}

#[test]
fn all_records_of_a_segment_are_one_layer() {
    let bytes = [
        record_of(20, &[1]),
        record_of(23, &[0xaa; 40]),
        record_of(21, &[1, 0]),
    ]
    .concat();
    let out = peeled(&bytes);
    assert_eq!(out.layers.len(), 1);
    assert_eq!(
        out.layers[0].summary,
        "Change cipher spec, 40 bytes encrypted, Alert: close_notify"
    );
    assert_eq!(
        out.fields
            .iter()
            .filter(|f| f.spec.name == "tls.record")
            .count(),
        3
    );
}

#[test]
fn what_is_encrypted_is_not_read() {
    // The explicit nonce of AES-GCM often begins with zeros.
    let out = peeled(&record_of(
        22,
        &[0, 0, 0, 0, 0, 0, 0, 0, 0x5c, 0x91, 0x20, 0x33],
    ));
    assert_eq!(out.layers[0].summary, "Encrypted handshake message");
    assert!(out.field("tls.handshake.type").is_none());
    assert_eq!(
        peeled(&record_of(21, &[9; 26])).layers[0].summary,
        "Encrypted alert"
    );
}

#[test]
fn lengths_that_lie_stay_inside_their_record() {
    let mut bytes = client_hello("a.test");
    let at = bytes.windows(2).rposition(|two| two == [0, 43]).unwrap() + 2;
    bytes[at..at + 2].copy_from_slice(&[0xff, 0xff]);
    bytes.extend(record_of(21, &[2, 40]));
    let out = peeled(&bytes);
    assert!(!out.faults.is_empty());
    assert!(
        out.layers[0].summary.ends_with("Alert: handshake_failure"),
        "{}",
        out.layers[0].summary
    );
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    record_of(22, &[&[kind][..], &with_length(3, body)].concat())
}

fn has(out: &Dissection, name: &str) -> bool {
    out.field(name).is_some()
}

#[test]
fn a_key_exchange_is_read_if_its_lengths_fit() {
    let numbers = [
        with_length(2, &[0xfb; 64]),
        with_length(2, &[2]),
        with_length(2, &[0x11; 64]),
    ]
    .concat();
    let signature = with_length(2, &[0x5a; 70]);
    let modern = [&numbers[..], &[4, 1], &signature].concat();
    let out = peeled(&message(12, &modern));
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert!(has(&out, "tls.handshake.p") && has(&out, "tls.handshake.ys"));
    assert!(has(&out, "tls.handshake.sig_hash_alg") && has(&out, "tls.handshake.sig"));

    let old = peeled(&message(12, &[&numbers[..], &signature].concat()));
    assert!(has(&old, "tls.handshake.sig") && !has(&old, "tls.handshake.sig_hash_alg"));
    let anonymous = peeled(&message(12, &numbers));
    assert!(has(&anonymous, "tls.handshake.ys") && !has(&anonymous, "tls.handshake.sig"));

    let too_long = peeled(&message(12, &[&modern[..], &[0]].concat()));
    assert!(!has(&too_long, "tls.handshake.p"));
}

#[test]
fn a_curve_and_a_number_are_told_apart() {
    let curve = [
        vec![3, 0, 29],
        with_length(1, &[9; 32]),
        vec![4, 3],
        with_length(2, &[7; 70]),
    ]
    .concat();
    let out = peeled(&message(12, &curve));
    assert!(has(&out, "tls.handshake.server_point") && !has(&out, "tls.handshake.p"));
    let point = peeled(&message(16, &with_length(1, &[9; 32])));
    assert!(has(&point, "tls.handshake.client_point"));
    // Whether this is RSA or Diffie-Hellman, the message does not say.
    let number = peeled(&message(16, &with_length(2, &[9; 256])));
    assert!(!has(&number, "tls.handshake.client_point"));
    assert!(!has(&number, "tls.handshake.epms") && !has(&number, "tls.handshake.yc"));
}

#[test]
fn a_server_asks_for_certificates_in_two_layouts() {
    let name = [
        0x30, 0x0f, 0x31, 0x0d, 0x30, 0x0b, 6, 3, 0x55, 4, 3, 0x0c, 4, b'R', b'o', b'o', b't',
    ];
    let names = with_length(2, &with_length(2, &name));
    let types = with_length(1, &[1, 64]);
    let schemes = with_length(2, &[4, 3, 4, 1]);
    let out = peeled(&message(
        13,
        &[types.clone(), schemes, names.clone()].concat(),
    ));
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert!(has(&out, "tls.handshake.sig_hash_algs") && has(&out, "tls.handshake.dname"));
    assert!(has(&out, "x509sat.uTF8String"));
    let old = peeled(&message(13, &[types, names].concat()));
    assert!(!has(&old, "tls.handshake.sig_hash_algs") && has(&old, "tls.handshake.dname"));
}

#[test]
fn shared_keys_have_identities_and_binders() {
    let identity = [with_length(2, b"ticket"), vec![0, 0, 1, 0]].concat();
    let keys = [
        with_length(2, &identity),
        with_length(2, &with_length(1, &[3; 32])),
    ]
    .concat();
    let extensions = [vec![0, 41], with_length(2, &keys)].concat();
    let hello = [
        vec![3, 3],
        vec![7; 32],
        vec![0],
        with_length(2, &[0x13, 0x01]),
        vec![1, 0],
        with_length(2, &extensions),
    ]
    .concat();
    let out = peeled(&message(1, &hello));
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    let age = out.field("tls.handshake.extensions.psk.identity.obfuscated_ticket_age");
    assert_eq!(age.and_then(|field| field.value.as_uint()), Some(256));
    assert!(has(&out, "tls.handshake.extensions.psk.binders"));
}
