use super::PROTOCOL;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind, Value, Verdict};
use crate::proto::network::ipv4;
use crate::proto::testing::all;

/// The message behind an IPv4 header.
fn behind_ipv4(message: &[u8]) -> (Vec<u8>, Dissection) {
    let mut bytes = ipv4::PROTOCOL.sample[..20].to_vec();
    bytes[2..4].copy_from_slice(&(20 + message.len() as u16).to_be_bytes());
    bytes[9] = 103;
    bytes.extend(message);
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&ipv4::PROTOCOL, &bytes, Want::Full, &mut out);
    (bytes, out)
}

fn value(out: &Dissection, name: &str) -> Value {
    out.field(name).unwrap().value.clone()
}

#[test]
fn a_hello_has_options() {
    let (_, out) = behind_ipv4(PROTOCOL.sample);
    assert_eq!(value(&out, "pim.holdtime"), Value::Uint(105));
    assert_eq!(value(&out, "pim.dr_priority"), Value::Uint(1));
    assert_eq!(
        value(&out, "pim.cksum"),
        Value::Checksum(0x4fce, Verdict::Good)
    );
}

#[test]
fn a_prune_names_group_and_source() {
    let message = b"\x23\0\x8f\xd8\x01\0\x0a\0\0\x01\0\x01\0\xd2\x01\0\0\x20\xef\x7b\x7b\x7b\0\0\0\x01\x01\0\0\x20\xac\x10\x28\x0a";
    let (bytes, out) = behind_ipv4(message);
    assert_eq!(
        value(&out, "pim.cksum"),
        Value::Checksum(0x8fd8, Verdict::Good)
    );
    let pruned = &all(&out, &bytes, "pim.prune_ip")[0];
    assert_eq!((pruned.0, pruned.1), (46, 8));
    assert_eq!(
        value(&out, "pim.prune_ip"),
        Value::Ipv4([172, 16, 40, 10].into())
    );
    assert_eq!(out.layers[1].summary, "join/prune");
}

#[test]
fn a_register_wraps_a_packet_it_does_not_sum() {
    let message = [&b"\x21\0\xde\xff\0\0\0\0"[..], ipv4::PROTOCOL.sample].concat();
    let (_, out) = behind_ipv4(&message);
    assert_eq!(
        value(&out, "pim.cksum"),
        Value::Checksum(0xdeff, Verdict::Good)
    );
    assert_eq!(out.layers[2].info.name, "ip");
}

#[test]
fn counts_and_families_that_lie_end_with_the_bytes() {
    let (_, cut) = behind_ipv4(b"\x23\0\0\0\x01\0\x0a\0\0\x01\0\xff\0\xd2\x01\0\0\x20\xef\x7b\x7b\x7b\xff\xff\xff\xff\x01\0");
    let is_cut = |kind| matches!(kind, FaultKind::Truncated { .. });
    assert!(cut.faults.iter().any(|fault| is_cut(fault.kind)));
    let (_, odd) = behind_ipv4(b"\x25\0\0\0\x07\0\0\0\0\0\0\0");
    let is_odd = |kind| matches!(kind, FaultKind::Malformed(_));
    assert!(odd.faults.iter().any(|fault| is_odd(fault.kind)));
}
