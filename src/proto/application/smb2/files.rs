//! Opening, reading, writing, locking, controlling and closing files (MS-SMB2 §2.2.13 to §2.2.32).

use super::header::{ZERO_1, ZERO_2, ZERO_4};
use super::session::{AT_2, AT_4, CHANNEL, CLIENT, LEN_2, LEN_4, SERVER};
use super::words::*;
use super::{Message, parts, place, text_at};
use crate::decode::{Next, Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::application::dcerpc;
use crate::proto::layout::{Part, guid, little};
use crate::proto::smb_words::{
    ACCESS_MASK, ACTIONS, ATTRIBUTES_2, CREATE_OPTIONS, DISPOSITIONS, IMPERSONATIONS, SHARE_ACCESS,
};
use Part::{FileTime, Guid, One, Rows};

const SECTION: &str = "MS-SMB2 §2.2.13";

/// Reads a pipe and writes it at once: calls of remote procedures.
const TRANSCEIVE: u64 = 0x0011_c017;
/// Repeats the negotiation under the protection of the session.
const VALIDATE: u64 = 0x0014_0204;

const OPLOCKS: Codes = &[
    (0, "none"),
    (1, "level 2"),
    (8, "exclusive"),
    (9, "batch"),
    (0xff, "lease"),
];

const fn le(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).little().doc(doc, SECTION)
}

const fn time(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, "MS-FSCC §2.4.7")
}

crate::fields! {
    OPLOCK = FieldSpec::hex("smb2.create.oplock", "Oplock", 8).codes(OPLOCKS).doc("What the client may keep of the file.", SECTION);
    IMPERSONATION = le("smb2.impersonation.level", "Impersonation", 32, "How far the server may act in the client's name.").codes(IMPERSONATIONS);
    CREATE_FLAGS = hex("smb2.create_flags", "Create flags", 64, "Not used.");
    DISPOSITION = le("smb2.create.disposition", "Disposition", 32, "What to do if the file is there, or is not.").codes(DISPOSITIONS);
    pub(super) NAME = FieldSpec::computed("smb2.filename", "File name").doc("Path of the file in the share.", SECTION);
    EXTRA = FieldSpec::group("smb2.create.extrainfo", "Contexts").doc("Further wishes or answers.", "MS-SMB2 §2.2.13.2");
    EXTRA_NEXT = hex("smb2.create.chain_offset", "Next context", 32, "Where the next context begins; 0 for the last.");
    TAG = FieldSpec::text("smb2.tag", "Tag").doc("Four letters that say what the context is, such as RqLs: a lease.", "MS-SMB2 §2.2.13.2");
    ACTION = le("smb2.create.action", "Action", 32, "What became of the open.").codes(ACTIONS);
    pub(super) CREATED = time("smb2.create.time", "Created", "When the file was made.");
    pub(super) ACCESSED = time("smb2.last_access.time", "Last access", "When the file was last read.");
    pub(super) WRITTEN = time("smb2.last_write.time", "Last write", "When the file was last written.");
    pub(super) CHANGED = time("smb2.last_change.time", "Last change", "When the file or what is known of it last changed.");
    pub(super) ALLOCATED = le("smb2.allocation_size", "Allocated", 64, "Room that the file takes.");
    pub(super) END = le("smb2.eof", "End of file", 64, "Length of the file.");
    pub(super) HANDLE = FieldSpec::computed("smb2.fid", "File ID").doc("Number of the open file; the server gave it when it was opened.", "MS-SMB2 §2.2.14.1");
    PADDING = FieldSpec::hex("smb2.read_padding", "Padding", 8).doc("Where the client would like the data to stand.", "MS-SMB2 §2.2.19");
    READ_LEN = le("smb2.read_length", "Length", 32, "How many bytes to read.");
    OFFSET = le("smb2.file_offset", "Offset", 64, "Where in the file.");
    MINIMUM = le("smb2.min_count", "Fewest bytes", 32, "Fewer bytes are an error.");
    REMAINING = le("smb2.remaining_bytes", "Remaining", 32, "Bytes that the client will ask for next.");
    INFO_AT = le("smb2.channel_info_offset", "Channel info", 16, "Where it stands.");
    INFO_LEN = le("smb2.channel_info_length", "Length", 16, "Bytes of it.");
    DATA_AT_1 = FieldSpec::hex("smb2.olb.offset", "Offset", 8).doc("Where the data stands, from the start of the header.", "MS-SMB2 §2.2.20");
    READ_REMAINING = le("smb2.read_remaining", "Remaining", 32, "Bytes that travel apart.");
    READ_DATA = FieldSpec::bytes("smb2.read.blob", "Data").doc("What was read.", "MS-SMB2 §2.2.20");
    DATA_AT = hex("smb2.data_offset", "Offset of the data", 16, "Where the data stands, from the start of the header.");
    WRITE_LEN = le("smb2.write_length", "Length", 32, "How many bytes to write.");
    WRITTEN_LEN = le("smb2.write.count", "Bytes written", 32, "How many bytes were written.");
    WRITE_REMAINING = le("smb2.write.remaining", "Remaining", 32, "Zero.");
    LOCKS = le("smb2.lock_count", "Locks", 16, "How many ranges.");
    LOCK = FieldSpec::group("smb2.lock_info", "Range").doc("A range of the file to lock or unlock.", "MS-SMB2 §2.2.26.1");
    LOCK_LEN = le("smb2.lock_length", "Length", 64, "Bytes of the range.");
    FUNCTION = hex("smb2.ioctl.function", "Function", 32, "Which control.").lookup(function);
    DEVICE = hex("smb2.ioctl.function.device", "Device", 16, "Which kind of device or file system.");
    ACCESS = hex("smb2.ioctl.function.access", "Access", 2, "Which rights it needs.");
    NUMBER = hex("smb2.ioctl.function.function", "Number", 12, "Which function of the device.");
    METHOD = hex("smb2.ioctl.function.method", "Method", 2, "How the data is handed over in the system.");
    MAX_IN = le("smb2.max_ioctl_in_size", "Most input", 32, "Bytes of input that the answer may hold.");
    MAX_OUT = le("smb2.max_ioctl_out_size", "Most output", 32, "Bytes of output that the answer may hold.");
    IN = FieldSpec::group("smb2.ioctl.in", "Input").doc("What the function gets.", "MS-SMB2 §2.2.31");
    OUT = FieldSpec::group("smb2.ioctl.out", "Output").doc("What the function gives.", "MS-SMB2 §2.2.32");
    DIALECTS = le("smb2.dialect_count", "Dialects", 16, "How many versions the client speaks.");
    DIALECT = hex("smb2.dialect", "Dialect", 16, "A version of the protocol.");
    pub(super) BUFFER_LEN = le("smb2.output_buffer_len", "Room", 32, "Bytes that the answer may hold.");
}

