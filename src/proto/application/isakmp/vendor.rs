//! Vendor payloads: who made the sender, or which extension it knows (RFC 7296 §3.12).

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const RFC: &str = "RFC 7296 §3.12; RFC 2408 §3.16";

crate::fields! {
    BYTES = FieldSpec::bytes("isakmp.vid_bytes", "Vendor")
        .doc("Mostly the hash of a text: who knows the text knows what is meant.", RFC);
    NAME = FieldSpec::computed("isakmp.vid_string", "Meaning")
        .doc("What these bytes are known to stand for.", RFC);
    UNITY_MAJOR = FieldSpec::uint("isakmp.vid.cisco_unity.major", "Major version", 8)
        .doc("Of Cisco's extensions for clients.", "Cisco Unity");
    UNITY_MINOR = FieldSpec::uint("isakmp.vid.cisco_unity.minor", "Minor version", 8)
        .doc("Of Cisco's extensions for clients.", "Cisco Unity");
    MICROSOFT = FieldSpec::uint("isakmp.vid.ms_nt5_isakmpoakley", "Windows release", 32)
        .doc("A number that grew with the releases of Windows.", "Microsoft MS-IKEE §2.2.1");
}

const UNITY: &[u8] = b"\x12\xf5\xf2\x8c\x45\x71\x68\xa9\x70\x2d\x9f\xe2\x74\xcc";
const WINDOWS: &[u8] = b"\x1e\x2b\x51\x69\x05\x99\x1c\x7d\x7c\x96\xfc\xbf\xb5\x87\xe4\x61";

/// What vendors' payloads begin with, and what it is called.
const KNOWN: &[(&[u8], &str)] = &[
    (UNITY, "CISCO-UNITY"),
    (WINDOWS, "MS NT5 ISAKMPOAKLEY"),
    (
        b"\xaf\xca\xd7\x13\x68\xa1\xf1\xc9\x6b\x86\x96\xfc\x77\x57",
        "RFC 3706 DPD (Dead Peer Detection)",
    ),
    (b"\x09\x00\x26\x89\xdf\xd6\xb7\x12", "XAUTH"),
    (
        b"\x4a\x13\x1c\x81\x07\x03\x58\x45\x5c\x57\x28\xf2\x0e\x95\x45\x2f",
        "RFC 3947 Negotiation of NAT-Traversal in the IKE",
    ),
    (
        b"\x90\xcb\x80\x91\x3e\xbb\x69\x6e\x08\x63\x81\xb5\xec\x42\x7b\x1f",
        "draft-ietf-ipsec-nat-t-ike-02\n",
    ),
    (
        b"\xcd\x60\x46\x43\x35\xdf\x21\xf8\x7c\xfd\xb2\xfc\x68\xb6\xa4\x48",
        "draft-ietf-ipsec-nat-t-ike-02",
    ),
    (
        b"\x7d\x94\x19\xa6\x53\x10\xca\x6f\x2c\x17\x9d\x92\x15\x52\x9d\x56",
        "draft-ietf-ipsec-nat-t-ike-03",
    ),
    (
        b"\x43\x9b\x59\xf8\xba\x67\x6c\x4c\x77\x37\xae\x22\xea\xb8\xf5\x82",
        "draft-ietf-ipsec-nat-t-ike-07",
    ),
    (b"CISCO-DELETE-REASON", "Cisco Delete Reason Supported"),
];

/// The payload behind its generic header.
pub(super) fn vendor(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.rest();
    let at = p.pos()..p.bytes().len();
    p.mark(&BYTES, at.clone());
    let Some((start, name)) = KNOWN.iter().find(|known| bytes.starts_with(known.0)) else {
        return Ok(());
    };
    p.mark_made(&NAME, at, || (*name).to_owned());
    p.skip(start.len())?;
    let left = p.rest().len();
    if *start == UNITY && left >= 2 {
        p.uint(&UNITY_MAJOR)?;
        p.uint(&UNITY_MINOR)?;
    } else if *start == WINDOWS && left >= 4 {
        p.uint(&MICROSOFT)?;
    }
    Ok(())
}
