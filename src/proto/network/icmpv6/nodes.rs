//! Node information: a host is asked for its name or its addresses (RFC 4620).

use super::DATA;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

pub(super) const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("icmpv6.ni.qtype", "Question", 16)
        .codes(&[
            (0, "nothing"),
            (1, "unused"),
            (2, "name"),
            (3, "IPv6 addresses"),
            (4, "IPv4 addresses"),
        ])
        .doc("What is asked for.", "RFC 4620 §5"),
    FieldSpec::hex("icmpv6.ni.flag", "Flags", 16)
        .parts_follow()
        .doc("Which addresses are asked for.", "RFC 4620 §5"),
    FieldSpec::hex("icmpv6.ni.flag.rsv", "Reserved", 10)
        .part()
        .doc("Zero.", "RFC 4620 §5"),
    FieldSpec::flag("icmpv6.ni.flag.g", "Global")
        .part()
        .doc("Set: addresses of global scope.", "RFC 4620 §6.3"),
    FieldSpec::flag("icmpv6.ni.flag.s", "Site-local")
        .part()
        .doc("Set: addresses of site-local scope.", "RFC 4620 §6.3"),
    FieldSpec::flag("icmpv6.ni.flag.l", "Link-local")
        .part()
        .doc("Set: addresses of link-local scope.", "RFC 4620 §6.3"),
    FieldSpec::flag("icmpv6.ni.flag.c", "Compatible")
        .part()
        .doc(
            "Set: IPv4-compatible and IPv4-mapped addresses.",
            "RFC 4620 §6.3",
        ),
    FieldSpec::flag("icmpv6.ni.flag.a", "All")
        .part()
        .doc("Set: addresses of all interfaces.", "RFC 4620 §6.3"),
    FieldSpec::flag("icmpv6.ni.flag.t", "Truncated")
        .part()
        .doc("Set: there was no room for all of them.", "RFC 4620 §6.3"),
    FieldSpec::hex("icmpv6.ni.nonce", "Nonce", 64)
        .doc("A random number that the answer repeats.", "RFC 4620 §4"),
];

crate::fields! {
    SUBJECT_IPV6 = FieldSpec::ipv6("icmpv6.ni.query.subject_ipv6", "About")
        .doc("The address asked about.", "RFC 4620 §4");
    SUBJECT_NAME = FieldSpec::computed("icmpv6.ni.query.subject_fqdn", "About")
        .doc("The name asked about.", "RFC 4620 §4");
    SUBJECT_IPV4 = FieldSpec::ipv4("icmpv6.ni.query.subject_ipv4", "About")
        .doc("The address asked about.", "RFC 4620 §4");
    TTL = FieldSpec::uint("icmpv6.ni.reply.node_ttl", "Time to live", 32).unit("s")
        .doc("How long the answer may be remembered.", "RFC 4620 §6");
    NAME = FieldSpec::computed("icmpv6.ni.reply.node_name", "Name")
        .doc("The host's name.", "RFC 4620 §6.2");
    IPV6 = FieldSpec::ipv6("icmpv6.ni.reply.node_address", "Address")
        .doc("An address of the host.", "RFC 4620 §6.3");
    IPV4 = FieldSpec::ipv4("icmpv6.ni.reply.ipv4_address", "Address")
        .doc("An address of the host.", "RFC 4620 §6.4");
}

/// A query or reply behind its checksum.
pub(super) fn message(p: &mut Peel<'_>, kind: u8, code: u8) -> Peeled {
    let question = p.rows(HEADER)?[1];
    if p.rest().is_empty() {
        return Ok(());
    }
    match (kind, code) {
        (super::NODE_QUERY, 0) => p.field(&SUBJECT_IPV6, 16).map(drop),
        (super::NODE_QUERY, 1) => name(p, &SUBJECT_NAME),
        (super::NODE_QUERY, 2) => p.field(&SUBJECT_IPV4, 4).map(drop),
        (super::NODE_REPLY, 0) => answers(p, question),
        _ => {
            let rest = p.rest().len();
            p.field(&DATA, rest).map(drop)
        }
    }
}

fn answers(p: &mut Peel<'_>, question: u8) -> Peeled {
    while !p.rest().is_empty() {
        match question {
            2 => {
                p.uint(&TTL)?;
                name(p, &NAME)?;
            }
            3 => {
                p.uint(&TTL)?;
                p.field(&IPV6, 16)?;
            }
            4 => {
                p.uint(&TTL)?;
                p.field(&IPV4, 4)?;
            }
            _ => {
                let rest = p.rest().len();
                p.field(&DATA, rest)?;
            }
        }
    }
    Ok(())
}

/// A name as labels up to the end of the message; two empty labels end one that is not complete.
fn name(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let start = p.pos();
    let mut text = String::new();
    while !p.rest().is_empty() {
        let len = usize::from(p.skip(1)?[0]);
        let label = p.skip(len)?;
        if !text.is_empty() && len > 0 {
            text.push('.');
        }
        text.push_str(&String::from_utf8_lossy(label));
    }
    p.mark_made(spec, start..p.pos(), || text);
    Ok(())
}
