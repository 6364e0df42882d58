//! ACSE: two OSI applications agree to work together, and part again (ITU-T X.227, ISO 8650-1).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::asn1::{self, Part, Type, application, context, part, universal};
use crate::proto::ber;

use super::pres;

const SECTION: &str = "ITU-T X.227 §9";

const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SECTION)
}

const fn count(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 0).doc(doc, SECTION)
}

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SECTION)
}

const fn int(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 0).doc(doc, SECTION)
}

const fn oid(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, SECTION)
}

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SECTION)
}

const RESULTS: Codes = &[
    (0, "accepted"),
    (1, "refused for good"),
    (2, "refused for now"),
];

const USER_DIAGNOSTICS: Codes = &[
    (0, "none"),
    (1, "no reason given"),
    (2, "application context unknown"),
    (3, "calling application unknown"),
    (4, "calling application invocation unknown"),
    (5, "calling entity unknown"),
    (6, "calling entity invocation unknown"),
    (7, "called application unknown"),
    (8, "called application invocation unknown"),
    (9, "called entity unknown"),
    (10, "called entity invocation unknown"),
    (11, "authentication mechanism unknown"),
    (12, "authentication mechanism required"),
    (13, "authentication failed"),
    (14, "authentication required"),
];

crate::fields! {
    REQUEST = group("acse.aarq_element", "Associate request", "An application wants to work with another one.");
    RESPONSE = group("acse.aare_element", "Associate response", "Whether it will.");
    RELEASE = group("acse.rlrq_element", "Release request", "An application wants to end.");
    RELEASED = group("acse.rlre_element", "Release response", "The other one agrees.");
    ABORT = group("acse.abrt_element", "Abort", "The association ends at once.");
    VERSION = bytes("acse.protocol_version", "Version", "Which versions of the protocol the sender speaks.");
    CONTEXT_NAME = oid("acse.aSO_context_name", "Application context", "The rules that the applications will follow.");
    CALLED_TITLE = count("acse.called_AP_title", "Called application", "How its name is written.");
    CALLED_QUALIFIER = count("acse.called_AE_qualifier", "Called entity", "How the name of the application's part is written.");
    CALLED_INVOCATION = int("acse.called_AP_invocation_identifier", "Called invocation", "Which run of the application is meant.");
    CALLED_ENTITY_INVOCATION = int("acse.called_AE_invocation_identifier", "Called entity's invocation", "Which run of the application's part is meant.");
    CALLING_TITLE = count("acse.calling_AP_title", "Calling application", "How its name is written.");
    CALLING_QUALIFIER = count("acse.calling_AE_qualifier", "Calling entity", "How the name of the application's part is written.");
    CALLING_INVOCATION = int("acse.calling_AP_invocation_identifier", "Calling invocation", "Which run of the application calls.");
    CALLING_ENTITY_INVOCATION = int("acse.calling_AE_invocation_identifier", "Calling entity's invocation", "Which run of the application's part calls.");
    RESPONDING_TITLE = count("acse.responding_AP_title", "Responding application", "How its name is written.");
    RESPONDING_QUALIFIER = count("acse.responding_AE_qualifier", "Responding entity", "How the name of the application's part is written.");
    RESPONDING_INVOCATION = int("acse.responding_AP_invocation_identifier", "Responding invocation", "Which run of the application answers.");
    RESPONDING_ENTITY_INVOCATION = int("acse.responding_AE_invocation_identifier", "Responding entity's invocation", "Which run of the application's part answers.");
    TITLE_OID = oid("acse.ap_title_form2", "Title", "The application's name, as an object identifier.");
    TITLE_TEXT = text("acse.ap_title_form3", "Title", "The application's name, as text.");
    QUALIFIER_NUMBER = int("acse.aso_qualifier_form2", "Qualifier", "The name of the application's part, as a number.");
    QUALIFIER_TEXT = text("acse.aso_qualifier_form3", "Qualifier", "The name of the application's part, as text.");
    SENDER_REQUIREMENTS = bytes("acse.sender_acse_requirements", "Requirements", "Which parts of the service the caller wants.");
    RESPONDER_REQUIREMENTS = bytes("acse.responder_acse_requirements", "Requirements", "Which parts of the service the called wants.");
    MECHANISM = oid("acse.mechanism_name", "Mechanism", "How the applications prove who they are.");
    CALLING_VALUE = count("acse.calling_authentication_value", "Authentication", "How the proof is written.");
    RESPONDING_VALUE = count("acse.responding_authentication_value", "Authentication", "How the proof is written.");
    CHARACTERS = text("acse.charstring", "Text", "The proof, often a password that everybody on the way can read.");
    BITS = bytes("acse.bitstring", "Bits", "The proof.");
    IMPLEMENTATION = text("acse.implementation_information", "Implementation", "What the program says of itself.");
    RESULT = count("acse.result", "Result", "Whether the application will.").codes(RESULTS);
    DIAGNOSTIC = count("acse.result_source_diagnostic", "Source", "Who decided: 1 the application, 2 the service.");
    SERVICE_USER = count("acse.service_user", "Reason of the application", "Why.").codes(USER_DIAGNOSTICS);
    SERVICE_PROVIDER = count("acse.service_provider", "Reason of the service", "Why.").codes(&[(0, "none"), (1, "no reason given"), (2, "no version in common")]);
    REASON = int("acse.reason", "Reason", "Why it ends.").codes(&[(0, "normal"), (1, "urgent, or not finished"), (30, "as defined by the user")]);
    ABORT_SOURCE = count("acse.abort_source", "Source", "Who ends it.").codes(&[(0, "application"), (1, "service")]);
    ABORT_DIAGNOSTIC = count("acse.abort_diagnostic", "Reason", "Why it ends.");
    USER_INFORMATION = count("acse.user_information", "User information", "How many pieces the applications' own protocol has put in.");
    EXTERNAL = group("acse.EXTERNALt_element", "Association data", "A piece of another protocol.");
    DIRECT = oid("acse.direct_reference", "Syntax", "Which protocol it is.");
    INDIRECT = int("acse.indirect_reference", "Context", "The presentation context that says which protocol it is.");
    DESCRIPTOR = text("acse.data_value_descriptor", "Description", "Which protocol it is, for people.");
    ENCODING = count("acse.encoding", "Encoding", "How the piece is wrapped.").codes(&[(0, "one ASN.1 value"), (1, "bytes"), (2, "bits")]);
}

