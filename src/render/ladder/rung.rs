//! The lines of one step: what is missing before it, the calls, the arrow, what it says.

use super::arrow::{self, Stroke, Tip};
use super::columns::{Columns, MORE};
use super::{Ladder, Line, Tone, fit, width};
use crate::model::{Marks, TcpFlags, TcpState};
use crate::render::{Moments, TimeStyle};
use crate::talk::story::units::{bytes, duration};
use crate::talk::story::{Act, Fate, GapEnd, Side, Step, TcpStep, When};

pub(super) fn rung(ladder: &Ladder<'_>, number: usize) -> Vec<Line> {
    let steps = ladder.story.steps();
    let Some(step) = steps.get(number) else {
        return Vec::new();
    };
    let before = number.checked_sub(1).and_then(|number| steps.get(number));
    let mut lines = Vec::new();
    pause(ladder, step, before, &mut lines);
    missing(ladder, step, &mut lines);
    let mut arrow = arrow_line(ladder, step, before);
    let sender_is_free = is_free(step, step.from);
    let receiver_is_free = is_free(step, step.from.other());
    acts(ladder, step, &[When::Earlier], None, &mut lines);
    let own = Some(&mut arrow).filter(|_| sender_is_free);
    acts(ladder, step, &[When::Before], own, &mut lines);
    let place = lines.len();
    notes(ladder, step, &mut lines);
    let own = Some(&mut arrow).filter(|_| receiver_is_free);
    acts(ladder, step, &[When::After], own, &mut lines);
    lines.insert(place, arrow);
    lines
}

/// True if no state stands beside the arrow on this side.
fn is_free(step: &Step, side: Side) -> bool {
    step.tcp
        .as_deref()
        .is_none_or(|tcp| shown_state(step, tcp, side).is_none())
}

/// Nanoseconds from one step to the next.
fn since(step: &Step, before: Option<&Step>) -> Option<i64> {
    Some(step.time?.since(before?.time?))
}

/// The empty lines of a pause.
fn pause(ladder: &Ladder<'_>, step: &Step, before: Option<&Step>, lines: &mut Vec<Line>) {
    let pause = since(step, before).unwrap_or(0);
    let (count, is_cut) = ladder.options.pace.lines(pause);
    for place in 0..count {
        let mut line = ladder.lifelines();
        if is_cut && (place == count / 2) {
            line = Line::default();
            line.put(ladder.columns.left, "⋮", Tone::Line);
            line.put(ladder.columns.right, "⋮", Tone::Line);
            let text = duration(pause.unsigned_abs());
            line.put_right(ladder.columns.time_end, format!("⋮ {text}"), Tone::Dim);
        }
        lines.push(line);
    }
}

/// Dashed arrows for what the capture did not see.
fn missing(ladder: &Ladder<'_>, step: &Step, lines: &mut Vec<Line>) {
    let Some(tcp) = &step.tcp else {
        return;
    };
    let mut dashed = |from: Side, tip: Tip, text: &str, len: u32| {
        let mut line = ladder.lifelines();
        let size = bytes(len.into());
        let labels = [format!("{size} {text}"), text.into(), size];
        let look = (Stroke::Dashed, tip);
        let tones = (Tone::Mark, Tone::Mark);
        arrow::draw(&mut line, &ladder.columns, from, look, &labels, tones);
        lines.push(line);
    };
    if let Some(gap) = tcp.gap {
        let (tip, text) = match gap.end {
            GapEnd::Open => (Tip::Open, "not seen here".to_string()),
            GapEnd::Late(by) => (Tip::Open, format!("not here yet: in {by}")),
            GapEnd::SentAgain(by) => (Tip::Lost, format!("lost: again in {by}")),
            GapEnd::Acknowledged(_) => (Tip::Arrives, "not captured".to_string()),
        };
        dashed(step.from, tip, &text, gap.len);
    }
    if tcp.unseen > 0 {
        dashed(step.from.other(), Tip::Arrives, "not captured", tcp.unseen);
    }
}

/// The socket calls of these times, beside the lines of their ends. A single call stands beside the
/// arrow itself, if that is given.
fn acts(
    ladder: &Ladder<'_>,
    step: &Step,
    when: &[When],
    arrow: Option<&mut Line>,
    lines: &mut Vec<Line>,
) {
    if !ladder.options.acts {
        return;
    }
    let columns = &ladder.columns;
    let rooms = match arrow {
        Some(_) => columns.beside(),
        None => columns.rooms(),
    };
    let sides = [Side::Left, Side::Right].map(|side| {
        let own = |act: &&Act| act.side == side && when.contains(&act.when);
        let calls = step.acts.iter().filter(own).map(|act| act.call);
        flow(calls, rooms[side as usize])
    });
    let count = sides[0].len().max(sides[1].len());
    if let (Some(arrow), 1) = (arrow, count) {
        return put_acts(columns, &sides, 0, arrow);
    }
    if rooms != columns.rooms() {
        return acts(ladder, step, when, None, lines);
    }
    for place in 0..count {
        let mut line = ladder.lifelines();
        put_acts(columns, &sides, place, &mut line);
        lines.push(line);
    }
}

