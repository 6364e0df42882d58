//! Writing what a capture carries into files: under names that cannot leave their folder, and never
//! over a file that is there.

mod name;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use crate::store::NewFile;
pub use name::{numbered, safe_name};

/// Numbers that are tried for a name that is taken.
const MAX_NUMBER: u32 = 100_000;

/// Writes a file into `folder` under a safe form of `name`, with a number behind it if that name is
/// taken. Returns where it is.
///
/// # Errors
/// When the folder cannot be written to.
pub fn write_into(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let safe = safe_name(name);
    let mut file = NewFile::begin(folder)?;
    file.write_all(bytes)?;
    for number in 0..MAX_NUMBER {
        let path = folder.join(numbered(&safe, number));
        match file.finish(&path) {
            Ok(()) => return Ok(path),
            Err((error, again)) if error.kind() == io::ErrorKind::AlreadyExists => file = again,
            Err((error, _)) => return Err(error),
        }
    }
    Err(io::Error::new(
        io::ErrorKind::AlreadyExists,
        format!("{safe} and {MAX_NUMBER} numbered names are taken"),
    ))
}

/// Writes a file that the user named, whose folder must exist; what is there stays.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if it exists, and when it cannot be written.
pub fn write_new(
    path: &Path,
    write: impl FnOnce(&mut NewFile) -> io::Result<()>,
) -> io::Result<()> {
    // Told before the work, and made sure of after it.
    if fs::symlink_metadata(path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut file = NewFile::begin(NewFile::folder_of(path))?;
    write(&mut file)?;
    file.finish(path).map_err(|(error, _)| error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken_names_get_numbers_and_links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let target = outside.path().join("target");
        std::os::unix::fs::symlink(&target, folder.path().join("a.txt")).unwrap();
        let first = write_into(folder.path(), "/x/a.txt", b"one").unwrap();
        let second = write_into(folder.path(), "../a.txt", b"two").unwrap();
        assert_eq!(first, folder.path().join("a(1).txt"));
        assert_eq!(second, folder.path().join("a(2).txt"));
        assert_eq!(fs::read(&second).unwrap(), b"two");
        assert!(!target.exists());
        // Nothing half done is left.
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_file_that_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        fs::write(&path, b"mine").unwrap();
        let error = write_new(&path, |file| file.write_all(b"yours")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        let new = folder.path().join("new");
        write_new(&new, |file| file.write_all(b"yours")).unwrap();
        assert_eq!(fs::read(&new).unwrap(), b"yours");
        let failed = folder.path().join("failed");
        let fails = |_: &mut NewFile| Err(io::ErrorKind::StorageFull.into());
        assert!(write_new(&failed, fails).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
