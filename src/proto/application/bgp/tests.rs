use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff; MARKER_LEN];
    bytes.extend(((HEADER_LEN + body.len()) as u16).to_be_bytes());
    bytes.push(kind);
    bytes.extend(body);
    bytes
}

/// An update with these attributes and routes of IPv4.
fn update(attributes: &[&[u8]], routes: &[u8]) -> Vec<u8> {
    let attributes = attributes.concat();
    let mut body = vec![0, 0];
    body.extend((attributes.len() as u16).to_be_bytes());
    body.extend(attributes);
    body.extend(routes);
    message(UPDATE, &body)
}

fn texts(bytes: &[u8], name: &str) -> Vec<String> {
    let found = all(&peeled(bytes), bytes, name).into_iter();
    found.map(|(_, _, text)| text).collect()
}

#[test]
fn an_open_says_who_and_what() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "open, AS 65000, 10.0.0.1");
    assert_eq!(texts(bytes, "bgp.cap.mp.safi"), ["1"]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    let four = message(
        OPEN,
        b"\x04\x5b\xa0\x00\xb4\x0a\x00\x00\x01\x08\x02\x06\x41\x04\x00\x01\x00\x00",
    );
    assert_eq!(peeled(&four).layers[0].summary, "open, AS 65536, 10.0.0.1");
    // Lengths of two bytes (RFC 9072).
    let long = message(
        OPEN,
        b"\x04\xfd\xe8\x00\xb4\x0a\x00\x00\x01\xff\xff\x00\x05\x02\x00\x02\x02\x00",
    );
    assert_eq!(
        all(&peeled(&long), &long, "bgp.cap.type"),
        [(35, 1, "2".into())]
    );
}

#[test]
fn an_update_has_attributes_and_routes() {
    let path = b"\x40\x02\x0a\x02\x02\x00\x00\xfd\xe8\x00\x01\x00\x00";
    let marks = b"\xc0\x08\x08\xfd\xe8\x00\x01\xff\xff\xff\x01";
    let bytes = update(&[path, marks], b"\x18\xc0\x00\x02\x0a\xc0\x3f");
    assert_eq!(
        texts(&bytes, "bgp.update.path_attribute.as_path_segment.as4"),
        ["65000", "65536"]
    );
    assert_eq!(
        texts(&bytes, "bgp.update.path_attribute.community_value"),
        ["1"]
    );
    assert_eq!(
        texts(&bytes, "bgp.update.path_attribute.community_wellknown"),
        ["0xffffff01"]
    );
    assert_eq!(peeled(&bytes).layers[0].summary, "update: 2 new");
    // Bits behind the prefix do not count.
    assert_eq!(texts(&bytes, "bgp.nlri_prefix"), ["192.0.2.0", "192.0.0.0"]);
}

#[test]
fn labels_and_distinguishers_stand_before_a_prefix() {
    let attribute =
        b"\x80\x0e\x20\x00\x01\x80\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x0a\x00\x00\x01\x00\
        \x70\x06\x40\x01\x00\x00\xfd\xe8\x00\x00\x00\x05\xc0\x00\x02";
    let bytes = update(&[attribute], b"");
    let summary = "update: IPv4 labelled VPN unicast new";
    assert_eq!(peeled(&bytes).layers[0].summary, summary);
    assert_eq!(texts(&bytes, "bgp.label_stack"), ["25600 (bottom)"]);
    assert_eq!(texts(&bytes, "bgp.rd"), ["65000:5"]);
    assert_eq!(
        texts(&bytes, "bgp.mp_reach_nlri_ipv4_prefix"),
        ["192.0.2.0"]
    );
    assert_eq!(
        texts(
            &bytes,
            "bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4"
        ),
        ["10.0.0.1"]
    );
}

#[test]
fn a_community_makes_labels_numbers_of_networks() {
    let route = b"\x80\x0e\x2c\x00\x19\x46\x04\x0a\x00\x00\x01\x00\x02\x21\
        \x00\x01\x0a\x00\x00\x01\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
        \x30\x02\x00\x00\x00\x00\x01\x00\x00\x00\x65";
    let vxlan = b"\xc0\x10\x08\x03\x0c\x00\x00\x00\x00\x00\x08";
    let with = update(&[route, vxlan], b"");
    assert_eq!(texts(&with, "bgp.evpn.nlri.vni"), ["101"]);
    let without = update(&[route], b"");
    assert_eq!(texts(&without, "bgp.evpn.nlri.mpls_ls1"), ["6"]);
    assert_eq!(
        texts(&without, "bgp.evpn.nlri.mac_addr"),
        ["02:00:00:00:00:01"]
    );
}

#[test]
fn filters_compare_numbers_of_any_length() {
    let rule = b"\x80\x0e\x10\x00\x01\x85\x00\x00\x0a\x03\x01\x06\x94\x1f\x90\x0a\xa1\x00\x01";
    let mut bytes = update(&[rule], b"");
    assert_eq!(texts(&bytes, "bgp.flowspec_nlri.dec_val_8"), ["6"]);
    assert_eq!(texts(&bytes, "bgp.flowspec_nlri.op.eol"), ["0", "1", "1"]);
    // A number of 4 bytes of which only two are there.
    assert!(texts(&bytes, "bgp.flowspec_nlri.dec_val_32").is_empty());
    bytes.truncate(bytes.len() - 3);
    assert!(!peeled(&bytes).faults.is_empty());
}

#[test]
fn a_notification_says_why() {
    let bytes = message(NOTIFICATION, b"\x06\x02\x04bye!");
    let summary = "notification: cease, shut down by an administrator";
    assert_eq!(peeled(&bytes).layers[0].summary, summary);
    assert_eq!(texts(&bytes, "bgp.notify.communication"), ["bye!"]);
}

#[test]
fn only_the_marker_tells() {
    assert_eq!(recognise(&[0xff; 7]), Match::Short);
    assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
    assert_eq!(recognise(b"GET / HTTP/1.1\r\n\r\n"), Match::No);
    let late = [b"\x0a\x00\x01", PROTOCOL.sample].concat();
    assert_eq!(recognise(&late), Match::Maybe);
}

#[test]
fn sets_of_attributes_do_not_nest_without_end() {
    let mut attribute = vec![0x40, 1, 1, 0];
    for _ in 0..30 {
        let mut set = vec![0xd0, 128];
        set.extend((attribute.len() as u16 + 4).to_be_bytes());
        set.extend([0, 0, 0xfd, 0xe8]);
        set.extend(attribute);
        attribute = set;
    }
    let bytes = update(&[&attribute], b"");
    let sets = texts(&bytes, "bgp.update.path_attribute.attr_set.origin_as").len();
    assert!((1..10).contains(&sets), "{sets}");
}
