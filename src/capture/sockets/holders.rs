//! Which processes have a socket open: the links in `/proc/PID/fd`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use super::socket::{Holder, Holders, MOST_HOLDERS};
use crate::model::text::{clean_bytes, ellipsis};

/// Descriptors looked at of one process at most.
const MOST_DESCRIPTORS: usize = 100_000;

/// Characters kept of a command; the kernel keeps 15 bytes.
const MOST_COMMAND: usize = 64;

/// What a look at the processes brought.
#[derive(Debug, Default)]
pub(super) struct Census {
    /// Holders of sockets by the sockets' numbers.
    pub of: HashMap<u64, Holders>,
    /// True if some process could not be looked into.
    pub hidden: bool,
    /// A process in each network namespace, by the namespace's number.
    pub namespaces: BTreeMap<u64, u32>,
}

/// Looks into all processes for these sockets; `None` for all sockets.
pub(super) fn census(wanted: Option<&HashSet<u64>>) -> Census {
    let mut census = Census::default();
    let mut pids = pids();
    pids.sort_unstable();
    for pid in pids {
        census.look_into(pid, wanted);
    }
    census
}

/// Looks for these sockets in the processes that are most likely to have them: in `likely`, and in
/// those that began last. Ends as soon as each is found once.
pub(super) fn quick(wanted: &HashSet<u64>, likely: &[u32], newest: usize) -> Census {
    let mut census = Census::default();
    let mut pids = pids();
    pids.sort_unstable_by(|a, b| b.cmp(a));
    pids.truncate(newest);
    for pid in pids.iter().chain(likely) {
        census.look_into(*pid, Some(wanted));
        if wanted.iter().all(|inode| census.of.contains_key(inode)) {
            break;
        }
    }
    census
}

/// The network namespace of a process.
pub(super) fn namespace(pid: impl std::fmt::Display) -> Option<u64> {
    number(&fs::read_link(format!("/proc/{pid}/ns/net")).ok()?, "net:[")
}

/// All processes that are seen from here.
pub(super) fn pids() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

impl Census {
    /// Looks into one process for these sockets; `None` for all sockets.
    pub fn look_into(&mut self, pid: u32, wanted: Option<&HashSet<u64>>) {
        let folder = fs::read_dir(format!("/proc/{pid}/fd"));
        self.hidden |= is_denied(&folder);
        let Ok(folder) = folder else {
            return;
        };
        if let Some(namespace) = namespace(pid) {
            self.namespaces.entry(namespace).or_insert(pid);
        }
        let mut command = None;
        let mut own = HashMap::new();
        for entry in folder.flatten().take(MOST_DESCRIPTORS) {
            let fd = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse::<u32>().ok());
            let link = fs::read_link(entry.path());
            // The names of descriptors can be seen where what they stand for cannot.
            self.hidden |= is_denied(&link);
            let inode = link.ok().and_then(|link| number(&link, "socket:["));
            let (Some(fd), Some(inode)) = (fd, inode) else {
                continue;
            };
            if wanted.is_none_or(|wanted| wanted.contains(&inode)) {
                let lowest = own.entry(inode).or_insert(fd);
                *lowest = fd.min(*lowest);
            }
        }
        for (inode, fd) in own {
            let command = command.get_or_insert_with(|| command_of(pid));
            let holders = self.of.entry(inode).or_default();
            if holders.list.len() < MOST_HOLDERS {
                holders.list.push(Holder {
                    pid,
                    command: command.clone(),
                    fd,
                });
            } else {
                holders.more = holders.more.saturating_add(1);
            }
        }
    }

    /// The holders of one socket, in the order of their numbers.
    pub fn holders(&self, inode: u64) -> Holders {
        match self.of.get(&inode) {
            Some(holders) => {
                let mut holders = holders.clone();
                holders.list.sort_unstable();
                holders
            }
            None => Holders {
                hidden: self.hidden,
                ..Holders::default()
            },
        }
    }
}

/// True if something is there and may not be read; a process that has ended hides nothing.
fn is_denied<T>(result: &std::io::Result<T>) -> bool {
    let denied = std::io::ErrorKind::PermissionDenied;
    result.as_ref().is_err_and(|error| error.kind() == denied)
}

fn command_of(pid: u32) -> String {
    let name = fs::read(format!("/proc/{pid}/comm")).unwrap_or_default();
    let name = name.strip_suffix(b"\n").unwrap_or(&name);
    let name = clean_bytes(name);
    if name.is_empty() {
        return "?".to_owned();
    }
    ellipsis(&name, MOST_COMMAND).into_owned()
}

/// The number in a link such as `socket:[4711]`.
fn number(link: &Path, before: &str) -> Option<u64> {
    let text = link.to_str()?.strip_prefix(before)?;
    text.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    #[test]
    fn links_have_numbers() {
        assert_eq!(number(Path::new("socket:[4711]"), "socket:["), Some(4711));
        assert_eq!(number(Path::new("pipe:[4711]"), "socket:["), None);
        assert_eq!(number(Path::new("/tmp/socket:[1]"), "socket:["), None);
    }

    #[test]
    fn this_process_is_found_with_its_name_and_descriptor() {
        use std::os::fd::AsRawFd;
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join("s")).unwrap();
        let fd = listener.as_raw_fd();
        let link = fs::read_link(format!("/proc/self/fd/{fd}")).unwrap();
        let inode = number(&link, "socket:[").unwrap();
        let wanted = HashSet::from([inode]);
        for census in [
            census(Some(&wanted)),
            census(None),
            quick(&wanted, &[std::process::id()], 0),
        ] {
            let holders = census.holders(inode);
            let own = holders
                .list
                .iter()
                .find(|holder| holder.pid == std::process::id())
                .unwrap();
            assert_eq!(own.fd, u32::try_from(fd).unwrap());
            assert_eq!(own.command, command_of(std::process::id()));
            assert!(census.namespaces.contains_key(&namespace("self").unwrap()));
        }
    }

    #[test]
    fn nobody_holds_a_socket_that_is_not_there() {
        let census = census(Some(&HashSet::from([u64::MAX])));
        assert!(census.holders(u64::MAX).list.is_empty());
    }
}
