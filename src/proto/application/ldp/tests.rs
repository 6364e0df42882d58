use super::PROTOCOL;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind, Value};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// A PDU with one message.
fn pdu(kind: u16, items: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 1];
    bytes.extend((14 + items.len() as u16).to_be_bytes());
    bytes.extend([192, 0, 2, 1, 0, 0]);
    bytes.extend(kind.to_be_bytes());
    bytes.extend((4 + items.len() as u16).to_be_bytes());
    bytes.extend([0, 0, 0, 7]);
    bytes.extend(items);
    bytes
}

fn value(out: &Dissection, name: &str) -> Value {
    out.field(name).unwrap().value.clone()
}

#[test]
fn a_hello_tells_where_to_connect() {
    let out = peeled(PROTOCOL.sample);
    assert_eq!(out.layers[0].summary, "hello");
    assert_eq!(value(&out, "ldp.msg.tlv.hello.hold"), Value::Uint(15));
    let address = Value::Ipv4([10, 0, 0, 6].into());
    assert_eq!(value(&out, "ldp.msg.tlv.ipv4.taddr"), address);
    assert!(out.faults.is_empty());
}

#[test]
fn a_mapping_gives_a_prefix_a_label() {
    let bytes = pdu(
        0x400,
        b"\x01\0\0\x07\x02\0\x01\x14\xc6\x33\x6f\x02\0\0\x04\0\0\0\x10",
    );
    let out = peeled(&bytes);
    let prefix = Value::Ipv4([198, 51, 96, 0].into());
    assert_eq!(value(&out, "ldp.msg.tlv.fec.pfval"), prefix);
    assert_eq!(value(&out, "ldp.msg.tlv.generic.label"), Value::Uint(16));
}

#[test]
fn a_pseudowire_has_interface_parameters() {
    let bytes = pdu(
        0x400,
        b"\x01\0\0\x10\x80\x80\x05\x08\0\0\0\0\0\0\0\x63\x01\x04\x05\xdc",
    );
    let out = peeled(&bytes);
    assert_eq!(value(&out, "ldp.msg.tlv.fec.pw.pwid"), Value::Uint(99));
    let mtu = value(&out, "ldp.msg.tlv.fec.vc.intparam.mtu");
    assert_eq!(mtu, Value::Uint(1500));
}

#[test]
fn lengths_that_lie_are_faults() {
    let long_prefix = pdu(0x400, b"\x01\0\0\x09\x02\0\x01\x28\x01\x02\x03\x04\x05");
    let empty_parameter = pdu(
        0x400,
        b"\x01\0\0\x0e\x80\x80\x05\x06\0\0\0\0\0\0\0\x63\x01\0",
    );
    let mut short_message = pdu(0x201, b"");
    short_message[13] = 3;
    let mut short_pdu = PROTOCOL.sample.to_vec();
    short_pdu[3] = 5;
    for bytes in [long_prefix, empty_parameter, short_message, short_pdu] {
        let out = peeled(&bytes);
        assert!(matches!(
            out.faults[0].kind,
            FaultKind::BadLength { .. } | FaultKind::Malformed(_)
        ));
    }
}
