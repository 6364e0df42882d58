//! The fixed parts of datagrams and samples.

use super::{V4, V5};
use crate::model::{Codes, FieldSpec};

pub(super) const SAMPLE_TYPES: Codes = &[
    (1, "flow sample"),
    (2, "counters sample"),
    (3, "expanded flow sample"),
    (4, "expanded counters sample"),
];

pub(super) const FLOW_FORMATS: Codes = &[
    (1, "sampled header"),
    (2, "Ethernet frame"),
    (3, "IPv4 packet"),
    (4, "IPv6 packet"),
    (1001, "switch"),
    (1002, "router"),
    (1003, "gateway"),
    (1004, "user"),
    (1005, "URL"),
    (1006, "MPLS"),
    (1007, "NAT"),
    (1008, "MPLS tunnel"),
    (1009, "MPLS circuit"),
    (1010, "MPLS class"),
    (1011, "MPLS prefix"),
    (1012, "VLAN tunnel"),
    (1013, "802.11 payload"),
    (1014, "802.11 received"),
    (1015, "802.11 sent"),
    (1016, "802.11 aggregated"),
];

pub(super) const COUNTER_FORMATS: Codes = &[
    (1, "generic interface"),
    (2, "Ethernet interface"),
    (3, "token ring interface"),
    (4, "100VG-AnyLAN interface"),
    (5, "VLAN"),
    (6, "802.11"),
    (7, "LAG port"),
    (1001, "processor"),
    (1002, "radio"),
];

pub(super) const INTERFACE_FORMATS: Codes = &[
    (0, "one interface"),
    (1, "discarded"),
    (2, "several interfaces"),
];

const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, V5)
}

pub(super) const START: &[FieldSpec] = &[
    number("sflow_245.version", "Version", 32, "5 is the current one."),
    number(
        "sflow_245.agenttype",
        "Address type",
        32,
        "What kind of address follows.",
    )
    .codes(&[(1, "IPv4"), (2, "IPv6")]),
];

pub(super) const SUB_AGENT: FieldSpec = number(
    "sflow_245.sub_agent_id",
    "Sub-agent",
    32,
    "Which of several processes in the switch sent this.",
);

pub(super) const REST_OF_HEAD: &[FieldSpec] = &[
    number(
        "sflow_245.sequence_number",
        "Sequence number",
        32,
        "Grows with every datagram of the agent: gaps are losses.",
    ),
    number(
        "sflow_245.sysuptime",
        "Uptime",
        32,
        "How long the switch has been running.",
    )
    .unit("ms"),
    number("sflow_245.numsamples", "Samples", 32, "How many follow."),
];

pub(super) const HEAD_5: &[FieldSpec] =
    &[SUB_AGENT, REST_OF_HEAD[0], REST_OF_HEAD[1], REST_OF_HEAD[2]];

pub(super) const ENTERPRISE: FieldSpec = number(
    "sflow.enterprise",
    "Enterprise",
    20,
    "Whose format it is: 0 for those of the specification.",
);

pub(super) const SAMPLE_HEAD: &[FieldSpec] = &[
    ENTERPRISE,
    number(
        "sflow_245.sampletype",
        "Sample type",
        12,
        "What kind of sample.",
    )
    .codes(SAMPLE_TYPES),
    number("sflow_5.sample_length", "Length", 32, "Of what follows.").unit("bytes"),
];

pub(super) const FLOW_RECORD: &[FieldSpec] = &[
    number(
        "sflow_245.flow_record_format",
        "Record format",
        32,
        "What is told of the packet.",
    )
    .codes(FLOW_FORMATS)
    .parts_follow(),
    ENTERPRISE.part(),
    FieldSpec::gap(12).part(),
];

pub(super) const COUNTER_RECORD: &[FieldSpec] = &[
    ENTERPRISE,
    number(
        "sflow_245.counters_record_format",
        "Record format",
        12,
        "Whose counters.",
    )
    .codes(COUNTER_FORMATS),
];

/// A record that only its maker knows.
pub(super) const FOREIGN_RECORD: &[FieldSpec] = &[
    ENTERPRISE,
    number("", "Format", 12, "What only the maker knows."),
];

pub(super) const FLOW_START: &[FieldSpec] = &[
    number(
        "sflow.flow_sample.sequence_number",
        "Sequence number",
        32,
        "Grows with every sample of this source.",
    ),
    number(
        "sflow.flow_sample.source_id_class",
        "Source type",
        8,
        "What the source is: 0 for an interface.",
    ),
    number("sflow.flow_sample.index", "Source", 24, "Its number."),
];

pub(super) const EXPANDED_START: &[FieldSpec] = &[
    FLOW_START[0],
    number(
        "sflow.flow_sample.source_id_type",
        "Source type",
        32,
        "What the source is: 0 for an interface.",
    ),
    number(
        "sflow.flow_sample.source_id_index",
        "Source",
        32,
        "Its number.",
    ),
];

