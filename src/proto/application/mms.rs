//! MMS: reading, writing and reporting the variables of machines and substations (ISO 9506).

mod data;
mod service;
mod support;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::asn1::{self, Part, Type, choice, context, part, universal};
use crate::proto::ber;

use super::pres;
use data::{count, group, int, text};

const NAMES: [&str; 14] = [
    "request",
    "response",
    "error",
    "unconfirmed",
    "reject",
    "cancel request",
    "cancel response",
    "cancel error",
    "initiate request",
    "initiate response",
    "initiate error",
    "conclude request",
    "conclude response",
    "conclude error",
];

const ACCESS_ERRORS: Codes = &[
    (0, "other"),
    (1, "access not supported"),
    (2, "object does not exist"),
    (3, "access denied"),
    (4, "object invalidated"),
];

crate::fields! {
    REQUEST = group("mms.confirmed_RequestPDU_element", "Request", "A service is asked for.");
    RESPONSE = group("mms.confirmed_ResponsePDU_element", "Response", "The service is done.");
    ERROR = group("mms.confirmed_ErrorPDU_element", "Error", "The service cannot be done.");
    UNCONFIRMED = group("mms.unconfirmed_PDU_element", "Unconfirmed", "Something is reported that needs no answer.");
    REJECT = group("mms.rejectPDU_element", "Reject", "A message was not understood.");
    CANCEL_REQUEST = int("mms.cancel_RequestPDU", "Cancel", "Which request is to be given up.");
    CANCEL_RESPONSE = int("mms.cancel_ResponsePDU", "Cancelled", "Which request was given up.");
    CANCEL_ERROR = group("mms.cancel_ErrorPDU_element", "Not cancelled", "A request cannot be given up.");
    INITIATE_REQUEST = group("mms.initiate_RequestPDU_element", "Initiate", "What the caller can do.");
    INITIATE_RESPONSE = group("mms.initiate_ResponsePDU_element", "Initiated", "What both can do.");
    INITIATE_ERROR = group("mms.initiate_ErrorPDU_element", "Not initiated", "Why it does not begin.");
    CONCLUDE_REQUEST = group("mms.conclude_RequestPDU_element", "Conclude", "The sender wants to end.");
    CONCLUDE_RESPONSE = group("mms.conclude_ResponsePDU_element", "Concluded", "The other end agrees.");
    CONCLUDE_ERROR = group("mms.conclude_ErrorPDU_element", "Not concluded", "Why it does not end.");
    INVOKE = int("mms.invokeID", "Invocation", "A number that the answer repeats.");
    ORIGINAL = int("mms.originalInvokeID", "Invocation", "The number of the message that this is about.");
    POSITION = int("mms.modifierPosition", "Modifier", "Which condition was not met.");
    SERVICE_ERROR = group("mms.serviceError_element", "Service error", "What went wrong.");
    ERROR_CLASS = count("mms.errorClass", "Class", "What kind of error it is.");
    VMD_STATE = int("mms.vmd_state", "Device's state", "What is wrong with it.");
    APPLICATION = int("mms.application_reference", "Application", "What is wrong with it.");
    DEFINITION = int("mms.definition", "Definition", "What is wrong with it.");
    RESOURCE = int("mms.resource", "Resource", "What is missing.");
    SERVICE = int("mms.service", "Service", "What is wrong with it.");
    PREEMPT = int("mms.service_preempt", "Interruption", "What interrupted the service.");
    RESOLUTION = int("mms.time_resolution", "Time", "What is wrong with it.");
    ACCESS = int("mms.access", "Access", "What is wrong with it.").codes(ACCESS_ERRORS);
    INITIATE = int("mms.initiate", "Initiate", "What is wrong with it.");
    CONCLUDE = int("mms.conclude", "Conclude", "What is wrong with it.");
    CANCEL = int("mms.cancel", "Cancel", "What is wrong with it.");
    FILE = int("mms.file", "File", "What is wrong with it.");
    OTHERS = int("mms.others", "Other", "What is wrong.");
    ADDITIONAL_CODE = int("mms.additionalCode", "Additional code", "The device's own number for it.");
    ADDITIONAL_TEXT = text("mms.additionalDescription", "Description", "What the device says about it.");
    LOCAL_CALLING = int("mms.localDetailCalling", "Longest message", "What the caller can take.");
    MAX_CALLING = int("mms.proposedMaxServOutstandingCalling", "Open, caller", "How many requests of the caller may wait for an answer.");
    MAX_CALLED = int("mms.proposedMaxServOutstandingCalled", "Open, called", "How many requests of the called may wait for an answer.");
    NESTING = int("mms.proposedDataStructureNestingLevel", "Nesting", "How deep structures may stand in one another.");
    DETAIL = group("mms.mmsInitRequestDetail_element", "Abilities", "What the caller knows.");
    VERSION = int("mms.proposedVersionNumber", "Version", "Which version of the protocol.");
    PARAMETERS = data::bytes("mms.proposedParameterCBB", "Parameters", "Which kinds of parameters it knows.");
    SERVICES = data::bytes("mms.servicesSupportedCalling", "Services", "Which services it offers.");
    LOCAL_CALLED = int("mms.localDetailCalled", "Longest message", "What the called can take.");
    AGREED_CALLING = int("mms.negociatedMaxServOutstandingCalling", "Open, caller", "How many requests of the caller may wait for an answer.");
    AGREED_CALLED = int("mms.negociatedMaxServOutstandingCalled", "Open, called", "How many requests of the called may wait for an answer.");
    AGREED_NESTING = int("mms.negociatedDataStructureNestingLevel", "Nesting", "How deep structures may stand in one another.");
    AGREED_DETAIL = group("mms.mmsInitResponseDetail_element", "Abilities", "What the called knows.");
    AGREED_VERSION = int("mms.negociatedVersionNumber", "Version", "Which version of the protocol.");
    AGREED_PARAMETERS = data::bytes("mms.negociatedParameterCBB", "Parameters", "Which kinds of parameters both know.");
    SERVICES_CALLED = data::bytes("mms.servicesSupportedCalled", "Services", "Which services it offers.");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + data::FIELDS.len() + service::FIELDS.len() + 1] =
    join_fields(&[FIELDS, data::FIELDS, service::FIELDS, &[&asn1::PADDING]]);

