//! OpenFlow 1.0: the version that made it known.

mod switch;

use super::openflow::HEADER_LEN;
use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "OpenFlow 1.0.0 §5.1";
const MATCH_SECTION: &str = "OpenFlow 1.0.0 §5.2.3";
const ACTION_SECTION: &str = "OpenFlow 1.0.0 §5.2.4";
const FLOW: &str = "OpenFlow 1.0.0 §5.3.3";
const STATS: &str = "OpenFlow 1.0.0 §5.3.5";
const PACKET: &str = "OpenFlow 1.0.0 §5.3.6";
const PACKET_IN: &str = "OpenFlow 1.0.0 §5.4.1";

const HEADER: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::hex("openflow.version", "Version", 7)
        .codes(&[
            (1, "1.0"),
            (2, "1.1"),
            (3, "1.2"),
            (4, "1.3"),
            (5, "1.4"),
            (6, "1.5"),
        ])
        .doc("Version of the protocol.", SECTION),
    FieldSpec::uint("openflow_1_0.type", "Type", 8)
        .codes(&[
            (0, "hello"),
            (1, "error"),
            (2, "echo request"),
            (3, "echo reply"),
            (4, "vendor"),
            (5, "features request"),
            (6, "features reply"),
            (7, "get config request"),
            (8, "get config reply"),
            (9, "set config"),
            (10, "packet in"),
            (11, "flow removed"),
            (12, "port status"),
            (13, "packet out"),
            (14, "flow mod"),
            (15, "port mod"),
            (16, "stats request"),
            (17, "stats reply"),
            (18, "barrier request"),
            (19, "barrier reply"),
            (20, "queue get config request"),
            (21, "queue get config reply"),
        ])
        .doc("What the message is for.", SECTION),
    FieldSpec::uint("openflow.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the message, this header included.", SECTION),
    FieldSpec::uint("openflow.xid", "Transaction", 32)
        .doc("A reply has the same number as its request.", SECTION),
];

const CONFIG: &[FieldSpec] = &[
    FieldSpec::hex("openflow.config_flags", "Flags", 16)
        .codes(&[
            (0, "fragments as they are"),
            (1, "drop fragments"),
            (2, "reassemble fragments"),
        ])
        .doc(
            "What to do with fragments of IP packets.",
            "OpenFlow 1.0.0 §5.3.2",
        ),
    FieldSpec::hex("openflow.miss_send_len", "Longest part", 16)
        .unit("bytes")
        .doc(
            "How much of a packet that no flow matches the controller gets.",
            "OpenFlow 1.0.0 §5.3.2",
        ),
];

const FLOW_MATCH: &[FieldSpec] = &[
    FieldSpec::uint("openflow.wildcards", "Wildcards", 32).doc(
        "Bits for the fields that may be anything; for addresses, how many bits may.",
        MATCH_SECTION,
    ),
    FieldSpec::uint("openflow.in_port", "Input port", 16).doc(
        "The switch's port that the packet came in on.",
        MATCH_SECTION,
    ),
    FieldSpec::mac("openflow.eth_src", "Ethernet source")
        .doc("Matches the sender's MAC address.", MATCH_SECTION),
    FieldSpec::mac("openflow.eth_dst", "Ethernet destination")
        .doc("Matches the receiver's MAC address.", MATCH_SECTION),
    FieldSpec::uint("openflow.dl_vlan", "VLAN", 16).doc(
        "Matches the VLAN; 0xffff for frames without a tag.",
        MATCH_SECTION,
    ),
    FieldSpec::uint("openflow.dl_vlan_pcp", "VLAN priority", 8)
        .doc("Matches the VLAN's priority.", MATCH_SECTION),
    FieldSpec::bytes("openflow.ofp_match.pad", "Padding")
        .wide(1)
        .doc("Zero.", MATCH_SECTION),
    FieldSpec::uint("openflow.ofp_match.dl_type", "EtherType", 16)
        .doc("Matches the EtherType.", MATCH_SECTION),
    FieldSpec::uint("openflow.ofp_match.tos", "Type of service", 8)
        .doc("Matches the class of service.", MATCH_SECTION),
    FieldSpec::uint("openflow.ofp_match.nw_proto", "IP protocol", 8)
        .doc("Matches the protocol above IP.", MATCH_SECTION),
    FieldSpec::bytes("openflow.ofp_match.pad", "Padding")
        .wide(2)
        .doc("Zero.", MATCH_SECTION),
    FieldSpec::ipv4("openflow.ofp_match.source_addr", "Source address")
        .doc("Matches the sender's IP address.", MATCH_SECTION),
    FieldSpec::ipv4("openflow.ofp_match.dest_addr", "Destination address")
        .doc("Matches the receiver's IP address.", MATCH_SECTION),
    FieldSpec::uint("openflow.ofp_match.source_port", "Source port", 16).doc(
        "Matches the port of TCP or UDP, or the type of ICMP.",
        MATCH_SECTION,
    ),
    FieldSpec::uint("openflow.ofp_match.dest_port", "Destination port", 16).doc(
        "Matches the port of TCP or UDP, or the code of ICMP.",
        MATCH_SECTION,
    ),
];

