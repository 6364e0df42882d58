//! Packets built by etherparse come out of the decoder as they went in, and where bytes are cut or
//! changed, both see the same headers.

#![allow(clippy::unwrap_used, reason = "what is built here fits")]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use decap::decode::{NoConversations, Peeler, Want};
use decap::model::{Address, Dissection, FrameInfo, Transport, Value, Verdict};
use decap::proto::registry;
use etherparse::{
    IpDscp, IpHeaders, Ipv4Header, Ipv6FlowLabel, Ipv6Header, LaxNetSlice, LaxSlicedPacket,
    PacketBuilder, PacketBuilderStep, TcpHeader, TcpOptionElement, TransportSlice, VlanId,
};
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Plan {
    source: [u8; 6],
    destination: [u8; 6],
    vlans: Vec<u16>,
    net: Net,
    transport: Upper,
    payload: Vec<u8>,
}

#[derive(Debug, Clone)]
enum Net {
    V4 {
        ends: ([u8; 4], [u8; 4]),
        ttl: u8,
        id: u16,
        dscp: u8,
        options: Vec<u8>,
    },
    V6 {
        ends: ([u8; 16], [u8; 16]),
        hop_limit: u8,
        class: u8,
        flow: u32,
    },
}

#[derive(Debug, Clone)]
enum Upper {
    Tcp {
        ports: (u16, u16),
        numbers: (u32, u32),
        window: u16,
        /// CWR, ECE, URG, ACK, PSH, RST, SYN, FIN.
        flags: u8,
        options: Vec<TcpOptionElement>,
    },
    Udp {
        ports: (u16, u16),
    },
    Echo {
        id: u16,
        number: u16,
        is_reply: bool,
    },
}

fn nets() -> impl Strategy<Value = Net> {
    // No operations, and at most ten words of them.
    let options = (0..=10usize).prop_map(|words| vec![1; words * 4]);
    let v4 = (
        any::<([u8; 4], [u8; 4])>(),
        any::<u8>(),
        any::<u16>(),
        0..64u8,
        options,
    );
    let v4 = v4.prop_map(|(ends, ttl, id, dscp, options)| Net::V4 {
        ends,
        ttl,
        id,
        dscp,
        options,
    });
    let v6 = (
        any::<([u8; 16], [u8; 16])>(),
        any::<u8>(),
        any::<u8>(),
        0..1u32 << 20,
    );
    let v6 = v6.prop_map(|(ends, hop_limit, class, flow)| Net::V6 {
        ends,
        hop_limit,
        class,
        flow,
    });
    prop_oneof![v4, v6]
}

fn tcp_options() -> impl Strategy<Value = Vec<TcpOptionElement>> {
    use TcpOptionElement as O;
    let option = prop_oneof![
        Just(O::Noop),
        any::<u16>().prop_map(O::MaximumSegmentSize),
        (0..=14u8).prop_map(O::WindowScale),
        Just(O::SelectiveAcknowledgementPermitted),
        any::<(u32, u32)>().prop_map(|(now, echo)| O::Timestamp(now, echo)),
        any::<((u32, u32), Option<(u32, u32)>)>()
            .prop_map(|(first, second)| O::SelectiveAcknowledgement(first, [second, None, None])),
    ];
    // Two of the longest fit.
    vec(option, 0..=2)
}

fn uppers() -> impl Strategy<Value = Upper> {
    let tcp = (
        any::<(u16, u16)>(),
        any::<(u32, u32)>(),
        any::<u16>(),
        any::<u8>(),
        tcp_options(),
    );
    prop_oneof![
        tcp.prop_map(|(ports, numbers, window, flags, options)| Upper::Tcp {
            ports,
            numbers,
            window,
            flags,
            options
        }),
        any::<(u16, u16)>().prop_map(|ports| Upper::Udp { ports }),
        any::<(u16, u16, bool)>().prop_map(|(id, number, is_reply)| Upper::Echo {
            id,
            number,
            is_reply
        }),
    ]
}

fn plans() -> impl Strategy<Value = Plan> {
    (
        any::<([u8; 6], [u8; 6])>(),
        vec(0..4096u16, 0..=2),
        nets(),
        uppers(),
        vec(any::<u8>(), 0..100),
    )
        .prop_map(
            |((mut source, destination), vlans, net, transport, payload)| {
                // A group cannot be the sender.
                source[0] &= !1;
                Plan {
                    source,
                    destination,
                    vlans,
                    net,
                    transport,
                    payload,
                }
            },
        )
}

