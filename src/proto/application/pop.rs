//! POP3: fetching mail from a mailbox (RFC 1939).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, every_line, maybe_text, speaker};
use crate::proto::lines::{Line, first_text, is_cut_command};

const PORT: u16 = 110;

/// A line is not longer, but for lines of mails.
const MAX_LINE: usize = 4096;

/// Whether answers to the last command have several lines, and whether these have begun.
const STATE: &str = "pop answer";

const ONE_LINE: u64 = 0;
const SEVERAL_LINES: u64 = 1;
const IN_LINES: u64 = 2;

const COMMANDS: &[&str] = &[
    "APOP", "AUTH", "CAPA", "DELE", "LANG", "LIST", "NOOP", "PASS", "QUIT", "RETR", "RSET", "STAT",
    "STLS", "TOP", "UIDL", "USER", "UTF8",
];

crate::fields! {
    REQUEST = FieldSpec::group("pop.request", "Command line")
        .doc("A line of the client.", "RFC 1939 §3");
    COMMAND = FieldSpec::text("pop.request.command", "Command")
        .doc("USER and PASS log in, LIST shows the mails, RETR fetches one, DELE deletes it.", "RFC 1939 §5");
    PARAMETER = FieldSpec::text("pop.request.parameter", "Parameter")
        .doc("A name, a password, the number of a mail.", "RFC 1939 §5");
    RESPONSE = FieldSpec::group("pop.response", "Answer")
        .doc("A line of the server.", "RFC 1939 §3");
    INDICATOR = FieldSpec::text("pop.response.indicator", "Verdict")
        .doc("+OK: done. -ERR: refused.", "RFC 1939 §3");
    DESCRIPTION = FieldSpec::text("pop.response.description", "Text")
        .doc("The same for people, and sometimes numbers that the client wants.", "RFC 1939 §3");
    DATA = FieldSpec::text("pop.response.data", "Line of data")
        .doc("A part of a mail or of a list. A line with nothing but a dot ends it.", "RFC 1939 §3");
    REQUEST_DATA = FieldSpec::text("pop.request.data", "Answer to a challenge")
        .doc("What the server asked for in a login, mostly in Base64, which everybody can read.", "RFC 5034 §4");
}

/// POP3.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pop",
        short: "POP3",
        title: "Post Office Protocol",
        osi: OsiLayer::Application,
        why: "It is the dialogue in which a mail program fetches mail from its server.",
        reference: "RFC 1939",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"+OK 2 messages (320 octets)\r\n",
};

fn recognise(bytes: &[u8]) -> Match {
    let line = first_text(bytes);
    let is_answer = verdict(line).is_some_and(|len| len == line.len() || line[len] == b' ');
    if is_answer || is_command(line) {
        return Match::Yes;
    }
    if b"+OK".starts_with(line) || b"-ERR".starts_with(line) || is_cut_command(bytes, COMMANDS) {
        return Match::Short;
    }
    maybe_text(bytes)
}

fn is_command(line: &[u8]) -> bool {
    let word = line.split(|byte| *byte == b' ').next().unwrap_or_default();
    COMMANDS
        .iter()
        .any(|command| command.as_bytes().eq_ignore_ascii_case(word))
}

/// Length of the word that says how it went.
fn verdict(line: &[u8]) -> Option<usize> {
    let is = |word: &[u8]| line.starts_with(word).then_some(word.len());
    is(b"+OK").or_else(|| is(b"-ERR"))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let from = speaker(p, &[PORT]);
    let mut first = true;
    every_line(p, MAX_LINE, |p, line| {
        if first && p.wants_fields() {
            let said = text::clean_bytes(&p.bytes()[line.text()]);
            p.summary(format_args!("{said}"));
        }
        first = false;
        match from {
            Speaker::Client => request(p, line),
            Speaker::Server => response(p, line),
        }
    })
}

fn request(p: &mut Peel<'_>, line: &Line) -> Peeled {
    let bytes = &p.bytes()[line.text()];
    if !is_command(bytes) {
        p.mark(&REQUEST_DATA, line.all());
        return Ok(());
    }
    let word = bytes.iter().position(|byte| *byte == b' ');
    let word = word.unwrap_or(bytes.len());
    p.group(&REQUEST, |p| {
        p.field(&COMMAND, word)?;
        let parameter = line.start + word + 1;
        if parameter < line.text_end {
            p.mark(&PARAMETER, parameter..line.text_end);
        }
        p.seek(line.end);
        Ok(())
    })?;
    let verb = bytes[..word].to_ascii_uppercase();
    let several = match verb.as_slice() {
        b"RETR" | b"TOP" | b"CAPA" => true,
        b"LIST" | b"UIDL" => bytes[word..].trim_ascii().is_empty(),
        _ => false,
    };
    note(p, if several { SEVERAL_LINES } else { ONE_LINE });
    Ok(())
}

fn response(p: &mut Peel<'_>, line: &Line) -> Peeled {
    let bytes = &p.bytes()[line.text()];
    let state = state(p);
    let verdict = verdict(bytes).filter(|_| state != IN_LINES);
    let Some(len) = verdict else {
        p.mark(&DATA, line.all());
        if bytes == b"." {
            note(p, SEVERAL_LINES);
        }
        return Ok(());
    };
    p.group(&RESPONSE, |p| {
        p.field(&INDICATOR, len)?;
        let description = line.start + len + 1;
        if description < line.text_end {
            p.mark(&DESCRIPTION, description..line.text_end);
        }
        p.seek(line.end);
        Ok(())
    })?;
    if state == SEVERAL_LINES && bytes.starts_with(b"+OK") {
        note(p, IN_LINES);
    }
    Ok(())
}

fn state(p: &Peel<'_>) -> u64 {
    let connection = p.connection();
    connection
        .and_then(|connection| p.fact(STATE, connection))
        .unwrap_or(ONE_LINE)
}

fn note(p: &mut Peel<'_>, new: u64) {
    if let Some(connection) = p.connection()
        && state(p) != new
    {
        p.note(STATE, connection, new);
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
    fn an_answer_and_its_lines() {
        let bytes = b"+OK 208 octets\r\nSubject: a\r\n.\r\n";
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        let one = |name| all(&out, bytes, name);
        assert_eq!(one("pop.response.indicator"), [(0, 3, "+OK".into())]);
        assert_eq!(one("pop.response.description")[0].2, "208 octets");
        assert_eq!(one("pop.response.data").len(), 2);
        assert_eq!(out.layers[0].summary, "+OK 208 octets");
    }

    #[test]
    fn only_text_is_believed() {
        assert_eq!(recognise(b"+OK\r\n"), Match::Yes);
        assert_eq!(recognise(b"retr 1\r\n"), Match::Yes);
        assert_eq!(recognise(b"+O"), Match::Short);
        assert_eq!(recognise(b"Some text\r\n"), Match::Maybe);
        assert_eq!(recognise(b"\x16\x03\x01"), Match::No);
    }
}
