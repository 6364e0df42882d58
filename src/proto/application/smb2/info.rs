//! Listings, and what is known of files, file systems and their protection (MS-SMB2 §2.2.33 to
//! §2.2.40; MS-FSCC §2.4, §2.5).

use super::files::{ALLOCATED, BUFFER_LEN, END, HANDLE, NAME, TIMES};
use super::header::ZERO_2;
use super::session::{AT_2, LEN_2, LEN_4};
use super::words::{FIND_FLAGS, MODE};
use super::{Message, parts, place, text_at};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec};
use crate::proto::layout::{self, Part};
use crate::proto::reserved::reserved;
use crate::proto::smb_words::{ACCESS_MASK, ATTRIBUTES_2};
use Part::{FileTime, Guid, One, Rows};

const SECTION: &str = "MS-SMB2 §2.2.37";
const FILES: &str = "MS-FSCC §2.4";
const SYSTEMS: &str = "MS-FSCC §2.5";

const FILE: u64 = 1;
const SYSTEM: u64 = 2;

const FILE_LEVELS: Codes = &[
    (0x04, "SMB2_FILE_BASIC_INFO"),
    (0x05, "SMB2_FILE_STANDARD_INFO"),
    (0x06, "SMB2_FILE_INTERNAL_INFO"),
    (0x07, "SMB2_FILE_EA_INFO"),
    (0x08, "SMB2_FILE_ACCESS_INFO"),
    (0x0a, "SMB2_FILE_RENAME_INFO"),
    (0x0d, "SMB2_FILE_DISPOSITION_INFO"),
    (0x0e, "SMB2_FILE_POSITION_INFO"),
    (0x0f, "SMB2_FILE_FULL_EA_INFO"),
    (0x10, "SMB2_FILE_MODE_INFO"),
    (0x11, "SMB2_FILE_ALIGNMENT_INFO"),
    (0x12, "SMB2_FILE_ALL_INFO"),
    (0x13, "SMB2_FILE_ALLOCATION_INFO"),
    (0x14, "SMB2_FILE_ENDOFFILE_INFO"),
    (0x15, "SMB2_FILE_ALTERNATE_NAME_INFO"),
    (0x16, "SMB2_FILE_STREAM_INFO"),
    (0x22, "SMB2_FILE_NETWORK_OPEN_INFO"),
    (0x23, "SMB2_FILE_ATTRIBUTE_TAG_INFO"),
];

const SYSTEM_LEVELS: Codes = &[
    (1, "FileFsVolumeInformation"),
    (2, "FileFsLabelInformation"),
    (3, "FileFsSizeInformation"),
    (4, "FileFsDeviceInformation"),
    (5, "FileFsAttributeInformation"),
    (6, "FileFsControlInformation"),
    (7, "FileFsFullSizeInformation"),
    (8, "FileFsObjectIdInformation"),
];

const FIND_LEVELS: Codes = &[
    (1, "directory"),
    (2, "directory, full"),
    (3, "directory, both names"),
    (12, "names"),
    (37, "directory, both names and ID"),
    (38, "directory, full and ID"),
];

const fn le(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

const fn file(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little().doc(doc, FILES)
}

const fn system(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SYSTEMS)
}

const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, FILES)
}

pub(super) const DISPOSE: &[FieldSpec] = &[
    reserved(7, FILES),
    FieldSpec::flag("smb2.disposition.delete_on_close", "Delete on close")
        .doc("The file is deleted when it is closed.", FILES),
];

