//! The five messages (RFC 2328 §A.3, RFC 5340 §A.3).

use super::options::{VERSION_2, VERSION_3, bit};
use super::{
    ACKNOWLEDGMENT, DESCRIPTION, HELLO, Packet, REQUEST, RESERVED, UPDATE, lsa, lsa6, tlv,
};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const HELLO_SECTION: &str = "RFC 2328 §A.3.2; RFC 5340 §A.3.2";
const DESCRIPTION_SECTION: &str = "RFC 2328 §A.3.3; RFC 5340 §A.3.3";
const REQUEST_SECTION: &str = "RFC 2328 §A.3.4; RFC 5340 §A.3.4";

/// The flags of a database description.
pub(super) const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.dbd", "Flags", 8).parts_follow().doc(
        "Where in the exchange the packet stands.",
        DESCRIPTION_SECTION,
    ),
    FieldSpec::gap(4).part(),
    bit(
        "ospf.dbd.r",
        "Resynchronisation",
        "Set: the neighbours compare their maps again without leaving one another.",
        "RFC 4811 §2.4",
    ),
    bit(
        "ospf.dbd.i",
        "Init",
        "Set: the first packet of the exchange.",
        DESCRIPTION_SECTION,
    ),
    bit(
        "ospf.dbd.m",
        "More",
        "Set: more packets follow.",
        DESCRIPTION_SECTION,
    ),
    bit(
        "ospf.dbd.ms",
        "Master",
        "Set: the sender counts the packets; the other one answers each.",
        DESCRIPTION_SECTION,
    ),
];

crate::fields! {
    HELLO_GROUP = FieldSpec::group("ospf.hello", "Hello")
        .doc("Tells the neighbours on the link that the router is there, and which of them it hears.", HELLO_SECTION);
    MASK = FieldSpec::ipv4("ospf.hello.network_mask", "Network mask")
        .doc("The mask of the interface; neighbours with another one are not accepted.", HELLO_SECTION);
    INTERFACE = FieldSpec::uint("ospf.hello.interface_id", "Interface", 32)
        .doc("The sender's number for the interface.", HELLO_SECTION);
    INTERVAL = FieldSpec::uint("ospf.hello.hello_interval", "Hello interval", 16).unit("s")
        .doc("How often a hello is sent; it must be the same at both ends.", HELLO_SECTION);
    PRIORITY = FieldSpec::uint("ospf.hello.router_priority", "Priority", 8)
        .doc("The highest becomes designated router; 0 never does.", HELLO_SECTION);
    DEAD = FieldSpec::uint("ospf.hello.router_dead_interval", "Dead interval", 32).unit("s")
        .doc("After so long a silence the neighbour is gone; it must be the same at both ends.", HELLO_SECTION);
    DEAD_3 = FieldSpec::uint("ospf.hello.router_dead_interval", "Dead interval", 16).unit("s")
        .doc("After so long a silence the neighbour is gone; it must be the same at both ends.", HELLO_SECTION);
    DESIGNATED = FieldSpec::ipv4("ospf.hello.designated_router", "Designated router")
        .doc("Who speaks for the link, so that not all have to talk to all; 0.0.0.0: nobody yet.", HELLO_SECTION);
    BACKUP = FieldSpec::ipv4("ospf.hello.backup_designated_router", "Backup designated router")
        .doc("Who takes over from the designated router.", HELLO_SECTION);
    NEIGHBOUR = FieldSpec::ipv4("ospf.hello.active_neighbor", "Neighbour")
        .doc("A router whose hellos the sender has heard. Who finds himself here knows that the link works both ways.", HELLO_SECTION);
    DESCRIPTION_GROUP = FieldSpec::group("", "Database description")
        .doc("New neighbours tell one another which LSAs they have.", DESCRIPTION_SECTION);
    MTU = FieldSpec::uint("ospf.db.interface_mtu", "MTU", 16).unit("bytes")
        .doc("The largest packet that the interface sends in one piece. If the ends differ, the exchange stops here.", DESCRIPTION_SECTION);
    SEQUENCE = FieldSpec::uint("ospf.db.dd_sequence", "Sequence number", 32)
        .doc("The master counts; the slave answers with the same number.", DESCRIPTION_SECTION);
    REQUESTED = FieldSpec::group("", "Request")
        .doc("One LSA that the sender wants to have.", REQUEST_SECTION);
    REQUESTED_TYPE = FieldSpec::uint("ospf.lsa", "LSA type", 32).codes(lsa::TYPES)
        .doc("What kind of LSA is wanted.", REQUEST_SECTION);
    UPDATE_GROUP = FieldSpec::group("", "Update")
        .doc("LSAs that are passed on from router to router.", "RFC 2328 §A.3.5");
    COUNT = FieldSpec::uint("ospf.ls.number_of_lsas", "LSAs", 32)
        .doc("How many LSAs follow.", "RFC 2328 §A.3.5");
}

