//! Frames or bytes over time: a bar for every interval.

use ratatui::layout::Rect;

use super::{ABOVE, BELOW};
use crate::render::statistics::rate;
use crate::statistics::Series;
use crate::talk::story::units::{bytes, duration, nice};
use crate::tui::canvas::{Canvas, fit};
use crate::tui::state::{State, StatisticsView};
use crate::tui::view::charts::Axes;

/// How many of the narrowest intervals may stand together in one of the chart.
const TOGETHER: [usize; 16] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000,
];

/// Lines between the plot and the filter: what the cursor is on.
const WORDS: u16 = 1;

/// The chart as it fits the screen.
pub struct Chart {
    /// The intervals, all of them.
    series: Series,
    /// The one at the left edge, and how many are shown.
    first: usize,
    shown: usize,
    /// The one at the cursor.
    cursor: usize,
    /// How often the time can be halved, and doubled.
    zooms: (i8, i8),
    bytes: bool,
    area: Rect,
}

impl Chart {
    /// The chart of these figures on this part of the screen; `None` if there is nothing to draw.
    pub fn of(view: &StatisticsView, body: Rect) -> Option<Chart> {
        let area = Rect {
            x: 0,
            y: ABOVE - 1,
            width: body.width,
            height: body.height.saturating_sub(ABOVE - 1 + WORDS + BELOW),
        };
        let columns = usize::from(Axes::room(area).width).max(1);
        let finest = view.answer()?.series.as_ref()?;
        let all = finest.bins().len();
        if all == 0 {
            return None;
        }
        let level = |most: usize| {
            let fits = |times: &usize| all.div_ceil(*times) <= most;
            TOGETHER.iter().position(fits).unwrap_or(TOGETHER.len() - 1)
        };
        let fitting = level(columns);
        let farthest = level(1).max(fitting);
        let zooms = (-((farthest - fitting) as i8), fitting as i8);
        let zoom = view.zoom.clamp(zooms.0, zooms.1);
        let chosen = fitting.saturating_add_signed(-isize::from(zoom));
        let series = finest.together(TOGETHER[chosen.min(TOGETHER.len() - 1)]);
        let len = series.bins().len();
        let cursor = (view.at.max(0) / series.width().max(1)) as usize;
        let cursor = cursor.min(len - 1);
        let shown = len.min(columns);
        Some(Chart {
            first: cursor.saturating_sub(shown / 2).min(len - shown),
            shown,
            cursor,
            zooms,
            bytes: view.bytes,
            series,
            area,
        })
    }

    /// Intervals from the first frame to the last.
    pub fn intervals(&self) -> usize {
        self.series.bins().len()
    }

    /// The interval at the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// When an interval begins, in nanoseconds from the first frame.
    pub fn time(&self, interval: usize) -> i64 {
        self.series.width().saturating_mul(interval as i64)
    }

    /// How far the interval can be widened and narrowed from the one that fits.
    pub fn zooms(&self) -> (i8, i8) {
        self.zooms
    }

    /// The display filter of an interval's frames.
    pub fn filter(&self, interval: usize) -> String {
        self.series.filter(interval)
    }

    /// The time of a column of the plot.
    pub(super) fn at(&self, x: u16, y: u16) -> Option<i64> {
        let plot = Axes::room(self.area);
        let is_in = (plot.x..plot.right()).contains(&x) && (plot.y..plot.bottom()).contains(&y);
        let here = |place: &usize| self.place(*place).1 > x;
        is_in.then(|| {
            let place = (0..self.shown).find(here).unwrap_or(self.shown - 1);
            self.time(self.first + place)
        })
    }

    fn value(&self, interval: usize) -> u64 {
        let count = self.series.bins().get(interval).copied();
        let count = count.unwrap_or_default();
        if self.bytes {
            count.bytes
        } else {
            count.frames
        }
    }

    /// The columns of the bar at a place of the plot. All together fill it, so that some are wider
    /// by one column than others.
    fn place(&self, place: usize) -> (u16, u16) {
        let plot = Axes::room(self.area);
        let edge = |place: usize| {
            let part = place * usize::from(plot.width) / self.shown.max(1);
            plot.x
                .saturating_add(u16::try_from(part).unwrap_or(plot.width))
        };
        (edge(place), edge(place + 1))
    }

