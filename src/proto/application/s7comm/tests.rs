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
fn variables_are_read_by_their_address() {
    let bytes = b"\x32\x01\x00\x00\x00\x07\x00\x0e\x00\x00\x04\x01\x12\x0a\x10\x02\x00\x04\x00\x05\x84\x00\x00\x51";
    let out = peeled(bytes);
    assert_eq!(
        out.layers[0].summary,
        "job: read variables, data block 5 10.1 × 4"
    );
    assert_eq!(
        all(&out, bytes, "s7comm.param.item.db"),
        [(18, 2, "5".into())]
    );
    assert_eq!(all(&out, bytes, "s7comm.param.item.address.bit")[0].2, "1");
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn values_are_counted_in_bits() {
    let bytes = b"\x32\x03\x00\x00\x00\x07\x00\x02\x00\x0c\x00\x00\x04\x02\xff\x04\x00\x08\x2a\x00\x0a\x00\x00\x00\xff\x04";
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "s7comm.data.length"),
        [(16, 2, "1".into()), (22, 2, "0".into())]
    );
    assert_eq!(all(&out, bytes, "s7comm.resp.data"), [(18, 1, "2a".into())]);
    assert_eq!(
        all(&out, bytes, "s7comm.data.fillbyte"),
        [(19, 1, "0x00".into())]
    );
}

#[test]
fn lengths_that_lie_are_faults() {
    let bytes = b"\x32\x01\x00\x00\x00\x07\x00\x0e\x00\x00\x04\xff\x12\xff\x10\x02\x00\x04\x00\x05\x84\x00\x00\x51";
    assert!(!peeled(bytes).faults.is_empty());
    assert_eq!(
        recognise(b"\x32\x01\x00\x00\x00\x07\xff\xff\x00\x00\x04"),
        Match::No
    );
}
