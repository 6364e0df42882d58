//! Segments behind prefixes: label indexes and addresses of SRv6 (RFC 8669, RFC 9252).

use super::rest;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const SECTION: &str = "RFC 8669 §3";
const SERVICE_SECTION: &str = "RFC 9252 §2";
const SID_SECTION: &str = "RFC 9252 §3.1";
const STRUCTURE_SECTION: &str = "RFC 9252 §3.2.1";

const BEHAVIOURS: Codes = &[
    (1, "End"),
    (5, "End.X"),
    (9, "End.T"),
    (0x0f, "End.BM"),
    (0x10, "End.DX6"),
    (0x11, "End.DX4"),
    (0x12, "End.DT6"),
    (0x13, "End.DT4"),
    (0x14, "End.DT46"),
    (0x15, "End.DX2"),
    (0x16, "End.DX2V"),
    (0x17, "End.DT2U"),
    (0x18, "End.DT2M"),
    (0xffff, "opaque"),
];

const fn part(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8)
        .unit("bits")
        .doc(doc, STRUCTURE_SECTION)
}

/// What the bits of a layer 3 service's address are.
pub(super) const STRUCTURE_3: &[FieldSpec] = &[
    part(
        "bgp.prefix_sid.srv6_l3vpn.sid.locator_block_len",
        "Block",
        "The network's own prefix.",
    ),
    part(
        "bgp.prefix_sid.srv6_l3vpn.sid.locator_node_len",
        "Node",
        "Which router.",
    ),
    part(
        "bgp.prefix_sid.srv6_l3vpn.sid.func_len",
        "Function",
        "What it does.",
    ),
    part(
        "bgp.prefix_sid.srv6_l3vpn.sid.arg_len",
        "Argument",
        "With what.",
    ),
    part(
        "bgp.prefix_sid.srv6_l3vpn.sid.trans_len",
        "Transposed",
        "Bits that stand in the label's place.",
    ),
    part(
        "bgp.prefix_sid.srv6_l3vpn.sid.trans_offset",
        "Transposed from",
        "Where they belong.",
    ),
];

/// What the bits of a layer 2 service's address are.
pub(super) const STRUCTURE_2: &[FieldSpec] = &[
    part(
        "bgp.prefix_sid.srv6_l2vpn.sid.locator_block_len",
        "Block",
        "The network's own prefix.",
    ),
    part(
        "bgp.prefix_sid.srv6_l2vpn.sid.locator_node_len",
        "Node",
        "Which router.",
    ),
    part(
        "bgp.prefix_sid.srv6_l2vpn.sid.func_len",
        "Function",
        "What it does.",
    ),
    part(
        "bgp.prefix_sid.srv6_l2vpn.sid.arg_len",
        "Argument",
        "With what.",
    ),
    part(
        "bgp.prefix_sid.srv6_l2vpn.sid.trans_len",
        "Transposed",
        "Bits that stand in the label's place.",
    ),
    part(
        "bgp.prefix_sid.srv6_l2vpn.sid.trans_offset",
        "Transposed from",
        "Where they belong.",
    ),
];

