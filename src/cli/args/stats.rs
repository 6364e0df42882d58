//! Arguments of `decap stats`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ListChoice, PeelArgs};
use crate::statistics::{Kind, Order};

/// Arguments of `decap stats`. Without a choice: an overview and the protocol hierarchy.
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// A capture file; '-' is standard input. Without one, the bundled demonstration.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The tree of protocols: what was wrapped in what, in how many frames.
    #[arg(long)]
    pub hierarchy: bool,
    /// Who spoke with whom: frames and bytes each way, start, duration, rates.
    #[arg(long, value_enum, value_name = "TYPE", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    pub conversations: Option<EndsChoice>,
    /// Every address, with its port if it has one: what it sent and received, who made the card.
    #[arg(long, value_enum, value_name = "TYPE", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    pub endpoints: Option<EndsChoice>,
    /// How long frames are.
    #[arg(long)]
    pub lengths: bool,
    /// Frames and bytes over time, in intervals of so many seconds, or of 10ms, 5m, 1h; without a
    /// number, in at most 60 intervals of a round width.
    #[arg(long, value_name = "INTERVAL", num_args = 0..=1, require_equals = true, default_missing_value = "auto", value_parser = interval)]
    pub io: Option<i64>,
    /// What conversations and endpoints are sorted by.
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = OrderChoice::Frames)]
    pub sort: OrderChoice,
    /// Only the first so many rows of every table.
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..))]
    pub top: Option<u32>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = ListChoice::Text)]
    pub format: ListChoice,
    /// Width of tables in columns; as a rule that of the terminal. Less important columns are left
    /// out where it does not suffice.
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..=500))]
    pub width: Option<u16>,
    /// Draw with ASCII characters only.
    #[arg(long)]
    pub ascii: bool,
    /// Options of peeling.
    #[command(flatten)]
    pub peel: PeelArgs,
}

/// What conversations are between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EndsChoice {
    /// All of them that the capture has.
    All,
    /// MAC addresses of an Ethernet.
    Eth,
    /// IPv4 addresses.
    Ip,
    /// IPv6 addresses.
    Ipv6,
    /// TCP ports.
    Tcp,
    /// UDP ports.
    Udp,
    /// SCTP ports.
    Sctp,
}

impl EndsChoice {
    /// The kinds that are meant.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            EndsChoice::All => &Kind::ALL,
            EndsChoice::Eth => &[Kind::Ethernet],
            EndsChoice::Ip => &[Kind::Ipv4],
            EndsChoice::Ipv6 => &[Kind::Ipv6],
            EndsChoice::Tcp => &[Kind::Tcp],
            EndsChoice::Udp => &[Kind::Udp],
            EndsChoice::Sctp => &[Kind::Sctp],
        }
    }
}

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OrderChoice {
    /// Most frames first.
    Frames,
    /// Most bytes first.
    Bytes,
    /// Most bytes sent first; of conversations, by the end that spoke first.
    Sent,
    /// Most bytes received first; of conversations, by the end that spoke first.
    Received,
    /// Earliest first.
    Start,
    /// Longest conversations first.
    Duration,
    /// By address and port.
    Address,
}

impl From<OrderChoice> for Order {
    fn from(choice: OrderChoice) -> Order {
        match choice {
            OrderChoice::Frames => Order::Frames,
            OrderChoice::Bytes => Order::Bytes,
            OrderChoice::Sent => Order::Sent,
            OrderChoice::Received => Order::Received,
            OrderChoice::Start => Order::Start,
            OrderChoice::Duration => Order::Duration,
            OrderChoice::Address => Order::Address,
        }
    }
}

/// An interval in nanoseconds; 0 for one that fits.
fn interval(text: &str) -> Result<i64, String> {
    const UNITS: [(&str, f64); 6] = [
        ("ms", 1e6),
        ("us", 1e3),
        ("ns", 1.0),
        ("s", 1e9),
        ("m", 6e10),
        ("h", 3.6e12),
    ];
    if text == "auto" {
        return Ok(0);
    }
    let found = UNITS
        .into_iter()
        .find_map(|(unit, nanos)| Some((text.strip_suffix(unit)?, nanos)));
    let (number, nanos) = found.unwrap_or((text, 1e9));
    let width = number.parse::<f64>().map(|number| (number * nanos).round());
    match width {
        Ok(width) if (1.0..=1e18).contains(&width) => Ok(width as i64),
        _ => Err("a number of seconds is needed, or one with ms, s, m or h behind it".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn intervals_are_seconds_or_have_a_unit() {
        assert_eq!(interval("1"), Ok(1_000_000_000));
        assert_eq!(interval("0.25"), Ok(250_000_000));
        assert_eq!(interval("10ms"), Ok(10_000_000));
        assert_eq!(interval("2m"), Ok(120_000_000_000));
        assert_eq!(interval("auto"), Ok(0));
        for wrong in ["", "0", "-1", "x", "1d", "inf", "nan", "1e40"] {
            assert!(interval(wrong).is_err(), "{wrong}");
        }
    }
}
