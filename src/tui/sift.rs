//! A display filter at work: it looks at the frames a slice at a time, and those that pass are in
//! the list at once.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::config::history_file;
use super::desk::Desk;
use super::frames::Progress;
use super::session::Session;
use super::state::{History, Tone};
use crate::decode::{Peeler, Want, Wanted};
use crate::filter::{Around, Filter, Scope};
use crate::model::FrameView;
use crate::proto::registry;
use crate::store::{Choosing, Selection};

/// How long a slice takes at most.
const SLICE: Duration = Duration::from_millis(8);

/// As much of the history is read, from its end, in bytes.
const HISTORY: u64 = 256 << 10;

/// A display filter at work.
pub struct Sift {
    filter: Filter,
    /// Reads no more of a frame than the filter asks for.
    peeler: Peeler<'static>,
    /// What passes.
    passed: Arc<Selection>,
    /// The frames that it looks at, if not all.
    base: Option<Arc<Selection>>,
    /// The place of the frame looked at next, among those.
    at: u64,
    around: Around,
}

impl Sift {
    /// Looks at as many frames as a slice allows; false if there is nothing to do for now.
    fn step(&mut self, desk: &mut Desk) -> bool {
        let start = Instant::now();
        let all = desk.frames_handle().len();
        let mut known = all;
        if self.filter.needs().scope == Scope::Conversations && desk.follows_conversations() {
            known = known.min(desk.learned());
        }
        let want = match self.filter.needs().scope {
            Scope::Frame => Want::Skim,
            Scope::Headers | Scope::Conversations => Want::Full,
        };
        let mut looked_at = None;
        let mut found = Vec::new();
        while let Some(number) = self.number().filter(|number| *number <= known) {
            self.at += 1;
            looked_at = Some(number);
            if let Some(view) = desk.view(number.saturating_sub(1), &mut self.peeler, want)
                && passes(&self.filter, &mut self.around, &view)
            {
                found.push(number);
            }
            if start.elapsed() > SLICE {
                break;
            }
        }
        if let Some(looked_at) = looked_at {
            self.passed.extend(found, looked_at);
        }
        self.number().is_some_and(|number| number <= known)
    }

    /// The number of the frame looked at next.
    fn number(&self) -> Option<u64> {
        match &self.base {
            Some(base) => base.number_at(self.at),
            None => Some(self.at + 1),
        }
    }

    /// Says so if no more frames come.
    fn finish(&self, desk: &Desk) {
        let whole = desk.frames_handle();
        let is_whole = matches!(
            whole.status().progress,
            Progress::Complete | Progress::Damaged(_)
        );
        let base = self.base.as_ref();
        let base_is_whole = base.is_none_or(|base| base.progress() != Choosing::Going);
        let next = self.number();
        let is_behind = next.is_none_or(|number| number > whole.len());
        if is_whole && base_is_whole && is_behind && self.passed.progress() == Choosing::Going {
            self.passed.finish(Choosing::Done);
        }
    }
}

/// True if a frame passes, in the times of the frames around it.
fn passes(filter: &Filter, around: &mut Around, view: &FrameView<'_>) -> bool {
    let time = view.frame.info.time;
    around.first = around.first.or(time);
    let passes = filter.matches_in(view, around);
    around.previous = time;
    if passes {
        around.displayed = time;
    }
    passes
}

impl Session {
    /// Shows only the frames that pass this filter; all again, if it is empty.
    pub(super) fn filter(&mut self, text: &str) {
        let base = match self.sift.take() {
            Some(sift) => sift.base,
            None => self.state.list.chosen.clone(),
        };
        self.state.filter.clear();
        if text.is_empty() {
            self.choose(base);
            return;
        }
        let filter = match Filter::parse(text, registry()) {
            Ok(filter) => filter,
            Err(error) => return self.state.say(Tone::Warning, error.to_string()),
        };
        self.remember(text);
        self.state.filter = text.to_owned();
        let passed = Arc::new(Selection::new(format!("filter: {text}")));
        let wanted = Wanted::new(&filter.needs().fields, registry());
        self.sift = Some(Sift {
            peeler: self.desk.peeler().only(wanted),
            filter,
            passed: Arc::clone(&passed),
            base,
            at: 0,
            around: Around::default(),
        });
        self.choose(Some(passed));
    }

    /// Goes on with the filter; false if there is nothing to do for now.
    pub(super) fn sift_some(&mut self) -> bool {
        let Some(sift) = &mut self.sift else {
            return false;
        };
        let goes_on = sift.step(&mut self.desk);
        if !goes_on {
            sift.finish(&self.desk);
        }
        goes_on
    }

    /// Reads the filters of earlier sessions.
    pub(super) fn remember_filters(&mut self) {
        self.history = history_file();
        let text = self.history.as_ref().and_then(|path| read_end(path).ok());
        self.state.history = History::read(&text.unwrap_or_default());
    }

    /// Remembers a filter for later sessions. One that cannot be written is remembered in this
    /// one, which is what the user is at.
    fn remember(&mut self, text: &str) {
        let is_new = self.state.history.back(1) != Some(text);
        self.state.history.add(text);
        if let Some(path) = self.history.as_ref().filter(|_| is_new) {
            let _ = append(path, text);
        }
    }
}

/// The end of a file, without a line that is not whole.
fn read_end(path: &std::path::Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let len = file.metadata()?.len();
    let start = len.saturating_sub(HISTORY);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(HISTORY).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(match start {
        0 => text,
        _ => text
            .split_once('\n')
            .map_or_else(String::new, |(_, rest)| rest.to_owned()),
    })
}

/// Adds a line; a file that has grown long keeps what is remembered of it.
fn append(path: &std::path::Path, line: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if std::fs::metadata(path).is_ok_and(|data| data.len() > HISTORY) {
        let kept = History::read(&read_end(path)?).text();
        std::fs::write(path, kept)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)?
        .write_all(format!("{line}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_is_kept_and_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("decap/history");
        append(&path, "arp").unwrap();
        append(&path, "dns").unwrap();
        assert_eq!(read_end(&path).unwrap(), "arp\ndns\n");
        std::fs::write(&path, "x".repeat(HISTORY as usize) + "\narp\n").unwrap();
        assert_eq!(read_end(&path).unwrap(), "arp\n");
        append(&path, "dns").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "arp\ndns\n");
    }
}
