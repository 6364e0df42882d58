//! HCI isochronous data: the sound of LE Audio between host and controller.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::low_words::{self, low_words};

low_words! {
    HANDLE in "Bluetooth Core Specification, volume 4, part E, §5.4.5": 16 "" "Connection" "Which connection it belongs to." {
        12 "bthci_iso.chandle" "Connection" "Which connection it belongs to.";
        2 "bthci_iso.pb_flag" "Piece" "Which piece of a unit it is." [&[(0, "first"), (1, "in between"), (2, "whole"), (3, "last")]];
        1 "bthci_iso.ts_flag" "Timestamp" "Set: a timestamp follows.";
        1 "bthci_iso.reserved" "Reserved" "Zero.";
    }
    LENGTH in "Bluetooth Core Specification, volume 4, part E, §5.4.5": 16 "" "Length" "Of the data." {
        14 "bthci_iso.data_length" "Length" "Of the data, in bytes.";
        2 "" "" "";
    }
}

crate::fields! {
    DATA = FieldSpec::group("bthci_iso.data", "Data").doc("A piece of a unit.", "Bluetooth Core Specification, volume 4, part E, §5.4.5");
}

/// HCI isochronous data.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bthci_iso",
        short: "HCI ISO",
        title: "Bluetooth HCI Isochronous Data",
        osi: OsiLayer::DataLink,
        why: "It carries sound at a steady pace to or from one connection of the controller.",
        reference: "Bluetooth Core Specification, volume 4, part E",
    },
    claims: &[Claim::Field("hci_h4.type", 5)],
    headers: TABLES,
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x2a\0\x02\0ab",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let handle = low_words::read(p, HANDLE)? & 0x0fff;
    let len = low_words::read(p, LENGTH)? & 0x3fff;
    p.summary(format_args!("connection {handle}, {len} bytes"));
    p.group(&DATA, |p| p.skip(len as usize).map(drop))
}
