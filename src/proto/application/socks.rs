//! SOCKS: asking a proxy for a way to another host (RFC 1928, RFC 1929).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value};

const PORT: u16 = 1080;

/// What was said last on a connection, and the port that the client wants to go to.
const PHASE: &str = "socks phase";
const WANTED: &str = "socks port";

/// Phases: what comes next.
const GREETING: u64 = 0;
const METHOD: u64 = 1;
const LOGIN: u64 = 2;
const VERDICT: u64 = 3;
const GSSAPI: u64 = 4;
const REQUEST: u64 = 5;
const REPLY: u64 = 6;
const REPLY_4: u64 = 7;
const DONE: u64 = 8;

/// The command that needs no way through this stream.
const UDP_ASSOCIATE: u64 = 3;

/// No method suits the proxy.
const NO_METHOD: u64 = 0xff;

const COMMANDS: Codes = &[
    (1, "connect"),
    (2, "bind"),
    (3, "UDP associate"),
    (0x80, "ping"),
    (0x81, "traceroute"),
];

const METHODS: Codes = &[
    (0, "no login"),
    (1, "GSSAPI"),
    (2, "user name and password"),
    (3, "CHAP"),
    (5, "challenge and response"),
    (6, "TLS"),
    (7, "NDS"),
    (0xff, "none of them"),
];

/// Results of version 5, then those of version 4.
const RESULTS: Codes = &[
    (0, "done"),
    (1, "failed"),
    (2, "not allowed"),
    (3, "network unreachable"),
    (4, "host unreachable"),
    (5, "connection refused"),
    (6, "too long on the way"),
    (7, "command not supported"),
    (8, "kind of address not supported"),
    (90, "granted"),
    (91, "rejected or failed"),
    (92, "rejected: the client has no ident server"),
    (93, "rejected: the ident server names another user"),
];

const IPV4: u64 = 1;
const NAME: u64 = 3;
const IPV6: u64 = 4;

crate::fields! {
    VERSION = FieldSpec::uint("socks.version", "Version", 8)
        .doc("4 or 5; a reply of version 4 has 0 here.", "RFC 1928 §3");
    COUNT = FieldSpec::uint("socks.auth_method_count", "Number of methods", 8)
        .doc("How many ways to log in the client offers.", "RFC 1928 §3");
    OFFERED = FieldSpec::uint("socks.auth_method", "Method", 8)
        .codes(METHODS)
        .doc("A way to log in that the client offers.", "RFC 1928 §3");
    ACCEPTED = FieldSpec::uint("socks.auth_accepted_method", "Method chosen", 8)
        .codes(METHODS)
        .doc("The way to log in that the proxy wants.", "RFC 1928 §3");
    SUBVERSION = FieldSpec::uint("socks.subnegotiation_version", "Version of the login", 8)
        .doc("1.", "RFC 1929 §2");
    LENGTH = FieldSpec::uint("", "Length", 8)
        .unit("bytes")
        .doc("Length of the text behind it.", "RFC 1929 §2");
    USER = FieldSpec::text("socks.username", "User name")
        .doc("Who wants to go through; everybody on the way can read it.", "RFC 1929 §2");
    PASSWORD = FieldSpec::text("socks.password", "Password")
        .doc("Everybody on the way can read it.", "RFC 1929 §2");
    STATUS = FieldSpec::uint("socks.auth_status", "Status of the login", 8)
        .doc("0: welcome. Anything else: the proxy closes the connection.", "RFC 1929 §2");
    GSS_COMMAND = FieldSpec::uint("socks.gssapi.command", "Message", 8)
        .doc("1: authentication, 2: protection, 255: refused.", "RFC 1961 §3");
    GSS_LENGTH = FieldSpec::uint("socks.gssapi.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the token.", "RFC 1961 §3");
    GSS_DATA = FieldSpec::bytes("socks.gssapi.data", "Token")
        .doc("What GSSAPI made.", "RFC 1961 §3");
    COMMAND = FieldSpec::uint("socks.command", "Command", 8)
        .codes(COMMANDS)
        .doc("What the proxy shall do: open a connection, wait for one, carry datagrams.", "RFC 1928 §4");
    RESULT = FieldSpec::uint("socks.results", "Result", 8)
        .codes(RESULTS)
        .doc("Whether the way is open.", "RFC 1928 §6");
    RESERVED = FieldSpec::uint("socks.reserved", "Reserved", 8)
        .doc("Zero.", "RFC 1928 §4");
    ADDRESS_TYPE = FieldSpec::uint("socks.address_type", "Kind of address", 8)
        .codes(&[(IPV4, "IPv4"), (NAME, "name"), (IPV6, "IPv6")])
        .doc("What follows: an address, or a name that the proxy shall look up.", "RFC 1928 §5");
    ADDRESS = FieldSpec::ipv4("socks.dst", "Address")
        .doc("Where to; in a reply, where the proxy's own end is.", "RFC 1928 §4");
    ADDRESS_6 = FieldSpec::ipv6("socks.dstV6", "Address")
        .doc("Where to; in a reply, where the proxy's own end is.", "RFC 1928 §4");
    REMOTE_NAME = FieldSpec::text("socks.remote_name", "Name")
        .doc("Where to; the proxy looks it up, so that the client's own network learns nothing of it.", "RFC 1928 §5");
    NAME_4A = FieldSpec::text("socks.v4a_dns_name", "Name")
        .doc("Version 4 has no names: an address that begins with three zeros says that one follows.", "SOCKS 4A");
    PORT_5 = FieldSpec::uint("socks.port", "Port", 16)
        .doc("Which port of that address.", "RFC 1928 §4");
    PORT_4 = FieldSpec::uint("socks.dstport", "Port", 16)
        .doc("Which port of that address.", "SOCKS 4");
}

