//! AFS: a file system for the whole world; which operation is called, over Rx.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

const SOURCE: &str = "AFS-3 programmer's reference";

const fn opcode(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc("Which operation of the service is called.", SOURCE)
}

crate::fields! {
    FILES = opcode("afs.fs.opcode", "File server operation").codes(&[
        (130, "fetch data"), (131, "fetch ACL"), (132, "fetch status"), (133, "store data"), (134, "store ACL"),
        (135, "store status"), (136, "remove file"), (137, "create file"), (138, "rename"), (139, "symlink"),
        (140, "link"), (141, "make directory"), (142, "remove directory"), (143, "old set lock"),
        (144, "old extend lock"), (145, "old release lock"), (146, "get statistics"), (147, "give up callbacks"),
        (148, "get volume information"), (149, "get volume status"), (150, "set volume status"),
        (151, "get root volume"), (152, "check token"), (153, "get time"), (155, "bulk status"),
        (156, "set lock"), (157, "extend lock"), (158, "release lock"), (161, "lookup"),
        (65_536, "inline bulk status"), (65_537, "fetch data, 64 bits"), (65_538, "store data, 64 bits"),
        (65_539, "give up all callbacks"), (65_540, "get capabilities"),
    ]);
    CALLBACKS = opcode("afs.cb.opcode", "Callback operation").codes(&[
        (204, "callback"), (205, "initialise"), (206, "probe"), (207, "get lock"), (208, "get cache entry"),
        (209, "get statistics version"), (210, "get statistics"), (211, "initialise with address"),
        (212, "who are you"), (213, "initialise, 3"), (214, "probe with address"), (65_538, "get capabilities"),
    ]);
    PROTECTION = opcode("afs.prot.opcode", "Protection server operation").codes(&[
        (500, "new user"), (501, "where is it"), (502, "dump entry"), (503, "add to group"), (504, "name to number"),
        (505, "number to name"), (506, "delete"), (507, "remove from group"), (508, "get CPS"), (509, "new entry"),
        (510, "list maximum"), (511, "set maximum"), (512, "list entry"), (513, "change entry"),
        (514, "list elements"), (515, "is a member of"), (516, "set fields of entry"), (517, "list owned"),
    ]);
    VOLUMES_WHERE = opcode("afs.vldb.opcode", "Volume location operation").codes(&[
        (501, "create entry"), (502, "delete entry"), (503, "get entry by number"), (504, "get entry by name"),
        (505, "get new volume number"), (506, "replace entry"), (507, "update entry"), (508, "set lock"),
        (509, "release lock"), (510, "list entry"), (511, "list attributes"), (512, "linked list"),
        (513, "get statistics"), (514, "probe"), (515, "get addresses"), (518, "get entry by name, new"),
        (526, "get entry by number, UUID"), (527, "get entry by name, UUID"), (533, "get addresses, UUID"),
    ]);
    KERBEROS = opcode("afs.kauth.opcode", "Authentication operation").codes(&[
        (1, "authenticate, old"), (3, "get ticket, old"), (21, "authenticate"), (22, "authenticate, 2"), (23, "get ticket"),
    ]);
    VOLUMES = opcode("afs.vol.opcode", "Volume server operation");
    OVERSEER = opcode("afs.bos.opcode", "Overseer operation");
    REST = FieldSpec::bytes("", "Arguments or results").doc("In the form of XDR; which depends on the operation.", SOURCE);
}

/// AFS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "afs",
        short: "AFS",
        title: "Andrew File System (AFS)",
        osi: OsiLayer::Application,
        why: "It is what a client says to the servers of a distributed file system.",
        reference: SOURCE,
    },
    claims: &[Claim::Field("rx.type", 1)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\0\x01\xf8\0\0\0\x01",
};

/// Offsets in the header of Rx around.
const SEQUENCE_AT: usize = 12;
const FLAGS_AT: usize = 21;

/// The operation stands at the beginning of a call's first packet; the port says of which service it
/// is.
fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.bytes_since("rx").unwrap_or_default();
    let from_client = header.get(FLAGS_AT).is_some_and(|flags| flags & 1 == 1);
    let is_first = header.get(SEQUENCE_AT..SEQUENCE_AT + 4) == Some(&[0, 0, 0, 1]);
    let port = p.flow().map_or(0, |flow| match from_client {
        true => flow.to.port,
        false => flow.from.port,
    });
    let spec = match port {
        7000 => Some(&FILES),
        7001 => Some(&CALLBACKS),
        7002 => Some(&PROTECTION),
        7003 => Some(&VOLUMES_WHERE),
        7004 => Some(&KERBEROS),
        7005 => Some(&VOLUMES),
        7007 => Some(&OVERSEER),
        _ => None,
    };
    match spec {
        Some(spec) if from_client && is_first => {
            let code = p.uint(spec)?;
            let name = spec.names.get(code).unwrap_or("operation");
            p.summary(format_args!("call, {name} ({code})"));
        }
        _ if from_client => p.summary(format_args!("call, continued")),
        _ => p.summary(format_args!("reply")),
    }
    let len = p.rest().len();
    if len > 0 {
        p.field(&REST, len)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn without_its_call_there_are_only_bytes() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        assert_eq!(out.layers[0].summary, "reply");
        assert!(out.field("afs.fs.opcode").is_none());
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }
}
