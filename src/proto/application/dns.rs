//! DNS: names and what is known of them (RFC 1035), also as multicast DNS (RFC 6762) and LLMNR
//! (RFC 4795).

mod data;
mod dso;
mod edns;
mod header;
mod layouts;
mod rare;
mod recognise;
mod record;
mod security;

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::domain_name::Names;
use layouts::{LAYOUTS, LAYOUTS_LEN};

const PORT: u16 = 53;
const MDNS_PORT: u16 = 5353;
const LLMNR_PORT: u16 = 5355;

const UPDATE: u8 = 5;
const STATEFUL: u8 = 6;

crate::fields! {
    LENGTH = FieldSpec::uint("dns.length", "Length", 16)
        .unit("bytes")
        .doc("Over TCP the message's length stands before it, because a stream has no borders.", "RFC 1035 §4.2.2");
    QUESTIONS = FieldSpec::group("", "Questions").doc("What is asked.", "RFC 1035 §4.1.2");
    ANSWERS = FieldSpec::group("", "Answers").doc("Records that answer the question.", "RFC 1035 §4.1");
    AUTHORITY = FieldSpec::group("", "Authority")
        .doc("Records of the servers in charge, or the proof that there is no answer.", "RFC 1035 §4.1");
    ADDITIONAL = FieldSpec::group("", "Additional")
        .doc("Records that nobody asked for but may be useful: addresses of servers, the message's options.", "RFC 1035 §4.1");
    EXTRANEOUS = FieldSpec::bytes("dns.extraneous.data", "Extraneous data")
        .doc("Bytes behind the last record that the header counts.", "");
}

const OWN_TABLES: [&[FieldSpec]; 13] = [
    header::ID,
    header::QUERY_FLAGS,
    header::RESPONSE_FLAGS,
    header::LLMNR_QUERY_FLAGS,
    header::LLMNR_RESPONSE_FLAGS,
    header::COUNTS,
    header::UPDATE_COUNTS,
    record::RECORD_HEAD,
    record::MDNS_RECORD_HEAD,
    record::QUESTION_CLASS,
    record::MDNS_QUESTION_CLASS,
    edns::HEAD,
    edns::MDNS_HEAD,
];

static TABLES: [&[FieldSpec]; OWN_TABLES.len() + 1 + LAYOUTS_LEN] = {
    let mut tables: [&[FieldSpec]; OWN_TABLES.len() + 1 + LAYOUTS_LEN] =
        [data::PREFIX; OWN_TABLES.len() + 1 + LAYOUTS_LEN];
    let mut index = 0;
    while index < OWN_TABLES.len() {
        tables[index] = OWN_TABLES[index];
        index += 1;
    }
    let mut layout = 0;
    while layout < LAYOUTS_LEN {
        tables[index + layout] = LAYOUTS[layout].rows;
        layout += 1;
    }
    tables
};

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len()
        + record::FIELDS.len()
        + data::FIELDS.len()
        + edns::FIELDS.len()
        + dso::FIELDS.len()] = join_fields(&[
    FIELDS,
    record::FIELDS,
    data::FIELDS,
    edns::FIELDS,
    dso::FIELDS,
]);

/// DNS, multicast DNS and LLMNR.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dns",
        short: "DNS",
        title: "Domain Name System",
        osi: OsiLayer::Application,
        why: "It is a service that programs ask for what a name stands for; it needs nothing but the transport below it.",
        reference: "RFC 1035",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
        Claim::Port(Transport::Udp, MDNS_PORT),
        Claim::Port(Transport::Tcp, MDNS_PORT),
        Claim::Port(Transport::Udp, LLMNR_PORT),
        Claim::Port(Transport::Tcp, LLMNR_PORT),
        Claim::MediaType("application/dns-message"),
        Claim::Heuristic(Transport::Udp, 20),
    ],
    headers: &TABLES,
    fields: &ALL_FIELDS,
    recognise: Some(recognise::recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x1a\x2b\x81\x80\x00\x01\x00\x02\x00\x00\x00\x01\
        \x03www\x07example\x03com\x00\x00\x01\x00\x01\
        \xc0\x0c\x00\x05\x00\x01\x00\x00\x0e\x10\x00\x07\x04host\xc0\x10\
        \xc0\x2d\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01\
        \x00\x00\x29\x04\xd0\x00\x00\x80\x00\x00\x00",
};

