//! Names for the code points of the public registries: EtherTypes, ports, cipher suites, vendors of
//! MAC addresses, kinds of IP addresses and so on.
//!
//! The tables are text files in `assets/names`, compiled into the program; the first lines of each
//! say where its facts come from. A table is read once, when it is first asked; after that a lookup
//! is a binary search that allocates nothing. A code point without a name is `None`: nothing here
//! guesses. Names are spelled as the registry spells them.

mod ip;
mod mac;
mod prefixes;
mod registries;
mod table;
#[cfg(test)]
mod tests;
mod vendors;

pub use ip::{AddressKind, ipv4_kind, ipv6_kind};
pub use mac::mac_kind;
pub use registries::*;
pub use vendors::oui;
