//! Link state packets: what a router tells all others of itself.

use super::common::{self, Items, PROTOCOLS, SECTION, TOPOLOGIES, areas, proof, rest, system};
use super::{capability, neighbours, prefixes, trees};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Verdict, bytes_of};
use crate::proto::fletcher;

pub(super) const START: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.pdu_length", "Length", 16)
        .unit("bytes")
        .doc("The whole packet.", SECTION),
    FieldSpec::uint("isis.lsp.remaining_life", "Remaining lifetime", 16)
        .unit("seconds")
        .doc(
            "How long the packet still counts; 0: it is taken back.",
            SECTION,
        ),
];

pub(super) const END: &[FieldSpec] = &[
    FieldSpec::flag("isis.lsp.partition_repair", "Partition repair")
        .doc("Set: the router can join the parts of an area that fell apart.", SECTION),
    FieldSpec::uint("isis.lsp.att", "Attached", 4).doc(
        "The router is attached to other areas, by the error, expense, delay and default metric, in this order.",
        SECTION,
    ),
    FieldSpec::flag("isis.lsp.overload", "Overload")
        .doc("Set: do not send packets through this router.", SECTION),
    FieldSpec::uint("isis.lsp.is_type", "Level", 2)
        .codes(&[(1, "level 1"), (3, "levels 1 and 2")])
        .doc("Level 1 is inside an area, level 2 between areas.", SECTION),
];

pub(super) const TOPOLOGY: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.reserved", "Reserved", 4).doc("Zero.", "RFC 5120 §7.2"),
    FieldSpec::uint("isis.lsp.mtid", "Topology", 12)
        .codes(TOPOLOGIES)
        .doc("Which topology this is about.", "RFC 5120 §7.2"),
];

/// Where the checksum begins to count: behind header, length and lifetime, which change on the way.
const COVERED_FROM: usize = super::HEADER_LEN + bytes_of(START);

crate::fields! {
    TYPE = FieldSpec::uint("isis.lsp.clv.type", "Type", 8)
        .doc("What the item says.", SECTION);
    LENGTH = FieldSpec::uint("isis.lsp.clv.length", "Length", 8).unit("bytes")
        .doc("The item's value, without type and length.", SECTION);
    ID = FieldSpec::bytes("isis.lsp.lsp_id", "Number")
        .doc("Router, its network, and which of several packets.", SECTION);
    EDITION = FieldSpec::hex("isis.lsp.sequence_number", "Sequence number", 32)
        .doc("The higher one of two editions is the newer.", SECTION);
    CHECKSUM = FieldSpec::hex("isis.lsp.checksum", "Checksum", 16)
        .doc("Fletcher's checksum over the packet from its number on: it stays with the packet wherever it goes.", SECTION);
    AREA = FieldSpec::bytes("isis.lsp.area_address", "Area")
        .doc("An area that the router is in; the first byte is the length.", SECTION);
    PARTITION = FieldSpec::bytes("isis.lsp.partition_designated_l2_is", "Level 2 router")
        .doc("Speaks for a part of the area that fell apart.", SECTION);
    INSTANCE = FieldSpec::uint("isis.lsp.iid", "Instance", 16)
        .doc("Which of several instances on the same links this is.", "RFC 8202 §2.1");
    INSTANCE_TOPOLOGY = FieldSpec::uint("isis.lsp.supported_itid", "Topology of the instance", 16)
        .doc("What the instance routes for.", "RFC 8202 §2.1");
    PROOF = FieldSpec::bytes("isis.lsp.authentication", "Proof")
        .doc("A password, or a digest over the packet and a key.", "RFC 5304 §2");
    OLD_PROOF = FieldSpec::text("isis.lsp.ip_authentication", "Proof")
        .doc("A password.", "RFC 1195 §5.3.9");
    PURGERS = FieldSpec::uint("isis.lsp.purge_originator_id.num", "Routers", 8)
        .doc("How many are named.", "RFC 6232 §3");
    PURGER = FieldSpec::bytes("isis.lsp.purge_originator_id.system_id", "Taken back by")
        .doc("The router that took the packet back, or from which that was heard.", "RFC 6232 §3");
    BUFFER = FieldSpec::uint("isis.lsp.originating_lsp_buffer_size", "Buffer size", 16).unit("bytes")
        .doc("The longest packet that the router sends.", SECTION);
    PROTOCOL = FieldSpec::hex("isis.lsp.clv_nlpid.nlpid", "Protocol", 8).codes(PROTOCOLS)
        .doc("A network protocol that the router can forward.", "RFC 1195 §5.3.1");
    ADDRESS = FieldSpec::ipv4("isis.lsp.clv_ipv4_int_addr", "Address")
        .doc("An address of the router.", "RFC 1195 §5.3.2");
    ADDRESS_6 = FieldSpec::ipv6("isis.lsp.clv_ipv6_int_addr", "Address")
        .doc("An address of the router.", "RFC 5308 §3");
    TE_ROUTER = FieldSpec::ipv4("isis.lsp.clv_te_router_id", "Router")
        .doc("An address of the router that is always there: its name for traffic engineering.", "RFC 5305 §4.3");
    pub(super) TE_ROUTER_6 = FieldSpec::ipv6("isis.lsp.clv_ipv6_te_router_id", "Router")
        .doc("An address of the router that is always there: its name for traffic engineering.", "RFC 6119 §4.1");
    HOST = FieldSpec::text("isis.lsp.hostname", "Host name")
        .doc("What people call the router.", "RFC 5301 §3");
    TOPOLOGY_BITS = FieldSpec::hex("isis.lsp.clv_mt", "Topology", 16)
        .doc("A topology that the router routes for; the first bits say whether it is overloaded or attached to other areas.", "RFC 5120 §7.1");
    PADDING = FieldSpec::bytes("", "Padding")
        .doc("Nothing.", SECTION);
}

