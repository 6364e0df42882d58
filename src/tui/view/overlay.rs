//! What lies over the screen: help, palette, prompts.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{column_list, filter, picture, save_form};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::command::{COMMANDS, Command, CommandSpec, Context};
use crate::tui::keys::shown;
use crate::tui::state::{Input, Overlay, Pane, Scope, Screen, State};

/// Draws what lies over the screen. Returns where the text cursor is.
pub(super) fn draw(state: &State, buffer: &mut Buffer) -> Option<Position> {
    match state.overlay.as_ref()? {
        Overlay::Help { top } => {
            help(state, buffer, *top);
            None
        }
        Overlay::Palette { input, chosen } => Some(palette(state, buffer, input, *chosen)),
        Overlay::Find(input) => {
            let title = match scope(state) {
                _ if state.screen == Screen::Follow => {
                    "Find in this conversation: text, or hex such as de ad"
                }
                Scope::Frames => "Find in all frames: addresses, names, summaries, or bytes",
                Scope::Fields => "Find in this frame's fields",
                Scope::Bytes => "Find in these bytes: text, or hex such as de ad be ef",
            };
            Some(prompt(state, buffer, title, input))
        }
        Overlay::Save(what, input) => Some(prompt(state, buffer, what.question(), input)),
        Overlay::GoTo(input) => Some(prompt(state, buffer, "Go to frame number", input)),
        Overlay::Columns { chosen } => {
            column_list::draw(state, buffer, *chosen);
            None
        }
        Overlay::Filter(bar) => Some(filter::draw(state, buffer, bar)),
        Overlay::FilterBy(menu) => {
            filter::draw_menu(state, buffer, menu);
            None
        }
        Overlay::SaveFrames(form) => Some(save_form::draw(state, buffer, form)),
        Overlay::Comment(input) => {
            let title = "Comment on this frame; it goes into what you save as pcapng";
            Some(prompt(state, buffer, title, input))
        }
        Overlay::AddColumn(input) => {
            let title = "Add a column: a field such as ip.ttl, or a word such as length";
            Some(prompt(state, buffer, title, input))
        }
        Overlay::Picture => {
            let body = state.areas.body;
            window(state, buffer, body, "The frame's image  (Esc closes)");
            picture::draw(state, &mut Canvas::new(buffer, picture::place(state)?));
            None
        }
    }
}

/// Where a pattern is looked for, by the pane that has the focus.
pub fn scope(state: &State) -> Scope {
    match state.focus {
        Pane::List => Scope::Frames,
        Pane::Bytes => Scope::Bytes,
        _ => Scope::Fields,
    }
}

/// A box in the middle of the screen, cleared, with a title; returns the canvas inside.
pub(super) fn window<'b>(
    state: &State,
    buffer: &'b mut Buffer,
    area: Rect,
    title: &str,
) -> Canvas<'b> {
    let theme = &state.look.theme;
    let mut canvas = Canvas::new(buffer, area);
    let line = theme.style("popup").patch(theme.style("line.focus"));
    canvas.clear(theme.style("popup"));
    let (right, bottom) = (
        canvas.width().saturating_sub(1),
        canvas.height().saturating_sub(1),
    );
    canvas.repeat(0, 0, right + 1, '─', line);
    canvas.repeat(0, bottom, right + 1, '─', line);
    for y in 0..=bottom {
        canvas.put(0, y, '│', line);
        canvas.put(right, y, '│', line);
    }
    for (x, y, corner) in [
        (0, 0, '┌'),
        (right, 0, '┐'),
        (0, bottom, '└'),
        (right, bottom, '┘'),
    ] {
        canvas.put(x, y, corner, line);
    }
    canvas.text_until(
        2,
        0,
        &format!(" {title} "),
        theme.style("popup").patch(theme.style("title.focus")),
        right,
    );
    let inside = canvas.place(Rect::new(
        1,
        1,
        right.saturating_sub(1),
        bottom.saturating_sub(1),
    ));
    Canvas::new(buffer, inside)
}

pub(super) fn middle(screen: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 3,
        width,
        height,
    }
}

fn prompt(state: &State, buffer: &mut Buffer, title: &str, input: &Input) -> Position {
    let area = middle(buffer.area, 72, 3);
    let mut canvas = window(state, buffer, area, title);
    input_line(state, &mut canvas, 0, input)
}

/// Draws the text being typed; returns where the cursor is.
pub(super) fn input_line(
    state: &State,
    canvas: &mut Canvas<'_>,
    y: u16,
    input: &Input,
) -> Position {
    let width = canvas.width().saturating_sub(3);
    let before: String = input.text().chars().take(input.cursor()).collect();
    // A text longer than the line loses its start.
    let mut skipped = 0;
    while columns(&before.chars().skip(skipped).collect::<String>()) > width {
        skipped += 1;
    }
    let shown_text: String = input.text().chars().skip(skipped).collect();
    let shown_before: String = before.chars().skip(skipped).collect();
    canvas.text(1, y, &shown_text, state.look.theme.style("bright"));
    let place = canvas.place(Rect::new(1 + columns(&shown_before), y, 1, 1));
    Position::new(place.x, place.y)
}

