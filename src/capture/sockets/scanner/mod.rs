//! Looks at the kernel's tables and at the processes, often and cheaply: tables first, processes
//! only for sockets that are new.

mod ask;

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use super::diag::Diag;
use super::holders::{self, Census};
use super::messages::{Ends, Report, Sighting, wall_clock};
use super::socket::{Family, Holders, Socket, State};
use super::space::Space;
use super::tables;

/// Sockets followed at most.
const MOST_TRACKED: usize = 32_768;

/// Processes that are looked into first, the ones that began last.
const NEWEST: usize = 24;

/// All processes are looked into this often, if that costs less than a twentieth of a core.
const CENSUS_EVERY: Duration = Duration::from_secs(1);
const CENSUS_PAUSE: u32 = 20;

/// How long processes are looked into in a row.
const SLICE: Duration = Duration::from_micros(500);

/// While sockets have no process yet, all processes are looked into this often.
const CENSUS_IF_MISSING: Duration = Duration::from_millis(100);

/// How often all processes are looked into for one socket before it is given up.
const MOST_TRIES: u8 = 3;

/// Namespaces watched at most.
const MOST_SPACES: usize = 32;

/// What makes a socket the one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    space: u64,
    family: Family,
    inode: u64,
    local: SocketAddr,
    remote: Option<SocketAddr>,
}

#[derive(Debug)]
struct Tracked {
    sighting: Sighting,
    round: u64,
    tries: u8,
}

impl Tracked {
    /// Takes in who was found to hold it.
    fn try_again(&mut self, inode: u64, census: &Census, sink: Sink<'_>) {
        let found = census.holders(inode);
        self.tries = match found.list.is_empty() {
            true => self.tries.saturating_add(1),
            false => MOST_TRIES,
        };
        if found != self.sighting.holders && !found.list.is_empty() {
            self.sighting.holders = found;
            sink(Report::Seen(self.sighting.clone()));
        }
    }
}

/// A look into all processes that is not finished yet.
struct Walk {
    left: Vec<u32>,
    wanted: HashSet<u64>,
    census: Census,
    cost: Duration,
}

/// Where reports go.
pub(super) type Sink<'s> = &'s mut dyn FnMut(Report);

/// Looks at sockets and processes.
pub(super) struct Scanner {
    diag: Option<Diag>,
    spaces: Vec<Space>,
    /// Number of the namespace that is captured in.
    own: Option<u64>,
    tracked: HashMap<Key, Tracked>,
    next_id: u64,
    round: u64,
    census_due: Instant,
    census_cost: Duration,
    waiting: VecDeque<(Instant, Ends)>,
    polled: Option<i64>,
    walk: Option<Walk>,
}

impl Scanner {
    /// A scanner of the machine that this process runs on.
    pub fn new() -> Scanner {
        let now = Instant::now();
        Scanner {
            diag: Diag::new().ok(),
            spaces: vec![Space::new(0, None, now)],
            own: holders::namespace("self"),
            tracked: HashMap::new(),
            next_id: 1,
            round: 0,
            census_due: now,
            census_cost: Duration::ZERO,
            waiting: VecDeque::new(),
            polled: None,
            walk: None,
        }
    }

    /// When there is something to do again.
    pub fn due(&self) -> Instant {
        if self.walk.is_some() {
            return Instant::now();
        }
        let spaces = self.spaces.iter().map(Space::due);
        let waiting = self.waiting.iter().map(|(due, _)| *due);
        spaces.chain(waiting).fold(self.census_due, Instant::min)
    }

    /// Does what is due.
    pub fn turn(&mut self, sink: Sink<'_>) {
        let now = Instant::now();
        self.read_addresses(now, sink);
        self.look_again(now, sink);
        self.read_a_table(now, sink);
        self.take_census(sink);
        let polled = self.oldest_read();
        if let Some(time) = polled.filter(|_| polled != self.polled) {
            self.polled = polled;
            sink(Report::Polled(time));
        }
    }

