//! NetBIOS datagrams: messages to one name, a group or all, without a connection (RFC 1002 §4.4).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::domain_name::Names;
use crate::proto::netbios_name;
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 1002 §4.4.1";

const DIRECT_UNIQUE: u8 = 16;
const BROADCAST: u8 = 18;
const ERROR: u8 = 19;
const QUERY: u8 = 20;
const NEGATIVE: u8 = 22;

const TYPES: Codes = &[
    (16, "Direct unique datagram"),
    (17, "Direct group datagram"),
    (18, "Broadcast datagram"),
    (19, "Datagram error"),
    (20, "Datagram query request"),
    (21, "Datagram positive query response"),
    (22, "Datagram negative query response"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("nbdgm.type", "Message type", 8)
        .codes(TYPES)
        .doc(
            "To one name, to a group, to all, or a question to a server that distributes.",
            SECTION,
        ),
    FieldSpec::hex("nbdgm.flags", "Flags", 8)
        .parts_follow()
        .doc("Fragments, and who sends.", SECTION),
    reserved(4, SECTION).part(),
    FieldSpec::uint("nbdgm.node_type", "Node type", 2)
        .part()
        .codes(&[(0, "B node"), (1, "P node"), (2, "M node"), (3, "NBDD")])
        .doc(
            "How the sender finds names; 3 is a server that distributes datagrams.",
            SECTION,
        ),
    FieldSpec::flag("nbdgm.first", "First fragment")
        .part()
        .doc("The datagram begins here.", SECTION),
    FieldSpec::flag("nbdgm.next", "More fragments")
        .part()
        .doc("The datagram goes on in another message.", SECTION),
    FieldSpec::hex("nbdgm.dgram_id", "Datagram ID", 16)
        .doc("The same for all fragments of a datagram.", SECTION),
    FieldSpec::ipv4("nbdgm.src.ip", "Source address").doc("Address of the sender.", SECTION),
    FieldSpec::uint("nbdgm.src.port", "Source port", 16).doc("Port of the sender.", SECTION),
];

const EXTENT: &[FieldSpec] = &[
    FieldSpec::uint("nbdgm.dgram_len", "Datagram length", 16)
        .unit("bytes")
        .doc("Bytes of both names and the data.", "RFC 1002 §4.4.2"),
    FieldSpec::uint("nbdgm.pkt_offset", "Packet offset", 16)
        .unit("bytes")
        .doc(
            "Where this fragment's data stands in the datagram.",
            "RFC 1002 §4.4.2",
        ),
];

crate::fields! {
    SOURCE = FieldSpec::computed("nbdgm.source_name", "Source name")
        .doc("Name of the sender, with the number of its service.", "RFC 1002 §4.4.2");
    DESTINATION = FieldSpec::computed("nbdgm.destination_name", "Destination name")
        .doc("Name of the receiver or of the group.", "RFC 1002 §4.4.2");
    ERROR_CODE = FieldSpec::hex("nbdgm.error_code", "Error", 8)
        .codes(&[
            (0x82, "destination name not present"),
            (0x83, "invalid source name format"),
            (0x84, "invalid destination name format"),
        ])
        .doc("Why the datagram was not delivered.", "RFC 1002 §4.4.3");
}

/// NetBIOS datagrams.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nbdgm",
        short: "NBDGM",
        title: "NetBIOS Datagram Service",
        osi: OsiLayer::Session,
        why: "It gives programs datagrams between names instead of addresses.",
        reference: "RFC 1002 §4.4",
    },
    claims: &[Claim::Port(Transport::Udp, 138)],
    headers: &[HEADER, EXTENT],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x14\x02\x00\x0c\xc0\x00\x02\x01\x00\x8a\x20EIEPFDFECACACACACACACACACACACACA\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    let fits =
        matches!(bytes, [DIRECT_UNIQUE..=NEGATIVE, 0..=0x0f, ..]) && bytes.len() > bytes_of(HEADER);
    Match::maybe_if(fits)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let kind = header[0];
    let names = Names {
        bytes: p.bytes(),
        base: 0,
    };
    let what = HEADER[0]
        .names
        .get(u64::from(kind))
        .unwrap_or("unknown type");
    p.summary(format_args!("{what}"));
    match kind {
        DIRECT_UNIQUE..=BROADCAST => {
            let [.., high, low] = *p.header::<{ bytes_of(EXTENT) }>(EXTENT)?;
            let from = netbios_name::field(p, &names, &SOURCE)?;
            let to = netbios_name::field(p, &names, &DESTINATION)?;
            p.summary(format_args!("{what}: {from} → {to}"));
            if u16::from_be_bytes([high, low]) == 0 {
                p.pass(netbios_name::payload(p.rest()));
            } else {
                p.pass(Next::Data);
            }
        }
        ERROR => drop(p.uint(&ERROR_CODE)?),
        QUERY..=NEGATIVE => {
            let name = netbios_name::field(p, &names, &DESTINATION)?;
            p.summary(format_args!("{what}: {name}"));
        }
        _ => p.pass(Next::Data),
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
    fn datagrams_go_from_name_to_name() {
        let name = b"\x20EIEPFDFECACACACACACACACACACACACA\x00";
        let mut bytes = b"\x11\x0a\x00\x0c\xc0\x00\x02\x01\x00\x8a\x00\x48\x00\x00".to_vec();
        bytes.extend(name);
        bytes.extend(name);
        bytes.extend(b"data");
        let out = peeled(&bytes);
        assert_eq!(
            out.layers[0].summary,
            "Direct group datagram: HOST<20> → HOST<20>"
        );
        assert_eq!(all(&out, &bytes, "nbdgm.node_type")[0].2, "2");
        assert_eq!(
            all(&out, &bytes, "nbdgm.destination_name"),
            [(48, 34, "HOST<20>".into())]
        );
        assert_eq!(out.layers[0].payload.start, 82);
        bytes.truncate(60);
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }

    #[test]
    fn errors_say_why() {
        let bytes = b"\x13\x02\x00\x0c\xc0\x00\x02\x01\x00\x8a\x82";
        assert_eq!(all(&peeled(bytes), bytes, "nbdgm.error_code")[0].2, "0x82");
    }
}
