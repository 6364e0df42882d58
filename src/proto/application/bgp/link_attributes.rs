//! Attributes of routers, links and networks of a map that BGP tells (RFC 9552, RFC 9085, RFC 9086,
//! RFC 8571, RFC 9294, RFC 9351).

use super::link_parts::{
    ALGORITHM, APPLICATIONS, CAPABILITY_FLAGS, DELAY_FLAGS, MPLS_MASK, NODE_FLAGS, PEER_FLAGS,
    PREFIX_FLAGS, PROTECTION,
};
use super::link_state::{
    LOCAL_NUMBER, NUMBERS_ITEM, OTHER, REMOTE_NUMBER, TOPOLOGY, TOPOLOGY_ITEM, items,
};
use super::{each, rest};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const SECTION: &str = "RFC 9552 §5.3";
const DELAY_SECTION: &str = "RFC 8571 §2";

/// How deep attributes may stand in attributes.
const MAX_NESTING: u8 = 4;

const fn item(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc("One thing that is known.", SECTION)
}

crate::fields! {
    ALL = FieldSpec::group("bgp.update.path_attribute.link_state", "Attributes").doc("What is known of a router, a link or a network.", SECTION);
    NODE_DATA = FieldSpec::group("bgp.ls.tlv.opaque_node_properties_value", "Value").doc("What decap does not take apart.", SECTION);
    NAME = FieldSpec::text("bgp.ls.tlv.node_name_value", "Name").doc("The router's name.", SECTION);
    AREA = FieldSpec::bytes("bgp.ls.tlv.is_is_area_identifier_value", "Area").doc("IS-IS's area.", SECTION);
    ROUTER_4 = FieldSpec::ipv4("bgp.ls.tlv.ipv4_router_id_value", "Router").doc("An address that stands for the router.", SECTION);
    ROUTER_6 = FieldSpec::ipv6("bgp.ls.tlv.ipv6_router_id_of_local_node_value", "Router").doc("An address that stands for the router.", SECTION);
    RANGE = FieldSpec::uint("bgp.ls.sr.tlv.capabilities.range_size", "Size", 24).doc("How many labels the range holds.", SECTION);
    FIRST = FieldSpec::hex("bgp.ls.sr.tlv.capabilities.sid.label", "First label", 24).doc("Where it begins.", SECTION);
    FIRST_INDEX = FieldSpec::uint("bgp.ls.sr.tlv.capabilities.sid.index", "First index", 32).doc("Where it begins.", SECTION);
    WAY = FieldSpec::uint("bgp.ls.sr.tlv.algorithm.value", "Algorithm", 8).doc("How the router finds ways.", SECTION);
    BLOCK_FLAGS = FieldSpec::hex("bgp.ls.sr.tlv.local_block.flags", "Flags", 8).doc("None is defined.", SECTION);
    BLOCK_RANGE = FieldSpec::uint("bgp.ls.sr.tlv.local_block.range_size", "Size", 24).doc("How many labels the block holds.", SECTION);
    BLOCK_FIRST = FieldSpec::hex("bgp.ls.sr.tlv.local_block.sid.label", "First label", 24).doc("Where it begins.", SECTION);
    BLOCK_INDEX = FieldSpec::uint("bgp.ls.sr.tlv.local_block.sid.index", "First index", 32).doc("Where it begins.", SECTION);
    DEPTH_TYPE = FieldSpec::uint("bgp.ls.tlv.igp_msd_type", "Depth of", 8).doc("What the depth is about.", SECTION);
    DEPTH = FieldSpec::uint("bgp.ls.tlv.igp_msd_value", "Depth", 8).doc("How many labels or segments at most.", SECTION);
    RISK = FieldSpec::hex("bgp.ls.tlv.shared_risk_link_group_value", "Shared risk", 32).doc("Links that fail together.", SECTION);
    LINK_DATA = FieldSpec::group("bgp.ls.tlv.opaque_link_attribute_value", "Value").doc("What decap does not take apart.", SECTION);
    LINK_NAME = FieldSpec::text("bgp.ls.tlv.link_name_attribute_value", "Name").doc("The link's name.", SECTION);
    WEIGHT = FieldSpec::uint("bgp.ls.sr.tlv.peer.sid.weight", "Weight", 8).doc("How traffic is shared out.", SECTION);
    PEER_LABEL = FieldSpec::hex("bgp.ls.sr.tlv.peer.sid.label", "Label", 24).doc("The label of the way to the peer.", SECTION);
    PEER_INDEX = FieldSpec::uint("bgp.ls.sr.tlv.peer.sid.index", "Index", 32).doc("The index of the way to the peer.", SECTION);
    DELAY = FieldSpec::uint("bgp.ls.igp_te_metric.delay_value", "Delay", 24).doc("The average time to the neighbour, in microseconds.", SECTION);
    LEAST = FieldSpec::uint("bgp.ls.igp_te_metric.delay_min", "Least delay", 24).doc("The shortest time, in microseconds.", SECTION);
    LONGEST = FieldSpec::uint("bgp.ls.igp_te_metric.delay_max", "Longest delay", 24).doc("The longest time, in microseconds.", SECTION);
    VARIATION = FieldSpec::uint("bgp.ls.igp_te_metric.delay_variation_value", "Variation", 24).doc("By how much the delay varies, in microseconds.", SECTION);
    LOSS = FieldSpec::uint("bgp.ls.igp_te_metric.link_loss_value", "Loss", 24).doc("How many packets get lost, in units of 0.000003 %.", SECTION);
    DELAY_RESERVED = FieldSpec::hex("bgp.ls.igp_te_metric.reserved", "Reserved", 8).doc("Zero.", SECTION);
    STANDARD_LEN = FieldSpec::uint("bgp.ls.tlv.application_specific_link_attributes.sabm_length", "Standard mask length", 8).doc("0, 4 or 8 bytes.", SECTION);
    OWN_LEN = FieldSpec::uint("bgp.ls.tlv.application_specific_link_attributes.udabm_length", "Own mask length", 8).doc("0, 4 or 8 bytes.", SECTION);
    MASK_RESERVED = FieldSpec::hex("bgp.ls.tlv.application_specific_link_attributes.reserved", "Reserved", 16).doc("Zero.", SECTION);
    OWN_MASK = FieldSpec::bytes("bgp.ls.tlv.application_specific_link_attributes.udabm", "Own applications").doc("Applications of which only the operator knows.", SECTION);
    COLOUR = FieldSpec::uint("bgp.ls.tlv.administrative_group_color_value", "Classes", 32).doc("A bit for every class of links.", SECTION);
    TE_METRIC = FieldSpec::hex("bgp.ls.tlv.te_default_metric_value", "Engineering metric", 32).doc("What the link costs for engineered paths.", SECTION);
    TAG = FieldSpec::hex("bgp.ls.tlv.route_tag_value", "Route tag", 32).doc("A mark on the route.", SECTION);
    LONG_TAG = FieldSpec::hex("bgp.ls.tlv.extended_route_tag_value", "Route tag", 64).doc("A mark on the route.", SECTION);
    PREFIX_METRIC = FieldSpec::hex("bgp.ls.tlv.prefix_metric_value", "Metric", 32).doc("What the way to the network costs.", SECTION);
    FORWARD_4 = FieldSpec::ipv4("bgp.ls.tlv.ospf_forwarding_address_ipv4", "Forwarding address").doc("Where packets to the network go.", SECTION);
    FORWARD_6 = FieldSpec::ipv6("bgp.ls.tlv.ospf_forwarding_address_ipv6", "Forwarding address").doc("Where packets to the network go.", SECTION);
    PREFIX_DATA = FieldSpec::group("bgp.ls.tlv.opaque_prefix_attribute_value", "Value").doc("What decap does not take apart.", SECTION);
    LONG_COLOUR = FieldSpec::bytes("bgp.ls.tlv.extended_administrative_group_value", "Classes").doc("A bit for every class of links.", SECTION);
    CLASS = FieldSpec::uint("bgp.ls.tlv.administrative_group", "Class", 32).doc("One of the classes, by its bit.", SECTION);
    RESIDUAL = FieldSpec::uint("bgp.ls.igp_te_metric.residual_bandwidth_value", "Residual bandwidth", 32).doc("What reservations leave, as the bits of a floating-point number of bytes per second.", DELAY_SECTION);
    AVAILABLE = FieldSpec::uint("bgp.ls.igp_te_metric.available_bandwidth_value", "Available bandwidth", 32).doc("What traffic leaves, as the bits of a floating-point number of bytes per second.", DELAY_SECTION);
    USED = FieldSpec::uint("bgp.ls.igp_te_metric.utilized_bandwidth_value", "Used bandwidth", 32).doc("What traffic uses, as the bits of a floating-point number of bytes per second.", DELAY_SECTION);
    METRIC = FieldSpec::hex("bgp.ls.tlv.metric_value", "Metric", 24).doc("What the link costs.", SECTION);
    BANDWIDTH = FieldSpec::computed("bgp.ls.bandwidth_value", "Bandwidth").doc("In millions of bits per second, read from bytes per second as a floating-point number.", SECTION);
    VALUE = FieldSpec::bytes("", "Value").doc("What decap does not take apart.", SECTION);
    NODE_ITEM = item("bgp.ls.tlv.node_flags_bits", "Node flags");
    NODE_DATA_ITEM = item("bgp.ls.tlv.opaque_node_properties", "Opaque node properties");
    NAME_ITEM = item("bgp.ls.tlv.node_name", "Node name");
    AREA_ITEM = item("bgp.ls.tlv.is_is_area_identifier", "IS-IS area");
    OWN_4_ITEM = item("bgp.ls.tlv.ipv4_router_id_of_local_node", "Router");
    OWN_6_ITEM = item("bgp.ls.tlv.ipv6_router_id_of_local_node", "Router");
    OTHER_4_ITEM = item("bgp.ls.tlv.ipv4_router_id_of_remote_node", "Other router");
    OTHER_6_ITEM = item("bgp.ls.tlv.ipv6_router_id_of_remote_node", "Other router");
    CAPABILITIES_ITEM = item("bgp.ls.sr.tlv.capabilities", "Segment ranges");
    ALGORITHMS_ITEM = item("bgp.ls.sr.tlv.algorithm", "Algorithms");
    BLOCK_ITEM = item("bgp.ls.sr.tlv.local_block", "Local labels");
    FLEXIBLE_ITEM = item("bgp.ls.sr.tlv.flex_algo", "Flexible algorithm");
    COLOUR_ITEM = item("bgp.ls.tlv.administrative_group_color", "Classes");
    MAX_ITEM = item("bgp.ls.tlv.maximum_link_bandwidth", "Bandwidth");
    RESERVABLE_ITEM = item("bgp.ls.tlv.maximum_reservable_link_bandwidth", "Reservable bandwidth");
    FREE_ITEM = item("bgp.ls.tlv.unreserved_bandwidth", "Free bandwidth");
    TE_ITEM = item("bgp.ls.tlv.te_default_metric", "Engineering metric");
    PROTECTION_ITEM = item("bgp.ls.tlv.link_protection_type", "Protection");
    MPLS_ITEM = item("bgp.ls.tlv.mpls_protocol_mask", "Label protocols");
    METRIC_ITEM = item("bgp.ls.tlv.metric", "Metric");
    RISK_ITEM = item("bgp.ls.tlv.shared_risk_link_group", "Shared risks");
    LINK_DATA_ITEM = item("bgp.ls.tlv.opaque_link_attribute", "Opaque link attribute");
    LINK_NAME_ITEM = item("bgp.ls.tlv.link_name_attribute", "Link name");
    PEER_NODE_ITEM = item("bgp.ls.sr.tlv.peer_node.sid", "Peer segment");
    PEER_LINK_ITEM = item("bgp.ls.sr.tlv.peer_adj.sid", "Peer link segment");
    PEER_SET_ITEM = item("bgp.ls.sr.tlv.peer_set.sid", "Peer set segment");
    DEPTHS_ITEM = item("bgp.ls.tlv.node_msd", "Depths");
    LINK_DEPTHS_ITEM = item("bgp.ls.tlv.link_msd", "Depths of the link");
    DELAY_ITEM = item("bgp.ls.igp_te_metric.delay", "Delay");
    RANGE_ITEM = item("bgp.ls.igp_te_metric.delay_min_max", "Least and longest delay");
    VARIATION_ITEM = item("bgp.ls.igp_te_metric.delay_variation", "Variation");
    LOSS_ITEM = item("bgp.ls.igp_te_metric.link_loss", "Loss");
    RESIDUAL_ITEM = item("bgp.ls.igp_te_metric.residual_bandwidth", "Residual bandwidth");
    AVAILABLE_ITEM = item("bgp.ls.igp_te_metric.available_bandwidth", "Available bandwidth");
    USED_ITEM = item("bgp.ls.igp_te_metric.utilized_bandwidth", "Used bandwidth");
    APPLICATION_ITEM = item("bgp.ls.tlv.application_specific_link_attributes", "Attributes for applications");
    PREFIX_ITEM = item("bgp.ls.tlv.igp_flags", "Prefix flags");
    TAG_ITEM = item("bgp.ls.tlv.route_tag", "Route tags");
    LONG_TAG_ITEM = item("bgp.ls.tlv.route_extended_tag", "Long route tags");
    PREFIX_METRIC_ITEM = item("bgp.ls.tlv.prefix_metric", "Prefix metric");
    FORWARD_ITEM = item("bgp.ls.tlv.ospf_forwarding_address", "Forwarding address");
    PREFIX_DATA_ITEM = item("bgp.ls.tlv.opaque_prefix_attribute", "Opaque prefix attribute");
    LONG_COLOUR_ITEM = item("bgp.ls.tlv.extended_administrative_group", "Extended classes");
}

