//! Choosing frames with a capture filter, in the background.

use std::sync::{Arc, Weak};

use super::open::spawn;
use super::{Choosing, Selection, State, Store, StoreError, courtesy};
use crate::capture::bpf::{BpfError, Sieve};
use crate::model::{Frame, LinkType};

/// Frames looked at before what was found becomes known.
const BATCH: u64 = 4096;

/// Why frames cannot be chosen.
#[derive(Debug, thiserror::Error)]
pub enum ChooseError {
    /// The filter.
    #[error(transparent)]
    Filter(#[from] BpfError),
    /// The thread.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// A capture filter for the frames of this store, compiled for the link types that are known when
    /// its first interfaces are.
    ///
    /// # Errors
    /// When libpcap does not accept the filter.
    pub fn sieve(&self, filter: &str) -> Result<Sieve, BpfError> {
        self.shared
            .wait(|inner| !inner.interfaces.is_empty() || !matches!(inner.state, State::Indexing));
        let mut links: Vec<LinkType> = self
            .interfaces()
            .iter()
            .map(|interface| interface.link_type)
            .collect();
        if links.is_empty() && !self.status().state.is_growing() {
            // Whether it is a filter at all can be said without a frame.
            links.push(LinkType::ETHERNET);
        }
        Sieve::new(filter, &links)
    }

    /// Looks for the frames that the capture filter accepts, on a thread that ends with the capture or
    /// with the selection.
    ///
    /// # Errors
    /// When libpcap does not accept the filter, or the system gives no thread.
    pub fn choose(&self, filter: &str) -> Result<Arc<Selection>, ChooseError> {
        let sieve = self.sieve(filter)?;
        let selection = Arc::new(Selection::new(format!("-f {filter}")));
        let chooser = Chooser {
            store: self.clone(),
            sieve,
            selection: Arc::downgrade(&selection),
        };
        spawn(self.name(), "filter", move || chooser.run())?;
        Ok(selection)
    }
}

struct Chooser {
    store: Store,
    sieve: Sieve,
    selection: Weak<Selection>,
}

impl Chooser {
    fn run(mut self) {
        let mut frames = self.store.frames(1..);
        let mut frame = Frame::empty();
        let mut found = Vec::new();
        loop {
            let next = frames.position();
            let known = self.store.wait_frames(next);
            let Some(selection) = self.selection.upgrade() else {
                return;
            };
            if known < next {
                return selection.finish(self.verdict());
            }
            for _ in 0..BATCH {
                courtesy::give_way();
                match frames.read(&mut frame) {
                    Ok(true) if self.sieve.passes(&frame) => found.push(frame.info.number),
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        selection.extend(found.drain(..), frames.position().saturating_sub(1));
                        return selection.finish(Choosing::Failed(error.to_string()));
                    }
                }
            }
            selection.extend(found.drain(..), frames.position().saturating_sub(1));
        }
    }

    fn verdict(&self) -> Choosing {
        match self.sieve.refused() {
            Some(error) => Choosing::Failed(format!(
                "frames of {} are left out: {}",
                error.link, error.reason
            )),
            None => Choosing::Done,
        }
    }
}
