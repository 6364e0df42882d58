//! BGP: networks tell one another which addresses they can reach, and through whom (RFC 4271).

mod attributes;
mod capabilities;
mod communities;
mod evpn;
mod extended;
mod families;
mod flowspec;
mod link_attributes;
mod link_parts;
mod link_state;
mod marks;
mod open;
mod path;
mod prefix;
mod provider;
mod reach;
mod refresh;
mod segments;
#[cfg(test)]
mod tests;
mod tunnel;
mod tunnel_parts;
mod update;
mod vpn;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SECTION: &str = "RFC 4271 §4.1";

const OPEN: u8 = 1;
const UPDATE: u8 = 2;
const NOTIFICATION: u8 = 3;
const REFRESH: u8 = 5;
const CAPABILITY: u8 = 6;
const OLD_REFRESH: u8 = 128;

const MARKER_LEN: usize = 16;

const HEADER: &[FieldSpec] = &[
    FieldSpec::bytes("bgp.marker", "Marker")
        .wide(MARKER_LEN as u32)
        .doc(
            "All ones. It was meant for authentication; now it shows where a message begins.",
            SECTION,
        ),
    FieldSpec::uint("bgp.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the message with this header.", SECTION),
    FieldSpec::uint("bgp.type", "Type", 8)
        .codes(&[
            (1, "open"),
            (2, "update"),
            (3, "notification"),
            (4, "keepalive"),
            (5, "route refresh"),
            (6, "capability"),
            (128, "route refresh (Cisco)"),
        ])
        .doc("What the message is for.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    CONTINUATION = FieldSpec::bytes("bgp.continuation", "End of a message")
        .doc("Bytes of a message whose beginning is not here.", SECTION);
    LOST = FieldSpec::bytes("", "Out of step")
        .doc("Bytes behind a message, where the next one should begin and does not.", "RFC 4271 §6.1");
}

const FIELD_COUNT: usize = FIELDS.len()
    + attributes::FIELDS.len()
    + capabilities::FIELDS.len()
    + communities::FIELDS.len()
    + evpn::FIELDS.len()
    + extended::FIELDS.len()
    + flowspec::FIELDS.len()
    + link_attributes::FIELDS.len()
    + link_state::FIELDS.len()
    + open::FIELDS.len()
    + path::FIELDS.len()
    + prefix::FIELDS.len()
    + provider::FIELDS.len()
    + reach::FIELDS.len()
    + refresh::FIELDS.len()
    + segments::FIELDS.len()
    + tunnel::FIELDS.len()
    + update::FIELDS.len()
    + vpn::FIELDS.len();

static ALL_FIELDS: [&FieldSpec; FIELD_COUNT] = join_fields(&[
    FIELDS,
    attributes::FIELDS,
    capabilities::FIELDS,
    communities::FIELDS,
    evpn::FIELDS,
    extended::FIELDS,
    flowspec::FIELDS,
    link_attributes::FIELDS,
    link_state::FIELDS,
    open::FIELDS,
    path::FIELDS,
    prefix::FIELDS,
    provider::FIELDS,
    reach::FIELDS,
    refresh::FIELDS,
    segments::FIELDS,
    tunnel::FIELDS,
    update::FIELDS,
    vpn::FIELDS,
]);

/// BGP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bgp",
        short: "BGP",
        title: "Border Gateway Protocol",
        osi: OsiLayer::Application,
        why: "It is a program on a router that talks to another one over TCP; what it learns is used by the network layer.",
        reference: "RFC 4271",
    },
    claims: &[Claim::Port(Transport::Tcp, 179)],
    headers: &[
        HEADER,
        open::HEAD,
        capabilities::RESTART,
        capabilities::FAMILY_FLAGS,
        capabilities::SECURITY,
        update::FLAGS,
        communities::PARTS,
        communities::LARGE_PARTS,
        marks::TYPE,
        marks::COST,
        marks::ROUTE_TYPE,
        marks::QOS_FLAGS,
        marks::QOS,
        marks::COS,
        marks::MOBILITY,
        marks::ESI_LABEL,
        marks::LAYER_2,
        marks::TREE,
        marks::ACTION,
        marks::LAYER_2_INFO,
        marks::MARKING,
        marks::VLANS,
        marks::EIGRP_FLAGS,
        evpn::LABEL_1,
        evpn::LABEL_2,
        evpn::MULTICAST_FLAGS,
        flowspec::OPERATOR,
        flowspec::MASK_OPERATOR,
        flowspec::TCP_FLAGS,
        flowspec::FRAGMENT_FLAGS,
        flowspec::DSCP,
        link_parts::NODE_FLAGS,
        link_parts::CAPABILITY_FLAGS,
        link_parts::PROTECTION,
        link_parts::MPLS_MASK,
        link_parts::PEER_FLAGS,
        link_parts::APPLICATIONS,
        link_parts::PREFIX_FLAGS,
        link_parts::DELAY_FLAGS,
        link_parts::ALGORITHM,
        link_state::TOPOLOGY,
        refresh::ENTRY,
        segments::STRUCTURE_3,
        segments::STRUCTURE_2,
        provider::LABEL,
        tunnel_parts::VXLAN,
        tunnel_parts::VXLAN_GPE,
        tunnel_parts::NVGRE,
        tunnel_parts::BINDING,
        tunnel_parts::SEGMENT,
        tunnel_parts::L2TP,
        tunnel_parts::SPECIFIC,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x25\x01\
        \x04\xfd\xe8\x00\xb4\x0a\x00\x00\x01\x08\x02\x06\x01\x04\x00\x01\x00\x01",
};

