//! What stands behind a packet: the block for the neighbour alone (RFC 5613) and the authentication
//! trailer of version 3 (RFC 7166).

use super::options::bit;
use super::{DESCRIPTION, HELLO, Packet, tlv};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, bytes_of};

const SECTION: &str = "RFC 5613 §2";
const TRAILER_SECTION: &str = "RFC 7166 §4.1";
const MANET: &str = "RFC 5820 §3";

const SIGNALLING_2: u8 = 0x10;
const SIGNALLING_3: u8 = 0x02;

/// Extended options of version 2.
pub(super) const EXTENDED: &[FieldSpec] = &[
    FieldSpec::hex("ospf.lls.ext.options", "Extended options", 32)
        .parts_follow()
        .doc("More of what the router can do.", "RFC 5613 §2.4"),
    FieldSpec::gap(30).part(),
    bit(
        "ospf.lls.ext.options.rs",
        "Restart signal",
        "Set: the router has restarted and keeps its neighbours.",
        "RFC 4812 §2.1",
    ),
    bit(
        "ospf.lls.ext.options.lr",
        "Resynchronisation",
        "Set: it can compare maps again without leaving its neighbours.",
        "RFC 4811 §2.1",
    ),
];

/// Extended options of version 3.
pub(super) const EXTENDED_3: &[FieldSpec] = &[
    FieldSpec::hex("ospf.v3.lls.ext.options", "Extended options", 32)
        .parts_follow()
        .doc("More of what the router can do.", "RFC 5613 §2.4"),
    FieldSpec::gap(30).part(),
    bit(
        "ospf.v3.lls.ext.options.rs",
        "Restart signal",
        "Set: the router has restarted and keeps its neighbours.",
        "RFC 4812 §2.1",
    ),
    bit(
        "ospf.v3.lls.ext.options.lr",
        "Resynchronisation",
        "Set: it can compare maps again without leaving its neighbours.",
        "RFC 4811 §2.1",
    ),
];

/// The state of a router in a mobile network.
pub(super) const STATE: &[FieldSpec] = &[
    FieldSpec::uint("ospf.v3.lls.state.scs", "State number", 16).doc(
        "Counts changes, so that hellos need not repeat everything.",
        MANET,
    ),
    FieldSpec::hex("ospf.v3.lls.state.options", "Options", 8)
        .parts_follow()
        .doc("What the hello wants or gives.", MANET),
    bit(
        "ospf.v3.lls.state.options.r",
        "Request",
        "Set: the state is asked for.",
        MANET,
    ),
    bit(
        "ospf.v3.lls.state.options.a",
        "Answer",
        "Set: the state is told.",
        MANET,
    ),
    bit(
        "ospf.v3.lls.state.options.n",
        "Incomplete",
        "Set: not all of it.",
        MANET,
    ),
    FieldSpec::gap(5).part(),
];

/// Who passes on for whom in a mobile network.
pub(super) const RELAY: &[FieldSpec] = &[
    FieldSpec::uint("ospf.v3.lls.relay.added", "Relays added", 8).doc(
        "How many of the relays are new; the others are no longer relays.",
        MANET,
    ),
    FieldSpec::hex("ospf.v3.lls.relay.options", "Options", 8)
        .parts_follow()
        .doc("How the relays work.", MANET),
    bit(
        "ospf.v3.lls.relay.options.a",
        "Always",
        "Set: they pass everything on.",
        MANET,
    ),
    bit(
        "ospf.v3.lls.relay.options.n",
        "Never",
        "Set: they pass nothing on.",
        MANET,
    ),
    FieldSpec::gap(6).part(),
];

