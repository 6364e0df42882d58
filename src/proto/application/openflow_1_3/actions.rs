//! Layouts of actions, instructions and matches (OpenFlow 1.3).

use super::names;
use crate::model::FieldSpec;

const ACTION_SECTION: &str = "OpenFlow 1.3.5 §7.2.5";
const INSTRUCTION_SECTION: &str = "OpenFlow 1.3.5 §7.2.4";
const MATCH_SECTION: &str = "OpenFlow 1.3.5 §7.2.3";

pub(super) const TLV_ACTION: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.action.type", "Action", 16)
        .codes(names::ACTIONS)
        .doc("What happens to the packet.", ACTION_SECTION),
    FieldSpec::uint("openflow_v4.action.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the action.", ACTION_SECTION),
];

pub(super) const OUTPUT: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.action.output.port", "Port", 32)
        .lookup(names::port)
        .doc("Where the packet goes out.", ACTION_SECTION),
    FieldSpec::uint(
        "openflow_v4.action.output.max_len",
        "Bytes for the controller",
        16,
    )
    .doc(
        "How much of the packet it gets; 65535: all.",
        ACTION_SECTION,
    ),
    FieldSpec::bytes("openflow_v4.action.output.pad", "Padding")
        .wide(6)
        .doc("Fills up.", ACTION_SECTION),
];

pub(super) const TTL_OUT: &[FieldSpec] =
    &[
        FieldSpec::bytes("openflow_v4.action.copy_ttl_out.pad", "Padding")
            .wide(4)
            .doc("Fills up.", ACTION_SECTION),
    ];

pub(super) const TTL_IN: &[FieldSpec] =
    &[
        FieldSpec::bytes("openflow_v4.action.copy_ttl_in.pad", "Padding")
            .wide(4)
            .doc("Fills up.", ACTION_SECTION),
    ];

pub(super) const LESS_MPLS_TTL: &[FieldSpec] =
    &[
        FieldSpec::bytes("openflow_v4.action.dec_mpls_ttl.pad", "Padding")
            .wide(4)
            .doc("Fills up.", ACTION_SECTION),
    ];

pub(super) const POP_VLAN: &[FieldSpec] =
    &[
        FieldSpec::bytes("openflow_v4.action.pop_vlan.pad", "Padding")
            .wide(4)
            .doc("Fills up.", ACTION_SECTION),
    ];

pub(super) const LESS_TTL: &[FieldSpec] =
    &[
        FieldSpec::bytes("openflow_v4.action.dec_nw_ttl.pad", "Padding")
            .wide(4)
            .doc("Fills up.", ACTION_SECTION),
    ];

pub(super) const POP_PBB: &[FieldSpec] =
    &[
        FieldSpec::bytes("openflow_v4.action.pop_pbb.pad", "Padding")
            .wide(4)
            .doc("Fills up.", ACTION_SECTION),
    ];

pub(super) const MPLS_TTL: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.action.set_mpls_ttl.ttl", "TTL", 8)
        .doc("The new time to live.", ACTION_SECTION),
    FieldSpec::bytes("openflow_v4.action.set_mpls_ttl.pad", "Padding")
        .wide(3)
        .doc("Fills up.", ACTION_SECTION),
];

pub(super) const TTL: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.action.set_nw_ttl.ttl", "TTL", 8)
        .doc("The new time to live.", ACTION_SECTION),
    FieldSpec::bytes("openflow_v4.action.set_nw_ttl.pad", "Padding")
        .wide(3)
        .doc("Fills up.", ACTION_SECTION),
];

pub(super) const PUSH_VLAN: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.action.push_vlan.ethertype", "EtherType", 16)
        .doc("What the packet has from there on.", ACTION_SECTION),
    FieldSpec::bytes("openflow_v4.action.push_vlan.pad", "Padding")
        .wide(2)
        .doc("Fills up.", ACTION_SECTION),
];

pub(super) const PUSH_MPLS: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.action.push_mpls.ethertype", "EtherType", 16)
        .doc("What the packet has from there on.", ACTION_SECTION),
    FieldSpec::bytes("openflow_v4.action.push_mpls.pad", "Padding")
        .wide(2)
        .doc("Fills up.", ACTION_SECTION),
];

pub(super) const POP_MPLS: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.action.pop_mpls.ethertype", "EtherType", 16)
        .doc("What the packet has from there on.", ACTION_SECTION),
    FieldSpec::bytes("openflow_v4.action.pop_mpls.pad", "Padding")
        .wide(2)
        .doc("Fills up.", ACTION_SECTION),
];

pub(super) const PUSH_PBB: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.action.push_pbb.ethertype", "EtherType", 16)
        .doc("What the packet has from there on.", ACTION_SECTION),
    FieldSpec::bytes("openflow_v4.action.push_pbb.pad", "Padding")
        .wide(2)
        .doc("Fills up.", ACTION_SECTION),
];

pub(super) const QUEUE: &[FieldSpec] =
    &[
        FieldSpec::uint("openflow_v4.action.set_queue.queue_id", "Queue", 32)
            .doc("Where the packet waits.", ACTION_SECTION),
    ];

pub(super) const GROUP: &[FieldSpec] =
    &[
        FieldSpec::uint("openflow_v4.action.group.group_id", "Group", 32)
            .doc("Which group treats the packet.", ACTION_SECTION),
    ];

pub(super) const OTHERS_ACTION: &[FieldSpec] = &[FieldSpec::hex(
    "openflow_v4.action_experimenter.experimenter",
    "Experimenter",
    32,
)
.doc("Who gave a meaning to it.", ACTION_SECTION)];

