//! ISL: Cisco's own way to carry several VLANs over one cable, older than VLAN tags: a whole frame
//! with its check sequence inside another.

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{Address, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::ethernet;

const SECTION: &str = "Cisco ISL frame format";

/// The destinations of these frames, without the octet that says what is inside.
const DESTINATIONS: [[u8; 5]; 2] = [[0x01, 0, 0x0c, 0, 0], [0x03, 0, 0x0c, 0, 0]];

/// What stands behind the length.
const LLC: [u8; 3] = [0xaa, 0xaa, 0x03];

/// Where the length starts to count.
const COUNTED_FROM: usize = 14;

const ETHERNET: u8 = 0;

const HEADER: &[FieldSpec] = &[
    FieldSpec::mac("isl.dst", "Destination").parts_follow().doc(
        "A group address of Cisco's; its last octet says what is inside.",
        SECTION,
    ),
    FieldSpec::gap(40).part(),
    FieldSpec::uint("isl.type", "Type", 4)
        .part()
        .codes(&[(0, "Ethernet"), (1, "Token Ring"), (2, "FDDI"), (3, "ATM")])
        .doc("The kind of frame inside.", SECTION),
    FieldSpec::gap(2).part(),
    FieldSpec::uint("isl.user_eth", "Priority", 2)
        .part()
        .doc("The priority of an Ethernet frame.", SECTION),
    FieldSpec::mac("isl.src", "Source").doc("The switch's port that sent this.", SECTION),
    FieldSpec::uint("isl.len", "Length", 16)
        .unit("bytes")
        .doc("What follows, without the outer check sequence.", SECTION),
    FieldSpec::hex("isl.dsap", "Destination service access point", 8).doc("Always 0xaa.", SECTION),
    FieldSpec::hex("isl.ssap", "Source service access point", 8).doc("Always 0xaa.", SECTION),
    FieldSpec::hex("isl.control", "Control", 8).doc("Always 0x03.", SECTION),
    FieldSpec::hex("isl.hsa", "Sender's manufacturer", 24)
        .doc("The upper half of the source address.", SECTION),
    FieldSpec::uint("isl.vlan_id", "VLAN", 15).doc("The VLAN that the frame belongs to.", SECTION),
    FieldSpec::flag("isl.bpdu", "For the switch").doc(
        "Set: a spanning tree message or the like, which every switch reads.",
        SECTION,
    ),
    FieldSpec::uint("isl.index", "Index", 16).doc("The sending port, for diagnosis.", SECTION),
    FieldSpec::hex("isl.reserved", "Reserved", 16).doc(
        "Something of Token Ring or FDDI frames; otherwise zero.",
        SECTION,
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// ISL.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "isl",
        short: "ISL",
        title: "Cisco Inter-Switch Link",
        osi: OsiLayer::DataLink,
        why: "It tells switches which of several networks on one cable the frame inside belongs to.",
        reference: "Cisco ISL frame format",
    },
    claims: &[],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x00\x0c\x00\x00\x00\x02\x00\x5e\x10\x00\x02\x00\x1a\xaa\xaa\x03\x02\x00\x5e\x00\x0b\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06",
};

/// True if what looks like an Ethernet header is one of these.
pub fn is_isl(frame: &[u8]) -> bool {
    DESTINATIONS.iter().any(|start| frame.starts_with(start))
        && frame
            .get(COUNTED_FROM..)
            .is_some_and(|rest| rest.starts_with(&LLC))
}

/// Reads the header; Ethernet's decoder calls this when a frame turns out to be one.
///
/// # Errors
/// [`crate::decode::Stop`] where the bytes end too early.
pub fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = *p.header::<HEADER_LEN>(HEADER)?;
    let mac =
        |at: usize| Address::Mac([h[at], h[at + 1], h[at + 2], h[at + 3], h[at + 4], h[at + 5]]);
    p.from_to(mac(6), mac(0));
    p.summary(format_args!(
        "VLAN {}",
        u16::from_be_bytes([h[20], h[21]]) >> 1
    ));
    let next = if h[5] >> 4 == ETHERNET {
        Next::Protocol(&ethernet::PROTOCOL)
    } else {
        Next::Data
    };
    let end = COUNTED_FROM + usize::from(u16::from_be_bytes([h[12], h[13]]));
    p.wrap(next, HEADER_LEN..end.max(HEADER_LEN), "ISL length");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn ethernet_hands_such_frames_over() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &ethernet::PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        let chain: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert_eq!(chain, ["isl", "eth"]);
        assert_eq!(out.layers[0].summary, "VLAN 5");
        assert!(!is_isl(&PROTOCOL.sample[..14]));
    }
}
