//! The axes of a chart: where the plot is, and which value is where in it.

use ratatui::layout::{Position, Rect};

use crate::talk::story::chart::{Chart, Point, Unit, What};
use crate::talk::story::units::{duration, nice};
use crate::tui::canvas::{Canvas, columns};
use crate::tui::theme::Theme;

/// Columns left of the plot: the labels and the line.
const LEFT: u16 = 10;
/// Rows below it: the line and the labels.
const BELOW: u16 = 2;

/// Where the plot is, and what its edges stand for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axes {
    /// The plot, without axes and labels.
    pub plot: Rect,
    /// The time at its right edge, in nanoseconds; its left edge is 0.
    pub end: f64,
    /// The value at its lower edge.
    pub low: f64,
    /// The value at its upper edge.
    pub high: f64,
}

/// The highest value that has to be in the picture: a window far above what is sent has not.
pub(super) fn top_of(chart: &Chart) -> u64 {
    let is_window = |what: What| matches!(what, What::Window | What::WindowEdge);
    let series = chart.series.iter().filter(|series| !is_window(series.what));
    let points = series.flat_map(|series| &series.points);
    let top = points.map(|point| point.high).max();
    let top = top.unwrap_or_else(|| chart.top()).max(1);
    let all = chart.top();
    // A window that is near is shown whole.
    if all <= top.saturating_mul(2) {
        all.max(1)
    } else {
        top + top / 4
    }
}

impl Axes {
    /// The axes of a chart in this area. A chart that does not begin with the conversation begins at
    /// its lowest value.
    pub fn of(chart: &Chart, area: Rect, is_late: bool) -> Axes {
        let plot = Rect {
            x: area.x + LEFT.min(area.width),
            width: area.width.saturating_sub(LEFT + 1),
            height: area.height.saturating_sub(BELOW),
            ..area
        };
        let lowest = chart.all().map(|point| point.low).min().unwrap_or(0);
        let low = if is_late { lowest } else { 0 };
        let high = top_of(chart).max(low + 1);
        Axes {
            plot,
            end: (chart.end().max(1)) as f64,
            low: low as f64,
            high: high as f64 + (high - low) as f64 / 50.0,
        }
    }

    /// The column of a time.
    pub fn column(&self, at: i64) -> u16 {
        let last = self.plot.width.saturating_sub(1);
        let share = (at as f64 / self.end).clamp(0.0, 1.0);
        self.plot.x + (share * f64::from(last)).round() as u16
    }

    /// The row of a value.
    pub fn row(&self, value: f64) -> u16 {
        let last = self.plot.height.saturating_sub(1);
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.plot.y + last - (share * f64::from(last)).round() as u16
    }

    /// The frame of the point nearest to a position.
    pub fn nearest(&self, chart: &Chart, at: Position) -> Option<u64> {
        let far = |point: &&Point| {
            let column = self.column(point.at).abs_diff(at.x);
            // A cell is about twice as high as it is wide.
            let row = self.row(point.low as f64).abs_diff(at.y);
            u32::from(column) + 2 * u32::from(row)
        };
        chart.all().min_by_key(far).map(|point| point.frame)
    }

    /// Draws lines, ticks and labels.
    pub fn draw(&self, unit: Unit, theme: &Theme, canvas: &mut Canvas<'_>) {
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
            canvas.text_right(left, y, &unit.text(value), dim);
            value = value.saturating_add(step);
        }
        let places = u64::from(plot.width / 16).max(1);
        let step = nice((self.end as u64 / places).max(1));
        let mut time = 0;
        while (time as f64) <= self.end {
            let x = self.column(time as i64);
            canvas.put(x, plot.bottom(), '┬', line);
            let text = duration(time);
            let width = columns(&text);
            let start = x.saturating_sub(width / 2);
            if start + width <= canvas.width() {
                canvas.text(start, plot.bottom() + 1, &text, dim);
            }
            time = time.saturating_add(step);
        }
    }
}
