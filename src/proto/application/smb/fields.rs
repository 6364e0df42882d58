//! The header of a message (MS-CIFS §2.2.3.1).

use crate::model::{Codes, FieldSpec};
use crate::proto::reserved::reserved;

const SECTION: &str = "MS-CIFS §2.2.3.1";

/// Commands (MS-CIFS §2.2.2.1).
pub(super) const COMMANDS: Codes = &[
    (0x00, "Create directory"),
    (0x01, "Delete directory"),
    (0x02, "Open"),
    (0x03, "Create"),
    (0x04, "Close"),
    (0x05, "Flush"),
    (0x06, "Delete"),
    (0x07, "Rename"),
    (0x08, "Query information"),
    (0x09, "Set information"),
    (0x0a, "Read"),
    (0x0b, "Write"),
    (0x0c, "Lock byte range"),
    (0x0d, "Unlock byte range"),
    (0x0e, "Create temporary"),
    (0x0f, "Create new"),
    (0x10, "Check directory"),
    (0x11, "Process exit"),
    (0x12, "Seek"),
    (0x13, "Lock and read"),
    (0x14, "Write and unlock"),
    (0x1a, "Read raw"),
    (0x1b, "Read multiplexed"),
    (0x1c, "Read multiplexed, secondary"),
    (0x1d, "Write raw"),
    (0x1e, "Write multiplexed"),
    (0x1f, "Write multiplexed, secondary"),
    (0x20, "Write complete"),
    (0x22, "Set information 2"),
    (0x23, "Query information 2"),
    (0x24, "Locking AndX"),
    (0x25, "Transaction"),
    (0x26, "Transaction, secondary"),
    (0x27, "I/O control"),
    (0x28, "I/O control, secondary"),
    (0x29, "Copy"),
    (0x2a, "Move"),
    (0x2b, "Echo"),
    (0x2c, "Write and close"),
    (0x2d, "Open AndX"),
    (0x2e, "Read AndX"),
    (0x2f, "Write AndX"),
    (0x31, "Close and disconnect"),
    (0x32, "Transaction 2"),
    (0x33, "Transaction 2, secondary"),
    (0x34, "Find close 2"),
    (0x35, "Find notify close"),
    (0x70, "Tree connect"),
    (0x71, "Tree disconnect"),
    (0x72, "Negotiate protocol"),
    (0x73, "Session setup AndX"),
    (0x74, "Logoff AndX"),
    (0x75, "Tree connect AndX"),
    (0x80, "Query disk"),
    (0x81, "Search"),
    (0x82, "Find"),
    (0x83, "Find unique"),
    (0x84, "Find close"),
    (0xa0, "NT transaction"),
    (0xa1, "NT transaction, secondary"),
    (0xa2, "NT create AndX"),
    (0xa4, "NT cancel"),
    (0xa5, "NT rename"),
    (0xc0, "Open print file"),
    (0xc1, "Write print file"),
    (0xc2, "Close print file"),
    (0xc3, "Get print queue"),
    (0xfe, "Invalid"),
    (0xff, "No further commands"),
];

pub(super) const HEAD: &[FieldSpec] = &[FieldSpec::hex("smb.server_component", "Protocol", 32)
    .little()
    .doc("0xff and the letters SMB.", SECTION)];

pub(super) const CODE: &[FieldSpec] = &[
    FieldSpec::hex("smb.error_class", "Error class", 8)
        .codes(&[
            (0, "success"),
            (1, "error of the server's operating system"),
            (2, "error of the server"),
            (3, "hardware error"),
            (0xff, "not an SMB command"),
        ])
        .doc("Who reports the error.", SECTION),
    FieldSpec::bytes("smb.reserved", "Reserved")
        .wide(1)
        .doc("Zero.", SECTION),
    FieldSpec::hex("smb.error_code", "Error code", 16)
        .little()
        .doc("Which error; 0 is success.", SECTION),
];

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, SECTION).part()
}

