//! The files that the capture carries, on the screen; saving one of them or all.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::session::Session;
use super::state::{Saving, Screen, Tone};
use crate::model::text::clean;
use crate::talk::export::{write_into, write_new};
use crate::talk::follow::What;

/// Files that are being written into a folder.
pub struct SavingAll {
    folder: PathBuf,
    /// The one that comes next.
    next: usize,
    written: u64,
    left_out: u64,
}

impl Session {
    /// Shows the list of files.
    pub(super) fn list_objects(&mut self) {
        self.state.screen = Screen::Objects;
        self.refresh_objects();
    }

    /// Asks which files there are now.
    pub(super) fn refresh_objects(&mut self) {
        if self.state.screen == Screen::Objects {
            let rows = &mut self.state.objects.rows;
            rows.extend(self.desk.objects_from(rows.len()));
        }
    }

    /// Saves what the user wants where the user wants it.
    pub(super) fn save(&mut self, what: Saving, path: &str) {
        let path = PathBuf::from(path.trim());
        if path.as_os_str().is_empty() {
            return self.state.say(Tone::Warning, "a name is needed");
        }
        match what {
            Saving::Stream => self.save_stream(&path),
            Saving::Object => self.save_object(&path),
            Saving::Objects => match fs::create_dir_all(&path) {
                Ok(()) => {
                    self.saving = Some(SavingAll {
                        folder: path,
                        next: 0,
                        written: 0,
                        left_out: 0,
                    });
                }
                Err(error) => self.tell_saved(&path, Err(error)),
            },
        }
    }

    fn save_object(&mut self, path: &Path) {
        let Some(found) = self.state.objects.rows.get(self.state.objects.chosen) else {
            return;
        };
        let bytes = self.desk.object_bytes(found).map_err(io::Error::other);
        let result = bytes.and_then(|bytes| {
            write_new(path, |file| file.write_all(&bytes))?;
            Ok(format!("{} bytes", bytes.len()))
        });
        self.tell_saved(path, result);
    }

    /// Saves the next one of all files; false if there is nothing to save.
    pub(super) fn save_on(&mut self) -> bool {
        let Some(mut saving) = self.saving.take() else {
            return false;
        };
        let Some(found) = self.state.objects.rows.get(saving.next) else {
            let folder = clean(&saving.folder.to_string_lossy()).into_owned();
            let mut text = format!("{} files saved into {folder}", saving.written);
            if saving.left_out > 0 {
                text += &format!("; {} are incomplete and were left out", saving.left_out);
            }
            self.state.say(Tone::Note, text);
            return true;
        };
        saving.next += 1;
        if !found.is_whole {
            saving.left_out += 1;
            self.saving = Some(saving);
            return true;
        }
        let bytes = self.desk.object_bytes(found).map_err(io::Error::other);
        let written =
            bytes.and_then(|bytes| write_into(&saving.folder, &found.file_name(), &bytes));
        match written {
            Ok(_) => {
                saving.written += 1;
                self.saving = Some(saving);
            }
            Err(error) => self.tell_saved(&saving.folder, Err(error)),
        }
        true
    }

    /// Saves the bytes that are shown, without what is missing.
    pub(super) fn save_stream(&mut self, path: &Path) {
        let (view, desk) = (&self.state.follow, &mut self.desk);
        let (mut written, mut missing) = (0u64, 0u64);
        let result = write_new(path, |file| {
            let shown = view.pieces.iter().enumerate();
            for (_, said) in shown.filter(|(piece, _)| view.shows(*piece)) {
                if let What::Missing(count) = said.what {
                    missing += count;
                    continue;
                }
                let bytes = desk.bytes_of(said).map_err(std::io::Error::other)?;
                file.write_all(&bytes)?;
                written += bytes.len() as u64;
            }
            Ok(())
        });
        let gaps = match missing {
            0 => String::new(),
            _ => format!("; {missing} bytes are missing in it"),
        };
        self.tell_saved(path, result.map(|()| format!("{written} bytes{gaps}")));
    }

    /// Says what became of saving to `path`.
    pub(super) fn tell_saved(&mut self, path: &Path, result: std::io::Result<String>) {
        let shown = clean(&path.to_string_lossy()).into_owned();
        match result {
            Ok(what) => self
                .state
                .say(Tone::Note, format!("saved to {shown}: {what}")),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let why = format!("{shown} exists, and is not overwritten: choose another name");
                self.state.say(Tone::Warning, why);
            }
            Err(error) => {
                let why = format!("cannot save to {shown}: {error}");
                self.state.say(Tone::Warning, clean(&why).into_owned());
            }
        }
    }
}
