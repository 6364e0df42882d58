//! What the server says.

use super::{
    ASKED, COPY, COUNT, FORMAT, FORMAT_8, KEY, OID_TYPE, PARAMETER, PARAMETER_VALUE, PID, SOURCE,
    error, values, zero_ended,
};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::FieldSpec;

crate::fields! {
    AUTH_TYPE = FieldSpec::uint("pgsql.authtype", "Authentication", 32).codes(&[(0, "success"), (2, "Kerberos 5"), (3, "plain password"), (5, "MD5 password"), (6, "SCM credentials"), (7, "GSSAPI"), (8, "GSSAPI or SSPI goes on"), (9, "SSPI"), (10, "SASL"), (11, "SASL goes on"), (12, "SASL is complete")]).doc("How the client shall prove who it is.", SOURCE);
    SALT = FieldSpec::bytes("pgsql.salt", "Salt").doc("Hashed with the password, so that the hash is another one next time.", SOURCE);
    SASL_NAME = FieldSpec::text("pgsql.auth.sasl.mech", "Mechanism").doc("One that the server knows.", SOURCE);
    SASL_DATA = FieldSpec::bytes("pgsql.auth.sasl.data", "Challenge").doc("In the form of the mechanism.", SOURCE);
    GSS_DATA = FieldSpec::bytes("pgsql.auth.gssapi_sspi.data", "Token").doc("Of GSSAPI or SSPI.", SOURCE);
    STATUS = FieldSpec::uint("pgsql.status", "Status", 8).codes(&[(69, "in a failed transaction"), (73, "idle"), (84, "in a transaction")]).doc("A letter: I, T or E.", SOURCE);
    TAG = FieldSpec::text("pgsql.tag", "Tag").doc("Which command is complete, and how many rows it touched.", SOURCE);
    FIELD_COUNT = FieldSpec::uint("pgsql.field.count", "Columns", 16).doc("How many follow.", SOURCE);
    COLUMN = FieldSpec::text("pgsql.col.name", "Column").doc("Its name in the result.", SOURCE);
    TABLE = FieldSpec::uint("pgsql.oid.table", "Table", 32).doc("The number of the table that it comes from; 0 if it is computed.", SOURCE);
    INDEX = FieldSpec::uint("pgsql.col.index", "Column of the table", 16).doc("Counted from 1.", SOURCE);
    TYPE_LEN = FieldSpec::int("pgsql.val.length", "Type's length", 16).doc("Bytes of a value; negative if it varies.", SOURCE);
    TYPE_MOD = FieldSpec::int("pgsql.col.typemod", "Type modifier", 32).doc("Such as the length of a varchar; -1 for none.", SOURCE);
    CONDITION = FieldSpec::text("pgsql.condition", "Channel").doc("Which the client listens to.", SOURCE);
    PAYLOAD = FieldSpec::text("pgsql.text", "Payload").doc("What the notifier says.", SOURCE);
    MINOR = FieldSpec::uint("pgsql.version_supported_minor", "Minor version", 32).doc("The newest that the server knows.", SOURCE);
    OPTION_COUNT = FieldSpec::int("pgsql.number_nonsupported_options", "Unknown options", 32).doc("How many follow.", SOURCE);
    OPTION = FieldSpec::text("pgsql.nonsupported_option", "Unknown option").doc("The server does not know it.", SOURCE);
}

/// What a message is called.
pub(super) fn name(letter: u8) -> &'static str {
    match letter {
        b'R' => "Authentication request",
        b'K' => "Backend key data",
        b'S' => "Parameter status",
        b'Z' => "Ready for query",
        b'C' => "Command completion",
        b'T' => "Row description",
        b'D' => "Data row",
        b'I' => "Empty query",
        b'E' => "Error",
        b'N' => "Notice",
        b'A' => "Notification",
        b'1' => "Parse completion",
        b'2' => "Bind completion",
        b'3' => "Close completion",
        b's' => "Portal suspended",
        b't' => "Parameter description",
        b'n' => "No data",
        b'V' => "Function call response",
        b'G' => "CopyIn response",
        b'H' => "CopyOut response",
        b'W' => "CopyBoth response",
        b'd' => "Copy data",
        b'c' => "Copy completion",
        b'v' => "Negotiate protocol version",
        _ => "Unknown",
    }
}

/// Reads the body of a message.
pub(super) fn read(p: &mut Peel<'_>, letter: u8) -> Peeled {
    match letter {
        b'R' => return authentication(p),
        b'K' => {
            p.uint(&PID)?;
            p.uint(&KEY)?;
        }
        b'S' => {
            let name = zero_ended(p, &PARAMETER)?;
            let value = zero_ended(p, &PARAMETER_VALUE)?;
            p.summary(format_args!("{name} is {value}"));
        }
        b'Z' => drop(p.uint(&STATUS)?),
        b'C' => {
            let tag = zero_ended(p, &TAG)?;
            p.summary(format_args!("Command completion: {tag}"));
        }
        b'T' => return columns(p),
        b'D' => {
            let count = p.uint(&FIELD_COUNT)?;
            return values(p, count);
        }
        b'E' | b'N' => return error::read(p),
        b'A' => {
            p.uint(&PID)?;
            zero_ended(p, &CONDITION)?;
            if !p.rest().is_empty() {
                zero_ended(p, &PAYLOAD)?;
            }
        }
        b't' => {
            for _ in 0..p.uint(&COUNT)? {
                p.uint(&OID_TYPE)?;
            }
        }
        b'V' => return values(p, 1),
        b'G' | b'H' | b'W' => {
            p.uint(&FORMAT_8)?;
            for _ in 0..p.uint(&COUNT)? {
                p.uint(&FORMAT)?;
            }
        }
        b'd' => {
            let len = p.rest().len();
            p.field(&COPY, len)?;
        }
        b'v' => {
            p.uint(&MINOR)?;
            for _ in 0..p.uint(&OPTION_COUNT)? {
                zero_ended(p, &OPTION)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn authentication(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&AUTH_TYPE)?;
    p.note(ASKED, 0, kind);
    let name = AUTH_TYPE.names.get(kind).unwrap_or("unknown");
    p.summary(format_args!("Authentication request: {name}"));
    let len = p.rest().len();
    match kind {
        4 if len >= 2 => p.field(&SALT, 2).map(drop),
        5 => p.field(&SALT, 4).map(drop),
        8 if len > 0 => p.field(&GSS_DATA, len).map(drop),
        10 => {
            while p.rest().first().is_some_and(|byte| *byte != 0) && !p.is_full() {
                zero_ended(p, &SASL_NAME)?;
            }
            Ok(())
        }
        11 | 12 if len > 0 => p.field(&SASL_DATA, len).map(drop),
        _ => Ok(()),
    }
}

fn columns(p: &mut Peel<'_>) -> Peeled {
    let count = p.uint(&FIELD_COUNT)?;
    let mut said = Vec::new();
    for _ in 0..count {
        if p.is_full() {
            return Err(Stop);
        }
        let name = zero_ended(p, &COLUMN)?;
        if said.len() < 8 {
            said.push(name);
        }
        p.uint(&TABLE)?;
        p.uint(&INDEX)?;
        p.uint(&OID_TYPE)?;
        p.uint(&TYPE_LEN)?;
        p.uint(&TYPE_MOD)?;
        p.uint(&FORMAT)?;
    }
    p.summary(format_args!("Row description: {}", said.join(", ")));
    Ok(())
}
