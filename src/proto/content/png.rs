//! PNG: pictures without loss, as a row of chunks (W3C PNG specification, third edition).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Value, Verdict};

#[cfg(test)]
mod tests;

const SIGNATURE_BYTES: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

const COLOUR_TYPES: &[(u64, &str)] = &[
    (0, "Greyscale"),
    (2, "Truecolour"),
    (3, "Indexed-colour"),
    (4, "Greyscale with alpha"),
    (6, "Truecolour with alpha"),
];

const CHROMATICITY: &str = "A corner of the colours that the picture can use, in the CIE diagram.";

const fn chromaticity(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(CHROMATICITY, "PNG §11.3.2.1")
}

/// The letters of a chunk type carry a bit each: whether they are small (PNG §5.4).
const TYPE_BITS: &[FieldSpec] = &[
    FieldSpec::gap(2),
    FieldSpec::flag("png.chunk.flag.ancillary", "Ancillary")
        .doc("Set (small first letter): a reader that does not know the chunk may skip it and still show the picture.", "PNG §5.4"),
    FieldSpec::gap(7),
    FieldSpec::flag("png.chunk.flag.private", "Private")
        .doc("Set (small second letter): somebody's own kind of chunk, not a registered one.", "PNG §5.4"),
    FieldSpec::gap(15),
    FieldSpec::flag("png.chunk.flag.stc", "Safe to copy")
        .doc("Set (small last letter): a program that changed the picture may keep the chunk without understanding it.", "PNG §5.4"),
    FieldSpec::gap(5),
];

const IHDR: &[FieldSpec] = &[
    FieldSpec::uint("png.ihdr.width", "Width", 32)
        .unit("pixels")
        .doc("Pixels in a row.", "PNG §11.2.1"),
    FieldSpec::uint("png.ihdr.height", "Height", 32)
        .unit("pixels")
        .doc("Number of rows.", "PNG §11.2.1"),
    FieldSpec::uint("png.ihdr.bitdepth", "Bit depth", 8)
        .unit("bits")
        .doc(
            "Bits per sample: per colour of a pixel, or per index into the palette.",
            "PNG §11.2.1",
        ),
    FieldSpec::uint("png.ihdr.colour_type", "Colour type", 8)
        .codes(COLOUR_TYPES)
        .doc(
            "What a pixel is made of. Bit 0 means palette, bit 1 colour, bit 2 alpha.",
            "PNG §11.2.1",
        ),
    FieldSpec::uint("png.ihdr.compression_method", "Compression method", 8)
        .codes(&[(0, "deflate")])
        .doc(
            "How the picture data is compressed; only one method is defined.",
            "PNG §11.2.1",
        ),
    FieldSpec::uint("png.ihdr.filter_method", "Filter method", 8)
        .codes(&[(0, "adaptive")])
        .doc(
            "How rows are prepared so that they compress better; only one method is defined.",
            "PNG §11.2.1",
        ),
    FieldSpec::uint("png.ihdr.interlace_method", "Interlace method", 8)
        .codes(&[(0, "none"), (1, "Adam7")])
        .doc(
            "1: the picture comes in seven passes, so that a coarse one can be shown early.",
            "PNG §11.2.1",
        ),
];

const TIME: &[FieldSpec] = &[
    FieldSpec::uint("png.time.year", "Year", 16)
        .doc("When the picture was last changed (UTC).", "PNG §11.3.5.1"),
    FieldSpec::uint("png.time.month", "Month", 8).doc("1 to 12.", "PNG §11.3.5.1"),
    FieldSpec::uint("png.time.day", "Day", 8).doc("1 to 31.", "PNG §11.3.5.1"),
    FieldSpec::uint("png.time.hour", "Hour", 8).doc("0 to 23.", "PNG §11.3.5.1"),
    FieldSpec::uint("png.time.minute", "Minute", 8).doc("0 to 59.", "PNG §11.3.5.1"),
    FieldSpec::uint("png.time.second", "Second", 8)
        .doc("0 to 60, for leap seconds.", "PNG §11.3.5.1"),
];

