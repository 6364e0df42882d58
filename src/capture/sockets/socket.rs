//! A socket of this machine, as the kernel's tables tell it.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

/// What a socket speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// TCP over IPv4.
    Tcp,
    /// TCP over IPv6, and over IPv4 unless the socket refuses that.
    Tcp6,
    /// UDP over IPv4.
    Udp,
    /// UDP over IPv6, and over IPv4 unless the socket refuses that.
    Udp6,
    /// IPv4 below any transport; the local port is the IP protocol's number.
    Raw,
    /// The same over IPv6.
    Raw6,
    /// Between processes of one machine: `AF_UNIX`.
    Unix,
}

impl Family {
    /// All, in the order in which they are listed.
    pub const ALL: [Family; 7] = [
        Family::Tcp,
        Family::Tcp6,
        Family::Udp,
        Family::Udp6,
        Family::Raw,
        Family::Raw6,
        Family::Unix,
    ];

    /// Its short name.
    pub const fn name(self) -> &'static str {
        match self {
            Family::Tcp => "tcp",
            Family::Tcp6 => "tcp6",
            Family::Udp => "udp",
            Family::Udp6 => "udp6",
            Family::Raw => "raw",
            Family::Raw6 => "raw6",
            Family::Unix => "unix",
        }
    }

    /// True for both kinds of TCP.
    pub const fn is_tcp(self) -> bool {
        matches!(self, Family::Tcp | Family::Tcp6)
    }

    /// True for both kinds of UDP.
    pub const fn is_udp(self) -> bool {
        matches!(self, Family::Udp | Family::Udp6)
    }

    /// True for both kinds of raw sockets.
    pub const fn is_raw(self) -> bool {
        matches!(self, Family::Raw | Family::Raw6)
    }

    /// True for sockets of IPv6, which may take IPv4 as well.
    pub const fn is_v6(self) -> bool {
        matches!(self, Family::Tcp6 | Family::Udp6 | Family::Raw6)
    }
}

/// The state of a socket. The names are the kernel's, those of TCP also RFC 9293's (section 3.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum State {
    /// Waits for connections.
    Listen,
    /// Has asked for a connection.
    SynSent,
    /// Was asked for a connection and has agreed.
    SynReceived,
    /// Connected.
    Established,
    /// Has ended its direction and waits for the acknowledgement.
    #[serde(rename = "FIN-WAIT-1")]
    FinWait1,
    /// Has ended its direction, and waits for the other one.
    #[serde(rename = "FIN-WAIT-2")]
    FinWait2,
    /// The other side has ended its direction; this program has not.
    CloseWait,
    /// Both have ended at the same time.
    Closing,
    /// Has ended as the second one, and waits for the last acknowledgement.
    LastAck,
    /// Over; only the kernel still remembers it.
    TimeWait,
    /// Not connected.
    Unconnected,
    /// On the way to be connected (`AF_UNIX`).
    Connecting,
    /// On the way to be disconnected (`AF_UNIX`).
    Disconnecting,
    /// A state that this program does not know.
    Other,
}

impl State {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            State::Listen => "LISTEN",
            State::SynSent => "SYN-SENT",
            State::SynReceived => "SYN-RECEIVED",
            State::Established => "ESTABLISHED",
            State::FinWait1 => "FIN-WAIT-1",
            State::FinWait2 => "FIN-WAIT-2",
            State::CloseWait => "CLOSE-WAIT",
            State::Closing => "CLOSING",
            State::LastAck => "LAST-ACK",
            State::TimeWait => "TIME-WAIT",
            State::Unconnected => "UNCONNECTED",
            State::Connecting => "CONNECTING",
            State::Disconnecting => "DISCONNECTING",
            State::Other => "OTHER",
        }
    }
}

/// A process that has a socket open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holder {
    /// The process's number.
    pub pid: u32,
    /// Its name, at most 15 characters (`/proc/PID/comm`), fit for a terminal.
    pub command: String,
    /// The file descriptor; the lowest if it has several.
    pub fd: u32,
}

/// The processes behind a socket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holders {
    /// The first ones, by number.
    pub list: Vec<Holder>,
    /// How many more there are.
    pub more: u32,
    /// If there are none: whether some process could not be looked into.
    pub hidden: bool,
}

/// Holders named of one socket at most.
pub const MOST_HOLDERS: usize = 8;

impl Holders {
    /// `nginx 1234`, or `nginx 1234 and 3 more`; `None` if no process is known.
    pub fn text(&self) -> Option<String> {
        let first = self.list.first()?;
        let more = self.others();
        Some(match more {
            0 => format!("{} {}", first.command, first.pid),
            _ => format!("{} {} and {more} more", first.command, first.pid),
        })
    }

    /// How many there are besides the first one.
    pub fn others(&self) -> u32 {
        let listed = u32::try_from(self.list.len().saturating_sub(1)).unwrap_or(u32::MAX);
        listed.saturating_add(self.more)
    }
}

