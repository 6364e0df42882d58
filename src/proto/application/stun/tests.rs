use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind, Verdict};
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn an_answer_tells_how_the_client_is_seen() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "Binding success response");
    assert_eq!(
        all(&out, bytes, "stun.att.ipv4"),
        [(28, 4, "192.168.0.107".into())]
    );
    assert_eq!(all(&out, bytes, "stun.att.port"), [(26, 2, "4948".into())]);
    let sum = out.field("stun.att.crc32").map(|field| &field.value);
    assert!(
        matches!(sum, Some(Value::Checksum(0x690b_d3ff, Verdict::Good))),
        "{sum:?}"
    );
    let mut bytes = bytes.to_vec();
    bytes[30] ^= 1;
    let wrong = |kind: &FaultKind| matches!(kind, FaultKind::BadChecksum { .. });
    assert!(peeled(&bytes).faults.iter().any(|fault| wrong(&fault.kind)));
}

#[test]
fn channels_and_attributes_wrap_data() {
    let out = peeled(b"\x40\x01\x00\x05hello\x00\x00\x00");
    assert_eq!(out.layers[1].header.len(), 5);
    let out =
        peeled(b"\x00\x16\x00\x0c\x21\x12\xa4\x42abcdefghijkl\x00\x13\x00\x05hello\x00\x00\x00");
    assert_eq!(out.layers[0].summary, "Send indication");
    assert_eq!(
        (out.layers[1].header.start, out.layers[1].header.len()),
        (24, 5)
    );
}

#[test]
fn messages_are_told_from_media_on_the_same_port() {
    assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
    assert_eq!(recognise(&PROTOCOL.sample[..10]), Match::Short);
    assert_eq!(
        recognise(b"\x80\x60\x00\x01\x00\x00\x00\x01\x00\x00\x00\x02media---"),
        Match::No
    );
    assert_eq!(
        recognise(
            b"\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x7a\x01\x00\x00\x6e\x00\x00\x00"
        ),
        Match::No
    );
    assert_eq!(recognise(b"\x40\x01\x00\x02ab"), Match::Maybe);
    assert_eq!(recognise(b"\x40\x01\x00\x02ab\xff\xff\xff"), Match::No);
    // Between peers a connection frames messages.
    assert_eq!(
        recognise(b"\x00\x14\x00\x01\x00\x00\x21\x12\xa4\x42abcdefghijkl"),
        Match::Yes
    );
}

#[test]
fn an_attribute_longer_than_the_message_is_told() {
    let out = peeled(b"\x00\x01\x00\x08\x21\x12\xa4\x42abcdefghijkl\x00\x06\x00\x20user");
    let cut = |kind: &FaultKind| {
        matches!(
            kind,
            FaultKind::Truncated {
                needed: 32,
                present: 4,
                ..
            }
        )
    };
    assert!(
        out.faults.iter().any(|fault| cut(&fault.kind)),
        "{:?}",
        out.faults
    );
}
