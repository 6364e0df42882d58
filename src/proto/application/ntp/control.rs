//! Control messages: what a time server knows of itself and its peers (RFC 9327).

use super::LEAPS;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, text};
use crate::proto::lines::{split, trimmed};

const READ_STATUS: u8 = 1;
const READ_CLOCK: u8 = 4;
const WRITE_CLOCK: u8 = 5;

/// So many variables stand in the line that says what a message says.
const SHOWN: usize = 3;

const OPERATIONS: Codes = &[
    (READ_STATUS as u64, "read status"),
    (2, "read variables"),
    (3, "write variables"),
    (READ_CLOCK as u64, "read clock variables"),
    (WRITE_CLOCK as u64, "write clock variables"),
    (6, "set trap"),
    (7, "trap response"),
    (8, "configure"),
    (9, "export configuration"),
    (10, "read remote status"),
    (11, "read ordered list"),
    (12, "request nonce"),
    (31, "unset trap"),
];

const SOURCES: Codes = &[
    (0, "unknown"),
    (1, "pulse per second"),
    (2, "long-wave radio"),
    (3, "short-wave radio"),
    (4, "UHF radio or satellite"),
    (5, "local network"),
    (6, "NTP"),
    (7, "other"),
    (8, "wristwatch"),
    (9, "telephone"),
];

const SYSTEM_EVENTS: Codes = &[
    (0, "unspecified"),
    (1, "frequency not set"),
    (2, "frequency set"),
    (3, "spike detected"),
    (4, "frequency mode"),
    (5, "clock synchronized"),
    (6, "restart"),
    (7, "panic stop"),
    (8, "no system peer"),
    (9, "leap second armed"),
    (10, "leap second disarmed"),
    (11, "leap second inserted"),
    (12, "clock stepped"),
    (13, "kernel state"),
    (14, "leap file update"),
    (15, "leap file stale"),
];

const SELECTIONS: Codes = &[
    (0, "rejected"),
    (1, "false ticker"),
    (2, "excess"),
    (3, "outlier"),
    (4, "candidate"),
    (5, "backup"),
    (6, "system peer"),
    (7, "system peer by pulse"),
];

const PEER_EVENTS: Codes = &[
    (0, "unspecified"),
    (1, "mobilized"),
    (2, "demobilized"),
    (3, "unreachable"),
    (4, "reachable"),
    (5, "restarted"),
    (6, "no reply"),
    (7, "rate exceeded"),
    (8, "access denied"),
    (9, "leap second armed"),
    (10, "became system peer"),
    (11, "clock event"),
    (12, "authentication failed"),
    (13, "popcorn spike"),
    (14, "interleaved mode"),
    (15, "interleaved error"),
];

const ERRORS: Codes = &[
    (0, "unspecified"),
    (1, "authentication failed"),
    (2, "wrong length or format"),
    (3, "operation not known"),
    (4, "association not known"),
    (5, "variable not known"),
    (6, "wrong value"),
    (7, "not allowed"),
];

const MESSAGE: &str = "RFC 9327 §2";
const WORDS: &str = "RFC 9327 §3";

/// From the flags of the message up to its status.
pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("ntp.ctrl.flags2", "Control flags", 8)
        .parts_follow()
        .doc("What this control message is.", MESSAGE),
    FieldSpec::flag("ntp.ctrl.flags2.r", "Response")
        .part()
        .doc("0: a command, 1: its response.", MESSAGE),
    FieldSpec::flag("ntp.ctrl.flags2.error", "Error")
        .part()
        .doc("The command failed.", MESSAGE),
    FieldSpec::flag("ntp.ctrl.flags2.more", "More")
        .part()
        .doc("The response goes on in the next message.", MESSAGE),
    FieldSpec::uint("ntp.ctrl.flags2.opcode", "Operation", 5)
        .part()
        .codes(OPERATIONS)
        .doc("What is asked for.", MESSAGE),
    FieldSpec::uint("ntp.ctrl.sequence", "Sequence", 16)
        .doc("Tells which response belongs to which command.", MESSAGE),
];

const STATUS: FieldSpec = FieldSpec::hex("ntp.ctrl.status", "Status", 16)
    .parts_follow()
    .doc("The state of the system, a peer or a clock.", WORDS);

