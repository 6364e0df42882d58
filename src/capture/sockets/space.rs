//! A network namespace that is watched: its tables and when they are due, its addresses.

use std::collections::HashSet;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::holders::namespace;
use super::messages::wall_clock;
use super::socket::{Family, Socket};
use super::tables;

/// No table is read more often.
const SHORTEST: Duration = Duration::from_millis(5);

/// No table is read less often.
const LONGEST: Duration = Duration::from_secs(2);

/// A table is read again after this many times as long as reading it took: a hundredth of a core.
const PAUSE: u32 = 100;

/// Asked for, it is read again after this many times as long as reading it took.
const PAUSE_IF_ASKED: u32 = 5;

/// How often addresses are read.
const ADDRESSES_EVERY: Duration = Duration::from_secs(2);

/// The tables that are watched.
const WATCHED: [Family; 4] = [Family::Tcp, Family::Tcp6, Family::Udp, Family::Udp6];

/// A network namespace.
#[derive(Debug)]
pub(super) struct Space {
    /// 0 for the one that is captured in, else its number.
    pub number: u64,
    /// A process inside; `None` for this process.
    pub pid: Option<u32>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Its addresses.
    pub addresses: HashSet<IpAddr>,
    addresses_due: Instant,
}

/// One table of a namespace.
#[derive(Debug)]
pub(super) struct Table {
    pub family: Family,
    pub due: Instant,
    /// When it was read last: the clock, and nanoseconds since 1970.
    pub read: Option<(Instant, i64)>,
    cost: Duration,
}

impl Space {
    /// A namespace whose tables are due at once.
    pub fn new(number: u64, pid: Option<u32>, now: Instant) -> Space {
        let table = |family| Table {
            family,
            due: now,
            read: None,
            cost: Duration::ZERO,
        };
        Space {
            number,
            pid,
            tables: WATCHED.map(table).into(),
            addresses: HashSet::new(),
            addresses_due: now,
        }
    }

    fn net(&self) -> PathBuf {
        match self.pid {
            None => PathBuf::from(tables::OWN),
            Some(pid) => PathBuf::from(format!("/proc/{pid}/net")),
        }
    }

    /// True unless the process through which it is seen has left it.
    fn is_in_view(&self) -> bool {
        self.pid
            .is_none_or(|pid| namespace(pid) == Some(self.number))
    }

    /// Reads a table; `None` if it cannot be read now.
    pub fn read(&mut self, family: Family, spaces: u32) -> Option<Vec<Socket>> {
        let (net, in_view) = (self.net(), self.is_in_view());
        let table = self
            .tables
            .iter_mut()
            .find(|table| table.family == family)?;
        let (began, began_wall) = (Instant::now(), wall_clock());
        let rows = in_view.then(|| tables::read(&net, family).ok()).flatten();
        let now = Instant::now();
        table.cost = now.saturating_duration_since(began);
        let pause = table.cost.saturating_mul(PAUSE.saturating_mul(spaces));
        table.due = now + pause.clamp(SHORTEST, LONGEST);
        if rows.is_some() {
            table.read = Some((now, began_wall));
        }
        rows
    }

    /// Has the tables of TCP or UDP read soon, because a new flow has an end here.
    pub fn ask_for(&mut self, tcp: bool, now: Instant) {
        for table in &mut self.tables {
            if table.family.is_tcp() == tcp {
                let last = table.read.map_or(now, |(at, _)| at);
                let soon = last + table.cost.saturating_mul(PAUSE_IF_ASKED);
                table.due = table.due.min(soon.max(now));
            }
        }
    }

    /// Reads the addresses if that is due; true if they changed.
    pub fn refresh_addresses(&mut self, now: Instant) -> bool {
        if now < self.addresses_due {
            return false;
        }
        self.addresses_due = now + ADDRESSES_EVERY;
        if !self.is_in_view() {
            return false;
        }
        let text = |name| fs::read_to_string(self.net().join(name)).unwrap_or_default();
        let mut addresses = v4_addresses(&text("fib_trie"));
        addresses.extend(v6_addresses(&text("if_inet6")));
        let changed = addresses != self.addresses;
        self.addresses = addresses;
        changed
    }

    /// When something is to be done next.
    pub fn due(&self) -> Instant {
        let tables = self.tables.iter().map(|table| table.due);
        tables.fold(self.addresses_due, Instant::min)
    }
}

/// The local addresses in the routing tables: `|-- 10.0.0.2`, then `/32 host LOCAL`.
fn v4_addresses(trie: &str) -> HashSet<IpAddr> {
    let mut found = HashSet::new();
    let mut leaf: Option<Ipv4Addr> = None;
    for line in trie.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            leaf = address.parse().ok();
        } else if line == "/32 host LOCAL" {
            found.extend(leaf.map(IpAddr::V4));
        }
    }
    found
}

/// The first column of each line: 32 hexadecimal digits.
fn v6_addresses(table: &str) -> HashSet<IpAddr> {
    let of_line = |line: &str| {
        let digits = line.split_whitespace().next()?;
        let bits = u128::from_str_radix(digits, 16).ok()?;
        Some(IpAddr::V6(Ipv6Addr::from_bits(bits)))
    };
    table.lines().filter_map(of_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_addresses_are_read_off_the_routes() {
        let trie = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n\
            Local:\n     |-- 10.0.0.0\n        /24 link UNICAST\n     |-- 10.0.0.2\n        /32 host LOCAL\n\
            \x20    |-- 10.0.0.255\n        /32 link BROADCAST\n     |-- 127.0.0.0\n        /8 host LOCAL\n";
        let own: IpAddr = "10.0.0.2".parse().unwrap();
        assert_eq!(v4_addresses(trie), HashSet::from([own]));
        let table = "fe800000000000000000000000000001 02 40 20 80     eth0\nnonsense\n";
        let own: IpAddr = "fe80::1".parse().unwrap();
        assert_eq!(v6_addresses(table), HashSet::from([own]));
    }

    #[test]
    fn tables_are_read_again_after_a_pause_and_sooner_when_asked_for() {
        let start = Instant::now();
        let mut space = Space::new(0, None, start);
        assert!(space.read(Family::Tcp, 1).is_some());
        let tcp = |space: &Space| space.tables[0].due;
        assert!(tcp(&space) >= start + SHORTEST);
        space.tables[0].due = start + LONGEST;
        space.ask_for(false, start);
        assert_eq!(tcp(&space), start + LONGEST);
        space.ask_for(true, start);
        assert!(tcp(&space) < start + LONGEST);
    }

    #[test]
    fn a_namespace_that_is_out_of_view_tells_nothing() {
        let mut space = Space::new(u64::MAX, Some(std::process::id()), Instant::now());
        for family in WATCHED {
            assert!(space.read(family, 1).is_none());
        }
        assert!(space.tables[0].read.is_none());
        let now = Instant::now();
        assert!(!space.refresh_addresses(now));
        assert!(
            space.due() > now,
            "it is not tried again at once, without end"
        );
    }
}
