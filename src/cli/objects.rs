//! `decap objects`: the files that a capture carries.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};

use super::args::{CarrierChoice, ListChoice, ObjectsArgs};
use super::failure::Kind;
use super::output::Output;
use super::peel_rules::peeler;
use super::{Failure, source};
use crate::decode::Want;
use crate::model::Frame;
use crate::render::follow::short;
use crate::render::json;
use crate::talk::objects::{Found, bytes_in};
use crate::talk::{Listener, Tracker, export};

/// Lists the files of a capture, and writes them where that is wanted.
///
/// # Errors
/// When the capture cannot be opened or is damaged, and when a file cannot be written.
pub fn run(args: &ObjectsArgs) -> Result<(), Failure> {
    let limit = args.limit << 20;
    let peeler = peeler(&args.peel)?.whole_bodies((limit as usize).saturating_mul(2));
    let store = source::open(args.file.as_deref())?;
    if let Some(folder) = &args.to {
        let made = fs::create_dir_all(folder);
        made.with_context(|| format!("cannot make the folder {}", folder.display()))
            .map_err(file_failure)?;
    }
    let tracker = Tracker::new().message_limit(limit).with_objects();
    let mut listener = Listener::with(peeler, tracker);
    let mut list = List::new(args);
    let mut frames = store.frames(1..);
    let mut frame = Frame::empty();
    while !list.out.is_closed() {
        if frames.read(&mut frame)? {
            listener.hear(&frame, Want::Skim);
            list.take(&listener, Some(&frame))?;
        } else if store.wait_frames(frames.position()) < frames.position() {
            break;
        }
    }
    listener.end();
    list.take(&listener, None)?;
    list.end(&listener)?;
    source::complain(&store)
}

fn file_failure(error: anyhow::Error) -> Failure {
    Failure::new(Kind::File, error)
}

/// The list that is printed.
struct List<'a> {
    args: &'a ObjectsArgs,
    out: Output,
    /// Files that were dealt with.
    seen: usize,
    printed: u64,
    /// Files that were not written because a part of them is missing.
    left_out: u64,
}

impl<'a> List<'a> {
    fn new(args: &'a ObjectsArgs) -> List<'a> {
        List {
            args,
            out: Output::new(),
            seen: 0,
            printed: 0,
            left_out: 0,
        }
    }

    /// Deals with the files that came to light in the frame heard last.
    fn take(&mut self, listener: &Listener<'_>, frame: Option<&Frame>) -> Result<(), Failure> {
        let Some(objects) = listener.tracker().objects() else {
            return Ok(());
        };
        let new = objects.all().get(self.seen..).unwrap_or_default();
        self.seen += new.len();
        let kind = self.args.kind;
        for found in new.iter().filter(|found| is_wanted(kind, found)) {
            let torn = objects.fragments().iter().find(|torn| torn.found == *found);
            let bytes = match (torn, frame) {
                (Some(torn), _) => Some(&*torn.bytes),
                (None, Some(frame)) => bytes_in(&frame.bytes, listener.dissection(), found.nth),
                (None, None) => None,
            };
            self.tell(found, bytes.unwrap_or_default())?;
        }
        Ok(())
    }

    fn tell(&mut self, found: &Found, bytes: &[u8]) -> Result<(), Failure> {
        let mut path = None;
        if let Some(folder) = &self.args.to {
            if found.is_whole || self.args.partial {
                path = Some(write(folder, found, bytes)?);
            } else {
                self.left_out += 1;
            }
        }
        let mut text = String::new();
        match self.args.format {
            ListChoice::Text => {
                if self.printed == 0 {
                    text.push_str(HEADING);
                }
                line(found, path.as_deref(), &mut text);
            }
            ListChoice::Json => object(found, bytes, path.as_deref(), &mut text),
        }
        self.printed += 1;
        self.out.write(&text)
    }

    /// What there is to say about the list as a whole.
    fn end(&mut self, listener: &Listener<'_>) -> Result<(), Failure> {
        if self.printed == 0 && self.args.format == ListChoice::Text {
            self.out.write("no files travel in this capture\n")?;
        }
        self.out.flush()?;
        if self.left_out > 0 {
            eprintln!(
                "decap: {} incomplete, not written; --partial writes as much of them as there is",
                count(self.left_out)
            );
        }
        let objects = listener.tracker().objects();
        let more = objects.map_or(0, crate::talk::objects::Objects::uncounted);
        if more > 0 {
            return Err(Failure::new(
                Kind::File,
                anyhow::anyhow!(
                    "{} more than decap lists: cut the capture in parts",
                    count(more)
                ),
            ));
        }
        Ok(())
    }
}

fn is_wanted(kind: CarrierChoice, found: &Found) -> bool {
    match kind {
        CarrierChoice::All => true,
        CarrierChoice::Http => found.carrier.name == "http",
        CarrierChoice::Tftp => found.carrier.name == "tftp",
    }
}

fn count(number: u64) -> String {
    match number {
        1 => "1 file is".into(),
        _ => format!("{number} files are"),
    }
}

fn write(folder: &Path, found: &Found, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let mut name = found.file_name();
    if !found.is_whole {
        name.push_str(".part");
    }
    export::write_into(folder, &name, bytes)
        .with_context(|| format!("cannot write {name} into {}", folder.display()))
        .map_err(file_failure)
}

const HEADING: &str =
    "  Frame       Bytes  Carried by  Host                      Type                      Name\n";

fn line(found: &Found, path: Option<&Path>, out: &mut String) {
    let media = found.media.split(';').next().unwrap_or_default().trim();
    let name = if found.name.is_empty() {
        "(no request for it)".into()
    } else {
        short(&found.name, 200)
    };
    let bytes = found.len;
    // A String takes all that is written to it.
    let _ = write!(
        out,
        "{:>7}  {bytes:>10}  {:<10}  {:<24}  {:<24}  {name}",
        found.frame,
        found.carrier.short,
        short(&found.host, 24),
        short(media, 24),
    );
    if !found.is_whole {
        let _ = match found.whole {
            Some(whole) if whole <= bytes => write!(out, "  [its coding cannot be undone]"),
            Some(whole) => write!(out, "  [incomplete: {bytes} of {whole} bytes]"),
            None => write!(out, "  [incomplete]"),
        };
    }
    if let Some(path) = path {
        let path = path.to_string_lossy();
        let _ = write!(out, "  -> {}", crate::model::text::clean(&path));
    }
    out.push('\n');
}

fn object(found: &Found, bytes: &[u8], path: Option<&Path>, out: &mut String) {
    let mut text = |name: &str, value: &str| {
        let _ = write!(out, ",\"{name}\":");
        let _ = json::string(value, out);
    };
    text("kind", found.carrier.name);
    text("host", &found.host);
    text("type", &found.media);
    text("name", &found.name);
    if let Some(path) = path {
        text("file", &path.to_string_lossy());
    }
    if found.is_whole {
        let digest = Sha256::digest(bytes);
        let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        text("sha256", &digits);
    }
    let _ = write!(
        out,
        ",\"size\":{},\"complete\":{}",
        found.len, found.is_whole
    );
    if let Some(whole) = found.whole.filter(|_| !found.is_whole) {
        let _ = write!(out, ",\"of\":{whole}");
    }
    out.push_str("}\n");
    out.insert_str(0, &format!("{{\"frame\":{}", found.frame));
}