/// Only the marker tells: a message begins with it. A capture that joins late may begin in the
/// middle of one, and find the marker of the next.
fn recognise(bytes: &[u8]) -> Match {
    let begins = bytes.len().min(MARKER_LEN);
    if bytes[..begins].iter().any(|byte| *byte != 0xff) {
        return Match::maybe_if(find_marker(bytes).is_some());
    }
    match bytes.get(MARKER_LEN..HEADER_LEN) {
        None => Match::Short,
        Some([high, low, _]) if usize::from(u16::from_be_bytes([*high, *low])) >= HEADER_LEN => {
            Match::Yes
        }
        Some(_) => Match::Maybe,
    }
}

/// Where the first marker stands.
fn find_marker(bytes: &[u8]) -> Option<usize> {
    let is_marker = |window: &[u8]| window.iter().all(|byte| *byte == 0xff);
    bytes.windows(MARKER_LEN).position(is_marker)
}

/// True if the bytes are a segment's from its first one on. Behind a message, its length alone says
/// where the next one begins.
fn begins_segment(p: &Peel<'_>) -> bool {
    let Some(segment) = p.bytes_since("tcp") else {
        return false;
    };
    let header_len = segment
        .get(12)
        .map_or(0, |offset| usize::from(offset >> 4) * 4);
    segment.len() == header_len + p.bytes().len()
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if begins_segment(p)
        && let Some(len @ 1..) = find_marker(p.bytes())
    {
        p.summary(format_args!("end of a message, {len} bytes"));
        p.ends_at(len);
        return p.field(&CONTINUATION, len).map(drop);
    }
    p.wait_for(HEADER_LEN)?;
    let Some(header) = p.bytes().first_chunk::<HEADER_LEN>() else {
        return p.header::<HEADER_LEN>(HEADER).map(drop);
    };
    let len = usize::from(u16::from_be_bytes([header[16], header[17]]));
    let kind = header[18];
    if header[..MARKER_LEN] != [0xff; MARKER_LEN] {
        let what = "the marker is not all ones";
        p.fault(FaultKind::Malformed(what), 0..MARKER_LEN);
        if len < HEADER_LEN || HEADER[2].names.get(kind.into()).is_none() {
            // Nothing says that a message begins here.
            return rest(p, &LOST);
        }
    }
    if len < HEADER_LEN {
        p.rows(&HEADER[..2])?;
        let fault = FaultKind::BadLength {
            field: "BGP message length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(fault, MARKER_LEN..MARKER_LEN + 2);
        return Ok(());
    }
    p.header::<HEADER_LEN>(HEADER)?;
    p.wait_for(len - HEADER_LEN)?;
    p.ends_at(len);
    // Of all messages only this one says how others are to be read.
    if !p.wants_fields() && kind != OPEN {
        return Ok(());
    }
    let name = HEADER[2].names.get(kind.into());
    p.summary(format_args!("{}", name.unwrap_or("unknown message")));
    p.within(len - HEADER_LEN, "BGP message length", |p| match kind {
        OPEN => open::open(p),
        UPDATE => update::update(p),
        NOTIFICATION => refresh::notification(p),
        REFRESH | OLD_REFRESH => refresh::refresh(p),
        CAPABILITY => capabilities::message(p),
        // A keepalive has no body.
        _ => Ok(()),
    })
}

/// One bit of a row.
const fn bit(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, reference)
}

/// Reads what is left as one field; nothing if nothing is.
fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// Reads the same field of `len` bytes until the bytes end.
fn each(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    while p.rest().len() >= len && !p.is_full() {
        p.field(spec, len)?;
    }
    Ok(())
}

/// Reads a number of IEEE 754 as what it means.
fn float(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(4)?;
    let number = f32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    p.mark_made(spec, at..at + 4, || format!("{number}"));
    Ok(())
}
