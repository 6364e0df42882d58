//! What stands behind the payload, and what the two bytes in front of it mean.

use super::*;
use crate::decode::{NoConversations, Peeler, Want};
use crate::model::{Bound, Dissection, FrameInfo, Value, Verdict};

const ADDRESSES: &[u8] = b"\x02\x00\x5e\x10\x00\x01\x02\x00\x5e\x10\x00\x02";
/// IPv4, 24 bytes, protocol 253: what it wraps stays data.
const PACKET: &[u8] = b"\x45\x00\x00\x18\x1c\x46\x40\x00\x40\xfd\x31\x6c\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04";

fn frame(code: u16, payload: &[u8], tail: &[u8]) -> Vec<u8> {
    [ADDRESSES, &code.to_be_bytes(), payload, tail].concat()
}

fn with_fcs(mut frame: Vec<u8>) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(&frame);
    frame.extend(crc.sum().to_le_bytes());
    frame
}

/// Peels a frame of which the first `captured` bytes are there.
fn peeled_as(frame: &[u8], captured: usize, fcs_len: Option<u8>, want: Want) -> Dissection {
    let info = FrameInfo {
        original_len: frame.len() as u32,
        fcs_len,
        ..FrameInfo::default()
    };
    let mut out = Dissection::default();
    let mut peeler = Peeler::new(crate::proto::registry());
    peeler.peel_bytes(
        &info,
        &frame[..captured],
        want,
        &mut NoConversations,
        &mut out,
    );
    out
}

fn peeled(frame: &[u8]) -> Dissection {
    peeled_as(frame, frame.len(), None, Want::Full)
}

/// Start and length of a field.
fn place(out: &Dissection, name: &str) -> Option<(u32, u32)> {
    let field = out.field(name)?;
    let range = field.span.byte_range();
    Some((range.start, range.len()))
}

#[test]
fn zeros_up_to_the_least_length_are_padding() {
    let out = peeled(&frame(0x0800, PACKET, &[0; 22]));
    assert_eq!(place(&out, "eth.padding"), Some((38, 22)));
    assert_eq!(out.layers[0].payload.end, 38);
    assert_eq!(out.layers[0].trailer.len(), 22);
    let longer = peeled(&frame(0x0800, PACKET, &[0; 30]));
    assert_eq!(place(&longer, "eth.padding"), Some((38, 22)));
    assert_eq!(place(&longer, "eth.trailer"), Some((60, 4)));
}

#[test]
fn other_bytes_behind_the_payload_are_a_trailer() {
    let out = peeled(&frame(0x0800, PACKET, &[b'x'; 22]));
    assert_eq!(place(&out, "eth.padding"), None);
    assert_eq!(place(&out, "eth.trailer"), Some((38, 22)));
    // A frame below the least length was never filled up.
    let short = peeled(&frame(0x0800, PACKET, &[0; 4]));
    assert_eq!(place(&short, "eth.trailer"), Some((38, 4)));
}

#[test]
fn a_check_sequence_is_found_by_its_value() {
    let right = with_fcs(frame(0x0800, PACKET, &[0; 22]));
    let out = peeled(&right);
    assert_eq!(place(&out, "eth.padding"), Some((38, 22)));
    assert_eq!(place(&out, "eth.fcs"), Some((60, 4)));
    let Value::Checksum(_, verdict) = out.field("eth.fcs").unwrap().value else {
        panic!("no verdict");
    };
    assert_eq!(verdict, Verdict::Good);
    let mut wrong = right;
    wrong[63] ^= 1;
    assert_eq!(place(&peeled(&wrong), "eth.fcs"), None);
    assert_eq!(place(&peeled(&wrong), "eth.trailer"), Some((60, 4)));
}

