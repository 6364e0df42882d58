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
fn a_search_has_a_filter() {
    let bytes = b"\x30\x2f\x02\x01\x02\x63\x2a\x04\x02dc\x0a\x01\x02\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\
        \xa0\x0f\xa3\x07\x04\x02cn\x04\x01a\x87\x04mail\x30\x04\x04\x02sn";
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "search dc (&(cn=a)(mail=*))");
    assert_eq!(all(&out, bytes, "ldap.filter"), [(28, 15, "0".into())]);
    assert_eq!(all(&out, bytes, "ldap.and"), [(28, 15, "2".into())]);
    assert_eq!(all(&out, bytes, "ldap.present"), [(39, 4, "mail".into())]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn filters_inside_one_another_have_an_end() {
    let mut filter = b"\x87\x01a".to_vec();
    for _ in 0..60 {
        filter = [
            &[0xa2, 0x82],
            &(filter.len() as u16).to_be_bytes()[..],
            &filter,
        ]
        .concat();
    }
    let head = b"\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00";
    let search = [&head[..], &filter, b"\x30\x00"].concat();
    let search = [
        &[0x63, 0x82],
        &(search.len() as u16).to_be_bytes()[..],
        &search,
    ]
    .concat();
    let message = [b"\x02\x01\x02", &search[..]].concat();
    let message = [
        &[0x30, 0x82],
        &(message.len() as u16).to_be_bytes()[..],
        &message,
    ]
    .concat();
    assert!(!peeled(&message).faults.is_empty());
}

#[test]
fn other_bytes_are_not_taken() {
    assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
    // SNMP begins with a sequence and an integer too.
    assert_eq!(recognise(b"\x30\x29\x02\x01\x01\x04\x06public"), Match::No);
    assert!(
        !peeled(b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x7f\x80\x00")
            .faults
            .is_empty()
    );
}
