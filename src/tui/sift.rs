//! A display filter at work: threads look at the frames, and those that pass are in the list at once.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use super::config::history_file;
use super::session::Session;
use super::state::{History, Tone};
use crate::filter::{Filter, Scan, Within};
use crate::proto::registry;
use crate::store::Selection;

/// As much of the history is read, from its end, in bytes.
const HISTORY: u64 = 256 << 10;

/// A display filter at work.
pub struct Sift {
    scan: Scan,
    /// The frames that it looks at, if not all.
    base: Option<Arc<Selection>>,
}

impl Session {
    /// Does what the user typed, and remembers it.
    pub(super) fn filter(&mut self, text: &str) {
        self.show_matches(text);
        if !self.state.filter.is_empty() {
            self.remember(text);
        }
    }

    /// Shows only the frames that pass this filter; all again, if it is empty.
    pub fn show_matches(&mut self, text: &str) {
        let old = self.sift.take();
        let base = match &old {
            Some(sift) => sift.base.clone(),
            None => self.state.list.chosen.clone(),
        };
        self.state.filter.clear();
        if text.is_empty() {
            return self.choose(base);
        }
        match self.start_scan(text, old, base) {
            Ok(sift) => {
                self.state.filter = text.to_owned();
                let found = Arc::clone(sift.scan.found());
                self.sift = Some(sift);
                self.choose(Some(found));
            }
            Err(why) => self.state.say(Tone::Warning, why),
        }
    }

    /// Starts to look for the frames that pass; what an earlier filter found is narrowed, if this one
    /// asks for more.
    fn start_scan(
        &self,
        text: &str,
        old: Option<Sift>,
        base: Option<Arc<Selection>>,
    ) -> Result<Sift, String> {
        let filter = Filter::parse(text, registry()).map_err(|error| error.to_string())?;
        let store = self.store().ok_or("these frames cannot be filtered")?;
        let within = match old {
            Some(old) if filter.narrows(old.scan.filter()) => Some(old.scan.rest()),
            _ => base.clone().map(Within::chosen),
        };
        let peeler = self.desk.peeler();
        let scan = match self.desk.learner() {
            Some(learner) => Scan::recalled(store, peeler, filter, within, &learner),
            None => Scan::start(store, peeler, filter, within),
        };
        let scan = scan.map_err(|error| format!("the filter cannot begin: {error}"))?;
        Ok(Sift { scan, base })
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
