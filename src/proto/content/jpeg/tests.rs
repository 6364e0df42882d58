use proptest::prelude::*;

use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::registry;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn values(out: &Dissection, bytes: &[u8], name: &str) -> Vec<String> {
    let named = out.fields.iter().filter(|field| field.spec.name == name);
    named.map(|field| field.raw_text(bytes)).collect()
}

#[test]
fn the_sample_is_read_to_its_end() {
    let out = peeled(PROTOCOL.sample);
    let values = |name| values(&out, PROTOCOL.sample, name);
    assert!(out.faults.is_empty());
    assert_eq!(
        values("image-jfif.marker"),
        ["0xffd8", "0xffe0", "0xfffe", "0xffc0", "0xffda", "0xffd9"]
    );
    assert_eq!(values("image-jfif.identifier"), ["JFIF"]);
    assert_eq!(values("image-jfif.version"), ["1.02"]);
    assert_eq!(values("image-jfif.comment"), ["hello"]);
    assert_eq!(values("image-jfif.sof.lines"), ["16"]);
    assert_eq!(values("image-jfif.sof.h_i"), ["1"]);
    assert_eq!(values("image-jfif.sos.se"), ["63"]);
    // A stuffed byte of ones is data, not a marker.
    assert_eq!(
        values("image-jfif.entropy_coded_segment"),
        ["d2:cf:20:ff:00:01"]
    );
    assert_eq!(out.layers[0].summary, "32 × 16, 1 component");
}

#[test]
fn tables_are_split() {
    let mut bytes = b"\xff\xd8\xff\xdb\x00\x43\x01".to_vec();
    bytes.extend([7; 64]);
    bytes.extend(
        b"\xff\xc4\x00\x15\x11\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0ab\xff\xdd\x00\x04\x00\x19",
    );
    let out = peeled(&bytes);
    let labelled = |label: &str| {
        let found = out.fields.iter().filter(|field| field.spec.label == label);
        found
            .map(|field| field.raw_text(&bytes))
            .collect::<Vec<_>>()
    };
    assert_eq!(labelled("Symbols"), ["61:62"]);
    assert_eq!(labelled("Restart interval"), ["25"]);
    assert_eq!(labelled("Kind and number of the table"), ["0x01", "0x11"]);
    assert!(out.faults.is_empty());
}

#[test]
fn what_is_no_marker_is_told() {
    let out = peeled(b"\xff\xd8\xff\xff\xff\xfe\x00\x02?what");
    assert!(out.field("image-jfif.fill_bytes").is_some());
    assert!(matches!(out.faults[0].kind, FaultKind::Malformed(_)));
    assert_eq!(out.layers[1].info.short, "DATA");
    let short = peeled(b"\xff\xd8\xff\xe5\x00\x01");
    assert!(matches!(short.faults[0].kind, FaultKind::BadLength { .. }));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        code in any::<u8>(),
    ) {
        peeled(&bytes);
        let len = (bytes.len() + 2) as u16;
        let head = [0xff, 0xd8, 0xff, code, (len >> 8) as u8, len as u8];
        let out = peeled(&[&head, &bytes[..]].concat());
        for field in &out.fields {
            prop_assert!(field.span.byte_range().end as usize <= bytes.len() + 6);
        }
    }
}
