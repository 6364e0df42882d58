//! Babel: routers of wired and wireless networks tell each other where destinations are (RFC 8966).

mod messages;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

const PORT: u16 = 6696;
const MAGIC: u8 = 42;
const VERSION: u8 = 2;

const SECTION: &str = "RFC 8966 §4";

const PADDING_1: u8 = 0;

const TYPES: Codes = &[
    (0, "one byte of padding"),
    (1, "padding"),
    (2, "acknowledgment request"),
    (3, "acknowledgment"),
    (4, "hello"),
    (5, "I heard you"),
    (6, "router ID"),
    (7, "next hop"),
    (8, "update"),
    (9, "route request"),
    (10, "sequence number request"),
    (11, "time stamp and packet counter"),
    (12, "HMAC"),
    (13, "source-specific update"),
    (14, "source-specific request"),
    (15, "source-specific sequence number request"),
    (16, "MAC"),
    (17, "packet counter"),
    (18, "challenge request"),
    (19, "challenge reply"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("babel.magic", "Magic", 8).doc("42: the packet is Babel's.", "RFC 8966 §4.2"),
    FieldSpec::uint("babel.version", "Version", 8).doc("2.", "RFC 8966 §4.2"),
    FieldSpec::uint("babel.bodylen", "Body length", 16)
        .unit("bytes")
        .doc(
            "The items that follow; what is behind them belongs to all of the packet.",
            "RFC 8966 §4.2",
        ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    ITEM = FieldSpec::uint("babel.message", "Item", 8).codes(TYPES)
        .doc("One thing that the router says.", "RFC 8966 §4.3");
    TYPE = FieldSpec::uint("babel.message.type", "Type", 8).codes(TYPES)
        .doc("What the item says.", "RFC 8966 §4.3");
    LENGTH = FieldSpec::uint("babel.message.length", "Length", 8).unit("bytes")
        .doc("The item's value, without type and length.", "RFC 8966 §4.3");
    PREFIX = FieldSpec::bytes("babel.message.prefix", "Prefix")
        .doc("As many bytes of the address as its length needs, without those that repeat the one before.", "RFC 8966 §4.1.5");
    SOURCE_PREFIX = FieldSpec::bytes("", "Source prefix")
        .doc("Only packets from there may take this route.", "RFC 9079 §5.1");
    ROUTER = FieldSpec::bytes("babel.message.routerid", "Router")
        .doc("Names the router that the destination is at.", "RFC 8966 §4.6.7");
    INDEX = FieldSpec::bytes("", "Index")
        .doc("A random number that makes packet counters unique after a restart.", "RFC 8967 §6.2");
    DIGEST = FieldSpec::bytes("", "Digest")
        .doc("Shows that the sender knows the key.", "RFC 8967 §6.1");
    CHALLENGE = FieldSpec::bytes("", "Nonce")
        .doc("A random number that has to come back.", "RFC 8967 §6.3");
    PADDING = FieldSpec::bytes("", "Padding")
        .doc("Nothing.", "RFC 8966 §4.6.2");
    UNKNOWN = FieldSpec::bytes("", "Value")
        .doc("What decap does not take apart.", SECTION);
    INNER = FieldSpec::uint("babel.subtlv", "Part", 8).codes(messages::INNER_TYPES)
        .doc("More about the item it stands in.", "RFC 8966 §4.4");
    INNER_TYPE = FieldSpec::uint("babel.subtlv.type", "Type", 8).codes(messages::INNER_TYPES)
        .doc("What the part says.", "RFC 8966 §4.4");
    INNER_LENGTH = FieldSpec::uint("babel.subtlv.length", "Length", 8).unit("bytes")
        .doc("The part's value, without type and length.", "RFC 8966 §4.4");
    CHANNEL = FieldSpec::uint("babel.subtlv.diversity.channel", "Channel", 8)
        .doc("A radio channel that packets on this route travel on.", "draft-chroboczek-babel-diversity-routing");
    TRAILER = FieldSpec::group("", "Packet trailer")
        .doc("What is said about the packet and its items: a proof of who sent it.", "RFC 8966 §4.2");
}

/// Babel.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "babel",
        short: "Babel",
        title: "Babel Routing Protocol",
        osi: OsiLayer::Application,
        why: "It is a program of routers over UDP; what it learns, the network layer below uses.",
        reference: "RFC 8966",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[
        HEADER,
        messages::ACK_REQUEST,
        messages::NONCE,
        messages::HELLO,
        messages::HEARD,
        messages::RESERVED,
        messages::ENCODED,
        messages::UPDATE,
        messages::REQUEST,
        messages::SEQUENCE_REQUEST,
        messages::SPECIFIC_UPDATE,
        messages::COUNTER,
        messages::TIME,
        messages::SOURCE_LEN,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x2a\x02\0\x0e\x04\x0c\0\0\xe5\xb5\x01\x90\x03\x04\x84\x7f\x99\x4b",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.len() >= HEADER_LEN && bytes[0] == MAGIC && bytes[1] == VERSION)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let len = usize::from(u16::from_be_bytes([h[2], h[3]]));
    if !p.wants_fields() {
        // Nothing is wrapped in it.
        return Ok(());
    }
    summarise(p, len);
    p.within(len, "Babel body length", items)?;
    if !p.rest().is_empty() {
        p.group(&TRAILER, items)?;
    }
    Ok(())
}

/// Names the items, the first ones if there are many.
fn summarise(p: &mut Peel<'_>, len: usize) {
    let mut rest = &p.rest()[..len.min(p.rest().len())];
    let mut names: Vec<&str> = Vec::new();
    let mut more = 0;
    while let Some(kind) = rest.first() {
        let whole = match rest.get(1) {
            Some(len) if *kind != PADDING_1 => 2 + usize::from(*len),
            _ => 1,
        };
        let name = TYPE.names.get((*kind).into()).unwrap_or("unknown item");
        if *kind > 1 {
            match names.len() {
                0..3 => names.push(name),
                _ => more += 1,
            }
        }
        rest = rest.get(whole..).unwrap_or_default();
    }
    let names = names.join(", ");
    match more {
        0 => p.summary(format_args!("{names}")),
        _ => p.summary(format_args!("{names} and {more} more")),
    }
}

fn items(p: &mut Peel<'_>) -> Peeled {
    while let Some(kind) = p.rest().first().copied() {
        if p.is_full() {
            break;
        }
        p.group_as(
            &ITEM,
            || Value::Uint(kind.into()),
            |p| {
                p.uint(&TYPE)?;
                if kind == PADDING_1 {
                    return Ok(());
                }
                let len = p.uint(&LENGTH)? as usize;
                p.within(len, "item length", |p| messages::value(p, kind))
            },
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_hello_has_a_time_stamp() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "hello");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("babel.message.seqno"), Value::Uint(0xe5b5));
        assert_eq!(value("babel.subtlv.type"), Value::Uint(3));
    }

    #[test]
    fn an_update_leaves_out_what_repeats() {
        let bytes = b"\x2a\x02\0\x0f\x08\x0d\x01\0\x18\0\x06\x40\x62\x99\0\0\x0a\0\0";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "babel.message.prefix")[0].0, 16);
        assert!(out.faults.is_empty());
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        for bytes in [
            &b"\x2a\x02\0\x08\x04\xff\0\0\xe5\xb5\x01\x90"[..],
            b"\x2a\x02\0\x0c\x08\x0a\x01\0\xff\0\x06\x40\x62\x99\0\0",
            b"\x2a\x02\0\x0c\x04\x0a\0\0\xe5\xb5\x01\x90\x03\x09\0\0",
        ] {
            let out = peeled(bytes);
            assert!(
                out.faults
                    .iter()
                    .any(|fault| matches!(fault.kind, FaultKind::Truncated { .. })),
                "{bytes:?}"
            );
        }
    }
}
