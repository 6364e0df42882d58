//! What several operations have: names, positions, states, owners, changes.

use super::super::super::rpc::xdr::{self, Part};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, text};
use Part::{Group, One, Opaque, Read};

const SECTION: &str = "RFC 7530 §2.2";

pub(super) const YES: Codes = &[(0, "no"), (1, "yes")];

pub(super) const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc(doc, SECTION)
}

pub(super) const fn long(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 64).doc(doc, SECTION)
}

pub(super) const fn truth(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32)
        .codes(YES)
        .doc(doc, SECTION)
}

const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).doc(doc, SECTION)
}

const fn right(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 1).doc(
        "The server can tell whether the user has this right.",
        SECTION,
    )
}

crate::fields! {
    pub(super) COMPONENT = FieldSpec::text("nfs.pathname.component", "Name").doc("Of a file in its directory.", SECTION);
    pub(super) SEQUENCE_ID = hex("nfs.seqid", "Sequence number", 32, "Counts what an owner or a session asks, so that nothing is done twice.");
    pub(super) LOCK_SEQUENCE = hex("nfs.lock_seqid", "Sequence number", 32, "Counts what the owner of the lock asks.");
    STATE = FieldSpec::bytes("nfs.stateid", "State").wide(16).doc("What the server keeps for the client: an open file, a lock, a delegation.", "RFC 7530 §9.1.4");
    STATE_SEQUENCE = word("nfs.stateid.seqid", "Sequence number", "Counts the changes of the state.");
    STATE_OTHER = FieldSpec::bytes("nfs.stateid.other", "Other").wide(12).doc("Which state.", "RFC 7530 §9.1.4");
    pub(super) CLIENT = hex("nfs.clientid", "Client", 64, "The server's number of the client.");
    OWNER = FieldSpec::group("", "Owner").doc("Who holds the lock: a process of a client.", SECTION);
    LOCK_OWNER = FieldSpec::bytes("nfs.lock_owner4", "Owner").doc("The client's own name of the process.", SECTION);
    pub(super) OPEN_OWNER = FieldSpec::bytes("nfs.open_owner4", "Owner").doc("The client's own name of who opens the file.", SECTION);
    pub(super) OFFSET = long("nfs.offset4", "Offset", "From which byte on.");
    pub(super) LENGTH = long("nfs.length4", "Length", "How many bytes; all bits set: to the end of the file.");
    pub(super) COUNT = word("nfs.count4", "Count", "How many bytes.");
    pub(super) VERIFIER = hex("nfs.verifier4", "Verifier", 64, "Changes when who sends it has been started anew.");
    pub(super) STABLE = word("nfs.stable_how4", "Stable", "How safe the data are.").codes(&[(0, "unstable"), (1, "data on disk"), (2, "all on disk")]);
    pub(super) END_OF_FILE = word("nfs.eof", "End of file", "1: the file ends here.");
    READ_LENGTH = word("nfs.read.data_length", "Read length", "Bytes that were read.");
    WRITE_LENGTH = word("nfs.write.data_length", "Write length", "Bytes to be written.");
    CHANGE = FieldSpec::group("", "Change").doc("Tells the client whether someone else changed the directory too.", SECTION);
    ATOMIC = truth("nfs.change_info.atomic", "Atomic", "1: nothing happened between the two.");
    BEFORE = long("nfs.changeid4.before", "Before", "The directory's change number before.");
    AFTER = long("nfs.changeid4.after", "After", "The directory's change number after.");
    pub(super) LOCK_TYPE = word("nfs.locktype4", "Lock type", "For reading or for writing, and whether the client would wait.").codes(&[(1, "read"), (2, "write"), (3, "read, waiting"), (4, "write, waiting")]);
    pub(super) RECLAIM = truth("nfs.lock.reclaim", "Reclaim", "1: the client had the lock before the server was started anew.");
    pub(super) NEW_OWNER = truth("nfs.lock.locker.new_lock_owner", "New owner", "1: the owner's first lock on this file.");
    pub(super) LINK_TEXT = FieldSpec::text("nfs.symlink.linktext", "Target").doc("Where the symbolic link points to.", SECTION);
    pub(super) COOKIE = long("nfs.cookie4", "Cookie", "Where in the directory to go on.");
    pub(super) COOKIE_VERIFIER = long("nfs.cookie_verf4", "Verifier", "Changes when cookies are no longer good.");
    pub(super) DIRECTORY_COUNT = word("nfs.dircount", "Names", "Bytes of names that the answer may have.");
    pub(super) MAX_COUNT = word("nfs.maxcount", "At most", "Bytes that the answer may have.");
    ENTRY = FieldSpec::text("nfs.name", "Entry").doc("A name in the directory.", SECTION);
    FOLLOWS = truth("nfs.value_follows", "Value follows", "Whether an entry follows, or the list ends here.");
    ENTRY_NAME = FieldSpec::text("nfs.entry_name", "Name").doc("Of the file.", SECTION);
    pub(super) END = truth("nfs.dirlist4.eof", "End of directory", "1: there are no more entries.");
    LISTING = FieldSpec::group("", "Directory").doc("Names in the directory.", SECTION);
    pub(super) CREATE_DIRECTORY = truth("nfs.openattr4.createdir", "Create", "1: make the directory of attributes if there is none.");
    SUPPORTED = hex("nfs.access_supported", "Supported", 32, "Rights that the server knows of.");
    KNOWS_READ = right("nfs.access_supp_read", "Read");
    KNOWS_LOOK_UP = right("nfs.access_supp_lookup", "Look up");
    KNOWS_MODIFY = right("nfs.access_supp_modify", "Modify");
    KNOWS_EXTEND = right("nfs.access_supp_extend", "Extend");
    KNOWS_DELETE = right("nfs.access_supp_delete", "Delete");
    KNOWS_EXECUTE = right("nfs.access_supp_execute", "Execute");
    CONTENTS = FieldSpec::group("nfs.contents", "Contents").doc("Pieces of the file.", "RFC 7862 §15.10");
    CONTENT_TYPE = word("nfs.content.type", "Type", "Data, or a hole that reads as zeros.").codes(&[(0, "data"), (1, "hole")]);
    pub(super) SERVERS = word("nfs.source_servers", "Servers", "From which the file is copied; none: from this one.");
    SECURITIES = FieldSpec::group("nfs.flavors.info", "Security").doc("How a client may prove who it is.", SECTION);
    FLAVOUR = word("nfs.secinfo.flavor", "Flavour", "A kind of proof.").codes(&[(0, "none"), (1, "numbers of user and groups"), (6, "GSS")]);
    OID = FieldSpec::bytes("nfs.secinfo.flavor_info.rpcsec_gss_info.oid", "Mechanism").doc("An object identifier, such as that of Kerberos.", SECTION);
    QUALITY = word("nfs.secinfo.flavor_info.rpcsec_gss_info.qop", "Quality", "Of protection.");
    SERVICE = word("nfs.secinfo.rpcsec_gss_info.service", "Service", "Nothing more, integrity, or privacy.").codes(&[(1, "none"), (2, "integrity"), (3, "privacy")]);
    pub(super) WHAT = word("nfs.data_content", "Looking for", "Data, or a hole.").codes(&[(0, "data"), (1, "hole")]);
    pub(super) CONSECUTIVE = truth("nfs.consecutive", "Consecutive", "1: byte after byte.");
    pub(super) SYNCHRONOUS = truth("nfs.synchronous", "Synchronous", "1: the answer comes when the copy is made.");
    pub(super) CALLBACKS = word("nfs.callback_ids", "Callback states", "How many states name the copy that goes on.");
    pub(super) ATTRIBUTE_NAME = FieldSpec::text("nfs.xattr.key", "Name").doc("Of the extended attribute.", "RFC 8276 §8.4");
    pub(super) SET_HOW = word("nfs.setxattr.options", "How", "What to do if there is one already.").codes(&[(0, "either"), (1, "create"), (2, "replace")]);
    pub(super) LIST_COOKIE = long("nfs.lisxtattr.cookie", "Cookie", "Where in the list to go on.");
    pub(super) LIST_MAX = word("nfs.lisxtattr.maxcount", "At most", "Bytes that the answer may have.");
    LIST_COUNT = word("nfs.listxattr.names.count", "Names", "How many follow.");
    pub(super) LIST_END = word("nfs.lisxtattr.eof", "End of list", "1: there are no more names.");
}

