//! What the client says.

use super::{
    ASKED, CANCEL, COPY, COUNT, GSSAPI, KEY, KIND, OID_TYPE, PARAMETER, PARAMETER_VALUE, PID,
    PORTAL, SOURCE, SSL, STATEMENT, formats, values, zero_ended,
};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, text};

crate::fields! {
    MAJOR = FieldSpec::uint("pgsql.version_major", "Major version", 16).doc("Of the protocol: 3.", SOURCE);
    MINOR = FieldSpec::uint("pgsql.version_minor", "Minor version", 16).doc("Of the protocol.", SOURCE);
    REQUEST = FieldSpec::uint("", "Request", 32).codes(&[(CANCEL as u64, "cancel a query"), (SSL as u64, "encrypt with TLS"), (GSSAPI as u64, "encrypt with GSSAPI")]).doc("Stands where others have the version.", SOURCE);
    QUERY = FieldSpec::text("pgsql.query", "Query").doc("In SQL.", SOURCE);
    PASSWORD = FieldSpec::text("pgsql.password", "Password").doc("In the clear, or hashed with the server's salt.", SOURCE);
    SASL_NAME = FieldSpec::text("pgsql.auth.sasl.mech", "Mechanism").doc("How the client proves who it is.", SOURCE);
    SASL_LEN = FieldSpec::int("pgsql.auth.sasl.data.length", "Length", 32).doc("Of the client's first words; -1 for none.", SOURCE);
    SASL_DATA = FieldSpec::bytes("pgsql.auth.sasl.data", "Proof").doc("In the form of the mechanism; it does not give the password away.", SOURCE);
    GSS_DATA = FieldSpec::bytes("pgsql.auth.gssapi_sspi.data", "Token").doc("Of GSSAPI or SSPI.", SOURCE);
    RETURNS = FieldSpec::uint("pgsql.returns", "Rows", 32).doc("The client wants so many at most; 0 is all of them.", SOURCE);
    OID = FieldSpec::uint("pgsql.oid", "Function", 32).doc("The number of the function to call.", SOURCE);
    COPY_ERROR = FieldSpec::text("pgsql.error", "Error").doc("Why the client gives the copy up.", SOURCE);
}

/// What a message is called.
pub(super) fn name(p: &Peel<'_>, letter: u8) -> &'static str {
    match letter {
        b'Q' => "Simple query",
        b'P' => "Parse",
        b'B' => "Bind",
        b'E' => "Execute",
        b'D' => "Describe",
        b'C' => "Close",
        b'H' => "Flush",
        b'S' => "Sync",
        b'F' => "Function call",
        b'X' => "Termination",
        b'd' => "Copy data",
        b'c' => "Copy completion",
        b'f' => "Copy failure",
        b'p' => match p.fact(ASKED, 0) {
            Some(7..=9) => "GSSResponse message",
            Some(10) => "SASLInitialResponse message",
            Some(11) => "SASLResponse message",
            _ => "Password message",
        },
        _ => "Unknown",
    }
}

/// Reads the body of a first message.
pub(super) fn startup(p: &mut Peel<'_>, code: u32) -> Peeled {
    match code {
        CANCEL => {
            p.uint(&REQUEST)?;
            p.uint(&PID)?;
            return p.uint(&KEY).map(drop);
        }
        SSL | GSSAPI => return p.uint(&REQUEST).map(drop),
        _ => {}
    }
    p.uint(&MAJOR)?;
    p.uint(&MINOR)?;
    let mut said = String::new();
    while p.rest().first().is_some_and(|byte| *byte != 0) && !p.is_full() {
        let name = zero_ended(p, &PARAMETER)?;
        let value = zero_ended(p, &PARAMETER_VALUE)?;
        if name == "user" || name == "database" {
            said.push_str(&format!(", {name} {value}"));
        }
    }
    p.summary(format_args!("Startup message{said}"));
    Ok(())
}

/// Reads the body of a message.
pub(super) fn read(p: &mut Peel<'_>, letter: u8) -> Peeled {
    match letter {
        b'Q' => {
            let query = zero_ended(p, &QUERY)?;
            p.summary(format_args!("{}", text::ellipsis(&query, 160)));
        }
        b'P' => return parse(p),
        b'B' => {
            zero_ended(p, &PORTAL)?;
            zero_ended(p, &STATEMENT)?;
            formats(p)?;
            let count = p.uint(&COUNT)?;
            values(p, count)?;
            return formats(p);
        }
        b'E' => {
            zero_ended(p, &PORTAL)?;
            p.uint(&RETURNS)?;
        }
        b'D' | b'C' => {
            let kind = p.field(&KIND, 1)?;
            let spec = if kind == b"P" { &PORTAL } else { &STATEMENT };
            zero_ended(p, spec)?;
        }
        b'F' => {
            p.uint(&OID)?;
            formats(p)?;
            let count = p.uint(&COUNT)?;
            values(p, count)?;
            p.uint(&super::FORMAT)?;
        }
        b'd' => {
            let len = p.rest().len();
            p.field(&COPY, len)?;
        }
        b'f' => drop(zero_ended(p, &COPY_ERROR)?),
        b'p' => return proof(p),
        _ => {}
    }
    Ok(())
}

fn parse(p: &mut Peel<'_>) -> Peeled {
    zero_ended(p, &STATEMENT)?;
    let query = zero_ended(p, &QUERY)?;
    p.summary(format_args!("Parse {}", text::ellipsis(&query, 160)));
    for _ in 0..p.uint(&COUNT)? {
        p.uint(&OID_TYPE)?;
    }
    Ok(())
}

/// How the client proves who it is: in the way that the server asked for.
fn proof(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    match p.fact(ASKED, 0) {
        Some(7..=9) => p.field(&GSS_DATA, len).map(drop),
        Some(10) => {
            zero_ended(p, &SASL_NAME)?;
            p.uint(&SASL_LEN)?;
            match p.rest().len() {
                0 => Ok(()),
                len => p.field(&SASL_DATA, len).map(drop),
            }
        }
        Some(11) => p.field(&SASL_DATA, len).map(drop),
        _ => zero_ended(p, &PASSWORD).map(drop),
    }
}
