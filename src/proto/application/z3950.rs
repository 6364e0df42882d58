//! Z39.50: asking library catalogues (ANSI/NISO Z39.50, ISO 23950).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::asn1::{self, PADDING, Part, Type, context, part};
use crate::proto::ber;

const PORT: u16 = 210;

const SOURCE: &str = "ANSI/NISO Z39.50 §4";

/// Requests and answers have the tags from this one on.
const FIRST: u32 = 20;

/// What messages are called, from [`FIRST`] on; some numbers are not messages.
const NAMES: [&str; 29] = [
    "initialize",
    "initialize response",
    "search",
    "search response",
    "present",
    "present response",
    "delete result set",
    "delete result set response",
    "access control",
    "access control response",
    "resource control",
    "resource control response",
    "trigger resource control",
    "resource report",
    "resource report response",
    "scan",
    "scan response",
    "",
    "",
    "",
    "",
    "",
    "",
    "sort",
    "sort response",
    "segment",
    "extended services",
    "extended services response",
    "close",
];

const PRESENT_STATUS: Codes = &[
    (0, "success"),
    (1, "partial, too many records"),
    (2, "partial, interrupted"),
    (3, "partial, too long"),
    (4, "partial, stopped"),
    (5, "failure"),
];

const CLOSE_REASONS: Codes = &[
    (0, "finished"),
    (1, "shutdown"),
    (2, "system problem"),
    (3, "too expensive"),
    (4, "resources"),
    (5, "security violation"),
    (6, "protocol error"),
    (7, "lack of activity"),
    (8, "peer aborted"),
    (9, "unspecified"),
];

const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SOURCE)
}

const fn int(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 0).doc(doc, SOURCE)
}

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SOURCE)
}

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SOURCE)
}

const fn yes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 0).doc(doc, SOURCE)
}

crate::fields! {
    INIT = group("z3950.initRequest_element", "Initialize", "The client says what it can do.");
    INITED = group("z3950.initResponse_element", "Initialize response", "What both can do.");
    SEARCH = group("z3950.searchRequest_element", "Search", "Records are looked for, and kept as a result set.");
    FOUND = group("z3950.searchResponse_element", "Search response", "How many were found.");
    PRESENT = group("z3950.presentRequest_element", "Present", "Records of a result set are asked for.");
    PRESENTED = group("z3950.presentResponse_element", "Present response", "The records.");
    DELETE = group("z3950.deleteResultSetRequest_element", "Delete result set", "Result sets are not needed any more.");
    DELETED = group("z3950.deleteResultSetResponse_element", "Delete result set response", "Whether they are gone.");
    SCAN = group("z3950.scanRequest_element", "Scan", "Terms of an index are asked for.");
    SCANNED = group("z3950.scanResponse_element", "Scan response", "The terms.");
    SORT = group("z3950.sortRequest_element", "Sort", "A result set is to be put in order.");
    SORTED = group("z3950.sortResponse_element", "Sort response", "Whether it is.");
    CLOSE = group("z3950.close_element", "Close", "The session ends.");
    REFERENCE = bytes("z3950.referenceId", "Reference", "The answer repeats it.");
    VERSION = bytes("z3950.protocolVersion", "Versions", "Which versions the sender speaks.");
    OPTIONS = bytes("z3950.options", "Options", "What the sender can do.");
    PREFERRED_SIZE = int("z3950.preferredMessageSize", "Preferred size", "How long messages should be at most.");
    RECORD_SIZE = int("z3950.exceptionalRecordSize", "Largest record", "How long a single record may be.");
    RESULT = yes("z3950.result", "Result", "Whether the server accepts the client.");
    IMPLEMENTATION_ID = text("z3950.implementationId", "Implementation", "A registered number of the program.");
    IMPLEMENTATION_NAME = text("z3950.implementationName", "Program", "The program's name.");
    IMPLEMENTATION_VERSION = text("z3950.implementationVersion", "Program's version", "The program's version.");
    SMALL = int("z3950.smallSetUpperBound", "Small set", "If no more are found, all come with the answer.");
    LARGE = int("z3950.largeSetLowerBound", "Large set", "If so many are found, none come with the answer.");
    MEDIUM = int("z3950.mediumSetPresentNumber", "Medium set", "How many come otherwise.");
    REPLACE = yes("z3950.replaceIndicator", "Replace", "Whether a result set of the same name is replaced.");
    SET_NAME = text("z3950.resultSetName", "Result set", "What the result set will be called.");
    DATABASES = yes("z3950.databaseNames", "Databases", "How many databases are searched.");
    DATABASE = text("z3950.DatabaseName", "Database", "A database.");
    COUNT = int("z3950.resultCount", "Found", "How many records were found.");
    RETURNED = int("z3950.numberOfRecordsReturned", "Returned", "How many records are in the answer.");
    NEXT_POSITION = int("z3950.nextResultSetPosition", "Next", "The first record that has not been sent.");
    SEARCH_STATUS = yes("z3950.searchStatus", "Status", "Whether the search was done.");
    PRESENT_STATE = int("z3950.presentStatus", "Status", "Whether the records are all there.").codes(PRESENT_STATUS);
    SET_ID = text("z3950.resultSetId", "Result set", "Of which result set.");
    START = int("z3950.resultSetStartPoint", "From", "The first record that is wanted.");
    WANTED = int("z3950.numberOfRecordsRequested", "Wanted", "How many records are wanted.");
    REASON = int("z3950.closeReason", "Reason", "Why the session ends.").codes(CLOSE_REASONS);
    DIAGNOSTIC = text("z3950.diagnosticInformation", "Explanation", "The same for people.");
}

