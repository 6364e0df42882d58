//! MGCP: a call agent controls media gateways, in lines of text (RFC 3435).

mod parameters;

use std::ops::Range;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};
use crate::proto::lines::{Line, first_text, line_at, split, trimmed};

const MESSAGES: &str = "RFC 3435 §3";

/// Commands: what a gateway or an agent is asked to do.
const VERBS: [&[u8]; 9] = [
    b"EPCF", b"CRCX", b"MDCX", b"DLCX", b"RQNT", b"NTFY", b"AUEP", b"AUCX", b"RSIP",
];

crate::fields! {
    VERB = FieldSpec::text("mgcp.req.verb", "Command")
        .doc("CRCX, MDCX and DLCX create, change and delete a connection; RQNT asks for events, NTFY reports them.", "RFC 3435 §2.3");
    TRANSACTION = FieldSpec::text("mgcp.transid", "Transaction")
        .doc("The response repeats the number.", MESSAGES);
    ENDPOINT = FieldSpec::text("mgcp.req.endpoint", "Endpoint")
        .doc("A line or a trunk, and the gateway that it belongs to.", "RFC 3435 §2.1.2");
    VERSION = FieldSpec::text("mgcp.version", "Version")
        .doc("The version of the protocol.", MESSAGES);
    CODE = FieldSpec::uint("mgcp.rsp.rspcode", "Response code", 24)
        .codes(&[
            (100, "in progress"),
            (200, "done"),
            (250, "connection deleted"),
            (400, "transient error"),
            (401, "already off hook"),
            (402, "already on hook"),
            (403, "no resources now"),
            (500, "unknown endpoint"),
            (501, "endpoint not ready"),
            (502, "no resources"),
            (510, "protocol error"),
            (511, "unknown extension"),
            (512, "cannot detect such an event"),
            (513, "cannot make such a signal"),
            (515, "wrong connection identifier"),
            (516, "unknown call identifier"),
        ])
        .doc("1xx: wait. 2xx: done. 4xx: not now. 5xx: never.", "RFC 3435 §2.4");
    REASON = FieldSpec::text("mgcp.rsp.rspstring", "Comment")
        .doc("The same for people.", "RFC 3435 §3.3");
    PARAMETERS = FieldSpec::group("mgcp.params", "Parameters")
        .doc("One thing in each line.", "RFC 3435 §3.2.2");
    OTHER = FieldSpec::text("", "Line")
        .doc("A line that is neither a command nor a response.", MESSAGES);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + parameters::FIELDS.len()] =
    join_fields(&[FIELDS, parameters::FIELDS]);

/// MGCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mgcp",
        short: "MGCP",
        title: "Media Gateway Control Protocol",
        osi: OsiLayer::Application,
        why: "A call agent tells gateways with it what to connect; the network only carries it.",
        reference: "RFC 3435",
    },
    claims: &[
        Claim::Port(Transport::Udp, 2427),
        Claim::Port(Transport::Udp, 2727),
    ],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"DLCX 1210 aaln/1@gw.example.net MGCP 1.0\r\nC: A3C47F\r\nP: PS=1245, PL=10\r\n",
};

/// A command with its number, or a code with one.
fn recognise(bytes: &[u8]) -> Match {
    let line = first_text(bytes);
    let (Some(word), Some(number)) = (line.get(..3), line.get(4..)) else {
        return Match::No;
    };
    let is_response = word.iter().all(u8::is_ascii_digit) && line[3] == b' ';
    let is_command = line.len() > 5
        && line[4] == b' '
        && line[..4].iter().all(u8::is_ascii_alphabetic)
        && line[5].is_ascii_digit();
    Match::maybe_if(is_command || is_response && number.first().is_some_and(u8::is_ascii_digit))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let mut summaries = Vec::new();
    p.ends_at(bytes.len());
    while p.pos() < bytes.len() && !p.is_full() {
        let first = line_from(bytes, p.pos());
        summaries.push(start_line(p, &first));
        p.seek(first.end);
        let end = parameters_end(bytes, first.end);
        if end > first.end {
            p.group(&PARAMETERS, |p| {
                while p.pos() < end && !p.is_full() {
                    let line = line_from(bytes, p.pos());
                    parameters::line(p, &line);
                    p.seek(line.end);
                }
                p.seek(end);
                Ok(())
            })?;
        }
        let next = line_from(bytes, p.pos());
        // A dot stands between the messages of a datagram; behind an empty line the session is described.
        if next.is_empty() && next.end < bytes.len() {
            let end = session_end(bytes, next.end);
            p.wrap(
                Next::Media("application/sdp"),
                next.end..end,
                "end of the datagram",
            );
            p.seek(end);
        } else {
            p.seek(next.end);
        }
    }
    p.summary(format_args!("{}", summaries.join("; ")));
    p.seek(bytes.len());
    Ok(())
}

