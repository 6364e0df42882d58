//! EAP: logins of many kinds before a link opens (RFC 3748), with TLS in it (RFC 5216) or
//! Microsoft's CHAP (draft-kamath-pppext-eap-mschapv2).

mod card;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::application::tls;

const RFC: &str = "RFC 3748 §4";
const TLS_RFC: &str = "RFC 5216 §3";
const CHAP_RFC: &str = "draft-kamath-pppext-eap-mschapv2 §2";

const TYPES: Codes = &[
    (1, "identity"),
    (2, "notification"),
    (3, "other type wanted"),
    (4, "MD5 challenge"),
    (5, "one-time password"),
    (6, "token card"),
    (13, "TLS"),
    (17, "LEAP"),
    (18, "SIM"),
    (21, "TTLS"),
    (23, "AKA"),
    (25, "PEAP"),
    (26, "MS-CHAP version 2"),
    (29, "MS-CHAP version 2"),
    (43, "FAST"),
    (50, "AKA'"),
    (52, "password"),
    (55, "TEAP"),
    (254, "expanded"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("eap.code", "Code", 8)
        .codes(&[
            (1, "request"),
            (2, "response"),
            (3, "success"),
            (4, "failure"),
            (5, "initiate"),
            (6, "finish"),
        ])
        .doc(
            "The side that opens the link asks, the other answers; success or failure ends it.",
            RFC,
        ),
    FieldSpec::uint("eap.id", "Identifier", 8).doc("Pairs requests and responses.", RFC),
    FieldSpec::uint("eap.len", "Length", 16)
        .unit("bytes")
        .doc("The whole packet.", RFC),
];

const HEADER_LEN: usize = bytes_of(HEAD);

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, TLS_RFC)
}

const FLAGS: FieldSpec = FieldSpec::hex("eap.tls.flags", "Flags", 8)
    .parts_follow()
    .doc("Which piece of a message of TLS follows.", TLS_RFC);
const HAS_LENGTH: FieldSpec = flag(
    "eap.tls.flags.len_included",
    "Length present",
    "Set: the length of the whole message follows.",
);
const MORE: FieldSpec = flag(
    "eap.tls.flags.more_fragments",
    "More pieces",
    "Set: the message goes on in the next packet.",
);
const START: FieldSpec = flag(
    "eap.tls.flags.start",
    "Start",
    "Set: the other side should begin.",
);

const TLS_FLAGS: &[FieldSpec] = &[FLAGS, HAS_LENGTH, MORE, START, FieldSpec::gap(5).part()];

const VERSION_FLAGS: &[FieldSpec] = &[
    FLAGS,
    HAS_LENGTH,
    MORE,
    START,
    FieldSpec::gap(2).part(),
    FieldSpec::uint("eap.tls.flags.version", "Version", 3)
        .part()
        .doc("Of the login inside TLS.", TLS_RFC),
];

const fn chap(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, CHAP_RFC)
}

const fn bytes(name: &'static str, label: &'static str, len: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).wide(len).doc(doc, CHAP_RFC)
}

const LEAP: &str = "Cisco LEAP";

const fn leap(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, LEAP)
}

