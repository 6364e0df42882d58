//! PIM version 1, which travels in IGMP: the byte before is IGMP's type.

use super::{
    ASSERT, BODY, CHECKSUM, GRAFT, GRAFT_ACK, GROUP, GROUPS, HOLD_TIME, JOIN, JOIN_PRUNE, PRUNE,
    REGISTER, REGISTER_LEN, REGISTER_STOP, RESERVED, RP, SOURCE, UPSTREAM, V1_GROUP, V1_MASK,
    messages, register,
};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Verdict};
use crate::proto::checksum;
use crate::proto::reserved::reserved;

/// The last draft of it.
pub(super) const SECTION: &str = "draft-ietf-idmr-pim-spec-01";

const QUERY_CODE: u8 = 0;
const REACHABLE: u8 = 4;

pub(super) const HEAD: &[FieldSpec] = &[FieldSpec::uint("pim.code", "Code", 8)
    .codes(&[
        (0, "query"),
        (1, "register"),
        (2, "register stop"),
        (3, "join/prune"),
        (4, "RP reachable"),
        (5, "assert"),
        (6, "graft"),
        (7, "graft acknowledgment"),
        (8, "mode"),
    ])
    .doc("What the message is for.", SECTION)];

pub(super) const VERSION: &[FieldSpec] = &[
    FieldSpec::uint("pim.version", "Version", 4).doc("1.", SECTION),
    reserved(4, SECTION),
];

pub(super) const QUERY: &[FieldSpec] = &[
    FieldSpec::uint("pim.mode", "Mode", 4)
        .codes(&[(0, "dense"), (1, "sparse"), (2, "sparse and dense")])
        .doc("How the router spreads packets of new groups.", SECTION),
    reserved(12, SECTION),
    HOLD_TIME,
];

pub(super) const JOIN_LENGTHS: &[FieldSpec] = &[
    FieldSpec::uint("pim.mask_len", "Mask length", 8)
        .unit("bytes")
        .doc("How long masks are.", SECTION),
    FieldSpec::uint("pim.addr_len", "Address length", 8)
        .unit("bytes")
        .doc("How long addresses are.", SECTION),
    GROUPS,
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 1).doc(doc, SECTION)
}

pub(super) const SOURCE_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("pim.src_flags.rsv", "Reserved", 4).doc("Zero.", SECTION),
    flag(
        "pim.src_flags.a",
        "Annotated",
        "1: the address has an annotation.",
    ),
    flag("pim.src_flags.s", "Sparse", "1: sparse mode."),
    flag(
        "pim.src_flags.w",
        "Wildcard",
        "1: every source of the group is meant.",
    ),
    flag(
        "pim.src_flags.r",
        "Rendezvous point",
        "1: the tree from the rendezvous point is meant.",
    ),
    FieldSpec::uint("pim.mask_len", "Mask length", 8)
        .unit("bits")
        .doc("How many leading bits of the address count.", SECTION),
];

pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    let code = p.rows(HEAD)?[0];
    if p.wants_fields() {
        let name = HEAD[0].names.get(code.into()).unwrap_or("unknown code");
        p.summary(format_args!("version 1, {name}"));
    }
    p.uint(&CHECKSUM)?;
    let version = p.rows(VERSION)?[0] >> 4;
    if version != 1 {
        return Ok(());
    }
    let message = p.bytes_since("igmp");
    let covered = match code {
        // Like version 2, it sums no packets twice.
        REGISTER => message.and_then(|message| message.get(..REGISTER_LEN)),
        _ => message.filter(|_| p.is_whole()),
    };
    let verdict = match covered {
        Some(covered) if !p.is_quoted() => checksum::verdict(covered, 2, 0),
        _ => Verdict::Unverifiable,
    };
    p.verdict("pim.cksum", verdict);
    p.field(&RESERVED, 3)?;
    if code == REGISTER {
        return register::body(p, |_| Ok(()));
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(&BODY, |p| {
        // A part that ends early has recorded its fault.
        let _ = body(p, code);
        p.seek(p.bytes().len());
        Ok(())
    })
}

fn body(p: &mut Peel<'_>, code: u8) -> Peeled {
    match code {
        QUERY_CODE => p.rows(QUERY).map(drop),
        REGISTER_STOP => {
            p.field(&GROUP, 4)?;
            p.field(&SOURCE, 4).map(drop)
        }
        JOIN_PRUNE | GRAFT | GRAFT_ACK => join_prune(p),
        REACHABLE => {
            p.field(&V1_GROUP, 4)?;
            p.field(&V1_MASK, 4)?;
            p.field(&RP, 4)?;
            p.field(&RESERVED, 2)?;
            p.uint(&HOLD_TIME).map(drop)
        }
        ASSERT => {
            p.field(&V1_GROUP, 4)?;
            p.field(&V1_MASK, 4)?;
            p.rows(messages::METRICS).map(drop)
        }
        _ => Ok(()),
    }
}

fn join_prune(p: &mut Peel<'_>) -> Peeled {
    p.field(&UPSTREAM, 4)?;
    p.field(&RESERVED, 2)?;
    p.uint(&HOLD_TIME)?;
    p.field(&RESERVED, 1)?;
    let groups = p.rows(JOIN_LENGTHS)?[2];
    for _ in 0..groups {
        p.field(&GROUP, 4)?;
        p.field(&V1_MASK, 4)?;
        let counts = p.rows(messages::COUNTS)?;
        for _ in 0..u16::from_be_bytes([counts[0], counts[1]]) {
            p.rows(SOURCE_HEAD)?;
            p.field(&JOIN, 4)?;
        }
        for _ in 0..u16::from_be_bytes([counts[2], counts[3]]) {
            p.rows(SOURCE_HEAD)?;
            p.field(&PRUNE, 4)?;
        }
    }
    Ok(())
}
