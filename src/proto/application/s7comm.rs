//! S7 communication: how programs and panels talk to Siemens controllers. Siemens has not published
//! it; what is known was found out by looking.

mod control;
mod lists;
mod userdata;
mod variables;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};

/// Where the protocol is described, as far as it is.
const SOURCE: &str = "found by observation";

const JOB: u64 = 1;
const ACK: u64 = 2;
const ACK_DATA: u64 = 3;
const USER_DATA: u64 = 7;

const READ: u64 = 0x04;
const WRITE: u64 = 0x05;
const SETUP: u64 = 0xf0;

const FUNCTIONS: Codes = &[
    (0x00, "CPU services"),
    (READ, "read variables"),
    (WRITE, "write variables"),
    (0x1a, "request download"),
    (0x1b, "download block"),
    (0x1c, "download ended"),
    (0x1d, "start upload"),
    (0x1e, "upload"),
    (0x1f, "end upload"),
    (0x28, "program service"),
    (0x29, "stop"),
    (SETUP, "set up communication"),
];

const SETUP_ROWS: &[FieldSpec] = &[
    FieldSpec::hex("s7comm.param.setup_reserved1", "Reserved", 8).doc("Zero.", SOURCE),
    FieldSpec::uint("s7comm.param.maxamq_calling", "Parallel jobs, caller", 16).doc(
        "How many jobs of the caller may wait for an answer.",
        SOURCE,
    ),
    FieldSpec::uint("s7comm.param.maxamq_called", "Parallel jobs, called", 16).doc(
        "How many jobs of the called may wait for an answer.",
        SOURCE,
    ),
    FieldSpec::uint("s7comm.param.pdu_length", "Message length", 16)
        .unit("bytes")
        .doc("The longest message that both can take.", SOURCE),
];

crate::fields! {
    HEADER = FieldSpec::group("s7comm.header", "Header").doc("What every message begins with.", SOURCE);
    PROTOCOL_ID = FieldSpec::hex("s7comm.header.protid", "Protocol", 8).doc("Always 0x32.", SOURCE);
    KIND = FieldSpec::uint("s7comm.header.rosctr", "Kind", 8)
        .codes(&[(JOB, "job"), (ACK, "acknowledgement"), (ACK_DATA, "acknowledgement with data"), (USER_DATA, "user data")])
        .doc("A job, or its answer, or something that the controller's system handles.", SOURCE);
    REDUNDANCY = FieldSpec::hex("s7comm.header.redid", "Redundancy", 16).doc("Zero.", SOURCE);
    REFERENCE = FieldSpec::uint("s7comm.header.pduref", "Reference", 16)
        .doc("Chosen by the asker; the answer repeats it.", SOURCE);
    PARAMETER_LEN = FieldSpec::uint("s7comm.header.parlg", "Parameter length", 16)
        .unit("bytes")
        .doc("What is to be done.", SOURCE);
    DATA_LEN = FieldSpec::uint("s7comm.header.datlg", "Data length", 16)
        .unit("bytes")
        .doc("With which data.", SOURCE);
    ERROR_CLASS = FieldSpec::hex("s7comm.header.errcls", "Error class", 8)
        .codes(&[
            (0x00, "no error"),
            (0x81, "application relationship"),
            (0x82, "object definition"),
            (0x83, "no resources available"),
            (0x84, "service processing"),
            (0x85, "supplies"),
            (0x87, "access"),
        ])
        .doc("Where it went wrong.", SOURCE);
    ERROR_CODE = FieldSpec::hex("s7comm.header.errcod", "Error code", 8).doc("What went wrong.", SOURCE);
    PARAMETERS = FieldSpec::group("s7comm.param", "Parameters").doc("What is to be done, or was.", SOURCE);
    FUNCTION = FieldSpec::hex("s7comm.param.func", "Function", 8).codes(FUNCTIONS).doc("What is to be done.", SOURCE);
    PARAMETER_DATA = FieldSpec::bytes("s7comm.param.data", "Parameter data")
        .doc("Parameters that decap does not take apart.", SOURCE);
    DATA = FieldSpec::group("s7comm.data", "Data").doc("Values that are written, or were read.", SOURCE);
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len()
        + control::FIELDS.len()
        + lists::FIELDS.len()
        + userdata::FIELDS.len()
        + variables::FIELDS.len()] = join_fields(&[
    FIELDS,
    control::FIELDS,
    lists::FIELDS,
    userdata::FIELDS,
    variables::FIELDS,
]);

