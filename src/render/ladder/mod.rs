//! A conversation as a ladder: two lines for its two ends, an arrow for every frame.
//!
//! [`Ladder`] makes lines of placed pieces of text, each with what it is ([`Tone`]). The command line
//! prints them as they are; the screen gives them colours.

mod arrow;
mod columns;
mod pace;
mod rung;
mod table;

#[cfg(test)]
mod tests;

use std::fmt::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::model::{ProtoInfo, text};
use crate::talk::story::Story;

use columns::Columns;
pub use pace::Pace;
pub use rung::label;
pub use table::{Row, table};

/// How a ladder is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Columns that it may take.
    pub width: u16,
    /// ASCII characters only.
    pub ascii: bool,
    /// Sequence numbers as they stand in the headers.
    pub raw: bool,
    /// The socket calls beside the ends.
    pub acts: bool,
    /// How time goes down.
    pub pace: Pace,
}

/// What a piece of a line is.
#[derive(Debug, Clone, Copy)]
pub enum Tone {
    /// Plain text.
    Text,
    /// What one looks at first.
    Bright,
    /// What can be overlooked.
    Dim,
    /// The line of an end.
    Line,
    /// The state of an end.
    State,
    /// An inferred socket call.
    Act,
    /// Something that stands out.
    Mark,
    /// A message or an arrow of this protocol.
    Layer(&'static ProtoInfo),
}

/// A piece of a line.
#[derive(Debug, Clone)]
pub struct Span {
    /// The column where it begins.
    pub x: u16,
    /// The text.
    pub text: String,
    /// What it is.
    pub tone: Tone,
}

/// A line of the picture. Pieces that come later lie over those before.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its pieces.
    pub spans: Vec<Span>,
}

impl Line {
    /// Puts text at a column.
    fn put(&mut self, x: u16, text: impl Into<String>, tone: Tone) {
        let text = text.into();
        if !text.is_empty() {
            self.spans.push(Span { x, text, tone });
        }
    }

    /// Puts text so that it ends before column `end`.
    fn put_right(&mut self, end: u16, text: impl Into<String>, tone: Tone) {
        let text = text.into();
        self.put(end.saturating_sub(width(&text)), text, tone);
    }

    /// The line as text of at most `columns` columns.
    pub fn text(&self, columns: u16) -> String {
        let mut cells = vec![" ".to_string(); usize::from(columns)];
        for span in &self.spans {
            let mut x = usize::from(span.x);
            for c in span.text.chars() {
                let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
                if wide == 0 || x + wide > cells.len() {
                    continue;
                }
                cells[x] = c.to_string();
                cells[x + 1..x + wide].iter_mut().for_each(String::clear);
                x += wide;
            }
        }
        cells.concat().trim_end().to_string()
    }
}

/// A text's width in columns.
fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// The start of `text` that fits, with `…` in place of what is cut.
fn fit(text: &str, room: u16) -> String {
    if width(text) <= room {
        return text.into();
    }
    let mut short = super::boxes::cut(text, usize::from(room.saturating_sub(1)));
    if room > 0 {
        short.push('…');
    }
    short
}

/// The picture of a story.
#[derive(Debug, Clone, Copy)]
pub struct Ladder<'s> {
    story: &'s Story,
    options: Options,
    columns: Columns,
}