crate::fields! {
    TYPE = FieldSpec::uint("eap.type", "Type", 8).codes(TYPES).doc("The kind of login, or what is asked before.", "RFC 3748 §5");
    IDENTITY = FieldSpec::text("eap.identity", "Identity").doc("Who wants to log in; often not the real name, which TLS hides.", "RFC 3748 §5.1");
    NOTIFICATION = FieldSpec::text("eap.notification", "Notification").doc("Text for the user.", "RFC 3748 §5.2");
    DESIRED = FieldSpec::uint("eap.desired_type", "Wanted type", 8).codes(TYPES).doc("A kind of login that the sender knows.", "RFC 3748 §5.3");
    MD5_LEN = FieldSpec::uint("eap.md5.value_size", "Value length", 8).unit("bytes").doc("How long the challenge or its answer is.", "RFC 3748 §5.4");
    MD5 = FieldSpec::bytes("eap.md5.value", "Value").doc("The challenge, or the hash that answers it.", "RFC 3748 §5.4");
    MD5_NAME = FieldSpec::bytes("eap.md5.extra_data", "Name").doc("Who sends it.", "RFC 3748 §5.4");
    TLS_LEN = FieldSpec::uint("eap.tls.len", "Message length", 32).unit("bytes").doc("All pieces together.", TLS_RFC);
    OPCODE = chap("eap.ms_chap_v2.opcode", "Operation", 8, "Challenge, response, or how it ended.")
        .codes(&[(1, "challenge"), (2, "response"), (3, "success"), (4, "failure"), (7, "change password")]);
    CHAP_ID = chap("eap.ms_chap_v2.id", "Identifier", 8, "Pairs challenge and response.");
    CHAP_LEN = chap("eap.ms_chap_v2.length", "Length", 16, "From the operation on.").unit("bytes");
    VALUE_LEN = chap("eap.ms_chap_v2.value_size", "Value length", 8, "Of the challenge or the response.").unit("bytes");
    CHALLENGE = bytes("eap.ms_chap_v2.challenge", "Challenge", 16, "Random bytes that the response is made with.");
    PEER_CHALLENGE = bytes("eap.ms_chap_v2.peer_challenge", "Own challenge", 16, "Random bytes of the one who logs in.");
    RESERVED = bytes("eap.ms_chap_v2.reserved", "Reserved", 8, "Zero.");
    RESPONSE = bytes("eap.ms_chap_v2.nt_response", "Response", 24, "Proves that the sender knows the password.");
    CHAP_FLAGS = FieldSpec::hex("eap.ms_chap_v2.flags", "Flags", 8).doc("Zero.", CHAP_RFC);
    NAME = FieldSpec::text("eap.ms_chap_v2.name", "Name").doc("Who sends it.", CHAP_RFC);
    MESSAGE = FieldSpec::text("eap.ms_chap_v2.message", "Message").doc("Proves that the other side knows the password too.", CHAP_RFC);
    FAILURE = FieldSpec::text("eap.ms_chap_v2.failure_request", "Failure").doc("Why the login failed.", CHAP_RFC);
    CHAP_DATA = FieldSpec::bytes("eap.ms_chap_v2.data", "Data").doc("What another operation says.", CHAP_RFC);
    LEAP_VERSION = leap("eap.leap.version", "Version", "1.");
    LEAP_RESERVED = leap("eap.leap.reserved", "Reserved", "Zero.");
    LEAP_COUNT = leap("eap.leap.count", "Length", "Of the challenge or the response.").unit("bytes");
    LEAP_DATA = FieldSpec::bytes("eap.leap.data", "Challenge or response").doc("Random bytes, or what proves that the sender knows the password. It can be guessed from the two.", LEAP);
    LEAP_NAME = FieldSpec::text("eap.leap.name", "Name").doc("Who logs in.", LEAP);
    DATA = FieldSpec::bytes("eap.data", "Data").doc("What the kind of login says.", RFC);
}

/// EAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "eap",
        short: "EAP",
        title: "Extensible Authentication Protocol",
        osi: OsiLayer::DataLink,
        why: "It asks who is there before the link carries anything else.",
        reference: "RFC 3748",
    },
    claims: &[
        Claim::Ppp(0xc227),
        Claim::Field("eapol.type", 0),
        Claim::Field("radius.avp.type", 79),
    ],
    headers: &[HEAD, TLS_FLAGS, VERSION_FLAGS],
    fields: &join_fields::<{ FIELDS.len() + card::FIELDS.len() }>(&[FIELDS, card::FIELDS]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x01\x00\x09\x01user",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [code, _, high, low] = *p.header::<HEADER_LEN>(HEAD)?;
    let len = usize::from(u16::from_be_bytes([high, low]));
    let code_name = HEAD[0].names.get(code.into()).unwrap_or("unknown code");
    p.summary(format_args!("{code_name}"));
    let Some(content) = len.checked_sub(HEADER_LEN) else {
        let kind = FaultKind::BadLength {
            field: "EAP length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(kind, 2..4);
        return Ok(());
    };
    if content == 0 || !matches!(code, 1 | 2) {
        p.ends_at(len);
        return Ok(());
    }
    p.within(content, "EAP length", |p| {
        let kind = p.uint(&TYPE)?;
        match TYPE.names.get(kind) {
            Some(name) => p.summary(format_args!("{code_name}, {name}")),
            None => p.summary(format_args!("{code_name}, type {kind}")),
        }
        login(p, kind)
    })?;
    p.ends_at(len);
    Ok(())
}

/// What is left of the packet, as one field.
fn take(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(|_| ()),
    }
}

