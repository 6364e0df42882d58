//! USB HID: keyboards, mice, and whatever else people touch.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "HID 1.11 §6.2";
const REQUESTS: &str = "HID 1.11 §7.2";

/// What `usb.interrupt` calls this class.
const CLASS: u32 = 3;

/// A request as the standard has it: a description is wanted.
const GET_DESCRIPTOR: u8 = 6;

const GET_REPORT: u8 = 1;
const SET_REPORT: u8 = 9;
const SET_IDLE: u8 = 10;

/// A request without its first byte.
const REQUEST_LEN: usize = 7;

const WORD: usize = 2;

const DESCRIPTOR: &[FieldSpec] = &[
    FieldSpec::hex("usbhid.descriptor.hid.bcdHID", "Version", 16)
        .little()
        .doc("Which version of HID the device follows.", SECTION),
    FieldSpec::hex("usbhid.descriptor.hid.bCountryCode", "Country", 8)
        .doc("For which country the keys are lettered; 0: none.", SECTION),
    FieldSpec::uint("usbhid.descriptor.hid.bNumDescriptors", "Descriptors", 8)
        .doc("How many follow.", SECTION),
];

const ENTRY: &[FieldSpec] = &[
    FieldSpec::hex("usbhid.descriptor.hid.bDescriptorType", "Descriptor", 8)
        .codes(&[(0x21, "HID"), (0x22, "report"), (0x23, "physical")])
        .doc("What can be asked for.", SECTION),
    FieldSpec::uint("usbhid.descriptor.hid.wDescriptorLength", "Length", 16)
        .little()
        .unit("bytes")
        .doc("How long it is.", SECTION),
];

const ENTRY_LEN: usize = bytes_of(ENTRY);

const WANTED: &[FieldSpec] = &[
    FieldSpec::uint("", "Request", 8)
        .codes(&[(6, "get descriptor")])
        .doc("What to do.", "USB 2.0 §9.4.3"),
    FieldSpec::hex("usbhid.descriptor.hid.bDescriptorIndex", "Number", 8)
        .doc("Which one of its kind.", SECTION),
    ENTRY[0],
    FieldSpec::uint("usbhid.descriptor.hid.wInterfaceNumber", "Interface", 16)
        .little()
        .doc("Whose descriptor is wanted.", SECTION),
    ENTRY[1],
];

const CODE: &[FieldSpec] = &[FieldSpec::hex("usbhid.setup.bRequest", "Request", 8)
    .codes(&[
        (1, "get report"),
        (2, "get idle"),
        (3, "get protocol"),
        (9, "set report"),
        (10, "set idle"),
        (11, "set protocol"),
    ])
    .doc("What to do.", REQUESTS)];

const REPORT: &[FieldSpec] = &[
    FieldSpec::uint("usbhid.setup.ReportID", "Report", 8)
        .doc("Which of the device's reports.", REQUESTS),
    FieldSpec::uint("usbhid.setup.ReportType", "Kind of report", 8)
        .codes(&[(1, "input"), (2, "output"), (3, "feature")])
        .doc("Which way the report goes.", REQUESTS),
];

const IDLE: &[FieldSpec] = &[
    REPORT[0],
    FieldSpec::uint("usbhid.setup.Duration", "Duration", 8).doc(
        "How long the device may keep silent while nothing changes, in units of 4 ms.",
        REQUESTS,
    ),
];

const TAIL: &[FieldSpec] = &[
    FieldSpec::uint("usbhid.setup.wIndex", "Interface", 16)
        .little()
        .doc("Which interface it is for.", REQUESTS),
    FieldSpec::uint("usbhid.setup.wLength", "Length", 16)
        .little()
        .unit("bytes")
        .doc("How many bytes follow, or may come back.", REQUESTS),
];

