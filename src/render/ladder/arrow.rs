//! One arrow between the two lines.

use super::{Columns, Line, Tone, fit, width};
use crate::talk::story::Side;

/// How an arrow is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// It carries no bytes.
    Thin,
    /// It carries bytes.
    Thick,
    /// It was sent before.
    Double,
    /// It is not in the capture.
    Dashed,
}

/// How an arrow ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tip {
    /// At the receiver.
    Arrives,
    /// On the way.
    Lost,
    /// Nobody knows where.
    Open,
}

/// Columns by which an arrow that does not arrive is shorter.
const SHORT: u16 = 5;

/// Columns by which an arrow is shorter than the room for it.
fn shortened(columns: &Columns, tip: Tip) -> u16 {
    match tip {
        Tip::Arrives => 0,
        Tip::Lost | Tip::Open => SHORT.min(columns.between() / 4),
    }
}

/// Columns that a label can have.
pub fn label_room(columns: &Columns, tip: Tip) -> u16 {
    columns
        .between()
        .saturating_sub(shortened(columns, tip) + 6)
}

/// Draws an arrow with a label on it. The candidates for the label become shorter; the first one that
/// fits is taken.
pub fn draw(
    line: &mut Line,
    columns: &Columns,
    from: Side,
    (stroke, tip): (Stroke, Tip),
    labels: &[String],
    (tone, text): (Tone, Tone),
) {
    let short = shortened(columns, tip);
    let len = columns.between().saturating_sub(short);
    let start = match from {
        Side::Left => columns.left + 1,
        Side::Right => columns.left + 1 + short,
    };
    let body = match stroke {
        Stroke::Thin => "─",
        Stroke::Thick => "━",
        Stroke::Double => "═",
        Stroke::Dashed => "╌",
    };
    line.put(start, body.repeat(usize::from(len)), tone);
    let head = match (tip, from) {
        (Tip::Arrives, Side::Left) => Some(("▶", start + len.saturating_sub(1), tone)),
        (Tip::Arrives, Side::Right) => Some(("◀", start, tone)),
        (Tip::Lost, Side::Left) => Some(("✗", start + len, Tone::Mark)),
        (Tip::Lost, Side::Right) => Some(("✗", start.saturating_sub(1), Tone::Mark)),
        (Tip::Open, _) => None,
    };
    if let Some((sign, x, tone)) = head {
        line.put(x, sign, tone);
    }
    let most = label_room(columns, tip);
    let fits = |label: &&String| width(label) <= most;
    let label = labels.iter().find(fits).or(labels.last());
    let Some(label) = label.filter(|label| !label.is_empty()) else {
        return;
    };
    let label = format!(" {} ", fit(label, most));
    let x = start + len.saturating_sub(width(&label)) / 2;
    line.put(x, label, text);
}
