//! Synchrophasors: what a power grid measures at the same moment in many places (IEEE C37.118.2).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{
    Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, Verdict,
};

const SECTION: &str = "IEEE C37.118.2 §6.2";
const CONFIGURATION: &str = "IEEE C37.118.2 §6.4";
const COMMAND_SECTION: &str = "IEEE C37.118.2 §6.6";

/// Header and checksum.
const SHORTEST: usize = 16;

const TYPES: Codes = &[
    (0, "data"),
    (1, "header"),
    (2, "configuration 1"),
    (3, "configuration 2"),
    (4, "command"),
    (5, "configuration 3"),
];

const COMMANDS: Codes = &[
    (1, "stop sending data"),
    (2, "send data"),
    (3, "send the header"),
    (4, "send configuration 1"),
    (5, "send configuration 2"),
    (6, "send configuration 3"),
    (8, "extended frame"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("synphasor.sync", "Synchronization", 16)
        .parts_follow()
        .doc(
            "0xaa begins each frame; the second byte says its type.",
            SECTION,
        ),
    FieldSpec::gap(9).part(),
    FieldSpec::hex("synphasor.frtype", "Frame type", 3)
        .part()
        .codes(TYPES)
        .doc("What the frame holds.", SECTION),
    FieldSpec::uint("synphasor.version", "Version", 4)
        .part()
        .codes(&[(1, "of 2005"), (2, "of 2011")])
        .doc(
            "Of the standard in which frames of this type first stood.",
            SECTION,
        ),
    FieldSpec::uint("synphasor.frsize", "Size", 16)
        .unit("bytes")
        .doc("Of the whole frame, with its checksum.", SECTION),
    FieldSpec::uint("synphasor.idcode_stream_source", "Source", 16)
        .doc("Which stream of data this is about.", SECTION),
];

const QUALITY: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::flag("synphasor.timeqal.lsdir", "Second added").doc(
        "Set: the leap second is an additional one. Not set: one is left out.",
        SECTION,
    ),
    FieldSpec::flag("synphasor.timeqal.lsocc", "Leap second occurred")
        .doc("Set for a day after it.", SECTION),
    FieldSpec::flag("synphasor.timeqal.lspend", "Leap second pending")
        .doc("Set shortly before it.", SECTION),
    FieldSpec::hex("synphasor.timeqal.timequalindic", "Quality", 4)
        .codes(&[
            (0, "clock locked"),
            (1, "within 1 ns"),
            (2, "within 10 ns"),
            (3, "within 100 ns"),
            (4, "within 1 µs"),
            (5, "within 10 µs"),
            (6, "within 100 µs"),
            (7, "within 1 ms"),
            (8, "within 10 ms"),
            (9, "within 100 ms"),
            (10, "within 1 s"),
            (11, "within 10 s"),
            (15, "clock has failed"),
        ])
        .doc("How far the clock may be off.", SECTION),
];

const FORMAT: &[FieldSpec] = &[
    FieldSpec::gap(12),
    FieldSpec::flag("synphasor.conf.dfreq_format", "Frequency as float").doc(
        "Set: frequencies are floating point numbers. Not set: 16 bits.",
        CONFIGURATION,
    ),
    FieldSpec::flag("synphasor.conf.analog_format", "Analog as float").doc(
        "Set: analog values are floating point numbers. Not set: 16 bits.",
        CONFIGURATION,
    ),
    FieldSpec::flag("synphasor.conf.phasor_format", "Phasors as float").doc(
        "Set: phasors are floating point numbers. Not set: 16 bits.",
        CONFIGURATION,
    ),
    FieldSpec::flag("synphasor.conf.phasor_notation", "Polar").doc(
        "Set: magnitude and angle. Not set: real and imaginary part.",
        CONFIGURATION,
    ),
];

const NOMINAL: &[FieldSpec] = &[
    FieldSpec::gap(15),
    FieldSpec::flag("synphasor.conf.fnom", "50 Hz").doc(
        "Frequency of the grid. Set: 50 Hz. Not set: 60 Hz.",
        CONFIGURATION,
    ),
];

