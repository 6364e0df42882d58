//! The elements: what the sender adds of itself and of what it found (IEEE 802.1Q §21.5).

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "IEEE 802.1Q §21.5";
const SENDER: &str = "IEEE 802.1Q §21.5.3";
const REPLY: &str = "IEEE 802.1Q §21.9.8";
const TRACE: &str = "IEEE 802.1Q §21.8.8";
const TEST: &str = "ITU-T Y.1731 §9.8";

const CHECK_LEN: usize = 4;

const TYPES: crate::model::Codes = &[
    (0, "end"),
    (1, "sender"),
    (2, "port status"),
    (3, "data"),
    (4, "interface status"),
    (5, "reply ingress"),
    (6, "reply egress"),
    (7, "linktrace egress"),
    (8, "linktrace reply egress"),
    (31, "organisation's own"),
    (32, "test"),
    (33, "target"),
    (36, "test number"),
];

const fn egress(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label)
        .wide(2)
        .doc("A number that makes the address unique.", TRACE)
}

const TRACE_EGRESS: &[FieldSpec] = &[
    egress("cfm.tlv.ltm.egress.id.ui", "Number"),
    FieldSpec::mac("cfm.tlv.ltm.egress.id.mac", "Address")
        .doc("Who began the message or sent it on.", TRACE),
];

const REPLY_EGRESS: &[FieldSpec] = &[
    egress("cfm.tlv.ltr.egress.last.id.ui", "Last number"),
    FieldSpec::mac("cfm.tlv.ltr.egress.last.id.mac", "Last address")
        .doc("Who sent the message here.", TRACE),
    egress("cfm.tlv.ltr.egress.next.id.ui", "Next number"),
    FieldSpec::mac("cfm.tlv.ltr.egress.next.id.mac", "Next address")
        .doc("Who sends it on from here.", TRACE),
];

pub(super) const TABLES: &[&[FieldSpec]] = &[TRACE_EGRESS, REPLY_EGRESS];

crate::fields! {
    ALL = FieldSpec::group("cfm.all.tlvs", "Elements").doc("Type, length and content, up to the end element.", SECTION);
    ELEMENT = FieldSpec::group("", "Element").doc("One of them.", SECTION);
    TYPE = FieldSpec::uint("cfm.tlv.type", "Type", 8).codes(TYPES).doc("What the element says.", SECTION);
    LENGTH = FieldSpec::uint("cfm.tlv.length", "Length", 16).unit("bytes").doc("Of the content.", SECTION);
    CHASSIS_LEN = FieldSpec::uint("cfm.tlv.chassis.id.length", "Length of the chassis", 8).unit("bytes").doc("0: it is not named.", SENDER);
    CHASSIS_KIND = FieldSpec::uint("cfm.tlv.chassis.id.subtype", "Form of the chassis", 8).doc("As in LLDP.", SENDER);
    CHASSIS = FieldSpec::bytes("cfm.tlv.chassis.id", "Chassis").doc("Which device sends it.", SENDER);
    DOMAIN_LEN = FieldSpec::uint("cfm.tlv.ma.domain.length", "Length of the domain", 8).unit("bytes").doc("Of what follows.", SENDER);
    DOMAIN = FieldSpec::bytes("cfm.tlv.ma.domain", "Management domain").doc("How the device is managed, as an object identifier.", SENDER);
    ADDRESS_LEN = FieldSpec::uint("cfm.tlv.management.addr.length", "Length of the address", 8).unit("bytes").doc("Of what follows.", SENDER);
    ADDRESS = FieldSpec::bytes("cfm.tlv.management.addr", "Management address").doc("Where the device is managed.", SENDER);
    PORT = FieldSpec::uint("cfm.tlv.port.status.value", "Port", 8)
        .codes(&[(1, "blocked"), (2, "up")])
        .doc("Whether the port lets frames of the service pass.", "IEEE 802.1Q §21.5.4");
    INTERFACE = FieldSpec::uint("cfm.tlv.port.interface.value", "Interface", 8)
        .codes(&[(1, "up"), (2, "down"), (3, "testing"), (4, "unknown"), (5, "dormant"), (6, "not present"), (7, "layer below down")])
        .doc("The state of the interface.", "IEEE 802.1Q §21.5.5");
    DATA = FieldSpec::bytes("cfm.tlv.data.value", "Data").doc("Sent back as it is.", "IEEE 802.1Q §21.5.6");
    IN_ACTION = FieldSpec::uint("cfm.tlv.reply.ingress.action", "Arrival", 8)
        .codes(&[(1, "ok"), (2, "port is down"), (3, "port is blocked"), (4, "not of this VLAN")])
        .doc("What became of the message at the port where it came in.", REPLY);
    IN_MAC = FieldSpec::mac("cfm.tlv.reply.ingress.mac.address", "Port of arrival").doc("Its address.", REPLY);
    OUT_ACTION = FieldSpec::uint("cfm.tlv.reply.egress.action", "Departure", 8)
        .codes(&[(1, "ok"), (2, "port is down"), (3, "port is blocked"), (4, "not of this VLAN")])
        .doc("What became of the message at the port where it went out.", REPLY);
    OUT_MAC = FieldSpec::mac("cfm.tlv.reply.egress.mac.address", "Port of departure").doc("Its address.", REPLY);
    PORT_LEN = FieldSpec::uint("cfm.tlv.reply.ing.egr.portid.length", "Length of the port", 8).unit("bytes").doc("Of its name.", REPLY);
    PORT_KIND = FieldSpec::uint("cfm.tlv.reply.ing.egr.portid.subtype", "Form of the port", 8).doc("As in LLDP.", REPLY);
    PORT_NAME = FieldSpec::bytes("cfm.tlv.reply.ing.egr.portid", "Port").doc("Its name.", REPLY);
    OUI = FieldSpec::hex("cfm.tlv.org.spec.oui", "Organisation", 24).doc("Who defined the element.", "IEEE 802.1Q §21.5.2");
    SUBTYPE = FieldSpec::bytes("cfm.tlv.org.spec.subtype", "Subtype").wide(1).doc("Which one of its elements.", "IEEE 802.1Q §21.5.2");
    OWN = FieldSpec::bytes("cfm.tlv.org.spec.value", "Value").doc("What the organisation defined.", "IEEE 802.1Q §21.5.2");
    PATTERN_KIND = FieldSpec::uint("cfm.tlv.tst.test.pattern.type", "Pattern", 8)
        .codes(&[(0, "zeros"), (1, "zeros with CRC-32"), (2, "random bits"), (3, "random bits with CRC-32")])
        .doc("What the frame is filled with.", TEST);
    PATTERN = FieldSpec::group("cfm.tlv.tst.test.pattern", "Bits").doc("The receiver checks them.", TEST);
    CHECK = FieldSpec::bytes("cfm.tlv.tst.crc32", "CRC-32").doc("Over the element.", TEST);
    OTHER = FieldSpec::bytes("", "Content").doc("An element that decap does not take apart.", SECTION);
}

