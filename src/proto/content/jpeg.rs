//! JPEG: photographs, as a row of marker segments (ITU-T T.81), mostly in the JFIF form (ITU-T T.871).

use std::ops::Range;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo};

mod exif;
mod tables;
mod tags;
#[cfg(test)]
mod tests;

use tables::{COMPONENT, COMPONENT_OF_SCAN, FRAME, JFIF, MARKERS, SCAN_END, VERSION};

crate::fields! {
    MARKER = FieldSpec::hex("image-jfif.marker", "Marker", 16).codes(MARKERS)
        .doc("A byte of ones and one that says what begins here.", "T.81 §B.1.1.2");
    SEGMENT = FieldSpec::group("image-jfif.marker_segment", "Segment")
        .doc("A marker, a length, and what the marker announces.", "T.81 §B.1.1.4");
    START_OF_FRAME = FieldSpec::group("image-jfif.sof", "Frame header")
        .doc("How large the picture is and which components its colours are made of.", "T.81 §B.2.2");
    START_OF_SCAN = FieldSpec::group("image-jfif.header.sos", "Scan header")
        .doc("Which components the picture data behind it holds, and with which tables it was compressed.", "T.81 §B.2.3");
    SCAN_COUNT = FieldSpec::uint("image-jfif.sos.ns", "Components in the scan", 8)
        .doc("How many components the picture data behind it holds.", "T.81 §B.2.3");
    COMMENT_SEGMENT = FieldSpec::group("image-jfif.header.comment", "Comment segment")
        .doc("A text that is no part of the picture.", "T.81 §B.2.4.5");
    COMMENT = FieldSpec::text("image-jfif.comment", "Comment")
        .doc("What the maker of the picture wrote.", "T.81 §B.2.4.5");
    LENGTH = FieldSpec::uint("image-jfif.length", "Length", 16).unit("bytes")
        .doc("Bytes of the segment from this field on; the marker is not counted.", "T.81 §B.1.1.4");
    IDENTIFIER = FieldSpec::text("image-jfif.identifier", "Identifier")
        .doc("Says whose use of the segment this is; a zero byte ends it.", "T.871 §10.1");
    VERSION_GROUP = FieldSpec::group("image-jfif.version", "JFIF version")
        .doc("Which version of JFIF the file follows.", "T.871 §10.1");
    THUMBNAIL = FieldSpec::bytes("image-jfif.RGB", "Thumbnail")
        .doc("A small copy of the picture: red, green and blue of each pixel.", "T.871 §10.1");
    EXTENSION = FieldSpec::hex("image-jfif.extension.code", "Extension code", 8)
        .codes(&[(0x10, "thumbnail in JPEG"), (0x11, "thumbnail with a palette"), (0x13, "thumbnail in RGB")])
        .doc("How the thumbnail is stored.", "T.871 §10.2");
    REST = FieldSpec::bytes("image-jfif.remain_seg_data", "Contents")
        .doc("What the segment holds.", "T.81 §B.2.4");
    TABLE_KIND = FieldSpec::hex("", "Kind and number of the table", 8)
        .doc("For a quantization table: 0 or 1 for entries of one or two bytes, and the table's number. For a Huffman table: 0 or 1 for the DC or AC coefficients, and the table's number.", "T.81 §B.2.4");
    QUANTIZATION = FieldSpec::bytes("", "Quantization table")
        .doc("64 divisors, one for each frequency: the larger, the more detail is given up. The order is zigzag, from coarse to fine.", "T.81 §B.2.4.1");
    CODE_COUNTS = FieldSpec::bytes("", "Codes of each length")
        .doc("How many Huffman codes have 1, 2, ... 16 bits.", "T.81 §B.2.4.2");
    SYMBOLS = FieldSpec::bytes("", "Symbols")
        .doc("What the codes stand for, in the order of growing codes.", "T.81 §B.2.4.2");
    RESTART = FieldSpec::uint("", "Restart interval", 16).unit("blocks")
        .doc("After so many blocks a restart marker stands in the picture data, so that damage stays small.", "T.81 §B.2.4.4");
    PICTURE = FieldSpec::bytes("image-jfif.entropy_coded_segment", "Picture data")
        .doc("The compressed picture. A byte of ones in it is followed by a zero byte, so that it is no marker.", "T.81 §B.1.1.5");
    FILL = FieldSpec::bytes("image-jfif.fill_bytes", "Fill bytes")
        .doc("Bytes of ones in front of a marker mean nothing.", "T.81 §B.1.1.2");
}

