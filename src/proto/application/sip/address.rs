//! Addresses: `"Name" <sip:user@host:port;parameter>;parameter` (RFC 3261 §19.1, §25.1).

use std::ops::Range;

use crate::decode::Peel;
use crate::model::FieldSpec;
use crate::proto::lines::{split, trimmed};

/// The fields that the parts of an address have in one header field.
pub(super) struct Parts {
    /// The name for people, in front of the address.
    display: &'static FieldSpec,
    /// The address.
    uri: &'static FieldSpec,
    user: &'static FieldSpec,
    host: &'static FieldSpec,
    port: &'static FieldSpec,
    /// A parameter inside the address.
    parameter: &'static FieldSpec,
    /// The parameter `tag` behind the address.
    tag: Option<&'static FieldSpec>,
    /// Any parameter behind the address.
    after: Option<&'static FieldSpec>,
}

const SECTION: &str = "RFC 3261 §19.1.1";

/// Declares the fields of one header field's addresses, all with one prefix, and their [`Parts`].
macro_rules! parts {
    ($($parts:ident $prefix:literal $uri:literal $whose:literal $display:ident $address:ident $user:ident $host:ident $port:ident $parameter:ident $tag:expr, $after:expr;)*) => {
        $(
            static $display: FieldSpec = FieldSpec::text(concat!("sip.", $prefix, ".display.info"), "Display name")
                .doc(concat!("How ", $whose, " is called, for people."), "RFC 3261 §20.10");
            static $address: FieldSpec = FieldSpec::text(concat!("sip.", $prefix, ".", $uri), "Address")
                .doc(concat!("The address of ", $whose, "."), SECTION);
            static $user: FieldSpec = FieldSpec::text(concat!("sip.", $prefix, ".user"), "User")
                .doc(concat!("The user's name or number in the address of ", $whose, "."), SECTION);
            static $host: FieldSpec = FieldSpec::text(concat!("sip.", $prefix, ".host"), "Host")
                .doc(concat!("The domain or host in the address of ", $whose, "."), SECTION);
            static $port: FieldSpec = FieldSpec::text(concat!("sip.", $prefix, ".port"), "Port")
                .doc("The port, where it is not the usual one.", SECTION);
            static $parameter: FieldSpec = FieldSpec::text(concat!("sip.", $prefix, ".param"), "Address parameter")
                .doc("Something more about the address, such as the transport.", SECTION);
            pub(super) static $parts: Parts = Parts {
                display: &$display,
                uri: &$address,
                user: &$user,
                host: &$host,
                port: &$port,
                parameter: &$parameter,
                tag: $tag,
                after: $after,
            };
        )*
        pub(super) static FIELDS: &[&FieldSpec] = &[
            $(&$display, &$address, &$user, &$host, &$port, &$parameter,)*
            &REQUEST_URI, &REQUEST_USER, &REQUEST_HOST, &REQUEST_PORT,
            &FROM_TAG, &TO_TAG, &CONTACT_PARAMETER,
        ];
    };
}

static REQUEST_URI: FieldSpec = FieldSpec::text("sip.r-uri", "Request address")
    .doc("Who or what the request is for.", "RFC 3261 §8.1.1.1");
static REQUEST_USER: FieldSpec =
    FieldSpec::text("sip.r-uri.user", "User").doc("The user who is called.", SECTION);
static REQUEST_HOST: FieldSpec = FieldSpec::text("sip.r-uri.host", "Host")
    .doc("The domain or host that shall take the request.", SECTION);
static REQUEST_PORT: FieldSpec = FieldSpec::text("sip.r-uri.port", "Port")
    .doc("Its port, where it is not the usual one.", SECTION);
static FROM_TAG: FieldSpec = FieldSpec::text("sip.from.tag", "Tag")
    .doc("A random word of the caller: with the other side's and the call identifier it names the dialogue.", "RFC 3261 §19.3");