fn group(code: u16) -> &'static FieldSpec {
    match code {
        258 => &NUMBERS_ITEM,
        263 => &TOPOLOGY_ITEM,
        266 => &DEPTHS_ITEM,
        267 => &LINK_DEPTHS_ITEM,
        1024 => &NODE_ITEM,
        1025 => &NODE_DATA_ITEM,
        1026 => &NAME_ITEM,
        1027 => &AREA_ITEM,
        1028 => &OWN_4_ITEM,
        1029 => &OWN_6_ITEM,
        1030 => &OTHER_4_ITEM,
        1031 => &OTHER_6_ITEM,
        1034 => &CAPABILITIES_ITEM,
        1035 => &ALGORITHMS_ITEM,
        1036 => &BLOCK_ITEM,
        1039 => &FLEXIBLE_ITEM,
        1088 => &COLOUR_ITEM,
        1089 => &MAX_ITEM,
        1090 => &RESERVABLE_ITEM,
        1091 => &FREE_ITEM,
        1092 => &TE_ITEM,
        1093 => &PROTECTION_ITEM,
        1094 => &MPLS_ITEM,
        1095 => &METRIC_ITEM,
        1096 => &RISK_ITEM,
        1097 => &LINK_DATA_ITEM,
        1098 => &LINK_NAME_ITEM,
        1101 => &PEER_NODE_ITEM,
        1102 => &PEER_LINK_ITEM,
        1103 => &PEER_SET_ITEM,
        1114 => &DELAY_ITEM,
        1115 => &RANGE_ITEM,
        1116 => &VARIATION_ITEM,
        1117 => &LOSS_ITEM,
        1118 => &RESIDUAL_ITEM,
        1119 => &AVAILABLE_ITEM,
        1120 => &USED_ITEM,
        1122 => &APPLICATION_ITEM,
        1152 => &PREFIX_ITEM,
        1153 => &TAG_ITEM,
        1154 => &LONG_TAG_ITEM,
        1155 => &PREFIX_METRIC_ITEM,
        1156 => &FORWARD_ITEM,
        1157 => &PREFIX_DATA_ITEM,
        1173 => &LONG_COLOUR_ITEM,
        _ => &OTHER,
    }
}

