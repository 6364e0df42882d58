//! The items of LLDP-MED, for telephones and the switches that they hang on (ANSI/TIA-1057).

use super::bridging::tables;
use super::{ASSET, EMERGENCY_NUMBER, FIRMWARE, HARDWARE, MANUFACTURER, MODEL, SERIAL, SOFTWARE};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

/// Organisation number of the Telecommunications Industry Association.
pub(super) const TIA: u32 = 0x00_12bb;

const SECTION: &str = "ANSI/TIA-1057 §10.2";

/// The location is an emergency line's number.
const EMERGENCY: u8 = 3;

/// A text of the inventory.
pub(super) const fn text(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc("What an inventory of devices notes.", SECTION)
}

pub(super) const SUBTYPE: &[FieldSpec] = &[FieldSpec::hex("lldp.media.subtype", "Subtype", 8)
    .codes(&[
        (1, "capabilities"),
        (2, "network policy"),
        (3, "location"),
        (4, "extended power"),
        (5, "hardware revision"),
        (6, "firmware revision"),
        (7, "software revision"),
        (8, "serial number"),
        (9, "manufacturer"),
        (10, "model"),
        (11, "asset"),
    ])
    .doc("Which of these items it is.", SECTION)];

const fn tells(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label)
        .part()
        .doc("Set: the device can tell this.", SECTION)
}

pub(super) const CAPABILITIES: &[FieldSpec] = &[
    FieldSpec::hex("lldp.media.subtype.caps", "Capabilities", 16)
        .parts_follow()
        .doc("Which of these items the device knows.", SECTION),
    reserved(10, SECTION).part(),
    tells("lldp.media.subtype.caps.inventory", "Inventory"),
    tells("lldp.media.subtype.caps.mid_pd", "Power taken"),
    tells("lldp.media.subtype.caps.mdi_pse", "Power given"),
    tells("lldp.media.subtype.caps.location_id", "Location"),
    tells("lldp.media.subtype.caps.network_policy", "Network policy"),
    tells("lldp.media.subtype.caps.llpd", "Capabilities"),
    FieldSpec::uint("lldp.media.subtype.class", "Class", 8)
        .codes(&[
            (1, "endpoint class I"),
            (2, "endpoint class II"),
            (3, "endpoint class III"),
            (4, "network device"),
        ])
        .doc(
            "What kind of device it is; class III is a telephone.",
            SECTION,
        ),
];

pub(super) const POLICY: &[FieldSpec] = &[
    FieldSpec::uint("lldp.media.app_type", "Application", 8)
        .codes(&[
            (1, "voice"),
            (2, "voice signalling"),
            (3, "guest voice"),
            (4, "guest voice signalling"),
            (5, "softphone voice"),
            (6, "video conferencing"),
            (7, "streaming video"),
            (8, "video signalling"),
        ])
        .doc("What the policy is for.", SECTION),
    FieldSpec::flag("lldp.media.policy_flag", "Policy unknown")
        .doc("Set: the device asks for the policy.", SECTION),
    FieldSpec::flag("lldp.media.tag_flag", "Tagged")
        .doc("Set: frames shall have a VLAN tag.", SECTION),
    reserved(1, SECTION),
    FieldSpec::uint("lldp.media.vlan_id", "VLAN", 12).doc("The VLAN for the application.", SECTION),
    FieldSpec::uint("lldp.media.l2_prio", "Priority", 3).doc("The priority in the tag.", SECTION),
    FieldSpec::uint("lldp.media.dscp", "Differentiated services", 6)
        .doc("The code point in the IP header.", SECTION),
];

pub(super) const LOCATION: &[FieldSpec] =
    &[
        FieldSpec::uint("lldp.media.loc.data_format", "Location format", 8)
            .codes(&[
                (1, "coordinates"),
                (2, "civic address"),
                (3, "emergency line"),
            ])
            .doc("How the place of the device is told.", SECTION),
    ];

pub(super) const POWER: &[FieldSpec] = &[
    FieldSpec::uint("lldp.media.power.type", "Kind of device", 2)
        .codes(&[(0, "source"), (1, "device")])
        .doc("Whether the port gives or takes power.", SECTION),
    FieldSpec::uint("lldp.media.power.source", "Source", 2)
        .doc("Where the power comes from.", SECTION),
    FieldSpec::uint("lldp.media.power.prio", "Priority", 4)
        .codes(&[(0, "unknown"), (1, "critical"), (2, "high"), (3, "low")])
        .doc("Who keeps power when there is not enough.", SECTION),
    FieldSpec::uint("lldp.media.power.value", "Power", 16).doc("In tenths of a watt.", SECTION),
];

pub(super) fn item(p: &mut Peel<'_>, end: usize) -> Peeled {
    let subtype = p.rows(SUBTYPE)?[0];
    let spec = match subtype {
        1 => return tables(p, end, &[CAPABILITIES]),
        2 => return tables(p, end, &[POLICY]),
        3 if p.rest().first() == Some(&EMERGENCY) && end > p.pos() => {
            p.rows(LOCATION)?;
            &EMERGENCY_NUMBER
        }
        3 => return tables(p, end, &[LOCATION]),
        4 => return tables(p, end, &[POWER]),
        5 => &HARDWARE,
        6 => &FIRMWARE,
        7 => &SOFTWARE,
        8 => &SERIAL,
        9 => &MANUFACTURER,
        10 => &MODEL,
        11 => &ASSET,
        _ => return Ok(()),
    };
    if end > p.pos() {
        p.field(spec, end - p.pos())?;
    }
    Ok(())
}
