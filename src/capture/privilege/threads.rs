//! What privileges each thread of this process has, as the kernel reports them.

use std::{fs, io};

/// The privileges of a thread, from `/proc/self/task/TID/status`. Sets are bit masks, bit n for
/// the capability numbered n.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ThreadPrivileges {
    /// Number of the thread.
    pub tid: u32,
    /// Capabilities in force.
    pub effective: u64,
    /// Capabilities that can be put in force.
    pub permitted: u64,
    /// Capabilities that a program started from here may keep.
    pub inheritable: u64,
    /// Capabilities that every program started from here keeps.
    pub ambient: u64,
    /// Whether programs started from here can gain no privileges.
    pub no_new_privs: bool,
}

impl ThreadPrivileges {
    /// True if a capability is left in any set but the bounding set, which grants nothing.
    pub const fn has_any(&self) -> bool {
        (self.effective | self.permitted | self.inheritable | self.ambient) != 0
    }

    /// Reads the lines of a status file. A line that is missing counts as every privilege, so
    /// that nothing unknown passes for harmless.
    fn parse(tid: u32, status: &str) -> ThreadPrivileges {
        let value = |name: &str| {
            status
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.trim())
        };
        let set = |name| {
            value(name)
                .and_then(|hex| u64::from_str_radix(hex, 16).ok())
                .unwrap_or(u64::MAX)
        };
        ThreadPrivileges {
            tid,
            effective: set("CapEff"),
            permitted: set("CapPrm"),
            inheritable: set("CapInh"),
            // Kernels before 4.3 have no ambient set.
            ambient: value("CapAmb").map_or(0, |_| set("CapAmb")),
            no_new_privs: value("NoNewPrivs") == Some("1"),
        }
    }
}

/// The privileges of all threads that this process has now.
///
/// # Errors
/// When `/proc` is not mounted or does not show this process.
pub fn of_all_threads() -> io::Result<Vec<ThreadPrivileges>> {
    let mut threads = Vec::new();
    for entry in fs::read_dir("/proc/self/task")? {
        let entry = entry?;
        let tid = entry.file_name().to_string_lossy().parse().unwrap_or(0);
        match fs::read_to_string(entry.path().join("status")) {
            Ok(status) => threads.push(ThreadPrivileges::parse(tid, &status)),
            // A thread that has ended since the directory was read: its files are gone, or are
            // there and cannot be read.
            Err(_) if !entry.path().exists() => {}
            Err(error) if error.raw_os_error() == Some(nix::libc::ESRCH) => {}
            Err(error) => return Err(error),
        }
    }
    match threads.is_empty() {
        false => Ok(threads),
        true => Err(io::Error::other("/proc/self/task shows no thread")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = "Name:\tdecap\nCapInh:\t0000000000000000\nCapPrm:\t0000000000003000\n\
                          CapEff:\t0000000000003000\nCapBnd:\t000001ffffffffff\n\
                          CapAmb:\t0000000000000000\nNoNewPrivs:\t0\n";

    #[test]
    fn the_kernels_lines_are_read() {
        let thread = ThreadPrivileges::parse(7, STATUS);
        assert_eq!((thread.effective, thread.permitted), (0x3000, 0x3000));
        assert!(thread.has_any() && !thread.no_new_privs);
        let bare = STATUS
            .replace("3000", "0000")
            .replace("Privs:\t0", "Privs:\t1");
        let thread = ThreadPrivileges::parse(7, &bare);
        assert!(!thread.has_any() && thread.no_new_privs);
    }

    #[test]
    fn what_is_not_told_is_not_harmless() {
        assert!(ThreadPrivileges::parse(7, "Name:\tdecap\n").has_any());
        let old = STATUS.replace("3000", "0000").replace("CapAmb", "Other");
        assert!(!ThreadPrivileges::parse(7, &old).has_any());
    }

    #[test]
    fn every_thread_of_this_process_is_seen() {
        let (hold, wait) = std::sync::mpsc::channel::<()>();
        let thread = std::thread::spawn(move || wait.recv());
        assert!(of_all_threads().unwrap().len() >= 2);
        drop(hold);
        assert!(thread.join().unwrap().is_err());
    }
}
