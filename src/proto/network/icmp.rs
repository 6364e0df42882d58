//! ICMP: what routers and hosts tell each other about IPv4 (RFC 792).

use super::ipv4;
use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Timestamp, Verdict, names};
use crate::proto::{checksum, icmp_extensions as extensions};

const ECHO_REPLY: u8 = 0;
const UNREACHABLE: u8 = 3;
const SOURCE_QUENCH: u8 = 4;
const REDIRECT: u8 = 5;
const ECHO: u8 = 8;
const ADVERTISEMENT: u8 = 9;
const SOLICITATION: u8 = 10;
const TIME_EXCEEDED: u8 = 11;
const PARAMETER_PROBLEM: u8 = 12;

/// The code of [`UNREACHABLE`] that tells the next hop's MTU.
const TOO_BIG: u8 = 4;

/// Bytes before the quoted packet, or before an echo's data.
const HEADER_LEN: usize = 8;

const fn code(lookup: fn(u64) -> Option<&'static str>) -> FieldSpec {
    FieldSpec::uint("icmp.code", "Code", 8)
        .lookup(lookup)
        .doc("The type's variant, for an error its cause.", "RFC 792")
}

const ADVERTISEMENT_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("icmp.num_addrs", "Addresses", 8)
        .doc("How many routers are listed.", "RFC 1256 §3"),
    FieldSpec::uint("icmp.addr_entry_size", "Entry size", 8)
        .unit("× 4 bytes")
        .doc("Length of an entry in words of 4 bytes: 2.", "RFC 1256 §3"),
    FieldSpec::uint("icmp.lifetime", "Lifetime", 16)
        .unit("s")
        .doc(
            "How long the addresses may be considered valid.",
            "RFC 1256 §3",
        ),
];

const TIMESTAMPS: &[FieldSpec] = &[
    FieldSpec::uint("icmp.originate_timestamp", "Sent", 32)
        .unit("ms")
        .doc(
            "When the asker sent its request, in milliseconds since midnight, universal time.",
            "RFC 792",
        ),
    FieldSpec::uint("icmp.receive_timestamp", "Received", 32)
        .unit("ms")
        .doc("When the answerer received it.", "RFC 792"),
    FieldSpec::uint("icmp.transmit_timestamp", "Answered", 32)
        .unit("ms")
        .doc("When the answerer sent the answer.", "RFC 792"),
];

const EXTENDED_REQUEST: &[FieldSpec] = &[
    FieldSpec::uint("icmp.ext.echo.seq", "Sequence number", 8)
        .doc("Tells the requests of one asker apart.", "RFC 8335 §2"),
    FieldSpec::hex("icmp.ext.echo.req.res", "Reserved", 7).doc("Zero.", "RFC 8335 §2"),
    FieldSpec::flag("icmp.ext.echo.req.local", "Local").doc(
        "Set: the interface asked about is one of the node's own; not set: one of a neighbour.",
        "RFC 8335 §2",
    ),
];

const EXTENDED_REPLY: &[FieldSpec] = &[
    FieldSpec::uint("icmp.ext.echo.seq", "Sequence number", 8)
        .doc("Copied from the request.", "RFC 8335 §3"),
    FieldSpec::uint("icmp.ext.echo.rsp.state", "Neighbour's state", 3)
        .codes(&[
            (0, "reserved"),
            (1, "incomplete"),
            (2, "reachable"),
            (3, "stale"),
            (4, "delay"),
            (5, "probe"),
            (6, "failed"),
        ])
        .doc(
            "What the node knows of the neighbour asked about.",
            "RFC 8335 §3",
        ),
    FieldSpec::hex("icmp.ext.echo.rsp.res", "Reserved", 2).doc("Zero.", "RFC 8335 §3"),
    FieldSpec::flag("icmp.ext.echo.rsp.active", "Active")
        .doc("Set: the interface is up.", "RFC 8335 §3"),
    FieldSpec::flag("icmp.ext.echo.rsp.ipv4", "IPv4").doc("Set: IPv4 runs on it.", "RFC 8335 §3"),
    FieldSpec::flag("icmp.ext.echo.rsp.ipv6", "IPv6").doc("Set: IPv6 runs on it.", "RFC 8335 §3"),
];

