//! RLDP: a switch chip sends it to itself, to find loops (Realtek).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "Realtek switch controllers, data sheets";

crate::fields! {
    KIND = FieldSpec::hex("rldp.protocol", "Protocol", 8)
        .codes(&[(0x03, "loop detection"), (0x23, "loop detection")])
        .doc("Which form of the message.", SECTION);
}

/// RLDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rldp",
        short: "RLDP",
        title: "Realtek Loop Detection Protocol",
        osi: OsiLayer::DataLink,
        why: "A frame that comes back to the switch that sent it shows that its ports are connected in a circle.",
        reference: SECTION,
    },
    claims: &[
        Claim::Field("realtek.protocol", 0x03),
        Claim::Field("realtek.protocol", 0x23),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x23\x01\x02\x03",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.uint(&KIND)?;
    p.summary(format_args!("is there a loop?"));
    Ok(())
}
