//! Who speaks to whom: addresses, endpoints, flows and the socket in between.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address of the data link or network layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    /// A 48-bit MAC address.
    Mac([u8; 6]),
    /// An IPv4 or IPv6 address.
    Ip(IpAddr),
    /// One that the header does not tell: a cooked header keeps only the sender's.
    Unknown,
}

impl From<Ipv4Addr> for Address {
    fn from(ip: Ipv4Addr) -> Self {
        Address::Ip(IpAddr::V4(ip))
    }
}

impl From<Ipv6Addr> for Address {
    fn from(ip: Ipv6Addr) -> Self {
        Address::Ip(IpAddr::V6(ip))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Mac(mac) => f.pad(Short::new().mac(*mac).text()),
            Address::Ip(IpAddr::V4(ip)) => f.pad(Short::new().ipv4(*ip).text()),
            Address::Ip(IpAddr::V6(ip)) => ip.fmt(f),
            Address::Unknown => f.write_str("?"),
        }
    }
}

/// The text of an address or an endpoint, put together without the detour through the formatting of
/// numbers: lists are full of them.
struct Short {
    bytes: [u8; 24],
    len: usize,
}

impl Short {
    const fn new() -> Short {
        Short {
            bytes: [0; 24],
            len: 0,
        }
    }

    fn push(mut self, byte: u8) -> Short {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
        self
    }

    fn decimal(mut self, number: u16) -> Short {
        let mut unit = 10_000;
        while unit > 1 && number < unit {
            unit /= 10;
        }
        while unit > 0 {
            self = self.push(b'0' + (number / unit % 10) as u8);
            unit /= 10;
        }
        self
    }

    fn mac(mut self, mac: [u8; 6]) -> Short {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        for (index, byte) in mac.into_iter().enumerate() {
            self = if index > 0 { self.push(b':') } else { self };
            let (high, low) = (usize::from(byte >> 4), usize::from(byte & 0xf));
            self = self.push(DIGITS[high]).push(DIGITS[low]);
        }
        self
    }

    fn ipv4(mut self, ip: Ipv4Addr) -> Short {
        for (index, octet) in ip.octets().into_iter().enumerate() {
            self = if index > 0 { self.push(b'.') } else { self };
            self = self.decimal(octet.into());
        }
        self
    }

    fn text(&self) -> &str {
        // Only ASCII was written.
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

/// A transport protocol that has ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Transport {
    /// A byte stream.
    Tcp,
    /// Datagrams.
    Udp,
    /// Messages in streams.
    Sctp,
    /// Datagrams with congestion control.
    Dccp,
}

impl Transport {
    /// All transports, in a fixed order.
    pub const ALL: [Transport; 4] = [
        Transport::Tcp,
        Transport::Udp,
        Transport::Sctp,
        Transport::Dccp,
    ];

    /// The protocol's name as users write it.
    pub const fn name(self) -> &'static str {
        match self {
            Transport::Tcp => "TCP",
            Transport::Udp => "UDP",
            Transport::Sctp => "SCTP",
            Transport::Dccp => "DCCP",
        }
    }
}

/// The kind of socket through which a process reaches the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SocketKind {
    /// `SOCK_STREAM`: a reliable byte stream.
    Stream,
    /// `SOCK_DGRAM`: single datagrams.
    Datagram,
    /// `SOCK_SEQPACKET`: reliable messages.
    SeqPacket,
    /// `SOCK_RAW`: the process writes the transport header itself; there are no ports.
    Raw,
}

impl SocketKind {
    /// The constant of `socket(2)`.
    pub const fn constant(self) -> &'static str {
        match self {
            SocketKind::Stream => "SOCK_STREAM",
            SocketKind::Datagram => "SOCK_DGRAM",
            SocketKind::SeqPacket => "SOCK_SEQPACKET",
            SocketKind::Raw => "SOCK_RAW",
        }
    }
}

