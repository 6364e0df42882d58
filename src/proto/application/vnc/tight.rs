//! TightVNC: its own handshake, and pictures that are drawn, compressed or JPEG.

use super::codes;
use super::encodings::Area;
use super::handshake::{Phase, Step};
use super::reader::{Cut, Reader};
use super::state::{Pixel, State};
use crate::model::FieldSpec;

crate::fields! {
    TUNNELS = FieldSpec::uint("vnc.num_tunnel_types", "Number of tunnels", 32)
        .doc("How many kinds of tunnels the server offers.", "TightVNC");
    TUNNEL = FieldSpec::uint("vnc.tunnel_type_code", "Kind of tunnel", 32)
        .doc("A tunnel that the connection could go through.", "TightVNC");
    TUNNEL_VENDOR = FieldSpec::text("vnc.tunnel_type_vendor", "Vendor")
        .doc("Four letters.", "TightVNC");
    TUNNEL_SIGNATURE = FieldSpec::text("vnc.tunnel_type_signature", "Signature")
        .doc("Eight letters that name it.", "TightVNC");
    AUTHS = FieldSpec::uint("vnc.num_auth_types", "Number of kinds of authentication", 32)
        .doc("None: the client need not prove who it is.", "TightVNC");
    AUTH = FieldSpec::uint("vnc.tight_auth_code", "Kind of authentication", 32)
        .codes(codes::SECURITY)
        .doc("How the client may prove who it is.", "TightVNC");
    SERVER_MESSAGES = FieldSpec::uint("vnc.num_server_message_types", "Further messages of the server", 16)
        .doc("How many the server may send that the standard does not have.", "TightVNC");
    CLIENT_MESSAGES = FieldSpec::uint("vnc.num_client_message_types", "Further messages of the client", 16)
        .doc("How many the server reads that the standard does not have.", "TightVNC");
    ENCODINGS = FieldSpec::uint("vnc.num_encoding_types", "Further encodings", 16)
        .doc("How many the server knows that the standard does not have.", "TightVNC");
    SERVER_MESSAGE = FieldSpec::int("vnc.tight_server_message_type", "Message of the server", 32)
        .doc("Its number.", "TightVNC");
    SERVER_VENDOR = FieldSpec::text("vnc.server_vendor", "Vendor")
        .doc("Four letters.", "TightVNC");
    SERVER_NAME = FieldSpec::text("vnc.server_name", "Name")
        .doc("Eight letters.", "TightVNC");
    CLIENT_MESSAGE = FieldSpec::int("vnc.tight_client_message_type", "Message of the client", 32)
        .doc("Its number.", "TightVNC");
    CLIENT_VENDOR = FieldSpec::text("vnc.client_vendor", "Vendor")
        .doc("Four letters.", "TightVNC");
    CLIENT_NAME = FieldSpec::text("vnc.client_name", "Name")
        .doc("Eight letters.", "TightVNC");
    ENCODING = FieldSpec::int("vnc.encoding_type", "Encoding", 32)
        .lookup(codes::encoding)
        .doc("Its number.", "TightVNC");
    ENCODING_VENDOR = FieldSpec::text("vnc.encoding_vendor", "Vendor")
        .doc("Four letters.", "TightVNC");
    ENCODING_NAME = FieldSpec::text("vnc.encoding_name", "Name")
        .doc("Eight letters.", "TightVNC");
    FORM = CONTROL[0];
    RESET_3 = CONTROL[1];
    RESET_2 = CONTROL[2];
    RESET_1 = CONTROL[3];
    RESET_0 = CONTROL[4];
    FILL = FieldSpec::bytes("vnc.tight_fill_color", "Colour")
        .doc("The whole rectangle has it.", "RFB, Tight encoding");
    FILTER = FieldSpec::uint("vnc.tight_filter_id", "Filter", 8)
        .codes(&[(0, "Copy"), (1, "Palette"), (2, "Gradient")])
        .doc("What was done to the pixels before they were compressed.", "RFB, Tight encoding");
    COLOURS = FieldSpec::uint("vnc.tight_palette_num_colors", "Number of colours less one", 8)
        .doc("How many colours the rectangle has.", "RFB, Tight encoding");
    PALETTE = FieldSpec::bytes("vnc.tight_palette_data", "Palette")
        .doc("The colours; pixels are numbers in this list.", "RFB, Tight encoding");
    LEN = FieldSpec::computed("vnc.tight_image_len", "Length")
        .doc("Length of what follows, seven bits a byte, least significant first.", "RFB, Tight encoding");
    IMAGE = FieldSpec::bytes("vnc.tight_image_data", "Picture")
        .doc("Compressed pixels, or a JPEG picture.", "RFB, Tight encoding");
}

const CONTROL: &[FieldSpec] = &[
    FieldSpec::hex("vnc.tight_rect_type", "Form", 4)
        .doc("8: one colour. 9: JPEG. 10: PNG. Others: pixels, compressed by one of four zlib streams, with a filter if the bit of 4 is set.", "RFB, Tight encoding"),
    reset("vnc.tight_reset_stream3", "Reset stream 3"),
    reset("vnc.tight_reset_stream2", "Reset stream 2"),
    reset("vnc.tight_reset_stream1", "Reset stream 1"),
    reset("vnc.tight_reset_stream0", "Reset stream 0"),
];

