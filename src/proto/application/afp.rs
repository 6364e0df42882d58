//! AFP: files of Apple computers (Apple Filing Protocol Reference). Which command, and on which
//! volume.

use crate::decode::{Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::application::asp;
use crate::proto::mac_roman;
use crate::proto::reserved::reserved;
use crate::proto::transport::atp::Transaction;

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

const SERVER_FLAGS: FieldSpec = FieldSpec::hex("afp.server_flag", "Flags", 16)
    .parts_follow()
    .doc("What the server can do.", BOOK);

const STATUS: &[FieldSpec] = &[
    offset("afp.machine_offset", "Machine type"),
    offset("afp.version_offset", "Versions"),
    offset("afp.uams_offset", "Login methods"),
    offset("afp.icon_offset", "Icon"),
    SERVER_FLAGS,
    bit(
        "afp.server_flag.fast_copy",
        "Fast copy",
        "It copies files itself, fast.",
    ),
    reserved(3, BOOK).part(),
    bit(
        "afp.server_flag.ext_sleep",
        "Extended sleep",
        "Clients may sleep long.",
    ),
    bit("afp.server_flag.uuids", "UUIDs", "Users have UUIDs."),
    bit(
        "afp.server_flag.utf8_name",
        "UTF-8 name",
        "Its name is also there in UTF-8.",
    ),
    bit(
        "afp.server_flag.directory",
        "Directory services",
        "It knows users from a directory.",
    ),
    bit(
        "afp.server_flag.reconnect",
        "Reconnect",
        "Lost connections can be taken up again.",
    ),
    bit(
        "afp.server_flag.notify",
        "Notifications",
        "It tells what has changed.",
    ),
    bit(
        "afp.server_flag.tcpip",
        "TCP",
        "It can be reached over TCP.",
    ),
    bit(
        "afp.server_flag.srv_sig",
        "Signature",
        "It has a signature.",
    ),
    bit("afp.server_flag.srv_msg", "Messages", "It sends messages."),
    bit(
        "afp.server_flag.no_save_passwd",
        "No saved passwords",
        "Clients must not keep passwords.",
    ),
    bit(
        "afp.server_flag.passwd",
        "Passwords",
        "Passwords can be changed.",
    ),
    bit(
        "afp.server_flag.copyfile",
        "Copies files",
        "It copies files itself.",
    ),
];

const fn offset(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc("Where this part stands; 0: it is not there.", BOOK)
}

crate::fields! {
    SERVER = FieldSpec::computed("afp.server_name", "Server name").doc("What the server is called.", BOOK);
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
    headers: &[VOLUME_BITMAP, STATUS],
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
    match asp::answered(p) {
        Some(asp::STATUS) => return status(p),
        Some(_) => {
            let asked = Transaction::around(p).and_then(|asked| asked.known(p, ASKED));
            return reply(p, asked.unwrap_or_default());
        }
        None => {}
    }
    if let Some([1, _, high, low, ..]) = p.bytes_since("dsi") {
        let id = u32::from(u16::from_be_bytes([*high, *low]));
        let command = p.fact(ASKED, id).unwrap_or_default();
        return reply(p, command);
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

fn reply(p: &mut Peel<'_>, command: u64) -> Peeled {
    p.summary(format_args!("{}, reply", name(command)));
    if command == GET_VOLUME && !p.rest().is_empty() {
        p.rows(VOLUME_BITMAP)?;
    }
    Ok(())
}

/// What the server says of itself: where its parts stand, what it can do, and its name.
fn status(p: &mut Peel<'_>) -> Peeled {
    p.rows(STATUS)?;
    mac_roman::counted(p, &SERVER)?;
    p.summary(format_args!("status of the server"));
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
