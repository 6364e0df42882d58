//! Ethernet: frames between neighbours (IEEE 802.3), with an EtherType or a length.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Address, FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};

/// Up to this value the field behind the addresses is a length (IEEE 802.3 §3.2.6).
const MAX_LENGTH: u16 = 1500;

/// The first EtherType; between the two lies nothing valid.
const MIN_TYPE: u16 = 0x0600;

/// Senders fill shorter frames up to this many bytes, the check sequence not counted.
const MIN_FRAME: u32 = 60;

const ADDRESSES: &[FieldSpec] = &[
    FieldSpec::mac("eth.dst", "Destination").parts_follow().doc(
        "The MAC address of the neighbour that shall take the frame, or a group address that many take.",
        "IEEE 802.3 §3.2.3",
    ),
    FieldSpec::gap(6).part(),
    FieldSpec::flag("eth.dst.lg", "Locally administered").part().doc(
        "0: the maker of the interface gave the address (its first 24 bits name the maker). 1: somebody set it by hand or software.",
        "IEEE 802 §8.2.2",
    ),
    FieldSpec::flag("eth.dst.ig", "Group address").part().doc(
        "0: for one interface (unicast). 1: for a group of them (multicast, or broadcast if all bits are set).",
        "IEEE 802 §8.2.2",
    ),
    FieldSpec::mac("eth.src", "Source")
        .parts_follow()
        .doc("The MAC address of the interface that sent the frame on this link.", "IEEE 802.3 §3.2.3"),
    FieldSpec::gap(6).part(),
    FieldSpec::flag("eth.src.lg", "Locally administered").part().doc(
        "0: the maker of the interface gave the address. 1: somebody set it by hand or software.",
        "IEEE 802 §8.2.2",
    ),
    FieldSpec::flag("eth.src.ig", "Group address").part().doc(
        "A sender is a single interface, so this bit is 0; a source address with it set is wrong.",
        "IEEE 802 §8.2.2",
    ),
];

const ADDRESSES_LEN: usize = bytes_of(ADDRESSES);

crate::fields! {
    TYPE = FieldSpec::hex("eth.type", "Type", 16)
        .lookup(|code| crate::model::names::ethertype(code as u16))
        .doc("What the frame carries: from 0x0600 on, the number names a protocol.", "IEEE 802.3 §3.2.6");
    LENGTH = FieldSpec::uint("eth.len", "Length", 16)
        .unit("bytes")
        .doc("Up to 1500, the number counts the bytes of the payload; what it is stands in the LLC header behind.", "IEEE 802.3 §3.2.6");
    INVALID = FieldSpec::hex("eth.invalid_lentype", "Invalid length or type", 16)
        .doc("Numbers from 1501 to 1535 are neither a length nor an EtherType.", "IEEE 802.3 §3.2.6");
    PADDING = FieldSpec::bytes("eth.padding", "Padding")
        .doc("The sender filled the frame up to the least length that a link can carry (60 bytes and the check sequence).", "IEEE 802.3 §3.2.8");
    TRAILER = FieldSpec::bytes("eth.trailer", "Trailer")
        .doc("Bytes behind the payload that its own lengths do not count.", "IEEE 802.3 §3.2.8");
    FCS = FieldSpec::hex("eth.fcs", "Frame check sequence", 32)
        .doc("A CRC-32 over the whole frame: the receiving interface drops the frame if it does not fit.", "IEEE 802.3 §3.2.9");
}

/// Ethernet.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "eth",
        short: "Ethernet",
        title: "Ethernet",
        osi: OsiLayer::DataLink,
        why: "It carries frames between two neighbours on one link, addressed by MAC address.",
        reference: "IEEE 802.3 §3",
    },
    claims: &[
        Claim::LinkType(LinkType::ETHERNET),
        Claim::EtherType(0x6558),
    ],
    headers: &[ADDRESSES],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: Some(trailer),
    stream: false,
    sample: b"\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<ADDRESSES_LEN>(ADDRESSES)?;
    let [d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5] = *header;
    let (destination, source) = (
        Address::Mac([d0, d1, d2, d3, d4, d5]),
        Address::Mac([s0, s1, s2, s3, s4, s5]),
    );
    p.from_to(source, destination);
    p.summary(format_args!("{source} → {destination}"));
    p.require(2)?;
    let at = p.pos();
    let code = u16::from_be_bytes([p.rest()[0], p.rest()[1]]);
    p.skip(2)?;
    let field = at..at + 2;
    if code >= MIN_TYPE {
        p.mark(&TYPE, field);
        p.pass(Next::EtherType(code));
    } else if code <= MAX_LENGTH {
        p.mark(&LENGTH, field);
        p.wrap(
            Next::Data,
            p.pos()..p.pos() + usize::from(code),
            "802.3 length",
        );
    } else {
        p.mark(&INVALID, field.clone());
        p.fault(
            FaultKind::Malformed("the number is neither a length nor an EtherType"),
            field,
        );
        p.pass(Next::Data);
    }
    Ok(())
}

/// What stands behind the payload: filling up to the least length, other bytes, a check sequence
/// where the capture file says that frames have one.
fn trailer(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    let fcs = usize::from(p.frame().fcs_len.unwrap_or(0));
    let fcs = if p.is_whole() && fcs == 4 && len >= 4 {
        4
    } else {
        0
    };
    let payload_end = p.frame().original_len.saturating_sub(len as u32);
    let padding = (MIN_FRAME.saturating_sub(payload_end) as usize).min(len - fcs);
    if padding > 0 {
        p.field(&PADDING, padding)?;
    }
    if len - fcs > padding {
        p.field(&TRAILER, len - fcs - padding)?;
    }
    if fcs > 0 {
        p.uint(&FCS)?;
    }
    Ok(())
}
