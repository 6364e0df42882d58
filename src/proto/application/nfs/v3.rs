//! Version 3 (RFC 1813).

use super::super::rpc::{Call, xdr};
use super::attributes::{changed, changes, device, handle_if_any, if_any, new, whole};
use super::common::{self, DATA, END, ENTRY, LINK_TARGET, LINK_TO, handle, place};
use super::{PROCEDURES_3, status};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use xdr::Part::{self, Group, If, List, One, Opaque, Read};

const SECTION: &str = "RFC 1813 §3.3";

const EXCLUSIVE: u64 = 2;
const SYNC: crate::model::Codes = &[(0, "unstable"), (1, "data on disk"), (2, "all on disk")];

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc(doc, SECTION)
}

const fn long(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 64).doc(doc, SECTION)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

pub(super) const PROPERTIES: &[FieldSpec] = &[
    FieldSpec::hex("nfs.fsinfo.properties", "Properties", 32)
        .parts_follow()
        .doc("What the file system can do.", SECTION),
    FieldSpec::gap(27).part(),
    flag(
        "nfs.fsinfo.properties.setattr",
        "Times",
        "Clients may set times.",
    ),
    flag(
        "nfs.fsinfo.properties.pathconf",
        "Uniform",
        "Path configuration is the same for all files.",
    ),
    FieldSpec::gap(1).part(),
    flag(
        "nfs.fsinfo.properties.symlinks",
        "Symbolic links",
        "There are symbolic links.",
    ),
    flag(
        "nfs.fsinfo.properties.hardlinks",
        "Hard links",
        "A file may have several names.",
    ),
];

