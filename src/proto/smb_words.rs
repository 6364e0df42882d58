//! Words of flags that all versions of SMB share: access rights, attributes of files, options of an
//! open (MS-SMB §2.2, MS-SMB2 §2.2, MS-FSCC §2.6).
//!
//! They travel with their low byte first; the rows stand in the order in which the bits travel.

mod attributes;

use crate::model::{Codes, FieldSpec};
use crate::proto::reserved::reserved;
pub use attributes::{ATTRIBUTES_1, ATTRIBUTES_2, SEARCH_ATTRIBUTES, SHORT_ATTRIBUTES};

const SECTION: &str = "MS-SMB2 §2.2.13";

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, SECTION).part()
}

/// Access rights to a file, directory or pipe.
pub const ACCESS_MASK: &[FieldSpec] = &[
    FieldSpec::hex("smb.access_mask", "Access mask", 32)
        .little()
        .parts_follow()
        .doc(
            "What may be done with the file, or what is asked for.",
            SECTION,
        ),
    bit(
        "smb.access.read_attributes",
        "Read attributes",
        "Read times and attributes.",
    ),
    bit(
        "smb.access.delete_child",
        "Delete child",
        "Delete files in the directory.",
    ),
    bit(
        "smb.access.execute",
        "Execute",
        "Run the file, or pass through the directory.",
    ),
    bit(
        "smb.access.write_ea",
        "Write extended attributes",
        "Write named values that hang on the file.",
    ),
    bit(
        "smb.access.read_ea",
        "Read extended attributes",
        "Read named values that hang on the file.",
    ),
    bit(
        "smb.access.append",
        "Append",
        "Append data, or create directories in it.",
    ),
    bit(
        "smb.access.write",
        "Write",
        "Write data, or create files in the directory.",
    ),
    bit(
        "smb.access.read",
        "Read",
        "Read the data, or list the directory.",
    ),
    gap(7),
    bit(
        "smb.access.write_attributes",
        "Write attributes",
        "Change times and attributes.",
    ),
    gap(3),
    bit(
        "smb.access.synchronize",
        "Synchronize",
        "Wait on the handle.",
    ),
    bit(
        "smb.access.write_owner",
        "Take ownership",
        "Change the owner.",
    ),
    bit(
        "smb.access.write_dac",
        "Write access rights",
        "Change who may do what.",
    ),
    bit(
        "smb.access.read_control",
        "Read control",
        "Read owner and access rights.",
    ),
    bit("smb.access.delete", "Delete", "Delete or rename the file."),
    bit(
        "smb.access.generic_read",
        "Generic read",
        "All rights for reading.",
    ),
    bit(
        "smb.access.generic_write",
        "Generic write",
        "All rights for writing.",
    ),
    bit(
        "smb.access.generic_execute",
        "Generic execute",
        "All rights for running.",
    ),
    bit("smb.access.generic_all", "Generic all", "All rights."),
    gap(2),
    bit(
        "smb.access.maximum_allowed",
        "Maximum allowed",
        "Whatever the user may do.",
    ),
    bit(
        "smb.access.system_security",
        "System security",
        "Read or change what is audited.",
    ),
];
/// What others may do with the file meanwhile.
pub const SHARE_ACCESS: &[FieldSpec] = &[
    FieldSpec::hex("smb.share_access", "Share access", 32)
        .little()
        .parts_follow()
        .doc(
            "What others may do with the file while it is open here.",
            SECTION,
        ),
    gap(5),
    bit(
        "smb.share.access.delete",
        "Delete",
        "Others may delete or rename.",
    ),
    bit("smb.share.access.write", "Write", "Others may write."),
    bit("smb.share.access.read", "Read", "Others may read."),
    gap(24),
];
/// How the file is to be opened.
pub const CREATE_OPTIONS: &[FieldSpec] = &[
    FieldSpec::hex("smb.create_options", "Create options", 32)
        .little()
        .parts_follow()
        .doc("How the file is to be opened.", SECTION),
    bit(
        "smb.nt.create_options.create_tree_connection",
        "Create tree connection",
        "Not used on the wire.",
    ),
    bit(
        "smb.nt.create_options.non_directory",
        "Not a directory",
        "It must not be a directory.",
    ),
    bit(
        "smb.nt.create_options.sync_io_nonalert",
        "Synchronous",
        "Operations wait.",
    ),
    bit(
        "smb.nt.create_options.sync_io_alert",
        "Synchronous, alertable",
        "Operations wait, and may be interrupted.",
    ),
    bit(
        "smb.nt.create_options.intermediate_buffering",
        "No buffering",
        "The server must not keep data in buffers.",
    ),
    bit(
        "smb.nt.create_options.sequential_only",
        "Sequential only",
        "It will be read from front to back.",
    ),
    bit(
        "smb.nt.create_options.write_through",
        "Write through",
        "Writes reach the disk before they are answered.",
    ),
    bit(
        "smb.nt.create_options.directory",
        "Directory",
        "It must be a directory.",
    ),
    bit(
        "smb.nt.create_options.no_compression",
        "No compression",
        "It must not be stored compressed.",
    ),
    bit(
        "smb.nt.create_options.backup_intent",
        "Backup",
        "It is opened for a backup.",
    ),
    bit(
        "smb.nt.create_options.open_by_fileid",
        "Open by file ID",
        "The name is a number of the file.",
    ),
    bit(
        "smb.nt.create_options.delete_on_close",
        "Delete on close",
        "The file is deleted when it is closed.",
    ),
    bit(
        "smb.nt.create_options.random_access",
        "Random access",
        "It will be read in no order.",
    ),
    bit(
        "smb.nt.create_options.eight_dot_three_only",
        "8.3 only",
        "The client understands short names only.",
    ),
    bit(
        "smb.nt.create_options.no_ea_knowledge",
        "No extended attributes",
        "The client does not understand extended attributes.",
    ),
    bit(
        "smb.nt.create_options.complete_if_oplocked",
        "Complete if oplocked",
        "Do not wait for another to give up its cache.",
    ),
    bit(
        "smb.nt.create_options.open_for_free_space_query",
        "For free space",
        "It is opened to ask for free space.",
    ),
    bit(
        "smb.nt.create_options.open_no_recall",
        "No recall",
        "Do not fetch the data from slow storage.",
    ),
    bit(
        "smb.nt.create_options.open_reparse_point",
        "Open reparse point",
        "Open the link, not what it leads to.",
    ),
    bit(
        "smb.nt.create_options.reserve_opfilter",
        "Reserve filter",
        "Not used on the wire.",
    ),
    gap(12),
];
/// What to do if the file is there, or is not (MS-SMB2 §2.2.13).
pub const DISPOSITIONS: Codes = &[
    (0, "Supersede (if it exists replace it, else create it)"),
    (1, "Open (if it exists open it, else fail)"),
    (2, "Create (if it exists fail, else create it)"),
    (3, "Open if (if it exists open it, else create it)"),
    (4, "Overwrite (if it exists overwrite it, else fail)"),
    (
        5,
        "Overwrite if (if it exists overwrite it, else create it)",
    ),
];

/// What became of an open (MS-SMB2 §2.2.14).
pub const ACTIONS: Codes = &[
    (0, "superseded"),
    (1, "opened"),
    (2, "created"),
    (3, "overwritten"),
];

/// How far the server may act in the client's name (MS-SMB2 §2.2.13).
pub const IMPERSONATIONS: Codes = &[
    (0, "anonymous"),
    (1, "identification"),
    (2, "impersonation"),
    (3, "delegation"),
];

/// All tables.
pub const TABLES: [&[FieldSpec]; 7] = [
    ACCESS_MASK,
    ATTRIBUTES_1,
    ATTRIBUTES_2,
    SHORT_ATTRIBUTES,
    SEARCH_ATTRIBUTES,
    SHARE_ACCESS,
    CREATE_OPTIONS,
];
