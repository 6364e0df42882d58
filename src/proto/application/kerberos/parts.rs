//! What several messages are made of: names, encrypted data, tickets, times, addresses (RFC 4120 §5.2).

use super::names;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Timestamp, Value, text};
use crate::proto::ber::{self, Element};

const SECTION: &str = "RFC 4120 §5.2";

const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SECTION)
}

crate::fields! {
    pub(super) CLIENT_NAME = group("kerberos.cname_element", "Client's name", "Who it is about.");
    pub(super) SERVER_NAME = group("kerberos.sname_element", "Server's name", "For which service.");
    NAME_TYPE = FieldSpec::int("kerberos.name_type", "Name type", 32).codes(names::NAME_TYPES).doc("What kind of name it is.", SECTION);
    CLIENT_STRINGS = FieldSpec::uint("kerberos.cname_string", "Parts", 32).doc("Of the name, and how many.", SECTION);
    CLIENT_STRING = FieldSpec::text("kerberos.CNameString", "Part").doc("Of the name.", SECTION);
    SERVER_STRINGS = FieldSpec::uint("kerberos.sname_string", "Parts", 32).doc("Of the name, and how many.", SECTION);
    SERVER_STRING = FieldSpec::text("kerberos.SNameString", "Part").doc("Of the name.", SECTION);
    pub(super) ENCRYPTED = group("kerberos.enc_part_element", "Encrypted part", "Only who has the key can read it.");
    pub(super) ENCRYPTION = FieldSpec::int("kerberos.etype", "Encryption", 32).lookup(names::encryption).doc("How it is encrypted.", "RFC 3961 §8");
    KEY_VERSION = FieldSpec::uint("kerberos.kvno", "Key version", 32).doc("Which of the keys that the owner had, one after the other.", SECTION);
    CIPHER = FieldSpec::bytes("kerberos.cipher", "Encrypted bytes").doc("Only who has the key can read them.", SECTION);
    pub(super) TICKET = group("kerberos.ticket_element", "Ticket", "Shows a service who the client is; only the service can read what is in it.");
    pub(super) MORE_TICKET = group("kerberos.Ticket_element", "Ticket", "One more ticket.");
    TICKET_VERSION = FieldSpec::uint("kerberos.tkt_vno", "Ticket version", 32).doc("Always 5.", "RFC 4120 §5.3");
    pub(super) REALM = FieldSpec::text("kerberos.realm", "Realm").doc("Which administration: mostly a domain in capital letters.", SECTION);
    pub(super) CHECKSUM_TYPE = FieldSpec::int("kerberos.cksumtype", "Checksum type", 32).doc("How it is computed.", "RFC 3961 §8");
    pub(super) CHECKSUM = FieldSpec::bytes("kerberos.checksum", "Checksum").doc("Made with a key: shows that nothing was changed.", "RFC 4120 §5.2.9");
    pub(super) PADDING = FieldSpec::uint("ber.bitstring.padding", "Unused bits", 8).doc("How many bits of the last byte mean nothing.", "ITU-T X.690 §8.6.2");
    HOST_ADDRESS = group("kerberos.HostAddress_element", "Address", "An address of the client.");
    ADDRESS_TYPE = FieldSpec::int("kerberos.addr_type", "Address type", 32)
        .codes(&[(2, "IPv4"), (3, "direction"), (12, "DECnet"), (20, "NetBIOS"), (24, "IPv6")])
        .doc("What kind of address it is.", "RFC 4120 §7.5.3");
    ADDRESS_IPV4 = FieldSpec::ipv4("kerberos.addr_ip", "Address").doc("Of the client.", SECTION);
    ADDRESS_IPV6 = FieldSpec::ipv6("kerberos.addr_ipv6", "Address").doc("Of the client.", SECTION);
    ADDRESS_NETBIOS = FieldSpec::computed("kerberos.addr_nb", "NetBIOS name").doc("Of the client.", SECTION);
    ADDRESS = FieldSpec::bytes("kerberos.address", "Address").doc("Of the client.", SECTION);
}

/// Reads a sequence; `part` gets the number of each element's context tag.
pub(super) fn sequence(
    p: &mut Peel<'_>,
    mut part: impl FnMut(&mut Peel<'_>, u32) -> Peeled,
) -> Peeled {
    let sequence = ber::expect(p, ber::SEQUENCE)?;
    ber::contents(p, &sequence, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            let element = ber::header(p)?;
            ber::contents(p, &element, |p| part(p, element.tag))?;
        }
        Ok(())
    })
}

