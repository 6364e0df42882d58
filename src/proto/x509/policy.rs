//! Under which rules a certificate was issued, and where more about it is found
//! (RFC 5280 §4.2.1.4, §4.2.1.13, §4.2.2.1).

use super::{CONTEXT_CONSTRUCTED, Holder, counted, element, general_name, list, name, oids};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::ber::{self, OBJECT_IDENTIFIER, SEQUENCE};

const PRACTICE: &str = "1.3.6.1.5.5.7.2.1";
const NOTICE: &str = "1.3.6.1.5.5.7.2.2";

const POLICIES_SECTION: &str = "RFC 5280 §4.2.1.4";
const POINTS_SECTION: &str = "RFC 5280 §4.2.1.13";
const ACCESS_SECTION: &str = "RFC 5280 §4.2.2.1";

crate::fields! {
    POLICIES = FieldSpec::uint("x509ce.CertificatePoliciesSyntax", "Policies", 32)
        .doc("Under which rules the certificate was issued.", POLICIES_SECTION);
    POLICY = FieldSpec::group("x509ce.PolicyInformation_element", "Policy")
        .doc("One set of rules: how well the subject was checked, for example.", POLICIES_SECTION);
    POLICY_ID = FieldSpec::computed("x509ce.policyIdentifier", "Policy's identifier")
        .doc("The rules, by their object identifier.", POLICIES_SECTION);
    QUALIFIERS = FieldSpec::uint("x509ce.policyQualifiers", "Qualifiers", 32)
        .doc("What else is said of the policy.", POLICIES_SECTION);
    QUALIFIER = FieldSpec::group("x509ce.PolicyQualifierInfo_element", "Qualifier")
        .doc("Where the rules are written down, or a notice to show.", POLICIES_SECTION);
    QUALIFIER_ID = FieldSpec::computed("x509ce.id", "Qualifier's identifier")
        .doc("What the qualifier is.", POLICIES_SECTION);
    PRACTICE_URI = FieldSpec::text("pkix1explicit.DirectoryString", "Practice statement")
        .doc("Where the authority describes how it works.", POLICIES_SECTION);
    USER_NOTICE = FieldSpec::group("pkix1implicit.UserNotice_element", "User notice")
        .doc("What a program may show to those who rely on the certificate.", POLICIES_SECTION);
    EXPLICIT = FieldSpec::uint("pkix1implicit.explicitText", "Notice", 32)
        .codes(&[(0, "ASCII string"), (1, "visible string"), (2, "UTF-16 string"), (3, "UTF-8 string")])
        .doc("How the notice is encoded.", POLICIES_SECTION);
    NOTICE_IA5 = FieldSpec::text("pkix1implicit.ia5String", "Text")
        .doc("The notice.", POLICIES_SECTION);
    NOTICE_VISIBLE = FieldSpec::text("pkix1implicit.visibleString", "Text")
        .doc("The notice.", POLICIES_SECTION);
    NOTICE_BMP = FieldSpec::computed("pkix1implicit.bmpString", "Text")
        .doc("The notice.", POLICIES_SECTION);
    NOTICE_UTF8 = FieldSpec::text("pkix1implicit.utf8String", "Text")
        .doc("The notice.", POLICIES_SECTION);
    POINTS = FieldSpec::uint("x509ce.CRLDistPointsSyntax", "Distribution points", 32)
        .doc("Where the lists of revoked certificates are.", POINTS_SECTION);
    POINT = FieldSpec::group("x509ce.DistributionPoint_element", "Distribution point")
        .doc("One place where such a list is.", POINTS_SECTION);
    POINT_NAME = FieldSpec::uint("x509ce.distributionPoint", "Place", 32)
        .codes(&[(0, "full name"), (1, "relative to the issuer")])
        .doc("How the place is named.", POINTS_SECTION);
    FULL_NAME = FieldSpec::uint("x509ce.fullName", "Names", 32)
        .doc("The same list under one or several names.", POINTS_SECTION);
    ACCESSES = FieldSpec::uint("pkix1implicit.AuthorityInfoAccessSyntax", "Accesses", 32)
        .doc("Where the issuer can be asked.", ACCESS_SECTION);
    ACCESS = FieldSpec::group("pkix1implicit.AccessDescription_element", "Access")
        .doc("What is found where.", ACCESS_SECTION);
    METHOD = FieldSpec::computed("pkix1implicit.accessMethod", "Method")
        .doc("What is found there: whether the certificate is revoked, or the issuer's certificate.", ACCESS_SECTION);
    LOCATION = FieldSpec::uint("pkix1implicit.accessLocation", "Location", 32)
        .codes(general_name::FORMS)
        .doc("Where it is found.", ACCESS_SECTION);
}

