//! The data of IEC 60870-5-101 and -104: what is measured, counted, commanded (IEC 60870-5-101 §7).

mod elements;

use elements as e;

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Value, bytes_of};
use crate::proto::{float, layout};

const SECTION: &str = "IEC 60870-5-101 §7.2";

const TYPES: Codes = &[
    (1, "single point"),
    (2, "single point with short time"),
    (3, "double point"),
    (4, "double point with short time"),
    (5, "step position"),
    (6, "step position with short time"),
    (7, "bits"),
    (8, "bits with short time"),
    (9, "normalized value"),
    (10, "normalized value with short time"),
    (11, "scaled value"),
    (12, "scaled value with short time"),
    (13, "floating point value"),
    (14, "floating point value with short time"),
    (15, "counter"),
    (16, "counter with short time"),
    (20, "packed single points"),
    (21, "normalized value without quality"),
    (30, "single point with time"),
    (31, "double point with time"),
    (32, "step position with time"),
    (33, "bits with time"),
    (34, "normalized value with time"),
    (35, "scaled value with time"),
    (36, "floating point value with time"),
    (37, "counter with time"),
    (38, "protection event with time"),
    (39, "protection start events with time"),
    (40, "protection output with time"),
    (45, "single command"),
    (46, "double command"),
    (47, "step command"),
    (48, "set normalized value"),
    (49, "set scaled value"),
    (50, "set floating point value"),
    (51, "set bits"),
    (58, "single command with time"),
    (59, "double command with time"),
    (60, "step command with time"),
    (61, "set normalized value with time"),
    (62, "set scaled value with time"),
    (63, "set floating point value with time"),
    (64, "set bits with time"),
    (70, "end of initialization"),
    (100, "interrogation"),
    (101, "counter interrogation"),
    (102, "read"),
    (103, "set clock"),
    (104, "test"),
    (105, "reset"),
    (106, "delay measurement"),
    (107, "test with time"),
    (110, "parameter: normalized value"),
    (111, "parameter: scaled value"),
    (112, "parameter: floating point value"),
    (113, "activate parameter"),
    (120, "file ready"),
    (121, "section ready"),
    (122, "call file"),
    (123, "last section"),
    (124, "acknowledge file"),
    (125, "segment"),
    (126, "directory"),
];

const CAUSES: Codes = &[
    (1, "cyclic"),
    (2, "background"),
    (3, "spontaneous"),
    (4, "initialized"),
    (5, "requested"),
    (6, "activation"),
    (7, "activation confirmed"),
    (8, "deactivation"),
    (9, "deactivation confirmed"),
    (10, "activation ended"),
    (11, "remote command"),
    (12, "local command"),
    (13, "file transfer"),
    (20, "interrogated by the station"),
    (37, "general counter request"),
    (44, "unknown type"),
    (45, "unknown cause"),
    (46, "unknown address"),
    (47, "unknown object"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("iec60870_asdu.typeid", "Type", 8)
        .codes(TYPES)
        .doc("What kind of objects follow.", SECTION),
    FieldSpec::flag("iec60870_asdu.sq", "Sequence").doc(
        "Set: only the first object has an address, the others follow it.",
        SECTION,
    ),
    FieldSpec::uint("iec60870_asdu.numix", "Objects", 7).doc("How many.", SECTION),
    FieldSpec::flag("iec60870_asdu.test", "Test").doc("Set: only a test.", SECTION),
    FieldSpec::flag("iec60870_asdu.nega", "Negative").doc("Set: it was refused.", SECTION),
    FieldSpec::uint("iec60870_asdu.causetx", "Cause", 6)
        .codes(CAUSES)
        .doc("Why it is sent.", "IEC 60870-5-101 §7.2.3"),
    FieldSpec::uint("iec60870_asdu.oa", "Originator", 8).doc(
        "Which control centre began this; 0 if it does not matter.",
        SECTION,
    ),
    FieldSpec::uint("iec60870_asdu.addr", "Station", 16)
        .little()
        .doc("The station, or a part of it; 65535 for all.", SECTION),
];

crate::fields! {
    OBJECT = FieldSpec::group("", "Object").doc("One of the station's points.", SECTION);
    ADDRESS = FieldSpec::uint("iec60870_asdu.ioa", "Object address", 24).little().doc("Which point of the station.", SECTION);
    REST = FieldSpec::bytes("", "Rest").doc("What is left behind the objects.", SECTION);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + e::FIELDS.len()] = join_fields(&[FIELDS, e::FIELDS]);

/// IEC 60870-5-101 and -104, application data.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "iec60870_asdu",
        short: "IEC ASDU",
        title: "IEC 60870-5-101/104 Application Service Data Unit",
        osi: OsiLayer::Application,
        why: "It is what stations and control centres tell each other: states, values, commands.",
        reference: "IEC 60870-5-101",
    },
    claims: &[Claim::Field("iec60870_104.type", 0)],
    headers: &[
        HEADER,
        e::SINGLE,
        e::DOUBLE,
        e::QUALITY,
        e::STEP,
        e::COUNTER,
        e::SINGLE_COMMAND,
        e::DOUBLE_COMMAND,
        e::STEP_COMMAND,
        e::SET_POINT,
        e::PARAMETER,
        e::INITIALIZED,
        e::COUNTERS,
        e::SHORT_TIME,
        e::TIME,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0d\x01\x03\0\x01\0\x0a\0\0\0\0\x20\xc0\0",
};

