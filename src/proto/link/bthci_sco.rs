//! HCI synchronous data: speech between host and controller.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::low_words::{self, low_words};

low_words! {
    HANDLE in "Bluetooth Core Specification, volume 4, part E, §5.4.3": 16 "" "Connection" "Which connection it belongs to." {
        12 "bthci_sco.chandle" "Connection" "Which connection it belongs to.";
        2 "bthci_sco.packet_status" "Status" "Whether the radio lost some of it." [&[(0, "right"), (1, "maybe wrong"), (2, "nothing received"), (3, "partly lost")]];
        2 "bthci_sco.reserved" "Reserved" "Zero.";
    }
}

crate::fields! {
    LENGTH = FieldSpec::uint("bthci_sco.length", "Length", 8).unit("bytes").doc("Of the data.", "Bluetooth Core Specification, volume 4, part E, §5.4.3");
    DATA = FieldSpec::group("bthci_sco.data", "Data").doc("Coded speech.", "Bluetooth Core Specification, volume 4, part E, §5.4.3");
}

/// HCI synchronous data.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bthci_sco",
        short: "HCI SCO",
        title: "Bluetooth HCI Synchronous Data",
        osi: OsiLayer::DataLink,
        why: "It carries speech at a steady pace to or from one connection of the controller.",
        reference: "Bluetooth Core Specification, volume 4, part E",
    },
    claims: &[Claim::Field("hci_h4.type", 3)],
    headers: TABLES,
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x2a\0\x02ab",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let handle = low_words::read(p, HANDLE)? & 0x0fff;
    let len = p.uint(&LENGTH)? as usize;
    p.summary(format_args!("connection {handle}, {len} bytes"));
    p.group(&DATA, |p| p.skip(len).map(drop))
}
