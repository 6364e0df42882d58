//! Pictures: rectangles of the screen, each in one of several encodings (RFC 6143 §7.7).

use super::reader::{Cut, Reader};
use super::state::{Picture, State};
use super::{codes, tight};
use crate::model::FieldSpec;

crate::fields! {
    COUNT = FieldSpec::uint("vnc.fb_update_num_rects", "Number of rectangles", 16)
        .doc("How many parts of the screen follow. 65535: until one says that it is the last.", "RFC 6143 §7.6.1");
    RECTANGLE = FieldSpec::group("", "Rectangle")
        .doc("A part of the screen, and what is to be seen there.", "RFC 6143 §7.6.1");
    X = FieldSpec::uint("vnc.fb_update_x_pos", "Left", 16)
        .unit("pixels")
        .doc("Left edge of the rectangle.", "RFC 6143 §7.6.1");
    Y = FieldSpec::uint("vnc.fb_update_y_pos", "Top", 16)
        .unit("pixels")
        .doc("Upper edge of the rectangle.", "RFC 6143 §7.6.1");
    WIDTH = FieldSpec::uint("vnc.fb_update_width", "Width", 16)
        .unit("pixels")
        .doc("Width of the rectangle.", "RFC 6143 §7.6.1");
    HEIGHT = FieldSpec::uint("vnc.fb_update_height", "Height", 16)
        .unit("pixels")
        .doc("Height of the rectangle.", "RFC 6143 §7.6.1");
    ENCODING = FieldSpec::int("vnc.fb_update_encoding_type", "Encoding", 32)
        .lookup(codes::encoding)
        .doc("How the picture is written.", "RFC 6143 §7.7");
    RAW = FieldSpec::bytes("vnc.raw_pixel_data", "Pixels")
        .doc("All pixels, line after line.", "RFC 6143 §7.7.1");
    COPY_X = FieldSpec::uint("vnc.copyrect_src_x_pos", "Left edge of the source", 16)
        .unit("pixels")
        .doc("The client has this picture already, elsewhere on the screen.", "RFC 6143 §7.7.2");
    COPY_Y = FieldSpec::uint("vnc.copyrect_src_y_pos", "Upper edge of the source", 16)
        .unit("pixels")
        .doc("The client has this picture already, elsewhere on the screen.", "RFC 6143 §7.7.2");
    RRE_COUNT = FieldSpec::uint("vnc.rre_num_subrects", "Number of rectangles inside", 32)
        .doc("How many areas of one colour are drawn upon the background.", "RFC 6143 §7.7.3");
    RRE_BACK = FieldSpec::bytes("vnc.rre_bg_pixel", "Background")
        .doc("The colour of what is not drawn.", "RFC 6143 §7.7.3");
    RRE_PIXEL = FieldSpec::bytes("vnc.rre_subrect_pixel", "Colour")
        .doc("The colour of a rectangle inside.", "RFC 6143 §7.7.3");
    RRE_X = FieldSpec::uint("vnc.rre_subrect_x_pos", "Left", 16)
        .doc("Left edge, from that of the rectangle.", "RFC 6143 §7.7.3");
    RRE_Y = FieldSpec::uint("vnc.rre_subrect_y_pos", "Top", 16)
        .doc("Upper edge, from that of the rectangle.", "RFC 6143 §7.7.3");
    RRE_WIDTH = FieldSpec::uint("vnc.rre_subrect_width", "Width", 16)
        .doc("Width of the rectangle inside.", "RFC 6143 §7.7.3");
    RRE_HEIGHT = FieldSpec::uint("vnc.rre_subrect_height", "Height", 16)
        .doc("Height of the rectangle inside.", "RFC 6143 §7.7.3");
    TILE = FieldSpec::uint("vnc.hextile_subencoding", "How the tile is written", 8)
        .doc("Bits that say which parts of a tile's description follow.", "RFC 6143 §7.7.4");
    TILE_COLOURED = TILE_BITS[1];
    TILE_SUBRECTS = TILE_BITS[2];
    TILE_FORE = TILE_BITS[3];
    TILE_BACK = TILE_BITS[4];
    TILE_RAW = TILE_BITS[5];
    TILE_PIXELS = FieldSpec::bytes("vnc.hextile_raw_value", "Pixels of the tile")
        .doc("All pixels, line after line.", "RFC 6143 §7.7.4");
    TILE_BACK_PIXEL = FieldSpec::bytes("vnc.hextile_bg_value", "Background")
        .doc("It stays for the tiles behind this one.", "RFC 6143 §7.7.4");
    TILE_FORE_PIXEL = FieldSpec::bytes("vnc.hextile_fg_value", "Foreground")
        .doc("It stays for the tiles behind this one.", "RFC 6143 §7.7.4");
    TILE_COUNT = FieldSpec::uint("vnc.hextile_num_subrects", "Number of rectangles inside", 8)
        .doc("How many areas of one colour are drawn upon the background.", "RFC 6143 §7.7.4");
    TILE_PIXEL = FieldSpec::bytes("vnc.hextile_subrect_pixel_value", "Colour")
        .doc("The colour of a rectangle inside.", "RFC 6143 §7.7.4");
    SUB_X = SUB_BITS[0];
    SUB_Y = SUB_BITS[1];
    SUB_WIDTH = SUB_BITS[2];
    SUB_HEIGHT = SUB_BITS[3];
    ZRLE_LEN = FieldSpec::uint("vnc.zrle_len", "Compressed length", 32)
        .unit("bytes")
        .doc("Length of what follows.", "RFC 6143 §7.7.6");
    ZRLE = FieldSpec::bytes("vnc.zrle_data", "Compressed tiles")
        .doc("One zlib stream goes through all rectangles: none can be read without those before it.", "RFC 6143 §7.7.6");
    CURSOR_COLOURS = FieldSpec::bytes("vnc.cursor_x_fore_back", "Foreground and background")
        .doc("Two colours: red, green and blue of each.", "RFC 6143 §7.8.1");
    CURSOR = FieldSpec::bytes("vnc.cursor_encoding_pixels", "Pixels of the cursor")
        .doc("The client draws the cursor itself, so that it follows the mouse at once.", "RFC 6143 §7.8.1");
    CURSOR_MASK = FieldSpec::bytes("vnc.cursor_encoding_bitmask", "Mask of the cursor")
        .doc("Which pixels are part of the cursor.", "RFC 6143 §7.8.1");
    SCREENS = FieldSpec::uint("vnc.screen_num", "Number of screens", 8)
        .doc("How many screens show parts of the area.", "RFB, ExtendedDesktopSize");
    SCREEN_ID = FieldSpec::uint("vnc.screen_id", "Screen", 32)
        .doc("Its number.", "RFB, ExtendedDesktopSize");
    SCREEN_X = FieldSpec::uint("vnc.screen_x", "Left", 16)
        .unit("pixels")
        .doc("Left edge of what it shows.", "RFB, ExtendedDesktopSize");
    SCREEN_Y = FieldSpec::uint("vnc.screen_y", "Top", 16)
        .unit("pixels")
        .doc("Upper edge of what it shows.", "RFB, ExtendedDesktopSize");
    SCREEN_WIDTH = FieldSpec::uint("vnc.screen_width", "Width", 16)
        .unit("pixels")
        .doc("Width of what it shows.", "RFB, ExtendedDesktopSize");
    SCREEN_HEIGHT = FieldSpec::uint("vnc.screen_height", "Height", 16)
        .unit("pixels")
        .doc("Height of what it shows.", "RFB, ExtendedDesktopSize");
    SCREEN_FLAGS = FieldSpec::uint("vnc.screen_flags", "Flags", 32)
        .doc("None are defined.", "RFB, ExtendedDesktopSize");
    TO_SERVER = FieldSpec::bytes("vnc.supported_messages_client2server", "Messages to the server")
        .doc("A bit for every number of a message that the server reads.", "UltraVNC");
    TO_CLIENT = FieldSpec::bytes("vnc.supported_messages_server2client", "Messages to the client")
        .doc("A bit for every number of a message that the server sends.", "UltraVNC");
    ZLIB_LEN = FieldSpec::uint("", "Length", 32)
        .unit("bytes")
        .doc("Length of what follows.", "RFC 6143 §7.7");
    CORRE_COUNT = FieldSpec::uint("", "Number of rectangles inside", 32)
        .doc("How many areas of one colour are drawn upon the background.", "RFC 6143 §7.7.3");
    OTHER = FieldSpec::bytes("", "Content")
        .doc("What an encoding of an extension has.", "RFC 6143 §7.7");
    REST = FieldSpec::bytes("", "More of a picture")
        .doc("The picture began in an earlier segment.", "RFC 6143 §7.7");
    NAME = FieldSpec::text("", "Name of the screen")
        .doc("What the client writes above the picture.", "RFB, DesktopName");
}

