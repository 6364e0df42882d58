//! Names of the numbers of iSCSI (RFC 7143 §11).

use crate::model::Codes;

pub(super) const OPCODES: Codes = &[
    (0x00, "NOP-Out"),
    (0x01, "SCSI Command"),
    (0x02, "Task Management Request"),
    (0x03, "Login Request"),
    (0x04, "Text Request"),
    (0x05, "SCSI Data-Out"),
    (0x06, "Logout Request"),
    (0x10, "SNACK Request"),
    (0x20, "NOP-In"),
    (0x21, "SCSI Response"),
    (0x22, "Task Management Response"),
    (0x23, "Login Response"),
    (0x24, "Text Response"),
    (0x25, "SCSI Data-In"),
    (0x26, "Logout Response"),
    (0x31, "Ready To Transfer"),
    (0x32, "Asynchronous Message"),
    (0x3f, "Reject"),
];

pub(super) const STAGES: Codes = &[(0, "security"), (1, "operational"), (3, "full feature")];

pub(super) const FUNCTIONS: Codes = &[
    (1, "abort task"),
    (2, "abort task set"),
    (3, "clear ACA"),
    (4, "clear task set"),
    (5, "reset logical unit"),
    (6, "warm reset of target"),
    (7, "cold reset of target"),
    (8, "reassign task"),
];

pub(super) const TASK_RESPONSES: Codes = &[
    (0, "complete"),
    (1, "no such task"),
    (2, "no such logical unit"),
    (3, "task still allegiant"),
    (4, "reassignment not supported"),
    (5, "not supported"),
    (6, "not authorised"),
    (255, "rejected"),
];

pub(super) const REASONS: Codes = &[
    (0, "close session"),
    (1, "close connection"),
    (2, "remove connection for recovery"),
];

pub(super) const LOGOUT_RESPONSES: Codes = &[
    (0, "closed"),
    (1, "no such connection"),
    (2, "recovery not supported"),
    (3, "cleanup failed"),
];

pub(super) const SNACKS: Codes = &[
    (0, "data or R2T"),
    (1, "status"),
    (2, "data received"),
    (3, "R-data"),
];

pub(super) const STATUS: Codes = &[
    (0x00, "good"),
    (0x02, "check condition"),
    (0x04, "condition met"),
    (0x08, "busy"),
    (0x18, "reservation conflict"),
    (0x28, "task set full"),
    (0x30, "ACA active"),
    (0x40, "task aborted"),
];

pub(super) const EVENTS: Codes = &[
    (0, "SCSI event"),
    (1, "target requests logout"),
    (2, "target will drop the connection"),
    (3, "target will drop all connections"),
    (4, "target requests negotiation"),
    (255, "vendor's event"),
];

pub(super) const REJECTIONS: Codes = &[
    (0x02, "data digest error"),
    (0x03, "SNACK rejected"),
    (0x04, "protocol error"),
    (0x05, "command not supported"),
    (0x06, "too many immediate commands"),
    (0x07, "task in progress"),
    (0x08, "invalid data acknowledgement"),
    (0x09, "invalid PDU field"),
    (0x0a, "out of resources"),
    (0x0b, "negotiation reset"),
    (0x0c, "waiting for logout"),
];

/// What a login response says.
pub(super) fn login_status(code: u64) -> Option<&'static str> {
    Some(match code {
        0x0000 => "success",
        0x0101 => "target moved for a while",
        0x0102 => "target moved for good",
        0x0200 => "initiator error",
        0x0201 => "login failed",
        0x0202 => "not authorised",
        0x0203 => "no such target",
        0x0204 => "target removed",
        0x0205 => "version not supported",
        0x0206 => "too many connections",
        0x0207 => "missing parameter",
        0x0208 => "cannot join the session",
        0x0209 => "session type not supported",
        0x020a => "no such session",
        0x020b => "invalid during login",
        0x0300 => "target error",
        0x0301 => "service unavailable",
        0x0302 => "out of resources",
        _ => return None,
    })
}
