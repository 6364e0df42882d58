//! C12.22: reading and writing the tables of electricity meters over networks (ANSI C12.22,
//! IEEE 1703).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value};
use crate::proto::asn1::{self, PADDING, Part, Type, application, context, part, universal};
use crate::proto::ber;

const PORT: u16 = 1153;

const SOURCE: &str = "ANSI C12.22";

/// The identifier octet of a message.
const MESSAGE_ID: u8 = 0x60;

/// An ED class or a message authentication code has so many bytes.
const WORD: usize = 4;

const IDENTIFY: u64 = 0x20;
const FULL_READ: u64 = 0x30;
const PART_READ: u64 = 0x3f;
const FULL_WRITE: u64 = 0x40;
const PART_WRITE: u64 = 0x4f;

/// Answers come below this number.
const FIRST_COMMAND: u8 = 0x20;

const COMMANDS: Codes = &[
    (IDENTIFY, "identify"),
    (0x21, "terminate"),
    (0x22, "disconnect"),
    (FULL_READ, "full read"),
    (PART_READ, "partial read"),
    (FULL_WRITE, "full write"),
    (PART_WRITE, "partial write"),
    (0x50, "logon"),
    (0x51, "security"),
    (0x52, "logoff"),
    (0x53, "authenticate"),
    (0x70, "wait"),
];

const ANSWERS: Codes = &[
    (0, "done"),
    (1, "error"),
    (2, "service not supported"),
    (3, "not enough rights"),
    (4, "operation not possible"),
    (5, "inappropriate action"),
    (6, "busy"),
    (7, "data not ready"),
    (8, "data locked"),
    (9, "renegotiate"),
    (10, "invalid state of the service"),
];

const SECURITY: Codes = &[
    (0, "in the clear"),
    (1, "in the clear, authenticated"),
    (2, "encrypted and authenticated"),
];

const RESPONSES: Codes = &[(0, "always"), (1, "only errors"), (2, "never")];

const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("c1222.epsem.flags", "Flags", 8)
        .parts_follow()
        .doc("How the services are protected and answered.", SOURCE),
    FieldSpec::flag("c1222.epsem.flags.reserved", "Reserved")
        .part()
        .doc("Always set.", SOURCE),
    FieldSpec::flag("c1222.epsem.flags.recovery", "Recovery")
        .part()
        .doc("Set: a session is taken up again.", SOURCE),
    FieldSpec::flag("c1222.epsem.flags.proxy", "Proxy")
        .part()
        .doc("Set: another node speaks for the sender.", SOURCE),
    FieldSpec::flag("c1222.epsem.flags.ed_class", "Class")
        .part()
        .doc("Set: the class of the device follows.", SOURCE),
    FieldSpec::hex("c1222.epsem.flags.security", "Security", 2)
        .part()
        .codes(SECURITY)
        .doc("Whether the services are encrypted or signed.", SOURCE),
    FieldSpec::hex("c1222.epsem.flags.response_control", "Answer", 2)
        .part()
        .codes(RESPONSES)
        .doc("When an answer is wanted.", SOURCE),
];

const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SOURCE)
}

const fn choice(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 0).doc(doc, SOURCE)
}

const fn oid(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, SOURCE)
}

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SOURCE)
}

