//! What stands between the header and the elements: one form for each operation.

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};

use super::forms::{
    BANDWIDTHS, CHECK_HEAD, CHECK_TAIL, LOOP, LOSSES, ONE_WAY_PROBE, ONE_WAY_TIMES, OWNER, PROBE,
    RELAY, RING_HEAD, SWITCH, TEST_HEAD, TRACE_ENDS, TRACE_HEAD, TWO_WAY_TIMES,
};
use super::name;

const SECTION: &str = "IEEE 802.1Q §21";
const ITU: &str = "ITU-T Y.1731 §9";

const CHECK: u8 = 1;
const LOOPBACK: [u8; 2] = [2, 3];
const TRACE_REPLY: u8 = 4;
const TRACE: u8 = 5;
const NOTIFICATION: u8 = 32;
const ALARM: u8 = 33;
const LOCK: u8 = 35;
const TEST: u8 = 37;
const PROTECTION: u8 = 39;
const RING: u8 = 40;
const MANAGEMENT: u8 = 41;
const LOSS_REPLY: u8 = 42;
const LOSS: u8 = 43;
const ONE_WAY_DELAY: u8 = 45;
const DELAY_REPLY: u8 = 46;
const DELAY: u8 = 47;
const SIGNAL_FAILURE: u8 = 52;
const ONE_WAY_LOSS: u8 = 53;
const SYNTHETIC_LOSS: [u8; 2] = [54, 55];

pub(super) const OPERATIONS: crate::model::Codes = &[
    (1, "continuity check"),
    (2, "loopback reply"),
    (3, "loopback message"),
    (4, "linktrace reply"),
    (5, "linktrace message"),
    (32, "generic notification"),
    (33, "alarm indication"),
    (35, "locked"),
    (37, "test signal"),
    (39, "protection switching"),
    (40, "ring protection switching"),
    (41, "management channel"),
    (42, "loss measurement reply"),
    (43, "loss measurement"),
    (45, "one-way delay measurement"),
    (46, "delay measurement reply"),
    (47, "delay measurement"),
    (48, "experimental reply"),
    (49, "experimental message"),
    (50, "vendor's reply"),
    (51, "vendor's message"),
    (52, "client signal failure"),
    (53, "one-way synthetic loss measurement"),
    (54, "synthetic loss reply"),
    (55, "synthetic loss measurement"),
];

const FLAGS: FieldSpec = FieldSpec::hex("cfm.flags", "Flags", 8)
    .parts_follow()
    .doc("They mean something else in each operation.", SECTION);

const PLAIN_FLAGS: &[FieldSpec] = &[FieldSpec::hex("cfm.flags", "Flags", 8).doc("Zero.", SECTION)];

const NO_FLAGS: &[FieldSpec] = &[
    FLAGS,
    FieldSpec::uint("cfm.flags.reserved", "Reserved", 8)
        .part()
        .doc("Zero.", ITU),
];

const CHECK_FLAGS: &[FieldSpec] = &[
    FLAGS,
    FieldSpec::uint("cfm.flags.rdi", "Remote defect", 1)
        .part()
        .doc("1: the sender misses the checks of another end.", "IEEE 802.1Q §21.6.1"),
    FieldSpec::uint("cfm.flags.ccm.reserved", "Reserved", 4).part().doc("Zero.", SECTION),
    FieldSpec::uint("cfm.flags.interval", "Interval", 3)
        .part()
        .codes(&[
            (0, "invalid"),
            (1, "3.33 ms"),
            (2, "10 ms"),
            (3, "100 ms"),
            (4, "1 s"),
            (5, "10 s"),
            (6, "1 min"),
            (7, "10 min"),
        ])
        .doc("How often the checks are sent; who misses three of them in a row takes the path for broken.", "IEEE 802.1Q §21.6.1.3"),
];

const FORWARDING_ONLY: FieldSpec =
    FieldSpec::uint("cfm.flags.usefdbonly", "Known stations only", 1)
        .part()
        .doc(
            "1: follow only what the forwarding table has learned.",
            "IEEE 802.1Q §21.8.1",
        );

const TRACE_FLAGS: &[FieldSpec] = &[
    FLAGS,
    FORWARDING_ONLY,
    FieldSpec::uint("cfm.flags.ltm.reserved", "Reserved", 7)
        .part()
        .doc("Zero.", SECTION),
];

const TRACE_REPLY_FLAGS: &[FieldSpec] = &[
    FLAGS,
    FORWARDING_ONLY,
    FieldSpec::uint("cfm.flags.fwdyes", "Forwarded", 1)
        .part()
        .doc("1: the message was sent on.", "IEEE 802.1Q §21.9.1"),
    FieldSpec::uint("cfm.flags.ltr.terminalmep", "End point", 1)
        .part()
        .doc("1: an end of the path answers.", "IEEE 802.1Q §21.9.1"),
    FieldSpec::uint("cfm.flags.ltr.reserved", "Reserved", 5)
        .part()
        .doc("Zero.", SECTION),
];

const PERIOD_FLAGS: &[FieldSpec] = &[
    FLAGS,
    FieldSpec::uint("cfm.flags.ais_lck_Reserved", "Reserved", 5)
        .part()
        .doc("Zero.", ITU),
    FieldSpec::uint("cfm.flags.ais_lck_Period", "Period", 3)
        .part()
        .codes(&[(4, "1 s"), (6, "1 min")])
        .doc("How often it is sent.", ITU),
];

