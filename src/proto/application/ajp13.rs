//! AJP: requests that a web server hands on to the program that answers them (Apache JServ Protocol 1.3).

mod names;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of, text};

const REFERENCE: &str = "AJPv1.3";

/// What the client still has to send of the body of its request.
const BODY_LEFT: &str = "ajp13 body";

/// Magic and length.
const HEADER: &[FieldSpec] = &[
    FieldSpec::bytes("ajp13.magic", "Magic").wide(2).doc(
        "1234: from the web server. AB: from the program behind it.",
        REFERENCE,
    ),
    FieldSpec::uint("ajp13.len", "Length", 16)
        .unit("bytes")
        .doc("Bytes that follow.", REFERENCE),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const CODES: Codes = &[
    (2, "forward request"),
    (3, "send body chunk"),
    (4, "send headers"),
    (5, "end response"),
    (6, "get body chunk"),
    (7, "shutdown"),
    (9, "cpong"),
    (10, "cping"),
];

/// A length that says that there is no text.
const NO_TEXT: u16 = 0xffff;

crate::fields! {
    CODE = FieldSpec::uint("ajp13.code", "Kind", 8).codes(CODES)
        .doc("What the packet is.", REFERENCE);
    METHOD = FieldSpec::uint("ajp13.method", "Method", 8).codes(names::METHODS)
        .doc("What the browser wants: the methods of HTTP have numbers here.", REFERENCE);
    VERSION = FieldSpec::text("ajp13.ver", "Version").doc("The browser's version of HTTP.", REFERENCE);
    URI = FieldSpec::text("ajp13.uri", "Path").doc("What is asked for.", REFERENCE);
    ADDRESS = FieldSpec::text("ajp13.raddr", "Address").doc("The browser's address.", REFERENCE);
    HOST = FieldSpec::text("ajp13.rhost", "Host").doc("The browser's name, if it was looked up.", REFERENCE);
    SERVER = FieldSpec::text("ajp13.srv", "Server").doc("The name under which the web server was asked.", REFERENCE);
    PORT = FieldSpec::uint("ajp13.port", "Port", 16).doc("The port on which the web server was asked.", REFERENCE);
    SECURE = FieldSpec::uint("ajp13.sslp", "TLS", 8).codes(&[(0, "no"), (1, "yes")])
        .doc("Whether the browser spoke over TLS.", REFERENCE);
    COUNT = FieldSpec::uint("ajp13.nhdr", "Headers", 16).doc("How many header fields follow.", REFERENCE);
    STATUS = FieldSpec::uint("ajp13.rstatus", "Status", 16).doc("The status code of the answer.", REFERENCE);
    MESSAGE = FieldSpec::text("ajp13.rmsg", "Reason").doc("The status in words.", REFERENCE);
    REUSE = FieldSpec::uint("ajp13.reusep", "Keep open", 8).codes(&[(0, "no"), (1, "yes")])
        .doc("Whether the connection can carry another request.", REFERENCE);
    WANTED = FieldSpec::uint("ajp13.rlen", "Wanted", 16).unit("bytes")
        .doc("How much of the body the program takes next.", REFERENCE);
    CHUNK_LEN = FieldSpec::uint("", "Length", 16).unit("bytes").doc("Length of the piece.", REFERENCE);
    DATA = FieldSpec::text("ajp13.data", "Data").doc("A piece of the body.", REFERENCE);
    END = FieldSpec::uint("", "End", 8).doc("0xff ends the attributes.", REFERENCE);
    REST = FieldSpec::bytes("", "Content").doc("What belongs to the packet.", REFERENCE);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + names::FIELDS.len()] =
    join_fields(&[FIELDS, names::FIELDS]);

/// AJP 1.3.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ajp13",
        short: "AJP",
        title: "Apache JServ Protocol v1.3",
        osi: OsiLayer::Application,
        why: "It is what a web server and the program behind it say to each other: HTTP in a shorter form.",
        reference: REFERENCE,
    },
    claims: &[Claim::Port(Transport::Tcp, 8009)],
    headers: &[HEADER],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"AB\x00\x02\x05\x01",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0x12, 0x34, ..] | [b'A', b'B', ..] => Match::Maybe,
        [0x12 | b'A'] | [] => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(HEADER_LEN)?;
    let len = usize::from(u16::from_be_bytes([p.bytes()[2], p.bytes()[3]]));
    p.require(HEADER_LEN + len)?;
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let from_server = header[0] == 0x12;
    p.ends_at(HEADER_LEN + len);
    p.within(len, "AJP length", |p| {
        if from_server && is_body(p) {
            return body(p);
        }
        let code = p.uint(&CODE)?;
        p.summary(format_args!(
            "{}",
            CODE.names.get(code).unwrap_or("unknown")
        ));
        match code {
            2 => request(p)?,
            3 => sent_chunk(p)?,
            4 => response(p)?,
            5 => drop(p.uint(&REUSE)?),
            6 => drop(p.uint(&WANTED)?),
            _ => {}
        }
        match p.rest().len() {
            0 => Ok(()),
            left => p.field(&REST, left).map(drop),
        }
    })
}

