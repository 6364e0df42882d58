//! Hears when two ends begin to speak, to look at their sockets at once: a program such as `curl`
//! may be gone before the kernel hands its frames over to the capture.
//!
//! It listens on all interfaces of the namespace, in the one form that libpcap has for that
//! (`any`, LINUX_SLL2), for segments with SYN and for datagrams, and keeps of each no more than
//! addresses and ports. What it misses under load is found by the tables, a little later.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use pcap::{Active, Capture, Linktype};

use super::messages::Ends;

/// Linux cooked capture, version 2.
const SLL2: Linktype = Linktype(276);

/// Bytes of its header.
const SLL2_LEN: usize = 20;

/// What is listened for: SYN over IPv4 and IPv6 (where `tcp[...]` does not work), datagrams.
const FILTER: &str =
    "(tcp[tcpflags] & tcp-syn != 0) or (ip6 and ip6[6] == 6 and ip6[53] & 2 != 0) or udp";

/// Bytes kept of a packet: headers, with all options of IPv4.
const SNAPLEN: i32 = 128;

/// The kernel's buffer for it; it may overflow.
const BUFFER: i32 = 1 << 20;

/// How long it may take to see that the capture has ended.
const PATIENCE_MS: u16 = 200;

/// So many packets are taken in a row.
const BATCH: usize = 256;

/// Once so many in a row had nothing new to tell, it rests after each look for so many times as long
/// as that took: a flood then costs a fiftieth of a core, and who begins to speak is heard at once.
const REST: u32 = 50;
const SHORTEST_REST: Duration = Duration::from_millis(1);
const LONGEST_REST: Duration = Duration::from_millis(20);

/// Ends that were told lately are not told again, datagrams for longer.
const QUIET_SYN: Duration = Duration::from_millis(1);
const QUIET_DATAGRAM: Duration = Duration::from_secs(1);

/// Ends remembered for that.
const REMEMBERED: usize = 4_096;

/// An open tap.
pub(super) struct Tap {
    capture: Capture<Active>,
}

impl Tap {
    /// Opens it, which needs the privilege to capture; `None` where that is not to be.
    pub fn open() -> Option<Tap> {
        let device = Capture::from_device("any").ok()?;
        let mut capture = device
            .snaplen(SNAPLEN)
            .buffer_size(BUFFER)
            .timeout(i32::from(PATIENCE_MS))
            .immediate_mode(true)
            .open()
            .ok()?;
        capture.set_datalink(SLL2).ok()?;
        capture.filter(FILTER, true).ok()?;
        let capture = capture.setnonblock().ok()?;
        Some(Tap { capture })
    }

    /// Tells all ends that begin to speak until `stop` is set.
    pub fn run(mut self, stop: &AtomicBool, mut tell: impl FnMut(Ends)) {
        let mut lately = Lately::new();
        let mut nothing_new = 0;
        while !stop.load(Ordering::Acquire) {
            let begun = Instant::now();
            let mut taken = 0;
            while taken < BATCH
                && let Ok(packet) = self.capture.next_packet()
            {
                taken += 1;
                nothing_new += 1;
                if let Some(ends) = ends(packet.data)
                    && lately.is_new(ends, Instant::now())
                {
                    nothing_new = 0;
                    tell(ends);
                }
            }
            if taken == 0 {
                self.wait();
            } else if taken == BATCH || nothing_new >= BATCH {
                nothing_new = nothing_new.min(BATCH);
                let rest = begun.elapsed().saturating_mul(REST);
                std::thread::sleep(rest.clamp(SHORTEST_REST, LONGEST_REST));
            }
        }
    }

