//! Version 2 (RFC 1094).

use super::super::rpc::{Call, xdr};
use super::attributes::{new_2, whole_2};
use super::common::{self, DATA, END, ENTRY, LINK_TARGET, LINK_TO, handle_2, place_2};
use super::{PROCEDURES_2, status};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use xdr::Part::{self, List, One, Opaque, Read};

const SECTION: &str = "RFC 1094 §2.2";

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc(doc, SECTION)
}

crate::fields! {
    STATUS = word("nfs.status2", "Status", "Whether it worked.").codes(status::STATUS);
    READ_OFFSET = word("nfs.read.offset", "Offset", "From which byte on.");
    READ_COUNT = word("nfs.read.count", "Count", "How many bytes.");
    READ_TOTAL = word("nfs.read.totalcount", "Total", "Not used.");
    WRITE_BEGIN = word("nfs.write.beginoffset", "Begin", "Not used.");
    WRITE_OFFSET = word("nfs.write.offset", "Offset", "From which byte on.");
    WRITE_TOTAL = word("nfs.write.totalcount", "Total", "Not used.");
    COOKIE = word("nfs.readdir.cookie", "Cookie", "Where in the directory to go on.");
    COUNT = word("nfs.readdir.count", "Count", "Bytes that the answer may have.");
    ENTRY_FILE = word("nfs.readdir.entry.fileid", "File number", "Of the file.");
    ENTRY_NAME = FieldSpec::text("nfs.readdir.entry.name", "Name").doc("Of the file.", SECTION);
    ENTRY_COOKIE = word("nfs.readdir.entry.cookie", "Cookie", "For going on behind this entry.");
    TRANSFER = word("nfs.statfs.tsize", "Transfer size", "Bytes that the server likes to move at once.");
    BLOCK = word("nfs.statfs.bsize", "Block size", "Bytes of a block.");
    BLOCKS = word("nfs.statfs.blocks", "Blocks", "Of the file system.");
    FREE = word("nfs.statfs.bfree", "Free blocks", "Of them.");
    AVAILABLE = word("nfs.statfs.bavail", "Available blocks", "For users.");
}

static HANDLE: &[Part] = &[Read(handle_2)];
static PLACE: &[Part] = &[Read(place_2)];
static CREATE: &[Part] = &[Read(place_2), Read(new_2)];
static FILE: &[Part] = &[Read(whole_2)];
static NEW_FILE: &[Part] = &[Read(handle_2), Read(whole_2)];
static NONE: &[Part] = &[];

/// Arguments and results of a procedure.
fn parts(procedure: u32) -> (&'static [Part], &'static [Part]) {
    static SET: &[Part] = &[Read(handle_2), Read(new_2)];
    static READ: &[Part] = &[
        Read(handle_2),
        One(&READ_OFFSET),
        One(&READ_COUNT),
        One(&READ_TOTAL),
    ];
    static HAVE_READ: &[Part] = &[Read(whole_2), Opaque(&DATA)];
    static WRITE: &[Part] = &[
        Read(handle_2),
        One(&WRITE_BEGIN),
        One(&WRITE_OFFSET),
        One(&WRITE_TOTAL),
        Opaque(&DATA),
    ];
    static TARGET: &[Part] = &[Opaque(&LINK_TARGET)];
    static RENAME: &[Part] = &[Read(place_2), Read(place_2)];
    static LINK: &[Part] = &[Read(handle_2), Read(place_2)];
    static SYMBOLIC: &[Part] = &[Read(place_2), Opaque(&LINK_TO), Read(new_2)];
    static DIRECTORY: &[Part] = &[Read(handle_2), One(&COOKIE), One(&COUNT)];
    static ENTRIES: &[Part] = &[
        List(
            &ENTRY,
            &[One(&ENTRY_FILE), Opaque(&ENTRY_NAME), One(&ENTRY_COOKIE)],
        ),
        One(&END),
    ];
    static SPACE: &[Part] = &[
        One(&TRANSFER),
        One(&BLOCK),
        One(&BLOCKS),
        One(&FREE),
        One(&AVAILABLE),
    ];
    match procedure {
        1 => (HANDLE, FILE),
        2 => (SET, FILE),
        4 => (PLACE, NEW_FILE),
        5 => (HANDLE, TARGET),
        6 => (READ, HAVE_READ),
        8 => (WRITE, FILE),
        9 | 14 => (CREATE, NEW_FILE),
        10 | 15 => (PLACE, NONE),
        11 => (RENAME, NONE),
        12 => (LINK, NONE),
        13 => (SYMBOLIC, NONE),
        16 => (DIRECTORY, ENTRIES),
        17 => (HANDLE, SPACE),
        _ => (NONE, NONE),
    }
}

/// Reads arguments or results.
pub(super) fn message(p: &mut Peel<'_>, call: &Call) -> Peeled {
    let (arguments, results) = parts(call.procedure);
    if !call.is_reply {
        return xdr::read(p, arguments);
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    let name = PROCEDURES_2
        .get(call.procedure as usize)
        .map_or("", |row| row.1);
    match common::status(p, &STATUS, name)? {
        true => xdr::read(p, results),
        false => Ok(()),
    }
}
