//! The options of a TCP header: what the two ends agree on, and what they report on the way.

use super::multipath;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, SegmentOptions, Value, names};

const END: u8 = 0;
const NO_OPERATION: u8 = 1;
const SEGMENT_SIZE_OPTION: u8 = 2;
const WINDOW_SCALE: u8 = 3;
const SACK_ALLOWED: u8 = 4;
const BLOCKS: u8 = 5;
const STAMPS: u8 = 8;

/// A shift beyond this is treated as this (RFC 7323 §2.3).
const MAX_SHIFT: u64 = 14;

/// The experiment that became TCP fast open (RFC 7413 §4.1.1).
const FAST_OPEN_EXPERIMENT: u64 = 0xf989;

/// The experiments that became accurate ECN, with the counters in either order.
const ACCURATE_ECN_EXPERIMENTS: [u64; 2] = [0xacc0, 0xacc1];

pub(super) const TIMESTAMPS: &[FieldSpec] = &[
    FieldSpec::uint("tcp.options.timestamp.tsval", "Sender's time", 32).doc(
        "The sender's clock; where it starts and how fast it runs is up to the sender.",
        "RFC 7323 §3.2",
    ),
    FieldSpec::uint("tcp.options.timestamp.tsecr", "Echoed time", 32).doc(
        "The other side's time as it arrived, sent back: the difference gives the round-trip time.",
        "RFC 7323 §3.2",
    ),
];

pub(super) const USER_TIMEOUT: &[FieldSpec] = &[
    FieldSpec::flag("tcp.options.user_to_granularity", "In minutes").doc(
        "Set: the timeout counts minutes. Not set: seconds.",
        "RFC 5482 §3.1",
    ),
    FieldSpec::uint("tcp.options.user_to_val", "User timeout", 15).doc(
        "How long the sender waits for an acknowledgment before it gives up the connection.",
        "RFC 5482 §3.1",
    ),
];

pub(super) const AUTHENTICATION: &[FieldSpec] = &[
    FieldSpec::uint("tcp.options.ao.keyid", "Key", 8)
        .doc("Which key the segment is protected with.", "RFC 5925 §2.2"),
    FieldSpec::uint("tcp.options.ao.rnextkeyid", "Next key", 8).doc(
        "Which key the sender is ready to take next.",
        "RFC 5925 §2.2",
    ),
];

pub(super) const QUICK_START: &[FieldSpec] = &[
    FieldSpec::gap(4),
    FieldSpec::uint("tcp.options.qs.rate", "Rate", 4).doc(
        "The sending rate that the routers approved: N is 40 kbit/s times 2 to the power N.",
        "RFC 4782 §3.3",
    ),
    FieldSpec::uint("tcp.options.qs.ttl_diff", "TTL difference", 8)
        .doc("Shows whether all routers took part.", "RFC 4782 §3.3"),
];

pub(super) const SPACE: &[FieldSpec] = &[
    FieldSpec::hex("tcp.options.scps.vector", "Capabilities", 8)
        .parts_follow()
        .doc(
            "What the sender can do on space links.",
            "CCSDS 714.0-B-2 §3.2.3",
        ),
    FieldSpec::flag("tcp.options.scpsflags.bets", "Partial reliability")
        .part()
        .doc("Best-effort transport.", "CCSDS 714.0-B-2 §3.2.3"),
    FieldSpec::flag("tcp.options.scpsflags.snack1", "Short SNACK")
        .part()
        .doc("Reports of single losses.", "CCSDS 714.0-B-2 §3.2.3"),
    FieldSpec::flag("tcp.options.scpsflags.snack2", "Long SNACK")
        .part()
        .doc("Reports of several losses.", "CCSDS 714.0-B-2 §3.2.3"),
    FieldSpec::flag("tcp.options.scpsflags.compress", "Header compression")
        .part()
        .doc(
            "Lossless compression of the header.",
            "CCSDS 714.0-B-2 §3.2.3",
        ),
    FieldSpec::flag("tcp.options.scpsflags.nlts", "Network timestamps")
        .part()
        .doc(
            "Times come from the network layer.",
            "CCSDS 714.0-B-2 §3.2.3",
        ),
    FieldSpec::uint("tcp.options.scpsflags.reserved", "Reserved", 3)
        .part()
        .doc("Zero.", "CCSDS 714.0-B-2 §3.2.3"),
    FieldSpec::uint("tcp.options.scps.binding", "Connection", 8).doc(
        "Stands for the connection in compressed headers.",
        "CCSDS 714.0-B-2 §3.2.3",
    ),
];

