//! IPX: packets between the networks of NetWare (Novell, IPX Router Specification, 1992).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::layout::little;

const BOOK: &str = "Novell IPX Router Specification §2";

const SOCKETS: Codes = &[
    (0x0002, "Cisco ping"),
    (0x0451, "NCP (file service)"),
    (0x0452, "SAP (service advertising)"),
    (0x0453, "RIP (routing)"),
    (0x0455, "NetBIOS"),
    (0x0456, "diagnostics"),
    (0x0457, "serialization"),
    (0x0550, "SMB server"),
    (0x0551, "SMB names"),
    (0x0552, "SMB client"),
    (0x0553, "SMB mailslots"),
    (0x0554, "SMB messenger"),
    (0x0555, "SMB browser"),
    (0x4001, "messages"),
    (0x4003, "messages"),
    (0x4006, "directory server"),
    (0x85be, "EIGRP for IPX"),
    (0x9001, "NLSP (link state)"),
    (0x9004, "IPX WAN"),
    (0x9086, "ping"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("ipx.checksum", "Checksum", 16)
        .doc("0xffff: there is none, as nearly always.", BOOK),
    FieldSpec::uint("ipx.len", "Length", 16)
        .unit("bytes")
        .doc("Bytes of header and data.", BOOK),
    FieldSpec::uint("ipx.hops", "Hops", 8).doc(
        "Routers that the packet has passed; at 16 it is thrown away.",
        BOOK,
    ),
    FieldSpec::hex("ipx.packet_type", "Packet type", 8)
        .codes(&[
            (0x00, "IPX"),
            (0x01, "RIP"),
            (0x02, "echo"),
            (0x03, "error"),
            (0x04, "PEP"),
            (0x05, "SPX"),
            (0x11, "NCP"),
            (0x14, "NetBIOS broadcast"),
        ])
        .doc(
            "Which protocol the data belongs to, where the sockets do not say it.",
            BOOK,
        ),
    FieldSpec::hex("ipx.dst.net", "Destination network", 32)
        .doc("Number of the network; 0 is this one.", BOOK),
    FieldSpec::mac("ipx.dst.node", "Destination node")
        .doc("The receiver's MAC address; all ones for all nodes.", BOOK),
    FieldSpec::hex("ipx.dst.socket", "Destination socket", 16)
        .codes(SOCKETS)
        .doc("Which program the packet is for, as a port does.", BOOK),
    FieldSpec::hex("ipx.src.net", "Source network", 32)
        .doc("Number of the sender's network.", BOOK),
    FieldSpec::mac("ipx.src.node", "Source node").doc("The sender's MAC address.", BOOK),
    FieldSpec::hex("ipx.src.socket", "Source socket", 16)
        .codes(SOCKETS)
        .doc("Which program the packet is from.", BOOK),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const DESTINATION_SOCKET: usize = 16;
const SOURCE_SOCKET: usize = 28;

/// Where a packet says whom it is for.
pub const SOCKET: &str = "ipx.socket";
/// Where it says so if the sockets do not.
pub const PACKET_TYPE: &str = "ipx.packet_type";

/// Sockets whose protocols are known.
const KNOWN: [u16; 5] = [0x0452, 0x0453, 0x0455, 0x0551, 0x0553];
/// Asked first, whichever socket is lower.
const NAMES: u16 = 0x0551;

const SMB: &[u8] = b"\xffSMB";

/// IPX.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipx",
        short: "IPX",
        title: "Internetwork Packet Exchange",
        osi: OsiLayer::Network,
        why: "It carries packets between networks, with a network number and the MAC address as address.",
        reference: BOOK,
    },
    claims: &[
        Claim::EtherType(0x8137),
        Claim::LlcSap(0xe0),
        Claim::Ppp(0x002b),
        Claim::Port(Transport::Udp, 213),
    ],
    headers: &[HEADER],
    fields: &[],
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xff\xff\x00\x22\x00\x04\x00\x00\x00\x01\xff\xff\xff\xff\xff\xff\x04\x52\x00\x00\x00\x02\x00\x01\x02\x03\x04\x05\x40\x03\
        \x00\x01\x00\x04",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= HEADER_LEN && bytes.starts_with(&[0xff, 0xff]))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let word = |at: usize| u16::from_be_bytes([header[at], header[at + 1]]);
    let len = usize::from(word(2));
    let (to, from) = (word(DESTINATION_SOCKET), word(SOURCE_SOCKET));
    if p.wants_fields() {
        let name = |socket: u16| match HEADER[6].names.get(u64::from(socket)) {
            Some(name) => name.to_owned(),
            None => format!("0x{socket:04x}"),
        };
        p.summary(format_args!("{} → {}, {len} bytes", name(from), name(to)));
    }
    if len < HEADER_LEN {
        p.fault(
            FaultKind::Malformed("the length is shorter than the header"),
            2..4,
        );
        return Ok(());
    }
    let next = next(header[5], to, from, p.rest());
    p.wrap(next, HEADER_LEN..len, "IPX length");
    Ok(())
}

/// Who takes the data: SMB by its first bytes, else the lower socket, the higher one, the type.
fn next(kind: u8, to: u16, from: u16, data: &[u8]) -> Next<'static> {
    if data.starts_with(SMB) {
        return crate::proto::netbios_name::payload(data);
    }
    let mut sockets = [to.min(from), to.max(from)];
    if sockets[1] == NAMES {
        sockets.reverse();
    }
    match sockets.into_iter().find(|socket| KNOWN.contains(socket)) {
        Some(socket) => Next::Field(SOCKET, u32::from(socket)),
        None => Next::Field(PACKET_TYPE, u32::from(kind)),
    }
}

/// A network's number, in summaries.
pub fn network(bytes: &[u8]) -> String {
    let swapped: Vec<u8> = bytes.iter().rev().copied().collect();
    format!("{:08x}", little(&swapped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn sockets_say_who_is_next() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            out.layers[0].summary,
            "messages → SAP (service advertising), 34 bytes"
        );
        assert_eq!(out.layers[1].info.name, "ipxsap");
        assert_eq!(
            all(&out, PROTOCOL.sample, "ipx.src.node")[0],
            (22, 6, "00:01:02:03:04:05".into())
        );
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[3] = 29;
        assert_eq!(peeled(&bytes).layers.len(), 1);
        assert_eq!(peeled(&bytes).faults.len(), 1);
        bytes[3] = 99;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }
}
