//! NMPI: names and mailslots of Windows over IPX (Microsoft, NWLink).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::netbios_name;
use crate::proto::network::ipx;

const SOURCE: &str = "Microsoft NWLink";

/// Bytes in front for the networks that a broadcast has passed.
const NETWORKS: usize = 32;

const MAILSLOT_WRITE: u64 = 0xfc;

crate::fields! {
    NETWORK = FieldSpec::hex("nmpi.ipx_network", "Network passed", 32).doc("A network that the broadcast has passed.", SOURCE);
    OPERATION = FieldSpec::hex("nmpi.opcode", "Operation", 8)
        .codes(&[
            (0xf1, "claim name"), (0xf2, "delete name"), (0xf3, "query name"), (0xf4, "name found"),
            (0xf5, "messenger hangup"), (0xfc, "mailslot write"), (0xfd, "find mailslot name"), (0xfe, "mailslot name found"),
        ])
        .doc("What is to be done with the name.", SOURCE);
    KIND = FieldSpec::hex("nmpi.name_type", "Name type", 8)
        .codes(&[(1, "machine"), (2, "workgroup"), (3, "browser")])
        .doc("Whose name it is.", SOURCE);
    ID = FieldSpec::hex("nmpi.messageid", "Message ID", 16).little().doc("Ties an answer to its question.", SOURCE);
    NAME = FieldSpec::computed("netbios.nb_name", "Name").doc("The name asked for, and then the sender's.", SOURCE);
    SERVICE = FieldSpec::hex("netbios.nb_name_type", "Service", 8)
        .codes(netbios_name::KINDS)
        .doc("The last byte of a name says for which service it stands.", SOURCE);
}

/// NMPI.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nmpi",
        short: "NMPI",
        title: "Name Management Protocol over IPX",
        osi: OsiLayer::Session,
        why: "It finds names on networks of IPX.",
        reference: SOURCE,
    },
    claims: &[Claim::Field(ipx::SOCKET, 0x0551), Claim::Field(ipx::SOCKET, 0x0553)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
        \xf3\x01\x07\x00SERVER         \x20CLIENT         \x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    passed(p, &NETWORK, NETWORKS)?;
    let operation = p.uint(&OPERATION)?;
    p.uint(&KIND)?;
    p.uint(&ID)?;
    let to = netbios_name::plain(p, &NAME, &SERVICE)?;
    let from = netbios_name::plain(p, &NAME, &SERVICE)?;
    let what = OPERATION
        .names
        .get(operation)
        .unwrap_or("unknown operation");
    p.summary(format_args!("{what}: {from} → {to}"));
    if operation == MAILSLOT_WRITE {
        p.pass(netbios_name::payload(p.rest()));
    }
    Ok(())
}

/// Networks that a broadcast has passed: numbers up to the first zero in `len` bytes.
pub fn passed(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    let start = p.pos();
    p.require(len)?;
    for at in (start..start + len).step_by(4) {
        if p.bytes()[at..at + 4] == [0; 4] {
            break;
        }
        p.mark(spec, at..at + 4);
    }
    p.seek(start + len);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn names_are_asked_for() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[3] = 9;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "query name: CLIENT<00> → SERVER<20>");
        assert_eq!(
            all(&out, &bytes, "nmpi.ipx_network"),
            [(0, 4, "0x00000009".into())]
        );
        assert_eq!(
            all(&out, &bytes, "netbios.nb_name")[1],
            (52, 15, "CLIENT".into())
        );
    }
}
