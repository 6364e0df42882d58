//! What services of a class are given and return, where the class is not known (CIP Networks Library,
//! volume 1).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

crate::fields! {
    DATA = FieldSpec::bytes("cip.data", "Data")
        .doc("What the service is given or returns; its form is known to the class only.", "CIP Volume 1 §A-4");
}

/// Data of a class without known rules.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cipcls",
        short: "CIP class",
        title: "CIP Class Generic",
        osi: OsiLayer::Application,
        why: "Each class of objects gives the high service codes a meaning of its own.",
        reference: "CIP Networks Library, Volume 1",
    },
    claims: &[Claim::Field("cip.service", u32::MAX)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    p.field(&DATA, len)?;
    p.summary(format_args!("{len} bytes"));
    Ok(())
}
