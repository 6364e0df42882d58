//! What MMS names and carries: variables, their types and their values (ISO 9506-2 §14).

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};
use crate::proto::asn1::{Part, Type, choice, context, part, universal};
use crate::proto::{ber, iec61850};

const SECTION: &str = "ISO 9506-2 §14";

pub(super) const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SECTION)
}

pub(super) const fn count(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 0).doc(doc, SECTION)
}

pub(super) const fn int(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 0).doc(doc, SECTION)
}

pub(super) const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SECTION)
}

pub(super) const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SECTION)
}

/// Why a variable cannot be read or written.
pub(super) const FAILURES: Codes = &[
    (0, "object invalidated"),
    (1, "hardware fault"),
    (2, "temporarily unavailable"),
    (3, "access denied"),
    (4, "object undefined"),
    (5, "invalid address"),
    (6, "type not supported"),
    (7, "type does not fit"),
    (8, "attributes do not fit"),
    (9, "access not supported"),
    (10, "object does not exist"),
    (11, "invalid value"),
];

crate::fields! {
    VMD_NAME = text("mms.vmd_specific", "Name", "A name that counts in the whole device.");
    DOMAIN_NAME = group("mms.domain_specific_element", "Name in a domain", "A name that counts in a part of the device.");
    DOMAIN = text("mms.domainId", "Domain", "The part of the device; a logical device in substations.");
    ITEM = text("mms.itemId", "Item", "The name of the variable; in substations its path, with $ between the steps.");
    AA_NAME = text("mms.aa_specific", "Name", "A name that counts in this association.");
    pub(super) NAME = count("mms.name", "Name", "Where the name counts: 0 device, 1 domain, 2 association.");
    VARIABLES = count("mms.listOfVariable", "Variables", "How many are named.");
    VARIABLE = group("mms.listOfVariable_item_element", "Variable", "One of them.");
    VARIABLE_SPECIFICATION = count("mms.variableSpecification", "Variable", "How it is named: 0 by its name.");
    LIST_NAME = count("mms.variableListName", "List of variables", "Where the list's name counts.");
    pub(super) ACCESS = count("mms.variableAccessSpecificatn", "Which variables", "0: these, 1: those of a list.");
    REPORTED = count("mms.variableAccessSpecification", "Which variables", "0: these, 1: those of a list.");
    pub(super) RESULTS = count("mms.listOfAccessResult", "Results", "How many values, or reasons why there is none.");
    RESULT = count("mms.AccessResult", "Result", "0: no value, 1: a value.");
    pub(super) FAILURE = int("mms.failure", "Failure", "Why there is none.").codes(FAILURES);
    SUCCESS = count("mms.success", "Value", "Which type the value has.");
    pub(super) VALUES = count("mms.listOfData", "Values", "How many there are.");
    VALUE = count("mms.Data", "Value", "Which type the value has.");
    ARRAY = count("mms.array", "Array", "How many elements it has.");
    STRUCTURE = count("mms.structure", "Structure", "How many members it has.");
    BOOLEAN = count("mms.boolean", "Truth value", "0 or 1.");
    BIT_STRING = bytes("mms.data_bit-string", "Bits", "A row of bits.");
    INTEGER = int("mms.integer", "Integer", "A number; in a type, its bits.");
    UNSIGNED = int("mms.unsigned", "Unsigned", "A number; in a type, its bits.");
    FLOAT = bytes("mms.floating_point", "Floating point", "The width of the exponent, then the number as IEEE 754 writes it.");
    OCTETS = bytes("mms.data.octet-string", "Bytes", "Any bytes.");
    STRING = text("mms.data.visible-string", "Text", "Characters.");
    BINARY_TIME = FieldSpec::bytes("", "Time").doc("Milliseconds since midnight, then days since 1984.", SECTION);
    BCD = int("mms.bcd", "Decimal", "A number in decimal digits; in a type, how many.");
    BOOLEANS = bytes("mms.booleanArray", "Truth values", "A row of bits.");
    MMS_STRING = text("mms.mMSString", "Text", "Characters of any language.");
    UTC_TIME = text("mms.utc_time", "Time", "Seconds since 1970, fractions of them, and how good the clock is.");
    pub(super) TYPE = count("mms.typeSpecification", "Type", "Which type the variable has.");
    ELEMENT_TYPE = count("mms.elementType", "Type of the elements", "Which type they have.");
    COMPONENT_TYPE = count("mms.componentType", "Type", "Which type the member has.");
    TYPE_NAME = count("mms.typeName", "Type's name", "Where the name counts.");
    ARRAY_TYPE = group("mms.array_element", "Array", "Elements of the same type.");
    PACKED = count("mms.packed", "Packed", "1: without gaps.");
    ELEMENTS = int("mms.numberOfElements", "Elements", "How many there are.");
    STRUCTURE_TYPE = group("mms.structure_element", "Structure", "Members with names.");
    COMPONENTS = count("mms.components", "Members", "How many there are.");
    COMPONENT = group("mms.components_item_element", "Member", "One of them.");
    COMPONENT_NAME = text("mms.componentName", "Name", "The member's name.");
    BOOLEAN_TYPE = group("mms.boolean_element", "Truth value", "A value that is true or false.");
    BITS_TYPE = int("mms.typeSpecification_bit-string", "Bits", "How many; negative: at most.");
    OCTETS_TYPE = int("mms.typeSpecification.octet-string", "Bytes", "How many; negative: at most.");
    STRING_TYPE = int("mms.typeSpecification.visible-string", "Text", "How many characters; negative: at most.");
    TIME_TYPE = count("mms.typeSpecification.binary-time", "Time", "1: with the day.");
    GENERAL_TIME_TYPE = group("mms.generalized_time_element", "Time", "A time as text.");
    OBJECT_ID_TYPE = group("mms.objId_element", "Object identifier", "A registered name.");
}

