//! What is known of a field and of a protocol before any frame is seen.
//!
//! The layout of a header stands once, as a table of [`FieldSpec`]s with bit widths: its length,
//! the values, the highlighted bytes, the diagram, the filter and the reference page follow from
//! that table.

use super::OsiLayer;

/// Names of code points, sorted by code: `(code, name)`.
pub type Codes = &'static [(u64, &'static str)];

/// How the bits of a field are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An unsigned integer of up to 64 bits.
    Uint,
    /// A signed integer of up to 64 bits, two's complement.
    Int,
    /// One bit that is set or not.
    Flag,
    /// A 48-bit MAC address.
    Mac,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// Text in ASCII or UTF-8.
    Text,
    /// Bytes with no further meaning here.
    Bytes,
    /// A structure whose parts are the fields below it; it has no value of its own.
    Group,
    /// Bits that a table passes over, because another row names them.
    Gap,
    /// A computed value that stands in no bits of the frame, or not in this form (text).
    Computed,
}

/// The number base in which an integer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Decimal.
    Dec,
    /// Hexadecimal with leading zeros, as wide as the field.
    Hex,
}

/// Where the names of a field's code points come from.
#[derive(Clone, Copy)]
pub enum Names {
    /// The values are just numbers.
    None,
    /// A table of this protocol, sorted by code.
    Table(Codes),
    /// A registry.
    Lookup(fn(u64) -> Option<&'static str>),
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Names::None => "None",
            Names::Table(_) => "Table",
            Names::Lookup(_) => "Lookup",
        })
    }
}

impl Names {
    /// The name of a code point.
    pub fn get(&self, code: u64) -> Option<&'static str> {
        match self {
            Names::None => None,
            Names::Table(table) => table
                .binary_search_by_key(&code, |entry| entry.0)
                .ok()
                .map(|index| table[index].1),
            Names::Lookup(lookup) => lookup(code),
        }
    }
}

/// Whether a number counts from the start of its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// It counts nothing of the kind.
    Plain,
    /// From the first number that was seen; the same number stands raw beside it.
    Relative,
    /// As it stands in the header.
    Raw,
}

/// One row of a header's table: all that is known of a field but its value.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// Wireshark's abbreviation, such as `ip.ttl`; empty where Wireshark has a line without one. A
    /// nameless field is drawn, but neither filters nor JSON know it.
    pub name: &'static str,
    /// A label that a student understands.
    pub label: &'static str,
    /// Width in bits; 0 where the frame decides.
    pub bits: u32,
    /// How the bits are read.
    pub kind: Kind,
    /// Number base of integers.
    pub base: Base,
    /// Names of the values.
    pub names: Names,
    /// One or two sentences of explanation.
    pub doc: &'static str,
    /// Where it is specified: `RFC 791 §3.1`.
    pub reference: &'static str,
    /// Nesting below the layer in a fixed header: 0, or 1 for a part of the row before it.
    pub depth: u8,
    /// True for a row whose bits are shared out among the deeper rows after it.
    pub parent: bool,
    /// True for little-endian integers (whole bytes only).
    pub little: bool,
    /// What a count of one means, for example 4 for a length in 32-bit words.
    pub scale: u32,
    /// Unit of the scaled value, such as `bytes`.
    pub unit: &'static str,
    /// Whether it counts from the start of its conversation.
    pub counting: Counting,
}

impl FieldSpec {
    const fn new(name: &'static str, label: &'static str, bits: u32, kind: Kind) -> FieldSpec {
        FieldSpec {
            name,
            label,
            bits,
            kind,
            base: Base::Dec,
            names: Names::None,
            doc: "",
            reference: "",
            depth: 0,
            parent: false,
            little: false,
            scale: 1,
            unit: "",
            counting: Counting::Plain,
        }
    }

    /// An unsigned integer of `bits` bits, shown in decimal.
    pub const fn uint(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
        FieldSpec::new(name, label, bits, Kind::Uint)
    }

    /// Counts from the first number of the conversation; the raw number is another field.
    pub const fn relative(mut self) -> FieldSpec {
        self.counting = Counting::Relative;
        self
    }

    /// Stands as it is; the number counted from the start of the conversation is another field.
    pub const fn raw(mut self) -> FieldSpec {
        self.counting = Counting::Raw;
        self
    }

    /// An unsigned integer of `bits` bits, shown in hexadecimal.
    pub const fn hex(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
        let mut spec = FieldSpec::new(name, label, bits, Kind::Uint);
        spec.base = Base::Hex;
        spec
    }

    /// A signed integer of `bits` bits.
    pub const fn int(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
        FieldSpec::new(name, label, bits, Kind::Int)
    }

    /// A single bit.
    pub const fn flag(name: &'static str, label: &'static str) -> FieldSpec {
        FieldSpec::new(name, label, 1, Kind::Flag)
    }

    /// A MAC address.
    pub const fn mac(name: &'static str, label: &'static str) -> FieldSpec {
        FieldSpec::new(name, label, 48, Kind::Mac)
    }

