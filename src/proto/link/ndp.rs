//! NDP: Bay's and Nortel's switches tell their neighbours who they are (also known as SONMP).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "SynOptics Network Management Protocol";

const HEADER: &[FieldSpec] = &[
    FieldSpec::ipv4("ndp.ipaddress", "Address").doc("Where the device is managed.", SECTION),
    FieldSpec::hex("ndp.segmentident", "Segment", 24).doc(
        "Where the message left: in switches unit, slot and port.",
        SECTION,
    ),
    FieldSpec::uint("ndp.chassis", "Chassis", 8)
        .codes(&[
            (1, "other"),
            (12, "5000"),
            (25, "BayStack Ethernet"),
            (40, "BayStack 350"),
            (57, "Accelar 1200"),
            (62, "BayStack 450"),
            (77, "BayStack 380"),
            (81, "BayStack 420"),
            (131, "Ethernet Switch 3510"),
        ])
        .doc("The model of the device.", SECTION),
    FieldSpec::uint("ndp.backplane", "Backplane", 8)
        .codes(&[
            (1, "other"),
            (2, "Ethernet"),
            (3, "Ethernet and Token Ring"),
            (4, "Ethernet and FDDI"),
            (5, "Ethernet, Token Ring and FDDI"),
            (6, "Ethernet and Token Ring, redundant power"),
            (7, "Ethernet, Token Ring and FDDI, redundant power"),
            (8, "Token Ring"),
            (9, "Ethernet, Token Ring and Fast Ethernet"),
            (10, "Ethernet and Fast Ethernet"),
            (
                11,
                "Ethernet, Token Ring and Fast Ethernet, redundant power",
            ),
            (12, "Ethernet, Fast and Gigabit Ethernet"),
        ])
        .doc("Which kinds of network the device has.", SECTION),
    FieldSpec::uint("ndp.state", "State", 8)
        .codes(&[(1, "topology changed"), (2, "heartbeat"), (3, "new")])
        .doc("Why the message is sent.", SECTION),
    FieldSpec::uint("ndp.numberoflinks", "Links", 8)
        .doc("How many links go up from the device.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// NDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ndp",
        short: "NDP",
        title: "Nortel Discovery Protocol",
        osi: OsiLayer::DataLink,
        why: "It tells the neighbour on the link who is at this end; switches of this make do not pass it on.",
        reference: "SynOptics Network Management Protocol",
    },
    claims: &[
        Claim::Snap(0x00_0081, 0x01a1),
        Claim::Snap(0x00_0081, 0x01a2),
    ],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xc0\0\x02\x01\0\x01\x15\x83\x0c\x02\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [a, b, c, d, ..] = *p.header::<HEADER_LEN>(HEADER)?;
    p.summary(format_args!("{}", std::net::Ipv4Addr::new(a, b, c, d)));
    p.ends_at(p.pos());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn a_hello_names_the_device() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "192.0.2.1");
        assert_eq!(
            out.field("ndp.segmentident").unwrap().value,
            Value::Uint(0x115)
        );
    }
}
