//! The privileges that opening a capture device needs, and how they are given up for good.
//!
//! Only opening needs them. The order of a capture is therefore: open the devices, open the files
//! that are written, [`drop_all`], start threads. What `drop_all` leaves behind:
//!
//! - Under sudo the process becomes the user who called sudo (`SUDO_UID`, `SUDO_GID`), without
//!   supplementary groups; installed set-user-ID, it becomes its real user.
//! - Plain root becomes `nobody`. Root without capabilities would look harmless and is not: it
//!   still owns `/etc/shadow` and every crontab. Files that were opened before stay open and stay
//!   root's; what is opened or created later is subject to the rights of `nobody`. Only where the
//!   system has no other user to offer (a container without that user, or without the right to
//!   change users) the user stays.
//! - No capability is left in any set (effective, permitted, inheritable, ambient, and bounding
//!   where the process may shrink that), and `no_new_privs` sees to it that no program started
//!   from here gains any.
//!
//! Capabilities belong to threads, not to processes, and a thread can only give up its own. So
//! `drop_all` is called before other threads are started, or the others call
//! [`drop_this_thread`]; in the end `drop_all` reads `/proc/self/task/*/status` and fails if any
//! thread has kept something.
//!
//! One thing cannot be done without privileges while a capture runs: telling which process of
//! another user holds a socket. That is done by a process of its own (`witness.rs`).

mod missing;
mod threads;
mod witness;

pub use missing::MissingPrivilege;
pub use threads::{ThreadPrivileges, of_all_threads};
pub use witness::{WITNESS_COMMAND, keep_the_witness_rights, start_witness};

use std::fs::File;
use std::io;

use caps::{CapSet, Capability};
use nix::sys::prctl;
use nix::unistd::{self, Gid, Uid, User};

/// User and group of `nobody` where the system does not list it.
const NOBODY: u32 = 65_534;

/// The proof that no thread of this process has a privilege left.
#[derive(Debug)]
pub struct Dropped {
    identity: Option<(Uid, Gid)>,
}

impl Dropped {
    /// User and group that the process changed to; `None` if it was an ordinary user already, or
    /// there was no other user to change to.
    pub fn identity(&self) -> Option<(u32, u32)> {
        self.identity.map(|(uid, gid)| (uid.as_raw(), gid.as_raw()))
    }

    /// The name of that user, or its number where the system does not list it.
    pub fn user(&self) -> Option<String> {
        let (uid, _) = self.identity?;
        let listed = User::from_uid(uid).ok().flatten();
        Some(listed.map_or_else(|| uid.to_string(), |user| user.name))
    }
}

/// Privileges could not be given up.
#[derive(Debug, thiserror::Error)]
pub enum DropError {
    /// The kernel refused a step.
    #[error("cannot give up privileges: {step}: {reason}")]
    Refused {
        /// What was tried.
        step: &'static str,
        /// The system's words.
        reason: String,
    },
    /// Some thread has capabilities left.
    #[error("cannot give up privileges: {0} of this program's threads still have capabilities")]
    Remaining(usize),
}

fn refused(step: &'static str) -> impl FnOnce(String) -> DropError {
    move |reason| DropError::Refused { step, reason }
}

/// Whether this thread may open a capture device.
pub fn may_capture() -> bool {
    has(Capability::CAP_NET_RAW)
}

fn has(capability: Capability) -> bool {
    caps::has_cap(None, CapSet::Effective, capability).unwrap_or(false)
}

/// Gives a file that was created with the privileges of sudo to the user who called it, as that
/// user expects. Without sudo nothing changes.
///
/// # Errors
/// When the system refuses to change the owner.
pub fn give_to_caller(file: &File) -> io::Result<()> {
    match sudo_caller() {
        Some((uid, gid)) if unistd::geteuid().is_root() => {
            std::os::unix::fs::fchown(file, Some(uid.as_raw()), Some(gid.as_raw()))
        }
        _ => Ok(()),
    }
}

/// Gives up every privilege of this process; the module's text says what is left.
///
/// # Errors
/// When the kernel refuses a step, or another thread keeps a capability. The capture must not
/// start then.
pub fn drop_all() -> Result<Dropped, DropError> {
    if has(Capability::CAP_SETPCAP) {
        caps::clear(None, CapSet::Bounding)
            .map_err(|error| refused("empty the bounding set")(error.to_string()))?;
    }
    let identity = leave_root()?;
    drop_this_thread()?;
    let threads =
        of_all_threads().map_err(|error| refused("read /proc/self/task")(error.to_string()))?;
    let remaining = threads.iter().filter(|thread| thread.has_any()).count();
    match remaining {
        0 => Ok(Dropped { identity }),
        some => Err(DropError::Remaining(some)),
    }
}

