//! One file per protocol, and the registry of them all.
//!
//! A protocol is one file in the folder of its layer and one line in that folder's `mod.rs`.

use std::sync::LazyLock;

use crate::decode::{Protocol, Registry};

#[macro_use]
mod declare;

pub mod application;
pub mod asn1;
pub mod ber;
pub mod checksum;
pub mod coding;
pub mod content;
pub mod crc32c;
pub mod dialogue;
pub mod domain_name;
pub mod fletcher;
pub mod float;
pub mod garp;
pub mod group_codes;
pub mod hci_parts;
pub mod icmp_extensions;
pub mod iec61850;
pub mod ip;
pub mod ipv6_options;
pub mod layout;
pub mod lines;
pub mod link;
pub mod low_words;
pub mod mac_roman;
pub mod mobile;
pub mod netbios_name;
pub mod network;
pub mod nt_status;
pub mod padding;
pub mod ppp_control;
pub mod registration;
pub mod remote_command;
pub mod reserved;
pub mod smb_words;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod transport;
pub mod varint;
pub mod x509;

/// All of them, from the link to what is carried.
static PROTOCOLS: LazyLock<Vec<&'static Protocol>> = LazyLock::new(|| {
    [
        link::PROTOCOLS,
        network::PROTOCOLS,
        transport::PROTOCOLS,
        application::PROTOCOLS,
        content::PROTOCOLS,
    ]
    .concat()
});

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::new(&PROTOCOLS));

/// All protocols that decap knows.
pub fn registry() -> &'static Registry {
    &REGISTRY
}
