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
fn a_request_may_have_a_cookie() {
    let bytes = b"Cookie: mstshash=eva\r\n\x01\x00\x08\x00\x03\x00\x00\x00";
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "rdp.rt_cookie"),
        [(0, 20, "Cookie: mstshash=eva".into())]
    );
    assert_eq!(
        all(&out, bytes, "rdp.negReq.requestedProtocols"),
        [(26, 4, "0x00000003".into())]
    );
    assert_eq!(
        all(&out, bytes, "rdp.negReq.requestedProtocols.hybrid")[0].2,
        "1"
    );
    assert_eq!(
        all(&out, bytes, "rdp.negReq.requestedProtocols.hybrid_ex")[0].2,
        "0"
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn a_response_that_is_cut_is_a_fault() {
    let out = peeled(b"\x02\x1f\x08\x00\x08\x00");
    assert_eq!(out.faults.len(), 1);
    assert!(out.field("rdp.negRsp.flags").is_some());
}
