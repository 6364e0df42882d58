//! Modbus: reads and sets the registers and switches of machines (MODBUS Application Protocol).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value};

const PORT: u16 = 502;

/// Fact: how many the request of a transaction asks for, and in the lowest 17 bits at which number it
/// begins, plus one.
const ASKED: &str = "modbus.asked";

const SECTION: &str = "MODBUS Application Protocol §6";
const DIAGNOSTICS: &str = "MODBUS Application Protocol §6.8";
const LOG: &str = "MODBUS Application Protocol §6.10";
const FILES: &str = "MODBUS Application Protocol §6.14";
const DEVICE: &str = "MODBUS Application Protocol §6.21";

const FUNCTIONS: Codes = &[
    (1, "read coils"),
    (2, "read discrete inputs"),
    (3, "read holding registers"),
    (4, "read input registers"),
    (5, "write single coil"),
    (6, "write single register"),
    (7, "read exception status"),
    (8, "diagnostics"),
    (11, "get event counter"),
    (12, "get event log"),
    (15, "write multiple coils"),
    (16, "write multiple registers"),
    (17, "report server identity"),
    (20, "read file record"),
    (21, "write file record"),
    (22, "mask write register"),
    (23, "read and write registers"),
    (24, "read FIFO queue"),
    (43, "encapsulated interface"),
    (90, "Unity (Schneider)"),
];

const FUNCTION: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::uint("modbus.func_code", "Function", 7)
        .codes(FUNCTIONS)
        .doc(
            "What is to be done, or was. The bit before it is set if that failed.",
            SECTION,
        ),
];

