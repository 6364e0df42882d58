//! XML: elements inside one another, marked by tags (W3C XML 1.0).

use std::ops::Range;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::lines::trimmed;

/// Elements inside one another are followed so deep; further in they stand side by side.
const MAX_DEPTH: u32 = 64;

crate::fields! {
    DECLARATION = FieldSpec::text("xml.xmlpi.xml", "Declaration")
        .doc("Says which version of XML this is and which bytes stand for which characters.", "XML 1.0 §2.8");
    VERSION = FieldSpec::text("xml.xmlpi.xml.version", "Version")
        .doc("The version of XML, nearly always 1.0.", "XML 1.0 §2.8");
    ENCODING = FieldSpec::text("xml.xmlpi.xml.encoding", "Encoding")
        .doc("Which bytes stand for which characters.", "XML 1.0 §4.3.3");
    STANDALONE = FieldSpec::text("xml.xmlpi.xml.standalone", "Standalone")
        .doc("Yes: nothing outside the document changes what it says.", "XML 1.0 §2.9");
    INSTRUCTION = FieldSpec::text("xml.xmlpi", "Processing instruction")
        .doc("A note for some program that reads the document.", "XML 1.0 §2.6");
    DOCTYPE = FieldSpec::text("xml.doctype", "Document type")
        .doc("The name of the outermost element, and perhaps rules for what may stand in it.", "XML 1.0 §2.8");
    COMMENT = FieldSpec::text("xml.comment", "Comment")
        .doc("A note for people who read the document.", "XML 1.0 §2.5");
    ELEMENT = FieldSpec::text("xml.tag", "Element")
        .doc("From a start tag to its end tag, with all that stands between them.", "XML 1.0 §3.1");
    END_TAG = FieldSpec::text("", "End tag")
        .doc("The element with this name ends here.", "XML 1.0 §3.1");
    ATTRIBUTE = FieldSpec::text("xml.attribute", "Attribute")
        .doc("A name and a value that say something about the element.", "XML 1.0 §3.1");
    TEXT = FieldSpec::text("xml.cdata", "Text")
        .doc("Characters between the tags.", "XML 1.0 §2.4");
    SECTION = FieldSpec::text("xml.cdatasection", "Literal text")
        .doc("Characters in which no tag is sought.", "XML 1.0 §2.7");
}

/// XML.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "xml",
        short: "XML",
        title: "Extensible Markup Language",
        osi: OsiLayer::Presentation,
        why: "It is a form that the data of any program can be put into: text with marks that say what its parts are.",
        reference: "W3C XML 1.0",
    },
    claims: &[
        Claim::MediaType("text/xml"),
        Claim::MediaType("application/xml"),
        Claim::Content(3),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE note>\n<!-- a note -->\n\
        <note to='Ada'>\n  <text>Hello <![CDATA[<you>]]></text>\n  <br/>\n</note>\n",
};

/// The declaration is sure; any other tag may begin a document.
fn recognise(bytes: &[u8]) -> Match {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.trim_ascii_start();
    if start.starts_with(b"<?xml") {
        return Match::Yes;
    }
    match start {
        [
            b'<',
            b'!' | b'/' | b'_' | b':' | b'A'..=b'Z' | b'a'..=b'z' | 0x80..,
            ..,
        ] => Match::Maybe,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if !p.wants_fields() {
        return Ok(());
    }
    if p.rest().starts_with(b"\xef\xbb\xbf") {
        p.skip(3)?;
    }
    while !p.rest().is_empty() && !p.is_full() {
        item(p, 0)?;
    }
    Ok(())
}

/// One piece of markup, or the text up to the next one. Always moves on.
fn item(p: &mut Peel<'_>, depth: u32) -> Peeled {
    let rest = p.rest();
    let bracketed = |p: &mut Peel<'_>, spec, close: &[u8]| {
        let len = behind(p.rest(), close);
        p.field(spec, len).map(drop)
    };
    match rest {
        [b'<', b'?', ..] => instruction(p),
        _ if rest.starts_with(b"<!--") => bracketed(p, &COMMENT, b"-->"),
        _ if rest.starts_with(b"<![CDATA[") => bracketed(p, &SECTION, b"]]>"),
        [b'<', b'!', ..] => doctype(p),
        [b'<', b'/', ..] => bracketed(p, &END_TAG, b">"),
        [b'<', ..] => element(p, depth),
        _ => text(p),
    }
}

