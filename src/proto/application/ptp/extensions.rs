//! What stands behind the body of a message in pieces with a type and a length.

use super::words;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, bytes_of, names};
use crate::proto::reserved::reserved;

const SECTION: &str = "IEEE 1588 §14.1";
const POWER_SECTION: &str = "IEEE C37.238 §5";
const RABBIT_SECTION: &str = "White Rabbit specification §6";

pub(super) const ORGANISATIONS_OWN: u16 = 3;
const PATH: u16 = 8;
const OFFSETS: u16 = 9;

/// Organisation numbers.
pub(super) const CERN: u32 = 0x08_0030;
const POWER_PROFILE: u32 = 0x1c_129d;

/// CERN's number of White Rabbit.
pub(super) const WHITE_RABBIT: u32 = 0xde_ad01;

/// Types of extensions (IEEE 1588 §14.1.1).
pub(super) const TYPES: Codes = &[
    (1, "management"),
    (2, "management error"),
    (3, "organisation's own"),
    (4, "request of unicast messages"),
    (5, "grant of unicast messages"),
    (6, "end of unicast messages"),
    (7, "end of unicast messages, confirmed"),
    (8, "path trace"),
    (9, "alternate time offset"),
    (0x2000, "authentication"),
    (0x2001, "authentication challenge"),
    (0x2002, "security association update"),
    (0x2003, "cumulative frequency offset"),
    (0x4000, "organisation's own, passed on"),
    (0x8000, "organisation's own, not passed on"),
    (0x8001, "layer 1 synchronisation"),
    (0x8008, "padding"),
    (0x8009, "authentication"),
];

/// White Rabbit's messages.
pub(super) const RABBIT_MESSAGES: Codes = &[
    (0, "none"),
    (0x1000, "slave present"),
    (0x1001, "lock"),
    (0x1002, "locked"),
    (0x1003, "calibrate"),
    (0x1004, "calibrated"),
    (0x1005, "mode on"),
    (0x2000, "announcement's suffix"),
];

pub(super) const fn kind(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Type", 16)
        .codes(TYPES)
        .doc("What this extension says.", SECTION)
}

pub(super) const fn length(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Length", 16)
        .unit("bytes")
        .doc("What follows of this extension.", SECTION)
}

pub(super) const fn organisation(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Organisation", 24)
        .lookup(organisation_name)
        .doc("Who defined this extension.", "IEEE 1588 §14.3")
}

pub(super) fn organisation_name(code: u64) -> Option<&'static str> {
    let [_, a, b, c] = (code as u32).to_be_bytes();
    names::oui([a, b, c, 0, 0, 0])
}

pub(super) const ITEM: &[FieldSpec] = &[kind("ptp.v2.an.tlvType"), length("ptp.v2.an.lengthField")];

pub(super) const ORGANISATION: &[FieldSpec] = &[
    organisation("ptp.v2.an.oe.organizationId"),
    FieldSpec::hex("ptp.v2.an.oe.organizationSubType", "Subtype", 24).doc(
        "Which of the organisation's extensions this is.",
        "IEEE 1588 §14.3",
    ),
];

const ORGANISATION_LEN: usize = bytes_of(ORGANISATION);

const GRANDMASTER: FieldSpec = FieldSpec::uint("ptp.v2.an.oe.grandmasterID", "Grandmaster", 16)
    .doc(
        "A number that an administrator gave the best clock.",
        POWER_SECTION,
    );

pub(super) const POWER: &[FieldSpec] = &[
    GRANDMASTER,
    FieldSpec::uint(
        "ptp.v2.an.oe.grandmasterTimeInaccuracy",
        "Grandmaster's inaccuracy",
        32,
    )
    .unit("ns")
    .doc("How far the best clock may be off.", POWER_SECTION),
    FieldSpec::uint(
        "ptp.v2.an.oe.networkTimeInaccuracy",
        "Network's inaccuracy",
        32,
    )
    .unit("ns")
    .doc(
        "How much the way through the network may add.",
        POWER_SECTION,
    ),
    FieldSpec::hex("ptp.v2.an.oe.reserved", "Reserved", 16).doc("Zero.", POWER_SECTION),
];

pub(super) const POWER_2017: &[FieldSpec] = &[
    GRANDMASTER,
    FieldSpec::hex("ptp.v2.an.oe.reserved", "Reserved", 32).doc("Zero.", POWER_SECTION),
    FieldSpec::uint("ptp.v2.an.oe.totalTimeInaccuracy", "Inaccuracy", 32)
        .unit("ns")
        .doc(
            "How far the time may be off at the receiver.",
            POWER_SECTION,
        ),
    FieldSpec::hex("ptp.v2.an.oe.reserved", "Reserved", 16).doc("Zero.", POWER_SECTION),
];

pub(super) const RABBIT: &[FieldSpec] = &[
    FieldSpec::hex(
        "ptp.v2.an.oe.cern.wr.wrMessageID",
        "White Rabbit message",
        16,
    )
    .codes(RABBIT_MESSAGES)
    .doc(
        "What two White Rabbit clocks say to each other.",
        RABBIT_SECTION,
    ),
    FieldSpec::hex("ptp.v2.an.oe.cern.wr.wrFlags", "White Rabbit flags", 16)
        .parts_follow()
        .doc("What the port can do.", RABBIT_SECTION),
    reserved(12, RABBIT_SECTION).part(),
    FieldSpec::flag("ptp.v2.an.oe.cern.wr.wrFlags.wrModeOn", "Mode on")
        .part()
        .doc("Set: the port works as White Rabbit.", RABBIT_SECTION),
    FieldSpec::flag("ptp.v2.an.oe.cern.wr.wrFlags.calibrated", "Calibrated")
        .part()
        .doc("Set: the port knows its own delays.", RABBIT_SECTION),
    FieldSpec::hex("ptp.v2.an.oe.cern.wr.wrFlags.wrConfig", "Roles", 2)
        .part()
        .codes(&[
            (0, "not White Rabbit"),
            (1, "master only"),
            (2, "slave only"),
            (3, "master and slave"),
        ])
        .doc("Which roles the port may take.", RABBIT_SECTION),
];

