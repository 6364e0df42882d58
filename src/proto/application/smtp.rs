//! SMTP: a dialogue of commands and replies that hands mail from host to host (RFC 5321).

mod mail;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};
use crate::proto::lines::{
    Line, MAX_REPLY, first_text, is_cut_code, is_cut_command, line_at, next_line, reply_code,
};

const PORT: u16 = 25;
const SUBMISSION_PORT: u16 = 587;

/// A line of the dialogue is not longer (RFC 5321 §4.5.3.1.5), but for extensions.
const MAX_LINE: usize = 2048;

/// What ends a mail.
const END: &[u8] = b".\r\n";

/// Commands that stand alone or before any argument.
const COMMANDS: &[&str] = &[
    "AUTH", "BDAT", "DATA", "EHLO", "ETRN", "EXPN", "HELO", "HELP", "LHLO", "NOOP", "QUIT", "RSET",
    "STARTTLS", "TURN", "VRFY", "XCLIENT", "XFORWARD",
];

/// Commands of two words: what follows the first.
const ADDRESSED: &[(&str, &[u8])] = &[
    ("MAIL", b"FROM:"),
    ("RCPT", b"TO:"),
    ("SAML", b"FROM:"),
    ("SEND", b"FROM:"),
    ("SOML", b"FROM:"),
];

const CODES: Codes = &[
    (211, "status"),
    (214, "help"),
    (220, "ready"),
    (221, "goodbye"),
    (235, "authenticated"),
    (250, "done"),
    (251, "will be forwarded"),
    (252, "cannot verify, but will try"),
    (334, "more authentication data wanted"),
    (354, "send the mail, end it with a dot"),
    (421, "service not available"),
    (450, "mailbox busy"),
    (451, "local error"),
    (452, "no space left"),
    (454, "not available for the moment"),
    (455, "parameters cannot be served"),
    (500, "command not understood"),
    (501, "wrong arguments"),
    (502, "command not known"),
    (503, "wrong order of commands"),
    (504, "parameter not supported"),
    (521, "takes no mail"),
    (530, "authentication wanted"),
    (534, "authentication too weak"),
    (535, "authentication failed"),
    (538, "encryption wanted"),
    (550, "mailbox not available"),
    (551, "not a local user"),
    (552, "too much space used"),
    (553, "mailbox name not allowed"),
    (554, "failed"),
    (555, "parameters not known"),
    (556, "domain takes no mail"),
];

crate::fields! {
    COMMAND_LINE = FieldSpec::text("smtp.command_line", "Command line")
        .doc("A line of the client, ended by carriage return and line feed.", "RFC 5321 §4.1");
    COMMAND = FieldSpec::text("smtp.req.command", "Command")
        .doc("What the client wants.", "RFC 5321 §4.1.1");
    PARAMETER = FieldSpec::text("smtp.req.parameter", "Parameter")
        .doc("The client's name, the sender's address, a recipient's.", "RFC 5321 §4.1.1");
    RESPONSE = FieldSpec::text("smtp.response", "Reply line")
        .doc("A line of the server. A hyphen behind the code says that more lines follow.", "RFC 5321 §4.2.1");
    CODE = FieldSpec::uint("smtp.response.code", "Reply code", 24)
        .codes(CODES)
        .doc("2xx: done. 3xx: go on. 4xx: try again later. 5xx: refused.", "RFC 5321 §4.2.1");
    RESPONSE_PARAMETER = FieldSpec::text("smtp.rsp.parameter", "Reply text")
        .doc("The same for people, or an extension that the server offers.", "RFC 5321 §4.2");
    MAIL = FieldSpec::group("", "Mail")
        .doc("The mail itself, header and text, as the client hands it over.", "RFC 5321 §4.1.1.4");
    ANSWER = FieldSpec::text("", "Answer to a challenge")
        .doc("What the server asked for in a login, mostly in Base64, which everybody can read.", "RFC 4954 §4");
    END_OF_MAIL = FieldSpec::bytes("smtp.eom", "End of the mail")
        .doc("A line with nothing but a dot. Mail with such a line in it is sent with two.", "RFC 5321 §4.5.2");
}

/// SMTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "smtp",
        short: "SMTP",
        title: "Simple Mail Transfer Protocol",
        osi: OsiLayer::Application,
        why: "It is the dialogue in which a mail program hands a mail to the next host.",
        reference: "RFC 5321",
    },
    claims: &[
        Claim::Port(Transport::Tcp, PORT),
        Claim::Port(Transport::Tcp, SUBMISSION_PORT),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"250-mail.example.com\r\n250 PIPELINING\r\n",
};

/// What the first line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Command,
    Reply,
    EndOfMail,
    /// Part of a mail, or of an authentication: only who followed the dialogue can tell.
    Other,
}

fn said(bytes: &[u8]) -> Said {
    let line = first_text(bytes);
    if line.len() > MAX_LINE || line.iter().any(|byte| *byte < b' ' && *byte != b'\t') {
        Said::Other
    } else if reply_code(line).is_some() {
        Said::Reply
    } else if is_command(line) {
        Said::Command
    } else if end_of_mail(bytes).is_some() {
        Said::EndOfMail
    } else {
        Said::Other
    }
}

/// The dot that ends a mail stands in a segment of its own, or with the mail's last line end.
fn end_of_mail(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"\r\n").unwrap_or(bytes);
    (rest == END).then_some(bytes.len())
}

