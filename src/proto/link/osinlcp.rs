//! OSINLCP: both ends of a PPP link agree on packets of OSI (RFC 1377).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::ppp_control::{self, Choice, Common, Parts};

const RFC: &str = "RFC 1377 §3";

crate::fields! {
    CODE = ppp_control::CODE;
    IDENTIFIER = ppp_control::IDENTIFIER;
    LENGTH = ppp_control::LENGTH;
    DATA = ppp_control::DATA;
    OPTIONS = ppp_control::OPTIONS;
    KIND = FieldSpec::uint("osinlcp.opt.type", "Type", 8).doc("Which option it is.", RFC);
    LEN = FieldSpec::uint("osinlcp.opt.length", "Length", 8)
        .unit("bytes")
        .doc("The option with its type and length.", RFC);
    UNKNOWN = FieldSpec::group("", "Other option").doc("An option that decap does not take apart.", RFC);
    OPTION_DATA = FieldSpec::bytes("", "Data").doc("The option's value.", RFC);
    ALIGN_OPTION = FieldSpec::bytes("osinlcp.opt.def_pid", "Alignment").doc("Where packets should begin.", RFC);
    ALIGNMENT = FieldSpec::uint("osinlcp.opt.alignment", "Alignment", 8).doc("In bytes from a whole word of 4 bytes; 255 means at an even place.", RFC);
}

static COMMON: Common = Common {
    options: &OPTIONS,
    kind: &KIND,
    len: &LEN,
    unknown: &UNKNOWN,
    data: &OPTION_DATA,
};

static CHOICES: &[Choice] = &[Choice {
    kind: 1,
    spec: &ALIGN_OPTION,
    parts: Parts::Fields(&[&ALIGNMENT]),
}];

/// OSINLCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "osinlcp",
        short: "OSINLCP",
        title: "PPP OSI Network Layer Control Protocol",
        osi: OsiLayer::DataLink,
        why: "It readies the link for packets of OSI.",
        reference: "RFC 1377 §3",
    },
    claims: &[Claim::Ppp(0x8023)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x07\x01\x03\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let Some(packet) = ppp_control::packet(p, [&CODE, &IDENTIFIER, &LENGTH])? else {
        return Ok(());
    };
    if !p.wants_fields() {
        return Ok(());
    }
    if packet.has_options() {
        return ppp_control::options(p, packet.end, &COMMON, CHOICES);
    }
    ppp_control::rest(p, packet.end, &DATA)
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
    fn the_alignment_is_told() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            out.field("osinlcp.opt.alignment").unwrap().value,
            Value::Uint(1)
        );
        assert_eq!(peeled(b"\x01\x01\x00\x02").faults.len(), 1);
    }
}
