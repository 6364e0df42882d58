//! Options: what not every packet needs to say (RFC 3208 §9).

use super::messages::{address, family, zero};
use super::{ACKER_IPV4, ACKER_IPV6, LIST, OPTION, OPTIONS, REDIRECT_IPV4, REDIRECT_IPV6};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec};

const SECTION: &str = "RFC 3208 §9";
/// Where acknowledgments and congestion control are described.
pub(super) const CONGESTION: &str = "draft-ietf-rmt-bb-pgmcc §3";

const FRAGMENT_TYPE: u8 = 0x01;
const NAK_LIST_TYPE: u8 = 0x02;
const JOIN_TYPE: u8 = 0x03;
const INTERVAL_TYPE: u8 = 0x04;
const RANGE_TYPE: u8 = 0x05;
const REDIRECT_TYPE: u8 = 0x07;
const PARITY_TYPE: u8 = 0x08;
const GROUP_TYPE: u8 = 0x09;
const CONGESTION_TYPE: u8 = 0x12;
const FEEDBACK_TYPE: u8 = 0x13;

const TYPES: Codes = &[
    (0x00, "length of all options"),
    (0x01, "fragment"),
    (0x02, "list of missing packets"),
    (0x03, "late joining"),
    (0x04, "back-off interval"),
    (0x05, "back-off range"),
    (0x06, "neighbours of the path"),
    (0x07, "redirect"),
    (0x08, "parity parameters"),
    (0x09, "parity group"),
    (0x0a, "current size of the group"),
    (0x0b, "neighbour unreachable"),
    (0x0c, "path"),
    (0x0d, "start of a session"),
    (0x0e, "end of a session"),
    (0x0f, "reset of a session"),
    (0x10, "congestion report"),
    (0x11, "congestion data"),
    (0x12, "congestion control data"),
    (0x13, "congestion control feedback"),
];

const LAST: u8 = 0x80;
const HEAD_LEN: usize = 2;
/// Type, length and the bits for routers that do not know the option.
const LEAST: usize = 4;
/// Sequence numbers that Wireshark shows in a row.
const ROW: usize = 32;

pub(super) const LENGTH: &[FieldSpec] = &[
    FieldSpec::hex("pgm.opts.type", "Type", 8).codes(TYPES).doc(
        "The first option is the length of them all: 0.",
        "RFC 3208 §9.1",
    ),
    FieldSpec::uint("pgm.opts.len", "Length", 8)
        .unit("bytes")
        .doc("Of this option: 4.", "RFC 3208 §9.1"),
    FieldSpec::uint("pgm.opts.tlen", "Total length", 16)
        .unit("bytes")
        .doc("Of all options, this one included.", "RFC 3208 §9.1"),
];

pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::flag("pgm.genopts.end", "End").doc("Set: the last option.", SECTION),
    FieldSpec::hex("pgm.genopts.type", "Type", 7)
        .codes(TYPES)
        .doc("What the option says.", SECTION),
    FieldSpec::uint("pgm.genopts.len", "Length", 8)
        .unit("bytes")
        .doc("Of this option, type and length included.", SECTION),
];

pub(super) const EXTENSION: &[FieldSpec] = &[FieldSpec::hex("pgm.genopts.opx", "If not known", 8)
    .codes(&[
        (0, "ignore the option"),
        (1, "mark it invalid"),
        (0x10, "discard the packet"),
    ])
    .doc(
        "What a router shall do that does not know the option.",
        SECTION,
    )];

pub(super) const FRAGMENT: &[FieldSpec] = &[
    zero("pgm.opts.fragment.res", 8, "RFC 3208 §9.2"),
    FieldSpec::hex("pgm.opts.fragment.first_sqn", "First sequence number", 32).doc(
        "The packet with the first fragment of the application's message.",
        "RFC 3208 §9.2",
    ),
    FieldSpec::uint("pgm.opts.fragment.fragment_offset", "Fragment offset", 32)
        .unit("bytes")
        .doc(
            "Where in the message this packet's data belong.",
            "RFC 3208 §9.2",
        ),
    FieldSpec::uint("pgm.opts.fragment.total_length", "Total length", 32)
        .unit("bytes")
        .doc("Of the whole message.", "RFC 3208 §9.2"),
];

pub(super) const NAK_LIST: &[FieldSpec] = &[zero("pgm.opts.nak.op", 8, "RFC 3208 §9.3")];

pub(super) const JOIN: &[FieldSpec] = &[
    zero("pgm.opts.join.res", 8, "RFC 3208 §9.4"),
    FieldSpec::hex("pgm.opts.join.min_join", "Minimum sequence number", 32).doc(
        "The oldest packet that a receiver who joins late may ask for.",
        "RFC 3208 §9.4",
    ),
];

pub(super) const INTERVAL: &[FieldSpec] = &[
    zero("pgm.opts.nak_bo_ivl.res", 8, "RFC 3208 §15"),
    FieldSpec::uint("pgm.opts.nak_bo_ivl.bo_ivl", "Back-off interval", 32)
        .unit("µs")
        .doc(
            "Receivers wait a random time up to this before they ask for repairs, so that one asks for all.",
            "RFC 3208 §15",
        ),
    FieldSpec::hex("pgm.opts.nak_bo_ivl.bo_ivl_sqn", "Interval's sequence number", 32)
        .doc("Tells a new interval from an old one.", "RFC 3208 §15"),
];

