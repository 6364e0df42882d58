//! Information elements (3GPP TS 29.274 §8).

use super::{codes, places};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::mobile;

const RFC: &str = "3GPP TS 29.274 §8";

/// Elements stand in elements this deep at most (TS 29.274 nests two).
const MAX_DEPTH: u8 = 4;

const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, RFC)
}

const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).doc(doc, RFC)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, RFC)
}

pub(super) const INSTANCE: &[FieldSpec] = &[
    uint("gtpv2.cr", "CR flag", 4, "Zero."),
    uint(
        "gtpv2.instance",
        "Instance",
        4,
        "Tells elements of one type apart.",
    ),
];
pub(super) const BEARER_ROW: &[FieldSpec] = &[
    uint("gtpv2.spare_bits", "Spare", 4, "Zero."),
    uint(
        "gtpv2.ebi",
        "Bearer",
        4,
        "The subscriber's number for the bearer.",
    ),
];
const KIND: FieldSpec = uint(
    "gtpv2.pdn_type",
    "Address type",
    3,
    "What kind of address the subscriber gets.",
)
.codes(&[
    (1, "IPv4"),
    (2, "IPv6"),
    (3, "IPv4 and IPv6"),
    (4, "not IP"),
    (5, "Ethernet"),
]);
pub(super) const TYPE_ROW: &[FieldSpec] = &[uint("gtpv2.spare_bits", "Spare", 5, "Zero."), KIND];
const ADDRESS_ROW: &[FieldSpec] = &[FieldSpec::gap(5), KIND];
pub(super) const SELECTION_ROW: &[FieldSpec] = &[
    FieldSpec::gap(6),
    uint(
        "gtpv2.selec_mode",
        "Selection",
        2,
        "Who chose the access point: 0 means that the subscription allows it.",
    ),
];
pub(super) const SUMMER_ROW: &[FieldSpec] = &[
    FieldSpec::gap(6),
    uint(
        "gtpv2.ue_time_zone_dst",
        "Summer time",
        2,
        "By how many hours the clock was put forward.",
    ),
];
pub(super) const CAUSE_ROWS: &[FieldSpec] = &[
    uint("gtpv2.spare_b7_b3", "Spare", 5, "Zero."),
    flag(
        "gtpv2.pce",
        "Connection error",
        "Set: the whole connection was refused.",
    ),
    flag(
        "gtpv2.bce",
        "Bearer error",
        "Set: the whole bearer was refused.",
    ),
    flag(
        "gtpv2.cs",
        "From afar",
        "Set: the cause comes from a node behind the sender.",
    ),
];
pub(super) const PRIORITY_ROWS: &[FieldSpec] = &[
    FieldSpec::gap(1),
    flag(
        "gtpv2.bearer_qos_pci",
        "No pre-emption",
        "Set: the bearer may not take resources of others.",
    ),
    uint("gtpv2.bearer_qos_pl", "Priority", 4, "1 is the highest."),
    FieldSpec::gap(1),
    flag(
        "gtpv2.bearer_qos_pvi",
        "Not vulnerable",
        "Set: others may not take this bearer's resources.",
    ),
];
pub(super) const TUNNEL_ROWS: &[FieldSpec] = &[
    flag("gtpv2.f_teid_v4", "IPv4", "Set: an IPv4 address follows."),
    flag("gtpv2.f_teid_v6", "IPv6", "Set: an IPv6 address follows."),
    uint(
        "gtpv2.f_teid_interface_type",
        "Interface",
        6,
        "Which end of which tunnel it is.",
    )
    .codes(codes::INTERFACES),
];
pub(super) const SET_ROWS: &[FieldSpec] = &[
    uint(
        "gtpv2.fq_csid_type",
        "Kind of name",
        4,
        "0 IPv4 address, 1 IPv6 address, 2 number.",
    ),
    uint("gtpv2.fq_csid_nr", "Sets", 4, "How many sets follow."),
];
pub(super) const INDICATION_1: &[FieldSpec] = &[
    flag(
        "gtpv2.daf",
        "Dual addresses",
        "Set: IPv4 and IPv6 on one bearer.",
    ),
    flag(
        "gtpv2.dtf",
        "Direct tunnel",
        "Set: packets pass the SGSN by.",
    ),
    flag(
        "gtpv2.hi",
        "Handover",
        "Set: the phone comes from another radio network.",
    ),
    flag(
        "gtpv2.dfi",
        "Direct forwarding",
        "Set: packets are forwarded directly.",
    ),
    flag(
        "gtpv2.oi",
        "Operation",
        "Set: the old node releases its resources.",
    ),
    flag(
        "gtpv2.isrsi",
        "Idle signalling reduction possible",
        "Set: the phone can be known at two nodes.",
    ),
    flag(
        "gtpv2.israi",
        "Idle signalling reduction",
        "Set: the phone is known at two nodes.",
    ),
    flag(
        "gtpv2.sgwci",
        "Gateway changes",
        "Set: another serving gateway takes over.",
    ),
];
pub(super) const INDICATION_2: &[FieldSpec] = &[
    flag(
        "gtpv2.sqci",
        "Quality changed",
        "Set: the subscribed quality has changed.",
    ),
    flag(
        "gtpv2.uimsi",
        "Subscriber not verified",
        "Set: nobody checked the number of the card.",
    ),
    flag(
        "gtpv2.cfsi",
        "Tunnel end may change",
        "Set: the node can give another tunnel end.",
    ),
    flag(
        "gtpv2.crsi",
        "Reports possible",
        "Set: the node can report changes.",
    ),
    flag(
        "gtpv2.ps",
        "Piggybacking possible",
        "Set: the node can put messages together.",
    ),
    flag("gtpv2.pt", "Other protocol", "Set: PMIP instead of GTP."),
    flag("gtpv2.si", "Scope", "Set: the tunnel goes on elsewhere."),
    flag(
        "gtpv2.msv",
        "Phone checked",
        "Set: the old node has checked the phone.",
    ),
];

