//! OLSR: nodes of a radio network without masts know all routes at any time (RFC 3626).

use std::net::IpAddr;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop};
use crate::model::{
    Address, Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of,
};
use crate::proto::reserved::reserved;

const PORT: u16 = 698;
const SECTION: &str = "RFC 3626 §3.3";

const HELLO: u64 = 1;
const TOPOLOGY: u64 = 2;
const INTERFACES: u64 = 3;
const NETWORKS: u64 = 4;
const NAMES: u64 = 130;
const QUALITY_HELLO: u64 = 201;
const QUALITY_TOPOLOGY: u64 = 202;

const TYPES: Codes = &[
    (1, "hello"),
    (2, "topology control"),
    (3, "interfaces"),
    (4, "networks"),
    (130, "names"),
    (201, "hello with link quality"),
    (202, "topology control with link quality"),
];

const LINKS: Codes = &[
    (0, "unspecified"),
    (1, "asymmetric"),
    (2, "symmetric"),
    (3, "lost"),
    (5, "asymmetric, symmetric neighbour"),
    (6, "symmetric, symmetric neighbour"),
    (7, "lost, symmetric neighbour"),
    (9, "asymmetric, relay"),
    (10, "symmetric, relay"),
    (11, "lost, relay"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("olsr.packet_len", "Length", 16)
        .unit("bytes")
        .doc("The whole packet.", SECTION),
    FieldSpec::uint("olsr.packet_seq_num", "Packet number", 16)
        .doc("Goes up with every packet of the interface.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const REST: &[FieldSpec] = &[
    FieldSpec::uint("olsr.ttl", "Time to live", 8)
        .doc("How many hops more the message may go.", SECTION),
    FieldSpec::uint("olsr.hop_count", "Hops", 8).doc("How many hops it has gone.", SECTION),
    FieldSpec::uint("olsr.message_seq_num", "Message number", 16).doc(
        "With the originator it names the message: who has seen it drops it.",
        SECTION,
    ),
];

const LINK: &[FieldSpec] = &[
    FieldSpec::uint("olsr.link_type", "Link", 8)
        .codes(LINKS)
        .doc(
            "How the neighbours that follow are heard. A relay passes the sender's messages on.",
            "RFC 3626 §6.1.1",
        ),
    reserved(8, SECTION),
    FieldSpec::uint("olsr.link_message_size", "Length", 16)
        .unit("bytes")
        .doc("This link's part of the message.", "RFC 3626 §6.1.1"),
];

const LINK_LEN: usize = bytes_of(LINK);

const NUMBER: &[FieldSpec] = &[
    FieldSpec::uint("olsr.ansn", "Edition", 16).doc(
        "The higher one of two lists of the same node is the newer.",
        "RFC 3626 §9.1",
    ),
    reserved(16, SECTION),
];

const QUALITY: &[FieldSpec] = &[
    FieldSpec::uint("olsr.lq", "Link quality", 8).doc(
        "How many of 255 packets of the neighbour arrive here.",
        "olsr.org",
    ),
    FieldSpec::uint("olsr.nlq", "Neighbour's link quality", 8).doc(
        "How many of 255 packets arrive at the neighbour.",
        "olsr.org",
    ),
    reserved(16, "olsr.org"),
];

const NAME_COUNT: &[FieldSpec] = &[
    FieldSpec::uint("olsr.ns.version", "Version", 16).doc("1.", "olsr.org"),
    FieldSpec::uint("olsr.ns.count", "Names", 16).doc("How many follow.", "olsr.org"),
];

const NAME: &[FieldSpec] = &[
    FieldSpec::uint("olsr.ns.type", "Type", 16)
        .codes(&[
            (0, "host"),
            (1, "forwarder"),
            (2, "service"),
            (3, "MAC address"),
        ])
        .doc("What has the name.", "olsr.org"),
    FieldSpec::uint("olsr.ns.length", "Length", 16)
        .unit("bytes")
        .doc("The name's.", "olsr.org"),
];

crate::fields! {
    MESSAGE = FieldSpec::bytes("olsr.message", "Message")
        .doc("One of the messages that travel in the packet.", SECTION);
    TYPE = FieldSpec::uint("olsr.message_type", "Type", 8).codes(TYPES)
        .doc("Hello: these neighbours I hear. Topology control: these nodes chose me as a relay.", SECTION);
    VALIDITY = FieldSpec::computed("olsr.vtime", "Validity (s)")
        .doc("How long the message counts; sent as a mantissa and an exponent.", SECTION);
    SIZE = FieldSpec::uint("olsr.message_size", "Length", 16).unit("bytes")
        .doc("The whole message.", SECTION);
    ORIGIN = FieldSpec::ipv4("olsr.origin_addr", "Originator")
        .doc("The node that says this; others have only passed it on.", SECTION);
    ORIGIN_6 = FieldSpec::ipv6("olsr.origin6_addr", "Originator")
        .doc("The node that says this; others have only passed it on.", SECTION);
    RESERVED = FieldSpec::bytes("", "Reserved").doc("Zero.", SECTION);
    INTERVAL = FieldSpec::computed("olsr.htime", "Hello interval (s)")
        .doc("How often the node says hello; sent as a mantissa and an exponent.", "RFC 3626 §6.1");
    WILLINGNESS = FieldSpec::uint("olsr.willingness", "Willingness", 8)
        .codes(&[(0, "never"), (1, "low"), (3, "default"), (6, "high"), (7, "always")])
        .doc("How gladly the node passes messages of others on.", "RFC 3626 §6.1");
    LINK_PART = FieldSpec::group("", "Link")
        .doc("Neighbours that are heard in the same way.", "RFC 3626 §6.1");
    NEIGHBOUR = FieldSpec::ipv4("olsr.neighbor_addr", "Neighbour")
        .doc("A node that is heard.", "RFC 3626 §6.1");
    NEIGHBOUR_6 = FieldSpec::ipv6("olsr.neighbor6_addr", "Neighbour")
        .doc("A node that is heard.", "RFC 3626 §6.1");
    RATED = FieldSpec::bytes("olsr.neighbor", "Neighbour")
        .doc("A node that is heard, and how well.", "olsr.org");
    INTERFACE = FieldSpec::ipv4("olsr.interface_addr", "Interface")
        .doc("Another address of the node.", "RFC 3626 §5.1");
    INTERFACE_6 = FieldSpec::ipv6("olsr.interface6_addr", "Interface")
        .doc("Another address of the node.", "RFC 3626 §5.1");
    NETWORK = FieldSpec::ipv4("olsr.network_addr", "Network")
        .doc("A network outside that the node leads to.", "RFC 3626 §12.1");
    NETWORK_6 = FieldSpec::ipv6("olsr.network6_addr", "Network")
        .doc("A network outside that the node leads to.", "RFC 3626 §12.1");
    MASK = FieldSpec::ipv4("olsr.netmask", "Net mask")
        .doc("Which bits of the address are the network's.", "RFC 3626 §12.1");
    MASK_6 = FieldSpec::ipv6("olsr.netmask6", "Net mask")
        .doc("Which bits of the address are the network's.", "RFC 3626 §12.1");
    NAMED = FieldSpec::bytes("olsr.ns", "Name")
        .doc("The name of a node.", "olsr.org");
    NAMED_ADDRESS = FieldSpec::ipv4("olsr.ns.ip", "Address")
        .doc("What the name stands for.", "olsr.org");
    NAMED_ADDRESS_6 = FieldSpec::ipv6("olsr.ns.ip6", "Address")
        .doc("What the name stands for.", "olsr.org");
    NAME_TEXT = FieldSpec::text("olsr.ns.content", "Name")
        .doc("What people call the node.", "olsr.org");
    DATA = FieldSpec::bytes("olsr.data", "Data")
        .doc("A message that decap does not take apart.", SECTION);
}

/// OLSR.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "olsr",
        short: "OLSR",
        title: "Optimized Link State Routing",
        osi: OsiLayer::Application,
        why: "It is a program of nodes over UDP; what it learns, the network layer below uses.",
        reference: "RFC 3626",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEADER, REST, LINK, NUMBER, QUALITY, NAME_COUNT, NAME],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x24\0\x09\x01\x86\0\x20\x0a\0\0\x01\x01\0\0\x07\0\0\x05\x03\x06\0\0\x10\x0a\0\0\x02\x0a\0\0\x03\x0a\0\0\x04",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= HEADER_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let len = usize::from(u16::from_be_bytes([h[0], h[1]]));
    let first = p.rest().first().copied().unwrap_or_default();
    let name = TYPE.names.get(first.into()).unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    if !p.wants_fields() {
        return Ok(());
    }
    let is_ipv6 = matches!(
        p.addresses().map(|ends| ends.from),
        Some(Address::Ip(IpAddr::V6(_)))
    );
    p.within(len.saturating_sub(HEADER_LEN), "OLSR packet length", |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&MESSAGE, |p| message(p, is_ipv6))?;
        }
        Ok(())
    })
}

