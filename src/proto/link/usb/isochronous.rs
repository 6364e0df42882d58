//! Isochronous transfers: many packets in one, each with a place and a state of its own.

use super::{USBMON, USBPCAP, WINDOWS_LEN, low};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, bytes_of};

const COUNTS: &[FieldSpec] = &[
    low("usb.iso.error_count", "Errors", 32).doc("Packets that did not get through.", USBMON),
    low("usb.iso.numdesc", "Packets", 32).doc("So many are described.", USBMON),
];

const PACKET: &[FieldSpec] = &[
    FieldSpec::int("usb.iso.iso_status", "Status", 32)
        .little()
        .doc(
            "0: it got through. Below: a number of Linux's errors.",
            USBMON,
        ),
    low("usb.iso.iso_off", "Offset", 32)
        .unit("bytes")
        .doc("Where its data begin.", USBMON),
    low("usb.iso.iso_len", "Length", 32)
        .unit("bytes")
        .doc("How many bytes it has.", USBMON),
    FieldSpec::hex("usb.iso.pad", "Padding", 32)
        .little()
        .doc("Means nothing.", USBMON),
];

const PACKET_LEN: usize = bytes_of(PACKET);

const WINDOWS_COUNTS: &[FieldSpec] = &[
    low("usb.win32.iso_frame", "First frame", 32)
        .doc("In which frame of the bus it begins.", USBPCAP),
    low("usb.win32.iso_num_packets", "Packets", 32).doc("So many are described.", USBPCAP),
    low("usb.win32.iso_error_count", "Errors", 32)
        .doc("Packets that did not get through.", USBPCAP),
];

const WINDOWS_PACKET: &[FieldSpec] = &[
    FieldSpec::hex("usb.win32.iso_offset", "Offset", 32)
        .little()
        .doc("Where its data begin.", USBPCAP),
    FieldSpec::hex("usb.win32.iso_data_len", "Length", 32)
        .little()
        .doc("How many bytes the device sent.", USBPCAP),
    FieldSpec::hex("usb.win32.iso_status", "Status", 32)
        .little()
        .doc("0: it got through.", USBPCAP),
];

const WINDOWS_PACKET_LEN: usize = bytes_of(WINDOWS_PACKET);

pub(super) const TABLES: &[&[FieldSpec]] = &[COUNTS, PACKET, WINDOWS_COUNTS, WINDOWS_PACKET];

crate::fields! {
    ITEM = FieldSpec::group("", "Packet").doc("One packet of the flow.", "USB 2.0 §5.6");
    DATA = FieldSpec::bytes("usb.iso.data", "Data").doc("What the packet carries.", "USB 2.0 §5.6");
}

pub(super) const COUNT: usize = FIELDS.len();

/// Reads the counts where other transfers have the request. Returns how many packets are described.
pub(super) fn counts(p: &mut Peel<'_>) -> Result<usize, Stop> {
    let counts = p.rows(COUNTS)?;
    Ok(word(counts, 4))
}

/// Reads the descriptions of packets, and their data behind them.
pub(super) fn packets(p: &mut Peel<'_>, count: usize) -> Peeled {
    let data = p.pos().saturating_add(count.saturating_mul(PACKET_LEN));
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        p.group(&ITEM, |p| {
            let h = p.header::<PACKET_LEN>(PACKET)?;
            mark(p, data.saturating_add(word(h, 4)), word(h, 8));
            Ok(())
        })?;
    }
    Ok(())
}

/// Reads what Windows says of such a transfer, and its data.
pub(super) fn windows(p: &mut Peel<'_>, is_request: bool, data: usize) -> Peeled {
    let count = word(p.rows(WINDOWS_COUNTS)?, 4);
    let is_out = p
        .bytes()
        .get(WINDOWS_LEN - 6)
        .is_some_and(|endpoint| endpoint & 0x80 == 0);
    let len = p.bytes().len().saturating_sub(data);
    for index in 0..count {
        if p.is_full() || p.pos() >= data {
            break;
        }
        p.group(&ITEM, |p| {
            let h = p.header::<WINDOWS_PACKET_LEN>(WINDOWS_PACKET)?;
            let start = word(h, 0);
            // What goes out fills the room up to the next packet; only the device's answer has a length.
            let next = p.rest().get(..4).filter(|_| index + 1 < count);
            let end = next.map_or(len, |next| word(next, 0));
            match (is_out, is_request) {
                (true, true) => mark(p, data.saturating_add(start), end.saturating_sub(start)),
                (false, false) => mark(p, data.saturating_add(start), word(h, 4)),
                _ => {}
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The data of a packet, if they are there.
fn mark(p: &mut Peel<'_>, start: usize, len: usize) {
    let end = start.saturating_add(len);
    if len > 0 && end <= p.bytes().len() {
        p.mark(&DATA, start..end);
    }
}

fn word(bytes: &[u8], at: usize) -> usize {
    let word = bytes.get(at..at + 4).and_then(|word| word.try_into().ok());
    word.map_or(0, |word| u32::from_le_bytes(word) as usize)
}
