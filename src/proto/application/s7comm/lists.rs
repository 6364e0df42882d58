//! Lists that a controller gives of itself: its state, and the blocks in it.

use super::SOURCE;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};

const SYSTEM: &str = "SIMATIC system functions, system status lists";

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, SYSTEM)
}

const fn hex(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16).doc(doc, SYSTEM)
}

const fn long(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32)
        .unit("bytes")
        .doc(doc, SYSTEM)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SYSTEM)
}

pub(super) const ID: &[FieldSpec] = &[
    FieldSpec::hex("s7comm.data.userdata.szl_id", "List", 16)
        .parts_follow()
        .doc("Which list of the controller's state is asked for.", SYSTEM),
    FieldSpec::hex("s7comm.data.userdata.szl_id.diag_type", "Module", 4)
        .part()
        .codes(&[
            (0, "CPU"),
            (4, "interface module"),
            (8, "function module"),
            (12, "communication module"),
        ])
        .doc("Of which kind of module.", SYSTEM),
    FieldSpec::gap(4).part(),
    FieldSpec::hex("s7comm.data.userdata.szl_id.partlist_num", "Number", 8)
        .part()
        .codes(&[
            (0x00, "all lists"),
            (0x11, "module identification"),
            (0x12, "CPU characteristics"),
            (0x13, "user memory areas"),
            (0x14, "system areas"),
            (0x15, "block types"),
            (0x19, "LEDs"),
            (0x1c, "component identification"),
            (0x22, "interrupt status"),
            (0x24, "modes"),
            (0x25, "process images"),
            (0x31, "communication capabilities"),
            (0x32, "communication status"),
            (0x71, "redundancy"),
            (0x74, "LED status"),
            (0x90, "DP masters"),
            (0x91, "module status"),
            (0x92, "rack and station status"),
            (0xa0, "diagnostic buffer"),
        ])
        .doc("What the list is about.", SYSTEM),
];

pub(super) const MEMORY: &[FieldSpec] = &[
    hex(
        "s7comm.szl.0013.0000.index",
        "Index",
        "1: work memory, 2: load memory built in, 3: load memory plugged in.",
    ),
    hex(
        "s7comm.szl.0013.0000.code",
        "Memory type",
        "1: RAM, 2: FEPROM, 3: both.",
    ),
    long("s7comm.szl.0013.0000.size", "Size", "Of the whole memory."),
    word(
        "s7comm.szl.0013.0000.mode",
        "Mode",
        "How the memory is divided.",
    )
    .parts_follow(),
    FieldSpec::gap(11).part(),
    flag(
        "s7comm.szl.0013.0000.mode.cd_tog",
        "Together",
        "Code and data share it.",
    ),
    flag(
        "s7comm.szl.0013.0000.mode.cd_sep",
        "Separate",
        "Code and data are apart.",
    ),
    flag(
        "s7comm.szl.0013.0000.mode.mixed_mem",
        "Mixed",
        "Of both kinds.",
    ),
    flag(
        "s7comm.szl.0013.0000.mode.nvol_mem",
        "Permanent",
        "Keeps its contents without power.",
    ),
    flag(
        "s7comm.szl.0013.0000.mode.vol_mem",
        "Volatile",
        "Loses its contents without power.",
    ),
    hex("s7comm.szl.0013.0000.granu", "Granularity", "Always 0."),
    long(
        "s7comm.szl.0013.0000.ber1",
        "Volatile size",
        "Of the volatile part.",
    ),
    long(
        "s7comm.szl.0013.0000.belegt1",
        "Volatile, used",
        "How much of it is in use.",
    ),
    long(
        "s7comm.szl.0013.0000.block1",
        "Volatile, largest free",
        "The largest free piece of it.",
    ),
    long(
        "s7comm.szl.0013.0000.ber2",
        "Permanent size",
        "Of the permanent part.",
    ),
    long(
        "s7comm.szl.0013.0000.belegt2",
        "Permanent, used",
        "How much of it is in use.",
    ),
    long(
        "s7comm.szl.0013.0000.block2",
        "Permanent, largest free",
        "The largest free piece of it.",
    ),
];

pub(super) const MODULE: &[FieldSpec] = &[
    hex(
        "s7comm.szl.xy11.0001.index",
        "Index",
        "1: the module, 6: its hardware, 7: its firmware.",
    ),
    FieldSpec::text("s7comm.szl.xy11.0001.anz", "Order number")
        .wide(20)
        .doc("Under which the module is sold.", SYSTEM),
    hex(
        "s7comm.szl.xy11.0001.bgtyp",
        "Module type",
        "A number of the maker.",
    ),
    word(
        "s7comm.szl.xy11.0001.ausbg",
        "Version",
        "Of the module, or of its system.",
    ),
    word(
        "s7comm.szl.xy11.0001.ausbe",
        "Description's version",
        "Of the file that describes it.",
    ),
];

