//! The command line. Flags follow tshark where tshark has one.

mod files;
mod pictures;
mod recording;
mod screen;
mod stats;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use files::{
    CarrierChoice, EndChoice, FollowArgs, FormChoice, ListChoice, ObjectsArgs, SocketsArgs,
    SocketsFormat,
};
pub use pictures::{
    ChartArgs, ChartFormat, ConversationArgs, KindChoice, LadderArgs, ScaleChoice, SideChoice,
};
pub use recording::{FileTypeChoice, RecordArgs, SaveArgs};
pub use screen::{ConfigArgs, PrintConfigArgs, ScreenArgs, ThemeChoice};
pub use stats::StatsArgs;

use crate::render::{Format, TimeStyle};

/// What stands below the options in `decap --help`.
const AFTER_HELP: &str = "\
Examples:
  decap                             the bundled demonstration
  decap capture.pcapng              open a capture
  ssh host tcpdump -w - | decap -   a capture from standard input
  decap -i eth0 'tcp port 80'       capture live, with a capture filter
  decap -i                          choose the interface from a list
  decap show capture.pcap -n 7 --format bits
  decap capture.pcapng -Y 'dns && ip.ttl < 64' -w part.pcapng

Exit status: 0 ok, 1 wrong usage, 2 interface, 3 file, 4 filter, 5 missing privilege.";

/// Shows every frame of a network capture as nested, expandable OSI layers.
#[derive(Debug, Parser)]
#[command(name = "decap", version, about, after_help = AFTER_HELP, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do instead of opening the screen.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Where frames come from, and how they are shown.
    #[command(flatten)]
    pub open: OpenArgs,
}

/// Arguments of `decap` without a command.
#[derive(Debug, Args)]
pub struct OpenArgs {
    /// A capture file ('-' is standard input), or with -i a capture filter in libpcap's language.
    #[arg(value_name = "FILE | FILTER")]
    pub operands: Vec<String>,
    /// Open this capture file; '-' is standard input.
    #[arg(
        short = 'r',
        long = "read",
        value_name = "FILE",
        conflicts_with = "interfaces"
    )]
    pub read: Option<PathBuf>,
    /// Capture on this interface; may be given several times; without a name, choose from a list.
    #[arg(short, long = "interface", value_name = "INTERFACE", num_args = 0..=1, default_missing_value = "")]
    pub interfaces: Vec<String>,
    /// Capture filter in libpcap's language; of a file, only the frames that pass it are shown.
    #[arg(short = 'f', long = "filter", value_name = "FILTER")]
    pub filter: Option<String>,
    /// Wait for more at the end of the file: another program still writes it.
    #[arg(long, conflicts_with_all = ["interfaces", "write"])]
    pub follow: bool,
    /// Snapshot length: keep at most so many bytes of a frame.
    #[arg(short, long, value_name = "BYTES", default_value_t = 262_144, value_parser = clap::value_parser!(u32).range(1..=2_147_483_647))]
    pub snaplen: u32,
    /// Do not ask for frames that are addressed to other stations.
    #[arg(short = 'p', long)]
    pub no_promiscuous: bool,
    /// End the capture after so many frames.
    #[arg(short, long, value_name = "FRAMES", value_parser = clap::value_parser!(u64).range(1..))]
    pub count: Option<u64>,
    /// Write what is captured to this file (pcapng). With a capture file, save its frames to this
    /// file, which must not exist; '-' is standard output.
    #[arg(short, long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// What is saved of a capture file.
    #[command(flatten)]
    pub save: SaveArgs,
    /// How a live capture is recorded.
    #[command(flatten)]
    pub record: RecordArgs,
    /// Print the frames of a live capture in this format instead of opening the screen; json names
    /// the processes at both ends.
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        requires = "interfaces",
        conflicts_with = "write"
    )]
    pub format: Option<FormatChoice>,
    /// Show only frames that match this display filter, in Wireshark's language: on the screen, or
    /// printed where there is no terminal; with -w, save those of a capture file.
    #[arg(short = 'Y', long = "display-filter", value_name = "FILTER")]
    pub display_filter: Option<String>,
    /// List the interfaces.
    #[arg(short = 'D', long)]
    pub list_interfaces: bool,
    /// Options of the screen.
    #[command(flatten)]
    pub screen: ScreenArgs,
    /// Options of peeling.
    #[command(flatten)]
    pub peel: PeelArgs,
}

/// What peeling is told.
#[derive(Debug, Clone, Args)]
pub struct PeelArgs {
    /// Take what goes over a port for this protocol, for example tcp.port==8080,http.
    #[arg(short = 'd', long = "decode-as", value_name = "RULE")]
    pub decode_as: Vec<String>,
}

