//! Record data that is more than a row of fields.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::record::type_name;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec, Value};

const PROPERTY_SECTION: &str = "RFC 8659 §4.1";
const PARAMETER_SECTION: &str = "RFC 9460 §7";

const KEYS: Codes = &[
    (0, "mandatory"),
    (1, "alpn"),
    (2, "no-default-alpn"),
    (3, "port"),
    (4, "ipv4hint"),
    (5, "ech"),
    (6, "ipv6hint"),
    (7, "dohpath"),
    (8, "ohttp"),
    (9, "tls-supported-groups"),
];

const MANDATORY: u64 = 0;
const ALPN: u64 = 1;
const PORT: u64 = 3;
const IPV4_HINT: u64 = 4;
const ECH: u64 = 5;
const IPV6_HINT: u64 = 6;

/// An address prefix, up to the length of its address.
pub(super) const PREFIX: &[FieldSpec] = &[
    FieldSpec::uint("dns.apl.address_family", "Family", 16)
        .codes(&[(1, "IPv4"), (2, "IPv6")])
        .doc("What kind of address.", "RFC 3123 §4"),
    FieldSpec::uint("dns.apl.coded_prefix", "Prefix length", 8)
        .unit("bits")
        .doc("How many bits of the address count.", "RFC 3123 §4"),
    FieldSpec::flag("dns.apl.negation", "Except")
        .doc("The list is without this prefix.", "RFC 3123 §4"),
    FieldSpec::uint("dns.apl.afdlength", "Address length", 7)
        .unit("bytes")
        .doc("Zero bytes at the end are left out.", "RFC 3123 §4"),
];

crate::fields! {
    TYPES = FieldSpec::group("", "Types")
        .doc("Which types of records the name has: a bit for each, in blocks of 256.", "RFC 4034 §4.1.2");
    HASH_LENGTH = FieldSpec::uint("dns.nsec3.hash_length", "Hash length", 8)
        .unit("bytes")
        .doc("How many bytes of hash follow.", "RFC 5155 §3.1.6");
    HASH = FieldSpec::computed("dns.nsec3.hash_value", "Next hashed name")
        .doc("The next hash of a name in the zone, in order: so it is proven that none is between the two. Written in base 32.", "RFC 5155 §3.1.7");
    TAG_LENGTH = FieldSpec::uint("dns.caa.tag_length", "Tag length", 8)
        .unit("bytes")
        .doc("How many bytes of tag follow.", PROPERTY_SECTION);
    TAG = FieldSpec::text("dns.caa.tag", "Tag")
        .doc("Which property.", PROPERTY_SECTION);
    VALUE = FieldSpec::text("dns.caa.value", "Value")
        .doc("What it says.", PROPERTY_SECTION);
    ISSUE = FieldSpec::group("dns.caa.issue", "Issuer")
        .doc("The authority that may issue certificates for the name; nobody, if empty.", "RFC 8659 §4.2");
    ISSUE_WILD = FieldSpec::group("dns.caa.issuewild", "Issuer of wildcards")
        .doc("The authority that may issue certificates for all names below.", "RFC 8659 §4.3");
    REPORT = FieldSpec::group("dns.caa.iodef", "Report to")
        .doc("Where authorities tell of requests that they refused.", "RFC 8659 §4.4");
    OTHER = FieldSpec::group("dns.caa.unknown", "Other property")
        .doc("A property without a meaning here.", PROPERTY_SECTION);
    PARAMETER = FieldSpec::group("dns.svcb.svcparam", "Parameter")
        .doc("Something that a client should know before it connects.", "RFC 9460 §2.2");
    KEY = FieldSpec::uint("dns.svcb.svcparam.key", "Key", 16)
        .codes(KEYS)
        .doc("Which parameter.", "RFC 9460 §14.3.2");
    PARAMETER_LENGTH = FieldSpec::uint("dns.svcb.svcparam.value.length", "Value length", 16)
        .unit("bytes")
        .doc("Bytes of its value.", "RFC 9460 §2.2");
    PARAMETER_VALUE = FieldSpec::bytes("dns.svcb.svcparam.value", "Value")
        .doc("The value of a parameter without a meaning here.", "RFC 9460 §2.2");
    MANDATORY_KEY = FieldSpec::uint("dns.svcb.svcparam.mandatory.key", "Mandatory key", 16)
        .codes(KEYS)
        .doc("A client that does not understand this parameter must not use the record.", "RFC 9460 §8");
    ALPN_LENGTH = FieldSpec::uint("dns.svcb.svcparam.alpn.length", "Protocol length", 8)
        .unit("bytes")
        .doc("Bytes of the protocol's name.", "RFC 9460 §7.1.1");
    ALPN_NAME = FieldSpec::text("dns.svcb.svcparam.alpn", "Protocol")
        .doc("An application protocol that the server speaks.", "RFC 9460 §7.1");
    PORT_NUMBER = FieldSpec::uint("dns.svcb.svcparam.port", "Port", 16)
        .doc("The port on which the service listens.", "RFC 9460 §7.2");
    HINT4 = FieldSpec::ipv4("dns.svcb.svcparam.ipv4hint.ip", "Address")
        .doc("An address to begin with, until the target's own records are known.", "RFC 9460 §7.3");
    HINT6 = FieldSpec::ipv6("dns.svcb.svcparam.ipv6hint.ip", "Address")
        .doc("An address to begin with, until the target's own records are known.", "RFC 9460 §7.3");
    ECH_CONFIG = FieldSpec::bytes("dns.svcb.svcparam.echconfig", "Encrypted Client Hello")
        .doc("Keys with which a client encrypts the name that it connects to.", PARAMETER_SECTION);
    PREFIX_GROUP = FieldSpec::group("", "Prefix")
        .doc("A network, in or out of the list.", "RFC 3123 §4");
    PREFIX4 = FieldSpec::ipv4("dns.apl.afdpart.ipv4", "Address")
        .doc("Bytes left out are zero.", "RFC 3123 §4.1");
    PREFIX6 = FieldSpec::ipv6("dns.apl.afdpart.ipv6", "Address")
        .doc("Bytes left out are zero.", "RFC 3123 §4.2");
    PREFIX_DATA = FieldSpec::bytes("dns.apl.afdpart.data", "Address")
        .doc("An address of another family.", "RFC 3123 §4");
}

