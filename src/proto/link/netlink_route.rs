//! rtnetlink: interfaces, addresses, routes and neighbours, as `ip` asks for them.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::netlink::{FLAGS, GET_FLAGS, LENGTH, NEW_FLAGS, PORT, SEQUENCE};
use crate::proto::low_words::{self, join, low_words};

const SECTION: &str = "RFC 3549 §3";
const ATTRIBUTES: &str = "rtnetlink(7)";

const FAMILIES: crate::model::Codes = &[
    (0, "any"),
    (2, "IPv4"),
    (7, "bridge"),
    (10, "IPv6"),
    (28, "MPLS"),
];

const KINDS: crate::model::Codes = &[
    (16, "new interface"),
    (17, "delete interface"),
    (18, "get interface"),
    (19, "set interface"),
    (20, "new address"),
    (21, "delete address"),
    (22, "get address"),
    (24, "new route"),
    (25, "delete route"),
    (26, "get route"),
    (28, "new neighbour"),
    (29, "delete neighbour"),
    (30, "get neighbour"),
    (32, "new rule"),
    (33, "delete rule"),
    (34, "get rule"),
    (36, "new queue"),
    (37, "delete queue"),
    (38, "get queue"),
];

const fn low(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

const fn family(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Family", 8)
        .codes(FAMILIES)
        .doc("Which kind of addresses.", SECTION)
}

const fn index(name: &'static str) -> FieldSpec {
    FieldSpec::int(name, "Interface", 32)
        .little()
        .doc("Its number; 0: any.", SECTION)
}

const INTERFACE: &[FieldSpec] = &[
    family("netlink-route.ifi_family"),
    FieldSpec::gap(8),
    low(
        "netlink-route.ifi_type",
        "Kind of device",
        16,
        "1: Ethernet, 772: loopback.",
    ),
    index("netlink-route.ifi_index"),
];

const ADDRESS: &[FieldSpec] = &[
    family("netlink-route.ifa_family"),
    low(
        "netlink-route.ifa_prefixlen",
        "Prefix length",
        8,
        "How many bits name the network.",
    ),
    FieldSpec::hex("netlink-route.ifa_flags", "Flags", 8)
        .doc("How the address came about; 0x80: for good.", SECTION),
    low(
        "netlink-route.ifa_scope",
        "Scope",
        8,
        "0: everywhere, 253: on the link, 254: in the host.",
    ),
    index("netlink-route.ifa_index"),
];

const ROUTE: &[FieldSpec] = &[
    family("netlink-route.rt_family"),
    low(
        "netlink-route.rt_dst_len",
        "Destination prefix",
        8,
        "How many bits name the destination.",
    ),
    low(
        "netlink-route.rt_src_len",
        "Source prefix",
        8,
        "How many bits name the source.",
    ),
    FieldSpec::hex("netlink-route.rt_tos", "Type of service", 8)
        .doc("For which traffic; 0: all.", SECTION),
    low(
        "netlink-route.rt_table",
        "Table",
        8,
        "254: main, 255: local.",
    ),
    FieldSpec::hex("netlink-route.rt_protocol", "Origin", 8).doc(
        "Who made the route; 2: the kernel, 3: at boot, 4: by hand.",
        SECTION,
    ),
    FieldSpec::hex("netlink-route.rt_scope", "Scope", 8).doc(
        "0: everywhere, 253: on the link, 254: in the host.",
        SECTION,
    ),
    FieldSpec::hex("netlink-route.rt_type", "Kind", 8).doc(
        "1: to one host or network, 2: to this host, 3: broadcast.",
        SECTION,
    ),
    FieldSpec::hex("netlink-route.rt_flags", "Flags", 32)
        .little()
        .doc("How the route came about.", SECTION),
];

const NEIGHBOUR: &[FieldSpec] = &[
    family("netlink-route.nd_family"),
    FieldSpec::gap(24),
    index("netlink-route.nd_index"),
    FieldSpec::hex("netlink-route.nd_state", "State", 16)
        .little()
        .doc(
            "2: reachable, 4: stale, 64: needs no asking, 128: for good.",
            SECTION,
        ),
    FieldSpec::hex("netlink-route.nd_flags", "Flags", 8).doc("8: a proxy, 128: a router.", SECTION),
    FieldSpec::hex("netlink-route.nd_type", "Kind", 8).doc("As of a route.", SECTION),
];

low_words! {
    DEVICE_FLAGS in "netdevice(7)": 32 "netlink-route.ifi_flags" "Flags" "The state of the interface." {
        1 "netlink-route.ifi_flags.iff_up" "Up" "Set: it is in use.";
        1 "netlink-route.ifi_flags.iff_broadcast" "Broadcast" "Set: it can send to all.";
        30 "" "" "";
    }
    ATTRIBUTE_TYPE in "rtnetlink(7)": 16 "netlink.attr_type" "Type" "What the attribute tells." {
        14 "" "" "";
        1 "netlink.attr_type.net_byteorder" "Network order" "Set: the high byte comes first.";
        1 "netlink.attr_type.nested" "Nested" "Set: it holds attributes.";
    }
}

const fn counter(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 64)
        .little()
        .doc("Counted since the interface came up.", ATTRIBUTES)
}

