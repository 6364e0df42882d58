//! What instruments answer to the commands of HART (HCF SPEC-127 and SPEC-151).

use super::{RESPONSE, STATUS};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::FieldSpec;
use crate::proto::float;

const SOURCE: &str = "HCF SPEC-127; HCF SPEC-151";

const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, SOURCE)
}

const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).doc(doc, SOURCE)
}

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SOURCE)
}

/// Text or a number whose bytes do not show it as it is.
const fn made(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, SOURCE)
}

crate::fields! {
    EXPANSION = uint("hart_ip.pt.rsp.expansion_code", "Expansion code", 8, "254: the type of the instrument has two bytes.");
    DEVICE_TYPE = hex("hart_ip.pt.rsp.expanded_device_type", "Device type", 16, "Maker and model, as a number.");
    REQUEST_PREAMBLES = uint("hart_ip.pt.rsp.req_min_preambles", "Preambles of a request", 8, "How many it needs at least.");
    UNIVERSAL = uint("hart_ip.pt.rsp.hart_univ_rev", "HART revision", 8, "Which universal commands it knows.");
    DEVICE_REVISION = uint("hart_ip.pt.rsp.device_rev", "Device revision", 8, "Of the instrument's own commands.");
    SOFTWARE = uint("hart_ip.pt.rsp.software_rev", "Software revision", 8, "Of the program in it.");
    HARDWARE = hex("hart_ip.pt.rsp.hardrev_and_physical_signal", "Hardware revision and signaling", 8, "Five bits for the hardware, three for how it sends.");
    FLAGS = hex("hart_ip.pt.rsp.flags", "Flags", 8, "What kind of instrument it is.");
    DEVICE_ID = bytes("hart_ip.pt.rsp.device_id", "Device ID", "The instrument's serial number.");
    RESPONSE_PREAMBLES = uint("hart_ip.pt.rsp.rsp_min_preambles", "Preambles of a response", 8, "How many it sends.");
    VARIABLES = uint("hart_ip.pt.rsp.device_variables", "Device variables", 8, "Highest number of a variable it has.");
    CHANGES = uint("hart_ip.pt.rsp.configure_change", "Configuration changes", 16, "Counts how often it was set up anew.");
    EXTENDED_STATUS = hex("hart_ip.pt.rsp.ext_device_status", "Extended device status", 8, "What needs attention.");
    MAKER = uint("hart_ip.pt.rsp.manufacturer_Id", "Manufacturer", 16, "Who made it.");
    LABEL = uint("hart_ip.pt.rsp.private_label", "Private label", 16, "Who sells it.");
    PROFILE = uint("hart_ip.pt.rsp.device_profile", "Profile", 8, "Which family of instruments it belongs to.");
    CURRENT = made("hart_ip.pt.rsp.pv_loop_current", "Loop current", "In mA: 4 to 20 stand for the range.");
    PERCENT = made("hart_ip.pt.rsp.pv_percent_range", "Percent of range", "Where in its range the primary variable is.");
    PV_UNITS = uint("hart_ip.pt.rsp.pv_units", "PV units", 8, "Of the primary variable, as a number of HART's table.");
    PV = made("hart_ip.pt.rsp.pv", "PV", "The primary variable: what is measured.");
    PV_CLASS = hex("hart_ip.pt.rsp.primary_variable_classification", "PV classification", 8, "Which quantity the primary variable is.");
    SV_UNITS = uint("hart_ip.pt.rsp.sv_units", "SV units", 8, "Of the secondary variable, as a number of HART's table.");
    SV = made("hart_ip.pt.rsp.sv", "SV", "The secondary variable: what is measured.");
    SV_CLASS = hex("hart_ip.pt.rsp.secondary_variable_classification", "SV classification", 8, "Which quantity the secondary variable is.");
    TV_UNITS = uint("hart_ip.pt.rsp.tv_units", "TV units", 8, "Of the tertiary variable, as a number of HART's table.");
    TV = made("hart_ip.pt.rsp.tv", "TV", "The tertiary variable: what is measured.");
    TV_CLASS = hex("hart_ip.pt.rsp.tertiary_variable_classification", "TV classification", 8, "Which quantity the tertiary variable is.");
    QV_UNITS = uint("hart_ip.pt.rsp.qv_units", "QV units", 8, "Of the quaternary variable, as a number of HART's table.");
    QV = made("hart_ip.pt.rsp.qv", "QV", "The quaternary variable: what is measured.");
    QV_CLASS = hex("hart_ip.pt.rsp.quaternary_variable_classification", "QV classification", 8, "Which quantity the quaternary variable is.");
    POLL = uint("hart_ip.pt.rsp.poll_address", "Poll address", 8, "Its number on the loop.");
    LOOP_MODE = hex("hart_ip.pt.rsp.loop_current_mode", "Loop current mode", 8, "0: the current is fixed; 1: it follows the value.");
    MESSAGE = made("hart_ip.pt.rsp.message", "Message", "A note for people, in characters of six bits.");
    TAG = made("hart_ip.pt.rsp.tag", "Tag", "The instrument's name in the plant.");
    DESCRIPTOR = made("hart_ip.pt.rsp.descriptor", "Descriptor", "What the plant says about it, in characters of six bits.");
    DAY = uint("hart_ip.pt.rsp.day", "Day", 8, "Of a date that the plant chose.");
    MONTH = uint("hart_ip.pt.rsp.month", "Month", 8, "Of that date.");
    YEAR = uint("hart_ip.pt.rsp.year", "Year", 8, "Of that date, since 1900.");
    SERIAL = bytes("hart_ip.pt.rsp.transducer_serail_number", "Transducer's serial number", "Of the part that measures.");
    LIMIT_UNITS = hex("hart_ip.pt.rsp.transducer_limit_min_span_units", "Units of limits", 8, "Of the limits and the span.");
    UPPER_LIMIT = made("hart_ip.pt.rsp.upper_transducer_limit", "Upper limit", "The most that can be measured.");
    LOWER_LIMIT = made("hart_ip.pt.rsp.lower_transducer_limit", "Lower limit", "The least that can be measured.");
    SPAN = made("hart_ip.pt.rsp.minimum_span", "Minimum span", "The smallest range that can be set.");
    ALARM = hex("hart_ip.pt.rsp.pv_alarm_selection_code", "Alarm", 8, "Which current says that something is wrong.");
    TRANSFER = hex("hart_ip.pt.rsp.pv_transfer_function_code", "Transfer function", 8, "How the current follows the value.");
    RANGE_UNITS = hex("hart_ip.pt.rsp.pv_upper_and_lower_range_values_units", "Units of range", 8, "Of the two ends of the range.");
    UPPER_RANGE = made("hart_ip.pt.rsp.pv_upper_range_value", "Upper range value", "Stands for 20 mA.");
    LOWER_RANGE = made("hart_ip.pt.rsp.pv_lower_range_value", "Lower range value", "Stands for 4 mA.");
    DAMPING = made("hart_ip.pt.rsp.pv_damping_value", "Damping", "In seconds.");
    PROTECT = hex("hart_ip.pt.rsp.write_protect_code", "Write protection", 8, "0 no, 1 yes.");
    RESERVED = hex("hart_ip.pt.rsp.reserved", "Reserved", 8, "Once the seller's label.");
    ANALOG_FLAGS = hex("hart_ip.pt.rsp.pv_analog_channel_flags", "Analog channel flags", 8, "What the current's channel can do.");
    ASSEMBLY = bytes("hart_ip.pt.rsp.final_assembly_number", "Final assembly number", "The plant's number for the instrument.");
    SPECIFIC = bytes("hart_ip.pt.rsp.device_sp_status", "Device-specific status", "What the maker has defined.");
    OPERATING = uint("hart_ip.pt.rsp.device_op_mode", "Operating mode", 8, "How the instrument works.");
    STANDARD_0 = hex("hart_ip.pt.rsp.standardized_status_0", "Standardized status 0", 8, "What is wrong, for all instruments alike.");
    STANDARD_1 = hex("hart_ip.pt.rsp.standardized_status_1", "Standardized status 1", 8, "What is wrong, for all instruments alike.");
    STANDARD_2 = hex("hart_ip.pt.rsp.standardized_status_2", "Standardized status 2", 8, "What is wrong, for all instruments alike.");
    STANDARD_3 = hex("hart_ip.pt.rsp.standardized_status_3", "Standardized status 3", 8, "What is wrong, for all instruments alike.");
    SATURATED = uint("hart_ip.pt.rsp.analog_channel_saturated", "Channels saturated", 8, "Which analog channels are at their end.");
    FIXED = uint("hart_ip.pt.rsp.analog_channel_fixed", "Channels fixed", 8, "Which analog channels do not follow their value.");
    CARD = uint("hart_ip.pt.rsp.io_card", "I/O card", 8, "Where in the gateway the instrument is.");
    CHANNEL = uint("hart_ip.pt.rsp.channel", "Channel", 8, "Where on the card.");
    EMBEDDED_DELIMITER = hex("hart_ip.pt.rsp.embedded_command_delimiter", "Embedded delimiter", 8, "Of the frame inside.");
    UNIQUE = bytes("hart_ip.pt.rsp.unique_id", "Unique ID", "Type and number of the instrument.");
    EMBEDDED = uint("hart_ip.pt.rsp.embedded_command", "Embedded command", 8, "What the instrument behind the gateway answers to.");
    COMMANDS = uint("hart_ip.pt.rsp.number_of_commands", "Commands", 8, "How many follow.");
    NUMBER = uint("hart_ip.pt.rsp.command_number", "Command number", 16, "A command with a number of two bytes.");
    COUNT = uint("hart_ip.pt.rsp.command_byte_count", "Byte count", 8, "Of this command, with its status.");
    DATA = bytes("hart_ip.pt.rsp.data", "Data", "What the command answers.");
    FIRST = uint("hart_ip.pt.rsp.index_of_first_discrete_var", "First discrete variable", 16, "Its number.");
    DISCRETE = hex("hart_ip.pt.rsp.number_of_discrete_vars", "Discrete variables", 8, "How many.");
    CHANGED = bytes("hart_ip.pt.rsp.timestamp_for_most_recent_discrete_change", "Time of change", "In 1/32 ms since midnight.");
    TIME = bytes("hart_ip.pt.rsp.slot0_data_timestamp", "Time", "When the values were measured, in 1/32 ms since midnight.");
}

