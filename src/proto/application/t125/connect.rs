//! The messages that set the connection up, in BER (ITU-T T.125 §11.1 to §11.4).

use crate::decode::{Next, Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::ber;

const SECTION: &str = "ITU-T T.125 §11.1";
const BOOLEAN: u8 = 0x01;
const ENUMERATED: u8 = 0x0a;

const fn number(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 64)
}

crate::fields! {
    PDU = FieldSpec::uint("t125.ConnectMCSPDU", "Message", 32)
        .codes(&[(101, "connect initial"), (102, "connect response"), (103, "connect additional"), (104, "connect result")])
        .doc("What is said while the connection is set up.", SECTION);
    INITIAL = FieldSpec::group("t125.connect_initial_element", "Connect initial")
        .doc("The client proposes how the connection shall be.", SECTION);
    RESPONSE = FieldSpec::group("t125.connect_response_element", "Connect response")
        .doc("The server says how it will be.", "ITU-T T.125 §11.2");
    CALLING = FieldSpec::bytes("t125.callingDomainSelector", "Caller's domain").doc("Which conference domain calls.", SECTION);
    CALLED = FieldSpec::bytes("t125.calledDomainSelector", "Called domain").doc("Which one is called.", SECTION);
    UPWARD = FieldSpec::uint("t125.upwardFlag", "Upward", 8).doc("Set: the called side is nearer to the top of the tree.", SECTION);
    TARGET = FieldSpec::group("t125.targetParameters_element", "Wanted").doc("What the client would like.", SECTION);
    MINIMUM = FieldSpec::group("t125.minimumParameters_element", "At least").doc("What it needs.", SECTION);
    MAXIMUM = FieldSpec::group("t125.maximumParameters_element", "At most").doc("What it can do.", SECTION);
    AGREED = FieldSpec::group("t125.domainParameters_element", "Agreed").doc("What the server settles on.", "ITU-T T.125 §11.2");
    CHANNELS = number("t125.maxChannelIds", "Channels").doc("How many may be in use.", SECTION);
    USERS = number("t125.maxUserIds", "Users").doc("How many may attach.", SECTION);
    TOKENS = number("t125.maxTokenIds", "Tokens").doc("How many may be in use.", SECTION);
    PRIORITIES = number("t125.numPriorities", "Priorities").doc("Levels of urgency.", SECTION);
    THROUGHPUT = number("t125.minThroughput", "Throughput").unit("bytes/s").doc("What is enforced at least.", SECTION);
    HEIGHT = number("t125.maxHeight", "Height").doc("Of the tree of providers.", SECTION);
    SIZE = number("t125.maxMCSPDUsize", "Message size").unit("bytes").doc("Of one message at most.", SECTION);
    VERSION = number("t125.protocolVersion", "Version").doc("Of the protocol.", SECTION);
    RESULT = FieldSpec::uint("t125.result", "Result", 32)
        .codes(&[
            (0, "successful"),
            (1, "domain merging"),
            (2, "domain not hierarchical"),
            (3, "no such channel"),
            (4, "no such domain"),
            (5, "no such user"),
            (6, "not admitted"),
            (7, "other user"),
            (8, "parameters unacceptable"),
            (9, "token not available"),
            (10, "token not possessed"),
            (11, "too many channels"),
            (12, "too many tokens"),
            (13, "too many users"),
            (14, "unspecified failure"),
            (15, "user rejected"),
        ])
        .doc("Whether it worked.", "ITU-T T.125 §11.2");
    CONNECT_ID = number("t125.calledConnectId", "Connection").doc("For adding more connections to this one.", "ITU-T T.125 §11.2");
    USER_DATA = FieldSpec::bytes("t125.userData", "User data").doc("What the conference control above says.", SECTION);
}

static DOMAIN: [&FieldSpec; 8] = [
    &CHANNELS,
    &USERS,
    &TOKENS,
    &PRIORITIES,
    &THROUGHPUT,
    &HEIGHT,
    &SIZE,
    &VERSION,
];

/// Reads a message from its tag on.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    let tag = p.bytes().get(1).copied().unwrap_or_default();
    let name = PDU.names.get(tag.into()).unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    p.group_as(
        &PDU,
        || Value::Uint(tag.into()),
        |p| {
            let element = ber::header(p)?;
            match tag {
                101 => p.group(&INITIAL, |p| ber::contents(p, &element, initial)),
                102 => p.group(&RESPONSE, |p| ber::contents(p, &element, response)),
                _ => p.skip(element.len).map(drop),
            }
        },
    )
}

fn initial(p: &mut Peel<'_>) -> Peeled {
    ber::field(p, &CALLING, ber::OCTET_STRING)?;
    ber::field(p, &CALLED, ber::OCTET_STRING)?;
    let flag = ber::expect(p, BOOLEAN)?;
    let bytes = p.skip(flag.len)?;
    let is_set = bytes.iter().any(|byte| *byte != 0);
    p.mark_as(&UPWARD, flag.start..flag.end, Value::Uint(is_set.into()));
    for spec in [&TARGET, &MINIMUM, &MAXIMUM] {
        parameters(p, spec)?;
    }
    user_data(p, 0)
}

fn response(p: &mut Peel<'_>) -> Peeled {
    ber::field(p, &RESULT, ENUMERATED)?;
    ber::field(p, &CONNECT_ID, ber::INTEGER)?;
    parameters(p, &AGREED)?;
    user_data(p, 1)
}

fn parameters(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.group(spec, |p| {
        let sequence = ber::expect(p, ber::SEQUENCE)?;
        ber::contents(p, &sequence, |p| {
            DOMAIN.iter().try_for_each(|spec| number_field(p, spec))
        })
    })
}

/// A number without a sign: senders leave the zero byte out that BER wants before a set first bit.
fn number_field(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let element = ber::expect(p, ber::INTEGER)?;
    let bytes = p.skip(element.len)?;
    let value = bytes
        .iter()
        .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    p.mark_as(spec, element.start..element.end, Value::Uint(value));
    Ok(())
}

/// What the conference control says: 0 in a request, 1 in a response.
fn user_data(p: &mut Peel<'_>, direction: u32) -> Peeled {
    let string = ber::expect(p, ber::OCTET_STRING)?;
    let at = string.start..string.start.saturating_add(string.len).min(p.bytes().len());
    p.mark(&USER_DATA, at.clone());
    p.wrap(Next::Field("t125.userData", direction), at, "string length");
    p.skip(string.len).map(drop)
}
