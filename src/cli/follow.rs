//! `decap follow`: what the two ends of a conversation say to one another.

use std::io::{IsTerminal, Write as _};
use std::path::Path;

use super::args::{EndChoice, FollowArgs, FormChoice};
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::{Failure, source};
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Flow, Frame, FrameView, Transport};
use crate::render::follow::{Shown, Style, piece};
use crate::store::Store;
use crate::talk::export::NewFile;
use crate::talk::follow::{Follower, Level, Pieces, Said, Side, What};
use crate::talk::{Between, Listener, Table, Tracker};
use crate::tui::terminal_columns;

/// The longest HTTP message that is put together, in bytes.
const MAX_MESSAGE: u32 = 256 << 20;
/// Bytes that are made of a message at most: put together, and without codings.
const MAX_BODIES: usize = 512 << 20;

/// Prints a conversation.
///
/// # Errors
/// When there is no such conversation, when the capture cannot be opened or is damaged, and when the
/// file cannot be written.
pub fn run(args: &FollowArgs) -> Result<(), Failure> {
    let is_terminal = std::io::stdout().is_terminal();
    if args.form == FormChoice::Raw && args.to.is_none() && is_terminal {
        return Err(Failure::usage(
            "bytes as they are could command the terminal: write them to a file with --to, or print them --as text",
        ));
    }
    let (transport, level, number) = parse(args.stream.as_deref().unwrap_or("any"))?;
    let store = source::open(args.file.as_deref())?;
    let target = match (number, args.frame) {
        (Some(number), None) => Target::Nth(transport.unwrap_or(Transport::Tcp), number),
        (None, Some(frame)) => of_frame(&store, peeler(&args.peel)?, frame, transport)?,
        (Some(_), Some(_)) => {
            return Err(Failure::usage(
                "--stream with a number and -n name two conversations",
            ));
        }
        (None, None) => {
            return Err(Failure::usage(
                "--stream has the form tcp,0; without a number -n names the frame",
            ));
        }
    };
    let listener = match level {
        Level::Transport => Listener::new(peeler(&args.peel)?),
        Level::Http => {
            let tracker = Tracker::new().message_limit(MAX_MESSAGE);
            Listener::with(peeler(&args.peel)?.whole_bodies(MAX_BODIES), tracker)
        }
    };
    let mut out = Out::new(args, is_terminal)?;
    let mut walk = Walk {
        store: &store,
        level,
        target,
        counted: 0,
        newest: None,
        chosen: None,
    };
    let found = walk.run(listener, &mut out)?;
    if !found {
        let counted = walk.counted;
        let name = args.stream.as_deref().unwrap_or_default();
        return Err(Failure::usage(format_args!(
            "{}: there is no conversation {name}: the capture has {counted} of them, counted from 0",
            store.name()
        )));
    }
    out.end()?;
    source::complain(&store)
}

/// Which conversation.
#[derive(Debug, Clone, Copy)]
enum Target {
    /// This one of those over a transport, counted from 0.
    Nth(Transport, u64),
    /// The one with this number in the table of conversations.
    Id(u64),
}

/// Transport, what of it, and which one: `tcp,3`.
type Wanted = (Option<Transport>, Level, Option<u64>);

fn parse(text: &str) -> Result<Wanted, Failure> {
    let wrong = || {
        Failure::usage(format_args!(
            "--stream {text}: tcp,0 or udp,0 or http,0 is needed"
        ))
    };
    let (kind, number) = match text.split_once(',') {
        Some((kind, number)) => (kind, Some(number.trim().parse().map_err(|_| wrong())?)),
        None => (text, None),
    };
    match kind.trim() {
        "tcp" => Ok((Some(Transport::Tcp), Level::Transport, number)),
        "udp" => Ok((Some(Transport::Udp), Level::Transport, number)),
        "http" => Ok((Some(Transport::Tcp), Level::Http, number)),
        "any" if number.is_none() => Ok((None, Level::Transport, None)),
        _ => Err(wrong()),
    }
}

/// The outermost flow of a frame, over this transport if one is wanted.
fn flow_of(dissection: &Dissection, transport: Option<Transport>) -> Option<Flow> {
    let mut flows = dissection.addresses.iter().filter_map(|ends| ends.flow());
    flows.find(|flow| transport.is_none_or(|wanted| flow.transport == wanted))
}