crate::fields! {
    ALL = FieldSpec::bytes("tcp.options", "Options")
        .doc("Up to 40 bytes behind the fixed header.", "RFC 9293 §3.2");
    EOL = FieldSpec::bytes("tcp.options.eol", "End of options")
        .doc("No options follow; what is left of the header is padding.", "RFC 9293 §3.2");
    NOP = FieldSpec::bytes("tcp.options.nop", "No operation")
        .doc("Fills one byte, so that the next option starts at a convenient place.", "RFC 9293 §3.2");
    MSS = FieldSpec::bytes("tcp.options.mss", "Maximum segment size")
        .doc("Only in the handshake: the largest payload that the sender wants to receive in one segment.", "RFC 9293 §3.7.1");
    SCALE = FieldSpec::bytes("tcp.options.wscale", "Window scale")
        .doc("Only in the handshake: how far the window numbers of the sender are to be shifted, so that windows beyond 64 KiB are possible.", "RFC 7323 §2.2");
    SACK_PERMITTED = FieldSpec::bytes("tcp.options.sack_perm", "SACK permitted")
        .doc("Only in the handshake: the sender understands selective acknowledgments.", "RFC 2018 §2");
    SACK = FieldSpec::bytes("tcp.options.sack", "Selective acknowledgment")
        .doc("Blocks that arrived although something before them is missing: only the gaps need to be sent again.", "RFC 2018 §3");
    STAMP = FieldSpec::bytes("tcp.options.timestamp", "Timestamps")
        .doc("Times that measure the round trip and tell old segments from new ones.", "RFC 7323 §3.2");
    ECHO = FieldSpec::bytes("tcp.options.echo", "Echo")
        .doc("Forerunner of the timestamps; obsolete.", "RFC 1072 §3");
    CONNECTION_COUNT = FieldSpec::bytes("tcp.options.cc", "Connection count")
        .doc("Part of transactions over TCP (T/TCP); obsolete.", "RFC 1644 §3.1");
    MD5 = FieldSpec::bytes("tcp.options.md5", "MD5 signature")
        .doc("A keyed hash over the segment, used between BGP routers; obsolete.", "RFC 2385");
    SPACE_OPTION = FieldSpec::bytes("tcp.options.scps", "Space capabilities")
        .doc("Extensions for links through space.", "CCSDS 714.0-B-2 §3.2.3");
    QUICK_START_OPTION = FieldSpec::bytes("tcp.options.qs", "Quick start response")
        .doc("The rate that the routers on the way there approved.", "RFC 4782 §3.3");
    TIMEOUT_OPTION = FieldSpec::bytes("tcp.options.user_to", "User timeout")
        .doc("Tells the other side how long the sender waits for acknowledgments.", "RFC 5482");
    AUTHENTICATION_OPTION = FieldSpec::bytes("tcp.options.ao", "Authentication")
        .doc("A keyed hash over the segment: only who has the key can send into the connection.", "RFC 5925");
    MULTIPATH = FieldSpec::group("", "Multipath TCP")
        .doc("One connection over several paths at once.", "RFC 8684 §3");
    FAST_OPEN = FieldSpec::bytes("tcp.options.tfo", "Fast open")
        .doc("A cookie that lets a client send data with its first segment when it comes again.", "RFC 7413");
    ACCURATE_ECN = FieldSpec::bytes("tcp.options.acc_ecn", "Accurate ECN")
        .doc("How many bytes arrived with each congestion mark.", "RFC 9768 §3.2.3");
    EXPERIMENT = FieldSpec::bytes("tcp.options.experimental", "Experiment")
        .doc("An option being tried out.", "RFC 6994");
    UNKNOWN = FieldSpec::bytes("tcp.options.unknown", "Unknown option")
        .doc("An option that decap does not know; its length says where the next one starts.", "RFC 9293 §3.2");
    KIND = FieldSpec::uint("tcp.option_kind", "Kind", 8).lookup(|code| names::tcp_option(code as u8))
        .doc("Which option this is.", "RFC 9293 §3.2");
    LENGTH = FieldSpec::uint("tcp.option_len", "Length", 8).unit("bytes")
        .doc("The option's length, kind and this byte included.", "RFC 9293 §3.2");
    SEGMENT_SIZE = FieldSpec::uint("tcp.options.mss_val", "Largest payload", 16).unit("bytes")
        .doc("Largest payload of a segment that the sender wants to receive: its link's MTU less 40 bytes for IPv4 and TCP, or 60 for IPv6.", "RFC 9293 §3.7.1");
    SHIFT = FieldSpec::uint("tcp.options.wscale.shift", "Shift", 8).unit("bits")
        .doc("The window numbers count units of 2 to this power.", "RFC 7323 §2.2");
    LEFT = FieldSpec::uint("tcp.options.sack_le", "First byte", 32)
        .doc("Sequence number of the block's first byte, counted like the acknowledgment number if the conversation is known.", "RFC 2018 §3");
    RIGHT = FieldSpec::uint("tcp.options.sack_re", "Up to", 32)
        .doc("Sequence number behind the block's last byte, counted in the same way.", "RFC 2018 §3");
    ECHO_VALUE = FieldSpec::uint("tcp.options.echo_value", "Value", 32)
        .doc("Sent back as it is.", "RFC 1072 §3");
    COUNT = FieldSpec::uint("tcp.options.cc_value", "Count", 32)
        .doc("Which connection between the two hosts this is.", "RFC 1644 §3.1");
    DIGEST = FieldSpec::bytes("tcp.options.md5.digest", "Digest")
        .doc("MD5 over addresses, header, payload and a shared secret.", "RFC 2385 §2");
    MAC = FieldSpec::bytes("tcp.options.ao.mac", "Message authentication code")
        .doc("A keyed hash over addresses, header and payload.", "RFC 5925 §5.1");
    COOKIE_REQUEST = FieldSpec::group("tcp.options.tfo.request", "Cookie wanted")
        .doc("The client asks for a cookie.", "RFC 7413 §4.1.1");
    COOKIE = FieldSpec::bytes("tcp.options.tfo.cookie", "Cookie")
        .doc("What the server gave this client, encrypted so that only the server can make it.", "RFC 7413 §4.1.2");
    ECT_0 = FieldSpec::uint("tcp.options.acc_ecn.ee0b", "Bytes with ECT(0)", 24)
        .doc("Bytes of payload that arrived with the mark ECT(0), counted modulo 2 to the power 24.", "RFC 9768 §3.2.3");
    ECT_1 = FieldSpec::uint("tcp.options.acc_ecn.ee1b", "Bytes with ECT(1)", 24)
        .doc("Bytes of payload that arrived with the mark ECT(1), counted modulo 2 to the power 24.", "RFC 9768 §3.2.3");
    CONGESTED = FieldSpec::uint("tcp.options.acc_ecn.eceb", "Bytes with CE", 24)
        .doc("Bytes of payload that a full router marked, counted modulo 2 to the power 24.", "RFC 9768 §3.2.3");
    EXPERIMENT_ID = FieldSpec::hex("tcp.options.experimental.exid", "Experiment", 16)
        .codes(&[(0xacc0, "accurate ECN, order 0"), (0xacc1, "accurate ECN, order 1"), (0xe2d4, "SMC"), (FAST_OPEN_EXPERIMENT, "fast open")])
        .doc("Which experiment uses the option.", "RFC 6994 §3");
    EXPERIMENT_DATA = FieldSpec::bytes("tcp.options.experimental.data", "Data")
        .doc("What the experiment put there.", "RFC 6994 §3");
    UNKNOWN_DATA = FieldSpec::bytes("tcp.options.unknown.payload", "Data")
        .doc("The option's data.", "RFC 9293 §3.2");
    PADDING = FieldSpec::group("", "Padding")
        .doc("Zeros that fill the header up to whole words of 4 bytes.", "RFC 9293 §3.1");
}