/// Names of controls that clients often use (MS-FSCC §2.3, MS-SMB2 §2.2.31).
fn function(code: u64) -> Option<&'static str> {
    Some(match code {
        0x0006_0194 => "FSCTL_DFS_GET_REFERRALS",
        0x0009_0064 => "FSCTL_ENUMERATE_SNAPSHOTS",
        0x0009_00a4 => "FSCTL_SET_REPARSE_POINT",
        0x0009_00a8 => "FSCTL_GET_REPARSE_POINT",
        0x0011_0018 => "FSCTL_PIPE_WAIT",
        TRANSCEIVE => "FSCTL_PIPE_TRANSCEIVE",
        0x0014_4064 => "FSCTL_SRV_ENUMERATE_SNAPSHOTS",
        0x0014_0078 => "FSCTL_SRV_REQUEST_RESUME_KEY",
        0x0014_01fc => "FSCTL_QUERY_NETWORK_INTERFACE_INFO",
        VALIDATE => "FSCTL_VALIDATE_NEGOTIATE_INFO",
        _ => return None,
    })
}

pub(super) const TIMES: [Part; 4] = [
    FileTime(&CREATED),
    FileTime(&ACCESSED),
    FileTime(&WRITTEN),
    FileTime(&CHANGED),
];

/// The body of a message; returns what it is about.
pub(super) fn body(p: &mut Peel<'_>, message: &Message, size: u64) -> Result<String, Stop> {
    match (message.command, message.is_response) {
        (5, false) => return create(p, message),
        (5, true) => created(p, message)?,
        (6, false) => parts(p, &[Rows(CLOSE_FLAGS), Part::Skip(4), Guid(&HANDLE)])?,
        (6, true) => {
            parts(p, &[Rows(CLOSE_FLAGS), Part::Skip(4)])?;
            attributes(p)?;
        }
        (7, false) => parts(p, &[One(&ZERO_2), One(&ZERO_4), Guid(&HANDLE)])?,
        (8, false) => return read(p, message),
        (8, true) => {
            let at = message.base + p.uint(&DATA_AT_1)? as usize;
            p.field(&ZERO_1, 1)?;
            let len = p.uint(&LEN_4)? as usize;
            parts(p, &[One(&READ_REMAINING), One(&ZERO_4)])?;
            if len > 0 && at >= p.pos() {
                p.seek(at);
                p.field(&READ_DATA, len)?;
                data(p, at, len);
            }
            return Ok(format!("{len} bytes"));
        }
        (9, false) => return write(p, message),
        (9, true) => {
            parts(
                p,
                &[
                    One(&ZERO_2),
                    One(&WRITTEN_LEN),
                    One(&WRITE_REMAINING),
                    One(&INFO_AT),
                    One(&INFO_LEN),
                ],
            )?;
        }
        (10, false) => locks(p)?,
        (11, _) => return control(p, message),
        (15, false) => parts(p, &[Rows(NOTIFY_FLAGS), One(&BUFFER_LEN), Guid(&HANDLE)])?,
        (18, _) if size == 24 => parts(p, &[One(&OPLOCK), Part::Skip(5), Guid(&HANDLE)])?,
        (7 | 10, true) | (12, _) => drop(p.field(&ZERO_2, 2)?),
        _ => {}
    }
    Ok(String::new())
}

