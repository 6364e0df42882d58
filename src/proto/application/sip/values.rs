//! Header fields whose values have parts: Via, CSeq, RAck, Reason, authentication.

use std::ops::Range;

use super::address::{host_and_port, outside_quotes};
use crate::decode::Peel;
use crate::model::{FieldSpec, Value};
use crate::proto::lines::{split, trimmed};

const VIA: &str = "RFC 3261 §20.42";
const AUTH: &str = "RFC 3261 §22; RFC 8760";

crate::fields! {
    VIA_TRANSPORT = FieldSpec::text("sip.Via.transport", "Transport")
        .doc("Over which transport the message was sent.", VIA);
    VIA_HOST = FieldSpec::text("sip.Via.sent-by.address", "Sent by")
        .doc("The host that sent it, as that host sees itself.", VIA);
    VIA_PORT = FieldSpec::uint("sip.Via.sent-by.port", "Port", 16)
        .doc("Where that host awaits the response.", VIA);
    VIA_BRANCH = FieldSpec::text("sip.Via.branch", "Branch")
        .doc("Names the transaction; begins with z9hG4bK since RFC 3261.", "RFC 3261 §8.1.1.7");
    VIA_MADDR = FieldSpec::text("sip.Via.maddr", "Multicast address")
        .doc("Where to send the response instead.", VIA);
    VIA_RPORT = FieldSpec::text("sip.Via.rport", "Response port")
        .doc("Alone: send the response to the port that the request came from. With a number: that was the port.", "RFC 3581 §3");
    VIA_RECEIVED = FieldSpec::text("sip.Via.received", "Received from")
        .doc("The address that the request really came from.", "RFC 3261 §18.2.1");
    VIA_TTL = FieldSpec::text("sip.Via.ttl", "Time to live")
        .doc("For multicast.", VIA);
    CSEQ_NUMBER = FieldSpec::uint("sip.CSeq.seq", "Sequence number", 32)
        .doc("Counts the requests of a dialogue.", "RFC 3261 §20.16");
    CSEQ_METHOD = FieldSpec::text("sip.CSeq.method", "Method")
        .doc("The method of the request, also in its responses.", "RFC 3261 §20.16");
    RACK_RESPONSE = FieldSpec::uint("sip.RAck.RSeq.seq", "Response number", 32)
        .doc("Which response is acknowledged.", "RFC 3262 §7.2");
    RACK_NUMBER = FieldSpec::uint("sip.RAck.CSeq.seq", "Sequence number", 32)
        .doc("To which request it belonged.", "RFC 3262 §7.2");
    RACK_METHOD = FieldSpec::text("sip.RAck.CSeq.method", "Method")
        .doc("That request's method.", "RFC 3262 §7.2");
    REASON_PROTOCOL = FieldSpec::text("sip.reason_protocols", "Protocol")
        .doc("Whose codes the cause is taken from.", "RFC 3326 §2");
    CAUSE_SIP = FieldSpec::uint("sip.reason_cause_sip", "Cause", 32)
        .lookup(|code| super::status(code as u16))
        .doc("A status code of SIP.", "RFC 3326 §2");
    CAUSE_Q850 = FieldSpec::uint("sip.reason_cause_q850", "Cause", 32)
        .doc("A cause as telephone exchanges tell it; 16 is a normal end.", "RFC 3326 §2; ITU-T Q.850");
    CAUSE_OTHER = FieldSpec::uint("sip.reason_cause_other", "Cause", 32)
        .doc("A cause in another protocol's codes.", "RFC 3326 §2");
    REASON_TEXT = FieldSpec::text("sip.reason_text", "Text")
        .doc("The same for people.", "RFC 3326 §2");
    SCHEME = FieldSpec::text("sip.auth.scheme", "Scheme")
        .doc("How the user proves who he is: nearly always Digest.", AUTH);
    USERNAME = FieldSpec::text("sip.auth.username", "User name")
        .doc("The user's name in the realm.", AUTH);
    REALM = FieldSpec::text("sip.auth.realm", "Realm")
        .doc("For which domain the password is good.", AUTH);
    NONCE = FieldSpec::text("sip.auth.nonce", "Nonce")
        .doc("A value of the server that is hashed along, so that no answer is good twice.", AUTH);
    AUTH_URI = FieldSpec::text("sip.auth.uri", "Address")
        .doc("The address of the request; it is hashed along.", AUTH);
    RESPONSE = FieldSpec::text("sip.auth.digest.response", "Response")
        .doc("The hash of all this and the password.", AUTH);
    ALGORITHM = FieldSpec::text("sip.auth.algorithm", "Algorithm")
        .doc("Which hash.", AUTH);
    CNONCE = FieldSpec::text("sip.auth.cnonce", "Client's nonce")
        .doc("A value of the client that is hashed along.", AUTH);
    OPAQUE = FieldSpec::text("sip.auth.opaque", "Opaque")
        .doc("A value of the server that the client returns as it is.", AUTH);
    QOP = FieldSpec::text("sip.auth.qop", "Protection")
        .doc("auth: the request is protected; auth-int: its body too.", AUTH);
    NONCE_COUNT = FieldSpec::text("sip.auth.nc", "Nonce count")
        .doc("How often the client has used the nonce.", AUTH);
    DOMAIN = FieldSpec::text("sip.auth.domain", "Domain")
        .doc("Where the same password is good.", AUTH);
    STALE = FieldSpec::text("sip.auth.stale", "Stale")
        .doc("true: the password was right, only the nonce was too old.", AUTH);
    AUTS = FieldSpec::text("sip.auth.auts", "Resynchronization")
        .doc("A SIM card asks to agree on counters anew.", "RFC 3310 §3.4");
    RSPAUTH = FieldSpec::text("sip.auth.rspauth", "Server's response")
        .doc("Proves that the server knows the password too.", AUTH);
    NEXT_NONCE = FieldSpec::text("sip.auth.nextnonce", "Next nonce")
        .doc("The nonce for the next request.", AUTH);
}

