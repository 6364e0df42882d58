//! DHCPv6: hosts ask for IPv6 addresses, prefixes for their own networks, and whatever else they
//! need (RFC 8415).

mod codes;
mod layouts;
mod options;
mod softwire;
mod values;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const CLIENT_PORT: u16 = 546;
const SERVER_PORT: u16 = 547;

const SECTION: &str = "RFC 8415 §8";
const RELAY_SECTION: &str = "RFC 8415 §9";

const RELAY_FORWARD: u8 = 12;
const RELAY_REPLY: u8 = 13;

const MESSAGE_TYPE: FieldSpec = FieldSpec::uint("dhcpv6.msgtype", "Message type", 8)
    .codes(codes::MESSAGES)
    .doc(
        "What the message is: a question, an answer, or one that a relay passes on.",
        SECTION,
    );

const HEAD: &[FieldSpec] = &[
    MESSAGE_TYPE,
    FieldSpec::hex("dhcpv6.xid", "Transaction ID", 24).doc(
        "A random number of the client; the answer repeats it.",
        SECTION,
    ),
];

const RELAY_HEAD: &[FieldSpec] = &[
    MESSAGE_TYPE,
    FieldSpec::uint("dhcpv6.hopcount", "Hop count", 8)
        .doc("Relays that had passed the message on before this one.", RELAY_SECTION),
    FieldSpec::ipv6("dhcpv6.linkaddr", "Link address").doc(
        "An address of the link that the client is on: from it the server knows which addresses fit.",
        RELAY_SECTION,
    ),
    FieldSpec::ipv6("dhcpv6.peeraddr", "Peer address").doc(
        "Where the relay got the message from, or is to send it to.",
        RELAY_SECTION,
    ),
];

static ALL_FIELDS: [&FieldSpec;
    options::FIELDS.len() + values::FIELDS.len() + softwire::FIELDS.len()] =
    join_fields(&[options::FIELDS, values::FIELDS, softwire::FIELDS]);

/// DHCPv6.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dhcpv6",
        short: "DHCPv6",
        title: "Dynamic Host Configuration Protocol for IPv6",
        osi: OsiLayer::Application,
        why: "It is what a host and a server of the network's operator say to each other before the host can take part.",
        reference: "RFC 8415",
    },
    claims: &[
        Claim::Port(Transport::Udp, CLIENT_PORT),
        Claim::Port(Transport::Udp, SERVER_PORT),
    ],
    headers: layouts::HEADERS,
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x12\x34\x56\x00\x01\x00\x0a\x00\x03\x00\x01\x02\x00\x00\x00\x00\x01\x00\x06\x00\x04\x00\x17\x00\x18\
              \x00\x08\x00\x02\x00\x00\x00\x03\x00\x0c\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00",
};

/// Length of the head of a message that no relay passes on.
const MIN_LEN: usize = 4;

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [1..=36, ..] => Match::maybe_if(bytes.len() >= MIN_LEN),
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut said = String::new();
    let result = message(p, 0, &mut said);
    p.summary(format_args!("{said}"));
    result
}

/// Messages inside of relay messages are read down to this depth (RFC 8415 §7.6 has relays give up
/// at 8).
const MAX_RELAYS: u8 = 16;

/// Reads a message up to the end of the bytes; `said` gets what it is.
fn message(p: &mut Peel<'_>, depth: u8, said: &mut String) -> Peeled {
    let kind = p.rest().first().copied().unwrap_or_default();
    if depth > 0 {
        said.push_str(": ");
    }
    let name = MESSAGE_TYPE.names.get(kind.into());
    said.push_str(name.unwrap_or("unknown message"));
    match kind {
        RELAY_FORWARD | RELAY_REPLY => {
            p.header::<{ bytes_of(RELAY_HEAD) }>(RELAY_HEAD)?;
        }
        _ => {
            let head = p.header::<{ bytes_of(HEAD) }>(HEAD)?;
            if p.wants_fields() {
                let [_, a, b, c] = *head;
                said.push_str(&format!(", transaction 0x{a:02x}{b:02x}{c:02x}"));
            }
        }
    }
    let mut reader = options::Reader {
        message: kind,
        depth,
        said,
    };
    if depth < MAX_RELAYS {
        options::read(p, &mut reader)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