pub(super) fn state(p: &mut Peel<'_>) -> Peeled {
    p.group(&STATE, |p| {
        p.uint(&STATE_SEQUENCE)?;
        p.field(&STATE_OTHER, 12).map(drop)
    })
}

/// A state that is obsolete, and no longer looked into (RFC 7530 §16.2.5).
pub(super) fn old_state(p: &mut Peel<'_>) -> Peeled {
    p.field(&STATE, 16).map(drop)
}

pub(super) fn change(p: &mut Peel<'_>) -> Peeled {
    p.group(&CHANGE, |p| {
        p.uint(&ATOMIC)?;
        p.uint(&BEFORE)?;
        p.uint(&AFTER).map(drop)
    })
}

pub(super) fn owner(p: &mut Peel<'_>) -> Peeled {
    static PARTS: &[Part] = &[Group(&OWNER, &[One(&CLIENT), Opaque(&LOCK_OWNER)])];
    xdr::read(p, PARTS)
}

/// Who wants a lock: for the first one also the open file that it belongs to.
pub(super) fn locker(p: &mut Peel<'_>) -> Peeled {
    static KNOWN: &[Part] = &[Read(state), One(&LOCK_SEQUENCE)];
    static NEW: &[Part] = &[
        One(&SEQUENCE_ID),
        Read(state),
        One(&LOCK_SEQUENCE),
        Read(owner),
    ];
    let is_new = p.uint(&NEW_OWNER)? != 0;
    xdr::read(p, if is_new { NEW } else { KNOWN })
}

