//! The items of IEEE 802.1: bridges, VLANs, data centres.

use super::{APPLICATION, PROTOCOL_IDENTITY, VLAN_NAME};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, bits_of};
use crate::proto::reserved::reserved;

/// Organisation number of IEEE 802.1.
pub(super) const ORGANISATION: u32 = 0x00_80c2;
const BRIDGE: &str = "IEEE 802.1Q §D.2";
const CENTRE: &str = "IEEE 802.1Q §D.2.8";

pub(super) const SUBTYPE: &[FieldSpec] = &[FieldSpec::hex("lldp.ieee.802_1.subtype", "Subtype", 8)
    .codes(&[
        (1, "port VLAN"),
        (2, "port and protocol VLAN"),
        (3, "VLAN name"),
        (4, "protocol identity"),
        (5, "VLAN usage digest"),
        (6, "management VLAN"),
        (7, "link aggregation"),
        (8, "congestion notification"),
        (9, "transmission selection, configuration"),
        (10, "transmission selection, recommendation"),
        (11, "priority flow control"),
        (12, "application priority"),
    ])
    .doc("Which of IEEE 802.1's items this is.", BRIDGE)];

pub(super) const PORT_VLAN: &[FieldSpec] =
    &[
        FieldSpec::uint("lldp.ieee.802_1.port_vlan.id", "Port's VLAN", 16).doc(
            "The VLAN of frames without a tag; 0 if there is none.",
            "IEEE 802.1Q §D.2.1",
        ),
    ];

pub(super) const PROTOCOL_VLAN: &[FieldSpec] = &[
    FieldSpec::hex("lldp.ieee.802_1.port_and_vlan_id_flag", "Flags", 8)
        .parts_follow()
        .doc(
            "Whether the port can tell VLANs by protocol.",
            "IEEE 802.1Q §D.2.2",
        ),
    reserved(5, BRIDGE).part(),
    FieldSpec::flag("lldp.ieee.802_1.port_and_vlan_id_flag.enabled", "Enabled")
        .part()
        .doc("Set: it does.", "IEEE 802.1Q §D.2.2"),
    FieldSpec::flag(
        "lldp.ieee.802_1.port_and_vlan_id_flag.supported",
        "Supported",
    )
    .part()
    .doc("Set: it can.", "IEEE 802.1Q §D.2.2"),
    FieldSpec::uint("lldp.ieee.802_1.port_proto_vlan.id", "VLAN", 16).doc(
        "One of these VLANs; 0 if there is none.",
        "IEEE 802.1Q §D.2.2",
    ),
];

pub(super) const NAMED_VLAN: &[FieldSpec] = &[
    FieldSpec::uint("lldp.ieee.802_1.vlan.id", "VLAN", 16)
        .doc("The VLAN that has the name.", "IEEE 802.1Q §D.2.3"),
    FieldSpec::uint("lldp.ieee.802_1.vlan.name_len", "Name length", 8)
        .unit("bytes")
        .doc("How long the name is.", "IEEE 802.1Q §D.2.3"),
];

pub(super) const IDENTITY: &[FieldSpec] =
    &[
        FieldSpec::uint("lldp.ieee.802_1.proto.id_length", "Identity length", 8)
            .unit("bytes")
            .doc("How long the identity is.", "IEEE 802.1Q §D.2.4"),
    ];

pub(super) const AGGREGATION: &[FieldSpec] = &[
    FieldSpec::hex("lldp.ieee.802_1.aggregation_status", "Aggregation", 8)
        .parts_follow()
        .doc(
            "Whether the link may be one of several that act as one.",
            "IEEE 802.1AX §F.1",
        ),
    reserved(4, BRIDGE).part(),
    FieldSpec::uint(
        "lldp.ieee.802_1.aggregation_status.porttype",
        "Kind of port",
        2,
    )
    .part()
    .codes(&[
        (0, "not specified"),
        (1, "transmitted from the aggregated port"),
        (2, "transmitted from the aggregator"),
    ])
    .doc("Which port sends this.", "IEEE 802.1AX §F.1"),
    FieldSpec::flag("lldp.ieee.802_1.aggregation_status.enabled", "Enabled")
        .part()
        .doc("Set: it is.", "IEEE 802.1AX §F.1"),
    FieldSpec::flag("lldp.ieee.802_1.aggregation_status.cap", "Capable")
        .part()
        .doc("Set: it may.", "IEEE 802.1AX §F.1"),
    FieldSpec::uint("lldp.ieee.802_1.aggregated_port_id", "Aggregated port", 32)
        .doc("The port that they act as.", "IEEE 802.1AX §F.1"),
];

const fn notified(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Set: senders of this priority are told of congestion.",
        "IEEE 802.1Q §D.2.7",
    )
}

