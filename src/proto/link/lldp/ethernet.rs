//! The items of IEEE 802.3: speed, power, frame size.

use super::bridging::tables;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

/// Organisation number of IEEE 802.3.
pub(super) const ORGANISATION: u32 = 0x00_120f;

const CABLE: &str = "IEEE 802.3 §79.3";

pub(super) const SUBTYPE: &[FieldSpec] = &[FieldSpec::hex("lldp.ieee.802_3.subtype", "Subtype", 8)
    .codes(&[
        (1, "MAC and PHY"),
        (2, "power over Ethernet"),
        (3, "link aggregation"),
        (4, "maximum frame size"),
        (5, "energy-efficient Ethernet"),
        (7, "additional Ethernet capabilities"),
    ])
    .doc("Which of IEEE 802.3's items this is.", CABLE)];

const fn mode(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label)
        .part()
        .doc("Set: the port offers this.", CABLE)
}

pub(super) const PHYSICAL: &[FieldSpec] = &[
    FieldSpec::hex(
        "lldp.ieee.802_3.mac_phy_auto_neg_status",
        "Autonegotiation",
        8,
    )
    .parts_follow()
    .doc("Whether both ends agree on the speed by themselves.", CABLE),
    reserved(6, CABLE).part(),
    FieldSpec::flag("lldp.ieee.802_3.mac_phy_auto_neg_status.enabled", "Enabled")
        .part()
        .doc("Set: the port does it.", CABLE),
    FieldSpec::flag(
        "lldp.ieee.802_3.mac_phy_auto_neg_status.supported",
        "Supported",
    )
    .part()
    .doc("Set: the port can do it.", CABLE),
    FieldSpec::hex(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps",
        "Offered modes",
        16,
    )
    .parts_follow()
    .doc("The speeds and pauses that the port offers.", CABLE),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.other",
        "Other or unknown",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.10base_t",
        "10BASE-T, half duplex",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.10base_tfd",
        "10BASE-T, full duplex",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t4",
        "100BASE-T4",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_tx",
        "100BASE-TX, half duplex",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_txfd",
        "100BASE-TX, full duplex",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t2",
        "100BASE-T2, half duplex",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t2fd",
        "100BASE-T2, full duplex",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_pause",
        "Pause",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_apause",
        "Asymmetric pause",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_spause",
        "Symmetric pause",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_bpause",
        "Both kinds of pause",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_x",
        "1000BASE-X, half duplex",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_xfd",
        "1000BASE-X, full duplex",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_t",
        "1000BASE-T, half duplex",
    ),
    mode(
        "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_tfd",
        "1000BASE-T, full duplex",
    ),
    FieldSpec::hex("lldp.ieee.802_3.pmd_mau_type", "Mode in use", 16)
        .codes(&[
            (0x000a, "10BASE-T, half duplex"),
            (0x000b, "10BASE-T, full duplex"),
            (0x000f, "100BASE-TX, half duplex"),
            (0x0010, "100BASE-TX, full duplex"),
            (0x0011, "100BASE-FX, half duplex"),
            (0x0012, "100BASE-FX, full duplex"),
            (0x0015, "1000BASE-X, half duplex"),
            (0x0016, "1000BASE-X, full duplex"),
            (0x0017, "1000BASE-LX, half duplex"),
            (0x0018, "1000BASE-LX, full duplex"),
            (0x0019, "1000BASE-SX, half duplex"),
            (0x001a, "1000BASE-SX, full duplex"),
            (0x001d, "1000BASE-T, half duplex"),
            (0x001e, "1000BASE-T, full duplex"),
            (0x0036, "10GBASE-T"),
        ])
        .doc(
            "The speed and cable that the link has now (RFC 4836's numbers).",
            CABLE,
        ),
];

const fn power(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, CABLE)
}

