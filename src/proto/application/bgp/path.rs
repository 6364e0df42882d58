//! AS paths: through which networks a route has come, written down or signed (RFC 4271 §5.1.2,
//! RFC 6793, RFC 8205).

use super::capabilities;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec};

const SECTION: &str = "RFC 4271 §4.3";
const SECURE_SECTION: &str = "RFC 8205 §3.1";
const SIGNATURE_SECTION: &str = "RFC 8205 §3.2";

/// Bytes of a subject key identifier.
const KEY_LEN: usize = 20;

/// Bytes of a segment of a signed path.
const SIGNED_LEN: usize = 6;

crate::fields! {
    SEGMENT = FieldSpec::group("bgp.update.path_attribute.as_path_segment", "Segment")
        .doc("A part of the path.", SECTION);
    KIND = FieldSpec::uint("bgp.update.path_attribute.as_path_segment.type", "Type", 8)
        .codes(&[(1, "set"), (2, "sequence"), (3, "sequence in a confederation"), (4, "set in a confederation")])
        .doc("Whether the networks stand in the order of the way, the nearest first, or in none.", "RFC 4271 §4.3; RFC 5065 §3");
    COUNT = FieldSpec::uint("bgp.update.path_attribute.as_path_segment.length", "Networks", 8)
        .doc("How many networks follow.", SECTION);
    AS_2 = FieldSpec::uint("bgp.update.path_attribute.as_path_segment.as2", "AS", 16)
        .doc("A network that the route has come through; 23456 stands for one whose number does not fit.", SECTION);
    AS_4 = FieldSpec::uint("bgp.update.path_attribute.as_path_segment.as4", "AS", 32)
        .doc("A network that the route has come through.", "RFC 6793 §3");
    UNCLEAR = FieldSpec::bytes("", "AS path")
        .doc("A path of which the bytes do not tell whether its numbers have 2 or 4 bytes.", "RFC 6793 §3");
    SECURE = FieldSpec::group("", "Secure path")
        .doc("The networks on the way, whose signatures follow.", SECURE_SECTION);
    SECURE_LEN = FieldSpec::uint("bgp.update.path_attribute.bgpsec.sp.length", "Length", 16).unit("bytes")
        .doc("Length of the path with this field.", SECURE_SECTION);
    STEP = FieldSpec::group("", "Network")
        .doc("One network on the way.", SECURE_SECTION);
    TIMES = FieldSpec::uint("bgp.update.path_attribute.bgpsec.sps.pcount", "Times", 8)
        .doc("How often it counts, to make the path look longer.", SECURE_SECTION);
    STEP_FLAGS = FieldSpec::uint("bgp.update.path_attribute.bgpsec.sps.flags", "Flags", 8)
        .doc("Whether it is a step inside a confederation.", SECURE_SECTION);
    STEP_AS = FieldSpec::uint("bgp.update.path_attribute.bgpsec.sps.as", "AS", 32)
        .doc("Which network.", SECURE_SECTION);
    BLOCK = FieldSpec::group("", "Signature block")
        .doc("A signature by every network on the way.", SIGNATURE_SECTION);
    BLOCK_LEN = FieldSpec::uint("bgp.update.path_attribute.bgpsec.sb.length", "Length", 16).unit("bytes")
        .doc("Length of the block with this field.", SIGNATURE_SECTION);
    ALGORITHM = FieldSpec::uint("bgp.update.path_attribute.bgpsec.sb.algo_id", "Algorithm", 8)
        .codes(&[(1, "SHA-256 and ECDSA P-256")])
        .doc("How the signatures are made.", "RFC 8208 §2");
    SIGNED = FieldSpec::group("", "Signature")
        .doc("By one network on the way.", SIGNATURE_SECTION);
    KEY = FieldSpec::bytes("bgp.update.path_attribute.bgpsec.ss.ski", "Key")
        .doc("Which key was used.", SIGNATURE_SECTION);
    SIGNATURE_LEN = FieldSpec::uint("bgp.update.path_attribute.bgpsec.ss.length", "Signature length", 16).unit("bytes")
        .doc("Length of the signature.", SIGNATURE_SECTION);
    SIGNATURE = FieldSpec::bytes("bgp.update.path_attribute.bgpsec.ss.sig", "Signature")
        .doc("Covers the network before, and the one that the route was told to.", SIGNATURE_SECTION);
}

