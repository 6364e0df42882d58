//! CoAP: requests and answers for things with little power, as HTTP is for others (RFC 7252), over
//! UDP, and over TCP with a length in front (RFC 8323).

mod names;
mod options;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::decode::{
    Claim, Cut, GatherKey, JoinSpecs, Match, Next, Peel, Peeled, Place, Protocol, Stop, join_fields,
};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};
use options::{Block, Said};

/// Which transfer of several blocks a flow is at: counted from 0, for requests and for answers.
const TRANSFER: &str = "coap.transfer";

/// What is said of a payload is cut here.
const MAX_SHOWN: usize = 79;

/// Requests have codes of class 0.
const LAST_REQUEST: u8 = 31;

const TOKEN_LEN: FieldSpec = FieldSpec::uint("coap.token_len", "Token length", 4)
    .unit("bytes")
    .doc("Of the token behind the header, 0 to 8.", "RFC 7252 §3");
const CODE: FieldSpec = FieldSpec::uint("coap.code", "Code", 8)
    .codes(names::CODES)
    .doc(
        "What is asked, or how it went: 2.05 is written in three bits and five.",
        "RFC 7252 §12.1",
    );

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("coap.version", "Version", 2).doc("Always 1.", "RFC 7252 §3"),
    FieldSpec::uint("coap.type", "Type", 2)
        .codes(&[
            (0, "confirmable"),
            (1, "non-confirmable"),
            (2, "acknowledgement"),
            (3, "reset"),
        ])
        .doc(
            "Whether the message is repeated until an acknowledgement comes, or is one.",
            "RFC 7252 §4",
        ),
    TOKEN_LEN,
    CODE,
    FieldSpec::uint("coap.mid", "Message identifier", 16).doc(
        "The acknowledgement repeats it, and a repetition has the same.",
        "RFC 7252 §4.4",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    LENGTH = FieldSpec::uint("coap.length", "Length", 0).unit("bytes").doc("Of the whole message. On the wire stands the length of options and payload, in four bits and up to four bytes more.", "RFC 8323 §3.2");
    TOKEN = FieldSpec::bytes("coap.token", "Token").doc("The answer to a request repeats it, even if it comes much later.", "RFC 7252 §5.3.1");
    END_MARK = FieldSpec::uint("coap.opt.end_marker", "End of options", 8).doc("All bits set: what follows is the payload.", "RFC 7252 §3");
    PAYLOAD = FieldSpec::text("coap.payload", "Payload").doc("What is transferred, in the form that Content-Format says.", "RFC 7252 §5.5");
    BLOCK = FieldSpec::bytes("coap.block_payload", "Block").doc("A part of the payload: small devices send a long one in blocks, each with a request of its own.", "RFC 7959 §2");
}

/// The fields that say what a payload was put together of.
static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::group("coap.blocks", "Blocks")
        .doc("The messages that carried the payload.", "RFC 7959 §2"),
    piece: FieldSpec::computed("coap.block", "Block")
        .doc("A message that carried a part.", "RFC 7959 §2"),
    count: FieldSpec::computed("coap.block.count", "Number of blocks")
        .doc("So many messages.", "RFC 7959 §2"),
    len: FieldSpec::computed("coap.block.reassembled.length", "Length of the payload")
        .doc("In bytes, all blocks together.", "RFC 7959 §2"),
};
static JOIN_FIELDS: &[&FieldSpec] = &[&JOINED.all, &JOINED.piece, &JOINED.count, &JOINED.len];

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + JOIN_FIELDS.len() + options::FIELDS.len()] =
    join_fields(&[FIELDS, JOIN_FIELDS, options::FIELDS]);

/// CoAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "coap",
        short: "CoAP",
        title: "Constrained Application Protocol",
        osi: OsiLayer::Application,
        why: "It is what a program asks a small device, and what the device answers.",
        reference: "RFC 7252",
    },
    claims: &[
        Claim::Port(Transport::Udp, 5683),
        Claim::Port(Transport::Tcp, 5683),
    ],
    headers: &[HEADER, STREAM_HEAD, options::SECURITY],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x62\x01\xab\xcd\xb1a\x01b\xffh",
};

/// Behind the length of a message in a stream.
const STREAM_HEAD: &[FieldSpec] = &[FieldSpec::gap(4), TOKEN_LEN];

fn is_code(code: u8) -> bool {
    matches!(code >> 5, 0 | 2 | 4 | 5 | 7)
}

/// A header of either kind. Which transport carries it, the bytes do not say.
fn recognise(bytes: &[u8]) -> Match {
    let Some(first) = bytes.first() else {
        return Match::Short;
    };
    if first & 0x0f > 8 {
        return Match::No;
    }
    let at = |index: usize| bytes.get(index).copied().map(is_code);
    let datagram = if first >> 6 == 1 { at(1) } else { Some(false) };
    match (datagram, at(extra_len(first >> 4) + 1)) {
        (Some(true), _) | (_, Some(true)) => Match::Maybe,
        (Some(false), Some(false)) => Match::No,
        _ => Match::Short,
    }
}

