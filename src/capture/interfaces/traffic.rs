//! How busy the interfaces are: the kernel's counters, and rates sampled from them.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;
use std::{fs, io};

/// Counters of the network namespace that this process is in.
const PROC_NET_DEV: &str = "/proc/net/dev";

/// What has crossed an interface since it exists, or since its counters were reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Bytes received.
    pub rx_bytes: u64,
    /// Packets received.
    pub rx_packets: u64,
    /// Bytes sent.
    pub tx_bytes: u64,
    /// Packets sent.
    pub tx_packets: u64,
}

/// What crosses an interface in a second.
pub type Rate = Counters;

impl Counters {
    fn map2(self, other: Counters, f: impl Fn(u64, u64) -> u64) -> Counters {
        Counters {
            rx_bytes: f(self.rx_bytes, other.rx_bytes),
            rx_packets: f(self.rx_packets, other.rx_packets),
            tx_bytes: f(self.tx_bytes, other.tx_bytes),
            tx_packets: f(self.tx_packets, other.tx_packets),
        }
    }

    /// Bytes in both directions.
    pub const fn bytes(&self) -> u64 {
        self.rx_bytes.saturating_add(self.tx_bytes)
    }

    /// Packets in both directions.
    pub const fn packets(&self) -> u64 {
        self.rx_packets.saturating_add(self.tx_packets)
    }
}

/// Samples the counters of all interfaces and keeps the latest rates, for a sparkline.
#[derive(Debug)]
pub struct TrafficMeter {
    history: usize,
    last: Option<(Instant, BTreeMap<String, Counters>)>,
    rates: BTreeMap<String, VecDeque<Rate>>,
}

impl TrafficMeter {
    /// Keeps this many rates of each interface.
    pub fn new(history: usize) -> TrafficMeter {
        TrafficMeter {
            history: history.max(1),
            last: None,
            rates: BTreeMap::new(),
        }
    }

    /// Reads the counters; from the second time on each call adds a rate.
    ///
    /// # Errors
    /// When the system does not tell its counters.
    pub fn sample(&mut self) -> io::Result<()> {
        let counters = read_counters()?;
        self.record(Instant::now(), counters);
        Ok(())
    }

    /// Rates of an interface, the latest last; `any` has the sum of all.
    pub fn rates(&self, name: &str) -> impl ExactSizeIterator<Item = Rate> + '_ {
        static NONE: VecDeque<Rate> = VecDeque::new();
        self.rates.get(name).unwrap_or(&NONE).iter().copied()
    }

    /// Counters of an interface at the latest sample.
    pub fn counters(&self, name: &str) -> Option<Counters> {
        let (_, counters) = self.last.as_ref()?;
        of(counters, name)
    }

    fn record(&mut self, now: Instant, mut counters: BTreeMap<String, Counters>) {
        if let Some(any) = of(&counters, ANY) {
            counters.insert(ANY.to_owned(), any);
        }
        if let Some((before, old)) = &self.last {
            let elapsed = now.saturating_duration_since(*before).as_nanos();
            // Two samples at one moment say nothing about a rate.
            if elapsed == 0 {
                return;
            }
            self.rates.retain(|name, _| counters.contains_key(name));
            for (name, new) in &counters {
                let Some(old) = old.get(name) else { continue };
                let rates = self.rates.entry(name.clone()).or_default();
                while rates.len() >= self.history {
                    rates.pop_front();
                }
                rates.push_back(new.map2(*old, |new, old| per_second(new, old, elapsed)));
            }
        }
        self.last = Some((now, counters));
    }
}

/// A counter that shrank was reset, as when an interface was made anew under an old name.
fn per_second(new: u64, old: u64, elapsed_ns: u128) -> u64 {
    let grown = u128::from(new.checked_sub(old).unwrap_or(new));
    u64::try_from(grown.saturating_mul(1_000_000_000) / elapsed_ns).unwrap_or(u64::MAX)
}

/// The pseudo-interface that stands for all.
const ANY: &str = "any";

