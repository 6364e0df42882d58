//! What goes through the channels of a session: the security header, licensing, and the heads of what
//! is not encrypted (MS-RDPBCGR §2.2.1.10 to §2.2.8).

use super::settings::ENCRYPTION;
use super::text16;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const HEADER: &str = "MS-RDPBCGR §2.2.8.1.1.2.1";
const LICENSING: &str = "MS-RDPBCGR §2.2.1.12";
const INFO_SECTION: &str = "MS-RDPBCGR §2.2.1.11.1.1";
const SHARE_SECTION: &str = "MS-RDPBCGR §2.2.8.1.1.1";

const EXCHANGE: u16 = 0x0001;
const ENCRYPT: u16 = 0x0008;
const CLIENT_INFO: u16 = 0x0040;
const LICENSING_FLAG: u16 = 0x0080;

const ERROR_ALERT: u8 = 0xff;
const FIPS: u64 = 16;
const DATA_PDU: u16 = 7;

/// 1 once the server has said that the client has a license.
const LICENSED: &str = "rdp licensed";

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, HEADER)
}

const fn word(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).little()
}

pub(super) const SECURITY_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("rdp.flags", "Security flags", 16)
        .little()
        .parts_follow()
        .doc("What follows, and how it is protected.", HEADER),
    FieldSpec::gap(2).part(),
    flag("rdp.flags.ignoreseqno", "Ignore number", "Not used."),
    flag("rdp.flags.resetseqno", "Reset number", "Not used."),
    flag(
        "rdp.flags.encrypt",
        "Encrypted",
        "What follows the signature is encrypted.",
    ),
    FieldSpec::gap(3).part(),
    flag(
        "rdp.flags.flagshivalid",
        "High flags valid",
        "The second word of flags means something.",
    ),
    FieldSpec::gap(3).part(),
    flag(
        "rdp.flags.securechecksum",
        "Salted signature",
        "The signature counts packets too.",
    ),
    FieldSpec::gap(1).part(),
    flag(
        "rdp.flags.licenseencrypt",
        "Licensing encrypted",
        "Licensing packets may be encrypted.",
    ),
    FieldSpec::gap(1).part(),
];

pub(super) const LICENSE: &[FieldSpec] = &[
    FieldSpec::hex("rdp.bMsgType", "Message", 8)
        .codes(&[
            (0x01, "license request"),
            (0x02, "platform challenge"),
            (0x03, "new license"),
            (0x04, "upgraded license"),
            (0x12, "license information"),
            (0x13, "new license request"),
            (0x15, "answer to the challenge"),
            (0xff, "error or end"),
        ])
        .doc("What the message says about licenses.", LICENSING),
    FieldSpec::uint("rdp.bVersion", "Version", 8)
        .doc("2 or 3; the upper bits say more.", LICENSING),
    word("rdp.wMsgSize", "Length")
        .unit("bytes")
        .doc("The message with its head.", LICENSING),
];

pub(super) const LICENSE_ERROR: &[FieldSpec] = &[
    FieldSpec::uint("rdp.errorCode", "Result", 32)
        .little()
        .codes(&[
            (1, "wrong code of authentication"),
            (2, "no license"),
            (3, "wrong scope"),
            (4, "no license server"),
            (6, "unknown client"),
            (7, "the client has a valid license"),
        ])
        .doc("What came out.", LICENSING),
    FieldSpec::uint("rdp.stateTransition", "Then", 32)
        .little()
        .codes(&[
            (1, "end"),
            (2, "nothing changes"),
            (3, "start again"),
            (4, "send again"),
        ])
        .doc("What both sides do now.", LICENSING),
    word("rdp.wBlobType", "Blob type").doc("What the bytes behind are.", LICENSING),
    word("rdp.wBlobLen", "Blob length")
        .unit("bytes")
        .doc("How many there are.", LICENSING),
];

pub(super) const INFO: &[FieldSpec] = &[
    FieldSpec::uint("rdp.codePage", "Code page", 32)
        .little()
        .doc("The language of the input.", INFO_SECTION),
    FieldSpec::hex("rdp.optionFlags", "Options", 32)
        .little()
        .doc("What the client wants, as bits.", INFO_SECTION),
    word("rdp.domain.length", "Domain length")
        .unit("bytes")
        .doc("Without the zero at its end.", INFO_SECTION),
    word("rdp.userName.length", "User name length")
        .unit("bytes")
        .doc("Without the zero at its end.", INFO_SECTION),
    word("rdp.password.length", "Password length")
        .unit("bytes")
        .doc("Without the zero at its end.", INFO_SECTION),
    word("rdp.alternateShell.length", "Shell length")
        .unit("bytes")
        .doc("Without the zero at its end.", INFO_SECTION),
    word("rdp.workingDir.length", "Directory length")
        .unit("bytes")
        .doc("Without the zero at its end.", INFO_SECTION),
];

pub(super) const SHARE: &[FieldSpec] = &[word("rdp.totalLength", "Length")
    .unit("bytes")
    .doc("The packet with this head.", SHARE_SECTION)];

