//! Protocol data units: what is asked, answered or reported (RFC 3416 §3; RFC 1157 §4).

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, Value, text};
use crate::proto::ber::{self, Element};

/// Identifier octet of a PDU: context class, constructed, and the number of its type.
const CONTEXT: u8 = 0xa0;

const TRAP: u8 = 4;
const BULK: u8 = 5;

/// Identifier octets of values (RFC 2578 §2, RFC 3416 §3).
const IP_ADDRESS: u8 = 0x40;
const COUNTER: u8 = 0x41;
const GAUGE: u8 = 0x42;
const TIME_TICKS: u8 = 0x43;
const OPAQUE: u8 = 0x44;
const COUNTER_64: u8 = 0x46;
const NO_SUCH_OBJECT: u8 = 0x80;
const NO_SUCH_INSTANCE: u8 = 0x81;
const END_OF_VIEW: u8 = 0x82;

const TYPES: Codes = &[
    (0, "get"),
    (1, "get next"),
    (2, "response"),
    (3, "set"),
    (4, "trap of version 1"),
    (5, "get bulk"),
    (6, "inform"),
    (7, "trap"),
    (8, "report"),
];

const ERRORS: Codes = &[
    (0, "no error"),
    (1, "too big"),
    (2, "no such name"),
    (3, "bad value"),
    (4, "read only"),
    (5, "general error"),
    (6, "no access"),
    (7, "wrong type"),
    (8, "wrong length"),
    (9, "wrong encoding"),
    (10, "wrong value"),
    (11, "no creation"),
    (12, "inconsistent value"),
    (13, "resource unavailable"),
    (14, "commit failed"),
    (15, "undo failed"),
    (16, "authorization error"),
    (17, "not writable"),
    (18, "inconsistent name"),
];

const TRAPS: Codes = &[
    (0, "cold start"),
    (1, "warm start"),
    (2, "link down"),
    (3, "link up"),
    (4, "authentication failure"),
    (5, "neighbour lost"),
    (6, "the enterprise's own"),
];

const PDU: &str = "RFC 3416 §3";
const TRAP_SECTION: &str = "RFC 1157 §4.1.6";