crate::fields! {
    MESSAGE = group("c1222.MESSAGE_element", "Message", "Who speaks to whom, and what.");
    CONTEXT = oid("c1222.aSO_context", "Context", "The rules that both follow.");
    CALLED = choice("c1222.called_AP_title", "Called node", "How its name is written.");
    CALLED_ABSOLUTE = oid("c1222.called_ap_title_abs", "Name", "The whole name of the node.");
    CALLED_INVOCATION = choice("c1222.called_AP_invocation_id", "Called invocation", "The number of the request that is answered.");
    CALLING = choice("c1222.calling_AP_title", "Calling node", "How its name is written.");
    CALLING_ABSOLUTE = oid("c1222.calling_ap_title_abs", "Name", "The whole name of the node.");
    CALLING_INVOCATION = choice("c1222.calling_AP_invocation_id", "Calling invocation", "Numbers the sender's messages.");
    MECHANISM = oid("c1222.mechanism_name", "Mechanism", "How the sender proves who it is.");
    AUTHENTICATION = group("c1222.calling_authentication_value_element", "Authentication", "What the protection needs.");
    INFORMATION = group("c1222.user_information_element", "Services", "What is asked for or answered.");
    CLASS = bytes("c1222.epsem.edclass", "Device class", "Which kind of meter it is: its maker's tables depend on it.");
    SERVICE = bytes("c1222.epsem.data", "Service", "One request or answer; encrypted ones are shown together.");
    MAC = bytes("c1222.epsem.mac", "Authentication code", "Made with a key that both share.");
    COMMAND = FieldSpec::hex("c1222.cmd", "Command", 8).codes(COMMANDS).doc("What is to be done.", SOURCE);
    ANSWER = FieldSpec::hex("c1222.err", "Answer", 8).codes(ANSWERS).doc("How it went.", SOURCE);
    READ_TABLE = FieldSpec::hex("c1222.read.table", "Table", 16).doc("The table to be read.", SOURCE);
    READ_OFFSET = FieldSpec::hex("c1222.read.offset", "Offset", 24).doc("From which byte on.", SOURCE);
    READ_COUNT = FieldSpec::uint("c1222.read.count", "Count", 16).unit("bytes").doc("How much.", SOURCE);
    WRITE_TABLE = FieldSpec::hex("c1222.write.table", "Table", 16).doc("The table to be written; table 7 starts procedures.", SOURCE);
    WRITE_OFFSET = FieldSpec::hex("c1222.write.offset", "Offset", 24).doc("From which byte on.", SOURCE);
    WRITE_SIZE = FieldSpec::hex("c1222.write.size", "Size", 16).unit("bytes").doc("Of the data.", SOURCE);
    WRITE_DATA = bytes("c1222.write.data", "Data", "What is written.");
    PROCEDURE_SEQUENCE = FieldSpec::uint("c1222.procedure.sequence", "Sequence number", 8).doc("The result in table 8 repeats it.", SOURCE);
    CHECKSUM = FieldSpec::hex("c1222.write.chksum", "Checksum", 8).doc("Data and checksum add up to a multiple of 256.", SOURCE);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + 1] =
    crate::decode::join_fields(&[FIELDS, &[&PADDING]]);

static PARTS: [Part; 8] = [
    part(context(1), &CONTEXT, Type::Around(&Type::Plain)),
    part(context(2), &CALLED, Type::Bare(called)),
    part(context(4), &CALLED_INVOCATION, Type::Around(&Type::Plain)),
    part(context(6), &CALLING, Type::Bare(calling)),
    part(context(8), &CALLING_INVOCATION, Type::Around(&Type::Plain)),
    part(context(11), &MECHANISM, Type::Plain),
    part(context(12), &AUTHENTICATION, Type::Bare(authentication)),
    part(context(30), &INFORMATION, Type::Bare(information)),
];

static MESSAGES: [Part; 1] = [part(application(0), &MESSAGE, Type::Parts(&PARTS))];

/// C12.22.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "c1222",
        short: "C12.22",
        title: "ANSI C12.22 Meter Communication",
        osi: OsiLayer::Application,
        why: "A utility reads its meters and tells them what to do.",
        reference: "ANSI C12.22, IEEE 1703",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
    ],
    headers: &[FLAGS],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x60\x16\xa2\x05\x06\x03\x60\x7c\x01\xa8\x03\x02\x01\x05\xbe\x08\x28\x06\x81\x04\x80\x02\x20\x00",
};

