//! `decap show`: frames as text.

use std::path::Path;

use super::args::ShowArgs;
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::ranges::Ranges;
use super::{Failure, source};
use crate::decode::{Peeler, Want};
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
        &ranges,
        args.format.into(),
        style,
    )
}

/// Prints one line a frame of a whole capture, where there is no terminal to draw on.
///
/// # Errors
/// As [`run`].
pub fn summary(
    file: Option<&Path>,
    peeler: Peeler<'static>,
    time: Option<TimeStyle>,
) -> Result<(), Failure> {
    let store = source::open(file)?;
    print(
        &store,
        peeler,
        &Ranges::all(),
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
    ranges: &Ranges,
    format: Format,
    mut style: Style,
) -> Result<(), Failure> {
    let mut listener = Listener::new(peeler);
    let mut frames = store.frames(1..=ranges.last());
    let mut frame = Frame::empty();
    let mut out = Output::new();
    let mut text = String::new();
    while !out.is_closed() {
        if !frames.read(&mut frame)? {
            if frames.position() > ranges.last()
                || store.wait_frames(frames.position()) < frames.position()
            {
                break;
            }
            continue;
        }
        style.moments.begin(frame.info.time);
        let wanted = ranges.contains(frame.info.number);
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
