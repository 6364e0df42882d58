//! Extended reports: blocks of detailed measurements (RFC 3611).

use super::fields::{SENDER, SOURCE};
use super::mark_time;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const BLOCKS: &str = "RFC 3611 §3";
const RUNS: &str = "RFC 3611 §4.1";
const STATISTICS: &str = "RFC 3611 §4.6";
const VOICE: &str = "RFC 3611 §4.7";

pub(super) const THINNING: &[FieldSpec] = &[
    FieldSpec::gap(4),
    FieldSpec::uint("rtcp.xr.tf", "Thinning", 4).doc(
        "Only every so many packets are reported on: two to this power.",
        RUNS,
    ),
];

pub(super) const STATISTICS_FLAGS: &[FieldSpec] = &[
    FieldSpec::flag("rtcp.xr.stats.lrflag", "Losses").doc("Losses are counted.", STATISTICS),
    FieldSpec::flag("rtcp.xr.stats.dupflag", "Duplicates")
        .doc("Duplicates are counted.", STATISTICS),
    FieldSpec::flag("rtcp.xr.stats.jitterflag", "Jitter").doc("Jitter is measured.", STATISTICS),
    FieldSpec::uint("rtcp.xr.stats.ttl", "Hops", 2)
        .codes(&[(0, "none"), (1, "IPv4"), (2, "IPv6")])
        .doc("Whether times to live are reported.", STATISTICS),
    FieldSpec::gap(3),
];

pub(super) const CONFIGURATION: &[FieldSpec] = &[
    FieldSpec::uint("rtcp.xr.voipmetrics.plc", "Concealment", 2)
        .codes(&[
            (0, "unspecified"),
            (1, "disabled"),
            (2, "enhanced"),
            (3, "standard"),
        ])
        .doc("What is played instead of lost packets.", VOICE),
    FieldSpec::uint("rtcp.xr.voipmetrics.jba", "Jitter buffer", 2)
        .codes(&[
            (0, "unknown"),
            (1, "reserved"),
            (2, "fixed"),
            (3, "adaptive"),
        ])
        .doc("Whether the buffer that evens out arrival adapts.", VOICE),
    FieldSpec::uint("rtcp.xr.voipmetrics.jbrate", "Adaption rate", 4)
        .doc("How fast it adapts.", VOICE),
];

