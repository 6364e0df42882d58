use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind, Role, Value};

/// The message behind an IPv6 header from 2001:db8::1 to 2001:db8::2.
fn behind_ipv6(message: &[u8], want: Want) -> Dissection {
    let mut bytes = ipv6::PROTOCOL.sample[..40].to_vec();
    bytes[4..6].copy_from_slice(&(message.len() as u16).to_be_bytes());
    bytes[6] = 58;
    bytes.extend(message);
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&ipv6::PROTOCOL, &bytes, want, &mut out);
    out
}

fn message(kind: u8, code: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[kind, code, 0, 0], parts.concat().as_slice()].concat()
}

fn values(out: &Dissection, name: &str) -> Vec<Value> {
    let named = out.fields.iter().filter(|field| field.spec.name == name);
    named.map(|field| field.value.clone()).collect()
}

fn address(text: &str) -> Value {
    Value::Ipv6(text.parse().unwrap())
}

fn octets(text: &str) -> [u8; 16] {
    text.parse::<std::net::Ipv6Addr>().unwrap().octets()
}

#[test]
fn checksums_cover_the_addresses() {
    let mut echo = message(128, 0, &[&[0x12, 0x34, 0, 1], b"abcdefgh"]);
    let out = behind_ipv6(&echo, Want::Full);
    let Some(Value::Checksum(0, Verdict::Bad(right))) = values(&out, "icmpv6.checksum").pop()
    else {
        panic!("{:?}", values(&out, "icmpv6.checksum"));
    };
    echo[2..4].copy_from_slice(&(right as u16).to_be_bytes());
    let out = behind_ipv6(&echo, Want::Full);
    assert_eq!(
        values(&out, "icmpv6.checksum"),
        [Value::Checksum(right, Verdict::Good)]
    );
    assert_eq!(
        out.layers[1].summary,
        "Echo Request, identifier 4660, number 1"
    );
    assert_eq!(out.layers[2].header.len(), 8);
}

#[test]
fn a_solicitation_names_whom_it_looks_for() {
    let out = behind_ipv6(PROTOCOL.sample, Want::Full);
    assert_eq!(
        values(&out, "icmpv6.nd.ns.target_address"),
        [address("2001:db8::2")]
    );
    assert_eq!(
        values(&out, "icmpv6.opt.linkaddr"),
        [Value::Mac([2, 0, 0x5e, 0x10, 0, 1])]
    );
    assert_eq!(out.layers[1].summary, "Neighbor Solicitation: 2001:db8::2");
}

#[test]
fn a_router_tells_prefixes_routes_and_servers() {
    let router = [64, 0xd8, 7, 8, 0, 0, 0x75, 0x30, 0, 0, 3, 0xe8];
    let prefix = [
        &[3, 4, 64, 0xc0, 0, 0, 1, 0, 0, 0, 0, 9, 0, 0, 0, 0][..],
        &octets("2001:db8::"),
    ]
    .concat();
    let route = [
        &[24, 2, 48, 8, 0, 0, 7, 8][..],
        &octets("2001:db8:1::")[..8],
    ]
    .concat();
    let servers = [&[25, 3, 0, 0, 0, 0, 2, 0x58][..], &octets("2001:db8::53")].concat();
    let search = b"\x1f\x03\x00\x00\x00\x00\x00\x09\x07example\x03com\x00\x00\x00\x00";
    let all = message(134, 0, &[&router, &prefix, &route, &servers, search]);
    let out = behind_ipv6(&all, Want::Full);
    let prefixes = [address("2001:db8::"), address("2001:db8:1::")];
    assert_eq!(values(&out, "icmpv6.opt.prefix"), prefixes);
    assert_eq!(values(&out, "icmpv6.opt.rdnss"), [address("2001:db8::53")]);
    assert_eq!(
        values(&out, "icmpv6.opt.dnssl"),
        [Value::Made("example.com".into())]
    );
    assert_eq!(values(&out, "icmpv6.nd.ra.flag.prf"), [Value::Uint(3)]);
    assert_eq!(
        values(&out, "icmpv6.opt.route_info.flag.route_preference"),
        [Value::Uint(1)]
    );
    assert_eq!(values(&out, "icmpv6.opt.type").len(), 4);
}

