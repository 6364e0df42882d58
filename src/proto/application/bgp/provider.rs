//! Provider tunnels: how a VPN's multicast travels in the provider's network (RFC 6514 §5).

use super::evpn;
use super::families::FAMILIES;
use super::update::Known;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const PROVIDER_SECTION: &str = "RFC 6514 §5";
const TREE_SECTION: &str = "RFC 6388 §2.2";

/// The label of a provider tunnel.
pub(super) const LABEL: &[FieldSpec] = &[
    FieldSpec::uint(
        "bgp.update.path_attribute.mpls_label_value_20bits",
        "Label",
        20,
    )
    .doc(
        "The label of the VPN in the tunnel; 0: none.",
        PROVIDER_SECTION,
    ),
    FieldSpec::gap(4),
];

crate::fields! {
    FLAGS = FieldSpec::uint("bgp.update.path_attribute.pmsi.tunnel.flags", "Flags", 8).doc("1: leaves are asked to tell that they listen.", PROVIDER_SECTION);
    PROVIDER_TYPE = FieldSpec::uint("bgp.update.path_attribute.pmsi.tunnel.type", "Tunnel", 8)
        .codes(&[(0, "none"), (1, "RSVP-TE tree"), (2, "mLDP tree"), (3, "PIM-SSM tree"), (4, "PIM-SM tree"), (5, "bidirectional PIM tree"), (6, "ingress replication"), (7, "mLDP tree, many to many")])
        .doc("How multicast travels in the provider's network.", PROVIDER_SECTION);
    ID = FieldSpec::group("bgp.update.path_attribute.pmsi.tunnel.id", "Tunnel ID").doc("Which tunnel.", PROVIDER_SECTION);
    RSVP = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.rsvp.id", "Tree").doc("The tree's number.", PROVIDER_SECTION);
    RSVP_TUNNEL = FieldSpec::uint("bgp.update.path_attribute.pmsi.rsvp.tunnel_id", "Tunnel", 16).doc("The tunnel's number.", PROVIDER_SECTION);
    RSVP_EXTENDED = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.rsvp.ext_tunnel_idv4", "Extended tunnel ID").doc("The tree's root.", PROVIDER_SECTION);
    FEC = FieldSpec::uint("bgp.update.path_attribute.pmsi.mldp.fec.type", "Element", 8).codes(&[(6, "one to many"), (7, "many to many, up"), (8, "many to many, down")]).doc("What kind of tree.", TREE_SECTION);
    FEC_AFI = FieldSpec::uint("bgp.update.path_attribute.pmsi.mldp.fec.address_family", "Address family", 16).codes(FAMILIES).doc("Of the root's address.", TREE_SECTION);
    FEC_LEN = FieldSpec::uint("bgp.update.path_attribute.pmsi.mldp.fec.address_length", "Address length", 8).unit("bytes").doc("Of the root's address.", TREE_SECTION);
    ROOT_4 = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.mldp.fec.root_nodev4", "Root").doc("Where the tree begins.", TREE_SECTION);
    ROOT_6 = FieldSpec::ipv6("bgp.update.path_attribute.pmsi.mldp.fec.root_nodev6", "Root").doc("Where the tree begins.", TREE_SECTION);
    OPAQUE_LEN = FieldSpec::uint("bgp.update.path_attribute.pmsi.mldp.fec.opaque_length", "Opaque length", 16).unit("bytes").doc("Length of what follows.", TREE_SECTION);
    OPAQUE_TYPE = FieldSpec::uint("bgp.update.path_attribute.pmsi.mldp.fec.opaque_value_type", "Opaque type", 8).codes(&[(1, "number"), (255, "extended")]).doc("How the root names the tree.", "RFC 6388 §2.3");
    OPAQUE_VALUE_LEN = FieldSpec::uint("bgp.update.path_attribute.pmsi.mldp.fec.opaque_value_length", "Length", 16).unit("bytes").doc("Length of the name.", "RFC 6388 §2.3");
    OPAQUE_NUMBER = FieldSpec::uint("bgp.update.path_attribute.pmsi.mldp.fec.opaque_value_unique_id_rn", "Number", 32).doc("The root's number for the tree.", "RFC 6388 §2.3.1");
    SENDER = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.pimsm.sender_address", "Sender").doc("Who sends into the tree.", PROVIDER_SECTION);
    GROUP = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.pimsm.pmulticast_group", "Group").doc("To which group.", PROVIDER_SECTION);
    SSM_ROOT = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.pimssm.root_node", "Root").doc("Who sends into the tree.", PROVIDER_SECTION);
    SSM_GROUP = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.pimssm.pmulticast_group", "Group").doc("To which group.", PROVIDER_SECTION);
    BIDIR_SENDER = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.bidir_pim_tree.sender", "Sender").doc("Who sends into the tree.", PROVIDER_SECTION);
    BIDIR_GROUP = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.bidir_pim_tree.pmulticast_group", "Group").doc("To which group.", PROVIDER_SECTION);
    INGRESS = FieldSpec::ipv4("bgp.update.path_attribute.pmsi.ingress_rep_ip", "Endpoint").doc("Each sender sends a copy there.", PROVIDER_SECTION);
}

/// Reads how multicast travels in the provider's network.
pub(super) fn provider(p: &mut Peel<'_>, known: Known) -> Peeled {
    p.uint(&FLAGS)?;
    let kind = p.uint(&PROVIDER_TYPE)?;
    if known.virtual_networks {
        p.uint(&evpn::VNI)?;
    } else {
        p.rows(LABEL)?;
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(&ID, |p| {
        let result = tree(p, kind);
        // All that is left is part of the tunnel's name.
        p.seek(p.bytes().len());
        result
    })
}

fn tree(p: &mut Peel<'_>, kind: u64) -> Peeled {
    let pair = |p: &mut Peel<'_>, sender: &'static FieldSpec, group: &'static FieldSpec| {
        p.field(sender, 4)?;
        p.field(group, 4).map(drop)
    };
    match kind {
        1 => {
            p.field(&RSVP, 4)?;
            p.skip(2)?;
            p.uint(&RSVP_TUNNEL)?;
            p.field(&RSVP_EXTENDED, 4).map(drop)
        }
        2 | 7 => label_tree(p),
        3 => pair(p, &SSM_ROOT, &SSM_GROUP),
        4 => pair(p, &SENDER, &GROUP),
        5 => pair(p, &BIDIR_SENDER, &BIDIR_GROUP),
        6 if p.rest().len() == 4 => p.field(&INGRESS, 4).map(drop),
        _ => Ok(()),
    }
}

fn label_tree(p: &mut Peel<'_>) -> Peeled {
    const NUMBER: u64 = 1;
    p.uint(&FEC)?;
    p.uint(&FEC_AFI)?;
    match p.uint(&FEC_LEN)? {
        4 => p.field(&ROOT_4, 4)?,
        16 => p.field(&ROOT_6, 16)?,
        len => p.skip(len as usize)?,
    };
    p.uint(&OPAQUE_LEN)?;
    if p.uint(&OPAQUE_TYPE)? == NUMBER {
        p.uint(&OPAQUE_VALUE_LEN)?;
        p.uint(&OPAQUE_NUMBER)?;
    }
    Ok(())
}
