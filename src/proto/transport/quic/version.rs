//! Versions of QUIC: their names, and what differs between them (RFC 9000, RFC 9369, drafts).

use super::keys::Labels;

/// Where versions differ in how the Initial keys are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keying {
    /// The salt, known to everyone.
    pub salt: &'static [u8; 20],
    /// The labels of the keys.
    pub labels: &'static Labels,
}

const fn keying(salt: &'static [u8; 20]) -> Keying {
    Keying {
        salt,
        labels: &Labels::FIRST,
    }
}

/// RFC 9001 §5.2, and the drafts from 33 on.
const V1: Keying =
    keying(b"\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a");
/// RFC 9369 §3.3.1.
const V2: Keying = Keying {
    salt: b"\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9",
    labels: &Labels::SECOND,
};
const V2_DRAFT: Keying = Keying {
    salt: b"\xa7\x07\xc2\x03\xa5\x9b\x47\x18\x4a\x1d\x62\xca\x57\x04\x06\xea\x7a\xe3\xe5\xd3",
    labels: &Labels::SECOND,
};
const DRAFT_29: Keying =
    keying(b"\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99");
const DRAFT_23: Keying =
    keying(b"\xc3\xee\xf7\x12\xc7\x2e\xbb\x5a\x11\xa7\xd2\x43\x2b\xb4\x63\x65\xbe\xf9\xf5\x02");
const DRAFT_21: Keying =
    keying(b"\x7f\xbc\xdb\x0e\x7c\x66\xbb\xe9\x19\x3a\x96\xcd\x21\x51\x9e\xbd\x7a\x02\x64\x4a");
const Q050: Keying =
    keying(b"\x50\x45\x74\xef\xd0\x66\xfe\x2f\x9d\x94\x5c\xfc\xdb\xd3\xa7\xf0\xd3\xb5\x6b\x45");
const T050: Keying =
    keying(b"\x7f\xf5\x79\xe5\xac\xd0\x72\x91\x55\x80\x30\x4c\x43\xa2\x36\x7c\x60\x48\x83\x10");
const T051: Keying =
    keying(b"\x7a\x4e\xde\xf4\xe7\xcc\xee\x5f\xa4\x50\x6c\x19\x12\x4f\xc8\xcc\xda\x6e\x03\x3d");

pub(super) const NEGOTIATION: u32 = 0;
pub(super) const VERSION_1: u32 = 1;
const VERSION_2: u32 = 0x6b33_43cf;
const VERSION_2_DRAFT_0: u32 = 0xff02_0000;
const VERSION_2_DRAFT_1: u32 = 0x709a_50c4;
/// Google's last version with a handshake of its own.
pub(super) const GOOGLE_50: u32 = 0x5130_3530;
const GOOGLE_T50: u32 = 0x5430_3530;
const GOOGLE_T51: u32 = 0x5430_3531;
const FACEBOOK_22: u32 = 0xface_b001;
const FACEBOOK_27: u32 = 0xface_b002;
const FACEBOOK_EXPERIMENT: u32 = 0xface_b00e;

/// True for numbers that stand for no version, so that the peer has to name those it knows
/// (RFC 9000 §15).
pub(super) fn is_reserved(version: u32) -> bool {
    version & 0x0f0f_0f0f == 0x0a0a_0a0a
}

/// The draft of IETF QUIC that a version is, or was made of; 34 is RFC 9000.
pub(super) fn draft(version: u32) -> Option<u8> {
    match version {
        0xff00_000b..=0xff00_0022 => Some(version as u8),
        FACEBOOK_22 => Some(22),
        FACEBOOK_27 | FACEBOOK_EXPERIMENT => Some(27),
        GOOGLE_50 | GOOGLE_T50 | GOOGLE_T51 => Some(27),
        VERSION_1 | VERSION_2 | VERSION_2_DRAFT_0 | VERSION_2_DRAFT_1 => Some(34),
        _ if is_reserved(version) => Some(34),
        _ => None,
    }
}

/// True if the kinds of packets have the numbers of version 2.
pub(super) fn is_second(version: u32) -> bool {
    matches!(version, VERSION_2 | VERSION_2_DRAFT_0 | VERSION_2_DRAFT_1)
}

/// How the Initial keys may be made. Of a version that is none, both ways in use are possible.
pub(super) fn keyings(version: u32) -> &'static [Keying] {
    match version {
        VERSION_2 => &[V2],
        VERSION_2_DRAFT_0 | VERSION_2_DRAFT_1 => &[V2_DRAFT],
        GOOGLE_50 => &[Q050],
        GOOGLE_T50 => &[T050],
        GOOGLE_T51 => &[T051],
        _ if is_reserved(version) => &[V1, DRAFT_29],
        _ => match draft(version) {
            Some(33..) => &[V1],
            Some(29..) => &[DRAFT_29],
            Some(23..) => &[DRAFT_23],
            Some(21..) => &[DRAFT_21],
            _ => &[],
        },
    }
}

/// Names of versions.
pub(super) fn name(version: u64) -> Option<&'static str> {
    const DRAFTS: [&str; 24] = [
        "draft 11", "draft 12", "draft 13", "draft 14", "draft 15", "draft 16", "draft 17",
        "draft 18", "draft 19", "draft 20", "draft 21", "draft 22", "draft 23", "draft 24",
        "draft 25", "draft 26", "draft 27", "draft 28", "draft 29", "draft 30", "draft 31",
        "draft 32", "draft 33", "draft 34",
    ];
    let version = u32::try_from(version).ok()?;
    Some(match version {
        NEGOTIATION => "version negotiation",
        VERSION_1 => "version 1",
        VERSION_2 => "version 2",
        VERSION_2_DRAFT_0 => "version 2, draft 0",
        VERSION_2_DRAFT_1 => "version 2, draft 1",
        0x5130_3433 => "Google Q043",
        0x5130_3434 => "Google Q044",
        0x5130_3436 => "Google Q046",
        GOOGLE_50 => "Google Q050",
        GOOGLE_T50 => "Google T050",
        GOOGLE_T51 => "Google T051",
        FACEBOOK_22 => "Facebook, draft 22",
        FACEBOOK_27 => "Facebook, draft 27",
        FACEBOOK_EXPERIMENT => "Facebook, experimental",
        0xface_b003..=0xface_b00f => "Facebook",
        0x4547_4700..=0x4547_47ff => "quant",
        0x5043_5130..=0x5043_5131 => "picoquic",
        0x91c1_7000..=0x91c1_70ff => "quicly",
        0xabcd_0000..=0xabcd_000f => "MsQuic",
        _ if is_reserved(version) => "none: asks for negotiation",
        _ => {
            return DRAFTS
                .get(version.checked_sub(0xff00_000b)? as usize)
                .copied();
        }
    })
}
