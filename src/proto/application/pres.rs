//! The OSI presentation protocol (ITU-T X.226, ISO 8823): which languages two users will speak, and
//! in which of them each piece of data is.

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::asn1::{self, Part, Tag, Type, application, choice, context, part, universal};
use crate::proto::ber;

use super::ses;

const SECTION: &str = "ITU-T X.226 §8.2";

/// By the number of a context: what is spoken in it, as [`syntax`] counts.
const CONTEXT: &str = "presentation context";

const CONNECT: u8 = 13;
const ACCEPT: u8 = 14;
const REFUSE: u8 = 12;
const ABORT: u8 = 25;

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

const fn flag(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("Set: the users want it, or can do it.", SECTION)
}

crate::fields! {
    CONNECTING = group("pres.cptype", "Connect", "The caller says what it wants to speak.");
    ACCEPTING = group("pres.cpapdu", "Accept", "The called says what of it it can.");
    REFUSING = count("pres.cprtype", "Refuse", "The called does not want the connection.");
    ABORTING = count("pres.aborttype", "Abort", "0: by the user, 1: by the presentation layer.");
    USER_ABORT = count("pres.aru_ppdu", "Abort by the user", "Which form the message has.");
    PROVIDER_ABORT = group("pres.arp_ppdu_element", "Abort by the layer", "The presentation layer gives up.");
    MODE = group("pres.mode_selector_element", "Mode", "How the rest is built.");
    MODE_VALUE = int("pres.mode_value", "Mode", "1: normal, 0: as X.410 of 1984 has it.").codes(&[(0, "X.410 of 1984"), (1, "normal")]);
    X410 = group("pres.x410_mode_parameters_element", "Old mode", "The message in the old form.");
    X400 = group("pres.x400_mode_parameters_element", "Old mode", "The message in the old form.");
    NORMAL = group("pres.normal_mode_parameters_element", "Normal mode", "What is said about the connection.");
    VERSION = bytes("pres.protocol_version", "Version", "Which versions of the protocol the sender speaks.");
    CALLING = bytes("pres.calling_presentation_selector", "Calling selector", "Which user of the presentation layer calls.");
    CALLED = bytes("pres.called_presentation_selector", "Called selector", "Which user of the presentation layer is called.");
    RESPONDING = bytes("pres.responding_presentation_selector", "Responding selector", "Which user of the presentation layer answers.");
    CONTEXTS = count("pres.presentation_context_definition_list", "Contexts", "How many languages are offered; each gets a number.");
    CONTEXT_ITEM = group("pres.Context_list_item_element", "Context", "A language with its number.");
    IDENTIFIER = int("pres.presentation_context_identifier", "Context", "The number that stands for what is spoken.");
    ABSTRACT = oid("pres.abstract_syntax_name", "Abstract syntax", "What is said: the name of a set of messages.");
    TRANSFERS = count("pres.transfer_syntax_name_list", "Transfer syntaxes", "In how many ways it can be put into bytes.");
    TRANSFER_ITEM = oid("pres.Transfer_syntax_name", "Transfer syntax", "How it is put into bytes; 2.1.1 are the basic encoding rules.");
    TRANSFER = oid("pres.transfer_syntax_name", "Transfer syntax", "How it is put into bytes; 2.1.1 are the basic encoding rules.");
    RESULTS = count("pres.presentation_context_definition_result_list", "Results", "What becomes of the offered languages, in their order.");
    RESULT_ITEM = group("pres.Result_list_item_element", "Result", "What becomes of one language.");
    RESULT = int("pres.result", "Result", "Whether it will be spoken.").codes(&[(0, "accepted"), (1, "refused by the user"), (2, "refused by the layer")]);
    PROVIDER_REASON = int("pres.provider_reason", "Reason", "Why the layer refuses.");
    EVENT = int("pres.event_identifier", "Event", "Which message gave the reason.");
    REQUIREMENTS = bytes("pres.presentation_requirements", "Requirements", "Which parts of the service the users want.");
    SESSION_REQUIREMENTS = bytes("pres.user_session_requirements", "Session requirements", "Which parts of the session service the users want.");
    OPTIONS = bytes("pres.protocol_options", "Options", "What the sender can do.");
    NOMINATED = int("pres.initiators_nominated_context", "Nominated context", "What the caller will speak most.");
    ANSWER_NOMINATED = int("pres.responders_nominated_context", "Nominated context", "What the called will speak most.");
    DEFAULT_RESULT = int("pres.default_context_result", "Default context", "Whether the default language will be spoken.");
    IDENTIFIERS = count("pres.presentation_context_identifier_list", "Contexts", "How many languages the data is in.");
    IDENTIFIER_ITEM = group("pres.Presentation_context_identifier_list_item_element", "Context", "One of them.");
    USER_DATA = count("pres.user_data", "User data", "1: every piece says in which language it is. 0: all is in the one that both know.");
    SIMPLE = bytes("pres.simply_encoded_data", "Simple data", "Data without a number of its language.");
    FULL = count("pres.fully_encoded_data", "Full data", "How many pieces there are.");
    PIECE = group("pres.PDV_list_element", "Piece", "Data with the number of its language.");
    VALUES = count("pres.presentation_data_values", "Values", "How the piece is wrapped.").codes(&[(0, "one ASN.1 value"), (1, "bytes"), (2, "bits")]);
}

