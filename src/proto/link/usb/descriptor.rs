//! Descriptors: how a device says what it is, what it can do, and where.

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

pub(super) const TYPES: crate::model::Codes = &[
    (1, "device"),
    (2, "configuration"),
    (3, "string"),
    (4, "interface"),
    (5, "endpoint"),
    (6, "device qualifier"),
    (7, "other speed configuration"),
    (8, "interface power"),
    (9, "OTG"),
    (10, "debug"),
    (11, "interface association"),
    (15, "BOS"),
    (16, "device capability"),
    (0x21, "HID"),
    (0x30, "endpoint companion"),
];

pub(super) const LANGUAGES: crate::model::Codes = &[
    (0, "none"),
    (0x0407, "German"),
    (0x0409, "English (United States)"),
    (0x040a, "Spanish"),
    (0x040c, "French"),
    (0x0411, "Japanese"),
    (0x0804, "Chinese (PRC)"),
    (0x0809, "English (United Kingdom)"),
];

const CLASSES: crate::model::Codes = &[
    (0, "told by the interfaces"),
    (1, "audio"),
    (2, "communications"),
    (3, "human interface"),
    (5, "physical"),
    (6, "image"),
    (7, "printer"),
    (8, "mass storage"),
    (9, "hub"),
    (10, "communications data"),
    (11, "smart card"),
    (13, "content security"),
    (14, "video"),
    (15, "health"),
    (16, "audio and video"),
    (0xdc, "diagnostic"),
    (0xe0, "wireless"),
    (0xef, "miscellaneous"),
    (0xfe, "application specific"),
    (0xff, "vendor specific"),
];

const fn byte(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, section)
}

const fn class(name: &'static str, label: &'static str, section: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 8)
        .codes(CLASSES)
        .doc("What it is good for; drivers are chosen by it.", section)
}

const OF_DEVICE: &str = "USB 2.0 §9.6.1";
const OF_CONFIGURATION: &str = "USB 2.0 §9.6.3";
const OF_INTERFACE: &str = "USB 2.0 §9.6.5";
const OF_ENDPOINT: &str = "USB 2.0 §9.6.6";
const OF_ASSOCIATION: &str = "USB 3.2 §9.6.4";
const OF_COMPANION: &str = "USB 3.2 §9.6.7";

const HEAD: &[FieldSpec] = &[
    byte(
        "usb.bLength",
        "Length",
        "Of the whole descriptor, in bytes.",
        "USB 2.0 §9.5",
    )
    .unit("bytes"),
    FieldSpec::hex("usb.bDescriptorType", "Descriptor", 8)
        .codes(TYPES)
        .doc("What is described.", "USB 2.0 §9.5"),
];

const DEVICE_BODY: &[FieldSpec] = &[
    FieldSpec::hex("usb.bcdUSB", "USB version", 16)
        .little()
        .doc(
            "Which version of USB the device follows; 0x0200 is 2.0.",
            OF_DEVICE,
        ),
    class("usb.bDeviceClass", "Class", OF_DEVICE),
    byte(
        "usb.bDeviceSubClass",
        "Subclass",
        "Depends on the class.",
        OF_DEVICE,
    ),
    byte(
        "usb.bDeviceProtocol",
        "Protocol",
        "Depends on class and subclass.",
        OF_DEVICE,
    ),
    byte(
        "usb.bMaxPacketSize0",
        "Longest packet",
        "At endpoint 0.",
        OF_DEVICE,
    ),
    FieldSpec::hex("usb.idVendor", "Vendor", 16)
        .little()
        .doc("Who makes the device.", OF_DEVICE),
    FieldSpec::hex("usb.idProduct", "Product", 16)
        .little()
        .doc("Which of the vendor's products it is.", OF_DEVICE),
    FieldSpec::hex("usb.bcdDevice", "Release", 16)
        .little()
        .doc("Which release of the product it is.", OF_DEVICE),
    byte(
        "usb.iManufacturer",
        "Vendor's name",
        "Number of a string; 0: none.",
        OF_DEVICE,
    ),
    byte(
        "usb.iProduct",
        "Product's name",
        "Number of a string; 0: none.",
        OF_DEVICE,
    ),
    byte(
        "usb.iSerialNumber",
        "Serial number",
        "Number of a string; 0: none.",
        OF_DEVICE,
    ),
    byte(
        "usb.bNumConfigurations",
        "Configurations",
        "How many there are to choose from.",
        OF_DEVICE,
    ),
];

/// The rows of a device's descriptor that stand in a qualifier too, before the last.
const SHARED_ROWS: usize = 5;

const QUALIFIER_BODY: &[FieldSpec] = &[
    DEVICE_BODY[0],
    DEVICE_BODY[1],
    DEVICE_BODY[2],
    DEVICE_BODY[3],
    DEVICE_BODY[SHARED_ROWS - 1],
    DEVICE_BODY[11],
];

