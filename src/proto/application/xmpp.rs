//! XMPP: messages, presence and questions as pieces of one long XML document (RFC 6120).

mod elements;
mod tree;

use std::ops::Range;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};

const PORT: u16 = 5222;
const SERVER_PORT: u16 = 5269;

/// A piece is not longer.
const MAX_STANZA: usize = 1 << 20;

crate::fields! {
    DECLARATION = FieldSpec::text("xmpp.xml_header_version", "XML declaration")
        .doc("Each direction is one XML document, and this is its first line.", "RFC 6120 §11.6");
    STREAM = FieldSpec::group("xmpp.stream", "Stream")
        .doc("Opens the document; its end tag closes the conversation.", "RFC 6120 §4.2");
    STREAM_END = FieldSpec::group("xmpp.stream_end", "End of the stream")
        .doc("The sender says nothing more.", "RFC 6120 §4.4");
    FEATURES = FieldSpec::group("xmpp.features", "Features")
        .doc("What the server offers: encryption, ways to log in.", "RFC 6120 §4.3.2");
    AUTH = FieldSpec::group("xmpp.auth", "Login")
        .doc("The client begins to log in.", "RFC 6120 §6.4.2");
    IQ = FieldSpec::group("xmpp.iq", "Question or answer")
        .doc("get and set ask, result and error answer with the same id.", "RFC 6120 §8.2.3");
    MESSAGE = FieldSpec::group("xmpp.message", "Message")
        .doc("What one user says to another.", "RFC 6120 §8.2.1");
    PRESENCE = FieldSpec::group("xmpp.presence", "Presence")
        .doc("Whether a user is there.", "RFC 6120 §8.2.2");
    STARTTLS = FieldSpec::group("xmpp.starttls", "Start TLS")
        .doc("The client wants to go on encrypted.", "RFC 6120 §5.4.2");
    OTHER = FieldSpec::group("", "Piece")
        .doc("A step of a login, an error, an extension.", "RFC 6120 §4");
    ID = FieldSpec::text("xmpp.id", "Id")
        .doc("The answer repeats it.", "RFC 6120 §8.1.3");
    TYPE = FieldSpec::text("xmpp.type", "Type")
        .doc("What kind of message, question or presence.", "RFC 6120 §8.1.4");
    FROM = FieldSpec::text("xmpp.from", "From")
        .doc("Who says it.", "RFC 6120 §8.1.2");
    TO = FieldSpec::text("xmpp.to", "To")
        .doc("For whom it is.", "RFC 6120 §8.1.1");
    XMLNS = FieldSpec::text("xmpp.xmlns", "Namespace")
        .doc("Which specification the names of the elements come from.", "RFC 6120 §4.8");
    ATTRIBUTE = FieldSpec::text("xmpp.attribute", "Attribute")
        .doc("Another property.", "RFC 6120 §4.7");
    PROCEED = FieldSpec::group("xmpp.proceed", "Proceed")
        .doc("The server goes on encrypted.", "RFC 6120 §5.4.2.3");
    FAILURE = FieldSpec::group("xmpp.failure", "Failure")
        .doc("The login failed.", "RFC 6120 §6.4.5");
    STEP = FieldSpec::group("", "Step of the login")
        .doc("What both ends exchange until the server is convinced.", "RFC 6120 §6.4");
    SPACE = FieldSpec::bytes("", "White space")
        .doc("Sent now and then to keep the connection open.", "RFC 6120 §4.6.1");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + elements::FIELDS.len()] =
    join_fields(&[FIELDS, elements::FIELDS]);

/// Pieces with a row of their own, and the attributes and elements that are known in them.
const PIECES: &[Piece] = &[
    (b"iq", &IQ, elements::STANZA, elements::IQ_CHILDREN),
    (
        b"message",
        &MESSAGE,
        elements::STANZA,
        elements::MESSAGE_CHILDREN,
    ),
    (
        b"presence",
        &PRESENCE,
        elements::STANZA,
        elements::PRESENCE_CHILDREN,
    ),
    (b"stream:stream", &STREAM, &[], &[]),
    (
        b"stream:features",
        &FEATURES,
        &[],
        elements::FEATURES_CHILDREN,
    ),
    (b"auth", &AUTH, elements::LOGIN_ATTRIBUTES, &[]),
    (b"starttls", &STARTTLS, &[], &[]),
    (b"proceed", &PROCEED, &[], &[]),
    (b"failure", &FAILURE, &[], elements::FAILURE_CHILDREN),
    (b"challenge", &STEP, &[], &[]),
    (b"response", &STEP, &[], &[]),
    (b"success", &STEP, &[], &[]),
];

