//! Quality of service (3GPP TS 24.008 §10.5.6.5).

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const RFC: &str = "3GPP TS 24.008 §10.5.6.5";

const fn part(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, RFC)
}

/// The parts that are smaller than a byte, in order.
pub(super) const ROWS: &[FieldSpec] = &[
    part("gtp.qos_spare1", "Spare", 2, "Zero."),
    part(
        "gtp.qos_delay",
        "Delay class",
        3,
        "1 is the fastest, 4 promises nothing.",
    ),
    part(
        "gtp.qos_reliability",
        "Reliability class",
        3,
        "Which layers repeat what is lost.",
    ),
    part(
        "gtp.qos_peak",
        "Peak throughput",
        4,
        "A class: each is twice the one before.",
    ),
    part("gtp.qos_spare2", "Spare", 1, "Zero."),
    part(
        "gtp.qos_precedence",
        "Precedence",
        3,
        "What is dropped last in congestion: 1.",
    ),
    part("gtp.qos_spare3", "Spare", 3, "Zero."),
    part(
        "gtp.qos_mean",
        "Mean throughput",
        5,
        "A class; 31 promises nothing.",
    ),
    part(
        "gtp.qos_traf_class",
        "Traffic class",
        3,
        "1 conversation, 2 streaming, 3 interactive, 4 background.",
    ),
    part(
        "gtp.qos_del_order",
        "Delivery order",
        2,
        "1: in order; 2: any order.",
    ),
    part(
        "gtp.qos_del_err_sdu",
        "Damaged packets",
        3,
        "Whether packets with errors are delivered.",
    ),
    part(
        "gtp.qos_res_ber",
        "Residual bit errors",
        4,
        "A class: how many errors may remain.",
    ),
    part(
        "gtp.qos_sdu_err_ratio",
        "Packet errors",
        4,
        "A class: how many packets may be lost.",
    ),
    part(
        "gtp.qos_trans_delay",
        "Transfer delay",
        6,
        "A class of milliseconds.",
    ),
    part(
        "gtp.qos_traf_handl_prio",
        "Handling priority",
        2,
        "Among interactive traffic.",
    ),
];

const BYTE_1: &[FieldSpec] = &[ROWS[0], ROWS[1], ROWS[2]];
const BYTE_2: &[FieldSpec] = &[ROWS[3], ROWS[4], ROWS[5]];
const BYTE_3: &[FieldSpec] = &[ROWS[6], ROWS[7]];
const BYTE_4: &[FieldSpec] = &[ROWS[8], ROWS[9], ROWS[10]];
const BYTE_8: &[FieldSpec] = &[ROWS[11], ROWS[12]];
const BYTE_9: &[FieldSpec] = &[ROWS[13], ROWS[14]];

crate::fields! {
    pub(super) PRIORITY = part("gtp.qos_al_ret_priority", "Retention priority", 8, "Who keeps the radio when it is scarce: 1 first.");
    SIZE = part("gtp.qos_max_sdu_size", "Largest packet", 8, "In bytes; sent in units of 10.").unit("bytes");
    MAX_UP = part("gtp.qos_max_ul", "Most from the phone", 8, "The limit; sent in steps that grow.").unit("kbit/s");
    MAX_DOWN = part("gtp.qos_max_dl", "Most to the phone", 8, "The limit; sent in steps that grow.").unit("kbit/s");
    SURE_UP = part("gtp.qos_guar_ul", "Guaranteed from the phone", 8, "The least; sent in steps that grow.").unit("kbit/s");
    SURE_DOWN = part("gtp.qos_guar_dl", "Guaranteed to the phone", 8, "The least; sent in steps that grow.").unit("kbit/s");
}

/// What a byte for a bit rate says, in kbit/s; the ends have meanings of their own.
fn rate(code: u8) -> Option<u64> {
    let code = u64::from(code);
    match code {
        1..=63 => Some(code),
        64..=127 => Some(64 + (code - 64) * 8),
        128..=254 => Some(576 + (code - 128) * 64),
        _ => None,
    }
}

/// A byte whose number stands for another.
fn scaled(p: &mut Peel<'_>, spec: &'static FieldSpec, value: fn(u8) -> Option<u64>) -> Peeled {
    let at = p.pos();
    if let [Some(value)] = p
        .skip(1)?
        .first_chunk()
        .map_or([None], |[code]| [value(*code)])
    {
        p.mark_as(spec, at..at + 1, Value::Uint(value));
    }
    Ok(())
}

/// What the element says behind the first priority, as far as it goes: early releases end sooner.
pub(super) fn profile(p: &mut Peel<'_>) -> Peeled {
    p.rows(BYTE_1)?;
    p.rows(BYTE_2)?;
    p.rows(BYTE_3)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    p.rows(BYTE_4)?;
    scaled(p, &SIZE, |code| {
        (1..=150).contains(&code).then_some(u64::from(code) * 10)
    })?;
    scaled(p, &MAX_UP, rate)?;
    scaled(p, &MAX_DOWN, rate)?;
    p.rows(BYTE_8)?;
    p.rows(BYTE_9)?;
    scaled(p, &SURE_UP, rate)?;
    scaled(p, &SURE_DOWN, rate)
}