crate::fields! {
    VALUE = FieldSpec::hex("usbhid.setup.wValue", "Value", 16).little().doc("What is set or wanted.", REQUESTS);
    DATA = FieldSpec::bytes("usbhid.data", "Report").doc("What was pressed, moved or shown; the report descriptor says how to read it.", "HID 1.11 §8");
    REPORT_ITEM = FieldSpec::bytes("", "Item").doc("A step in the description of the reports.", "HID 1.11 §6.2.2");
}

/// HID.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "usbhid",
        short: "USB HID",
        title: "USB Human Interface Device",
        osi: OsiLayer::Application,
        why: "It says what a person does with a keyboard, a mouse or a game controller.",
        reference: "HID 1.11",
    },
    claims: &[Claim::Field("usb.interrupt", CLASS)],
    headers: &[DESCRIPTOR, ENTRY, WANTED, CODE, REPORT, IDLE, TAIL],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x02\xfe\x00",
};

/// A request of the class, without its first byte.
pub static REQUEST: Protocol = Protocol {
    claims: &[],
    peel: request,
    ..PROTOCOL
};

/// The descriptor of a HID interface, behind its length and type.
pub static DESCRIPTION: Protocol = Protocol {
    claims: &[],
    peel: descriptor,
    ..PROTOCOL
};

/// The descriptor of the reports.
pub static REPORTS: Protocol = Protocol {
    claims: &[],
    peel: items,
    ..PROTOCOL
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    p.summary(format_args!("{len} bytes of report"));
    p.field(&DATA, len).map(drop)
}

fn descriptor(p: &mut Peel<'_>) -> Peeled {
    p.summary(format_args!("descriptor"));
    p.rows(DESCRIPTOR)?;
    while p.rest().len() >= ENTRY_LEN && !p.is_full() {
        p.rows(ENTRY)?;
    }
    Ok(())
}

fn request(p: &mut Peel<'_>) -> Peeled {
    p.require(REQUEST_LEN)?;
    let code = p.rest()[0];
    p.summary(format_args!("request {code}"));
    if code == GET_DESCRIPTOR {
        return p.rows(WANTED).map(drop);
    }
    p.rows(CODE)?;
    p.group(&VALUE, |p| match code {
        GET_REPORT | SET_REPORT => p.rows(REPORT).map(drop),
        SET_IDLE => p.rows(IDLE).map(drop),
        _ => p.skip(WORD).map(drop),
    })?;
    p.rows(TAIL).map(drop)
}

/// Reads a report's description: short items, and long ones that carry their own length.
fn items(p: &mut Peel<'_>) -> Peeled {
    const LONG: u8 = 0xfe;
    let len = p.rest().len();
    p.summary(format_args!("{len} bytes that describe the reports"));
    while let Some(&prefix) = p.rest().first() {
        let data = match (prefix, p.rest().get(1)) {
            _ if p.is_full() => break,
            (LONG, Some(&len)) => 2 + usize::from(len),
            _ => [0, 1, 2, 4][usize::from(prefix & 3)],
        };
        p.field(&REPORT_ITEM, 1 + data)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(protocol: &'static Protocol, bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(protocol, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn requests_name_the_report() {
        let out = peeled(&REQUEST, b"\x09\x05\x02\0\0\x01\0");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("usbhid.setup.bRequest"), Value::Uint(9));
        assert_eq!(value("usbhid.setup.ReportID"), Value::Uint(5));
        assert_eq!(value("usbhid.setup.ReportType"), Value::Uint(2));
        assert_eq!(value("usbhid.setup.wLength"), Value::Uint(1));
    }

    #[test]
    fn descriptors_are_read_as_far_as_they_go() {
        let out = peeled(&DESCRIPTION, b"\x11\x01\0\x01\x22\x3f\0");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(
            value("usbhid.descriptor.hid.wDescriptorLength"),
            Value::Uint(63)
        );
        assert!(!peeled(&REPORTS, b"\x05\x01\xfe\x40\x00").faults.is_empty());
    }
}