fn ip_headers(net: &Net) -> IpHeaders {
    match net {
        Net::V4 {
            ends: (from, to),
            ttl,
            id,
            dscp,
            options,
        } => {
            let mut header = Ipv4Header::new(0, *ttl, 0.into(), *from, *to).unwrap();
            header.identification = *id;
            header.dscp = IpDscp::try_new(*dscp).unwrap();
            header.options = options.as_slice().try_into().unwrap();
            IpHeaders::Ipv4(header, Default::default())
        }
        Net::V6 {
            ends: (source, destination),
            hop_limit,
            class,
            flow,
        } => {
            let header = Ipv6Header {
                traffic_class: *class,
                flow_label: Ipv6FlowLabel::try_new(*flow).unwrap(),
                hop_limit: *hop_limit,
                source: *source,
                destination: *destination,
                ..Ipv6Header::default()
            };
            IpHeaders::Ipv6(header, Default::default())
        }
    }
}

fn build(plan: &Plan) -> Vec<u8> {
    let ethernet = PacketBuilder::ethernet2(plan.source, plan.destination);
    let vlan = |id: u16| VlanId::try_new(id).unwrap();
    let headers = ip_headers(&plan.net);
    let ip: PacketBuilderStep<IpHeaders> = match plan.vlans[..] {
        [] => ethernet.ip(headers),
        [only] => ethernet.single_vlan(vlan(only)).ip(headers),
        [outer, inner, ..] => ethernet.double_vlan(vlan(outer), vlan(inner)).ip(headers),
    };
    let mut bytes = Vec::new();
    match (&plan.transport, &plan.net) {
        (
            Upper::Tcp {
                ports,
                numbers,
                window,
                flags,
                options,
            },
            _,
        ) => {
            let mut header = TcpHeader::new(ports.0, ports.1, numbers.0, *window);
            header.acknowledgment_number = numbers.1;
            let bits = [0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01].map(|bit| flags & bit != 0);
            let [cwr, ece, urg, ack, psh, rst, syn, fin] = bits;
            (header.cwr, header.ece, header.urg, header.ack) = (cwr, ece, urg, ack);
            (header.psh, header.rst, header.syn, header.fin) = (psh, rst, syn, fin);
            header.set_options(options).unwrap();
            ip.tcp_header(header)
                .write(&mut bytes, &plan.payload)
                .unwrap();
        }
        (Upper::Udp { ports }, _) => {
            ip.udp(ports.0, ports.1)
                .write(&mut bytes, &plan.payload)
                .unwrap();
        }
        (
            Upper::Echo {
                id,
                number,
                is_reply,
            },
            Net::V4 { .. },
        ) => {
            let step = match is_reply {
                true => ip.icmpv4_echo_reply(*id, *number),
                false => ip.icmpv4_echo_request(*id, *number),
            };
            step.write(&mut bytes, &plan.payload).unwrap();
        }
        (
            Upper::Echo {
                id,
                number,
                is_reply,
            },
            Net::V6 { .. },
        ) => {
            let step = match is_reply {
                true => ip.icmpv6_echo_reply(*id, *number),
                false => ip.icmpv6_echo_request(*id, *number),
            };
            step.write(&mut bytes, &plan.payload).unwrap();
        }
    }
    bytes
}

fn peel(bytes: &[u8], original_len: usize, want: Want) -> Dissection {
    let info = FrameInfo {
        original_len: original_len as u32,
        ..FrameInfo::default()
    };
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_bytes(&info, bytes, want, &mut NoConversations, &mut out);
    out
}

/// The layers that a plan asks for.
fn chain(plan: &Plan) -> Vec<&'static str> {
    let mut chain = vec!["eth"];
    chain.extend(match plan.vlans.len() {
        0 => &[][..],
        1 => &["vlan"],
        _ => &["ieee8021ad", "vlan"],
    });
    let is_v4 = matches!(plan.net, Net::V4 { .. });
    chain.push(if is_v4 { "ip" } else { "ipv6" });
    chain.push(match plan.transport {
        Upper::Tcp { .. } => "tcp",
        Upper::Udp { .. } => "udp",
        Upper::Echo { .. } if is_v4 => "icmp",
        Upper::Echo { .. } => "icmpv6",
    });
    chain
}

fn number(out: &Dissection, name: &str) -> Option<u64> {
    out.field(name).and_then(|field| field.value.as_uint())
}