pub(super) const RATES: &[FieldSpec] = &[
    number(
        "sflow.flow_sample.sampling_rate",
        "Sampling rate",
        32,
        "One in so many packets is sampled.",
    ),
    number(
        "sflow.flow_sample.sample_pool",
        "Pool",
        32,
        "Packets that could have been sampled so far.",
    ),
    number(
        "sflow.flow_sample.dropped_packets",
        "Dropped",
        32,
        "Samples that got lost because there were too many.",
    ),
];

pub(super) const INPUT: FieldSpec = number(
    "sflow.flow_sample.input_interface",
    "Input",
    32,
    "The interface that the packet came in by.",
);

pub(super) const FLOW_WAY: &[FieldSpec] = &[
    INPUT,
    FieldSpec::hex("sflow.flow_sample.output_interface", "Output", 32)
        .parts_follow()
        .doc("The interface that it went out by.", V5),
    number(
        "sflow.flow_sample.output_interface_format",
        "Output format",
        2,
        "What the number says.",
    )
    .codes(INTERFACE_FORMATS)
    .part(),
    number(
        "sflow.flow_sample.output_interface_value",
        "Output value",
        30,
        "An interface, a number of interfaces, or why the packet was dropped.",
    )
    .part(),
    RECORD_COUNT,
];

pub(super) const RECORD_COUNT: FieldSpec = number(
    "sflow.flow_sample.flow_record",
    "Records",
    32,
    "How many follow.",
);

pub(super) const EXPANDED_WAY: &[FieldSpec] = &[
    number(
        "sflow.flow_sample.input_interface_format",
        "Input format",
        32,
        "What the number says.",
    )
    .codes(INTERFACE_FORMATS),
    number(
        "sflow.flow_sample.input_interface_value",
        "Input",
        32,
        "The interface that the packet came in by.",
    ),
    FieldSpec::gap(1),
    number(
        "sflow.flow_sample.output_interface.format",
        "Output format",
        31,
        "What the number says.",
    )
    .codes(INTERFACE_FORMATS),
    number(
        "sflow.flow_sample.output_interface_value",
        "Output",
        32,
        "An interface, a number of interfaces, or why the packet was dropped.",
    ),
    RECORD_COUNT,
];

pub(super) const OUTPUT_4: &[FieldSpec] = &[
    INPUT,
    FieldSpec::gap(1),
    number(
        "sflow.flow_sample.output_interface",
        "Output",
        31,
        "The interface that the packet went out by.",
    ),
    PACKET_KIND,
];

pub(super) const OUTPUTS_4: &[FieldSpec] = &[
    INPUT,
    FieldSpec::gap(1),
    number(
        "sflow.flow_sample.multiple_outputs",
        "Outputs",
        31,
        "How many interfaces the packet went out by.",
    ),
    PACKET_KIND,
];

pub(super) const PACKET_KIND: FieldSpec =
    FieldSpec::uint("sflow_245.packet_information_type", "Packet data", 32)
        .codes(&[(1, "header"), (2, "IPv4"), (3, "IPv6")])
        .doc("What is told of the packet.", V4);

pub(super) const COUNTERS_START: &[FieldSpec] = &[
    number(
        "sflow.counters_sample.sequence_number",
        "Sequence number",
        32,
        "Grows with every sample of this source.",
    ),
    number(
        "sflow.counters_sample.source_id_type",
        "Source type",
        8,
        "What the source is: 0 for an interface.",
    ),
    number(
        "sflow.counters_sample.source_id_index",
        "Source",
        24,
        "Its number.",
    ),
    COUNTERS_COUNT,
];

pub(super) const COUNTERS_COUNT: FieldSpec = number(
    "sflow.counters_sample.counters_records",
    "Records",
    32,
    "How many follow.",
);

pub(super) const EXPANDED_COUNTERS_START: &[FieldSpec] = &[
    COUNTERS_START[0],
    number(
        "sflow.counters_sample.source_id_type",
        "Source type",
        32,
        "What the source is: 0 for an interface.",
    ),
    number(
        "sflow.counters_sample.source_id_index",
        "Source",
        32,
        "Its number.",
    ),
    COUNTERS_COUNT,
];

pub(super) const COUNTERS_4: &[FieldSpec] = &[
    COUNTERS_START[0],
    number(
        "sflow.counters_sample.source_id_class",
        "Source type",
        8,
        "What the source is: 0 for an interface.",
    ),
    number("sflow.counters_sample.index", "Source", 24, "Its number."),
    number(
        "sflow.counters_sample.sampling_interval",
        "Interval",
        32,
        "How often the counters are sent.",
    )
    .unit("s"),
    number(
        "sflow.counters_sample.counters_type",
        "Counters",
        32,
        "Whose counters.",
    )
    .codes(&[
        (1, "generic"),
        (2, "Ethernet"),
        (3, "token ring"),
        (4, "FDDI"),
        (5, "100VG-AnyLAN"),
        (6, "WAN"),
        (7, "VLAN"),
    ]),
];
