//! Mail: header fields and a body (RFC 5322).

mod headers;

use std::ops::Range;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, text};
use crate::proto::lines::{Line, folded_line_at, line_at, name_and_value};
use headers::{Form, Header};

/// So many bytes are looked at to find the first header field.
const LOOK: usize = 1024;

const OWN: &[&FieldSpec] = &[
    &ADDRESSES,
    &MAILBOXES,
    &NAME,
    &ADDRESS,
    &TYPE,
    &PARAMETERS,
    &EXTENSION,
    &EXTENSION_NAME,
    &EXTENSION_VALUE,
    &EMPTY_LINE,
    &BODY,
    &LINE,
];

static ADDRESSES: FieldSpec = FieldSpec::text("imf.address_list.item", "Recipient")
    .doc("One of the addresses between commas.", "RFC 5322 §3.4");
static MAILBOXES: FieldSpec = FieldSpec::text("imf.mailbox_list.item", "Author")
    .doc("One of the addresses between commas.", "RFC 5322 §3.4");
static NAME: FieldSpec = FieldSpec::text("imf.display_name", "Name").doc(
    "Who that is, for people. Nobody checks it.",
    "RFC 5322 §3.4",
);
static ADDRESS: FieldSpec = FieldSpec::text("imf.address", "Address")
    .doc("A mailbox, and the domain that has it.", "RFC 5322 §3.4.1");
static TYPE: FieldSpec =
    FieldSpec::text("imf.content.type.type", "Media type").doc("What the body is.", "RFC 2045 §5");
static PARAMETERS: FieldSpec = FieldSpec::text("imf.content.type.parameters", "Parameters").doc(
    "More about it: a character set, a boundary between parts.",
    "RFC 2045 §5",
);
static EXTENSION: FieldSpec = FieldSpec::text("imf.extension", "Another header field").doc(
    "A field that the basic standards do not have.",
    "RFC 5322 §3.6.8",
);
static EXTENSION_NAME: FieldSpec = FieldSpec::text("imf.extension.type", "Name")
    .doc("What stands before the colon.", "RFC 5322 §2.2");
static EXTENSION_VALUE: FieldSpec =
    FieldSpec::text("imf.extension.value", "Value").doc("What stands behind it.", "RFC 5322 §2.2");
static EMPTY_LINE: FieldSpec =
    FieldSpec::bytes("", "Empty line").doc("Ends the header fields.", "RFC 5322 §2.1");
static BODY: FieldSpec = FieldSpec::group("imf.message_text", "Text")
    .doc("A body without a type is text.", "RFC 5322 §2.3");
static LINE: FieldSpec =
    FieldSpec::text("", "Line").doc("One line with its line end.", "RFC 5322 §2.3");

static FIELDS: &[&FieldSpec] =
    &join_fields::<{ OWN.len() + headers::FIELDS.len() }>(&[OWN, headers::FIELDS]);

/// Mail.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "imf",
        short: "Mail",
        title: "Internet Message Format",
        osi: OsiLayer::Presentation,
        why: "It is the form of a mail, whichever protocol carries it.",
        reference: "RFC 5322",
    },
    claims: &[Claim::MediaType("message/rfc822")],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"From: Ada <ada@example.org>\r\nTo: charles@example.org\r\nSubject: Engine\r\n\
        Content-Type: text/plain; charset=utf-8\r\nX-Loop: no\r\n\r\nIt works.\r\n",
};

/// A header field in the first line.
fn recognise(bytes: &[u8]) -> Match {
    let window = &bytes[..bytes.len().min(LOOK)];
    Match::maybe_if(
        field_name(window).is_some() || line_at(window, 0).is_some_and(|l| l.is_empty()),
    )
}

