//! The sockets of this machine, and which process holds which end of a flow while a capture runs.
//!
//! No byte of a frame says which program sent it: the kernel knows, and tells it in its socket
//! tables (`/proc/net`, `sock_diag`) and in the links of `/proc/PID/fd`. [`list`] reads all of it
//! once. A [`Watch`] does it all the time, beside a capture:
//!
//! ```text
//!   tap        SYN and datagrams, at once  ──▶ "look at these ends"
//!                                                   │
//!   scanner    tables, each at a pace at which it costs a hundredth of a core;
//!              processes only for sockets that are new, likely ones first
//!                                                   │ sightings: ends, holders, since, gone
//!   ledger     who had which end at the time of a frame, bounded
//! ```
//!
//! The scanner needs rights that the program gives up (`privilege`). Started by root it therefore
//! runs in a witness, a process of its own that is started before ([`witness`]); without that right
//! it runs in a thread here, and finds the processes of the own user.
//!
//! An answer is never a guess: where several sockets of different programs would fit, none does.
//! Containers and other network namespaces of the machine are looked into too; the one that is
//! captured in comes first.

mod answer;
mod ledger;
mod messages;
mod socket;
mod watch;

#[cfg(target_os = "linux")]
mod diag;
#[cfg(target_os = "linux")]
mod holders;
#[cfg(target_os = "linux")]
mod scanner;
#[cfg(target_os = "linux")]
mod space;
#[cfg(target_os = "linux")]
mod tables;
#[cfg(target_os = "linux")]
mod tap;

#[cfg(not(target_os = "linux"))]
#[path = "elsewhere.rs"]
mod scanner;
#[cfg(not(target_os = "linux"))]
#[path = "elsewhere_tap.rs"]
mod tap;

pub use answer::{How, Owner, Unknown};
pub use socket::{Family, Holder, Holders, Socket, State, UnixEnd};
pub use watch::{Listing, Prepared, Sockets, Watch, WitnessError, witness};

/// The sockets cannot be listed.
#[derive(Debug, thiserror::Error)]
#[error("cannot list the sockets of this machine: {0}")]
pub struct ListError(String);

/// All sockets of this network namespace, with the processes that hold them as far as this process
/// may see.
///
/// # Errors
/// When the kernel does not tell; on systems other than Linux always.
pub fn list() -> Result<Vec<Socket>, ListError> {
    scanner::list().map_err(ListError)
}
