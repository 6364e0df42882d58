//! The binary form: a header of 24 bytes, extras, a key and a value.

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, bytes_of, text};

const SOURCE: &str = "memcached binary protocol";

pub(super) const MAGIC_REQUEST: u8 = 0x80;
pub(super) const MAGIC_RESPONSE: u8 = 0x81;

const OPCODES: Codes = &[
    (0, "Get"),
    (1, "Set"),
    (2, "Add"),
    (3, "Replace"),
    (4, "Delete"),
    (5, "Increment"),
    (6, "Decrement"),
    (7, "Quit"),
    (8, "Flush"),
    (9, "Get, quietly"),
    (10, "No operation"),
    (11, "Version"),
    (12, "Get with key"),
    (13, "Get with key, quietly"),
    (14, "Append"),
    (15, "Prepend"),
    (16, "Statistics"),
    (17, "Set, quietly"),
    (18, "Add, quietly"),
    (19, "Replace, quietly"),
    (20, "Delete, quietly"),
    (21, "Increment, quietly"),
    (22, "Decrement, quietly"),
    (23, "Quit, quietly"),
    (24, "Flush, quietly"),
    (25, "Append, quietly"),
    (26, "Prepend, quietly"),
    (27, "Verbosity"),
    (28, "Touch"),
    (29, "Get and touch"),
    (30, "Get and touch, quietly"),
    (32, "List authentication mechanisms"),
    (33, "Authenticate"),
    (34, "Go on with authentication"),
];

const STATUSES: Codes = &[
    (0, "no error"),
    (1, "key not found"),
    (2, "key exists"),
    (3, "value too big"),
    (4, "invalid arguments"),
    (5, "item not stored"),
    (6, "not a number"),
    (32, "authentication error"),
    (33, "authentication goes on"),
    (129, "unknown command"),
    (130, "out of memory"),
];

const MAGIC: FieldSpec = FieldSpec::uint("memcache.magic", "Magic", 8)
    .codes(&[(128, "request"), (129, "response")])
    .doc("Which of the two it is.", SOURCE);
const OPCODE: FieldSpec = FieldSpec::uint("memcache.opcode", "Operation", 8)
    .codes(OPCODES)
    .doc(
        "What is asked. A quiet operation is answered only if it is interesting.",
        SOURCE,
    );
const KEY_LEN: FieldSpec = FieldSpec::uint("memcache.key.length", "Key length", 16)
    .unit("bytes")
    .doc("Of the key.", SOURCE);
const EXTRAS_LEN: FieldSpec = FieldSpec::uint("memcache.extras.length", "Extras length", 8)
    .unit("bytes")
    .doc("Of what stands in front of the key.", SOURCE);
const DATA_TYPE: FieldSpec = FieldSpec::uint("memcache.data_type", "Data type", 8)
    .codes(&[(0, "raw bytes")])
    .doc("Always 0.", SOURCE);
const TOTAL: FieldSpec = FieldSpec::uint("memcache.total_body_length", "Body length", 32)
    .unit("bytes")
    .doc("Extras, key and value together.", SOURCE);
const OPAQUE: FieldSpec = FieldSpec::uint("memcache.opaque", "Opaque", 32).doc(
    "The answer repeats it, so that the client knows what it answers.",
    SOURCE,
);
const CAS: FieldSpec = FieldSpec::uint("memcache.cas", "Version of the value", 64).doc(
    "Changes with the value: a client can store only if nobody else did.",
    SOURCE,
);

/// The header of a request.
pub(super) const REQUEST: &[FieldSpec] = &[
    MAGIC,
    OPCODE,
    KEY_LEN,
    EXTRAS_LEN,
    DATA_TYPE,
    FieldSpec::uint("memcache.reserved", "Reserved", 16).doc(
        "Zero, or which part of a distributed store is meant.",
        SOURCE,
    ),
    TOTAL,
    OPAQUE,
    CAS,
];

/// The header of a response.
pub(super) const RESPONSE: &[FieldSpec] = &[
    MAGIC,
    OPCODE,
    KEY_LEN,
    EXTRAS_LEN,
    DATA_TYPE,
    FieldSpec::uint("memcache.status", "Status", 16)
        .codes(STATUSES)
        .doc("How it went.", SOURCE),
    TOTAL,
    OPAQUE,
    CAS,
];

