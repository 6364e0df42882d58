//! Information elements: what exporters tell of flows, by number (RFC 7012 and its registry).

use crate::model::FieldSpec;

/// How an element is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A number of one to eight bytes.
    Number,
    /// The flags of TCP, as a number.
    Flags,
    /// An IPv4 address.
    V4,
    /// An IPv6 address.
    V6,
    /// A MAC address.
    Mac,
    /// Text.
    Text,
    /// Milliseconds since the exporter started.
    Uptime,
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Millis,
}

/// Number, form and field of an element.
pub(super) type Row = (u16, Form, FieldSpec);

const REGISTRY: &str = "RFC 7012; IANA, IPFIX Information Elements";

const fn number(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label).doc(doc, REGISTRY)
}

const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).doc(doc, REGISTRY)
}

const fn v4(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc(doc, REGISTRY)
}

const fn v6(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv6(name, label).doc(doc, REGISTRY)
}

const fn mac(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::mac(name, label).doc(doc, REGISTRY)
}

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, REGISTRY)
}

/// Makes [`ELEMENTS`]: number, form and field of each.
macro_rules! elements {
    ($($number:literal $form:ident $make:ident($($part:expr),+);)*) => {
        const ELEMENTS_LEN: usize = [$($number),*].len();

        /// Elements with names, sorted by number.
        static ELEMENTS: [Row; ELEMENTS_LEN] = [$(($number, Form::$form, $make($($part),+))),*];
    };
}

