//! The fields that all packets share.

use crate::model::{Codes, FieldSpec};

const HEAD: &str = "RFC 3550 §6.4.1";
const SECURE: &str = "RFC 3711 §3.4";

const TYPES: Codes = &[
    (192, "full intra-frame request"),
    (193, "negative acknowledgment"),
    (194, "SMPTE time code"),
    (195, "jitter report"),
    (200, "sender report"),
    (201, "receiver report"),
    (202, "source description"),
    (203, "goodbye"),
    (204, "application-defined"),
    (205, "transport feedback"),
    (206, "payload feedback"),
    (207, "extended report"),
    (208, "AVB"),
    (209, "receiver summary"),
    (210, "port mapping"),
];

const VERSION: FieldSpec = FieldSpec::uint("rtcp.version", "Version", 2).doc("Always 2.", HEAD);
const PADDED: FieldSpec = FieldSpec::flag("rtcp.padding", "Padding").doc(
    "At the end stand bytes without a meaning; the last one counts them.",
    HEAD,
);
const TYPE: FieldSpec = FieldSpec::uint("rtcp.pt", "Packet type", 8)
    .codes(TYPES)
    .doc(
        "What the packet says. Several stand in one datagram.",
        "RFC 3550 §12.1",
    );
const LENGTH: FieldSpec = FieldSpec::uint("rtcp.length", "Length", 16)
    .doc("Words of 4 bytes behind the first one.", HEAD);

pub(super) const REPORT: &[FieldSpec] = &[
    VERSION,
    PADDED,
    FieldSpec::uint("rtcp.rc", "Reports", 5).doc("How many sources the packet reports on.", HEAD),
    TYPE,
    LENGTH,
];

pub(super) const SOURCES: &[FieldSpec] = &[
    VERSION,
    PADDED,
    FieldSpec::uint("rtcp.sc", "Sources", 5)
        .doc("How many sources the packet is about.", "RFC 3550 §6.5"),
    TYPE,
    LENGTH,
];

pub(super) const APPLICATION: &[FieldSpec] = &[
    VERSION,
    PADDED,
    FieldSpec::uint("rtcp.app.subtype", "Subtype", 5).doc(
        "The application's own number for this packet.",
        "RFC 3550 §6.7",
    ),
    TYPE,
    LENGTH,
];

pub(super) const TRANSPORT_FEEDBACK: &[FieldSpec] = &[
    VERSION,
    PADDED,
    FieldSpec::uint("rtcp.rtpfb.fmt", "Format", 5)
        .codes(&[
            (1, "negative acknowledgment"),
            (3, "bit rate request"),
            (4, "bit rate notification"),
            (5, "synchronization request"),
            (8, "congestion notification"),
            (11, "congestion control"),
            (15, "transport-wide congestion control"),
        ])
        .doc(
            "What is fed back to the sender of the media.",
            "RFC 4585 §6.2",
        ),
    TYPE,
    LENGTH,
];

pub(super) const PAYLOAD_FEEDBACK: &[FieldSpec] = &[
    VERSION,
    PADDED,
    FieldSpec::uint("rtcp.psfb.fmt", "Format", 5)
        .codes(&[
            (1, "picture loss"),
            (2, "slice loss"),
            (3, "reference picture"),
            (4, "full intra request"),
            (5, "trade-off request"),
            (6, "trade-off notification"),
            (7, "video back channel"),
            (15, "application layer"),
        ])
        .doc(
            "What is fed back to the coder of the pictures.",
            "RFC 4585 §6.3",
        ),
    TYPE,
    LENGTH,
];

pub(super) const PLAIN: &[FieldSpec] = &[VERSION, PADDED, FieldSpec::gap(5), TYPE, LENGTH];

pub(super) const SECURE_INDEX: &[FieldSpec] = &[
    FieldSpec::flag("srtcp.e", "Encrypted")
        .doc("The packet is encrypted, not only protected.", SECURE),
    FieldSpec::uint("srtcp.index", "Index", 31).doc(
        "Counts the packets: the keys are changed with it, and none can be repeated.",
        SECURE,
    ),
];

crate::fields! {
    pub(super) PACKET = FieldSpec::group("", "Packet")
        .doc("One packet of the compound.", "RFC 3550 §6.1");
    pub(super) SENDER = FieldSpec::hex("rtcp.senderssrc", "Sender", 32)
        .doc("The identifier of who sends this packet.", HEAD);
    pub(super) SOURCE = FieldSpec::hex("rtcp.ssrc.identifier", "Source", 32)
        .doc("The identifier of the source that is meant.", HEAD);
    pub(super) PADDING = FieldSpec::bytes("rtcp.padding.data", "Padding")
        .doc("Bytes without a meaning.", HEAD);
    pub(super) PADDING_COUNT = FieldSpec::uint("rtcp.padding.count", "Padding length", 8).unit("bytes")
        .doc("How many, this one included.", HEAD);
    pub(super) OTHER = FieldSpec::bytes("", "Other bytes")
        .doc("Bytes that are no part of a packet in the clear: an extension of a profile, or encrypted packets and their code.", "RFC 3550 §6.4.3");
    pub(super) ENCRYPTED = FieldSpec::bytes("", "Encrypted")
        .doc("The rest of the compound packet; only who has the keys can read it.", SECURE);
    pub(super) TAG = FieldSpec::bytes("srtcp.auth_tag", "Authentication code")
        .doc("Proves that nobody has changed the packet.", SECURE);
}