crate::fields! {
    TYPE = FieldSpec::uint("icmp.type", "Type", 8).lookup(|code| names::icmp_type(code as u8))
        .doc("What the message is: a question, an answer, an error.", "RFC 792");
    CODE = FieldSpec::uint("icmp.code", "Code", 8)
        .doc("The type's variant; 0 where there is only one.", "RFC 792");
    CODE_UNREACHABLE = code(|code| names::icmp_code(UNREACHABLE, code as u8));
    CODE_REDIRECT = code(|code| names::icmp_code(REDIRECT, code as u8));
    CODE_ADVERTISEMENT = code(|code| names::icmp_code(ADVERTISEMENT, code as u8));
    CODE_TIME = code(|code| names::icmp_code(TIME_EXCEEDED, code as u8));
    CODE_PARAMETER = code(|code| names::icmp_code(PARAMETER_PROBLEM, code as u8));
    CODE_PHOTURIS = code(|code| names::icmp_code(40, code as u8));
    CODE_EXTENDED = code(|code| names::icmp_code(43, code as u8));
    CHECKSUM = FieldSpec::hex("icmp.checksum", "Checksum", 16)
        .doc("Covers the whole ICMP message.", "RFC 792");
    IDENTIFIER = FieldSpec::uint("icmp.ident", "Identifier", 16)
        .doc("Tells the ping programs of one host apart; the answer copies it.", "RFC 792");
    IDENTIFIER_LITTLE = FieldSpec::uint("icmp.ident_le", "The same, low byte first", 16).little()
        .doc("Some hosts write the number as their processor has it, low byte first.", "RFC 792");
    SEQUENCE = FieldSpec::uint("icmp.seq", "Sequence number", 16)
        .doc("Counts the requests; the answer copies it.", "RFC 792");
    SEQUENCE_LITTLE = FieldSpec::uint("icmp.seq_le", "The same, low byte first", 16).little()
        .doc("Some hosts write the number as their processor has it, low byte first.", "RFC 792");
    UNUSED = FieldSpec::bytes("icmp.unused", "Unused")
        .doc("Zero.", "RFC 792");
    LENGTH = FieldSpec::uint("icmp.length", "Quotation's length", 8).unit("× 4 bytes")
        .doc("Counted in words of 4 bytes; what follows the quoted packet are extensions.", "RFC 4884 §4.1");
    NEXT_HOP_MTU = FieldSpec::uint("icmp.mtu", "Next hop's MTU", 16).unit("bytes")
        .doc("The largest packet that the next link can carry: the sender should not send larger ones this way.", "RFC 1191 §4");
    GATEWAY = FieldSpec::ipv4("icmp.redir_gw", "Better router")
        .doc("Through this router the way is shorter.", "RFC 792");
    ROUTER = FieldSpec::ipv4("icmp.router_address", "Router")
        .doc("An address of the router on this link.", "RFC 1256 §3");
    PREFERENCE = FieldSpec::int("icmp.pref_level", "Preference", 32)
        .doc("Hosts choose the router with the highest number as their default router.", "RFC 1256 §3");
    POINTER = FieldSpec::uint("icmp.pointer", "Pointer", 8)
        .doc("Which byte of the quoted packet's header is wrong.", "RFC 792");
    MASK = FieldSpec::ipv4("icmp.address_mask", "Address mask")
        .doc("Which bits of an address name the network.", "RFC 950");
    SENT = FieldSpec::computed("icmp.data_time", "Time of sending")
        .doc("Many ping programs write the time of sending into the data, and so know the round-trip time when the answer brings it back. Seconds since 1970.", "RFC 792");
    BODY = FieldSpec::group("", "Message body")
        .doc("What decap does not take apart.", "RFC 792");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + extensions::FIELD_LIST.len()] =
    join_fields(&[FIELDS, extensions::FIELD_LIST]);