/// SOCKS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "socks",
        short: "SOCKS",
        title: "SOCKS proxy",
        osi: OsiLayer::Session,
        why: "It sets up a way through a proxy for whatever a program wants to say to a host behind it.",
        reference: "RFC 1928",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x05\x02\x00\x01",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        // A request or a reply of version 5.
        [5, 0..=8 | 0x80 | 0x81, 0, 1 | 3 | 4, _, ..] => Match::Yes,
        [5, count, methods @ ..] if usize::from(*count) == methods.len() && *count > 0 => {
            Match::Yes
        }
        [5, 0..=7 | 0xff] => Match::Yes,
        [5] | [4] | [5, ..] if bytes.len() < 8 => Match::Short,
        [4, 1 | 2, ..] => Match::yes_if(bytes.len() >= 9 && bytes.last() == Some(&0)),
        [0, 90..=93, _, _, _, _, _, _] => Match::Maybe,
        // A login.
        [1, ..] => Match::Known,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.is_tunnel() {
        // What happens to look like SOCKS inside of it.
        let port = known(p, WANTED) as u16;
        let end = p.bytes().len();
        p.wrap_stream(Next::Ports(Transport::Tcp, port, port), 0..end);
        return Ok(());
    }
    let result = match (known(p, PHASE), p.bytes().first()) {
        (GREETING, Some(4)) => request_4(p),
        (REPLY_4, _) | (GREETING, Some(0)) => reply_4(p),
        (METHOD, _) => method(p),
        (LOGIN, _) => login(p),
        (VERDICT, _) => verdict(p),
        (GSSAPI, Some(1)) => gssapi(p),
        (REQUEST | GSSAPI, _) => request(p),
        (REPLY, _) => reply(p),
        _ => greeting(p),
    };
    p.ends_at(p.pos());
    result
}

fn known(p: &Peel<'_>, name: &'static str) -> u64 {
    let connection = p.connection();
    connection
        .and_then(|connection| p.fact(name, connection))
        .unwrap_or(GREETING)
}

fn note(p: &mut Peel<'_>, name: &'static str, value: u64) {
    if let Some(connection) = p.connection() {
        p.note(name, connection, value);
    }
}

/// The client offers ways to log in.
fn greeting(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VERSION)?;
    let count = p.uint(&COUNT)?;
    p.require(count as usize)?;
    for _ in 0..count {
        p.uint(&OFFERED)?;
    }
    p.summary(format_args!("{count} ways to log in"));
    note(p, PHASE, METHOD);
    Ok(())
}

fn method(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VERSION)?;
    let method = p.uint(&ACCEPTED)?;
    let name = ACCEPTED.names.get(method).unwrap_or("another method");
    p.summary(format_args!("log in with: {name}"));
    let next = match method {
        1 => GSSAPI,
        2 => LOGIN,
        NO_METHOD => DONE,
        _ => REQUEST,
    };
    note(p, PHASE, next);
    Ok(())
}

/// User name and password (RFC 1929 §2).
fn login(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SUBVERSION)?;
    text(p, &USER)?;
    text(p, &PASSWORD)?;
    p.summary(format_args!("user name and password"));
    note(p, PHASE, VERDICT);
    Ok(())
}

/// A text with its length in front.
fn text<'a>(p: &mut Peel<'a>, spec: &'static FieldSpec) -> Result<&'a [u8], crate::decode::Stop> {
    let start = p.pos();
    let len = usize::from(p.skip(1)?[0]);
    let bytes = p.skip(len)?;
    p.mark_made(spec, start..start + 1 + len, || {
        crate::model::text::clean_bytes(bytes)
    });
    Ok(bytes)
}

fn verdict(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SUBVERSION)?;
    let status = p.uint(&STATUS)?;
    let said = if status == 0 { "welcome" } else { "refused" };
    p.summary(format_args!("{said}"));
    note(p, PHASE, if status == 0 { REQUEST } else { DONE });
    Ok(())
}