#[test]
fn errors_and_redirects_quote_the_packet() {
    let quoted = ipv6::PROTOCOL.sample;
    let error = message(1, 4, &[&[0; 4], quoted]);
    let mut data = vec![4, 7, 0, 0, 0, 0, 0, 0];
    data.extend(quoted);
    data.resize(56, 0);
    let mac = [2, 1, 2, 0, 0x5e, 0x10, 0, 2];
    let redirect = message(
        137,
        0,
        &[
            &[0; 4],
            &octets("fe80::1"),
            &octets("2001:db8::9"),
            &data,
            &mac,
        ],
    );
    for want in [Want::Skim, Want::Full] {
        for (bytes, trailer) in [(&error, 0), (&redirect, mac.len() as u32)] {
            let out = behind_ipv6(bytes, want);
            let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
            assert_eq!(names, ["ipv6", "icmpv6", "ipv6", "udp"]);
            assert_eq!(out.layers[2].role, Role::Quoted);
            assert_eq!(out.layers[1].trailer.len(), trailer);
            assert_eq!(out.addresses.len(), 1);
        }
    }
    let out = behind_ipv6(&error, Want::Full);
    assert_eq!(
        out.layers[1].summary,
        "Destination Unreachable: port unreachable"
    );
}

#[test]
fn listeners_report_groups_and_sources() {
    let record = [
        &[4, 0, 0, 1][..],
        &octets("ff02::1234"),
        &octets("2001:db8::7"),
    ]
    .concat();
    let out = behind_ipv6(&message(143, 0, &[&[0, 0, 0, 1], &record]), Want::Full);
    assert_eq!(
        values(&out, "icmpv6.mldr.mar.multicast_address"),
        [address("ff02::1234")]
    );
    assert_eq!(
        values(&out, "icmpv6.mldr.mar.source_address"),
        [address("2001:db8::7")]
    );
    let query = [&[0x92, 0x34, 0, 0][..], &[0; 16], &[0x0a, 0x8a, 0, 0]].concat();
    let out = behind_ipv6(&message(130, 0, &[&query]), Want::Full);
    assert_eq!(
        values(&out, "icmpv6.mld.maximum_response_code"),
        [Value::Uint(74_560)]
    );
    assert_eq!(values(&out, "icmpv6.mld.qqi"), [Value::Uint(208)]);
    let out = behind_ipv6(&message(131, 0, &[&[0; 4], &octets("ff02::1")]), Want::Full);
    assert_eq!(
        values(&out, "icmpv6.mld.multicast_address"),
        [address("ff02::1")]
    );
}

#[test]
fn hostile_lengths_and_counts_end() {
    let empty = message(135, 0, &[&[0; 20], &[1, 0, 0, 0, 0, 0, 0, 0]]);
    let out = behind_ipv6(&empty, Want::Full);
    assert!(
        out.faults
            .iter()
            .any(|fault| matches!(fault.kind, FaultKind::BadLength { .. }))
    );
    let endless = message(143, 0, &[&[0, 0, 0xff, 0xff], &[1, 255, 0xff, 0xff]]);
    let out = behind_ipv6(&endless, Want::Full);
    assert!(
        out.faults
            .iter()
            .any(|fault| matches!(fault.kind, FaultKind::Truncated { .. }))
    );
    let name = message(140, 0, &[&[0, 2, 0, 0], &[0; 8], &[0; 4], &[63, b'a']]);
    let out = behind_ipv6(&name, Want::Full);
    assert!(
        out.faults
            .iter()
            .any(|fault| matches!(fault.kind, FaultKind::Truncated { .. }))
    );
}
