//! Measuring how good a link is.

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};

use super::SECTION;

const INITIALIZE: u64 = 0;
const READY: u64 = 1;
const PROBE: u64 = 2;
const ANSWER: u64 = 4;
const ERROR: u64 = 6;
const SNAPSHOT: u64 = 8;
const RESULT: u64 = 9;

pub(super) const FUNCTIONS: crate::model::Codes = &[
    (INITIALIZE, "begin"),
    (READY, "ready"),
    (PROBE, "probe"),
    (3, "query"),
    (ANSWER, "answer"),
    (5, "reset"),
    (ERROR, "error"),
    (7, "ACK"),
    (SNAPSHOT, "read the counters"),
    (RESULT, "counters"),
    (10, "lease of the counters"),
];

const READY_BODY: &[FieldSpec] = &[
    FieldSpec::uint("lltd.qos_ready.sink_link_speed", "Speed", 32)
        .unit("× 100 bit/s")
        .doc("Of the station's link.", SECTION),
    FieldSpec::uint("lltd.qos_ready.performance_count_freq", "Clock", 64)
        .unit("Hz")
        .doc("How often the station's clock counts in a second.", SECTION),
];

const PROBE_BODY: &[FieldSpec] = &[
    FieldSpec::uint("lltd.qos_probe.controller_transmit_timestamp", "Sent", 64)
        .doc("By the clock of who measures.", SECTION),
    FieldSpec::uint("lltd.qos_probe.sink_receive_timestamp", "Received", 64)
        .doc("By the clock of the other station.", SECTION),
    FieldSpec::uint("lltd.qos_probe.sink_transmit_timestamp", "Sent back", 64)
        .doc("By the clock of the other station.", SECTION),
    FieldSpec::hex("lltd.qos_probe.test_type", "Test", 8)
        .codes(&[
            (0, "timed probe"),
            (1, "probe gap from here"),
            (2, "probe gap from the other end"),
        ])
        .doc("What is measured.", SECTION),
    FieldSpec::hex("lltd.qos_probe.packet_id", "Probe", 8).doc("Tells probes apart.", SECTION),
    FieldSpec::flag("lltd.qos_probe.tag", "Tagged").doc(
        "Set: the answer shall have the priority that follows.",
        SECTION,
    ),
    FieldSpec::uint("lltd.qos_probe.value", "Priority", 7).doc("In the VLAN tag.", SECTION),
];

const ANSWER_HEAD: &[FieldSpec] = &[
    FieldSpec::flag("lltd.qos_query_resp.receipt", "Reserved").doc("Zero.", SECTION),
    FieldSpec::flag("lltd.qos_query_resp.memory", "Reserved").doc("Zero.", SECTION),
    FieldSpec::uint("lltd.qos_query_resp.num_events", "Probes", 14)
        .doc("How many are listed.", SECTION),
];

const EVENT: &[FieldSpec] = &[
    FieldSpec::uint("lltd.qos_query_resp.controller_timestamp", "Sent", 64)
        .doc("As the probe said.", SECTION),
    FieldSpec::uint("lltd.qos_query_resp.sink_timestamp", "Received", 64)
        .doc("When it came.", SECTION),
    FieldSpec::hex("lltd.qos_query_resp.packet_id", "Probe", 8).doc("Which one.", SECTION),
    FieldSpec::hex("lltd.qos_query_resp.reserved", "Reserved", 8).doc("Zero.", SECTION),
];

const RESULT_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("lltd.qos_counter_result.subsec_span", "Span", 8)
        .unit("/ 256 s")
        .doc("The time of the last of the counters.", SECTION),
    FieldSpec::uint("lltd.qos_counter_result.byte_scale", "Scale of bytes", 8).doc(
        "Bytes are counted in units of so many kilobytes, and one.",
        SECTION,
    ),
    FieldSpec::uint("lltd.qos_counter_result.packet_scale", "Scale of frames", 8)
        .doc("Frames are counted in units of so many, and one.", SECTION),
    FieldSpec::uint("lltd.qos_counter_result.history_size", "History", 8)
        .doc("How many sets of counters follow.", SECTION),
];

const COUNTERS: &[FieldSpec] = &[
    FieldSpec::uint("lltd.qos_snapshot.bytes_recv", "Bytes received", 16)
        .doc("In this time.", SECTION),
    FieldSpec::uint("lltd.qos_snapshot.packets_recv", "Frames received", 16)
        .doc("In this time.", SECTION),
    FieldSpec::uint("lltd.qos_snapshot.bytes_sent", "Bytes sent", 16).doc("In this time.", SECTION),
    FieldSpec::uint("lltd.qos_snapshot.packets_sent", "Frames sent", 16)
        .doc("In this time.", SECTION),
];

pub(super) const TABLES: &[&[FieldSpec]] = &[
    READY_BODY,
    PROBE_BODY,
    ANSWER_HEAD,
    EVENT,
    RESULT_HEAD,
    COUNTERS,
];

crate::fields! {
    MODERATION = FieldSpec::hex("lltd.qos_initialize.interrupt_mod", "Interrupts", 8)
        .codes(&[(0, "each frame"), (1, "several frames together"), (255, "as it is")])
        .doc("Whether the card may report frames late.", SECTION);
    PAYLOAD = FieldSpec::bytes("lltd.qos_probe.payload", "Payload").doc("Makes the probe longer.", SECTION);
    CODE = FieldSpec::uint("lltd.qos_error", "Error", 16)
        .codes(&[(0, "not enough resources"), (1, "busy"), (2, "no clock")])
        .doc("Why not.", SECTION);
    HISTORY = FieldSpec::uint("lltd.qos_count_snapshot.history", "History", 8).doc("How many seconds are asked for.", SECTION);
    ITEM = FieldSpec::group("", "Item").doc("One of them.", SECTION);
}

pub(super) const COUNT: usize = 5;

/// Reads what this function has of its own.
pub(super) fn body(p: &mut Peel<'_>, function: u64) -> Peeled {
    match function {
        INITIALIZE => p.uint(&MODERATION).map(drop),
        READY => p.rows(READY_BODY).map(drop),
        PROBE => {
            p.rows(PROBE_BODY)?;
            match p.rest().len() {
                0 => Ok(()),
                len => p.field(&PAYLOAD, len).map(drop),
            }
        }
        ANSWER => {
            let [high, low] = *p.header::<{ bytes_of(ANSWER_HEAD) }>(ANSWER_HEAD)?;
            for _ in 0..u16::from_be_bytes([high & 0x3f, low]) {
                p.group(&ITEM, |p| p.rows(EVENT))?;
            }
            Ok(())
        }
        ERROR => p.uint(&CODE).map(drop),
        SNAPSHOT => p.uint(&HISTORY).map(drop),
        RESULT => {
            let [.., history] = *p.header::<{ bytes_of(RESULT_HEAD) }>(RESULT_HEAD)?;
            for _ in 0..history {
                p.group(&ITEM, |p| p.rows(COUNTERS))?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
