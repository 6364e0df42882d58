//! The socket calls that explain a step. Nobody saw them: they are inferred, and shown as such.

use std::collections::VecDeque;

use super::ends::Side;
use super::step::{Step, TcpStep};
use crate::talk::tcp::{At, calls};

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
pub(super) fn of_segment(step: &TcpStep, from: Side) -> Vec<Act> {
    let analysis = &step.analysis;
    let calls = calls(&step.segment, analysis.marks, step.before, analysis.states);
    let act = |call: crate::talk::tcp::Call| {
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
    calls.into_iter().map(act).collect()
}

const SOCKET: &str = "who sends has a socket";
const SEND: &str = "one call sends one datagram (RFC 768); a connected socket may use send()";
const BOUND: &str = "it answered, so its socket had this port before";
const RECEIVE: &str = "it sent something too, so a process has the socket; one call takes one datagram";

/// Adds the calls of the last step, a datagram. That an end reads is believed only if it ever sends:
/// then its earlier steps are told anew.
pub(super) fn of_datagram(steps: &mut VecDeque<Step>) {
    let Some(from) = steps.back().map(|step| step.from) else {
        return;
    };
    let before = steps.len() - 1;
    let has_sent = |side: Side| steps.iter().take(before).any(|step| step.from == side);
    // The newest steps tell as well as the oldest, and sooner.
    let (mine, theirs) = (has_sent(from), has_sent(from.other()));
    let act = |side, when, call, reason| Act {
        side,
        when,
        call,
        reason,
    };
    if !mine && theirs {
        let mut first = true;
        for step in steps.iter_mut().take(before) {
            if first {
                step.acts.push(act(from, When::Earlier, "socket()", BOUND));
                step.acts.push(act(from, When::Earlier, "bind()", BOUND));
            }
            first = false;
            step.acts.push(act(from, When::After, "recvfrom()", RECEIVE));
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
        last.acts.push(act(from.other(), When::After, "recvfrom()", RECEIVE));
    }
}
