use super::PROTOCOL;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind, Value};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn a_registration_maps_addresses_to_a_router() {
    let out = peeled(PROTOCOL.sample);
    let value = |name| out.field(name).unwrap().value.clone();
    assert_eq!(out.layers[0].summary, "map register");
    assert_eq!(
        value("lisp.mapping.eid.ipv4"),
        Value::Ipv4([10, 0, 0, 2].into())
    );
    assert_eq!(
        value("lisp.loc.locator"),
        Value::Ipv4([10, 0, 123, 2].into())
    );
    assert_eq!(value("lisp.loc.flags.reach"), Value::Uint(1));
    assert!(out.faults.is_empty());
}

#[test]
fn canonical_addresses_are_nested_but_not_for_ever() {
    let mut bytes = b"\x10\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    for _ in 0..8 {
        bytes.extend(b"\x40\x03\0\0\x02\x20\0\x64\0\0\0\x07");
    }
    let out = peeled(&bytes);
    let is_odd = |kind| matches!(kind, FaultKind::Malformed(_) | FaultKind::Truncated { .. });
    assert!(out.faults.iter().any(|fault| is_odd(fault.kind)));
    let depth = out
        .fields
        .iter()
        .filter(|field| field.spec.name == "lisp.lcaf.iid");
    assert_eq!(depth.count(), 4);
}
