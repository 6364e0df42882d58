//! What segment routing adds to prefixes and links (RFC 7684, RFC 8665, RFC 9492).

use super::information::{CLASSES, TYPE, UNKNOWN, WAY, depths, segment};
use super::options::bit;
use super::{RESERVED, engineering, tlv};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec};

const PREFIX_SECTION: &str = "RFC 7684 §2.1";
const RANGE_SECTION: &str = "RFC 8665 §4";
const SID_SECTION: &str = "RFC 8665 §5";
const LINK_SECTION: &str = "RFC 7684 §3.1";
const ADJACENCY_SECTION: &str = "RFC 8665 §6.1";
const APPLICATION_SECTION: &str = "RFC 9492 §3";
const DELAY_SECTION: &str = "RFC 7471 §4";

/// The flags of a prefix.
pub(super) const PREFIX_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.tlv.extpfx.flags", "Flags", 8)
        .parts_follow()
        .doc("What kind of prefix it is.", PREFIX_SECTION),
    bit(
        "ospf.tlv.extpfx.flags.a",
        "Attached",
        "Set: the network hangs directly on the border router.",
        PREFIX_SECTION,
    ),
    bit(
        "ospf.tlv.extpfx.flags.n",
        "Node",
        "Set: it stands for the router itself.",
        PREFIX_SECTION,
    ),
    FieldSpec::gap(6).part(),
];

/// The flags of a range of prefixes.
pub(super) const RANGE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.tlv.extpfx_range.flags", "Flags", 8)
        .parts_follow()
        .doc("Where the range comes from.", RANGE_SECTION),
    bit(
        "ospf.tlv.extpfx_range.flags.ia",
        "Other area",
        "Set: it comes from another area.",
        RANGE_SECTION,
    ),
    FieldSpec::gap(7).part(),
];

/// The flags of a prefix's segment.
pub(super) const SID_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.tlv.pfxsid.flags", "Flags", 8)
        .parts_follow()
        .doc("How the segment is to be used.", SID_SECTION),
    FieldSpec::gap(1).part(),
    bit(
        "ospf.tlv.pfxsid.flags.np",
        "Keep label",
        "Set: the last router but one leaves the label on.",
        SID_SECTION,
    ),
    bit(
        "ospf.tlv.pfxsid.flags.m",
        "Mapping server",
        "Set: a mapping server says so, for others.",
        SID_SECTION,
    ),
    bit(
        "ospf.tlv.pfxsid.flags.e",
        "Explicit null",
        "Set: the last router but one puts the label explicit-null instead.",
        SID_SECTION,
    ),
    bit(
        "ospf.tlv.pfxsid.flags.v",
        "Value",
        "Set: it is a label. Not set: a number in a range.",
        SID_SECTION,
    ),
    bit(
        "ospf.tlv.pfxsid.flags.l",
        "Local",
        "Set: it means something to this router only.",
        SID_SECTION,
    ),
    FieldSpec::gap(2).part(),
];

/// The flags of a link's segment. Wireshark names the third one like the first.
pub(super) const ADJACENCY_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.tlv.adjsid.flags", "Flags", 8)
        .parts_follow()
        .doc("How the segment is to be used.", ADJACENCY_SECTION),
    bit(
        "ospf.tlv.adjsid.flags.b",
        "Backup",
        "Set: the link is protected.",
        ADJACENCY_SECTION,
    ),
    bit(
        "ospf.tlv.adjsid.flags.v",
        "Value",
        "Set: it is a label. Not set: a number in a range.",
        ADJACENCY_SECTION,
    ),
    bit(
        "ospf.tlv.adjsid.flags.b",
        "Local",
        "Set: it means something to this router only.",
        ADJACENCY_SECTION,
    ),
    bit(
        "ospf.tlv.adjsid.flags.g",
        "Group",
        "Set: it stands for several links.",
        ADJACENCY_SECTION,
    ),
    bit(
        "ospf.tlv.adjsid.flags.p",
        "Persistent",
        "Set: it stays the same after a restart.",
        ADJACENCY_SECTION,
    ),
    FieldSpec::gap(3).part(),
];

