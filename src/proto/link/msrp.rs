//! MSRP: talkers and listeners reserve bandwidth for streams of audio and video (IEEE 802.1Q §35).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::registration::{self, EVENTS, SECTION, Specs};

const VALUES: &str = "IEEE 802.1Q §35.2.2.8";

const LISTENER: u8 = 3;

/// How long a value of each attribute is.
const TALKER_LEN: usize = 25;
const FAILED_LEN: usize = 34;
const LISTENER_LEN: usize = 8;
const DOMAIN_LEN: usize = 4;

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("mrp-msrp.attribute_type", "Attribute", 8)
        .codes(&[
            (1, "talker advertises"),
            (2, "talker failed"),
            (3, "listener"),
            (4, "domain"),
        ])
        .doc("What is registered.", "IEEE 802.1Q §35.2.2.4"),
    FieldSpec::uint("mrp-msrp.attribute_length", "Attribute length", 8)
        .unit("bytes")
        .doc("How long a value is.", SECTION),
    FieldSpec::uint("mrp-msrp.attribute_list_length", "List length", 16)
        .unit("bytes")
        .doc("Of all vectors with their end mark.", SECTION),
];

const VECTOR: &[FieldSpec] = &[
    FieldSpec::hex("mrp-msrp.vector_header", "Vector header", 16)
        .parts_follow()
        .doc("How many values follow one another.", SECTION),
    FieldSpec::uint("mrp-msrp.leave_all_event", "Leave all", 3)
        .part()
        .codes(&[(0, "no"), (1, "yes")])
        .doc("Yes: who does not register again is forgotten.", SECTION),
    FieldSpec::uint("mrp-msrp.number_of_values", "Values", 13)
        .part()
        .doc(
            "How many values: the first, and those that follow it in number.",
            SECTION,
        ),
];

const TALKER: &[FieldSpec] = &[
    FieldSpec::hex("mrp-msrp.stream_id", "Stream", 64)
        .doc("The talker's address, and a number of its own.", VALUES),
    FieldSpec::mac("mrp-msrp.stream_da", "Destination").doc("Where the stream is sent to.", VALUES),
    FieldSpec::hex("mrp-msrp.vlan_id", "VLAN", 16).doc("The VLAN of the stream.", VALUES),
    FieldSpec::uint("mrp-msrp.tspec_max_frame_size", "Longest frame", 16)
        .unit("bytes")
        .doc("How long a frame of the stream may be.", VALUES),
    FieldSpec::uint(
        "mrp-msrp.tspec_max_interval_frames",
        "Frames per interval",
        16,
    )
    .doc(
        "How many frames the talker sends in an interval of its class.",
        VALUES,
    ),
    FieldSpec::hex("mrp-msrp.priority_and_rank", "Priority and rank", 8)
        .parts_follow()
        .doc("How important the stream is.", VALUES),
    FieldSpec::uint("mrp-msrp.priority", "Priority", 3)
        .part()
        .doc("The priority in the VLAN tag of its frames.", VALUES),
    FieldSpec::uint("mrp-msrp.rank", "Rank", 1)
        .part()
        .codes(&[(0, "emergency"), (1, "not an emergency")])
        .doc("Emergency calls go first.", VALUES),
    FieldSpec::uint("mrp-msrp.reserved", "Reserved", 4)
        .part()
        .doc("Zero.", VALUES),
    FieldSpec::uint("mrp-msrp.accumulated_latency", "Latency", 32)
        .unit("ns")
        .doc("The longest time that a frame takes to here.", VALUES),
];

const FAILURE: &[FieldSpec] = &[
    FieldSpec::hex("mrp-msrp.failure_bridge_id", "Failed at", 64).doc(
        "The bridge that cannot reserve what the stream needs.",
        VALUES,
    ),
    FieldSpec::uint("mrp-msrp.failure_code", "Failure", 8)
        .codes(&[
            (1, "not enough bandwidth"),
            (2, "not enough resources in the bridge"),
            (3, "not enough bandwidth for the class"),
            (4, "the stream's number is in use by another talker"),
            (5, "the destination is in use"),
            (6, "another stream is more important"),
            (7, "the latency has changed"),
            (8, "the port cannot carry such streams"),
            (9, "another destination must be used"),
            (10, "out of MSRP resources"),
            (11, "out of MMRP resources"),
            (12, "the destination cannot be stored"),
            (13, "the priority is not one of a class"),
            (14, "frames too long for the port"),
            (15, "too many listeners"),
        ])
        .doc("Why not.", VALUES),
];

