//! What a camera wrote about a picture: directories of tagged values (Exif 2.32, TIFF 6.0).

use std::ops::Range;

use super::tags::{EXIF_TAGS, GPS_TAGS, TAGS, TYPES};
use crate::decode::Peel;
use crate::model::{FaultKind, FieldSpec, Value};

/// Directories of one picture; real ones have up to five.
const MAX_DIRECTORIES: usize = 8;

/// Values of one entry that are shown one by one.
const MAX_VALUES: usize = 16;

const VALUE: &str = "What the entry says. A value of up to four bytes stands in the entry itself.";

const fn value(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Value", 0).doc(VALUE, "TIFF 6.0 §2")
}

crate::fields! {
    ENDIANNESS = FieldSpec::hex("image-jfif.endianness", "Byte order", 16)
        .codes(&[(0x4949, "little-endian"), (0x4d4d, "big-endian")])
        .doc("II or MM, for Intel and Motorola: in which order the bytes of the numbers below come.", "TIFF 6.0 §2");
    FORTY_TWO = FieldSpec::uint("", "Forty-two", 16)
        .doc("Always 42; read in the wrong byte order it would be something else.", "TIFF 6.0 §2");
    START = FieldSpec::uint("image-jfif.start_ifd_offset", "First directory", 32)
        .doc("Where it begins, counted from the byte order on.", "TIFF 6.0 §2");
    DIRECTORY = FieldSpec::group("", "Directory")
        .doc("A list of entries, each a tag and a value.", "TIFF 6.0 §2");
    COUNT = FieldSpec::uint("image-jfif.ifd.num_fields", "Entries", 16)
        .doc("How many entries the directory has.", "TIFF 6.0 §2");
    ENTRY = FieldSpec::group("", "Entry")
        .doc("One thing that was written down about the picture.", "TIFF 6.0 §2");
    TAG = FieldSpec::uint("image-jfif.ifd.tag", "Tag", 16).codes(TAGS)
        .doc("What the entry is about.", "TIFF 6.0 §8");
    EXIF_TAG = FieldSpec::uint("image-jfif.ifd.tag_exif", "Tag", 16).codes(EXIF_TAGS)
        .doc("What the entry is about: how the picture was taken.", "Exif 2.32 §4.6.5");
    GPS_TAG = FieldSpec::uint("image-jfif.ifd.tag_gps", "Tag", 16).codes(GPS_TAGS)
        .doc("What the entry is about: where the picture was taken.", "Exif 2.32 §4.6.6");
    INTEROP_TAG = FieldSpec::uint("image-jfif.ifd.tag_interop", "Tag", 16)
        .doc("What the entry is about: how the file may be used elsewhere.", "Exif 2.32 §4.6.7");
    TYPE = FieldSpec::uint("image-jfif.ifd.type", "Type", 16).codes(TYPES)
        .doc("What kind of value it has.", "TIFF 6.0 §2");
    NUMBER = FieldSpec::uint("image-jfif.ifd.count", "Count", 32)
        .doc("How many values, or how many letters.", "TIFF 6.0 §2");
    OFFSET = FieldSpec::uint("image-jfif.ifd.offset", "Where the value is", 32)
        .doc("Counted from the byte order on: the value is too long for the entry.", "TIFF 6.0 §2");
    NEXT = FieldSpec::uint("image-jfif.next_ifd_offset", "Next directory", 32)
        .doc("Where it begins, counted from the byte order on; 0 if this is the last one.", "TIFF 6.0 §2");
    BYTE = value("image-jfif.ifd.value_byte");
    ASCII = FieldSpec::text("image-jfif.ifd.value_ascii", "Value").doc(VALUE, "TIFF 6.0 §2");
    SHORT = value("image-jfif.ifd.value_short");
    LONG = value("image-jfif.ifd.value_long");
    SIGNED = FieldSpec::int("image-jfif.ifd.value_slong", "Value", 32).doc(VALUE, "TIFF 6.0 §2");
    RATIONAL = FieldSpec::group("image-jfif.ifd.value_rational", "Value")
        .doc("A fraction of two whole numbers.", "TIFF 6.0 §2");
    NUMERATOR = value("image-jfif.ifd.value_rational.numerator");
    DENOMINATOR = value("image-jfif.ifd.value_rational.denominator");
    SIGNED_RATIONAL = FieldSpec::group("image-jfif.ifd.value_srational", "Value")
        .doc("A fraction of two whole numbers with signs.", "TIFF 6.0 §2");
    SIGNED_NUMERATOR = FieldSpec::int("image-jfif.ifd.value_srational.numerator", "Numerator", 32)
        .doc(VALUE, "TIFF 6.0 §2");
    SIGNED_DENOMINATOR = FieldSpec::int("image-jfif.ifd.value_srational.denominator", "Denominator", 32)
        .doc(VALUE, "TIFF 6.0 §2");
    UNDEFINED = FieldSpec::bytes("image-jfif.ifd.value_undefined", "Value").doc(VALUE, "TIFF 6.0 §2");
}

