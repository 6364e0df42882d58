//! What an address is called in each place where one may stand, and what stands before it.

use super::address::FAMILIES;
use crate::model::FieldSpec;

const SECTION: &str = "RFC 8060 §4";

/// An address's family, and its name in each family.
pub(in crate::proto) struct Place {
    /// The family.
    pub family: &'static [FieldSpec],
    /// An IPv4 address.
    pub ipv4: &'static [FieldSpec],
    /// An IPv6 address.
    pub ipv6: &'static [FieldSpec],
    /// A MAC address.
    pub mac: &'static [FieldSpec],
}

pub(in crate::proto) const fn family(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Address family", 16)
        .codes(FAMILIES)
        .doc("What kind of address follows.", SECTION)
}

/// A place; names that Wireshark does not have are empty.
macro_rules! place {
    ($name:ident, $label:literal, $doc:literal, $family:literal, $ipv4:literal, $ipv6:literal, $mac:literal) => {
        #[doc = $doc]
        pub(in crate::proto) static $name: $crate::proto::network::lisp::places::Place =
            $crate::proto::network::lisp::places::Place {
                family: &[$crate::proto::network::lisp::places::family($family)],
                ipv4: &[$crate::model::FieldSpec::ipv4($ipv4, $label).doc($doc, "RFC 9301 §5")],
                ipv6: &[$crate::model::FieldSpec::ipv6($ipv6, $label).doc($doc, "RFC 9301 §5")],
                mac: &[$crate::model::FieldSpec::mac($mac, $label).doc($doc, "RFC 9301 §5")],
            };
    };
}

place!(
    SOURCE_EID,
    "Source",
    "The host whose packet made the router ask.",
    "lisp.mreq.srceid.afi",
    "lisp.mreq.srceid.ipv4",
    "lisp.mreq.srceid_ipv6",
    "lisp.mreq.srceid.mac"
);
place!(
    ITR,
    "Router",
    "An address of the router that asks.",
    "lisp.mreq.itr_rloc.afi",
    "lisp.mreq.itr_rloc_ipv4",
    "lisp.mreq.itr_rloc_ipv6",
    ""
);
place!(
    ASKED,
    "Prefix",
    "The addresses that are asked about.",
    "lisp.mreq.record.prefix.afi",
    "lisp.mreq.record.prefix.ipv4",
    "lisp.mreq.record.prefix.ipv6",
    "lisp.mreq.record.prefix.mac"
);
place!(
    MAPPED,
    "Prefix",
    "The addresses that the mapping is for.",
    "lisp.mapping.eid.afi",
    "lisp.mapping.eid.ipv4",
    "lisp.mapping.eid.ipv6",
    "lisp.mapping.eid.mac"
);
place!(
    INFORMED,
    "Prefix",
    "The addresses behind the translator.",
    "lisp.info.prefix.afi",
    "lisp.info.prefix.ipv4",
    "lisp.info.prefix.ipv6",
    ""
);
place!(
    INFORMATION,
    "Address",
    "What the server saw of the translator.",
    "lisp.info.afi",
    "",
    "",
    ""
);
place!(
    LIST,
    "Address",
    "One of several addresses.",
    "lisp.lcaf.afi_list.afi",
    "lisp.lcaf.afi_list.ipv4",
    "lisp.lcaf.afi_list.ipv6",
    "lisp.lcaf.afi_list.mac"
);
place!(
    INSTANCE,
    "Address",
    "An address of the instance.",
    "lisp.lcaf.iid.afi",
    "lisp.lcaf.iid.ipv4",
    "lisp.lcaf.iid.ipv6",
    "lisp.lcaf.iid.mac"
);
place!(
    SYSTEM,
    "Address",
    "An address in the autonomous system.",
    "lisp.lcaf.asn.afi",
    "lisp.lcaf.asn.ipv4",
    "lisp.lcaf.asn.ipv6",
    "lisp.lcaf.asn.mac"
);
place!(
    NONCE,
    "Address",
    "The address that the nonce is for.",
    "lisp.lcaf.nonce_loc.afi",
    "lisp.lcaf.nonce_loc.ipv4",
    "lisp.lcaf.nonce_loc.ipv6",
    "lisp.lcaf.nonce_loc.mac"
);
place!(
    GROUP_SOURCE,
    "Source",
    "Who sends to the group.",
    "lisp.lcaf.mcinfo.src.afi",
    "lisp.lcaf.mcinfo.src.ipv4",
    "lisp.lcaf.mcinfo.src.ipv6",
    ""
);
place!(
    GROUP,
    "Group",
    "The multicast group.",
    "lisp.lcaf.mcinfo.grp.afi",
    "lisp.lcaf.mcinfo.grp.ipv4",
    "lisp.lcaf.mcinfo.grp.ipv6",
    ""
);
place!(
    HOP,
    "Hop",
    "A router that packets shall pass.",
    "lisp.lcaf.elp_hop.afi",
    "lisp.lcaf.elp_hop.ipv4",
    "lisp.lcaf.elp_hop.ipv6",
    ""
);
place!(
    SOURCE,
    "Source",
    "Where packets come from.",
    "lisp.lcaf.srcdst.src.afi",
    "lisp.lcaf.srcdst.src.ipv4",
    "lisp.lcaf.srcdst.src.ipv6",
    "lisp.lcaf.srcdst.src.mac"
);
place!(
    DESTINATION,
    "Destination",
    "Where packets go.",
    "lisp.lcaf.srcdst.dst.afi",
    "lisp.lcaf.srcdst.dst.ipv4",
    "lisp.lcaf.srcdst.dst.ipv6",
    "lisp.lcaf.srcdst.dst.mac"
);
place!(
    COPY,
    "Router",
    "A router that gets a copy.",
    "lisp.lcaf.rle_entry.afi",
    "lisp.lcaf.rle_entry.ipv4",
    "lisp.lcaf.rle_entry.ipv6",
    ""
);
place!(
    KEY,
    "Key",
    "What is looked up.",
    "lisp.lcaf.kv_key.afi",
    "lisp.lcaf.kv_key.ipv4",
    "lisp.lcaf.kv_key.ipv6",
    "lisp.lcaf.kv_key.mac"
);
place!(
    VALUE,
    "Value",
    "What is found.",
    "lisp.lcaf.kv_value.afi",
    "lisp.lcaf.kv_value.ipv4",
    "lisp.lcaf.kv_value.ipv6",
    "lisp.lcaf.kv_value.mac"
);
place!(
    NAT,
    "Router",
    "A router on the way through the translator.",
    "lisp.lcaf.natt.rloc.afi",
    "lisp.lcaf.natt.rloc.ipv4",
    "lisp.lcaf.natt.rloc.ipv6",
    ""
);

