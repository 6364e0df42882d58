//! Systems other than Linux: nobody waits for what a tap would tell.

use std::sync::atomic::AtomicBool;

use super::messages::Ends;

pub(super) struct Tap;

impl Tap {
    pub fn open() -> Option<Tap> {
        None
    }

    pub fn run(self, _stop: &AtomicBool, _tell: impl FnMut(Ends)) {}
}
