//! EtherCAT's mailbox: letters between the master and a device, outside of its cycle (ETG.1000.4 §5.6).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Value};
use crate::proto::link::ecatf;

const SECTION: &str = "ETG.1000.4 §5.6";

/// Bytes of a letter's head.
pub const HEAD_LEN: usize = 6;

/// Longest letter.
const MAX_LEN: u16 = 1500;

const TYPES: Codes = &[
    (0, "error"),
    (1, "AoE (ADS)"),
    (2, "EoE (Ethernet)"),
    (3, "CoE (CANopen)"),
    (4, "FoE (files)"),
    (5, "SoE (drives)"),
    (15, "VoE (of the vendor)"),
];

crate::fields! {
    LENGTH = FieldSpec::uint("ecat_mailbox.length", "Length", 16).little().unit("bytes").doc("What follows the head.", SECTION);
    ADDRESS = FieldSpec::hex("ecat_mailbox.address", "Address", 16).little().doc("The other device, if one writes to another.", SECTION);
    PRIORITY = FieldSpec::uint("ecat_mailbox.priority", "Priority", 2).doc("3 is the highest.", SECTION);
    TYPE = FieldSpec::uint("ecat_mailbox.type", "Type", 8).codes(TYPES).doc("What the letter is written in: the low four bits.", SECTION);
    COUNTER = FieldSpec::uint("ecat_mailbox.counter", "Counter", 8).doc("Counts letters from 1 to 7, so that repeated ones are noticed: the high four bits.", SECTION);
    CONTENT = FieldSpec::bytes("", "Content").doc("The letter itself.", SECTION);
}

/// EtherCAT's mailbox.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ecat_mailbox",
        short: "Mailbox",
        title: "EtherCAT mailbox",
        osi: OsiLayer::Transport,
        why: "It carries messages between master and device, numbered, beside the cyclic data.",
        reference: SECTION,
    },
    claims: &[Claim::Field(ecatf::TYPE, 5)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0a\x00\x00\x00\x00\x13\x00\x20\x40\x08\x10\x00\0\0\0\0",
};

/// True if the bytes may be the head of a letter.
pub fn is_head(bytes: &[u8]) -> bool {
    match bytes {
        [low, high, _, _, _, kind, ..] => {
            u16::from_le_bytes([*low, *high]) <= MAX_LEN && (1..=5).contains(&(kind & 0xf))
        }
        _ => false,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(HEAD_LEN)?;
    p.uint(&LENGTH)?;
    p.uint(&ADDRESS)?;
    let (at, priority) = (p.pos(), p.skip(1)?[0]);
    p.mark_low_bits(
        &PRIORITY,
        at..at + 1,
        0,
        Value::Uint(u64::from(priority & 3)),
    );
    let kind = u64::from(p.skip(1)?[0]);
    p.mark_as(&TYPE, at + 1..at + 2, Value::Uint(kind & 0xf));
    p.mark_as(&COUNTER, at + 1..at + 2, Value::Uint(kind >> 4));
    let name = TYPE.names.get(kind & 0xf).unwrap_or("unknown type");
    p.summary(format_args!("{name}, letter {}", kind >> 4));
    if !p.rest().is_empty() {
        p.field(&CONTENT, p.rest().len())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn letters_are_numbered() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "CoE (CANopen), letter 1");
        let counter = &all(&out, PROTOCOL.sample, "ecat_mailbox.counter")[0];
        assert_eq!(*counter, (5, 1, "1".into()));
        assert!(!is_head(b"\xff\xff\0\0\0\x13") && is_head(PROTOCOL.sample));
    }
}