pub(super) const POWER: &[FieldSpec] = &[
    FieldSpec::hex("lldp.ieee.802_3.mdi_power_support", "Power", 8)
        .parts_follow()
        .doc(
            "Whether the port gives or takes power over the cable.",
            CABLE,
        ),
    reserved(4, CABLE).part(),
    power(
        "lldp.ieee.802_3.mdi_power_support.pse_pairs",
        "Pairs can be chosen",
        "Set: the port can choose the wires.",
    ),
    power(
        "lldp.ieee.802_3.mdi_power_support.enabled",
        "Enabled",
        "Set: the port gives power.",
    ),
    power(
        "lldp.ieee.802_3.mdi_power_support.supported",
        "Supported",
        "Set: the port can give power.",
    ),
    power(
        "lldp.ieee.802_3.mdi_power_support.port_class",
        "Power source",
        "0: the port takes power. 1: it gives it.",
    ),
    FieldSpec::uint("lldp.ieee.802_3.mdi_pse_pair", "Pair", 8)
        .codes(&[(1, "signal pair"), (2, "spare pair")])
        .doc("The wires that carry the power.", CABLE),
    FieldSpec::uint("lldp.ieee.802_3.mdi_power_class", "Power class", 8)
        .codes(&[
            (1, "class 0"),
            (2, "class 1"),
            (3, "class 2"),
            (4, "class 3"),
            (5, "class 4 and above"),
        ])
        .doc("How much power the device needs.", CABLE),
];

pub(super) const POWER_DETAILS: &[FieldSpec] = &[
    FieldSpec::uint("lldp.ieee.802_3.mdi_power_type", "Kind of device", 2)
        .codes(&[
            (0, "type 2 source"),
            (1, "type 2 device"),
            (2, "type 1 source"),
            (3, "type 1 device"),
        ])
        .doc(
            "Which generation of the standard the port keeps, and which side it is.",
            CABLE,
        ),
    FieldSpec::uint("lldp.ieee.802_3.mdi_power_source", "Source", 2)
        .doc("Where the power comes from.", CABLE),
    FieldSpec::uint("lldp.ieee.802_3.mdi_power_priority", "Priority", 4)
        .codes(&[(0, "unknown"), (1, "critical"), (2, "high"), (3, "low")])
        .doc("Who keeps power when there is not enough.", CABLE),
    FieldSpec::uint("lldp.ieee.802_3.mdi_pde_requested", "Requested power", 16)
        .doc("In tenths of a watt.", CABLE),
    FieldSpec::uint("lldp.ieee.802_3.mdi_pse_allocated", "Allocated power", 16)
        .doc("In tenths of a watt.", CABLE),
];

pub(super) const OLD_AGGREGATION: &[FieldSpec] = &[
    FieldSpec::hex("lldp.ieee.802_3.aggregation_status", "Aggregation", 8)
        .parts_follow()
        .doc(
            "Whether the link may be one of several that act as one; now told by IEEE 802.1.",
            CABLE,
        ),
    reserved(6, CABLE).part(),
    FieldSpec::flag("lldp.ieee.802_3.aggregation_status.enabled", "Enabled")
        .part()
        .doc("Set: it is.", CABLE),
    FieldSpec::flag("lldp.ieee.802_3.aggregation_status.cap", "Capable")
        .part()
        .doc("Set: it may.", CABLE),
    FieldSpec::uint("lldp.ieee.802_3.aggregated_port_id", "Aggregated port", 32)
        .doc("The port that they act as.", CABLE),
];

pub(super) const FRAME_SIZE: &[FieldSpec] =
    &[
        FieldSpec::uint("lldp.ieee.802_3.max_frame_size", "Largest frame", 16)
            .unit("bytes")
            .doc(
                "The largest frame that the port takes, with header and check sequence.",
                CABLE,
            ),
    ];

const fn wake(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).unit("µs").doc(
        "How long a sleeping port needs to wake up, as one side offers it or repeats it.",
        CABLE,
    )
}

pub(super) const ENERGY: &[FieldSpec] = &[
    wake("lldp.ieee.802_3.eee.transmit", "Sender's wake time"),
    wake("lldp.ieee.802_3.eee.receive", "Receiver's wake time"),
    wake(
        "lldp.ieee.802_3.eee.fallback_receive",
        "Receiver's fallback wake time",
    ),
    wake(
        "lldp.ieee.802_3.eee.echo_transmit",
        "Sender's wake time, repeated",
    ),
    wake(
        "lldp.ieee.802_3.eee.echo_receive",
        "Receiver's wake time, repeated",
    ),
];

pub(super) fn item(p: &mut Peel<'_>, end: usize) -> Peeled {
    let subtype = p.rows(SUBTYPE)?[0];
    match subtype {
        1 => tables(p, end, &[PHYSICAL]),
        2 => tables(p, end, &[POWER, POWER_DETAILS]),
        3 => tables(p, end, &[OLD_AGGREGATION]),
        4 => tables(p, end, &[FRAME_SIZE]),
        5 => tables(p, end, &[ENERGY]),
        _ => Ok(()),
    }
}
