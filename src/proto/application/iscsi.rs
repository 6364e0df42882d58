//! iSCSI: commands to disks, over TCP (RFC 7143).

mod bits;
mod names;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};

const PDU: &str = "RFC 7143 §11.2";
const COMMAND: &str = "RFC 7143 §11.3";
const RESPONSE: &str = "RFC 7143 §11.4";
const TASKS: &str = "RFC 7143 §11.5";
const DATA_PDU: &str = "RFC 7143 §11.7";
const ASYNC: &str = "RFC 7143 §11.9";
const LOGIN: &str = "RFC 7143 §11.12";
const SNACK: &str = "RFC 7143 §11.16";
const REJECT: &str = "RFC 7143 §11.17";

/// The header that every PDU begins with.
const HEADER_LEN: usize = 48;

/// No PDU carries more.
const MAX_DATA: usize = 16 << 20;

/// Which of the two checksums both ends have agreed on: 0 over the header, 1 over the data.
const DIGEST: &str = "iscsi digest";

crate::fields! {
    FLAGS = FieldSpec::hex("iscsi.flags", "Flags", 8).doc("What the PDU holds.", PDU);
    VERSION_MAX = FieldSpec::hex("iscsi.versionmax", "Newest version", 8).doc("That the sender speaks; 0 is RFC 7143.", LOGIN);
    VERSION_MIN = FieldSpec::hex("iscsi.versionmin", "Oldest version", 8).doc("That the initiator speaks.", LOGIN);
    VERSION_ACTIVE = FieldSpec::hex("iscsi.versionactive", "Version", 8).doc("That both speak from here on.", LOGIN);
    AHS = FieldSpec::uint("iscsi.totalahslength", "More header", 8).scaled(4, "bytes").doc("Length of the headers behind this one.", PDU);
    LENGTH = FieldSpec::uint("iscsi.datasegmentlength", "Data length", 24).unit("bytes").doc("Length of the data, without what fills it up to four bytes.", PDU);
    TSIH = FieldSpec::hex("iscsi.tsih", "Target's session", 16).doc("The target's part of the name of the session; 0 asks for a new one.", LOGIN);
    TAG = FieldSpec::hex("iscsi.initiatortasktag", "Task", 32).doc("The initiator's number for the task; answers repeat it.", PDU);
    TARGET_TAG = FieldSpec::hex("iscsi.targettransfertag", "Target's task", 32).doc("The target's number; what it asked for repeats it. All bits set: none.", PDU);
    CID = FieldSpec::hex("iscsi.cid", "Connection", 16).doc("Which connection of the session.", LOGIN);
    CMDSN = FieldSpec::uint("iscsi.cmdsn", "Command number", 32).doc("Counts commands over all connections of the session.", PDU);
    EXPSTATSN = FieldSpec::uint("iscsi.expstatsn", "Next status", 32).doc("The number of the next status that the initiator waits for.", PDU);
    STATSN = FieldSpec::uint("iscsi.statsn", "Status number", 32).doc("Counts the answers on this connection.", PDU);
    EXPCMDSN = FieldSpec::uint("iscsi.expcmdsn", "Next command", 32).doc("The number of the next command that the target waits for.", PDU);
    MAXCMDSN = FieldSpec::uint("iscsi.maxcmdsn", "Last command", 32).doc("The last command that the target has room for.", PDU);
    LOGIN_STATUS = FieldSpec::hex("iscsi.login.status", "Status", 16).lookup(names::login_status).doc("Whether the login goes on.", LOGIN);
    EXPECTED = FieldSpec::uint("iscsi.scsicommand.expecteddatatransferlength", "Expected data", 32).unit("bytes").doc("How much the command reads or writes.", COMMAND);
    CDB = FieldSpec::bytes("", "SCSI command").doc("The command to the disk.", COMMAND);
    SCSI_RESPONSE = FieldSpec::hex("iscsi.scsiresponse.response", "Response", 8).codes(&[(0, "completed"), (1, "target failure")]).doc("Whether the target could take the command.", RESPONSE);
    STATUS = FieldSpec::hex("iscsi.scsiresponse.status", "Status", 8).codes(names::STATUS).doc("What the disk says.", RESPONSE);
    EXPDATASN = FieldSpec::hex("iscsi.expdatasn", "Data PDUs", 32).doc("How many the target has sent.", RESPONSE);
    BIDI = FieldSpec::uint("iscsi.scsiresponse.bidireadresidualcount", "Not read", 32).unit("bytes").doc("Where a command reads and writes.", RESPONSE);
    RESIDUAL = FieldSpec::uint("iscsi.scsiresponse.residualcount", "Left over", 32).unit("bytes").doc("How much was not read or written.", RESPONSE);
    SENSE_LEN = FieldSpec::uint("iscsi.scsiresponse.senselength", "Sense length", 16).unit("bytes").doc("Length of what the disk says of an error.", RESPONSE);
    READ_RESIDUAL = FieldSpec::uint("iscsi.scsidata.readresidualcount", "Left over", 32).unit("bytes").doc("How much was not read.", DATA_PDU);
    DATASN = FieldSpec::uint("iscsi.datasn", "Data number", 32).doc("Counts the data PDUs of a task.", DATA_PDU);
    OFFSET = FieldSpec::uint("iscsi.bufferOffset", "Offset", 32).unit("bytes").doc("Where the data belong in the whole of the task.", DATA_PDU);
    R2TSN = FieldSpec::uint("iscsi.r2tsn", "Number", 32).doc("Counts these PDUs of a task.", "RFC 7143 §11.8");
    DESIRED = FieldSpec::uint("iscsi.desireddatalength", "Wanted", 32).unit("bytes").doc("How much the target takes now.", "RFC 7143 §11.8");
    REFERENCED = FieldSpec::hex("iscsi.taskmanfun.referencedtasktag", "About task", 32).doc("The task that it is about.", TASKS);
    REFCMDSN = FieldSpec::uint("iscsi.refcmdsn", "About command", 32).doc("The number of that task's command.", TASKS);
    TASK_RESPONSE = FieldSpec::hex("iscsi.taskmanfun.response", "Response", 8).codes(names::TASK_RESPONSES).doc("What became of it.", "RFC 7143 §11.6");
    LOGOUT_RESPONSE = FieldSpec::hex("iscsi.logout.response", "Response", 8).codes(names::LOGOUT_RESPONSES).doc("What became of it.", "RFC 7143 §11.15");
    WAIT = FieldSpec::hex("iscsi.time2wait", "Wait", 16).unit("s").doc("Before connecting again.", "RFC 7143 §11.15");
    RETAIN = FieldSpec::hex("iscsi.time2retain", "Retain", 16).unit("s").doc("How long the target then keeps the tasks.", "RFC 7143 §11.15");
    EVENT = FieldSpec::hex("iscsi.asyncevent", "Event", 8).codes(names::EVENTS).doc("What happened.", ASYNC);
    VENDOR_EVENT = FieldSpec::hex("iscsi.eventvendorcode", "Vendor's code", 8).doc("Where the event is the vendor's own.", ASYNC);
    PARAMETER_1 = FieldSpec::hex("iscsi.parameter1", "Parameter 1", 16).doc("Belongs to the event.", ASYNC);
    PARAMETER_2 = FieldSpec::hex("iscsi.parameter2", "Parameter 2", 16).doc("Belongs to the event.", ASYNC);
    PARAMETER_3 = FieldSpec::hex("iscsi.parameter3", "Parameter 3", 16).doc("Belongs to the event.", ASYNC);
    REJECT_REASON = FieldSpec::hex("iscsi.reject.reason", "Reason", 8).codes(names::REJECTIONS).doc("Why a PDU was refused.", REJECT);
    BEGRUN = FieldSpec::hex("iscsi.snack.begrun", "First", 32).doc("The first one that is missing.", SNACK);
    RUNLENGTH = FieldSpec::uint("iscsi.snack.runlength", "Count", 32).doc("How many; 0: all from there on.", SNACK);
    HEADER_DIGEST = FieldSpec::hex("iscsi.headerdigest32", "Header checksum", 32).doc("CRC32C over the header.", "RFC 7143 §11.2.3");
    DATA_DIGEST = FieldSpec::hex("iscsi.datadigest32", "Data checksum", 32).doc("CRC32C over the data.", "RFC 7143 §11.2.3");
    KEY_VALUE = FieldSpec::text("iscsi.keyvalue", "Key and value").doc("Something that both ends agree on.", "RFC 7143 §6.1");
    PADDING = FieldSpec::bytes("iscsi.padding", "Padding").doc("Fills the data up to four bytes.", PDU);
    MORE_HEADER = FieldSpec::bytes("", "More header").doc("Headers behind the first one.", PDU);
    DATA = FieldSpec::bytes("", "Data").doc("What is read or written, or belongs to the PDU.", PDU);
}

