//! Headers, errors, and the wrappings of encrypted and compressed messages (MS-SMB2 §2.2.1, §2.2.2,
//! §2.2.41, §2.2.42).

use super::words::{FLAGS, TRANSFORM_FLAGS};
use super::{ASYNCHRONOUS, HEADER_LEN, Message, RESPONSE};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec};
use crate::proto::layout::little;

const SECTION: &str = "MS-SMB2 §2.2.1";
const TRANSFORM: &str = "MS-SMB2 §2.2.41";

pub(super) const COMMANDS: Codes = &[
    (0, "Negotiate"),
    (1, "Session setup"),
    (2, "Session logoff"),
    (3, "Tree connect"),
    (4, "Tree disconnect"),
    (5, "Create"),
    (6, "Close"),
    (7, "Flush"),
    (8, "Read"),
    (9, "Write"),
    (10, "Lock"),
    (11, "I/O control"),
    (12, "Cancel"),
    (13, "Keep alive"),
    (14, "Find"),
    (15, "Notify"),
    (16, "Get info"),
    (17, "Set info"),
    (18, "Break"),
];

/// The size of the fixed part: 15 bits, and one that says whether more follows.
pub(super) const CODE: &[FieldSpec] = &[
    FieldSpec::hex("smb2.buffer_code", "Structure size", 16)
        .little()
        .parts_follow()
        .doc(
            "Bytes of the fixed part; odd where more follows it.",
            SECTION,
        ),
    FieldSpec::gap(7).part(),
    FieldSpec::flag("smb2.buffer_code.dynamic", "Dynamic part")
        .part()
        .doc("More follows the fixed part.", SECTION),
    FieldSpec::gap(8).part(),
];

const fn le(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).little().doc(doc, SECTION)
}

crate::fields! {
    MAGIC = FieldSpec::hex("smb2.protocol_id", "Protocol", 32).doc("0xfe and the letters SMB; 0xfd for encrypted messages, 0xfc for compressed ones.", SECTION);
    LENGTH = le("smb2.header_len", "Header length", 16, "Always 64.");
    CHARGE = le("smb2.credit.charge", "Credit charge", 16, "How many credits the message costs; one is worth 64 KiB.");
    CHANNEL = le("smb2.channel_sequence", "Channel sequence", 16, "Counts changes of the connection.");
    pub(super) ZERO_2 = FieldSpec::bytes("smb2.reserved", "Reserved").wide(2).doc("Zero.", SECTION);
    pub(super) ZERO_4 = FieldSpec::bytes("smb2.reserved", "Reserved").wide(4).doc("Zero.", SECTION);
    pub(super) ZERO_1 = FieldSpec::bytes("smb2.reserved", "Reserved").wide(1).doc("Zero.", SECTION);
    STATUS = FieldSpec::hex("smb2.nt_status", "Status", 32).little().lookup(crate::proto::nt_status::name)
        .doc("How it turned out; 0 is success.", "MS-ERREF §2.3");
    pub(super) COMMAND = FieldSpec::uint("smb2.cmd", "Command", 16).little().codes(COMMANDS).doc("What is to be done.", SECTION);
    WANTED = le("smb2.credits.requested", "Credits wanted", 16, "How many further requests the client would like to send.");
    GRANTED = le("smb2.credits.granted", "Credits granted", 16, "How many further requests the client may send.");
    NEXT = hex("smb2.chain_offset", "Next message", 32, "Where the next message of the chain begins; 0 for the last.");
    ID = le("smb2.msg_id", "Message ID", 64, "Number of the request; the response repeats it.");
    PROCESS = hex("smb2.pid", "Process ID", 32, "Not used any more.");
    TREE = hex("smb2.tid", "Tree ID", 32, "Which share; the server gave the number when it was connected.");
    ASYNC_ID = hex("smb2.aid", "Async ID", 64, "Number of an answer that comes later.");
    SESSION = hex("smb2.sesid", "Session ID", 64, "Which session; the server gave the number at login.");
    SIGNATURE = FieldSpec::bytes("smb2.signature", "Signature").doc("Proves who sent the message; zero if it is not signed.", SECTION);
    pub(super) CODE_LENGTH = le("smb2.buffer_code.length", "Fixed part", 15, "Half the bytes of the fixed part.");
    CONTEXTS = FieldSpec::uint("smb2.error.context_count", "Error contexts", 8).doc("How many details follow.", "MS-SMB2 §2.2.2");
    ERROR_ZERO = FieldSpec::hex("smb2.error.reserved", "Reserved", 8).doc("Zero.", "MS-SMB2 §2.2.2");
    ERROR_LEN = FieldSpec::uint("smb2.error.byte_count", "Bytes", 32).little().doc("Bytes of details.", "MS-SMB2 §2.2.2");
    ERROR_DATA = FieldSpec::bytes("smb2.error.data", "Error data").doc("Details of the error.", "MS-SMB2 §2.2.2");
    SEAL = FieldSpec::bytes("smb2.header.transform.signature", "Signature").doc("Proves that nobody changed the encrypted message.", TRANSFORM);
    NONCE = FieldSpec::bytes("smb2.header.transform.nonce", "Nonce").doc("A number that is never used twice with the same key.", TRANSFORM);
    SEALED_LEN = FieldSpec::uint("smb2.header.transform.msg_size", "Message size", 32).little().doc("Bytes of the message before it was encrypted.", TRANSFORM);
    SEAL_ZERO = FieldSpec::bytes("smb2.header.transform.reserved", "Reserved").doc("Zero.", TRANSFORM);
    SEALED_DATA = FieldSpec::bytes("smb2.header.transform.enc_data", "Encrypted message").doc("Readable by the two ends only.", TRANSFORM);
    ORIGINAL = FieldSpec::uint("smb2.header.comp_transform.original_size", "Original size", 32).little().doc("Bytes of the message before it was compressed.", "MS-SMB2 §2.2.42");
    METHOD = FieldSpec::hex("smb2.header.comp_transform.comp_alg", "Method", 16).little()
        .codes(&[(0, "none"), (1, "LZNT1"), (2, "LZ77"), (3, "LZ77 with Huffman codes"), (4, "pattern")])
        .doc("How the message was compressed.", "MS-SMB2 §2.2.42");
    METHOD_FLAGS = FieldSpec::hex("smb2.header.comp_transform.flags", "Flags", 16).little().doc("1: several compressed parts follow.", "MS-SMB2 §2.2.42");
    PLAIN_LEN = FieldSpec::hex("smb2.header.comp_transform.offset", "Offset", 32).little().doc("Bytes in front that are not compressed.", "MS-SMB2 §2.2.42");
    PACKED = FieldSpec::bytes("smb2.header.comp_transform.data", "Compressed data").doc("The compressed message.", "MS-SMB2 §2.2.42");
}

