//! What bridges say of their ports: TRILL and shortest path bridging.

use super::common::{parts, rest};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

const TRILL_SECTION: &str = "RFC 7176 §2.2";
const BRIDGES: &str = "RFC 6329 §13";

pub(super) const TOPOLOGY: &[FieldSpec] = &[
    reserved(4, TRILL_SECTION),
    FieldSpec::uint("isis.hello.mtid", "Topology", 12)
        .codes(super::common::TOPOLOGIES)
        .doc("Which topology this is about.", TRILL_SECTION),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, TRILL_SECTION)
}

pub(super) const SPECIAL: &[FieldSpec] = &[
    FieldSpec::uint("isis.hello.vlan_flags.port_id", "Port", 16)
        .doc("The sender's number for the port.", TRILL_SECTION),
    FieldSpec::hex("isis.hello.vlan_flags.nickname", "Nickname", 16)
        .doc("The sender's short number.", TRILL_SECTION),
    flag(
        "isis.hello.vlan_flags.af",
        "Forwarder",
        "Set: the sender believes that it forwards for this VLAN.",
    ),
    flag(
        "isis.hello.vlan_flags.ac",
        "Access port",
        "Set: carries no TRILL traffic.",
    ),
    flag(
        "isis.hello.vlan_flags.vm",
        "Mapping",
        "Set: VLANs are renumbered on this link.",
    ),
    flag(
        "isis.hello.vlan_flags.by",
        "Bypass",
        "Set: the link needs no node of its own.",
    ),
    FieldSpec::uint("isis.hello.vlan_flags.outer_vlan", "VLAN", 12)
        .doc("The VLAN that this was sent on.", TRILL_SECTION),
    flag(
        "isis.hello.vlan_flags.tr",
        "Trunk port",
        "Set: no end stations here.",
    ),
    reserved(3, TRILL_SECTION),
    FieldSpec::uint(
        "isis.hello.vlan_flags.designated_vlan",
        "Designated VLAN",
        12,
    )
    .doc("The VLAN to talk on.", TRILL_SECTION),
];

pub(super) const FORWARDERS: &[FieldSpec] = &[
    FieldSpec::hex("isis.hello.af.nickname", "Forwarder", 16)
        .doc("The bridge that forwards.", TRILL_SECTION),
    reserved(4, TRILL_SECTION),
    FieldSpec::uint("isis.hello.af.start_vlan", "First VLAN", 12)
        .doc("For the VLANs from here on.", TRILL_SECTION),
    reserved(4, TRILL_SECTION),
    FieldSpec::uint("isis.hello.af.end_vlan", "Last VLAN", 12)
        .doc("For the VLANs up to this.", TRILL_SECTION),
];

pub(super) const DIGEST: &[FieldSpec] = &[
    reserved(3, BRIDGES),
    FieldSpec::uint("isis.hello.digest.v", "V", 1)
        .doc("Set: the sender's configuration is valid.", BRIDGES),
    FieldSpec::uint("isis.hello.digest.a", "Agreement", 2)
        .doc("The number of the agreement.", BRIDGES),
    FieldSpec::uint("isis.hello.digest.d", "Discarded agreement", 2)
        .doc("The number of the agreement given up.", BRIDGES),
    FieldSpec::bytes("isis.hello.digest", "Digest")
        .wide(32)
        .doc("Over what the sender knows of the network: neighbours with another one do not forward yet.", BRIDGES),
];

pub(super) const TREE: &[FieldSpec] = &[
    FieldSpec::bytes("isis.hello.ect", "Algorithm")
        .wide(4)
        .doc("How equal paths are chosen among.", BRIDGES),
    FieldSpec::hex("isis.hello.bvid", "Base VLAN", 12)
        .doc("The VLAN that takes these paths.", BRIDGES),
    FieldSpec::hex("isis.hello.bvid.u", "In use", 1).doc("Set: something uses it.", BRIDGES),
    FieldSpec::hex("isis.hello.bvid.m", "Mode", 1)
        .doc("Set: bridges MAC addresses in MAC addresses.", BRIDGES),
    reserved(2, BRIDGES),
];

pub(super) const TRILL: &[FieldSpec] =
    &[
        FieldSpec::uint("isis.hello.trill.maximum_version", "Highest version", 8)
            .doc("Of TRILL.", TRILL_SECTION),
    ];

crate::fields! {
    IDENTITY = FieldSpec::bytes("isis.hello.mcid", "Configuration")
        .doc("Names the assignment of VLANs to trees; neighbours must have the same.", BRIDGES);
    OTHER_IDENTITY = FieldSpec::bytes("isis.hello.aux_mcid", "Other configuration")
        .doc("A second assignment that is accepted too, while it is changed.", BRIDGES);
    FLAGS = FieldSpec::bytes("", "Capabilities")
        .doc("What the port can do.", TRILL_SECTION);
}

/// Length of a configuration's name.
const IDENTITY_LEN: usize = 51;

/// Reads a port's capability.
pub(super) fn capability(p: &mut Peel<'_>) -> Peeled {
    p.rows(TOPOLOGY)?;
    parts(p, None, |p, kind, len| match (kind, len) {
        (1, 8) => p.rows(SPECIAL).map(drop),
        (3, _) => {
            while p.rest().len() >= 6 && !p.is_full() {
                p.rows(FORWARDERS)?;
            }
            Ok(())
        }
        (4, 102) => {
            p.field(&IDENTITY, IDENTITY_LEN)?;
            p.field(&OTHER_IDENTITY, IDENTITY_LEN).map(drop)
        }
        (5, 33) => p.rows(DIGEST).map(drop),
        (6, _) => {
            while p.rest().len() >= 6 && !p.is_full() {
                p.rows(TREE)?;
            }
            Ok(())
        }
        (7, 5) => {
            p.rows(TRILL)?;
            rest(p, &FLAGS)
        }
        _ => Ok(()),
    })
}