/// The camera data and how to read numbers in it. Offsets count from its first byte.
#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    start: usize,
    little: bool,
}

impl Tiff<'_> {
    /// The unsigned number of up to four bytes at `at`.
    fn number(&self, at: usize, len: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..at.checked_add(len)?)?;
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        Some(if self.little {
            bytes.iter().rev().fold(0, add)
        } else {
            bytes.iter().fold(0, add)
        })
    }

    /// Adds the number at `at` as a field.
    fn mark(
        &self,
        p: &mut Peel<'_>,
        spec: &'static FieldSpec,
        at: usize,
        len: usize,
    ) -> Option<u64> {
        let number = self.number(at, len)?;
        p.mark_as(spec, self.range(at, len), Value::Uint(number));
        Some(number)
    }

    /// Adds the signed number of four bytes at `at` as a field.
    fn mark_signed(&self, p: &mut Peel<'_>, spec: &'static FieldSpec, at: usize) -> Option<i64> {
        let number = i64::from(self.number(at, 4)? as u32 as i32);
        p.mark_as(spec, self.range(at, 4), Value::Int(number));
        Some(number)
    }

    fn range(&self, at: usize, len: usize) -> Range<usize> {
        self.start + at..self.start + at + len
    }
}

/// Shows the camera data in `range`. Its offsets may point anywhere, so the cursor is not used.
pub(super) fn read(p: &mut Peel<'_>, range: Range<usize>) {
    if !p.wants_fields() {
        return;
    }
    let Some(bytes) = p.bytes().get(range.clone()) else {
        return;
    };
    let tiff = Tiff {
        bytes,
        start: range.start,
        little: bytes.starts_with(b"II"),
    };
    if header(p, &tiff).is_none() {
        p.fault(
            FaultKind::Malformed(
                "the camera data ends in the middle of a directory, or begins with no byte order",
            ),
            range,
        );
    }
}

/// The header, and all directories that can be reached from it; `None` if bytes are missing.
fn header(p: &mut Peel<'_>, tiff: &Tiff<'_>) -> Option<()> {
    if !(tiff.bytes.starts_with(b"II") || tiff.bytes.starts_with(b"MM")) {
        return None;
    }
    tiff.mark(p, &ENDIANNESS, 0, 2)?;
    tiff.mark(p, &FORTY_TWO, 2, 2)?;
    let first = tiff.mark(p, &START, 4, 4)? as usize;
    let mut waiting = vec![(&TAG, "of the picture", first)];
    let mut seen = Vec::new();
    while let Some((tags, name, at)) = waiting.pop() {
        // Directories may point at one another in a circle.
        if seen.contains(&at) || seen.len() == MAX_DIRECTORIES {
            continue;
        }
        seen.push(at);
        directory(p, tiff, (tags, name, at), &mut waiting)?;
    }
    Some(())
}

/// A directory that waits: the field for its tags, what it is about, where it begins.
type Waiting = (&'static FieldSpec, &'static str, usize);

