//! NBNS: names of Windows computers and their services, asked of all hosts or of a name server
//! (RFC 1002 §4.2).

mod status;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};
use crate::proto::domain_name::{self, Names};
use crate::proto::netbios_name;
use crate::proto::reserved::reserved;

const HEADER: &str = "RFC 1002 §4.2.1.1";
const RECORD: &str = "RFC 1002 §4.2.1.3";

const WAIT: u8 = 7;

const NB: u64 = 32;
const NBSTAT: u64 = 33;

const OPCODES: Codes = &[
    (0, "Name query"),
    (5, "Registration"),
    (6, "Release"),
    (7, "Wait for acknowledgment"),
    (8, "Refresh"),
    (9, "Refresh (alternate opcode)"),
    (15, "Multi-homed registration"),
];

const RESULTS: Codes = &[
    (0, "No error"),
    (1, "Request was invalidly formatted"),
    (2, "Server failure"),
    (3, "Requested name does not exist"),
    (4, "Request is not implemented"),
    (5, "Request was refused"),
    (6, "Name is owned by another node"),
    (7, "Name is in conflict"),
];

/// How a node finds names (RFC 1001 §10).
pub(super) const NODE_TYPES: Codes = &[(0, "B-node"), (1, "P-node"), (2, "M-node"), (3, "H-node")];

const ID: FieldSpec = FieldSpec::hex("nbns.id", "Transaction ID", 16)
    .doc("Chosen by the asker; the answer repeats it.", HEADER);
const FLAGS: FieldSpec = FieldSpec::hex("nbns.flags", "Flags", 16)
    .parts_follow()
    .doc("What is asked or how it turned out.", HEADER);
const RESPONSE: FieldSpec = FieldSpec::flag("nbns.flags.response", "Response")
    .part()
    .doc("0: a request, 1: its response.", HEADER);
const OPCODE: FieldSpec = FieldSpec::uint("nbns.flags.opcode", "Opcode", 4)
    .part()
    .codes(OPCODES)
    .doc(
        "What is to be done with the name: look it up, register it, give it back.",
        HEADER,
    );
const TRUNCATED: FieldSpec = FieldSpec::flag("nbns.flags.truncated", "Truncated")
    .part()
    .doc("The message was too long for a datagram.", HEADER);
const DESIRED: FieldSpec = FieldSpec::flag("nbns.flags.recdesired", "Recursion desired")
    .part()
    .doc("Asks a name server to do all the work.", HEADER);
const BROADCAST: FieldSpec = FieldSpec::flag("nbns.flags.broadcast", "Broadcast")
    .part()
    .doc(
        "The message went to all hosts, not to a name server.",
        HEADER,
    );
const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, HEADER).part()
}

const REQUEST_FLAGS: &[FieldSpec] = &[
    FLAGS,
    RESPONSE,
    OPCODE,
    gap(1),
    TRUNCATED,
    DESIRED,
    gap(3),
    BROADCAST,
    gap(4),
];
const RESPONSE_FLAGS: &[FieldSpec] = &[
    FLAGS,
    RESPONSE,
    OPCODE,
    FieldSpec::flag("nbns.flags.authoritative", "Authoritative")
        .part()
        .doc(
            "The answer comes from the owner of the name or the server in charge.",
            HEADER,
        ),
    TRUNCATED,
    DESIRED,
    FieldSpec::flag("nbns.flags.recavail", "Recursion available")
        .part()
        .doc("The server does all the work if asked to.", HEADER),
    gap(2),
    BROADCAST,
    FieldSpec::uint("nbns.flags.rcode", "Reply code", 4)
        .part()
        .codes(RESULTS)
        .doc("How it turned out.", HEADER),
];

const COUNTS: &[FieldSpec] = &[
    FieldSpec::uint("nbns.count.queries", "Questions", 16)
        .doc("How many names are asked for.", HEADER),
    FieldSpec::uint("nbns.count.answers", "Answers", 16).doc("How many records answer.", HEADER),
    FieldSpec::uint("nbns.count.auth_rr", "Authority records", 16)
        .doc("How many records name a server in charge.", HEADER),
    FieldSpec::uint("nbns.count.add_rr", "Additional records", 16).doc(
        "How many records stand behind: a registration puts the address there.",
        HEADER,
    ),
];

