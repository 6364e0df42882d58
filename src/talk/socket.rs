//! The socket: the door between a program and the transport layer, and who stands behind it.
//!
//! Everything here is read off one dissected frame. Who is the client and who the server is an
//! inference, and it comes with its reason.

use std::net::IpAddr;

use crate::model::{
    Address, Addressed, Dissection, Endpoint, Flow, Layer, OsiLayer, Role, SocketKind, Transport,
    names,
};

/// One end of a frame's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The frame's sender.
    From,
    /// The frame's receiver.
    To,
}

impl End {
    /// The other one.
    pub const fn other(self) -> End {
        match self {
            End::From => End::To,
            End::To => End::From,
        }
    }
}

/// Why an end is taken for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// This frame asks for the connection (SYN); who asks is the client.
    Syn,
    /// This frame grants the connection (SYN and ACK); who grants is the server.
    SynAck,
    /// The message inside is a request; who asks is the client.
    Request(&'static str),
    /// The message inside is an answer; who answers is the server.
    Answer(&'static str),
    /// The server's port is registered for this service and the other one is not.
    Registered(u16, &'static str),
    /// The server's port is lower than those that systems hand out to clients.
    Ephemeral(u16),
    /// The server's port is the lower one.
    Lower,
}

/// Who is who behind the two sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roles {
    /// One end serves, the other is its client.
    Server(End, Why),
    /// Both ports are equal: neither end stands out.
    Peers,
    /// The receiver is a group or everybody on the link: all who listen get it.
    Group,
    /// Without ports there is no telling.
    Unknown,
}

/// The two sockets that a frame travels between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// Index of the layer below the door: the transport, or what a raw socket's program wrote.
    pub layer: u16,
    /// The kind of socket.
    pub kind: SocketKind,
    /// Sender's address.
    pub from: IpAddr,
    /// Receiver's address.
    pub to: IpAddr,
    /// Ports, source first; a raw socket has none.
    pub ports: Option<(u16, u16)>,
    /// Who is who.
    pub roles: Roles,
}

/// The lowest port that common systems hand out to clients (Linux; IANA's range starts at 49152).
const EPHEMERAL: u16 = 32_768;

/// Network protocols that programs speak through raw sockets; others are the kernel's own.
const RAW: [&str; 5] = ["ospf", "vrrp", "pim", "eigrp", "rsvp"];

/// The doors of a frame, outermost first: one for every pair of network addresses that a program
/// can have spoken to.
pub fn doors(dissection: &Dissection) -> Vec<Door> {
    let of = |ends: &Addressed| door(dissection, ends);
    dissection.addresses.iter().filter_map(of).collect()
}

fn door(dissection: &Dissection, ends: &Addressed) -> Option<Door> {
    let (Address::Ip(from), Address::Ip(to)) = (ends.from, ends.to) else {
        return None;
    };
    let Some((transport, source, destination)) = ends.ports else {
        return raw_door(dissection, ends.layer, from, to);
    };
    let layer = transport_layer(dissection, ends.layer, transport)?;
    let kind = match transport {
        Transport::Tcp => SocketKind::Stream,
        Transport::Udp => SocketKind::Datagram,
        Transport::Sctp => SocketKind::SeqPacket,
        Transport::Dccp => return None,
    };
    let roles = ends.flow().map_or(Roles::Unknown, |flow| {
        roles(&flow, evidence(dissection, layer))
    });
    Some(Door {
        layer,
        kind,
        from,
        to,
        ports: Some((source, destination)),
        roles,
    })
}

/// The nearest layer of this transport inside `network`.
fn transport_layer(dissection: &Dissection, network: u16, transport: Transport) -> Option<u16> {
    let name = match transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
        Transport::Sctp => "sctp",
        Transport::Dccp => "dccp",
    };
    let found = |layer: &&(usize, &Layer)| {
        layer.1.info.osi == OsiLayer::Transport
            && layer.1.role == Role::Header
            && (layer.1.info.name == name || layer.1.info.name.starts_with(name))
    };
    let inside: Vec<_> = dissection
        .layers
        .iter()
        .enumerate()
        .skip(usize::from(network) + 1)
        .collect();
    inside
        .iter()
        .find(found)
        .and_then(|(index, _)| u16::try_from(*index).ok())
}

/// A program that writes its own message below any transport.
fn raw_door(dissection: &Dissection, network: u16, from: IpAddr, to: IpAddr) -> Option<Door> {
    let child = |layer: &Layer| layer.parent == Some(network) && layer.role == Role::Header;
    let index = dissection.layers.iter().position(child)?;
    let layer = dissection.layers.get(index)?;
    let echo = |name: &str, codes: &[u64]| {
        let value = dissection.fields_of(layer).iter();
        value.filter(|field| field.spec.name == name).any(|field| {
            field
                .value
                .as_uint()
                .is_some_and(|kind| codes.contains(&kind))
        })
    };
    let by_program = match layer.info.name {
        "icmp" => echo("icmp.type", &[0, 8]),
        "icmpv6" => echo("icmpv6.type", &[128, 129]),
        name => RAW.contains(&name),
    };
    by_program.then_some(Door {
        layer: u16::try_from(index).ok()?,
        kind: SocketKind::Raw,
        from,
        to,
        ports: None,
        roles: if is_group(to) {
            Roles::Group
        } else {
            Roles::Unknown
        },
    })
}

