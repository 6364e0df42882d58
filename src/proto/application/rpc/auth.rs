//! Who calls: credentials and verifiers (RFC 5531 §8), and RPCSEC_GSS (RFC 2203).

use super::xdr;
use crate::decode::{Next, Peel, Peeled, Stop};
use crate::model::FieldSpec;

const SECTION: &str = "RFC 5531 §8.2";
const GSS_SECTION: &str = "RFC 2203 §5";

const UNIX: u64 = 1;
const SHORT: u64 = 2;
const GSS: u64 = 6;

const DATA_PROCEDURE: u64 = 0;
const DESTROY: u64 = 3;
const INTEGRITY: u64 = 2;
const PRIVACY: u64 = 3;

crate::fields! {
    CREDENTIALS = FieldSpec::group("", "Credentials").doc("Who calls.", SECTION);
    VERIFIER = FieldSpec::group("", "Verifier").doc("What proves it.", SECTION);
    FLAVOR = FieldSpec::uint("rpc.auth.flavor", "Flavor", 32)
        .codes(&[
            (0, "none"),
            (UNIX, "system (UNIX numbers)"),
            (SHORT, "short"),
            (3, "Diffie-Hellman"),
            (5, "RSA"),
            (GSS, "RPCSEC_GSS"),
            (7, "TLS"),
            (390_003, "Kerberos 5"),
            (390_004, "Kerberos 5, integrity"),
            (390_005, "Kerberos 5, privacy"),
        ])
        .doc("How the caller says who he is.", SECTION);
    LENGTH = FieldSpec::uint("rpc.auth.length", "Length", 32).unit("bytes").doc("Of what follows.", SECTION);
    STAMP = FieldSpec::hex("rpc.auth.stamp", "Stamp", 32).doc("A number that the caller's machine chose.", "RFC 5531 §14");
    MACHINE = FieldSpec::text("rpc.auth.machinename", "Machine").doc("The caller's host.", "RFC 5531 §14");
    USER = FieldSpec::uint("rpc.auth.uid", "User", 32).doc("The caller's number on his host; nothing proves it.", "RFC 5531 §14");
    GROUP = FieldSpec::uint("rpc.auth.gid", "Group", 32).doc("A group that he is in.", "RFC 5531 §14");
    GROUPS = FieldSpec::group("", "More groups").doc("Up to 16 of them.", "RFC 5531 §14");
    OPAQUE = FieldSpec::bytes("rpc.opaque_data", "Data").doc("Authentication that decap does not take apart.", SECTION);
    GSS_VERSION = FieldSpec::uint("rpc.authgss.version", "GSS version", 32).doc("1.", GSS_SECTION);
    GSS_PROCEDURE = FieldSpec::uint("rpc.authgss.procedure", "GSS procedure", 32)
        .codes(&[(0, "data"), (1, "init"), (2, "continue init"), (3, "destroy"), (4, "bind channel")])
        .doc("Whether a context is set up, used or ended.", GSS_SECTION);
    GSS_NUMBER = FieldSpec::uint("rpc.authgss.seqnum", "GSS sequence number", 32).doc("Keeps old calls from being sent again.", GSS_SECTION);
    GSS_SERVICE = FieldSpec::uint("rpc.authgss.service", "GSS service", 32)
        .codes(&[(1, "authentication"), (2, "integrity"), (3, "privacy")])
        .doc("Whether only the caller is proved, or the arguments are protected as well, or hidden.", GSS_SECTION);
    CONTEXT_LEN = FieldSpec::uint("rpc.authgss.context.length", "Context length", 32).unit("bytes").doc("Of the context's name.", GSS_SECTION);
    CONTEXT = FieldSpec::bytes("rpc.authgss.context", "Context").doc("Which context: the server has named it.", GSS_SECTION);
    MAJOR = FieldSpec::uint("rpc.authgss.major", "Major status", 32).doc("0 or 1: it works so far.", GSS_SECTION);
    MINOR = FieldSpec::uint("rpc.authgss.minor", "Minor status", 32).doc("The mechanism's own.", GSS_SECTION);
    WINDOW = FieldSpec::uint("rpc.authgss.window", "Window", 32).doc("How far sequence numbers may be apart.", GSS_SECTION);
    TOKEN_LEN = FieldSpec::uint("rpc.authgss.token_length", "Token length", 32).unit("bytes").doc("Of the token.", GSS_SECTION);
    TOKEN = FieldSpec::bytes("rpc.authgss.token", "Token").doc("What the mechanism, mostly Kerberos, says.", GSS_SECTION);
    DATA_LEN = FieldSpec::uint("rpc.authgss.data.length", "Length", 32).unit("bytes").doc("Of the protected data.", "RFC 2203 §5.3.2.2");
    GSS_DATA = FieldSpec::bytes("rpc.authgss.data", "Encrypted data").doc("Only the two ends can read them.", "RFC 2203 §5.3.2.3");
    CHECKSUM = FieldSpec::bytes("rpc.authgss.checksum", "Checksum").doc("Shows that nothing was changed.", GSS_SECTION);
}

