//! What Bluetooth's commands, events and link control have in common: parameters one after another,
//! low byte first, and the names of commands and errors.

use crate::decode::{Next, Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::link::btcommon;
use crate::proto::low_words;

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// A field as wide as its spec says; of what is left, where it has no width.
    One(&'static FieldSpec),
    /// A little-endian word with parts.
    Low(&'static [FieldSpec]),
    /// The rows of a table.
    Rows(&'static [FieldSpec]),
    /// A device's address, last byte first.
    Address(&'static FieldSpec),
    /// What kind of device it is.
    Class,
    /// All that is left: what a device says of itself, cut to 31 or 240 bytes.
    Advertising,
}

/// A number of `bits` bits, low byte first.
pub const fn low(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, section)
}

/// The parameters that belong to a code: `parts!(code; 1 | 2 => [...], 3 => [...])`; none for others.
macro_rules! parts {
    ($code:expr; $($($key:literal)|+ => [$($part:expr),* $(,)?],)*) => {
        match $code {
            $($($key)|+ => const { &[$($part),*] as &[$crate::proto::hci_parts::Part] },)*
            _ => &[],
        }
    };
}
pub(in crate::proto) use parts;

/// Reads parameters, as far as they are there.
///
/// # Errors
/// [`crate::decode::Stop`] if they are not all there.
pub fn read(p: &mut Peel<'_>, parts: &[Part]) -> Peeled {
    for part in parts {
        match *part {
            Part::One(spec) if spec.bits == 0 => drop(p.field(spec, p.rest().len())?),
            Part::One(spec) => drop(p.field(spec, (spec.bits / 8) as usize)?),
            Part::Low(table) => drop(low_words::read(p, table)?),
            Part::Rows(table) => drop(p.rows(table)?),
            Part::Address(spec) => address(p, spec)?,
            Part::Class => wrapped(p, Next::Protocol(&btcommon::CLASS), 3)?,
            Part::Advertising => {
                let len = p.rest().len();
                wrapped(p, Next::Protocol(&btcommon::PROTOCOL), len)?;
            }
        }
    }
    Ok(())
}

/// Hands `len` bytes to what is next, and goes on behind them.
///
/// # Errors
/// [`crate::decode::Stop`] if they are not there.
pub fn wrapped(p: &mut Peel<'_>, next: Next<'_>, len: usize) -> Peeled {
    let at = p.pos();
    p.skip(len)?;
    if len > 0 {
        p.wrap(next, at..at + len, "parameter length");
    }
    Ok(())
}

/// Reads a device's address, whose last byte comes first.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not there.
pub fn address(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    const LEN: usize = 6;
    let at = p.pos();
    let mut bytes = [0; LEN];
    bytes.copy_from_slice(p.skip(LEN)?);
    bytes.reverse();
    p.mark_as(spec, at..at + LEN, Value::Mac(bytes));
    Ok(())
}

/// What went wrong (Core Specification, volume 1, part F).
pub const ERRORS: Codes = &[
    (0x00, "success"),
    (0x01, "unknown command"),
    (0x02, "unknown connection"),
    (0x03, "hardware failure"),
    (0x04, "page timeout"),
    (0x05, "authentication failure"),
    (0x06, "PIN or key missing"),
    (0x07, "memory exceeded"),
    (0x08, "connection timeout"),
    (0x09, "too many connections"),
    (0x0b, "connection exists"),
    (0x0c, "command disallowed"),
    (0x0d, "rejected: resources"),
    (0x0e, "rejected: security"),
    (0x0f, "rejected: address"),
    (0x11, "unsupported"),
    (0x12, "invalid parameters"),
    (0x13, "remote user ended it"),
    (0x14, "remote device: resources"),
    (0x15, "remote device powers off"),
    (0x16, "ended by local host"),
    (0x17, "repeated attempts"),
    (0x18, "pairing not allowed"),
    (0x1a, "unsupported by the remote device"),
    (0x1f, "unspecified"),
    (0x22, "link layer timeout"),
    (0x28, "instant passed"),
    (0x29, "pairing with unit key"),
    (0x3a, "controller busy"),
    (0x3b, "unacceptable parameters"),
    (0x3c, "advertising timeout"),
    (0x3d, "MIC failure"),
    (0x3e, "connection not established"),
];

/// What hosts ask of controllers (Core Specification, volume 4, part E, §7).
pub const COMMANDS: Codes = &[
    (0x0401, "inquiry"),
    (0x0402, "inquiry cancel"),
    (0x0405, "create connection"),
    (0x0406, "disconnect"),
    (0x0408, "create connection cancel"),
    (0x0409, "accept connection"),
    (0x040a, "reject connection"),
    (0x040b, "link key reply"),
    (0x040c, "no link key"),
    (0x040d, "PIN reply"),
    (0x040e, "no PIN"),
    (0x040f, "change packet type"),
    (0x0411, "authenticate"),
    (0x0413, "set encryption"),
    (0x0415, "change link key"),
    (0x0419, "remote name"),
    (0x041b, "remote features"),
    (0x041c, "remote extended features"),
    (0x041d, "remote version"),
    (0x041f, "clock offset"),
    (0x0428, "set up synchronous connection"),
    (0x042b, "I/O capability reply"),
    (0x042c, "user confirms"),
    (0x042d, "user refuses"),
    (0x0803, "sniff mode"),
    (0x0804, "exit sniff mode"),
    (0x0809, "role discovery"),
    (0x080b, "switch role"),
    (0x080d, "write link policy"),
    (0x080f, "write default link policy"),
    (0x0c01, "set event mask"),
    (0x0c03, "reset"),
    (0x0c05, "set event filter"),
    (0x0c0d, "read stored link keys"),
    (0x0c12, "delete stored link key"),
    (0x0c13, "change local name"),
    (0x0c14, "read local name"),
    (0x0c16, "write accept timeout"),
    (0x0c18, "write page timeout"),
    (0x0c19, "read scan enable"),
    (0x0c1a, "write scan enable"),
    (0x0c1c, "write page scan activity"),
    (0x0c1e, "write inquiry scan activity"),
    (0x0c23, "read class of device"),
    (0x0c24, "write class of device"),
    (0x0c25, "read voice setting"),
    (0x0c33, "host buffer size"),
    (0x0c38, "read number of access codes"),
    (0x0c45, "write inquiry mode"),
    (0x0c52, "write extended inquiry response"),
    (0x0c56, "write simple pairing mode"),
    (0x0c58, "read inquiry response power"),
    (0x0c6d, "write LE host supported"),
    (0x1001, "read local version"),
    (0x1002, "read local commands"),
    (0x1003, "read local features"),
    (0x1004, "read local extended features"),
    (0x1005, "read buffer size"),
    (0x1009, "read address"),
    (0x1405, "read RSSI"),
    (0x2001, "LE set event mask"),
    (0x2002, "LE read buffer size"),
    (0x2003, "LE read local features"),
    (0x2005, "LE set random address"),
    (0x2006, "LE set advertising parameters"),
    (0x2007, "LE read advertising power"),
    (0x2008, "LE set advertising data"),
    (0x2009, "LE set scan response data"),
    (0x200a, "LE set advertising enable"),
    (0x200b, "LE set scan parameters"),
    (0x200c, "LE set scan enable"),
    (0x200d, "LE create connection"),
    (0x200e, "LE create connection cancel"),
    (0x200f, "LE read filter list size"),
    (0x2010, "LE clear filter list"),
    (0x2011, "LE add to filter list"),
    (0x2012, "LE remove from filter list"),
    (0x2013, "LE connection update"),
    (0x2016, "LE read remote features"),
    (0x2017, "LE encrypt"),
    (0x2018, "LE random number"),
    (0x2019, "LE start encryption"),
    (0x201a, "LE long term key reply"),
    (0x201b, "LE no long term key"),
    (0x201c, "LE read supported states"),
    (0x2022, "LE set data length"),
];
