//! ERSPAN, type I: copies of a switch's traffic, sent through a GRE tunnel without a header.

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::link::ethernet;

crate::fields! {
    COPY = FieldSpec::group("", "Copy of a frame")
        .doc("This form has no header: GRE's protocol type says it all.", "draft-foschiano-erspan §4.1");
}

/// ERSPAN, type I.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "erspan",
        short: "ERSPAN I",
        title: "Encapsulated Remote Switched Port Analyzer, type I",
        osi: OsiLayer::DataLink,
        why: "It only says that the frame inside is a copy, to be watched elsewhere; it is no bytes long.",
        reference: "draft-foschiano-erspan §4.1",
    },
    claims: &[],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.mark(&COPY, 0..0);
    p.summary(format_args!("copy of a frame"));
    p.pass(Next::Protocol(&ethernet::PROTOCOL));
    Ok(())
}