const PHYS: &[FieldSpec] = &[
    FieldSpec::uint("png.phys.horiz", "Pixels per unit, across", 32)
        .doc("How densely the pixels lie in a row.", "PNG §11.3.4.3"),
    FieldSpec::uint("png.phys.vert", "Pixels per unit, down", 32)
        .doc("How densely the rows lie.", "PNG §11.3.4.3"),
    FieldSpec::uint("png.phys.unit", "Unit", 8)
        .codes(&[(0, "unknown"), (1, "metre")])
        .doc(
            "With an unknown unit the two numbers give the shape of a pixel only.",
            "PNG §11.3.4.3",
        ),
];

const BKGD_RGB: &[FieldSpec] = &[
    FieldSpec::hex("png.bkgd.red", "Background: red", 16)
        .doc("Colour to show the picture on.", "PNG §11.3.4.1"),
    FieldSpec::hex("png.bkgd.green", "Background: green", 16)
        .doc("Colour to show the picture on.", "PNG §11.3.4.1"),
    FieldSpec::hex("png.bkgd.blue", "Background: blue", 16)
        .doc("Colour to show the picture on.", "PNG §11.3.4.1"),
];

crate::fields! {
    SIGNATURE = FieldSpec::bytes("png.signature", "Signature")
        .doc("Eight bytes that every PNG begins with. They are chosen so that a transfer that mangles line ends or the eighth bit is noticed at once.", "PNG §5.2");
    CHUNK = FieldSpec::group("", "Chunk")
        .doc("A length, a type of four letters, as many bytes, and a check sum over type and bytes.", "PNG §5.3");
    LENGTH = FieldSpec::uint("png.chunk.len", "Length", 32).unit("bytes")
        .doc("Bytes of data in the chunk; length, type and check sum are not counted.", "PNG §5.3");
    TYPE = FieldSpec::text("png.chunk.type", "Type")
        .doc("Four letters that say what the chunk is; each letter's case is a flag.", "PNG §5.3");
    CRC = FieldSpec::hex("png.chunk.crc", "Check sum", 32)
        .doc("A CRC-32 over type and data.", "PNG §5.5");
    DATA = FieldSpec::bytes("png.chunk.data", "Data")
        .doc("What the chunk says, in a form that is not taken apart here.", "PNG §5.3");
    INTENT = FieldSpec::uint("png.srgb.intent", "Rendering intent", 8)
        .codes(&[(0, "perceptual"), (1, "relative colorimetric"), (2, "saturation"), (3, "absolute colorimetric")])
        .doc("The picture uses the sRGB colour space; this says what counts if a device cannot show all its colours.", "PNG §11.3.2.5");
    KEYWORD = FieldSpec::text("png.text.keyword", "Keyword")
        .doc("What the text is: Title, Author, Software, Comment, ...", "PNG §11.3.3.1");
    STRING = FieldSpec::text("png.text.string", "Text")
        .doc("The text, in Latin-1.", "PNG §11.3.3.2");
    GAMMA = FieldSpec::computed("png.gama.gamma", "Gamma")
        .doc("The relation of stored numbers to brightness, sent as 100,000 times its value.", "PNG §11.3.2.2");
    INDEX = FieldSpec::uint("png.bkgd.palette_index", "Background: palette index", 8)
        .doc("Colour to show the picture on.", "PNG §11.3.4.1");
    GREY = FieldSpec::hex("png.bkgd.greyscale", "Background: grey", 16)
        .doc("Grey to show the picture on.", "PNG §11.3.4.1");
    WHITE_X = chromaticity("png.chrm.white.x", "White point x");
    WHITE_Y = chromaticity("png.chrm.white.y", "White point y");
    RED_X = chromaticity("png.chrm.red.x", "Red x");
    RED_Y = chromaticity("png.chrm.red.y", "Red y");
    GREEN_X = chromaticity("png.chrm.green.x", "Green x");
    GREEN_Y = chromaticity("png.chrm.green.y", "Green y");
    BLUE_X = chromaticity("png.chrm.blue.x", "Blue x");
    BLUE_Y = chromaticity("png.chrm.blue.y", "Blue y");
}

