//! The Multipath TCP option: one connection over several paths (RFC 8684, earlier RFC 6824).

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const SUBTYPES: Codes = &[
    (0, "multipath capable"),
    (1, "join a connection"),
    (2, "data sequence signal"),
    (3, "add an address"),
    (4, "remove addresses"),
    (5, "change priority"),
    (6, "fall back to TCP"),
    (7, "fast close"),
    (8, "subflow reset"),
];

const fn subtype() -> FieldSpec {
    FieldSpec::uint("tcp.options.mptcp.subtype", "Subtype", 4)
        .codes(SUBTYPES)
        .doc("What the option says.", "RFC 8684 §3")
}

const fn reserved(bits: u32) -> FieldSpec {
    FieldSpec::hex("tcp.options.mptcp.reserved", "Reserved", bits).doc("Zero.", "RFC 8684 §3")
}

const fn reserved_flags(bits: u32) -> FieldSpec {
    FieldSpec::hex("tcp.options.mptcp.reserved.flag", "Reserved", bits)
        .part()
        .doc("Zero.", "RFC 8684 §3.1")
}

const fn flags(bits: u32) -> FieldSpec {
    FieldSpec::hex("tcp.options.mptcp.flags", "Flags", bits)
        .parts_follow()
        .doc("What goes with the subtype.", "RFC 8684 §3")
}

const BACKUP: FieldSpec = FieldSpec::flag("tcp.options.mptcp.backup.flag", "Backup")
    .part()
    .doc(
        "Set: use this path only if no other works.",
        "RFC 8684 §3.2",
    );

const ADDRESS_ID: FieldSpec = FieldSpec::uint("tcp.options.mptcp.addrid", "Address number", 8).doc(
    "Stands for an address, so that it can be named even where a translator changes it.",
    "RFC 8684 §3.2",
);

const VERSION: FieldSpec = FieldSpec::uint("tcp.options.mptcp.version", "Version", 4)
    .doc("Version of Multipath TCP.", "RFC 8684 §3.1");

const CHECKSUMS: FieldSpec =
    FieldSpec::flag("tcp.options.mptcp.checksumreq.flags", "Checksums wanted")
        .part()
        .doc("Set: every mapping carries a checksum.", "RFC 8684 §3.1");

const EXTENSIBILITY: FieldSpec =
    FieldSpec::flag("tcp.options.mptcp.extensibility.flag", "Extensibility")
        .part()
        .doc("Zero.", "RFC 8684 §3.1");

/// Up to version 0.
pub(super) const CAPABLE_0: &[FieldSpec] = &[
    subtype(),
    VERSION,
    flags(8),
    CHECKSUMS,
    EXTENSIBILITY,
    reserved_flags(5),
    FieldSpec::flag("tcp.options.mptcp.sha1.flag", "HMAC-SHA1")
        .part()
        .doc("Set: keyed hashes use SHA-1.", "RFC 6824 §3.1"),
];

/// From version 1 on.
pub(super) const CAPABLE_1: &[FieldSpec] = &[
    subtype(),
    VERSION,
    flags(8),
    CHECKSUMS,
    EXTENSIBILITY,
    FieldSpec::flag("tcp.options.mptcp.nomoresubflows.flag", "No subflows here")
        .part()
        .doc(
            "Set: open no further subflows to this address and port.",
            "RFC 8684 §3.1",
        ),
    reserved_flags(4),
    FieldSpec::flag("tcp.options.mptcp.sha256.flag", "HMAC-SHA256")
        .part()
        .doc("Set: keyed hashes use SHA-256.", "RFC 8684 §3.1"),
];

/// The first two segments of a joining handshake.
pub(super) const JOIN: &[FieldSpec] = &[
    subtype(),
    flags(4),
    FieldSpec::gap(3).part(),
    BACKUP,
    ADDRESS_ID,
];

/// Subtypes with nothing but reserved bits beside them.
pub(super) const PLAIN: &[FieldSpec] = &[subtype(), reserved(12)];

pub(super) const SEQUENCE: &[FieldSpec] = &[
    subtype(),
    FieldSpec::gap(4),
    flags(8),
    FieldSpec::gap(3).part(),
    FieldSpec::flag("tcp.options.mptcp.datafin.flag", "Data finished")
        .part()
        .doc(
            "Set: the sender has no more bytes to send on any path.",
            "RFC 8684 §3.3.3",
        ),
    FieldSpec::flag("tcp.options.mptcp.dseqn8.flag", "Long sequence number")
        .part()
        .doc(
            "Set: the data sequence number has 8 bytes.",
            "RFC 8684 §3.3",
        ),
    FieldSpec::flag("tcp.options.mptcp.dseqnpresent.flag", "Mapping present")
        .part()
        .doc(
            "Set: sequence numbers and length are there.",
            "RFC 8684 §3.3",
        ),
    FieldSpec::flag("tcp.options.mptcp.dataack8.flag", "Long acknowledgment")
        .part()
        .doc("Set: the acknowledgment has 8 bytes.", "RFC 8684 §3.3"),
    FieldSpec::flag(
        "tcp.options.mptcp.dataackpresent.flag",
        "Acknowledgment present",
    )
    .part()
    .doc("Set: an acknowledgment is there.", "RFC 8684 §3.3"),
];

