//! Gopher: menus and files (RFC 1436).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, every_line, maybe_text, speaker};
use crate::proto::lines::{Line, first_text, split};

const PORT: u16 = 70;

/// A line is not longer.
const MAX_LINE: usize = 4096;

/// A line of a menu has so many parts, between tabs: type and name, selector, host, port.
const PARTS: usize = 4;

const TYPES: Codes = &[
    (0x2b, "mirror"),
    (0x30, "text"),
    (0x31, "menu"),
    (0x32, "phone book"),
    (0x33, "error"),
    (0x34, "BinHex"),
    (0x35, "archive"),
    (0x36, "uuencoded"),
    (0x37, "search"),
    (0x38, "Telnet"),
    (0x39, "file"),
    (0x49, "image"),
    (0x54, "TN3270"),
    (0x67, "GIF"),
    (0x68, "web page"),
    (0x69, "information"),
    (0x73, "sound"),
];

crate::fields! {
    REQUEST = FieldSpec::text("gopher.request", "Request")
        .doc("Which menu or file the client wants; an empty line asks for the first menu.", "RFC 1436 §2");
    ITEM = FieldSpec::group("gopher.directory", "Line of a menu")
        .doc("Something to choose, and where it is.", "RFC 1436 §2");
    TYPE = FieldSpec::hex("gopher.directory.type", "Type", 8)
        .codes(TYPES)
        .doc("What it is: another menu, a text, a picture.", "RFC 1436 §3.8");
    NAME = FieldSpec::text("gopher.directory.name", "Name")
        .doc("What the user sees.", "RFC 1436 §2");
    SELECTOR = FieldSpec::text("gopher.directory.selector", "Selector")
        .doc("What the client sends to get it.", "RFC 1436 §2");
    HOST = FieldSpec::text("gopher.directory.host", "Host")
        .doc("Where it is.", "RFC 1436 §2");
    ITEM_PORT = FieldSpec::text("gopher.directory.port", "Port")
        .doc("On which port.", "RFC 1436 §2");
    UNKNOWN = FieldSpec::text("gopher.unknown", "Text")
        .doc("A line of a file, or the dot that ends a menu.", "RFC 1436 §2");
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
    if p.wants_fields() {
        let said = text::clean_bytes(first_text(p.bytes()));
        p.summary(format_args!("{said}"));
    }
    every_line(p, MAX_LINE, |p, line| {
        match from {
            Speaker::Client => p.mark(&REQUEST, line.all()),
            Speaker::Server => answer(p, line),
        }
        Ok(())
    })
}

fn answer(p: &mut Peel<'_>, line: &Line) {
    let bytes = p.bytes();
    let parts = split(bytes, line.text(), b'\t');
    if parts.len() < PARTS || parts[0].is_empty() {
        return p.mark(&UNKNOWN, line.all());
    }
    p.seek(line.start);
    let _ = p.group(&ITEM, |p| {
        p.uint(&TYPE)?;
        let name = line.start + 1..parts[0].end;
        let specs = [&NAME, &SELECTOR, &HOST, &ITEM_PORT];
        let places = std::iter::once(name).chain(parts.iter().skip(1).cloned());
        for (spec, place) in specs.into_iter().zip(places) {
            if !place.is_empty() {
                p.mark(spec, place);
            }
        }
        p.seek(line.end);
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
        assert_eq!(all(&out, bytes, "gopher.unknown").len(), 2);
    }
}