const HEADER_LEN: usize = bytes_of(REQUEST);

crate::fields! {
    VALUE_LEN = FieldSpec::computed("memcache.value.length", "Value length").doc("What extras and key leave of the body, in bytes.", SOURCE);
    EXTRAS = FieldSpec::group("memcache.extras", "Extras").doc("Numbers that the operation needs.", SOURCE);
    FLAGS = FieldSpec::hex("memcache.extras.flags", "Flags", 32).doc("Kept with the value for the client: how the value is written.", SOURCE);
    EXPIRATION = FieldSpec::uint("memcache.extras.expiration", "Expiration", 32).doc("When the value is forgotten: in so many seconds, or at that time if it is more than 30 days; 0 is never.", SOURCE);
    DELTA = FieldSpec::uint("memcache.extras.delta", "Amount", 64).doc("So much is added or taken away.", SOURCE);
    INITIAL = FieldSpec::uint("memcache.extras.initial", "Initial value", 64).doc("If there is no value yet.", SOURCE);
    UNKNOWN = FieldSpec::bytes("memcache.extras.unknown", "Unknown extras").doc("Of an operation that has others, or none.", SOURCE);
    KEY = FieldSpec::text("memcache.key", "Key").doc("The name of the value.", SOURCE);
    VALUE = FieldSpec::text("memcache.value", "Value").doc("What is stored: any bytes.", SOURCE);
    NUMBER = FieldSpec::uint("memcache.extras.response", "Number", 64).doc("What it is now.", SOURCE);
    VERSION = FieldSpec::text("memcache.version", "Version").doc("Of the server.", SOURCE);
}

/// Reads a request or a response.
pub(super) fn read(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    let is_request = p.bytes()[0] == MAGIC_REQUEST;
    let table = if is_request { REQUEST } else { RESPONSE };
    let header = p.header::<HEADER_LEN>(table)?;
    let (opcode, extras) = (header[1], usize::from(header[4]));
    let key = usize::from(u16::from_be_bytes([header[2], header[3]]));
    let status = u64::from(u16::from_be_bytes([header[6], header[7]]));
    let total = u32::from_be_bytes([header[8], header[9], header[10], header[11]]) as usize;
    p.wait_for(total)?;
    p.ends_at(HEADER_LEN + total);
    let name = OPCODE
        .names
        .get(opcode.into())
        .unwrap_or("Unknown operation");
    match (is_request, status) {
        (true, _) => p.summary(format_args!("{name}")),
        (false, status) => {
            let status = RESPONSE[5].names.get(status).unwrap_or("unknown status");
            p.summary(format_args!("{name}: {status}"));
        }
    }
    if let Some(len) = total.checked_sub(extras + key) {
        p.mark_as(&VALUE_LEN, 8..8, Value::Uint(len as u64));
    }
    p.within(total, "memcached body length", |p| {
        if extras > 0 {
            p.group(&EXTRAS, |p| {
                p.within(extras, "memcached extras length", |p| {
                    extras_of(p, opcode, is_request)
                })
            })?;
        }
        if key > 0 {
            let key = text::clean_bytes(p.field(&KEY, key)?);
            if is_request {
                p.summary(format_args!("{name} {}", text::ellipsis(&key, 60)));
            }
        }
        match (p.rest().len(), opcode) {
            (0, _) => Ok(()),
            (8, 5 | 6 | 21 | 22) if !is_request && status == 0 => p.uint(&NUMBER).map(drop),
            (len, 11) if !is_request => p.field(&VERSION, len).map(drop),
            (len, _) => p.field(&VALUE, len).map(drop),
        }
    })
}

fn extras_of(p: &mut Peel<'_>, opcode: u8, is_request: bool) -> Peeled {
    match (is_request, opcode) {
        (true, 1..=3 | 17..=19) => {
            p.uint(&FLAGS)?;
            p.uint(&EXPIRATION)?;
        }
        (true, 5 | 6 | 21 | 22) => {
            p.uint(&DELTA)?;
            p.uint(&INITIAL)?;
            p.uint(&EXPIRATION)?;
        }
        (true, 8 | 24) => drop(p.uint(&EXPIRATION)?),
        (false, 0 | 9 | 12 | 13) => drop(p.uint(&FLAGS)?),
        _ => {}
    }
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&UNKNOWN, len).map(drop),
    }
}
