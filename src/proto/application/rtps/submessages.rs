//! What each kind of submessage holds (DDSI-RTPS §9.4.5).

use super::names::ENCODINGS;
use super::order::Order;
use super::{VENDOR, VERSION, parameters, parts};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Timestamp, Value};

const TIMES: &str = "DDSI-RTPS §9.4.5.11";
const SAMPLES: &str = "DDSI-RTPS §9.4.5.3";
const PIECES: &str = "DDSI-RTPS §9.4.5.4";
const SECURE: &str = "DDS-Security §7.3.7";

/// Who announces that programs are alive.
const LIVELINESS_WRITER: u64 = 0x0002_00c2;

crate::fields! {
    TIME = FieldSpec::computed("rtps.info_ts.timestamp", "Time")
        .doc("When what follows was written.", TIMES);
    EXTRA = FieldSpec::hex("rtps.extra_flags", "Extra flags", 16)
        .doc("Not used yet.", SAMPLES);
    TO_QOS = FieldSpec::uint("rtps.octets_to_inline_qos", "Bytes to inline QoS", 16).unit("bytes")
        .doc("Where the parameters of the data begin, counted from behind this number.", SAMPLES);
    INLINE = FieldSpec::group("", "Inline QoS").doc("Parameters of the sample.", SAMPLES);
    SERIALIZED = FieldSpec::group("", "Sample").doc("What is published, or the key of what ends.", "DDSI-RTPS §10");
    ENCODING = FieldSpec::hex("rtps.param.serialize.encap_kind", "Form", 16).codes(ENCODINGS)
        .doc("How the sample is written.", "DDSI-RTPS §10.2");
    OPTIONS = FieldSpec::hex("rtps.param.serialize.encap_len", "Options", 16)
        .doc("The lowest two bits: how many bytes fill up the sample's end.", "DDSI-RTPS §10.2");
    ISSUE = FieldSpec::bytes("rtps.issueData", "Data")
        .doc("The sample, in the form of its topic's type.", "DDSI-RTPS §10");
    LIFE = FieldSpec::hex("rtps.encapsulation_kind", "Kind", 32)
        .codes(&[(1, "automatic liveliness"), (2, "manual liveliness")])
        .doc("How the program shows that it is alive.", "DDSI-RTPS §9.6.3.1");
    LIFE_LEN = FieldSpec::uint("rtps.sequence_size", "Length", 32).unit("bytes")
        .doc("How many bytes follow.", "DDSI-RTPS §9.6.3.1");
    LIFE_DATA = FieldSpec::bytes("rtps.data.serialize_data", "Data")
        .doc("What belongs to the kind.", "DDSI-RTPS §9.6.3.1");
    HEARTBEAT = FieldSpec::uint("rtps.heartbeat_count", "Count", 32)
        .doc("Counts the heartbeats.", "DDSI-RTPS §9.4.5.7");
    ACKNACK = FieldSpec::int("rtps.acknack.count", "Count", 32)
        .doc("Counts the answers.", "DDSI-RTPS §9.4.5.2");
    UNUSED = FieldSpec::hex("rtps.info_src.unused", "Unused", 32).doc("Has no meaning.", "DDSI-RTPS §9.4.5.10");
    REPLY_IP = FieldSpec::ipv4("rtps.locator_udp_v4.ip", "Address")
        .doc("Where answers shall go: a number, in the byte order of the submessage.", "DDSI-RTPS §9.4.5.14");
    REPLY_PORT = FieldSpec::hex("rtps.locator_udp_v4.port", "Port", 32)
        .doc("The port there.", "DDSI-RTPS §9.4.5.14");
    PIECE = FieldSpec::uint("rtps.data_frag.number", "First fragment", 32)
        .doc("Counted from 1.", PIECES);
    PIECE_COUNT = FieldSpec::uint("rtps.data_frag.num_fragments", "Fragments", 16)
        .doc("How many are here.", PIECES);
    PIECE_SIZE = FieldSpec::uint("rtps.data_frag.size", "Size of a fragment", 16).unit("bytes")
        .doc("The last one may be shorter.", PIECES);
    WHOLE_SIZE = FieldSpec::uint("rtps.data_frag.sample_size", "Size of the sample", 32).unit("bytes")
        .doc("Length of all fragments together.", PIECES);
    MISSING_COUNT = FieldSpec::int("rtps.nack_frag.count", "Count", 32)
        .doc("Counts these submessages.", "DDSI-RTPS §9.4.5.13");
    LAST_PIECE = FieldSpec::uint("rtps.heartbeat_frag.number", "Last fragment", 32)
        .doc("The writer has fragments up to this one.", "DDSI-RTPS §9.4.5.8");
    PIECES_COUNT = FieldSpec::uint("rtps.heartbeat_frag.count", "Count", 32)
        .doc("Counts these submessages.", "DDSI-RTPS §9.4.5.8");
    SECRET_LEN = FieldSpec::uint("rtps.secure.secure_data_length", "Length", 32).unit("bytes")
        .doc("Length of what is encrypted.", SECURE);
    SECRET = FieldSpec::bytes("rtps.secure.secure_data", "Encrypted")
        .doc("One submessage or several.", SECURE);
    TRANSFORMATION = FieldSpec::int("rtps.secure.data_header.transformation_kind", "Method", 32)
        .codes(&[(0, "none"), (1, "AES-128 GMAC"), (2, "AES-128 GCM"), (3, "AES-256 GMAC"), (4, "AES-256 GCM")])
        .doc("How what follows is protected.", SECURE);
    KEY_ID = FieldSpec::bytes("rtps.secure.data_header.transformation_key", "Key")
        .doc("Names the key.", SECURE);
    HEADER = FieldSpec::bytes("rtps.secure.data_header.plugin_sec_header", "Session")
        .doc("What the method needs besides: session and counter.", SECURE);
    TAG = FieldSpec::bytes("rtps.secure.data_tag.plugin_sec_tag", "Tag")
        .doc("Shows that nothing was changed.", SECURE);
}