const fn ready(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("Set: the port is ready for that.", "IEEE 802.1Q §D.2.7")
}

pub(super) const CONGESTION: &[FieldSpec] = &[
    notified("lldp.ieee.802_1qau.cnpv.prio7", "Priority 7 notified"),
    notified("lldp.ieee.802_1qau.cnpv.prio6", "Priority 6 notified"),
    notified("lldp.ieee.802_1qau.cnpv.prio5", "Priority 5 notified"),
    notified("lldp.ieee.802_1qau.cnpv.prio4", "Priority 4 notified"),
    notified("lldp.ieee.802_1qau.cnpv.prio3", "Priority 3 notified"),
    notified("lldp.ieee.802_1qau.cnpv.prio2", "Priority 2 notified"),
    notified("lldp.ieee.802_1qau.cnpv.prio1", "Priority 1 notified"),
    notified("lldp.ieee.802_1qau.cnpv.prio0", "Priority 0 notified"),
    ready("lldp.ieee.802_1qau.ready.prio7", "Priority 7 ready"),
    ready("lldp.ieee.802_1qau.ready.prio6", "Priority 6 ready"),
    ready("lldp.ieee.802_1qau.ready.prio5", "Priority 5 ready"),
    ready("lldp.ieee.802_1qau.ready.prio4", "Priority 4 ready"),
    ready("lldp.ieee.802_1qau.ready.prio3", "Priority 3 ready"),
    ready("lldp.ieee.802_1qau.ready.prio2", "Priority 2 ready"),
    ready("lldp.ieee.802_1qau.ready.prio1", "Priority 1 ready"),
    ready("lldp.ieee.802_1qau.ready.prio0", "Priority 0 ready"),
];

const WILLING: FieldSpec = FieldSpec::flag("lldp.dcbx.ieee.willing", "Willing").doc(
    "Set: the sender takes over what its neighbour says.",
    CENTRE,
);

pub(super) const TRANSMISSION: &[FieldSpec] = &[
    WILLING,
    FieldSpec::flag("lldp.dcbx.ieee.ets.cbs", "Credit-based shaper")
        .doc("Set: the port can do it.", CENTRE),
    reserved(3, BRIDGE),
    FieldSpec::uint("lldp.dcbx.ieee.ets.maxtcs", "Traffic classes", 3)
        .codes(&[(0, "8")])
        .doc("How many classes the port has; 0 means 8.", CENTRE),
];

pub(super) const RECOMMENDATION: &[FieldSpec] = &[
    FieldSpec::hex("lldp.dcbx.feature.pg.reserved", "Reserved", 7).doc("Must be zero.", CENTRE),
    reserved(1, BRIDGE),
];

const fn class(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 4).doc("The class that frames of this priority go into.", CENTRE)
}

const fn share(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8)
        .unit("%")
        .doc("The share of the link that the class gets.", CENTRE)
}

const ALGORITHMS: Codes = &[
    (0, "strict priority"),
    (1, "credit-based shaper"),
    (2, "enhanced transmission selection"),
    (255, "vendor specific"),
];

const fn algorithm(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8)
        .codes(ALGORITHMS)
        .doc("How the class's turn is chosen.", CENTRE)
}

pub(super) const CLASSES: &[FieldSpec] = &[
    class("lldp.dcbx.feature.pg.pgid_prio0", "Class of priority 0"),
    class("lldp.dcbx.feature.pg.pgid_prio1", "Class of priority 1"),
    class("lldp.dcbx.feature.pg.pgid_prio2", "Class of priority 2"),
    class("lldp.dcbx.feature.pg.pgid_prio3", "Class of priority 3"),
    class("lldp.dcbx.feature.pg.pgid_prio4", "Class of priority 4"),
    class("lldp.dcbx.feature.pg.pgid_prio5", "Class of priority 5"),
    class("lldp.dcbx.feature.pg.pgid_prio6", "Class of priority 6"),
    class("lldp.dcbx.feature.pg.pgid_prio7", "Class of priority 7"),
    share("lldp.dcbx.feature.pg.per0", "Share of class 0"),
    share("lldp.dcbx.feature.pg.per1", "Share of class 1"),
    share("lldp.dcbx.feature.pg.per2", "Share of class 2"),
    share("lldp.dcbx.feature.pg.per3", "Share of class 3"),
    share("lldp.dcbx.feature.pg.per4", "Share of class 4"),
    share("lldp.dcbx.feature.pg.per5", "Share of class 5"),
    share("lldp.dcbx.feature.pg.per6", "Share of class 6"),
    share("lldp.dcbx.feature.pg.per7", "Share of class 7"),
    algorithm("lldp.dcbx.ieee.ets.tsa0", "Algorithm of class 0"),
    algorithm("lldp.dcbx.ieee.ets.tsa1", "Algorithm of class 1"),
    algorithm("lldp.dcbx.ieee.ets.tsa2", "Algorithm of class 2"),
    algorithm("lldp.dcbx.ieee.ets.tsa3", "Algorithm of class 3"),
    algorithm("lldp.dcbx.ieee.ets.tsa4", "Algorithm of class 4"),
    algorithm("lldp.dcbx.ieee.ets.tsa5", "Algorithm of class 5"),
    algorithm("lldp.dcbx.ieee.ets.tsa6", "Algorithm of class 6"),
    algorithm("lldp.dcbx.ieee.ets.tsa7", "Algorithm of class 7"),
];

