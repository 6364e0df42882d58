//! What the longest prefix says that holds an address: MAC, IPv4 and IPv6 alike.
//!
//! A prefix is a run of numbers, so a set of nested prefixes cuts the numbers into runs that each
//! belong to the longest prefix over them. The runs are made once; a lookup is a binary search.

/// A map from address prefixes to values.
#[derive(Debug)]
pub(super) struct Prefixes<V> {
    /// First number of each run and the index of its value, ascending by number.
    runs: Box<[(u128, Option<usize>)]>,
    values: Box<[V]>,
}

/// A prefix as the first and the last number it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) first: u128,
    pub(super) last: u128,
}

impl Range {
    /// The numbers of `width` bits that share their first `length` bits with `address`; `None` when
    /// the length exceeds the width or bits beyond the prefix are set.
    pub(super) fn new(address: u128, width: u32, length: u32) -> Option<Self> {
        let host_bits = width.checked_sub(length)?;
        let host_mask = 1u128
            .checked_shl(host_bits)
            .map_or(u128::MAX, |bit| bit - 1);
        (address & host_mask == 0).then_some(Self {
            first: address,
            last: address | host_mask,
        })
    }

    fn holds(&self, number: u128) -> bool {
        self.first <= number && number <= self.last
    }
}

impl<V> Prefixes<V> {
    pub(super) fn new(entries: impl IntoIterator<Item = (Range, V)>) -> Self {
        let (ranges, values): (Vec<Range>, Vec<V>) = entries.into_iter().unzip();
        let mut starts: Vec<u128> = ranges.iter().map(|range| range.first).collect();
        starts.extend(ranges.iter().filter_map(|range| range.last.checked_add(1)));
        starts.sort_unstable();
        starts.dedup();
        let runs = starts
            .into_iter()
            .map(|start| (start, narrowest(&ranges, start)))
            .collect();
        Self {
            runs,
            values: values.into_boxed_slice(),
        }
    }

    /// The value of the longest prefix that holds `number`.
    pub(super) fn get(&self, number: u128) -> Option<&V> {
        let after = self.runs.partition_point(|(start, _)| *start <= number);
        self.runs[..after]
            .last()
            .and_then(|(_, value)| *value)
            .and_then(|at| self.values.get(at))
    }
}

fn narrowest(ranges: &[Range], number: u128) -> Option<usize> {
    let holding = ranges
        .iter()
        .enumerate()
        .filter(|(_, range)| range.holds(number));
    holding
        .min_by_key(|(_, range)| range.last - range.first)
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_wins_and_gaps_are_empty() {
        let range = |address, length| Range::new(address, 8, length).unwrap();
        let map = Prefixes::new([
            (range(0x40, 2), "wide"),
            (range(0x50, 4), "narrow"),
            (range(0x55, 8), "one"),
        ]);
        for (number, value) in [
            (0x00, None),
            (0x3f, None),
            (0x40, Some("wide")),
            (0x4f, Some("wide")),
            (0x50, Some("narrow")),
            (0x55, Some("one")),
            (0x56, Some("narrow")),
            (0x60, Some("wide")),
            (0x7f, Some("wide")),
            (0x80, None),
        ] {
            assert_eq!(map.get(number).copied(), value, "{number:#x}");
        }
    }

    #[test]
    fn the_ends_of_128_bits_are_no_special_case() {
        let map = Prefixes::new([
            (Range::new(0, 128, 0).unwrap(), 'a'),
            (Range::new(u128::MAX, 128, 128).unwrap(), 'z'),
        ]);
        assert_eq!(map.get(0), Some(&'a'));
        assert_eq!(map.get(u128::MAX - 1), Some(&'a'));
        assert_eq!(map.get(u128::MAX), Some(&'z'));
    }

    #[test]
    fn host_bits_and_overlong_prefixes_are_refused() {
        assert_eq!(Range::new(0x41, 8, 4), None);
        assert_eq!(Range::new(0, 8, 9), None);
    }
}