const STATISTICS: &[FieldSpec] = &[
    counter("netlink-route.ifla_linkstats.rxpackets", "Packets received"),
    counter("netlink-route.ifla_linkstats.txpackets", "Packets sent"),
    counter("netlink-route.ifla_linkstats.rxbytes", "Bytes received"),
    counter("netlink-route.ifla_linkstats.txbytes", "Bytes sent"),
    counter("netlink-route.ifla_linkstats.rxerrors", "Receive errors"),
    counter("netlink-route.ifla_linkstats.txerrors", "Send errors"),
    counter(
        "netlink-route.ifla_linkstats.rxdropped",
        "Dropped, received",
    ),
    counter("netlink-route.ifla_linkstats.txdropped", "Dropped, sent"),
    counter("netlink-route.ifla_linkstats.multicast", "Multicast"),
    counter("netlink-route.ifla_linkstats.collisions", "Collisions"),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.length_errs",
        "Wrong length",
    ),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.over_errs",
        "Ring overrun",
    ),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.crc_errs",
        "Wrong CRC",
    ),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.frame_errs",
        "Misaligned",
    ),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.fifo_errs",
        "FIFO overrun",
    ),
    counter("netlink-route.ifla_linkstats.rx_errors.miss_errs", "Missed"),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.abort_errs",
        "Aborted",
    ),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.carrier_errs",
        "Carrier lost",
    ),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.fifo_errs",
        "FIFO errors",
    ),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.heartbeat_errs",
        "Heartbeat",
    ),
    counter(
        "netlink-route.ifla_linkstats.rx_errors.window_errs",
        "Window",
    ),
];

const STATISTICS_LEN: usize = bytes_of(STATISTICS);

const OWN_TABLES: &[&[FieldSpec]] = &[INTERFACE, ADDRESS, ROUTE, NEIGHBOUR, STATISTICS];

