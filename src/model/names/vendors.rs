//! Vendors of MAC addresses, from the IEEE Registration Authority's lists.
//!
//! The list is kept compressed in the program; the first lookup inflates it once.

use std::io::Read;
use std::sync::LazyLock;

use super::mac::number;

static VENDORS: LazyLock<Vendors> = LazyLock::new(|| {
    Vendors::parse(inflate(include_bytes!(
        "../../../assets/names/vendors.txt.gz"
    )))
});

/// The lengths of assigned prefixes in bits, longest first (MA-S and IAB, MA-M, MA-L).
const LENGTHS: [u32; 3] = [36, 28, 24];

/// To whom the block is assigned that holds `mac`: the longest assigned prefix decides.
///
/// The I/G bit does not count, so that a group address has the vendor of its block. `None` for the
/// address of all zeros, and where no block is assigned, as with locally administered addresses.
#[must_use]
pub fn oui(mac: [u8; 6]) -> Option<&'static str> {
    const GROUP_BIT: u64 = 1 << 40;
    match number(mac) {
        0 => None,
        address => VENDORS.find(address & !GROUP_BIT),
    }
}

/// The assigned prefixes, ascending, each with the place of its vendor's name in the text.
#[derive(Debug)]
struct Vendors {
    text: String,
    prefixes: Box<[Prefix]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Prefix {
    key: u64,
    name_at: u32,
    name_len: u16,
}

impl Vendors {
    /// Reads lines of a name, a tab, and prefixes in hexadecimal; a line out of format is left out.
    fn parse(text: String) -> Self {
        let mut prefixes = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if !line.starts_with('#') {
                read_line(line.trim_end(), at, &mut prefixes);
            }
            at += line.len();
        }
        prefixes.sort_unstable();
        Self {
            text,
            prefixes: prefixes.into_boxed_slice(),
        }
    }

    fn find(&self, address: u64) -> Option<&str> {
        let prefix = LENGTHS.iter().find_map(|length| {
            let key = key(address >> (48 - length), *length);
            let at = self
                .prefixes
                .binary_search_by_key(&key, |prefix| prefix.key)
                .ok()?;
            self.prefixes.get(at)
        })?;
        let start = prefix.name_at as usize;
        self.text.get(start..start + usize::from(prefix.name_len))
    }
}

fn read_line(line: &str, at: usize, prefixes: &mut Vec<Prefix>) {
    let Some((name, digits)) = line.split_once('\t') else {
        return;
    };
    let (Ok(name_at), Ok(name_len)) = (u32::try_from(at), u16::try_from(name.len())) else {
        return;
    };
    prefixes.extend(digits.split(' ').filter_map(|digits| {
        let length = u32::try_from(digits.len()).ok()? * 4;
        let bits = u64::from_str_radix(digits, 16).ok()?;
        LENGTHS.contains(&length).then(|| Prefix {
            key: key(bits, length),
            name_at,
            name_len,
        })
    }));
}

/// A prefix of `length` bits as one number that tells prefixes of all lengths apart.
fn key(bits: u64, length: u32) -> u64 {
    bits << (48 - length) << 8 | u64::from(length)
}

/// The text of a gzip file; empty when it is damaged.
fn inflate(file: &[u8]) -> String {
    let mut text = String::new();
    match flate2::read::GzDecoder::new(file).read_to_string(&mut text) {
        Ok(_) => text,
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vendor(text: &str) -> Option<&'static str> {
        let mut mac = [0; 6];
        for (octet, digits) in mac.iter_mut().zip(text.split(':')) {
            *octet = u8::from_str_radix(digits, 16).unwrap();
        }
        oui(mac)
    }

    #[test]
    fn well_known_vendors() {
        assert_eq!(vendor("00:00:0c:01:02:03"), Some("Cisco Systems"));
        assert_eq!(vendor("b8:27:eb:00:00:00"), Some("Raspberry Pi Foundation"));
        assert_eq!(vendor("00:50:56:ff:ff:ff"), Some("VMware"));
        assert_eq!(vendor("00:00:00:00:00:01"), Some("XEROX"));
    }

    #[test]
    fn addresses_of_nobody() {
        for mac in [
            "00:00:00:00:00:00",
            "ff:ff:ff:ff:ff:ff",
            "33:33:00:00:00:01",
            "02:42:ac:11:00:02",
        ] {
            assert_eq!(vendor(mac), None, "{mac}");
        }
    }

    #[test]
    fn a_group_address_has_the_vendor_of_its_block() {
        assert_eq!(vendor("01:00:0c:cc:cc:cc"), Some("Cisco Systems"));
    }

    #[test]
    fn the_longest_assigned_prefix_decides() {
        let vendors = Vendors::parse(
            "# wide\t000000\nwide\ta0b1c2 000000\nmiddle\ta0b1c2d\nlong\ta0b1c2de1 a0b1c2de3\nbad\tzz a0b1\n".to_owned(),
        );
        assert_eq!(vendors.prefixes.len(), 5);
        assert_eq!(vendors.find(0xa0b1_c200_0000), Some("wide"));
        assert_eq!(vendors.find(0xa0b1_c2d0_0000), Some("middle"));
        assert_eq!(vendors.find(0xa0b1_c2de_1fff), Some("long"));
        assert_eq!(vendors.find(0xa0b1_c2de_2000), Some("middle"));
        assert_eq!(vendors.find(0xa0b1_c2ee_1000), Some("wide"));
        assert_eq!(vendors.find(0xa0b1_c300_0000), None);
    }

    #[test]
    fn every_line_is_read_and_no_prefix_stands_twice() {
        let mut expected = 0;
        for line in VENDORS.text.lines().filter(|line| !line.starts_with('#')) {
            let (name, prefixes) = line.split_once('\t').unwrap_or_else(|| panic!("{line:?}"));
            assert!(!name.is_empty() && name == name.trim(), "{line:?}");
            assert!(!name.chars().any(char::is_control), "{line:?}");
            expected += prefixes.split(' ').count();
        }
        assert!(expected > 40_000, "{expected} prefixes");
        assert_eq!(VENDORS.prefixes.len(), expected);
        assert!(
            VENDORS
                .prefixes
                .windows(2)
                .all(|pair| pair[0].key < pair[1].key)
        );
    }

    #[test]
    fn a_damaged_file_names_nobody() {
        assert_eq!(inflate(b"no gzip"), "");
        assert_eq!(Vendors::parse(String::new()).find(0x0000_0c00_0000), None);
    }
}
