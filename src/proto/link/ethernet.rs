//! Ethernet: frames between neighbours (IEEE 802.3), with an EtherType or a length.

#[cfg(test)]
mod tests;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Address, FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::link::{isl, llc};
use crate::proto::network::ipx;
use crate::proto::padding;

/// Up to this value the field behind the addresses is a length (IEEE 802.3 §3.2.6).
pub const MAX_LENGTH: u16 = 1500;

/// The first EtherType; between the two lies nothing valid.
pub const MIN_TYPE: u16 = 0x0600;

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
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the frame carries: from 0x0600 on, the number names a protocol.", "IEEE 802.3 §3.2.6");
    LENGTH = FieldSpec::uint("eth.len", "Length", 16)
        .unit("bytes")
        .doc("Up to 1500, the number counts the bytes of the payload; what it is stands in the LLC header behind.", "IEEE 802.3 §3.2.6");
    INVALID = FieldSpec::hex("eth.invalid_lentype", "Invalid length or type", 16)
        .doc("Numbers from 1501 to 1535 are neither a length nor an EtherType.", "IEEE 802.3 §3.2.6");
    PADDING = padding::PADDING;
    TRAILER = FieldSpec::bytes("eth.trailer", "Trailer")
        .doc("Bytes behind the payload that its own lengths do not count: filling that is not of zeros, or something that a device on the way added.", "IEEE 802.3 §3.2.8");
    FCS = padding::FCS;
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
    if isl::is_isl(p.bytes()) {
        p.variant(&isl::PROTOCOL.info);
        return isl::peel(p);
    }
    let header = p.header::<ADDRESSES_LEN>(ADDRESSES)?;
    let mac = |octets: Option<&[u8; 6]>| Address::Mac(octets.copied().unwrap_or_default());
    let (destination, source) = (mac(header.first_chunk()), mac(header.last_chunk()));
    p.from_to(source, destination);
    p.summary(format_args!("{source} → {destination}"));
    if header[6] & 1 != 0 {
        p.fault(
            FaultKind::Malformed("a group of interfaces cannot be the sender"),
            6..12,
        );
    }
    type_or_length(p, &TYPE, &LENGTH, &INVALID)
}

/// Reads the two bytes that are an EtherType or a length, and hands the payload over. Tags repeat
/// them behind their own bytes.
///
/// # Errors
/// [`crate::decode::Stop`] if they are not there.
pub fn type_or_length(
    p: &mut Peel<'_>,
    type_spec: &'static FieldSpec,
    length_spec: &'static FieldSpec,
    invalid_spec: &'static FieldSpec,
) -> Peeled {
    p.require(2)?;
    let at = p.pos();
    let code = u16::from_be_bytes([p.rest()[0], p.rest()[1]]);
    p.skip(2)?;
    // Only a frame's outermost header has a check sequence behind it.
    let fcs = match padding::known_fcs(p) {
        Some(len) if p.outer().is_empty() => len,
        _ => 0,
    };
    let end = p.bytes().len().saturating_sub(fcs);
    if code >= MIN_TYPE {
        p.mark(type_spec, at..at + 2);
        p.pass_until(Next::EtherType(code), end);
    } else if code <= MAX_LENGTH {
        p.mark(length_spec, at..at + 2);
        length_payload(p, usize::from(code));
    } else {
        p.mark(invalid_spec, at..at + 2);
        p.fault(
            FaultKind::Malformed("the number is neither a length nor an EtherType"),
            at..at + 2,
        );
        p.pass_until(Next::Data, end);
    }
    Ok(())
}

/// Behind a length stands LLC, except that NetWare once put IPX there without one: its checksum,
/// always 0xffff, looks like two service access points that nobody has.
fn length_payload(p: &mut Peel<'_>, len: usize) {
    let next = if p.rest().starts_with(&[0xff, 0xff]) {
        Next::Protocol(&ipx::PROTOCOL)
    } else {
        Next::Protocol(&llc::PROTOCOL)
    };
    p.wrap(next, p.pos()..p.pos() + len, "802.3 length");
}

/// What stands behind the payload.
fn trailer(p: &mut Peel<'_>) -> Peeled {
    padding::trailer(p, &PADDING, &TRAILER, &FCS)
}
