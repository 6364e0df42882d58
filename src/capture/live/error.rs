//! Why a capture cannot begin: which interface, why, and what to do about it.

use std::fmt;
use std::io;

use crate::capture::privilege::MissingPrivilege;

/// A capture that cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// No interface was named.
    #[error("no interface to capture on; decap -D lists the interfaces")]
    NoInterface,
    /// The interface does not exist.
    #[error(transparent)]
    NoSuchInterface(#[from] NoSuchInterface),
    /// The interface exists and is switched off.
    #[error("interface {name} is down; bring it up with: sudo ip link set dev {name} up")]
    InterfaceDown {
        /// The interface.
        name: String,
    },
    /// The process lacks the privilege to open a capture device.
    #[error(transparent)]
    MissingPrivilege(#[from] MissingPrivilege),
    /// The device refuses for a reason of its own.
    #[error("cannot capture on {name}: {reason}")]
    Open {
        /// The interface.
        name: String,
        /// libpcap's words.
        reason: String,
    },
    /// The capture filter does not compile.
    #[error(
        "libpcap does not accept the capture filter for {name}: {reason}\n    {filter}\n{advice}"
    )]
    Filter {
        /// The interface for whose link type it was compiled.
        name: String,
        /// The filter as typed.
        filter: String,
        /// libpcap's words.
        reason: String,
        /// What to do.
        advice: String,
    },
    /// The sink cannot record an interface.
    #[error("cannot record interface {name}: {source}")]
    Sink {
        /// The interface.
        name: String,
        /// The sink's error.
        source: io::Error,
    },
    /// The system gave no thread, or no pipe to wake one.
    #[error("cannot start the capture thread of {name}: {source}")]
    Thread {
        /// The interface.
        name: String,
        /// The system's error.
        source: io::Error,
    },
}

/// An interface that does not exist, and those that do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchInterface {
    /// What was asked for.
    pub name: String,
    /// The existing interface whose name is closest, if one is close.
    pub nearest: Option<String>,
    /// Names of the interfaces that exist.
    pub existing: Vec<String>,
}

impl std::error::Error for NoSuchInterface {}

impl fmt::Display for NoSuchInterface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no interface {:?}", self.name)?;
        if let Some(nearest) = &self.nearest {
            write!(f, "; did you mean {nearest}?")?;
        }
        match self.existing.is_empty() {
            true => write!(f, "\nno interface exists here"),
            false => write!(f, "\nthese exist: {}", self.existing.join(", ")),
        }
    }
}

impl NoSuchInterface {
    /// Names the closest of the existing interfaces, if it is close enough to be a slip.
    pub fn new(name: &str, existing: Vec<String>) -> NoSuchInterface {
        let nearest = existing
            .iter()
            .map(|candidate| (distance(name, candidate), candidate))
            .min_by_key(|&(distance, _)| distance)
            .filter(|&(distance, _)| distance <= 2 && distance < name.chars().count())
            .map(|(_, candidate)| candidate.clone());
        NoSuchInterface {
            name: name.to_owned(),
            nearest,
            existing,
        }
    }
}

/// Number of letters to insert, delete or change, or neighbours to swap, to turn one word into
/// the other, case aside (restricted Damerau-Levenshtein distance).
fn distance(one: &str, other: &str) -> usize {
    let letters = |word: &str| word.to_lowercase().chars().collect::<Vec<char>>();
    let (one, other) = (letters(one), letters(other));
    let width = other.len() + 1;
    let mut table = vec![0usize; (one.len() + 1) * width];
    for row in 0..=one.len() {
        for column in 0..width {
            let at = |row: usize, column: usize| table[row * width + column];
            let value = match (row, column) {
                (0, column) => column,
                (row, 0) => row,
                _ => {
                    let (a, b) = (one[row - 1], other[column - 1]);
                    let changed = at(row - 1, column - 1) + usize::from(a != b);
                    let best = changed
                        .min(at(row - 1, column) + 1)
                        .min(at(row, column - 1) + 1);
                    let swapped =
                        row > 1 && column > 1 && a == other[column - 2] && one[row - 2] == b;
                    match swapped {
                        true => best.min(at(row - 2, column - 2) + 1),
                        false => best,
                    }
                }
            };
            table[row * width + column] = value;
        }
    }
    table[one.len() * width + other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuse(name: &str) -> NoSuchInterface {
        let existing = ["any", "eth0", "wlan0", "lo"].map(str::to_owned);
        NoSuchInterface::new(name, existing.to_vec())
    }

    #[test]
    fn a_slip_is_recognised() {
        assert_eq!(distance("eth0", "eth0"), 0);
        assert_eq!(distance("ehto", "eth0"), 2);
        assert_eq!(distance("", "lo"), 2);
        assert_eq!(refuse("ehto").nearest.as_deref(), Some("eth0"));
        assert_eq!(refuse("wlan1").nearest.as_deref(), Some("wlan0"));
        assert_eq!(refuse("Lo0").nearest.as_deref(), Some("lo"));
        assert_eq!(refuse("tun7").nearest, None);
        assert_eq!(refuse("xy").nearest, None);
    }

    #[test]
    fn the_message_names_what_exists() {
        let text = refuse("eht0").to_string();
        assert_eq!(
            text,
            "there is no interface \"eht0\"; did you mean eth0?\nthese exist: any, eth0, wlan0, lo"
        );
    }
}
