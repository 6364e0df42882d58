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
fn commands_name_terminations_and_what_to_do_with_them() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "Request 7 Modify, Notify");
    let terminations = all(&out, bytes, "megaco.termid");
    assert_eq!(terminations[0], (37, 5, "RTP/5".into()));
    assert_eq!(all(&out, bytes, "megaco.mode"), [(47, 5, "SR".into())]);
    assert_eq!(all(&out, bytes, "megaco.pkgdname")[0].2, "cg/rt");
    assert_eq!(all(&out, bytes, "megaco.context"), [(30, 4, "1".into())]);
}

#[test]
fn streams_are_described_in_sdp() {
    let bytes = b"!/1 <gw> P=1{C=$ {A=R/1{M{L{v=0\nc=IN IP4 $\nm=audio $ RTP/AVP 8\n}}}}}";
    let out = peeled(bytes);
    assert_eq!(out.layers[1].info.name, "sdp");
    assert_eq!(
        all(&out, bytes, "megaco.localdescriptor"),
        [(28, 35, String::new())]
    );
}

#[test]
fn broken_messages_are_told() {
    let out = peeled(b"!/1 x T=1{C=1{A=y{M{");
    assert!(!out.faults.is_empty());
    assert_eq!(recognise(b"!/"), Match::No);
    let out = peeled(b"!/1");
    assert_eq!(out.layers.len(), 1);
}