const fn version1(name: &'static str) -> FieldSpec {
    FieldSpec::flag(name, "Version 1").doc("Set: it speaks version 1.", SECTION)
}

const REQUEST_VERSIONS: &[FieldSpec] = &[version1("acse.T.AARQ.protocol.version.version1")];
const RESPONSE_VERSIONS: &[FieldSpec] = &[version1("acse.T.AARE.protocol.version.version1")];

const fn requirement(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("Set: it is wanted.", SECTION)
}

const REQUIREMENT_BITS: &[FieldSpec] = &[
    requirement("acse.ACSE.requirements.authentication", "Authentication"),
    requirement(
        "acse.ACSE.requirements.aSO.context.negotiation",
        "Negotiation of the context",
    ),
    requirement(
        "acse.ACSE.requirements.higher.level.association",
        "Association of a higher level",
    ),
    requirement(
        "acse.ACSE.requirements.nested.association",
        "Nested association",
    ),
];

const INVOCATION: Type = Type::Around(&Type::Plain);

const TITLES: Type = Type::OneOf(&[
    // A name of the directory has no field of its own here.
    part(universal(16), &TITLE_TEXT, Type::Bare(skip)),
    part(universal(6), &TITLE_OID, Type::Plain),
    part(universal(19), &TITLE_TEXT, Type::Plain),
]);

const QUALIFIERS: Type = Type::OneOf(&[
    part(universal(17), &QUALIFIER_TEXT, Type::Bare(skip)),
    part(universal(2), &QUALIFIER_NUMBER, Type::Plain),
    part(universal(19), &QUALIFIER_TEXT, Type::Plain),
]);

const AUTHENTICATION: Type = Type::OneOf(&[
    part(context(0), &CHARACTERS, Type::Plain),
    part(context(1), &BITS, Type::Bits(&[])),
]);

static EXTERNAL_PART: Part = part(universal(8), &EXTERNAL, Type::Own(external));

const fn user_information() -> Part {
    part(context(30), &USER_INFORMATION, Type::Many(&EXTERNAL_PART))
}

static REQUEST_PARTS: [Part; 15] = [
    part(context(0), &VERSION, Type::Bits(REQUEST_VERSIONS)),
    part(context(1), &CONTEXT_NAME, Type::Around(&Type::Plain)),
    part(context(2), &CALLED_TITLE, TITLES),
    part(context(3), &CALLED_QUALIFIER, QUALIFIERS),
    part(context(4), &CALLED_INVOCATION, INVOCATION),
    part(context(5), &CALLED_ENTITY_INVOCATION, INVOCATION),
    part(context(6), &CALLING_TITLE, TITLES),
    part(context(7), &CALLING_QUALIFIER, QUALIFIERS),
    part(context(8), &CALLING_INVOCATION, INVOCATION),
    part(context(9), &CALLING_ENTITY_INVOCATION, INVOCATION),
    part(
        context(10),
        &SENDER_REQUIREMENTS,
        Type::Bits(REQUIREMENT_BITS),
    ),
    part(context(11), &MECHANISM, Type::Plain),
    part(context(12), &CALLING_VALUE, AUTHENTICATION),
    part(context(29), &IMPLEMENTATION, Type::Plain),
    user_information(),
];

