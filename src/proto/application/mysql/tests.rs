use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::registry;

fn faults_of(bytes: &[u8]) -> usize {
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out.faults.len()
}

#[test]
fn numbers_have_one_to_nine_bytes() {
    assert_eq!(variable(b"\xfa"), Some((Some(250), 1)));
    assert_eq!(variable(b"\xfb"), Some((None, 1)));
    assert_eq!(variable(b"\xfc\x01\x02"), Some((Some(0x201), 3)));
    assert_eq!(variable(b"\xfd\x70\x11\x01"), Some((Some(70_000), 4)));
    assert_eq!(
        variable(b"\xfe\x01\x00\x00\x00\x00\x00\x00\x00"),
        Some((Some(1), 9))
    );
    assert_eq!(variable(b"\xfc\x01"), None);
}

#[test]
fn lengths_that_lie_are_survived() {
    assert!(faults_of(b"\xff\xff\x7f\x00\x03sel") > 0);
    assert!(faults_of(b"\x03\x00\x00\x00\x0a5.") > 0);
    assert_eq!(recognise(b"\x16\x03\x01\x02\x00\x01"), Match::No);
    assert_eq!(recognise(b"\x4a\x00\x00\x00\x0a8.0"), Match::Yes);
}
