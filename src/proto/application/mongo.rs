//! MongoDB: documents are stored, found and changed by commands that are documents themselves.

mod bson;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 27017;

const SOURCE: &str = "MongoDB wire protocol";
const BSON: &str = "BSON 1.1";

const REPLY: u32 = 1;
const QUERY: u32 = 2004;
const MESSAGE: u32 = 2013;

const OPERATIONS: Codes = &[
    (1, "reply"),
    (2001, "update"),
    (2002, "insert"),
    (2004, "query"),
    (2005, "get more"),
    (2006, "delete"),
    (2007, "kill cursors"),
    (2010, "command"),
    (2011, "command reply"),
    (2012, "compressed"),
    (2013, "message"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("mongo.message_length", "Length", 32)
        .little()
        .unit("bytes")
        .doc("Of the whole message.", SOURCE),
    FieldSpec::hex("mongo.request_id", "Request ID", 32)
        .little()
        .doc("The sender's number for the message.", SOURCE),
    FieldSpec::hex("mongo.response_to", "Response to", 32)
        .little()
        .doc("The number of the request that this answers.", SOURCE),
    FieldSpec::uint("mongo.opcode", "Operation", 32)
        .little()
        .codes(OPERATIONS)
        .doc(
            "What the message is; all but the last are of old versions.",
            SOURCE,
        ),
];

const TYPES: Codes = &[
    (0x01, "double"),
    (0x02, "string"),
    (0x03, "document"),
    (0x04, "array"),
    (0x05, "binary"),
    (0x06, "undefined"),
    (0x07, "object ID"),
    (0x08, "boolean"),
    (0x09, "time"),
    (0x0a, "null"),
    (0x0b, "regular expression"),
    (0x0d, "JavaScript"),
    (0x0e, "symbol"),
    (0x10, "integer, 32 bits"),
    (0x11, "timestamp"),
    (0x12, "integer, 64 bits"),
    (0x13, "decimal"),
    (0x7f, "highest key"),
    (0xff, "lowest key"),
];

const fn le(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little()
}

const fn int(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::int(name, label, bits).little()
}

crate::fields! {
    FLAGS = FieldSpec::hex("mongo.msg.flags", "Flags", 32)
        .little()
        .doc("0x1: a checksum follows, 0x2: more messages follow unasked, 0x10000: such may follow.", SOURCE);
    SECTION = FieldSpec::group("mongo.msg.sections.section", "Section")
        .doc("A part of the message.", SOURCE);
    KIND = FieldSpec::uint("mongo.msg.sections.section.kind", "Kind", 8)
        .codes(&[(0, "body"), (1, "sequence of documents")])
        .doc("What the section holds.", SOURCE);
    BODY = FieldSpec::group("mongo.msg.sections.section.body", "Body")
        .doc("The command or its result: its first element says which.", SOURCE);
    SIZE = le("mongo.msg.sections.section.size", "Size", 32)
        .unit("bytes")
        .doc("Of the sequence with this number.", SOURCE);
    SEQUENCE_ID = FieldSpec::computed("mongo.msg.sections.section.doc_sequence_id", "Belongs to")
        .doc("The element of the command that the documents belong to.", SOURCE);
    SEQUENCE = FieldSpec::group("mongo.msg.sections.section.doc_sequence", "Documents")
        .doc("Documents one after the other.", SOURCE);
    COLLECTION = FieldSpec::computed("mongo.full_collection_name", "Collection")
        .doc("Database and collection; commands go to $cmd.", SOURCE);
    TO_SKIP = int("mongo.number_to_skip", "Skip", 32)
        .doc("So many documents are left out first.", SOURCE);
    TO_RETURN = int("mongo.number_to_return", "Return", 32)
        .doc("So many documents are wanted; negative: and no more after those.", SOURCE);
    QUERY_DOCUMENT = FieldSpec::group("mongo.query", "Query")
        .doc("What the documents must have.", SOURCE);
    SELECTOR = FieldSpec::group("mongo.return_field_selector", "Wanted elements")
        .doc("Which elements of the documents are wanted.", SOURCE);
    CURSOR = int("mongo.cursor_id", "Cursor", 64)
        .doc("Where to go on; 0 if that was all.", SOURCE);
    STARTING = int("mongo.starting_from", "Starting from", 32)
        .doc("The place of the first document in the whole result.", SOURCE);
    RETURNED = int("mongo.number_returned", "Returned", 32)
        .doc("So many documents follow.", SOURCE);
    DOCUMENT = FieldSpec::group("mongo.document", "Document")
        .doc("Elements with names, as in JSON.", BSON);
    COUNT = le("mongo.document.length", "Length", 32)
        .unit("bytes")
        .doc("Of the whole document.", BSON);
    EMPTY = FieldSpec::group("mongo.document.empty", "Nothing")
        .doc("A document without elements.", BSON);
    ELEMENTS = FieldSpec::group("mongo.elements", "Elements")
        .doc("What the document holds.", BSON);
    TYPE = FieldSpec::hex("mongo.element.type", "Type", 8)
        .codes(TYPES)
        .doc("What the element's value is.", BSON);
    NAME = FieldSpec::text("mongo.element.name", "Name")
        .doc("In an array, the place as a number.", BSON);
    VALUE_LEN = le("mongo.element.value.length", "Value length", 32)
        .unit("bytes")
        .doc("Of the value behind it.", BSON);
    DOUBLE = FieldSpec::computed("mongo.element.value.double", "Value")
        .doc("A number with a fraction.", BSON);
    TEXT = FieldSpec::computed("mongo.element.value.string", "Value")
        .doc("A text with a zero byte at its end.", BSON);
    BYTES = FieldSpec::bytes("mongo.element.value.bytes", "Value")
        .doc("Any bytes.", BSON);
    OBJECT_ID = FieldSpec::bytes("mongo.element.value.objectid", "Value")
        .doc("A name that no other document has; it begins with the seconds since 1970.", BSON);
    BOOL = FieldSpec::uint("mongo.element.value.bool", "Value", 8)
        .doc("0: false, 1: true.", BSON);
    INT = int("mongo.element.value.int", "Value", 32).doc("A whole number.", BSON);
    INT64 = int("mongo.element.value.int64", "Value", 64)
        .doc("A whole number; a time is in milliseconds since 1970.", BSON);
    PATTERN = FieldSpec::computed("mongo.element.value.regex.pattern", "Pattern")
        .doc("A regular expression.", BSON);
    OPTIONS = FieldSpec::computed("mongo.element.value.regex.options", "Options")
        .doc("How to match it: i without regard to case.", BSON);
}

/// MongoDB.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mongo",
        short: "MongoDB",
        title: "MongoDB Wire Protocol",
        osi: OsiLayer::Application,
        why: "A database takes commands and sends documents.",
        reference: "MongoDB wire protocol",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x24\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\xdd\x07\x00\x00\x00\x00\x00\x00\x00\x0f\x00\x00\x00\x10ping\0\x01\x00\x00\x00\x00",
};

