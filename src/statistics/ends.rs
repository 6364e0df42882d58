//! The kinds of ends that are told apart, and what a frame's headers name.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::IpAddr;

use crate::model::{Address, Addressed, Dissection, Transport};

/// What conversations are between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Network cards of an Ethernet.
    Ethernet,
    /// Hosts with IPv4 addresses.
    Ipv4,
    /// Hosts with IPv6 addresses.
    Ipv6,
    /// Ports of TCP.
    Tcp,
    /// Ports of UDP.
    Udp,
    /// Ports of SCTP.
    Sctp,
}

impl Kind {
    /// All kinds, from the link up.
    pub const ALL: [Kind; 6] = [
        Kind::Ethernet,
        Kind::Ipv4,
        Kind::Ipv6,
        Kind::Tcp,
        Kind::Udp,
        Kind::Sctp,
    ];

    /// The name of the protocol in display filters.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Ethernet => "eth",
            Kind::Ipv4 => "ip",
            Kind::Ipv6 => "ipv6",
            Kind::Tcp => "tcp",
            Kind::Udp => "udp",
            Kind::Sctp => "sctp",
        }
    }

    /// The name as a person reads it.
    pub const fn title(self) -> &'static str {
        match self {
            Kind::Ethernet => "Ethernet",
            Kind::Ipv4 => "IPv4",
            Kind::Ipv6 => "IPv6",
            Kind::Tcp => "TCP",
            Kind::Udp => "UDP",
            Kind::Sctp => "SCTP",
        }
    }

    /// True if its ends have ports.
    pub const fn has_ports(self) -> bool {
        matches!(self, Kind::Tcp | Kind::Udp | Kind::Sctp)
    }

    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

/// One end of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct End {
    /// The address.
    pub address: Address,
    /// The port; 0 where the kind has none.
    pub port: u16,
}

impl End {
    /// The filter expression for frames from or to this end.
    pub fn filter(&self, kind: Kind) -> String {
        let host = format!("{}.addr=={}", self.family(), self.address);
        match kind.has_ports() {
            true => format!("{host} && {}.port=={}", kind.name(), self.port),
            false => host,
        }
    }

    /// The protocol of the address.
    pub(super) fn family(&self) -> &'static str {
        match self.address {
            Address::Ip(IpAddr::V4(_)) => "ip",
            Address::Ip(IpAddr::V6(_)) => "ipv6",
            Address::Mac(_) | Address::Unknown => "eth",
        }
    }

    fn number(&self) -> (u128, u64) {
        match self.address {
            Address::Ip(IpAddr::V4(ip)) => (u128::from(ip.to_bits()), 0),
            Address::Ip(IpAddr::V6(ip)) => (ip.to_bits(), 1),
            Address::Mac([a, b, c, d, e, f]) => {
                (u128::from(u64::from_be_bytes([0, 0, a, b, c, d, e, f])), 2)
            }
            Address::Unknown => (0, 3),
        }
    }
}

/// The address, and the port where there is one.
impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.address, self.port) {
            (address, 0) => address.fmt(f),
            (Address::Ip(IpAddr::V6(ip)), port) => write!(f, "[{ip}]:{port}"),
            (address, port) => write!(f, "{address}:{port}"),
        }
    }
}

/// Two ends, the same in both directions. It is what a table is searched for, several times a frame,
/// so it is a few words that are quickly hashed and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key([u64; 5]);

impl Key {
    /// The key of two ends.
    pub fn of(a: &End, b: &End) -> Key {
        let (mut low, mut high) = ((a.number(), a.port), (b.number(), b.port));
        if low > high {
            (low, high) = (high, low);
        }
        let ((low, family), low_port) = low;
        let ((high, _), high_port) = high;
        let ports = u64::from(low_port) << 16 | u64::from(high_port);
        Key([
            (low >> 64) as u64,
            low as u64,
            (high >> 64) as u64,
            high as u64,
            family << 32 | ports,
        ])
    }
}

impl Hash for Key {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        for word in self.0 {
            state.write_u64(word);
        }
    }
}

/// Calls `take` with the ends that each header of a frame names, the sender's first, outermost
/// header first. A tunnel's frame belongs to the conversations outside and inside. Headers that
/// an error message quotes travel nowhere and do not count.
pub(super) fn each_pair(out: &Dissection, mut take: impl FnMut(Kind, End, End)) {
    for ends in &out.addresses {
        let at = |address, port| End { address, port };
        if let Some(kind) = header_kind(out, ends) {
            take(kind, at(ends.from, 0), at(ends.to, 0));
        }
        let Some((transport, source, destination)) = ends.ports else {
            continue;
        };
        let kind = match transport {
            Transport::Tcp => Kind::Tcp,
            Transport::Udp => Kind::Udp,
            Transport::Sctp => Kind::Sctp,
            Transport::Dccp => continue,
        };
        take(kind, at(ends.from, source), at(ends.to, destination));
    }
}

/// What kind of header names these ends. Extension headers of IPv6 may name another destination,
/// which counts for ports only.
fn header_kind(out: &Dissection, ends: &Addressed) -> Option<Kind> {
    let layer = out.layers.get(usize::from(ends.layer))?;
    match (ends.from, layer.info.name) {
        (Address::Mac(_), "eth") => Some(Kind::Ethernet),
        (Address::Ip(IpAddr::V4(_)), "ip") => Some(Kind::Ipv4),
        (Address::Ip(IpAddr::V6(_)), "ipv6") => Some(Kind::Ipv6),
        _ => None,
    }
}