pub(super) const TLV_INSTRUCTION: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.instruction.type", "Instruction", 16)
        .codes(names::INSTRUCTIONS)
        .doc("What happens to packets that match.", INSTRUCTION_SECTION),
    FieldSpec::uint("openflow_v4.instruction.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the instruction.", INSTRUCTION_SECTION),
];

pub(super) const GOTO: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.instruction.goto_table.table_id", "Table", 8)
        .doc("Where the packet is looked up next.", INSTRUCTION_SECTION),
    FieldSpec::bytes("openflow_v4.instruction.goto_table.pad", "Padding")
        .wide(3)
        .doc("Fills up.", INSTRUCTION_SECTION),
];

pub(super) const METADATA: &[FieldSpec] = &[
    FieldSpec::bytes("openflow_v4.instruction.write_metadata.pad", "Padding")
        .wide(4)
        .doc("Fills up.", INSTRUCTION_SECTION),
    FieldSpec::hex(
        "openflow_v4.instruction.write_metadata.value",
        "Metadata",
        64,
    )
    .doc("What the next table can match.", INSTRUCTION_SECTION),
    FieldSpec::hex("openflow_v4.instruction.write_metadata.mask", "Mask", 64)
        .doc("Which of its bits are written.", INSTRUCTION_SECTION),
];

pub(super) const METER: &[FieldSpec] =
    &[
        FieldSpec::uint("openflow_v4.instruction.meter.meter_id", "Meter", 32)
            .doc("What measures the rate.", INSTRUCTION_SECTION),
    ];

pub(super) const OTHERS_INSTRUCTION: &[FieldSpec] = &[FieldSpec::hex(
    "openflow_v4.instruction_experimenter.experimenter",
    "Experimenter",
    32,
)
.doc("Who gave a meaning to it.", INSTRUCTION_SECTION)];

pub(super) const ACTIONS_PAD: &[FieldSpec] =
    &[
        FieldSpec::bytes("openflow_v4.instruction.actions.pad", "Padding")
            .wide(4)
            .doc("Fills up.", INSTRUCTION_SECTION),
    ];

pub(super) const TLV_MATCH: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.match.type", "Kind", 16)
        .codes(&[(0, "standard"), (1, "OXM")])
        .doc("1: fields behind one another.", MATCH_SECTION),
    FieldSpec::uint("openflow_v4.match.length", "Length", 16)
        .unit("bytes")
        .doc("Length without what fills up.", MATCH_SECTION),
];

pub(super) const OXM: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.oxm.class", "Class", 16)
        .codes(&[
            (0x0000, "NXM 0"),
            (0x0001, "NXM 1"),
            (0x8000, "OpenFlow"),
            (0xffff, "experimenter"),
        ])
        .doc("Who gave numbers to the fields.", MATCH_SECTION),
    FieldSpec::uint("openflow_v4.oxm.field", "Field", 7)
        .codes(names::OXM_FIELDS)
        .doc("Which field of the packet.", MATCH_SECTION),
    FieldSpec::flag("openflow_v4.oxm.hm", "Masked")
        .doc("A mask says which bits must agree.", MATCH_SECTION),
    FieldSpec::uint("openflow_v4.oxm.length", "Length", 8)
        .unit("bytes")
        .doc("Length of value and mask.", MATCH_SECTION),
];

pub(super) const VLAN: &[FieldSpec] = &[
    FieldSpec::gap(3),
    FieldSpec::flag("openflow_v4.oxm.value_vlan_present", "Has a VLAN tag")
        .doc("Whether there must be one.", MATCH_SECTION),
    FieldSpec::uint("openflow_v4.oxm.value_vlan_vid", "VLAN", 12).doc("Its number.", MATCH_SECTION),
];

/// All tables of this file.
pub(super) const TABLES: &[&[FieldSpec]] = &[
    TLV_ACTION,
    OUTPUT,
    TTL_OUT,
    TTL_IN,
    LESS_MPLS_TTL,
    POP_VLAN,
    LESS_TTL,
    POP_PBB,
    MPLS_TTL,
    TTL,
    PUSH_VLAN,
    PUSH_MPLS,
    POP_MPLS,
    PUSH_PBB,
    QUEUE,
    GROUP,
    OTHERS_ACTION,
    TLV_INSTRUCTION,
    GOTO,
    METADATA,
    METER,
    OTHERS_INSTRUCTION,
    ACTIONS_PAD,
    TLV_MATCH,
    OXM,
    VLAN,
];

/// What is behind the head of an action of this kind.
pub(super) fn action(kind: u64) -> Option<&'static [FieldSpec]> {
    Some(match kind {
        0 => OUTPUT,
        11 => TTL_OUT,
        12 => TTL_IN,
        16 => LESS_MPLS_TTL,
        18 => POP_VLAN,
        24 => LESS_TTL,
        27 => POP_PBB,
        15 => MPLS_TTL,
        23 => TTL,
        17 => PUSH_VLAN,
        19 => PUSH_MPLS,
        20 => POP_MPLS,
        26 => PUSH_PBB,
        21 => QUEUE,
        22 => GROUP,
        65535 => OTHERS_ACTION,
        _ => return None,
    })
}

/// What is behind the head of an instruction of this kind, if it holds no actions.
pub(super) fn instruction(kind: u64) -> Option<&'static [FieldSpec]> {
    Some(match kind {
        1 => GOTO,
        2 => METADATA,
        6 => METER,
        65535 => OTHERS_INSTRUCTION,
        _ => return None,
    })
}