pub(super) const SHARE_TYPE: &[FieldSpec] = &[
    FieldSpec::hex("rdp.pduType", "Type and version", 16)
        .little()
        .parts_follow()
        .doc("What the packet is.", SHARE_SECTION),
    FieldSpec::uint("rdp.pduType.versionLow", "Version", 4)
        .part()
        .doc("Always 1.", SHARE_SECTION),
    FieldSpec::hex("rdp.pduType.type", "Type", 4)
        .part()
        .codes(&[
            (1, "demand active"),
            (3, "confirm active"),
            (6, "deactivate all"),
            (7, "data"),
            (10, "server redirection"),
        ])
        .doc("What the packet is.", SHARE_SECTION),
    FieldSpec::uint("rdp.pduType.versionHigh", "Version, upper byte", 8)
        .part()
        .doc("Always 0.", SHARE_SECTION),
    word("rdp.pduSource", "Source").doc("The channel of who sends.", SHARE_SECTION),
];

pub(super) const SHARE_DATA: &[FieldSpec] = &[
    FieldSpec::hex("rdp.shareId", "Share", 32)
        .little()
        .doc("Which sharing of the desktop.", SHARE_SECTION),
    FieldSpec::hex("rdp.pad1", "Padding", 8).doc("Means nothing.", SHARE_SECTION),
    FieldSpec::uint("rdp.streamId", "Priority", 8)
        .codes(&[(1, "low"), (2, "medium"), (4, "high")])
        .doc("How urgent it is.", SHARE_SECTION),
    word("rdp.uncompressedLength", "Length before compression")
        .unit("bytes")
        .doc("From the next row on.", SHARE_SECTION),
    FieldSpec::uint("rdp.pduType2", "Data type", 8)
        .codes(&[
            (2, "update"),
            (20, "control"),
            (27, "pointer"),
            (28, "input"),
            (31, "synchronize"),
            (33, "refresh rectangle"),
            (34, "play sound"),
            (35, "suppress output"),
            (36, "shutdown request"),
            (37, "shutdown refused"),
            (38, "session information"),
            (39, "font list"),
            (40, "font map"),
            (41, "keyboard lights"),
            (43, "stored bitmaps"),
            (47, "error"),
            (50, "keyboard method"),
        ])
        .doc("What the data are.", SHARE_SECTION),
    FieldSpec::hex("rdp.compressedType", "Compression", 8)
        .doc("How they are compressed.", SHARE_SECTION),
    word("rdp.compressedLength", "Compressed length")
        .unit("bytes")
        .doc("0 if they are not compressed.", SHARE_SECTION),
];

crate::fields! {
    SEND_DATA = FieldSpec::group("rdp.sendData", "Data").doc("What a channel carries.", HEADER);
    EXCHANGE_PDU = FieldSpec::group("rdp.securityExchangePDU", "Key exchange")
        .doc("The client's part of the keys, for the server's eyes only.", "MS-RDPBCGR §2.2.1.10");
    INFO_PDU = FieldSpec::group("rdp.clientInfoPDU", "Client's information")
        .doc("Who wants to log in, and how it shall look.", "MS-RDPBCGR §2.2.1.11");
    LICENSE_PDU = FieldSpec::group("rdp.validClientLicenseData", "Licensing")
        .doc("Whether the client may use the server.", LICENSING);
    FLAGS_HIGH = FieldSpec::hex("rdp.flagsHi", "High flags", 16).little().doc("Not used.", HEADER);
    LENGTH = FieldSpec::uint("rdp.length", "Length", 32).little().unit("bytes").doc("Of the encrypted number.", "MS-RDPBCGR §2.2.1.10.1");
    CLIENT_RANDOM = FieldSpec::bytes("rdp.encryptedClientRandom", "Client's random")
        .doc("Goes into the keys of the session; encrypted with the server's public key.", "MS-RDPBCGR §2.2.1.10.1");
    SIGNATURE = FieldSpec::bytes("rdp.dataSignature", "Signature").doc("Shows that the data were not changed.", HEADER);
    FIPS_LENGTH = FieldSpec::uint("rdp.fipsLength", "Header length", 16).little().doc("Always 16.", HEADER);
    FIPS_VERSION = FieldSpec::hex("rdp.fipsVersion", "Version", 8).doc("Always 1.", HEADER);
    PAD_LENGTH = FieldSpec::uint("rdp.padlen", "Padding length", 8).unit("bytes").doc("How much was added to fill a block.", HEADER);
    ENCRYPTED = FieldSpec::bytes("rdp.encryptedData", "Encrypted data").doc("Only the two ends can read them.", HEADER);
    BLOB = FieldSpec::bytes("rdp.blobData", "Blob").doc("Bytes of the licensing protocol.", LICENSING);
    DOMAIN = FieldSpec::computed("rdp.domain", "Domain").doc("In which the user is known.", INFO_SECTION);
    USER = FieldSpec::computed("rdp.userName", "User").doc("Who logs in.", INFO_SECTION);
    PASSWORD = FieldSpec::computed("rdp.password", "Password").doc("The password, readable for everybody on the way.", INFO_SECTION);
    SHELL = FieldSpec::computed("rdp.alternateShell", "Program").doc("What is started instead of a desktop.", INFO_SECTION);
    DIRECTORY = FieldSpec::computed("rdp.workingDir", "Directory").doc("Where it is started.", INFO_SECTION);
}

