//! `decap show`: frames as text.

use std::path::Path;

use roaring::RoaringTreemap;

use super::args::{OpenArgs, ShowArgs};
use super::chosen::{Chosen, filter, ranges, sieve};
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::ranges::Ranges;
use super::{Failure, source};
use crate::decode::{Peeler, Want};
use crate::filter::{Following, Scan};
use crate::model::{Frame, FrameView};
use crate::render::{Format, Style};
use crate::store::{State, Store, StoreError};
use crate::talk::{Tracker, Visitor};

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

/// How the display filter is asked.
fn way(
    chosen: &Chosen,
    store: &Store,
    peeler: Peeler<'static>,
    follow: bool,
) -> Result<Way, Failure> {
    let visitor = |peeler| Box::new(Visitor::new(store.clone(), peeler));
    let Some(filter) = &chosen.filter else {
        return Ok(Way::All(visitor(peeler)));
    };
    // A file that still grows has no end at which all cores would be done.
    let found = match follow {
        true => None,
        false => Scan::alone(store, &peeler, filter, None)?,
    };
    Ok(match found {
        Some(found) => Way::Found(found, visitor(peeler)),
        None => {
            let tracker = Tracker::with_echo();
            let following = Following::new(filter.clone(), peeler, tracker);
            Way::Following(Box::new(following))
        }
    })
}

/// How frames are looked at, and which of them match the display filter.
enum Way {
    /// There is none.
    All(Box<Visitor>),
    /// These match.
    Found(RoaringTreemap, Box<Visitor>),
    /// That shows when their turn comes: their conversations tell.
    Following(Box<Following>),
}

impl Way {
    /// The last frame that may match.
    fn last(&self) -> u64 {
        match self {
            Way::Found(found, _) => found.max().unwrap_or(0),
            Way::All(_) | Way::Following(_) => u64::MAX,
        }
    }

    /// Takes the next frame; peels it if it matches. With `passes` false it is not printed anyway.
    fn look<'f>(
        &'f mut self,
        frame: &'f Frame,
        passes: bool,
        want: Want,
    ) -> Result<Option<FrameView<'f>>, StoreError> {
        let (matches, visitor) = match self {
            Way::Following(following) => {
                let matches = following.hear(frame, passes) && passes;
                return Ok(matches.then(|| following.show(frame, want)));
            }
            Way::All(visitor) => (true, visitor),
            Way::Found(found, visitor) => (found.contains(frame.info.number), visitor),
        };
        if matches && passes {
            return visitor.visit(frame, want).map(Some);
        }
        visitor.pass_by(frame);
        Ok(None)
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
        let mut way = way(&self.chosen, store, peeler, self.follow)?;
        let last = way.last().min(self.chosen.ranges.last());
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
            let passes = self.chosen.passes(&frame);
            let view = way.look(&frame, passes, self.format.wants())?;
            if let Some(view) = &view {
                text.clear();
                draw(self.format, view, &self.style, &mut text);
                out.write(&text)?;
            }
            self.style.moments.went_by(frame.info.time, view.is_some());
        }
        out.flush()?;
        source::complain(store)?;
        self.chosen.check()
    }
}

/// Draws a frame; pictures that take several lines have an empty line behind them.
fn draw(format: Format, view: &FrameView<'_>, style: &Style, text: &mut String) {
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