/// Length up to and with `close`; all bytes if it is not there.
fn behind(bytes: &[u8], close: &[u8]) -> usize {
    memchr::memmem::find(bytes, close).map_or(bytes.len(), |at| at + close.len())
}

/// Characters up to the next tag, without the white space around them.
fn text(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let len = memchr::memchr(b'<', p.rest()).unwrap_or(p.rest().len());
    let shown = trimmed(p.bytes(), start..start + len);
    if !shown.is_empty() {
        p.mark(&TEXT, shown);
    }
    p.skip(len).map(drop)
}

/// `<?xml version="1.0"?>`, or another instruction.
fn instruction(p: &mut Peel<'_>) -> Peeled {
    let len = behind(p.rest(), b"?>");
    if !p.rest().starts_with(b"<?xml ") {
        return p.field(&INSTRUCTION, len).map(drop);
    }
    let bytes = p.bytes();
    let all = p.pos()..p.pos() + len;
    p.group_made(
        &DECLARATION,
        || String::from_utf8_lossy(&bytes[all.clone()]).into_owned(),
        |p| {
            for attribute in attributes(bytes, all.start + 5..all.end) {
                let spec = match &bytes[attribute.name] {
                    b"version" => &VERSION,
                    b"encoding" => &ENCODING,
                    b"standalone" => &STANDALONE,
                    _ => continue,
                };
                p.mark(spec, attribute.value);
            }
            p.seek(all.end);
            Ok(())
        },
    )
}

/// `<!DOCTYPE name ...>`, perhaps with rules in brackets.
fn doctype(p: &mut Peel<'_>) -> Peeled {
    let rest = p.rest();
    let bracket = memchr::memchr2(b'[', b'>', rest);
    let len = match bracket {
        Some(at) if rest[at] == b'[' => {
            let close = at + behind(&rest[at..], b"]");
            close + behind(&rest[close..], b">")
        }
        _ => behind(rest, b">"),
    };
    let start = p.pos();
    if let Some(name) = rest[..len].strip_prefix(b"<!DOCTYPE") {
        let from = start + 9 + (name.len() - name.trim_ascii_start().len());
        let name = &p.bytes()[from..start + len];
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b">[".contains(byte);
        let name_len = name.iter().position(ends).unwrap_or(name.len());
        p.mark(&DOCTYPE, from..from + name_len);
    }
    p.skip(len).map(drop)
}

/// A start tag, and if it is not an empty element, all up to its end tag.
fn element(p: &mut Peel<'_>, depth: u32) -> Peeled {
    let bytes = p.bytes();
    let start = p.pos();
    let tag = start..start + tag_len(p.rest());
    let name_end = start + 1 + name_len(&bytes[start + 1..tag.end]);
    let name = start + 1..name_end;
    let is_empty = bytes[tag.clone()].ends_with(b"/>");
    p.group_made(
        &ELEMENT,
        || String::from_utf8_lossy(&bytes[tag.clone()]).into_owned(),
        |p| {
            for attribute in attributes(bytes, name_end..tag.end) {
                p.mark(&ATTRIBUTE, attribute.all);
            }
            p.seek(tag.end);
            if is_empty || depth + 1 == MAX_DEPTH {
                return Ok(());
            }
            while !p.rest().is_empty() && !p.is_full() {
                let ends = ends_element(p.rest(), &bytes[name.clone()]);
                item(p, depth + 1)?;
                if ends {
                    break;
                }
            }
            Ok(())
        },
    )
}