    fn wait(&self) {
        let mut fds = [PollFd::new(self.capture.as_fd(), PollFlags::POLLIN)];
        // An interrupted wait is a short one.
        if poll(&mut fds, PollTimeout::from(PATIENCE_MS)).is_err() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Which ends were told lately, in a table of fixed size.
struct Lately {
    hasher: RandomState,
    slots: Vec<Option<(u64, Instant)>>,
}

impl Lately {
    fn new() -> Lately {
        Lately {
            hasher: RandomState::new(),
            slots: vec![None; REMEMBERED],
        }
    }

    fn is_new(&mut self, ends: Ends, now: Instant) -> bool {
        let hash = self.hasher.hash_one(ends);
        let at = usize::try_from(hash % REMEMBERED as u64).unwrap_or(0);
        let Some(slot) = self.slots.get_mut(at) else {
            return true;
        };
        let quiet = if ends.tcp { QUIET_SYN } else { QUIET_DATAGRAM };
        let was_told = |(told, when): &(u64, Instant)| {
            *told == hash && now.saturating_duration_since(*when) < quiet
        };
        if slot.as_ref().is_some_and(was_told) {
            return false;
        }
        *slot = Some((hash, now));
        true
    }
}

/// The two ends of a packet behind a header of LINUX_SLL2; `None` for anything unexpected.
fn ends(packet: &[u8]) -> Option<Ends> {
    let ether_type = u16::from_be_bytes(*packet.first_chunk()?);
    let packet = packet.get(SLL2_LEN..)?;
    let (protocol, from, to, rest): (u8, IpAddr, IpAddr, &[u8]) = match ether_type {
        0x0800 => {
            let header: &[u8; 20] = packet.first_chunk()?;
            let len = usize::from(header[0] & 0x0f) * 4;
            // Only a first fragment has ports.
            let offset = u16::from_be_bytes([header[6], header[7]]) & 0x1fff;
            if len < header.len() || offset != 0 {
                return None;
            }
            let from = Ipv4Addr::new(header[12], header[13], header[14], header[15]);
            let to = Ipv4Addr::new(header[16], header[17], header[18], header[19]);
            (header[9], from.into(), to.into(), packet.get(len..)?)
        }
        0x86dd => {
            let (header, rest) = packet.split_first_chunk::<40>()?;
            let address = |at: usize| {
                let bytes: [u8; 16] = *header.get(at..)?.first_chunk()?;
                Some(Ipv6Addr::from(bytes))
            };
            (header[6], address(8)?.into(), address(24)?.into(), rest)
        }
        _ => return None,
    };
    let tcp = match protocol {
        6 => true,
        17 => false,
        _ => return None,
    };
    let ports: &[u8; 4] = rest.first_chunk()?;
    Some(Ends {
        tcp,
        from: SocketAddr::new(from, u16::from_be_bytes([ports[0], ports[1]])),
        to: SocketAddr::new(to, u16::from_be_bytes([ports[2], ports[3]])),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use etherparse::PacketBuilder;
    use proptest::prelude::*;

    fn cooked(ether_type: u16, packet: &[u8]) -> Vec<u8> {
        let mut bytes = ether_type.to_be_bytes().to_vec();
        bytes.resize(SLL2_LEN, 0);
        bytes.extend_from_slice(packet);
        bytes
    }

    #[test]
    fn addresses_and_ports_are_read() {
        let mut packet = Vec::new();
        PacketBuilder::ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64)
            .tcp(41_212, 80, 1, 100)
            .syn()
            .write(&mut packet, &[])
            .unwrap();
        let found = ends(&cooked(0x0800, &packet)).unwrap();
        assert!(found.tcp);
        assert_eq!(found.from, "10.0.0.1:41212".parse().unwrap());
        assert_eq!(found.to, "10.0.0.2:80".parse().unwrap());
        let mut packet = Vec::new();
        let (a, b) = (Ipv6Addr::LOCALHOST, "fe80::7".parse::<Ipv6Addr>().unwrap());
        PacketBuilder::ipv6(a.octets(), b.octets(), 64)
            .udp(53, 5353)
            .write(&mut packet, &[1])
            .unwrap();
        let found = ends(&cooked(0x86dd, &packet)).unwrap();
        assert!(!found.tcp);
        assert_eq!(found.from, "[::1]:53".parse().unwrap());
        assert_eq!(found.to, "[fe80::7]:5353".parse().unwrap());
        assert_eq!(ends(&cooked(0x0806, &packet)), None);
    }

    #[test]
    fn what_was_told_is_not_told_again_at_once() {
        let ends = Ends {
            tcp: false,
            from: "10.0.0.1:1".parse().unwrap(),
            to: "10.0.0.1:2".parse().unwrap(),
        };
        let (mut lately, now) = (Lately::new(), Instant::now());
        assert!(lately.is_new(ends, now));
        assert!(!lately.is_new(ends, now + QUIET_SYN));
        assert!(lately.is_new(ends, now + QUIET_DATAGRAM));
        let syn = Ends { tcp: true, ..ends };
        assert!(lately.is_new(syn, now));
        assert!(lately.is_new(syn, now + QUIET_SYN));
    }

    proptest! {
        #[test]
        fn no_packet_panics(bytes in proptest::collection::vec(any::<u8>(), 0..128), ip in 0..3usize) {
            let mut bytes = bytes;
            if let Some(start) = bytes.first_chunk_mut::<2>() {
                *start = [[8, 0], [0x86, 0xdd], [0, 0]][ip];
            }
            let _ = ends(&bytes);
        }
    }
}