/// Blocks of up to 32 bytes: number, length, bits.
pub(super) fn types(p: &mut Peel<'_>) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    let names = type_names(p.rest());
    p.group_made(
        &TYPES,
        || names,
        |p| {
            p.seek(p.bytes().len());
            Ok(())
        },
    )
}

fn type_names(mut bytes: &[u8]) -> String {
    let mut names = Vec::new();
    while let [block, len, rest @ ..] = bytes {
        let (bitmap, next) = rest.split_at(usize::from(*len).min(rest.len()));
        for (index, byte) in bitmap.iter().take(32).enumerate() {
            let set = (0..8).filter(|bit| byte & 0x80 >> bit != 0);
            names.extend(
                set.map(|bit| type_name(u16::from_be_bytes([*block, index as u8 * 8 + bit]))),
            );
        }
        bytes = next;
    }
    names.join(" ")
}

/// A hash behind its length, then types.
pub(super) fn hashed_name(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&HASH_LENGTH)? as usize;
    let start = p.pos();
    let hash = p.skip(len)?;
    p.mark_made(&HASH, start..start + len, || base32_hex(hash));
    types(p)
}

/// Base 32 with the digits 0 to 9 and a to v (RFC 4648 §7), without filling.
fn base32_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let bits = chunk
            .iter()
            .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        let bits = bits << (40 - 8 * chunk.len());
        for digit in 0..(chunk.len() * 8).div_ceil(5) {
            let index = bits >> (35 - 5 * digit) & 31;
            text.push(char::from(DIGITS[index as usize]));
        }
    }
    text
}

