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
fn a_tag_is_a_field_with_its_value() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "fix.SenderCompID"),
        [(20, 9, "BUYER".to_owned())]
    );
    assert_eq!(out.layers[0].summary, "heartbeat");
    assert_eq!(all(&out, bytes, "fix.CheckSum").len(), 1);
}

#[test]
fn the_sum_of_the_bytes_is_checked() {
    let verdict = |bytes: &[u8]| {
        let out = peeled(bytes);
        let good = all(&out, bytes, "fix.checksum_good")[0].2.clone();
        (good, out.faults.len())
    };
    let mut bytes = b"8=FIX.4.1\x019=00014\x0135=1\x01112=farm\x0110=217\x01".to_vec();
    assert_eq!(verdict(&bytes), ("1".to_owned(), 0));
    bytes[25] ^= 1;
    assert_eq!(verdict(&bytes), ("0".to_owned(), 1));
}

#[test]
fn data_may_hold_the_end_character() {
    let bytes = b"8=FIX.4.4\x019=26\x0135=B\x0195=3\x0196=a\x01b\x019999=own\x0110=000\x01";
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "fix.RawData")[0].2, "a\u{1}b");
    assert_eq!(all(&out, bytes, "fix.field.value")[0].2, "own");
}

#[test]
fn a_length_that_lies_is_no_message() {
    for bytes in [
        &b"8=FIX.4.4\x019=99999999\x01"[..],
        b"8=FIX.4.4\x019=x\x0110=1\x01",
    ] {
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "fix.data").len(), 1);
    }
}