fn login(p: &mut Peel<'_>, kind: u64) -> Peeled {
    match kind {
        1 => take(p, &IDENTITY),
        2 => take(p, &NOTIFICATION),
        3 => {
            while !p.rest().is_empty() {
                p.uint(&DESIRED)?;
            }
            Ok(())
        }
        4 => {
            let len = p.uint(&MD5_LEN)? as usize;
            if len > 0 {
                p.field(&MD5, len)?;
            }
            take(p, &MD5_NAME)
        }
        13 => with_tls(p, TLS_FLAGS),
        21 | 25 | 43 | 55 => with_tls(p, VERSION_FLAGS),
        17 => {
            p.uint(&LEAP_VERSION)?;
            p.uint(&LEAP_RESERVED)?;
            let len = p.uint(&LEAP_COUNT)? as usize;
            if len > 0 {
                p.field(&LEAP_DATA, len)?;
            }
            take(p, &LEAP_NAME)
        }
        18 => card::read(p, &card::SIM),
        23 | 50 => card::read(p, &card::AKA),
        26 => microsoft(p),
        _ => take(p, &DATA),
    }
}

/// A message of TLS, or a piece of one.
fn with_tls(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    let [flags] = *p.header::<1>(table)?;
    let mut whole = None;
    if flags & 0x80 != 0 {
        whole = Some(p.uint(&TLS_LEN)? as usize);
    }
    let rest = p.rest();
    if rest.is_empty() {
        return Ok(());
    }
    let is_whole = flags & 0x40 == 0 && whole.is_none_or(|len| len == rest.len());
    p.pass(match tls::PROTOCOL.recognises(rest) {
        Match::Maybe | Match::Yes if is_whole => Next::Protocol(&tls::PROTOCOL),
        _ => Next::Data,
    });
    Ok(())
}

fn microsoft(p: &mut Peel<'_>) -> Peeled {
    let operation = p.uint(&OPCODE)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    p.uint(&CHAP_ID)?;
    p.uint(&CHAP_LEN)?;
    match operation {
        1 | 2 => {
            let len = p.uint(&VALUE_LEN)?;
            let parts: &[&'static FieldSpec] = match (operation, len) {
                (1, 16) => &[&CHALLENGE],
                (2, 49) => &[&PEER_CHALLENGE, &RESERVED, &RESPONSE, &CHAP_FLAGS],
                _ => return take(p, &CHAP_DATA),
            };
            for spec in parts {
                p.field(spec, (spec.bits / 8) as usize)?;
            }
            take(p, &NAME)
        }
        3 => take(p, &MESSAGE),
        4 => take(p, &FAILURE),
        _ => take(p, &CHAP_DATA),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn an_identity_is_text() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "response, identity");
        let name = out.field("eap.identity").unwrap();
        assert_eq!(name.span.byte_range().len(), 4);
        assert_eq!(peeled(b"\x03\x01\x00\x04").layers[0].summary, "success");
    }

    #[test]
    fn leap_counts_its_challenge() {
        let out = peeled(b"\x01\x07\x00\x14\x11\x01\x00\x0812345678user");
        let at = |name| out.field(name).unwrap().span.byte_range();
        assert_eq!(at("eap.leap.data").start, 8);
        assert_eq!(at("eap.leap.name").len(), 4);
    }

    #[test]
    fn tls_is_inside() {
        let out = peeled(b"\x02\x01\x00\x11\x0d\x80\x00\x00\x00\x07\x15\x03\x03\x00\x02\x02\x28");
        assert_eq!(out.field("eap.tls.len").unwrap().value, Value::Uint(7));
        assert_eq!(out.layers[1].info.name, "tls");
        let piece = peeled(b"\x02\x01\x00\x11\x0d\xc0\x00\x00\x01\x00\x15\x03\x03\x00\x02\x02\x28");
        assert_eq!(piece.layers[1].info.name, "data");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert_eq!(peeled(b"\x01\x01\x00\x03\x01").faults.len(), 1);
        assert_eq!(peeled(b"\x01\x01\x00\x08\x04\xff\x01\x02").faults.len(), 1);
    }
}
