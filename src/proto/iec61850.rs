//! What the protocols of substations share (IEC 61850): times, and the header of those that stand right behind
//! Ethernet's.

use crate::decode::{Peel, Peeled};
use crate::model::{FaultKind, FieldSpec, Timestamp, Value};

/// Bytes of a time.
const TIME_LEN: usize = 8;

/// Reads a time at the cursor: seconds since 1970, 24 bits of fractions of a second, and a byte that says how
/// good the clock is (IEC 61850-8-1 §8.1.3.7).
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    if p.rest().len() > TIME_LEN {
        p.fault(
            FaultKind::Malformed("a time has eight bytes"),
            at..p.bytes().len(),
        );
        return Ok(());
    }
    let bytes = p.skip(TIME_LEN)?;
    let big = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let nanos = (big(&bytes[4..7]) * 1_000_000_000) >> 24;
    let time = Timestamp::from_parts(big(&bytes[..4]) as i64, nanos as u32);
    p.mark_as(spec, at..at + TIME_LEN, Value::Time(time));
    Ok(())
}

/// The header's length in bytes.
pub const HEADER_LEN: usize = 8;

/// A header's rows: number of the application, length, a mark of simulated messages, reserved
/// (IEC 61850-8-1 annex C.2).
pub const fn header(names: [&'static str; 5]) -> [FieldSpec; 6] {
    const SECTION: &str = "IEC 61850-8-1 annex C.2";
    let [id, length, reserved, simulated, more] = names;
    [
        FieldSpec::hex(id, "Application", 16).doc("A number that receivers filter by.", SECTION),
        FieldSpec::uint(length, "Length", 16)
            .unit("bytes")
            .doc("Of the message, these eight bytes included.", SECTION),
        FieldSpec::hex(reserved, "Reserved 1", 16)
            .parts_follow()
            .doc(
                "The first bit has a meaning, the others are reserved.",
                SECTION,
            ),
        FieldSpec::flag(simulated, "Simulated")
            .part()
            .doc("Set: a test set sent it, not the device itself.", SECTION),
        FieldSpec::gap(15).part(),
        FieldSpec::hex(more, "Reserved 2", 16).doc("Reserved for security.", SECTION),
    ]
}

/// Reads the header, and the message with `parts`, as far as the header says that it goes.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn message(
    p: &mut Peel<'_>,
    rows: &'static [FieldSpec],
    parts: impl FnOnce(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    let header = p.rows(rows)?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if length < HEADER_LEN {
        let fault = FaultKind::BadLength {
            field: "length",
            says: length as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(fault, 2..4);
        return Ok(());
    }
    p.ends_at(length);
    p.within(length - HEADER_LEN, "length of the message", parts)
}
