use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

/// A call of a procedure, with the header of RPC before it.
fn call(version: u8, procedure: u8, arguments: &[u8]) -> (Vec<u8>, Dissection) {
    let mut bytes = b"\0\0\0\x07\0\0\0\0\0\0\0\x02\0\x01\x86\xa3\0\0\0".to_vec();
    bytes.extend([version, 0, 0, 0, procedure]);
    bytes.extend([0; 16]);
    bytes.extend(arguments);
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&rpc::PROTOCOL, &bytes, Want::Full, &mut out);
    (bytes, out)
}

#[test]
fn a_name_is_looked_up() {
    let (bytes, out) = call(3, 3, PROTOCOL.sample);
    assert_eq!(out.layers[1].summary, "version 3, look up, call");
    assert_eq!(all(&out, &bytes, "nfs.fh.length"), [(40, 4, "4".into())]);
    assert_eq!(all(&out, &bytes, "nfs.name"), [(52, 3, "foo".into())]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn rights_are_bits() {
    let (bytes, out) = call(3, 4, b"\0\0\0\x04abcd\0\0\0\x03");
    assert_eq!(all(&out, &bytes, "nfs.access_check")[0].2, "0x00000003");
    assert_eq!(
        all(&out, &bytes, "nfs.access_lookup"),
        [(51, 1, "1".into())]
    );
    assert!(out.field("nfs.access_modify").is_none());
}

#[test]
fn lengths_that_lie_are_faults() {
    let (_, out) = call(3, 3, b"\xff\xff\xff\xffabcd");
    assert!(!out.faults.is_empty());
    // A list whose entries never end.
    let (_, out) = call(2, 6, &[1; 40]);
    assert!(!out.faults.is_empty());
}
