//! HCI ACL data: what programs send and get, between host and controller.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::link::btl2cap;
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "Bluetooth Core Specification, volume 4, part E, §5.4.2";

/// A piece that continues what began in a packet before.
const CONTINUES: u64 = 1;

low_words! {
    HANDLE in "Bluetooth Core Specification, volume 4, part E, §5.4.2": 16 "" "Connection" "Which connection it belongs to." {
        12 "bthci_acl.chandle" "Connection" "Which connection it belongs to.";
        2 "bthci_acl.pb_flag" "Piece" "Whether a message begins here or goes on." [&[(0, "begins, not flushable"), (1, "goes on"), (2, "begins, flushable"), (3, "whole")]];
        2 "bthci_acl.bc_flag" "Broadcast" "For one device or for all." [&[(0, "for one"), (1, "for all"), (2, "for all parked")]];
    }
}

crate::fields! {
    LENGTH = FieldSpec::uint("bthci_acl.length", "Length", 16).little().unit("bytes").doc("Of the data.", SECTION);
    DATA = FieldSpec::group("bthci_acl.data", "Piece").doc("A piece of a message that other packets complete.", SECTION);
}

/// HCI ACL data.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bthci_acl",
        short: "HCI ACL",
        title: "Bluetooth HCI ACL Data",
        osi: OsiLayer::DataLink,
        why: "It carries data to or from one connection of the controller.",
        reference: "Bluetooth Core Specification, volume 4, part E",
    },
    claims: &[Claim::Field("hci_h4.type", 2)],
    headers: TABLES,
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x2a\x20\x07\0\x03\0\x04\0\x02\xf7\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let word = low_words::read(p, HANDLE)?;
    let (handle, piece) = (word & 0x0fff, word >> 12 & 3);
    let len = p.uint(&LENGTH)? as usize;
    p.summary(format_args!("connection {handle}, {len} bytes"));
    match btl2cap::message_len(p.rest()) {
        Some(message) if piece != CONTINUES && message <= len => {
            p.wrap(
                Next::Protocol(&btl2cap::PROTOCOL),
                p.pos()..p.pos() + len,
                "data length",
            );
            Ok(())
        }
        _ => p.group(&DATA, |p| p.skip(len).map(drop)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn whole_messages_are_handed_on() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            out.field("bthci_acl.chandle").unwrap().value,
            Value::Uint(0x2a)
        );
        assert_eq!(out.layers[1].info.name, "btl2cap");
        // The message is longer than the packet, and this is not its beginning.
        for piece in [
            &b"\x2a\x20\x05\0\x30\0\x04\0\x02"[..],
            b"\x2a\x10\x05\0\x01\0\x04\0\x02",
        ] {
            assert_eq!(peeled(piece).layers.len(), 1);
        }
        assert!(!peeled(b"\x2a\x20\x50\0ab").faults.is_empty());
    }
}
