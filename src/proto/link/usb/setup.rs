//! Requests that every device takes at its endpoint 0, and what it answers.

use super::{ENDPOINT_CLASS, HID, INTERFACE_CLASS, Transfer, descriptor, layout, low};
use crate::decode::{Next, Peel, Peeled, Stop};
use crate::model::FieldSpec;
use crate::proto::link::usbhid;

const SECTION: &str = "USB 2.0 §9.3";
const REQUESTS: &str = "USB 2.0 §9.4";

/// A request has so many bytes.
pub(super) const LEN: usize = 8;

/// Requests of the standard.
const GET_STATUS: u8 = 0;
const CLEAR_FEATURE: u8 = 1;
const SET_FEATURE: u8 = 3;
const SET_ADDRESS: u8 = 5;
const GET_DESCRIPTOR: u8 = 6;
const GET_CONFIGURATION: u8 = 8;
const SET_CONFIGURATION: u8 = 9;
const GET_INTERFACE: u8 = 10;
const SET_INTERFACE: u8 = 11;
const SYNCH_FRAME: u8 = 12;

/// Who defined the request.
const STANDARD: u8 = 0;
const CLASS: u8 = 1;

/// Who it is for.
const INTERFACE: u8 = 1;
const ENDPOINT: u8 = 2;

/// The class of hubs.
const HUB: u64 = 9;

const KIND: &[FieldSpec] = &[
    FieldSpec::hex("usb.bmRequestType", "Request type", 8)
        .parts_follow()
        .doc(
            "Which way data go, who defined the request, and who it is for.",
            SECTION,
        ),
    FieldSpec::flag("usb.bmRequestType.direction", "Direction")
        .part()
        .doc("Set: the device answers with data.", SECTION),
    FieldSpec::uint("usb.bmRequestType.type", "Defined by", 2)
        .part()
        .codes(&[(0, "the standard"), (1, "a class"), (2, "the vendor")])
        .doc("Who defined the request.", SECTION),
    FieldSpec::uint("usb.bmRequestType.recipient", "For", 5)
        .part()
        .codes(&[
            (0, "the device"),
            (1, "an interface"),
            (2, "an endpoint"),
            (3, "another"),
        ])
        .doc("What in the device shall do it.", SECTION),
];

const LENGTH: FieldSpec = low("usb.setup.wLength", "Length", 16)
    .unit("bytes")
    .doc("How many bytes follow, or may come back.", SECTION);

const DESCRIPTOR: &[FieldSpec] = &[
    FieldSpec::hex("usb.DescriptorIndex", "Descriptor number", 8)
        .doc("Which one of its kind is wanted.", "USB 2.0 §9.4.3"),
    FieldSpec::hex("usb.bDescriptorType", "Descriptor", 8)
        .codes(layout::TYPES)
        .doc("Which kind of description is wanted.", "USB 2.0 §9.4.3"),
    FieldSpec::hex("usb.LanguageId", "Language", 16)
        .little()
        .codes(layout::LANGUAGES)
        .doc("In which language a string is wanted.", "USB 2.0 §9.4.3"),
    LENGTH,
];

pub(super) const TABLES: &[&[FieldSpec]] = &[KIND, DESCRIPTOR];

