//! `decap stats`: figures of a whole capture.

use super::args::{ListChoice, StatsArgs};
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::{Failure, source};
use crate::decode::{Peeler, Want};
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
    // What conversations must tell takes one walk in order; the rest is counted beside it.
    let needs_pass = plan.headers || args.lengths || args.io.is_some();
    let pass = match needs_pass {
        true => Some(Pass::start(&store, &peeler, plan).map_err(no_thread)?),
        false => None,
    };
    let (tree, mut error) = match by_default || args.hierarchy {
        true => walk(&store, peeler),
        false => (None, None),
    };
    let mut text = String::new();
    let form = form(args);
    if let Some(pass) = pass {
        let end = pass.wait();
        error = error.or(end.error);
        // A String takes all that is written to it.
        pass.look(|figures, _| {
            if by_default {
                let _ = form.overview(store.name(), figures, &mut text);
            }
            let _ = sections(args, form, figures, tree.as_ref(), &mut text);
        });
    } else if let Some(tree) = &tree {
        let _ = form.hierarchy(tree, most(args), &mut text);
    }
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

fn no_thread(error: std::io::Error) -> Failure {
    let error = anyhow::Error::new(error);
    Failure::new(Kind::File, error.context("the system gives no thread to count with"))
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

/// The tables, in a fixed order.
fn sections(
    args: &StatsArgs,
    form: Form,
    figures: &Figures,
    tree: Option<&Hierarchy>,
    out: &mut String,
) -> std::fmt::Result {
    let choice = Choice {
        order: args.sort.into(),
        most: most(args),
    };
    if let Some(tree) = tree {
        form.hierarchy(tree, choice.most, out)?;
    }
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
