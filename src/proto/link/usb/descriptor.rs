//! Descriptors: how a device says what it is, what it can do, and where.

use super::layout::{
    ASSOCIATION_BODY, CONFIGURATION_BODY, DEVICE_BODY, ENDPOINT_ADDRESS, HEAD, INTERFACE_BODY,
    LANGUAGES, OF_COMPANION, OF_ENDPOINT, PLAIN_ATTRIBUTES, QUALIFIER_BODY, STEADY_ATTRIBUTES,
    STREAMS, byte,
};
use super::{ENDPOINT_CLASS, HID, INTERFACE_CLASS, Transfer, low};
use crate::decode::{Next, Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};
use crate::proto::link::usbhid;

const DEVICE: u8 = 1;
const CONFIGURATION: u8 = 2;
const STRING: u8 = 3;
const INTERFACE: u8 = 4;
const ENDPOINT: u8 = 5;
const QUALIFIER: u8 = 6;
const OTHER_SPEED: u8 = 7;
const ASSOCIATION: u8 = 11;
const HID_DESCRIPTOR: u8 = 0x21;
const COMPANION: u8 = 0x30;

crate::fields! {
    ITEM = FieldSpec::group("", "Descriptor").doc("One description, with its length and type.", "USB 2.0 §9.5");
    LONGEST = low("usb.wMaxPacketSize", "Longest packet", 16).unit("bytes").doc("That the endpoint can take or give at once.", OF_ENDPOINT);
    SIZE = FieldSpec::uint("usb.wMaxPacketSize.size", "Size", 10).unit("bytes").doc("Of a packet.", OF_ENDPOINT);
    SLOTS = FieldSpec::uint("usb.wMaxPacketSize.slots", "More", 2).doc("Further packets in an eighth of a frame.", OF_ENDPOINT);
    INTERVAL = byte("usb.bInterval", "Interval", "How often the endpoint is asked.", OF_ENDPOINT);
    BURST = byte("usb.bMaxBurst", "Burst", "Packets besides the first that may be sent at once.", OF_COMPANION);
    PER_INTERVAL = low("usb.wBytesPerInterval", "Bytes per interval", 16).unit("bytes").doc("What a periodic endpoint moves.", OF_COMPANION);
    LANGUAGE = FieldSpec::hex("usb.wLANGID", "Language", 16).little().codes(LANGUAGES).doc("The device has strings in this language.", "USB 2.0 §9.6.7");
    TEXT = FieldSpec::computed("usb.bString", "Text").doc("In UTF-16.", "USB 2.0 §9.6.7");
}

pub(super) const COUNT: usize = FIELDS.len();

/// Reads the descriptor of this kind and number that was asked for; false if it is one of others.
pub(super) fn read(
    p: &mut Peel<'_>,
    transfer: &Transfer,
    kind: u8,
    index: u16,
) -> Result<bool, Stop> {
    match kind {
        DEVICE => p.group(&ITEM, |p| {
            p.rows(HEAD)?;
            p.rows(DEVICE_BODY).map(drop)
        })?,
        QUALIFIER => p.group(&ITEM, |p| {
            p.rows(HEAD)?;
            p.rows(QUALIFIER_BODY).map(drop)
        })?,
        STRING => p.group(&ITEM, |p| string(p, index))?,
        CONFIGURATION | OTHER_SPEED => configuration(p, transfer)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn string(p: &mut Peel<'_>, index: u16) -> Peeled {
    let len = usize::from(p.rows(HEAD)?[0])
        .saturating_sub(2)
        .min(p.rest().len());
    if index == 0 {
        for _ in 0..len / 2 {
            p.uint(&LANGUAGE)?;
        }
        return Ok(());
    }
    let at = p.pos();
    let bytes = p.skip(len)?;
    if len > 0 {
        p.mark_made(&TEXT, at..at + len, || {
            let units = bytes
                .chunks_exact(2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        });
    }
    Ok(())
}

/// Reads a configuration and all that belongs to it.
fn configuration(p: &mut Peel<'_>, transfer: &Transfer) -> Peeled {
    let mut class = None;
    while p.rest().len() >= 2 && !p.is_full() {
        let (len, kind) = (usize::from(p.rest()[0]), p.rest()[1]);
        if len < 2 {
            return Ok(());
        }
        let len = len.min(p.rest().len());
        p.within(len, "descriptor length", |p| {
            p.group(&ITEM, |p| {
                p.rows(HEAD)?;
                part(p, transfer, kind, &mut class)
            })
        })?;
    }
    Ok(())
}

fn part(p: &mut Peel<'_>, transfer: &Transfer, kind: u8, class: &mut Option<u8>) -> Peeled {
    match kind {
        CONFIGURATION | OTHER_SPEED => drop(p.rows(CONFIGURATION_BODY)?),
        INTERFACE => {
            let body = p.rows(INTERFACE_BODY)?;
            *class = Some(body[3]);
            if body[1] == 0 {
                p.note_of(
                    transfer.device,
                    INTERFACE_CLASS,
                    body[0].into(),
                    body[3].into(),
                );
            }
        }
        ASSOCIATION => drop(p.rows(ASSOCIATION_BODY)?),
        ENDPOINT => endpoint(p, transfer, *class)?,
        COMPANION => {
            p.uint(&BURST)?;
            p.rows(STREAMS)?;
            p.uint(&PER_INTERVAL)?;
        }
        HID_DESCRIPTOR if *class == Some(HID as u8) => {
            let at = p.pos()..p.bytes().len();
            p.seek(at.end);
            p.wrap(
                Next::Protocol(&usbhid::DESCRIPTION),
                at,
                "descriptor length",
            );
        }
        _ => {
            let len = p.rest().len();
            p.skip(len)?;
        }
    }
    Ok(())
}

fn endpoint(p: &mut Peel<'_>, transfer: &Transfer, class: Option<u8>) -> Peeled {
    const ISOCHRONOUS: u8 = 1;
    let address = p.rows(ENDPOINT_ADDRESS)?[0];
    if let Some(class) = class {
        p.note_of(
            transfer.device,
            ENDPOINT_CLASS,
            address.into(),
            class.into(),
        );
    }
    let steady = p.rest().first().is_some_and(|kind| kind & 3 == ISOCHRONOUS);
    let kind = p.rows(if steady {
        STEADY_ATTRIBUTES
    } else {
        PLAIN_ATTRIBUTES
    })?[0]
        & 3;
    p.group(&LONGEST, |p| {
        let at = p.pos()..p.pos() + 2;
        let longest = p.skip(2)?;
        let longest = u64::from(u16::from_le_bytes([longest[0], longest[1]]));
        // Only periodic endpoints can have more than one packet in an eighth of a frame.
        if kind & 1 == 1 {
            p.mark_low_bits(&SLOTS, at.clone(), 11, Value::Uint(longest >> 11 & 3));
        }
        p.mark_low_bits(&SIZE, at, 0, Value::Uint(longest & 0x3ff));
        Ok(())
    })?;
    p.uint(&INTERVAL).map(drop)
}
