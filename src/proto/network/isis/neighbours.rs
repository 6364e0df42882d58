//! Neighbours: which routers and networks a router is linked with, and what the link is like.

use super::common::{SECTION, all, parts, rest, system};
use super::links::{
    ADJACENCY, APPLICATIONS, BRIDGE, CONSTRAINTS, DELAY, DELAYS, DEPTH, ENDPOINT, LABEL, LOSS,
    MASKS, MIN_MAX_DELAY, SEGMENTS, SRV6, VARIATION,
};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};
use crate::proto::reserved::reserved;

/// Where the header has the packet's type.
const TYPE_AT: usize = 4;
const LEVEL_2: u8 = 20;

const WIDE: &str = "RFC 5305 §3";

const TYPES: Codes = &[
    (3, "administrative group"),
    (4, "link identifiers"),
    (6, "IPv4 interface address"),
    (8, "IPv4 neighbour address"),
    (9, "link bandwidth"),
    (10, "reservable bandwidth"),
    (11, "unreserved bandwidth"),
    (12, "IPv6 interface address"),
    (13, "IPv6 neighbour address"),
    (14, "extended administrative group"),
    (15, "maximum SID depth"),
    (16, "link attributes of applications"),
    (18, "traffic engineering metric"),
    (19, "link attributes"),
    (20, "protection"),
    (21, "interface switching capability"),
    (22, "bandwidth constraints"),
    (23, "number of unconstrained paths"),
    (29, "bridging metric"),
    (31, "adjacency SID"),
    (32, "adjacency SID on a LAN"),
    (33, "delay"),
    (34, "least and greatest delay"),
    (35, "delay variation"),
    (36, "loss"),
    (37, "residual bandwidth"),
    (38, "available bandwidth"),
    (39, "used bandwidth"),
    (43, "SRv6 adjacency SID"),
    (44, "SRv6 adjacency SID on a LAN"),
];

const fn ie(name: &'static str) -> FieldSpec {
    FieldSpec::flag(name, "External").doc(
        "Set: the metric does not compare with those inside.",
        SECTION,
    )
}

const fn absent(label: &'static str) -> FieldSpec {
    FieldSpec::flag("", label).doc("Set: there is no such metric.", SECTION)
}

const fn cost(label: &'static str) -> FieldSpec {
    FieldSpec::uint("", label, 6).doc("What the link costs.", SECTION)
}

pub(super) const NARROW: &[FieldSpec] = &[
    reserved(1, SECTION),
    ie("isis.lsp.eis_neighbors.default_metric_ie"),
    FieldSpec::uint("isis.lsp.eis_neighbors.default_metric", "Metric", 6)
        .doc("What the link costs.", SECTION),
    absent("No delay metric"),
    ie("isis.lsp.eis_neighbors.delay_metric_ie"),
    cost("Delay metric"),
    absent("No expense metric"),
    ie("isis.lsp.eis_neighbors.expense_metric_ie"),
    cost("Expense metric"),
    absent("No error metric"),
    ie("isis.lsp.eis_neighbors.error_metric_ie"),
    cost("Error metric"),
];

pub(super) const METRIC: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.ext_is_reachability.metric", "Metric", 24)
        .doc("What the link costs.", WIDE),
    FieldSpec::uint(
        "isis.lsp.ext_is_reachability.subclvs_length",
        "Parts' length",
        8,
    )
    .unit("bytes")
    .doc("What else is said of the link.", WIDE),
];

