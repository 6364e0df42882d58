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

fn value(out: &Dissection, bytes: &[u8], name: &str) -> String {
    out.field(name)
        .map(|field| field.raw_text(bytes))
        .unwrap_or_default()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    let len = (data.len() as u32).to_be_bytes();
    [&len[..], kind, data, &crc.sum().to_be_bytes()].concat()
}

fn picture(chunks: &[Vec<u8>]) -> Vec<u8> {
    [SIGNATURE_BYTES.to_vec(), chunks.concat()].concat()
}

#[test]
fn the_header_says_what_the_picture_is() {
    let out = peeled(PROTOCOL.sample);
    let value = |name| value(&out, PROTOCOL.sample, name);
    assert_eq!(value("png.ihdr.width"), "1");
    assert_eq!(value("png.ihdr.colour_type"), "2");
    assert_eq!(value("png.gama.gamma"), "0.45455");
    assert_eq!(out.layers[0].summary, "1 × 1, Truecolour, 8 bits");
}

#[test]
fn the_letters_of_a_type_are_flags() {
    let bytes = picture(&[chunk(b"tEXt", b"Title\0Caf\xe9")]);
    let out = peeled(&bytes);
    let value = |name| value(&out, &bytes, name);
    assert_eq!(value("png.chunk.flag.ancillary"), "1");
    assert_eq!(value("png.chunk.flag.private"), "0");
    assert_eq!(value("png.chunk.flag.stc"), "1");
    let flag = out.field("png.chunk.flag.stc").unwrap().span;
    assert_eq!((flag.bit, flag.bits), ((8 + 4 + 3) * 8 + 2, 1));
    assert_eq!(value("png.text.keyword"), "Title");
    assert_eq!(value("png.text.string"), "Café");
}

#[test]
fn check_sums_are_verified() {
    let good = picture(&[
        chunk(b"tIME", &[0x07, 0xe8, 2, 29, 23, 59, 60]),
        chunk(b"IEND", b""),
    ]);
    let out = peeled(&good);
    assert!(out.faults.is_empty());
    assert_eq!(value(&out, &good, "png.time.year"), "2024");
    let mut bad = good.clone();
    bad[17] ^= 1;
    assert!(matches!(
        peeled(&bad).faults[..],
        [crate::model::Fault {
            kind: FaultKind::BadChecksum { .. },
            ..
        }]
    ));
}

#[test]
fn what_is_behind_the_end_is_not_the_picture() {
    let bytes = [picture(&[chunk(b"IEND", b"")]), b"hidden".to_vec()].concat();
    let out = peeled(&bytes);
    assert_eq!(out.layers[1].info.short, "DATA");
    assert_eq!(out.layers[1].header.len(), 6);
}

#[test]
fn a_chunk_longer_than_the_bytes_is_cut() {
    let bytes = picture(&[b"\xff\xff\xff\xffIDATabc".to_vec()]);
    let out = peeled(&bytes);
    assert_eq!(value(&out, &bytes, "png.chunk.data"), "61:62:63");
    assert!(matches!(
        out.faults[0].kind,
        FaultKind::Truncated {
            needed: u32::MAX,
            present: 3,
            ..
        }
    ));
}

#[test]
fn many_tiny_chunks_end_at_the_limit_of_fields() {
    let bytes = picture(&vec![b"\0\0\0\0abcd\0\0\0\0".to_vec(); 100_000]);
    let out = peeled(&bytes);
    assert!(out.fields.len() <= 32_768);
    assert!(out.faults.len() <= 256);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        peeled(&bytes);
        peeled(&picture(&[bytes]));
    }
}
