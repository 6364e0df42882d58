//! The network interfaces of this system: names, addresses, state, and how busy they are.

mod listing;
mod system;
mod traffic;

pub use listing::lines;
pub use traffic::{Counters, Rate, TrafficMeter};

use std::net::IpAddr;

/// An interface on which frames can be captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    /// The system's name, such as `eth0`.
    pub name: String,
    /// A description for people, where the system has one.
    pub description: Option<String>,
    /// The system's number of a network interface; `None` for devices that are none, such as
    /// `any`.
    pub index: Option<u32>,
    /// IPv4 and IPv6 addresses.
    pub addresses: Vec<InterfaceAddress>,
    /// The MAC address, where there is one.
    pub mac: Option<[u8; 6]>,
    /// Switched on by the administrator.
    pub up: bool,
    /// Ready to carry frames.
    pub running: bool,
    /// A loopback interface.
    pub loopback: bool,
    /// A radio interface.
    pub wireless: bool,
    /// State of the link.
    pub link: LinkState,
    /// Traffic since the interface exists.
    pub counters: Option<Counters>,
}

/// An address of an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InterfaceAddress {
    /// The address.
    pub ip: IpAddr,
    /// Length of the network prefix in bits, where it is known.
    pub prefix: Option<u8>,
}

/// Whether frames can cross an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// Switched on and connected.
    Up,
    /// Switched on; no cable, no peer, no radio network.
    NoCarrier,
    /// Switched on and connected, but waiting for something else, such as authentication.
    Dormant,
    /// Switched off.
    Down,
    /// No network interface, or not known.
    Unknown,
}

impl LinkState {
    /// The state in a word or two.
    pub const fn name(self) -> &'static str {
        match self {
            LinkState::Up => "up",
            LinkState::NoCarrier => "no carrier",
            LinkState::Dormant => "dormant",
            LinkState::Down => "down",
            LinkState::Unknown => "unknown",
        }
    }
}

/// The interfaces cannot be listed.
#[derive(Debug, thiserror::Error)]
#[error("cannot list the interfaces: {reason}")]
pub struct ListError {
    reason: String,
}

/// All interfaces on which frames can be captured, in libpcap's order, which is also that of the
/// numbers that may be given instead of names.
///
/// # Errors
/// When the system does not tell.
pub fn list() -> Result<Vec<Interface>, ListError> {
    let failed = |reason: String| ListError { reason };
    let devices = pcap::Device::list().map_err(|error| failed(error.to_string()))?;
    let links = system::links().map_err(|error| failed(error.to_string()))?;
    let counters = traffic::read_counters().unwrap_or_default();
    Ok(devices
        .into_iter()
        .map(|device| {
            let link = links.iter().find(|link| link.name == device.name);
            let counters = traffic::of(&counters, &device.name);
            describe(device, link, counters)
        })
        .collect())
}

/// Whether the interface with this index is switched on; `None` when it does not exist.
pub fn is_up(index: u32) -> Option<bool> {
    let links = system::links().ok()?;
    links
        .iter()
        .find(|link| link.index == Some(index))
        .map(|link| link.up())
}

fn describe(
    device: pcap::Device,
    link: Option<&system::Link>,
    counters: Option<Counters>,
) -> Interface {
    let addresses = device.addresses.iter().map(|address| InterfaceAddress {
        ip: address.addr,
        prefix: address.netmask.and_then(prefix_of),
    });
    Interface {
        description: device.desc.filter(|text| !text.is_empty()),
        index: link.and_then(|link| link.index),
        addresses: addresses.collect(),
        mac: link.and_then(|link| link.mac),
        up: link.map_or(device.flags.is_up(), system::Link::up),
        running: link.map_or(device.flags.is_running(), system::Link::running),
        loopback: device.flags.is_loopback(),
        wireless: link.is_some() && device.flags.is_wireless(),
        link: link.map_or(LinkState::Unknown, system::Link::state),
        counters,
        name: device.name,
    }
}

/// Length of the prefix that a network mask stands for; `None` when its ones are not in a row.
fn prefix_of(mask: IpAddr) -> Option<u8> {
    let (bits, width) = match mask {
        IpAddr::V4(mask) => (u128::from(mask.to_bits()) << 96, 32),
        IpAddr::V6(mask) => (mask.to_bits(), 128),
    };
    let ones = bits.leading_ones();
    (bits.count_ones() == ones && ones <= width).then_some(ones as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_become_prefixes() {
        let prefix = |mask: &str| prefix_of(mask.parse().unwrap());
        assert_eq!(prefix("255.255.255.0"), Some(24));
        assert_eq!(prefix("0.0.0.0"), Some(0));
        assert_eq!(prefix("255.255.255.255"), Some(32));
        assert_eq!(prefix("255.0.255.0"), None);
        assert_eq!(prefix("ffff:ffff:ffff:ffff::"), Some(64));
        assert_eq!(prefix("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), Some(128));
    }

    #[test]
    fn the_loopback_interface_is_listed_with_its_address() {
        let interfaces = list().unwrap();
        let loopback = interfaces.iter().find(|one| one.loopback).unwrap();
        assert!(loopback.index.is_some());
        assert!(loopback.counters.is_some());
        assert_eq!(is_up(loopback.index.unwrap()), Some(loopback.up));
        assert_eq!(is_up(u32::MAX), None);
        if loopback.up {
            assert!(loopback.addresses.contains(&InterfaceAddress {
                ip: "127.0.0.1".parse().unwrap(),
                prefix: Some(8),
            }));
        }
        assert!(interfaces.iter().any(|one| one.name == "any"));
    }
}
