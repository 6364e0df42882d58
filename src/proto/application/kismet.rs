//! Kismet: what a watcher of wireless networks tells its clients.

use std::ops::Range;

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, text};
use crate::proto::dialogue::{every_line, maybe_text};
use crate::proto::lines::{Line, first_text};

const PORT: u16 = 2501;

/// A line is not longer.
const MAX_LINE: usize = 64 * 1024;

crate::fields! {
    LINE = FieldSpec::group("", "Line")
        .doc("A star begins what the server tells, an exclamation mark what the client wants.", "Kismet client/server protocol");
    VERSION = FieldSpec::text("kismet.version", "Version")
        .doc("Of the server's program.", "Kismet client/server protocol");
    START = FieldSpec::text("kismet.start_time", "Start")
        .doc("When the server began, in seconds since 1970.", "Kismet client/server protocol");
    NAME = FieldSpec::text("kismet.server_name", "Name of the server")
        .doc("Between bytes of value one, as it may have spaces in it.", "Kismet client/server protocol");
    BUILD = FieldSpec::text("kismet.build_revision", "Build")
        .doc("When the program was made.", "Kismet client/server protocol");
    UNKNOWN = FieldSpec::text("kismet.unknown_field", "Unknown")
        .doc("A number whose meaning is not written down.", "Kismet client/server protocol");
    LONG_VERSION = FieldSpec::text("kismet.extended_version_string", "Long version")
        .doc("The name of the release.", "Kismet client/server protocol");
    TIME = FieldSpec::computed("kismet.time", "Time")
        .doc("The server's clock, every second.", "Kismet client/server protocol");
}

/// Kismet.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "kismet",
        short: "Kismet",
        title: "Kismet client/server protocol",
        osi: OsiLayer::Application,
        why: "It is what a program that watches wireless networks tells those that show them.",
        reference: "Kismet documentation",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(maybe_text),
    peel,
    trailer: None,
    stream: true,
    sample: b"*KISMET: 0.0.0 1144004381 \x01Kismet\x01 20050815211952 0 2005.08.R1 \n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.wants_fields() {
        let said = text::clean_bytes(first_text(p.bytes()));
        p.summary(format_args!("{said}"));
    }
    every_line(p, MAX_LINE, |p, line| {
        p.group(&LINE, |p| {
            let bytes = &p.bytes()[line.text()];
            if bytes.starts_with(b"*KISMET: ") {
                server(p, line);
            } else if bytes.starts_with(b"*TIME: ") {
                time(p, line);
            }
            p.seek(line.end);
            Ok(())
        })
    })
}

/// The words of a line behind the first one; those between bytes of value one may have spaces.
fn words(bytes: &[u8], line: &Line) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = line.start;
    while at < line.text_end && words.len() < 8 {
        let rest = &bytes[at..line.text_end];
        let (skip, len) = match rest {
            [b' ', ..] => {
                at += 1;
                continue;
            }
            [1, inside @ ..] => (1, memchr::memchr(1, inside).unwrap_or(inside.len())),
            _ => (0, memchr::memchr(b' ', rest).unwrap_or(rest.len())),
        };
        let end = (at + len + 2 * skip).min(line.text_end);
        words.push(at..end);
        at = end;
    }
    words.into_iter().skip(1).collect()
}

fn server(p: &mut Peel<'_>, line: &Line) {
    let specs = [&VERSION, &START, &NAME, &BUILD, &UNKNOWN, &LONG_VERSION];
    let words = words(p.bytes(), line);
    for (spec, word) in specs.into_iter().zip(words) {
        let bytes = p.bytes();
        p.mark_made(spec, word.clone(), || {
            let marks = |byte: &u8| *byte != 1;
            let plain: Vec<u8> = bytes[word].iter().copied().filter(marks).collect();
            text::clean_bytes(&plain)
        });
    }
}

fn time(p: &mut Peel<'_>, line: &Line) {
    let bytes = p.bytes();
    for word in words(bytes, line).into_iter().take(1) {
        let digits = std::str::from_utf8(&bytes[word.clone()]).ok();
        let seconds = digits.and_then(|digits| digits.parse::<u32>().ok());
        if let Some(seconds) = seconds {
            let time = Timestamp::from_parts(i64::from(seconds), 0);
            p.mark_as(&TIME, word, Value::Time(time));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;
    use crate::proto::testing::all;

    #[test]
    fn the_server_names_itself() {
        let mut out = Dissection::default();
        let bytes = PROTOCOL.sample;
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(all(&out, bytes, "kismet.version"), [(9, 5, "0.0.0".into())]);
        assert_eq!(all(&out, bytes, "kismet.server_name")[0].2, "Kismet");
        assert_eq!(
            all(&out, bytes, "kismet.extended_version_string")[0].2,
            "2005.08.R1"
        );
        for odd in [
            &b"*TIME: x\n"[..],
            b"*KISMET: \x01\n",
            b"*TIME: 99999999999\n",
        ] {
            Peeler::new(registry()).peel_as(&PROTOCOL, odd, Want::Full, &mut out);
            assert!(out.field("kismet.time").is_none());
        }
    }
}
