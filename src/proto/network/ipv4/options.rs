//! The options of an IPv4 header: each asks the routers or the receiver for something special.

use std::net::Ipv4Addr;

use super::security;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, names};
use crate::proto::ip;

const END: u8 = 0;
const NO_OPERATION: u8 = 1;
const RECORD_ROUTE: u8 = 7;
const LOOSE_ROUTE: u8 = 131;
const STRICT_ROUTE: u8 = 137;

/// The type octet of every option.
pub(super) const TYPE: &[FieldSpec] = &[
    FieldSpec::uint("ip.opt.type", "Type", 8)
        .parts_follow()
        .lookup(|code| names::ipv4_option(code as u8))
        .doc("Which option this is.", "RFC 791 §3.1"),
    FieldSpec::flag("ip.opt.type.copy", "Copied").part().doc(
        "Set: the option stands in every fragment. Not set: in the first one only.",
        "RFC 791 §3.1",
    ),
    FieldSpec::uint("ip.opt.type.class", "Class", 2)
        .part()
        .codes(&[
            (0, "control"),
            (1, "reserved"),
            (2, "debugging and measurement"),
            (3, "reserved"),
        ])
        .doc("What the option is for.", "RFC 791 §3.1"),
    FieldSpec::uint("ip.opt.type.number", "Number", 5)
        .part()
        .doc("The option within its class.", "RFC 791 §3.1"),
];

/// How many of the timestamp option's routers had no room, and what each one writes.
pub(super) const STAMP_FLAGS: &[FieldSpec] = &[
    FieldSpec::uint("ip.opt.overflow", "Overflow", 4).doc(
        "How many routers could not write their time because the option was full.",
        "RFC 791 §3.1",
    ),
    FieldSpec::hex("ip.opt.flag", "What is written", 4)
        .codes(&[
            (0, "times only"),
            (1, "address and time of every router"),
            (3, "times of the routers named beforehand"),
        ])
        .doc(
            "What each router on the way writes into the option.",
            "RFC 791 §3.1",
        ),
];

pub(super) const TRACEROUTE_BODY: &[FieldSpec] = &[
    FieldSpec::uint("ip.opt.id_number", "Identification", 16).doc(
        "Tells the answers of several traces apart.",
        "RFC 1393 §2.2",
    ),
    FieldSpec::uint("ip.opt.ohc", "Outbound hops", 16)
        .doc("Routers passed on the way there.", "RFC 1393 §2.2"),
    FieldSpec::uint("ip.opt.rhc", "Return hops", 16).doc(
        "Routers passed on the way back; 0xffff on the way there.",
        "RFC 1393 §2.2",
    ),
    FieldSpec::ipv4("ip.opt.originator", "Originator")
        .doc("The host that asked for the trace.", "RFC 1393 §2.2"),
];

pub(super) const QUICK_START_RATE: &[FieldSpec] = &[
    FieldSpec::uint("ip.opt.qs_func", "Function", 4)
        .codes(&[(0, "rate request"), (8, "report of the approved rate")])
        .doc(
            "Whether a rate is asked for or reported back.",
            "RFC 4782 §3.1",
        ),
    FieldSpec::uint("ip.opt.qs_rate", "Rate", 4).doc(
        "The sending rate: 0 is none, N is 40 kbit/s times 2 to the power N.",
        "RFC 4782 §3.1",
    ),
];

pub(super) const QUICK_START_NONCE: &[FieldSpec] = &[
    FieldSpec::hex("ip.opt.qs_nonce", "Nonce", 30).doc(
        "A random number that shows whether a router lowered the rate.",
        "RFC 4782 §3.1",
    ),
    FieldSpec::hex("ip.opt.qs_reserved", "Reserved", 2).doc("Must be zero.", "RFC 4782 §3.1"),
];

