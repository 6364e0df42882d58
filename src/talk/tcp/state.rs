//! The states of both ends (RFC 9293 §3.3.2), as the segments tell them: the sender's after it sent,
//! the receiver's as if the segment had just arrived. What was closed before the capture began is
//! not known; an end that acknowledges is then taken for open.

use super::order::{before, until};
use super::side::Side;
use crate::model::{Segment, TcpFlags, TcpState, WindowScale};

/// Moves both ends on, after they took in a segment that `mine` sent.
pub(super) fn advance(mine: &mut Side, theirs: &mut Side, segment: &Segment) {
    let flags = segment.flags;
    if flags.has(TcpFlags::RST) {
        if takes_reset(theirs, segment) {
            theirs.state = TcpState::Closed;
        }
        mine.state = TcpState::Closed;
        return;
    }
    match (flags.has(TcpFlags::SYN), flags.has(TcpFlags::ACK)) {
        (true, false) => open(mine, theirs),
        (true, true) => answer(mine, theirs, segment),
        (false, true) => acknowledge(mine, theirs, segment),
        (false, false) => {}
    }
    if flags.has(TcpFlags::FIN) {
        finish(mine, theirs, segment);
    }
    let states = [closing(mine, theirs), closing(theirs, mine)];
    for (side, state) in [mine, theirs].into_iter().zip(states) {
        if is_open(side.state) {
            side.state = state;
        }
    }
}

/// A SYN.
fn open(mine: &mut Side, theirs: &mut Side) {
    if matches!(mine.state, TcpState::Unknown | TcpState::Listen) {
        mine.state = TcpState::SynSent;
    }
    theirs.state = match theirs.state {
        TcpState::Unknown => TcpState::Listen,
        // Both have asked at once (RFC 9293 §3.5, figure 7).
        TcpState::SynSent => TcpState::SynReceived,
        other => other,
    };
}

/// A SYN with an acknowledgment.
fn answer(mine: &mut Side, theirs: &mut Side, segment: &Segment) {
    if mine.state < TcpState::SynReceived {
        mine.state = TcpState::SynReceived;
    }
    if theirs.state < TcpState::Established && covers_opening(theirs, segment) {
        theirs.state = TcpState::Established;
    }
}

/// An acknowledgment.
fn acknowledge(mine: &mut Side, theirs: &mut Side, segment: &Segment) {
    mine.has_heard = true;
    match (mine.state, theirs.state) {
        // The answer in between was not captured, but there was one.
        (TcpState::SynSent, _) => {
            mine.state = TcpState::Established;
            theirs.state = theirs.state.max(TcpState::Established);
        }
        (_, TcpState::SynReceived) if covers_opening(theirs, segment) => {
            theirs.state = TcpState::Established;
        }
        (TcpState::Unknown, TcpState::Unknown) if theirs.has_heard => {
            mine.state = TcpState::Established;
            theirs.state = TcpState::Established;
        }
        (TcpState::Unknown, other) if is_open(other) => mine.state = TcpState::Established,
        _ => {}
    }
}

/// A FIN.
fn finish(mine: &mut Side, theirs: &Side, segment: &Segment) {
    if mine.state == TcpState::SynReceived {
        mine.state = TcpState::Established;
    }
    if mine.fin.is_none() {
        mine.fin = Some(segment.seq.wrapping_add(segment.len));
        mine.closed_second = knows_end(mine, theirs);
    }
}

/// Where an open end stands between both FINs and their acknowledgments.
fn closing(own: &Side, other: &Side) -> TcpState {
    let sent = own.fin.is_some();
    let acknowledged = knows_end(other, own);
    let whole = |fin: u32| !before(other.whole_until, fin.wrapping_add(1));
    let received = knows_end(own, other) || other.fin.is_some_and(whole);
    match (sent, received, acknowledged) {
        (false, false, _) => TcpState::Established,
        (false, true, _) => TcpState::CloseWait,
        (true, false, false) => TcpState::FinWait1,
        (true, false, true) => TcpState::FinWait2,
        (true, true, false) if own.closed_second => TcpState::LastAck,
        (true, true, true) if own.closed_second => TcpState::Closed,
        (true, true, false) => TcpState::Closing,
        (true, true, true) => TcpState::TimeWait,
    }
}

/// True in the states in which bytes or a FIN may still come.
fn is_open(state: TcpState) -> bool {
    (TcpState::Established..=TcpState::TimeWait).contains(&state)
}

/// True if `own` has acknowledged the FIN of `other`.
fn knows_end(own: &Side, other: &Side) -> bool {
    let covers = |fin: u32| until(fin.wrapping_add(1), own.last_ack);
    own.has_heard && other.fin.is_some_and(covers)
}

/// True if the segment acknowledges the SYN of `theirs`.
fn covers_opening(theirs: &Side, segment: &Segment) -> bool {
    let first = theirs.base.map(|base| base.wrapping_add(1));
    first.is_none_or(|first| until(first, segment.ack))
}

/// True if the receiver believes a segment that breaks the connection off (RFC 9293 §3.10.7): it
/// answers the receiver's SYN, or lies in its window.
fn takes_reset(theirs: &Side, segment: &Segment) -> bool {
    if theirs.state == TcpState::SynSent {
        return segment.flags.has(TcpFlags::ACK) && covers_opening(theirs, segment);
    }
    if !theirs.has_heard {
        return true;
    }
    let window = match theirs.scale {
        WindowScale::Unknown => WindowScale::Shift(14).apply(theirs.window),
        scale => scale.apply(theirs.window),
    };
    segment.seq.wrapping_sub(theirs.last_ack) <= window
}
