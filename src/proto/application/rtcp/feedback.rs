//! Feedback: what got lost, how fast to send, which pictures to send again (RFC 4585, RFC 5104).

use super::fields::SENDER;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const TRANSPORT_WIDE: &str = "draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1";
const ESTIMATE: &str = "draft-alvestrand-rmcat-remb-03 §2.2";
const MAX_RATE: &str = "RFC 5104 §4.2.1";

pub(super) const SLICE: &[FieldSpec] = &[
    FieldSpec::uint("rtcp.psfb.fir.sli.first", "First block", 13).doc(
        "The first block of the picture that got lost.",
        "RFC 4585 §6.3.2",
    ),
    FieldSpec::uint("rtcp.psfb.fir.sli.number", "Blocks", 13).doc("How many.", "RFC 4585 §6.3.2"),
    FieldSpec::uint("rtcp.psfb.fir.sli.picture_id", "Picture", 6)
        .doc("The last bits of the picture's number.", "RFC 4585 §6.3.2"),
];

pub(super) const RATE: &[FieldSpec] = &[
    FieldSpec::uint("rtcp.rtpfb.tmmbr.fci.exp", "Exponent", 6).doc(
        "The rate is the mantissa times two to this power.",
        MAX_RATE,
    ),
    FieldSpec::uint("rtcp.rtpfb.tmmbr.fci.mantissa", "Mantissa", 17)
        .doc("Together with the exponent the highest bit rate.", MAX_RATE),
    FieldSpec::uint("rtcp.rtpfb.tmmbr.fci.measuredoverhead", "Overhead", 9)
        .unit("bytes")
        .doc(
            "Bytes of headers in each packet, as the receiver sees them.",
            MAX_RATE,
        ),
];

pub(super) const BANDWIDTH: &[FieldSpec] = &[
    FieldSpec::uint("rtcp.psfb.remb.fci.number_ssrcs", "Sources", 8)
        .doc("For how many sources together the rate is.", ESTIMATE),
    FieldSpec::uint("rtcp.psfb.remb.fci.br_exp", "Exponent", 6).doc(
        "The rate is the mantissa times two to this power.",
        ESTIMATE,
    ),
    FieldSpec::uint("rtcp.psfb.remb.fci.br_mantissa", "Mantissa", 18).doc(
        "Together with the exponent the bit rate that the way seems to carry.",
        ESTIMATE,
    ),
];

crate::fields! {
    MEDIA = FieldSpec::hex("rtcp.mediassrc", "Media source", 32)
        .doc("The source that is meant.", "RFC 4585 §6.1");
    INFORMATION = FieldSpec::bytes("rtcp.fci", "Information")
        .doc("What is fed back, in a form without a known structure.", "RFC 4585 §6.1");
    LOST = FieldSpec::uint("rtcp.rtpfb.nack_pid", "Lost", 16)
        .doc("The sequence number of a packet that did not arrive: please send it again.", "RFC 4585 §6.2.1");
    LOST_MASK = FieldSpec::hex("rtcp.rtpfb.nack_blp", "Also lost", 16)
        .doc("One bit for each of the 16 packets behind it.", "RFC 4585 §6.2.1");
    RATE_ENTRY = FieldSpec::group("", "Limit")
        .doc("The highest rate for one source.", MAX_RATE);
    RATE_SOURCE = FieldSpec::hex("rtcp.rtpfb.tmmbr.fci.ssrc", "Source", 32)
        .doc("The source that shall send no faster, or who asked for it.", MAX_RATE);
    SLICE_ENTRY = FieldSpec::group("", "Slice")
        .doc("Neighbouring blocks of a picture that got lost.", "RFC 4585 §6.3.2");
    INTRA_ENTRY = FieldSpec::group("", "Request")
        .doc("Please send a picture that needs no other one.", "RFC 5104 §4.3.1");
    INTRA_SOURCE = FieldSpec::hex("rtcp.psfb.fir.fci.ssrc", "Source", 32)
        .doc("The source that shall send it.", "RFC 5104 §4.3.1");
    INTRA_NUMBER = FieldSpec::uint("rtcp.psfb.fir.fci.csn", "Number", 8)
        .doc("Grows with every request; the same number is the same request.", "RFC 5104 §4.3.1");
    INTRA_RESERVED = FieldSpec::uint("rtcp.psfb.fir.fci.reserved", "Reserved", 24)
        .doc("Zero.", "RFC 5104 §4.3.1");
    ESTIMATE_ID = FieldSpec::text("rtcp.psfb.remb.identifier", "Identifier")
        .doc("REMB: the receiver's estimate of the highest bit rate.", ESTIMATE);
    ESTIMATE_SOURCE = FieldSpec::hex("rtcp.psfb.remb.fci.ssrc", "Source", 32)
        .doc("A source for which the rate is.", ESTIMATE);
    BASE = FieldSpec::uint("rtcp.rtpfb.transportcc.baseseq", "First sequence number", 16)
        .doc("The first packet that is reported on, by the number that counts the packets of all streams.", TRANSPORT_WIDE);
    STATUS_COUNT = FieldSpec::uint("rtcp.rtpfb.transportcc.statuscount", "Packets", 16)
        .doc("How many packets are reported on.", TRANSPORT_WIDE);
    REFERENCE_TIME = FieldSpec::int("rtcp.rtpfb.transportcc.reftime", "Reference time", 24).unit("× 64 ms")
        .doc("From where the times of arrival count.", TRANSPORT_WIDE);
    FEEDBACK_COUNT = FieldSpec::uint("rtcp.rtpfb.transportcc.pktcount", "Feedback number", 8)
        .doc("Counts these packets, so that a lost one is noticed.", TRANSPORT_WIDE);
    STATUS_CHUNK = FieldSpec::uint("rtcp.rtpfb.transportcc.pktchunk", "Status", 16)
        .doc("For several packets: arrived, or not. Either so many alike, or one or two bits for each.", TRANSPORT_WIDE);
    DELTA = FieldSpec::hex("rtcp.rtpfb.transportcc.recv_delta", "Time since the one before", 8).unit("× 0.25 ms")
        .doc("When a packet arrived, from the one before.", TRANSPORT_WIDE);
    LONG_DELTA = FieldSpec::hex("rtcp.rtpfb.transportcc.recv_delta", "Time since the one before", 16).unit("× 0.25 ms")
        .doc("The same for longer or negative times.", TRANSPORT_WIDE);
}

