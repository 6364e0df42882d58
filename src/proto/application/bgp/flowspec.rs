//! Flow specifications: which packets are to be treated in another way, told like routes (RFC 8955,
//! RFC 8956).

use super::bit;
use super::families::{IPV4, IPV6};
use super::prefix::{self, Specs};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, Value};

const SECTION: &str = "RFC 8955 §4";
const OPERATOR_SECTION: &str = "RFC 8955 §4.2.1";

/// How numbers are compared.
pub(super) const OPERATOR: &[FieldSpec] = &[
    FieldSpec::hex("bgp.flowspec_nlri.opflags", "Operator", 8)
        .parts_follow()
        .doc(
            "How the number is compared, and how long it is.",
            OPERATOR_SECTION,
        ),
    bit(
        "bgp.flowspec_nlri.op.eol",
        "Last",
        "Set: the last comparison.",
        OPERATOR_SECTION,
    ),
    bit(
        "bgp.flowspec_nlri.op.and",
        "And",
        "Set: this one and the one before must hold; else one of them.",
        OPERATOR_SECTION,
    ),
    FieldSpec::uint("bgp.flowspec_nlri.op.val_len", "Number's length", 2)
        .part()
        .codes(&[
            (0, "1 byte"),
            (1, "2 bytes"),
            (2, "4 bytes"),
            (3, "8 bytes"),
        ])
        .doc("As a power of two.", OPERATOR_SECTION),
    bit(
        "bgp.flowspec_nlri.op.un_bit4",
        "Unused",
        "Zero.",
        OPERATOR_SECTION,
    ),
    bit(
        "bgp.flowspec_nlri.op.lt",
        "Less",
        "Set: smaller values match.",
        OPERATOR_SECTION,
    ),
    bit(
        "bgp.flowspec_nlri.op.gt",
        "Greater",
        "Set: greater values match.",
        OPERATOR_SECTION,
    ),
    bit(
        "bgp.flowspec_nlri.op.equal",
        "Equal",
        "Set: the same value matches.",
        OPERATOR_SECTION,
    ),
];

/// How bits are compared.
pub(super) const MASK_OPERATOR: &[FieldSpec] = &[
    OPERATOR[0],
    OPERATOR[1],
    OPERATOR[2],
    OPERATOR[3],
    OPERATOR[4],
    bit(
        "bgp.flowspec_nlri.op.un_bit5",
        "Unused",
        "Zero.",
        "RFC 8955 §4.2.1.2",
    ),
    bit(
        "bgp.flowspec_nlri.op.flg_not",
        "Not",
        "Set: what does not match is meant.",
        "RFC 8955 §4.2.1.2",
    ),
    bit(
        "bgp.flowspec_nlri.op.flg_match",
        "All",
        "Set: all of the bits must be set; else one of them.",
        "RFC 8955 §4.2.1.2",
    ),
];

/// TCP's flags.
pub(super) const TCP_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.flowspec_nlri.val_tcp.flags", "TCP flags", 8)
        .parts_follow()
        .doc("The flags that are looked at.", "RFC 8955 §4.2.2.9"),
    bit(
        "bgp.flowspec_nlri.val_tcp.flags.cwr",
        "CWR",
        "Congestion window reduced.",
        "RFC 8955 §4.2.2.9",
    ),
    bit(
        "bgp.flowspec_nlri.val_tcp.flags.ecn",
        "ECE",
        "Congestion was met.",
        "RFC 8955 §4.2.2.9",
    ),
    bit(
        "bgp.flowspec_nlri.val_tcp.flags.urg",
        "URG",
        "Urgent data.",
        "RFC 8955 §4.2.2.9",
    ),
    bit(
        "bgp.flowspec_nlri.val_tcp.flags.ack",
        "ACK",
        "Acknowledgment.",
        "RFC 8955 §4.2.2.9",
    ),
    bit(
        "bgp.flowspec_nlri.val_tcp.flags.push",
        "PSH",
        "Push.",
        "RFC 8955 §4.2.2.9",
    ),
    bit(
        "bgp.flowspec_nlri.val_tcp.flags.reset",
        "RST",
        "Reset.",
        "RFC 8955 §4.2.2.9",
    ),
    bit(
        "bgp.flowspec_nlri.val_tcp.flags.syn",
        "SYN",
        "Synchronisation.",
        "RFC 8955 §4.2.2.9",
    ),
    bit(
        "bgp.flowspec_nlri.val_tcp.flags.fin",
        "FIN",
        "The end.",
        "RFC 8955 §4.2.2.9",
    ),
];