/// The specs of one slot of commands 9 and 33: variable, classification, units, status, value.
macro_rules! slot {
    ($number:literal, $class:literal) => {
        [
            uint(
                concat!("hart_ip.pt.rsp.slot", $number, "_device_var"),
                "Variable",
                8,
                "Which one.",
            ),
            uint(
                concat!("hart_ip.pt.rsp.slot", $number, $class),
                "Classification",
                8,
                "Which quantity it is.",
            ),
            uint(
                concat!("hart_ip.pt.rsp.slot", $number, "_units"),
                "Units",
                8,
                "As a number of HART's table.",
            ),
            hex(
                concat!("hart_ip.pt.rsp.slot", $number, "_device_var_status"),
                "Variable status",
                8,
                "How good the value is.",
            ),
            made(
                concat!("hart_ip.pt.rsp.slot", $number, "_device_var_value"),
                "Value",
                "What is measured.",
            ),
        ]
    };
}

pub(super) static SLOTS: [[FieldSpec; 5]; 8] = [
    slot!("0", "_device_var_classification"),
    slot!("1", "_device_var_classify"),
    slot!("2", "_device_var_classify"),
    slot!("3", "_device_var_classify"),
    slot!("4", "_device_var_classify"),
    slot!("5", "_device_var_classify"),
    slot!("6", "_device_var_classify"),
    slot!("7", "_device_var_classify"),
];

