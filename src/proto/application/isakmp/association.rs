//! Security associations: proposals, each of transforms of which the other end picks
//! (RFC 2408 §3.4 to §3.6, RFC 7296 §3.3).

use super::payloads::{self, NEXT, PAYLOAD, PAYLOAD_LEN, RESERVED};
use super::{Version, attributes, codes};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};

const RFC: &str = "RFC 7296 §3.3; RFC 2408 §3.4";
const RFC_1: &str = "RFC 2408 §3.4, RFC 2407 §4.2";
const RFC_2: &str = "RFC 7296 §3.3.2";

const PROPOSAL: u8 = 2;
const TRANSFORM: u8 = 3;
/// The domain of interpretation in which situations are flags.
const IPSEC: u64 = 1;

/// The situation's flags.
pub(super) const SITUATION: &[FieldSpec] = &[
    FieldSpec::gap(29),
    FieldSpec::flag("isakmp.sa.situation.integrity", "Integrity")
        .doc("Set: integrity labels are used.", RFC_1),
    FieldSpec::flag("isakmp.sa.situation.secrecy", "Secrecy")
        .doc("Set: secrecy labels are used.", RFC_1),
    FieldSpec::flag("isakmp.sa.situation.identity_only", "Identity only")
        .doc("Set: who the ends are is all that counts.", RFC_1),
];

const fn transform(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, RFC_2)
}

crate::fields! {
    pub(super) DOI = FieldSpec::uint("isakmp.sa.doi", "Domain of interpretation", 32)
        .codes(&[(0, "ISAKMP"), (1, "IPsec"), (2, "group domain")])
        .doc("In which field the numbers have their meaning.", RFC_1);
    SITUATION_FIELD = FieldSpec::bytes("isakmp.sa.situation", "Situation")
        .doc("What the ends go by when they choose.", RFC_1);
    NUMBER = FieldSpec::uint("isakmp.prop.number", "Proposal number", 8)
        .doc("Proposals are alternatives, best first.", RFC);
    PROTOCOL = FieldSpec::uint("isakmp.prop.protoid", "Protocol", 8)
        .codes(codes::PROTOCOLS)
        .doc("What the keys are for.", RFC);
    pub(super) SPI_LEN = FieldSpec::uint("isakmp.spisize", "SPI length", 8)
        .unit("bytes")
        .doc("How long the association's number is; none for the first association.", RFC);
    TRANSFORMS = FieldSpec::uint("isakmp.prop.transforms", "Transforms", 8)
        .doc("How many transforms follow.", RFC);
    pub(super) SPI = FieldSpec::bytes("isakmp.spi", "SPI")
        .doc("The number by which the sender will know packets of this association.", RFC);
    TRANSFORM_NUMBER = FieldSpec::uint("isakmp.trans.number", "Transform number", 8)
        .doc("Transforms are alternatives, best first.", RFC_1);
    TRANSFORM_ID = FieldSpec::uint("isakmp.trans.id", "Transform", 8)
        .doc("Which algorithm; its numbers depend on what the proposal is for.", RFC_1);
    KIND = FieldSpec::uint("isakmp.tf.type", "Kind of transform", 8)
        .codes(codes::TRANSFORMS)
        .doc("The other end picks one transform of each kind.", RFC_2);
    ENCRYPTION = transform("isakmp.tf.id.encr", "Encryption", "The cipher.").codes(codes::ENCRYPTION_2);
    PRF = transform("isakmp.tf.id.prf", "Pseudorandom function", "Makes keys of the shared secret.").codes(codes::PRFS);
    INTEGRITY = transform("isakmp.tf.id.integ", "Integrity", "Protects against changes.").codes(codes::INTEGRITY);
    GROUP = transform("isakmp.tf.id.dh", "Diffie-Hellman group", "The group in which the secret is agreed on.").codes(codes::GROUPS);
    EXTENDED = transform("isakmp.tf.id.esn", "Extended sequence numbers", "Whether sequence numbers have 64 bits.")
        .codes(&[(0, "no"), (1, "yes")]);
    OTHER = transform("isakmp.tf.id", "Transform", "Another transform.");
}

/// The payload behind its generic header.
pub(super) fn association(p: &mut Peel<'_>, version: Version) -> Peeled {
    if version == Version::One {
        let doi = p.uint(&DOI)?;
        if doi != IPSEC {
            return payloads::rest(p);
        }
        let at = p.pos();
        p.field(&SITUATION_FIELD, 4)?;
        p.bits(SITUATION, at);
    }
    chain(p, PROPOSAL, |p| proposal(p, version))
}

/// Payloads of one kind, up to the end of the bytes.
fn chain(p: &mut Peel<'_>, kind: u8, mut content: impl FnMut(&mut Peel<'_>) -> Peeled) -> Peeled {
    loop {
        if p.rest().is_empty() || p.is_full() {
            return Ok(());
        }
        let next = p.group_as(
            &PAYLOAD,
            || Value::Uint(kind.into()),
            |p| {
                let next = p.uint(&NEXT)?;
                p.field(&RESERVED, 1)?;
                let len = p.uint(&PAYLOAD_LEN)? as usize;
                let len = payloads::content_len(p, len)?;
                p.within(len, "payload length", &mut content)?;
                Ok::<u64, Stop>(next)
            },
        )?;
        if next == 0 {
            return payloads::rest(p);
        }
    }
}

fn proposal(p: &mut Peel<'_>, version: Version) -> Peeled {
    p.uint(&NUMBER)?;
    let protocol = p.uint(&PROTOCOL)?;
    let len = p.uint(&SPI_LEN)? as usize;
    p.uint(&TRANSFORMS)?;
    if len > 0 {
        p.field(&SPI, len)?;
    }
    chain(p, TRANSFORM, |p| match version {
        Version::One => transform_1(p, protocol),
        Version::Two => transform_2(p),
    })
}

fn transform_1(p: &mut Peel<'_>, protocol: u64) -> Peeled {
    p.uint(&TRANSFORM_NUMBER)?;
    let id = p.uint(&TRANSFORM_ID)?;
    p.field(&RESERVED, 2)?;
    let family = match (protocol, id) {
        (1, 1) => &attributes::OF_IKE,
        _ => &attributes::OF_IPSEC,
    };
    attributes::all(p, family, attributes::plain)
}

fn transform_2(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&KIND)?;
    p.field(&RESERVED, 1)?;
    p.uint(match kind {
        1 => &ENCRYPTION,
        2 => &PRF,
        3 => &INTEGRITY,
        4 => &GROUP,
        5 => &EXTENDED,
        _ => &OTHER,
    })?;
    attributes::all(p, &attributes::OF_IKE2, attributes::plain)
}
