//! GOOSE: devices of a substation tell each other what has happened, within milliseconds
//! (IEC 61850-8-1).

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::asn1::{self, Part, Type, application, choice, context, part};
use crate::proto::iec61850;

const SECTION: &str = "IEC 61850-8-1 annex A";

const HEADER: &[FieldSpec] = &iec61850::header([
    "goose.appid",
    "goose.length",
    "goose.reserve1",
    "goose.reserve1.s_bit",
    "goose.reserve2",
]);

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SECTION)
}

const fn int(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 0).doc(doc, SECTION)
}

const fn count(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 0).doc(doc, SECTION)
}

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SECTION)
}

crate::fields! {
    MESSAGE = FieldSpec::group("goose.goosePdu_element", "GOOSE message").doc("What has happened.", SECTION);
    MANAGEMENT = FieldSpec::group("goose.gseMngtPdu_element", "Management").doc("A question about a sender's setup, or an answer.", SECTION);
    CONTROL_BLOCK = text("goose.gocbRef", "Control block", "The name of what sends: device, logical device, block.");
    TIME_TO_LIVE = int("goose.timeAllowedtoLive", "Time to live", "So many milliseconds later at the latest the next message comes; else the sender is lost.");
    DATA_SET = text("goose.datSet", "Data set", "The name of the list of values.");
    ID = text("goose.goID", "Identifier", "The sender's name for the message.");
    TIME = text("goose.t", "Time", "When the last event was.");
    EVENT = FieldSpec::uint("goose.stNum", "Event", 0).doc("Counts events: a new number is a new value.", SECTION);
    REPEAT = FieldSpec::uint("goose.sqNum", "Repetition", 0).doc("Counts how often the same event was sent again.", SECTION);
    SIMULATION = count("goose.simulation", "Simulation", "1: a test.");
    REVISION = int("goose.confRev", "Revision", "Counts changes of the data set.");
    COMMISSIONING = count("goose.ndsCom", "Needs commissioning", "1: the sender is not set up.");
    ENTRIES = int("goose.numDatSetEntries", "Entries", "How many values the data set has.");
    ALL = count("goose.allData", "Values", "How many there are.");
    VALUE = count("goose.Data", "Value", "Which type it has.");
    ARRAY = count("goose.array", "Array", "How many elements it has.");
    STRUCTURE = count("goose.structure", "Structure", "How many members it has.");
    BOOLEAN = count("goose.boolean", "Truth value", "0 or 1.");
    BITS = bytes("goose.bit_string", "Bits", "A row of bits, such as the quality of a value.");
    INTEGER = int("goose.integer", "Integer", "A number.");
    UNSIGNED = int("goose.unsigned", "Unsigned", "A number.");
    FLOAT = bytes("goose.floating_point", "Floating point", "The width of the exponent, then the number as IEEE 754 writes it.");
    OCTETS = bytes("goose.octet_string", "Bytes", "Any bytes.");
    STRING = text("goose.visible_string", "Text", "Characters.");
    BINARY_TIME = bytes("goose.binary_time", "Time", "Milliseconds since midnight, then days since 1984.");
    BCD = int("goose.bcd", "Decimal", "A number in decimal digits.");
    BOOLEANS = bytes("goose.booleanArray", "Truth values", "A row of bits.");
    MMS_STRING = text("goose.mMSString", "Text", "Characters of any language.");
    UTC_TIME = text("goose.utc_time", "Time", "Seconds since 1970, fractions of them, and how good the clock is.");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + 1] = join_fields(&[FIELDS, &[&asn1::PADDING]]);

static VALUE_PART: Part = choice(&VALUE, &DATA);

static DATA: [Part; 14] = [
    part(context(1), &ARRAY, Type::Many(&VALUE_PART)),
    part(context(2), &STRUCTURE, Type::Many(&VALUE_PART)),
    part(context(3), &BOOLEAN, Type::Boolean),
    part(context(4), &BITS, Type::Bits(&[])),
    part(context(5), &INTEGER, Type::Plain),
    part(context(6), &UNSIGNED, Type::Plain),
    part(context(7), &FLOAT, Type::Plain),
    part(context(9), &OCTETS, Type::Plain),
    part(context(10), &STRING, Type::Plain),
    part(context(12), &BINARY_TIME, Type::Plain),
    part(context(13), &BCD, Type::Plain),
    part(context(14), &BOOLEANS, Type::Bits(&[])),
    part(context(16), &MMS_STRING, Type::Plain),
    part(context(17), &UTC_TIME, Type::Bare(utc_time)),
];

static PARTS: [Part; 12] = [
    part(context(0), &CONTROL_BLOCK, Type::Plain),
    part(context(1), &TIME_TO_LIVE, Type::Plain),
    part(context(2), &DATA_SET, Type::Plain),
    part(context(3), &ID, Type::Plain),
    part(context(4), &TIME, Type::Bare(time)),
    part(context(5), &EVENT, Type::Plain),
    part(context(6), &REPEAT, Type::Plain),
    part(context(7), &SIMULATION, Type::Boolean),
    part(context(8), &REVISION, Type::Plain),
    part(context(9), &COMMISSIONING, Type::Boolean),
    part(context(10), &ENTRIES, Type::Plain),
    part(context(11), &ALL, Type::Many(&VALUE_PART)),
];

static MESSAGES: [Part; 2] = [
    part(application(0), &MANAGEMENT, Type::Parts(&[])),
    part(application(1), &MESSAGE, Type::Parts(&PARTS)),
];

/// GOOSE.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "goose",
        short: "GOOSE",
        title: "Generic Object Oriented Substation Event",
        osi: OsiLayer::Application,
        why: "A protection relay tells all others at once, right over Ethernet, because there is no time for more layers.",
        reference: "IEC 61850-8-1",
    },
    claims: &[Claim::EtherType(0x88b8)],
    headers: &[HEADER],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\0\x26\0\0\0\0\x61\x1c\x80\x04LD/G\x81\x02\x07\xd0\x85\x01\x03\x86\x01\x2a\x8a\x01\x02\xab\x07\x83\x01\x01\x84\x02\x06\x40",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    iec61850::message(p, HEADER, |p| asn1::one(p, &MESSAGES).map(drop))
}

fn time(p: &mut Peel<'_>) -> Peeled {
    iec61850::time(p, &TIME)
}

fn utc_time(p: &mut Peel<'_>) -> Peeled {
    iec61850::time(p, &UTC_TIME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn events_have_numbers_and_values() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(
            all(&out, bytes, "goose.timeAllowedtoLive"),
            [(18, 2, "2000".into())]
        );
        assert_eq!(all(&out, bytes, "goose.sqNum")[0].2, "42");
        assert_eq!(all(&out, bytes, "goose.allData")[0].2, "2");
        assert_eq!(all(&out, bytes, "goose.boolean")[0].2, "1");
        let mut lies = bytes.to_vec();
        lies[11] = 0x7f;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
        lies[3] = 2;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
