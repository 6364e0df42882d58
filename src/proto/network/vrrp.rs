//! VRRP: several routers stand in for one address (RFC 2338, RFC 3768, RFC 5798), and CARP, which does
//! the same for OpenBSD under the same protocol number.

mod carp;

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;

/// The IP protocol number.
const NUMBER: u8 = 112;

const SECTION: &str = "RFC 5798 §5.2";
const OLD: &str = "RFC 2338 §5.3";

const SIMPLE: u8 = 1;
const CISCO_MD5: u8 = 254;

const SIMPLE_LEN: usize = 8;
const MD5_LEN: usize = 16;

const TYPES: Codes = &[(1, "advertisement")];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("vrrp.typever", "Version and type", 8)
        .parts_follow()
        .doc("Both in one byte.", SECTION),
    FieldSpec::uint("vrrp.version", "Version", 4)
        .part()
        .doc("2 for IPv4 only, 3 for IPv4 and IPv6.", SECTION),
    FieldSpec::uint("vrrp.type", "Type", 4)
        .part()
        .codes(TYPES)
        .doc("There is one type of message: the master tells that it is alive.", SECTION),
    FieldSpec::uint("vrrp.virt_rtr_id", "Virtual router", 8).doc(
        "The number of the group of routers; it is also the last byte of the MAC address that they share.",
        SECTION,
    ),
    FieldSpec::uint("vrrp.prio", "Priority", 8)
        .codes(&[
            (0, "master leaves"),
            (100, "default of backups"),
            (255, "owner of the address"),
        ])
        .doc(
            "The router with the highest one is the master. 0: the master leaves, take over now.",
            SECTION,
        ),
    FieldSpec::uint("vrrp.addr_count", "Addresses", 8)
        .doc("How many addresses the group stands for.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const TIMES_3: &[FieldSpec] = &[
    FieldSpec::uint("vrrp.reserved_mbz", "Reserved", 4).doc("Zero.", SECTION),
    FieldSpec::uint("vrrp.short_adver_int", "Interval", 12)
        .unit("× 0.01 s")
        .doc("How often the master advertises; after three of them without a word a backup takes over.", SECTION),
];

const TIMES_2: &[FieldSpec] = &[
    FieldSpec::uint("vrrp.auth_type", "Authentication", 8)
        .codes(&[
            (0, "none"),
            (1, "password in the clear"),
            (2, "IP authentication header"),
            (254, "MD5 (Cisco)"),
        ])
        .doc("How the sender shows that it belongs to the group.", OLD),
    FieldSpec::uint("vrrp.adver_int", "Interval", 8)
        .unit("seconds")
        .doc("How often the master advertises; after three of them without a word a backup takes over.", OLD),
];

crate::fields! {
    CHECKSUM = FieldSpec::hex("vrrp.checksum", "Checksum", 16)
        .doc("Covers the message, and from version 3 on the addresses of the IP header too.", SECTION);
    IPV4 = FieldSpec::ipv4("vrrp.ip_addr", "Address")
        .doc("An address that the group stands for: the hosts' default gateway.", SECTION);
    IPV6 = FieldSpec::ipv6("vrrp.ipv6_addr", "Address")
        .doc("An address that the group stands for; the first one is a link-local address.", SECTION);
    PASSWORD = FieldSpec::text("vrrp.auth_string", "Password")
        .doc("Protects against mistakes only: everyone on the link can read it.", OLD);
    DIGEST = FieldSpec::bytes("vrrp.md5_auth_data", "Digest")
        .doc("Shows that the sender knows the key.", "Cisco VRRP MD5 authentication");
}

/// VRRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "vrrp",
        short: "VRRP",
        title: "Virtual Router Redundancy Protocol",
        osi: OsiLayer::Network,
        why: "It keeps a router's network address alive when the router fails; it stands directly on IP.",
        reference: "RFC 5798",
    },
    claims: &[Claim::IpProtocol(NUMBER)],
    headers: &[HEADER, TIMES_2, TIMES_3, carp::HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x31\x2c\xbf\x02\x03\xe8\xb3\xc6\x0a\x04\x2c\x64\x0a\x04\x2c\xc8",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if carp::is_carp(p.bytes()) {
        return carp::message(p);
    }
    let message = p.bytes();
    let [both, group, priority, count] = *p.header::<HEADER_LEN>(HEADER)?;
    let version = both >> 4;
    p.summary(format_args!(
        "version {version}, group {group}, priority {priority}"
    ));
    if !p.wants_fields() {
        return Ok(());
    }
    let authentication = match version {
        3.. => {
            p.rows(TIMES_3)?;
            0
        }
        _ => p.rows(TIMES_2)?[0],
    };
    p.uint(&CHECKSUM)?;
    let is_ipv6 = p.outer() == "ipv6";
    let verdict = match p.is_whole() && !p.is_quoted() {
        true if version >= 3 || is_ipv6 => {
            checksum::transport(p, NUMBER, message.len(), message, 6)
        }
        true => checksum::verdict(message, 6, 0),
        false => Verdict::Unverifiable,
    };
    p.verdict("vrrp.checksum", verdict);
    let (spec, len) = if is_ipv6 { (&IPV6, 16) } else { (&IPV4, 4) };
    for _ in 0..count {
        p.field(spec, len)?;
    }
    match authentication {
        SIMPLE => p.field(&PASSWORD, SIMPLE_LEN).map(drop),
        CISCO_MD5 => p.field(&DIGEST, MD5_LEN).map(drop),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn version_3_counts_hundredths_of_seconds() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("vrrp.short_adver_int"), Value::Uint(1000));
        assert_eq!(value("vrrp.prio"), Value::Uint(191));
        assert_eq!(all(&out, PROTOCOL.sample, "vrrp.ip_addr").len(), 2);
        assert_eq!(out.layers[0].summary, "version 3, group 44, priority 191");
    }

    #[test]
    fn version_2_may_have_a_password() {
        let bytes = b"\x21\x2a\xbf\x01\x01\x0a\x14\x91\x0a\x04\x2a\x01secret\0\0";
        let out = peeled(bytes);
        let password = out.field("vrrp.auth_string").unwrap();
        assert_eq!(password.span.byte_range().start, 12);
        assert!(out.field("vrrp.reserved_mbz").is_none());
        assert!(matches!(
            out.field("vrrp.checksum").unwrap().value,
            Value::Checksum(0x1491, _)
        ));
    }

    #[test]
    fn carp_has_the_same_number() {
        let out = peeled(carp::SAMPLE);
        assert_eq!(out.layers[0].info.name, "carp");
        let hmac = out.field("carp.hmac").unwrap().span.byte_range();
        assert_eq!((hmac.start, hmac.len()), (16, 20));
        assert!(matches!(
            out.field("carp.checksum").unwrap().value,
            Value::Checksum(_, Verdict::Good)
        ));
    }

    #[test]
    fn more_addresses_than_bytes_are_a_fault() {
        let out = peeled(b"\x31\x2c\xbf\xff\x03\xe8\xb3\xc6\x0a\x04\x2c\x64\x0a");
        assert!(matches!(
            out.faults.last().unwrap().kind,
            FaultKind::Truncated { .. }
        ));
    }
}
