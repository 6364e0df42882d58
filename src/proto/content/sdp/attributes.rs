//! Attributes: a name, and mostly a value whose form the name decides (RFC 8866 §6).

use std::ops::Range;

use super::fields::*;
use crate::decode::Peel;
use crate::model::FieldSpec;
use crate::proto::lines::{split, trimmed};

/// Splits `name:value`; an attribute without a value says all with its name.
fn name_and_value(bytes: &[u8], at: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let colon = bytes[at.clone()].iter().position(|byte| *byte == b':')?;
    let colon = at.start + colon;
    Some((at.start..colon, colon + 1..at.end))
}

/// An attribute of the whole session.
pub(super) fn of_session(p: &mut Peel<'_>, at: Range<usize>) {
    if let Some((name, value)) = name_and_value(p.bytes(), at) {
        p.mark(&SESSION_ATTRIBUTE_NAME, name);
        p.mark(&SESSION_ATTRIBUTE_VALUE, value);
    }
}

/// An attribute of one stream.
pub(super) fn of_media(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    let Some((name, value)) = name_and_value(bytes, at) else {
        return;
    };
    p.mark(&MEDIA_ATTRIBUTE_NAME, name.clone());
    match &bytes[name] {
        b"rtpmap" => format_map(p, value),
        b"fmtp" => format_parameters(p, value),
        b"candidate" => candidate(p, value),
        _ => p.mark(&MEDIA_ATTRIBUTE_VALUE, value),
    }
}

/// `97 iLBC/8000/1`: what a payload type stands for.
fn format_map(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    let mut words = split(bytes, at, b' ')
        .into_iter()
        .filter(|word| !word.is_empty());
    if let Some(format) = words.next() {
        p.mark(&MEDIA_FORMAT, format);
    }
    if let Some(encoding) = words.next() {
        let parts = split(bytes, encoding, b'/');
        for (spec, part) in [&ENCODING, &SAMPLE_RATE].into_iter().zip(parts) {
            p.mark(spec, part);
        }
    }
}

/// `97 mode=20;octet-align=1`.
fn format_parameters(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    let space = bytes[at.clone()].iter().position(|byte| *byte == b' ');
    let end = space.map_or(at.end, |space| at.start + space);
    p.mark(&MEDIA_FORMAT, at.start..end);
    if end == at.end {
        return;
    }
    for parameter in split(bytes, end + 1..at.end, b';') {
        let parameter = trimmed(bytes, parameter);
        if !parameter.is_empty() {
            p.mark(&FORMAT_PARAMETER, parameter);
        }
    }
}

/// `1 1 UDP 2130706431 192.0.2.1 8998 typ host` (RFC 8839 §5.1).
fn candidate(p: &mut Peel<'_>, at: Range<usize>) {
    let specs: [&'static FieldSpec; 6] = [
        &CANDIDATE_FOUNDATION,
        &CANDIDATE_COMPONENT,
        &CANDIDATE_TRANSPORT,
        &CANDIDATE_PRIORITY,
        &CANDIDATE_ADDRESS,
        &CANDIDATE_PORT,
    ];
    let words = split(p.bytes(), at, b' ');
    let mut words = words.into_iter().filter(|word| !word.is_empty());
    for spec in specs {
        let Some(word) = words.next() else {
            return;
        };
        p.mark(spec, word);
    }
    if let (Some(_typ), Some(kind)) = (words.next(), words.next()) {
        p.mark(&CANDIDATE_TYPE, kind);
    }
}
