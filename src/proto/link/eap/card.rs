//! Logins with the card of a mobile telephone: EAP-SIM, EAP-AKA (RFC 4186, RFC 4187).

use super::{IDENTITY, take};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const SIM_RFC: &str = "RFC 4186 §8";
const AKA_RFC: &str = "RFC 4187 §8";

const SUBTYPES: Codes = &[
    (1, "challenge"),
    (2, "authentication reject"),
    (4, "synchronisation failure"),
    (5, "identity"),
    (10, "start"),
    (11, "challenge"),
    (12, "notification"),
    (13, "reauthentication"),
    (14, "client error"),
];

const ATTRIBUTES: Codes = &[
    (1, "random numbers"),
    (2, "network's proof"),
    (3, "response"),
    (4, "synchronisation"),
    (6, "padding"),
    (7, "nonce"),
    (10, "permanent identity wanted"),
    (11, "check"),
    (12, "notification"),
    (13, "any identity wanted"),
    (14, "identity"),
    (15, "versions"),
    (16, "chosen version"),
    (17, "full identity wanted"),
    (19, "counter"),
    (20, "counter too small"),
    (21, "server's nonce"),
    (22, "client error"),
    (129, "initialisation vector"),
    (130, "encrypted"),
    (132, "next pseudonym"),
    (133, "next identity"),
    (134, "check of the identities"),
    (135, "result"),
];

const fn mobile(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    codes: Codes,
) -> FieldSpec {
    FieldSpec::uint(name, label, 8)
        .codes(codes)
        .doc(doc, SIM_RFC)
}

crate::fields! {
    IDENTITY_LEN = FieldSpec::uint("eap.identity.actual_len", "Name length", 16).unit("bytes").doc("Of the name, without what fills it up.", "RFC 4186 §10.9");
    IDENTITY_PAD = FieldSpec::bytes("eap.identity.padding", "Filling").doc("Up to whole words of 4 bytes.", "RFC 4186 §10.9");
    SIM_SUBTYPE = mobile("eap.sim.subtype", "Subtype", "Which message of the exchange it is.", SUBTYPES);
    SIM_RESERVED = FieldSpec::hex("eap.sim.reserved", "Reserved", 16).doc("Zero.", SIM_RFC);
    SIM_ATTRIBUTE = FieldSpec::group("eap.sim.subtype.attribute", "Attribute").doc("One part of the message.", SIM_RFC);
    SIM_TYPE = mobile("eap.sim.subtype.type", "Type", "What the attribute is.", ATTRIBUTES);
    SIM_LEN = FieldSpec::uint("eap.sim.subtype.len", "Length", 8).doc("The whole attribute, in units of 4 bytes.", SIM_RFC);
    SIM_VALUE = FieldSpec::bytes("eap.sim.subtype.value", "Value").doc("What the attribute says.", SIM_RFC);
    AKA_SUBTYPE = mobile("eap.aka.subtype", "Subtype", "Which message of the exchange it is.", SUBTYPES);
    AKA_RESERVED = FieldSpec::hex("eap.aka.reserved", "Reserved", 16).doc("Zero.", AKA_RFC);
    AKA_ATTRIBUTE = FieldSpec::group("eap.aka.subtype.attribute", "Attribute").doc("One part of the message.", AKA_RFC);
    AKA_TYPE = mobile("eap.aka.subtype.type", "Type", "What the attribute is.", ATTRIBUTES);
    AKA_LEN = FieldSpec::uint("eap.aka.subtype.len", "Length", 8).doc("The whole attribute, in units of 4 bytes.", AKA_RFC);
    AKA_VALUE = FieldSpec::bytes("eap.aka.subtype.value", "Value").doc("What the attribute says.", AKA_RFC);
    SIM_NOTIFICATION = FieldSpec::uint("eap.sim.notification_type", "Notification", 16).doc("What the network tells.", "RFC 4186 §10.18");
    SIM_ERROR = FieldSpec::uint("eap.sim.error_code", "Error", 16).doc("Why the client gives up.", "RFC 4186 §10.19");
    AKA_NOTIFICATION = FieldSpec::uint("eap.aka.notification_type", "Notification", 16).doc("What the network tells.", "RFC 4187 §10.19");
    AKA_ERROR = FieldSpec::uint("eap.aka.error_code", "Error", 16).doc("Why the client gives up.", "RFC 4187 §10.20");
}

/// The fields of a login with the card of a mobile telephone, and of its attributes.
pub(super) struct Card {
    subtype: &'static FieldSpec,
    reserved: &'static FieldSpec,
    attribute: &'static FieldSpec,
    parts: [&'static FieldSpec; 3],
    notification: &'static FieldSpec,
    error: &'static FieldSpec,
}

pub(super) static SIM: Card = Card {
    subtype: &SIM_SUBTYPE,
    reserved: &SIM_RESERVED,
    attribute: &SIM_ATTRIBUTE,
    parts: [&SIM_TYPE, &SIM_LEN, &SIM_VALUE],
    notification: &SIM_NOTIFICATION,
    error: &SIM_ERROR,
};

pub(super) static AKA: Card = Card {
    subtype: &AKA_SUBTYPE,
    reserved: &AKA_RESERVED,
    attribute: &AKA_ATTRIBUTE,
    parts: [&AKA_TYPE, &AKA_LEN, &AKA_VALUE],
    notification: &AKA_NOTIFICATION,
    error: &AKA_ERROR,
};

/// A login with the card of a mobile telephone.
pub(super) fn read(p: &mut Peel<'_>, card: &Card) -> Peeled {
    p.uint(card.subtype)?;
    p.uint(card.reserved)?;
    let [kind, len, value] = card.parts;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(card.attribute, |p| {
            let number = p.uint(kind)?;
            let words = p.uint(len)? as usize;
            let rest = (words * 4).saturating_sub(2);
            p.require(rest)?;
            match number {
                WHO => p.within(rest, "attribute length", who),
                NOTIFICATION_TYPE if rest == 2 => p.uint(card.notification).map(drop),
                ERROR_TYPE if rest == 2 => p.uint(card.error).map(drop),
                _ => p.field(value, rest).map(|_| ()),
            }
        })?;
    }
    Ok(())
}

/// The attribute that says who logs in.
const WHO: u64 = 14;

/// Those that hold one number.
const NOTIFICATION_TYPE: u64 = 12;
const ERROR_TYPE: u64 = 22;

/// A name, filled up to whole words.
fn who(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&IDENTITY_LEN)? as usize;
    if len > 0 {
        p.field(&IDENTITY, len)?;
    }
    take(p, &IDENTITY_PAD)
}