/// S7 communication.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "s7comm",
        short: "S7",
        title: "S7 Communication",
        osi: OsiLayer::Application,
        why: "It is what a programming device or a panel and a controller say to each other.",
        reference: SOURCE,
    },
    claims: &[Claim::Field("cotp.type", 0xf)],
    headers: &[
        SETUP_ROWS,
        control::STATUS,
        userdata::METHOD,
        lists::ID,
        lists::MEMORY,
        lists::MODULE,
        lists::PROTECTION,
        lists::NAME,
        variables::ADDRESS,
        variables::TIMER,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x32\x01\x00\x00\x02\x00\x00\x08\x00\x00\xf0\x00\x00\x01\x00\x01\x01\xe0",
};

fn recognise(bytes: &[u8]) -> Match {
    let [
        0x32,
        1 | 2 | 3 | 7,
        _,
        _,
        _,
        _,
        high,
        low,
        data_high,
        data_low,
        ..,
    ] = bytes
    else {
        return Match::No;
    };
    let sum = u32::from(u16::from_be_bytes([*high, *low]))
        + u32::from(u16::from_be_bytes([*data_high, *data_low]));
    Match::yes_if(sum as usize + 10 <= bytes.len())
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let (mut kind, mut parameters, mut data) = (0, 0, 0);
    p.group(&HEADER, |p| {
        p.uint(&PROTOCOL_ID)?;
        kind = p.uint(&KIND)?;
        p.uint(&REDUNDANCY)?;
        p.uint(&REFERENCE)?;
        parameters = p.uint(&PARAMETER_LEN)? as usize;
        data = p.uint(&DATA_LEN)? as usize;
        if matches!(kind, ACK | ACK_DATA) {
            p.uint(&ERROR_CLASS)?;
            p.uint(&ERROR_CODE)?;
        }
        Ok(())
    })?;
    let name = KIND.names.get(kind).unwrap_or("unknown kind");
    p.summary(format_args!("{name}"));
    if kind == USER_DATA {
        return userdata::message(p, parameters, data);
    }
    let mut said = Said::default();
    if parameters > 0 {
        p.group(&PARAMETERS, |p| {
            p.within(parameters, "parameter length", |p| job(p, kind, &mut said))
        })?;
        let function = FUNCTION
            .names
            .get(said.function)
            .unwrap_or("unknown function");
        p.summary(format_args!("{name}: {function}{}", said.what));
    }
    if data > 0 {
        p.group(&DATA, |p| {
            p.within(data, "data length", |p| data_of(p, kind, &said))
        })?;
    }
    p.ends_at(p.pos());
    Ok(())
}

/// What the parameters said, for reading the data and for the summary.
#[derive(Default)]
struct Said {
    function: u64,
    items: u64,
    what: String,
}

fn job(p: &mut Peel<'_>, kind: u64, said: &mut Said) -> Peeled {
    said.function = p.uint(&FUNCTION)?;
    match said.function {
        READ | WRITE => {
            said.items = p.uint(&variables::COUNT)?;
            if kind == JOB {
                variables::items(p, said)?;
            }
        }
        SETUP => p.rows(SETUP_ROWS).map(drop)?,
        0x1a..=0x1f | 0x28 | 0x29 => control::parameters(p, kind, said)?,
        _ => {}
    }
    let left = p.rest().len();
    if left > 0 {
        p.field(&PARAMETER_DATA, left)?;
    }
    Ok(())
}

fn data_of(p: &mut Peel<'_>, kind: u64, said: &Said) -> Peeled {
    match (said.function, kind) {
        (READ, ACK_DATA) | (WRITE, JOB) => variables::values(p, said.items),
        (WRITE, ACK_DATA) => variables::results(p, said.items),
        (0x1b | 0x1e, ACK_DATA) => control::block(p),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
