//! Records of flow samples: what is known of a sampled packet, and its first bytes.

use super::packets::{ETHERNET, IPV4, IPV6, MASKS, RECEIVED, SENT, SUITE, SWITCH, SYSTEMS};
use super::{HEADERS_CUT, quote};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

/// What sampled bytes begin with (sFlow Version 5 §5.3).
const HEADER_PROTOCOLS: crate::model::Codes = &[
    (1, "Ethernet"),
    (2, "token bus"),
    (3, "token ring"),
    (4, "FDDI"),
    (5, "frame relay"),
    (6, "X.25"),
    (7, "PPP"),
    (8, "SMDS"),
    (9, "AAL5"),
    (10, "AAL5, IP"),
    (11, "IPv4"),
    (12, "IPv6"),
    (13, "MPLS"),
    (14, "PPP over SONET"),
    (15, "802.11"),
    (16, "802.11n, aggregated"),
    (17, "802.11n, subframe"),
];

crate::fields! {
    HEADER_PROTOCOL = FieldSpec::uint("sflow_245.header_protocol", "Header protocol", 32).codes(HEADER_PROTOCOLS).doc("What the sampled bytes begin with.", "sFlow Version 5 §5.3");
    pub(super) FRAME_LEN = FieldSpec::uint("sflow_245.header.frame_length", "Frame length", 32).unit("bytes").doc("How long the packet was on the wire.", "sFlow Version 5 §5.3");
    STRIPPED = FieldSpec::uint("sflow_245.header.payload_stripped", "Stripped", 32).unit("bytes").doc("Bytes of the packet that are left out of the length, such as the check sequence.", "sFlow Version 5 §5.3");
    HEADER_LEN = FieldSpec::uint("sflow_245.header.sampled_header_length", "Header length", 32).unit("bytes").doc("How many bytes were sampled.", "sFlow Version 5 §5.3");
    HEADER = FieldSpec::bytes("sflow_245.header", "Header").doc("The first bytes of a packet that came by.", "sFlow Version 5 §5.3");
    ADDRESS_TYPE = FieldSpec::uint("", "Address type", 32).codes(&[(0, "unknown"), (1, "IPv4"), (2, "IPv6")]).doc("What kind of address follows.", "sFlow Version 5 §5.3");
    NEXT_HOP = FieldSpec::ipv4("sflow_245.nexthop", "Next hop").doc("The router that the packet went to.", "sFlow Version 5 §5.3");
    NEXT_HOP_6 = FieldSpec::ipv6("sflow_245.nexthop.v6", "Next hop").doc("The router that the packet went to.", "sFlow Version 5 §5.3");
    SOURCE = FieldSpec::ipv4("sflow_245.ipv4_src", "Source").doc("The sender's address after translation.", "sFlow Version 5 §5.3");
    SOURCE_6 = FieldSpec::ipv6("sflow_245.ipv6_src", "Source").doc("The sender's address after translation.", "sFlow Version 5 §5.3");
    DESTINATION = FieldSpec::ipv4("sflow_245.ipv4_dst", "Destination").doc("The receiver's address after translation.", "sFlow Version 5 §5.3");
    DESTINATION_6 = FieldSpec::ipv6("sflow_245.ipv6_dst", "Destination").doc("The receiver's address after translation.", "sFlow Version 5 §5.3");
    PATHS = FieldSpec::uint("sflow_245.dstASentries", "Path segments", 32).doc("How many pieces of the path follow.", "sFlow Version 5 §5.3");
    SEGMENT_TYPE = FieldSpec::uint("sflow.as_type", "Path segment", 64).codes(&[(1, "set"), (2, "sequence")]).doc("A piece of the path to the destination's network, and whether its order counts; behind the type stands the number of networks in it.", "sFlow Version 5 §5.3");
    NETWORK = FieldSpec::uint("sflow_245.dstAS", "AS", 32).doc("A network on the path, or a community.", "sFlow Version 5 §5.3");
    COMMUNITIES = FieldSpec::uint("sflow_245.communityEntries", "Communities", 32).doc("How many marks of the route follow.", "sFlow Version 5 §5.3");
    PREFERENCE = FieldSpec::uint("sflow_245.localpref", "Local preference", 32).doc("How much this route is preferred in the own network.", "sFlow Version 5 §5.3");
    CHARSET_FROM = FieldSpec::uint("sflow_5.extended_user.source_character_set", "Character set", 32).doc("Of the name, by its MIBenum number.", "sFlow Version 5 §5.3");
    USER_FROM_LEN = FieldSpec::uint("sflow_5.extended_user.source_user_string_length", "Length", 32).unit("bytes").doc("Of the text behind it.", "sFlow Version 5 §5.3");
    USER_FROM = FieldSpec::text("sflow_5.extended_user.source_user", "Source user").doc("Who sent the packet.", "sFlow Version 5 §5.3");
    CHARSET_TO = FieldSpec::uint("sflow_5.extended_user.destination_character_set", "Character set", 32).doc("Of the name, by its MIBenum number.", "sFlow Version 5 §5.3");
    USER_TO_LEN = FieldSpec::uint("sflow_5.extended_user.destination_user_string_length", "Length", 32).unit("bytes").doc("Of the text behind it.", "sFlow Version 5 §5.3");
    USER_TO = FieldSpec::text("sflow_5.extended_user.destination_user", "Destination user").doc("Whom it is for.", "sFlow Version 5 §5.3");
    URL_WAY = FieldSpec::uint("sflow_5.extended_url.direction", "Direction", 32).codes(&[(1, "source"), (2, "destination")]).doc("Whose address the URL belongs to.", "sFlow Version 5 §5.3");
    URL_LEN = FieldSpec::uint("sflow_5.extended_url.url_length", "Length", 32).unit("bytes").doc("Of the text behind it.", "sFlow Version 5 §5.3");
    URL = FieldSpec::text("sflow_5.extended_url.url", "URL").doc("What was asked for.", "sFlow Version 5 §5.3");
    URL_HOST_LEN = FieldSpec::uint("sflow_5.extended_url.host_length", "Length", 32).unit("bytes").doc("Of the text behind it.", "sFlow Version 5 §5.3");
    URL_HOST = FieldSpec::text("sflow_5.extended_url.host", "Host").doc("Of the request.", "sFlow Version 5 §5.3");
    TUNNEL_LEN = FieldSpec::uint("sflow_5.extended_mpls_tunnel.name_length", "Length", 32).unit("bytes").doc("Of the text behind it.", "sFlow Version 5 §5.3");
    TUNNEL = FieldSpec::text("sflow_5.extended_mpls_tunnel.tunnel_name", "Tunnel").doc("Its name.", "sFlow Version 5 §5.3");
    TUNNEL_ID = FieldSpec::uint("sflow_5.extended_mpls_tunnel.id", "Tunnel ID", 32).doc("Its number.", "sFlow Version 5 §5.3");
    TUNNEL_CLASS = FieldSpec::uint("sflow_5.extended_mpls_tunnel.cos_value", "Class of service", 32).doc("How important its packets are.", "sFlow Version 5 §5.3");
    CIRCUIT_LEN = FieldSpec::uint("sflow_5.extended_mpls_vc.instance_name_length", "Length", 32).unit("bytes").doc("Of the text behind it.", "sFlow Version 5 §5.3");
    CIRCUIT = FieldSpec::text("sflow_5.extended_mpls_vc.vc_instance_name", "Circuit").doc("Its name.", "sFlow Version 5 §5.3");
    CIRCUIT_ID = FieldSpec::uint("sflow_5.extended_mpls_vc.id", "Circuit ID", 32).doc("Its number.", "sFlow Version 5 §5.3");
    CIRCUIT_CLASS = FieldSpec::uint("sflow_5.extended_mpls_vc.label_cos_value", "Class of service", 32).doc("How important its packets are.", "sFlow Version 5 §5.3");
    CLASS_LEN = FieldSpec::uint("sflow_5.extended_mpls.ftn_description_length", "Length", 32).unit("bytes").doc("Of the text behind it.", "sFlow Version 5 §5.3");
    CLASS = FieldSpec::text("sflow_5.extended_mpls.ftn_description", "Class").doc("Which packets get the label.", "sFlow Version 5 §5.3");
    CLASS_MASK = FieldSpec::uint("sflow_5.extended_mpls.ftn_mask", "Mask", 32).doc("Which parts of the packet count.", "sFlow Version 5 §5.3");
    PREFIX_LEN = FieldSpec::uint("sflow_5.extended_mpls.fec_address_prefix_length", "Prefix length", 32).unit("bits").doc("Of the addresses whose packets get the label.", "sFlow Version 5 §5.3");
    LABELS_IN = FieldSpec::uint("sflow_245.extended_mpls.in_label_stack_entries", "Labels in", 32).doc("How many labels the packet came with.", "sFlow Version 5 §5.3");
    LABEL_IN = FieldSpec::uint("sflow_245.extended_mpls.in_label", "Label", 32).doc("A label that the packet came with.", "sFlow Version 5 §5.3");
    LABELS_OUT = FieldSpec::uint("sflow_245.extended_mpls.out_label_stack_entries", "Labels out", 32).doc("How many labels it left with.", "sFlow Version 5 §5.3");
    LABEL_OUT = FieldSpec::uint("sflow_245.extended_mpls.out_label", "Label", 32).doc("A label that it left with.", "sFlow Version 5 §5.3");
    LAYERS = FieldSpec::uint("sflow_5.extended_vlan_tunnel.number_of_layers", "Layers", 32).doc("How many VLAN tags were taken off.", "sFlow Version 5 §5.3");
    TAG = FieldSpec::uint("sflow_5.extended_vlan_tunnel.tpid_tci_pair", "Tag", 32).doc("A VLAN tag with its EtherType.", "sFlow Version 5 §5.3");
    PAYLOAD_LEN = FieldSpec::uint("sflow_5.extended_80211.payload_length", "Length", 32).unit("bytes").doc("Of the payload.", "sFlow Version 5 §5.3");
    PAYLOAD = FieldSpec::bytes("sflow_5.extended_80211.payload", "Payload").doc("The frame's content, decrypted.", "sFlow Version 5 §5.3");
    CELL_LEN = FieldSpec::uint("", "Length", 32).unit("bytes").doc("Of the name.", "sFlow Version 5 §5.3");
    CELL_RECEIVED = FieldSpec::text("sflow_5.extended_80211.rx.ssid", "Network").doc("The name of the wireless network.", "sFlow Version 5 §5.3");
    CELL_SENT = FieldSpec::text("sflow_5.extended_80211.tx.ssid", "Network").doc("The name of the wireless network.", "sFlow Version 5 §5.3");
    PADDING = FieldSpec::bytes("", "Padding").doc("Fills up to whole words of 4 bytes.", "sFlow Version 5 §5.3");
}

