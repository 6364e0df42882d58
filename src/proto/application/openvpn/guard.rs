//! What guards a control packet. Nothing in the packet says it: both ends know it beforehand.

use super::{CONTROL_WITH_KEY, HARD_RESET_CLIENT_V3, MAX_ACKS};
use crate::decode::Peel;

/// Length of the code over an encrypted control packet.
pub(super) const SEAL_LEN: usize = 32;

/// Lengths of codes, the usual ones first: SHA-1, SHA-256, SHA-512, MD5, SHA-384, SHA-224.
const CODE_LENS: [usize; 6] = [20, 32, 64, 16, 48, 28];

/// Length of packet number and time.
const NUMBERED_LEN: usize = 8;

/// A sender counts few control packets.
const MAX_COUNT: u32 = 0x000f_ffff;

/// Clocks may differ, and sessions are long: seconds in a year.
const YEAR: i64 = 365 * 24 * 3600;
/// Where the capture has no times: from 2001 to 2038.
const ANY_TIME: std::ops::RangeInclusive<i64> = 978_307_200..=2_147_483_647;

/// 1 where the control packets of a flow are encrypted.
const SEALED: &str = "openvpn.tls_crypt";

/// What stands between the session and the acknowledgments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// Nothing.
    None,
    /// An authentication code of this length, packet number and time (tls-auth).
    Signed(usize),
    /// Packet number, time and a code, and everything behind is encrypted (tls-crypt).
    Sealed,
}

/// Looks at the bytes from the cursor on, and at what the flow has shown before.
pub(super) fn of(p: &mut Peel<'_>, opcode: u8) -> Guard {
    let rest = p.rest();
    let always = matches!(opcode, HARD_RESET_CLIENT_V3 | CONTROL_WITH_KEY);
    if always || is_numbered(p, 0) && rest.len() >= NUMBERED_LEN + SEAL_LEN {
        if p.fact(SEALED, 0) != Some(1) {
            p.note(SEALED, 0, 1);
        }
        return Guard::Sealed;
    }
    let is_signed = |len: &usize| {
        let count = rest.get(len + NUMBERED_LEN);
        count.is_some_and(|count| *count <= MAX_ACKS) && is_numbered(p, *len)
    };
    CODE_LENS
        .into_iter()
        .find(is_signed)
        .map_or(Guard::None, Guard::Signed)
}

/// True if a packet number and a time near the frame's stand so many bytes behind the cursor.
fn is_numbered(p: &Peel<'_>, at: usize) -> bool {
    let Some([a, b, c, d, e, f, g, h]) = p.rest().get(at..).and_then(|rest| rest.first_chunk())
    else {
        return false;
    };
    let count = u32::from_be_bytes([*a, *b, *c, *d]);
    let time = i64::from(u32::from_be_bytes([*e, *f, *g, *h]));
    let fits = match p.frame().time {
        Some(now) => (now.seconds() - time).abs() < YEAR,
        None => ANY_TIME.contains(&time),
    };
    fits && (1..=MAX_COUNT).contains(&count)
}