pub(super) const OFFSET: &[FieldSpec] = &[
    FieldSpec::uint("ptp.v2.an.atoi.keyField", "Key", 8)
        .doc("Which of the alternate times this is.", "IEEE 1588 §16.3"),
    FieldSpec::int("ptp.v2.an.atoi.currentOffset", "Offset", 32)
        .unit("s")
        .doc(
            "What to add to the master's time to get the alternate time, such as a local one.",
            "IEEE 1588 §16.3",
        ),
    FieldSpec::int("ptp.v2.an.atoi.jumpSeconds", "Next jump", 32)
        .unit("s")
        .doc("By how much the offset changes next.", "IEEE 1588 §16.3"),
    FieldSpec::bytes("ptp.v2.an.atoi.timeOfNextJump", "Time of the next jump")
        .wide(6)
        .doc("The second at which the offset changes.", "IEEE 1588 §16.3"),
];

pub(super) const FOLLOW_UP: &[FieldSpec] = &[
    kind("ptp.as.fu.tlvType"),
    length("ptp.as.fu.lengthField"),
    organisation("ptp.as.fu.organizationId"),
    FieldSpec::int("ptp.as.fu.organizationSubType", "Subtype", 24)
        .doc("1: follow-up information.", "IEEE 802.1AS §11.4.4.3"),
    FieldSpec::int("ptp.as.fu.cumulativeScaledRateOffset", "Rate offset", 32).doc(
        "How much faster the best clock runs than the sender's, in 1/2^41.",
        "IEEE 802.1AS §11.4.4.3",
    ),
    FieldSpec::uint("ptp.as.fu.gmTimeBaseIndicator", "Time base", 16).doc(
        "Changes when the best clock's time or speed jumped.",
        "IEEE 802.1AS §11.4.4.3",
    ),
    FieldSpec::bytes("ptp.as.fu.lastGmPhaseChange", "Last phase change")
        .wide(12)
        .doc(
            "By how much its time jumped last.",
            "IEEE 802.1AS §11.4.4.3",
        ),
    FieldSpec::int(
        "ptp.as.fu.scaledLastGmFreqChange",
        "Last frequency change",
        32,
    )
    .doc(
        "By how much its speed jumped last, in 1/2^41.",
        "IEEE 802.1AS §11.4.4.3",
    ),
];

crate::fields! {
    EXTENSION = FieldSpec::group("", "Extension")
        .doc("Something more that the clock says.", SECTION);
    STEP = FieldSpec::hex("ptp.v2.an.pathsequence", "Clock on the path", 64)
        .doc("A clock that the announcement came through.", "IEEE 1588 §16.2");
    NAME_LEN = FieldSpec::uint("ptp.v2.an.atoi.displayName.length", "Name length", 8)
        .unit("bytes")
        .doc("The length of the name.", "IEEE 1588 §16.3");
    NAME = FieldSpec::text("ptp.v2.an.atoi.displayName", "Name")
        .doc("What the alternate time is called.", "IEEE 1588 §16.3");
    OWN_DATA = FieldSpec::bytes("ptp.v2.an.oe.dataField", "Data")
        .doc("What the organisation put there.", "IEEE 1588 §14.3");
    DATA = FieldSpec::bytes("ptp.v2.an.tlv.data", "Data")
        .doc("An extension that decap does not take apart.", SECTION);
}

/// Reads the extensions behind an announcement.
///
/// # Errors
/// [`crate::decode::Stop`] if the last is not all there.
pub(super) fn announced(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&EXTENSION, |p| {
            let item = p.rows(ITEM)?;
            let kind = u16::from_be_bytes([item[0], item[1]]);
            let len = usize::from(u16::from_be_bytes([item[2], item[3]]));
            p.within(len, "PTP extension length", |p| announced_one(p, kind))
        })?;
    }
    Ok(())
}

fn announced_one(p: &mut Peel<'_>, kind: u16) -> Peeled {
    match kind {
        PATH => {
            while !p.rest().is_empty() && !p.is_full() {
                p.uint(&STEP)?;
            }
        }
        OFFSETS => {
            p.rows(OFFSET)?;
            words::text(p, &NAME_LEN, &NAME)?;
        }
        ORGANISATIONS_OWN => organisations_own(p)?,
        _ => {
            p.field(&DATA, p.rest().len())?;
        }
    }
    Ok(())
}

fn organisations_own(p: &mut Peel<'_>) -> Peeled {
    let own = *p.header::<ORGANISATION_LEN>(ORGANISATION)?;
    let number = |at: usize| u32::from_be_bytes([0, own[at], own[at + 1], own[at + 2]]);
    match (number(0), number(3)) {
        (POWER_PROFILE, 1) => drop(p.rows(POWER)?),
        (POWER_PROFILE, 2) => drop(p.rows(POWER_2017)?),
        (CERN, WHITE_RABBIT) => drop(p.rows(RABBIT)?),
        _ => drop(p.field(&OWN_DATA, p.rest().len())?),
    }
    Ok(())
}

/// Reads what IEEE 802.1AS has behind the time of a sync or follow-up message.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub(super) fn bridged_follow_up(p: &mut Peel<'_>) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(&EXTENSION, |p| p.rows(FOLLOW_UP).map(drop))
}