/// PNG.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "png",
        short: "PNG",
        title: "Portable Network Graphics",
        osi: OsiLayer::Presentation,
        why: "It is a form that a picture is put into, compressed and checked, whatever program wants to show it.",
        reference: "W3C PNG; RFC 2083",
    },
    claims: &[
        Claim::MediaType("image/png"),
        Claim::MediaType("image/x-png"),
        Claim::MediaType("image/apng"),
        Claim::Content(1),
    ],
    headers: &[TYPE_BITS, IHDR, TIME, PHYS, BKGD_RGB],
    fields: FIELDS,
    recognise: Some(|bytes| Match::yes_if(bytes.starts_with(SIGNATURE_BYTES))),
    peel,
    trailer: None,
    stream: false,
    // One opaque orange pixel.
    sample: b"\x89PNG\r\n\x1a\n\
        \x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90\x77\x53\xde\
        \x00\x00\x00\x04gAMA\x00\x00\xb1\x8f\x0b\xfc\x61\x05\
        \x00\x00\x00\x0cIDAT\x78\xda\x63\xf8\xdf\xc0\x00\x00\x04\x01\x01\x80\xfb\xd7\xcb\xf1\
        \x00\x00\x00\x00IEND\xae\x42\x60\x82",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.field(&SIGNATURE, SIGNATURE_BYTES.len())?;
    let mut colour_type = 0;
    while !p.rest().is_empty() && !p.is_full() {
        if chunk(p, &mut colour_type)? {
            break;
        }
    }
    if !p.rest().is_empty() && !p.is_full() {
        // The picture is over; what is hidden behind its end is not part of it.
        p.wrap(Next::Data, p.pos()..p.bytes().len(), "end of the picture");
    }
    Ok(())
}

/// One chunk; true if it was the last one.
fn chunk(p: &mut Peel<'_>, colour_type: &mut u8) -> Result<bool, Stop> {
    let kind: [u8; 4] = match p.rest().get(4..8) {
        Some(&[a, b, c, d]) => [a, b, c, d],
        _ => *b"????",
    };
    p.group_made(
        &CHUNK,
        || title(kind),
        |p| {
            let len = p.uint(&LENGTH)? as usize;
            let start = p.pos();
            p.field(&TYPE, 4)?;
            p.bits(TYPE_BITS, start);
            let data = p.pos();
            let Some(end) = data.checked_add(len).filter(|end| *end <= p.bytes().len()) else {
                p.mark(&DATA, data..p.bytes().len());
                p.require(len)?;
                return Err(Stop);
            };
            contents(p, kind, end, colour_type)?;
            p.seek(end);
            p.uint(&CRC)?;
            check(p, start, end);
            Ok(kind == *b"IEND")
        },
    )
}

/// Compares the check sum behind `end` with the bytes from the chunk's type on.
fn check(p: &mut Peel<'_>, start: usize, end: usize) {
    if !p.wants_fields() {
        return;
    }
    let mut crc = flate2::Crc::new();
    crc.update(&p.bytes()[start..end]);
    let found = p.bytes().get(end..end + 4);
    let good = found.is_some_and(|found| found == crc.sum().to_be_bytes());
    let verdict = if good {
        Verdict::Good
    } else {
        Verdict::Bad(crc.sum())
    };
    p.verdict("png.chunk.crc", verdict);
}