crate::fields! {
    SECOND = FieldSpec::computed("synphasor.soc", "Time").doc("The second, counted from 1970 in UTC.", SECTION);
    FRACTION = FieldSpec::uint("synphasor.fracsec_raw", "Fraction of the second", 24)
        .doc("In units of the time base that the configuration gives.", SECTION);
    DATA = FieldSpec::bytes("synphasor.data", "Content").doc("Of the frame. How measured values are laid out, the configuration says.", SECTION);
    COMMAND = FieldSpec::hex("synphasor.command", "Command", 16).codes(COMMANDS).doc("What the device is to do.", COMMAND_SECTION);
    EXTENDED = FieldSpec::bytes("synphasor.extended_frame_data", "Extended data").doc("What else belongs to the command.", COMMAND_SECTION);
    CHECKSUM = FieldSpec::hex("synphasor.checksum", "Checksum", 16).doc("A CRC (CCITT) over the frame.", SECTION);
    BASE = FieldSpec::uint("synphasor.conf.timebase", "Time base", 24).doc("Parts of a second that fractions are counted in.", CONFIGURATION);
    UNITS = FieldSpec::uint("synphasor.conf.numpmu", "Devices", 16).doc("How many devices that measure are described.", CONFIGURATION);
    UNIT = FieldSpec::group("", "Device").doc("One device that measures.", CONFIGURATION);
    ID = FieldSpec::uint("synphasor.idcode_data_source", "Device number", 16).doc("Which device measures.", CONFIGURATION);
    PHASORS = FieldSpec::uint("synphasor.num_phasors", "Phasors", 16).doc("How many: voltages and currents with their angle.", CONFIGURATION);
    ANALOGS = FieldSpec::uint("synphasor.num_analog_values", "Analog values", 16).doc("How many.", CONFIGURATION);
    DIGITALS = FieldSpec::uint("synphasor.num_digital_status_words", "Digital words", 16).doc("How many words of 16 bits.", CONFIGURATION);
    CHANNEL = FieldSpec::text("synphasor.channel_name", "Channel").doc("Name of a phasor, an analog value or a bit.", CONFIGURATION);
    FACTOR = FieldSpec::hex("synphasor.conversion_factor", "Conversion", 32)
        .doc("First byte: 0 voltage, 1 current. Then how many 10 µV or 10 µA a step is.", CONFIGURATION);
    NORMAL = FieldSpec::hex("synphasor.status_word_mask.normal_state", "Normal state", 16).doc("How the bits are if all is well.", CONFIGURATION);
    VALID = FieldSpec::hex("synphasor.status_word_mask.valid_bits", "Valid bits", 16).doc("Which bits mean something.", CONFIGURATION);
    CHANGES = FieldSpec::uint("synphasor.conf.cfgcnt", "Changes", 16).doc("How often the configuration was changed.", CONFIGURATION);
    RATE = FieldSpec::int("synphasor.rate_of_transmission", "Rate", 16)
        .doc("Frames in a second; negative: seconds for a frame.", CONFIGURATION);
}

/// Synchrophasors.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "synphasor",
        short: "Synchrophasor",
        title: "IEEE C37.118 Synchrophasor Protocol",
        osi: OsiLayer::Application,
        why: "Voltages and currents all over a power grid can be compared if each comes with the exact time.",
        reference: "IEEE C37.118.2",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 4712),
        Claim::Port(Transport::Udp, 4713),
    ],
    headers: &[HEAD, QUALITY, FORMAT, NOMINAL],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\xaa\x41\0\x12\0\x07\x65\x53\xf1\0\x0f\x01\xe2\x40\0\x05\xad\x3b",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0xaa, kind, high, low, ..] => {
            let len = usize::from(u16::from_be_bytes([*high, *low]));
            Match::yes_if(kind >> 4 <= 5 && len >= SHORTEST)
        }
        [] | [0xaa] | [0xaa, 0..=0x5f] | [0xaa, 0..=0x5f, _] => Match::Short,
        _ => Match::No,
    }
}

