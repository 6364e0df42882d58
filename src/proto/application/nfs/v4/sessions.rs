//! Clients, sessions and their slots, and what only they have.

use super::super::super::rpc::xdr::{self, Part};
use super::super::common::DATA;
use super::attributes::time;
use super::fields::{
    CALLBACKS, CLIENT, CONSECUTIVE, LENGTH, OFFSET, SEQUENCE_ID, SERVERS, STABLE, SYNCHRONOUS,
    VERIFIER, long, state, truth, word,
};
use super::not_shown;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::FieldSpec;
use Part::{Group, One, Opaque, Read};

const SECTION: &str = "RFC 8881 §18";

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn flags(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Flags", 32)
        .parts_follow()
        .doc("What the client and the server offer and want.", SECTION)
}

pub(in super::super) const SEQUENCE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("nfs.sequence.flags", "Status flags", 32)
        .parts_follow()
        .doc(
            "What the server has to tell the client besides.",
            "RFC 8881 §18.46",
        ),
    FieldSpec::gap(19).part(),
    flag(
        "nfs.sequence.flags.devid_deleted",
        "Device deleted",
        "A device of a layout is gone.",
    ),
    flag(
        "nfs.sequence.flags.devid_changed",
        "Device changed",
        "A device of a layout is another one now.",
    ),
    flag(
        "nfs.sequence.flags.backchannel_fault",
        "Backchannel fault",
        "The server cannot call the client back.",
    ),
    flag(
        "nfs.sequence.flags.cb_path_down_session",
        "Session's callbacks down",
        "Not in this session.",
    ),
    flag(
        "nfs.sequence.flags.restart_reclaim_needed",
        "Reclaim",
        "The server was started anew.",
    ),
    flag(
        "nfs.sequence.flags.lease_moved",
        "Lease moved",
        "A file system is on another server now.",
    ),
    flag(
        "nfs.sequence.flags.recallable_state_revoked",
        "Recallable state revoked",
        "A delegation or layout was taken away.",
    ),
    flag(
        "nfs.sequence.flags.admin_state_revoked",
        "State revoked",
        "An administrator took something away.",
    ),
    flag(
        "nfs.sequence.flags.expired_some_state_revoked",
        "Some state expired",
        "Something was taken away, because the client was silent.",
    ),
    flag(
        "nfs.sequence.flags.expired_all_state_revoked",
        "All state expired",
        "All was taken away, because the client was silent.",
    ),
    flag(
        "nfs.sequence.flags.cb_gss_contexts_expired",
        "Contexts expired",
        "Those for calling back.",
    ),
    flag(
        "nfs.sequence.flags.cb_gss_contexts_expiring",
        "Contexts expiring",
        "Those for calling back.",
    ),
    flag(
        "nfs.sequence.flags.cb_path_down",
        "Callbacks down",
        "The server cannot call the client back.",
    ),
];

const EXCHANGE_BITS: [FieldSpec; 11] = [
    flag(
        "nfs.exchange_id.flags.confirmed_r",
        "Confirmed",
        "The server knew the client already.",
    ),
    flag(
        "nfs.exchange_id.flags.confirmed_rec_a",
        "Update",
        "The client changes what it said before.",
    ),
    FieldSpec::gap(11).part(),
    flag(
        "nfs.exchange_id.flags.pnfs_ds",
        "Data server",
        "The server holds data of parallel NFS.",
    ),
    flag(
        "nfs.exchange_id.flags.pnfs_mds",
        "Metadata server",
        "The server gives layouts of parallel NFS.",
    ),
    flag(
        "nfs.exchange_id.flags.non_pnfs",
        "No parallel NFS",
        "The server works without layouts.",
    ),
    FieldSpec::gap(7).part(),
    flag(
        "nfs.exchange_id.flags.bind_princ",
        "Bind principal",
        "Only who opened a file may use it.",
    ),
    FieldSpec::gap(6).part(),
    flag(
        "nfs.exchange_id.flags.moved_migr",
        "Migration",
        "File systems may move to other servers.",
    ),
    flag(
        "nfs.exchange_id.flags.moved_refer",
        "Referrals",
        "File systems may be on other servers.",
    ),
];

