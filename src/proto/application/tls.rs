//! TLS: records, and in them handshakes, alerts and encrypted data (RFC 8446, RFC 5246).

mod agreed;
mod certificate;
mod exchange;
mod extensions;
mod extent;
mod handshake;
mod hello;
#[cfg(test)]
mod tests;
mod transport;
pub(super) mod twins;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{
    Codes, FaultKind, FieldSpec, Lesson, OsiLayer, ProtoInfo, Transport, bytes_of, names,
};
use crate::proto::x509;

const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;
const HEARTBEAT: u8 = 24;

pub(super) const CONTENT_TYPES: Codes = &[
    (CHANGE_CIPHER_SPEC as u64, "change cipher spec"),
    (ALERT as u64, "alert"),
    (HANDSHAKE as u64, "handshake"),
    (APPLICATION_DATA as u64, "application data"),
    (HEARTBEAT as u64, "heartbeat"),
];

/// Most bytes of a record: 2^14 of plain text and what encryption may add (RFC 5246 §6.2.3).
const MAX_RECORD: usize = (1 << 14) + 2048;

/// Length of a record's header in bytes.
const HEADER_LEN: usize = bytes_of(RECORD);

const RECORD: &[FieldSpec] = &[
    FieldSpec::uint("tls.record.content_type", "Content", 8)
        .codes(CONTENT_TYPES)
        .doc("What the record carries. Once encryption has begun, TLS 1.3 hides it: everything looks like application data.", "RFC 8446 §5.1"),
    FieldSpec::hex("tls.record.version", "Record version", 16)
        .lookup(|code| names::tls_version(code as u16))
        .doc("Frozen at old numbers so that old devices on the way let the record pass; it no longer says which version is spoken.", "RFC 8446 §5.1"),
    FieldSpec::uint("tls.record.length", "Length", 16)
        .unit("bytes")
        .doc("Length of what follows in this record.", "RFC 8446 §5.1"),
];

/// The header of a record of TLS 1.3 whose content is encrypted.
const OPAQUE: &[FieldSpec] = &[
    FieldSpec::uint("tls.record.opaque_type", "Content", 8)
        .codes(CONTENT_TYPES)
        .doc(
            "Always application data: what the record really carries is encrypted with it.",
            "RFC 8446 §5.2",
        ),
    RECORD[1],
    RECORD[2],
];

const OWN: &[&FieldSpec] = &[
    &RECORD_GROUP,
    &CHANGE,
    &ALERT_MESSAGE,
    &LEVEL,
    &DESCRIPTION,
    &APP_DATA,
    &SEALED_ALERT,
    &BEAT,
];

static RECORD_GROUP: FieldSpec = FieldSpec::group("tls.record", "Record").doc(
    "TLS cuts the stream into records, each protected by itself.",
    "RFC 8446 §5",
);
static CHANGE: FieldSpec = FieldSpec::bytes("tls.change_cipher_spec", "Change cipher spec").doc(
    "From the next record on the sender encrypts. TLS 1.3 sends it only to look like TLS 1.2.",
    "RFC 5246 §7.1; RFC 8446 §5",
);
static ALERT_MESSAGE: FieldSpec = FieldSpec::group("tls.alert_message", "Alert").doc(
    "A warning, or the reason why the connection ends.",
    "RFC 8446 §6",
);
static SEALED_ALERT: FieldSpec = FieldSpec::bytes("tls.alert_message", "Encrypted alert")
    .doc("An alert that only the two ends can read.", "RFC 8446 §6");
static LEVEL: FieldSpec = FieldSpec::uint("tls.alert_message.level", "Level", 8)
    .codes(&[(1, "warning"), (2, "fatal")])
    .doc("Whether the connection can go on.", "RFC 8446 §6");
static DESCRIPTION: FieldSpec = FieldSpec::uint("tls.alert_message.desc", "Description", 8)
    .lookup(|code| names::tls_alert(code as u8))
    .doc("What happened.", "RFC 8446 §6");
static APP_DATA: FieldSpec = FieldSpec::bytes("tls.app_data", "Encrypted application data").doc(
    "What the application says, readable by the two ends only.",
    "RFC 8446 §5.2",
);
static BEAT: FieldSpec = FieldSpec::bytes("tls.heartbeat_message", "Heartbeat").doc(
    "Asks the peer to echo some bytes, to see that it is alive.",
    "RFC 6520 §4",
);

