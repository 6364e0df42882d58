//! What the command line starts on the screen.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use super::args::{OpenArgs, PeelArgs, ReplayArgs, ScreenArgs};
use super::failure::Kind;
use super::{Failure, chosen, config, live, peel_rules, replay, source};
use crate::capture::demo;
use crate::capture::live::LiveSession;
use crate::statistics::Chains;
use crate::store::Store;
use crate::talk::Learner;
use crate::tui::{Begin, Farewell, Settings, TuiOptions, run};

/// Opens a capture.
///
/// # Errors
/// When it cannot be read, is no capture, or the terminal cannot be set up.
pub fn file(file: Option<&Path>, args: &OpenArgs) -> Result<(), Failure> {
    let display_filter = display_filter(args)?;
    let store = source::open_or_follow(file, args.follow)?;
    if let Some(path) = file {
        store.watch(path)?;
    }
    let chosen = match &args.filter {
        Some(filter) => Some(store.choose(filter)?),
        None => None,
    };
    let mut options = options(store, &args.screen, &args.peel)?;
    options.chosen = chosen;
    options.display_filter = display_filter;
    options.follow = args.follow;
    show(options)
}

/// Replays a capture; without a terminal as lines, at its pace.
///
/// # Errors
/// As [`file`].
pub fn replay(args: &ReplayArgs) -> Result<(), Failure> {
    let store = source::open(args.file.as_deref())?;
    if !std::io::stdout().is_terminal() {
        let peeler = peel_rules::peeler(&args.peel)?;
        return replay::print(&store, peeler, args.speed, args.screen.time);
    }
    let mut options = options(store, &args.screen, &args.peel)?;
    options.begin = Begin::Replay(args.speed);
    show(options)
}

/// Shows a capture that goes on.
///
/// # Errors
/// When the terminal cannot be set up, or the capture ended for a reason that nobody asked for.
pub fn live(
    store: Store,
    session: LiveSession,
    settings: Settings,
    args: &OpenArgs,
) -> Result<(), Failure> {
    let mut options = options_with(store, settings, args.screen.ascii, &args.peel)?;
    options.live = Some(session);
    options.display_filter = display_filter(args)?;
    options.write = live::recording(args)?;
    show(options)
}

/// Lets the user choose an interface, with the demonstration behind the list.
///
/// # Errors
/// As [`live`].
pub fn pick_interface(args: &OpenArgs) -> Result<(), Failure> {
    let store = Store::from_bytes(demo::NAME, demo::CAPTURE)?;
    let mut options = options(store, &args.screen, &args.peel)?;
    options.capture = live::options(args)?;
    options.write = live::recording(args)?;
    options.begin = Begin::Interfaces;
    options.display_filter = display_filter(args)?;
    show(options)
}

/// The display filter, if it can be understood.
fn display_filter(args: &OpenArgs) -> Result<String, Failure> {
    let filter = chosen::filter(args.display_filter.as_deref())?;
    Ok(filter.map_or_else(String::new, |filter| filter.text().to_owned()))
}

fn options(store: Store, look: &ScreenArgs, peel: &PeelArgs) -> Result<TuiOptions, Failure> {
    options_with(store, config::settings(look)?, look.ascii, peel)
}

fn options_with(
    store: Store,
    settings: Settings,
    ascii: bool,
    peel: &PeelArgs,
) -> Result<TuiOptions, Failure> {
    let peeler = peel_rules::peeler(peel)?;
    let chains = Chains::tree();
    let learner = Learner::start_with(store.clone(), peeler.clone(), chains.observer())
        .map_err(|error| Failure::new(Kind::File, error))?;
    let mut options = TuiOptions::new(Arc::new(store));
    options.peeler = peeler;
    options.known = Box::new(learner);
    options.chains = Some(chains);
    options.ascii = ascii;
    options.theme = settings.theme.unwrap_or("dark").into();
    options.settings = settings;
    Ok(options)
}

/// Shows it until the user leaves, then brings everything to a good end: first the capture's file,
/// then the signal that asked for it.
fn show(options: TuiOptions) -> Result<(), Failure> {
    let Farewell { signal, live } =
        run(options).map_err(|error| Failure::new(Kind::File, error))?;
    let result = live.map_or(Ok(()), |session| live::finish(session, Ok(())));
    if let Some(signal) = signal {
        signal_hook::low_level::emulate_default_handler(signal)
            .map_err(|error| Failure::new(Kind::File, error))?;
    }
    result
}
