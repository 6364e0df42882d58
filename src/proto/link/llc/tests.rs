//! The three kinds of control fields, and who is behind them.

use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn number(out: &Dissection, name: &str) -> Option<u64> {
    out.field(name)?.value.as_uint()
}

#[test]
fn an_unnumbered_frame_has_a_function() {
    let out = peeled(b"\xf0\xf1\x73");
    assert_eq!(number(&out, "llc.control"), Some(0x73));
    assert_eq!(number(&out, "llc.control.u_modifier_resp"), Some(0x18));
    assert_eq!(number(&out, "llc.control.f"), Some(1));
    assert_eq!(
        out.layers[0].summary,
        "IBM NetBIOS, unnumbered acknowledgment"
    );
}

#[test]
fn information_has_numbers() {
    let out = peeled(b"\xf0\xf0\x02\x05data");
    assert_eq!(number(&out, "llc.control"), Some(0x0502));
    assert_eq!(number(&out, "llc.control.n_s"), Some(1));
    assert_eq!(number(&out, "llc.control.n_r"), Some(2));
    assert_eq!(number(&out, "llc.control.p"), Some(1));
    let masked = out.field("llc.control.n_r").unwrap().masked();
    assert_eq!(masked.map(|(_, mask)| mask), Some(0xfe00));
    assert_eq!(out.layers[1].header.len(), 4);
}

#[test]
fn a_supervisory_frame_wraps_nothing() {
    let out = peeled(b"\xf0\xf1\x09\x06");
    assert_eq!(number(&out, "llc.control.s_ftype"), Some(2));
    assert_eq!(number(&out, "llc.control.n_r"), Some(3));
    assert_eq!(out.layers.len(), 1);
}

#[test]
fn snap_names_organisation_and_protocol() {
    let ether_type = peeled(b"\xaa\xaa\x03\x00\x00\x00\x08\x06");
    assert_eq!(number(&ether_type, "llc.type"), Some(0x0806));
    assert_eq!(ether_type.layers[0].summary, "SNAP: ARP");
    let cisco = peeled(b"\xaa\xaa\x03\x00\x00\x0c\x20\x00x");
    assert_eq!(number(&cisco, "llc.cisco_pid"), Some(0x2000));
    assert_eq!(cisco.layers[1].info.name, "cdp");
    let response = peeled(b"\xaa\xab\x03\x00\x00\x00\x08\x06");
    assert!(response.field("llc.oui").is_none());
}

#[test]
fn stations_identify_themselves() {
    let out = peeled(b"\x00\x01\xaf\x81\x01\x00");
    assert_eq!(number(&out, "basicxid.llc.xid.types"), Some(1));
    assert_eq!(out.layers.len(), 1);
    assert_eq!(
        peeled(b"\xe0\xe0\xaf\x81\x01\x00").layers[1].info.name,
        "data"
    );
}

#[test]
fn half_a_control_field_is_no_field() {
    let out = peeled(b"\xf0\xf0\x00");
    assert!(out.field("llc.control").is_none());
    assert!(matches!(
        out.faults[0].kind,
        FaultKind::Truncated {
            needed: 2,
            present: 1,
            ..
        }
    ));
}
