//! Words of flags of the commands that open a session (MS-CIFS §2.2.4.52 to §2.2.4.55).

use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

const SECTION: &str = "MS-CIFS §2.2.4.52";

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, SECTION).part()
}

pub(in super::super) const CAPABILITIES: &[FieldSpec] = &[
    FieldSpec::hex("smb.server_cap", "Capabilities", 32)
        .little()
        .parts_follow()
        .doc("What the sender can do beyond the basics.", SECTION),
    bit(
        "smb.server_cap.level_2_oplocks",
        "Level 2 oplocks",
        "Several clients may keep what they read.",
    ),
    bit(
        "smb.server_cap.nt_status",
        "NT status",
        "Errors of 32 bits.",
    ),
    bit(
        "smb.server_cap.rpc_remote_apis",
        "RPC",
        "Remote procedure calls over pipes.",
    ),
    bit(
        "smb.server_cap.nt_smbs",
        "NT commands",
        "The commands of Windows NT.",
    ),
    bit(
        "smb.server_cap.large_files",
        "Large files",
        "Offsets of 64 bits.",
    ),
    bit("smb.server_cap.unicode", "Unicode", "Strings in UTF-16."),
    bit(
        "smb.server_cap.mpx_mode",
        "Multiplexed mode",
        "Reads and writes over several messages.",
    ),
    bit(
        "smb.server_cap.raw_mode",
        "Raw mode",
        "Reads and writes without headers.",
    ),
    bit(
        "smb.server_cap.large_writex",
        "Large writes",
        "Writes longer than a buffer.",
    ),
    bit(
        "smb.server_cap.large_readx",
        "Large reads",
        "Reads longer than a buffer.",
    ),
    bit(
        "smb.server_cap.infolevel_passthru",
        "Pass-through levels",
        "Information levels of the file system itself.",
    ),
    bit(
        "smb.server_cap.dfs",
        "DFS",
        "Shares that lead to other servers.",
    ),
    gap(2),
    bit(
        "smb.server_cap.nt_find",
        "NT find",
        "Listings with the information levels of NT.",
    ),
    bit(
        "smb.server_cap.lock_and_read",
        "Lock and read",
        "Locking and reading at once.",
    ),
    bit(
        "smb.server_cap.unix",
        "UNIX extensions",
        "What UNIX systems know of files.",
    ),
    gap(6),
    bit(
        "smb.server_cap.lwio",
        "Light-weight I/O",
        "A special kind of file control.",
    ),
    bit(
        "smb.server_cap.extended_security",
        "Extended security",
        "Authentication with SPNEGO.",
    ),
    gap(1),
    bit(
        "smb.server_cap.dynamic_reauth",
        "Reauthentication",
        "Sessions may be authenticated again.",
    ),
    gap(3),
    bit(
        "smb.server_cap.compressed_data",
        "Compressed data",
        "Data may travel compressed.",
    ),
    gap(1),
];
pub(in super::super) const SECURITY_MODE: &[FieldSpec] = &[
    FieldSpec::hex("smb.sm", "Security mode", 8)
        .parts_follow()
        .doc("How the server wants users to prove who they are.", SECTION),
    gap(4),
    bit(
        "smb.sm.sig_required",
        "Signatures required",
        "Messages must be signed.",
    ),
    bit(
        "smb.sm.signatures",
        "Signatures",
        "The server can sign messages.",
    ),
    bit(
        "smb.sm.password",
        "Encrypted passwords",
        "Passwords travel as answers to a challenge.",
    ),
    bit(
        "smb.sm.mode",
        "User level",
        "0: each share has a password. 1: each user has one.",
    ),
];
pub(in super::super) const SECURITY_MODE_16: &[FieldSpec] = &[
    FieldSpec::hex("smb.sm", "Security mode", 16)
        .little()
        .parts_follow()
        .doc("How the server wants users to prove who they are.", SECTION),
    gap(6),
    bit(
        "smb.sm.password",
        "Encrypted passwords",
        "Passwords travel as answers to a challenge.",
    ),
    bit(
        "smb.sm.mode",
        "User level",
        "0: each share has a password. 1: each user has one.",
    ),
    gap(8),
];
pub(in super::super) const RAW_MODE: &[FieldSpec] = &[
    FieldSpec::hex("smb.rm", "Raw mode", 16)
        .little()
        .parts_follow()
        .doc("Whether data may travel without headers.", SECTION),
    gap(6),
    bit("smb.rm.write", "Write raw", "Raw writes are possible."),
    bit("smb.rm.read", "Read raw", "Raw reads are possible."),
    gap(8),
];
pub(in super::super) const SETUP_ACTION: &[FieldSpec] = &[
    FieldSpec::hex("smb.setup.action", "Action", 16)
        .little()
        .parts_follow()
        .doc("How the user was logged in.", SECTION),
    gap(7),
    bit(
        "smb.setup.action.guest",
        "Guest",
        "The user is unknown and has few rights.",
    ),
    gap(8),
];
pub(in super::super) const CONNECT_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb.connect.flags", "Flags", 16)
        .little()
        .parts_follow()
        .doc("How the share is to be connected.", SECTION),
    gap(4),
    bit(
        "smb.connect.flags.extendedresp",
        "Extended response",
        "The client asks for the access rights too.",
    ),
    bit(
        "smb.connect.flags.extendedsig",
        "Extended signatures",
        "The client asks for a better signing key.",
    ),
    gap(1),
    bit(
        "smb.connect.flags.dtid",
        "Disconnect",
        "Disconnect the share named in the header first.",
    ),
    gap(8),
];
pub(in super::super) const CONNECT_SUPPORT: &[FieldSpec] = &[
    FieldSpec::hex("smb.connect.support", "Optional support", 16)
        .little()
        .parts_follow()
        .doc("What the share can do.", SECTION),
    gap(2),
    bit(
        "smb.connect.support.extendedsig",
        "Extended signatures",
        "Messages are signed with the better key.",
    ),
    bit(
        "smb.connect.support.uniqfilename",
        "Unique file names",
        "No two names of the share differ in case only.",
    ),
    FieldSpec::uint("smb.connect.support.cscmask", "Offline files", 2)
        .part()
        .doc("Whether clients may keep copies of the files.", SECTION),
    bit(
        "smb.connect.support.dfs",
        "DFS",
        "The share leads to other servers.",
    ),
    bit(
        "smb.connect.support.search",
        "Search bits",
        "Searches can be limited to files with given attributes.",
    ),
    gap(8),
];
