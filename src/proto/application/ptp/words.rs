//! Times and names of clocks, as several messages have them.

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};

/// Bytes of a time interval.
pub(super) const INTERVAL_LEN: usize = 8;

const FRACTIONS: f64 = 65_536.0;

const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// How exact a clock is (IEEE 1588 §7.6.2.6).
pub(super) const ACCURACIES: Codes = &[
    (0x17, "to 1 ps"),
    (0x18, "to 2.5 ps"),
    (0x19, "to 10 ps"),
    (0x1a, "to 25 ps"),
    (0x1b, "to 100 ps"),
    (0x1c, "to 250 ps"),
    (0x1d, "to 1 ns"),
    (0x1e, "to 2.5 ns"),
    (0x1f, "to 10 ns"),
    (0x20, "to 25 ns"),
    (0x21, "to 100 ns"),
    (0x22, "to 250 ns"),
    (0x23, "to 1 µs"),
    (0x24, "to 2.5 µs"),
    (0x25, "to 10 µs"),
    (0x26, "to 25 µs"),
    (0x27, "to 100 µs"),
    (0x28, "to 250 µs"),
    (0x29, "to 1 ms"),
    (0x2a, "to 2.5 ms"),
    (0x2b, "to 10 ms"),
    (0x2c, "to 25 ms"),
    (0x2d, "to 100 ms"),
    (0x2e, "to 250 ms"),
    (0x2f, "to 1 s"),
    (0x30, "to 10 s"),
    (0x31, "worse than 10 s"),
    (0xfe, "unknown"),
];

/// Where a clock has its time from (IEEE 1588 §7.6.2.8).
pub(super) const SOURCES: Codes = &[
    (0x10, "atomic clock"),
    (0x20, "satellites"),
    (0x30, "radio"),
    (0x39, "serial time code"),
    (0x40, "PTP"),
    (0x50, "NTP"),
    (0x60, "set by hand"),
    (0x90, "other"),
    (0xa0, "internal oscillator"),
];

pub(super) const fn seconds(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Seconds", 48)
        .unit("s")
        .doc("Whole seconds of the moment.", "IEEE 1588 §5.3.3")
}

pub(super) const fn nanoseconds(name: &'static str) -> FieldSpec {
    FieldSpec::int(name, "Nanoseconds", 32)
        .unit("ns")
        .doc("What is left of the second.", "IEEE 1588 §5.3.3")
}

pub(super) const fn clock(name: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Clock", 64).doc(doc, "IEEE 1588 §7.5.2.2")
}

pub(super) const fn port(name: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Port", 16).doc(doc, "IEEE 1588 §7.5.2.3")
}

/// Reads a time interval: a count of 1/65536 ns, as whole nanoseconds and the rest (IEEE 1588
/// §5.3.2). The specs are those of the whole, of the nanoseconds and of the rest.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub(super) fn interval(p: &mut Peel<'_>, specs: [&'static FieldSpec; 3]) -> Peeled {
    let [whole, nanos, rest] = specs;
    p.group(whole, |p| {
        p.uint(nanos)?;
        let at = p.pos();
        let part = p.skip(2)?;
        let part = u16::from_be_bytes([part[0], part[1]]);
        p.mark_made(rest, at..at + 2, || {
            (f64::from(part) / FRACTIONS).to_string()
        });
        Ok(())
    })
}

/// Reads a text whose length stands in the byte before it.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub(super) fn text(p: &mut Peel<'_>, len: &'static FieldSpec, text: &'static FieldSpec) -> Peeled {
    let bytes = p.uint(len)? as usize;
    p.field(text, bytes)?;
    Ok(())
}

/// Reads a moment of version 1: seconds and nanoseconds in 32 bits each. The specs are those of the
/// whole, of the seconds and of the nanoseconds.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub(super) fn moment(p: &mut Peel<'_>, specs: [&'static FieldSpec; 3]) -> Peeled {
    let [whole, seconds, nanos] = specs;
    p.require(8)?;
    let read = |bytes: &[u8]| {
        bytes
            .iter()
            .take(4)
            .fold(0u32, |n, b| n << 8 | u32::from(*b))
    };
    let (high, low) = (read(p.rest()), read(&p.rest()[4..]) as i32);
    let time = i64::from(high) * NANOS_PER_SECOND + i64::from(low);
    p.group_as(
        whole,
        || Value::Elapsed(time),
        |p| {
            p.uint(seconds)?;
            p.uint(nanos)?;
            Ok(())
        },
    )
}