/// Both parts of a name are text of the same kind, told apart by their order.
fn domain_name(p: &mut Peel<'_>) -> Peeled {
    ber::field(p, &DOMAIN, 0x1a)?;
    ber::field(p, &ITEM, 0x1a).map(drop)
}

/// The forms of a name.
pub(super) static NAMES: [Part; 3] = [
    part(context(0), &VMD_NAME, Type::Plain),
    part(context(1), &DOMAIN_NAME, Type::Own(domain_name)),
    part(context(2), &AA_NAME, Type::Plain),
];

/// The forms of naming a variable.
static SPECIFICATIONS: [Part; 1] = [part(context(0), &NAME, Type::OneOf(&NAMES))];

static VARIABLE_PART: Part = part(
    universal(16),
    &VARIABLE,
    Type::Parts(&[choice(&VARIABLE_SPECIFICATION, &SPECIFICATIONS)]),
);

/// Variables, wherever they are listed.
pub(super) const fn variables(tag: u32) -> Part {
    part(context(tag), &VARIABLES, Type::Many(&VARIABLE_PART))
}

/// Variables, or the name of a list of them.
pub(super) static ACCESSES: [Part; 2] = [
    variables(0),
    part(context(1), &LIST_NAME, Type::OneOf(&NAMES)),
];

/// The same in a report, where it has no tag of its own.
pub(super) const fn reported() -> Part {
    choice(&REPORTED, &ACCESSES)
}

static VALUE_PART: Part = choice(&VALUE, &DATA);

/// All types of values.
pub(super) static DATA: [Part; 14] = [
    part(context(1), &ARRAY, Type::Many(&VALUE_PART)),
    part(context(2), &STRUCTURE, Type::Many(&VALUE_PART)),
    part(context(3), &BOOLEAN, Type::Boolean),
    part(context(4), &BIT_STRING, Type::Bits(&[])),
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

fn utc_time(p: &mut Peel<'_>) -> Peeled {
    iec61850::time(p, &UTC_TIME)
}

/// A list of values.
pub(super) const fn values(tag: u32) -> Part {
    part(context(tag), &VALUES, Type::Many(&VALUE_PART))
}

static RESULT_PART: Part = choice(
    &RESULT,
    &[
        part(context(0), &FAILURE, Type::Plain),
        choice(&SUCCESS, &DATA),
    ],
);

/// A list of values, or of reasons why there are none.
pub(super) const fn results(tag: u32) -> Part {
    part(context(tag), &RESULTS, Type::Many(&RESULT_PART))
}

static COMPONENT_PART: Part = part(
    universal(16),
    &COMPONENT,
    Type::Parts(&[
        part(context(0), &COMPONENT_NAME, Type::Plain),
        part(context(1), &COMPONENT_TYPE, Type::OneOf(&TYPES)),
    ]),
);

/// All types of variables.
pub(super) static TYPES: [Part; 12] = [
    part(context(0), &TYPE_NAME, Type::OneOf(&NAMES)),
    part(
        context(1),
        &ARRAY_TYPE,
        Type::Parts(&[
            part(context(0), &PACKED, Type::Boolean),
            part(context(1), &ELEMENTS, Type::Plain),
            part(context(2), &ELEMENT_TYPE, Type::OneOf(&TYPES)),
        ]),
    ),
    part(
        context(2),
        &STRUCTURE_TYPE,
        Type::Parts(&[
            part(context(0), &PACKED, Type::Boolean),
            part(context(1), &COMPONENTS, Type::Many(&COMPONENT_PART)),
        ]),
    ),
    part(context(3), &BOOLEAN_TYPE, Type::Parts(&[])),
    part(context(4), &BITS_TYPE, Type::Plain),
    part(context(5), &INTEGER, Type::Plain),
    part(context(6), &UNSIGNED, Type::Plain),
    part(context(9), &OCTETS_TYPE, Type::Plain),
    part(context(10), &STRING_TYPE, Type::Plain),
    part(context(11), &GENERAL_TIME_TYPE, Type::Parts(&[])),
    part(context(12), &TIME_TYPE, Type::Boolean),
    part(context(15), &OBJECT_ID_TYPE, Type::Parts(&[])),
];
