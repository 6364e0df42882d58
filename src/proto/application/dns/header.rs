//! The header of a message (RFC 1035 §4.1.1): its tables, and what it says in one line.

use super::{Message, record};
use crate::decode::Peel;
use crate::model::{FieldSpec, names};

/// Its length in bytes.
pub(super) const LEN: usize = 12;

/// So many answers stand in the one line that says what a message says.
const ANSWERS_SHOWN: usize = 3;

const HEADER: &str = "RFC 1035 §4.1.1";

pub(super) const ID: &[FieldSpec] = &[FieldSpec::hex("dns.id", "Transaction identifier", 16).doc(
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
    .doc("0: no error. 3: the name does not exist.", HEADER);

const RECURSION_DESIRED: FieldSpec = FieldSpec::flag("dns.flags.recdesired", "Recursion desired")
    .part()
    .doc(
        "The server shall ask others until it has the answer.",
        HEADER,
    );
const Z: FieldSpec = FieldSpec::flag("dns.flags.z", "Reserved")
    .part()
    .doc("Must be zero.", HEADER);
const AUTHENTICATED: FieldSpec = FieldSpec::flag("dns.flags.authenticated", "Authentic data")
    .part()
    .doc(
        "In a response: the server has verified the signatures. In a query: please tell.",
        "RFC 4035 §3.2.3; RFC 6840 §5.7",
    );
const CHECKING_DISABLED: FieldSpec = FieldSpec::flag("dns.flags.checkdisable", "Checking disabled")
    .part()
    .doc(
        "The asker takes data whose signatures were not verified.",
        "RFC 4035 §3.2.2",
    );

/// The bits that only a response gives a meaning are passed over.
pub(super) const QUERY_FLAGS: &[FieldSpec] = &[
    WHOLE_FLAGS,
    RESPONSE,
    OPCODE,
    FieldSpec::gap(1).part(),
    TRUNCATED,
    RECURSION_DESIRED,
    FieldSpec::gap(1).part(),
    Z,
    AUTHENTICATED,
    CHECKING_DISABLED,
    FieldSpec::gap(4).part(),
];

pub(super) const RESPONSE_FLAGS: &[FieldSpec] = &[
    WHOLE_FLAGS,
    RESPONSE,
    OPCODE,
    FieldSpec::flag("dns.flags.authoritative", "Authoritative answer")
        .part()
        .doc(
            "The server answers from the zone itself, not from a cache.",
            HEADER,
        ),
    TRUNCATED,
    RECURSION_DESIRED,
    FieldSpec::flag("dns.flags.recavail", "Recursion available")
        .part()
        .doc(
            "The server asks others where it has no answer itself.",
            HEADER,
        ),
    Z,
    AUTHENTICATED,
    CHECKING_DISABLED,
    RCODE,
];

const CONFLICT: FieldSpec = FieldSpec::flag("dns.flags.conflict", "Conflict")
    .part()
    .doc(
        "In a query: several hosts answered before, so the name is not unique.",
        "RFC 4795 §2.1.1",
    );
const TENTATIVE: FieldSpec = FieldSpec::flag("dns.flags.tentative", "Tentative")
    .part()
    .doc(
        "The answering host has not verified yet that nobody else has its name.",
        "RFC 4795 §2.1.1",
    );

pub(super) const LLMNR_QUERY_FLAGS: &[FieldSpec] = &[
    WHOLE_FLAGS,
    RESPONSE,
    OPCODE,
    CONFLICT,
    TRUNCATED,
    TENTATIVE,
    FieldSpec::gap(8).part(),
];

pub(super) const LLMNR_RESPONSE_FLAGS: &[FieldSpec] = &[
    WHOLE_FLAGS,
    RESPONSE,
    OPCODE,
    CONFLICT,
    TRUNCATED,
    TENTATIVE,
    FieldSpec::gap(4).part(),
    RCODE,
];

const fn count(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, HEADER)
}

pub(super) const COUNTS: &[FieldSpec] = &[
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

pub(super) const UPDATE_COUNTS: &[FieldSpec] = &[
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

/// Which table the flags of `message` are read with.
pub(super) fn flags_table(is_llmnr: bool, message: &[u8]) -> &'static [FieldSpec] {
    match (is_llmnr, message.get(2)) {
        (true, Some(0x80..)) => LLMNR_RESPONSE_FLAGS,
        (true, _) => LLMNR_QUERY_FLAGS,
        (false, Some(0x80..)) => RESPONSE_FLAGS,
        (false, _) => QUERY_FLAGS,
    }
}

/// `A www.example.com: host.example.com, 192.0.2.1`, or what went wrong.
pub(super) fn summary(p: &mut Peel<'_>, message: &Message<'_>, header: &[u8; LEN]) {
    let [_, _, high, low, q0, q1, a0, a1, ..] = *header;
    let (questions, answers) = (u16::from_be_bytes([q0, q1]), u16::from_be_bytes([a0, a1]));
    let is_response = high & 0x80 != 0;
    let verb = match high >> 3 & 0x0f {
        _ if is_response => "response",
        0 => "query",
        opcode => names::dns_opcode(opcode).unwrap_or("request"),
    };
    let error = names::dns_rcode(u16::from(low & 0x0f)).filter(|_| is_response && low & 0x0f != 0);
    if questions == 0 && error.is_none() {
        // Multicast responses do not repeat the question.
        let (first, rest) = match answers {
            0 => (String::new(), 0),
            n => (record::record_heading(message, LEN), n - 1),
        };
        return p.summary(format_args!("{verb} {first}{}", and_more(rest)));
    }
    let asked = match questions {
        0 => String::new(),
        n => format!(
            " {}{}",
            record::question_heading(message, LEN),
            and_more(n - 1)
        ),
    };
    let said = record::answers(message, questions, answers, ANSWERS_SHOWN);
    let outcome = match error {
        Some(name) => format!(": {name}"),
        None if said.is_empty() => String::new(),
        None if usize::from(answers) > ANSWERS_SHOWN => format!(": {}, …", said.join(", ")),
        None => format!(": {}", said.join(", ")),
    };
    p.summary(format_args!("{verb}{asked}{outcome}"));
}

fn and_more(number: u16) -> String {
    match number {
        0 => String::new(),
        n => format!(" and {n} more"),
    }
}
