//! What the threads of a scan do.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{CHUNK, Chunk, Shared};
use crate::decode::Peeler;
use crate::filter::alone::Alone;
use crate::filter::{Around, Following, Scope};
use crate::model::{Dissection, Frame, FrameView, Timestamp};
use crate::store::StoreError;
use crate::talk::{Learner, Tracker};

/// How long a thread waits before it looks again whether more was learned.
const PATIENCE: Duration = Duration::from_millis(5);

/// Asks frames that are peeled alone.
pub(super) fn alone(shared: &Shared, mut peeler: Peeler<'static>) {
    let mut out = Dissection::default();
    let peels = shared.filter.needs().scope > Scope::Frame;
    let want = shared.filter.wants();
    let mut known = Alone::default();
    chunks(shared, |frame, around, chunk| {
        known.begin();
        if peels {
            peeler.peel(frame, want, &mut known, &mut out);
            known.end(&out);
        }
        if known.may_carry {
            shared.carries.store(true, Ordering::Release);
        }
        if known.is_piece {
            return chunk.pieces.push(frame.info.number);
        }
        let view = FrameView {
            frame,
            dissection: &out,
        };
        if shared.filter.matches_in(&view, around) {
            chunk.found.push(frame.info.number);
        }
    });
    if !shared.leave() {
        return;
    }
    if shared.carries() {
        shared.begin_anew();
        return match shared.follows {
            true => follow(shared, peeler),
            false => shared.end(),
        };
    }
    let mut pieces = std::mem::take(&mut shared.lock().pieces);
    let mut result = Ok(());
    if shared.within.is_some() && !pieces.is_empty() {
        result = all_pieces(shared, &mut peeler).map(|all| pieces = all);
    }
    let result = result.and_then(|()| put_together(shared, peeler, &pieces));
    if let Err(error) = result {
        shared.fail(error);
    }
    shared.end();
}

/// The frames with pieces of packets, those among them that are not asked as well: what is asked may
/// need them.
fn all_pieces(shared: &Shared, peeler: &mut Peeler<'static>) -> Result<Vec<u64>, StoreError> {
    let (mut known, mut out) = (Alone::default(), Dissection::default());
    let (mut frames, mut frame) = (shared.store.frames(1..), Frame::empty());
    let mut pieces = Vec::new();
    while !shared.is_cancelled() && frames.read(&mut frame)? {
        known.begin();
        peeler.peel(&frame, shared.filter.wants(), &mut known, &mut out);
        if known.is_piece {
            pieces.push(frame.info.number);
        }
    }
    Ok(pieces)
}

/// Asks frames with pieces of packets, which say what they carry once all pieces are there.
fn put_together(
    shared: &Shared,
    mut peeler: Peeler<'static>,
    pieces: &[u64],
) -> Result<(), StoreError> {
    let (mut tracker, mut out) = (Tracker::new(), Dissection::default());
    let (mut frame, mut before) = (Frame::empty(), Frame::empty());
    let first = first_time(shared);
    for number in pieces {
        if shared.is_cancelled() {
            return Ok(());
        }
        shared.store.frame(*number, &mut frame)?;
        let previous = match *number {
            1 => None,
            number => {
                shared.store.frame(number - 1, &mut before)?;
                before.info.time
            }
        };
        tracker.hear(&mut peeler, &frame, shared.filter.wants(), &mut out);
        let around = Around {
            first,
            previous,
            displayed: None,
        };
        let view = FrameView {
            frame: &frame,
            dissection: &out,
        };
        if shared.is_asked(*number) && shared.filter.matches_in(&view, &around) {
            shared.lock().found.insert(*number);
        }
    }
    Ok(())
}

