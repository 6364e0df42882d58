//! Values of points, group by group (IEEE 1815 annex A).

use super::quality;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Timestamp, Value};
use crate::proto::{float, layout};

const SECTION: &str = "IEEE 1815 annex A";
const COMMAND: &str = "IEEE 1815 §A.8.1";

pub(super) const CONTROL_CODE: &[FieldSpec] = &[
    FieldSpec::uint("dnp3.ctl.trip", "Which relay", 2)
        .codes(&[(0, "the only one"), (1, "close"), (2, "trip")])
        .doc("Which of two relays is meant.", COMMAND),
    FieldSpec::uint("dnp3.ctl.clr", "Queue", 2)
        .codes(&[
            (0, "no change"),
            (1, "queue"),
            (2, "clear"),
            (3, "queue and clear"),
        ])
        .doc("What to do with commands that still wait.", COMMAND),
    FieldSpec::uint("dnp3.ctl.op", "Operation", 4)
        .codes(&[
            (0, "nothing"),
            (1, "pulse on"),
            (2, "pulse off"),
            (3, "latch on"),
            (4, "latch off"),
        ])
        .doc("What to do with the output.", COMMAND),
];

pub(super) const STATUS: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::uint("dnp3.al.ctrlstatus", "Status", 7)
        .codes(&[
            (0, "accepted"),
            (1, "too late"),
            (2, "not selected"),
            (3, "formatting errors"),
            (4, "not supported"),
            (5, "already running"),
            (6, "hardware error"),
            (7, "local control"),
            (8, "too many operations"),
            (9, "not authorized"),
            (10, "inhibited"),
            (11, "processing limited"),
            (12, "out of range"),
            (126, "no answer"),
            (127, "undefined"),
        ])
        .doc("What became of the command.", COMMAND),
];

crate::fields! {
    BIT = FieldSpec::flag("dnp3.al.bit", "Value").doc("Set: on.", SECTION);
    TWO_BITS = FieldSpec::uint("dnp3.al.2bit", "Value", 2)
        .codes(&[(0, "intermediate"), (1, "off"), (2, "on"), (3, "indeterminate")])
        .doc("State of a switch that has two contacts.", SECTION);
    ANALOG = FieldSpec::int("dnp3.al.ana.int", "Value", 0).little().doc("What is measured.", SECTION);
    ANALOG_FLOAT = FieldSpec::computed("dnp3.al.ana.float", "Value").doc("What is measured.", SECTION);
    ANALOG_DOUBLE = FieldSpec::computed("dnp3.al.ana.double", "Value").doc("What is measured.", SECTION);
    OUTPUT = FieldSpec::int("dnp3.al.anaout.int", "Output", 0).little().doc("What the output is set to.", SECTION);
    OUTPUT_FLOAT = FieldSpec::computed("dnp3.al.anaout.float", "Output").doc("What the output is set to.", SECTION);
    OUTPUT_DOUBLE = FieldSpec::computed("dnp3.al.anaout.double", "Output").doc("What the output is set to.", SECTION);
    COUNT = FieldSpec::uint("dnp3.al.cnt", "Counter", 0).little().doc("What was counted.", SECTION);
    TIME = FieldSpec::computed("dnp3.al.timestamp", "Time").doc("When it was, in milliseconds since 1970.", SECTION);
    RELATIVE = FieldSpec::computed("dnp3.al.reltimestamp", "Time").doc("How long after the common time of this message.", SECTION);
    DELAY = FieldSpec::uint("dnp3.al.time_delay", "Delay", 16).little().unit("ms").doc("How long the outstation took, or takes.", SECTION);
    REPEAT = FieldSpec::uint("dnp3.al.count", "Count", 8).doc("How often to do it.", COMMAND);
    ON_TIME = FieldSpec::uint("dnp3.al.on_time", "On time", 32).little().unit("ms").doc("How long a pulse is on.", COMMAND);
    OFF_TIME = FieldSpec::uint("dnp3.al.off_time", "Off time", 32).little().unit("ms").doc("How long it is off before the next.", COMMAND);
    OCTETS = FieldSpec::bytes("dnp3.al.octet_string", "Bytes").doc("Bytes of the device's own.", SECTION);
    DATA_TYPE = FieldSpec::hex("dnp3.al.datatype", "Type", 8)
        .codes(&[(1, "text"), (2, "unsigned number"), (3, "number"), (4, "floating point"), (5, "bytes"), (6, "bits"), (7, "time")])
        .doc("How the attribute is written.", "IEEE 1815 §A.1");
    DATA_LEN = FieldSpec::uint("dnp3.al.da.length", "Length", 8).unit("bytes").doc("How long the attribute is.", "IEEE 1815 §A.1");
    ATTRIBUTE = FieldSpec::text("dnp3.al.da.value", "Value").doc("What the device says of itself.", "IEEE 1815 §A.1");
    ATTRIBUTE_DATA = FieldSpec::bytes("", "Value").doc("What the device says of itself.", "IEEE 1815 §A.1");
}

