//! The file that is written.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Destination, SaveError};
use crate::capture::file::ByteSource;
use crate::capture::privilege::give_to_caller;
use crate::model::text::clean;
use crate::store::{NewFile, Store};

/// So many bytes are gathered before they are written.
const BUFFER: usize = 1024 * 1024;

/// Where the bytes go, gathered.
pub(super) struct Out {
    /// What is not written yet.
    pub buffer: Vec<u8>,
    to: To,
    written: u64,
    /// Stands for the destination in messages.
    name: String,
}

enum To {
    File {
        /// Gone once the file has its name.
        file: Option<NewFile>,
        path: PathBuf,
        /// Whether something may be there in its place.
        replace: bool,
    },
    Stream(Box<dyn Write + Send>),
}

impl Out {
    pub fn open(to: Destination, store: &Store) -> Result<Out, SaveError> {
        let (path, replace) = match to {
            Destination::New(path) => (path, false),
            Destination::Replace(path) => (path, true),
            Destination::Stream(stream) => {
                return Ok(Out::new(To::Stream(stream), "the stream".to_owned()));
            }
        };
        let name = clean(&path.to_string_lossy()).into_owned();
        let fail = |source: io::Error| SaveError::Write {
            path: name.clone(),
            source: Arc::new(source),
        };
        let (path, old) = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => (path, None),
            Err(error) => return Err(fail(error)),
            Ok(_) if !replace => return Err(SaveError::Exists { path: name }),
            // A link stays, and what it leads to is replaced.
            Ok(_) => {
                let path = path.canonicalize().map_err(fail)?;
                let old = fs::metadata(&path).map_err(fail)?;
                (path, Some(old))
            }
        };
        if let Some(old) = &old {
            if !old.is_file() {
                return Err(SaveError::NotRegular { path: name });
            }
            if store.status().state.is_growing() && is_source(store, old) {
                return Err(SaveError::InUse { path: name });
            }
        }
        let file = NewFile::begin(NewFile::folder_of(&path)).map_err(fail)?;
        match old {
            Some(old) => file.as_file().set_permissions(old.permissions()),
            None => give_to_caller(file.as_file()),
        }
        .map_err(fail)?;
        let file = Some(file);
        Ok(Out::new(
            To::File {
                file,
                path,
                replace,
            },
            name,
        ))
    }

    fn new(to: To, name: String) -> Out {
        Out {
            buffer: Vec::new(),
            to,
            written: 0,
            name,
        }
    }

    pub fn write_if_full(&mut self) -> Result<(), SaveError> {
        match self.buffer.len() {
            BUFFER.. => self.write(),
            _ => Ok(()),
        }
    }

    fn write(&mut self) -> Result<(), SaveError> {
        let result = match &mut self.to {
            To::File {
                file: Some(file), ..
            } => file.write_all(&self.buffer),
            To::File { file: None, .. } => Err(io::Error::other("the file is finished")),
            To::Stream(stream) => stream.write_all(&self.buffer),
        };
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        result.map_err(|error| self.fail(error))
    }

    /// Brings everything to the disk, then gives the file its name. Returns its length.
    pub fn finish(&mut self) -> Result<u64, SaveError> {
        self.write()?;
        let result = match &mut self.to {
            To::File {
                file,
                path,
                replace,
            } => match file.take() {
                Some(file) => name(file, path, *replace),
                None => Ok(()),
            },
            To::Stream(stream) => stream.flush(),
        };
        match result {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(SaveError::Exists {
                path: self.name.clone(),
            }),
            result => result
                .map_err(|error| self.fail(error))
                .map(|()| self.written),
        }
    }

    fn fail(&self, source: io::Error) -> SaveError {
        SaveError::Write {
            path: self.name.clone(),
            source: Arc::new(source),
        }
    }
}

fn name(file: NewFile, path: &Path, replace: bool) -> io::Result<()> {
    file.as_file().sync_all()?;
    match replace {
        true => file.replace(path)?,
        false => file.finish(path).map_err(|(error, _)| error)?,
    }
    // The name is on the disk when the folder is; not every file system can be asked for that.
    if let Ok(folder) = File::open(NewFile::folder_of(path)) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// True if this is the file that the capture's frames are read from.
fn is_source(store: &Store, other: &fs::Metadata) -> bool {
    let own = match &*store.shared.source {
        ByteSource::File(file) => file.metadata(),
        ByteSource::Chain(chain) => match chain.last() {
            Some(file) => file.metadata(),
            None => return false,
        },
        ByteSource::Static(_) => return false,
    };
    own.is_ok_and(|own| (own.dev(), own.ino()) == (other.dev(), other.ino()))
}
