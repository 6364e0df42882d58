//! The two ends of a conversation, and which of them stands on the left.

use crate::model::{Address, Addressed, Dissection, Endpoint};
use crate::talk::socket::{End, Roles, Why, doors};

/// A side of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The client's, as far as that is known; else that of whoever spoke first.
    Left,
    /// The other one.
    Right,
}

impl Side {
    /// The other one.
    pub const fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }
}

/// One end of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its address, with a port if it has one.
    pub name: String,
    /// "client" or "server", where there is a reason to say so; else empty.
    pub role: &'static str,
}

impl Party {
    /// The party as the subject of a sentence.
    pub fn subject(&self) -> &'static str {
        match self.role {
            "client" => "The client",
            "server" => "The server",
            _ => "This end",
        }
    }

    /// The same in the middle of a sentence, for the end that did not send.
    pub fn object(&self) -> &'static str {
        match self.role {
            "client" => "the client",
            "server" => "the server",
            _ => "the other end",
        }
    }
}

/// Both ends, and where they stand.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    pub parties: [Party; 2],
    /// True if the second end of the conversation's key stands on the left.
    second_is_left: bool,
}

impl Ends {
    /// The ends as their first frame tells them; `second` is true if the second end of the key
    /// sent it.
    pub fn new(addressed: &Addressed, second: bool, dissection: &Dissection) -> Ends {
        let server = server_of(addressed, dissection);
        let (left, right) = match server {
            Some(End::From) => (End::To, End::From),
            _ => (End::From, End::To),
        };
        let party = |end: End| Party {
            name: name_of(addressed, end),
            role: match server {
                Some(server) if server == end => "server",
                Some(_) => "client",
                None => "",
            },
        };
        Ends {
            parties: [party(left), party(right)],
            second_is_left: (left == End::From) == second,
        }
    }

    /// Where an end of the key stands.
    pub fn side(&self, second: bool) -> Side {
        match second == self.second_is_left {
            true => Side::Left,
            false => Side::Right,
        }
    }
}

/// The end that serves, unless that were a guess.
fn server_of(addressed: &Addressed, dissection: &Dissection) -> Option<End> {
    let (Address::Ip(from), Address::Ip(to)) = (addressed.from, addressed.to) else {
        return None;
    };
    let ports = addressed.ports.map(|ports| (ports.1, ports.2));
    let own = doors(dissection)
        .into_iter()
        .find(|door| (door.from, door.to, door.ports) == (from, to, ports))?;
    match own.roles {
        Roles::Server(_, Why::Lower) => None,
        Roles::Server(end, _) => Some(end),
        Roles::Peers | Roles::Group | Roles::Unknown => None,
    }
}

fn name_of(addressed: &Addressed, end: End) -> String {
    let (address, port) = match end {
        End::From => (addressed.from, addressed.ports.map(|ports| ports.1)),
        End::To => (addressed.to, addressed.ports.map(|ports| ports.2)),
    };
    match (address, port) {
        (Address::Ip(ip), Some(port)) => Endpoint { ip, port }.to_string(),
        _ => address.to_string(),
    }
}
