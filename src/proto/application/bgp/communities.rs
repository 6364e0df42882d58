//! Communities: marks that networks put on routes for one another (RFC 1997, RFC 8092).

use std::fmt::Write;

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};

const SECTION: &str = "RFC 1997";
const LARGE_SECTION: &str = "RFC 8092 §3";

/// A community that a network has defined.
pub(super) const PARTS: &[FieldSpec] = &[
    FieldSpec::uint("bgp.update.path_attribute.community_as", "AS", 16)
        .doc("The network that says what the mark means.", SECTION),
    FieldSpec::uint("bgp.update.path_attribute.community_value", "Value", 16)
        .doc("The mark.", SECTION),
];

/// A large community.
pub(super) const LARGE_PARTS: &[FieldSpec] = &[
    FieldSpec::uint("bgp.large_communities.ga", "AS", 32)
        .doc("The network that says what the mark means.", LARGE_SECTION),
    FieldSpec::uint("bgp.large_communities.ldp1", "First part", 32)
        .doc("The first part of the mark.", LARGE_SECTION),
    FieldSpec::uint("bgp.large_communities.ldp2", "Second part", 32)
        .doc("The second part of the mark.", LARGE_SECTION),
];

const LARGE_LEN: usize = bytes_of(LARGE_PARTS);

crate::fields! {
    ALL = FieldSpec::group("bgp.update.path_attribute.communities", "Communities")
        .doc("Marks on the routes.", SECTION);
    COMMUNITY = FieldSpec::group("bgp.update.path_attribute.community", "Community")
        .doc("A mark on the routes, by a network that says what it means.", SECTION);
    WELL_KNOWN = FieldSpec::hex("bgp.update.path_attribute.community_wellknown", "Well-known community", 32)
        .codes(&[
            (0xffff_0000, "graceful shutdown"),
            (0xffff_0001, "accept own"),
            (0xffff_0006, "long-lived stale"),
            (0xffff_0007, "not long-lived stale"),
            (0xffff_029a, "black hole"),
            (0xffff_ff01, "no export"),
            (0xffff_ff02, "no advertisement"),
            (0xffff_ff03, "no export out of the confederation"),
            (0xffff_ff04, "no peer"),
        ])
        .doc("A mark that means the same everywhere.", "RFC 1997; RFC 7999; RFC 8326");
    LARGE = FieldSpec::computed("bgp.large_communities", "Large community")
        .doc("A mark on the routes for networks with numbers of 4 bytes.", LARGE_SECTION);
}

/// Reads communities of 4 bytes.
pub(super) fn communities(p: &mut Peel<'_>) -> Peeled {
    p.group(&ALL, |p| {
        while let [high, low, ..] = p.rest() {
            if p.is_full() {
                break;
            }
            if matches!((high, low), (0, 0) | (0xff, 0xff)) {
                p.uint(&WELL_KNOWN)?;
            } else {
                p.group(&COMMUNITY, |p| p.rows(PARTS))?;
            }
        }
        Ok(())
    })
}

/// Reads communities of 12 bytes.
pub(super) fn large(p: &mut Peel<'_>) -> Peeled {
    while let Some(bytes) = p.rest().first_chunk::<LARGE_LEN>() {
        if p.is_full() {
            break;
        }
        let text = || {
            let mut text = String::new();
            for word in bytes.chunks_exact(4) {
                let number = u32::from_be_bytes([word[0], word[1], word[2], word[3]]);
                let separator = if text.is_empty() { "" } else { ":" };
                // Writing to a string cannot fail.
                let _ = write!(text, "{separator}{number}");
            }
            text
        };
        p.group_made(&LARGE, text, |p| p.header::<LARGE_LEN>(LARGE_PARTS))?;
    }
    Ok(())
}