crate::fields! {
    ELEMENT = FieldSpec::group("", "Element").doc("One item of the message.", RFC);
    TYPE = uint("gtpv2.ie_type", "Type", 8, "What the element is.").codes(codes::ELEMENTS);
    LENGTH = uint("gtpv2.ie_len", "Length", 16, "The value alone.").unit("bytes");
    VALUE = FieldSpec::bytes("", "Value").doc("What decap has no structure for.", RFC);
    IMSI = FieldSpec::computed("e212.imsi", "Subscriber").doc("The number on the subscriber's card, in digits.", RFC);
    CAUSE = uint("gtpv2.cause", "Cause", 8, "Whether the request was accepted, or why not.").codes(codes::CAUSES);
    OFFENDER = uint("gtpv2.cause_off_ie_t", "Offending element", 8, "The element that was refused.").codes(codes::ELEMENTS);
    RECOVERY = uint("gtpv2.rec", "Restart counter", 8, "A new number means that all tunnels are gone.");
    APN = FieldSpec::computed("gtpv2.apn", "Access point").doc("The network that the subscriber wants to reach, in labels like a domain name.", RFC);
    RATE_UP = uint("gtpv2.ambr_up", "From the phone", 32, "The limit for all bearers together.").unit("kbit/s");
    RATE_DOWN = uint("gtpv2.ambr_down", "To the phone", 32, "The limit for all bearers together.").unit("kbit/s");
    MEI = FieldSpec::computed("gtpv2.mei", "Phone").doc("The number of the phone itself.", RFC);
    MSISDN = FieldSpec::computed("e164.msisdn", "Telephone number").doc("The number that people dial.", RFC);
    ADDRESS_4 = FieldSpec::ipv4("gtpv2.pdn_addr_and_prefix.ipv4", "IPv4 address").doc("The subscriber's address.", RFC);
    PREFIX_6 = uint("gtpv2.pdn_ipv6_len", "Prefix length", 8, "Which bits of the IPv6 address are the subscriber's network.").unit("bits");
    ADDRESS_6 = FieldSpec::ipv6("gtpv2.pdn_addr_and_prefix.ipv6", "IPv6 address").doc("The subscriber's address.", RFC);
    CLASS = uint("gtpv2.bearer_qos_label_qci", "Class", 8, "1 to 4 have a guaranteed rate; 9 is the ordinary internet.");
    MAX_UP = uint("gtpv2.bearer_qos_mbr_up", "Most from the phone", 40, "The limit of this bearer.").unit("kbit/s");
    MAX_DOWN = uint("gtpv2.bearer_qos_mbr_down", "Most to the phone", 40, "The limit of this bearer.").unit("kbit/s");
    SURE_UP = uint("gtpv2.bearer_qos_gbr_up", "Guaranteed from the phone", 40, "The least of this bearer.").unit("kbit/s");
    SURE_DOWN = uint("gtpv2.bearer_qos_gbr_down", "Guaranteed to the phone", 40, "The least of this bearer.").unit("kbit/s");
    RADIO = uint("gtpv2.rat_type", "Radio network", 8, "The kind of radio.").codes(codes::RADIO);
    MCC = mobile::country("e212.mcc");
    MNC = mobile::network("e212.mnc");
    KEY = hex("gtpv2.f_teid_gre_key", "Tunnel", 32, "The number to write into what is sent to this end.");
    TUNNEL_4 = FieldSpec::ipv4("gtpv2.f_teid_ipv4", "IPv4 address").doc("Where to send to.", RFC);
    TUNNEL_6 = FieldSpec::ipv6("gtpv2.f_teid_ipv6", "IPv6 address").doc("Where to send to.", RFC);
    DELAY = uint("gtpv2.delay_value", "Delay", 8, "In steps of 50 milliseconds.");
    CHARGING_ID = uint("gtpv2.charging_id", "Charging number", 32, "Joins the records of all nodes on one bill.");
    CHARGING = hex("gtpv2.charging_characteristic", "Charging", 16, "How the subscriber pays.");
    TRANSACTION = uint("gtpv2.pti", "Transaction", 8, "The phone's number for its own request.");
    ZONE = hex("gsm_a.dtap.timezone", "Time zone", 8, "Quarters of an hour from Greenwich, half bytes swapped.");
    RESTRICTION = uint("gtpv2.apn_rest", "Restriction", 8, "Which other access points may be used at the same time.");
    NODE_4 = FieldSpec::ipv4("gtpv2.fq_csid_ipv4", "Node").doc("The node that the set belongs to.", RFC);
    NODE_6 = FieldSpec::ipv6("gtpv2.fq_csid_ipv6", "Node").doc("The node that the set belongs to.", RFC);
    SET = uint("gtpv2.fq_csid_id", "Set", 16, "Connections that are lost together when a part of the node fails.");
    NODE_TYPE = uint("gtpv2.node_type", "Kind of node", 8, "0: MME, 1: SGSN.");
    NAME = FieldSpec::computed("gtpv2.fqdn", "Domain name").doc("The name of a node.", RFC);
    LOCAL_NAME = FieldSpec::text("gtpv2.ldn", "Name of the node").doc("What its operator calls it.", RFC);
}

