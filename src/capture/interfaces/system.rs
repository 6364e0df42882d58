//! What the kernel says about network interfaces, asked through `getifaddrs`.
//!
//! `/sys/class/net` would say more, but it shows the network namespace in which it was mounted,
//! which need not be the one that this process captures in.

use std::io;

use nix::ifaddrs::getifaddrs;
use nix::net::if_::InterfaceFlags;

use super::LinkState;

/// A network interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub name: String,
    pub index: Option<u32>,
    pub mac: Option<[u8; 6]>,
    pub flags: InterfaceFlags,
}

impl Link {
    pub fn up(&self) -> bool {
        self.flags.contains(InterfaceFlags::IFF_UP)
    }

    pub fn running(&self) -> bool {
        self.flags.contains(InterfaceFlags::IFF_RUNNING)
    }

    pub fn state(&self) -> LinkState {
        if !self.up() {
            LinkState::Down
        } else if self.running() {
            LinkState::Up
        } else if self.flags.contains(InterfaceFlags::IFF_DORMANT) {
            LinkState::Dormant
        } else {
            LinkState::NoCarrier
        }
    }
}

/// All network interfaces of this namespace.
pub(super) fn links() -> io::Result<Vec<Link>> {
    let mut links: Vec<Link> = Vec::new();
    for entry in getifaddrs()? {
        let address = entry.address.as_ref();
        let Some(link) = address.and_then(|address| address.as_link_addr()) else {
            continue;
        };
        links.push(Link {
            index: u32::try_from(link.ifindex()).ok(),
            mac: link.addr().filter(|mac| *mac != [0; 6]),
            flags: entry.flags,
            name: entry.interface_name,
        });
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_say_the_state_of_the_link() {
        let state = |flags| {
            Link {
                name: "eth0".to_owned(),
                index: Some(2),
                mac: None,
                flags,
            }
            .state()
        };
        use InterfaceFlags as F;
        assert_eq!(state(F::IFF_BROADCAST), LinkState::Down);
        assert_eq!(state(F::IFF_UP), LinkState::NoCarrier);
        assert_eq!(
            state(F::IFF_UP | F::IFF_LOWER_UP | F::IFF_DORMANT),
            LinkState::Dormant
        );
        assert_eq!(
            state(F::IFF_UP | F::IFF_LOWER_UP | F::IFF_RUNNING),
            LinkState::Up
        );
    }
}