static VIA_PARAMETERS: &[(&str, &FieldSpec)] = &[
    ("branch", &VIA_BRANCH),
    ("maddr", &VIA_MADDR),
    ("received", &VIA_RECEIVED),
    ("rport", &VIA_RPORT),
    ("ttl", &VIA_TTL),
];

static AUTH_PARAMETERS: &[(&str, &FieldSpec)] = &[
    ("algorithm", &ALGORITHM),
    ("auts", &AUTS),
    ("cnonce", &CNONCE),
    ("domain", &DOMAIN),
    ("nc", &NONCE_COUNT),
    ("nextnonce", &NEXT_NONCE),
    ("nonce", &NONCE),
    ("opaque", &OPAQUE),
    ("qop", &QOP),
    ("realm", &REALM),
    ("response", &RESPONSE),
    ("rspauth", &RSPAUTH),
    ("stale", &STALE),
    ("uri", &AUTH_URI),
    ("username", &USERNAME),
];

/// A decimal number; text that is none has no value as a number.
pub(super) fn number(digits: &[u8]) -> Value {
    let is_number = matches!(digits.len(), 1..=18) && digits.iter().all(u8::is_ascii_digit);
    if !is_number {
        return Value::Text;
    }
    let number = digits
        .iter()
        .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    Value::Uint(number)
}

/// Splits `name=value`, both without white space around them.
fn name_and_value(bytes: &[u8], at: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let equals = bytes[at.clone()].iter().position(|byte| *byte == b'=');
    match equals {
        Some(equals) => {
            let equals = at.start + equals;
            (
                trimmed(bytes, at.start..equals),
                Some(trimmed(bytes, equals + 1..at.end)),
            )
        }
        None => (trimmed(bytes, at), None),
    }
}

fn find(
    table: &'static [(&'static str, &'static FieldSpec)],
    name: &[u8],
) -> Option<&'static FieldSpec> {
    table
        .iter()
        .find(|row| row.0.as_bytes().eq_ignore_ascii_case(name))
        .map(|row| row.1)
}

fn words(bytes: &[u8], at: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    split(bytes, at, b' ')
        .into_iter()
        .filter(|word| !word.is_empty())
}