static TO_TAG: FieldSpec = FieldSpec::text("sip.to.tag", "Tag").doc(
    "A random word of the called side: with the caller's and the call identifier it names the dialogue.",
    "RFC 3261 §19.3",
);
static CONTACT_PARAMETER: FieldSpec = FieldSpec::text("sip.contact.parameter", "Contact parameter")
    .doc(
        "How long the contact is good, and how much it is preferred.",
        "RFC 3261 §20.10",
    );

parts! {
    FROM "from" "addr" "the caller" FROM_NAME FROM_URI FROM_USER FROM_HOST FROM_PORT FROM_PARAMETER Some(&FROM_TAG), None;
    TO "to" "addr" "the called side" TO_NAME TO_URI TO_USER TO_HOST TO_PORT TO_PARAMETER Some(&TO_TAG), None;
    CONTACT "contact" "uri" "the sender, for what follows" CONTACT_NAME CONTACT_URI CONTACT_USER CONTACT_HOST CONTACT_PORT CONTACT_URI_PARAMETER None, Some(&CONTACT_PARAMETER);
    IDENTITY "pai" "addr" "the caller, as the network knows him" IDENTITY_NAME IDENTITY_URI IDENTITY_USER IDENTITY_HOST IDENTITY_PORT IDENTITY_PARAMETER None, None;
    PREFERRED "ppi" "addr" "the caller, as he wants to be shown" PREFERRED_NAME PREFERRED_URI PREFERRED_USER PREFERRED_HOST PREFERRED_PORT PREFERRED_PARAMETER None, None;
    ROUTE "Route" "uri" "a server that the request shall pass" ROUTE_NAME ROUTE_URI ROUTE_USER ROUTE_HOST ROUTE_PORT ROUTE_PARAMETER None, None;
    RECORD_ROUTE "Record-Route" "uri" "a server that later requests shall pass too" RECORD_NAME RECORD_URI RECORD_USER RECORD_HOST RECORD_PORT RECORD_PARAMETER None, None;
    PATH "Path" "uri" "a server on the way to the registered phone" PATH_NAME PATH_URI PATH_USER PATH_HOST PATH_PORT PATH_PARAMETER None, None;
    SERVICE_ROUTE "Service-Route" "uri" "a server that requests of the registered phone shall pass" SERVICE_NAME SERVICE_URI SERVICE_USER SERVICE_HOST SERVICE_PORT SERVICE_PARAMETER None, None;
}

/// Reads the address in a request line.
pub(super) fn request_uri(p: &mut Peel<'_>, at: Range<usize>) {
    p.mark(&REQUEST_URI, at.clone());
    if let Some(uri) = Uri::read(p.bytes(), at) {
        for (spec, part) in [
            (&REQUEST_USER, uri.user),
            (&REQUEST_HOST, Some(uri.host)),
            (&REQUEST_PORT, uri.port),
        ] {
            if let Some(part) = part {
                p.mark(spec, part);
            }
        }
    }
}

/// Reads addresses between commas.
pub(super) fn addresses(p: &mut Peel<'_>, at: Range<usize>, parts: &Parts) {
    for one in outside_quotes(p.bytes(), at, b',') {
        let one = trimmed(p.bytes(), one);
        if !one.is_empty() {
            address(p, one, parts);
        }
    }
}

fn address(p: &mut Peel<'_>, at: Range<usize>, parts: &Parts) {
    let bytes = p.bytes();
    let pieces = outside_quotes(bytes, at.clone(), b'<');
    let (uri, after) = match pieces.as_slice() {
        [name, ..] if name.end < at.end => {
            display_name(p, name.clone(), parts);
            let inner = name.end + 1..at.end;
            let close = bytes[inner.clone()].iter().position(|byte| *byte == b'>');
            let end = close.map_or(at.end, |close| inner.start + close);
            (inner.start..end, (end + 1).min(at.end)..at.end)
        }
        _ => {
            // Without brackets a semicolon already belongs to the header field.
            let end = bytes[at.clone()].iter().position(|byte| *byte == b';');
            let end = end.map_or(at.end, |end| at.start + end);
            (at.start..end, end..at.end)
        }
    };
    p.mark(parts.uri, uri.clone());
    if let Some(uri) = Uri::read(bytes, uri) {
        for (spec, part) in [
            (parts.user, uri.user),
            (parts.host, Some(uri.host)),
            (parts.port, uri.port),
        ] {
            if let Some(part) = part {
                p.mark(spec, part);
            }
        }
        for parameter in uri.parameters {
            p.mark(parts.parameter, parameter);
        }
    }
    for parameter in outside_quotes(bytes, after, b';') {
        let parameter = trimmed(bytes, parameter);
        if parameter.is_empty() {
            continue;
        }
        if let Some(tag) = parts.tag
            && bytes[parameter.clone()].starts_with(b"tag=")
        {
            p.mark(tag, parameter.start + 4..parameter.end);
        }
        if let Some(spec) = parts.after {
            p.mark(spec, parameter);
        }
    }
}

