//! The bytes of commands: their variable part, names and data (MS-CIFS §2.2.4).

use std::ops::Range;

use super::Message;
use crate::decode::{Next, Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::application::{dcerpc, gss_api};
use crate::proto::layout::{self, little};

const SECTION: &str = "MS-CIFS §2.2.4";

const FORMATS: Codes = &[
    (1, "data block"),
    (2, "dialect"),
    (3, "path name"),
    (4, "text"),
    (5, "variable block"),
];

crate::fields! {
    FORMAT = FieldSpec::uint("smb.buffer_format", "Format", 8).codes(FORMATS)
        .doc("What kind of text or data follows.", SECTION);
    DIALECT = FieldSpec::text("smb.dialect", "Dialect")
        .doc("A version of the protocol that the client speaks.", "MS-CIFS §2.2.4.52");
    DIALECT_NAME = FieldSpec::text("smb.dialect.name", "Name").doc("Name of the dialect.", "MS-CIFS §2.2.4.52");
    GUID = FieldSpec::computed("smb.server_guid", "Server's GUID").doc("A number that no other server has.", "MS-SMB §2.2.4.5.2");
    BLOB = FieldSpec::bytes("smb.security_blob", "Security blob")
        .doc("A message of the authentication, read in the layers behind.", "MS-SMB §2.2.4.5.2");
    CHALLENGE = FieldSpec::bytes("smb.challenge", "Challenge")
        .doc("Random bytes that the client has to encrypt with the password.", "MS-CIFS §2.2.4.52");
    DOMAIN = FieldSpec::computed("smb.primary_domain", "Domain").doc("Domain or workgroup.", SECTION);
    SERVER = FieldSpec::computed("smb.server", "Server").doc("Name of the server.", "MS-SMB §2.2.4.5.2");
    OS = FieldSpec::computed("smb.native_os", "Operating system").doc("What the sender runs on.", "MS-CIFS §2.2.4.53");
    LANMAN = FieldSpec::computed("smb.native_lanman", "Software").doc("Which software for shares the sender uses.", "MS-CIFS §2.2.4.53");
    ANSI = FieldSpec::bytes("smb.ansi_password", "First answer").doc("Answer to the challenge in the manner of LAN Manager.", "MS-CIFS §2.2.4.53");
    NT = FieldSpec::bytes("smb.unicode_password", "Second answer").doc("Answer to the challenge in the manner of Windows NT.", "MS-CIFS §2.2.4.53");
    PASSWORD = FieldSpec::bytes("smb.password", "Password").doc("Password of the share or user, or what was made of it.", SECTION);
    ACCOUNT = FieldSpec::computed("smb.account", "Account").doc("Name of the user.", "MS-CIFS §2.2.4.53");
    PATH = FieldSpec::computed("smb.path", "Path").doc("Server and share.", "MS-CIFS §2.2.4.55");
    SERVICE = FieldSpec::computed("smb.service", "Service").doc("What is shared: A: a disk, LPT1: a printer, IPC pipes.", "MS-CIFS §2.2.4.55");
    FILE_SYSTEM = FieldSpec::computed("smb.native_fs", "File system").doc("Which file system the share has.", "MS-CIFS §2.2.4.55");
    FILE = FieldSpec::computed("smb.file", "File name").doc("Which file.", SECTION);
    OLD_FILE = FieldSpec::computed("smb.old_file", "Old name").doc("How the file is called now.", "MS-CIFS §2.2.4.8");
    DIRECTORY = FieldSpec::computed("smb.dir_name", "Directory").doc("Which directory.", SECTION);
    ECHO = FieldSpec::bytes("smb.echo.data", "Echo").doc("Bytes that come back.", "MS-CIFS §2.2.4.39");
    DATA_LEN = FieldSpec::uint("smb.data_len", "Length of the data", 16).little().unit("bytes").doc("Bytes that follow.", SECTION);
    PADDING = FieldSpec::bytes("smb.padding", "Padding").doc("Lets what follows begin at an even place.", SECTION);
    DATA = FieldSpec::bytes("smb.file_data", "Data").doc("What the file holds.", SECTION);
    KEY_LEN = FieldSpec::uint("smb.resume.key_len", "Length of the key", 16).little().unit("bytes").doc("0, or 21 where a search goes on.", "MS-CIFS §2.2.4.58");
}

/// The bytes of a command.
pub(super) fn bytes(p: &mut Peel<'_>, message: &Message, words: &[u8]) -> Peeled {
    match (message.command, message.is_response) {
        (0x25 | 0x32 | 0xa0, _) => super::trans::bytes(p, message, words),
        (0x72, false) => dialects(p),
        (0x72, true) if words.len() == 34 => negotiated(p, message, words),
        (0x73, false) => login(p, message, words),
        (0x73, true) => logged_in(p, message, words),
        (0x75, false) => {
            let len = word(words, 3);
            p.field(&PASSWORD, len)?;
            string(p, &PATH, message.unicode)?;
            string(p, &SERVICE, false)
        }
        (0x75, true) => {
            string(p, &SERVICE, false)?;
            optional(p, &FILE_SYSTEM, message.unicode)
        }
        (0x00 | 0x01 | 0x10, false) => formatted(p, &DIRECTORY, message.unicode),
        (0x02 | 0x06 | 0x08 | 0x09, false) => formatted(p, &FILE, message.unicode),
        (0x07, false) => {
            formatted(p, &OLD_FILE, message.unicode)?;
            formatted(p, &FILE, message.unicode)
        }
        (0x0b, false) | (0x0a, true) => {
            p.uint(&FORMAT)?;
            let len = p.uint(&DATA_LEN)? as usize;
            p.field(&DATA, len).map(drop)
        }
        (0x2b, _) => {
            let len = p.rest().len();
            p.field(&ECHO, len).map(drop)
        }
        (0x2d, false) => optional(p, &FILE, message.unicode),
        (0x81..=0x83, false) => {
            formatted(p, &FILE, message.unicode)?;
            p.uint(&FORMAT)?;
            p.uint(&KEY_LEN).map(drop)
        }
        (0xa2, false) => opened(p, message, words),
        (0x2f, false) => {
            let len = word(words, 10) | word(words, 9) << 16;
            file_data(p, word(words, 11), len)
        }
        (0x2e, true) => {
            let len = word(words, 5) | word(words, 7) << 16;
            file_data(p, word(words, 6), len)
        }
        _ => Ok(()),
    }
}

/// The word of this number; 0 if there is none.
pub(super) fn word(words: &[u8], index: usize) -> usize {
    words
        .get(index * 2..index * 2 + 2)
        .map_or(0, |word| little(word) as usize)
}

/// Text up to its zero; in UTF-16 it begins at an even place.
fn take(p: &mut Peel<'_>, unicode: bool) -> Result<(Range<usize>, String), Stop> {
    if unicode && !p.pos().is_multiple_of(2) && !p.rest().is_empty() {
        p.skip(1)?;
    }
    let (at, rest) = (p.pos(), p.rest());
    let text = if unicode {
        let units = rest.as_chunks::<2>().0;
        let end = units.iter().position(|unit| *unit == [0, 0]);
        let len = end.map_or(units.len(), |end| end + 1) * 2;
        layout::utf16(p.skip(len)?)
    } else {
        let end = rest.iter().position(|byte| *byte == 0);
        let bytes = p.skip(end.map_or(rest.len(), |end| end + 1))?;
        String::from_utf8_lossy(bytes)
            .trim_end_matches('\0')
            .to_owned()
    };
    Ok((at..p.pos(), text))
}

/// Text as a field.
pub(super) fn string(p: &mut Peel<'_>, spec: &'static FieldSpec, unicode: bool) -> Peeled {
    named(p, spec, unicode).map(drop)
}

/// Text as a field: where it stands and what it says.
pub(super) fn named(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    unicode: bool,
) -> Result<(Range<usize>, String), Stop> {
    let (at, text) = take(p, unicode)?;
    p.mark_made(spec, at.clone(), || text.clone());
    Ok((at, text))
}

/// Text, if there is any.
fn optional(p: &mut Peel<'_>, spec: &'static FieldSpec, unicode: bool) -> Peeled {
    if p.rest().len() <= 1 {
        return Ok(());
    }
    string(p, spec, unicode)
}

/// Text with its format in front.
fn formatted(p: &mut Peel<'_>, spec: &'static FieldSpec, unicode: bool) -> Peeled {
    p.uint(&FORMAT)?;
    string(p, spec, unicode)
}

fn dialects(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let name = p.rest()[1..]
            .split(|byte| *byte == 0)
            .next()
            .unwrap_or_default();
        let text = String::from_utf8_lossy(name).into_owned();
        let len = name.len() + 1;
        p.group_made(
            &DIALECT,
            || text.clone(),
            |p| {
                p.uint(&FORMAT)?;
                let at = p.pos();
                let len = len.min(p.rest().len());
                p.skip(len)?;
                p.mark_as(
                    &DIALECT_NAME,
                    at..at + len,
                    Value::Made(text.as_str().into()),
                );
                Ok(())
            },
        )?;
    }
    Ok(())
}