/// A message that begins with one of its parts.
fn recognise(bytes: &[u8]) -> Match {
    match ber::element(bytes, 0) {
        Ok(message) => {
            let first = bytes.get(message.start).copied();
            let fits = first.is_none_or(|id| matches!(id, 0xa1..=0xac | 0x8b | 0xbe));
            Match::maybe_if(message.id == MESSAGE_ID && fits)
        }
        Err(_) => Match::short_if(bytes == [MESSAGE_ID]),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let message = ber::element(p.bytes(), 0).ok();
    if let Some(message) = message {
        p.wait_for(message.start + message.len)?;
        p.ends_at(message.end);
    }
    p.summary(format_args!("meter message"));
    asn1::one(p, &MESSAGES).map(drop)
}

static CALLED_NAMES: [Part; 1] = [part(universal(6), &CALLED_ABSOLUTE, Type::Plain)];
static CALLING_NAMES: [Part; 1] = [part(universal(6), &CALLING_ABSOLUTE, Type::Plain)];

fn called(p: &mut Peel<'_>) -> Peeled {
    name(p, &CALLED, &CALLED_NAMES)
}

fn calling(p: &mut Peel<'_>) -> Peeled {
    name(p, &CALLING, &CALLING_NAMES)
}

/// A name, which is whole or counts from the own network on; only whole ones are read.
fn name(p: &mut Peel<'_>, spec: &'static FieldSpec, names: &'static [Part]) -> Peeled {
    let is_whole = p.rest().first() == Some(&ber::OBJECT_IDENTIFIER);
    p.group_as(
        spec,
        || Value::Uint(u64::from(!is_whole)),
        |p| asn1::one(p, names).map(drop),
    )
}

fn skip(p: &mut Peel<'_>) -> Peeled {
    p.skip(p.rest().len()).map(drop)
}

fn authentication(p: &mut Peel<'_>) -> Peeled {
    let external = ber::header(p)?;
    ber::contents(p, &external, |p| p.group(&AUTHENTICATION, skip))
}

/// An external value (X.690 §8.18) of bytes, and in it the services.
fn information(p: &mut Peel<'_>) -> Peeled {
    let external = ber::header(p)?;
    ber::contents(p, &external, |p| {
        let inner = ber::header(p)?;
        ber::contents(p, &inner, |p| p.group(&INFORMATION, services))
    })
}

fn services(p: &mut Peel<'_>) -> Peeled {
    let flags = p.rows(FLAGS)?.first().copied().unwrap_or_default();
    if flags & 0x10 != 0 {
        p.field(&CLASS, WORD)?;
    }
    match flags >> 2 & 3 {
        0 => clear(p, 0),
        1 => {
            clear(p, WORD)?;
            p.field(&MAC, WORD).map(drop)
        }
        _ => {
            let sealed = p.rest().len();
            p.mark(&SERVICE, p.pos()..p.pos() + sealed);
            p.skip(sealed.saturating_sub(WORD))?;
            p.field(&MAC, WORD).map(drop)
        }
    }
}

/// Services with lengths, up to the last `tail` bytes.
fn clear(p: &mut Peel<'_>, tail: usize) -> Peeled {
    while p.rest().len() > tail && !p.is_full() {
        // A length as in BER: it would stand behind an identifier.
        let (first, rest) = (p.rest()[0], &p.rest()[1..]);
        let (len, skipped) = match (first, rest) {
            (0..=0x7f, _) => (usize::from(first), 1),
            (0x81, [len, ..]) => (usize::from(*len), 2),
            (0x82, [high, low, ..]) => (usize::from(u16::from_be_bytes([*high, *low])), 3),
            _ => return skip(p),
        };
        p.skip(skipped)?;
        if len > 0 {
            p.group(&SERVICE, |p| p.within(len, "service length", service))?;
        }
    }
    Ok(())
}

fn service(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    if p.rest()[0] < FIRST_COMMAND {
        p.uint(&ANSWER)?;
        return skip(p);
    }
    let command = p.uint(&COMMAND)?;
    match command {
        FULL_READ => p.uint(&READ_TABLE).map(drop),
        PART_READ => {
            p.uint(&READ_TABLE)?;
            p.uint(&READ_OFFSET)?;
            p.uint(&READ_COUNT).map(drop)
        }
        FULL_WRITE | PART_WRITE => {
            let table = p.uint(&WRITE_TABLE)?;
            if command == PART_WRITE {
                p.uint(&WRITE_OFFSET)?;
            }
            let size = p.uint(&WRITE_SIZE)? as usize;
            p.within(size, "table size", |p| {
                if table == 7 && command == FULL_WRITE {
                    p.skip(2)?;
                    p.uint(&PROCEDURE_SEQUENCE)?;
                }
                match p.rest().len() {
                    0 => Ok(()),
                    len => p.field(&WRITE_DATA, len).map(drop),
                }
            })?;
            p.uint(&CHECKSUM).map(drop)
        }
        _ => skip(p),
    }
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
    fn services_read_and_write_tables() {
        let bytes = b"\x60\x1c\xa8\x03\x02\x01\x05\xbe\x15\x28\x13\x81\x11\x80\
            \x0b\x40\x00\x07\x00\x05\x34\x08\x00\x3e\x08\x7e\x03\x30\x00\x08";
        let out = peeled(bytes);
        let one = |name| all(&out, bytes, name);
        assert_eq!(one("c1222.calling_AP_invocation_id"), [(6, 1, "5".into())]);
        assert_eq!(one("c1222.write.data")[0].0, 23);
        assert_eq!(one("c1222.write.data")[0].1, 2);
        assert_eq!(one("c1222.read.table")[0].0, 28);
        assert_eq!(one("c1222.epsem.data").len(), 2);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn encrypted_services_stay_bytes_and_lengths_that_lie_are_told() {
        let bytes = b"\x60\x0f\xbe\x0d\x28\x0b\x81\x09\x88\x65\xf1\xe2\x71\xa7\x1f\x7f\x27";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "c1222.epsem.mac")[0].0, 13);
        let lies = b"\x60\x0a\xbe\x08\x28\x06\x81\x04\x80\x7f\x30\x00";
        assert!(!peeled(lies).faults.is_empty());
        assert_eq!(recognise(b"\x60\x03\x02\x01\x05"), Match::No);
    }
}
