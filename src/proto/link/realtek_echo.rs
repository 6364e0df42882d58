//! REP: asks switch chips for an echo (Realtek).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "Realtek switch controllers, data sheets";

crate::fields! {
    KIND = FieldSpec::hex("rep.protocol", "Protocol", 8)
        .codes(&[(2, "echo")])
        .doc("2.", SECTION);
}

/// REP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rep",
        short: "REP",
        title: "Realtek Echo Protocol",
        osi: OsiLayer::DataLink,
        why: "It finds the switches of a link, without IP.",
        reference: SECTION,
    },
    claims: &[Claim::Field("realtek.protocol", 2)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x00\x23\x79",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.uint(&KIND)?;
    p.summary(format_args!("echo"));
    Ok(())
}
