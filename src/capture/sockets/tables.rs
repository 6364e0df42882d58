//! The kernel's socket tables in `/proc/net`, and in `/proc/PID/net` for other network namespaces.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use procfs::net::{TcpNetEntries, TcpState, UdpNetEntries, UdpState, UnixNetEntries, UnixState};
use procfs::{FromBufRead, FromBufReadSI, ProcResult};

use super::socket::{Family, Holders, Socket, State, UnixEnd, connected, plain};
use crate::model::text::{clean, ellipsis};

/// Bytes read of a table at most: some 400,000 sockets.
const MOST_BYTES: u64 = 64 << 20;

/// Characters kept of the path of an `AF_UNIX` socket.
const MOST_PATH: usize = 120;

/// The tables of the namespace of this process.
pub(super) const OWN: &str = "/proc/self/net";

/// Reads one table; `net` is the folder `net` of a process in the namespace.
///
/// # Errors
/// When the table cannot be read, or is not what it is known to be. A kernel without IPv6 has no
/// tables for it: that is an empty table.
pub(super) fn read(net: &Path, family: Family) -> ProcResult<Vec<Socket>> {
    let file = match File::open(net.join(family.name())) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    parse(BufReader::new(file.take(MOST_BYTES)), family)
}

fn parse(table: impl std::io::BufRead, family: Family) -> ProcResult<Vec<Socket>> {
    let system = procfs::current_system_info();
    Ok(match family {
        Family::Tcp | Family::Tcp6 => TcpNetEntries::from_buf_read(table, system)?
            .0
            .into_iter()
            .map(|row| Socket {
                family,
                state: tcp_state(&row.state),
                local: Some(plain(row.local_address)),
                remote: connected(row.remote_address),
                unix: None,
                rx: Some(row.rx_queue),
                tx: Some(row.tx_queue),
                uid: user(row.uid, row.inode),
                inode: row.inode,
                holders: Holders::default(),
            })
            .collect(),
        Family::Udp | Family::Udp6 | Family::Raw | Family::Raw6 => {
            UdpNetEntries::from_buf_read(table, system)?
                .0
                .into_iter()
                .map(|row| Socket {
                    family,
                    state: match row.state {
                        UdpState::Established => State::Established,
                        UdpState::Close => State::Unconnected,
                    },
                    local: Some(plain(row.local_address)),
                    remote: connected(row.remote_address),
                    unix: None,
                    rx: Some(row.rx_queue),
                    tx: Some(row.tx_queue),
                    uid: user(row.uid, row.inode),
                    inode: row.inode,
                    holders: Holders::default(),
                })
                .collect()
        }
        Family::Unix => UnixNetEntries::from_buf_read(table)?
            .0
            .into_iter()
            .map(|row| Socket {
                family,
                state: unix_state(&row.state),
                local: None,
                remote: None,
                unix: Some(UnixEnd {
                    kind: unix_kind(row.socket_type),
                    path: row.path.map(|path| short_path(&path.to_string_lossy())),
                    peer: None,
                }),
                rx: None,
                tx: None,
                uid: None,
                inode: row.inode,
                holders: Holders::default(),
            })
            .collect(),
    })
}

/// Of a socket that only the kernel still has, the tables say user 0, whoever made it.
fn user(uid: u32, inode: u64) -> Option<u32> {
    (inode != 0).then_some(uid)
}

/// A path out of the system, fit for a terminal.
pub(super) fn short_path(path: &str) -> String {
    ellipsis(&clean(path), MOST_PATH).into_owned()
}

fn tcp_state(state: &TcpState) -> State {
    match state {
        TcpState::Established => State::Established,
        TcpState::SynSent => State::SynSent,
        TcpState::SynRecv | TcpState::NewSynRecv => State::SynReceived,
        TcpState::FinWait1 => State::FinWait1,
        TcpState::FinWait2 => State::FinWait2,
        TcpState::TimeWait => State::TimeWait,
        TcpState::Close => State::Unconnected,
        TcpState::CloseWait => State::CloseWait,
        TcpState::LastAck => State::LastAck,
        TcpState::Listen => State::Listen,
        TcpState::Closing => State::Closing,
    }
}