/// `SIP/2.0/UDP host:port;branch=...`, perhaps several between commas.
pub(super) fn via(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    for one in outside_quotes(bytes, at, b',') {
        let pieces = split(bytes, trimmed(bytes, one), b';');
        let Some((sent, parameters)) = pieces.split_first() else {
            continue;
        };
        let mut words = words(bytes, sent.clone());
        if let Some(protocol) = words.next()
            && let Some(transport) = split(bytes, protocol, b'/').get(2)
        {
            p.mark(&VIA_TRANSPORT, transport.clone());
        }
        if let Some(by) = words.next() {
            let (host, port) = host_and_port(bytes, by);
            p.mark(&VIA_HOST, host);
            if let Some(port) = port {
                p.mark_as(&VIA_PORT, port.clone(), number(&bytes[port]));
            }
        }
        for parameter in parameters {
            let (name, value) = name_and_value(bytes, parameter.clone());
            if let Some(spec) = find(VIA_PARAMETERS, &bytes[name.clone()]) {
                p.mark(spec, value.unwrap_or(name));
            }
        }
    }
}

/// `314159 INVITE`.
pub(super) fn cseq(p: &mut Peel<'_>, at: Range<usize>) {
    numbers_and_word(p, at, &[&CSEQ_NUMBER], &CSEQ_METHOD);
}

/// `776656 1 INVITE`.
pub(super) fn rack(p: &mut Peel<'_>, at: Range<usize>) {
    numbers_and_word(p, at, &[&RACK_RESPONSE, &RACK_NUMBER], &RACK_METHOD);
}

fn numbers_and_word(
    p: &mut Peel<'_>,
    at: Range<usize>,
    numbers: &[&'static FieldSpec],
    last: &'static FieldSpec,
) {
    let bytes = p.bytes();
    let mut words = words(bytes, at);
    for spec in numbers {
        if let Some(word) = words.next() {
            p.mark_as(spec, word.clone(), number(&bytes[word]));
        }
    }
    if let Some(word) = words.next() {
        p.mark(last, word);
    }
}

/// `Q.850 ;cause=16 ;text="normal"`, perhaps several between commas.
pub(super) fn reason(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    for one in outside_quotes(bytes, at, b',') {
        let pieces = outside_quotes(bytes, one, b';');
        let Some((protocol, parameters)) = pieces.split_first() else {
            continue;
        };
        p.mark(&REASON_PROTOCOL, protocol.clone());
        let name = bytes[protocol.clone()].trim_ascii();
        let cause = if name.eq_ignore_ascii_case(b"SIP") {
            &CAUSE_SIP
        } else if name.eq_ignore_ascii_case(b"Q.850") {
            &CAUSE_Q850
        } else {
            &CAUSE_OTHER
        };
        for parameter in parameters {
            match name_and_value(bytes, parameter.clone()) {
                (name, Some(value)) if bytes[name.clone()].eq_ignore_ascii_case(b"cause") => {
                    p.mark_as(cause, value.clone(), number(&bytes[value]));
                }
                (name, Some(value)) if bytes[name.clone()].eq_ignore_ascii_case(b"text") => {
                    p.mark(&REASON_TEXT, unquoted(bytes, value));
                }
                _ => {}
            }
        }
    }
}

fn unquoted(bytes: &[u8], at: Range<usize>) -> Range<usize> {
    match &bytes[at.clone()] {
        [b'"', .., b'"'] => at.start + 1..at.end - 1,
        _ => at,
    }
}

/// `Digest username="alan", realm="example.com", ...`.
pub(super) fn authentication(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    let Some(scheme) = words(bytes, at.clone()).next() else {
        return;
    };
    p.mark(&SCHEME, scheme.clone());
    authentication_info(p, scheme.end..at.end);
}

/// The same without a scheme.
pub(super) fn authentication_info(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    for parameter in outside_quotes(bytes, at, b',') {
        if let (name, Some(value)) = name_and_value(bytes, parameter)
            && let Some(spec) = find(AUTH_PARAMETERS, &bytes[name])
        {
            p.mark(spec, value);
        }
    }
}