/// The counters of an interface; those of `any` are the sum of all.
pub(super) fn of(counters: &BTreeMap<String, Counters>, name: &str) -> Option<Counters> {
    let sum = || {
        counters
            .values()
            .copied()
            .reduce(|sum, one| sum.map2(one, u64::saturating_add))
    };
    match counters.get(name) {
        None if name == ANY => sum(),
        found => found.copied(),
    }
}

/// The counters of all network interfaces.
pub(super) fn read_counters() -> io::Result<BTreeMap<String, Counters>> {
    let table = fs::read(PROC_NET_DEV)?;
    Ok(String::from_utf8_lossy(&table)
        .lines()
        .filter_map(parse_line)
        .collect())
}

/// A line of `/proc/net/dev`: the name, eight columns for what came in (bytes, packets, ...) and
/// eight for what went out.
fn parse_line(line: &str) -> Option<(String, Counters)> {
    let (name, numbers) = line.split_once(':')?;
    let numbers: Vec<u64> = numbers
        .split_whitespace()
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    let counters = Counters {
        rx_bytes: *numbers.first()?,
        rx_packets: *numbers.get(1)?,
        tx_bytes: *numbers.get(8)?,
        tx_packets: *numbers.get(9)?,
    };
    Some((name.trim().to_owned(), counters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn table(rx: u64, tx: u64) -> BTreeMap<String, Counters> {
        let counters = Counters {
            rx_bytes: rx * 100,
            rx_packets: rx,
            tx_bytes: tx * 100,
            tx_packets: tx,
        };
        BTreeMap::from([("a".to_owned(), counters), ("b".to_owned(), counters)])
    }

    #[test]
    fn the_kernels_table_is_read() {
        let line = "  eth0: 1296    10    1    2    3     4          5         6     2520      36    7    8    9    10       11         12";
        let (name, counters) = parse_line(line).unwrap();
        assert_eq!(name, "eth0");
        assert_eq!((counters.rx_bytes, counters.rx_packets), (1296, 10));
        assert_eq!((counters.tx_bytes, counters.tx_packets), (2520, 36));
        assert_eq!(counters.bytes(), 3816);
        assert_eq!(counters.packets(), 46);
        assert_eq!(parse_line("Inter-|   Receive    |  Transmit"), None);
        assert_eq!(parse_line(" face |bytes    packets errs"), None);
        assert_eq!(parse_line("  eth0: 1 2 3"), None);
    }

    #[test]
    fn rates_are_per_second_and_the_oldest_make_room() {
        let mut meter = TrafficMeter::new(2);
        let start = Instant::now();
        meter.record(start, table(0, 0));
        assert_eq!(meter.rates("a").len(), 0);
        meter.record(start + Duration::from_millis(500), table(10, 20));
        meter.record(start + Duration::from_millis(1500), table(13, 20));
        meter.record(start + Duration::from_millis(2500), table(14, 20));
        let packets: Vec<(u64, u64)> = meter
            .rates("a")
            .map(|rate| (rate.rx_packets, rate.tx_packets))
            .collect();
        assert_eq!(packets, [(3, 0), (1, 0)]);
        assert_eq!(
            meter.rates("any").next().map(|rate| rate.rx_bytes),
            Some(600)
        );
        assert_eq!(meter.counters("any").map(|sum| sum.rx_packets), Some(28));
        assert_eq!(meter.rates("nope").len(), 0);
    }

    #[test]
    fn a_reset_is_no_rush_and_a_lost_interface_is_forgotten() {
        let mut meter = TrafficMeter::new(8);
        let start = Instant::now();
        meter.record(start, table(1_000, 0));
        meter.record(start + Duration::from_secs(1), table(5, 0));
        assert_eq!(meter.rates("b").last().map(|rate| rate.rx_packets), Some(5));
        meter.record(start + Duration::from_secs(2), BTreeMap::new());
        assert_eq!(meter.rates("b").len(), 0);
    }

    #[test]
    fn the_loopback_interface_has_counters() {
        let mut meter = TrafficMeter::new(8);
        meter.sample().unwrap();
        assert!(meter.counters("lo").is_some());
    }
}