crate::fields! {
    EXCEPTION = FieldSpec::uint("modbus.exception_code", "Exception", 8)
        .codes(&[
            (1, "illegal function"),
            (2, "illegal address"),
            (3, "illegal value"),
            (4, "device failure"),
            (5, "acknowledged, takes long"),
            (6, "device busy"),
            (8, "memory parity error"),
            (10, "gateway has no path"),
            (11, "device behind the gateway does not answer"),
        ])
        .doc("Why the request failed.", "MODBUS Application Protocol §7");
    REFERENCE = FieldSpec::uint("modbus.reference_num", "Address", 16).doc("The first coil or register, counted from 0.", SECTION);
    BITS = FieldSpec::uint("modbus.bit_cnt", "Coils", 16).doc("How many.", SECTION);
    WORDS = FieldSpec::uint("modbus.word_cnt", "Registers", 16).doc("How many.", SECTION);
    BYTES = FieldSpec::uint("modbus.byte_cnt", "Bytes", 8).doc("How many follow.", SECTION);
    LONG_BYTES = FieldSpec::uint("modbus.byte_cnt_16", "Bytes", 16).doc("How many follow.", SECTION);
    DATA = FieldSpec::bytes("modbus.data", "Data").doc("What is written, or was read.", SECTION);
    PADDING = FieldSpec::hex("modbus.padding", "Padding", 8).doc("The second byte of a switch's state, always 0.", SECTION);
    BIT_NUMBER = FieldSpec::uint("modbus.bitnum", "Coil", 16).doc("Which one, as the request says.", SECTION);
    BIT = FieldSpec::flag("modbus.bitval", "State").doc("Set: on.", SECTION);
    REGISTER_NUMBER = FieldSpec::uint("modbus.regnum16", "Register", 16).doc("Which one, as the request says.", SECTION);
    REGISTER = FieldSpec::uint("modbus.regval_uint16", "Value", 16).doc("What the register holds.", SECTION);
    DIAGNOSTIC = FieldSpec::uint("modbus.diagnostic_code", "Diagnostic", 16)
        .codes(&[
            (0, "return the data"),
            (1, "restart communication"),
            (2, "return diagnostic register"),
            (3, "change delimiter"),
            (4, "listen only"),
            (10, "clear counters"),
            (11, "count messages on the line"),
            (12, "count communication errors"),
            (13, "count exceptions"),
            (14, "count messages for this device"),
            (15, "count messages without answer"),
            (16, "count refusals"),
            (17, "count busy answers"),
            (18, "count overruns"),
        ])
        .doc("What to test or to count.", DIAGNOSTICS);
    QUERY = FieldSpec::bytes("modbus.diagnostic.return_query_data.request", "Data").doc("To be sent back.", DIAGNOSTICS);
    ECHO = FieldSpec::bytes("modbus.diagnostic.return_query_data.echo", "Data").doc("What was sent.", DIAGNOSTICS);
    RESTART = FieldSpec::hex("modbus.diagnostic.restart_communication_option", "Event log", 16)
        .codes(&[(0, "keep"), (0xff00, "clear")])
        .doc("What becomes of the event log.", DIAGNOSTICS);
    STATE = FieldSpec::hex("modbus.diagnostic.return_diag_register", "Diagnostic register", 16).doc("What the device knows to be wrong.", DIAGNOSTICS);
    DELIMITER = FieldSpec::hex("modbus.diagnostic.ascii_input_delimiter", "Delimiter", 8).doc("What ends a message on a serial line in ASCII.", DIAGNOSTICS);
    CLEARED = FieldSpec::uint("modbus.diagnostic.clear_ctr_diag_reg", "Cleared", 16).doc("Repeats the request.", DIAGNOSTICS);
    BUS_MESSAGES = FieldSpec::uint("modbus.diagnostic.bus_message_count", "Messages on the line", 16).doc("How many.", DIAGNOSTICS);
    BUS_ERRORS = FieldSpec::uint("modbus.diagnostic.bus_comm_error_count", "Communication errors", 16).doc("How many.", DIAGNOSTICS);
    BUS_EXCEPTIONS = FieldSpec::uint("modbus.diagnostic.bus_exception_error_count", "Exceptions", 16).doc("How many.", DIAGNOSTICS);
    MESSAGES = FieldSpec::uint("modbus.diagnostic.slave_message_count", "Messages", 16).doc("How many for this device.", DIAGNOSTICS);
    UNANSWERED = FieldSpec::uint("modbus.diagnostic.no_slave_response_count", "Without answer", 16).doc("How many.", DIAGNOSTICS);
    REFUSED = FieldSpec::uint("modbus.diagnostic.slave_nak_count", "Refusals", 16).doc("How many.", DIAGNOSTICS);
    BUSY = FieldSpec::uint("modbus.diagnostic.slave_busy_count", "Busy answers", 16).doc("How many.", DIAGNOSTICS);
    OVERRUNS = FieldSpec::uint("modbus.diagnostic.bus_char_overrun_count", "Overruns", 16).doc("How many.", DIAGNOSTICS);
    EVENT_STATUS = FieldSpec::hex("modbus.ev_status", "Status", 16).doc("0xffff while a command is being processed.", LOG);
    EVENT_COUNT = FieldSpec::uint("modbus.ev_count", "Events", 16).doc("How many messages were done with.", LOG);
    MESSAGE_COUNT = FieldSpec::uint("modbus.ev_msg_count", "Messages", 16).doc("How many messages were processed.", LOG);
    EVENT = FieldSpec::hex("modbus.event", "Event", 8).doc("What happened, the newest first.", LOG);
    TYPE = FieldSpec::uint("modbus.reference_type", "Reference type", 8).doc("Always 6.", FILES);
    RECORD = FieldSpec::uint("modbus.reference_num_32", "File and record", 32).doc("The number of the file, and in it that of the record.", FILES);
    AND_MASK = FieldSpec::hex("modbus.and_mask", "AND mask", 16).doc("These bits of the register are kept.", "MODBUS Application Protocol §6.16");
    OR_MASK = FieldSpec::hex("modbus.or_mask", "OR mask", 16).doc("Of the others, these are set.", "MODBUS Application Protocol §6.16");
    READ_REFERENCE = FieldSpec::uint("modbus.read_reference_num", "Read address", 16).doc("The first register to read.", SECTION);
    READ_WORDS = FieldSpec::uint("modbus.read_word_cnt", "Read registers", 16).doc("How many to read.", SECTION);
    WRITE_REFERENCE = FieldSpec::uint("modbus.write_reference_num", "Write address", 16).doc("The first register to write.", SECTION);
    WRITE_WORDS = FieldSpec::uint("modbus.write_word_cnt", "Write registers", 16).doc("How many to write.", SECTION);
    MEI = FieldSpec::uint("modbus.mei", "Interface", 8)
        .codes(&[(13, "CANopen"), (14, "device identification")])
        .doc("Which interface is inside.", DEVICE);
    READ_DEVICE = FieldSpec::uint("modbus.read_device_id", "Wanted", 8)
        .codes(&[(1, "basic"), (2, "regular"), (3, "extended"), (4, "one object")])
        .doc("How much the device should say of itself.", DEVICE);
    CONFORMITY = FieldSpec::hex("modbus.conformity_level", "Conformity", 8).doc("How much the device can say of itself.", DEVICE);
    MORE = FieldSpec::hex("modbus.more_follows", "More", 8).doc("0xff: there is more, ask again.", DEVICE);
    NEXT = FieldSpec::uint("modbus.next_object_id", "Next", 8).doc("What to ask for then.", DEVICE);
    OBJECTS = FieldSpec::uint("modbus.num_objects", "Objects", 8).doc("How many follow.", DEVICE);
    OBJECT = FieldSpec::uint("modbus.object_id", "Object", 8)
        .codes(&[
            (0, "maker"),
            (1, "product code"),
            (2, "revision"),
            (3, "maker's address"),
            (4, "product name"),
            (5, "model name"),
            (6, "application name"),
        ])
        .doc("What of the device.", DEVICE);
    OBJECT_LEN = FieldSpec::uint("modbus.objects_len", "Object length", 8).unit("bytes").doc("How long it is.", DEVICE);
    OBJECT_TEXT = FieldSpec::text("modbus.object_str_value", "Value").doc("What the device says.", DEVICE);
    GROUP = FieldSpec::group("", "Record").doc("One of several.", FILES);
}

