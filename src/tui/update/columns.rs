//! The columns of the list: adding, moving, widening, hiding, keeping them.

use super::{Effect, Effects, motion};
use crate::model::text;
use crate::proto::registry;
use crate::tui::columns::{Column, MOST, Shows};
use crate::tui::command::Command;
use crate::tui::config::nearest;
use crate::tui::state::{Input, Overlay, State, Tone};
use crate::tui::tower::Item;

/// Shows the list of columns.
pub(super) fn open(state: &mut State) {
    state.overlay = Some(Overlay::Columns { chosen: 0 });
}

/// Makes the selected field a column, or shows it again if it is one.
pub(super) fn add_selected(state: &mut State) {
    let name = match state.cursor.item {
        Item::Field(field) => state.field(field).map_or("", |field| field.spec.name),
        _ => "",
    };
    if name.is_empty() {
        state.say(Tone::Warning, "select a field first: it becomes a column");
    } else {
        insert(state, Shows::Field(name));
    }
}

/// Adds the column that was typed.
pub(super) fn add(state: &mut State, word: &str) -> Effects {
    open(state);
    match Shows::parse(word, registry()) {
        Some(shows) => {
            let at = insert(state, shows);
            state.overlay = Some(Overlay::Columns { chosen: at });
        }
        None => {
            let specs = registry().protocols().iter().flat_map(|p| p.all_fields());
            let hint = nearest(word, specs.map(|spec| spec.name))
                .map_or_else(String::new, |near| format!("; did you mean {near}?"));
            let word = text::clean(word);
            state.say(Tone::Warning, format!("there is no field {word}{hint}"));
        }
    }
    Vec::new()
}

/// Puts a column before that of what the frame says, as a rule the last one; returns its place.
fn insert(state: &mut State, shows: Shows) -> usize {
    let columns = &mut state.list.columns;
    if let Some(at) = columns.iter().position(|column| column.shows == shows) {
        let column = &mut columns[at];
        column.hidden = false;
        column.screen = 0;
        state.say(Tone::Note, format!("{} is a column already", shows.word()));
        return at;
    }
    if columns.len() >= MOST {
        state.say(Tone::Warning, format!("there are {MOST} columns: no more"));
        return 0;
    }
    let what = columns
        .iter()
        .position(|column| column.shows == Shows::What);
    let at = what.unwrap_or(columns.len());
    columns.insert(at, Column::new(shows));
    state.say(
        Tone::Note,
        format!(
            "{} is a column now; w: all columns, and s there keeps them",
            shows.word()
        ),
    );
    at
}

/// A command while the list of columns is open; `None` if it means the same as ever.
pub(super) fn obey(state: &mut State, command: Command, chosen: usize) -> Option<Effects> {
    let columns = &mut state.list.columns;
    let last = columns.len().saturating_sub(1);
    let mut chosen = chosen.min(last);
    if let Some(motion) = motion(command) {
        let to = (chosen as i64).saturating_add(motion.lines(10));
        chosen = usize::try_from(to.max(0)).unwrap_or(0).min(last);
        state.overlay = Some(Overlay::Columns { chosen });
        return Some(Vec::new());
    }
    match command {
        Command::ColumnUp if chosen > 0 => {
            columns.swap(chosen, chosen - 1);
            chosen -= 1;
        }
        Command::ColumnDown if chosen < last => {
            columns.swap(chosen, chosen + 1);
            chosen += 1;
        }
        Command::ColumnRemove if columns.len() > 1 => {
            columns.remove(chosen);
            chosen = chosen.min(columns.len() - 1);
        }
        Command::ColumnReset => *columns = Column::usual(),
        Command::ColumnAdd => {
            state.overlay = Some(Overlay::AddColumn(Input::default()));
            return Some(Vec::new());
        }
        Command::ColumnKeep => return Some(vec![Effect::KeepColumns]),
        Command::ColumnsEnd | Command::Back => {
            state.overlay = None;
            return Some(Vec::new());
        }
        Command::ColumnUp | Command::ColumnDown | Command::ColumnRemove => {}
        command => change(columns.get_mut(chosen)?, state.areas.screen.width, command)?,
    }
    state.overlay = Some(Overlay::Columns { chosen });
    Some(Vec::new())
}

/// Changes one column; `None` if the command is none of that kind.
fn change(column: &mut Column, screen: u16, command: Command) -> Option<()> {
    /// A width that everything fits in for a start.
    const FIRST: u16 = 12;
    let width = column.width.unwrap_or(FIRST);
    match command {
        Command::ColumnHide => {
            let was_on = column.is_on(screen);
            column.hidden = was_on;
            if !was_on {
                column.screen = 0;
            }
        }
        Command::ColumnWiden => column.width = Some((width + 1).min(200)),
        Command::ColumnNarrow => column.width = Some(width.saturating_sub(1).max(1)),
        Command::ColumnFree => column.width = None,
        _ => return None,
    }
    Some(())
}
