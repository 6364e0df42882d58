//! What is agreed on when a connection is set up (ITU-T X.224 §13.2.3).

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const SECTION: &str = "ITU-T X.224 §13.3.4";

const TPDU_SIZE: u64 = 0xc0;
const CALLING: u64 = 0xc1;
const CALLED: u64 = 0xc2;
const CHECKSUM: u64 = 0xc3;
const VERSION: u64 = 0xc4;
const OPTION_SELECTION: u64 = 0xc6;
const ACK_TIME: u64 = 0x85;
const ERROR_RATE: u64 = 0x86;
const PRIORITY: u64 = 0x87;
const TRANSIT_DELAY: u64 = 0x88;
const REASSIGNMENT: u64 = 0x8b;
const PREFERRED_SIZE: u64 = 0xf0;
const INACTIVITY: u64 = 0xf2;

pub(super) const OPTIONS: &[FieldSpec] = &[
    FieldSpec::gap(4),
    FieldSpec::flag("cotp.network_expedited_data", "Network's expedited data")
        .doc("Class 1 uses the network's fast lane.", SECTION),
    FieldSpec::flag("cotp.vp_opt_sel_class1_use", "Receipt confirmation")
        .doc("Class 1 uses the network's confirmations.", SECTION),
    FieldSpec::flag("cotp.use_16_bit_checksum", "No checksum")
        .doc("Class 4 works without a checksum.", SECTION),
    FieldSpec::flag("cotp.transport_expedited_data_transfer", "Expedited data")
        .doc("Urgent data may overtake other data.", SECTION),
];

crate::fields! {
    CODE = FieldSpec::hex("cotp.parameter_code", "Parameter", 8)
        .codes(&[
            (0x85, "acknowledge time"),
            (0x86, "residual error rate"),
            (0x87, "priority"),
            (0x88, "transit delay"),
            (0x89, "throughput"),
            (0x8b, "reassignment time"),
            (0xc0, "TPDU size"),
            (0xc1, "calling TSAP"),
            (0xc2, "called TSAP"),
            (0xc3, "checksum"),
            (0xc4, "version"),
            (0xc5, "protection"),
            (0xc6, "options"),
            (0xc7, "alternative classes"),
            (0xf0, "preferred maximum TPDU size"),
            (0xf2, "inactivity timer"),
        ])
        .doc("What is proposed or agreed on.", SECTION);
    LENGTH = FieldSpec::uint("cotp.parameter_length", "Length", 8)
        .unit("bytes")
        .doc("The parameter's value.", "ITU-T X.224 §13.2.3");
    VALUE = FieldSpec::bytes("cotp.parameter_value", "Value")
        .doc("The parameter's value, not taken apart.", SECTION);
    SIZE = FieldSpec::uint("cotp.tpdu_size", "TPDU size", 8)
        .unit("bytes")
        .doc("The longest packet, sent as a power of two.", SECTION);
    FROM = FieldSpec::text("cotp.src-tsap", "Calling TSAP")
        .doc("Which user of the transport service calls: text, or a number that vendors give a meaning.", SECTION);
    FROM_BYTES = FieldSpec::bytes("cotp.src-tsap-bytes", "Calling TSAP, bytes")
        .doc("The same as it stands there.", SECTION);
    TO = FieldSpec::text("cotp.dst-tsap", "Called TSAP")
        .doc("Which user is called; with a Siemens controller it names rack and slot.", SECTION);
    TO_BYTES = FieldSpec::bytes("cotp.dst-tsap-bytes", "Called TSAP, bytes")
        .doc("The same as it stands there.", SECTION);
    SUM = FieldSpec::hex("cotp.checksum", "Checksum", 16)
        .doc("Over the whole packet.", "ITU-T X.224 §6.17");
    VERSION_NUMBER = FieldSpec::uint("cotp.vp_version_nr", "Version", 8)
        .doc("Always 1.", SECTION);
    ACK = FieldSpec::uint("cotp.ack_time", "Acknowledge time", 16)
        .unit("ms")
        .doc("How long an acknowledgement may be held back.", SECTION);
    RATE_TARGET = FieldSpec::uint("cotp.res_error_rate.target_value", "Target", 8)
        .doc("Wanted rate of errors that stay undetected, as a power of ten.", SECTION);
    RATE_MINIMUM = FieldSpec::uint("cotp.res_error_rate.min_accept", "Acceptable", 8)
        .doc("Rate of errors that is still acceptable.", SECTION);
    RATE_SIZE = FieldSpec::uint("cotp.res_error_rate.tdsu", "Message size", 8)
        .doc("For messages of this size, as a power of two.", SECTION);
    PRIORITY_VALUE = FieldSpec::uint("cotp.vp_priority", "Priority", 16)
        .doc("0 is the highest.", SECTION);
    DELAY_1 = FieldSpec::uint("cotp.transit_delay.targ_calling_called", "Wanted to the called", 16)
        .unit("ms")
        .doc("How long a message may take.", SECTION);
    DELAY_2 = FieldSpec::uint("cotp.transit_delay.max_accept_calling_called", "Acceptable to the called", 16)
        .unit("ms")
        .doc("How long it may take at most.", SECTION);
    DELAY_3 = FieldSpec::uint("cotp.transit_delay.targ_called_calling", "Wanted to the caller", 16)
        .unit("ms")
        .doc("How long a message may take.", SECTION);
    DELAY_4 = FieldSpec::uint("cotp.transit_delay.max_accept_called_calling", "Acceptable to the caller", 16)
        .unit("ms")
        .doc("How long it may take at most.", SECTION);
    REASSIGN = FieldSpec::uint("cotp.reassignment_time", "Reassignment time", 16)
        .unit("s")
        .doc("How long to try after the network connection broke.", SECTION);
    PREFERRED = FieldSpec::uint("cotp.preferred_maximum_tpdu_size", "Preferred TPDU size", 32)
        .unit("bytes")
        .doc("The longest packet, sent in units of 128 bytes.", SECTION);
    TIMER = FieldSpec::uint("cotp.inactivity_timer", "Inactivity timer", 32)
        .unit("ms")
        .doc("After so long a silence the connection is given up.", SECTION);
}

