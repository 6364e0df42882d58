//! AFP: files of Apple computers (Apple Filing Protocol Reference). Which command, and on which
//! volume.

use crate::decode::{Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::reserved::reserved;

const BOOK: &str = "Apple Filing Protocol Reference";

const GET_VOLUME: u64 = 17;

const COMMANDS: Codes = &[
    (1, "FPByteRangeLock"),
    (2, "FPCloseVol"),
    (3, "FPCloseDir"),
    (4, "FPCloseFork"),
    (5, "FPCopyFile"),
    (6, "FPCreateDir"),
    (7, "FPCreateFile"),
    (8, "FPDelete"),
    (9, "FPEnumerate"),
    (10, "FPFlush"),
    (11, "FPFlushFork"),
    (14, "FPGetForkParms"),
    (15, "FPGetSrvrInfo"),
    (16, "FPGetSrvrParms"),
    (GET_VOLUME, "FPGetVolParms"),
    (18, "FPLogin"),
    (19, "FPLoginCont"),
    (20, "FPLogout"),
    (21, "FPMapID"),
    (22, "FPMapName"),
    (23, "FPMoveAndRename"),
    (24, "FPOpenVol"),
    (25, "FPOpenDir"),
    (26, "FPOpenFork"),
    (27, "FPRead"),
    (28, "FPRename"),
    (29, "FPSetDirParms"),
    (30, "FPSetFileParms"),
    (31, "FPSetForkParms"),
    (32, "FPSetVolParms"),
    (33, "FPWrite"),
    (34, "FPGetFileDirParms"),
    (35, "FPSetFileDirParms"),
    (36, "FPChangePassword"),
    (37, "FPGetUserInfo"),
    (38, "FPGetSrvrMsg"),
    (39, "FPCreateID"),
    (40, "FPDeleteID"),
    (41, "FPResolveID"),
    (42, "FPExchangeFiles"),
    (43, "FPCatSearch"),
    (48, "FPOpenDT"),
    (49, "FPCloseDT"),
    (59, "FPByteRangeLockExt"),
    (60, "FPReadExt"),
    (61, "FPWriteExt"),
    (63, "FPLoginExt"),
    (64, "FPGetSessionToken"),
    (65, "FPDisconnectOldSession"),
    (66, "FPEnumerateExt"),
    (67, "FPCatSearchExt"),
    (68, "FPEnumerateExt2"),
    (69, "FPGetExtAttr"),
    (70, "FPSetExtAttr"),
    (71, "FPRemoveExtAttr"),
    (72, "FPListExtAttrs"),
    (73, "FPGetACL"),
    (74, "FPSetACL"),
    (75, "FPAccess"),
    (76, "FPSpotlightRPC"),
    (78, "FPSyncDir"),
    (79, "FPSyncFork"),
    (122, "FPZzzzz"),
    (192, "FPAddIcon"),
];

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, BOOK)
}

const VOLUME_BITMAP: &[FieldSpec] = &[
    FieldSpec::hex("afp.vol_bitmap", "Bitmap", 16)
        .parts_follow()
        .doc("What is to be told of the volume.", BOOK),
    reserved(4, BOOK).part(),
    bit(
        "afp.vol_bitmap.block_size",
        "Block size",
        "Size of a block.",
    ),
    bit(
        "afp.vol_bitmap.ex_bytes_total",
        "Total, 64 bits",
        "Size of the volume.",
    ),
    bit(
        "afp.vol_bitmap.ex_bytes_free",
        "Free, 64 bits",
        "Bytes that are free.",
    ),
    bit("afp.vol_bitmap.name", "Name", "Name of the volume."),
    bit(
        "afp.vol_bitmap.bytes_total",
        "Total",
        "Size of the volume, in 32 bits.",
    ),
    bit(
        "afp.vol_bitmap.bytes_free",
        "Free",
        "Bytes that are free, in 32 bits.",
    ),
    bit("afp.vol_bitmap.id", "ID", "Number of the volume."),
    bit(
        "afp.vol_bitmap.backup_date",
        "Backup date",
        "When it was last saved.",
    ),
    bit(
        "afp.vol_bitmap.mod_date",
        "Modification date",
        "When it was last changed.",
    ),
    bit(
        "afp.vol_bitmap.create_date",
        "Creation date",
        "When it was made.",
    ),
    bit(
        "afp.vol_bitmap.signature",
        "Signature",
        "What kind of volume it is.",
    ),
    bit("afp.vol_bitmap.attributes", "Attributes", "Its attributes."),
];

crate::fields! {
    COMMAND = FieldSpec::uint("afp.command", "Command", 8).codes(COMMANDS).doc("What is to be done.", BOOK);
    PAD = FieldSpec::group("afp.pad", "Padding").doc("Zero.", BOOK);
    VOLUME = FieldSpec::uint("afp.vol_id", "Volume", 16).doc("Number of the volume; the server gave it when it was opened.", BOOK);
}

/// AFP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "afp",
        short: "AFP",
        title: "Apple Filing Protocol",
        osi: OsiLayer::Application,
        why: "It is what an Apple computer says to a file server.",
        reference: BOOK,
    },
    claims: &[],
    headers: &[VOLUME_BITMAP],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x11\x00\x00\x02\x0e\x1c",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(!bytes.is_empty())
}

/// Under which name the command of a request is kept, by the request's number.
pub const ASKED: &str = "afp.command";

fn peel(p: &mut Peel<'_>) -> Peeled {
    if let Some([1, _, high, low, ..]) = p.bytes_since("dsi") {
        let id = u32::from(u16::from_be_bytes([*high, *low]));
        let command = p.fact(ASKED, id).unwrap_or_default();
        p.summary(format_args!("{}, reply", name(command)));
        if command == GET_VOLUME {
            p.rows(VOLUME_BITMAP)?;
        }
        return Ok(());
    }
    let command = p.uint(&COMMAND)?;
    p.summary(format_args!("{}", name(command)));
    if command == GET_VOLUME {
        p.group(&PAD, |p| p.skip(1).map(drop))?;
        p.uint(&VOLUME)?;
        p.rows(VOLUME_BITMAP)?;
    }
    Ok(())
}

fn name(command: u64) -> &'static str {
    COMMAND.names.get(command).unwrap_or("unknown command")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn volumes_are_asked_about() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        assert_eq!(out.layers[0].summary, "FPGetVolParms");
        assert_eq!(
            all(&out, PROTOCOL.sample, "afp.vol_bitmap.mod_date")[0].2,
            "1"
        );
        assert_eq!(all(&out, PROTOCOL.sample, "afp.vol_bitmap.name")[0].2, "0");
    }
}