const REQUIREMENT_BITS: &[FieldSpec] = &[
    flag(
        "pres.Presentation.requirements.context.management",
        "Context management",
    ),
    flag("pres.Presentation.requirements.restoration", "Restoration"),
];

const VERSION_BITS: &[FieldSpec] = &[flag("pres.Protocol.version.version.1", "Version 1")];

const OPTION_BITS: &[FieldSpec] = &[
    flag(
        "pres.Protocol.options.nominated.context",
        "Nominated context",
    ),
    flag("pres.Protocol.options.short.encoding", "Short encoding"),
    flag(
        "pres.Protocol.options.packed.encoding.rules",
        "Packed encoding rules",
    ),
];

const SESSION_BITS: &[FieldSpec] = &[
    flag("pres.User.session.requirements.half.duplex", "Half duplex"),
    flag("pres.User.session.requirements.duplex", "Duplex"),
    flag(
        "pres.User.session.requirements.expedited.data",
        "Expedited data",
    ),
    flag(
        "pres.User.session.requirements.minor.synchronize",
        "Minor synchronization",
    ),
    flag(
        "pres.User.session.requirements.major.synchronize",
        "Major synchronization",
    ),
    flag(
        "pres.User.session.requirements.resynchronize",
        "Resynchronization",
    ),
    flag(
        "pres.User.session.requirements.activity.management",
        "Activity management",
    ),
    flag(
        "pres.User.session.requirements.negotiated.release",
        "Negotiated release",
    ),
    flag(
        "pres.User.session.requirements.capability.data",
        "Capability data",
    ),
    flag("pres.User.session.requirements.exceptions", "Exceptions"),
    flag("pres.User.session.requirements.typed.data", "Typed data"),
    flag(
        "pres.User.session.requirements.symmetric.synchronize",
        "Symmetric synchronization",
    ),
    flag(
        "pres.User.session.requirements.data.separation",
        "Data separation",
    ),
];

const INTEGER: Tag = universal(2);
const OID: Tag = universal(6);
const SEQUENCE: Tag = universal(16);
const SET: Tag = universal(17);

static MODE_PARTS: [Part; 1] = [part(context(0), &MODE_VALUE, Type::Plain)];

static CONTEXT_PART: Part = part(SEQUENCE, &CONTEXT_ITEM, Type::Own(context_item));

static RESULT_PART: Part = part(
    SEQUENCE,
    &RESULT_ITEM,
    Type::Parts(&[
        part(context(0), &RESULT, Type::Plain),
        part(context(1), &TRANSFER, Type::Plain),
        part(context(2), &PROVIDER_REASON, Type::Plain),
    ]),
);

static IDENTIFIER_PART: Part = part(
    SEQUENCE,
    &IDENTIFIER_ITEM,
    Type::Parts(&[
        part(INTEGER, &IDENTIFIER, Type::Plain),
        part(OID, &TRANSFER, Type::Plain),
    ]),
);

static PIECE_PART: Part = part(SEQUENCE, &PIECE, Type::Own(piece));

static USER_DATA_PARTS: [Part; 1] = [choice(
    &USER_DATA,
    &[
        part(application(0), &SIMPLE, Type::Plain),
        part(application(1), &FULL, Type::Many(&PIECE_PART)),
    ],
)];

