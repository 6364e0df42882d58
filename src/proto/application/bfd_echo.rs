//! BFD's echoes: packets that the neighbour's forwarding plane sends back (RFC 5881 §4).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};

crate::fields! {
    PACKET = FieldSpec::bytes("bfd_echo.packet", "Echo")
        .doc("Whatever the sender put in, to know it again when it comes back; nobody else reads it.", "RFC 5880 §5");
}

/// BFD's echoes.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bfd_echo",
        short: "BFD echo",
        title: "Bidirectional Forwarding Detection, echo packet",
        osi: OsiLayer::Application,
        why: "It is a program of routers over UDP that watches the path below for them.",
        reference: "RFC 5881",
    },
    claims: &[Claim::Port(Transport::Udp, 3785)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x20\x40\x03\x18\0\0\0\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    p.field(&PACKET, len)?;
    p.summary(format_args!("{len} bytes to come back"));
    Ok(())
}
