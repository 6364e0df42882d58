//! The list of the machine's sockets.

use super::Input;
use crate::capture::sockets::Socket;

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SocketOrder {
    /// By protocol, as the kernel lists them.
    #[default]
    Protocol,
    /// By state.
    State,
    /// By what waits in the queues, the fullest first.
    Queues,
    /// By this end.
    Local,
    /// By the other end.
    Remote,
    /// By the process's name and number.
    Process,
}

impl SocketOrder {
    /// The next one.
    pub const fn next(self) -> SocketOrder {
        match self {
            SocketOrder::Protocol => SocketOrder::State,
            SocketOrder::State => SocketOrder::Queues,
            SocketOrder::Queues => SocketOrder::Local,
            SocketOrder::Local => SocketOrder::Remote,
            SocketOrder::Remote => SocketOrder::Process,
            SocketOrder::Process => SocketOrder::Protocol,
        }
    }
}

/// The list of the machine's sockets.
#[derive(Debug, Default)]
pub struct SocketList {
    /// All that were told last, in the order chosen.
    all: Vec<Socket>,
    /// Places in it that fit the filter.
    shown: Vec<usize>,
    /// What is typed: words that all must stand in a line.
    pub filter: Input,
    /// What it is sorted by.
    pub order: SocketOrder,
    /// The line chosen.
    pub chosen: usize,
    /// True once the sockets were told.
    pub told: bool,
    /// Why they are not told.
    pub trouble: Option<String>,
}

impl SocketList {
    /// A list without sockets so far.
    pub fn sorted_by(order: SocketOrder) -> SocketList {
        SocketList {
            order,
            ..SocketList::default()
        }
    }

    /// Takes in what was told; the same socket stays chosen.
    pub fn tell(&mut self, told: Result<Vec<Socket>, String>) {
        self.told = true;
        match told {
            Ok(sockets) => {
                let chosen = self
                    .chosen()
                    .map(|socket| (socket.family, socket.inode, socket.local));
                self.trouble = None;
                self.all = sockets;
                self.arrange();
                let again = self.rows().position(|socket| {
                    socket.inode != 0 && Some((socket.family, socket.inode, socket.local)) == chosen
                });
                self.chosen = again.unwrap_or(self.chosen).min(self.last());
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    /// Sorts and filters anew.
    pub fn arrange(&mut self) {
        let order = self.order;
        let process = |socket: &Socket| {
            let first = socket.holders.list.first();
            // Sockets without a process come last.
            (
                first.is_none(),
                first.map(|one| (one.command.to_lowercase(), one.pid)),
            )
        };
        self.all.sort_by(|a, b| {
            let queues = |socket: &Socket| {
                u64::from(socket.rx.unwrap_or(0)) + u64::from(socket.tx.unwrap_or(0))
            };
            match order {
                SocketOrder::Protocol => std::cmp::Ordering::Equal,
                SocketOrder::State => a.state.cmp(&b.state),
                SocketOrder::Queues => queues(b).cmp(&queues(a)),
                SocketOrder::Local => (a.local, a.local_text()).cmp(&(b.local, b.local_text())),
                SocketOrder::Remote => {
                    (a.remote, a.remote_text()).cmp(&(b.remote, b.remote_text()))
                }
                SocketOrder::Process => process(a).cmp(&process(b)),
            }
            .then_with(|| (a.family, a.local, a.inode).cmp(&(b.family, b.local, b.inode)))
        });
        let typed = self.filter.text().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let fits = |socket: &Socket| {
            let line = line_of(socket);
            words.iter().all(|word| line.contains(word))
        };
        let fitting = self
            .all
            .iter()
            .enumerate()
            .filter(|(_, socket)| fits(socket));
        self.shown = fitting.map(|(index, _)| index).collect();
        self.chosen = self.chosen.min(self.last());
    }

    /// The lines shown.
    pub fn rows(&self) -> impl Iterator<Item = &Socket> {
        self.shown.iter().filter_map(|index| self.all.get(*index))
    }

    /// How many lines are shown, and of how many.
    pub fn counts(&self) -> (usize, usize) {
        (self.shown.len(), self.all.len())
    }

    /// The chosen socket.
    pub fn chosen(&self) -> Option<&Socket> {
        self.all.get(*self.shown.get(self.chosen)?)
    }

    /// The last line.
    pub fn last(&self) -> usize {
        self.shown.len().saturating_sub(1)
    }

    /// The process that has the other end of an `AF_UNIX` connection, if it is listed.
    pub fn peer_of(&self, socket: &Socket) -> Option<&Socket> {
        let peer = socket.unix.as_ref()?.peer.filter(|peer| *peer != 0)?;
        self.all
            .iter()
            .find(|other| other.unix.is_some() && other.inode == peer)
    }
}

/// Everything that a filter is looked for in.
fn line_of(socket: &Socket) -> String {
    let text = [
        socket.family.name(),
        socket.state.name(),
        &socket.local_text(),
        &socket.remote_text(),
        &socket.process_text(),
    ]
    .join(" ");
    text.to_lowercase()
}