/// Bytes that the length of a message in a stream has behind its four bits.
fn extra_len(bits: u8) -> usize {
    match bits {
        13 => 1,
        14 => 2,
        15 => 4,
        _ => 0,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let code;
    let token_len;
    let mut end = p.bytes().len();
    if p.outer() == "tcp" {
        p.require(1)?;
        let first = p.bytes()[0];
        let extra = extra_len(first >> 4);
        p.require(2 + extra)?;
        token_len = usize::from(first & 0x0f);
        end = (2 + extra + token_len).saturating_add(stream_len(p.bytes()));
        p.wait_for(end)?;
        p.mark_as(&LENGTH, 0..1 + extra, Value::Uint(end as u64));
        p.rows(STREAM_HEAD)?;
        p.skip(extra)?;
        code = p.uint(&CODE)? as u8;
    } else {
        let header = p.header::<HEADER_LEN>(HEADER)?;
        token_len = usize::from(header[0] & 0x0f);
        code = header[1];
    }
    let name = CODE.names.get(code.into());
    let name = name.map_or_else(
        || format!("{}.{:02}", code >> 5, code & 0x1f),
        str::to_owned,
    );
    p.summary(format_args!("{name}"));
    if token_len > 0 {
        p.field(&TOKEN, token_len)?;
    }
    let mut body = None;
    let whole = p.within(end.saturating_sub(p.pos()), "CoAP length", |p| {
        let said = options::read(p, code)?;
        let path = said.path();
        p.summary(format_args!(
            "{name}{}{path}",
            if path.is_empty() { "" } else { " " }
        ));
        if p.rest().first() == Some(&options::MARKER) {
            p.uint(&END_MARK)?;
            body = Some((said, p.pos()));
        }
        Ok(())
    });
    if let Some((said, start)) = body {
        payload(p, code, &said, start..end);
    }
    p.ends_at(end);
    whole
}

/// The length of options and payload in a stream.
fn stream_len(bytes: &[u8]) -> usize {
    let number = |len: usize| {
        let bytes = bytes.get(1..1 + len).unwrap_or_default();
        bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    match bytes[0] >> 4 {
        13 => number(1) + 13,
        14 => number(2) + 269,
        15 => number(4) + 65_805,
        len => len.into(),
    }
}

fn payload(p: &mut Peel<'_>, code: u8, said: &Said, at: Range<usize>) {
    let at = at.start..at.end.min(p.bytes().len());
    if at.is_empty() {
        return;
    }
    // An error without a format says in words what went wrong (RFC 7252 §5.5.2).
    let is_diagnostic = code >= 128 && said.format.is_none();
    let media = match &said.format {
        Some(format) => format.as_str(),
        None if is_diagnostic => names::FORMATS[0].1,
        None => "",
    };
    if let Some(block) = said.block {
        p.mark(&BLOCK, at.clone());
        // A block option in an answer to its request only acknowledges.
        if block.of_request == (code <= LAST_REQUEST) {
            return gather(p, &block, media, at);
        }
        return p.wrap(Next::Data, at, "end of the message");
    }
    let len = at.len();
    p.mark_made(&PAYLOAD, at.clone(), || {
        let shown = if media.is_empty() {
            names::UNNAMED
        } else {
            media
        };
        let implied = if said.format.is_none() {
            " (no Content-Format)"
        } else {
            ""
        };
        let mut line = format!("Payload Content-Format: {shown}{implied}, Length: {len}");
        line.truncate(MAX_SHOWN);
        line
    });
    let next = if said.is_sealed || media.is_empty() {
        Next::Data
    } else {
        Next::Media(media)
    };
    p.wrap(next, at, "end of the message");
}

/// A block of a payload: the last one brings the whole.
fn gather(p: &mut Peel<'_>, block: &Block, media: &str, at: Range<usize>) {
    let Some((addresses, ports)) = p.addresses().and_then(|ends| Some((*ends, ends.ports?))) else {
        return p.wrap(Next::Data, at, "end of the message");
    };
    let index = u32::from(block.of_request) << 1 | p.side();
    let mut transfer = p.fact(TRANSFER, index).unwrap_or(0);
    if block.number == 0 {
        transfer += 1;
        p.note(TRANSFER, index, transfer);
    }
    let id = u128::from(transfer) << 64
        | u128::from(ports.1) << 32
        | u128::from(ports.2) << 16
        | u128::from(block.of_request);
    let cut = Cut {
        key: GatherKey {
            space: "coap",
            ends: Some((addresses.from, addresses.to)),
            id,
        },
        place: Place::Byte {
            offset: block.number.saturating_mul(block.size),
            last: !block.more,
            may_overlap: false,
        },
        at,
        bound: "end of the message",
        piece: Next::Data,
        whole: if media.is_empty() {
            Next::Data
        } else {
            Next::Media(media)
        },
    };
    p.gather(cut, &JOINED);
}

/// Reads the number that stands in so many bytes at the cursor, at most eight.
fn number(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Result<u64, Stop> {
    let at = p.pos();
    let bytes = p.skip(len)?;
    let value = bytes
        .iter()
        .take(8)
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    p.mark_as(spec, at..at + len, Value::Uint(value));
    Ok(value)
}