/// All fields: those of this file and those of the camera data.
static ALL_FIELDS: [&FieldSpec; FIELDS.len() + exif::FIELDS.len()] =
    join_fields(&[FIELDS, exif::FIELDS]);

/// JPEG.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "image-jfif",
        short: "JPEG",
        title: "JPEG picture",
        osi: OsiLayer::Presentation,
        why: "It is a form that a photograph is put into and compressed, whatever program wants to show it.",
        reference: "ITU-T T.81; ITU-T T.871",
    },
    claims: &[
        Claim::MediaType("image/jpeg"),
        Claim::MediaType("image/jpg"),
        Claim::MediaType("image/pjpeg"),
        Claim::Content(2),
    ],
    headers: &[JFIF, FRAME, COMPONENT, COMPONENT_OF_SCAN, SCAN_END, VERSION],
    fields: &ALL_FIELDS,
    recognise: Some(|bytes| Match::yes_if(bytes.starts_with(b"\xff\xd8\xff"))),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x02\x01\x00\x48\x00\x48\x00\x00\
        \xff\xfe\x00\x07hello\
        \xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x01\x01\x11\x00\
        \xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xd2\xcf\x20\xff\x00\x01\xff\xd9",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut over = false;
    while !over && !p.rest().is_empty() && !p.is_full() {
        over = match p.rest() {
            [0xff, 0xff, ..] => fill(p)?,
            [0xff, code, ..] => marker(p, *code)?,
            _ => {
                let at = p.pos();
                p.require(2)?;
                let fault = "a marker must begin here, with a byte of ones";
                p.fault(FaultKind::Malformed(fault), at..at + 1);
                true
            }
        };
    }
    if over && !p.rest().is_empty() {
        p.wrap(Next::Data, p.pos()..p.bytes().len(), "end of the picture");
    }
    Ok(())
}

/// Bytes of ones in front of a marker, whose own byte of ones is the last of them.
fn fill(p: &mut Peel<'_>) -> Result<bool, Stop> {
    let ones = p.rest().iter().take_while(|byte| **byte == 0xff).count();
    p.field(&FILL, ones - 1)?;
    Ok(false)
}

/// What the marker at the cursor begins; true if it is the end of the picture.
fn marker(p: &mut Peel<'_>, code: u8) -> Result<bool, Stop> {
    match code {
        0xd8 | 0x01 => {
            p.uint(&MARKER)?;
        }
        0xd9 => {
            p.uint(&MARKER)?;
            return Ok(true);
        }
        0xd0..=0xd7 => {
            p.uint(&MARKER)?;
            picture_data(p)?;
        }
        0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
            segment(p, &START_OF_FRAME, code, frame_header)?
        }
        0xda => {
            segment(p, &START_OF_SCAN, code, scan_header)?;
            picture_data(p)?;
        }
        0xfe => segment(p, &COMMENT_SEGMENT, code, |p, rest| {
            p.field(&COMMENT, rest.len()).map(drop)
        })?,
        0xdb => segment(p, &SEGMENT, code, |p, rest| {
            tables(p, rest, quantization_table)
        })?,
        0xc4 => segment(p, &SEGMENT, code, |p, rest| tables(p, rest, huffman_table))?,
        0xdd => segment(p, &SEGMENT, code, |p, rest| {
            tables(p, rest, |p, _| p.uint(&RESTART).map(drop))
        })?,
        0xe0 => segment(p, &SEGMENT, code, jfif)?,
        0xe1 => segment(p, &SEGMENT, code, application_1)?,
        _ => segment(p, &SEGMENT, code, |_, _| Ok(()))?,
    }
    Ok(false)
}