crate::fields! {
    STATUS = word("nfs.status3", "Status", "Whether it worked.").codes(status::STATUS);
    GUARD_GROUP = FieldSpec::group("", "Guard").doc("Only if the file was last changed at this time.", SECTION);
    GUARD = word("nfs.sattrguard3", "Check", "Whether to check it.").codes(&[(0, "no"), (1, "yes")]);
    CHECK = FieldSpec::hex("nfs.access_check", "Check access", 32).doc("What the user would like to do.", SECTION);
    RIGHTS = FieldSpec::hex("nfs.access_rights", "Access rights", 32).doc("What he may do, of what was asked.", SECTION);
    READ_RIGHT = FieldSpec::uint("nfs.access_read", "Read", 1).doc("To read the file, or the directory.", SECTION);
    LOOK_UP_RIGHT = FieldSpec::uint("nfs.access_lookup", "Look up", 1).doc("To look a name up in the directory.", SECTION);
    MODIFY_RIGHT = FieldSpec::uint("nfs.access_modify", "Modify", 1).doc("To change what is there.", SECTION);
    EXTEND_RIGHT = FieldSpec::uint("nfs.access_extend", "Extend", 1).doc("To add something.", SECTION);
    DELETE_RIGHT = FieldSpec::uint("nfs.access_delete", "Delete", 1).doc("To delete something in the directory.", SECTION);
    EXECUTE_RIGHT = FieldSpec::uint("nfs.access_execute", "Execute", 1).doc("To execute the file.", SECTION);
    OFFSET = long("nfs.offset3", "Offset", "From which byte on.");
    COUNT = word("nfs.count3", "Count", "How many bytes.");
    END_OF_FILE = word("nfs.read.eof", "End of file", "1: the file ends here.");
    STABLE = word("nfs.write.stable", "Stable", "How safe the data shall be before the server answers.").codes(SYNC);
    COMMITTED = word("nfs.write.committed", "Committed", "How safe the data are.").codes(SYNC);
    VERIFIER = FieldSpec::bytes("nfs.verifier", "Verifier").wide(8).doc("Changes when the server has been started anew, or the directory is not the same.", SECTION);
    MODE = word("nfs.createmode", "How", "What to do if the file exists.").codes(&[(0, "unchecked"), (1, "guarded"), (2, "exclusive")]);
    NODE = word("nfs.type", "Type", "What is to be made.").codes(&[(3, "block device"), (4, "character device"), (6, "socket"), (7, "named pipe")]);
    COOKIE = long("nfs.cookie3", "Cookie", "Where in the directory to go on.");
    DIRECTORY_COUNT = word("nfs.count3_dircount", "Names", "Bytes of names that the answer may have.");
    MAX_COUNT = word("nfs.count3_maxcount", "At most", "Bytes that the answer may have.");
    ENTRY_FILE = long("nfs.readdir.entry3.fileid", "File number", "Of the file.");
    ENTRY_NAME = FieldSpec::text("nfs.readdir.entry3.name", "Name").doc("Of the file.", SECTION);
    ENTRY_COOKIE = long("nfs.readdir.entry3.cookie", "Cookie", "For going on behind this entry.");
    PLUS_FILE = long("nfs.readdirplus.entry.fileid", "File number", "Of the file.");
    PLUS_NAME = FieldSpec::text("nfs.readdirplus.entry.name", "Name").doc("Of the file.", SECTION);
    PLUS_COOKIE = long("nfs.readdirplus.entry.cookie", "Cookie", "For going on behind this entry.");
    TOTAL_BYTES = long("nfs.fsstat3_resok.tbytes", "Bytes", "Of the file system.");
    FREE_BYTES = long("nfs.fsstat3_resok.fbytes", "Free bytes", "Of them.");
    AVAILABLE_BYTES = long("nfs.fsstat3_resok.abytes", "Available bytes", "For the user.");
    TOTAL_FILES = long("nfs.fsstat3_resok.tfiles", "Files", "That the file system can hold.");
    FREE_FILES = long("nfs.fsstat3_resok.ffiles", "Free files", "That it can still hold.");
    AVAILABLE_FILES = long("nfs.fsstat3_resok.afiles", "Available files", "For the user.");
    STABILITY = word("nfs.fsstat.invarsec", "Stays so", "Seconds for which this will not change.");
    READ_MAX = word("nfs.fsinfo.rtmax", "Read at most", "Bytes.");
    READ_BEST = word("nfs.fsinfo.rtpref", "Read best", "Bytes.");
    READ_MULTIPLE = word("nfs.fsinfo.rtmult", "Read multiple", "Bytes.");
    WRITE_MAX = word("nfs.fsinfo.wtmax", "Write at most", "Bytes.");
    WRITE_BEST = word("nfs.fsinfo.wtpref", "Write best", "Bytes.");
    WRITE_MULTIPLE = word("nfs.fsinfo.wtmult", "Write multiple", "Bytes.");
    DIRECTORY_BEST = word("nfs.fsinfo.dtpref", "Directory best", "Bytes of a piece of a directory.");
    MAX_SIZE = long("nfs.fsinfo.maxfilesize", "Largest file", "Bytes.");
    TIME_STEP = FieldSpec::computed("nfs.dtime", "Time step").doc("How exactly the server keeps times.", SECTION);
    STEP_SECONDS = word("nfs.dtime.sec", "Seconds", "Of the step.");
    STEP_NANOS = word("nfs.dtime.nsec", "Nanoseconds", "Of the step.");
    LINK_MAX = word("nfs.pathconf.linkmax", "Links", "That a file may have.");
    NAME_MAX = word("nfs.pathconf.name_max", "Name length", "Bytes that a name may have.");
    NO_TRUNCATION = word("nfs.pathconf.no_trunc", "No truncation", "1: too long a name is an error.");
    CHOWN = word("nfs.pathconf.chown_restricted", "Owners fixed", "1: only the administrator may change owners.");
    CASELESS = word("nfs.pathconf.case_insensitive", "Case ignored", "1: a and A are the same.");
    CASE_KEPT = word("nfs.pathconf.case_preserving", "Case kept", "1: names are kept as they were written.");
}

static NONE: &[Part] = &[];
static HANDLE: &[Part] = &[Read(handle)];
static PLACE: &[Part] = &[Read(place)];
static ATTRIBUTES: &[Part] = &[Read(if_any)];
static CHANGES: &[Part] = &[Read(changes)];
static CREATED: &[Part] = &[Read(handle_if_any), Read(if_any), Read(changes)];

