//! What kind of IP address it is: private, loopback, documentation, a well-known group, ...

use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use std::sync::LazyLock;

use super::prefixes::{Prefixes, Range};
use super::table::data_lines;

/// What IANA's special-purpose and multicast registries say of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressKind {
    /// A word or two, such as `private` or `multicast: all nodes`.
    pub label: &'static str,
    /// One sentence that explains it.
    pub note: &'static str,
    /// The specification and its section.
    pub spec: &'static str,
}

const GLOBAL_IPV4: AddressKind = AddressKind {
    label: "global unicast",
    note: "One interface anywhere on the Internet; the address was handed out by a registry.",
    spec: "RFC 791 §2.3",
};

const UNASSIGNED_IPV6: AddressKind = AddressKind {
    label: "unassigned",
    note: "Reserved by the IETF; no registry has handed out addresses of this range.",
    spec: "RFC 4291 §2.4",
};

static IPV4: LazyLock<Prefixes<AddressKind>> = LazyLock::new(|| {
    parse(
        include_str!("../../../assets/names/ipv4-kinds.txt"),
        32,
        |ip: Ipv4Addr| ip.to_bits().into(),
    )
});

static IPV6: LazyLock<Prefixes<AddressKind>> = LazyLock::new(|| {
    parse(
        include_str!("../../../assets/names/ipv6-kinds.txt"),
        128,
        |ip: Ipv6Addr| ip.to_bits(),
    )
});

/// What kind of IPv4 address it is.
#[must_use]
pub fn ipv4_kind(address: Ipv4Addr) -> &'static AddressKind {
    IPV4.get(address.to_bits().into()).unwrap_or(&GLOBAL_IPV4)
}

/// What kind of IPv6 address it is.
#[must_use]
pub fn ipv6_kind(address: Ipv6Addr) -> &'static AddressKind {
    IPV6.get(address.to_bits()).unwrap_or(&UNASSIGNED_IPV6)
}

fn parse<A: FromStr>(text: &'static str, width: u32, bits: fn(A) -> u128) -> Prefixes<AddressKind> {
    Prefixes::new(data_lines(text).filter_map(|line| parse_line(line, width, bits)))
}

/// Reads `PREFIX/LENGTH<TAB>LABEL<TAB>NOTE<TAB>SPECIFICATION`.
fn parse_line<A: FromStr>(
    line: &'static str,
    width: u32,
    bits: fn(A) -> u128,
) -> Option<(Range, AddressKind)> {
    let mut columns = line.split('\t');
    let (address, length) = columns.next()?.split_once('/')?;
    let range = Range::new(bits(address.parse().ok()?), width, length.parse().ok()?)?;
    let kind = AddressKind {
        label: columns.next()?,
        note: columns.next()?,
        spec: columns.next()?,
    };
    columns.next().is_none().then_some((range, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v4(text: &str) -> &'static str {
        ipv4_kind(text.parse().unwrap()).label
    }

    fn v6(text: &str) -> &'static str {
        ipv6_kind(text.parse().unwrap()).label
    }

    #[test]
    fn every_line_is_read() {
        let v4 = include_str!("../../../assets/names/ipv4-kinds.txt");
        let v6 = include_str!("../../../assets/names/ipv6-kinds.txt");
        let mut seen = std::collections::HashSet::new();
        for line in data_lines(v4) {
            assert!(
                parse_line(line, 32, |ip: Ipv4Addr| ip.to_bits().into()).is_some(),
                "{line}"
            );
            assert!(seen.insert(line.split('\t').next()), "twice: {line}");
        }
        for line in data_lines(v6) {
            assert!(
                parse_line(line, 128, |ip: Ipv6Addr| ip.to_bits()).is_some(),
                "{line}"
            );
            assert!(seen.insert(line.split('\t').next()), "twice: {line}");
        }
        assert!(seen.len() > 100);
    }

    #[test]
    fn ipv4_addresses_are_told_apart() {
        for (address, label) in [
            ("0.0.0.0", "unspecified"),
            ("0.0.0.1", "this network"),
            ("9.255.255.255", "global unicast"),
            ("10.0.0.0", "private"),
            ("10.255.255.255", "private"),
            ("11.0.0.0", "global unicast"),
            ("100.63.255.255", "global unicast"),
            ("100.64.0.1", "shared CGN"),
            ("100.127.255.255", "shared CGN"),
            ("100.128.0.0", "global unicast"),
            ("127.0.0.1", "loopback"),
            ("169.254.3.4", "link-local"),
            ("172.15.255.255", "global unicast"),
            ("172.16.0.0", "private"),
            ("172.31.255.255", "private"),
            ("172.32.0.0", "global unicast"),
            ("192.0.0.1", "IPv4 service continuity"),
            ("192.0.0.171", "NAT64 discovery"),
            ("192.0.0.200", "IETF protocol assignments"),
            ("192.0.2.7", "documentation"),
            ("192.168.1.1", "private"),
            ("192.169.0.0", "global unicast"),
            ("198.19.0.1", "benchmarking"),
            ("198.51.100.9", "documentation"),
            ("203.0.113.9", "documentation"),
            ("224.0.0.1", "multicast: all hosts"),
            ("224.0.0.99", "multicast: local control"),
            ("224.0.0.251", "multicast: mDNS"),
            ("224.2.0.1", "multicast"),
            ("232.1.1.1", "multicast: source-specific"),
            ("239.255.255.250", "multicast: SSDP"),
            ("239.0.0.1", "multicast: administratively scoped"),
            ("240.0.0.1", "reserved"),
            ("255.255.255.254", "reserved"),
            ("255.255.255.255", "limited broadcast"),
            ("8.8.8.8", "global unicast"),
        ] {
            assert_eq!(v4(address), label, "{address}");
        }
    }

    #[test]
    fn ipv6_addresses_are_told_apart() {
        for (address, label) in [
            ("::", "unspecified"),
            ("::1", "loopback"),
            ("::7f00:1", "IPv4-compatible (deprecated)"),
            ("::ffff:10.0.0.1", "IPv4-mapped"),
            ("64:ff9b::808:808", "NAT64"),
            ("64:ff9b:1:2::3", "NAT64 (local use)"),
            ("100::1", "discard-only"),
            ("2001::1", "Teredo"),
            ("2001:2::1", "benchmarking"),
            ("2001:db8::1", "documentation"),
            ("2001:4860:4860::8888", "global unicast"),
            ("2002:c000:204::1", "6to4"),
            ("2a00::1", "global unicast"),
            ("3fff:fff::1", "documentation"),
            ("3fff:1000::1", "global unicast"),
            ("4000::1", "unassigned"),
            ("fc00::1", "unique local"),
            ("fd12:3456::1", "unique local"),
            ("fe80::1", "link-local"),
            ("febf::1", "link-local"),
            ("fec0::1", "site-local (deprecated)"),
            ("ff02::1", "multicast: all nodes"),
            ("ff02::2", "multicast: all routers"),
            ("ff02::fb", "multicast: mDNS"),
            ("ff02::1:ff12:3456", "multicast: solicited-node"),
            ("ff02::1:fe12:3456", "multicast: link-local"),
            ("ff0e::1", "multicast: global"),
            ("ff12::1", "multicast: transient, link-local"),
            ("ff13::1", "multicast: transient"),
            ("ff3e::8000:1", "multicast: unicast-prefix-based"),
            ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "multicast"),
        ] {
            assert_eq!(v6(address), label, "{address}");
        }
    }
}
