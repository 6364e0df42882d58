//! SMB 2 and 3: files, printers and pipes of a server (MS-SMB2).

mod files;
mod header;
mod info;
mod session;
#[cfg(test)]
mod tests;
mod words;

use crate::decode::{Match, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Value};
use crate::proto::layout::{self, Part, little};
use crate::proto::smb_words;
use header::*;

/// Bytes of a header.
const HEADER_LEN: usize = 64;

/// Most messages in a chain.
const MAX_CHAINED: usize = 64;

const SEALED: u32 = 0xfd53_4d42;
const COMPRESSED: u32 = 0xfc53_4d42;

const RESPONSE: u64 = 1;
const ASYNCHRONOUS: u64 = 2;

/// What requests have asked for; so many are kept for a connection.
const ASKED: &str = "smb2.asked";
const KEPT: u64 = 1024;

/// Answers of this size hold an error, whatever was asked.
const ERROR_SIZE: u64 = 9;

const COUNT: usize =
    header::FIELDS.len() + session::FIELDS.len() + files::FIELDS.len() + info::FIELDS.len();
static ALL_FIELDS: [&FieldSpec; COUNT] =
    join_fields(&[header::FIELDS, session::FIELDS, files::FIELDS, info::FIELDS]);

const OWN: usize = 2;
static TABLES: [&[FieldSpec]; OWN + words::TABLES.len() + smb_words::TABLES.len()] = {
    let mut tables: [&[FieldSpec]; OWN + words::TABLES.len() + smb_words::TABLES.len()] =
        [CODE; OWN + words::TABLES.len() + smb_words::TABLES.len()];
    tables[1] = info::DISPOSE;
    let mut index = 0;
    while index < words::TABLES.len() {
        tables[OWN + index] = words::TABLES[index];
        index += 1;
    }
    let mut shared = 0;
    while shared < smb_words::TABLES.len() {
        tables[OWN + index + shared] = smb_words::TABLES[shared];
        shared += 1;
    }
    tables
};

/// SMB 2 and 3.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "smb2",
        short: "SMB2",
        title: "Server Message Block 2 and 3",
        osi: OsiLayer::Application,
        why: "It is what a program says to a file server: open, read, write, list.",
        reference: "MS-SMB2",
    },
    claims: &[],
    headers: &TABLES,
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xfeSMB\x40\x00\x01\x00\x00\x00\x00\x00\x0d\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00\
        \xff\xfe\x00\x00\x05\x00\x00\x00\x99\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
        \x04\x00\x00\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(matches!(bytes, [0xfc..=0xfe, b'S', b'M', b'B', ..]))
}

/// What a header says of the rest.
#[derive(Debug, Clone, Copy)]
struct Message {
    command: u64,
    is_response: bool,
    /// Where its header begins: offsets count from there.
    base: usize,
    /// Number of the request; the response repeats it.
    id: u64,
}

impl Message {
    /// Keeps what the response needs to be read; together with the request's number, because the
    /// place is used again.
    fn keep(&self, p: &mut Peel<'_>, what: u64) {
        p.note(ASKED, (self.id % KEPT) as u32, self.id << 16 | what);
    }

    /// What the request asked for, if it was seen.
    fn asked(&self, p: &Peel<'_>) -> Option<u64> {
        let kept = p.fact(ASKED, (self.id % KEPT) as u32)?;
        (kept >> 16 == self.id << 16 >> 16).then_some(kept & 0xffff)
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let magic = p.bytes().first_chunk::<4>().copied().unwrap_or_default();
    match u32::from_be_bytes(magic) {
        SEALED => return header::sealed(p),
        COMPRESSED => return header::compressed(p),
        _ => {}
    }
    let mut said = String::new();
    let end = p.bytes().len();
    for index in 0..MAX_CHAINED {
        let base = p.pos();
        let chained = p.rest().get(20..24).map_or(0, little) as usize;
        let len = match chained {
            0 => end - base,
            _ => chained.min(end - base),
        };
        p.within(len, "SMB2 next command", |p| one(p, base, &mut said))?;
        p.summary(format_args!("{said}"));
        if chained < HEADER_LEN || base + chained >= end || index + 1 == MAX_CHAINED {
            break;
        }
        p.seek(base + chained);
    }
    Ok(())
}

/// One message of the chain.
fn one(p: &mut Peel<'_>, base: usize, said: &mut String) -> Peeled {
    let (message, status) = header::read(p, base)?;
    if !said.is_empty() {
        said.push_str("; ");
    }
    said.push_str(
        COMMAND
            .names
            .get(message.command)
            .unwrap_or("unknown command"),
    );
    said.push_str(if message.is_response {
        " response"
    } else {
        " request"
    });
    match crate::proto::nt_status::name(status) {
        Some(name) if status != 0 => {
            said.push_str(": ");
            said.push_str(name);
        }
        _ => {}
    }
    let size = structure(p)?;
    if message.is_response && size == ERROR_SIZE && is_error(status) {
        return header::error(p);
    }
    // What the message is about, for the summary.
    let about = match message.command {
        0..=4 => session::body(p, &message)?,
        5..=12 | 15 | 18 => files::body(p, &message, size)?,
        14 | 16 | 17 => info::body(p, &message)?,
        _ => String::new(),
    };
    if !about.is_empty() {
        said.push(' ');
        said.push_str(&about);
    }
    Ok(())
}

/// True if the answer holds an error instead of what was asked: also where it is to come later, but
/// not where the rest follows or a login goes on.
const fn is_error(status: u64) -> bool {
    const PENDING: u64 = 0x0000_0103;
    const BUFFER_OVERFLOW: u64 = 0x8000_0005;
    const MORE_PROCESSING: u64 = 0xc000_0016;
    const WARNING: u64 = 2;
    let failed = status >> 30 >= WARNING && status != BUFFER_OVERFLOW && status != MORE_PROCESSING;
    failed || status == PENDING
}

/// The size of the fixed part, and whether more follows it; returns the number as it stands.
fn structure(p: &mut Peel<'_>) -> Result<u64, Stop> {
    let at = p.pos();
    let size = little(p.rows(CODE)?);
    p.mark_as(&CODE_LENGTH, at..at + 2, Value::Uint(size >> 1));
    Ok(size)
}

/// A place in the message: offset and length, as two fields of these widths.
fn place(
    p: &mut Peel<'_>,
    message: &Message,
    at: &'static FieldSpec,
    len: &'static FieldSpec,
) -> Result<(usize, usize), Stop> {
    let offset = p.uint(at)? as usize;
    let len = p.uint(len)? as usize;
    Ok((message.base.saturating_add(offset), len))
}

/// UTF-16 text at a place, as a field; the cursor stays.
fn text_at(p: &mut Peel<'_>, spec: &'static FieldSpec, at: usize, len: usize) -> String {
    let Some(bytes) = p
        .bytes()
        .get(at..at.saturating_add(len))
        .filter(|bytes| !bytes.is_empty())
    else {
        return String::new();
    };
    let text = layout::utf16(bytes);
    p.mark_made(spec, at..at + len, || text.clone());
    text
}

/// Reads members, with the widths that their specs have.
fn parts(p: &mut Peel<'_>, parts: &[Part]) -> Peeled {
    layout::read(p, parts)
}
