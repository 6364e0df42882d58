//! The tables of what a clock knows of itself (IEEE 1588 §8.2).

use super::super::words::{ACCURACIES, SOURCES, nanoseconds, seconds};
use super::description::INITIALIZE;
use super::options::{ALTERNATE_MASTER, MAX_KEY, OFFSET_ENABLE, OFFSET_PROPERTIES, TRACE, UNICAST};
use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

const OF_CLOCK: &str = "IEEE 1588 §8.2.1";
const OF_PARENT: &str = "IEEE 1588 §8.2.3";
const OF_TIME: &str = "IEEE 1588 §8.2.4";
const OF_PORT: &str = "IEEE 1588 §8.2.15";
const OF_TRANSPARENT: &str = "IEEE 1588 §8.3";
pub(super) const fn byte(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, reference)
}

pub(super) const fn word(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, reference)
}

pub(super) const fn clock(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::hex(name, label, 64).doc(doc, reference)
}

pub(super) const fn flag(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, reference)
}

pub(super) const fn interval(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 8)
        .unit("(power of 2, seconds)")
        .doc(
            "How often such messages are sent; -3: eight times a second.",
            OF_PORT,
        )
}

pub(super) const FILL: FieldSpec = FieldSpec::bytes("ptp.v2.mm.reserved", "Reserved")
    .wide(1)
    .doc("Zero.", "IEEE 1588 §15.5.3");
const FIRST: FieldSpec = byte(
    "ptp.v2.mm.priority1",
    "Priority 1",
    "Set by an administrator; the clock with the lowest number becomes the master.",
    OF_CLOCK,
);
const SECOND: FieldSpec = byte(
    "ptp.v2.mm.priority2",
    "Priority 2",
    "Decides between clocks that are equally good.",
    OF_CLOCK,
);
const DOMAIN_NUMBER: FieldSpec = byte(
    "ptp.v2.mm.domainNumber",
    "Domain",
    "Clocks of different domains ignore each other.",
    OF_CLOCK,
);
const SLAVE: FieldSpec = flag(
    "ptp.v2.mm.SlavOnly",
    "Slave only",
    "Set: the clock never becomes a master.",
    OF_CLOCK,
);
const OWN_ACCURACY: FieldSpec = FieldSpec::hex("ptp.v2.mm.clockaccuracy", "Clock accuracy", 8)
    .codes(ACCURACIES)
    .doc("How exact the clock is.", OF_CLOCK);
const OWN_CLOCK: FieldSpec = clock(
    "ptp.v2.mm.clockidentity",
    "Clock",
    "The name of the clock.",
    OF_CLOCK,
);
const PORTS: FieldSpec = word(
    "ptp.v2.mm.numberPorts",
    "Ports",
    "How many ports the clock has.",
    OF_CLOCK,
);
const OWN_PORT: FieldSpec = word(
    "ptp.v2.mm.PortNumber",
    "Port",
    "Which of the clock's ports this is.",
    OF_PORT,
);
const MECHANISM: FieldSpec = byte(
    "ptp.v2.mm.delayMechanism",
    "Delay mechanism",
    "How the port measures the way.",
    OF_PORT,
)
.codes(&[(1, "end to end"), (2, "peer to peer"), (254, "none")]);
const PEER_REQUESTS: FieldSpec =
    interval("ptp.v2.mm.logMinPdelayReqInterval", "Peer delay requests");
const ANNOUNCEMENTS: FieldSpec = interval("ptp.v2.mm.logAnnounceInterval", "Announcements");
const SYNCS: FieldSpec = interval("ptp.v2.mm.logSyncInterval", "Sync messages");
const TIMEOUT: FieldSpec = byte(
    "ptp.v2.mm.announceReceiptTimeout",
    "Announce timeout",
    "After so many missing announcements the master is gone.",
    OF_PORT,
);
const VERSION_NUMBER: FieldSpec = FieldSpec::uint("ptp.v2.mm.versionNumber", "Version", 4)
    .doc("The version of PTP that the port speaks.", OF_PORT);
const UTC_OFFSET: FieldSpec = FieldSpec::int("ptp.v2.mm.currentutcoffset", "UTC offset", 16)
    .unit("s")
    .doc("How far atomic time is ahead of UTC.", OF_TIME);
