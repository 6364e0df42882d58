//! IGRP: Cisco's routers told their neighbours how far it was to each network. EIGRP has replaced it.

use std::net::{IpAddr, Ipv4Addr};

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Address, FieldSpec, OsiLayer, ProtoInfo, Value, Verdict, bytes_of};
use crate::proto::checksum;

const SECTION: &str = "Hedrick: An Introduction to IGRP, 1991";

const fn routes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, SECTION)
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("igrp.version", "Version", 4).doc("1.", SECTION),
    FieldSpec::uint("igrp.command", "Command", 4)
        .codes(&[(1, "update"), (2, "request")])
        .doc("A request asks for routes, an update tells them.", SECTION),
    FieldSpec::uint("igrp.update", "Edition", 8)
        .doc("Goes up whenever the table changes.", SECTION),
    FieldSpec::uint("igrp.as", "Autonomous system", 16)
        .doc("Routers talk only to those of the same number.", SECTION),
    routes(
        "igrp.interior_routes",
        "Interior routes",
        "Subnets of the network that both routers are in.",
    ),
    routes(
        "igrp.system_routes",
        "System routes",
        "Other networks of the autonomous system.",
    ),
    routes(
        "igrp.exterior_routes",
        "Exterior routes",
        "Networks outside: candidates for the default route.",
    ),
    FieldSpec::hex("igrp.checksum", "Checksum", 16).doc("Covers the whole message.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const ROUTE_REST: &[FieldSpec] = &[
    FieldSpec::uint("igrp.delay", "Delay", 24)
        .unit("× 10 µs")
        .doc("The time that an idle path takes.", SECTION),
    FieldSpec::uint("igrp.bandwidth", "Bandwidth", 24).doc(
        "10,000,000 divided by the kbit/s of the narrowest link.",
        SECTION,
    ),
    FieldSpec::uint("igrp.mtu", "MTU", 16)
        .unit("bytes")
        .doc("The longest packet that gets through whole.", SECTION),
    FieldSpec::uint("igrp.reliability", "Reliability", 8)
        .doc("How many of 255 packets arrive.", SECTION),
    FieldSpec::uint("igrp.load", "Load", 8)
        .doc("How much of 255 parts of the bandwidth is used.", SECTION),
    FieldSpec::uint("igrp.hop_count", "Hops", 8).doc("How many routers are on the way.", SECTION),
];

crate::fields! {
    ROUTE = FieldSpec::group("", "Route")
        .doc("A network and how far it is.", SECTION);
    NETWORK = FieldSpec::ipv4("igrp.network", "Network")
        .doc("The destination. Three of its four bytes are sent: the first of an interior route is the sender's, the last of the others is 0.", SECTION);
}

/// IGRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "igrp",
        short: "IGRP",
        title: "Interior Gateway Routing Protocol",
        osi: OsiLayer::Network,
        why: "It finds out where IP packets have to go, and stands directly on IP.",
        reference: SECTION,
    },
    claims: &[Claim::IpProtocol(9)],
    headers: &[HEADER, ROUTE_REST],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x11\x05\0\x64\0\0\0\x01\0\0\xf4\x2e\x0a\0\0\0\0\x64\0\0\x22\x05\xdc\xff\x01\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let message = p.bytes();
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let count = |at: usize| u32::from(u16::from_be_bytes([h[at], h[at + 1]]));
    let (interior, others) = (count(4), count(6) + count(8));
    let name = HEADER[1]
        .names
        .get(u64::from(h[0] & 15))
        .unwrap_or("unknown command");
    p.summary(format_args!("{name}, {} routes", interior + others));
    if !p.wants_fields() {
        return Ok(());
    }
    let verdict = match p.is_whole() && !p.is_quoted() {
        true => checksum::verdict(message, 10, 0),
        false => Verdict::Unverifiable,
    };
    p.verdict("igrp.checksum", verdict);
    let sender = match p.addresses().map(|ends| ends.from) {
        Some(Address::Ip(IpAddr::V4(sender))) => sender.octets()[0],
        _ => 0,
    };
    for _ in 0..interior {
        route(p, |[a, b, c]| Ipv4Addr::new(sender, a, b, c))?;
    }
    for _ in 0..others {
        route(p, |[a, b, c]| Ipv4Addr::new(a, b, c, 0))?;
    }
    Ok(())
}

fn route(p: &mut Peel<'_>, whole: impl Fn([u8; 3]) -> Ipv4Addr) -> Peeled {
    p.group(&ROUTE, |p| {
        let at = p.pos();
        let sent = p.skip(3)?;
        let network = whole([sent[0], sent[1], sent[2]]);
        p.mark_as(&NETWORK, at..at + 3, Value::Ipv4(network));
        p.rows(ROUTE_REST).map(drop)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};

    #[test]
    fn networks_are_three_bytes_long() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let value = |out: &Dissection, name| out.field(name).unwrap().value.clone();
        assert_eq!(
            value(&out, "igrp.network"),
            Value::Ipv4([10, 0, 0, 0].into())
        );
        assert_eq!(value(&out, "igrp.bandwidth"), Value::Uint(34));
        assert_eq!(out.layers[0].summary, "update, 1 routes");
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[9] = 2;
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        let cut = |kind| matches!(kind, FaultKind::Truncated { .. });
        assert!(out.faults.iter().any(|fault| cut(fault.kind)));
    }
}
