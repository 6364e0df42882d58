//! Indexes of large files, kept in the user's cache for the next time.
//!
//! A kept index is believed only if it is the user's own, whole, and fits the file: its size, the time
//! of its last change, its content at many places, and, at places nobody can foresee, the way from
//! one offset to the next. It holds offsets and counts only; what the file says of itself is read from
//! the file. If anything is wrong with it, it is not used, and the file is indexed as if there were
//! none.

mod form;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, Metadata};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::capture::file::{ByteSource, Window};
pub(super) use form::Kept;

/// Smaller files are indexed as fast as a cache is read.
const MIN_SIZE: u64 = 1 << 30;
/// Indexes larger than this are not kept: of a file with some 250 million frames.
const MAX_INDEX: u64 = 64 << 20;
/// Indexes kept; the oldest go first.
const MAX_FILES: usize = 16;
/// Places of the file whose content is compared.
const PROBES: u64 = 64;
/// Bytes compared at each of them.
const PROBE_LEN: usize = 1024;
/// The variable that switches the cache off (`off`), or changes from which size on it is used.
const VARIABLE: &str = "DECAP_INDEX_CACHE";

/// The place of one capture's index.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    folder: PathBuf,
    path: PathBuf,
}

/// What a file must still be for its index to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    size: u64,
    seconds: i64,
    nanoseconds: i64,
    content: [u8; 32],
}

impl Cache {
    /// The cache for the file at `path`; `None` if its index is not to be kept.
    pub(super) fn of(path: &Path, metadata: &Metadata) -> Option<Cache> {
        let least = least_size(std::env::var(VARIABLE).ok().as_deref())?;
        // A program with privileges of its own does not write where its caller says.
        let is_own = nix::unistd::geteuid() == nix::unistd::getuid();
        if metadata.len() < least || !is_own {
            return None;
        }
        let folder = folder(|name| std::env::var_os(name))?;
        Some(Cache::in_folder(&folder, &fs::canonicalize(path).ok()?))
    }

    fn in_folder(folder: &Path, path: &Path) -> Cache {
        let name = Sha256::digest(path.as_os_str().as_encoded_bytes());
        let name: String = name[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Cache {
            path: folder.join(format!("{name}.index")),
            folder: folder.to_owned(),
        }
    }

    /// The index kept for this file, if there is one that fits it.
    pub(super) fn load(&self, source: &ByteSource, window: &mut Window) -> Option<Kept> {
        let file = File::open(&self.path).ok()?;
        let metadata = file.metadata().ok()?;
        let is_ours =
            metadata.uid() == nix::unistd::geteuid().as_raw() && metadata.mode() & 0o022 == 0;
        if !metadata.is_file() || !is_ours || metadata.len() > MAX_INDEX {
            return None;
        }
        let mut bytes = Vec::new();
        file.take(MAX_INDEX).read_to_end(&mut bytes).ok()?;
        let (identity, kept) = form::read(&bytes)?;
        let now = Identity::of(source, window).ok()?;
        (identity == now).then_some(kept)
    }

    /// Keeps an index. What goes wrong here is no loss: the file is indexed again the next time.
    pub(super) fn save(
        &self,
        source: &ByteSource,
        window: &mut Window,
        kept: &Kept,
    ) -> io::Result<()> {
        let bytes = form::write(&Identity::of(source, window)?, kept);
        if bytes.len() as u64 > MAX_INDEX {
            return Ok(());
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)?;
        // Readable by the owner only, and under its name only when it is whole.
        let mut file = tempfile::Builder::new()
            .prefix(".index")
            .tempfile_in(&self.folder)?;
        file.write_all(&bytes)?;
        file.as_file().sync_data()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        self.remove_old()
    }

    /// Removes the indexes that were written longest ago.
    fn remove_old(&self) -> io::Result<()> {
        let mut all: Vec<(SystemTime, PathBuf)> = fs::read_dir(&self.folder)?
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let is_index = entry.path().extension().is_some_and(|end| end == "index");
                let time = entry.metadata().ok()?.modified().ok()?;
                is_index.then(|| (time, entry.path()))
            })
            .collect();
        all.sort();
        let surplus = all.len().saturating_sub(MAX_FILES);
        all.drain(..surplus)
            .try_for_each(|(_, path)| fs::remove_file(path))
    }
}

/// From which size on indexes are kept; `None` for never.
fn least_size(setting: Option<&str>) -> Option<u64> {
    match setting {
        Some("off") => None,
        Some(bytes) => Some(bytes.parse().unwrap_or(MIN_SIZE)),
        None => Some(MIN_SIZE),
    }
}

/// The folder for indexes: of the variables, only absolute paths count.
fn folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name| {
        variable(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let base = path("XDG_CACHE_HOME").or_else(|| Some(path("HOME")?.join(".cache")))?;
    Some(base.join("decap"))
}

impl Identity {
    /// What the file is now.
    fn of(source: &ByteSource, window: &mut Window) -> io::Result<Identity> {
        let ByteSource::File(file) = source else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        let metadata = file.metadata()?;
        let size = metadata.len();
        let mut hash = Sha256::new();
        let room = size.saturating_sub(PROBE_LEN as u64);
        for probe in 0..=PROBES {
            let at = (u128::from(room) * u128::from(probe) / u128::from(PROBES)) as u64;
            hash.update(window.at(at, PROBE_LEN)?);
        }
        Ok(Identity {
            size,
            seconds: metadata.mtime(),
            nanoseconds: metadata.mtime_nsec(),
            content: hash.finalize().into(),
        })
    }
}

/// Some of the first `count` strides, others each time.
pub(super) fn some_strides(count: u64) -> impl Iterator<Item = u64> {
    let state = RandomState::new();
    (0..PROBES.min(count)).map(move |probe| state.hash_one(probe) % count)
}
