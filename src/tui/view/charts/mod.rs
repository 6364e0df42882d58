//! Charts of a TCP connection, with a cursor that leads to frames.

mod axes;
mod plot;

use std::cmp::Reverse;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::wrap::wrap;
use crate::talk::story::chart::{Chart, Kind, Point, What};
use crate::talk::story::units::duration;
use crate::talk::story::{Party, Story};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::{Look, State};
use crate::tui::theme::Depth;
pub(super) use axes::Axes;
use axes::Stretch;

/// Lines above the chart: its title and its legend.
const ABOVE: u16 = 2;
/// Lines of a printed chart.
const PRINTED_HEIGHT: u16 = 26;

/// A chart, and how it is drawn.
struct Picture<'c> {
    story: &'c Story,
    chart: &'c Chart,
    look: &'c Look,
    /// The frame at the cursor.
    cursor: Option<u64>,
    /// How often the time was halved around it.
    zoom: u8,
}

/// The point of a frame, or of the last one before it.
fn point_of(chart: &Chart, frame: u64) -> Option<&Point> {
    let before = chart.all().filter(|point| point.frame <= frame);
    // Of several points of a frame, the lowest is never above the picture alone.
    before.max_by_key(|point| (point.frame, point.at, Reverse(point.high)))
}

/// Where the chart is, below its legend and above the words.
fn chart_area(area: Rect) -> Rect {
    let words = match area.height {
        0..16 => 1,
        16..30 => 4,
        _ => 5,
    };
    Rect {
        y: area.y + ABOVE.min(area.height),
        height: area.height.saturating_sub(ABOVE + words),
        ..area
    }
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    title(state, canvas);
    let (Some(story), Some(chart)) = (&state.ladder.story, state.charts.chart()) else {
        return;
    };
    let picture = Picture {
        story,
        chart,
        look: &state.look,
        cursor: Some(state.list.number()),
        zoom: state.charts.zoom,
    };
    let mut line = canvas.part(Rect::new(0, 1, canvas.width(), 1));
    let x = picture.legend(&mut line);
    let room = line.width().saturating_sub(x + 1);
    let way = picture.way();
    line.text(x, 0, &fit(&way, room), state.look.theme.style("bright"));
    let area = chart_area(Rect::new(0, 0, canvas.width(), canvas.height()));
    if chart.is_empty() {
        let why = match state.ladder.busy {
            true => "reading …",
            false => {
                "Nothing to chart: no bytes went this way, or the frames have no times. d turns to the other direction."
            }
        };
        canvas.text(2, area.y + 1, why, state.look.theme.style("dim"));
    } else {
        picture.chart(&mut canvas.part(area));
    }
    let below = area.y + area.height;
    let rest = Rect::new(
        0,
        below,
        canvas.width(),
        canvas.height().saturating_sub(below),
    );
    picture.words(&mut canvas.part(rest));
}

/// The tabs with the names of the charts.
fn title(state: &State, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let width = canvas.width();
    let line = theme.style("line.focus");
    canvas.repeat(0, 0, width, '━', line);
    let mut x = 2;
    for (kind, place) in Kind::ALL.into_iter().zip(0..) {
        let chosen = kind == state.charts.kind;
        let style = theme.style(if chosen { "title.focus" } else { "dim" });
        if place > 0 {
            x = canvas.text(x, 0, "━", line);
        }
        let name = match chosen {
            true => format!(" ▸ {} ", kind.title()),
            false => format!(" {} ", kind.title()),
        };
        x = canvas.text(x, 0, &name, style);
    }
    let note = format!(" {} ", state.ladder.title);
    if x + columns(&note) + 4 <= width {
        canvas.text_right(width - 2, 0, &note, theme.style("title"));
    }
}

/// The chart as text of so many columns.
pub fn chart_text(story: &Story, chart: &Chart, width: u16, ascii: bool) -> String {
    let look = Look::new("mono", Depth::None, ascii);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, PRINTED_HEIGHT));
    let picture = Picture {
        story,
        chart,
        look: &look,
        cursor: None,
        zoom: 0,
    };
    let title = format!(
        "{} of conversation {}: {}",
        chart.kind.title(),
        story.id(),
        picture.way()
    );
    let area = buffer.area;
    let mut canvas = Canvas::new(&mut buffer, area);
    canvas.text(0, 0, &title, Style::new());
    picture.legend(&mut canvas.part(Rect::new(0, 1, width, 1)));
    match chart.is_empty() {
        true => {
            canvas.text(2, 3, "Nothing to chart.", Style::new());
        }
        false => {
            let area = Rect::new(0, ABOVE, width, PRINTED_HEIGHT - ABOVE);
            picture.chart(&mut canvas.part(area));
        }
    }
    if ascii {
        super::ascii::fold(&mut buffer);
    }
    let row = |y: u16| {
        let cells = (0..width).filter_map(|x| buffer.cell((x, y)));
        let line: String = cells.map(|cell| cell.symbol()).collect();
        line.trim_end().to_string()
    };
    let lines: Vec<String> = (0..PRINTED_HEIGHT).map(row).collect();
    lines.join("\n").trim_end().to_string() + "\n"
}

