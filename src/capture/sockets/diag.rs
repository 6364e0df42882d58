//! What the kernel answers over `sock_diag`: one socket by its ends, at once, without walking the
//! whole table; and of `AF_UNIX` sockets queues and peers, which no table tells.

use std::io;
use std::net::SocketAddr;

use netlink_packet_core::{
    NLM_F_DUMP, NLM_F_REQUEST, NetlinkBuffer, NetlinkHeader, NetlinkMessage, NetlinkPayload,
};
use netlink_packet_sock_diag::constants::{AF_INET, AF_INET6, IPPROTO_TCP};
use netlink_packet_sock_diag::inet::{self, InetRequest, SocketId};
use netlink_packet_sock_diag::unix::nlas::{Nla, UnixDiagName};
use netlink_packet_sock_diag::unix::{self, UnixRequest, UnixResponse};
use netlink_packet_sock_diag::{SockDiagMessage, TCP_ESTABLISHED, TCP_LISTEN};
use netlink_sys::protocols::NETLINK_SOCK_DIAG;
use nix::libc;

use super::socket::{Family, Holders, Socket, State, UnixEnd};
use super::tables::{short_path, unix_kind};

/// More sockets than this are not listed.
const MOST_SOCKETS: usize = 200_000;

/// Bytes of a message without anything in it.
const SMALLEST: usize = 16;

/// A way to ask the kernel.
pub(super) struct Diag {
    socket: netlink_sys::Socket,
    buffer: Vec<u8>,
}

/// A TCP socket that the kernel found by its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Its number; 0 if no process has it open.
    pub inode: u64,
    /// The user who made it.
    pub uid: u32,
    /// True for a socket of IPv6, also one that speaks IPv4.
    pub v6: bool,
    /// True if it is one that listens, and not the connection itself.
    pub listens: bool,
}

impl Diag {
    /// Opens the way.
    ///
    /// # Errors
    /// When the kernel has none.
    pub fn new() -> io::Result<Diag> {
        let mut socket = netlink_sys::Socket::new(NETLINK_SOCK_DIAG)?;
        socket.bind_auto()?;
        socket.connect(&netlink_sys::SocketAddr::new(0, 0))?;
        Ok(Diag {
            socket,
            buffer: vec![0; 64 << 10],
        })
    }

    /// The TCP socket that a segment to `local` from `remote` would reach: the connection, else who
    /// listens. This is the kernel's own way of finding it.
    ///
    /// # Errors
    /// When the kernel does not answer; no such socket is `None`.
    pub fn tcp(&mut self, local: SocketAddr, remote: SocketAddr) -> io::Result<Option<Found>> {
        let is_v4 = local.is_ipv4();
        let id = if is_v4 {
            SocketId::new_v4()
        } else {
            SocketId::new_v6()
        };
        let request = InetRequest {
            family: if is_v4 { AF_INET } else { AF_INET6 },
            protocol: IPPROTO_TCP,
            extensions: inet::ExtensionFlags::empty(),
            states: inet::StateFlags::all(),
            socket_id: SocketId {
                source_port: local.port(),
                destination_port: remote.port(),
                source_address: local.ip(),
                destination_address: remote.ip(),
                // "Whatever the socket's cookie": INET_DIAG_NOCOOKIE.
                cookie: [0xff; 8],
                ..id
            },
        };
        let mut found = None;
        self.ask(SockDiagMessage::InetRequest(request), 0, |message| {
            if let SockDiagMessage::InetResponse(response) = message {
                let header = &response.header;
                found = Some(Found {
                    inode: u64::from(header.inode),
                    uid: header.uid,
                    v6: header.family == AF_INET6,
                    listens: header.state == TCP_LISTEN,
                });
            }
        })?;
        Ok(found)
    }

    /// All `AF_UNIX` sockets.
    ///
    /// # Errors
    /// When the kernel does not answer.
    pub fn unix(&mut self) -> io::Result<Vec<Socket>> {
        let request = UnixRequest {
            state_flags: unix::StateFlags::from_bits_retain(u32::MAX),
            inode: 0,
            show_flags: unix::ShowFlags::NAME | unix::ShowFlags::PEER | unix::ShowFlags::RQLEN,
            cookie: [0xff; 8],
        };
        let mut sockets = Vec::new();
        self.ask(
            SockDiagMessage::UnixRequest(request),
            NLM_F_DUMP,
            |message| {
                if let SockDiagMessage::UnixResponse(response) = message
                    && sockets.len() < MOST_SOCKETS
                {
                    sockets.push(unix_socket(&response));
                }
            },
        )?;
        Ok(sockets)
    }

    /// Sends a request and reads all answers to it.
    fn ask(
        &mut self,
        request: SockDiagMessage,
        flags: u16,
        mut take: impl FnMut(SockDiagMessage),
    ) -> io::Result<()> {
        let mut header = NetlinkHeader::default();
        header.flags = NLM_F_REQUEST | flags;
        let mut message = NetlinkMessage::new(header, request.into());
        message.finalize();
        let mut bytes = vec![0; message.buffer_len()];
        message.serialize(&mut bytes);
        self.socket.send(&bytes, 0)?;
        loop {
            let len = self.socket.recv(&mut &mut self.buffer[..], 0)?;
            let mut rest = self.buffer.get(..len).unwrap_or_default();
            while !rest.is_empty() {
                let len = NetlinkBuffer::new_checked(rest)
                    .map_err(io::Error::other)?
                    .length();
                let message = NetlinkMessage::<SockDiagMessage>::deserialize(rest);
                let step = (len as usize).next_multiple_of(4).max(SMALLEST);
                rest = rest.get(step..).unwrap_or_default();
                // A socket with a name that the crate does not understand hides no other one.
                let Ok(message) = message else { continue };
                match message.payload {
                    NetlinkPayload::InnerMessage(answer) => {
                        take(answer);
                        // A question for one socket has one answer, with no end mark behind it.
                        if flags & NLM_F_DUMP == 0 {
                            return Ok(());
                        }
                    }
                    NetlinkPayload::Error(error) => {
                        let error = error.to_io();
                        return match error.raw_os_error() {
                            None | Some(0 | libc::ENOENT) => Ok(()),
                            _ => Err(error),
                        };
                    }
                    _ => return Ok(()),
                }
            }
        }
    }
}

fn unix_socket(response: &UnixResponse) -> Socket {
    let header = &response.header;
    let listens = header.state == TCP_LISTEN;
    let name = response.nlas.iter().find_map(|nla| match nla {
        Nla::Name(UnixDiagName::Pathname(path)) => Some(path.to_string_lossy().into_owned()),
        Nla::Name(UnixDiagName::Abstract(name)) => {
            Some(format!("@{}", String::from_utf8_lossy(name)))
        }
        _ => None,
    });
    let queues = response.nlas.iter().find_map(|nla| match nla {
        Nla::ReceiveQueueLength(rx, tx) => Some((*rx, *tx)),
        _ => None,
    });
    Socket {
        family: Family::Unix,
        state: match header.state {
            TCP_LISTEN => State::Listen,
            TCP_ESTABLISHED => State::Established,
            _ => State::Unconnected,
        },
        local: None,
        remote: None,
        unix: Some(UnixEnd {
            kind: unix_kind(u16::from(header.kind)),
            path: name.map(|path| short_path(&path)),
            peer: response.peer().map(u64::from),
        }),
        rx: queues.map(|queues| queues.0),
        // Of a socket that listens the second number is how many connections may wait.
        tx: queues.filter(|_| !listens).map(|queues| queues.1),
        uid: None,
        inode: u64::from(header.inode),
        holders: Holders::default(),
    }
}
