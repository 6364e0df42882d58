//! The socket calls that explain a step. Nobody saw them: they are inferred, and shown as such.

use std::collections::VecDeque;

use super::ends::Side;
use super::step::Step;
use super::tcp::{Followed, Reading};
use crate::talk::tcp::{At, Call, SocketCall, calls};

/// When a call was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// Before the conversation began.
    Earlier,
    /// Before the frame was sent: it is what sent it.
    Before,
    /// After the frame had arrived.
    After,
}

/// An inferred call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// Who made it.
    pub side: Side,
    /// When.
    pub when: When,
    /// The call as a program writes it.
    pub call: &'static str,
    /// Why it is believed.
    pub reason: &'static str,
}

/// The calls that explain a segment.
pub(super) fn of_segment(followed: &Followed, from: Side) -> Vec<Act> {
    let step = &followed.step;
    let analysis = &step.analysis;
    let calls = calls(&step.segment, analysis.marks, step.before, analysis.states);
    let act = |call: Call| {
        let (side, when) = match call.at {
            At::Sender => (from, When::Before),
            At::Receiver => (from.other(), When::After),
        };
        Act {
            side,
            when: if call.earlier { When::Earlier } else { when },
            call: call.call.text(),
            reason: call.reason,
        }
    };
    let mut acts: Vec<Act> = calls.into_iter().map(act).collect();
    // One call may fill several segments; the push tells where it ends.
    acts.retain(|act| !(followed.goes_on && act.call == SocketCall::Send.text()));
    match followed.reading {
        Reading::Usual => {}
        Reading::Waits => acts.retain(|act| !reads(act)),
        Reading::All if step.segment.len == 0 || acts.iter().any(reads) => {}
        Reading::All => acts.push(Act {
            side: from.other(),
            when: When::After,
            call: SocketCall::Receive.text(),
            reason: "nothing is missing any more: the process can read all that waited",
        }),
    }
    acts
}

/// True for the call that reads bytes of a stream.
pub(super) fn reads(act: &Act) -> bool {
    act.call == SocketCall::Receive.text()
}

/// Calls that were made before the conversation began move from its last step to its first.
pub(super) fn move_earlier(steps: &mut VecDeque<Step>) {
    let Some(last) = steps.back_mut() else {
        return;
    };
    let is_earlier = |act: &Act| act.when == When::Earlier;
    if !last.acts.iter().any(is_earlier) {
        return;
    }
    let (earlier, rest) = std::mem::take(&mut last.acts)
        .into_iter()
        .partition(is_earlier);
    last.acts = rest;
    if let Some(first) = steps.front_mut() {
        let own = std::mem::replace(&mut first.acts, earlier);
        first.acts.extend(own);
    }
}

const SOCKET: &str = "who sends has a socket";
const SEND: &str = "one call sends one datagram (RFC 768); a connected socket may use send()";
const BOUND: &str = "it answered, so its socket had this port before";
const RECEIVE: &str =
    "it sent something too, so a process has the socket; one call takes one datagram";

/// Adds the calls of the last step, a datagram. That an end reads is believed only if it ever sends:
/// then its earlier steps are told anew. `sent` says which ends have sent before.
pub(super) fn of_datagram(steps: &mut VecDeque<Step>, sent: &mut [bool; 2]) {
    let Some(from) = steps.back().map(|step| step.from) else {
        return;
    };
    let before = steps.len() - 1;
    let (mine, theirs) = (sent[from as usize], sent[from.other() as usize]);
    sent[from as usize] = true;
    let act = |side, when, call, reason| Act {
        side,
        when,
        call,
        reason,
    };
    if !mine && theirs {
        for (place, step) in steps.iter_mut().take(before).enumerate() {
            if place == 0 {
                step.acts.push(act(from, When::Earlier, "socket()", BOUND));
                step.acts.push(act(from, When::Earlier, "bind()", BOUND));
            }
            step.acts
                .push(act(from, When::After, "recvfrom()", RECEIVE));
        }
    }
    let Some(last) = steps.back_mut() else {
        return;
    };
    if !mine && !theirs {
        last.acts.push(act(from, When::Before, "socket()", SOCKET));
    }
    last.acts.push(act(from, When::Before, "sendto()", SEND));
    if theirs {
        let reader = from.other();
        last.acts
            .push(act(reader, When::After, "recvfrom()", RECEIVE));
    }
}