/// Reads what a channel carries. A security header stands before it until the client is licensed,
/// and as long as RDP's own encryption is used.
pub(super) fn data(p: &mut Peel<'_>) -> Peeled {
    let method = p.fact(ENCRYPTION, 0).unwrap_or_default();
    let is_licensed = p.fact(LICENSED, 0) == Some(1);
    let flags = match p.rest() {
        [low, high, _, _, ..] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    };
    p.group(&SEND_DATA, |p| {
        if is_licensed {
            return match method {
                0 => share(p),
                _ => {
                    p.summary(format_args!("encrypted data"));
                    security(p, method, flags)?;
                    rest_encrypted(p)
                }
            };
        }
        match flags {
            _ if flags & EXCHANGE != 0 => p.group(&EXCHANGE_PDU, |p| {
                p.summary(format_args!("key exchange"));
                security(p, 0, flags)?;
                let len = p.uint(&LENGTH)? as usize;
                p.field(&CLIENT_RANDOM, len).map(drop)
            }),
            _ if flags & CLIENT_INFO != 0 => p.group(&INFO_PDU, |p| {
                p.summary(format_args!("client's information"));
                security(p, method, flags)?;
                if flags & ENCRYPT != 0 {
                    return rest_encrypted(p);
                }
                info(p)
            }),
            _ if flags & LICENSING_FLAG != 0 => {
                p.group(&LICENSE_PDU, |p| license(p, method, flags))
            }
            _ => share(p),
        }
    })
}

/// Reads the security header.
fn security(p: &mut Peel<'_>, method: u64, flags: u16) -> Peeled {
    p.rows(SECURITY_FLAGS)?;
    p.uint(&FLAGS_HIGH)?;
    if flags & ENCRYPT == 0 {
        return Ok(());
    }
    if method == FIPS {
        p.uint(&FIPS_LENGTH)?;
        p.uint(&FIPS_VERSION)?;
        p.uint(&PAD_LENGTH)?;
    }
    p.field(&SIGNATURE, 8).map(drop)
}

fn rest_encrypted(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    p.field(&ENCRYPTED, len).map(drop)
}

fn license(p: &mut Peel<'_>, method: u64, flags: u16) -> Peeled {
    p.summary(format_args!("licensing"));
    security(p, method, flags)?;
    if flags & ENCRYPT != 0 {
        p.note(LICENSED, 0, 1);
        return rest_encrypted(p);
    }
    let kind = p.rows(LICENSE)?[0];
    let name = LICENSE[0]
        .names
        .get(kind.into())
        .unwrap_or("unknown message");
    p.summary(format_args!("licensing: {name}"));
    if kind == ERROR_ALERT {
        p.note(LICENSED, 0, 1);
        p.rows(LICENSE_ERROR)?;
        let len = p.rest().len();
        if len > 0 {
            p.field(&BLOB, len)?;
        }
    }
    Ok(())
}

/// Reads a client's information in the clear.
fn info(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(INFO)?;
    let mut lengths = [0; 5];
    for (length, two) in lengths.iter_mut().zip(head[8..].chunks_exact(2)) {
        *length = usize::from(u16::from_le_bytes([two[0], two[1]])) + 2;
    }
    for (spec, len) in [&DOMAIN, &USER, &PASSWORD, &SHELL, &DIRECTORY]
        .into_iter()
        .zip(lengths)
    {
        text16(p, spec, len)?;
    }
    Ok(())
}

/// Reads the heads of the packets that share the desktop.
fn share(p: &mut Peel<'_>) -> Peeled {
    let [low, high, kind, ..] = *p.rest() else {
        return Ok(());
    };
    let len = usize::from(u16::from_le_bytes([low, high]));
    // Other channels have heads of their own.
    if len != p.rest().len() || kind & 0xf0 != 0x10 {
        p.summary(format_args!("{} bytes of a channel", p.rest().len()));
        return Ok(());
    }
    p.rows(SHARE)?;
    p.rows(SHARE_TYPE)?;
    let name = SHARE_TYPE[2]
        .names
        .get(u64::from(kind & 0x0f))
        .unwrap_or("unknown packet");
    p.summary(format_args!("{name}"));
    if u16::from(kind & 0x0f) == DATA_PDU {
        let head = p.rows(SHARE_DATA)?;
        let name = SHARE_DATA[4]
            .names
            .get(head[8].into())
            .unwrap_or("unknown data");
        p.summary(format_args!("{name}"));
    }
    Ok(())
}
