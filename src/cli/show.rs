//! `decap show`: frames as text.

use std::path::Path;

use roaring::RoaringTreemap;

use super::args::{OpenArgs, ShowArgs};
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::ranges::Ranges;
use super::{Failure, source};
use crate::capture::bpf::Sieve;
use crate::decode::{Peeler, Want};
use crate::filter::{Filter, Scan};
use crate::model::Frame;
use crate::render::{Format, Style};
use crate::store::{State, Store};
use crate::talk::Listener;

/// Prints the frames that the arguments choose.
///
/// # Errors
/// When the capture cannot be opened, or is damaged: then after the frames before the damage.
pub fn run(args: &ShowArgs) -> Result<(), Failure> {
    let ranges = match &args.frames {
        Some(text) => {
            Ranges::parse(text).map_err(|error| Failure::usage(format_args!("-n: {error}")))?
        }
        None => Ranges::all(),
    };
    let filter = filter(args.display_filter.as_deref())?;
    let store = source::open_or_follow(args.file.as_deref(), args.follow)?;
    let style = Style {
        width: args.width,
        ascii: args.ascii,
        time: args.time.unwrap_or_default(),
        ..Style::default()
    };
    Printer {
        chosen: Chosen {
            ranges,
            sieve: sieve(&store, args.filter.as_deref())?,
            filter,
        },
        format: args.format.into(),
        style,
        follow: args.follow,
    }
    .print(&store, peeler(&args.peel)?)
}

/// Prints one line a frame of a whole capture, where there is no terminal to draw on.
///
/// # Errors
/// As [`run`].
pub fn summary(file: Option<&Path>, args: &OpenArgs) -> Result<(), Failure> {
    let peeler = peeler(&args.peel)?;
    let filter = filter(args.display_filter.as_deref())?;
    let store = source::open_or_follow(file, args.follow)?;
    Printer {
        chosen: Chosen {
            ranges: Ranges::all(),
            sieve: sieve(&store, args.filter.as_deref())?,
            filter,
        },
        format: Format::Summary,
        style: Style {
            time: args.screen.time.unwrap_or_default(),
            ..Style::default()
        },
        follow: args.follow,
    }
    .print(&store, peeler)
}

/// What lets the frames through that the capture filter describes, if there is one.
///
/// # Errors
/// When libpcap does not accept the filter.
pub(super) fn sieve(store: &Store, filter: Option<&str>) -> Result<Option<Sieve>, Failure> {
    let sieve = filter.map(|filter| store.sieve(filter)).transpose();
    Ok(sieve?)
}

/// Reads a display filter; an empty one is none.
///
/// # Errors
/// What is wrong with it, with a caret under where.
pub(super) fn filter(text: Option<&str>) -> Result<Option<Filter>, Failure> {
    let read = |text: &str| {
        Filter::parse(text, crate::proto::registry()).map_err(|error| {
            let shown = error.pointing(text).replace('\n', "\n  ");
            Failure::new(Kind::Filter, anyhow::anyhow!("-Y: {error}\n  {shown}"))
        })
    };
    let filter = text.map(read).transpose()?;
    Ok(filter.filter(|filter| !filter.is_empty()))
}

/// Which frames are printed.
struct Chosen {
    ranges: Ranges,
    sieve: Option<Sieve>,
    filter: Option<Filter>,
}

impl Chosen {
    /// The frames of a whole capture that match the display filter; `None` without one.
    fn found(
        &self,
        store: &Store,
        peeler: &Peeler<'static>,
    ) -> Result<Option<RoaringTreemap>, Failure> {
        let Some(filter) = &self.filter else {
            return Ok(None);
        };
        let scan = Scan::start(store.clone(), peeler.clone(), filter.clone(), None);
        let scan = scan.map_err(|error| {
            let error = anyhow::Error::new(error).context("cannot start a thread");
            Failure::new(Kind::File, error)
        })?;
        Ok(Some(scan.wait()?))
    }

    /// True for a frame that may be printed, whatever the display filter says.
    fn passes(&mut self, frame: &Frame) -> bool {
        self.ranges.contains(frame.info.number)
            && self.sieve.as_mut().is_none_or(|sieve| sieve.passes(frame))
    }
}

/// Which frames are printed, and how.
struct Printer {
    chosen: Chosen,
    format: Format,
    style: Style,
    /// True to wait for more at the end of the file.
    follow: bool,
}

impl Printer {
    fn print(mut self, store: &Store, peeler: Peeler<'static>) -> Result<(), Failure> {
        // Of a file that still grows, each frame is asked when it is there.
        let asked = self.chosen.filter.clone().filter(|_| self.follow);
        let found = match self.follow {
            true => None,
            false => self.chosen.found(store, &peeler)?,
        };
        let last = found
            .as_ref()
            .map_or(u64::MAX, |found| found.max().unwrap_or(0));
        let last = last.min(self.chosen.ranges.last());
        let mut listener = Listener::new(peeler);
        let mut frames = store.frames(1..=last);
        let mut frame = Frame::empty();
        let mut out = Output::new();
        let mut text = String::new();
        while !out.is_closed() {
            if !frames.read(&mut frame)? {
                if self.follow {
                    // What is there is seen before more comes.
                    out.flush()?;
                }
                if frames.position() > last
                    || store.wait_frames(frames.position()) < frames.position()
                {
                    break;
                }
                continue;
            }
            self.style.moments.begin(frame.info.time);
            let number = frame.info.number;
            let mut wanted = found.as_ref().is_none_or(|found| found.contains(number))
                && self.chosen.passes(&frame);
            let want = match (wanted, &asked) {
                (false, _) => Want::Skim,
                (true, Some(_)) => Want::Full,
                (true, None) => self.format.wants(),
            };
            let view = listener.hear(&frame, want);
            wanted &= asked.as_ref().is_none_or(|filter| filter.matches(&view));
            if wanted {
                text.clear();
                draw(self.format, &view, &self.style, &mut text);
                out.write(&text)?;
            }
            self.style.moments.went_by(frame.info.time, wanted);
        }
        out.flush()?;
        source::complain(store)?;
        match self.chosen.sieve.as_ref().and_then(Sieve::refused) {
            Some(error) => Err(error.clone().into()),
            None => Ok(()),
        }
    }
}

/// Draws a frame; pictures that take several lines have an empty line behind them.
fn draw(format: Format, view: &crate::model::FrameView<'_>, style: &Style, text: &mut String) {
    // A String takes all that is written to it.
    let _ = format.draw(view, style, text);
    if format.is_tall() {
        text.push('\n');
    }
}

/// What is wrong with the capture as a whole, after all its frames were read.
pub(super) fn damage(store: &Store) -> Option<Failure> {
    match store.status().state {
        State::Damaged(damage) => Some(Failure::new(
            Kind::File,
            anyhow::anyhow!("{}: {damage}", store.name()),
        )),
        State::Failed(error) => Some(error.into()),
        State::Indexing | State::Live | State::Complete => None,
    }
}
