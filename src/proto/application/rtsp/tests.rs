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
fn a_request_prepares_a_stream() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "rtsp.method"), [(0, 5, "SETUP".into())]);
    assert_eq!(all(&out, bytes, "rtsp.session"), [(49, 11, "47".into())]);
    assert_eq!(recognise(bytes), Match::Yes);
    assert_eq!(recognise(b"SETUP rtsp"), Match::Short);
    assert_eq!(recognise(b"GET / HTTP/1.1\r\n"), Match::No);
}

#[test]
fn bodies_and_media_stand_behind_messages() {
    let bytes = b"RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\nContent-Length: 9\r\n\r\nv=0\r\no=-\r";
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "rtsp.status"), [(9, 3, "200".into())]);
    assert_eq!(out.layers[1].info.name, "sdp");
    let bytes = b"$\x02\x00\x03abc";
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "rtsp.data"), [(4, 3, "61:62:63".into())]);
}

#[test]
fn lengths_that_lie_are_told() {
    assert!(!peeled(b"$\x00\xff\xffabc").faults.is_empty());
    let out = peeled(b"RTSP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\nab");
    assert!(!out.faults.is_empty());
}
