//! `decap chart`: how a TCP connection fared over time.

use super::Failure;
use super::args::{ChartArgs, ChartFormat, KindChoice, SideChoice};
use super::ladder::Heard;
use super::output::Output;
use super::source;
use crate::model::Transport;
use crate::render::chart::json;
use crate::talk::story::Side;
use crate::talk::story::chart::{Chart, Kind};

/// Prints the chart that the arguments choose.
///
/// # Errors
/// When the capture cannot be opened, or has no such TCP connection.
pub fn run(args: &ChartArgs) -> Result<(), Failure> {
    let mut heard = Heard::open(&args.which)?;
    let Some(id) = heard.choose(&args.which)? else {
        return Err(Failure::usage(
            "which conversation? --conversation NUMBER or -n FRAME; `decap ladder FILE` lists them",
        ));
    };
    let story = heard.story(id)?;
    if story.transport() != Some(Transport::Tcp) {
        return Err(Failure::usage(format_args!(
            "conversation {id} is none of TCP, so there is nothing to chart"
        )));
    }
    let kind = match args.kind {
        KindChoice::Sequence => Kind::Sequence,
        KindChoice::Rtt => Kind::RoundTrip,
        KindChoice::Flight => Kind::Flight,
        KindChoice::Throughput => Kind::Throughput,
    };
    let from = match args.from {
        Some(SideChoice::Left) => Side::Left,
        Some(SideChoice::Right) => Side::Right,
        None => story.talkative(),
    };
    let chart = Chart::of(&story, kind, from);
    let mut text = String::new();
    match args.format {
        ChartFormat::Json => {
            // A String takes all that is written to it.
            let _ = json(&story, &chart, &mut text);
        }
        ChartFormat::Text => {
            text = crate::tui::chart_text(
                &story,
                &chart,
                super::ladder::columns(&args.which),
                args.which.ascii,
            );
        }
    }
    let mut out = Output::new();
    out.write(&text)?;
    out.flush()?;
    source::complain(&heard.store)
}
