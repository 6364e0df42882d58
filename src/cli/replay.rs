//! `decap replay` where there is no terminal: lines at the capture's pace.

use std::time::Instant;

use super::Failure;
use super::failure::Kind;
use super::output::Output;
use super::signals::EndRequest;
use crate::capture::replay::{Next, ReplayClock};
use crate::decode::{Peeler, Want};
use crate::model::Frame;
use crate::render::{Format, Style, TimeStyle};
use crate::store::Store;
use crate::talk::Listener;

/// The longest sleep before signals are looked for, in milliseconds.
const PATIENCE_MS: u64 = 100;

/// Prints a line for each frame when it is due.
///
/// # Errors
/// When a frame cannot be read.
pub fn print(
    store: &Store,
    peeler: Peeler<'static>,
    speed: f64,
    time: Option<TimeStyle>,
) -> Result<(), Failure> {
    let end = EndRequest::on_signals().map_err(|error| Failure::new(Kind::File, error))?;
    store.wait_complete();
    let mut clock = ReplayClock::new(speed, Instant::now());
    let mut listener = Listener::new(peeler);
    let mut style = Style {
        time: time.unwrap_or_default(),
        ..Style::default()
    };
    let (mut frame, mut out, mut text) = (Frame::empty(), Output::new(), String::new());
    let mut printed = 0;
    while !end.came() && !out.is_closed() {
        let next = clock.advance(Instant::now(), 1, |number| {
            store.frame(number, &mut frame).ok()?;
            Some(frame.info.time)
        });
        if clock.frame() > printed {
            printed = clock.frame();
            store.frame(printed, &mut frame)?;
            style.moments.begin(frame.info.time);
            text.clear();
            // A String takes all that is written to it.
            let _ = Format::Summary.draw(&listener.hear(&frame, Want::Lines), &style, &mut text);
            out.write(&text)?;
            out.flush()?;
            style.moments.went_by(frame.info.time, true);
        }
        match next {
            Next::Now => {}
            Next::At(due) => {
                let wait = due.saturating_duration_since(Instant::now());
                std::thread::sleep(wait.min(std::time::Duration::from_millis(PATIENCE_MS)));
            }
            Next::Paused | Next::End => break,
        }
    }
    Ok(())
}
