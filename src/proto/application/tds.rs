//! TDS: how programs talk to SQL Server and Sybase. Packets and the first words of a connection;
//! what is asked and answered stays unread.

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};
use crate::proto::application::tls;

const PORT: u16 = 1433;

const SOURCE: &str = "MS-TDS §2.2.3.1";
const PRELOGIN_SOURCE: &str = "MS-TDS §2.2.6.5";

const RESPONSE: u8 = 4;
const PRELOGIN_TYPE: u8 = 18;

const TYPES: Codes = &[
    (1, "SQL batch"),
    (2, "login of TDS 4 or 5"),
    (3, "remote procedure call"),
    (4, "response"),
    (6, "attention"),
    (7, "bulk data"),
    (14, "transaction"),
    (15, "query of TDS 5"),
    (16, "login"),
    (17, "SSPI"),
    (18, "pre-login"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("tds.type", "Type", 8)
        .codes(TYPES)
        .doc("What the message is that the packet belongs to.", SOURCE),
    FieldSpec::hex("tds.status", "Status", 8)
        .parts_follow()
        .doc("Flags.", SOURCE),
    FieldSpec::gap(3).part(),
    FieldSpec::flag(
        "tds.status.reset_conn_skip_tran",
        "Reset but the transaction",
    )
    .part()
    .doc("As the next, but a transaction goes on.", SOURCE),
    FieldSpec::flag("tds.status.reset_conn", "Reset")
        .part()
        .doc("Forget all settings of the connection first.", SOURCE),
    FieldSpec::flag("tds.status.event_notif", "Event notification")
        .part()
        .doc(
            "Of Sybase: the server tells of something that happened.",
            SOURCE,
        ),
    FieldSpec::flag("tds.status.ignore", "Ignore")
        .part()
        .doc("The client takes the message back.", SOURCE),
    FieldSpec::flag("tds.status.eom", "End of message")
        .part()
        .doc("The last packet of the message.", SOURCE),
    FieldSpec::uint("tds.length", "Length", 16)
        .unit("bytes")
        .doc("Of the whole packet.", SOURCE),
    FieldSpec::uint("tds.channel", "Channel", 16).doc(
        "The process on the server that serves the connection.",
        SOURCE,
    ),
    FieldSpec::uint("tds.packet_number", "Packet number", 8)
        .doc("Counts the packets of a message.", SOURCE),
    FieldSpec::uint("tds.window", "Window", 8).doc("Not used: 0.", SOURCE),
];

const OPTION: &[FieldSpec] = &[
    FieldSpec::uint("tds.prelogin.option.token", "Option", 8)
        .codes(&[
            (0, "version"),
            (1, "encryption"),
            (2, "instance"),
            (3, "thread"),
            (4, "several requests at once"),
            (5, "trace"),
            (6, "federated login"),
            (7, "nonce"),
        ])
        .doc("What the option is about.", PRELOGIN_SOURCE),
    FieldSpec::uint("tds.prelogin.option.offset", "Offset", 16).doc(
        "Where its value stands, from the first option on.",
        PRELOGIN_SOURCE,
    ),
    FieldSpec::uint("tds.prelogin.option.length", "Length", 16)
        .unit("bytes")
        .doc("Of its value.", PRELOGIN_SOURCE),
];

crate::fields! {
    PRELOGIN = FieldSpec::group("tds.prelogin", "Pre-login")
        .doc("What both ends need to know before the login: options, and then their values.", PRELOGIN_SOURCE);
    TERMINATOR = FieldSpec::uint("tds.prelogin.option.token", "End of options", 8)
        .doc("255: no more options.", PRELOGIN_SOURCE);
    VERSION = FieldSpec::uint("tds.prelogin.option.version", "Version", 32)
        .doc("Of the sender's software: major and minor version, and two bytes of build.", PRELOGIN_SOURCE);
    SUBBUILD = FieldSpec::uint("tds.prelogin.option.subbuild", "Sub-build", 16)
        .little()
        .doc("More of the version.", PRELOGIN_SOURCE);
    ENCRYPTION = FieldSpec::uint("tds.prelogin.option.encryption", "Encryption", 8)
        .codes(&[(0, "off"), (1, "on"), (2, "not there"), (3, "required")])
        .doc("What the sender wants; even with off, the login itself is encrypted.", PRELOGIN_SOURCE);
    INSTANCE = FieldSpec::computed("tds.prelogin.option.instopt", "Instance")
        .doc("The database server that the client wants, of several on the host.", PRELOGIN_SOURCE);
    THREAD = FieldSpec::uint("tds.prelogin.option.threadid", "Thread", 32)
        .doc("The client's thread, to look for in its logs.", PRELOGIN_SOURCE);
    MARS = FieldSpec::uint("tds.prelogin.option.mars", "Several requests at once", 8)
        .codes(&[(0, "off"), (1, "on")])
        .doc("Whether the connection may carry several requests at the same time.", PRELOGIN_SOURCE);
    TRACE = FieldSpec::bytes("tds.prelogin.option.traceid", "Trace")
        .doc("Names the connection and what the client is at, to look for in logs.", PRELOGIN_SOURCE);
    FEDERATED = FieldSpec::uint("tds.prelogin.option.fedauthrequired", "Federated login", 8)
        .doc("1 if somebody else vouches for the user.", PRELOGIN_SOURCE);
}

/// TDS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "tds",
        short: "TDS",
        title: "Tabular Data Stream",
        osi: OsiLayer::Application,
        why: "A database takes queries and sends tables.",
        reference: "MS-TDS",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[HEAD, OPTION],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x12\x01\x00\x1a\x00\x00\x01\x00\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff\x0f\x00\x07\xd0\x00\x00\x02",
};

