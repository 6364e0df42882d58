//! The body of a message: where it ends (RFC 9112 §6.3), and who takes it.

use std::ops::Range;

use super::chunks::{Chunk, Pieces, chunk, size_of};
use super::exchange::{self, Asked};
use super::head::Head;
use super::{is_datagram, start};
use crate::decode::{Held, Next, Peel, Peeled};
use crate::model::FaultKind;
use crate::proto::coding::{self, State};
use crate::proto::lines::line_at;

/// In a skim, bodies are inflated only this far: enough to see what is in them.
pub(super) const SKIM_ROOM: usize = 256 * 1024;

/// What follows the bytes of a chunk at least: a line end, a last chunk, an empty line.
const SHORTEST_END: usize = b"\n0\n\n".len();

/// What ends the body.
enum End {
    /// There is none.
    None,
    /// There is none, and what follows is not HTTP.
    Switch,
    /// It has so many bytes.
    Length(u64),
    /// Its last chunk.
    Chunks,
    /// It goes on until the sender closes the connection, or to the end of the datagram.
    Close,
}

/// Whether all of a body is here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Here {
    /// All of it, as its length says.
    All,
    /// All of it: nothing said how much there is, but the sender has closed the connection.
    Closed,
    /// The capture has no more of it, or nothing says how much there is.
    AsFarAsItGoes,
}

/// Hands the body over, from the cursor on.
///
/// # Errors
/// [`crate::decode::Stop`] if its end is not there.
pub(super) fn hand_over(p: &mut Peel<'_>, head: &Head<'_>) -> Peeled {
    let start = p.pos();
    match end_of(p, head) {
        End::None => finish(p, start),
        End::Switch => {
            let next = match head.status {
                Some(101) => exchange::successor(head.upgrade),
                _ => None,
            };
            exchange::leave(p, next);
            if head.status != Some(101) || next.is_some() {
                // Where to, the request said.
                p.opens_tunnel(0);
            }
            match next {
                Some(next) if start < p.bytes().len() => {
                    let rest = start..p.bytes().len();
                    p.wrap(Next::Protocol(next), rest, "end of the message");
                }
                _ => finish(p, start),
            }
        }
        End::Length(length) => counted(p, head, length)?,
        End::Chunks => chunked(p, head)?,
        End::Close => {
            let all = start..p.bytes().len();
            p.body(all.clone());
            if p.goes_on() {
                let so_far = held(head, all.len(), Here::AsFarAsItGoes);
                p.holds(all.clone(), head.media, so_far);
                p.wrap_stream(Next::Segment, all);
                return p.require(usize::MAX);
            }
            let here = match p.is_closed() {
                true => Here::Closed,
                false => Here::AsFarAsItGoes,
            };
            in_one_piece(p, head, all, here);
        }
    }
    Ok(())
}

fn end_of(p: &Peel<'_>, head: &Head<'_>) -> End {
    let answers = |asked| head.asked == Some(asked);
    if head.status == Some(101) {
        End::Switch
    } else if let Some(100..=199 | 204 | 304) = head.status {
        End::None
    } else if answers(Asked::Connect) && matches!(head.status, Some(200..=299)) {
        End::Switch
    } else if answers(Asked::Head) && start::may_begin(p.rest()) {
        // Nothing in the response itself says that it has no body.
        End::None
    } else if head.is_chunked() {
        End::Chunks
    } else if !head.transfer.is_empty() {
        End::Close
    } else if let Some(length) = head.length {
        End::Length(length)
    } else if head.status.is_none() && !is_datagram(p) {
        End::None
    } else {
        End::Close
    }
}

/// The message ends at `end`. What follows is the next one, or, where it is not HTTP, what the two
/// sides went on with: after a change of protocol, or inside a tunnel.
fn finish(p: &mut Peel<'_>, end: usize) {
    let rest = p.bytes().get(end..).unwrap_or_default();
    if !rest.is_empty() && rest.iter().all(|byte| b"\r\n".contains(byte)) {
        p.mark(&super::EXTRA_LINE, end..end + rest.len());
        p.ends_at(end + rest.len());
    } else if rest.is_empty() || (start::may_begin(rest) && !is_datagram(p)) {
        p.ends_at(end);
    } else {
        p.wrap(Next::Data, end..p.bytes().len(), "end of the message");
    }
}

