//! `decap stats`: figures of a whole capture.

use super::args::{ListChoice, StatsArgs};
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::{Failure, source};
use crate::decode::{Peeler, Want};
use crate::filter::{Around, Filter};
use crate::model::Frame;
use crate::render::statistics::{Choice, Form, Look};
use crate::statistics::{Figures, Hierarchy, Pass, Plan, Width};
use crate::store::{Store, StoreError};
use crate::talk::Listener;

/// Intervals of `--io` without a number.
const FEW: usize = 60;

/// Prints the figures that the arguments choose.
///
/// # Errors
/// When the capture cannot be opened, or is damaged: then after the figures of what was there.
pub fn run(args: &StatsArgs) -> Result<(), Failure> {
    let peeler = peeler(&args.peel)?;
    let store = source::open(args.file.as_deref())?;
    let by_default = !(args.hierarchy || args.lengths || args.io.is_some())
        && args.conversations.is_none()
        && args.endpoints.is_none();
    let plan = Plan {
        headers: by_default || args.conversations.is_some() || args.endpoints.is_some(),
        width: match args.io {
            None | Some(0) => Width::Fitting,
            Some(width) => Width::Nanoseconds(width),
        },
        columns: false,
    };
    let shown = Shown { args, by_default };
    let mut text = String::new();
    // A String takes all that is written to it.
    let error = if let Some(filter) = &args.display_filter {
        let filter = parse(filter)?;
        let (figures, tree, error) = walk_filtered(&store, peeler, &filter, plan.width);
        let _ = shown.all(&store, Some(&figures), Some(&tree), &mut text);
        error
    } else {
        // What conversations must tell takes one walk in order; the rest is counted beside it.
        let pass = match plan.headers || args.lengths || args.io.is_some() {
            true => Some(Pass::start(&store, &peeler, plan).map_err(Failure::no_thread)?),
            false => None,
        };
        let (tree, error) = match shown.wants_tree() {
            true => walk(&store, peeler),
            false => (None, None),
        };
        let end = pass.as_ref().map(Pass::wait);
        match &pass {
            Some(pass) => pass.look(|figures, _| {
                let _ = shown.all(&store, Some(figures), tree.as_ref(), &mut text);
            }),
            None => drop(shown.all(&store, None, tree.as_ref(), &mut text)),
        }
        error.or(end.and_then(|end| end.error))
    };
    let mut out = Output::new();
    out.write(text.trim_end())?;
    if !text.is_empty() {
        out.write("\n")?;
    }
    out.flush()?;
    match error {
        Some(error) => Err(error.into()),
        None => source::complain(&store),
    }
}

fn parse(text: &str) -> Result<Filter, Failure> {
    Filter::parse(text, crate::proto::registry()).map_err(|error| {
        let place = error.pointing(text);
        Failure::new(Kind::Filter, anyhow::anyhow!("-Y: {error}\n{place}"))
    })
}

/// Walks through the capture as it was spoken.
fn walk(store: &Store, peeler: Peeler<'static>) -> (Option<Hierarchy>, Option<StoreError>) {
    let mut listener = Listener::new(peeler);
    let mut tree = Hierarchy::default();
    let mut frames = store.frames(1..);
    let mut frame = Frame::empty();
    loop {
        match frames.read(&mut frame) {
            Ok(true) => {
                let view = listener.hear(&frame, Want::Skim);
                tree.take(&frame.info, view.dissection);
            }
            Ok(false) if store.wait_frames(frames.position()) < frames.position() => {
                return (Some(tree), None);
            }
            Ok(false) => {}
            Err(error) => return (Some(tree), Some(error)),
        }
    }
}

fn form(args: &StatsArgs) -> Form {
    match args.format {
        ListChoice::Json => Form::Json,
        ListChoice::Text => {
            let width = args.width.or_else(crate::tui::terminal_columns);
            Form::Text(Look {
                width: usize::from(width.unwrap_or(132).clamp(40, 500)),
                ascii: args.ascii,
            })
        }
    }
}

fn most(args: &StatsArgs) -> usize {
    args.top.map_or(usize::MAX, |top| top as usize)
}

/// Counts only the frames that pass a filter, which may ask for any field of any frame.
fn walk_filtered(
    store: &Store,
    peeler: Peeler<'static>,
    filter: &Filter,
    width: Width,
) -> (Figures, Hierarchy, Option<StoreError>) {
    let mut listener = Listener::new(peeler);
    let (mut tree, mut around) = (Hierarchy::default(), Around::default());
    let mut figures = Figures::new(None, width);
    let mut frames = store.frames(1..);
    let mut frame = Frame::empty();
    loop {
        match frames.read(&mut frame) {
            Ok(true) => {}
            Ok(false) if store.wait_frames(frames.position()) < frames.position() => {
                return (figures, tree, None);
            }
            Ok(false) => continue,
            Err(error) => return (figures, tree, Some(error)),
        }
        let info = &frame.info;
        if info.number == 1 {
            around.first = info.time;
            figures = Figures::new(info.time, width);
        }
        let view = listener.hear(&frame, Want::Full);
        if filter.matches_in(&view, &around) {
            figures.take(info);
            figures.take_ends(info, view.dissection);
            tree.take(info, view.dissection);
            around.displayed = info.time;
        }
        around.previous = info.time;
    }
}

/// What is printed.
struct Shown<'a> {
    args: &'a StatsArgs,
    by_default: bool,
}

impl Shown<'_> {
    fn wants_tree(&self) -> bool {
        self.by_default || self.args.hierarchy
    }

    /// The tables, in a fixed order; those that need figures only where these are there.
    fn all(
        &self,
        store: &Store,
        figures: Option<&Figures>,
        tree: Option<&Hierarchy>,
        out: &mut String,
    ) -> std::fmt::Result {
        let (args, form) = (self.args, form(self.args));
        if let (Some(figures), true) = (figures, self.by_default) {
            form.overview(store.name(), figures, out)?;
        }
        if let (Some(tree), true) = (tree, self.wants_tree()) {
            form.hierarchy(tree, most(args), out)?;
        }
        match figures {
            Some(figures) => tables(args, form, figures, out),
            None => Ok(()),
        }
    }
}

/// The tables of figures.
fn tables(args: &StatsArgs, form: Form, figures: &Figures, out: &mut String) -> std::fmt::Result {
    let choice = Choice {
        order: args.sort.into(),
        most: most(args),
    };
    for (chosen, is_pair) in [(args.conversations, true), (args.endpoints, false)] {
        let kinds = chosen.map_or(&[][..], |chosen| chosen.kinds());
        for kind in kinds {
            // Of all kinds, only those that are there; one that was asked for by name is told empty.
            if kinds.len() > 1 && figures.table(*kind).is_empty() {
                continue;
            }
            match is_pair {
                true => form.conversations((figures, *kind), choice, out)?,
                false => form.endpoints((figures, *kind), choice, out)?,
            }
        }
    }
    if args.lengths {
        form.lengths(figures, out)?;
    }
    match args.io {
        Some(0) => form.series(&figures.series().coarser(FEW), choice.most, out),
        Some(_) => form.series(figures.series(), choice.most, out),
        None => Ok(()),
    }
}