/// Reads the message; its bytes end where the packet does.
pub(super) fn message(p: &mut Peel<'_>, packet: Packet) -> Peeled {
    match packet.kind {
        HELLO => p.group(&HELLO_GROUP, |p| {
            let result = hello(p, packet);
            // All of the message is hello, what is cut off as well.
            p.seek(p.bytes().len());
            result
        }),
        DESCRIPTION => {
            p.group(&DESCRIPTION_GROUP, |p| description(p, packet))?;
            headers(p, packet)
        }
        REQUEST => {
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&REQUESTED, |p| request(p, packet))?;
            }
            Ok(())
        }
        UPDATE => p.group(&UPDATE_GROUP, |p| {
            for _ in 0..p.uint(&COUNT)? {
                match packet.version {
                    2 => lsa::whole(p)?,
                    _ => lsa6::whole(p, packet.ipv4)?,
                }
            }
            Ok(())
        }),
        ACKNOWLEDGMENT => headers(p, packet),
        _ => Ok(()),
    }
}

fn hello(p: &mut Peel<'_>, packet: Packet) -> Peeled {
    if packet.version == 2 {
        p.field(&MASK, 4)?;
        p.uint(&INTERVAL)?;
        p.rows(VERSION_2)?;
        p.uint(&PRIORITY)?;
        p.uint(&DEAD)?;
    } else {
        p.uint(&INTERFACE)?;
        p.uint(&PRIORITY)?;
        p.rows(VERSION_3)?;
        p.uint(&INTERVAL)?;
        p.uint(&DEAD_3)?;
    }
    p.field(&DESIGNATED, 4)?;
    p.field(&BACKUP, 4)?;
    tlv::words(p, &NEIGHBOUR)
}

fn description(p: &mut Peel<'_>, packet: Packet) -> Peeled {
    if packet.version == 2 {
        p.uint(&MTU)?;
        p.rows(VERSION_2)?;
    } else {
        p.field(&RESERVED, 1)?;
        p.rows(VERSION_3)?;
        p.uint(&MTU)?;
        p.field(&RESERVED, 1)?;
    }
    p.rows(FLAGS)?;
    p.uint(&SEQUENCE).map(drop)
}

/// Headers of LSAs without the LSAs.
fn headers(p: &mut Peel<'_>, packet: Packet) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        match packet.version {
            2 => lsa::alone(p)?,
            _ => lsa6::alone(p)?,
        }
    }
    Ok(())
}

fn request(p: &mut Peel<'_>, packet: Packet) -> Peeled {
    if packet.version == 2 {
        p.uint(&REQUESTED_TYPE)?;
    } else {
        p.field(&RESERVED, 2)?;
        p.rows(lsa6::TYPE)?;
    }
    p.field(&lsa6::ID, 4)?;
    p.field(&lsa::ADVERTISER, 4).map(drop)
}