/// Reads attributes of a piece of the map.
pub(super) fn attributes(p: &mut Peel<'_>) -> Peeled {
    p.group(&ALL, |p| inner(p, 0))
}

fn inner(p: &mut Peel<'_>, nesting: u8) -> Peeled {
    if nesting > MAX_NESTING {
        return Ok(());
    }
    items(p, group, |p, code, len| {
        match (code, len) {
            (258, 8) => {
                p.uint(&LOCAL_NUMBER)?;
                p.uint(&REMOTE_NUMBER)?;
            }
            (266 | 267, _) => {
                while p.rest().len() >= 2 {
                    p.uint(&DEPTH_TYPE)?;
                    p.uint(&DEPTH)?;
                }
            }
            (1024..=1087, _) => node(p, code, len)?,
            (1088..=1151, _) => link(p, (code, len), nesting)?,
            (1152..=1215, _) => network(p, code, len)?,
            (263, _) => {
                while p.rest().len() >= 2 {
                    p.rows(TOPOLOGY)?;
                }
            }
            _ => {}
        }
        rest(p, &VALUE)
    })
}

fn node(p: &mut Peel<'_>, code: u16, len: usize) -> Peeled {
    match (code, len) {
        (1024, 1) => p.rows(NODE_FLAGS).map(drop),
        (1025, 1..) => p.field(&NODE_DATA, len).map(drop),
        (1026, 1..) => p.field(&NAME, len).map(drop),
        (1027, 1..) => p.field(&AREA, len).map(drop),
        (1028 | 1030, 4) => p.field(&ROUTER_4, 4).map(drop),
        (1029 | 1031, 16) => p.field(&ROUTER_6, 16).map(drop),
        (1034, 2..) => {
            p.rows(CAPABILITY_FLAGS)?;
            ranges(p, &RANGE, &FIRST, &FIRST_INDEX)
        }
        (1035, _) => each(p, &WAY, 1),
        (1036, 2..) => {
            p.uint(&BLOCK_FLAGS)?;
            ranges(p, &BLOCK_RANGE, &BLOCK_FIRST, &BLOCK_INDEX)
        }
        (1039, 4..) => p.rows(ALGORITHM).map(drop),
        _ => Ok(()),
    }
}

