//! What is known of a sampled packet besides its bytes.

use crate::model::{FieldSpec, names};
use crate::proto::reserved::reserved;

fn protocol(code: u64) -> Option<&'static str> {
    names::ip_protocol(u8::try_from(code).ok()?)
}

/// The Ethernet header, taken apart.
pub(super) const ETHERNET: &[FieldSpec] = &[
    FieldSpec::uint("sflow_245.ethernet.length", "Length", 32)
        .unit("bytes")
        .doc(
            "Of the frame without its check sequence.",
            "sFlow Version 5 §5.3",
        ),
    FieldSpec::mac("sflow_245.ethernet.source_mac_address", "Source")
        .doc("Who sent the frame.", "sFlow Version 5 §5.3"),
    reserved(16, "sFlow Version 5 §5.1"),
    FieldSpec::mac("sflow_245.ethernet.destination_mac_address", "Destination")
        .doc("Who is to receive it.", "sFlow Version 5 §5.3"),
    reserved(16, "sFlow Version 5 §5.1"),
    FieldSpec::uint("sflow_245.ethernet.packet_type", "Type", 32)
        .lookup(|code| names::ethertype(code as u16))
        .doc(
            "What the frame carries, as an EtherType.",
            "sFlow Version 5 §5.3",
        ),
];

/// The IPv4 header, taken apart.
pub(super) const IPV4: &[FieldSpec] = &[
    FieldSpec::uint("sflow_245.ip.length", "Length", 32)
        .unit("bytes")
        .doc("Of the packet.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow.ip_protocol", "Protocol", 32)
        .lookup(protocol)
        .doc("What the packet carries.", "sFlow Version 5 §5.3"),
    FieldSpec::ipv4("sflow_245.ipv4_src", "Source")
        .doc("Who sent the packet.", "sFlow Version 5 §5.3"),
    FieldSpec::ipv4("sflow_245.ipv4_dst", "Destination")
        .doc("Who is to receive it.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_245.ip.source_port", "Source port", 32)
        .doc("Of TCP or UDP.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow.ip.destination_port", "Destination port", 32)
        .doc("Of TCP or UDP.", "sFlow Version 5 §5.3"),
    FieldSpec::gap(24),
    FieldSpec::flag("sflow_245.ip.tcp_flag.cwr", "CWR")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.ece", "ECE")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.urg", "URG")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.ack", "ACK")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.psh", "PSH")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.rst", "RST")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.syn", "SYN")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.fin", "FIN")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::gap(24),
    FieldSpec::uint("sflow_245.ipv4_precedence_type", "Precedence", 3).doc(
        "How important the packet is (type of service).",
        "sFlow Version 5 §5.3",
    ),
    FieldSpec::flag("sflow_245.ipv4_delay", "Low delay")
        .doc("The packet should arrive soon.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ipv4_throughput", "High throughput")
        .doc("Much data should arrive.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ipv4_reliability", "High reliability")
        .doc("The packet should surely arrive.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ipv4_cost", "Low cost")
        .doc("It should cost little.", "sFlow Version 5 §5.3"),
    reserved(1, "RFC 1349 §3"),
];

/// The IPv6 header, taken apart.
pub(super) const IPV6: &[FieldSpec] = &[
    FieldSpec::uint("sflow_245.ip.length", "Length", 32)
        .unit("bytes")
        .doc("Of the packet.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow.ip_protocol", "Protocol", 32)
        .lookup(protocol)
        .doc("What the packet carries.", "sFlow Version 5 §5.3"),
    FieldSpec::ipv6("sflow_245.ipv6_src", "Source")
        .doc("Who sent the packet.", "sFlow Version 5 §5.3"),
    FieldSpec::ipv6("sflow_245.ipv6_dst", "Destination")
        .doc("Who is to receive it.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_245.ip.source_port", "Source port", 32)
        .doc("Of TCP or UDP.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow.ip.destination_port", "Destination port", 32)
        .doc("Of TCP or UDP.", "sFlow Version 5 §5.3"),
    FieldSpec::gap(24),
    FieldSpec::flag("sflow_245.ip.tcp_flag.cwr", "CWR")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.ece", "ECE")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.urg", "URG")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.ack", "ACK")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.psh", "PSH")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.rst", "RST")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.syn", "SYN")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::flag("sflow_245.ip.tcp_flag.fin", "FIN")
        .doc("A flag of TCP.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_245.ipv6_priority", "Priority", 32).doc(
        "How important the packet is (traffic class).",
        "sFlow Version 5 §5.3",
    ),
];

