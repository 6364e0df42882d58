//! Classic STUN: how does this host look from outside, and what translator is in between (RFC 3489)?
//!
//! Its successor on the same port has a magic cookie in its header; this one has none.

#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

const SOURCE: &str = "RFC 3489 §11";
const VALUES: &str = "RFC 3489 §11.2";
const RELAY: &str = "draft-rosenberg-midcom-turn-08";

const TYPES: Codes = &[
    (0x001, "Binding request"),
    (0x002, "Shared secret request"),
    (0x003, "Allocate request"),
    (0x004, "Send request"),
    (0x006, "Set active destination request"),
    (0x101, "Binding response"),
    (0x102, "Shared secret response"),
    (0x103, "Allocate response"),
    (0x104, "Send response"),
    (0x106, "Set active destination response"),
    (0x111, "Binding error response"),
    (0x112, "Shared secret error response"),
    (0x113, "Allocate error response"),
    (0x114, "Send error response"),
    (0x115, "Data indication"),
    (0x116, "Set active destination error response"),
];

const ATTRIBUTES: Codes = &[
    (0x0001, "MAPPED-ADDRESS"),
    (0x0002, "RESPONSE-ADDRESS"),
    (0x0003, "CHANGE-REQUEST"),
    (0x0004, "SOURCE-ADDRESS"),
    (0x0005, "CHANGED-ADDRESS"),
    (0x0006, "USERNAME"),
    (0x0007, "PASSWORD"),
    (0x0008, "MESSAGE-INTEGRITY"),
    (0x0009, "ERROR-CODE"),
    (0x000a, "UNKNOWN-ATTRIBUTES"),
    (0x000b, "REFLECTED-FROM"),
    (0x000d, "LIFETIME"),
    (0x000e, "ALTERNATE-SERVER"),
    (0x000f, "MAGIC-COOKIE"),
    (0x0010, "BANDWIDTH"),
    (0x0011, "DESTINATION-ADDRESS"),
    (0x0012, "REMOTE-ADDRESS"),
    (0x0013, "DATA"),
    (0x0014, "NONCE"),
    (0x0015, "REALM"),
    (0x0016, "REQUESTED-ADDRESS-TYPE"),
    (0x0021, "XOR-ONLY"),
    (0x8020, "XOR-MAPPED-ADDRESS"),
    (0x8022, "SERVER"),
    (0xc001, "CONNECTION-REQUEST-BINDING"),
    (0xc002, "BINDING-CHANGE"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("classicstun.type", "Message type", 16)
        .codes(TYPES)
        .doc("What is asked, or how it was answered.", SOURCE),
    FieldSpec::hex("classicstun.length", "Message length", 16)
        .unit("bytes")
        .doc(
            "Length of the attributes; without the header's 20 bytes.",
            SOURCE,
        ),
    FieldSpec::bytes("classicstun.id", "Transaction identifier")
        .wide(16)
        .doc("Chosen at random; the answer repeats it.", SOURCE),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const CHANGE: &[FieldSpec] = &[
    FieldSpec::gap(29),
    FieldSpec::flag("classicstun.att.change.ip", "Change address").doc(
        "Please answer from your other address: does the translator let that in?",
        "RFC 3489 §11.2.4",
    ),
    FieldSpec::flag("classicstun.att.change.port", "Change port")
        .doc("Please answer from your other port.", "RFC 3489 §11.2.4"),
    FieldSpec::gap(1),
];

const ERROR_CLASS: &[FieldSpec] = &[
    FieldSpec::gap(5),
    FieldSpec::uint("classicstun.att.error.class", "Class", 3)
        .doc("The hundreds of the error's number.", "RFC 3489 §11.2.9"),
];

crate::fields! {
    ALL = FieldSpec::group("classicstun.att", "Attributes")
        .doc("What the message says, one thing after the other.", VALUES);
    ATTRIBUTE = FieldSpec::hex("", "Attribute", 0).codes(ATTRIBUTES)
        .doc("One thing that the message says: type, length and value.", VALUES);
    ATTRIBUTE_TYPE = FieldSpec::hex("classicstun.att.type", "Type", 16).codes(ATTRIBUTES)
        .doc("What the attribute is. From 8000 on it may be passed over by who does not understand it.", VALUES);
    LENGTH = FieldSpec::uint("classicstun.att.length", "Length", 16).unit("bytes")
        .doc("Bytes of the value.", VALUES);
    VALUE = FieldSpec::bytes("classicstun.att.value", "Value")
        .doc("A name, a password, or a code that proves that the message was not changed.", VALUES);
    FAMILY = FieldSpec::hex("classicstun.att.family", "Address family", 8).codes(&[(1, "IPv4"), (2, "IPv6")])
        .doc("IPv4 or IPv6.", "RFC 3489 §11.2.1");
    PORT = FieldSpec::uint("classicstun.att.port", "Port", 16)
        .doc("The port.", "RFC 3489 §11.2.1");
    IPV4 = FieldSpec::ipv4("classicstun.att.ipv4", "Address")
        .doc("The address; as mapped address the one that the server sees.", "RFC 3489 §11.2.1");
    IPV6 = FieldSpec::ipv6("classicstun.att.ipv6", "Address")
        .doc("The address; as mapped address the one that the server sees.", "RFC 3489 §11.2.1");
    XOR_PORT = FieldSpec::uint("classicstun.att.port-xord", "Port, hidden", 16)
        .doc("XORed with the transaction identifier, so that no translator on the way changes it.", "draft-ietf-behave-rfc3489bis-02 §10.2.12");
    XOR_IPV4 = FieldSpec::ipv4("classicstun.att.ipv4-xord", "Address, hidden")
        .doc("XORed with the transaction identifier, so that no translator on the way changes it.", "draft-ietf-behave-rfc3489bis-02 §10.2.12");
    XOR_IPV6 = FieldSpec::ipv6("classicstun.att.ipv6-xord", "Address, hidden")
        .doc("XORed with the transaction identifier.", "draft-ietf-behave-rfc3489bis-02 §10.2.12");
    ERROR_NUMBER = FieldSpec::uint("classicstun.att.error", "Number", 8)
        .doc("Added to a hundred times the class.", "RFC 3489 §11.2.9");
    ERROR_REASON = FieldSpec::text("classicstun.att.error.reason", "Reason")
        .doc("The same for people.", "RFC 3489 §11.2.9");
    UNKNOWN = FieldSpec::hex("classicstun.att.unknown", "Not understood", 16).codes(ATTRIBUTES)
        .doc("The type of an attribute that the server does not understand.", "RFC 3489 §11.2.10");
    LIFETIME = FieldSpec::uint("classicstun.att.lifetime", "Lifetime", 32).unit("s")
        .doc("How long the relay keeps the address for the client.", RELAY);
    MAGIC_COOKIE = FieldSpec::hex("classicstun.att.magic.cookie", "Magic cookie", 32)
        .doc("Tells messages to a relay from data through it: 72c64bc6.", RELAY);
    BANDWIDTH = FieldSpec::uint("classicstun.att.bandwidth", "Bandwidth", 32).unit("kbit/s")
        .doc("The most that the client will send through the relay.", RELAY);
    DATA = FieldSpec::bytes("classicstun.att.data", "Data")
        .doc("What the relay carries.", RELAY);
    SERVER = FieldSpec::text("classicstun.att.server", "Server")
        .doc("The program that answers.", "draft-ietf-behave-rfc3489bis-02 §10.2.13");
    CONNECTION_REQUEST = FieldSpec::text("classicstun.att.connection_request_binding", "Connection request binding")
        .doc("The server shall keep this binding for requests from outside.", "TR-111");
}

/// Classic STUN.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "classicstun",
        short: "Classic STUN",
        title: "Simple Traversal of UDP Through NAT",
        osi: OsiLayer::Application,
        why: "A program asks a server with it how it is seen from outside; the network only carries it.",
        reference: "RFC 3489",
    },
    claims: &[
        Claim::Heuristic(Transport::Udp, 8),
        Claim::Heuristic(Transport::Tcp, 8),
    ],
    headers: &[HEADER, CHANGE, ERROR_CLASS],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x18abcdefghijklmnop\
        \x00\x01\x00\x08\x00\x01\x12\x34\xc0\x00\x02\x01\
        \x80\x22\x00\x08decap\x00\x00\x00",
};

