use super::super::super::rpc;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

/// A compound call of version 4.1 with these operations, and the header of RPC before it.
fn call(count: u8, operations: &[u8]) -> (Vec<u8>, Dissection) {
    let mut bytes = b"\0\0\0\x07\0\0\0\0\0\0\0\x02\0\x01\x86\xa3\0\0\0\x04\0\0\0\x01".to_vec();
    bytes.extend([0; 16]);
    bytes.extend(b"\0\0\0\0\0\0\0\x01\0\0\0");
    bytes.push(count);
    bytes.extend(operations);
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&rpc::PROTOCOL, &bytes, Want::Full, &mut out);
    (bytes, out)
}

#[test]
fn operations_follow_one_another() {
    let look_up =
        b"\0\0\0\x18\0\0\0\x0f\0\0\0\x03foo\0\0\0\0\x0a\0\0\0\x09\0\0\0\x02\0\0\0\x18\0\0\0\x02";
    let (bytes, out) = call(4, look_up);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(
        out.layers[1].summary,
        "version 4, call: put root handle, look up, get handle, get attributes"
    );
    assert_eq!(
        all(&out, &bytes, "nfs.pathname.component"),
        [(64, 3, "foo".into())]
    );
    let attributes = all(&out, &bytes, "nfs.attr");
    let numbers: Vec<_> = attributes.iter().map(|field| field.2.as_str()).collect();
    assert_eq!(numbers, ["3", "4", "33"]);
}

#[test]
fn values_follow_their_mask() {
    let set = b"\0\0\0\x22\0\0\0\x01abcdefghijkl\0\0\0\x02\0\0\0\x10\0\0\0\x02\0\0\0\x0c\0\0\0\0\0\0\0\x05\0\0\x01\xa4";
    let (bytes, out) = call(1, set);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(all(&out, &bytes, "nfs.fattr4.size"), [(88, 8, "5".into())]);
    assert_eq!(all(&out, &bytes, "nfs.mode")[0].0, 96);
    assert_eq!(all(&out, &bytes, "nfs.stateid.seqid")[0].2, "1");
}

#[test]
fn files_are_opened() {
    let open = b"\0\0\0\x12\0\0\0\x07\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x11\0\0\0\x02me\0\0\0\0\0\0\0\0\0\0\0\0\0\x04file";
    let (bytes, out) = call(1, open);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(all(&out, &bytes, "nfs.open_owner4")[0].1, 2);
    assert_eq!(all(&out, &bytes, "nfs.pathname.component")[0].2, "file");
}

#[test]
fn what_lies_ends_with_the_bytes() {
    // More operations than there are, a mask without an end, attributes longer than the message.
    let lies: [&[u8]; 3] = [
        b"\0\0\0\x0a",
        b"\0\0\0\x09\xff\xff\xff\xff",
        b"\0\0\0\x25\0\0\0\x01\0\0\0\x10\xff\xff\xff\xff",
    ];
    for lie in lies {
        let (_, out) = call(9, lie);
        assert!(
            out.faults.len() <= 1 && out.layers.len() == 2,
            "{:?}",
            out.faults
        );
    }
    let (_, out) = call(1, b"\0\0\0\x63abcd");
    assert!(out.faults.is_empty(), "an unknown operation is no fault");
}
