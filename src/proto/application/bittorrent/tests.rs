use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn a_connection_begins_with_a_name() {
    let out = peeled(PROTOCOL.sample);
    assert_eq!(out.layers[0].summary, "handshake");
    let peer = all(&out, PROTOCOL.sample, "bittorrent.peer_id");
    assert_eq!((peer[0].0, peer[0].1), (48, 20));
    assert_eq!(recognise(b"\x13BitT"), Match::Short);
    assert_eq!(recognise(b"\x13BitX"), Match::Known);
    assert_eq!(recognise(b"\0\0\0\x05\x04\0\0\0\x01"), Match::Maybe);
}

#[test]
fn messages_have_lengths_and_types() {
    let request = b"\0\0\0\x0d\x06\0\0\0\x01\0\0\x40\0\0\0\x40\0";
    let out = peeled(request);
    assert_eq!(
        out.layers[0].summary,
        "request: 16384 bytes of piece 1 from 16384 on"
    );
    assert_eq!(
        all(&out, request, "bittorrent.piece.begin"),
        [(9, 4, "0x00004000".into())]
    );
    let piece = b"\0\0\0\x0b\x07\0\0\0\x01\0\0\0\0ab";
    let out = peeled(piece);
    assert_eq!(
        all(&out, piece, "bittorrent.piece.data"),
        [(13, 2, "61:62".into())]
    );
    assert_eq!(peeled(b"\0\0\0\0").layers[0].summary, "keep alive");
    let extended = b"\0\0\0\x0c\x14\0d1:pi6881ee";
    let out = peeled(extended);
    assert_eq!(out.layers[1].info.name, "bencode");
    assert_eq!(all(&out, extended, "bencode.int"), [(10, 6, "6881".into())]);
    assert_eq!(
        all(&out, extended, "bittorrent.msg"),
        [(0, 16, String::new())]
    );
}

#[test]
fn azureus_messages_have_names() {
    let bytes = b"\0\0\0\x15\0\0\0\x0bBT_EXTENDED\x01\x03abcd";
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "bittorrent.msg.aztype"),
        [(8, 11, "BT_EXTENDED".into())]
    );
    assert_eq!(
        all(&out, bytes, "bittorrent.extended"),
        [(21, 4, "61:62:63:64".into())]
    );
}

#[test]
fn what_is_no_message_is_the_middle_of_one() {
    let out = peeled(b"\x99\x88\x77\x66\x55\x44");
    assert!(out.field("bittorrent.continuous_data").is_some());
    assert!(out.field("bittorrent.msg").is_none());
    // Shorter and longer than its type says.
    assert_eq!(peeled(b"\0\0\0\x02\x04\0").faults.len(), 1);
    assert_eq!(peeled(b"\0\0\0\x02\x01\0").faults.len(), 1);
}
