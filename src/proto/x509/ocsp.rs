//! OCSP: whether a certificate was revoked (RFC 6960), over HTTP or stapled to a TLS handshake.

use super::{CONTEXT_CONSTRUCTED, GENERALIZED_TIME, Holder};
use super::{PADDING, algorithm, bits, certificate, element, list, moment, name};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::ber::{self, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};

const ENUMERATED: u8 = 0x0a;
/// The only type of response in use: `id-pkix-ocsp-basic`.
const BASIC_TYPE: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x30\x01\x01";

const GOOD: u32 = 0;
const REVOKED: u32 = 1;

const STATUS_NAMES: Codes = &[
    (0, "successful"),
    (1, "the request is malformed"),
    (2, "internal error"),
    (3, "try later"),
    (5, "the request must be signed"),
    (6, "unauthorized"),
];
const CERTIFICATE_STATES: Codes = &[(0, "good"), (1, "revoked"), (2, "unknown")];
const RESPONDERS: Codes = &[(1, "by name"), (2, "by key")];
const REASONS: Codes = &[
    (0, "unspecified"),
    (1, "key compromise"),
    (2, "compromise of the authority"),
    (3, "affiliation changed"),
    (4, "superseded"),
    (5, "cessation of operation"),
    (6, "certificate hold"),
    (8, "removed from the list"),
    (9, "privilege withdrawn"),
    (10, "compromise of the attribute authority"),
];

