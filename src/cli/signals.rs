//! Signals that end the program in good order.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// A file that reaches the size that the user's limits allow is an error of the write, as on a full disk.
/// It would end the program at once, with the terminal as it was just then.
///
/// # Errors
/// When the system refuses a handler.
pub fn full_files_are_errors() -> io::Result<()> {
    let nobody_asks = Arc::default();
    signal_hook::flag::register(nix::libc::SIGXFSZ, nobody_asks).map(drop)
}

/// Set once the program was asked to end.
#[derive(Debug, Clone)]
pub struct EndRequest(Arc<AtomicBool>);

impl EndRequest {
    /// From now on SIGINT, SIGTERM and SIGHUP only set this.
    ///
    /// # Errors
    /// When the system refuses a handler.
    pub fn on_signals() -> io::Result<EndRequest> {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&flag))?;
        }
        Ok(EndRequest(flag))
    }

    /// True once a signal came.
    pub fn came(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
