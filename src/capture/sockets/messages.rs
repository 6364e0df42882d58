//! What is asked of a scanner and what it reports: in this process over a channel, from the witness
//! as lines of JSON over a pipe.

use std::io::{self, BufRead, Read, Write};
use std::net::{IpAddr, SocketAddr};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::socket::{Family, Holders, MOST_HOLDERS, Socket};
use crate::model::text::{clean, ellipsis};

/// Bytes of a line at most; the other side of the pipe is not trusted to keep to it.
const LONGEST: u64 = 64 << 10;

/// Characters of a name or path at most.
const LONGEST_TEXT: usize = 160;

/// The two ends of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Ends {
    /// True for TCP, false for UDP.
    pub tcp: bool,
    /// Who sent it.
    pub from: SocketAddr,
    /// Who gets it.
    pub to: SocketAddr,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Request {
    /// Who has these ends, now: they have just begun to speak.
    Look(Ends),
    /// All sockets of this network namespace.
    List,
}

/// A socket that was seen, and who had it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sighting {
    /// A number of its own; told again, it replaces what was told before.
    pub id: u64,
    /// The network namespace; 0 is the one that is captured in.
    pub namespace: u64,
    /// TCP or UDP.
    pub family: Family,
    /// This end.
    pub local: SocketAddr,
    /// The other end, if connected.
    pub remote: Option<SocketAddr>,
    /// True if it waits for connections.
    pub listens: bool,
    /// Of a socket of IPv6: whether it takes IPv4 as well, if that is known.
    pub takes_v4: Option<bool>,
    /// The user who made it.
    pub uid: Option<u32>,
    /// It was not there before this time, in nanoseconds since 1970.
    pub since: i64,
    /// Who had it.
    pub holders: Holders,
}

/// What is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Report {
    /// A socket is there, or more is known of it.
    Seen(Sighting),
    /// A socket is there no more.
    Gone {
        /// Its number.
        id: u64,
        /// When that was found, in nanoseconds since 1970.
        at: i64,
    },
    /// The addresses of a network namespace.
    Addresses {
        /// The namespace.
        namespace: u64,
        /// Its addresses; none when the namespace is gone.
        addresses: Vec<IpAddr>,
    },
    /// Every table was read completely at this time or later, in nanoseconds since 1970.
    Polled(i64),
    /// A request to look was obeyed.
    Looked,
    /// One socket of the list that was asked for.
    Listed(Socket),
    /// The end of that list, or why there is none.
    ListEnd(Option<String>),
}

impl Report {
    /// The same with text that a terminal only draws, also if the other side of the pipe did not see
    /// to that.
    pub fn cleaned(mut self) -> Report {
        let holders = match &mut self {
            Report::Seen(sighting) => &mut sighting.holders,
            Report::Listed(socket) => {
                if let Some(unix) = &mut socket.unix {
                    tidy(&mut unix.kind);
                    unix.path.iter_mut().for_each(tidy);
                }
                &mut socket.holders
            }
            Report::ListEnd(trouble) => {
                trouble.iter_mut().for_each(tidy);
                return self;
            }
            _ => return self,
        };
        holders.list.truncate(MOST_HOLDERS);
        for holder in &mut holders.list {
            tidy(&mut holder.command);
        }
        self
    }
}

fn tidy(text: &mut String) {
    *text = ellipsis(&clean(text), LONGEST_TEXT).into_owned();
}

/// Now, in nanoseconds since 1970.
pub(super) fn wall_clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_nanos()).unwrap_or(i64::MAX)
}

/// Writes one message as a line.
///
/// # Errors
/// What the pipe says.
pub(super) fn write<T: Serialize>(message: &T, to: &mut impl Write) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    to.write_all(&line)
}

/// Reads one message; `None` at the end.
///
/// # Errors
/// When a line is too long or is no such message, besides what the pipe says.
pub(super) fn read<T: DeserializeOwned>(from: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    let len = from.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    match line.last() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(serde_json::from_slice(&line)?)),
        Some(_) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("a message that does not end within {len} bytes"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::sockets::Holder;

    #[test]
    fn messages_survive_the_pipe() {
        let ends = Ends {
            tcp: true,
            from: "10.0.0.1:1".parse().unwrap(),
            to: "[::1]:2".parse().unwrap(),
        };
        let mut pipe = Vec::new();
        write(&Request::Look(ends), &mut pipe).unwrap();
        write(&Request::List, &mut pipe).unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(read(&mut from).unwrap(), Some(Request::Look(ends)));
        assert_eq!(read(&mut from).unwrap(), Some(Request::List));
        assert_eq!(read::<Request>(&mut from).unwrap(), None);
    }

    #[test]
    fn what_comes_over_the_pipe_is_cleaned_again() {
        let holder = Holder {
            pid: 1,
            command: "a\x1b[31m".into(),
            fd: 3,
        };
        let sighting = Sighting {
            id: 1,
            namespace: 0,
            family: Family::Tcp,
            local: "10.0.0.1:1".parse().unwrap(),
            remote: None,
            listens: false,
            takes_v4: None,
            uid: None,
            since: 0,
            holders: Holders {
                list: vec![holder; 100],
                ..Holders::default()
            },
        };
        let Report::Seen(sighting) = Report::Seen(sighting).cleaned() else {
            panic!("it stays what it is");
        };
        assert_eq!(sighting.holders.list.len(), MOST_HOLDERS);
        assert_eq!(sighting.holders.list[0].command, "a\\x1b[31m");
    }

    #[test]
    fn a_hostile_pipe_is_an_error() {
        let endless = vec![b'x'; 1 << 20];
        assert!(read::<Report>(&mut endless.as_slice()).is_err());
        assert!(read::<Report>(&mut b"{}\n".as_slice()).is_err());
        assert!(read::<Report>(&mut b"\"Looked\"".as_slice()).is_err());
        assert!(read::<Report>(&mut b"\xff\n".as_slice()).is_err());
    }
}