/// The applications that a link's attributes are for.
pub(super) const APPLICATIONS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.tlv.application.sabm.bits", "Applications", 8)
        .parts_follow()
        .doc("Who may use the attributes.", APPLICATION_SECTION),
    bit(
        "ospf.tlv.application.sabm.bits.r",
        "RSVP-TE",
        "Set: paths that RSVP reserves.",
        APPLICATION_SECTION,
    ),
    bit(
        "ospf.tlv.application.sabm.bits.s",
        "Segment routing",
        "Set: policies of segment routing.",
        APPLICATION_SECTION,
    ),
    bit(
        "ospf.tlv.application.sabm.bits.f",
        "Loop-free alternates",
        "Set: ways prepared for failures.",
        APPLICATION_SECTION,
    ),
    bit(
        "ospf.tlv.application.sabm.bits.x",
        "Flexible algorithms",
        "Set: flexible algorithms.",
        "RFC 9350 §12",
    ),
    FieldSpec::gap(4).part(),
];

/// The flags of a delay.
pub(super) const DELAY_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.tlv.unidirectional_link_flags", "Flags", 8)
        .parts_follow()
        .doc("Whether the delay is what it should be.", DELAY_SECTION),
    bit(
        "ospf.tlv.unidirectional_link_flags.a",
        "Anomalous",
        "Set: it is longer than it should be.",
        DELAY_SECTION,
    ),
    FieldSpec::hex("ospf.tlv.unidirectional_link_flags.reserved", "Reserved", 7)
        .part()
        .doc("Zero.", DELAY_SECTION),
];

const LINK_ITEMS: Codes = &[
    (1, "segment or label"),
    (2, "adjacency segment"),
    (3, "adjacency segment on a LAN"),
    (6, "depths"),
    (7, "graceful shutdown of the link"),
    (8, "remote address"),
    (9, "numbers of the interfaces"),
    (10, "attributes for applications"),
    (12, "delay"),
    (13, "least and longest delay"),
    (14, "variation of the delay"),
    (19, "classes"),
    (20, "classes, extended"),
    (22, "engineering metric"),
];