/// Which flags stand before a value.
type Flags = Option<&'static [FieldSpec]>;

/// How a point is written.
#[derive(Clone, Copy)]
pub(super) enum Point {
    /// The object has no values.
    Nothing,
    /// So many bits, packed.
    Bits(u32),
    /// Flags alone, and what follows them.
    Flagged(&'static [FieldSpec], After),
    /// Flags, a counter of so many bytes, what follows.
    Counter(Flags, usize, After),
    /// Flags, a measured value of so many bytes, what follows.
    Analog(Flags, usize, After),
    /// The same in floating point.
    Float(Flags, usize, After),
    /// An output, or the command to set it.
    Output(Flags, usize, After),
    OutputFloat(Flags, usize, After),
    /// A command for a relay.
    Relay,
    Time,
    Delay,
    /// So many bytes of the device's own.
    Octets(usize),
}

/// What follows a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Nothing,
    Time,
    Relative,
    Status,
}

/// The name of a group.
pub(super) fn object_name(code: u64) -> Option<&'static str> {
    Some(match (code >> 8, code & 0xff) {
        (0, _) => "device attribute",
        (1, _) => "binary input",
        (2, _) => "binary input event",
        (3, _) => "double-bit input",
        (4, _) => "double-bit input event",
        (10, _) => "binary output",
        (11, _) => "binary output event",
        (12, _) => "binary command",
        (13, _) => "binary command event",
        (20, _) => "counter",
        (21, _) => "frozen counter",
        (22, _) => "counter event",
        (23, _) => "frozen counter event",
        (30, _) => "analog input",
        (31, _) => "frozen analog input",
        (32, _) => "analog input event",
        (33, _) => "frozen analog input event",
        (34, _) => "analog deadband",
        (40, _) => "analog output",
        (41, _) => "analog output command",
        (42, _) => "analog output event",
        (43, _) => "analog output command event",
        (50, _) => "time",
        (51, _) => "common time",
        (52, _) => "time delay",
        (60, 1) => "class 0: all static data",
        (60, 2) => "class 1 events",
        (60, 3) => "class 2 events",
        (60, 4) => "class 3 events",
        (70, _) => "file",
        (80, _) => "internal indications",
        (81, _) => "storage",
        (110, _) => "octet string",
        (111, _) => "octet string event",
        (112 | 113, _) => "virtual terminal",
        (120, _) => "authentication",
        _ => return None,
    })
}

/// How the points of an object are written; `None` if decap does not know.
pub(super) fn of(code: u64) -> Option<Point> {
    use After::{Nothing, Relative, Status, Time};
    use Point::{Analog, Bits, Counter, Flagged, Float, Output, OutputFloat};
    let (binary, output) = (quality::BINARY, quality::OUTPUT);
    let (counter, analog) = (Some(quality::COUNTER), Some(quality::ANALOG));
    let analog_output = Some(quality::ANALOG_OUTPUT);
    Some(match (code >> 8, (code & 0xff) as usize) {
        (1 | 10 | 80, 1) => Bits(1),
        (3, 1) => Bits(2),
        (1 | 3, 2) | (2 | 4, 1) => Flagged(binary, Nothing),
        (2 | 4, 2) => Flagged(binary, Time),
        (2, 3) => Flagged(binary, Relative),
        (10, 2) | (11, 1) => Flagged(output, Nothing),
        (11, 2) => Flagged(output, Time),
        (12, 1) => Point::Relay,
        (20, 1 | 3) | (21..=23, 1) => Counter(counter, 4, Nothing),
        (20, 2 | 4) | (21..=23, 2) => Counter(counter, 2, Nothing),
        (20, 5 | 7) | (21, 9) => Counter(None, 4, Nothing),
        (20, 6 | 8) | (21, 10) => Counter(None, 2, Nothing),
        (21..=23, 5) => Counter(counter, 4, Time),
        (21..=23, 6) => Counter(counter, 2, Time),
        (30 | 32, 1) => Analog(analog, 4, Nothing),
        (30 | 32, 2) => Analog(analog, 2, Nothing),
        (32, 3) => Analog(analog, 4, Time),
        (32, 4) => Analog(analog, 2, Time),
        (30, 3) | (34, 2) => Analog(None, 4, Nothing),
        (30, 4) | (34, 1) => Analog(None, 2, Nothing),
        (34, 3) => Float(None, 4, Nothing),
        (30 | 32, 5) | (31, 7) => Float(analog, 4, Nothing),
        (30 | 32, 6) | (31, 8) => Float(analog, 8, Nothing),
        (32, 7) => Float(analog, 4, Time),
        (32, 8) => Float(analog, 8, Time),
        (40 | 42, 1) => Output(analog_output, 4, Nothing),
        (40 | 42, 2) => Output(analog_output, 2, Nothing),
        (42, 3) => Output(analog_output, 4, Time),
        (42, 4) => Output(analog_output, 2, Time),
        (40, 3) | (42, 5) => OutputFloat(analog_output, 4, Nothing),
        (40, 4) | (42, 6) => OutputFloat(analog_output, 8, Nothing),
        (42, 7) => OutputFloat(analog_output, 4, Time),
        (42, 8) => OutputFloat(analog_output, 8, Time),
        (41, 1) => Output(None, 4, Status),
        (41, 2) => Output(None, 2, Status),
        (41, 3) => OutputFloat(None, 4, Status),
        (41, 4) => OutputFloat(None, 8, Status),
        (50, 1 | 3) | (51, 1 | 2) => Point::Time,
        (52, 2) => Point::Delay,
        (60, _) => Point::Nothing,
        (110 | 111, len @ 1..) => Point::Octets(len),
        _ => return None,
    })
}