/// A header; returns what it says, and the status.
pub(super) fn read(p: &mut Peel<'_>, base: usize) -> Result<(Message, u64), Stop> {
    p.require(HEADER_LEN)?;
    let flags = p.rest().get(16..20).map_or(0, little);
    let is_response = flags & RESPONSE != 0;
    p.uint(&MAGIC)?;
    p.uint(&LENGTH)?;
    p.uint(&CHARGE)?;
    let mut status = 0;
    if is_response {
        status = p.uint(&STATUS)?;
    } else {
        p.uint(&CHANNEL)?;
        p.field(&ZERO_2, 2)?;
    }
    let command = p.uint(&COMMAND)?;
    p.uint(if is_response { &GRANTED } else { &WANTED })?;
    p.rows(FLAGS)?;
    p.uint(&NEXT)?;
    let id = p.uint(&ID)?;
    if flags & ASYNCHRONOUS != 0 {
        p.uint(&ASYNC_ID)?;
    } else {
        p.uint(&PROCESS)?;
        p.uint(&TREE)?;
    }
    p.uint(&SESSION)?;
    p.field(&SIGNATURE, 16)?;
    let message = Message {
        command,
        is_response,
        base,
        id,
    };
    Ok((message, status))
}

pub(super) fn error(p: &mut Peel<'_>) -> Peeled {
    p.uint(&CONTEXTS)?;
    p.uint(&ERROR_ZERO)?;
    let len = p.uint(&ERROR_LEN)? as usize;
    // Where there are no details a byte stands for them.
    let len = len.max(1).min(p.rest().len());
    if len > 0 {
        p.field(&ERROR_DATA, len)?;
    }
    Ok(())
}

pub(super) fn sealed(p: &mut Peel<'_>) -> Peeled {
    p.uint(&MAGIC)?;
    p.field(&SEAL, 16)?;
    p.field(&NONCE, 16)?;
    let len = p.uint(&SEALED_LEN)?;
    p.field(&SEAL_ZERO, 2)?;
    p.rows(TRANSFORM_FLAGS)?;
    p.uint(&SESSION)?;
    p.summary(format_args!("encrypted, {len} bytes"));
    let len = p.rest().len();
    p.field(&SEALED_DATA, len).map(drop)
}

pub(super) fn compressed(p: &mut Peel<'_>) -> Peeled {
    p.uint(&MAGIC)?;
    let len = p.uint(&ORIGINAL)?;
    p.uint(&METHOD)?;
    let flags = p.uint(&METHOD_FLAGS)?;
    p.summary(format_args!("compressed, {len} bytes"));
    if flags == 0 {
        p.uint(&PLAIN_LEN)?;
        let len = p.rest().len();
        p.field(&PACKED, len)?;
    }
    Ok(())
}
