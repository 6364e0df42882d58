//! The header diagram as the specifications draw it: rows of 32 bits, cut into fields.

use crate::model::{Dissection, Field, Kind, Source};

/// A field that runs over more rows than this shows its first one and counts the rest.
const MOST_ROWS: u32 = 4;

/// A field that is drawn: none of its parts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// Its index in the dissection.
    pub field: u32,
    /// Its first bit, counted from the layer's start.
    pub start: u32,
    /// One past its last bit.
    pub end: u32,
}

/// Part of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The field; `None` for bits that no field names.
    pub field: Option<u32>,
    /// First bit in the row.
    pub from: u32,
    /// One past the last bit in the row.
    pub to: u32,
    /// True if the field begins here.
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
    /// More rows of the same field.
    More {
        /// The field.
        field: u32,
        /// Bytes left out.
        bytes: u32,
    },
}

/// The diagram of a layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagram {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Its fields in the order of their bits.
    pub leaves: Vec<Leaf>,
    /// First bit of the layer in its buffer.
    pub base: u32,
    /// The buffer.
    pub source: Source,
}

/// Diagrams longer than this are cut: nobody reads a header of a thousand rows bit by bit.
const LONGEST: u32 = 1 << 16;

impl Diagram {
    /// The diagram of a layer, in rows of `width` bits.
    pub fn of(dissection: &Dissection, layer: u16, width: u32) -> Diagram {
        let Some(own) = dissection.layers.get(usize::from(layer)) else {
            return Diagram::default();
        };
        let base = own.header.start.saturating_mul(8);
        let end = own
            .header
            .end
            .saturating_mul(8)
            .min(base.saturating_add(LONGEST));
        let mut leaves = Vec::new();
        collect(
            &dissection.fields,
            own.fields.start,
            own.fields.end,
            &mut |index, field| {
                let fits = field.source == own.source && field.span.bits > 0;
                if fits && field.span.bit >= base && field.span.end() <= end {
                    leaves.push(Leaf {
                        field: index,
                        start: field.span.bit - base,
                        end: field.span.end() - base,
                    });
                }
            },
        );
        leaves.sort_by_key(|leaf| (leaf.start, leaf.end));
        let mut at = 0;
        leaves.retain(|leaf| {
            let free = leaf.start >= at;
            at = if free { leaf.end } else { at };
            free
        });
        let mut diagram = Diagram {
            rows: Vec::new(),
            leaves,
            base,
            source: own.source,
        };
        diagram.lay_out(end - base.min(end), width.max(1));
        diagram
    }

    fn lay_out(&mut self, bits: u32, width: u32) {
        let mut bit = 0;
        while bit < bits {
            let end = bits.min(bit.saturating_add(width));
            let cells = self.cells(bit, end);
            let only = match cells.as_slice() {
                [cell] if !cell.first => cell.field,
                _ => None,
            };
            let leaf = only.and_then(|field| self.leaves.iter().find(|leaf| leaf.field == field));
            if let Some(leaf) = leaf
                && (leaf.end - leaf.start) > MOST_ROWS * width
                && leaf.end >= end
            {
                // The last row, too, if nothing else stands in it.
                let rest = leaf.end - bit;
                let is_last = leaf.end == bits;
                let whole_rows = if is_last {
                    rest.div_ceil(width)
                } else {
                    rest / width
                };
                let skipped = whole_rows.max(1) * width;
                let bytes = skipped.min(rest) / 8;
                self.rows.push(Row::More {
                    field: leaf.field,
                    bytes,
                });
                bit = bit.saturating_add(skipped);
                continue;
            }
            self.rows.push(Row::Cells { bit, cells });
            bit = end;
        }
    }

    fn cells(&self, from: u32, to: u32) -> Vec<Cell> {
        let mut cells = Vec::new();
        let mut at = from;
        let first = self.leaves.partition_point(|leaf| leaf.end <= from);
        for leaf in self
            .leaves
            .iter()
            .skip(first)
            .take_while(|leaf| leaf.start < to)
        {
            let (start, end) = (leaf.start.max(from), leaf.end.min(to));
            if start > at {
                cells.push(unnamed(at - from, start - from));
            }
            cells.push(Cell {
                field: Some(leaf.field),
                from: start - from,
                to: end - from,
                first: leaf.start >= from,
            });
            at = end;
        }
        if at < to {
            cells.push(unnamed(at - from, to - from));
        }
        cells
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

const fn unnamed(from: u32, to: u32) -> Cell {
    Cell {
        field: None,
        from,
        to,
        first: true,
    }
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

    fn names(dissection: &Dissection, row: &Row) -> Vec<&'static str> {
        let Row::Cells { cells, .. } = row else {
            return vec!["more"];
        };
        let name = |cell: &Cell| {
            cell.field
                .map_or("-", |f| dissection.fields[f as usize].spec.name)
        };
        cells.iter().map(name).collect()
    }

    #[test]
    fn ipv4_stands_in_rows_of_32_bits() {
        let (out, diagram) = diagram("ip", 32);
        assert_eq!(diagram.rows.len(), 5);
        let first = names(&out, &diagram.rows[0]);
        assert_eq!(first[..2], ["ip.version", "ip.hdr_len"]);
        assert_eq!(first.last(), Some(&"ip.len"));
        assert_eq!(
            names(&out, &diagram.rows[2]),
            ["ip.ttl", "ip.proto", "ip.checksum"]
        );
        assert_eq!(names(&out, &diagram.rows[4]), ["ip.dst"]);
    }

    #[test]
    fn a_mac_address_is_one_field_over_two_rows() {
        let (out, diagram) = diagram("eth", 32);
        assert_eq!(names(&out, &diagram.rows[0]), ["eth.dst"]);
        assert_eq!(names(&out, &diagram.rows[1]), ["eth.dst", "eth.src"]);
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
                assert_eq!(bits, header.min(LONGEST), "{}", protocol.info.name);
            }
        }
    }
}
