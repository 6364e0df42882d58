//! What the server sends once the screen is shown: pictures, colours, a bell, text.

use super::reader::{Cut, Reader, number};
use super::state::State;
use super::{codes, encodings};
use crate::model::{FieldSpec, Value};

crate::fields! {
    TYPE = FieldSpec::uint("vnc.server_message_type", "Message of the server", 8)
        .codes(codes::SERVER)
        .doc("What the server shows or tells.", "RFC 6143 §7.6");
    FIRST_COLOUR = FieldSpec::uint("vnc.colormap_first_color", "First colour", 16)
        .doc("The number of the first colour that is set.", "RFC 6143 §7.6.2");
    COLOURS = FieldSpec::uint("vnc.colormap_groups", "Number of colours", 16)
        .doc("How many colours follow.", "RFC 6143 §7.6.2");
    RED = FieldSpec::uint("vnc.colormap_red", "Red", 16)
        .doc("How much red is in it.", "RFC 6143 §7.6.2");
    GREEN = FieldSpec::uint("vnc.colormap_green", "Green", 16)
        .doc("How much green is in it.", "RFC 6143 §7.6.2");
    BLUE = FieldSpec::uint("vnc.colormap_blue", "Blue", 16)
        .doc("How much blue is in it.", "RFC 6143 §7.6.2");
    CUT_LEN = FieldSpec::uint("vnc.server_cut_text_len", "Length", 32)
        .unit("bytes")
        .doc("Length of the text. As a negative number: what follows is of the extended clipboard.", "RFC 6143 §7.6.4");
    CUT_TEXT = FieldSpec::text("vnc.server_cut_text", "Text")
        .doc("What was copied on the server.", "RFC 6143 §7.6.4");
    FENCE_FLAGS = FieldSpec::hex("vnc.fence_flags", "Flags", 32)
        .doc("In which order the other end shall do what stands around the fence.", "RFB, Fence");
    FENCE_REQUEST = FENCE_BITS[0];
    FENCE_SYNC = FENCE_BITS[2];
    FENCE_AFTER = FENCE_BITS[3];
    FENCE_BEFORE = FENCE_BITS[4];
    FENCE_LEN = FieldSpec::uint("vnc.fence_payload_length", "Length", 8)
        .unit("bytes")
        .doc("Length of what follows.", "RFB, Fence");
    FENCE_BYTES = FieldSpec::bytes("vnc.fence_payload", "Content")
        .doc("The other end sends it back, so that the answer finds its question.", "RFB, Fence");
    MIRROR_TYPE = FieldSpec::uint("vnc.mirrorlink_type", "Kind", 8)
        .codes(codes::MIRRORLINK)
        .doc("A message between a telephone and a car.", "MirrorLink");
    MIRROR_LEN = FieldSpec::uint("vnc.mirrorlink_length", "Length", 16)
        .unit("bytes")
        .doc("Length of what follows.", "MirrorLink");
    CONTENT = FieldSpec::bytes("", "Content of the message")
        .doc("What belongs to a message of an extension.", "RFC 6143 §7.6");
}

const FENCE_BITS: &[FieldSpec] = &[
    FieldSpec::flag("vnc.fence_request", "Request").doc(
        "The other end shall answer with the same fence.",
        "RFB, Fence",
    ),
    FieldSpec::gap(28),
    FieldSpec::flag("vnc.fence_sync_next", "Sync next").doc(
        "The message behind this one and the answer happen together.",
        "RFB, Fence",
    ),
    FieldSpec::flag("vnc.fence_block_after", "Block after").doc(
        "Messages behind this one wait until the answer is sent.",
        "RFB, Fence",
    ),
    FieldSpec::flag("vnc.fence_block_before", "Block before").doc(
        "All messages before this one are done before the answer is sent.",
        "RFB, Fence",
    ),
];

/// Nobody copies more text than this.
const MAX_CUT: u64 = 8 << 20;