/// What the options say that matters to the conversation, read without a dissection. Options that do
/// not fit into the header end the reading; what stood before them counts.
pub(super) fn scan(options: &[u8]) -> SegmentOptions {
    let mut said = SegmentOptions::default();
    let mut rest = options;
    while let [kind, after @ ..] = rest {
        match (*kind, after) {
            (END, _) => break,
            (NO_OPERATION, _) => rest = after,
            (kind, [len, after @ ..]) => {
                let Some(len) = usize::from(*len).checked_sub(2) else {
                    break;
                };
                let Some((body, next)) = after.split_at_checked(len) else {
                    break;
                };
                note(&mut said, kind, body);
                rest = next;
            }
            (_, []) => break,
        }
    }
    said
}

/// Notes what one option says, if it has the length that its kind has.
fn note(said: &mut SegmentOptions, kind: u8, body: &[u8]) {
    match (kind, body) {
        (SEGMENT_SIZE_OPTION, &[high, low]) => said.mss = Some(u16::from_be_bytes([high, low])),
        (WINDOW_SCALE, &[shift]) => said.window_scale = Some(shift),
        (SACK_ALLOWED, []) => said.sack_permitted = true,
        (BLOCKS, body) => {
            let blocks = body.chunks_exact(8).filter_map(pair);
            for (slot, block) in said.sack.iter_mut().zip(blocks) {
                *slot = block;
                said.sack_count += 1;
            }
        }
        (STAMPS, body @ [_, _, _, _, _, _, _, _]) => said.timestamps = pair(body),
        _ => {}
    }
}