/// How a call and its reply are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gss {
    /// Arguments and results stand there as they are.
    None,
    /// A context is set up: tokens instead of arguments.
    Init,
    /// A context ends.
    Destroy,
    /// Arguments with a checksum.
    Integrity,
    /// Encrypted arguments.
    Privacy,
}

impl Gss {
    /// A number for facts.
    pub(super) fn code(self) -> u64 {
        match self {
            Gss::None => 0,
            Gss::Init => 1,
            Gss::Destroy => 2,
            Gss::Integrity => 3,
            Gss::Privacy => 4,
        }
    }

    /// The same backwards.
    pub(super) fn of_code(code: u64) -> Gss {
        match code {
            1 => Gss::Init,
            2 => Gss::Destroy,
            3 => Gss::Integrity,
            4 => Gss::Privacy,
            _ => Gss::None,
        }
    }
}

/// Reads the credentials.
pub(super) fn credentials(p: &mut Peel<'_>) -> Result<Gss, Stop> {
    let mut gss = Gss::None;
    p.group(&CREDENTIALS, |p| {
        let flavor = p.uint(&FLAVOR)?;
        let len = p.uint(&LENGTH)? as usize;
        p.within(len, "credentials length", |p| match flavor {
            UNIX => unix(p),
            GSS => {
                gss = context(p)?;
                Ok(())
            }
            _ if len > 0 => p.field(&OPAQUE, len).map(drop),
            _ => Ok(()),
        })?;
        fill(p, len)
    })?;
    Ok(gss)
}

/// Reads the verifier.
pub(super) fn verifier(p: &mut Peel<'_>) -> Peeled {
    p.group(&VERIFIER, |p| {
        let flavor = p.uint(&FLAVOR)?;
        if flavor == GSS {
            return xdr::opaque(p, &CHECKSUM);
        }
        let len = p.uint(&LENGTH)? as usize;
        if len > 0 {
            p.field(&OPAQUE, len)?;
        }
        fill(p, len)
    })
}

/// Passes over what makes the length a multiple of four.
fn fill(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.skip((4 - len % 4) % 4).map(drop)
}

fn unix(p: &mut Peel<'_>) -> Peeled {
    p.uint(&STAMP)?;
    xdr::opaque(p, &MACHINE)?;
    p.uint(&USER)?;
    p.uint(&GROUP)?;
    p.group(&GROUPS, |p| {
        p.skip(4)?;
        while !p.rest().is_empty() {
            p.uint(&GROUP)?;
        }
        Ok(())
    })
}

fn context(p: &mut Peel<'_>) -> Result<Gss, Stop> {
    p.uint(&GSS_VERSION)?;
    let procedure = p.uint(&GSS_PROCEDURE)?;
    p.uint(&GSS_NUMBER)?;
    let service = p.uint(&GSS_SERVICE)?;
    xdr::bare_opaque(p, &CONTEXT_LEN, &CONTEXT)?;
    Ok(match (procedure, service) {
        (DATA_PROCEDURE, INTEGRITY) => Gss::Integrity,
        (DATA_PROCEDURE, PRIVACY) => Gss::Privacy,
        (DATA_PROCEDURE, _) => Gss::None,
        (DESTROY, _) => Gss::Destroy,
        _ => Gss::Init,
    })
}

/// Reads arguments or results that are protected, or the tokens in their place.
pub(super) fn protected(p: &mut Peel<'_>, gss: Gss, next: Next<'_>, is_reply: bool) -> Peeled {
    match gss {
        Gss::Init if is_reply => {
            xdr::bare_opaque(p, &CONTEXT_LEN, &CONTEXT)?;
            p.uint(&MAJOR)?;
            p.uint(&MINOR)?;
            p.uint(&WINDOW)?;
            xdr::bare_opaque(p, &TOKEN_LEN, &TOKEN)
        }
        Gss::Init => xdr::bare_opaque(p, &TOKEN_LEN, &TOKEN),
        Gss::Integrity => {
            let len = p.uint(&DATA_LEN)? as usize;
            p.uint(&GSS_NUMBER)?;
            let start = p.pos();
            let len = len.saturating_sub(4);
            p.require(len)?;
            p.wrap(next, start..start + len, "length of the protected data");
            p.skip(len)?;
            xdr::opaque(p, &CHECKSUM)
        }
        Gss::Privacy => xdr::opaque(p, &GSS_DATA),
        Gss::None | Gss::Destroy => Ok(()),
    }
}
