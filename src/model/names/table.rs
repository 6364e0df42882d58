//! The one file format of `assets/names/*.txt`, and the sorted array it becomes.
//!
//! A line is `CODE<TAB>NAME` or `CODE<TAB>NAME<TAB>TITLE`. `CODE` is one number or an inclusive
//! range `LOW-HIGH`, decimal or hexadecimal with `0x`; in a table of codes within types it is
//! `TYPE/CODE`, which becomes the number `TYPE × 256 + CODE`. Lines that are empty or start with
//! `#` say nothing. Lines stand in ascending order and never overlap.

/// One line of a table: every code point from `low` to `high` bears the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) low: u32,
    pub(super) high: u32,
    pub(super) name: &'static str,
    /// Empty where the registry has a name only.
    pub(super) title: &'static str,
}

/// The named code points of one registry, in ascending order.
#[derive(Debug)]
pub(super) struct Table {
    rows: Box<[Row]>,
}

impl Table {
    /// Reads a table; a line that is no row is left out.
    pub(super) fn parse(text: &'static str) -> Self {
        let mut rows: Vec<Row> = data_lines(text).filter_map(parse_row).collect();
        rows.sort_by_key(|row| row.low);
        Self {
            rows: rows.into_boxed_slice(),
        }
    }

    fn row(&self, code: u32) -> Option<&Row> {
        let after = self.rows.partition_point(|row| row.low <= code);
        self.rows[..after].last().filter(|row| code <= row.high)
    }

    /// The name of `code`; `None` when the registry has none.
    pub(super) fn name(&self, code: u32) -> Option<&'static str> {
        self.row(code).map(|row| row.name)
    }

    /// The name of `code`, or that it is one of the values of RFC 8701 §2 that TLS clients send so that
    /// servers keep ignoring what they do not know.
    pub(super) fn name_or_grease(&self, code: u32) -> Option<&'static str> {
        let grease = code <= 0xffff && code & 0x0f0f == 0x0a0a && code >> 8 == code & 0xff;
        self.name(code).or(grease.then_some("Reserved (GREASE)"))
    }

    /// The longer title of `code`; `None` when there is none.
    pub(super) fn title(&self, code: u32) -> Option<&'static str> {
        self.row(code)
            .map(|row| row.title)
            .filter(|title| !title.is_empty())
    }

    #[cfg(test)]
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

/// The lines of a data file that carry data.
pub(super) fn data_lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Reads one line; `None` when it does not keep to the format.
pub(super) fn parse_row(line: &'static str) -> Option<Row> {
    let mut columns = line.split('\t');
    let (low, high) = parse_codes(columns.next()?)?;
    let name = columns.next().filter(|name| !name.is_empty())?;
    let title = columns.next().unwrap_or("");
    (columns.next().is_none() && low <= high).then_some(Row {
        low,
        high,
        name,
        title,
    })
}

fn parse_codes(text: &str) -> Option<(u32, u32)> {
    match text.split_once('-') {
        Some((low, high)) => Some((parse_code(low)?, parse_code(high)?)),
        None => parse_code(text).map(|code| (code, code)),
    }
}

fn parse_code(text: &str) -> Option<u32> {
    match text.split_once('/') {
        Some((kind, code)) => {
            let (kind, code): (u8, u8) = (kind.parse().ok()?, code.parse().ok()?);
            Some(u32::from(kind) << 8 | u32::from(code))
        }
        None => match text.strip_prefix("0x") {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => text.parse().ok(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ranges_and_titles_are_read() {
        let table =
            Table::parse("# source\n\n3\tthree\n0x10-0x1f\tteens\tmany of them\n4/2\tpair\n");
        assert_eq!(table.name(3), Some("three"));
        assert_eq!(table.title(3), None);
        assert_eq!(table.name(2), None);
        assert_eq!(table.name(4), None);
        assert_eq!(table.name(0x0f), None);
        assert_eq!(table.name(0x10), Some("teens"));
        assert_eq!(table.title(0x1f), Some("many of them"));
        assert_eq!(table.name(0x20), None);
        assert_eq!(table.name(0x402), Some("pair"));
        assert_eq!(table.name(u32::MAX), None);
    }

    #[test]
    fn a_line_out_of_format_is_no_row() {
        for line in [
            "7",
            "7\t",
            "x\tname",
            "0x\tname",
            "9-3\tname",
            "1/256\tname",
            "1\ta\tb\tc",
            "\tname",
        ] {
            assert_eq!(parse_row(line), None, "{line:?}");
        }
    }
}
