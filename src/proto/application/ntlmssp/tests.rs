//! The three messages.

use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn a_client_says_what_it_can() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "ntlmssp.negotiate.domain"),
        [(16, 8, "NULL".into())]
    );
    assert_eq!(
        all(&out, bytes, "ntlmssp.version.build_number")[0].2,
        "7601"
    );
    assert_eq!(all(&out, bytes, "ntlmssp.negotiateunicode")[0].2, "1");
    assert_eq!(all(&out, bytes, "ntlmssp.negotiate56")[0].2, "1");
}

#[test]
fn a_server_gives_its_names() {
    let mut bytes =
        b"NTLMSSP\x00\x02\x00\x00\x00\x02\x00\x02\x00\x38\x00\x00\x00\x01\x00\x80\x02challeng"
            .to_vec();
    bytes.extend([0; 8]);
    bytes.extend(b"\x0a\x00\x0a\x00\x3a\x00\x00\x00\x06\x01\x00\x00\x00\x00\x00\x0fS\x00\x02\x00\x02\x00D\x00\x00\x00\x00\x00");
    let out = peeled(&bytes);
    assert_eq!(out.layers[0].summary, "challenge of S");
    assert_eq!(
        all(&out, &bytes, "ntlmssp.challenge.target_info.nb_domain_name"),
        [(62, 2, "D".into())]
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn places_outside_the_message_are_survived() {
    let mut bytes = b"NTLMSSP\x00\x03\x00\x00\x00".to_vec();
    bytes.extend([0xff; 60]);
    let out = peeled(&bytes);
    assert!(all(&out, &bytes, "ntlmssp.auth.username").is_empty());
}
