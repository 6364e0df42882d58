//! Flags that say how good a value is (IEEE 1815 §11.6).

use crate::model::FieldSpec;

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, "IEEE 1815 §11.6")
}

/// Flags of binary inputs.
pub(super) const BINARY: &[FieldSpec] = &[
    flag("dnp3.al.biq.b7", "Value", "Set: on."),
    flag("dnp3.al.biq.b6", "Reserved", "Zero."),
    flag(
        "dnp3.al.biq.b5",
        "Chatter",
        "Set: the input changes too often and is filtered.",
    ),
    flag(
        "dnp3.al.biq.b4",
        "Forced here",
        "Set: a person at the device has set the value.",
    ),
    flag(
        "dnp3.al.biq.b3",
        "Forced there",
        "Set: a device below has had its value set.",
    ),
    flag(
        "dnp3.al.biq.b2",
        "Communication lost",
        "Set: the value is old, because what measures it does not answer.",
    ),
    flag(
        "dnp3.al.biq.b1",
        "Restarted",
        "Set: the device has restarted and not measured since.",
    ),
    flag("dnp3.al.biq.b0", "Online", "Set: the point works."),
];

/// Flags of binary outputs.
pub(super) const OUTPUT: &[FieldSpec] = &[
    flag("dnp3.al.boq.b7", "Value", "Set: on."),
    flag("dnp3.al.boq.b6", "Reserved", "Zero."),
    flag("dnp3.al.boq.b5", "Reserved", "Zero."),
    flag(
        "dnp3.al.boq.b4",
        "Forced here",
        "Set: a person at the device has set the value.",
    ),
    flag(
        "dnp3.al.boq.b3",
        "Forced there",
        "Set: a device below has had its value set.",
    ),
    flag(
        "dnp3.al.boq.b2",
        "Communication lost",
        "Set: the value is old, because what measures it does not answer.",
    ),
    flag(
        "dnp3.al.boq.b1",
        "Restarted",
        "Set: the device has restarted and not measured since.",
    ),
    flag("dnp3.al.boq.b0", "Online", "Set: the point works."),
];

/// Flags of counters.
pub(super) const COUNTER: &[FieldSpec] = &[
    flag("dnp3.al.ctrq.b7", "Reserved", "Zero."),
    flag(
        "dnp3.al.ctrq.b6",
        "Discontinuity",
        "Set: the count cannot be compared with the one before.",
    ),
    flag(
        "dnp3.al.ctrq.b5",
        "Rolled over",
        "Set: the counter has begun at zero again.",
    ),
    flag(
        "dnp3.al.ctrq.b4",
        "Forced here",
        "Set: a person at the device has set the value.",
    ),
    flag(
        "dnp3.al.ctrq.b3",
        "Forced there",
        "Set: a device below has had its value set.",
    ),
    flag(
        "dnp3.al.ctrq.b2",
        "Communication lost",
        "Set: the value is old, because what measures it does not answer.",
    ),
    flag(
        "dnp3.al.ctrq.b1",
        "Restarted",
        "Set: the device has restarted and not measured since.",
    ),
    flag("dnp3.al.ctrq.b0", "Online", "Set: the point works."),
];

/// Flags of analog inputs.
pub(super) const ANALOG: &[FieldSpec] = &[
    flag("dnp3.al.aiq.b7", "Reserved", "Zero."),
    flag(
        "dnp3.al.aiq.b6",
        "Reference wrong",
        "Set: the reference is wrong, so the value is not exact.",
    ),
    flag(
        "dnp3.al.aiq.b5",
        "Over range",
        "Set: the value is beyond what can be measured.",
    ),
    flag(
        "dnp3.al.aiq.b4",
        "Forced here",
        "Set: a person at the device has set the value.",
    ),
    flag(
        "dnp3.al.aiq.b3",
        "Forced there",
        "Set: a device below has had its value set.",
    ),
    flag(
        "dnp3.al.aiq.b2",
        "Communication lost",
        "Set: the value is old, because what measures it does not answer.",
    ),
    flag(
        "dnp3.al.aiq.b1",
        "Restarted",
        "Set: the device has restarted and not measured since.",
    ),
    flag("dnp3.al.aiq.b0", "Online", "Set: the point works."),
];

/// Flags of analog outputs.
pub(super) const ANALOG_OUTPUT: &[FieldSpec] = &[
    flag("dnp3.al.aoq.b7", "Reserved", "Zero."),
    flag("dnp3.al.aoq.b6", "Reserved", "Zero."),
    flag("dnp3.al.aoq.b5", "Reserved", "Zero."),
    flag(
        "dnp3.al.aoq.b4",
        "Forced here",
        "Set: a person at the device has set the value.",
    ),
    flag(
        "dnp3.al.aoq.b3",
        "Forced there",
        "Set: a device below has had its value set.",
    ),
    flag(
        "dnp3.al.aoq.b2",
        "Communication lost",
        "Set: the value is old, because what measures it does not answer.",
    ),
    flag(
        "dnp3.al.aoq.b1",
        "Restarted",
        "Set: the device has restarted and not measured since.",
    ),
    flag("dnp3.al.aoq.b0", "Online", "Set: the point works."),
];