/// The status of a command: none.
pub(super) const NO_STATUS: &[FieldSpec] =
    &[FieldSpec::hex("ntp.ctrl.status", "Status", 16).doc("Zero in a command.", MESSAGE)];

/// The system's own status.
pub(super) const SYSTEM_STATUS: &[FieldSpec] = &[
    STATUS,
    FieldSpec::uint("ntp.ctrl.sys_status.li", "Leap indicator", 2)
        .part()
        .codes(LEAPS)
        .doc("Warns of a leap second.", "RFC 9327 §3.1"),
    FieldSpec::uint("ntp.ctrl.sys_status.clksrc", "Clock source", 6)
        .part()
        .codes(SOURCES)
        .doc("Where the system has its time from.", "RFC 9327 §3.1"),
    FieldSpec::uint("ntp.ctrl.sys_status.count", "Event count", 4)
        .part()
        .doc("Events since it was last read.", "RFC 9327 §3.1"),
    FieldSpec::uint("ntp.ctrl.sys_status.code", "Last event", 4)
        .part()
        .codes(SYSTEM_EVENTS)
        .doc("What happened last.", "RFC 9327 §3.1"),
];

/// The status of a peer.
pub(super) const PEER_STATUS: &[FieldSpec] = &[
    STATUS,
    FieldSpec::flag("ntp.ctrl.peer_status.config", "Configured")
        .part()
        .doc("An administrator named the peer.", "RFC 9327 §3.2"),
    FieldSpec::flag("ntp.ctrl.peer_status.authenable", "Authentication enabled")
        .part()
        .doc("Messages of the peer must be authentic.", "RFC 9327 §3.2"),
    FieldSpec::flag("ntp.ctrl.peer_status.authentic", "Authentic")
        .part()
        .doc("The last one was.", "RFC 9327 §3.2"),
    FieldSpec::flag("ntp.ctrl.peer_status.reach", "Reachable")
        .part()
        .doc("The peer has answered lately.", "RFC 9327 §3.2"),
    FieldSpec::flag("ntp.ctrl.peer_status.bcast", "Broadcast")
        .part()
        .doc("The peer sends its time to all.", "RFC 9327 §3.2"),
    FieldSpec::uint("ntp.ctrl.peer_status.selection", "Selection", 3)
        .part()
        .codes(SELECTIONS)
        .doc(
            "What the system thinks of the peer's clock.",
            "RFC 9327 §3.2",
        ),
    FieldSpec::uint("ntp.ctrl.peer_status.count", "Event count", 4)
        .part()
        .doc("Events since it was last read.", "RFC 9327 §3.2"),
    FieldSpec::uint("ntp.ctrl.peer_status.code", "Last event", 4)
        .part()
        .codes(PEER_EVENTS)
        .doc("What happened last.", "RFC 9327 §3.2"),
];

/// The status of a reference clock.
pub(super) const CLOCK_STATUS: &[FieldSpec] = &[
    STATUS,
    FieldSpec::uint("ntp.ctrl.clock_status.status", "Clock status", 8)
        .part()
        .doc("0: the clock works.", "RFC 9327 §3.3"),
    FieldSpec::uint("ntp.ctrl.clock_status.code", "Last event", 8)
        .part()
        .doc("What happened last.", "RFC 9327 §3.3"),
];

/// Why a command failed.
pub(super) const ERROR_STATUS: &[FieldSpec] = &[
    STATUS,
    FieldSpec::uint("ntp.ctrl.err_status", "Error", 8)
        .part()
        .codes(ERRORS)
        .doc("Why the command failed.", "RFC 9327 §3.4"),
    FieldSpec::gap(8).part(),
];

/// From behind the status up to the data.
pub(super) const TAIL: &[FieldSpec] = &[
    FieldSpec::uint("ntp.ctrl.associd", "Association", 16)
        .doc("Which peer is meant; 0 is the system itself.", MESSAGE),
    FieldSpec::uint("ntp.ctrl.offset", "Offset", 16).doc(
        "Where the data of this message belongs in the whole response.",
        MESSAGE,
    ),
    FieldSpec::uint("ntp.ctrl.count", "Count", 16)
        .unit("bytes")
        .doc("Length of the data.", MESSAGE),
];