/// Reads points of one or two bits, from the lowest bits of each byte on.
pub(super) fn packed(p: &mut Peel<'_>, bits: u32, count: u64) -> Peeled {
    let per_byte = u64::from(8 / bits);
    let mut left = count;
    while left > 0 && !p.is_full() {
        let at = p.pos();
        let byte = p.skip(1)?[0];
        for index in 0..left.min(per_byte) as u32 {
            let low = index * bits;
            let value = byte >> low & ((1 << bits) - 1);
            let spec = if bits == 1 { &BIT } else { &TWO_BITS };
            let place = at * 8 + (8 - low - bits) as usize;
            p.mark_bits(spec, place, Value::Uint(value.into()));
        }
        left = left.saturating_sub(per_byte);
    }
    Ok(())
}

/// Reads one point.
pub(super) fn read(p: &mut Peel<'_>, point: Point) -> Peeled {
    match point {
        Point::Nothing | Point::Bits(_) => Ok(()),
        Point::Flagged(flags, then) => {
            p.rows(flags)?;
            after(p, then)
        }
        Point::Counter(flags, len, then) => whole(p, flags, &COUNT, len, then),
        Point::Analog(flags, len, then) => whole(p, flags, &ANALOG, len, then),
        Point::Output(flags, len, then) => whole(p, flags, &OUTPUT, len, then),
        Point::Float(flags, len, then) => {
            let spec = if len == 4 {
                &ANALOG_FLOAT
            } else {
                &ANALOG_DOUBLE
            };
            floating(p, flags, spec, len, then)
        }
        Point::OutputFloat(flags, len, then) => {
            let spec = if len == 4 {
                &OUTPUT_FLOAT
            } else {
                &OUTPUT_DOUBLE
            };
            floating(p, flags, spec, len, then)
        }
        Point::Relay => {
            p.rows(CONTROL_CODE)?;
            p.uint(&REPEAT)?;
            p.uint(&ON_TIME)?;
            p.uint(&OFF_TIME)?;
            p.rows(STATUS).map(drop)
        }
        Point::Time => after(p, After::Time),
        Point::Delay => p.uint(&DELAY).map(drop),
        Point::Octets(len) => p.field(&OCTETS, len).map(drop),
    }
}

fn whole(
    p: &mut Peel<'_>,
    flags: Flags,
    spec: &'static FieldSpec,
    len: usize,
    then: After,
) -> Peeled {
    if let Some(flags) = flags {
        p.rows(flags)?;
    }
    p.field(spec, len)?;
    after(p, then)
}

fn floating(
    p: &mut Peel<'_>,
    flags: Flags,
    spec: &'static FieldSpec,
    len: usize,
    then: After,
) -> Peeled {
    if let Some(flags) = flags {
        p.rows(flags)?;
    }
    let at = p.pos();
    let bits = layout::little(p.skip(len)?);
    p.mark_made(spec, at..at + len, || match len {
        4 => float::single(bits as u32),
        _ => f64::from_bits(bits).to_string(),
    });
    after(p, then)
}

fn after(p: &mut Peel<'_>, then: After) -> Peeled {
    let at = p.pos();
    match then {
        After::Nothing => {}
        After::Time => {
            let millis = layout::little(p.skip(6)?);
            let nanos = (millis % 1000) as u32 * 1_000_000;
            let time = Timestamp::from_parts((millis / 1000) as i64, nanos);
            p.mark_as(&TIME, at..at + 6, Value::Time(time));
        }
        After::Relative => {
            let millis = layout::little(p.skip(2)?);
            p.mark_as(
                &RELATIVE,
                at..at + 2,
                Value::Elapsed(millis as i64 * 1_000_000),
            );
        }
        After::Status => drop(p.rows(STATUS)?),
    }
    Ok(())
}

/// Reads what the device says of itself.
pub(super) fn attributes(p: &mut Peel<'_>, count: u64) -> Peeled {
    for _ in 0..count {
        if p.rest().is_empty() {
            break;
        }
        let kind = p.uint(&DATA_TYPE)?;
        let len = p.uint(&DATA_LEN)? as usize;
        let spec = if kind == 1 {
            &ATTRIBUTE
        } else {
            &ATTRIBUTE_DATA
        };
        if len > 0 {
            p.field(spec, len)?;
        }
    }
    Ok(())
}
