//! Saving frames of a capture file: `decap FILE -n 3-9 -f 'tcp port 80' -w OUT`.

use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;

use roaring::RoaringTreemap;

use super::args::{FileTypeChoice, OpenArgs};
use super::failure::Kind;
use super::ranges::Ranges;
use super::show::sieve;
use super::signals::EndRequest;
use super::{Failure, source};
use crate::model::{Frame, text::clean};
use crate::store::Store;
use crate::store::save::{Comments, Destination, FileType, SaveError, Saved, Saving};

/// How often is looked for signals.
const SLICE: Duration = Duration::from_millis(100);

/// Saves the frames that the arguments choose out of `file` to `to`.
///
/// # Errors
/// When the capture cannot be read, or the file not be written; when the capture is damaged: then
/// after the frames before the damage were saved.
pub fn run(file: Option<&Path>, to: &Path, args: &OpenArgs) -> Result<(), Failure> {
    let ranges = match &args.save.frames {
        Some(text) => {
            Ranges::parse(text).map_err(|error| Failure::usage(format_args!("-n: {error}")))?
        }
        None => Ranges::all(),
    };
    let file_type = match args.save.file_type {
        Some(FileTypeChoice::Pcap) => FileType::Pcap,
        Some(FileTypeChoice::Pcapng) => FileType::Pcapng,
        None => FileType::of(to),
    };
    let destination = destination(to, args.save.overwrite)?;
    let store = source::open(file)?;
    store.wait_complete();
    let end = EndRequest::on_signals().map_err(|error| Failure::new(Kind::File, error))?;
    let numbers = chosen(&store, ranges, args.filter.as_deref())?;
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

/// The numbers of the frames in `ranges` that the capture filter describes.
fn chosen(
    store: &Store,
    ranges: Ranges,
    filter: Option<&str>,
) -> Result<Box<dyn Iterator<Item = u64> + Send>, Failure> {
    let Some(mut sieve) = sieve(store, filter)? else {
        let all = 1..=store.len();
        return Ok(Box::new(all.filter(move |&number| ranges.contains(number))));
    };
    let mut found = RoaringTreemap::new();
    let (mut frames, mut frame) = (store.frames(1..=ranges.last()), Frame::empty());
    while frames.read(&mut frame)? {
        let number = frame.info.number;
        if ranges.contains(number) && sieve.passes(&frame) {
            found.insert(number);
        }
    }
    match sieve.refused() {
        Some(error) => Err(error.clone().into()),
        None => Ok(Box::new(found.into_iter())),
    }
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