pub(super) const FLAG_ROWS: &[FieldSpec] = &[
    FieldSpec::hex("smb.flags", "Flags", 8)
        .parts_follow()
        .doc("What the message is and what the sender can do.", SECTION),
    bit(
        "smb.flags.response",
        "Response",
        "0: a request, 1: its response.",
    ),
    bit(
        "smb.flags.notify",
        "Notify",
        "The server tells of every change, not only of an open.",
    ),
    bit(
        "smb.flags.oplock",
        "Oplock",
        "The client wants to keep data of the file.",
    ),
    bit(
        "smb.flags.canon",
        "Canonical paths",
        "Paths are in their final form.",
    ),
    bit(
        "smb.flags.caseless",
        "Caseless",
        "Upper and lower case are the same in paths.",
    ),
    gap(1),
    bit(
        "smb.flags.receive_buffer",
        "Buffer posted",
        "The client has room for an answer without a header.",
    ),
    bit(
        "smb.flags.lock",
        "Lock and read",
        "The server can lock and read at once.",
    ),
    FieldSpec::hex("smb.flags2", "Flags 2", 16)
        .little()
        .parts_follow()
        .doc(
            "What the sender can do, and how strings and errors are written.",
            SECTION,
        ),
    gap(1),
    bit(
        "smb.flags2.long_names_used",
        "Long names used",
        "Paths in this message may be long.",
    ),
    gap(1),
    bit(
        "smb.flags2.sec_sig_required",
        "Signatures required",
        "Messages must be signed.",
    ),
    bit(
        "smb.flags2.compressed",
        "Compressed",
        "The client asks for compressed data.",
    ),
    bit("smb.flags2.sec_sig", "Signatures", "The message is signed."),
    bit(
        "smb.flags2.ea",
        "Extended attributes",
        "The client understands extended attributes.",
    ),
    bit(
        "smb.flags2.long_names_allowed",
        "Long names allowed",
        "The answer may hold long names.",
    ),
    bit(
        "smb.flags2.string",
        "Unicode",
        "0: strings are in a code page. 1: in UTF-16.",
    ),
    bit(
        "smb.flags2.nt_error",
        "NT errors",
        "0: errors of DOS. 1: 32 bits as in Windows NT.",
    ),
    bit(
        "smb.flags2.roe",
        "Read if execute",
        "What may be run may be read.",
    ),
    bit("smb.flags2.dfs", "DFS", "Paths are those of DFS."),
    bit(
        "smb.flags2.esn",
        "Extended security",
        "Authentication with SPNEGO.",
    ),
    bit(
        "smb.flags2.reparse_path",
        "Earlier version",
        "The path asks for a file as it was at a time.",
    ),
    gap(2),
];

const HIGH: FieldSpec = FieldSpec::uint("smb.pid.high", "Process ID, high", 16)
    .little()
    .doc("Upper half of the process's number.", SECTION);

pub(super) const TAIL: &[FieldSpec] = &[
    HIGH,
    FieldSpec::bytes("smb.signature", "Signature")
        .wide(8)
        .doc("Proves who sent the message, if both sides sign.", SECTION),
    FieldSpec::bytes("smb.reserved", "Reserved")
        .wide(2)
        .doc("Zero.", SECTION),
];

pub(super) const IPX_TAIL: &[FieldSpec] = &[
    HIGH,
    FieldSpec::hex("smb.key", "Key", 32)
        .little()
        .doc("Proves who sent the message.", SECTION),
    FieldSpec::uint("smb.sessid", "Session ID", 16)
        .little()
        .doc("Number of the session.", SECTION),
    FieldSpec::uint("smb.sequence_num", "Sequence number", 16)
        .little()
        .doc("Counts the messages.", SECTION),
    FieldSpec::uint("smb.group_id", "Group ID", 16)
        .little()
        .doc("Group of the process.", SECTION),
];

pub(super) const TID_ROWS: &[FieldSpec] = &[
    FieldSpec::uint("smb.tid", "Tree ID", 16).little().doc(
        "Which share; the server gave the number when it was connected.",
        SECTION,
    ),
    FieldSpec::uint("smb.pid", "Process ID", 16)
        .little()
        .doc("Which process of the client asks.", SECTION),
    FieldSpec::uint("smb.uid", "User ID", 16)
        .little()
        .doc("Which user; the server gave the number at login.", SECTION),
    FieldSpec::uint("smb.mid", "Multiplex ID", 16)
        .little()
        .doc("Number of the request; the response repeats it.", SECTION),
];

crate::fields! {
    pub(super) COMMAND = FieldSpec::hex("smb.cmd", "Command", 8)
        .codes(COMMANDS)
        .doc("What is to be done.", SECTION);
    pub(super) NT_STATUS = FieldSpec::hex("smb.nt_status", "Status", 32)
        .little()
        .lookup(crate::proto::nt_status::name)
        .doc("How it turned out; 0 is success.", "MS-ERREF §2.3");
    pub(super) WORD_COUNT = FieldSpec::uint("smb.wct", "Word count", 8)
        .doc("Words of 16 bits that follow: the fixed part of the command.", "MS-CIFS §2.2.3.2");
    pub(super) BYTE_COUNT = FieldSpec::uint("smb.bcc", "Byte count", 16)
        .little()
        .unit("bytes")
        .doc("Bytes that follow: the variable part, such as names and data.", "MS-CIFS §2.2.3.3");
}