pub(super) fn of_transport(p: &mut Peel<'_>, format: u8) -> Peeled {
    p.uint(&SENDER)?;
    p.uint(&MEDIA)?;
    match format {
        1 => each(p, 4, |p| {
            p.uint(&LOST)?;
            p.uint(&LOST_MASK).map(drop)
        }),
        3 | 4 => each(p, 8, |p| {
            p.group(&RATE_ENTRY, |p| {
                p.uint(&RATE_SOURCE)?;
                p.rows(RATE).map(drop)
            })
        }),
        15 => transport_wide(p),
        _ => information(p),
    }
}

pub(super) fn of_payload(p: &mut Peel<'_>, format: u8) -> Peeled {
    p.uint(&SENDER)?;
    p.uint(&MEDIA)?;
    match format {
        2 => each(p, 4, |p| p.group(&SLICE_ENTRY, |p| p.rows(SLICE).map(drop))),
        4 => each(p, 8, |p| {
            p.group(&INTRA_ENTRY, |p| {
                p.uint(&INTRA_SOURCE)?;
                p.uint(&INTRA_NUMBER)?;
                p.uint(&INTRA_RESERVED).map(drop)
            })
        }),
        15 if p.rest().starts_with(b"REMB") => {
            p.field(&ESTIMATE_ID, 4)?;
            p.rows(BANDWIDTH)?;
            each(p, 4, |p| p.uint(&ESTIMATE_SOURCE).map(drop))
        }
        _ => information(p),
    }
}

/// Reads entries of `len` bytes as long as they are whole.
fn each(p: &mut Peel<'_>, len: usize, entry: impl Fn(&mut Peel<'_>) -> Peeled) -> Peeled {
    while p.rest().len() >= len && !p.is_full() {
        entry(p)?;
    }
    Ok(())
}

fn information(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    if len > 0 {
        p.field(&INFORMATION, len)?;
    }
    Ok(())
}

/// Which packets arrived, and when.
fn transport_wide(p: &mut Peel<'_>) -> Peeled {
    p.uint(&BASE)?;
    let count = p.uint(&STATUS_COUNT)? as usize;
    p.uint(&REFERENCE_TIME)?;
    p.uint(&FEEDBACK_COUNT)?;
    let mut arrived = Vec::new();
    let mut told = 0;
    while told < count && !p.is_full() {
        let chunk = p.uint(&STATUS_CHUNK)? as u16;
        let left = count - told;
        let statuses = statuses(chunk, left);
        told += statuses.len();
        arrived.extend(
            statuses
                .into_iter()
                .filter(|status| matches!(status, 1 | 2)),
        );
    }
    for status in arrived {
        if p.is_full() {
            break;
        }
        p.uint(if status == 1 { &DELTA } else { &LONG_DELTA })?;
    }
    // What is left fills the last word.
    if p.rest().len() < 4 {
        p.seek(p.bytes().len());
    }
    Ok(())
}

/// What a chunk says of at most `left` packets: 0 lost, 1 a short time, 2 a long one.
fn statuses(chunk: u16, left: usize) -> Vec<u16> {
    let vector = |bits: u16, number: u16| {
        let one = (1 << bits) - 1;
        let statuses = (1..=number).map(move |at| chunk >> (bits * (number - at)) & one);
        statuses.take(left).collect()
    };
    match chunk >> 14 {
        0 | 1 => vec![chunk >> 13 & 3; usize::from(chunk & 0x1fff).clamp(1, left.max(1))],
        2 => vector(1, 14),
        _ => vector(2, 7),
    }
}
