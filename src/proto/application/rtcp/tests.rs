use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind};
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn values(bytes: &[u8], name: &str) -> Vec<String> {
    let out = peeled(bytes);
    all(&out, bytes, name)
        .into_iter()
        .map(|found| found.2)
        .collect()
}

#[test]
fn a_compound_packet_is_read_packet_by_packet() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "receiver report, goodbye");
    assert_eq!(
        all(&out, bytes, "rtcp.pt"),
        [(1, 1, "201".into()), (9, 1, "203".into())]
    );
    assert_eq!(all(&out, bytes, "rtcp.sdes.text"), [(17, 4, "bye!".into())]);
}

#[test]
fn reports_say_how_well_a_source_is_received() {
    let bytes = b"\x81\xc9\x00\x07\x00\x00\x00\x01\x00\x00\x00\x02\x40\xff\xff\xff\x00\x01\x00\x05\
        \x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x00";
    assert_eq!(values(bytes, "rtcp.ssrc.fraction"), ["64"]);
    assert_eq!(values(bytes, "rtcp.ssrc.cum_nr"), ["-1"]);
    assert_eq!(values(bytes, "rtcp.ssrc.high_seq"), ["5"]);
    assert_eq!(recognise(bytes), Match::Yes);
    // More reports than the packet's length holds.
    let mut bytes = bytes.to_vec();
    bytes[0] = 0x82;
    assert_eq!(recognise(&bytes), Match::Known);
    let cut = |kind: &FaultKind| matches!(kind, FaultKind::Truncated { .. });
    assert!(peeled(&bytes).faults.iter().any(|fault| cut(&fault.kind)));
}

#[test]
fn feedback_tells_what_arrived() {
    // Seven packets, of which five arrived, one of them late.
    let bytes = b"\x8f\xcd\x00\x06\x00\x00\x00\x01\x00\x00\x00\x02\x00\x0a\x00\x07\x00\x00\x05\x01\
        \xd9\x11\x04\x08\x10\x20\x01\x40";
    let deltas = values(bytes, "rtcp.rtpfb.transportcc.recv_delta");
    assert_eq!(deltas, ["0x04", "0x0810", "0x20", "0x01", "0x40"]);
}

#[test]
fn encrypted_reports_are_not_read() {
    // A sender report of 28 bytes; what is behind it is no packet.
    let mut bytes = b"\x80\xc8\x00\x06\x00\x00\x00\x01".to_vec();
    bytes.extend([0x5a; 52]);
    assert_eq!(recognise(&bytes), Match::Yes);
    assert_eq!(values(&bytes, "rtcp.senderssrc"), ["0x00000001"]);
    assert!(values(&bytes, "rtcp.timestamp.rtp").is_empty());
    assert_eq!(peeled(&bytes).layers[0].summary, "sender report, encrypted");
    // The same report in the clear.
    assert_eq!(values(&bytes[..28], "rtcp.timestamp.rtp").len(), 1);
}

#[test]
fn what_is_no_packet_is_left() {
    let bytes = b"\x80\xc9\x00\x01\x00\x00\x00\x01\x20\xce\xff\xff\x01\x02\x03\x04";
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "rtcp.pt").len(), 1);
    assert_eq!(out.layers.len(), 1);
}
