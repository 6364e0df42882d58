//! Sockets made by hand, and who is found behind flows.

use super::*;
use crate::capture::sockets::socket::{Family, Holder};

const S: i64 = 1_000_000_000;

/// Sockets are told with growing numbers.
#[derive(Default)]
struct Story {
    ledger: Ledger,
    next: u64,
}

impl Story {
    /// Addresses 10.0.0.1 and fd00::1 are this machine's.
    fn new() -> Story {
        let mut story = Story::default();
        story.addresses(0, &["10.0.0.1", "fd00::1"]);
        story
    }

    fn addresses(&mut self, namespace: u64, addresses: &[&str]) {
        self.ledger.note(Report::Addresses {
            namespace,
            addresses: addresses.iter().map(|ip| ip.parse().unwrap()).collect(),
        });
    }

    /// `holder` is a command; its number is the socket's.
    fn add(&mut self, change: impl FnOnce(&mut Sighting), holder: &str) -> u64 {
        self.next += 1;
        let id = self.next;
        let mut sighting = Sighting {
            id,
            namespace: 0,
            family: Family::Tcp,
            local: "10.0.0.1:80".parse().unwrap(),
            remote: None,
            listens: false,
            takes_v4: None,
            uid: Some(33),
            since: i64::MIN,
            holders: Holders::default(),
        };
        if !holder.is_empty() {
            sighting.holders.list.push(Holder {
                pid: u32::try_from(id).unwrap(),
                command: holder.into(),
                fd: 3,
            });
        }
        change(&mut sighting);
        self.ledger.note(Report::Seen(sighting));
        id
    }

    fn listen(&mut self, family: Family, local: &str, holder: &str) -> u64 {
        let change = |one: &mut Sighting| {
            one.family = family;
            one.local = local.parse().unwrap();
            one.listens = true;
        };
        self.add(change, holder)
    }

    fn connect(&mut self, local: &str, remote: &str, since: i64, holder: &str) -> u64 {
        let change = |one: &mut Sighting| {
            one.local = local.parse().unwrap();
            one.remote = Some(remote.parse().unwrap());
            one.since = since;
        };
        self.add(change, holder)
    }

    fn gone(&mut self, id: u64, at: i64) {
        self.ledger.note(Report::Gone { id, at });
    }

    /// Who has the end `local`, in words.
    fn who(&self, transport: Transport, local: &str, remote: &str, time: i64) -> String {
        let end = |text: &str| {
            let address: SocketAddr = text.parse().unwrap();
            Endpoint {
                ip: address.ip(),
                port: address.port(),
            }
        };
        let flow = Flow {
            transport,
            from: end(local),
            to: end(remote),
        };
        let [from, _] = self.ledger.ends(&flow, time);
        let [_, to] = self.ledger.ends(&flow.reversed(), time);
        assert_eq!(from, to, "an end is the same whoever sends");
        match from {
            Ok(owner) => format!("{} {}", owner.holders.text().unwrap(), owner.how.name()),
            Err(unknown) => format!("{unknown:?}"),
        }
    }

    fn tcp(&self, local: &str, remote: &str, time: i64) -> String {
        self.who(Transport::Tcp, local, remote, time)
    }
}

const HERE: &str = "10.0.0.1:80";
const THERE: &str = "10.0.0.9:41212";

#[test]
fn who_listens_answers_only_where_nobody_is_connected() {
    let mut story = Story::new();
    story.listen(Family::Tcp, "0.0.0.0:80", "nginx");
    assert_eq!(story.tcp(HERE, THERE, S), "nginx 1 listening");
    story.connect(HERE, THERE, S, "worker");
    assert_eq!(story.tcp(HERE, THERE, S), "worker 2 connected");
    assert_eq!(story.tcp(HERE, "10.0.0.9:41213", S), "nginx 1 listening");
    assert_eq!(story.tcp(THERE, HERE, S), "NotHere");
    assert_eq!(story.tcp("10.0.0.1:81", THERE, S), "Unseen");
}

#[test]
fn a_reused_port_belongs_to_who_had_it_at_the_time() {
    let mut story = Story::new();
    let first = story.connect(HERE, THERE, 10 * S, "first");
    assert_eq!(story.tcp(HERE, THERE, 9 * S), "Unseen");
    assert_eq!(story.tcp(HERE, THERE, 10 * S), "first 1 connected");
    story.gone(first, 20 * S);
    // The last segments cross after the socket is closed.
    assert_eq!(story.tcp(HERE, THERE, 25 * S), "first 1 connected");
    assert_eq!(story.tcp(HERE, THERE, 81 * S), "Unseen");
    story.connect(HERE, THERE, 30 * S, "second");
    assert_eq!(story.tcp(HERE, THERE, 29 * S), "first 1 connected");
    assert_eq!(story.tcp(HERE, THERE, 31 * S), "second 2 connected");
}

#[test]
fn the_closest_binding_wins() {
    let mut story = Story::new();
    story.listen(Family::Tcp6, "[::]:80", "both");
    assert_eq!(story.tcp(HERE, THERE, S), "both 1 listening");
    story.listen(Family::Tcp, "0.0.0.0:80", "all");
    assert_eq!(story.tcp(HERE, THERE, S), "all 2 listening");
    story.listen(Family::Tcp, HERE, "one");
    assert_eq!(story.tcp(HERE, THERE, S), "one 3 listening");
    story.listen(Family::Tcp, "10.0.0.7:80", "other");
    assert_eq!(story.tcp(HERE, THERE, S), "one 3 listening");
    let v6 = story.tcp("[fd00::1]:80", "[fd00::9]:1", S);
    assert_eq!(v6, "both 1 listening");
}

