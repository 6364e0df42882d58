//! NOTIFICATION: why the session ends (RFC 4271 §4.5), and ROUTE-REFRESH: tell me everything again
//! (RFC 2918, RFC 5291, RFC 7313).

use super::families::{FAMILIES, SUBSEQUENT};
use super::{capabilities, prefix, rest};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const SECTION: &str = "RFC 4271 §4.5";
const FILTER_SECTION: &str = "RFC 5291 §4";
const ENTRY_SECTION: &str = "RFC 5292 §2";

const OPEN_ERROR: u64 = 2;
const CEASE: u64 = 6;

const PREFIXES: u64 = 64;
const OLD_PREFIXES: u64 = 128;

/// Kinds of filters.
pub(super) const FILTERS: Codes = &[
    (2, "communities"),
    (3, "extended communities"),
    (64, "address prefixes"),
    (128, "address prefixes (Cisco)"),
    (129, "communities (Cisco)"),
    (130, "extended communities (Cisco)"),
    (131, "AS paths (Cisco)"),
];

/// What is to be done with an entry of a filter.
pub(super) const ENTRY: &[FieldSpec] = &[
    FieldSpec::uint("bgp.route_refresh.orf.entry.action", "Action", 2)
        .codes(&[(0, "add"), (1, "remove"), (2, "remove all")])
        .doc("What is to be done with the entry.", FILTER_SECTION),
    FieldSpec::uint("bgp.route_refresh.orf.entry.match", "Match", 1)
        .codes(&[(0, "permit"), (1, "deny")])
        .doc("Whether matching routes are wanted.", FILTER_SECTION),
    crate::proto::reserved::reserved(5, FILTER_SECTION),
];

crate::fields! {
    MAJOR = FieldSpec::uint("bgp.notify.major_error", "Error", 8)
        .codes(&[
            (1, "message header"),
            (2, "open message"),
            (3, "update message"),
            (4, "hold timer expired"),
            (5, "state machine"),
            (6, "cease"),
            (7, "route refresh or capability message"),
        ])
        .doc("What went wrong.", SECTION);
    HEADER_ERROR = FieldSpec::uint("bgp.notify.minor_error", "Reason", 8)
        .codes(&[(1, "not synchronised"), (2, "bad length"), (3, "bad type")])
        .doc("More exactly.", SECTION);
    OPEN_REASON = FieldSpec::uint("bgp.notify.minor_error_open", "Reason", 8)
        .codes(&[
            (1, "unsupported version"),
            (2, "bad peer AS"),
            (3, "bad identifier"),
            (4, "unsupported parameter"),
            (5, "authentication failure"),
            (6, "unacceptable hold time"),
            (7, "unsupported capability"),
            (8, "no common address family"),
        ])
        .doc("More exactly.", SECTION);
    UPDATE_REASON = FieldSpec::uint("bgp.notify.minor_error_update", "Reason", 8)
        .codes(&[
            (1, "malformed attribute list"),
            (2, "unrecognised well-known attribute"),
            (3, "missing well-known attribute"),
            (4, "attribute flags"),
            (5, "attribute length"),
            (6, "invalid origin"),
            (7, "AS loop"),
            (8, "invalid next hop"),
            (9, "optional attribute"),
            (10, "invalid network"),
            (11, "malformed AS path"),
        ])
        .doc("More exactly.", SECTION);
    EXPIRED_REASON = FieldSpec::uint("bgp.notify.minor_error_expired", "Reason", 8)
        .doc("0.", SECTION);
    STATE_REASON = FieldSpec::uint("bgp.notify.minor_error_state", "Reason", 8)
        .codes(&[(1, "in OpenSent"), (2, "in OpenConfirm"), (3, "in Established")])
        .doc("In which state an unexpected message came.", "RFC 6608");
    CEASE_REASON = FieldSpec::uint("bgp.notify.minor_error_cease", "Reason", 8)
        .codes(&[
            (1, "too many prefixes"),
            (2, "shut down by an administrator"),
            (3, "peer removed"),
            (4, "reset by an administrator"),
            (5, "connection rejected"),
            (6, "configuration changed"),
            (7, "connections collided"),
            (8, "out of resources"),
            (9, "hard reset"),
        ])
        .doc("Why the session is closed.", "RFC 4486 §3; RFC 8538 §3");
    CAPABILITY_REASON = FieldSpec::uint("bgp.notify.minor_error_capability", "Reason", 8)
        .doc("More exactly.", SECTION);
    OTHER_REASON = FieldSpec::uint("bgp.notify.minor_error_unknown", "Reason", 8)
        .doc("Of an error that is not known.", SECTION);
    BAD_AS = FieldSpec::uint("bgp.notify.error_open.bad_peer_as", "Bad peer AS", 32)
        .doc("The AS number that was not expected.", SECTION);
    TEXT_LEN = FieldSpec::uint("bgp.notify.communication_length", "Text length", 8).unit("bytes")
        .doc("Length of the text.", "RFC 9003 §2");
    TEXT = FieldSpec::text("bgp.notify.communication", "Text")
        .doc("What the administrator has to say about it.", "RFC 9003 §2");
    DATA = FieldSpec::bytes("bgp.notify.minor_data", "Data")
        .doc("What shows the error, such as the bad attribute; with a hard reset the actual notification.", "RFC 4271 §4.5; RFC 8538 §3.1");
    AFI = FieldSpec::uint("bgp.route_refresh.afi", "Address family", 16).codes(FAMILIES)
        .doc("The family whose routes are wanted again.", "RFC 2918 §3");
    SUBTYPE = FieldSpec::uint("bgp.route_refresh.subtype", "Subtype", 8)
        .codes(&[(0, "request"), (1, "beginning of the routes"), (2, "end of the routes")])
        .doc("A request, or what marks the routes that answer it.", "RFC 7313 §3.2");
    SAFI = FieldSpec::uint("bgp.route_refresh.safi", "What of it", 8).codes(SUBSEQUENT)
        .doc("What they are used for.", "RFC 2918 §3");
    FILTER = FieldSpec::group("bgp.route_refresh.orf", "Filter")
        .doc("What the neighbour need not send.", FILTER_SECTION);
    WHEN = FieldSpec::uint("bgp.route_refresh.orf.flag", "When", 8)
        .codes(&[(1, "immediately"), (2, "deferred")])
        .doc("Whether the routes are wanted again at once.", FILTER_SECTION);
    FILTER_TYPE = FieldSpec::uint("bgp.route_refresh.orf.type", "Filter type", 8).codes(FILTERS)
        .doc("What the filter looks at.", FILTER_SECTION);
    FILTER_LEN = FieldSpec::uint("bgp.route_refresh.orf.length", "Filter length", 16).unit("bytes")
        .doc("Length of the entries.", FILTER_SECTION);
    ENTRY_GROUP = FieldSpec::group("", "Entry")
        .doc("One rule of the filter.", ENTRY_SECTION);
    SEQUENCE = FieldSpec::uint("bgp.route_refresh.orf.entry.sequence", "Sequence", 32)
        .doc("The place of the rule among the others.", ENTRY_SECTION);
    LEAST = FieldSpec::uint("bgp.route_refresh.orf.entry.prefixmask_lower", "Shortest prefix", 8).unit("bits")
        .doc("Shorter prefixes do not match.", ENTRY_SECTION);
    MOST = FieldSpec::uint("bgp.route_refresh.orf.entry.prefixmask_upper", "Longest prefix", 8).unit("bits")
        .doc("Longer prefixes do not match.", ENTRY_SECTION);
    ADDRESS = FieldSpec::ipv4("bgp.route_refresh.orf.entry.ip", "Prefix")
        .doc("What the rule is about.", ENTRY_SECTION);
    ADDRESS_6 = FieldSpec::ipv6("", "Prefix")
        .doc("What the rule is about.", ENTRY_SECTION);
}