/// The kind of an `AF_UNIX` socket and what it is bound and connected to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnixEnd {
    /// `SOCK_STREAM`, `SOCK_DGRAM` or `SOCK_SEQPACKET`.
    pub kind: String,
    /// The path it is bound to, fit for a terminal; `@` begins one that is no file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// The number of the socket at the other end, if connected and told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub peer: Option<u64>,
}

/// One socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socket {
    /// What it speaks.
    pub family: Family,
    /// Its state.
    pub state: State,
    /// This end; none for `AF_UNIX`. IPv4 over an IPv6 socket stands as IPv4.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub local: Option<SocketAddr>,
    /// The other end, if connected.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remote: Option<SocketAddr>,
    /// For `AF_UNIX`: kind, path and peer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unix: Option<UnixEnd>,
    /// Bytes that came and were not read; of a listening TCP socket the connections that were not
    /// accepted. Missing where the kernel does not tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rx: Option<u32>,
    /// Bytes that were sent and not acknowledged, or that wait to be sent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tx: Option<u32>,
    /// The user who made it; missing where the kernel does not tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub uid: Option<u32>,
    /// Its number in the kernel; 0 when no process has it any more.
    pub inode: u64,
    /// The processes that have it open.
    #[serde(default)]
    pub holders: Holders,
}

impl Socket {
    /// This end as it is listed: address and port, the protocol's number of a raw socket, or what an
    /// `AF_UNIX` socket is bound to.
    pub fn local_text(&self) -> String {
        match (&self.unix, self.local) {
            (Some(unix), _) => unix.path.clone().unwrap_or_else(|| "(no name)".to_owned()),
            (None, Some(local)) if self.family.is_raw() => {
                format!("{} protocol {}", local.ip(), local.port())
            }
            (None, Some(local)) => local.to_string(),
            (None, None) => String::new(),
        }
    }

    /// The other end as it is listed; `*` for everybody.
    pub fn remote_text(&self) -> String {
        match (&self.unix, self.remote) {
            (Some(unix), _) => unix
                .peer
                .map_or_else(String::new, |peer| format!("socket {peer}")),
            (None, Some(remote)) if self.family.is_raw() => remote.ip().to_string(),
            (None, Some(remote)) => remote.to_string(),
            (None, None) => "*".to_owned(),
        }
    }

    /// Who has it open: `nginx 1234 (fd 9)`, or why nobody is named.
    pub fn process_text(&self) -> String {
        match (self.holders.text(), self.holders.list.first()) {
            (Some(text), Some(first)) => format!("{text} (fd {})", first.fd),
            _ if self.inode != 0 && self.holders.hidden => match self.uid {
                Some(uid) => format!("unknown: of user {uid}, hidden from us"),
                None => "unknown: of another user, hidden from us".to_owned(),
            },
            _ => "none: the kernel alone".to_owned(),
        }
    }
}

/// IPv4 inside IPv6 (RFC 4291 section 2.5.5.2) as IPv4, without a scope.
pub(super) fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// The other end, if there is one: the tables have zeros where there is none.
pub(super) fn connected(address: SocketAddr) -> Option<SocketAddr> {
    let is_none = match address.ip().to_canonical() {
        IpAddr::V4(ip) => ip.is_unspecified() && address.port() == 0,
        IpAddr::V6(ip) => ip.is_unspecified() && address.port() == 0,
    };
    (!is_none).then(|| plain(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mapped_addresses_are_those_of_ipv4() {
        let mapped: SocketAddr = "[::ffff:10.0.0.1]:80".parse().unwrap();
        assert_eq!(plain(mapped), "10.0.0.1:80".parse().unwrap());
        assert_eq!(connected("[::]:0".parse().unwrap()), None);
        assert_eq!(connected("0.0.0.0:0".parse().unwrap()), None);
        assert!(connected("10.0.0.1:0".parse().unwrap()).is_some());
    }

    #[test]
    fn holders_are_named_and_counted() {
        let holder = |pid| Holder {
            pid,
            command: "nginx".into(),
            fd: 6,
        };
        let mut holders = Holders::default();
        assert_eq!(holders.text(), None);
        holders.list = vec![holder(7)];
        assert_eq!(holders.text().as_deref(), Some("nginx 7"));
        holders.list.push(holder(8));
        holders.more = 2;
        assert_eq!(holders.text().as_deref(), Some("nginx 7 and 3 more"));
    }

    #[test]
    fn a_socket_survives_the_way_as_json() {
        let socket = Socket {
            family: Family::Tcp6,
            state: State::FinWait1,
            local: Some("[::1]:80".parse().unwrap()),
            remote: None,
            unix: None,
            rx: Some(3),
            tx: None,
            uid: Some(0),
            inode: 99,
            holders: Holders::default(),
        };
        let text = serde_json::to_string(&socket).unwrap();
        assert!(text.contains("\"state\":\"FIN-WAIT-1\""), "{text}");
        assert_eq!(serde_json::from_str::<Socket>(&text).unwrap(), socket);
    }
}