#[test]
fn a_socket_of_ipv6_alone_takes_no_ipv4() {
    let mut story = Story::new();
    let change = |one: &mut Sighting| {
        one.family = Family::Tcp6;
        one.local = "[::]:80".parse().unwrap();
        one.listens = true;
        one.takes_v4 = Some(false);
    };
    story.add(change, "six");
    assert_eq!(story.tcp(HERE, THERE, S), "Unseen");
    assert_eq!(
        story.tcp("[fd00::1]:80", "[fd00::9]:1", S),
        "six 1 listening"
    );
}

#[test]
fn datagrams_go_by_the_port() {
    let mut story = Story::new();
    let udp = |one: &mut Sighting| {
        one.family = Family::Udp;
        one.local = "0.0.0.0:53".parse().unwrap();
    };
    let server = story.add(udp, "named");
    let who = |story: &Story, time| story.who(Transport::Udp, "10.0.0.1:53", "10.0.0.9:5", time);
    assert_eq!(who(&story, S), "named 1 unconnected");
    assert_eq!(story.tcp("10.0.0.1:53", "10.0.0.9:5", S), "Unseen");
    story.gone(server, 2 * S);
    assert_eq!(who(&story, 3 * S), "Unseen");
    let to_group = story.who(Transport::Udp, "224.0.0.251:53", "10.0.0.9:5", S);
    assert_eq!(to_group, "Group");
    let sctp = story.who(Transport::Sctp, "10.0.0.1:53", "10.0.0.9:5", S);
    assert_eq!(sctp, "NotAsked");
}

#[test]
fn unknown_has_its_reason() {
    let mut story = Story::new();
    let id = story.connect(HERE, THERE, 0, "");
    assert_eq!(story.tcp(HERE, THERE, S), "NoProcess");
    let server = story.listen(Family::Tcp, "0.0.0.0:80", "nginx");
    assert_eq!(story.tcp(HERE, THERE, S), "nginx 2 listening");
    story.gone(server, 0);
    let hide = |one: &mut Sighting| {
        one.id = id;
        one.holders.hidden = true;
    };
    story.add(hide, "");
    assert_eq!(story.tcp(HERE, THERE, S), "OtherUser(Some(33))");
}

#[test]
fn programs_that_share_a_port_are_told_apart_or_not_at_all() {
    let mut story = Story::new();
    story.listen(Family::Tcp, "0.0.0.0:80", "nginx");
    story.listen(Family::Tcp, "0.0.0.0:80", "nginx");
    assert_eq!(story.tcp(HERE, THERE, S), "nginx 1 and 1 more listening");
    story.listen(Family::Tcp, "0.0.0.0:80", "intruder");
    assert_eq!(story.tcp(HERE, THERE, S), "Ambiguous");
}

#[test]
fn other_namespaces_come_second_and_only_one_of_them() {
    let mut story = Story::new();
    story.addresses(7, &["10.0.0.9"]);
    let there = |space: u64| {
        move |one: &mut Sighting| {
            one.namespace = space;
            one.local = THERE.parse().unwrap();
            one.remote = Some(HERE.parse().unwrap());
        }
    };
    story.add(there(7), "curl");
    assert_eq!(story.tcp(THERE, HERE, S), "curl 1 connected");
    story.addresses(8, &["10.0.0.9"]);
    assert_eq!(story.tcp(THERE, HERE, S), "curl 1 connected");
    story.add(there(8), "twin");
    assert_eq!(story.tcp(THERE, HERE, S), "Ambiguous");
    story.addresses(0, &["10.0.0.1", "10.0.0.9"]);
    story.add(there(0), "own");
    assert_eq!(story.tcp(THERE, HERE, S), "own 3 connected");
    story.addresses(8, &[]);
    assert_eq!(story.tcp("127.0.0.1:1", "127.0.0.1:2", S), "Unseen");
}

#[test]
fn memory_is_bounded_and_what_went_first_is_forgotten_first() {
    let mut story = Story::new();
    let remote = |number: u64| {
        let (high, low) = (number / 60_000, 1 + number % 60_000);
        format!("10.1.0.{high}:{low}")
    };
    let extra = 1_000;
    for number in 0..(MOST as u64 + extra) {
        let id = story.connect(HERE, &remote(number), 0, "p");
        story.gone(id, S);
    }
    let ledger = &story.ledger;
    assert_eq!(ledger.entries.len(), MOST);
    assert_eq!(ledger.pairs.len(), MOST);
    assert!(ledger.gone.len() <= MOST);
    assert_eq!(story.tcp(HERE, &remote(extra - 1), S), "Unseen");
    assert_ne!(story.tcp(HERE, &remote(extra), S), "Unseen");
}

#[test]
fn sockets_that_stay_are_kept_and_others_are_not_taken_in() {
    let mut story = Story::new();
    for number in 0..MOST + 10 {
        let port = 1 + number % 60_000;
        story.connect(HERE, &format!("10.2.{}.1:{port}", number / 60_000), 0, "p");
    }
    assert_eq!(story.ledger.entries.len(), MOST);
    assert_ne!(story.tcp(HERE, "10.2.0.1:1", S), "Unseen");
}