/// What the frame itself says of who is who, stronger than any port number.
fn evidence(dissection: &Dissection, transport: u16) -> Option<(End, Why)> {
    let layer = dissection.layers.get(usize::from(transport))?;
    let own = dissection.fields_of(layer);
    let flag = |name: &str| {
        own.iter()
            .any(|field| field.spec.name == name && field.value.as_uint() == Some(1))
    };
    match (flag("tcp.flags.syn"), flag("tcp.flags.ack")) {
        (true, false) => return Some((End::To, Why::Syn)),
        (true, true) => return Some((End::From, Why::SynAck)),
        _ => {}
    }
    let mut inside = dissection.layers.iter().skip(usize::from(transport) + 1);
    inside.find_map(|layer| {
        if layer.role != Role::Header {
            return None;
        }
        dissection.fields_of(layer).iter().find_map(|field| {
            let sense = message_sense(field.spec.name, field.value.as_uint())?;
            Some(match sense {
                Sense::Request => (End::To, Why::Request(layer.info.short)),
                Sense::Answer => (End::From, Why::Answer(layer.info.short)),
            })
        })
    })
}

enum Sense {
    Request,
    Answer,
}

/// Fields that tell a request from an answer.
fn message_sense(name: &str, value: Option<u64>) -> Option<Sense> {
    match (name, value) {
        ("http.request.method", _) => Some(Sense::Request),
        ("http.response.code", _) => Some(Sense::Answer),
        ("dns.flags.response", Some(0)) => Some(Sense::Request),
        ("dns.flags.response", Some(_)) => Some(Sense::Answer),
        ("tls.handshake.type", Some(1)) => Some(Sense::Request),
        ("tls.handshake.type", Some(2)) => Some(Sense::Answer),
        ("dhcp.type", Some(1)) => Some(Sense::Request),
        ("dhcp.type", Some(2)) => Some(Sense::Answer),
        ("tftp.opcode", Some(1 | 2)) => Some(Sense::Request),
        ("ntp.flags.mode", Some(3)) => Some(Sense::Request),
        ("ntp.flags.mode", Some(4)) => Some(Sense::Answer),
        ("ftp.request.command" | "smtp.req.command", _) => Some(Sense::Request),
        ("ftp.response.code" | "smtp.response.code", _) => Some(Sense::Answer),
        _ => None,
    }
}

fn roles(flow: &Flow, evidence: Option<(End, Why)>) -> Roles {
    if is_group(flow.to.ip) {
        return Roles::Group;
    }
    if let Some((end, why)) = evidence {
        return Roles::Server(end, why);
    }
    let (source, destination) = (flow.from.port, flow.to.port);
    if source == destination {
        return Roles::Peers;
    }
    let service = |port: u16| match flow.transport {
        Transport::Tcp => names::tcp_port(port),
        Transport::Udp => names::udp_port(port),
        Transport::Sctp => names::sctp_port(port),
        Transport::Dccp => None,
    };
    let (end, low) = if source < destination {
        (End::From, source)
    } else {
        (End::To, destination)
    };
    match (service(source), service(destination)) {
        (Some(name), None) => return Roles::Server(End::From, Why::Registered(source, name)),
        (None, Some(name)) => return Roles::Server(End::To, Why::Registered(destination, name)),
        _ => {}
    }
    let why = if low < EPHEMERAL && source.max(destination) >= EPHEMERAL {
        Why::Ephemeral(low)
    } else {
        Why::Lower
    };
    Roles::Server(end, why)
}

/// True if more than one interface may take a packet to this address.
fn is_group(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_multicast() || ip.is_broadcast(),
        IpAddr::V6(ip) => ip.is_multicast(),
    }
}

impl Why {
    /// The reason as the end of a sentence that begins "... is the server, because".
    pub fn text(&self) -> String {
        match self {
            Why::Syn => "this SYN asks it for the connection".into(),
            Why::SynAck => "it grants the connection (SYN and ACK)".into(),
            Why::Request(proto) => format!("the {proto} message is a request to it"),
            Why::Answer(proto) => format!("the {proto} message is its answer"),
            Why::Registered(port, service) => {
                format!("port {port} is registered for {service}")
            }
            Why::Ephemeral(port) => {
                format!("the other port is one that systems hand out to clients, {port} is not")
            }
            Why::Lower => {
                "its port is the lower one (a guess: servers tend to have low ports)".into()
            }
        }
    }
}

