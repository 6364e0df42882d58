//! LDAP: a directory of people, machines and groups (RFC 4511).

mod filter;
mod operation;
mod parts;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value};
use crate::proto::ber;

/// Requests and answers that may stand behind the message number.
const OPERATIONS: &[u8] = &[
    0x60, 0x61, 0x42, 0x63, 0x64, 0x65, 0x73, 0x66, 0x67, 0x68, 0x69, 0x4a, 0x6b, 0x6c, 0x6d, 0x6e,
    0x6f, 0x50, 0x77, 0x78, 0x79,
];

crate::fields! {
    MESSAGE = FieldSpec::group("ldap.LDAPMessage_element", "Message").doc("A number, and a request or an answer.", "RFC 4511 §4.1.1");
    ID = FieldSpec::uint("ldap.messageID", "Message number", 32).doc("The answer repeats the number of its request.", "RFC 4511 §4.1.1.1");
    OPERATION = FieldSpec::uint("ldap.protocolOp", "Operation", 32).codes(operation::NAMES).doc("What is asked or answered.", "RFC 4511 §4.2");
    CONTROLS = FieldSpec::uint("ldap.controls", "Controls", 32).doc("How the operation shall be done; how many there are.", "RFC 4511 §4.1.11");
    CONTROL = FieldSpec::group("ldap.Control_element", "Control").doc("One of them.", "RFC 4511 §4.1.11");
    CONTROL_TYPE = FieldSpec::text("ldap.controlType", "Type").doc("Which one: a number in dotted form.", "RFC 4511 §4.1.11");
    CRITICALITY = FieldSpec::uint("ldap.criticality", "Critical", 8).doc("Set: without it the operation must not be done.", "RFC 4511 §4.1.11");
    CONTROL_VALUE = FieldSpec::bytes("ldap.controlValue", "Value").doc("In a form that depends on the type.", "RFC 4511 §4.1.11");
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len() + filter::FIELDS.len() + operation::FIELDS.len() + parts::FIELDS.len()] =
    join_fields(&[FIELDS, filter::FIELDS, operation::FIELDS, parts::FIELDS]);

/// LDAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ldap",
        short: "LDAP",
        title: "Lightweight Directory Access Protocol",
        osi: OsiLayer::Application,
        why: "It is what a program asks a directory, and what the directory answers.",
        reference: "RFC 4511",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 389),
        Claim::Port(Transport::Tcp, 3268),
        Claim::Port(Transport::Udp, 389),
    ],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00",
};

/// The same over UDP, for one question and its answer.
static CONNECTIONLESS: ProtoInfo = ProtoInfo {
    name: "cldap",
    short: "CLDAP",
    title: "Connectionless Lightweight Directory Access Protocol",
    osi: OsiLayer::Application,
    why: "It is what a program asks a directory before it opens a connection to it.",
    reference: "RFC 1798",
};

fn recognise(bytes: &[u8]) -> Match {
    let message = match ber::element(bytes, 0) {
        Ok(message) if message.id == ber::SEQUENCE => message,
        Err(ber::Bad::Cut(_)) => {
            return Match::short_if(bytes.first().is_none_or(|id| *id == ber::SEQUENCE));
        }
        _ => return Match::No,
    };
    match ber::element(bytes, message.start) {
        Ok(id) if id.id == ber::INTEGER && (1..=4).contains(&id.len) => match bytes.get(id.end) {
            Some(operation) => Match::yes_if(OPERATIONS.contains(operation)),
            None => Match::Short,
        },
        Err(ber::Bad::Cut(_)) => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    match ber::element(p.bytes(), 0) {
        Ok(message) => p.wait_for(message.end)?,
        Err(ber::Bad::Cut(needed)) => p.wait_for(needed)?,
        Err(ber::Bad::Wrong(_)) => {}
    }
    if p.outer() == "udp" {
        p.variant(&CONNECTIONLESS);
    }
    let mut end = 0;
    let result = p.group(&MESSAGE, |p| {
        let message = ber::expect(p, ber::SEQUENCE)?;
        end = message.end;
        ber::contents(p, &message, |p| {
            ber::field(p, &ID, ber::INTEGER)?;
            operation(p)?;
            if p.rest().is_empty() {
                return Ok(());
            }
            let list = ber::header(p)?;
            parts::counted(p, &CONTROLS, &list, control)
        })
    });
    if end > 0 && p.outer() == "tcp" {
        p.ends_at(end);
    }
    result
}

fn operation(p: &mut Peel<'_>) -> Peeled {
    let tag = p.rest().first().map_or(0, |id| u64::from(id & 0x1f));
    p.group_as(
        &OPERATION,
        || Value::Uint(tag),
        |p| {
            let element = ber::header(p)?;
            let said = operation::read(p, tag, &element)?;
            let name = OPERATION.names.get(tag).unwrap_or("unknown operation");
            p.summary(format_args!("{name}{said}"));
            Ok(())
        },
    )
}

fn control(p: &mut Peel<'_>) -> Result<(), Stop> {
    p.group(&CONTROL, |p| {
        let sequence = ber::expect(p, ber::SEQUENCE)?;
        ber::contents(p, &sequence, |p| {
            ber::field(p, &CONTROL_TYPE, ber::OCTET_STRING)?;
            if p.rest().first() == Some(&parts::BOOLEAN) {
                parts::boolean(p, &CRITICALITY)?;
            }
            if p.rest().is_empty() {
                return Ok(());
            }
            ber::field(p, &CONTROL_VALUE, ber::OCTET_STRING).map(drop)
        })
    })
}

#[cfg(test)]
mod tests;
