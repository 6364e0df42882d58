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
fn an_answer_tells_how_the_client_is_seen() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "Binding response");
    let address = all(&out, bytes, "classicstun.att.ipv4");
    assert_eq!(address, [(28, 4, "192.0.2.1".into())]);
    assert_eq!(all(&out, bytes, "classicstun.att.port")[0].2, "4660");
}

#[test]
fn hidden_addresses_are_read_with_the_identifier() {
    let bytes = b"\x01\x01\x00\x0c\x01\x02\x03\x04efghijklmnop\x80\x20\x00\x08\x00\x01\x13\x36\xc1\x02\x01\x05";
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "classicstun.att.port")[0].2, "4660");
    assert_eq!(all(&out, bytes, "classicstun.att.ipv4")[0].2, "192.0.2.1");
}

#[test]
fn only_attributes_that_fill_the_message_are_believed() {
    assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes[23] = 9;
    assert_eq!(recognise(&bytes), Match::No);
    bytes[23] = 0xff;
    assert_eq!(recognise(&bytes), Match::No);
    assert!(!peeled(&bytes).faults.is_empty());
}