/// The conversation that a frame belongs to.
fn of_frame(
    store: &Store,
    peeler: Peeler<'static>,
    number: u64,
    transport: Option<Transport>,
) -> Result<Target, Failure> {
    let mut listener = Listener::new(peeler);
    let mut frame = Frame::empty();
    for next in 1..=number {
        if store.wait_frames(next) < next {
            return Err(Failure::usage(format_args!(
                "{}: there is no frame {number}: the last one is {}",
                store.name(),
                next - 1
            )));
        }
        store.frame(next, &mut frame)?;
        listener.hear(&frame, Want::Skim);
    }
    let flow = flow_of(listener.dissection(), transport);
    let table = listener.tracker().conversations();
    let found = flow.and_then(|flow| table.latest(&Between::Sockets(flow.key())));
    found.map(|found| Target::Id(found.id)).ok_or_else(|| {
        Failure::usage(format_args!(
            "frame {number} belongs to no conversation of that kind: it has no ports"
        ))
    })
}

/// A walk through a capture along a conversation.
struct Walk<'s> {
    store: &'s Store,
    level: Level,
    target: Target,
    /// Conversations over the transport so far.
    counted: u64,
    /// The newest one.
    newest: Option<u64>,
    /// The one that is followed.
    chosen: Option<(u64, Follower)>,
}

impl Walk<'_> {
    /// Prints the conversation as it comes; false if there is none.
    fn run(&mut self, mut listener: Listener<'_>, out: &mut Out<'_>) -> Result<bool, Failure> {
        let mut frames = self.store.frames(1..);
        let mut frame = Frame::empty();
        let mut pieces = Pieces::new();
        while !out.is_closed() {
            if !frames.read(&mut frame)? {
                if self.store.wait_frames(frames.position()) < frames.position() {
                    break;
                }
                continue;
            }
            listener.hear(&frame, Want::Skim);
            let view = FrameView {
                frame: &frame,
                dissection: listener.dissection(),
            };
            let table = listener.tracker().conversations();
            if let Some(follower) = self.follower(&view, table) {
                follower.take(frame.info.number, &view, &mut pieces);
                let flow = follower.flow();
                self.print(&flow, &mut pieces, Some(&view), out)?;
            }
        }
        let Some((_, mut follower)) = self.chosen.take() else {
            return Ok(false);
        };
        follower.end(&mut pieces);
        self.print(&follower.flow(), &mut pieces, None, out)?;
        Ok(true)
    }

    /// Who follows the conversation, if the frame belongs to it.
    fn follower(&mut self, view: &FrameView<'_>, table: &Table) -> Option<&mut Follower> {
        let mut is_member = false;
        for ends in &view.dissection.addresses {
            let Some(flow) = ends.flow() else {
                continue;
            };
            let Some(found) = table.latest(&Between::Sockets(flow.key())) else {
                continue;
            };
            let is_wanted = match self.target {
                Target::Id(id) => found.id == id,
                Target::Nth(transport, number) => {
                    let is_new = self.newest.is_none_or(|newest| found.id > newest);
                    let counts = is_new && flow.transport == transport;
                    if counts {
                        self.newest = Some(found.id);
                        self.counted += 1;
                    }
                    counts && self.counted == number.saturating_add(1)
                }
            };
            if is_wanted && self.chosen.is_none() {
                self.chosen = Some((found.id, Follower::new(&flow, self.level)));
            }
            is_member |= self.chosen.as_ref().is_some_and(|(id, _)| *id == found.id);
        }
        let chosen = self.chosen.as_mut().filter(|_| is_member);
        chosen.map(|(_, follower)| follower)
    }

    fn print(
        &self,
        flow: &Flow,
        pieces: &mut Pieces,
        view: Option<&FrameView<'_>>,
        out: &mut Out<'_>,
    ) -> Result<(), Failure> {
        for said in pieces.drain(..) {
            let here = view.filter(|view| view.frame.info.number == said.frame);
            if let Some(view) = here {
                out.piece(flow, &said, said.bytes(view))?;
                continue;
            }
            let mut frame = Frame::empty();
            self.store.frame(said.frame, &mut frame)?;
            let view = FrameView {
                frame: &frame,
                dissection: &Dissection::default(),
            };
            out.piece(flow, &said, said.bytes(&view))?;
        }
        Ok(())
    }
}