crate::fields! {
    PREFIX_TYPE = FieldSpec::uint("ospf.tlv.extpfx.tlv_type", "Type", 16)
        .codes(&[(1, "prefix"), (2, "range of prefixes")])
        .doc("What the item describes.", "RFC 7684 §2");
    PREFIX_ITEM = FieldSpec::uint("ospf.tlv.extpfx.subtlv_type", "Type", 16)
        .codes(&[(1, "segment or label"), (2, "prefix segment")])
        .doc("What is said of the prefix.", "RFC 8665 §5");
    OTHER_ITEM = FieldSpec::uint("", "Type", 16)
        .doc("What is said of the prefix: nothing that is known.", "RFC 7684 §2.1");
    ROUTE_TYPE = FieldSpec::uint("ospf.tlv.extpfx.rotuetype", "Route type", 8)
        .codes(&[(0, "unspecified"), (1, "in the area"), (3, "in another area"), (5, "external"), (7, "external to a not-so-stubby area")])
        .doc("Where the prefix is.", PREFIX_SECTION);
    PREFIX_LEN = FieldSpec::uint("ospf.prefix_length", "Prefix length", 8).unit("bits")
        .doc("How many bits of the address count.", PREFIX_SECTION);
    FAMILY = FieldSpec::uint("ospf.tlv.extpfx.af", "Address family", 8).codes(&[(0, "IPv4 unicast")])
        .doc("What kind of address it is.", PREFIX_SECTION);
    PREFIX = FieldSpec::ipv4("ospf.v3.address_prefix.ipv4", "Prefix")
        .doc("The network.", PREFIX_SECTION);
    RANGE = FieldSpec::uint("ospf.tlv.range_size", "Size of the range", 16)
        .doc("How many prefixes of this length it holds, one after the other.", RANGE_SECTION);
    TOPOLOGY = FieldSpec::uint("ospf.tlv.extlink.mt_id", "Topology", 8)
        .doc("Which topology it counts in.", SID_SECTION);
    LINK_TYPE = FieldSpec::uint("ospf.tlv.extlink.tlv_type", "Type", 16).codes(&[(1, "link")])
        .doc("What the item describes.", "RFC 7684 §3");
    LINK_ITEM = FieldSpec::uint("ospf.tlv.extlink.subtlv_type", "Type", 16).codes(LINK_ITEMS)
        .doc("What is said of the link.", LINK_SECTION);
    KIND = FieldSpec::uint("ospf.lsa.router.linktype", "Link type", 8)
        .codes(&[(1, "point to point"), (2, "transit network"), (3, "stub network"), (4, "virtual link")])
        .doc("What kind of link it is, as in the router LSA.", LINK_SECTION);
    LINK_ID = FieldSpec::ipv4("ospf.lsa.router.linkid", "Link")
        .doc("What is at the other end, as in the router LSA.", LINK_SECTION);
    LINK_DATA = FieldSpec::ipv4("ospf.lsa.router.linkdata", "Link data")
        .doc("The router's own address on the link, as in the router LSA.", LINK_SECTION);
    WEIGHT = FieldSpec::uint("ospf.tlv.extlink.weight", "Weight", 8)
        .doc("How traffic is shared out among links with the same segment.", ADJACENCY_SECTION);
    NEIGHBOUR = FieldSpec::ipv4("ospf.tlv.extlink.nbr", "Neighbour")
        .doc("Which router on the LAN.", "RFC 8665 §6.2");
    REMOTE = FieldSpec::ipv4("ospf.tlv.remote_ipv4_address", "Remote address")
        .doc("The neighbour's address on the link.", "RFC 8379 §4");
    LOCAL_ID = FieldSpec::uint("ospf.tlv.local_interface_id", "Local interface", 32)
        .doc("The router's number for the link.", "RFC 8379 §4");
    REMOTE_ID = FieldSpec::uint("ospf.tlv.remote_interface_id", "Remote interface", 32)
        .doc("The neighbour's number for it.", "RFC 8379 §4");
    STANDARD_LEN = FieldSpec::uint("ospf.tlv.application.sabm.length", "Standard mask length", 8).unit("bytes")
        .doc("0, 4 or 8; with 0 and 0 the attributes are for all.", APPLICATION_SECTION);
    OWN_LEN = FieldSpec::uint("ospf.tlv.application.udabm.length", "Own mask length", 8).unit("bytes")
        .doc("0, 4 or 8.", APPLICATION_SECTION);
    OWN_MASK = FieldSpec::bytes("ospf.tlv.application.udabm.bits", "Own applications")
        .doc("Applications of which only the operator knows.", APPLICATION_SECTION);
    APPLICATION_ITEM = FieldSpec::uint("ospf.tlv.application.subtlv_type", "Type", 16).codes(LINK_ITEMS)
        .doc("What is said of the link.", APPLICATION_SECTION);
    DELAY = FieldSpec::uint("ospf.tlv.unidirectional_link_delay", "Delay", 24).unit("µs")
        .doc("The average time to the neighbour.", DELAY_SECTION);
    LEAST = FieldSpec::uint("ospf.tlv.unidirectional_link_delay_min", "Least delay", 24).unit("µs")
        .doc("The shortest time to the neighbour.", DELAY_SECTION);
    LONGEST = FieldSpec::uint("ospf.tlv.unidirectional_link_delay_max", "Longest delay", 24).unit("µs")
        .doc("The longest time to the neighbour.", DELAY_SECTION);
    DELAY_RESERVED = FieldSpec::hex("ospf.tlv.unidirectional_link_reserved", "Reserved", 8)
        .doc("Zero.", DELAY_SECTION);
    VARIATION = FieldSpec::uint("ospf.tlv.unidirectional_delay_variation", "Variation", 24).unit("µs")
        .doc("By how much the delay varies on average.", DELAY_SECTION);
    GROUP = FieldSpec::hex("ospf.tlv.admin_group", "Classes", 32)
        .doc("A bit for every class of links that this one belongs to.", "RFC 3630 §2.5.9");
}

