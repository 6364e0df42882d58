//! DTLS: TLS over datagrams, which may be lost and overtake one another (RFC 6347, RFC 9147).

#[cfg(test)]
mod tests;

use super::tls;
use crate::decode::{
    Claim, Fate, GatherKey, JoinSpecs, Match, Peel, Peeled, Place, Protocol, join_fields,
};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of, names};

const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const HEARTBEAT: u8 = 24;

const HELLO_VERIFY_REQUEST: u8 = 3;

/// DTLS 1.0, DTLS 1.2, and what old versions of OpenSSL called DTLS 1.0.
const VERSIONS: [u16; 3] = [0xfeff, 0xfefd, 0x0100];

/// Length of a record's header in bytes.
const HEADER_LEN: usize = bytes_of(RECORD);

const RECORD: &[FieldSpec] = &[
    FieldSpec::uint("dtls.record.content_type", "Content", 8)
        .codes(tls::CONTENT_TYPES)
        .doc("What the record carries.", "RFC 6347 §4.1"),
    FieldSpec::hex("dtls.record.version", "Record version", 16)
        .lookup(|code| names::tls_version(code as u16))
        .doc(
            "Counts down from 0xfeff for 1.0, so that it is no version of TLS.",
            "RFC 6347 §4.1",
        ),
    FieldSpec::uint("dtls.record.epoch", "Epoch", 16).doc(
        "Counts the changes of keys: 0 is not encrypted.",
        "RFC 6347 §4.1",
    ),
    FieldSpec::uint("dtls.record.sequence_number", "Sequence number", 48).doc(
        "Counts the records. TLS need not send it: there, none gets lost.",
        "RFC 6347 §4.1",
    ),
    FieldSpec::uint("dtls.record.length", "Length", 16)
        .unit("bytes")
        .doc("Length of what follows in this record.", "RFC 6347 §4.1"),
];

/// Length of a handshake message's header in bytes.
const MESSAGE_LEN: usize = bytes_of(MESSAGE_HEADER);

const MESSAGE_HEADER: &[FieldSpec] = &[
    FieldSpec::uint("dtls.handshake.type", "Message", 8)
        .lookup(message_name)
        .doc("Which step of the handshake.", "RFC 6347 §4.2.2"),
    FieldSpec::uint("dtls.handshake.length", "Length", 24)
        .unit("bytes")
        .doc("Length of the whole message.", "RFC 6347 §4.2.2"),
    FieldSpec::uint("dtls.handshake.message_seq", "Message number", 16).doc(
        "Counts the messages, so that they are read in order and repeated ones are known.",
        "RFC 6347 §4.2.2",
    ),
    FieldSpec::uint("dtls.handshake.fragment_offset", "Fragment offset", 24)
        .unit("bytes")
        .doc(
            "Where this piece belongs in the message: one that is too long for a datagram is cut.",
            "RFC 6347 §4.2.3",
        ),
    FieldSpec::uint("dtls.handshake.fragment_length", "Fragment length", 24)
        .unit("bytes")
        .doc("Length of this piece.", "RFC 6347 §4.2.3"),
];

crate::fields! {
    RECORD_GROUP = FieldSpec::group("dtls.record", "Record")
        .doc("Each record is protected by itself: the ones before it may be lost.", "RFC 6347 §4.1");
    MESSAGE = FieldSpec::group("dtls.handshake", "Handshake message")
        .doc("A step of the handshake, in which both ends agree on version, cipher and keys, and the server proves who it is.", "RFC 6347 §4.2");
    SEALED = FieldSpec::bytes("dtls.handshake", "Encrypted handshake message")
        .doc("A step of the handshake that only the two ends can read.", "RFC 6347 §4.2");
    VERSION = FieldSpec::hex("dtls.handshake.version", "Version", 16)
        .lookup(|code| names::tls_version(code as u16))
        .doc("The server's version.", "RFC 6347 §4.2.1");
    COOKIE_LENGTH = FieldSpec::uint("dtls.handshake.cookie_length", "Cookie length", 8)
        .unit("bytes")
        .doc("Length of the cookie; 0 in the first hello.", "RFC 6347 §4.2.1");
    COOKIE = FieldSpec::bytes("dtls.handshake.cookie", "Cookie")
        .doc("The client returns it to show that it can be reached at its address, before the server does any work.", "RFC 6347 §4.2.1");
    CHANGE = FieldSpec::bytes("dtls.change_cipher_spec", "Change cipher spec")
        .doc("From the next record on the sender encrypts.", "RFC 5246 §7.1");
    ALERT_MESSAGE = FieldSpec::group("dtls.alert_message", "Alert")
        .doc("A warning, or the reason why the connection ends.", "RFC 5246 §7.2");
    SEALED_ALERT = FieldSpec::bytes("dtls.alert_message", "Encrypted alert")
        .doc("An alert that only the two ends can read.", "RFC 5246 §7.2");
    LEVEL = FieldSpec::uint("dtls.alert_message.level", "Level", 8)
        .codes(&[(1, "warning"), (2, "fatal")])
        .doc("Whether the connection can go on.", "RFC 5246 §7.2");
    DESCRIPTION = FieldSpec::uint("dtls.alert_message.desc", "Description", 8)
        .lookup(|code| names::tls_alert(code as u8))
        .doc("What happened.", "RFC 5246 §7.2");
    APP_DATA = FieldSpec::bytes("dtls.app_data", "Encrypted application data")
        .doc("What the application says, readable by the two ends only.", "RFC 6347 §4.1");
    BEAT = FieldSpec::bytes("dtls.heartbeat_message", "Heartbeat")
        .doc("Asks the peer to echo some bytes, to see that it is alive.", "RFC 6520 §4");
}

