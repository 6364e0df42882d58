//! Live capture from the command line.

use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::args::{FormatChoice, OpenArgs};
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::signals::EndRequest;
use super::{Failure, chosen, config, processes, screen};
use crate::capture::interfaces;
use crate::capture::live::{LiveOptions, LiveSession, LiveStatus, State};
use crate::decode::Want;
use crate::filter::{Around, Filter};
use crate::model::{Frame, text};
use crate::render::{Format, Style};
use crate::store::{Recording, Store};
use crate::talk::Listener;

/// How long the printing loop sleeps at most before it looks for signals.
const PATIENCE: Duration = Duration::from_millis(100);

/// Prints the interfaces.
///
/// # Errors
/// When the system does not tell them.
pub fn list() -> Result<(), Failure> {
    let found = interfaces::list().map_err(|error| Failure::new(Kind::Interface, error))?;
    let mut out = Output::new();
    for line in interfaces::lines(&found) {
        out.write(&line)?;
        out.write("\n")?;
    }
    out.flush()
}

/// Captures on the interfaces that the arguments name; without a name the screen asks.
///
/// # Errors
/// When the capture cannot begin, or ended for a reason that nobody asked for.
pub fn run(args: &OpenArgs) -> Result<(), Failure> {
    let is_terminal =
        std::io::stdout().is_terminal() && args.format.is_none() && !args.record.no_screen;
    if args.interfaces.iter().any(String::is_empty) {
        return match is_terminal {
            true => screen::pick_interface(args),
            false => Err(Failure::usage(
                "-i needs a name where there is no screen; decap -D lists the interfaces",
            )),
        };
    }
    let filter = chosen::filter(args.display_filter.as_deref())?;
    if filter.is_some() && args.write.is_some() && !is_terminal {
        return Err(Failure::usage(
            "-Y does not choose what -w writes of a live capture: use -f, or save from the file later",
        ));
    }
    let end = EndRequest::on_signals().map_err(|error| Failure::new(Kind::Interface, error))?;
    // What belongs to the user who started the program is read while it is still that user.
    let settings = is_terminal.then(|| config::settings(&args.screen));
    let settings = settings.transpose()?;
    let mut options = options(args)?;
    options.watch_sockets = is_terminal || args.format == Some(FormatChoice::Json);
    let (store, session) = Store::capture(&options, &recording(args)?)?;
    if let Some(settings) = settings {
        return screen::live(store, session, settings, args);
    }
    let result = if args.write.is_some() {
        wait(&store, &session, &end)
    } else {
        print(&store, &session, args, filter.as_ref(), &end)
    };
    finish(session, result)
}

/// Where the frames go, as the arguments say.
///
/// # Errors
/// When limits do not fit together.
pub fn recording(args: &OpenArgs) -> Result<Recording, Failure> {
    let recording = args.record.recording(args.write.as_deref());
    recording.map_err(Failure::usage)
}

/// What the arguments say of a capture.
///
/// # Errors
/// When two filters are given.
pub fn options(args: &OpenArgs) -> Result<LiveOptions, Failure> {
    let filter = match (&args.filter, args.operands.is_empty()) {
        (Some(_), false) => {
            return Err(Failure::usage(
                "one capture filter is enough: either -f or the words behind the options",
            ));
        }
        (Some(filter), true) => Some(filter.clone()),
        (None, false) => Some(args.operands.join(" ")),
        (None, true) => None,
    };
    Ok(LiveOptions {
        interfaces: args.interfaces.clone(),
        filter,
        snaplen: args.snaplen,
        promiscuous: !args.no_promiscuous,
        count: [args.count, args.record.packets()]
            .into_iter()
            .flatten()
            .min(),
        duration: args.record.duration(),
        buffer_bytes: args.record.buffer_size << 20,
        watch_sockets: true,
    })
}

/// Wakes when the store changes.
fn changes(store: &Store) -> Receiver<()> {
    let (wake, changed) = sync_channel(1);
    store.subscribe(move || {
        // A wake-up that is already waiting is enough.
        let _ = wake.try_send(());
    });
    changed
}

/// Waits while a capture is only written to a file.
fn wait(store: &Store, session: &LiveSession, end: &EndRequest) -> Result<(), Failure> {
    let changed = changes(store);
    let status = session.status();
    while !status.ended() && !end.came() {
        if changed.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Disconnected) {
            break;
        }
    }
    Ok(())
}

/// Prints every frame as it comes, if it matches the filter.
fn print(
    store: &Store,
    session: &LiveSession,
    args: &OpenArgs,
    filter: Option<&Filter>,
    end: &EndRequest,
) -> Result<(), Failure> {
    let changed = changes(store);
    let status = session.status();
    let mut listener = Listener::new(peeler(&args.peel)?);
    let mut style = Style {
        ascii: args.screen.ascii,
        time: args.screen.time.unwrap_or_default(),
        ..Style::default()
    };
    let format = args.format.map_or(Format::Summary, Format::from);
    let sockets = session.sockets();
    let mut around = Around::default();
    let mut frames = store.frames(1..);
    let (mut frame, mut out, mut text) = (Frame::empty(), Output::new(), String::new());
    loop {
        let ended = status.ended() || end.came();
        if ended {
            // What was taken before the end is still to be printed.
            session.stop_handle().stop();
            store.wait_complete();
        }
        while frames.read(&mut frame)? {
            style.moments.begin(frame.info.time);
            let want = filter.map_or(format.wants(), |_| Want::Full);
            let view = listener.hear(&frame, want);
            let time = frame.info.time;
            around.first = around.first.or(time);
            let passes = filter.is_none_or(|filter| filter.matches_in(&view, &around));
            around.previous = time;
            if !passes {
                style.moments.went_by(time, false);
                continue;
            }
            around.displayed = time;
            text.clear();
            // A String takes all that is written to it.
            let _ = match (&sockets, format) {
                (Some(sockets), Format::Json) => processes::frame(&view, sockets, &mut text),
                _ => format.draw(&view, &style, &mut text),
            };
            if format.is_tall() {
                text.push('\n');
            }
            out.write(&text)?;
            style.moments.went_by(frame.info.time, true);
        }
        out.flush()?;
        if ended
            || out.is_closed()
            || changed.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Disconnected)
        {
            return Ok(());
        }
    }
}

/// Stops the capture and says what it came to.
///
/// # Errors
/// What ended it, if nobody asked for the end.
pub fn finish(session: LiveSession, result: Result<(), Failure>) -> Result<(), Failure> {
    let status = session.status();
    let stopped = session.stop();
    eprintln!("{}", account(&status));
    result?;
    stopped.map_err(|error| {
        Failure::new(
            Kind::File,
            anyhow::Error::new(error).context("the capture is incomplete"),
        )
    })?;
    for interface in status.interfaces() {
        if let State::Ended(reason) = interface.state()
            && reason.is_failure()
        {
            let name = text::clean(&interface.description().name).into_owned();
            return Err(Failure::new(
                Kind::Interface,
                anyhow::anyhow!("{name}: {reason}"),
            ));
        }
    }
    Ok(())
}

/// One line: how many frames were captured, how many were lost, how many given up on purpose.
fn account(status: &LiveStatus) -> String {
    let given_up = status.given_up();
    let drops = status.drops();
    let frames = status.frames();
    let plural = if frames == 1 { "" } else { "s" };
    let mut text = format!("{frames} frame{plural} captured, {drops} dropped");
    if given_up > 0 {
        text.push_str(&format!(", gave up the {given_up} oldest"));
    }
    text
}
