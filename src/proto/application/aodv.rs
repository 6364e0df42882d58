//! AODV: nodes of a radio network without masts find routes when they need them (RFC 3561).

use std::net::IpAddr;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Address, Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value};

const PORT: u16 = 654;
const SECTION: &str = "RFC 3561 §5";

const REQUEST: u64 = 1;
const REPLY: u64 = 2;
const ERROR: u64 = 3;
const ACKNOWLEDGMENT: u64 = 4;

/// The low bits of the second byte of a reply's flags.
const PREFIX_BITS: u8 = 0x1f;

const HELLO_INTERVAL: (u64, usize) = (1, 4);
const TIMESTAMP: (u64, usize) = (2, 8);

const TYPES: Codes = &[
    (1, "route request"),
    (2, "route reply"),
    (3, "route error"),
    (4, "route reply acknowledgment"),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn flags() -> FieldSpec {
    FieldSpec::uint("aodv.flags", "Flags", 16)
        .parts_follow()
        .doc("Special handling.", SECTION)
}

const HOPS: FieldSpec =
    FieldSpec::uint("aodv.hopcount", "Hops", 8).doc("How far the message has come.", SECTION);

const REQUEST_HEAD: &[FieldSpec] = &[
    flags(),
    flag("aodv.flags.rreq_join", "Join", "Set: for multicast."),
    flag("aodv.flags.rreq_repair", "Repair", "Set: for multicast."),
    flag(
        "aodv.flags.rreq_gratuitous",
        "Gratuitous reply",
        "Set: who answers from memory tells the destination too.",
    ),
    flag(
        "aodv.flags.rreq_destinationonly",
        "Destination only",
        "Set: only the destination itself may answer.",
    ),
    flag(
        "aodv.flags.rreq_unknown",
        "Unknown number",
        "Set: the destination's sequence number is not known.",
    ),
    FieldSpec::gap(11).part(),
    HOPS,
    FieldSpec::uint("aodv.rreq_id", "Request", 32).doc(
        "With the originator it names the request; who has seen it does not pass it on again.",
        SECTION,
    ),
];

const REPLY_HEAD: &[FieldSpec] = &[
    flags(),
    flag("aodv.flags.rrep_repair", "Repair", "Set: for multicast."),
    flag(
        "aodv.flags.rrep_ack",
        "Acknowledge",
        "Set: say that you have received this.",
    ),
    FieldSpec::gap(14).part(),
    HOPS,
];

const ERROR_HEAD: &[FieldSpec] = &[
    flags(),
    flag(
        "aodv.flags.rerr_nodelete",
        "Do not delete",
        "Set: the link is being mended, keep the route.",
    ),
    FieldSpec::gap(15).part(),
    FieldSpec::uint("aodv.destcount", "Destinations", 8)
        .doc("How many cannot be reached any more.", SECTION),
];

const fn sequence(label: &'static str, name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc(
        "The higher one of two is the newer news of that node.",
        SECTION,
    )
}

crate::fields! {
    TYPE = FieldSpec::uint("aodv.type", "Type", 8).codes(TYPES)
        .doc("A request is passed on by all until someone knows the way; the reply comes back along it.", SECTION);
    PREFIX = FieldSpec::uint("aodv.prefix_sz", "Prefix size", 8).unit("bits")
        .doc("If not 0: the route leads to all addresses that begin like this.", SECTION);
    TO = FieldSpec::ipv4("aodv.dest_ip", "Destination")
        .doc("Where the route leads.", SECTION);
    TO_6 = FieldSpec::ipv6("aodv.dest_ipv6", "Destination")
        .doc("Where the route leads.", SECTION);
    TO_SEQUENCE = sequence("Destination sequence number", "aodv.dest_seqno");
    FROM = FieldSpec::ipv4("aodv.orig_ip", "Originator")
        .doc("Who asked for the route.", SECTION);
    FROM_6 = FieldSpec::ipv6("aodv.orig_ipv6", "Originator")
        .doc("Who asked for the route.", SECTION);
    FROM_SEQUENCE = sequence("Originator sequence number", "aodv.orig_seqno");
    LIFETIME = FieldSpec::uint("aodv.lifetime", "Lifetime", 32).unit("ms")
        .doc("How long the route counts.", SECTION);
    LOST = FieldSpec::ipv4("aodv.unreach_dest_ip", "Lost destination")
        .doc("Cannot be reached any more.", SECTION);
    LOST_6 = FieldSpec::ipv6("aodv.unreach_dest_ipv6", "Lost destination")
        .doc("Cannot be reached any more.", SECTION);
    EXTENSION = FieldSpec::group("", "Extension")
        .doc("What a message may have more.", "RFC 3561 §9");
    EXTENSION_TYPE = FieldSpec::uint("aodv.ext_type", "Type", 8)
        .codes(&[(1, "hello interval"), (2, "time stamp")])
        .doc("What the extension says.", "RFC 3561 §9");
    EXTENSION_LEN = FieldSpec::uint("aodv.ext_length", "Length", 8).unit("bytes")
        .doc("The extension's value, without type and length.", "RFC 3561 §9");
    INTERVAL = FieldSpec::uint("", "Hello interval", 32).unit("ms")
        .doc("How often the sender says hello.", "RFC 3561 §9.1");
    TIME = FieldSpec::uint("", "Time stamp", 64)
        .doc("When the message was sent.", SECTION);
    VALUE = FieldSpec::bytes("", "Value")
        .doc("What decap does not take apart.", SECTION);
}