const LEAP_61: FieldSpec = flag(
    "ptp.v2.mm.li61",
    "Last minute has 61 seconds",
    "Set: the last minute of this day is a second longer.",
    OF_TIME,
);
const LEAP_59: FieldSpec = flag(
    "ptp.v2.mm.li59",
    "Last minute has 59 seconds",
    "Set: the last minute of this day is a second shorter.",
    OF_TIME,
);
const UTC_VALID: FieldSpec = flag(
    "ptp.v2.mm.CurrentUTCOffsetValid",
    "UTC offset valid",
    "Set: the offset is right.",
    OF_TIME,
);
const PTP_SCALE: FieldSpec = flag(
    "ptp.v2.mm.ptptimescale",
    "PTP timescale",
    "Set: seconds count from 1970 in atomic time.",
    OF_TIME,
);
const TIME_TRACEABLE: FieldSpec = flag(
    "ptp.v2.mm.timeTraceable",
    "Time traceable",
    "Set: the time comes from a primary reference.",
    OF_TIME,
);
const SPEED_TRACEABLE: FieldSpec = flag(
    "ptp.v2.mm.frequencyTraceable",
    "Frequency traceable",
    "Set: the clock's speed comes from a primary reference.",
    OF_TIME,
);
const SOURCE: FieldSpec = FieldSpec::hex("ptp.v2.mm.timesource", "Time source", 8)
    .codes(SOURCES)
    .doc("Where the best clock has its time from.", OF_TIME);
const DOMAIN_OF_CLOCK: FieldSpec = byte(
    "ptp.v2.mm.primaryDomain",
    "Primary domain",
    "The domain that sets the clock's speed.",
    OF_TRANSPARENT,
);

pub(in super::super) const DEFAULTS: &[FieldSpec] = &[
    reserved(6, OF_CLOCK),
    SLAVE,
    flag(
        "ptp.v2.mm.twoStep",
        "Two-step",
        "Set: exact times come in follow-ups.",
        OF_CLOCK,
    ),
    FILL,
    PORTS,
    FIRST,
    byte(
        "ptp.v2.mm.clockclass",
        "Clock class",
        "How good the clock is; lower is better.",
        OF_CLOCK,
    ),
    OWN_ACCURACY,
    word(
        "ptp.v2.mm.clockvariance",
        "Clock variance",
        "How steady the clock runs.",
        OF_CLOCK,
    ),
    SECOND,
    OWN_CLOCK,
    DOMAIN_NUMBER,
    FILL,
];

pub(in super::super) const CURRENT: &[FieldSpec] =
    &[
        FieldSpec::int("ptp.v2.mm.stepsRemoved", "Steps removed", 16).doc(
            "How many clocks stand between this one and the best.",
            "IEEE 1588 §8.2.2.2",
        ),
    ];

pub(in super::super) const PARENT: &[FieldSpec] = &[
    clock(
        "ptp.v2.mm.parentclockidentity",
        "Parent",
        "The clock that this one follows.",
        OF_PARENT,
    ),
    word(
        "ptp.v2.mm.parentsourceportid",
        "Parent's port",
        "The port of it.",
        OF_PARENT,
    ),
    reserved(7, OF_PARENT),
    flag(
        "ptp.v2.mm.parentstats",
        "Statistics",
        "Set: the two observed values are there.",
        OF_PARENT,
    ),
    FILL,
    word(
        "ptp.v2.mm.observedParentOffsetScaledLogVariance",
        "Observed variance",
        "How steady the parent's time was.",
        OF_PARENT,
    ),
    FieldSpec::int(
        "ptp.v2.mm.observedParentClockPhaseChangeRate",
        "Observed rate",
        32,
    )
    .doc(
        "How the parent's speed differs from this clock's.",
        OF_PARENT,
    ),
    byte(
        "ptp.v2.mm.grandmasterPriority1",
        "Grandmaster's priority 1",
        "Priority 1 of the best clock.",
        OF_PARENT,
    ),
    byte(
        "ptp.v2.mm.grandmasterclockclass",
        "Grandmaster's class",
        "How good the best clock is.",
        OF_PARENT,
    ),
    FieldSpec::hex(
        "ptp.v2.mm.grandmasterclockaccuracy",
        "Grandmaster's accuracy",
        8,
    )
    .codes(ACCURACIES)
    .doc("How exact it is.", OF_PARENT),
    word(
        "ptp.v2.mm.grandmasterclockvariance",
        "Grandmaster's variance",
        "How steady it runs.",
        OF_PARENT,
    ),
    byte(
        "ptp.v2.mm.grandmasterPriority2",
        "Grandmaster's priority 2",
        "Priority 2 of it.",
        OF_PARENT,
    ),
    clock(
        "ptp.v2.mm.grandmasterclockidentity",
        "Grandmaster",
        "The best clock of the network.",
        OF_PARENT,
    ),
];

pub(in super::super) const TIME_PROPERTIES: &[FieldSpec] = &[
    UTC_OFFSET,
    reserved(2, OF_TIME),
    SPEED_TRACEABLE,
    TIME_TRACEABLE,
    PTP_SCALE,
    UTC_VALID,
    LEAP_59,
    LEAP_61,
    SOURCE,
];

pub(in super::super) const PORT: &[FieldSpec] = &[
    OWN_CLOCK,
    OWN_PORT,
    byte(
        "ptp.v2.mm.portState",
        "Port state",
        "What the port does.",
        OF_PORT,
    )
    .codes(&[
        (1, "initialising"),
        (2, "faulty"),
        (3, "disabled"),
        (4, "listening"),
        (5, "about to be master"),
        (6, "master"),
        (7, "passive"),
        (8, "uncalibrated"),
        (9, "slave"),
    ]),
    interval("ptp.v2.mm.logMinDelayReqInterval", "Delay requests"),
];