/// An address in version 0, which gives the IP version.
pub(super) const ADD_0: &[FieldSpec] = &[
    subtype(),
    FieldSpec::uint("tcp.options.mptcp.ipver", "IP version", 4).doc("4 or 6.", "RFC 6824 §3.4.1"),
    ADDRESS_ID,
];

/// An address in version 1, where the length gives the IP version.
pub(super) const ADD_1: &[FieldSpec] = &[
    subtype(),
    FieldSpec::gap(3),
    FieldSpec::flag("tcp.options.mptcp.echo", "Echo").doc(
        "Set: the address is not offered, but confirmed.",
        "RFC 8684 §3.4.1",
    ),
    ADDRESS_ID,
];

pub(super) const SUBTYPE_ONLY: &[FieldSpec] = &[subtype(), FieldSpec::gap(4)];

pub(super) const PRIORITY: &[FieldSpec] = &[subtype(), flags(4), FieldSpec::gap(3).part(), BACKUP];

pub(super) const RESET: &[FieldSpec] = &[
    subtype(),
    flags(4),
    FieldSpec::flag("tcp.options.mptcp.flag_U.flag", "U")
        .part()
        .doc("Reserved.", "RFC 8684 §3.6"),
    FieldSpec::flag("tcp.options.mptcp.flag_V.flag", "V")
        .part()
        .doc("Reserved.", "RFC 8684 §3.6"),
    FieldSpec::flag("tcp.options.mptcp.flag_W.flag", "W")
        .part()
        .doc("Reserved.", "RFC 8684 §3.6"),
    FieldSpec::flag("tcp.options.mptcp.flag_T.flag", "Transient")
        .part()
        .doc("Set: trying again may help.", "RFC 8684 §3.6"),
    FieldSpec::hex("tcp.options.mptcp.rst_reason", "Reason", 8)
        .codes(&[
            (0, "unspecified"),
            (1, "MPTCP-specific error"),
            (2, "lack of resources"),
            (3, "administratively prohibited"),
            (4, "too much outstanding data"),
            (5, "unacceptable performance"),
            (6, "middlebox interference"),
        ])
        .doc("Why the subflow is reset.", "RFC 8684 §3.6"),
];

crate::fields! {
    ADDRESS = ADDRESS_ID;
    SEND_KEY = FieldSpec::uint("tcp.options.mptcp.sendkey", "Sender's key", 64)
        .doc("A secret that later subflows prove to know.", "RFC 8684 §3.1");
    RECEIVE_KEY = FieldSpec::uint("tcp.options.mptcp.recvkey", "Receiver's key", 64)
        .doc("The other side's key, sent back.", "RFC 8684 §3.1");
    TOKEN = FieldSpec::uint("tcp.options.mptcp.recvtok", "Receiver's token", 32)
        .doc("A hash of the receiver's key: says which connection to join.", "RFC 8684 §3.2");
    NONCE = FieldSpec::uint("tcp.options.mptcp.sendrand", "Sender's random number", 32)
        .doc("Goes into the keyed hashes, so that they cannot be sent again.", "RFC 8684 §3.2");
    SHORT_HMAC = FieldSpec::uint("tcp.options.mptcp.sendtrunchmac", "Sender's keyed hash, cut", 64)
        .doc("Shows that the sender knows both keys.", "RFC 8684 §3.2");
    HMAC = FieldSpec::bytes("tcp.options.mptcp.sendhmac", "Sender's keyed hash")
        .doc("Shows that the sender knows both keys.", "RFC 8684 §3.2");
    ADDRESS_HMAC = FieldSpec::uint("tcp.options.mptcp.addaddrtrunchmac", "Keyed hash, cut", 64)
        .doc("Shows that the address comes from who knows both keys.", "RFC 8684 §3.4.1");
    DATA_ACK_4 = FieldSpec::uint("tcp.options.mptcp.rawdataack", "Data acknowledgment", 32)
        .doc("The next byte of the whole connection that the sender expects.", "RFC 8684 §3.3.2");
    DATA_ACK_8 = FieldSpec::uint("tcp.options.mptcp.rawdataack", "Data acknowledgment", 64)
        .doc("The next byte of the whole connection that the sender expects.", "RFC 8684 §3.3.2");
    DATA_SEQUENCE_4 = FieldSpec::uint("tcp.options.mptcp.rawdataseqno", "Data sequence number", 32)
        .doc("Where the payload belongs in the whole connection's stream.", "RFC 8684 §3.3.1");
    DATA_SEQUENCE_8 = FieldSpec::uint("tcp.options.mptcp.rawdataseqno", "Data sequence number", 64)
        .doc("Where the payload belongs in the whole connection's stream.", "RFC 8684 §3.3.1");
    SUBFLOW_SEQUENCE = FieldSpec::uint("tcp.options.mptcp.subflowseqno", "Subflow sequence number", 32)
        .doc("Where the payload stands in this subflow, counted from its start.", "RFC 8684 §3.3.1");
    LENGTH = FieldSpec::uint("tcp.options.mptcp.datalvllen", "Data length", 16).unit("bytes")
        .doc("For how many bytes of payload the mapping holds.", "RFC 8684 §3.3.1");
    CHECKSUM = FieldSpec::hex("tcp.options.mptcp.checksum", "Checksum", 16)
        .doc("Over the payload and the mapping, to notice translators that change the payload.", "RFC 8684 §3.3.1");
    IPV4 = FieldSpec::ipv4("tcp.options.mptcp.ipv4", "Address")
        .doc("An address at which the sender can be reached too.", "RFC 8684 §3.4.1");
    IPV6 = FieldSpec::ipv6("tcp.options.mptcp.ipv6", "Address")
        .doc("An address at which the sender can be reached too.", "RFC 8684 §3.4.1");
    PORT = FieldSpec::uint("tcp.options.mptcp.port", "Port", 16)
        .doc("The port at that address, if it is another one.", "RFC 8684 §3.4.1");
}