/// What of fragments is meant.
pub(super) const FRAGMENT_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.flowspec_nlri.val_frag", "Fragments", 8)
        .parts_follow()
        .doc("Which fragments are meant.", "RFC 8955 §4.2.2.12"),
    FieldSpec::gap(4).part(),
    bit(
        "bgp.flowspec_nlri.val_frag_lf",
        "Last",
        "The last fragment.",
        "RFC 8955 §4.2.2.12",
    ),
    bit(
        "bgp.flowspec_nlri.val_frag_ff",
        "First",
        "The first fragment.",
        "RFC 8955 §4.2.2.12",
    ),
    bit(
        "bgp.flowspec_nlri.val_frag_isf",
        "Fragment",
        "Any other one.",
        "RFC 8955 §4.2.2.12",
    ),
    bit(
        "bgp.flowspec_nlri.val_frag_df",
        "Not to be fragmented",
        "Packets with that bit.",
        "RFC 8955 §4.2.2.12",
    ),
];

/// A class of traffic.
pub(super) const DSCP: &[FieldSpec] = &[
    FieldSpec::gap(2),
    FieldSpec::hex(
        "bgp.flowspec_nlri.val_dsfield",
        "Differentiated services",
        6,
    )
    .doc("The class of the packet.", "RFC 8955 §4.2.2.11"),
];

crate::fields! {
    RULE = FieldSpec::bytes("bgp.flowspec_nlri", "Flow specification")
        .doc("Which packets are meant: all filters must fit.", SECTION);
    LENGTH = FieldSpec::uint("bgp.flowspec_nlri.length", "Length", 8).unit("bytes")
        .doc("Length of the filters; from 240 on in 12 bits.", "RFC 8955 §4.1");
    RD = FieldSpec::group("bgp.flowspec_route_distinguisher", "Route distinguisher")
        .doc("Which VPN the packets travel in.", "RFC 8955 §8");
    RD_TYPE = FieldSpec::uint("bgp.flowspec_route_distinguisher_type", "Type", 16)
        .codes(&[(0, "AS number"), (1, "address"), (2, "AS number of 4 bytes")])
        .doc("What the distinguisher is made of.", "RFC 4364 §4.2");
    RD_AS_2 = FieldSpec::uint("bgp.flowspec_route_distinguisher_admin_as_num_2", "AS", 16)
        .doc("Who gave the number.", "RFC 4364 §4.2");
    RD_IPV4 = FieldSpec::ipv4("bgp.flowspec_route_distinguisher_admin_ipv4", "Address")
        .doc("Who gave the number.", "RFC 4364 §4.2");
    RD_AS_4 = FieldSpec::hex("bgp.flowspec_route_distinguisher_admin_as_num_4", "AS", 32)
        .doc("Who gave the number.", "RFC 4364 §4.2");
    RD_NUMBER_2 = FieldSpec::uint("bgp.flowspec_route_distinguisher_asnum_2", "Number", 16)
        .doc("The number.", "RFC 4364 §4.2");
    RD_NUMBER_4 = FieldSpec::hex("bgp.flowspec_route_distinguisher_asnum_4", "Number", 32)
        .doc("The number.", "RFC 4364 §4.2");
    FILTER = FieldSpec::group("bgp.flowspec_nlri.filter", "Filter")
        .doc("What is looked at in a packet.", SECTION);
    FILTER_TYPE = FieldSpec::uint("bgp.flowspec_nlri.filter_type", "Filter", 8)
        .codes(&[
            (1, "destination"),
            (2, "source"),
            (3, "protocol"),
            (4, "either port"),
            (5, "destination port"),
            (6, "source port"),
            (7, "ICMP type"),
            (8, "ICMP code"),
            (9, "TCP flags"),
            (10, "packet length"),
            (11, "differentiated services"),
            (12, "fragment"),
            (13, "flow label"),
        ])
        .doc("What is looked at.", "RFC 8955 §4.2.2");
    DESTINATION = FieldSpec::ipv4("bgp.flowspec_nlri.dst_prefix_filter", "Destination")
        .doc("Where the packets go.", "RFC 8955 §4.2.2.1");
    SOURCE = FieldSpec::ipv4("bgp.flowspec_nlri.src_prefix_filter", "Source")
        .doc("Where they come from.", "RFC 8955 §4.2.2.2");
    DESTINATION_6 = FieldSpec::ipv6("bgp.flowspec_nlri.dst_ipv6_pref", "Destination")
        .doc("Where the packets go.", "RFC 8956 §3.1");
    SOURCE_6 = FieldSpec::ipv6("bgp.flowspec_nlri.src_ipv6_pref", "Source")
        .doc("Where they come from.", "RFC 8956 §3.2");
    BITS_6 = FieldSpec::uint("bgp.flowspec_nlri.ipv6_pref_length", "Prefix length", 8).unit("bits")
        .doc("Where the bits that count end.", "RFC 8956 §3.1");
    OFFSET_6 = FieldSpec::uint("bgp.flowspec_nlri.ipv6_pref_offset", "Prefix offset", 8).unit("bits")
        .doc("Where they begin.", "RFC 8956 §3.1");
    NUMBER_8 = FieldSpec::uint("bgp.flowspec_nlri.dec_val_8", "Number", 8)
        .doc("What the packet's value is compared with.", OPERATOR_SECTION);
    NUMBER_16 = FieldSpec::uint("bgp.flowspec_nlri.dec_val_16", "Number", 16)
        .doc("What the packet's value is compared with.", OPERATOR_SECTION);
    NUMBER_32 = FieldSpec::uint("bgp.flowspec_nlri.dec_val_32", "Number", 32)
        .doc("What the packet's value is compared with.", OPERATOR_SECTION);
    NUMBER_64 = FieldSpec::uint("bgp.flowspec_nlri.dec_val_64", "Number", 64)
        .doc("What the packet's value is compared with.", OPERATOR_SECTION);
}

