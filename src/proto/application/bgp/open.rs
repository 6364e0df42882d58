//! OPEN: who the neighbour is and what it can do (RFC 4271 §4.2, RFC 5492, RFC 9072).

use std::net::Ipv4Addr;

use super::{capabilities, rest};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};

const SECTION: &str = "RFC 4271 §4.2";

const CAPABILITIES: u64 = 2;
/// As length and as first type it says that longer lengths are used.
const EXTENDED: u8 = 255;

/// The fixed part.
pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("bgp.open.version", "Version", 8).doc("4.", SECTION),
    FieldSpec::uint("bgp.open.myas", "My AS", 16).doc(
        "The number of the sender's network (autonomous system); 23456 if it does not fit.",
        "RFC 4271 §4.2; RFC 6793 §3",
    ),
    FieldSpec::uint("bgp.open.holdtime", "Hold time", 16)
        .unit("s")
        .doc(
            "After so long a silence the neighbour is gone; the smaller of both values counts.",
            SECTION,
        ),
    FieldSpec::ipv4("bgp.open.identifier", "Identifier").doc(
        "A number for the router that is written like an address.",
        SECTION,
    ),
    FieldSpec::uint("bgp.open.opt.len", "Parameters length", 8)
        .unit("bytes")
        .doc(
            "All optional parameters together; 255 may say that a longer length follows.",
            "RFC 4271 §4.2; RFC 9072 §2",
        ),
];

const HEAD_LEN: usize = bytes_of(HEAD);

crate::fields! {
    PARAMETERS = FieldSpec::group("bgp.open.opt", "Parameters")
        .doc("What goes beyond the fixed part.", SECTION);
    PARAMETER = FieldSpec::group("bgp.open.opt.param", "Parameter")
        .doc("One of them.", SECTION);
    TYPE = FieldSpec::uint("bgp.open.opt.param.type", "Type", 8)
        .codes(&[(1, "authentication"), (2, "capabilities"), (255, "extended length")])
        .doc("What the parameter is.", "RFC 5492 §4");
    LENGTH = FieldSpec::uint("bgp.open.opt.param.len", "Length", 8).unit("bytes")
        .doc("Length of the parameter's value.", SECTION);
    LONG_LENGTH = FieldSpec::uint("bgp.open.opt.param.len", "Length", 16).unit("bytes")
        .doc("Length of the parameter's value.", "RFC 9072 §2");
    MARK = FieldSpec::uint("", "Extended length", 8)
        .doc("255: lengths have two bytes.", "RFC 9072 §2");
    ALL_LENGTH = FieldSpec::uint("", "Parameters length", 16).unit("bytes")
        .doc("All optional parameters together.", "RFC 9072 §2");
    AUTHENTICATION = FieldSpec::bytes("bgp.open.opt.param.auth", "Authentication")
        .doc("No longer used.", "RFC 4271 §A");
    UNKNOWN = FieldSpec::bytes("bgp.open.opt.param.unknown", "Value")
        .doc("A parameter that decap does not take apart.", SECTION);
}

/// Reads the message, and learns from it how others are to be read.
pub(super) fn open(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<HEAD_LEN>(HEAD)?;
    let system = u16::from_be_bytes([head[1], head[2]]);
    let router = Ipv4Addr::from([head[5], head[6], head[7], head[8]]);
    let mut said = capabilities::Said::of(system.into());
    let is_long = head[9] == EXTENDED && p.rest().first() == Some(&EXTENDED);
    let mut len = usize::from(head[9]);
    if is_long {
        p.uint(&MARK)?;
        len = p.uint(&ALL_LENGTH)? as usize;
    }
    if len > 0 {
        p.group(&PARAMETERS, |p| {
            p.within(len, "optional parameters length", |p| {
                while !p.rest().is_empty() && !p.is_full() {
                    p.group(&PARAMETER, |p| parameter(p, is_long, &mut said))?;
                }
                Ok(())
            })
        })?;
    }
    said.teach(p);
    p.summary(format_args!("open, AS {}, {router}", said.system));
    Ok(())
}

fn parameter(p: &mut Peel<'_>, is_long: bool, said: &mut capabilities::Said) -> Peeled {
    let kind = p.uint(&TYPE)?;
    let len = p.uint(if is_long { &LONG_LENGTH } else { &LENGTH })? as usize;
    p.within(len, "parameter length", |p| match kind {
        1 => rest(p, &AUTHENTICATION),
        CAPABILITIES => {
            while !p.rest().is_empty() && !p.is_full() {
                capabilities::capability(p, false, said)?;
            }
            Ok(())
        }
        _ => rest(p, &UNKNOWN),
    })
}