/// Times, sizes and attributes of an open file.
fn attributes(p: &mut Peel<'_>) -> Peeled {
    parts(p, &TIMES)?;
    parts(p, &[One(&ALLOCATED), One(&END), Rows(ATTRIBUTES_2)])
}

fn create(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    parts(
        p,
        &[
            Part::Skip(1),
            One(&OPLOCK),
            One(&IMPERSONATION),
            One(&CREATE_FLAGS),
            Part::Skip(8),
            Rows(ACCESS_MASK),
            Rows(ATTRIBUTES_2),
            Rows(SHARE_ACCESS),
            One(&DISPOSITION),
            Rows(CREATE_OPTIONS),
        ],
    )?;
    let (at, len) = place(p, message, &AT_2, &LEN_2)?;
    let (extra_at, extra_len) = place(p, message, &AT_4, &LEN_4)?;
    let name = text_at(p, &NAME, at, len);
    contexts(p, extra_at, extra_len)?;
    Ok(name)
}

fn created(p: &mut Peel<'_>, message: &Message) -> Peeled {
    parts(p, &[One(&OPLOCK), Rows(RESPONSE_FLAGS), One(&ACTION)])?;
    attributes(p)?;
    p.field(&ZERO_4, 4)?;
    guid(p, &HANDLE)?;
    let (at, len) = place(p, message, &AT_4, &LEN_4)?;
    contexts(p, at, len)
}

/// Bytes of a context without its tag and data.
const CONTEXT_LEN: usize = 16;

/// Contexts of an open, each with the offset of the next.
fn contexts(p: &mut Peel<'_>, at: usize, len: usize) -> Peeled {
    if len == 0 || at < p.pos() {
        return Ok(());
    }
    p.seek(at);
    p.group(&EXTRA, |p| {
        p.within(len, "SMB2 contexts length", |p| {
            loop {
                let start = p.pos();
                let next = p.uint(&EXTRA_NEXT)? as usize;
                let tag_at = start + p.uint(&AT_2)? as usize;
                let tag_len = p.uint(&LEN_2)? as usize;
                p.field(&ZERO_2, 2)?;
                p.uint(&AT_2)?;
                p.uint(&LEN_4)?;
                if p.bytes().get(tag_at..tag_at + tag_len).is_some() {
                    p.mark(&TAG, tag_at..tag_at + tag_len);
                }
                if next < CONTEXT_LEN || p.is_full() {
                    let end = p.bytes().len();
                    p.seek(end);
                    return Ok(());
                }
                p.seek(start + next);
            }
        })
    })
}