/// iSCSI.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "iscsi",
        short: "iSCSI",
        title: "Internet Small Computer Systems Interface",
        osi: OsiLayer::Application,
        why: "It is how a computer reads and writes a disk that stands elsewhere.",
        reference: "RFC 7143",
    },
    claims: &[Claim::Port(Transport::Tcp, 3260)],
    headers: bits::TABLES,
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x43\x87\0\0\0\0\0\x04\0\x02\x3d\0\0\x01\0\0\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\0\
        \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0A=b\0",
};

/// An opcode that is known, and lengths that are small enough.
fn recognise(bytes: &[u8]) -> Match {
    let Some(first) = bytes.first() else {
        return Match::Short;
    };
    let opcode = first & 0x3f;
    let from_target = opcode >= 0x20;
    let is_known = names::OPCODES
        .iter()
        .any(|entry| entry.0 == u64::from(opcode));
    if !is_known || first & 0x80 != 0 || from_target && first & 0x40 != 0 {
        return Match::No;
    }
    match bytes.get(4..8) {
        Some([ahs, high, ..]) => Match::maybe_if(*ahs < 64 && *high < 16),
        _ => Match::Short,
    }
}

/// Lengths of what follows the header.
struct Lengths {
    more_header: usize,
    data: usize,
    header_digest: usize,
    data_digest: usize,
}