/// Words of a mail look like commands too: only those are believed that have the right form.
fn is_command(line: &[u8]) -> bool {
    let (verb, rest) = split_verb(line);
    let addressed = ADDRESSED.iter().find(|form| is(verb, form.0));
    if let Some((_, second)) = addressed {
        let rest = rest.trim_ascii_start();
        return rest.len() >= second.len() && rest[..second.len()].eq_ignore_ascii_case(second);
    }
    let alone = ["DATA", "QUIT", "RSET", "STARTTLS"]
        .iter()
        .any(|alone| is(verb, alone));
    let known = COMMANDS.iter().any(|command| is(verb, command));
    let one_case =
        verb.iter().all(u8::is_ascii_uppercase) || verb.iter().all(u8::is_ascii_lowercase);
    known && one_case && (!alone || rest.trim_ascii().is_empty())
}

/// True for a line that begins like a command, though not one that is known here.
fn is_word(bytes: &[u8]) -> bool {
    let (verb, _) = split_verb(first_text(bytes));
    (4..=12).contains(&verb.len())
        && (verb.iter().all(u8::is_ascii_uppercase) || verb.iter().all(u8::is_ascii_lowercase))
}

fn is(verb: &[u8], name: &str) -> bool {
    verb.eq_ignore_ascii_case(name.as_bytes())
}

fn split_verb(line: &[u8]) -> (&[u8], &[u8]) {
    let end = line.iter().position(|byte| *byte == b' ');
    line.split_at(end.unwrap_or(line.len()))
}

fn recognise(bytes: &[u8]) -> Match {
    match said(bytes) {
        Said::Command | Said::Reply if line_at(bytes, 0).is_some() => Match::Yes,
        Said::Command | Said::Reply => Match::Maybe,
        Said::EndOfMail => Match::Known,
        Said::Other if is_cut_start(bytes) => Match::Short,
        // Lines of a mail, or of a login.
        Said::Other => match is_text(bytes) {
            true => Match::Known,
            false => Match::No,
        },
    }
}

/// True for the first bytes of a command or reply.
fn is_cut_start(bytes: &[u8]) -> bool {
    let (verb, rest) = split_verb(bytes);
    let rest = rest.trim_ascii_start();
    let is_cut = |form: &(&str, &[u8])| {
        let second = form.1.get(..rest.len());
        let begins = second.is_some_and(|second| second.eq_ignore_ascii_case(rest));
        begins && is(verb, form.0) || is_cut_command(bytes, &[form.0])
    };
    is_cut_code(bytes)
        || is_cut_command(bytes, COMMANDS)
        || line_at(bytes, 0).is_none() && ADDRESSED.iter().any(is_cut)
}

/// True for the start of a line of characters that can be seen.
fn is_text(bytes: &[u8]) -> bool {
    let line = first_text(bytes);
    let is_text = |byte: &u8| *byte >= b' ' && *byte != 0x7f || *byte == b'\t';
    !bytes.is_empty() && line.len() <= MAX_LINE && line.iter().all(is_text)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    match mail::expected(p) {
        Some(mail::Expected::Mail) => return mail::message(p),
        Some(mail::Expected::Chunk(len)) => return mail::chunk(p, len),
        Some(mail::Expected::Answer) => return mail::answer(p),
        None => {}
    }
    match said(p.bytes()) {
        Said::Command => command(p),
        Said::Reply => reply(p),
        Said::EndOfMail => {
            let len = p.bytes().len();
            p.summary(format_args!("end of the mail"));
            p.field(&END_OF_MAIL, len).map(drop)
        }
        Said::Other if mail::in_dialogue(p) && is_word(p.bytes()) => command(p),
        Said::Other => {
            if line_at(p.bytes(), 0).is_none() && p.bytes().len() < MAX_LINE {
                p.wait_for(p.bytes().len() + 1)?;
            }
            p.pass(Next::Segment);
            Ok(())
        }
    }
}

fn command(p: &mut Peel<'_>) -> Peeled {
    let (line, whole) = next_line(p);
    p.ends_at(line.end);
    p.mark(&COMMAND_LINE, line.all());
    let (verb, rest) = split_verb(&p.bytes()[line.text()]);
    let verb_end = line.start + verb.len();
    p.mark(&COMMAND, line.start..verb_end);
    if rest.len() > 1 {
        p.mark(&PARAMETER, verb_end + 1..line.text_end);
    }
    say(p, &line);
    whole?;
    mail::after_command(p, verb, rest);
    Ok(())
}

/// Reads as many lines of one reply as are here.
fn reply(p: &mut Peel<'_>) -> Peeled {
    let mut is_first = true;
    loop {
        let (line, whole) = next_line(p);
        p.ends_at(line.end);
        p.mark(&RESPONSE, line.all());
        let found = reply_code(&p.bytes()[line.text()]);
        if let Some(found) = found {
            let value = Value::Uint(u64::from(found.code));
            p.mark_as(&CODE, line.start..line.start + 3, value);
            let text = (line.start + 4).min(line.text_end)..line.text_end;
            if !text.is_empty() {
                p.mark(&RESPONSE_PARAMETER, text);
            }
        }
        if is_first {
            say(p, &line);
        }
        whole?;
        let more = found.is_some_and(|found| found.more);
        // A reply of several lines is whole with its last one.
        if more && p.pos() < MAX_REPLY && line_at(p.bytes(), p.pos()).is_none() {
            p.wait_for(p.rest().len() + 1)?;
        }
        if !more || said(p.rest()) != Said::Reply || p.is_full() {
            if let Some(found) = found {
                mail::after_reply(p, found.code);
            }
            return Ok(());
        }
        is_first = false;
    }
}

fn say(p: &mut Peel<'_>, line: &Line) {
    if p.wants_fields() {
        let line = text::clean_bytes(&p.bytes()[line.text()]);
        p.summary(format_args!("{line}"));
    }
}

#[cfg(test)]
mod tests;