crate::fields! {
    VIRTUAL = FieldSpec::uint("isis.lsp.is_virtual", "Virtual", 8)
        .doc("1: the link joins the parts of an area that fell apart.", SECTION);
    NO_VIRTUAL = FieldSpec::hex("isis.lsp.eis_neighbors_clv_inner.reserved", "Reserved", 8)
        .doc("Zero.", SECTION);
    NEIGHBOUR = FieldSpec::group("", "Neighbour")
        .doc("A router or network that the router is linked with.", SECTION);
    NARROW_ID = FieldSpec::bytes("isis.lsp.eis_neighbors.is_neighbor", "Neighbour")
        .doc("Router and network.", SECTION);
    WIDE_ID = FieldSpec::bytes("isis.lsp.ext_is_reachability.is_neighbor_id", "Neighbour")
        .doc("Router and network.", WIDE);
    CODE = FieldSpec::uint("isis.lsp.ext_is_reachability.code", "Type", 8).codes(TYPES)
        .doc("What the part says.", WIDE);
    LENGTH = FieldSpec::uint("isis.lsp.ext_is_reachability.length", "Length", 8).unit("bytes")
        .doc("The part's value, without type and length.", WIDE);
    GROUP = FieldSpec::hex("", "Administrative group", 32)
        .doc("Marks (colours) that an administrator gave the link, one in each bit.", WIDE);
    LOCAL_ID = FieldSpec::uint("isis.lsp.ext_is_reachability.link_local_identifier", "Local number", 32)
        .doc("The router's number for the link.", "RFC 5307 §1.1");
    REMOTE_ID = FieldSpec::uint("isis.lsp.ext_is_reachability.link_remote_identifier", "Remote number", 32)
        .doc("The neighbour's number for the link.", "RFC 5307 §1.1");
    ADDRESS = FieldSpec::ipv4("isis.lsp.ext_is_reachability.ipv4_interface_address", "Address")
        .doc("The router's address on the link.", WIDE);
    NEIGHBOUR_ADDRESS = FieldSpec::ipv4("isis.lsp.ext_is_reachability.ipv4_neighbor_address", "Neighbour's address")
        .doc("The neighbour's address on the link.", WIDE);
    ADDRESS_6 = FieldSpec::ipv6("isis.lsp.ext_is_reachability.ipv6_interface_address", "Address")
        .doc("The router's address on the link.", "RFC 6119 §4.2");
    NEIGHBOUR_ADDRESS_6 = FieldSpec::ipv6("isis.lsp.ext_is_reachability.ipv6_neighbor_address", "Neighbour's address")
        .doc("The neighbour's address on the link.", "RFC 6119 §4.3");
    BANDWIDTH = FieldSpec::computed("isis.lsp.maximum_link_bandwidth", "Bandwidth (Mbit/s)")
        .doc("What the link can carry. Sent as a floating-point number of bytes in a second.", WIDE);
    RESERVABLE = FieldSpec::computed("isis.lsp.reservable_link_bandwidth", "Reservable (Mbit/s)")
        .doc("What may be reserved of it. Sent as a floating-point number of bytes in a second.", WIDE);
    UNRESERVED = FieldSpec::computed("isis.lsp.unrsv_bw.priority_level", "Unreserved (Mbit/s)")
        .doc("What is still free for reservations of a priority, from the highest (0) to the lowest (7).", WIDE);
    MEASURED = FieldSpec::computed("", "Measured bandwidth (Mbit/s)")
        .doc("Sent as a floating-point number of bytes in a second.", DELAYS);
    CONSTRAINT_0 = constraint("isis.lsp.bw_ct.0");
    CONSTRAINT_1 = constraint("isis.lsp.bw_ct.1");
    CONSTRAINT_2 = constraint("isis.lsp.bw_ct.2");
    CONSTRAINT_3 = constraint("isis.lsp.bw_ct.3");
    CONSTRAINT_4 = constraint("isis.lsp.bw_ct.4");
    CONSTRAINT_5 = constraint("isis.lsp.bw_ct.5");
    CONSTRAINT_6 = constraint("isis.lsp.bw_ct.6");
    CONSTRAINT_7 = constraint("isis.lsp.bw_ct.7");
    EXTENDED_GROUP = FieldSpec::hex("isis.lsp.extended_admin_group", "Administrative group", 32)
        .doc("Marks (colours) that an administrator gave the link, one in each bit.", "RFC 7308 §2");
    TE_METRIC = FieldSpec::uint("isis.lsp.ext_is_reachability.traffic_engineering_default_metric", "Metric", 24)
        .doc("What the link costs for traffic engineering.", WIDE);
    VALUE = FieldSpec::bytes("isis.lsp.ext_is_reachability.value", "Value")
        .doc("What decap does not take apart.", WIDE);
    LAN_NEIGHBOUR = FieldSpec::bytes("isis.lsp.adj_sid.system_id", "Neighbour")
        .doc("Which of the routers on the LAN.", SEGMENTS);
    LAN_NEIGHBOUR_6 = FieldSpec::bytes("isis.lsp.srv6_endx_sid.system_id", "Neighbour")
        .doc("Which of the routers on the LAN.", SRV6);
    pub(super) INDEX = FieldSpec::hex("isis.lsp.sid.sli_index", "Index", 32)
        .doc("Where the segment's label stands in the router's block.", SEGMENTS);
    pub(super) SEGMENT_6 = FieldSpec::ipv6("isis.lsp.sid.sli_ipv6", "Segment")
        .doc("The address of the segment.", SEGMENTS);
    STANDARD = FieldSpec::bytes("", "Applications")
        .doc("1 in the first bit: RSVP-TE; second: segment routing; third: loop-free alternates; fourth: flexible algorithms.", APPLICATIONS);
    OWN = FieldSpec::bytes("isis.lsp.application.udabm.bits", "Own applications")
        .doc("Whatever the operator says.", APPLICATIONS);
}

const fn constraint(name: &'static str) -> FieldSpec {
    FieldSpec::computed(name, "Constraint (Mbit/s)").doc(
        "What a class of traffic may have. Sent as a floating-point number of bytes in a second.",
        "RFC 4124 §5.1",
    )
}

static CONSTRAINT: [&FieldSpec; 8] = [
    &CONSTRAINT_0,
    &CONSTRAINT_1,
    &CONSTRAINT_2,
    &CONSTRAINT_3,
    &CONSTRAINT_4,
    &CONSTRAINT_5,
    &CONSTRAINT_6,
    &CONSTRAINT_7,
];