/// Gives up the capabilities of the calling thread alone, for good. Meant for threads that are
/// started before [`drop_all`] is called.
///
/// # Errors
/// When the kernel refuses.
pub fn drop_this_thread() -> Result<(), DropError> {
    if caps::runtime::ambient_set_supported().is_ok() {
        caps::clear(None, CapSet::Ambient)
            .map_err(|error| refused("empty the ambient set")(error.to_string()))?;
    }
    for (set, step) in [
        (CapSet::Effective, "empty the effective set"),
        (CapSet::Permitted, "empty the permitted set"),
        (CapSet::Inheritable, "empty the inheritable set"),
    ] {
        caps::clear(None, set).map_err(|error| refused(step)(error.to_string()))?;
    }
    prctl::set_no_new_privs().map_err(|error| refused("set no_new_privs")(error.to_string()))
}

/// Starts a thread that gives up what the program was granted before it does anything: whatever it
/// works on, it can do no more than any program of the user. Root's threads change their user all
/// together, in [`drop_all`], and the C library ends the program if one of them cannot.
///
/// # Errors
/// When the system gives no thread.
pub fn unprivileged_thread(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> io::Result<std::thread::JoinHandle<()>> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(move || {
        // What cannot be given up here is found by the proof that a capture asks for.
        if unistd::geteuid().is_root() {
            let _ = prctl::set_no_new_privs();
        } else {
            let _ = drop_this_thread();
        }
        work();
    })
}

/// Changes from root to the first user in question that the system accepts.
fn leave_root() -> Result<Option<(Uid, Gid)>, DropError> {
    let ids =
        unistd::getresuid().map_err(|error| refused("ask for the user")(error.to_string()))?;
    if ![ids.real, ids.effective, ids.saved].contains(&Uid::from_raw(0)) {
        return Ok(None);
    }
    let may = has(Capability::CAP_SETUID) && has(Capability::CAP_SETGID);
    if !may {
        return Ok(None);
    }
    let mut refusal = None;
    for (uid, gid) in candidates(ids.real) {
        match become_user(uid, gid) {
            Ok(()) => return Ok(Some((uid, gid))),
            // A user who does not exist in this user namespace.
            Err(nix::Error::EINVAL) => {}
            Err(error) => refusal = Some(error),
        }
    }
    refusal.map_or(Ok(None), |error| {
        Err(refused("change the user")(error.to_string()))
    })
}

/// Who the process may become: who called sudo, who started a set-user-ID program, or nobody.
fn candidates(real: Uid) -> impl Iterator<Item = (Uid, Gid)> {
    let set_user_id = (!real.is_root()).then(|| (real, unistd::getgid()));
    let nobody = User::from_name("nobody").ok().flatten();
    let nobody = nobody.map_or((Uid::from_raw(NOBODY), Gid::from_raw(NOBODY)), |user| {
        (user.uid, user.gid)
    });
    [set_user_id, sudo_caller(), Some(nobody)]
        .into_iter()
        .flatten()
}

/// The user who called sudo, unless that was root.
fn sudo_caller() -> Option<(Uid, Gid)> {
    let id = |name| std::env::var(name).ok()?.parse::<u32>().ok();
    caller(id("SUDO_UID"), id("SUDO_GID"))
}

fn caller(uid: Option<u32>, gid: Option<u32>) -> Option<(Uid, Gid)> {
    let uid = uid.filter(|uid| !matches!(*uid, 0 | u32::MAX))?;
    let gid = gid.filter(|gid| *gid != u32::MAX)?;
    Some((Uid::from_raw(uid), Gid::from_raw(gid)))
}

/// Changes group and user of all threads, with no way back.
fn become_user(uid: Uid, gid: Gid) -> nix::Result<()> {
    unistd::setgroups(&[gid])?;
    unistd::setresgid(gid, gid, gid)?;
    unistd::setresuid(uid, uid, uid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caller_of_sudo_is_no_root() {
        let ids = |uid, gid| caller(uid, gid).map(|(uid, gid)| (uid.as_raw(), gid.as_raw()));
        assert_eq!(ids(Some(1000), Some(100)), Some((1000, 100)));
        assert_eq!(ids(Some(0), Some(0)), None);
        assert_eq!(ids(Some(u32::MAX), Some(1)), None);
        assert_eq!(ids(Some(1000), None), None);
        assert_eq!(ids(None, None), None);
    }

    #[test]
    fn a_set_user_id_program_goes_back_to_its_user_and_root_to_nobody() {
        let first = |real| {
            candidates(Uid::from_raw(real))
                .next()
                .map(|(uid, _)| uid.as_raw())
        };
        assert_eq!(first(1234), Some(1234));
        if sudo_caller().is_none() {
            let nobody = User::from_name("nobody").unwrap();
            assert_eq!(
                first(0),
                Some(nobody.map_or(NOBODY, |user| user.uid.as_raw()))
            );
        }
    }
}
