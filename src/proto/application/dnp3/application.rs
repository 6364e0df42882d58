//! A message of the application layer: what is asked or answered, of which objects.

use super::objects;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};
use crate::proto::reserved::reserved;

const SECTION: &str = "IEEE 1815 §4.2.2";
const IIN: &str = "IEEE 1815 §4.5";

const RESPONSE: u64 = 0x81;
const UNSOLICITED: u64 = 0x82;

pub(super) const CONTROL: &[FieldSpec] = &[
    FieldSpec::hex("dnp3.al.ctl", "Application control", 8)
        .parts_follow()
        .doc(
            "Which part of a message this is, and whether an answer is wanted.",
            SECTION,
        ),
    FieldSpec::flag("dnp3.al.fir", "First")
        .part()
        .doc("Set: the first fragment of the message.", SECTION),
    FieldSpec::flag("dnp3.al.fin", "Final")
        .part()
        .doc("Set: the last fragment of the message.", SECTION),
    FieldSpec::flag("dnp3.al.con", "Confirm")
        .part()
        .doc("Set: the receiver has to confirm it.", SECTION),
    FieldSpec::flag("dnp3.al.uns", "Unsolicited").part().doc(
        "Set: nobody asked for it, or this confirms such a message.",
        SECTION,
    ),
    FieldSpec::uint("dnp3.al.seq", "Sequence", 4)
        .part()
        .doc("A response has the number of its request.", SECTION),
];

const fn told(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, IIN)
}

pub(super) const INDICATIONS: &[FieldSpec] = &[
    FieldSpec::hex("dnp3.al.iin", "Indications", 16)
        .parts_follow()
        .doc(
            "What the outstation has to say of itself in every response.",
            IIN,
        ),
    told(
        "dnp3.al.iin.rst",
        "Restarted",
        "Set: the outstation has restarted.",
    ),
    told(
        "dnp3.al.iin.dt",
        "Trouble",
        "Set: something is wrong with the device.",
    ),
    told(
        "dnp3.al.iin.dol",
        "Local control",
        "Set: outputs are switched by hand; commands do nothing.",
    ),
    told(
        "dnp3.al.iin.tsr",
        "Needs time",
        "Set: the outstation does not know the time.",
    ),
    told(
        "dnp3.al.iin.cls3d",
        "Class 3 events",
        "Set: there are events of class 3.",
    ),
    told(
        "dnp3.al.iin.cls2d",
        "Class 2 events",
        "Set: there are events of class 2.",
    ),
    told(
        "dnp3.al.iin.cls1d",
        "Class 1 events",
        "Set: there are events of class 1, the most urgent.",
    ),
    told(
        "dnp3.al.iin.bmsg",
        "Broadcast",
        "Set: a message to all has arrived.",
    ),
    reserved(2, IIN).part(),
    told(
        "dnp3.al.iin.cc",
        "Configuration corrupt",
        "Set: the configuration is broken.",
    ),
    told(
        "dnp3.al.iin.oae",
        "Already executing",
        "Set: the wanted operation runs already.",
    ),
    told(
        "dnp3.al.iin.ebo",
        "Events lost",
        "Set: there were more events than the outstation could keep.",
    ),
    told(
        "dnp3.al.iin.pioor",
        "Bad parameters",
        "Set: something in the request was out of range.",
    ),
    told(
        "dnp3.al.iin.obju",
        "Unknown objects",
        "Set: the outstation has no such objects.",
    ),
    told(
        "dnp3.al.iin.fcni",
        "Unknown function",
        "Set: the outstation does not know the function.",
    ),
];

const FUNCTIONS: Codes = &[
    (0, "confirm"),
    (1, "read"),
    (2, "write"),
    (3, "select"),
    (4, "operate"),
    (5, "direct operate"),
    (6, "direct operate without answer"),
    (7, "freeze"),
    (8, "freeze without answer"),
    (9, "freeze and clear"),
    (10, "freeze and clear without answer"),
    (11, "freeze at a time"),
    (12, "freeze at a time without answer"),
    (13, "cold restart"),
    (14, "warm restart"),
    (15, "initialize data"),
    (16, "initialize application"),
    (17, "start application"),
    (18, "stop application"),
    (19, "save configuration"),
    (20, "enable unsolicited messages"),
    (21, "disable unsolicited messages"),
    (22, "assign class"),
    (23, "delay measurement"),
    (24, "record current time"),
    (25, "open file"),
    (26, "close file"),
    (27, "delete file"),
    (28, "get file information"),
    (29, "authenticate file"),
    (30, "abort file transfer"),
    (31, "activate configuration"),
    (32, "authentication request"),
    (33, "authentication request without answer"),
    (0x81, "response"),
    (0x82, "unsolicited response"),
    (0x83, "authentication response"),
];

crate::fields! {
    FUNCTION = FieldSpec::uint("dnp3.al.func", "Function", 8).codes(FUNCTIONS)
        .doc("What is to be done, or that this is the answer.", SECTION);
}

/// Reads a message; returns what it says.
pub(super) fn message(p: &mut Peel<'_>) -> String {
    let mut said = String::from("message");
    // A message that ends early has recorded its fault.
    let _ = read(p, &mut said);
    said
}

fn read(p: &mut Peel<'_>, said: &mut String) -> Peeled {
    p.rows(CONTROL)?;
    let function = p.uint(&FUNCTION)?;
    *said = FUNCTION
        .names
        .get(function)
        .unwrap_or("unknown function")
        .into();
    if matches!(function, RESPONSE | UNSOLICITED) {
        p.rows(INDICATIONS)?;
    }
    // Requests to read, freeze, enable and so on only name objects.
    let names_only = matches!(function, 1 | 7..=12 | 20..=22);
    while !p.rest().is_empty() && !p.is_full() {
        objects::object(p, names_only)?;
    }
    Ok(())
}
