//! Telnet: a terminal over the network; commands stand between the characters (RFC 854).

mod options;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, text};

const PORT: u16 = 23;

/// Interpret as command: what follows is not data.
const IAC: u8 = 255;

const SUBOPTION: u8 = 250;
const SUBOPTION_END: u8 = 240;
const WILL: u8 = 251;
const DONT: u8 = 254;

/// So many commands stand in the line that says what a segment says.
const SHOWN: usize = 4;

const COMMANDS: Codes = &[
    (236, "End of file"),
    (237, "Suspend process"),
    (238, "Abort process"),
    (239, "End of record"),
    (SUBOPTION_END as u64, "Suboption end"),
    (241, "No operation"),
    (242, "Data mark"),
    (243, "Break"),
    (244, "Interrupt process"),
    (245, "Abort output"),
    (246, "Are you there?"),
    (247, "Erase character"),
    (248, "Erase line"),
    (249, "Go ahead"),
    (SUBOPTION as u64, "Suboption"),
    (WILL as u64, "Will"),
    (252, "Won't"),
    (253, "Do"),
    (DONT as u64, "Don't"),
];

crate::fields! {
    COMMAND_GROUP = FieldSpec::group("", "Command")
        .doc("The byte 255, and then what it announces.", "RFC 854");
    COMMAND = FieldSpec::uint("telnet.cmd", "Command", 8)
        .codes(COMMANDS)
        .doc("Will and won't: the sender does, or does not, use an option. Do and don't: the receiver shall, or shall not.", "RFC 854; RFC 855");
    TEXT = FieldSpec::text("telnet.data", "Characters")
        .doc("What was typed, or what the terminal shall show.", "RFC 854");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + options::FIELDS.len()] =
    join_fields(&[FIELDS, options::FIELDS]);

/// Telnet.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "telnet",
        short: "Telnet",
        title: "Telnet",
        osi: OsiLayer::Application,
        why: "It connects a user's terminal with a program on another host, and what OSI has layer 6 for, how characters are shown, it negotiates too.",
        reference: "RFC 854",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\xff\xfd\x18\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0login: ",
};

/// A command that exists, or characters of a terminal.
fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [] => Match::No,
        [IAC, 236..=254, ..] => Match::Yes,
        [IAC] => Match::Maybe,
        [0x16, 3, ..] => Match::No,
        _ if std::str::from_utf8(bytes).is_ok() => Match::Maybe,
        _ => Match::Known,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.goes_on() {
        let end = options::whole(p.bytes());
        if end == 0 {
            p.is_bare();
            return p.require(p.bytes().len() + 1);
        }
        p.ends_at(end);
        return within(p, end);
    }
    within(p, p.bytes().len())
}

/// Reads what stands before `end`.
fn within(p: &mut Peel<'_>, end: usize) -> Peeled {
    if !p.wants_fields() {
        return Ok(());
    }
    let mut said = Vec::new();
    let result = all(p, end, &mut said);
    let more = if said.len() > SHOWN { ", …" } else { "" };
    said.truncate(SHOWN);
    p.summary(format_args!("{}{more}", said.join(", ")));
    result
}

fn all(p: &mut Peel<'_>, end: usize, said: &mut Vec<String>) -> Peeled {
    while p.pos() < end && !p.is_full() {
        match p.rest() {
            [IAC, IAC, ..] => characters(p, said)?,
            [IAC, ..] => command(p, said)?,
            _ => characters(p, said)?,
        }
    }
    Ok(())
}

/// Reads one line of characters, at most up to the next command. A byte 255 of data stands twice.
fn characters(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    let bytes = p.rest();
    let mut len = 0;
    while let Some(byte) = bytes.get(len) {
        match (byte, bytes.get(len + 1)) {
            (&IAC, Some(&IAC)) => len += 1,
            (&IAC, _) => break,
            _ => {}
        }
        len += 1;
        // A line ends with a line feed, or with a carriage return and a zero byte.
        if *byte == b'\n' || *byte == 0 && len > 1 && bytes[len - 2] == b'\r' {
            break;
        }
    }
    if said.len() <= SHOWN {
        let line = bytes[..len].trim_ascii_end();
        said.push(format!(
            "\"{}\"",
            text::ellipsis(&text::clean_bytes(line), 60)
        ));
    }
    p.field(&TEXT, len).map(drop)
}

fn command(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    let code = p.rest().get(1).copied();
    let name = code.and_then(|code| name_of(code, p.rest().get(2).copied()));
    if said.len() <= SHOWN {
        said.extend(name.clone());
    }
    p.group_made(
        &COMMAND_GROUP,
        || name.unwrap_or_default(),
        |p| {
            p.skip(1)?;
            p.uint(&COMMAND)?;
            match code {
                Some(WILL..=DONT) => options::option(p),
                Some(SUBOPTION) => options::suboption(p),
                _ => Ok(()),
            }
        },
    )
}

/// `Do Echo`.
fn name_of(code: u8, option: Option<u8>) -> Option<String> {
    let name = COMMANDS
        .iter()
        .find(|command| command.0 == u64::from(code))
        .map_or("Unknown command", |command| command.1);
    match (code, option) {
        (SUBOPTION_END, _) => None,
        (SUBOPTION..=DONT, Some(option)) => Some(format!("{name} {}", options::name(option))),
        _ => Some(name.to_owned()),
    }
}

#[cfg(test)]
mod tests;
