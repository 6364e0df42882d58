//! Help, palette and prompts.

use super::{
    Effect, Effects, Motion, columns, comment, filter, find, list, motion, obey as run, save,
    sockets,
};
use crate::tui::command::Command;
use crate::tui::state::{Input, Overlay, Screen, State, Tone};
use crate::tui::view::picture::layer_of;
use crate::tui::view::{choices, help_end};

/// Opens what a command of the main screen opens.
pub(super) fn open(state: &mut State, command: Command) -> Effects {
    state.overlay = match command {
        Command::Help => Some(Overlay::Help { top: 0 }),
        Command::Palette => Some(Overlay::Palette {
            input: Input::default(),
            chosen: 0,
        }),
        Command::Find => Some(Overlay::Find(Input::default())),
        Command::GoTo => Some(Overlay::GoTo(Input::default())),
        Command::Picture if layer_of(state).is_some() => Some(Overlay::Picture),
        Command::Picture => {
            state.say(Tone::Warning, "there is no image in this frame");
            None
        }
        _ => None,
    };
    Vec::new()
}

/// A character is typed; a digit or letter while nothing is open means nothing.
pub(super) fn typed(state: &mut State, c: char) -> Effects {
    if let Some(Overlay::Palette { chosen, .. }) = &mut state.overlay {
        *chosen = 0;
    }
    if let Some(input) = input(state) {
        input.insert(c);
        changed(state);
    } else if state.screen == Screen::Sockets && state.overlay.is_none() {
        sockets::typed(state, c);
    }
    Vec::new()
}

fn input(state: &mut State) -> Option<&mut Input> {
    match state.overlay.as_mut()? {
        Overlay::Palette { input, .. }
        | Overlay::Find(input)
        | Overlay::GoTo(input)
        | Overlay::AddColumn(input)
        | Overlay::Comment(input)
        | Overlay::Save(_, input) => Some(input),
        Overlay::Filter(bar) => Some(&mut bar.input),
        Overlay::SaveFrames(form) => Some(&mut form.input),
        Overlay::Help { .. }
        | Overlay::Picture
        | Overlay::FilterBy(_)
        | Overlay::Columns { .. } => None,
    }
}

/// A command while something is open; `None` if it means the same as ever.
pub(super) fn obey(state: &mut State, command: Command) -> Option<Effects> {
    if let Some(Overlay::Columns { chosen }) = state.overlay {
        return columns::obey(state, command, chosen);
    }
    match state.overlay {
        Some(Overlay::Filter(_)) => return filter::obey(state, command),
        Some(Overlay::FilterBy(_)) => return filter::obey_menu(state, command),
        Some(Overlay::SaveFrames(_)) => return save::obey(state, command),
        _ => {}
    }
    match command {
        Command::Accept => return Some(accept(state)),
        Command::Cancel | Command::Back | Command::HelpEnd => {
            state.overlay = None;
            return Some(Vec::new());
        }
        Command::Help => {
            let is_help = matches!(state.overlay, Some(Overlay::Help { .. }));
            state.overlay = if is_help {
                None
            } else {
                Some(Overlay::Help { top: 0 })
            };
            return Some(Vec::new());
        }
        _ => {}
    }
    if let Some(Overlay::Help { top }) = &mut state.overlay {
        let motion = motion(command)?;
        *top = scrolled(*top, motion, help_end(state.areas.screen));
        return Some(Vec::new());
    }
    let screen = state.screen;
    if let Some(Overlay::Palette { input, chosen }) = &mut state.overlay {
        let count = choices(screen, input.text()).len();
        match command {
            Command::ChoiceUp => *chosen = chosen.saturating_sub(1),
            Command::ChoiceDown => *chosen = (*chosen + 1).min(count.saturating_sub(1)),
            _ => *chosen = 0,
        }
    }
    edit(state, command).then(Vec::new)
}

fn scrolled(top: usize, motion: Motion, end: usize) -> usize {
    let to = (top as i64).saturating_add(motion.lines(20));
    usize::try_from(to.max(0)).unwrap_or(0).min(end)
}

/// What is typed is another text now.
fn changed(state: &mut State) {
    match &mut state.overlay {
        Some(Overlay::Filter(bar)) => bar.read(),
        Some(Overlay::SaveFrames(form)) => form.sure = false,
        _ => {}
    }
}

/// Edits the text; false if the command is no editing.
pub(super) fn edit(state: &mut State, command: Command) -> bool {
    let Some(input) = input(state) else {
        return false;
    };
    match command {
        Command::CursorLeft => input.step(-1),
        Command::CursorRight => input.step(1),
        Command::CursorHome => input.step(isize::MIN),
        Command::CursorEnd => input.step(isize::MAX),
        Command::DeleteBack => {
            if !input.delete_back() {
                state.overlay = None;
            }
        }
        Command::DeleteOn => input.delete_on(),
        Command::DeleteWord => input.delete_word(),
        Command::DeleteAll => input.clear(),
        Command::ChoiceUp | Command::ChoiceDown => {}
        _ => return false,
    }
    changed(state);
    true
}

/// Takes what is typed.
fn accept(state: &mut State) -> Effects {
    match state.overlay.take() {
        Some(Overlay::Save(what, input)) => vec![Effect::Save(what, input.text().to_owned())],
        Some(Overlay::Find(input)) => find::start(state, input.text()),
        Some(Overlay::Comment(input)) => comment::write(state, input.text().trim()),
        Some(Overlay::AddColumn(input)) => columns::add(state, input.text().trim()),
        Some(Overlay::GoTo(input)) => go_to(state, input.text()),
        Some(Overlay::Palette { input, chosen }) => {
            let typed = input.text().trim();
            if typed.parse::<u64>().is_ok() {
                return go_to(state, typed);
            }
            match choices(state.screen, typed).get(chosen) {
                Some(spec) => run(state, spec.command),
                None => {
                    state.say(Tone::Warning, format!("{typed}: no such command"));
                    Vec::new()
                }
            }
        }
        _ => Vec::new(),
    }
}

fn go_to(state: &mut State, typed: &str) -> Effects {
    match typed.trim().parse::<u64>() {
        Ok(number) => list::select_number(state, number),
        Err(_) => {
            state.say(Tone::Warning, format!("{typed} is no frame number"));
            Vec::new()
        }
    }
}