/// A certification authority authorization: tag and value. The field named after the tag holds both.
pub(super) fn property(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.rest();
    let (tag, value) = match bytes {
        [len, rest @ ..] if usize::from(*len) <= rest.len() => rest.split_at(usize::from(*len)),
        _ => (&b""[..], &b""[..]),
    };
    let spec = match tag {
        b"issue" => &ISSUE,
        b"issuewild" => &ISSUE_WILD,
        b"iodef" => &REPORT,
        _ => &OTHER,
    };
    p.group_made(
        spec,
        || String::from_utf8_lossy(value).into_owned(),
        |p| {
            let len = p.uint(&TAG_LENGTH)? as usize;
            p.field(&TAG, len)?;
            let rest = p.rest().len();
            p.field(&VALUE, rest).map(drop)
        },
    )
}

/// Service parameters up to the end of the data.
pub(super) fn parameters(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&PARAMETER, |p| {
            let key = p.uint(&KEY)?;
            let len = p.uint(&PARAMETER_LENGTH)? as usize;
            p.within(len, "parameter's value length", |p| parameter(p, key))
        })?;
    }
    Ok(())
}

fn parameter(p: &mut Peel<'_>, key: u64) -> Peeled {
    let len = p.rest().len();
    match key {
        MANDATORY => each(p, |p| p.uint(&MANDATORY_KEY).map(drop)),
        ALPN => each(p, |p| {
            let len = p.uint(&ALPN_LENGTH)? as usize;
            p.field(&ALPN_NAME, len).map(drop)
        }),
        PORT => p.uint(&PORT_NUMBER).map(drop),
        IPV4_HINT => each(p, |p| p.field(&HINT4, 4).map(drop)),
        IPV6_HINT => each(p, |p| p.field(&HINT6, 16).map(drop)),
        ECH => p.field(&ECH_CONFIG, len).map(drop),
        _ if len > 0 => p.field(&PARAMETER_VALUE, len).map(drop),
        _ => Ok(()),
    }
}

fn each(p: &mut Peel<'_>, part: impl Fn(&mut Peel<'_>) -> Peeled) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        part(p)?;
    }
    Ok(())
}

/// Address prefixes up to the end of the data.
pub(super) fn prefixes(p: &mut Peel<'_>) -> Peeled {
    each(p, |p| p.group(&PREFIX_GROUP, prefix))
}

fn prefix(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(PREFIX)?;
    let (family, len) = match head {
        [high, low, _, length] => (
            u16::from_be_bytes([*high, *low]),
            usize::from(length & 0x7f),
        ),
        _ => (0, 0),
    };
    let start = p.pos();
    let bytes = p.skip(len)?;
    let at = start..start + len;
    match (family, len) {
        (_, 0) => {}
        (1, 1..=4) => {
            let mut octets = [0; 4];
            octets[..len].copy_from_slice(bytes);
            p.mark_as(&PREFIX4, at, Value::Ipv4(Ipv4Addr::from(octets)));
        }
        (2, 1..=16) => {
            let mut octets = [0; 16];
            octets[..len].copy_from_slice(bytes);
            p.mark_as(&PREFIX6, at, Value::Ipv6(Ipv6Addr::from(octets)));
        }
        (1 | 2, _) => p.fault(
            FaultKind::Malformed("the address is longer than its family allows"),
            at,
        ),
        _ => p.mark(&PREFIX_DATA, at),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bitmaps_name_types() {
        // RFC 4034 §4.3: A, MX, RRSIG, NSEC and type 1234.
        let mut bytes = b"\x00\x06\x40\x01\x00\x00\x00\x03\x04\x1b".to_vec();
        bytes.extend([0; 26]);
        bytes.push(0x20);
        assert_eq!(type_names(&bytes), "A MX RRSIG NSEC TYPE1234");
        assert_eq!(type_names(b"\x00\xff\x40"), "A");
        assert_eq!(type_names(b"\x00"), "");
    }

    #[test]
    fn hashes_are_written_in_base_32() {
        // RFC 4648 §10.
        assert_eq!(base32_hex(b"foobar"), "cpnmuoj1e8");
        assert_eq!(base32_hex(b"fo"), "cpng");
        assert_eq!(base32_hex(b""), "");
    }
}
