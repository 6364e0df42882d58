//! Event notifications: the link lost or damaged more than it should.

use crate::decode::{Peel, Peeled};
use crate::model::{FaultKind, FieldSpec, bytes_of};

const SECTION: &str = "IEEE 802.3 §57.5.3";

pub(super) const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("oampdu.event.type", "Event", 8)
        .codes(&[
            (0, "end"),
            (1, "errored symbols"),
            (2, "errored frames in a time"),
            (3, "errored frames in a number"),
            (4, "seconds with errored frames"),
            (0xfe, "organisation specific"),
        ])
        .doc("What happened.", SECTION),
    FieldSpec::hex("oampdu.event.length", "Length", 8).doc(
        "Bytes of the whole event, type and length included.",
        SECTION,
    ),
];

const ITEM_LEN: usize = bytes_of(ITEM);

const TIME: FieldSpec = FieldSpec::uint("oampdu.event.timestamp", "Time", 16)
    .unit("× 0.1 s")
    .doc("When, by the sender's clock.", SECTION);

const fn window(name: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, "Window", bits).doc("How long was counted.", SECTION)
}

const fn threshold(name: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, "Threshold", bits).doc("From how many on it is an event.", SECTION)
}

const fn errors(name: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, "Errors", bits).doc("How many there were.", SECTION)
}

const fn all_errors(name: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, "Errors ever", bits).doc("Since the start.", SECTION)
}

const fn all_events(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Events ever", 32).doc("Since the start.", SECTION)
}

pub(super) const SYMBOLS: &[FieldSpec] = &[
    TIME,
    window("oampdu.event.espeWindow", 64),
    threshold("oampdu.event.espeThreshold", 64),
    errors("oampdu.event.espeErrors", 64),
    all_errors("oampdu.event.espeTotalErrors", 64),
    all_events("oampdu.event.espeTotalEvents"),
];

pub(super) const FRAMES: &[FieldSpec] = &[
    TIME,
    window("oampdu.event.efeWindow", 16),
    threshold("oampdu.event.efeThreshold", 32),
    errors("oampdu.event.efeErrors", 32),
    all_errors("oampdu.event.efeTotalErrors", 64),
    all_events("oampdu.event.efeTotalEvents"),
];

pub(super) const PERIOD: &[FieldSpec] = &[
    TIME,
    window("oampdu.event.efpeWindow", 32),
    threshold("oampdu.event.efpeThreshold", 32),
    errors("oampdu.event.efeErrors", 32),
    all_errors("oampdu.event.efpeTotalErrors", 64),
    all_events("oampdu.event.efpeTotalEvents"),
];

pub(super) const SECONDS: &[FieldSpec] = &[
    TIME,
    window("oampdu.event.efsseWindow", 16),
    threshold("oampdu.event.efsseThreshold", 16),
    errors("oampdu.event.efeErrors", 16),
    all_errors("oampdu.event.efsseTotalErrors", 32),
    all_events("oampdu.event.efsseTotalEvents"),
];

crate::fields! {
    SEQUENCE = FieldSpec::uint("oampdu.event.sequence", "Sequence number", 16)
        .doc("The same notification may be sent again.", SECTION);
    ENTRY = FieldSpec::group("", "Event")
        .doc("One thing that happened.", SECTION);
}

pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SEQUENCE)?;
    while let [kind @ 1..=u8::MAX, len, ..] = *p.rest() {
        let len = usize::from(len);
        if len < ITEM_LEN || p.is_full() {
            p.fault(
                FaultKind::Malformed("the event's length does not cover its own type and length"),
                p.pos() + 1..p.pos() + ITEM_LEN,
            );
            break;
        }
        p.group(&ENTRY, |p| {
            p.within(len, "OAM event length", |p| {
                p.rows(ITEM)?;
                let table = match kind {
                    1 => SYMBOLS,
                    2 => FRAMES,
                    3 => PERIOD,
                    4 => SECONDS,
                    _ => return Ok(()),
                };
                p.rows(table).map(drop)
            })
        })?;
    }
    Ok(())
}