/// ICMP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "icmp",
        short: "ICMP",
        title: "Internet Control Message Protocol",
        osi: OsiLayer::Network,
        why: "It is part of IPv4: hosts and routers report errors and test whether they can be reached. It carries no ports.",
        reference: "RFC 792",
    },
    claims: &[Claim::IpProtocol(1)],
    headers: &[
        ADVERTISEMENT_HEAD,
        TIMESTAMPS,
        EXTENDED_REQUEST,
        EXTENDED_REPLY,
        extensions::TABLES[0],
        extensions::TABLES[1],
        extensions::TABLES[2],
        extensions::TABLES[3],
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x08\x00\x54\x35\x12\x34\x00\x01abcdefgh",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)? as u8;
    let code = p.uint(code_spec(kind))? as u8;
    p.uint(&CHECKSUM)?;
    if p.wants_fields() {
        let message = p.bytes();
        let verdict = match p.is_whole() && !p.is_quoted() {
            true => checksum::verdict(message, 2, 0),
            false => Verdict::Unverifiable,
        };
        p.verdict("icmp.checksum", verdict);
        summarise(p, kind, code);
    } else if !matches!(
        kind,
        ECHO_REPLY | 3..=5 | ECHO | TIME_EXCEEDED | PARAMETER_PROBLEM
    ) {
        // Nothing is wrapped in the others.
        return Ok(());
    }
    match kind {
        ECHO | ECHO_REPLY => echo(p),
        UNREACHABLE | TIME_EXCEEDED | PARAMETER_PROBLEM => error(p, kind, code),
        SOURCE_QUENCH => {
            p.field(&UNUSED, 4)?;
            quote(p, 0)
        }
        REDIRECT => {
            p.field(&GATEWAY, 4)?;
            quote(p, 0)
        }
        ADVERTISEMENT => advertisement(p),
        SOLICITATION => p.field(&UNUSED, 4).map(drop),
        13 | 14 => {
            identify(p)?;
            p.rows(TIMESTAMPS).map(drop)
        }
        15 | 16 => identify(p),
        17 | 18 => {
            identify(p)?;
            p.field(&MASK, 4).map(drop)
        }
        42 => extended_request(p),
        43 => {
            p.group(&IDENTIFIER, |p| p.uint(&IDENTIFIER_LITTLE))?;
            p.rows(EXTENDED_REPLY).map(drop)
        }
        _ => {
            let len = p.rest().len();
            p.group(&BODY, |p| p.skip(len)).map(drop)
        }
    }
}

fn code_spec(kind: u8) -> &'static FieldSpec {
    match kind {
        UNREACHABLE => &CODE_UNREACHABLE,
        REDIRECT => &CODE_REDIRECT,
        ADVERTISEMENT => &CODE_ADVERTISEMENT,
        TIME_EXCEEDED => &CODE_TIME,
        PARAMETER_PROBLEM => &CODE_PARAMETER,
        40 => &CODE_PHOTURIS,
        42 | 43 => &CODE_EXTENDED,
        _ => &CODE,
    }
}

fn summarise(p: &mut Peel<'_>, kind: u8, code: u8) {
    let name = names::icmp_type(kind).unwrap_or("unknown type");
    match (code_spec(kind).names.get(code.into()), p.rest()) {
        (Some(cause), _) => p.summary(format_args!("{name}: {cause}")),
        (None, [i, j, s, t, ..]) if matches!(kind, ECHO | ECHO_REPLY) => {
            let identifier = u16::from_be_bytes([*i, *j]);
            let sequence = u16::from_be_bytes([*s, *t]);
            p.summary(format_args!(
                "{name}, identifier {identifier}, number {sequence}"
            ));
        }
        _ => p.summary(format_args!("{name}")),
    }
}

