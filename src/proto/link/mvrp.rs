//! MVRP: switches and stations say which VLANs they want (IEEE 802.1Q §11.2).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::registration::{self, EVENTS, SECTION, Specs};

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("mrp-mvrp.attribute_type", "Attribute", 8)
        .codes(&[(1, "VLAN")])
        .doc("What is registered.", "IEEE 802.1Q §11.2"),
    FieldSpec::uint("mrp-mvrp.attribute_length", "Attribute length", 8)
        .unit("bytes")
        .doc("How long a value is.", SECTION),
];

const VECTOR: &[FieldSpec] = &[
    FieldSpec::hex("mrp-mvrp.vector_header", "Vector header", 16)
        .parts_follow()
        .doc("How many values follow one another.", SECTION),
    FieldSpec::uint("mrp-mvrp.leave_all_event", "Leave all", 3)
        .part()
        .codes(&[(0, "no"), (1, "yes")])
        .doc("Yes: who does not register again is forgotten.", SECTION),
    FieldSpec::uint("mrp-mvrp.number_of_values", "Values", 13)
        .part()
        .doc(
            "How many values: the first, and those that follow it in number.",
            SECTION,
        ),
];

crate::fields! {
    VERSION = FieldSpec::uint("mrp-mvrp.protocol_version", "Version", 8).doc("0.", SECTION);
    MESSAGE = FieldSpec::group("mrp-mvrp.message", "Message")
        .doc("All that is said of one type of attribute.", SECTION);
    LIST = FieldSpec::group("mrp-mvrp.attribute_list", "Attributes")
        .doc("The vectors.", SECTION);
    ENTRY = FieldSpec::group("mrp-mvrp.vector_attribute", "Vector")
        .doc("Values that follow one another.", SECTION);
    FIRST = FieldSpec::group("mrp-mvrp.first_value", "First value")
        .doc("The others count on from it.", SECTION);
    VLAN = FieldSpec::uint("mrp-mvrp.vid", "VLAN", 16)
        .doc("The first VLAN of the vector.", "IEEE 802.1Q §11.2.3.1.5");
    EVENT = FieldSpec::uint("mrp-mvrp.three_packed_event", "Event", 8)
        .codes(EVENTS)
        .doc("What the sender wants with the value; three events stand in a byte.", SECTION);
    END = FieldSpec::hex("mrp-mvrp.end_mark", "End", 16).doc("Zero.", SECTION);
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

/// MVRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mrp-mvrp",
        short: "MVRP",
        title: "Multiple VLAN Registration Protocol",
        osi: OsiLayer::DataLink,
        why: "It is what a switch and its neighbour say about VLANs on their link.",
        reference: "IEEE 802.1Q §11.2",
    },
    claims: &[Claim::EtherType(0x88f5)],
    headers: &[HEAD, VECTOR],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\x02\0\x03\0\x05\x51\0\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    registration::peel(p, &SPECS)
}

fn value(p: &mut Peel<'_>, len: usize) -> Peeled {
    if len == 2 {
        p.uint(&VLAN)?;
        return Ok(());
    }
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
        let events: Vec<_> = all(&out, PROTOCOL.sample, "mrp-mvrp.three_packed_event")
            .into_iter()
            .map(|found| found.2)
            .collect();
        assert_eq!(events, ["2", "1", "3"]);
        assert!(out.faults.is_empty());
        let cut = &PROTOCOL.sample[..7];
        peeler.peel_as(&PROTOCOL, cut, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
