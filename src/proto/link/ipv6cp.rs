//! IPv6CP: how both ends of a PPP link agree on IPv6 over it (RFC 5072).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, names};
use crate::proto::ppp_control::{self, Choice, Common, Parts};

crate::fields! {
    CODE = ppp_control::CODE;
    IDENTIFIER = ppp_control::IDENTIFIER;
    LENGTH = ppp_control::LENGTH;
    OPTIONS = ppp_control::OPTIONS;
    DATA = ppp_control::DATA;
    KIND = FieldSpec::uint("ipv6cp.opt.type", "Type", 8)
        .codes(&[(1, "interface identifier"), (2, "compression")])
        .doc("Which option it is.", "RFC 5072 §4");
    LEN = FieldSpec::uint("ipv6cp.opt.length", "Length", 8)
        .unit("bytes")
        .doc("The option with its type and length.", "RFC 5072 §4");
    UNKNOWN = FieldSpec::group("", "Other option")
        .doc("An option that decap does not take apart.", "RFC 5072 §4");
    IDENTIFIER_OPTION = FieldSpec::bytes("ipv6cp.opt.interface_identifier", "Interface identifier")
        .doc("The lower half of the sender's link-local address: both ends must have different ones.", "RFC 5072 §4.1");
    INTERFACE_IDENTIFIER = FieldSpec::bytes("ipv6cp.interface_identifier", "Interface identifier")
        .wide(8)
        .doc("The 64 bits behind fe80::; zero asks the other end to give some.", "RFC 5072 §4.1");
    COMPRESSION_OPTION = FieldSpec::bytes("ipv6cp.opt.compress", "Compression")
        .doc("The sender takes packets with compressed headers.", "RFC 5172 §2");
    COMPRESSION = FieldSpec::hex("ipcp.opt.compress_proto", "Compression protocol", 16)
        .lookup(|code| names::ppp_protocol(code as u16))
        .doc("The kind of compression, by the number that its packets have.", "RFC 5172 §2");
}

static COMMON: Common = Common {
    options: &OPTIONS,
    kind: &KIND,
    len: &LEN,
    unknown: &UNKNOWN,
    data: &DATA,
};

static CHOICES: &[Choice] = &[
    Choice {
        kind: 1,
        spec: &IDENTIFIER_OPTION,
        parts: Parts::Fields(&[&INTERFACE_IDENTIFIER]),
    },
    Choice {
        kind: 2,
        spec: &COMPRESSION_OPTION,
        parts: Parts::Fields(&[&COMPRESSION]),
    },
];

/// IPv6CP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipv6cp",
        short: "IPv6CP",
        title: "PPP IPv6 Control Protocol",
        osi: OsiLayer::DataLink,
        why: "It readies the link for IPv6: both ends get different interface identifiers.",
        reference: "RFC 5072",
    },
    claims: &[Claim::Ppp(0x8057)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x0e\x01\x0a\x02\x00\x5e\xff\xfe\x10\x00\x01",
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
    use crate::model::Dissection;

    #[test]
    fn the_identifier_has_eight_bytes() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        let field = out.field("ipv6cp.interface_identifier").unwrap();
        assert_eq!(field.raw_text(PROTOCOL.sample), "02:00:5e:ff:fe:10:00:01");
    }
}