static ITEMS: Items = Items {
    kind: &TYPE,
    len: &LENGTH,
    value,
};

/// Reads a link state packet; `name` says of which level.
pub(super) fn packet(p: &mut Peel<'_>, id: usize, name: &str) -> Peeled {
    let start = p.header::<{ bytes_of(START) }>(START)?;
    let len = usize::from(u16::from_be_bytes([start[0], start[1]]));
    let is_purged = start[2..] == [0, 0];
    let number = system(p, &ID, id, 2)?;
    let fate = if is_purged { " is taken back" } else { "" };
    p.summary(format_args!("{name}: {number}{fate}"));
    p.uint(&EDITION)?;
    p.uint(&CHECKSUM)?;
    let at = p.pos() - 2 - COVERED_FROM;
    let verdict = match p.bytes().get(COVERED_FROM..len) {
        // The first to take a packet back leaves only its header.
        Some(_) if is_purged => Verdict::Unverifiable,
        Some(covered) if !p.is_quoted() => fletcher::verdict(covered, at),
        _ => Verdict::Unverifiable,
    };
    p.verdict("isis.lsp.checksum", verdict);
    p.rows(END)?;
    common::items(p, len, id, &ITEMS)
}

fn value(p: &mut Peel<'_>, kind: u8, id: usize) -> Peeled {
    match kind {
        1 => areas(p, &AREA),
        2 => neighbours::narrow(p, id),
        4 => system(p, &PARTITION, id, 0).map(drop),
        7 => {
            p.uint(&INSTANCE)?;
            common::all(p, &INSTANCE_TOPOLOGY, 2)
        }
        8 => rest(p, &PADDING),
        10 => proof(p, &PROOF),
        13 => {
            p.uint(&PURGERS)?;
            while id > 0 && p.rest().len() >= id && !p.is_full() {
                system(p, &PURGER, id, 0)?;
            }
            Ok(())
        }
        14 => p.uint(&BUFFER).map(drop),
        22 => neighbours::wide(p, id),
        27 => prefixes::locators(p),
        128 | 130 => prefixes::narrow(p),
        129 => common::all(p, &PROTOCOL, 1),
        132 => common::all(p, &ADDRESS, 4),
        133 => rest(p, &OLD_PROOF),
        134 => p.field(&TE_ROUTER, 4).map(drop),
        135 => prefixes::wide(p),
        137 => rest(p, &HOST),
        138 => trees::risk(p, id),
        140 => p.field(&TE_ROUTER_6, 16).map(drop),
        144 => trees::capability(p),
        149 => trees::binding(p),
        222 => {
            p.rows(TOPOLOGY)?;
            neighbours::wide(p, id)
        }
        229 => common::all(p, &TOPOLOGY_BITS, 2),
        232 => common::all(p, &ADDRESS_6, 16),
        235 => {
            p.rows(TOPOLOGY)?;
            prefixes::wide(p)
        }
        236 => prefixes::wide_6(p),
        237 => {
            p.rows(TOPOLOGY)?;
            prefixes::wide_6(p)
        }
        242 => capability::router(p),
        _ => Ok(()),
    }
}
