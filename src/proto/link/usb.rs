//! USB: what host and devices exchange, as Linux (usbmon) and Windows (USBPcap) hand it over.

mod descriptor;
mod isochronous;
mod layout;
mod setup;

use std::net::Ipv4Addr;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{Endpoint, FieldSpec, Flow, LinkType, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::low_words::{self, join, low_words};

const USBMON: &str = "Linux Documentation/usb/usbmon";
const USBPCAP: &str = "LINKTYPE_USBPCAP";

/// The headers that come before the data.
const LINUX: LinkType = LinkType(189);
const LINUX_MMAPPED: LinkType = LinkType(220);
const WINDOWS: LinkType = LinkType(249);

const ISOCHRONOUS: u8 = 0;
const INTERRUPT: u8 = 1;
const CONTROL: u8 = 2;

/// The class of keyboards and mice.
const HID: u32 = 3;

/// The stage of a control transfer, in USBPcap's header, that carries the request.
const STAGE_SETUP: u8 = 0;

const TRANSFERS: crate::model::Codes = &[
    (0, "isochronous"),
    (1, "interrupt"),
    (2, "control"),
    (3, "bulk"),
    (0xfe, "information about the request"),
];

const TRANSFER: FieldSpec = FieldSpec::hex("usb.transfer_type", "Transfer", 8)
    .codes(TRANSFERS)
    .doc("How the data travel: requests and answers, small urgent pieces, much data, or a steady flow.", "USB 2.0 §5.4");

const ENDPOINT: FieldSpec = FieldSpec::hex("usb.endpoint_address", "Endpoint", 8)
    .parts_follow()
    .doc(
        "Which of the device's ends of a pipe this is for.",
        "USB 2.0 §5.3.1",
    );

const DIRECTION: FieldSpec = FieldSpec::flag("usb.endpoint_address.direction", "Direction")
    .part()
    .doc("Set: from the device to the host.", "USB 2.0 §9.6.6");

const NUMBER: FieldSpec = FieldSpec::uint("usb.endpoint_address.number", "Number", 4)
    .part()
    .doc("0 is where every device takes requests.", "USB 2.0 §9.6.6");

const BUS: FieldSpec = FieldSpec::uint("usb.bus_id", "Bus", 16)
    .little()
    .doc("Which of the host's buses the device is on.", USBMON);

const fn low(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little()
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("usb.urb_id", "Request block", 64)
        .little()
        .doc(
            "Its address in the kernel; a submission and its completion share it.",
            USBMON,
        ),
    FieldSpec::gap(8),
    TRANSFER,
    ENDPOINT,
    DIRECTION,
    FieldSpec::gap(3).part(),
    NUMBER,
    FieldSpec::uint("usb.device_address", "Device", 8).doc(
        "The number that the host gave to the device.",
        "USB 2.0 §9.4.6",
    ),
    BUS,
    FieldSpec::gap(16),
    low("usb.urb_ts_sec", "Seconds", 64).doc("When it happened, since 1970.", USBMON),
    low("usb.urb_ts_usec", "Microseconds", 32).doc("The fraction of the second.", USBMON),
    FieldSpec::int("usb.urb_status", "Status", 32).little().doc(
        "0: done. Below: a number of Linux's errors; -115: still at work.",
        USBMON,
    ),
    low("usb.urb_len", "Transfer length", 32)
        .unit("bytes")
        .doc("What the driver wants, or what has come.", USBMON),
    low("usb.data_len", "Data length", 32)
        .unit("bytes")
        .doc("What follows here.", USBMON),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const MAPPED: &[FieldSpec] = &[
    low("usb.interval", "Interval", 32).doc(
        "How often an interrupt endpoint is asked, in frames.",
        USBMON,
    ),
    low("usb.start_frame", "First frame", 32).doc(
        "In which frame of the bus an isochronous transfer begins.",
        USBMON,
    ),
];

const WINDOWS_HEADER: &[FieldSpec] = &[
    low("usb.usbpcap_header_len", "Header length", 16)
        .unit("bytes")
        .doc("Of all that stands before the data.", USBPCAP),
    FieldSpec::hex("usb.irp_id", "Request packet", 64)
        .little()
        .doc(
            "Its address in the kernel; what goes down and what comes back share it.",
            USBPCAP,
        ),
    FieldSpec::hex("usb.usbd_status", "Status", 32)
        .little()
        .doc("0: done.", USBPCAP),
    FieldSpec::hex("usb.function", "Function", 16)
        .little()
        .doc("What the driver asks of the bus driver.", USBPCAP),
    FieldSpec::hex("usb.irp_info", "Information", 8)
        .parts_follow()
        .doc("Which way the request packet goes.", USBPCAP),
    FieldSpec::uint("usb.irp_info.reserved", "Reserved", 7)
        .part()
        .doc("Zero.", USBPCAP),
    FieldSpec::flag("usb.irp_info.direction", "Direction")
        .part()
        .doc("Set: back to the driver of the function.", USBPCAP),
    BUS,
    low("usb.device_address", "Device", 16).doc(
        "The number that the host gave to the device.",
        "USB 2.0 §9.4.6",
    ),
    ENDPOINT,
    DIRECTION,
    FieldSpec::gap(3).part(),
    NUMBER,
    TRANSFER,
    low("usb.data_len", "Data length", 32)
        .unit("bytes")
        .doc("What follows here.", USBPCAP),
];

const WINDOWS_LEN: usize = bytes_of(WINDOWS_HEADER);

low_words! {
    FLAGS in "Linux include/linux/usb.h": 32 "usb.copy_of_transfer_flags" "Flags" "What the driver asked for." {
        1 "usb.transfer_flags.short_not_ok" "Short is an error" "Set: less data than wanted are an error.";
        1 "usb.transfer_flags.iso_asap" "As soon as possible" "Set: the controller chooses the first frame.";
        1 "usb.transfer_flags.no_transfer_dma_map" "Mapped" "Set: the driver has mapped the buffer itself.";
        2 "" "" "";
        1 "usb.transfer_flags.no_fsbr" "No reclaiming" "Set: left over bandwidth is not used.";
        1 "usb.transfer_flags.zero_packet" "Zero packet" "Set: a transfer that fills its packets ends with an empty one.";
        1 "usb.transfer_flags.no_interrupt" "No interrupt" "Set: nobody need be told at once.";
        1 "usb.transfer_flags.free_buffer" "Free buffer" "Set: the buffer is freed with the request.";
        1 "usb.transfer_flags.dir_in" "To the host" "Set: the data come from the device.";
        6 "" "" "";
        1 "usb.transfer_flags.dma_map_single" "Single" "Set: one piece of memory is mapped.";
        1 "usb.transfer_flags.dma_map_page" "Page" "Set: a page is mapped.";
        1 "usb.transfer_flags.dma_map_sg" "List" "Set: a list of pieces is mapped.";
        1 "usb.transfer_flags.map_local" "Local" "Set: memory of the controller is used.";
        1 "usb.transfer_flags.setup_map_single" "Setup mapped" "Set: the request is mapped.";
        1 "usb.transfer_flags.setup_map_local" "Setup local" "Set: the request is in memory of the controller.";
        1 "usb.transfer_flags.dma_sg_combined" "Combined" "Set: pieces of the list were combined.";
        1 "usb.transfer_flags.aligned_temp_buffer" "Aligned copy" "Set: the data are in an aligned copy.";
    }
}

crate::fields! {
    EVENT = FieldSpec::computed("usb.urb_type", "Event").doc("'S': the driver asks for the transfer. 'C': the controller has done it. 'E': it could not be asked for.", USBMON);
    HAS_SETUP = FieldSpec::computed("usb.setup_flag", "Setup").doc("'\\0': the header holds a request.", USBMON);
    HAS_DATA = FieldSpec::computed("usb.data_flag", "Data").doc("'\\0': data follow; else a letter that says why not.", USBMON);
    DESCRIPTORS = low("usb.iso.numdesc", "Isochronous packets", 32)
        .doc("So many descriptions of packets come before the data.", USBMON);
    UNUSED = FieldSpec::group("usb.unused_setup_header", "No request").doc("Room for a request.", USBMON);
    STAGE = FieldSpec::uint("usb.control_stage", "Stage", 8)
        .codes(&[(0, "setup"), (1, "data"), (2, "status"), (3, "complete")])
        .doc("Which part of the control transfer this is.", USBPCAP);
    FRAGMENT = FieldSpec::bytes("usb.data_fragment", "Data").doc("What the request carries to the device.", "USB 2.0 §8.5.3");
    DATA = FieldSpec::bytes("usb.capdata", "Data").doc("What decap does not take apart.", "USB 2.0 §5.4");
}

/// USB.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "usb",
        short: "USB",
        title: "Universal Serial Bus",
        osi: OsiLayer::DataLink,
        why: "It carries data between a host and the devices on its bus; only the host begins.",
        reference: "USB 2.0",
    },
    claims: &[
        Claim::LinkType(LINUX),
        Claim::LinkType(LINUX_MMAPPED),
        Claim::LinkType(WINDOWS),
    ],
    headers: &join::<_, { TABLES.len() + setup::TABLES.len() + layout::TABLES.len() + isochronous::TABLES.len() + 3 }>(&[
        &[HEADER, MAPPED, WINDOWS_HEADER],
        TABLES,
        setup::TABLES,
        layout::TABLES,
        isochronous::TABLES,
    ]),
    fields: &join_fields::<{ FIELDS.len() + setup::COUNT + descriptor::COUNT + isochronous::COUNT }>(&[
        FIELDS,
        setup::FIELDS,
        descriptor::FIELDS,
        isochronous::FIELDS,
    ]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x40\x32\x10\0\0\0\0\0S\x02\x80\x03\x01\0\0<\0\xf1\x53\x65\0\0\0\0\x39\x30\0\0\x8d\xff\xff\xff\x12\0\0\0\0\0\0\0\
        \x80\x06\0\x01\0\0\x12\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0",
};

/// A transfer, and where what is known of its device is kept.
#[derive(Debug, Clone, Copy)]
struct Transfer {
    device: Flow,
    id: u64,
    endpoint: u8,
    kind: u8,
    is_request: bool,
}

impl Transfer {
    fn new(bus: u16, device: u16, id: u64) -> Transfer {
        let [high, low] = bus.to_be_bytes();
        let [device_high, device_low] = device.to_be_bytes();
        // A name for the device in the memory of conversations; no packet bears such addresses.
        let ip = Ipv4Addr::new(high, low, device_high, device_low).into();
        Transfer {
            device: Flow {
                transport: Transport::Udp,
                from: Endpoint { ip, port: 0 },
                to: Endpoint { ip, port: 0 },
            },
            id,
            endpoint: 0,
            kind: CONTROL,
            is_request: false,
        }
    }

    /// Under which number its request is remembered.
    const fn index(&self) -> u32 {
        (self.id ^ self.id >> 32) as u32
    }

    fn summary(&self, p: &mut Peel<'_>) {
        let kind = TRANSFERS
            .iter()
            .find(|entry| entry.0 == u64::from(self.kind));
        let way = if self.is_request { "→" } else { "←" };
        let number = self.endpoint & 0x0f;
        p.summary(format_args!(
            "host {way} endpoint {number}, {}",
            kind.map_or("unknown transfer", |entry| entry.1)
        ));
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    match p.frame().link_type {
        WINDOWS => windows(p),
        other => linux(p, other != LINUX),
    }
}

fn linux(p: &mut Peel<'_>, is_mapped: bool) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    for (spec, at) in [(&EVENT, 8), (&HAS_SETUP, 14), (&HAS_DATA, 15)] {
        p.mark_made(spec, at..at + 1, || {
            format!("'{}'", h[at].escape_ascii()).replace("x00", "0")
        });
    }
    let id = u64::from_le_bytes([h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]]);
    let transfer = Transfer {
        endpoint: h[10],
        kind: h[9],
        is_request: h[8] == b'S',
        ..Transfer::new(u16::from_le_bytes([h[12], h[13]]), h[11].into(), id)
    };
    transfer.summary(p);
    let mut packets = 0;
    let mut request = None;
    match transfer.kind {
        ISOCHRONOUS => packets = isochronous::counts(p)?,
        CONTROL if transfer.is_request && h[14] == 0 => {
            request = Some(setup::request(p, &transfer)?);
        }
        _ => drop(p.field(&UNUSED, setup::LEN)?),
    }
    if is_mapped {
        p.rows(MAPPED)?;
        low_words::read(p, FLAGS)?;
        p.uint(&DESCRIPTORS)?;
    }
    if transfer.kind == ISOCHRONOUS {
        return isochronous::packets(p, packets);
    }
    data(p, &transfer, request)
}