/// A body whose length the head gives.
fn counted(p: &mut Peel<'_>, head: &Head<'_>, length: u64) -> Peeled {
    let start = p.pos();
    let present = p.bytes().len() - start;
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > present {
        let all = start..p.bytes().len();
        p.body(all.clone());
        if more_may_come(p) {
            p.holds(
                all.clone(),
                head.media,
                held(head, all.len(), Here::AsFarAsItGoes),
            );
            p.wrap_stream(Next::Segment, all);
        } else {
            in_one_piece(p, head, all, Here::AsFarAsItGoes);
        }
        return p.require(length);
    }
    let end = start + length;
    p.body(start..end);
    in_one_piece(p, head, start..end, Here::All);
    finish(p, end);
    Ok(())
}

/// True if what is missing stands in later segments: only all of it together can be taken apart.
fn more_may_come(p: &Peel<'_>) -> bool {
    let is_closed = p.connection().is_some() && !p.goes_on();
    p.is_whole() && !is_datagram(p) && !is_closed
}

/// How much of the body is here.
fn held(head: &Head<'_>, so_far: usize, here: Here) -> Held {
    Held {
        whole: head.length.filter(|_| head.transfer.is_empty()),
        so_far: so_far as u64,
        is_whole: here != Here::AsFarAsItGoes,
    }
}

/// Hands over a body, or what is here of it, that stands in one piece.
fn in_one_piece(p: &mut Peel<'_>, head: &Head<'_>, at: Range<usize>, here: Here) {
    if at.is_empty() {
        return;
    }
    let codings = codings_of(head);
    let bytes = p.bytes().get(at.clone()).unwrap_or_default();
    let mut held = held(head, at.len(), here);
    let next = if codings.is_empty() {
        p.holds(at.clone(), head.media, held);
        Next::Media(head.media)
    } else {
        match undo(p, head, &codings, bytes, (&at, here)) {
            Undone::HandedOver => return,
            Undone::Empty => p.holds(at.start..at.start, head.media, held),
            Undone::Nothing => {
                // What is in it nobody can tell.
                held.is_whole = false;
                p.holds(at.clone(), head.media, held);
            }
        }
        Next::Data
    };
    match here {
        Here::All => p.wrap(next, at, "length of the body"),
        Here::Closed | Here::AsFarAsItGoes => p.wrap_stream(next, at),
    }
}

/// All codings of the body in the order of application, without chunks.
fn codings_of<'h>(head: &Head<'h>) -> Vec<&'h str> {
    let applied = head.content.iter().chain(&head.transfer).copied();
    applied
        .filter(|coding| !coding.eq_ignore_ascii_case("chunked"))
        .collect()
}

/// What became of undoing the codings of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undone {
    /// What came out was handed over.
    HandedOver,
    /// There is nothing in it.
    Empty,
    /// Nothing came out.
    Nothing,
}

/// Undoes the codings and hands over what comes out.
fn undo(
    p: &mut Peel<'_>,
    head: &Head<'_>,
    codings: &[&str],
    bytes: &[u8],
    (at, here): (&Range<usize>, Here),
) -> Undone {
    let room = if p.wants_bodies() {
        p.derived_room()
    } else {
        p.derived_room().min(SKIM_ROOM)
    };
    let Some(decoded) = coding::decode(codings, bytes, room) else {
        return Undone::Nothing;
    };
    let fault = match decoded.state {
        State::Whole => None,
        State::Short if here == Here::AsFarAsItGoes => None,
        State::Short => Some("the compressed body ends before the end of what it codes"),
        State::Damaged => Some("the compressed body is damaged"),
        State::TooMuch => {
            Some("the body inflates to more bytes than decap takes: the rest is left out")
        }
    };
    if let Some(fault) = fault {
        p.fault(FaultKind::Malformed(fault), at.clone());
    }
    let is_empty = decoded.bytes.is_empty() && decoded.state == State::Whole;
    if !p.wrap_derived(Next::Media(head.media), decoded.bytes) {
        return match is_empty {
            true => Undone::Empty,
            false => Undone::Nothing,
        };
    }
    let mut held = held(head, bytes.len(), here);
    held.is_whole &= decoded.state == State::Whole;
    p.holds_derived(head.media, held);
    Undone::HandedOver
}