const NAME_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("nbns.nb_flags", "Name flags", 16)
        .parts_follow()
        .doc(
            "Who has the name, and how the owner finds names.",
            "RFC 1002 §4.2.1.3",
        ),
    FieldSpec::flag("nbns.nb_flags.group", "Group name")
        .part()
        .doc(
            "0: one computer has the name. 1: a group of them shares it.",
            RECORD,
        ),
    FieldSpec::uint("nbns.nb_flags.ont", "Owner's node type", 2)
        .part()
        .codes(NODE_TYPES)
        .doc(
            "How the owner finds names: B asks all hosts, P asks a server, M and H do both.",
            RECORD,
        ),
    reserved(13, RECORD).part(),
];

crate::fields! {
    QUESTIONS = FieldSpec::group("", "Questions").doc("What is asked.", HEADER);
    ANSWERS = FieldSpec::group("", "Answers").doc("Records that answer.", HEADER);
    AUTHORITY = FieldSpec::group("", "Authority").doc("Records of servers in charge.", HEADER);
    ADDITIONAL = FieldSpec::group("", "Additional").doc("Records behind: a registration's address.", HEADER);
    NAME = FieldSpec::computed("nbns.name", "Name")
        .doc("15 characters and a number for the service, each half byte written as a letter.", "RFC 1001 §14.1");
    TYPE = FieldSpec::uint("nbns.type", "Type", 16)
        .codes(&[(NB, "NB"), (NBSTAT, "NBSTAT")])
        .doc("NB: the addresses of a name. NBSTAT: all names of a computer, and its counters.", RECORD);
    CLASS = FieldSpec::uint("nbns.class", "Class", 16)
        .codes(&[(1, "IN")])
        .doc("Always the Internet.", RECORD);
    TTL = FieldSpec::uint("nbns.ttl", "Time to live", 32)
        .unit("s")
        .doc("How long the name may be kept; 0 means for ever.", RECORD);
    LENGTH = FieldSpec::uint("nbns.data_length", "Data length", 16)
        .unit("bytes")
        .doc("Bytes of the record's data.", RECORD);
    ADDRESS = FieldSpec::ipv4("nbns.addr", "Address")
        .doc("An address of the name's owner.", RECORD);
    DATA = FieldSpec::bytes("nbns.data", "Data")
        .doc("Data of a record of another type.", RECORD);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + status::FIELDS.len()] =
    join_fields(&[FIELDS, status::FIELDS]);

/// NBNS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nbns",
        short: "NBNS",
        title: "NetBIOS Name Service",
        osi: OsiLayer::Application,
        why: "It is how Windows computers found each other by name before they used DNS.",
        reference: "RFC 1002 §4.2",
    },
    claims: &[Claim::Port(Transport::Udp, 137)],
    headers: &[
        &[ID],
        REQUEST_FLAGS,
        RESPONSE_FLAGS,
        COUNTS,
        NAME_FLAGS,
        status::FLAGS,
        status::COUNTERS,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x01\x85\x00\x00\x00\x00\x01\x00\x00\x00\x00\
        \x20EIEPFDFECACACACACACACACACACACACA\x00\x00\x20\x00\x01\x00\x00\x01\x2c\x00\x06\x00\x00\xc0\x00\x02\x01",
};

