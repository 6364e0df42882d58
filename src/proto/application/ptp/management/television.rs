//! What film and television engineers add (SMPTE ST 2059-2).

use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

pub(super) const SECTION: &str = "SMPTE ST 2059-2";

const fn seconds(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 48).unit("s").doc(doc, SECTION)
}

const fn offset(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 32).unit("s").doc(doc, SECTION)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

pub(in super::super) const TELEVISION: &[FieldSpec] = &[
    FieldSpec::bytes("ptp.v2.oe.smpte.defaultsystemframerate", "Frame rate")
        .wide(8)
        .parts_follow()
        .doc("How many pictures a second, as a fraction.", SECTION),
    FieldSpec::uint(
        "ptp.v2.oe.smpte.defaultsystemframerate.numerator",
        "Numerator",
        32,
    )
    .part()
    .doc("The upper part of the fraction.", SECTION),
    FieldSpec::uint(
        "ptp.v2.oe.smpte.defaultsystemframerate.denominator",
        "Denominator",
        32,
    )
    .part()
    .doc("The lower part of the fraction.", SECTION),
    FieldSpec::uint("ptp.v2.oe.smpte.masterlockingstatus", "Locking", 8)
        .codes(&[
            (0, "not in use"),
            (1, "free running"),
            (2, "locking, cold"),
            (3, "locking, warm"),
            (4, "locked"),
        ])
        .doc("Whether the best clock follows a reference.", SECTION),
    FieldSpec::hex("ptp.v2.oe.smpte.timeaddressflags", "Time code", 8)
        .parts_follow()
        .doc("How time codes count pictures.", SECTION),
    reserved(6, SECTION).part(),
    flag(
        "ptp.v2.oe.smpte.timeaddressflags.color",
        "Colour frames",
        "Set: time codes tell colour frames.",
    ),
    flag(
        "ptp.v2.oe.smpte.timeaddressflags.drop",
        "Drop frame",
        "Set: some numbers are left out, so that 29.97 pictures a second keep up with the clock.",
    ),
    offset(
        "ptp.v2.oe.smpte.currentlocaloffset",
        "Local offset",
        "Local time minus the clock's time.",
    ),
    offset(
        "ptp.v2.oe.smpte.jumpseconds",
        "Next jump",
        "By how much local time jumps next.",
    ),
    seconds(
        "ptp.v2.oe.smpte.timeofnextjump",
        "Time of the next jump",
        "When it jumps.",
    ),
    seconds(
        "ptp.v2.oe.smpte.timeofnextjam",
        "Next daily jam",
        "When time codes are set right next.",
    ),
    seconds(
        "ptp.v2.oe.smpte.timeofpreviousjam",
        "Previous daily jam",
        "When time codes were set right last.",
    ),
    offset(
        "ptp.v2.oe.smpte.previousjamlocaloffset",
        "Previous local offset",
        "The local offset at that time.",
    ),
    FieldSpec::hex("ptp.v2.oe.smpte.daylightsaving", "Daylight saving", 8)
        .parts_follow()
        .doc("When summer time holds.", SECTION),
    reserved(5, SECTION).part(),
    flag(
        "ptp.v2.oe.smpte.daylightsaving.previous",
        "Previous",
        "Set: it held at the previous daily jam.",
    ),
    flag(
        "ptp.v2.oe.smpte.daylightsaving.next",
        "Next",
        "Set: it will hold after the next jump.",
    ),
    flag(
        "ptp.v2.oe.smpte.daylightsaving.current",
        "Current",
        "Set: it holds now.",
    ),
    FieldSpec::hex("ptp.v2.oe.smpte.leapsecondjump", "Leap second", 8)
        .parts_follow()
        .doc("What the next jump is.", SECTION),
    reserved(7, SECTION).part(),
    flag(
        "ptp.v2.oe.smpte.leapsecondjump.change",
        "Change of leap seconds",
        "Set: the next jump is a leap second.",
    ),
];
