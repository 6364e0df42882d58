//! OCSP as the body of an HTTP message (RFC 6960 §A).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{OsiLayer, ProtoInfo};
use crate::proto::ber;
use crate::proto::x509::{self, ocsp};

/// OCSP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ocsp",
        short: "OCSP",
        title: "Online Certificate Status Protocol",
        osi: OsiLayer::Application,
        why: "A program asks whether a certificate was revoked, before it trusts it.",
        reference: "RFC 6960",
    },
    claims: &[
        Claim::MediaType("application/ocsp-request"),
        Claim::MediaType("application/ocsp-response"),
    ],
    headers: &[x509::USAGES],
    fields: x509::FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x30\x03\x0a\x01\x06",
};

fn recognise(bytes: &[u8]) -> Match {
    let whole = ber::element(bytes, 0);
    Match::maybe_if(whole.is_ok_and(|whole| whole.id == ber::SEQUENCE))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if !ocsp::is_response(p.bytes()) {
        p.summary(format_args!("Request"));
        return ocsp::request(p);
    }
    let mut said = ocsp::Said::default();
    let result = ocsp::response(p, &mut said);
    match said.state.or(said.status) {
        Some(state) => p.summary(format_args!("Response: {state}")),
        None => p.summary(format_args!("Response")),
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        [&[tag, body.len() as u8][..], &body].concat()
    }

    fn certificate() -> Vec<u8> {
        let hash = der(0x30, &[b"\x06\x05\x2b\x0e\x03\x02\x1a"]);
        let parts = [&hash[..], b"\x04\x02ab", b"\x04\x02cd", b"\x02\x01\x07"];
        der(0x30, &parts)
    }

    #[test]
    fn a_request_names_certificates() {
        let list = der(0x30, &[&der(0x30, &[&certificate()])]);
        let bytes = der(0x30, &[&der(0x30, &[&list])]);
        let out = peeled(&bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(out.layers[0].summary, "Request");
        assert_eq!(all(&out, &bytes, "ocsp.serialNumber")[0].2, "07");
    }

    #[test]
    fn a_response_says_the_state() {
        let time = der(0x18, &[b"20240102030405Z"]);
        let revoked = der(0xa1, &[&time, b"\xa0\x03\x0a\x01\x01"]);
        let single = der(0x30, &[&certificate(), &revoked, &time]);
        let responder = der(0xa2, &[b"\x04\x02kk"]);
        let signed = der(0x30, &[&responder, &time, &der(0x30, &[&single])]);
        let signer = der(0x30, &[b"\x06\x03\x2a\x03\x04"]);
        let basic = der(0x30, &[&signed, &signer, b"\x03\x02\0\xff"]);
        let kind = b"\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01";
        // The whole is longer than 127 bytes.
        let inner = [&kind[..], &[4, 0x81, basic.len() as u8], &basic].concat();
        let long = |tag: u8, body: &[u8]| [&[tag, 0x81, body.len() as u8][..], body].concat();
        let body = [&b"\x0a\x01\0"[..], &long(0xa0, &long(0x30, &inner))].concat();
        let bytes = long(0x30, &body);
        let out = peeled(&bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(out.layers[0].summary, "Response: revoked");
        assert_eq!(all(&out, &bytes, "ocsp.revocationReason")[0].2, "1");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert!(!peeled(b"\x30\x05\x0a\x01\0\xa0\x7f").faults.is_empty());
    }
}
