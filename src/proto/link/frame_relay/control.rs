//! The control field, as HDLC has it.

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::reserved::reserved;

const SECTION: &str = "ITU-T Q.922 §3.4";

/// Unnumbered information: a packet and nothing more.
pub(super) const UI: u8 = 0x03;
/// An exchange of identifications.
pub(super) const XID: u8 = 0xaf;

const POLL_OR_FINAL: u8 = 0x10;

const UPPER: FieldSpec = FieldSpec::uint("", "Function, upper bits", 3)
    .doc("The first three of the function's five bits.", SECTION);
const LOWER: FieldSpec = FieldSpec::uint("", "Function, lower bits", 2)
    .doc("The last two of the function's five bits.", SECTION);

const KIND: FieldSpec = FieldSpec::hex("fr.control.ftype", "Frame type", 2)
    .codes(&[(1, "supervisory"), (3, "unnumbered")])
    .doc(
        "Which of the three kinds of control field this is.",
        SECTION,
    );

const POLL: FieldSpec = FieldSpec::flag("fr.control.p", "Poll")
    .doc("Set: the other side must answer at once.", SECTION);
const FINAL: FieldSpec = FieldSpec::flag("fr.control.f", "Final")
    .doc("Set: this answers a command with the poll bit.", SECTION);
const NEITHER: FieldSpec = FieldSpec::flag("", "Poll/final").doc(
    "Not set: no answer is asked for, and this is none.",
    SECTION,
);

pub(super) const UNNUMBERED: &[FieldSpec] = &[UPPER, NEITHER, LOWER, KIND];
pub(super) const UNNUMBERED_POLL: &[FieldSpec] = &[UPPER, POLL, LOWER, KIND];
pub(super) const UNNUMBERED_FINAL: &[FieldSpec] = &[UPPER, FINAL, LOWER, KIND];

const RECEIVED: FieldSpec = FieldSpec::uint("fr.control.n_r", "Receive number", 7)
    .doc("The number of the frame expected next.", SECTION);

pub(super) const SUPERVISORY: &[FieldSpec] = &[
    reserved(4, SECTION),
    FieldSpec::hex("fr.control.s_ftype", "Function", 2)
        .codes(&[
            (0, "receiver ready"),
            (1, "receiver not ready"),
            (2, "reject"),
            (3, "selective reject"),
        ])
        .doc(
            "Whether the receiver takes more frames now, or wants some again.",
            SECTION,
        ),
    KIND,
    RECEIVED,
    NEITHER,
];

pub(super) const INFORMATION: &[FieldSpec] = &[
    FieldSpec::uint("fr.control.n_s", "Send number", 7).doc("The number of this frame.", SECTION),
    FieldSpec::hex("fr.control.ftype", "Frame type", 1)
        .codes(&[(0, "information")])
        .doc(
            "Which of the three kinds of control field this is.",
            SECTION,
        ),
    RECEIVED,
    NEITHER,
];

crate::fields! {
    SHORT = FieldSpec::hex("fr.control", "Control", 8)
        .doc("What the frame is for.", SECTION);
    LONG = FieldSpec::hex("fr.control", "Control", 16).little()
        .doc("What the frame is for, with numbers.", SECTION);
    COMMAND = FieldSpec::hex("fr.control.u_modifier_cmd", "Command", 8)
        .codes(&[(0, "unnumbered information"), (0x2b, "exchange identification")])
        .doc("The function of an unnumbered command.", SECTION);
    RESPONSE = FieldSpec::hex("fr.control.u_modifier_resp", "Response", 8)
        .codes(&[(0, "unnumbered information"), (0x2b, "exchange identification")])
        .doc("The function of an unnumbered response.", SECTION);
}

/// Reads the control field.
pub(super) fn field(p: &mut Peel<'_>, is_response: bool) -> Peeled {
    p.require(1)?;
    let (first, at) = (p.rest()[0], p.pos());
    match first & 3 {
        3 => p.group(&SHORT, |p| {
            let (spec, table) = match (is_response, first & POLL_OR_FINAL != 0) {
                (false, true) => (&COMMAND, UNNUMBERED_POLL),
                (true, true) => (&RESPONSE, UNNUMBERED_FINAL),
                (false, false) => (&COMMAND, UNNUMBERED),
                (true, false) => (&RESPONSE, UNNUMBERED),
            };
            p.rows(table)?;
            p.mark_as(spec, at..at + 1, Value::Uint(u64::from(first & 0xec) >> 2));
            Ok(())
        }),
        1 => p.group(&LONG, |p| p.rows(SUPERVISORY)).map(drop),
        _ => p.group(&LONG, |p| p.rows(INFORMATION)).map(drop),
    }
}
