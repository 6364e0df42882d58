//! Signalling: clocks ask each other for messages.

use super::KINDS;
use super::extensions::{
    CERN, ORGANISATIONS_OWN, RABBIT_MESSAGES, WHITE_RABBIT, kind, length, organisation,
    organisation_name,
};
use super::words::{clock, port};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};
use crate::proto::reserved::reserved;

const UNICAST: &str = "IEEE 1588 §16.1";
const BRIDGES: &str = "IEEE 802.1AS §10.6.4";
const RABBITS: &str = "White Rabbit specification §6";

const REQUEST_UNICAST: u16 = 4;
const GRANT_UNICAST: u16 = 5;
const CANCEL_UNICAST: u16 = 6;
const CANCELLED_UNICAST: u16 = 7;

/// The organisation's own extension that is not passed on.
const NOT_PASSED_ON: u16 = 0x8000;

const CALIBRATE_MESSAGE: u16 = 0x1003;
const CALIBRATED_MESSAGE: u16 = 0x1004;

pub(super) const TARGET: &[FieldSpec] = &[
    clock(
        "ptp.v2.sig.targetportidentity",
        "Whom the message is for; all ones: every clock.",
    ),
    port(
        "ptp.v2.sig.targetportid",
        "The port that it is for; all ones: every port.",
    ),
];

pub(super) const ITEM: &[FieldSpec] = &[
    kind("ptp.v2.sig.tlv.tlvType"),
    length("ptp.v2.sig.tlv.lengthField"),
];

const MESSAGE: FieldSpec = FieldSpec::hex("ptp.v2.sig.tlv.messageType", "Messages", 4)
    .codes(KINDS)
    .doc("Which messages shall be sent.", UNICAST);

const INTERVAL: FieldSpec = FieldSpec::int(
    "ptp.v2.sig.tlv.logInterMessagePeriod",
    "Message interval",
    8,
)
.unit("(power of 2, seconds)")
.doc(
    "How often they shall be sent; -3: eight times a second.",
    UNICAST,
);

const DURATION: FieldSpec = FieldSpec::uint("ptp.v2.sig.tlv.durationField", "Duration", 32)
    .unit("s")
    .doc("For how long.", UNICAST);

pub(super) const REQUEST: &[FieldSpec] = &[MESSAGE, reserved(4, UNICAST), INTERVAL, DURATION];

pub(super) const GRANT: &[FieldSpec] = &[
    MESSAGE,
    reserved(4, UNICAST),
    INTERVAL,
    DURATION,
    reserved(15, UNICAST),
    FieldSpec::flag("ptp.v2.sig.tlv.renewalInvited", "Renewal invited")
        .doc("Set: asking again before the end will be granted.", UNICAST),
];

pub(super) const CANCEL: &[FieldSpec] = &[MESSAGE, reserved(12, UNICAST)];

pub(super) const ORGANISATION: &[FieldSpec] = &[
    organisation("ptp.v2.an.oe.organizationId"),
    FieldSpec::hex("ptp.v2.sig.oe.organizationSubType", "Subtype", 24).doc(
        "Which of the organisation's extensions this is.",
        "IEEE 1588 §14.3",
    ),
];

const ORGANISATION_LEN: usize = bytes_of(ORGANISATION);

pub(super) const RABBIT: &[FieldSpec] = &[FieldSpec::hex(
    "ptp.v2.sig.oe.cern.wr.wrMessageID",
    "White Rabbit message",
    16,
)
.codes(RABBIT_MESSAGES)
.doc("What two White Rabbit clocks say to each other.", RABBITS)];

pub(super) const CALIBRATE: &[FieldSpec] = &[
    reserved(7, RABBITS),
    FieldSpec::flag("ptp.v2.sig.oe.cern.wr.calSendPattern", "Send the pattern").doc(
        "Set: the receiver shall send a pattern to measure with.",
        RABBITS,
    ),
    FieldSpec::uint("ptp.v2.sig.oe.cern.wr.calRety", "Retries", 8)
        .doc("How often to try again.", RABBITS),
    FieldSpec::uint("ptp.v2.sig.oe.cern.wr.calPeriod", "Period", 32)
        .unit("µs")
        .doc("For how long to send it.", RABBITS),
];

pub(super) const CALIBRATED: &[FieldSpec] = &[
    FieldSpec::bytes("ptp.v2.sig.oe.cern.wr.deltaTx", "Delay of sending")
        .wide(8)
        .doc(
            "How long the sender's hardware holds a frame, in 1/65536 ps.",
            RABBITS,
        ),
    FieldSpec::bytes("ptp.v2.sig.oe.cern.wr.deltaRx", "Delay of receiving")
        .wide(8)
        .doc(
            "How long its receiving hardware does, in 1/65536 ps.",
            RABBITS,
        ),
];

