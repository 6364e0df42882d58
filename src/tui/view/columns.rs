//! Where the columns of the list stand.

use super::list::link_text;
use crate::render::TimeFormat;
use crate::tui::canvas::columns;
use crate::tui::columns::{Column, Shows};
use crate::tui::row::Row;
use crate::tui::state::{List, State};

/// A column on the screen.
pub(super) struct Placed<'s> {
    pub column: &'s Column,
    pub x: u16,
    pub width: u16,
    /// Which of the row's fields it shows, if it shows one.
    pub field: usize,
}

/// Field columns are no wider than this by themselves.
const WIDEST_FIELD: u16 = 24;

/// Lets the columns grow to what a row needs.
pub fn grow(list: &mut List, row: &Row) {
    let ends = (0..2).map(|end| columns(&row.end(end))).max().unwrap_or(0);
    list.ends_width = list.ends_width.max(ends);
    let chain: u16 = row
        .chain
        .iter()
        .map(|link| columns(&link_text(link)).saturating_add(1))
        .fold(0, u16::saturating_add);
    list.chain_width = list.chain_width.max(chain);
    list.field_widths
        .resize(row.fields.len().max(list.field_widths.len()), 0);
    for (width, text) in list.field_widths.iter_mut().zip(&row.fields) {
        *width = columns(text).max(*width);
    }
}

/// True if ends are shown with their ports.
pub(super) const fn has_ports(width: u16) -> bool {
    width >= 112
}

/// The columns that a list of this width shows, from left to right.
pub(super) fn placed(state: &State, width: u16) -> Vec<Placed<'_>> {
    let list = &state.list;
    let mut placed: Vec<Placed<'_>> = Vec::new();
    let mut field = 0;
    for column in &list.columns {
        let here = Placed {
            column,
            x: 0,
            width: column
                .width
                .unwrap_or_else(|| own_width(list, column, field, width)),
            field,
        };
        field += usize::from(matches!(column.shows, Shows::Field(_)));
        // The time since the frame before stands there already.
        let twice = column.shows == Shows::Delta && list.time.format == TimeFormat::Delta;
        if column.is_on(width) && !twice {
            placed.push(here);
        }
    }
    share(list, &mut placed, width);
    let mut x = 2;
    for at in 0..placed.len() {
        placed[at].x = x;
        x = x
            .saturating_add(placed[at].width)
            .saturating_add(gap(&placed, at));
    }
    placed
}

/// Columns between this one and the next.
fn gap(placed: &[Placed<'_>], at: usize) -> u16 {
    let shows = |at: usize| placed.get(at).map(|here| here.column.shows);
    match (shows(at), shows(at + 1)) {
        (Some(Shows::Number | Shows::Encapsulation), _) | (_, Some(Shows::Delta)) => 1,
        _ => 2,
    }
}

/// The width of a column that has one of its own; 0 for those that share what is left.
fn own_width(list: &List, column: &Column, field: usize, width: u16) -> u16 {
    match column.shows {
        Shows::Number => (list.len.max(1).ilog10() as u16 + 1).max(3),
        Shows::Time => {
            let time = u16::try_from(list.time.width()).unwrap_or(u16::MAX);
            let counts = matches!(
                list.time.format,
                TimeFormat::Relative | TimeFormat::Delta | TimeFormat::DeltaDisplayed
            );
            if counts && width < 120 {
                time.saturating_sub(2).max(6)
            } else {
                time
            }
        }
        Shows::Delta => 11,
        Shows::From | Shows::To => {
            let least = if has_ports(width) { 13 } else { 10 };
            let most = match width {
                0..70 => 12,
                70..112 => 15,
                _ => (width / 5).clamp(21, 47),
            };
            list.ends_width.clamp(least, most)
        }
        Shows::Length => 4,
        Shows::Protocol => 12,
        Shows::Field(_) => {
            let seen = list.field_widths.get(field).copied().unwrap_or(0);
            seen.max(columns(column.heading())).clamp(3, WIDEST_FIELD)
        }
        Shows::Encapsulation | Shows::What => 0,
    }
}

/// Gives what is left to the chain and to what frames say.
fn share(list: &List, placed: &mut [Placed<'_>], width: u16) {
    // The mark and the sign of a fault stand first, the scroll bar last.
    let used = (0..placed.len()).fold(3u16, |used, at| {
        let is_last = at + 1 == placed.len();
        let gap = if is_last { 0 } else { gap(placed, at) };
        used.saturating_add(placed[at].width).saturating_add(gap)
    });
    let mut left = width.saturating_sub(used);
    let free = |here: &&mut Placed<'_>, shows| here.column.shows == shows && here.width == 0;
    let says = placed.iter_mut().any(|here| free(&&mut *here, Shows::What));
    if let Some(chain) = placed
        .iter_mut()
        .find(|here| free(here, Shows::Encapsulation))
    {
        // Where room is short, what is wrapped in what matters most.
        let share = match (says, width) {
            (false, _) => left,
            (true, 0..112) => (left + 1) * 7 / 10,
            (true, _) => (left + 1) * 6 / 10,
        };
        chain.width = list.chain_width.clamp(13, 60).min(share);
        left = left.saturating_sub(chain.width);
    }
    if let Some(what) = placed.iter_mut().find(|here| free(here, Shows::What)) {
        what.width = left;
    }
}
