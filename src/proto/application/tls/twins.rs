//! The fields of TLS under the names that they have in DTLS.

use super::{COUNT, FIELDS};
use crate::model::FieldSpec;

/// How many there are.
pub(in super::super) const LEN: usize = COUNT;

/// The names one after the other, each with the letter in front that makes the difference.
const NAMES_LEN: usize = {
    let (mut len, mut at) = (0, 0);
    while at < FIELDS.len() {
        len += FIELDS[at].name.len() + 1;
        at += 1;
    }
    len
};

static NAMES: [u8; NAMES_LEN] = {
    let mut names = [b'd'; NAMES_LEN];
    let (mut end, mut at) = (0, 0);
    while at < FIELDS.len() {
        let name = FIELDS[at].name.as_bytes();
        end += 1;
        let mut from = 0;
        while from < name.len() {
            names[end] = name[from];
            (from, end) = (from + 1, end + 1);
        }
        at += 1;
    }
    names
};

/// True for a name that begins with `tls.`; those of certificates are the same in both.
const fn is_own(name: &str) -> bool {
    matches!(name.as_bytes(), [b't', b'l', b's', b'.', ..])
}

static TWINS: [FieldSpec; LEN] = {
    let mut twins = [*FIELDS[0]; LEN];
    let (mut rest, mut at) = (NAMES.as_slice(), 0);
    while at < FIELDS.len() {
        let spec = FIELDS[at];
        let (name, behind) = rest.split_at(spec.name.len() + 1);
        twins[at] = *spec;
        if is_own(spec.name)
            && let Ok(name) = std::str::from_utf8(name)
        {
            twins[at].name = name;
        }
        (rest, at) = (behind, at + 1);
    }
    twins
};

/// All of them, in the order of TLS.
pub(in super::super) const ALL: [&FieldSpec; LEN] = {
    let mut all = [&TWINS[0]; LEN];
    let mut at = 0;
    while at < LEN {
        all[at] = &TWINS[at];
        at += 1;
    }
    all
};

/// The spec that DTLS has for one of TLS; any other is its own.
pub(in super::super) fn of(spec: &'static FieldSpec) -> &'static FieldSpec {
    let found = FIELDS.iter().position(|field| std::ptr::eq(*field, spec));
    found.and_then(|at| TWINS.get(at)).unwrap_or(spec)
}
