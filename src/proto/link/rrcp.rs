//! RRCP: registers of a switch chip, read and written over Ethernet (Realtek).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "Realtek switch controllers, data sheets";

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("rrcp.protocol", "Protocol", 8)
        .codes(&[(1, "RRCP")])
        .doc("1.", SECTION),
    FieldSpec::flag("rrcp.reply", "Reply").doc("Set: the chip answers.", SECTION),
    FieldSpec::hex("rrcp.opcode", "Operation", 7)
        .codes(&[(0, "hello"), (1, "get"), (2, "set")])
        .doc("Ask who is there, read a register, or write it.", SECTION),
    FieldSpec::hex("rrcp.authkey", "Key", 16).doc(
        "Chips answer only who knows it; 0x2379 unless it was changed.",
        SECTION,
    ),
];

const REGISTER: &[FieldSpec] = &[
    FieldSpec::hex("rrcp.regaddr", "Register", 16).doc("Which register.", SECTION),
    FieldSpec::hex("rrcp.regdata", "Value", 16).doc(
        "What stands in it, or shall; the low byte comes first.",
        SECTION,
    ),
];

const HELLO: &[FieldSpec] = &[
    FieldSpec::uint("rrcp.hello_reply.downlink_port", "Port of the chip", 8)
        .doc("Where the chip received the question.", SECTION),
    FieldSpec::uint("rrcp.hello_reply.uplink_port", "Port of the neighbour", 8)
        .doc("Where the switch before it sent the question on.", SECTION),
    FieldSpec::mac("rrcp.hello_reply.uplink_mac", "Neighbour")
        .doc("The switch before it.", SECTION),
    FieldSpec::hex("rrcp.hello_reply.chip_id", "Chip", 16).doc("Which chip it is.", SECTION),
    FieldSpec::hex("rrcp.hello_reply.vendor_id", "Maker", 32).doc("Who built the switch.", SECTION),
];

/// RRCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rrcp",
        short: "RRCP",
        title: "Realtek Remote Control Protocol",
        osi: OsiLayer::DataLink,
        why: "It configures a switch from its own link, without IP.",
        reference: SECTION,
    },
    claims: &[Claim::Field("realtek.protocol", 1)],
    headers: &[HEADER, REGISTER, HELLO],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x23\x79\x01\x00\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [_, code, ..] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let (is_reply, operation) = (code & 0x80 != 0, code & 0x7f);
    let name = HEADER[2].names.get(operation.into());
    let kind = if is_reply { "reply" } else { "request" };
    p.summary(format_args!("{} {kind}", name.unwrap_or("unknown")));
    match operation {
        0 if is_reply => p.rows(HELLO).map(drop)?,
        1 | 2 => p.rows(REGISTER).map(drop)?,
        _ => {}
    }
    p.ends_at(p.pos());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_chip_says_who_it_is() {
        let out =
            peeled(b"\x01\x80\x23\x79\x05\x02\x00\x11\x22\x33\x44\x55\x83\x05\x00\x01\x00\x00");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("rrcp.reply"), Value::Uint(1));
        assert_eq!(value("rrcp.hello_reply.uplink_port"), Value::Uint(2));
        assert_eq!(value("rrcp.hello_reply.chip_id"), Value::Uint(0x8305));
        assert_eq!(out.layers[0].summary, "hello reply");
    }

    #[test]
    fn a_register_that_is_cut_is_a_fault() {
        assert_eq!(peeled(&PROTOCOL.sample[..6]).faults.len(), 1);
    }
}