#[test]
fn a_check_sequence_that_the_capture_tells_of_is_no_payload() {
    let unknown = with_fcs(frame(0x88b5, b"what nobody claims", &[]));
    let out = peeled_as(&unknown, unknown.len(), Some(4), Want::Full);
    assert_eq!(out.layers[1].header.of(&unknown), b"what nobody claims");
    assert_eq!(place(&out, "eth.fcs"), Some((32, 4)));
    assert!(out.faults.is_empty());
    let skim = peeled_as(&unknown, unknown.len(), Some(4), Want::Skim);
    assert_eq!(skim.layers[1].header, out.layers[1].header);
    let mut wrong = with_fcs(frame(0x0800, PACKET, &[0; 22]));
    wrong[40] = 1;
    let out = peeled_as(&wrong, wrong.len(), Some(4), Want::Full);
    assert_eq!(place(&out, "eth.trailer"), Some((38, 22)));
    assert_eq!(place(&out, "eth.fcs"), Some((60, 4)));
    let bad = |fault: &crate::model::Fault| matches!(fault.kind, FaultKind::BadChecksum { .. });
    assert!(out.faults.iter().any(bad));
}

#[test]
fn the_snapshot_length_may_cut_a_check_sequence() {
    let whole = with_fcs(frame(0x0800, PACKET, &[0; 22]));
    let out = peeled_as(&whole, 62, Some(4), Want::Full);
    assert_eq!(place(&out, "eth.padding"), Some((38, 22)));
    assert_eq!(place(&out, "eth.fcs"), None);
    let cut = FaultKind::Truncated {
        needed: 4,
        present: 2,
        bound: Bound::SnapshotLength,
    };
    assert_eq!(out.faults[0].kind, cut);
}

#[test]
fn a_length_bounds_llc() {
    let llc = b"\xaa\xaa\x03\x00\x00\x00\x08\x00";
    let payload = [llc, PACKET].concat();
    let out = peeled(&frame(payload.len() as u16, &payload, &[0; 14]));
    let chain: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
    assert_eq!(chain, ["eth", "llc", "ip", "data"]);
    assert_eq!(place(&out, "eth.padding"), Some((46, 14)));
    let beyond = peeled(&frame(200, llc, &[]));
    let cut = |fault: &crate::model::Fault| {
        matches!(
            fault.kind,
            FaultKind::Truncated {
                needed: 200,
                present: 8,
                ..
            }
        )
    };
    assert!(beyond.faults.iter().any(cut));
    let empty = peeled(&frame(0, &[], &[0; 46]));
    assert_eq!(place(&empty, "eth.padding"), Some((14, 46)));
}

#[test]
fn netware_has_no_llc() {
    let out = peeled(&frame(30, &[0xff; 30], &[0; 16]));
    assert_eq!(out.layers[1].info.name, "ipx");
    assert_eq!(out.layers[1].header.len(), 30);
}

#[test]
fn between_lengths_and_types_nothing_is_valid() {
    let out = peeled(&frame(1510, PACKET, &[]));
    assert_eq!(
        out.field("eth.invalid_lentype").unwrap().value,
        Value::Uint(1510)
    );
    assert_eq!(out.layers[1].info.name, "data");
    assert!(matches!(out.faults[0].kind, FaultKind::Malformed(_)));
}

#[test]
fn a_group_cannot_send() {
    let mut bytes = frame(0x0800, PACKET, &[]);
    bytes[6] |= 1;
    assert!(matches!(
        peeled(&bytes).faults[0].kind,
        FaultKind::Malformed(_)
    ));
}

#[test]
fn a_tagged_frame_has_its_padding_in_the_tag() {
    let tagged = [b"\x60\x05\x08\x00".as_slice(), PACKET].concat();
    let out = peeled(&with_fcs(frame(0x8100, &tagged, &[0; 22])));
    let tag = &out.layers[1];
    let names: Vec<_> = out
        .fields_of(tag)
        .iter()
        .map(|field| field.spec.name)
        .collect();
    assert_eq!(
        names,
        [
            "vlan.priority",
            "vlan.dei",
            "vlan.id",
            "vlan.etype",
            "eth.padding",
            "vlan.trailer",
            "eth.fcs"
        ]
    );
    assert_eq!(place(&out, "eth.padding"), Some((42, 18)));
    assert_eq!(out.layers[0].trailer.len(), 0);
}
