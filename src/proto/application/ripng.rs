//! RIPng: RIP for IPv6 (RFC 2080).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 521;
const SECTION: &str = "RFC 2080 §2.1";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ripng.cmd", "Command", 8)
        .codes(&[(1, "request"), (2, "response")])
        .doc(
            "A request asks for routes, a response tells them, asked or not.",
            SECTION,
        ),
    FieldSpec::uint("ripng.version", "Version", 8).doc("1.", SECTION),
    FieldSpec::bytes("ripng.reserved", "Reserved")
        .wide(2)
        .doc("Zero.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const ENTRY: &[FieldSpec] = &[
    FieldSpec::ipv6("ripng.rte.ipv6_prefix", "Prefix").doc(
        "The destination; with a metric of 255 the next hop of the entries that follow.",
        SECTION,
    ),
    FieldSpec::hex("ripng.rte.route_tag", "Route tag", 16).doc(
        "Tells routes of this network from those that came from elsewhere.",
        SECTION,
    ),
    FieldSpec::uint("ripng.rte.prefix_length", "Prefix length", 8)
        .unit("bits")
        .doc("How many bits of the prefix count.", SECTION),
    FieldSpec::uint("ripng.rte.metric", "Metric", 8)
        .codes(&[(16, "unreachable"), (255, "next hop")])
        .doc(
            "How many routers are on the way; 16 means that there is none.",
            SECTION,
        ),
];

const ENTRY_LEN: usize = bytes_of(ENTRY);

crate::fields! {
    ROUTE = FieldSpec::group("ripng.rte", "Route")
        .doc("A network and how far it is.", SECTION);
}

/// RIPng.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ripng",
        short: "RIPng",
        title: "Routing Information Protocol next generation",
        osi: OsiLayer::Application,
        why: "It is a program of routers over UDP; what it learns, the network layer below uses.",
        reference: "RFC 2080",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEADER, ENTRY],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x01\0\0\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x40\x01",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= HEADER_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [command, ..] = *p.header::<HEADER_LEN>(HEADER)?;
    let name = HEADER[0]
        .names
        .get(command.into())
        .unwrap_or("unknown command");
    match p.rest().len() / ENTRY_LEN {
        1 => p.summary(format_args!("{name}, 1 route")),
        routes => p.summary(format_args!("{name}, {routes} routes")),
    }
    while p.wants_fields() && !p.rest().is_empty() && !p.is_full() {
        p.group(&ROUTE, |p| p.rows(ENTRY))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};

    #[test]
    fn routes_are_prefixes_with_a_metric() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "response, 1 route");
        let length = out.field("ripng.rte.prefix_length").unwrap();
        assert_eq!(length.value, Value::Uint(64));
        peeler.peel_as(&PROTOCOL, &PROTOCOL.sample[..20], Want::Full, &mut out);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}
