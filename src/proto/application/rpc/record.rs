//! Records: messages in a stream, in one or more fragments, each behind its length (RFC 5531 §11).

use super::{PROTOCOL, call, message};
use crate::decode::{Next, Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};

const SECTION: &str = "RFC 5531 §11";

/// The longest fragment that is believed.
pub(super) const MAX_LEN: u32 = 1 << 24;

/// Fragments of one message.
const MAX_FRAGMENTS: usize = 256;

pub(super) const MARK: &[FieldSpec] = &[
    FieldSpec::flag("rpc.lastfrag", "Last fragment")
        .doc("Set: the message ends with this fragment.", SECTION),
    FieldSpec::uint("rpc.fraglen", "Fragment length", 31)
        .unit("bytes")
        .doc("Of the fragment behind these four bytes.", SECTION),
];

const MARK_LEN: usize = bytes_of(MARK);

crate::fields! {
    FRAGMENT = FieldSpec::bytes("rpc.fragment_data", "Fragment").doc("A part of a message.", SECTION);
}

/// True if the layer begins with the mark of a record: in a stream, but not for what was put together
/// of fragments.
pub(super) fn has_mark(p: &Peel<'_>) -> bool {
    let bytes = p.bytes();
    match p.outer() {
        "tcp" => true,
        "udp" | "rpc" => false,
        _ => !call::is_message(bytes) && bytes.get(4..).is_some_and(call::is_message),
    }
}

/// Reads a record.
pub(super) fn record(p: &mut Peel<'_>) -> Peeled {
    // All fragments have to be there before any of them is shown.
    let mut end = 0;
    let mut fragments = Vec::new();
    loop {
        p.wait_for(end + MARK_LEN)?;
        let Some(mark) = p.bytes().get(end..).and_then(<[u8]>::first_chunk::<4>) else {
            break;
        };
        let mark = u32::from_be_bytes(*mark);
        let start = end + MARK_LEN;
        end = start.saturating_add((mark & 0x7fff_ffff) as usize);
        fragments.push(start..end);
        if mark >> 31 == 1 || fragments.len() == MAX_FRAGMENTS {
            break;
        }
    }
    p.wait_for(end)?;
    p.ends_at(end);
    if let [only] = &fragments[..] {
        p.header::<MARK_LEN>(MARK)?;
        return p.within(only.len(), "fragment length", message);
    }
    let mut joined = Vec::new();
    for at in &fragments {
        p.header::<MARK_LEN>(MARK)?;
        joined.extend_from_slice(p.field(&FRAGMENT, at.len())?);
    }
    p.summary(format_args!(
        "{} fragments, {} bytes",
        fragments.len(),
        joined.len()
    ));
    p.body(MARK_LEN..end);
    p.wrap_derived(Next::Protocol(&PROTOCOL), joined);
    Ok(())
}