const fn flag(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("Set: the sender can do it.", SOURCE)
}

const VERSION_BITS: &[FieldSpec] = &[
    flag("z3950.ProtocolVersion.U.version.1", "Version 1"),
    flag("z3950.ProtocolVersion.U.version.2", "Version 2"),
    flag("z3950.ProtocolVersion.U.version.3", "Version 3"),
];

const OPTION_BITS: &[FieldSpec] = &[
    flag("z3950.Options.U.search", "Search"),
    flag("z3950.Options.U.present", "Present"),
    flag("z3950.Options.U.delSet", "Delete result sets"),
    flag("z3950.Options.U.resourceReport", "Resource report"),
    flag("z3950.Options.U.triggerResourceCtrl", "Trigger control"),
    flag("z3950.Options.U.resourceCtrl", "Resource control"),
    flag("z3950.Options.U.accessCtrl", "Access control"),
    flag("z3950.Options.U.scan", "Scan"),
    flag("z3950.Options.U.sort", "Sort"),
    flag("z3950.Options.U.spare.bit9", "Not used"),
    flag("z3950.Options.U.extendedServices", "Extended services"),
    flag("z3950.Options.U.level.1Segmentation", "Segments of records"),
    flag(
        "z3950.Options.U.level.2Segmentation",
        "Segments inside records",
    ),
    flag(
        "z3950.Options.U.concurrentOperations",
        "Several requests at once",
    ),
    flag("z3950.Options.U.namedResultSets", "Named result sets"),
];

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + 1] = join_fields(&[FIELDS, &[&PADDING]]);

const fn reference() -> Part {
    part(context(2), &REFERENCE, Type::Plain)
}

static INIT_PARTS: [Part; 9] = [
    reference(),
    part(context(3), &VERSION, Type::Bits(VERSION_BITS)),
    part(context(4), &OPTIONS, Type::Bits(OPTION_BITS)),
    part(context(5), &PREFERRED_SIZE, Type::Plain),
    part(context(6), &RECORD_SIZE, Type::Plain),
    part(context(12), &RESULT, Type::Boolean),
    part(context(110), &IMPLEMENTATION_ID, Type::Plain),
    part(context(111), &IMPLEMENTATION_NAME, Type::Plain),
    part(context(112), &IMPLEMENTATION_VERSION, Type::Plain),
];

static DATABASE_PART: Part = part(context(105), &DATABASE, Type::Plain);

static SEARCH_PARTS: [Part; 7] = [
    reference(),
    part(context(13), &SMALL, Type::Plain),
    part(context(14), &LARGE, Type::Plain),
    part(context(15), &MEDIUM, Type::Plain),
    part(context(16), &REPLACE, Type::Boolean),
    part(context(17), &SET_NAME, Type::Plain),
    part(context(18), &DATABASES, Type::Many(&DATABASE_PART)),
];

static FOUND_PARTS: [Part; 6] = [
    reference(),
    part(context(23), &COUNT, Type::Plain),
    part(context(24), &RETURNED, Type::Plain),
    part(context(25), &NEXT_POSITION, Type::Plain),
    part(context(22), &SEARCH_STATUS, Type::Boolean),
    part(context(27), &PRESENT_STATE, Type::Plain),
];

