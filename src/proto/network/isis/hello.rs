//! Hellos: routers on one link get to know each other.

use super::common::{self, Items, PROTOCOLS, SECTION, areas, proof, rest, system};
use super::port;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const POINT_TO_POINT: u8 = 17;
const RESTARTS: &str = "RFC 5306 §3";
const ADJACENCY: &str = "RFC 5303 §3";

pub(super) const LEVELS: &[FieldSpec] = &[
    FieldSpec::hex("isis.hello.reserved", "Reserved", 6).doc("Zero.", SECTION),
    FieldSpec::hex("isis.hello.circuit_type", "Levels", 2)
        .codes(&[(1, "level 1"), (2, "level 2"), (3, "levels 1 and 2")])
        .doc("Level 1 is inside an area, level 2 between areas.", SECTION),
];

pub(super) const TIMES: &[FieldSpec] = &[
    FieldSpec::uint("isis.hello.holding_timer", "Hold time", 16)
        .unit("seconds")
        .doc(
            "How long this hello counts; then the neighbour is taken for dead.",
            SECTION,
        ),
    FieldSpec::uint("isis.hello.pdu_length", "Length", 16)
        .unit("bytes")
        .doc("The whole packet.", SECTION),
];

pub(super) const PRIORITY: &[FieldSpec] = &[
    FieldSpec::uint("isis.hello.reserved", "Reserved", 1).doc("Zero.", SECTION),
    FieldSpec::uint("isis.hello.priority", "Priority", 7).doc(
        "The router with the highest one speaks for the whole link.",
        SECTION,
    ),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, RESTARTS)
}

pub(super) const RESTART: &[FieldSpec] = &[
    FieldSpec::hex("isis.hello.clv_restart_flags", "Restart", 8)
        .parts_follow()
        .doc(
            "A router that restarts asks to be kept as a neighbour meanwhile.",
            RESTARTS,
        ),
    FieldSpec::gap(5).part(),
    flag(
        "isis.hello.clv_restart_flags.sa",
        "Suppress adjacency",
        "Set: do not tell the others of me yet.",
    ),
    flag(
        "isis.hello.clv_restart_flags.ra",
        "Acknowledgment",
        "Set: I know that you restart.",
    ),
    flag(
        "isis.hello.clv_restart_flags.rr",
        "Request",
        "Set: I restart.",
    ),
];

pub(super) const NEIGHBOUR: &[FieldSpec] =
    &[
        FieldSpec::hex("isis.hello.extended_local_circuit_id", "Local circuit", 32)
            .doc("The sender's number for this link.", ADJACENCY),
    ];

crate::fields! {
    TYPE = FieldSpec::uint("isis.hello.clv.type", "Type", 8)
        .doc("What the item says.", SECTION);
    LENGTH = FieldSpec::uint("isis.hello.clv.length", "Length", 8).unit("bytes")
        .doc("The item's value, without type and length.", SECTION);
    SOURCE = FieldSpec::bytes("isis.hello.source_id", "Sender")
        .doc("The number of the router that sends this.", SECTION);
    DESIGNATED = FieldSpec::bytes("isis.hello.lan_id", "Designated router")
        .doc("The router that speaks for the whole link, and its number for the link.", SECTION);
    CIRCUIT = FieldSpec::uint("isis.hello.local_circuit_id", "Local circuit", 8)
        .doc("The sender's number for this link.", SECTION);
    AREA = FieldSpec::bytes("isis.hello.area_address", "Area")
        .doc("An area that the sender is in; the first byte is the length.", SECTION);
    MAC = FieldSpec::mac("isis.hello.is_neighbor", "Neighbour")
        .doc("The sender has heard this station: if it is you, both hear each other.", SECTION);
    PADDING = FieldSpec::bytes("", "Padding")
        .doc("Makes the hello as long as the longest packet, to find out whether such packets get through.", SECTION);
    PROOF = FieldSpec::bytes("isis.hello.clv_authentication", "Proof")
        .doc("A password, or a digest over the packet and a key.", "RFC 5304 §2");
    OLD_PROOF = FieldSpec::text("isis.hello.clv_ip_authentication", "Proof")
        .doc("A password.", "RFC 1195 §5.3.9");
    CHECKSUM = FieldSpec::hex("isis.hello.checksum", "Checksum", 16)
        .doc("Covers the whole packet.", "RFC 3358 §2");
    PROTOCOL = FieldSpec::hex("isis.hello.clv_nlpid.nlpid", "Protocol", 8).codes(PROTOCOLS)
        .doc("A network protocol that the sender can forward.", "RFC 1195 §5.3.1");
    ADDRESS = FieldSpec::ipv4("isis.hello.clv_ipv4_int_addr", "Address")
        .doc("An address of the sender on this link.", "RFC 1195 §5.3.2");
    ADDRESS_6 = FieldSpec::ipv6("isis.hello.clv_ipv6_int_addr", "Address")
        .doc("An address of the sender on this link.", "RFC 5308 §3");
    GLOBAL = FieldSpec::ipv6("isis.hello.clv_ipv6_glb_int_addr", "Global address")
        .doc("An address of the sender that counts everywhere.", "RFC 6119 §4.5");
    TOPOLOGY = FieldSpec::hex("isis.hello.clv_mt", "Topology", 16)
        .doc("A topology that the sender routes for; the first bits say whether it is overloaded or attached to other areas.", "RFC 5120 §7.1");
    REMAINING = FieldSpec::uint("isis.hello.clv_restart.remain_time", "Remaining time", 16).unit("seconds")
        .doc("How long the neighbour is still kept.", RESTARTS);
    RESTARTING = FieldSpec::bytes("isis.hello.clv_restart.neighbor", "Restarting neighbour")
        .doc("The router that restarts.", RESTARTS);
    STATE = FieldSpec::uint("isis.hello.adjacency_state", "State", 8)
        .codes(&[(0, "up"), (1, "initializing"), (2, "down")])
        .doc("What the sender thinks of the neighbour.", ADJACENCY);
    NEIGHBOUR_ID = FieldSpec::bytes("isis.hello.neighbor_systemid", "Neighbour")
        .doc("The router that the sender hears.", ADJACENCY);
    NEIGHBOUR_CIRCUIT = FieldSpec::hex("isis.hello.neighbor_extended_local_circuit_id", "Neighbour's circuit", 32)
        .doc("The neighbour's number for this link.", ADJACENCY);
    INSTANCE = FieldSpec::uint("isis.hello.iid", "Instance", 16)
        .doc("Which of several instances on the same link this is.", "RFC 8202 §2.1");
    INSTANCE_TOPOLOGY = FieldSpec::uint("isis.hello.supported_itid", "Topology of the instance", 16)
        .doc("What the instance routes for.", "RFC 8202 §2.1");
    BFD_TOPOLOGY = FieldSpec::uint("", "Topology", 16)
        .doc("The topology that is watched with BFD.", "RFC 6213 §2.1");
    BFD_PROTOCOL = FieldSpec::hex("isis.hello.bfd_enabled.nlpid", "Protocol", 8).codes(PROTOCOLS)
        .doc("The protocol that is watched with BFD.", "RFC 6213 §2.1");
}