/// TLS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "tls",
        short: "TLS",
        title: "Transport Layer Security",
        osi: OsiLayer::Presentation,
        why: "It changes the form of the application's data, by encryption, before the transport carries it.",
        reference: "RFC 8446",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 443),
        Claim::Port(Transport::Tcp, 465),
        Claim::Port(Transport::Tcp, 563),
        Claim::Port(Transport::Tcp, 636),
        Claim::Port(Transport::Tcp, 853),
        Claim::Port(Transport::Tcp, 989),
        Claim::Port(Transport::Tcp, 990),
        Claim::Port(Transport::Tcp, 992),
        Claim::Port(Transport::Tcp, 993),
        Claim::Port(Transport::Tcp, 995),
        Claim::Port(Transport::Tcp, 5061),
        Claim::Port(Transport::Tcp, 5223),
        Claim::Port(Transport::Tcp, 8443),
        Claim::Port(Transport::Tcp, 8883),
        Claim::Heuristic(Transport::Tcp, 5),
    ],
    headers: &[RECORD, OPAQUE, x509::USAGES],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x15\x03\x03\x00\x02\x02\x28",
};

const COUNT: usize = OWN.len()
    + handshake::FIELDS.len()
    + hello::FIELDS.len()
    + extensions::FIELDS.len()
    + certificate::FIELDS.len()
    + exchange::FIELDS.len()
    + transport::FIELDS.len()
    + x509::FIELDS.len();
static FIELDS: &[&FieldSpec] = &join_fields::<COUNT>(&[
    OWN,
    handshake::FIELDS,
    hello::FIELDS,
    extensions::FIELDS,
    certificate::FIELDS,
    exchange::FIELDS,
    transport::FIELDS,
    x509::FIELDS,
]);

/// What DTLS needs of the handshake: reads the body of the message `(type, declared length)`, of
/// which `said` gets what the list shows; `cookie` reads what a client hello has in addition there.
pub(super) fn body_for_dtls(
    p: &mut Peel<'_>,
    message: (u8, usize),
    said: &mut String,
    cookie: handshake::Cookie,
) -> Peeled {
    said.push_str(handshake::name(message.0).unwrap_or("Handshake message"));
    handshake::body(p, message, said, Some(cookie))
}

/// What a handshake message is called.
pub(super) fn message_name(kind: u8) -> Option<&'static str> {
    handshake::name(kind)
}

/// Learns from a whole handshake message in the clear, from its type on, with a length of three
/// bytes.
pub(super) fn learn_for_dtls(p: &mut Peel<'_>, message: &[u8]) {
    agreed::learn(p, message);
}

/// A record header whose numbers fit. A handshake that begins with a hello is unmistakable. In a
/// conversation that speaks TLS, anything else is the middle of a record: what it encrypts can look
/// like anything.
fn recognise(bytes: &[u8]) -> Match {
    let Some(length) = record_len(bytes) else {
        return match is_cut_header(bytes) {
            true => Match::Short,
            false => Match::Rest,
        };
    };
    let opens = bytes[0] == HANDSHAKE && handshake::is_hello(&bytes[HEADER_LEN..], length);
    if opens { Match::Yes } else { Match::Maybe }
}

/// The length of the record that the bytes begin with; `None` if they begin with none.
fn record_len(bytes: &[u8]) -> Option<usize> {
    let [content, 3, minor, high, low] = bytes.first_chunk::<HEADER_LEN>()? else {
        return None;
    };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let fits = (CHANGE_CIPHER_SPEC..=HEARTBEAT).contains(content)
        && *minor <= 4
        && (1..=MAX_RECORD).contains(&length);
    fits.then_some(length)
}

/// True for the first bytes of a record's header.
fn is_cut_header(bytes: &[u8]) -> bool {
    let content = |content: &u8| (CHANGE_CIPHER_SPEC..=HEARTBEAT).contains(content);
    match bytes {
        [first] | [first, 3] | [first, 3, 0..=4] | [first, 3, 0..=4, _] => content(first),
        _ => false,
    }
}

