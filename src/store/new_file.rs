//! Files that get their name when they are whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// A file is written under a temporary name, and gets its own when it is whole. Dropped before, it
/// leaves nothing behind.
#[derive(Debug)]
pub struct NewFile {
    file: NamedTempFile,
}

impl NewFile {
    /// A new file in `folder`, which must exist.
    ///
    /// # Errors
    /// When it cannot be made there.
    pub fn begin(folder: &Path) -> io::Result<NewFile> {
        let mut builder = Builder::new();
        builder.prefix(".decap-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // What the user's mask leaves of it.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder)?;
        Ok(NewFile { file })
    }

    /// The folder in which a file of this path lies.
    pub fn folder_of(path: &Path) -> &Path {
        match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    /// The file itself.
    pub fn as_file(&self) -> &File {
        self.file.as_file()
    }

    /// Gives it the name `path`, which must lie in its folder. A file or a link that is there stays
    /// as it is.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] if the name is taken; then it may be tried under another one.
    pub fn finish(self, path: &Path) -> Result<(), (io::Error, NewFile)> {
        match self.file.persist_noclobber(path) {
            Ok(_) => Ok(()),
            Err(error) => Err((error.error, NewFile { file: error.file })),
        }
    }

    /// Gives it the name `path`, which must lie in its folder, in the place of what has it now. Whoever
    /// has the old file open keeps it.
    ///
    /// # Errors
    /// When the system refuses; the old file then stays.
    pub fn replace(self, path: &Path) -> io::Result<()> {
        self.file
            .persist(path)
            .map(drop)
            .map_err(|error| error.error)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
