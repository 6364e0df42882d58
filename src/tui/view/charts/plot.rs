//! The points and lines of a chart, drawn with dots of Braille, or one character a cell.

use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas as Dots, Context, Line as Stroke};

use super::Picture;
use super::axes::Axes;
use crate::talk::story::chart::{Series, What};
use crate::tui::canvas::Canvas;

/// What a series looks like in the legend, so that no colour is needed to tell it.
pub(super) const fn sign(what: What) -> &'static str {
    match what {
        What::Segments | What::RoundTrip => "│",
        What::SentAgain => "×",
        What::Acknowledged | What::InFlight | What::Throughput => "─",
        What::WindowEdge | What::Window => "╌",
    }
}

/// The character of a series where there is no Braille.
const fn ascii_sign(what: What) -> char {
    match what {
        What::Segments | What::RoundTrip => '|',
        What::SentAgain => 'x',
        What::Acknowledged | What::InFlight | What::Throughput => '-',
        What::WindowEdge | What::Window => '.',
    }
}

impl Picture<'_> {
    /// Draws all series; what was sent again lies on top.
    pub(super) fn plot(&self, axes: &Axes, canvas: &mut Canvas<'_>) {
        let order = [
            What::WindowEdge,
            What::Window,
            What::Acknowledged,
            What::Segments,
            What::RoundTrip,
            What::InFlight,
            What::Throughput,
            What::SentAgain,
        ];
        let all = || {
            let find = |what: What| self.chart.series.iter().find(move |own| own.what == what);
            order.into_iter().filter_map(find)
        };
        if self.look.ascii {
            for series in all() {
                let marker = Marker::Custom(ascii_sign(series.what));
                self.draw(&[series], marker, axes, canvas);
            }
        } else {
            let series: Vec<&Series> = all().collect();
            self.draw(&series, Marker::Braille, axes, canvas);
        }
        self.crosses(axes, canvas);
    }

    fn draw(&self, all: &[&Series], marker: Marker, axes: &Axes, canvas: &mut Canvas<'_>) {
        let area = canvas.place(axes.plot);
        let ground = self.style("ground").bg.unwrap_or(Color::Reset);
        Dots::default()
            .marker(marker)
            .background_color(ground)
            .x_bounds([axes.start, axes.end])
            .y_bounds([axes.low, axes.high])
            .paint(|context| {
                for series in all {
                    let colour = self.series_style(series.what).fg.unwrap_or(Color::Reset);
                    series_lines(series, axes, context, colour);
                }
            })
            .render(area, canvas.buffer());
    }

    /// A cross where something was sent again: a dot alone would be overlooked.
    fn crosses(&self, axes: &Axes, canvas: &mut Canvas<'_>) {
        let style = self.series_style(What::SentAgain);
        let again = self
            .chart
            .series
            .iter()
            .filter(|own| own.what == What::SentAgain);
        for point in again.flat_map(|series| &series.points) {
            if !axes.holds(point) {
                continue;
            }
            let middle = (point.low + point.high) / 2;
            let (x, y) = (axes.column(point.at), axes.row(middle as f64));
            canvas.put(x, y, '×', style);
        }
    }
}

fn series_lines(series: &Series, axes: &Axes, context: &mut Context<'_>, color: Color) {
    let mut stroke = |x1: f64, y1: f64, x2: f64, y2: f64| {
        context.draw(&Stroke {
            x1,
            y1,
            x2,
            y2,
            color,
        });
    };
    let mut before: Option<(f64, f64)> = None;
    for point in &series.points {
        let (x, low, high) = (point.at as f64, point.low as f64, point.high as f64);
        match series.what {
            What::Segments | What::SentAgain => stroke(x, low, x, high),
            What::RoundTrip => stroke(x, axes.low, x, high),
            What::WindowEdge | What::Window => {
                if let Some((from, value)) = before {
                    dashes(from, x, axes, |start, end| stroke(start, value, end, value));
                }
            }
            What::Acknowledged | What::InFlight => {
                if let Some((from, value)) = before {
                    stroke(from, value, x, value);
                    stroke(x, value, x, low);
                }
            }
            What::Throughput => {
                // A point stands at the end of the stretch that it tells of.
                let (from, value) = before.unwrap_or((0.0, axes.low));
                stroke(from, value, from, low);
                stroke(from, low, x, low);
            }
        }
        before = Some((x, low));
    }
    if let Some((from, value)) = before.filter(|_| series.what.is_held()) {
        match series.what {
            What::Acknowledged | What::InFlight => stroke(from, value, axes.end, value),
            _ => dashes(from, axes.end, axes, |start, end| {
                stroke(start, value, end, value)
            }),
        }
    }
}

/// Parts of a line from `from` to `until`: two columns of three.
fn dashes(from: f64, until: f64, axes: &Axes, mut stroke: impl FnMut(f64, f64)) {
    let column = (axes.end - axes.start) / f64::from(axes.plot.width.max(1));
    let period = 3.0 * column;
    let until = until.min(axes.end);
    let mut start = (from.max(axes.start) / period).floor() * period;
    while start < until {
        let (left, right) = (start.max(from), (start + column).min(until));
        if left < right {
            stroke(left, right);
        }
        start += period;
    }
}
