//! All protocols, findable by what an outer header says.

use super::{Claim, Match, Protocol};
use crate::model::{LinkType, Transport};

/// What is in these maps does not come from packets, so that nobody can make its keys collide.
type Map<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// Whose first bytes are unmistakable tells it by these at the latest.
const MAX_STUB: usize = 64;

/// Protocols in the order of registration, with an index for every kind of claim.
#[derive(Debug)]
pub struct Registry {
    protocols: &'static [&'static Protocol],
    names: Map<&'static str, &'static Protocol>,
    exact: Map<Exact, &'static Protocol>,
    link_types: CodeTable,
    ether_types: CodeTable,
    ip_protocols: Box<[Option<&'static Protocol>; 256]>,
    ports: [PortIndex; Transport::ALL.len()],
    heuristics: [Vec<(u8, &'static Protocol)>; Transport::ALL.len()],
    fields: Map<(&'static str, u32), Vec<&'static Protocol>>,
    media_types: Map<&'static str, &'static Protocol>,
    contents: Vec<(u8, &'static Protocol)>,
}

/// An exact claim that is looked up rarely enough for a hash map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Exact {
    LlcSap(u8),
    Snap(u32, u16),
    Ppp(u16),
    SctpPayload(u32),
}

/// Protocols by a 16-bit code: one look into a table, which every frame takes.
#[derive(Debug, Default)]
struct CodeTable {
    /// For every code up to the highest claimed one its place in `protocols`, counted from 1.
    places: Vec<u16>,
    protocols: Vec<&'static Protocol>,
}

impl CodeTable {
    /// The first protocol with a code keeps it.
    fn add(&mut self, code: u16, protocol: &'static Protocol) {
        let code = usize::from(code);
        if self.places.len() <= code {
            self.places.resize(code + 1, 0);
        }
        if self.places[code] == 0 {
            self.protocols.push(protocol);
            self.places[code] = self.protocols.len() as u16;
        }
    }

    #[inline]
    fn get(&self, code: u16) -> Option<&'static Protocol> {
        let place = usize::from(*self.places.get(usize::from(code))?);
        self.protocols.get(place.wrapping_sub(1)).copied()
    }
}

/// The port claims of one transport.
#[derive(Debug, Default)]
struct PortIndex {
    /// For every port its first place in `sorted`, counted from 1; 0 where nothing claims it.
    places: Vec<u16>,
    sorted: Vec<(u16, &'static Protocol)>,
}

impl PortIndex {
    fn index(&mut self) {
        self.sorted.sort_by_key(|entry| entry.0);
        self.places = vec![0; usize::from(u16::MAX) + 1];
        for (place, (port, _)) in self.sorted.iter().enumerate().rev() {
            self.places[usize::from(*port)] = place as u16 + 1;
        }
    }

    fn get(&self, port: u16) -> impl Iterator<Item = &'static Protocol> {
        let place = self.places.get(usize::from(port)).copied();
        let first = usize::from(place.unwrap_or_default()).wrapping_sub(1);
        let claims = self.sorted.get(first..).unwrap_or_default().iter();
        claims
            .take_while(move |entry| entry.0 == port)
            .map(|entry| entry.1)
    }
}

/// Who of these knows the bytes best: one who is sure goes before one who only may be right.
fn surest(
    claimants: impl Iterator<Item = &'static Protocol>,
    bytes: &[u8],
) -> Option<(Match, &'static Protocol)> {
    let rated = claimants.map(|protocol| (protocol.recognises(bytes), protocol));
    rated
        .filter(|rated| rated.0 >= Match::Maybe)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
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
            exact: Map::default(),
            link_types: CodeTable::default(),
            ether_types: CodeTable::default(),
            ip_protocols: Box::new([None; 256]),
            ports: Default::default(),
            heuristics: Default::default(),
            fields: Map::default(),
            media_types: Map::default(),
            contents: Vec::new(),
        };
        for protocol in protocols {
            for claim in protocol.claims {
                registry.add(*claim, protocol);
            }
        }
        registry.ports.iter_mut().for_each(PortIndex::index);
        for list in &mut registry.heuristics {
            list.sort_by_key(|entry| entry.0);
        }
        registry.contents.sort_by_key(|entry| entry.0);
        registry
    }

    fn add(&mut self, claim: Claim, protocol: &'static Protocol) {
        let exact = match claim {
            Claim::LinkType(link) => return self.link_types.add(link.0, protocol),
            Claim::EtherType(code) => return self.ether_types.add(code, protocol),
            Claim::LlcSap(sap) => Exact::LlcSap(sap),
            Claim::Snap(oui, pid) => Exact::Snap(oui, pid),
            Claim::Ppp(code) => Exact::Ppp(code),
            Claim::SctpPayload(ppid) => Exact::SctpPayload(ppid),
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
            Claim::Field(name, value) => {
                return self.fields.entry((name, value)).or_default().push(protocol);
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
    #[inline]
    pub fn link_type(&self, link: LinkType) -> Option<&'static Protocol> {
        self.link_types.get(link.0)
    }

    /// By EtherType.
    #[inline]
    pub fn ether_type(&self, code: u16) -> Option<&'static Protocol> {
        self.ether_types.get(code)
    }

    /// By destination SAP of LLC.
    #[inline(never)]
    pub fn llc_sap(&self, sap: u8) -> Option<&'static Protocol> {
        self.exact.get(&Exact::LlcSap(sap)).copied()
    }

    /// By SNAP organisation and protocol number; organisation 0 means an EtherType.
    #[inline(never)]
    pub fn snap(&self, oui: u32, pid: u16) -> Option<&'static Protocol> {
        let exact = self.exact.get(&Exact::Snap(oui, pid)).copied();
        if oui == 0 {
            exact.or_else(|| self.ether_type(pid))
        } else {
            exact
        }
    }

    /// By PPP protocol number.
    #[inline(never)]
    pub fn ppp(&self, code: u16) -> Option<&'static Protocol> {
        self.exact.get(&Exact::Ppp(code)).copied()
    }

    /// By IP protocol number.
    #[inline]
    pub fn ip_protocol(&self, code: u8) -> Option<&'static Protocol> {
        self.ip_protocols[usize::from(code)]
    }

    /// By SCTP payload protocol identifier.
    #[inline(never)]
    pub fn sctp_payload(&self, ppid: u32) -> Option<&'static Protocol> {
        self.exact.get(&Exact::SctpPayload(ppid)).copied()
    }

    /// By the value of a field, confirmed by the first bytes.
    #[inline(never)]
    pub fn field(&self, name: &'static str, value: u32, bytes: &[u8]) -> Option<&'static Protocol> {
        let claimants = self.fields.get(&(name, value))?.iter().copied();
        surest(claimants, bytes).map(|found| found.1)
    }

    /// By the lower port, then the higher one, each confirmed by the first bytes; and how sure
    /// these are.
    pub fn ports(
        &self,
        transport: Transport,
        source: u16,
        destination: u16,
        bytes: &[u8],
    ) -> Option<(Match, &'static Protocol)> {
        let index = &self.ports[transport as usize];
        let (low, high) = if source < destination {
            (source, destination)
        } else {
            (destination, source)
        };
        let confirmed = |port| surest(index.get(port), bytes);
        confirmed(low).or_else(|| if low == high { None } else { confirmed(high) })
    }

    /// True if a claimant of one of the ports needs more bytes to tell whether they are its own.
    pub fn may_begin(
        &self,
        transport: Transport,
        source: u16,
        destination: u16,
        bytes: &[u8],
    ) -> bool {
        let index = &self.ports[transport as usize];
        let mut claimants = index.get(source).chain(index.get(destination));
        claimants.any(|protocol| protocol.recognises(bytes) == Match::Short)
    }

    /// By the first bytes alone, strict decoders first.
    pub fn heuristic(&self, transport: Transport, bytes: &[u8]) -> Option<&'static Protocol> {
        let sure = |entry: &&(u8, &'static Protocol)| entry.1.recognises(bytes) == Match::Yes;
        self.heuristics[transport as usize]
            .iter()
            .find(sure)
            .map(|entry| entry.1)
    }

    /// True if one who guesses by the first bytes alone needs more of them.
    pub fn heuristic_may_begin(&self, transport: Transport, bytes: &[u8]) -> bool {
        if bytes.len() > MAX_STUB {
            return false;
        }
        let mut guesses = self.heuristics[transport as usize].iter();
        guesses.any(|entry| entry.1.recognises(bytes) == Match::Short)
    }

    /// By media type (parameters and case ignored), then by its structured syntax suffix
    /// (`image/svg+xml` is XML, RFC 6838 §4.2.8), then by its family (claimed as `text/*`), then by
    /// the first bytes of the body, and at last by whoever claims any media type (`*/*`).
    #[inline(never)]
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