fn check_net(out: &Dissection, net: &Net) -> Result<(), TestCaseError> {
    let value = |name: &str| out.field(name).map(|field| field.value.clone());
    match net {
        Net::V4 {
            ends,
            ttl,
            id,
            dscp,
            options,
        } => {
            prop_assert_eq!(value("ip.src"), Some(Value::Ipv4(ends.0.into())));
            prop_assert_eq!(value("ip.dst"), Some(Value::Ipv4(ends.1.into())));
            prop_assert_eq!(number(out, "ip.ttl"), Some((*ttl).into()));
            prop_assert_eq!(number(out, "ip.id"), Some((*id).into()));
            prop_assert_eq!(number(out, "ip.dsfield.dscp"), Some((*dscp).into()));
            prop_assert_eq!(number(out, "ip.hdr_len"), Some(20 + options.len() as u64));
            let checksum = value("ip.checksum");
            prop_assert!(matches!(checksum, Some(Value::Checksum(_, Verdict::Good))));
            let fillers = out
                .fields
                .iter()
                .filter(|field| field.spec.name == "ip.options.nop");
            prop_assert_eq!(fillers.count(), options.len());
        }
        Net::V6 {
            ends,
            hop_limit,
            class,
            flow,
        } => {
            prop_assert_eq!(value("ipv6.src"), Some(Value::Ipv6(ends.0.into())));
            prop_assert_eq!(value("ipv6.dst"), Some(Value::Ipv6(ends.1.into())));
            prop_assert_eq!(number(out, "ipv6.hlim"), Some((*hop_limit).into()));
            prop_assert_eq!(number(out, "ipv6.tclass"), Some((*class).into()));
            prop_assert_eq!(number(out, "ipv6.flow"), Some((*flow).into()));
        }
    }
    Ok(())
}

fn check_tcp_options(out: &Dissection, options: &[TcpOptionElement]) -> Result<(), TestCaseError> {
    let mut found = out.fields.iter().filter_map(|field| {
        let number = field.value.as_uint()?;
        let name = field.spec.name.strip_prefix("tcp.options.")?;
        Some((name, number))
    });
    for option in options {
        use TcpOptionElement as O;
        let expected: Vec<(&str, u64)> = match option {
            O::MaximumSegmentSize(size) => vec![("mss_val", (*size).into())],
            O::WindowScale(shift) => vec![("wscale.shift", (*shift).into())],
            O::Timestamp(now, echo) => {
                vec![
                    ("timestamp.tsval", (*now).into()),
                    ("timestamp.tsecr", (*echo).into()),
                ]
            }
            O::SelectiveAcknowledgement(first, more) => {
                let blocks = [Some(*first), more[0]].into_iter().flatten();
                let edges = |(left, right): (u32, u32)| {
                    [("sack_le", left.into()), ("sack_re", right.into())]
                };
                blocks.flat_map(edges).collect()
            }
            O::Noop | O::SelectiveAcknowledgementPermitted => vec![],
        };
        for pair in expected {
            prop_assert_eq!(found.next(), Some(pair));
        }
    }
    prop_assert_eq!(found.next(), None);
    Ok(())
}

fn check_upper(out: &Dissection, plan: &Plan) -> Result<(), TestCaseError> {
    let name = chain(plan)[chain(plan).len() - 1];
    let checksum = out
        .field(&format!("{name}.checksum"))
        .map(|field| field.value.clone());
    let number = |name: &str| number(out, name);
    match &plan.transport {
        Upper::Tcp {
            ports,
            numbers,
            window,
            flags,
            options,
        } => {
            prop_assert_eq!(number("tcp.srcport"), Some(ports.0.into()));
            prop_assert_eq!(number("tcp.dstport"), Some(ports.1.into()));
            prop_assert_eq!(number("tcp.seq_raw"), Some(numbers.0.into()));
            prop_assert_eq!(number("tcp.ack_raw"), Some(numbers.1.into()));
            prop_assert_eq!(number("tcp.window_size_value"), Some((*window).into()));
            prop_assert_eq!(number("tcp.flags"), Some((*flags).into()));
            check_tcp_options(out, options)?;
        }
        Upper::Udp { ports } => {
            prop_assert_eq!(number("udp.srcport"), Some(ports.0.into()));
            prop_assert_eq!(number("udp.dstport"), Some(ports.1.into()));
            prop_assert_eq!(number("udp.length"), Some(8 + plan.payload.len() as u64));
        }
        Upper::Echo {
            id, number: count, ..
        } => {
            let (identifier, sequence) = match name {
                "icmp" => ("icmp.ident", "icmp.seq"),
                _ => ("icmpv6.echo.identifier", "icmpv6.echo.sequence_number"),
            };
            prop_assert_eq!(number(identifier), Some((*id).into()));
            prop_assert_eq!(number(sequence), Some((*count).into()));
        }
    }
    let is_good = matches!(checksum, Some(Value::Checksum(_, Verdict::Good)));
    prop_assert!(is_good, "{:?}", checksum);
    Ok(())
}

type Addresses = Option<(IpAddr, IpAddr)>;
type Ports = Option<(Transport, u16, u16)>;