crate::fields! {
    TYPE = FieldSpec::uint("bgp.prefix_sid.type", "Type", 8)
        .codes(&[(1, "label index"), (3, "originator's labels"), (5, "SRv6 layer 3 service"), (6, "SRv6 layer 2 service")])
        .doc("What is told.", SECTION);
    LENGTH = FieldSpec::uint("bgp.prefix_sid.length", "Length", 16).unit("bytes").doc("Length of the value.", SECTION);
    RESERVED = FieldSpec::bytes("bgp.prefix_sid.reserved", "Reserved").doc("Zero.", SECTION);
    VALUE = FieldSpec::bytes("bgp.prefix_sid.value", "Value").doc("What decap does not take apart.", SECTION);
    UNKNOWN = FieldSpec::group("bgp.prefix_sid.unknown", "Segment").doc("Of a type that decap does not take apart.", SECTION);
    INDEX = FieldSpec::group("bgp.prefix_sid.label_index", "Label index").doc("The prefix's place in every router's range of labels.", "RFC 8669 §3.1");
    INDEX_FLAGS = FieldSpec::hex("bgp.prefix_sid.label_index.flags", "Flags", 16).doc("None is defined.", "RFC 8669 §3.1");
    INDEX_VALUE = FieldSpec::uint("bgp.prefix_sid.label_index.value", "Index", 32).doc("The place.", "RFC 8669 §3.1");
    BLOCKS = FieldSpec::group("bgp.prefix_sid.originator_srgb", "Originator's labels").doc("The ranges of labels of who made the route.", "RFC 8669 §3.2");
    BLOCKS_FLAGS = FieldSpec::hex("bgp.prefix_sid.originator_srgb.flags", "Flags", 16).doc("None is defined.", "RFC 8669 §3.2");
    BLOCK_BASE = FieldSpec::uint("bgp.prefix_sid.originator_srgb_base", "First label", 24).doc("Where the range begins.", "RFC 8669 §3.2");
    BLOCK_RANGE = FieldSpec::uint("bgp.prefix_sid.originator_srgb_range", "Labels", 24).doc("How many there are.", "RFC 8669 §3.2");
    SERVICE_3 = FieldSpec::group("bgp.prefix_sid.srv6_l3vpn", "Layer 3 service").doc("Where packets of the VPN go.", SERVICE_SECTION);
    SERVICE_2 = FieldSpec::group("bgp.prefix_sid.srv6_l2vpn", "Layer 2 service").doc("Where frames of the VPN go.", SERVICE_SECTION);
    ITEMS_3 = FieldSpec::group("bgp.prefix_sid.srv6_l3vpn.sub_tlvs", "Items").doc("What is to be known of the service.", SERVICE_SECTION);
    ITEMS_2 = FieldSpec::group("bgp.prefix_sid.srv6_l2vpn.sub_tlvs", "Items").doc("What is to be known of the service.", SERVICE_SECTION);
    ITEM_3 = FieldSpec::group("bgp.prefix_sid.srv6_l3vpn.sub_tlv", "Item").doc("One of them.", SERVICE_SECTION);
    ITEM_2 = FieldSpec::group("bgp.prefix_sid.srv6_l2vpn.sub_tlv", "Item").doc("One of them.", SERVICE_SECTION);
    ITEM_TYPE_3 = FieldSpec::uint("bgp.prefix_sid.srv6_l3vpn.sub_tlv.type", "Type", 8).codes(&[(1, "SID")]).doc("What it tells.", SERVICE_SECTION);
    ITEM_TYPE_2 = FieldSpec::uint("bgp.prefix_sid.srv6_l2vpn.sub_tlv.type", "Type", 8).codes(&[(1, "SID")]).doc("What it tells.", SERVICE_SECTION);
    ITEM_LEN_3 = FieldSpec::uint("bgp.prefix_sid.srv6_l3vpn.sub_tlv.length", "Length", 16).unit("bytes").doc("Length of the value.", SERVICE_SECTION);
    ITEM_LEN_2 = FieldSpec::uint("bgp.prefix_sid.srv6_l2vpn.sub_tlv.length", "Length", 16).unit("bytes").doc("Length of the value.", SERVICE_SECTION);
    ITEM_VALUE_3 = FieldSpec::bytes("bgp.prefix_sid.srv6_l3vpn.sub_tlv.value", "Value").doc("What decap does not take apart.", SERVICE_SECTION);
    ITEM_VALUE_2 = FieldSpec::bytes("bgp.prefix_sid.srv6_l2vpn.sub_tlv.value", "Value").doc("What decap does not take apart.", SERVICE_SECTION);
    ITEM_RESERVED_3 = FieldSpec::bytes("bgp.prefix_sid.srv6_l3vpn.sub_tlv.reserved", "Reserved").doc("Zero.", SID_SECTION);
    ITEM_RESERVED_2 = FieldSpec::bytes("bgp.prefix_sid.srv6_l2vpn.sub_tlv.reserved", "Reserved").doc("Zero.", SID_SECTION);
    SID_3 = FieldSpec::ipv6("bgp.prefix_sid.srv6_l3vpn.sid_value", "SID").doc("The address that packets are sent to.", SID_SECTION);
    SID_2 = FieldSpec::ipv6("bgp.prefix_sid.srv6_l2vpn.sid_value", "SID").doc("The address that frames are sent to.", SID_SECTION);
    FLAGS_3 = FieldSpec::hex("bgp.prefix_sid.srv6_l3vpn.sid_flags", "Flags", 8).doc("None is defined.", SID_SECTION);
    FLAGS_2 = FieldSpec::hex("bgp.prefix_sid.srv6_l2vpn.sid_flags", "Flags", 8).doc("None is defined.", SID_SECTION);
    BEHAVIOUR_3 = FieldSpec::hex("bgp.prefix_sid.srv6_l3vpn.srv6_endpoint_behavior", "Behaviour", 16).codes(BEHAVIOURS).doc("What the router does with them.", SID_SECTION);
    BEHAVIOUR_2 = FieldSpec::hex("bgp.prefix_sid.srv6_l2vpn.srv6_endpoint_behavior", "Behaviour", 16).codes(BEHAVIOURS).doc("What the router does with them.", SID_SECTION);
    RESERVED_3 = FieldSpec::bytes("bgp.prefix_sid.srv6_l3vpn.reserved", "Reserved").doc("Zero.", SID_SECTION);
    RESERVED_2 = FieldSpec::bytes("bgp.prefix_sid.srv6_l2vpn.reserved", "Reserved").doc("Zero.", SID_SECTION);
    PARTS_3 = FieldSpec::group("bgp.prefix_sid.srv6_l3vpn.sub_sub_tlvs", "Parts").doc("What is to be known of the address.", STRUCTURE_SECTION);
    PARTS_2 = FieldSpec::group("bgp.prefix_sid.srv6_l2vpn.sub_sub_tlvs", "Parts").doc("What is to be known of the address.", STRUCTURE_SECTION);
    PART_3 = FieldSpec::group("bgp.prefix_sid.srv6_l3vpn.sub_sub_tlv", "Part").doc("One of them.", STRUCTURE_SECTION);
    PART_2 = FieldSpec::group("bgp.prefix_sid.srv6_l2vpn.sub_sub_tlv", "Part").doc("One of them.", STRUCTURE_SECTION);
    PART_TYPE_3 = FieldSpec::uint("bgp.prefix_sid.srv6_l3vpn.sub_sub_tlv.type", "Type", 8).codes(&[(1, "structure")]).doc("What it tells.", STRUCTURE_SECTION);
    PART_TYPE_2 = FieldSpec::uint("bgp.prefix_sid.srv6_l2vpn.sub_sub_tlv.type", "Type", 8).codes(&[(1, "structure")]).doc("What it tells.", STRUCTURE_SECTION);
    PART_LEN_3 = FieldSpec::uint("bgp.prefix_sid.srv6_l3vpn.sub_sub_tlv.length", "Length", 16).unit("bytes").doc("Length of the value.", STRUCTURE_SECTION);
    PART_LEN_2 = FieldSpec::uint("bgp.prefix_sid.srv6_l2vpn.sub_sub_tlv.length", "Length", 16).unit("bytes").doc("Length of the value.", STRUCTURE_SECTION);
    PART_VALUE_3 = FieldSpec::bytes("bgp.prefix_sid.srv6_l3vpn.sub_sub_tlv.value", "Value").doc("What decap does not take apart.", STRUCTURE_SECTION);
    PART_VALUE_2 = FieldSpec::bytes("bgp.prefix_sid.srv6_l2vpn.sub_sub_tlv.value", "Value").doc("What decap does not take apart.", STRUCTURE_SECTION);
}