/// A known type, the right length, and attributes that fill it.
fn recognise(bytes: &[u8]) -> Match {
    let Some(header) = bytes.first_chunk::<HEADER_LEN>() else {
        return Match::No;
    };
    let kind = u16::from_be_bytes([header[0], header[1]]);
    let len = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if bytes.len() != HEADER_LEN + len || HEADER[0].names.get(kind.into()).is_none() {
        return Match::No;
    }
    let mut rest = &bytes[HEADER_LEN..];
    while let [_, _, high, low, value @ ..] = rest {
        let Some(next) = value.get(usize::from(u16::from_be_bytes([*high, *low]))..) else {
            return Match::No;
        };
        rest = next;
    }
    Match::yes_if(rest.is_empty())
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let kind = u16::from_be_bytes([header[0], header[1]]);
    let len = usize::from(u16::from_be_bytes([header[2], header[3]]));
    let name = HEADER[0].names.get(kind.into());
    p.summary(format_args!("{}", name.unwrap_or("unknown message")));
    p.ends_at(HEADER_LEN + len);
    if len == 0 {
        return Ok(());
    }
    p.group(&ALL, |p| p.within(len, "message length", attributes))
}

fn attributes(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.require(4)?;
        let head = [p.rest()[0], p.rest()[1], p.rest()[2], p.rest()[3]];
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
        p.group_as(
            &ATTRIBUTE,
            || Value::Uint(kind.into()),
            |p| {
                p.uint(&ATTRIBUTE_TYPE)?;
                p.uint(&LENGTH)?;
                p.within(len, "attribute length", |p| value(p, kind))
            },
        )?;
    }
    Ok(())
}

