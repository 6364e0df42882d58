//! BACnet's application layer: who is there, what is the temperature, switch the light on (ASHRAE 135
//! §20). Headers, tags and the most frequent services are taken apart, other values shown as they are.

use crate::decode::{Claim, Peel, Peeled, Protocol, Stop};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Value};

const SECTION: &str = "ASHRAE 135 §20.1";
const TAGS: &str = "ASHRAE 135 §20.2.1";

const CONFIRMED: u8 = 0;
const UNCONFIRMED: u8 = 1;
const COMPLEX: u8 = 3;

const I_AM: u64 = 0;
const WHO_IS: u64 = 8;
const READ_PROPERTY: u64 = 12;
const WRITE_PROPERTY: u64 = 15;

const KINDS: Codes = &[
    (0, "confirmed request"),
    (1, "unconfirmed request"),
    (2, "simple acknowledgement"),
    (3, "acknowledgement with data"),
    (4, "segment acknowledgement"),
    (5, "error"),
    (6, "reject"),
    (7, "abort"),
];

const CONFIRMED_SERVICES: Codes = &[
    (0, "acknowledge alarm"),
    (1, "confirmed change of value"),
    (2, "confirmed event"),
    (3, "get alarms"),
    (4, "get enrollments"),
    (5, "subscribe to changes"),
    (6, "read file"),
    (7, "write file"),
    (8, "add list element"),
    (9, "remove list element"),
    (10, "create object"),
    (11, "delete object"),
    (12, "read property"),
    (13, "read property conditionally"),
    (14, "read several properties"),
    (15, "write property"),
    (16, "write several properties"),
    (17, "control communication"),
    (18, "private transfer"),
    (19, "text message"),
    (20, "reinitialize device"),
    (26, "read range"),
    (28, "subscribe to a property"),
    (29, "get events"),
];

const UNCONFIRMED_SERVICES: Codes = &[
    (0, "I am"),
    (1, "I have"),
    (2, "change of value"),
    (3, "event"),
    (4, "private transfer"),
    (5, "text message"),
    (6, "time"),
    (7, "who has"),
    (8, "who is"),
    (9, "UTC time"),
    (10, "write group"),
];

const KIND: FieldSpec = FieldSpec::uint("bacapp.type", "Type", 4)
    .codes(KINDS)
    .doc("What the message is.", SECTION);
const MORE: FieldSpec = FieldSpec::flag("bacapp.more_segments", "More segments")
    .part()
    .doc("Set: more of the message follows.", SECTION);
const SEGMENTED: FieldSpec = FieldSpec::flag("bacapp.segmented_request", "Segmented")
    .part()
    .doc("Set: this is a part of the message.", SECTION);
const PDU_FLAGS: FieldSpec = FieldSpec::hex("bacapp.pduflags", "Flags", 4)
    .parts_follow()
    .doc("Whether it is cut into segments.", SECTION);

const REQUEST: &[FieldSpec] = &[
    KIND,
    PDU_FLAGS,
    SEGMENTED,
    MORE,
    FieldSpec::flag("bacapp.SA", "Takes segments")
        .part()
        .doc("Set: the answer may come in segments.", SECTION),
    FieldSpec::gap(1).part(),
    FieldSpec::gap(1),
    FieldSpec::uint("bacapp.response_segments", "Most segments", 3)
        .codes(&[
            (0, "not said"),
            (1, "2"),
            (2, "4"),
            (3, "8"),
            (4, "16"),
            (5, "32"),
            (6, "64"),
            (7, "more"),
        ])
        .doc("In how many segments the answer may come.", SECTION),
    FieldSpec::uint("bacapp.max_adpu_size", "Longest message", 4)
        .codes(&[
            (0, "50 bytes"),
            (1, "128 bytes"),
            (2, "206 bytes"),
            (3, "480 bytes"),
            (4, "1024 bytes"),
            (5, "1476 bytes"),
        ])
        .doc("How long a message the sender takes.", SECTION),
];

const OTHER: &[FieldSpec] = &[KIND, FieldSpec::gap(4)];

const TAG: &[FieldSpec] = &[
    FieldSpec::uint("bacapp.application_tag_number", "Tag", 4)
        .codes(&[
            (0, "null"),
            (1, "Boolean"),
            (2, "unsigned"),
            (3, "signed"),
            (4, "real"),
            (5, "double"),
            (6, "octets"),
            (7, "text"),
            (8, "bits"),
            (9, "enumerated"),
            (10, "date"),
            (11, "time"),
            (12, "object"),
        ])
        .doc("Type of the value.", TAGS),
    FieldSpec::flag("bacapp.tag_class", "Context")
        .doc("Set: what the tag means depends on the message.", TAGS),
    FieldSpec::gap(3),
];

