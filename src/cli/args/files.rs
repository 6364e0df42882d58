//! Arguments of the commands that print or write what conversations carry.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::PeelArgs;

/// Arguments of `decap objects`.
#[derive(Debug, Args)]
pub struct ObjectsArgs {
    /// A capture file; '-' is standard input. Without one, the bundled demonstration.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Write them to this folder, which is made if it is not there. No file is ever overwritten, and
    /// nothing is written outside of it.
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// Only what this protocol carries.
    #[arg(long, value_enum, default_value_t = CarrierChoice::All)]
    pub kind: CarrierChoice,
    /// How to print the list.
    #[arg(long, value_enum, default_value_t = ListChoice::Text)]
    pub format: ListChoice,
    /// Also write files of which a part is missing: as far as they go, as they travelled.
    #[arg(long, requires = "to")]
    pub partial: bool,
    /// The largest file that is put together, in mebibytes; about three times as much memory is used.
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=2047))]
    pub limit: u32,
    /// Options of peeling.
    #[command(flatten)]
    pub peel: PeelArgs,
}

/// The protocols that carry files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CarrierChoice {
    /// All of them.
    All,
    /// Bodies of HTTP messages.
    Http,
    /// TFTP transfers.
    Tftp,
}

/// A format of `decap objects`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListChoice {
    /// One line a file.
    Text,
    /// One JSON object per file and line.
    Json,
}

/// Arguments of `decap follow`.
#[derive(Debug, Args)]
pub struct FollowArgs {
    /// A capture file; '-' is standard input. Without one, the bundled demonstration.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Which conversation: tcp,N or udp,N counted from 0 as tcp.stream and udp.stream do; http,N for
    /// the HTTP messages of tcp,N, their bodies decoded. Without N, the one of the frame given.
    #[arg(long, value_name = "STREAM", required_unless_present = "frame")]
    pub stream: Option<String>,
    /// The conversation that this frame belongs to.
    #[arg(short = 'n', long = "frame", value_name = "FRAME", value_parser = clap::value_parser!(u64).range(1..))]
    pub frame: Option<u64>,
    /// How its bytes are printed.
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = FormChoice::Text)]
    pub form: FormChoice,
    /// Only what this end says.
    #[arg(long, value_enum, default_value_t = EndChoice::Both)]
    pub side: EndChoice,
    /// Write to this file, which must not exist.
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    /// Print with ASCII characters only.
    #[arg(long)]
    pub ascii: bool,
    /// Options of peeling.
    #[command(flatten)]
    pub peel: PeelArgs,
}

/// A form of `decap follow`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormChoice {
    /// Lines of text.
    Text,
    /// Hexadecimal digits with offsets.
    Hex,
    /// One text in which everything but plain characters is spelled out.
    Escaped,
    /// The bytes as they are, for a file or another program.
    Raw,
}

/// The ends whose bytes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EndChoice {
    /// Both ends.
    Both,
    /// Who asked for the conversation.
    Client,
    /// Who was asked.
    Server,
}

/// Arguments of `decap sockets`.
#[derive(Debug, Args)]
pub struct SocketsArgs {
    /// How to print them.
    #[arg(long, value_enum, default_value_t = SocketsFormat::Text)]
    pub format: SocketsFormat,
}

/// A format of `decap sockets`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SocketsFormat {
    /// One line a socket.
    Text,
    /// One JSON object per socket and line.
    Json,
}
