//! OSI's network layer: the first byte of every packet tells which of its protocols it is
//! (ISO/IEC TR 9577).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "ISO/IEC TR 9577";

crate::fields! {
    NOTHING = FieldSpec::group("", "No header of its own")
        .doc("The first byte of the packet tells which protocol it is; it belongs to that protocol.", SECTION);
}

/// OSI's network layer.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "osi",
        short: "OSI",
        title: "OSI network layer",
        osi: OsiLayer::Network,
        why: "It only says that a protocol of OSI's network layer follows; it is no bytes long.",
        reference: SECTION,
    },
    claims: &[Claim::LlcSap(0xfe), Claim::Ppp(0x0023)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x83\x1b\x01\x00\x12\x01\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    p.mark(&NOTHING, 0..0);
    let protocol = u32::from(p.rest()[0]);
    p.summary(format_args!("protocol 0x{protocol:02x}"));
    p.pass(Next::Field("osi.nlpid", protocol));
    Ok(())
}