/// What the normal mode of all messages may contain; the tags do not collide.
static NORMAL_PARTS: [Part; 14] = [
    part(context(0), &VERSION, Type::Bits(VERSION_BITS)),
    part(context(1), &CALLING, Type::Plain),
    part(context(2), &CALLED, Type::Plain),
    part(context(3), &RESPONDING, Type::Plain),
    part(context(4), &CONTEXTS, Type::Many(&CONTEXT_PART)),
    part(context(5), &RESULTS, Type::Many(&RESULT_PART)),
    part(context(7), &DEFAULT_RESULT, Type::Plain),
    part(context(8), &REQUIREMENTS, Type::Bits(REQUIREMENT_BITS)),
    part(context(9), &SESSION_REQUIREMENTS, Type::Bits(SESSION_BITS)),
    part(context(10), &PROVIDER_REASON, Type::Plain),
    part(context(11), &OPTIONS, Type::Bits(OPTION_BITS)),
    part(context(12), &NOMINATED, Type::Plain),
    part(context(13), &ANSWER_NOMINATED, Type::Plain),
    choice(
        &USER_DATA,
        &[
            part(application(0), &SIMPLE, Type::Plain),
            part(application(1), &FULL, Type::Many(&PIECE_PART)),
        ],
    ),
];

static CONNECT_PARTS: [Part; 1] = [part(
    SET,
    &CONNECTING,
    Type::Parts(&[
        part(context(0), &MODE, Type::Parts(&MODE_PARTS)),
        part(context(1), &X410, Type::Parts(&[])),
        part(context(2), &NORMAL, Type::Parts(&NORMAL_PARTS)),
    ]),
)];

static ACCEPT_PARTS: [Part; 1] = [part(
    SET,
    &ACCEPTING,
    Type::Parts(&[
        part(context(0), &MODE, Type::Parts(&MODE_PARTS)),
        part(context(1), &X410, Type::Parts(&[])),
        part(context(2), &NORMAL, Type::Parts(&NORMAL_PARTS)),
    ]),
)];

static REFUSE_PARTS: [Part; 1] = [choice(
    &REFUSING,
    &[
        part(SET, &X400, Type::Parts(&[])),
        part(SEQUENCE, &NORMAL, Type::Parts(&NORMAL_PARTS)),
    ],
)];

static ABORT_PARTS: [Part; 1] = [choice(
    &ABORTING,
    &[
        choice(
            &USER_ABORT,
            &[
                part(SET, &X400, Type::Parts(&[])),
                part(
                    context(0),
                    &NORMAL,
                    Type::Parts(&[
                        part(context(0), &IDENTIFIERS, Type::Many(&IDENTIFIER_PART)),
                        choice(
                            &USER_DATA,
                            &[
                                part(application(0), &SIMPLE, Type::Plain),
                                part(application(1), &FULL, Type::Many(&PIECE_PART)),
                            ],
                        ),
                    ]),
                ),
            ],
        ),
        part(
            SEQUENCE,
            &PROVIDER_ABORT,
            Type::Parts(&[
                part(context(0), &PROVIDER_REASON, Type::Plain),
                part(context(1), &EVENT, Type::Plain),
            ]),
        ),
    ],
)];

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + 1] = join_fields(&[FIELDS, &[&asn1::PADDING]]);

/// The presentation protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pres",
        short: "PRES",
        title: "ISO 8823 OSI Presentation Protocol",
        osi: OsiLayer::Presentation,
        why: "It is the presentation layer that the OSI model is known for: both ends agree on what is said and how it is put into bytes.",
        reference: "ITU-T X.226",
    },
    claims: &[
        Claim::Field("ses.type", 1),
        Claim::Field("ses.type", 5),
        Claim::Field("ses.type", 33),
        Claim::Field("ses.parameter_type", 193),
        Claim::Field("ses.parameter_type", 194),
    ],
    headers: &[REQUIREMENT_BITS, VERSION_BITS, OPTION_BITS, SESSION_BITS],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x61\x09\x30\x07\x02\x01\x03\xa0\x02\x8b\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    match ber::element(bytes, 0) {
        Ok(element) => Match::maybe_if(matches!(element.id, 0x30 | 0x31 | 0x60 | 0x61 | 0xa0)),
        Err(_) => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.bytes_since("ses").and_then(ses::type_of);
    let (list, said): (&'static [Part], _) = match kind {
        Some(CONNECT) => (&CONNECT_PARTS, "connect"),
        Some(ACCEPT) => (&ACCEPT_PARTS, "accept"),
        Some(REFUSE) => (&REFUSE_PARTS, "refuse"),
        Some(ABORT) => (&ABORT_PARTS, "abort"),
        _ => (&USER_DATA_PARTS, "data"),
    };
    p.summary(format_args!("{said}"));
    asn1::one(p, list).map(drop)
}