crate::fields! {
    BLOCK = FieldSpec::group("", "Block")
        .doc("One kind of measurements.", BLOCKS);
    BLOCK_TYPE = FieldSpec::uint("rtcp.xr.bt", "Type", 8)
        .codes(&[
            (1, "runs of losses"),
            (2, "runs of duplicates"),
            (3, "times of arrival"),
            (4, "receiver's time"),
            (5, "delay since that"),
            (6, "statistics"),
            (7, "voice metrics"),
        ])
        .doc("What is measured.", BLOCKS);
    SPECIFIC = FieldSpec::uint("rtcp.xr.bs", "Type-specific", 8)
        .doc("Its meaning depends on the type.", BLOCKS);
    BLOCK_LENGTH = FieldSpec::uint("rtcp.xr.bl", "Length", 16)
        .doc("Words of 4 bytes behind this one.", BLOCKS);
    FIRST = FieldSpec::uint("rtcp.xr.beginseq", "First sequence number", 16)
        .doc("The first packet that is reported on.", RUNS);
    LAST = FieldSpec::uint("rtcp.xr.endseq", "Last sequence number", 16)
        .doc("The one behind the last.", RUNS);
    RUN = FieldSpec::uint("rtcp.xr.chunk.length", "Run", 16)
        .doc("So many packets alike: all lost, or all arrived.", "RFC 3611 §4.1.1");
    VECTOR = FieldSpec::uint("rtcp.xr.chunk.bit_vector", "Bits", 16)
        .doc("One bit for each of 15 packets: 1 if it arrived.", "RFC 3611 §4.1.2");
    RECEIPT = FieldSpec::uint("rtcp.xr.receipt_time_seq", "Arrived at", 32)
        .doc("When a packet arrived, by the media's clock.", "RFC 3611 §4.3");
    TIME = FieldSpec::computed("rtcp.xr.timestamp", "Time")
        .doc("When the receiver sent this.", "RFC 3611 §4.4");
    DELAY_SOURCE = FieldSpec::group("", "Receiver")
        .doc("One of those whose times were heard.", "RFC 3611 §4.5");
    LAST_TIME = FieldSpec::uint("rtcp.xr.lrr", "Last receiver time", 32)
        .doc("The middle bits of the time that was heard.", "RFC 3611 §4.5");
    DELAY = FieldSpec::uint("rtcp.xr.dlrr", "Delay since then", 32).unit("/ 65536 s")
        .doc("How long ago that was: a receiver computes the round trip.", "RFC 3611 §4.5");
    STAT_LOST = FieldSpec::uint("rtcp.xr.stats.lost", "Lost", 32).doc("Packets that did not arrive.", STATISTICS);
    STAT_TWICE = FieldSpec::uint("rtcp.xr.stats.dups", "Duplicates", 32).doc("Packets that arrived again.", STATISTICS);
    STAT_MIN = FieldSpec::uint("rtcp.xr.stats.minjitter", "Least jitter", 32).doc("In ticks of the media's clock.", STATISTICS);
    STAT_MAX = FieldSpec::uint("rtcp.xr.stats.maxjitter", "Most jitter", 32).doc("In ticks of the media's clock.", STATISTICS);
    STAT_MEAN = FieldSpec::uint("rtcp.xr.stats.meanjitter", "Mean jitter", 32).doc("In ticks of the media's clock.", STATISTICS);
    STAT_DEVIATION = FieldSpec::uint("rtcp.xr.stats.devjitter", "Deviation of jitter", 32).doc("In ticks of the media's clock.", STATISTICS);
    STAT_MIN_TTL = FieldSpec::uint("rtcp.xr.stats.minttl", "Lowest time to live", 8).doc("Of the packets that arrived.", STATISTICS);
    STAT_MAX_TTL = FieldSpec::uint("rtcp.xr.stats.maxttl", "Highest time to live", 8).doc("Of the packets that arrived.", STATISTICS);
    STAT_MEAN_TTL = FieldSpec::uint("rtcp.xr.stats.meanttl", "Mean time to live", 8).doc("Of the packets that arrived.", STATISTICS);
    STAT_TTL_DEVIATION = FieldSpec::uint("rtcp.xr.stats.devttl", "Deviation of time to live", 8).doc("Of the packets that arrived.", STATISTICS);
    FRACTION = FieldSpec::uint("rtcp.ssrc.fraction", "Lost", 8).unit("/ 256").doc("The part of the packets that did not arrive.", VOICE);
    DISCARDED = FieldSpec::uint("rtcp.ssrc.discarded", "Discarded", 8).unit("/ 256").doc("The part that arrived too early or too late.", VOICE);
    BURST_DENSITY = FieldSpec::uint("rtcp.xr.voipmetrics.burstdensity", "Burst density", 8).unit("/ 256").doc("The part lost or discarded while it was bad.", VOICE);
    GAP_DENSITY = FieldSpec::uint("rtcp.xr.voipmetrics.gapdensity", "Gap density", 8).unit("/ 256").doc("The part lost or discarded while it was good.", VOICE);
    BURST_TIME = FieldSpec::uint("rtcp.xr.voipmetrics.burstduration", "Burst duration", 16).unit("ms").doc("How long it was bad, on average.", VOICE);
    GAP_TIME = FieldSpec::uint("rtcp.xr.voipmetrics.gapduration", "Gap duration", 16).unit("ms").doc("How long it was good, on average.", VOICE);
    ROUND_TRIP = FieldSpec::uint("rtcp.xr.voipmetrics.rtdelay", "Round trip", 16).unit("ms").doc("To the other end and back.", VOICE);
    SYSTEM_DELAY = FieldSpec::uint("rtcp.xr.voipmetrics.esdelay", "End system delay", 16).unit("ms").doc("Spent in this end.", VOICE);
    SIGNAL = FieldSpec::int("rtcp.xr.voipmetrics.signallevel", "Signal", 8).unit("dBm0").doc("How loud the voice is.", VOICE);
    NOISE = FieldSpec::int("rtcp.xr.voipmetrics.noiselevel", "Noise", 8).unit("dBm0").doc("How loud the silence is.", VOICE);
    ECHO = FieldSpec::uint("rtcp.xr.voipmetrics.rerl", "Echo loss", 8).unit("dB").doc("How much weaker the echo is.", VOICE);
    GAP_MIN = FieldSpec::uint("rtcp.xr.voipmetrics.gmin", "Gap threshold", 8).doc("So many good packets in a row end a burst.", VOICE);
    R_FACTOR = FieldSpec::uint("rtcp.xr.voipmetrics.rfactor", "R factor", 8).doc("Quality from 0 to 100; 127 if it is not known.", VOICE);
    EXTERNAL_R = FieldSpec::uint("rtcp.xr.voipmetrics.extrfactor", "External R factor", 8).doc("Of a part outside this network.", VOICE);
    MOS_LISTEN = FieldSpec::computed("rtcp.xr.voipmetrics.moslq", "Listening score").doc("From 1 to 5, as listeners would judge; sent times ten.", VOICE);
    MOS_TALK = FieldSpec::computed("rtcp.xr.voipmetrics.moscq", "Conversation score").doc("The same, with delay and echo.", VOICE);
    BUFFER = FieldSpec::uint("rtcp.xr.voipmetrics.jbnominal", "Jitter buffer", 16).unit("ms").doc("Its usual size.", VOICE);
    BUFFER_MAX = FieldSpec::uint("rtcp.xr.voipmetrics.jbmax", "Largest jitter buffer", 16).unit("ms").doc("Its size now at most.", VOICE);
    BUFFER_LIMIT = FieldSpec::uint("rtcp.xr.voipmetrics.jbabsmax", "Limit of the jitter buffer", 16).unit("ms").doc("Its size at the very most.", VOICE);
}