/// Reads a structure: a sequence under a field of its own.
pub(super) fn structure(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    part: impl FnMut(&mut Peel<'_>, u32) -> Peeled,
) -> Peeled {
    p.group(spec, |p| sequence(p, part))
}

/// Reads a primitive element of any type as a field.
pub(super) fn value<'a>(p: &mut Peel<'a>, spec: &'static FieldSpec) -> Result<&'a [u8], Stop> {
    let element = ber::header(p)?;
    ber::value(p, spec, &element)
}

/// Reads a number.
pub(super) fn number(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<i64, Stop> {
    let bytes = value(p, spec)?;
    Ok(match ber::number(bytes) {
        Value::Uint(number) => number as i64,
        Value::Int(number) => number,
        _ => 0,
    })
}

/// Reads a list: the field covers its contents, and says how many entries there are.
pub(super) fn list(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    mut entry: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    let sequence = ber::expect(p, ber::SEQUENCE)?;
    let count = count(p.bytes(), &sequence);
    ber::contents(p, &sequence, |p| {
        p.group_as(
            spec,
            || Value::Uint(count),
            |p| {
                while !p.rest().is_empty() && !p.is_full() {
                    entry(p)?;
                }
                Ok(())
            },
        )
    })
}

fn count(bytes: &[u8], sequence: &Element) -> u64 {
    let end = sequence.start.saturating_add(sequence.len).min(bytes.len());
    let (mut at, mut count) = (sequence.start, 0);
    while at < end {
        let Ok(element) = ber::element(bytes, at) else {
            break;
        };
        at = element.end;
        count += 1;
    }
    count
}

/// Reads a name; returns it with slashes between its parts.
pub(super) fn name(p: &mut Peel<'_>, is_client: bool) -> Result<String, Stop> {
    let (spec, strings, string) = match is_client {
        true => (&CLIENT_NAME, &CLIENT_STRINGS, &CLIENT_STRING),
        false => (&SERVER_NAME, &SERVER_STRINGS, &SERVER_STRING),
    };
    let mut parts = Vec::new();
    structure(p, spec, |p, tag| match tag {
        0 => number(p, &NAME_TYPE).map(drop),
        1 => list(p, strings, |p| {
            let part = value(p, string)?;
            if p.wants_fields() {
                parts.push(text::clean_bytes(part));
            }
            Ok(())
        }),
        _ => Ok(()),
    })?;
    Ok(parts.join("/"))
}

/// Reads encrypted data as a structure.
pub(super) fn encrypted(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.group(spec, bare_encrypted)
}

/// Reads encrypted data.
pub(super) fn bare_encrypted(p: &mut Peel<'_>) -> Peeled {
    sequence(p, |p, tag| match tag {
        0 => number(p, &ENCRYPTION).map(drop),
        1 => number(p, &KEY_VERSION).map(drop),
        2 => value(p, &CIPHER).map(drop),
        _ => Ok(()),
    })
}

/// Reads a ticket behind its application tag; returns the name of the service.
pub(super) fn ticket(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<String, Stop> {
    let tag = ber::header(p)?;
    let mut service = String::new();
    ber::contents(p, &tag, |p| {
        structure(p, spec, |p, tag| match tag {
            0 => number(p, &TICKET_VERSION).map(drop),
            1 => value(p, &REALM).map(drop),
            2 => {
                service = name(p, false)?;
                Ok(())
            }
            3 => encrypted(p, &ENCRYPTED),
            _ => Ok(()),
        })
    })?;
    Ok(service)
}

/// Reads a checksum as a structure.
pub(super) fn checksum(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    structure(p, spec, |p, tag| match tag {
        0 => number(p, &CHECKSUM_TYPE).map(drop),
        1 => value(p, &CHECKSUM).map(drop),
        _ => Ok(()),
    })
}

/// Reads a time: digits for year to second, and a Z (RFC 4120 §5.2.3).
pub(super) fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let element = ber::header(p)?;
    let bytes = p.skip(element.len)?;
    let at = element.start..element.start + element.len;
    match moment(bytes) {
        Some(time) => p.mark_as(spec, at, Value::Time(time)),
        None => p.mark_made(spec, at, || String::from_utf8_lossy(bytes).into_owned()),
    }
    Ok(())
}

fn moment(bytes: &[u8]) -> Option<Timestamp> {
    let [digits @ .., b'Z'] = bytes else {
        return None;
    };
    if digits.len() != 14 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |from: usize, to: usize| {
        digits[from..to]
            .iter()
            .fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    let clock = (number(8, 10), number(10, 12), number(12, 14));
    Timestamp::from_utc(number(0, 4), number(4, 6), number(6, 8), clock)
}

/// Reads one address.
pub(super) fn address(p: &mut Peel<'_>) -> Peeled {
    let mut kind = 0;
    structure(p, &HOST_ADDRESS, |p, tag| match tag {
        0 => {
            kind = number(p, &ADDRESS_TYPE)?;
            Ok(())
        }
        1 => {
            let element = ber::header(p)?;
            match (kind, element.len) {
                (2, 4) => ber::value(p, &ADDRESS_IPV4, &element).map(drop),
                (24, 16) => ber::value(p, &ADDRESS_IPV6, &element).map(drop),
                (20, 16) => {
                    let bytes = p.skip(16)?;
                    let name = bytes[..15].trim_ascii_end();
                    p.mark_made(&ADDRESS_NETBIOS, element.start..element.end, || {
                        text::clean_bytes(name)
                    });
                    Ok(())
                }
                _ => ber::value(p, &ADDRESS, &element).map(drop),
            }
        }
        _ => Ok(()),
    })
}
