use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::registry;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn values_stand_behind_their_lines() {
    let bytes = b"VALUE a 5 3 7\r\nabc\r\nVALUE b 0 0\r\n\r\nEND\r\n";
    let out = peeled(bytes);
    let one = |name| all(&out, bytes, name);
    assert_eq!(one("memcache.key").len(), 2);
    assert_eq!(one("memcache.value"), [(15, 3, "abc".into())]);
    assert_eq!(one("memcache.cas"), [(12, 1, "7".into())]);
    assert_eq!(one("memcache.response"), [(35, 3, "END".into())]);
    let bytes = b"STAT items:2:number 5\r\nSTAT version 1.6 x\r\nEND\r\n";
    let out = peeled(bytes);
    let one = |name| all(&out, bytes, name);
    assert_eq!(one("memcache.slabclass"), [(11, 1, "2".into())]);
    assert_eq!(one("memcache.name_value")[1].2, "1.6 x");
}

#[test]
fn the_binary_form_has_lengths() {
    let bytes = b"\x80\x05\x00\x01\x14\x00\x00\x00\x00\x00\x00\x15\xde\xad\xbe\xef\x00\x00\x00\x00\x00\x00\x00\x00\
        \x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x64c";
    let out = peeled(bytes);
    let one = |name| all(&out, bytes, name);
    assert_eq!(one("memcache.extras.initial"), [(32, 8, "5".into())]);
    assert_eq!(one("memcache.key"), [(44, 1, "c".into())]);
    assert_eq!(out.layers[0].summary, "Increment c");
}

#[test]
fn lengths_that_lie_are_survived() {
    assert_eq!(peeled(b"set a 0 0 2\r\nabcd\r\n").faults.len(), 1);
    assert_eq!(peeled(b"VALUE a 0 99999999999\r\nab").faults.len(), 1);
    let lies = b"\x81\x00\xff\xff\xff\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00ab";
    assert!(!peeled(lies).faults.is_empty());
    assert_eq!(recognise(b"nonsense\r\n"), Match::No);
    assert_eq!(recognise(b"ge"), Match::Short);
    assert_eq!(
        recognise(b"\x00\x01\x00\x00\x00\x01\x00\x00get a\r\n"),
        Match::Maybe
    );
}