const fn exchange_flags(name: &'static str) -> [FieldSpec; 12] {
    let mut table = [flags(name); 12];
    let mut row = 0;
    while row < EXCHANGE_BITS.len() {
        table[row + 1] = EXCHANGE_BITS[row];
        row += 1;
    }
    table
}

pub(in super::super) const EXCHANGE_FLAGS: [&[FieldSpec]; 2] = [
    &exchange_flags("nfs.exchange_id.call_flags"),
    &exchange_flags("nfs.exchange_id.reply_flags"),
];

pub(in super::super) const SESSION_FLAGS: &[FieldSpec] = &[
    flags("nfs.create_session_flags"),
    FieldSpec::gap(29).part(),
    flag(
        "nfs.create_session.flags.conn_rdma",
        "RDMA",
        "The connection may become one of RDMA.",
    ),
    flag(
        "nfs.create_session.flags.conn_back_chan",
        "Backchannel",
        "The server may call back over this connection.",
    ),
    flag(
        "nfs.create_session.flags.persist",
        "Persistent",
        "Answers outlive a restart of the server.",
    ),
];

crate::fields! {
    pub(super) SESSION = FieldSpec::bytes("nfs.session_id4", "Session").wide(16).doc("The server's name of the session.", SECTION);
    SLOT = word("nfs.slotid", "Slot", "In each slot one request at a time; its answer is kept for a repetition.");
    HIGH_SLOT = word("nfs.high_slotid", "Highest slot", "The highest slot in use.");
    TARGET_SLOT = word("nfs.target_high_slotid", "Target slot", "The highest slot that the client should use from now on.");
    CACHE = truth("nfs.cachethis4", "Keep", "1: the answer has to be kept for a repetition.");
    pub(super) STYLE = word("nfs.secinfo.style", "Style", "Of the handle itself, or of its parent.").codes(&[(0, "current handle"), (1, "parent")]);
    pub(super) ONE_SYSTEM = truth("nfs.reclaim_one_fs4", "One file system", "1: only for the file system of the handle.");
    STATES = FieldSpec::group("nfs.test_stateid.stateids", "States").doc("Which states the client asks about.", SECTION);
    RESULTS = FieldSpec::group("nfs.test_stateid.results", "Results").doc("A status for each of them.", SECTION);
    CLIENT_GROUP = FieldSpec::group("", "Client").doc("Who the client is.", SECTION);
    CLIENT_NAME = FieldSpec::bytes("nfs.nfs_client_id4.id", "Name").doc("The client's own name, the same after a restart.", SECTION);
    CALLBACK = FieldSpec::group("", "Callback").doc("How the server calls the client back.", SECTION);
    PROGRAM = FieldSpec::hex("nfs.cb_program", "Program", 32).doc("The number of the program for calling back.", SECTION);
    IDENTIFIER = FieldSpec::hex("nfs.callback.ident", "Identifier", 32).doc("What the server says when it calls back.", SECTION);
    LOCATION = FieldSpec::group("", "Location").doc("Where to call.", SECTION);
    NETWORK = FieldSpec::text("nfs.r_netid", "Network").doc("Such as tcp or tcp6.", "RFC 5665");
    ADDRESS = FieldSpec::text("nfs.r_addr", "Address").doc("The address, and the port as two numbers behind it.", "RFC 5665");
    PROTECTION = word("nfs.exchange_id.state_protect", "Protection", "Whether states are protected against other clients.").codes(&[(0, "none"), (1, "machine credentials"), (2, "secret")]);
    SERVER_GROUP = FieldSpec::group("", "Server").doc("Who the server is: two addresses with the same are one server.", SECTION);
    MINOR_ID = long("nfs.minorid4", "Minor", "Of the server's identity.");
    MAJOR_ID = FieldSpec::bytes("nfs.majorid4", "Major").doc("Of the server's identity.", SECTION);
    SCOPE = FieldSpec::bytes("nfs.scope", "Scope").doc("Where what the server gives out is good.", SECTION);
    IMPLEMENTATION = FieldSpec::group("", "Implementation").doc("Which program it is.", SECTION);
    DOMAIN = FieldSpec::text("nfs.nii_domain4", "Domain").doc("Of who made it.", SECTION);
    PRODUCT = FieldSpec::text("nfs.nii_name4", "Product").doc("Its name and version.", SECTION);
    FORE = FieldSpec::group("", "Fore channel").doc("What requests of the client may be like.", SECTION);
    BACK = FieldSpec::group("", "Back channel").doc("What requests of the server may be like.", SECTION);
    PAD = word("nfs.padsize4", "Padding", "In front of data.");
    MAX_REQUEST = word("nfs.maxreqsize4", "Request at most", "Bytes.");
    MAX_ANSWER = word("nfs.maxrespsize4", "Answer at most", "Bytes.");
    MAX_KEPT = word("nfs.maxrespsizecached4", "Kept at most", "Bytes of an answer that is kept.");
    MAX_OPERATIONS = word("nfs.maxops4", "Operations", "In one request.");
    MAX_REQUESTS = word("nfs.maxreqs4", "Requests", "At the same time: the number of slots.");
    RDMA = word("nfs.rdmachanattrs4", "RDMA", "Requests that wait in the network card.");
    FLAVOUR = word("nfs.flavor4", "Flavour", "How the server proves who it is when it calls back.").codes(&[(0, "none"), (1, "numbers of user and groups"), (6, "GSS")]);
    STAMP = word("nfs.stamp4", "Stamp", "An arbitrary number.");
    MACHINE = FieldSpec::text("nfs.machinename4", "Machine").doc("The client's name.", SECTION);
    USER = word("nfs.uid4", "User", "Number of the user.");
    USER_GROUP = word("nfs.gid4", "Group", "Number of the user's group.");
}