impl<'s> Ladder<'s> {
    /// The picture of `story`, drawn so.
    pub fn new(story: &'s Story, options: Options) -> Ladder<'s> {
        Ladder {
            story,
            options,
            columns: Columns::of(&options, story.last_frame()),
        }
    }

    /// The lines above the first step: who is who, and the headings of the columns.
    pub fn head(&self) -> Vec<Line> {
        let Some([left, right]) = self.story.parties() else {
            return Vec::new();
        };
        let columns = &self.columns;
        let mut roles = Line::default();
        self.over_left(&mut roles, left.role, Tone::Dim);
        self.over_right(&mut roles, right.role, Tone::Dim);
        let mut names = Line::default();
        self.over_left(&mut names, &left.name, Tone::Bright);
        self.over_right(&mut names, &right.name, Tone::Bright);
        columns.headings(&mut roles, &mut names);
        let mut lines = vec![roles, names, self.lifelines()];
        lines.iter_mut().for_each(|line| self.plain(line));
        lines
    }

    /// A name right above the left line, moved as far as it needs.
    fn over_left(&self, line: &mut Line, text: &str, tone: Tone) {
        let columns = &self.columns;
        let room = columns.right.saturating_sub(columns.name_start + 2);
        let text = fit(text, room);
        let start = (columns.left + 1).saturating_sub(width(&text));
        line.put(start.max(columns.name_start), text, tone);
    }

    fn over_right(&self, line: &mut Line, text: &str, tone: Tone) {
        let columns = &self.columns;
        let text = fit(text, columns.right.saturating_sub(columns.left));
        let last = columns.end.saturating_sub(width(&text));
        line.put(columns.right.min(last), text, tone);
    }

    /// A line with nothing but the lines of both ends.
    fn lifelines(&self) -> Line {
        let mut line = Line::default();
        line.put(self.columns.left, "│", Tone::Line);
        line.put(self.columns.right, "│", Tone::Line);
        line
    }

    /// The lines of a step, counted from 0; empty if there is no such step.
    pub fn step(&self, number: usize) -> Vec<Line> {
        let mut lines = rung::rung(self, number);
        lines.iter_mut().for_each(|line| self.plain(line));
        lines
    }

    /// Replaces what is not ASCII, if that is wanted. Every character keeps its width.
    fn plain(&self, line: &mut Line) {
        if self.options.ascii {
            for span in &mut line.spans {
                span.text = span.text.chars().map(plain_char).collect();
            }
        }
    }
}

/// The ASCII character that stands for another one.
fn plain_char(c: char) -> char {
    match c {
        '│' => '|',
        '─' => '-',
        '━' => '=',
        '═' => '#',
        '╌' | '·' => '.',
        '▶' | '›' | '→' => '>',
        '◀' => '<',
        '✗' => 'X',
        '⋮' => ':',
        '…' => '~',
        'µ' => 'u',
        '×' => 'x',
        'Δ' => 'd',
        c if c.is_ascii() => c,
        _ => '?',
    }
}

/// Writes a whole ladder: who and how much, then every step.
///
/// # Errors
/// What the writer returns.
pub fn write(story: &Story, title: &str, options: Options, out: &mut impl Write) -> fmt::Result {
    let ladder = Ladder::new(story, options);
    let mut say = |line: &str| match options.ascii {
        true => writeln!(out, "{}", text::ascii(line)),
        false => writeln!(out, "{line}"),
    };
    say(title)?;
    for note in notes(story, &options) {
        say(&note)?;
    }
    writeln!(out)?;
    let head = ladder
        .head()
        .into_iter()
        .map(|line| line.text(options.width));
    // Without roles, the line for them is empty like the one before.
    for line in head.skip_while(String::is_empty) {
        writeln!(out, "{line}")?;
    }
    for number in 0..story.steps().len() {
        for line in ladder.step(number) {
            writeln!(out, "{}", line.text(options.width))?;
        }
    }
    Ok(())
}

/// What has to be known to read the picture.
pub fn notes(story: &Story, options: &Options) -> Vec<String> {
    let mut notes = Vec::new();
    if story.skipped() > 0 {
        notes.push(format!(
            "The newest {} frames; {} before them are left out.",
            story.steps().len(),
            story.skipped()
        ));
    }
    if options.acts && story.steps().iter().any(|step| !step.acts.is_empty()) {
        notes.push("Socket calls are inferred from the frames: no capture sees them.".into());
    }
    if let Pace::Time(unit) = options.pace {
        notes.push(format!(
            "Time to scale: a line is {}; longer pauses are cut at ⋮.",
            crate::talk::story::units::duration(unit)
        ));
    }
    notes
}
