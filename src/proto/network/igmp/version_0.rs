//! Version 0, in which groups were created and had keys (RFC 988); nobody uses it.

use super::{CHECKSUM, GROUP, KEY};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

pub(super) const SECTION: &str = "RFC 988 appendix I";

pub(super) const CREATE: &[FieldSpec] = &[FieldSpec::uint("igmp.group_type", "Kind of group", 8)
    .codes(&[(0, "public"), (1, "private")])
    .doc("Whether hosts need the key to join.", SECTION)];

pub(super) const REPLY: &[FieldSpec] = &[FieldSpec::uint("igmp.reply", "Reply", 8)
    .codes(&[
        (0, "granted"),
        (1, "denied, no resources"),
        (2, "denied, invalid code"),
        (3, "denied, invalid group address"),
        (4, "denied, invalid access key"),
    ])
    .doc(
        "What became of the request; higher numbers: pending, ask again after so many seconds.",
        SECTION,
    )];

pub(super) const OTHER: &[FieldSpec] = &[reserved(8, SECTION)];

pub(super) const IDENTIFIER: &[FieldSpec] = &[FieldSpec::uint("igmp.identifier", "Identifier", 32)
    .doc("Tells a host's requests apart.", SECTION)];

/// Requests have odd types, replies even ones.
pub(super) fn message(p: &mut Peel<'_>, kind: u8) -> Peeled {
    let code = match kind {
        1 => CREATE,
        _ if kind % 2 == 0 => REPLY,
        _ => OTHER,
    };
    p.rows(code)?;
    p.uint(&CHECKSUM)?;
    p.rows(IDENTIFIER)?;
    p.field(&GROUP, 4)?;
    p.field(&KEY, 8).map(drop)
}
