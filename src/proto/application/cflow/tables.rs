//! The parts of fixed form.

use crate::model::{FieldSpec, names};

pub(super) const CISCO: &str = "Cisco, NetFlow Export Datagram Format";
pub(super) const V9: &str = "RFC 3954 §5";
pub(super) const X: &str = "RFC 7011 §3";

fn protocol(code: u64) -> Option<&'static str> {
    names::ip_protocol(u8::try_from(code).ok()?)
}

const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, section)
}

const SEQUENCE: FieldSpec = number(
    "cflow.sequence",
    "Sequence number",
    32,
    "Flows told so far: gaps are losses.",
    CISCO,
);

const fn padding(bytes: u32) -> FieldSpec {
    FieldSpec::bytes("cflow.padding", "Padding")
        .wide(bytes)
        .doc("Says nothing.", CISCO)
}

const fn reserved(bytes: u32) -> FieldSpec {
    FieldSpec::bytes("cflow.reserved", "Reserved")
        .wide(bytes)
        .doc("Says nothing.", CISCO)
}

pub(super) const HEAD_5: &[FieldSpec] = &[
    SEQUENCE,
    number(
        "cflow.engine_type",
        "Engine type",
        8,
        "What part of the router counted.",
        CISCO,
    ),
    number("cflow.engine_id", "Engine", 8, "Its number.", CISCO),
    number(
        "cflow.samplingmode",
        "Sampling mode",
        2,
        "How packets are chosen.",
        CISCO,
    ),
    number(
        "cflow.samplerate",
        "Sampling rate",
        14,
        "One in so many packets is looked at.",
        CISCO,
    ),
];

pub(super) const HEAD_7: &[FieldSpec] = &[SEQUENCE, reserved(4)];

/// Where the packets of a flow come from and go, and how many they are.
pub(super) const ROUTE: &[FieldSpec] = &[
    FieldSpec::ipv4("cflow.srcaddr", "Source").doc("Where the packets come from.", CISCO),
    FieldSpec::ipv4("cflow.dstaddr", "Destination").doc("Where they go.", CISCO),
    FieldSpec::ipv4("cflow.nexthop", "Next hop").doc("The router that they went to.", CISCO),
    number(
        "cflow.inputint",
        "Input",
        16,
        "The interface that they came in by.",
        CISCO,
    ),
    number(
        "cflow.outputint",
        "Output",
        16,
        "The interface that they went out by.",
        CISCO,
    ),
    number("cflow.packets", "Packets", 32, "How many came by.", CISCO),
    number("cflow.octets", "Bytes", 32, "How many they had.", CISCO),
];

const SOURCE_PORT: FieldSpec = number("cflow.srcport", "Source port", 16, "Of TCP or UDP.", CISCO);
const DESTINATION_PORT: FieldSpec = number(
    "cflow.dstport",
    "Destination port",
    16,
    "Of TCP or UDP.",
    CISCO,
);
const PROTOCOL: FieldSpec = number(
    "cflow.protocol",
    "Protocol",
    8,
    "What the packets carry.",
    CISCO,
)
.lookup(protocol);
const SERVICE: FieldSpec = FieldSpec::hex("cflow.tos", "Type of service", 8)
    .doc("How the packets are to be treated.", CISCO);
const FLAGS: FieldSpec = FieldSpec::hex("cflow.tcpflags", "TCP flags", 8)
    .doc("All flags that were seen in the flow together.", CISCO);
const SOURCE_SYSTEM: FieldSpec = number(
    "cflow.srcas",
    "Source AS",
    16,
    "The network that the packets come from.",
    CISCO,
);
const DESTINATION_SYSTEM: FieldSpec = number(
    "cflow.dstas",
    "Destination AS",
    16,
    "The network that they go to.",
    CISCO,
);
const SOURCE_MASK: FieldSpec = number(
    "cflow.srcmask",
    "Source prefix length",
    8,
    "Of the route back.",
    CISCO,
);
const DESTINATION_MASK: FieldSpec = number(
    "cflow.dstmask",
    "Destination prefix length",
    8,
    "Of the route.",
    CISCO,
);

pub(super) const END_1: &[FieldSpec] = &[
    SOURCE_PORT,
    DESTINATION_PORT,
    padding(2),
    PROTOCOL,
    SERVICE,
    FLAGS,
    padding(3),
    reserved(4),
];

pub(super) const END_5: &[FieldSpec] = &[
    SOURCE_PORT,
    DESTINATION_PORT,
    padding(1),
    FLAGS,
    PROTOCOL,
    SERVICE,
    SOURCE_SYSTEM,
    DESTINATION_SYSTEM,
    SOURCE_MASK,
    DESTINATION_MASK,
    padding(2),
];

