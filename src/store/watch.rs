//! What becomes of a capture file while it is open: cut, changed, replaced, removed.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use super::open::spawn;
use super::shared::Shared;
use super::{Store, StoreError};
use crate::capture::file::ByteSource;

/// How often the file is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

impl Store {
    /// Watches the file at `path`, from which this store was opened, on a thread that ends with the
    /// store. What becomes of it is told as [`super::Status::changed`]. Captures that are kept in a spool
    /// file are not touched by that, and are not watched.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn watch(&self, path: &Path) -> Result<(), StoreError> {
        let Some(opened) = metadata(&self.shared.source).filter(|file| is_at(file, path)) else {
            return Ok(());
        };
        let guard = Guard {
            path: path.to_owned(),
            opened,
            shared: Arc::downgrade(&self.shared),
        };
        spawn(self.name(), "watch", move || guard.run())
    }
}

/// What the system says of the open file.
fn metadata(source: &ByteSource) -> Option<Metadata> {
    match source {
        ByteSource::File(file) => file.metadata().ok(),
        ByteSource::Chain(_) | ByteSource::Static(_) => None,
    }
}

/// True if the file stands there under this name.
fn is_at(file: &Metadata, path: &Path) -> bool {
    let there = std::fs::metadata(path);
    there.is_ok_and(|there| is_same(file, &there))
}

fn is_same(one: &Metadata, other: &Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

struct Guard {
    path: PathBuf,
    /// What the file was when it was opened.
    opened: Metadata,
    shared: Weak<Shared>,
}

impl Guard {
    fn run(self) {
        while let Some(shared) = self.shared.upgrade() {
            let found = self.look(&shared);
            if found != shared.with(|inner| inner.changed.clone()) {
                shared.change(|inner| inner.changed = found);
            }
            drop(shared);
            thread::sleep(LOOK_EVERY);
        }
    }

    /// What became of the file, in words; `None` if nothing that matters.
    fn look(&self, shared: &Shared) -> Option<String> {
        let name = &shared.name;
        let (read, grows) = shared.with(|inner| (inner.bytes_indexed, inner.state.is_growing()));
        let now = metadata(&shared.source)?;
        if now.len() < read {
            return Some(format!(
                "{name} was cut to {} of {read} bytes after it was opened: frames behind that are \
                 gone; open it again",
                now.len()
            ));
        }
        match std::fs::metadata(&self.path) {
            Ok(there) if !is_same(&now, &there) => Some(format!(
                "{name} was replaced by another file: this is still the one that was opened; open it \
                 again to see the new one"
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(format!(
                "{name} was removed: its frames are there until you leave, and can be saved"
            )),
            // Who watches a file for more expects that it is written to.
            Ok(_) if !grows && self.was_changed(&now) => Some(format!(
                "{name} was changed after it was opened: open it again to see what is in it now; --follow \
                 goes on with a file that grows"
            )),
            _ => None,
        }
    }

    fn was_changed(&self, now: &Metadata) -> bool {
        let state = |file: &Metadata| (file.len(), file.mtime(), file.mtime_nsec());
        state(now) != state(&self.opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::demo;
    use std::fs;
    use std::time::Instant;

    /// Waits until the store says this of its file.
    fn told(store: &Store, words: &str) {
        let begin = Instant::now();
        let said = || store.status().changed.unwrap_or_default();
        while !said().contains(words) {
            assert!(begin.elapsed() < Duration::from_secs(20), "{}", said());
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn what_becomes_of_a_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pcapng");
        let open = || {
            fs::write(&path, demo::CAPTURE).unwrap();
            let store = Store::open(&path).unwrap();
            store.wait_complete();
            store.watch(&path).unwrap();
            thread::sleep(LOOK_EVERY + LOOK_EVERY / 5);
            assert_eq!(store.status().changed, None);
            store
        };
        let store = open();
        fs::OpenOptions::new()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len(1000)
            .unwrap();
        told(&store, "was cut to 1000 of ");
        let store = open();
        let other = folder.path().join("b.pcapng");
        fs::write(&other, demo::CAPTURE).unwrap();
        fs::rename(&other, &path).unwrap();
        told(&store, "was replaced");
        assert!(
            store
                .frame(store.len(), &mut crate::model::Frame::empty())
                .is_ok()
        );
        fs::remove_file(&path).unwrap();
        told(&store, "was removed");
        let store = open();
        let mut more = demo::CAPTURE.to_vec();
        more.extend_from_slice(demo::CAPTURE);
        fs::write(&path, more).unwrap();
        told(&store, "was changed");
    }
}