/// Where the conversation is printed.
struct Out<'a> {
    args: &'a FollowArgs,
    style: Style,
    begun: bool,
    missing: u64,
    text: String,
    stdout: Output,
    file: Option<(&'a Path, NewFile)>,
}

impl<'a> Out<'a> {
    fn new(args: &'a FollowArgs, is_terminal: bool) -> Result<Out<'a>, Failure> {
        let file = match &args.to {
            Some(path) => Some((path.as_path(), begin(path)?)),
            None => None,
        };
        let on_screen = is_terminal && file.is_none();
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
        let width = terminal_columns().map(usize::from);
        Ok(Out {
            args,
            style: Style {
                shown: match args.form {
                    FormChoice::Text | FormChoice::Raw => Shown::Text,
                    FormChoice::Hex => Shown::Hex,
                    FormChoice::Escaped => Shown::Escaped,
                },
                colour: on_screen && !set("NO_COLOR") && !is_dumb,
                ascii: args.ascii,
                columns: width.filter(|_| on_screen),
            },
            begun: false,
            missing: 0,
            text: String::new(),
            stdout: Output::new(),
            file,
        })
    }

    fn is_closed(&self) -> bool {
        self.stdout.is_closed()
    }

    fn piece(&mut self, flow: &Flow, said: &Said, bytes: &[u8]) -> Result<(), Failure> {
        let is_wanted = match self.args.side {
            EndChoice::Both => true,
            EndChoice::Client => said.side == Side::Client,
            EndChoice::Server => said.side == Side::Server,
        };
        if !is_wanted {
            return Ok(());
        }
        if self.args.form == FormChoice::Raw {
            if let What::Missing(count) = said.what {
                self.missing += count;
            }
            return self.write(bytes);
        }
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        if !self.begun {
            self.begun = true;
            let arrow = if self.style.ascii { "->" } else { "→" };
            let (client, server) = (flow.from, flow.to);
            text = format!("{client} {arrow} {server}\n");
        }
        piece(said, bytes, &self.style, &mut text);
        self.write(text.as_bytes())?;
        self.text = text;
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.file {
            Some((path, file)) => {
                let path = *path;
                file.write_all(bytes)
                    .map_err(|error| cannot_write(path, error))
            }
            None => self.stdout.write_bytes(bytes),
        }
    }

    fn end(mut self) -> Result<(), Failure> {
        self.stdout.flush()?;
        if let Some((path, file)) = self.file {
            file.finish(path)
                .map_err(|(error, _)| cannot_write(path, error))?;
        }
        if self.missing > 0 {
            eprintln!(
                "decap: {} bytes are missing between those written",
                self.missing
            );
        }
        Ok(())
    }
}

/// Begins a file; that it exists is told before the work.
fn begin(path: &Path) -> Result<NewFile, Failure> {
    if std::fs::symlink_metadata(path).is_ok() {
        let error = std::io::ErrorKind::AlreadyExists.into();
        return Err(cannot_write(path, error));
    }
    NewFile::begin(NewFile::folder_of(path)).map_err(|error| cannot_write(path, error))
}

fn cannot_write(path: &Path, error: std::io::Error) -> Failure {
    let why = match error.kind() {
        std::io::ErrorKind::AlreadyExists => ": decap overwrites no file; choose another name",
        _ => "",
    };
    let what = format!("cannot write {}{why}", path.display());
    Failure::new(Kind::File, anyhow::Error::new(error).context(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_named_as_tshark_does() {
        assert_eq!(
            parse("tcp,3").ok(),
            Some((Some(Transport::Tcp), Level::Transport, Some(3)))
        );
        assert_eq!(
            parse("http, 0").ok(),
            Some((Some(Transport::Tcp), Level::Http, Some(0)))
        );
        assert_eq!(
            parse("udp").ok(),
            Some((Some(Transport::Udp), Level::Transport, None))
        );
        for wrong in ["tcp,", "tcp,x", "sctp,1", "", ",1", "any,1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
