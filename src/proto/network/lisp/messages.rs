//! The messages, by their type (RFC 9301 §5).

use super::places::{self as place};
use super::{
    ANSWER, ASKED, AUTHENTICATION, INFO, NOTIFY, REFERRAL, REGISTER, REPLY, REQUEST, ROUTER,
    RTR_AUTHENTICATION, SITE, XTR, address, mapping,
};
use crate::decode::{Peel, Peeled};
use crate::model::{FaultKind, FieldSpec};

pub(super) const KIND: FieldSpec = FieldSpec::uint("lisp.type", "Type", 4)
    .codes(super::TYPES)
    .doc("What the message is for.", "RFC 9301 §5.1");

const RECORDS: FieldSpec =
    FieldSpec::uint("lisp.records", "Records", 8).doc("How many records follow.", "RFC 9301 §5.2");

const NONCE: FieldSpec = FieldSpec::hex("lisp.nonce", "Nonce", 64).doc(
    "A random number that comes back in the answer.",
    "RFC 9301 §5.2",
);

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, "RFC 9301 §5")
}

const fn zero(name: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::hex(name, "Reserved", bits).doc("Zero.", "RFC 9301 §5")
}

pub(super) const ASKING: &[FieldSpec] = &[
    KIND,
    FieldSpec::hex("lisp.mreq.flags", "Flags", 6)
        .parts_follow()
        .doc("How and why is asked.", "RFC 9301 §5.2"),
    flag(
        "lisp.mreq.flags.auth",
        "Authoritative",
        "Set: the site itself shall answer.",
    )
    .part(),
    flag(
        "lisp.mreq.flags.mrp",
        "Reply inside",
        "Set: a map reply is part of the request.",
    )
    .part(),
    flag(
        "lisp.mreq.flags.probe",
        "Probe",
        "Set: asks whether the router can be reached.",
    )
    .part(),
    flag(
        "lisp.mreq.flags.smr",
        "Please ask",
        "Set: the mapping has changed, so ask for it.",
    )
    .part(),
    flag(
        "lisp.mreq.flags.pitr",
        "Proxy",
        "Set: a proxy for hosts outside asks.",
    )
    .part(),
    flag(
        "lisp.mreq.flags.smri",
        "Asked to ask",
        "Set: the router was told to ask.",
    )
    .part(),
    zero("lisp.mreq.res", 9),
    FieldSpec::uint("lisp.irc", "Routers", 5).doc(
        "How many addresses of the asking router follow, less 1.",
        "RFC 9301 §5.2",
    ),
    RECORDS,
    NONCE,
];

pub(super) const QUESTION: &[FieldSpec] = &[
    zero("lisp.mreq.record.res", 8),
    FieldSpec::uint("lisp.mreq.record.prefix.length", "Prefix length", 8)
        .unit("bits")
        .doc("How many leading bits count.", "RFC 9301 §5.2"),
];

pub(super) const ANSWERING: &[FieldSpec] = &[
    KIND,
    flag("lisp.mrep.flags.probe", "Probe", "Set: answers a probe."),
    flag(
        "lisp.mrep.flags.enlr",
        "Echo nonce",
        "Set: the router sends nonces back in data packets.",
    ),
    flag(
        "lisp.mrep.flags.sec",
        "Secured",
        "Set: authentication data follow.",
    ),
    zero("lisp.mrep.res", 17),
    RECORDS,
    NONCE,
];

pub(super) const REGISTERING: &[FieldSpec] = &[
    KIND,
    flag(
        "lisp.mreg.flags.pmr",
        "Proxy",
        "Set: the server may answer for the site.",
    ),
    flag(
        "lisp.mreg.flags.sec",
        "Secured",
        "Set: the router can secure answers.",
    ),
    flag(
        "lisp.mreg.flags.xtrid",
        "Has ID",
        "Set: the router's ID stands at the end.",
    ),
    flag(
        "lisp.mreg.flags.rtr",
        "Re-encapsulating",
        "Set: meant for a re-encapsulating router.",
    ),
    zero("lisp.mreg.res", 15),
    flag(
        "lisp.mreg.flags.wmn",
        "Wants notify",
        "Set: please answer with a map notify.",
    ),
    RECORDS,
    NONCE,
];

