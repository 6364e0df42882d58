//! SAP of IPX: servers tell all networks what they offer (Novell, IPX Router Specification §4).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::network::ipx;

const BOOK: &str = "Novell IPX Router Specification §4";

const RESPONSES: [u64; 2] = [2, 4];

const SERVERS: Codes = &[
    (0x0004, "file server"),
    (0x0007, "print server"),
    (0x0047, "advertising print server"),
    (0x0107, "server console"),
    (0x026b, "time synchronization"),
    (0x0278, "directory server"),
    (0x030c, "HP printer"),
    (0x0640, "Windows NT, remote procedure calls"),
];

const SERVER_TYPE: FieldSpec = FieldSpec::hex("ipxsap.server.type", "Server type", 16)
    .codes(SERVERS)
    .doc("What is offered or wanted.", BOOK);

const ENTRY: &[FieldSpec] = &[
    SERVER_TYPE,
    FieldSpec::text("ipxsap.server.name", "Server name")
        .wide(48)
        .doc("Name of the server, filled up with zeros.", BOOK),
    FieldSpec::hex("ipxsap.server.network", "Network", 32).doc("The server's network.", BOOK),
    FieldSpec::mac("ipxsap.server.node", "Node").doc("The server's node there.", BOOK),
    FieldSpec::hex("ipxsap.server.socket", "Socket", 16).doc("The socket of the service.", BOOK),
    FieldSpec::uint(
        "ipxsap.server.intermediate_networks",
        "Networks between",
        16,
    )
    .doc(
        "How many networks lie between; 16 says that the server is gone.",
        BOOK,
    ),
];

crate::fields! {
    TYPE = FieldSpec::uint("ipxsap.packet_type", "Packet type", 16)
        .codes(&[(1, "general query"), (2, "general response"), (3, "nearest query"), (4, "nearest response")])
        .doc("Who offers this at all, or who is next.", BOOK);
    SERVER = FieldSpec::group("ipxsap.server", "Server").doc("A server and what it offers.", BOOK);
}

/// SAP of IPX.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipxsap",
        short: "IPX SAP",
        title: "Service Advertising Protocol",
        osi: OsiLayer::Application,
        why: "It keeps the list of services of a network.",
        reference: BOOK,
    },
    claims: &[Claim::Field(ipx::SOCKET, 0x0452)],
    headers: &[ENTRY],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x01\x00\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)?;
    let what = TYPE.names.get(kind).unwrap_or("unknown type");
    if !RESPONSES.contains(&kind) {
        let wanted = p.rows(&ENTRY[..1])?;
        let code = u64::from(u16::from_be_bytes([wanted[0], wanted[1]]));
        let name = SERVER_TYPE.names.get(code).unwrap_or("unknown service");
        p.summary(format_args!("{what}: {name}"));
        return Ok(());
    }
    let mut count = 0;
    while p.rest().len() >= bytes_of(ENTRY) && !p.is_full() {
        p.group(&SERVER, |p| p.rows(ENTRY).map(drop))?;
        count += 1;
    }
    p.summary(format_args!("{what}: {count} servers"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn servers_are_listed() {
        let mut bytes = b"\x00\x02\x00\x04FS1".to_vec();
        bytes.extend([0; 45]);
        bytes.extend(b"\x00\x00\x00\x01\x00\x01\x02\x03\x04\x05\x04\x51\x00\x02cut");
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "general response: 1 servers");
        assert_eq!(
            all(&out, &bytes, "ipxsap.server.socket"),
            [(62, 2, "0x0451".into())]
        );
    }
}
