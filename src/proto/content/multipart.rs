//! Multipart bodies: several bodies in one, with a line between them that stands in none (RFC 2046).

use std::ops::Range;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::lines::{Line, folded_line_at, line_at, name_and_value};

/// A boundary has at most 70 characters (RFC 2046 §5.1.1), and some senders' have more.
const MAX_BOUNDARY: usize = 200;

/// More parts than this stay together.
const MAX_PARTS: usize = 128;

/// What a part without a type is (RFC 2046 §5.1).
const DEFAULT_TYPE: &str = "text/plain";

crate::fields! {
    PREAMBLE = FieldSpec::bytes("mime_multipart.preamble", "Preamble")
        .doc("Bytes in front of the first boundary mean nothing.", "RFC 2046 §5.1.1");
    FIRST = FieldSpec::text("mime_multipart.first_boundary", "First boundary")
        .doc("Two hyphens and a text that stands in none of the parts.", "RFC 2046 §5.1.1");
    BOUNDARY = FieldSpec::text("mime_multipart.boundary", "Boundary")
        .doc("A part ends here, and the next one begins.", "RFC 2046 §5.1.1");
    LAST = FieldSpec::text("mime_multipart.last_boundary", "Last boundary")
        .doc("Two more hyphens say that no part follows.", "RFC 2046 §5.1.1");
    PART = FieldSpec::group("mime_multipart.part", "Part")
        .doc("Header fields, an empty line, a body.", "RFC 2046 §5.1");
    DISPOSITION = FieldSpec::text("mime_multipart.header.content-disposition", "Content-Disposition")
        .doc("What the part is for: the name of a form's field, perhaps a file's name.", "RFC 7578 §4.2");
    TYPE = FieldSpec::text("mime_multipart.header.content-type", "Content-Type")
        .doc("The media type of the part.", "RFC 2045 §5");
    TRANSFER = FieldSpec::text("mime_multipart.header.content-transfer-encoding", "Content-Transfer-Encoding")
        .doc("How the part's bytes are written: as they are, or in plain characters.", "RFC 2045 §6");
    ID = FieldSpec::text("mime_multipart.header.content-id", "Content-ID")
        .doc("A name by which another part can speak of this one.", "RFC 2045 §7");
    LENGTH = FieldSpec::text("mime_multipart.header.content-length", "Content-Length")
        .doc("How many bytes the part's body has.", "RFC 9110 §8.6");
    DESCRIPTION = FieldSpec::text("mime_multipart.header.content-description", "Content-Description")
        .doc("What the part is, in words.", "RFC 2045 §8");
    LANGUAGE = FieldSpec::text("mime_multipart.header.content-language", "Content-Language")
        .doc("The language of the part.", "RFC 9110 §8.5");
    HEADER = FieldSpec::text("", "Header field")
        .doc("Another header field of the part.", "RFC 2046 §5.1");
    EMPTY_LINE = FieldSpec::bytes("", "Empty line")
        .doc("Ends the header fields of the part.", "RFC 2046 §5.1");
    EPILOGUE = FieldSpec::bytes("mime_multipart.trailer", "Epilogue")
        .doc("Bytes behind the last boundary mean nothing.", "RFC 2046 §5.1.1");
}

/// Header fields of a part with rows of their own.
static HEADERS: &[(&str, &FieldSpec)] = &[
    ("Content-Disposition", &DISPOSITION),
    ("Content-Type", &TYPE),
    ("Content-Transfer-Encoding", &TRANSFER),
    ("Content-ID", &ID),
    ("Content-Length", &LENGTH),
    ("Content-Description", &DESCRIPTION),
    ("Content-Language", &LANGUAGE),
];

