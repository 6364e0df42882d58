use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Value};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn value(out: &Dissection, name: &str) -> Option<Value> {
    out.field(name).map(|field| field.value.clone())
}

/// A chunk of a channel with the token 1, with its size.
fn message(service: &[u8]) -> Vec<u8> {
    let mut bytes = b"MSGF\0\0\0\0\x01\0\0\0\x01\0\0\0\x07\0\0\0\x08\0\0\0".to_vec();
    bytes.extend(service);
    let size = bytes.len() as u32;
    bytes[4..8].copy_from_slice(&size.to_le_bytes());
    bytes
}

/// A response's header without news, for the service of this number.
fn response(number: u16) -> Vec<u8> {
    let mut bytes = vec![1, 0];
    bytes.extend(number.to_le_bytes());
    bytes.extend(b"\0\x80\x3e\xd5\xde\xb1\x9d\x01\x09\0\0\0\0\0\0\0\0\xff\xff\xff\xff\0\0\0");
    bytes
}

#[test]
fn a_hello_says_what_fits() {
    let out = peeled(PROTOCOL.sample);
    assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
    assert_eq!(
        value(&out, "opcua.transport.rbs"),
        Some(Value::Uint(131_072))
    );
    assert_eq!(value(&out, "opcua.transport.endpoint"), Some(Value::Text));
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn a_read_response_holds_values_of_any_type() {
    let mut bytes = response(634);
    // One value: an array of two numbers of 16 bits, with a status.
    bytes.extend(b"\x01\0\0\0\x03\x84\x02\0\0\0\xff\xff\x05\0\0\0\x34\x80\xff\xff\xff\xff");
    let out = peeled(&message(&bytes));
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    let numbers = out.fields.iter().filter(|f| f.spec.name == "opcua.Int16");
    let numbers: Vec<Value> = numbers.map(|field| field.value.clone()).collect();
    assert_eq!(numbers, [Value::Int(-1), Value::Int(5)]);
    assert_eq!(
        value(&out, "opcua.StatusCode"),
        Some(Value::Uint(0x8034_0000))
    );
    assert_eq!(out.layers[0].summary, "read response");
}

#[test]
fn counts_and_nesting_that_lie_end_with_the_bytes() {
    let mut bytes = response(634);
    bytes.extend(b"\xff\xff\xff\x7f");
    // Values in values in values.
    bytes.extend([1, 0x18].iter().chain([0x18; 40].iter()));
    let out = peeled(&message(&bytes));
    assert!(!out.faults.is_empty());
    let bad = peeled(b"MSGF\x07\0\0\0");
    let fault = bad.faults[0].kind;
    assert!(matches!(
        fault,
        FaultKind::BadLength {
            says: 7,
            limit: 8,
            ..
        }
    ));
}
