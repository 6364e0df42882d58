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
fn messages_stand_in_packets() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "packet 0");
    assert_eq!(all(&out, bytes, "raknet.message.reliability")[0].2, "2");
    assert_eq!(
        all(&out, bytes, "raknet.timestamp"),
        [(19, 8, "12024".into())]
    );
    assert_eq!(recognise(bytes), Match::Maybe);
    assert_eq!(recognise(&bytes[..20]), Match::No);
}

#[test]
fn a_server_tells_how_it_sees_the_client() {
    let mut bytes = b"\x08".to_vec();
    bytes.extend(MAGIC);
    bytes.extend(b"\x00\x05\x91\xa5\x36\x05\x22\x20\x04\x3f\xff\xfd\xfe\xad\xd5\x02\x40\x00");
    let out = peeled(&bytes);
    assert_eq!(recognise(&bytes), Match::Yes);
    assert_eq!(
        all(&out, &bytes, "raknet.client.address")[0].2,
        "192.0.2.1:44501"
    );
    bytes[25] = 6;
    assert!(!peeled(&bytes).faults.is_empty());
}

#[test]
fn acknowledgments_name_ranges() {
    let bytes = b"\xc0\x00\x02\x01\x05\x00\x00\x00\x07\x00\x00\x09\x00\x00";
    let out = peeled(bytes);
    let ranges = all(&out, bytes, "raknet.range.packet_number");
    assert_eq!(ranges, [(3, 4, "5 .. 5".into()), (7, 7, "7 .. 9".into())]);
    assert_eq!(recognise(bytes), Match::Maybe);
    assert_eq!(recognise(&bytes[..13]), Match::No);
}