crate::fields! {
    FIND_LEVEL = FieldSpec::uint("smb2.find.infolevel", "Level", 8).codes(FIND_LEVELS).doc("What is to be told of each file.", "MS-SMB2 §2.2.33");
    INDEX = FieldSpec::hex("smb2.file_index", "Index", 32).little().doc("Place of the entry in the directory.", "MS-SMB2 §2.2.33");
    PATTERN = FieldSpec::computed("smb2.find.pattern", "Pattern").doc("Which names to list.", "MS-SMB2 §2.2.33");
    LISTING = FieldSpec::bytes("smb2.find.info_blob", "Listing").doc("The entries found.", "MS-SMB2 §2.2.34");
    ENTRY_1 = group("smb2.find.file_directory_info", "Entry", "A file in the directory.");
    ENTRY_2 = group("smb2.find.full_directory_info", "Entry", "A file in the directory.");
    ENTRY_3 = group("smb2.find.both_directory_info", "Entry", "A file in the directory.");
    ENTRY_37 = group("smb2.find.id_both_directory_info", "Entry", "A file in the directory.");
    NEXT = FieldSpec::uint("smb2.next_offset", "Next entry", 32).little().doc("Bytes to the next entry; 0 for the last.", FILES);
    NAME_LEN = file("smb2.filename.len", "Length of the name", 32, "Bytes of the name.");
    EA_SIZE = file("smb2.ea_size", "Extended attributes", 32, "Bytes of extended attributes.");
    SHORT_LEN = FieldSpec::uint("smb2.short_name_len", "Length of the short name", 8).doc("Bytes of the short name.", FILES);
    SHORT = FieldSpec::computed("smb2.shortname", "Short name").doc("Name of eight letters and three.", FILES);
    FILE_ID = FieldSpec::hex("smb2.file_id", "File number", 64).little().doc("Number of the file in its volume.", FILES);
    CLASS = FieldSpec::hex("smb2.class", "Class", 8).codes(&[(1, "file"), (2, "file system"), (3, "security"), (4, "quota")]).doc("What the information is about.", SECTION);
    FILE_LEVEL = FieldSpec::hex("smb2.file_info.infolevel", "Level", 8).codes(FILE_LEVELS).doc("Which information.", SECTION);
    SYSTEM_LEVEL = FieldSpec::hex("smb2.fs_info.infolevel", "Level", 8).codes(SYSTEM_LEVELS).doc("Which information.", SECTION);
    SECURITY_LEVEL = FieldSpec::hex("smb2.sec_info.infolevel", "Level", 8).doc("Zero.", SECTION);
    ROOM = le("smb2.max_response_size", "Room", 32, "Bytes that the answer may hold.");
    INPUT_AT = FieldSpec::hex("smb2.getinfo_input_offset", "Input", 16).little().doc("Where the input stands.", SECTION);
    INPUT_LEN = le("smb2.getinfo_input_size", "Input length", 32, "Bytes of input.");
    MORE = FieldSpec::hex("smb2.getsetinfo_additional", "Additional", 32).little().doc("Which parts of the security information.", SECTION);
    INFO_FLAGS = FieldSpec::hex("smb2.getinfo_flags", "Flags", 32).little().doc("How extended attributes are listed.", SECTION);
    SET_LEN = le("smb2.setinfo_size", "Length", 32, "Bytes of the information.");
    SET_AT = FieldSpec::hex("smb2.setinfo_offset", "Offset", 16).little().doc("Where it stands, from the start of the header.", SECTION);
    SET_ZERO = le("smb2.setinfo_reserved", "Reserved", 16, "Zero.");
    UNKNOWN = FieldSpec::bytes("smb2.unknown", "Reserved").wide(4).doc("Zero.", FILES);
    LINKS = file("smb2.nlinks", "Links", 32, "How many names the file has.");
    PENDING = FieldSpec::uint("smb2.delete_pending", "Delete pending", 8).doc("1 if it will be deleted when it is closed.", FILES);
    DIRECTORY = FieldSpec::uint("smb2.is_directory", "Is a directory", 8).doc("1 if it is a directory.", FILES);
    POSITION = file("smb2.position_info", "Position", 64, "Where the next read begins.");
    ALIGNMENT = FieldSpec::hex("smb2.alignment_info", "Alignment", 32).little().doc("How buffers have to lie.", FILES);
    BASIC = group("smb2.file_basic_info", "Basic information", "Times and attributes.");
    STANDARD = group("smb2.file_standard_info", "Standard information", "Sizes and links.");
    INTERNAL = group("smb2.file_internal_info", "Internal information", "The file's number.");
    EA = group("smb2.file_ea_info", "Extended attributes", "Their size.");
    ACCESS = group("smb2.file_access_info", "Access", "Rights of the open file.");
    RENAME = group("smb2.file_rename_info", "Rename", "The new name.");
    REPLACE = FieldSpec::uint("smb2.rename.replace_if", "Replace", 8).doc("1: replace a file of the new name.", FILES);
    RANDOM = FieldSpec::bytes("smb2.reserved.random", "Reserved").wide(7).doc("Ignored.", FILES);
    ROOT = FieldSpec::bytes("smb2.root_directory", "Root").wide(8).doc("Zero.", FILES);
    DISPOSITION = group("smb2.file_disposition_info", "Disposition", "Whether to delete it.");
    POSITION_INFO = group("smb2.file_position_info", "Position", "Where the next read begins.");
    MODE_INFO = group("smb2.file_mode_info", "Mode", "How the file was opened.");
    ALIGNMENT_INFO = group("smb2.file_alignment_info", "Alignment", "How buffers have to lie.");
    ALL = group("smb2.file_all_info", "All information", "All that the other levels tell.");
    ALLOCATION = group("smb2.file_allocation_info", "Allocation", "Room for the file.");
    END_INFO = group("smb2.file_endoffile_info", "End of file", "Length of the file.");
    ALTERNATE = group("smb2.file_alternate_name_info", "Short name", "Name of eight letters and three.");
    ALTERNATE_LEN = file("smb.file_name_len", "Length", 32, "Bytes of the name.");
    ALTERNATE_NAME = FieldSpec::computed("smb.file", "Name").doc("The short name.", FILES);
    STREAMS = group("smb2.file_stream_info", "Streams", "A file may hold several streams of data.");
    STREAM_NEXT = file("smb.next_entry_offset", "Next entry", 32, "Bytes to the next stream; 0 for the last.");
    STREAM_LEN = file("smb.stream_name_len", "Length of the name", 32, "Bytes of the name.");
    STREAM_SIZE = file("smb.stream_size", "Size", 64, "Bytes of the stream.");
    STREAM_ALLOC = file("smb.alloc_size64", "Allocated", 64, "Room that it takes.");
    STREAM_NAME = FieldSpec::computed("smb.stream_name", "Name").doc("Name of the stream; ::$DATA is the file itself.", FILES);
    OPEN_INFO = group("smb2.file_network_open_info", "Network open information", "Times, sizes and attributes.");
    TAG_INFO = group("smb2.file_attribute_tag_info", "Attribute and tag", "Attributes, and what a reparse point stands for.");
    REPARSE = FieldSpec::hex("smb2.reparse_tag", "Tag", 32).little().doc("What kind of reparse point.", FILES);
    VOLUME = group("smb2.fs_volume_info", "Volume", "The volume and its name.");
    VOLUME_TIME = FieldSpec::computed("smb.create.time", "Created").doc("When the volume was made.", SYSTEMS);
    SERIAL = FieldSpec::hex("smb.volume.serial", "Serial number", 32).little().doc("Number of the volume.", SYSTEMS);
    LABEL_LEN = system("smb.volume.label.len", "Length of the label", 32, "Bytes of the label.");
    VOLUME_ZERO = FieldSpec::bytes("smb.reserved", "Reserved").wide(2).doc("Zero.", SYSTEMS);
    LABEL = FieldSpec::computed("smb.volume.label", "Label").doc("Name of the volume.", SYSTEMS);
    SIZE = group("smb2.fs_size_info", "Size", "Size of the volume and what is free.");
    FULL_SIZE = group("smb2.fs_full_size_info", "Full size", "Size of the volume and what is free.");
    UNITS = system("smb.alloc_size64", "Units", 64, "Size of the volume in units.");
    FREE = system("smb.free_alloc_units", "Free units", 64, "Units that are free.");
    CALLER_FREE = system("smb.caller_free_alloc_units", "Free for the caller", 64, "Units that this user may fill.");
    ACTUAL_FREE = system("smb.actual_free_alloc_units", "Free", 64, "Units that are free.");
    SECTORS = system("smb.fs_sector_per_unit", "Sectors per unit", 32, "Sectors in a unit.");
    SECTOR = system("smb.fs_bytes_per_sector", "Bytes per sector", 32, "Bytes in a sector.");
}

