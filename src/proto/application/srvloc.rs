//! SRVLOC: the service location protocol, version 2 (RFC 2608) and version 1 (RFC 2165). Printers
//! and file servers tell which services they offer.

mod bodies;
mod texts;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const V1: &str = "RFC 2165 §5";
const V2: &str = "RFC 2608 §8";

const PORT: u16 = 427;

const FUNCTIONS: Codes = &[
    (1, "Service request"),
    (2, "Service reply"),
    (3, "Service registration"),
    (4, "Service deregistration"),
    (5, "Service acknowledgment"),
    (6, "Attribute request"),
    (7, "Attribute reply"),
    (8, "Directory agent advertisement"),
    (9, "Service type request"),
    (10, "Service type reply"),
    (11, "Service agent advertisement"),
];

/// Character sets by their MIBenum numbers (RFC 2165 §20.1).
const CHARACTER_SETS: Codes = &[
    (3, "US-ASCII"),
    (4, "ISO 8859-1"),
    (27, "ISO 10646 UTF-1"),
    (28, "ISO 646 basic"),
    (30, "ISO 646 IRV"),
    (106, "UTF-8"),
    (1000, "UCS-2"),
    (1012, "UTF-7"),
];

const VERSION: FieldSpec = FieldSpec::uint("srvloc.version", "Version", 8)
    .doc("2 for today's protocol, 1 for its forerunner.", V2);
const FUNCTION: FieldSpec = FieldSpec::uint("srvloc.function", "Function", 8)
    .codes(FUNCTIONS)
    .doc("What the message is: who asks whom for what.", V2);

/// Version and function, which both versions begin with.
const START: &[FieldSpec] = &[VERSION, FUNCTION];

const HEAD_1: &[FieldSpec] = &[
    FieldSpec::uint("srvloc.pktlen", "Packet length", 16)
        .unit("bytes")
        .doc("Of the whole message.", V1),
    FieldSpec::hex("srvloc.flags_v1", "Flags", 8)
        .parts_follow()
        .doc("What else is to be known of the message.", V1),
    FieldSpec::flag("srvloc.flags_v1.overflow", "Overflow")
        .part()
        .doc(
            "The message did not fit into the datagram: ask again over TCP.",
            V1,
        ),
    FieldSpec::flag("srvloc.flags_v1.monolingual", "Monolingual")
        .part()
        .doc("Only answers in the language given are wanted.", V1),
    FieldSpec::flag("srvloc.flags_v1.url_auth", "URL authentication")
        .part()
        .doc("A signature follows the URL.", V1),
    FieldSpec::flag("srvloc.flags_v1.attribute_auth", "Attribute authentication")
        .part()
        .doc("A signature follows the attributes.", V1),
    FieldSpec::flag("srvloc.flags_v1.fresh", "Fresh registration")
        .part()
        .doc("A new registration, not a change of an old one.", V1),
    FieldSpec::gap(3).part(),
    FieldSpec::uint("srvloc.dialect", "Dialect", 8)
        .doc("A dialect of the language; 0 for none.", V1),
    FieldSpec::text("srvloc.language", "Language")
        .wide(2)
        .doc("Two letters for the language of the texts (ISO 639).", V1),
    FieldSpec::uint("srvloc.encoding", "Encoding", 16)
        .codes(CHARACTER_SETS)
        .doc("The character set of the texts, by its MIBenum number.", V1),
    FieldSpec::uint("srvloc.transaction_id", "Transaction ID", 16)
        .doc("Chosen by the asker; the answer repeats it.", V1),
];

const HEAD_2: &[FieldSpec] = &[
    FieldSpec::uint("srvloc.pktlen", "Packet length", 24)
        .unit("bytes")
        .doc("Of the whole message with its extensions.", V2),
    FieldSpec::hex("srvloc.flags_v2", "Flags", 16)
        .parts_follow()
        .doc("What else is to be known of the message.", V2),
    FieldSpec::flag("srvloc.flags_v2.overflow", "Overflow")
        .part()
        .doc(
            "The message did not fit into the datagram: ask again over TCP.",
            V2,
        ),
    FieldSpec::flag("srvloc.flags_v2.fresh", "Fresh registration")
        .part()
        .doc("A new registration, not a change of an old one.", V2),
    FieldSpec::flag("srvloc.flags_v2.reqmulti", "Request multicast")
        .part()
        .doc(
            "The request went out to a multicast or broadcast address.",
            V2,
        ),
    FieldSpec::gap(13).part(),
    FieldSpec::uint("srvloc.nextextoff", "Next extension offset", 24)
        .unit("bytes")
        .doc(
            "Where the first extension stands in the message; 0 for none.",
            V2,
        ),
    FieldSpec::uint("srvloc.xid", "XID", 16).doc("Chosen by the asker; the answer repeats it.", V2),
];

/// An extension of version 2 up to its data.
const EXTENSION: &[FieldSpec] = &[
    FieldSpec::hex("", "Extension", 16).doc("What the extension is.", "RFC 2608 §9.1"),
    FieldSpec::uint("", "Next extension offset", 24)
        .unit("bytes")
        .doc("Where the next one stands; 0 for none.", "RFC 2608 §9.1"),
];

static ALL_FIELDS: [&FieldSpec; bodies::FIELDS.len() + texts::FIELDS.len()] =
    join_fields(&[bodies::FIELDS, texts::FIELDS]);

