//! GIF: pictures with up to 256 colours, and small films (CompuServe's GIF89a specification).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo};

const SCREEN: &[FieldSpec] = &[
    FieldSpec::text("image-gif.version", "Version").wide(6).doc(
        "GIF87a, or GIF89a if it may have transparency, delays and comments.",
        "GIF89a §17",
    ),
    FieldSpec::uint("image-gif.screen.width", "Width", 16)
        .little()
        .unit("pixels")
        .doc(
            "Width of the area that the frames are drawn on.",
            "GIF89a §18",
        ),
    FieldSpec::uint("image-gif.screen.height", "Height", 16)
        .little()
        .unit("pixels")
        .doc(
            "Height of the area that the frames are drawn on.",
            "GIF89a §18",
        ),
];

const SCREEN_BITS: &[FieldSpec] = &[
    FieldSpec::flag("image-gif.global.color_map.present", "Colour table present").doc(
        "A table of colours follows, for all frames that bring none of their own.",
        "GIF89a §18",
    ),
    FieldSpec::uint("image-gif.global.color_bpp", "Bits per colour minus 1", 3).doc(
        "How fine the colours were in the original picture.",
        "GIF89a §18",
    ),
    FieldSpec::flag("image-gif.global.color_map.ordered", "Colour table ordered")
        .doc("The most important colours come first.", "GIF89a §18"),
    FieldSpec::uint("image-gif.global.bpp", "Bits per pixel minus 1", 3).doc(
        "The colour table has 2 to the power of this number plus 1 entries of three bytes.",
        "GIF89a §18",
    ),
];

const PLACE: &[FieldSpec] = &[
    FieldSpec::uint("image-gif.image.left", "Left edge", 16)
        .little()
        .unit("pixels")
        .doc("Where the frame stands on the screen.", "GIF89a §20"),
    FieldSpec::uint("image-gif.image.top", "Top edge", 16)
        .little()
        .unit("pixels")
        .doc("Where the frame stands on the screen.", "GIF89a §20"),
    FieldSpec::uint("image-gif.image.width", "Width", 16)
        .little()
        .unit("pixels")
        .doc("Width of the frame.", "GIF89a §20"),
    FieldSpec::uint("image-gif.image.height", "Height", 16)
        .little()
        .unit("pixels")
        .doc("Height of the frame.", "GIF89a §20"),
];

const FRAME_BITS: &[FieldSpec] = &[
    FieldSpec::flag("image-gif.local.color_map.present", "Colour table present")
        .doc("The frame brings its own colours.", "GIF89a §20"),
    FieldSpec::flag("", "Interlaced").doc(
        "Every eighth row comes first, so that a coarse picture can be shown early.",
        "GIF89a §20",
    ),
    FieldSpec::flag("image-gif.local.color_map.ordered", "Colour table ordered")
        .doc("The most important colours come first.", "GIF89a §20"),
    FieldSpec::uint("", "Reserved", 2).doc("Must be zero.", "GIF89a §20"),
    FieldSpec::uint("image-gif.local.bpp", "Bits per pixel minus 1", 3).doc(
        "The frame's colour table has 2 to the power of this number plus 1 entries of three bytes.",
        "GIF89a §20",
    ),
];

/// What the block of a graphic control extension says.
const CONTROL: &[FieldSpec] = &[
    FieldSpec::uint("", "Reserved", 3).doc("Must be zero.", "GIF89a §23"),
    FieldSpec::uint("", "Disposal", 3)
        .codes(&[
            (0, "not said"),
            (1, "leave the frame"),
            (2, "clear its place"),
            (3, "put back what was there"),
        ])
        .doc(
            "What to do with this frame before the next one is drawn.",
            "GIF89a §23",
        ),
    FieldSpec::flag("", "Wait for the user")
        .doc("Go on when the user does something.", "GIF89a §23"),
    FieldSpec::flag("", "Transparent").doc(
        "One colour of the table means: leave what is there.",
        "GIF89a §23",
    ),
    FieldSpec::uint("", "Delay", 16)
        .little()
        .unit("hundredths of a second")
        .doc("How long the frame is shown.", "GIF89a §23"),
    FieldSpec::uint("", "Transparent colour", 8).doc("Index of that colour.", "GIF89a §23"),
];

const LABELS: &[(u64, &str)] = &[
    (0x01, "Plain text"),
    (0xf9, "Graphic control"),
    (0xfe, "Comment"),
    (0xff, "Application"),
];

