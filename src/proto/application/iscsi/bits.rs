//! Flags and other bits in the headers of iSCSI (RFC 7143 §11).

use super::names;
use crate::model::FieldSpec;

const PDU: &str = "RFC 7143 §11.2";
const TASKS: &str = "RFC 7143 §11.5";
const DATA_PDU: &str = "RFC 7143 §11.7";
const TEXTS: &str = "RFC 7143 §11.10";
const LOGIN: &str = "RFC 7143 §11.12";
const LOGOUT: &str = "RFC 7143 §11.14";
const SNACK: &str = "RFC 7143 §11.16";

pub(super) const FIRST: &[FieldSpec] = &[
    FieldSpec::gap(2),
    FieldSpec::hex("iscsi.opcode", "Kind", 6)
        .codes(names::OPCODES)
        .doc(
            "What the PDU is. From 0x20 on it comes from the target.",
            PDU,
        ),
];
pub(super) const FIRST_OUT: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::flag("iscsi.I", "Immediate").doc("The command does not wait for its turn.", PDU),
    FieldSpec::hex("iscsi.opcode", "Kind", 6)
        .codes(names::OPCODES)
        .doc(
            "What the PDU is. From 0x20 on it comes from the target.",
            PDU,
        ),
];
pub(super) const LOGIN_FLAGS: &[FieldSpec] = &[
    FieldSpec::flag("iscsi.login.T", "Transit")
        .doc("The sender is ready for the next stage.", LOGIN),
    FieldSpec::flag("iscsi.login.C", "Continue").doc("The text goes on in the next PDU.", LOGIN),
    FieldSpec::gap(2),
    FieldSpec::hex("iscsi.login.csg", "Stage", 2)
        .codes(names::STAGES)
        .doc("The stage of the login.", LOGIN),
    FieldSpec::hex("iscsi.login.nsg", "Next stage", 2)
        .codes(names::STAGES)
        .doc("The stage that follows.", LOGIN),
];
pub(super) const DATA_IN_FLAGS: &[FieldSpec] = &[
    FieldSpec::flag("iscsi.scsidata.F", "Final").doc("The last PDU of a sequence.", DATA_PDU),
    FieldSpec::flag("iscsi.scsidata.A", "Acknowledge")
        .doc("The initiator shall say that it has come.", DATA_PDU),
    FieldSpec::gap(3),
    FieldSpec::flag("iscsi.scsidata.O", "Overflow")
        .doc("There was more than the initiator takes.", DATA_PDU),
    FieldSpec::flag("iscsi.scsidata.U", "Underflow")
        .doc("There was less than the initiator takes.", DATA_PDU),
    FieldSpec::flag("iscsi.scsidata.S", "Status").doc("The status comes with the data.", DATA_PDU),
];
pub(super) const TEXT_FLAGS: &[FieldSpec] = &[
    FieldSpec::flag("iscsi.text.F", "Final").doc("The last PDU of a sequence.", TEXTS),
    FieldSpec::flag("iscsi.text.C", "Continue").doc("The text goes on in the next PDU.", TEXTS),
    FieldSpec::gap(6),
];
pub(super) const TASK_FLAGS: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::hex("iscsi.taskmanfun.function", "Function", 7)
        .codes(names::FUNCTIONS)
        .doc("What shall be done with a task.", TASKS),
];
pub(super) const LOGOUT_FLAGS: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::hex("iscsi.logout.reason", "Reason", 7)
        .codes(names::REASONS)
        .doc("What ends, and why.", LOGOUT),
];
pub(super) const SNACK_FLAGS: &[FieldSpec] = &[
    FieldSpec::gap(4),
    FieldSpec::uint("iscsi.snack.type", "Kind", 4)
        .codes(names::SNACKS)
        .doc("What shall be sent again, or was received.", SNACK),
];
pub(super) const LUN: &[FieldSpec] = &[
    FieldSpec::hex("scsi.lun.address_mode", "Way of counting", 2)
        .doc("0: disks have plain numbers.", "SAM-5 §4.7"),
    FieldSpec::hex("scsi.lun", "Disk", 14)
        .doc("The logical unit: which disk of the target.", "SAM-5 §4.7"),
];
pub(super) const SESSION: &[FieldSpec] = &[
    FieldSpec::bytes("iscsi.isid", "Initiator's session")
        .wide(6)
        .parts_follow()
        .doc("The initiator's part of the name of the session.", LOGIN),
    FieldSpec::hex("iscsi.isid.t", "Kind of maker", 2)
        .part()
        .doc("How the maker is named.", LOGIN),
    FieldSpec::hex("iscsi.isid.a", "A", 6)
        .part()
        .doc("The first part of the maker's number.", LOGIN),
    FieldSpec::hex("iscsi.isid.b", "B", 16)
        .part()
        .doc("The second part.", LOGIN),
    FieldSpec::hex("iscsi.isid.c", "C", 8)
        .part()
        .doc("The third part.", LOGIN),
    FieldSpec::hex("iscsi.isid.d", "D", 16)
        .part()
        .doc("Which of the initiator's ports and sessions.", LOGIN),
];

/// All tables of this file.
pub(super) const TABLES: &[&[FieldSpec]] = &[
    FIRST,
    FIRST_OUT,
    LOGIN_FLAGS,
    DATA_IN_FLAGS,
    TEXT_FLAGS,
    TASK_FLAGS,
    LOGOUT_FLAGS,
    SNACK_FLAGS,
    LUN,
    SESSION,
];
