//! What multiple spanning trees add: the region, and one message per tree (IEEE 802.1Q §14.4).

use super::{EXTENSION, INSTANCE, ROLES};
use crate::decode::{Next, Peel, Peeled};
use crate::model::{FaultKind, FieldSpec, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "IEEE 802.1Q §14.4";

/// Version from which another part may follow.
const SHORTEST_PATH_VERSION: u8 = 4;

/// Length of the part that is always there, the length field not counted.
const REGION_LEN: usize = 64;

const PRIORITY_DOC: &str =
    "The lowest one becomes root; an administrator sets it in steps of 4096.";

pub(super) const EXTENSION_SPEC: FieldSpec = FieldSpec::group("", "Region")
    .doc("Bridges with the same configuration form a region, in which each group of VLANs has a tree of its own.", SECTION);

pub(super) const INSTANCE_SPEC: FieldSpec =
    FieldSpec::group("", "Tree").doc("The message of one of the region's trees.", SECTION);

pub(super) const REGION: &[FieldSpec] = &[
    FieldSpec::uint("mstp.version_3_length", "Length", 16)
        .unit("bytes")
        .doc("What follows, this field not counted.", SECTION),
    FieldSpec::uint("mstp.config_format_selector", "Format", 8).doc("Always 0.", SECTION),
    FieldSpec::text("mstp.config_name", "Region's name")
        .wide(32)
        .doc("Bridges of a region have the same name.", SECTION),
    FieldSpec::uint("mstp.config_revision_level", "Revision", 16)
        .doc("Bridges of a region have the same revision.", SECTION),
    FieldSpec::bytes("mstp.config_digest", "Digest")
        .wide(16)
        .doc(
            "A hash over which VLAN uses which tree: in a region it is the same everywhere.",
            SECTION,
        ),
    FieldSpec::uint(
        "mstp.cist_internal_root_path_cost",
        "Path cost inside the region",
        32,
    )
    .doc(
        "The sum of the costs of the links to the region's root.",
        SECTION,
    ),
    FieldSpec::group("", "Sending bridge")
        .wide(8)
        .parts_follow()
        .doc("The bridge of the region that sends this.", SECTION),
    FieldSpec::uint("mstp.cist_bridge.prio", "Priority", 4)
        .part()
        .scaled(4096, "")
        .doc(PRIORITY_DOC, SECTION),
    FieldSpec::uint("mstp.cist_bridge.ext", "System ID extension", 12)
        .part()
        .doc("The number of the tree.", SECTION),
    FieldSpec::mac("mstp.cist_bridge.hw", "Address")
        .part()
        .doc("The bridge's MAC address.", SECTION),
    FieldSpec::uint("mstp.cist_remaining_hops", "Remaining hops", 8).doc(
        "How many more bridges of the region may believe this.",
        SECTION,
    ),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

pub(super) const TREE: &[FieldSpec] = &[
    FieldSpec::hex("mstp.msti.flags", "Flags", 8)
        .parts_follow()
        .doc("The state of the port in this tree.", SECTION),
    flag(
        "stp.flags.tcack",
        "Master",
        "Set: the port leads out of the region.",
    ),
    flag(
        "stp.flags.agreement",
        "Agreement",
        "Set: the neighbour may let its port forward at once.",
    ),
    flag(
        "stp.flags.forwarding",
        "Forwarding",
        "Set: the port passes frames on.",
    ),
    flag(
        "stp.flags.learning",
        "Learning",
        "Set: the port notes where stations are.",
    ),
    FieldSpec::uint("stp.flags.port_role", "Port role", 2)
        .part()
        .codes(ROLES)
        .doc("What the port is for in this tree.", SECTION),
    flag(
        "stp.flags.proposal",
        "Proposal",
        "Set: the port would like to forward at once.",
    ),
    flag(
        "stp.flags.tc",
        "Topology change",
        "Set: the tree has just changed.",
    ),
    FieldSpec::hex("mstp.msti.priority", "Root's priority", 4)
        .doc("The lowest one becomes the tree's root.", SECTION),
    FieldSpec::uint("mstp.msti.msti_id", "Tree", 12).doc("The number of the tree.", SECTION),
    FieldSpec::mac("mstp.msti.root.hw", "Root's address").doc(
        "The bridge that is the tree's root in this region.",
        SECTION,
    ),
    FieldSpec::uint("mstp.msti.root_cost", "Path cost", 32)
        .doc("The sum of the costs of the links to that root.", SECTION),
    FieldSpec::uint("mstp.msti.bridge_priority", "Bridge's priority", 4)
        .doc("The sending bridge's priority in this tree.", SECTION),
    reserved(4, SECTION),
    FieldSpec::uint("mstp.msti.port_priority", "Port's priority", 4)
        .doc("The sending port's priority in this tree.", SECTION),
    reserved(4, SECTION),
    FieldSpec::uint("mstp.msti.remaining_hops", "Remaining hops", 8).doc(
        "How many more bridges of the region may believe this.",
        SECTION,
    ),
];

const TREE_LEN: usize = bytes_of(TREE);

/// Reads the region and its trees; what later versions add stays data.
pub(super) fn extension(p: &mut Peel<'_>, version: u8) -> Peeled {
    let start = p.pos();
    p.group(&EXTENSION, |p| {
        let region = p.header::<{ bytes_of(REGION) }>(REGION)?;
        let len = usize::from(u16::from_be_bytes([region[0], region[1]]));
        if len < REGION_LEN {
            let kind = FaultKind::BadLength {
                field: "version 3 length",
                says: len as u64,
                limit: REGION_LEN as u64,
            };
            p.fault(kind, start..start + 2);
            return Ok(());
        }
        for _ in 0..(len - REGION_LEN) / TREE_LEN {
            p.group(&INSTANCE, |p| p.header::<TREE_LEN>(TREE))?;
        }
        Ok(())
    })?;
    if version >= SHORTEST_PATH_VERSION && !p.rest().is_empty() {
        p.pass(Next::Data);
    }
    Ok(())
}
