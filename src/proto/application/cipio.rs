//! CIP I/O: the inputs and outputs of machines, sent again and again (CIP Networks Library, volume 1).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

crate::fields! {
    DATA = FieldSpec::bytes("cipio.data", "Data")
        .doc("Values of inputs or outputs. What they mean was agreed on when the connection was opened.", "CIP Volume 1 §3-4");
}

/// CIP I/O.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cipio",
        short: "CIP I/O",
        title: "Common Industrial Protocol, I/O",
        osi: OsiLayer::Application,
        why: "It is what a controller reads from sensors and tells motors and valves, many times a second.",
        reference: "CIP Networks Library, Volume 1",
    },
    claims: &[Claim::Field("enip.cpf.typeid", 0xb1)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x03\0\xfd\xff",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    p.field(&DATA, len)?;
    p.summary(format_args!("{len} bytes of inputs or outputs"));
    Ok(())
}
