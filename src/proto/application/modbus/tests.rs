use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn a_request_names_registers() {
    let out = peeled(PROTOCOL.sample);
    let value = |name| out.field(name).unwrap().value.clone();
    assert_eq!(value("modbus.reference_num"), Value::Uint(10));
    assert_eq!(value("modbus.word_cnt"), Value::Uint(2));
    assert_eq!(out.layers[0].summary, "request: read holding registers");
}

#[test]
fn registers_are_written_one_by_one() {
    let out = peeled(b"\x10\0\x05\0\x02\x04\0\x0a\x01\x02");
    let found = |name| {
        let fields = out
            .fields
            .iter()
            .filter(move |field| field.spec.name == name);
        fields.map(|field| field.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found("modbus.regnum16"), [Value::Uint(5), Value::Uint(6)]);
    assert_eq!(
        found("modbus.regval_uint16"),
        [Value::Uint(10), Value::Uint(0x102)]
    );
}

#[test]
fn an_exception_and_a_count_that_lies() {
    assert_eq!(
        peeled(b"\x83\x02").layers[0].summary,
        "read holding registers failed: illegal address"
    );
    let out = peeled(b"\x10\0\x05\0\x02\xff\0\x0a");
    assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
}
