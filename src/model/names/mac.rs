//! What a MAC address says of itself: the I/G and U/L bits and the well-known groups.

use std::sync::LazyLock;

use super::prefixes::{Prefixes, Range};
use super::table::data_lines;

static KINDS: LazyLock<Prefixes<&'static str>> =
    LazyLock::new(|| Prefixes::new(data_lines(TEXT).filter_map(parse_line)));

const TEXT: &str = include_str!("../../../assets/names/mac-kinds.txt");

/// What kind of MAC address it is, in a few words: a well-known one by its purpose, any other by the
/// I/G bit (bit 0 of the first octet) and the U/L bit (bit 1; IEEE 802 §8.2).
#[must_use]
pub fn mac_kind(mac: [u8; 6]) -> &'static str {
    if let Some(kind) = KINDS.get(number(mac).into()) {
        return kind;
    }
    let group = mac[0] & 1 != 0;
    let local = mac[0] & 2 != 0;
    match (group, local) {
        (false, false) => "individual, universally administered: given by the maker",
        (false, true) => "individual, locally administered: chosen by software, often at random",
        (true, false) => "multicast, universally administered: a group within its owner's block",
        (true, true) => "multicast, locally administered: a group chosen by software",
    }
}

/// The address as a number of 48 bits.
pub(super) fn number(mac: [u8; 6]) -> u64 {
    mac.iter()
        .fold(0, |number, octet| number << 8 | u64::from(*octet))
}

/// Reads `XX:XX:XX:XX:XX:XX/LENGTH<TAB>DESCRIPTION`.
fn parse_line(line: &'static str) -> Option<(Range, &'static str)> {
    let (prefix, kind) = line.split_once('\t')?;
    let (address, length) = prefix.split_once('/')?;
    let mut mac = [0; 6];
    let mut octets = address.split(':');
    for octet in &mut mac {
        *octet = u8::from_str_radix(octets.next()?, 16).ok()?;
    }
    let range = Range::new(number(mac).into(), 48, length.parse().ok()?)?;
    octets.next().is_none().then_some((range, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_no_prefix_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        for line in data_lines(TEXT) {
            let (range, _) = parse_line(line).unwrap_or_else(|| panic!("{line}"));
            assert!(seen.insert((range.first, range.last)), "twice: {line}");
        }
        assert!(seen.len() > 30);
    }

    #[test]
    fn the_text_agrees_with_the_bits() {
        for line in data_lines(TEXT) {
            let (range, kind) = parse_line(line).unwrap();
            let group = range.first >> 40 & 1 != 0;
            assert_eq!(
                group,
                kind.starts_with("multicast") || kind.starts_with("broadcast"),
                "{line}"
            );
        }
    }

    #[test]
    fn well_known_addresses() {
        for (mac, start) in [
            ([0xff; 6], "broadcast"),
            ([0; 6], "all zeros"),
            (
                [0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb],
                "multicast: IPv4 group",
            ),
            (
                [0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa],
                "multicast: IPv4 group",
            ),
            ([0x01, 0x00, 0x5e, 0x80, 0x00, 0x01], "multicast: MPLS"),
            (
                [0x01, 0x00, 0x5e, 0x90, 0x00, 0x01],
                "multicast, universally",
            ),
            (
                [0x33, 0x33, 0x00, 0x00, 0x00, 0x01],
                "multicast: IPv6 group",
            ),
            (
                [0x33, 0x33, 0xff, 0x12, 0x34, 0x56],
                "multicast: IPv6 solicited-node",
            ),
            (
                [0x01, 0x80, 0xc2, 0x00, 0x00, 0x00],
                "multicast: all bridges",
            ),
            (
                [0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e],
                "multicast: nearest bridge, LLDP",
            ),
            ([0x01, 0x80, 0xc2, 0x00, 0x00, 0x0f], "multicast: reserved"),
            (
                [0x01, 0x80, 0xc2, 0x00, 0x00, 0x10],
                "multicast, universally",
            ),
            (
                [0x00, 0x00, 0x5e, 0x00, 0x01, 0x07],
                "individual: virtual router of VRRP for IPv4",
            ),
            (
                [0x52, 0x54, 0x00, 0x12, 0x34, 0x56],
                "individual, locally administered: chosen by software; 52:54:00",
            ),
            (
                [0x00, 0x1b, 0x21, 0x01, 0x02, 0x03],
                "individual, universally",
            ),
            ([0xda, 0x1b, 0x21, 0x01, 0x02, 0x03], "individual, locally"),
            ([0x13, 0x1b, 0x21, 0x01, 0x02, 0x03], "multicast, locally"),
        ] {
            assert!(
                mac_kind(mac).starts_with(start),
                "{mac:x?}: {}",
                mac_kind(mac)
            );
        }
    }
}