const MODIFY: &[FieldSpec] = &[
    FieldSpec::hex("openflow.cookie", "Cookie", 64)
        .doc("A number of the controller's own for the flow.", FLOW),
    FieldSpec::uint("openflow.command", "Command", 16)
        .codes(&[
            (0, "add"),
            (1, "modify"),
            (2, "modify strictly"),
            (3, "delete"),
            (4, "delete strictly"),
        ])
        .doc(
            "What to do with the flow; strictly: only with exactly this one.",
            FLOW,
        ),
    FieldSpec::uint("openflow.idle_timeout", "Idle timeout", 16)
        .unit("s")
        .doc(
            "The flow goes if no packet matched for so long; 0 for never.",
            FLOW,
        ),
    FieldSpec::uint("openflow.hard_timeout", "Hard timeout", 16)
        .unit("s")
        .doc("The flow goes after this time; 0 for never.", FLOW),
    FieldSpec::uint("openflow.priority", "Priority", 16)
        .doc("Of several flows that match the highest wins.", FLOW),
    FieldSpec::hex("openflow.buffer_id", "Buffer", 32).doc(
        "A packet that waits in the switch and is to be treated at once; 0xffffffff for none.",
        FLOW,
    ),
    FieldSpec::uint("openflow.out_port", "Only for port", 16)
        .lookup(port_name)
        .doc("Delete only flows that put packets out here.", FLOW),
    FieldSpec::uint("openflow.flags", "Flags", 16).doc(
        "1: tell when the flow goes. 2: refuse flows that overlap. 4: only in an emergency.",
        FLOW,
    ),
];

const ARRIVAL: &[FieldSpec] = &[
    FieldSpec::hex("openflow.buffer_id", "Buffer", 32).doc(
        "Where the packet waits in the switch; 0xffffffff if all of it is here.",
        PACKET_IN,
    ),
    FieldSpec::uint("openflow.total_len", "Length", 16)
        .unit("bytes")
        .doc("Length of the whole packet.", PACKET_IN),
    FieldSpec::uint("openflow.in_port", "Input port", 16).doc("The port it came in on.", PACKET_IN),
    FieldSpec::uint("openflow.reason", "Reason", 8)
        .codes(&[(0, "no flow matches"), (1, "a flow says so")])
        .doc("Why the controller gets it.", PACKET_IN),
    FieldSpec::bytes("openflow.pkt_in.pad", "Padding")
        .wide(1)
        .doc("Zero.", PACKET_IN),
];

const OUT: &[FieldSpec] = &[
    FieldSpec::hex("openflow.buffer_id", "Buffer", 32).doc(
        "Which packet that waits in the switch; 0xffffffff if it is in this message.",
        PACKET,
    ),
    FieldSpec::uint("openflow.in_port", "Input port", 16)
        .lookup(port_name)
        .doc("The port it came in on.", PACKET),
    FieldSpec::uint("openflow.actions_len", "Actions length", 16)
        .unit("bytes")
        .doc("Length of the actions.", PACKET),
];