crate::fields! {
    MESSAGE = FieldSpec::group("", "Message header").doc("Length, type, flags and numbers of the message.", SECTION);
    HEADER_LENGTH = LENGTH;
    KIND = low("netlink-route.nltype", "Message", 16, "What is asked or told.").codes(KINDS);
    HEADER_SEQUENCE = SEQUENCE;
    HEADER_PORT = PORT;
    CHANGE = low("netlink-route.ifi_change", "Change", 32, "Which flags are meant.");
    ATTRIBUTE = FieldSpec::group("", "Attribute").doc("One thing told, with length and type.", ATTRIBUTES);
    ATTRIBUTE_LENGTH = FieldSpec::uint("netlink.attr_len", "Length", 16).little().unit("bytes").doc("With length and type.", ATTRIBUTES);
    LINK_ATTRIBUTE = low("netlink-route.ifla_attr_type", "Attribute", 16, "What is told of the interface.");
    ADDRESS_ATTRIBUTE = low("netlink-route.ifa_attr_type", "Attribute", 16, "What is told of the address.");
    ROUTE_ATTRIBUTE = low("netlink-route.rta_attr_type", "Attribute", 16, "What is told of the route.");
    NAME = FieldSpec::text("netlink-route.ifla_ifname", "Name").doc("What the interface is called.", ATTRIBUTES);
    HARDWARE = FieldSpec::bytes("netlink-route.ifla_hwaddr", "Hardware address").doc("Of the interface.", ATTRIBUTES);
    BROADCAST = FieldSpec::bytes("netlink-route.ifla_broadcast", "Broadcast address").doc("Of the link.", ATTRIBUTES);
    MTU = low("netlink-route.ifla_mtu", "MTU", 32, "The longest packet in bytes.");
    QUEUEING = FieldSpec::text("netlink-route.ifla_qdisc", "Queueing").doc("How packets wait to be sent.", ATTRIBUTES);
    QUEUE = low("netlink-route.ifla_txqlen", "Queue", 32, "How many packets may wait.");
    STATE = low("netlink-route.ifla_operstate", "State", 8, "2: down, 6: up.");
    GROUP = low("netlink-route.ifla_group", "Group", 32, "Which group of interfaces.");
    PROMISCUITY = low("netlink-route.ifla_promiscuity", "Promiscuity", 32, "How many want to hear all frames.");
    TX_QUEUES = low("netlink-route.ifla_txqnum", "Send queues", 32, "How many.");
    RX_QUEUES = low("netlink-route.ifla_rxqnum", "Receive queues", 32, "How many.");
    CHANGES = low("netlink-route.ifla_carrier_changes", "Carrier changes", 32, "How often the link came or went.");
    GSO_SEGMENTS = low("netlink-route.ifla_gso_maxsegs", "Most segments", 32, "That the card cuts a packet into.");
    GSO_SIZE = low("netlink-route.ifla_gso_maxsize", "Longest to cut", 32, "That the card cuts into segments.");
    UPS = low("netlink-route.ifla_carrier_up_count", "Came up", 32, "How often the link came.");
    DOWNS = low("netlink-route.ifla_carrier_down_count", "Went down", 32, "How often the link went.");
    MIN_MTU = low("netlink-route.ifla_min_mtu", "Least MTU", 32, "That the device allows.");
    MAX_MTU = low("netlink-route.ifla_max_mtu", "Greatest MTU", 32, "That the device allows.");
    LABEL = FieldSpec::text("netlink-route.ifa_label", "Label").doc("What the address is called.", ATTRIBUTES);
    FLAGS_32 = FieldSpec::hex("netlink-route.ifa_flags32", "Flags", 32).little().doc("How the address came about.", ATTRIBUTES);
    IPV4 = FieldSpec::ipv4("netlink-route.ifa_address.ipv4", "Address").doc("Of the interface.", ATTRIBUTES);
    IPV6 = FieldSpec::ipv6("netlink-route.ifa_address.ipv6", "Address").doc("Of the interface.", ATTRIBUTES);
    OUTPUT = low("netlink-route.rta_oif", "Out by", 32, "The number of the interface.");
    VALUE = FieldSpec::bytes("", "Value").doc("What decap does not take apart.", ATTRIBUTES);
}

/// rtnetlink.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "netlink-route",
        short: "rtnetlink",
        title: "Linux Routing Netlink",
        osi: OsiLayer::Application,
        why: "It tells and changes how the kernel reaches networks.",
        reference: "RFC 3549 §3",
    },
    claims: &[Claim::Field("netlink.family", 0)],
    headers: &join::<_, { OWN_TABLES.len() + TABLES.len() + 3 }>(&[OWN_TABLES, TABLES, &[FLAGS, GET_FLAGS, NEW_FLAGS]]),
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x28\0\0\0\x14\0\x02\0\x4d\0\0\0\0\0\0\0\x02\x08\x80\xfe\x01\0\0\0\x08\0\x01\0\x7f\0\0\x01\x07\0\x03\0lo\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.group(&MESSAGE, |p| {
        p.uint(&LENGTH)?;
        let kind = p.uint(&KIND)?;
        let is_request = p.rest().first().is_some_and(|flags| flags & 1 == 1);
        low_words::read(
            p,
            match kind & 3 {
                0 if is_request => NEW_FLAGS,
                2 if is_request => GET_FLAGS,
                _ => FLAGS,
            },
        )?;
        p.uint(&SEQUENCE)?;
        p.uint(&PORT)?;
        Ok(kind)
    })?;
    let name = KINDS.binary_search_by_key(&kind, |entry| entry.0);
    p.summary(format_args!(
        "{}",
        name.map_or("unknown message", |at| KINDS[at].1)
    ));
    match kind {
        16..=19 => {
            p.rows(INTERFACE)?;
            low_words::read(p, DEVICE_FLAGS)?;
            p.uint(&CHANGE)?;
            attributes(p, &LINK_ATTRIBUTE, link)
        }
        20..=22 => {
            let family = p.rows(ADDRESS)?[0];
            attributes(p, &ADDRESS_ATTRIBUTE, |p, kind| address(p, kind, family))
        }
        24..=26 => {
            p.rows(ROUTE)?;
            attributes(p, &ROUTE_ATTRIBUTE, |p, kind| {
                match (kind, p.rest().len()) {
                    (4, 4) => p.uint(&OUTPUT).map(drop),
                    _ => Ok(()),
                }
            })
        }
        28..=30 => {
            p.rows(NEIGHBOUR)?;
            rest(p)
        }
        _ => rest(p),
    }
}

