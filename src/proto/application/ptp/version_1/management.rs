//! What version 1 asks a clock for, and sets.

use super::{
    DELAY, DELAY_NANOS, DELAY_SECONDS, LOCAL, LOCAL_NANOS, LOCAL_SECONDS, NEW_NANOS, NEW_SECONDS,
    NEW_TIME, OFFSET, OFFSET_NANOS, OFFSET_SECONDS, byte, gap, moment, port, signed, technology,
    truth, uuid, word,
};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

pub(super) const SECTION: &str = "IEEE 1588-2002 §7.12";

const fn identifier(name: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, "Kind")
        .wide(4)
        .doc("Where the time comes from, such as GPS.", SECTION)
}

const fn subdomain(name: &'static str) -> FieldSpec {
    FieldSpec::text(name, "Subdomain")
        .wide(16)
        .doc("The subdomain of the clock.", SECTION)
}

const fn stratum(name: &'static str) -> FieldSpec {
    byte(name, "Stratum", "How good the clock is.")
}

const fn variance(name: &'static str) -> FieldSpec {
    word(name, "Variance", "How steady the clock runs.")
}

const fn preferred(name: &'static str) -> FieldSpec {
    truth(name, "Preferred", "1: an administrator wants it as master.")
}

const fn interval(name: &'static str) -> FieldSpec {
    FieldSpec::int(name, "Sync interval", 8)
        .unit("(power of 2, seconds)")
        .doc("How often sync messages come.", SECTION)
}

const fn leap_59(name: &'static str) -> FieldSpec {
    truth(
        name,
        "Last minute has 59 seconds",
        "1: the last minute of this day is a second shorter.",
    )
}

const fn leap_61(name: &'static str) -> FieldSpec {
    truth(
        name,
        "Last minute has 61 seconds",
        "1: the last minute of this day is a second longer.",
    )
}

const fn address(name: &'static str, label: &'static str, len: u32) -> FieldSpec {
    FieldSpec::bytes(name, label)
        .wide(len)
        .doc("Where messages for the port go.", SECTION)
}

pub(in super::super) const IDENTITY: &[FieldSpec] = &[
    gap(3),
    technology("ptp.mm.clock.identity.clockcommunicationtechnology"),
    uuid(
        "ptp.mm.clock.identity.clockuuidfield",
        "The clock that answers.",
    ),
    gap(4),
    port("ptp.mm.clock.identity.clockportfield"),
    FieldSpec::bytes("ptp.mm.clock.identity.manufactureridentity", "Manufacturer")
        .wide(48)
        .doc("Who made the clock, in words.", SECTION),
];

pub(in super::super) const INITIALIZE: &[FieldSpec] = &[
    gap(2),
    word(
        "ptp.mm.initialize.clock.initialisationkey",
        "What to initialise",
        "0: as at power on.",
    ),
];

pub(in super::super) const SUBDOMAIN: &[FieldSpec] =
    &[subdomain("ptp.mm.set.subdomain.subdomainname")];

pub(in super::super) const DEFAULTS: &[FieldSpec] = &[
    gap(3),
    technology("ptp.mm.default.data.set.clockcommunicationtechnology"),
    uuid("ptp.mm.default.data.set.clockuuidfield", "The clock."),
    gap(4),
    port("ptp.mm.default.data.set.clockportfield"),
    gap(3),
    stratum("ptp.mm.default.data.set.clockstratum"),
    identifier("ptp.mm.default.data.set.clockidentifier"),
    gap(2),
    variance("ptp.mm.default.data.set.clockvariance"),
    gap(1),
    truth(
        "ptp.mm.default.data.set.clockfollowupcapable",
        "Follow-ups",
        "1: exact times come in follow-ups.",
    ),
    gap(5),
    preferred("ptp.mm.default.data.set.preferred"),
    gap(3),
    truth(
        "ptp.mm.default.data.set.initializable",
        "Initialisable",
        "1: the clock can be initialised.",
    ),
    gap(3),
    truth(
        "ptp.mm.default.data.set.externaltiming",
        "External timing",
        "1: synchronised by something other than PTP.",
    ),
    gap(3),
    truth(
        "ptp.mm.default.data.set.isboundaryclock",
        "Boundary clock",
        "1: the clock is one.",
    ),
    gap(3),
    interval("ptp.mm.default.data.set.syncinterval"),
    subdomain("ptp.mm.default.data.set.subdomainname"),
    gap(2),
    word(
        "ptp.mm.default.data.set.numberports",
        "Ports",
        "How many ports the clock has.",
    ),
    gap(2),
    word(
        "ptp.mm.default.data.set.numberforeignrecords",
        "Foreign records",
        "How many other masters it remembers.",
    ),
];