/// Reads the option behind kind and length; `len` is the whole option's length.
pub(super) fn read(p: &mut Peel<'_>, len: usize) -> Peeled {
    let Some(first) = p.rest().first().copied() else {
        return p.rows(SUBTYPE_ONLY).map(drop);
    };
    match first >> 4 {
        0 => capable(p, first & 0x0f),
        1 => join(p, len),
        2 => sequence(p),
        3 => add_address(p, first & 0x0f, len),
        4 => {
            p.rows(SUBTYPE_ONLY)?;
            while !p.rest().is_empty() {
                p.uint(&ADDRESS)?;
            }
            Ok(())
        }
        5 => {
            p.rows(PRIORITY)?;
            if p.rest().is_empty() {
                return Ok(());
            }
            p.uint(&ADDRESS).map(drop)
        }
        6 => {
            p.rows(PLAIN)?;
            p.uint(&DATA_SEQUENCE_8).map(drop)
        }
        7 => {
            p.rows(PLAIN)?;
            p.uint(&RECEIVE_KEY).map(drop)
        }
        8 => p.rows(RESET).map(drop),
        _ => p.rows(SUBTYPE_ONLY).map(drop),
    }
}

fn capable(p: &mut Peel<'_>, version: u8) -> Peeled {
    p.rows(if version == 0 { CAPABLE_0 } else { CAPABLE_1 })?;
    for spec in [&SEND_KEY, &RECEIVE_KEY, &LENGTH, &CHECKSUM] {
        if p.rest().is_empty() {
            break;
        }
        p.uint(spec)?;
    }
    Ok(())
}

/// The three segments of a joining handshake differ in length.
fn join(p: &mut Peel<'_>, len: usize) -> Peeled {
    match len {
        12 => {
            p.rows(JOIN)?;
            p.uint(&TOKEN)?;
            p.uint(&NONCE).map(drop)
        }
        16 => {
            p.rows(JOIN)?;
            p.uint(&SHORT_HMAC)?;
            p.uint(&NONCE).map(drop)
        }
        _ => {
            p.rows(PLAIN)?;
            let rest = p.rest().len();
            p.field(&HMAC, rest).map(drop)
        }
    }
}

fn sequence(p: &mut Peel<'_>) -> Peeled {
    let flags = p.rows(SEQUENCE)?[1];
    let is_set = |bit: u8| flags & bit != 0;
    if is_set(0x01) {
        p.uint(if is_set(0x02) {
            &DATA_ACK_8
        } else {
            &DATA_ACK_4
        })?;
    }
    if is_set(0x04) {
        p.uint(if is_set(0x08) {
            &DATA_SEQUENCE_8
        } else {
            &DATA_SEQUENCE_4
        })?;
        p.uint(&SUBFLOW_SEQUENCE)?;
        p.uint(&LENGTH)?;
        if !p.rest().is_empty() {
            p.uint(&CHECKSUM)?;
        }
    }
    Ok(())
}

/// The length says which address it is, and whether port and keyed hash follow.
fn add_address(p: &mut Peel<'_>, version: u8, len: usize) -> Peeled {
    p.rows(if matches!(version, 4 | 6) {
        ADD_0
    } else {
        ADD_1
    })?;
    if matches!(len, 8 | 10 | 16 | 18) {
        p.field(&IPV4, 4)?;
    } else {
        p.field(&IPV6, 16)?;
    }
    if p.rest().len() % 8 == 2 {
        p.uint(&PORT)?;
    }
    if !p.rest().is_empty() {
        p.uint(&ADDRESS_HMAC)?;
    }
    Ok(())
}
