//! Reports of senders and receivers, descriptions of sources, goodbyes.

use super::fields::{SENDER, SOURCE};
use super::mark_time;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SENDING: &str = "RFC 3550 §6.4.1";
const DESCRIPTION: &str = "RFC 3550 §6.5";

/// What became of a source's packets.
pub(super) const LOSS: &[FieldSpec] = &[
    FieldSpec::uint("rtcp.ssrc.fraction", "Lost since the last report", 8)
        .unit("/ 256")
        .doc(
            "The part of the packets since the last report that did not arrive.",
            SENDING,
        ),
    FieldSpec::int("rtcp.ssrc.cum_nr", "Lost in all", 24).doc(
        "How many packets did not arrive; less than none if some arrived twice.",
        SENDING,
    ),
    FieldSpec::uint("rtcp.ssrc.ext_high", "Highest sequence number", 32)
        .parts_follow()
        .doc(
            "The highest sequence number that arrived, and how often the numbers began anew.",
            SENDING,
        ),
    FieldSpec::uint("rtcp.ssrc.high_cycles", "Cycles", 16)
        .part()
        .doc("How often the sequence numbers began anew.", SENDING),
    FieldSpec::uint("rtcp.ssrc.high_seq", "Sequence number", 16)
        .part()
        .doc("The highest that arrived.", SENDING),
    FieldSpec::uint("rtcp.ssrc.jitter", "Jitter", 32).doc(
        "How unevenly packets arrive, in ticks of the media's clock.",
        "RFC 3550 §6.4.1, A.8",
    ),
    FieldSpec::uint("rtcp.ssrc.lsr", "Last sender report", 32).doc(
        "The middle 32 bits of the time in the last report from this source.",
        SENDING,
    ),
    FieldSpec::uint("rtcp.ssrc.dlsr", "Delay since then", 32)
        .unit("/ 65536 s")
        .doc(
            "How long the receiver waited since then; the sender can compute the round trip.",
            SENDING,
        ),
];

crate::fields! {
    TIME_HIGH = FieldSpec::uint("rtcp.timestamp.ntp.msw", "Time, seconds", 32)
        .doc("When the report was sent: seconds since 1900.", SENDING);
    TIME_LOW = FieldSpec::uint("rtcp.timestamp.ntp.lsw", "Time, fraction", 32)
        .doc("In units of 2^-32 seconds.", SENDING);
    TIME = FieldSpec::computed("rtcp.timestamp.ntp", "Time")
        .doc("When the report was sent, by the sender's clock.", SENDING);
    MEDIA_TIME = FieldSpec::uint("rtcp.timestamp.rtp", "Media time", 32)
        .doc("The same moment in the time stamps of the media: so sound and pictures are matched.", SENDING);
    PACKETS = FieldSpec::uint("rtcp.sender.packetcount", "Packets sent", 32)
        .doc("Since the start.", SENDING);
    OCTETS = FieldSpec::uint("rtcp.sender.octetcount", "Bytes sent", 32)
        .doc("Bytes of media since the start, without headers.", SENDING);
    BLOCK = FieldSpec::group("", "Report")
        .doc("How well one source is received.", SENDING);
    CHUNK = FieldSpec::group("", "Description")
        .doc("What is told of one source.", DESCRIPTION);
    ITEM_TYPE = FieldSpec::uint("rtcp.sdes.type", "Item", 8)
        .codes(&[
            (0, "end"),
            (1, "canonical name"),
            (2, "name"),
            (3, "mail address"),
            (4, "telephone"),
            (5, "place"),
            (6, "program"),
            (7, "note"),
            (8, "private"),
            (9, "H.323 address"),
            (10, "application identifier"),
            (15, "media identification"),
        ])
        .doc("What is told. The canonical name stays the same if the identifier has to change.", DESCRIPTION);
    ITEM_LENGTH = FieldSpec::uint("rtcp.sdes.length", "Length", 8).unit("bytes")
        .doc("Bytes of text.", DESCRIPTION);
    ITEM_TEXT = FieldSpec::text("rtcp.sdes.text", "Text")
        .doc("The name, the address, or why somebody leaves.", DESCRIPTION);
    PREFIX_LENGTH = FieldSpec::uint("rtcp.sdes.prefix.length", "Prefix length", 8).unit("bytes")
        .doc("Bytes of the private item's name.", "RFC 3550 §6.5.8");
    PREFIX = FieldSpec::text("rtcp.sdes.prefix.string", "Prefix")
        .doc("The private item's name.", "RFC 3550 §6.5.8");
    APPLICATION_NAME = FieldSpec::text("rtcp.app.name", "Name")
        .doc("Four letters: which application.", "RFC 3550 §6.7");
    NO_NAME = FieldSpec::bytes("", "Name")
        .doc("Four bytes that should be letters.", "RFC 3550 §6.7");
    APPLICATION_DATA = FieldSpec::bytes("rtcp.app.data", "Data")
        .doc("What the application says.", "RFC 3550 §6.7");
    APPLICATION_TEXT = FieldSpec::text("rtcp.app.data_str", "Data")
        .doc("What the application says.", "RFC 3550 §6.7");
}

