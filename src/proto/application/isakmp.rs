//! ISAKMP and IKE: two hosts agree on keys for IPsec (RFC 2408, RFC 2409; RFC 7296).

mod association;
mod attributes;
mod codes;
mod configuration;
mod identity;
mod notify;
mod payloads;
#[cfg(test)]
mod tests;
mod vendor;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::x509;

const RFC: &str = "RFC 7296 §3.1; RFC 2408 §3.1";

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, RFC)
}

const FLAGS: FieldSpec = FieldSpec::hex("isakmp.flags", "Flags", 8)
    .parts_follow()
    .doc("How the message is to be taken.", RFC);

const HEAD: &[FieldSpec] = &[
    FieldSpec::bytes("isakmp.ispi", "Initiator's number")
        .wide(8)
        .doc(
            "A random number by which the end that began knows the association.",
            RFC,
        ),
    FieldSpec::bytes("isakmp.rspi", "Responder's number")
        .wide(8)
        .doc(
            "The same of the other end; zero in the first message, which it has not answered yet.",
            RFC,
        ),
    FieldSpec::uint("isakmp.nextpayload", "Next payload", 8)
        .codes(codes::PAYLOADS)
        .doc(
            "What the first payload is; each payload says what the one behind it is.",
            RFC,
        ),
    FieldSpec::hex("isakmp.version", "Version", 8)
        .parts_follow()
        .doc("1.0 is the first IKE, 2.0 the one in use today.", RFC),
    FieldSpec::hex("isakmp.mjver", "Major version", 4)
        .part()
        .doc(
            "Versions with other major numbers do not understand each other.",
            RFC,
        ),
    FieldSpec::hex("isakmp.mnver", "Minor version", 4)
        .part()
        .doc("Always 0 so far.", RFC),
    FieldSpec::uint("isakmp.exchangetype", "Exchange", 8)
        .codes(codes::EXCHANGES)
        .doc(
            "Which conversation the message belongs to; it decides which payloads come.",
            RFC,
        ),
];

const FLAGS_1: &[FieldSpec] = &[
    FLAGS,
    FieldSpec::gap(5).part(),
    flag(
        "isakmp.flag_a",
        "Authentication",
        "Set: authenticated, but not encrypted.",
    ),
    flag(
        "isakmp.flag_c",
        "Commit",
        "Set: wait until the other end says that it has the keys.",
    ),
    flag(
        "isakmp.flag_e",
        "Encryption",
        "Set: everything behind the header is encrypted.",
    ),
];

const FLAGS_2: &[FieldSpec] = &[
    FLAGS,
    FieldSpec::gap(2).part(),
    flag(
        "isakmp.flag_r",
        "Response",
        "Set: this answers a request with the same message number.",
    ),
    flag(
        "isakmp.flag_v",
        "Higher version",
        "Set: the sender could speak a later major version.",
    ),
    flag(
        "isakmp.flag_i",
        "Initiator",
        "Set: sent by the end that began the association.",
    ),
    FieldSpec::gap(3).part(),
];

const TAIL: &[FieldSpec] = &[
    FieldSpec::hex("isakmp.messageid", "Message number", 32)
        .doc("Pairs requests and responses.", RFC),
    FieldSpec::uint("isakmp.length", "Length", 32)
        .unit("bytes")
        .doc("The whole message with this header.", RFC),
];

const HEADER_LEN: usize = 28;
/// A message is no longer than a datagram.
const MAX_LEN: usize = 0xffff;

crate::fields! {
    KEEPALIVE = FieldSpec::bytes("isakmp.ike.nat_keepalive", "NAT keepalive")
        .doc("One byte that says nothing: it keeps the address translator on the way from forgetting the flow.", "RFC 3948 §2.3");
    SEALED = FieldSpec::bytes("isakmp.enc.data", "Encrypted payloads")
        .doc("All payloads, readable by the two ends only.", "RFC 2409 §5");
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len()
        + association::FIELDS.len()
        + attributes::FIELDS.len()
        + configuration::FIELDS.len()
        + identity::FIELDS.len()
        + notify::FIELDS.len()
        + payloads::FIELDS.len()
        + vendor::FIELDS.len()
        + x509::FIELDS.len()] = join_fields(&[
    FIELDS,
    association::FIELDS,
    attributes::FIELDS,
    configuration::FIELDS,
    identity::FIELDS,
    notify::FIELDS,
    payloads::FIELDS,
    vendor::FIELDS,
    x509::FIELDS,
]);

