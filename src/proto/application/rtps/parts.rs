//! What several submessages and parameters are made of: entities, GUIDs, addresses, sets of numbers.

use super::names::{ENTITIES, ENTITY_KINDS, LOCATORS};
use super::order::Order;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const ENTITY: &str = "DDSI-RTPS §9.3.1.2";
const PREFIX: &str = "DDSI-RTPS §9.3.1.1";

crate::fields! {
    READER = FieldSpec::hex("rtps.sm.rdEntityId", "Reader", 32).codes(ENTITIES)
        .doc("Who shall read; 0 for all readers that are interested.", ENTITY);
    READER_KEY = FieldSpec::hex("rtps.sm.rdEntityId.entityKey", "Key", 24)
        .doc("Which of the program's entities.", ENTITY);
    READER_KIND = FieldSpec::hex("rtps.sm.rdEntityId.entityKind", "Kind", 8).codes(ENTITY_KINDS)
        .doc("What the entity is.", ENTITY);
    WRITER = FieldSpec::hex("rtps.sm.wrEntityId", "Writer", 32).codes(ENTITIES)
        .doc("Who has written.", ENTITY);
    WRITER_KEY = FieldSpec::hex("rtps.sm.wrEntityId.entityKey", "Key", 24)
        .doc("Which of the program's entities.", ENTITY);
    WRITER_KIND = FieldSpec::hex("rtps.sm.wrEntityId.entityKind", "Kind", 8).codes(ENTITY_KINDS)
        .doc("What the entity is.", ENTITY);
    ENTITY_ID = FieldSpec::hex("rtps.sm.entityId", "Entity", 32).codes(ENTITIES)
        .doc("An entity of the program: the participant itself, a writer or a reader.", ENTITY);
    ENTITY_KEY = FieldSpec::hex("rtps.sm.entityId.entityKey", "Key", 24)
        .doc("Which of the program's entities.", ENTITY);
    ENTITY_KIND = FieldSpec::hex("rtps.sm.entityId.entityKind", "Kind", 8).codes(ENTITY_KINDS)
        .doc("What the entity is.", ENTITY);
    GUID_ENTITY = FieldSpec::hex("rtps.param.guid.entityId", "Entity", 32).codes(ENTITIES)
        .doc("An entity of the program: the participant itself, a writer or a reader.", ENTITY);
    GUID_KEY = FieldSpec::hex("rtps.param.guid.entityKey", "Key", 24)
        .doc("Which of the program's entities.", ENTITY);
    GUID_KIND = FieldSpec::hex("rtps.param.guid.entityKind", "Kind", 8).codes(ENTITY_KINDS)
        .doc("What the entity is.", ENTITY);
    GUID_HOST = FieldSpec::hex("rtps.param.guid.hostId", "Host", 32)
        .doc("The host of the program.", PREFIX);
    GUID_APP = FieldSpec::hex("rtps.param.guid.appId", "Program", 32)
        .doc("Its process.", PREFIX);
    GUID_INSTANCE = FieldSpec::hex("rtps.param.guid.instanceId", "Instance", 32)
        .doc("Which of the process.", PREFIX);
    pub(super) SOURCE = FieldSpec::bytes("rtps.guidPrefix.src", "Sender")
        .doc("Names the program that sends, the same in all its messages.", PREFIX);
    pub(super) DESTINATION = FieldSpec::bytes("rtps.guidPrefix.dst", "For")
        .doc("The program that the submessages behind this one are for.", PREFIX);
    HOST = FieldSpec::hex("rtps.hostId", "Host", 32).doc("Its host.", PREFIX);
    APP = FieldSpec::hex("rtps.appId", "Program", 32).doc("Its process.", PREFIX);
    INSTANCE = FieldSpec::hex("rtps.sm.guidPrefix.instanceId", "Instance", 32)
        .doc("Which of the process.", PREFIX);
    OTHER = FieldSpec::bytes("rtps.sm.guidPrefix", "Program")
        .doc("Names a program, the same in all its messages.", PREFIX);
    OTHER_HOST = FieldSpec::hex("rtps.sm.guidPrefix.hostId", "Host", 32).doc("Its host.", PREFIX);
    OTHER_APP = FieldSpec::hex("rtps.sm.guidPrefix.appId", "Program", 32).doc("Its process.", PREFIX);
    pub(super) LOCATOR = FieldSpec::group("", "Locator")
        .doc("Where somebody can be reached.", "DDSI-RTPS §9.3.2.4");
    LOCATOR_KIND = FieldSpec::hex("rtps.locator.kind", "Kind", 32).codes(LOCATORS)
        .doc("Over which transport.", "DDSI-RTPS §9.3.2.4");
    LOCATOR_PORT = FieldSpec::uint("rtps.locator.port", "Port", 32)
        .doc("The port there.", "DDSI-RTPS §9.3.2.4");
    LOCATOR_IPV4 = FieldSpec::ipv4("rtps.locator.ipv4", "Address")
        .doc("The last four of the sixteen bytes; those before them are zero.", "DDSI-RTPS §9.3.2.4");
    LOCATOR_IPV6 = FieldSpec::ipv6("rtps.locator.ipv6", "Address")
        .doc("The address there.", "DDSI-RTPS §9.3.2.4");
    pub(super) NUMBER = FieldSpec::int("rtps.sm.seqNumber", "Sequence number", 64)
        .doc("Counts what the writer writes.", "DDSI-RTPS §9.4.2.5");
    SET = FieldSpec::group("", "Set of numbers")
        .doc("A first number, and a bit for each of those from it on.", "DDSI-RTPS §9.4.2.6");
    BITS = FieldSpec::uint("rtps.bitmap.num_bits", "Bits", 32)
        .doc("For how many numbers there are bits.", "DDSI-RTPS §9.4.2.6");
    BITMAP = FieldSpec::bytes("rtps.bitmap", "Bitmap")
        .doc("In words of 32 bits, the highest bit first. 1: the number is in the set.", "DDSI-RTPS §9.4.2.6");
    FRAGMENT_BASE = FieldSpec::uint("rtps.fragment_number.base32", "First fragment", 32)
        .doc("The number that the first bit stands for.", "DDSI-RTPS §9.4.2.8");
    FRAGMENT_BITS = FieldSpec::uint("rtps.fragment_number.num_bits", "Bits", 32)
        .doc("For how many fragments there are bits.", "DDSI-RTPS §9.4.2.8");
}