pub(super) static SEQUENCE: &[Part] = &[
    One(&SESSION),
    One(&SEQUENCE_ID),
    One(&SLOT),
    One(&HIGH_SLOT),
    One(&CACHE),
];

pub(super) static IN_SEQUENCE: &[Part] = &[
    One(&SESSION),
    One(&SEQUENCE_ID),
    One(&SLOT),
    One(&HIGH_SLOT),
    One(&TARGET_SLOT),
    Read(sequence_flags),
];

fn sequence_flags(p: &mut Peel<'_>) -> Peeled {
    p.rows(SEQUENCE_FLAGS).map(drop)
}

pub(super) fn address(p: &mut Peel<'_>) -> Peeled {
    static PARTS: &[Part] = &[Group(&LOCATION, &[Opaque(&NETWORK), Opaque(&ADDRESS)])];
    xdr::read(p, PARTS)
}

pub(super) fn set_client(p: &mut Peel<'_>) -> Peeled {
    static PARTS: &[Part] = &[
        Group(&CLIENT_GROUP, &[One(&VERIFIER), Opaque(&CLIENT_NAME)]),
        Group(&CALLBACK, &[One(&PROGRAM), Read(address)]),
        One(&IDENTIFIER),
    ];
    xdr::read(p, PARTS)
}

pub(super) fn exchange(p: &mut Peel<'_>) -> Peeled {
    static START: &[Part] = &[Group(&CLIENT_GROUP, &[One(&VERIFIER), Opaque(&DATA)])];
    xdr::read(p, START)?;
    p.rows(EXCHANGE_FLAGS[0])?;
    protection(p)?;
    implementation(p)
}

pub(super) fn exchanged(p: &mut Peel<'_>) -> Peeled {
    static SERVER: &[Part] = &[
        Group(&SERVER_GROUP, &[One(&MINOR_ID), Opaque(&MAJOR_ID)]),
        Opaque(&SCOPE),
    ];
    p.uint(&CLIENT)?;
    p.uint(&SEQUENCE_ID)?;
    p.rows(EXCHANGE_FLAGS[1])?;
    protection(p)?;
    xdr::read(p, SERVER)?;
    implementation(p)
}