/// The authentication trailer without its digest.
pub(super) const TRAILER: &[FieldSpec] = &[
    FieldSpec::uint("ospf.at.auth_type", "Authentication", 16)
        .codes(&[(1, "HMAC")])
        .doc(
            "How the packet proves where it comes from.",
            TRAILER_SECTION,
        ),
    FieldSpec::uint("ospf.at.auth_data_len", "Trailer length", 16)
        .unit("bytes")
        .doc("The whole trailer.", TRAILER_SECTION),
    FieldSpec::hex("ospf.at.reserved", "Reserved", 16).doc("Zero.", TRAILER_SECTION),
    FieldSpec::hex("ospf.at.sa_id", "Security association", 16)
        .doc("Which key and which hash were used.", TRAILER_SECTION),
    FieldSpec::uint("ospf.at.crypto_seq_nbr", "Sequence number", 64).doc(
        "Always increases, so that an old packet cannot be sent again.",
        TRAILER_SECTION,
    ),
];

const TRAILER_LEN: usize = bytes_of(TRAILER);

const HMAC: u16 = 1;

crate::fields! {
    BLOCK = FieldSpec::group("", "Local signalling")
        .doc("Something that only the neighbour on the link is told.", SECTION);
    CHECKSUM = FieldSpec::hex("ospf.lls.checksum", "Checksum", 16)
        .doc("Covers the block; not used where a digest covers it.", SECTION);
    LENGTH = FieldSpec::uint("ospf.lls.data_length", "Length", 16).scaled(4, "bytes")
        .doc("Length of the block in words of 4 bytes.", SECTION);
    SEQUENCE = FieldSpec::hex("ospf.v2.lls.sequence_number", "Sequence number", 32)
        .doc("Never decreases.", "RFC 5613 §2.5");
    PROOF = FieldSpec::bytes("ospf.v2.lls.auth_data", "Digest")
        .doc("A keyed hash over the block.", "RFC 5613 §2.5");
    INTERFACE = FieldSpec::bytes("ospf.v3.lls.ll_id", "Interface")
        .doc("The sender's number for its end of the link.", "RFC 8510 §4");
    DROPPED = FieldSpec::ipv4("ospf.v3.lls.dropped_neighbor", "Lost neighbour")
        .doc("A neighbour that is no longer heard.", MANET);
    RELAYING = FieldSpec::ipv4("ospf.v3.lls.neighbor", "Relay")
        .doc("A neighbour that passes packets on.", MANET);
    WILLINGNESS = FieldSpec::uint("ospf.v3.lls.willingness", "Willingness", 8)
        .doc("How willing the router is to pass packets on.", MANET);
    ASKED = FieldSpec::ipv4("ospf.v3.lls.request_from", "Asked")
        .doc("Who is asked for his state.", MANET);
    TOLD = FieldSpec::ipv4("ospf.v3.lls.full_state_for", "Told")
        .doc("Whom the full state is for.", MANET);
    OPTIONS_ITEM = FieldSpec::group("ospf.v3.lls.ext.options.tlv", "Extended options")
        .doc("More of what the router can do.", "RFC 5613 §2.4");
    STATE_ITEM = FieldSpec::group("ospf.v3.lls.state.tlv", "State")
        .doc("How far the router has told its state.", MANET);
    DROPPED_ITEM = FieldSpec::group("ospf.v3.lls.drop.tlv", "Lost neighbours")
        .doc("Whom the router no longer hears.", MANET);
    RELAY_ITEM = FieldSpec::group("ospf.v3.lls.relay.tlv", "Relays")
        .doc("Who passes packets on for the router.", MANET);
    WILLINGNESS_ITEM = FieldSpec::group("ospf.v3.lls.willingness.tlv", "Willingness")
        .doc("Whether the router wants to be a relay.", MANET);
    ASKED_ITEM = FieldSpec::group("ospf.v3.lls.rf.tlv", "Asked")
        .doc("Who is asked for his state.", MANET);
    TOLD_ITEM = FieldSpec::group("ospf.v3.lls.fsf.tlv", "Told")
        .doc("Whom the full state is for.", MANET);
    AUTHENTICATION = FieldSpec::group("ospf.at", "Authentication trailer")
        .doc("Proves where a packet of version 3 comes from.", TRAILER_SECTION);
    DIGEST = FieldSpec::bytes("ospf.at.auth_data", "Digest")
        .doc("A keyed hash over the packet: only who has the key can make it.", TRAILER_SECTION);
}