static CLASSES: [Part; 13] = [
    part(context(0), &VMD_STATE, Type::Plain),
    part(context(1), &APPLICATION, Type::Plain),
    part(context(2), &DEFINITION, Type::Plain),
    part(context(3), &RESOURCE, Type::Plain),
    part(context(4), &SERVICE, Type::Plain),
    part(context(5), &PREEMPT, Type::Plain),
    part(context(6), &RESOLUTION, Type::Plain),
    part(context(7), &ACCESS, Type::Plain),
    part(context(8), &INITIATE, Type::Plain),
    part(context(9), &CONCLUDE, Type::Plain),
    part(context(10), &CANCEL, Type::Plain),
    part(context(11), &FILE, Type::Plain),
    part(context(12), &OTHERS, Type::Plain),
];

static ERROR_PARTS: [Part; 3] = [
    part(context(0), &ERROR_CLASS, Type::OneOf(&CLASSES)),
    part(context(1), &ADDITIONAL_CODE, Type::Plain),
    part(context(2), &ADDITIONAL_TEXT, Type::Plain),
];

static INITIATE_PARTS: [Part; 5] = [
    part(context(0), &LOCAL_CALLING, Type::Plain),
    part(context(1), &MAX_CALLING, Type::Plain),
    part(context(2), &MAX_CALLED, Type::Plain),
    part(context(3), &NESTING, Type::Plain),
    part(
        context(4),
        &DETAIL,
        Type::Parts(&[
            part(context(0), &VERSION, Type::Plain),
            part(context(1), &PARAMETERS, Type::Bits(support::PARAMETERS)),
            part(context(2), &SERVICES, Type::Bits(support::SERVICES)),
        ]),
    ),
];

static INITIATED_PARTS: [Part; 5] = [
    part(context(0), &LOCAL_CALLED, Type::Plain),
    part(context(1), &AGREED_CALLING, Type::Plain),
    part(context(2), &AGREED_CALLED, Type::Plain),
    part(context(3), &AGREED_NESTING, Type::Plain),
    part(
        context(4),
        &AGREED_DETAIL,
        Type::Parts(&[
            part(context(0), &AGREED_VERSION, Type::Plain),
            part(
                context(1),
                &AGREED_PARAMETERS,
                Type::Bits(support::PARAMETERS),
            ),
            part(context(2), &SERVICES_CALLED, Type::Bits(support::SERVICES)),
        ]),
    ),
];