/// Pieces whose text is data of the login.
const STEPS: &[&[u8]] = &[b"auth", b"challenge", b"response", b"success"];

/// Name, row, attributes and elements of a piece.
type Piece = (
    &'static [u8],
    &'static FieldSpec,
    &'static [(&'static [u8], &'static FieldSpec)],
    &'static [elements::Element],
);

/// XMPP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "xmpp",
        short: "XMPP",
        title: "Extensible Messaging and Presence Protocol",
        osi: OsiLayer::Application,
        why: "It is what chat programs and servers say to each other.",
        reference: "RFC 6120",
    },
    claims: &[
        Claim::Port(Transport::Tcp, PORT),
        Claim::Port(Transport::Tcp, SERVER_PORT),
    ],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"<message to='ada@example.org' id='1'><body>It works</body></message>",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [b'<', b'?' | b'/' | b'a'..=b'z' | b'A'..=b'Z', ..] => Match::Maybe,
        [b'<'] => Match::Short,
        [b' ' | b'\n'] => Match::Known,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    if bytes.trim_ascii().is_empty() {
        p.mark(&SPACE, 0..bytes.len());
        p.summary(format_args!("keeps the connection open"));
        return Ok(());
    }
    let (mut end, mut said) = (0, Vec::new());
    while end < bytes.len() && !p.is_full() {
        let Some(len) = piece(&bytes[end..]) else {
            if end > 0 {
                break;
            }
            if bytes.len() < MAX_STANZA {
                p.wait_for(bytes.len() + 1)?;
            }
            end = bytes.len();
            break;
        };
        if p.wants_fields() {
            show(p, end..end + len, &mut said);
        }
        end += len;
        if p.is_joined() {
            break;
        }
    }
    p.summary(format_args!("{}", said.join(", ")));
    p.seek(0);
    p.wrap(Next::Media("application/xml"), 0..end, "end of the piece");
    p.ends_at(end);
    Ok(())
}