/// One end of a conversation: an address and, above it, a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint {
    /// Network address.
    pub ip: IpAddr,
    /// Port number.
    pub port: u16,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ip {
            IpAddr::V4(ip) => {
                f.write_str(Short::new().ipv4(ip).push(b':').decimal(self.port).text())
            }
            IpAddr::V6(ip) => write!(f, "[{ip}]:{}", self.port),
        }
    }
}

/// A direction of traffic between two sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// Which transport's port numbers these are.
    pub transport: Transport,
    /// The sending end.
    pub from: Endpoint,
    /// The receiving end.
    pub to: Endpoint,
}

impl Flow {
    /// The same conversation, seen in the other direction.
    pub const fn reversed(self) -> Flow {
        Flow {
            transport: self.transport,
            from: self.to,
            to: self.from,
        }
    }

    /// One key for both directions: the lower end first.
    #[inline]
    pub fn key(self) -> Flow {
        if self.is_key() { self } else { self.reversed() }
    }

    /// True for the direction that is its own key.
    #[inline]
    pub fn is_key(&self) -> bool {
        match (self.from.ip, self.to.ip) {
            // The same order as below, as numbers.
            (IpAddr::V4(from), IpAddr::V4(to)) => {
                (u32::from(from), self.from.port) <= (u32::from(to), self.to.port)
            }
            _ => self.from <= self.to,
        }
    }
}

/// Flows are looked up several times a frame: two numbers are hashed faster than nine parts.
impl Hash for Flow {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let ports = u64::from(self.from.port) << 16 | u64::from(self.to.port);
        state.write_u64(ports << 8 | self.transport as u64);
        match (self.from.ip, self.to.ip) {
            (IpAddr::V4(from), IpAddr::V4(to)) => {
                state.write_u64(u64::from(u32::from(from)) << 32 | u64::from(u32::from(to)));
            }
            (from, to) => (from, to).hash(state),
        }
    }
}

/// The two ends that one layer of a frame names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addressed {
    /// Index of the layer in its dissection.
    pub layer: u16,
    /// Sender.
    pub from: Address,
    /// Receiver.
    pub to: Address,
    /// Ports of the transport directly above, source first.
    pub ports: Option<(Transport, u16, u16)>,
}

impl Addressed {
    /// Sender and receiver.
    pub fn ends(&self) -> (Address, Address) {
        (self.from, self.to)
    }

    /// The flow, if these are network addresses with ports above them.
    pub fn flow(&self) -> Option<Flow> {
        match (self.from, self.to, self.ports) {
            (Address::Ip(from), Address::Ip(to), Some((transport, source, destination))) => {
                Some(Flow {
                    transport,
                    from: Endpoint {
                        ip: from,
                        port: source,
                    },
                    to: Endpoint {
                        ip: to,
                        port: destination,
                    },
                })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_have_one_key() {
        let end = |last, port| Endpoint {
            ip: IpAddr::V4(Ipv4Addr::new(10, 0, 0, last)),
            port,
        };
        let flow = Flow {
            transport: Transport::Tcp,
            from: end(2, 80),
            to: end(1, 40000),
        };
        assert_eq!(flow.key(), flow.reversed().key());
        assert_eq!(flow.key().from, end(1, 40000));
    }

    #[test]
    fn addresses_are_written_as_the_standard_library_does() {
        for octets in [[0, 9, 10, 99], [100, 199, 200, 255], [192, 0, 2, 1]] {
            let ip = Ipv4Addr::from(octets);
            assert_eq!(Address::from(ip).to_string(), ip.to_string());
            for port in [0, 7, 80, 1000, 65_535] {
                let end = Endpoint {
                    ip: ip.into(),
                    port,
                };
                assert_eq!(end.to_string(), format!("{ip}:{port}"));
            }
        }
        let mac = Address::Mac([0, 0x1b, 0x21, 0xff, 0x0a, 0xc0]);
        assert_eq!(format!("{mac:<18}|"), "00:1b:21:ff:0a:c0 |");
    }

    #[test]
    fn ipv6_endpoints_have_brackets() {
        let end = Endpoint {
            ip: "fe80::1".parse().unwrap(),
            port: 53,
        };
        assert_eq!(end.to_string(), "[fe80::1]:53");
    }
}
