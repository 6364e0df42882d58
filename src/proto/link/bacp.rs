//! BACP: both ends of a bundle of PPP links agree on how to change it (RFC 2125).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::ppp_control::{self, Choice, Common, Parts};

const RFC: &str = "RFC 2125 §4";

crate::fields! {
    CODE = ppp_control::CODE;
    IDENTIFIER = ppp_control::IDENTIFIER;
    LENGTH = ppp_control::LENGTH;
    DATA = ppp_control::DATA;
    OPTIONS = ppp_control::OPTIONS;
    KIND = FieldSpec::uint("bacp.opt.type", "Type", 8).doc("Which option it is.", RFC);
    LEN = FieldSpec::uint("bacp.opt.length", "Length", 8)
        .unit("bytes")
        .doc("The option with its type and length.", RFC);
    UNKNOWN = FieldSpec::group("", "Other option").doc("An option that decap does not take apart.", RFC);
    OPTION_DATA = FieldSpec::bytes("", "Data").doc("The option's value.", RFC);
    FAVORED_OPTION = FieldSpec::bytes("bacp.opt.favored_peer", "Favored end").doc("Decides who wins if both ends ask at once.", RFC);
    NUMBER = FieldSpec::hex("bacp.magic_number", "Number", 32).doc("The end with the lower number wins.", RFC);
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
    spec: &FAVORED_OPTION,
    parts: Parts::Fields(&[&NUMBER]),
}];

/// BACP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bacp",
        short: "BACP",
        title: "PPP Bandwidth Allocation Control Protocol",
        osi: OsiLayer::DataLink,
        why: "It readies a bundle of links for adding and removing links.",
        reference: "RFC 2125 §4",
    },
    claims: &[Claim::Ppp(0xc02b)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x0a\x01\x06\x00\x00\x00\x07",
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
    fn the_favored_end_is_told() {
        let out = peeled(PROTOCOL.sample);
        let number = out.field("bacp.magic_number").unwrap();
        assert_eq!(number.value, Value::Uint(7));
        assert_eq!(peeled(b"\x01\x01\x00\x02").faults.len(), 1);
    }
}
