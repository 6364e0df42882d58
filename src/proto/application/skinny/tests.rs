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
fn a_lamp_is_lit() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "skinny.messageId")[0].2, "134");
    assert_eq!(
        all(&out, bytes, "skinny.lampMode"),
        [(20, 4, "0x00000002".into())]
    );
    assert_eq!(recognise(bytes), Match::Maybe);
    assert_eq!(recognise(&bytes[..6]), Match::Short);
    assert_eq!(recognise(b"GET / HTTP/1.1"), Match::No);
}

#[test]
fn a_display_shows_text() {
    let bytes = b"\x18\x00\x00\x00\x14\x00\x00\x00\x45\x01\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00Busy\x00\x00\x00\x00";
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "skinny.promptStatus"),
        [(24, 4, "Busy".into())]
    );
}

#[test]
fn a_length_below_the_header_is_a_fault() {
    let out = peeled(b"\x00\x00\x00\x00\x14\x00\x00\x00\x86\x00\x00\x00");
    assert!(!out.faults.is_empty());
}