/// All whole records that are there; an incomplete one only if it is the first, and nothing more
/// comes. Of what several segments carried, only what these were put together for: the rest stands
/// in the last of them.
fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut reader = Reader::default();
    if p.outer() == "quic" {
        // It brings handshake messages in order, and encrypts them itself (RFC 9001 §4).
        let result = handshake::messages(p, &mut reader);
        p.summary(format_args!("{}", reader.said.join(", ")));
        return result;
    }
    let extent = extent::of(p.bytes(), agreed::is_sealed(p));
    let mut end = if p.is_joined() {
        extent.first
    } else {
        extent.last
    };
    if end == 0 && recognise(p.bytes()) > Match::Rest {
        if record_len(p.bytes()).is_some() {
            p.begins();
        }
        p.wait_for(extent.needed)?;
    }
    if end == 0 || !p.goes_on() {
        end = p.bytes().len();
    }
    let mut start = 0;
    while start < end
        && let Some(length) = record_len(&p.bytes()[start..])
    {
        let whole = start + HEADER_LEN + length <= p.bytes().len();
        if !whole && start > 0 {
            break;
        }
        p.seek(start);
        let result = record(p, length, &mut reader);
        if !reader.said.is_empty() {
            p.summary(format_args!("{}", reader.said.join(", ")));
        }
        result?;
        start = p.pos();
    }
    if start == 0 && p.is_followed() && recognise(p.bytes()) == Match::Rest {
        p.wrap_stream(Next::Segment, 0..p.bytes().len());
        p.summary(format_args!("part of a record"));
        return Ok(());
    }
    if start == 0 {
        p.header::<HEADER_LEN>(RECORD)?;
        p.fault(FaultKind::Malformed("this is no TLS record"), 0..HEADER_LEN);
        return Ok(());
    }
    p.ends_at(start);
    // Lengths that lead from record to record and exactly to the end are no accident.
    if start == p.bytes().len()
        && p.outer() == "tcp"
        && !p.is_spoken()
        && let Some(flow) = p.flow()
    {
        p.teach(Lesson::Speaks(flow, &PROTOCOL.info));
    }
    Ok(())
}

/// What is kept from record to record.
#[derive(Default)]
struct Reader {
    /// What the line that sums the layer up says.
    said: Vec<String>,
    /// A handshake message that goes on in the next record, as far as it was read.
    message: Vec<u8>,
}

fn record(p: &mut Peel<'_>, length: usize, reader: &mut Reader) -> Peeled {
    let content = p.rest()[0];
    if content != HANDSHAKE {
        reader.message.clear();
    }
    if !p.wants_fields() {
        p.skip(HEADER_LEN)?;
        let bytes = p.skip(length)?;
        match content {
            HANDSHAKE => handshake::learn(p, bytes, reader),
            CHANGE_CIPHER_SPEC => agreed::seal(p),
            _ => {}
        }
        return Ok(());
    }
    p.group(&RECORD_GROUP, |p| {
        let table = match content {
            APPLICATION_DATA if agreed::is_1_3(p) => OPAQUE,
            _ => RECORD,
        };
        p.header::<HEADER_LEN>(table)?;
        p.within(length, "TLS record length", |p| {
            content_of(p, content, reader)
        })
    })
}

fn content_of(p: &mut Peel<'_>, content: u8, reader: &mut Reader) -> Peeled {
    let len = p.rest().len();
    let said = &mut reader.said;
    match content {
        HANDSHAKE => return handshake::messages(p, reader),
        ALERT if len == 2 => return alert(p, said),
        ALERT => {
            said.push("Encrypted alert".into());
            p.field(&SEALED_ALERT, len)?;
        }
        CHANGE_CIPHER_SPEC => {
            said.push("Change cipher spec".into());
            agreed::seal(p);
            p.field(&CHANGE, len)?;
        }
        HEARTBEAT => {
            said.push("Heartbeat".into());
            p.field(&BEAT, len)?;
        }
        _ => {
            said.push(format!("{len} bytes encrypted"));
            p.field(&APP_DATA, len)?;
        }
    }
    Ok(())
}

fn alert(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    p.group(&ALERT_MESSAGE, |p| {
        p.uint(&LEVEL)?;
        let code = p.uint(&DESCRIPTION)?;
        let name = names::tls_alert(code as u8)
            .map_or_else(|| format!("alert {code}"), |name| format!("Alert: {name}"));
        said.push(name);
        Ok(())
    })
}
