//! The columns of each table, and what stands in them.

use super::table::{Column, bar, rate, seconds, share};
use crate::model::Timestamp;
use crate::statistics::{Bucket, Conversation, Count, Endpoint, Kind, Node, Order};

/// The tree of protocols.
pub const HIERARCHY: [Column; 7] = [
    Column::text("Protocol", 0),
    Column::number("Frames", 0),
    Column::number("Share", 1),
    Column::number("Bytes", 0),
    Column::number("Share", 2),
    Column::number("Last frames", 3),
    Column::number("Last bytes", 4),
];

/// A row of the tree, of a capture of so many frames.
pub fn hierarchy(node: &Node, total: Count) -> Vec<String> {
    let indent = "  ".repeat(usize::from(node.depth));
    vec![
        format!("{indent}{}", node.info.short),
        node.count.frames.to_string(),
        share(node.count.frames, total.frames),
        node.count.bytes.to_string(),
        share(node.count.bytes, total.bytes),
        node.last.frames.to_string(),
        node.last.bytes.to_string(),
    ]
}

/// Conversations. What goes to the right is what the first end sent.
pub const CONVERSATIONS: [Column; 12] = [
    Column::text("First end", 0).by(Order::Address),
    Column::text("Other end", 0).by(Order::OtherAddress),
    Column::number("Frames", 0).by(Order::Frames),
    Column::number("Bytes", 0).by(Order::Bytes),
    Column::number("→ Frames", 3).by(Order::SentFrames),
    Column::number("→ Bytes", 2).by(Order::Sent),
    Column::number("← Frames", 3).by(Order::ReceivedFrames),
    Column::number("← Bytes", 2).by(Order::Received),
    Column::number("Start", 4).by(Order::Start),
    Column::number("Duration", 1).by(Order::Duration),
    Column::number("→ Rate", 5).by(Order::SentRate),
    Column::number("← Rate", 5).by(Order::ReceivedRate),
];

/// A conversation of a capture that began at `start`.
pub fn conversation(row: &Conversation, start: Timestamp) -> Vec<String> {
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
}

const ENDPOINTS: [Column; 8] = [
    Column::text("End", 0).by(Order::Address),
    Column::number("Frames", 0).by(Order::Frames),
    Column::number("Bytes", 0).by(Order::Bytes),
    Column::number("Sent", 2).by(Order::SentFrames),
    Column::number("Sent bytes", 1).by(Order::Sent),
    Column::number("Received", 2).by(Order::ReceivedFrames),
    Column::number("Received bytes", 1).by(Order::Received),
    Column::text("Made by", 0).by(Order::Vendor),
];

/// Ends of a kind; only those of network cards tell their maker.
pub fn endpoints(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Ethernet => &ENDPOINTS,
        _ => &ENDPOINTS[..7],
    }
}

/// An end.
pub fn endpoint(row: &Endpoint) -> Vec<String> {
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
}

/// Lengths of frames.
pub const LENGTHS: [Column; 7] = [
    Column::text("Length", 0),
    Column::number("Frames", 0),
    Column::number("Share", 0),
    Column::number("Average", 0),
    Column::number("Shortest", 1),
    Column::number("Longest", 1),
    Column::text("", 2),
];

/// The frames of a bucket, of so many frames.
pub fn length(bucket: &Bucket, all: u64, ascii: bool) -> Vec<String> {
    let name = match (bucket.from, bucket.to) {
        (0, None) => "all".into(),
        (from, Some(to)) => format!("{from}-{to}"),
        (from, None) => format!("{from} or more"),
    };
    let number = |number: Option<u32>| number.map_or_else(|| "-".into(), |n| n.to_string());
    let average = bucket.average();
    vec![
        name,
        bucket.count.frames.to_string(),
        share(bucket.count.frames, all),
        average.map_or_else(|| "-".into(), |average| format!("{average:.2}")),
        number(bucket.extremes.map(|(low, _)| low)),
        number(bucket.extremes.map(|(_, high)| high)),
        bar(bucket.count.frames, all, ascii),
    ]
}
