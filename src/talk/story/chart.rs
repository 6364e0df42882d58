//! The charts of a TCP connection: sequence numbers, round-trip times, bytes in flight, throughput.

use super::Story;
use super::ends::Side;
use super::step::{Step, TcpStep};
use super::units::{bytes, duration, nice};
use crate::model::{Marks, TcpFlags};

/// Stretches of time for which the throughput is told, at most.
const STRETCHES: i64 = 100;

/// What a chart shows over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sequence numbers, acknowledgments and the window's edge (the graph of W. R. Stevens).
    Sequence,
    /// How long it took until a segment was acknowledged.
    RoundTrip,
    /// Bytes on their way, and how many the receiver would take.
    Flight,
    /// Bytes a second.
    Throughput,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Kind; 4] = [
        Kind::Sequence,
        Kind::RoundTrip,
        Kind::Flight,
        Kind::Throughput,
    ];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Kind::Sequence => "Sequence numbers",
            Kind::RoundTrip => "Round-trip time",
            Kind::Flight => "Bytes in flight",
            Kind::Throughput => "Throughput",
        }
    }

    /// How its values are counted.
    pub const fn unit(self) -> Unit {
        match self {
            Kind::Sequence | Kind::Flight => Unit::Bytes,
            Kind::RoundTrip => Unit::Time,
            Kind::Throughput => Unit::BytesPerSecond,
        }
    }

    /// How to read it, in two or three sentences.
    pub const fn doc(self) -> &'static str {
        match self {
            Kind::Sequence => {
                "Each stroke is a segment: when it was sent, and which bytes of the stream it carried. Below runs what was acknowledged, above the edge of what the receiver takes. Steep is fast; flat is a pause; a stroke below others was sent again."
            }
            Kind::RoundTrip => {
                "From a segment to its acknowledgment, seen from the place of the capture: near the receiver it is short, because the way to the sender is not in it. It grows when queues on the way fill up (RFC 6298)."
            }
            Kind::Flight => {
                "Bytes sent and not acknowledged yet. The receiver's window bounds them, and so does what the sender believes the network can take (congestion window, RFC 5681 §3.1), which no header shows: it is what keeps the lower line low."
            }
            Kind::Throughput => {
                "Bytes of payload in stretches of equal time, those sent again included. Headers do not count."
            }
        }
    }
}

/// How values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Nanoseconds.
    Time,
    /// Bytes a second.
    BytesPerSecond,
}

impl Unit {
    /// A value with its unit.
    pub fn text(self, value: u64) -> String {
        match self {
            Unit::Bytes => bytes(value),
            Unit::Time => duration(value),
            Unit::BytesPerSecond => format!("{}/s", bytes(value)),
        }
    }
}

/// What the points of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// Segments: from their first byte to behind their last.
    Segments,
    /// Segments that were sent again.
    SentAgain,
    /// Up to where everything is acknowledged.
    Acknowledged,
    /// How far the receiver's window reaches.
    WindowEdge,
    /// Round-trip times.
    RoundTrip,
    /// Bytes in flight.
    InFlight,
    /// The receiver's window.
    Window,
    /// Bytes a second.
    Throughput,
}

impl What {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            What::Segments => "segments",
            What::SentAgain => "sent again",
            What::Acknowledged => "acknowledged",
            What::WindowEdge => "window's edge",
            What::RoundTrip => "round-trip time",
            What::InFlight => "in flight",
            What::Window => "window",
            What::Throughput => "throughput",
        }
    }

    /// True for values that hold until the next point.
    pub const fn is_held(self) -> bool {
        matches!(
            self,
            What::Acknowledged | What::WindowEdge | What::Window | What::InFlight
        )
    }
}

/// A point of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The frame it comes from.
    pub frame: u64,
    /// Nanoseconds since the conversation began.
    pub at: i64,
    /// The value; of a segment, its first byte.
    pub low: u64,
    /// The same, or of a segment the byte behind its last.
    pub high: u64,
}

/// Points of one kind, in the order of the frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What they are.
    pub what: What,
    /// The points.
    pub points: Vec<Point>,
}

/// A chart of the bytes that one end sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub kind: Kind,
    /// Whose bytes.
    pub from: Side,
    /// Its series; those without points are left out.
    pub series: Vec<Series>,
}

impl Chart {
    /// The chart of a story; empty if it is none of TCP, or its frames have no times.
    pub fn of(story: &Story, kind: Kind, from: Side) -> Chart {
        let mut tracer = Tracer {
            from,
            origin: story.start().map_or(0, |start| start.0),
            heights: Heights::default(),
            sent: 0,
            points: [const { Vec::new() }; 2],
            more: [const { Vec::new() }; 2],
        };
        let steps = story.steps().iter();
        match kind {
            Kind::Sequence => steps.for_each(|step| tracer.sequence(step)),
            Kind::RoundTrip => steps.for_each(|step| tracer.round_trip(step)),
            Kind::Flight => steps.for_each(|step| tracer.flight(step)),
            Kind::Throughput => tracer.throughput(story),
        }
        let names = match kind {
            Kind::Sequence => [
                What::Segments,
                What::SentAgain,
                What::Acknowledged,
                What::WindowEdge,
            ],
            Kind::RoundTrip => [What::RoundTrip; 4],
            Kind::Flight => [What::InFlight, What::Window, What::Window, What::Window],
            Kind::Throughput => [What::Throughput; 4],
        };
        let [first, second] = tracer.points;
        let [third, fourth] = tracer.more;
        let all = names.into_iter().zip([first, second, third, fourth]);
        let series = all.map(|(what, points)| Series { what, points });
        Chart {
            kind,
            from,
            series: series.filter(|series| !series.points.is_empty()).collect(),
        }
    }

