//! What is known of a file beside its contents: type, mode, owner, size, times.

use super::super::rpc::xdr::{self, Part};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Timestamp, Value};
use Part::{Group, If, One, Read};

const SECTION: &str = "RFC 1813 §2.5";
const SECTION_2: &str = "RFC 1094 §2.3";

const TYPES: Codes = &[
    (0, "none"),
    (1, "regular file"),
    (2, "directory"),
    (3, "block device"),
    (4, "character device"),
    (5, "symbolic link"),
    (6, "socket"),
    (7, "named pipe"),
];

const FOLLOWS: Codes = &[(0, "no"), (1, "yes")];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const SET_USER: &str = "Set: the program runs as its owner.";
const SET_GROUP: &str = "Set: the program runs in its group.";
const STICKY: &str = "Set: in a directory, only owners may remove files.";

pub(super) const MODE_3: &[FieldSpec] = &[
    FieldSpec::uint("nfs.mode3", "Mode", 32)
        .parts_follow()
        .doc("Who may do what, as nine bits, and three more.", SECTION),
    FieldSpec::gap(20).part(),
    flag("nfs.mode3.suid", "Set user", SET_USER),
    flag("nfs.mode3.sgid", "Set group", SET_GROUP),
    flag("nfs.mode3.sticky", "Sticky", STICKY),
    flag("nfs.mode3.rusr", "Owner reads", "The owner may read."),
    flag("nfs.mode3.wusr", "Owner writes", "The owner may write."),
    flag(
        "nfs.mode3.xusr",
        "Owner executes",
        "The owner may execute, or search a directory.",
    ),
    flag("nfs.mode3.rgrp", "Group reads", "The group may read."),
    flag("nfs.mode3.wgrp", "Group writes", "The group may write."),
    flag("nfs.mode3.xgrp", "Group executes", "The group may execute."),
    flag("nfs.mode3.roth", "Others read", "Others may read."),
    flag("nfs.mode3.woth", "Others write", "Others may write."),
    flag("nfs.mode3.xoth", "Others execute", "Others may execute."),
];

pub(super) const MODE_2: &[FieldSpec] = &[
    FieldSpec::uint("nfs.mode", "Mode", 32)
        .parts_follow()
        .doc("Type of the file, and who may do what.", SECTION_2),
    FieldSpec::gap(16).part(),
    FieldSpec::uint("nfs.mode.name", "Type", 3)
        .part()
        .codes(&[
            (1, "character device"),
            (2, "directory"),
            (3, "block device"),
            (4, "regular file"),
            (5, "symbolic link"),
            (6, "socket"),
        ])
        .doc("What the file is.", SECTION_2),
    FieldSpec::gap(1).part(),
    flag("nfs.mode.set_user_id", "Set user", SET_USER),
    flag("nfs.mode.set_group_id", "Set group", SET_GROUP),
    flag("nfs.mode.save_swap_text", "Sticky", STICKY),
    flag("nfs.mode.read_owner", "Owner reads", "The owner may read."),
    flag(
        "nfs.mode.write_owner",
        "Owner writes",
        "The owner may write.",
    ),
    flag(
        "nfs.mode.exec_owner",
        "Owner executes",
        "The owner may execute, or search a directory.",
    ),
    flag("nfs.mode.read_group", "Group reads", "The group may read."),
    flag(
        "nfs.mode.write_group",
        "Group writes",
        "The group may write.",
    ),
    flag(
        "nfs.mode.exec_group",
        "Group executes",
        "The group may execute.",
    ),
    flag("nfs.mode.read_other", "Others read", "Others may read."),
    flag("nfs.mode.write_other", "Others write", "Others may write."),
    flag(
        "nfs.mode.exec_other",
        "Others execute",
        "Others may execute.",
    ),
];

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc(doc, SECTION)
}

const fn long(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 64).doc(doc, SECTION)
}

const fn time(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, SECTION)
}

