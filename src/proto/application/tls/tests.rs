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