/// True if the packet is a piece of the body of a request, which has no code.
fn is_body(p: &Peel<'_>) -> bool {
    let rest = p.rest();
    match p.fact(BODY_LEFT, 0) {
        Some(left) => left > 0 || rest.is_empty(),
        // Without the request, only a length that fits tells.
        None => {
            rest.is_empty()
                || rest.len() > 2
                    && rest.len() - 2 == usize::from(u16::from_be_bytes([rest[0], rest[1]]))
        }
    }
}

fn body(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len().saturating_sub(2) as u64;
    let left = p.fact(BODY_LEFT, 0).unwrap_or_default();
    p.note(
        BODY_LEFT,
        0,
        if len == 0 {
            0
        } else {
            left.saturating_sub(len)
        },
    );
    p.summary(format_args!("body, {len} bytes"));
    match p.rest().len() {
        0 => Ok(()),
        _ => chunk(p),
    }
}

/// A length, so many bytes, and a zero, which the row covers as well.
fn sent_chunk(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&CHUNK_LEN)? as usize;
    let start = p.pos();
    let data = p.skip(len)?;
    let end = p.bytes().len().min(start + len + 1);
    p.seek(end);
    if !data.is_empty() {
        p.mark_made(&DATA, start..end, || text::clean_bytes(data));
    }
    Ok(())
}

/// A length and so many bytes.
fn chunk(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&CHUNK_LEN)? as usize {
        0 => Ok(()),
        len => p.field(&DATA, len).map(drop),
    }
}

/// Text behind its length, with a zero at its end; the row covers all of it.
fn string<'a>(p: &mut Peel<'a>, spec: &'static FieldSpec) -> Result<&'a [u8], Stop> {
    let at = p.pos();
    let text = bare(p)?;
    p.mark_made(spec, at..p.pos(), || text::clean_bytes(text));
    Ok(text)
}

fn bare<'a>(p: &mut Peel<'a>) -> Result<&'a [u8], Stop> {
    let len = p.skip(2)?;
    let len = u16::from_be_bytes([len[0], len[1]]);
    if len == NO_TEXT {
        return Ok(&[]);
    }
    let text = p.skip(usize::from(len))?;
    p.skip(1)?;
    Ok(text)
}

