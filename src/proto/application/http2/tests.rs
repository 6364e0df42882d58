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
fn headers_are_read_as_far_as_they_stand_alone() {
    let bytes = b"\0\0\x08\x01\x2d\0\0\0\x01\x01\0\0\0\0\x0f\x82\0";
    let out = peeled(bytes);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(out.layers[0].summary, "HEADERS, stream 1, 8 bytes");
    assert_eq!(all(&out, bytes, "http2.headers"), [(15, 1, "82".into())]);
    let named = |label: &str| {
        let mut fields = out.fields.iter();
        fields
            .find(|field| field.spec.label == label)
            .map(|field| field.value.clone())
    };
    assert_eq!(
        named("Header field"),
        Some(Value::Made(":method: GET".into()))
    );
    assert_eq!(named("Number"), Some(Value::Uint(2)));
    assert_eq!(
        all(&out, bytes, "http2.headers.weight"),
        [(14, 1, "15".into())]
    );
}

#[test]
fn settings_follow_the_preface() {
    assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
    assert_eq!(recognise(&PREFACE[..10]), Match::Short);
    let bytes = &PROTOCOL.sample[PREFACE.len()..];
    assert_eq!(recognise(bytes), Match::Known);
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "http2.settings.max_concurrent_streams")[0].2,
        "100"
    );
}

#[test]
fn lengths_that_lie_are_faults() {
    // Padding longer than the frame, and a frame longer than its bytes.
    assert_eq!(peeled(b"\0\0\x02\0\x08\0\0\0\x01\x7fa").faults.len(), 1);
    assert_eq!(peeled(b"\0\xff\xff\x06\0\0\0\0\0hi").faults.len(), 1);
}