/// Arguments, results of success and of failure.
type Parts = (&'static [Part], &'static [Part], &'static [Part]);

/// What a procedure on a file or a directory has.
fn parts(procedure: u32) -> Parts {
    static FILE: &[Part] = &[Read(whole)];
    static SET: &[Part] = &[
        Read(handle),
        Read(new),
        Group(&GUARD_GROUP, &[If(&GUARD, &[Read(changed)])]),
    ];
    static FOUND: &[Part] = &[Read(handle), Read(if_any), Read(if_any)];
    static ACCESS: &[Part] = &[Read(handle), Read(check)];
    static GRANTED: &[Part] = &[Read(if_any), Read(rights)];
    static TARGET: &[Part] = &[Read(if_any), Opaque(&LINK_TARGET)];
    static READ: &[Part] = &[Read(handle), One(&OFFSET), One(&COUNT)];
    static HAVE_READ: &[Part] = &[Read(if_any), One(&COUNT), One(&END_OF_FILE), Opaque(&DATA)];
    static WRITE: &[Part] = &[
        Read(handle),
        One(&OFFSET),
        One(&COUNT),
        One(&STABLE),
        Opaque(&DATA),
    ];
    static WRITTEN: &[Part] = &[Read(changes), One(&COUNT), One(&COMMITTED), One(&VERIFIER)];
    static CREATE: &[Part] = &[Read(place), Read(how)];
    static MAKE: &[Part] = &[Read(place), Read(new)];
    static SYMBOLIC: &[Part] = &[Read(place), Read(new), Opaque(&LINK_TO)];
    static NODE_PARTS: &[Part] = &[Read(place), Read(node)];
    static RENAME: &[Part] = &[Read(place), Read(place)];
    static RENAMED: &[Part] = &[Read(changes), Read(changes)];
    static LINK: &[Part] = &[Read(handle), Read(place)];
    static LINKED: &[Part] = &[Read(if_any), Read(changes)];
    static COMMITTED_PARTS: &[Part] = &[Read(changes), One(&VERIFIER)];
    match procedure {
        1 => (HANDLE, FILE, NONE),
        2 => (SET, CHANGES, CHANGES),
        3 => (PLACE, FOUND, ATTRIBUTES),
        4 => (ACCESS, GRANTED, ATTRIBUTES),
        5 => (HANDLE, TARGET, ATTRIBUTES),
        6 => (READ, HAVE_READ, ATTRIBUTES),
        7 => (WRITE, WRITTEN, CHANGES),
        8 => (CREATE, CREATED, CHANGES),
        9 => (MAKE, CREATED, CHANGES),
        10 => (SYMBOLIC, CREATED, CHANGES),
        11 => (NODE_PARTS, CREATED, CHANGES),
        12 | 13 => (PLACE, CHANGES, CHANGES),
        14 => (RENAME, RENAMED, RENAMED),
        15 => (LINK, LINKED, LINKED),
        21 => (READ, COMMITTED_PARTS, CHANGES),
        _ => of_system(procedure),
    }
}

/// What a procedure that lists a directory or asks about the file system has.
fn of_system(procedure: u32) -> Parts {
    static LIST: &[Part] = &[Read(handle), One(&COOKIE), One(&VERIFIER), One(&COUNT)];
    static ENTRIES: &[Part] = &[
        Read(if_any),
        One(&VERIFIER),
        List(
            &ENTRY,
            &[One(&ENTRY_FILE), Opaque(&ENTRY_NAME), One(&ENTRY_COOKIE)],
        ),
        One(&END),
    ];
    static LIST_PLUS: &[Part] = &[
        Read(handle),
        One(&COOKIE),
        One(&VERIFIER),
        One(&DIRECTORY_COUNT),
        One(&MAX_COUNT),
    ];
    static ENTRIES_PLUS: &[Part] = &[
        Read(if_any),
        One(&VERIFIER),
        List(
            &ENTRY,
            &[
                One(&PLUS_FILE),
                Opaque(&PLUS_NAME),
                One(&PLUS_COOKIE),
                Read(if_any),
                Read(handle_if_any),
            ],
        ),
        One(&END),
    ];
    static SPACE: &[Part] = &[
        Read(if_any),
        One(&TOTAL_BYTES),
        One(&FREE_BYTES),
        One(&AVAILABLE_BYTES),
        One(&TOTAL_FILES),
        One(&FREE_FILES),
        One(&AVAILABLE_FILES),
        One(&STABILITY),
    ];
    static INFORMATION: &[Part] = &[
        Read(if_any),
        One(&READ_MAX),
        One(&READ_BEST),
        One(&READ_MULTIPLE),
        One(&WRITE_MAX),
        One(&WRITE_BEST),
        One(&WRITE_MULTIPLE),
        One(&DIRECTORY_BEST),
        One(&MAX_SIZE),
        Read(time_step),
        Read(properties),
    ];
    static CONFIGURATION: &[Part] = &[
        Read(if_any),
        One(&LINK_MAX),
        One(&NAME_MAX),
        One(&NO_TRUNCATION),
        One(&CHOWN),
        One(&CASELESS),
        One(&CASE_KEPT),
    ];
    match procedure {
        16 => (LIST, ENTRIES, ATTRIBUTES),
        17 => (LIST_PLUS, ENTRIES_PLUS, ATTRIBUTES),
        18 => (HANDLE, SPACE, ATTRIBUTES),
        19 => (HANDLE, INFORMATION, ATTRIBUTES),
        20 => (HANDLE, CONFIGURATION, ATTRIBUTES),
        _ => (NONE, NONE, NONE),
    }
}

/// Reads arguments or results.
pub(super) fn message(p: &mut Peel<'_>, call: &Call) -> Peeled {
    let (arguments, success, failure) = parts(call.procedure);
    if !call.is_reply {
        return xdr::read(p, arguments);
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    let name = PROCEDURES_3
        .get(call.procedure as usize)
        .map_or("", |row| row.1);
    let is_good = common::status(p, &STATUS, name)?;
    xdr::read(p, if is_good { success } else { failure })
}

fn how(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&MODE)? {
        EXCLUSIVE => p.field(&VERIFIER, 8).map(drop),
        _ => new(p),
    }
}

fn node(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&NODE)?;
    if matches!(kind, 3 | 4 | 6 | 7) {
        new(p)?;
    }
    if matches!(kind, 3 | 4) {
        device(p)?;
    }
    Ok(())
}