pub(super) fn data_read(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    p.require(4)?;
    p.mark(&READ_LENGTH, at..at + 4);
    xdr::opaque(p, &super::super::common::DATA)
}

pub(super) fn data_to_write(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    p.require(4)?;
    p.mark(&WRITE_LENGTH, at..at + 4);
    xdr::opaque(p, &super::super::common::DATA)
}

/// Entries of a directory, each behind a mark that it is there.
pub(super) fn entries(p: &mut Peel<'_>) -> Peeled {
    p.group(&LISTING, |p| {
        while p.rest().get(..4).is_some_and(|mark| mark != [0; 4]) && !p.is_full() {
            // The name stands behind the mark, the cookie and its own length.
            let len = p.rest().get(12..16).map_or(0, |len| usize::from(len[3]));
            let name = p.rest().get(16..16 + len).unwrap_or_default();
            let name = || text::clean_bytes(name);
            p.group_made(&ENTRY, name, |p| {
                p.uint(&FOLLOWS)?;
                p.uint(&COOKIE)?;
                xdr::opaque(p, &ENTRY_NAME)?;
                super::attributes::values(p)
            })?;
        }
        p.uint(&FOLLOWS).map(drop)
    })
}

/// Rights that the server knows of, and those of them that the user has.
pub(super) fn granted(p: &mut Peel<'_>) -> Peeled {
    let rights = [
        &KNOWS_READ,
        &KNOWS_LOOK_UP,
        &KNOWS_MODIFY,
        &KNOWS_EXTEND,
        &KNOWS_DELETE,
        &KNOWS_EXECUTE,
    ];
    p.group(&SUPPORTED, |p| {
        let at = p.pos() + 3;
        let bits = p.skip(4)?[3];
        for (bit, right) in rights.into_iter().enumerate() {
            if bits >> bit & 1 == 1 {
                p.mark_as(right, at..at + 1, Value::Uint(1));
            }
        }
        Ok(())
    })?;
    super::super::v3::rights(p)
}

/// Data, and holes between them.
pub(super) fn contents(p: &mut Peel<'_>) -> Peeled {
    p.group(&CONTENTS, |p| {
        let count = xdr::count(p, &xdr::ARRAY_LEN)?;
        (0..count).try_for_each(|_| {
            let is_hole = p.uint(&CONTENT_TYPE)? == 1;
            p.uint(&OFFSET)?;
            match is_hole {
                true => p.uint(&LENGTH).map(drop),
                false => data_read(p),
            }
        })
    })
}

/// How a client may prove who it is.
pub(super) fn securities(p: &mut Peel<'_>) -> Peeled {
    p.group(&SECURITIES, |p| {
        let count = u32::from_be_bytes(*p.skip(4)?.first_chunk().unwrap_or(&[0; 4]));
        for _ in 0..count {
            if p.uint(&FLAVOUR)? == 6 {
                xdr::opaque(p, &OID)?;
                p.uint(&QUALITY)?;
                p.uint(&SERVICE)?;
            }
        }
        Ok(())
    })
}

/// Names of extended attributes.
pub(super) fn attribute_names(p: &mut Peel<'_>) -> Peeled {
    let count = xdr::count(p, &LIST_COUNT)?;
    (0..count).try_for_each(|_| xdr::opaque(p, &ATTRIBUTE_NAME))
}