/// A segment with a length; `contents` reads what it knows, the rest stays bytes.
fn segment(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    code: u8,
    contents: impl FnOnce(&mut Peel<'_>, Range<usize>) -> Peeled,
) -> Peeled {
    let known = tables::name(code);
    p.group_made(
        spec,
        || known.into(),
        |p| {
            p.uint(&MARKER)?;
            let start = p.pos();
            let length = p.uint(&LENGTH)? as usize;
            if length < 2 {
                let fault = FaultKind::BadLength {
                    field: "segment length",
                    says: length as u64,
                    limit: 2,
                };
                p.fault(fault, start..start + 2);
                return Err(Stop);
            }
            let end = start + length;
            if end > p.bytes().len() {
                let rest = p.pos()..p.bytes().len();
                p.mark(&REST, rest);
                p.require(length - 2)?;
            }
            contents(p, p.pos()..end)?;
            if p.pos() < end {
                p.mark(&REST, p.pos()..end);
            }
            p.seek(end);
            Ok(())
        },
    )
}

/// The compressed picture up to the next marker.
fn picture_data(p: &mut Peel<'_>) -> Peeled {
    let rest = p.rest();
    let is_marker = |at: &usize| !matches!(rest.get(at + 1), Some(0) | None);
    let len = memchr::memchr_iter(0xff, rest)
        .find(is_marker)
        .unwrap_or(rest.len());
    if len > 0 {
        p.field(&PICTURE, len)?;
    }
    Ok(())
}

fn frame_header(p: &mut Peel<'_>, rest: Range<usize>) -> Peeled {
    let [_, h0, h1, w0, w1, count] = *p.rows(FRAME)? else {
        return Ok(());
    };
    let (height, width) = (u16::from_be_bytes([h0, h1]), u16::from_be_bytes([w0, w1]));
    let plural = if count == 1 { "" } else { "s" };
    p.summary(format_args!(
        "{width} × {height}, {count} component{plural}"
    ));
    for _ in 0..count {
        if p.pos() + 3 <= rest.end {
            p.rows(COMPONENT)?;
        }
    }
    Ok(())
}

fn scan_header(p: &mut Peel<'_>, rest: Range<usize>) -> Peeled {
    let count = p.uint(&SCAN_COUNT)?;
    for _ in 0..count {
        if p.pos() + 2 <= rest.end {
            p.rows(COMPONENT_OF_SCAN)?;
        }
    }
    if p.pos() + 3 <= rest.end {
        p.rows(SCAN_END)?;
    }
    Ok(())
}

/// One table after another, as parts of the segment's contents.
fn tables(
    p: &mut Peel<'_>,
    rest: Range<usize>,
    mut table: impl FnMut(&mut Peel<'_>, usize) -> Peeled,
) -> Peeled {
    p.group(&REST, |p| {
        while p.pos() < rest.end {
            let at = p.pos();
            // A table that its segment cuts leaves bytes.
            if table(p, rest.end).is_err() || p.pos() > rest.end || p.pos() == at {
                break;
            }
        }
        p.seek(rest.end);
        Ok(())
    })
}

fn quantization_table(p: &mut Peel<'_>, end: usize) -> Peeled {
    let kind = p.uint(&TABLE_KIND)?;
    let len = if kind >> 4 == 0 { 64 } else { 128 };
    p.field(&QUANTIZATION, len.min(end - p.pos())).map(drop)
}

fn huffman_table(p: &mut Peel<'_>, end: usize) -> Peeled {
    p.uint(&TABLE_KIND)?;
    let left = end - p.pos();
    let counts = p.field(&CODE_COUNTS, left.min(16))?;
    let symbols: usize = counts.iter().map(|count| usize::from(*count)).sum();
    let left = end - p.pos();
    if symbols > 0 && left > 0 {
        p.field(&SYMBOLS, symbols.min(left))?;
    }
    Ok(())
}

/// The identifier in front of an application's data, with its zero byte.
fn identifier<'a>(p: &mut Peel<'a>, rest: &Range<usize>) -> &'a [u8] {
    let bytes = &p.bytes()[rest.clone()];
    let Some(len) = memchr::memchr(0, bytes) else {
        return b"";
    };
    p.mark_made(&IDENTIFIER, rest.start..rest.start + len + 1, || {
        String::from_utf8_lossy(&bytes[..len]).into_owned()
    });
    p.seek(rest.start + len + 1);
    &bytes[..len]
}

fn jfif(p: &mut Peel<'_>, rest: Range<usize>) -> Peeled {
    let name = identifier(p, &rest);
    if name == b"JFXX" && p.pos() < rest.end {
        p.uint(&EXTENSION)?;
    }
    if name != b"JFIF" || p.pos() + 9 > rest.end {
        return Ok(());
    }
    let (major, minor) = (p.rest()[0], p.rest()[1]);
    p.group_made(
        &VERSION_GROUP,
        || format!("{major}.{minor:02}"),
        |p| p.rows(VERSION).map(drop),
    )?;
    let [.., x, y] = *p.rows(JFIF)? else {
        return Ok(());
    };
    let thumbnail = usize::from(x) * usize::from(y) * 3;
    if thumbnail > 0 && p.pos() + thumbnail <= rest.end {
        p.field(&THUMBNAIL, thumbnail)?;
    }
    Ok(())
}

fn application_1(p: &mut Peel<'_>, rest: Range<usize>) -> Peeled {
    let name = identifier(p, &rest);
    // A second zero byte follows the one that ends the name.
    if name == b"Exif" && p.pos() < rest.end {
        p.skip(1)?;
        exif::read(p, p.pos()..rest.end);
        p.seek(rest.end);
    }
    Ok(())
}