crate::fields! {
    EOL = FieldSpec::bytes("ip.options.eol", "End of options")
        .doc("No options follow; what is left of the header is padding.", "RFC 791 §3.1");
    NOP = FieldSpec::bytes("ip.options.nop", "No operation")
        .doc("Fills one byte, so that the next option starts at a convenient place.", "RFC 791 §3.1");
    RECORD = FieldSpec::bytes("ip.options.record_route", "Record route")
        .doc("Every router writes its address here, up to nine of them.", "RFC 791 §3.1");
    LOOSE = FieldSpec::bytes("ip.options.route", "Loose source route")
        .doc("The packet passes these routers in turn; others may lie between. Many networks drop such packets.", "RFC 791 §3.1");
    STRICT = FieldSpec::bytes("ip.options.source_route", "Strict source route")
        .doc("The packet passes exactly these routers and no others. Many networks drop such packets.", "RFC 791 §3.1");
    STAMP = FieldSpec::bytes("ip.options.timestamp", "Timestamp")
        .doc("Every router writes the time at which the packet passed.", "RFC 791 §3.1");
    STREAM = FieldSpec::bytes("ip.options.sid", "Stream identifier")
        .doc("A number from the SATNET network; obsolete.", "RFC 791 §3.1; RFC 6814");
    MTU_PROBE = FieldSpec::bytes("ip.options.mtu_probe", "MTU probe")
        .doc("Routers lower the number to the largest packet that they can forward; obsolete.", "RFC 1063");
    MTU_REPLY = FieldSpec::bytes("ip.options.mtu_reply", "MTU reply")
        .doc("The number that a probe brought, sent back; obsolete.", "RFC 1063");
    TRACEROUTE = FieldSpec::bytes("ip.options.traceroute", "Traceroute")
        .doc("Every router that forwards the packet reports to its originator; obsolete.", "RFC 1393");
    ALERT = FieldSpec::bytes("ip.options.routeralert", "Router alert")
        .doc("Asks every router on the way to look into the packet, even though it is for somebody else.", "RFC 2113");
    BROADCAST = FieldSpec::bytes("ip.options.sdb", "Selective directed broadcast")
        .doc("Networks to which the packet is to be broadcast; obsolete.", "RFC 6814");
    QUICK_START = FieldSpec::bytes("ip.options.qs", "Quick start")
        .doc("The sender asks the routers how fast it may send from the beginning.", "RFC 4782");
    UNKNOWN = FieldSpec::group("", "Unknown option")
        .doc("An option that decap does not know; its length says where the next one starts.", "RFC 791 §3.1");
    LENGTH = FieldSpec::uint("ip.opt.len", "Length", 8).unit("bytes")
        .doc("The option's length, type and this byte included.", "RFC 791 §3.1");
    POINTER = FieldSpec::uint("ip.opt.ptr", "Pointer", 8)
        .doc("Where the next router reads or writes, counted in bytes from 1 at the option's type.", "RFC 791 §3.1");
    RECORDED = FieldSpec::ipv4("ip.rec_rt", "Recorded router")
        .doc("A router that the packet has passed.", "RFC 791 §3.1");
    EMPTY = FieldSpec::ipv4("ip.empty_rt", "Free slot")
        .doc("Room for the address of a router still to come.", "RFC 791 §3.1");
    TO_VISIT = FieldSpec::ipv4("ip.src_rt", "Router to visit")
        .doc("An address that the packet still has to go to; the last one is its real destination.", "RFC 791 §3.1");
    STAMP_TIME = FieldSpec::uint("ip.opt.time_stamp", "Time", 32)
        .doc("Milliseconds since midnight, universal time; with the highest bit set, a time of another kind.", "RFC 791 §3.1");
    STAMP_ADDRESS = FieldSpec::ipv4("ip.opt.time_stamp_addr", "Router")
        .doc("Which router the time is from.", "RFC 791 §3.1");
    STREAM_ID = FieldSpec::uint("ip.opt.sid", "Stream", 16)
        .doc("The number of the stream.", "RFC 791 §3.1");
    MTU = FieldSpec::uint("ip.opt.mtu", "MTU", 16).unit("bytes")
        .doc("The largest packet that every link so far can carry.", "RFC 1063");
    ALERT_VALUE = FieldSpec::uint("ip.opt.ra", "Alert", 16).codes(ip::ROUTER_ALERT_V4)
        .doc("What the routers are to look for.", "RFC 2113 §2.1");
    BROADCAST_ADDRESS = FieldSpec::ipv4("ip.opt.addr", "Network")
        .doc("A network to which the packet is to be broadcast.", "RFC 6814");
    QUICK_START_TTL = FieldSpec::uint("ip.opt.qs_ttl", "Quick-start TTL", 8)
        .doc("A random number that every router that takes part lowers, as it lowers the time to live.", "RFC 4782 §3.1");
    QUICK_START_UNUSED = FieldSpec::uint("ip.opt.qs_unused", "Not used", 8)
        .doc("Has no meaning in a report.", "RFC 4782 §3.1");
    PADDING = FieldSpec::bytes("ip.opt.padding", "Padding")
        .doc("Fills the header up to whole words of 4 bytes.", "RFC 791 §3.1");
}