crate::fields! {
    DATA = FieldSpec::uint("snmp.data", "Data", 32)
        .codes(TYPES)
        .doc("The protocol data unit, and which type it is.", PDU);
    GET = FieldSpec::group("snmp.get_request_element", "Get")
        .doc("Asks for the values of variables.", "RFC 3416 §4.2.1");
    GET_NEXT = FieldSpec::group("snmp.get_next_request_element", "Get next")
        .doc("Asks for the variables that come next after these: so a table is read without knowing its rows.", "RFC 3416 §4.2.2");
    RESPONSE = FieldSpec::group("snmp.get_response_element", "Response")
        .doc("Answers a request.", "RFC 3416 §4.2.4");
    SET = FieldSpec::group("snmp.set_request_element", "Set")
        .doc("Sets variables: all of them, or none.", "RFC 3416 §4.2.5");
    OLD_TRAP = FieldSpec::group("snmp.trap_element", "Trap")
        .doc("An agent reports, unasked, what happened.", TRAP_SECTION);
    GET_BULK = FieldSpec::group("snmp.getBulkRequest_element", "Get bulk")
        .doc("Asks for many next variables at once.", "RFC 3416 §4.2.3");
    INFORM = FieldSpec::group("snmp.informRequest_element", "Inform")
        .doc("A report that must be answered.", "RFC 3416 §4.2.7");
    NOTIFY = FieldSpec::group("snmp.snmpV2_trap_element", "Trap")
        .doc("An agent reports, unasked, what happened.", "RFC 3416 §4.2.6");
    REPORT = FieldSpec::group("snmp.report_element", "Report")
        .doc("Says why a message of version 3 was not understood.", "RFC 3412 §7.1");
    REQUEST_ID = FieldSpec::int("snmp.request_id", "Request identifier", 32)
        .doc("Chosen by the asker; the response repeats it.", PDU);
    ERROR_STATUS = FieldSpec::int("snmp.error_status", "Error", 32)
        .codes(ERRORS)
        .doc("What went wrong, in a response.", PDU);
    ERROR_INDEX = FieldSpec::int("snmp.error_index", "Error index", 32)
        .doc("Which variable it was, counted from 1.", PDU);
    NON_REPEATERS = FieldSpec::uint("snmp.non_repeaters", "Not repeated", 32)
        .doc("For so many variables only one next is wanted.", PDU);
    MAX_REPETITIONS = FieldSpec::uint("snmp.max_repetitions", "Repetitions", 32)
        .doc("For the other variables at most so many next are wanted.", PDU);
    ENTERPRISE = FieldSpec::computed("snmp.enterprise", "Enterprise")
        .doc("What kind of device reports.", TRAP_SECTION);
    AGENT = FieldSpec::ipv4("snmp.agent_addr", "Agent's address")
        .doc("The device that reports.", TRAP_SECTION);
    GENERIC_TRAP = FieldSpec::int("snmp.generic_trap", "Generic trap", 32)
        .codes(TRAPS)
        .doc("What happened.", TRAP_SECTION);
    SPECIFIC_TRAP = FieldSpec::int("snmp.specific_trap", "Specific trap", 32)
        .doc("What happened, in the enterprise's own numbers.", TRAP_SECTION);
    TIME_STAMP = FieldSpec::uint("snmp.time_stamp", "Time stamp", 32)
        .unit("× 10 ms")
        .doc("How long the device had been up.", TRAP_SECTION);
    VARIABLES = FieldSpec::uint("snmp.variable_bindings", "Variables", 32)
        .doc("Names and values, and how many there are.", PDU);
    VARIABLE = FieldSpec::group("", "Variable")
        .doc("A name and its value.", PDU);
    NAME = FieldSpec::computed("snmp.name", "Name")
        .doc("Which variable: a path through the tree of all that is managed in the world.", "RFC 3416 §3; RFC 3418");
    INT_VALUE = FieldSpec::int("snmp.value.int", "Integer", 64)
        .doc("A number with a sign.", "RFC 2578 §7.1.1");
    OCTETS = FieldSpec::bytes("snmp.value.octets", "String")
        .doc("Bytes: text, an address, anything.", "RFC 2578 §7.1.2");
    TEXT = FieldSpec::text("snmp.var-bind_str", "As text")
        .doc("The same, as they are visible characters.", "RFC 2578 §7.1.2");
    NULL = FieldSpec::group("snmp.value.null", "No value")
        .doc("A request has no values: they are to be filled in.", PDU);
    OID = FieldSpec::computed("snmp.value.oid", "Object identifier")
        .doc("A name as a value.", "RFC 2578 §7.1.3");
    IPV4 = FieldSpec::ipv4("snmp.value.ipv4", "Address")
        .doc("An IPv4 address.", "RFC 2578 §7.1.5");
    ADDRESS = FieldSpec::bytes("snmp.value.addr", "Address")
        .doc("An address that is not of 4 bytes.", "RFC 2578 §7.1.5");
    COUNTER_VALUE = FieldSpec::uint("snmp.value.counter", "Counter", 64)
        .doc("Counts up, and from the largest number on from zero again.", "RFC 2578 §7.1.6");
    GAUGE_VALUE = FieldSpec::uint("snmp.value.u32", "Gauge", 64)
        .doc("A number that goes up and down.", "RFC 2578 §7.1.7");
    TICKS = FieldSpec::uint("snmp.value.timeticks", "Time", 64)
        .unit("× 10 ms")
        .doc("A span of time, such as how long the device has been up.", "RFC 2578 §7.1.8");
    OPAQUE_VALUE = FieldSpec::bytes("snmp.value.opaque", "Opaque")
        .doc("Bytes in an encoding of their own.", "RFC 2578 §7.1.9");
    NO_OBJECT = FieldSpec::group("snmp.noSuchObject", "No such object")
        .doc("The device knows no variable of that kind.", "RFC 3416 §4.2.1");
    NO_INSTANCE = FieldSpec::group("snmp.noSuchInstance", "No such instance")
        .doc("It knows the kind, but not this one.", "RFC 3416 §4.2.1");
    VIEW_END = FieldSpec::group("snmp.endOfMibView", "End")
        .doc("There is nothing behind this name.", "RFC 3416 §4.2.2");
    UNKNOWN = FieldSpec::bytes("snmp.value.unk", "Unknown")
        .doc("A value of a type without a meaning here.", PDU);
}

/// Reads the choice of protocol data units; returns what it says in a few words.
///
/// # Errors
/// [`Stop`] if it is not all there.
pub(super) fn pdus(p: &mut Peel<'_>) -> Result<String, Stop> {
    let at = p.pos();
    let kind = p.rest().first().map_or(0, |id| id & 0x1f);
    let mut said = String::new();
    p.group_as(
        &DATA,
        || Value::Uint(u64::from(kind)),
        |p| {
            let element = ber::header(p)?;
            let Some(spec) = spec_of(element.id) else {
                p.fault(
                    FaultKind::Malformed("SNMP has no such type of message"),
                    at..at + 1,
                );
                return p.skip(element.len).map(drop);
            };
            p.group(spec, |p| {
                ber::contents(p, &element, |p| {
                    said = if kind == TRAP {
                        old_trap(p)?
                    } else {
                        pdu(p, kind)?
                    };
                    Ok(())
                })
            })
        },
    )?;
    Ok(said)
}

fn spec_of(id: u8) -> Option<&'static FieldSpec> {
    let specs = [
        &GET, &GET_NEXT, &RESPONSE, &SET, &OLD_TRAP, &GET_BULK, &INFORM, &NOTIFY, &REPORT,
    ];
    id.checked_sub(CONTEXT)
        .and_then(|kind| specs.get(usize::from(kind)))
        .copied()
}