/// How a part of an answer is written.
enum Part {
    Uint(&'static FieldSpec),
    Bytes(&'static FieldSpec, usize),
    Float(&'static FieldSpec),
    /// Characters of six bits, four of them in three bytes.
    Packed(&'static FieldSpec, usize),
    /// Characters of Latin-1, filled up with zeros.
    Latin(&'static FieldSpec, usize),
}

use Part::{Bytes, Float, Latin, Packed, Uint};

/// Commands whose answer always has the same parts, how many bytes it has at least, and the parts;
/// those at its end may be missing.
type Layout = (&'static [u64], usize, &'static [Part]);

static LAYOUTS: &[Layout] = &[
    (
        &[0, 11, 21],
        12,
        &[
            Uint(&EXPANSION),
            Uint(&DEVICE_TYPE),
            Uint(&REQUEST_PREAMBLES),
            Uint(&UNIVERSAL),
            Uint(&DEVICE_REVISION),
            Uint(&SOFTWARE),
            Uint(&HARDWARE),
            Uint(&FLAGS),
            Bytes(&DEVICE_ID, 3),
            Uint(&RESPONSE_PREAMBLES),
            Uint(&VARIABLES),
            Uint(&CHANGES),
            Uint(&EXTENDED_STATUS),
            Uint(&MAKER),
            Uint(&LABEL),
            Uint(&PROFILE),
        ],
    ),
    (&[1], 5, &[Uint(&PV_UNITS), Float(&PV)]),
    (&[2], 8, &[Float(&CURRENT), Float(&PERCENT)]),
    (
        &[3],
        24,
        &[
            Float(&CURRENT),
            Uint(&PV_UNITS),
            Float(&PV),
            Uint(&SV_UNITS),
            Float(&SV),
            Uint(&TV_UNITS),
            Float(&TV),
            Uint(&QV_UNITS),
            Float(&QV),
        ],
    ),
    (&[6, 7], 2, &[Uint(&POLL), Uint(&LOOP_MODE)]),
    (
        &[8],
        4,
        &[
            Uint(&PV_CLASS),
            Uint(&SV_CLASS),
            Uint(&TV_CLASS),
            Uint(&QV_CLASS),
        ],
    ),
    (&[12, 17], 24, &[Packed(&MESSAGE, 24)]),
    (
        &[13, 18],
        21,
        &[
            Packed(&TAG, 6),
            Packed(&DESCRIPTOR, 12),
            Uint(&DAY),
            Uint(&MONTH),
            Uint(&YEAR),
        ],
    ),
    (
        &[14],
        16,
        &[
            Bytes(&SERIAL, 3),
            Uint(&LIMIT_UNITS),
            Float(&UPPER_LIMIT),
            Float(&LOWER_LIMIT),
            Float(&SPAN),
        ],
    ),
    (
        &[15],
        18,
        &[
            Uint(&ALARM),
            Uint(&TRANSFER),
            Uint(&RANGE_UNITS),
            Float(&UPPER_RANGE),
            Float(&LOWER_RANGE),
            Float(&DAMPING),
            Uint(&PROTECT),
            Uint(&RESERVED),
            Uint(&ANALOG_FLAGS),
        ],
    ),
    (&[16, 19], 3, &[Bytes(&ASSEMBLY, 3)]),
    (&[20, 22], 32, &[Latin(&TAG, 32)]),
    (&[38], 2, &[Uint(&CHANGES)]),
    (
        &[48],
        6,
        &[
            Bytes(&SPECIFIC, 6),
            Uint(&EXTENDED_STATUS),
            Uint(&OPERATING),
            Uint(&STANDARD_0),
            Uint(&STANDARD_1),
            Uint(&SATURATED),
            Uint(&STANDARD_2),
            Uint(&STANDARD_3),
            Uint(&FIXED),
            Bytes(&SPECIFIC, 11),
        ],
    ),
    (
        &[203],
        8,
        &[
            Uint(&FIRST),
            Uint(&DISCRETE),
            Uint(&EXTENDED_STATUS),
            Bytes(&CHANGED, 4),
        ],
    ),
];

/// Reads the answer to a command; `false` if it is none that is known, or too short.
pub(super) fn peel(p: &mut Peel<'_>, command: u64) -> Result<bool, Stop> {
    let len = p.rest().len();
    let same = LAYOUTS
        .iter()
        .find(|(commands, ..)| commands.contains(&command));
    if let Some((_, least, parts)) = same {
        if len >= *least {
            for part in *parts {
                if part.len() > p.rest().len() {
                    break;
                }
                part.read(p)?;
            }
        }
        return Ok(len >= *least);
    }
    match command {
        9 if len >= 13 => variables(p, len)?,
        31 if len >= 2 => {
            p.uint(&NUMBER)?;
            data(p, usize::MAX)?;
        }
        33 if len >= 6 => {
            for [variable, _, units, _, value] in SLOTS.iter().take((len / 6).min(4)) {
                p.uint(variable)?;
                p.uint(units)?;
                Float(value).read(p)?;
            }
        }
        77 if len >= 9 => embedded(p)?,
        178 if len >= 5 => aggregated(p)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Command 9: up to eight variables of the instrument, and when they were measured.
fn variables(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.uint(&EXTENDED_STATUS)?;
    for [variable, class, units, status, value] in SLOTS.iter().take((len - 5) / 8) {
        p.uint(variable)?;
        p.uint(class)?;
        p.uint(units)?;
        Float(value).read(p)?;
        p.uint(status)?;
    }
    p.field(&TIME, 4).map(drop)
}

/// Command 77: the answer of an instrument behind a gateway.
fn embedded(p: &mut Peel<'_>) -> Peeled {
    p.uint(&CARD)?;
    p.uint(&CHANNEL)?;
    if p.uint(&EMBEDDED_DELIMITER)? & 0x80 == 0 {
        p.uint(&POLL)?;
    } else {
        p.field(&UNIQUE, 5)?;
    }
    p.uint(&EMBEDDED)?;
    let count = p.uint(&COUNT)? as usize;
    p.uint(&RESPONSE)?;
    p.uint(&STATUS)?;
    data(p, count.saturating_sub(2))
}

/// Command 178: several answers in one.
fn aggregated(p: &mut Peel<'_>) -> Peeled {
    for _ in 0..p.uint(&COMMANDS)? {
        p.uint(&NUMBER)?;
        let count = p.uint(&COUNT)? as usize;
        p.uint(&RESPONSE)?;
        data(p, count.saturating_sub(1))?;
    }
    Ok(())
}

/// Reads up to `len` bytes of data, if there are any.
fn data(p: &mut Peel<'_>, len: usize) -> Peeled {
    match len.min(p.rest().len()) {
        0 => Ok(()),
        len => p.field(&DATA, len).map(drop),
    }
}

impl Part {
    const fn len(&self) -> usize {
        match self {
            Uint(spec) => (spec.bits / 8) as usize,
            Float(_) => 4,
            Bytes(_, len) | Packed(_, len) | Latin(_, len) => *len,
        }
    }

    fn read(&self, p: &mut Peel<'_>) -> Peeled {
        let at = p.pos();
        let made = match self {
            Uint(spec) => return p.uint(spec).map(drop),
            Bytes(spec, len) => return p.field(spec, *len).map(drop),
            Float(spec) | Packed(spec, _) | Latin(spec, _) => *spec,
        };
        let bytes = p.skip(self.len())?;
        p.mark_made(made, at..at + bytes.len(), || match self {
            Packed(..) => unpack(bytes),
            Latin(..) => bytes
                .iter()
                .take_while(|byte| **byte != 0)
                .map(|byte| char::from(*byte))
                .collect(),
            _ => float::single(
                bytes
                    .iter()
                    .fold(0, |bits, byte| bits << 8 | u32::from(*byte)),
            ),
        });
        Ok(())
    }
}

/// Characters of six bits: those of ASCII from 32 to 95, without their highest bits.
fn unpack(bytes: &[u8]) -> String {
    let group = |group: &[u8]| {
        let bits = group
            .iter()
            .fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        [18, 12, 6, 0].map(|shift| match (bits >> shift & 0x3f) as u8 {
            code @ 0..=0x1f => char::from(code | 0x40),
            code => char::from(code),
        })
    };
    bytes.chunks_exact(3).flat_map(group).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn characters_of_six_bits_are_unpacked() {
        assert_eq!(super::unpack(b"\x01\x08\x0f\x16\x1d\x24"), "@P OE!4$");
    }
}