    /// True if there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// The latest time, in nanoseconds since the conversation began.
    pub fn end(&self) -> i64 {
        self.all().map(|point| point.at).max().unwrap_or(0)
    }

    /// The highest value.
    pub fn top(&self) -> u64 {
        self.all().map(|point| point.high).max().unwrap_or(0)
    }

    /// All points.
    pub fn all(&self) -> impl Iterator<Item = &Point> {
        self.series.iter().flat_map(|series| &series.points)
    }

    /// The frames that have points, each once, in order.
    pub fn frames(&self) -> Vec<u64> {
        let mut frames: Vec<u64> = self.all().map(|point| point.frame).collect();
        frames.sort_unstable();
        frames.dedup();
        frames
    }
}

/// Sequence numbers that do not wrap around.
#[derive(Debug, Clone, Copy, Default)]
struct Heights {
    last: u64,
}

impl Heights {
    /// The relative number as it would be with 64 bits, near the last one.
    fn place(&mut self, relative: u32) -> u64 {
        let step = i64::from(relative.wrapping_sub(self.last as u32) as i32);
        self.last = self.last.saturating_add_signed(step);
        self.last
    }
}

struct Tracer {
    from: Side,
    origin: i64,
    heights: Heights,
    /// Behind the highest byte sent.
    sent: u64,
    points: [Vec<Point>; 2],
    more: [Vec<Point>; 2],
}

impl Tracer {
    /// The segment of a step, its frame and its time.
    fn look<'s>(&self, step: &'s Step) -> Option<(&'s TcpStep, Point)> {
        let at = step.time?.0.saturating_sub(self.origin);
        let point = Point {
            frame: step.frame,
            at,
            low: 0,
            high: 0,
        };
        Some((step.tcp.as_deref()?, point))
    }

    fn sequence(&mut self, step: &Step) {
        let Some((tcp, point)) = self.look(step) else {
            return;
        };
        if step.from == self.from {
            if tcp.segment.sequence_len() == 0 || tcp.segment.flags.has(TcpFlags::RST) {
                return;
            }
            let low = self.heights.place(tcp.relative_seq());
            let high = low.saturating_add(tcp.segment.sequence_len().into());
            self.points[usize::from(is_again(tcp))].push(Point { low, high, ..point });
        } else if tcp.segment.flags.has(TcpFlags::ACK) && !tcp.segment.flags.has(TcpFlags::RST) {
            let low = self.heights.place(tcp.relative_ack());
            self.more[0].push(value(point, low));
            let edge = low.saturating_add(tcp.window().into());
            self.more[1].push(value(point, edge));
        }
    }

    fn round_trip(&mut self, step: &Step) {
        if let Some((tcp, point)) = self.look(step)
            && step.from != self.from
            && let Some(acked) = tcp.analysis.acked
        {
            self.points[0].push(value(point, acked.ns));
        }
    }

    fn flight(&mut self, step: &Step) {
        let Some((tcp, point)) = self.look(step) else {
            return;
        };
        let flags = tcp.segment.flags;
        if step.from == self.from {
            let next = self.heights.place(tcp.relative_seq());
            self.sent = self
                .sent
                .max(next.saturating_add(tcp.segment.sequence_len().into()));
            if let Some(bytes) = tcp.analysis.in_flight {
                self.points[0].push(value(point, bytes.into()));
            }
        } else if flags.has(TcpFlags::ACK) && !flags.has(TcpFlags::RST) {
            let acked = self.heights.place(tcp.relative_ack());
            if !tcp.analysis.marks.has(Marks::DUPLICATE_ACK) {
                self.points[0].push(value(point, self.sent.saturating_sub(acked)));
            }
            self.points[1].push(value(point, tcp.window().into()));
        }
    }

    /// Bytes in stretches of equal time, each told at its end; nothing was sent where it is 0.
    fn throughput(&mut self, story: &Story) {
        let sent = story.steps().iter().filter(|step| step.from == self.from);
        let sent: Vec<(Point, u32)> = sent
            .filter_map(|step| Some((self.look(step)?.1, step.len)))
            .collect();
        let Some(end) = sent.iter().map(|(point, _)| point.at).max() else {
            return;
        };
        let width = nice(u64::try_from(end / STRETCHES).unwrap_or(0).max(10_000)) as i64;
        let count = usize::try_from(end.max(0) / width + 1).unwrap_or(1);
        let mut sums = vec![(0_u64, 0_u64); count.min(2 * STRETCHES as usize)];
        for (point, len) in sent {
            let place = usize::try_from(point.at / width).unwrap_or(0);
            if let Some((bytes, frame)) = sums.get_mut(place) {
                *bytes += u64::from(len);
                *frame = point.frame;
            }
        }
        let mut last = 0;
        for (place, (bytes, frame)) in sums.into_iter().enumerate() {
            last = if frame == 0 { last } else { frame };
            let rate = u128::from(bytes) * 1_000_000_000 / width.unsigned_abs() as u128;
            let rate = u64::try_from(rate).unwrap_or(u64::MAX);
            let at = (place as i64).saturating_add(1).saturating_mul(width);
            let point = Point {
                frame: last,
                at,
                low: rate,
                high: rate,
            };
            self.points[0].push(point);
        }
    }
}

const fn value(point: Point, value: u64) -> Point {
    Point {
        low: value,
        high: value,
        ..point
    }
}

/// True if the segment was sent before.
const fn is_again(tcp: &TcpStep) -> bool {
    tcp.analysis
        .marks
        .has(Marks::RETRANSMISSION | Marks::FAST_RETRANSMISSION | Marks::SPURIOUS_RETRANSMISSION)
}