const CONFIGURATION_BODY: &[FieldSpec] = &[
    low("usb.wTotalLength", "Total length", 16)
        .unit("bytes")
        .doc(
            "With all descriptors that belong to the configuration.",
            OF_CONFIGURATION,
        ),
    byte(
        "usb.bNumInterfaces",
        "Interfaces",
        "How many functions work side by side.",
        OF_CONFIGURATION,
    ),
    byte(
        "usb.bConfigurationValue",
        "Number",
        "What chooses this configuration.",
        OF_CONFIGURATION,
    ),
    byte(
        "usb.iConfiguration",
        "Name",
        "Number of a string; 0: none.",
        OF_CONFIGURATION,
    ),
    FieldSpec::hex("usb.configuration.bmAttributes", "Attributes", 8)
        .parts_follow()
        .doc(
            "Where its power comes from, and whether it may wake the host.",
            OF_CONFIGURATION,
        ),
    FieldSpec::flag("usb.configuration.legacy10buspowered", "One")
        .part()
        .doc("Set since USB 1.1.", OF_CONFIGURATION),
    FieldSpec::flag("usb.configuration.selfpowered", "Own power")
        .part()
        .doc("Set: the device has power of its own.", OF_CONFIGURATION),
    FieldSpec::flag("usb.configuration.remotewakeup", "Wakes the host")
        .part()
        .doc(
            "Set: the device can wake a sleeping host.",
            OF_CONFIGURATION,
        ),
    FieldSpec::gap(5).part(),
    byte(
        "usb.bMaxPower",
        "Power",
        "What the device draws from the bus at most, in units of 2 mA.",
        OF_CONFIGURATION,
    ),
];

const INTERFACE_BODY: &[FieldSpec] = &[
    byte(
        "usb.bInterfaceNumber",
        "Number",
        "What requests call the interface.",
        OF_INTERFACE,
    ),
    byte(
        "usb.bAlternateSetting",
        "Alternate setting",
        "Which form of the interface this is.",
        OF_INTERFACE,
    ),
    byte(
        "usb.bNumEndpoints",
        "Endpoints",
        "How many it has, besides endpoint 0.",
        OF_INTERFACE,
    ),
    class("usb.bInterfaceClass", "Class", OF_INTERFACE),
    FieldSpec::hex("usb.bInterfaceSubClass", "Subclass", 8)
        .doc("Depends on the class.", OF_INTERFACE),
    FieldSpec::hex("usb.bInterfaceProtocol", "Protocol", 8)
        .doc("Depends on class and subclass.", OF_INTERFACE),
    byte(
        "usb.iInterface",
        "Name",
        "Number of a string; 0: none.",
        OF_INTERFACE,
    ),
];

const ASSOCIATION_BODY: &[FieldSpec] = &[
    byte(
        "usb.bFirstInterface",
        "First interface",
        "Of those that make up one function.",
        OF_ASSOCIATION,
    ),
    byte(
        "usb.bInterfaceCount",
        "Interfaces",
        "How many make up the function.",
        OF_ASSOCIATION,
    ),
    class("usb.bFunctionClass", "Class", OF_ASSOCIATION),
    FieldSpec::hex("usb.bFunctionSubClass", "Subclass", 8)
        .doc("Depends on the class.", OF_ASSOCIATION),
    FieldSpec::hex("usb.bFunctionProtocol", "Protocol", 8)
        .doc("Depends on class and subclass.", OF_ASSOCIATION),
    byte(
        "usb.iFunction",
        "Name",
        "Number of a string; 0: none.",
        OF_ASSOCIATION,
    ),
];

const ENDPOINT_ADDRESS: &[FieldSpec] = &[
    FieldSpec::hex("usb.bEndpointAddress", "Endpoint", 8)
        .parts_follow()
        .doc("Where the data go in or come out.", OF_ENDPOINT),
    FieldSpec::flag("usb.bEndpointAddress.direction", "Direction")
        .part()
        .doc("Set: to the host.", OF_ENDPOINT),
    FieldSpec::gap(3).part(),
    FieldSpec::uint("usb.bEndpointAddress.number", "Number", 4)
        .part()
        .doc("Which endpoint it is.", OF_ENDPOINT),
];

const TRANSFER: FieldSpec = FieldSpec::uint("usb.bmAttributes.transfer", "Transfer", 2)
    .part()
    .codes(&[
        (0, "control"),
        (1, "isochronous"),
        (2, "bulk"),
        (3, "interrupt"),
    ])
    .doc("How its data travel.", OF_ENDPOINT);

const ATTRIBUTES: FieldSpec = FieldSpec::hex("usb.bmAttributes", "Attributes", 8)
    .parts_follow()
    .doc("How its data travel.", OF_ENDPOINT);

const PLAIN_ATTRIBUTES: &[FieldSpec] = &[ATTRIBUTES, FieldSpec::gap(6).part(), TRANSFER];

const STEADY_ATTRIBUTES: &[FieldSpec] = &[
    ATTRIBUTES,
    FieldSpec::gap(2).part(),
    FieldSpec::uint("usb.bmAttributes.behaviour", "Use", 2)
        .part()
        .codes(&[
            (0, "data"),
            (1, "feedback"),
            (2, "data and implicit feedback"),
        ])
        .doc("What the endpoint is for.", OF_ENDPOINT),
    FieldSpec::uint("usb.bmAttributes.sync", "Synchronised", 2)
        .part()
        .codes(&[
            (0, "not"),
            (1, "asynchronous"),
            (2, "adaptive"),
            (3, "synchronous"),
        ])
        .doc("How sender and receiver keep pace.", OF_ENDPOINT),
    TRANSFER,
];

const STREAMS: &[FieldSpec] = &[
    ATTRIBUTES,
    FieldSpec::gap(4).part(),
    FieldSpec::uint("usb.bmAttributes.MaxStreams", "Streams", 4)
        .part()
        .doc(
            "The power of two of the streams it can carry.",
            OF_COMPANION,
        ),
];

pub(super) const TABLES: &[&[FieldSpec]] = &[
    HEAD,
    DEVICE_BODY,
    CONFIGURATION_BODY,
    INTERFACE_BODY,
    ASSOCIATION_BODY,
    ENDPOINT_ADDRESS,
    PLAIN_ATTRIBUTES,
    STEADY_ATTRIBUTES,
    STREAMS,
];

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