crate::fields! {
    STATUS = FieldSpec::uint("ocsp.responseStatus", "Status", 8)
        .codes(STATUS_NAMES)
        .doc("Whether the responder could answer.", "RFC 6960 §4.2.1");
    BYTES = FieldSpec::group("ocsp.responseBytes_element", "Response")
        .doc("The answer, with its type.", "RFC 6960 §4.2.1");
    TYPE = FieldSpec::computed("ocsp.responseType.id", "Type")
        .doc("The type of the answer; all responders know the basic one.", "RFC 6960 §4.2.1");
    BASIC = FieldSpec::group("ocsp.BasicOCSPResponse_element", "Basic response")
        .doc("What is said, and the signature that makes it trustworthy.", "RFC 6960 §4.2.1");
    SIGNED = FieldSpec::group("ocsp.tbsResponseData_element", "What is signed")
        .doc("All that the responder vouches for with its signature.", "RFC 6960 §4.2.1");
    VERSION = FieldSpec::int("ocsp.version", "Version", 32)
        .codes(&[(0, "version 1")])
        .doc("Only version 1 is defined.", "RFC 6960 §4.1.1");
    RESPONDER = FieldSpec::uint("ocsp.responderID", "Responder", 32)
        .codes(RESPONDERS)
        .doc("Who answers.", "RFC 6960 §4.2.1");
    BY_NAME = FieldSpec::uint("ocsp.byName", "Name", 32)
        .codes(name::FORMS)
        .doc("The responder's name.", "RFC 6960 §4.2.1");
    BY_KEY = FieldSpec::bytes("ocsp.byKey", "Key hash")
        .doc("The SHA-1 hash of the responder's key.", "RFC 6960 §4.2.1");
    PRODUCED = FieldSpec::computed("ocsp.producedAt", "Produced")
        .doc("When the answer was signed.", "RFC 6960 §4.2.2.1");
    RESPONSES = FieldSpec::uint("ocsp.responses", "Answers", 32)
        .doc("One for each certificate that was asked for.", "RFC 6960 §4.2.1");
    SINGLE = FieldSpec::group("ocsp.SingleResponse_element", "Answer")
        .doc("What is known of one certificate.", "RFC 6960 §4.2.1");
    ASKED = FieldSpec::group("ocsp.certID_element", "Certificate")
        .doc("Which certificate: a serial number, and hashes that name its issuer.", "RFC 6960 §4.1.1");
    HASH = FieldSpec::group("ocsp.hashAlgorithm_element", "Hash")
        .doc("How the issuer's name and key were hashed.", "RFC 6960 §4.1.1");
    NAME_HASH = FieldSpec::bytes("ocsp.issuerNameHash", "Hash of the issuer's name")
        .doc("Names the issuer in little space.", "RFC 6960 §4.1.1");
    KEY_HASH = FieldSpec::bytes("ocsp.issuerKeyHash", "Hash of the issuer's key")
        .doc("Two issuers may have the same name, but not the same key.", "RFC 6960 §4.1.1");
    SERIAL = FieldSpec::bytes("ocsp.serialNumber", "Serial number")
        .doc("The certificate's number, unique among those of its issuer.", "RFC 6960 §4.1.1");
    STATE = FieldSpec::uint("ocsp.certStatus", "State", 32)
        .codes(CERTIFICATE_STATES)
        .doc("Whether the certificate may still be trusted.", "RFC 6960 §4.2.1");
    STATE_GOOD = FieldSpec::group("ocsp.good_element", "Good")
        .doc("It was not revoked.", "RFC 6960 §2.2");
    STATE_REVOKED = FieldSpec::group("ocsp.revoked_element", "Revoked")
        .doc("It must not be trusted any more.", "RFC 6960 §2.2");
    STATE_UNKNOWN = FieldSpec::group("ocsp.unknown_element", "Unknown")
        .doc("The responder does not know the certificate.", "RFC 6960 §2.2");
    REVOKED_AT = FieldSpec::computed("ocsp.revocationTime", "Revoked at")
        .doc("From when on it must not be trusted.", "RFC 6960 §4.2.1");
    REASON = FieldSpec::uint("ocsp.revocationReason", "Reason", 8)
        .codes(REASONS)
        .doc("Why it was revoked.", "RFC 5280 §5.3.1");
    THIS_UPDATE = FieldSpec::computed("ocsp.thisUpdate", "Known at")
        .doc("The state was right at this time.", "RFC 6960 §4.2.2.1");
    NEXT_UPDATE = FieldSpec::computed("ocsp.nextUpdate", "Next news")
        .doc("At or before this time there will be a newer answer.", "RFC 6960 §4.2.2.1");
    SINGLE_EXTENSIONS = FieldSpec::uint("ocsp.singleExtensions", "Extensions", 32)
        .doc("More about this certificate.", "RFC 6960 §4.4");
    EXTENSIONS = FieldSpec::uint("ocsp.responseExtensions", "Extensions", 32)
        .doc("More about the answer, such as the number that the client had sent along.", "RFC 6960 §4.4");
    ALGORITHM = FieldSpec::group("ocsp.signatureAlgorithm_element", "Signature algorithm")
        .doc("How the signature was made.", "RFC 6960 §4.2.1");
    SIGNATURE = FieldSpec::bytes("ocsp.signature", "Signature")
        .doc("Only the responder can make it; the answer may come from anyone.", "RFC 6960 §4.2.1");
    CERTIFICATES = FieldSpec::uint("ocsp.certs", "Certificates", 32)
        .doc("Show that the responder may speak for the issuer.", "RFC 6960 §4.2.1");
    CERTIFICATE = FieldSpec::group("ocsp.Certificate_element", "Certificate")
        .doc("The responder's certificate, or one that vouches for it.", "RFC 6960 §4.2.2.2");
    REQUEST = FieldSpec::group("ocsp.tbsRequest_element", "Request")
        .doc("What the client asks.", "RFC 6960 §4.1.1");
    REQUESTS = FieldSpec::uint("ocsp.requestList", "Questions", 32)
        .doc("One for each certificate.", "RFC 6960 §4.1.1");
    QUESTION = FieldSpec::group("ocsp.Request_element", "Question")
        .doc("Asks for one certificate.", "RFC 6960 §4.1.1");
    QUESTIONED = FieldSpec::group("ocsp.reqCert_element", "Certificate")
        .doc("Which certificate: a serial number, and hashes that name its issuer.", "RFC 6960 §4.1.1");
    REQUEST_EXTENSIONS = FieldSpec::uint("ocsp.requestExtensions", "Extensions", 32)
        .doc("More about the question, such as a random number that the answer shall repeat.", "RFC 6960 §4.4");
}

/// What a response says in short.
#[derive(Debug, Default, Clone, Copy)]
pub struct Said {
    /// The responder's status.
    pub status: Option<&'static str>,
    /// The state of the first certificate.
    pub state: Option<&'static str>,
}

fn named(codes: Codes, code: u64) -> Option<&'static str> {
    codes
        .iter()
        .find(|known| known.0 == code)
        .map(|known| known.1)
}

/// A response from the cursor on.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there or none.
pub fn response(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    let whole = ber::expect(p, SEQUENCE)?;
    ber::contents(p, &whole, |p| {
        let status = ber::field(p, &STATUS, ENUMERATED)?;
        said.status = status
            .first()
            .and_then(|code| named(STATUS_NAMES, u64::from(*code)));
        if p.rest().is_empty() {
            return Ok(());
        }
        let bytes = ber::expect(p, CONTEXT_CONSTRUCTED)?;
        ber::contents(p, &bytes, |p| {
            element(p, &BYTES, |p| {
                let kind = ber::field(p, &TYPE, OBJECT_IDENTIFIER)?;
                let string = ber::expect(p, OCTET_STRING)?;
                ber::contents(p, &string, |p| match kind == BASIC_TYPE {
                    true => element(p, &BASIC, |p| basic(p, said)),
                    false => Ok(()),
                })
            })
        })
    })
}