/// The body of a message; returns what it is about.
pub(super) fn body(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    match (message.command, message.is_response) {
        (14, false) => find(p, message),
        (14, true) => listing(p, message),
        (16, false) => {
            let name = level(p, message)?;
            parts(
                p,
                &[
                    One(&ROOM),
                    One(&INPUT_AT),
                    One(&ZERO_2),
                    One(&INPUT_LEN),
                    One(&MORE),
                    One(&INFO_FLAGS),
                    Guid(&HANDLE),
                ],
            )?;
            Ok(name)
        }
        (16, true) => {
            let (at, len) = place(p, message, &AT_2, &LEN_4)?;
            if len > 0 && at >= p.pos() {
                p.seek(at);
                let asked = message.asked(p).unwrap_or_default();
                p.within(len, "SMB2 blob length", |p| info(p, asked))?;
            }
            Ok(String::new())
        }
        (17, false) => {
            let name = level(p, message)?;
            let asked = message.asked(p).unwrap_or_default();
            let len = p.uint(&SET_LEN)? as usize;
            let at = message.base + p.uint(&SET_AT)? as usize;
            parts(p, &[One(&SET_ZERO), One(&MORE), Guid(&HANDLE)])?;
            if len > 0 && at >= p.pos() {
                p.seek(at);
                p.within(len, "SMB2 blob length", |p| info(p, asked))?;
            }
            Ok(name)
        }
        _ => Ok(String::new()),
    }
}