/// Reads the message that ends a session.
pub(super) fn notification(p: &mut Peel<'_>) -> Peeled {
    let major = p.uint(&MAJOR)?;
    let spec = match major {
        1 => &HEADER_ERROR,
        OPEN_ERROR => &OPEN_REASON,
        3 => &UPDATE_REASON,
        4 => &EXPIRED_REASON,
        5 => &STATE_REASON,
        CEASE => &CEASE_REASON,
        7 => &CAPABILITY_REASON,
        _ => &OTHER_REASON,
    };
    let minor = p.uint(spec)?;
    let name = MAJOR.names.get(major).unwrap_or("unknown error");
    match spec.names.get(minor) {
        Some(reason) => p.summary(format_args!("notification: {name}, {reason}")),
        None => p.summary(format_args!("notification: {name}")),
    }
    let len = p.rest().len();
    match (major, minor) {
        (CEASE, 2 | 4) if len > 1 && usize::from(p.rest()[0]) == len - 1 => {
            p.uint(&TEXT_LEN)?;
            rest(p, &TEXT)
        }
        (OPEN_ERROR, 7) => {
            while !p.rest().is_empty() && !p.is_full() {
                capabilities::capability(p, false, &mut capabilities::Said::default())?;
            }
            Ok(())
        }
        (OPEN_ERROR, 2) if matches!(len, 2 | 4) => p.field(&BAD_AS, len).map(drop),
        _ => rest(p, &DATA),
    }
}

/// Reads a request for routes, with or without filters.
pub(super) fn refresh(p: &mut Peel<'_>) -> Peeled {
    let afi = p.uint(&AFI)? as u16;
    p.uint(&SUBTYPE)?;
    p.uint(&SAFI)?;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&FILTER, |p| {
            p.uint(&WHEN)?;
            let kind = p.uint(&FILTER_TYPE)?;
            let len = p.uint(&FILTER_LEN)? as usize;
            p.within(len, "filter length", |p| {
                while matches!(kind, PREFIXES | OLD_PREFIXES) && !p.rest().is_empty() {
                    p.group(&ENTRY_GROUP, |p| entry(p, afi))?;
                }
                Ok(())
            })
        })?;
    }
    Ok(())
}

fn entry(p: &mut Peel<'_>, afi: u16) -> Peeled {
    const REMOVE_ALL: u8 = 2;
    p.require(1)?;
    if p.rest()[0] >> 6 == REMOVE_ALL {
        // The action alone.
        p.rows(&ENTRY[..1])?;
        return Ok(());
    }
    p.rows(ENTRY)?;
    p.uint(&SEQUENCE)?;
    p.uint(&LEAST)?;
    p.uint(&MOST)?;
    prefix::plain(
        p,
        afi,
        prefix::Specs {
            ipv4: &ADDRESS,
            ipv6: &ADDRESS_6,
        },
    )
}
