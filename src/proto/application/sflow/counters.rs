//! Records of counters: what interfaces have counted since they started.

use crate::model::FieldSpec;

const fn ring(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .doc("A count of the token ring's own statistics.", "RFC 1748")
}

const fn any_lan(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc("A count of the interface's own statistics.", "RFC 2020")
}

const fn wireless(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(
        "A count of the interface's own statistics (dot11Counters).",
        "IEEE 802.11 Annex C",
    )
}

/// Of any interface.
pub(super) const GENERIC: &[FieldSpec] = &[
    FieldSpec::uint("sflow_245.ifindex", "Interface", 32)
        .doc("The interface, by its number in SNMP.", "RFC 2863"),
    FieldSpec::uint("sflow_245.iftype", "Interface type", 32).doc(
        "What kind of interface, by its IANA number; 6 is Ethernet.",
        "RFC 2863",
    ),
    FieldSpec::uint("sflow_245.ifspeed", "Speed", 64)
        .unit("bit/s")
        .doc("How many bits a second it carries.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifdirection", "Duplex", 32)
        .codes(&[
            (0, "unknown"),
            (1, "full duplex"),
            (2, "half duplex"),
            (3, "in"),
            (4, "out"),
        ])
        .doc(
            "Whether both ends can send at the same time.",
            "sFlow Version 5 §5.3",
        ),
    FieldSpec::gap(30),
    FieldSpec::flag("sflow_245.ifoper_status", "Works")
        .doc("Set if the interface works.", "RFC 2863"),
    FieldSpec::flag("sflow_245.ifadmin_status", "Switched on")
        .doc("Set if the interface is meant to work.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifinoct", "Bytes in", 64).doc("Bytes received.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifinpkt", "Unicast packets in", 32)
        .doc("Packets received for one receiver.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifinmcast", "Multicast packets in", 32)
        .doc("Packets received for a group.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifinbcast", "Broadcast packets in", 32)
        .doc("Packets received for all.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifindisc", "Discarded in", 32).doc(
        "Packets received and dropped though nothing was wrong with them.",
        "RFC 2863",
    ),
    FieldSpec::uint("sflow_245.ifinerr", "Errors in", 32)
        .doc("Packets received with errors.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifinunk", "Unknown protocols in", 32).doc(
        "Packets received for a protocol that nobody there speaks.",
        "RFC 2863",
    ),
    FieldSpec::uint("sflow_245.ifoutoct", "Bytes out", 64).doc("Bytes sent.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifoutpkt", "Unicast packets out", 32)
        .doc("Packets sent to one receiver.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifoutmcast", "Multicast packets out", 32)
        .doc("Packets sent to a group.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifoutbcast", "Broadcast packets out", 32)
        .doc("Packets sent to all.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifoutdisc", "Discarded out", 32).doc(
        "Packets dropped instead of sent though nothing was wrong with them.",
        "RFC 2863",
    ),
    FieldSpec::uint("sflow_245.ifouterr", "Errors out", 32)
        .doc("Packets that could not be sent.", "RFC 2863"),
    FieldSpec::uint("sflow_245.ifpromisc", "Promiscuous", 32).doc(
        "1 if the interface takes frames that are for others, too.",
        "RFC 2863",
    ),
];

