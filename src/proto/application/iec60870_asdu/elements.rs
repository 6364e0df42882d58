//! Values with their quality, commands, times: what information objects are made of (IEC 60870-5-101
//! §7.2.6).

use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

const SECTION: &str = "IEC 60870-5-101 §7.2.6";

pub(super) const SINGLE: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.siq", "Single point", 8)
        .parts_follow()
        .doc("A switch with its quality.", SECTION),
    FieldSpec::flag("iec60870_asdu.siq.iv", "Invalid")
        .part()
        .doc("Set: the value is wrong.", SECTION),
    FieldSpec::flag("iec60870_asdu.siq.nt", "Not topical")
        .part()
        .doc("Set: the value is old.", SECTION),
    FieldSpec::flag("iec60870_asdu.siq.sb", "Substituted")
        .part()
        .doc("Set: somebody or something else gave the value.", SECTION),
    FieldSpec::flag("iec60870_asdu.siq.bl", "Blocked")
        .part()
        .doc("Set: the value is frozen.", SECTION),
    reserved(3, SECTION).part(),
    FieldSpec::flag("iec60870_asdu.siq.spi", "State")
        .part()
        .doc("Set: on.", SECTION),
];

pub(super) const DOUBLE: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.diq", "Double point", 8)
        .parts_follow()
        .doc("A switch with two contacts, with its quality.", SECTION),
    FieldSpec::flag("iec60870_asdu.diq.iv", "Invalid")
        .part()
        .doc("Set: the value is wrong.", SECTION),
    FieldSpec::flag("iec60870_asdu.diq.nt", "Not topical")
        .part()
        .doc("Set: the value is old.", SECTION),
    FieldSpec::flag("iec60870_asdu.diq.sb", "Substituted")
        .part()
        .doc("Set: somebody or something else gave the value.", SECTION),
    FieldSpec::flag("iec60870_asdu.diq.bl", "Blocked")
        .part()
        .doc("Set: the value is frozen.", SECTION),
    reserved(2, SECTION).part(),
    FieldSpec::uint("iec60870_asdu.diq.dpi", "State", 2)
        .part()
        .codes(&[(0, "between"), (1, "off"), (2, "on"), (3, "indeterminate")])
        .doc("What both contacts say.", SECTION),
];

pub(super) const QUALITY: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.qds", "Quality", 8)
        .parts_follow()
        .doc("How good the value is.", SECTION),
    FieldSpec::flag("iec60870_asdu.qds.iv", "Invalid")
        .part()
        .doc("Set: the value is wrong.", SECTION),
    FieldSpec::flag("iec60870_asdu.qds.nt", "Not topical")
        .part()
        .doc("Set: the value is old.", SECTION),
    FieldSpec::flag("iec60870_asdu.qds.sb", "Substituted")
        .part()
        .doc("Set: somebody or something else gave the value.", SECTION),
    FieldSpec::flag("iec60870_asdu.qds.bl", "Blocked")
        .part()
        .doc("Set: the value is frozen.", SECTION),
    reserved(3, SECTION).part(),
    FieldSpec::flag("iec60870_asdu.qds.ov", "Overflow")
        .part()
        .doc("Set: the value is beyond its range.", SECTION),
];

pub(super) const STEP: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.vti", "Step", 8)
        .parts_follow()
        .doc("Position of a transformer's tap or the like.", SECTION),
    FieldSpec::flag("iec60870_asdu.vti.t", "Transient")
        .part()
        .doc("Set: it moves.", SECTION),
    FieldSpec::int("iec60870_asdu.vti.v", "Position", 7)
        .part()
        .doc("From -64 to 63.", SECTION),
];

pub(super) const COUNTER: &[FieldSpec] = &[
    FieldSpec::int("iec60870_asdu.bcr.count", "Count", 32)
        .little()
        .doc("What was counted.", SECTION),
    FieldSpec::flag("iec60870_asdu.bcr.iv", "Invalid").doc("Set: the count is wrong.", SECTION),
    FieldSpec::flag("iec60870_asdu.bcr.ca", "Adjusted")
        .doc("Set: the counter was set since the last reading.", SECTION),
    FieldSpec::flag("iec60870_asdu.bcr.cy", "Overflow")
        .doc("Set: the counter has begun at zero again.", SECTION),
    FieldSpec::uint("iec60870_asdu.bcr.sq", "Sequence", 5).doc("Number of the reading.", SECTION),
];