/// AODV.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "aodv",
        short: "AODV",
        title: "Ad hoc On-demand Distance Vector Routing",
        osi: OsiLayer::Application,
        why: "It is a program of nodes over UDP; what it learns, the network layer below uses.",
        reference: "RFC 3561",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[REQUEST_HEAD, REPLY_HEAD, ERROR_HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x40\x04\x03\x0a\0\0\x02\0\0\0\x05\x0a\0\0\x01\0\0\x13\x88",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= 2 && (1..=4).contains(&bytes[0]))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)?;
    let name = TYPE.names.get(kind).unwrap_or("unknown type");
    p.summary(format_args!("{name}"));
    if !p.wants_fields() {
        return Ok(());
    }
    let is_ipv6 = matches!(
        p.addresses().map(|ends| ends.from),
        Some(Address::Ip(IpAddr::V6(_)))
    );
    let address = |p: &mut Peel<'_>, of_4, of_6| match is_ipv6 {
        false => p.field(of_4, 4).map(drop),
        true => p.field(of_6, 16).map(drop),
    };
    match kind {
        REQUEST => {
            p.rows(REQUEST_HEAD)?;
            address(p, &TO, &TO_6)?;
            p.uint(&TO_SEQUENCE)?;
            address(p, &FROM, &FROM_6)?;
            p.uint(&FROM_SEQUENCE)?;
        }
        REPLY => {
            let at = p.pos() + 1;
            let prefix = p.rows(REPLY_HEAD)?[1] & PREFIX_BITS;
            p.mark_as(&PREFIX, at..at + 1, Value::Uint(prefix.into()));
            address(p, &TO, &TO_6)?;
            p.uint(&TO_SEQUENCE)?;
            address(p, &FROM, &FROM_6)?;
            p.uint(&LIFETIME)?;
        }
        ERROR => {
            for _ in 0..p.rows(ERROR_HEAD)?[2] {
                address(p, &LOST, &LOST_6)?;
                p.uint(&TO_SEQUENCE)?;
            }
        }
        ACKNOWLEDGMENT => p.skip(1).map(drop)?,
        _ => {
            let rest = p.rest().len();
            return p.field(&VALUE, rest).map(drop);
        }
    }
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&EXTENSION, extension)?;
    }
    Ok(())
}

fn extension(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&EXTENSION_TYPE)?;
    let len = p.uint(&EXTENSION_LEN)? as usize;
    match (kind, len) {
        (_, 0) => Ok(()),
        HELLO_INTERVAL => p.uint(&INTERVAL).map(drop),
        TIMESTAMP => p.uint(&TIME).map(drop),
        _ => p.field(&VALUE, len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_reply_leads_to_the_destination() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("aodv.dest_ip"), Value::Ipv4([10, 0, 0, 2].into()));
        assert_eq!(value("aodv.prefix_sz"), Value::Uint(4));
        assert_eq!(value("aodv.flags.rrep_ack"), Value::Uint(1));
        assert!(out.faults.is_empty());
    }

    #[test]
    fn errors_count_destinations() {
        let bytes = b"\x03\x80\0\x02\x0a\0\0\x02\0\0\0\x05\x0a\0\0\x03";
        let out = peeled(bytes);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
        assert_eq!(out.field("aodv.destcount").unwrap().value, Value::Uint(2));
    }
}
