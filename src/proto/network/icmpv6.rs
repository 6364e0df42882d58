//! ICMPv6: what routers and hosts tell each other about IPv6 (RFC 4443), finding neighbours
//! (RFC 4861) and group membership (RFC 3810) included.

use super::ipv6;
use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Verdict, names};
use crate::proto::{checksum, icmp_extensions as extensions};

mod groups;
mod neighbours;
mod nodes;
mod options;
#[cfg(test)]
mod tests;

const UNREACHABLE: u8 = 1;
const TOO_BIG: u8 = 2;
const TIME_EXCEEDED: u8 = 3;
const PARAMETER_PROBLEM: u8 = 4;
const ECHO: u8 = 128;
const ECHO_REPLY: u8 = 129;
const REDIRECT: u8 = 137;
const NODE_QUERY: u8 = 139;
const NODE_REPLY: u8 = 140;

const fn code(lookup: fn(u64) -> Option<&'static str>) -> FieldSpec {
    FieldSpec::uint("icmpv6.code", "Code", 8)
        .lookup(lookup)
        .doc(
            "The type's variant, for an error its cause.",
            "RFC 4443 §2.1",
        )
}

const EXTENDED_REQUEST: &[FieldSpec] = &[
    FieldSpec::uint("icmpv6.ext.echo.seq", "Sequence number", 8)
        .doc("Tells the requests of one asker apart.", "RFC 8335 §2"),
    FieldSpec::hex("icmpv6.ext.echo.req.res", "Reserved", 7).doc("Zero.", "RFC 8335 §2"),
    FieldSpec::flag("icmpv6.ext.echo.req.local", "Local").doc(
        "Set: the interface asked about is one of the node's own; not set: one of a neighbour.",
        "RFC 8335 §2",
    ),
];

const EXTENDED_REPLY: &[FieldSpec] = &[
    FieldSpec::uint("icmpv6.ext.echo.seq", "Sequence number", 8)
        .doc("Copied from the request.", "RFC 8335 §3"),
    FieldSpec::uint("icmpv6.ext.echo.rsp.state", "Neighbour's state", 3)
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
    FieldSpec::hex("icmpv6.ext.echo.rsp.res", "Reserved", 2).doc("Zero.", "RFC 8335 §3"),
    FieldSpec::flag("icmpv6.ext.echo.rsp.active", "Active")
        .doc("Set: the interface is up.", "RFC 8335 §3"),
    FieldSpec::flag("icmpv6.ext.echo.rsp.ipv4", "IPv4").doc("Set: IPv4 runs on it.", "RFC 8335 §3"),
    FieldSpec::flag("icmpv6.ext.echo.rsp.ipv6", "IPv6").doc("Set: IPv6 runs on it.", "RFC 8335 §3"),
];

crate::fields! {
    TYPE = FieldSpec::uint("icmpv6.type", "Type", 8).lookup(|code| names::icmpv6_type(code as u8))
        .doc("What the message is; below 128 it is an error.", "RFC 4443 §2.1");
    CODE = FieldSpec::uint("icmpv6.code", "Code", 8)
        .doc("The type's variant; 0 where there is only one.", "RFC 4443 §2.1");
    CODE_UNREACHABLE = code(|code| names::icmpv6_code(UNREACHABLE, code as u8));
    CODE_TIME = code(|code| names::icmpv6_code(TIME_EXCEEDED, code as u8));
    CODE_PARAMETER = code(|code| names::icmpv6_code(PARAMETER_PROBLEM, code as u8));
    CODE_NODE_QUERY = code(|code| names::icmpv6_code(NODE_QUERY, code as u8));
    CODE_NODE_REPLY = code(|code| names::icmpv6_code(NODE_REPLY, code as u8));
    CODE_EXTENDED = code(|code| names::icmpv6_code(161, code as u8));
    CHECKSUM = FieldSpec::hex("icmpv6.checksum", "Checksum", 16)
        .doc("Covers the whole message and the addresses of the IPv6 header.", "RFC 4443 §2.3");
    RESERVED = FieldSpec::bytes("icmpv6.reserved", "Reserved")
        .doc("Zero.", "RFC 4443 §3");
    LENGTH = FieldSpec::uint("icmpv6.length", "Quotation's length", 8).unit("× 8 bytes")
        .doc("Counted in words of 8 bytes; what follows the quoted packet are extensions.", "RFC 4884 §4.1");
    MTU = FieldSpec::uint("icmpv6.mtu", "Next hop's MTU", 32).unit("bytes")
        .doc("The largest packet that the next link can carry: the sender should not send larger ones this way.", "RFC 4443 §3.2");
    POINTER = FieldSpec::uint("icmpv6.pointer", "Pointer", 32)
        .doc("Which byte of the quoted packet is wrong.", "RFC 4443 §3.4");
    IDENTIFIER = FieldSpec::hex("icmpv6.echo.identifier", "Identifier", 16)
        .doc("Tells the ping programs of one host apart; the answer copies it.", "RFC 4443 §4.1");
    SEQUENCE = FieldSpec::uint("icmpv6.echo.sequence_number", "Sequence number", 16)
        .doc("Counts the requests; the answer copies it.", "RFC 4443 §4.1");
    DATA = FieldSpec::bytes("icmpv6.data", "Data")
        .doc("What decap does not take apart.", "RFC 4443 §2.1");
    INTERVAL = FieldSpec::uint("icmpv6.mcast_ra.query_interval", "Query interval", 16).unit("s")
        .doc("How often this multicast router asks for group members.", "RFC 4286 §3.1");
    ROBUSTNESS = FieldSpec::uint("icmpv6.mcast_ra.robustness_variable", "Robustness", 16)
        .doc("How many lost messages the router puts up with.", "RFC 4286 §3.1");
}