pub(super) const SINGLE_COMMAND: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.sco", "Single command", 8)
        .parts_follow()
        .doc("Switches something on or off.", SECTION),
    FieldSpec::flag("iec60870_asdu.sco.se", "Select")
        .part()
        .doc("Set: only prepare it. Not set: do it.", SECTION),
    FieldSpec::uint("iec60870_asdu.sco.qu", "Qualifier", 5)
        .part()
        .codes(&[
            (0, "nothing said"),
            (1, "short pulse"),
            (2, "long pulse"),
            (3, "stays"),
        ])
        .doc("How long the output is on.", SECTION),
    FieldSpec::gap(1).part(),
    FieldSpec::flag("iec60870_asdu.sco.on", "On")
        .part()
        .doc("Set: on. Not set: off.", SECTION),
];

pub(super) const DOUBLE_COMMAND: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.dco", "Double command", 8)
        .parts_follow()
        .doc("Switches something on or off.", SECTION),
    FieldSpec::flag("iec60870_asdu.dco.se", "Select")
        .part()
        .doc("Set: only prepare it. Not set: do it.", SECTION),
    FieldSpec::uint("iec60870_asdu.dco.qu", "Qualifier", 5)
        .part()
        .codes(&[
            (0, "nothing said"),
            (1, "short pulse"),
            (2, "long pulse"),
            (3, "stays"),
        ])
        .doc("How long the output is on.", SECTION),
    FieldSpec::uint("iec60870_asdu.dco.on", "Switch", 2)
        .part()
        .codes(&[(1, "off"), (2, "on")])
        .doc("On or off.", SECTION),
];

pub(super) const STEP_COMMAND: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.rco", "Step command", 8)
        .parts_follow()
        .doc("Moves something a step.", SECTION),
    FieldSpec::flag("iec60870_asdu.rco.se", "Select")
        .part()
        .doc("Set: only prepare it. Not set: do it.", SECTION),
    FieldSpec::uint("iec60870_asdu.rco.qu", "Qualifier", 5)
        .part()
        .codes(&[
            (0, "nothing said"),
            (1, "short pulse"),
            (2, "long pulse"),
            (3, "stays"),
        ])
        .doc("How long the output is on.", SECTION),
    FieldSpec::uint("iec60870_asdu.rco.up", "Step", 2)
        .part()
        .codes(&[(1, "down"), (2, "up")])
        .doc("Up or down.", SECTION),
];

pub(super) const SET_POINT: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.qos", "Qualifier", 8)
        .parts_follow()
        .doc("How to set the value.", SECTION),
    FieldSpec::flag("iec60870_asdu.qos.se", "Select")
        .part()
        .doc("Set: only prepare it. Not set: do it.", SECTION),
    FieldSpec::uint("iec60870_asdu.qos.ql", "Qualifier", 7)
        .part()
        .doc("0: nothing more is said.", SECTION),
];

pub(super) const PARAMETER: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.qpm", "Qualifier", 8)
        .parts_follow()
        .doc("Which parameter it is.", SECTION),
    FieldSpec::uint("iec60870_asdu.qpm.pop", "Not in operation", 1)
        .part()
        .doc("Set: it is not used now.", SECTION),
    FieldSpec::uint("iec60870_asdu.qpm.lpc", "Changed here", 1)
        .part()
        .doc("Set: it was changed at the station.", SECTION),
    FieldSpec::uint("iec60870_asdu.qpm.kpa", "Parameter", 6)
        .part()
        .codes(&[
            (1, "threshold"),
            (2, "smoothing"),
            (3, "lower limit"),
            (4, "upper limit"),
        ])
        .doc("Which one.", SECTION),
];

pub(super) const INITIALIZED: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.coi", "Cause", 8)
        .parts_follow()
        .doc("Why the station began anew.", SECTION),
    FieldSpec::flag("iec60870_asdu.coi_i", "Parameters changed")
        .part()
        .doc("Set: its parameters have changed.", SECTION),
    FieldSpec::uint("iec60870_asdu.coi_r", "Cause", 7)
        .part()
        .codes(&[
            (0, "power switched on here"),
            (1, "reset here"),
            (2, "reset from afar"),
        ])
        .doc("What made it begin anew.", SECTION),
];