/// Class and level, which the response does not repeat.
fn level(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    let class = p.uint(&CLASS)?;
    let spec = match class {
        FILE => &FILE_LEVEL,
        SYSTEM => &SYSTEM_LEVEL,
        _ => &SECURITY_LEVEL,
    };
    let level = p.uint(spec)?;
    message.keep(p, class << 8 | level);
    Ok(spec.names.get(level).unwrap_or_default().to_owned())
}

fn find(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    let level = p.uint(&FIND_LEVEL)?;
    message.keep(p, level);
    parts(p, &[Rows(FIND_FLAGS), One(&INDEX), Guid(&HANDLE)])?;
    let (at, len) = place(p, message, &AT_2, &LEN_2)?;
    p.uint(&BUFFER_LEN)?;
    Ok(text_at(p, &PATTERN, at, len))
}

fn listing(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    let (at, len) = place(p, message, &AT_2, &LEN_4)?;
    if len == 0 || at < p.pos() {
        return Ok(String::new());
    }
    let level = message.asked(p).unwrap_or_default();
    p.seek(at);
    let mut count = 0;
    p.group(&LISTING, |p| {
        p.within(len, "SMB2 blob length", |p| entries(p, level, &mut count))
    })?;
    Ok(match count {
        0 => String::new(),
        _ => format!("{count} files"),
    })
}

/// Bytes of the shortest entry of a listing.
const ENTRY_LEN: usize = 64;

/// Bytes of a stream's entry in front of its name.
const STREAM_HEAD: usize = 24;

/// The entries of a listing.
fn entries(p: &mut Peel<'_>, level: u64, count: &mut usize) -> Peeled {
    let spec = match level {
        1 => &ENTRY_1,
        2 => &ENTRY_2,
        3 => &ENTRY_3,
        37 => &ENTRY_37,
        _ => return p.skip(p.rest().len()).map(drop),
    };
    loop {
        let start = p.pos();
        let next = p.group(spec, |p| {
            let next = p.uint(&NEXT)? as usize;
            p.uint(&INDEX)?;
            parts(p, &TIMES)?;
            parts(p, &[One(&END), One(&ALLOCATED), Rows(ATTRIBUTES_2)])?;
            let len = p.uint(&NAME_LEN)? as usize;
            if level >= 2 {
                p.uint(&EA_SIZE)?;
            }
            if level >= 3 {
                let len = (p.uint(&SHORT_LEN)? as usize).min(24);
                p.skip(1)?;
                let at = p.pos();
                text_at(p, &SHORT, at, len);
                p.skip(24)?;
            }
            if level == 37 {
                p.skip(2)?;
                p.uint(&FILE_ID)?;
            }
            name(p, &NAME, len)?;
            Ok(next)
        })?;
        *count += 1;
        if next < ENTRY_LEN || p.is_full() {
            return Ok(());
        }
        p.seek(start + next);
    }
}

fn name(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(len)?;
    if len > 0 {
        p.mark_made(spec, at..at + len, || layout::utf16(bytes));
    }
    Ok(())
}

