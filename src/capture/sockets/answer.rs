//! Who has an end of a flow, or why nobody can say.

use std::fmt;

use super::socket::Holders;

/// The processes at one end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// At least one.
    pub holders: Holders,
    /// Through which kind of socket.
    pub how: How,
    /// True if they are in another network namespace of this machine.
    pub elsewhere: bool,
}

/// Through which kind of socket an end was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// One that is connected to the other end.
    Connected,
    /// One that listens on the port; the connection itself was gone before it was seen, or is not
    /// accepted yet.
    Listening,
    /// One that takes datagrams for its port from anybody.
    Unconnected,
}

impl How {
    /// One word for it.
    pub const fn name(self) -> &'static str {
        match self {
            How::Connected => "connected",
            How::Listening => "listening",
            How::Unconnected => "unconnected",
        }
    }
}

/// Why nobody can say who has an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// No network interface that is seen from here has the address.
    NotHere,
    /// The address is a group's or everybody's.
    Group,
    /// A socket is there, but its process belongs to somebody else: this user, if known.
    OtherUser(Option<u32>),
    /// A socket is there, and no process has it open.
    NoProcess,
    /// There was no socket when the tables were read.
    Unseen,
    /// Several sockets would fit, of different programs.
    Ambiguous,
    /// The transport's sockets are not asked for.
    NotAsked,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unknown::NotHere => "not on this machine, or in a network namespace that is not seen",
            Unknown::Group => "a group: every socket that joined it",
            Unknown::OtherUser(Some(uid)) => {
                return write!(f, "a process of another user (the socket is of user {uid})");
            }
            Unknown::OtherUser(None) => "a process of another user",
            Unknown::NoProcess => "no process: the kernel's own, or it ended before it was seen",
            Unknown::Unseen => "gone before it was seen",
            Unknown::Ambiguous => "several programs have a socket that fits",
            Unknown::NotAsked => "only the sockets of TCP and UDP are watched",
        })
    }
}