fn message(p: &mut Peel<'_>, is_ipv6: bool) -> Peeled {
    let kind = p.uint(&TYPE)?;
    time(p, &VALIDITY)?;
    let at = p.pos();
    let size = p.uint(&SIZE)? as usize;
    // Type, time and size are read.
    if size < 4 {
        let kind = FaultKind::BadLength {
            field: "OLSR message size",
            says: size as u64,
            limit: 4,
        };
        p.fault(kind, at..at + 2);
        return Err(Stop);
    }
    p.within(size - 4, "OLSR message size", |p| {
        address(p, is_ipv6, &ORIGIN, &ORIGIN_6)?;
        p.rows(REST)?;
        body(p, kind, is_ipv6)
    })
}

fn body(p: &mut Peel<'_>, kind: u64, is_ipv6: bool) -> Peeled {
    match kind {
        HELLO | QUALITY_HELLO => hello(p, kind == QUALITY_HELLO, is_ipv6),
        TOPOLOGY | QUALITY_TOPOLOGY => {
            p.rows(NUMBER)?;
            neighbours(p, kind == QUALITY_TOPOLOGY, is_ipv6)
        }
        INTERFACES => {
            while !p.rest().is_empty() && !p.is_full() {
                address(p, is_ipv6, &INTERFACE, &INTERFACE_6)?;
            }
            Ok(())
        }
        NETWORKS => {
            while !p.rest().is_empty() && !p.is_full() {
                address(p, is_ipv6, &NETWORK, &NETWORK_6)?;
                address(p, is_ipv6, &MASK, &MASK_6)?;
            }
            Ok(())
        }
        NAMES => names(p, is_ipv6),
        _ => match p.rest().len() {
            0 => Ok(()),
            len => p.field(&DATA, len).map(drop),
        },
    }
}

