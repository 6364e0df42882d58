//! Version 4 (RFC 7530, RFC 8881, RFC 7862): one procedure, which is a list of operations.

mod attributes;
mod fields;
mod open;
mod operations;
mod sessions;

use super::super::rpc::{Call, xdr};
use super::status;
use crate::decode::{Peel, Peeled, Stop, join_fields};
use crate::model::{Codes, FieldSpec};

pub(super) use open::RESULT_FLAGS;
pub(super) use sessions::{EXCHANGE_FLAGS, SEQUENCE_FLAGS, SESSION_FLAGS};

const OPERATIONS: Codes = &[
    (3, "access"),
    (4, "close"),
    (5, "commit"),
    (6, "create"),
    (7, "purge delegations"),
    (8, "return delegation"),
    (9, "get attributes"),
    (10, "get handle"),
    (11, "link"),
    (12, "lock"),
    (13, "test lock"),
    (14, "unlock"),
    (15, "look up"),
    (16, "look up parent"),
    (17, "verify difference"),
    (18, "open"),
    (19, "open attribute directory"),
    (20, "confirm open"),
    (21, "downgrade open"),
    (22, "put handle"),
    (23, "put public handle"),
    (24, "put root handle"),
    (25, "read"),
    (26, "read directory"),
    (27, "read link"),
    (28, "remove"),
    (29, "rename"),
    (30, "renew"),
    (31, "restore handle"),
    (32, "save handle"),
    (33, "security information"),
    (34, "set attributes"),
    (35, "set client ID"),
    (36, "confirm client ID"),
    (37, "verify"),
    (38, "write"),
    (39, "release lock owner"),
    (40, "control backchannel"),
    (41, "bind connection to session"),
    (42, "exchange ID"),
    (43, "create session"),
    (44, "destroy session"),
    (45, "free state ID"),
    (46, "get directory delegation"),
    (47, "get device information"),
    (48, "get device list"),
    (49, "commit layout"),
    (50, "get layout"),
    (51, "return layout"),
    (52, "security information without name"),
    (53, "sequence"),
    (54, "set secret"),
    (55, "test state ID"),
    (56, "want delegation"),
    (57, "destroy client ID"),
    (58, "reclaim complete"),
    (59, "allocate"),
    (60, "copy"),
    (61, "notify of copy"),
    (62, "deallocate"),
    (63, "advise on I/O"),
    (64, "layout error"),
    (65, "layout statistics"),
    (66, "cancel offload"),
    (67, "offload status"),
    (68, "read plus"),
    (69, "seek"),
    (70, "write same"),
    (71, "clone"),
    (72, "get extended attribute"),
    (73, "set extended attribute"),
    (74, "list extended attributes"),
    (75, "remove extended attribute"),
    (10_044, "illegal"),
];

const SECTION: &str = "RFC 7530 §15.2";

/// So many operations are named in a summary.
const NAMED: usize = 8;

crate::fields! {
    TAG = FieldSpec::text("nfs.tag", "Tag").doc("What the client likes to write there, for people who watch.", SECTION);
    MINOR = FieldSpec::uint("nfs.minorversion", "Minor version", 32).doc("4.0, 4.1 or 4.2.", SECTION);
    COUNT = FieldSpec::uint("nfs.ops.count", "Operations", 32).doc("How many follow; the first that fails ends the list.", SECTION);
    OPERATION = FieldSpec::group("", "Operation").doc("One step; it works on the handle that an earlier one has put.", SECTION);
    OPCODE = FieldSpec::uint("nfs.opcode", "Operation", 32).codes(OPERATIONS).doc("What the server is asked to do.", "RFC 7530 §16; RFC 8881 §18; RFC 7862 §15");
    STATUS = FieldSpec::uint("nfs.nfsstat4", "Status", 32).codes(status::STATUS).doc("Whether it worked.", "RFC 7530 §13; RFC 8881 §15");
    REST = FieldSpec::bytes("", "Not shown").doc("What follows is of a kind that is not shown here.", SECTION);
}

pub(super) static ALL_FIELDS: [&FieldSpec;
    FIELDS.len()
        + attributes::FIELDS.len()
        + fields::FIELDS.len()
        + open::FIELDS.len()
        + sessions::FIELDS.len()] = join_fields(&[
    FIELDS,
    attributes::FIELDS,
    fields::FIELDS,
    open::FIELDS,
    sessions::FIELDS,
]);

/// The arguments or results of a list of operations.
pub(super) fn message(p: &mut Peel<'_>, call: &Call) -> Peeled {
    if call.procedure != 1 {
        return Ok(());
    }
    let status = match call.is_reply {
        true => p.uint(&STATUS)?,
        false => 0,
    };
    xdr::opaque(p, &TAG)?;
    if !call.is_reply {
        p.uint(&MINOR)?;
    }
    let count = p.uint(&COUNT)?;
    let mut names = Vec::new();
    let result = (0..count).try_for_each(|_| {
        if p.is_full() {
            return Err(Stop);
        }
        operation(p, call.is_reply, &mut names)
    });
    summary(p, call.is_reply, &names, status);
    result
}

fn summary(p: &mut Peel<'_>, is_reply: bool, names: &[&str], status: u64) {
    let list = names.get(..NAMED).unwrap_or(names).join(", ");
    let more = if names.len() > NAMED { ", …" } else { "" };
    match (is_reply, status) {
        (false, _) => p.summary(format_args!("version 4, call: {list}{more}")),
        (true, 0) => p.summary(format_args!("version 4, reply: {list}{more}")),
        (true, _) => {
            let status = status::name(status);
            p.summary(format_args!("version 4, reply: {list}{more}: {status}"));
        }
    }
}

fn operation(p: &mut Peel<'_>, is_reply: bool, names: &mut Vec<&'static str>) -> Peeled {
    p.group(&OPERATION, |p| {
        let code = p.uint(&OPCODE)?;
        if names.len() <= NAMED {
            names.push(OPCODE.names.get(code).unwrap_or("unknown operation"));
        }
        let parts = match is_reply {
            false => operations::arguments(code),
            true => {
                let status = p.uint(&STATUS)?;
                operations::results(code, status)
            }
        };
        match parts {
            Some(parts) => xdr::read(p, parts),
            None => not_shown(p),
        }
    })
}

/// Where what follows has no length and a form that is not read here, nothing behind it is found.
fn not_shown(p: &mut Peel<'_>) -> Peeled {
    let left = p.rest().len();
    if left > 0 {
        p.field(&REST, left)?;
    }
    Err(Stop)
}

#[cfg(test)]
mod tests;
