//! RPKI to router: which network may announce which prefix, told to routers (RFC 6810, RFC 8210).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport};

const SECTION: &str = "RFC 8210 §5";
const ERROR_SECTION: &str = "RFC 8210 §5.11";
const KEY_SECTION: &str = "RFC 8210 §5.10";

const HEADER_LEN: usize = 8;
const KEY_LEN: usize = 20;

const SERIAL_NOTIFY: u8 = 0;
const SERIAL_QUERY: u8 = 1;
const RESET_QUERY: u8 = 2;
const CACHE_RESPONSE: u8 = 3;
const IPV4: u8 = 4;
const IPV6: u8 = 6;
const END_OF_DATA: u8 = 7;
const CACHE_RESET: u8 = 8;
const ROUTER_KEY: u8 = 9;
const ERROR: u8 = 10;

const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("rpki-rtr.flags", "Flags", 8)
        .parts_follow()
        .doc("Whether the record is new or gone.", "RFC 8210 §5.6"),
    FieldSpec::gap(7).part(),
    FieldSpec::flag("rpki-rtr.flags.aw", "Announce").part().doc(
        "Set: the record is valid. Not set: it no longer is.",
        "RFC 8210 §5.6",
    ),
];

const KEY_FLAGS: &[FieldSpec] = &[
    FLAGS[0],
    FLAGS[1],
    FieldSpec::flag("rpki-rtr.flags.rk", "Announce").part().doc(
        "Set: the key is valid. Not set: it no longer is.",
        KEY_SECTION,
    ),
];

crate::fields! {
    VERSION = FieldSpec::uint("rpki-rtr.version", "Version", 8).doc("0, 1 or 2.", "RFC 8210 §7");
    TYPE = FieldSpec::uint("rpki-rtr.pdu_type", "Type", 8)
        .codes(&[
            (0, "serial notify"),
            (1, "serial query"),
            (2, "reset query"),
            (3, "cache response"),
            (4, "IPv4 prefix"),
            (6, "IPv6 prefix"),
            (7, "end of data"),
            (8, "cache reset"),
            (9, "router key"),
            (10, "error report"),
            (11, "ASPA"),
        ])
        .doc("What the message is for.", SECTION);
    RESERVED = FieldSpec::bytes("rpki-rtr.reserved", "Reserved").doc("Zero.", SECTION);
    ZERO = FieldSpec::bytes("", "Reserved").doc("Zero.", KEY_SECTION);
    SESSION = FieldSpec::uint("rpki-rtr.session_id", "Session", 16)
        .doc("Changes if the cache has begun anew: serial numbers of another session mean nothing.", SECTION);
    LENGTH = FieldSpec::uint("rpki-rtr.length", "Length", 32).unit("bytes")
        .doc("Length of the whole message.", SECTION);
    SERIAL = FieldSpec::uint("rpki-rtr.serial_number", "Serial number", 32)
        .doc("Which version of the cache's data.", SECTION);
    PREFIX_LEN = FieldSpec::uint("rpki-rtr.prefix_length", "Prefix length", 8).unit("bits")
        .doc("How many bits of the prefix count.", "RFC 8210 §5.6");
    MAX_LEN = FieldSpec::uint("rpki-rtr.max_length", "Longest prefix", 8).unit("bits")
        .doc("How long a prefix inside of it may be that the network announces.", "RFC 8210 §5.6");
    PREFIX_4 = FieldSpec::ipv4("rpki-rtr.ipv4_prefix", "Prefix").doc("The prefix.", "RFC 8210 §5.6");
    PREFIX_6 = FieldSpec::ipv6("rpki-rtr.ipv6_prefix", "Prefix").doc("The prefix.", "RFC 8210 §5.7");
    SYSTEM = FieldSpec::uint("rpki-rtr.as_number", "AS", 32)
        .doc("The network that may announce the prefix, or whose key it is.", "RFC 8210 §5.6");
    REFRESH = FieldSpec::uint("rpki-rtr.refresh_interval", "Refresh", 32).unit("s")
        .doc("How long to wait before the next question.", "RFC 8210 §6");
    RETRY = FieldSpec::uint("rpki-rtr.retry_interval", "Retry", 32).unit("s")
        .doc("How long to wait after a failed one.", "RFC 8210 §6");
    EXPIRE = FieldSpec::uint("rpki-rtr.expire_interval", "Expire", 32).unit("s")
        .doc("How long the data are good without an answer.", "RFC 8210 §6");
    KEY_ID = FieldSpec::bytes("rpki-rtr.subject_key_identifier", "Key").doc("Names the key.", KEY_SECTION);
    KEY = FieldSpec::bytes("rpki-rtr.subject_public_key_info", "Public key")
        .doc("The key that the network's routers sign paths with.", KEY_SECTION);
    CODE = FieldSpec::uint("rpki-rtr.error_code", "Error", 16)
        .codes(&[
            (0, "corrupt data"),
            (1, "internal error"),
            (2, "no data available"),
            (3, "invalid request"),
            (4, "unsupported version"),
            (5, "unsupported type"),
            (6, "withdrawal of an unknown record"),
            (7, "duplicate announcement"),
            (8, "unexpected version"),
        ])
        .doc("What went wrong.", "RFC 8210 §12");
    BAD_LEN = FieldSpec::uint("rpki-rtr.length_pdu", "Bad message length", 32).unit("bytes")
        .doc("Length of the message that was wrong.", ERROR_SECTION);
    BAD = FieldSpec::bytes("rpki-rtr.error_pdu", "Bad message").doc("The message that was wrong.", ERROR_SECTION);
    TEXT_LEN = FieldSpec::uint("rpki-rtr.length_text", "Text length", 32).unit("bytes")
        .doc("Length of the text.", ERROR_SECTION);
    TEXT = FieldSpec::text("rpki-rtr.error_text", "Text").doc("What went wrong, for people.", ERROR_SECTION);
    UNKNOWN = FieldSpec::bytes("", "Message")
        .doc("A message of a type that decap does not take apart.", SECTION);
}