/// Of an Ethernet interface.
pub(super) const ETHERNET: &[FieldSpec] = &[
    FieldSpec::uint("sflow_245.dot3StatsAlignmentErrors", "Alignment errors", 32)
        .doc("Frames that are no whole number of bytes.", "RFC 3635"),
    FieldSpec::uint("sflow_245.dot3StatsFCSErrors", "Checksum errors", 32)
        .doc("Frames whose check sequence is wrong.", "RFC 3635"),
    FieldSpec::uint(
        "sflow_245.dot3StatsSingleCollisionFrames",
        "Single collisions",
        32,
    )
    .doc("Frames sent after one collision.", "RFC 3635"),
    FieldSpec::uint(
        "sflow_245.dot3StatsMultipleCollisionFrames",
        "Multiple collisions",
        32,
    )
    .doc("Frames sent after several collisions.", "RFC 3635"),
    FieldSpec::uint("sflow_245.dot3StatsSQETestErrors", "SQE test errors", 32)
        .doc("Tests of the transceiver that failed.", "RFC 3635"),
    FieldSpec::uint("sflow_245.dot3StatsDeferredTransmissions", "Deferred", 32).doc(
        "Frames that had to wait because the line was busy.",
        "RFC 3635",
    ),
    FieldSpec::uint("sflow_245.dot3StatsLateCollisions", "Late collisions", 32)
        .doc("Collisions later than they may come.", "RFC 3635"),
    FieldSpec::uint(
        "sflow_245.dot3StatsExcessiveCollisions",
        "Excessive collisions",
        32,
    )
    .doc("Frames given up after too many collisions.", "RFC 3635"),
    FieldSpec::uint(
        "sflow_245.dot3StatsInternalMacTransmitErrors",
        "Internal errors when sending",
        32,
    )
    .doc(
        "Frames that could not be sent for another reason.",
        "RFC 3635",
    ),
    FieldSpec::uint(
        "sflow_245.dot3StatsCarrierSenseErrors",
        "Carrier errors",
        32,
    )
    .doc("How often the carrier was lost.", "RFC 3635"),
    FieldSpec::uint("sflow_245.dot3StatsFrameTooLongs", "Too long", 32)
        .doc("Frames longer than allowed.", "RFC 3635"),
    FieldSpec::uint(
        "sflow_245.dot3StatsInternalMacReceiveErrors",
        "Internal errors when receiving",
        32,
    )
    .doc(
        "Frames that could not be received for another reason.",
        "RFC 3635",
    ),
    FieldSpec::uint("sflow_245.dot3StatsSymbolErrors", "Symbol errors", 32).doc(
        "How often the line carried something that is no symbol.",
        "RFC 3635",
    ),
];

/// Of a token ring interface.
pub(super) const TOKEN_RING: &[FieldSpec] = &[
    ring("sflow_245.dot5StatsLineErrors", "Line errors", 32),
    ring("sflow_245.dot5StatsBurstErrors", "Burst errors", 32),
    ring("sflow_245.dot5StatsACErrors", "AC errors", 32),
    ring(
        "sflow_245.dot5StatsAbortTransErrors",
        "Abort trans errors",
        32,
    ),
    ring("sflow_245.dot5StatsInternalErrors", "Internal errors", 32),
    ring(
        "sflow_245.dot5StatsLostFrameErrors",
        "Lost frame errors",
        32,
    ),
    ring(
        "sflow_245.dot5StatsReceiveCongestions",
        "Receive congestions",
        32,
    ),
    ring(
        "sflow_245.dot5StatsFrameCopiedErrors",
        "Frame copied errors",
        32,
    ),
    ring("sflow_245.dot5StatsTokenErrors", "Token errors", 32),
    ring("sflow_245.dot5StatsSoftErrors", "Soft errors", 32),
    ring("sflow_245.dot5StatsHardErrors", "Hard errors", 32),
    ring("sflow_245.dot5StatsSignalLoss", "Signal loss", 32),
    ring("sflow_245.dot5StatsTransmitBeacons", "Transmit beacons", 32),
    ring("sflow_245.dot5StatsRecoveries", "Recoveries", 32),
    ring("sflow_245.dot5StatsLobeWires", "Lobe wires", 32),
    ring("sflow_245.dot5StatsRemoves", "Removes", 32),
    ring("sflow_245.dot5StatsSingles", "Singles", 32),
    ring("sflow_245.dot5StatsFreqErrors", "Freq errors", 32),
];

