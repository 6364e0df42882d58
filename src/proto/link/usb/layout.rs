//! The layouts of descriptors, and the names of what they hold.

use super::low;
use crate::model::FieldSpec;

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

pub(super) const CLASSES: crate::model::Codes = &[
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

pub(super) const fn byte(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, 8).doc(doc, section)
}

pub(super) const fn class(
    name: &'static str,
    label: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::hex(name, label, 8)
        .codes(CLASSES)
        .doc("What it is good for; drivers are chosen by it.", section)
}

pub(super) const OF_DEVICE: &str = "USB 2.0 §9.6.1";
pub(super) const OF_CONFIGURATION: &str = "USB 2.0 §9.6.3";
pub(super) const OF_INTERFACE: &str = "USB 2.0 §9.6.5";
pub(super) const OF_ENDPOINT: &str = "USB 2.0 §9.6.6";
pub(super) const OF_ASSOCIATION: &str = "USB 3.2 §9.6.4";
pub(super) const OF_COMPANION: &str = "USB 3.2 §9.6.7";

pub(super) const HEAD: &[FieldSpec] = &[
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

pub(super) const DEVICE_BODY: &[FieldSpec] = &[
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
pub(super) const SHARED_ROWS: usize = 5;

pub(super) const QUALIFIER_BODY: &[FieldSpec] = &[
    DEVICE_BODY[0],
    DEVICE_BODY[1],
    DEVICE_BODY[2],
    DEVICE_BODY[3],
    DEVICE_BODY[SHARED_ROWS - 1],
    DEVICE_BODY[11],
];

pub(super) const CONFIGURATION_BODY: &[FieldSpec] = &[
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

pub(super) const INTERFACE_BODY: &[FieldSpec] = &[
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

pub(super) const ASSOCIATION_BODY: &[FieldSpec] = &[
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

pub(super) const ENDPOINT_ADDRESS: &[FieldSpec] = &[
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

pub(super) const TRANSFER: FieldSpec = FieldSpec::uint("usb.bmAttributes.transfer", "Transfer", 2)
    .part()
    .codes(&[
        (0, "control"),
        (1, "isochronous"),
        (2, "bulk"),
        (3, "interrupt"),
    ])
    .doc("How its data travel.", OF_ENDPOINT);

pub(super) const ATTRIBUTES: FieldSpec = FieldSpec::hex("usb.bmAttributes", "Attributes", 8)
    .parts_follow()
    .doc("How its data travel.", OF_ENDPOINT);

pub(super) const PLAIN_ATTRIBUTES: &[FieldSpec] = &[ATTRIBUTES, FieldSpec::gap(6).part(), TRANSFER];

pub(super) const STEADY_ATTRIBUTES: &[FieldSpec] = &[
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

pub(super) const STREAMS: &[FieldSpec] = &[
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
