//! Arguments of recording a live capture and of saving frames of a file.

use std::path::Path;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::store::{Limits, Recording};

/// How a live capture is recorded.
#[derive(Debug, Args)]
pub struct RecordArgs {
    /// Write to one file after the other, numbered: the next one begins after filesize:KB (1000 bytes),
    /// duration:SECONDS, interval:SECONDS (by the clock) or packets:FRAMES; files:N keeps the newest N.
    /// May be given several times.
    #[arg(
        short = 'b',
        long = "ring-buffer",
        value_name = "LIMIT:NUMBER",
        requires_all = ["write", "interfaces"]
    )]
    pub next_file: Vec<Limit>,
    /// End the capture after duration:SECONDS, filesize:KB (1000 bytes), packets:FRAMES, or with -b
    /// after files:N. May be given several times.
    #[arg(
        short = 'a',
        long = "autostop",
        value_name = "LIMIT:NUMBER",
        requires = "interfaces"
    )]
    pub stop: Vec<Limit>,
    /// Size of the kernel's capture buffer for each interface, in mebibytes.
    #[arg(short = 'B', long, value_name = "MIB", default_value_t = 64, requires = "interfaces", value_parser = clap::value_parser!(u32).range(1..=2047))]
    pub buffer_size: u32,
    /// Without -w, keep at most so many mebibytes of frames: the oldest are given up and counted.
    #[arg(long, value_name = "MIB", requires = "interfaces", conflicts_with = "write", value_parser = clap::value_parser!(u64).range(1..=1 << 40))]
    pub spool_limit: Option<u64>,
    /// Do not open the screen: with -w only record, else print a line for every frame.
    #[arg(long, requires = "interfaces")]
    pub no_screen: bool,
}

/// Which frames of a file are saved, and how.
#[derive(Debug, Args)]
pub struct SaveArgs {
    /// With a capture file and -w, save only these frames: a number or a range such as 3-9, -9, 3-;
    /// several with commas.
    #[arg(
        short = 'n',
        long = "frames",
        value_name = "FRAMES",
        allow_hyphen_values = true,
        requires = "write",
        conflicts_with = "interfaces"
    )]
    pub frames: Option<String>,
    /// With a capture file and -w, save in this format. Without it the file's name decides: pcap for
    /// .pcap, .cap and .dmp.
    #[arg(
        short = 'F',
        long,
        value_enum,
        value_name = "FORMAT",
        requires = "write",
        conflicts_with = "interfaces"
    )]
    pub file_type: Option<FileTypeChoice>,
    /// With a capture file and -w, replace the file if it exists.
    #[arg(long, requires = "write", conflicts_with = "interfaces")]
    pub overwrite: bool,
}

/// A format to save in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileTypeChoice {
    /// Frames of one link type, without comments.
    Pcap,
    /// All that is known of the capture.
    Pcapng,
}

/// A limit as typed, such as `filesize:1000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Thousands of bytes.
    FileSize(u64),
    /// How long.
    Duration(Duration),
    /// Multiples of this time.
    Interval(Duration),
    /// Frames.
    Packets(u64),
    /// Files.
    Files(u64),
}

impl std::str::FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Limit, String> {
        let Some((what, number)) = text.split_once(':') else {
            return Err("a limit and a number are needed, as in duration:60".into());
        };
        let whole = || match number.parse::<u64>() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(format!("{what} needs a whole number above 0")),
        };
        match what {
            "filesize" => match whole()? {
                most @ 1..=2_000_000_000 => Ok(Limit::FileSize(most)),
                _ => Err("filesize is at most 2000000000 KB".into()),
            },
            "duration" => match number.parse().map(Duration::try_from_secs_f64) {
                Ok(Ok(time)) if !time.is_zero() => Ok(Limit::Duration(time)),
                _ => Err("duration needs a number of seconds above 0".into()),
            },
            "interval" => whole().map(|seconds| Limit::Interval(Duration::from_secs(seconds))),
            "packets" => whole().map(Limit::Packets),
            "files" => whole().map(Limit::Files),
            _ => Err(format!(
                "{what:?} is no limit; known are filesize, duration, interval, packets and files"
            )),
        }
    }
}

impl RecordArgs {
    /// Where a capture goes: to this file or those numbered after it, or to a temporary one.
    ///
    /// # Errors
    /// When the limits do not fit together.
    pub fn recording(&self, file: Option<&Path>) -> Result<Recording, String> {
        let is_ring = !self.next_file.is_empty();
        let next_file = limits(&self.next_file);
        let end = limits(&self.stop);
        if is_ring
            && (Limits {
                files: None,
                ..next_file
            }) == Limits::default()
        {
            return Err(
                "-b files:N says how many files are kept; say with another -b when the next one \
                 begins, for example -b filesize:100000"
                    .into(),
            );
        }
        if end.interval.is_some() {
            return Err("interval belongs to -b; -a duration:SECONDS ends a capture".into());
        }
        if end.files.is_some() && !is_ring {
            return Err("-a files:N needs -b, which says when the next file begins".into());
        }
        Ok(Recording {
            file: file.map(Path::to_owned),
            next_file: is_ring.then_some(next_file),
            end: Limits {
                bytes: end.bytes,
                files: end.files,
                ..Limits::default()
            },
            spool_limit: self.spool_limit.map(|mebibytes| mebibytes << 20),
        })
    }

    /// How long a capture lasts.
    pub fn duration(&self) -> Option<Duration> {
        limits(&self.stop).duration
    }

    /// How many frames it takes at most, besides what `-c` says.
    pub fn packets(&self) -> Option<u64> {
        limits(&self.stop).frames
    }
}

/// Of limits of the same kind the smallest counts.
fn limits(typed: &[Limit]) -> Limits {
    fn least<T: Ord + Copy>(of: &mut Option<T>, new: T) {
        *of = Some(of.map_or(new, |old| old.min(new)));
    }
    let mut limits = Limits::default();
    for limit in typed {
        match *limit {
            Limit::FileSize(kilobytes) => least(&mut limits.bytes, kilobytes * 1_000),
            Limit::Duration(time) => least(&mut limits.duration, time),
            Limit::Interval(time) => least(&mut limits.interval, time),
            Limit::Packets(frames) => least(&mut limits.frames, frames),
            Limit::Files(files) => least(&mut limits.files, files),
        }
    }
    limits
}
