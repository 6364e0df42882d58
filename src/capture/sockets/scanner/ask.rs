//! Asking the kernel for single sockets, when two ends begin to speak.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::super::messages::Ends;
use super::super::socket::Family;
use super::super::space::Space;
use super::{Key, MOST_TRACKED, Scanner, Sink};

/// A new connection is looked at again after these times: by then it is accepted.
const AGAIN: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(30)];

/// Connections that wait for being looked at again, at most.
const MOST_WAITING: usize = 512;

impl Scanner {
    /// Two ends have just begun to speak: who are they?
    pub fn look(&mut self, ends: Ends, sink: Sink<'_>) {
        let now = Instant::now();
        let has = |space: &Space, end: SocketAddr| {
            space.addresses.contains(&end.ip()) || (space.number == 0 && end.ip().is_loopback())
        };
        let asked_for = self.diag.is_some() && ends.tcp;
        for space in &mut self.spaces {
            let concerned = has(space, ends.from) || has(space, ends.to);
            if concerned && !(asked_for && space.number == 0) {
                space.ask_for(ends.tcp, now);
            }
        }
        if asked_for {
            self.ask(ends, sink);
            for pause in AGAIN {
                if self.waiting.len() < MOST_WAITING {
                    self.waiting.push_back((now + pause, ends));
                }
            }
        }
    }

    pub(super) fn look_again(&mut self, now: Instant, sink: Sink<'_>) {
        let (due, later): (VecDeque<_>, VecDeque<_>) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|(due, _)| *due <= now);
        self.waiting = later;
        for (_, ends) in due {
            self.ask(ends, sink);
        }
    }

    /// Asks the kernel for both ends of a TCP connection.
    fn ask(&mut self, ends: Ends, sink: Sink<'_>) {
        let mut fresh = Vec::new();
        for (local, remote) in [(ends.from, ends.to), (ends.to, ends.from)] {
            let Some(diag) = &mut self.diag else { return };
            let Ok(Some(found)) = diag.tcp(local, remote) else {
                continue;
            };
            let Some(space) = self.spaces.first_mut() else {
                return;
            };
            if found.listens {
                // A program that began to listen just now is in no table yet.
                let is_known = self.tracked.keys().any(|key| key.inode == found.inode);
                if !is_known {
                    space.ask_for(true, Instant::now());
                }
                continue;
            }
            let family = if found.v6 { Family::Tcp6 } else { Family::Tcp };
            let key = Key {
                space: 0,
                family,
                inode: found.inode,
                local,
                remote: Some(remote),
            };
            let tables = &space.tables;
            let read = tables.iter().find(|table| table.family == family);
            let since = read
                .and_then(|table| table.read)
                .map_or(i64::MIN, |(_, wall)| wall);
            let is_new = found.inode != 0 && !self.tracked.contains_key(&key);
            if is_new && self.tracked.len() < MOST_TRACKED {
                self.track(key, false, Some(found.uid), since);
                fresh.push(key);
            }
        }
        self.find_holders(&fresh, sink);
    }
}