static RESPONSE_PARTS: [Part; 13] = [
    part(context(0), &VERSION, Type::Bits(RESPONSE_VERSIONS)),
    part(context(1), &CONTEXT_NAME, Type::Around(&Type::Plain)),
    part(context(2), &RESULT, Type::Around(&Type::Plain)),
    part(
        context(3),
        &DIAGNOSTIC,
        Type::OneOf(&[
            part(context(1), &SERVICE_USER, Type::Around(&Type::Plain)),
            part(context(2), &SERVICE_PROVIDER, Type::Around(&Type::Plain)),
        ]),
    ),
    part(context(4), &RESPONDING_TITLE, TITLES),
    part(context(5), &RESPONDING_QUALIFIER, QUALIFIERS),
    part(context(6), &RESPONDING_INVOCATION, INVOCATION),
    part(context(7), &RESPONDING_ENTITY_INVOCATION, INVOCATION),
    part(
        context(8),
        &RESPONDER_REQUIREMENTS,
        Type::Bits(REQUIREMENT_BITS),
    ),
    part(context(9), &MECHANISM, Type::Plain),
    part(context(10), &RESPONDING_VALUE, AUTHENTICATION),
    part(context(29), &IMPLEMENTATION, Type::Plain),
    user_information(),
];

static RELEASE_PARTS: [Part; 2] = [part(context(0), &REASON, Type::Plain), user_information()];

static MESSAGES: [Part; 5] = [
    part(application(0), &REQUEST, Type::Parts(&REQUEST_PARTS)),
    part(application(1), &RESPONSE, Type::Parts(&RESPONSE_PARTS)),
    part(application(2), &RELEASE, Type::Parts(&RELEASE_PARTS)),
    part(application(3), &RELEASED, Type::Parts(&RELEASE_PARTS)),
    part(
        application(4),
        &ABORT,
        Type::Parts(&[
            part(context(0), &ABORT_SOURCE, Type::Plain),
            part(context(1), &ABORT_DIAGNOSTIC, Type::Plain),
            user_information(),
        ]),
    ),
];

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + 1] = join_fields(&[FIELDS, &[&asn1::PADDING]]);

/// ACSE.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "acse",
        short: "ACSE",
        title: "ISO 8650-1 OSI Association Control Service",
        osi: OsiLayer::Application,
        why: "Every OSI application begins and ends its associations in the same way: with this part of the application layer.",
        reference: "ITU-T X.227",
    },
    claims: &[Claim::Field("pres.abstract_syntax_name", pres::ACSE)],
    headers: &[REQUEST_VERSIONS, RESPONSE_VERSIONS, REQUIREMENT_BITS],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x61\x19\x80\x02\x07\x80\xa1\x07\x06\x05\x28\xca\x22\x02\x03\xa2\x03\x02\x01\x00\xa3\x05\xa1\x03\x02\x01\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    match ber::element(bytes, 0) {
        Ok(element) => Match::maybe_if(matches!(element.id, 0x60..=0x65)),
        Err(_) => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let said = match p.bytes().first() {
        Some(0x60) => "associate request",
        Some(0x61) => "associate response",
        Some(0x62) => "release request",
        Some(0x63) => "release response",
        Some(0x64) => "abort",
        _ => "other message",
    };
    p.summary(format_args!("{said}"));
    asn1::one(p, &MESSAGES).map(drop)
}

fn skip(p: &mut Peel<'_>) -> Peeled {
    p.skip(p.rest().len()).map(drop)
}

/// A value of another protocol (X.690 §8.18).
fn external(p: &mut Peel<'_>) -> Peeled {
    let mut context = 0;
    while let Some(id) = p.rest().first() {
        match *id {
            ber::OBJECT_IDENTIFIER => drop(ber::field(p, &DIRECT, ber::OBJECT_IDENTIFIER)?),
            ber::INTEGER => context = pres::number(ber::field(p, &INDIRECT, ber::INTEGER)?),
            7 => drop(ber::field(p, &DESCRIPTOR, 7)?),
            _ => {
                let next = pres::speaker(p, context);
                pres::values(p, &ENCODING, next)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn associations_are_accepted() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "associate response");
        assert_eq!(
            all(&out, bytes, "acse.aSO_context_name"),
            [(10, 5, "1.0.9506.2.3".into())]
        );
        assert_eq!(
            all(&out, bytes, "acse.result_source_diagnostic"),
            [(24, 3, "1".into())]
        );
        assert_eq!(all(&out, bytes, "acse.service_user"), [(26, 1, "0".into())]);
        assert_eq!(
            all(&out, bytes, "acse.T.AARE.protocol.version.version1"),
            [(5, 1, "1".into())]
        );
        let mut lies = bytes.to_vec();
        lies[7] = 0x7f;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
