//! HTML: the text of a web page, shown as its lines.

use super::text;
use crate::decode::{Claim, Match, Protocol};
use crate::model::{OsiLayer, ProtoInfo};

/// HTML.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "data-text-lines",
        short: "HTML",
        title: "Hypertext Markup Language",
        osi: OsiLayer::Presentation,
        why: "It is a form that a page is put into: text with marks that say what its parts are.",
        reference: "WHATWG HTML",
    },
    claims: &[
        Claim::MediaType("text/html"),
        Claim::MediaType("application/xhtml+xml"),
        Claim::Content(4),
    ],
    headers: &[],
    fields: text::FIELDS,
    recognise: Some(recognise),
    peel: text::peel,
    trailer: None,
    stream: false,
    sample: b"<!DOCTYPE html>\n<html><head><title>Hello</title></head>\n<body><p>Hello!</p></body></html>\n",
};

/// A page begins with its document type or its outermost element; what is declared as HTML may
/// begin with anything but bytes that are no text.
fn recognise(bytes: &[u8]) -> Match {
    let start = bytes.trim_ascii_start();
    let begins = |with: &[u8]| {
        start
            .get(..with.len())
            .is_some_and(|first| first.eq_ignore_ascii_case(with))
    };
    if begins(b"<!doctype html") || begins(b"<html") {
        Match::Yes
    } else {
        text::PROTOCOL.recognises(bytes).min(Match::Maybe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_their_first_words() {
        assert_eq!(recognise(b"\r\n<!doctype HTML><p>"), Match::Yes);
        assert_eq!(recognise(b"<HTML>"), Match::Yes);
        assert_eq!(recognise(b"<p>only a part of a page"), Match::Maybe);
        assert_eq!(recognise(b"\x1f\x8b\x08\x00"), Match::No);
    }
}
