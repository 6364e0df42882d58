//! The witness: a second process that may look into other users' processes, so that the one that
//! decodes packets need not.
//!
//! Which process holds a socket stands in `/proc/PID/fd`, and of another user's process only
//! `CAP_SYS_PTRACE` (to look at it) with `CAP_DAC_READ_SEARCH` (to enter the folder) may read it.
//! Both are far too much for a program that decodes what strangers send. So before anything is
//! opened and before privileges are dropped, the program starts itself once more
//! (`/proc/self/exe`), and that process keeps these two capabilities and nothing else: it becomes
//! the same ordinary user, has no other capability in any set, can gain none, opens no device and
//! no file that it is told of, and sees no packet. It reads requests from a pipe (two addresses and
//! ports, or "all sockets"), answers with sockets and names of processes, and ends when the pipe is
//! closed, also when the program died. The program trusts its answers no more than its packets.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use caps::{CapSet, Capability, CapsHashSet};
use nix::sys::prctl;

use super::{DropError, has, leave_root, refused};

/// The command, hidden from help, that makes the program the witness.
pub const WITNESS_COMMAND: &str = "witness";

/// What it keeps.
const KEPT: [Capability; 2] = [Capability::CAP_SYS_PTRACE, Capability::CAP_DAC_READ_SEARCH];

/// Starts the witness, with pipes for requests and answers; `None` if this thread may not look into
/// other users' processes, so that a witness could not either.
///
/// # Errors
/// When the program cannot be started once more.
pub fn start_witness() -> io::Result<Option<Child>> {
    if !has(Capability::CAP_SYS_PTRACE) {
        return Ok(None);
    }
    Command::new("/proc/self/exe")
        .arg0("decap")
        .arg(WITNESS_COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .current_dir("/")
        // Ctrl-C is meant for the program, which closes the pipe when it is done.
        .process_group(0)
        .spawn()
        .map(Some)
}

/// Gives up everything but what the witness needs, for good. It becomes an ordinary user like the
/// program itself.
///
/// # Errors
/// When the kernel refuses a step; it must not go on then.
pub fn keep_the_witness_rights() -> Result<(), DropError> {
    let kept: CapsHashSet = KEPT.into_iter().filter(|one| has(*one)).collect();
    let refuse = |step| move |error: caps::errors::CapsError| refused(step)(error.to_string());
    if has(Capability::CAP_SETPCAP) {
        caps::clear(None, CapSet::Bounding).map_err(refuse("empty the bounding set"))?;
    }
    prctl::set_keepcaps(true).map_err(|error| refused("keep capabilities")(error.to_string()))?;
    leave_root()?;
    prctl::set_keepcaps(false)
        .map_err(|error| refused("keep no more capabilities")(error.to_string()))?;
    if caps::runtime::ambient_set_supported().is_ok() {
        caps::clear(None, CapSet::Ambient).map_err(refuse("empty the ambient set"))?;
    }
    caps::clear(None, CapSet::Inheritable).map_err(refuse("empty the inheritable set"))?;
    caps::clear(None, CapSet::Effective).map_err(refuse("empty the effective set"))?;
    caps::set(None, CapSet::Permitted, &kept).map_err(refuse("shrink the permitted set"))?;
    caps::set(None, CapSet::Effective, &kept).map_err(refuse("set the effective set"))?;
    prctl::set_no_new_privs().map_err(|error| refused("set no_new_privs")(error.to_string()))
}