/// Modbus.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "modbus",
        short: "Modbus",
        title: "Modbus",
        osi: OsiLayer::Application,
        why: "It is what a control program and the machines say to each other: read this register, switch that coil.",
        reference: "MODBUS Application Protocol 1.1b3",
    },
    claims: &[Claim::Field("mbtcp.prot_id", 0)],
    headers: &[FUNCTION],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x03\0\x0a\0\x02",
};

/// True if the server says this: the one at the well-known port.
fn is_response(p: &Peel<'_>) -> bool {
    let ports = p.addresses().and_then(|ends| ends.ports);
    matches!(ports, Some((Transport::Tcp, PORT, to)) if to != PORT)
}

fn transaction(p: &Peel<'_>) -> u32 {
    match p.bytes_since("mbtcp") {
        Some([high, low, ..]) => u16::from_be_bytes([*high, *low]).into(),
        _ => 0,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let code = p.rows(FUNCTION)?[0];
    let function = code & 0x7f;
    let name = FUNCTION[1]
        .names
        .get(function.into())
        .unwrap_or("unknown function");
    let response = is_response(p);
    let side = if response { "response" } else { "request" };
    if code & 0x80 != 0 {
        let reason = EXCEPTION
            .names
            .get(p.uint(&EXCEPTION)?)
            .unwrap_or("unknown");
        p.summary(format_args!("{name} failed: {reason}"));
        return rest(p);
    }
    p.summary(format_args!("{side}: {name}"));
    match (function, response) {
        (1..=4, true) => values(p, function)?,
        (_, false) => request(p, function)?,
        _ => answer(p, function)?,
    }
    rest(p)
}

/// What is left is data.
fn rest(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&DATA, len).map(drop),
    }
}

fn counted(p: &mut Peel<'_>, count: &'static FieldSpec) -> Peeled {
    let len = p.uint(count)? as usize;
    if len > 0 {
        p.field(&DATA, len)?;
    }
    Ok(())
}

fn request(p: &mut Peel<'_>, function: u8) -> Peeled {
    match function {
        1..=4 => {
            let first = p.uint(&REFERENCE)?;
            let spec = if function <= 2 { &BITS } else { &WORDS };
            let count = p.uint(spec)?;
            p.note(ASKED, transaction(p), count << 17 | (first + 1));
            Ok(())
        }
        16 => {
            let first = p.uint(&REFERENCE)?;
            p.uint(&WORDS)?;
            let len = p.uint(&BYTES)?;
            registers(p, Some(first), len)
        }
        15 => {
            p.uint(&REFERENCE)?;
            p.uint(&BITS)?;
            counted(p, &BYTES)
        }
        20 => {
            let len = p.uint(&BYTES)? as usize;
            p.within(len, "byte count", |p| {
                while !p.rest().is_empty() {
                    p.group(&GROUP, file)?;
                }
                Ok(())
            })
        }
        23 => {
            for spec in [&READ_REFERENCE, &READ_WORDS, &WRITE_REFERENCE, &WRITE_WORDS] {
                p.uint(spec)?;
            }
            counted(p, &BYTES)
        }
        24 => p.uint(&REFERENCE).map(drop),
        43 => interface(p, false),
        _ => alike(p, function, false),
    }
}

fn answer(p: &mut Peel<'_>, function: u8) -> Peeled {
    match function {
        11 => {
            p.uint(&EVENT_STATUS)?;
            p.uint(&EVENT_COUNT).map(drop)
        }
        12 => {
            let len = p.uint(&BYTES)? as usize;
            p.within(len, "byte count", |p| {
                p.uint(&EVENT_STATUS)?;
                p.uint(&EVENT_COUNT)?;
                p.uint(&MESSAGE_COUNT)?;
                while !p.rest().is_empty() {
                    p.uint(&EVENT)?;
                }
                Ok(())
            })
        }
        15 | 16 => {
            p.uint(&REFERENCE)?;
            let count = if function == 15 { &BITS } else { &WORDS };
            p.uint(count).map(drop)
        }
        20 => {
            let len = p.uint(&BYTES)? as usize;
            p.within(len, "byte count", |p| {
                while !p.rest().is_empty() {
                    p.group(&GROUP, |p| {
                        let len = p.uint(&BYTES)? as usize;
                        p.uint(&TYPE)?;
                        match len.saturating_sub(1) {
                            0 => Ok(()),
                            len => p.field(&DATA, len).map(drop),
                        }
                    })?;
                }
                Ok(())
            })
        }
        23 => counted(p, &BYTES),
        24 => {
            p.uint(&LONG_BYTES)?;
            p.uint(&WORDS).map(drop)
        }
        43 => interface(p, true),
        _ => alike(p, function, true),
    }
}

