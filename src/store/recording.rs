//! Where a running capture is written: one file, or one file after the other.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::model::Timestamp;

/// Into so many files a bounded spool is cut; the oldest is given up when a new one is begun.
const SPOOL_PARTS: u64 = 8;

/// When a file is full, or a capture has enough.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in a file.
    pub bytes: Option<u64>,
    /// Frames in a file.
    pub frames: Option<u64>,
    /// Time since the file was begun.
    pub duration: Option<Duration>,
    /// A new file begins whenever the clock shows a multiple of this.
    pub interval: Option<Duration>,
    /// Files: those that are kept, or after which a capture ends.
    pub files: Option<u64>,
}

/// How a running capture is recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    /// The file; a nameless temporary one if there is none.
    pub file: Option<PathBuf>,
    /// When the next file is begun, with numbers and times in the names; `files` is how many are kept.
    pub next_file: Option<Limits>,
    /// When the capture ends: `bytes` and `files`. The other limits are those of a whole capture, which
    /// [`crate::capture::live::LiveOptions`] has.
    pub end: Limits,
    /// Most bytes of a temporary file; the oldest frames are given up for newer ones.
    pub spool_limit: Option<u64>,
}

impl Recording {
    /// A recording into this file, or into a temporary one.
    pub fn to(file: Option<PathBuf>) -> Recording {
        Recording {
            file,
            ..Recording::default()
        }
    }

    /// True if it takes more than one file.
    pub fn is_ring(&self) -> bool {
        self.next_file.is_some() || (self.file.is_none() && self.spool_limit.is_some())
    }
}

/// Which file is written, and when it is full.
#[derive(Debug)]
pub(super) struct Rotation {
    base: Option<PathBuf>,
    is_ring: bool,
    limits: Limits,
    end: Limits,
    begun: Instant,
    /// When the clock shows the next multiple of the interval.
    next_interval: Option<SystemTime>,
    frames: u64,
    /// Files begun so far.
    files: u64,
    /// Name and first frame of the files that are kept.
    kept: VecDeque<(Option<PathBuf>, u64)>,
}

impl Rotation {
    pub fn new(recording: &Recording) -> Rotation {
        let limits = match (recording.next_file, recording.spool_limit) {
            (Some(limits), _) => limits,
            (None, Some(limit)) if recording.file.is_none() => Limits {
                bytes: Some((limit / SPOOL_PARTS).max(1)),
                files: Some(SPOOL_PARTS),
                ..Limits::default()
            },
            (None, _) => Limits::default(),
        };
        Rotation {
            base: recording.file.clone(),
            is_ring: recording.is_ring(),
            limits,
            end: recording.end,
            begun: Instant::now(),
            next_interval: None,
            frames: 0,
            files: 0,
            kept: VecDeque::new(),
        }
    }

    /// Begins the next file, whose first frame has this number; its name, unless it has none.
    pub fn begin(&mut self, first: u64, now: SystemTime) -> Option<PathBuf> {
        self.begun = Instant::now();
        self.frames = 0;
        self.files += 1;
        self.next_interval = self
            .limits
            .interval
            .map(|interval| next_multiple(now, interval));
        let base = self.base.as_deref();
        let path = base.map(|base| match self.is_ring {
            true => numbered(base, self.files, now),
            false => base.to_owned(),
        });
        self.kept.push_back((path.clone(), first));
        path
    }

    /// The oldest file, if there are more than are to be kept; and the first frame of the one after it.
    pub fn give_up(&mut self) -> Option<(Option<PathBuf>, u64)> {
        let most = self.limits.files?.max(1);
        if self.kept.len() as u64 <= most {
            return None;
        }
        let (path, _) = self.kept.pop_front()?;
        let &(_, first) = self.kept.front()?;
        Some((path, first))
    }

    /// Counts a frame.
    #[inline]
    pub fn count(&mut self) {
        self.frames += 1;
    }