pub(super) const BRIDGED_ITEM: &[FieldSpec] = &[
    kind("ptp.as.sig.tlvType"),
    length("ptp.as.sig.lengthField"),
    FieldSpec::hex("ptp.as.sig.tlv.organizationId", "Organisation", 24)
        .lookup(organisation_name)
        .doc("Who defined this extension: IEEE 802.1.", BRIDGES),
    FieldSpec::int("ptp.as.sig.tlv.organizationSubType", "Subtype", 24).doc(
        "2: intervals wanted. 4: the sender speaks IEEE 802.1AS.",
        BRIDGES,
    ),
];

const fn interval(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::int(name, label, 8)
        .unit("(power of 2, seconds)")
        .doc(
            "How often the receiver shall send such messages; 127: stop, -128: as before.",
            BRIDGES,
        )
}

pub(super) const INTERVALS: &[FieldSpec] = &[
    interval("ptp.as.sig.tlv.linkdelayinterval", "Peer delay requests"),
    interval("ptp.as.sig.tlv.timesyncinterval", "Sync messages"),
    interval("ptp.as.sig.tlv.announceinterval", "Announcements"),
    FieldSpec::hex("ptp.as.sig.tlv.flags", "Flags", 8)
        .parts_follow()
        .doc("What the receiver shall measure.", BRIDGES),
    reserved(4, BRIDGES).part(),
    FieldSpec::flag("ptp.as.sig.tlv.flags.stepreceivecapable", "Takes one-step")
        .part()
        .doc(
            "Set: the sender understands sync messages without a follow-up.",
            BRIDGES,
        ),
    FieldSpec::flag("ptp.as.sig.tlv.flags.meanlinkdelay", "Link delay")
        .part()
        .doc("Set: compute how long the link takes.", BRIDGES),
    FieldSpec::flag("ptp.as.sig.tlv.flags.rateratio", "Rate ratio")
        .part()
        .doc("Set: compute how the two clocks' speeds differ.", BRIDGES),
    reserved(1, BRIDGES).part(),
];

crate::fields! {
    EXTENSION = FieldSpec::group("", "Extension")
        .doc("One thing that is asked for or granted.", "IEEE 1588 §14.1");
    DATA = FieldSpec::bytes("ptp.v2.sig.tlv.data", "Data")
        .doc("An extension that decap does not take apart.", "IEEE 1588 §14.1");
    CAPABLE = FieldSpec::int("ptp.as.sig.tlv.gptpcapablemessageinterval", "Interval of this message", 8)
        .unit("(power of 2, seconds)")
        .doc("How often the sender says that it speaks IEEE 802.1AS.", BRIDGES);
}

pub(super) fn peel(p: &mut Peel<'_>, is_bridged: bool) -> Peeled {
    p.rows(TARGET)?;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(
            &EXTENSION,
            |p| {
                if is_bridged { bridged(p) } else { item(p) }
            },
        )?;
    }
    Ok(())
}

fn item(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(ITEM)?;
    let kind = u16::from_be_bytes([head[0], head[1]]);
    let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
    p.within(len, "PTP extension length", |p| match kind {
        REQUEST_UNICAST => p.rows(REQUEST).map(drop),
        GRANT_UNICAST => p.rows(GRANT).map(drop),
        CANCEL_UNICAST | CANCELLED_UNICAST => p.rows(CANCEL).map(drop),
        ORGANISATIONS_OWN => organisations_own(p),
        _ => p.field(&DATA, p.rest().len()).map(drop),
    })
}

fn organisations_own(p: &mut Peel<'_>) -> Peeled {
    let own = *p.header::<ORGANISATION_LEN>(ORGANISATION)?;
    let number = |at: usize| u32::from_be_bytes([0, own[at], own[at + 1], own[at + 2]]);
    if (number(0), number(3)) != (CERN, WHITE_RABBIT) {
        return Ok(());
    }
    let id = p.rows(RABBIT)?;
    match u16::from_be_bytes([id[0], id[1]]) {
        CALIBRATE_MESSAGE => p.rows(CALIBRATE).map(drop),
        CALIBRATED_MESSAGE => p.rows(CALIBRATED).map(drop),
        _ => Ok(()),
    }
}

fn bridged(p: &mut Peel<'_>) -> Peeled {
    let (kind, len) = match *p.rest() {
        [a, b, c, d, ..] => (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])),
        _ => return p.rows(BRIDGED_ITEM).map(drop),
    };
    p.within(4 + usize::from(len), "PTP extension length", |p| {
        p.rows(BRIDGED_ITEM)?;
        match kind {
            ORGANISATIONS_OWN => p.rows(INTERVALS).map(drop),
            NOT_PASSED_ON => p.uint(&CAPABLE).map(drop),
            _ => Ok(()),
        }
    })
}