fn rest(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        left => p.field(&VALUE, left).map(drop),
    }
}

/// Reads attributes to the end; `kind` is the spec of their types, `value` reads those that are known.
fn attributes(
    p: &mut Peel<'_>,
    kind: &'static FieldSpec,
    mut value: impl FnMut(&mut Peel<'_>, u16) -> Peeled,
) -> Peeled {
    const HEAD_LEN: usize = 4;
    while p.rest().len() >= HEAD_LEN && !p.is_full() {
        let len = usize::from(u16::from_le_bytes([p.rest()[0], p.rest()[1]])).max(HEAD_LEN);
        let end = p.pos() + len.next_multiple_of(4);
        p.within(len, "attribute length", |p| {
            p.group(&ATTRIBUTE, |p| {
                p.uint(&ATTRIBUTE_LENGTH)?;
                let at = p.pos()..p.pos() + 2;
                let word = low_words::read(p, ATTRIBUTE_TYPE)? as u16 & 0x3fff;
                p.mark_as(kind, at, crate::model::Value::Uint(word.into()));
                value(p, word)?;
                rest(p)
            })
        })?;
        p.seek(end);
    }
    Ok(())
}

fn link(p: &mut Peel<'_>, kind: u16) -> Peeled {
    let len = p.rest().len();
    match (kind, len) {
        (1, 1..) => p.field(&HARDWARE, len).map(drop),
        (2, 1..) => p.field(&BROADCAST, len).map(drop),
        (3, 1..) => text(p, &NAME),
        (4, 4) => p.uint(&MTU).map(drop),
        (6, 1..) => text(p, &QUEUEING),
        (13, 4) => p.uint(&QUEUE).map(drop),
        (16, 1) => p.uint(&STATE).map(drop),
        (23, STATISTICS_LEN..) => p.rows(STATISTICS).map(drop),
        (27, 4) => p.uint(&GROUP).map(drop),
        (30, 4) => p.uint(&PROMISCUITY).map(drop),
        (31, 4) => p.uint(&TX_QUEUES).map(drop),
        (32, 4) => p.uint(&RX_QUEUES).map(drop),
        (35, 4) => p.uint(&CHANGES).map(drop),
        (40, 4) => p.uint(&GSO_SEGMENTS).map(drop),
        (41, 4) => p.uint(&GSO_SIZE).map(drop),
        (47, 4) => p.uint(&UPS).map(drop),
        (48, 4) => p.uint(&DOWNS).map(drop),
        (50, 4) => p.uint(&MIN_MTU).map(drop),
        (51, 4) => p.uint(&MAX_MTU).map(drop),
        _ => Ok(()),
    }
}

fn address(p: &mut Peel<'_>, kind: u16, family: u8) -> Peeled {
    match (kind, family, p.rest().len()) {
        (1 | 2, 2, 4) => p.field(&IPV4, 4).map(drop),
        (1 | 2, 10, 16) => p.field(&IPV6, 16).map(drop),
        (3, _, 1..) => text(p, &LABEL),
        (8, _, 4) => p.uint(&FLAGS_32).map(drop),
        _ => Ok(()),
    }
}

/// Reads text to the end of the attribute; zeros end it.
fn text(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let (at, bytes) = (p.pos(), p.rest());
    let end = bytes
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(bytes.len());
    p.skip(bytes.len())?;
    p.mark_made(spec, at..at + bytes.len(), || {
        crate::model::text::clean_bytes(&bytes[..end]).to_string()
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn addresses_are_told_in_attributes() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(out.layers[0].summary, "new address");
        assert_eq!(
            value("netlink-route.ifa_address.ipv4"),
            Value::Ipv4([127, 0, 0, 1].into())
        );
        assert_eq!(value("netlink-route.ifa_label"), Value::Made("lo".into()));
    }

    #[test]
    fn lengths_may_lie() {
        for at in [24, 25, 32, 33] {
            let mut bytes = PROTOCOL.sample.to_vec();
            bytes[at] = 0xff;
            peeled(&bytes);
        }
        assert!(!peeled(&PROTOCOL.sample[..22]).faults.is_empty());
    }
}