    /// True if the next frame belongs into the next file; `bytes` are in this one.
    #[inline]
    pub fn is_due(&self, bytes: u64) -> bool {
        self.is_full(bytes) || self.is_time()
    }

    /// True if no frame more is wanted.
    #[inline]
    pub fn is_over(&self, bytes: u64) -> bool {
        self.end.bytes.is_some_and(|most| bytes >= most)
            || (self.end.files.is_some_and(|most| self.files >= most) && self.is_due(bytes))
    }

    /// A file has at least one frame.
    fn is_full(&self, bytes: u64) -> bool {
        let is_reached = |limit: Option<u64>, count| limit.is_some_and(|most| count >= most);
        self.frames > 0
            && (is_reached(self.limits.bytes, bytes) || is_reached(self.limits.frames, self.frames))
    }

    /// True if the file was written for as long as it should be.
    pub fn is_time(&self) -> bool {
        let is_old = |most| self.begun.elapsed() >= most;
        self.limits.duration.is_some_and(is_old)
            || self.next_interval.is_some_and(|at| SystemTime::now() >= at)
    }
}

/// The next moment at which the clock shows a multiple of `interval`.
fn next_multiple(now: SystemTime, interval: Duration) -> SystemTime {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let step = interval.as_secs().max(1);
    UNIX_EPOCH + Duration::from_secs((since.as_secs() / step + 1) * step)
}

/// `out.pcapng` becomes `out_00001_20261120120000.pcapng`: the number of the file, and the time (UTC)
/// at which it was begun.
fn numbered(base: &Path, number: u64, now: SystemTime) -> PathBuf {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let time = Timestamp(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)).utc();
    let digits: String = time.chars().filter(char::is_ascii_digit).take(14).collect();
    let mut name = OsString::from(base.file_stem().unwrap_or_default());
    name.push(format!("_{number:05}_{digits}"));
    if let Some(ending) = base.extension() {
        name.push(".");
        name.push(ending);
    }
    base.with_file_name(name)
}

/// Removes a file that the ring does not keep; the user may have moved it away.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn names_tell_number_and_time() {
        let name = |base: &str, number| numbered(Path::new(base), number, at(1_795_176_000));
        assert_eq!(
            name("/a/out.pcapng", 1),
            Path::new("/a/out_00001_20261120120000.pcapng")
        );
        assert_eq!(name("out", 123_456), Path::new("out_123456_20261120120000"));
    }

    #[test]
    fn intervals_follow_the_clock() {
        let next = |now, step| next_multiple(at(now), Duration::from_secs(step));
        assert_eq!(next(1_000, 60), at(1_020));
        assert_eq!(next(1_020, 60), at(1_080));
    }

    #[test]
    fn a_ring_keeps_so_many_files_and_an_end_comes_with_a_full_one() {
        let limits = Limits {
            frames: Some(2),
            files: Some(2),
            ..Limits::default()
        };
        let mut rotation = Rotation::new(&Recording {
            file: Some("x".into()),
            next_file: Some(limits),
            end: Limits {
                files: Some(3),
                ..Limits::default()
            },
            spool_limit: None,
        });
        for file in 0..3 {
            rotation.begin(1 + 2 * file, at(0));
            let given_up = rotation.give_up();
            assert_eq!(given_up.map(|(_, first)| first), (file == 2).then_some(3));
            rotation.count();
            assert!(!rotation.is_due(1 << 40) && !rotation.is_over(1 << 40));
            rotation.count();
            assert!(rotation.is_due(0));
            assert_eq!(rotation.is_over(0), file == 2);
        }
    }

    #[test]
    fn a_single_file_ends_at_its_size() {
        let recording = Recording {
            end: Limits {
                bytes: Some(1_000),
                ..Limits::default()
            },
            ..Recording::default()
        };
        let rotation = Rotation::new(&recording);
        assert!(!rotation.is_over(999) && rotation.is_over(1_000) && !rotation.is_due(1 << 40));
    }
}