/// Reads ranges of labels behind flags and a reserved byte.
fn ranges(
    p: &mut Peel<'_>,
    size: &'static FieldSpec,
    label: &'static FieldSpec,
    index: &'static FieldSpec,
) -> Peeled {
    p.skip(1)?;
    while p.rest().len() >= 7 && !p.is_full() {
        p.uint(size)?;
        p.uint(&super::link_state::TYPE)?;
        match p.uint(&super::link_state::LENGTH)? {
            3 => p.uint(label)?,
            _ => p.uint(index)?,
        };
    }
    Ok(())
}

fn link(p: &mut Peel<'_>, (code, len): (u16, usize), nesting: u8) -> Peeled {
    match (code, len) {
        (1088, 4) => {
            let at = p.pos();
            let classes = p.uint(&COLOUR)?;
            for class in (0..32).filter(|class| classes >> class & 1 != 0) {
                p.mark_as(&CLASS, at..at + 4, Value::Uint(class));
            }
            Ok(())
        }
        (1089 | 1090, 4) | (1091, 32) => {
            while p.rest().len() >= 4 {
                megabits(p)?;
            }
            Ok(())
        }
        (1092, 3 | 4) => p.field(&TE_METRIC, len).map(drop),
        (1093, 2) => {
            p.rows(PROTECTION)?;
            p.skip(1).map(drop)
        }
        (1094, 1) => p.rows(MPLS_MASK).map(drop),
        (1095, 1..=3) => p.field(&METRIC, len).map(drop),
        (1096, _) => each(p, &RISK, 4),
        (1097, 1..) => p.field(&LINK_DATA, len).map(drop),
        (1098, 1..) => p.field(&LINK_NAME, len).map(drop),
        (1101..=1103, 7 | 8) => {
            p.rows(PEER_FLAGS)?;
            p.uint(&WEIGHT)?;
            p.skip(2)?;
            p.uint(if len == 7 { &PEER_LABEL } else { &PEER_INDEX })
                .map(drop)
        }
        (1114, 4) => {
            p.rows(DELAY_FLAGS)?;
            p.uint(&DELAY).map(drop)
        }
        (1115, 8) => {
            p.rows(DELAY_FLAGS)?;
            p.uint(&LEAST)?;
            p.uint(&DELAY_RESERVED)?;
            p.uint(&LONGEST).map(drop)
        }
        (1116, 4) => {
            p.uint(&DELAY_RESERVED)?;
            p.uint(&VARIATION).map(drop)
        }
        (1117, 4) => {
            p.rows(DELAY_FLAGS)?;
            p.uint(&LOSS).map(drop)
        }
        (1118, 4) => p.uint(&RESIDUAL).map(drop),
        (1119, 4) => p.uint(&AVAILABLE).map(drop),
        (1120, 4) => p.uint(&USED).map(drop),
        (1122, 4..) => applications(p, nesting),
        _ => Ok(()),
    }
}

