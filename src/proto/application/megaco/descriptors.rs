//! Descriptors: what a command says of a termination.

use std::ops::Range;

use super::fields::*;
use super::text::Item;
use super::{is, items, number};
use crate::decode::{Next, Peel};
use crate::model::{FieldSpec, Value};
use crate::proto::lines::trimmed;

/// Reads a structure over `at` whose parts `parts` adds.
fn structure(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    at: Range<usize>,
    parts: impl FnOnce(&mut Peel<'_>),
) {
    p.seek(at.start);
    // Nothing in a group of marks can end early.
    let _ = p.group(spec, |p| {
        parts(p);
        p.seek(at.end);
        Ok(())
    });
}

pub(super) fn descriptor(p: &mut Peel<'_>, item: &Item) {
    let name = &p.bytes()[item.name.clone()];
    if p.is_full() {
    } else if is(name, "Media", "M") {
        structure(p, &MEDIA, item.head().start..item.inner_end(), |p| {
            for part in items(p, item) {
                media(p, &part);
            }
        });
    } else if is(name, "Audit", "AT") {
        structure(p, &AUDIT, item.all.clone(), |p| audit(p, item));
    } else if is(name, "Events", "E") {
        structure(p, &EVENTS, item.all.clone(), |p| {
            request(p, item);
            packages(p, item);
        });
    } else if is(name, "ObservedEvents", "OE") {
        structure(p, &OBSERVED, item.opening(), |p| request(p, item));
        packages(p, item);
    } else if is(name, "Signals", "SG") {
        structure(p, &SIGNALS, item.opening(), |_| {});
        packages(p, item);
    } else if is(name, "Statistics", "SA") {
        structure(p, &STATISTICS, item.all.clone(), |p| {
            for part in items(p, item) {
                p.mark(&PROPERTY, part.all);
            }
        });
    } else if is(name, "Error", "ER") {
        error(p, item);
    } else {
        p.mark(&PROPERTY, item.all.clone());
    }
}

/// `Error = 435 { "text" }`.
pub(super) fn error(p: &mut Peel<'_>, item: &Item) {
    let bytes = p.bytes();
    structure(p, &ERROR, item.all.clone(), |p| {
        if let Some(value) = item.value.clone() {
            let at = trimmed(bytes, value);
            if let Some(code) = number(&bytes[at.clone()]) {
                p.mark_as(&ERROR_CODE, at, Value::Uint(code));
            }
        }
        let text = item.body.clone().map(|body| trimmed(bytes, body));
        if let Some(text) = text.filter(|text| text.len() >= 2 && bytes[text.start] == b'"') {
            p.mark(&ERROR_STRING, text.start + 1..text.end - 1);
        }
    });
}

fn request(p: &mut Peel<'_>, item: &Item) {
    let bytes = p.bytes();
    if let Some(value) = item.value.clone() {
        let at = trimmed(bytes, value);
        if let Some(id) = number(&bytes[at.clone()]) {
            p.mark_as(&REQUEST_ID, at, Value::Uint(id));
        }
    }
}

/// Names of events or signals, each of a package.
fn packages(p: &mut Peel<'_>, item: &Item) {
    for part in items(p, item) {
        p.mark(&PACKAGE, part.name);
    }
}

fn audit(p: &mut Peel<'_>, item: &Item) {
    const ITEMS: [(&str, &str); 10] = [
        ("Media", "M"),
        ("Modem", "MD"),
        ("Mux", "MX"),
        ("Events", "E"),
        ("Signals", "SG"),
        ("DigitMap", "DM"),
        ("Statistics", "SA"),
        ("ObservedEvents", "OE"),
        ("Packages", "PG"),
        ("EventBuffer", "EB"),
    ];
    let bytes = p.bytes();
    for part in items(p, item) {
        let token = &bytes[part.name.clone()];
        let known = ITEMS.iter().find(|(long, short)| is(token, long, short));
        match known {
            Some(known) => p.mark_made(&AUDIT_ITEM, part.name, || known.0.into()),
            None => p.mark(&AUDIT_ITEM, part.name),
        }
    }
}

/// What a media descriptor says: of one stream, or of the termination.
fn media(p: &mut Peel<'_>, item: &Item) {
    let bytes = p.bytes();
    let name = &bytes[item.name.clone()];
    let content = item.content(bytes);
    if p.is_full() {
    } else if is(name, "Stream", "ST") {
        let id = item.value.clone().and_then(|value| number(&bytes[value]));
        if let Some(id) = id {
            p.mark_as(&STREAM_ID, item.head(), Value::Uint(id));
        }
        for part in items(p, item) {
            stream(p, &part);
        }
    } else if is(name, "TerminationState", "TS") {
        structure(p, &STATE, content.unwrap_or(item.all.clone()), |p| {
            for part in items(p, item) {
                state(p, &part);
            }
        });
    } else {
        stream(p, item);
    }
}

fn state(p: &mut Peel<'_>, item: &Item) {
    let name = &p.bytes()[item.name.clone()];
    let spec = if is(name, "ServiceStates", "SI") {
        &SERVICE_STATE
    } else if is(name, "Buffer", "BF") {
        &EVENT_BUFFER
    } else {
        return p.mark(&PROPERTY, item.all.clone());
    };
    if let Some(value) = item.value.clone() {
        p.mark(spec, value);
    }
}

/// A part of a stream's description.
fn stream(p: &mut Peel<'_>, item: &Item) {
    let bytes = p.bytes();
    let name = &bytes[item.name.clone()];
    let Some(content) = item.content(bytes) else {
        return p.mark(&PROPERTY, item.all.clone());
    };
    if is(name, "LocalControl", "O") {
        structure(p, &LOCAL_CONTROL, content, |p| {
            for part in items(p, item) {
                control(p, &part);
            }
        });
    } else if is(name, "Local", "L") {
        description(p, &LOCAL, content);
    } else if is(name, "Remote", "R") {
        description(p, &REMOTE, content);
    }
}

fn control(p: &mut Peel<'_>, item: &Item) {
    let bytes = p.bytes();
    let name = &bytes[item.name.clone()];
    let spec = if is(name, "Mode", "MO") {
        &MODE
    } else if is(name, "ReservedValue", "RV") {
        &RESERVE_VALUE
    } else if is(name, "ReservedGroup", "RG") {
        &RESERVE_GROUP
    } else {
        return p.mark(&PROPERTY, item.all.clone());
    };
    let value = item.value.clone().unwrap_or(0..0);
    p.mark_made(spec, item.all.clone(), || {
        String::from_utf8_lossy(bytes[value].trim_ascii()).into()
    });
}

/// A description of the session in SDP.
fn description(p: &mut Peel<'_>, spec: &'static FieldSpec, content: Range<usize>) {
    structure(p, spec, content.clone(), |_| {});
    if !content.is_empty() {
        p.wrap(Next::Media("application/sdp"), content, "closing brace");
    }
}
