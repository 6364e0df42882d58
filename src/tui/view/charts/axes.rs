//! The axes of a chart: where the plot is, and which value is where in it.

use ratatui::layout::{Position, Rect};

use crate::talk::story::chart::{Chart, Kind, Point, What};
use crate::talk::story::units::nice;
use crate::tui::canvas::{Canvas, columns};
use crate::tui::theme::Theme;

/// Columns left of the plot: the labels and the line.
const LEFT: u16 = 10;
/// Rows below it: the line and the labels.
const BELOW: u16 = 2;

/// Where the plot is, and what its edges stand for.
#[derive(Debug, Clone, Copy)]
pub(in crate::tui::view) struct Axes {
    /// The plot, without axes and labels.
    pub plot: Rect,
    /// The time at its left edge, in nanoseconds since the conversation began.
    pub start: f64,
    /// The time at its right edge.
    pub end: f64,
    /// The value at its lower edge.
    pub low: f64,
    /// The value at its upper edge.
    pub high: f64,
}

/// Part of a chart's time: nanoseconds since the conversation began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub start: i64,
    pub end: i64,
}

impl Stretch {
    /// All of it, or around `middle` the part that halving it so often leaves.
    pub fn of(chart: &Chart, middle: i64, halvings: u8) -> Stretch {
        let end = chart.end().max(1);
        let width = (end >> halvings.min(40)).max(1);
        let start = middle.saturating_sub(width / 2).clamp(0, end - width);
        Stretch {
            start,
            end: start + width,
        }
    }

    pub fn holds(&self, point: &Point) -> bool {
        (self.start..=self.end).contains(&point.at)
    }
}

/// The highest value that has to be in the picture: a window far above what is sent has not.
pub(super) fn top_of(chart: &Chart, stretch: Stretch) -> u64 {
    let is_window = |what: What| matches!(what, What::Window | What::WindowEdge);
    let highest = |windows: bool| {
        let own = chart
            .series
            .iter()
            .filter(|series| windows || !is_window(series.what));
        let points = own.flat_map(|series| &series.points);
        points
            .filter(|point| stretch.holds(point))
            .map(|point| point.high)
            .max()
    };
    let all = highest(true).unwrap_or_else(|| chart.top()).max(1);
    let top = highest(false).unwrap_or(all).max(1);
    // A window that is near is shown whole.
    match all <= top.saturating_mul(2) {
        true => all,
        false => top.saturating_add(top / 4),
    }
}

impl Axes {
    /// The plot in this area, without what stands beside and below it.
    pub fn room(area: Rect) -> Rect {
        Rect {
            x: area.x + LEFT.min(area.width),
            width: area.width.saturating_sub(LEFT + 1),
            height: area.height.saturating_sub(BELOW),
            ..area
        }
    }

    /// The axes of part of a chart in this area. What does not begin with the conversation begins at
    /// its lowest value.
    pub(super) fn of(chart: &Chart, area: Rect, stretch: Stretch, is_late: bool) -> Axes {
        let plot = Axes::room(area);
        let is_part = chart.kind == Kind::Sequence && stretch.start > 0;
        let shown = chart.all().filter(|point| stretch.holds(point));
        let lowest = shown.map(|point| point.low).min().unwrap_or(0);
        let low = if is_late || is_part { lowest } else { 0 };
        let high = top_of(chart, stretch).max(low + 1);
        Axes {
            plot,
            start: stretch.start as f64,
            end: stretch.end as f64,
            low: low as f64,
            high: high as f64 + (high - low) as f64 / 50.0,
        }
    }

    /// True if a point is between the left and the right edge.
    pub fn holds(&self, point: &Point) -> bool {
        (self.start..=self.end).contains(&(point.at as f64))
    }

    /// The column of a time: that of its dots, of which a cell has two beside each other.
    pub fn column(&self, at: i64) -> u16 {
        let share = (at as f64 - self.start) / (self.end - self.start);
        let last = f64::from(self.plot.width) * 2.0 - 1.0;
        self.plot.x + ((share.clamp(0.0, 1.0) * last.max(0.0)).round() / 2.0) as u16
    }

    /// The row of a value: that of its dots, of which a cell has four above each other.
    pub fn row(&self, value: f64) -> u16 {
        let share = (self.high - value) / (self.high - self.low);
        let last = f64::from(self.plot.height) * 4.0 - 1.0;
        self.plot.y + ((share.clamp(0.0, 1.0) * last.max(0.0)).round() / 4.0) as u16
    }

    /// The frame of the point nearest to a position.
    pub fn nearest(&self, chart: &Chart, at: Position) -> Option<u64> {
        let far = |point: &&Point| {
            let column = self.column(point.at).abs_diff(at.x);
            // A cell is about twice as high as it is wide.
            let row = self.row(point.low as f64).abs_diff(at.y);
            u32::from(column) + 2 * u32::from(row)
        };
        let shown = chart.all().filter(|point| self.holds(point));
        shown.min_by_key(far).map(|point| point.frame)
    }

    /// Draws lines, ticks and labels; `unit` writes values.
    pub fn draw(&self, unit: &dyn Fn(u64) -> String, theme: &Theme, canvas: &mut Canvas<'_>) {
        let (line, dim) = (theme.style("line"), theme.style("dim"));
        let plot = self.plot;
        if plot.width < 2 || plot.height < 2 {
            return;
        }
        let left = plot.x.saturating_sub(1);
        for y in plot.y..plot.bottom() {
            canvas.put(left, y, '│', line);
        }
        canvas.repeat(left, plot.bottom(), plot.width + 1, '─', line);
        canvas.put(left, plot.bottom(), '└', line);
        let rows = u64::from(plot.height / 4).max(1);
        let step = nice(((self.high - self.low) as u64 / rows).max(1));
        let mut value = (self.low as u64).div_ceil(step) * step;
        while (value as f64) <= self.high {
            let y = self.row(value as f64);
            canvas.put(left, y, '┤', line);
            canvas.text_right(left, y, &unit(value), dim);
            value = value.saturating_add(step);
        }
        let places = u64::from(plot.width / 16).max(1);
        let step = nice((((self.end - self.start) as u64) / places).max(1));
        let mut time = (self.start as u64).div_ceil(step) * step;
        while (time as f64) <= self.end {
            let x = self.column(time as i64);
            canvas.put(x, plot.bottom(), '┬', line);
            let text = exact(time, step);
            let width = columns(&text);
            let start = x.saturating_sub(width / 2);
            if start + width <= canvas.width() {
                canvas.text(start, plot.bottom() + 1, &text, dim);
            }
            time = time.saturating_add(step);
        }
    }
}

/// A time with as many digits as it takes to tell it from the next one.
fn exact(time: u64, step: u64) -> String {
    let (unit, name) = match time {
        0 => return "0".into(),
        _ if step >= 500_000_000 => (1_000_000_000, "s"),
        _ if step >= 500_000 => (1_000_000, "ms"),
        _ if step >= 500 => (1_000, "µs"),
        _ => (1, "ns"),
    };
    let (whole, part) = (time / unit, time % unit);
    match part {
        0 => format!("{whole} {name}"),
        _ => format!("{} {name}", time as f64 / unit as f64),
    }
}
