//! Realtek's frames: what switch chips of this maker say to one another and to who manages them.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "Realtek switch controllers, data sheets";

crate::fields! {
    UNKNOWN = FieldSpec::bytes("realtek.packet", "Message")
        .doc("A message of another protocol of the chips.", SECTION);
}

/// Realtek's frames.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "realtek",
        short: "Realtek",
        title: "Realtek Layer 2 Protocols",
        osi: OsiLayer::DataLink,
        why: "It is an EtherType that several protocols of switch chips share; their first byte tells them apart.",
        reference: SECTION,
    },
    claims: &[Claim::EtherType(0x8899)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x09\x01\x23\x79",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    match p.rest()[0] {
        kind @ (1..=3 | 0x23) => p.pass(Next::Field("realtek.protocol", kind.into())),
        kind => {
            p.summary(format_args!("message of protocol 0x{kind:02x}"));
            let len = p.rest().len();
            p.field(&UNKNOWN, len)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn the_first_byte_tells_the_protocol() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let cases = [(1, "rrcp"), (2, "rep"), (3, "rldp"), (0x23, "rldp")];
        for (first, name) in cases {
            let bytes = [first, 1, 0x23, 0x79, 0, 0, 0, 0];
            peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
            assert_eq!(out.layers[1].info.name, name);
        }
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers.len(), 1);
    }
}
