//! Attributes of files (MS-FSCC §2.6).

use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

const SECTION: &str = "MS-FSCC §2.6";

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, SECTION).part()
}

/// Attributes of a file as SMB 1 names them.
pub const ATTRIBUTES_1: &[FieldSpec] = &[
    FieldSpec::hex("smb.file_attribute", "File attributes", 32)
        .little()
        .parts_follow()
        .doc("What kind of file it is and how it is kept.", SECTION),
    bit(
        "smb.file_attribute.normal",
        "Normal",
        "It has no other attribute.",
    ),
    bit("smb.file_attribute.device", "Device", "It is a device."),
    bit(
        "smb.file_attribute.archive",
        "Archive",
        "It has changed since the last backup.",
    ),
    bit(
        "smb.file_attribute.directory",
        "Directory",
        "It is a directory.",
    ),
    bit(
        "smb.file_attribute.volume",
        "Volume",
        "It is the name of a volume.",
    ),
    bit(
        "smb.file_attribute.system",
        "System",
        "It belongs to the operating system.",
    ),
    bit(
        "smb.file_attribute.hidden",
        "Hidden",
        "Listings leave it out.",
    ),
    bit(
        "smb.file_attribute.read_only",
        "Read only",
        "It cannot be written.",
    ),
    gap(1),
    bit(
        "smb.file_attribute.encrypted",
        "Encrypted",
        "It is stored encrypted.",
    ),
    bit(
        "smb.file_attribute.not_content_indexed",
        "Not indexed",
        "Searches do not look into it.",
    ),
    bit(
        "smb.file_attribute.offline",
        "Offline",
        "Its data is not at hand.",
    ),
    bit(
        "smb.file_attribute.compressed",
        "Compressed",
        "It is stored compressed.",
    ),
    bit(
        "smb.file_attribute.reparse",
        "Reparse point",
        "It stands for something else, such as a link.",
    ),
    bit(
        "smb.file_attribute.sparse",
        "Sparse",
        "Ranges of zeros take no room.",
    ),
    bit(
        "smb.file_attribute.temporary",
        "Temporary",
        "It will be deleted soon.",
    ),
    gap(16),
];
/// Attributes of a file as SMB 2 and 3 name them.
pub const ATTRIBUTES_2: &[FieldSpec] = &[
    FieldSpec::hex("smb2.file_attribute", "File attributes", 32)
        .little()
        .parts_follow()
        .doc("What kind of file it is and how it is kept.", SECTION),
    bit(
        "smb2.file_attribute.normal",
        "Normal",
        "It has no other attribute.",
    ),
    gap(1),
    bit(
        "smb2.file_attribute.archive",
        "Archive",
        "It has changed since the last backup.",
    ),
    bit(
        "smb2.file_attribute.directory",
        "Directory",
        "It is a directory.",
    ),
    gap(1),
    bit(
        "smb2.file_attribute.system",
        "System",
        "It belongs to the operating system.",
    ),
    bit(
        "smb2.file_attribute.hidden",
        "Hidden",
        "Listings leave it out.",
    ),
    bit(
        "smb2.file_attribute.read_only",
        "Read only",
        "It cannot be written.",
    ),
    bit(
        "smb2.file_attribute.integrity_stream",
        "Integrity stream",
        "Its data is protected by checksums.",
    ),
    bit(
        "smb2.file_attribute.encrypted",
        "Encrypted",
        "It is stored encrypted.",
    ),
    bit(
        "smb2.file_attribute.not_content_indexed",
        "Not indexed",
        "Searches do not look into it.",
    ),
    bit(
        "smb2.file_attribute.offline",
        "Offline",
        "Its data is not at hand.",
    ),
    bit(
        "smb2.file_attribute.compressed",
        "Compressed",
        "It is stored compressed.",
    ),
    bit(
        "smb2.file_attribute.reparse",
        "Reparse point",
        "It stands for something else, such as a link.",
    ),
    bit(
        "smb2.file_attribute.sparse",
        "Sparse",
        "Ranges of zeros take no room.",
    ),
    bit(
        "smb2.file_attribute.temporary",
        "Temporary",
        "It will be deleted soon.",
    ),
    gap(6),
    bit(
        "smb2.file_attribute.no_scrub_data",
        "No scrub",
        "Checks in the background leave it out.",
    ),
    gap(9),
];
/// Attributes of a file in 16 bits.
pub const SHORT_ATTRIBUTES: &[FieldSpec] = &[
    FieldSpec::hex("smb.file_attribute", "File attributes", 16)
        .little()
        .parts_follow()
        .doc("What kind of file it is and how it is kept.", SECTION),
    gap(2),
    bit(
        "smb.file_attribute.archive",
        "Archive",
        "It has changed since the last backup.",
    ),
    bit(
        "smb.file_attribute.directory",
        "Directory",
        "It is a directory.",
    ),
    bit(
        "smb.file_attribute.volume",
        "Volume",
        "It is the name of a volume.",
    ),
    bit(
        "smb.file_attribute.system",
        "System",
        "It belongs to the operating system.",
    ),
    bit(
        "smb.file_attribute.hidden",
        "Hidden",
        "Listings leave it out.",
    ),
    bit(
        "smb.file_attribute.read_only",
        "Read only",
        "It cannot be written.",
    ),
    gap(8),
];
/// Attributes that a search is for.
pub const SEARCH_ATTRIBUTES: &[FieldSpec] = &[
    FieldSpec::hex("smb.search.attribute", "Search attributes", 16)
        .little()
        .parts_follow()
        .doc("Which files are looked for besides normal ones.", SECTION),
    gap(2),
    bit(
        "smb.search.attribute.archive",
        "Archive",
        "Files that have changed since the last backup.",
    ),
    bit(
        "smb.search.attribute.directory",
        "Directory",
        "Directories.",
    ),
    bit(
        "smb.search.attribute.volume",
        "Volume",
        "The name of the volume.",
    ),
    bit(
        "smb.search.attribute.system",
        "System",
        "Files of the operating system.",
    ),
    bit("smb.search.attribute.hidden", "Hidden", "Hidden files."),
    bit(
        "smb.search.attribute.read_only",
        "Read only",
        "Files that cannot be written.",
    ),
    gap(8),
];