/// Identifier and sequence number, each in both byte orders.
fn identify(p: &mut Peel<'_>) -> Peeled {
    p.group(&IDENTIFIER, |p| p.uint(&IDENTIFIER_LITTLE))?;
    p.group(&SEQUENCE, |p| p.uint(&SEQUENCE_LITTLE)).map(drop)
}

fn echo(p: &mut Peel<'_>) -> Peeled {
    identify(p)?;
    if let (true, Some(captured)) = (p.wants_fields(), p.frame().time)
        && let Some(sent) = sending_time(p.rest(), captured)
    {
        p.mark_made(&SENT, HEADER_LEN..HEADER_LEN + 8, || sent);
    }
    p.pass(Next::Data);
    Ok(())
}

/// The time with which an echo's data starts, in seconds since 1970: seconds and microseconds in
/// 4 bytes each, of either byte order, or seconds in 8. Only a time within a day of the capture is
/// believed.
fn sending_time(data: &[u8], captured: Timestamp) -> Option<String> {
    let (seconds, fraction) = (
        data.first_chunk::<4>()?,
        data.get(4..8)?.first_chunk::<4>()?,
    );
    let is_near = |seconds: u32| captured.seconds().abs_diff(seconds.into()) <= 86_400;
    let read = |number: fn([u8; 4]) -> u32| (number(*seconds), number(*fraction));
    let (seconds, micros) = [read(u32::from_le_bytes), read(u32::from_be_bytes)]
        .into_iter()
        .find(|(seconds, micros)| is_near(*seconds) && *micros < 1_000_000)?;
    Some(format!("{seconds}.{micros:06}"))
}

/// Errors that may say how long the quoted packet is.
fn error(p: &mut Peel<'_>, kind: u8, code: u8) -> Peeled {
    p.require(4)?;
    let words = p.rest()[1];
    match (kind, code, words) {
        (PARAMETER_PROBLEM, ..) => p.uint(&POINTER).map(drop),
        (UNREACHABLE, TOO_BIG, 0) => p.field(&UNUSED, 2).map(drop),
        (_, _, 0) => p.field(&UNUSED, 4).map(drop),
        _ => p.field(&UNUSED, 1).map(drop),
    }?;
    if words > 0 {
        p.uint(&LENGTH)?;
    }
    if (kind, code) == (UNREACHABLE, TOO_BIG) {
        p.uint(&NEXT_HOP_MTU)?;
    } else if p.pos() < HEADER_LEN {
        p.field(&UNUSED, HEADER_LEN - p.pos())?;
    }
    quote(p, usize::from(words) * 4)
}

/// Hands over the packet that the message is about; what follows it are extensions.
fn quote(p: &mut Peel<'_>, told: usize) -> Peeled {
    let start = p.pos();
    let end = start + extensions::quotation_len(p.rest(), told);
    p.quote(Next::Protocol(&ipv4::PROTOCOL), start..end);
    extensions::behind(p, end)
}

fn advertisement(p: &mut Peel<'_>) -> Peeled {
    let &[count, words, ..] = p.rows(ADVERTISEMENT_HEAD)? else {
        return Ok(());
    };
    for _ in 0..count {
        p.field(&ROUTER, 4)?;
        p.uint(&PREFERENCE)?;
        p.skip((usize::from(words) * 4).saturating_sub(8))?;
    }
    Ok(())
}

fn extended_request(p: &mut Peel<'_>) -> Peeled {
    p.group(&IDENTIFIER, |p| p.uint(&IDENTIFIER_LITTLE))?;
    p.rows(EXTENDED_REQUEST)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    extensions::read(p)
}

#[cfg(test)]
mod tests;