pub(super) const COUNTERS: &[FieldSpec] = &[
    FieldSpec::hex("iec60870_asdu.qcc", "Counters", 8)
        .parts_follow()
        .doc("Which counters to read, and how.", SECTION),
    FieldSpec::uint("iec60870_asdu.frz", "Freeze", 2)
        .part()
        .codes(&[
            (0, "read"),
            (1, "freeze"),
            (2, "freeze and reset"),
            (3, "reset"),
        ])
        .doc("What to do with the counters.", SECTION),
    FieldSpec::uint("iec60870_asdu.rqt", "Group", 6)
        .part()
        .codes(&[
            (1, "group 1"),
            (2, "group 2"),
            (3, "group 3"),
            (4, "group 4"),
            (5, "all"),
        ])
        .doc("Which counters.", SECTION),
];

/// Milliseconds and minutes.
pub(super) const SHORT_TIME: &[FieldSpec] = &[
    FieldSpec::uint("iec60870_asdu.cp24time.ms", "Milliseconds", 16)
        .little()
        .doc("Within the minute.", SECTION),
    FieldSpec::flag("iec60870_asdu.cp24time.iv", "Invalid")
        .doc("Set: the clock was wrong.", SECTION),
    reserved(1, SECTION),
    FieldSpec::uint("iec60870_asdu.cp24time.min", "Minutes", 6).doc("Within the hour.", SECTION),
];

/// Date and time.
pub(super) const TIME: &[FieldSpec] = &[
    FieldSpec::uint("iec60870_asdu.cp56time.ms", "Milliseconds", 16)
        .little()
        .doc("Within the minute.", SECTION),
    FieldSpec::flag("iec60870_asdu.cp56time.iv", "Invalid")
        .doc("Set: the clock was wrong.", SECTION),
    FieldSpec::flag("iec60870_asdu.cp56time.gen", "Substituted")
        .doc("Set: the time was added on the way.", SECTION),
    FieldSpec::uint("iec60870_asdu.cp56time.min", "Minutes", 6).doc("Within the hour.", SECTION),
    FieldSpec::flag("iec60870_asdu.cp56time.su", "Summer time").doc("Set: an hour ahead.", SECTION),
    reserved(2, SECTION),
    FieldSpec::uint("iec60870_asdu.cp56time.hour", "Hours", 5).doc("Within the day.", SECTION),
    FieldSpec::uint("iec60870_asdu.cp56time.dow", "Day of the week", 3)
        .doc("1 is Monday; 0 if it is not used.", SECTION),
    FieldSpec::uint("iec60870_asdu.cp56time.day", "Day", 5).doc("Of the month.", SECTION),
    reserved(4, SECTION),
    FieldSpec::uint("iec60870_asdu.cp56time.month", "Month", 4).doc("Of the year.", SECTION),
    reserved(1, SECTION),
    FieldSpec::uint("iec60870_asdu.cp56time.year", "Year", 7).doc("Within the century.", SECTION),
];

crate::fields! {
    pub(super) SHORT = FieldSpec::computed("iec60870_asdu.cp24time", "Time").doc("Time within the hour.", SECTION);
    pub(super) WHEN = FieldSpec::computed("iec60870_asdu.cp56time", "Time").doc("Date and time.", SECTION);
    pub(super) BITS = FieldSpec::hex("iec60870_asdu.bitstring", "Bits", 32).doc("32 switches or the like.", SECTION);
    pub(super) NORMALIZED = FieldSpec::computed("iec60870_asdu.normval", "Value").doc("A part of the range: from -1 to nearly 1.", SECTION);
    pub(super) SCALED = FieldSpec::int("iec60870_asdu.scalval", "Value", 16).little().doc("A measured value; both ends know how it is scaled.", SECTION);
    pub(super) FLOAT = FieldSpec::computed("iec60870_asdu.float", "Value").doc("A measured value.", SECTION);
    pub(super) INTERROGATE = FieldSpec::uint("iec60870_asdu.qoi", "Of whom", 8).codes(&[(20, "the whole station")])
        .doc("20: everything. 21 to 36: one group.", SECTION);
    pub(super) RESET = FieldSpec::uint("iec60870_asdu.qrp", "Reset", 8)
        .codes(&[(1, "everything"), (2, "events with times")])
        .doc("What to reset.", SECTION);
    pub(super) RAW = FieldSpec::bytes("iec60870_asdu.rawdata", "Data").doc("An object of a type that Wireshark does not take apart.", SECTION);
}