/// A message of the server.
pub(super) fn message(r: &mut Reader<'_, '_>, state: &mut State) -> Result<String, Cut> {
    let code = r.uint(&TYPE)?;
    match code {
        0 => encodings::update(r, state)?,
        1 => colours(r)?,
        2 | 150 => {}
        3 => cut_text(r, &CUT_LEN, &CUT_TEXT)?,
        128 => mirrorlink(r)?,
        248 => fence(r)?,
        250 => r.field(&CONTENT, 3).map(drop)?,
        253 => gii(r)?,
        255 => sound(r)?,
        _ => return Err(Cut::Unknown),
    }
    Ok(codes::name(codes::SERVER, code))
}

fn colours(r: &mut Reader<'_, '_>) -> Result<(), Cut> {
    r.padding(1)?;
    r.uint(&FIRST_COLOUR)?;
    let count = r.uint(&COLOURS)?;
    for _ in 0..count {
        for spec in [&RED, &GREEN, &BLUE] {
            r.uint(spec)?;
        }
    }
    Ok(())
}

/// Text that was copied. A negative length is that of the extended clipboard's message.
pub(super) fn cut_text(
    r: &mut Reader<'_, '_>,
    len: &'static FieldSpec,
    text: &'static FieldSpec,
) -> Result<(), Cut> {
    r.padding(3)?;
    let said = r.uint(len)? as u32 as i32;
    let bytes = u64::from(said.unsigned_abs());
    if bytes > MAX_CUT {
        return Err(Cut::Unknown);
    }
    let spec = if said < 0 { &CONTENT } else { text };
    r.field(spec, bytes as usize).map(drop)
}

/// A fence, which comes back to whoever sent it.
pub(super) fn fence(r: &mut Reader<'_, '_>) -> Result<(), Cut> {
    r.padding(3)?;
    let at = r.pos();
    r.uint(&FENCE_FLAGS)?;
    r.bits(FENCE_BITS, at);
    let len = r.uint(&FENCE_LEN)?;
    r.field(&FENCE_BYTES, len as usize).map(drop)
}

/// A message of MirrorLink, with a length of its own.
pub(super) fn mirrorlink(r: &mut Reader<'_, '_>) -> Result<(), Cut> {
    r.uint(&MIRROR_TYPE)?;
    let len = r.uint(&MIRROR_LEN)?;
    r.field(&CONTENT, len as usize).map(drop)
}

/// A message about other input devices, with a length of its own in the byte order it names.
pub(super) fn gii(r: &mut Reader<'_, '_>) -> Result<(), Cut> {
    let head = r.rest();
    let Some(&[kind, a, b]) = head.first_chunk::<3>() else {
        return r.field(&CONTENT, 3).map(drop);
    };
    let len = match kind & 0x80 {
        0 => u16::from_le_bytes([a, b]),
        _ => u16::from_be_bytes([a, b]),
    };
    r.field(&CONTENT, 3 + usize::from(len)).map(drop)
}

/// QEMU's sound.
fn sound(r: &mut Reader<'_, '_>) -> Result<(), Cut> {
    let head = r.rest();
    match head {
        [1, 0, 2, ..] => {
            let len = head.get(3..7).map_or(0, number);
            if len > MAX_CUT {
                return Err(Cut::Unknown);
            }
            r.field(&CONTENT, 7 + len as usize).map(drop)
        }
        [1, 0, 0 | 1, ..] => r.field(&CONTENT, 3).map(drop),
        [] | [1] | [1, 0] => Err(Cut::Needs(4)),
        _ => Err(Cut::Unknown),
    }
}

/// A byte that says no or yes.
pub(super) fn flag(r: &mut Reader<'_, '_>, spec: &'static FieldSpec) -> Result<(), Cut> {
    let set = r.rest().first().is_some_and(|byte| *byte != 0);
    r.field_as(spec, 1, Value::Uint(u64::from(set)))
}
