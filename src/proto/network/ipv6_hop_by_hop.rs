//! The hop-by-hop options header of IPv6: options for every router on the way (RFC 8200 §4.3).

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, names};
use crate::proto::{ip, ipv6_options as options};

/// A payload of up to this length fits the IPv6 header's own field.
const MAX_PLAIN: u32 = 0xffff;

crate::fields! {
    NEXT = FieldSpec::uint("ipv6.hopopts.nxt", "Next header", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("What follows this header.", "RFC 8200 §4.3");
    LENGTH = FieldSpec::uint("ipv6.hopopts.len", "Length", 8)
        .unit("× 8 bytes after the first 8")
        .doc("The header's length in units of 8 bytes, the first 8 not counted.", "RFC 8200 §4.3");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + options::FIELD_LIST.len()] =
    join_fields(&[FIELDS, options::FIELD_LIST]);

/// Hop-by-hop options.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipv6.hopopts",
        short: "Hop-by-Hop",
        title: "IPv6 Hop-by-Hop Options Header",
        osi: OsiLayer::Network,
        why: "It extends the IPv6 header: what it asks for concerns every router on the way.",
        reference: "RFC 8200 §4.3",
    },
    claims: &[Claim::IpProtocol(0)],
    headers: options::TABLES,
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x3b\x00\x05\x02\x00\x00\x01\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let (next, len) = options::header(p, &NEXT, &LENGTH)?;
    let next = ip::next_header(next);
    let Some(jumbo) = options::jumbo_length(&p.bytes()[2..len]) else {
        p.pass(next);
        return Ok(());
    };
    if jumbo > MAX_PLAIN {
        // Counted from behind the IPv6 header, which is where this one starts.
        p.wrap(next, len..jumbo as usize, "jumbo payload length");
    } else {
        p.fault(
            FaultKind::Malformed("a jumbo payload is longer than 65535 bytes"),
            2..len,
        );
        p.pass(next);
    }
    Ok(())
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
    fn a_router_alert_is_read() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            out.field("ipv6.opt.router_alert").unwrap().value,
            Value::Uint(0)
        );
        assert_eq!(out.layers[0].summary, "router alert");
        assert_eq!(out.layers[0].header.len(), 8);
        assert!(out.faults.is_empty());
    }

    #[test]
    fn a_jumbo_length_bounds_the_payload() {
        let mut bytes = b"\x3b\x00\xc2\x04\x00\x01\x00\x00".to_vec();
        bytes.resize(0x10000 + 6, 7);
        let out = peeled(&bytes);
        assert_eq!(out.layers[0].payload.end, 0x10000);
        bytes[5] = 0;
        let out = peeled(&bytes);
        assert!(
            out.faults
                .iter()
                .any(|fault| matches!(fault.kind, FaultKind::Malformed(_)))
        );
    }

    #[test]
    fn an_option_that_leaves_the_header_stops_there() {
        let out = peeled(b"\x3b\x00\x05\x09\x00\x00\x01\x00rest");
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
        assert_eq!(out.layers[0].payload.len(), 4);
    }
}