pub(super) const INSTANCE_ID: &[FieldSpec] = &[FieldSpec::uint("lisp.lcaf.iid", "Instance", 32)
    .doc(
        "Tells private networks apart that use the same addresses.",
        "RFC 8060 §4.2",
    )];

pub(super) const SYSTEM_NUMBER: &[FieldSpec] =
    &[FieldSpec::uint("lisp.lcaf.asn", "Autonomous system", 32)
        .doc("The network that the address is in.", "RFC 8060 §4.3")];

pub(super) const NAT_PORTS: &[FieldSpec] = &[
    FieldSpec::uint("lisp.lcaf.natt.msport", "Server's port", 16)
        .doc("The map server's UDP port.", "RFC 8060 §4.4"),
    FieldSpec::uint("lisp.lcaf.natt.etrport", "Router's port", 16).doc(
        "The router's UDP port as the server sees it.",
        "RFC 8060 §4.4",
    ),
];

pub(super) const NONCE_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("lisp.lcaf.nonce_loc.res", "Reserved", 8).doc("Zero.", SECTION),
    FieldSpec::hex("lisp.lcaf.nonce_loc", "Nonce", 24)
        .doc("A number to be used in data packets.", SECTION),
];

pub(super) const GROUP_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("lisp.lcaf.mcinfo_iid", "Instance", 32)
        .doc("Tells private networks apart.", "RFC 8060 §4.7"),
    FieldSpec::hex("lisp.lcaf.mcinfo.res", "Reserved", 16).doc("Zero.", "RFC 8060 §4.7"),
    FieldSpec::uint("lisp.lcaf.mcinfo.src.masklen", "Source mask", 8)
        .unit("bits")
        .doc(
            "How many leading bits of the source count.",
            "RFC 8060 §4.7",
        ),
    FieldSpec::uint("lisp.lcaf.mcinfo.grp.masklen", "Group mask", 8)
        .unit("bits")
        .doc("How many leading bits of the group count.", "RFC 8060 §4.7"),
];

pub(super) const HOP_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("lisp.lcaf.elp_hop.flags", "Flags", 16)
        .parts_follow()
        .doc("How the hop is taken.", "RFC 8060 §4.9"),
    FieldSpec::hex("lisp.lcaf.elp_hop.flags.res", "Reserved", 13)
        .part()
        .doc("Zero.", "RFC 8060 §4.9"),
    FieldSpec::flag("lisp.lcaf.elp_hop.flags.local", "Look up")
        .part()
        .doc(
            "Set: the hop's own address has to be looked up.",
            "RFC 8060 §4.9",
        ),
    FieldSpec::flag("lisp.lcaf.elp_hop.flags.probe", "Probe")
        .part()
        .doc("Set: see whether the hop answers.", "RFC 8060 §4.9"),
    FieldSpec::flag("lisp.lcaf_elp_hop.flags.strict", "Strict")
        .part()
        .doc("Set: the hop must be passed.", "RFC 8060 §4.9"),
];

pub(super) const BOTH_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("lisp.lcaf.srcdst.res", "Reserved", 16).doc("Zero.", "RFC 8060 §4.11"),
    FieldSpec::uint("lisp.lcaf.srcdst.src.masklen", "Source mask", 8)
        .unit("bits")
        .doc(
            "How many leading bits of the source count.",
            "RFC 8060 §4.11",
        ),
    FieldSpec::uint("lisp.lcaf.srcdst.dst.masklen", "Destination mask", 8)
        .unit("bits")
        .doc(
            "How many leading bits of the destination count.",
            "RFC 8060 §4.11",
        ),
];

pub(super) const COPY_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("lisp.lcaf.rle_entry.res", "Reserved", 24).doc("Zero.", "RFC 8060 §4.13"),
    FieldSpec::uint("lisp.lcaf.rle_entry.level", "Level", 8).doc(
        "How far down the tree of copies the router is.",
        "RFC 8060 §4.13",
    ),
];
