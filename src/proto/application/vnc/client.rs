//! What the client sends once the screen is shown: wishes, keys, the mouse.

use super::codes;
use super::reader::{Cut, Reader};
use super::server::{self, cut_text, fence, flag};
use super::state::{State, pixel_format};
use crate::model::FieldSpec;

crate::fields! {
    TYPE = FieldSpec::uint("vnc.client_message_type", "Message of the client", 8)
        .codes(codes::CLIENT)
        .doc("What the client wants or tells.", "RFC 6143 §7.5");
    BITS = FieldSpec::uint("vnc.client_bits_per_pixel", "Bits per pixel", 8)
        .doc("8, 16 or 32.", "RFC 6143 §7.4");
    DEPTH = FieldSpec::uint("vnc.client_depth", "Depth", 8)
        .unit("bits")
        .doc("How many bits of a pixel tell its colour.", "RFC 6143 §7.4");
    BIG = FieldSpec::uint("vnc.client_big_endian_flag", "Most significant byte first", 8)
        .doc("The byte order of a pixel.", "RFC 6143 §7.4");
    TRUE = FieldSpec::uint("vnc.client_true_color_flag", "True colour", 8)
        .doc("0: a pixel is a number in a map of colours.", "RFC 6143 §7.4");
    RED_MAX = FieldSpec::uint("vnc.client_red_max", "Most red", 16)
        .doc("The greatest value of red.", "RFC 6143 §7.4");
    GREEN_MAX = FieldSpec::uint("vnc.client_green_max", "Most green", 16)
        .doc("The greatest value of green.", "RFC 6143 §7.4");
    BLUE_MAX = FieldSpec::uint("vnc.client_blue_max", "Most blue", 16)
        .doc("The greatest value of blue.", "RFC 6143 §7.4");
    RED_SHIFT = FieldSpec::uint("vnc.client_red_shift", "Place of red", 8)
        .doc("So many bits of a pixel stand below red.", "RFC 6143 §7.4");
    GREEN_SHIFT = FieldSpec::uint("vnc.client_green_shift", "Place of green", 8)
        .doc("So many bits of a pixel stand below green.", "RFC 6143 §7.4");
    BLUE_SHIFT = FieldSpec::uint("vnc.client_blue_shift", "Place of blue", 8)
        .doc("So many bits of a pixel stand below blue.", "RFC 6143 §7.4");
    ENCODING_COUNT = FieldSpec::uint("vnc.client_set_encodings_num", "Number of encodings", 16)
        .doc("How many follow, the best first.", "RFC 6143 §7.5.2");
    ENCODING = FieldSpec::int("vnc.client_set_encodings_encoding_type", "Encoding", 32)
        .lookup(codes::encoding)
        .doc("A way to write pictures that the client can read, or something else that it understands.", "RFC 6143 §7.5.2");
    INCREMENTAL = FieldSpec::uint("vnc.update_req_incremental", "Only what changed", 8)
        .doc("0: the client wants the whole area again.", "RFC 6143 §7.5.3");
    X = FieldSpec::uint("vnc.update_req_x_pos", "Left", 16)
        .unit("pixels")
        .doc("Left edge of the wanted area.", "RFC 6143 §7.5.3");
    Y = FieldSpec::uint("vnc.update_req_y_pos", "Top", 16)
        .unit("pixels")
        .doc("Upper edge of the wanted area.", "RFC 6143 §7.5.3");
    WIDTH = FieldSpec::uint("vnc.update_req_width", "Width", 16)
        .unit("pixels")
        .doc("Width of the wanted area.", "RFC 6143 §7.5.3");
    HEIGHT = FieldSpec::uint("vnc.update_req_height", "Height", 16)
        .unit("pixels")
        .doc("Height of the wanted area.", "RFC 6143 §7.5.3");
    KEY_DOWN = FieldSpec::uint("vnc.key_down", "Key down", 8)
        .doc("1: pressed, 0: released.", "RFC 6143 §7.5.4");
    KEY = FieldSpec::hex("vnc.key", "Key", 32)
        .lookup(key)
        .doc("The key's number in the X Window System; what is on it in ASCII has that number.", "RFC 6143 §7.5.4");
    POINTER_X = FieldSpec::uint("vnc.pointer_x_pos", "Mouse, from the left", 16)
        .unit("pixels")
        .doc("Where the mouse is.", "RFC 6143 §7.5.5");
    POINTER_Y = FieldSpec::uint("vnc.pointer_y_pos", "Mouse, from the top", 16)
        .unit("pixels")
        .doc("Where the mouse is.", "RFC 6143 §7.5.5");
    BUTTON_8 = BUTTONS[0];
    BUTTON_7 = BUTTONS[1];
    BUTTON_6 = BUTTONS[2];
    BUTTON_5 = BUTTONS[3];
    BUTTON_4 = BUTTONS[4];
    BUTTON_3 = BUTTONS[5];
    BUTTON_2 = BUTTONS[6];
    BUTTON_1 = BUTTONS[7];
    OTHER = FieldSpec::bytes("", "Content")
        .doc("What belongs to a message of an extension.", "RFC 6143 §7.5");
    CUT_LEN = FieldSpec::uint("vnc.client_cut_text_len", "Length", 32)
        .unit("bytes")
        .doc("Length of the text. As a negative number: what follows is of the extended clipboard.", "RFC 6143 §7.5.6");
    CUT_TEXT = FieldSpec::text("vnc.client_cut_text", "Text")
        .doc("What the user copied.", "RFC 6143 §7.5.6");
}

