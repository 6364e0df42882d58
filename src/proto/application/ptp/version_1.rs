//! Version 1 of PTP (IEEE 1588-2002): other messages over the same ports.

pub(super) mod management;

use super::words::moment;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "IEEE 1588-2002 §8.2";
const TIMING: &str = "IEEE 1588-2002 §8.3";

const SYNC_MESSAGE: u8 = 0;
const DELAY_REQUEST: u8 = 1;
const FOLLOW_UP_MESSAGE: u8 = 2;
const DELAY_RESPONSE_MESSAGE: u8 = 3;
const MANAGEMENT_MESSAGE: u8 = 4;

/// Message types.
pub(super) const CONTROLS: Codes = &[
    (0, "sync"),
    (1, "delay request"),
    (2, "follow-up"),
    (3, "delay response"),
    (4, "management"),
    (5, "other"),
];

/// What a clock is attached to.
const TECHNOLOGIES: Codes = &[
    (0, "a closed system"),
    (1, "Ethernet"),
    (4, "Foundation Fieldbus"),
    (5, "PROFIBUS"),
    (6, "LonTalk"),
    (7, "DeviceNet"),
    (8, "Smart Distributed System"),
    (9, "ControlNet"),
    (10, "CANopen"),
    (243, "IEEE 1394"),
    (244, "IEEE 802.11a"),
    (245, "IEEE 802.11b"),
    (246, "InfiniBand"),
    (247, "Bluetooth"),
    (248, "IEEE 802.15.1"),
    (249, "IEEE 1451.3"),
    (250, "IEEE 1451.5"),
    (251, "USB"),
    (252, "ISA"),
    (253, "PCI"),
    (254, "VXI"),
    (255, "default"),
];

/// What management messages are about.
const KEYS: Codes = &[
    (0, "nothing"),
    (1, "obtain identity"),
    (2, "clock identity"),
    (3, "initialise"),
    (4, "set subdomain"),
    (5, "clear preferred master"),
    (6, "set preferred master"),
    (7, "get default data set"),
    (8, "default data set"),
    (9, "update default data set"),
    (10, "get current data set"),
    (11, "current data set"),
    (12, "get parent data set"),
    (13, "parent data set"),
    (14, "get port data set"),
    (15, "port data set"),
    (16, "get global time data set"),
    (17, "global time data set"),
    (18, "update global time properties"),
    (19, "go to faulty state"),
    (20, "get foreign data set"),
    (21, "foreign data set"),
    (22, "set sync interval"),
    (23, "disable port"),
    (24, "enable port"),
    (25, "disable burst"),
    (26, "enable burst"),
    (27, "set time"),
];

const fn technology(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Technology", 8)
        .codes(TECHNOLOGIES)
        .doc("What kind of network the clock is attached to.", SECTION)
}

const fn uuid(name: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::mac(name, "Clock").doc(doc, SECTION)
}

const fn port(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Port", 16).doc("The port of that clock.", SECTION)
}

const fn byte(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, TIMING)
}

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, TIMING)
}

const fn signed(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 16).doc(doc, TIMING)
}

/// A truth value that fills a byte.
const fn truth(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    byte(name, label, doc).codes(&[(0, "no"), (1, "yes")])
}

const fn gap(bytes: u32) -> FieldSpec {
    reserved(bytes * 8, SECTION)
}

const fn seconds(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Seconds", 32)
        .unit("s")
        .doc("Whole seconds of the moment.", SECTION)
}

const fn nanoseconds(name: &'static str) -> FieldSpec {
    FieldSpec::int(name, "Nanoseconds", 32)
        .unit("ns")
        .doc("What is left of the second.", SECTION)
}

const fn time(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, TIMING)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

pub(super) const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ptp.versionptp", "Version", 16).doc("1.", SECTION),
    FieldSpec::uint("ptp.versionnetwork", "Network version", 16)
        .doc("How the network is used.", SECTION),
    FieldSpec::text("ptp.subdomain", "Subdomain")
        .wide(16)
        .doc("Clocks of different subdomains ignore each other.", SECTION),
    FieldSpec::uint("ptp.messagetype", "Message type", 8)
        .codes(&[(1, "event"), (2, "general")])
        .doc(
            "Event messages are timed as they leave and arrive.",
            SECTION,
        ),
    technology("ptp.sourcecommunicationtechnology"),
    uuid("ptp.sourceuuid", "The clock that sent this."),
    port("ptp.sourceportid"),
    word(
        "ptp.sequenceid",
        "Sequence number",
        "Ties a follow-up or an answer to its message.",
    ),
    byte("ptp.controlfield", "Message", "What the message is.").codes(CONTROLS),
    gap(1),
    FieldSpec::hex("ptp.flags", "Flags", 16).parts_follow().doc(
        "What holds of the message and of the clock behind it.",
        SECTION,
    ),
    reserved(9, SECTION).part(),
    flag(
        "ptp.flags.sync_burst",
        "Burst",
        "Set: part of a burst of sync messages.",
    ),
    flag(
        "ptp.flags.parent_stats",
        "Statistics",
        "Set: the estimates of the master are there.",
    ),
    flag(
        "ptp.flags.ext_sync",
        "External timing",
        "Set: synchronised by something other than PTP.",
    ),
    flag(
        "ptp.flags.assist",
        "Assist",
        "Set: a follow-up comes with the exact time.",
    ),
    flag(
        "ptp.flags.boundary_clock",
        "Boundary clock",
        "Set: the sender is a boundary clock.",
    ),
    flag(
        "ptp.flags.li59",
        "Last minute has 59 seconds",
        "Set: the last minute of this day is a second shorter.",
    ),
    flag(
        "ptp.flags.li61",
        "Last minute has 61 seconds",
        "Set: the last minute of this day is a second longer.",
    ),
    gap(4),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const CONTROL: usize = 32;

