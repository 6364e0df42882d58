//! Attributes of version 4: a mask says which, and their values follow in the order of its bits.

use super::super::super::rpc::xdr::{self, Part};
use super::super::attributes::MODE_2;
use super::super::common::handle;
use super::fields::{long, truth, word};
use super::{STATUS, not_shown};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Kind, Value};
use Part::{Group, One, Opaque};

const SECTION: &str = "RFC 7530 §5";

/// Words of the longest mask that is read; known attributes fill three.
const MAX_WORDS: u64 = 8;

const TYPES: Codes = &[
    (1, "regular file"),
    (2, "directory"),
    (3, "block device"),
    (4, "character device"),
    (5, "symbolic link"),
    (6, "socket"),
    (7, "named pipe"),
    (8, "attribute directory"),
    (9, "named attribute"),
];

#[rustfmt::skip]
const NAMES: Codes = &[
    (0, "supported attributes"), (1, "type"), (2, "handle expiry"), (3, "change"), (4, "size"),
    (5, "links"), (6, "symbolic links"), (7, "named attributes"), (8, "file system"), (9, "unique handles"),
    (10, "lease time"), (11, "read error"), (12, "access control list"), (13, "kinds of access control"),
    (14, "archived"), (15, "times can be set"), (16, "case ignored"), (17, "case kept"), (18, "owners fixed"),
    (19, "handle"), (20, "file number"), (21, "files available"), (22, "files free"), (23, "files"),
    (24, "locations"), (25, "hidden"), (26, "homogeneous"), (27, "largest file"), (28, "most links"),
    (29, "longest name"), (30, "read at most"), (31, "write at most"), (32, "media type"), (33, "mode"),
    (34, "no truncation"), (35, "number of links"), (36, "owner"), (37, "group"), (38, "hard quota"),
    (39, "soft quota"), (40, "quota used"), (41, "device"), (42, "space available"), (43, "space free"),
    (44, "space"), (45, "space used"), (46, "system"), (47, "time of access"), (48, "set time of access"),
    (49, "time of backup"), (50, "time of creation"), (51, "time step"), (52, "time of attributes"),
    (53, "time of change"), (54, "set time of change"), (55, "file number below the mount"),
    (56, "delay of notices"), (58, "discretionary list"), (59, "system list"), (60, "change policy"),
    (61, "file system status"), (62, "layout types"), (63, "layout hint"), (64, "layout type"),
    (65, "layout block size"), (66, "layout alignment"), (67, "locations in detail"), (68, "thresholds"),
    (69, "retention"), (70, "set retention"), (71, "event retention"), (72, "set event retention"),
    (73, "retention hold"), (74, "mode and mask"), (75, "attributes of exclusive creation"),
    (76, "characters"), (77, "clone block size"), (78, "space freed"), (79, "kind of change number"),
    (80, "security label"), (81, "mode and umask"), (82, "extended attributes"), (83, "offline"),
];

