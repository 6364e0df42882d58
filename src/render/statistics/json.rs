//! One JSON object per row and line.

use std::fmt::{self, Write};

use super::Choice;
use crate::model::{Address, Timestamp};
use crate::render::json::string;
use crate::statistics::{Count, End, Figures, Hierarchy, Kind, Lengths, Series};

pub(super) fn overview(name: &str, figures: &Figures, out: &mut impl Write) -> fmt::Result {
    out.write_str("{\"table\":\"overview\",\"name\":")?;
    string(name, out)?;
    count(figures.total(), out)?;
    if let Some((start, end)) = figures.span() {
        write!(out, ",\"start\":\"{start}\",\"end\":\"{end}\"")?;
    }
    out.write_str(",\"conversations\":{")?;
    for (index, kind) in Kind::ALL.into_iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        write!(out, "{comma}\"{}\":{}", kind.name(), figures.table(kind).len())?;
    }
    out.write_str("}}\n")
}

pub(super) fn hierarchy(tree: &Hierarchy, most: usize, out: &mut impl Write) -> fmt::Result {
    for (place, node) in tree.rows().into_iter().take(most) {
        let names = tree.chain(place).into_iter().map(|info| info.name);
        let chain = names.collect::<Vec<_>>().join(":");
        write!(out, "{{\"table\":\"hierarchy\",\"protocols\":\"{chain}\",\"depth\":{}", node.depth)?;
        count(node.count, out)?;
        let Count { frames, bytes } = node.last;
        write!(out, ",\"last_frames\":{frames},\"last_bytes\":{bytes}")?;
        end(&tree.filter(place), out)?;
    }
    beyond("hierarchy", None, tree.beyond(), out)
}

pub(super) fn conversations(
    (figures, kind): (&Figures, Kind),
    choice: Choice,
    out: &mut impl Write,
) -> fmt::Result {
    let (found, start) = (figures.table(kind), figures.series().start());
    for row in found.sorted(choice.order, choice.most) {
        write!(out, "{{\"table\":\"conversations\",\"type\":\"{}\"", kind.name())?;
        for (name, place) in [("a", &row.ends[0]), ("b", &row.ends[1])] {
            write!(out, ",\"{name}\":{{")?;
            address(kind, place, out)?;
            out.write_char('}')?;
        }
        count(row.total(), out)?;
        for (name, sent) in [("a_to_b", row.sent[0]), ("b_to_a", row.sent[1])] {
            write!(out, ",\"{name}\":{{\"frames\":{},\"bytes\":{}}}", sent.frames, sent.bytes)?;
        }
        write!(out, ",\"first_frame\":{},\"last_frame\":{}", row.first, row.last)?;
        if let Some((began, _)) = row.span {
            let (began, duration) = (Timestamp(began.since(start)), Timestamp(row.duration()));
            write!(out, ",\"start\":{began},\"duration\":{duration}")?;
        }
        for (name, which) in [("a_to_b_bits_per_second", 0), ("b_to_a_bits_per_second", 1)] {
            if let Some(rate) = row.rate(which) {
                write!(out, ",\"{name}\":{rate:.3}")?;
            }
        }
        end(&row.filter(kind), out)?;
    }
    beyond("conversations", Some(kind), found.beyond(), out)
}

pub(super) fn endpoints(
    (figures, kind): (&Figures, Kind),
    choice: Choice,
    out: &mut impl Write,
) -> fmt::Result {
    for row in figures.table(kind).endpoints(choice.order, choice.most).0 {
        write!(out, "{{\"table\":\"endpoints\",\"type\":\"{}\",", kind.name())?;
        address(kind, &row.end, out)?;
        if let Some(vendor) = row.vendor() {
            out.write_str(",\"vendor\":")?;
            string(vendor, out)?;
        }
        count(row.total(), out)?;
        for (name, way) in [("sent", row.sent), ("received", row.received)] {
            write!(out, ",\"{name}\":{{\"frames\":{},\"bytes\":{}}}", way.frames, way.bytes)?;
        }
        end(&row.end.filter(kind), out)?;
    }
    let lost = figures.table(kind).beyond();
    beyond("endpoints", Some(kind), lost, out)
}

pub(super) fn lengths(lengths: &Lengths, out: &mut impl Write) -> fmt::Result {
    for bucket in std::iter::once(&lengths.total()).chain(lengths.buckets()) {
        write!(out, "{{\"table\":\"lengths\",\"from\":{}", bucket.from)?;
        if let Some(to) = bucket.to {
            write!(out, ",\"to\":{to}")?;
        }
        count(bucket.count, out)?;
        if let (Some(average), Some((low, high))) = (bucket.average(), bucket.extremes) {
            write!(out, ",\"average\":{average:.3},\"shortest\":{low},\"longest\":{high}")?;
        }
        end(&bucket.filter(), out)?;
    }
    Ok(())
}

pub(super) fn series(series: &Series, most: usize, out: &mut impl Write) -> fmt::Result {
    let width = Timestamp(series.width());
    for (index, bin) in series.bins().iter().enumerate().take(most) {
        let from = Timestamp(series.width().saturating_mul(index as i64));
        write!(out, "{{\"table\":\"io\",\"from\":{from},\"interval\":{width}")?;
        count(*bin, out)?;
        end(&series.filter(index), out)?;
    }
    beyond("io", None, series.outside(), out)
}

fn count(count: Count, out: &mut impl Write) -> fmt::Result {
    write!(out, ",\"frames\":{},\"bytes\":{}", count.frames, count.bytes)
}

fn address(kind: Kind, end: &End, out: &mut impl Write) -> fmt::Result {
    out.write_str("\"address\":")?;
    match end.address {
        Address::Unknown => out.write_str("null")?,
        address => write!(out, "\"{address}\"")?,
    }
    match kind.has_ports() {
        true => write!(out, ",\"port\":{}", end.port),
        false => Ok(()),
    }
}

fn end(filter: &str, out: &mut impl Write) -> fmt::Result {
    out.write_str(",\"filter\":")?;
    string(filter, out)?;
    out.write_str("}\n")
}

/// What found no place in the table.
fn beyond(table: &str, kind: Option<Kind>, lost: Count, out: &mut impl Write) -> fmt::Result {
    if lost.frames == 0 {
        return Ok(());
    }
    write!(out, "{{\"table\":\"{table}\"")?;
    if let Some(kind) = kind {
        write!(out, ",\"type\":\"{}\"", kind.name())?;
    }
    out.write_str(",\"not_listed\":true")?;
    count(lost, out)?;
    out.write_str("}\n")
}
