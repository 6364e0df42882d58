//! RIP of IPX: routers tell one another which networks they reach (Novell, IPX Router
//! Specification §3).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::network::ipx;

const BOOK: &str = "Novell IPX Router Specification §3";

const ROUTE: &[FieldSpec] = &[
    FieldSpec::hex("ipxrip.route_vector", "Network", 32).doc(
        "A network that can be reached; all ones ask for every one.",
        BOOK,
    ),
    FieldSpec::uint("ipxrip.hops", "Hops", 16).doc(
        "Routers on the way; 16 says that it cannot be reached.",
        BOOK,
    ),
    FieldSpec::uint("ipxrip.ticks", "Ticks", 16)
        .doc("Time on the way, in eighteenths of a second.", BOOK),
];

crate::fields! {
    TYPE = FieldSpec::uint("ipxrip.packet_type", "Packet type", 16)
        .codes(&[(1, "request"), (2, "response")])
        .doc("Asks for routes, or tells them.", BOOK);
}

/// RIP of IPX.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipxrip",
        short: "IPX RIP",
        title: "Routing Information Protocol for IPX",
        osi: OsiLayer::Network,
        why: "It tells the network layer's routers the way.",
        reference: BOOK,
    },
    claims: &[Claim::Field(ipx::SOCKET, 0x0453)],
    headers: &[ROUTE],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x02\x00\x00\x00\x10\x00\x01\x00\x02",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)?;
    let what = TYPE.names.get(kind).unwrap_or("unknown type");
    let mut routes = Vec::new();
    while p.rest().len() >= bytes_of(ROUTE) && !p.is_full() {
        let route = p.rows(ROUTE)?;
        routes.push(ipx::network(&route[..4]));
    }
    p.summary(format_args!("{what}: {}", routes.join(", ")));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn routes_are_listed() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        assert_eq!(out.layers[0].summary, "response: 00000010");
        assert!(out.faults.is_empty());
    }
}
