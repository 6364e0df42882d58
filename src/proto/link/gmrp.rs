//! GMRP: stations say which multicast groups they want; the forerunner of MMRP (IEEE 802.1D §10).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::garp::{self, EVENTS, SECTION, Specs};

const GROUP_TYPE: u64 = 1;
const SERVICE_TYPE: u64 = 2;

crate::fields! {
    PROTOCOL_ID = FieldSpec::hex("gmrp.protocol_id", "Protocol", 16).codes(&[(1, "GARP")]).doc("1.", SECTION);
    MESSAGE = FieldSpec::group("", "Message").doc("All that is said of one type of attribute.", SECTION);
    KIND = FieldSpec::hex("gmrp.attribute_type", "Attribute", 8)
        .codes(&[(GROUP_TYPE, "group"), (SERVICE_TYPE, "service requirement")])
        .doc("What is registered.", "IEEE 802.1D §10.3.1");
    ATTRIBUTE = FieldSpec::group("", "Attribute").doc("One of them.", SECTION);
    LENGTH = FieldSpec::uint("gmrp.attribute_length", "Length", 8).unit("bytes")
        .doc("Of the attribute with this byte.", SECTION);
    EVENT = FieldSpec::uint("gmrp.attribute_event", "Event", 8).codes(EVENTS)
        .doc("What the sender wants with it.", SECTION);
    GROUP = FieldSpec::mac("gmrp.attribute_value_group_membership", "Group")
        .doc("The group that the sender listens to.", "IEEE 802.1D §10.3.1.4");
    SERVICE = FieldSpec::hex("gmrp.attribute_value_service_requirement", "Service", 8)
        .codes(&[(0, "all groups"), (1, "all unregistered groups")])
        .doc("Frames that the sender wants although nobody registered their group.", "IEEE 802.1D §10.3.1.4");
    END = FieldSpec::hex("gmrp.end_of_mark", "End", 8).doc("Zero.", SECTION);
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

/// GMRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gmrp",
        short: "GMRP",
        title: "GARP Multicast Registration Protocol",
        osi: OsiLayer::DataLink,
        why: "It tells a switch on which of its ports somebody listens to a group.",
        reference: "IEEE 802.1D §10",
    },
    claims: &[Claim::Field("garp.application", 0x20)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\x01\x08\x01\x01\0\x5e\0\0\x01\0\x02\x03\x02\x01\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    garp::peel(p, &SPECS)
}

fn value(kind: u64, len: usize) -> Option<&'static FieldSpec> {
    match (kind, len) {
        (GROUP_TYPE, 6) => Some(&GROUP),
        (SERVICE_TYPE, 1) => Some(&SERVICE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn groups_and_services_are_registered() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value(GROUP.name), Value::Mac([1, 0, 0x5e, 0, 0, 1]));
        assert_eq!(value(SERVICE.name), Value::Uint(1));
        assert!(out.faults.is_empty());
    }
}
