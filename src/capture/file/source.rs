//! Bytes at positions, and a window over them.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::Chain;

/// Bytes that can be read at any position: a file, or bytes built into the program.
#[derive(Debug)]
pub enum ByteSource {
    /// A regular file; it may grow, shrink or change at any moment.
    File(File),
    /// Files one after the other.
    Chain(Arc<Chain>),
    /// Bytes that never change.
    Static(&'static [u8]),
}

impl ByteSource {
    /// Length in bytes right now.
    ///
    /// # Errors
    /// When the file's length cannot be asked for.
    pub fn len(&self) -> io::Result<u64> {
        match self {
            ByteSource::File(file) => Ok(file.metadata()?.len()),
            ByteSource::Chain(chain) => chain.len(),
            ByteSource::Static(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// True if there are no bytes right now.
    ///
    /// # Errors
    /// When the file's length cannot be asked for.
    pub fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Reads up to `buffer.len()` bytes at `offset`; 0 at the end.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match self {
            // No file reaches so far, and the system refuses to look.
            _ if offset > i64::MAX as u64 / 2 => Ok(0),
            ByteSource::File(file) => again(|| file.read_at(buffer, offset)),
            ByteSource::Chain(chain) => again(|| chain.read_at(buffer, offset)),
            ByteSource::Static(bytes) => {
                let rest = static_slice(bytes, offset, buffer.len());
                buffer[..rest.len()].copy_from_slice(rest);
                Ok(rest.len())
            }
        }
    }
}

/// Reads once more whenever a signal came in between.
fn again(mut read: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match read() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Up to `len` bytes from `offset`.
fn static_slice(bytes: &'static [u8], offset: u64, len: usize) -> &'static [u8] {
    let start = usize::try_from(offset).map_or(bytes.len(), |at| at.min(bytes.len()));
    &bytes[start..bytes.len().min(start.saturating_add(len))]
}

/// A block of a [`ByteSource`] in memory that moves to wherever bytes are asked for.
#[derive(Debug)]
pub struct Window {
    source: Arc<ByteSource>,
    /// Bytes to read at a time.
    block: usize,
    /// Offset in the source of the first byte in `buffer`.
    start: u64,
    buffer: Vec<u8>,
    /// Bytes of `buffer` that hold something.
    filled: usize,
    /// The source is known to be at least so long.
    known_len: u64,
}

impl Window {
    /// A window that reads `block` bytes at a time; it holds no bytes yet.
    pub fn new(source: Arc<ByteSource>, block: usize) -> Window {
        Window {
            source,
            block: block.max(64),
            start: 0,
            buffer: Vec::new(),
            filled: 0,
            known_len: 0,
        }
    }

    /// `len` bytes at `offset`, or as many as there are.
    ///
    /// # Errors
    /// When reading fails; not when the source is too short.
    #[inline]
    pub fn at(&mut self, offset: u64, len: usize) -> io::Result<&[u8]> {
        if let Some(skip) = offset.checked_sub(self.start)
            && skip <= self.filled as u64
            && len <= self.filled - skip as usize
        {
            let skip = skip as usize;
            return Ok(&self.buffer[skip..skip + len]);
        }
        self.load(offset, len)
    }

    /// True if the source reaches to `end`; asks for its length only when it is not known to.
    ///
    /// # Errors
    /// When the length cannot be asked for.
    #[inline]
    pub fn reaches(&mut self, end: u64) -> io::Result<bool> {
        if end > self.known_len {
            self.known_len = self.source.len()?;
        }
        Ok(end <= self.known_len)
    }

    /// What the window looks at.
    pub fn source(&self) -> &ByteSource {
        &self.source
    }

    /// Forgets the bytes in memory, so that the next read sees the source as it is then.
    pub fn forget(&mut self) {
        self.filled = 0;
    }

    fn load(&mut self, offset: u64, len: usize) -> io::Result<&[u8]> {
        if let ByteSource::Static(bytes) = *self.source {
            return Ok(static_slice(bytes, offset, len));
        }
        self.start = offset;
        self.filled = 0;
        if len <= self.block && self.buffer.len() > self.block {
            // One huge record is no reason to hold on to its memory.
            self.buffer.truncate(self.block);
            self.buffer.shrink_to_fit();
        }
        // Grows a block at a time: never by more than one block beyond what the source really has.
        while self.filled < len.max(1) {
            let room = self.filled + self.block;
            if self.buffer.len() < room {
                self.buffer.resize(room, 0);
            }
            let at = offset.saturating_add(self.filled as u64);
            let read = self
                .source
                .read_at(&mut self.buffer[self.filled..room], at)?;
            if read == 0 {
                break;
            }
            self.filled += read;
        }
        Ok(&self.buffer[..self.filled.min(len)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn file_of(bytes: &[u8]) -> Arc<ByteSource> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Arc::new(ByteSource::File(file))
    }

    #[test]
    fn a_window_gives_what_is_there_wherever_it_is_asked() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let mut window = Window::new(file_of(&bytes), 64);
        for (offset, len) in [(0, 10), (60, 10), (3, 500), (990, 10), (0, 1000), (500, 0)] {
            let end = offset as usize + len;
            assert_eq!(
                window.at(offset, len).unwrap(),
                &bytes[offset as usize..end]
            );
        }
        assert_eq!(window.at(995, 10).unwrap(), &bytes[995..]);
        assert_eq!(window.at(1000, 10).unwrap(), b"");
        assert_eq!(window.at(u64::MAX, 10).unwrap(), b"");
    }

    #[test]
    fn static_bytes_need_no_copy() {
        let mut window = Window::new(Arc::new(ByteSource::Static(b"0123456789")), 64);
        assert_eq!(window.at(8, 5).unwrap(), b"89");
        assert_eq!(window.at(2, 3).unwrap(), b"234");
        assert_eq!(window.at(u64::MAX, 3).unwrap(), b"");
        assert!(window.reaches(10).unwrap());
        assert!(!window.reaches(11).unwrap());
    }

    #[test]
    fn asking_for_much_allocates_what_the_file_has() {
        let mut window = Window::new(file_of(&[7; 100]), 64);
        assert_eq!(window.at(0, 100 << 20).unwrap().len(), 100);
        assert!(window.buffer.capacity() < 1024);
    }
}
