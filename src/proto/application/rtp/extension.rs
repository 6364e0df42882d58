//! Header extensions: small facts about a packet, such as how loud it is (RFC 8285).

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const GENERAL: &str = "RFC 3550 §5.3.1";
const SMALL: &str = "RFC 8285 §4.2";

/// The profile of elements with headers of one byte.
const ONE_BYTE: u64 = 0xbede;
/// That of two bytes, without its last four bits.
const TWO_BYTES: u64 = 0x1000;

crate::fields! {
    PROFILE = FieldSpec::hex("rtp.ext.profile", "Profile", 16)
        .doc("What the extension is: bede and 100x stand for a list of elements.", GENERAL);
    LENGTH = FieldSpec::uint("rtp.ext.len", "Length", 16)
        .doc("Words of 4 bytes that follow.", GENERAL);
    EXTENSIONS = FieldSpec::group("rtp.hdr_exts", "Extensions")
        .doc("What the extended header says.", GENERAL);
    WORD = FieldSpec::hex("rtp.hdr_ext", "Word", 32)
        .doc("Four bytes whose meaning the profile knows.", GENERAL);
    ELEMENT = FieldSpec::group("", "Element")
        .doc("One fact about the packet.", SMALL);
    ID = FieldSpec::uint("rtp.ext.rfc5285.id", "Identifier", 8)
        .doc("Which fact; the session's description says what the number stands for.", SMALL);
    ELEMENT_LENGTH = FieldSpec::uint("rtp.ext.rfc5285.len", "Length", 8).unit("bytes")
        .doc("Bytes of data; with a header of one byte one less is sent.", SMALL);
    DATA = FieldSpec::bytes("rtp.ext.rfc5285.data", "Data")
        .doc("The fact itself.", SMALL);
}

pub(super) fn header(p: &mut Peel<'_>) -> Peeled {
    let profile = p.uint(&PROFILE)?;
    let len = p.uint(&LENGTH)? as usize * 4;
    if len == 0 {
        return Ok(());
    }
    p.group(&EXTENSIONS, |p| {
        p.within(len, "extension length", |p| match profile {
            ONE_BYTE => elements(p, false),
            _ if profile & 0xfff0 == TWO_BYTES => elements(p, true),
            _ => words(p),
        })
    })
}

fn words(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.uint(&WORD)?;
    }
    Ok(())
}

fn elements(p: &mut Peel<'_>, large: bool) -> Peeled {
    while let Some(first) = p.rest().first().copied() {
        // Zeros fill the last word; 15 ends the list.
        if first == 0 {
            p.skip(1)?;
            continue;
        }
        if p.is_full() || !large && first >> 4 == 15 {
            break;
        }
        p.group(&ELEMENT, |p| {
            let at = p.pos();
            let len = if large {
                p.uint(&ID)?;
                p.uint(&ELEMENT_LENGTH)? as usize
            } else {
                let len = usize::from(first & 15) + 1;
                p.skip(1)?;
                p.mark_as(&ID, at..at + 1, Value::Uint(u64::from(first >> 4)));
                p.mark_as(&ELEMENT_LENGTH, at..at + 1, Value::Uint(len as u64));
                len
            };
            if len > 0 {
                p.field(&DATA, len)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