    /// Reads the table that is due for longest: one a turn, so that no request waits for all.
    fn read_a_table(&mut self, now: Instant, sink: Sink<'_>) {
        let count = u32::try_from(self.spaces.len()).unwrap_or(1);
        let earliest = |space: &Space| space.tables.iter().map(|table| table.due).min();
        let Some(space) = self.spaces.iter_mut().min_by_key(|space| earliest(space)) else {
            return;
        };
        let Some(table) = space.tables.iter().min_by_key(|table| table.due) else {
            return;
        };
        if table.due > now {
            return;
        }
        let (number, family, before) = (space.number, table.family, table.read);
        if let Some(rows) = space.read(family, count) {
            let since = before.map_or(i64::MIN, |(_, wall)| wall);
            let fresh = self.take_in(number, family, rows, since, sink);
            self.find_holders(&fresh, sink);
        }
    }

    /// When the oldest of the tables of the own namespace was read.
    fn oldest_read(&self) -> Option<i64> {
        let tables = &self.spaces.first()?.tables;
        let times = tables.iter().map(|table| table.read.map(|(_, wall)| wall));
        times.min().flatten()
    }

    fn read_addresses(&mut self, now: Instant, sink: Sink<'_>) {
        for space in &mut self.spaces {
            if space.refresh_addresses(now) {
                sink(Report::Addresses {
                    namespace: space.number,
                    addresses: space.addresses.iter().copied().collect(),
                });
            }
        }
    }

    /// Compares a table with what was there before; returns what is new.
    fn take_in(
        &mut self,
        space: u64,
        family: Family,
        rows: Vec<Socket>,
        since: i64,
        sink: Sink<'_>,
    ) -> Vec<Key> {
        let mut fresh = Vec::new();
        self.round += 1;
        let round = self.round;
        let at = wall_clock();
        for row in rows.into_iter().filter(|row| row.inode != 0) {
            let Some(local) = row.local else { continue };
            let key = Key {
                space,
                family,
                inode: row.inode,
                local,
                remote: row.remote,
            };
            if let Some(known) = self.tracked.get_mut(&key) {
                known.round = round;
            } else if self.tracked.len() < MOST_TRACKED {
                let listens = row.state == State::Listen;
                self.track(key, listens, row.uid, since);
                fresh.push(key);
            }
        }
        self.tracked.retain(|key, known| {
            let is_gone = key.space == space && key.family == family && known.round < round;
            if is_gone {
                let id = known.sighting.id;
                sink(Report::Gone { id, at });
            }
            !is_gone
        });
        fresh
    }

    fn track(&mut self, key: Key, listens: bool, uid: Option<u32>, since: i64) {
        let takes_v4 = if listens && key.family.is_v6() && key.space == 0 {
            self.takes_v4(key.local, key.inode)
        } else {
            None
        };
        let sighting = Sighting {
            id: self.next_id,
            namespace: key.space,
            family: key.family,
            local: key.local,
            remote: key.remote,
            listens,
            takes_v4,
            uid,
            since,
            holders: Holders::default(),
        };
        self.next_id += 1;
        let round = self.round;
        self.tracked.insert(
            key,
            Tracked {
                sighting,
                round,
                tries: 0,
            },
        );
    }

    /// Whether who listens on all addresses of IPv6 takes connections of IPv4: the kernel is asked
    /// who would get one.
    fn takes_v4(&mut self, local: SocketAddr, inode: u64) -> Option<bool> {
        if !local.ip().is_unspecified() {
            return None;
        }
        let here = SocketAddr::from(([127, 0, 0, 1], local.port()));
        let nobody = SocketAddr::from(([127, 0, 0, 1], 0));
        let answer = self.diag.as_mut()?.tcp(here, nobody).ok()?;
        Some(answer.is_some_and(|found| found.inode == inode))
    }

    /// Who holds new sockets: first those are asked who are likely to.
    fn find_holders(&mut self, fresh: &[Key], sink: Sink<'_>) {
        if fresh.is_empty() {
            return;
        }
        let wanted: HashSet<u64> = fresh.iter().map(|key| key.inode).collect();
        let ports: HashSet<u16> = fresh.iter().map(|key| key.local.port()).collect();
        // Who listens on a port holds what is accepted there.
        let listening = self
            .tracked
            .iter()
            .filter(|(key, known)| known.sighting.listens && ports.contains(&key.local.port()));
        let mut likely: Vec<u32> = listening
            .flat_map(|(_, known)| known.sighting.holders.list.iter().map(|one| one.pid))
            .collect();
        likely.sort_unstable();
        likely.dedup();
        let census = holders::quick(&wanted, &likely, NEWEST);
        self.add_spaces(&census);
        for key in fresh {
            let found = census.of.contains_key(&key.inode);
            if let Some(known) = self.tracked.get_mut(key) {
                known.sighting.holders = census.holders(key.inode);
                // One that shares a socket with processes that began long ago is found with them.
                known.tries = if found && !known.sighting.listens {
                    MOST_TRIES
                } else {
                    0
                };
                sink(Report::Seen(known.sighting.clone()));
            }
        }
    }