fn basic(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    element(p, &SIGNED, |p| signed(p, said))?;
    algorithm(p, &ALGORITHM, |_, _| Ok(()))?;
    bits(p, &PADDING, |p| {
        let len = p.rest().len();
        p.field(&SIGNATURE, len).map(drop)
    })?;
    if p.rest().is_empty() {
        return Ok(());
    }
    let certificates = ber::expect(p, CONTEXT_CONSTRUCTED)?;
    ber::contents(p, &certificates, |p| {
        list(p, SEQUENCE, &CERTIFICATES, |p| {
            p.group(&CERTIFICATE, |p| certificate(p, &mut Holder::default()))
        })
    })
}

fn signed(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    version(p)?;
    let choice = ber::header(p)?;
    ber::contents(p, &choice, |p| {
        p.group_as(
            &RESPONDER,
            || Value::Uint(choice.tag.into()),
            |p| match choice.tag {
                1 => name::name(p, &BY_NAME, &name::PARTS, &mut Holder::default()),
                _ => ber::field(p, &BY_KEY, OCTET_STRING).map(drop),
            },
        )
    })?;
    time(p, &PRODUCED)?;
    list(p, SEQUENCE, &RESPONSES, |p| {
        element(p, &SINGLE, |p| single(p, said))
    })?;
    optional(p, 1, |p| extensions(p, &EXTENSIONS))
}

/// Version 1 is mostly not written down.
fn version(p: &mut Peel<'_>) -> Peeled {
    optional(p, 0, |p| ber::field(p, &VERSION, INTEGER).map(drop))
}

/// The contents of the part with this number, if it is there.
fn optional(p: &mut Peel<'_>, tag: u8, parts: impl FnOnce(&mut Peel<'_>) -> Peeled) -> Peeled {
    if p.rest().first() != Some(&(CONTEXT_CONSTRUCTED | tag)) {
        return Ok(());
    }
    let part = ber::header(p)?;
    ber::contents(p, &part, parts)
}

fn single(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    element(p, &ASKED, asked)?;
    let choice = ber::header(p)?;
    said.state = said.state.or(named(CERTIFICATE_STATES, choice.tag.into()));
    ber::contents(p, &choice, |p| {
        p.group_as(
            &STATE,
            || Value::Uint(choice.tag.into()),
            |p| match choice.tag {
                GOOD => p.group(&STATE_GOOD, |_| Ok(())),
                REVOKED => p.group(&STATE_REVOKED, revoked),
                _ => p.group(&STATE_UNKNOWN, |_| Ok(())),
            },
        )
    })?;
    time(p, &THIS_UPDATE)?;
    optional(p, 0, |p| time(p, &NEXT_UPDATE))?;
    optional(p, 1, |p| extensions(p, &SINGLE_EXTENSIONS))
}

fn revoked(p: &mut Peel<'_>) -> Peeled {
    time(p, &REVOKED_AT)?;
    optional(p, 0, |p| ber::field(p, &REASON, ENUMERATED).map(drop))
}

fn asked(p: &mut Peel<'_>) -> Peeled {
    algorithm(p, &HASH, |_, _| Ok(()))?;
    ber::field(p, &NAME_HASH, OCTET_STRING)?;
    ber::field(p, &KEY_HASH, OCTET_STRING)?;
    ber::field(p, &SERIAL, INTEGER).map(drop)
}

fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let element = ber::expect(p, GENERALIZED_TIME)?;
    let text = p.skip(element.len)?;
    p.mark_as(spec, element.start..element.end, moment(text, true));
    Ok(())
}

/// Extensions are counted, not read.
fn extensions(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    list(p, SEQUENCE, spec, |p| {
        let one = ber::header(p)?;
        p.skip(one.len)?;
        p.seek(one.end);
        Ok(())
    })
}

/// A request from the cursor on.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there or none.
pub fn request(p: &mut Peel<'_>) -> Peeled {
    let whole = ber::expect(p, SEQUENCE)?;
    ber::contents(p, &whole, |p| {
        element(p, &REQUEST, |p| {
            version(p)?;
            // The client's name, which nobody gives.
            optional(p, 1, |_| Ok(()))?;
            list(p, SEQUENCE, &REQUESTS, |p| {
                element(p, &QUESTION, |p| {
                    element(p, &QUESTIONED, asked)?;
                    optional(p, 0, |_| Ok(()))
                })
            })?;
            optional(p, 2, |p| extensions(p, &REQUEST_EXTENSIONS))
        })
    })
}

/// True if a response begins here: its first part is the status.
pub fn is_response(bytes: &[u8]) -> bool {
    let inner = ber::element(bytes, 0)
        .ok()
        .filter(|whole| whole.id == SEQUENCE);
    inner.and_then(|whole| bytes.get(whole.start)) == Some(&ENUMERATED)
}
