//! What a clock is, and what went wrong with it.

use super::super::words::{nanoseconds, seconds};
use super::FAULT_LOG;
use super::data_sets::{FILL, byte, flag, word};
use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

pub(super) const DESCRIPTION: &str = "IEEE 1588 §15.5.3.1.2";
pub(in super::super) const CLOCK_TYPE: &[FieldSpec] = &[
    FieldSpec::hex("ptp.v2.mm.clockType", "Clock type", 16)
        .parts_follow()
        .doc("What the device is.", DESCRIPTION),
    flag(
        "ptp.v2.mm.clockType.OC",
        "Ordinary clock",
        "Set: a clock with one port.",
        DESCRIPTION,
    )
    .part(),
    flag(
        "ptp.v2.mm.clockType.BC",
        "Boundary clock",
        "Set: slave on one port, master on the others.",
        DESCRIPTION,
    )
    .part(),
    flag(
        "ptp.v2.mm.clockType.p2p_TC",
        "Peer-to-peer transparent clock",
        "Set: a switch that adds the delay of link and device to what passes.",
        DESCRIPTION,
    )
    .part(),
    flag(
        "ptp.v2.mm.clockType.e2e_TC",
        "End-to-end transparent clock",
        "Set: a switch that adds the delay of the device to what passes.",
        DESCRIPTION,
    )
    .part(),
    flag(
        "ptp.v2.mm.clockType.MM",
        "Management node",
        "Set: it manages clocks.",
        DESCRIPTION,
    )
    .part(),
    reserved(11, DESCRIPTION).part(),
];

pub(in super::super) const ADDRESS_LEN: &[FieldSpec] = &[word(
    "ptp.v2.mm.physicalAddressLength",
    "Address length",
    "The length of the address behind.",
    DESCRIPTION,
)
.unit("bytes")];

pub(in super::super) const NETWORK: &[FieldSpec] = &[
    word(
        "ptp.v2.mm.networkProtocol",
        "Network protocol",
        "What carries the messages.",
        DESCRIPTION,
    )
    .codes(&[
        (1, "UDP over IPv4"),
        (2, "UDP over IPv6"),
        (3, "Ethernet"),
        (4, "DeviceNet"),
        (5, "ControlNet"),
        (6, "PROFINET"),
        (0xfffe, "unknown"),
    ]),
    word(
        "ptp.v2.mm.protocolAddress.length",
        "Address length",
        "The length of the address behind.",
        DESCRIPTION,
    )
    .unit("bytes"),
];

pub(in super::super) const MAKER: &[FieldSpec] = &[
    FieldSpec::bytes("ptp.v2.mm.manufacturerIdentity", "Manufacturer")
        .wide(3)
        .doc("The number of who made the clock.", DESCRIPTION),
    FILL,
];

pub(in super::super) const PROFILE: &[FieldSpec] =
    &[FieldSpec::bytes("ptp.v2.mm.profileIdentity", "Profile")
        .wide(6)
        .doc("Which profile of PTP the port follows.", DESCRIPTION)];

pub(in super::super) const INITIALIZE: &[FieldSpec] = &[word(
    "ptp.v2.mm.initializationKey",
    "What to initialise",
    "0: as at power on.",
    "IEEE 1588 §15.5.3.1.6",
)];

pub(in super::super) const FAULTS: &[FieldSpec] = &[word(
    "ptp.v2.mm.numberOfFaultRecords",
    "Fault records",
    "How many follow.",
    FAULT_LOG,
)];

pub(in super::super) const FAULT: &[FieldSpec] = &[
    word(
        "ptp.v2.mm.faultRecordLength",
        "Record length",
        "The length of the record.",
        FAULT_LOG,
    )
    .unit("bytes"),
    seconds("ptp.v2.mm.faultTime.seconds"),
    nanoseconds("ptp.v2.mm.faultTime.nanoseconds"),
    byte(
        "ptp.v2.mm.severityCode",
        "Severity",
        "How bad it is.",
        FAULT_LOG,
    )
    .codes(&[
        (0, "emergency"),
        (1, "alert"),
        (2, "critical"),
        (3, "error"),
        (4, "warning"),
        (5, "notice"),
        (6, "informational"),
        (7, "debug"),
    ]),
];
