//! The list of interfaces to capture on.

use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::State;

/// Heights of a sparkline's columns, lowest first; traffic that is there is always seen.
const HEIGHTS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Columns of a sparkline at most.
const SPARK: u16 = 30;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    canvas.text(2, 1, "Where shall decap listen?", theme.style("bright"));
    let rows = &state.picker.rows;
    let name_width = rows
        .iter()
        .map(|row| columns(&row.name))
        .max()
        .unwrap_or(0)
        .max(9)
        + 2;
    let state_width = rows
        .iter()
        .map(|row| columns(&row.state))
        .max()
        .unwrap_or(0)
        .max(5)
        + 2;
    let spark = if canvas.width() >= 76 {
        SPARK
    } else {
        SPARK / 2
    };
    let about = 4 + name_width + state_width + spark + 10;
    let heading = theme.style("dim");
    canvas.text(4, 3, "Interface", heading);
    canvas.text(4 + name_width, 3, "State", heading);
    canvas.text(4 + name_width + state_width, 3, "Traffic", heading);
    canvas.text(about, 3, "Addresses", heading);
    let trouble = state.picker.trouble.as_deref().unwrap_or_default();
    let foot = trouble.lines().count() as u16 + if trouble.is_empty() { 0 } else { 4 };
    let room = usize::from(canvas.height().saturating_sub(4 + foot)).max(1);
    let top = state.picker.chosen.saturating_sub(room.saturating_sub(1));
    for (line, (index, row)) in rows.iter().enumerate().skip(top).take(room).enumerate() {
        let y = 4 + line as u16;
        let chosen = index == state.picker.chosen;
        let style = if row.state == "down" {
            theme.style("dim")
        } else {
            theme.style("text")
        };
        canvas.text(
            4,
            y,
            &row.name,
            if chosen { theme.style("bright") } else { style },
        );
        canvas.text(4 + name_width, y, &row.state, style);
        let x = 4 + name_width + state_width;
        canvas.text(x, y, &sparkline(&row.rates, spark), theme.style("accent"));
        canvas.text(x + spark + 1, y, &rate(&row.rates), style);
        let width = canvas.width().saturating_sub(about + 1);
        canvas.text(about, y, &fit(&row.about, width), style);
        if chosen {
            canvas.paint(0, y, canvas.width(), theme.style("select"));
            canvas.text(
                2,
                y,
                if state.look.ascii { ">" } else { "▶" },
                theme.style("select"),
            );
        }
    }
    let mut y = 4 + rows.len().min(room) as u16 + 1;
    if !trouble.is_empty() {
        for line in trouble.lines() {
            canvas.text(4, y, line, theme.style("warning"));
            y += 1;
        }
        canvas.text(
            4,
            y + 1,
            "Meanwhile: press d for the bundled demonstration.",
            theme.style("text"),
        );
    }
}

/// The latest rates, as high as the highest of them allows.
fn sparkline(rates: &[u64], width: u16) -> String {
    let latest = &rates[rates.len().saturating_sub(usize::from(width))..];
    let most = latest.iter().copied().max().unwrap_or(0).max(1);
    let tallest = HEIGHTS.len() as u64 - 1;
    latest
        .iter()
        .map(|rate| HEIGHTS[height(*rate, most, tallest)])
        .collect()
}

fn height(rate: u64, most: u64, tallest: u64) -> usize {
    (u128::from(rate) * u128::from(tallest)).div_ceil(u128::from(most)) as usize
}

/// The latest rate in words.
fn rate(rates: &[u64]) -> String {
    rates.last().map_or_else(String::new, |bytes| {
        format!("{}/s", crate::tui::time::size(*bytes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparklines_show_the_latest_rates() {
        assert_eq!(sparkline(&[9, 9, 0, 1, 800], 3), "·▁█");
        assert_eq!(sparkline(&[], 5), "");
        assert_eq!(sparkline(&[u64::MAX, 0], 5), "█·");
    }
}