impl Lengths {
    fn of(p: &Peel<'_>, opcode: u8, header: &[u8]) -> Lengths {
        let data =
            usize::from(header[5]) << 16 | usize::from(header[6]) << 8 | usize::from(header[7]);
        // A login is always without.
        let agreed = |index| !matches!(opcode, 0x03 | 0x23) && p.fact(DIGEST, index) == Some(1);
        Lengths {
            more_header: usize::from(header[4]) * 4,
            data,
            header_digest: if agreed(0) { 4 } else { 0 },
            data_digest: if agreed(1) && data > 0 { 4 } else { 0 },
        }
    }

    fn whole(&self) -> usize {
        HEADER_LEN
            + self.more_header
            + self.header_digest
            + self.data.next_multiple_of(4)
            + self.data_digest
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(HEADER_LEN)?;
    let bytes = p.bytes();
    let opcode = bytes[0] & 0x3f;
    let lengths = Lengths::of(p, opcode, bytes);
    if lengths.data <= MAX_DATA {
        p.wait_for(lengths.whole())?;
    }
    let name = names::OPCODES
        .iter()
        .find(|entry| entry.0 == u64::from(opcode));
    p.summary(format_args!("{}", name.map_or("unknown", |entry| entry.1)));
    header(p, opcode)?;
    p.seek(HEADER_LEN);
    if lengths.more_header > 0 {
        p.field(&MORE_HEADER, lengths.more_header)?;
    }
    if lengths.header_digest > 0 {
        p.uint(&HEADER_DIGEST)?;
    }
    let end = p.pos() + lengths.data;
    data(p, opcode, lengths.data)?;
    p.seek(end);
    let padding = lengths.data.next_multiple_of(4) - lengths.data;
    if padding > 0 {
        // Only what is text has it under a name.
        match opcode {
            0x03 | 0x04 | 0x23 | 0x24 => drop(p.field(&PADDING, padding)?),
            _ => drop(p.skip(padding)?),
        }
    }
    if lengths.data_digest > 0 {
        p.uint(&DATA_DIGEST)?;
    }
    p.ends_at(lengths.whole());
    Ok(())
}

/// Reads fields at their places in the header.
fn at(p: &mut Peel<'_>, fields: &[(usize, &'static FieldSpec)]) -> Peeled {
    for (place, spec) in fields {
        p.seek(*place);
        p.uint(spec)?;
    }
    Ok(())
}