/// A header that counts something, and a name behind it.
fn recognise(bytes: &[u8]) -> Match {
    const NAME_AT: usize = 12;
    let Some(counts) = bytes.get(4..NAME_AT) else {
        return Match::No;
    };
    let counted = counts.iter().any(|byte| *byte != 0);
    Match::maybe_if(counted && domain_name::may_begin(bytes, NAME_AT))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if !p.wants_fields() {
        return Ok(());
    }
    let names = Names {
        bytes: p.bytes(),
        base: 0,
    };
    p.rows(const { &[ID] })?;
    let first = flags(p)?;
    let counts = *p.header::<{ bytes_of(COUNTS) }>(COUNTS)?;
    let is_response = first & 0x80 != 0;
    let what = OPCODE
        .names
        .get(u64::from(opcode(first)))
        .unwrap_or("unknown operation");
    let mut about = None;
    for (index, (section, count)) in [&QUESTIONS, &ANSWERS, &AUTHORITY, &ADDITIONAL]
        .into_iter()
        .zip(counts.as_chunks::<2>().0)
        .enumerate()
    {
        let count = u16::from_be_bytes(*count);
        if count == 0 {
            continue;
        }
        p.group(section, |p| {
            for _ in 0..count {
                if p.is_full() {
                    break;
                }
                let name = if index == 0 {
                    question(p, &names)?
                } else {
                    record(p, &names, opcode(first))?
                };
                if about.is_none() {
                    let asks = if is_response { "response" } else { "request" };
                    p.summary(format_args!("{what}, {asks}: {name}"));
                    about = Some(name);
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

const fn opcode(flags: u8) -> u8 {
    flags >> 3 & 0x0f
}

/// The flags; returns their first byte.
fn flags(p: &mut Peel<'_>) -> Result<u8, crate::decode::Stop> {
    let table = match p.rest().first() {
        Some(first) if first & 0x80 != 0 => RESPONSE_FLAGS,
        _ => REQUEST_FLAGS,
    };
    Ok(p.header::<{ bytes_of(REQUEST_FLAGS) }>(table)?[0])
}

fn question(p: &mut Peel<'_>, names: &Names<'_>) -> Result<String, crate::decode::Stop> {
    let name = netbios_name::field(p, names, &NAME)?;
    p.uint(&TYPE)?;
    p.uint(&CLASS)?;
    Ok(name)
}

fn record(p: &mut Peel<'_>, names: &Names<'_>, opcode: u8) -> Result<String, crate::decode::Stop> {
    let (range, name) = netbios_name::take(p, names)?;
    let kind = match p.rest().first_chunk() {
        Some(kind) => u64::from(u16::from_be_bytes(*kind)),
        None => 0,
    };
    // An owner's name says what the service is for.
    let shown = match name.service {
        Some(service) if kind == NB => {
            format!("{} ({})", name.text, netbios_name::kind(service))
        }
        _ => name.text.clone(),
    };
    p.mark_as(&NAME, range, Value::Made(shown.into()));
    p.uint(&TYPE)?;
    p.uint(&CLASS)?;
    p.uint(&TTL)?;
    let len = p.uint(&LENGTH)? as usize;
    p.within(len, "NBNS data length", |p| match kind {
        NB if opcode == WAIT => flags(p).map(drop),
        NB => owners(p),
        NBSTAT => status::names(p),
        _ => p.field(&DATA, p.rest().len()).map(drop),
    })?;
    Ok(name.text)
}

fn owners(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.rows(NAME_FLAGS)?;
        p.field(&ADDRESS, 4)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_name_has_owners() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "Name query, response: HOST<20>");
        assert_eq!(
            all(&out, bytes, "nbns.name"),
            [(12, 34, "HOST<20> (Server service)".into())]
        );
        assert_eq!(all(&out, bytes, "nbns.addr"), [(58, 4, "192.0.2.1".into())]);
        assert_eq!(all(&out, bytes, "nbns.flags.authoritative")[0].2, "1");
    }

    #[test]
    fn a_computer_lists_its_names() {
        let mut bytes = PROTOCOL.sample[..46].to_vec();
        bytes.extend(b"\x00\x21\x00\x01\x00\x00\x00\x00\x00\x1b\x01WORKGROUP      \x1d\x84\x00\x00\x01\x02\x03\x04\x05\x00\x00");
        let out = peeled(&bytes);
        assert_eq!(
            all(&out, &bytes, "nbns.netbios_name"),
            [(57, 16, "WORKGROUP".into())]
        );
        assert_eq!(all(&out, &bytes, "nbns.name_flags.act")[0].2, "1");
        assert_eq!(all(&out, &bytes, "nbns.unit_id")[0].2, "00:01:02:03:04:05");
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[55] = 0xff;
        assert_eq!(peeled(&bytes).faults.len(), 1);
        bytes[13] = b'a';
        assert_eq!(peeled(&bytes).faults.len(), 2);
    }
}
