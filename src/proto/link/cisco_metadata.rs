//! Cisco's metadata: in front of a packet stands which security group its sender belongs to.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};

const SECTION: &str = "draft-smith-kandula-sxp-00";

const TYPE: FieldSpec = FieldSpec::hex("cmd.type", "Type", 16)
    .lookup(|code| names::ethertype(code as u16))
    .doc("What follows, as an EtherType.", SECTION);
const VERSION: FieldSpec = FieldSpec::uint("cmd.version", "Version", 8).doc("1.", SECTION);
const LENGTH: FieldSpec =
    FieldSpec::uint("cmd.length", "Length", 8).doc("How many options there are.", SECTION);
const OPTIONS: FieldSpec =
    FieldSpec::hex("cmd.options", "Options", 16).doc("1: a security group tag.", SECTION);
const GROUP: FieldSpec = FieldSpec::uint("cmd.sgt", "Security group tag", 16).doc(
    "The group that the sender belongs to: switches decide by it what may pass. 0: unknown.",
    SECTION,
);

const BEHIND_ETHERNET: &[FieldSpec] = &[VERSION, LENGTH, OPTIONS, GROUP, TYPE];
const BEHIND_GRE: &[FieldSpec] = &[TYPE, VERSION, LENGTH, OPTIONS, GROUP];

const HEADER_LEN: usize = bytes_of(BEHIND_GRE);

/// Cisco metadata.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cmd",
        short: "CMD",
        title: "Cisco MetaData",
        osi: OsiLayer::DataLink,
        why: "It stands between link and network header, and switches read and write it.",
        reference: SECTION,
    },
    claims: &[Claim::EtherType(0x8909)],
    headers: &[BEHIND_ETHERNET, BEHIND_GRE],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x01\x00\x0a\x88\xb5test",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    // In a tunnel the type comes first.
    let (kind, group) = if p.outer() == "gre" {
        let h = p.header::<HEADER_LEN>(BEHIND_GRE)?;
        ([h[0], h[1]], [h[6], h[7]])
    } else {
        let h = p.header::<HEADER_LEN>(BEHIND_ETHERNET)?;
        ([h[6], h[7]], [h[4], h[5]])
    };
    p.summary(format_args!("security group {}", u16::from_be_bytes(group)));
    p.pass(Next::EtherType(u16::from_be_bytes(kind)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};
    use crate::proto::network::gre;

    #[test]
    fn the_type_stands_first_in_a_tunnel() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.field("cmd.type").unwrap().value, Value::Uint(0x88b5));
        let bytes = b"\0\0\x89\x09\x88\xb5\x01\x01\x00\x01\x00\x0atest";
        peeler.peel_as(&gre::PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.field("cmd.type").unwrap().value, Value::Uint(0x88b5));
        assert_eq!(out.layers[1].summary, "security group 10");
    }
}