/// ISAKMP and IKE.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "isakmp",
        short: "IKE",
        title: "Internet Security Association and Key Management Protocol",
        osi: OsiLayer::Application,
        why: "Programs on two hosts agree here on the keys with which the network layer then encrypts.",
        reference: "RFC 7296",
    },
    claims: &[Claim::Port(Transport::Udp, 500)],
    headers: &[
        HEAD,
        FLAGS_1,
        FLAGS_2,
        TAIL,
        payloads::GENERIC_1,
        payloads::GENERIC_2,
        association::SITUATION,
        attributes::FORMAT_ROWS,
        x509::USAGES,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x9e\x89\xf2\x38\x8f\x90\xbc\x1e\x00\x00\x00\x00\x00\x00\x00\x00\x28\x20\x22\x08\x00\x00\x00\x00\
              \x00\x00\x00\x30\x00\x00\x00\x14\x66\xd6\xf6\x32\x69\x7b\x5e\x48\x9a\x92\x93\x65\x57\xa9\x7f\xa8",
};

/// One byte that keeps a translator awake.
const KEEPALIVE_BYTE: &[u8] = &[0xff];

/// A version that exists.
fn recognise(bytes: &[u8]) -> Match {
    if bytes == KEEPALIVE_BYTE {
        return Match::Maybe;
    }
    let version = bytes.get(17).map(|version| version >> 4);
    Match::maybe_if(matches!(version, Some(1 | 2)))
}

/// Which IKE a message belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.bytes() == KEEPALIVE_BYTE {
        p.summary(format_args!("NAT keepalive"));
        p.field(&KEEPALIVE, 1)?;
        return Ok(());
    }
    let h = p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let (first, exchange) = (h[16], h[18]);
    let version = if h[17] >> 4 == 1 {
        Version::One
    } else {
        Version::Two
    };
    let flags = match version {
        Version::One => p.header::<1>(FLAGS_1)?[0],
        Version::Two => p.header::<1>(FLAGS_2)?[0],
    };
    let [.., a, b, c, d] = *p.header::<{ bytes_of(TAIL) }>(TAIL)?;
    let len = u32::from_be_bytes([a, b, c, d]);
    say(p, version, exchange, flags);
    let Some(content) = content_len(len) else {
        let kind = FaultKind::BadLength {
            field: "ISAKMP length",
            says: len.into(),
            limit: HEADER_LEN as u64,
        };
        p.fault(kind, HEADER_LEN - 4..HEADER_LEN);
        return Ok(());
    };
    if !p.wants_fields() {
        p.ends_at(len as usize);
        return Ok(());
    }
    p.within(content, "ISAKMP length", |p| {
        if version == Version::One && flags & 1 != 0 {
            let len = p.rest().len();
            p.field(&SEALED, len)?;
            return Ok(());
        }
        payloads::all(p, version, first)
    })?;
    p.ends_at(len as usize);
    Ok(())
}

/// Length of the payloads; `None` if no datagram can hold the message.
fn content_len(len: u32) -> Option<usize> {
    (len as usize)
        .checked_sub(HEADER_LEN)
        .filter(|len| *len <= MAX_LEN)
}

fn say(p: &mut Peel<'_>, version: Version, exchange: u8, flags: u8) {
    let name = HEAD[6]
        .names
        .get(exchange.into())
        .unwrap_or("unknown exchange");
    match version {
        Version::One if flags & 1 != 0 => p.summary(format_args!("IKEv1 {name}, encrypted")),
        Version::One => p.summary(format_args!("IKEv1 {name}")),
        Version::Two if flags & 0x20 != 0 => p.summary(format_args!("IKEv2 {name} response")),
        Version::Two => p.summary(format_args!("IKEv2 {name} request")),
    }
}