/// Reads what a submessage of this kind holds, as far as it is known.
pub(super) fn peel(p: &mut Peel<'_>, kind: u8, flags: u64, order: Order, vendor: u16) -> Peeled {
    match kind {
        0x06 => {
            parts::ends(p)?;
            parts::numbers(p, order)?;
            order.int(p, &ACKNACK)
        }
        0x07 => {
            parts::ends(p)?;
            order.sequence(p, &parts::NUMBER)?;
            order.sequence(p, &parts::NUMBER)?;
            order.uint(p, &HEARTBEAT).map(drop)
        }
        0x08 => {
            parts::ends(p)?;
            order.sequence(p, &parts::NUMBER)?;
            parts::numbers(p, order)
        }
        0x09 if flags & 2 == 0 => time(p, order),
        0x0c => {
            order.uint(p, &UNUSED)?;
            p.rows(VERSION)?;
            p.uint(&VENDOR)?;
            parts::prefix(p, &parts::SOURCE)
        }
        0x0d => (0..1 + (flags >> 1 & 1)).try_for_each(|_| reply_to(p, order)),
        0x0e => parts::prefix(p, &parts::DESTINATION),
        0x0f => (0..1 + (flags >> 1 & 1)).try_for_each(|_| parts::locators(p, order)),
        0x12 => {
            parts::ends(p)?;
            order.sequence(p, &parts::NUMBER)?;
            parts::fragments(p, order)?;
            order.int(p, &MISSING_COUNT)
        }
        0x13 => {
            parts::ends(p)?;
            order.sequence(p, &parts::NUMBER)?;
            order.uint(p, &LAST_PIECE)?;
            order.uint(p, &PIECES_COUNT).map(drop)
        }
        0x15 => data(p, flags, order, vendor),
        0x16 => piece(p, flags, order, vendor),
        0x30..=0x34 => secured(p, kind),
        _ => Ok(()),
    }
}

/// Seconds since 1970, and a fraction in units of 2^-32 seconds.
fn time(p: &mut Peel<'_>, order: Order) -> Peeled {
    let at = p.pos();
    let (seconds, fraction) = order.pair(p)?;
    let nanos = (u64::from(fraction) * 1_000_000_000) >> 32;
    let time = Timestamp::from_parts(seconds.into(), nanos as u32);
    p.mark_as(&TIME, at..at + 8, Value::Time(time));
    Ok(())
}