elements! {
    1 Number number("cflow.octets", "Bytes", "How many bytes came by in this flow.");
    2 Number number("cflow.packets", "Packets", "How many packets came by in this flow.");
    3 Number number("cflow.flows", "Flows", "How many flows were put together.");
    4 Number number("cflow.protocol", "Protocol", "The IP protocol number: 6 is TCP, 17 UDP.");
    5 Number hex("cflow.tos", "Type of service", 8, "Of the packets: how they are to be treated.");
    6 Flags hex("cflow.tcpflags", "TCP flags", 8, "All flags that were seen in the flow together.");
    7 Number number("cflow.srcport", "Source port", "Where the packets come from.");
    8 V4 v4("cflow.srcaddr", "Source", "Where the packets come from.");
    9 Number number("cflow.srcmask", "Source prefix length", "Of the route back to the sender.");
    10 Number number("cflow.inputint", "Input", "The interface that the packets came in by.");
    11 Number number("cflow.dstport", "Destination port", "Where the packets go.");
    12 V4 v4("cflow.dstaddr", "Destination", "Where the packets go.");
    13 Number number("cflow.dstmask", "Destination prefix length", "Of the route to the receiver.");
    14 Number number("cflow.outputint", "Output", "The interface that the packets went out by.");
    15 V4 v4("cflow.nexthop", "Next hop", "The router that the packets went to.");
    16 Number number("cflow.srcas", "Source AS", "The network that the packets come from.");
    17 Number number("cflow.dstas", "Destination AS", "The network that the packets go to.");
    18 V4 v4("cflow.bgpnexthop", "BGP next hop", "The next router by BGP.");
    19 Number number("cflow.mulpackets", "Multicast packets", "Copies of packets that went out to groups.");
    20 Number number("cflow.muloctets", "Multicast bytes", "Bytes of them.");
    21 Uptime number("cflow.timeend", "End", "When the last packet came by, in time since the router started.");
    22 Uptime number("cflow.timestart", "Start", "When the first packet came by, in time since the router started.");
    23 Number number("cflow.post_octets", "Bytes out", "How many bytes went out.");
    24 Number number("cflow.post_packets", "Packets out", "How many packets went out.");
    25 Number number("cflow.length_min", "Shortest packet", "Its length.");
    26 Number number("cflow.length_max", "Longest packet", "Its length.");
    27 V6 v6("cflow.srcaddrv6", "Source", "Where the packets come from.");
    28 V6 v6("cflow.dstaddrv6", "Destination", "Where the packets go.");
    29 Number number("cflow.srcmaskv6", "Source prefix length", "Of the route back to the sender.");
    30 Number number("cflow.dstmaskv6", "Destination prefix length", "Of the route to the receiver.");
    31 Number number("cflow.ipv6flowlabel", "Flow label", "Of the IPv6 header.");
    32 Number hex("cflow.icmp_type_code_ipv4", "ICMP type and code", 16, "Type in the high byte, code in the low one.");
    33 Number number("cflow.igmp_type", "IGMP type", "Of the message.");
    34 Number number("cflow.sampling_interval", "Sampling interval", "One in so many packets was looked at.");
    35 Number number("cflow.sampling_algorithm", "Sampling algorithm", "1: every so many packets, 2: at random.");
    36 Number number("cflow.flow_active_timeout", "Active timeout", "After so many seconds a flow is told though it goes on.");
    37 Number number("cflow.flow_inactive_timeout", "Inactive timeout", "After so many seconds of silence a flow is told.");
    38 Number number("cflow.engine_type", "Engine type", "What part of the router counted.");
    39 Number number("cflow.engine_id", "Engine", "Its number.");
    40 Number number("cflow.octetsexp", "Bytes exported", "Told so far.");
    41 Number number("cflow.packetsexp", "Packets exported", "Told so far.");
    42 Number number("cflow.flowsexp", "Flows exported", "Told so far.");
    48 Number number("cflow.sampler_id", "Sampler", "Its number.");
    49 Number number("cflow.sampler_mode", "Sampler mode", "1: every so many packets, 2: at random.");
    50 Number number("cflow.sampler_random_interval", "Sampler interval", "One in so many packets was looked at.");
    52 Number number("cflow.ttl_min", "Least time to live", "Of the packets.");
    53 Number number("cflow.ttl_max", "Most time to live", "Of the packets.");
    54 Number number("cflow.frag_ident", "Identification", "Of the IP header.");
    55 Number hex("cflow.post_tos", "Type of service out", 8, "When the packets went out.");
    56 Mac mac("cflow.srcmac", "Source MAC address", "When the packets came in.");
    57 Mac mac("cflow.post_dstmac", "Destination MAC address out", "When the packets went out.");
    58 Number number("cflow.vlanid", "VLAN", "When the packets came in.");
    59 Number number("cflow.post_vlanid", "VLAN out", "When the packets went out.");
    60 Number number("cflow.ip_version", "IP version", "4 or 6.");
    61 Number number("cflow.direction", "Direction", "0: counted when coming in, 1: when going out.");
    62 V6 v6("cflow.nexthopv6", "Next hop", "The router that the packets went to.");
    63 V6 v6("cflow.bgpnexthopv6", "BGP next hop", "The next router by BGP.");
    64 Number hex("cflow.ipv6_exthdr", "Extension headers", 32, "Which ones were seen, as bits.");
    80 Mac mac("cflow.dstmac", "Destination MAC address", "When the packets came in.");
    81 Mac mac("cflow.post_srcmac", "Source MAC address out", "When the packets went out.");
    82 Text text("cflow.if_name", "Interface name", "A short name.");
    83 Text text("cflow.if_descr", "Interface description", "A long name.");
    85 Number number("cflow.permanent_octets", "Bytes in all", "Since the flow began.");
    86 Number number("cflow.permanent_packets", "Packets in all", "Since the flow began.");
    88 Number number("cflow.fragment_offset", "Fragment offset", "Of the IP header.");
    130 V4 v4("cflow.exporter_addr", "Exporter", "Who tells this.");
    131 V6 v6("cflow.exporter_addr_v6", "Exporter", "Who tells this.");
    132 Number number("cflow.drop_octets", "Bytes dropped", "Of this flow.");
    133 Number number("cflow.drop_packets", "Packets dropped", "Of this flow.");
    136 Number number("cflow.flow_end_reason", "End reason", "Why the flow is told: 1 silence, 2 it goes on, 3 its end was seen, 4 forced, 5 no room.");
    148 Number number("cflow.flow_id", "Flow", "Its number.");
    149 Number number("cflow.od_id", "Observation domain", "Which part of the device counts.");
    150 Seconds number("cflow.abstimestart", "Start", "When the first packet came by.");
    151 Seconds number("cflow.abstimeend", "End", "When the last packet came by.");
    152 Millis number("cflow.abstimestart", "Start", "When the first packet came by.");
    153 Millis number("cflow.abstimeend", "End", "When the last packet came by.");
    160 Millis number("cflow.sys_init_time", "Started", "When the device started.");
    176 Number number("cflow.icmp_ipv4_type", "ICMP type", "Of the messages.");
    177 Number number("cflow.icmp_ipv4_code", "ICMP code", "Of the messages.");
    178 Number number("cflow.icmp_ipv6_type", "ICMPv6 type", "Of the messages.");
    179 Number number("cflow.icmp_ipv6_code", "ICMPv6 code", "Of the messages.");
    225 V4 v4("cflow.post_natsource_ipv4_address", "Source translated", "The sender's address outside.");
    226 V4 v4("cflow.post_natdestination_ipv4_address", "Destination translated", "The receiver's address inside.");
    227 Number number("cflow.post_naptsource_transport_port", "Source port translated", "The sender's port outside.");
    228 Number number("cflow.post_naptdestination_transport_port", "Destination port translated", "The receiver's port inside.");
    230 Number number("cflow.nat_event", "Translation", "What became of the translation: 1 created, 2 deleted.");
    234 Number number("cflow.ingress_vrfid", "Routing table in", "By which the packets came.");
    235 Number number("cflow.egress_vrfid", "Routing table out", "By which they went.");
    239 Number number("cflow.biflow_direction", "Direction of the flow", "Who began it.");
    243 Number number("cflow.dot1q_vlan_id", "VLAN", "Of the frame.");
    252 Number number("cflow.ingress_physical_interface", "Physical input", "The port that the packets came in by.");
    253 Number number("cflow.egress_physical_interface", "Physical output", "The port that they went out by.");
}

/// All fields of the table.
pub(super) static FIELDS: [&FieldSpec; ELEMENTS_LEN] = {
    let mut fields = [&ELEMENTS[0].2; ELEMENTS_LEN];
    let mut index = 0;
    while index < ELEMENTS_LEN {
        fields[index] = &ELEMENTS[index].2;
        index += 1;
    }
    fields
};

/// The element with this number.
pub(super) fn find(number: u16) -> Option<&'static Row> {
    let index = ELEMENTS.binary_search_by_key(&number, |row| row.0).ok()?;
    ELEMENTS.get(index)
}