/// What an object is made of.
#[derive(Clone, Copy)]
enum Part {
    Rows(&'static [FieldSpec]),
    One(&'static FieldSpec),
    Normalized,
    Float,
    ShortTime,
    Time,
}

/// The parts of an object of this type; `None` if Wireshark does not know them.
fn parts(kind: u8) -> Option<&'static [Part]> {
    use Part::{Float, Normalized, One, Rows, ShortTime, Time};
    Some(match kind {
        1 => const { &[Rows(e::SINGLE)] },
        2 => const { &[Rows(e::SINGLE), ShortTime] },
        3 => const { &[Rows(e::DOUBLE)] },
        4 => const { &[Rows(e::DOUBLE), ShortTime] },
        5 => const { &[Rows(e::STEP), Rows(e::QUALITY)] },
        6 => const { &[Rows(e::STEP), Rows(e::QUALITY), ShortTime] },
        7 => const { &[One(&e::BITS), Rows(e::QUALITY)] },
        8 => const { &[One(&e::BITS), Rows(e::QUALITY), ShortTime] },
        9 => const { &[Normalized, Rows(e::QUALITY)] },
        10 => const { &[Normalized, Rows(e::QUALITY), ShortTime] },
        11 => const { &[One(&e::SCALED), Rows(e::QUALITY)] },
        12 => const { &[One(&e::SCALED), Rows(e::QUALITY), ShortTime] },
        13 => const { &[Float, Rows(e::QUALITY)] },
        14 => const { &[Float, Rows(e::QUALITY), ShortTime] },
        15 => const { &[Rows(e::COUNTER)] },
        16 => const { &[Rows(e::COUNTER), ShortTime] },
        21 => const { &[Normalized] },
        30 => const { &[Rows(e::SINGLE), Time] },
        31 => const { &[Rows(e::DOUBLE), Time] },
        32 => const { &[Rows(e::STEP), Rows(e::QUALITY), Time] },
        33 => const { &[One(&e::BITS), Rows(e::QUALITY), Time] },
        34 => const { &[Normalized, Rows(e::QUALITY), Time] },
        35 => const { &[One(&e::SCALED), Rows(e::QUALITY), Time] },
        36 => const { &[Float, Rows(e::QUALITY), Time] },
        37 => const { &[Rows(e::COUNTER), Time] },
        45 => const { &[Rows(e::SINGLE_COMMAND)] },
        46 => const { &[Rows(e::DOUBLE_COMMAND)] },
        47 => const { &[Rows(e::STEP_COMMAND)] },
        48 => const { &[Normalized, Rows(e::SET_POINT)] },
        49 => const { &[One(&e::SCALED), Rows(e::SET_POINT)] },
        50 => const { &[Float, Rows(e::SET_POINT)] },
        51 => const { &[One(&e::BITS)] },
        58 => const { &[Rows(e::SINGLE_COMMAND), Time] },
        59 => const { &[Rows(e::DOUBLE_COMMAND), Time] },
        60 => const { &[Rows(e::STEP_COMMAND), Time] },
        61 => const { &[Normalized, Rows(e::SET_POINT), Time] },
        62 => const { &[One(&e::SCALED), Rows(e::SET_POINT), Time] },
        63 => const { &[Float, Rows(e::SET_POINT), Time] },
        64 => const { &[One(&e::BITS), Time] },
        70 => const { &[Rows(e::INITIALIZED)] },
        100 => const { &[One(&e::INTERROGATE)] },
        101 => const { &[Rows(e::COUNTERS)] },
        102 => const { &[] },
        103 => const { &[Time] },
        105 => const { &[One(&e::RESET)] },
        110 => const { &[Normalized, Rows(e::PARAMETER)] },
        111 => const { &[One(&e::SCALED), Rows(e::PARAMETER)] },
        112 => const { &[Float, Rows(e::PARAMETER)] },
        _ => return None,
    })
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let (kind, count) = (header[0], header[1] & 0x7f);
    let sequence = header[1] & 0x80 != 0;
    let station = u16::from_le_bytes([header[4], header[5]]);
    let name = HEADER[0].names.get(kind.into()).unwrap_or("unknown type");
    let cause = HEADER[5]
        .names
        .get(u64::from(header[2] & 0x3f))
        .unwrap_or("unknown cause");
    p.summary(format_args!("station {station}: {name}, {cause}"));
    for index in 0..count {
        p.group(&OBJECT, |p| {
            if index == 0 || !sequence {
                p.uint(&ADDRESS)?;
            }
            match parts(kind) {
                Some(parts) => parts.iter().try_for_each(|part| read(p, *part)),
                None => rest(p, &e::RAW),
            }
        })?;
    }
    rest(p, &REST)
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

fn read(p: &mut Peel<'_>, part: Part) -> Peeled {
    let at = p.pos();
    match part {
        Part::Rows(table) => drop(p.rows(table)?),
        Part::One(spec) => drop(p.uint(spec)?),
        Part::Normalized => {
            let number = layout::little(p.skip(2)?) as u16 as i16;
            let value = f32::from(number) / 32768.0;
            p.mark_made(&e::NORMALIZED, at..at + 2, || {
                float::single(value.to_bits())
            });
        }
        Part::Float => {
            let bits = layout::little(p.skip(4)?) as u32;
            p.mark_made(&e::FLOAT, at..at + 4, || float::single(bits));
        }
        Part::ShortTime => {
            p.require(3)?;
            let millis = layout::little(&p.rest()[..2]);
            let minutes = u64::from(p.rest()[2] & 0x3f);
            let nanos = (minutes * 60_000 + millis) as i64 * 1_000_000;
            p.group_as(
                &e::SHORT,
                || Value::Elapsed(nanos),
                |p| p.rows(e::SHORT_TIME).map(drop),
            )?;
        }
        Part::Time => {
            p.require(7)?;
            let value = time(p.rest());
            p.group_as(&e::WHEN, || value, |p| p.rows(e::TIME).map(drop))?;
        }
    }
    Ok(())
}

/// The point in time that seven bytes say; [`Value::Bytes`] if there is none.
fn time(bytes: &[u8]) -> Value {
    let [low, high, minute, hour, day, month, year, ..] = *bytes else {
        return Value::Bytes;
    };
    let millis = u32::from(u16::from_le_bytes([low, high]));
    // Two digits of the year: the century begins in 1970.
    let year = u32::from(year & 0x7f);
    let year = if year < 70 { 2000 + year } else { 1900 + year };
    let clock = ((hour & 0x1f).into(), (minute & 0x3f).into(), millis / 1000);
    let (month, day) = (month & 0x0f, day & 0x1f);
    let Some(time) = Timestamp::from_utc(year, month.into(), day.into(), clock) else {
        return Value::Bytes;
    };
    let summer = if hour & 0x80 != 0 { 3600 } else { 0 };
    let nanos = millis % 1000 * 1_000_000;
    Value::Time(Timestamp::from_parts(time.seconds() - summer, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};
    use crate::proto::application::iec60870_104;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &iec60870_104::PROTOCOL,
            bytes,
            Want::Full,
            &mut out,
        );
        out
    }

    fn text(out: &Dissection, name: &str, bytes: &[u8]) -> Vec<String> {
        let found = crate::proto::testing::all(out, bytes, name);
        found.into_iter().map(|(_, _, text)| text).collect()
    }

    #[test]
    fn a_measured_value_has_a_time() {
        let bytes = b"\x68\x19\x0c\0\x10\0\x24\x01\x03\0\x14\x29\xcb\xb2\x02\0\0\x20\xc0\x10\x54\xdc\x02\x8a\x23\x0a\x0b";
        let out = peeled(bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(text(&out, "iec60870_asdu.float", bytes), ["-2.5"]);
        assert_eq!(text(&out, "iec60870_104.tx", bytes), ["6"]);
        let Value::Time(when) = out.field("iec60870_asdu.cp56time").unwrap().value else {
            panic!("no time")
        };
        assert_eq!(when.utc(), "2011-10-03 09:02:56.404000000");
        assert_eq!(
            out.layers[1].summary,
            "station 10516: floating point value with time, spontaneous"
        );
    }

    #[test]
    fn a_sequence_has_one_address() {
        let bytes = b"\x68\x10\0\0\0\0\x01\x83\x14\0\x01\0\x0a\0\0\x01\0\x81";
        let out = peeled(bytes);
        assert_eq!(text(&out, "iec60870_asdu.ioa", bytes), ["10"]);
        assert_eq!(text(&out, "iec60870_asdu.siq.spi", bytes), ["1", "0", "1"]);
    }

    #[test]
    fn counts_and_lengths_that_lie_are_told() {
        let out = peeled(b"\x68\x0e\0\0\0\0\x64\x7f\x06\0\x01\0\0\0\0\x14");
        assert!(
            out.faults
                .iter()
                .any(|fault| matches!(fault.kind, FaultKind::Truncated { .. }))
        );
        let out = peeled(b"\x68\x03\0\0\0\0");
        assert!(matches!(
            out.faults[0].kind,
            FaultKind::BadLength { says: 3, .. }
        ));
    }
}