fn directory(
    p: &mut Peel<'_>,
    tiff: &Tiff<'_>,
    (tags, name, at): Waiting,
    waiting: &mut Vec<Waiting>,
) -> Option<()> {
    if at > tiff.bytes.len() {
        return None;
    }
    p.seek(tiff.start + at);
    let read = p.group_made(
        &DIRECTORY,
        || name.into(),
        |p| {
            let read = entries(p, tiff, (tags, name, at), waiting);
            p.seek(tiff.start + read.unwrap_or(at));
            Ok(read)
        },
    );
    read.ok().flatten().map(drop)
}

/// The entries of a directory; returns where it ends.
fn entries(
    p: &mut Peel<'_>,
    tiff: &Tiff<'_>,
    (tags, name, at): Waiting,
    waiting: &mut Vec<Waiting>,
) -> Option<usize> {
    let count = tiff.mark(p, &COUNT, at, 2)? as usize;
    for index in 0..count {
        let entry = at + 2 + index * 12;
        let tag = tiff.number(entry, 2)?;
        if p.is_full() {
            return Some(entry);
        }
        p.seek(tiff.start + entry);
        let title = || tags.names.get(tag).unwrap_or("unknown").into();
        let read = p.group_made(&ENTRY, title, |p| {
            let read = one_entry(p, tiff, tags, entry);
            p.seek(tiff.start + entry + 12);
            Ok(read)
        });
        read.ok().flatten()?;
        let pointer = tiff.number(entry + 8, 4)? as usize;
        match tag {
            0x8769 => waiting.push((&EXIF_TAG, "of the shot", pointer)),
            0x8825 => waiting.push((&GPS_TAG, "of the place", pointer)),
            0xa005 => waiting.push((&INTEROP_TAG, "for other programs", pointer)),
            _ => {}
        }
    }
    let end = at + 2 + count * 12;
    let next = tiff.mark(p, &NEXT, end, 4)? as usize;
    if next != 0 && name == "of the picture" {
        waiting.insert(0, (&TAG, "of the thumbnail", next));
    }
    Some(end + 4)
}

fn one_entry(p: &mut Peel<'_>, tiff: &Tiff<'_>, tags: &'static FieldSpec, at: usize) -> Option<()> {
    tiff.mark(p, tags, at, 2)?;
    let kind = tiff.mark(p, &TYPE, at + 2, 2)?;
    let count = tiff.mark(p, &NUMBER, at + 4, 4)? as usize;
    let size = match kind {
        1 | 2 | 7 => 1,
        3 => 2,
        4 | 9 => 4,
        5 | 10 => 8,
        _ => return Some(()),
    };
    let len = count.checked_mul(size)?;
    let place = if len <= 4 {
        at + 8
    } else {
        tiff.mark(p, &OFFSET, at + 8, 4)? as usize
    };
    // An offset that leads out of the segment gives no value.
    if tiff.bytes.get(place..).is_none_or(|rest| rest.len() < len) {
        return Some(());
    }
    values(p, tiff, kind, place..place + len);
    Some(())
}

/// The values at `at`, which lies inside.
fn values(p: &mut Peel<'_>, tiff: &Tiff<'_>, kind: u64, at: Range<usize>) {
    if at.is_empty() {
        return;
    }
    let bytes = tiff.bytes;
    let size = match kind {
        2 => {
            return p.mark_made(&ASCII, tiff.range(at.start, at.len()), || {
                let text = String::from_utf8_lossy(&bytes[at]).into_owned();
                text.trim_end_matches('\0').into()
            });
        }
        7 => return p.mark(&UNDEFINED, tiff.range(at.start, at.len())),
        1 => 1,
        3 => 2,
        4 | 9 => 4,
        _ => 8,
    };
    for at in at.step_by(size).take(MAX_VALUES) {
        match kind {
            1 => drop_value(tiff.mark(p, &BYTE, at, 1)),
            3 => drop_value(tiff.mark(p, &SHORT, at, 2)),
            4 => drop_value(tiff.mark(p, &LONG, at, 4)),
            9 => drop_value(tiff.mark_signed(p, &SIGNED, at)),
            5 => rational(p, tiff, at),
            _ => signed_rational(p, tiff, at),
        }
    }
}

/// Only the field counts, not the number in it.
fn drop_value<T: Copy>(_: Option<T>) {}