/// The type with what it stands for.
fn title(kind: [u8; 4]) -> String {
    let meaning = match &kind {
        b"IHDR" => "image header",
        b"PLTE" => "palette",
        b"IDAT" => "image data",
        b"IEND" => "image end",
        b"tRNS" => "transparency",
        b"cHRM" => "primary chromaticities",
        b"gAMA" => "gamma",
        b"iCCP" => "colour profile",
        b"sBIT" => "significant bits",
        b"sRGB" => "standard RGB colours",
        b"cICP" => "coding-independent code points",
        b"tEXt" => "text",
        b"zTXt" => "compressed text",
        b"iTXt" => "international text",
        b"bKGD" => "background colour",
        b"hIST" => "histogram",
        b"pHYs" => "size of a pixel",
        b"sPLT" => "suggested palette",
        b"eXIf" => "camera data",
        b"tIME" => "time of the last change",
        b"acTL" => "animation control",
        b"fcTL" => "frame control",
        b"fdAT" => "frame data",
        _ => "unknown",
    };
    format!("{} ({meaning})", String::from_utf8_lossy(&kind))
}

/// What the chunk says, up to `end`. Data of an unfit length stays bytes.
fn contents(p: &mut Peel<'_>, kind: [u8; 4], end: usize, colour_type: &mut u8) -> Peeled {
    let len = end - p.pos();
    match (&kind, len) {
        (_, 0) => {}
        (b"IHDR", 13) => image_header(p, colour_type)?,
        (b"tIME", 7) => drop(p.rows(TIME)?),
        (b"pHYs", 9) => drop(p.rows(PHYS)?),
        (b"sRGB", 1) => drop(p.uint(&INTENT)?),
        (b"bKGD", 1) if *colour_type == 3 => drop(p.uint(&INDEX)?),
        (b"bKGD", 2) if matches!(*colour_type, 0 | 4) => drop(p.uint(&GREY)?),
        (b"bKGD", 6) if matches!(*colour_type, 2 | 6) => drop(p.rows(BKGD_RGB)?),
        (b"gAMA", 4) => fraction(p, &GAMMA),
        (b"cHRM", 32) => {
            for spec in [
                &WHITE_X, &WHITE_Y, &RED_X, &RED_Y, &GREEN_X, &GREEN_Y, &BLUE_X, &BLUE_Y,
            ] {
                fraction(p, spec);
            }
        }
        (b"tEXt", _) => text(p, end),
        _ => drop(p.field(&DATA, len)?),
    }
    Ok(())
}

fn image_header(p: &mut Peel<'_>, colour_type: &mut u8) -> Peeled {
    let at = p.pos();
    let header = p.rows(IHDR)?;
    let [w0, w1, w2, w3, h0, h1, h2, h3, depth, colour, ..] = *header else {
        return Ok(());
    };
    let width = u32::from_be_bytes([w0, w1, w2, w3]);
    let height = u32::from_be_bytes([h0, h1, h2, h3]);
    *colour_type = colour;
    if width == 0 || height == 0 {
        p.fault(
            FaultKind::Malformed("a picture has at least one row and one column"),
            at..at + 8,
        );
    }
    let known = COLOUR_TYPES
        .iter()
        .find(|entry| entry.0 == u64::from(colour));
    let colours = known.map_or("unknown colours", |entry| entry.1);
    p.summary(format_args!("{width} × {height}, {colours}, {depth} bits"));
    Ok(())
}

/// A number that is sent as 100,000 times its value.
fn fraction(p: &mut Peel<'_>, spec: &'static FieldSpec) {
    let at = p.pos();
    if let Some(four) = p.rest().first_chunk::<4>() {
        let number = u32::from_be_bytes(*four);
        let text = format!("{}.{:05}", number / 100_000, number % 100_000);
        let short = text.trim_end_matches('0').trim_end_matches('.');
        p.mark_as(spec, at..at + 4, Value::Made(short.into()));
        p.seek(at + 4);
    }
}

/// A keyword, a zero byte, and text.
fn text(p: &mut Peel<'_>, end: usize) {
    let start = p.pos();
    let bytes = p.bytes();
    let zero = memchr::memchr(0, &bytes[start..end]).map_or(end, |offset| start + offset);
    p.mark(&KEYWORD, start..zero);
    if zero + 1 < end {
        // Latin-1: each byte is the code point of the same number.
        p.mark_made(&STRING, zero + 1..end, || {
            bytes[zero + 1..end]
                .iter()
                .map(|byte| char::from(*byte))
                .collect()
        });
    }
}
