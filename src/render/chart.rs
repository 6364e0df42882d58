//! The points of a chart as JSON.

use std::fmt::{self, Write};

use crate::talk::story::chart::{Chart, Kind, Unit};
use crate::talk::story::{Side, Story};

/// Writes a chart as one JSON object and a line end. Times are seconds since the conversation began,
/// values bytes, nanoseconds or bytes a second; a segment has its first byte and the one behind its
/// last.
///
/// # Errors
/// What the writer returns.
pub fn json(story: &Story, chart: &Chart, out: &mut impl Write) -> fmt::Result {
    let name = |side: Side| {
        let parties = story.parties();
        parties.map_or("", |parties| parties[side as usize].name.as_str())
    };
    let kind = match chart.kind {
        Kind::Sequence => "sequence",
        Kind::RoundTrip => "rtt",
        Kind::Flight => "flight",
        Kind::Throughput => "throughput",
    };
    let unit = match chart.kind.unit() {
        Unit::Bytes => "bytes",
        Unit::Time => "ns",
        Unit::BytesPerSecond => "bytes/s",
    };
    // Addresses and ports need no escapes.
    write!(
        out,
        "{{\"conversation\":{},\"kind\":\"{kind}\",\"from\":\"{}\",\"to\":\"{}\",\"unit\":\"{unit}\",\"series\":[",
        story.id(),
        name(chart.from),
        name(chart.from.other())
    )?;
    for (place, series) in chart.series.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        write!(
            out,
            "{comma}{{\"name\":\"{}\",\"points\":[",
            series.what.name()
        )?;
        for (place, point) in series.points.iter().enumerate() {
            let comma = if place > 0 { "," } else { "" };
            let sign = if point.at < 0 { "-" } else { "" };
            let at = point.at.unsigned_abs();
            let (whole, part) = (at / 1_000_000_000, at % 1_000_000_000);
            write!(
                out,
                "{comma}{{\"frame\":{},\"time\":{sign}{whole}.{part:09},\"low\":{},\"high\":{}}}",
                point.frame, point.low, point.high
            )?;
        }
        out.write_str("]}")?;
    }
    out.write_str("]}\n")
}