/// What the fields of a service of one layer are called.
struct Service {
    items: &'static FieldSpec,
    item: &'static FieldSpec,
    item_head: [&'static FieldSpec; 2],
    item_value: &'static FieldSpec,
    reserved: [&'static FieldSpec; 2],
    sid: &'static FieldSpec,
    flags: &'static FieldSpec,
    behaviour: &'static FieldSpec,
    parts: &'static FieldSpec,
    part: &'static FieldSpec,
    part_head: [&'static FieldSpec; 2],
    part_value: &'static FieldSpec,
    structure: &'static [FieldSpec],
}

static LAYER_3: Service = Service {
    items: &ITEMS_3,
    item: &ITEM_3,
    item_head: [&ITEM_TYPE_3, &ITEM_LEN_3],
    item_value: &ITEM_VALUE_3,
    reserved: [&ITEM_RESERVED_3, &RESERVED_3],
    sid: &SID_3,
    flags: &FLAGS_3,
    behaviour: &BEHAVIOUR_3,
    parts: &PARTS_3,
    part: &PART_3,
    part_head: [&PART_TYPE_3, &PART_LEN_3],
    part_value: &PART_VALUE_3,
    structure: STRUCTURE_3,
};

static LAYER_2: Service = Service {
    items: &ITEMS_2,
    item: &ITEM_2,
    item_head: [&ITEM_TYPE_2, &ITEM_LEN_2],
    item_value: &ITEM_VALUE_2,
    reserved: [&ITEM_RESERVED_2, &RESERVED_2],
    sid: &SID_2,
    flags: &FLAGS_2,
    behaviour: &BEHAVIOUR_2,
    parts: &PARTS_2,
    part: &PART_2,
    part_head: [&PART_TYPE_2, &PART_LEN_2],
    part_value: &PART_VALUE_2,
    structure: STRUCTURE_2,
};

/// Reads the attribute.
pub(super) fn segments(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let group = match p.rest()[0] {
            1 => &INDEX,
            3 => &BLOCKS,
            5 => &SERVICE_3,
            6 => &SERVICE_2,
            _ => &UNKNOWN,
        };
        p.group(group, |p| {
            let kind = p.uint(&TYPE)?;
            let len = p.uint(&LENGTH)? as usize;
            p.within(len, "segment length", |p| match kind {
                1 if len == 7 => {
                    p.field(&RESERVED, 1)?;
                    p.uint(&INDEX_FLAGS)?;
                    p.uint(&INDEX_VALUE).map(drop)
                }
                3 => blocks(p),
                5 => service(p, &LAYER_3),
                6 => service(p, &LAYER_2),
                _ => rest(p, &VALUE),
            })
        })?;
    }
    Ok(())
}

fn blocks(p: &mut Peel<'_>) -> Peeled {
    p.uint(&BLOCKS_FLAGS)?;
    while p.rest().len() >= 6 && !p.is_full() {
        p.uint(&BLOCK_BASE)?;
        p.uint(&BLOCK_RANGE)?;
    }
    Ok(())
}

fn service(p: &mut Peel<'_>, names: &'static Service) -> Peeled {
    p.field(&RESERVED, 1)?;
    p.group(names.items, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(names.item, |p| {
                let kind = p.uint(names.item_head[0])?;
                let len = p.uint(names.item_head[1])? as usize;
                p.within(len, "item length", |p| match kind {
                    1 => sid(p, names),
                    _ => rest(p, names.item_value),
                })
            })?;
        }
        Ok(())
    })
}

fn sid(p: &mut Peel<'_>, names: &'static Service) -> Peeled {
    p.field(names.reserved[0], 1)?;
    p.field(names.sid, 16)?;
    p.uint(names.flags)?;
    p.uint(names.behaviour)?;
    p.field(names.reserved[1], 1)?;
    p.group(names.parts, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(names.part, |p| {
                let kind = p.uint(names.part_head[0])?;
                let len = p.uint(names.part_head[1])? as usize;
                p.within(len, "part length", |p| match kind {
                    1 => p.rows(names.structure).map(drop),
                    _ => rest(p, names.part_value),
                })
            })?;
        }
        Ok(())
    })
}
