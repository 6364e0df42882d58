//! Data frames: what the network is there for.

use super::{FROM_DS, Kind, MORE_FRAGMENTS, ORDER, PROTECTED, TO_DS, frame, is_padded};
use crate::decode::{Next, Peel, Peeled};
use crate::model::{Address, FieldSpec, LinkType, Value};
use crate::proto::link::llc;
use crate::proto::low_words::{self, low_words};

/// Bits of the subtype.
const IS_QOS: u8 = 0x8;
const IS_NULL: u8 = 0x4;

/// In the third byte behind a protected frame's header: eight bytes stand there, not four.
const EXTENDED_IV: u8 = 0x20;

const SECURITY: &str = "IEEE 802.11 §12.3";

crate::fields! {
    IV = FieldSpec::hex("wlan.wep.iv", "Initialisation vector", 24).doc("A number that makes the key of each frame another one.", SECURITY);
    KEY = FieldSpec::uint("wlan.wep.key", "Key", 8).doc("Which of the four keys.", SECURITY);
    ICV = FieldSpec::hex("wlan.wep.icv", "Integrity check", 32).doc("A CRC-32 of the payload, encrypted with it.", SECURITY);
    TKIP = FieldSpec::computed("wlan.tkip.extiv", "TKIP number").doc("Counts the sender's frames, so that old ones cannot be sent again.", "IEEE 802.11 §12.5.2");
    CCMP = FieldSpec::computed("wlan.ccmp.extiv", "CCMP number").doc("Counts the sender's frames, so that old ones cannot be sent again.", "IEEE 802.11 §12.5.3");
    SUBFRAME = FieldSpec::group("wlan_aggregate.a_mdsu.subframe", "Frame in the frame").doc("One of several that travel together.", "IEEE 802.11 §9.3.2.2");
    SUBFRAME_LEN = FieldSpec::uint("wlan_aggregate.a_mdsu.length", "Length", 16).unit("bytes").doc("Of what it carries.", "IEEE 802.11 §9.3.2.2");
}

low_words! {
    QOS_STATION_TIME in "IEEE 802.11 §9.2.4.5": 16 "wlan.qos" "QoS control" "How urgent the frame is." {
        4 "wlan.qos.tid" "Traffic class" "Which queue it comes from; 0 to 7 are priorities.";
        1 "wlan.qos.bit4" "Queue size follows" "Set: the upper byte is the size of the queue.";
        2 "wlan.qos.ack" "ACK policy" "How it is to be acknowledged." [POLICIES];
        1 "wlan.qos.amsdupresent" "Several frames" "Set: it carries several frames.";
        8 "wlan.qos.txop_dur_req" "Time wanted" "For how long the station wants to send, in units of 32 microseconds.";
    }
    QOS_STATION_QUEUE in "IEEE 802.11 §9.2.4.5": 16 "wlan.qos" "QoS control" "How urgent the frame is." {
        4 "wlan.qos.tid" "Traffic class" "Which queue it comes from; 0 to 7 are priorities.";
        1 "wlan.qos.bit4" "Queue size follows" "Set: the upper byte is the size of the queue.";
        2 "wlan.qos.ack" "ACK policy" "How it is to be acknowledged." [POLICIES];
        1 "wlan.qos.amsdupresent" "Several frames" "Set: it carries several frames.";
        8 "wlan.qos.queue_size" "Queue" "How much waits at the station, in units of 256 bytes.";
    }
    QOS_ACCESS_POINT in "IEEE 802.11 §9.2.4.5": 16 "wlan.qos" "QoS control" "How urgent the frame is." {
        4 "wlan.qos.tid" "Traffic class" "Which queue it comes from; 0 to 7 are priorities.";
        1 "wlan.qos.eosp" "Service ends" "Set: the last frame that was kept for the dozing station.";
        2 "wlan.qos.ack" "ACK policy" "How it is to be acknowledged." [POLICIES];
        1 "wlan.qos.amsdupresent" "Several frames" "Set: it carries several frames.";
        8 "wlan.qos.ps_buf_state" "Kept frames" "What the access point keeps for the dozing station.";
    }
    QOS_OTHER in "IEEE 802.11 §9.2.4.5": 16 "wlan.qos" "QoS control" "How urgent the frame is." {
        4 "wlan.qos.tid" "Traffic class" "Which queue it comes from; 0 to 7 are priorities.";
        1 "" "" "";
        2 "wlan.qos.ack" "ACK policy" "How it is to be acknowledged." [POLICIES];
        1 "wlan.qos.amsdupresent" "Several frames" "Set: it carries several frames.";
    }
}

const POLICIES: crate::model::Codes = &[
    (0, "at once"),
    (1, "not at all"),
    (2, "not each by itself"),
    (3, "with others, in a block"),
];