pub(super) fn check(p: &mut Peel<'_>) -> Peeled {
    access(p, &CHECK)
}

pub(super) fn rights(p: &mut Peel<'_>) -> Peeled {
    access(p, &RIGHTS)
}

/// Reads a set of rights; those that are in it stand below.
fn access(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.group(spec, |p| {
        let at = p.pos() + 3;
        let bits = p.skip(4)?[3];
        let rights = [
            &READ_RIGHT,
            &LOOK_UP_RIGHT,
            &MODIFY_RIGHT,
            &EXTEND_RIGHT,
            &DELETE_RIGHT,
            &EXECUTE_RIGHT,
        ];
        for (bit, right) in rights.into_iter().enumerate() {
            if bits >> bit & 1 == 1 {
                p.mark_as(right, at..at + 1, Value::Uint(1));
            }
        }
        Ok(())
    })
}

fn time_step(p: &mut Peel<'_>) -> Peeled {
    let [a, b, c, d, e, f, g, h] = p.rest().first_chunk::<8>().copied().unwrap_or_default();
    let seconds = i64::from(u32::from_be_bytes([a, b, c, d]));
    let nanos = seconds * 1_000_000_000 + i64::from(u32::from_be_bytes([e, f, g, h]));
    p.group_as(
        &TIME_STEP,
        || Value::Elapsed(nanos),
        |p| {
            p.uint(&STEP_SECONDS)?;
            p.uint(&STEP_NANOS).map(drop)
        },
    )
}

fn properties(p: &mut Peel<'_>) -> Peeled {
    p.rows(PROPERTIES).map(drop)
}