/// A token of GSSAPI, from either side (RFC 1961).
fn gssapi(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SUBVERSION)?;
    let message = p.uint(&GSS_COMMAND)?;
    p.summary(format_args!("GSSAPI"));
    if message == 0xff {
        return Ok(());
    }
    let len = p.uint(&GSS_LENGTH)?;
    p.field(&GSS_DATA, len as usize).map(drop)
}

fn request(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VERSION)?;
    let command = p.uint(&COMMAND)?;
    p.uint(&RESERVED)?;
    let (to, port) = address(p)?;
    let name = COMMAND.names.get(command).unwrap_or("unknown command");
    p.summary(format_args!("{name}: {to}, port {port}"));
    note(p, WANTED, if command == UDP_ASSOCIATE { 0 } else { port });
    note(
        p,
        PHASE,
        if command == UDP_ASSOCIATE {
            DONE
        } else {
            REPLY
        },
    );
    Ok(())
}

fn reply(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VERSION)?;
    let result = p.uint(&RESULT)?;
    p.uint(&RESERVED)?;
    address(p)?;
    finish(p, result, result == 0);
    Ok(())
}

/// Address and port of version 5; the address as text.
fn address(p: &mut Peel<'_>) -> Result<(String, u64), crate::decode::Stop> {
    let to = match p.uint(&ADDRESS_TYPE)? {
        NAME => crate::model::text::clean_bytes(text(p, &REMOTE_NAME)?),
        IPV6 => {
            let bytes = p.field(&ADDRESS_6, 16)?;
            let octets: [u8; 16] = bytes.try_into().unwrap_or_default();
            std::net::Ipv6Addr::from(octets).to_string()
        }
        _ => dotted(p.field(&ADDRESS, 4)?),
    };
    Ok((to, p.uint(&PORT_5)?))
}

fn dotted(bytes: &[u8]) -> String {
    let octets: [u8; 4] = bytes.try_into().unwrap_or_default();
    std::net::Ipv4Addr::from(octets).to_string()
}

/// Version 4: everything in one message.
fn request_4(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VERSION)?;
    let command = p.uint(&COMMAND)?;
    let port = p.uint(&PORT_4)?;
    let octets = p.field(&ADDRESS, 4)?;
    let mut to = dotted(octets);
    zero_ended(p, &USER)?;
    if octets.starts_with(&[0, 0, 0]) && octets[3] != 0 {
        to = zero_ended(p, &NAME_4A)?;
    }
    let name = COMMAND.names.get(command).unwrap_or("unknown command");
    p.summary(format_args!("{name}: {to}, port {port}"));
    note(p, WANTED, port);
    note(p, PHASE, REPLY_4);
    Ok(())
}

/// A text up to a zero.
fn zero_ended(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<String, crate::decode::Stop> {
    let Some(len) = memchr::memchr(0, p.rest()) else {
        p.require(p.rest().len() + 1)?;
        return Ok(String::new());
    };
    let start = p.pos();
    let text = crate::model::text::clean_bytes(&p.rest()[..len]);
    p.skip(len + 1)?;
    p.mark_as(
        spec,
        start..start + len + 1,
        Value::Made(text.clone().into()),
    );
    Ok(text)
}

fn reply_4(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VERSION)?;
    let result = p.uint(&RESULT)?;
    p.uint(&PORT_4)?;
    p.field(&ADDRESS, 4)?;
    finish(p, result, result == 90);
    Ok(())
}

fn finish(p: &mut Peel<'_>, result: u64, open: bool) {
    let name = RESULT.names.get(result).unwrap_or("failed");
    p.summary(format_args!("{name}"));
    note(p, PHASE, DONE);
    if open {
        p.opens_tunnel(known(p, WANTED) as u16);
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
    fn version_4_may_name_the_host() {
        let bytes = b"\x04\x01\x00\x50\x00\x00\x00\x01\x00www.example.com\x00";
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        let one = |name| all(&out, bytes, name);
        assert_eq!(one("socks.dstport"), [(2, 2, "80".into())]);
        assert_eq!(
            one("socks.v4a_dns_name"),
            [(9, 16, "www.example.com".into())]
        );
        assert_eq!(out.layers[0].summary, "connect: www.example.com, port 80");
    }

    #[test]
    fn only_its_own_messages_are_taken() {
        assert_eq!(recognise(b"\x05\x01\x00"), Match::Yes);
        assert_eq!(recognise(b"\x05\x02\x00"), Match::Short);
        assert_eq!(recognise(b"GET / HTTP/1.1"), Match::No);
        assert_eq!(
            recognise(b"\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50"),
            Match::Yes
        );
        let mut out = Dissection::default();
        let lies = b"\x05\xff\x00";
        Peeler::new(registry()).peel_as(&PROTOCOL, lies, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