/// The table tells connected sockets and others; which of the others listen, it tells in a flag
/// that is not kept. So they count as not connected until `sock_diag` says more.
fn unix_state(state: &UnixState) -> State {
    match state {
        UnixState::UNCONNECTED => State::Unconnected,
        UnixState::CONNECTING => State::Connecting,
        UnixState::CONNECTED => State::Established,
        UnixState::DISCONNECTING => State::Disconnecting,
    }
}

/// The constant of `socket(2)` for a number of the kernel's (`linux/net.h`).
pub(super) fn unix_kind(kind: u16) -> String {
    match kind {
        1 => "SOCK_STREAM".to_owned(),
        2 => "SOCK_DGRAM".to_owned(),
        5 => "SOCK_SEQPACKET".to_owned(),
        other => format!("type {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TCP: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
        \x20  0: 00000000:0050 00000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0\n\
        \x20  1: 0200000A:0050 0100000A:A0FC 01 00000010:00000000 01:00000014 00000000    33        0 4712 2 0000000000000000 20 4 30 10 -1\n";

    const TCP6: &str = "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
        \x20  0: 0000000000000000FFFF00000200000A:0050 0000000000000000FFFF00000100000A:A0FD 08 00000000:00000001 00:00000000 00000000  1000        0 4713 1 0000000000000000 20 4 0 10 -1\n";

    const UDP: &str = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n\
        \x20 325: 00000000:0044 00000000:0000 07 00000000:00000300 00:00000000 00000000     0        0 4714 2 0000000000000000 0\n";

    const UNIX: &str = "Num       RefCount Protocol Flags    Type St Inode Path\n\
        0000000000000000: 00000002 00000000 00010000 0001 01 4715 /run/a\x1b[31m.sock\n\
        0000000000000000: 00000003 00000000 00000000 0005 03 4716\n";

    fn table(text: &str, family: Family) -> Vec<Socket> {
        parse(text.as_bytes(), family).unwrap()
    }

    #[test]
    fn tcp_has_states_queues_and_ends() {
        let rows = table(TCP, Family::Tcp);
        assert_eq!(rows[0].state, State::Listen);
        assert_eq!((rows[0].rx, rows[0].tx), (Some(2), Some(0)));
        assert_eq!(rows[0].remote, None);
        assert_eq!(rows[1].local, Some("10.0.0.2:80".parse().unwrap()));
        assert_eq!(rows[1].remote, Some("10.0.0.1:41212".parse().unwrap()));
        assert_eq!((rows[1].uid, rows[1].inode), (Some(33), 4712));
        assert_eq!((rows[1].rx, rows[1].tx), (Some(0), Some(16)));
    }

    #[test]
    fn a_socket_without_a_process_has_no_user() {
        let row = TCP.replace(" 4712 ", " 0 ").replace("    33 ", "     0 ");
        assert_eq!(table(&row, Family::Tcp)[1].uid, None);
        assert_eq!(table(&row, Family::Tcp)[0].uid, Some(0));
    }

    #[test]
    fn ipv4_over_a_socket_of_ipv6_is_ipv4() {
        let rows = table(TCP6, Family::Tcp6);
        assert_eq!(rows[0].local, Some("10.0.0.2:80".parse().unwrap()));
        assert_eq!(rows[0].state, State::CloseWait);
    }

    #[test]
    fn udp_waits_unconnected() {
        let rows = table(UDP, Family::Udp);
        assert_eq!(rows[0].state, State::Unconnected);
        assert_eq!((rows[0].rx, rows[0].remote), (Some(0x300), None));
    }

    #[test]
    fn unix_has_clean_paths() {
        let rows = table(UNIX, Family::Unix);
        let end = rows[0].unix.as_ref().unwrap();
        assert_eq!(end.path.as_deref(), Some("/run/a\\x1b[31m.sock"));
        assert_eq!(rows[1].unix.as_ref().unwrap().kind, "SOCK_SEQPACKET");
        assert_eq!(rows[1].state, State::Established);
    }

    #[test]
    fn a_table_that_is_none_is_an_error_and_a_missing_one_is_empty() {
        assert!(parse("header\n1: nonsense\n".as_bytes(), Family::Tcp).is_err());
        assert!(
            read(Path::new("/nowhere"), Family::Tcp6)
                .unwrap()
                .is_empty()
        );
    }
}