/// A body in chunks.
fn chunked(p: &mut Peel<'_>, head: &Head<'_>) -> Peeled {
    let start = p.pos();
    if p.goes_on()
        && let Some(needed) = chunks_need(p.rest())
    {
        let all = start..p.bytes().len();
        p.body(all.clone());
        p.wrap_stream(Next::Segment, all);
        return p.require(needed);
    }
    let mut pieces = Pieces::default();
    let read = p.group(&super::CHUNKED, |p| {
        loop {
            match chunk(p, &mut pieces)? {
                Chunk::More => {}
                Chunk::Last => return Ok(true),
                Chunk::Broken => return Ok(false),
            }
        }
    });
    let (end, all) = (p.pos(), start..p.bytes().len());
    match read {
        Ok(true) => {
            p.body(start..end);
            joined(p, head, pieces, Here::All);
            finish(p, end);
            Ok(())
        }
        Ok(false) => {
            p.body(start..end);
            joined(p, head, pieces, Here::AsFarAsItGoes);
            p.wrap(Next::Data, end..all.end, "end of the chunks");
            Ok(())
        }
        Err(stop) => {
            p.body(all.clone());
            if more_may_come(p) {
                let so_far = pieces.len();
                p.holds(
                    all.clone(),
                    head.media,
                    held(head, so_far, Here::AsFarAsItGoes),
                );
                p.wrap_stream(Next::Segment, all);
            } else {
                joined(p, head, pieces, Here::AsFarAsItGoes);
            }
            Err(stop)
        }
    }
}

/// How many bytes the chunks in `bytes` need at least; `None` if they end there, or break off. A
/// body that is not all there yet costs no more than this.
fn chunks_need(bytes: &[u8]) -> Option<usize> {
    let one_more = Some(bytes.len() + 1);
    let mut at = 0;
    loop {
        let Some(mut line) = line_at(bytes, at) else {
            return one_more;
        };
        let size = usize::try_from(size_of(&bytes[line.text()])?).unwrap_or(usize::MAX);
        if size == 0 {
            while !line.is_empty() {
                let Some(next) = line_at(bytes, line.end) else {
                    return one_more;
                };
                line = next;
            }
            return None;
        }
        let end = line.end.saturating_add(size);
        let needed = end.saturating_add(SHORTEST_END);
        if needed > bytes.len() {
            return Some(needed);
        }
        at = match bytes.get(end..) {
            Some([b'\n', ..]) => end + 1,
            Some([b'\r', b'\n', ..]) => end + 2,
            _ => return None,
        };
    }
}

/// Hands over what the pieces make together.
fn joined(p: &mut Peel<'_>, head: &Head<'_>, pieces: Pieces, here: Here) {
    let Pieces { first, joined } = pieces;
    if joined.is_empty() {
        return in_one_piece(p, head, first, here);
    }
    let codings = codings_of(head);
    let mut held = held(head, joined.len(), here);
    let next = if codings.is_empty() {
        Next::Media(head.media)
    } else {
        match undo(p, head, &codings, &joined, (&first, here)) {
            Undone::HandedOver => return,
            Undone::Empty => {
                p.holds(first.start..first.start, head.media, held);
                p.wrap_derived(Next::Data, joined);
                return;
            }
            Undone::Nothing => held.is_whole = false,
        }
        Next::Data
    };
    if p.wrap_derived(next, joined) {
        p.holds_derived(head.media, held);
    }
}
