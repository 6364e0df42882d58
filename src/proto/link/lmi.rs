//! LMI: a Frame Relay network tells its customer which circuits there are.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "Frame Relay Specification with Extensions, 1990";

const MESSAGES: Codes = &[(0x75, "status enquiry"), (0x7d, "status")];

const REPORT: u64 = 1;
const KEEPALIVE: u64 = 3;
const CIRCUIT_STATUS: u64 = 7;

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("lmi.cmd", "Call reference", 8).doc("Zero.", SECTION),
    FieldSpec::hex("lmi.msg_type", "Message", 8)
        .codes(MESSAGES)
        .doc("The customer asks, the network answers.", SECTION),
];

const SEQUENCE: &[FieldSpec] = &[
    FieldSpec::uint("lmi.send_seq", "Send number", 8).doc("Goes up with every message.", SECTION),
    FieldSpec::uint("lmi.recv_seq", "Receive number", 8)
        .doc("The number that last came from the other side.", SECTION),
];

const CIRCUIT: &[FieldSpec] = &[
    reserved(2, SECTION),
    FieldSpec::uint("lmi.dlci_hi", "Circuit, upper bits", 6)
        .doc("The upper bits of the circuit's number.", SECTION),
    reserved(1, SECTION),
    FieldSpec::uint("lmi.dlci_low", "Circuit, lower bits", 4)
        .doc("The lower bits of the circuit's number.", SECTION),
    reserved(3, SECTION),
    reserved(4, SECTION),
    FieldSpec::uint("lmi.dlci_new", "New", 1).doc("1: the circuit has just been set up.", SECTION),
    reserved(1, SECTION),
    FieldSpec::uint("lmi.dlci_act", "Active", 1).doc("1: the circuit works.", SECTION),
    reserved(1, SECTION),
];

crate::fields! {
    ELEMENT = FieldSpec::group("", "Element")
        .doc("One thing that the message says.", SECTION);
    TYPE = FieldSpec::uint("lmi.inf_ele_type", "Type", 8)
        .codes(&[(1, "report"), (3, "keepalive"), (7, "circuit status")])
        .doc("What the element says.", SECTION);
    LENGTH = FieldSpec::uint("lmi.inf_ele_len", "Length", 8).unit("bytes")
        .doc("The element's value, without type and length.", SECTION);
    RECORD = FieldSpec::uint("lmi.ele_rcd_type", "Report", 8)
        .codes(&[(0, "full status"), (1, "link integrity")])
        .doc("Whether all circuits are listed.", SECTION);
    VALUE = FieldSpec::bytes("", "Value")
        .doc("What decap does not take apart.", SECTION);
}

/// LMI.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lmi",
        short: "LMI",
        title: "Local Management Interface",
        osi: OsiLayer::DataLink,
        why: "It manages the circuits of a Frame Relay link, between its two ends.",
        reference: SECTION,
    },
    claims: &[Claim::Field("fr.nlpid", 9)],
    headers: &[HEADER, SEQUENCE, CIRCUIT],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x75\x01\x01\0\x03\x02\x01\x02",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [_, message] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let name = HEADER[1]
        .names
        .get(message.into())
        .unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    while p.wants_fields() && !p.rest().is_empty() && !p.is_full() {
        p.group(&ELEMENT, |p| {
            let kind = p.uint(&TYPE)?;
            let len = p.uint(&LENGTH)? as usize;
            p.within(len, "element length", |p| {
                match (kind, len) {
                    (REPORT, 1..) => p.uint(&RECORD).map(drop)?,
                    (KEEPALIVE, 2..) => p.rows(SEQUENCE).map(drop)?,
                    (CIRCUIT_STATUS, 3..) => p.rows(CIRCUIT).map(drop)?,
                    _ => {}
                }
                match p.rest().len() {
                    0 => Ok(()),
                    rest => p.field(&VALUE, rest).map(drop),
                }
            })
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};

    #[test]
    fn messages_have_elements() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "status enquiry");
        assert_eq!(out.field("lmi.recv_seq").unwrap().value, Value::Uint(2));
        let bytes = b"\0\x7d\x07\x06\0\x11\x02\0\0\0\x03\x09\x01";
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.field("lmi.dlci_low").unwrap().value, Value::Uint(2));
        assert_eq!(out.field("lmi.dlci_act").unwrap().value, Value::Uint(1));
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}