/// Two numbers of 32 bits.
fn pair(bytes: &[u8]) -> Option<(u32, u32)> {
    let (first, second) = bytes.split_first_chunk::<4>()?;
    let second = second.first_chunk::<4>()?;
    Some((u32::from_be_bytes(*first), u32::from_be_bytes(*second)))
}

/// Reads the options from the cursor up to `end`, the end of the header. Acknowledged blocks count
/// from `base`.
///
/// # Errors
/// [`Stop`] if they are not all there.
pub(super) fn read(p: &mut Peel<'_>, end: usize, base: u32) -> Peeled {
    let len = end - p.pos();
    if len == 0 {
        return Ok(());
    }
    p.group(&ALL, |p| {
        p.within(len, "TCP header length", |p| {
            while let Some(kind) = p.rest().first().copied() {
                match kind {
                    END => {
                        p.group(&EOL, |p| p.uint(&KIND))?;
                        let rest = p.rest().len();
                        if rest > 0 {
                            p.group(&PADDING, |p| p.skip(rest))?;
                        }
                    }
                    NO_OPERATION => {
                        p.group(&NOP, |p| p.uint(&KIND))?;
                    }
                    _ => p.group(spec_of(kind), |p| option(p, kind, base))?,
                }
            }
            Ok(())
        })
    })
}

fn spec_of(kind: u8) -> &'static FieldSpec {
    match kind {
        SEGMENT_SIZE_OPTION => &MSS,
        WINDOW_SCALE => &SCALE,
        SACK_ALLOWED => &SACK_PERMITTED,
        BLOCKS => &SACK,
        6 | 7 => &ECHO,
        STAMPS => &STAMP,
        11..=13 => &CONNECTION_COUNT,
        19 => &MD5,
        20 => &SPACE_OPTION,
        27 => &QUICK_START_OPTION,
        28 => &TIMEOUT_OPTION,
        29 => &AUTHENTICATION_OPTION,
        30 => &MULTIPATH,
        34 => &FAST_OPEN,
        172 | 174 => &ACCURATE_ECN,
        253 | 254 => &EXPERIMENT,
        _ => &UNKNOWN,
    }
}

