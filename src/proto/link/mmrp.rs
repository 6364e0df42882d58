//! MMRP: stations say which group addresses they want to receive (IEEE 802.1Q §10.9).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::registration::{self, EVENTS, SECTION, Specs};

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("mrp-mmrp.attribute_type", "Attribute", 8)
        .codes(&[(1, "service"), (2, "MAC address")])
        .doc("What is registered.", "IEEE 802.1Q §10.9"),
    FieldSpec::uint("mrp-mmrp.attribute_length", "Attribute length", 8)
        .unit("bytes")
        .doc("How long a value is.", SECTION),
];

const VECTOR: &[FieldSpec] = &[
    FieldSpec::hex("mrp-mmrp.vector_header", "Vector header", 16)
        .parts_follow()
        .doc("How many values follow one another.", SECTION),
    FieldSpec::uint("mrp-mmrp.leave_all_event", "Leave all", 3)
        .part()
        .codes(&[(0, "no"), (1, "yes")])
        .doc("Yes: who does not register again is forgotten.", SECTION),
    FieldSpec::uint("mrp-mmrp.number_of_values", "Values", 13)
        .part()
        .doc(
            "How many values: the first, and those that follow it in number.",
            SECTION,
        ),
];

crate::fields! {
    VERSION = FieldSpec::uint("mrp-mmrp.protocol_version", "Version", 8).doc("0.", SECTION);
    MESSAGE = FieldSpec::group("mrp-mmrp.message", "Message")
        .doc("All that is said of one type of attribute.", SECTION);
    LIST = FieldSpec::group("mrp-mmrp.attribute_list", "Attributes")
        .doc("The vectors.", SECTION);
    ENTRY = FieldSpec::group("mrp-mmrp.vector_attribute", "Vector")
        .doc("Values that follow one another.", SECTION);
    FIRST = FieldSpec::group("mrp-mmrp.first_value", "First value")
        .doc("The others count on from it.", SECTION);
    EVENT = FieldSpec::uint("mrp-mmrp.three_packed_event", "Event", 8)
        .codes(EVENTS)
        .doc("What the sender wants with the value; three events stand in a byte.", SECTION);
    END = FieldSpec::hex("mrp-mmrp.end_mark", "End", 16).doc("Zero.", SECTION);
}

static SPECS: Specs = Specs {
    version: &VERSION,
    message: &MESSAGE,
    head: HEAD,
    list: &LIST,
    vector: &ENTRY,
    header: VECTOR,
    first: &FIRST,
    read: value,
    event: &EVENT,
    declared: None,
    end: &END,
};

/// MMRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mrp-mmrp",
        short: "MMRP",
        title: "Multiple MAC Registration Protocol",
        osi: OsiLayer::DataLink,
        why: "It is what a switch and its neighbour say about group addresses on their link.",
        reference: "IEEE 802.1Q §10.9",
    },
    claims: &[Claim::EtherType(0x88f6)],
    headers: &[HEAD, VECTOR],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\x01\0\x03\0\x51\0\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    registration::peel(p, &SPECS)
}

/// A group address or a kind of service.
fn value(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.skip(len).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn events_stand_three_in_a_byte() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let events: Vec<_> = all(&out, PROTOCOL.sample, "mrp-mmrp.three_packed_event")
            .into_iter()
            .map(|found| found.2)
            .collect();
        assert_eq!(events, ["2", "1", "3"]);
        assert!(out.faults.is_empty());
        let cut = &PROTOCOL.sample[..6];
        peeler.peel_as(&PROTOCOL, cut, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
