//! What the items say.

use super::SECTION;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const fn byte(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, SECTION)
}

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, SECTION)
}

const fn unknown(name: &'static str, len: u32) -> FieldSpec {
    FieldSpec::bytes(name, "Reserved")
        .wide(len)
        .doc("Nobody but Extreme knows.", SECTION)
}

const fn group_of(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SECTION)
}

pub(super) const INFORMATION: &[FieldSpec] = &[
    word(
        "edp.info.vchassid",
        "Virtual chassis",
        "The device's number in a virtual chassis.",
    ),
    unknown("edp.info.reserved", 6),
    FieldSpec::hex("edp.info.version", "Software version", 32)
        .parts_follow()
        .doc("The version of the switch's software.", SECTION),
    byte(
        "edp.info.version.major1",
        "Major",
        "First part of the version.",
    )
    .part(),
    byte(
        "edp.info.version.major2",
        "Minor",
        "Second part of the version.",
    )
    .part(),
    byte(
        "edp.info.version.sustaining",
        "Sustaining",
        "Third part of the version.",
    )
    .part(),
    byte(
        "edp.info.version.internal",
        "Internal",
        "Fourth part of the version.",
    )
    .part(),
];

pub(super) const VLAN: &[FieldSpec] = &[
    FieldSpec::hex("edp.vlan.flags", "Flags", 8)
        .parts_follow()
        .doc("What holds of the VLAN.", SECTION),
    FieldSpec::flag("edp.vlan.flags.ip", "Has an address")
        .part()
        .doc("Set: the switch has an IP address in the VLAN.", SECTION),
    FieldSpec::hex("edp.vlan.flags.reserved", "Reserved", 6)
        .part()
        .doc("Zero.", SECTION),
    FieldSpec::flag("edp.vlan.flags.unknown", "Unknown")
        .part()
        .doc("Nobody but Extreme knows.", SECTION),
    unknown("edp.vlan.reserved1", 1),
    word("edp.vlan.id", "VLAN", "The VLAN's number."),
    unknown("edp.vlan.reserved2", 4),
    FieldSpec::ipv4("edp.vlan.ip", "Address").doc("The switch's address in the VLAN.", SECTION),
];

pub(super) const ROUTER: &[FieldSpec] = &[
    byte("edp.esrp.proto", "Protocol", "What is made redundant.").codes(&[
        (0, "IP"),
        (1, "IPX"),
        (2, "layer 2"),
    ]),
    byte(
        "edp.esrp.group",
        "Group",
        "Which redundant router this is about.",
    ),
    word(
        "edp.esrp.prio",
        "Priority",
        "The highest becomes the master.",
    ),
    word("edp.esrp.state", "State", "What the switch is now.").codes(&[
        (0, "neutral"),
        (1, "master"),
        (2, "slave"),
    ]),
    word(
        "edp.esrp.ports",
        "Active ports",
        "How many of its ports work.",
    ),
    FieldSpec::ipv4("edp.esrp.virtip", "Virtual address")
        .doc("The address of whoever is the master.", SECTION),
    FieldSpec::mac("edp.esrp.sysmac", "Switch").doc("The switch's MAC address.", SECTION),
    word(
        "edp.esrp.hello",
        "Hello time",
        "How often these messages come.",
    )
    .unit("seconds"),
];

pub(super) const RING: &[FieldSpec] = &[
    byte("edp.eaps.ver", "Version", "1."),
    byte("edp.eaps.type", "Message", "What happened to the ring.").codes(&[
        (5, "health"),
        (6, "ring is up, forget addresses"),
        (7, "ring is down, forget addresses"),
        (8, "link is down"),
    ]),
    word(
        "edp.eaps.vlanid",
        "Control VLAN",
        "The VLAN that these messages travel in.",
    ),
    unknown("edp.eaps.reserved0", 4),
    FieldSpec::mac("edp.eaps.sysmac", "Switch").doc("The sender's MAC address.", SECTION),
    word(
        "edp.eaps.hello",
        "Hello time",
        "How often health messages go round.",
    )
    .unit("seconds"),
    word(
        "edp.eaps.fail",
        "Fail time",
        "After so long without one, the ring is broken.",
    )
    .unit("seconds"),
    byte("edp.eaps.state", "State", "The state of the ring.").codes(&[
        (0, "idle"),
        (1, "complete"),
        (2, "failed"),
        (3, "links up"),
        (4, "links down"),
        (5, "about to forward"),
    ]),
    unknown("edp.eaps.reserved1", 1),
    word(
        "edp.eaps.helloseq",
        "Sequence number",
        "Counts health messages.",
    ),
];