/// Numbers that stand for abstract syntaxes here: who speaks one claims it.
pub(super) const ACSE: u32 = 1;
pub(super) const MMS: u32 = 2;

/// What is spoken in a context, by its name; 0 if it is not known here.
fn syntax(name: &[u8]) -> u32 {
    match name {
        [0x52, 0x01, 0x00, 0x01] => ACSE,
        [0x28, 0xca, 0x22, 0x02, 0x01] => MMS,
        _ => 0,
    }
}

/// Who reads what is said in a context of the conversation.
pub(super) fn speaker(p: &Peel<'_>, context: u32) -> Next<'static> {
    let known = p.fact(CONTEXT, context).unwrap_or_default();
    match u32::try_from(known) {
        Ok(known @ 1..) => Next::Field("pres.abstract_syntax_name", known),
        _ => Next::Data,
    }
}

/// The number of a context out of its contents; one that nobody can have is 0.
pub(super) fn number(bytes: &[u8]) -> u32 {
    let value = ber::number(bytes).as_uint();
    value
        .and_then(|value| u32::try_from(value).ok())
        .unwrap_or_default()
}

fn context_item(p: &mut Peel<'_>) -> Peeled {
    let context = number(ber::field(p, &IDENTIFIER, ber::INTEGER)?);
    let name = ber::field(p, &ABSTRACT, ber::OBJECT_IDENTIFIER)?;
    p.note(CONTEXT, context, syntax(name).into());
    static LIST: [Part; 1] = [part(
        SEQUENCE,
        &TRANSFERS,
        Type::Many(&part(OID, &TRANSFER_ITEM, Type::Plain)),
    )];
    asn1::all(p, &LIST)
}

/// One piece of data, and the number of the language that it is in.
fn piece(p: &mut Peel<'_>) -> Peeled {
    if p.rest().first() == Some(&ber::OBJECT_IDENTIFIER) {
        ber::field(p, &TRANSFER, ber::OBJECT_IDENTIFIER)?;
    }
    let context = number(ber::field(p, &IDENTIFIER, ber::INTEGER)?);
    let next = speaker(p, context);
    values(p, &VALUES, next)
}

/// Data in one of the forms that an element outside of its protocol may have.
pub(super) fn values(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    next: Next<'_>,
) -> Result<(), Stop> {
    let element = ber::header(p)?;
    let form = || crate::model::Value::Uint(element.tag.into());
    p.group_as(spec, form, |p| {
        let at = element.start..element.start + element.len;
        p.wrap(next, at, "element's length");
        p.skip(element.len)?;
        p.seek(element.end);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn contexts_are_offered() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = b"\x0d\x2c\xc1\x2a\x31\x28\xa0\x03\x80\x01\x01\xa2\x21\x81\x02\x00\x01\xa4\x11\x30\x0f\x02\x01\x03\
            \x06\x04\x52\x01\x00\x01\x30\x04\x06\x02\x51\x01\x88\x02\x06\x40\x61\x04\x30\x02\x02\x00";
        peeler.peel_as(&ses::PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[1].info.name, "pres");
        assert_eq!(all(&out, bytes, "pres.mode_value"), [(10, 1, "1".into())]);
        assert_eq!(
            all(&out, bytes, "pres.abstract_syntax_name"),
            [(26, 4, "2.2.1.0.1".into())]
        );
        assert_eq!(
            all(&out, bytes, "pres.Presentation.requirements.restoration"),
            [(39, 1, "1".into())]
        );
        assert_eq!(all(&out, bytes, "pres.user_data")[0].2, "1");
        let mut lies = bytes.to_vec();
        lies[12] = 0x7f;
        peeler.peel_as(&ses::PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
