//! Who an end is, how it proves it, and for which packets the keys are: identities, certificates,
//! traffic selectors (RFC 2407 §4.6.2, RFC 7296 §3.5, §3.6, §3.7, §3.13).

use super::payloads::{RESERVED, rest, take};
use super::{Version, codes};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::x509::{self, Holder};

const RFC: &str = "RFC 7296 §3.5; RFC 2407 §4.6.2";
const SELECTOR: &str = "RFC 7296 §3.13.1";

/// Certificates that are X.509, signing.
const X509: u64 = 4;
/// An authority that is named by the hash of its key, version 2.
const HASH_LEN: usize = 20;

const fn v4(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc(doc, RFC)
}

const fn v6(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv6(name, label).doc(doc, RFC)
}

crate::fields! {
    TYPE = FieldSpec::uint("isakmp.id.type", "Kind of identity", 8)
        .codes(codes::IDENTITIES)
        .doc("In which form the identity is given.", RFC);
    PROTOCOL = FieldSpec::uint("isakmp.id.protoid", "Protocol", 8)
        .doc("The IP protocol that the identity is limited to; 0 for all.", "RFC 2407 §4.6.2");
    PORT = FieldSpec::uint("isakmp.id.port", "Port", 16)
        .doc("The port that the identity is limited to; 0 for all.", "RFC 2407 §4.6.2");
    DATA = FieldSpec::group("isakmp.id.data", "Identity")
        .doc("Who the sender is, or which packets are meant.", RFC);
    ADDRESS_4 = v4("isakmp.id.data.ipv4_addr", "IPv4 address", "The address.");
    MASK_4 = v4("isakmp.id.data.ipv4_subnet", "Mask", "Which bits of the address name the subnet.");
    FIRST_4 = v4("isakmp.id.data.ipv4_range_start", "First address", "The range begins here.");
    LAST_4 = v4("isakmp.id.data.ipv4_range_end", "Last address", "The range ends here.");
    ADDRESS_6 = v6("isakmp.id.data.ipv6_addr", "IPv6 address", "The address.");
    MASK_6 = v6("isakmp.id.data.ipv6_subnet", "Mask", "Which bits of the address name the subnet.");
    FIRST_6 = v6("isakmp.id.data.ipv6_range_start", "First address", "The range begins here.");
    LAST_6 = v6("isakmp.id.data.ipv6_range_end", "Last address", "The range ends here.");
    DOMAIN = FieldSpec::text("isakmp.id.data.fqdn", "Domain name").doc("The sender's name.", RFC);
    USER = FieldSpec::text("isakmp.id.data.user_fqdn", "User at a domain").doc("Like an address for mail.", RFC);
    KEY_NAME = FieldSpec::bytes("isakmp.id.data.key_id", "Name of a key").doc("A name that only the receiver understands.", RFC);
    ENCODING = FieldSpec::uint("isakmp.cert.encoding", "Encoding", 8)
        .codes(codes::CERTIFICATES)
        .doc("What kind of certificate follows.", "RFC 7296 §3.6");
    CERTIFICATE = FieldSpec::bytes("isakmp.cert.data", "Certificate")
        .doc("Binds a name to a public key; a certification authority has signed it.", "RFC 7296 §3.6");
    HASH = FieldSpec::bytes("isakmp.cert.x509.hash", "Hash")
        .doc("Of the certificate that can be fetched.", "RFC 7296 §3.6");
    URL = FieldSpec::text("isakmp.cert.x509.url", "Address")
        .doc("Where the certificate can be fetched.", "RFC 7296 §3.6");
    REQUEST = FieldSpec::uint("isakmp.certreq.type", "Encoding", 8)
        .codes(codes::CERTIFICATES)
        .doc("What kind of certificate is wanted.", "RFC 7296 §3.7");
    AUTHORITY = FieldSpec::bytes("isakmp.ike.certreq.authority", "Authority")
        .doc("An authority that the sender trusts: the hash of its key.", "RFC 7296 §3.7");
    ORIGINAL_4 = v4("isakmp.ike.nat_original_address_ipv4", "Original IPv4 address", "The address before a translator changed it.");
    ORIGINAL_6 = v6("isakmp.ike.nat_original_address_ipv6", "Original IPv6 address", "The address before a translator changed it.");
    COUNT = FieldSpec::uint("isakmp.ts.number", "Selectors", 8)
        .doc("How many follow.", "RFC 7296 §3.13");
    SELECTOR_TYPE = FieldSpec::uint("isakmp.ts.type", "Kind of selector", 8)
        .codes(codes::SELECTORS)
        .doc("The kind of addresses.", SELECTOR);
    SELECTOR_PROTOCOL = FieldSpec::uint("isakmp.ts.protoid", "Protocol", 8)
        .doc("The IP protocol that it selects; 0 for all.", SELECTOR);
    SELECTOR_LEN = FieldSpec::uint("isakmp.ts.selector_length", "Length", 16)
        .unit("bytes")
        .doc("The selector with its type and length.", SELECTOR);
    FIRST_PORT = FieldSpec::uint("isakmp.ts.start_port", "First port", 16)
        .doc("The range of ports begins here.", SELECTOR);
    LAST_PORT = FieldSpec::uint("isakmp.ts.end_port", "Last port", 16)
        .doc("The range of ports ends here.", SELECTOR);
    START_4 = v4("isakmp.ts.start_ipv4", "First address", "The range of addresses begins here.");
    END_4 = v4("isakmp.ts.end_ipv4", "Last address", "The range of addresses ends here.");
    START_6 = v6("isakmp.ts.start_ipv6", "First address", "The range of addresses begins here.");
    END_6 = v6("isakmp.ts.end_ipv6", "Last address", "The range of addresses ends here.");
    SELECTOR_DATA = FieldSpec::group("isakmp.ts.data", "Selector")
        .doc("One of another kind.", SELECTOR);
}