/// Of a 100VG-AnyLAN interface.
pub(super) const ANY_LAN: &[FieldSpec] = &[
    any_lan(
        "sflow_245.dot12InHighPriorityFrames",
        "In high priority frames",
        32,
    ),
    any_lan(
        "sflow_245.dot12InHighPriorityOctets",
        "In high priority octets",
        64,
    ),
    any_lan(
        "sflow_245.dot12InNormPriorityFrames",
        "In norm priority frames",
        32,
    ),
    any_lan(
        "sflow_245.dot12InNormPriorityOctets",
        "In norm priority octets",
        64,
    ),
    any_lan("sflow_245.dot12InIPMErrors", "In ipmerrors", 32),
    any_lan(
        "sflow_245.dot12InOversizeFrameErrors",
        "In oversize frame errors",
        32,
    ),
    any_lan("sflow_245.dot12InDataErrors", "In data errors", 32),
    any_lan(
        "sflow_245.dot12InNullAddressedFrames",
        "In null addressed frames",
        32,
    ),
    any_lan(
        "sflow_245.dot12OutHighPriorityFrames",
        "Out high priority frames",
        32,
    ),
    any_lan(
        "sflow_245.dot12OutHighPriorityOctets",
        "Out high priority octets",
        64,
    ),
    any_lan(
        "sflow_245.dot12TransitionIntoTrainings",
        "Transition into trainings",
        32,
    ),
    any_lan(
        "sflow_245.dot12HCInHighPriorityOctets",
        "Hcin high priority octets",
        64,
    ),
    any_lan(
        "sflow_245.dot12HCInNormPriorityOctets",
        "Hcin norm priority octets",
        64,
    ),
    any_lan(
        "sflow_245.dot12HCOutHighPriorityOctets",
        "Hcout high priority octets",
        64,
    ),
];

/// Of a virtual LAN.
pub(super) const VLAN: &[FieldSpec] = &[
    FieldSpec::uint("sflow_245.vlan_id", "VLAN", 32).doc("Its number.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_245.octets", "Bytes", 64).doc("Bytes in it.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_245.ucastPkts", "Unicast packets", 32)
        .doc("Packets for one receiver.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_245.multicastPkts", "Multicast packets", 32)
        .doc("Packets for a group.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_245.broadcastPkts", "Broadcast packets", 32)
        .doc("Packets for all.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_245.discards", "Discarded", 32)
        .doc("Packets dropped.", "sFlow Version 5 §5.3"),
];

/// Of a wireless interface.
pub(super) const WIRELESS: &[FieldSpec] = &[
    wireless(
        "sflow_5.dot11TransmittedFragmentCount",
        "Transmitted fragment",
        32,
    ),
    wireless(
        "sflow_5.dot11MulticastTransmittedFrameCount",
        "Multicast transmitted frame",
        32,
    ),
    wireless("sflow_5.dot11FailedCount", "Failed", 32),
    wireless("sflow_5.dot11RetryCount", "Retry", 32),
    wireless("sflow_5.dot11MultipleRetryCount", "Multiple retry", 32),
    wireless("sflow_5.dot11FrameDuplicateCount", "Frame duplicate", 32),
    wireless("sflow_5.dot11RTSSuccessCount", "Rtssuccess", 32),
    wireless("sflow_5.dot11RTSFailureCount", "Rtsfailure", 32),
    wireless("sflow_5.dot11ACKFailureCount", "Ackfailure", 32),
    wireless(
        "sflow_5.dot11ReceivedFragmentCount",
        "Received fragment",
        32,
    ),
    wireless(
        "sflow_5.dot11MulticastReceivedFrameCount",
        "Multicast received frame",
        32,
    ),
    wireless("sflow_5.dot11FCSErrorCount", "Fcserror", 32),
    wireless(
        "sflow_5.dot11TransmittedFrameCount",
        "Transmitted frame",
        32,
    ),
    wireless("sflow_5.dot11WEPUndecryptableCount", "Wepundecryptable", 32),
    wireless(
        "sflow_5.dot11QoSDiscardedFragmentCount",
        "Qo sdiscarded fragment",
        32,
    ),
    wireless(
        "sflow_5.dot11AssociatedStationCount",
        "Associated station",
        32,
    ),
    wireless(
        "sflow_5.dot11QoSCFPollsReceivedCount",
        "Qo scfpolls received",
        32,
    ),
    wireless(
        "sflow_5.dot11QoSCFPollsUnusedCount",
        "Qo scfpolls unused",
        32,
    ),
    wireless(
        "sflow_5.dot11QoSCFPollsUnusableCount",
        "Qo scfpolls unusable",
        32,
    ),
    wireless("sflow_5.dot11QoSCFPollsLostCount", "Qo scfpolls lost", 32),
];