/// Reads elements up to the end of the bytes.
pub(super) fn all(p: &mut Peel<'_>) -> Peeled {
    nested(p, 0)
}

fn nested(p: &mut Peel<'_>, depth: u8) -> Peeled {
    while let Some(kind) = p.rest().first().copied() {
        if p.is_full() {
            break;
        }
        let name = || TYPE.names.get(kind.into()).unwrap_or("unknown").to_owned();
        p.group_made(&ELEMENT, name, |p| {
            p.uint(&TYPE)?;
            let len = p.uint(&LENGTH)? as usize;
            p.header::<1>(INSTANCE)?;
            p.require(len)?;
            p.within(len, "element length", |p| {
                match kind {
                    93 | 109 | 180 | 181 | 191 | 195 if depth < MAX_DEPTH => nested(p, depth + 1)?,
                    _ => value(p, kind)?,
                }
                match p.rest().len() {
                    0 => Ok(()),
                    rest => p.field(&VALUE, rest).map(|_| ()),
                }
            })
        })?;
    }
    Ok(())
}

/// A text made of all bytes that are left.
fn made(p: &mut Peel<'_>, spec: &'static FieldSpec, text: fn(&[u8]) -> String) -> Peeled {
    let at = p.pos()..p.bytes().len();
    if at.is_empty() {
        return Ok(());
    }
    let bytes = p.skip(at.len())?;
    p.mark_made(spec, at, || text(bytes));
    Ok(())
}