const fn paused(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Set: the receiver may stop frames of this priority alone.",
        CENTRE,
    )
}

pub(super) const FLOW_CONTROL: &[FieldSpec] = &[
    WILLING,
    FieldSpec::flag("lldp.dcbx.ieee.pfc.mbc", "Bypass of MACsec")
        .doc("Set: pauses go past MACsec.", CENTRE),
    reserved(2, BRIDGE),
    FieldSpec::uint("lldp.dcbx.ieee.pfc.numtcs", "Classes with flow control", 4)
        .doc("How many classes can be stopped alone.", CENTRE),
    paused("lldp.dcbx.feature.pfc.prio7", "Priority 7"),
    paused("lldp.dcbx.feature.pfc.prio6", "Priority 6"),
    paused("lldp.dcbx.feature.pfc.prio5", "Priority 5"),
    paused("lldp.dcbx.feature.pfc.prio4", "Priority 4"),
    paused("lldp.dcbx.feature.pfc.prio3", "Priority 3"),
    paused("lldp.dcbx.feature.pfc.prio2", "Priority 2"),
    paused("lldp.dcbx.feature.pfc.prio1", "Priority 1"),
    paused("lldp.dcbx.feature.pfc.prio0", "Priority 0"),
];

pub(super) const APPLICATIONS: &[FieldSpec] =
    &[FieldSpec::hex("lldp.dcbx.ieee.app.reserved", "Reserved", 8).doc("Must be zero.", CENTRE)];

pub(super) const APPLICATION_ENTRY: &[FieldSpec] = &[
    FieldSpec::uint("lldp.dcbx.ieee.app.prio", "Priority", 3)
        .doc("The priority that the frames shall have.", CENTRE),
    reserved(2, BRIDGE),
    FieldSpec::uint("lldp.dcbx.iee.app.sf", "Selector", 3)
        .codes(&[
            (1, "EtherType"),
            (2, "TCP or SCTP port"),
            (3, "UDP or DCCP port"),
            (4, "port of any transport"),
            (5, "differentiated services code point"),
        ])
        .doc("What the number below is.", CENTRE),
    FieldSpec::hex("lldp.dcbx.feature.app.proto", "Application", 16)
        .doc("The number by which the application is known.", CENTRE),
];

/// Reads the tables one after the other, as far as the item goes.
pub(super) fn tables(p: &mut Peel<'_>, end: usize, tables: &[&'static [FieldSpec]]) -> Peeled {
    for table in tables {
        if p.pos() + (bits_of(table) / 8) as usize <= end {
            p.rows(table)?;
        }
    }
    Ok(())
}

pub(super) fn item(p: &mut Peel<'_>, end: usize) -> Peeled {
    let subtype = p.rows(SUBTYPE)?[0];
    match subtype {
        1 => tables(p, end, &[PORT_VLAN]),
        2 => tables(p, end, &[PROTOCOL_VLAN]),
        3 if end - p.pos() >= 3 => {
            let len = usize::from(p.rows(NAMED_VLAN)?[2]).min(end - p.pos());
            p.field(&VLAN_NAME, len).map(|_| ())
        }
        4 if end > p.pos() => {
            let len = usize::from(p.rows(IDENTITY)?[0]).min(end - p.pos());
            p.field(&PROTOCOL_IDENTITY, len).map(|_| ())
        }
        7 => tables(p, end, &[AGGREGATION]),
        8 => tables(p, end, &[CONGESTION]),
        9 => tables(p, end, &[TRANSMISSION, CLASSES]),
        10 => tables(p, end, &[RECOMMENDATION, CLASSES]),
        11 => tables(p, end, &[FLOW_CONTROL]),
        12 => applications(p, end),
        _ => Ok(()),
    }
}

fn applications(p: &mut Peel<'_>, end: usize) -> Peeled {
    const ENTRY: usize = (bits_of(APPLICATION_ENTRY) / 8) as usize;
    tables(p, end, &[APPLICATIONS])?;
    while p.pos() + ENTRY <= end {
        p.group(&APPLICATION, |p| p.rows(APPLICATION_ENTRY))?;
    }
    Ok(())
}