fn read(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    parts(p, &[One(&PADDING), Rows(READ_FLAGS)])?;
    let len = p.uint(&READ_LEN)?;
    let offset = p.uint(&OFFSET)?;
    parts(
        p,
        &[Guid(&HANDLE), One(&MINIMUM), One(&CHANNEL), One(&REMAINING)],
    )?;
    place(p, message, &AT_2, &LEN_2)?;
    Ok(format!("{len} bytes at {offset}"))
}

fn write(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    let at = message.base + p.uint(&DATA_AT)? as usize;
    let len = p.uint(&WRITE_LEN)? as usize;
    let offset = p.uint(&OFFSET)?;
    parts(p, &[Guid(&HANDLE), One(&CHANNEL), One(&REMAINING)])?;
    place(p, message, &AT_2, &LEN_2)?;
    p.rows(WRITE_FLAGS)?;
    if len > 0 && at >= p.pos() {
        data(p, at, len);
    }
    Ok(format!("{len} bytes at {offset}"))
}

/// Data of a file, or calls through a pipe.
fn data(p: &mut Peel<'_>, at: usize, len: usize) {
    let bytes = p.bytes().get(at..).unwrap_or_default();
    let next = match dcerpc::is_call(bytes) {
        true => Next::Protocol(&dcerpc::PROTOCOL),
        false => Next::Data,
    };
    p.wrap(next, at..at.saturating_add(len), "SMB2 data length");
}

fn locks(p: &mut Peel<'_>) -> Peeled {
    let count = p.uint(&LOCKS)?;
    parts(p, &[One(&ZERO_4), Guid(&HANDLE)])?;
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        p.group(&LOCK, |p| {
            parts(
                p,
                &[One(&OFFSET), One(&LOCK_LEN), Rows(LOCK_FLAGS), One(&ZERO_4)],
            )
        })?;
    }
    Ok(())
}

fn control(p: &mut Peel<'_>, message: &Message) -> Result<String, Stop> {
    p.field(&ZERO_2, 2)?;
    let at = p.pos();
    let code = p.group(&FUNCTION, |p| {
        let code = little(p.skip(4)?);
        for (spec, value) in [
            (&DEVICE, code >> 16),
            (&ACCESS, code >> 14 & 3),
            (&NUMBER, code >> 2 & 0xfff),
            (&METHOD, code & 3),
        ] {
            p.mark_as(spec, at..at + 4, Value::Uint(value));
        }
        Ok(code)
    })?;
    guid(p, &HANDLE)?;
    let input = place(p, message, &AT_4, &LEN_4)?;
    let output = if message.is_response {
        let output = place(p, message, &AT_4, &LEN_4)?;
        p.skip(4)?;
        p.field(&ZERO_4, 4)?;
        output
    } else {
        p.uint(&MAX_IN)?;
        let output = place(p, message, &AT_4, &LEN_4)?;
        parts(p, &[One(&MAX_OUT), Rows(IOCTL_FLAGS), One(&ZERO_4)])?;
        output
    };
    for (spec, (at, len), is_output) in [(&IN, input, false), (&OUT, output, true)] {
        if len == 0 || at < p.pos() || at.saturating_add(len) > p.bytes().len() {
            continue;
        }
        p.seek(at);
        p.group(spec, |p| {
            p.within(len, "SMB2 blob length", |p| argument(p, code, is_output))
        })?;
        if dcerpc::is_call(&p.bytes()[at..at + len]) {
            data(p, at, len);
        }
    }
    Ok(FUNCTION.names.get(code).unwrap_or("").to_owned())
}

/// What a control gets or gives, where it is known.
fn argument(p: &mut Peel<'_>, code: u64, is_output: bool) -> Peeled {
    match (code, is_output) {
        (VALIDATE, false) => {
            parts(
                p,
                &[
                    Rows(CAPABILITIES),
                    Guid(&CLIENT),
                    Rows(SECURITY_MODE),
                    Part::Skip(1),
                ],
            )?;
            let count = p.uint(&DIALECTS)?;
            for _ in 0..count {
                p.uint(&DIALECT)?;
            }
            Ok(())
        }
        (VALIDATE, true) => parts(
            p,
            &[
                Rows(CAPABILITIES),
                Guid(&SERVER),
                Rows(SECURITY_MODE),
                Part::Skip(1),
                One(&DIALECT),
            ],
        ),
        _ => p.skip(p.rest().len()).map(drop),
    }
}
