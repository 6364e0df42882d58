//! What ARP messages are for, and addresses of other kinds.

use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind};

const SENDER: &[u8] = b"\x02\x00\x5e\x10\x00\x02";
const OTHER: &[u8] = b"\x02\x00\x5e\x10\x00\x01";
const NOBODY: &[u8] = &[0; 6];

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn message(operation: u8, sender: u8, target_hardware: &[u8], target: u8) -> Dissection {
    let ip = |last: u8| if last == 0 { [0; 4] } else { [192, 0, 2, last] };
    peeled(
        &[
            b"\x00\x01\x08\x00\x06\x04\x00".as_slice(),
            &[operation],
            SENDER,
            &ip(sender),
            target_hardware,
            &ip(target),
        ]
        .concat(),
    )
}

#[test]
fn messages_are_explained() {
    let summary = |out: Dissection| out.layers[0].summary.clone();
    assert_eq!(
        summary(message(1, 2, NOBODY, 1)),
        "who has 192.0.2.1? Tell 192.0.2.2"
    );
    assert_eq!(
        summary(message(2, 2, OTHER, 1)),
        "192.0.2.2 is at 02:00:5e:10:00:02"
    );
    assert_eq!(
        summary(message(1, 2, NOBODY, 2)),
        "announcement: 192.0.2.2 is now at 02:00:5e:10:00:02"
    );
    assert_eq!(
        summary(message(1, 0, NOBODY, 2)),
        "probe: does anyone use 192.0.2.2 yet?"
    );
    assert_eq!(
        summary(message(2, 2, &[0xff; 6], 2)),
        "gratuitous, nobody asked: 192.0.2.2 is at 02:00:5e:10:00:02"
    );
    assert_eq!(
        summary(message(3, 0, SENDER, 0)),
        "which address has 02:00:5e:10:00:02? Tell 02:00:5e:10:00:02"
    );
    assert_eq!(
        summary(message(4, 2, OTHER, 1)),
        "02:00:5e:10:00:01 has 192.0.2.1"
    );
    assert_eq!(summary(message(99, 2, OTHER, 1)), "operation 99");
}

#[test]
fn what_is_not_asked_for_is_marked() {
    let marks = |out: &Dissection| {
        ["arp.isgratuitous", "arp.isannouncement", "arp.isprobe"]
            .map(|name| out.field(name).is_some())
    };
    assert_eq!(marks(&message(1, 2, NOBODY, 1)), [false, false, false]);
    assert_eq!(marks(&message(1, 2, NOBODY, 2)), [true, true, false]);
    assert_eq!(marks(&message(2, 2, NOBODY, 2)), [true, false, false]);
    assert_eq!(marks(&message(1, 0, NOBODY, 2)), [false, false, true]);
}

#[test]
fn padding_behind_is_not_read() {
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes.extend([0; 18]);
    assert_eq!(peeled(&bytes).layers[0].header.len(), 28);
}

#[test]
fn lengths_decide_what_the_addresses_are() {
    let long = [b"\x00\x01\x08\x00\x08\x02\x00\x01".as_slice(), &[7; 20]].concat();
    let out = peeled(&long);
    assert_eq!(out.field("arp.src.hw").unwrap().span.byte_range().len(), 8);
    assert_eq!(
        out.field("arp.dst.proto").unwrap().span.byte_range().len(),
        2
    );
    let none = peeled(b"\x00\x01\x08\x00\x00\x00\x00\x01");
    assert!(none.faults.is_empty());
    assert_eq!(none.layers[0].summary, "who has nothing? Tell nothing");
    let cut = peeled(b"\x00\x01\x08\x00\xff\xff\x00\x01abc");
    assert!(matches!(
        cut.faults[0].kind,
        FaultKind::Truncated {
            needed: 255,
            present: 3,
            ..
        }
    ));
}

#[test]
fn firewire_does_not_name_the_target() {
    let bytes = [
        b"\x00\x18\x08\x00\x10\x04\x00\x01".as_slice(),
        &[9; 16],
        &[192, 0, 2, 2],
        &[192, 0, 2, 1],
    ]
    .concat();
    let out = peeled(&bytes);
    assert!(out.faults.is_empty());
    assert!(out.field("arp.dst.hw").is_none());
    assert_eq!(out.layers[0].summary, "who has 192.0.2.1? Tell 192.0.2.2");
}

#[test]
fn call_signs_are_shifted() {
    let sign: Vec<u8> = b"N0CALL".iter().map(|c| c << 1).collect();
    assert_eq!(call_sign(&[sign.as_slice(), &[0x60]].concat()), "N0CALL");
    assert_eq!(call_sign(&[sign.as_slice(), &[0x6e]].concat()), "N0CALL-7");
    assert_eq!(call_sign(b"\x82\x84\x40\x40\x40\x40\x62"), "AB-1");
}

#[test]
fn atm_has_a_header_of_its_own() {
    let bytes = [
        b"\x00\x13\x08\x00\x03\x42\x00\x01\x04\x00\x00\x04".as_slice(),
        b"abc",
        b"de",
        &[192, 0, 2, 2],
        &[192, 0, 2, 1],
    ]
    .concat();
    let out = peeled(&bytes);
    assert!(out.faults.is_empty());
    assert_eq!(
        out.field("arp.src.atm_num_nsap").unwrap().raw_text(&bytes),
        "61:62:63"
    );
    assert_eq!(out.field("arp.src.stype").unwrap().value, Value::Uint(1));
    assert_eq!(
        out.field("arp.dst.proto_ipv4").unwrap().raw_text(&bytes),
        "192.0.2.1"
    );
}