crate::fields! {
    SCREEN_FLAGS = FieldSpec::hex("", "Screen flags", 8)
        .doc("What the colours of the whole picture are like.", "GIF89a §18");
    BACKGROUND = FieldSpec::uint("image-gif.image_background_index", "Background colour", 8)
        .doc("Index of the colour for places that no frame covers.", "GIF89a §18");
    ASPECT = FieldSpec::uint("image-gif.global.pixel_aspect_ratio", "Pixel aspect ratio", 8)
        .doc("Width of a pixel divided by its height is this number plus 15, over 64. 0 says nothing about it.", "GIF89a §18");
    GLOBAL_COLOURS = FieldSpec::bytes("image-gif.global.color_map", "Colour table")
        .doc("Red, green and blue of each colour, a byte each.", "GIF89a §19");
    LOCAL_COLOURS = FieldSpec::bytes("image-gif.local.color_map", "Colour table of the frame")
        .doc("Red, green and blue of each colour, a byte each.", "GIF89a §21");
    EXTENSION = FieldSpec::group("image-gif.extension", "Extension")
        .doc("Something besides a frame: how to show the next one, a comment, what some program wants to know.", "GIF89a §23");
    LABEL = FieldSpec::hex("image-gif.extension.label", "Label", 8).codes(LABELS)
        .doc("What the extension is.", "GIF89a §23");
    FRAME = FieldSpec::group("image-gif.image", "Frame")
        .doc("One picture: where it stands, its colours, its pixels compressed with LZW.", "GIF89a §20");
    FRAME_FLAGS = FieldSpec::hex("", "Frame flags", 8)
        .doc("How the frame's rows and colours come.", "GIF89a §20");
    CODE_SIZE = FieldSpec::uint("image-gif.image.code_size", "Least code size", 8).unit("bits")
        .doc("How many bits the first codes of the compressed pixels have.", "GIF89a §22");
    BLOCK = FieldSpec::bytes("image-gif.data_block", "Data block")
        .doc("A length of up to 255 and as many bytes. A block of length 0 ends the row of them.", "GIF89a §15");
    TEXT = FieldSpec::text("", "Text")
        .doc("The bytes of the block as text.", "GIF89a §24");
    END = FieldSpec::group("image-gif.end", "End")
        .doc("A byte that says that the file is over.", "GIF89a §27");
}

