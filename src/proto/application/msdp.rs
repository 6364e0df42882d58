//! MSDP: routers of different domains tell one another who sends to multicast groups (RFC 3618).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SECTION: &str = "RFC 3618 §12";

const ACTIVE: u64 = 1;
const REQUEST: u64 = 2;
const RESPONSE: u64 = 3;
const NOTIFICATION: u64 = 5;

const HEAD_LEN: usize = 3;

/// No message is longer.
const MAX_LEN: usize = 9192;

const ACTIVE_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("msdp.sa.entry_count", "Entries", 8)
        .doc("How many senders are listed.", "RFC 3618 §12.2.1"),
    FieldSpec::ipv4("msdp.sa.rp_addr", "Rendezvous point")
        .doc("The router that knows of them.", "RFC 3618 §12.2.1"),
];

const ENTRY: &[FieldSpec] = &[
    FieldSpec::hex("msdp.sa.reserved", "Reserved", 24).doc("Zero.", "RFC 3618 §12.2.1"),
    FieldSpec::uint("msdp.sa.sprefix_len", "Prefix length", 8)
        .doc("32: one sender.", "RFC 3618 §12.2.1"),
    FieldSpec::ipv4("msdp.sa.group_addr", "Group").doc("Where it sends to.", "RFC 3618 §12.2.1"),
    FieldSpec::ipv4("msdp.sa.src_addr", "Source").doc("Who sends.", "RFC 3618 §12.2.1"),
];

const REQUEST_BODY: &[FieldSpec] = &[
    FieldSpec::hex("msdp.sa_req.res", "Reserved", 8).doc("Zero.", "RFC 3618 §12.2.2"),
    FieldSpec::ipv4("msdp.sa_req.group_addr", "Group").doc("Who sends to it?", "RFC 3618 §12.2.2"),
];

const NOTIFICATION_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("msdp.not.o", "Open", 1).doc("0: the connection is closed.", "RFC 3618 §12.2.5"),
    FieldSpec::uint("msdp.not.error", "Error", 7)
        .codes(&[
            (1, "message header"),
            (2, "request"),
            (3, "message or response"),
            (4, "hold timer expired"),
            (5, "state machine"),
            (6, "notification"),
            (7, "cease"),
        ])
        .doc("What was wrong.", "RFC 3618 §12.2.5"),
    FieldSpec::uint("msdp.not.error_sub", "Detail", 8)
        .doc("More of it, by the error.", "RFC 3618 §12.2.5"),
];

crate::fields! {
    TYPE = FieldSpec::uint("msdp.type", "Type", 8)
        .codes(&[(1, "source active"), (2, "source active request"), (3, "source active response"), (4, "keepalive"), (5, "notification"), (6, "traceroute in progress"), (7, "traceroute reply")])
        .doc("What the message says.", SECTION);
    LENGTH = FieldSpec::uint("msdp.length", "Length", 16).unit("bytes").doc("Of the message with type and length.", SECTION);
    SENDER = FieldSpec::group("", "Sender").doc("Who sends to which group.", "RFC 3618 §12.2.1");
    CONTENT = FieldSpec::bytes("", "Content").doc("What decap does not take apart.", SECTION);
}

/// MSDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "msdp",
        short: "MSDP",
        title: "Multicast Source Discovery Protocol",
        osi: OsiLayer::Application,
        why: "Routers speak it with one another over TCP.",
        reference: "RFC 3618",
    },
    claims: &[Claim::Port(Transport::Tcp, 639)],
    headers: &[ACTIVE_HEAD, ENTRY, REQUEST_BODY, NOTIFICATION_HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x01\0\x14\x01\xc0\0\x02\x01\0\0\0\x20\xe1\x01\x01\x01\xc6\x33\x64\x01",
};

fn recognise(bytes: &[u8]) -> Match {
    match len(bytes) {
        Some(len) => {
            Match::maybe_if(matches!(bytes[0], 1..=7) && (HEAD_LEN..=MAX_LEN).contains(&len))
        }
        None => Match::short_if(bytes.first().is_none_or(|kind| matches!(kind, 1..=7))),
    }
}

/// The length of the message that begins here.
fn len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [_, high, low, ..] => Some(usize::from(u16::from_be_bytes([*high, *low]))),
        _ => None,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(HEAD_LEN)?;
    p.require(len(p.rest()).unwrap_or_default())?;
    message(p)?;
    // One layer for all messages that are there.
    while len(p.rest()).is_some_and(|len| (HEAD_LEN..=p.rest().len()).contains(&len))
        && !p.is_full()
    {
        message(p)?;
    }
    p.ends_at(p.pos());
    Ok(())
}

fn message(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)?;
    let len = (p.uint(&LENGTH)? as usize).saturating_sub(HEAD_LEN);
    p.summary(format_args!(
        "{}",
        TYPE.names.get(kind).unwrap_or("unknown message")
    ));
    p.within(len, "MSDP length", |p| {
        match kind {
            ACTIVE | RESPONSE => active(p)?,
            REQUEST => p.rows(REQUEST_BODY).map(drop)?,
            NOTIFICATION => p.rows(NOTIFICATION_HEAD).map(drop)?,
            _ => {}
        }
        match p.rest().len() {
            0 => Ok(()),
            left => p.field(&CONTENT, left).map(drop),
        }
    })
}

fn active(p: &mut Peel<'_>) -> Peeled {
    let count = p.header::<{ bytes_of(ACTIVE_HEAD) }>(ACTIVE_HEAD)?[0];
    for _ in 0..count {
        p.group(&SENDER, |p| p.rows(ENTRY))?;
    }
    let (at, end) = (p.pos(), p.bytes().len());
    if at < end {
        p.wrap(Next::EtherType(0x0800), at..end, "MSDP length");
        p.seek(end);
    }
    Ok(())
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
    fn senders_are_listed() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(
            value("msdp.sa.src_addr"),
            Value::Ipv4([198, 51, 100, 1].into())
        );
        assert_eq!(value("msdp.sa.sprefix_len"), Value::Uint(32));
        assert_eq!(out.layers[0].summary, "source active");
    }

    #[test]
    fn counts_that_lie_are_faults() {
        assert!(!peeled(b"\x01\0\x08\xff\xc0\0\x02\x01").faults.is_empty());
        assert_eq!(recognise(b"\x01\xff\xff"), Match::No);
        assert_eq!(recognise(b"\x04\0"), Match::Short);
    }
}
