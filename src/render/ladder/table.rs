//! The conversations of a capture as a table.

use crate::model::TcpState;
use crate::talk::story::units::{bytes, duration};
use crate::talk::{Between, Conversation};

/// A conversation, and in which states its ends were last seen.
#[derive(Debug, Clone, Copy)]
pub struct Row<'c> {
    /// The conversation.
    pub conversation: &'c Conversation,
    /// The states of the first and of the second end of its key, if it is one of TCP.
    pub states: Option<[TcpState; 2]>,
}

/// What stands over the columns.
const HEADINGS: [&str; 8] = [
    "No.",
    "",
    "End",
    "End",
    "Frames",
    "Bytes →",
    "Bytes ←",
    "Lasts",
];

/// Writes conversations as lines of columns, with a heading.
pub fn table(rows: &[Row<'_>]) -> String {
    let mut cells: Vec<Vec<String>> = vec![HEADINGS.map(String::from).to_vec()];
    cells[0].push("State".into());
    cells.extend(rows.iter().map(row));
    let width = |column: usize| {
        let texts = cells.iter().filter_map(|row| row.get(column));
        texts.map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..=HEADINGS.len()).map(width).collect();
    let mut text = String::new();
    for row in &cells {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let is_number = matches!(column, 0 | 4 | 5 | 6 | 7);
            let pad = " ".repeat(width.saturating_sub(cell.chars().count()));
            line += &match is_number {
                true => format!("{pad}{cell}  "),
                false => format!("{cell}{pad}  "),
            };
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn row(row: &Row<'_>) -> Vec<String> {
    let conversation = row.conversation;
    let (kind, first, second) = match conversation.between {
        Between::Sockets(flow) => (
            flow.transport.name(),
            flow.from.to_string(),
            flow.to.to_string(),
        ),
        Between::Hosts(first, second) => ("", first.to_string(), second.to_string()),
    };
    let lasts = match (conversation.began, conversation.ended) {
        (Some(began), Some(ended)) => duration(u64::try_from(ended.since(began)).unwrap_or(0)),
        _ => "-".into(),
    };
    let state = match row.states {
        Some([one, other]) if one == other => one.name().to_string(),
        Some([one, other]) => format!("{} / {}", one.name(), other.name()),
        None => String::new(),
    };
    vec![
        conversation.id.to_string(),
        kind.into(),
        first,
        second,
        conversation.frames.iter().sum::<u64>().to_string(),
        bytes(conversation.bytes[0]),
        bytes(conversation.bytes[1]),
        lasts,
        state,
    ]
}