/// A name in quotation marks, or words up to the bracket.
fn display_name(p: &mut Peel<'_>, at: Range<usize>, parts: &Parts) {
    let is_quoted = p.bytes().get(at.start) == Some(&b'"');
    let name = if is_quoted {
        trimmed(p.bytes(), at)
    } else {
        at
    };
    if !name.is_empty() {
        p.mark(parts.display, name);
    }
}

/// The pieces of `at` between bytes `separator` that do not stand between quotation marks or
/// brackets.
pub(super) fn outside_quotes(bytes: &[u8], at: Range<usize>, separator: u8) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut quoted, mut escaped, mut bracketed) = (at.start, false, false, false);
    for index in at.clone() {
        let byte = bytes[index];
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted && !bracketed => {
                pieces.push(start..index);
                start = index + 1;
                bracketed = byte == b'<';
            }
            b'<' if !quoted => bracketed = true,
            b'>' if !quoted => bracketed = false,
            _ => {}
        }
    }
    pieces.push(start..at.end);
    pieces
}

/// Where the parts of a `sip:` or `sips:` address are.
struct Uri {
    user: Option<Range<usize>>,
    host: Range<usize>,
    port: Option<Range<usize>>,
    parameters: Vec<Range<usize>>,
}

impl Uri {
    fn read(bytes: &[u8], at: Range<usize>) -> Option<Uri> {
        let text = &bytes[at.clone()];
        let colon = text.iter().position(|byte| *byte == b':')?;
        let scheme = &text[..colon];
        if !scheme.eq_ignore_ascii_case(b"sip") && !scheme.eq_ignore_ascii_case(b"sips") {
            return None;
        }
        let start = at.start + colon + 1;
        // Headers behind a question mark are not parameters.
        let end = bytes[start..at.end].iter().position(|byte| *byte == b'?');
        let end = end.map_or(at.end, |end| start + end);
        let sign = bytes[start..end].iter().position(|byte| *byte == b'@');
        let after_user = sign.map_or(start, |sign| start + sign + 1);
        let pieces = split(bytes, after_user..end, b';');
        let (server, parameters) = pieces.split_first()?;
        let (host, port) = host_and_port(bytes, server.clone());
        // A password stands behind the user's name, for whoever still uses one.
        let user = sign.map(|sign| {
            let user = start..start + sign;
            let colon = bytes[user.clone()].iter().position(|byte| *byte == b':');
            user.start..colon.map_or(user.end, |colon| user.start + colon)
        });
        let parameters = parameters.iter().filter(|one| !one.is_empty()).cloned();
        Some(Uri {
            user,
            host,
            port,
            parameters: parameters.collect(),
        })
    }
}

/// Splits `host:port`; an IPv6 address stands in square brackets.
pub(super) fn host_and_port(
    bytes: &[u8],
    at: Range<usize>,
) -> (Range<usize>, Option<Range<usize>>) {
    let text = &bytes[at.clone()];
    let after_brackets = text.iter().position(|byte| *byte == b']').unwrap_or(0);
    match text[after_brackets..].iter().position(|byte| *byte == b':') {
        Some(colon) => {
            let colon = at.start + after_brackets + colon;
            (at.start..colon, Some(colon + 1..at.end))
        }
        None => (at, None),
    }
}