/// Class (upper byte) and level, and the structure that they stand for, as far as it is a fixed
/// list of members.
const STRUCTURES: &[(u64, &FieldSpec, &[Part])] = &[
    (0x104, &BASIC, &[]),
    (0x105, &STANDARD, STANDARD_PARTS),
    (0x106, &INTERNAL, &[One(&FILE_ID)]),
    (0x107, &EA, &[One(&EA_SIZE)]),
    (0x108, &ACCESS, &[Rows(ACCESS_MASK)]),
    (0x10a, &RENAME, &[One(&REPLACE), One(&RANDOM), One(&ROOT)]),
    (0x10d, &DISPOSITION, &[Rows(DISPOSE)]),
    (0x10e, &POSITION_INFO, &[One(&POSITION)]),
    (0x110, &MODE_INFO, &[Rows(MODE)]),
    (0x111, &ALIGNMENT_INFO, &[One(&ALIGNMENT)]),
    (0x112, &ALL, &[]),
    (0x113, &ALLOCATION, &[One(&ALLOCATED)]),
    (0x114, &END_INFO, &[One(&END)]),
    (0x115, &ALTERNATE, &[]),
    (0x116, &STREAMS, &[]),
    (0x122, &OPEN_INFO, &[]),
    (0x123, &TAG_INFO, &[Rows(ATTRIBUTES_2), One(&REPARSE)]),
    (0x201, &VOLUME, &[FileTime(&VOLUME_TIME), One(&SERIAL)]),
    (
        0x203,
        &SIZE,
        &[One(&UNITS), One(&FREE), One(&SECTORS), One(&SECTOR)],
    ),
    (
        0x207,
        &FULL_SIZE,
        &[
            One(&UNITS),
            One(&CALLER_FREE),
            One(&ACTUAL_FREE),
            One(&SECTORS),
            One(&SECTOR),
        ],
    ),
];

/// A structure of this class and level.
fn info(p: &mut Peel<'_>, asked: u64) -> Peeled {
    let found = STRUCTURES.iter().find(|entry| entry.0 == asked);
    let Some((_, spec, members)) = found else {
        return p.skip(p.rest().len()).map(drop);
    };
    p.group(spec, |p| {
        parts(p, members)?;
        rest(p, asked)
    })
}

const STANDARD_PARTS: &[Part] = &[
    One(&ALLOCATED),
    One(&END),
    One(&LINKS),
    One(&PENDING),
    One(&DIRECTORY),
];

/// What of a structure is no fixed list of members.
fn rest(p: &mut Peel<'_>, asked: u64) -> Peeled {
    match asked {
        0x104 | 0x112 => {
            parts(p, &TIMES)?;
            parts(p, &[Rows(ATTRIBUTES_2), One(&UNKNOWN)])?;
            if asked == 0x112 {
                parts(p, STANDARD_PARTS)?;
                parts(
                    p,
                    &[
                        Part::Skip(2),
                        One(&FILE_ID),
                        One(&EA_SIZE),
                        Rows(ACCESS_MASK),
                        One(&POSITION),
                        Rows(MODE),
                        One(&ALIGNMENT),
                    ],
                )?;
                let len = p.uint(&NAME_LEN)? as usize;
                name(p, &NAME, len)?;
            }
            Ok(())
        }
        0x10a => {
            let len = p.uint(&NAME_LEN)? as usize;
            name(p, &NAME, len)
        }
        0x115 => {
            let len = p.uint(&ALTERNATE_LEN)? as usize;
            name(p, &ALTERNATE_NAME, len)
        }
        0x116 => streams(p),
        0x122 => {
            parts(p, &TIMES)?;
            parts(
                p,
                &[
                    One(&ALLOCATED),
                    One(&END),
                    Rows(ATTRIBUTES_2),
                    One(&UNKNOWN),
                ],
            )
        }
        0x201 => {
            let len = p.uint(&LABEL_LEN)? as usize;
            p.field(&VOLUME_ZERO, 2)?;
            name(p, &LABEL, len)
        }
        _ => Ok(()),
    }
}

fn streams(p: &mut Peel<'_>) -> Peeled {
    loop {
        let start = p.pos();
        let next = p.uint(&STREAM_NEXT)? as usize;
        let len = p.uint(&STREAM_LEN)? as usize;
        parts(p, &[One(&STREAM_SIZE), One(&STREAM_ALLOC)])?;
        name(p, &STREAM_NAME, len)?;
        if next < STREAM_HEAD || p.is_full() {
            return Ok(());
        }
        p.seek(start + next);
    }
}
