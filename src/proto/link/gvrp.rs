//! GVRP: switches and stations say which VLANs they want; the forerunner of MVRP (IEEE 802.1Q-1998 §11.2).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::garp::{self, EVENTS, SECTION, Specs};

const VLAN_TYPE: u64 = 1;

crate::fields! {
    PROTOCOL_ID = FieldSpec::hex("gvrp.protocol_id", "Protocol", 16).codes(&[(1, "GARP")]).doc("1.", SECTION);
    MESSAGE = FieldSpec::group("", "Message").doc("All that is said of one type of attribute.", SECTION);
    KIND = FieldSpec::hex("gvrp.attribute_type", "Attribute", 8)
        .codes(&[(VLAN_TYPE, "VLAN")])
        .doc("What is registered.", "IEEE 802.1Q-1998 §11.2.3.1");
    ATTRIBUTE = FieldSpec::group("", "Attribute").doc("One of them.", SECTION);
    LENGTH = FieldSpec::uint("gvrp.attribute_length", "Length", 8).unit("bytes")
        .doc("Of the attribute with this byte.", SECTION);
    EVENT = FieldSpec::uint("gvrp.attribute_event", "Event", 8).codes(EVENTS)
        .doc("What the sender wants with it.", SECTION);
    VLAN = FieldSpec::uint("gvrp.attribute_value", "VLAN", 16)
        .doc("Which VLAN.", "IEEE 802.1Q-1998 §11.2.3.1");
    END = FieldSpec::group("gvrp.end_of_mark", "End").doc("Zero.", SECTION);
}

static SPECS: Specs = Specs {
    protocol: &PROTOCOL_ID,
    message: &MESSAGE,
    kind: &KIND,
    attribute: &ATTRIBUTE,
    len: &LENGTH,
    event: &EVENT,
    value,
    end: &END,
};

/// GVRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gvrp",
        short: "GVRP",
        title: "GARP VLAN Registration Protocol",
        osi: OsiLayer::DataLink,
        why: "It is what a switch and its neighbour say about VLANs on their link.",
        reference: "IEEE 802.1Q-1998 §11.2",
    },
    claims: &[Claim::Field("garp.application", 0x21)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\x01\x02\0\x04\x02\0\x01\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    garp::peel(p, &SPECS)
}

fn value(kind: u64, len: usize) -> Option<&'static FieldSpec> {
    (kind == VLAN_TYPE && len == 2).then_some(&VLAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn attributes_follow_until_the_end_mark() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let events = all(&out, PROTOCOL.sample, "gvrp.attribute_event");
        assert_eq!(
            events.iter().map(|event| event.0).collect::<Vec<_>>(),
            [4, 6]
        );
        assert_eq!(all(&out, PROTOCOL.sample, "gvrp.attribute_value")[0].2, "1");
        assert_eq!(all(&out, PROTOCOL.sample, "gvrp.end_of_mark").len(), 2);
        assert!(out.faults.is_empty());
        peeler.peel_as(&PROTOCOL, b"\0\x01\x01\xff\x01\0", Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
