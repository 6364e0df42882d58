use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Value};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// First byte, length and text of the first field with this name.
fn field(out: &Dissection, bytes: &[u8], name: &str) -> (u32, u32, String) {
    let field = out.field(name).unwrap_or_else(|| panic!("no {name}"));
    let at = field.span.byte_range();
    (at.start, at.len(), field.raw_text(bytes))
}

/// `contents` behind identifier and length.
fn tlv(id: u8, contents: &[u8]) -> Vec<u8> {
    [&[id, contents.len() as u8], contents].concat()
}

/// A response of version 2c with one variable of this encoded value.
fn response(value: &[u8]) -> Vec<u8> {
    let name = tlv(6, b"\x2b\x06\x01\x02\x01\x01\x05\x00");
    let list = tlv(0x30, &tlv(0x30, &[&name, value].concat()));
    let pdu = tlv(
        0xa2,
        &[b"\x02\x01\x07\x02\x01\x00\x02\x01\x00", &list[..]].concat(),
    );
    tlv(0x30, &[b"\x02\x01\x01\x04\x06public", &pdu[..]].concat())
}

/// Where the value's contents start in [`response`].
const VALUE: u32 = 40;

#[test]
fn the_sample_is_a_response() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(
        out.layers[0].summary,
        "version 2c, community public: response 1.3.6.1.2.1.1.3.0"
    );
    assert_eq!(field(&out, bytes, "snmp.version"), (4, 1, "1".into()));
    assert_eq!(
        field(&out, bytes, "snmp.community"),
        (7, 6, "public".into())
    );
    assert_eq!(field(&out, bytes, "snmp.data"), (13, 30, "2".into()));
    assert_eq!(
        field(&out, bytes, "snmp.get_response_element"),
        (15, 28, "".into())
    );
    assert_eq!(
        field(&out, bytes, "snmp.request_id"),
        (17, 4, "1266162222".into())
    );
    assert_eq!(
        field(&out, bytes, "snmp.variable_bindings"),
        (29, 14, "1".into())
    );
    assert_eq!(
        field(&out, bytes, "snmp.name"),
        (33, 8, "1.3.6.1.2.1.1.3.0".into())
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn values_have_many_types() {
    let cases: &[(&[u8], &str, u32, &str)] = &[
        (b"\x02\x01\xff", "snmp.value.int", 1, "-1"),
        (b"\x04\x02ab", "snmp.value.octets", 2, "61:62"),
        (b"\x04\x02ab", "snmp.var-bind_str", 2, "ab"),
        (b"\x05\x00", "snmp.value.null", 0, ""),
        (b"\x06\x02\x2b\x06", "snmp.value.oid", 2, "1.3.6"),
        (
            b"\x40\x04\xc0\x00\x02\x01",
            "snmp.value.ipv4",
            4,
            "192.0.2.1",
        ),
        (
            b"\x41\x05\x00\xff\xff\xff\xff",
            "snmp.value.counter",
            5,
            "4294967295",
        ),
        (b"\x42\x01\x07", "snmp.value.u32", 1, "7"),
        (b"\x43\x02\x01\x00", "snmp.value.timeticks", 2, "256"),
        (b"\x46\x01\x09", "snmp.value.counter", 1, "9"),
        (b"\x81\x00", "snmp.noSuchInstance", 0, ""),
        (b"\x4a\x01\x09", "snmp.value.unk", 1, "09"),
    ];
    for (value, name, len, text) in cases {
        let bytes = response(value);
        let out = peeled(&bytes);
        assert_eq!(field(&out, &bytes, name), (VALUE, *len, (*text).to_owned()));
        assert!(out.faults.is_empty(), "{name}: {:?}", out.faults);
    }
    let out = peeled(&response(b"\x04\x02\x1b\xff"));
    assert!(out.field("snmp.var-bind_str").is_none());
}

#[test]
fn a_trap_of_version_1_has_its_own_form() {
    let list = tlv(0x30, b"");
    let trap = tlv(
        0xa4,
        &[
            b"\x06\x03\x2b\x06\x01\x40\x04\xc0\x00\x02\x01\x02\x01\x03\x02\x01\x00\x43\x01\x64",
            &list[..],
        ]
        .concat(),
    );
    let bytes = tlv(0x30, &[b"\x02\x01\x00\x04\x06public", &trap[..]].concat());
    let out = peeled(&bytes);
    assert_eq!(
        out.layers[0].summary,
        "version 1, community public: trap, link up"
    );
    assert_eq!(field(&out, &bytes, "snmp.agent_addr").2, "192.0.2.1");
    assert_eq!(field(&out, &bytes, "snmp.time_stamp").2, "100");
    assert_eq!(field(&out, &bytes, "snmp.variable_bindings").2, "0");
}

/// A message of version 3 with these flags and data.
fn version_3(flags: u8, data: &[u8]) -> Vec<u8> {
    let header = tlv(
        0x30,
        &[
            b"\x02\x01\x05\x02\x02\x05\xdc\x04\x01",
            &[flags][..],
            b"\x02\x01\x03",
        ]
        .concat(),
    );
    let engine = tlv(
        4,
        b"\x80\x00\x1f\x88\x80\x7f\x8a\x64\x54\x00\x00\x00\x65\x00\x00\x00\x00",
    );
    let usm = [
        &engine[..],
        b"\x02\x01\x01\x02\x01\x03\x04\x06reader\x04\x00\x04\x00",
    ]
    .concat();
    let security = tlv(4, &tlv(0x30, &usm));
    tlv(
        0x30,
        &[b"\x02\x01\x03", &header[..], &security, data].concat(),
    )
}

#[test]
fn version_3_says_who_speaks_and_hides_what() {
    let bytes = version_3(3, &tlv(4, b"secret"));
    let out = peeled(&bytes);
    assert_eq!(out.layers[0].summary, "version 3, user reader: encrypted");
    assert_eq!(field(&out, &bytes, "snmp.msgVersion"), (4, 1, "3".into()));
    assert_eq!(
        field(&out, &bytes, "snmp.msgGlobalData_element"),
        (5, 15, "".into())
    );
    assert_eq!(field(&out, &bytes, "snmp.v3.flags.auth").2, "1");
    assert_eq!(field(&out, &bytes, "snmp.v3.flags.report").2, "0");
    assert_eq!(field(&out, &bytes, "snmp.engineid.enterprise").2, "8072");
    assert_eq!(field(&out, &bytes, "snmp.engineid.data").2, "7f:8a:64:54");
    assert_eq!(
        field(&out, &bytes, "snmp.engineid.time").2,
        "1694498816.000000000"
    );
    assert_eq!(field(&out, &bytes, "snmp.msgUserName").2, "reader");
    assert_eq!(
        field(&out, &bytes, "snmp.encryptedPDU").2,
        "73:65:63:72:65:74"
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn version_3_in_the_clear_has_a_context() {
    let pdu = tlv(0xa0, b"\x02\x01\x07\x02\x01\x00\x02\x01\x00\x30\x00");
    let scoped = tlv(0x30, &[b"\x04\x00\x04\x03ctx", &pdu[..]].concat());
    let bytes = version_3(4, &scoped);
    let out = peeled(&bytes);
    assert_eq!(out.layers[0].summary, "version 3, user reader: get");
    assert_eq!(field(&out, &bytes, "snmp.contextName").2, "ctx");
    assert_eq!(out.field("snmp.data").unwrap().value, Value::Uint(0));
}

#[test]
fn broken_lengths_are_faults() {
    // The community claims more than the message has.
    let out = peeled(b"\x30\x0b\x02\x01\x01\x04\x7fpublic");
    assert!(!out.faults.is_empty());
    // The message claims more than the datagram has.
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes.truncate(30);
    let out = peeled(&bytes);
    assert!(!out.faults.is_empty() && out.field("snmp.request_id").is_some());
    // An element of another type.
    let out = peeled(b"\x30\x08\x02\x01\x01\x02\x01\x00\x05\x00");
    assert!(matches!(out.faults[0].kind, FaultKind::Malformed(_)));
}

#[test]
fn other_bytes_are_not_taken() {
    assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
    assert_eq!(recognise(&version_3(0, b"")), Match::Yes);
    // LDAP begins with a sequence and an integer too.
    assert_eq!(
        recognise(b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"),
        Match::No
    );
    assert_eq!(recognise(b"\x30\x05\x02\x01\x09\x04\x00"), Match::No);
    assert_eq!(recognise(b""), Match::No);
    assert_eq!(recognise(&[0xff; 20]), Match::No);
}
