//! Saving frames as a capture file of its own.

use std::path::{Path, PathBuf};

use super::session::Session;
use super::state::{Overlay, SaveForm, Tone, Which};
use super::time::size;
use crate::model::text::clean;
use crate::store::save::{Background, Comments, Destination, FileType, SaveError, Saved, Saving};

/// Frames on their way into a file.
pub struct Keeping {
    work: Background,
    path: PathBuf,
}

impl Session {
    /// Saves the frames that the form names; a file that is there needs a second word.
    pub(super) fn save_frames(&mut self, mut form: SaveForm) {
        if self.keeping.is_some() {
            return self.state.say(
                Tone::Warning,
                "frames are being saved already: Esc stops that",
            );
        }
        let path = PathBuf::from(form.input.text().trim());
        if !form.sure && path.symlink_metadata().is_ok() {
            form.sure = true;
            self.state.overlay = Some(Overlay::SaveFrames(form));
            return;
        }
        match self.begin_saving(&form, &path) {
            Ok(work) => {
                self.state.saving = Some(0);
                self.keeping = Some(Keeping { work, path });
            }
            Err(why) => {
                self.state.say(Tone::Warning, clean(&why).into_owned());
                form.sure = false;
                self.state.overlay = Some(Overlay::SaveFrames(form));
            }
        }
    }

    fn begin_saving(&self, form: &SaveForm, path: &Path) -> Result<Background, String> {
        let whole = self.desk.frames_handle();
        let store = whole
            .store()
            .ok_or("these frames cannot be saved: end the replay first")?;
        let list = &self.state.list;
        let numbers: Box<dyn Iterator<Item = u64> + Send> = match (form.which, &list.chosen) {
            (Which::Shown, Some(chosen)) => Box::new(chosen.frames().into_iter()),
            (Which::All | Which::Shown, _) => Box::new(1..=whole.len()),
            (Which::Marked, _) => Box::new(list.marks.clone().into_iter()),
            (Which::Selected, _) => Box::new(std::iter::once(list.number())),
        };
        let comments = self.state.comments.iter();
        let comments: Comments = comments
            .map(|(number, text)| (*number, vec![text.clone()]))
            .collect();
        let to = match form.sure {
            true => Destination::Replace(path.to_owned()),
            false => Destination::New(path.to_owned()),
        };
        let saving = Saving::begin(&store, numbers, comments, FileType::of(path), to);
        let wake = self.stage.wake.clone();
        saving
            .map_err(|error| error.to_string())?
            .in_background(move || wake())
            .map_err(|error| format!("saving cannot begin: {error}"))
    }

    /// Takes in how far saving is.
    pub(super) fn refresh_saving(&mut self) {
        let Some(keeping) = &self.keeping else {
            return;
        };
        let progress = keeping.work.progress();
        let percent = u128::from(progress.done) * 100 / u128::from(progress.total.max(1));
        self.state.saving = Some(percent.min(100) as u8);
        if let Some(result) = keeping.work.result() {
            let (tone, text) = account(&result, &keeping.path);
            self.keeping = None;
            self.state.saving = None;
            self.state.say(tone, text);
        }
    }

    /// Saves them no longer; no file is left.
    pub(super) fn stop_saving(&mut self) {
        self.keeping = None;
        self.state.saving = None;
        self.state
            .say(Tone::Note, "saving was stopped; no file was made");
    }
}

/// What came of it, in words.
fn account(result: &Result<Saved, SaveError>, path: &Path) -> (Tone, String) {
    let saved = match result {
        Ok(saved) => saved,
        Err(error) => return (Tone::Warning, clean(&error.to_string()).into_owned()),
    };
    let plural = if saved.frames == 1 { "frame" } else { "frames" };
    let path = path.display().to_string();
    let mut text = format!(
        "{} {plural} saved in {}, {}",
        saved.frames,
        clean(&path),
        size(saved.bytes)
    );
    let lost = [
        (saved.lost.comments, "comments"),
        (saved.lost.times, "times"),
        (saved.lost.secrets, "secrets"),
    ];
    let lost: Vec<String> = lost
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if lost.is_empty() {
        return (Tone::Note, text);
    }
    text += &format!("; not in it: {}", lost.join(", "));
    (Tone::Warning, text)
}