const CONTEXT_TAG: &[FieldSpec] = &[
    FieldSpec::uint("bacapp.context_tag_number", "Tag", 4).doc("Which part of the message.", TAGS),
    TAG[1],
    FieldSpec::gap(3),
];

const OBJECT: &[FieldSpec] = &[
    FieldSpec::uint("bacapp.objectType", "Object type", 10)
        .codes(&[
            (0, "analog input"),
            (1, "analog output"),
            (2, "analog value"),
            (3, "binary input"),
            (4, "binary output"),
            (5, "binary value"),
            (6, "calendar"),
            (7, "command"),
            (8, "device"),
            (9, "event enrollment"),
            (10, "file"),
            (11, "group"),
            (12, "loop"),
            (13, "multi-state input"),
            (14, "multi-state output"),
            (15, "notification class"),
            (16, "program"),
            (17, "schedule"),
            (19, "multi-state value"),
            (20, "trend log"),
        ])
        .doc("What kind of object.", "ASHRAE 135 §20.2.14"),
    FieldSpec::uint("bacapp.instance_number", "Instance", 22)
        .doc("Which one of them.", "ASHRAE 135 §20.2.14"),
];

crate::fields! {
    INVOKE = FieldSpec::uint("bacapp.invoke_id", "Invocation", 8).doc("The answer has the number of its request.", SECTION);
    SEQUENCE = FieldSpec::uint("bacapp.sequence_number", "Sequence", 8).doc("Number of the segment.", SECTION);
    WINDOW = FieldSpec::uint("bacapp.window_size", "Window", 8).doc("How many segments may go without an acknowledgement.", SECTION);
    SERVICE = FieldSpec::uint("bacapp.confirmed_service", "Service", 8).codes(CONFIRMED_SERVICES).doc("What is asked for.", SECTION);
    NOTICE = FieldSpec::uint("bacapp.unconfirmed_service", "Service", 8).codes(UNCONFIRMED_SERVICES).doc("What is asked or told, without an answer being promised.", SECTION);
    REJECT = FieldSpec::uint("bacapp.reject_reason", "Reason", 8).doc("Why it was rejected.", "ASHRAE 135 §18.9");
    ABORT = FieldSpec::uint("bacapp.abort_reason", "Reason", 8).doc("Why it was given up.", "ASHRAE 135 §18.10");
    ELEMENT = FieldSpec::group("", "Value").doc("A tag, and the value behind it.", TAGS);
    LENGTH = FieldSpec::uint("bacapp.LVT", "Length", 8).doc("Length of the value; for Booleans the value itself.", TAGS);
    PLAIN = FieldSpec::bytes("", "Value").doc("A value as it stands.", TAGS);
    LOW = FieldSpec::uint("bacapp.who_is.low_limit", "From", 0).doc("Only devices from this number on.", "ASHRAE 135 §16.10");
    HIGH = FieldSpec::uint("bacapp.who_is.high_limit", "To", 0).doc("Only devices up to this number.", "ASHRAE 135 §16.10");
    MAKER = FieldSpec::uint("bacapp.vendor_identifier", "Vendor", 0).doc("Who made the device.", "ASHRAE 135 §23");
    PROPERTY = FieldSpec::uint("bacapp.property_identifier", "Property", 0)
        .codes(&[
            (28, "description"),
            (44, "firmware revision"),
            (70, "model name"),
            (75, "object identifier"),
            (76, "object list"),
            (77, "object name"),
            (79, "object type"),
            (85, "present value"),
            (97, "protocol services supported"),
            (98, "protocol version"),
            (107, "segmentation supported"),
            (111, "status flags"),
            (112, "system status"),
            (117, "units"),
            (120, "vendor identifier"),
            (121, "vendor name"),
        ])
        .doc("Which property of the object.", "ASHRAE 135 §21");
    REST = FieldSpec::bytes("", "Rest").doc("What decap does not take apart.", SECTION);
}