/// Neighbours with metrics of 6 bits.
pub(super) fn narrow(p: &mut Peel<'_>, id: usize) -> Peeled {
    // The header, which is read, tells the level.
    match p.bytes().get(TYPE_AT).map(|kind| kind & 0x1f) {
        Some(LEVEL_2) => p.uint(&NO_VIRTUAL)?,
        _ => p.uint(&VIRTUAL)?,
    };
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&NEIGHBOUR, |p| {
            p.rows(NARROW)?;
            system(p, &NARROW_ID, id, 1)
        })?;
    }
    Ok(())
}

/// Neighbours with metrics of 24 bits and parts.
pub(super) fn wide(p: &mut Peel<'_>, id: usize) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&NEIGHBOUR, |p| {
            system(p, &WIDE_ID, id, 1)?;
            let len = usize::from(p.rows(METRIC)?[3]);
            p.within(len, "parts' length", |p| {
                parts(p, Some((&CODE, &LENGTH)), |p, kind, len| {
                    part(p, kind, len, id)
                })
            })
        })?;
    }
    Ok(())
}

fn part(p: &mut Peel<'_>, kind: u8, len: usize, id: usize) -> Peeled {
    match (kind, len) {
        (3, 4) => p.uint(&GROUP).map(drop),
        (4, 8) => {
            p.uint(&LOCAL_ID)?;
            p.uint(&REMOTE_ID).map(drop)
        }
        (6, 4) => p.field(&ADDRESS, 4).map(drop),
        (8, 4) => p.field(&NEIGHBOUR_ADDRESS, 4).map(drop),
        // Wireshark counts type and length in.
        (9, 4) => megabits(p, &BANDWIDTH, 2),
        (10, 4) => megabits(p, &RESERVABLE, 2),
        (11, 32) => (0..8).try_for_each(|_| megabits(p, &UNRESERVED, 0)),
        (12, 16) => p.field(&ADDRESS_6, 16).map(drop),
        (13, 16) => p.field(&NEIGHBOUR_ADDRESS_6, 16).map(drop),
        (14, _) => all(p, &EXTENDED_GROUP, 4),
        (15, _) => depths(p),
        (16, 2..) => applications(p),
        (18, 3) => p.uint(&TE_METRIC).map(drop),
        (22, 4..) => {
            p.rows(CONSTRAINTS)?;
            let mut specs = CONSTRAINT.iter();
            while let (Some(spec), 4..) = (specs.next(), p.rest().len()) {
                megabits(p, spec, 0)?;
            }
            Ok(())
        }
        (29, 6) => p.rows(BRIDGE).map(drop),
        (31, 5..) => {
            p.rows(ADJACENCY)?;
            segment(p)
        }
        (32, 5..) => {
            p.rows(ADJACENCY)?;
            system(p, &LAN_NEIGHBOUR, id, 0)?;
            segment(p)
        }
        (33, 4) => p.rows(DELAY).map(drop),
        (34, 8) => p.rows(MIN_MAX_DELAY).map(drop),
        (35, 4) => p.rows(VARIATION).map(drop),
        (36, 4) => p.rows(LOSS).map(drop),
        (37..=39, 4) => megabits(p, &MEASURED, 0),
        (43, 22..) => p.rows(ENDPOINT).map(drop),
        (44, 22..) => {
            system(p, &LAN_NEIGHBOUR_6, id, 0)?;
            p.rows(ENDPOINT).map(drop)
        }
        _ => rest(p, &VALUE),
    }
}

/// The most that the router can do, of several kinds.
pub(super) fn depths(p: &mut Peel<'_>) -> Peeled {
    while p.rest().len() >= 2 && !p.is_full() {
        p.rows(DEPTH)?;
    }
    Ok(())
}

/// A label, an index or an address, as long as it is.
pub(super) fn segment(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        3 => p.rows(LABEL).map(drop),
        4 => p.uint(&INDEX).map(drop),
        16 => p.field(&SEGMENT_6, 16).map(drop),
        _ => Ok(()),
    }
}

fn applications(p: &mut Peel<'_>) -> Peeled {
    let lengths = p.rows(MASKS)?;
    let (standard, own) = (lengths[0] & 0x7f, lengths[1] & 0x7f);
    if standard > 0 {
        p.field(&STANDARD, standard.into())?;
    }
    if own > 0 {
        p.field(&OWN, own.into())?;
    }
    Ok(())
}

/// A floating-point number of bytes in a second; the field begins so many bytes earlier.
fn megabits(p: &mut Peel<'_>, spec: &'static FieldSpec, before: usize) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(4)?;
    let rate = f64::from(f32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    p.mark_made(spec, at - before..at + 4, || (rate * 8.0 / 1e6).to_string());
    Ok(())
}