/// The line at `at`, which the datagram's end may end.
fn line_from(bytes: &[u8], at: usize) -> Line {
    line_at(bytes, at).unwrap_or(Line {
        start: at,
        text_end: bytes.len(),
        end: bytes.len(),
    })
}

fn is_dot(bytes: &[u8], line: &Line) -> bool {
    bytes.get(line.text()) == Some(b".")
}

/// Where the parameters end: at an empty line, a dot, or the datagram's end.
fn parameters_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() {
        let line = line_from(bytes, at);
        if line.is_empty() || is_dot(bytes, &line) {
            break;
        }
        at = line.end;
    }
    at
}

/// Where a description of the session ends: at a dot, or the datagram's end.
fn session_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() {
        let line = line_from(bytes, at);
        if is_dot(bytes, &line) {
            break;
        }
        at = line.end;
    }
    at
}

/// Reads a command or a response; returns what the list shows of it.
fn start_line(p: &mut Peel<'_>, line: &Line) -> String {
    let bytes = p.bytes();
    let words = split(bytes, line.text(), b' ');
    let words: Vec<Range<usize>> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let rest = |from: usize| {
        let start = words.get(from).map(|word| word.start);
        start.map(|start| trimmed(bytes, start..line.text_end))
    };
    let [first, number, ..] = words.as_slice() else {
        p.mark(&OTHER, line.text());
        return String::new();
    };
    let word = &bytes[first.clone()];
    if let ([b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'], Ok(code)) =
        (word, String::from_utf8_lossy(word).parse::<u64>())
    {
        p.mark_as(&CODE, first.clone(), Value::Uint(code));
        p.mark(&TRANSACTION, number.clone());
        if let Some(reason) = rest(2) {
            p.mark(&REASON, reason);
        }
        return text::clean_bytes(&bytes[line.text()]);
    }
    if word.len() == 4 && (VERBS.contains(&word) || words.len() >= 4) {
        p.mark(&VERB, first.clone());
        p.mark(&TRANSACTION, number.clone());
        if let Some(endpoint) = words.get(2) {
            p.mark(&ENDPOINT, endpoint.clone());
        }
        if let Some(version) = rest(3) {
            p.mark(&VERSION, version);
        }
    } else {
        p.mark(&OTHER, line.text());
    }
    text::clean_bytes(&bytes[line.text()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn commands_have_parameters() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "mgcp.req.verb"), [(0, 4, "DLCX".into())]);
        assert_eq!(
            all(&out, bytes, "mgcp.param.callid"),
            [(42, 9, "A3C47F".into())]
        );
        let lost = all(&out, bytes, "mgcp.param.connectionparam.pl");
        assert_eq!(lost, [(64, 6, "10".into())]);
        assert_eq!(recognise(bytes), Match::Maybe);
        assert_eq!(recognise(b"2x0 1 OK"), Match::No);
    }

    #[test]
    fn a_session_and_more_messages_may_follow() {
        let out = peeled(b"200 1204 OK\nI: FD\n\nv=0\no=-\n");
        assert_eq!(out.layers[1].info.name, "sdp");
        let bytes = b"RQNT 1 a@b MGCP 1.0\nX: 1\n.\nNTFY 2 a@b MGCP 1.0\nO: L/hu";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "mgcp.transid").len(), 2);
    }
}