/// True if the end tag of the element with this name begins here.
fn ends_element(rest: &[u8], name: &[u8]) -> bool {
    let Some(behind) = rest
        .strip_prefix(b"</")
        .and_then(|rest| rest.strip_prefix(name))
    else {
        return false;
    };
    behind
        .first()
        .is_some_and(|byte| *byte == b'>' || byte.is_ascii_whitespace())
}

/// Length of a start tag; a closing bracket inside quotation marks does not end it.
fn tag_len(bytes: &[u8]) -> usize {
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    bytes.len()
}

fn name_len(bytes: &[u8]) -> usize {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"/>=?".contains(byte);
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

/// An attribute: all of it, its name, its value without quotation marks.
struct Attribute {
    all: Range<usize>,
    name: Range<usize>,
    value: Range<usize>,
}

/// The attributes in the part of a tag behind its name.
fn attributes(bytes: &[u8], range: Range<usize>) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut at = range.start;
    let skip_space = |at: usize| {
        let rest = &bytes[at..range.end];
        at + rest.len() - rest.trim_ascii_start().len()
    };
    loop {
        at = skip_space(at);
        let name = at..at + name_len(&bytes[at..range.end]);
        let equals = skip_space(name.end);
        if name.is_empty() || bytes[equals..range.end].first() != Some(&b'=') {
            return found;
        }
        let quote = skip_space(equals + 1);
        let Some(mark @ (b'"' | b'\'')) = bytes[quote..range.end].first() else {
            return found;
        };
        let Some(len) = memchr::memchr(*mark, &bytes[quote + 1..range.end]) else {
            return found;
        };
        let end = quote + 1 + len + 1;
        found.push(Attribute {
            all: name.start..end,
            name,
            value: quote + 1..end - 1,
        });
        at = end;
    }
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

    fn values(out: &Dissection, bytes: &[u8], name: &str) -> Vec<String> {
        let named = out.fields.iter().filter(|field| field.spec.name == name);
        named.map(|field| field.raw_text(bytes)).collect()
    }

    #[test]
    fn elements_nest() {
        let out = peeled(PROTOCOL.sample);
        let values = |name| values(&out, PROTOCOL.sample, name);
        assert_eq!(values("xml.xmlpi.xml.encoding"), ["UTF-8"]);
        assert_eq!(values("xml.doctype"), ["note"]);
        assert_eq!(values("xml.tag"), ["<note to='Ada'>", "<text>", "<br/>"]);
        assert_eq!(values("xml.attribute"), ["to='Ada'"]);
        assert_eq!(values("xml.cdata"), ["Hello"]);
        assert_eq!(values("xml.cdatasection"), ["<![CDATA[<you>]]>"]);
        let depths: Vec<u8> = out
            .fields
            .iter()
            .filter(|field| field.spec.name == "xml.tag")
            .map(|field| field.depth)
            .collect();
        assert_eq!(depths, [0, 1, 1]);
        // The outermost element ends with its end tag, before the last line end.
        let note = out.field("xml.tag").unwrap().span.byte_range();
        assert_eq!(note.end as usize, PROTOCOL.sample.len() - 1);
    }

    #[test]
    fn names_end_where_they_end() {
        assert!(ends_element(b"</a >", b"a"));
        assert!(!ends_element(b"</ab>", b"a"));
        assert!(!ends_element(b"</a", b"a"));
        let bytes = b"<a x='>' y = \"1\">t</a>";
        let out = peeled(bytes);
        assert_eq!(values(&out, bytes, "xml.attribute"), ["x='>'", "y = \"1\""]);
    }

    #[test]
    fn depth_and_number_of_elements_are_limited() {
        assert!(peeled(&b"<a>".repeat(100_000)).fields.len() <= 32_768);
        let deepest = peeled(&b"<a>".repeat(1000));
        assert!(
            deepest
                .fields
                .iter()
                .all(|field| field.depth <= MAX_DEPTH as u8)
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(text in "[<>/?!=a\"' \\[\\]-]{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            peeled(&bytes);
            let out = peeled(text.as_bytes());
            for field in &out.fields {
                prop_assert!(field.span.byte_range().end as usize <= text.len());
            }
        }
    }
}
