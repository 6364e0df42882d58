//! Bluetooth: what a capture of it begins with, by its link type.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo};
use crate::proto::link::{btle, btle_rf, hci_h4};

/// Packets between host and controller, without and with the direction before them.
const HOST: LinkType = LinkType(187);
const HOST_DIRECTED: LinkType = LinkType(201);

/// Packets on the air of Bluetooth Low Energy, without and with a receiver's notes before them.
const AIR: LinkType = LinkType(251);
const AIR_NOTED: LinkType = LinkType(256);

const DIRECTION_LEN: usize = 4;

crate::fields! {
    DIRECTION = FieldSpec::group("", "Direction").doc("In the last bit: set if the controller sent it.", "LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR");
}

/// Bluetooth.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bluetooth",
        short: "Bluetooth",
        title: "Bluetooth",
        osi: OsiLayer::Physical,
        why: "It is the radio that all that follows travels by, or the way to it.",
        reference: "Bluetooth Core Specification",
    },
    claims: &[
        Claim::LinkType(HOST),
        Claim::LinkType(HOST_DIRECTED),
        Claim::LinkType(AIR),
        Claim::LinkType(AIR_NOTED),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\0\0\0\x01\x03\x0c\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let next = match p.frame().link_type {
        AIR => &btle::PROTOCOL,
        AIR_NOTED => &btle_rf::PROTOCOL,
        HOST => &hci_h4::PROTOCOL,
        _ => {
            p.group(&DIRECTION, |p| p.skip(DIRECTION_LEN).map(drop))?;
            &hci_h4::PROTOCOL
        }
    };
    p.pass(Next::Protocol(next));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{NoConversations, Peeler, Want};
    use crate::model::{Dissection, Frame};

    fn chain(bytes: &[u8], link_type: LinkType) -> Vec<&'static str> {
        let mut out = Dissection::default();
        let mut frame = Frame::empty();
        frame.info.link_type = link_type;
        frame.info.original_len = bytes.len() as u32;
        frame.bytes = bytes.to_vec();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel(&frame, Want::Full, &mut NoConversations, &mut out);
        out.layers.iter().map(|layer| layer.info.name).collect()
    }

    #[test]
    fn the_link_type_tells_what_follows() {
        let command = ["bluetooth", "hci_h4", "bthci_cmd"];
        assert_eq!(chain(&PROTOCOL.sample[4..], HOST), command);
        assert_eq!(chain(PROTOCOL.sample, HOST_DIRECTED), command);
        assert_eq!(
            chain(btle::PROTOCOL.sample, AIR)[..2],
            ["bluetooth", "btle"]
        );
        assert_eq!(chain(btle_rf::PROTOCOL.sample, AIR_NOTED)[1], "btle_rf");
        assert_eq!(chain(b"\0\0", HOST_DIRECTED), ["bluetooth"]);
    }
}
