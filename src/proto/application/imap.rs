//! IMAP: reading mail where it is kept (RFC 9051, RFC 3501).

use std::ops::Range;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, every_line, maybe_text, speaker};
use crate::proto::lines::{Line, trimmed};

const PORT: u16 = 143;

/// A line is not longer, but for lists of mails.
const MAX_LINE: usize = 64 * 1024;

/// A literal that the other side still has to send: its length, and from which side.
const LITERAL: &str = "imap literal";

/// What a literal of a mail is.
const MAIL: &str = "message/rfc822";

/// Commands whose first argument is a mailbox.
const OF_MAILBOXES: &[&str] = &[
    "APPEND",
    "CREATE",
    "DELETE",
    "EXAMINE",
    "RENAME",
    "SELECT",
    "STATUS",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
];

crate::fields! {
    LINE = FieldSpec::text("imap.line", "Line")
        .doc("A star begins what the server tells; a tag begins a command and the answer that ends it.", "RFC 9051 §2.2");
    REQUEST = FieldSpec::text("imap.request", "Request")
        .doc("A command of the client.", "RFC 9051 §2.2.1");
    REQUEST_TAG = FieldSpec::text("imap.request_tag", "Tag")
        .doc("A name that the client makes up; the answer repeats it.", "RFC 9051 §2.2.1");
    REQUEST_COMMAND = FieldSpec::text("imap.request.command", "Command")
        .doc("SELECT opens a mailbox, FETCH reads, STORE sets flags, IDLE waits for news.", "RFC 9051 §6");
    FOLDER = FieldSpec::text("imap.request.folder", "Mailbox")
        .doc("Which mailbox is meant.", "RFC 9051 §5.1");
    USERNAME = FieldSpec::text("imap.request.username", "User name")
        .doc("Who logs in; everybody on the way can read it.", "RFC 9051 §6.2.3");
    PASSWORD = FieldSpec::text("imap.request.password", "Password")
        .doc("Everybody on the way can read it.", "RFC 9051 §6.2.3");
    RESPONSE = FieldSpec::text("imap.response", "Answer")
        .doc("It ends what the command with the same tag has begun.", "RFC 9051 §2.2.2");
    RESPONSE_TAG = FieldSpec::text("imap.response_tag", "Tag")
        .doc("That of the command.", "RFC 9051 §2.2.2");
    STATUS = FieldSpec::text("imap.response.status", "Status")
        .doc("OK: done. NO: refused. BAD: not understood.", "RFC 9051 §7.1");
    RESPONSE_COMMAND = FieldSpec::text("imap.response.command", "First word")
        .doc("Many servers repeat the command here; others write something else.", "RFC 9051 §7.1");
    LITERAL_BYTES = FieldSpec::group("", "Literal")
        .doc("So many bytes as the number in braces said, whatever they are.", "RFC 9051 §4.3");
}

/// IMAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "imap",
        short: "IMAP",
        title: "Internet Message Access Protocol",
        osi: OsiLayer::Application,
        why: "It is the dialogue in which a mail program reads mail that stays on its server.",
        reference: "RFC 9051",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(maybe_text),
    peel,
    trailer: None,
    stream: true,
    sample: b"a1 OK LOGIN completed\r\n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let from = speaker(p, &[PORT]);
    if let Some(len) = announced(p) {
        p.wait_for(len)?;
        let end = len.min(p.bytes().len());
        p.mark(&LITERAL_BYTES, 0..end);
        p.summary(format_args!("{end} bytes of a literal"));
        forget(p);
        p.seek(end);
        p.ends_at(end);
        return Ok(());
    }
    let mut first = true;
    every_line(p, MAX_LINE, |p, line| {
        if first && p.wants_fields() {
            let said = text::clean_bytes(&p.bytes()[line.text()]);
            p.summary(format_args!("{said}"));
        }
        let start = line.start;
        let literal = literal(&p.bytes()[line.text()]);
        if let (Speaker::Server, Some(len)) = (from, literal)
            && start == 0
        {
            p.is_bare();
            p.wait_for(line.end + len)?;
        }
        p.seek(start);
        p.group(&LINE, |p| {
            match from {
                Speaker::Client => request(p, line),
                Speaker::Server => response(p, line),
            }
            p.seek(line.end);
            Ok(())
        })?;
        first = false;
        match (from, literal) {
            (Speaker::Server, Some(len)) => fetched(p, line, len),
            (Speaker::Client, Some(len)) => announce(p, len),
            _ => {}
        }
        Ok(())
    })
}

/// The length in braces that ends a line, if one does.
fn literal(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"}")?;
    let open = memchr::memrchr(b'{', line)?;
    let digits = line[open + 1..]
        .strip_suffix(b"+")
        .unwrap_or(&line[open + 1..]);
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// A literal of the server behind its line: a mail, a part of one, or something else.
fn fetched(p: &mut Peel<'_>, line: &Line, len: usize) {
    let bytes = p.bytes();
    let head = bytes[line.text()].to_ascii_uppercase();
    let is_in = |word: &[u8]| memchr::memmem::find(&head, word).is_some();
    let is_mail = is_in(b" FETCH ")
        && (is_in(b"RFC822 {")
            || is_in(b"RFC822.HEADER")
            || is_in(b"BODY[]")
            || is_in(b"BODY[HEADER"));
    let end = line.end.saturating_add(len).min(bytes.len());
    p.mark(&LITERAL_BYTES, line.end..end);
    if is_mail && end > line.end {
        p.wrap(Next::Media(MAIL), line.end..end, "length of the literal");
    }
    p.seek(end);
}