impl Door {
    /// The direction of traffic through the door; a raw socket has no ports to tell.
    pub fn flow(&self) -> Option<Flow> {
        let transport = match self.kind {
            SocketKind::Stream => Transport::Tcp,
            SocketKind::Datagram => Transport::Udp,
            SocketKind::SeqPacket => Transport::Sctp,
            SocketKind::Raw => return None,
        };
        let (source, destination) = self.ports?;
        let end = |ip, port| Endpoint { ip, port };
        Some(Flow {
            transport,
            from: end(self.from, source),
            to: end(self.to, destination),
        })
    }

    /// An end as an address with its port, if it has one.
    pub fn end(&self, end: End) -> String {
        let (ip, port) = match end {
            End::From => (self.from, self.ports.map(|ports| ports.0)),
            End::To => (self.to, self.ports.map(|ports| ports.1)),
        };
        match (ip, port) {
            (IpAddr::V6(ip), Some(port)) => format!("[{ip}]:{port}"),
            (ip, Some(port)) => format!("{ip}:{port}"),
            (ip, None) => ip.to_string(),
        }
    }

    /// What an end is called: client, server, or just what it does.
    pub fn role(&self, end: End) -> &'static str {
        match (self.roles, end) {
            (Roles::Server(server, _), end) if server == end => "server",
            (Roles::Server(..), _) => "client",
            (Roles::Peers, _) => "peer",
            (Roles::Group, End::To) => "group",
            (Roles::Group | Roles::Unknown, End::From) => "sender",
            (Roles::Unknown, End::To) => "receiver",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Frame, FrameInfo};
    use crate::proto::registry;
    use etherparse::PacketBuilder;

    fn dissect(bytes: Vec<u8>) -> Dissection {
        let info = FrameInfo {
            original_len: bytes.len() as u32,
            ..FrameInfo::default()
        };
        let frame = Frame {
            info,
            bytes,
            comments: Vec::new(),
        };
        let mut out = Dissection::default();
        let mut known = crate::decode::NoConversations;
        Peeler::new(registry()).peel(&frame, Want::Full, &mut known, &mut out);
        out
    }

    fn ip() -> etherparse::PacketBuilderStep<etherparse::IpHeaders> {
        PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]).ipv4(
            [192, 0, 2, 1],
            [198, 51, 100, 2],
            64,
        )
    }

    fn udp(source: u16, destination: u16) -> Door {
        let mut bytes = Vec::new();
        ip().udp(source, destination)
            .write(&mut bytes, &[1, 2])
            .unwrap();
        doors(&dissect(bytes))[0]
    }

    #[test]
    fn a_syn_makes_its_receiver_the_server_whatever_the_ports() {
        let mut bytes = Vec::new();
        ip().tcp(80, 50_000, 1, 100)
            .syn()
            .write(&mut bytes, &[])
            .unwrap();
        let door = doors(&dissect(bytes))[0];
        assert_eq!(door.kind, SocketKind::Stream);
        assert_eq!(door.roles, Roles::Server(End::To, Why::Syn));
        assert_eq!(door.role(End::From), "client");
        assert_eq!(door.end(End::To), "198.51.100.2:50000");
        let flow = door.flow().unwrap();
        assert_eq!(flow.from.to_string(), "192.0.2.1:80");
        assert_eq!(flow.transport, Transport::Tcp);
    }

    #[test]
    fn a_syn_with_ack_makes_its_sender_the_server() {
        let mut bytes = Vec::new();
        ip().tcp(50_000, 80, 1, 100)
            .syn()
            .ack(2)
            .write(&mut bytes, &[])
            .unwrap();
        let door = doors(&dissect(bytes))[0];
        assert_eq!(door.roles, Roles::Server(End::From, Why::SynAck));
    }

    #[test]
    fn ports_tell_with_falling_certainty() {
        let registered = udp(53, 65_000);
        assert!(matches!(
            registered.roles,
            Roles::Server(End::From, Why::Registered(53, _))
        ));
        assert_eq!(
            udp(64_900, 64_901).roles,
            Roles::Server(End::From, Why::Lower)
        );
        assert_eq!(udp(7000, 7000).roles, Roles::Peers);
        assert_eq!(registered.kind.constant(), "SOCK_DGRAM");
    }

    #[test]
    fn a_group_has_no_server() {
        let mut bytes = Vec::new();
        PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [1, 0, 0x5e, 0, 0, 251])
            .ipv4([192, 0, 2, 1], [224, 0, 0, 251], 1)
            .udp(5353, 5353)
            .write(&mut bytes, &[1])
            .unwrap();
        assert_eq!(doors(&dissect(bytes))[0].roles, Roles::Group);
    }

    #[test]
    fn a_frame_without_addresses_has_no_door() {
        assert!(doors(&dissect(vec![0xff; 14])).is_empty());
    }
}