const fn reset(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Whether this zlib stream begins anew.",
        "RFB, Tight encoding",
    )
}

/// Fewer bytes are not compressed.
const MIN_COMPRESSED: usize = 12;

/// Nobody offers more kinds of anything.
const MAX_KINDS: u64 = 1024;

/// The messages of TightVNC's security type.
pub(super) fn handshake(r: &mut Reader<'_, '_>, state: &State, phase: Phase) -> Result<Step, Cut> {
    match phase {
        Phase::TightTunnels => {
            let count = few(r.uint(&TUNNELS)?)?;
            for _ in 0..count {
                capability(r, &TUNNEL, &TUNNEL_VENDOR, &TUNNEL_SIGNATURE)?;
            }
            let next = match count {
                0 => Phase::TightAuths,
                _ => Phase::TightTunnelChoice,
            };
            Ok((next, format!("{count} kinds of tunnels")))
        }
        Phase::TightTunnelChoice => {
            let kind = r.uint(&TUNNEL)?;
            let next = if kind == 0 {
                Phase::TightAuths
            } else {
                Phase::Sealed
            };
            Ok((next, "Tunnel chosen".to_owned()))
        }
        Phase::TightAuths => {
            let count = few(r.uint(&AUTHS)?)?;
            for _ in 0..count {
                capability(r, &AUTH, &TUNNEL_VENDOR, &TUNNEL_SIGNATURE)?;
            }
            let next = match count {
                0 => no_login(state),
                _ => Phase::TightAuthChoice,
            };
            Ok((next, format!("{count} kinds of authentication")))
        }
        _ => {
            let kind = r.uint(&AUTH)?;
            let next = match kind {
                1 => no_login(state),
                2 => Phase::Challenge,
                _ => Phase::Sealed,
            };
            let name = codes::name(codes::SECURITY, kind);
            Ok((next, format!("Authentication {name}")))
        }
    }
}

/// What follows if the client need not prove who it is: in version 3.8 a result nevertheless.
fn no_login(state: &State) -> Phase {
    match state.minor {
        8.. => Phase::Result,
        _ => Phase::ClientInit,
    }
}

fn few(count: u64) -> Result<u64, Cut> {
    match count {
        0..=MAX_KINDS => Ok(count),
        _ => Err(Cut::Unknown),
    }
}

fn capability(
    r: &mut Reader<'_, '_>,
    code: &'static FieldSpec,
    vendor: &'static FieldSpec,
    name: &'static FieldSpec,
) -> Result<(), Cut> {
    r.uint(code)?;
    r.field(vendor, 4)?;
    r.field(name, 8).map(drop)
}

/// What the server can do beside the standard, behind the name of the screen.
pub(super) fn capabilities(r: &mut Reader<'_, '_>) -> Result<(), Cut> {
    let server = r.uint(&SERVER_MESSAGES)?;
    let client = r.uint(&CLIENT_MESSAGES)?;
    let encodings = r.uint(&ENCODINGS)?;
    r.padding(2)?;
    for _ in 0..few(server)? {
        capability(r, &SERVER_MESSAGE, &SERVER_VENDOR, &SERVER_NAME)?;
    }
    for _ in 0..few(client)? {
        capability(r, &CLIENT_MESSAGE, &CLIENT_VENDOR, &CLIENT_NAME)?;
    }
    for _ in 0..few(encodings)? {
        capability(r, &ENCODING, &ENCODING_VENDOR, &ENCODING_NAME)?;
    }
    Ok(())
}

/// A rectangle of the Tight encoding.
pub(super) fn rectangle(r: &mut Reader<'_, '_>, pixel: Pixel, area: Area) -> Result<(), Cut> {
    let at = r.pos();
    let form = r.skip(1)?[0] >> 4;
    r.bits(CONTROL, at);
    match form {
        8 => return r.field(&FILL, pixel.packed).map(drop),
        9 | 10 => return image(r, usize::MAX),
        0..8 => {}
        _ => return Err(Cut::Unknown),
    }
    let filter = if form & 4 != 0 { r.uint(&FILTER)? } else { 0 };
    let row = match filter {
        0 | 2 => area.width * pixel.packed,
        1 => {
            let colours = r.uint(&COLOURS)? as usize + 1;
            r.field(&PALETTE, colours * pixel.packed)?;
            match colours {
                0..=2 => area.width.div_ceil(8),
                _ => area.width,
            }
        }
        _ => return Err(Cut::Unknown),
    };
    image(r, row * area.height)
}

/// A picture with its length in front; without, if it has so few bytes that it is not compressed.
fn image(r: &mut Reader<'_, '_>, plain: usize) -> Result<(), Cut> {
    if plain < MIN_COMPRESSED {
        return r.field(&IMAGE, plain).map(drop);
    }
    let head = r.rest();
    let (mut len, mut width) = (0, 0);
    loop {
        let Some(byte) = head.get(width).copied() else {
            return r.skip(width + 1).map(drop);
        };
        // The third byte has all its eight bits.
        let bits = if width == 2 { byte } else { byte & 0x7f };
        len |= usize::from(bits) << (7 * width);
        width += 1;
        if byte & 0x80 == 0 || width == 3 {
            break;
        }
    }
    r.field_as(&LEN, width, crate::model::Value::Uint(len as u64))?;
    r.body(&IMAGE, len);
    Ok(())
}
