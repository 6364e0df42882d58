//! Management: asking a clock for its data, and setting it (IEEE 1588 §15).

mod data_sets;
mod description;
mod options;
mod television;

pub(super) use data_sets::*;
pub(super) use description::*;
pub(super) use options::*;
pub(super) use television::TELEVISION;

use super::extensions::{ORGANISATIONS_OWN, kind, length, organisation};
use super::words::{self, clock, port};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "IEEE 1588 §15.4";

const MANAGEMENT: u16 = 1;
const MANAGEMENT_ERROR: u16 = 2;

/// Bytes of the organisation's number and its subtype.
const ORGANISATION_LEN: usize = 3;

const SMPTE: u64 = 0x68_97e8;

/// What can be asked for and set (IEEE 1588 §15.5.2.3).
const IDENTIFIERS: Codes = &[
    (0x0000, "nothing"),
    (0x0001, "clock description"),
    (0x0002, "user description"),
    (0x0003, "save in non-volatile storage"),
    (0x0004, "reset non-volatile storage"),
    (0x0005, "initialise"),
    (0x0006, "fault log"),
    (0x0007, "reset the fault log"),
    (0x2000, "default data set"),
    (0x2001, "current data set"),
    (0x2002, "parent data set"),
    (0x2003, "time properties data set"),
    (0x2004, "port data set"),
    (0x2005, "priority 1"),
    (0x2006, "priority 2"),
    (0x2007, "domain"),
    (0x2008, "slave only"),
    (0x2009, "announce interval"),
    (0x200a, "announce receipt timeout"),
    (0x200b, "sync interval"),
    (0x200c, "version number"),
    (0x200d, "enable port"),
    (0x200e, "disable port"),
    (0x200f, "time"),
    (0x2010, "clock accuracy"),
    (0x2011, "UTC properties"),
    (0x2012, "traceability properties"),
    (0x2013, "timescale properties"),
    (0x2014, "unicast negotiation"),
    (0x2015, "path trace list"),
    (0x2016, "path trace"),
    (0x2017, "grandmaster cluster table"),
    (0x2018, "unicast master table"),
    (0x2019, "unicast master table's size"),
    (0x201a, "acceptable master table"),
    (0x201b, "acceptable master table's use"),
    (0x201c, "acceptable master table's size"),
    (0x201d, "alternate master"),
    (0x201e, "alternate time offset's use"),
    (0x201f, "alternate time offset's name"),
    (0x2020, "alternate time offset's highest key"),
    (0x2021, "alternate time offset's properties"),
    (0x4000, "transparent clock's default data set"),
    (0x4001, "transparent clock's port data set"),
    (0x4002, "primary domain"),
    (0x6000, "delay mechanism"),
    (0x6001, "peer delay request interval"),
];