static MDNS: ProtoInfo = ProtoInfo {
    name: "mdns",
    short: "mDNS",
    title: "Multicast DNS",
    osi: OsiLayer::Application,
    why: "It is DNS without a server: the question goes to all hosts of the link, and whoever has the name answers.",
    reference: "RFC 6762",
};

static LLMNR: ProtoInfo = ProtoInfo {
    name: "llmnr",
    short: "LLMNR",
    title: "Link-Local Multicast Name Resolution",
    osi: OsiLayer::Application,
    why: "It asks all hosts of the link for a name, in the form of DNS messages.",
    reference: "RFC 4795",
};

/// A message being read.
#[derive(Debug, Clone, Copy)]
struct Message<'a> {
    /// Its bytes, for names that point back into it.
    names: Names<'a>,
    /// True for multicast DNS, which takes the first bit of a class for itself.
    mdns: bool,
}

/// Which of the three speaks, by the ports below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flavour {
    Dns,
    Mdns,
    Llmnr,
}

fn flavour(p: &Peel<'_>) -> Flavour {
    let ports = match p.addresses().and_then(|ends| ends.ports) {
        Some((_, source, destination)) if p.outer() == "udp" || p.outer() == "tcp" => {
            [source, destination]
        }
        _ => return Flavour::Dns,
    };
    if ports.contains(&PORT) {
        Flavour::Dns
    } else if ports.contains(&MDNS_PORT) {
        Flavour::Mdns
    } else if ports.contains(&LLMNR_PORT) {
        Flavour::Llmnr
    } else {
        Flavour::Dns
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let flavour = flavour(p);
    match flavour {
        Flavour::Dns => {}
        Flavour::Mdns => p.variant(&MDNS),
        Flavour::Llmnr => p.variant(&LLMNR),
    }
    if p.outer() != "tcp" {
        return if p.wants_fields() {
            message(p, flavour)
        } else {
            Ok(())
        };
    }
    let len = p.uint(&LENGTH)? as usize;
    p.wait_for(len)?;
    p.ends_at(2 + len);
    p.within(len, "DNS length", |p| {
        if p.wants_fields() {
            message(p, flavour)
        } else {
            Ok(())
        }
    })
}

fn message(p: &mut Peel<'_>, flavour: Flavour) -> Peeled {
    let base = p.pos();
    let bytes = p.rest();
    let message = Message {
        names: Names { bytes, base },
        mdns: flavour == Flavour::Mdns,
    };
    p.rows(header::ID)?;
    let flags = p.rows(header::flags_table(flavour == Flavour::Llmnr, bytes))?;
    let opcode = flags.first().map_or(0, |first| first >> 3 & 0x0f);
    let counts = p.rows(if opcode == UPDATE {
        header::UPDATE_COUNTS
    } else {
        header::COUNTS
    })?;
    if let Some(first) = bytes.first_chunk::<{ header::LEN }>() {
        header::summary(p, &message, first);
    }
    let sections = [&QUESTIONS, &ANSWERS, &AUTHORITY, &ADDITIONAL];
    for (section, count) in sections.into_iter().zip(counts.as_chunks::<2>().0) {
        let count = u16::from_be_bytes(*count);
        if count == 0 {
            continue;
        }
        p.group(section, |p| {
            for _ in 0..count {
                if p.is_full() {
                    break;
                }
                if std::ptr::eq(section, &QUESTIONS) {
                    record::question(p, &message)?;
                } else {
                    record::record(p, &message)?;
                }
            }
            Ok(())
        })?;
    }
    let rest = p.rest().len();
    if rest > 0 && opcode == STATEFUL {
        return dso::operations(p);
    }
    if rest > 0 && !p.is_full() {
        p.field(&EXTRANEOUS, rest)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