static PRESENT_PARTS: [Part; 4] = [
    reference(),
    part(context(31), &SET_ID, Type::Plain),
    part(context(30), &START, Type::Plain),
    part(context(29), &WANTED, Type::Plain),
];

static PRESENTED_PARTS: [Part; 4] = [
    reference(),
    part(context(24), &RETURNED, Type::Plain),
    part(context(25), &NEXT_POSITION, Type::Plain),
    part(context(27), &PRESENT_STATE, Type::Plain),
];

static CLOSE_PARTS: [Part; 3] = [
    reference(),
    part(context(211), &REASON, Type::Plain),
    part(context(3), &DIAGNOSTIC, Type::Plain),
];

static OTHER_PARTS: [Part; 1] = [reference()];

static MESSAGES: [Part; 13] = [
    part(context(20), &INIT, Type::Parts(&INIT_PARTS)),
    part(context(21), &INITED, Type::Parts(&INIT_PARTS)),
    part(context(22), &SEARCH, Type::Parts(&SEARCH_PARTS)),
    part(context(23), &FOUND, Type::Parts(&FOUND_PARTS)),
    part(context(24), &PRESENT, Type::Parts(&PRESENT_PARTS)),
    part(context(25), &PRESENTED, Type::Parts(&PRESENTED_PARTS)),
    part(context(26), &DELETE, Type::Parts(&OTHER_PARTS)),
    part(context(27), &DELETED, Type::Parts(&OTHER_PARTS)),
    part(context(35), &SCAN, Type::Parts(&OTHER_PARTS)),
    part(context(36), &SCANNED, Type::Parts(&OTHER_PARTS)),
    part(context(43), &SORT, Type::Parts(&OTHER_PARTS)),
    part(context(44), &SORTED, Type::Parts(&OTHER_PARTS)),
    part(context(48), &CLOSE, Type::Parts(&CLOSE_PARTS)),
];

/// Z39.50.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "z3950",
        short: "Z39.50",
        title: "Z39.50 Information Retrieval",
        osi: OsiLayer::Application,
        why: "A program looks for books in the catalogue of a library.",
        reference: "ANSI/NISO Z39.50, ISO 23950",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[VERSION_BITS, OPTION_BITS],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\xb7\x0c\x97\x01\x01\x98\x01\x00\x99\x01\x01\x96\x01\xff",
};

/// An element with the tag of a message.
fn recognise(bytes: &[u8]) -> Match {
    match *bytes {
        [0xb4..=0xbe, _, ..] => Match::Maybe,
        [0xbf, tag, ..] => Match::maybe_if(tag < 0x80 && name_of(tag.into()).is_some()),
        [0xb4..=0xbf] => Match::Short,
        _ => Match::No,
    }
}

fn name_of(tag: u32) -> Option<&'static str> {
    let index = usize::try_from(tag.checked_sub(FIRST)?).ok()?;
    NAMES.get(index).copied().filter(|name| !name.is_empty())
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    match ber::element(p.bytes(), 0) {
        Ok(message) => {
            p.wait_for(message.end)?;
            p.ends_at(message.end);
            let name = name_of(message.tag).unwrap_or("unknown message");
            p.summary(format_args!("{name}"));
        }
        Err(ber::Bad::Cut(len)) => p.wait_for(len)?,
        Err(ber::Bad::Wrong(_)) => {}
    }
    asn1::one(p, &MESSAGES).map(drop)
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
    fn a_search_names_databases_and_result_set() {
        let bytes = b"\xb6\x12\x8d\x01\x00\x8e\x01\x01\x91\x01\x31\xb2\x07\x9f\x69\x04\x62ook";
        let out = peeled(bytes);
        let one = |name| all(&out, bytes, name);
        assert_eq!(one("z3950.largeSetLowerBound"), [(7, 1, "1".into())]);
        assert_eq!(one("z3950.resultSetName"), [(10, 1, "1".into())]);
        assert_eq!(one("z3950.DatabaseName"), [(16, 4, "book".into())]);
        assert_eq!(out.layers[0].summary, "search");
        assert!(out.faults.is_empty());
    }

    #[test]
    fn other_tags_and_lengths_that_lie_are_told() {
        assert_eq!(recognise(b"\xb4\x03\x83\x01\x00"), Match::Maybe);
        assert_eq!(recognise(b"\xbf\x25\x00"), Match::No);
        assert_eq!(recognise(b"\x30\x03\x02\x01\x00"), Match::No);
        assert!(!peeled(b"\xb6\x04\x8d\x09\x00\x00").faults.is_empty());
    }
}
