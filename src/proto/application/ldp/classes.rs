//! The layouts of what a label stands for (RFC 5036 §3.4.1, RFC 8077 §6, RFC 6388).

use super::tables::FAMILIES;
use crate::model::{Codes, FieldSpec};

pub(super) const ELEMENT_TYPE: &[FieldSpec] = &[FieldSpec::uint("ldp.msg.tlv.fec.type", "Type", 8)
    .codes(&[
        (1, "wildcard"),
        (2, "prefix"),
        (3, "host address"),
        (4, "CR-LSP"),
        (6, "P2MP"),
        (7, "MP2MP upstream"),
        (8, "MP2MP downstream"),
        (128, "pseudowire by number"),
        (129, "generalized pseudowire"),
    ])
    .doc("How the packets are described.", "RFC 5036 §3.4.1")];

pub(super) const ELEMENT_FAMILY: &[FieldSpec] = &[
    FieldSpec::uint("ldp.msg.tlv.fec.af", "Address family", 16)
        .codes(FAMILIES)
        .doc("What kind of address follows.", "RFC 5036 §3.4.1"),
    FieldSpec::uint("ldp.msg.tlv.fec.len", "Length", 8).doc(
        "Of a prefix in bits, of a host's address in bytes.",
        "RFC 5036 §3.4.1",
    ),
];

pub(super) const TREE: &[FieldSpec] = &[
    FieldSpec::hex("ldp.msg.tlv.ldp_p2mp.addr_family", "Address family", 16)
        .codes(FAMILIES)
        .doc("What kind of address follows.", "RFC 6388 §2.2"),
    FieldSpec::hex("ldp.msg.tlv.ldp_p2mp.addr_len", "Address length", 8)
        .unit("bytes")
        .doc("Of the root's address.", "RFC 6388 §2.2"),
];

pub(super) const OPAQUE_LENGTH: &[FieldSpec] =
    &[
        FieldSpec::uint("ldp.msg.tlv.ldp_p2mp.oplength", "Opaque length", 16)
            .unit("bytes")
            .doc("Of the value that follows.", "RFC 6388 §2.2"),
    ];

const fn pseudowire(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::hex(name, label, bits)
        .codes(PSEUDOWIRES)
        .doc("What the pseudowire carries.", "RFC 4446 §3.2")
}

const CONTROL: &str = "Set: frames have a control word behind the labels.";
const INFORMATION: &str = "Number and interface parameters; 0: all of the group are meant.";
pub(super) const GROUP: &str = "A number for many pseudowires, to withdraw them together.";

pub(super) const CIRCUIT: &[FieldSpec] = &[
    FieldSpec::flag("ldp.msg.tlv.fec.pw.controlword", "Control word").doc(CONTROL, "RFC 8077 §6.1"),
    pseudowire("ldp.msg.tlv.fec.pw.pwtype", "Pseudowire type", 15),
    FieldSpec::uint("ldp.msg.tlv.fec.pw.infolength", "Information length", 8)
        .unit("bytes")
        .doc(INFORMATION, "RFC 8077 §6.1"),
    FieldSpec::uint("ldp.msg.tlv.fec.pw.groupid", "Group", 32).doc(GROUP, "RFC 8077 §6.1"),
];

pub(super) const CIRCUIT_ID: &[FieldSpec] =
    &[
        FieldSpec::uint("ldp.msg.tlv.fec.pw.pwid", "Pseudowire", 32).doc(
            "Names the pseudowire; both ends are set up with the same number.",
            "RFC 8077 §6.1",
        ),
    ];

pub(super) const GENERALIZED: &[FieldSpec] = &[
    FieldSpec::flag("ldp.msg.tlv.fec.pw.controlword", "Control word")
        .doc(CONTROL, "RFC 8077 §6.1.1"),
    pseudowire("ldp.msg.tlv.fec.pw.pwtype", "Pseudowire type", 15),
    FieldSpec::uint("ldp.msg.tlv.fec.pw.infolength", "Information length", 8)
        .unit("bytes")
        .doc("The three identifiers that follow.", "RFC 8077 §6.1.1"),
];

const fn kind(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Type", 8).doc("How it is written.", "RFC 4446 §3.4")
}

const fn length(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Length", 8)
        .unit("bytes")
        .doc("Of the value that follows.", "RFC 8077 §6.1.1")
}

pub(super) const AGI: &[FieldSpec] = &[
    kind("ldp.msg.tlv.fec.gen.agi.type"),
    length("ldp.msg.tlv.fec.gen.agi.length"),
];
pub(super) const SAII: &[FieldSpec] = &[
    kind("ldp.msg.tlv.fec.gen.saii.type"),
    length("ldp.msg.tlv.fec.gen.saii.length"),
];
pub(super) const TAII: &[FieldSpec] = &[
    kind("ldp.msg.tlv.fec.gen.taii.type"),
    length("ldp.msg.tlv.fec.gen.taii.length"),
];

/// What an identifier of type 2 consists of.
pub(super) const LONG_AII: &[FieldSpec] = &[
    FieldSpec::uint("ldp.msg.tlv.fec.gen.aii.globalid", "Global ID", 32)
        .doc("The provider's number.", "RFC 5003 §3.2"),
    FieldSpec::uint("ldp.msg.tlv.fec.gen.aii.prefix", "Prefix", 32)
        .doc("The router.", "RFC 5003 §3.2"),
    FieldSpec::uint("ldp.msg.tlv.fec.gen.aii.acid", "Attachment circuit", 32)
        .doc("The interface at the router.", "RFC 5003 §3.2"),
];

const PSEUDOWIRES: Codes = &[
    (0x0001, "frame relay, old form"),
    (0x0002, "ATM AAL5 SDU"),
    (0x0003, "ATM transparent cells"),
    (0x0004, "Ethernet with VLAN tags"),
    (0x0005, "Ethernet"),
    (0x0006, "HDLC"),
    (0x0007, "PPP"),
    (0x0008, "SONET/SDH circuit emulation, old form"),
    (0x0009, "ATM cells, n to one VCC"),
    (0x000a, "ATM cells, n to one VPC"),
    (0x000b, "IP"),
    (0x000c, "ATM cells, one to one VCC"),
    (0x000d, "ATM cells, one to one VPC"),
    (0x000e, "ATM AAL5 PDU"),
    (0x000f, "frame relay ports"),
    (0x0010, "SONET/SDH circuit emulation"),
    (0x0011, "E1 without structure"),
    (0x0012, "T1 without structure"),
    (0x0013, "E3 without structure"),
    (0x0014, "T3 without structure"),
    (0x0015, "CESoPSN"),
    (0x0016, "TDMoIP AAL1"),
    (0x0017, "CESoPSN with signalling"),
    (0x0018, "TDMoIP AAL2"),
    (0x0019, "frame relay DLCI"),
];
