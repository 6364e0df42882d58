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
fn sources_and_extensions_stand_before_the_media() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "type 0 (G.711 µ-law), number 1");
    assert_eq!(
        all(&out, bytes, "rtp.csrc.item"),
        [(12, 4, "0x00000008".into())]
    );
    assert_eq!(
        all(&out, bytes, "rtp.ext.rfc5285.data"),
        [(21, 1, "30".into())]
    );
    assert_eq!(
        all(&out, bytes, "rtp.payload"),
        [(24, 4, "ff:ff:ff:ff".into())]
    );
}

#[test]
fn padding_is_no_media() {
    let bytes = b"\xa0\x08\x00\x01\x00\x00\x00\xa0\x00\x00\x00\x07media\x00\x00\x03";
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "rtp.payload")[0].1, 5);
    assert_eq!(all(&out, bytes, "rtp.padding.count"), [(19, 1, "3".into())]);
    // A count beyond the packet is not believed.
    let mut bytes = bytes.to_vec();
    bytes[19] = 200;
    assert_eq!(all(&peeled(&bytes), &bytes, "rtp.payload")[0].1, 8);
}

#[test]
fn keys_and_reports_are_told_from_media() {
    let out = peeled(b"\x80\xe5\x00\x01\x00\x00\x00\xa0\x00\x00\x00\x07\x05\x0a\x00\xa0");
    assert_eq!(out.layers[1].info.name, "rtpevent");
    let out = peeled(rtcp::PROTOCOL.sample);
    assert_eq!(out.layers[0].info.name, "rtcp");
    assert_eq!(
        recognise(b"\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x7a"),
        Match::No
    );
}
