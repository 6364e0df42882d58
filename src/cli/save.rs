//! Saving frames of a capture file: `decap FILE -Y 'dns' -n 3-9 -f 'udp port 53' -w OUT`.

use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;

use super::args::{FileTypeChoice, OpenArgs};
use super::chosen::{Chosen, filter, ranges, sieve};
use super::failure::Kind;
use super::peel_rules::peeler;
use super::signals::EndRequest;
use super::{Failure, source};
use crate::model::text::clean;
use crate::store::save::{Comments, Destination, FileType, SaveError, Saved, Saving};

/// How often is looked for signals.
const SLICE: Duration = Duration::from_millis(100);

/// Saves the frames that the arguments choose out of `file` to `to`.
///
/// # Errors
/// When the capture cannot be read, or the file not be written; when the capture is damaged: then
/// after the frames before the damage were saved.
pub fn run(file: Option<&Path>, to: &Path, args: &OpenArgs) -> Result<(), Failure> {
    let ranges = ranges(args.save.frames.as_deref())?;
    let filter = filter(args.display_filter.as_deref())?;
    let peeler = peeler(&args.peel)?;
    let file_type = match args.save.file_type {
        Some(FileTypeChoice::Pcap) => FileType::Pcap,
        Some(FileTypeChoice::Pcapng) => FileType::Pcapng,
        None => FileType::of(to),
    };
    let destination = destination(to, args.save.overwrite)?;
    let store = source::open(file)?;
    store.wait_complete();
    let chosen = Chosen {
        ranges,
        sieve: sieve(&store, args.filter.as_deref())?,
        filter,
    };
    let numbers = chosen.numbers(&store, &peeler)?;
    // Until here a signal ends the program, which leaves nothing behind.
    let end = EndRequest::on_signals().map_err(|error| Failure::new(Kind::File, error))?;
    let mut saving = Saving::begin(&store, numbers, Comments::new(), file_type, destination)?;
    let saved = loop {
        if let Some(saved) = saving.advance(SLICE)? {
            break saved;
        }
        if end.came() {
            let error = anyhow::anyhow!("saving was ended; no file was made");
            return Err(Failure::new(Kind::File, error));
        }
    };
    for line in account(&saved, to) {
        eprintln!("{line}");
    }
    source::complain(&store)
}

/// Where the frames go; what is sure to fail is told before the work.
fn destination(to: &Path, overwrite: bool) -> Result<Destination, Failure> {
    if to == Path::new("-") {
        return match std::io::stdout().is_terminal() {
            true => Err(Failure::usage(
                "a capture could command the terminal: name a file with -w, or a program behind |",
            )),
            false => Ok(Destination::Stream(Box::new(std::io::stdout()))),
        };
    }
    Ok(match overwrite {
        true => Destination::Replace(to.to_owned()),
        false => Destination::New(to.to_owned()),
    })
}

/// What came of it, and what is not in the file.
fn account(saved: &Saved, to: &Path) -> Vec<String> {
    let counted = |count: u64, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let place = match to == Path::new("-") {
        true => "standard output".into(),
        false => clean(&to.to_string_lossy()).into_owned(),
    };
    let mut lines = vec![format!(
        "{} saved to {place}",
        counted(saved.frames, "frame")
    )];
    let lost = [
        (saved.lost.comments, "comment"),
        (saved.lost.secrets, "secret"),
    ];
    for (count, what) in lost {
        if count > 0 {
            let what = counted(count, what);
            lines.push(format!(
                "not saved: {what}, for which the format has no room"
            ));
        }
    }
    if saved.lost.times > 0 {
        let frames = counted(saved.lost.times, "frame");
        lines.push(format!("{frames} without a time, written as 1970"));
    }
    lines
}

impl From<SaveError> for Failure {
    fn from(error: SaveError) -> Failure {
        match error {
            SaveError::Exists { .. } => Failure::new(
                Kind::File,
                anyhow::anyhow!("{error}; --overwrite replaces it"),
            ),
            _ => Failure::new(Kind::File, error),
        }
    }
}
