//! Transactions: commands with parameters and data of their own, to pipes, mailslots and the file
//! system (MS-CIFS §2.2.4.33, §2.2.4.46, §2.2.4.62).

use std::ops::Range;

use super::Message;
use super::data::{named, word};
use super::words::TRANSACTION_FLAGS;
use crate::decode::{Next, Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::application::dcerpc;
use crate::proto::layout::{self, Part};
use Part::{One, Rows};

const SECTION: &str = "MS-CIFS §2.2.4.33";

const TRANS: u8 = 0x25;
const TRANS_2: u8 = 0x32;

/// Words in front of the setup words, by command.
const FIXED: usize = 14;
const NT_FIXED: usize = 19;

const MAILSLOT: &str = "\\MAILSLOT\\";

/// Words of a write to a mailslot.
const SLOT_WORDS: usize = 34;

/// Which mailslot carries the message: 1 is the browser's.
const SLOTS: &str = "mailslot.name";

const fn le(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

crate::fields! {
    TOTAL_PARAMETERS = le("smb.tpc", "Parameters in all", 16, "Bytes of parameters in all messages of the transaction.");
    TOTAL_DATA = le("smb.tdc", "Data in all", 16, "Bytes of data in all messages of the transaction.");
    MAX_PARAMETERS = le("smb.mpc", "Most parameters", 16, "Bytes of parameters that the answer may hold.");
    MAX_DATA = le("smb.mdc", "Most data", 16, "Bytes of data that the answer may hold.");
    MAX_SETUP = le("smb.msc", "Most setup words", 8, "Setup words that the answer may hold.");
    ZERO_1 = FieldSpec::bytes("smb.reserved", "Reserved").wide(1).doc("Zero.", SECTION);
    ZERO_2 = FieldSpec::bytes("smb.reserved", "Reserved").wide(2).doc("Zero.", SECTION);
    ZERO_3 = FieldSpec::bytes("smb.reserved", "Reserved").wide(3).doc("Zero.", SECTION);
    TIMEOUT = le("smb.timeout", "Timeout", 32, "Milliseconds to wait; 0 returns at once.");
    PARAMETERS = le("smb.pc", "Parameters", 16, "Bytes of parameters in this message.");
    PARAMETERS_AT = le("smb.po", "Offset of the parameters", 16, "Where the parameters stand, from the start of the header.");
    PARAMETERS_FROM = le("smb.pd", "Displacement of the parameters", 16, "Where they belong among all parameters.");
    DATA = le("smb.dc", "Data", 16, "Bytes of data in this message.");
    DATA_AT = le("smb.data_offset", "Offset of the data", 16, "Where the data stands, from the start of the header.");
    DATA_FROM = le("smb.data_disp", "Displacement of the data", 16, "Where it belongs among all data.");
    SETUP = le("smb.sc", "Setup words", 8, "Words that say what the transaction is.");
    SUBCOMMAND = FieldSpec::hex("smb.trans2.cmd", "Subcommand", 16).little()
        .codes(&[
            (0x00, "open"), (0x01, "find first"), (0x02, "find next"), (0x03, "query file system"),
            (0x04, "set file system"), (0x05, "query path"), (0x06, "set path"), (0x07, "query file"),
            (0x08, "set file"), (0x09, "file system control"), (0x0a, "I/O control"), (0x0b, "find notify, first"),
            (0x0c, "find notify, next"), (0x0d, "create directory"), (0x0e, "session setup"),
            (0x10, "get DFS referral"), (0x11, "report DFS inconsistency"),
        ])
        .doc("What is asked of the file system.", "MS-CIFS §2.2.2.2");
    TOTAL_PARAMETERS_32 = le("smb.tpc", "Parameters in all", 32, "Bytes of parameters in all messages of the transaction.");
    TOTAL_DATA_32 = le("smb.tdc", "Data in all", 32, "Bytes of data in all messages of the transaction.");
    MAX_PARAMETERS_32 = le("smb.mpc", "Most parameters", 32, "Bytes of parameters that the answer may hold.");
    MAX_DATA_32 = le("smb.mdc", "Most data", 32, "Bytes of data that the answer may hold.");
    PARAMETERS_32 = le("smb.pc", "Parameters", 32, "Bytes of parameters in this message.");
    PARAMETERS_AT_32 = le("smb.po", "Offset of the parameters", 32, "Where the parameters stand.");
    PARAMETERS_FROM_32 = le("smb.pd", "Displacement of the parameters", 32, "Where they belong among all parameters.");
    DATA_32 = le("smb.dc", "Data", 32, "Bytes of data in this message.");
    DATA_AT_32 = le("smb.data_offset", "Offset of the data", 32, "Where the data stands.");
    DATA_FROM_32 = le("smb.data_disp", "Displacement of the data", 32, "Where it belongs among all data.");
    FUNCTION = FieldSpec::uint("smb.nt.function", "Function", 16).little()
        .codes(&[(1, "create"), (2, "I/O control"), (3, "set security"), (4, "notify of changes"), (5, "rename"), (6, "query security"), (7, "get quota"), (8, "set quota")])
        .doc("What the transaction is.", "MS-CIFS §2.2.2.2");
    NAME = FieldSpec::computed("smb.trans_name", "Transaction")
        .doc("Name of the pipe or mailslot.", SECTION);
    SLOT_OPERATION = FieldSpec::uint("mailslot.opcode", "Operation", 16).little().codes(&[(1, "write")])
        .doc("Mailslots can only be written.", "MS-MAIL §2.2.1");
    SLOT_PRIORITY = FieldSpec::uint("mailslot.priority", "Priority", 16).little()
        .doc("How urgent the message is.", "MS-MAIL §2.2.1");
    SLOT_CLASS = FieldSpec::uint("mailslot.class", "Class", 16).little().codes(&[(1, "reliable"), (2, "unreliable, to all")])
        .doc("Whether the message is acknowledged.", "MS-MAIL §2.2.1");
    SLOT_SIZE = FieldSpec::uint("mailslot.size", "Size", 16).little().unit("bytes")
        .doc("Bytes of name and message.", "MS-MAIL §2.2.1");
    SLOT_NAME = FieldSpec::text("mailslot.name", "Mailslot")
        .doc("Who reads the message, such as the browser service.", "MS-MAIL §2.2.1");
}

const REQUEST: &[Part] = &[
    One(&TOTAL_PARAMETERS),
    One(&TOTAL_DATA),
    One(&MAX_PARAMETERS),
    One(&MAX_DATA),
    One(&MAX_SETUP),
    One(&ZERO_1),
    Rows(TRANSACTION_FLAGS),
    One(&TIMEOUT),
    One(&ZERO_2),
    One(&PARAMETERS),
    One(&PARAMETERS_AT),
    One(&DATA),
    One(&DATA_AT),
    One(&SETUP),
    One(&ZERO_1),
];

const RESPONSE: &[Part] = &[
    One(&TOTAL_PARAMETERS),
    One(&TOTAL_DATA),
    One(&ZERO_2),
    One(&PARAMETERS),
    One(&PARAMETERS_AT),
    One(&PARAMETERS_FROM),
    One(&DATA),
    One(&DATA_AT),
    One(&DATA_FROM),
    One(&SETUP),
    One(&ZERO_1),
];

const NT_REQUEST: &[Part] = &[
    One(&MAX_SETUP),
    One(&ZERO_2),
    One(&TOTAL_PARAMETERS_32),
    One(&TOTAL_DATA_32),
    One(&MAX_PARAMETERS_32),
    One(&MAX_DATA_32),
    One(&PARAMETERS_32),
    One(&PARAMETERS_AT_32),
    One(&DATA_32),
    One(&DATA_AT_32),
    One(&SETUP),
    One(&FUNCTION),
];

const NT_RESPONSE: &[Part] = &[
    One(&ZERO_3),
    One(&TOTAL_PARAMETERS_32),
    One(&TOTAL_DATA_32),
    One(&PARAMETERS_32),
    One(&PARAMETERS_AT_32),
    One(&PARAMETERS_FROM_32),
    One(&DATA_32),
    One(&DATA_AT_32),
    One(&DATA_FROM_32),
    One(&SETUP),
];

pub(super) fn words(p: &mut Peel<'_>, message: &Message, count: usize) -> Peeled {
    let is_nt = !matches!(message.command, TRANS | TRANS_2);
    match (message.is_response, is_nt) {
        (false, false) if count >= FIXED => {
            layout::read(p, REQUEST)?;
            if message.command == TRANS_2 && count > FIXED {
                p.uint(&SUBCOMMAND)?;
            }
            Ok(())
        }
        (false, true) if count >= NT_FIXED => layout::read(p, NT_REQUEST),
        (true, false) if count >= 10 => layout::read(p, RESPONSE),
        (true, true) if count >= 18 => layout::read(p, NT_RESPONSE),
        _ => Ok(()),
    }
}

/// The name of a transaction to a pipe or mailslot, and what it carries.
pub(super) fn bytes(p: &mut Peel<'_>, message: &Message, words: &[u8]) -> Peeled {
    if message.command != TRANS {
        return Ok(());
    }
    let (at, len) = match message.is_response {
        true => (word(words, 7), word(words, 6)),
        false => (word(words, 12), word(words, 11)),
    };
    let bytes_at = p.pos();
    let (name_at, name) = match message.is_response {
        true => (0..0, String::new()),
        false => named(p, &NAME, message.unicode)?,
    };
    let name = name.to_ascii_uppercase();
    let is_slot = name.starts_with(MAILSLOT) && words.len() == SLOT_WORDS;
    if is_slot {
        slot(p, bytes_at, name_at)?;
    }
    let end = at.saturating_add(len);
    if len == 0 || end > p.bytes().len() || at < bytes_at {
        return Ok(());
    }
    if is_slot {
        let next = match name.as_str() {
            "\\MAILSLOT\\BROWSE" | "\\MAILSLOT\\MSBROWSE" => Next::Field(SLOTS, 1),
            _ => Next::Data,
        };
        p.wrap(next, at..end, "SMB data count");
    } else if dcerpc::is_call(&p.bytes()[at..end]) {
        p.wrap(Next::Protocol(&dcerpc::PROTOCOL), at..end, "SMB data count");
    }
    p.seek(end);
    Ok(())
}

/// The setup words and the byte count of a write to a mailslot, once more under its own names.
fn slot(p: &mut Peel<'_>, bytes_at: usize, name_at: Range<usize>) -> Peeled {
    const SETUP_AND_SIZE: usize = 8;
    let here = p.pos();
    p.seek(bytes_at.saturating_sub(SETUP_AND_SIZE));
    for spec in [&SLOT_OPERATION, &SLOT_PRIORITY, &SLOT_CLASS, &SLOT_SIZE] {
        p.uint(spec)?;
    }
    p.mark(&SLOT_NAME, name_at);
    p.seek(here);
    Ok(())
}