pub(super) const SEGMENT: &[FieldSpec] = &[
    byte("edp.esl.ver", "Version", "1."),
    byte("edp.esl.type", "Message", "What the message is.").codes(&[(1, "segment health")]),
    word(
        "edp.esl.vlanid",
        "Control VLAN",
        "The VLAN that these messages travel in.",
    ),
    unknown("edp.esl.reserved0", 4),
    FieldSpec::mac("edp.esl.sysmac", "Switch").doc("The sender's MAC address.", SECTION),
    unknown("edp.esl.reserved1", 4),
    byte("edp.esl.state", "State", "The state of the shared link.")
        .codes(&[(1, "ready"), (2, "blocking")]),
    byte(
        "edp.esl.role",
        "Role",
        "Which end of the shared link this is.",
    )
    .codes(&[(1, "controller"), (2, "partner")]),
    word("edp.esl.linkid1", "Link", "The shared link."),
    word("edp.esl.failed1", "Failed link 1", "A link that failed."),
    word("edp.esl.failed2", "Failed link 2", "A link that failed."),
    unknown("edp.esl.reserved4", 2),
    word("edp.esl.linkid2", "Link", "The shared link again."),
    unknown("edp.esl.reserved5", 2),
    word("edp.esl.numlinks", "Shared links", "How many are listed."),
];

pub(super) const LINK_CHECK: &[FieldSpec] = &[
    byte("edp.elsm.type", "Message", "What the message is.").codes(&[(1, "hello")]),
    byte(
        "edp.elsm.subtype",
        "Hears",
        "1: the sender hears the other end.",
    )
    .codes(&[(0, "no"), (1, "yes")]),
    unknown("edp.elsm.unknown", 2),
];

const SPEEDS: crate::model::Codes = &[
    (0, "negotiated"),
    (1, "10 Mb/s"),
    (2, "100 Mb/s"),
    (3, "1 Gb/s"),
];

pub(super) const LINK: &[FieldSpec] = &[
    FieldSpec::hex("edp.link.flags", "Flags", 8)
        .parts_follow()
        .doc("How the port is set up.", SECTION),
    FieldSpec::flag("edp.link.flags.autoneg", "Negotiates")
        .part()
        .doc(
            "Set: speed and duplex are agreed on with the other end.",
            SECTION,
        ),
    FieldSpec::gap(3).part(),
    FieldSpec::flag("edp.link.flags.flowcontrol", "Flow control")
        .part()
        .doc("Set: the port may ask the other end to pause.", SECTION),
    FieldSpec::gap(3).part(),
    FieldSpec::hex("edp.link.conf", "Configured speed", 8)
        .codes(SPEEDS)
        .doc("What an administrator set.", SECTION),
    FieldSpec::hex("edp.link.actual", "Actual speed", 8)
        .codes(SPEEDS)
        .doc("What the port runs at.", SECTION),
    byte("edp.link.zero", "Zero", "Zero."),
];

const LINK_LEN: usize = crate::model::bytes_of(LINK);