static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::computed("dtls.fragments", "Joined").doc(
        "The handshake message was cut into pieces.",
        "RFC 6347 §4.2.3",
    ),
    piece: FieldSpec::computed("dtls.fragment", "Piece").doc(
        "A frame of the capture that carried a piece.",
        "RFC 6347 §4.2.3",
    ),
    count: FieldSpec::computed("dtls.fragment.count", "Pieces")
        .doc("How many pieces there are.", "RFC 6347 §4.2.3"),
    len: FieldSpec::computed("dtls.reassembled.length", "Length")
        .unit("bytes")
        .doc("Length of the whole message.", "RFC 6347 §4.2.3"),
};
static JOINED_FIELDS: &[&FieldSpec] = &[&JOINED.all, &JOINED.piece, &JOINED.count, &JOINED.len];

const COUNT: usize = FIELDS.len() + JOINED_FIELDS.len() + tls::twins::LEN;
static ALL_FIELDS: [&FieldSpec; COUNT] =
    join_fields::<COUNT>(&[FIELDS, JOINED_FIELDS, &tls::twins::ALL]);

/// DTLS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dtls",
        short: "DTLS",
        title: "Datagram Transport Layer Security",
        osi: OsiLayer::Presentation,
        why: "It changes the form of the application's data, by encryption, before the transport carries it.",
        reference: "RFC 6347",
    },
    claims: &[Claim::Heuristic(Transport::Udp, 8)],
    headers: &[RECORD, MESSAGE_HEADER],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x15\xfe\xfd\0\0\0\0\0\0\0\x01\0\x02\x02\x28",
};

fn message_name(kind: u64) -> Option<&'static str> {
    match u8::try_from(kind).ok()? {
        HELLO_VERIFY_REQUEST => Some("Hello verify request"),
        kind => tls::message_name(kind),
    }
}

/// Records that fill the datagram to the last byte.
fn recognise(bytes: &[u8]) -> Match {
    let (mut rest, mut records) = (bytes, 0);
    while let Some(len) = record_len(rest) {
        records += 1;
        match rest.get(HEADER_LEN + len..) {
            Some([]) => return Match::Yes,
            Some(behind) => rest = behind,
            // The capture may have cut it.
            None => return Match::Maybe,
        }
    }
    match records {
        0 => Match::No,
        _ => Match::Known,
    }
}

/// Length of the record's content that the bytes begin with; `None` if they begin with none.
fn record_len(bytes: &[u8]) -> Option<usize> {
    let header = bytes.first_chunk::<HEADER_LEN>()?;
    let version = u16::from_be_bytes([header[1], header[2]]);
    let fits = (CHANGE_CIPHER_SPEC..=HEARTBEAT).contains(&header[0]) && VERSIONS.contains(&version);
    fits.then(|| usize::from(u16::from_be_bytes([header[11], header[12]])))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut said = Vec::new();
    let mut result = Ok(());
    while !p.rest().is_empty() && result.is_ok() && !p.is_full() {
        if record_len(p.rest()).is_none() && p.pos() > 0 {
            let at = p.pos()..p.bytes().len();
            p.fault(FaultKind::Malformed("this is no DTLS record"), at);
            break;
        }
        result = p.group(&RECORD_GROUP, |p| record(p, &mut said));
    }
    p.summary(format_args!("{}", said.join(", ")));
    result
}