fn negotiated(p: &mut Peel<'_>, message: &Message, words: &[u8]) -> Peeled {
    if message.extended {
        layout::guid(p, &GUID)?;
        let len = p.rest().len();
        return blob(p, len);
    }
    let len = usize::from(words.last().copied().unwrap_or_default());
    p.field(&CHALLENGE, len)?;
    optional(p, &DOMAIN, message.unicode)?;
    optional(p, &SERVER, message.unicode)
}

/// An authentication message, and who reads it.
fn blob(p: &mut Peel<'_>, len: usize) -> Peeled {
    if len == 0 {
        return Ok(());
    }
    let at = p.pos();
    p.field(&BLOB, len)?;
    p.wrap(
        Next::Protocol(&gss_api::PROTOCOL),
        at..at + len,
        "SMB security blob length",
    );
    Ok(())
}

fn login(p: &mut Peel<'_>, message: &Message, words: &[u8]) -> Peeled {
    match words.len() / 2 {
        12 => {
            blob(p, word(words, 7))?;
            optional(p, &OS, message.unicode)?;
            optional(p, &LANMAN, message.unicode)?;
            optional(p, &DOMAIN, message.unicode)
        }
        13 => {
            p.field(&ANSI, word(words, 7))?;
            p.field(&NT, word(words, 8))?;
            string(p, &ACCOUNT, message.unicode)?;
            optional(p, &DOMAIN, message.unicode)?;
            optional(p, &OS, message.unicode)?;
            optional(p, &LANMAN, message.unicode)
        }
        10 => {
            p.field(&PASSWORD, word(words, 7))?;
            string(p, &ACCOUNT, message.unicode)?;
            optional(p, &DOMAIN, message.unicode)?;
            optional(p, &OS, message.unicode)?;
            optional(p, &LANMAN, message.unicode)
        }
        _ => Ok(()),
    }
}

