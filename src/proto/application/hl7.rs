//! HL7: what the systems of a hospital tell each other about patients (HL7 version 2, MLLP).

use std::ops::Range;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, text};

const REFERENCE: &str = "HL7 v2";
const FRAME: &str = "HL7 MLLP";

/// A message begins with this byte.
const START: u8 = 0x0b;

/// And ends with these.
const END: [u8; 2] = [0x1c, b'\r'];

/// A message is not longer.
const MAX_LEN: usize = 4 << 20;

/// Kinds of messages, by their three letters as a number.
const KINDS: Codes = &[
    (0x41434b, "acknowledgement"),
    (0x414454, "patient administration"),
    (0x424152, "billing account"),
    (0x444654, "financial transaction"),
    (0x4d444d, "documents"),
    (0x4f4d4c, "laboratory order"),
    (0x4f524d, "order"),
    (0x4f5255, "observation result"),
    (0x515259, "query"),
    (0x534955, "schedule"),
];

crate::fields! {
    START_BLOCK = FieldSpec::hex("", "Start", 8).doc("A message begins here.", FRAME);
    END_BLOCK = FieldSpec::hex("", "End", 16).doc("The message ends here.", FRAME);
    SEGMENT = FieldSpec::text("hl7.segment", "Segment")
        .doc("A line; its first three letters say what it is about: MSH the message, PID the patient.", REFERENCE);
    FIELD = FieldSpec::text("hl7.field", "Field")
        .doc("A part of the segment, between separators.", REFERENCE);
}

/// HL7.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "hl7",
        short: "HL7",
        title: "Health Level Seven",
        osi: OsiLayer::Application,
        why: "It is what the systems of a hospital tell each other: who came, what was ordered, what was found.",
        reference: REFERENCE,
    },
    claims: &[
        Claim::Port(Transport::Tcp, 2575),
        Claim::Heuristic(Transport::Tcp, 3),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x0bMSH|^~\\&|A|B|C|D|2001||ACK|M1|P|2.3\rMSA|AA|M1\r\x1c\r",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [START, b'M', b'S', b'H', separator, ..] => Match::yes_if(separator.is_ascii_punctuation()),
        [START] | [START, b'M'] | [START, b'M', b'S'] | [START, b'M', b'S', b'H'] => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let end = memchr::memmem::find(bytes, &END);
    if end.is_none() && bytes.len() < MAX_LEN {
        p.wait_for(bytes.len() + 1)?;
    }
    p.uint(&START_BLOCK)?;
    p.require(4)?;
    let separator = p.rest()[3];
    let text_end = end.unwrap_or(bytes.len());
    let mut at = p.pos();
    let mut kind = None;
    while at < text_end && !p.is_full() {
        let line = memchr::memchr(b'\r', &bytes[at..text_end]);
        let (line_end, next) = match line {
            Some(len) => (at + len, at + len + 1),
            None => (text_end, text_end),
        };
        let found = segment(p, at..line_end, next, separator);
        kind = kind.or(found);
        at = next;
    }
    say(p, kind);
    p.seek(text_end);
    if end.is_some() {
        p.uint(&END_BLOCK)?;
    }
    p.ends_at(p.pos());
    Ok(())
}

/// One segment and its fields; gives the ninth one of the first segment, which names the message.
fn segment(
    p: &mut Peel<'_>,
    line: Range<usize>,
    next: usize,
    separator: u8,
) -> Option<Range<usize>> {
    let bytes = p.bytes();
    let mut kind = None;
    p.seek(line.start);
    let shown = || text::clean_bytes(&bytes[line.clone()]);
    let _ = p.group_made(&SEGMENT, shown, |p| {
        let pieces = crate::proto::lines::split(bytes, line.clone(), separator);
        for (index, piece) in pieces.into_iter().enumerate() {
            if piece.is_empty() || p.is_full() {
                continue;
            }
            if index == 8 && bytes[line.clone()].starts_with(b"MSH") {
                kind = Some(piece.clone());
            }
            p.mark(&FIELD, piece);
        }
        p.seek(next);
        Ok(())
    });
    kind
}

fn say(p: &mut Peel<'_>, kind: Option<Range<usize>>) {
    let Some(kind) = kind.and_then(|kind| p.bytes().get(kind)) else {
        return;
    };
    let number = kind
        .iter()
        .take(3)
        .fold(0, |number, byte| number << 8 | u64::from(*byte));
    let name = KINDS
        .iter()
        .find(|entry| entry.0 == number)
        .map_or("message", |entry| entry.1);
    p.summary(format_args!("{} ({name})", text::clean_bytes(kind)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn segments_have_fields() {
        let bytes = PROTOCOL.sample;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        let segments = all(&out, bytes, "hl7.segment");
        assert_eq!((segments[1].0, segments[1].1), (37, 10));
        assert_eq!(segments[1].2, "MSA|AA|M1");
        assert_eq!(all(&out, bytes, "hl7.field")[0], (1, 3, "MSH".into()));
        assert_eq!(out.layers[0].summary, "ACK (acknowledgement)");
        assert_eq!(recognise(b"\x0bPID|"), Match::No);
    }
}