const TILE_BITS: &[FieldSpec] = &[
    FieldSpec::gap(3),
    FieldSpec::flag("vnc.hextile_subrectscolored", "Coloured").doc(
        "Each rectangle inside has its own colour.",
        "RFC 6143 §7.7.4",
    ),
    FieldSpec::flag("vnc.hextile_anysubrects", "Rectangles inside")
        .doc("Something is drawn upon the background.", "RFC 6143 §7.7.4"),
    FieldSpec::flag("vnc.hextile_fg", "Foreground specified")
        .doc("The colour of what is drawn follows.", "RFC 6143 §7.7.4"),
    FieldSpec::flag("vnc.hextile_bg", "Background specified").doc(
        "The colour of what is not drawn follows.",
        "RFC 6143 §7.7.4",
    ),
    FieldSpec::flag("vnc.hextile_raw", "Raw").doc(
        "All pixels follow; the other bits mean nothing.",
        "RFC 6143 §7.7.4",
    ),
];

const SUB_BITS: &[FieldSpec] = &[
    FieldSpec::uint("vnc.hextile_subrect_x_pos", "Left", 4)
        .doc("Left edge, from that of the tile.", "RFC 6143 §7.7.4"),
    FieldSpec::uint("vnc.hextile_subrect_y_pos", "Top", 4)
        .doc("Upper edge, from that of the tile.", "RFC 6143 §7.7.4"),
    FieldSpec::uint("vnc.hextile_subrect_width", "Width less one", 4)
        .doc("Width of the rectangle inside.", "RFC 6143 §7.7.4"),
    FieldSpec::uint("vnc.hextile_subrect_height", "Height less one", 4)
        .doc("Height of the rectangle inside.", "RFC 6143 §7.7.4"),
];