    fn axes(&self) -> Axes {
        let plot = Axes::room(self.area);
        let values = (self.first..self.first + self.shown).map(|interval| self.value(interval));
        let top = values.max().unwrap_or(0).max(1);
        Axes {
            plot,
            start: self.time(self.first) as f64,
            end: self.time(self.first + self.shown) as f64,
            low: 0.0,
            high: nice_above(top) as f64,
        }
    }

    pub(super) fn draw(&self, state: &State, canvas: &mut Canvas<'_>) {
        let (theme, axes) = (&state.look.theme, self.axes());
        let unit = |value: u64| match self.bytes {
            true => bytes(value),
            false => value.to_string(),
        };
        axes.draw(&unit, theme, canvas);
        for interval in self.first..self.first + self.shown {
            let (x, end) = self.place(interval - self.first);
            // Wide bars leave a column free between them.
            let width = if end - x > 2 { end - x - 1 } else { end - x };
            let is_here = interval == self.cursor;
            let style = theme.style(if is_here { "bright" } else { "accent" });
            let share = self.value(interval) as f64 / axes.high;
            let bar = column(share, axes.plot.height, state.look.ascii);
            for (mark, y) in bar.into_iter().zip((0..axes.plot.bottom()).rev()) {
                canvas.repeat(x, y, width, mark, style);
            }
            if is_here {
                canvas.repeat(x, axes.plot.bottom(), width, '▲', theme.style("line.focus"));
            }
        }
        self.words(state, canvas);
    }

    /// What came in the interval at the cursor.
    fn words(&self, state: &State, canvas: &mut Canvas<'_>) {
        let count = self.series.bins().get(self.cursor).copied();
        let (count, width) = (count.unwrap_or_default(), self.series.width());
        let mean = count.bytes as f64 * 8e9 / width.max(1) as f64;
        let length = |nanos: i64| duration(nanos.unsigned_abs());
        let text = format!(
            "from {}, for {}: {} frames, {}, {}",
            length(self.time(self.cursor)),
            length(width),
            count.frames,
            bytes(count.bytes),
            rate(Some(mean)),
        );
        let y = canvas.height().saturating_sub(BELOW + WORDS);
        let room = canvas.width().saturating_sub(2);
        canvas.text(2, y, &fit(&text, room), state.look.theme.style("text"));
        let what = if self.bytes { "bytes" } else { "frames" };
        let what = format!("{what} in {}", length(width));
        let end = canvas.width().saturating_sub(1);
        canvas.text_right(end, 1, &what, state.look.theme.style("accent"));
    }
}

/// A round number with some room above the highest bar.
fn nice_above(top: u64) -> u64 {
    let step = nice(top.div_ceil(5));
    top.div_ceil(step).saturating_mul(step)
}

/// The characters of a bar from its foot up, exact to an eighth of a line; a bar of anything is seen.
fn column(share: f64, height: u16, ascii: bool) -> Vec<char> {
    const EIGHTHS: [char; 7] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];
    if share <= 0.0 {
        return Vec::new();
    }
    let eighths = (share.min(1.0) * f64::from(height) * 8.0).round().max(1.0) as usize;
    if ascii {
        return vec!['#'; eighths.div_ceil(8)];
    }
    let mut bar = vec!['█'; eighths / 8];
    bar.extend(EIGHTHS.get((eighths % 8).wrapping_sub(1)));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_high_as_their_share() {
        assert_eq!(column(0.0, 4, false), []);
        assert_eq!(column(0.001, 4, false), ['▁']);
        assert_eq!(column(0.5, 3, false), ['█', '▄']);
        assert_eq!(column(7.0, 2, false), ['█', '█']);
        assert_eq!(column(0.4, 4, true), ['#', '#']);
        assert_eq!(
            (nice_above(1), nice_above(83), nice_above(100)),
            (1, 100, 100)
        );
    }
}