    /// Looks into all processes for sockets without one, if that is due: a part of them a turn, so
    /// that no request waits for all.
    fn take_census(&mut self, sink: Sink<'_>) {
        let began = Instant::now();
        let Some(mut walk) = self.walk.take().or_else(|| self.begin_census(began)) else {
            return;
        };
        while began.elapsed() < SLICE
            && let Some(pid) = walk.left.pop()
        {
            walk.census.look_into(pid, Some(&walk.wanted));
        }
        walk.cost += began.elapsed();
        if !walk.left.is_empty() {
            self.walk = Some(walk);
            return;
        }
        self.census_cost = walk.cost;
        let pause = walk.cost.saturating_mul(CENSUS_PAUSE);
        self.census_due = Instant::now() + CENSUS_EVERY.max(pause);
        let asked = |key: &Key| walk.wanted.contains(&key.inode);
        for (key, known) in self.tracked.iter_mut().filter(|(key, _)| asked(key)) {
            known.try_again(key.inode, &walk.census, sink);
        }
        self.drop_spaces(&walk.census, sink);
        self.add_spaces(&walk.census);
    }

    /// The sockets that no process is known of, and all processes; `None` if it is not time.
    fn begin_census(&mut self, now: Instant) -> Option<Walk> {
        let missing = |known: &Tracked| known.tries < MOST_TRIES;
        let wanted: HashSet<u64> = self
            .tracked
            .iter()
            .filter(|(_, known)| missing(known))
            .map(|(key, _)| key.inode)
            .collect();
        let pause = self.census_cost.saturating_mul(CENSUS_PAUSE);
        if !wanted.is_empty() {
            let soon = now + CENSUS_IF_MISSING.max(pause);
            self.census_due = self.census_due.min(soon);
        }
        (now >= self.census_due).then(|| Walk {
            left: holders::pids(),
            wanted,
            census: Census::default(),
            cost: Duration::ZERO,
        })
    }

    /// Watches the network namespaces that processes were found in.
    fn add_spaces(&mut self, census: &Census) {
        let now = Instant::now();
        for (number, pid) in &census.namespaces {
            if Some(*number) == self.own || self.own.is_none() {
                continue;
            }
            if let Some(space) = self.spaces.iter_mut().find(|space| space.number == *number) {
                space.pid = Some(*pid);
            } else if self.spaces.len() < MOST_SPACES {
                self.spaces.push(Space::new(*number, Some(*pid), now));
            }
        }
    }

    /// Forgets namespaces that no process is in any more.
    fn drop_spaces(&mut self, census: &Census, sink: Sink<'_>) {
        let at = wall_clock();
        let is_gone = |number: u64| number != 0 && !census.namespaces.contains_key(&number);
        for space in self.spaces.iter().filter(|space| is_gone(space.number)) {
            sink(Report::Addresses {
                namespace: space.number,
                addresses: Vec::new(),
            });
        }
        self.spaces.retain(|space| !is_gone(space.number));
        self.tracked.retain(|key, known| {
            if is_gone(key.space) {
                let id = known.sighting.id;
                sink(Report::Gone { id, at });
            }
            !is_gone(key.space)
        });
    }
}

/// All sockets of the network namespace of this process with their holders.
///
/// # Errors
/// What the tables of `/proc` say.
pub(super) fn list() -> Result<Vec<Socket>, String> {
    let mut all = Vec::new();
    for family in Family::ALL {
        let told = match family {
            Family::Unix => Diag::new().ok().and_then(|mut diag| diag.unix().ok()),
            _ => None,
        };
        match told {
            Some(sockets) => all.extend(sockets),
            None => {
                let rows = tables::read(Path::new(tables::OWN), family);
                all.extend(
                    rows.map_err(|error| format!("the table of {}: {error}", family.name()))?,
                );
            }
        }
    }
    let census = holders::census(None);
    for socket in &mut all {
        socket.holders = match socket.inode {
            0 => Holders::default(),
            inode => census.holders(inode),
        };
    }
    Ok(all)
}
