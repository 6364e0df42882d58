//! Structures whose members follow one another, with times and tables of bits among them.

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Timestamp, Value};

/// One member of a structure.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// The rows of a table.
    Rows(&'static [FieldSpec]),
    /// A field as wide as its spec says.
    One(&'static FieldSpec),
    /// Hundreds of nanoseconds since 1601 in 64 bits, low byte first (MS-DTYP §2.3.3).
    FileTime(&'static FieldSpec),
    /// Seconds since 1970 in 32 bits, low byte first.
    Seconds(&'static FieldSpec),
    /// A GUID of 16 bytes.
    Guid(&'static FieldSpec),
    /// So many bytes that have no name.
    Skip(usize),
}

/// Reads a structure at the cursor, as far as it is there.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn read(p: &mut Peel<'_>, parts: &[Part]) -> Peeled {
    for part in parts {
        match *part {
            Part::Rows(table) => drop(p.rows(table)?),
            Part::One(spec) => drop(p.field(spec, (spec.bits / 8) as usize)?),
            Part::FileTime(spec) => file_time(p, spec)?,
            Part::Seconds(spec) => seconds(p, spec)?,
            Part::Guid(spec) => drop(guid(p, spec)?),
            Part::Skip(len) => drop(p.skip(len)?),
        }
    }
    Ok(())
}

/// Seconds from 1601 to 1970.
const FROM_1601_TO_1970: i64 = 11_644_473_600;

/// Hundreds of nanoseconds in a second.
const TICKS: u64 = 10_000_000;

/// A time as Windows keeps it; 0 says that there is none (MS-DTYP §2.3.3).
pub fn file_time_value(ticks: u64) -> Value {
    if ticks == 0 || ticks >= i64::MAX as u64 {
        return Value::Uint(ticks);
    }
    let seconds = (ticks / TICKS) as i64 - FROM_1601_TO_1970;
    let nanos = (ticks % TICKS) as u32 * 100;
    Value::Time(Timestamp::from_parts(seconds, nanos))
}

fn file_time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let ticks = little(p.skip(8)?);
    p.mark_as(spec, at..at + 8, file_time_value(ticks));
    Ok(())
}

fn seconds(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let seconds = little(p.skip(4)?);
    let time = Timestamp::from_parts(seconds as i64, 0);
    p.mark_as(spec, at..at + 4, Value::Time(time));
    Ok(())
}

/// The integer in these bytes, low byte first.
pub fn little(bytes: &[u8]) -> u64 {
    let bytes = bytes.iter().take(8).rev();
    bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Reads a GUID at the cursor: three numbers with their low byte first, and eight bytes.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn guid(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<String, crate::decode::Stop> {
    let at = p.pos();
    let text = guid_text(p.skip(16)?);
    p.mark_made(spec, at..at + 16, || text.clone());
    Ok(text)
}

/// A GUID as it is written.
pub fn guid_text(bytes: &[u8]) -> String {
    let Some(b) = bytes.first_chunk::<16>() else {
        return String::new();
    };
    let tail: String = b[10..].iter().map(|byte| format!("{byte:02x}")).collect();
    let (one, two, three) = (little(&b[..4]), little(&b[4..6]), little(&b[6..8]));
    format!(
        "{one:08x}-{two:04x}-{three:04x}-{:02x}{:02x}-{tail}",
        b[8], b[9]
    )
}

/// Text in UTF-16, low byte first, without zeros at its end.
pub fn utf16(bytes: &[u8]) -> String {
    let units = bytes.as_chunks::<2>().0.iter();
    let units: Vec<u16> = units.map(|unit| u16::from_le_bytes(*unit)).collect();
    let text = String::from_utf16_lossy(&units);
    text.trim_end_matches('\0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_from_1601() {
        let Value::Time(time) = file_time_value(133_444_512_000_000_010) else {
            panic!("no time")
        };
        assert_eq!(time.utc(), "2023-11-14 16:00:00.000001000");
        assert_eq!(file_time_value(0), Value::Uint(0));
    }

    #[test]
    fn guids_mix_byte_orders() {
        let bytes: Vec<u8> = (0..16).collect();
        assert_eq!(guid_text(&bytes), "03020100-0504-0706-0809-0a0b0c0d0e0f");
        assert_eq!(utf16(b"a\0b\0\0\0"), "ab");
    }
}