/// Reads a path; `four` if its numbers have 4 bytes in any case.
pub(super) fn path(p: &mut Peel<'_>, four: bool) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    let len = match four {
        true => Some(4),
        false => number_len(p.rest(), capabilities::has_four_bytes(p)),
    };
    let Some(len) = len else {
        return super::rest(p, &UNCLEAR);
    };
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&SEGMENT, |p| {
            p.uint(&KIND)?;
            for _ in 0..p.uint(&COUNT)? {
                p.uint(if len == 2 { &AS_2 } else { &AS_4 })?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// How many bytes the numbers of a path have: what the neighbours have agreed on, if it fits; else what
/// alone fits.
fn number_len(path: &[u8], agreed: Option<bool>) -> Option<usize> {
    let (two, four) = (fits(path, 2), fits(path, 4));
    match agreed {
        Some(true) if four => Some(4),
        Some(false) if two => Some(2),
        _ if two && !four => Some(2),
        _ if four && !two => Some(4),
        _ => None,
    }
}

/// True if the path's segments end where it does, if numbers have so many bytes.
fn fits(mut path: &[u8], len: usize) -> bool {
    while let [kind, count, rest @ ..] = path {
        let Some((numbers, rest)) = rest.split_at_checked(usize::from(*count) * len) else {
            return false;
        };
        // No network has the number 0 (RFC 7607).
        let has_zero = numbers
            .chunks_exact(len)
            .any(|number| number.iter().all(|byte| *byte == 0));
        if !(1..=4).contains(kind) || (has_zero && len == 2) {
            return false;
        }
        path = rest;
    }
    path.is_empty()
}

/// Reads a signed path.
pub(super) fn signed(p: &mut Peel<'_>) -> Peeled {
    p.group(&SECURE, |p| {
        let len = p.uint(&SECURE_LEN)? as usize;
        let len = inside(p, len, "secure path length")?;
        p.within(len, "secure path length", |p| {
            while p.rest().len() >= SIGNED_LEN && !p.is_full() {
                p.group(&STEP, |p| {
                    p.uint(&TIMES)?;
                    p.uint(&STEP_FLAGS)?;
                    p.uint(&STEP_AS)
                })?;
            }
            Ok(())
        })
    })?;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&BLOCK, |p| {
            let len = p.uint(&BLOCK_LEN)? as usize;
            let len = inside(p, len, "signature block length")?;
            p.within(len, "signature block length", |p| {
                p.uint(&ALGORITHM)?;
                while !p.rest().is_empty() && !p.is_full() {
                    p.group(&SIGNED, signature)?;
                }
                Ok(())
            })
        })?;
    }
    Ok(())
}

/// What a length leaves behind its own two bytes, which it counts.
fn inside(p: &mut Peel<'_>, len: usize, field: &'static str) -> Result<usize, Stop> {
    let (says, limit) = (len as u64, 2);
    len.checked_sub(2).ok_or_else(|| {
        let at = p.pos();
        p.fault(FaultKind::BadLength { field, says, limit }, at - 2..at);
        Stop
    })
}

fn signature(p: &mut Peel<'_>) -> Peeled {
    p.field(&KEY, KEY_LEN)?;
    match p.uint(&SIGNATURE_LEN)? as usize {
        0 => Ok(()),
        len => p.field(&SIGNATURE, len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::number_len;

    #[test]
    fn the_bytes_tell_how_long_numbers_are() {
        let two = b"\x02\x02\xfd\xe8\xfd\xe9";
        let four = b"\x02\x02\x00\x00\xfd\xe8\x00\x00\xfd\xe9";
        assert_eq!(number_len(two, None), Some(2));
        assert_eq!(number_len(four, None), Some(4));
        // What the neighbours have agreed on does not make bytes fit.
        assert_eq!(number_len(two, Some(true)), Some(2));
        assert_eq!(number_len(b"\x02\x02\x00", None), None);
        // Both fit: a set of no networks may follow, or stand in the middle of numbers.
        let either = b"\x02\x01\x01\x00\x02\x00";
        assert_eq!(number_len(either, None), None);
        assert_eq!(number_len(either, Some(false)), Some(2));
        assert_eq!(number_len(either, Some(true)), Some(4));
    }
}
