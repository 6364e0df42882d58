//! Mount: asking an NFS server for the handle of a directory that it exports (RFC 1813 appendix I,
//! RFC 1094 appendix A).

use super::rpc::{self, Call, xdr};
use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Value};
use xdr::Part::{List, Opaque};

const SECTION: &str = "RFC 1813 §5";

const PROCEDURES: crate::model::Codes = &[
    (0, "null"),
    (1, "mount"),
    (2, "dump"),
    (3, "unmount"),
    (4, "unmount all"),
    (5, "export"),
    (6, "export all"),
    (7, "path configuration"),
];

const fn procedure(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Procedure", 32)
        .codes(PROCEDURES)
        .doc("What the server is asked for.", SECTION)
}

crate::fields! {
    PROCEDURE_1 = procedure("mount.procedure_v1");
    PROCEDURE_2 = procedure("mount.procedure_v2");
    PROCEDURE_3 = procedure("mount.procedure_v3");
    PATH = FieldSpec::text("mount.path", "Path").doc("Of the directory on the server.", SECTION);
    STATUS = FieldSpec::uint("mount.status", "Status", 32)
        .codes(&[
            (0, "OK"),
            (1, "not owner"),
            (2, "no such file or directory"),
            (5, "I/O error"),
            (13, "permission denied"),
            (20, "not a directory"),
            (22, "invalid argument"),
            (63, "name too long"),
            (10_004, "not supported"),
            (10_006, "server fault"),
        ])
        .doc("Whether it worked.", SECTION);
    HANDLE_GROUP = FieldSpec::group("", "Handle").doc("The server's own name of the directory.", SECTION);
    HANDLE_LEN = FieldSpec::uint("nfs.fh.length", "Length", 32).unit("bytes").doc("Of the handle; up to 64.", "RFC 1813 §2.3.3");
    HANDLE = FieldSpec::bytes("nfs.fhandle", "Handle").doc("The server's own name of the directory; a client does not look into it.", "RFC 1813 §2.3.3");
    FLAVORS = FieldSpec::uint("mount.flavors", "Flavors", 32).doc("How many kinds of authentication the server takes.", SECTION);
    FLAVOR = FieldSpec::uint("mount.flavor", "Flavor", 32)
        .codes(&[(0, "none"), (1, "system (UNIX numbers)"), (6, "RPCSEC_GSS"), (390_003, "Kerberos 5"), (390_004, "Kerberos 5, integrity"), (390_005, "Kerberos 5, privacy")])
        .doc("A kind of authentication.", SECTION);
    MOUNTED = FieldSpec::group("mount.dump.entry", "Mounted").doc("Who has mounted what.", SECTION);
    HOST = FieldSpec::text("mount.dump.hostname", "Host").doc("Who has mounted it.", SECTION);
    DIRECTORY = FieldSpec::text("mount.dump.directory", "Directory").doc("What is mounted.", SECTION);
    EXPORT = FieldSpec::group("mount.export.entry", "Export").doc("A directory that can be mounted, and by whom.", SECTION);
    EXPORTED = FieldSpec::text("mount.export.directory", "Directory").doc("What can be mounted.", SECTION);
    GROUPS = FieldSpec::group("mount.export.groups", "Clients").doc("Who may mount it; nobody listed: everybody.", SECTION);
    GROUP = FieldSpec::text("mount.export.group", "Client").doc("A host, network or group of hosts.", SECTION);
}

static MOUNTS: &[xdr::Part] = &[List(&MOUNTED, &[Opaque(&HOST), Opaque(&DIRECTORY)])];
static EXPORTS: &[xdr::Part] = &[List(&EXPORT, &[Opaque(&EXPORTED), xdr::Part::Read(groups)])];

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + rpc::XDR.len() + rpc::OF_CALL.len()] =
    join_fields(&[FIELDS, rpc::XDR, rpc::OF_CALL]);

/// Mount.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mount",
        short: "Mount",
        title: "Mount Service",
        osi: OsiLayer::Application,
        why: "It is a program that gives the handles with which files are asked for.",
        reference: "RFC 1813",
    },
    claims: &[Claim::Field("rpc.program", 100_005)],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\0\0\x07/export\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let call = rpc::call(p).unwrap_or(Call {
        program: 100_005,
        version: 3,
        procedure: 1,
        is_reply: false,
    });
    let spec = match call.version {
        1 => &PROCEDURE_1,
        2 => &PROCEDURE_2,
        _ => &PROCEDURE_3,
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
    match (call.procedure, call.is_reply) {
        (1 | 3, false) => xdr::opaque(p, &PATH),
        (1, true) => mounted(p, call.version),
        (2, true) => xdr::read(p, MOUNTS),
        (5 | 6, true) => xdr::read(p, EXPORTS),
        _ => Ok(()),
    }
}

fn groups(p: &mut Peel<'_>) -> Peeled {
    if p.rest().starts_with(&[0; 4]) {
        return p.uint(&xdr::FOLLOWS).map(drop);
    }
    p.group(&GROUPS, |p| {
        while p.uint(&xdr::FOLLOWS)? != 0 && !p.is_full() {
            xdr::opaque(p, &GROUP)?;
        }
        Ok(())
    })
}

fn mounted(p: &mut Peel<'_>, version: u32) -> Peeled {
    let status = p.uint(&STATUS)?;
    if status != 0 {
        p.summary(format_args!(
            "refused: {}",
            STATUS.names.get(status).unwrap_or("unknown error")
        ));
        return Ok(());
    }
    if version < 3 {
        return p.group(&HANDLE_GROUP, |p| p.field(&HANDLE, 32).map(drop));
    }
    p.group(&HANDLE_GROUP, |p| xdr::bare_opaque(p, &HANDLE_LEN, &HANDLE))?;
    let count = xdr::count(p, &FLAVORS)?;
    for _ in 0..count {
        p.uint(&FLAVOR)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_call_names_a_path() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        assert_eq!(
            all(&out, PROTOCOL.sample, "mount.path"),
            [(4, 7, "/export".into())]
        );
        assert_eq!(out.layers[0].summary, "version 3, mount, call");
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            b"\xff\0\0\0/e",
            Want::Full,
            &mut out,
        );
        assert_eq!(out.faults.len(), 1);
    }
}
