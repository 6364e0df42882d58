//! Blocks of the program on their way into the controller and out of it, and starting and stopping.

use super::{ACK_DATA, JOB, SOURCE, Said, variables};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, text};

const REQUEST_DOWNLOAD: u64 = 0x1a;
const DOWNLOAD: u64 = 0x1b;
const DOWNLOAD_ENDED: u64 = 0x1c;
const START_UPLOAD: u64 = 0x1d;
const UPLOAD: u64 = 0x1e;
const END_UPLOAD: u64 = 0x1f;
const SERVICE: u64 = 0x28;
const STOP: u64 = 0x29;

pub(super) const STATUS: &[FieldSpec] = &[
    FieldSpec::hex("s7comm.param.blockcontrol.functionstatus", "Status", 8)
        .parts_follow()
        .doc("How far it is.", SOURCE),
    FieldSpec::gap(6).part(),
    FieldSpec::flag("s7comm.param.blockcontrol.functionstatus.error", "Error")
        .part()
        .doc("Set: it failed.", SOURCE),
    FieldSpec::flag("s7comm.param.blockcontrol.functionstatus.more", "More")
        .part()
        .doc("Set: more data follow.", SOURCE),
];

crate::fields! {
    UNKNOWN = FieldSpec::bytes("s7comm.data.blockcontrol.unknown1", "Unknown").doc("Nobody outside knows what this is.", SOURCE);
    ERROR = FieldSpec::hex("s7comm.data.blockcontrol.errorcode", "Error code", 16).doc("0: it worked.", SOURCE);
    UPLOAD_ID = FieldSpec::hex("s7comm.data.blockcontrol.uploadid", "Upload", 32).doc("Chosen by the controller when the upload began.", SOURCE);
    NAME_LEN = FieldSpec::uint("s7comm.param.blockcontrol.filename_len", "Name length", 8).unit("bytes").doc("Of the block's name.", SOURCE);
    NAME = FieldSpec::text("s7comm.param.blockcontrol.filename", "Name").doc("Of the block: what it is, its number, where it goes.", SOURCE);
    FILE_ID = FieldSpec::text("s7comm.data.blockcontrol.file_identifier", "File").doc("_: a whole block, $: its head for uploading.", SOURCE);
    BLOCK_TYPE = FieldSpec::text("s7comm.data.blockcontrol.block_type", "Type").doc("08 OB, 0A DB, 0B SDB, 0C FC, 0D SFC, 0E FB, 0F SFB.", SOURCE);
    BLOCK_NUMBER = FieldSpec::text("s7comm.data.blockcontrol.block_number", "Number").doc("The block's number.", SOURCE);
    FILE_SYSTEM = FieldSpec::text("s7comm.data.blockcontrol.dest_filesys", "Memory").doc("P: passive, copied but not yet in use; A: active; B: both.", SOURCE);
    PART_LEN = FieldSpec::uint("s7comm.data.blockcontrol.part2_len", "Length", 8).unit("bytes").doc("Of the lengths behind it.", SOURCE);
    PART_UNKNOWN = FieldSpec::text("s7comm.data.blockcontrol.part2_unknown", "Unknown").doc("Nobody outside knows what this is.", SOURCE);
    LOAD_LEN = FieldSpec::text("s7comm.data.blockcontrol.loadmem_len", "Load memory").doc("Bytes that the block takes there, as digits.", SOURCE);
    CODE_LEN = FieldSpec::text("s7comm.data.blockcontrol.mc7code_len", "Code").doc("Bytes of its code, as digits.", SOURCE);
    SERVICE_UNKNOWN = FieldSpec::bytes("s7comm.param.pistart.unknown1", "Unknown").doc("Nobody outside knows what this is.", SOURCE);
    PARAMETER_LEN = FieldSpec::uint("s7comm.param.pistart.parameterblock_len", "Parameter length", 16).unit("bytes").doc("Of the service's parameters.", SOURCE);
    PARAMETER = FieldSpec::group("s7comm.param.pistart.parameterblock", "Service's parameters").doc("What the service works on.", SOURCE);
    BLOCK_COUNT = FieldSpec::uint("s7comm.data.plccontrol.block_cnt", "Blocks", 8).doc("How many names follow.", SOURCE);
    INSERT_UNKNOWN = FieldSpec::hex("s7comm.param.pi.inse.unknown", "Unknown", 8).doc("Nobody outside knows what this is.", SOURCE);
    SERVICE_LEN = FieldSpec::uint("s7comm.param.pi.n_x.string_len", "Name length", 8).unit("bytes").doc("Of the service's name.", SOURCE);
    SERVICE_NAME = FieldSpec::text("s7comm.param.pistart.servicename", "Service").doc("_INSE: activate blocks, _DELE: delete them, P_PROGRAM: start or stop, _MODU: copy to ROM, _GARB: compress.", SOURCE);
}