crate::fields! {
    SETUP = FieldSpec::group("", "Request").doc("What the host asks of the device.", SECTION);
    REQUEST = FieldSpec::uint("usb.setup.bRequest", "Request", 8)
        .codes(&[(0, "get status"), (1, "clear feature"), (3, "set feature"), (5, "set address"), (6, "get descriptor"), (7, "set descriptor"),
            (8, "get configuration"), (9, "set configuration"), (10, "get interface"), (11, "set interface"), (12, "synch frame"),
            (48, "set exit latency"), (49, "set isochronous delay")])
        .doc("What to do.", REQUESTS);
    OTHER_REQUEST = FieldSpec::uint("usb.setup.bRequest", "Request", 8).doc("What to do, as a class or a vendor defines it.", SECTION);
    VALUE = FieldSpec::hex("usb.setup.wValue", "Value", 16).little().doc("What it means depends on the request.", SECTION);
    INDEX = low("usb.setup.wIndex", "Index", 16).doc("What it means depends on the request.", SECTION);
    TO_INTERFACE = low("usb.setup.wInterface", "Interface", 16).doc("Which interface it is for.", SECTION);
    TO_ENDPOINT = low("usb.setup.wEndpoint", "Endpoint", 16).doc("Which endpoint it is for.", SECTION);
    FEATURE = low("usb.setup.wFeatureSelector", "Feature", 16).doc("What is switched.", "USB 2.0 §9.4, table 9-6");
    ADDRESS = low("usb.device_address", "Address", 16).doc("What the device is called from now on.", "USB 2.0 §9.4.6");
    CONFIGURATION = FieldSpec::uint("usb.bConfigurationValue", "Configuration", 8).doc("One of those that the device described; 0: none.", "USB 2.0 §9.4.7");
    WIDE_ALTERNATE = low("usb.bAlternateSetting", "Alternate setting", 16).doc("Which form of the interface.", "USB 2.0 §9.4.10");
    ALTERNATE = FieldSpec::uint("usb.bAlternateSetting", "Alternate setting", 8).doc("Which form of the interface is in use.", "USB 2.0 §9.4.4");
    WORD_LEN = LENGTH;
    STATUS = FieldSpec::hex("usb.setup.wStatus", "Status", 16).little().doc("Bit 0: has power of its own, or is halted; bit 1: may wake the host.", "USB 2.0 §9.4.5");
    FRAME_NUMBER = low("usb.setup.wFrameNumber", "Frame number", 16).doc("In which frame the pattern begins.", "USB 2.0 §9.4.11");
    UNKNOWN = FieldSpec::bytes("usb.getDescriptor.Response", "Descriptor").doc("One that decap does not take apart.", "USB 2.0 §9.4.3");
    ANSWER = FieldSpec::bytes("usb.control.Response", "Answer").doc("What the device says.", SECTION);
}

pub(super) const COUNT: usize = FIELDS.len();

/// A request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request {
    kind: u8,
    request: u8,
    value: u16,
    index: u16,
}

impl Request {
    const fn of(h: [u8; LEN]) -> Request {
        Request {
            kind: h[0],
            request: h[1],
            value: u16::from_le_bytes([h[2], h[3]]),
            index: u16::from_le_bytes([h[4], h[5]]),
        }
    }

    const fn defined_by(&self) -> u8 {
        self.kind >> 5 & 3
    }

    const fn recipient(&self) -> u8 {
        self.kind & 0x1f
    }

    /// The class of the interface that it is for.
    fn class(&self, p: &Peel<'_>, transfer: &Transfer) -> Option<u64> {
        let index = u32::from(self.index & 0xff);
        match self.recipient() {
            INTERFACE => p.fact_of(&transfer.device, INTERFACE_CLASS, index),
            ENDPOINT => p.fact_of(&transfer.device, ENDPOINT_CLASS, index),
            _ => None,
        }
    }

    /// True for a report's descriptor of a keyboard or a mouse.
    fn is_report(&self, p: &Peel<'_>, transfer: &Transfer) -> bool {
        self.request == GET_DESCRIPTOR
            && self.recipient() == INTERFACE
            && self.class(p, transfer) == Some(HID.into())
    }

    /// True for requests of a class that have a shape of their own.
    fn is_of(&self, class: Option<u64>) -> Option<u64> {
        if self.defined_by() != CLASS {
            return None;
        }
        let hid = u64::from(HID);
        match (class, self.request) {
            (Some(class), 1..=3 | 9..=11) if class == hid => Some(hid),
            (None | Some(HUB), 0 | 1 | 3 | 6..=12) if self.recipient() != INTERFACE => Some(HUB),
            _ => None,
        }
    }
}