/// Commands that need no screen, and replay.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print frames: one line each, or as pictures in text.
    Show(ShowArgs),
    /// Print a conversation as a ladder of arrows between its two ends, or list the conversations.
    Ladder(LadderArgs),
    /// Print a chart of a TCP connection.
    Chart(ChartArgs),
    /// Play a capture at its recorded pace, faster or slower.
    Replay(ReplayArgs),
    /// List the sockets of this machine with the processes that hold them.
    Sockets(SocketsArgs),
    /// List the files that a capture carries, or write them to a folder.
    Objects(ObjectsArgs),
    /// Print what the two ends of a conversation say to one another.
    Follow(FollowArgs),
    /// Print figures of a whole capture: protocols, conversations, endpoints, lengths, frames over time.
    Stats(StatsArgs),
    /// Print the configuration of the screen that is in force, to begin one's own from.
    Config(PrintConfigArgs),
    /// List every protocol that decap knows: layer, specification, claims, fields.
    Protocols(ProtocolsArgs),
    /// Print the completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
    /// Look into processes for the program that captures; it starts this itself.
    #[command(name = crate::capture::privilege::WITNESS_COMMAND, hide = true)]
    Witness,
}

/// Arguments of `decap show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A capture file; '-' is standard input. Without one, the bundled demonstration.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Only these frames: a number or a range such as 3-9, -9, 3-; several with commas.
    #[arg(
        short = 'n',
        long = "frames",
        value_name = "FRAMES",
        allow_hyphen_values = true
    )]
    pub frames: Option<String>,
    /// Only frames that pass this capture filter, in libpcap's language.
    #[arg(short = 'f', long = "filter", value_name = "FILTER")]
    pub filter: Option<String>,
    /// Wait for more at the end of the file, until interrupted: another program still writes it.
    #[arg(long)]
    pub follow: bool,
    /// Only frames that match this display filter, in Wireshark's language.
    #[arg(short = 'Y', long = "display-filter", value_name = "FILTER")]
    pub display_filter: Option<String>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = FormatChoice::Summary)]
    pub format: FormatChoice,
    /// Times of the summary: r, d, dd, a, ad, adoy, u, ud, udoy, e as in tshark; .3 for 3 decimals.
    #[arg(short, long, value_name = "FORMAT", value_parser = TimeStyle::parse)]
    pub time: Option<TimeStyle>,
    /// Width of pictures in columns.
    #[arg(long, value_name = "COLUMNS", default_value_t = 80)]
    pub width: usize,
    /// Draw with ASCII characters only.
    #[arg(long)]
    pub ascii: bool,
    /// Options of peeling.
    #[command(flatten)]
    pub peel: PeelArgs,
}

/// A format of `decap show`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatChoice {
    /// One line a frame: number, time, ends, encapsulation, what it says.
    Summary,
    /// One line a frame: 7 [Ethernet[IPv4[UDP[TFTP[DATA]]]]].
    Brackets,
    /// Layers and fields, indented.
    Tree,
    /// Boxes inside boxes.
    Box,
    /// Headers bit by bit.
    Bits,
    /// One JSON object per frame and line.
    Json,
}

impl From<FormatChoice> for Format {
    fn from(choice: FormatChoice) -> Format {
        match choice {
            FormatChoice::Summary => Format::Summary,
            FormatChoice::Brackets => Format::Brackets,
            FormatChoice::Tree => Format::Tree,
            FormatChoice::Box => Format::Box,
            FormatChoice::Bits => Format::Bits,
            FormatChoice::Json => Format::Json,
        }
    }
}

/// Arguments of `decap replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// A capture file. Without one, the bundled demonstration.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How many times faster than recorded; 0.5 is half as fast.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// Options of the screen.
    #[command(flatten)]
    pub screen: ScreenArgs,
    /// Options of peeling.
    #[command(flatten)]
    pub peel: PeelArgs,
}

/// Arguments of `decap protocols`.
#[derive(Debug, Args)]
pub struct ProtocolsArgs {
    /// Only this protocol, with all its fields.
    #[arg(value_name = "PROTOCOL")]
    pub name: Option<String>,
    /// The reference page in Markdown.
    #[arg(long)]
    pub markdown: bool,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(factor) if factor.is_finite() && (0.001..=1000.0).contains(&factor) => Ok(factor),
        _ => Err("a number from 0.001 to 1000 is needed".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_interface_may_have_a_filter_behind_it() {
        let cli = Cli::parse_from(["decap", "-i", "eth0", "tcp port 80"]);
        assert_eq!(cli.open.interfaces, ["eth0"]);
        assert_eq!(cli.open.operands, ["tcp port 80"]);
        let cli = Cli::parse_from([
            "decap",
            "-i",
            "eth0",
            "-i",
            "lo",
            "-c",
            "20",
            "-w",
            "out.pcapng",
        ]);
        assert_eq!(cli.open.interfaces, ["eth0", "lo"]);
        let cli = Cli::parse_from(["decap", "-i"]);
        assert_eq!(cli.open.interfaces, [""]);
    }

    #[test]
    fn standard_input_is_a_file() {
        assert_eq!(Cli::parse_from(["decap", "-"]).open.operands, ["-"]);
        assert!(Cli::try_parse_from(["decap", "-r", "a", "-i", "b"]).is_err());
        assert!(Cli::try_parse_from(["decap", "replay", "a", "--speed", "0"]).is_err());
    }
}