/// Multipart bodies.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mime_multipart",
        short: "Multipart",
        title: "Body of several parts",
        osi: OsiLayer::Presentation,
        why: "It is a form that several pieces of data of different kinds are put into, to travel as one.",
        reference: "RFC 2046 §5.1",
    },
    claims: &[Claim::MediaType("multipart/*")],
    headers: &[],
    fields: FIELDS,
    recognise: Some(|bytes| Match::maybe_if(first_boundary(bytes).is_some())),
    peel,
    trailer: None,
    stream: false,
    sample: b"--xyz\r\nContent-Disposition: form-data; name=\"who\"\r\n\r\nAda\r\n\
        --xyz\r\nContent-Disposition: form-data; name=\"what\"; filename=\"a.json\"\r\n\
        Content-Type: application/json\r\n\r\n{\"a\":1}\r\n--xyz--\r\n",
};

/// The line of the first boundary. The parameter that names the boundary stands in a header of
/// another layer, but the first line that begins with two hyphens can be nothing else.
fn first_boundary(bytes: &[u8]) -> Option<Line> {
    let start = if bytes.starts_with(b"--") {
        0
    } else {
        memchr::memmem::find(bytes, b"\n--")? + 1
    };
    let line = line_at(bytes, start)?;
    let text = bytes[line.text()].trim_ascii_end();
    let fits = (3..=MAX_BOUNDARY).contains(&text.len())
        && text.iter().all(|byte| (b' '..0x7f).contains(byte));
    fits.then_some(line)
}

/// A boundary inside the body: where it begins, with the line end in front of it, and its end.
struct Delimiter {
    at: Range<usize>,
    last: bool,
}

