//! What was seen of sockets, remembered: who had which end of a flow when a frame crossed.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, SocketAddr};

use super::answer::{How, Owner, Unknown};
use super::messages::{Report, Sighting};
use super::socket::Holders;
use crate::model::{Endpoint, Flow, Transport};

/// Sockets remembered at most; the ones that are gone for longest are forgotten first.
const MOST: usize = 32_768;

/// Addresses kept of a namespace at most.
const MOST_ADDRESSES: usize = 4_096;

/// Namespaces kept at most.
const MOST_NAMESPACES: usize = 256;

/// How long frames of a connection may cross after its socket is gone: the kernel finishes it alone,
/// and gives its ports to nobody before it is through (TIME-WAIT, 60 seconds on Linux).
const LINGER_NS: i64 = 60_000_000_000;

/// The namespace that is captured in.
const OWN: u64 = 0;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: HashMap<u64, Entry>,
    /// Connected sockets by their ends.
    pairs: HashMap<(bool, SocketAddr, SocketAddr), Vec<u64>>,
    /// The others by their ports.
    ports: HashMap<(bool, u16), Vec<u64>>,
    /// Those that are gone, in the order in which they went.
    gone: VecDeque<u64>,
    addresses: BTreeMap<u64, HashSet<IpAddr>>,
    /// All sockets that were there at this time are known, in nanoseconds since 1970.
    pub polled: Option<i64>,
}

#[derive(Debug)]
struct Entry {
    sighting: Sighting,
    gone: Option<i64>,
}

impl Ledger {
    /// Takes in what a scanner reports; true if an answer may be another one now.
    pub fn note(&mut self, report: Report) -> bool {
        match report {
            Report::Seen(sighting) => self.seen(sighting),
            Report::Gone { id, at } => {
                let Some(entry) = self.entries.get_mut(&id) else {
                    return false;
                };
                if entry.gone.replace(at).is_none() {
                    self.gone.push_back(id);
                }
                return false;
            }
            Report::Addresses {
                namespace,
                addresses,
            } => {
                if addresses.is_empty() {
                    self.addresses.remove(&namespace);
                } else if self.addresses.len() < MOST_NAMESPACES
                    || self.addresses.contains_key(&namespace)
                {
                    let some = addresses.into_iter().take(MOST_ADDRESSES).collect();
                    self.addresses.insert(namespace, some);
                }
            }
            Report::Polled(began) => {
                self.polled = Some(began);
                return false;
            }
            Report::Looked | Report::Listed(_) | Report::ListEnd(_) => return false,
        }
        true
    }

    fn seen(&mut self, sighting: Sighting) {
        let id = sighting.id;
        if let Some(entry) = self.entries.get_mut(&id) {
            // Ends do not change under a number: only what is known of them.
            entry.sighting.holders = sighting.holders;
            entry.sighting.takes_v4 = sighting.takes_v4;
            return;
        }
        while self.entries.len() >= MOST {
            match self.gone.pop_front() {
                Some(oldest) => self.forget(oldest),
                // All of them are still there: what is new is not remembered.
                None => return,
            }
        }
        self.index(&sighting).push(id);
        let gone = None;
        self.entries.insert(id, Entry { sighting, gone });
    }

    fn index(&mut self, sighting: &Sighting) -> &mut Vec<u64> {
        let tcp = sighting.family.is_tcp();
        match sighting.remote {
            Some(remote) => self.pairs.entry((tcp, sighting.local, remote)).or_default(),
            None => self.ports.entry((tcp, sighting.local.port())).or_default(),
        }
    }

    fn forget(&mut self, id: u64) {
        let Some(Entry { sighting, .. }) = self.entries.remove(&id) else {
            return;
        };
        let ids = self.index(&sighting);
        ids.retain(|other| *other != id);
        if ids.is_empty() {
            let tcp = sighting.family.is_tcp();
            match sighting.remote {
                Some(remote) => drop(self.pairs.remove(&(tcp, sighting.local, remote))),
                None => drop(self.ports.remove(&(tcp, sighting.local.port()))),
            }
        }
    }

    /// Who had the sending and the receiving end of a frame that crossed at `time`, in nanoseconds
    /// since 1970.
    pub fn ends(&self, flow: &Flow, time: i64) -> [Result<Owner, Unknown>; 2] {
        let tcp = match flow.transport {
            Transport::Tcp => true,
            Transport::Udp => false,
            Transport::Sctp | Transport::Dccp => {
                return [Err(Unknown::NotAsked), Err(Unknown::NotAsked)];
            }
        };
        [
            self.end(tcp, flow.from, flow.to, time),
            self.end(tcp, flow.to, flow.from, time),
        ]
    }