const SIGNAL_FLAGS: &[FieldSpec] = &[
    FLAGS,
    FieldSpec::hex("cfm.csf.flags.Reserved", "Reserved", 2)
        .part()
        .doc("Zero.", ITU),
    FieldSpec::uint("cfm.csf.flags.Type", "Failure", 3)
        .part()
        .codes(&[
            (0, "loss of signal"),
            (1, "forward defect"),
            (2, "remote defect"),
            (3, "clear"),
        ])
        .doc("What is wrong with the client's signal.", ITU),
    FieldSpec::uint("cfm.csf.flags.Period", "Period", 3)
        .part()
        .codes(&[(4, "1 s"), (6, "1 min")])
        .doc("How often it is sent.", ITU),
];

const BANDWIDTH: u64 = 1;

pub(super) const TABLES: &[&[FieldSpec]] = &[
    PLAIN_FLAGS,
    NO_FLAGS,
    CHECK_FLAGS,
    TRACE_FLAGS,
    TRACE_REPLY_FLAGS,
    PERIOD_FLAGS,
    SIGNAL_FLAGS,
    CHECK_HEAD,
    CHECK_TAIL,
    LOOP,
    TRACE_HEAD,
    TRACE_ENDS,
    RELAY,
    TEST_HEAD,
    SWITCH,
    RING_HEAD,
    LOSSES,
    ONE_WAY_TIMES,
    TWO_WAY_TIMES,
    OWNER,
    ONE_WAY_PROBE,
    PROBE,
    BANDWIDTHS,
];

crate::fields! {
    SUBOPERATION = FieldSpec::hex("cfm.gnm.subopcode", "Notification", 8)
        .codes(&[(BANDWIDTH, "bandwidth")])
        .doc("What is notified.", ITU);
    MANAGEMENT_DATA = FieldSpec::bytes("cfm.mcc.data", "Data").doc("What the organisation defined.", ITU);
    EXPERIMENT_DATA = FieldSpec::bytes("cfm.exm_exr.data", "Data").doc("What the organisation defined.", ITU);
    VENDOR_DATA = FieldSpec::bytes("cfm.vsm_vsr.data", "Data").doc("What the organisation defined.", ITU);
}

pub(super) const COUNT: usize = 4;

/// Reads the flags.
pub(super) fn flags(p: &mut Peel<'_>, operation: u8) -> Peeled {
    let table = match operation {
        CHECK => CHECK_FLAGS,
        TRACE => TRACE_FLAGS,
        TRACE_REPLY => TRACE_REPLY_FLAGS,
        NOTIFICATION | ALARM | LOCK => PERIOD_FLAGS,
        SIGNAL_FAILURE => SIGNAL_FLAGS,
        _ if LOOPBACK.contains(&operation) => PLAIN_FLAGS,
        _ => NO_FLAGS,
    };
    p.rows(table).map(drop)
}

/// Reads what the operation has of its own, up to `end` where it says nothing of its length.
pub(super) fn body(p: &mut Peel<'_>, operation: u8, end: usize) -> Peeled {
    match operation {
        CHECK => {
            p.rows(CHECK_HEAD)?;
            name::read(p)?;
            // Devices of IEEE 802.1ag leave these zero; some leave them out.
            match end >= p.pos() + bytes_of(CHECK_TAIL) {
                true => p.rows(CHECK_TAIL).map(drop),
                false => Ok(()),
            }
        }
        TRACE => {
            p.rows(TRACE_HEAD)?;
            p.rows(TRACE_ENDS).map(drop)
        }
        TRACE_REPLY => {
            p.rows(TRACE_HEAD)?;
            p.rows(RELAY).map(drop)
        }
        NOTIFICATION => match p.uint(&SUBOPERATION)? {
            BANDWIDTH => p.rows(BANDWIDTHS).map(drop),
            _ => Ok(()),
        },
        DELAY | DELAY_REPLY => {
            p.rows(ONE_WAY_TIMES)?;
            p.rows(TWO_WAY_TIMES).map(drop)
        }
        MANAGEMENT => owned(p, &MANAGEMENT_DATA, end),
        48 | 49 => owned(p, &EXPERIMENT_DATA, end),
        50 | 51 => owned(p, &VENDOR_DATA, end),
        _ => match fixed(operation) {
            Some(table) => p.rows(table).map(drop),
            None => Ok(()),
        },
    }
}

/// The form of operations that have one of fixed length.
fn fixed(operation: u8) -> Option<&'static [FieldSpec]> {
    Some(match operation {
        TEST => TEST_HEAD,
        PROTECTION => SWITCH,
        RING => RING_HEAD,
        LOSS | LOSS_REPLY => LOSSES,
        ONE_WAY_DELAY => ONE_WAY_TIMES,
        ONE_WAY_LOSS => ONE_WAY_PROBE,
        _ if LOOPBACK.contains(&operation) => LOOP,
        _ if SYNTHETIC_LOSS.contains(&operation) => PROBE,
        _ => return None,
    })
}

/// A message of an organisation.
fn owned(p: &mut Peel<'_>, spec: &'static FieldSpec, end: usize) -> Peeled {
    p.rows(OWNER)?;
    match end.saturating_sub(p.pos()) {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}
