//! Words of flags of SMB 2 and 3 (MS-SMB2 §2.2). They travel with their low byte first; the rows
//! stand in the order in which the bits travel.

mod session;

use crate::model::FieldSpec;
use crate::proto::reserved::reserved;
pub(super) use session::*;

const SECTION: &str = "MS-SMB2 §2.2";

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, SECTION).part()
}

pub(super) const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.flags", "Flags", 32)
        .little()
        .parts_follow()
        .doc("What the message is and how it is handled.", SECTION),
    gap(1),
    FieldSpec::uint("smb2.flags.priority_mask", "Priority", 3)
        .part()
        .doc("How urgent the message is.", SECTION),
    bit("smb2.flags.signature", "Signed", "The message is signed."),
    bit(
        "smb2.flags.chained",
        "Related",
        "Belongs to the message before it in the same chain.",
    ),
    bit(
        "smb2.flags.async",
        "Asynchronous",
        "The answer comes later; a number for it stands in the header.",
    ),
    bit(
        "smb2.flags.response",
        "Response",
        "0: a request, 1: its response.",
    ),
    gap(18),
    bit(
        "smb2.flags.replay",
        "Replay",
        "The message is sent once more.",
    ),
    bit("smb2.flags.dfs", "DFS", "The path is one of DFS."),
    gap(4),
];
pub(super) const CAPABILITIES: &[FieldSpec] = &[
    FieldSpec::hex("smb2.capabilities", "Capabilities", 32)
        .little()
        .parts_follow()
        .doc("What the sender can do.", SECTION),
    gap(1),
    bit(
        "smb2.capabilities.encryption",
        "Encryption",
        "Messages may be encrypted.",
    ),
    bit(
        "smb2.capabilities.directory_leasing",
        "Directory leasing",
        "Clients may keep listings.",
    ),
    bit(
        "smb2.capabilities.persistent_handles",
        "Persistent handles",
        "Open files survive a restart.",
    ),
    bit(
        "smb2.capabilities.multi_channel",
        "Several channels",
        "A session over several connections.",
    ),
    bit(
        "smb2.capabilities.large_mtu",
        "Large messages",
        "Reads and writes of several credits.",
    ),
    bit(
        "smb2.capabilities.leasing",
        "Leasing",
        "Clients may keep files in their caches.",
    ),
    bit(
        "smb2.capabilities.dfs",
        "DFS",
        "Shares that lead to other servers.",
    ),
    gap(24),
];
pub(super) const SECURITY_MODE: &[FieldSpec] = &[
    FieldSpec::hex("smb2.sec_mode", "Security mode", 8)
        .parts_follow()
        .doc("Whether messages are signed.", SECTION),
    gap(6),
    bit(
        "smb2.sec_mode.sign_required",
        "Signing required",
        "The sender wants all messages signed.",
    ),
    bit(
        "smb2.sec_mode.sign_enabled",
        "Signing possible",
        "The sender can sign.",
    ),
];
pub(super) const CLOSE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.close.flags", "Close flags", 16)
        .little()
        .parts_follow()
        .doc("What the answer is to hold.", SECTION),
    gap(7),
    bit(
        "smb2.close.pq_attrib",
        "Attributes wanted",
        "The answer is to hold times, size and attributes.",
    ),
    gap(8),
];
pub(super) const RESPONSE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.create.rep_flags", "Response flags", 8)
        .parts_follow()
        .doc("What was opened.", SECTION),
    gap(7),
    bit(
        "smb2.create.rep_flags.reparse_point",
        "Reparse point",
        "A link on the way was followed.",
    ),
];
pub(super) const READ_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.read_flags", "Flags", 8)
        .parts_follow()
        .doc("How the data is read.", SECTION),
    gap(6),
    bit(
        "smb2.read_flags.compressed",
        "Compressed",
        "The answer may be compressed.",
    ),
    bit(
        "smb2.read_flags.unbuffered",
        "Unbuffered",
        "Past all caches.",
    ),
];
pub(super) const WRITE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.write.flags", "Flags", 32)
        .little()
        .parts_follow()
        .doc("How the data is written.", SECTION),
    gap(6),
    bit(
        "smb2.write.flags.unbuffered",
        "Unbuffered",
        "Past all caches.",
    ),
    bit(
        "smb2.write.flags.write_through",
        "Write through",
        "The answer comes when the data is on the disk.",
    ),
    gap(24),
];
pub(super) const IOCTL_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.ioctl.flags", "Flags", 32)
        .little()
        .parts_follow()
        .doc("What kind of control.", SECTION),
    gap(7),
    bit(
        "smb2.ioctl.is_fsctl",
        "File system",
        "For the file system, not for a device.",
    ),
    gap(24),
];
pub(super) const NOTIFY_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.notify.flags", "Notify flags", 16)
        .little()
        .parts_follow()
        .doc("What is watched.", SECTION),
    gap(7),
    bit(
        "smb2.notify.watch_tree",
        "Watch tree",
        "Also the directories below.",
    ),
    gap(8),
];
pub(super) const FIND_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.find.flags", "Find flags", 8)
        .parts_follow()
        .doc("How the listing goes on.", SECTION),
    gap(3),
    bit(
        "smb2.find.reopen",
        "Reopen",
        "With a new pattern, from the start.",
    ),
    gap(1),
    bit(
        "smb2.find.index_specified",
        "From index",
        "From the given entry on.",
    ),
    bit("smb2.find.single_entry", "Single entry", "Only one entry."),
    bit("smb2.find.restart_scans", "Restart", "From the start."),
];
pub(super) const LOCK_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.lock_flags", "Lock flags", 32)
        .little()
        .parts_follow()
        .doc("What is to be done with the range.", SECTION),
    gap(3),
    bit(
        "smb2.lock_flags.fail_immediately",
        "Fail at once",
        "Do not wait for others.",
    ),
    gap(1),
    bit("smb2.lock_flags.unlock", "Unlock", "Give it up."),
    bit(
        "smb2.lock_flags.exclusive",
        "Exclusive",
        "Nobody else may lock it.",
    ),
    bit(
        "smb2.lock_flags.shared",
        "Shared",
        "Others may lock it for reading too.",
    ),
    gap(24),
];
pub(super) const TRANSFORM_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.header.transform.flags", "Flags", 16)
        .little()
        .parts_follow()
        .doc("What was done to the message.", SECTION),
    gap(7),
    bit(
        "smb2.header.transform.flags.encrypted",
        "Encrypted",
        "It was encrypted.",
    ),
    gap(8),
];
pub(super) const MODE: &[FieldSpec] = &[
    FieldSpec::hex("smb2.mode_info", "Mode", 32)
        .little()
        .parts_follow()
        .doc("How the file was opened.", SECTION),
    gap(2),
    bit(
        "smb2.mode.file_synchronous_io_nonalert",
        "Synchronous",
        "Operations wait.",
    ),
    bit(
        "smb2.mode.file_synchronous_io_alert",
        "Synchronous, alertable",
        "Operations wait, and may be interrupted.",
    ),
    bit(
        "smb2.mode.file_no_intermediate_buffering",
        "No buffering",
        "Nothing is kept in buffers.",
    ),
    bit(
        "smb2.mode.file_sequential_only",
        "Sequential",
        "It is read from front to back.",
    ),
    bit(
        "smb2.mode.file_write_through",
        "Write through",
        "Writes reach the disk at once.",
    ),
    gap(4),
    bit(
        "smb2.mode.file_delete_on_close",
        "Delete on close",
        "It is deleted when it is closed.",
    ),
    gap(20),
];
/// All tables.
pub(super) const TABLES: [&[FieldSpec]; 18] = [
    FLAGS,
    CAPABILITIES,
    SECURITY_MODE,
    SETUP_FLAGS,
    SESSION_FLAGS,
    TREE_FLAGS,
    SHARE_FLAGS,
    SHARE_CAPABILITIES,
    CLOSE_FLAGS,
    RESPONSE_FLAGS,
    READ_FLAGS,
    WRITE_FLAGS,
    IOCTL_FLAGS,
    NOTIFY_FLAGS,
    FIND_FLAGS,
    LOCK_FLAGS,
    TRANSFORM_FLAGS,
    MODE,
];