fn value(p: &mut Peel<'_>, kind: u16) -> Peeled {
    let (start, len) = (p.pos(), p.rest().len());
    match kind {
        _ if len == 0 => {}
        0x01 | 0x02 | 0x04 | 0x05 | 0x0b | 0x0e | 0x11 | 0x12 => address(p, None)?,
        0x8020 => {
            let mask = p.bytes().get(4..HEADER_LEN);
            address(p, mask.and_then(|mask| mask.first_chunk()))?;
        }
        0x03 if len >= 4 => {
            p.rows(CHANGE)?;
        }
        0x06 | 0x07 | 0x08 | 0x14 | 0x15 => {
            p.field(&VALUE, len)?;
        }
        0x09 => {
            p.skip(2)?;
            p.rows(ERROR_CLASS)?;
            p.uint(&ERROR_NUMBER)?;
            if len > 4 {
                p.field(&ERROR_REASON, len - 4)?;
            }
        }
        0x0a => {
            while p.rest().len() >= 2 && !p.is_full() {
                p.uint(&UNKNOWN)?;
            }
        }
        0x0d => drop(p.uint(&LIFETIME)?),
        0x0f => drop(p.uint(&MAGIC_COOKIE)?),
        0x10 => drop(p.uint(&BANDWIDTH)?),
        0x13 => {
            p.mark(&DATA, start..start + len);
            p.wrap(Next::Data, start..start + len, "attribute length");
        }
        0x16 if len >= 2 => {
            p.skip(1)?;
            p.uint(&FAMILY)?;
        }
        0x8022 => drop(p.field(&SERVER, len)?),
        0xc001 => drop(p.field(&CONNECTION_REQUEST, len)?),
        _ => {}
    }
    Ok(())
}

/// An address and its port; those behind `mask` are XORed with it.
fn address(p: &mut Peel<'_>, mask: Option<&[u8; 16]>) -> Peeled {
    p.skip(1)?;
    let family = p.uint(&FAMILY)?;
    let at = p.pos();
    let port = p.skip(2)?;
    let port = u16::from_be_bytes([port[0], port[1]]);
    if let Some([first, second, ..]) = mask {
        p.mark(&XOR_PORT, at..at + 2);
        let clear = port ^ u16::from_be_bytes([*first, *second]);
        p.mark_as(&PORT, at..at + 2, Value::Uint(clear.into()));
    } else {
        p.mark(&PORT, at..at + 2);
    }
    let (len, xor, spec) = match family {
        1 => (4, &XOR_IPV4, &IPV4),
        2 => (16, &XOR_IPV6, &IPV6),
        _ => return Ok(()),
    };
    let at = p.pos()..p.pos() + len;
    let bytes = p.skip(len)?;
    let Some(mask) = mask else {
        p.mark(spec, at);
        return Ok(());
    };
    let mut octets = [0; 16];
    for ((octet, byte), mask) in octets.iter_mut().zip(bytes).zip(mask) {
        *octet = byte ^ mask;
    }
    let [a, b, c, d, ..] = octets;
    let clear = match len {
        4 => Value::Ipv4(Ipv4Addr::new(a, b, c, d)),
        _ => Value::Ipv6(Ipv6Addr::from(octets)),
    };
    p.mark(xor, at.clone());
    p.mark_as(spec, at, clear);
    Ok(())
}
