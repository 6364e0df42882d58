//! LISP's reliable transport: registrations over TCP instead of datagrams.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::network::lisp::places::{Place, family};
use crate::proto::network::lisp::{self, address, mapping};

const PORT: u16 = 4342;
const SECTION: &str = "draft-kouvelas-lisp-map-server-reliable-transport-07";

/// What ends every message.
const MARKER: u32 = 0x9fac_ade9;
const MARKER_LEN: usize = 4;

const REGISTRATION: u16 = 17;
const ACCEPTED: u16 = 18;
const REJECTED: u16 = 19;
const REFRESH: u16 = 20;
const NOTIFICATION: u16 = 21;

const TYPES: Codes = &[
    (16, "error"),
    (REGISTRATION as u64, "registration"),
    (ACCEPTED as u64, "registration accepted"),
    (REJECTED as u64, "registration rejected"),
    (REFRESH as u64, "registration refresh"),
    (NOTIFICATION as u64, "mapping notification"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("lisp-tcp.message.type", "Type", 16)
        .codes(TYPES)
        .doc("What the message is for.", SECTION),
    FieldSpec::uint("lisp-tcp.message.length", "Length", 16)
        .unit("bytes")
        .doc(
            "The whole message, from the type to the end marker.",
            SECTION,
        ),
    FieldSpec::uint("lisp-tcp.message.id", "Message ID", 32)
        .doc("Counts the sender's messages.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);
const LEAST: usize = HEADER_LEN + MARKER_LEN;

const REFRESHING: &[FieldSpec] = &[
    FieldSpec::uint("lisp-tcp.message.registration_refresh.scope", "Scope", 8).doc(
        "Which registrations shall be sent again; 0: all of them.",
        SECTION,
    ),
    FieldSpec::flag(
        "lisp-tcp.message.registration_refresh.flags.rejected",
        "Rejected only",
    )
    .doc("Set: only those that were rejected.", SECTION),
    FieldSpec::hex("lisp-tcp.message.registration_refresh.res", "Reserved", 15)
        .doc("Zero.", SECTION),
];

const REJECTING: &[FieldSpec] = &[
    FieldSpec::uint("lisp-tcp.message.registration_reject.reason", "Reason", 8)
        .codes(&[
            (1, "not a valid site"),
            (2, "authentication failure"),
            (3, "locator set not allowed"),
        ])
        .doc("Why the registration was rejected.", SECTION),
    FieldSpec::hex("lisp-tcp.message.registration_reject.res", "Reserved", 16)
        .doc("Zero.", SECTION),
];

const PREFIX_LENGTH: &[FieldSpec] =
    &[
        FieldSpec::uint("lisp-tcp.message.eid.prefix.length", "Prefix length", 8)
            .unit("bits")
            .doc("How many leading bits of the address count.", SECTION),
    ];

static PREFIX: Place = Place {
    family: &[family("lisp-tcp.message.eid.prefix.afi")],
    ipv4: &[FieldSpec::ipv4("lisp-tcp.message.eid.ipv4", "Prefix")
        .doc("The addresses that are registered.", SECTION)],
    ipv6: &[FieldSpec::ipv6("lisp-tcp.message.eid.ipv6", "Prefix")
        .doc("The addresses that are registered.", SECTION)],
    mac: &[FieldSpec::mac("lisp-tcp.message.eid.mac", "Prefix")
        .doc("The addresses that are registered.", SECTION)],
};

crate::fields! {
    END = FieldSpec::hex("lisp-tcp.message.end_marker", "End marker", 32)
        .doc("Always 0x9facade9: shows that both ends agree on where messages end.", SECTION);
    PREFIX_GROUP = FieldSpec::group("", "Prefix")
        .doc("The addresses that it is about.", SECTION);
    REGISTER = FieldSpec::group("", "Map register")
        .doc("The same message as in a datagram.", SECTION);
    XTR = FieldSpec::bytes("lisp-tcp.message.xtrid", "Router ID")
        .doc("Tells the routers of a site apart.", SECTION);
    SITE = FieldSpec::bytes("lisp-tcp.message.siteid", "Site ID")
        .doc("Tells sites apart.", SECTION);
    DATA = FieldSpec::bytes("lisp-tcp.message.data", "Data")
        .doc("What decap does not take apart.", SECTION);
}

/// LISP's reliable transport.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lisp-tcp",
        short: "LISP-TCP",
        title: "Locator/ID Separation Protocol (Reliable Transport)",
        osi: OsiLayer::Application,
        why: "It is a conversation between routers and map servers over TCP.",
        reference: SECTION,
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[
        HEADER,
        REFRESHING,
        REJECTING,
        PREFIX_LENGTH,
        PREFIX.family,
        PREFIX.ipv4,
        PREFIX.ipv6,
        PREFIX.mac,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\0\x14\0\x0f\0\0\0\x05\0\0\0\x9f\xac\xad\xe9",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes.first_chunk::<4>() {
        Some([a, b, c, d]) => {
            let (kind, len) = (u16::from_be_bytes([*a, *b]), u16::from_be_bytes([*c, *d]));
            Match::maybe_if(kind > 0 && kind < 64 && usize::from(len) >= LEAST)
        }
        None => Match::short_if(bytes.first().is_none_or(|byte| *byte == 0)),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(4)?;
    let head = p.rest();
    let (kind, len) = (
        u16::from_be_bytes([head[0], head[1]]),
        usize::from(u16::from_be_bytes([head[2], head[3]])),
    );
    p.require(len)?;
    p.header::<HEADER_LEN>(HEADER)?;
    if len < LEAST {
        p.fault(
            FaultKind::BadLength {
                field: "LISP message length",
                says: len as u64,
                limit: LEAST as u64,
            },
            2..4,
        );
        return Ok(());
    }
    p.ends_at(len);
    if !p.wants_fields() {
        // Nothing is wrapped in it.
        return Ok(());
    }
    let name = HEADER[0]
        .names
        .get(kind.into())
        .unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    p.within(len - LEAST, "LISP message length", |p| {
        body(p, kind)?;
        match p.rest().len() {
            0 => Ok(()),
            rest => p.field(&DATA, rest).map(drop),
        }
    })?;
    let at = p.pos();
    if p.uint(&END)? as u32 != MARKER {
        let bad = "the end marker is not what it always is";
        p.fault(FaultKind::Malformed(bad), at..at + MARKER_LEN);
    }
    Ok(())
}

fn body(p: &mut Peel<'_>, kind: u16) -> Peeled {
    match kind {
        REGISTRATION => p.group(&REGISTER, lisp::register),
        ACCEPTED => p.group(&PREFIX_GROUP, prefix),
        REJECTED => {
            p.rows(REJECTING)?;
            p.group(&PREFIX_GROUP, prefix)
        }
        REFRESH => {
            let scope = p.rows(REFRESHING)?[0];
            match scope {
                0 => Ok(()),
                _ => p.group(&PREFIX_GROUP, prefix),
            }
        }
        NOTIFICATION => {
            p.field(&XTR, 16)?;
            p.field(&SITE, 8)?;
            mapping::mapping(p, false)
        }
        _ => Ok(()),
    }
}

fn prefix(p: &mut Peel<'_>) -> Peeled {
    p.rows(PREFIX_LENGTH)?;
    address::address(p, &PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn messages_end_with_a_marker() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let accepted = b"\0\x12\0\x13\0\0\0\x01\x18\0\x01\xc0\0\x02\0\x9f\xac\xad\xe9";
        peeler.peel_as(&PROTOCOL, accepted, Want::Full, &mut out);
        let prefix = out.field("lisp-tcp.message.eid.ipv4").unwrap();
        assert_eq!(prefix.value, Value::Ipv4([192, 0, 2, 0].into()));
        assert!(out.faults.is_empty());
        let mut wrong = PROTOCOL.sample.to_vec();
        wrong[14] = 0;
        peeler.peel_as(&PROTOCOL, &wrong, Want::Full, &mut out);
        assert!(matches!(out.faults[0].kind, FaultKind::Malformed(_)));
    }
}
