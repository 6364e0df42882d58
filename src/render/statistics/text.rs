//! Tables in text.

use std::fmt::{self, Write};

use super::table::{Column, bar, rate, seconds, table};
use super::{Choice, cells};
use crate::statistics::{Count, Figures, Hierarchy, Kind, Lengths, Series};

/// What tables are drawn with.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Width that a table may take, in columns.
    pub width: usize,
    /// ASCII characters only.
    pub ascii: bool,
}

pub(super) fn overview(name: &str, figures: &Figures, out: &mut impl Write) -> fmt::Result {
    let total = figures.total();
    writeln!(out, "{name}")?;
    let average = figures.lengths().total().average().unwrap_or_default();
    writeln!(
        out,
        "  Frames         {}, {} bytes, {average:.1} bytes a frame",
        total.frames, total.bytes
    )?;
    if let Some((start, end)) = figures.span() {
        let nanos = end.since(start);
        writeln!(out, "  First          {} UTC", start.utc())?;
        writeln!(out, "  Last           {} UTC", end.utc())?;
        let mean = (nanos > 0).then(|| total.bytes as f64 * 8e9 / nanos as f64);
        let (time, rate) = (seconds(nanos, 3), rate(mean));
        writeln!(out, "  Duration       {time} s, on average {rate}")?;
    }
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let rows = figures.table(kind);
        if !rows.is_empty() {
            let more = if rows.beyond().frames > 0 { "+" } else { "" };
            found.push(format!("{} {}{more}", kind.title(), rows.len()));
        }
    }
    match found.is_empty() {
        true => writeln!(out),
        false => writeln!(out, "  Conversations  {}\n", found.join(", ")),
    }
}

pub(super) fn hierarchy(
    tree: &Hierarchy,
    most: usize,
    look: &Look,
    out: &mut impl Write,
) -> fmt::Result {
    let total = tree.total();
    let all = tree.rows();
    let rows = all.iter().take(most);
    let rows: Vec<_> = rows
        .map(|(_, node)| cells::hierarchy(node, total))
        .collect();
    writeln!(out, "Protocol hierarchy: {} frames", total.frames)?;
    table(&cells::HIERARCHY, &rows, look.width, out)?;
    more(all.len().saturating_sub(most), out)?;
    beyond(tree.beyond(), "stand deeper than this tree is kept", out)?;
    writeln!(out)
}

pub(super) fn conversations(
    (figures, kind): (&Figures, Kind),
    choice: Choice,
    look: &Look,
    out: &mut impl Write,
) -> fmt::Result {
    let found = figures.table(kind);
    let start = figures.series().start();
    let rows = found.sorted(choice.order, choice.most);
    let rows: Vec<_> = rows
        .iter()
        .map(|row| cells::conversation(row, start))
        .collect();
    writeln!(out, "{} conversations: {}", kind.title(), found.len())?;
    let columns = cells::CONVERSATIONS.map(|column| match look.ascii {
        true => column.in_ascii(),
        false => column,
    });
    table(&columns, &rows, look.width, out)?;
    more(found.len().saturating_sub(choice.most), out)?;
    beyond(
        found.beyond(),
        "belong to more conversations than are kept",
        out,
    )?;
    writeln!(out)
}

pub(super) fn endpoints(
    (figures, kind): (&Figures, Kind),
    choice: Choice,
    look: &Look,
    out: &mut impl Write,
) -> fmt::Result {
    let (found, count) = figures.table(kind).endpoints(choice.order, choice.most);
    let rows: Vec<_> = found.iter().map(cells::endpoint).collect();
    writeln!(out, "{} endpoints: {count}", kind.title())?;
    table(cells::endpoints(kind), &rows, look.width, out)?;
    more(count.saturating_sub(choice.most), out)?;
    let lost = figures.table(kind).beyond();
    beyond(lost, "belong to more conversations than are kept", out)?;
    writeln!(out)
}

pub(super) fn lengths(lengths: &Lengths, look: &Look, out: &mut impl Write) -> fmt::Result {
    let total = lengths.total();
    let buckets = std::iter::once(&total).chain(lengths.buckets());
    let rows: Vec<_> = buckets
        .map(|bucket| cells::length(bucket, total.count.frames, look.ascii))
        .collect();
    writeln!(out, "Frame lengths in bytes")?;
    table(&cells::LENGTHS, &rows, look.width, out)?;
    writeln!(out)
}

pub(super) fn series(
    series: &Series,
    most: usize,
    look: &Look,
    out: &mut impl Write,
) -> fmt::Result {
    const COLUMNS: [Column; 5] = [
        Column::number("From", 0),
        Column::number("Frames", 0),
        Column::number("Bytes", 0),
        Column::number("Rate", 1),
        Column::text("", 2),
    ];
    let width = series.width();
    // As many decimals as the width of an interval needs.
    let decimals = (0..9).find(|n| width % 10_i64.pow(9 - n) == 0);
    let decimals = decimals.unwrap_or(9) as usize;
    let busiest = series.bins().iter().map(|bin| bin.bytes).max();
    let busiest = busiest.unwrap_or_default();
    let rows = series.bins().iter().enumerate().take(most);
    let rows = rows.map(|(index, bin)| {
        vec![
            seconds(width.saturating_mul(index as i64), decimals),
            bin.frames.to_string(),
            bin.bytes.to_string(),
            rate(Some(bin.bytes as f64 * 8e9 / width as f64)),
            bar(bin.bytes, busiest, look.ascii),
        ]
    });
    let each = seconds(width, decimals);
    writeln!(
        out,
        "Frames and bytes in intervals of {each} s, from the first frame on"
    )?;
    table(&COLUMNS, &rows.collect::<Vec<_>>(), look.width, out)?;
    more(series.bins().len().saturating_sub(most), out)?;
    beyond(
        series.outside(),
        "have no time, or one outside of these intervals",
        out,
    )?;
    writeln!(out)
}

fn more(rows: usize, out: &mut impl Write) -> fmt::Result {
    match rows {
        0 => Ok(()),
        1 => writeln!(out, "and 1 row more"),
        _ => writeln!(out, "and {rows} rows more"),
    }
}

fn beyond(count: Count, what: &str, out: &mut impl Write) -> fmt::Result {
    match count.frames {
        0 => Ok(()),
        frames => writeln!(
            out,
            "Not in this table: {frames} frames, {} bytes, which {what}",
            count.bytes
        ),
    }
}