const ACTION: &[FieldSpec] = &[
    FieldSpec::uint("openflow.action_typ", "Action", 16)
        .codes(&[
            (0, "output"),
            (1, "set VLAN"),
            (2, "set VLAN priority"),
            (3, "strip VLAN"),
            (4, "set Ethernet source"),
            (5, "set Ethernet destination"),
            (6, "set IP source"),
            (7, "set IP destination"),
            (8, "set type of service"),
            (9, "set source port"),
            (10, "set destination port"),
            (11, "put into a queue"),
            (0xffff, "vendor's"),
        ])
        .doc("What to do with a packet.", ACTION_SECTION),
    FieldSpec::uint("openflow.action_len", "Action length", 16)
        .unit("bytes")
        .doc(
            "Length of the action, these four bytes included.",
            ACTION_SECTION,
        ),
];

const OUTPUT: &[FieldSpec] = &[
    FieldSpec::uint("openflow.output_port", "Output port", 16)
        .lookup(port_name)
        .doc("Where to put it out.", ACTION_SECTION),
    FieldSpec::uint("openflow.max_len", "Longest part", 16)
        .unit("bytes")
        .doc(
            "How much of it the controller gets, if it goes there.",
            ACTION_SECTION,
        ),
];

const STATS_HEADER: &[FieldSpec] = &[
    FieldSpec::uint("openflow.stats.type", "Statistics", 16)
        .codes(&[
            (0, "description"),
            (1, "flows"),
            (2, "flows together"),
            (3, "tables"),
            (4, "ports"),
            (5, "queues"),
            (0xffff, "vendor's"),
        ])
        .doc("What is counted.", STATS),
    FieldSpec::uint("openflow.flags", "Flags", 16).doc("1 in a reply: more replies follow.", STATS),
];

const STATS_REST: &[FieldSpec] = &[
    FieldSpec::uint("openflow.table_id", "Table", 8).doc("Which table; 255 for all.", STATS),
    FieldSpec::uint("openflow.stats.request_pad", "Padding", 8).doc("Zero.", STATS),
    FieldSpec::uint("openflow.out_port", "Only for port", 16)
        .lookup(port_name)
        .doc("Only flows that put packets out here.", STATS),
];

crate::fields! {
    ACTION_GROUP = FieldSpec::group("", "Action").doc("What to do with a packet.", ACTION_SECTION);
    ACTION_DATA = FieldSpec::bytes("", "Action data").doc("What the action needs to know.", ACTION_SECTION);
    ACTIONS_LEFT = FieldSpec::bytes("", "More actions").doc("The actions after the first.", ACTION_SECTION);
    BODY = FieldSpec::bytes("", "Body").doc("The rest of the message, which Wireshark has no names for.", SECTION);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + switch::FIELDS.len()] =
    join_fields(&[FIELDS, switch::FIELDS]);

/// OpenFlow 1.0.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "openflow_v1",
        short: "OpenFlow 1.0",
        title: "OpenFlow 1.0",
        osi: OsiLayer::Application,
        why: "It is what controller and switch say to each other.",
        reference: "OpenFlow Switch Specification 1.0.0",
    },
    claims: &[Claim::Field("openflow.version", 1)],
    headers: &[
        HEADER,
        CONFIG,
        FLOW_MATCH,
        MODIFY,
        ARRIVAL,
        OUT,
        ACTION,
        OUTPUT,
        STATS_HEADER,
        STATS_REST,
        switch::FEATURES,
        switch::PORT,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x0a\0\x3c\0\0\0\0\xff\xff\xff\xff\0\x2a\0\x01\0\0\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\x01\x08\x06\0\x01\x08\0\x06\x04\0\x01\x02\0\0\0\0\x01\xc0\0\x02\x01\0\0\0\0\0\0\xc0\0\x02\x02",
};

