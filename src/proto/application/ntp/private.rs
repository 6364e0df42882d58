//! Private messages: how old tools of the reference implementation ask a server. They were never
//! specified; ntpd's source is where their form is told.

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

/// Where this form comes from.
pub(super) const SOURCE: &str = "ntpd, ntp_request.h";

const REQUESTS: Codes = &[
    (0, "peer list"),
    (1, "peer list with sums"),
    (2, "peer information"),
    (3, "peer statistics"),
    (4, "system information"),
    (5, "system statistics"),
    (6, "I/O statistics"),
    (7, "memory statistics"),
    (8, "loop information"),
    (9, "timer statistics"),
    (16, "access list"),
    (20, "monitor list, old"),
    (28, "authentication statistics"),
    (30, "traps"),
    (36, "control statistics"),
    (38, "kernel information"),
    (42, "monitor list"),
    (44, "interface statistics"),
];

const ERRORS: Codes = &[
    (0, "none"),
    (1, "another implementation"),
    (2, "request not known"),
    (3, "wrong format"),
    (4, "no data"),
    (7, "not authorized"),
];

/// Behind the first byte.
pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("ntp.priv.auth_seq", "Authentication and sequence", 8)
        .parts_follow()
        .doc("Whether a code follows, and the number of this message.", SOURCE),
    FieldSpec::flag("ntp.priv.auth", "Authenticated")
        .part()
        .doc("A code at the end proves who sent the message.", SOURCE),
    FieldSpec::uint("ntp.priv.seq", "Sequence", 7)
        .part()
        .doc("Which message of a response this is.", SOURCE),
    FieldSpec::uint("ntp.priv.impl", "Implementation", 8)
        .codes(&[(0, "any"), (2, "xntpd, old"), (3, "xntpd")])
        .doc("Whose numbers of requests are meant.", SOURCE),
    FieldSpec::uint("ntp.priv.reqcode", "Request", 8)
        .codes(REQUESTS)
        .doc("What is asked for. The monitor list was widely abused: a short question made a long answer.", SOURCE),
    FieldSpec::hex("ntp.priv.err", "Error", 4).codes(ERRORS).doc("Why there is no answer.", SOURCE),
    FieldSpec::uint("ntp.priv.numitems", "Items", 12).doc("How many items follow.", SOURCE),
    FieldSpec::hex("ntp.priv.reserved", "Reserved", 4).doc("Zero.", SOURCE),
    FieldSpec::uint("ntp.priv.itemsize", "Item size", 12)
        .unit("bytes")
        .doc("Bytes of each item.", SOURCE),
];

crate::fields! {
    ITEM = FieldSpec::bytes("ntp.priv.mode7.item", "Item")
        .doc("One item of the answer; the request decides what is in it.", SOURCE);
    REST = FieldSpec::bytes("", "Rest")
        .doc("Room for data that a request does not need, or a code that proves who sent it.", SOURCE);
}

/// Reads a private message from its second byte on.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(HEAD)?;
    let (code, items, size) = match head {
        [_, _, code, i0, i1, s0, s1] => {
            let low = |high: &u8, low: &u8| usize::from(u16::from_be_bytes([high & 0x0f, *low]));
            (*code, low(i0, i1), low(s0, s1))
        }
        _ => (0, 0, 0),
    };
    let name = REQUESTS
        .iter()
        .find(|request| request.0 == u64::from(code))
        .map_or("unknown request", |request| request.1);
    let is_response = p.bytes().first().is_some_and(|flags| flags & 0x80 != 0);
    let kind = if is_response { "response" } else { "request" };
    p.summary(format_args!("private {kind}, {name}, {items} items"));
    if size > 0 {
        for _ in 0..items {
            if p.is_full() {
                break;
            }
            p.field(&ITEM, size)?;
        }
    }
    let rest = p.rest().len();
    if rest > 0 {
        p.field(&REST, rest)?;
    }
    Ok(())
}
