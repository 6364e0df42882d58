//! Data of the features that a clock may have (IEEE 1588 §16, §17).

use super::super::words::seconds;
use super::data_sets::{FILL, byte, flag, interval};
use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

const OPTIONS: &str = "IEEE 1588 §16";

const TRACING: FieldSpec = flag(
    "ptp.v2.mm.pathTraceEnable",
    "On",
    "Set: the feature is on.",
    OPTIONS,
);
const KEY_NUMBER: FieldSpec = byte(
    "ptp.v2.mm.keyField",
    "Key",
    "Which of the alternate times this is.",
    OPTIONS,
);
pub(in super::super) const UNICAST: &[FieldSpec] = &[
    reserved(7, OPTIONS),
    flag(
        "ptp.v2.mm.unicastEnable",
        "On",
        "Set: unicast messages may be asked for.",
        OPTIONS,
    ),
    FILL,
];
pub(in super::super) const TRACE: &[FieldSpec] = &[reserved(7, OPTIONS), TRACING, FILL];

pub(in super::super) const ALTERNATE_MASTER: &[FieldSpec] = &[
    reserved(7, OPTIONS),
    flag(
        "ptp.v2.mm.transmitAlternateMulticastSync",
        "Sync as alternate",
        "Set: sends sync messages although it is not the master.",
        OPTIONS,
    ),
    byte(
        "ptp.v2.mm.numberOfAlternateMasters",
        "Alternate masters",
        "How many there may be.",
        OPTIONS,
    ),
    interval("ptp.v2.mm.AlternateMulticastSyncInterval", "Sync messages"),
    FILL,
];

pub(in super::super) const OFFSET_ENABLE: &[FieldSpec] =
    &[KEY_NUMBER, reserved(7, OPTIONS), TRACING];
pub(in super::super) const KEY: &[FieldSpec] = &[KEY_NUMBER];
pub(in super::super) const MAX_KEY: &[FieldSpec] = &[
    byte(
        "ptp.v2.mm.maxKey",
        "Highest key",
        "How many alternate times the clock can have.",
        OPTIONS,
    ),
    FILL,
];

pub(in super::super) const OFFSET_PROPERTIES: &[FieldSpec] = &[
    KEY_NUMBER,
    FieldSpec::int("ptp.v2.mm.currentOffset", "Offset", 32)
        .unit("s")
        .doc("What to add to the clock's time.", OPTIONS),
    FieldSpec::int("ptp.v2.mm.jumpSeconds", "Next jump", 32)
        .unit("s")
        .doc("By how much the offset changes next.", OPTIONS),
    seconds("ptp.v2.mm.nextjumpSeconds"),
    FILL,
];