/// Reads bytes per second as millions of bits per second.
fn megabits(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(4)?;
    let number = f32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    p.mark_made(&BANDWIDTH, at..at + 4, || format!("{}", number * 8.0 / 1e6));
    Ok(())
}

fn applications(p: &mut Peel<'_>, nesting: u8) -> Peeled {
    let standard = p.uint(&STANDARD_LEN)? as usize;
    let own = p.uint(&OWN_LEN)? as usize;
    p.uint(&MASK_RESERVED)?;
    if standard >= 4 {
        p.require(standard)?;
        p.rows(APPLICATIONS)?;
        p.skip(standard - 4)?;
    }
    if own > 0 {
        p.field(&OWN_MASK, own)?;
    }
    inner(p, nesting + 1)
}

fn network(p: &mut Peel<'_>, code: u16, len: usize) -> Peeled {
    match (code, len) {
        (1152, 1) => p.rows(PREFIX_FLAGS).map(drop),
        (1153, _) => each(p, &TAG, 4),
        (1154, _) => each(p, &LONG_TAG, 8),
        (1155, 4) => p.uint(&PREFIX_METRIC).map(drop),
        (1156, 4) => p.field(&FORWARD_4, 4).map(drop),
        (1156, 16) => p.field(&FORWARD_6, 16).map(drop),
        (1157, 1..) => p.field(&PREFIX_DATA, len).map(drop),
        (1173, _) => each(p, &LONG_COLOUR, 4),
        _ => Ok(()),
    }
}
