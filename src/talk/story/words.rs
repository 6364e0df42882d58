//! What a step means, in the words of someone who explains it for the first time.

use super::ends::{Party, Side};
use super::step::{Fate, GapEnd, Step, TcpStep};
use super::units::duration;
use super::{Story, When};
use crate::model::{Marks, TcpFlags, TcpState, WindowScale};

/// Sentences that say what happens in a step, the most important one first.
pub fn explain(story: &Story, step: &Step) -> Vec<String> {
    let Some(parties) = story.parties() else {
        return Vec::new();
    };
    let teller = Teller {
        sender: &parties[step.from as usize],
        receiver: &parties[step.from.other() as usize],
    };
    match &step.tcp {
        Some(tcp) => teller.segment(tcp),
        None => teller.other(story, step),
    }
}

/// The inferred socket calls of a step, with the reasons for them.
pub fn inferred(story: &Story, step: &Step) -> Vec<String> {
    let Some(parties) = story.parties() else {
        return Vec::new();
    };
    let mut lines: Vec<String> = Vec::new();
    let mut reason = "";
    for act in &step.acts {
        if act.reason == reason
            && let Some(last) = lines.last_mut()
        {
            *last = last.replacen(": ", &format!(", {}: ", act.call), 1);
            continue;
        }
        reason = act.reason;
        let who = match parties[act.side as usize].role {
            "" if act.side == Side::Left => "left end",
            "" => "right end",
            role => role,
        };
        let earlier = match act.when {
            When::Earlier => ", earlier",
            When::Before | When::After => "",
        };
        lines.push(format!(
            "Inferred ({who}{earlier}) {}: {}.",
            act.call, act.reason
        ));
    }
    lines
}

/// The two parties of a step.
struct Teller<'p> {
    sender: &'p Party,
    receiver: &'p Party,
}