/// The number of rectangles that says that it is not known.
const UNTIL_LAST: u64 = 0xffff;

const LAST_RECT: i32 = -224;

const HEXTILE: i32 = 5;

/// A rectangle of the screen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub width: usize,
    pub height: usize,
    x: usize,
    y: usize,
}

/// The head of an update; its rectangles follow one by one.
pub(super) fn update(r: &mut Reader<'_, '_>, state: &mut State) -> Result<(), Cut> {
    r.padding(1)?;
    let rectangles = r.uint(&COUNT)?;
    // Only who lost its place in a picture finds an update of nothing: zeros are its colour.
    if rectangles == 0 {
        return Err(Cut::Unknown);
    }
    state.picture = Picture {
        rectangles,
        ..Picture::default()
    };
    Ok(())
}

/// More of an update: the rest of a picture, a tile, or a rectangle.
pub(super) fn go_on(r: &mut Reader<'_, '_>, state: &mut State) -> Result<(), Cut> {
    let picture = &mut state.picture;
    if picture.body > 0 {
        let len = usize::try_from(picture.body).unwrap_or(usize::MAX);
        r.body(&REST, len);
        picture.body = r.left();
        return Ok(());
    }
    if picture.area != (0, 0) {
        return tiles(r, state);
    }
    let mut seen = None;
    r.group(&RECTANGLE, |r| {
        let (encoding, area) = head(r)?;
        seen = Some((encoding, area));
        rectangle(r, state, encoding, area)
    })?;
    state.picture.body = r.left();
    let Some((encoding, area)) = seen else {
        return Ok(());
    };
    if matches!(encoding, -223 | -308) {
        state.screen = (area.width as u64, area.height as u64);
    }
    if encoding == HEXTILE {
        state.picture.area = (area.width as u16, area.height as u16);
        state.picture.tiles = 0;
    }
    state.picture.rectangles = match state.picture.rectangles {
        _ if encoding == LAST_RECT => 0,
        UNTIL_LAST => UNTIL_LAST,
        left => left.saturating_sub(1),
    };
    Ok(())
}

fn head(r: &mut Reader<'_, '_>) -> Result<(i32, Area), Cut> {
    let mut edge = |spec| r.uint(spec).map(|edge| edge as usize);
    let (x, y) = (edge(&X)?, edge(&Y)?);
    let (width, height) = (edge(&WIDTH)?, edge(&HEIGHT)?);
    let encoding = r.uint(&ENCODING)? as u32 as i32;
    Ok((
        encoding,
        Area {
            width,
            height,
            x,
            y,
        },
    ))
}

