//! Tables in text.

use std::fmt::{self, Write};

use super::Choice;
use super::table::{Column, rate, seconds, share, table};
use crate::statistics::{Bucket, Count, Figures, Hierarchy, Kind, Lengths, Series};

/// Columns of a bar at most.
const BAR: usize = 24;

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
    const COLUMNS: [Column; 7] = [
        Column::text("Protocol", 0),
        Column::number("Frames", 0),
        Column::number("Share", 1),
        Column::number("Bytes", 0),
        Column::number("Share", 2),
        Column::number("Last frames", 3),
        Column::number("Last bytes", 4),
    ];
    let total = tree.total();
    let all = tree.rows();
    let rows = all.iter().take(most).map(|(_, node)| {
        vec![
            format!("{}{}", "  ".repeat(usize::from(node.depth)), node.info.short),
            node.count.frames.to_string(),
            share(node.count.frames, total.frames),
            node.count.bytes.to_string(),
            share(node.count.bytes, total.bytes),
            node.last.frames.to_string(),
            node.last.bytes.to_string(),
        ]
    });
    writeln!(out, "Protocol hierarchy: {} frames", total.frames)?;
    table(&COLUMNS, &rows.collect::<Vec<_>>(), look.width, out)?;
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
    let rows = found.sorted(choice.order, choice.most).into_iter().map(|row| {
        let (total, [there, back]) = (row.total(), row.sent);
        let began = row.span.map(|(began, _)| seconds(began.since(start), 6));
        vec![
            row.ends[0].to_string(),
            row.ends[1].to_string(),
            total.frames.to_string(),
            total.bytes.to_string(),
            there.frames.to_string(),
            there.bytes.to_string(),
            back.frames.to_string(),
            back.bytes.to_string(),
            began.unwrap_or_else(|| "-".into()),
            seconds(row.duration(), 6),
            rate(row.rate(0)),
            rate(row.rate(1)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    writeln!(out, "{} conversations: {}", kind.title(), found.len())?;
    table(&conversation_columns(look.ascii), &rows, look.width, out)?;
    more(found.len().saturating_sub(choice.most), out)?;
    beyond(found.beyond(), "belong to more conversations than are kept", out)?;
    writeln!(out)
}

/// What goes to the right is what the first end sent.
fn conversation_columns(ascii: bool) -> [Column; 12] {
    let titles = match ascii {
        true => ["> Frames", "> Bytes", "< Frames", "< Bytes", "> Rate", "< Rate"],
        false => ["→ Frames", "→ Bytes", "← Frames", "← Bytes", "→ Rate", "← Rate"],
    };
    [
        Column::text("First end", 0),
        Column::text("Other end", 0),
        Column::number("Frames", 0),
        Column::number("Bytes", 0),
        Column::number(titles[0], 3),
        Column::number(titles[1], 2),
        Column::number(titles[2], 3),
        Column::number(titles[3], 2),
        Column::number("Start", 4),
        Column::number("Duration", 1),
        Column::number(titles[4], 5),
        Column::number(titles[5], 5),
    ]
}

pub(super) fn endpoints(
    (figures, kind): (&Figures, Kind),
    choice: Choice,
    look: &Look,
    out: &mut impl Write,
) -> fmt::Result {
    const COLUMNS: [Column; 8] = [
        Column::text("End", 0),
        Column::number("Frames", 0),
        Column::number("Bytes", 0),
        Column::number("Sent", 2),
        Column::number("Sent bytes", 1),
        Column::number("Received", 2),
        Column::number("Received bytes", 1),
        Column::text("Made by", 0),
    ];
    let (found, count) = figures.table(kind).endpoints(choice.order, choice.most);
    let rows = found.into_iter().map(|row| {
        let total = row.total();
        vec![
            row.end.to_string(),
            total.frames.to_string(),
            total.bytes.to_string(),
            row.sent.frames.to_string(),
            row.sent.bytes.to_string(),
            row.received.frames.to_string(),
            row.received.bytes.to_string(),
            row.vendor().unwrap_or_default().to_owned(),
        ]
    });
    let columns = match kind {
        Kind::Ethernet => &COLUMNS[..],
        _ => &COLUMNS[..7],
    };
    writeln!(out, "{} endpoints: {count}", kind.title())?;
    table(columns, &rows.collect::<Vec<_>>(), look.width, out)?;
    more(count.saturating_sub(choice.most), out)?;
    let lost = figures.table(kind).beyond();
    beyond(lost, "belong to more conversations than are kept", out)?;
    writeln!(out)
}

pub(super) fn lengths(lengths: &Lengths, look: &Look, out: &mut impl Write) -> fmt::Result {
    const COLUMNS: [Column; 7] = [
        Column::text("Length", 0),
        Column::number("Frames", 0),
        Column::number("Share", 0),
        Column::number("Average", 0),
        Column::number("Shortest", 1),
        Column::number("Longest", 1),
        Column::text("", 2),
    ];
    let total = lengths.total();
    let row = |bucket: &Bucket, name: String| {
        let extremes = bucket.extremes;
        let number = |number: Option<u32>| number.map_or_else(|| "-".into(), |n| n.to_string());
        let average = bucket.average();
        vec![
            name,
            bucket.count.frames.to_string(),
            share(bucket.count.frames, total.count.frames),
            average.map_or_else(|| "-".into(), |average| format!("{average:.2}")),
            number(extremes.map(|(low, _)| low)),
            number(extremes.map(|(_, high)| high)),
            bar(bucket.count.frames, total.count.frames, look.ascii),
        ]
    };
    let mut rows = vec![row(&total, "all".into())];
    for bucket in lengths.buckets() {
        let name = match bucket.to {
            Some(to) => format!("{}-{to}", bucket.from),
            None => format!("{} or more", bucket.from),
        };
        rows.push(row(bucket, name));
    }
    writeln!(out, "Frame lengths in bytes")?;
    table(&COLUMNS, &rows, look.width, out)?;
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
    writeln!(out, "Frames and bytes in intervals of {each} s, from the first frame on")?;
    table(&COLUMNS, &rows.collect::<Vec<_>>(), look.width, out)?;
    more(series.bins().len().saturating_sub(most), out)?;
    beyond(series.outside(), "have no time, or one outside of these intervals", out)?;
    writeln!(out)
}

fn bar(part: u64, whole: u64, ascii: bool) -> String {
    let full = (part as u128 * BAR as u128).div_ceil(u128::from(whole.max(1)));
    let mark = if ascii { "#" } else { "█" };
    mark.repeat(full as usize)
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
        frames => writeln!(out, "Not in this table: {frames} frames, {} bytes, which {what}", count.bytes),
    }
}