/// The commands that the palette offers on a screen for what is typed: those whose name starts with it, then
/// those whose name or help holds all its words.
pub fn choices(screen: Screen, typed: &str) -> Vec<&'static CommandSpec> {
    let typed = typed.trim().to_lowercase();
    let here: &[Context] = match screen {
        Screen::Main => &[Context::Main, Context::Layers, Context::Bytes],
        Screen::Peel(_) => &[Context::Peeling],
        Screen::Ladder => &[Context::Ladder],
        Screen::Charts => &[Context::Charts],
        Screen::Interfaces => &[Context::Picking],
        Screen::Sockets => &[Context::Sockets],
        Screen::Follow => &[Context::Following],
        Screen::Objects => &[Context::Objects],
        Screen::Statistics => &[Context::Statistics],
    };
    let offered = COMMANDS.iter().filter(|spec| {
        matches!(spec.context, Context::Moving | Context::Everywhere)
            || here.contains(&spec.context)
    });
    let rank = |spec: &CommandSpec| {
        let help = spec.help.to_lowercase();
        let holds = |word: &str| spec.name.contains(word) || help.contains(word);
        if spec.name.starts_with(&typed) {
            Some(0)
        } else if spec.name.contains(&typed) {
            Some(1)
        } else {
            typed.split_whitespace().all(holds).then_some(2)
        }
    };
    let mut ranked: Vec<_> = offered
        .filter_map(|spec| Some((rank(spec)?, spec)))
        .collect();
    ranked.sort_by_key(|entry| entry.0);
    ranked.into_iter().map(|entry| entry.1).collect()
}

fn palette(state: &State, buffer: &mut Buffer, input: &Input, chosen: usize) -> Position {
    let theme = &state.look.theme;
    let area = middle(buffer.area, 86, 18);
    let mut canvas = window(
        state,
        buffer,
        area,
        "Run a command, or go to a frame by its number",
    );
    let position = input_line(state, &mut canvas, 0, input);
    let choices = choices(state.screen, input.text());
    let height = usize::from(canvas.height().saturating_sub(1));
    let top = (chosen + 1).saturating_sub(height);
    if let Ok(number) = input.text().trim().parse::<u64>() {
        canvas.text(
            1,
            1,
            &format!("Enter: go to frame {number}"),
            theme.style("accent"),
        );
        return position;
    }
    for (place, spec) in choices.iter().enumerate().skip(top).take(height) {
        let y = 1 + (place - top) as u16;
        let name_style = theme.style("bright");
        canvas.text_until(1, y, spec.name, name_style, 22);
        let keys = keys_text(spec.command);
        let right = canvas.text_right(
            canvas.width().saturating_sub(1),
            y,
            &keys,
            theme.style("key"),
        );
        let room = right.saturating_sub(24);
        canvas.text_until(23, y, &fit(spec.help, room), theme.style("text"), right);
        if place == chosen {
            let ground = ratatui::style::Style {
                fg: None,
                ..theme.style("select")
            };
            canvas.paint(0, y, canvas.width(), ground);
        }
    }
    position
}

/// A command's keys, as help shows them.
fn keys_text(command: Command) -> String {
    let keys: Vec<String> = command.spec().keys.iter().map(|key| shown(key)).collect();
    keys.join(" ")
}

/// The contexts that help shows, in its order; those that count now come first.
const SHOWN: [Context; 15] = [
    Context::Main,
    Context::Moving,
    Context::Layers,
    Context::Bytes,
    Context::Peeling,
    Context::Following,
    Context::Objects,
    Context::Sockets,
    Context::Columns,
    Context::Ladder,
    Context::Charts,
    Context::Everywhere,
    Context::Typing,
    Context::Filtering,
    Context::Saving,
];

/// The lines of the help screen: a heading, or a command.
fn help_lines() -> Vec<Result<&'static CommandSpec, &'static str>> {
    let mut lines = Vec::new();
    for context in SHOWN {
        lines.push(Err(context.heading()));
        lines.extend(
            COMMANDS
                .iter()
                .filter(|spec| spec.context == context)
                .map(Ok),
        );
        lines.push(Err(""));
    }
    lines.pop();
    lines
}

/// Lines of the help screen in each of its columns.
fn help_shape(screen: Rect) -> (u16, usize) {
    let height = usize::from(screen.height.saturating_sub(2));
    let columns = (screen.width / 84).clamp(1, 2);
    (columns, height)
}

/// How far the help screen can be scrolled.
pub fn help_end(screen: Rect) -> usize {
    let (columns, height) = help_shape(screen);
    help_lines()
        .len()
        .saturating_sub(height * usize::from(columns))
}

fn help(state: &State, buffer: &mut Buffer, top: usize) {
    let screen = buffer.area;
    let (count, height) = help_shape(screen);
    let lines = help_lines();
    let used = lines.len().div_ceil(usize::from(count)).min(height) as u16;
    let area = middle(screen, 90 * count, used + 2);
    let mut canvas = window(state, buffer, area, "Keys  (Esc closes, arrows scroll)");
    let width = canvas.width() / count;
    for (place, line) in lines
        .iter()
        .skip(top)
        .take(usize::from(used * count))
        .enumerate()
    {
        let column = place as u16 / used.max(1);
        let y = place as u16 % used.max(1);
        let mut part = canvas.part(Rect::new(column * width, y, width, 1));
        help_line(state, &mut part, line);
    }
}

fn help_line(state: &State, canvas: &mut Canvas<'_>, line: &Result<&CommandSpec, &str>) {
    let theme = &state.look.theme;
    match line {
        Err(heading) => {
            canvas.text(1, 0, heading, theme.style("title.focus"));
        }
        Ok(spec) => {
            let mut keys = keys_text(spec.command).replace(' ', ", ");
            if !spec.mouse.is_empty() {
                keys = format!("{keys}, {}", spec.mouse);
            }
            let room = canvas.width().saturating_sub(1);
            canvas.text_until(2, 0, &fit(&keys, 19), theme.style("key"), 22);
            canvas.text_until(
                22,
                0,
                &fit(spec.help, room.saturating_sub(22)),
                theme.style("text"),
                room,
            );
        }
    }
}