pub(super) const END_7: &[FieldSpec] = &[
    SOURCE_PORT,
    DESTINATION_PORT,
    FieldSpec::hex("cflow.flags", "Flags", 8).doc("Which fields are not valid.", CISCO),
    FLAGS,
    PROTOCOL,
    SERVICE,
    SOURCE_SYSTEM,
    DESTINATION_SYSTEM,
    SOURCE_MASK,
    DESTINATION_MASK,
    padding(2),
    FieldSpec::ipv4("cflow.routersc", "Router").doc("Whom the switch forwards for.", CISCO),
];

pub(super) const SET: &[FieldSpec] = &[
    number(
        "cflow.flowset_id",
        "Set",
        16,
        "0 (2 in IPFIX): templates, 1 (3): templates of options, from 256 on: records of that template.",
        V9,
    ),
    number(
        "cflow.flowset_length",
        "Length",
        16,
        "Of the set with its head.",
        V9,
    )
    .unit("bytes"),
];

const TEMPLATE_ID: FieldSpec = number(
    "cflow.template_id",
    "Template",
    16,
    "Its number; sets of records name it.",
    V9,
);
const FIELD_LEN: FieldSpec = number(
    "cflow.template_field_length",
    "Length",
    16,
    "Of the field in each record; 65535 if each says its own.",
    V9,
)
.unit("bytes");

pub(super) const TEMPLATE: &[FieldSpec] = &[
    TEMPLATE_ID,
    number(
        "cflow.template_field_count",
        "Fields",
        16,
        "How many fields a record has.",
        V9,
    ),
];

pub(super) const FIELD: &[FieldSpec] = &[
    number(
        "cflow.template_field_type",
        "Type",
        16,
        "What the field is.",
        V9,
    ),
    FIELD_LEN,
];

pub(super) const OPTIONS: &[FieldSpec] = &[
    TEMPLATE_ID,
    number(
        "cflow.option_scope_length",
        "Scope length",
        16,
        "Of the fields that say what the record is about.",
        V9,
    )
    .unit("bytes"),
    number(
        "cflow.option_length",
        "Option length",
        16,
        "Of the other fields.",
        V9,
    )
    .unit("bytes"),
];

pub(super) const SCOPE: &[FieldSpec] = &[
    number(
        "cflow.scope_field_type",
        "Scope",
        16,
        "What the record is about.",
        V9,
    )
    .codes(&[
        (1, "system"),
        (2, "interface"),
        (3, "line card"),
        (4, "cache"),
        (5, "template"),
    ]),
    FIELD_LEN,
];

pub(super) const IPFIX_OPTIONS: &[FieldSpec] = &[
    TEMPLATE_ID,
    number(
        "cflow.template_ipfix_total_field_count",
        "Fields",
        16,
        "How many fields a record has.",
        X,
    ),
    number(
        "cflow.template_ipfix_scope_field_count",
        "Scope fields",
        16,
        "How many of them say what the record is about.",
        X,
    ),
];

pub(super) const IPFIX_FIELD: &[FieldSpec] = &[
    FieldSpec::flag("cflow.template_ipfix_pen_provided", "Enterprise").doc(
        "Set if the number of a company follows that defined the field.",
        X,
    ),
    number(
        "cflow.template_ipfix_field_type",
        "Type",
        15,
        "What the field is.",
        X,
    ),
    FIELD_LEN,
];

/// The same of an element that a company defined.
pub(super) const PRIVATE_FIELD: &[FieldSpec] = &[
    IPFIX_FIELD[0],
    number(
        "",
        "Type",
        15,
        "What the field is; only the company knows.",
        X,
    ),
    FIELD_LEN,
];

/// The flags of TCP, in one byte.
pub(super) const FLAG_BITS: &[FieldSpec] = &[
    FieldSpec::hex("cflow.tcpflags.reserved", "Reserved", 2).doc("Says nothing.", X),
    FieldSpec::flag("cflow.tcpflags.urg", "URG").doc("A flag of TCP.", X),
    FieldSpec::flag("cflow.tcpflags.ack", "ACK").doc("A flag of TCP.", X),
    FieldSpec::flag("cflow.tcpflags.psh", "PSH").doc("A flag of TCP.", X),
    FieldSpec::flag("cflow.tcpflags.rst", "RST").doc("A flag of TCP.", X),
    FieldSpec::flag("cflow.tcpflags.syn", "SYN").doc("A flag of TCP.", X),
    FieldSpec::flag("cflow.tcpflags.fin", "FIN").doc("A flag of TCP.", X),
];
