//! Opening and creating files, and what the server then leaves to the client.

use super::super::super::rpc::xdr::{self, Part};
use super::attributes::{TYPE, changed, device, values};
use super::fields::{
    CLIENT, COMPONENT, LINK_TEXT, OPEN_OWNER, SEQUENCE_ID, VERIFIER, change, long, state, truth,
    word,
};
use super::not_shown;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use Part::{One, Opaque, Read};

const SECTION: &str = "RFC 7530 §16.16";

pub(in super::super) const RESULT_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("nfs.open_rflags", "Flags", 32)
        .parts_follow()
        .doc("What the client has to know of the open file.", SECTION),
    FieldSpec::gap(26).part(),
    flag(
        "nfs.open_rflags.may_notify_lock",
        "Notify",
        "The server may say when a lock is free.",
    ),
    FieldSpec::gap(1).part(),
    flag(
        "nfs.open_rflags.preserve_unlinked",
        "Preserve",
        "An open file stays when it is removed.",
    ),
    flag(
        "nfs.open_rflags.locktype_posix",
        "POSIX locks",
        "Locks may be split and joined.",
    ),
    flag(
        "nfs.open_rflags.confirm",
        "Confirm",
        "The client has to confirm the opening.",
    ),
    FieldSpec::gap(1).part(),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

crate::fields! {
    ACCESS = word("nfs.open4.share_access", "Access", "What the file is opened for.").codes(&[(1, "read"), (2, "write"), (3, "both")]);
    pub(super) DENY = word("nfs.open4.share_deny", "Deny", "What others may not open it for.").codes(&[(0, "none"), (1, "read"), (2, "write"), (3, "both")]);
    OPEN_TYPE = word("nfs.open.opentype", "Open type", "Whether the file is made if it is not there.").codes(&[(0, "no create"), (1, "create")]);
    CREATE_MODE = word("nfs.createmode4", "Create mode", "What to do if the file exists.").codes(&[(0, "unchecked"), (1, "guarded"), (2, "exclusive"), (3, "exclusive with attributes")]);
    CLAIM = word("nfs.open.claim_type", "Claim", "What the file is named by: its name, or what the client had before.").codes(&[
        (0, "name"),
        (1, "previous state"),
        (2, "delegation and name"),
        (3, "previous delegation"),
        (4, "handle"),
        (5, "delegation"),
        (6, "previous delegation of the handle"),
    ]);
    DELEGATE = word("nfs.delegate_type", "Delegation", "Which one the client had.").codes(KINDS);
    DELEGATION = word("nfs.open.delegation_type", "Delegation", "With one, the client need not ask the server as long as nobody else wants the file.").codes(KINDS);
    RECALL = truth("nfs.recall4", "Recall", "1: it has to be given back at once.");
    LIMIT_BY = word("nfs.open.limit_by", "Limit", "How much the client may write before it asks.").codes(&[(1, "size"), (2, "blocks")]);
    WHY_NONE = word("nfs.open.why_no_delegation", "Why none", "Why there is no delegation.").codes(&[
        (0, "not wanted"),
        (1, "contention"),
        (2, "resource"),
        (3, "not supported for the type"),
        (4, "write delegation not supported"),
        (5, "upgrade not supported"),
        (6, "downgrade not supported"),
        (7, "cancelled"),
        (8, "is a directory"),
    ]);
    SIZE = long("nfs.fattr4.size", "Size", "In bytes.");
}

const KINDS: crate::model::Codes = &[(0, "none"), (1, "read"), (2, "write"), (3, "none, and why")];

/// Something that is no regular file: its type, its name and what it shall be like.
pub(super) fn create(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&TYPE)? {
        5 => xdr::opaque(p, &LINK_TEXT)?,
        3 | 4 => device(p)?,
        _ => {}
    }
    xdr::opaque(p, &COMPONENT)?;
    values(p)
}

/// What the file is opened for. Since version 4.1 higher bits say which delegation is wanted.
pub(super) fn access(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let low = p.skip(4)?[3];
    p.mark_as(&ACCESS, at..at + 4, Value::Uint(low.into()));
    Ok(())
}

pub(super) fn open(p: &mut Peel<'_>) -> Peeled {
    static START: &[Part] = &[
        One(&SEQUENCE_ID),
        Read(access),
        One(&DENY),
        One(&CLIENT),
        Opaque(&OPEN_OWNER),
    ];
    xdr::read(p, START)?;
    if p.uint(&OPEN_TYPE)? != 0 {
        match p.uint(&CREATE_MODE)? {
            0 | 1 => values(p)?,
            2 => drop(p.uint(&VERIFIER)?),
            _ => {
                p.uint(&VERIFIER)?;
                values(p)?;
            }
        }
    }
    match p.uint(&CLAIM)? {
        0 | 3 => xdr::opaque(p, &COMPONENT),
        1 => p.uint(&DELEGATE).map(drop),
        2 => {
            state(p)?;
            xdr::opaque(p, &COMPONENT)
        }
        4 | 6 => Ok(()),
        5 => state(p),
        _ => not_shown(p),
    }
}

pub(super) fn opened(p: &mut Peel<'_>) -> Peeled {
    state(p)?;
    change(p)?;
    p.rows(RESULT_FLAGS)?;
    changed(p)?;
    match p.uint(&DELEGATION)? {
        0 => Ok(()),
        1 => {
            state(p)?;
            p.uint(&RECALL)?;
            super::attributes::entry(p)
        }
        2 => {
            state(p)?;
            p.uint(&RECALL)?;
            if p.uint(&LIMIT_BY)? == 1 {
                p.uint(&SIZE)?;
            } else {
                p.skip(8)?;
            }
            super::attributes::entry(p)
        }
        3 => {
            if matches!(p.uint(&WHY_NONE)?, 1 | 2) {
                p.skip(4)?;
            }
            Ok(())
        }
        _ => not_shown(p),
    }
}