/// What follows the head of a rectangle.
fn rectangle(r: &mut Reader<'_, '_>, state: &State, encoding: i32, area: Area) -> Result<(), Cut> {
    let Area { width, height, .. } = area;
    let pixel = state.pixel.bytes;
    let is_picture = matches!(encoding, 0..=9 | 15..=17);
    if is_picture && (pixel == 0 || !fits(area, state.screen)) {
        return Err(Cut::Unknown);
    }
    let mask = width.div_ceil(8) * height;
    match encoding {
        0 => {
            r.body(&RAW, width * height * pixel);
            Ok(())
        }
        1 => {
            r.uint(&COPY_X)?;
            r.uint(&COPY_Y).map(drop)
        }
        2 => rre(r, pixel),
        4 => corre(r, pixel),
        // Its tiles come one by one.
        HEXTILE => Ok(()),
        6 | 8 | 9 => {
            let len = r.uint(&ZLIB_LEN)?;
            r.body(&OTHER, len as usize);
            Ok(())
        }
        7 | -260 => tight::rectangle(r, state.pixel, area),
        16 | 17 => {
            let len = r.uint(&ZRLE_LEN)?;
            r.body(&ZRLE, len as usize);
            Ok(())
        }
        -223 | -224 | -232 | -257 | -258 | -259 | -312 | -313 => Ok(()),
        -239 => {
            r.field(&CURSOR, width * height * pixel)?;
            r.field(&CURSOR_MASK, mask).map(drop)
        }
        -240 if mask == 0 => Ok(()),
        -240 => {
            r.field(&CURSOR_COLOURS, 6)?;
            r.field(&CURSOR, mask)?;
            r.field(&CURSOR_MASK, mask).map(drop)
        }
        -261 | -131_072 => r.field(&OTHER, 1).map(drop),
        -307 => {
            let len = r.uint(&ZLIB_LEN)?;
            r.field(&NAME, len as usize).map(drop)
        }
        -308 => screens(r),
        -131_071 => {
            r.field(&TO_SERVER, 32)?;
            r.field(&TO_CLIENT, 32).map(drop)
        }
        // These say their length where others have a width.
        -131_070 | -131_069 => r.field(&OTHER, width).map(drop),
        _ => Err(Cut::Unknown),
    }
}

/// True if the rectangle lies on the screen: else the stream is not where it seems to be.
fn fits(area: Area, screen: (u64, u64)) -> bool {
    let inside = |start: usize, len: usize, end: u64| end == 0 || (start + len) as u64 <= end;
    inside(area.x, area.width, screen.0) && inside(area.y, area.height, screen.1)
}

/// Rise-and-run-length encoding: rectangles of one colour on a background.
fn rre(r: &mut Reader<'_, '_>, pixel: usize) -> Result<(), Cut> {
    let count = r.uint(&RRE_COUNT)?;
    r.field(&RRE_BACK, pixel)?;
    for _ in 0..count {
        r.field(&RRE_PIXEL, pixel)?;
        for spec in [&RRE_X, &RRE_Y, &RRE_WIDTH, &RRE_HEIGHT] {
            r.uint(spec)?;
        }
    }
    Ok(())
}

/// The same with places of one byte.
fn corre(r: &mut Reader<'_, '_>, pixel: usize) -> Result<(), Cut> {
    let count = r.uint(&CORRE_COUNT)?;
    r.field(&OTHER, pixel)?;
    let len = (count as usize).saturating_mul(pixel + 4);
    r.field(&OTHER, len).map(drop)
}

/// The next tile of 16 by 16 pixels (RFC 6143 §7.7.4).
fn tiles(r: &mut Reader<'_, '_>, state: &mut State) -> Result<(), Cut> {
    let picture = &mut state.picture;
    let (width, height) = (usize::from(picture.area.0), usize::from(picture.area.1));
    let (columns, rows) = (width.div_ceil(16), height.div_ceil(16));
    let place = picture.tiles as usize;
    if place < columns * rows {
        let (left, top) = (place % columns * 16, place / columns * 16);
        let pixels = (width - left).min(16) * (height - top).min(16);
        tile(r, pixels, state.pixel.bytes)?;
        picture.tiles += 1;
    }
    if place + 1 >= columns * rows {
        (picture.area, picture.tiles) = ((0, 0), 0);
    }
    Ok(())
}

fn tile(r: &mut Reader<'_, '_>, pixels: usize, pixel: usize) -> Result<(), Cut> {
    let at = r.pos();
    let how = r.uint(&TILE)?;
    r.bits(TILE_BITS, at);
    if how & 1 != 0 {
        return r.field(&TILE_PIXELS, pixels * pixel).map(drop);
    }
    if how & 2 != 0 {
        r.field(&TILE_BACK_PIXEL, pixel)?;
    }
    if how & 4 != 0 {
        r.field(&TILE_FORE_PIXEL, pixel)?;
    }
    if how & 8 == 0 {
        return Ok(());
    }
    let count = r.uint(&TILE_COUNT)?;
    for _ in 0..count {
        if how & 16 != 0 {
            r.field(&TILE_PIXEL, pixel)?;
        }
        let at = r.pos();
        r.skip(2)?;
        r.bits(SUB_BITS, at);
    }
    Ok(())
}

fn screens(r: &mut Reader<'_, '_>) -> Result<(), Cut> {
    let count = r.uint(&SCREENS)?;
    r.padding(3)?;
    for _ in 0..count {
        for spec in [
            &SCREEN_ID,
            &SCREEN_X,
            &SCREEN_Y,
            &SCREEN_WIDTH,
            &SCREEN_HEIGHT,
            &SCREEN_FLAGS,
        ] {
            r.uint(spec)?;
        }
    }
    Ok(())
}