pub(super) const SYNC: &[FieldSpec] = &[
    word(
        "ptp.sdr.epochnumber",
        "Epoch",
        "How often the seconds' counter overflowed.",
    ),
    signed(
        "ptp.sdr.currentutcoffset",
        "UTC offset",
        "How far atomic time is ahead of UTC.",
    ),
    gap(1),
    technology("ptp.sdr.grandmastercommunicationtechnology"),
    uuid("ptp.sdr.grandmasterclockuuid", "The best clock."),
    port("ptp.sdr.grandmasterportid"),
    word(
        "ptp.sdr.grandmastersequenceid",
        "Grandmaster's number",
        "The number of its last sync message.",
    ),
    gap(3),
    byte(
        "ptp.sdr.grandmasterclockstratum",
        "Grandmaster's stratum",
        "How good it is; 1 is a primary reference.",
    ),
    FieldSpec::text("ptp.sdr.grandmasterclockidentifier", "Grandmaster's kind")
        .wide(4)
        .doc("Where its time comes from, such as GPS.", TIMING),
    gap(2),
    signed(
        "ptp.sdr.grandmasterclockvariance",
        "Grandmaster's variance",
        "How steady it runs.",
    ),
    gap(1),
    byte(
        "ptp.sdr.grandmasterpreferred",
        "Grandmaster preferred",
        "Not 0: an administrator wants it.",
    ),
    gap(1),
    byte(
        "ptp.sdr.grandmasterisboundaryclock",
        "Grandmaster is a boundary clock",
        "Not 0: it is one.",
    ),
    gap(3),
    FieldSpec::int("ptp.sdr.syncinterval", "Sync interval", 8)
        .unit("(power of 2, seconds)")
        .doc("How often sync messages come.", TIMING),
    gap(2),
    signed(
        "ptp.sdr.localclockvariance",
        "Variance",
        "How steady the sender's clock runs.",
    ),
    gap(2),
    word(
        "ptp.sdr.localstepsremoved",
        "Steps removed",
        "How many clocks stand between it and the best one.",
    ),
    gap(3),
    byte(
        "ptp.sdr.localclockstratum",
        "Stratum",
        "How good the sender's clock is.",
    ),
    FieldSpec::text("ptp.sdr.localclockidentifier", "Kind")
        .wide(4)
        .doc("Where the sender's time comes from.", TIMING),
    gap(1),
    technology("ptp.sdr.parentcommunicationtechnology"),
    uuid("ptp.sdr.parentuuid", "The clock that the sender follows."),
    gap(2),
    port("ptp.sdr.parentportfield"),
    gap(2),
    signed(
        "ptp.sdr.estimatedmastervariance",
        "Estimated variance",
        "How steady the master seems to run.",
    ),
    FieldSpec::int("ptp.sdr.estimatedmasterdrift", "Estimated drift", 32)
        .doc("How the master's speed seems to differ.", TIMING),
    gap(3),
    truth(
        "ptp.sdr.utcreasonable",
        "UTC offset valid",
        "1: the offset is right.",
    ),
];

pub(super) const FOLLOW_UP: &[FieldSpec] = &[
    gap(2),
    word(
        "ptp.fu.associatedsequenceid",
        "Of message",
        "The number of the sync message that this belongs to.",
    ),
];

pub(super) const DELAY_RESPONSE: &[FieldSpec] = &[
    gap(1),
    technology("ptp.dr.requestingsourcecommunicationtechnology"),
    uuid(
        "ptp.dr.requestingsourceuuid",
        "The clock whose request this answers.",
    ),
    port("ptp.dr.requestingsourceportid"),
    word(
        "ptp.dr.requestingsourcesequenceid",
        "Of message",
        "The number of that request.",
    ),
];

