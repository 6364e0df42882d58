//! DNS: names and what is known of them (RFC 1035), also as multicast DNS (RFC 6762) and LLMNR
//! (RFC 4795).

mod data;
mod dso;
mod edns;
mod layouts;
mod name;
mod record;
mod security;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, names};
use layouts::{LAYOUTS, LAYOUTS_LEN};
use name::Message;

const PORT: u16 = 53;
const MDNS_PORT: u16 = 5353;
const LLMNR_PORT: u16 = 5355;

/// Length of the header (RFC 1035 §4.1.1).
const HEADER_LEN: usize = 12;

const UPDATE: u8 = 5;
const STATEFUL: u8 = 6;

/// So many answers stand in the one line that says what a message says.
const ANSWERS_SHOWN: usize = 3;

const HEADER: &str = "RFC 1035 §4.1.1";

const ID: &[FieldSpec] = &[FieldSpec::hex("dns.id", "Transaction identifier", 16).doc(
    "A number chosen by the asker; the answer repeats it. Hard to guess, so that answers cannot be forged.",
    "RFC 1035 §4.1.1; RFC 5452",
)];

const WHOLE_FLAGS: FieldSpec = FieldSpec::hex("dns.flags", "Flags", 16).parts_follow().doc(
    "What kind of message this is, and how it was answered.",
    HEADER,
);
const RESPONSE: FieldSpec = FieldSpec::flag("dns.flags.response", "Response")
    .part()
    .doc("0: a query. 1: a response.", HEADER);
const OPCODE: FieldSpec = FieldSpec::uint("dns.flags.opcode", "Operation", 4)
    .part()
    .lookup(|code| names::dns_opcode(code as u8))
    .doc("What is wanted: mostly a standard query.", HEADER);
const TRUNCATED: FieldSpec = FieldSpec::flag("dns.flags.truncated", "Truncated")
    .part()
    .doc(
        "The message was too long for a datagram: ask again over TCP.",
        HEADER,
    );
const RCODE: FieldSpec = FieldSpec::uint("dns.flags.rcode", "Response code", 4)
    .part()
    .lookup(|code| names::dns_rcode(code as u16))
    .doc(
        "0: no error. 3: the name does not exist. Means nothing in a query.",
        HEADER,
    );

const FLAGS: &[FieldSpec] = &[
    WHOLE_FLAGS,
    RESPONSE,
    OPCODE,
    FieldSpec::flag("dns.flags.authoritative", "Authoritative answer")
        .part()
        .doc(
            "The server answers from the zone itself, not from a cache. Means nothing in a query.",
            HEADER,
        ),
    TRUNCATED,
    FieldSpec::flag("dns.flags.recdesired", "Recursion desired")
        .part()
        .doc(
            "The server shall ask others until it has the answer.",
            HEADER,
        ),
    FieldSpec::flag("dns.flags.recavail", "Recursion available")
        .part()
        .doc("The server does that. Means nothing in a query.", HEADER),
    FieldSpec::flag("dns.flags.z", "Reserved")
        .part()
        .doc("Must be zero.", HEADER),
    FieldSpec::flag("dns.flags.authenticated", "Authentic data")
        .part()
        .doc(
            "In a response: the server has verified the signatures. In a query: please tell.",
            "RFC 4035 §3.2.3; RFC 6840 §5.7",
        ),
    FieldSpec::flag("dns.flags.checkdisable", "Checking disabled")
        .part()
        .doc(
            "The asker takes data whose signatures were not verified.",
            "RFC 4035 §3.2.2",
        ),
    RCODE,
];

const LLMNR_FLAGS: &[FieldSpec] = &[
    WHOLE_FLAGS,
    RESPONSE,
    OPCODE,
    FieldSpec::flag("dns.flags.conflict", "Conflict")
        .part()
        .doc(
            "In a query: several hosts answered before, so the name is not unique.",
            "RFC 4795 §2.1.1",
        ),
    TRUNCATED,
    FieldSpec::flag("dns.flags.tentative", "Tentative")
        .part()
        .doc(
            "The answering host has not verified yet that nobody else has its name.",
            "RFC 4795 §2.1.1",
        ),
    FieldSpec::gap(4).part(),
    RCODE,
];

const fn count(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, HEADER)
}

const COUNTS: &[FieldSpec] = &[
    count(
        "dns.count.queries",
        "Questions",
        "How many questions follow: nearly always one.",
    ),
    count(
        "dns.count.answers",
        "Answers",
        "How many records answer them.",
    ),
    count(
        "dns.count.auth_rr",
        "Authority records",
        "How many records tell of the servers in charge.",
    ),
    count(
        "dns.count.add_rr",
        "Additional records",
        "How many records may be useful as well.",
    ),
];

