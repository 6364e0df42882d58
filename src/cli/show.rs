//! `decap show`: frames as text.

use std::path::Path;

use super::args::{OpenArgs, ShowArgs};
use super::chosen::{Chosen, filter, ranges, sieve};
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::ranges::Ranges;
use super::{Failure, source};
use crate::decode::{Peeler, Want};
use crate::model::Frame;
use crate::render::{Format, Style};
use crate::store::{State, Store};
use crate::talk::Listener;

/// Prints the frames that the arguments choose.
///
/// # Errors
/// When the capture cannot be opened, or is damaged: then after the frames before the damage.
pub fn run(args: &ShowArgs) -> Result<(), Failure> {
    let ranges = ranges(args.frames.as_deref())?;
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
        self.chosen.check()
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