crate::fields! {
    ATTRIBUTES = FieldSpec::group("", "Attributes").doc("What is known of the file.", SECTION);
    OPTIONAL = FieldSpec::group("", "Attributes, if any").doc("What is known of the file, if the server has it at hand.", SECTION);
    CHANGE = FieldSpec::group("", "Change").doc("What the object was before and is after: so the client sees whether somebody else has changed it meanwhile.", "RFC 1813 §2.6");
    BEFORE = FieldSpec::group("", "Before").doc("Size and times before.", "RFC 1813 §2.6");
    HANDLE_GROUP = FieldSpec::group("", "Handle, if any").doc("The handle, if the server gives it.", SECTION);
    pub(super) FOLLOW = word("nfs.attributes_follow", "Attributes follow", "Whether they are there.").codes(FOLLOWS);
    HANDLE_FOLLOWS = word("nfs.handle_follow", "Handle follows", "Whether it is there.").codes(FOLLOWS);
    TYPE_2 = word("nfs.ftype", "Type", "What the file is.").codes(TYPES);
    LINKS_2 = word("nfs.fattr.nlink", "Links", "How many names the file has.");
    USER_2 = word("nfs.fattr.uid", "User", "The owner's number.");
    GROUP_2 = word("nfs.fattr.gid", "Group", "The group's number.");
    SIZE_2 = word("nfs.fattr.size", "Size", "Bytes of the file.");
    BLOCK_SIZE = word("nfs.fattr.blocksize", "Block size", "Bytes of a block of the disk.");
    DEVICE_2 = word("nfs.fattr.rdev", "Device", "Which device, if it is one.");
    BLOCKS = word("nfs.fattr.blocks", "Blocks", "That the file takes on the disk.");
    SYSTEM_2 = FieldSpec::hex("nfs.fattr.fsid", "File system", 32).doc("Which file system of the server.", SECTION);
    FILE_2 = word("nfs.fattr.fileid", "File number", "Of the file in its file system.");
    TYPE_3 = word("nfs.fattr3.type", "Type", "What the file is.").codes(TYPES);
    LINKS_3 = word("nfs.fattr3.nlink", "Links", "How many names the file has.");
    USER_3 = word("nfs.fattr3.uid", "User", "The owner's number.");
    GROUP_3 = word("nfs.fattr3.gid", "Group", "The group's number.");
    SIZE_3 = long("nfs.fattr3.size", "Size", "Bytes of the file.");
    USED = long("nfs.fattr3.used", "Used", "Bytes that it takes on the disk.");
    DEVICE = FieldSpec::group("", "Device").doc("Which device, if it is one.", SECTION);
    MAJOR = word("nfs.specdata1", "Major number", "The kind of device.");
    MINOR = word("nfs.specdata2", "Minor number", "Which one of that kind.");
    SYSTEM_3 = FieldSpec::hex("nfs.fattr3.fsid", "File system", 64).doc("Which file system of the server.", SECTION);
    FILE_3 = long("nfs.fattr3.fileid", "File number", "Of the file in its file system.");
    ACCESSED = time("nfs.atime", "Accessed", "When the file was last read.");
    ACCESSED_SECONDS = word("nfs.atime.sec", "Seconds", "Since 1970.");
    ACCESSED_NANOS = word("nfs.atime.nsec", "Nanoseconds", "Of that second.");
    ACCESSED_MICROS = word("nfs.atime.usec", "Microseconds", "Of that second.");
    MODIFIED = time("nfs.mtime", "Modified", "When its contents were last changed.");
    MODIFIED_SECONDS = word("nfs.mtime.sec", "Seconds", "Since 1970.");
    MODIFIED_NANOS = word("nfs.mtime.nsec", "Nanoseconds", "Of that second.");
    MODIFIED_MICROS = word("nfs.mtime.usec", "Microseconds", "Of that second.");
    CHANGED = time("nfs.ctime", "Changed", "When its attributes were last changed.");
    CHANGED_SECONDS = word("nfs.ctime.sec", "Seconds", "Since 1970.");
    CHANGED_NANOS = word("nfs.ctime.nsec", "Nanoseconds", "Of that second.");
    CHANGED_MICROS = word("nfs.ctime.usec", "Microseconds", "Of that second.");
    SIZE_BEFORE = long("nfs.wcc_attr.size", "Size", "Bytes of the file before.");
    NEW = FieldSpec::group("", "New attributes").doc("What is to be set.", SECTION);
    ITEM = FieldSpec::group("", "Attribute").doc("One of them, if it is to be set.", SECTION);
    SET = word("nfs.set_it", "Set", "Whether it is to be set.").codes(FOLLOWS);
    SET_TIME = word("nfs.set_it", "Set", "Whether it is to be set, and to which time.").codes(&[(0, "no"), (1, "to the server's time"), (2, "to this time")]);
    NEW_USER = word("nfs.uid3", "User", "The new owner's number.");
    NEW_GROUP = word("nfs.gid3", "Group", "The new group's number.");
    NEW_SIZE = long("nfs.set_size", "Size", "Bytes: the file is cut or made longer.");
}