fn windows(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<WINDOWS_LEN>(WINDOWS_HEADER)?;
    let header_len = usize::from(u16::from_le_bytes([h[0], h[1]]));
    let id = u64::from_le_bytes([h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9]]);
    let device = u16::from_le_bytes([h[19], h[20]]);
    let transfer = Transfer {
        endpoint: h[21],
        kind: h[22],
        is_request: h[16] & 1 == 0,
        ..Transfer::new(u16::from_le_bytes([h[17], h[18]]), device, id)
    };
    transfer.summary(p);
    match transfer.kind {
        ISOCHRONOUS => return isochronous::windows(p, transfer.is_request, header_len),
        CONTROL => {
            let stage = p.uint(&STAGE)? as u8;
            p.seek(header_len.max(p.pos()));
            let request = match stage {
                STAGE_SETUP => Some(setup::request(p, &transfer)?),
                _ => None,
            };
            return data(p, &transfer, request);
        }
        _ => p.seek(header_len.max(p.pos())),
    }
    data(p, &transfer, None)
}

/// Reads what follows the header, which may hold a request.
fn data(p: &mut Peel<'_>, transfer: &Transfer, request: Option<setup::Request>) -> Peeled {
    let len = p.rest().len();
    if len == 0 {
        return Ok(());
    }
    if transfer.kind == CONTROL {
        return match request {
            Some(_) => p.field(&FRAGMENT, len).map(drop),
            None => setup::response(p, transfer),
        };
    }
    let class = p.fact_of(&transfer.device, ENDPOINT_CLASS, transfer.endpoint.into());
    if transfer.kind == INTERRUPT && class == Some(HID.into()) {
        p.pass(Next::Field("usb.interrupt", HID));
        return Ok(());
    }
    p.field(&DATA, len).map(drop)
}

/// Facts of a device: the class of an interface, the class of an endpoint's interface.
const INTERFACE_CLASS: &str = "usb.bInterfaceClass";
const ENDPOINT_CLASS: &str = "usb.bEndpointAddress";

#[cfg(test)]
mod tests;
