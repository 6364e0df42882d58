//! The bar of a replay: the capture's time from left to right, with the density of traffic.

use ratatui::layout::Rect;

use crate::render::time::seconds;
use crate::tui::canvas::{Canvas, columns};
use crate::tui::state::{ReplayBar, State};
use crate::tui::time::span;

/// Heights of a column, lowest first.
const HEIGHTS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Where the strip of time begins and how wide it is, in columns of the bar.
pub fn strip(bar: Rect, replay: &ReplayBar) -> Rect {
    let left = columns(&left_text(replay)) + 2;
    let right = columns(&right_text(replay)) + 2;
    let width = bar.width.saturating_sub(left + right);
    Rect {
        x: bar.x.saturating_add(left),
        width,
        ..bar
    }
}

fn left_text(replay: &ReplayBar) -> String {
    let sign = match (replay.at_end, replay.playing) {
        (true, _) => "■",
        (false, true) => "▶",
        (false, false) => "‖",
    };
    let at = match (replay.time, replay.span) {
        (Some(time), Some((first, _))) => seconds(time.since(first), 6),
        _ => "-".into(),
    };
    format!(" {sign} {}×  {at}", replay.speed)
}

fn right_text(replay: &ReplayBar) -> String {
    replay
        .span
        .map_or_else(String::new, |(first, last)| span(last.since(first)))
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let Some(replay) = &state.replay else { return };
    let theme = &state.look.theme;
    canvas.clear(theme.style("bar"));
    canvas.text(0, 0, &left_text(replay), theme.style("bar.bright"));
    let width = canvas.width();
    canvas.text_right(
        width.saturating_sub(1),
        0,
        &right_text(replay),
        theme.style("bar"),
    );
    let strip = strip(Rect::new(0, 0, width, 1), replay);
    let heights = heights(replay, strip.width);
    let here = position(replay, strip.width);
    for (x, height) in heights.into_iter().enumerate() {
        let x = x as u16;
        let past = theme.style(if x <= here { "bar.bright" } else { "bar" });
        let (glyph, style) = if x == here {
            ('┃', theme.style("bar").patch(theme.style("key")))
        } else {
            (height, past)
        };
        canvas.put(strip.x + x, 0, glyph, style);
    }
}

/// The column of the newest frame.
fn position(replay: &ReplayBar, width: u16) -> u16 {
    match (replay.time, replay.span) {
        (Some(time), Some((first, last))) if last > first && width > 0 => {
            let share = time.since(first) as f64 / last.since(first) as f64;
            (share.clamp(0.0, 1.0) * f64::from(width - 1)).round() as u16
        }
        _ => 0,
    }
}

/// The density of traffic, a character for each column. A column with any frame shows something.
fn heights(replay: &ReplayBar, width: u16) -> Vec<char> {
    let buckets = &replay.density;
    let width = usize::from(width);
    if buckets.is_empty() || width == 0 {
        return vec![' '; width];
    }
    let mut counts = vec![0u64; width];
    for (index, count) in buckets.iter().enumerate() {
        counts[index * width / buckets.len()] += count;
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let tallest = HEIGHTS.len() as u64 - 1;
    counts
        .into_iter()
        .map(|count| HEIGHTS[(count * tallest).div_ceil(most) as usize])
        .collect()
}

/// The place in the capture's time that a column of the strip stands for, in thousandths.
pub fn place_at(strip: Rect, x: u16) -> u16 {
    let last = u32::from(strip.width.saturating_sub(1)).max(1);
    let column = u32::from(x.saturating_sub(strip.x)).min(last);
    (column * 1000 / last) as u16
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::Timestamp;

    fn bar(density: &[u64], at: i64) -> ReplayBar {
        ReplayBar {
            playing: true,
            at_end: false,
            speed: 0.5,
            time: Some(Timestamp(at)),
            span: Some((Timestamp(0), Timestamp(1000))),
            density: Arc::from(density),
        }
    }

    #[test]
    fn rare_traffic_is_still_seen() {
        assert_eq!(
            heights(&bar(&[1, 0, 1000, 500], 0), 4),
            ['▁', ' ', '█', '▄']
        );
        assert_eq!(heights(&bar(&[3, 3], 0), 4), ['█', ' ', '█', ' ']);
    }

    #[test]
    fn the_marker_runs_from_end_to_end() {
        assert_eq!(position(&bar(&[1], 0), 50), 0);
        assert_eq!(position(&bar(&[1], 1000), 50), 49);
    }

    #[test]
    fn a_click_on_either_end_goes_there() {
        let strip = Rect::new(10, 5, 21, 1);
        assert_eq!(place_at(strip, 10), 0);
        assert_eq!(place_at(strip, 20), 500);
        assert_eq!(place_at(strip, 30), 1000);
        assert_eq!(place_at(strip, 99), 1000);
    }
}