fn request(p: &mut Peel<'_>) -> Peeled {
    let method = p.uint(&METHOD)?;
    string(p, &VERSION)?;
    let path = string(p, &URI)?;
    string(p, &ADDRESS)?;
    string(p, &HOST)?;
    string(p, &SERVER)?;
    p.uint(&PORT)?;
    p.uint(&SECURE)?;
    let method = METHOD.names.get(method).unwrap_or("request");
    p.summary(format_args!("{method} {}", text::clean_bytes(path)));
    let count = p.uint(&COUNT)?;
    let mut left = 0;
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        let (spec, value) = header_field(p, names::request)?;
        if spec.name == "ajp13.content_length" {
            left = str::from_utf8(value)
                .ok()
                .and_then(|digits| digits.parse().ok())
                .unwrap_or(0);
        }
    }
    p.note(BODY_LEFT, 0, left);
    attributes(p)
}

fn response(p: &mut Peel<'_>) -> Peeled {
    let status = p.uint(&STATUS)?;
    let reason = string(p, &MESSAGE)?;
    p.summary(format_args!("{status} {}", text::clean_bytes(reason)));
    let count = p.uint(&COUNT)?;
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        header_field(p, names::response)?;
    }
    Ok(())
}

/// A header field: its name is text, or a number for the usual ones.
fn header_field<'a>(
    p: &mut Peel<'a>,
    known: fn(u8) -> Option<&'static FieldSpec>,
) -> Result<(&'static FieldSpec, &'a [u8]), Stop> {
    let at = p.pos();
    p.require(2)?;
    if p.rest()[0] == 0xa0 {
        let number = p.skip(2)?[1];
        let value = bare(p)?;
        let spec = known(number).unwrap_or(&names::UNKNOWN_HEADER);
        p.mark_made(spec, at..p.pos(), || text::clean_bytes(value));
        return Ok((spec, value));
    }
    named(p, at, &names::UNKNOWN_HEADER)
}

/// A name and a value, both as text.
fn named<'a>(
    p: &mut Peel<'a>,
    at: usize,
    spec: &'static FieldSpec,
) -> Result<(&'static FieldSpec, &'a [u8]), Stop> {
    let name = bare(p)?;
    let value = bare(p)?;
    p.mark_made(spec, at..p.pos(), || {
        format!("{}: {}", text::clean_bytes(name), text::clean_bytes(value))
    });
    Ok((spec, value))
}

/// What the web server says besides, up to the mark of the end.
fn attributes(p: &mut Peel<'_>) -> Peeled {
    while let Some(number) = p.rest().first().copied() {
        let at = p.pos();
        if number == 0xff || p.is_full() {
            return p.uint(&END).map(drop);
        }
        p.skip(1)?;
        match number {
            0x0a => drop(named(p, at, &names::OTHER_ATTRIBUTE)?),
            0x0b => {
                let size = p.skip(2)?;
                let size = u16::from_be_bytes([size[0], size[1]]);
                let value = crate::model::Value::Uint(size.into());
                p.mark_as(&names::KEY_SIZE, at..at + 3, value);
            }
            _ => {
                let value = bare(p)?;
                let spec = names::attribute(number).unwrap_or(&names::UNKNOWN_ATTRIBUTE);
                p.mark_made(spec, at..p.pos(), || text::clean_bytes(value));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_request_has_its_header_fields_by_number() {
        let mut bytes = b"\x12\x34\x00\x2b\x02\x02\x00\x08HTTP/1.1\0\x00\x01/\0\xff\xff\xff\xff\x00\x01h\0\x00\x50\0".to_vec();
        bytes.extend(b"\x00\x01\xa0\x0b\x00\x01h\0\x05\x00\x03q=1\0\xff");
        bytes[3] = (bytes.len() - 4) as u8;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        let one = |name| all(&out, &bytes, name);
        assert_eq!(one("ajp13.ver"), [(6, 11, "HTTP/1.1".into())]);
        assert_eq!(one("ajp13.rhost"), [(23, 2, String::new())]);
        assert_eq!(one("ajp13.host"), [(34, 6, "h".into())]);
        assert_eq!(one("ajp13.query_string"), [(40, 7, "q=1".into())]);
        assert_eq!(out.layers[0].summary, "GET /");
        bytes[7] = 0xf0;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
