//! The header diagram as the specifications draw it: rows of 32 bits, cut into fields.

use crate::model::{Dissection, Field, Kind, Source};

/// A field that runs over more rows than this shows its first one and counts the rest.
const MOST_ROWS: u32 = 4;

/// A field that is drawn: none of its parts is. Or bits that no field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The field's index in the dissection; `None` for bits that no field names.
    pub field: Option<u32>,
    /// Its first bit, counted from the layer's start.
    pub start: u32,
    /// One past its last bit.
    pub end: u32,
}

/// Part of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Index of the run in the diagram.
    pub run: usize,
    /// First bit in the row.
    pub from: u32,
    /// One past the last bit in the row.
    pub to: u32,
    /// True if the run begins here.
    pub first: bool,
}

/// A row of the diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Fields side by side; `bit` is the row's first bit, counted from the layer's start.
    Cells {
        /// First bit of the row.
        bit: u32,
        /// What is in it.
        cells: Vec<Cell>,
    },
    /// More rows of the same run.
    More {
        /// Index of the run in the diagram.
        run: usize,
        /// Bytes left out.
        bytes: u32,
    },
}

/// The diagram of a layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagram {
    /// Its rows.
    pub rows: Vec<Row>,
    /// What it is made of, in the order of the bits, without gaps.
    pub runs: Vec<Run>,
    /// First bit of the layer in its buffer.
    pub base: u32,
    /// The buffer.
    pub source: Source,
}

impl Diagram {
    /// The diagram of a layer, in rows of `width` bits.
    pub fn of(dissection: &Dissection, layer: u16, width: u32) -> Diagram {
        let Some(own) = dissection.layers.get(usize::from(layer)) else {
            return Diagram::default();
        };
        let base = own.header.start.saturating_mul(8);
        let end = own.header.end.saturating_mul(8);
        let mut fields = Vec::new();
        let mut take = |index: u32, field: &Field| {
            let fits = field.source == own.source && field.span.bits > 0;
            if fits && field.span.bit >= base && field.span.end() <= end {
                fields.push(Run {
                    field: Some(index),
                    start: field.span.bit - base,
                    end: field.span.end() - base,
                });
            }
        };
        collect(
            &dissection.fields,
            own.fields.start,
            own.fields.end,
            &mut take,
        );
        let mut diagram = Diagram {
            rows: Vec::new(),
            runs: without_gaps(fields, end - base.min(end)),
            base,
            source: own.source,
        };
        diagram.lay_out(width.max(1));
        diagram
    }

    fn lay_out(&mut self, width: u32) {
        let bits = self.runs.last().map_or(0, |run| run.end);
        let mut bit = 0;
        while bit < bits {
            let end = bits.min(bit.saturating_add(width));
            let cells = self.cells(bit, end);
            if let [
                Cell {
                    run, first: false, ..
                },
            ] = cells.as_slice()
                && let Some(skipped) = self.skipped(*run, bit, width, bits)
            {
                let bytes = (skipped.min(bits - bit)) / 8;
                self.rows.push(Row::More { run: *run, bytes });
                bit = bit.saturating_add(skipped);
                continue;
            }
            self.rows.push(Row::Cells { bit, cells });
            bit = end;
        }
    }

    /// How many bits of a long run are left out from `bit` on: whole rows, and the last row, too,
    /// if nothing else stands in it.
    fn skipped(&self, run: usize, bit: u32, width: u32, bits: u32) -> Option<u32> {
        let run = self.runs.get(run)?;
        if run.end - run.start <= MOST_ROWS.saturating_mul(width) {
            return None;
        }
        let rest = run.end - bit;
        let rows = if run.end == bits {
            rest.div_ceil(width)
        } else {
            rest / width
        };
        (rows > 0).then(|| rows.saturating_mul(width))
    }

    fn cells(&self, from: u32, to: u32) -> Vec<Cell> {
        let first = self.runs.partition_point(|run| run.end <= from);
        let runs = self.runs.iter().enumerate().skip(first);
        runs.take_while(|(_, run)| run.start < to)
            .map(|(index, run)| Cell {
                run: index,
                from: run.start.max(from) - from,
                to: run.end.min(to) - from,
                first: run.start >= from,
            })
            .collect()
    }

    /// First bit of the row, `width` bits wide, in which a run tells its label and value: the one
    /// where it begins, or the next if there is more room for words.
    pub fn speaks(&self, run: usize, width: u32) -> u32 {
        let Some(run) = self.runs.get(run) else {
            return 0;
        };
        let row = run.start / width * width;
        let here = run.end.min(row.saturating_add(width)) - run.start;
        let next = run.end.saturating_sub(row.saturating_add(width)).min(width);
        if here < width / 2 && next > here {
            row.saturating_add(width)
        } else {
            row
        }
    }