pub(super) const NOTIFYING: &[FieldSpec] = &[
    KIND,
    flag(
        "lisp.mnot.flags.xtrid",
        "Has ID",
        "Set: the router's ID stands at the end.",
    ),
    flag(
        "lisp.mnot.flags.rtr",
        "Re-encapsulating",
        "Set: meant for a re-encapsulating router.",
    ),
    zero("lisp.mnot.res", 18),
    RECORDS,
    NONCE,
];

pub(super) const REFERRING: &[FieldSpec] = &[KIND, zero("lisp.mref.res", 20), RECORDS, NONCE];

pub(super) const INFORMING: &[FieldSpec] = &[
    KIND,
    flag("lisp.info.r", "Reply", "Set: an answer."),
    zero("lisp.info.res1", 27),
    NONCE,
];

pub(super) const TIME: &[FieldSpec] = &[
    FieldSpec::uint("lisp.info.ttl", "Time to live", 32)
        .unit("minutes")
        .doc(
            "How long the answer is valid.",
            "draft-ermagan-lisp-nat-traversal",
        ),
    zero("lisp.info.res2", 8),
    FieldSpec::uint("lisp.info.prefix.masklen", "Prefix length", 8)
        .unit("bits")
        .doc(
            "How many leading bits count.",
            "draft-ermagan-lisp-nat-traversal",
        ),
];

pub(super) const ENCAPSULATION: &[FieldSpec] = &[
    KIND,
    flag(
        "lisp.ecm.flags.sec",
        "Secured",
        "Set: authentication data follow.",
    ),
    flag(
        "lisp.ecm.flags.ddt",
        "Delegated",
        "Set: from a node of the delegated database.",
    ),
    zero("lisp.ecm.res", 26),
];

pub(super) const KEY: &[FieldSpec] = &[
    FieldSpec::hex("lisp.keyid", "Key", 16).doc("Which key and method.", "RFC 9301 §5.6"),
    FieldSpec::uint("lisp.authlen", "Authentication length", 16)
        .unit("bytes")
        .doc("Of the data that follow.", "RFC 9301 §5.6"),
];

pub(super) const RTR_KEY: &[FieldSpec] = &[
    FieldSpec::hex("lisp.msrtr.keyid", "Server's key", 16)
        .doc("Which key and method.", "draft-ermagan-lisp-nat-traversal"),
    FieldSpec::uint("lisp.msrtr.authlen", "Server's authentication length", 16)
        .unit("bytes")
        .doc(
            "Of the data that follow.",
            "draft-ermagan-lisp-nat-traversal",
        ),
];

pub(super) const HEADERS: &[&[FieldSpec]] = &[
    ASKING,
    QUESTION,
    ANSWERING,
    REGISTERING,
    NOTIFYING,
    REFERRING,
    INFORMING,
    TIME,
    ENCAPSULATION,
    KEY,
    RTR_KEY,
    mapping::MAPPING_HEAD,
    mapping::REFERRAL_HEAD,
    mapping::LOCATOR_HEAD,
    address::HEAD,
    place::INSTANCE_ID,
    place::SYSTEM_NUMBER,
    place::NAT_PORTS,
    place::NONCE_HEAD,
    place::GROUP_HEAD,
    place::HOP_FLAGS,
    place::BOTH_HEAD,
    place::COPY_HEAD,
    place::SOURCE_EID.family,
    place::SOURCE_EID.ipv4,
    place::SOURCE_EID.ipv6,
    place::SOURCE_EID.mac,
    place::ITR.family,
    place::ITR.ipv4,
    place::ITR.ipv6,
    place::ITR.mac,
    place::ASKED.family,
    place::ASKED.ipv4,
    place::ASKED.ipv6,
    place::ASKED.mac,
    place::MAPPED.family,
    place::MAPPED.ipv4,
    place::MAPPED.ipv6,
    place::MAPPED.mac,
    place::INFORMED.family,
    place::INFORMED.ipv4,
    place::INFORMED.ipv6,
    place::INFORMED.mac,
    place::INFORMATION.family,
    place::INFORMATION.ipv4,
    place::INFORMATION.ipv6,
    place::INFORMATION.mac,
    place::LIST.family,
    place::LIST.ipv4,
    place::LIST.ipv6,
    place::LIST.mac,
    place::INSTANCE.family,
    place::INSTANCE.ipv4,
    place::INSTANCE.ipv6,
    place::INSTANCE.mac,
    place::SYSTEM.family,
    place::SYSTEM.ipv4,
    place::SYSTEM.ipv6,
    place::SYSTEM.mac,
    place::NONCE.family,
    place::NONCE.ipv4,
    place::NONCE.ipv6,
    place::NONCE.mac,
    place::GROUP_SOURCE.family,
    place::GROUP_SOURCE.ipv4,
    place::GROUP_SOURCE.ipv6,
    place::GROUP_SOURCE.mac,
    place::GROUP.family,
    place::GROUP.ipv4,
    place::GROUP.ipv6,
    place::GROUP.mac,
    place::HOP.family,
    place::HOP.ipv4,
    place::HOP.ipv6,
    place::HOP.mac,
    place::SOURCE.family,
    place::SOURCE.ipv4,
    place::SOURCE.ipv6,
    place::SOURCE.mac,
    place::DESTINATION.family,
    place::DESTINATION.ipv4,
    place::DESTINATION.ipv6,
    place::DESTINATION.mac,
    place::COPY.family,
    place::COPY.ipv4,
    place::COPY.ipv6,
    place::COPY.mac,
    place::KEY.family,
    place::KEY.ipv4,
    place::KEY.ipv6,
    place::KEY.mac,
    place::VALUE.family,
    place::VALUE.ipv4,
    place::VALUE.ipv6,
    place::VALUE.mac,
    place::NAT.family,
    place::NAT.ipv4,
    place::NAT.ipv6,
    place::NAT.mac,
];