const DOMAIN: &[FieldSpec] = &[
    FieldSpec::uint("mrp-msrp.sr_class_id", "Class", 8)
        .codes(&[(5, "B"), (6, "A")])
        .doc("The class of streams: A is the faster one.", VALUES),
    FieldSpec::uint("mrp-msrp.sr_class_priority", "Priority", 8)
        .doc("The priority that frames of this class have.", VALUES),
    FieldSpec::uint("mrp-msrp.sr_class_vid", "VLAN", 16).doc("The VLAN of the class.", VALUES),
];

crate::fields! {
    VERSION = FieldSpec::uint("mrp-msrp.protocol_version", "Version", 8).doc("0.", SECTION);
    MESSAGE = FieldSpec::group("mrp-msrp.message", "Message").doc("All that is said of one type of attribute.", SECTION);
    LIST = FieldSpec::group("mrp-msrp.attribute_list", "Attributes").doc("The vectors.", SECTION);
    ENTRY = FieldSpec::group("mrp-msrp.vector_attribute", "Vector").doc("Values that follow one another.", SECTION);
    FIRST = FieldSpec::group("mrp-msrp.first_value", "First value").doc("The others count on from it.", SECTION);
    STREAM = FieldSpec::hex("mrp-msrp.stream_id", "Stream", 64).doc("The stream that the listener wants.", VALUES);
    EVENT = FieldSpec::uint("mrp-msrp.three_packed_event", "Event", 8).codes(EVENTS)
        .doc("What the sender wants with the value; three events stand in a byte.", SECTION);
    DECLARED = FieldSpec::uint("mrp-msrp.four_packed_event", "Declaration", 8)
        .codes(&[(0, "none"), (1, "asking, but it failed"), (2, "ready"), (3, "ready, but failed for some")])
        .doc("Whether the listener can receive the stream; four stand in a byte.", "IEEE 802.1Q §35.2.2.7.2");
    END = FieldSpec::hex("mrp-msrp.end_mark", "End", 16).doc("Zero.", SECTION);
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
    declared: Some((LISTENER, &DECLARED)),
    end: &END,
};

/// MSRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mrp-msrp",
        short: "MSRP",
        title: "Multiple Stream Registration Protocol",
        osi: OsiLayer::DataLink,
        why: "Bandwidth is reserved link by link, between a switch and its neighbour.",
        reference: "IEEE 802.1Q §35",
    },
    claims: &[Claim::EtherType(0x22ea)],
    headers: &[HEAD, VECTOR, TALKER, FAILURE, DOMAIN],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x03\x08\0\x0e\0\x02\x02\xaa\xbb\xcc\xdd\xee\0\x01\x48\x60\0\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    registration::peel(p, &SPECS)
}

fn value(p: &mut Peel<'_>, len: usize) -> Peeled {
    match len {
        DOMAIN_LEN => p.rows(DOMAIN).map(drop),
        LISTENER_LEN => p.uint(&STREAM).map(drop),
        TALKER_LEN => p.rows(TALKER).map(drop),
        FAILED_LEN => {
            p.rows(TALKER)?;
            p.rows(FAILURE).map(drop)
        }
        _ => p.skip(len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_listener_declares_two_bits_for_each_stream() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let values = |name| -> Vec<String> {
            let found = all(&out, PROTOCOL.sample, name).into_iter();
            found.map(|found| found.2).collect()
        };
        assert_eq!(values("mrp-msrp.three_packed_event"), ["2", "0"]);
        assert_eq!(values("mrp-msrp.four_packed_event"), ["1", "2"]);
        assert_eq!(values("mrp-msrp.end_mark").len(), 2);
        assert!(out.faults.is_empty());
        peeler.peel_as(&PROTOCOL, &PROTOCOL.sample[..14], Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