/// An entity id, and its key and kind.
fn entity(p: &mut Peel<'_>, specs: [&'static FieldSpec; 3]) -> Result<u64, crate::decode::Stop> {
    let [all, key, kind] = specs;
    let id = p.rest().get(..4).unwrap_or_default();
    let id = Order { little: false }.number(id);
    p.group_as(
        all,
        || Value::Uint(id),
        |p| {
            p.uint(key)?;
            p.uint(kind).map(drop)
        },
    )?;
    Ok(id)
}

/// Who shall read, and who has written, which is returned.
pub(super) fn ends(p: &mut Peel<'_>) -> Result<u64, crate::decode::Stop> {
    entity(p, [&READER, &READER_KEY, &READER_KIND])?;
    entity(p, [&WRITER, &WRITER_KEY, &WRITER_KIND])
}

/// The entity part of a GUID in a parameter.
pub(super) fn guid_entity(p: &mut Peel<'_>) -> Peeled {
    entity(p, [&GUID_ENTITY, &GUID_KEY, &GUID_KIND]).map(drop)
}

/// A GUID that is a parameter's value.
pub(super) fn guid(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.require(16)?;
    p.group(spec, |p| {
        p.uint(&GUID_HOST)?;
        p.uint(&GUID_APP)?;
        p.uint(&GUID_INSTANCE)?;
        guid_entity(p)
    })
}

/// The twelve bytes that name a program.
pub(super) fn prefix(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.require(12)?;
    p.group(spec, |p| {
        p.uint(&HOST)?;
        p.uint(&APP)?;
        p.uint(&INSTANCE).map(drop)
    })
}

/// A program that is not the sender of the message.
pub(super) fn named_prefix(p: &mut Peel<'_>) -> Peeled {
    p.require(12)?;
    p.group(&OTHER, |p| {
        p.uint(&OTHER_HOST)?;
        p.uint(&OTHER_APP)?;
        p.uint(&INSTANCE).map(drop)
    })
}

/// A program and one of its entities, in two rows.
pub(super) fn named_guid(p: &mut Peel<'_>) -> Peeled {
    named_prefix(p)?;
    entity(p, [&ENTITY_ID, &ENTITY_KEY, &ENTITY_KIND]).map(drop)
}

/// Kind, port and sixteen bytes of address.
pub(super) fn locator(p: &mut Peel<'_>, order: Order) -> Peeled {
    p.require(24)?;
    p.group(&LOCATOR, |p| {
        let kind = order.uint(p, &LOCATOR_KIND)?;
        match kind {
            1 => {
                order.uint(p, &LOCATOR_PORT)?;
                p.skip(12)?;
                p.field(&LOCATOR_IPV4, 4).map(drop)
            }
            2 | 8 => {
                order.uint(p, &LOCATOR_PORT)?;
                p.field(&LOCATOR_IPV6, 16).map(drop)
            }
            0x0100_0000 => {
                order.uint(p, &LOCATOR_PORT)?;
                p.skip(2)?;
                p.uint(&GUID_HOST)?;
                p.skip(10).map(drop)
            }
            _ => p.skip(20).map(drop),
        }
    })
}

/// A list of locators behind their count.
pub(super) fn locators(p: &mut Peel<'_>, order: Order) -> Peeled {
    let count = order.bare(p, 4)?;
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        locator(p, order)?;
    }
    Ok(())
}

/// A set of sequence numbers.
pub(super) fn numbers(p: &mut Peel<'_>, order: Order) -> Peeled {
    p.group(&SET, |p| {
        order.sequence(p, &NUMBER)?;
        let bits = order.uint(p, &BITS)?;
        bitmap(p, bits)
    })
}

/// A set of fragment numbers.
pub(super) fn fragments(p: &mut Peel<'_>, order: Order) -> Peeled {
    p.group(&SET, |p| {
        order.uint(p, &FRAGMENT_BASE)?;
        let bits = order.uint(p, &FRAGMENT_BITS)?;
        bitmap(p, bits)
    })
}

fn bitmap(p: &mut Peel<'_>, bits: u64) -> Peeled {
    match bits.div_ceil(32) as usize * 4 {
        0 => Ok(()),
        len => p.field(&BITMAP, len).map(drop),
    }
}