/// Set in the message's first bytes: the router's ID stands at its end.
const REGISTER_HAS_ID: u8 = 0x02;
const NOTIFY_HAS_ID: u8 = 0x08;
const NOTIFY_FOR_RTR: u8 = 0x04;
const HAS_REPLY: u8 = 0x04;

pub(super) fn message(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        REQUEST => request(p),
        REPLY => {
            let records = p.rows(ANSWERING)?[3];
            mapping::mappings(p, records, false)
        }
        REGISTER => register(p),
        NOTIFY | 5 => {
            let h = p.rows(NOTIFYING)?;
            authentication(p, KEY, &AUTHENTICATION)?;
            mapping::mappings(p, h[3], false)?;
            identifiers(p, h[0] & NOTIFY_HAS_ID != 0)?;
            if h[0] & NOTIFY_FOR_RTR != 0 {
                authentication(p, RTR_KEY, &RTR_AUTHENTICATION)?;
            }
            Ok(())
        }
        REFERRAL => {
            let records = p.rows(REFERRING)?[3];
            mapping::mappings(p, records, true)
        }
        INFO => {
            p.rows(INFORMING)?;
            authentication(p, KEY, &AUTHENTICATION)?;
            p.rows(TIME)?;
            address::address(p, &place::INFORMED)?;
            address::address(p, &place::INFORMATION)
        }
        _ => {
            let bad = "there is no such type of message";
            p.fault(FaultKind::Malformed(bad), 0..1);
            Ok(())
        }
    }
}

/// A map register, which travels in other transports too.
pub(super) fn register(p: &mut Peel<'_>) -> Peeled {
    let h = p.rows(REGISTERING)?;
    authentication(p, KEY, &AUTHENTICATION)?;
    mapping::mappings(p, h[3], false)?;
    identifiers(p, h[0] & REGISTER_HAS_ID != 0)
}

fn request(p: &mut Peel<'_>) -> Peeled {
    let h = p.rows(ASKING)?;
    address::address(p, &place::SOURCE_EID)?;
    for _ in 0..=(h[2] & 0x1f) {
        p.group(&ROUTER, |p| address::address(p, &place::ITR))?;
    }
    for _ in 0..h[3] {
        p.group(&ASKED, |p| {
            p.rows(QUESTION)?;
            address::address(p, &place::ASKED)
        })?;
    }
    if h[0] & HAS_REPLY != 0 && !p.rest().is_empty() {
        return p.group(&ANSWER, |p| mapping::mapping(p, false));
    }
    Ok(())
}

fn authentication(
    p: &mut Peel<'_>,
    head: &'static [FieldSpec],
    data: &'static FieldSpec,
) -> Peeled {
    let head = p.rows(head)?;
    match u16::from_be_bytes([head[2], head[3]]) {
        0 => Ok(()),
        len => p.field(data, len.into()).map(drop),
    }
}

fn identifiers(p: &mut Peel<'_>, are_there: bool) -> Peeled {
    if are_there {
        p.field(&XTR, 16)?;
        p.field(&SITE, 8)?;
    }
    Ok(())
}