impl Teller<'_> {
    /// Where there is no connection.
    fn other(&self, story: &Story, step: &Step) -> Vec<String> {
        use crate::model::Transport;
        let who = self.sender.subject();
        match story.transport() {
            Some(Transport::Udp) => vec![format!(
                "{who} sends one datagram of {} bytes. UDP opens no connection and acknowledges nothing: \
                 whether it arrives, only the programs can find out (RFC 768).",
                step.len
            )],
            Some(Transport::Sctp) => vec![format!(
                "{who} sends an SCTP packet: chunks of one or several messages (RFC 9260 §3)."
            )],
            Some(Transport::Dccp) => vec![format!(
                "{who} sends a DCCP packet: datagrams with a connection around them (RFC 4340)."
            )],
            _ => vec![format!("{who} sends a frame of {} bytes.", step.wire_len)],
        }
    }

    fn segment(&self, tcp: &TcpStep) -> Vec<String> {
        let mut lines = Vec::new();
        let flags = tcp.segment.flags;
        lines.extend(self.stands_out(tcp));
        if flags.has(TcpFlags::RST) {
            lines.push(self.reset(tcp));
        } else if flags.has(TcpFlags::SYN) {
            lines.extend(self.opening(tcp));
        } else {
            lines.extend(self.bytes(tcp));
            lines.extend(self.finish(tcp));
            lines.extend(self.acknowledges(tcp));
        }
        lines.extend(self.fate(tcp));
        lines.extend(self.gap(tcp));
        lines.extend(self.window(tcp));
        lines
    }

    fn opening(&self, tcp: &TcpStep) -> Vec<String> {
        let (who, other) = (self.sender.subject(), self.receiver.object());
        let segment = &tcp.segment;
        let mut lines = vec![match segment.flags.has(TcpFlags::ACK) {
            false => format!(
                "{who} asks {other} for a connection (SYN), the first of three steps. It will count its \
                 bytes from {}, shown here as 0 (RFC 9293 §3.5).",
                segment.seq
            ),
            true => format!(
                "{who} agrees (ACK), and opens its own direction too (SYN): it will count its bytes from \
                 {}, shown here as 0. The second of three steps (RFC 9293 §3.5).",
                segment.seq
            ),
        }];
        lines.extend(segment.options.mss.map(|mss| {
            format!("It takes at most {mss} bytes of payload a segment: MSS (RFC 9293 §3.7.1).")
        }));
        lines.extend(rtt(tcp));
        lines
    }

    fn bytes(&self, tcp: &TcpStep) -> Option<String> {
        let len = tcp.segment.len;
        if len == 0 || tcp.analysis.marks.has(Marks::KEEP_ALIVE) {
            return None;
        }
        let first = tcp.relative_seq();
        let last = first.wrapping_add(len).wrapping_sub(1);
        let who = self.sender.subject();
        let push = match tcp.segment.flags.has(TcpFlags::PSH) {
            true => " PSH: hand them to the process now.",
            false => "",
        };
        Some(match len {
            1 => format!("{who} sends byte {first} of its stream.{push}"),
            _ => format!("{who} sends bytes {first} to {last} of its stream, {len} bytes.{push}"),
        })
    }

    fn finish(&self, tcp: &TcpStep) -> Option<String> {
        let who = self.sender.subject();
        tcp.segment.flags.has(TcpFlags::FIN).then(|| {
            let second = matches!(tcp.analysis.states[0], TcpState::LastAck | TcpState::Closed);
            match second {
                true => format!(
                    "{who} has nothing more to send either (FIN): the connection ends in both \
                     directions (RFC 9293 §3.6)."
                ),
                false => format!(
                    "{who} has nothing more to send (FIN). It still takes what {} sends: each \
                     direction is closed by itself (RFC 9293 §3.6).",
                    self.receiver.object()
                ),
            }
        })
    }

    fn acknowledges(&self, tcp: &TcpStep) -> Vec<String> {
        let marks = tcp.analysis.marks;
        if !tcp.segment.flags.has(TcpFlags::ACK) || marks.has(Marks::DUPLICATE_ACK) {
            return Vec::new();
        }
        let mut lines = Vec::new();
        let was_opening = tcp.before[1] == TcpState::SynReceived;
        if was_opening && tcp.analysis.states[1] == TcpState::Established {
            lines.push(
                "The third step: both ends now know that the other one hears them. The connection is \
                 open (RFC 9293 §3.5)."
                    .into(),
            );
        } else if self.ends(tcp) {
            lines.push(format!(
                "{} acknowledges the FIN: {} now knows that everything it sent has arrived \
                 (RFC 9293 §3.6).",
                self.sender.subject(),
                self.receiver.object()
            ));
        } else if tcp.segment.len == 0 && !tcp.segment.flags.has(TcpFlags::FIN) {
            lines.push(format!(
                "{} has everything before byte {} and waits for that one (RFC 9293 §3.4).",
                self.sender.subject(),
                tcp.relative_ack()
            ));
        }
        lines.extend(rtt(tcp));
        if tcp.unseen > 0 {
            lines.push(format!(
                "{} bytes that it acknowledges are not in the capture: they arrived, but the capture \
                 missed them.",
                tcp.unseen
            ));
        }
        lines
    }

    /// True if the segment acknowledges the receiver's FIN.
    fn ends(&self, tcp: &TcpStep) -> bool {
        let (was, is) = (tcp.before[1], tcp.analysis.states[1]);
        let ended = [TcpState::FinWait2, TcpState::TimeWait, TcpState::Closed];
        was != is
            && was >= TcpState::FinWait1
            && ended.contains(&is)
            && !tcp.segment.flags.has(TcpFlags::FIN)
    }

    fn reset(&self, tcp: &TcpStep) -> String {
        let who = self.sender.subject();
        match tcp.before[1] {
            TcpState::SynSent => format!(
                "{who} refuses the connection (RST): nobody listens on this port, or a firewall says so \
                 (RFC 9293 §3.5.2)."
            ),
            _ => format!(
                "{who} breaks the connection off (RST): what is on its way is lost, and nothing more is \
                 said (RFC 9293 §3.5.3)."
            ),
        }
    }

    /// What the marks say.
    fn stands_out(&self, tcp: &TcpStep) -> Vec<String> {
        let marks = tcp.analysis.marks;
        let (who, other) = (self.sender.subject(), self.receiver.object());
        let waited = tcp.analysis.timeout.map_or_else(String::new, |since| {
            format!(", {} after frame {}", duration(since.ns), since.frame)
        });
        let mut lines = Vec::new();
        let mut say = |mark: u16, text: String| {
            if marks.has(mark) {
                lines.push(text);
            }
        };
        say(
            Marks::REUSED_PORTS,
            "A new connection between ports that had one before.".into(),
        );
        if marks.has(Marks::SPURIOUS_RETRANSMISSION) {
            say(
                Marks::SPURIOUS_RETRANSMISSION,
                format!(
                    "Sent again in vain: {other} had acknowledged it already{waited} (RFC 3522)."
                ),
            );
        } else if marks.has(Marks::FAST_RETRANSMISSION) {
            say(
                Marks::FAST_RETRANSMISSION,
                format!(
                    "Sent again at once, because {other} asked for it with duplicate \
                     acknowledgments: fast retransmission (RFC 5681 §3.2)."
                ),
            );
        } else {
            say(
                Marks::RETRANSMISSION,
                format!(
                    "Sent again, because no acknowledgment came in time{waited} (RFC 6298 §5)."
                ),
            );
        }
        say(
            Marks::OUT_OF_ORDER,
            "Out of order: later bytes of the stream came before these. The receiver puts them in \
             order (RFC 9293 §3.4)."
                .into(),
        );
        let count = tcp
            .analysis
            .duplicate_ack
            .map_or(1, |duplicate| duplicate.number);
        say(
            Marks::DUPLICATE_ACK,
            format!(
                "{who} says once more (repetition {count}) that it waits for byte {}: something behind it \
                 has arrived, so something is missing. After the third one {other} sends it again at once \
                 (RFC 5681 §3.2).",
                tcp.relative_ack()
            ),
        );
        say(
            Marks::KEEP_ALIVE,
            format!(
                "Is {other} still there? An old byte that asks for an answer (RFC 9293 §3.8.4)."
            ),
        );
        say(
            Marks::KEEP_ALIVE_ACK,
            format!("{who} is still there: the answer to a keep-alive (RFC 9293 §3.8.4)."),
        );
        say(
            Marks::ZERO_WINDOW_PROBE,
            format!(
                "{who} asks whether the window is still closed, with one byte (RFC 9293 §3.8.6.1)."
            ),
        );
        say(
            Marks::ZERO_WINDOW_PROBE_ACK,
            format!("{who} answers: the window is still closed (RFC 9293 §3.8.6.1)."),
        );
        say(
            Marks::WINDOW_UPDATE,
            format!("{who} only tells how much it can take now (RFC 9293 §3.8.6)."),
        );
        lines
    }

    fn fate(&self, tcp: &TcpStep) -> Option<String> {
        match tcp.fate {
            Fate::Repeated { by, asked: true } => Some(format!(
                "It did not arrive: {} asked for it again, and frame {by} brings it. It was lost behind \
                 the place of the capture.",
                self.receiver.object()
            )),
            Fate::Repeated { by, asked: false } => Some(format!(
                "Frame {by} sends it again: it was lost behind the place of the capture, or its \
                 acknowledgment was."
            )),
            Fate::Unknown | Fate::Acknowledged => None,
        }
    }

    fn gap(&self, tcp: &TcpStep) -> Option<String> {
        let gap = tcp.gap?;
        let missing = format!("{} bytes before it were not seen here", gap.len);
        Some(match gap.end {
            GapEnd::Open => {
                format!("{missing}, and what became of them the capture does not tell.")
            }
            GapEnd::Late(by) => format!("{missing}: they were overtaken, and come in frame {by}."),
            GapEnd::SentAgain(by) => {
                format!(
                    "{missing}: they were lost before the place of the capture; frame {by} sends them again."
                )
            }
            GapEnd::Acknowledged(by) => format!(
                "{missing}, but {} has them: frame {by} acknowledges them. The capture missed them.",
                self.receiver.object()
            ),
        })
    }

    fn window(&self, tcp: &TcpStep) -> Option<String> {
        let marks = tcp.analysis.marks;
        let (who, other) = (self.sender.subject(), self.receiver.object());
        if marks.has(Marks::ZERO_WINDOW) {
            return Some(format!(
                "Window 0: {who} can take no more until its process reads; {other} has to wait (RFC 9293 §3.8.6).",
                who = who.to_lowercase()
            ));
        }
        if marks.has(Marks::WINDOW_FULL) {
            return Some(format!(
                "The window is full: {} may send no more before {other} acknowledges (RFC 9293 §3.8.6).",
                who.to_lowercase()
            ));
        }
        if tcp.segment.flags.has(TcpFlags::RST) {
            return None;
        }
        let note = match tcp.analysis.scale {
            WindowScale::Unknown => ", if it is not scaled: the handshake was not seen",
            WindowScale::None | WindowScale::Shift(_) => "",
        };
        Some(format!(
            "Window: {} can take {} bytes more{note} (RFC 9293 §3.8.6).",
            who.to_lowercase(),
            tcp.window()
        ))
    }
}

/// What the round-trip time of a segment says.
fn rtt(tcp: &TcpStep) -> Option<String> {
    let acked = tcp.analysis.acked?;
    Some(format!(
        "It answers frame {} after {}: the round-trip time, seen from the place of the capture (RFC 6298).",
        acked.frame,
        duration(acked.ns)
    ))
}
