//! Arguments of the pictures of conversations: `decap ladder` and `decap chart`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::PeelArgs;

/// Which conversation of which capture.
#[derive(Debug, Args)]
pub struct ConversationArgs {
    /// A capture file; '-' is standard input. Without one, the bundled demonstration.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The conversation with this number; `decap ladder FILE` lists them.
    #[arg(short, long, value_name = "NUMBER", conflicts_with = "frame")]
    pub conversation: Option<u64>,
    /// The conversation that this frame belongs to.
    #[arg(short = 'n', long = "frame", value_name = "FRAME", value_parser = clap::value_parser!(u64).range(1..))]
    pub frame: Option<u64>,
    /// Width in columns; as a rule that of the terminal.
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(60..=500))]
    pub width: Option<u16>,
    /// Draw with ASCII characters only.
    #[arg(long)]
    pub ascii: bool,
    /// Options of peeling.
    #[command(flatten)]
    pub peel: PeelArgs,
}

/// Arguments of `decap ladder`.
#[derive(Debug, Args)]
pub struct LadderArgs {
    /// Which conversation.
    #[command(flatten)]
    pub which: ConversationArgs,
    /// How time goes down.
    #[arg(long, value_enum, default_value_t = ScaleChoice::Even)]
    pub scale: ScaleChoice,
    /// Sequence numbers as they stand in the headers.
    #[arg(long)]
    pub raw: bool,
    /// Leave the socket calls out.
    #[arg(long)]
    pub no_calls: bool,
}

/// How time goes down a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScaleChoice {
    /// Every frame follows on the one before.
    Even,
    /// Pauses take lines; long ones are cut.
    Time,
}

/// Arguments of `decap chart`.
#[derive(Debug, Args)]
pub struct ChartArgs {
    /// Which conversation.
    #[command(flatten)]
    pub which: ConversationArgs,
    /// What is shown over time.
    #[arg(short, long, value_enum, default_value_t = KindChoice::Sequence)]
    pub kind: KindChoice,
    /// Whose bytes: the left or the right end of the ladder; as a rule the one that sent more.
    #[arg(long, value_enum, value_name = "END")]
    pub from: Option<SideChoice>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = ChartFormat::Text)]
    pub format: ChartFormat,
}

/// What a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindChoice {
    /// Segments, acknowledgments and the window's edge.
    Sequence,
    /// Round-trip time.
    Rtt,
    /// Bytes in flight and the window.
    Flight,
    /// Bytes a second.
    Throughput,
}

/// An end of a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SideChoice {
    /// The client's, where that is known; else that of whoever spoke first.
    Left,
    /// The other one.
    Right,
}

/// A format of `decap chart`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChartFormat {
    /// A picture.
    Text,
    /// One JSON object with all points.
    Json,
}
