//! Gopher: menus and files (RFC 1436).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, every_line, maybe_text, speaker};
use crate::proto::lines::{Line, first_text, line_at, split};

const PORT: u16 = 70;

/// A line is not longer.
const MAX_LINE: usize = 4096;

/// A line of a menu has so many parts, between tabs: type and name, selector, host, port.
const PARTS: usize = 4;

crate::fields! {
    REQUEST = FieldSpec::text("gopher.request", "Request")
        .doc("Which menu or file the client wants; an empty line asks for the first menu.", "RFC 1436 §2");
    ITEM = FieldSpec::group("gopher.directory", "Line of a menu")
        .doc("Something to choose, and where it is.", "RFC 1436 §2");
    TYPE = FieldSpec::text("gopher.directory.type", "Type")
        .doc("0: text, 1: another menu, 7: search, 9: file, g: GIF, i: a line to be read only, and others.", "RFC 1436 §3.8");
    NAME = FieldSpec::text("gopher.directory.name", "Name")
        .doc("What the user sees.", "RFC 1436 §2");
    SELECTOR = FieldSpec::text("gopher.directory.selector", "Selector")
        .doc("What the client sends to get it.", "RFC 1436 §2");
    HOST = FieldSpec::text("gopher.directory.host", "Host")
        .doc("Where it is.", "RFC 1436 §2");
    ITEM_PORT = FieldSpec::text("gopher.directory.port", "Port")
        .doc("On which port.", "RFC 1436 §2");
    UNKNOWN = FieldSpec::text("gopher.unknown", "Text")
        .doc("A part of a file.", "RFC 1436 §2");
    END = FieldSpec::text("", "Line")
        .doc("A line with nothing but a dot ends a menu.", "RFC 1436 §2");
}

/// Gopher.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gopher",
        short: "Gopher",
        title: "Gopher",
        osi: OsiLayer::Application,
        why: "It is what a program that shows menus and files asks their server for.",
        reference: "RFC 1436",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"1Engines\t/engines\texample.org\t70\r\n",
};

/// Files may be anything, but only who knows the conversation can tell.
fn recognise(bytes: &[u8]) -> Match {
    match maybe_text(bytes) {
        Match::No => Match::Known,
        found => found,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let from = speaker(p, &[PORT]);
    let whole = line_at(p.bytes(), 0).is_some();
    if !whole && p.bytes().len() < MAX_LINE && maybe_text(p.bytes()) != Match::No {
        p.wait_for(p.bytes().len() + 1)?;
    }
    if p.wants_fields() {
        let said = text::clean_bytes(first_text(p.bytes()));
        p.summary(format_args!("{said}"));
    }
    if from == Speaker::Server && !is_menu(first_text(p.bytes())) {
        let len = p.bytes().len();
        return p.field(&UNKNOWN, len).map(drop);
    }
    every_line(p, MAX_LINE, |p, line| {
        match from {
            Speaker::Client => p.mark(&REQUEST, line.all()),
            Speaker::Server => answer(p, line),
        }
        Ok(())
    })
}

/// True for what may be a line of a menu, or the beginning of one.
fn is_menu(line: &[u8]) -> bool {
    let tabs = line.iter().filter(|byte| **byte == b'\t').count();
    let is_type = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'+';
    line == b"." || tabs + 1 >= PARTS && line.first().is_some_and(is_type)
}

fn answer(p: &mut Peel<'_>, line: &Line) {
    let bytes = p.bytes();
    let parts = split(bytes, line.text(), b'\t');
    if parts.len() < PARTS || parts[0].is_empty() {
        return p.mark(&END, line.all());
    }
    p.seek(line.start);
    let shown = || text::clean_bytes(&bytes[line.start + 1..parts[0].end]);
    let _ = p.group_made(&ITEM, shown, |p| {
        let kind = text::clean_bytes(p.skip(1)?);
        p.mark_made(&TYPE, line.start..line.start + 1, || format!("'{kind}'"));
        let name = line.start + 1..parts[0].end;
        let specs = [&NAME, &SELECTOR, &HOST, &ITEM_PORT];
        let places = std::iter::once(name).chain(parts.iter().skip(1).cloned());
        for (spec, place) in specs.into_iter().zip(places) {
            if !place.is_empty() {
                p.mark(spec, place);
            }
        }
        p.seek(line.text_end);
        Ok(())
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;
    use crate::proto::testing::all;

    #[test]
    fn a_menu_has_lines_of_parts() {
        let bytes = b"1Dir\t/d\texample.org\t70\r\niJust text\t\t\t0\r\n.\r\n\t\t\t\r\n";
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(all(&out, bytes, "gopher.directory").len(), 2);
        assert_eq!(
            all(&out, bytes, "gopher.directory.host"),
            [(8, 11, "example.org".into())]
        );
        let mut file = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, b"A file\n", Want::Full, &mut file);
        assert!(file.field("gopher.unknown").is_some());
    }
}