fn put_acts(columns: &Columns, sides: &[Vec<String>; 2], place: usize, line: &mut Line) {
    let [left, right] = sides;
    if let Some(text) = left.get(place) {
        line.put_right(columns.left.saturating_sub(1), text.as_str(), Tone::Act);
    }
    if let Some(text) = right.get(place) {
        line.put(columns.right + 2, text.as_str(), Tone::Act);
    }
}

/// Calls that flow into lines of `room` columns.
fn flow<'a>(calls: impl Iterator<Item = &'a str>, room: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for call in calls {
        for (place, word) in call.split(' ').enumerate() {
            let fits = |line: &&mut String| width(line) + 1 + width(word) <= room;
            match lines.last_mut().filter(fits) {
                Some(line) => {
                    line.push_str(if place == 0 { ", " } else { " " });
                    line.push_str(word);
                }
                None => lines.push(fit(word, room)),
            }
        }
    }
    lines
}

fn arrow_line(ladder: &Ladder<'_>, step: &Step, before: Option<&Step>) -> Line {
    let columns = &ladder.columns;
    let mut line = ladder.lifelines();
    line.put_right(columns.number_end, step.frame.to_string(), Tone::Text);
    let moments = Moments {
        start: ladder.story.start(),
        ..Moments::default()
    };
    let time = TimeStyle::default().text(step.time, &moments);
    line.put_right(
        columns.time_end,
        time.unwrap_or_else(|| "-".into()),
        Tone::Dim,
    );
    if let (Some(end), Some(pause)) = (columns.delta_end, since(step, before)) {
        let sign = if pause < 0 { "-" } else { "+" };
        let text = format!("{sign}{}", duration(pause.unsigned_abs()));
        line.put_right(end, text, Tone::Dim);
    }
    let mut labels = labels(step, ladder.options.raw);
    let mut tones = (Tone::Layer(step.protocol), Tone::Text);
    if let Some(label) = marked_label(ladder, step) {
        labels.insert(0, label);
        tones.1 = Tone::Mark;
    }
    let look = (stroke(step), tip(step));
    arrow::draw(&mut line, columns, step.from, look, &labels, tones);
    if let Some(tcp) = &step.tcp {
        states(ladder, step, tcp, &mut line);
        more(ladder, tcp, &mut line);
    }
    line
}

/// The states of both ends, where they changed.
fn states(ladder: &Ladder<'_>, step: &Step, tcp: &TcpStep, line: &mut Line) {
    let columns = &ladder.columns;
    if let Some(state) = shown_state(step, tcp, Side::Left) {
        line.put_right(columns.left.saturating_sub(1), state.name(), Tone::State);
    }
    if let Some(state) = shown_state(step, tcp, Side::Right) {
        line.put(columns.right + 2, state.name(), Tone::State);
    }
}

/// The state to be shown on a side: a new one. That an end listens is shown only once it is known:
/// when it has answered.
fn shown_state(step: &Step, tcp: &TcpStep, side: Side) -> Option<TcpState> {
    let place = usize::from(side != step.from);
    let (was, is) = (tcp.before[place], tcp.analysis.states[place]);
    let listened = || {
        let own = |act: &Act| act.side == side && act.when == When::Earlier;
        step.acts.iter().any(own)
    };
    match is {
        TcpState::Unknown => None,
        TcpState::Listen if !listened() => None,
        _ => (was != is).then_some(is),
    }
}

/// Bytes in flight, window and round-trip time.
fn more(ladder: &Ladder<'_>, tcp: &TcpStep, line: &mut Line) {
    let Some(start) = ladder.columns.more else {
        return;
    };
    let analysis = &tcp.analysis;
    let is_reset = tcp.segment.flags.has(TcpFlags::RST);
    let texts = [
        analysis.in_flight.map(|count| bytes(count.into())),
        (!is_reset).then(|| bytes(tcp.window().into())),
        analysis.acked.map(|acked| duration(acked.ns)),
    ];
    for (text, place) in texts.into_iter().zip(1..) {
        line.put_right(start + place * MORE, text.unwrap_or_default(), Tone::Dim);
    }
}

fn stroke(step: &Step) -> Stroke {
    let again = Marks::RETRANSMISSION | Marks::FAST_RETRANSMISSION | Marks::SPURIOUS_RETRANSMISSION;
    match &step.tcp {
        Some(tcp) if tcp.analysis.marks.has(again) => Stroke::Double,
        Some(tcp) if tcp.segment.len == 0 => Stroke::Thin,
        _ => Stroke::Thick,
    }
}

fn tip(step: &Step) -> Tip {
    match step.tcp.as_ref().map(|tcp| tcp.fate) {
        Some(Fate::Repeated { .. }) => Tip::Lost,
        _ => Tip::Arrives,
    }
}

/// The longest text on a step's arrow.
pub fn label(step: &Step, raw: bool) -> String {
    labels(step, raw).into_iter().next().unwrap_or_default()
}

