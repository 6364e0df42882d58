use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn hello() -> Vec<u8> {
    let tags = b"CHLO\x02\0\0\0SNI\0\x09\0\0\0MSPC\x0d\0\0\0a.example\x64\0\0\0";
    let head = b"\x09\x01\x02\x03\x04\x05\x06\x07\x08Q043\x01hash of 12 b\xa0\x01";
    [
        &head[..],
        &(tags.len() as u16).to_be_bytes(),
        tags,
        &[0; 20],
    ]
    .concat()
}

#[test]
fn a_hello_names_the_server() {
    let bytes = hello();
    assert_eq!(recognise(&bytes), Match::Yes);
    let out = peeled(&bytes);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(out.layers[0].summary, "Client hello to a.example, PADDING");
    assert_eq!(all(&out, &bytes, "gquic.tag.mspc"), [(63, 4, "100".into())]);
    assert_eq!(all(&out, &bytes, "gquic.version"), [(9, 4, "Q043".into())]);
    let padding = all(&out, &bytes, "gquic.frame_type.padding");
    assert_eq!(padding.len(), 1);
}

#[test]
fn what_is_no_hello_is_encrypted() {
    let mut bytes = hello();
    let at = bytes
        .windows(4)
        .position(|four| four == b"CHLO")
        .expect("there");
    bytes[at] = b'X';
    let out = peeled(&bytes);
    assert_eq!(out.layers[0].summary, "Encrypted");
    assert_eq!(all(&out, &bytes, "gquic.payload").len(), 1);
}

#[test]
fn tags_that_lie_about_their_ends_are_survived() {
    let mut bytes = hello();
    let at = bytes
        .windows(4)
        .position(|four| four == b"MSPC")
        .expect("there");
    bytes[at + 4..at + 8].copy_from_slice(&[0xff; 4]);
    let out = peeled(&bytes);
    assert!(all(&out, &bytes, "gquic.tag.mspc").is_empty());
    assert_eq!(all(&out, &bytes, "gquic.tag.sni").len(), 1);
}