/// Functions whose response repeats the request, or nearly.
fn alike(p: &mut Peel<'_>, function: u8, response: bool) -> Peeled {
    match function {
        5 => {
            p.uint(&REFERENCE)?;
            let at = p.pos();
            p.field(&DATA, 2)?;
            p.mark(&PADDING, at + 1..at + 2);
            Ok(())
        }
        6 => {
            p.uint(&REFERENCE)?;
            p.field(&DATA, 2).map(drop)
        }
        8 => diagnostics(p, response),
        21 => {
            let len = p.uint(&BYTES)? as usize;
            p.within(len, "byte count", |p| {
                while !p.rest().is_empty() {
                    p.group(&GROUP, |p| match 2 * file(p)? as usize {
                        0 => Ok(()),
                        len => p.field(&DATA, len).map(drop),
                    })?;
                }
                Ok(())
            })
        }
        22 => {
            for spec in [&REFERENCE, &AND_MASK, &OR_MASK] {
                p.uint(spec)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn file(p: &mut Peel<'_>) -> Result<u64, crate::decode::Stop> {
    p.uint(&TYPE)?;
    p.uint(&RECORD)?;
    p.uint(&WORDS)
}

fn diagnostics(p: &mut Peel<'_>, response: bool) -> Peeled {
    let code = p.uint(&DIAGNOSTIC)?;
    let spec = match (code, response) {
        (0, true) => return p.field(&ECHO, p.rest().len()).map(drop),
        (0, false) => return p.field(&QUERY, p.rest().len()).map(drop),
        (1, _) => &RESTART,
        (3, _) => &DELIMITER,
        (2, true) => &STATE,
        (10, true) => &CLEARED,
        (11, true) => &BUS_MESSAGES,
        (12, true) => &BUS_ERRORS,
        (13, true) => &BUS_EXCEPTIONS,
        (14, true) => &MESSAGES,
        (15, true) => &UNANSWERED,
        (16, true) => &REFUSED,
        (17, true) => &BUSY,
        (18, true) => &OVERRUNS,
        _ => return Ok(()),
    };
    p.uint(spec)?;
    match p.rest().len() {
        0 => Ok(()),
        len => p.skip(len).map(drop),
    }
}

fn interface(p: &mut Peel<'_>, response: bool) -> Peeled {
    if p.uint(&MEI)? != 14 {
        return Ok(());
    }
    p.uint(&READ_DEVICE)?;
    if !response {
        return p.uint(&OBJECT).map(drop);
    }
    p.uint(&CONFORMITY)?;
    p.uint(&MORE)?;
    p.uint(&NEXT)?;
    for _ in 0..p.uint(&OBJECTS)? {
        p.group(&GROUP, |p| {
            p.uint(&OBJECT)?;
            match p.uint(&OBJECT_LEN)? as usize {
                0 => Ok(()),
                len => p.field(&OBJECT_TEXT, len).map(drop),
            }
        })?;
    }
    Ok(())
}

/// Reads what coils or registers hold; which they are, the request has said.
fn values(p: &mut Peel<'_>, function: u8) -> Peeled {
    let asked = p.fact(ASKED, transaction(p));
    let first = asked.and_then(|asked| (asked & 0x1_ffff).checked_sub(1));
    let len = p.uint(&BYTES)?;
    if function > 2 {
        return registers(p, first, len);
    }
    let count = asked.map_or(len * 8, |asked| (asked >> 17).min(len * 8));
    let end = p.pos() + len as usize;
    for index in 0..count {
        let at = p.pos();
        p.require(1)?;
        if let Some(first) = first {
            let number = Value::Uint((first + index) & 0xffff);
            p.mark_as(&BIT_NUMBER, at..at + 1, number);
        }
        let bit = index % 8;
        let value = p.rest()[0] >> bit & 1;
        p.mark_bits(&BIT, at * 8 + 7 - bit as usize, Value::Uint(value.into()));
        if bit == 7 || index + 1 == count {
            p.skip(1)?;
        }
    }
    p.seek(end);
    Ok(())
}

fn registers(p: &mut Peel<'_>, first: Option<u64>, len: u64) -> Peeled {
    for index in 0..len / 2 {
        let at = p.pos();
        p.require(2)?;
        if let Some(first) = first {
            let number = Value::Uint((first + index) & 0xffff);
            p.mark_as(&REGISTER_NUMBER, at..at + 2, number);
        }
        p.uint(&REGISTER)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
