//! `decap show`: frames as text.

use std::path::Path;

use roaring::RoaringTreemap;

use super::args::ShowArgs;
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::ranges::Ranges;
use super::{Failure, source};
use crate::decode::{Peeler, Want};
use crate::filter::{Filter, Scan};
use crate::model::Frame;
use crate::render::{Format, Style, TimeStyle};
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
    let chosen = Chosen {
        ranges,
        filter: filter(args.display_filter.as_deref())?,
    };
    let store = source::open(args.file.as_deref())?;
    let style = Style {
        width: args.width,
        ascii: args.ascii,
        time: args.time.unwrap_or_default(),
        ..Style::default()
    };
    print(
        &store,
        peeler(&args.peel)?,
        &chosen,
        args.format.into(),
        style,
    )
}

/// Which frames are printed.
struct Chosen {
    ranges: Ranges,
    filter: Option<Filter>,
}

impl Chosen {
    /// The frames that match the filter; `None` without one.
    fn found(
        &self,
        store: &Store,
        peeler: &Peeler<'static>,
    ) -> Result<Option<RoaringTreemap>, Failure> {
        let Some(filter) = self.filter.as_ref().filter(|filter| !filter.is_empty()) else {
            return Ok(None);
        };
        let scan = Scan::start(store.clone(), peeler.clone(), filter.clone(), None);
        let scan = scan.map_err(|error| {
            let error = anyhow::Error::new(error).context("cannot start a thread");
            Failure::new(Kind::File, error)
        })?;
        Ok(Some(scan.wait()?))
    }
}

/// Reads a display filter.
///
/// # Errors
/// What is wrong with it, with a caret under where.
fn filter(text: Option<&str>) -> Result<Option<Filter>, Failure> {
    let read = |text: &str| {
        Filter::parse(text, crate::proto::registry()).map_err(|error| {
            let shown = error.pointing(text).replace('\n', "\n  ");
            Failure::new(Kind::Filter, anyhow::anyhow!("-Y: {error}\n  {shown}"))
        })
    };
    text.map(read).transpose()
}

/// Prints one line a frame of a whole capture, where there is no terminal to draw on.
///
/// # Errors
/// As [`run`].
pub fn summary(
    file: Option<&Path>,
    peeler: Peeler<'static>,
    display_filter: Option<&str>,
    time: Option<TimeStyle>,
) -> Result<(), Failure> {
    let chosen = Chosen {
        ranges: Ranges::all(),
        filter: filter(display_filter)?,
    };
    let store = source::open(file)?;
    print(
        &store,
        peeler,
        &chosen,
        Format::Summary,
        Style {
            time: time.unwrap_or_default(),
            ..Style::default()
        },
    )
}

fn print(
    store: &Store,
    peeler: Peeler<'static>,
    chosen: &Chosen,
    format: Format,
    mut style: Style,
) -> Result<(), Failure> {
    let found = chosen.found(store, &peeler)?;
    let last = match &found {
        Some(found) => chosen.ranges.last().min(found.max().unwrap_or(0)),
        None => chosen.ranges.last(),
    };
    let is_found = |number| found.as_ref().is_none_or(|found| found.contains(number));
    let mut listener = Listener::new(peeler);
    let mut frames = store.frames(1..=last);
    let mut frame = Frame::empty();
    let mut out = Output::new();
    let mut text = String::new();
    while !out.is_closed() {
        if !frames.read(&mut frame)? {
            if frames.position() > last || store.wait_frames(frames.position()) < frames.position()
            {
                break;
            }
            continue;
        }
        style.moments.begin(frame.info.time);
        let number = frame.info.number;
        let wanted = chosen.ranges.contains(number) && is_found(number);
        let view = listener.hear(&frame, if wanted { Want::Full } else { Want::Skim });
        if wanted {
            text.clear();
            draw(format, &view, &style, &mut text);
            out.write(&text)?;
        }
        style.moments.went_by(frame.info.time, wanted);
    }
    out.flush()?;
    source::complain(store)
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