/// What the client announced comes when the server agrees, or at once.
fn announced(p: &Peel<'_>) -> Option<usize> {
    let packed = p.fact(LITERAL, p.connection()?)?;
    let len = usize::try_from(packed >> 1).unwrap_or(usize::MAX);
    (len > 0 && packed & 1 == u64::from(p.side())).then_some(len)
}

fn announce(p: &mut Peel<'_>, len: usize) {
    if let Some(connection) = p.connection()
        && len > 0
    {
        let packed = (len as u64) << 1 | u64::from(p.side());
        p.note(LITERAL, connection, packed);
    }
}

fn forget(p: &mut Peel<'_>) {
    if let Some(connection) = p.connection() {
        p.note(LITERAL, connection, 0);
    }
}

/// The words of a line, as far as they are there; quoted ones with their quotes.
fn words(bytes: &[u8], line: &Line) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = line.start;
    while at < line.text_end && words.len() < 5 {
        let rest = &bytes[at..line.text_end];
        let len = match rest[0] {
            b'"' => memchr::memchr(b'"', &rest[1..]).map_or(rest.len(), |end| end + 2),
            _ => memchr::memchr(b' ', rest).unwrap_or(rest.len()),
        };
        if len > 0 {
            words.push(at..at + len);
        }
        at += len + usize::from(rest.get(len) == Some(&b' ')).max(usize::from(len == 0));
    }
    words
}

fn request(p: &mut Peel<'_>, line: &Line) {
    let bytes = p.bytes();
    let words = words(bytes, line);
    let Some(tag) = words.first() else { return };
    p.seek(line.start);
    let _ = p.group(&REQUEST, |p| {
        p.mark(&REQUEST_TAG, tag.clone());
        let uid = words
            .get(1)
            .is_some_and(|word| bytes[word.clone()].eq_ignore_ascii_case(b"UID"));
        if let Some(command) = words.get(if uid { 2 } else { 1 }) {
            p.mark(&REQUEST_COMMAND, command.clone());
            arguments(p, &bytes[command.clone()], &words);
        }
        p.seek(line.text_end);
        Ok(())
    });
}

fn arguments(p: &mut Peel<'_>, command: &[u8], words: &[Range<usize>]) {
    let bytes = p.bytes();
    let plain = |word: &Range<usize>| {
        let quoted = &bytes[word.clone()];
        let inside = quoted
            .strip_prefix(b"\"")
            .and_then(|q| q.strip_suffix(b"\""));
        text::clean_bytes(inside.unwrap_or(quoted))
    };
    let is = |name: &str| command.eq_ignore_ascii_case(name.as_bytes());
    if is("LOGIN") {
        if let [_, _, user, password, ..] = words {
            p.mark_made(&USERNAME, user.clone(), || plain(user));
            p.mark_made(&PASSWORD, password.clone(), || plain(password));
        }
    } else if OF_MAILBOXES.iter().any(|name| is(name))
        && let Some(folder) = words.get(2)
    {
        p.mark_made(&FOLDER, folder.clone(), || plain(folder));
    }
}

/// Only an answer with a tag has parts.
fn response(p: &mut Peel<'_>, line: &Line) {
    let bytes = p.bytes();
    let words = words(bytes, line);
    let [tag, status, rest @ ..] = words.as_slice() else {
        return;
    };
    let is_status = [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"]
        .iter()
        .any(|name| bytes[status.clone()].eq_ignore_ascii_case(name));
    if !is_status || matches!(bytes[tag.clone()], [b'*'] | [b'+']) {
        return;
    }
    let text = trimmed(bytes, line.text());
    let _ = p.group(&RESPONSE, |p| {
        p.mark(&RESPONSE_TAG, tag.clone());
        p.mark(&STATUS, status.clone());
        if let Some(command) = rest.first() {
            p.mark(&RESPONSE_COMMAND, command.clone());
        }
        p.seek(text.end);
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

    fn dissect(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_literal_is_a_mail() {
        let bytes = b"* 1 FETCH (RFC822 {16}\r\nSubject: x\r\n\r\nhi)\r\na1 OK FETCH done\r\n";
        let out = dissect(bytes);
        let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert_eq!(names, ["imap", "imf"]);
        assert_eq!(all(&out, bytes, "imap.line").len(), 3);
        assert_eq!(all(&out, bytes, "imap.response.status")[0].2, "OK");
        assert_eq!(all(&out, bytes, "imf.subject")[0].2, "x");
    }

    #[test]
    fn a_length_that_lies_ends_with_the_bytes() {
        let bytes = b"* 1 FETCH (BODY[] {999999999999}\r\nSubject: x\r\n";
        let out = dissect(bytes);
        assert_eq!(out.layers.len(), 2);
        assert_eq!(literal(b"a {12+}"), Some(12));
        assert_eq!(literal(b"a {-1}"), None);
        assert_eq!(literal(b"}"), None);
    }
}