pub(super) const COUNT: usize = 28;

/// Reads elements up to the one that ends them.
pub(super) fn all(p: &mut Peel<'_>) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(&ALL, |p| {
        loop {
            let is_last = p.group(&ELEMENT, |p| {
                let kind = p.uint(&TYPE)?;
                if kind == 0 {
                    return Ok(true);
                }
                let len = p.uint(&LENGTH)? as usize;
                p.within(len, "element length", |p| element(p, kind))?;
                Ok(p.rest().is_empty())
            })?;
            if is_last || p.is_full() {
                return Ok(());
            }
        }
    })
}

fn element(p: &mut Peel<'_>, kind: u64) -> Peeled {
    match kind {
        1 => sender(p),
        2 => p.uint(&PORT).map(drop),
        3 => rest(p, &DATA),
        4 => p.uint(&INTERFACE).map(drop),
        5 => port(p, &IN_ACTION, &IN_MAC),
        6 => port(p, &OUT_ACTION, &OUT_MAC),
        7 => p.rows(TRACE_EGRESS).map(drop),
        8 => p.rows(REPLY_EGRESS).map(drop),
        31 => {
            p.uint(&OUI)?;
            p.field(&SUBTYPE, 1)?;
            rest(p, &OWN)
        }
        32 => test(p),
        _ => rest(p, &OTHER),
    }
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// A length, and so many bytes.
fn counted(p: &mut Peel<'_>, len: &'static FieldSpec, spec: &'static FieldSpec) -> Peeled {
    match p.uint(len)? as usize {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

fn sender(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&CHASSIS_LEN)? as usize;
    if len > 0 {
        p.uint(&CHASSIS_KIND)?;
        p.field(&CHASSIS, len)?;
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    counted(p, &DOMAIN_LEN, &DOMAIN)?;
    match p.rest().is_empty() {
        true => Ok(()),
        false => counted(p, &ADDRESS_LEN, &ADDRESS),
    }
}

fn port(p: &mut Peel<'_>, action: &'static FieldSpec, mac: &'static FieldSpec) -> Peeled {
    p.uint(action)?;
    p.field(mac, 6)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    let len = p.uint(&PORT_LEN)? as usize;
    if len > 0 {
        p.uint(&PORT_KIND)?;
        p.field(&PORT_NAME, len)?;
    }
    Ok(())
}

fn test(p: &mut Peel<'_>) -> Peeled {
    let is_checked = matches!(p.uint(&PATTERN_KIND)?, 1 | 3);
    let check = if is_checked { CHECK_LEN } else { 0 };
    p.require(check)?;
    let at = p.pos();
    let bits = p.skip(p.rest().len() - check)?.len();
    if bits > 0 {
        p.mark(&PATTERN, at..at + bits);
    }
    match check {
        0 => Ok(()),
        _ => p.field(&CHECK, check).map(drop),
    }
}
