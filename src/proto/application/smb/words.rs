//! Words of flags of single commands of SMB 1 (MS-CIFS §2.2.4, MS-SMB §2.2.4). They travel with their
//! low byte first; the rows stand in the order in which the bits travel.

mod session;

use crate::model::FieldSpec;
use crate::proto::reserved::reserved;
pub(super) use session::*;

const SECTION: &str = "MS-CIFS §2.2.4";

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, SECTION).part()
}

pub(super) const CREATE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb.create_flags", "Create flags", 32)
        .little()
        .parts_follow()
        .doc("What the client asks for besides the file.", SECTION),
    gap(3),
    bit(
        "smb.nt.create.ext",
        "Extended response",
        "The client asks for the access rights too.",
    ),
    bit(
        "smb.nt.create.dir",
        "Open parent",
        "The parent directory is to be opened.",
    ),
    bit(
        "smb.nt.create.batch_oplock",
        "Batch oplock",
        "The client also wants to keep the file open.",
    ),
    bit(
        "smb.nt.create.oplock",
        "Exclusive oplock",
        "The client wants to keep data of the file.",
    ),
    gap(25),
];
pub(super) const SECURITY_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb.security.flags", "Security flags", 8)
        .parts_follow()
        .doc("How the client is impersonated.", SECTION),
    gap(6),
    bit(
        "smb.security.flags.effective_only",
        "Effective only",
        "Only what is switched on may be used.",
    ),
    bit(
        "smb.security.flags.context_tracking",
        "Context tracking",
        "Changes of the client are followed.",
    ),
];
pub(super) const IPC_STATE: &[FieldSpec] = &[
    FieldSpec::hex("smb.ipc_state", "Pipe state", 16)
        .little()
        .parts_follow()
        .doc("How the pipe behaves.", SECTION),
    FieldSpec::uint("smb.ipc_state.icount", "Instances", 8)
        .part()
        .doc("How many may be open at once.", SECTION),
    bit(
        "smb.ipc_state.nonblocking",
        "Nonblocking",
        "Reads and writes return at once.",
    ),
    bit(
        "smb.ipc_state.endpoint",
        "Server end",
        "This is the end of the server.",
    ),
    gap(2),
    FieldSpec::uint("smb.ipc_state.pipe_type", "Pipe type", 2)
        .part()
        .doc("0: a stream of bytes. 1: messages.", SECTION),
    FieldSpec::uint("smb.ipc_state.read_mode", "Read mode", 2)
        .part()
        .doc("0: bytes are read. 1: messages are read.", SECTION),
];
pub(super) const WRITE_MODE: &[FieldSpec] = &[
    FieldSpec::hex("smb.write.mode", "Write mode", 16)
        .little()
        .parts_follow()
        .doc("How the data is written.", SECTION),
    gap(4),
    bit(
        "smb.write.mode.message_start",
        "Message start",
        "The data begins a message.",
    ),
    bit("smb.write.mode.raw", "Raw", "The data is for a raw pipe."),
    bit(
        "smb.write.mode.return_remaining",
        "Return remaining",
        "The answer says what is left in the pipe.",
    ),
    bit(
        "smb.write.mode.write_through",
        "Write through",
        "The answer comes when the data is on the disk.",
    ),
    gap(8),
];
pub(super) const TRANSACTION_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb.transaction.flags", "Flags", 16)
        .little()
        .parts_follow()
        .doc("How the transaction is handled.", SECTION),
    gap(6),
    bit(
        "smb.transaction.flags.owt",
        "One way",
        "No answer is wanted.",
    ),
    bit(
        "smb.transaction.flags.dtid",
        "Disconnect",
        "Disconnect the share afterwards.",
    ),
    gap(8),
];
pub(super) const OPEN_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb.open.flags", "Open flags", 16)
        .little()
        .parts_follow()
        .doc("What the client asks for besides the file.", SECTION),
    gap(4),
    bit(
        "smb.open.flags.ealen",
        "Extended attributes",
        "The answer is to hold their length.",
    ),
    bit(
        "smb.open.flags.batch_oplock",
        "Batch oplock",
        "The client also wants to keep the file open.",
    ),
    bit(
        "smb.open.flags.ex_oplock",
        "Exclusive oplock",
        "The client wants to keep data of the file.",
    ),
    bit(
        "smb.open.flags.add_info",
        "Additional information",
        "The answer is to hold size, times and attributes.",
    ),
    gap(8),
];
pub(super) const OPEN_FUNCTION: &[FieldSpec] = &[
    FieldSpec::hex("smb.open.function", "Open function", 16)
        .little()
        .parts_follow()
        .doc("What to do if the file is there, or is not.", SECTION),
    gap(3),
    bit(
        "smb.open.function.create",
        "Create",
        "Create the file if it is not there.",
    ),
    gap(2),
    FieldSpec::uint("smb.open.function.open", "If it exists", 2)
        .part()
        .doc("0: fail. 1: open it. 2: cut it off.", SECTION),
    gap(8),
];
pub(super) const OPEN_ACTION: &[FieldSpec] = &[
    FieldSpec::hex("smb.open.action", "Action", 16)
        .little()
        .parts_follow()
        .doc("What became of the open.", SECTION),
    gap(6),
    FieldSpec::uint("smb.open.action.open", "Opened", 2)
        .part()
        .doc(
            "1: it was there. 2: it was created. 3: it was cut off.",
            SECTION,
        ),
    bit(
        "smb.open.action.lock",
        "Oplock",
        "The client may keep data of the file.",
    ),
    gap(7),
];
pub(super) const DESIRED_ACCESS: &[FieldSpec] = &[
    FieldSpec::hex("smb.access.desired", "Desired access", 16)
        .little()
        .parts_follow()
        .doc("What the client wants to do.", SECTION),
    gap(1),
    FieldSpec::uint("smb.access.sharing", "Sharing", 3)
        .part()
        .doc("What others may do meanwhile.", SECTION),
    gap(1),
    FieldSpec::uint("smb.access.mode", "Access mode", 3)
        .part()
        .doc("0: read. 1: write. 2: both. 3: run.", SECTION),
    gap(1),
    bit(
        "smb.access.writethrough",
        "Write through",
        "Writes reach the disk before they are answered.",
    ),
    gap(1),
    bit(
        "smb.access.caching",
        "No caching",
        "The server must not keep the data.",
    ),
    gap(1),
    FieldSpec::uint("smb.access.locality", "Locality", 3)
        .part()
        .doc("In which order it will be read.", SECTION),
];
pub(super) const GRANTED_ACCESS: &[FieldSpec] = &[
    FieldSpec::hex("smb.access.granted", "Granted access", 16)
        .little()
        .parts_follow()
        .doc("What the client may do.", SECTION),
    gap(1),
    FieldSpec::uint("smb.access.sharing", "Sharing", 3)
        .part()
        .doc("What others may do meanwhile.", SECTION),
    gap(1),
    FieldSpec::uint("smb.access.mode", "Access mode", 3)
        .part()
        .doc("0: read. 1: write. 2: both. 3: run.", SECTION),
    gap(1),
    bit(
        "smb.access.writethrough",
        "Write through",
        "Writes reach the disk before they are answered.",
    ),
    gap(1),
    bit(
        "smb.access.caching",
        "No caching",
        "The server must not keep the data.",
    ),
    gap(1),
    FieldSpec::uint("smb.access.locality", "Locality", 3)
        .part()
        .doc("In which order it will be read.", SECTION),
];
pub(super) const LOCK_TYPE: &[FieldSpec] = &[
    FieldSpec::hex("smb.lock.type", "Lock type", 8)
        .parts_follow()
        .doc("Which kind of lock.", SECTION),
    gap(3),
    bit(
        "smb.lock.type.large",
        "Large files",
        "Offsets have 64 bits.",
    ),
    bit(
        "smb.lock.type.cancel",
        "Cancel",
        "Give up waiting for a lock.",
    ),
    bit(
        "smb.lock.type.change",
        "Change type",
        "Change the kind of a lock.",
    ),
    bit(
        "smb.lock.type.oplock_release",
        "Oplock release",
        "The client gives up what it kept.",
    ),
    bit(
        "smb.lock.type.shared",
        "Shared",
        "Others may lock the same range for reading.",
    ),
];
/// All tables.
pub(super) const TABLES: [&[FieldSpec]; 18] = [
    CAPABILITIES,
    SECURITY_MODE,
    SECURITY_MODE_16,
    RAW_MODE,
    SETUP_ACTION,
    CONNECT_FLAGS,
    CONNECT_SUPPORT,
    CREATE_FLAGS,
    SECURITY_FLAGS,
    IPC_STATE,
    WRITE_MODE,
    TRANSACTION_FLAGS,
    OPEN_FLAGS,
    OPEN_FUNCTION,
    OPEN_ACTION,
    DESIRED_ACCESS,
    GRANTED_ACCESS,
    LOCK_TYPE,
];