/// Policies and what qualifies them.
pub(super) fn policies(p: &mut Peel<'_>) -> Peeled {
    list(p, SEQUENCE, &POLICIES, |p| {
        named(p, &POLICY, |p| {
            ber::field(p, &POLICY_ID, OBJECT_IDENTIFIER)?;
            if p.rest().is_empty() {
                return Ok(());
            }
            list(p, SEQUENCE, &QUALIFIERS, qualifier)
        })
    })
}

/// A sequence that begins with an object identifier, whose name becomes the group's value.
fn named(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    parts: impl FnOnce(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    let oid = oids::first_in(p.rest()).unwrap_or_default();
    p.group_made(
        spec,
        || oids::name_or_dotted(&oid),
        |p| {
            let sequence = ber::expect(p, SEQUENCE)?;
            ber::contents(p, &sequence, parts)
        },
    )
}

fn qualifier(p: &mut Peel<'_>) -> Peeled {
    let oid = oids::first_in(p.rest()).unwrap_or_default();
    named(p, &QUALIFIER, |p| {
        ber::field(p, &QUALIFIER_ID, OBJECT_IDENTIFIER)?;
        match (oid.as_str(), p.rest().first()) {
            (PRACTICE, Some(&name::IA5)) => ber::field(p, &PRACTICE_URI, name::IA5).map(drop),
            (NOTICE, _) => element(p, &USER_NOTICE, notice),
            _ => Ok(()),
        }
    })
}

fn notice(p: &mut Peel<'_>) -> Peeled {
    while let Some(id) = p.rest().first() {
        let (code, spec) = match *id {
            name::IA5 => (0, &NOTICE_IA5),
            name::VISIBLE => (1, &NOTICE_VISIBLE),
            name::BMP => (2, &NOTICE_BMP),
            name::UTF8 => (3, &NOTICE_UTF8),
            // A reference to a numbered notice, which is in no use.
            _ => {
                let part = ber::header(p)?;
                p.skip(part.len)?;
                p.seek(part.end);
                continue;
            }
        };
        p.group_as(&EXPLICIT, || Value::Uint(code), |p| name::string(p, spec))?;
    }
    Ok(())
}

/// Where lists of revoked certificates are.
pub(super) fn points(p: &mut Peel<'_>) -> Peeled {
    list(p, SEQUENCE, &POINTS, |p| {
        element(p, &POINT, |p| {
            // Reasons [1] and the list's issuer [2] are rare.
            if p.rest().first() != Some(&CONTEXT_CONSTRUCTED) {
                return Ok(());
            }
            let outer = ber::header(p)?;
            ber::contents(p, &outer, |p| {
                let place = ber::header(p)?;
                ber::contents(p, &place, |p| {
                    let code = u64::from(place.id & 0x1f);
                    p.group_as(
                        &POINT_NAME,
                        || Value::Uint(code),
                        |p| {
                            if code != 0 {
                                return p.skip(place.len).map(drop);
                            }
                            counted(p, &FULL_NAME, |p| {
                                general_name::name(p, &mut Holder::default())
                            })
                        },
                    )
                })
            })
        })
    })
}

/// Where the issuer can be asked.
pub(super) fn accesses(p: &mut Peel<'_>) -> Peeled {
    list(p, SEQUENCE, &ACCESSES, |p| {
        named(p, &ACCESS, |p| {
            ber::field(p, &METHOD, OBJECT_IDENTIFIER)?;
            general_name::name_as(p, &LOCATION, &mut Holder::default())
        })
    })
}
