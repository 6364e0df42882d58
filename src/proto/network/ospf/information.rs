//! What a router can do, and its restarts (RFC 7770, RFC 5642, RFC 8665, RFC 9350, RFC 3623).

use super::options::bit;
use super::{RESERVED, tlv};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const SECTION: &str = "RFC 7770 §2.4";
const GRACE_SECTION: &str = "RFC 3623 §A";
const ALGORITHM_SECTION: &str = "RFC 9350 §5.2";

/// What the router can do, as bits.
pub(super) const CAPABILITIES: &[FieldSpec] = &[
    FieldSpec::hex("ospf.ri.options", "Capabilities", 8)
        .parts_follow()
        .doc("What the router can do.", SECTION),
    bit(
        "ospf.ri.options.grc",
        "Graceful restart",
        "Set: it can restart while its neighbours go on sending through it.",
        "RFC 3623",
    ),
    bit(
        "ospf.ri.options.grh",
        "Graceful restart helper",
        "Set: it helps neighbours to restart so.",
        "RFC 3623",
    ),
    bit(
        "ospf.ri.options.srs",
        "Stub router",
        "Set: it can ask not to be sent through.",
        "RFC 6987",
    ),
    bit(
        "ospf.ri.options.tes",
        "Traffic engineering",
        "Set: it supports traffic engineering.",
        "RFC 3630",
    ),
    bit(
        "ospf.ri.options.p2plan",
        "Point to point over LAN",
        "Set: a LAN can be run as a link between two.",
        "RFC 5309",
    ),
    bit(
        "ospf.ri.options.ete",
        "Experimental engineering",
        "Set: it supports an experimental form of traffic engineering.",
        SECTION,
    ),
    FieldSpec::gap(1).part(),
    bit(
        "ospf.ri.options.host",
        "Host",
        "Set: it can be a host that nothing is sent through.",
        "RFC 8770 §4",
    ),
];

/// The head of a flexible algorithm's definition.
pub(super) const ALGORITHM: &[FieldSpec] = &[
    FieldSpec::uint("ospf.tlv.fad.flex_algorithm", "Algorithm", 8).doc(
        "The number under which the definition is used, from 128 on.",
        ALGORITHM_SECTION,
    ),
    FieldSpec::uint("ospf.tlv.fad.metric_type", "Metric", 8)
        .codes(&[
            (0, "OSPF's own"),
            (1, "least delay"),
            (2, "traffic engineering"),
        ])
        .doc("Which metric it adds up.", ALGORITHM_SECTION),
    FieldSpec::uint("ospf.tlv.fad.calc_type", "Calculation", 8)
        .codes(ALGORITHMS)
        .doc("How it finds the way.", ALGORITHM_SECTION),
    FieldSpec::uint("ospf.tlv.fad.priority", "Priority", 8).doc(
        "Of several definitions of one algorithm the highest counts.",
        ALGORITHM_SECTION,
    ),
];

const ALGORITHMS: Codes = &[(0, "shortest path"), (1, "strict shortest path")];

/// Kinds of depths that a router can say.
const DEPTHS: Codes = &[
    (1, "labels put on"),
    (41, "segments left"),
    (42, "segments taken off"),
    (44, "segments put around"),
    (45, "segments to take off at the end"),
];