static FILE_ATTRIBUTES: &[Part] = &[
    One(&TYPE_3),
    Read(mode_3),
    One(&LINKS_3),
    One(&USER_3),
    One(&GROUP_3),
    One(&SIZE_3),
    One(&USED),
    Group(&DEVICE, &[One(&MAJOR), One(&MINOR)]),
    One(&SYSTEM_3),
    One(&FILE_3),
    Read(accessed),
    Read(modified),
    Read(changed),
];
static WHOLE: &[Part] = &[Group(&ATTRIBUTES, FILE_ATTRIBUTES)];
static IF_ANY: &[Part] = &[Group(&OPTIONAL, &[If(&FOLLOW, WHOLE)])];
static CHANGES: &[Part] = &[Group(
    &CHANGE,
    &[
        Group(
            &BEFORE,
            &[If(
                &FOLLOW,
                &[Group(
                    &ATTRIBUTES,
                    &[One(&SIZE_BEFORE), Read(modified), Read(changed)],
                )],
            )],
        ),
        Group(&OPTIONAL, &[If(&FOLLOW, WHOLE)]),
    ],
)];
static HANDLE_IF_ANY: &[Part] = &[Group(
    &HANDLE_GROUP,
    &[If(&HANDLE_FOLLOWS, &[Read(super::common::handle)])],
)];

static NEW_ONES: &[Part] = &[Group(
    &NEW,
    &[
        Group(&ITEM, &[If(&SET, &[Read(mode_3)])]),
        Group(&ITEM, &[If(&SET, &[One(&NEW_USER)])]),
        Group(&ITEM, &[If(&SET, &[One(&NEW_GROUP)])]),
        Group(&ITEM, &[If(&SET, &[One(&NEW_SIZE)])]),
        Read(new_accessed),
        Read(new_modified),
    ],
)];

static FILE_ATTRIBUTES_2: &[Part] = &[Group(
    &ATTRIBUTES,
    &[
        One(&TYPE_2),
        Read(mode_2),
        One(&LINKS_2),
        One(&USER_2),
        One(&GROUP_2),
        One(&SIZE_2),
        One(&BLOCK_SIZE),
        One(&DEVICE_2),
        One(&BLOCKS),
        One(&SYSTEM_2),
        One(&FILE_2),
        Read(accessed_2),
        Read(modified_2),
        Read(changed_2),
    ],
)];
static NEW_ONES_2: &[Part] = &[Group(
    &NEW,
    &[
        Read(mode_2),
        One(&USER_2),
        One(&GROUP_2),
        One(&SIZE_2),
        Read(accessed_2),
        Read(modified_2),
    ],
)];

/// Attributes of version 2.
pub(super) fn whole_2(p: &mut Peel<'_>) -> Peeled {
    xdr::read(p, FILE_ATTRIBUTES_2)
}