/// Only the usual case, none, is read.
fn protection(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&PROTECTION)? {
        0 => Ok(()),
        _ => not_shown(p),
    }
}

fn number(p: &mut Peel<'_>) -> Result<u32, Stop> {
    let bytes = p.skip(4)?;
    Ok(bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn implementation(p: &mut Peel<'_>) -> Peeled {
    static PARTS: &[Part] = &[Opaque(&DOMAIN), Opaque(&PRODUCT), Read(time)];
    p.group(&IMPLEMENTATION, |p| match number(p)? {
        0 => Ok(()),
        _ => xdr::read(p, PARTS),
    })
}

/// Limits of a channel.
fn channel(p: &mut Peel<'_>) -> Peeled {
    static PARTS: &[Part] = &[
        One(&PAD),
        One(&MAX_REQUEST),
        One(&MAX_ANSWER),
        One(&MAX_KEPT),
        One(&MAX_OPERATIONS),
        One(&MAX_REQUESTS),
    ];
    xdr::read(p, PARTS)?;
    match number(p)? {
        0 => Ok(()),
        _ => p.uint(&RDMA).map(drop),
    }
}

pub(super) fn create(p: &mut Peel<'_>) -> Peeled {
    p.uint(&CLIENT)?;
    p.uint(&SEQUENCE_ID)?;
    p.rows(SESSION_FLAGS)?;
    p.group(&FORE, channel)?;
    p.group(&BACK, channel)?;
    p.uint(&PROGRAM)?;
    let count = number(p)?;
    (0..count).try_for_each(|_| security(p))
}

/// How the server may prove who it is when it calls back.
fn security(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&FLAVOUR)? {
        0 => Ok(()),
        1 => {
            p.uint(&STAMP)?;
            xdr::opaque(p, &MACHINE)?;
            p.uint(&USER)?;
            p.uint(&USER_GROUP)?;
            let groups = number(p)?;
            (0..groups).try_for_each(|_| p.uint(&USER_GROUP).map(drop))
        }
        _ => not_shown(p),
    }
}

pub(super) fn created(p: &mut Peel<'_>) -> Peeled {
    p.field(&SESSION, 16)?;
    p.uint(&SEQUENCE_ID)?;
    p.rows(SESSION_FLAGS)?;
    p.group(&FORE, channel)?;
    p.group(&BACK, channel)
}

pub(super) fn states(p: &mut Peel<'_>) -> Peeled {
    p.group(&STATES, |p| {
        let count = number(p)?;
        (0..count).try_for_each(|_| state(p))
    })
}

pub(super) fn tested(p: &mut Peel<'_>) -> Peeled {
    p.group(&RESULTS, |p| {
        let count = number(p)? as usize;
        p.skip(count.saturating_mul(4)).map(drop)
    })
}

/// A copy within a server; the addresses of others are not read.
pub(super) fn copy(p: &mut Peel<'_>) -> Peeled {
    static PARTS: &[Part] = &[
        Read(state),
        Read(state),
        One(&OFFSET),
        One(&OFFSET),
        One(&LENGTH),
        One(&CONSECUTIVE),
        One(&SYNCHRONOUS),
    ];
    xdr::read(p, PARTS)?;
    match p.uint(&SERVERS)? {
        0 => Ok(()),
        _ => not_shown(p),
    }
}

/// What was copied, or the state of a copy that goes on.
pub(super) fn copied(p: &mut Peel<'_>) -> Peeled {
    static PARTS: &[Part] = &[
        One(&LENGTH),
        One(&STABLE),
        One(&VERIFIER),
        One(&CONSECUTIVE),
        One(&SYNCHRONOUS),
    ];
    let count = xdr::count(p, &CALLBACKS)?;
    (0..count).try_for_each(|_| state(p))?;
    xdr::read(p, PARTS)
}