    /// An IPv4 address.
    pub const fn ipv4(name: &'static str, label: &'static str) -> FieldSpec {
        FieldSpec::new(name, label, 32, Kind::Ipv4)
    }

    /// An IPv6 address.
    pub const fn ipv6(name: &'static str, label: &'static str) -> FieldSpec {
        FieldSpec::new(name, label, 128, Kind::Ipv6)
    }

    /// Bytes; as many as the frame says, unless [`FieldSpec::wide`] fixes them.
    pub const fn bytes(name: &'static str, label: &'static str) -> FieldSpec {
        FieldSpec::new(name, label, 0, Kind::Bytes)
    }

    /// Text; as many bytes as the frame says, unless [`FieldSpec::wide`] fixes them.
    pub const fn text(name: &'static str, label: &'static str) -> FieldSpec {
        FieldSpec::new(name, label, 0, Kind::Text)
    }

    /// A structure with parts and no value of its own. The name is empty where Wireshark has no
    /// field for it.
    pub const fn group(name: &'static str, label: &'static str) -> FieldSpec {
        FieldSpec::new(name, label, 0, Kind::Group)
    }

    /// Bits of a parent row that its parts pass over.
    pub const fn gap(bits: u32) -> FieldSpec {
        FieldSpec::new("", "", bits, Kind::Gap)
    }

    /// A computed value: a name put together from compressed parts, a time, a verdict.
    pub const fn computed(name: &'static str, label: &'static str) -> FieldSpec {
        FieldSpec::new(name, label, 0, Kind::Computed)
    }

    /// With an explanation and where it is specified.
    pub const fn doc(mut self, doc: &'static str, reference: &'static str) -> FieldSpec {
        self.doc = doc;
        self.reference = reference;
        self
    }

    /// With names of the values from a table sorted by code.
    pub const fn codes(mut self, table: Codes) -> FieldSpec {
        self.names = Names::Table(table);
        self
    }

    /// With names of the values from a registry.
    pub const fn lookup(mut self, lookup: fn(u64) -> Option<&'static str>) -> FieldSpec {
        self.names = Names::Lookup(lookup);
        self
    }

    /// Fixed at `bytes` bytes, for bytes and text in a fixed header.
    pub const fn wide(mut self, bytes: u32) -> FieldSpec {
        self.bits = bytes * 8;
        self
    }

    /// A part of the parent row before it.
    pub const fn part(mut self) -> FieldSpec {
        self.depth = 1;
        self
    }

    /// A row whose bits the part rows after it share out.
    pub const fn parts_follow(mut self) -> FieldSpec {
        self.parent = true;
        self
    }

    /// In little-endian byte order.
    pub const fn little(mut self) -> FieldSpec {
        self.little = true;
        self
    }

    /// Counted in units of `scale`, called `unit` after scaling.
    pub const fn scaled(mut self, scale: u32, unit: &'static str) -> FieldSpec {
        self.scale = scale;
        self.unit = unit;
        self
    }

    /// With a unit.
    pub const fn unit(self, unit: &'static str) -> FieldSpec {
        self.scaled(1, unit)
    }
}

/// Width in bits of a fixed header, from its table.
pub const fn bits_of(table: &[FieldSpec]) -> u32 {
    let mut bits = 0;
    let mut row = 0;
    while row < table.len() {
        // A part's bits are already counted in its parent.
        if table[row].depth == 0 {
            bits += table[row].bits;
        }
        row += 1;
    }
    bits
}

/// Length in bytes of a fixed header, from its table, which must fill whole bytes.
pub const fn bytes_of(table: &[FieldSpec]) -> usize {
    let bits = bits_of(table);
    assert!(bits.is_multiple_of(8), "a fixed header fills whole bytes");
    (bits / 8) as usize
}

/// What a view needs to know of a protocol.
#[derive(Debug, Clone, Copy)]
pub struct ProtoInfo {
    /// Wireshark's filter name, such as `ip`.
    pub name: &'static str,
    /// The short name in pictures and lists, such as `IPv4`.
    pub short: &'static str,
    /// The full name.
    pub title: &'static str,
    /// Its OSI layer.
    pub osi: OsiLayer,
    /// Why it stands in that layer, in one sentence.
    pub why: &'static str,
    /// The specification, such as `RFC 791`.
    pub reference: &'static str,
}

impl PartialEq for ProtoInfo {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.short == other.short
    }
}

impl Eq for ProtoInfo {}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[FieldSpec] = &[
        FieldSpec::hex("t.flags", "Flags", 8).parts_follow(),
        FieldSpec::flag("t.flags.a", "A").part(),
        FieldSpec::uint("t.flags.rest", "Rest", 7).part(),
        FieldSpec::uint("t.len", "Length", 16),
    ];

    #[test]
    fn a_header_is_as_long_as_its_rows_without_their_parts() {
        assert_eq!(bytes_of(TABLE), 3);
    }

    #[test]
    fn unknown_codes_have_no_name() {
        let names = Names::Table(&[(1, "one"), (5, "five")]);
        assert_eq!(names.get(5), Some("five"));
        assert_eq!(names.get(2), None);
    }
}