/// BACnet, application layer.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bacapp",
        short: "BACnet APDU",
        title: "BACnet Application Layer",
        osi: OsiLayer::Application,
        why: "It is what devices of a building ask and tell each other.",
        reference: "ASHRAE 135 §20",
    },
    claims: &[Claim::Field("bacnet.control_net", 0)],
    headers: &[REQUEST, OTHER, TAG, CONTEXT_TAG, OBJECT],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x10\0\xc4\x02\0\0\x05\x22\x05\xc4\x91\x03\x22\x01\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let first = p.bytes()[0];
    let kind = first >> 4;
    let name = KIND.names.get(kind.into()).unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    if kind == CONFIRMED {
        p.rows(REQUEST)?;
    } else {
        p.rows(OTHER)?;
    }
    if kind == UNCONFIRMED {
        let service = p.uint(&NOTICE)?;
        let service_name = NOTICE.names.get(service).unwrap_or("unknown service");
        p.summary(format_args!("{service_name}"));
        return match service {
            I_AM | WHO_IS => elements(p, kind, service),
            _ => rest(p),
        };
    }
    if kind > 7 {
        return rest(p);
    }
    p.uint(&INVOKE)?;
    if matches!(kind, CONFIRMED | COMPLEX) && first & 8 != 0 {
        p.uint(&SEQUENCE)?;
        p.uint(&WINDOW)?;
    }
    let service = match kind {
        0 | 2 | 3 | 5 => p.uint(&SERVICE)?,
        4 => {
            p.uint(&SEQUENCE)?;
            return p.uint(&WINDOW).map(drop);
        }
        6 => return p.uint(&REJECT).map(drop),
        _ => return p.uint(&ABORT).map(drop),
    };
    let service_name = SERVICE.names.get(service).unwrap_or("unknown service");
    p.summary(format_args!("{name}: {service_name}"));
    match (kind, service) {
        (CONFIRMED | COMPLEX, READ_PROPERTY) | (CONFIRMED, WRITE_PROPERTY) if first & 8 == 0 => {
            elements(p, kind, service)
        }
        _ => rest(p),
    }
}

fn rest(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&REST, len).map(drop),
    }
}

/// Reads tags and values, until one has another form than the frequent ones.
fn elements(p: &mut Peel<'_>, kind: u8, service: u64) -> Peeled {
    let mut index = 0;
    // Long lengths, high tags, opening and closing tags are left as they are.
    while let Some(tag) = p
        .rest()
        .first()
        .filter(|tag| *tag & 7 < 5 && *tag >> 4 < 15)
    {
        let tag = *tag;
        p.group(&ELEMENT, |p| element(p, tag, (kind, service, index)))?;
        index += 1;
    }
    rest(p)
}

fn element(
    p: &mut Peel<'_>,
    tag: u8,
    (kind, service, index): (u8, u64, usize),
) -> Result<(), Stop> {
    let at = p.pos();
    let (number, is_context, len) = (tag >> 4, tag & 8 != 0, usize::from(tag & 7));
    p.rows(if is_context { CONTEXT_TAG } else { TAG })?;
    p.mark_as(&LENGTH, at..at + 1, Value::Uint(len as u64));
    let is_boolean = !is_context && number == 1;
    if len == 0 || is_boolean {
        return Ok(());
    }
    let is_property = matches!(service, READ_PROPERTY | WRITE_PROPERTY) && kind != UNCONFIRMED;
    match (is_context, number, len) {
        (false, 12, 4) => p.rows(OBJECT).map(drop),
        (true, 0, 4) if is_property => p.rows(OBJECT).map(drop),
        (true, 1, _) if is_property => p.field(&PROPERTY, len).map(drop),
        (true, 0, _) if service == WHO_IS => p.field(&LOW, len).map(drop),
        (true, 1, _) if service == WHO_IS => p.field(&HIGH, len).map(drop),
        (false, 2, _) if kind == UNCONFIRMED && service == I_AM && index == 3 => {
            p.field(&MAKER, len).map(drop)
        }
        _ => p.field(&PLAIN, len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};
    use crate::proto::application::bvlc;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&bvlc::PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_device_says_who_it_is() {
        let mut bytes = b"\x81\x0b\0\x19\x01\x20\xff\xff\0\xff".to_vec();
        bytes.extend(PROTOCOL.sample);
        let out = peeled(&bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("bacapp.instance_number"), Value::Uint(5));
        assert_eq!(value("bacapp.vendor_identifier"), Value::Uint(260));
        assert_eq!(value("bacnet.dnet"), Value::Uint(65_535));
        assert_eq!(out.layers[2].summary, "I am");
    }

    #[test]
    fn lengths_that_lie_are_told() {
        let out = peeled(b"\x81\x0a\0\x03\x01\0\x10\x08");
        assert!(matches!(
            out.faults[0].kind,
            FaultKind::BadLength { says: 3, .. }
        ));
        let out = peeled(b"\x81\x0a\0\x0a\x01\x04\x10\x08\x0c\x01");
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}