pub(super) const MANAGEMENT: &[FieldSpec] = &[
    gap(1),
    technology("ptp.mm.targetcommunicationtechnology"),
    uuid("ptp.mm.targetuuid", "Whom the message is for."),
    port("ptp.mm.targetportid"),
    signed(
        "ptp.mm.startingboundaryhops",
        "Hops at the start",
        "How many boundary clocks the message may pass, as it was sent.",
    ),
    signed(
        "ptp.mm.boundaryhops",
        "Hops left",
        "How many it may still pass.",
    ),
    gap(1),
    byte(
        "ptp.mm.managementmessagekey",
        "Subject",
        "What the message is about.",
    )
    .codes(KEYS),
    gap(2),
    word("ptp.mm.parameterlength", "Length", "What follows.").unit("bytes"),
];

const MANAGEMENT_LEN: usize = bytes_of(MANAGEMENT);

crate::fields! {
    ORIGIN = time("ptp.sdr.origintimestamp", "Time", "When the message left.");
    ORIGIN_SECONDS = seconds("ptp.sdr.origintimestamp_seconds");
    ORIGIN_NANOS = nanoseconds("ptp.sdr.origintimestamp_nanoseconds");
    PRECISE = time("ptp.fu.preciseorigintimestamp", "Exact time", "When the sync message left.");
    PRECISE_SECONDS = seconds("ptp.fu.preciseorigintimestamp_seconds");
    PRECISE_NANOS = nanoseconds("ptp.fu.preciseorigintimestamp_nanoseconds");
    RECEIPT = time("ptp.dr.delayreceipttimestamp", "Time of receipt", "When the request arrived.");
    RECEIPT_SECONDS = seconds("ptp.dr.delayreceipttimestamp_seconds");
    RECEIPT_NANOS = nanoseconds("ptp.dr.delayreceipttimestamp_nanoseconds");
    OFFSET = time("ptp.mm.current.data.set.offsetfrommaster", "Offset from the master", "How far the clock's time is from that of its master.");
    OFFSET_SECONDS = seconds("ptp.mm.current.data.set.offsetfrommasterseconds");
    OFFSET_NANOS = nanoseconds("ptp.mm.current.data.set.offsetfrommasternanoseconds");
    DELAY = time("ptp.mm.current.data.set.onewaydelay", "Delay", "How long a message takes from the master.");
    DELAY_SECONDS = seconds("ptp.mm.current.data.set.onewaydelayseconds");
    DELAY_NANOS = nanoseconds("ptp.mm.current.data.set.onewaydelaynanoseconds");
    LOCAL = time("ptp.mm.global.time.data.set.localtime", "Time", "The clock's time.");
    LOCAL_SECONDS = seconds("ptp.mm.global.time.data.set.localtimeseconds");
    LOCAL_NANOS = nanoseconds("ptp.mm.global.time.data.set.localtimenanoseconds");
    NEW_TIME = time("ptp.mm.set.time.localtime", "Time", "What the clock shall be set to.");
    NEW_SECONDS = seconds("ptp.mm.set.time.localtimeseconds");
    NEW_NANOS = nanoseconds("ptp.mm.set.time.localtimenanoseconds");
}

/// True if these bytes begin with version 1's number.
pub(super) fn is_version_1(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0, 1])
}

pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    let control = p.header::<HEADER_LEN>(HEADER)?[CONTROL];
    match CONTROLS.iter().find(|entry| entry.0 == u64::from(control)) {
        Some((_, name)) => p.summary(format_args!("version 1, {name}")),
        None => p.summary(format_args!("version 1, message {control}")),
    }
    match control {
        SYNC_MESSAGE | DELAY_REQUEST => {
            moment(p, [&ORIGIN, &ORIGIN_SECONDS, &ORIGIN_NANOS])?;
            p.rows(SYNC)?;
        }
        FOLLOW_UP_MESSAGE => {
            p.rows(FOLLOW_UP)?;
            moment(p, [&PRECISE, &PRECISE_SECONDS, &PRECISE_NANOS])?;
        }
        DELAY_RESPONSE_MESSAGE => {
            moment(p, [&RECEIPT, &RECEIPT_SECONDS, &RECEIPT_NANOS])?;
            p.rows(DELAY_RESPONSE)?;
        }
        MANAGEMENT_MESSAGE => {
            let head = *p.header::<MANAGEMENT_LEN>(MANAGEMENT)?;
            let key = head[MANAGEMENT_LEN - 5];
            let len = usize::from(u16::from_be_bytes([
                head[MANAGEMENT_LEN - 2],
                head[MANAGEMENT_LEN - 1],
            ]));
            p.within(len, "PTP parameter length", |p| management::peel(p, key))?;
        }
        _ => {}
    }
    Ok(())
}
