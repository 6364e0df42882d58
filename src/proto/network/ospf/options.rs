//! What a router can do, as bits in hellos, descriptions and LSAs (RFC 2328 §A.2, RFC 5340 §A.2).

use crate::model::FieldSpec;

/// One bit of a row.
pub(super) const fn bit(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, reference)
}

const SECTION_2: &str = "RFC 2328 §A.2";
const SECTION_3: &str = "RFC 5340 §A.2";

/// The options of version 2.
pub(super) const VERSION_2: &[FieldSpec] = &[
    FieldSpec::hex("ospf.v2.options", "Options", 8)
        .parts_follow()
        .doc(
            "What the router, or the part of the network, can do.",
            SECTION_2,
        ),
    bit(
        "ospf.v2.options.dn",
        "Down",
        "Set: the route came out of a VPN and must not go back into it.",
        "RFC 4576",
    ),
    bit(
        "ospf.v2.options.o",
        "Opaque",
        "Set: opaque LSAs are understood.",
        "RFC 5250 §3.1",
    ),
    bit(
        "ospf.v2.options.dc",
        "Demand circuits",
        "Set: links that cost per use are kept quiet.",
        "RFC 1793",
    ),
    bit(
        "ospf.v2.options.l",
        "Local signalling",
        "Set: a block for the neighbour alone follows the packet.",
        "RFC 5613 §2.1",
    ),
    bit(
        "ospf.v2.options.n",
        "NSSA",
        "Set: the area is not so stubby (it may bring in external routes of its own).",
        "RFC 3101 §2.3",
    ),
    bit(
        "ospf.v2.options.mc",
        "Multicast",
        "Set: multicast packets are forwarded.",
        "RFC 1584",
    ),
    bit(
        "ospf.v2.options.e",
        "External routes",
        "Set: routes from outside are taken; not set in a stub area.",
        SECTION_2,
    ),
    bit(
        "ospf.v2.options.mt",
        "Several topologies",
        "Set: several topologies are computed over the same links.",
        "RFC 4915 §3",
    ),
];

/// The options of version 2 in an LSA of type 7.
pub(super) const NSSA: &[FieldSpec] = &[
    VERSION_2[0],
    VERSION_2[1],
    VERSION_2[2],
    VERSION_2[3],
    VERSION_2[4],
    bit(
        "ospf.v2.options.p",
        "Propagate",
        "Set: the border router tells the other areas of this route.",
        "RFC 3101 §2.3",
    ),
    VERSION_2[6],
    VERSION_2[7],
    VERSION_2[8],
];

/// The options of version 3.
pub(super) const VERSION_3: &[FieldSpec] = &[
    FieldSpec::hex("ospf.v3.options", "Options", 24)
        .parts_follow()
        .doc(
            "What the router, or the part of the network, can do.",
            SECTION_3,
        ),
    FieldSpec::gap(13).part(),
    bit(
        "ospf.v3.options.at",
        "Authentication trailer",
        "Set: a digest follows the packet.",
        "RFC 7166 §2.1",
    ),
    bit(
        "ospf.v3.options.l",
        "Local signalling",
        "Set: a block for the neighbour alone follows the packet.",
        "RFC 5613 §2.1",
    ),
    bit(
        "ospf.v3.options.af",
        "Address families",
        "Set: instances may be about other addresses than IPv6.",
        "RFC 5838 §2.2",
    ),
    FieldSpec::gap(2).part(),
    bit(
        "ospf.v3.options.dc",
        "Demand circuits",
        "Set: links that cost per use are kept quiet.",
        SECTION_3,
    ),
    bit(
        "ospf.v3.options.r",
        "Router",
        "Set: it forwards packets of others.",
        SECTION_3,
    ),
    bit(
        "ospf.v3.options.n",
        "NSSA",
        "Set: the area is not so stubby (it may bring in external routes of its own).",
        SECTION_3,
    ),
    bit(
        "ospf.v3.options.mc",
        "Multicast",
        "Set: multicast packets are forwarded.",
        SECTION_3,
    ),
    bit(
        "ospf.v3.options.e",
        "External routes",
        "Set: routes from outside are taken; not set in a stub area.",
        SECTION_3,
    ),
    bit(
        "ospf.v3.options.v6",
        "IPv6",
        "Set: the router takes part in IPv6 routing.",
        SECTION_3,
    ),
];
