//! What else link state packets carry: shortest path bridging, shared risks, bindings of labels.

use super::common::{all, parts, rest, system};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::reserved::reserved;

const BRIDGES: &str = "RFC 6329 §14";
const RISKS: &str = "RFC 5307 §1.4";
const BINDINGS: &str = "RFC 8667 §2.4";

pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::flag("isis.lsp.overload", "Overload")
        .doc("Set: do not send frames through this bridge.", BRIDGES),
    reserved(3, BRIDGES),
    FieldSpec::uint("isis.lsp.mt_cap.mtid", "Topology", 12)
        .codes(super::common::TOPOLOGIES)
        .doc("Which topology this is about.", BRIDGES),
];

pub(super) const INSTANCE: &[FieldSpec] = &[
    FieldSpec::bytes("isis.lsp.mt_cap_spb_instance.cist_root_identifier", "Root")
        .wide(8)
        .doc("The bridge at the root of the spanning tree.", BRIDGES),
    FieldSpec::hex(
        "isis.lsp.mt_cap_spb_instance.cist_external_root_path_cost",
        "Cost to the root",
        32,
    )
    .doc("What the way to the root costs.", BRIDGES),
    FieldSpec::hex(
        "isis.lsp.mt_cap_spb_instance.bridge_priority",
        "Priority",
        16,
    )
    .doc("The bridge's in the choice among equal paths.", BRIDGES),
    reserved(11, BRIDGES),
    FieldSpec::flag("isis.lsp.mt_cap_spb_instance.v", "Own number")
        .doc("Set: the bridge's number is chosen by itself.", BRIDGES),
    FieldSpec::hex("isis.lsp.mt_cap.spsourceid", "Source number", 20)
        .doc("Makes the group addresses of the bridge its own.", BRIDGES),
    FieldSpec::hex("isis.lsp.mt_cap_spb_instance.number_of_trees", "Trees", 8).doc(
        "How many ways to choose among equal paths are listed.",
        BRIDGES,
    ),
];

pub(super) const TUPLE: &[FieldSpec] = &[
    FieldSpec::flag("isis.lsp.mt_cap_spb_instance.vlanid_tuple.u", "In use")
        .doc("Set: something uses the VLAN.", BRIDGES),
    FieldSpec::flag("isis.lsp.mt_cap_spb_instance.vlanid_tuple.m", "Mode")
        .doc("Set: bridges MAC addresses in MAC addresses.", BRIDGES),
    FieldSpec::flag("isis.lsp.mt_cap_spb_instance.vlanid_tuple.a", "Own VLANs")
        .doc("Set: chooses its VLANs itself.", BRIDGES),
    FieldSpec::hex(
        "isis.lsp.mt_cap_spb_instance.vlanid_tuple.reserved",
        "Reserved",
        5,
    )
    .doc("Zero.", BRIDGES),
    FieldSpec::uint(
        "isis.lsp.mt_cap_spb_instance.vlanid_tuple.ect",
        "Algorithm",
        32,
    )
    .doc("How equal paths are chosen among.", BRIDGES),
    FieldSpec::uint(
        "isis.lsp.mt_cap_spb_instance.vlanid_tuple.basevid",
        "Base VLAN",
        12,
    )
    .doc("The VLAN that takes these paths.", BRIDGES),
    FieldSpec::uint(
        "isis.lsp.mt_cap_spb_instance.vlanid_tuple.spvid",
        "Path VLAN",
        12,
    )
    .doc("The VLAN that names the bridge as the sender.", BRIDGES),
];

pub(super) const SERVICE: &[FieldSpec] = &[
    FieldSpec::mac("isis.lsp.mt_cap_spbm_service_identifier.b_mac", "Bridge").doc(
        "The address of the bridge that the services are at.",
        BRIDGES,
    ),
    FieldSpec::hex(
        "isis.lsp.mt_cap_spbm_service_identifier.base_vid",
        "Base VLAN",
        16,
    )
    .doc("The VLAN that takes these paths.", BRIDGES),
];

