//! The files that a capture carries: bodies of messages and file transfers, each with the name under
//! which it was asked for.

mod names;

use std::sync::Arc;

use names::{Names, Word};

use super::export::safe_name;
use super::tcp::Torn;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Flow, Mention, Object, ProtoInfo, Source};

/// Files that are listed; later ones are only counted (some 200 bytes each).
const MAX_FOUND: usize = 1 << 17;

/// A file that a capture carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The frame that completes it; for a file of which the rest is missing, the one in which its
    /// message began.
    pub frame: u64,
    /// Which one of the files that end in this frame, counted from 0.
    pub nth: u32,
    /// The protocol that carried it.
    pub carrier: &'static ProtoInfo,
    /// The name under which it was asked for, as it travelled: it may hold anything. Empty if the
    /// capture has no request for it.
    pub name: Box<str>,
    /// The host it was asked of, as it travelled; empty if nothing says.
    pub host: Box<str>,
    /// Its media type, as it travelled; empty if nothing says.
    pub media: Box<str>,
    /// Bytes that it has, without any coding of the transfer; of an incomplete one, bytes as they
    /// travelled that are there.
    pub len: u64,
    /// Bytes as they travelled that its sender counts, if it does.
    pub whole: Option<u64>,
    /// True if nothing of it is missing.
    pub is_whole: bool,
}

impl Found {
    /// A name for a file that it is written to, which stays in its folder: the last part of the name
    /// under which it was asked for, or, if that says nothing, the number of its frame.
    pub fn file_name(&self) -> String {
        let name = match self.carrier.name {
            // The query is for the server's program (RFC 3986 §3.4).
            "http" => self.name.split(['?', '#']).next().unwrap_or_default(),
            _ => &self.name,
        };
        let safe = safe_name(name);
        if safe != safe_name("") {
            return safe;
        }
        format!("{safe}{}{}", self.frame, ending(&self.media))
    }
}

/// The usual ending of files of a media type.
fn ending(media: &str) -> &'static str {
    let kind = media.split(';').next().unwrap_or_default().trim();
    let endings = [
        ("text/html", ".html"),
        ("text/plain", ".txt"),
        ("text/css", ".css"),
        ("text/javascript", ".js"),
        ("application/javascript", ".js"),
        ("application/json", ".json"),
        ("application/xml", ".xml"),
        ("text/xml", ".xml"),
        ("image/png", ".png"),
        ("image/jpeg", ".jpg"),
        ("image/gif", ".gif"),
    ];
    let found = endings
        .iter()
        .find(|(name, _)| kind.eq_ignore_ascii_case(name));
    found.map_or("", |(_, ending)| ending)
}

/// Bytes of a file of which the rest is missing.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// What it is.
    pub found: Found,
    /// What there is of it.
    pub bytes: Arc<[u8]>,
}

/// Collects the files of a capture, frame after frame.
#[derive(Debug, Default)]
pub struct Objects {
    found: Vec<Found>,
    uncounted: u64,
    names: Names,
    /// Incomplete ones that came to light in the last frame.
    fragments: Vec<Fragment>,
    scratch: Dissection,
}

impl Objects {
    /// All files so far, in the order in which they ended.
    pub fn all(&self) -> &[Found] {
        &self.found
    }

    /// Files that were not listed because there were too many.
    pub fn uncounted(&self) -> u64 {
        self.uncounted
    }

    /// Incomplete files that came to light in the frame heard last.
    pub fn fragments(&self) -> &[Fragment] {
        &self.fragments
    }

    /// The next frame comes.
    pub(super) fn begin(&mut self) {
        self.fragments.clear();
    }

    /// A new connection begins in this flow: what was asked for in the last one was not answered.
    pub(super) fn begins(&mut self, flow: &Flow) {
        self.names.forget(flow);
    }

    /// Takes in what the messages of a frame say.
    pub(super) fn take(&mut self, frame: u64, out: &Dissection) {
        let mut nth = 0;
        for mentioned in &out.mentions {
            let Some(layer) = out.layers.get(usize::from(mentioned.layer)) else {
                continue;
            };
            let pieces = out.pieces_of(layer.source);
            let word = Word {
                carrier: layer.info,
                flow: mentioned.flow,
                place: (frame, mentioned.layer),
                began: pieces.first().map_or(frame, |piece| piece.frame),
            };
            if let Mention::Holds(object, media) = &mentioned.what {
                let found = self.found(nth, &word, (object, media));
                self.add(found);
                nth += 1;
            } else {
                self.names.hear(&word, &mentioned.what);
            }
        }
    }

    /// Bytes of this flow are missing: what was asked for in them is not known.
    pub(super) fn lost(&mut self, flow: &Flow) {
        self.names.lost(flow);
    }

    /// Takes in a message whose rest is missing.
    pub(super) fn torn(&mut self, peeler: &mut Peeler<'_>, torn: &Torn) {
        let mut out = std::mem::take(&mut self.scratch);
        peeler.peel_as(torn.protocol, &torn.bytes, Want::Skim, &mut out);
        let mut nth = 0;
        for mentioned in &out.mentions {
            let word = Word {
                carrier: &torn.protocol.info,
                flow: Some(torn.flow),
                place: (torn.began, mentioned.layer),
                began: torn.began,
            };
            if let Mention::Holds(object, media) = &mentioned.what {
                let mut found = self.found(nth, &word, (object, media));
                found.is_whole = false;
                found.len = object.so_far;
                let bytes = bytes_of(&torn.bytes, &out, object).into();
                self.add(found.clone());
                self.fragments.push(Fragment { found, bytes });
                nth += 1;
            } else {
                self.names.hear(&word, &mentioned.what);
            }
        }
        out.clear();
        self.scratch = out;
    }

    fn add(&mut self, found: Found) {
        if self.found.len() < MAX_FOUND {
            self.found.push(found);
        } else {
            self.uncounted += 1;
        }
    }

    fn found(&self, nth: u32, word: &Word, (object, media): (&Object, &str)) -> Found {
        let (name, host) = self.names.of(word);
        let len = match object.is_whole {
            true => u64::from(object.at.len()),
            false => object.so_far,
        };
        Found {
            frame: word.place.0,
            nth,
            carrier: word.carrier,
            name,
            host,
            media: media.into(),
            len,
            whole: object.whole,
            is_whole: object.is_whole,
        }
    }
}

/// The bytes of an object of a message that stands in `message`.
fn bytes_of<'b>(message: &'b [u8], out: &'b Dissection, object: &Object) -> &'b [u8] {
    let buffer = match object.source {
        Source(0) => Some(message),
        Source(n) => out.buffers.get(usize::from(n) - 1).map(|buffer| &**buffer),
    };
    buffer.map_or(&[], |buffer| object.at.of(buffer))
}

/// The bytes of the file that is number `nth` of those that end in a frame.
pub fn bytes_in<'b>(frame: &'b [u8], out: &'b Dissection, nth: u32) -> Option<&'b [u8]> {
    let objects = out.mentions.iter().filter_map(|said| match &said.what {
        Mention::Holds(object, _) => Some(object),
        _ => None,
    });
    let object = objects.into_iter().nth(usize::try_from(nth).ok()?)?;
    Some(bytes_of(frame, out, object))
}

#[cfg(test)]
mod tests;