/// Reads the items of an extended prefix LSA.
pub(super) fn prefixes(p: &mut Peel<'_>) -> Peeled {
    let type_of = |code| {
        if matches!(code, 1 | 2) {
            &PREFIX_TYPE
        } else {
            &TYPE
        }
    };
    tlv::each(p, type_of, |p, code, _| {
        match code {
            1 => {
                p.uint(&ROUTE_TYPE)?;
                let bits = p.uint(&PREFIX_LEN)?;
                p.uint(&FAMILY)?;
                p.rows(PREFIX_FLAGS)?;
                prefix(p, bits)?;
            }
            2 => {
                let bits = p.uint(&PREFIX_LEN)?;
                p.uint(&FAMILY)?;
                p.uint(&RANGE)?;
                p.rows(RANGE_FLAGS)?;
                p.field(&RESERVED, 3)?;
                prefix(p, bits)?;
            }
            _ => return tlv::rest(p, &UNKNOWN),
        }
        let type_of = |code| if code == 2 { &PREFIX_ITEM } else { &OTHER_ITEM };
        tlv::each(p, type_of, |p, code, len| match code {
            2 => {
                p.rows(SID_FLAGS)?;
                p.field(&RESERVED, 1)?;
                p.uint(&TOPOLOGY)?;
                p.uint(&WAY)?;
                segment(p, len)
            }
            _ => tlv::rest(p, &tlv::VALUE),
        })
    })
}

/// Reads a prefix of IPv4; none has no bytes.
fn prefix(p: &mut Peel<'_>, bits: u64) -> Peeled {
    match bits {
        0 => Ok(()),
        1..=32 => p.field(&PREFIX, 4).map(drop),
        _ => {
            let at = p.pos();
            p.fault(
                FaultKind::Malformed("a prefix longer than an address"),
                at..at,
            );
            Err(crate::decode::Stop)
        }
    }
}

/// Reads the items of an extended link LSA.
pub(super) fn links(p: &mut Peel<'_>) -> Peeled {
    let type_of = |code| if code == 1 { &LINK_TYPE } else { &TYPE };
    tlv::each(p, type_of, |p, code, _| {
        if code != 1 {
            return tlv::rest(p, &UNKNOWN);
        }
        p.uint(&KIND)?;
        p.field(&RESERVED, 3)?;
        p.field(&LINK_ID, 4)?;
        p.field(&LINK_DATA, 4)?;
        tlv::each(p, |_| &LINK_ITEM, link_item)
    })
}

fn link_item(p: &mut Peel<'_>, code: u16, len: usize) -> Peeled {
    match code {
        2 | 3 => {
            p.rows(ADJACENCY_FLAGS)?;
            p.field(&RESERVED, 1)?;
            p.uint(&TOPOLOGY)?;
            p.uint(&WEIGHT)?;
            if code == 3 {
                p.field(&NEIGHBOUR, 4)?;
            }
            segment(p, len)
        }
        6 => depths(p),
        8 => p.field(&REMOTE, 4).map(drop),
        9 => {
            p.uint(&LOCAL_ID)?;
            p.uint(&REMOTE_ID).map(drop)
        }
        10 => applications(p),
        _ => tlv::rest(p, &tlv::VALUE),
    }
}

fn applications(p: &mut Peel<'_>) -> Peeled {
    let standard = p.uint(&STANDARD_LEN)? as usize;
    let own = p.uint(&OWN_LEN)? as usize;
    p.field(&RESERVED, 2)?;
    if standard > 0 {
        p.require(standard)?;
        p.rows(APPLICATIONS)?;
        p.skip(standard - 1)?;
    }
    if own > 0 {
        p.field(&OWN_MASK, own)?;
    }
    tlv::each(
        p,
        |_| &APPLICATION_ITEM,
        |p, code, _| match code {
            12 => {
                p.rows(DELAY_FLAGS)?;
                p.uint(&DELAY).map(drop)
            }
            13 => {
                p.rows(DELAY_FLAGS)?;
                p.uint(&LEAST)?;
                p.uint(&DELAY_RESERVED)?;
                p.uint(&LONGEST).map(drop)
            }
            14 => {
                p.uint(&DELAY_RESERVED)?;
                p.uint(&VARIATION).map(drop)
            }
            19 => p.uint(&GROUP).map(drop),
            20 => tlv::words(p, &CLASSES),
            22 => p.uint(&engineering::METRIC).map(drop),
            _ => tlv::rest(p, &tlv::VALUE),
        },
    )
}