crate::fields! {
    DATA = FieldSpec::group("ntp.ctrl.data", "Data")
        .doc("Names and values, or the peers' states.", MESSAGE);
    ITEM = FieldSpec::group("ntp.ctrl.item", "Peer")
        .doc("A peer and its state.", "RFC 9327 §4.1");
    PEER = FieldSpec::uint("ntp.ctrl.associd", "Association", 16)
        .doc("The peer's number.", "RFC 9327 §4.1");
    VARIABLE = FieldSpec::text("", "Variable")
        .doc("A name and its value.", "RFC 9327 §4.2");
    PADDING = FieldSpec::bytes("", "Padding")
        .doc("Fills the data up to whole words of 4 bytes.", MESSAGE);
    KEY_ID = FieldSpec::bytes("ntp.keyid", "Key")
        .doc("Which of the keys that both sides share was used.", "RFC 9327 §2");
    MAC = FieldSpec::bytes("ntp.mac", "Message authentication code")
        .doc("Proves that the message comes from someone who has the key.", "RFC 9327 §2");
}

/// Reads a control message from its second byte on.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    let (flags, association) = match p.rest() {
        [flags, _, _, _, _, high, low, ..] => (*flags, u16::from_be_bytes([*high, *low])),
        _ => (0, 0),
    };
    let (is_response, is_error, operation) = (flags & 0x80 != 0, flags & 0x40 != 0, flags & 0x1f);
    p.rows(HEAD)?;
    p.rows(match (is_response, is_error, operation) {
        (false, ..) => NO_STATUS,
        (_, true, _) => ERROR_STATUS,
        (_, _, READ_CLOCK | WRITE_CLOCK) => CLOCK_STATUS,
        _ if association == 0 => SYSTEM_STATUS,
        _ => PEER_STATUS,
    })?;
    let tail = p.rows(TAIL)?;
    let count = tail
        .last_chunk::<2>()
        .map_or(0, |count| usize::from(u16::from_be_bytes(*count)));
    let mut said = Vec::new();
    if count > 0 {
        p.within(count, "count", |p| {
            let lists_peers = is_response && operation == READ_STATUS && association == 0;
            p.group(&DATA, |p| {
                if lists_peers {
                    peers(p)
                } else {
                    variables(p, &mut said)
                }
            })
        })?;
    }
    say(p, flags, &said);
    authentication(p, count)
}

fn say(p: &mut Peel<'_>, flags: u8, said: &[String]) {
    let name = OPERATIONS
        .iter()
        .find(|operation| operation.0 == u64::from(flags & 0x1f))
        .map_or("unknown operation", |operation| operation.1);
    let kind = match (flags & 0x80 != 0, flags & 0x40 != 0) {
        (false, _) => "command",
        (true, false) => "response",
        (true, true) => "error",
    };
    let colon = if said.is_empty() { "" } else { ": " };
    p.summary(format_args!(
        "control {kind}, {name}{colon}{}",
        said.join(", ")
    ));
}

/// A peer's number and state, over and over.
fn peers(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ITEM, |p| {
            p.uint(&PEER)?;
            p.rows(PEER_STATUS).map(drop)
        })?;
    }
    Ok(())
}

/// `name=value` between commas and line ends.
fn variables(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    let bytes = p.bytes();
    for variable in split(bytes, p.pos()..bytes.len(), b',') {
        let variable = trimmed(bytes, variable);
        if variable.is_empty() || p.is_full() {
            continue;
        }
        if said.len() < SHOWN && p.wants_fields() {
            said.push(text::clean_bytes(&bytes[variable.clone()]));
        }
        p.mark_as(&VARIABLE, variable, Value::Text);
    }
    p.seek(bytes.len());
    Ok(())
}

/// Padding, and perhaps a code that proves who sent the message.
fn authentication(p: &mut Peel<'_>, count: usize) -> Peeled {
    let padding = (count.next_multiple_of(4) - count).min(p.rest().len());
    if padding > 0 {
        p.field(&PADDING, padding)?;
    }
    let rest = p.rest().len();
    if rest >= super::MIN_AUTHENTICATION {
        p.field(&KEY_ID, 4)?;
        p.field(&MAC, rest - 4)?;
    }
    Ok(())
}