const UPDATE_COUNTS: &[FieldSpec] = &[
    FieldSpec::uint("dns.count.zones", "Zones", 16)
        .doc("The zone to be changed: always one.", "RFC 2136 §2.2"),
    FieldSpec::uint("dns.count.prerequisites", "Prerequisites", 16).doc(
        "How many records say what must be so before anything is changed.",
        "RFC 2136 §2.2",
    ),
    FieldSpec::uint("dns.count.updates", "Updates", 16).doc(
        "How many records are to be added or removed.",
        "RFC 2136 §2.2",
    ),
    FieldSpec::uint("dns.count.add_rr", "Additional records", 16)
        .doc("How many records may be useful as well.", "RFC 2136 §2.2"),
];

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

const OWN_TABLES: [&[FieldSpec]; 11] = [
    ID,
    FLAGS,
    LLMNR_FLAGS,
    COUNTS,
    UPDATE_COUNTS,
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
    ],
    headers: &TABLES,
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
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

/// A message as it stands in a datagram, or behind its length as it stands in a stream.
fn recognise(bytes: &[u8]) -> Match {
    match message_match(bytes) {
        Match::No => stream_match(bytes),
        found => found,
    }
}

fn stream_match(bytes: &[u8]) -> Match {
    match bytes.split_first_chunk::<2>() {
        Some((length, message)) if usize::from(u16::from_be_bytes(*length)) >= HEADER_LEN => {
            // Some senders write the length in a segment of its own.
            if message.is_empty() {
                Match::Maybe
            } else {
                message_match(message)
            }
        }
        _ => Match::No,
    }
}

/// An operation that exists, and a first question or record with a name and a class that exist.
fn message_match(message: &[u8]) -> Match {
    let Some(header) = message.first_chunk::<HEADER_LEN>() else {
        return Match::No;
    };
    let opcode = header[2] >> 3 & 0x0f;
    let counts = header[4..].as_chunks::<2>().0.iter();
    let [questions, records] = counts
        .enumerate()
        .fold([0u32; 2], |mut sums, (index, count)| {
            sums[usize::from(index > 0)] += u32::from(u16::from_be_bytes(*count));
            sums
        });
    if names::dns_opcode(opcode).is_none() {
        return Match::No;
    }
    if questions + records == 0 {
        return Match::maybe_if(message.len() == HEADER_LEN || opcode == STATEFUL);
    }
    match name::behind(message, HEADER_LEN) {
        Some([0, 41, ..]) if questions == 0 => Match::Yes,
        Some([_, _, class @ ..]) if class.len() >= 2 => {
            let class = u16::from_be_bytes([class[0] & 0x7f, class[1]]);
            Match::yes_if(names::dns_class(class).is_some())
        }
        // The capture ends in the first name: what is there must be likely by itself.
        _ => {
            Match::maybe_if(name::may_begin(message, HEADER_LEN) && questions <= 1 && records <= 64)
        }
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
        bytes,
        base,
        mdns: flavour == Flavour::Mdns,
    };
    p.rows(ID)?;
    let flags = p.rows(if flavour == Flavour::Llmnr {
        LLMNR_FLAGS
    } else {
        FLAGS
    })?;
    let opcode = flags.first().map_or(0, |first| first >> 3 & 0x0f);
    let counts = p.rows(if opcode == UPDATE {
        UPDATE_COUNTS
    } else {
        COUNTS
    })?;
    if let Some(header) = bytes.first_chunk::<HEADER_LEN>() {
        summary(p, &message, header);
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

/// `A www.example.com: host.example.com, 192.0.2.1`, or what went wrong.
fn summary(p: &mut Peel<'_>, message: &Message<'_>, header: &[u8; HEADER_LEN]) {
    let [_, _, high, low, q0, q1, a0, a1, ..] = *header;
    let (questions, answers) = (u16::from_be_bytes([q0, q1]), u16::from_be_bytes([a0, a1]));
    let is_response = high & 0x80 != 0;
    let verb = match high >> 3 & 0x0f {
        _ if is_response => "response",
        0 => "query",
        opcode => names::dns_opcode(opcode).unwrap_or("request"),
    };
    let asked = match questions {
        0 => String::new(),
        1 => record::question_heading(message, HEADER_LEN),
        n => format!(
            "{} and {} more",
            record::question_heading(message, HEADER_LEN),
            n - 1
        ),
    };
    let said = record::answers(message, questions, answers, ANSWERS_SHOWN);
    let error = names::dns_rcode(u16::from(low & 0x0f)).filter(|_| is_response && low & 0x0f != 0);
    let outcome = match error {
        Some(name) => format!(": {name}"),
        None if said.is_empty() => String::new(),
        None if usize::from(answers) > ANSWERS_SHOWN => format!(": {}, …", said.join(", ")),
        None => format!(": {}", said.join(", ")),
    };
    p.summary(format_args!("{verb} {asked}{outcome}"));
}

#[cfg(test)]
mod tests;