/// SRVLOC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "srvloc",
        short: "SRVLOC",
        title: "Service Location Protocol",
        osi: OsiLayer::Application,
        why: "It is what programs say to each other to find services by their kind.",
        reference: "RFC 2608",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
    ],
    headers: &[START, HEAD_1, HEAD_2, EXTENSION],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample:
        b"\x02\x01\x00\x00\x31\x20\x00\x00\x00\x00\x12\x34\x00\x02en\x00\x00\x00\x0fservice:printer\
              \x00\x07default\x00\x00\x00\x00",
};

/// Bytes of a message up to its language.
const MIN_LEN_1: usize = 12;
const MIN_LEN_2: usize = 14;

fn recognise(bytes: &[u8]) -> Match {
    match *bytes {
        [1 | 2, 1..=11, a, b, c, ..] => {
            let (len, least) = match bytes[0] {
                1 => (usize::from(u16::from_be_bytes([a, b])), MIN_LEN_1),
                _ => (u32::from_be_bytes([0, a, b, c]) as usize, MIN_LEN_2),
            };
            Match::maybe_if(len >= least)
        }
        [1 | 2] | [1 | 2, 1..=11] | [1 | 2, 1..=11, _] | [1 | 2, 1..=11, _, _] => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(MIN_LEN_1)?;
    let len = match *p.bytes() {
        [1, _, high, low, ..] => usize::from(u16::from_be_bytes([high, low])),
        [_, _, a, b, c, ..] => u32::from_be_bytes([0, a, b, c]) as usize,
        _ => 0,
    };
    if p.outer() == "tcp" && len >= MIN_LEN_1 {
        p.wait_for(len)?;
        p.ends_at(len);
    }
    let [version, function] = *p.header::<{ bytes_of(START) }>(START)?;
    let name = FUNCTION
        .names
        .get(function.into())
        .unwrap_or("unknown function");
    p.summary(format_args!("version {version}, {name}"));
    match version {
        1 => {
            let h = p.header::<{ bytes_of(HEAD_1) }>(HEAD_1)?;
            let (flags, encoding) = (h[2], u16::from_be_bytes([h[6], h[7]]));
            bodies::version_1(p, function, flags, encoding)
        }
        _ => {
            let h = p.header::<{ bytes_of(HEAD_2) }>(HEAD_2)?;
            let extension = u32::from_be_bytes([0, h[5], h[6], h[7]]) as usize;
            bodies::version_2(p, function)?;
            extensions(p, extension)
        }
    }
}

/// Reads the extensions; each says where the next one stands, which must be behind it.
fn extensions(p: &mut Peel<'_>, first: usize) -> Peeled {
    let mut at = first;
    while at >= p.pos() && at < p.bytes().len() && !p.is_full() {
        p.seek(at);
        let h = p.header::<{ bytes_of(EXTENSION) }>(EXTENSION)?;
        let next = u32::from_be_bytes([0, h[2], h[3], h[4]]) as usize;
        let end = match next {
            0 => p.bytes().len(),
            next => next.clamp(p.pos(), p.bytes().len()),
        };
        p.field(&bodies::EXTENSION_DATA, end - p.pos())?;
        at = next;
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
    fn a_request_names_what_is_looked_for() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "version 2, Service request");
        assert_eq!(
            all(&out, PROTOCOL.sample, "srvloc.srvreq.srvtypelist"),
            [(20, 15, "service:printer".into())]
        );
        assert_eq!(
            all(&out, PROTOCOL.sample, "srvloc.srvreq.scopelist"),
            [(37, 7, "default".into())]
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn a_reply_lists_urls_and_counts_may_lie() {
        let reply = b"\x02\x02\x00\x00\x29\x00\x00\x00\x00\x00\x12\x34\x00\x02en\x00\x00\x00\x01\
                      \x00\x00\x3c\x00\x09service:a\x00";
        let out = peeled(reply);
        assert_eq!(
            all(&out, reply, "srvloc.url.url"),
            [(25, 9, "service:a".into())]
        );
        let mut lies = reply.to_vec();
        lies[18] = 0xff;
        let out = peeled(&lies);
        assert_eq!(all(&out, &lies, "srvloc.url.url").len(), 1);
        assert!(!out.faults.is_empty());
    }

    #[test]
    fn attributes_are_taken_apart() {
        let reply = b"\x02\x07\x00\x00\x20\x00\x00\x00\x00\x00\x12\x34\x00\x02en\x00\x00\x00\x09(a=1),(b)\x00";
        let out = peeled(reply);
        assert_eq!(
            all(&out, reply, "srvloc.item"),
            [(20, 5, "(a=1)".into()), (26, 3, "(b)".into())]
        );
    }

    #[test]
    fn version_1_has_its_own_head() {
        let request =
            b"\x01\x06\x00\x1e\x00\x00en\x00\x03\x1d\x79\x00\x00\x00\x0aservice:x:\x00\x00\x00\x00";
        let out = peeled(request);
        assert_eq!(
            all(&out, request, "srvloc.attrreq.url"),
            [(16, 10, "service:x:".into())]
        );
        assert_eq!(all(&out, request, "srvloc.encoding"), [(8, 2, "3".into())]);
    }
}