/// CRC-CCITT that begins with all bits set.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
            let shifted = crc << 1;
            if crc & 0x8000 == 0 {
                shifted
            } else {
                shifted ^ 0x1021
            }
        })
    })
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(4)?;
    p.require(4)?;
    let bytes = p.bytes();
    let len = usize::from(u16::from_be_bytes([bytes[2], bytes[3]]));
    if len < SHORTEST {
        let fault = FaultKind::BadLength {
            field: "frame size",
            says: len as u64,
            limit: SHORTEST as u64,
        };
        p.fault(fault, 2..4);
        return Ok(());
    }
    p.wait_for(len)?;
    p.ends_at(len);
    let kind = p.rows(HEAD)?[1] >> 4;
    let at = p.pos();
    let seconds = p
        .skip(4)?
        .first_chunk()
        .map_or(0, |word| u32::from_be_bytes(*word));
    let when = Timestamp::from_parts(seconds.into(), 0);
    p.mark_as(&SECOND, at..at + 4, Value::Time(when));
    p.rows(QUALITY)?;
    p.uint(&FRACTION)?;
    let name = TYPES.iter().find(|(code, _)| *code == u64::from(kind));
    let name = name.map_or("unknown", |(_, name)| *name);
    p.summary(format_args!("{name} frame"));
    let inner = len - SHORTEST;
    if inner > 0 {
        p.within(inner, "frame size", |p| content(p, kind))?;
    }
    let expected = p.bytes().get(..len - 2).map(crc);
    let found = p.uint(&CHECKSUM)? as u16;
    if let Some(expected) = expected {
        let verdict = match expected == found {
            true => Verdict::Good,
            false => Verdict::Bad(expected.into()),
        };
        p.verdict(CHECKSUM.name, verdict);
    }
    Ok(())
}

fn content(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        2 | 3 => p.group_as(&DATA, || Value::Bytes, configuration),
        4 => p.group_as(&DATA, || Value::Bytes, command),
        _ => p.field(&DATA, p.rest().len()).map(drop),
    }
}

fn command(p: &mut Peel<'_>) -> Peeled {
    let command = p.uint(&COMMAND)?;
    if let Some((_, name)) = COMMANDS.iter().find(|(code, _)| *code == command) {
        p.summary(format_args!("command: {name}"));
    }
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&EXTENDED, len).map(drop),
    }
}

fn configuration(p: &mut Peel<'_>) -> Peeled {
    p.skip(1)?;
    p.uint(&BASE)?;
    for _ in 0..p.uint(&UNITS)? {
        p.group(&UNIT, unit)?;
    }
    p.uint(&RATE).map(drop)
}

/// Reads what one device measures.
fn unit(p: &mut Peel<'_>) -> Peeled {
    // The name of its station, in 16 bytes.
    p.skip(16)?;
    p.uint(&ID)?;
    p.rows(FORMAT)?;
    let phasors = p.uint(&PHASORS)?;
    let analogs = p.uint(&ANALOGS)?;
    let digitals = p.uint(&DIGITALS)?;
    for _ in 0..phasors + analogs + 16 * digitals {
        p.field(&CHANNEL, 16)?;
    }
    for _ in 0..phasors {
        p.uint(&FACTOR)?;
    }
    for _ in 0..analogs {
        // A type and a factor that everybody may choose for himself.
        p.skip(4)?;
    }
    for _ in 0..digitals {
        p.uint(&NORMAL)?;
        p.uint(&VALID)?;
    }
    p.rows(NOMINAL)?;
    p.uint(&CHANGES).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_command_has_a_checksum() {
        let out = peeled(PROTOCOL.sample);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(out.layers[0].summary, "command: send configuration 2");
        let good = Value::Checksum(0xad3b, Verdict::Good);
        assert_eq!(out.field("synphasor.checksum").unwrap().value, good);
        let Value::Time(when) = out.field("synphasor.soc").unwrap().value else {
            panic!("no time")
        };
        assert_eq!(when.utc(), "2023-11-14 22:13:20.000000000");
    }

    #[test]
    fn lies_are_told() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[17] ^= 1;
        let fault = &peeled(&bytes).faults[0].kind;
        assert!(matches!(
            fault,
            FaultKind::BadChecksum {
                expected: 0xad3b,
                ..
            }
        ));
        // A configuration of 65535 devices in no bytes.
        let out = peeled(b"\xaa\x31\0\x16\0\x07\0\0\0\0\0\0\0\0\0\0\0\x01\xff\xff\0\0");
        assert!(!out.faults.is_empty());
        assert_eq!(recognise(b"\xaa\x71\0\x20"), Match::No);
    }
}