pub(super) fn sender(p: &mut Peel<'_>, count: u8) -> Peeled {
    p.uint(&SENDER)?;
    let at = p.pos();
    p.uint(&TIME_HIGH)?;
    p.uint(&TIME_LOW)?;
    p.seek(at);
    mark_time(p, &TIME);
    p.seek(at + 8);
    for spec in [&MEDIA_TIME, &PACKETS, &OCTETS] {
        p.uint(spec)?;
    }
    blocks(p, count)
}

pub(super) fn receiver(p: &mut Peel<'_>, count: u8) -> Peeled {
    p.uint(&SENDER)?;
    blocks(p, count)
}

fn blocks(p: &mut Peel<'_>, count: u8) -> Peeled {
    for _ in 0..count {
        p.group(&BLOCK, |p| {
            p.uint(&SOURCE)?;
            p.rows(LOSS).map(drop)
        })?;
    }
    Ok(())
}

pub(super) fn description(p: &mut Peel<'_>, count: u8) -> Peeled {
    for _ in 0..count {
        p.group(&CHUNK, |p| {
            let start = p.pos();
            p.uint(&SOURCE)?;
            while item(p)? && !p.is_full() {}
            // Chunks begin at whole words.
            let filled = start + (p.pos() - start).next_multiple_of(4);
            p.seek(filled);
            Ok(())
        })?;
    }
    Ok(())
}

/// One item; false behind the last one.
fn item(p: &mut Peel<'_>) -> Result<bool, crate::decode::Stop> {
    let kind = p.uint(&ITEM_TYPE)?;
    if kind == 0 {
        return Ok(false);
    }
    let len = p.uint(&ITEM_LENGTH)? as usize;
    p.within(len, "item length", |p| {
        let mut rest = p.rest().len();
        if kind == 8 && rest > 0 {
            let prefix = p.uint(&PREFIX_LENGTH)? as usize;
            p.field(&PREFIX, prefix)?;
            rest = p.rest().len();
        }
        p.field(&ITEM_TEXT, rest).map(drop)
    })?;
    Ok(true)
}

pub(super) fn goodbye(p: &mut Peel<'_>, count: u8) -> Peeled {
    for _ in 0..count {
        p.uint(&SOURCE)?;
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    let len = p.uint(&ITEM_LENGTH)? as usize;
    p.field(&ITEM_TEXT, len)?;
    let filling = p.rest().iter().all(|byte| *byte == 0);
    if filling {
        p.seek(p.bytes().len());
    }
    Ok(())
}

pub(super) fn application(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SOURCE)?;
    p.require(4)?;
    let is_text = |bytes: &[u8]| bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
    let name = if is_text(&p.rest()[..4]) {
        &APPLICATION_NAME
    } else {
        &NO_NAME
    };
    p.field(name, 4)?;
    let len = p.rest().len();
    if len > 0 {
        let data = if is_text(p.rest()) {
            &APPLICATION_TEXT
        } else {
            &APPLICATION_DATA
        };
        p.field(data, len)?;
    }
    Ok(())
}