    /// The field of a run.
    pub fn field(&self, run: usize) -> Option<u32> {
        self.runs.get(run)?.field
    }

    /// The row that shows a bit, counted from the layer's start.
    pub fn row_of(&self, bit: u32) -> usize {
        let after = self.rows.iter().position(|row| match row {
            Row::Cells { bit: start, .. } => *start > bit,
            Row::More { .. } => false,
        });
        after.unwrap_or(self.rows.len()).saturating_sub(1)
    }
}

/// Puts fields in order, leaves out those that overlap others, and fills the gaps up to `bits`.
fn without_gaps(mut fields: Vec<Run>, bits: u32) -> Vec<Run> {
    fields.sort_by_key(|run| (run.start, run.end));
    let mut runs = Vec::with_capacity(fields.len() + 1);
    let mut at = 0;
    let gap = |start, end| Run {
        field: None,
        start,
        end,
    };
    for field in fields {
        if field.start < at {
            continue;
        }
        if field.start > at {
            runs.push(gap(at, field.start));
        }
        at = field.end;
        runs.push(field);
    }
    if at < bits {
        runs.push(gap(at, bits));
    }
    runs
}

/// Calls `take` for the fields from `from` to `to` that are drawn: those without parts, and those
/// whose parts leave bits over, such as a MAC address with its two named bits.
fn collect(fields: &[Field], from: u32, to: u32, take: &mut impl FnMut(u32, &Field)) {
    let mut index = from;
    while index < to {
        let Some(field) = fields.get(index as usize) else {
            return;
        };
        let inner = |part: &&Field| part.depth > field.depth;
        let parts = fields
            .get(index as usize + 1..to as usize)
            .unwrap_or_default();
        let count = parts.iter().take_while(inner).count() as u32;
        let direct = parts.iter().take(count as usize).filter(|part| {
            part.depth == field.depth.saturating_add(1) && part.source == field.source
        });
        let covered: u64 = direct.map(|part| u64::from(part.span.bits)).sum();
        let by_parts =
            count > 0 && (field.spec.kind == Kind::Group || covered >= u64::from(field.span.bits));
        if by_parts {
            collect(fields, index + 1, index + 1 + count, take);
        } else {
            take(index, field);
        }
        index += count + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::proto::registry;

    fn diagram(protocol: &str, width: u32) -> (Dissection, Diagram) {
        let protocol = registry().by_name(protocol).unwrap();
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(protocol, protocol.sample, Want::Full, &mut out);
        let diagram = Diagram::of(&out, 0, width);
        (out, diagram)
    }

    fn names(dissection: &Dissection, diagram: &Diagram, row: usize) -> Vec<&'static str> {
        let row = &diagram.rows[row];
        let Row::Cells { cells, .. } = row else {
            return vec!["more"];
        };
        let name = |cell: &Cell| {
            let field = diagram.field(cell.run);
            field.map_or("-", |f| dissection.fields[f as usize].spec.name)
        };
        cells.iter().map(name).collect()
    }

    #[test]
    fn ipv4_stands_in_rows_of_32_bits() {
        let (out, diagram) = diagram("ip", 32);
        assert_eq!(diagram.rows.len(), 5);
        let first = names(&out, &diagram, 0);
        assert_eq!(first[..2], ["ip.version", "ip.hdr_len"]);
        assert_eq!(first.last(), Some(&"ip.len"));
        assert_eq!(
            names(&out, &diagram, 2),
            ["ip.ttl", "ip.proto", "ip.checksum"]
        );
        assert_eq!(names(&out, &diagram, 4), ["ip.dst"]);
    }

    #[test]
    fn a_mac_address_is_one_field_over_two_rows() {
        let (out, diagram) = diagram("eth", 32);
        assert_eq!(names(&out, &diagram, 0), ["eth.dst"]);
        assert_eq!(names(&out, &diagram, 1), ["eth.dst", "eth.src"]);
    }

    #[test]
    fn every_header_bit_stands_in_one_cell() {
        for protocol in registry().protocols() {
            for width in [8, 16, 32] {
                let (out, diagram) = diagram(protocol.info.name, width);
                let mut bits = 0;
                for row in &diagram.rows {
                    match row {
                        Row::Cells { cells, .. } => {
                            let mut at = 0;
                            for cell in cells {
                                assert_eq!(cell.from, at, "{}", protocol.info.name);
                                assert!(cell.to > cell.from && cell.to <= width);
                                at = cell.to;
                            }
                            bits += at;
                        }
                        Row::More { bytes, .. } => bits += bytes * 8,
                    }
                }
                let header = out.layers[0].header.len() * 8;
                assert_eq!(bits, header, "{}", protocol.info.name);
            }
        }
    }
}
