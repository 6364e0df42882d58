//! The command line: arguments, what they start, exit statuses.

mod args;
mod chart;
mod chosen;
mod config;
mod failure;
mod follow;
mod ladder;
mod live;
mod objects;
mod output;
mod peel_rules;
mod processes;
mod protocols;
mod ranges;
mod replay;
mod save;
mod screen;
mod show;
mod signals;
mod sockets;
mod source;
mod stats;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

pub use failure::Failure;

use crate::capture::privilege;
use args::{Cli, Command, OpenArgs};
use output::Output;

/// Runs the program with the arguments it was started with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return complain_of_usage(&error),
    };
    let result = signals::full_files_are_errors()
        .map_err(|error| Failure::new(failure::Kind::File, error))
        .and_then(|()| run(cli));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("decap: {failure}");
            failure.exit_code()
        }
    }
}

/// Help and version are no errors; everything else that clap finds is wrong usage.
fn complain_of_usage(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell if this cannot be printed.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
        _ => ExitCode::from(failure::Kind::Usage as u8),
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Some(Command::Show(args)) => {
            give_up_privileges()?;
            show::run(&args)
        }
        Some(Command::Ladder(args)) => {
            give_up_privileges()?;
            ladder::run(&args)
        }
        Some(Command::Chart(args)) => {
            give_up_privileges()?;
            chart::run(&args)
        }
        Some(Command::Replay(args)) => {
            give_up_privileges()?;
            screen::replay(&args)
        }
        Some(Command::Sockets(args)) => sockets::run(&args),
        Some(Command::Witness) => crate::capture::sockets::witness()
            .map_err(|error| Failure::new(failure::Kind::Privilege, error)),
        Some(Command::Objects(args)) => {
            give_up_privileges()?;
            objects::run(&args)
        }
        Some(Command::Follow(args)) => {
            give_up_privileges()?;
            follow::run(&args)
        }
        Some(Command::Stats(args)) => {
            give_up_privileges()?;
            stats::run(&args)
        }
        Some(Command::Config(args)) => config::run(&args),
        Some(Command::Protocols(args)) => protocols::run(&args),
        Some(Command::Completions { shell }) => completions(shell),
        Some(Command::Man) => manual(),
        None => open(cli.open),
    }
}

/// `decap` without a command: a file, an interface, the list of interfaces, or the demonstration.
fn open(args: OpenArgs) -> Result<(), Failure> {
    if args.list_interfaces {
        return live::list();
    }
    if !args.interfaces.is_empty() {
        return live::run(&args);
    }
    let file = file_of(&args)?;
    give_up_privileges()?;
    if let Some(to) = &args.write {
        return save::run(file.as_deref(), to, &args);
    }
    if std::io::stdout().is_terminal() {
        screen::file(file.as_deref(), &args)
    } else {
        show::summary(file.as_deref(), &args)
    }
}

/// A capture file is read and decoded without what the program was granted to capture. Root keeps
/// its rights, or it could not read every file that it may.
fn give_up_privileges() -> Result<(), Failure> {
    if nix::unistd::geteuid().is_root() {
        return Ok(());
    }
    privilege::drop_this_thread().map_err(|error| Failure::new(failure::Kind::Privilege, error))
}

/// The one file that the arguments name.
fn file_of(args: &OpenArgs) -> Result<Option<PathBuf>, Failure> {
    if args.count.is_some() {
        return Err(Failure::usage(
            "-c belongs to a live capture: name an interface with -i",
        ));
    }
    match (&args.read, args.operands.as_slice()) {
        (Some(file), []) => Ok(Some(file.clone())),
        (None, [file]) => Ok(Some(PathBuf::from(file))),
        (None, []) => Ok(None),
        (_, [.., unknown]) => Err(Failure::usage(format_args!(
            "one file is opened at a time, and {unknown:?} is too many; a capture filter goes with -i"
        ))),
    }
}

fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "decap", &mut script);
    let mut out = Output::new();
    out.write(&String::from_utf8_lossy(&script))?;
    out.flush()
}

fn manual() -> Result<(), Failure> {
    let mut page = Vec::new();
    let page_of = clap_mangen::Man::new(Cli::command());
    page_of.render(&mut page).map_err(|error| {
        Failure::new(
            failure::Kind::File,
            anyhow::Error::new(error).context("cannot make the manual page"),
        )
    })?;
    let mut out = Output::new();
    out.write(&String::from_utf8_lossy(&page))?;
    out.write(&crate::tui::command::manual())?;
    out.flush()
}
