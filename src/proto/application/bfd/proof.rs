//! The proof that a message comes from someone who knows the key.

use crate::decode::{Peel, Peeled};
use crate::model::{FaultKind, FieldSpec};
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 5880 §4.2";
const DIGEST: &str = "RFC 5880 §4.3";

const SIMPLE: u64 = 1;
const MD5: u64 = 2;
const METICULOUS_MD5: u64 = 3;
const SHA1: u64 = 4;
const METICULOUS_SHA1: u64 = 5;

/// Type, length and key.
const HEAD_LEN: usize = 3;

pub(super) const SEQUENCE: &[FieldSpec] = &[
    reserved(8, DIGEST),
    FieldSpec::hex("bfd.auth.seq_num", "Sequence number", 32).doc(
        "Goes up, with every packet if it is meticulous, so that old packets cannot be sent again.",
        DIGEST,
    ),
];

crate::fields! {
    PROOF = FieldSpec::group("", "Authentication")
        .doc("Shows that the sender knows the key.", SECTION);
    TYPE = FieldSpec::uint("bfd.auth.type", "Type", 8)
        .codes(&[
            (1, "password"),
            (2, "MD5"),
            (3, "meticulous MD5"),
            (4, "SHA-1"),
            (5, "meticulous SHA-1"),
        ])
        .doc("How it is shown.", SECTION);
    LENGTH = FieldSpec::uint("bfd.auth.len", "Length", 8).unit("bytes")
        .doc("The whole section.", SECTION);
    KEY = FieldSpec::uint("bfd.auth.key", "Key", 8)
        .doc("Which of the shared keys was used.", SECTION);
    PASSWORD = FieldSpec::text("bfd.auth.password", "Password")
        .doc("Everyone on the path can read it.", SECTION);
    CHECKSUM = FieldSpec::bytes("bfd.checksum", "Digest")
        .doc("Over the packet and the key.", DIGEST);
    OTHER = FieldSpec::bytes("", "Proof")
        .doc("A proof that decap does not take apart.", SECTION);
}

/// Reads the section.
pub(super) fn section(p: &mut Peel<'_>) -> Peeled {
    p.group(&PROOF, |p| {
        let kind = p.uint(&TYPE)?;
        let at = p.pos();
        let len = p.uint(&LENGTH)? as usize;
        if len < HEAD_LEN {
            let kind = FaultKind::BadLength {
                field: "length of the authentication",
                says: len as u64,
                limit: HEAD_LEN as u64,
            };
            p.fault(kind, at..at + 1);
            return Ok(());
        }
        p.uint(&KEY)?;
        p.within(len - HEAD_LEN, "length of the authentication", |p| {
            let spec = match kind {
                SIMPLE => &PASSWORD,
                MD5 | METICULOUS_MD5 | SHA1 | METICULOUS_SHA1 => {
                    p.rows(SEQUENCE)?;
                    &CHECKSUM
                }
                _ => &OTHER,
            };
            match p.rest().len() {
                0 => Ok(()),
                len => p.field(spec, len).map(drop),
            }
        })
    })
}