pub(super) const SERVICE_ID: &[FieldSpec] = &[
    FieldSpec::flag("isis.lsp.mt_cap_spbm_service_identifier.t", "Transmits")
        .doc("Set: sends frames to the group.", BRIDGES),
    FieldSpec::flag("isis.lsp.mt_cap_spbm_service_identifier.r", "Receives")
        .doc("Set: receives frames of the group.", BRIDGES),
    FieldSpec::hex(
        "isis.lsp.mt_cap_spbm_service_identifier.reserved",
        "Reserved",
        6,
    )
    .doc("Zero.", BRIDGES),
    FieldSpec::hex(
        "isis.lsp.mt_cap_spbm_service_identifier.i_sid",
        "Service",
        24,
    )
    .doc("A customer's network.", BRIDGES),
];

pub(super) const RISK: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.srlg.pseudo_num", "Network", 8)
        .doc("The network's number at that router.", RISKS),
    reserved(7, RISKS),
    FieldSpec::flag("isis.lsp.srlg.flags_numbered", "Numbered")
        .doc("Set: the link has addresses.", RISKS),
    FieldSpec::ipv4("isis.lsp.srlg.ipv4_local", "Local address")
        .doc("The router's address or number on the link.", RISKS),
    FieldSpec::ipv4("isis.lsp.srlg.ipv4_remote", "Remote address")
        .doc("The neighbour's address or number on the link.", RISKS),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, BINDINGS)
}

pub(super) const BINDING: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.sl_binding.flags", "Flags", 8)
        .parts_follow()
        .doc("What is bound.", BINDINGS),
    flag("isis.lsp.sl_binding.flags_f", "Family", "Set: IPv6."),
    flag(
        "isis.lsp.sl_binding.flags_m",
        "Mirror",
        "Set: stands in for another router's labels.",
    ),
    flag(
        "isis.lsp.sl_binding.flags_s",
        "Scope",
        "Set: for the whole network, not only the area.",
    ),
    flag(
        "isis.lsp.sl_binding.flags_d",
        "Down",
        "Set: came from level 2 and must not go back there.",
    ),
    flag(
        "isis.lsp.sl_binding.flags_a",
        "Attached",
        "Set: the prefixes are right behind the router.",
    ),
    FieldSpec::hex("isis.lsp.sl_binding.flags_rsv", "Reserved", 3)
        .part()
        .doc("Zero.", BINDINGS),
    FieldSpec::uint("isis.lsp.sl_binding.weight", "Weight", 8).doc("Zero.", BINDINGS),
    FieldSpec::uint("isis.lsp.sl_binding.range", "Range", 16)
        .doc("So many prefixes in a row.", BINDINGS),
    FieldSpec::uint("isis.lsp.sl_binding.prefix_len", "Prefix length", 8)
        .unit("bits")
        .doc("How many bits of the address count.", BINDINGS),
];

pub(super) const BINDING_SEGMENT: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.sl_sub_tlv.flags", "Flags", 8)
        .parts_follow()
        .doc("What the segment is for.", BINDINGS),
    flag(
        "isis.lsp.sl_sub_tlv.flags_r",
        "Re-advertised",
        "Set: came from another level or protocol.",
    ),
    flag(
        "isis.lsp.sl_sub_tlv.flags_n",
        "Node",
        "Set: names a router.",
    ),
    flag(
        "isis.lsp.sl_sub_tlv.flags_p",
        "No pop",
        "Set: the router before must not take the label off.",
    ),
    flag(
        "isis.lsp.sl_sub_tlv.flags_e",
        "Explicit null",
        "Set: the router before puts an empty label in its place.",
    ),
    flag(
        "isis.lsp.sl_sub_tlv.flags_v",
        "Value",
        "Set: a label. Not set: an index into a block of labels.",
    ),
    flag(
        "isis.lsp.sl_sub_tlv.flags_l",
        "Local",
        "Set: counts at this router only.",
    ),
    FieldSpec::hex("isis.lsp.sl_sub_tlv.flags_rsv", "Reserved", 2)
        .part()
        .doc("Zero.", BINDINGS),
    FieldSpec::uint("isis.lsp.sl_sub_tlv.algorithm", "Algorithm", 8)
        .doc("How the paths are computed.", BINDINGS),
];