fn uints(p: &mut Peel<'_>, specs: &[&'static FieldSpec]) -> Peeled {
    for spec in specs {
        p.uint(spec)?;
    }
    Ok(())
}

fn value(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        1 => made(p, &IMSI, mobile::digits),
        2 => cause(p),
        3 => p.uint(&RECOVERY).map(|_| ()),
        71 => made(p, &APN, mobile::access_point),
        72 => uints(p, &[&RATE_UP, &RATE_DOWN]),
        73 => p.rows(BEARER_ROW).map(|_| ()),
        75 => made(p, &MEI, mobile::digits),
        76 => made(p, &MSISDN, mobile::digits),
        77 => {
            p.rows(INDICATION_1)?;
            if !p.rest().is_empty() {
                p.rows(INDICATION_2)?;
            }
            Ok(())
        }
        79 => address(p),
        80 => {
            p.rows(PRIORITY_ROWS)?;
            uints(p, &[&CLASS, &MAX_UP, &MAX_DOWN, &SURE_UP, &SURE_DOWN])
        }
        82 => p.uint(&RADIO).map(|_| ()),
        83 => mobile::plmn(p, &MCC, &MNC),
        86 => places::place(p),
        87 => tunnel(p),
        92 => p.uint(&DELAY).map(|_| ()),
        94 => p.uint(&CHARGING_ID).map(|_| ()),
        95 => p.uint(&CHARGING).map(|_| ()),
        99 => p.rows(TYPE_ROW).map(|_| ()),
        100 => p.uint(&TRANSACTION).map(|_| ()),
        114 => {
            p.uint(&ZONE)?;
            p.rows(SUMMER_ROW).map(|_| ())
        }
        127 => p.uint(&RESTRICTION).map(|_| ()),
        128 => p.rows(SELECTION_ROW).map(|_| ()),
        132 => set(p),
        135 => p.uint(&NODE_TYPE).map(|_| ()),
        136 => made(p, &NAME, mobile::access_point),
        151 => {
            let len = p.rest().len();
            p.field(&LOCAL_NAME, len).map(|_| ())
        }
        _ => Ok(()),
    }
}

fn cause(p: &mut Peel<'_>) -> Peeled {
    p.uint(&CAUSE)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    p.rows(CAUSE_ROWS)?;
    if p.rest().len() >= 4 {
        p.uint(&OFFENDER)?;
    }
    Ok(())
}

fn address(p: &mut Peel<'_>) -> Peeled {
    let kind = p.rows(ADDRESS_ROW)?.first().map_or(0, |byte| byte & 7);
    if matches!(kind, 2 | 3) {
        p.uint(&PREFIX_6)?;
        p.field(&ADDRESS_6, 16)?;
    }
    if matches!(kind, 1 | 3) {
        p.field(&ADDRESS_4, 4)?;
    }
    Ok(())
}

fn tunnel(p: &mut Peel<'_>) -> Peeled {
    let flags = p.rows(TUNNEL_ROWS)?.first().copied().unwrap_or_default();
    p.uint(&KEY)?;
    if flags & 0x80 != 0 {
        p.field(&TUNNEL_4, 4)?;
    }
    if flags & 0x40 != 0 {
        p.field(&TUNNEL_6, 16)?;
    }
    Ok(())
}

fn set(p: &mut Peel<'_>) -> Peeled {
    let first = p.rows(SET_ROWS)?.first().copied().unwrap_or_default();
    match first >> 4 {
        0 => p.field(&NODE_4, 4)?,
        1 => p.field(&NODE_6, 16)?,
        _ => return Ok(()),
    };
    for _ in 0..first & 15 {
        p.uint(&SET)?;
    }
    Ok(())
}

/// Adds a number that the caller read.
pub(super) fn number(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    at: std::ops::Range<usize>,
    value: u64,
) {
    p.mark_as(spec, at, Value::Uint(value));
}
