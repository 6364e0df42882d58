//! The bodies of the messages that carry time.

use super::extensions;
use super::words::{ACCURACIES, SOURCES, clock, nanoseconds, port, seconds};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value, bytes_of};
use crate::proto::reserved::reserved;

const REQUESTER: &str = "The clock whose request this answers.";
const REQUESTER_PORT: &str = "The port whose request this answers.";

pub(super) const SYNC: &[FieldSpec] = &[
    seconds("ptp.v2.sdr.origintimestamp.seconds"),
    nanoseconds("ptp.v2.sdr.origintimestamp.nanoseconds"),
];

const SYNC_LEN: usize = bytes_of(SYNC);

pub(super) const FOLLOW_UP: &[FieldSpec] = &[
    seconds("ptp.v2.fu.preciseorigintimestamp.seconds"),
    FieldSpec::uint(
        "ptp.v2.fu.preciseorigintimestamp.nanoseconds",
        "Nanoseconds",
        32,
    )
    .unit("ns")
    .doc("What is left of the second.", "IEEE 1588 §5.3.3"),
];

const FOLLOW_UP_LEN: usize = bytes_of(FOLLOW_UP);

pub(super) const DELAY_RESPONSE: &[FieldSpec] = &[
    seconds("ptp.v2.dr.receivetimestamp.seconds"),
    nanoseconds("ptp.v2.dr.receivetimestamp.nanoseconds"),
    clock("ptp.v2.dr.requestingsourceportidentity", REQUESTER),
    port("ptp.v2.dr.requestingsourceportid", REQUESTER_PORT),
];

pub(super) const PEER_REQUEST: &[FieldSpec] = &[
    seconds("ptp.v2.pdrq.origintimestamp.seconds"),
    nanoseconds("ptp.v2.pdrq.origintimestamp.nanoseconds"),
];

pub(super) const PEER_RESPONSE: &[FieldSpec] = &[
    seconds("ptp.v2.pdrs.requestreceipttimestamp.seconds"),
    nanoseconds("ptp.v2.pdrs.requestreceipttimestamp.nanoseconds"),
    clock("ptp.v2.pdrs.requestingportidentity", REQUESTER),
    port("ptp.v2.pdrs.requestingsourceportid", REQUESTER_PORT),
];

pub(super) const PEER_FOLLOW_UP: &[FieldSpec] = &[
    seconds("ptp.v2.pdfu.responseorigintimestamp.seconds"),
    nanoseconds("ptp.v2.pdfu.responseorigintimestamp.nanoseconds"),
    clock("ptp.v2.pdfu.requestingportidentity", REQUESTER),
    port("ptp.v2.pdfu.requestingsourceportid", REQUESTER_PORT),
];

pub(super) const ANNOUNCE_TIME: &[FieldSpec] = &[
    seconds("ptp.v2.an.origintimestamp.seconds"),
    nanoseconds("ptp.v2.an.origintimestamp.nanoseconds"),
];

const TIME_LEN: usize = bytes_of(ANNOUNCE_TIME);

pub(super) const ANNOUNCE: &[FieldSpec] = &[
    FieldSpec::int("ptp.v2.an.origincurrentutcoffset", "UTC offset", 16)
        .unit("s")
        .doc("How far atomic time is ahead of UTC.", "IEEE 1588 §13.5.2"),
    reserved(8, "IEEE 1588 §13.5.1"),
    FieldSpec::uint("ptp.v2.an.priority1", "Priority 1", 8).doc(
        "Set by an administrator; the clock with the lowest number becomes the master.",
        "IEEE 1588 §7.6.2.3",
    ),
    FieldSpec::uint("ptp.v2.an.grandmasterclockclass", "Clock class", 8)
        .codes(&[
            (6, "synchronised to a primary reference"),
            (7, "was synchronised, still exact enough"),
            (13, "synchronised to a time of the application"),
            (14, "was synchronised to a time of the application"),
            (52, "was synchronised, degraded"),
            (187, "was synchronised, may become a slave"),
            (248, "default"),
            (255, "slave only"),
        ])
        .doc(
            "How good the time of the best clock is; lower is better.",
            "IEEE 1588 §7.6.2.5",
        ),
    FieldSpec::hex("ptp.v2.an.grandmasterclockaccuracy", "Clock accuracy", 8)
        .codes(ACCURACIES)
        .doc("How exact the best clock is.", "IEEE 1588 §7.6.2.6"),
    FieldSpec::uint("ptp.v2.an.grandmasterclockvariance", "Clock variance", 16).doc(
        "How steady the best clock runs: a logarithm of its variance.",
        "IEEE 1588 §7.6.3",
    ),
    FieldSpec::uint("ptp.v2.an.priority2", "Priority 2", 8).doc(
        "Decides between clocks that are equally good.",
        "IEEE 1588 §7.6.2.4",
    ),
    FieldSpec::hex("ptp.v2.an.grandmasterclockidentity", "Grandmaster", 64).doc(
        "The best clock of the network, whose time all others take.",
        "IEEE 1588 §13.5.2",
    ),
    FieldSpec::uint("ptp.v2.an.localstepsremoved", "Steps removed", 16).doc(
        "How many clocks stand between the best one and the receiver.",
        "IEEE 1588 §13.5.2",
    ),
    FieldSpec::hex("ptp.v2.timesource", "Time source", 8)
        .codes(SOURCES)
        .doc(
            "Where the best clock has its time from.",
            "IEEE 1588 §7.6.2.8",
        ),
];

crate::fields! {
    RESERVED = FieldSpec::bytes("ptp.v2.sync.reserved", "Reserved")
        .doc("Where one-step clocks have a timestamp; the follow-up has it here.", "IEEE 802.1AS §11.4.3");
    TIME_32 = FieldSpec::uint("ptp.v2.fu.preciseorigintimestamp.32bit", "Lowest 32 bits in nanoseconds", 80)
        .unit("ns")
        .doc("The moment as nanoseconds, cut to 32 bits: what some network cards write.", "IEEE 1588 §13.7");
}

pub(super) fn sync(p: &mut Peel<'_>, is_bridged: bool, is_two_step: bool) -> Peeled {
    if is_bridged && is_two_step {
        p.field(&RESERVED, SYNC_LEN)?;
        return Ok(());
    }
    p.rows(SYNC)?;
    if is_bridged {
        extensions::bridged_follow_up(p)?;
    }
    Ok(())
}

pub(super) fn follow_up(p: &mut Peel<'_>, is_bridged: bool) -> Peeled {
    let at = p.pos();
    let time = *p.header::<FOLLOW_UP_LEN>(FOLLOW_UP)?;
    let word = |at: usize| u32::from_be_bytes([time[at], time[at + 1], time[at + 2], time[at + 3]]);
    let low = word(2).wrapping_mul(1_000_000_000).wrapping_add(word(6));
    p.mark_as(
        &TIME_32,
        at..at + FOLLOW_UP_LEN,
        Value::Uint(u64::from(low)),
    );
    if is_bridged {
        extensions::bridged_follow_up(p)?;
    }
    Ok(())
}

pub(super) fn announce(p: &mut Peel<'_>, is_bridged: bool) -> Peeled {
    if is_bridged {
        p.skip(TIME_LEN)?;
    } else {
        p.rows(ANNOUNCE_TIME)?;
    }
    p.rows(ANNOUNCE)?;
    extensions::announced(p)
}
