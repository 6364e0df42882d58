//! SMB 1: files, printers and pipes of a server (MS-CIFS, MS-SMB).

mod commands;
mod data;
mod fields;
mod layouts;
#[cfg(test)]
mod tests;
mod trans;
mod words;

use crate::decode::{Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::layout::little;
use crate::proto::smb_words;
use fields::{
    BYTE_COUNT, CODE, COMMAND, FLAG_ROWS, HEAD, IPX_TAIL, NT_STATUS, TAIL, TID_ROWS, WORD_COUNT,
};

/// Most commands that one message chains.
const MAX_CHAINED: usize = 16;

/// There is no further command.
const NO_MORE: u8 = 0xff;

const NT_ERRORS: u16 = 0x4000;
const UNICODE: u16 = 0x8000;
const EXTENDED_SECURITY: u16 = 0x0800;

const COUNT: usize =
    fields::FIELDS.len() + commands::FIELDS.len() + data::FIELDS.len() + trans::FIELDS.len();
static ALL_FIELDS: [&FieldSpec; COUNT] = join_fields(&[
    fields::FIELDS,
    commands::FIELDS,
    data::FIELDS,
    trans::FIELDS,
]);

const HEADS: usize = 6;
static TABLES: [&[FieldSpec]; HEADS + words::TABLES.len() + smb_words::TABLES.len()] = {
    let mut tables: [&[FieldSpec]; HEADS + words::TABLES.len() + smb_words::TABLES.len()] =
        [HEAD; HEADS + words::TABLES.len() + smb_words::TABLES.len()];
    tables[1] = CODE;
    tables[2] = FLAG_ROWS;
    tables[3] = TAIL;
    tables[4] = IPX_TAIL;
    tables[5] = TID_ROWS;
    let mut index = 0;
    while index < words::TABLES.len() {
        tables[HEADS + index] = words::TABLES[index];
        index += 1;
    }
    let mut shared = 0;
    while shared < smb_words::TABLES.len() {
        tables[HEADS + index + shared] = smb_words::TABLES[shared];
        shared += 1;
    }
    tables
};

/// SMB 1.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "smb",
        short: "SMB",
        title: "Server Message Block",
        osi: OsiLayer::Application,
        why: "It is what a program says to a file server: open, read, write, list; it takes any transport that carries messages.",
        reference: "MS-CIFS",
    },
    claims: &[],
    headers: &TABLES,
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xffSMB\x72\x00\x00\x00\x00\x18\x01\x28\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xfe\xff\x00\x00\x01\x00\
        \x00\x0c\x00\x02NT LM 0.12\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.starts_with(b"\xffSMB"))
}

/// What the header says of the rest.
#[derive(Debug, Clone, Copy)]
struct Message {
    command: u8,
    is_response: bool,
    /// Strings are in UTF-16.
    unicode: bool,
    /// Authentication with SPNEGO.
    extended: bool,
    /// The request failed.
    failed: bool,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let command = *p.rest().first().unwrap_or(&NO_MORE);
    p.uint(&COMMAND)?;
    p.require(7)?;
    let flags2 = little(&p.rest()[5..7]) as u16;
    let status = if flags2 & NT_ERRORS == 0 {
        p.rows(CODE)?
    } else {
        p.field(&NT_STATUS, 4)?
    };
    let failed = status.iter().any(|byte| *byte != 0);
    let flags = p.rows(FLAG_ROWS)?[0];
    // Without connections, numbers of the session stand where the signature would.
    p.rows(if p.outer() == "ipx" { IPX_TAIL } else { TAIL })?;
    p.rows(TID_ROWS)?;
    let message = Message {
        command,
        is_response: flags & 0x80 != 0,
        unicode: flags2 & UNICODE != 0,
        extended: flags2 & EXTENDED_SECURITY != 0,
        failed,
    };
    blocks(p, message)
}

/// The commands of the message: each has words and bytes, and may say where the next one stands.
fn blocks(p: &mut Peel<'_>, mut message: Message) -> Peeled {
    let mut said = String::new();
    for index in 0..MAX_CHAINED {
        if index > 0 {
            said.push_str("; ");
        }
        said.push_str(
            COMMAND
                .names
                .get(u64::from(message.command))
                .unwrap_or("unknown command"),
        );
        if index == 0 {
            said.push_str(if message.is_response {
                ", response"
            } else {
                ", request"
            });
            said.push_str(if message.failed { " (failed)" } else { "" });
        }
        p.summary(format_args!("{said}"));
        let start = p.pos();
        let next = block(p, &message)?;
        match next {
            Some((command, at)) if at > start && at < p.bytes().len() => {
                message.command = command;
                p.seek(at);
            }
            Some(_) => {
                let fault = FaultKind::Malformed("the next command does not stand behind this one");
                p.fault(fault, start..start + 1);
                break;
            }
            None => break,
        }
    }
    Ok(())
}

/// One command; returns the next one and where it stands.
fn block(p: &mut Peel<'_>, message: &Message) -> Result<Option<(u8, usize)>, crate::decode::Stop> {
    let count = p.uint(&WORD_COUNT)? as usize;
    p.require(count * 2)?;
    let words = &p.rest()[..count * 2];
    p.within(count * 2, "SMB word count", |p| {
        commands::words(p, message, words)
    })?;
    let bytes = p.uint(&BYTE_COUNT)? as usize;
    let bytes_at = p.pos();
    let here = p.rest().len().min(bytes);
    p.within(here, "SMB byte count", |p| data::bytes(p, message, words))?;
    p.seek(bytes_at + here);
    if bytes > here {
        p.require(bytes - here)?;
    }
    if !commands::is_chain(message.command) || words.len() < 4 {
        return Ok(None);
    }
    let (command, at) = (
        words[0],
        usize::from(u16::from_le_bytes([words[2], words[3]])),
    );
    Ok((command != NO_MORE && at != 0).then_some((command, at)))
}