/// Ports that are none (OpenFlow 1.0.0 §5.2.1).
fn port_name(port: u64) -> Option<&'static str> {
    Some(match port {
        0xfff8 => "the port it came in on",
        0xfff9 => "what the table says",
        0xfffa => "as a normal switch does",
        0xfffb => "flood",
        0xfffc => "all ports",
        0xfffd => "the controller",
        0xfffe => "the switch itself",
        0xffff => "none",
        _ => return None,
    })
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.header::<HEADER_LEN>(HEADER)?[1];
    let name = HEADER[2].names.get(kind.into()).unwrap_or("unknown");
    p.summary(format_args!("{name}"));
    match kind {
        6 => switch::features(p)?,
        8 | 9 => drop(p.rows(CONFIG)?),
        10 => {
            p.rows(ARRIVAL)?;
            p.pass(Next::LinkType(LinkType::ETHERNET));
            return Ok(());
        }
        13 => {
            let out = p.header::<{ bytes_of(OUT) }>(OUT)?;
            let len = usize::from(u16::from_be_bytes([out[6], out[7]]));
            if len > 0 {
                p.within(len, "actions length", actions)?;
            }
            if !p.rest().is_empty() {
                p.pass(Next::LinkType(LinkType::ETHERNET));
            }
            return Ok(());
        }
        14 => {
            p.rows(FLOW_MATCH)?;
            p.rows(MODIFY)?;
            actions(p)?;
        }
        16 => stats_request(p)?,
        17 => drop(p.rows(STATS_HEADER)?),
        _ => {}
    }
    rest(p, &BODY)
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// Reads the first action by its names, and leaves the others as they are, as Wireshark does.
fn actions(p: &mut Peel<'_>) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(&ACTION_GROUP, |p| {
        let at = p.pos();
        let head = p.header::<{ bytes_of(ACTION) }>(ACTION)?;
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let Some(data) = len.checked_sub(bytes_of(ACTION)) else {
            p.fault(
                FaultKind::Malformed("the action is shorter than its header"),
                at..at + 4,
            );
            return Ok(());
        };
        p.within(data, "action length", |p| {
            if kind == 0 {
                p.rows(OUTPUT)?;
            }
            rest(p, &ACTION_DATA)
        })
    })?;
    rest(p, &ACTIONS_LEFT)
}

fn stats_request(p: &mut Peel<'_>) -> Peeled {
    let kind = p.rows(STATS_HEADER)?;
    if kind[..2] == [0, 1] {
        p.rows(FLOW_MATCH)?;
        p.rows(STATS_REST)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        let protocol = &super::super::openflow::PROTOCOL;
        Peeler::new(crate::proto::registry()).peel_as(protocol, bytes, Want::Full, &mut out);
        out
    }

    fn chain(out: &Dissection) -> Vec<&'static str> {
        out.layers.iter().map(|layer| layer.info.name).collect()
    }

    #[test]
    fn a_packet_for_the_controller_is_a_frame() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(chain(&out)[..3], ["openflow", "openflow_v1", "eth"]);
        assert_eq!(out.layers[1].summary, "packet in");
        let port = out.field("openflow.in_port").unwrap();
        assert_eq!(port.value, Value::Uint(1));
    }

    #[test]
    fn a_flow_says_what_to_do() {
        let mut bytes = b"\x01\x0e\0\x50\0\0\0\x07".to_vec();
        bytes.extend([0; 40]);
        bytes.extend(b"\0\0\0\0\0\0\0\x05\0\x03\0\x0a\0\0\x80\0\xff\xff\xff\xff\xff\xff\0\x01");
        bytes.extend(b"\0\0\0\x08\xff\xfd\0\x80");
        let out = peeled(&bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("openflow.command"), Value::Uint(3));
        assert_eq!(value("openflow.output_port"), Value::Uint(0xfffd));
    }

    #[test]
    fn lengths_that_lie_are_told() {
        let bad = |bytes: &[u8]| !peeled(bytes).faults.is_empty();
        assert!(bad(b"\x01\0\0\x07\0\0\0\0"));
        // An action of two bytes, and actions that go on behind the message.
        assert!(bad(b"\x01\x0d\0\x14\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\x02"));
        assert!(bad(b"\x01\x0d\0\x14\0\0\0\0\0\0\0\0\0\0\xff\xff\0\0\0\x08"));
    }
}