fn logged_in(p: &mut Peel<'_>, message: &Message, words: &[u8]) -> Peeled {
    if words.len() == 8 {
        blob(p, word(words, 3))?;
    }
    optional(p, &OS, message.unicode)?;
    optional(p, &LANMAN, message.unicode)?;
    optional(p, &DOMAIN, message.unicode)
}

/// The name of an open; its length is told.
fn opened(p: &mut Peel<'_>, message: &Message, words: &[u8]) -> Peeled {
    let len = words.get(5..7).map_or(0, |word| little(word) as usize);
    if message.unicode && !p.pos().is_multiple_of(2) {
        p.skip(1)?;
    }
    let at = p.pos();
    let name = p.skip(len)?;
    let text = match message.unicode {
        true => layout::utf16(name),
        false => String::from_utf8_lossy(name).into_owned(),
    };
    p.mark_as(&FILE, at..at + len, Value::Made(text.into()));
    Ok(())
}

/// Data of a file or pipe that stands at `at` of the message.
fn file_data(p: &mut Peel<'_>, at: usize, len: usize) -> Peeled {
    if at > p.pos() {
        let gap = at - p.pos();
        p.field(&PADDING, gap)?;
    }
    let (start, len) = (p.pos(), len.min(p.rest().len()));
    if dcerpc::is_call(p.rest()) {
        p.skip(len)?;
        p.wrap(
            Next::Protocol(&dcerpc::PROTOCOL),
            start..start + len,
            "SMB data length",
        );
        return Ok(());
    }
    p.field(&DATA, len).map(drop)
}
