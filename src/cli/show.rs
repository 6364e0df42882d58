//! `decap show`: frames as text.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roaring::RoaringTreemap;

use super::args::{OpenArgs, ShowArgs};
use super::chosen::{Chosen, filter, ranges, sieve};
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::ranges::Ranges;
use super::{Failure, source};
use crate::decode::{Peeler, Want};
use crate::filter::{Around, Filter, Scan};
use crate::model::{Dissection, Frame, FrameView};
use crate::render::{Format, Moments, Style, TimeFormat};
use crate::store::{State, Store};
use crate::talk::{Ears, Look, Relay, Visitor};

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
    fn print(self, store: &Store, peeler: Peeler<'static>) -> Result<(), Failure> {
        let found = match &self.chosen.filter {
            // A file that still grows has no end at which all cores would be done.
            Some(filter) if !self.follow => Scan::alone(store, &peeler, filter, None)?,
            _ => None,
        };
        match found {
            Some(found) => self.print_found(store, &found, peeler),
            None => self.print_heard(store, peeler),
        }
    }

    /// Prints frames of which is known already that they match.
    fn print_found(
        mut self,
        store: &Store,
        found: &RoaringTreemap,
        peeler: Peeler<'static>,
    ) -> Result<(), Failure> {
        let mut visitor = Visitor::new(store.clone(), peeler);
        let last = found.max().unwrap_or(0).min(self.chosen.ranges.last());
        let mut frames = store.frames(1..=last);
        let (mut frame, mut text) = (Frame::empty(), String::new());
        let mut out = Output::new();
        while !out.is_closed() && frames.read(&mut frame)? {
            let time = frame.info.time;
            self.style.moments.begin(time);
            let is_shown = found.contains(frame.info.number) && self.chosen.passes(&frame);
            if is_shown {
                text.clear();
                let view = visitor.visit(&frame, self.format.wants())?;
                draw(self.format, &view, &self.style, &mut text);
                out.write(&text)?;
            } else {
                visitor.pass_by(&frame);
            }
            self.style.moments.went_by(time, is_shown);
        }
        out.flush()?;
        source::complain(store)?;
        self.chosen.check()
    }

    /// Prints frames as their conversations are followed.
    fn print_heard(self, store: &Store, peeler: Peeler<'static>) -> Result<(), Failure> {
        let Printer {
            chosen,
            format,
            style,
            ..
        } = self;
        let (last, filter) = (chosen.ranges.last(), chosen.filter.clone());
        let chosen = Arc::new(Mutex::new(chosen));
        let mut choosing = Choosing::new(Arc::clone(&chosen), style);
        let (heard, asked) = match choosing.asks {
            true => (filter, None),
            false => (None, filter),
        };
        let ears = Ears {
            store: store.clone(),
            last,
            want: heard.as_ref().map_or(Want::Skim, Filter::wants),
            peeler: match heard {
                Some(filter) => filter.asking(peeler.clone()),
                None => peeler.clone(),
            },
        };
        let choose = move |view: &FrameView<'_>| choosing.choose(view);
        let looker = || looker(&peeler, asked.as_ref(), format, style);
        let relay = Relay::start(ears, choose, looker);
        let mut relay = relay.map_err(Failure::no_thread)?;
        let mut out = Output::new();
        loop {
            if relay.is_waiting() {
                // What is there is seen before more comes.
                out.flush()?;
            }
            if !relay.next(|text| out.write(text))? {
                break;
            }
            if out.is_closed() {
                return Ok(());
            }
        }
        let ended = relay.end();
        // What was found before an error is seen before it.
        out.flush()?;
        ended?;
        source::complain(store)?;
        lock(&chosen).check()
    }
}

/// Draws frames that were heard on another thread; only those that match, if there is a filter.
fn looker(
    peeler: &Peeler<'static>,
    filter: Option<&Filter>,
    format: Format,
    mut style: Style,
) -> impl FnMut(&Look<'_>, &Tag, &mut String) + Send + use<> {
    let (mut showing, mut out) = (peeler.clone(), Dissection::default());
    let mut asked = filter.map(|filter| (filter.clone(), filter.asking(peeler.clone())));
    move |look, tag, text| {
        if let Some((filter, asking)) = &mut asked {
            look.peel(asking, filter.wants(), &mut out);
            if !filter.matches_in(&look.view(&out), &tag.around) {
                return;
            }
        }
        look.peel(&mut showing, format.wants(), &mut out);
        style.moments = tag.moments;
        draw(format, &look.view(&out), &style, text);
    }
}

/// What a frame is asked and drawn with on another thread.
struct Tag {
    moments: Moments,
    around: Around,
}

/// Chooses frames as they are heard.
struct Choosing {
    chosen: Arc<Mutex<Chosen>>,
    /// True if the display filter is asked here: where it asks for nothing but layers, or where it
    /// matters which frames matched before.
    asks: bool,
    tag: Tag,
}

impl Choosing {
    fn new(chosen: Arc<Mutex<Chosen>>, style: Style) -> Choosing {
        let in_order = style.time.format == TimeFormat::DeltaDisplayed;
        let asks = lock(&chosen).filter.as_ref().is_some_and(|filter| {
            in_order || filter.needs().in_order || filter.wants() == Want::Skim
        });
        Choosing {
            chosen,
            asks,
            tag: Tag {
                moments: style.moments,
                around: Around::default(),
            },
        }
    }

    fn choose(&mut self, view: &FrameView<'_>) -> Option<Tag> {
        let time = view.frame.info.time;
        let Tag { moments, around } = &mut self.tag;
        moments.begin(time);
        around.first = around.first.or(time);
        let tag = Tag {
            moments: *moments,
            around: *around,
        };
        let mut chosen = lock(&self.chosen);
        let passes = chosen.passes(view.frame);
        let filter = chosen.filter.as_ref().filter(|_| self.asks);
        // What is measured from frames that matched needs them all.
        let asks = |filter: &Filter| passes || filter.needs().in_order;
        let matches = filter.is_none_or(|filter| asks(filter) && filter.matches_in(view, around));
        if matches && filter.is_some() {
            around.displayed = time;
        }
        around.previous = time;
        moments.went_by(time, passes && matches);
        (passes && matches).then_some(tag)
    }
}

fn lock(chosen: &Mutex<Chosen>) -> MutexGuard<'_, Chosen> {
    chosen.lock().unwrap_or_else(PoisonError::into_inner)
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
