//! IRC: talk in channels (RFC 1459, RFC 2812).

use std::ops::Range;

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, every_line, maybe_text, speaker};
use crate::proto::lines::Line;

const PORTS: [u16; 2] = [6667, 57000];

/// A line is not longer (RFC 2812 §2.3), but for the tags that newer servers put in front.
const MAX_LINE: usize = 16 * 1024;

/// Marks the ends of a message between programs.
const CTCP_MARK: u8 = 1;

crate::fields! {
    REQUEST = FieldSpec::text("irc.request", "Request")
        .doc("A line of the client.", "RFC 2812 §2.3");
    REQUEST_PREFIX = FieldSpec::text("irc.request.prefix", "Sender")
        .doc("Who says it; clients mostly leave it out.", "RFC 2812 §2.3");
    REQUEST_COMMAND = FieldSpec::text("irc.request.command", "Command")
        .doc("JOIN enters a channel, PRIVMSG says something, PING asks whether the other end is alive.", "RFC 2812 §3");
    REQUEST_PARAMETER = FieldSpec::text("irc.request.command_parameter", "Parameter")
        .doc("A channel, a name, a mode.", "RFC 2812 §2.3");
    REQUEST_TRAILER = FieldSpec::text("irc.request.trailer", "Text")
        .doc("The last parameter, behind a colon: it may have spaces in it.", "RFC 2812 §2.3");
    RESPONSE = FieldSpec::text("irc.response", "Line of the server")
        .doc("An answer, or what somebody else said.", "RFC 2812 §2.3");
    RESPONSE_PREFIX = FieldSpec::text("irc.response.prefix", "Sender")
        .doc("The server, or the user who says it: nickname, user name, host.", "RFC 2812 §2.3.1");
    RESPONSE_COMMAND = FieldSpec::text("irc.response.command", "Command or number")
        .doc("Three digits are an answer: 001 is a welcome, 4xx and 5xx are errors.", "RFC 2812 §5");
    RESPONSE_PARAMETER = FieldSpec::text("irc.response.command_parameter", "Parameter")
        .doc("A channel, a name, a mode.", "RFC 2812 §2.3");
    RESPONSE_TRAILER = FieldSpec::text("irc.response.trailer", "Text")
        .doc("The last parameter, behind a colon: it may have spaces in it.", "RFC 2812 §2.3");
    CTCP = FieldSpec::text("irc.ctcp", "Message between programs")
        .doc("What the other user's program shall do or answer, such as VERSION or ACTION.", "CTCP");
    TAGS = FieldSpec::text("", "Tags")
        .doc("More about the line: when it was said, by which account.", "IRCv3 message tags");
    EMPTY = FieldSpec::bytes("", "Empty line")
        .doc("Means nothing.", "RFC 2812 §2.3.1");
}

/// The fields of a line, for either direction.
struct Specs {
    line: &'static FieldSpec,
    prefix: &'static FieldSpec,
    command: &'static FieldSpec,
    parameter: &'static FieldSpec,
    trailer: &'static FieldSpec,
}

static OF_CLIENT: Specs = Specs {
    line: &REQUEST,
    prefix: &REQUEST_PREFIX,
    command: &REQUEST_COMMAND,
    parameter: &REQUEST_PARAMETER,
    trailer: &REQUEST_TRAILER,
};

static OF_SERVER: Specs = Specs {
    line: &RESPONSE,
    prefix: &RESPONSE_PREFIX,
    command: &RESPONSE_COMMAND,
    parameter: &RESPONSE_PARAMETER,
    trailer: &RESPONSE_TRAILER,
};

/// IRC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "irc",
        short: "IRC",
        title: "Internet Relay Chat",
        osi: OsiLayer::Application,
        why: "It is what a chat program and its server say to each other.",
        reference: "RFC 2812",
    },
    claims: &[
        Claim::Port(Transport::Tcp, PORTS[0]),
        Claim::Port(Transport::Tcp, PORTS[1]),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(maybe_text),
    peel,
    trailer: None,
    stream: true,
    sample: b":ada!ada@192.0.2.1 PRIVMSG #engines :It weaves\r\n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let specs = match speaker(p, &PORTS) {
        Speaker::Client => &OF_CLIENT,
        Speaker::Server => &OF_SERVER,
    };
    let mut first = true;
    every_line(p, MAX_LINE, |p, line| {
        if first && p.wants_fields() {
            let said = text::clean_bytes(&p.bytes()[line.text()]);
            p.summary(format_args!("{said}"));
        }
        first = false;
        if line.is_empty() {
            p.mark(&EMPTY, line.all());
            return Ok(());
        }
        p.group(specs.line, |p| {
            words(p, line, specs);
            p.seek(line.text_end);
            Ok(())
        })
    })
}

/// Tags, sender, command, parameters, text.
fn words(p: &mut Peel<'_>, line: &Line, specs: &Specs) {
    let bytes = p.bytes();
    let mut at = line.start;
    if bytes[at] == b'@' {
        let tags = word(bytes, at, line.text_end);
        at = tags.end + 1;
        p.mark(&TAGS, tags);
    }
    if bytes[..line.text_end].get(at) == Some(&b':') {
        let prefix = word(bytes, at + 1, line.text_end);
        at = prefix.end + 1;
        p.mark(specs.prefix, prefix);
    }
    let mut is_command = true;
    while at < line.text_end && !p.is_full() {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        if bytes[at] == b':' && !is_command {
            trailer(p, at + 1..line.text_end, specs);
            return;
        }
        let found = word(bytes, at, line.text_end);
        at = found.end;
        let spec = if is_command {
            specs.command
        } else {
            specs.parameter
        };
        p.mark(spec, found);
        is_command = false;
    }
}

/// The bytes up to the next space.
fn word(bytes: &[u8], start: usize, end: usize) -> Range<usize> {
    let start = start.min(end);
    let len = bytes[start..end].iter().position(|byte| *byte == b' ');
    start..len.map_or(end, |len| start + len)
}

fn trailer(p: &mut Peel<'_>, text: Range<usize>, specs: &Specs) {
    if text.is_empty() {
        return;
    }
    let bytes = p.bytes();
    p.seek(text.start);
    let _ = p.group(specs.trailer, |p| {
        if let [CTCP_MARK, inside @ .., CTCP_MARK] = &bytes[text.clone()]
            && !inside.is_empty()
        {
            p.mark(&CTCP, text.start + 1..text.end - 1);
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

    #[test]
    fn a_line_has_a_sender_a_command_and_text() {
        let bytes = b"@time=1 :ada!a@h PRIVMSG  #x y :\x01ACTION waves\x01\r\n";
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        let one = |name| all(&out, bytes, name);
        assert_eq!(one("irc.response.prefix"), [(9, 7, "ada!a@h".into())]);
        assert_eq!(one("irc.response.command")[0].2, "PRIVMSG");
        assert_eq!(one("irc.response.command_parameter").len(), 2);
        assert_eq!(one("irc.ctcp")[0].2, "ACTION waves");
    }

    #[test]
    fn odd_lines_are_survived() {
        for bytes in [
            &b":\r\n"[..],
            b"@\r\n",
            b": \r\n",
            b"A :\r\n",
            b"\r\n",
            b"@a",
        ] {
            let mut out = Dissection::default();
            Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
            assert_eq!(out.layers[0].info.name, "irc");
        }
    }
}