/// An option with a length.
fn option(p: &mut Peel<'_>, kind: u8, base: u32) -> Peeled {
    let start = p.pos();
    p.uint(&KIND)?;
    let len = p.uint(&LENGTH)? as usize;
    if len < 2 {
        let kind = FaultKind::BadLength {
            field: "option length",
            says: len as u64,
            limit: 2,
        };
        p.fault(kind, start + 1..start + 2);
        return Err(Stop);
    }
    p.within(len - 2, "option length", |p| body(p, kind, base))
}

fn body(p: &mut Peel<'_>, kind: u8, base: u32) -> Peeled {
    let len = p.rest().len();
    match kind {
        SEGMENT_SIZE_OPTION => p.uint(&SEGMENT_SIZE).map(drop),
        WINDOW_SCALE => scale(p),
        SACK_ALLOWED => Ok(()),
        BLOCKS => blocks(p, base),
        6 | 7 => p.uint(&ECHO_VALUE).map(drop),
        STAMPS => p.rows(TIMESTAMPS).map(drop),
        11..=13 => p.uint(&COUNT).map(drop),
        19 => p.field(&DIGEST, 16).map(drop),
        20 => p.rows(SPACE).map(drop),
        27 => p.rows(QUICK_START).map(drop),
        28 => p.rows(USER_TIMEOUT).map(drop),
        29 => {
            p.rows(AUTHENTICATION)?;
            rest(p, &MAC)
        }
        30 => multipath::read(p, len + 2),
        34 => fast_open(p, 2),
        172 => counters(p, [&ECT_0, &CONGESTED, &ECT_1]),
        174 => counters(p, [&ECT_1, &CONGESTED, &ECT_0]),
        253 | 254 => experiment(p),
        _ => rest(p, &UNKNOWN_DATA),
    }
}

/// What is left of the option, if anything is.
fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

fn scale(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos()..p.pos() + 1;
    let shift = p.uint(&SHIFT)?;
    if shift > MAX_SHIFT {
        p.fault(
            FaultKind::Malformed("a window is shifted by 14 bits at most"),
            at,
        );
    }
    Ok(())
}

fn blocks(p: &mut Peel<'_>, base: u32) -> Peeled {
    while !p.rest().is_empty() {
        for spec in [&LEFT, &RIGHT] {
            let at = p.pos()..p.pos() + 4;
            let edge = p
                .skip(4)?
                .iter()
                .fold(0, |edge, &byte| edge << 8 | u32::from(byte));
            p.mark_as(spec, at, Value::Uint(edge.wrapping_sub(base).into()));
        }
    }
    Ok(())
}

/// The cookie, or the wish for one; `before` bytes in front of it say so.
fn fast_open(p: &mut Peel<'_>, before: usize) -> Peeled {
    if p.rest().is_empty() {
        p.mark(&COOKIE_REQUEST, p.pos() - before..p.pos());
        return Ok(());
    }
    rest(p, &COOKIE)
}

/// As many counters as there is room for; the last ones may be left out.
fn counters(p: &mut Peel<'_>, order: [&'static FieldSpec; 3]) -> Peeled {
    for spec in order {
        if p.rest().is_empty() {
            break;
        }
        p.uint(spec)?;
    }
    Ok(())
}

fn experiment(p: &mut Peel<'_>) -> Peeled {
    let [order_0, order_1] = ACCURATE_ECN_EXPERIMENTS;
    match p.uint(&EXPERIMENT_ID)? {
        FAST_OPEN_EXPERIMENT => fast_open(p, 2),
        id if id == order_0 => counters(p, [&ECT_0, &CONGESTED, &ECT_1]),
        id if id == order_1 => counters(p, [&ECT_1, &CONGESTED, &ECT_0]),
        _ => rest(p, &EXPERIMENT_DATA),
    }
}
