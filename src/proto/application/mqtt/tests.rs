use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::registry;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn a_client_of_version_5_leaves_a_will() {
    let bytes = b"\x10\x29\x00\x04MQTT\x05\xc6\x00\x3c\x05\x11\x00\x00\x00\x1e\x00\x01c\
        \x00\x00\x01w\x00\x02ab\x00\x03ada\x00\x06secret";
    let bytes = [&bytes[..1], &[bytes.len() as u8 - 2], &bytes[2..]].concat();
    let out = peeled(&bytes);
    let one = |name| all(&out, &bytes, name);
    assert_eq!(one("mqtt.ver"), [(8, 1, "5".into())]);
    assert_eq!(one("mqtt.prop_number"), [(14, 4, "30".into())]);
    assert_eq!(one("mqtt.willmsg")[0].1, 2);
    assert_eq!(one("mqtt.passwd")[0].2, "secret");
    assert_eq!(out.layers[0].summary, "Connect, client c");
}

#[test]
fn a_message_has_a_topic() {
    let bytes = b"\x32\x0a\x00\x04a/t1\x00\x0723";
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "mqtt.topic"), [(4, 4, "a/t1".into())]);
    assert_eq!(all(&out, bytes, "mqtt.msgid"), [(8, 2, "7".into())]);
    assert_eq!(out.layers[0].summary, "Publish a/t1: 2 bytes");
}

#[test]
fn lengths_that_lie_are_survived() {
    for bytes in [
        &b"\x30\xff\xff\xff\x7f\x00\x04a"[..],
        b"\x30\xff\xff\xff\xff\xff",
        b"\x82\x05\x00\x01\xff\xffab",
        b"\x10\x0c\x00\x04MQTT\x05\xff\x00\x3c\xff\xff",
    ] {
        assert!(!peeled(bytes).faults.is_empty(), "{bytes:?}");
    }
    assert_eq!(recognise(b"\x36\x04\x00\x01a"), Match::No);
    assert_eq!(recognise(b"\x10\x0c\x00\x04MQTT\x04"), Match::Yes);
    assert_eq!(recognise(b"GET / HTTP/1.1"), Match::No);
}
