//! What stands behind the payload of a frame: filling, bytes that nobody counts, check sequence.
//!
//! A link that carries no frame below a least length has its senders fill short ones up. The
//! payload's own lengths end it before; what is behind is read here, for Ethernet and for the
//! headers that stand directly behind Ethernet's.

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Verdict};

/// Ethernet's senders fill shorter frames up to this many bytes, the check sequence not counted.
const MIN_FRAME: usize = 60;

/// Bytes of Ethernet's frame check sequence.
pub const FCS_LEN: usize = 4;

/// Zero bytes up to the least length.
pub const PADDING: FieldSpec = FieldSpec::bytes("eth.padding", "Padding").doc(
    "The sender filled the frame up with zeros to the least length that Ethernet carries (60 bytes and the check sequence).",
    "IEEE 802.3 §3.2.8",
);

/// The check sequence.
pub const FCS: FieldSpec = FieldSpec::hex("eth.fcs", "Frame check sequence", 32).doc(
    "A CRC-32 over the whole frame: the receiving interface drops the frame if it does not fit. Most captures leave it out.",
    "IEEE 802.3 §3.2.9",
);

/// What may be a check sequence.
const LAST: FieldSpec = FieldSpec::bytes("", "Last four bytes").doc(
    "A check sequence would stand here, but the CRC-32 of the frame is another one: this is the end of the trailer, or the frame was damaged.",
    "IEEE 802.3 §3.2.9",
);

/// How many of the frame's captured bytes are check sequence, as the capture file says. `None`
/// where it says nothing.
#[inline]
pub fn known_fcs(p: &Peel<'_>) -> Option<usize> {
    let len = usize::from(p.frame().fcs_len?);
    let missing = (p.frame().original_len as usize).saturating_sub(p.buffer().len());
    Some(len.saturating_sub(missing))
}

/// Reads a trailer: zeros up to the least length, other bytes, the check sequence.
///
/// Whether a frame has a check sequence is believed if the capture file says so, or if its last
/// four bytes are the right one. Without either they are not called one, but set apart where one
/// would stand behind a long trailer.
///
/// # Errors
/// [`crate::decode::Stop`] where the snapshot length cut the check sequence.
pub fn trailer(
    p: &mut Peel<'_>,
    padding: &'static FieldSpec,
    rest: &'static FieldSpec,
    fcs: &'static FieldSpec,
) -> Peeled {
    let fcs_len = fcs_len(p);
    let before_fcs = p.bytes().len().saturating_sub(fcs_len);
    let filled = padding_len(p).min(before_fcs);
    if filled > 0 {
        p.field(padding, filled)?;
    }
    let doubtful = doubtful_len(p, before_fcs - filled);
    if before_fcs > filled + doubtful {
        p.field(rest, before_fcs - filled - doubtful)?;
    }
    if doubtful > 0 {
        p.field(&LAST, doubtful)?;
    }
    if fcs_len > 0 {
        p.uint(fcs)?;
        p.verdict(fcs.name, fcs_verdict(p));
    }
    Ok(())
}

/// How many bytes fill the frame up. Fillings are zeros; of other bytes nobody can tell whether
/// they fill or say something.
fn padding_len(p: &Peel<'_>) -> usize {
    let least = MIN_FRAME.saturating_sub(p.offset());
    let is_filled = p.frame().original_len as usize >= MIN_FRAME
        && !p.source().is_derived()
        && p.bytes()
            .get(..least)
            .is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0));
    if is_filled { least } else { 0 }
}

/// How many of the trailer's bytes are check sequence.
fn fcs_len(p: &Peel<'_>) -> usize {
    let is_last = p.offset() + p.bytes().len() == p.buffer().len() && !p.source().is_derived();
    match known_fcs(p) {
        Some(len) if is_last => len.min(p.bytes().len()),
        Some(_) => 0,
        None if p.bytes().len() >= FCS_LEN && fcs_verdict(p) == Verdict::Good => FCS_LEN,
        None => 0,
    }
}

/// How many of the last `len` bytes of the frame may be a check sequence that is not right.
fn doubtful_len(p: &Peel<'_>, len: usize) -> usize {
    let frame = p.bytes_since("eth").unwrap_or_default().len();
    let may_have = known_fcs(p).is_none()
        && p.is_whole()
        && !p.source().is_derived()
        && frame == p.buffer().len()
        && frame >= MIN_FRAME + FCS_LEN
        && len > FCS_LEN
        && p.pos() + len == p.bytes().len();
    if may_have { FCS_LEN } else { 0 }
}

/// Compares the last four bytes of an Ethernet frame, of which these are the end, with the CRC-32
/// of those before (least significant byte first, IEEE 802.3 §3.2.9).
fn fcs_verdict(p: &Peel<'_>) -> Verdict {
    let frame = p.bytes_since("eth").filter(|_| p.is_whole());
    let Some((covered, found)) = frame.and_then(<[u8]>::split_last_chunk::<FCS_LEN>) else {
        return Verdict::Unverifiable;
    };
    let mut crc = flate2::Crc::new();
    crc.update(covered);
    if crc.sum() == u32::from_le_bytes(*found) {
        Verdict::Good
    } else {
        Verdict::Bad(crc.sum().swap_bytes())
    }
}