fn hello(p: &mut Peel<'_>, is_rated: bool, is_ipv6: bool) -> Peeled {
    p.field(&RESERVED, 2)?;
    time(p, &INTERVAL)?;
    p.uint(&WILLINGNESS)?;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&LINK_PART, |p| {
            let at = p.pos() + 2;
            let h = p.header::<LINK_LEN>(LINK)?;
            let len = usize::from(u16::from_be_bytes([h[2], h[3]]));
            if len < LINK_LEN {
                let kind = FaultKind::BadLength {
                    field: "OLSR link message size",
                    says: len as u64,
                    limit: LINK_LEN as u64,
                };
                p.fault(kind, at..at + 2);
                return Err(Stop);
            }
            p.within(len - LINK_LEN, "OLSR link message size", |p| {
                neighbours(p, is_rated, is_ipv6)
            })
        })?;
    }
    Ok(())
}

fn neighbours(p: &mut Peel<'_>, is_rated: bool, is_ipv6: bool) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        if is_rated {
            p.group(&RATED, |p| {
                address(p, is_ipv6, &NEIGHBOUR, &NEIGHBOUR_6)?;
                p.rows(QUALITY)
            })?;
        } else {
            address(p, is_ipv6, &NEIGHBOUR, &NEIGHBOUR_6)?;
        }
    }
    Ok(())
}

/// Names of nodes; an address takes the room of one of IPv6, a name is filled up to whole words.
fn names(p: &mut Peel<'_>, is_ipv6: bool) -> Peeled {
    let h = p.header::<{ bytes_of(NAME_COUNT) }>(NAME_COUNT)?;
    for _ in 0..u16::from_be_bytes([h[2], h[3]]) {
        if p.is_full() {
            break;
        }
        p.group(&NAMED, |p| {
            let h = p.header::<{ bytes_of(NAME) }>(NAME)?;
            let len = usize::from(u16::from_be_bytes([h[2], h[3]]));
            if is_ipv6 {
                p.field(&NAMED_ADDRESS_6, 16)?;
            } else {
                p.field(&NAMED_ADDRESS, 4)?;
                p.field(&RESERVED, 12)?;
            }
            if len > 0 {
                p.field(&NAME_TEXT, len)?;
            }
            p.skip((len.next_multiple_of(4) - len).min(p.rest().len()))
        })?;
    }
    Ok(())
}

fn address(
    p: &mut Peel<'_>,
    is_ipv6: bool,
    of_4: &'static FieldSpec,
    of_6: &'static FieldSpec,
) -> Peeled {
    match is_ipv6 {
        false => p.field(of_4, 4).map(drop),
        true => p.field(of_6, 16).map(drop),
    }
}

/// A time of four bits of mantissa and four of exponent, in units of 1/16 s (RFC 3626 §18.3).
fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let byte = p.skip(1)?[0];
    let seconds = f64::from(16 + (byte >> 4)) * f64::from(1u16 << (byte & 15)) / 256.0;
    p.mark_made(spec, at..at + 1, || seconds.to_string());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_hello_lists_neighbours() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            out.field("olsr.vtime").unwrap().value,
            Value::Made("6".into())
        );
        assert_eq!(
            out.field("olsr.htime").unwrap().value,
            Value::Made("2".into())
        );
        assert_eq!(all(&out, PROTOCOL.sample, "olsr.neighbor_addr").len(), 3);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn sizes_that_lie_are_faults() {
        for (at, size) in [(7, 0), (7, 200), (23, 2), (23, 90)] {
            let mut bytes = PROTOCOL.sample.to_vec();
            bytes[at] = size;
            assert!(!peeled(&bytes).faults.is_empty(), "{at} {size}");
        }
    }
}