pub(in super::super) const UPDATE_DEFAULTS: &[FieldSpec] = &[
    gap(3),
    stratum("ptp.mm.update.default.data.set.clockstratum"),
    identifier("ptp.mm.update.default.data.set.clockidentifier"),
    gap(2),
    variance("ptp.mm.update.default.data.set.clockvariance"),
    gap(3),
    preferred("ptp.mm.update.default.data.set.preferred"),
    gap(3),
    interval("ptp.mm.update.default.data.set.syncinterval"),
    subdomain("ptp.mm.update.default.data.set.subdomainname"),
];

pub(in super::super) const STEPS: &[FieldSpec] = &[
    gap(2),
    word(
        "ptp.mm.current.data.set.stepsremoved",
        "Steps removed",
        "How many clocks stand between this one and the best.",
    ),
];

pub(in super::super) const PARENT: &[FieldSpec] = &[
    gap(3),
    technology("ptp.mm.parent.data.set.parentcommunicationtechnology"),
    uuid(
        "ptp.mm.parent.data.set.parentuuid",
        "The clock that this one follows.",
    ),
    gap(4),
    port("ptp.mm.parent.data.set.parentportid"),
    gap(2),
    word(
        "ptp.mm.parent.data.set.parentlastsyncsequencenumber",
        "Parent's number",
        "The number of its last sync message.",
    ),
    gap(3),
    truth(
        "ptp.mm.parent.data.set.parentfollowupcapable",
        "Parent's follow-ups",
        "1: it sends follow-ups.",
    ),
    gap(3),
    truth(
        "ptp.mm.parent.data.set.parentexternaltiming",
        "Parent's external timing",
        "1: synchronised by something other than PTP.",
    ),
    gap(2),
    variance("ptp.mm.parent.data.set.parentvariance"),
    gap(3),
    truth(
        "ptp.mm.parent.data.set.parentstats",
        "Statistics",
        "1: the observed values are there.",
    ),
    gap(2),
    signed(
        "ptp.mm.parent.data.set.observedvariance",
        "Observed variance",
        "How steady the parent seems to run.",
    ),
    FieldSpec::int("ptp.mm.parent.data.set.observeddrift", "Observed drift", 32)
        .doc("How its speed seems to differ.", SECTION),
    gap(3),
    truth(
        "ptp.mm.parent.data.set.utcreasonable",
        "UTC offset valid",
        "1: the offset is right.",
    ),
    gap(3),
    technology("ptp.mm.parent.data.set.grandmastercommunicationtechnology"),
    uuid(
        "ptp.mm.parent.data.set.grandmasteruuidfield",
        "The best clock.",
    ),
    gap(4),
    port("ptp.mm.parent.data.set.grandmasterportidfield"),
    gap(3),
    stratum("ptp.mm.parent.data.set.grandmasterstratum"),
    identifier("ptp.mm.parent.data.set.grandmasteridentifier"),
    gap(2),
    signed(
        "ptp.mm.parent.data.set.grandmastervariance",
        "Grandmaster's variance",
        "How steady it runs.",
    ),
    gap(3),
    preferred("ptp.mm.parent.data.set.grandmasterpreferred"),
    gap(3),
    truth(
        "ptp.mm.parent.data.set.grandmasterisboundaryclock",
        "Grandmaster is a boundary clock",
        "1: it is one.",
    ),
    gap(2),
    word(
        "ptp.mm.parent.data.set.grandmastersequencenumber",
        "Grandmaster's number",
        "The number of its last sync message.",
    ),
];

