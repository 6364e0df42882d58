//! Signed certificate timestamps (RFC 6962 §3): public logs promise to list the certificate.

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Timestamp, Value};

const SECTION: &str = "RFC 6962 §3.2";

crate::fields! {
    LIST_LENGTH = FieldSpec::uint("tls.sct.scts_length", "Timestamps length", 16)
        .unit("bytes").doc("Length of all timestamps together.", "RFC 6962 §3.3");
    ONE = FieldSpec::group("", "Signed certificate timestamp")
        .doc("A public log's promise to list the certificate: nobody can issue one in secret.", SECTION);
    LENGTH = FieldSpec::uint("tls.sct.sct_length", "Length", 16)
        .unit("bytes").doc("Length of the timestamp.", "RFC 6962 §3.3");
    VERSION = FieldSpec::uint("tls.sct.sct_version", "Version", 8)
        .codes(&[(0, "version 1")]).doc("The timestamp's form.", SECTION);
    LOG = FieldSpec::bytes("tls.sct.sct_logid", "Log")
        .doc("Which log: the SHA-256 of its public key.", SECTION);
    TIME = FieldSpec::computed("tls.sct.sct_timestamp", "Time")
        .doc("When the log got the certificate.", SECTION);
    EXTENSIONS_LENGTH = FieldSpec::uint("tls.sct.sct_extensions_length", "Extensions length", 16)
        .unit("bytes").doc("Length of extensions; none are defined.", SECTION);
    SIGNATURE_LENGTH = FieldSpec::uint("tls.sct.sct_signature_length", "Signature length", 16)
        .unit("bytes").doc("Length of the signature.", SECTION);
    SIGNATURE = FieldSpec::bytes("tls.sct.sct_signature", "Signature")
        .doc("The log's signature over the time and the certificate.", SECTION);
}

/// A list of timestamps.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn list(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&LIST_LENGTH)? as usize;
    p.within(len, "timestamps length", |p| {
        while !p.rest().is_empty() {
            p.group(&ONE, |p| {
                let len = p.uint(&LENGTH)? as usize;
                p.within(len, "timestamp length", timestamp)
            })?;
        }
        Ok(())
    })
}

fn timestamp(p: &mut Peel<'_>) -> Peeled {
    // Other versions may have another form.
    if p.uint(&VERSION)? != 0 {
        return Ok(());
    }
    p.field(&LOG, 32)?;
    let at = p.pos();
    let millis = p
        .skip(8)?
        .iter()
        .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    let seconds = i64::try_from(millis / 1000).unwrap_or(i64::MAX);
    let time = Timestamp::from_parts(seconds, (millis % 1000) as u32 * 1_000_000);
    p.mark_as(&TIME, at..at + 8, Value::Time(time));
    let len = p.uint(&EXTENSIONS_LENGTH)? as usize;
    p.skip(len)?;
    super::scheme(p)?;
    let len = p.uint(&SIGNATURE_LENGTH)? as usize;
    p.field(&SIGNATURE, len).map(drop)
}