static ITEMS: Items = Items {
    kind: &TYPE,
    len: &LENGTH,
    value,
};

/// Reads a hello.
pub(super) fn packet(p: &mut Peel<'_>, kind: u8, id: usize) -> Peeled {
    p.rows(LEVELS)?;
    let from = system(p, &SOURCE, id, 0)?;
    let times = p.rows(TIMES)?;
    let len = usize::from(u16::from_be_bytes([times[2], times[3]]));
    p.summary(format_args!("hello of {from}"));
    if kind == POINT_TO_POINT {
        p.uint(&CIRCUIT)?;
    } else {
        p.rows(PRIORITY)?;
        system(p, &DESIGNATED, id, 1)?;
    }
    common::items(p, len, id, &ITEMS)
}

fn value(p: &mut Peel<'_>, kind: u8, id: usize) -> Peeled {
    match kind {
        1 => areas(p, &AREA),
        6 => common::all(p, &MAC, 6),
        7 => {
            p.uint(&INSTANCE)?;
            common::all(p, &INSTANCE_TOPOLOGY, 2)
        }
        8 => rest(p, &PADDING),
        10 => proof(p, &PROOF),
        12 => p.uint(&CHECKSUM).map(drop),
        129 => common::all(p, &PROTOCOL, 1),
        132 => common::all(p, &ADDRESS, 4),
        133 => rest(p, &OLD_PROOF),
        143 => port::capability(p),
        148 => {
            while p.rest().len() >= 3 && !p.is_full() {
                p.uint(&BFD_TOPOLOGY)?;
                p.uint(&BFD_PROTOCOL)?;
            }
            Ok(())
        }
        211 => restart(p, id),
        229 => common::all(p, &TOPOLOGY, 2),
        232 => common::all(p, &ADDRESS_6, 16),
        233 => common::all(p, &GLOBAL, 16),
        240 => adjacency(p, id),
        _ => Ok(()),
    }
}

fn restart(p: &mut Peel<'_>, id: usize) -> Peeled {
    let acknowledges = p.rows(RESTART)?[0] & 2 != 0;
    if p.rest().len() >= 2 {
        match acknowledges {
            true => p.field(&REMAINING, 2)?,
            false => p.field(&common::RESERVED, 2)?,
        };
    }
    if id > 0 && p.rest().len() >= id {
        system(p, &RESTARTING, id, 0)?;
    }
    Ok(())
}

fn adjacency(p: &mut Peel<'_>, id: usize) -> Peeled {
    p.uint(&STATE)?;
    if p.rest().len() >= 4 {
        p.rows(NEIGHBOUR)?;
    }
    if id > 0 && p.rest().len() >= id {
        system(p, &NEIGHBOUR_ID, id, 0)?;
    }
    if p.rest().len() >= 4 {
        p.uint(&NEIGHBOUR_CIRCUIT)?;
    }
    Ok(())
}