const HEAD_LEN: usize = bytes_of(HEAD);
/// The longest message that a server takes.
const MAX_LEN: usize = 48_000_000;

fn recognise(bytes: &[u8]) -> Match {
    let Some(head) = bytes.first_chunk::<HEAD_LEN>() else {
        return Match::short_if(bytes.get(3).is_none_or(|top| *top <= 2));
    };
    let len = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let operation = u32::from_le_bytes([head[12], head[13], head[14], head[15]]);
    let is_known = HEAD[3].names.get(operation.into()).is_some();
    Match::yes_if((HEAD_LEN..=MAX_LEN).contains(&len) && is_known)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<HEAD_LEN>(HEAD)?;
    let len = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let operation = u32::from_le_bytes([head[12], head[13], head[14], head[15]]);
    let body_len = len.saturating_sub(HEAD_LEN);
    if len <= MAX_LEN {
        p.wait_for(body_len)?;
    }
    p.ends_at(len.max(HEAD_LEN));
    let name = HEAD[3].names.get(operation.into()).unwrap_or("unknown");
    p.summary(format_args!("{name}"));
    p.within(body_len, "MongoDB length", |p| match operation {
        MESSAGE => message(p),
        QUERY => query(p),
        REPLY => reply(p),
        _ => Ok(()),
    })
}

fn message(p: &mut Peel<'_>) -> Peeled {
    const HAS_CHECKSUM: u64 = 1;
    const CHECKSUM_LEN: usize = 4;
    let flags = p.uint(&FLAGS)?;
    let reserved = if flags & HAS_CHECKSUM != 0 {
        CHECKSUM_LEN
    } else {
        0
    };
    while p.rest().len() > reserved && !p.is_full() {
        p.group(&SECTION, |p| match p.uint(&KIND)? {
            0 => {
                command(p);
                bson::document(p, &BODY)
            }
            1 => sequence(p),
            _ => {
                let rest = p.rest().len();
                p.skip(rest).map(drop)
            }
        })?;
    }
    Ok(())
}

/// The name of a document's first element is the command's.
fn command(p: &mut Peel<'_>) {
    const NAME_AT: usize = 5;
    let name = p.rest().get(NAME_AT..).unwrap_or_default();
    let name = &name[..memchr::memchr(0, name).unwrap_or(0)];
    if !name.is_empty() {
        let name = crate::model::text::clean_bytes(name);
        p.summary(format_args!("message: {name}"));
    }
}

fn sequence(p: &mut Peel<'_>) -> Peeled {
    const SIZE_LEN: usize = 4;
    let size = p.uint(&SIZE)? as usize;
    p.within(size.saturating_sub(SIZE_LEN), "MongoDB section size", |p| {
        let len = bson::text_len(p) + 1;
        bson::string(p, &SEQUENCE_ID, len)?;
        p.group(&SEQUENCE, documents)
    })
}

fn documents(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        bson::document(p, &DOCUMENT)?;
    }
    Ok(())
}

fn query(p: &mut Peel<'_>) -> Peeled {
    p.skip(4)?;
    let len = bson::text_len(p) + 1;
    bson::string(p, &COLLECTION, len)?;
    p.uint(&TO_SKIP)?;
    p.uint(&TO_RETURN)?;
    bson::document(p, &QUERY_DOCUMENT)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    bson::document(p, &SELECTOR)
}

fn reply(p: &mut Peel<'_>) -> Peeled {
    p.skip(4)?;
    p.uint(&CURSOR)?;
    p.uint(&STARTING)?;
    p.uint(&RETURNED)?;
    documents(p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn commands_are_documents() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "message: ping");
        let name = all(&out, bytes, "mongo.element.name");
        assert_eq!(name, [(26, 4, "ping".into())]);
        let value = all(&out, bytes, "mongo.element.value.int");
        assert_eq!(value, [(31, 4, "1".into())]);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn lengths_may_lie() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[21] = 0x7f;
        assert!(!peeled(&bytes).faults.is_empty());
        bytes[21] = 0;
        peeled(&bytes);
    }
}