pub(in super::super) const PORT_REST: &[FieldSpec] = &[
    ANNOUNCEMENTS,
    TIMEOUT,
    SYNCS,
    MECHANISM,
    PEER_REQUESTS,
    reserved(4, OF_PORT),
    VERSION_NUMBER,
];
pub(in super::super) const PRIORITY_1: &[FieldSpec] = &[FIRST, FILL];
pub(in super::super) const PRIORITY_2: &[FieldSpec] = &[SECOND, FILL];
pub(in super::super) const DOMAIN: &[FieldSpec] = &[DOMAIN_NUMBER, FILL];
pub(in super::super) const SLAVE_ONLY: &[FieldSpec] = &[reserved(7, OF_CLOCK), SLAVE, FILL];
pub(in super::super) const ANNOUNCE_INTERVAL: &[FieldSpec] = &[ANNOUNCEMENTS, FILL];
pub(in super::super) const ANNOUNCE_TIMEOUT: &[FieldSpec] = &[TIMEOUT, FILL];
pub(in super::super) const SYNC_INTERVAL: &[FieldSpec] = &[SYNCS, FILL];
pub(in super::super) const VERSION: &[FieldSpec] = &[reserved(4, OF_PORT), VERSION_NUMBER, FILL];
pub(in super::super) const TIME: &[FieldSpec] = &[
    seconds("ptp.v2.mm.currentTime.seconds"),
    nanoseconds("ptp.v2.mm.currentTime.nanoseconds"),
];
pub(in super::super) const ACCURACY: &[FieldSpec] = &[OWN_ACCURACY, FILL];
pub(in super::super) const UTC: &[FieldSpec] = &[
    UTC_OFFSET,
    reserved(5, OF_TIME),
    UTC_VALID,
    LEAP_59,
    LEAP_61,
    FILL,
];
pub(in super::super) const TRACEABILITY: &[FieldSpec] = &[
    reserved(2, OF_TIME),
    SPEED_TRACEABLE,
    TIME_TRACEABLE,
    reserved(4, OF_TIME),
    FILL,
];
pub(in super::super) const TIMESCALE: &[FieldSpec] = &[
    reserved(4, OF_TIME),
    PTP_SCALE,
    reserved(3, OF_TIME),
    SOURCE,
];
pub(in super::super) const TRANSPARENT: &[FieldSpec] =
    &[OWN_CLOCK, PORTS, MECHANISM, DOMAIN_OF_CLOCK];

pub(in super::super) const TRANSPARENT_PORT: &[FieldSpec] = &[
    OWN_CLOCK,
    OWN_PORT,
    reserved(7, OF_TRANSPARENT),
    flag(
        "ptp.v2.mm.faultyFlag",
        "Faulty",
        "Set: the port does not work.",
        OF_TRANSPARENT,
    ),
    PEER_REQUESTS,
];

pub(in super::super) const PRIMARY_DOMAIN: &[FieldSpec] = &[DOMAIN_OF_CLOCK, FILL];
pub(in super::super) const DELAY_MECHANISM: &[FieldSpec] = &[MECHANISM, FILL];
pub(in super::super) const DELAY_INTERVAL: &[FieldSpec] = &[PEER_REQUESTS, FILL];
/// The data of the subjects that have a fixed form (IEEE 1588 §15.5.3).
pub(super) fn table(subject: u16) -> Option<&'static [FieldSpec]> {
    Some(match subject {
        0x0005 => INITIALIZE,
        0x2000 => DEFAULTS,
        0x2002 => PARENT,
        0x2003 => TIME_PROPERTIES,
        0x2005 => PRIORITY_1,
        0x2006 => PRIORITY_2,
        0x2007 => DOMAIN,
        0x2008 => SLAVE_ONLY,
        0x2009 => ANNOUNCE_INTERVAL,
        0x200a => ANNOUNCE_TIMEOUT,
        0x200b => SYNC_INTERVAL,
        0x200c => VERSION,
        0x200f => TIME,
        0x2010 => ACCURACY,
        0x2011 => UTC,
        0x2012 => TRACEABILITY,
        0x2013 => TIMESCALE,
        0x2014 => UNICAST,
        0x2016 => TRACE,
        0x201d => ALTERNATE_MASTER,
        0x201e => OFFSET_ENABLE,
        0x2020 => MAX_KEY,
        0x2021 => OFFSET_PROPERTIES,
        0x4000 => TRANSPARENT,
        0x4002 => PRIMARY_DOMAIN,
        0x6000 => DELAY_MECHANISM,
        0x6001 => DELAY_INTERVAL,
        _ => return None,
    })
}