/// What the switch made of it.
pub(super) const SWITCH: &[FieldSpec] = &[
    FieldSpec::uint("sflow_245.vlan.in", "VLAN in", 32).doc(
        "The virtual LAN that the packet came from.",
        "sFlow Version 5 §5.3",
    ),
    FieldSpec::uint("sflow_245.pri.in", "Priority in", 32)
        .doc("Its priority there.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_245.vlan.out", "VLAN out", 32).doc(
        "The virtual LAN that the packet went to.",
        "sFlow Version 5 §5.3",
    ),
    FieldSpec::uint("sflow_245.pri.out", "Priority out", 32)
        .doc("Its priority there.", "sFlow Version 5 §5.3"),
];

/// How much of the addresses the router looked at.
pub(super) const MASKS: &[FieldSpec] = &[
    FieldSpec::uint("sflow_245.nexthop.src_mask", "Source prefix length", 32)
        .unit("bits")
        .doc("Of the route back to the sender.", "sFlow Version 5 §5.3"),
    FieldSpec::uint(
        "sflow_245.nexthop.dst_mask",
        "Destination prefix length",
        32,
    )
    .unit("bits")
    .doc("Of the route to the receiver.", "sFlow Version 5 §5.3"),
];

/// Networks that the packet passes.
pub(super) const SYSTEMS: &[FieldSpec] = &[
    FieldSpec::uint("sflow_245.as", "Own AS", 32).doc(
        "The router's own network (autonomous system).",
        "sFlow Version 5 §5.3",
    ),
    FieldSpec::uint("sflow_245.srcAS", "Source AS", 32).doc(
        "The network that the packet comes from.",
        "sFlow Version 5 §5.3",
    ),
    FieldSpec::uint("sflow_245.peerAS", "Peer AS", 32).doc(
        "The neighbour network that it came through.",
        "sFlow Version 5 §5.3",
    ),
];

/// How a wireless frame was encrypted.
pub(super) const SUITE: &[FieldSpec] = &[
    FieldSpec::hex("sflow_5.extended_80211.oui", "Organization", 24)
        .doc("Who defined the way.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.extended_80211.suite_type", "Cipher suite", 8)
        .codes(&[
            (0, "as the group"),
            (1, "WEP-40"),
            (2, "TKIP"),
            (4, "CCMP"),
            (5, "WEP-104"),
        ])
        .doc("The way.", "sFlow Version 5 §5.3"),
];

/// How a wireless frame was received.
pub(super) const RECEIVED: &[FieldSpec] = &[
    FieldSpec::mac("sflow_5.extended_80211.rx.bssid", "Cell")
        .doc("The access point's address.", "sFlow Version 5 §5.3"),
    reserved(16, "sFlow Version 5 §5.1"),
    FieldSpec::uint("sflow_5.extended_80211.rx.version", "Version", 32)
        .codes(&[
            (1, "802.11a"),
            (2, "802.11b"),
            (3, "802.11g"),
            (4, "802.11n"),
        ])
        .doc("Of the radio.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.extended_80211.rx.channel", "Channel", 32)
        .doc("Of the radio.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.extended_80211.rx.speed", "Speed", 64)
        .doc("How many bits a second.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.extended_80211.rx.rsni", "Signal to noise", 32).doc(
        "Received signal to noise indicator.",
        "sFlow Version 5 §5.3",
    ),
    FieldSpec::uint("sflow_5.extended_80211.rx.rcpi", "Power", 32)
        .doc("Received channel power indicator.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.extended_80211.rx.packet_duration", "Duration", 32)
        .unit("ms")
        .doc("How long the frame was in the air.", "sFlow Version 5 §5.3"),
];

/// How a wireless frame was sent.
pub(super) const SENT: &[FieldSpec] = &[
    FieldSpec::mac("sflow_5.extended_80211.tx.bssid", "Cell")
        .doc("The access point's address.", "sFlow Version 5 §5.3"),
    reserved(16, "sFlow Version 5 §5.1"),
    FieldSpec::uint("sflow_5.extended_80211.tx.version", "Version", 32)
        .codes(&[
            (1, "802.11a"),
            (2, "802.11b"),
            (3, "802.11g"),
            (4, "802.11n"),
        ])
        .doc("Of the radio.", "sFlow Version 5 §5.3"),
    FieldSpec::uint(
        "sflow_5.extended_80211.tx.retransmissions",
        "Sent again",
        32,
    )
    .doc("How often.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.extended_80211.tx.packet_duration", "Duration", 32)
        .unit("ms")
        .doc(
            "How long the frame was in the air when it arrived.",
            "sFlow Version 5 §5.3",
        ),
    FieldSpec::uint(
        "sflow_5.extended_80211.tx.retransmission_duration",
        "Duration before",
        32,
    )
    .unit("ms")
    .doc("How long it was in the air before.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.extended_80211.tx.channel", "Channel", 32)
        .doc("Of the radio.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.extended_80211.tx.speed", "Speed", 64)
        .doc("How many bits a second.", "sFlow Version 5 §5.3"),
    FieldSpec::uint("sflow_5.extended_80211.tx.power", "Power", 32)
        .doc("Of the sender.", "sFlow Version 5 §5.3"),
];