/// Reads the options from the cursor up to `end`, the end of the header.
///
/// # Errors
/// [`Stop`] if one of them leaves the header.
pub(super) fn read(p: &mut Peel<'_>, end: usize) -> Peeled {
    let len = end - p.pos();
    p.within(len, "IPv4 header length", |p| {
        while let Some(kind) = p.rest().first().copied() {
            match kind {
                END => {
                    p.group(&EOL, |p| p.rows(TYPE))?;
                    let rest = p.rest().len();
                    if rest > 0 {
                        p.field(&PADDING, rest)?;
                    }
                }
                NO_OPERATION => {
                    p.group(&NOP, |p| p.rows(TYPE))?;
                }
                _ => p.group(spec_of(kind), |p| option(p, kind))?,
            }
        }
        Ok(())
    })
}

fn spec_of(kind: u8) -> &'static FieldSpec {
    match kind {
        RECORD_ROUTE => &RECORD,
        LOOSE_ROUTE => &LOOSE,
        STRICT_ROUTE => &STRICT,
        11 => &MTU_PROBE,
        12 => &MTU_REPLY,
        25 => &QUICK_START,
        68 => &STAMP,
        82 => &TRACEROUTE,
        130 => &security::BASIC,
        133 => &security::EXTENDED,
        134 => &security::CIPSO,
        136 => &STREAM,
        148 => &ALERT,
        149 => &BROADCAST,
        _ => &UNKNOWN,
    }
}

/// An option with a length.
fn option(p: &mut Peel<'_>, kind: u8) -> Peeled {
    let start = p.pos();
    p.rows(TYPE)?;
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
    p.within(len - 2, "option length", |p| match kind {
        RECORD_ROUTE | LOOSE_ROUTE | STRICT_ROUTE => route(p, start, kind),
        11 | 12 => p.uint(&MTU).map(drop),
        25 => quick_start(p),
        68 => timestamps(p),
        82 => p.rows(TRACEROUTE_BODY).map(drop),
        130 => security::basic(p, len),
        133 => security::extended(p),
        134 => security::cipso(p),
        136 => p.uint(&STREAM_ID).map(drop),
        148 => p.uint(&ALERT_VALUE).map(drop),
        149 => {
            while !p.rest().is_empty() {
                p.field(&BROADCAST_ADDRESS, 4)?;
            }
            Ok(())
        }
        _ => Ok(()),
    })
}

/// Addresses before the pointer have been visited, those from it on have not.
fn route(p: &mut Peel<'_>, start: usize, kind: u8) -> Peeled {
    let pointer = p.uint(&POINTER)? as usize;
    if pointer < 4 || !pointer.is_multiple_of(4) {
        let at = start + 2..start + 3;
        p.fault(
            FaultKind::Malformed("the pointer does not point to the start of an address"),
            at,
        );
    }
    while p.rest().len() >= 4 {
        let visited = p.pos() - start + 1 < pointer;
        let spec = match (visited, kind) {
            (true, _) => &RECORDED,
            (false, RECORD_ROUTE) => &EMPTY,
            (false, _) => &TO_VISIT,
        };
        p.field(spec, 4)?;
    }
    Ok(())
}

fn timestamps(p: &mut Peel<'_>) -> Peeled {
    p.uint(&POINTER)?;
    let flag = p.rows(STAMP_FLAGS)?[0] & 0x0f;
    while !p.rest().is_empty() {
        if flag != 0 {
            p.field(&STAMP_ADDRESS, 4)?;
        }
        p.uint(&STAMP_TIME)?;
    }
    Ok(())
}

fn quick_start(p: &mut Peel<'_>) -> Peeled {
    let function = p.rows(QUICK_START_RATE)?[0] >> 4;
    let spec = match function {
        0 => &QUICK_START_TTL,
        _ => &QUICK_START_UNUSED,
    };
    p.uint(spec)?;
    p.rows(QUICK_START_NONCE).map(drop)
}

/// The packet's real destination, if a source route has not been walked to its end: the header
/// names the next router then.
pub(super) fn final_destination(mut options: &[u8]) -> Option<Ipv4Addr> {
    loop {
        options = match *options {
            [NO_OPERATION, ref rest @ ..] => rest,
            [LOOSE_ROUTE | STRICT_ROUTE, len, pointer, ..] => {
                let (len, pointer) = (usize::from(len), usize::from(pointer));
                // Three bytes and whole addresses, of which the pointer has not passed the last.
                if len < 7
                    || len % 4 != 3
                    || pointer < 4
                    || !pointer.is_multiple_of(4)
                    || pointer > len - 3
                {
                    return None;
                }
                let last = options.get(..len)?.last_chunk::<4>()?;
                return Some(Ipv4Addr::from(*last));
            }
            [kind, len, ..] if kind != END && len >= 2 => options.get(usize::from(len)..)?,
            _ => return None,
        };
    }
}