/// Asks frames that are peeled again with what was learned of their conversations.
pub(super) fn recall(shared: &Shared, mut peeler: Peeler<'static>, learner: &Learner) {
    let mut out = Dissection::default();
    chunks(shared, |frame, around, chunk| {
        let number = frame.info.number;
        while learner.look(Tracker::learned) < number && !shared.is_cancelled() {
            std::thread::sleep(PATIENCE);
        }
        learner.before(number, |known| {
            peeler.peel(frame, shared.filter.wants(), known, &mut out);
        });
        let view = FrameView {
            frame,
            dissection: &out,
        };
        if shared.filter.matches_in(&view, around) {
            chunk.found.push(number);
        }
    });
    if shared.leave() {
        shared.end();
    }
}

/// Follows the frames in order.
pub(super) fn follow(shared: &Shared, peeler: Peeler<'static>) {
    if let Err(error) = follow_all(shared, peeler) {
        shared.fail(error);
    }
    shared.end();
}

fn follow_all(shared: &Shared, peeler: Peeler<'static>) -> Result<(), StoreError> {
    let mut following = Following::new(shared.filter.clone(), peeler, Tracker::new());
    let (mut frames, mut frame) = (shared.store.frames(1..), Frame::empty());
    let mut chunk = Chunk::default();
    let mut number = 0;
    while !shared.is_cancelled() {
        if !frames.read(&mut frame)? {
            let next = frames.position();
            if !chunk.found.is_empty() {
                chunk.last = next - 1;
                shared.merge(number, std::mem::take(&mut chunk));
                number += 1;
            }
            if shared.store.wait_frames(next) < next {
                break;
            }
            continue;
        }
        let is_asked = shared.is_asked(frame.info.number);
        if following.hear(&frame, is_asked) && is_asked {
            chunk.found.push(frame.info.number);
        }
        if frame.info.number.is_multiple_of(CHUNK) {
            chunk.last = frame.info.number;
            shared.merge(number, std::mem::take(&mut chunk));
            number += 1;
        }
    }
    chunk.last = frames.position() - 1;
    shared.merge(number, chunk);
    Ok(())
}

fn first_time(shared: &Shared) -> Option<Timestamp> {
    let mut frame = Frame::empty();
    shared.store.frame(1, &mut frame).ok()?;
    frame.info.time
}

/// Takes chunks of frames until there are no more, and calls `ask` with each frame that is asked.
fn chunks(shared: &Shared, mut ask: impl FnMut(&Frame, &Around, &mut Chunk)) {
    while !shared.is_cancelled() && !shared.carries() {
        let number = shared.next.fetch_add(1, Ordering::AcqRel);
        let first = number * CHUNK + 1;
        let last = first + CHUNK - 1;
        let known = shared.store.wait_frames(last).min(last);
        if known < first {
            return;
        }
        match take_chunk(shared, first..=known, &mut ask) {
            Ok(chunk) => shared.merge(number, chunk),
            Err(error) => return shared.fail(error),
        }
    }
}

fn take_chunk(
    shared: &Shared,
    range: std::ops::RangeInclusive<u64>,
    ask: &mut impl FnMut(&Frame, &Around, &mut Chunk),
) -> Result<Chunk, StoreError> {
    let mut chunk = Chunk {
        last: *range.end(),
        ..Chunk::default()
    };
    let is_empty = |within: &roaring::RoaringTreemap| {
        within.rank(*range.end()) == within.rank(range.start().saturating_sub(1))
    };
    if shared.within.as_ref().is_some_and(is_empty) {
        return Ok(chunk);
    }
    let mut around = Around {
        first: first_time(shared),
        ..Around::default()
    };
    let first = *range.start();
    // The frame before says how much time went by.
    let mut frames = shared
        .store
        .frames(first.saturating_sub(1).max(1)..=*range.end());
    let mut frame = Frame::empty();
    while !shared.is_cancelled() && !shared.carries() && frames.read(&mut frame)? {
        if frame.info.number >= first && shared.is_asked(frame.info.number) {
            ask(&frame, &around, &mut chunk);
        }
        around.previous = frame.info.time;
    }
    Ok(chunk)
}