/// Flags in the order in which one says them: "SYN ACK", "PSH ACK".
fn flags(flags: TcpFlags) -> String {
    const NAMES: [(u8, &str); 8] = [
        (TcpFlags::SYN, "SYN"),
        (TcpFlags::FIN, "FIN"),
        (TcpFlags::RST, "RST"),
        (TcpFlags::PSH, "PSH"),
        (0x20, "URG"),
        (0x40, "ECE"),
        (0x80, "CWR"),
        (TcpFlags::ACK, "ACK"),
    ];
    let set = NAMES.into_iter().filter(|(flag, _)| flags.has(*flag));
    match set.map(|(_, name)| name).collect::<Vec<_>>() {
        none if none.is_empty() => "no flags".into(),
        names => names.join(" "),
    }
}

/// Texts for an arrow, the longest first.
fn labels(step: &Step, raw: bool) -> Vec<String> {
    let Some(tcp) = &step.tcp else {
        return vec![match step.len {
            0 => step.protocol.short.to_string(),
            len => format!("{len} B"),
        }];
    };
    let segment = &tcp.segment;
    let flags = flags(segment.flags);
    let (seq, ack) = match raw {
        true => (segment.seq, segment.ack),
        false => (tcp.relative_seq(), tcp.relative_ack()),
    };
    let takes_room = segment.sequence_len() > 0 || segment.flags.has(TcpFlags::RST);
    let seq = if takes_room {
        format!(" seq {seq}")
    } else {
        String::new()
    };
    let ack = match segment.flags.has(TcpFlags::ACK) {
        true => format!(" ack {ack}"),
        false => String::new(),
    };
    let len = match segment.len {
        0 => String::new(),
        len => format!(", {len} B"),
    };
    let mut labels = vec![format!("{flags}{seq}{ack}{len}")];
    if takes_room {
        labels.push(format!("{flags}{seq}{len}"));
    }
    labels.push(format!("{flags}{len}"));
    labels
}

/// The text on an arrow with what stands out behind it, if there is room for both.
fn marked_label(ladder: &Ladder<'_>, step: &Step) -> Option<String> {
    let marks = step
        .tcp
        .as_deref()
        .map(marks)
        .filter(|marks| !marks.is_empty())?;
    let text = format!("{}, {marks}", label(step, ladder.options.raw));
    let room = arrow::label_room(&ladder.columns, tip(step));
    (width(&text) <= room).then_some(text)
}

/// What stands out, and what the message says, below the arrow.
fn notes(ladder: &Ladder<'_>, step: &Step, lines: &mut Vec<Line>) {
    let columns = &ladder.columns;
    let room = columns.between().saturating_sub(2);
    let mut add = |text: &str, tone: Tone| {
        let text = fit(text, room);
        let mut line = ladder.lifelines();
        let x = columns.left + 1 + columns.between().saturating_sub(width(&text)) / 2;
        line.put(x, text, tone);
        lines.push(line);
    };
    if let Some(tcp) = &step.tcp {
        let marks = marks(tcp);
        if !marks.is_empty() && marked_label(ladder, step).is_none() {
            add(&marks, Tone::Mark);
        }
    }
    if !step.summary.is_empty() && !step.is_part {
        add(&step.summary, Tone::Layer(step.protocol));
    }
}

/// What stands out about a segment, in a few words.
fn marks(tcp: &TcpStep) -> String {
    const NAMES: [(u16, &str); 9] = [
        (Marks::OUT_OF_ORDER, "out of order"),
        (Marks::ZERO_WINDOW, "zero window"),
        (Marks::ZERO_WINDOW_PROBE, "zero window probe"),
        (Marks::ZERO_WINDOW_PROBE_ACK, "zero window probe ACK"),
        (Marks::WINDOW_FULL, "window full"),
        (Marks::WINDOW_UPDATE, "window update"),
        (Marks::KEEP_ALIVE, "keep-alive"),
        (Marks::KEEP_ALIVE_ACK, "keep-alive ACK"),
        (Marks::REUSED_PORTS, "ports used again"),
    ];
    let marks = tcp.analysis.marks;
    let mut texts = Vec::new();
    if let Fate::Repeated { by, asked } = tcp.fate {
        let lost = if asked { "lost" } else { "it or its ACK lost" };
        texts.push(format!("{lost}: again in {by}"));
    }
    if marks.has(Marks::SPURIOUS_RETRANSMISSION) {
        texts.push("sent again in vain".into());
    } else if marks.has(Marks::FAST_RETRANSMISSION) {
        texts.push("sent again, asked for".into());
    } else if marks.has(Marks::RETRANSMISSION) {
        texts.push("sent again, time-out".into());
    }
    if let Some(duplicate) = tcp.analysis.duplicate_ack {
        texts.push(format!("duplicate ACK {}", duplicate.number));
    }
    let own = NAMES.into_iter().filter(|(mark, _)| marks.has(*mark));
    texts.extend(own.map(|(_, name)| name.to_string()));
    texts.join(", ")
}