static MESSAGES: [Part; 14] = [
    part(
        context(0),
        &REQUEST,
        Type::Parts(&[
            part(universal(2), &INVOKE, Type::Plain),
            choice(&service::REQUEST, &service::REQUESTS),
        ]),
    ),
    part(
        context(1),
        &RESPONSE,
        Type::Parts(&[
            part(universal(2), &INVOKE, Type::Plain),
            choice(&service::RESPONSE, &service::RESPONSES),
        ]),
    ),
    part(
        context(2),
        &ERROR,
        Type::Parts(&[
            part(context(0), &INVOKE, Type::Plain),
            part(context(1), &POSITION, Type::Plain),
            part(context(2), &SERVICE_ERROR, Type::Parts(&ERROR_PARTS)),
        ]),
    ),
    part(
        context(3),
        &UNCONFIRMED,
        Type::Parts(&[choice(&service::UNCONFIRMED, &service::REPORTS)]),
    ),
    part(
        context(4),
        &REJECT,
        Type::Parts(&[part(context(0), &ORIGINAL, Type::Plain), service::reject()]),
    ),
    part(context(5), &CANCEL_REQUEST, Type::Plain),
    part(context(6), &CANCEL_RESPONSE, Type::Plain),
    part(
        context(7),
        &CANCEL_ERROR,
        Type::Parts(&[
            part(context(0), &ORIGINAL, Type::Plain),
            part(context(1), &SERVICE_ERROR, Type::Parts(&ERROR_PARTS)),
        ]),
    ),
    part(context(8), &INITIATE_REQUEST, Type::Parts(&INITIATE_PARTS)),
    part(
        context(9),
        &INITIATE_RESPONSE,
        Type::Parts(&INITIATED_PARTS),
    ),
    part(context(10), &INITIATE_ERROR, Type::Parts(&ERROR_PARTS)),
    part(context(11), &CONCLUDE_REQUEST, Type::Parts(&[])),
    part(context(12), &CONCLUDE_RESPONSE, Type::Parts(&[])),
    part(context(13), &CONCLUDE_ERROR, Type::Parts(&ERROR_PARTS)),
];

/// MMS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mms",
        short: "MMS",
        title: "Manufacturing Message Specification",
        osi: OsiLayer::Application,
        why: "A control room reads and writes the variables of machines, and gets their reports; substations speak it (IEC 61850).",
        reference: "ISO 9506-2",
    },
    claims: &[Claim::Field("pres.abstract_syntax_name", pres::MMS)],
    headers: &[support::PARAMETERS, support::SERVICES],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xa0\x1e\x02\x01\x05\xa4\x19\xa1\x17\xa0\x15\x30\x13\xa0\x11\xa1\x0f\x1a\x02LD\x1a\x09LLN0$ST$X",
};

fn recognise(bytes: &[u8]) -> Match {
    match ber::element(bytes, 0) {
        Ok(element) => Match::maybe_if(element.id & 0xc0 == 0x80 && element.tag < 14),
        Err(_) => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let element = ber::element(p.bytes(), 0).ok();
    let name = element.and_then(|element| NAMES.get(element.tag as usize));
    let service = element.and_then(|element| service_of(p.bytes(), &element));
    match (name, service) {
        (Some(name), Some(service)) => p.summary(format_args!("{name}: {service}")),
        (Some(name), None) => p.summary(format_args!("{name}")),
        _ => p.summary(format_args!("unknown message")),
    }
    asn1::one(p, &MESSAGES).map(drop)
}

/// The service of a confirmed message, which stands behind its number.
fn service_of(bytes: &[u8], message: &ber::Element) -> Option<&'static str> {
    if message.tag > 1 {
        return None;
    }
    let number = ber::element(bytes, message.start).ok()?;
    let service = ber::element(bytes, number.end).ok()?;
    service::name(service.tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peel_one(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn variables_have_names() {
        let out = peel_one(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "request: read");
        assert_eq!(
            all(&out, PROTOCOL.sample, "mms.itemId"),
            [(23, 9, "LLN0$ST$X".into())]
        );
        assert_eq!(
            all(&out, PROTOCOL.sample, "mms.confirmedServiceRequest")[0].2,
            "4"
        );
        let mut lies = PROTOCOL.sample.to_vec();
        lies[6] = 0x7e;
        assert!(!peel_one(&lies).faults.is_empty());
    }

    #[test]
    fn values_have_types() {
        let bytes = b"\xa1\x24\x02\x01\x05\xa4\x1f\xa1\x1d\x80\x01\x0a\xa2\x18\x83\x01\xff\x85\x01\xfe\x84\x02\x03\x40\
            \x91\x08\x3a\x4f\xc0\x00\x80\x00\x00\x0a\x8a\x02ok";
        let out = peel_one(bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let results = all(&out, bytes, "mms.AccessResult");
        assert_eq!((results[0].2.as_str(), results[1].2.as_str()), ("0", "1"));
        assert_eq!(all(&out, bytes, "mms.structure")[0].2, "5");
        assert_eq!(all(&out, bytes, "mms.boolean")[0].2, "1");
        assert_eq!(all(&out, bytes, "mms.integer")[0].2, "-2");
        assert_eq!(all(&out, bytes, "mms.utc_time").len(), 1);
        assert_eq!(all(&out, bytes, "mms.data.visible-string")[0].2, "ok");
    }
}