/// The name in front of the colon: letters, digits and marks, but no space (RFC 5322 §3.6.8).
fn field_name(line: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memchr(b':', line)?;
    let name = line[..colon].trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

/// What the header fields say that the layer itself needs.
#[derive(Default)]
struct Head {
    content_type: Option<Range<usize>>,
    from: Option<Range<usize>>,
    subject: Option<Range<usize>>,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let mut head = Head::default();
    while p.pos() < bytes.len() && !p.is_full() {
        let line = folded_line_at(bytes, p.pos()).unwrap_or(Line {
            start: p.pos(),
            text_end: bytes.len(),
            end: bytes.len(),
        });
        if line.is_empty() {
            p.field(&EMPTY_LINE, line.end - line.start)?;
            break;
        }
        let named =
            name_and_value(bytes, &line).filter(|_| field_name(&bytes[line.text()]).is_some());
        let Some((name, value)) = named else {
            p.fault(
                FaultKind::Malformed("a header field without a name and a colon"),
                line.all(),
            );
            break;
        };
        header(p, &line, name, value, &mut head);
        p.seek(line.end);
    }
    if p.wants_fields() {
        let said = |range: &Option<Range<usize>>| {
            let range = range.clone().unwrap_or_default();
            text::clean_bytes(&bytes[range])
        };
        p.summary(format_args!(
            "{} from {}",
            said(&head.subject),
            said(&head.from)
        ));
    }
    body(p, &head)
}

/// One header field. A skim only wants to know what the body is.
fn header(p: &mut Peel<'_>, line: &Line, name: Range<usize>, value: Range<usize>, head: &mut Head) {
    let bytes = p.bytes();
    let known = headers::find(&bytes[name.clone()]);
    let is = |wanted: &str| known.is_some_and(|header| header.name.eq_ignore_ascii_case(wanted));
    if is("Content-Type") {
        head.content_type = Some(value.clone());
    } else if is("From") {
        head.from = Some(value.clone());
    } else if is("Subject") {
        head.subject = Some(value.clone());
    }
    if !p.wants_fields() {
        return;
    }
    let Some(header) = known else {
        p.seek(line.start);
        let _ = p.group(&EXTENSION, |p| {
            p.mark(&EXTENSION_NAME, name);
            p.mark(&EXTENSION_VALUE, value);
            p.seek(line.text_end);
            Ok(())
        });
        return;
    };
    p.seek(value.start);
    let _ = p.group(header.spec, |p| {
        parts(p, header, &value, line.end);
        p.seek(value.end);
        Ok(())
    });
}

/// What stands in a value that is more than text.
fn parts(p: &mut Peel<'_>, header: &Header, value: &Range<usize>, line_end: usize) {
    let bytes = p.bytes();
    match header.form {
        Form::Text => {}
        Form::Mailbox => mailbox(p, value.start..line_end),
        Form::Mailboxes => addresses(p, &MAILBOXES, value.start..line_end),
        Form::Addresses => addresses(p, &ADDRESSES, value.start..line_end),
        Form::Type => {
            let semicolon = memchr::memchr(b';', &bytes[value.clone()]);
            let end = semicolon.map_or(value.end, |at| value.start + at);
            p.mark(&TYPE, value.start..end);
            if semicolon.is_some() && end + 1 < value.end {
                p.mark(&PARAMETERS, end + 1..value.end);
            }
        }
    }
}

/// Addresses between commas; the last one ends with its line.
fn addresses(p: &mut Peel<'_>, item: &'static FieldSpec, list: Range<usize>) {
    let bytes = p.bytes();
    let (mut start, mut quoted) = (list.start, false);
    for at in list.clone() {
        match bytes[at] {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                address(p, item, start..at);
                start = at + 1;
            }
            _ => {}
        }
        if p.is_full() {
            return;
        }
    }
    address(p, item, start..list.end);
}

fn address(p: &mut Peel<'_>, item: &'static FieldSpec, at: Range<usize>) {
    let bytes = p.bytes();
    if bytes[at.clone()].trim_ascii().is_empty() {
        return;
    }
    p.seek(at.start);
    let _ = p.group_made(
        item,
        || text::clean_bytes(bytes[at.clone()].trim_ascii()),
        |p| {
            mailbox(p, at.clone());
            p.seek(at.end);
            Ok(())
        },
    );
}

/// `Ada <ada@example.org>`, or the address alone.
fn mailbox(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    let text = &bytes[at.clone()];
    let Some(open) = memchr::memrchr(b'<', text) else {
        p.mark_made(&ADDRESS, at, || text::clean_bytes(text.trim_ascii()));
        return;
    };
    let name = &text[..open];
    let indent = name.len() - name.trim_ascii_start().len();
    let name_end = name.trim_ascii_end().len();
    if indent < name_end {
        p.mark(&NAME, at.start + indent..at.start + name_end);
    }
    if let Some(len) = memchr::memchr(b'>', &text[open + 1..]) {
        let start = at.start + open + 1;
        p.mark(&ADDRESS, start..start + len);
    }
}

/// The body: of the type that the header names, else text.
fn body(p: &mut Peel<'_>, head: &Head) -> Peeled {
    let bytes = p.bytes();
    let start = p.pos();
    if start == bytes.len() {
        return Ok(());
    }
    if let Some(value) = head.content_type.clone() {
        let media = std::str::from_utf8(&bytes[value]).unwrap_or_default();
        p.wrap(Next::Media(media), start..bytes.len(), "end of the mail");
        return Ok(());
    }
    p.group(&BODY, |p| {
        while p.pos() < bytes.len() {
            let end = match line_at(bytes, p.pos()) {
                Some(line) if !p.is_full() => line.end,
                _ => bytes.len(),
            };
            p.field(&LINE, end - p.pos())?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests;