    fn end(
        &self,
        tcp: bool,
        local: Endpoint,
        remote: Endpoint,
        time: i64,
    ) -> Result<Owner, Unknown> {
        let (local, remote) = (address(local), address(remote));
        if is_group(local.ip()) {
            return Err(Unknown::Group);
        }
        let spaces = self.spaces(local.ip());
        if spaces.is_empty() {
            return Err(Unknown::NotHere);
        }
        let connected = self.pairs.get(&(tcp, local, remote));
        let connected = self.in_one_space(&spaces, |space| {
            // The same ends were used again: of those that had begun, the last one is meant.
            let at = self.at(connected, space, time);
            at.max_by_key(|sighting| sighting.since)
                .map(|sighting| vec![sighting])
        })?;
        let first = connected.map(|(space, found)| owner(&found, How::Connected, space != OWN));
        if let Some(answer) = first
            .as_ref()
            .filter(|one| **one != Err(Unknown::NoProcess))
        {
            return answer.clone();
        }
        // Nobody was seen with the connection in his hands: then who takes connections there.
        let open = self.ports.get(&(tcp, local.port()));
        let open = self.in_one_space(&spaces, |space| {
            best(self.at(open, space, time), local.ip())
        })?;
        let how = if tcp {
            How::Listening
        } else {
            How::Unconnected
        };
        match open.map(|(space, found)| owner(&found, how, space != OWN)) {
            Some(answer) => answer,
            None => first.unwrap_or(Err(Unknown::Unseen)),
        }
    }

    /// The namespaces that have this address.
    fn spaces(&self, ip: IpAddr) -> Vec<u64> {
        if ip.is_loopback() {
            return vec![OWN];
        }
        let having = self.addresses.iter().filter(|(_, all)| all.contains(&ip));
        having.map(|(space, _)| *space).collect()
    }

    /// What is found in the namespace of the capture, else in one other; in several others there is
    /// no telling.
    fn in_one_space<'l>(
        &'l self,
        spaces: &[u64],
        find: impl Fn(u64) -> Option<Vec<&'l Sighting>>,
    ) -> Result<Option<(u64, Vec<&'l Sighting>)>, Unknown> {
        let mut found = None;
        for space in spaces {
            let Some(here) = find(*space) else { continue };
            if *space == OWN {
                return Ok(Some((OWN, here)));
            }
            if found.is_some() {
                return Err(Unknown::Ambiguous);
            }
            found = Some((*space, here));
        }
        Ok(found)
    }

    /// Those of these sockets that were there at this time.
    fn at<'l>(
        &'l self,
        ids: Option<&'l Vec<u64>>,
        space: u64,
        time: i64,
    ) -> impl Iterator<Item = &'l Sighting> {
        let entries = ids
            .into_iter()
            .flatten()
            .filter_map(|id| self.entries.get(id));
        let there = entries.filter(move |entry| {
            let one = &entry.sighting;
            let linger = match one.remote.is_some() && one.family.is_tcp() {
                true => LINGER_NS,
                false => 0,
            };
            let over = entry.gone.map(|gone| gone.saturating_add(linger));
            one.namespace == space && one.since <= time && over.is_none_or(|over| time <= over)
        });
        there.map(|entry| &entry.sighting)
    }
}

/// Of sockets that are open to all, those that are bound closest to this address.
fn best<'l>(open: impl Iterator<Item = &'l Sighting>, ip: IpAddr) -> Option<Vec<&'l Sighting>> {
    let rank = |one: &Sighting| {
        let bound = one.local.ip();
        if one.family.is_tcp() && !one.listens {
            None
        } else if bound == ip {
            Some(0)
        } else if !bound.is_unspecified() {
            None
        } else if bound.is_ipv4() == ip.is_ipv4() {
            Some(1)
        } else {
            // Of IPv6, and open for IPv4 too unless it refuses.
            (ip.is_ipv4() && one.takes_v4 != Some(false)).then_some(2)
        }
    };
    let ranked: Vec<(u8, &Sighting)> = open.filter_map(|one| Some((rank(one)?, one))).collect();
    let first = ranked.iter().map(|(rank, _)| *rank).min()?;
    let closest = ranked.into_iter().filter(|(rank, _)| *rank == first);
    Some(closest.map(|(_, one)| one).collect())
}

/// The processes behind these sockets, which all would take the frame.
fn owner(found: &[&Sighting], how: How, elsewhere: bool) -> Result<Owner, Unknown> {
    let mut holders = Holders::default();
    for one in found {
        holders.list.extend(one.holders.list.iter().cloned());
        holders.more = holders.more.saturating_add(one.holders.more);
        holders.hidden |= one.holders.hidden;
    }
    holders.list.sort_unstable();
    holders.list.dedup_by_key(|holder| holder.pid);
    let Some(first) = holders.list.first() else {
        return Err(
            match (holders.hidden, found.first().and_then(|one| one.uid)) {
                (true, uid) => Unknown::OtherUser(uid),
                (false, _) => Unknown::NoProcess,
            },
        );
    };
    // Several programs share the port: which of them the kernel chose cannot be told.
    let same = |one: &super::Holder| one.command == first.command;
    if found.len() > 1 && !holders.list.iter().all(same) {
        return Err(Unknown::Ambiguous);
    }
    Ok(Owner {
        holders,
        how,
        elsewhere,
    })
}

fn address(end: Endpoint) -> SocketAddr {
    SocketAddr::new(end.ip.to_canonical(), end.port)
}

fn is_group(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_multicast() || ip.is_broadcast(),
        IpAddr::V6(ip) => ip.is_multicast(),
    }
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