/// Reads the parameters of a function from behind its number.
pub(super) fn parameters(p: &mut Peel<'_>, kind: u64, said: &mut Said) -> Peeled {
    match (said.function, kind) {
        (REQUEST_DOWNLOAD | DOWNLOAD, JOB) => {
            p.rows(STATUS)?;
            p.field(&UNKNOWN, 2)?;
            p.field(&UNKNOWN, 4)?;
            name(p, said)?;
            if said.function == REQUEST_DOWNLOAD && !p.rest().is_empty() {
                lengths(p)?;
            }
            Ok(())
        }
        (DOWNLOAD_ENDED, JOB) => {
            p.rows(STATUS)?;
            p.uint(&ERROR)?;
            p.field(&UNKNOWN, 4)?;
            name(p, said)
        }
        (START_UPLOAD, JOB) => {
            p.rows(STATUS)?;
            p.field(&UNKNOWN, 2)?;
            p.uint(&UPLOAD_ID)?;
            name(p, said)
        }
        (UPLOAD, JOB) => {
            p.rows(STATUS)?;
            p.field(&UNKNOWN, 2)?;
            p.uint(&UPLOAD_ID).map(drop)
        }
        (END_UPLOAD, JOB) => {
            p.rows(STATUS)?;
            p.uint(&ERROR)?;
            p.uint(&UPLOAD_ID).map(drop)
        }
        (DOWNLOAD | UPLOAD, ACK_DATA) => p.rows(STATUS).map(drop),
        (SERVICE, JOB) => service(p, said),
        (STOP, JOB) => {
            p.field(&SERVICE_UNKNOWN, 5)?;
            service_name(p, said)
        }
        _ => Ok(()),
    }
}

/// Reads the name of a block behind its length.
fn name(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    let len = p.uint(&NAME_LEN)? as usize;
    let at = p.pos();
    let bytes = p.skip(len)?;
    said.what = format!(" {}", text::clean_bytes(bytes));
    p.mark(&NAME, at..at + len);
    if len == 9 {
        p.mark(&FILE_ID, at..at + 1);
        block_name(p, at + 1);
    }
    Ok(())
}

/// Type, number and memory of the block whose name stands at `at`.
fn block_name(p: &mut Peel<'_>, at: usize) {
    p.mark(&BLOCK_TYPE, at..at + 2);
    p.mark(&BLOCK_NUMBER, at + 2..at + 7);
    p.mark(&FILE_SYSTEM, at + 7..at + 8);
}

fn lengths(p: &mut Peel<'_>) -> Peeled {
    p.uint(&PART_LEN)?;
    p.field(&PART_UNKNOWN, 1)?;
    p.field(&LOAD_LEN, 6)?;
    p.field(&CODE_LEN, 6).map(drop)
}

fn service(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    p.field(&SERVICE_UNKNOWN, 7)?;
    let len = p.uint(&PARAMETER_LEN)? as usize;
    let start = p.pos();
    let behind = p
        .bytes()
        .get(start.saturating_add(len)..)
        .unwrap_or_default();
    let is_about_blocks = matches!(
        behind,
        [_, b'_', b'I', b'N', b'S', b'E', ..] | [_, b'_', b'D', b'E', b'L', b'E', ..]
    );
    if len > 0 {
        p.group(&PARAMETER, |p| {
            p.within(len, "parameter length", |p| {
                if is_about_blocks {
                    return blocks(p);
                }
                Ok(())
            })
        })?;
    }
    service_name(p, said)
}

fn blocks(p: &mut Peel<'_>) -> Peeled {
    let count = p.uint(&BLOCK_COUNT)?;
    p.uint(&INSERT_UNKNOWN)?;
    for _ in 0..count {
        let at = p.pos();
        p.field(&NAME, 8)?;
        block_name(p, at);
    }
    Ok(())
}

fn service_name(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    let len = p.uint(&SERVICE_LEN)? as usize;
    let name = p.field(&SERVICE_NAME, len)?;
    said.what = format!(" {}", text::clean_bytes(name));
    Ok(())
}

/// Reads a piece of a block.
pub(super) fn block(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&variables::VALUE_LEN)? as usize;
    p.field(&UNKNOWN, 2)?;
    p.field(&variables::VALUE, len.min(p.rest().len()))
        .map(drop)
}
