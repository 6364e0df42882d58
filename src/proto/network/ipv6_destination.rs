//! The destination options header of IPv6: options for the receiver (RFC 8200 §4.6).

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{Addressed, FieldSpec, OsiLayer, ProtoInfo, names};
use crate::proto::{ip, ipv6_options as options};

crate::fields! {
    NEXT = FieldSpec::uint("ipv6.dstopts.nxt", "Next header", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("What follows this header.", "RFC 8200 §4.6");
    LENGTH = FieldSpec::uint("ipv6.dstopts.len", "Length", 8)
        .unit("× 8 bytes after the first 8")
        .doc("The header's length in units of 8 bytes, the first 8 not counted.", "RFC 8200 §4.6");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + options::FIELD_LIST.len()] =
    join_fields(&[FIELDS, options::FIELD_LIST]);

/// Destination options.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipv6.dstopts",
        short: "Destination Options",
        title: "IPv6 Destination Options Header",
        osi: OsiLayer::Network,
        why: "It extends the IPv6 header: what it asks for concerns the host that the packet goes to.",
        reference: "RFC 8200 §4.6",
    },
    claims: &[Claim::IpProtocol(60)],
    headers: options::TABLES,
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x3b\x02\xc9\x10\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x99\x01\x02\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let (next, len) = options::header(p, &NEXT, &LENGTH)?;
    // Above here a mobile sender is known by its home address (RFC 6275 §6.3).
    let home = options::home_address(&p.bytes()[2..len]);
    if let (Some(home), Some(Addressed { to, .. })) = (home, p.addresses().copied()) {
        p.from_to(home, to);
    }
    p.pass(ip::next_header(next));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::network::ipv6;

    #[test]
    fn a_mobile_sender_is_known_by_its_home_address() {
        let mut bytes = ipv6::PROTOCOL.sample[..40].to_vec();
        bytes[5] = PROTOCOL.sample.len() as u8;
        bytes[6] = 60;
        bytes.extend(PROTOCOL.sample);
        for want in [Want::Skim, Want::Full] {
            let mut out = Dissection::default();
            Peeler::new(crate::proto::registry()).peel_as(&ipv6::PROTOCOL, &bytes, want, &mut out);
            let home = out.addresses.last().unwrap();
            assert_eq!(
                (home.layer, home.from.to_string().as_str()),
                (1, "2001:db8::99")
            );
        }
    }
}
