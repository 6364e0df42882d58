//! Beginning a live capture into a store.

use std::io;

use super::{Recording, Store, StoreError};
use crate::capture::live::{LiveError, LiveOptions, LiveSession, open};
use crate::capture::privilege::{self, DropError, Dropped};
use crate::capture::sockets::Prepared;

/// Why a live capture cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// A device or the filter.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// The file for the frames.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files of a ring, by the user that remains.
    #[error(
        "{error}; files of a ring are begun when decap has become {user}: name a folder in which {user} \
         may write, for example one made with: install -d -o {user} FOLDER"
    )]
    Rights {
        /// Which file.
        error: StoreError,
        /// Who may not write it.
        user: String,
    },
    /// The privileges could not be given up, so nothing is captured.
    #[error("cannot give up the privileges that opening the device needed: {0}")]
    Privilege(#[from] DropError),
}

/// Says who may not write, if that is not the user who started the program.
fn of_ring(error: StoreError, dropped: &Dropped) -> CaptureError {
    let is_refused = match &error {
        StoreError::Create { source, .. } => source.kind() == io::ErrorKind::PermissionDenied,
        _ => false,
    };
    match dropped.user().filter(|_| is_refused) {
        Some(user) => CaptureError::Rights { error, user },
        None => error.into(),
    }
}

impl Store {
    /// Opens the devices and the file, drops all privileges, and starts to capture. The frames are
    /// kept as `recording` says. Several files are begun by the user that remains, the first as well; a
    /// single one by the user who started the program.
    ///
    /// # Errors
    /// When one of these steps fails; nothing is captured then.
    pub fn capture(
        options: &LiveOptions,
        recording: &Recording,
    ) -> Result<(Store, LiveSession), CaptureError> {
        // First of all: a process that is started later would inherit the open devices.
        let mut watch = options.watch_sockets.then(Prepared::new);
        let opened = open(options)?;
        if let Some(watch) = &mut watch {
            watch.open_tap();
        }
        let name = options.interfaces.join(", ");
        let is_ring = recording.is_ring();
        let single = (!is_ring).then(|| Store::record(&name, recording));
        let single = single.transpose()?;
        let dropped = privilege::drop_all()?;
        let (store, sink) = match single {
            Some(single) => single,
            None => Store::record(&name, recording).map_err(|error| of_ring(error, &dropped))?,
        };
        let mut session = opened.start(Box::new(sink), &dropped)?;
        // Frames are worth more than the names of processes: without a thread for these the capture
        // goes on.
        if let Some(Ok(watch)) = watch.map(|watch| watch.start(&dropped)) {
            session.watch(watch);
        }
        Ok((store, session))
    }
}