/// Reads what stands behind the packet, whose message begins at byte `body`.
pub(super) fn behind(p: &mut Peel<'_>, packet: Packet, body: usize) -> Peeled {
    p.seek(packet.len + packet.digest);
    if signals(p.bytes(), packet, body) && p.rest().len() >= 4 {
        p.group(&BLOCK, |p| block(p, packet.version))?;
    }
    if packet.version == 3 && is_trailer(p.rest()) {
        p.group(&AUTHENTICATION, |p| {
            let head = p.header::<TRAILER_LEN>(TRAILER)?;
            let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
            p.field(&DIGEST, len - TRAILER_LEN).map(drop)
        })?;
    }
    Ok(())
}

/// True if the options of the hello or the description say that a block follows.
fn signals(bytes: &[u8], packet: Packet, body: usize) -> bool {
    let option = |at: usize, bit: u8| bytes.get(body + at).is_some_and(|byte| byte & bit != 0);
    match (packet.version, packet.kind) {
        (2, HELLO) => option(6, SIGNALLING_2),
        (2, DESCRIPTION) => option(2, SIGNALLING_2),
        (3, HELLO) => option(6, SIGNALLING_3),
        (3, DESCRIPTION) => option(2, SIGNALLING_3),
        _ => false,
    }
}

/// True if all that is left is a trailer: only hellos and descriptions say that there is one.
fn is_trailer(bytes: &[u8]) -> bool {
    let Some([kind_0, kind_1, len_0, len_1]) = bytes.first_chunk::<4>() else {
        return false;
    };
    let len = usize::from(u16::from_be_bytes([*len_0, *len_1]));
    u16::from_be_bytes([*kind_0, *kind_1]) == HMAC && len == bytes.len() && len > TRAILER_LEN
}

fn block(p: &mut Peel<'_>, version: u8) -> Result<(), Stop> {
    p.uint(&CHECKSUM)?;
    let len = p.uint(&LENGTH)? as usize * 4;
    p.within(len.saturating_sub(4), "LLS length", |p| match version {
        2 => tlv::each(p, |_| &tlv::TYPE, item),
        _ => tlv::each_in(p, item_of, |_| &tlv::TYPE, item_3),
    })
}

fn item(p: &mut Peel<'_>, code: u16, _: usize) -> Peeled {
    match code {
        1 => p.rows(EXTENDED).map(drop),
        2 => {
            p.uint(&SEQUENCE)?;
            tlv::rest(p, &PROOF)
        }
        18 => p.field(&INTERFACE, 4).map(drop),
        _ => Ok(()),
    }
}

fn item_of(code: u16) -> &'static FieldSpec {
    match code {
        1 => &OPTIONS_ITEM,
        3 => &STATE_ITEM,
        4 => &DROPPED_ITEM,
        5 => &ASKED_ITEM,
        6 => &TOLD_ITEM,
        7 => &RELAY_ITEM,
        8 => &WILLINGNESS_ITEM,
        _ => &tlv::ITEM,
    }
}

fn item_3(p: &mut Peel<'_>, code: u16, _: usize) -> Peeled {
    match code {
        1 => p.rows(EXTENDED_3).map(drop),
        3 => p.rows(STATE).map(drop),
        4 => tlv::words(p, &DROPPED),
        5 => tlv::words(p, &ASKED),
        6 => tlv::words(p, &TOLD),
        7 => {
            p.rows(RELAY)?;
            p.skip(2)?;
            tlv::words(p, &RELAYING)
        }
        8 => p.uint(&WILLINGNESS).map(drop),
        _ => Ok(()),
    }
}