/// Who an end is.
pub(super) fn identity(p: &mut Peel<'_>, version: Version) -> Peeled {
    let kind = p.uint(&TYPE)?;
    match version {
        Version::One => {
            p.uint(&PROTOCOL)?;
            p.uint(&PORT)?;
        }
        Version::Two => {
            p.field(&RESERVED, 3)?;
        }
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(&DATA, |p| {
        let fields: &[&'static FieldSpec] = match kind {
            1 => &[&ADDRESS_4],
            4 => &[&ADDRESS_4, &MASK_4],
            5 => &[&ADDRESS_6],
            6 => &[&ADDRESS_6, &MASK_6],
            7 => &[&FIRST_4, &LAST_4],
            8 => &[&FIRST_6, &LAST_6],
            2 => return take(p, &DOMAIN),
            3 => return take(p, &USER),
            11 => return take(p, &KEY_NAME),
            _ => &[],
        };
        for spec in fields {
            p.field(spec, (spec.bits / 8) as usize)?;
        }
        let len = p.rest().len();
        p.skip(len)?;
        Ok(())
    })
}

/// A certificate, or where to get it.
pub(super) fn certificate(p: &mut Peel<'_>, version: Version) -> Peeled {
    let encoding = p.uint(&ENCODING)?;
    match (version, encoding) {
        (_, X509) if !p.rest().is_empty() => p.group(&CERTIFICATE, |p| {
            let end = p.bytes().len();
            let result = x509::certificate(p, &mut Holder::default());
            p.seek(end);
            result
        }),
        (Version::Two, 12 | 13) => {
            p.field(&HASH, HASH_LEN)?;
            take(p, &URL)
        }
        _ => take(p, &CERTIFICATE),
    }
}

/// Which certificates the sender can check.
pub(super) fn request(p: &mut Peel<'_>, version: Version) -> Peeled {
    let encoding = p.uint(&REQUEST)?;
    match version {
        // The name of an authority.
        Version::One if encoding == X509 => rest(p),
        Version::One => take(p, &AUTHORITY),
        Version::Two => {
            while !p.rest().is_empty() && !p.is_full() {
                p.field(&AUTHORITY, HASH_LEN)?;
            }
            Ok(())
        }
    }
}

/// The address that an end believes to have.
pub(super) fn original_address(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)?;
    p.field(&RESERVED, 3)?;
    match kind {
        1 => p.field(&ORIGINAL_4, 4)?,
        5 => p.field(&ORIGINAL_6, 16)?,
        _ => return rest(p),
    };
    Ok(())
}

/// The packets that the keys are for.
pub(super) fn selectors(p: &mut Peel<'_>) -> Peeled {
    p.uint(&COUNT)?;
    p.field(&RESERVED, 3)?;
    while !p.rest().is_empty() && !p.is_full() {
        selector(p)?;
    }
    Ok(())
}

fn selector(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&SELECTOR_TYPE)?;
    let (first, last) = match kind {
        7 => (&START_4, &END_4),
        8 => (&START_6, &END_6),
        _ => {
            let len = p.rest().len();
            return p.group(&SELECTOR_DATA, |p| p.skip(len)).map(|_| ());
        }
    };
    p.uint(&SELECTOR_PROTOCOL)?;
    p.uint(&SELECTOR_LEN)?;
    p.uint(&FIRST_PORT)?;
    p.uint(&LAST_PORT)?;
    let len = (first.bits / 8) as usize;
    p.field(first, len)?;
    p.field(last, len)?;
    Ok(())
}