const HEAD_LEN: usize = bytes_of(HEAD);
const OPTION_LEN: usize = bytes_of(OPTION);

fn recognise(bytes: &[u8]) -> Match {
    let is_type = |kind: u8| HEAD[0].names.get(kind.into()).is_some();
    match *bytes {
        [kind, status, high, low, ..] => {
            let len = usize::from(u16::from_be_bytes([high, low]));
            Match::maybe_if(is_type(kind) && status < 0x20 && len >= HEAD_LEN)
        }
        [kind, ..] => Match::short_if(is_type(kind)),
        [] => Match::Short,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<HEAD_LEN>(HEAD)?;
    let kind = head[0];
    let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let body_len = len.saturating_sub(HEAD_LEN);
    let name = HEAD[0].names.get(kind.into()).unwrap_or("unknown");
    p.summary(format_args!("{name}, {body_len} bytes"));
    p.wait_for(body_len)?;
    p.ends_at(len.max(HEAD_LEN));
    let body = p.rest();
    let body = &body[..body.len().min(body_len)];
    match (kind, body) {
        // TLS shakes hands inside of messages like this one.
        (PRELOGIN_TYPE, [0x14..=0x17, 0x03, ..]) => {
            let at = p.pos();
            p.mark_as(&PRELOGIN, at..at + body.len(), Value::None);
            p.wrap(
                Next::Protocol(&tls::PROTOCOL),
                at..at + body.len(),
                "TDS length",
            );
            Ok(())
        }
        // A response that begins with the version is one to a pre-login.
        (PRELOGIN_TYPE, _) | (RESPONSE, [0, _, _, 0, 6, ..]) => {
            p.within(body_len, "TDS length", |p| p.group(&PRELOGIN, options))
        }
        _ => Ok(()),
    }
}

const END: u8 = 0xff;

/// Reads the options up to their end, and their values, wherever these are.
fn options(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    while p.rest().first() != Some(&END) && !p.is_full() {
        let option = p.header::<OPTION_LEN>(OPTION)?;
        let offset = usize::from(u16::from_be_bytes([option[1], option[2]]));
        let len = usize::from(u16::from_be_bytes([option[3], option[4]]));
        let here = p.pos();
        p.seek(start + offset);
        let is_there = p.rest().len() >= len && p.pos() == start + offset;
        let read = if is_there {
            value(p, option[0], len)
        } else {
            p.require(len.max(1))
        };
        p.seek(here);
        read?;
    }
    p.uint(&TERMINATOR)?;
    let rest = p.rest().len();
    p.skip(rest).map(drop)
}

fn value(p: &mut Peel<'_>, token: u8, len: usize) -> Peeled {
    match (token, len) {
        (_, 0) => Ok(()),
        (0, 6) => {
            p.uint(&VERSION)?;
            p.uint(&SUBBUILD).map(drop)
        }
        (1, 1) => p.uint(&ENCRYPTION).map(drop),
        (2, _) => {
            let at = p.pos();
            let text = p.skip(len)?;
            let text = text.strip_suffix(b"\0").unwrap_or(text);
            p.mark_made(&INSTANCE, at..at + len, || {
                String::from_utf8_lossy(text).into_owned()
            });
            Ok(())
        }
        (3, 4) => p.uint(&THREAD).map(drop),
        (4, 1) => p.uint(&MARS).map(drop),
        (5, _) => p.field(&TRACE, len).map(drop),
        (6, 1) => p.uint(&FEDERATED).map(drop),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn options_point_at_values() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "pre-login, 18 bytes");
        let encryption = all(&out, bytes, "tds.prelogin.option.encryption");
        assert_eq!(encryption.len(), 1);
        assert_eq!((encryption[0].0, encryption[0].1), (25, 1));
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let mut lies = bytes.to_vec();
        lies[14] = 0x7f;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