const DESTINATIONS: Specs = Specs {
    ipv4: &DESTINATION,
    ipv6: &DESTINATION_6,
};
const SOURCES: Specs = Specs {
    ipv4: &SOURCE,
    ipv6: &SOURCE_6,
};

/// Reads one rule.
pub(super) fn rule(p: &mut Peel<'_>, afi: u16, is_vpn: bool) -> Peeled {
    p.group(&RULE, |p| {
        let at = p.pos();
        let first = p.skip(1)?[0];
        let len = match first {
            0..240 => usize::from(first),
            _ => usize::from(first & 0x0f) << 8 | usize::from(p.skip(1)?[0]),
        };
        p.mark_as(&LENGTH, at..p.pos(), Value::Uint(len as u64));
        p.within(len, "flow specification length", |p| {
            if is_vpn {
                p.group(&RD, distinguisher)?;
            }
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&FILTER, |p| filter(p, afi))?;
            }
            Ok(())
        })
    })
}

fn distinguisher(p: &mut Peel<'_>) -> Peeled {
    p.require(prefix::RD_LEN)?;
    match p.uint(&RD_TYPE)? {
        0 => {
            p.uint(&RD_AS_2)?;
            p.uint(&RD_NUMBER_4).map(drop)
        }
        1 => {
            p.field(&RD_IPV4, 4)?;
            p.uint(&RD_NUMBER_2).map(drop)
        }
        2 => {
            p.uint(&RD_AS_4)?;
            p.uint(&RD_NUMBER_2).map(drop)
        }
        _ => p.skip(6).map(drop),
    }
}

fn filter(p: &mut Peel<'_>, afi: u16) -> Peeled {
    match p.uint(&FILTER_TYPE)? {
        1 => address(p, afi, DESTINATIONS),
        2 => address(p, afi, SOURCES),
        3..=8 | 10 | 13 => comparisons(p, OPERATOR, number),
        9 => comparisons(p, MASK_OPERATOR, |p, len| {
            // The flags of interest stand in the last byte.
            p.skip(len - 1)?;
            p.rows(TCP_FLAGS).map(drop)
        }),
        11 => comparisons(p, MASK_OPERATOR, |p, len| {
            p.skip(len - 1)?;
            p.rows(DSCP).map(drop)
        }),
        12 => comparisons(p, MASK_OPERATOR, |p, len| {
            p.skip(len - 1)?;
            p.rows(FRAGMENT_FLAGS).map(drop)
        }),
        _ => {
            let at = p.pos();
            let what = "a filter of a type that is not known: how long it is cannot be told";
            p.fault(FaultKind::Malformed(what), at - 1..at);
            Err(Stop)
        }
    }
}

fn address(p: &mut Peel<'_>, afi: u16, specs: Specs) -> Peeled {
    if afi == IPV4 {
        return prefix::plain(p, afi, specs);
    }
    let bits = p.uint(&BITS_6)?;
    let offset = p.uint(&OFFSET_6)?;
    let Some(bits) = bits.checked_sub(offset) else {
        let at = p.pos();
        p.fault(
            FaultKind::Malformed("a prefix that ends before it begins"),
            at - 2..at,
        );
        return Err(Stop);
    };
    prefix::address(p, IPV6, bits, specs)
}

/// Reads pairs of operator and value up to the last one.
fn comparisons(
    p: &mut Peel<'_>,
    operator: &'static [FieldSpec],
    value: fn(&mut Peel<'_>, usize) -> Peeled,
) -> Peeled {
    const LAST: u8 = 0x80;
    loop {
        let flags = p.rows(operator)?[0];
        value(p, 1 << (flags >> 4 & 3))?;
        if flags & LAST != 0 || p.is_full() {
            return Ok(());
        }
    }
}

fn number(p: &mut Peel<'_>, len: usize) -> Peeled {
    let spec = match len {
        1 => &NUMBER_8,
        2 => &NUMBER_16,
        4 => &NUMBER_32,
        _ => &NUMBER_64,
    };
    p.uint(spec).map(drop)
}