crate::fields! {
    ATTRIBUTES = FieldSpec::group("", "Attributes").doc("Which attributes of the file, and their values.", SECTION);
    MASK = FieldSpec::hex("nfs.attr_mask", "Mask", 32).doc("A bit for each of 32 attributes, the first one lowest.", SECTION);
    ATTRIBUTE = FieldSpec::uint("nfs.attr", "Attribute", 32).codes(NAMES).doc("One thing that is known of the file.", SECTION);
    pub(super) TYPE = word("nfs.nfs_ftype4", "Type", "What the file is.").codes(TYPES);
    EXPIRE = FieldSpec::hex("nfs.fattr4_fh_expire_type", "Handle expiry", 32).doc("When handles become void; 0: never.", SECTION);
    CHANGE = long("nfs.changeid4", "Change", "Another number whenever the file changes.");
    SIZE = long("nfs.fattr4.size", "Size", "In bytes.");
    LINKS = truth("nfs.fattr4_link_support", "Links", "1: a file may have several names.");
    SYMLINKS = truth("nfs.fattr4_symlink_support", "Symbolic links", "1: there are symbolic links.");
    NAMED = truth("nfs.fattr4_named_attr", "Named attributes", "1: the file has named attributes.");
    SYSTEM_GROUP = FieldSpec::group("", "File system").doc("Tells the file systems of a server apart.", SECTION);
    MAJOR = long("nfs.fsid4.major", "Major", "Number of the file system, first half.");
    MINOR = long("nfs.fsid4.minor", "Minor", "Number of the file system, second half.");
    UNIQUE = truth("nfs.fattr4_unique_handles", "Unique handles", "1: a file has one handle only.");
    LEASE = word("nfs.fattr4.lease_time", "Lease", "Seconds after which the server forgets a client that is silent.").unit("seconds");
    LIST_KINDS = word("nfs.fattr4.aclsupport", "Kinds", "Which kinds of entries an access control list may have, as bits.");
    ARCHIVE = truth("nfs.fattr4_archive", "Archived", "1: archived since the last change.");
    CAN_SET = truth("nfs.fattr4_cansettime", "Times can be set", "1: clients may set times.");
    CASELESS = truth("nfs.fattr4_case_insensitive", "Case ignored", "1: a and A are the same.");
    CASE_KEPT = truth("nfs.fattr4_case_preserving", "Case kept", "1: names are kept as they were written.");
    CHOWN = truth("nfs.fattr4_chown_restricted", "Owners fixed", "1: only the administrator may change owners.");
    FILE = long("nfs.fattr4.fileid", "File number", "Of the file in its file system.");
    FILES_AVAILABLE = long("nfs.fattr4.files_avail", "Files available", "That the user can still make.");
    FILES_FREE = long("nfs.fattr4.files_free", "Files free", "That the file system can still hold.");
    FILES = long("nfs.fattr4.files_total", "Files", "That the file system can hold.");
    HIDDEN = truth("nfs.fattr4_hidden", "Hidden", "1: not to be shown.");
    HOMOGENEOUS = truth("nfs.fattr4_homogeneous", "Homogeneous", "1: the attributes of the file system are the same for all files.");
    MAX_SIZE = long("nfs.fattr4.maxfilesize", "Largest file", "In bytes.");
    MAX_LINKS = word("nfs.fattr4.maxlink", "Links", "That a file may have.");
    MAX_NAME = word("nfs.fattr4.maxname", "Name length", "That a name may have.");
    MAX_READ = long("nfs.fattr4.maxread", "Read at most", "Bytes.");
    MAX_WRITE = long("nfs.fattr4.maxwrite", "Write at most", "Bytes.");
    MEDIA = FieldSpec::text("nfs.fattr4_mimetype", "Media type").doc("Of the file.", SECTION);
    NO_TRUNCATION = truth("nfs.fattr4_no_trunc", "No truncation", "1: too long a name is an error.");
    LINK_COUNT = word("nfs.fattr4.numlinks", "Links", "That the file has.");
    OWNER = FieldSpec::text("nfs.fattr4_owner", "Owner").doc("Name and domain of who owns the file, or a number.", SECTION);
    GROUP = FieldSpec::text("nfs.fattr4_owner_group", "Group").doc("Name and domain of its group, or a number.", SECTION);
    QUOTA_HARD = long("nfs.fattr4.quota_hard", "Hard quota", "Bytes that the user may still use at all.");
    QUOTA_SOFT = long("nfs.fattr4.quota_soft", "Soft quota", "Bytes until the user is warned.");
    QUOTA_USED = long("nfs.fattr4.quota_used", "Quota used", "Bytes that the user uses.");
    DEVICE_MAJOR = word("nfs.specdata1", "Major", "Number of the device, first part.");
    DEVICE_MINOR = word("nfs.specdata2", "Minor", "Number of the device, second part.");
    SPACE_AVAILABLE = long("nfs.fattr4.space_avail", "Space available", "Bytes for the user.");
    SPACE_FREE = long("nfs.fattr4.space_free", "Space free", "Bytes.");
    SPACE = long("nfs.fattr4.space_total", "Space", "Bytes of the file system.");
    SPACE_USED = long("nfs.fattr4.space_used", "Space used", "Bytes on disk of the file.");
    SYSTEM = truth("nfs.fattr4_system", "System", "1: a file of the operating system.");
    SECONDS = long("nfs.nfstime4.seconds", "Seconds", "Since 1970.");
    NANOS = word("nfs.nfstime4.nseconds", "Nanoseconds", "Of the second.");
    SET_IT = word("nfs.set_it", "Set to", "The server's time, or the client's.").codes(&[(0, "time of the server"), (1, "time of the client")]);
    MOUNTED_ON = FieldSpec::hex("nfs.fattr4.mounted_on_fileid", "File number", 64).doc("Of the directory that the file system is mounted on.", SECTION);
    BLOCK_SIZE = word("nfs.fattr4.layout_blksize", "Layout block size", "In bytes.");
    CLONE_SIZE = word("nfs.fattr4.clone_block_size", "Clone block size", "Bytes that can be cloned together.");
    LABEL_FORMAT = word("nfs.fattr4.security_label.lfs", "Format", "Of the label.");
    LABEL_POLICY = word("nfs.fattr4.security_label.pi", "Policy", "Which rules it belongs to.");
    LABEL = FieldSpec::text("nfs.fattr4.security_label.context", "Label").doc("What a security system knows the file by.", "RFC 7862 §12.2.4");
    EXTENDED = truth("nfs.fattr4_xattr_support", "Extended attributes", "1: there are extended attributes.");
    ACE_TYPE = word("nfs.acetype4", "Type", "Whether it allows, denies or reports.").codes(&[(0, "allow"), (1, "deny"), (2, "audit"), (3, "alarm")]);
    ACE_FLAGS = FieldSpec::hex("nfs.aceflags4", "Flags", 32).doc("Whether it is inherited, and whom it is about.", SECTION);
    ACE_MASK = FieldSpec::hex("nfs.acemask4", "Rights", 32).doc("Which rights.", SECTION);
    WHO = FieldSpec::text("nfs.who", "Who").doc("Whom the entry is about.", SECTION);
}