fn pdu(p: &mut Peel<'_>, kind: u8) -> Result<String, Stop> {
    ber::field(p, &REQUEST_ID, ber::INTEGER)?;
    let (first, second) = if kind == BULK {
        (&NON_REPEATERS, &MAX_REPETITIONS)
    } else {
        (&ERROR_STATUS, &ERROR_INDEX)
    };
    let status = ber::field(p, first, ber::INTEGER)?;
    ber::field(p, second, ber::INTEGER)?;
    let name = TYPES[usize::from(kind)].1;
    let error = match ber::number(status) {
        Value::Uint(status @ 1..) if kind != BULK => {
            let known = ERRORS.iter().find(|error| error.0 == status);
            known.map_or(", unknown error".to_owned(), |error| {
                format!(", {}", error.1)
            })
        }
        _ => String::new(),
    };
    Ok(format!("{name}{error}{}", variables(p)?))
}

fn old_trap(p: &mut Peel<'_>) -> Result<String, Stop> {
    ber::field(p, &ENTERPRISE, ber::OBJECT_IDENTIFIER)?;
    ber::field(p, &AGENT, IP_ADDRESS)?;
    let generic = ber::field(p, &GENERIC_TRAP, ber::INTEGER)?;
    ber::field(p, &SPECIFIC_TRAP, ber::INTEGER)?;
    ber::field(p, &TIME_STAMP, TIME_TICKS)?;
    let what = match generic {
        [code @ 0..=6] => TRAPS[usize::from(*code)].1,
        _ => "unknown",
    };
    Ok(format!("trap, {what}{}", variables(p)?))
}

/// Reads the list of variables; returns the first one's name, and how many more there are.
fn variables(p: &mut Peel<'_>) -> Result<String, Stop> {
    let list = ber::expect(p, ber::SEQUENCE)?;
    let bytes = p.bytes();
    let end = (list.start + list.len).min(bytes.len());
    let count = count(&bytes[..end], list.start);
    let first = first_name(&bytes[..end], list.start).unwrap_or_default();
    p.group_as(
        &VARIABLES,
        || Value::Uint(count),
        |p| {
            ber::contents(p, &list, |p| {
                while !p.rest().is_empty() && !p.is_full() {
                    variable(p)?;
                }
                Ok(())
            })
        },
    )?;
    Ok(match count {
        0 => String::new(),
        1 => format!(" {first}"),
        more => format!(" {first} and {} more", more - 1),
    })
}

fn count(bytes: &[u8], mut at: usize) -> u64 {
    let mut count = 0;
    while at < bytes.len() {
        let Ok(element) = ber::element(bytes, at) else {
            break;
        };
        (at, count) = (element.end, count + 1);
    }
    count
}

fn first_name(bytes: &[u8], at: usize) -> Option<String> {
    let variable = ber::element(bytes, at).ok()?;
    let name = ber::element(bytes, variable.start).ok()?;
    bytes.get(name.start..name.end).map(ber::object_identifier)
}

fn variable(p: &mut Peel<'_>) -> Peeled {
    let variable = ber::expect(p, ber::SEQUENCE)?;
    p.group(&VARIABLE, |p| {
        ber::contents(p, &variable, |p| {
            ber::field(p, &NAME, ber::OBJECT_IDENTIFIER)?;
            let element = ber::header(p)?;
            variable_value(p, &element)
        })
    })
}

fn variable_value(p: &mut Peel<'_>, element: &Element) -> Peeled {
    let spec = match element.id {
        ber::INTEGER => &INT_VALUE,
        ber::OCTET_STRING => return octets(p, element),
        ber::NULL => &NULL,
        ber::OBJECT_IDENTIFIER => &OID,
        IP_ADDRESS if element.len == 4 => &IPV4,
        IP_ADDRESS => &ADDRESS,
        COUNTER | COUNTER_64 => &COUNTER_VALUE,
        GAUGE => &GAUGE_VALUE,
        TIME_TICKS => &TICKS,
        OPAQUE => &OPAQUE_VALUE,
        NO_SUCH_OBJECT => &NO_OBJECT,
        NO_SUCH_INSTANCE => &NO_INSTANCE,
        END_OF_VIEW => &VIEW_END,
        _ => &UNKNOWN,
    };
    ber::value(p, spec, element).map(drop)
}

/// Bytes, and beside them what they say if they are text.
fn octets(p: &mut Peel<'_>, element: &Element) -> Peeled {
    p.group(&OCTETS, |p| {
        let start = p.pos();
        let bytes = p.skip(element.len)?;
        let is_text = !bytes.is_empty()
            && std::str::from_utf8(bytes).is_ok_and(|words| text::clean(words) == words);
        if is_text {
            p.mark(&TEXT, start..start + bytes.len());
        }
        Ok(())
    })?;
    p.seek(element.end);
    Ok(())
}