pub(super) const HEADER: &[FieldSpec] = &[
    clock(
        "ptp.v2.mm.targetportidentity",
        "Whom the message is for; all ones: every clock.",
    ),
    port(
        "ptp.v2.mm.targetportid",
        "The port that it is for; all ones: every port.",
    ),
    FieldSpec::uint("ptp.v2.mm.startingboundaryhops", "Hops at the start", 8).doc(
        "How many boundary clocks the message may pass, as it was sent.",
        SECTION,
    ),
    FieldSpec::uint("ptp.v2.mm.boundaryhops", "Hops left", 8)
        .doc("How many it may still pass.", SECTION),
    reserved(4, SECTION),
    FieldSpec::uint("ptp.v2.mm.action", "Action", 4)
        .codes(&[
            (0, "get"),
            (1, "set"),
            (2, "response"),
            (3, "command"),
            (4, "acknowledge"),
        ])
        .doc("Whether data is asked for, set, or answered with.", SECTION),
    reserved(8, SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const ACTION: usize = 5;

pub(super) const ITEM: &[FieldSpec] = &[kind("ptp.v2.mm.tlvType"), length("ptp.v2.mm.lengthField")];

pub(super) const ERROR: &[FieldSpec] = &[
    FieldSpec::uint("ptp.v2.mm.managementErrorId", "Error", 16)
        .codes(&[
            (1, "the response is too big"),
            (2, "no such identifier"),
            (3, "wrong length"),
            (4, "wrong value"),
            (5, "cannot be set"),
            (6, "not supported"),
            (0xfffe, "other error"),
        ])
        .doc("Why it did not work.", "IEEE 1588 §15.5.4"),
    FieldSpec::uint("ptp.v2.mm.managementId", "Subject", 16)
        .codes(IDENTIFIERS)
        .doc("What was asked for.", "IEEE 1588 §15.5.4"),
    FieldSpec::bytes("ptp.v2.mm.reserved", "Reserved")
        .wide(4)
        .doc("Zero.", "IEEE 1588 §15.5.4"),
];

crate::fields! {
    SUBJECT = FieldSpec::uint("ptp.v2.mm.managementId", "Subject", 16)
        .codes(IDENTIFIERS)
        .doc("What the message is about.", "IEEE 1588 §15.5.2.3");
    DATA = FieldSpec::bytes("ptp.v2.mm.data", "Data")
        .doc("The data itself; a question has room where the answer will have it, or none.", "IEEE 1588 §15.5.2");
    OWNER = organisation("ptp.v2.an.oe.organizationId");
    SMPTE_KIND = FieldSpec::hex("ptp.v2.oe.smpte.SubType", "Subtype", 24)
        .codes(&[(1, "synchronisation metadata")])
        .doc("Which of the film engineers' extensions this is.", television::SECTION);
    SMPTE_DATA = FieldSpec::group("ptp.v2.oe.smpte.data", "Television")
        .doc("How a studio's equipment counts frames and days.", television::SECTION);
    SHOWN_LEN = FieldSpec::uint("ptp.v2.mm.displayData.length", "Text length", 8)
        .unit("bytes")
        .doc("The length of the text.", "IEEE 1588 §15.5.4");
    SHOWN = FieldSpec::text("ptp.v2.mm.displayData", "Text")
        .doc("The error in words.", "IEEE 1588 §15.5.4");
    PAD = FieldSpec::bytes("ptp.v2.mm.pad", "Pad")
        .doc("Fills up to an even number of bytes.", "IEEE 1588 §15.5.2");
    LAYER_LEN = text_len("ptp.v2.mm.physicalLayerProtocol.length");
    LAYER = FieldSpec::text("ptp.v2.mm.physicalLayerProtocol", "Physical layer")
        .doc("What the port's cable is, such as IEEE 802.3.", DESCRIPTION);
    PHYSICAL = FieldSpec::bytes("ptp.v2.mm.physicalAddress", "Physical address")
        .doc("The port's address on its link.", DESCRIPTION);
    PROTOCOL_ADDRESS = FieldSpec::bytes("ptp.v2.mm.protocolAddress", "Network address")
        .doc("The port's address in the network.", DESCRIPTION);
    PRODUCT_LEN = text_len("ptp.v2.mm.productDescription.length");
    PRODUCT = FieldSpec::text("ptp.v2.mm.productDescription", "Product")
        .doc("Manufacturer, model and serial number.", DESCRIPTION);
    REVISION_LEN = text_len("ptp.v2.mm.revisionData.length");
    REVISION = FieldSpec::text("ptp.v2.mm.revisionData", "Revision")
        .doc("Versions of hardware and software.", DESCRIPTION);
    USER_LEN = text_len("ptp.v2.mm.userDescription.length");
    USER = FieldSpec::text("ptp.v2.mm.userDescription", "User's description")
        .doc("What an administrator called the clock, and where it is.", DESCRIPTION);
    OFFSET = FieldSpec::group("", "Offset from the master")
        .doc("How far the clock's time is from that of its master.", "IEEE 1588 §8.2.2.3");
    OFFSET_NS = FieldSpec::int("ptp.v2.mm.offset.ns", "Nanoseconds", 48).unit("ns")
        .doc("Whole nanoseconds.", "IEEE 1588 §8.2.2.3");
    OFFSET_REST = fraction("ptp.v2.mm.offset.subns");
    PATH = FieldSpec::group("", "Mean path delay")
        .doc("How long a message takes from the master.", "IEEE 1588 §8.2.2.4");
    PATH_NS = FieldSpec::int("ptp.v2.mm.pathDelay.ns", "Nanoseconds", 48).unit("ns")
        .doc("Whole nanoseconds.", "IEEE 1588 §8.2.2.4");
    PATH_REST = fraction("ptp.v2.mm.pathDelay.subns");
    PEER = FieldSpec::group("", "Peer mean path delay")
        .doc("How long a message takes to the other end of the link.", "IEEE 1588 §8.2.15.3.3");
    PEER_NS = FieldSpec::int("ptp.v2.mm.peerMeanPathDelay.ns", "Nanoseconds", 48).unit("ns")
        .doc("Whole nanoseconds.", "IEEE 1588 §8.2.15.3.3");
    PEER_REST = fraction("ptp.v2.mm.peerMeanPathDelay.subns");
    STEP = FieldSpec::hex("ptp.v2.mm.clockidentity", "Clock on the path", 64)
        .doc("A clock that announcements came through.", "IEEE 1588 §16.2");
    TITLE_LEN = text_len("ptp.v2.mm.displayName.length");
    TITLE = FieldSpec::text("ptp.v2.mm.displayName", "Name")
        .doc("What the alternate time is called.", "IEEE 1588 §16.3");
    RECORD = FieldSpec::group("", "Fault record")
        .doc("Something that went wrong.", FAULT_LOG);
    FAULT_NAME_LEN = text_len("ptp.v2.mm.faultName.length");
    FAULT_NAME = FieldSpec::text("ptp.v2.mm.faultName", "Name")
        .doc("What went wrong.", FAULT_LOG);
    FAULT_VALUE_LEN = text_len("ptp.v2.mm.faultValue.length");
    FAULT_VALUE = FieldSpec::text("ptp.v2.mm.faultValue", "Value")
        .doc("A value that tells more.", FAULT_LOG);
    FAULT_TEXT_LEN = text_len("ptp.v2.mm.faultDescription.length");
    FAULT_TEXT = FieldSpec::text("ptp.v2.mm.faultDescription", "Description")
        .doc("The fault in words.", FAULT_LOG);
}

const FAULT_LOG: &str = "IEEE 1588 §15.5.3.1.7";

const fn text_len(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Text length", 8)
        .unit("bytes")
        .doc("The length of the text behind.", "IEEE 1588 §5.3.8")
}

const fn fraction(name: &'static str) -> FieldSpec {
    FieldSpec::computed(name, "Part of a nanosecond").doc(
        "What is left, a fraction of a nanosecond.",
        "IEEE 1588 §5.3.2",
    )
}

pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = *p.header::<HEADER_LEN>(HEADER)?;
    let action = u64::from(head[HEADER_LEN - 2] & 0x0f);
    let item = p.rows(ITEM)?;
    let kind = u16::from_be_bytes([item[0], item[1]]);
    let len = usize::from(u16::from_be_bytes([item[2], item[3]]));
    p.within(len, "PTP extension length", |p| match kind {
        MANAGEMENT => data(p, action),
        MANAGEMENT_ERROR => error(p),
        ORGANISATIONS_OWN if p.rest().len() >= ORGANISATION_LEN => {
            if p.uint(&OWNER)? == SMPTE {
                p.uint(&SMPTE_KIND)?;
                p.group(&SMPTE_DATA, |p| p.rows(TELEVISION).map(drop))?;
            }
            Ok(())
        }
        _ => Ok(()),
    })
}

fn error(p: &mut Peel<'_>) -> Peeled {
    p.rows(ERROR)?;
    if !p.rest().is_empty() {
        words::text(p, &SHOWN_LEN, &SHOWN)?;
    }
    pad(p)
}

fn pad(p: &mut Peel<'_>) -> Peeled {
    if p.rest().len() == 1 {
        p.field(&PAD, 1)?;
    }
    Ok(())
}

fn data(p: &mut Peel<'_>, action: u64) -> Peeled {
    let subject = p.uint(&SUBJECT)? as u16;
    if p.wants_fields() {
        let action = HEADER[ACTION].names.get(action).unwrap_or("management");
        match SUBJECT.names.get(u64::from(subject)) {
            Some(name) => p.summary(format_args!("{action}: {name}")),
            None => p.summary(format_args!("{action}: subject 0x{subject:04x}")),
        }
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(&DATA, |p| {
        let end = p.pos() + p.rest().len();
        let read = set(p, subject);
        p.seek(end);
        read
    })
}

/// Reads the data of a subject.
fn set(p: &mut Peel<'_>, subject: u16) -> Peeled {
    match subject {
        0x0001 => description(p),
        0x0002 => {
            words::text(p, &USER_LEN, &USER)?;
            pad(p)
        }
        0x0006 => faults(p),
        0x2001 => {
            p.rows(CURRENT)?;
            words::interval(p, [&OFFSET, &OFFSET_NS, &OFFSET_REST])?;
            words::interval(p, [&PATH, &PATH_NS, &PATH_REST])
        }
        0x2004 => {
            p.rows(PORT)?;
            words::interval(p, [&PEER, &PEER_NS, &PEER_REST])?;
            p.rows(PORT_REST).map(drop)
        }
        0x2015 => {
            while !p.rest().is_empty() && !p.is_full() {
                p.uint(&STEP)?;
            }
            Ok(())
        }
        0x201f => {
            p.rows(KEY)?;
            words::text(p, &TITLE_LEN, &TITLE)?;
            pad(p)
        }
        0x4001 => {
            p.rows(TRANSPARENT_PORT)?;
            words::interval(p, [&PEER, &PEER_NS, &PEER_REST])
        }
        _ => match table(subject) {
            Some(table) => p.rows(table).map(drop),
            None => Ok(()),
        },
    }
}

fn description(p: &mut Peel<'_>) -> Peeled {
    let pair =
        |bytes: &[u8], at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    p.rows(CLOCK_TYPE)?;
    words::text(p, &LAYER_LEN, &LAYER)?;
    let len = pair(p.rows(ADDRESS_LEN)?, 0);
    p.field(&PHYSICAL, len)?;
    let len = pair(p.rows(NETWORK)?, 2);
    p.field(&PROTOCOL_ADDRESS, len)?;
    p.rows(MAKER)?;
    words::text(p, &PRODUCT_LEN, &PRODUCT)?;
    words::text(p, &REVISION_LEN, &REVISION)?;
    words::text(p, &USER_LEN, &USER)?;
    p.rows(PROFILE)?;
    pad(p)
}

fn faults(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(FAULTS)?;
    for _ in 0..u16::from_be_bytes([head[0], head[1]]) {
        if p.is_full() {
            break;
        }
        p.group(&RECORD, |p| {
            p.rows(FAULT)?;
            words::text(p, &FAULT_NAME_LEN, &FAULT_NAME)?;
            words::text(p, &FAULT_VALUE_LEN, &FAULT_VALUE)?;
            words::text(p, &FAULT_TEXT_LEN, &FAULT_TEXT)
        })?;
    }
    pad(p)
}