crate::fields! {
    /// The type of an item of an LSA that is opaque to OSPF.
    pub(super) TYPE = FieldSpec::uint("ospf.tlv_type.opaque", "Type", 16)
        .codes(&[
            (1, "capabilities"),
            (2, "functional capabilities"),
            (3, "engineering mesh group, IPv4"),
            (4, "engineering mesh group, IPv6"),
            (5, "engineering capability"),
            (6, "path computation element"),
            (7, "host name"),
            (8, "segment routing algorithms"),
            (9, "range of segments"),
            (10, "administrative tag"),
            (11, "S-BFD discriminator"),
            (12, "depths"),
            (14, "local block of labels"),
            (15, "preference of a mapping server"),
            (16, "flexible algorithm"),
        ])
        .doc("What the item tells.", SECTION);
    /// The value of an item that is not taken apart.
    pub(super) UNKNOWN = FieldSpec::bytes("ospf.tlv.unknown", "Value")
        .doc("An item that decap does not take apart.", SECTION);
    HOST_NAME = FieldSpec::text("ospf.dynhostname", "Host name")
        .doc("The router's name, for those who read the map.", "RFC 5642");
    /// How the way is found.
    pub(super) WAY = FieldSpec::uint("ospf.lsa_sa", "Algorithm", 8).codes(ALGORITHMS)
        .doc("How the way that a segment stands for is found.", "RFC 8665 §3.1");
    RANGE_TYPE = FieldSpec::uint("ospf.tlv.sidlabel_range.type", "Type", 16)
        .codes(&[(1, "first segment or label")])
        .doc("What the item tells.", "RFC 8665 §3.2");
    RANGE = FieldSpec::uint("ospf.tlv.range_size", "Size of the range", 24)
        .doc("How many segments or labels it holds.", "RFC 8665 §3.2");
    PREFERENCE = FieldSpec::uint("ospf.tlv.preference", "Preference", 8)
        .doc("Of several mapping servers the highest counts.", "RFC 8665 §3.4");
    DEPTH_TYPE = FieldSpec::uint("ospf.tlv.igp_msd_type", "Depth of", 8).codes(DEPTHS)
        .doc("What the depth is about.", "RFC 8476 §2");
    DEPTH = FieldSpec::uint("ospf.tlv.igp_msd_value", "Depth", 8)
        .doc("How many labels or segments the router can handle at most.", "RFC 8476 §2");
    ALGORITHM_TYPE = FieldSpec::uint("ospf.tlv.fad.subtlv_type", "Type", 16)
        .codes(&[
            (1, "exclude classes"),
            (2, "include any of the classes"),
            (3, "include all of the classes"),
            (4, "flags"),
            (5, "exclude shared risks"),
        ])
        .doc("Which links the algorithm uses.", "RFC 9350 §7");
    /// A word of an administrative group.
    pub(super) CLASSES = FieldSpec::hex("ospf.tlv.extended_admin_group", "Classes", 32)
        .doc("A bit for every class of links.", "RFC 7308");
    GRACE = FieldSpec::group("ospf.v2.grace", "Restart item")
        .doc("One thing about the restart.", GRACE_SECTION);
    GRACE_TYPE = FieldSpec::uint("ospf.tlv_type", "Type", 16)
        .codes(&[(1, "period"), (2, "reason"), (3, "address")])
        .doc("What the item tells.", GRACE_SECTION);
    GRACE_LEN = FieldSpec::uint("ospf.tlv_length", "Length", 16).unit("bytes")
        .doc("Length of the value; zeros fill it up to a word of 4 bytes.", GRACE_SECTION);
    PERIOD = FieldSpec::uint("ospf.v2.grace.period", "Period", 32).unit("s")
        .doc("For how long the neighbours should treat the router as if it were there.", GRACE_SECTION);
    REASON = FieldSpec::uint("ospf.v2.grace.reason", "Reason", 8)
        .codes(&[(0, "unknown"), (1, "software restart"), (2, "software reload or upgrade"), (3, "switch to another processor")])
        .doc("Why the router restarts.", GRACE_SECTION);
    ADDRESS = FieldSpec::ipv4("ospf.v2.grace.ip", "Address")
        .doc("The router's address on the link.", GRACE_SECTION);
    PADDING = FieldSpec::bytes("ospf.pad_bytes", "Padding")
        .doc("Zeros up to a word of 4 bytes.", GRACE_SECTION);
}

/// Reads the items of a router information LSA.
pub(super) fn items(p: &mut Peel<'_>) -> Peeled {
    tlv::each(
        p,
        |_| &TYPE,
        |p, code, _| match code {
            1 => p.rows(CAPABILITIES).map(drop),
            7 => tlv::rest(p, &HOST_NAME),
            8 => {
                while !p.rest().is_empty() {
                    p.uint(&WAY)?;
                }
                Ok(())
            }
            9 | 14 => {
                p.uint(&RANGE)?;
                p.field(&RESERVED, 1)?;
                tlv::each(
                    p,
                    |_| &RANGE_TYPE,
                    |p, code, len| match code {
                        1 => segment(p, len),
                        _ => tlv::rest(p, &UNKNOWN),
                    },
                )
            }
            12 => depths(p),
            15 => {
                p.uint(&PREFERENCE)?;
                p.field(&RESERVED, 3).map(drop)
            }
            16 => {
                p.rows(ALGORITHM)?;
                tlv::each(
                    p,
                    |_| &ALGORITHM_TYPE,
                    |p, code, _| match code {
                        1..=3 => tlv::words(p, &CLASSES),
                        _ => tlv::rest(p, &tlv::VALUE),
                    },
                )
            }
            _ => tlv::rest(p, &UNKNOWN),
        },
    )
}

/// Reads a segment of 4 bytes or a label of 3, which is what is left.
pub(super) fn segment(p: &mut Peel<'_>, _: usize) -> Peeled {
    let len = if p.rest().len() == 3 { 3 } else { 4 };
    p.field(&tlv::SID, len).map(drop)
}

/// Reads pairs of kind and depth.
pub(super) fn depths(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() {
        p.uint(&DEPTH_TYPE)?;
        p.uint(&DEPTH)?;
    }
    Ok(())
}

/// Reads the items of a grace LSA.
pub(super) fn grace(p: &mut Peel<'_>) -> Peeled {
    while p.rest().len() >= 4 && !p.is_full() {
        p.group(&GRACE, |p| {
            let code = p.uint(&GRACE_TYPE)?;
            let len = p.uint(&GRACE_LEN)? as usize;
            p.within(len, "TLV length", |p| match code {
                1 => p.uint(&PERIOD).map(drop),
                2 => p.uint(&REASON).map(drop),
                3 => p.field(&ADDRESS, 4).map(drop),
                _ => Ok(()),
            })?;
            let filling = len.next_multiple_of(4) - len;
            match filling.min(p.rest().len()) {
                0 => Ok(()),
                len => p.field(&PADDING, len).map(drop),
            }
        })?;
    }
    Ok(())
}