/// The next boundary from `from` on.
fn next_boundary(bytes: &[u8], boundary: &[u8], from: usize) -> Option<Delimiter> {
    let finder = memchr::memmem::Finder::new(boundary);
    let mut from = from;
    loop {
        let at = from + finder.find(bytes.get(from..)?)?;
        let behind = at + boundary.len();
        from = behind;
        let starts_line = at == 0 || bytes[at - 1] == b'\n';
        let last = bytes[behind..].starts_with(b"--");
        let tail = behind + if last { 2 } else { 0 };
        let line = line_at(bytes, tail);
        let rest = &bytes[tail..line.map_or(bytes.len(), |line| line.text_end)];
        // Only white space may stand behind it, or it is something longer (RFC 2046 §5.1.1).
        if !starts_line || !rest.trim_ascii().is_empty() {
            continue;
        }
        let start = match bytes[..at] {
            [.., b'\r', b'\n'] => at - 2,
            [.., b'\n'] => at - 1,
            _ => at,
        };
        let end = line.map_or(bytes.len(), |line| line.end);
        return Some(Delimiter {
            at: start..end,
            last,
        });
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let Some(first) = first_boundary(bytes) else {
        p.fault(
            FaultKind::Malformed("no boundary: a line that begins with two hyphens"),
            0..bytes.len(),
        );
        p.pass(Next::Data);
        return Ok(());
    };
    if first.start > 0 {
        p.field(&PREAMBLE, first.start)?;
    }
    p.field(&FIRST, first.end - first.start)?;
    let boundary = bytes[first.text()].trim_ascii_end();
    for count in 1..=MAX_PARTS {
        let plural = if count == 1 { "" } else { "s" };
        p.summary(format_args!("{count} part{plural}"));
        // The line end of a boundary is also the one in front of the next: a part may be empty.
        let next = next_boundary(bytes, boundary, p.pos());
        let end = next
            .as_ref()
            .map_or(bytes.len(), |next| next.at.start.max(p.pos()));
        part(p, end)?;
        p.body(first.end..end);
        let Some(Delimiter { at, last }) = next else {
            // The boundary that ends the part is missing.
            return p.require(boundary.len());
        };
        let spec = if last { &LAST } else { &BOUNDARY };
        p.field(spec, at.end - p.pos())?;
        if last {
            if !p.rest().is_empty() {
                p.field(&EPILOGUE, p.rest().len())?;
            }
            p.ends_at(bytes.len());
            return Ok(());
        }
    }
    p.wrap(Next::Data, p.pos()..bytes.len(), "number of parts");
    Ok(())
}

/// One part, up to `end`.
fn part(p: &mut Peel<'_>, end: usize) -> Peeled {
    p.group(&PART, |p| {
        let bytes = &p.bytes()[..end];
        let mut media = DEFAULT_TYPE;
        let mut plain = true;
        while let Some(line) = folded_line_at(bytes, p.pos()) {
            if line.is_empty() {
                p.field(&EMPTY_LINE, line.end - line.start)?;
                break;
            }
            header(p, bytes, &line, (&mut media, &mut plain));
            p.seek(line.end);
        }
        // Bytes written in plain characters are not what their type names.
        let next = if plain {
            Next::Media(media)
        } else {
            Next::Data
        };
        let body = p.pos()..end;
        if !body.is_empty() {
            p.wrap(next, body, "boundary");
        }
        p.seek(end);
        Ok(())
    })
}

/// A header field; notes the media type, and whether the body stands as it is.
fn header<'a>(
    p: &mut Peel<'a>,
    bytes: &'a [u8],
    line: &Line,
    (media, plain): (&mut &'a str, &mut bool),
) {
    let Some((name, value)) = name_and_value(bytes, line) else {
        return p.mark(&HEADER, line.all());
    };
    let name = &bytes[name];
    let text = std::str::from_utf8(&bytes[value.clone()]).unwrap_or_default();
    let found = HEADERS
        .iter()
        .find(|entry| entry.0.as_bytes().eq_ignore_ascii_case(name));
    let Some((_, spec)) = found else {
        return p.mark(&HEADER, line.all());
    };
    match spec.name {
        "mime_multipart.header.content-type" => *media = text,
        "mime_multipart.header.content-transfer-encoding" => {
            let as_it_is = ["7bit", "8bit", "binary"];
            *plain = as_it_is
                .iter()
                .any(|coding| text.eq_ignore_ascii_case(coding));
        }
        _ => {}
    }
    p.mark_made(spec, line.all(), || {
        String::from_utf8_lossy(&bytes[value]).into_owned()
    });
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

    fn chain(out: &Dissection) -> Vec<&str> {
        out.layers.iter().map(|layer| layer.info.short).collect()
    }

    #[test]
    fn every_part_goes_to_its_own_type() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(chain(&out), ["Multipart", "Text", "JSON"]);
        assert_eq!(out.layers[1].header.of(PROTOCOL.sample), b"Ada");
        assert_eq!(out.layers[2].header.of(PROTOCOL.sample), b"{\"a\":1}");
        assert_eq!(out.layers[0].summary, "2 parts");
        assert!(out.faults.is_empty());
        let last = out.field("mime_multipart.last_boundary").unwrap();
        assert_eq!(last.bytes(PROTOCOL.sample), b"\r\n--xyz--\r\n");
    }

    #[test]
    fn only_a_whole_boundary_ends_a_part() {
        let out = peeled(b"pre\r\n--b\r\n\r\none --b\r\n--bc\r\n--b\t\r\n\r\n--b--");
        let body = out.layers[1].header;
        assert_eq!(body.len(), "one --b\r\n--bc".len() as u32);
        assert!(out.field("mime_multipart.preamble").is_some());
        assert_eq!(chain(&out), ["Multipart", "Text"]);
        assert_eq!(out.layers[0].summary, "2 parts");
    }

    #[test]
    fn a_part_in_plain_characters_stays_data() {
        let out = peeled(b"--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n");
        assert_eq!(chain(&out), ["Multipart", "DATA"]);
    }

    #[test]
    fn a_missing_end_is_told() {
        let out = peeled(b"--b\r\n\r\nhello");
        assert_eq!(chain(&out), ["Multipart", "Text"]);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
        let none = peeled(b"no boundary");
        assert_eq!(chain(&none), ["Multipart", "DATA"]);
    }

    #[test]
    fn the_number_of_parts_is_limited() {
        let out = peeled(&b"--b\r\n\r\nx\r\n".repeat(1000));
        assert!(out.layers.len() <= MAX_PARTS + 2);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(text in "[-b\r\n: x]{0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            peeled(&bytes);
            let body = format!("--b\r\n{text}");
            for field in &peeled(body.as_bytes()).fields {
                prop_assert!(field.span.byte_range().end as usize <= body.len());
            }
        }
    }
}
