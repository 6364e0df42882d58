use super::PROTOCOL;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind, Value};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn a_registration_names_both_addresses() {
    let out = peeled(PROTOCOL.sample);
    let value = |name| out.field(name).unwrap().value.clone();
    assert_eq!(out.layers[0].summary, "registration request");
    assert_eq!(
        value("nhrp.src.nbma.addr"),
        Value::Ipv4([192, 0, 2, 1].into())
    );
    assert_eq!(
        value("nhrp.src.prot.addr"),
        Value::Ipv4([10, 0, 0, 3].into())
    );
    assert_eq!(value("nhrp.htime"), Value::Uint(7200));
    assert_eq!(value("nhrp.ext.type"), Value::Uint(0));
}

#[test]
fn lengths_that_lie_are_faults() {
    let mut outside = PROTOCOL.sample.to_vec();
    outside[15] = 0xff;
    assert!(matches!(
        peeled(&outside).faults[0].kind,
        FaultKind::Malformed(_)
    ));
    let mut long = PROTOCOL.sample.to_vec();
    long[48] = 0x3f;
    let cut = |kind| matches!(kind, FaultKind::Truncated { .. });
    assert!(peeled(&long).faults.iter().any(|fault| cut(fault.kind)));
}