fn rational(p: &mut Peel<'_>, tiff: &Tiff<'_>, at: usize) {
    p.seek(tiff.start + at);
    let number = |at| tiff.number(at, 4).unwrap_or_default();
    let text = || format!("{}/{}", number(at), number(at + 4));
    // The group cannot stop early: it only marks bytes that are there.
    let _ = p.group_made(&RATIONAL, text, |p| {
        tiff.mark(p, &NUMERATOR, at, 4);
        tiff.mark(p, &DENOMINATOR, at + 4, 4);
        p.seek(tiff.start + at + 8);
        Ok(())
    });
}

fn signed_rational(p: &mut Peel<'_>, tiff: &Tiff<'_>, at: usize) {
    p.seek(tiff.start + at);
    let number = |at| tiff.number(at, 4).unwrap_or_default() as u32 as i32;
    let text = || format!("{}/{}", number(at), number(at + 4));
    // The group cannot stop early: it only marks bytes that are there.
    let _ = p.group_made(&SIGNED_RATIONAL, text, |p| {
        tiff.mark_signed(p, &SIGNED_NUMERATOR, at);
        tiff.mark_signed(p, &SIGNED_DENOMINATOR, at + 4);
        p.seek(tiff.start + at + 8);
        Ok(())
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::PROTOCOL;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    /// A JPEG of nothing but camera data.
    fn camera(tiff: &[u8]) -> Vec<u8> {
        let len = (tiff.len() + 8) as u16;
        let head = [0xff, 0xd8, 0xff, 0xe1, (len >> 8) as u8, len as u8];
        [&head, &b"Exif\0\0"[..], tiff].concat()
    }

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn values(out: &Dissection, bytes: &[u8], name: &str) -> Vec<String> {
        let named = out.fields.iter().filter(|field| field.spec.name == name);
        named.map(|field| field.raw_text(bytes)).collect()
    }

    /// Two entries in little-endian order: the maker's name behind the directory, the orientation
    /// in the entry; and a directory of the shot with one fraction.
    const TIFF: &[u8] = b"II\x2a\x00\x08\x00\x00\x00\x03\x00\
        \x0f\x01\x02\x00\x06\x00\x00\x00\x32\x00\x00\x00\
        \x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\
        \x69\x87\x04\x00\x01\x00\x00\x00\x38\x00\x00\x00\
        \x00\x00\x00\x00Maker\0\
        \x01\x00\x9a\x82\x05\x00\x01\x00\x00\x00\x4a\x00\x00\x00\x00\x00\x00\x00\
        \x01\x00\x00\x00\xfa\x00\x00\x00";

    #[test]
    fn entries_have_their_values() {
        let bytes = camera(TIFF);
        let out = peeled(&bytes);
        let values = |name| values(&out, &bytes, name);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(values("image-jfif.ifd.tag"), ["271", "274", "34665"]);
        assert_eq!(values("image-jfif.ifd.value_ascii"), ["Maker"]);
        assert_eq!(values("image-jfif.ifd.value_short"), ["6"]);
        assert_eq!(values("image-jfif.ifd.tag_exif"), ["33434"]);
        assert_eq!(values("image-jfif.ifd.value_rational"), ["1/250"]);
    }

    #[test]
    fn directories_that_point_at_one_another_end() {
        // The next directory is this one again.
        let bytes = camera(b"MM\x00\x2a\x00\x00\x00\x08\x00\x00\x00\x00\x00\x08");
        let out = peeled(&bytes);
        assert_eq!(values(&out, &bytes, "image-jfif.ifd.num_fields"), ["0"]);
        let cut = peeled(&camera(&TIFF[..20]));
        assert_eq!(cut.faults.len(), 1);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(at in 0usize..200, to in any::<u8>(), tail in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut tiff = TIFF.to_vec();
            let at = at % tiff.len();
            tiff[at] = to;
            peeled(&camera(&tiff));
            let bytes = camera(&[b"II\x2a\x00\x08\x00\x00\x00", &tail[..]].concat());
            for field in &peeled(&bytes).fields {
                prop_assert!(field.span.byte_range().end as usize <= bytes.len());
            }
        }
    }
}
