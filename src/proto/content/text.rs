//! Plain text: lines that a person can read.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::lines::line_at;

/// So many bytes are looked at to tell text from other bytes.
const LOOK: usize = 512;

/// Fewer bytes than this are too few to be sure that they are text.
const SURE: usize = 4;

crate::fields! {
    LINE = FieldSpec::text("", "Line")
        .doc("One line with its line end.", "RFC 2046 §4.1.1");
}

/// Text.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "data-text-lines",
        short: "Text",
        title: "Lines of text",
        osi: OsiLayer::Presentation,
        why: "A media type or the bytes themselves say that these are characters: a form of data that any program can show.",
        reference: "RFC 2046 §4.1",
    },
    claims: &[
        Claim::MediaType("text/*"),
        Claim::MediaType("application/javascript"),
        Claim::MediaType("application/x-javascript"),
        Claim::MediaType("application/ecmascript"),
        Claim::Content(9),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"body { color: #333 }\n/* the end */\n",
};

/// Text has no control characters but those that move on a printer; other bytes above ASCII may be
/// letters of some character set, and are, if they are UTF-8.
fn recognise(bytes: &[u8]) -> Match {
    let window = &bytes[..bytes.len().min(LOOK)];
    if window.starts_with(b"\xff\xfe") || window.starts_with(b"\xfe\xff") {
        // A byte order mark of UTF-16.
        return Match::Maybe;
    }
    let control = |byte: &u8| *byte < b' ' && !b"\t\n\r\x0c\x1b".contains(byte) || *byte == 0x7f;
    if window.is_empty() || window.iter().any(control) {
        return Match::No;
    }
    let is_utf8 = match std::str::from_utf8(window) {
        Ok(_) => true,
        // A character that the window cuts is not wrong.
        Err(error) => error.error_len().is_none() && window.len() == LOOK,
    };
    if is_utf8 && window.len() >= SURE {
        Match::Yes
    } else {
        Match::Maybe
    }
}

/// Shows the lines. Shared by all kinds of text.
///
/// # Errors
/// None: text may end anywhere.
pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    if !p.wants_fields() {
        return Ok(());
    }
    let bytes = p.bytes();
    let mut count = 0;
    while p.pos() < bytes.len() {
        let end = match line_at(bytes, p.pos()) {
            // The last row that fits takes what is left.
            Some(line) if !p.is_full() => line.end,
            _ => bytes.len(),
        };
        p.field(&LINE, end - p.pos())?;
        count += 1;
    }
    let plural = if count == 1 { "" } else { "s" };
    p.summary(format_args!("{count} line{plural}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn every_line_is_a_field_with_its_end() {
        let bytes = b"one\r\n\ntwo";
        let out = peeled(bytes);
        let lines: Vec<&[u8]> = out.fields.iter().map(|field| field.bytes(bytes)).collect();
        assert_eq!(lines, [&b"one\r\n"[..], b"\n", b"two"]);
        assert_eq!(out.layers[0].summary, "3 lines");
    }

    #[test]
    fn text_is_told_from_other_bytes() {
        assert_eq!(recognise("Grüße, 世界".as_bytes()), Match::Yes);
        assert_eq!(recognise(b"caf\xe9 au lait"), Match::Maybe);
        assert_eq!(recognise(b"\xff\xfeh\0i\0"), Match::Maybe);
        assert_eq!(recognise(b"\x00\x01\x02\x03"), Match::No);
        assert_eq!(recognise(b"ab"), Match::Maybe);
        assert_eq!(recognise(b""), Match::No);
        // A letter of two bytes lies across the end of what is looked at.
        let long = format!("a{}", "ü".repeat(LOOK));
        assert_eq!(recognise(long.as_bytes()), Match::Yes);
    }

    #[test]
    fn many_lines_end_at_the_limit_of_fields() {
        let out = peeled(&vec![b'\n'; 1 << 20]);
        assert!(out.fields.len() <= 32_768);
        assert_eq!(out.faults.len(), 1);
        assert_eq!(out.faults[0].kind, crate::model::FaultKind::TooManyFields);
        let last = out.fields.last().unwrap().span.byte_range();
        assert_eq!(last.end, 1 << 20);
    }

    proptest! {
        #[test]
        fn lines_cover_all_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let out = peeled(&bytes);
            let covered: u32 = out.fields.iter().map(|field| field.span.byte_range().len()).sum();
            prop_assert_eq!(covered as usize, bytes.len());
        }
    }
}