fn rows(p: &mut Peel<'_>, place: usize, table: &'static [FieldSpec]) -> Peeled {
    p.seek(place);
    p.rows(table).map(drop)
}

/// The logical unit, if it is named in the simplest way.
fn unit(p: &mut Peel<'_>) -> Peeled {
    match p.bytes().get(8) {
        Some(first) if first >> 6 == 0 => rows(p, 8, bits::LUN),
        _ => Ok(()),
    }
}

const LENGTHS: [(usize, &FieldSpec); 2] = [(4, &AHS), (5, &LENGTH)];
const TARGET_NUMBERS: [(usize, &FieldSpec); 3] = [(24, &STATSN), (28, &EXPCMDSN), (32, &MAXCMDSN)];
const INITIATOR_NUMBERS: [(usize, &FieldSpec); 2] = [(24, &CMDSN), (28, &EXPSTATSN)];

fn header(p: &mut Peel<'_>, opcode: u8) -> Peeled {
    let has_immediate = matches!(opcode, 0x00..=0x02 | 0x04 | 0x06);
    rows(
        p,
        0,
        if has_immediate {
            bits::FIRST_OUT
        } else {
            bits::FIRST
        },
    )?;
    if opcode != 0x22 {
        at(p, &LENGTHS)?;
    }
    if matches!(
        opcode,
        0x00..=0x02 | 0x04 | 0x05 | 0x10 | 0x20 | 0x24 | 0x31 | 0x32
    ) {
        unit(p)?;
    }
    if !matches!(opcode, 0x32 | 0x3f) {
        at(p, &[(16, &TAG)])?;
    }
    match opcode {
        0x05 => at(p, &[(28, &EXPSTATSN)])?,
        0x10 => at(p, &[(28, &EXPSTATSN)])?,
        0x00..=0x1f => at(p, &INITIATOR_NUMBERS)?,
        _ => at(p, &TARGET_NUMBERS)?,
    }
    own(p, opcode)
}

