//! Errors of the bus, which the controller of the capturing host reports like messages.

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const SECTION: &str = "Linux can/error.h";

/// Classes of errors.
const LOST: u32 = 0x02;
const CONTROL: u32 = 0x04;
const PROTOCOL: u32 = 0x08;
const TRANSCEIVE: u32 = 0x10;

/// An error has this much data.
const LEN: usize = 8;

const fn class(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, SECTION)
}

pub(super) const HEADER: &[FieldSpec] = &[
    FieldSpec::gap(2),
    class(
        "can.flags.err",
        "Error",
        "Set: no message, but an error that the controller reports.",
    ),
    FieldSpec::hex("can.err.reserved", "Reserved", 20).doc("Zero.", SECTION),
    class(
        "can.err.restarted",
        "Restarted",
        "Set: the controller works again.",
    ),
    class(
        "can.err.buserror",
        "Bus error",
        "Set: the bus has an error.",
    ),
    class(
        "can.err.busoff",
        "Off",
        "Set: the controller took itself off the bus.",
    ),
    class(
        "can.err.ack",
        "No ACK",
        "Set: nobody acknowledged a message.",
    ),
    class(
        "can.err.trx",
        "Transceiver",
        "Set: the transceiver reports something.",
    ),
    class(
        "can.err.prot",
        "Violation",
        "Set: somebody broke the rules of the bus.",
    ),
    class(
        "can.err.ctrl",
        "Controller",
        "Set: the controller has a problem.",
    ),
    class(
        "can.err.lostarb",
        "Lost",
        "Set: another station sent a more important message.",
    ),
    class(
        "can.err.tx_timeout",
        "Timeout",
        "Set: a message could not be sent in time.",
    ),
    FieldSpec::uint("can.len", "Length", 8)
        .unit("bytes")
        .doc("8.", SECTION),
    FieldSpec::bytes("can.reserved", "Reserved")
        .wide(3)
        .doc("Zero.", SECTION),
];

pub(super) const CONTROLLER: &[FieldSpec] = &[
    FieldSpec::gap(1),
    class("can.err.ctrl.active", "Recovered", "Set: few errors again."),
    class(
        "can.err.ctrl.tx_passive",
        "Sending holds back",
        "Set: many errors when sending.",
    ),
    class(
        "can.err.ctrl.rx_passive",
        "Receiving holds back",
        "Set: many errors when receiving.",
    ),
    class(
        "can.err.ctrl.tx_warning",
        "Sending warns",
        "Set: a number of errors when sending.",
    ),
    class(
        "can.err.ctrl.rx_warning",
        "Receiving warns",
        "Set: a number of errors when receiving.",
    ),
    class(
        "can.err.ctrl.tx_overflow",
        "Sending full",
        "Set: the queue to the bus is full.",
    ),
    class(
        "can.err.ctrl.rx_overflow",
        "Receiving full",
        "Set: messages were lost.",
    ),
];

pub(super) const VIOLATION: &[FieldSpec] = &[
    class(
        "can.err.prot.type.tx",
        "When sending",
        "Set: it happened when sending.",
    ),
    class(
        "can.err.prot.type.active",
        "Announced",
        "Set: a station announced an error.",
    ),
    class(
        "can.err.prot.type.overload",
        "Overload",
        "Set: a station asks for a pause.",
    ),
    class(
        "can.err.prot.type.bit1",
        "No recessive bit",
        "Set: a 1 could not be sent.",
    ),
    class(
        "can.err.prot.type.bit0",
        "No dominant bit",
        "Set: a 0 could not be sent.",
    ),
    class(
        "can.err.prot.type.stuff",
        "Stuffing",
        "Set: more than five equal bits in a row.",
    ),
    class(
        "can.err.prot.type.form",
        "Form",
        "Set: a frame of a wrong form.",
    ),
    class(
        "can.err.prot.type.bit",
        "Bit",
        "Set: a bit that is not what was sent.",
    ),
];

pub(super) const TRANSCEIVER: &[FieldSpec] = &[
    FieldSpec::uint("can.err.trx.canl", "Low wire", 4)
        .codes(&[
            (0, "unspecified"),
            (4, "no wire"),
            (5, "short to battery"),
            (6, "short to supply"),
            (7, "short to ground"),
            (8, "short to the high wire"),
        ])
        .doc("What is wrong with it.", SECTION),
    FieldSpec::uint("can.err.trx.canh", "High wire", 4)
        .codes(&[
            (0, "unspecified"),
            (4, "no wire"),
            (5, "short to battery"),
            (6, "short to supply"),
            (7, "short to ground"),
        ])
        .doc("What is wrong with it.", SECTION),
];

crate::fields! {
    BIT = FieldSpec::uint("can.err.lostarb.bitnum", "At bit", 8).doc("Where in the frame the other one won; 0: not said.", SECTION);
    PLACE = FieldSpec::uint("can.err.prot.location", "Where", 8).doc("The part of the frame in which it happened.", SECTION);
    OWN = FieldSpec::bytes("can.err.ctrl_specific", "Controller's own").doc("Counters or codes of the controller.", SECTION);
}

pub(super) const COUNT: usize = 3;

/// Reads an error, whose classes are in the first word.
pub(super) fn read(p: &mut Peel<'_>, word: u32, len: usize) -> Peeled {
    p.rows(HEADER)?;
    p.summary(format_args!("error of class 0x{:x}", word & 0x1fff_ffff));
    let at = p.pos();
    let data = p.skip(len.min(LEN))?;
    let [bit, _, _, place, ..] = *data else {
        return super::padding(p);
    };
    if word & LOST != 0 {
        p.mark_as(&BIT, at..at + 1, Value::Uint(bit.into()));
    }
    part(p, word & CONTROL, CONTROLLER, at + 1)?;
    part(p, word & PROTOCOL, VIOLATION, at + 2)?;
    if word & PROTOCOL != 0 {
        p.mark_as(&PLACE, at + 3..at + 4, Value::Uint(place.into()));
    }
    part(p, word & TRANSCEIVE, TRANSCEIVER, at + 4)?;
    if data.len() == LEN {
        p.mark(&OWN, at + 5..at + 8);
    }
    p.seek(at + data.len());
    super::padding(p)
}

/// The byte that tells more of one class of errors.
fn part(p: &mut Peel<'_>, class: u32, table: &'static [FieldSpec], at: usize) -> Peeled {
    if class == 0 {
        return Ok(());
    }
    p.seek(at);
    p.rows(table).map(drop)
}
