//! Capture filters on files.

use std::collections::HashMap;

use pcap::{Capture, Linktype};

use super::*;
use crate::capture::bpf::Sieve;
use crate::capture::live::dlt_of_link_type;

const FILTERS: [&str; 14] = [
    "tcp",
    "host 127.0.0.1",
    "port 53 or port 80",
    "ip6 and udp",
    "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
    "greater 300",
    "less 70",
    "not ip",
    "net 10.0.0.0/8 or net 192.168.0.0/16",
    "ip[8] % 7 == 1 or ip[2:2] / 3 > 100",
    "portrange 1-1023",
    "icmp or icmp6 or arp",
    "vlan or mpls",
    "tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420",
];

/// All captures of the repository: what this machine says of a whole frame, libpcap's says too.
#[test]
fn the_machine_agrees_with_libpcaps() {
    let mut compared = 0u32;
    let mut passed = 0u32;
    for entry in std::fs::read_dir("captures").unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_none_or(|extension| extension != "pcapng")
        {
            continue;
        }
        let store = Store::open(&path).unwrap();
        store.wait_complete();
        for filter in FILTERS {
            let mut sieve = Sieve::new(filter, &[]).unwrap();
            let mut theirs = HashMap::new();
            let mut frames = store.frames(..);
            while let Some(frame) = frames.next_frame().unwrap() {
                let link = frame.info.link_type;
                let program = theirs.entry(link).or_insert_with(|| {
                    let dead = Capture::dead(Linktype(dlt_of_link_type(link))).unwrap();
                    dead.compile(filter, true).ok()
                });
                let Some(program) = program else {
                    assert!(!sieve.passes(frame));
                    continue;
                };
                if frame.info.original_len as usize == frame.bytes.len() {
                    let ours = sieve.passes(frame);
                    assert_eq!(ours, program.filter(&frame.bytes), "{filter} {path:?}");
                    compared += 1;
                    passed += u32::from(ours);
                }
            }
        }
    }
    assert!(compared > 10_000 && passed > 1_000, "{compared} {passed}");
}
