use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Lesson};
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn record(kind: u8, epoch: u8, content: &[u8]) -> Vec<u8> {
    let head = [kind, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 9];
    let len = (content.len() as u16).to_be_bytes();
    [&head[..], &len, content].concat()
}

/// A client hello with a cookie and one extension, `use_srtp`.
fn hello() -> Vec<u8> {
    let body = [
        &b"\xfe\xfd"[..],
        &[7; 32],
        b"\0\x04cake\0\x02\xc0\x2b\x01\0",
        b"\0\x09\0\x0e\0\x05\0\x02\0\x07\0",
    ]
    .concat();
    let len = (body.len() as u32).to_be_bytes();
    let head = [&[1][..], &len[1..], &[0, 1, 0, 0, 0], &len[1..]].concat();
    record(22, 0, &[head, body].concat())
}

#[test]
fn a_hello_is_read_as_in_tls_with_names_of_its_own() {
    let bytes = hello();
    assert_eq!(recognise(&bytes), Match::Yes);
    let out = peeled(&bytes);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(out.layers[0].summary, "Client hello, DTLS 1.2");
    assert_eq!(
        all(&out, &bytes, "dtls.handshake.cookie"),
        [(61, 4, "63:61:6b:65".into())]
    );
    assert_eq!(
        all(&out, &bytes, "dtls.handshake.ciphersuite")[0].2,
        "0xc02b"
    );
    assert_eq!(
        all(&out, &bytes, "dtls.use_srtp.protection_profile")[0].2,
        "0x0007"
    );
    assert!(
        out.fields
            .iter()
            .all(|field| !field.spec.name.starts_with("tls."))
    );
}

#[test]
fn what_the_server_agrees_to_announces_media() {
    let taught = |profile: u8| {
        let body = [
            &b"\xfe\xfd"[..],
            &[7; 32],
            b"\0\xc0\x2f\0\0\x09\0\x0e\0\x05\0\x02\0",
            &[profile, 0],
        ]
        .concat();
        let len = (body.len() as u32).to_be_bytes();
        let head = [&[2][..], &len[1..], &[0, 1, 0, 0, 0], &len[1..]].concat();
        let payload = record(22, 0, &[head, body].concat());
        let udp = (8 + payload.len() as u16).to_be_bytes();
        let ip = (28 + payload.len() as u16).to_be_bytes();
        let bytes = [
            &[0x45, 0, ip[0], ip[1], 0, 0, 0, 0, 64, 17, 0, 0][..],
            &[
                192, 0, 2, 1, 192, 0, 2, 2, 0x40, 0, 0x50, 0, udp[0], udp[1], 0, 0,
            ],
            &payload,
        ]
        .concat();
        let ipv4 = crate::proto::registry().by_name("ip").unwrap();
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(ipv4, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[2].info.name, "dtls");
        let speaks =
            |lesson: &Lesson| matches!(lesson, Lesson::Speaks(_, info) if info.name == "rtp");
        out.lessons.iter().any(speaks)
    };
    assert!(taught(1));
    // Without encryption nothing is said of how to read it.
    assert!(!taught(5));
}

#[test]
fn records_of_later_epochs_are_encrypted() {
    let bytes = [record(20, 0, &[1]), record(22, 1, &[0xaa; 40])].concat();
    assert_eq!(
        peeled(&bytes).layers[0].summary,
        "Change cipher spec, Encrypted handshake message"
    );
}

#[test]
fn a_piece_of_a_message_is_not_read_alone() {
    let mut bytes = hello();
    // The message is said to be longer than this piece.
    bytes[15] = 1;
    let out = peeled(&bytes);
    assert_eq!(out.layers[0].summary, "part of Client hello");
    assert!(all(&out, &bytes, "dtls.handshake.cookie").is_empty());
}

#[test]
fn lengths_that_lie_are_faults() {
    let mut bytes = hello();
    bytes[12] = 0xff;
    assert_eq!(recognise(&bytes), Match::Maybe);
    assert!(!peeled(&bytes).faults.is_empty());
    assert_eq!(recognise(b"\x16\x03\x03\0\0\0\0\0\0\0\x01\0\0"), Match::No);
}