/// GIF.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "image-gif",
        short: "GIF",
        title: "Graphics Interchange Format",
        osi: OsiLayer::Presentation,
        why: "It is a form that pictures are put into and compressed, whatever program wants to show them.",
        reference: "GIF89a",
    },
    claims: &[Claim::MediaType("image/gif"), Claim::Content(1)],
    headers: &[SCREEN, SCREEN_BITS, PLACE, FRAME_BITS, CONTROL],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    // One transparent pixel.
    sample: b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00\
        \x21\xf9\x04\x01\x0a\x00\x01\x00\x21\xfe\x02Hi\x00\
        \x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x4c\x01\x00\x3b",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.starts_with(b"GIF89a") || bytes.starts_with(b"GIF87a"))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let screen = p.rows(SCREEN)?;
    if let [_, _, _, _, _, _, w0, w1, h0, h1] = *screen {
        let (width, height) = (u16::from_le_bytes([w0, w1]), u16::from_le_bytes([h0, h1]));
        p.summary(format_args!("{width} × {height}"));
    }
    let flags = flag_byte(p, &SCREEN_FLAGS, SCREEN_BITS)?;
    p.uint(&BACKGROUND)?;
    p.uint(&ASPECT)?;
    colours(p, flags, &GLOBAL_COLOURS)?;
    let mut over = false;
    while !over && !p.rest().is_empty() && !p.is_full() {
        over = match p.rest()[0] {
            0x21 => extension(p)?,
            0x2c => frame(p)?,
            0x3b => p.group(&END, |p| p.skip(1).map(|_| true))?,
            _ => {
                let at = p.pos();
                let fault = "neither a frame nor an extension nor the end begins here";
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

/// A byte of flags with its bits.
fn flag_byte(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    bits: &'static [FieldSpec],
) -> Result<u8, Stop> {
    let at = p.pos();
    let flags = p.uint(spec)?;
    p.bits(bits, at);
    Ok(flags as u8)
}

/// The table of colours that the flags announce.
fn colours(p: &mut Peel<'_>, flags: u8, spec: &'static FieldSpec) -> Peeled {
    if flags & 0x80 != 0 {
        let entries = 2usize << (flags & 7);
        p.field(spec, entries * 3)?;
    }
    Ok(())
}

fn extension(p: &mut Peel<'_>) -> Result<bool, Stop> {
    let label = p.rest().get(1).copied().unwrap_or_default();
    let known = LABELS.iter().find(|entry| entry.0 == u64::from(label));
    let name = known.map_or("Unknown", |entry| entry.1);
    p.group_made(
        &EXTENSION,
        || name.into(),
        |p| {
            p.skip(1)?;
            p.uint(&LABEL)?;
            blocks(p, label)?;
            Ok(false)
        },
    )
}

fn frame(p: &mut Peel<'_>) -> Result<bool, Stop> {
    p.group(&FRAME, |p| {
        p.skip(1)?;
        p.rows(PLACE)?;
        let flags = flag_byte(p, &FRAME_FLAGS, FRAME_BITS)?;
        colours(p, flags, &LOCAL_COLOURS)?;
        p.uint(&CODE_SIZE)?;
        blocks(p, 0)?;
        Ok(false)
    })
}

/// Data blocks up to the empty one; `label` is that of the extension they belong to, 0 for pixels.
fn blocks(p: &mut Peel<'_>, label: u8) -> Peeled {
    loop {
        p.require(1)?;
        let at = p.pos();
        let len = usize::from(p.rest()[0]);
        p.require(1 + len)?;
        let block = at + 1..at + 1 + len;
        let bytes = &p.bytes()[block.clone()];
        // The value is what stands behind the length.
        p.group_made(
            &BLOCK,
            || hex(bytes),
            |p| {
                p.seek(block.start);
                match (label, len) {
                    (0xf9, 4) => drop(p.rows(CONTROL)?),
                    (0xfe, 1..) | (0xff, 11) => p.mark(&TEXT, block.clone()),
                    _ => {}
                }
                p.seek(block.end);
                Ok(())
            },
        )?;
        if len == 0 {
            return Ok(());
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(":")
}

#[cfg(test)]
mod tests {
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

    fn labelled(out: &Dissection, label: &str) -> Vec<String> {
        let found = out.fields.iter().filter(|field| field.spec.label == label);
        found
            .map(|field| field.display_text(PROTOCOL.sample))
            .collect()
    }

    #[test]
    fn the_sample_is_read_to_its_end() {
        let out = peeled(PROTOCOL.sample);
        assert!(out.faults.is_empty());
        assert_eq!(labelled(&out, "Version"), ["GIF89a"]);
        assert_eq!(labelled(&out, "Extension"), ["Graphic control", "Comment"]);
        assert_eq!(labelled(&out, "Delay"), ["10 hundredths of a second"]);
        assert_eq!(labelled(&out, "Transparent"), ["set"]);
        assert_eq!(labelled(&out, "Text"), ["Hi"]);
        assert_eq!(labelled(&out, "Data block")[0], "01:0a:00:01");
        let end = out.field("image-gif.end").unwrap().span.byte_range();
        assert_eq!(end.end as usize, PROTOCOL.sample.len());
        assert_eq!(out.layers[0].summary, "1 × 1");
    }

    #[test]
    fn the_flags_of_the_screen_are_bits() {
        let out = peeled(PROTOCOL.sample);
        let flag = out.field("image-gif.global.bpp").unwrap();
        assert_eq!((flag.span.bit, flag.span.bits), (10 * 8 + 5, 3));
        // Two colours of three bytes.
        let map = out.field("image-gif.global.color_map").unwrap();
        assert_eq!(map.span.byte_range().len(), 6);
    }

    #[test]
    fn bytes_that_begin_nothing_are_told() {
        let mut bytes = PROTOCOL.sample.to_vec();
        let end = bytes.len() - 1;
        bytes[end] = 0x77;
        let out = peeled(&bytes);
        assert!(matches!(out.faults[0].kind, FaultKind::Malformed(_)));
        assert_eq!(out.layers[1].info.short, "DATA");
    }

    #[test]
    fn many_empty_extensions_end_at_the_limit_of_fields() {
        let head = &PROTOCOL.sample[..19];
        let bytes = [head, &b"\x21\xfe\x00".repeat(100_000)].concat();
        assert!(peeled(&bytes).fields.len() <= 32_768);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            peeled(&bytes);
            peeled(&[&PROTOCOL.sample[..19], &bytes].concat());
        }
    }
}