/// Addresses and ports as etherparse finds them.
fn ends_by_etherparse(bytes: &[u8]) -> (Addresses, Ports) {
    let Ok(packet) = LaxSlicedPacket::from_ethernet(bytes) else {
        return (None, None);
    };
    let addresses = match packet.net {
        Some(LaxNetSlice::Ipv4(ref net)) => {
            let header = net.header();
            let (from, to): (Ipv4Addr, Ipv4Addr) =
                (header.source_addr(), header.destination_addr());
            Some((from.into(), to.into()))
        }
        Some(LaxNetSlice::Ipv6(ref net)) => {
            let header = net.header();
            let (from, to): (Ipv6Addr, Ipv6Addr) =
                (header.source_addr(), header.destination_addr());
            Some((from.into(), to.into()))
        }
        _ => None,
    };
    let ports = match packet.transport {
        Some(TransportSlice::Tcp(tcp)) => {
            Some((Transport::Tcp, tcp.source_port(), tcp.destination_port()))
        }
        Some(TransportSlice::Udp(udp)) => {
            Some((Transport::Udp, udp.source_port(), udp.destination_port()))
        }
        _ => None,
    };
    (addresses, ports)
}

proptest! {
    #[test]
    fn what_was_built_comes_out(plan in plans()) {
        let bytes = build(&plan);
        let out = peel(&bytes, bytes.len(), Want::Full);
        let expected = chain(&plan);
        let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        prop_assert_eq!(&names[..expected.len()], &expected[..]);
        prop_assert_eq!(out.field("eth.src").map(|f| f.value.clone()), Some(Value::Mac(plan.source)));
        prop_assert_eq!(out.field("eth.dst").map(|f| f.value.clone()), Some(Value::Mac(plan.destination)));
        let ids = out.fields.iter().filter(|f| matches!(f.spec.name, "vlan.id" | "ieee8021ad.id"));
        let ids: Vec<_> = ids.filter_map(|f| f.value.as_uint()).collect();
        let planned: Vec<_> = plan.vlans.iter().map(|id| u64::from(*id)).collect();
        prop_assert_eq!(ids, planned);
        check_net(&out, &plan.net)?;
        check_upper(&out, &plan)?;
        let last = expected.len() - 1;
        // The payload is what went in, unless it says why a connection was broken off.
        let is_cause = matches!(plan.transport, Upper::Tcp { flags, .. } if flags & 0x04 != 0);
        if !is_cause {
            prop_assert_eq!(out.layers[last].payload.of(&bytes), &plan.payload[..]);
        }
        for fault in out.faults.iter().filter(|fault| usize::from(fault.layer) <= last) {
            prop_assert!(false, "{}", fault.kind);
        }
    }

    #[test]
    fn a_cut_packet_is_a_start_of_the_whole(plan in plans(), keep in 0.0..1.0f64) {
        let bytes = build(&plan);
        let kept = (bytes.len() as f64 * keep) as usize;
        let cut = peel(&bytes[..kept], bytes.len(), Want::Full);
        let expected = chain(&plan);
        for (layer, name) in cut.layers.iter().zip(&expected) {
            prop_assert_eq!(layer.info.name, *name);
        }
        for field in cut.fields.iter().filter(|field| !field.source.is_derived()) {
            prop_assert!(field.span.byte_range().end as usize <= kept, "{}", field.spec.name);
        }
        let skim = peel(&bytes[..kept], bytes.len(), Want::Skim);
        let names = |out: &Dissection| out.layers.iter().map(|l| l.info.name).collect::<Vec<_>>();
        prop_assert_eq!(names(&skim), names(&cut));
    }

    #[test]
    fn changed_bytes_are_read_as_etherparse_reads_them(
        plan in plans(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut bytes = build(&plan);
        // The link headers stay, so that both find the IP header.
        let net = 14 + 4 * plan.vlans.len();
        for (place, byte) in changes {
            let place = net + place.index(bytes.len() - net);
            bytes[place] = byte;
        }
        // Where the version contradicts the EtherType, etherparse goes by the version and decap by the
        // EtherType: then there is nothing to compare.
        let version = if bytes[net - 2..net] == [0x08, 0x00] { 4 } else { 6 };
        prop_assume!(bytes[net] >> 4 == version);
        let (addresses, ports) = ends_by_etherparse(&bytes);
        let out = peel(&bytes, bytes.len(), Want::Skim);
        let ours = out.addresses.iter().find_map(|ends| match (ends.from, ends.to) {
            (Address::Ip(from), Address::Ip(to)) => Some(((from, to), ends.ports)),
            _ => None,
        });
        if let (Some(theirs), Some((ours, _))) = (addresses, ours) {
            prop_assert_eq!(ours, theirs);
        }
        if let (Some(theirs), Some((_, Some(ours)))) = (ports, ours) {
            prop_assert_eq!(ours, theirs);
        }
    }
}
