//! Messages of version 3: header, security parameters of the user-based model, and data that may
//! be encrypted (RFC 3412 §6; RFC 3414 §2.4).

use super::{VERSIONS, engine, pdu};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Value, text};
use crate::proto::ber;

const USER_BASED: Value = Value::Uint(3);

const MODELS: Codes = &[
    (0, "any"),
    (1, "SNMPv1"),
    (2, "SNMPv2c"),
    (3, "user-based"),
    (4, "transport"),
];

const HEADER: &str = "RFC 3412 §6";
const SECURITY: &str = "RFC 3414 §2.4";

/// The bits of the flags' byte that count.
pub(super) const FLAG_BITS: &[FieldSpec] = &[
    FieldSpec::gap(5),
    FieldSpec::flag("snmp.v3.flags.report", "Reportable").doc(
        "The receiver must send a report if it does not understand the message.",
        "RFC 3412 §6.4",
    ),
    FieldSpec::flag("snmp.v3.flags.crypt", "Encrypted").doc(
        "The data can be read only with the user's key.",
        "RFC 3412 §6.4",
    ),
    FieldSpec::flag("snmp.v3.flags.auth", "Authenticated").doc(
        "A code proves who sent the message and that nobody changed it.",
        "RFC 3412 §6.4",
    ),
];

crate::fields! {
    VERSION = FieldSpec::int("snmp.msgVersion", "Version", 32)
        .codes(VERSIONS)
        .doc("Which version of the protocol.", HEADER);
    GLOBAL = FieldSpec::group("snmp.msgGlobalData_element", "Header")
        .doc("What the receiver needs before it can check the security of the message.", HEADER);
    ID = FieldSpec::uint("snmp.msgID", "Message identifier", 32)
        .doc("The response repeats it.", "RFC 3412 §6.2");
    MAX_SIZE = FieldSpec::uint("snmp.msgMaxSize", "Largest message", 32)
        .unit("bytes")
        .doc("The largest message that the sender can take.", "RFC 3412 §6.3");
    FLAGS = FieldSpec::bytes("snmp.msgFlags", "Flags")
        .doc("How the message is protected.", "RFC 3412 §6.4");
    MODEL = FieldSpec::uint("snmp.msgSecurityModel", "Security model", 32)
        .codes(MODELS)
        .doc("What the security parameters mean.", "RFC 3412 §6.5");
    PARAMETERS = FieldSpec::bytes("snmp.msgSecurityParameters", "Security parameters")
        .doc("Parameters of a security model without a meaning here.", "RFC 3412 §6.6");
    BOOTS = FieldSpec::uint("snmp.msgAuthoritativeEngineBoots", "Engine's starts", 32)
        .doc("How often the engine in charge has been started: old messages cannot be sent again.", SECURITY);
    TIME = FieldSpec::uint("snmp.msgAuthoritativeEngineTime", "Engine's time", 32)
        .unit("s")
        .doc("How long it has been running since.", SECURITY);
    USER = FieldSpec::text("snmp.msgUserName", "User")
        .doc("In whose name the message is sent; his password makes the keys.", SECURITY);
    AUTHENTICATION = FieldSpec::bytes("snmp.msgAuthenticationParameters", "Authentication code")
        .doc("Covers the whole message; only who has the user's key can make it.", "RFC 3414 §6.3");
    PRIVACY = FieldSpec::bytes("snmp.msgPrivacyParameters", "Salt")
        .doc("Makes the same data look different each time it is encrypted.", "RFC 3414 §8.1.1");
    MESSAGE_DATA = FieldSpec::uint("snmp.msgData", "Message data", 32)
        .codes(&[(0, "plain"), (1, "encrypted")])
        .doc("What is said, and to which part of the device.", "RFC 3412 §6.7");
    PLAIN = FieldSpec::group("snmp.plaintext_element", "Scoped data")
        .doc("The data with its context.", "RFC 3412 §6.8");
    CONTEXT_NAME = FieldSpec::text("snmp.contextName", "Context")
        .doc("A part of the device that has variables of its own; mostly there is only one, without a name.", "RFC 3412 §6.8.2");
    ENCRYPTED = FieldSpec::bytes("snmp.encryptedPDU", "Encrypted data")
        .doc("Only the user's key makes it readable.", "RFC 3414 §8");
}

/// Reads a message from its version on.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    ber::field(p, &VERSION, ber::INTEGER)?;
    let model = header(p)?;
    let user = if model == USER_BASED {
        user_based(p)?
    } else {
        ber::field(p, &PARAMETERS, ber::OCTET_STRING)?;
        String::new()
    };
    p.summary(format_args!("version 3{user}: encrypted"));
    let said = message_data(p)?;
    p.summary(format_args!("version 3{user}: {said}"));
    Ok(())
}

/// Reads the header; returns the security model.
fn header(p: &mut Peel<'_>) -> Result<Value, Stop> {
    let mut model = Value::None;
    p.group(&GLOBAL, |p| {
        let element = ber::expect(p, ber::SEQUENCE)?;
        ber::contents(p, &element, |p| {
            ber::field(p, &ID, ber::INTEGER)?;
            ber::field(p, &MAX_SIZE, ber::INTEGER)?;
            let flags = ber::expect(p, ber::OCTET_STRING)?;
            p.group(&FLAGS, |p| {
                p.skip(flags.len)?;
                if flags.len == 1 {
                    p.bits(FLAG_BITS, flags.start);
                }
                Ok(())
            })?;
            model = ber::number(ber::field(p, &MODEL, ber::INTEGER)?);
            Ok(())
        })
    })?;
    Ok(model)
}

/// Reads the security parameters, an encoding inside an octet string; returns the user.
fn user_based(p: &mut Peel<'_>) -> Result<String, Stop> {
    let string = ber::expect(p, ber::OCTET_STRING)?;
    let mut user = String::new();
    ber::contents(p, &string, |p| {
        let sequence = ber::expect(p, ber::SEQUENCE)?;
        ber::contents(p, &sequence, |p| {
            engine::field(p, &engine::AUTHORITATIVE)?;
            ber::field(p, &BOOTS, ber::INTEGER)?;
            ber::field(p, &TIME, ber::INTEGER)?;
            let name = ber::field(p, &USER, ber::OCTET_STRING)?;
            if !name.is_empty() {
                user = format!(", user {}", text::clean_bytes(name));
            }
            ber::field(p, &AUTHENTICATION, ber::OCTET_STRING)?;
            ber::field(p, &PRIVACY, ber::OCTET_STRING).map(drop)
        })
    })?;
    Ok(user)
}

/// Reads the data: a sequence in the clear, or an encrypted one in an octet string.
fn message_data(p: &mut Peel<'_>) -> Result<String, Stop> {
    let is_encrypted = p.rest().first() == Some(&ber::OCTET_STRING);
    let mut said = "encrypted".to_owned();
    p.group_as(
        &MESSAGE_DATA,
        || Value::Uint(u64::from(is_encrypted)),
        |p| {
            if is_encrypted {
                return ber::field(p, &ENCRYPTED, ber::OCTET_STRING).map(drop);
            }
            p.group(&PLAIN, |p| {
                let sequence = ber::expect(p, ber::SEQUENCE)?;
                ber::contents(p, &sequence, |p| {
                    engine::field(p, &engine::CONTEXT)?;
                    ber::field(p, &CONTEXT_NAME, ber::OCTET_STRING)?;
                    said = pdu::pdus(p)?;
                    Ok(())
                })
            })
        },
    )?;
    Ok(said)
}
