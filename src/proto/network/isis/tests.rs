use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind, Value, Verdict};
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// A link state packet with these items.
fn state(items: &[u8]) -> Vec<u8> {
    let mut bytes = PROTOCOL.sample[..27].to_vec();
    bytes[9] = 27 + items.len() as u8;
    bytes.extend(items);
    bytes
}

#[test]
fn a_link_state_packet_tells_of_a_router() {
    let out = peeled(PROTOCOL.sample);
    assert_eq!(
        out.layers[0].summary,
        "link state, level 1: 3333.3333.3333.00-00"
    );
    let value = |name| out.field(name).unwrap().value.clone();
    assert_eq!(value("isis.lsp.sequence_number"), Value::Uint(14));
    let area = out.field("isis.lsp.area_address").unwrap().span;
    assert_eq!((area.byte_range().start, area.byte_range().len()), (29, 4));
    assert_eq!(all(&out, PROTOCOL.sample, "isis.lsp.hostname")[0].2, "R3");
    let Value::Checksum(0xffff, Verdict::Bad(expected)) = value("isis.lsp.checksum") else {
        panic!("{:?}", value("isis.lsp.checksum"))
    };
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes[24..26].copy_from_slice(&(expected as u16).to_be_bytes());
    let good = Value::Checksum(expected, Verdict::Good);
    assert_eq!(
        peeled(&bytes).field("isis.lsp.checksum").unwrap().value,
        good
    );
}

#[test]
fn neighbours_and_networks_have_parts() {
    let bytes = state(
        b"\x16\x11\x33\x33\x33\x33\x33\x33\x02\0\0\x0a\x06\x09\x04\x4c\xee\x6b\x28\
          \x87\x10\0\0\0\x0a\x58\x0a\x01\x01\x07\x03\x05\x4c\0\0\x3e\x81",
    );
    let out = peeled(&bytes);
    let value = |name| out.field(name).unwrap().value.clone();
    assert_eq!(
        value("isis.lsp.ext_is_reachability.is_neighbor_id"),
        Value::Made("3333.3333.3333.02".into())
    );
    assert_eq!(
        value("isis.lsp.maximum_link_bandwidth"),
        Value::Made("1000".into())
    );
    assert_eq!(
        value("isis.lsp.ext_ip_reachability.ipv4_prefix"),
        Value::Ipv4([10, 1, 1, 0].into())
    );
    assert_eq!(value("isis.lsp.sid.sli_label"), Value::Uint(16001));
    let cut = |kind| matches!(kind, FaultKind::Truncated { .. });
    assert!(
        !out.faults.iter().any(|fault| cut(fault.kind)),
        "{:?}",
        out.faults
    );
}

#[test]
fn hellos_and_lists_are_told_apart() {
    let hello = b"\x83\x14\x01\0\x11\x01\0\0\x03\x22\x22\x22\x22\x22\x22\0\x1e\0\x17\x07\xf0\x01\0";
    let out = peeled(hello);
    assert_eq!(out.layers[0].summary, "hello of 2222.2222.2222");
    assert_eq!(
        out.field("isis.hello.adjacency_state").unwrap().value,
        Value::Uint(0)
    );
    let mut list = b"\x83\x11\x01\0\x1b\x01\0\0\0\x23\x22\x22\x22\x22\x22\x22\0\x09\x10".to_vec();
    list.extend(b"\x04\xb0\x33\x33\x33\x33\x33\x33\0\0\0\0\0\x0f\xa2\x41behind");
    let out = peeled(&list);
    assert_eq!(
        out.field("isis.csnp.lsp_id").unwrap().value,
        Value::Made("3333.3333.3333.00-00".into())
    );
    assert_eq!(out.layers[0].header.end, 35);
}

#[test]
fn lengths_that_lie_are_faults() {
    for items in [
        &b"\x16\x0b\x33\x33\x33\x33\x33\x33\x02\0\0\x0a\xff"[..],
        b"\x87\x08\0\0\0\x0a\x3f\x0a\x01\x01",
        b"\x89\xffR3",
        b"\x01\x02\xff\0",
    ] {
        let out = peeled(&state(items));
        let is_length = |kind| {
            matches!(
                kind,
                FaultKind::BadLength { .. } | FaultKind::Truncated { .. }
            )
        };
        assert!(
            out.faults.iter().any(|fault| is_length(fault.kind)),
            "{items:?}"
        );
    }
}