pub(super) const RANGE: &[FieldSpec] = &[
    zero("pgm.opts.nak_bo_rng.res", 8, "RFC 3208 §15"),
    FieldSpec::uint("pgm.opts.nak_bo_rng.min_bo_ivl", "Minimum interval", 32)
        .unit("µs")
        .doc("The shortest back-off interval.", "RFC 3208 §15"),
    FieldSpec::uint("pgm.opts.nak_bo_rng.max_bo_ivl", "Maximum interval", 32)
        .unit("µs")
        .doc("The longest back-off interval.", "RFC 3208 §15"),
];

pub(super) const REDIRECT: &[FieldSpec] = &[
    zero("pgm.opts.redirect.res", 8, "RFC 3208 §9.5"),
    family("pgm.opts.redirect.afi", "Address family", "RFC 3208 §9.5"),
    zero("pgm.opts.redirect.res2", 16, "RFC 3208 §9.5"),
];

pub(super) const PARITY: &[FieldSpec] = &[
    FieldSpec::hex("pgm.opts.parity_prm.op", "Parity flags", 8).doc(
        "2: the source sends parity packets of its own accord. 1: it sends them when asked.",
        "RFC 3208 §11.8",
    ),
    FieldSpec::hex("pgm.opts.parity_prm.prm_grp", "Transmission group", 32).doc(
        "How many packets make a group, or which group this is.",
        "RFC 3208 §11.8",
    ),
];

const STAMP: FieldSpec = FieldSpec::hex("pgm.opts.ccdata.tstamp", "Time stamp", 32).doc(
    "When the packet was sent: shows the round-trip time. Wireshark's value is only its lower half.",
    CONGESTION,
);

pub(super) const CONGESTION_DATA: &[FieldSpec] = &[
    zero("pgm.opts.ccdata.res", 8, CONGESTION),
    STAMP,
    family("pgm.opts.ccdata.afi", "Address family", CONGESTION),
    zero("pgm.opts.ccdata.res2", 16, CONGESTION),
];

pub(super) const FEEDBACK: &[FieldSpec] = &[
    zero("pgm.opts.ccdata.res", 8, CONGESTION),
    STAMP,
    family("pgm.opts.ccdata.afi", "Address family", CONGESTION),
    FieldSpec::hex("pgm.opts.ccdata.lossrate", "Loss rate", 16).doc(
        "How much the receiver loses, in parts of 65536.",
        CONGESTION,
    ),
];

/// Reads all options; the cursor then stands behind them.
pub(super) fn options(p: &mut Peel<'_>) -> Peeled {
    p.require(LEAST)?;
    let head = p.rest();
    let (kind, total) = (head[0], usize::from(u16::from_be_bytes([head[2], head[3]])));
    if kind != 0 || total < LEAST {
        let bad = "options begin with the length of them all";
        p.fault(FaultKind::Malformed(bad), p.pos()..p.pos() + LEAST);
        return Ok(());
    }
    p.group(&OPTIONS, |p| {
        p.within(total, "total length of the options", |p| {
            p.rows(LENGTH)?;
            while !p.rest().is_empty() {
                if one(p)? {
                    break;
                }
            }
            Ok(())
        })
    })
}

/// Reads one option; true if it is the last.
fn one(p: &mut Peel<'_>) -> Result<bool, crate::decode::Stop> {
    p.require(LEAST)?;
    let (kind, len) = (p.rest()[0], usize::from(p.rest()[1]));
    if len < LEAST {
        p.fault(
            FaultKind::BadLength {
                field: "option length",
                says: len as u64,
                limit: LEAST as u64,
            },
            p.pos() + 1..p.pos() + 2,
        );
        return Ok(true);
    }
    p.group(&OPTION, |p| {
        p.within(len, "option length", |p| {
            p.rows(HEAD)?;
            p.rows(EXTENSION)?;
            value(p, kind & !LAST, len - HEAD_LEN - 1)
        })
    })?;
    Ok(kind & LAST != 0)
}

fn value(p: &mut Peel<'_>, kind: u8, len: usize) -> Peeled {
    match kind {
        FRAGMENT_TYPE => p.rows(FRAGMENT)?,
        NAK_LIST_TYPE => {
            p.rows(NAK_LIST)?;
            let mut numbers = (len - 1) / 4 * 4;
            while numbers > 0 {
                let row = numbers.min(ROW);
                p.field(&LIST, row)?;
                numbers -= row;
            }
            return Ok(());
        }
        JOIN_TYPE => p.rows(JOIN)?,
        INTERVAL_TYPE => p.rows(INTERVAL)?,
        RANGE_TYPE => p.rows(RANGE)?,
        REDIRECT_TYPE => {
            let head = p.rows(REDIRECT)?;
            let family = u16::from_be_bytes([head[1], head[2]]);
            return address(p, family, &REDIRECT_IPV4, &REDIRECT_IPV6).map(drop);
        }
        PARITY_TYPE | GROUP_TYPE => p.rows(PARITY)?,
        CONGESTION_TYPE | FEEDBACK_TYPE => {
            let table = match kind {
                CONGESTION_TYPE => CONGESTION_DATA,
                _ => FEEDBACK,
            };
            let head = p.rows(table)?;
            let family = u16::from_be_bytes([head[5], head[6]]);
            return address(p, family, &ACKER_IPV4, &ACKER_IPV6).map(drop);
        }
        // Others are flags, or not taken apart.
        _ => return Ok(()),
    };
    Ok(())
}
