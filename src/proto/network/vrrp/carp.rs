//! CARP: what OpenBSD uses in place of VRRP.

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;

const SECTION: &str = "OpenBSD carp(4)";

/// Version 2, type 1.
const VERSION_AND_TYPE: u8 = 0x21;
/// Counter and digest in words of 4 bytes; VRRP has its count of addresses there.
const PROOF_WORDS: u8 = 7;
const LEN: usize = 36;

pub(super) const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("carp.typever", "Version and type", 8)
        .parts_follow()
        .doc("Both in one byte.", SECTION),
    FieldSpec::uint("carp.version", "Version", 4)
        .part()
        .doc("2.", SECTION),
    FieldSpec::uint("carp.type", "Type", 4)
        .part()
        .codes(&[(1, "advertisement")])
        .doc("There is one type of message: the master tells that it is alive.", SECTION),
    FieldSpec::uint("carp.vhid", "Virtual host", 8)
        .doc("The number of the group of hosts that share an address.", SECTION),
    FieldSpec::uint("carp.advskew", "Skew", 8)
        .unit("× 1/256 s")
        .doc("Added to the interval: who advertises most often is the master.", SECTION),
    FieldSpec::uint("carp.authlen", "Proof length", 8)
        .unit("× 4 bytes")
        .doc("Counter and digest together.", SECTION),
    FieldSpec::uint("carp.demotion", "Demotion", 8)
        .doc("The higher, the less fit the sender feels to be the master.", SECTION),
    FieldSpec::uint("carp.adver_int", "Interval", 8)
        .unit("seconds")
        .doc("How often the sender advertises.", SECTION),
    FieldSpec::hex("carp.checksum", "Checksum", 16)
        .doc("Covers the whole message.", SECTION),
    FieldSpec::uint("carp.counter", "Counter", 64)
        .doc("Goes up with every message, so that old ones cannot be sent again.", SECTION),
    FieldSpec::bytes("carp.hmac", "Digest")
        .wide(20)
        .doc("Over the counter, the group and its addresses, which are not sent: the sender knows the key and them.", SECTION),
];

static INFO: ProtoInfo = ProtoInfo {
    name: "carp",
    short: "CARP",
    title: "Common Address Redundancy Protocol",
    osi: OsiLayer::Network,
    why: "It keeps a network address alive when the host that has it fails; it stands directly on IP.",
    reference: SECTION,
};

/// True if the bytes are CARP's. A message of VRRP with as many addresses is longer.
pub(super) fn is_carp(bytes: &[u8]) -> bool {
    bytes.len() == LEN && bytes[0] == VERSION_AND_TYPE && bytes[3] == PROOF_WORDS
}

/// Reads a message.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    p.variant(&INFO);
    let message = p.bytes();
    let h = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    p.summary(format_args!("group {}, skew {}", h[1], h[2]));
    let verdict = match p.is_whole() && !p.is_quoted() {
        true => checksum::verdict(message, 6, 0),
        false => Verdict::Unverifiable,
    };
    p.verdict("carp.checksum", verdict);
    Ok(())
}

#[cfg(test)]
pub(super) const SAMPLE: &[u8] =
    b"\x21\x01\x00\x07\x00\x01\xde\xf5\x00\x00\x00\x00\x00\x00\x00\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
