//! NetBIOS over IPX: names and sessions on networks of NetWare (Novell, NetBIOS over IPX).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::application::nmpi;
use crate::proto::netbios_name;
use crate::proto::network::ipx;
use crate::proto::reserved::reserved;

const SOURCE: &str = "Novell NetBIOS over IPX";

const TYPES: Codes = &[
    (1, "find name"),
    (2, "name recognized"),
    (3, "check name"),
    (4, "name in use"),
    (5, "deregister name"),
    (6, "session data"),
    (7, "session end"),
    (8, "session end acknowledged"),
    (9, "status query"),
    (10, "status response"),
    (11, "directed datagram"),
];

/// Bytes in front of a name for the networks that a broadcast has passed.
const NETWORKS: usize = 32;

/// A message about a name: those networks, flags, type, name.
const NAME_LEN: usize = NETWORKS + 2 + netbios_name::LEN;

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SOURCE)
}

const TYPE: FieldSpec = FieldSpec::hex("nmpi.packettype", "Packet type", 8)
    .codes(TYPES)
    .doc("What the message is for.", SOURCE);

const NAME_ROWS: &[FieldSpec] = &[
    FieldSpec::hex("nmpi.name_flags", "Name flags", 8)
        .parts_follow()
        .doc("State of the name.", SOURCE),
    bit(
        "nmpi.name_flags.group",
        "Group",
        "0: one node has the name. 1: a group shares it.",
    ),
    bit("nmpi.name_flags.in_use", "In use", "The name is in use."),
    reserved(3, SOURCE).part(),
    bit(
        "nmpi.name_flags.registered",
        "Registered",
        "The name is registered.",
    ),
    bit(
        "nmpi.name_flags.duplicated",
        "Duplicated",
        "Another node has it too.",
    ),
    bit(
        "nmpi.name_flags.deregistered",
        "Deregistered",
        "The name was given back.",
    ),
    TYPE,
];

const SESSION: &[FieldSpec] = &[
    FieldSpec::hex("nmpi.conn_control", "Connection control", 8)
        .parts_follow()
        .doc("How the packet is handled.", SOURCE),
    bit(
        "nmpi.conn_control.sys_packet",
        "System packet",
        "For the session itself; it holds no data.",
    ),
    bit(
        "nmpi.conn_control.ack",
        "Acknowledge",
        "The receiver is to acknowledge.",
    ),
    bit("nmpi.conn_control.attention", "Attention", "It is urgent."),
    bit(
        "nmpi.conn_control.end_msg",
        "End of message",
        "A message ends here.",
    ),
    bit(
        "nmpi.conn_control.resend",
        "Resend",
        "Something has to be sent again.",
    ),
    reserved(3, SOURCE).part(),
    TYPE,
    word(
        "nmpi.session.src_conn_id",
        "Source connection",
        "The sender's number of the session.",
        true,
    ),
    word(
        "nmpi.session.dest_conn_id",
        "Destination connection",
        "The receiver's number of the session.",
        true,
    ),
    word(
        "nmpi.session.send_seq_number",
        "Sequence number",
        "Counts the packets.",
        false,
    ),
    word(
        "nmpi.session.total_data_length",
        "Total length",
        "Bytes of the whole message.",
        false,
    ),
    word(
        "nmpi.session.offset",
        "Offset",
        "Where the data stands in the message.",
        false,
    ),
    word(
        "nmpi.session.data_length",
        "Data length",
        "Bytes of data here.",
        false,
    ),
    word(
        "nmpi.session.recv_seq_number",
        "Receive number",
        "Which packet is expected next.",
        false,
    ),
    word(
        "nmpi.session.bytes_received",
        "Bytes received",
        "How much of the message has arrived.",
        false,
    ),
];

const fn word(name: &'static str, label: &'static str, doc: &'static str, hex: bool) -> FieldSpec {
    let spec = match hex {
        true => FieldSpec::hex(name, label, 16),
        false => FieldSpec::uint(name, label, 16),
    };
    spec.little().doc(doc, SOURCE)
}

crate::fields! {
    NETWORK = FieldSpec::hex("nmpi.ipx_network", "Network passed", 32).doc("A network that the broadcast has passed.", SOURCE);
    NAME = FieldSpec::computed("netbios.nb_name", "Name").doc("The name asked for.", SOURCE);
    SERVICE = FieldSpec::hex("netbios.nb_name_type", "Service", 8)
        .codes(netbios_name::KINDS)
        .doc("The last byte of a name says for which service it stands.", SOURCE);
}

/// NetBIOS over IPX.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nbipx",
        short: "NBIPX",
        title: "NetBIOS over IPX",
        osi: OsiLayer::Session,
        why: "It finds names and opens sessions on networks of IPX.",
        reference: SOURCE,
    },
    claims: &[
        Claim::Field(ipx::SOCKET, 0x0455),
        Claim::Field(ipx::PACKET_TYPE, 0x14),
    ],
    headers: &[NAME_ROWS, SESSION],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x40\x06\x01\x00\x02\x00\x03\x00\x04\x00\x00\x00\x04\x00\x05\x00\x00\x00data",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    // Only in messages about names does a name stand behind the networks; all of them are as long.
    let about_name = p
        .bytes()
        .get(NETWORKS + 1)
        .filter(|_| p.bytes().len() == NAME_LEN);
    if let Some(kind @ 1..=5) = about_name.copied() {
        nmpi::passed(p, &NETWORK, NETWORKS)?;
        p.rows(NAME_ROWS)?;
        let name = netbios_name::plain(p, &NAME, &SERVICE)?;
        let what = TYPE.names.get(u64::from(kind)).unwrap_or("unknown type");
        p.summary(format_args!("{what}: {name}"));
        return Ok(());
    }
    p.require(2)?;
    let kind = p.rest()[1];
    let what = TYPE.names.get(u64::from(kind)).unwrap_or("unknown type");
    p.summary(format_args!("{what}"));
    if matches!(kind, 6..=8) {
        p.header::<{ bytes_of(SESSION) }>(SESSION)?;
        p.pass(netbios_name::payload(p.rest()));
    } else {
        p.pass(Next::Data);
    }
    Ok(())
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
    fn sessions_carry_data() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "session data");
        assert_eq!(
            all(&out, PROTOCOL.sample, "nmpi.session.data_length")[0].2,
            "4"
        );
    }

    #[test]
    fn names_are_looked_for() {
        let mut bytes = [0; 32].to_vec();
        bytes.extend(b"\x44\x01NAME           \x00");
        let out = peeled(&bytes);
        assert_eq!(out.layers[0].summary, "find name: NAME<00>");
        assert_eq!(all(&out, &bytes, "nmpi.name_flags.in_use")[0].2, "1");
    }
}
