//! HTTP/1: requests and responses as lines of text with a body behind (RFC 9112), and SSDP, which
//! sends the same lines in datagrams.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, names};

mod body;
mod chunks;
mod exchange;
mod head;
mod headers;
mod start;
#[cfg(test)]
mod tests;

const fn text(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::text(name, label)
}

crate::fields! {
    REQUEST_LINE = FieldSpec::group("", "Request line")
        .doc("The first line says what the client wants: a method, the target it is applied to, and the version that the client speaks.", "RFC 9112 §3");
    STATUS_LINE = FieldSpec::group("", "Status line")
        .doc("The first line says how the request turned out: the version that the server speaks, a number for programs, a phrase for people.", "RFC 9112 §4");
    METHOD = text("http.request.method", "Method")
        .doc("What the client wants done with the target: GET asks for it, POST hands something over, HEAD asks for the header fields alone.", "RFC 9110 §9");
    URI = text("http.request.uri", "Target")
        .doc("What the request is about: mostly a path on the server, perhaps with a query behind a question mark.", "RFC 9112 §3.2");
    URI_PATH = text("http.request.uri.path", "Path")
        .doc("The target without its query.", "RFC 3986 §3.3");
    URI_QUERY = text("http.request.uri.query", "Query")
        .doc("What stands behind the question mark: parameters for the server's program.", "RFC 3986 §3.4");
    URI_PARAMETER = text("http.request.uri.query.parameter", "Query parameter")
        .doc("One of the pieces between ampersands, mostly name=value.", "RFC 3986 §3.4");
    REQUEST_VERSION = text("http.request.version", "Version")
        .doc("The highest version of HTTP/1 that the client speaks.", "RFC 9112 §2.3");
    RESPONSE_VERSION = text("http.response.version", "Version")
        .doc("The version of HTTP/1 that the server speaks.", "RFC 9112 §2.3");
    STATUS = FieldSpec::uint("http.response.code", "Status code", 24)
        .lookup(|code| names::http_status(code as u16))
        .doc("How it turned out. The first digit is the class: 1 go on, 2 success, 3 look elsewhere, 4 the request is at fault, 5 the server is.", "RFC 9110 §15");
    PHRASE = text("http.response.phrase", "Reason phrase")
        .doc("The status in words, for people. Programs ignore it.", "RFC 9112 §4");
    IS_REQUEST = FieldSpec::flag("http.request", "Is a request")
        .doc("Set for messages that ask for something; a filter on it finds all requests.", "RFC 9112 §2.1");
    IS_RESPONSE = FieldSpec::flag("http.response", "Is a response")
        .doc("Set for messages that answer a request; a filter on it finds all responses.", "RFC 9112 §2.1");
    REQUEST_HEADER = text("http.request.line", "Header field")
        .doc("A header field that has no row of its own here: a name, a colon, a value.", "RFC 9110 §6.3");
    RESPONSE_HEADER = text("http.response.line", "Header field")
        .doc("A header field that has no row of its own here: a name, a colon, a value.", "RFC 9110 §6.3");
    IS_NOTIFICATION = FieldSpec::flag("http.notification", "Is a notification")
        .doc("Set for messages that tell something without being asked; a filter on it finds all of them.", "UPnP Device Architecture 2.0 §1.2");
    OTHER_HEADER = text("http.unknown_header", "Header field")
        .doc("A header field that has no row of its own here: a name, a colon, a value.", "RFC 9110 §6.3");
    STRAY_LINE = text("", "Line without a colon")
        .doc("A line of the head that is no header field.", "RFC 9112 §5");
    CUT_LINE = text("", "Line that is cut")
        .doc("The beginning of a line whose end is not here.", "RFC 9112 §2.1");
    EMPTY_LINE = FieldSpec::bytes("", "Empty line")
        .doc("Ends the header fields. What follows is the body.", "RFC 9112 §2.1");
    EXTRA_LINE = FieldSpec::bytes("", "Line end behind the body")
        .doc("Some clients put a line end behind a body; it belongs to nothing.", "RFC 9112 §2.2");
    LEADING_LINE = FieldSpec::bytes("", "Empty line in front")
        .doc("Some senders put a line end behind a body that has none; the receiver skips it.", "RFC 9112 §2.2");
    CREDENTIALS = FieldSpec::computed("http.authbasic", "Credentials")
        .doc("Name and password as sent: Base64 is no encryption, whoever sees the frame can read them.", "RFC 7617 §2");
    CONTENT_LENGTH = FieldSpec::uint("http.content_length", "Length of the body", 0).unit("bytes")
        .doc("The value as a number.", "RFC 9110 §8.6");
    COOKIE_PAIR = text("http.cookie_pair", "Cookie")
        .doc("One name and value that the server once asked the client to send back with each request.", "RFC 6265 §4.2");
    CHUNKED = FieldSpec::group("", "Chunked body")
        .doc("The sender did not know the length when it began, so it sends pieces and says of each how long it is.", "RFC 9112 §7.1");
    CHUNK = FieldSpec::group("", "Chunk")
        .doc("One piece: its length on a line of its own, its bytes, a line end.", "RFC 9112 §7.1");
    LAST_CHUNK = FieldSpec::group("", "Last chunk")
        .doc("A piece of length 0 ends the body; header fields that were not known before may follow.", "RFC 9112 §7.1");
    CHUNK_SIZE = FieldSpec::uint("http.chunk_size", "Chunk size", 0).unit("bytes")
        .doc("Written in hexadecimal digits.", "RFC 9112 §7.1");
    CHUNK_DATA = FieldSpec::bytes("http.chunk_data", "Chunk data")
        .doc("The bytes of this piece; joined, the pieces are the body.", "RFC 9112 §7.1");
    CHUNK_END = FieldSpec::bytes("http.chunk_boundary", "End of the chunk")
        .doc("A line end behind the piece.", "RFC 9112 §7.1");
    TRAILER_FIELD = text("http.chunked_trailer_part", "Trailer field")
        .doc("A header field that the sender could only write when the body was done, such as a checksum.", "RFC 9112 §7.1.2");
}

