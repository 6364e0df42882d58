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