/// Length of the first piece: the declaration, the start or end of the stream, or an element with
/// all that is in it. `None` if its end is not there.
fn piece(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_u32);
    loop {
        let open = at + memchr::memchr(b'<', &bytes[at..])?;
        let tag = &bytes[open..];
        let close = if tag.starts_with(b"<![CDATA[") {
            memchr::memmem::find(tag, b"]]>")? + 3
        } else {
            end_of_tag(tag)?
        };
        at = open + close;
        let alone = tag.starts_with(b"<?") && depth == 0;
        let opens = !matches!(tag, [b'<', b'/' | b'?' | b'!', ..]);
        if alone || depth == 0 && (tag.starts_with(b"<stream:stream") || !opens) {
            return Some(at);
        }
        if opens && !bytes[..at].ends_with(b"/>") {
            depth = depth.saturating_add(1);
        } else if tag.starts_with(b"</") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// One past the bracket that closes a tag; brackets in quotes close nothing.
fn end_of_tag(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The fields of a piece: its kind and the attributes of its first tag.
fn show(p: &mut Peel<'_>, at: Range<usize>, said: &mut Vec<String>) {
    let bytes = p.bytes();
    let indent = memchr::memchr(b'<', &bytes[at.clone()]).unwrap_or_default();
    let at = at.start + indent..at.end;
    let tag = &bytes[at.clone()];
    if tag.starts_with(b"<?xml") {
        let version = attributes(tag)
            .into_iter()
            .find(|found| found.0 == b"version");
        let value = version.map_or_else(String::new, |found| text::clean_bytes(&tag[found.2]));
        p.mark_made(&DECLARATION, at, || value);
        return;
    }
    let name_end = tag[1..]
        .iter()
        .position(|byte| b" />\t\r\n".contains(byte))
        .map_or(tag.len(), |len| len + 1);
    let name = &tag[1..name_end.max(1)];
    let found = PIECES.iter().find(|piece| piece.0 == name);
    let spec = match found {
        Some(piece) => piece.1,
        None if tag.starts_with(b"</stream:stream") => &STREAM_END,
        None => &OTHER,
    };
    let shown = if name.is_empty() { tag } else { name };
    said.push(text::clean_bytes(&shown[..shown.len().min(40)]));
    p.seek(at.start);
    let _ = p.group(spec, |p| {
        if let (Some(piece), Some(node)) = (found, tree::node(bytes, at.start)) {
            tree::attributes_of(p, &node, piece.2);
            tree::children(p, &node, piece.3, 0);
            let text = &bytes[node.content.clone()];
            if STEPS.contains(&piece.0) && !text.is_empty() {
                p.mark_made(&elements::CDATA, node.content, || text::clean_bytes(text));
            }
        }
        p.seek(at.end);
        Ok(())
    });
}

/// Name, place of all, place of the value of each attribute of the first tag.
fn attributes(tag: &[u8]) -> Vec<(&[u8], Range<usize>, Range<usize>)> {
    let end = end_of_tag(tag).unwrap_or(tag.len());
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < 32
        && let Some(equals) = memchr::memchr(b'=', &tag[at..end]).map(|equals| at + equals)
    {
        let before = tag[at..equals].trim_ascii_end();
        let name_start = before
            .iter()
            .rposition(|byte| byte.is_ascii_whitespace())
            .map_or(at, |space| at + space + 1);
        let rest = &tag[equals + 1..end];
        let Some((open, quote)) = rest
            .iter()
            .enumerate()
            .find(|(_, byte)| !byte.is_ascii_whitespace())
            .filter(|(_, byte)| matches!(byte, b'"' | b'\''))
        else {
            break;
        };
        let value = equals + 1 + open + 1;
        let Some(len) = memchr::memchr(*quote, &tag[value..end]) else {
            break;
        };
        let name = &tag[name_start..at + before.len()];
        found.push((name, name_start..value + len + 1, value..value + len));
        at = value + len + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;
    use crate::proto::testing::all;

    #[test]
    fn a_stanza_has_a_kind_and_attributes() {
        let bytes = b"<iq type='get' id = \"a>b\" to='x'><query xmlns='y'/></iq><presence/>";
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(all(&out, bytes, "xmpp.type"), [(4, 10, "get".into())]);
        assert_eq!(all(&out, bytes, "xmpp.id")[0].2, "a>b");
        assert_eq!(all(&out, bytes, "xmpp.presence").len(), 1);
        let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert_eq!(names, ["xmpp", "xml"]);
        assert_eq!(out.layers[0].summary, "iq, presence");
    }

    #[test]
    fn elements_are_known_where_they_stand() {
        let bytes = b"<message to='x' a='b'><body>Hi</body><active/><z xmlns='n'/></message>\
            <iq id='1'><query xmlns='jabber:iq:roster'><item jid='a@b'/></query></iq>";
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        let one = |name| all(&out, bytes, name);
        assert_eq!(one("xmpp.attribute"), [(22, 15, "Hi".into())]);
        assert_eq!(one("xmpp.message.chatstate"), [(37, 9, "active".into())]);
        assert_eq!(one("xmpp.unknown"), [(46, 14, "z".into())]);
        assert_eq!(one("xmpp.unknown_attr"), [(16, 5, "a".into())]);
        assert_eq!(one("xmpp.query.item.jid"), [(119, 9, "a@b".into())]);
    }

    #[test]
    fn pieces_end_with_their_element() {
        assert_eq!(piece(b"<?xml version='1.0'?><stream:stream>"), Some(21));
        assert_eq!(piece(b"<stream:stream to='a'><a/>"), Some(22));
        assert_eq!(piece(b"<a><b><![CDATA[</a>]]></b></a><c/>"), Some(30));
        assert_eq!(piece(b"</stream:stream>"), Some(16));
        assert_eq!(piece(b"<a><b></b>"), None);
        assert_eq!(piece(b"<a b='>"), None);
        for bytes in [&b"<"[..], b"<>", b"</", b"<=", b"< ='", b"<a ='x'/>"] {
            let mut out = Dissection::default();
            Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
            assert!(attributes(bytes).len() < 2);
        }
    }
}