crate::fields! {
    NEIGHBOUR = FieldSpec::bytes("isis.lsp.srlg.system_id", "Neighbour")
        .doc("The router at the other end of the link.", RISKS);
    GROUP = FieldSpec::uint("isis.lsp.srlg.value", "Shared risk", 32)
        .doc("Links with the same number fail together: in the same duct, say.", RISKS);
    OPAQUE = FieldSpec::uint("isis.lsp.mt_cap_spb_opaque.algorithm", "Algorithm", 32)
        .doc("Whose information this is.", BRIDGES);
    PREFIX = FieldSpec::ipv4("isis.lsp.sl_binding.prefix_ipv4", "Prefix")
        .doc("The first of the prefixes.", BINDINGS);
    BYTES = FieldSpec::bytes("", "Prefix")
        .doc("The first of the prefixes; only the bytes that count are sent.", BINDINGS);
    CODE = FieldSpec::uint("isis.lsp.sl_sub_tlv_type", "Type", 8)
        .codes(&[(1, "label"), (3, "prefix SID"), (31, "adjacency SID"), (32, "adjacency SID on a LAN")])
        .doc("What is bound to the prefixes.", BINDINGS);
    LENGTH = FieldSpec::uint("isis.lsp.sl_binding.sub_tlv_len", "Length", 8).unit("bytes")
        .doc("The part's value, without type and length.", BINDINGS);
    LABEL = FieldSpec::uint("isis.lsp.sl_sub_tlv.label20", "Label", 20)
        .doc("The first label.", BINDINGS);
    NUMBER = FieldSpec::uint("isis.lsp.sl_sub_tlv.label32", "Number", 32)
        .doc("The first index or number.", BINDINGS);
}

/// What a bridge can do.
pub(super) fn capability(p: &mut Peel<'_>) -> Peeled {
    p.rows(HEAD)?;
    parts(p, None, |p, kind, len| match (kind, len) {
        (1, 19..) => {
            let trees = p.rows(INSTANCE)?[18];
            (0..trees).try_for_each(|_| p.rows(TUPLE).map(drop))
        }
        (2, 4..) => p.uint(&OPAQUE).map(drop),
        (3, 8..) => {
            p.rows(SERVICE)?;
            while p.rest().len() >= 4 && !p.is_full() {
                p.rows(SERVICE_ID)?;
            }
            Ok(())
        }
        _ => Ok(()),
    })
}

/// Links that fail together.
pub(super) fn risk(p: &mut Peel<'_>, id: usize) -> Peeled {
    system(p, &NEIGHBOUR, id, 0)?;
    p.rows(RISK)?;
    all(p, &GROUP, 4)
}

/// Labels for prefixes.
pub(super) fn binding(p: &mut Peel<'_>) -> Peeled {
    let len = usize::from(p.rows(BINDING)?[4]).div_ceil(8);
    match len {
        0 => {}
        4 => {
            p.field(&PREFIX, 4)?;
        }
        _ => {
            p.field(&BYTES, len)?;
        }
    }
    parts(p, Some((&CODE, &LENGTH)), |p, kind, _| {
        if kind == 3 {
            p.rows(BINDING_SEGMENT)?;
        }
        match p.rest().len() {
            3 => {
                let at = p.pos();
                let bytes = p.skip(3)?;
                let label =
                    u64::from(bytes[0] & 15) << 16 | u64::from(bytes[1]) << 8 | u64::from(bytes[2]);
                p.mark_bits(&LABEL, at * 8 + 4, Value::Uint(label));
                Ok(())
            }
            4 => p.uint(&NUMBER).map(drop),
            _ => rest(p, &super::common::UNKNOWN),
        }
    })
}
