//! All protocols, findable by what an outer header says.

use std::collections::HashMap;

use super::{Claim, Match, Protocol};
use crate::model::{LinkType, Transport};

/// Protocols in the order of registration, with an index for every kind of claim.
#[derive(Debug)]
pub struct Registry {
    protocols: &'static [&'static Protocol],
    names: HashMap<&'static str, &'static Protocol>,
    exact: HashMap<Exact, &'static Protocol>,
    ether_types: Vec<(u16, &'static Protocol)>,
    ip_protocols: Box<[Option<&'static Protocol>; 256]>,
    ports: [PortIndex; Transport::ALL.len()],
    heuristics: [Vec<(u8, &'static Protocol)>; Transport::ALL.len()],
    media_types: HashMap<&'static str, &'static Protocol>,
    contents: Vec<(u8, &'static Protocol)>,
}

/// An exact claim that is looked up rarely enough for a hash map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Exact {
    LinkType(LinkType),
    LlcSap(u8),
    Snap(u32, u16),
    Ppp(u16),
    SctpPayload(u32),
}

/// The port claims of one transport: a bit per port to reject fast, and a sorted list.
#[derive(Debug, Default)]
struct PortIndex {
    claimed: Vec<u64>,
    sorted: Vec<(u16, &'static Protocol)>,
}

impl PortIndex {
    fn get(&self, port: u16) -> &[(u16, &'static Protocol)] {
        let is_claimed = self
            .claimed
            .get(usize::from(port / 64))
            .is_some_and(|bits| bits >> (port % 64) & 1 == 1);
        if !is_claimed {
            return &[];
        }
        let start = self.sorted.partition_point(|entry| entry.0 < port);
        let len = self.sorted[start..].partition_point(|entry| entry.0 == port);
        &self.sorted[start..start + len]
    }
}

impl Registry {
    /// Builds the index. Of two exact claims to the same code the first registered wins; a test
    /// refuses such collisions.
    pub fn new(protocols: &'static [&'static Protocol]) -> Registry {
        let mut registry = Registry {
            protocols,
            names: protocols
                .iter()
                .map(|protocol| (protocol.info.name, *protocol))
                .collect(),
            exact: HashMap::new(),
            ether_types: Vec::new(),
            ip_protocols: Box::new([None; 256]),
            ports: Default::default(),
            heuristics: Default::default(),
            media_types: HashMap::new(),
            contents: Vec::new(),
        };
        for protocol in protocols {
            for claim in protocol.claims {
                registry.add(*claim, protocol);
            }
        }
        registry.ether_types.sort_by_key(|entry| entry.0);
        for index in &mut registry.ports {
            index.sorted.sort_by_key(|entry| entry.0);
            index.claimed = vec![0; 1024];
            for (port, _) in &index.sorted {
                index.claimed[usize::from(port / 64)] |= 1 << (port % 64);
            }
        }
        for list in &mut registry.heuristics {
            list.sort_by_key(|entry| entry.0);
        }
        registry.contents.sort_by_key(|entry| entry.0);
        registry
    }

    fn add(&mut self, claim: Claim, protocol: &'static Protocol) {
        let exact = match claim {
            Claim::LinkType(link) => Exact::LinkType(link),
            Claim::LlcSap(sap) => Exact::LlcSap(sap),
            Claim::Snap(oui, pid) => Exact::Snap(oui, pid),
            Claim::Ppp(code) => Exact::Ppp(code),
            Claim::SctpPayload(ppid) => Exact::SctpPayload(ppid),
            Claim::EtherType(code) => return self.ether_types.push((code, protocol)),
            Claim::IpProtocol(code) => {
                self.ip_protocols[usize::from(code)].get_or_insert(protocol);
                return;
            }
            Claim::Port(transport, port) => {
                return self.ports[transport as usize].sorted.push((port, protocol));
            }
            Claim::Heuristic(transport, strictness) => {
                return self.heuristics[transport as usize].push((strictness, protocol));
            }
            Claim::MediaType(media) => {
                self.media_types.entry(media).or_insert(protocol);
                return;
            }
            Claim::Content(strictness) => return self.contents.push((strictness, protocol)),
        };
        self.exact.entry(exact).or_insert(protocol);
    }

    /// All protocols, in the order of registration.
    pub fn protocols(&self) -> &'static [&'static Protocol] {
        self.protocols
    }

    /// The protocol with this filter name (`tcp`) or short name in any case (`TCP`).
    pub fn by_name(&self, name: &str) -> Option<&'static Protocol> {
        let by_short_name = || {
            self.protocols
                .iter()
                .find(|p| p.info.short.eq_ignore_ascii_case(name))
                .copied()
        };
        self.names.get(name).copied().or_else(by_short_name)
    }

    /// By link type.
    pub fn link_type(&self, link: LinkType) -> Option<&'static Protocol> {
        self.exact.get(&Exact::LinkType(link)).copied()
    }

    /// By EtherType.
    pub fn ether_type(&self, code: u16) -> Option<&'static Protocol> {
        let index = self.ether_types.partition_point(|entry| entry.0 < code);
        self.ether_types
            .get(index)
            .filter(|entry| entry.0 == code)
            .map(|entry| entry.1)
    }

    /// By destination SAP of LLC.
    pub fn llc_sap(&self, sap: u8) -> Option<&'static Protocol> {
        self.exact.get(&Exact::LlcSap(sap)).copied()
    }

    /// By SNAP organisation and protocol number; organisation 0 means an EtherType.
    pub fn snap(&self, oui: u32, pid: u16) -> Option<&'static Protocol> {
        let exact = self.exact.get(&Exact::Snap(oui, pid)).copied();
        if oui == 0 {
            exact.or_else(|| self.ether_type(pid))
        } else {
            exact
        }
    }

    /// By PPP protocol number.
    pub fn ppp(&self, code: u16) -> Option<&'static Protocol> {
        self.exact.get(&Exact::Ppp(code)).copied()
    }

    /// By IP protocol number.
    pub fn ip_protocol(&self, code: u8) -> Option<&'static Protocol> {
        self.ip_protocols[usize::from(code)]
    }

    /// By SCTP payload protocol identifier.
    pub fn sctp_payload(&self, ppid: u32) -> Option<&'static Protocol> {
        self.exact.get(&Exact::SctpPayload(ppid)).copied()
    }

    /// By the lower port, then the higher one, each confirmed by the first bytes.
    pub fn ports(
        &self,
        transport: Transport,
        source: u16,
        destination: u16,
        bytes: &[u8],
    ) -> Option<&'static Protocol> {
        let index = &self.ports[transport as usize];
        let (low, high) = if source < destination {
            (source, destination)
        } else {
            (destination, source)
        };
        let confirmed = |port| {
            let candidates = index.get(port).iter().map(|entry| entry.1);
            // A sure candidate goes before one that only may be right.
            let rated = candidates.map(|protocol| (protocol.recognises(bytes), protocol));
            rated
                .filter(|rated| rated.0 >= Match::Maybe)
                .reduce(|best, next| if next.0 > best.0 { next } else { best })
        };
        confirmed(low)
            .or_else(|| if low == high { None } else { confirmed(high) })
            .map(|rated| rated.1)
    }

    /// By the first bytes alone, strict decoders first.
    pub fn heuristic(&self, transport: Transport, bytes: &[u8]) -> Option<&'static Protocol> {
        let sure = |entry: &&(u8, &'static Protocol)| entry.1.recognises(bytes) == Match::Yes;
        self.heuristics[transport as usize]
            .iter()
            .find(sure)
            .map(|entry| entry.1)
    }

    /// By media type (parameters and case ignored), then by its structured syntax suffix
    /// (`image/svg+xml` is XML, RFC 6838 §4.2.8), then by its family (claimed as `text/*`), then by
    /// the first bytes of the body, and at last by whoever claims any media type (`*/*`).
    pub fn media_type(&self, media: &str, bytes: &[u8]) -> Option<&'static Protocol> {
        let essence = media
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let claimed = |name: &str| {
            let claimed = self.media_types.get(name).copied();
            claimed.filter(|protocol| protocol.recognises(bytes) >= Match::Maybe)
        };
        let suffix = || {
            let (_, suffix) = essence.rsplit_once('+')?;
            claimed(&format!("application/{suffix}"))
        };
        let family = || {
            let (family, _) = essence.split_once('/')?;
            claimed(&format!("{family}/*"))
        };
        let any = || claimed("*/*").filter(|_| !essence.is_empty());
        claimed(&essence)
            .or_else(suffix)
            .or_else(family)
            .or_else(|| self.content(bytes))
            .or_else(any)
    }

    /// By the first bytes of a body.
    pub fn content(&self, bytes: &[u8]) -> Option<&'static Protocol> {
        let sure = |entry: &&(u8, &'static Protocol)| entry.1.recognises(bytes) == Match::Yes;
        self.contents.iter().find(sure).map(|entry| entry.1)
    }
}