/// RPKI to router.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rpkirtr",
        short: "RPKI-RTR",
        title: "RPKI to Router Protocol",
        osi: OsiLayer::Application,
        why: "A router asks a cache over TCP which announcements of BGP are legitimate.",
        reference: "RFC 8210",
    },
    claims: &[Claim::Port(Transport::Tcp, 323)],
    headers: &[FLAGS, KEY_FLAGS],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x01\x04\x00\x00\x00\x00\x00\x14\x01\x18\x18\x00\xc0\x00\x02\x00\x00\x00\xfd\xe8",
};

/// Length of the message that begins here.
fn message_len(bytes: &[u8]) -> Option<usize> {
    let [_, _, _, _, a, b, c, d] = *bytes.first_chunk::<HEADER_LEN>()?;
    Some(u32::from_be_bytes([a, b, c, d]) as usize)
}

fn recognise(bytes: &[u8]) -> Match {
    let Some(len) = message_len(bytes) else {
        return Match::short_if(matches!(bytes, [0..=2] | [0..=2, 0..=11, ..]));
    };
    let fits = match bytes[1] {
        SERIAL_NOTIFY | SERIAL_QUERY => len == 12,
        RESET_QUERY | CACHE_RESPONSE | CACHE_RESET => len == HEADER_LEN,
        IPV4 => len == 20,
        IPV6 => len == 32,
        END_OF_DATA => matches!(len, 12 | 24),
        ROUTER_KEY => len > HEADER_LEN + KEY_LEN + 4,
        ERROR => len >= 16,
        _ => false,
    };
    // Messages of other versions and types have a length as well, which is short.
    match bytes[0] <= 2 && fits {
        true if len <= 0xffff => Match::Yes,
        _ => Match::maybe_if((HEADER_LEN..=0xffff).contains(&len)),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    p.require(HEADER_LEN)?;
    let kind = p.bytes()[1];
    let len = message_len(p.bytes()).unwrap_or_default();
    if len < HEADER_LEN {
        p.uint(&VERSION)?;
        p.uint(&TYPE)?;
        let fault = FaultKind::BadLength {
            field: "RPKI-RTR length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(fault, 4..8);
        return Ok(());
    }
    p.wait_for(len)?;
    p.ends_at(len);
    if !p.wants_fields() {
        return Ok(());
    }
    let name = TYPE.names.get(kind.into()).unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    p.within(len, "RPKI-RTR length", |p| {
        p.uint(&VERSION)?;
        p.uint(&TYPE)?;
        message(p, kind)
    })
}

/// Reads a message behind its type.
fn message(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        SERIAL_NOTIFY | SERIAL_QUERY | CACHE_RESPONSE | END_OF_DATA => {
            p.uint(&SESSION)?;
            p.uint(&LENGTH)?;
            if kind == CACHE_RESPONSE {
                return Ok(());
            }
            p.uint(&SERIAL)?;
            if kind != END_OF_DATA || p.rest().is_empty() {
                return Ok(());
            }
            p.uint(&REFRESH)?;
            p.uint(&RETRY)?;
            p.uint(&EXPIRE).map(drop)
        }
        RESET_QUERY | CACHE_RESET => {
            p.field(&RESERVED, 2)?;
            p.uint(&LENGTH).map(drop)
        }
        IPV4 | IPV6 => {
            p.field(&RESERVED, 2)?;
            p.uint(&LENGTH)?;
            p.rows(FLAGS)?;
            p.uint(&PREFIX_LEN)?;
            p.uint(&MAX_LEN)?;
            p.field(&RESERVED, 1)?;
            match kind {
                IPV4 => p.field(&PREFIX_4, 4)?,
                _ => p.field(&PREFIX_6, 16)?,
            };
            p.uint(&SYSTEM).map(drop)
        }
        ROUTER_KEY => {
            p.rows(KEY_FLAGS)?;
            p.field(&ZERO, 1)?;
            p.uint(&LENGTH)?;
            p.field(&KEY_ID, KEY_LEN)?;
            p.uint(&SYSTEM)?;
            rest(p, &KEY)
        }
        ERROR => {
            p.uint(&CODE)?;
            p.uint(&LENGTH)?;
            counted(p, &BAD_LEN, &BAD)?;
            counted(p, &TEXT_LEN, &TEXT)
        }
        _ => rest(p, &UNKNOWN),
    }
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// Reads bytes with their length before them.
fn counted(p: &mut Peel<'_>, len: &'static FieldSpec, spec: &'static FieldSpec) -> Peeled {
    match p.uint(len)? as usize {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn value(out: &Dissection, name: &str) -> Option<Value> {
        out.field(name).map(|field| field.value.clone())
    }

    #[test]
    fn a_prefix_says_who_may_announce_it() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
        let prefix = Value::Ipv4([192, 0, 2, 0].into());
        assert_eq!(value(&out, "rpki-rtr.ipv4_prefix"), Some(prefix));
        assert_eq!(value(&out, "rpki-rtr.as_number"), Some(Value::Uint(65000)));
        assert_eq!(value(&out, "rpki-rtr.flags.aw"), Some(Value::Uint(1)));
        assert_eq!(out.layers[0].summary, "IPv4 prefix");
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn an_error_quotes_the_message() {
        let out = peeled(
            b"\x01\x0a\x00\x02\x00\x00\x00\x1a\x00\x00\x00\x08\x01\x02\x00\x00\x00\x00\x00\x08\x00\x00\x00\x02no",
        );
        assert_eq!(value(&out, "rpki-rtr.error_code"), Some(Value::Uint(2)));
        let bad = out.field("rpki-rtr.error_pdu").unwrap();
        assert_eq!(bad.span.byte_range().len(), 8);
        assert!(out.field("rpki-rtr.error_text").is_some());
    }

    #[test]
    fn lengths_that_lie_are_told() {
        let short = peeled(b"\x00\x02\x00\x00\x00\x00\x00\x07");
        let bad = |kind| {
            matches!(
                kind,
                FaultKind::BadLength {
                    says: 7,
                    limit: 8,
                    ..
                }
            )
        };
        assert!(short.faults.iter().any(|fault| bad(fault.kind)));
        // The bad message would go on behind the end of the report.
        let long = peeled(b"\x01\x0a\x00\x02\x00\x00\x00\x10\xff\xff\xff\xff\x00\x00\x00\x00");
        let cut = |kind| matches!(kind, FaultKind::Truncated { .. });
        assert!(long.faults.iter().any(|fault| cut(fault.kind)));
        assert_eq!(recognise(b"\x00\x02\x00\x00\xff\x00\x00\x08"), Match::No);
    }
}