pub(in super::super) const PORT: &[FieldSpec] = &[
    gap(2),
    word(
        "ptp.mm.port.data.set.returnedportnumber",
        "Port",
        "Which of the clock's ports this is.",
    ),
    gap(3),
    byte(
        "ptp.mm.port.data.set.portstate",
        "Port state",
        "What the port does.",
    ),
    gap(2),
    word(
        "ptp.mm.port.data.set.lastsynceventsequencenumber",
        "Last event number",
        "The number of its last event message.",
    ),
    gap(2),
    word(
        "ptp.mm.port.data.set.lastgeneraleventsequencenumber",
        "Last general number",
        "The number of its last general message.",
    ),
    gap(3),
    technology("ptp.mm.port.data.set.portcommunicationtechnology"),
    uuid("ptp.mm.port.data.set.portuuidfield", "The clock."),
    gap(4),
    port("ptp.mm.port.data.set.portidfield"),
    gap(3),
    truth(
        "ptp.mm.port.data.set.burstenabled",
        "Bursts",
        "1: the port sends bursts.",
    ),
    gap(1),
    byte(
        "ptp.mm.port.data.set.subdomainaddressoctets",
        "Length of the subdomain's address",
        "How long that address is.",
    )
    .unit("bytes"),
    byte(
        "ptp.mm.port.data.set.eventportaddressoctets",
        "Length of the event port",
        "How long it is.",
    )
    .unit("bytes"),
    byte(
        "ptp.mm.port.data.set.generalportaddressoctets",
        "Length of the general port",
        "How long it is.",
    )
    .unit("bytes"),
    address(
        "ptp.mm.port.data.set.subdomainaddress",
        "Subdomain's address",
        4,
    ),
    gap(2),
    address("ptp.mm.port.data.set.eventportaddress", "Event port", 2),
    gap(2),
    address("ptp.mm.port.data.set.generalportaddress", "General port", 2),
];

pub(in super::super) const GLOBAL_TIME: &[FieldSpec] = &[
    gap(2),
    signed(
        "ptp.mm.global.time.data.set.currentutcoffset",
        "UTC offset",
        "How far atomic time is ahead of UTC.",
    ),
    gap(3),
    leap_59("ptp.mm.global.time.data.set.leap59"),
    gap(3),
    leap_61("ptp.mm.global.time.data.set.leap61"),
    gap(2),
    word(
        "ptp.mm.global.time.data.set.epochnumber",
        "Epoch",
        "How often the seconds' counter overflowed.",
    ),
];

pub(in super::super) const UPDATE_TIME: &[FieldSpec] = &[
    gap(2),
    word(
        "ptp.mm.update.global.time.properties.currentutcoffset",
        "UTC offset",
        "How far atomic time is ahead of UTC.",
    ),
    gap(3),
    leap_59("ptp.mm.update.global.time.properties.leap59"),
    gap(3),
    leap_61("ptp.mm.update.global.time.properties.leap61"),
];

pub(in super::super) const GET_FOREIGN: &[FieldSpec] = &[
    gap(2),
    word(
        "ptp.mm.get.foreign.data.set.recordkey",
        "Record",
        "Which of the other masters to tell of.",
    ),
];

pub(in super::super) const FOREIGN: &[FieldSpec] = &[
    gap(2),
    word(
        "ptp.mm.foreign.data.set.returnedportnumber",
        "Port",
        "Which of the clock's ports heard it.",
    ),
    gap(2),
    word(
        "ptp.mm.foreign.data.set.returnedrecordnumber",
        "Record",
        "Which of the other masters this is.",
    ),
    gap(3),
    technology("ptp.mm.foreign.data.set.foreignmastercommunicationtechnology"),
    uuid(
        "ptp.mm.foreign.data.set.foreignmasteruuidfield",
        "The other master.",
    ),
    gap(4),
    port("ptp.mm.foreign.data.set.foreignmasterportidfield"),
    gap(2),
    word(
        "ptp.mm.foreign.data.set.foreignmastersyncs",
        "Sync messages",
        "How many came from it.",
    ),
];

pub(in super::super) const SYNC_INTERVAL: &[FieldSpec] = &[
    gap(2),
    word(
        "ptp.mm.set.sync.interval.syncinterval",
        "Sync interval",
        "How often sync messages shall come.",
    ),
];

/// Reads the parameters behind a key.
pub(super) fn peel(p: &mut Peel<'_>, key: u8) -> Peeled {
    let table = match key {
        2 => IDENTITY,
        3 => INITIALIZE,
        4 => SUBDOMAIN,
        8 => DEFAULTS,
        9 => UPDATE_DEFAULTS,
        11 => {
            p.rows(STEPS)?;
            moment(p, [&OFFSET, &OFFSET_SECONDS, &OFFSET_NANOS])?;
            return moment(p, [&DELAY, &DELAY_SECONDS, &DELAY_NANOS]);
        }
        13 => PARENT,
        15 => PORT,
        17 => {
            moment(p, [&LOCAL, &LOCAL_SECONDS, &LOCAL_NANOS])?;
            GLOBAL_TIME
        }
        18 => UPDATE_TIME,
        20 => GET_FOREIGN,
        21 => FOREIGN,
        22 => SYNC_INTERVAL,
        27 => return moment(p, [&NEW_TIME, &NEW_SECONDS, &NEW_NANOS]),
        _ => return Ok(()),
    };
    p.rows(table).map(drop)
}
