//! HCI over a serial line: one byte says what kind of packet follows.

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

const HEADER: &[FieldSpec] = &[FieldSpec::hex("hci_h4.type", "Packet", 8)
    .codes(&[
        (1, "command"),
        (2, "ACL data"),
        (3, "synchronous data"),
        (4, "event"),
        (5, "isochronous data"),
    ])
    .doc(
        "What kind of packet follows.",
        "Bluetooth Core Specification, volume 4, part A, §2",
    )];

/// HCI H4.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "hci_h4",
        short: "HCI H4",
        title: "Bluetooth HCI UART Transport",
        osi: OsiLayer::DataLink,
        why: "It tells packets apart on the line between a host and its Bluetooth controller.",
        reference: "Bluetooth Core Specification, volume 4, part A",
    },
    claims: &[],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x03\x0c\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.header::<1>(HEADER)?[0];
    p.summary(format_args!("packet type {kind}"));
    p.pass(Next::Field("hci_h4.type", kind.into()));
    Ok(())
}