/// Reads a record by its format; false if decap does not know it.
pub(super) fn read(p: &mut Peel<'_>, format: u32) -> Result<bool, crate::decode::Stop> {
    match format {
        1 => header(p, HEADERS_CUT)?,
        2 => drop(p.rows(ETHERNET)?),
        3 => drop(p.rows(IPV4)?),
        4 => drop(p.rows(IPV6)?),
        1001 => drop(p.rows(SWITCH)?),
        1002 => router(p)?,
        1003 => gateway(p)?,
        1004 => {
            p.uint(&CHARSET_FROM)?;
            text(p, &USER_FROM_LEN, &USER_FROM)?;
            p.uint(&CHARSET_TO)?;
            text(p, &USER_TO_LEN, &USER_TO)?;
        }
        1005 => {
            p.uint(&URL_WAY)?;
            text(p, &URL_LEN, &URL)?;
            text(p, &URL_HOST_LEN, &URL_HOST)?;
        }
        1006..=1012 => labels(p, format)?,
        1013 => {
            p.rows(SUITE)?;
            text(p, &PAYLOAD_LEN, &PAYLOAD)?;
        }
        1014 => {
            text(p, &CELL_LEN, &CELL_RECEIVED)?;
            p.rows(RECEIVED)?;
        }
        1015 => {
            text(p, &CELL_LEN, &CELL_SENT)?;
            p.rows(SENT)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Records about labels and tags.
fn labels(p: &mut Peel<'_>, format: u32) -> Peeled {
    match format {
        1006 => {
            address(p, &NEXT_HOP, &NEXT_HOP_6)?;
            repeat(p, &LABELS_IN, &LABEL_IN)?;
            repeat(p, &LABELS_OUT, &LABEL_OUT)
        }
        1007 => {
            address(p, &SOURCE, &SOURCE_6)?;
            address(p, &DESTINATION, &DESTINATION_6)
        }
        1008 => {
            text(p, &TUNNEL_LEN, &TUNNEL)?;
            p.uint(&TUNNEL_ID)?;
            p.uint(&TUNNEL_CLASS).map(drop)
        }
        1009 => {
            text(p, &CIRCUIT_LEN, &CIRCUIT)?;
            p.uint(&CIRCUIT_ID)?;
            p.uint(&CIRCUIT_CLASS).map(drop)
        }
        1010 => {
            text(p, &CLASS_LEN, &CLASS)?;
            p.uint(&CLASS_MASK).map(drop)
        }
        1011 => p.uint(&PREFIX_LEN).map(drop),
        _ => repeat(p, &LAYERS, &TAG),
    }
}

/// The first bytes of a packet, which become layers of their own. Before version 5 nothing is said
/// of what was stripped.
pub(super) fn header(p: &mut Peel<'_>, has_stripped: bool) -> Peeled {
    let protocol = p.uint(&HEADER_PROTOCOL)?;
    p.uint(&FRAME_LEN)?;
    if has_stripped {
        p.uint(&STRIPPED)?;
    }
    let len = p.uint(&HEADER_LEN)? as usize;
    let padded = len.next_multiple_of(4);
    let start = p.pos();
    p.field(&HEADER, padded.min(p.rest().len().max(len)))?;
    quote(p, protocol, start..start + len);
    Ok(())
}

/// What a router made of a packet.
pub(super) fn router(p: &mut Peel<'_>) -> Peeled {
    address(p, &NEXT_HOP, &NEXT_HOP_6)?;
    p.rows(MASKS).map(drop)
}

/// What a router at the border of a network made of it.
fn gateway(p: &mut Peel<'_>) -> Peeled {
    address(p, &NEXT_HOP, &NEXT_HOP_6)?;
    p.rows(SYSTEMS)?;
    let segments = p.uint(&PATHS)?;
    for _ in 0..segments {
        if p.is_full() {
            break;
        }
        let head = p.pos();
        let bytes = p.skip(8)?;
        let kind = u64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
        let count = u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
        p.mark_as(
            &SEGMENT_TYPE,
            head..head + 8,
            crate::model::Value::Uint(kind),
        );
        numbers(p, count.into(), &NETWORK)?;
    }
    repeat(p, &COMMUNITIES, &NETWORK)?;
    p.uint(&PREFERENCE).map(drop)
}

fn repeat(p: &mut Peel<'_>, count: &'static FieldSpec, spec: &'static FieldSpec) -> Peeled {
    let count = p.uint(count)?;
    numbers(p, count, spec)
}

fn numbers(p: &mut Peel<'_>, count: u64, spec: &'static FieldSpec) -> Peeled {
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        p.uint(spec)?;
    }
    Ok(())
}

/// An address, whose kind stands before it.
fn address(p: &mut Peel<'_>, v4: &'static FieldSpec, v6: &'static FieldSpec) -> Peeled {
    match p.uint(&ADDRESS_TYPE)? {
        1 => p.field(v4, 4).map(drop),
        2 => p.field(v6, 16).map(drop),
        _ => Ok(()),
    }
}

/// A text with its length before it, filled up to whole words.
fn text(p: &mut Peel<'_>, len: &'static FieldSpec, spec: &'static FieldSpec) -> Peeled {
    let len = p.uint(len)? as usize;
    if len > 0 {
        p.field(spec, len)?;
    }
    let padding = (len.next_multiple_of(4) - len).min(p.rest().len());
    if padding > 0 {
        p.field(&PADDING, padding)?;
    }
    Ok(())
}