pub(super) fn report(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SENDER)?;
    while p.rest().len() >= 4 && !p.is_full() {
        p.group(&BLOCK, |p| {
            let kind = p.uint(&BLOCK_TYPE)?;
            match kind {
                1..=3 => drop(p.rows(THINNING)?),
                6 => drop(p.rows(STATISTICS_FLAGS)?),
                _ => drop(p.uint(&SPECIFIC)?),
            }
            let len = p.uint(&BLOCK_LENGTH)? as usize * 4;
            p.within(len, "block length", |p| block(p, kind))
        })?;
    }
    Ok(())
}

fn block(p: &mut Peel<'_>, kind: u64) -> Peeled {
    match kind {
        1 | 2 => {
            range(p)?;
            runs(p)
        }
        3 => {
            range(p)?;
            while p.rest().len() >= 4 && !p.is_full() {
                p.uint(&RECEIPT)?;
            }
            Ok(())
        }
        4 => {
            mark_time(p, &TIME);
            p.skip(8).map(drop)
        }
        5 => {
            while p.rest().len() >= 12 && !p.is_full() {
                p.group(&DELAY_SOURCE, |p| uints(p, &[&SOURCE, &LAST_TIME, &DELAY]))?;
            }
            Ok(())
        }
        6 => statistics(p),
        7 => voice(p),
        _ => Ok(()),
    }
}

fn uints(p: &mut Peel<'_>, specs: &[&'static FieldSpec]) -> Peeled {
    for spec in specs {
        p.uint(spec)?;
    }
    Ok(())
}

fn range(p: &mut Peel<'_>) -> Peeled {
    uints(p, &[&SOURCE, &FIRST, &LAST])
}

fn runs(p: &mut Peel<'_>) -> Peeled {
    while p.rest().len() >= 2 && !p.is_full() {
        let at = p.pos()..p.pos() + 2;
        let bytes = p.skip(2)?;
        let chunk = u16::from_be_bytes([bytes[0], bytes[1]]);
        match chunk {
            // Ends the block.
            0 => {}
            0x8000.. => p.mark_as(&VECTOR, at, Value::Uint(u64::from(chunk & 0x7fff))),
            _ => p.mark_as(&RUN, at, Value::Uint(u64::from(chunk & 0x3fff))),
        }
    }
    Ok(())
}

fn statistics(p: &mut Peel<'_>) -> Peeled {
    range(p)?;
    uints(p, &[&STAT_LOST, &STAT_TWICE, &STAT_MIN, &STAT_MAX])?;
    uints(p, &[&STAT_MEAN, &STAT_DEVIATION, &STAT_MIN_TTL])?;
    uints(p, &[&STAT_MAX_TTL, &STAT_MEAN_TTL, &STAT_TTL_DEVIATION])
}

fn voice(p: &mut Peel<'_>) -> Peeled {
    uints(
        p,
        &[&SOURCE, &FRACTION, &DISCARDED, &BURST_DENSITY, &GAP_DENSITY],
    )?;
    uints(p, &[&BURST_TIME, &GAP_TIME, &ROUND_TRIP, &SYSTEM_DELAY])?;
    for spec in [&SIGNAL, &NOISE] {
        p.field(spec, 1)?;
    }
    uints(p, &[&ECHO, &GAP_MIN, &R_FACTOR, &EXTERNAL_R])?;
    for spec in [&MOS_LISTEN, &MOS_TALK] {
        let at = p.pos()..p.pos() + 1;
        let score = p.skip(1)?[0];
        p.mark_made(spec, at, || format!("{}.{}", score / 10, score % 10));
    }
    p.rows(CONFIGURATION)?;
    // One byte is reserved.
    p.skip(1)?;
    uints(p, &[&BUFFER, &BUFFER_MAX, &BUFFER_LIMIT])
}