fn reply_to(p: &mut Peel<'_>, order: Order) -> Peeled {
    p.require(8)?;
    p.group(&parts::LOCATOR, |p| {
        let at = p.pos();
        let number = order.bare(p, 4)? as u32;
        p.mark_as(&REPLY_IP, at..at + 4, Value::Ipv4(number.into()));
        order.uint(p, &REPLY_PORT).map(drop)
    })
}

/// What the submessages with samples begin with: who has written, and which sample. Returns the
/// writer and where the parameters begin.
fn sample_head(p: &mut Peel<'_>, order: Order) -> Result<(u64, usize), crate::decode::Stop> {
    p.uint(&EXTRA)?;
    let to_qos = order.uint(p, &TO_QOS)? as usize;
    let counted_from = p.pos();
    let writer = parts::ends(p)?;
    order.sequence(p, &parts::NUMBER)?;
    Ok((writer, counted_from + to_qos))
}

/// Moves to where the parameters begin, and reads them if the flags say that there are any.
fn inline(p: &mut Peel<'_>, start: usize, flags: u64, order: Order, vendor: u16) -> Peeled {
    // A newer version may have put more in front.
    if let Some(more) = start.checked_sub(p.pos()) {
        p.skip(more)?;
    }
    match flags & 2 {
        0 => Ok(()),
        _ => p.group(&INLINE, |p| parameters::list(p, order, vendor)),
    }
}

fn data(p: &mut Peel<'_>, flags: u64, order: Order, vendor: u16) -> Peeled {
    let (writer, start) = sample_head(p, order)?;
    inline(p, start, flags, order, vendor)?;
    if flags & 0x0c == 0 || p.rest().is_empty() {
        return Ok(());
    }
    match writer {
        LIVELINESS_WRITER => p.group(&SERIALIZED, liveliness),
        _ => p.group(&SERIALIZED, |p| sample(p, vendor)),
    }
}

/// How a sample is written, and the sample.
fn sample(p: &mut Peel<'_>, vendor: u16) -> Peeled {
    let encoding = p.uint(&ENCODING)?;
    p.uint(&OPTIONS)?;
    if matches!(encoding, 2 | 3) {
        let little = encoding & 1 != 0;
        return parameters::list(p, Order { little }, vendor);
    }
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&ISSUE, len).map(drop),
    }
}

fn liveliness(p: &mut Peel<'_>) -> Peeled {
    let encoding = p.uint(&ENCODING)?;
    p.uint(&OPTIONS)?;
    let order = Order {
        little: encoding & 1 != 0,
    };
    parts::named_prefix(p)?;
    p.uint(&LIFE)?;
    match order.uint(p, &LIFE_LEN)? as usize {
        0 => Ok(()),
        len => p.field(&LIFE_DATA, len).map(drop),
    }
}

/// A piece of a long sample.
fn piece(p: &mut Peel<'_>, flags: u64, order: Order, vendor: u16) -> Peeled {
    let (_, start) = sample_head(p, order)?;
    let first = order.uint(p, &PIECE)?;
    order.uint(p, &PIECE_COUNT)?;
    order.uint(p, &PIECE_SIZE)?;
    order.uint(p, &WHOLE_SIZE)?;
    inline(p, start, flags, order, vendor)?;
    p.group(&SERIALIZED, |p| {
        if first == 1 {
            p.uint(&ENCODING)?;
            p.uint(&OPTIONS)?;
        }
        match p.rest().len() {
            0 => Ok(()),
            len => p.field(&ISSUE, len).map(drop),
        }
    })
}

/// Submessages that protect others; their numbers have the high byte first in either byte order.
fn secured(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        0x30 => {
            let len = p.uint(&SECRET_LEN)? as usize;
            p.field(&SECRET, len.min(p.rest().len())).map(drop)
        }
        0x31 | 0x33 => {
            p.uint(&TRANSFORMATION)?;
            p.field(&KEY_ID, 4)?;
            let len = p.rest().len();
            p.field(&HEADER, len).map(drop)
        }
        _ => {
            let len = p.rest().len();
            p.field(&TAG, len).map(drop)
        }
    }
}