pub(super) const PROTECTION: &[FieldSpec] = &[
    hex("s7comm.szl.0132.0004.index", "Index", "4: protection."),
    word(
        "s7comm.szl.0132.0004.key",
        "Level of the switch",
        "1, 2 or 3.",
    ),
    word(
        "s7comm.szl.0132.0004.param",
        "Level of the program",
        "0 to 3; 0: no password.",
    ),
    word(
        "s7comm.szl.0132.0004.real",
        "Level in force",
        "1: everything, 2: no writing, 3: nothing without the password.",
    ),
    word(
        "s7comm.szl.0132.0004.bart_sch",
        "Mode switch",
        "1: RUN, 2: RUN-P, 3: STOP, 4: MRES.",
    ),
    word(
        "s7comm.szl.0132.0004.crst_wrst",
        "Start switch",
        "1: cold, 2: warm.",
    ),
    hex("s7comm.szl.0132.0004.ken_f", "Reserved", "Zero."),
    hex(
        "s7comm.szl.0132.0004.ken_rel",
        "Checksums valid",
        "0x5656: the next ones mean something.",
    ),
    hex(
        "s7comm.szl.0132.0004.ken_ver1_hw",
        "Hardware checksum 1",
        "Of the hardware configuration.",
    )
    .little(),
    hex(
        "s7comm.szl.0132.0004.ken_ver2_hw",
        "Hardware checksum 2",
        "Of the hardware configuration.",
    )
    .little(),
    hex(
        "s7comm.szl.0132.0004.ken_ver1_awp",
        "Program checksum 1",
        "Of the user's program.",
    )
    .little(),
    hex(
        "s7comm.szl.0132.0004.ken_ver2_awp",
        "Program checksum 2",
        "Of the user's program.",
    )
    .little(),
    FieldSpec::bytes("s7comm.szl.0132.0004.res", "Reserved")
        .wide(16)
        .doc("Not described.", SYSTEM),
];

/// A test and installation status.
pub(super) const NAME: &[FieldSpec] = &[
    hex(
        "s7comm.szl.0132.0002.index",
        "Index",
        "2: test and installation.",
    ),
    word("s7comm.szl.0132.0002.anz", "Jobs", "How many are set up."),
    FieldSpec::bytes("s7comm.szl.0132.0002.res", "Reserved")
        .wide(36)
        .doc("Not described.", SYSTEM),
];

crate::fields! {
    INDEX = FieldSpec::hex("s7comm.data.userdata.szl_index", "Index", 16).doc("Which entry of the list.", SYSTEM);
    ENTRY_LEN = FieldSpec::uint("s7comm.data.userdata.szl_id.partlist_len", "Entry length", 16).unit("bytes").doc("Of one entry.", SYSTEM);
    ENTRY_COUNT = FieldSpec::uint("s7comm.data.userdata.szl_id.partlist_cnt", "Entries", 16).doc("How many follow.", SYSTEM);
    ENTRY = FieldSpec::group("s7comm.data.userdata.szl_data_tree", "Entry").doc("One entry of the list.", SYSTEM);
    ITEM = FieldSpec::group("s7comm.data.item", "Block").doc("A kind of blocks, or one block.", SOURCE);
    BLOCK_TYPE = FieldSpec::text("s7comm.blockinfo.blocktype", "Block type").doc("08 OB, 0A DB, 0B SDB, 0C FC, 0D SFC, 0E FB, 0F SFB.", SOURCE);
    BLOCK_COUNT = FieldSpec::uint("s7comm.blockinfo.block_count", "Count", 16).doc("How many there are of it.", SOURCE);
    BLOCK_NUMBER = FieldSpec::uint("s7comm.blockinfo.block_num", "Number", 16).doc("The block's number.", SOURCE);
    BLOCK_FLAGS = FieldSpec::hex("s7comm.blockinfo.flags", "Flags", 8).doc("Nobody outside knows what they are.", SOURCE);
    LANGUAGE = FieldSpec::uint("s7comm.blockinfo.block_lang", "Language", 8)
        .codes(&[(0, "not defined"), (1, "AWL"), (2, "KOP"), (3, "FUP"), (4, "SCL"), (5, "DB"), (6, "GRAPH"), (7, "SDB"), (8, "CPU-DB")])
        .doc("In which the block was written.", SOURCE);
    NUMBER_TEXT = FieldSpec::text("s7comm.data.blockinfo.block_number", "Number").doc("The block's number as digits.", SOURCE);
    FILE_SYSTEM = FieldSpec::text("s7comm.data.blockinfo.filesys", "Memory").doc("A: active, B: both, P: passive.", SOURCE);
}

/// Reads a list of the controller's state, or the question for it.
pub(super) fn state(p: &mut Peel<'_>, is_request: bool) -> Peeled {
    let [high, low] = *p.header::<{ bytes_of(ID) }>(ID)?;
    let id = u16::from_be_bytes([high, low]);
    let index = p.uint(&INDEX)?;
    if is_request {
        return Ok(());
    }
    let len = p.uint(&ENTRY_LEN)? as usize;
    let count = p.uint(&ENTRY_COUNT)?;
    let table = match (id, index) {
        (0x0013, 0) => MEMORY,
        (0x0011 | 0x0111, _) => MODULE,
        (0x0132, 2) => NAME,
        (0x0132, 4) => PROTECTION,
        _ => &[],
    };
    for _ in 0..count {
        if len == 0 || p.rest().len() < len || p.is_full() {
            break;
        }
        p.group(&ENTRY, |p| {
            p.within(len, "entry length", |p| match table {
                [] => Ok(()),
                _ => p.rows(table).map(drop),
            })
        })?;
    }
    Ok(())
}

/// Reads a list of blocks, or the question for it.
pub(super) fn blocks(p: &mut Peel<'_>, function: u64, is_request: bool) -> Peeled {
    match (function, is_request) {
        (2, true) => p.field(&BLOCK_TYPE, 2).map(drop),
        (3, true) => {
            p.field(&BLOCK_TYPE, 2)?;
            p.field(&NUMBER_TEXT, 5)?;
            p.field(&FILE_SYSTEM, 1).map(drop)
        }
        (1 | 2, false) => {
            while p.rest().len() >= 4 && !p.is_full() {
                p.group(&ITEM, |p| {
                    if function == 1 {
                        p.field(&BLOCK_TYPE, 2)?;
                        return p.uint(&BLOCK_COUNT).map(drop);
                    }
                    p.uint(&BLOCK_NUMBER)?;
                    p.uint(&BLOCK_FLAGS)?;
                    p.uint(&LANGUAGE).map(drop)
                })?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