/// All fields: those of this file and the header fields with rows of their own.
static ALL_FIELDS: [&FieldSpec; FIELDS.len() + headers::FIELDS.len()] =
    join_fields(&[FIELDS, headers::FIELDS]);

/// HTTP/1.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "http",
        short: "HTTP",
        title: "Hypertext Transfer Protocol",
        osi: OsiLayer::Application,
        why: "A browser or another program asks a server for something by name, and the server answers.",
        reference: "RFC 9110; RFC 9112",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 80),
        Claim::Port(Transport::Tcp, 2710),
        Claim::Port(Transport::Tcp, 2869),
        Claim::Port(Transport::Tcp, 3128),
        Claim::Port(Transport::Tcp, 3132),
        Claim::Port(Transport::Tcp, 5985),
        Claim::Port(Transport::Tcp, 8000),
        Claim::Port(Transport::Tcp, 8008),
        Claim::Port(Transport::Tcp, 8080),
        Claim::Port(Transport::Tcp, 8088),
        Claim::Port(Transport::Tcp, 8888),
        Claim::Port(Transport::Tcp, 11371),
        Claim::Port(Transport::Udp, 1900),
        Claim::Heuristic(Transport::Tcp, 2),
    ],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(start::recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"HTTP/1.1 200 OK\r\nDate: Mon, 01 Jan 2024 12:00:00 GMT\r\nServer: example\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Length: 14\r\nETag: \"1\"\r\n\r\nHello, world!\n",
};

/// HTTP lines in datagrams: devices on a home network announce and find one another.
static SSDP: ProtoInfo = ProtoInfo {
    name: "ssdp",
    short: "SSDP",
    title: "Simple Service Discovery Protocol",
    osi: OsiLayer::Application,
    why: "Programs ask all devices on the network what they offer, and devices announce it, in HTTP's lines but without a connection.",
    reference: "UPnP Device Architecture 2.0 §1",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if is_datagram(p) {
        p.variant(&SSDP);
    }
    skip_leading_lines(p)?;
    if start::of(p.rest()).is_none() && !start::may_begin(p.rest()) {
        if p.is_spoken() {
            p.summary(format_args!("Continuation: no message begins here"));
        } else {
            let rest = p.pos()..p.bytes().len();
            p.fault(
                FaultKind::Malformed("no request line and no status line"),
                rest,
            );
        }
        p.pass(Next::Data);
        return Ok(());
    }
    let head = head::read(p)?;
    body::hand_over(p, &head)
}

/// True if the message has a datagram for itself, not a place in a stream.
fn is_datagram(p: &Peel<'_>) -> bool {
    p.outer() == "udp"
}

/// Skips the empty lines that old clients send behind a body (RFC 9112 §2.2).
fn skip_leading_lines(p: &mut Peel<'_>) -> Peeled {
    while p.rest().starts_with(b"\r\n") && start::is_leading(p.pos()) {
        p.field(&LEADING_LINE, 2)?;
    }
    Ok(())
}
