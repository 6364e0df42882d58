//! What the threads of a scan do.

use std::ops::RangeInclusive;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{CHUNK, Chunk, Else, Next, Shared};
use crate::decode::Peeler;
use crate::filter::alone::Alone;
use crate::filter::{Around, Following, Scope};
use crate::model::{Dissection, Frame, FrameView, Timestamp};
use crate::store::{StoreError, courtesy};
use crate::talk::{Learner, Tracker};

/// How long a thread waits before it looks again whether more was learned.
const PATIENCE: Duration = Duration::from_millis(5);

/// Asks frames that are peeled alone.
pub(super) fn alone(shared: &Shared, mut peeler: Peeler<'static>) {
    let mut out = Dissection::default();
    let peels = shared.filter.needs().scope > Scope::Frame;
    let want = shared.filter.wants();
    let mut known = Alone::default();
    chunks(shared, |_, frame, around, chunk| {
        known.begin();
        if peels {
            peeler.peel(frame, want, &mut known, &mut out);
            known.end(&out);
        }
        chunk.may_carry |= known.may_carry;
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
        shared.start_anew();
        return match shared.otherwise {
            Else::Follow | Else::Recall => follow(shared, peeler),
            Else::End => shared.end(),
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
        courtesy::give_way();
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
    let mut found = Vec::new();
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
            found.push(*number);
        }
    }
    shared.found.insert_late(found);
    Ok(())
}

/// Asks frames with what was learned of their conversations, where it matters.
pub(super) fn recall(shared: &Shared, mut peeler: Peeler<'static>, learner: &Learner) {
    let mut out = Dissection::default();
    let needs = shared.filter.needs();
    let want = shared.filter.wants();
    let mut known = Alone::default();
    chunks(shared, |taken, frame, around, chunk| {
        let number = frame.info.number;
        let mut is_alone = !taken.carries;
        if is_alone && needs.scope > Scope::Frame {
            known.begin();
            peeler.peel(frame, want, &mut known, &mut out);
            known.end(&out);
            chunk.may_carry |= known.may_carry;
            is_alone = !known.is_piece;
        }
        if !is_alone {
            while learner.learned() < number && !shared.is_cancelled() {
                std::thread::sleep(PATIENCE);
            }
            learner.before(number, |known| peeler.peel(frame, want, known, &mut out));
        }
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
    let mut following = Following::new(shared.filter.clone(), peeler);
    let (mut frames, mut frame) = (shared.store.frames(1..), Frame::empty());
    while let Some((taken, range)) = take(shared) {
        let asked = shared.within.of(range.clone(), || shared.is_cancelled());
        let mut chunk = Chunk {
            last: *range.end(),
            ..Chunk::default()
        };
        while frames.position() <= *range.end() && !shared.is_cancelled() {
            if !frames.read(&mut frame)? {
                break;
            }
            courtesy::give_way();
            let number = frame.info.number;
            let is_asked = asked.as_ref().is_none_or(|asked| asked.contains(number));
            if following.hear(&frame, is_asked) && is_asked {
                chunk.found.push(number);
            }
        }
        shared.merge(taken, chunk);
    }
    Ok(())
}

fn first_time(shared: &Shared) -> Option<Timestamp> {
    let mut frame = Frame::empty();
    shared.store.frame(1, &mut frame).ok()?;
    frame.info.time
}

/// The next frames to be asked, as soon as there is one; `None` if there are no more. A scan that is
/// cancelled while it waits for a frame ends with that frame, or with the capture.
fn take(shared: &Shared) -> Option<(Next, RangeInclusive<u64>)> {
    let mut next = shared.next();
    let known = shared.store.wait_frames(next.frame);
    if known < next.frame || shared.is_cancelled() {
        return None;
    }
    let taken = *next;
    let last = known.min(taken.frame + CHUNK - 1);
    next.chunk += 1;
    next.frame = last + 1;
    Some((taken, taken.frame..=last))
}

/// Takes chunks of frames until there are no more, and calls `ask` with each frame that is asked.
fn chunks(shared: &Shared, mut ask: impl FnMut(&Next, &Frame, &Around, &mut Chunk)) {
    while !shared.carries()
        && let Some((taken, range)) = take(shared)
    {
        match take_chunk(shared, &taken, range, &mut ask) {
            Ok(chunk) if chunk.may_carry => match shared.otherwise {
                Else::Recall => shared.start_anew(),
                Else::Follow | Else::End => {
                    return shared.carries.store(true, Ordering::Release);
                }
            },
            Ok(chunk) => shared.merge(taken, chunk),
            Err(error) => return shared.fail(error),
        }
    }
}

fn take_chunk(
    shared: &Shared,
    taken: &Next,
    range: RangeInclusive<u64>,
    ask: &mut impl FnMut(&Next, &Frame, &Around, &mut Chunk),
) -> Result<Chunk, StoreError> {
    let mut chunk = Chunk {
        last: *range.end(),
        ..Chunk::default()
    };
    let asked = shared.within.of(range.clone(), || shared.is_cancelled());
    if asked
        .as_ref()
        .is_some_and(roaring::RoaringTreemap::is_empty)
    {
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
    while !chunk.may_carry && !shared.is_cancelled() && frames.read(&mut frame)? {
        courtesy::give_way();
        let number = frame.info.number;
        if number >= first && asked.as_ref().is_none_or(|asked| asked.contains(number)) {
            ask(taken, &frame, &around, &mut chunk);
        }
        around.previous = frame.info.time;
    }
    Ok(chunk)
}