static CLIENT_PIXEL: [&FieldSpec; 10] = [
    &BITS,
    &DEPTH,
    &BIG,
    &TRUE,
    &RED_MAX,
    &GREEN_MAX,
    &BLUE_MAX,
    &RED_SHIFT,
    &GREEN_SHIFT,
    &BLUE_SHIFT,
];

const fn button(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Whether it is pressed. 4 and 5 are the wheel, up and down.",
        "RFC 6143 §7.5.5",
    )
}

const BUTTONS: &[FieldSpec] = &[
    button("vnc.button_8_pos", "Button 8"),
    button("vnc.button_7_pos", "Button 7"),
    button("vnc.button_6_pos", "Button 6"),
    button("vnc.button_5_pos", "Button 5"),
    button("vnc.button_4_pos", "Button 4"),
    button("vnc.button_3_pos", "Button 3"),
    button("vnc.button_2_pos", "Button 2"),
    button("vnc.button_1_pos", "Button 1"),
];

/// Keys without a character (X11, appendix A).
fn key(code: u64) -> Option<&'static str> {
    Some(match code {
        0x20 => "Space",
        0xff08 => "BackSpace",
        0xff09 => "Tab",
        0xff0d => "Return",
        0xff1b => "Escape",
        0xff50 => "Home",
        0xff51 => "Left",
        0xff52 => "Up",
        0xff53 => "Right",
        0xff54 => "Down",
        0xff55 => "Page up",
        0xff56 => "Page down",
        0xff57 => "End",
        0xff63 => "Insert",
        0xffe1 => "Left shift",
        0xffe2 => "Right shift",
        0xffe3 => "Left control",
        0xffe4 => "Right control",
        0xffe9 => "Left alt",
        0xffea => "Right alt",
        0xffff => "Delete",
        _ => return None,
    })
}

/// A message of the client.
pub(super) fn message(r: &mut Reader<'_, '_>, state: &mut State) -> Result<String, Cut> {
    let code = r.uint(&TYPE)?;
    match code {
        0 => {
            r.padding(3)?;
            state.pixel = pixel_format(r, &CLIENT_PIXEL)?;
        }
        2 => {
            r.padding(1)?;
            let count = r.uint(&ENCODING_COUNT)?;
            for _ in 0..count {
                r.uint(&ENCODING)?;
            }
        }
        3 => {
            flag(r, &INCREMENTAL)?;
            for spec in [&X, &Y, &WIDTH, &HEIGHT] {
                r.uint(spec)?;
            }
        }
        4 => {
            flag(r, &KEY_DOWN)?;
            r.padding(2)?;
            r.uint(&KEY)?;
        }
        5 => {
            let at = r.pos();
            r.skip(1)?;
            r.bits(BUTTONS, at);
            r.uint(&POINTER_X)?;
            r.uint(&POINTER_Y)?;
        }
        6 => cut_text(r, &CUT_LEN, &CUT_TEXT)?,
        128 => server::mirrorlink(r)?,
        150 => r.field(&OTHER, 9).map(drop)?,
        248 => fence(r)?,
        250 => r.field(&OTHER, 3).map(drop)?,
        251 => {
            let count = r.rest().get(5).copied().unwrap_or_default();
            r.field(&OTHER, 7 + 16 * usize::from(count)).map(drop)?;
        }
        253 => server::gii(r)?,
        255 => qemu(r)?,
        _ => return Err(Cut::Unknown),
    }
    Ok(codes::name(codes::CLIENT, code))
}

/// QEMU's messages: keys by the number of their place, and sound.
fn qemu(r: &mut Reader<'_, '_>) -> Result<(), Cut> {
    let len = match r.rest() {
        [0, ..] => 11,
        [1, _, 2, ..] => 9,
        [1, _, 0 | 1, ..] => 3,
        [] | [1] | [1, _] => 3,
        _ => return Err(Cut::Unknown),
    };
    r.field(&OTHER, len).map(drop)
}