const FIELD_COUNT: usize = FIELDS.len()
    + groups::FIELDS.len()
    + neighbours::FIELDS.len()
    + nodes::FIELDS.len()
    + options::FIELDS.len()
    + extensions::FIELD_LIST.len();

static ALL_FIELDS: [&FieldSpec; FIELD_COUNT] = join_fields(&[
    FIELDS,
    groups::FIELDS,
    neighbours::FIELDS,
    nodes::FIELDS,
    options::FIELDS,
    extensions::FIELD_LIST,
]);

/// ICMPv6.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "icmpv6",
        short: "ICMPv6",
        title: "Internet Control Message Protocol version 6",
        osi: OsiLayer::Network,
        why: "It is part of IPv6: errors, tests, and how neighbours on a link find each other. It carries no ports.",
        reference: "RFC 4443",
    },
    claims: &[Claim::IpProtocol(58)],
    headers: &[
        EXTENDED_REQUEST,
        EXTENDED_REPLY,
        neighbours::ROUTER,
        neighbours::ADVERTISEMENT,
        groups::QUERY_2,
        nodes::HEADER,
        options::PREFIX,
        options::ROUTE,
        options::NAT64,
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
    sample: b"\x87\x00\x00\x00\x00\x00\x00\x00\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x01\x01\x02\x00\x5e\x10\x00\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)? as u8;
    let code = p.uint(code_spec(kind))? as u8;
    p.uint(&CHECKSUM)?;
    if p.wants_fields() {
        let message = p.bytes();
        let verdict = match p.is_whole() {
            true => checksum::transport(p, 58, message.len(), message, 2),
            false => Verdict::Unverifiable,
        };
        p.verdict("icmpv6.checksum", verdict);
        summarise(p, kind, code);
    } else if !matches!(kind, 1..=4 | ECHO | ECHO_REPLY | 133..=REDIRECT) {
        // Nothing is wrapped in the others; options of neighbour discovery may quote a packet.
        return Ok(());
    }
    match kind {
        UNREACHABLE | TIME_EXCEEDED => error(p),
        TOO_BIG => {
            p.uint(&MTU)?;
            quote(p, 0)
        }
        PARAMETER_PROBLEM => {
            p.uint(&POINTER)?;
            quote(p, 0)
        }
        ECHO | ECHO_REPLY => {
            p.uint(&IDENTIFIER)?;
            p.uint(&SEQUENCE)?;
            p.pass(Next::Data);
            Ok(())
        }
        130..=132 => groups::message(p),
        143 => groups::report(p),
        133..=REDIRECT => neighbours::message(p, kind),
        NODE_QUERY | NODE_REPLY => nodes::message(p, kind, code),
        151 => {
            p.uint(&INTERVAL)?;
            p.uint(&ROBUSTNESS).map(drop)
        }
        160 | 161 => extended(p, kind),
        _ => match p.rest().len() {
            0 => Ok(()),
            len => p.field(&DATA, len).map(drop),
        },
    }
}

fn code_spec(kind: u8) -> &'static FieldSpec {
    match kind {
        UNREACHABLE => &CODE_UNREACHABLE,
        TIME_EXCEEDED => &CODE_TIME,
        PARAMETER_PROBLEM => &CODE_PARAMETER,
        NODE_QUERY => &CODE_NODE_QUERY,
        NODE_REPLY => &CODE_NODE_REPLY,
        160 | 161 => &CODE_EXTENDED,
        _ => &CODE,
    }
}

fn summarise(p: &mut Peel<'_>, kind: u8, code: u8) {
    let name = names::icmpv6_type(kind).unwrap_or("unknown type");
    let target = p.rest().get(4..).and_then(|rest| rest.first_chunk::<16>());
    match (code_spec(kind).names.get(code.into()), p.rest()) {
        (Some(cause), _) => p.summary(format_args!("{name}: {cause}")),
        (None, [i, j, s, t, ..]) if matches!(kind, ECHO | ECHO_REPLY) => {
            let identifier = u16::from_be_bytes([*i, *j]);
            let sequence = u16::from_be_bytes([*s, *t]);
            p.summary(format_args!(
                "{name}, identifier {identifier}, number {sequence}"
            ));
        }
        _ if matches!(kind, 130..=132 | 135 | 136) && target.is_some() => {
            let target = std::net::Ipv6Addr::from(target.copied().unwrap_or_default());
            p.summary(format_args!("{name}: {target}"));
        }
        _ => p.summary(format_args!("{name}")),
    }
}

/// Errors that may say how long the quoted packet is.
fn error(p: &mut Peel<'_>) -> Peeled {
    p.require(4)?;
    let words = p.rest()[0];
    if words == 0 {
        p.field(&RESERVED, 4)?;
    } else {
        p.uint(&LENGTH)?;
        p.field(&RESERVED, 3)?;
    }
    quote(p, usize::from(words) * 8)
}

/// Hands over the packet that the message is about; what follows it are extensions.
fn quote(p: &mut Peel<'_>, told: usize) -> Peeled {
    let start = p.pos();
    let rest = p.rest().len();
    let len = if told == 0 { rest } else { told.min(rest) };
    p.quote(Next::Protocol(&ipv6::PROTOCOL), start..start + len);
    extensions::behind(p, start + len)
}

fn extended(p: &mut Peel<'_>, kind: u8) -> Peeled {
    p.uint(&IDENTIFIER)?;
    if kind == 161 {
        return p.rows(EXTENDED_REPLY).map(drop);
    }
    p.rows(EXTENDED_REQUEST)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    extensions::read(p)
}
