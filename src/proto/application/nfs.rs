//! NFS: files of another host as if they were here (RFC 1094, RFC 1813, RFC 7530, RFC 8881).

mod attributes;
mod common;
mod status;
mod v2;
mod v3;
mod v4;

use super::rpc::{self, Call};
use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Value};

const PROCEDURES_2: Codes = &[
    (0, "null"),
    (1, "get attributes"),
    (2, "set attributes"),
    (3, "root"),
    (4, "look up"),
    (5, "read link"),
    (6, "read"),
    (7, "write cache"),
    (8, "write"),
    (9, "create"),
    (10, "remove"),
    (11, "rename"),
    (12, "link"),
    (13, "symbolic link"),
    (14, "make directory"),
    (15, "remove directory"),
    (16, "read directory"),
    (17, "file system status"),
];

const PROCEDURES_3: Codes = &[
    (0, "null"),
    (1, "get attributes"),
    (2, "set attributes"),
    (3, "look up"),
    (4, "access"),
    (5, "read link"),
    (6, "read"),
    (7, "write"),
    (8, "create"),
    (9, "make directory"),
    (10, "symbolic link"),
    (11, "make node"),
    (12, "remove"),
    (13, "remove directory"),
    (14, "rename"),
    (15, "link"),
    (16, "read directory"),
    (17, "read directory with attributes"),
    (18, "file system status"),
    (19, "file system information"),
    (20, "path configuration"),
    (21, "commit"),
];

crate::fields! {
    PROCEDURE_2 = FieldSpec::uint("nfs.procedure_v2", "Procedure", 32)
        .codes(PROCEDURES_2)
        .doc("What the server is asked to do.", "RFC 1094 §2.2");
    PROCEDURE_3 = FieldSpec::uint("nfs.procedure_v3", "Procedure", 32)
        .codes(PROCEDURES_3)
        .doc("What the server is asked to do.", "RFC 1813 §3.3");
    PROCEDURE_4 = FieldSpec::uint("nfs.procedure_v4", "Procedure", 32)
        .codes(&[(0, "null"), (1, "compound")])
        .doc("Version 4 has only one procedure: a list of operations.", "RFC 7530 §15");
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len()
        + attributes::FIELDS.len()
        + common::FIELDS.len()
        + v2::FIELDS.len()
        + v3::FIELDS.len()
        + v4::ALL_FIELDS.len()
        + rpc::XDR.len()
        + rpc::OF_CALL.len()] = join_fields(&[
    FIELDS,
    attributes::FIELDS,
    common::FIELDS,
    v2::FIELDS,
    v3::FIELDS,
    &v4::ALL_FIELDS,
    rpc::XDR,
    rpc::OF_CALL,
]);

/// NFS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nfs",
        short: "NFS",
        title: "Network File System",
        osi: OsiLayer::Application,
        why: "It is what a host says to a file server to work with files there.",
        reference: "RFC 1813",
    },
    claims: &[Claim::Field("rpc.program", 100_003)],
    headers: &[
        attributes::MODE_2,
        attributes::MODE_3,
        v3::PROPERTIES,
        v4::RESULT_FLAGS,
        v4::SEQUENCE_FLAGS,
        v4::EXCHANGE_FLAGS[0],
        v4::EXCHANGE_FLAGS[1],
        v4::SESSION_FLAGS,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\0\0\x04abcd\0\0\0\x03foo\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    // Without its call a message is taken for what is asked most.
    let call = rpc::call(p).unwrap_or(Call {
        program: 100_003,
        version: 3,
        procedure: 3,
        is_reply: false,
    });
    let spec = match call.version {
        2 => &PROCEDURE_2,
        3 => &PROCEDURE_3,
        _ => &PROCEDURE_4,
    };
    let at = p.bytes().len();
    p.mark_as(
        &rpc::PROGRAM_VERSION,
        at..at,
        Value::Uint(call.version.into()),
    );
    p.mark_as(spec, at..at, Value::Uint(call.procedure.into()));
    let name = spec
        .names
        .get(call.procedure.into())
        .unwrap_or("unknown procedure");
    let kind = if call.is_reply { "reply" } else { "call" };
    p.summary(format_args!("version {}, {name}, {kind}", call.version));
    match call.version {
        2 => v2::message(p, &call),
        3 => v3::message(p, &call),
        _ => v4::message(p, &call),
    }
}

#[cfg(test)]
mod tests;