fn record(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    let header = p.header::<HEADER_LEN>(RECORD)?;
    let epoch = u16::from_be_bytes([header[3], header[4]]);
    let len = usize::from(u16::from_be_bytes([header[11], header[12]]));
    p.within(len, "DTLS record length", |p| {
        content(p, header[0], epoch > 0, said)
    })
}

fn content(p: &mut Peel<'_>, kind: u8, sealed: bool, said: &mut Vec<String>) -> Peeled {
    let len = p.rest().len();
    let (spec, what) = match kind {
        HANDSHAKE if !sealed => {
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&MESSAGE, |p| message(p, said))?;
            }
            return Ok(());
        }
        HANDSHAKE => (&SEALED, "Encrypted handshake message".to_owned()),
        ALERT if !sealed && len == 2 => return alert(p, said),
        ALERT => (&SEALED_ALERT, "Encrypted alert".to_owned()),
        CHANGE_CIPHER_SPEC => (&CHANGE, "Change cipher spec".to_owned()),
        HEARTBEAT => (&BEAT, "Heartbeat".to_owned()),
        _ => (&APP_DATA, format!("{len} bytes encrypted")),
    };
    said.push(what);
    match (kind, len) {
        (_, 0) => Ok(()),
        // Old versions count their messages behind it.
        (CHANGE_CIPHER_SPEC, _) if !sealed => p.field(spec, 1).map(drop),
        _ => p.field(spec, len).map(drop),
    }
}

fn alert(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    p.group(&ALERT_MESSAGE, |p| {
        p.uint(&LEVEL)?;
        let code = p.uint(&DESCRIPTION)? as u8;
        said.push(match names::tls_alert(code) {
            Some(name) => format!("Alert: {name}"),
            None => format!("alert {code}"),
        });
        Ok(())
    })
}

/// A handshake message, or a piece of one.
fn message(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    let h = p.header::<MESSAGE_LEN>(MESSAGE_HEADER)?;
    let number = |at: usize| u32::from_be_bytes([0, h[at], h[at + 1], h[at + 2]]);
    let (kind, len, offset, part) = (h[0], number(1), number(6), number(9));
    let sequence = u16::from_be_bytes([h[4], h[5]]);
    p.within(part as usize, "fragment length", |p| {
        if offset == 0 && part == len {
            return whole(p, kind, said);
        }
        let at = p.pos()..p.bytes().len();
        let mut joined = Vec::new();
        let place = Place::Stretch {
            offset,
            whole: Some(len),
        };
        let fate = match key(p, sequence, kind) {
            Some(key) => p.gather_part((key, place), at, &JOINED, |p| {
                // A message that contradicts itself has recorded its fault.
                let _ = whole(p, kind, &mut joined);
            }),
            None => Fate::Alone,
        };
        match fate {
            Fate::Whole => said.append(&mut joined),
            _ => said.push(format!(
                "part of {}",
                message_name(kind.into()).unwrap_or("a message")
            )),
        }
        Ok(())
    })
}

/// What the pieces of one message share.
fn key(p: &Peel<'_>, sequence: u16, kind: u8) -> Option<GatherKey> {
    let ends = p.addresses()?;
    let (_, from, to) = ends.ports?;
    let ports = u128::from(from) << 16 | u128::from(to);
    Some(GatherKey {
        space: "dtls.handshake",
        ends: Some((ends.from, ends.to)),
        id: ports << 32 | u128::from(kind) << 16 | u128::from(sequence),
    })
}

/// The body of a message that is all there.
fn whole(p: &mut Peel<'_>, kind: u8, said: &mut Vec<String>) -> Peeled {
    let body = p.rest();
    let len = (body.len() as u32).to_be_bytes();
    tls::learn_for_dtls(p, &[&[kind][..], &len[1..], body].concat());
    if kind == HELLO_VERIFY_REQUEST {
        said.push("Hello verify request".into());
        p.uint(&VERSION)?;
        return cookie(p);
    }
    let mut what = String::new();
    let result = p.spelled(tls::twins::of, |p| {
        tls::body_for_dtls(p, (kind, body.len()), &mut what, cookie)
    });
    said.push(what);
    result
}

fn cookie(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&COOKIE_LENGTH)? as usize {
        0 => Ok(()),
        len => p.field(&COOKIE, len).map(drop),
    }
}