/// True if what stands where the parameters belong is a line or a structure of remote desktops
/// (MS-RDPBCGR §2.2.1.1).
pub(super) fn are_foreign(bytes: &[u8]) -> bool {
    bytes.starts_with(b"Cookie: ") || is_negotiation(bytes)
}

/// Type, flags, and a length of 8.
fn is_negotiation(bytes: &[u8]) -> bool {
    matches!(bytes, [1..=3, _, 8, 0, _, _, _, _, ..])
}

/// Reads parameters to the end.
pub(super) fn list(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let code = p.uint(&CODE)?;
        let len = p.uint(&LENGTH)? as usize;
        p.within(len, "COTP parameter length", |p| value(p, code, len))?;
    }
    Ok(())
}

fn value(p: &mut Peel<'_>, code: u64, len: usize) -> Peeled {
    let at = p.pos()..p.pos() + len;
    let specs: &[&'static FieldSpec] = match (code, len) {
        (TPDU_SIZE, 1) => {
            let size = 1u64 << (p.skip(1)?[0] & 31);
            p.mark_as(&SIZE, at, Value::Uint(size));
            return Ok(());
        }
        (PREFERRED_SIZE, 1..=4) => {
            let units = p
                .skip(len)?
                .iter()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
            p.mark_as(&PREFERRED, at, Value::Uint(units * 128));
            return Ok(());
        }
        (CALLING, _) => return selector(p, &FROM, &FROM_BYTES, len),
        (CALLED, _) => return selector(p, &TO, &TO_BYTES, len),
        (OPTION_SELECTION, 1) => return p.rows(OPTIONS).map(drop),
        (CHECKSUM, 2) => &[&SUM],
        (VERSION, 1) => &[&VERSION_NUMBER],
        (ACK_TIME, 2) => &[&ACK],
        (ERROR_RATE, 3) => &[&RATE_TARGET, &RATE_MINIMUM, &RATE_SIZE],
        (PRIORITY, 2) => &[&PRIORITY_VALUE],
        (TRANSIT_DELAY, 8) => &[&DELAY_1, &DELAY_2, &DELAY_3, &DELAY_4],
        (REASSIGNMENT, 2) => &[&REASSIGN],
        (INACTIVITY, 4) => &[&TIMER],
        _ => return p.field(&VALUE, len).map(drop),
    };
    specs.iter().try_for_each(|spec| p.uint(spec).map(drop))
}

/// A transport selector, shown as text if it is text.
fn selector(
    p: &mut Peel<'_>,
    text: &'static FieldSpec,
    bytes: &'static FieldSpec,
    len: usize,
) -> Peeled {
    let at = p.pos()..p.pos() + len;
    let value = p.skip(len)?;
    p.mark_made(text, at.clone(), || match value {
        [] => "<empty>".into(),
        _ if value.iter().all(|byte| matches!(byte, b' '..=b'~')) => {
            String::from_utf8_lossy(value).into_owned()
        }
        _ => {
            let digits: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("0x{digits}")
        }
    });
    p.mark(bytes, at);
    Ok(())
}
