//! Tests with a certificate made for them.

use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::application::tls;

/// A certificate of version 3 with an elliptic curve's key and the usual extensions.
const CERTIFICATE: &str = "\
    3082027330820219a00302010202014d300a06082a8648ce3d0403023039310b30090603550406130244453110300e06\
    0355040a0c074578616d706c653118301606035504030c0f7777772e6578616d706c652e636f6d3020170d3236313132\
    303038323231305a180f32303534303430373038323231305a3039310b30090603550406130244453110300e06035504\
    0a0c074578616d706c653118301606035504030c0f7777772e6578616d706c652e636f6d3059301306072a8648ce3d02\
    0106082a8648ce3d0301070342000495217014ab38b8c9d2fa769810810ac15aa763be8a536250cfdd559db8e7031b0d\
    42c7fbdcc29ab3d07bfc0f68c54135e034489ca68cb5cbc212435bcf635259a382010e3082010a30410603551d11043a\
    3038820f7777772e6578616d706c652e636f6d820d2a2e6578616d706c652e6e65748704c0000207871020010db80000\
    00000000000000000007300e0603551d0f0101ff04040302028430130603551d25040c300a06082b0601050507030130\
    120603551d130101ff040830060101ff02010330290603551d1f04223020301ea01ca01a8618687474703a2f2f63726c\
    2e6578616d706c652e636f6d2f61303006082b0601050507010104243022302006082b06010505073001861468747470\
    3a2f2f6f2e6578616d706c652e636f6d30100603551d2004093007300506032a0304301d0603551d0e041604143e3f8a\
    6bfcb1fc1d76a391047daccf88a2fabab3300a06082a8648ce3d0403020348003045022100de209d2fdf0540e3767f44\
    c844dd2a05557bfd8f851fed3d2aa679d0ae0dd60d022065e6705eed4fa38d591d77aeb44ebbb4e9b8cccd5ce6de5b21\
    863811f979e6f5";

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect()
}

fn with_length(bytes: usize, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_be_bytes();
    [&length[4 - bytes..], content].concat()
}

/// A record with a message that carries these certificates.
fn record(certificates: &[&[u8]]) -> Vec<u8> {
    let list: Vec<u8> = certificates
        .iter()
        .flat_map(|certificate| with_length(3, certificate))
        .collect();
    let message = [&[11][..], &with_length(3, &with_length(3, &list))].concat();
    [&[22, 3, 3][..], &with_length(2, &message)].concat()
}

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&tls::PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn texts(out: &Dissection, bytes: &[u8], name: &str) -> Vec<String> {
    out.fields
        .iter()
        .filter(|field| field.spec.name == name)
        .map(|field| field.raw_text(bytes))
        .collect()
}

#[test]
fn a_certificate_says_whom_it_is_for_and_until_when() {
    let certificate = bytes_of(CERTIFICATE);
    let bytes = record(&[&certificate]);
    let out = peeled(&bytes);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(out.layers[0].summary, "Certificate of www.example.com");
    let said = |name| texts(&out, &bytes, name);
    assert_eq!(said("x509af.version"), ["2"]);
    assert_eq!(said("x509af.serialNumber"), ["4d"]);
    assert_eq!(
        said("x509if.RelativeDistinguishedName_item_element"),
        [
            "country: DE",
            "organization: Example",
            "common name: www.example.com",
            "country: DE",
            "organization: Example",
            "common name: www.example.com"
        ]
    );
    assert_eq!(said("x509af.utcTime"), ["2026-11-20 08:22:10 (UTC)"]);
    assert_eq!(said("x509af.generalizedTime"), ["2659162930.000000000"]);
    assert_eq!(
        said("x509af.subjectPublicKeyInfo_element"),
        ["elliptic curve, P-256"]
    );
    assert_eq!(
        said("x509af.algorithm.id"),
        [
            "1.2.840.10045.4.3.2",
            "1.2.840.10045.2.1",
            "1.2.840.10045.4.3.2"
        ]
    );
}

#[test]
fn extensions_are_read() {
    let certificate = bytes_of(CERTIFICATE);
    let bytes = record(&[&certificate]);
    let out = peeled(&bytes);
    let said = |name| texts(&out, &bytes, name);
    assert_eq!(said("x509ce.dNSName"), ["www.example.com", "*.example.net"]);
    assert_eq!(said("x509ce.IPAddress.ipv4"), ["192.0.2.7"]);
    assert_eq!(said("x509ce.IPAddress.ipv6"), ["2001:db8::7"]);
    assert_eq!(said("x509ce.KeyUsage.digitalSignature"), ["1"]);
    assert_eq!(said("x509ce.KeyUsage.keyEncipherment"), ["0"]);
    assert_eq!(said("x509ce.KeyUsage.keyCertSign"), ["1"]);
    assert_eq!(said("x509ce.KeyPurposeId"), ["1.3.6.1.5.5.7.3.1"]);
    assert_eq!(said("x509ce.cA"), ["1"]);
    assert_eq!(said("x509ce.pathLenConstraint"), ["3"]);
    assert_eq!(said("x509ce.policyIdentifier"), ["1.2.3.4"]);
    assert_eq!(
        said("x509ce.uniformResourceIdentifier"),
        ["http://crl.example.com/a", "http://o.example.com"]
    );
    assert_eq!(said("x509af.critical"), ["1", "1"]);
}

#[test]
fn one_broken_certificate_leaves_the_next_whole() {
    let certificate = bytes_of(CERTIFICATE);
    let mut broken = certificate.clone();
    // The subject's length reaches beyond what is signed.
    broken[5] = 0xff;
    let out = peeled(&record(&[&broken, &certificate]));
    assert!(!out.faults.is_empty());
    let keys = out
        .fields
        .iter()
        .filter(|field| field.spec.name == "x509ce.cA")
        .count();
    assert_eq!(keys, 1);
}

#[test]
fn every_byte_may_be_wrong() {
    let certificate = bytes_of(CERTIFICATE);
    for at in 0..certificate.len() {
        for value in [0, 0x30, 0x7f, 0x80, 0x84, 0xff] {
            let mut hostile = certificate.clone();
            hostile[at] = value;
            let bytes = record(&[&hostile]);
            let out = peeled(&bytes);
            assert!(
                out.fields
                    .iter()
                    .all(|field| field.span.byte_range().end as usize <= bytes.len())
            );
        }
    }
}

#[test]
fn a_list_that_does_not_fit_is_not_read() {
    let certificate = bytes_of(CERTIFICATE);
    let mut bytes = record(&[&certificate]);
    // One byte less in the inner length than in the outer.
    bytes[14] -= 1;
    let out = peeled(&bytes);
    assert_eq!(out.layers[0].summary, "Certificate");
    assert!(texts(&out, &bytes, "x509af.version").is_empty());

    // The list is longer than its message.
    let mut bytes = record(&[&certificate]);
    bytes[11] += 1;
    bytes[14] += 1;
    assert!(texts(&peeled(&bytes), &bytes, "x509af.version").is_empty());
}

#[test]
fn a_cut_certificate_is_read_as_far_as_it_goes() {
    let certificate = bytes_of(CERTIFICATE);
    let bytes = record(&[&certificate, &certificate]);
    let cut = &bytes[..5 + 4 + 3 + 3 + 300];
    let out = peeled(cut);
    assert_eq!(out.layers[0].summary, "Certificate of www.example.com");
    assert!(!out.faults.is_empty());
    assert_eq!(texts(&out, cut, "x509af.version"), ["2"]);
}