/// Reads a data frame behind its first two bytes; `end` is where its check sequence begins.
///
/// # Errors
/// [`crate::decode::Stop`] where its header ends too early.
pub(super) fn peel(p: &mut Peel<'_>, kind: Kind, end: usize) -> Peeled {
    frame::duration(p)?;
    let (fragment, from, to) = frame::addresses(p, kind.flags, true)?;
    p.summary(format_args!(
        "{}, {} → {}",
        frame::name(2, kind.subtype),
        Address::Mac(from),
        Address::Mac(to)
    ));
    let mut has_several = false;
    if kind.subtype & IS_QOS != 0 {
        has_several = quality(p, kind.flags)? & 0x80 != 0;
        if kind.flags & ORDER != 0 {
            low_words::read(p, frame::HT_CONTROL)?;
        }
    }
    if is_padded(p) {
        p.seek(p.pos().next_multiple_of(4));
    }
    if kind.subtype & IS_NULL != 0 {
        return Ok(());
    }
    if kind.flags & PROTECTED != 0 {
        return protected(p, end);
    }
    if fragment > 0 || kind.flags & MORE_FRAGMENTS != 0 {
        p.pass_until(Next::Fragment, end);
        return Ok(());
    }
    if has_several {
        return several(p, end);
    }
    let next = inside(p.rest(), from, to);
    p.pass_until(next, end);
    Ok(())
}

/// LLC, except that some programs keep the Ethernet header of what they send.
fn inside(payload: &[u8], from: [u8; 6], to: [u8; 6]) -> Next<'static> {
    let is_snap = payload.starts_with(&[0xaa, 0xaa]);
    let has_ends = payload.starts_with(&to) || payload.get(6..12) == Some(&from);
    match (is_snap, has_ends) {
        (false, true) => Next::LinkType(LinkType::ETHERNET),
        _ => Next::Protocol(&llc::PROTOCOL),
    }
}

fn quality(p: &mut Peel<'_>, flags: u8) -> Result<u64, crate::decode::Stop> {
    p.require(2)?;
    let has_queue = p.rest()[0] & 0x10 != 0;
    let table = match (flags & (TO_DS | FROM_DS), has_queue) {
        (FROM_DS, _) => QOS_ACCESS_POINT,
        (TO_DS | 0, true) => QOS_STATION_QUEUE,
        (TO_DS | 0, false) => QOS_STATION_TIME,
        _ => QOS_OTHER,
    };
    low_words::read(p, table)
}

/// What stands before an encrypted payload, and behind it.
fn protected(p: &mut Peel<'_>, end: usize) -> Peeled {
    p.require(4)?;
    let at = p.pos();
    let key = p.rest()[3];
    if key & EXTENDED_IV == 0 {
        p.uint(&IV)?;
        p.skip(1)?;
        frame::number(p, &KEY, at + 3, 1, (key >> 6).into());
        let payload = end.saturating_sub(4).max(p.pos());
        if end >= payload + 4 && p.is_whole() {
            p.mark(&ICV, payload..end);
        }
        p.wrap(Next::Data, p.pos()..payload, "WEP check");
        return Ok(());
    }
    p.require(8)?;
    let b = p.skip(8)?;
    let high = u32::from_le_bytes([b[4], b[5], b[6], b[7]]);
    // TKIP fills the second byte so that known weak keys do not come up.
    let is_tkip = b[1] == (b[0] | 0x20) & 0x7f;
    let (spec, low) = match is_tkip {
        true => (&TKIP, [b[0], b[2]]),
        false => (&CCMP, [b[1], b[0]]),
    };
    let text = format!("0x{high:08X}{:02X}{:02X}", low[0], low[1]);
    p.mark_as(spec, at..at + 8, Value::Made(text.into_boxed_str()));
    frame::number(p, &KEY, at + 3, 1, (key >> 6).into());
    p.pass_until(Next::Data, end);
    Ok(())
}

/// Several frames, each with its ends and its length, filled up to whole words.
fn several(p: &mut Peel<'_>, end: usize) -> Peeled {
    while p.pos() + 14 <= end && !p.is_full() {
        let start = p.pos();
        let len = p.group(&SUBFRAME, |p| {
            frame::mac(p, &[&frame::DA])?;
            frame::mac(p, &[&frame::SA])?;
            p.uint(&SUBFRAME_LEN)
        })? as usize;
        let at = p.pos();
        p.wrap(
            Next::Protocol(&llc::PROTOCOL),
            at..at + len,
            "A-MSDU length",
        );
        p.seek(start + (at + len - start).next_multiple_of(4));
        if at + len > end {
            break;
        }
    }
    Ok(())
}