crate::fields! {
    SLOT = word("edp.info.slot", "Slot", "The slot of the port that sent this; the message counts from 0, the device from 1.");
    PORT = word("edp.info.port", "Port", "The port that sent this; the message counts from 0, the device from 1.");
    DISPLAY_GROUP = group_of("edp.display", "Name", "What an administrator called the switch.");
    INFORMATION_GROUP = group_of("edp.info", "Information", "Which port this is, of which switch.");
    VLAN_GROUP = group_of("edp.vlan", "VLAN", "A VLAN of the port.");
    ROUTER_GROUP = group_of("edp.esrp", "Standby router", "Which switch routes, and which stands by (ESRP).");
    RING_GROUP = group_of("edp.eaps", "Ring", "Watching a ring of switches (EAPS, RFC 3619).");
    SEGMENT_GROUP = group_of("edp.esl", "Shared link", "Watching a link that several rings share.");
    LOOP_GROUP = group_of("edp.elrp", "Loop", "Finding loops (ELRP).");
    CHECK_GROUP = group_of("edp.elsm", "Link check", "Watching a link (ELSM).");
    LINK_GROUP = group_of("edp.link", "Link", "Speed of the port.");
    OTHER_GROUP = group_of("edp.unknown", "Item", "An item that decap does not take apart.");
    END_GROUP = group_of("edp.null", "End", "The last item.");
    NAME = FieldSpec::text("edp.display.string", "Name")
        .doc("What an administrator called the switch.", SECTION);
    CONNECTIONS = FieldSpec::bytes("edp.info.vchassconn", "Connections")
        .doc("The links of a virtual chassis.", SECTION);
    VLAN_NAME = FieldSpec::text("edp.vlan.name", "Name")
        .doc("What an administrator called the VLAN.", SECTION);
    ROUTER_REST = FieldSpec::bytes("edp.esrp.reserved", "Reserved")
        .doc("Nobody but Extreme knows.", SECTION);
    RING_REST = FieldSpec::bytes("edp.eaps.reserved2", "Reserved")
        .doc("Nobody but Extreme knows.", SECTION);
    LINKS = word("edp.esl.linklist", "Shared link", "One of the shared links.");
    SEGMENT_REST = FieldSpec::bytes("edp.esl.rest", "Rest")
        .doc("Nobody but Extreme knows.", SECTION);
    LOOP_DATA = FieldSpec::bytes("edp.elrp.unknown", "Data")
        .doc("Nobody but Extreme knows.", SECTION);
    LINK_DATA = FieldSpec::bytes("edp.link.unknown", "Data")
        .doc("Nobody but Extreme knows.", SECTION);
    OTHER_DATA = FieldSpec::bytes("edp.unknown.data", "Data")
        .doc("What the item says.", SECTION);
}

/// What an item of this type is shown as.
pub(super) fn group(kind: u8) -> &'static FieldSpec {
    match kind {
        0 => &END_GROUP,
        1 => &DISPLAY_GROUP,
        2 => &INFORMATION_GROUP,
        5 => &VLAN_GROUP,
        8 => &ROUTER_GROUP,
        11 => &RING_GROUP,
        13 => &LOOP_GROUP,
        14 => &SEGMENT_GROUP,
        15 => &CHECK_GROUP,
        21 => &LINK_GROUP,
        _ => &OTHER_GROUP,
    }
}

/// Reads what stands behind an item's type and length.
pub(super) fn peel(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        0 => Ok(()),
        1 => {
            let name = p.field(&NAME, p.rest().len())?;
            let end = name.iter().position(|byte| *byte == 0);
            let name = String::from_utf8_lossy(&name[..end.unwrap_or(name.len())]);
            p.summary(format_args!("{name}"));
            Ok(())
        }
        2 => {
            counted_from_one(p, &SLOT)?;
            counted_from_one(p, &PORT)?;
            p.rows(INFORMATION)?;
            rest(p, &CONNECTIONS)
        }
        5 => {
            p.rows(VLAN)?;
            rest(p, &VLAN_NAME)
        }
        8 => {
            p.rows(ROUTER)?;
            rest(p, &ROUTER_REST)
        }
        11 => {
            p.rows(RING)?;
            rest(p, &RING_REST)
        }
        14 => {
            p.rows(SEGMENT)?;
            while p.rest().len() >= 2 && !p.is_full() {
                p.uint(&LINKS)?;
            }
            rest(p, &SEGMENT_REST)
        }
        15 => p.rows(LINK_CHECK).map(drop),
        21 if p.rest().len() == LINK_LEN => p.rows(LINK).map(drop),
        13 => rest(p, &LOOP_DATA),
        21 => rest(p, &LINK_DATA),
        _ => rest(p, &OTHER_DATA),
    }
}

/// Reads a number of which the device's front has one more.
fn counted_from_one(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(2)?;
    let number = u64::from(u16::from_be_bytes([bytes[0], bytes[1]])) + 1;
    p.mark_as(spec, at..at + 2, Value::Uint(number));
    Ok(())
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    if !p.rest().is_empty() {
        p.field(spec, p.rest().len())?;
    }
    Ok(())
}
