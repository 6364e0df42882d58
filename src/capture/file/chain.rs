//! Files one after the other, read as if they were one.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Files that are kept open; older ones are opened again for each read.
const OPEN: usize = 32;

/// Files whose bytes are counted from the first one's start. New ones are added at the end, and the
/// oldest are given up; positions stay what they are.
#[derive(Debug, Default)]
pub struct Chain {
    parts: RwLock<VecDeque<Part>>,
}

#[derive(Debug)]
struct Part {
    /// Position of its first byte.
    start: u64,
    /// Where it can be opened again; a file without a name stays open.
    path: Option<PathBuf>,
    file: Option<Arc<File>>,
}

impl Chain {
    /// Adds a file that begins at this position, where the one before it has ended for good.
    pub fn push(&self, start: u64, file: File, path: Option<PathBuf>) {
        let mut parts = self.write();
        parts.push_back(Part {
            start,
            path,
            file: Some(Arc::new(file)),
        });
        let old = parts.len().saturating_sub(OPEN);
        for part in parts.iter_mut().take(old).rev() {
            if part.path.is_none() || part.file.take().is_none() {
                break;
            }
        }
    }

    /// Gives up the oldest file.
    pub fn pop(&self) {
        self.write().pop_front();
    }

    /// Where the file behind the oldest one begins; 0 if there is none.
    pub fn second(&self) -> u64 {
        self.read().get(1).map_or(0, |part| part.start)
    }

    /// The file that is written to.
    pub fn last(&self) -> Option<Arc<File>> {
        self.read().back()?.file.clone()
    }

    /// Where the files end right now.
    ///
    /// # Errors
    /// When the length of the last one cannot be asked for.
    pub fn len(&self) -> io::Result<u64> {
        let parts = self.read();
        match parts.back() {
            Some(Part {
                start,
                file: Some(file),
                ..
            }) => Ok(start + file.metadata()?.len()),
            _ => Ok(0),
        }
    }

    /// True if there are no bytes.
    ///
    /// # Errors
    /// As [`Chain::len`].
    pub fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Reads up to `buffer.len()` bytes at `offset`, out of one file; 0 at the end.
    ///
    /// # Errors
    /// When the file is given up, or cannot be read.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let parts = self.read();
        let after = parts.partition_point(|part| part.start <= offset);
        let found = after.checked_sub(1).and_then(|index| parts.get(index));
        let Some(part) = found else {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "it was given up to make room for newer frames",
            ));
        };
        let end = parts.get(after).map_or(u64::MAX, |next| next.start);
        let most = usize::try_from(end - offset).unwrap_or(usize::MAX);
        let file = match (&part.file, &part.path) {
            (Some(file), _) => Arc::clone(file),
            (None, Some(path)) => Arc::new(File::open(path)?),
            (None, None) => return Ok(0),
        };
        let at = offset - part.start;
        drop(parts);
        let len = buffer.len().min(most);
        file.read_at(&mut buffer[..len], at)
    }

    fn read(&self) -> RwLockReadGuard<'_, VecDeque<Part>> {
        self.parts.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, VecDeque<Part>> {
        self.parts.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn positions_go_on_over_files_and_stay_when_the_oldest_are_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let chain = Chain::default();
        for number in 0..40u8 {
            let path = folder.path().join(number.to_string());
            let mut file = File::options()
                .create_new(true)
                .read(true)
                .write(true)
                .open(&path)
                .unwrap();
            file.write_all(&[number; 10]).unwrap();
            chain.push(u64::from(number) * 10, file, Some(path));
        }
        assert_eq!(chain.len().unwrap(), 400);
        let open = chain
            .read()
            .iter()
            .filter(|part| part.file.is_some())
            .count();
        assert_eq!(open, OPEN);
        let mut buffer = [0; 8];
        // Also from a file that was closed in the meantime, and never over the end of one.
        assert_eq!(chain.read_at(&mut buffer, 5).unwrap(), 5);
        assert_eq!(buffer[..5], [0; 5]);
        assert_eq!(chain.read_at(&mut buffer, 392).unwrap(), 8);
        assert_eq!(buffer, [39; 8]);
        assert_eq!(chain.read_at(&mut buffer, 400).unwrap(), 0);
        chain.pop();
        let error = chain.read_at(&mut buffer, 9).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert_eq!(chain.read_at(&mut buffer, 10).unwrap(), 8);
    }
}