/// Attributes that are to be set, version 2.
pub(super) fn new_2(p: &mut Peel<'_>) -> Peeled {
    xdr::read(p, NEW_ONES_2)
}

/// Attributes of version 3.
pub(super) fn whole(p: &mut Peel<'_>) -> Peeled {
    xdr::read(p, WHOLE)
}

/// Attributes that may be there or not.
pub(super) fn if_any(p: &mut Peel<'_>) -> Peeled {
    xdr::read(p, IF_ANY)
}

/// Attributes before and after a change.
pub(super) fn changes(p: &mut Peel<'_>) -> Peeled {
    xdr::read(p, CHANGES)
}

/// A handle that may be there or not.
pub(super) fn handle_if_any(p: &mut Peel<'_>) -> Peeled {
    xdr::read(p, HANDLE_IF_ANY)
}

/// Attributes that are to be set.
pub(super) fn new(p: &mut Peel<'_>) -> Peeled {
    xdr::read(p, NEW_ONES)
}

/// Which device a new node stands for.
pub(super) fn device(p: &mut Peel<'_>) -> Peeled {
    p.group(&DEVICE, |p| {
        p.uint(&MAJOR)?;
        p.uint(&MINOR).map(drop)
    })
}

pub(super) fn mode_3(p: &mut Peel<'_>) -> Peeled {
    p.rows(MODE_3).map(drop)
}

fn mode_2(p: &mut Peel<'_>) -> Peeled {
    p.rows(MODE_2).map(drop)
}

/// A point in time: seconds, and a part of a second in units of so many nanoseconds.
fn moment(p: &mut Peel<'_>, specs: [&'static FieldSpec; 3], unit: u32) -> Peeled {
    let [all, seconds, part] = specs;
    let bytes = p.rest().first_chunk::<8>().copied().unwrap_or_default();
    let [a, b, c, d, e, f, g, h] = bytes;
    let nanos = u32::from_be_bytes([e, f, g, h]).saturating_mul(unit);
    let time = Timestamp::from_parts(u32::from_be_bytes([a, b, c, d]).into(), nanos);
    p.group_as(
        all,
        || Value::Time(time),
        |p| {
            p.uint(seconds)?;
            p.uint(part).map(drop)
        },
    )
}

fn accessed(p: &mut Peel<'_>) -> Peeled {
    moment(p, [&ACCESSED, &ACCESSED_SECONDS, &ACCESSED_NANOS], 1)
}

fn modified(p: &mut Peel<'_>) -> Peeled {
    moment(p, [&MODIFIED, &MODIFIED_SECONDS, &MODIFIED_NANOS], 1)
}

/// When attributes were last changed.
pub(super) fn changed(p: &mut Peel<'_>) -> Peeled {
    moment(p, [&CHANGED, &CHANGED_SECONDS, &CHANGED_NANOS], 1)
}

fn accessed_2(p: &mut Peel<'_>) -> Peeled {
    moment(p, [&ACCESSED, &ACCESSED_SECONDS, &ACCESSED_MICROS], 1000)
}

fn modified_2(p: &mut Peel<'_>) -> Peeled {
    moment(p, [&MODIFIED, &MODIFIED_SECONDS, &MODIFIED_MICROS], 1000)
}

fn changed_2(p: &mut Peel<'_>) -> Peeled {
    moment(p, [&CHANGED, &CHANGED_SECONDS, &CHANGED_MICROS], 1000)
}

const TO_CLIENT_TIME: u64 = 2;

fn new_accessed(p: &mut Peel<'_>) -> Peeled {
    new_time(p, accessed)
}

fn new_modified(p: &mut Peel<'_>) -> Peeled {
    new_time(p, modified)
}

fn new_time(p: &mut Peel<'_>, read: fn(&mut Peel<'_>) -> Peeled) -> Peeled {
    p.group(&ITEM, |p| match p.uint(&SET_TIME)? {
        TO_CLIENT_TIME => read(p),
        _ => Ok(()),
    })
}
