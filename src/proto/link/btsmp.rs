//! Bluetooth's security manager: how two devices come to share keys.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::hci_parts::{self, Part};
use Part::{Address, One, Rows};

const SECTION: &str = "Bluetooth Core Specification, volume 3, part H, §3.5";
const KEYS: &str = "Bluetooth Core Specification, volume 3, part H, §3.6";

const CODES: crate::model::Codes = &[
    (0x01, "pairing request"),
    (0x02, "pairing response"),
    (0x03, "confirm"),
    (0x04, "random"),
    (0x05, "pairing failed"),
    (0x06, "encryption information"),
    (0x07, "central identification"),
    (0x08, "identity information"),
    (0x09, "identity address"),
    (0x0a, "signing information"),
    (0x0b, "security request"),
    (0x0c, "public key"),
    (0x0d, "DHKey check"),
    (0x0e, "keypress"),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const REQUIREMENTS: &[FieldSpec] = &[
    FieldSpec::hex("btsmp.authreq", "Requirements", 8)
        .parts_follow()
        .doc("What the device asks of the pairing.", SECTION),
    FieldSpec::uint("btsmp.reserved_flags", "Reserved", 3)
        .part()
        .doc("Zero, or newer flags.", SECTION),
    flag(
        "btsmp.keypress_flag",
        "Key presses",
        "Set: tell when the user types.",
    ),
    flag(
        "btsmp.sc_flag",
        "Secure connections",
        "Set: with keys on an elliptic curve.",
    ),
    flag(
        "btsmp.mitm_flag",
        "No middleman",
        "Set: the user shall check.",
    ),
    FieldSpec::uint("btsmp.bonding_flags", "Bonding", 2)
        .part()
        .codes(&[(0, "no"), (1, "yes")])
        .doc("Whether the keys are kept.", SECTION),
];

/// What keys a device gives; `name` says which device.
const fn distribution(name: &'static str, label: &'static str) -> [FieldSpec; 6] {
    [
        FieldSpec::hex(name, label, 8)
            .parts_follow()
            .doc("Which keys this device gives to the other.", KEYS),
        FieldSpec::uint("btsmp.key_dist_reserved", "Reserved", 4)
            .part()
            .doc("Zero.", KEYS),
        FieldSpec::flag("btsmp.key_dist_linkkey", "Link key")
            .part()
            .doc("Set: a key for classic Bluetooth too.", KEYS),
        FieldSpec::flag("btsmp.key_dist_sign", "Signature")
            .part()
            .doc("Set: a key to sign with.", KEYS),
        FieldSpec::flag("btsmp.key_dist_id", "Identity")
            .part()
            .doc("Set: a key that tells private addresses.", KEYS),
        FieldSpec::flag("btsmp.key_dist_enc", "Encryption")
            .part()
            .doc("Set: a key to encrypt with.", KEYS),
    ]
}

const INITIATOR: &[FieldSpec] =
    &distribution("btsmp.initiator_key_distribution", "Initiator's keys");
const RESPONDER: &[FieldSpec] =
    &distribution("btsmp.responder_key_distribution", "Responder's keys");

crate::fields! {
    OPCODE = FieldSpec::hex("btsmp.opcode", "Command", 8).codes(CODES).doc("Which step this is.", SECTION);
    CAPABILITY = FieldSpec::hex("btsmp.io_capability", "I/O capability", 8).codes(&[(0, "display"), (1, "display, yes or no"), (2, "keyboard"), (3, "none"), (4, "keyboard and display")]).doc("What the device can show and take in.", SECTION);
    OOB = FieldSpec::hex("btsmp.oob_data_flags", "Out of band", 8).codes(&[(0, "no"), (1, "yes")]).doc("Whether it has data by another way.", SECTION);
    KEY_SIZE = FieldSpec::uint("btsmp.max_enc_key_size", "Key size", 8).unit("bytes").doc("The longest key it can use.", SECTION);
    CONFIRM = FieldSpec::bytes("btsmp.cfm_value", "Confirm value").wide(16).doc("Binds the sender to a number that it has not told yet.", SECTION);
    RANDOM = FieldSpec::bytes("btsmp.random_value", "Random value").wide(16).doc("Now told, to be checked.", SECTION);
    REASON = FieldSpec::hex("btsmp.reason", "Reason", 8).codes(&[(1, "passkey failed"), (2, "no out of band data"), (3, "requirements"), (4, "confirm value"), (5, "not supported"), (6, "key size"), (7, "unknown command"), (8, "unspecified"), (9, "repeated attempts"), (10, "invalid parameters"), (11, "DHKey check")]).doc("Why the pairing ends.", SECTION);
    LONG_TERM_KEY = FieldSpec::bytes("btsmp.long_term_key", "Long term key").wide(16).doc("To encrypt later connections with.", KEYS);
    DIVERSIFIER = FieldSpec::hex("btsmp.ediv", "Diversifier", 16).little().doc("Which key it is.", KEYS);
    RANDOM_NUMBER = FieldSpec::bytes("", "Random number").wide(8).doc("Which key it is.", KEYS);
    IDENTITY_KEY = FieldSpec::bytes("btsmp.id_resolving_key", "Identity key").wide(16).doc("Tells the device's private addresses.", KEYS);
    ADDRESS_TYPE = FieldSpec::hex("btsmp.address_type", "Kind of address", 8).codes(&[(0, "public"), (1, "random")]).doc("Of the identity.", KEYS);
    ADDRESS = FieldSpec::mac("btsmp.bd_addr", "Address").doc("Who the device really is.", KEYS);
    SIGNATURE_KEY = FieldSpec::bytes("btsmp.signature_key", "Signature key").wide(16).doc("To sign data with.", KEYS);
    UNKNOWN = FieldSpec::bytes("", "Data").doc("What decap does not take apart.", SECTION);
}

/// The security manager.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "btsmp",
        short: "SMP",
        title: "Bluetooth Security Manager Protocol",
        osi: OsiLayer::Presentation,
        why: "It agrees on the keys that the link is then encrypted with.",
        reference: "Bluetooth Core Specification, volume 3, part H",
    },
    claims: &[Claim::Field("btl2cap.cid", 6)],
    headers: &[REQUIREMENTS, INITIATOR, RESPONDER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x03\0\x01\x10\x07\x07",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let code = p.uint(&OPCODE)?;
    let name = CODES.binary_search_by_key(&code, |entry| entry.0);
    p.summary(format_args!(
        "{}",
        name.map_or("unknown command", |at| CODES[at].1)
    ));
    let parts: &[Part] = match code {
        1 | 2 => &[
            One(&CAPABILITY),
            One(&OOB),
            Rows(REQUIREMENTS),
            One(&KEY_SIZE),
            Rows(INITIATOR),
            Rows(RESPONDER),
        ],
        3 => &[One(&CONFIRM)],
        4 => &[One(&RANDOM)],
        5 => &[One(&REASON)],
        6 => &[One(&LONG_TERM_KEY)],
        7 => &[One(&DIVERSIFIER), One(&RANDOM_NUMBER)],
        8 => &[One(&IDENTITY_KEY)],
        9 => &[One(&ADDRESS_TYPE), Address(&ADDRESS)],
        10 => &[One(&SIGNATURE_KEY)],
        11 => &[Rows(REQUIREMENTS)],
        _ => &[],
    };
    hci_parts::read(p, parts)?;
    match p.rest().len() {
        0 => Ok(()),
        left => p.field(&UNKNOWN, left).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn requests_say_what_the_device_wants() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("btsmp.io_capability"), Value::Uint(3));
        assert_eq!(value("btsmp.bonding_flags"), Value::Uint(1));
        assert_eq!(value("btsmp.key_dist_id"), Value::Uint(1));
        assert!(!peeled(b"\x03\x01").faults.is_empty());
    }
}