/// Reads a request, which is remembered for the answer.
pub(super) fn request(p: &mut Peel<'_>, transfer: &Transfer) -> Result<Request, Stop> {
    p.require(LEN)?;
    let setup: [u8; LEN] = p.rest().first_chunk().copied().ok_or(Stop)?;
    let request = Request::of(setup);
    let remembered = u64::from_le_bytes(setup);
    p.note_of(transfer.device, "usb.setup", transfer.index(), remembered);
    p.group(&SETUP, |p| {
        p.rows(KIND)?;
        if request.defined_by() == STANDARD {
            return match request.is_report(p, transfer) {
                true => to_class(p),
                false => standard(p, &request),
            };
        }
        let class = request.class(p, transfer);
        match request.is_of(class) {
            Some(HUB) => p.skip(LEN - 1).map(drop),
            Some(_) => to_class(p),
            None => {
                p.uint(&OTHER_REQUEST)?;
                p.uint(&VALUE)?;
                p.uint(&INDEX)?;
                p.uint(&WORD_LEN).map(drop)
            }
        }
    })?;
    Ok(request)
}

/// Hands the request on to its class, from its code on.
fn to_class(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos()..p.pos() + LEN - 1;
    p.seek(at.end);
    p.wrap(Next::Protocol(&usbhid::REQUEST), at, "request length");
    Ok(())
}

fn standard(p: &mut Peel<'_>, request: &Request) -> Peeled {
    p.uint(&REQUEST)?;
    match request.request {
        GET_DESCRIPTOR => return p.rows(DESCRIPTOR).map(drop),
        CLEAR_FEATURE | SET_FEATURE => drop(p.uint(&FEATURE)?),
        SET_ADDRESS => drop(p.uint(&ADDRESS)?),
        SET_CONFIGURATION => {
            p.uint(&CONFIGURATION)?;
            p.skip(1)?;
        }
        SET_INTERFACE => drop(p.uint(&WIDE_ALTERNATE)?),
        _ => drop(p.uint(&VALUE)?),
    }
    let index = match (request.request, request.recipient()) {
        (GET_INTERFACE | SET_INTERFACE, _) => &TO_INTERFACE,
        (SYNCH_FRAME, _) => &TO_ENDPOINT,
        (GET_STATUS | CLEAR_FEATURE | SET_FEATURE, INTERFACE) => &TO_INTERFACE,
        (GET_STATUS | CLEAR_FEATURE | SET_FEATURE, ENDPOINT) => &TO_ENDPOINT,
        _ => &INDEX,
    };
    p.uint(index)?;
    p.uint(&WORD_LEN).map(drop)
}

/// Reads what a device answers; without its request nothing tells what it is.
pub(super) fn response(p: &mut Peel<'_>, transfer: &Transfer) -> Peeled {
    let len = p.rest().len();
    let Some(setup) = p.fact_of(&transfer.device, "usb.setup", transfer.index()) else {
        return p.field(&ANSWER, len).map(drop);
    };
    let request = Request::of(setup.to_le_bytes());
    if request.defined_by() != STANDARD {
        return match request.is_of(request.class(p, transfer)) {
            Some(_) => Ok(()),
            None => p.field(&ANSWER, len).map(drop),
        };
    }
    match request.request {
        GET_DESCRIPTOR if request.is_report(p, transfer) => {
            p.pass(Next::Protocol(&usbhid::REPORTS));
            Ok(())
        }
        GET_DESCRIPTOR => {
            let kind = (request.value >> 8) as u8;
            if descriptor::read(p, transfer, kind, request.value & 0xff)? {
                return Ok(());
            }
            p.field(&UNKNOWN, len).map(drop)
        }
        GET_STATUS if len >= 2 => p.uint(&STATUS).map(drop),
        GET_CONFIGURATION => p.uint(&CONFIGURATION).map(drop),
        GET_INTERFACE => p.uint(&ALTERNATE).map(drop),
        SYNCH_FRAME if len >= 2 => p.uint(&FRAME_NUMBER).map(drop),
        _ => p.field(&ANSWER, len).map(drop),
    }
}
