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
fn options_are_numbered_from_the_one_before() {
    let bytes = b"\x42\x01\x12\x34\xab\xcd\xb1a\x01b\xc1\x1b\xd1\x14\x10\xffhi";
    let out = peeled(bytes);
    let one = |name| all(&out, bytes, name);
    assert_eq!(one("coap.mid"), [(2, 2, "4660".into())]);
    assert_eq!(one("coap.opt.uri_path").len(), 2);
    assert_eq!(one("coap.opt.name")[2].2, "#3: Block2");
    assert_eq!(one("coap.opt.block_mflag")[0].2, "1");
    assert_eq!(one("coap.opt.block_number")[0].2, "1");
    assert_eq!(one("coap.opt.name")[3].2, "#4: Unknown Option (56)");
    assert_eq!(one("coap.block_payload"), [(16, 2, "68:69".into())]);
    assert_eq!(out.layers[0].summary, "GET /a/b");
}

#[test]
fn an_answer_says_what_it_holds() {
    let bytes = b"\x60\x45\x00\x01\xc1\x32\xff{\"a\": 1}";
    let out = peeled(bytes);
    let one = |name| all(&out, bytes, name);
    assert_eq!(one("coap.opt.ctype"), [(5, 1, "application/json".into())]);
    assert_eq!(out.layers[1].info.name, "json");
}

#[test]
fn lengths_that_lie_are_survived() {
    assert_eq!(peeled(b"\x40\x01\x00\x01\x39ab").faults.len(), 1);
    assert_eq!(peeled(b"\x40\x01\x00\x01\xf1").faults.len(), 1);
    assert_eq!(peeled(b"\x48\x01\x00\x01abc").faults.len(), 1);
    assert_eq!(
        peeled(b"\x40\x01\x00\x01\xee\xff\xff\xff\xff").faults.len(),
        1
    );
    assert_eq!(recognise(b"\x4a\x01\x00\x01"), Match::No);
    assert_eq!(recognise(b"\x40\x01\x00\x01"), Match::Maybe);
}
