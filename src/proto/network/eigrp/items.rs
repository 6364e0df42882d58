//! What routers say of themselves.

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

use super::UNKNOWN;

const SECTION: &str = "RFC 7868 §6.7";

pub(super) const PARAMETERS: &[FieldSpec] = &[
    weight("eigrp.par.k1", "K1", "Weight of the bandwidth."),
    weight("eigrp.par.k2", "K2", "Weight of the bandwidth under load."),
    weight("eigrp.par.k3", "K3", "Weight of the delay."),
    weight("eigrp.par.k4", "K4", "Weight of the reliability."),
    weight("eigrp.par.k5", "K5", "Weight of the reliability."),
    weight("eigrp.par.k6", "K6", "Weight of further attributes."),
    FieldSpec::uint("eigrp.par.holdtime", "Hold time", 16)
        .unit("seconds")
        .doc(
            "How long this hello counts; then the neighbour is taken for dead.",
            SECTION,
        ),
];

const fn weight(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, SECTION)
}

pub(super) const PROOF: &[FieldSpec] = &[
    FieldSpec::uint("eigrp.auth.type", "Kind of proof", 16)
        .codes(&[(1, "password"), (2, "MD5"), (3, "SHA-256")])
        .doc("How the digest is made.", SECTION),
    FieldSpec::uint("eigrp.auth.length", "Digest length", 16)
        .unit("bytes")
        .doc("How long the digest is.", SECTION),
    FieldSpec::uint("eigrp.auth.keyid", "Key", 32)
        .doc("Which of the shared keys was used.", SECTION),
    FieldSpec::uint("eigrp.auth.keyseq", "Key sequence", 32).doc(
        "Goes up, so that old messages cannot be sent again.",
        SECTION,
    ),
    FieldSpec::bytes("eigrp.nullpad", "Padding")
        .wide(8)
        .doc("Zeros.", SECTION),
];

pub(super) const VERSIONS: &[FieldSpec] = &[
    FieldSpec::uint("eigrp.release_version", "Release", 16).doc(
        "Of the operating system: major and minor in a byte each.",
        SECTION,
    ),
    FieldSpec::uint("eigrp.tlv_version", "Item version", 16).doc(
        "Of the format of the items: major and minor in a byte each.",
        SECTION,
    ),
];

const fn stub(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

pub(super) const STUB: &[FieldSpec] = &[
    FieldSpec::hex("eigrp.stub_options", "Stub", 16)
        .parts_follow()
        .doc(
            "The sender is at the edge: it tells some routes only and wants no queries.",
            SECTION,
        ),
    FieldSpec::gap(10).part(),
    stub(
        "eigrp.stub_options.recvonly",
        "Receive only",
        "Set: it tells none.",
    ),
    stub(
        "eigrp.stub_options.leakmap",
        "Leak map",
        "Set: it tells those of a list.",
    ),
    stub(
        "eigrp.stub_options.redist",
        "Redistributed",
        "Set: it tells those of other protocols.",
    ),
    stub(
        "eigrp.stub_options.summary",
        "Summary",
        "Set: it tells summaries.",
    ),
    stub(
        "eigrp.stub_options.static",
        "Static",
        "Set: it tells static ones.",
    ),
    stub(
        "eigrp.stub_options.connected",
        "Connected",
        "Set: it tells its own networks.",
    ),
];

pub(super) const TOPOLOGIES: &[FieldSpec] = &[
    FieldSpec::hex("eigrp.tidlist.flags", "Flags", 16).doc("Special handling.", SECTION),
    FieldSpec::uint("eigrp.tidlist.len", "List length", 16).doc("How long the list is.", SECTION),
];

crate::fields! {
    DIGEST = FieldSpec::bytes("eigrp.auth.digest", "Digest")
        .doc("Shows that the sender knows the key.", SECTION);
    ADDRESS_LEN = FieldSpec::uint("eigrp.seq.addrlen", "Address length", 8).unit("bytes")
        .doc("How long the next address is.", SECTION);
    SKIP_IPV4 = FieldSpec::ipv4("eigrp.seq.ipv4addr", "Neighbour")
        .doc("This neighbour shall skip the next conditional message.", SECTION);
    SKIP_IPV6 = FieldSpec::ipv6("eigrp.seq.ipv6addr", "Neighbour")
        .doc("This neighbour shall skip the next conditional message.", SECTION);
    SKIP_IPX = FieldSpec::bytes("eigrp.ipx_address", "Neighbour")
        .doc("This neighbour shall skip the next conditional message.", SECTION);
    NEXT_SEQUENCE = FieldSpec::uint("eigrp.next_mcast_seq", "Next multicast", 32)
        .doc("The sequence number of the conditional message.", SECTION);
    TOPOLOGY_ID = FieldSpec::uint("eigrp.tidlist", "Topology", 16)
        .doc("A topology that the sender routes for.", SECTION);
}

/// Reads an item's value.
pub(super) fn value(p: &mut Peel<'_>, kind: u16) -> Peeled {
    match kind {
        1 => p.rows(PARAMETERS).map(drop),
        2 => {
            let len = p.rows(PROOF)?[3];
            p.field(&DIGEST, len.into()).map(drop)
        }
        3 => neighbours(p),
        4 => p.rows(VERSIONS).map(drop),
        5 => p.uint(&NEXT_SEQUENCE).map(drop),
        6 => p.rows(STUB).map(drop),
        8 => {
            p.rows(TOPOLOGIES)?;
            while p.rest().len() >= 2 && !p.is_full() {
                p.uint(&TOPOLOGY_ID)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn neighbours(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let len = p.uint(&ADDRESS_LEN)? as usize;
        let spec = match len {
            4 => &SKIP_IPV4,
            10 => &SKIP_IPX,
            16 => &SKIP_IPV6,
            _ => &UNKNOWN,
        };
        p.field(spec, len)?;
    }
    Ok(())
}