/// Of a port that is bundled with others.
pub(super) const AGGREGATION: &[FieldSpec] = &[
    FieldSpec::mac("sflow.lag_port.actor_system_id", "Own system").doc(
        "The switch's own address in the bundle.",
        "IEEE8023-LAG-MIB",
    ),
    FieldSpec::bytes("sflow.lag_port.padding", "Padding")
        .wide(2)
        .doc("Fills up to whole words.", "IEEE8023-LAG-MIB"),
    FieldSpec::mac("sflow.lag_port.partner_oper_system_id", "Partner's system").doc(
        "The address of the switch at the other end.",
        "IEEE8023-LAG-MIB",
    ),
    FieldSpec::bytes("sflow.lag_port.padding", "Padding")
        .wide(2)
        .doc("Fills up to whole words.", "IEEE8023-LAG-MIB"),
    FieldSpec::uint("sflow.lag_port.attached_agg_id", "Bundle", 32).doc(
        "The interface that the port is part of.",
        "IEEE8023-LAG-MIB",
    ),
    FieldSpec::hex("sflow.lag_port.state", "State", 32).doc(
        "Four bytes: own state as set and as it is, the partner's as set and as it is.",
        "IEEE8023-LAG-MIB",
    ),
    FieldSpec::uint("sflow.lag_port.lacpdus.rx", "LACP received", 32).doc(
        "Messages of the Link Aggregation Control Protocol received.",
        "IEEE8023-LAG-MIB",
    ),
    FieldSpec::uint("sflow.lag_port.marker_pdus.rx", "Markers received", 32)
        .doc("Marker messages received.", "IEEE8023-LAG-MIB"),
    FieldSpec::uint(
        "sflow.lag_port.marker_response_pdus.rx",
        "Marker answers received",
        32,
    )
    .doc("Answers to markers received.", "IEEE8023-LAG-MIB"),
    FieldSpec::uint("sflow.lag_port.unknown.rx", "Unknown received", 32)
        .doc("Messages that are none of these.", "IEEE8023-LAG-MIB"),
    FieldSpec::uint("sflow.lag_port.illegal.rx", "Illegal received", 32)
        .doc("Messages that break the rules.", "IEEE8023-LAG-MIB"),
    FieldSpec::uint("sflow.lag_port.lacpdus.tx", "LACP sent", 32)
        .doc("Messages of that protocol sent.", "IEEE8023-LAG-MIB"),
    FieldSpec::uint("sflow.lag_port.marker_pdus.tx", "Markers sent", 32)
        .doc("Marker messages sent.", "IEEE8023-LAG-MIB"),
    FieldSpec::uint(
        "sflow.lag_port.marker_response_pdus.tx",
        "Marker answers sent",
        32,
    )
    .doc("Answers to markers sent.", "IEEE8023-LAG-MIB"),
];

/// Of the switch's processor.
pub(super) const PROCESSOR: &[FieldSpec] = &[
    FieldSpec::uint("sflow_5.cpu_5s", "Load over 5 s", 32)
        .doc("In hundredths of a percent.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.cpu_1m", "Load over 1 min", 32)
        .doc("In hundredths of a percent.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.cpu_5m", "Load over 5 min", 32)
        .doc("In hundredths of a percent.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.total_memory", "Memory", 64)
        .unit("bytes")
        .doc("Of the switch.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.free_memory", "Free memory", 64)
        .unit("bytes")
        .doc("Of it free.", "sFlow Version 5 §5.3"),
];

/// Of a radio channel.
pub(super) const RADIO: &[FieldSpec] = &[
    FieldSpec::uint("sflow_5.elapsed_time", "Elapsed", 32)
        .unit("ms")
        .doc("How long was listened.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.on_channel_time", "On the channel", 32)
        .unit("ms")
        .doc("How long on this channel.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.channel_busy_time", "Busy", 32)
        .unit("ms")
        .doc("How long the channel was busy.", "sFlow Version 5 §5.3"),
];

/// The table of a record's counters, by its format.
pub(super) fn table(format: u32) -> Option<&'static [FieldSpec]> {
    Some(match format {
        1 => GENERIC,
        2 => ETHERNET,
        3 => TOKEN_RING,
        4 => ANY_LAN,
        5 => VLAN,
        6 => WIRELESS,
        7 => AGGREGATION,
        1001 => PROCESSOR,
        1002 => RADIO,
        _ => return None,
    })
}