/// What only this kind of PDU has.
fn own(p: &mut Peel<'_>, opcode: u8) -> Peeled {
    match opcode {
        0x00 | 0x20 => at(p, &[(20, &TARGET_TAG)]),
        0x01 => {
            at(p, &[(20, &EXPECTED)])?;
            p.seek(32);
            p.field(&CDB, 16).map(drop)
        }
        0x21 => at(
            p,
            &[
                (2, &SCSI_RESPONSE),
                (3, &STATUS),
                (36, &EXPDATASN),
                (40, &BIDI),
                (44, &RESIDUAL),
            ],
        ),
        0x02 => {
            rows(p, 1, bits::TASK_FLAGS)?;
            at(p, &[(20, &REFERENCED), (32, &REFCMDSN)])
        }
        0x22 => at(p, &[(2, &TASK_RESPONSE)]),
        0x03 | 0x23 => {
            rows(p, 1, bits::LOGIN_FLAGS)?;
            rows(p, 8, bits::SESSION)?;
            at(p, &[(2, &VERSION_MAX), (14, &TSIH)])?;
            match opcode {
                0x03 => at(p, &[(3, &VERSION_MIN), (20, &CID)]),
                _ => at(p, &[(3, &VERSION_ACTIVE), (36, &LOGIN_STATUS)]),
            }
        }
        0x04 | 0x24 => {
            at(p, &[(1, &FLAGS)])?;
            p.bits(bits::TEXT_FLAGS, 1);
            at(p, &[(20, &TARGET_TAG)])
        }
        0x05 => at(p, &[(20, &TARGET_TAG), (36, &DATASN), (40, &OFFSET)]),
        0x25 => {
            at(p, &[(1, &FLAGS)])?;
            p.bits(bits::DATA_IN_FLAGS, 1);
            if p.bytes()[1] & 1 != 0 {
                at(p, &[(3, &STATUS)])?;
            }
            at(p, &[(36, &DATASN), (40, &OFFSET), (44, &READ_RESIDUAL)])
        }
        0x06 => {
            rows(p, 1, bits::LOGOUT_FLAGS)?;
            at(p, &[(20, &CID)])
        }
        0x26 => at(p, &[(2, &LOGOUT_RESPONSE), (40, &WAIT), (42, &RETAIN)]),
        0x10 => {
            rows(p, 1, bits::SNACK_FLAGS)?;
            at(p, &[(20, &TARGET_TAG), (40, &BEGRUN), (44, &RUNLENGTH)])
        }
        0x31 => at(
            p,
            &[
                (20, &TARGET_TAG),
                (36, &R2TSN),
                (40, &OFFSET),
                (44, &DESIRED),
            ],
        ),
        0x32 => at(
            p,
            &[
                (36, &EVENT),
                (37, &VENDOR_EVENT),
                (38, &PARAMETER_1),
                (40, &PARAMETER_2),
                (42, &PARAMETER_3),
            ],
        ),
        0x3f => at(p, &[(2, &REJECT_REASON), (36, &DATASN)]),
        _ => Ok(()),
    }
}

fn data(p: &mut Peel<'_>, opcode: u8, len: usize) -> Peeled {
    if len == 0 {
        return Ok(());
    }
    if matches!(opcode, 0x03 | 0x04 | 0x23 | 0x24) {
        return p.within(len, "data segment length", |p| key_values(p, opcode));
    }
    let mut left = len;
    if opcode == 0x21 && len >= 2 {
        p.uint(&SENSE_LEN)?;
        left -= 2;
    }
    match left {
        0 => Ok(()),
        _ => p.field(&DATA, left).map(drop),
    }
}

/// Texts such as `HeaderDigest=None`, with a zero at the end of each.
fn key_values(p: &mut Peel<'_>, opcode: u8) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let rest = p.rest();
        let zero = memchr::memchr(0, rest);
        let (text, start) = (&rest[..zero.unwrap_or(rest.len())], p.pos());
        let end = start + zero.map_or(rest.len(), |zero| zero + 1);
        if opcode == 0x23 {
            for (index, key) in [(0, "HeaderDigest="), (1, "DataDigest=")] {
                if let Some(value) = text.strip_prefix(key.as_bytes()) {
                    p.note(DIGEST, index, (value == b"CRC32C").into());
                }
            }
        }
        p.mark_as(
            &KEY_VALUE,
            start..end,
            Value::Made(text::clean_bytes(text).into()),
        );
        p.seek(end);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_login_has_its_fields_at_their_places() {
        let bytes = PROTOCOL.sample;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        let one = |name| all(&out, bytes, name);
        assert_eq!(one("iscsi.isid.b"), [(9, 2, "0x023d".into())]);
        assert_eq!(one("iscsi.cmdsn"), [(24, 4, "1".into())]);
        assert_eq!(one("iscsi.keyvalue"), [(48, 4, "A=b".into())]);
        assert_eq!(out.layers[0].header.end, 52);
        let mut cut = bytes.to_vec();
        cut[7] = 0x80;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &cut, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
        assert_eq!(recognise(b"\x07\0\0\0\0\0\0\0"), Match::No);
    }
}
