//! The words of commands: their fixed part, by command, direction and number of words
//! (MS-CIFS §2.2.4, MS-SMB §2.2.4).

use super::Message;
use super::fields::COMMANDS;
use super::layouts::{REQUESTS, RESPONSES};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::layout::{self, Part};
use crate::proto::smb_words::{ACTIONS, DISPOSITIONS, IMPERSONATIONS};

const SECTION: &str = "MS-CIFS §2.2.4";

const fn le(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little()
}

const fn zeros(bytes: u32) -> FieldSpec {
    FieldSpec::bytes("smb.reserved", "Reserved")
        .wide(bytes)
        .doc("Zero, or ignored.", SECTION)
}

crate::fields! {
    pub(super) NEXT = FieldSpec::hex("smb.cmd", "Next command", 8).codes(COMMANDS)
        .doc("A further command in the same message; 0xff if there is none.", SECTION);
    pub(super) ZERO_1 = zeros(1);
    pub(super) ZERO_2 = zeros(2);
    pub(super) ZERO_4 = zeros(4);
    pub(super) ZERO_10 = zeros(10);
    pub(super) NEXT_AT = le("smb.andxoffset", "Offset of the next command", 16)
        .doc("Where the next command stands, from the start of the header.", SECTION);
    pub(super) DIALECT = le("smb.dialect.index", "Selected dialect", 16)
        .doc("Which of the client's dialects is spoken, counted from 0.", "MS-CIFS §2.2.4.52");
    pub(super) MAX_MPX = le("smb.max_mpx_count", "Requests at once", 16)
        .doc("How many requests may wait for their answers.", SECTION);
    pub(super) MAX_VCS = le("smb.max_vcs", "Connections", 16)
        .doc("How many connections a client may have.", SECTION);
    pub(super) MAX_BUFFER = le("smb.max_bufsize", "Largest message", 32).unit("bytes")
        .doc("Longest message that the server takes.", SECTION);
    pub(super) MAX_BUFFER_16 = le("smb.max_bufsize", "Largest message", 16).unit("bytes")
        .doc("Longest message that the server takes.", SECTION);
    pub(super) MAX_RAW = le("smb.max_raw", "Largest raw message", 32).unit("bytes")
        .doc("Longest data without a header.", SECTION);
    pub(super) SESSION_KEY = FieldSpec::hex("smb.session_key", "Session key", 32).little()
        .doc("Chosen by the server; the client repeats it.", SECTION);
    pub(super) SYSTEM_TIME = FieldSpec::computed("smb.system.time", "Server's time")
        .doc("What the server's clock shows.", SECTION);
    pub(super) ZONE = FieldSpec::int("smb.server_timezone", "Time zone", 16).little().unit("minutes")
        .doc("Minutes from the server's time to universal time.", SECTION);
    pub(super) CHALLENGE_LEN = FieldSpec::uint("smb.challenge_length", "Length of the challenge", 8).unit("bytes")
        .doc("Random bytes that the client has to encrypt with the password.", SECTION);
    pub(super) CHALLENGE_LEN_16 = le("smb.challenge_length", "Length of the challenge", 16).unit("bytes")
        .doc("Random bytes that the client has to encrypt with the password.", SECTION);
    pub(super) MAX_BUF = le("smb.max_buf", "Largest message", 16).unit("bytes")
        .doc("Longest message that the client takes.", SECTION);
    pub(super) VC = le("smb.vc", "Connection number", 16).doc("Which of the client's connections this is.", SECTION);
    pub(super) BLOB_LEN = le("smb.security_blob_len", "Security blob", 16).unit("bytes")
        .doc("Length of the authentication message.", "MS-SMB §2.2.4.6");
    pub(super) PASSWORD_LEN = le("smb.pwlen", "Password length", 16).unit("bytes")
        .doc("Length of the password, or of what was made of it.", SECTION);
    pub(super) ANSI_LEN = le("smb.ansi_pwlen", "Length of the first answer", 16).unit("bytes")
        .doc("Length of the answer in the manner of LAN Manager.", SECTION);
    pub(super) UNICODE_LEN = le("smb.unicode_pwlen", "Length of the second answer", 16).unit("bytes")
        .doc("Length of the answer in the manner of Windows NT.", SECTION);
    pub(super) FID = FieldSpec::hex("smb.fid", "File", 16).little()
        .doc("Number of the open file; the server gave it when it was opened.", SECTION);
    pub(super) SERVER_FID = FieldSpec::hex("smb.server_fid", "Server's file number", 32).little()
        .doc("Number of the file in the server.", SECTION);
    pub(super) LAST_WRITE = FieldSpec::computed("smb.last_write.time", "Last write")
        .doc("When the file was last written.", SECTION);
    pub(super) CREATED = FieldSpec::computed("smb.create.time", "Created").doc("When the file was made.", SECTION);
    pub(super) ACCESSED = FieldSpec::computed("smb.access.time", "Last access").doc("When the file was last read.", SECTION);
    pub(super) CHANGED = FieldSpec::computed("smb.change.time", "Last change")
        .doc("When the file or what is known of it last changed.", SECTION);
    pub(super) FILE_SIZE = le("smb.file_size", "File size", 32).unit("bytes").doc("Length of the file.", SECTION);
    pub(super) ALLOC = le("smb.alloc_size", "Allocated", 32).unit("bytes").doc("Room that the file takes.", SECTION);
    pub(super) ALLOC_64 = le("smb.alloc_size64", "Allocated", 64).unit("bytes").doc("Room that the file takes or is to have.", SECTION);
    pub(super) END_OF_FILE = le("smb.end_of_file", "End of file", 64).unit("bytes").doc("Length of the file.", SECTION);
    pub(super) FILE_TYPE = le("smb.file_type", "File type", 16)
        .codes(&[(0, "disk file or directory"), (1, "pipe of bytes"), (2, "pipe of messages"), (3, "printer"), (4, "communication device")])
        .doc("What was opened.", SECTION);
    pub(super) IS_DIRECTORY = FieldSpec::uint("smb.is_directory", "Is a directory", 8).doc("1 if it is a directory.", SECTION);
    pub(super) NAME_LEN = le("smb.file_name_len", "Length of the name", 16).unit("bytes").doc("Bytes of the file's name.", SECTION);
    pub(super) ROOT = FieldSpec::hex("smb.rfid", "Root", 32).little()
        .doc("The name is counted from this open directory; 0 for none.", SECTION);
    pub(super) DISPOSITION = le("smb.create.disposition", "Disposition", 32).codes(DISPOSITIONS)
        .doc("What to do if the file is there, or is not.", SECTION);
    pub(super) IMPERSONATION = le("smb.impersonation.level", "Impersonation", 32).codes(IMPERSONATIONS)
        .doc("How far the server may act in the client's name.", SECTION);
    pub(super) OPLOCK = FieldSpec::uint("smb.oplock.level", "Oplock", 8)
        .codes(&[(0, "none"), (1, "exclusive"), (2, "batch"), (3, "level 2")])
        .doc("What the client may keep of the file.", SECTION);
    pub(super) ACTION = le("smb.create.action", "Action", 32).codes(ACTIONS).doc("What became of the open.", SECTION);
    pub(super) OFFSET = le("smb.offset", "Offset", 32).unit("bytes").doc("Where in the file.", SECTION);
    pub(super) OFFSET_HIGH = le("smb.offset_high", "Offset, high", 32).doc("Upper half of the offset.", SECTION);
    pub(super) COUNT = le("smb.count", "Count", 16).unit("bytes").doc("How many bytes.", SECTION);
    pub(super) MAX_COUNT = le("smb.maxcount_low", "Most bytes", 16).unit("bytes").doc("How many bytes to read at most; lower half.", SECTION);
    pub(super) MIN_COUNT = le("smb.mincount", "Fewest bytes", 16).unit("bytes").doc("How many bytes to wait for.", SECTION);
    pub(super) MAX_COUNT_HIGH = le("smb.maxcount_high", "Most bytes, high", 32).doc("Upper half of the count.", SECTION);
    pub(super) REMAINING = le("smb.remaining", "Remaining", 16).unit("bytes").doc("Bytes that are still to come.", SECTION);
    pub(super) COMPACTION = le("smb.dcm", "Compaction mode", 16).doc("Not used.", SECTION);
    pub(super) DATA_LOW = le("smb.data_len_low", "Length of the data", 16).unit("bytes").doc("Lower half of the length.", SECTION);
    pub(super) DATA_HIGH = le("smb.data_len_high", "Length of the data, high", 16).doc("Upper half of the length.", SECTION);
    pub(super) DATA_HIGH_32 = le("smb.data_len_high", "Length of the data, high", 32).doc("Upper half of the length.", SECTION);
    pub(super) DATA_AT = le("smb.data_offset", "Offset of the data", 16).unit("bytes").doc("Where the data stands, from the start of the header.", SECTION);
    pub(super) COUNT_LOW = le("smb.count_low", "Bytes written", 16).unit("bytes").doc("Lower half of the count.", SECTION);
    pub(super) COUNT_HIGH = le("smb.count_high", "Bytes written, high", 16).doc("Upper half of the count.", SECTION);
    pub(super) TIMEOUT = le("smb.timeout", "Timeout", 32).unit("ms").doc("How long to wait; 0 returns at once.", SECTION);
    pub(super) ECHOES = le("smb.echo.count", "Echoes wanted", 16).doc("How often the server is to answer.", SECTION);
    pub(super) ECHO = le("smb.echo.seq_num", "Echo", 16).doc("Which of the answers this is.", SECTION);
    pub(super) UNITS = le("smb.units", "Units", 16).doc("Size of the disk in units.", SECTION);
    pub(super) PER_UNIT = le("smb.bpu", "Blocks per unit", 16).doc("Blocks in a unit.", SECTION);
    pub(super) BLOCK = le("smb.blocksize", "Block size", 16).unit("bytes").doc("Bytes in a block.", SECTION);
    pub(super) FREE = le("smb.free_units", "Free units", 16).doc("Units that are free.", SECTION);
    pub(super) SEARCHED = le("smb.search_id", "Search", 16).doc("Number of the search.", SECTION);
    pub(super) FOUND = le("smb.count", "Files", 16).doc("How many files were found.", SECTION);
    pub(super) WANTED = le("smb.maxcount", "Most files", 16).doc("How many files the answer may hold.", SECTION);
    pub(super) MAX_READ = le("smb.maxcount", "Largest message", 16).unit("bytes").doc("Longest message that the server takes.", SECTION);
    pub(super) TREE = le("smb.tid", "Tree ID", 16).doc("Number that the server gives the share.", SECTION);
    pub(super) OPLOCK_LEVEL = FieldSpec::uint("smb.locking.oplock.level", "Oplock", 8).doc("What the client may still keep.", SECTION);
    pub(super) UNLOCKS = le("smb.locking.num_unlocks", "Unlocks", 16).doc("How many ranges are unlocked.", SECTION);
    pub(super) LOCKS = le("smb.locking.num_locks", "Locks", 16).doc("How many ranges are locked.", SECTION);
}

/// Commands that may be followed by another one in the same message.
pub(super) const fn is_chain(command: u8) -> bool {
    matches!(
        command,
        0x24 | 0x2d | 0x2e | 0x2f | 0x73 | 0x74 | 0x75 | 0xa2
    )
}

/// The words of a command.
pub(super) fn words(p: &mut Peel<'_>, message: &Message, words: &[u8]) -> Peeled {
    if !p.wants_fields() {
        return Ok(());
    }
    let count = words.len() / 2;
    match message.command {
        0x25 | 0x32 | 0xa0 => super::trans::words(p, message, count),
        _ => layout::read(p, layout_of(message, count)),
    }
}

/// The words of this many of a command; none where they are not known.
fn layout_of(message: &Message, count: usize) -> &'static [Part] {
    let layouts = match message.is_response {
        true => RESPONSES,
        false => REQUESTS,
    };
    let mut fitting = layouts.iter();
    let found =
        fitting.find(|layout| layout.0 == message.command && usize::from(layout.1) == count);
    found.map_or(&[], |layout| layout.2)
}