/// The frame of the point nearest to a position of the screen.
pub fn frame_at(state: &State, at: Position) -> Option<u64> {
    let (story, chart) = (state.ladder.story.as_ref()?, state.charts.chart()?);
    let area = chart_area(state.areas.body);
    let here = point_of(chart, state.list.number());
    let stretch = Stretch::of(chart, here.map_or(0, |point| point.at), state.charts.zoom);
    let axes = Axes::of(chart, area, stretch, story.skipped() > 0);
    axes.nearest(chart, at)
}

impl Picture<'_> {
    fn style(&self, role: &str) -> Style {
        self.look.theme.style(role)
    }

    fn party(&self, place: usize) -> Option<&Party> {
        self.story.parties().map(|parties| &parties[place])
    }

    /// Who sends to whom.
    fn way(&self) -> String {
        let from = self.chart.from;
        let name = |place: usize| self.party(place).map_or("", |party| party.name.as_str());
        format!("{} → {}", name(from as usize), name(from.other() as usize))
    }

    /// What is drawn how; returns the column behind it.
    fn legend(&self, canvas: &mut Canvas<'_>) -> u16 {
        let mut x = 1;
        for series in &self.chart.series {
            let (sign, style) = (plot::sign(series.what), self.series_style(series.what));
            let hidden = match self.is_above(series.what) {
                true => " (above)",
                false => "",
            };
            let text = format!("{}{hidden}", series.what.name());
            x = canvas.text(x, 0, sign, style) + 1;
            x = canvas.text(x, 0, &text, self.style("text")) + 2;
        }
        x
    }

    /// True if none of these points is low enough to be in the picture.
    fn is_above(&self, what: What) -> bool {
        let stretch = self.stretch();
        let top = axes::top_of(self.chart, stretch);
        let own = self.chart.series.iter().find(|series| series.what == what);
        own.is_some_and(|series| {
            let mut shown = series.points.iter().filter(|point| stretch.holds(point));
            let first = shown.next();
            first.is_some_and(|first| first.low > top) && shown.all(|point| point.low > top)
        })
    }

    fn series_style(&self, what: What) -> Style {
        match what {
            What::SentAgain => self.style("warning"),
            What::Acknowledged => self.style("layer.application"),
            What::WindowEdge | What::Window => self.style("layer.network"),
            What::Segments | What::RoundTrip | What::InFlight | What::Throughput => {
                self.style("layer.transport")
            }
        }
    }

    fn chart(&self, canvas: &mut Canvas<'_>) {
        let area = Rect::new(0, 0, canvas.width(), canvas.height());
        let axes = Axes::of(self.chart, area, self.stretch(), self.story.skipped() > 0);
        let unit = |value| self.chart.kind.unit().text(value);
        axes.draw(&unit, &self.look.theme, canvas);
        self.plot(&axes, canvas);
        if let Some(point) = self.point() {
            let x = axes.column(point.at);
            let style = self.style("select.back");
            canvas.paint_area(Rect::new(x, axes.plot.y, 1, axes.plot.height), style);
            let middle = (point.low as f64 + point.high as f64) / 2.0;
            if middle <= axes.high {
                canvas.put(x, axes.row(middle), '●', self.style("bright"));
            }
            canvas.put(x, axes.plot.bottom(), '▲', self.style("line.focus"));
        }
    }

    /// The point at the cursor.
    fn point(&self) -> Option<&Point> {
        let cursor = self.cursor?;
        point_of(self.chart, cursor)
    }

    /// The part of the time that is shown.
    fn stretch(&self) -> Stretch {
        let middle = self.point().map_or(0, |point| point.at);
        Stretch::of(self.chart, middle, self.zoom)
    }

    /// What the cursor is on, and how the chart is read.
    fn words(&self, canvas: &mut Canvas<'_>) {
        let width = canvas.width().saturating_sub(2);
        if let Some(point) = self.point() {
            let text = self.here(point);
            canvas.text(1, 0, &fit(&text, width), self.style("bright"));
        }
        let doc = vec![(self.chart.kind.doc().to_string(), self.style("text"))];
        for (line, y) in wrap(&doc, width).iter().zip(1..canvas.height()) {
            let mut x = 1;
            for (text, style) in line {
                x = canvas.text(x, y, text, *style);
            }
        }
    }

    /// All that the chart says about a frame.
    fn here(&self, here: &Point) -> String {
        let unit = self.chart.kind.unit();
        let at = duration(here.at.unsigned_abs());
        let mut parts = vec![format!("Frame {} at {at}", here.frame)];
        for series in &self.chart.series {
            let same = |point: &&Point| (point.frame, point.at) == (here.frame, here.at);
            let Some(point) = series.points.iter().find(same) else {
                continue;
            };
            let name = series.what.name();
            parts.push(match point.high > point.low {
                true => format!("{name}: from {} to {}", point.low, point.high),
                false => format!("{name}: {}", unit.text(point.low)),
            });
        }
        parts.join(" · ")
    }
}