/// A mask, as the place and the bits of each of its words.
fn mask(p: &mut Peel<'_>) -> Result<Vec<(usize, u32)>, Stop> {
    let count = number(p)?;
    if u64::from(count) > MAX_WORDS {
        not_shown(p)?;
    }
    (0..count).map(|_| Ok((p.pos(), number(p)?))).collect()
}

fn number(p: &mut Peel<'_>) -> Result<u32, Stop> {
    let bytes = p.skip(4)?;
    Ok(bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// The numbers of the attributes of the mask's word number `word`.
fn of_word(word: usize, bits: u32) -> impl Iterator<Item = u32> {
    let set = (0..32).filter(move |bit| bits >> bit & 1 == 1);
    set.map(move |bit| word as u32 * 32 + bit)
}

/// A word of a mask; one without attributes says nothing.
fn show_mask(p: &mut Peel<'_>, at: usize, bits: u32) {
    if bits != 0 {
        p.mark(&MASK, at..at + 4);
    }
}

/// A mask of attributes that are asked for.
pub(super) fn asked(p: &mut Peel<'_>) -> Peeled {
    p.group(&ATTRIBUTES, |p| {
        let words = mask(p)?;
        let end = p.pos();
        for (word, (at, bits)) in words.into_iter().enumerate() {
            show_mask(p, at, bits);
            for attribute in of_word(word, bits) {
                p.mark_as(&ATTRIBUTE, end..end, Value::Uint(attribute.into()));
            }
        }
        Ok(())
    })
}

/// A mask of attributes that were set.
pub(super) fn changed(p: &mut Peel<'_>) -> Peeled {
    asked(p)
}

/// A mask, and behind it the values of its attributes.
pub(super) fn values(p: &mut Peel<'_>) -> Peeled {
    p.group(&ATTRIBUTES, |p| {
        let words = mask(p)?;
        let len = number(p)? as usize;
        p.within(len, "length of the attributes", |p| {
            for (word, (at, bits)) in words.into_iter().enumerate() {
                show_mask(p, at, bits);
                of_word(word, bits).try_for_each(|attribute| value(p, attribute))?;
            }
            Ok(())
        })
    })
}

fn value(p: &mut Peel<'_>, attribute: u32) -> Peeled {
    static SYSTEM_PARTS: &[Part] = &[Group(&SYSTEM_GROUP, &[One(&MAJOR), One(&MINOR)])];
    static LABEL_PARTS: &[Part] = &[One(&LABEL_FORMAT), One(&LABEL_POLICY), Opaque(&LABEL)];
    p.group_as(
        &ATTRIBUTE,
        || Value::Uint(attribute.into()),
        |p| match attribute {
            0 | 75 => asked(p),
            8 => xdr::read(p, SYSTEM_PARTS),
            12 => list(p),
            19 => handle(p),
            33 => p.rows(MODE_2).map(drop),
            41 => device(p),
            47 | 49..=53 => time(p),
            48 | 54 => set_time(p),
            80 => xdr::read(p, LABEL_PARTS),
            _ => match simple(attribute) {
                Some(spec) if spec.kind == Kind::Text => xdr::opaque(p, spec),
                Some(spec) => p.uint(spec).map(drop),
                None => not_shown(p),
            },
        },
    )
}

/// The attributes whose value is a number or a text.
fn simple(attribute: u32) -> Option<&'static FieldSpec> {
    Some(match attribute {
        1 => &TYPE,
        2 => &EXPIRE,
        3 => &CHANGE,
        4 => &SIZE,
        5 => &LINKS,
        6 => &SYMLINKS,
        7 => &NAMED,
        9 => &UNIQUE,
        10 => &LEASE,
        11 => &STATUS,
        13 => &LIST_KINDS,
        14 => &ARCHIVE,
        15 => &CAN_SET,
        16 => &CASELESS,
        17 => &CASE_KEPT,
        18 => &CHOWN,
        20 => &FILE,
        21 => &FILES_AVAILABLE,
        22 => &FILES_FREE,
        23 => &FILES,
        25 => &HIDDEN,
        26 => &HOMOGENEOUS,
        27 => &MAX_SIZE,
        28 => &MAX_LINKS,
        29 => &MAX_NAME,
        30 => &MAX_READ,
        31 => &MAX_WRITE,
        32 => &MEDIA,
        34 => &NO_TRUNCATION,
        35 => &LINK_COUNT,
        36 => &OWNER,
        37 => &GROUP,
        38 => &QUOTA_HARD,
        39 => &QUOTA_SOFT,
        40 => &QUOTA_USED,
        42 => &SPACE_AVAILABLE,
        43 => &SPACE_FREE,
        44 => &SPACE,
        45 => &SPACE_USED,
        46 => &SYSTEM,
        55 => &MOUNTED_ON,
        65 => &BLOCK_SIZE,
        77 => &CLONE_SIZE,
        82 => &EXTENDED,
        _ => return None,
    })
}

pub(super) fn device(p: &mut Peel<'_>) -> Peeled {
    p.uint(&DEVICE_MAJOR)?;
    p.uint(&DEVICE_MINOR).map(drop)
}

pub(super) fn time(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SECONDS)?;
    p.uint(&NANOS).map(drop)
}

fn set_time(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&SET_IT)? {
        0 => Ok(()),
        _ => time(p),
    }
}

fn list(p: &mut Peel<'_>) -> Peeled {
    let count = number(p)?;
    (0..count).try_for_each(|_| if p.is_full() { Err(Stop) } else { entry(p) })
}

/// An entry of an access control list.
pub(super) fn entry(p: &mut Peel<'_>) -> Peeled {
    p.uint(&ACE_TYPE)?;
    p.uint(&ACE_FLAGS)?;
    p.uint(&ACE_MASK)?;
    xdr::opaque(p, &WHO)
}
