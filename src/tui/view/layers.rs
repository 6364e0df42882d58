//! The tower of layers.

use ratatui::style::Style;

use super::phrases::{fcs_text, short_name, size_text};
use super::socket_words::door_text;
use crate::model::{Field, OsiLayer, Role, Severity};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::desk::Current;
use crate::tui::state::{Pane, State};
use crate::tui::tower::{Fold, Item, TreeRow, is_placeless, reason};

/// Columns of a layer's number and name.
const OSI_COLUMNS: u16 = 15;

/// Narrower panes show the number only.
const NARROW: u16 = 50;

/// Narrower panes let fields begin farther left than protocols.
const ROOMY: u16 = 66;

/// Where the edge is that ties fields to their layer.
const fn gutter(width: u16) -> u16 {
    if width < ROOMY { 2 } else { OSI_COLUMNS }
}

/// A row being drawn.
struct Line<'l> {
    state: &'l State,
    current: &'l Current,
    row: &'l TreeRow,
    y: u16,
    /// Columns of the layers' numbers and names.
    label: u16,
    /// Columns of the protocols' names.
    name: u16,
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let Some(current) = &state.current else {
        canvas.text(2, 1, "no frame is selected", state.look.theme.style("dim"));
        return;
    };
    let label = if canvas.width() < NARROW {
        2
    } else {
        OSI_COLUMNS
    };
    let names = current
        .dissection
        .layers
        .iter()
        .map(|layer| columns(layer.info.short));
    let name = names.max().unwrap_or(0).clamp(4, 14);
    let position = state.tree_position();
    let rows = state.tree.rows.iter().enumerate().skip(state.tree.top);
    for ((index, row), y) in rows.zip(0..canvas.height()) {
        let line = Line {
            state,
            current,
            row,
            y,
            label,
            name,
        };
        line.draw(canvas);
        if position == Some(index) {
            select(state, canvas, y);
        }
    }
    more(state, canvas);
}

fn select(state: &State, canvas: &mut Canvas<'_>, y: u16) {
    let theme = &state.look.theme;
    let focused = state.focus == Pane::Layers && state.overlay.is_none();
    let style = theme.style(if focused { "select" } else { "select.back" });
    let ground = Style { fg: None, ..style };
    canvas.paint(0, y, canvas.width(), ground);
    canvas.put(0, y, '▶', theme.style("accent"));
    canvas.paint(0, y, 1, ground);
}

/// Says that there are rows above or below the view.
fn more(state: &State, canvas: &mut Canvas<'_>) {
    let style = state.look.theme.style("accent");
    let (width, height) = (canvas.width(), canvas.height());
    if state.tree.top > 0 {
        canvas.put(width.saturating_sub(1), 0, '▴', style);
    }
    if state.tree.rows.len() > state.tree.top + usize::from(height) {
        canvas.put(
            width.saturating_sub(1),
            height.saturating_sub(1),
            '▾',
            style,
        );
    }
}

impl Line<'_> {
    fn draw(&self, canvas: &mut Canvas<'_>) {
        let x = self.bars(canvas);
        match self.row.item {
            Item::Physical => self.physical(canvas, x),
            Item::Fact(fact) => self.fact(canvas, x, fact),
            Item::Layer(layer) => self.layer(canvas, x, layer),
            Item::Field(field) => self.field(canvas, x, field),
            Item::Fault(fault) => self.fault(canvas, x, fault),
            Item::Door(door) => self.door(canvas, x, door),
            Item::Empty(tower, osi) => self.empty(canvas, x, tower, osi),
            Item::Edge(tower) => self.edge(canvas, tower),
        }
    }

    fn style(&self, role: &str) -> Style {
        self.state.look.theme.style(role)
    }

    /// The lines at the left that show how deep inside other towers this one is; returns the
    /// column behind them.
    fn bars(&self, canvas: &mut Canvas<'_>) -> u16 {
        let towers = &self.current.towers.list;
        let depth = towers
            .get(usize::from(self.row.tower))
            .map_or(0, |tower| tower.depth);
        let shown = u16::from(depth.min(6));
        let mut tower = self.row.tower;
        let mut x = 1 + 2 * shown;
        for bar in (0..shown).rev() {
            let Some((outer, carrier, _)) = towers
                .get(usize::from(tower))
                .and_then(|tower| tower.inside)
            else {
                break;
            };
            let style = self.state.layer(carrier).map_or(Style::new(), |layer| {
                self.state.look.theme.layer(layer.info)
            });
            canvas.put(1 + 2 * bar, self.y, '│', style);
            tower = outer;
        }
        if x > canvas.width() / 3 {
            x = canvas.width() / 3;
        }
        x
    }

    fn osi_label(&self, osi: OsiLayer) -> String {
        if self.label < OSI_COLUMNS {
            let number = if self.state.tree.osi {
                osi.number()
            } else {
                osi.tcp_ip().number()
            };
            return format!("{number} ");
        }
        if self.state.tree.osi {
            format!("{} {}", osi.number(), osi.name())
        } else {
            format!("{} {}", osi.tcp_ip().number(), short_name(osi.tcp_ip()))
        }
    }

    fn fold(&self) -> char {
        match self.row.fold {
            Fold::None => ' ',
            Fold::Closed => '▸',
            Fold::Open => '▾',
        }
    }

    fn physical(&self, canvas: &mut Canvas<'_>, x: u16) {
        let frame = &self.current.frame;
        let style = self.state.look.theme.osi(OsiLayer::Physical);
        canvas.text(x, self.y, &self.osi_label(OsiLayer::Physical), style);
        let x = x + self.label;
        canvas.put(x, self.y, self.fold(), style);
        let (kept, all) = (frame.bytes.len(), frame.info.original_len);
        let text = format!(
            "{kept} of {all} bytes captured, {}",
            fcs_text(frame.info.fcs_len)
        );
        let room = canvas.width().saturating_sub(x + 3);
        canvas.text(x + 2, self.y, &fit(&text, room), self.style("text"));
    }

    fn layer(&self, canvas: &mut Canvas<'_>, x: u16, index: u16) {
        let Some(layer) = self.state.layer(index) else {
            return;
        };
        let theme = &self.state.look.theme;
        let colour = theme.layer(layer.info);
        let label = if is_placeless(&self.current.dissection, layer) {
            "?".to_string()
        } else {
            self.osi_label(layer.info.osi)
        };
        canvas.text_until(x, self.y, &label, colour, x + self.label - 1);
        let x = x + self.label;
        let width = canvas.width();
        canvas.paint(
            x,
            self.y,
            width.saturating_sub(x + 1),
            theme.tint(layer.info),
        );
        canvas.put(x, self.y, self.fold(), colour);
        let bold = colour.add_modifier(ratatui::style::Modifier::BOLD);
        let name = fit(layer.info.short, self.name);
        canvas.text(x + 2, self.y, &name, bold);
        let size = size_text(layer);
        let end = width.saturating_sub(2);
        let right = canvas.text_right(end, self.y, &size, self.style("label"));
        let mut at = x + 3 + self.name;
        if let Some(worst) = self.worst(index) {
            let role = if worst == Severity::Error {
                "error"
            } else {
                "warning"
            };
            at = canvas.text_until(at, self.y, "! ", self.style(role), right);
        }
        let room = right.saturating_sub(at + 1);
        let prefix = match layer.role {
            Role::Quoted => "quoted: ",
            _ => "",
        };
        let text = format!("{prefix}{}", layer.summary);
        canvas.text_until(at, self.y, &fit(&text, room), self.style("text"), right);
    }

    fn worst(&self, layer: u16) -> Option<Severity> {
        let faults = self.current.dissection.faults.iter();
        let own = faults.filter(|fault| fault.layer == layer);
        own.map(|fault| fault.kind.severity())
            .max()
            .filter(|worst| *worst > Severity::Note)
    }

    /// Draws the coloured edge that ties fields to their layer; returns where their labels begin.
    fn gutter(&self, canvas: &mut Canvas<'_>, x: u16, style: Style) -> u16 {
        let x = x + gutter(canvas.width());
        canvas.put(x, self.y, '▎', style);
        x + 2 * u16::from(self.row.depth.min(8))
    }

    fn label_and_value(
        &self,
        canvas: &mut Canvas<'_>,
        x: u16,
        label: &str,
        value: &str,
        style: Style,
    ) {
        let width = canvas.width();
        let wanted = if width < ROOMY { 19 } else { 24 };
        let least = gutter(width) + 4 + wanted;
        let column = (x + 6).max(least).min(width * 6 / 10).max(x + 4);
        canvas.put(x, self.y, self.fold(), self.style("label"));
        let room = column.saturating_sub(x + 3);
        canvas.text(x + 2, self.y, &fit(label, room), self.style("label"));
        let room = width.saturating_sub(column + 1);
        canvas.text(column, self.y, &fit(value, room), style);
    }

    fn fact(&self, canvas: &mut Canvas<'_>, x: u16, fact: u8) {
        if let Some(fact) = self.current.facts.get(usize::from(fact)) {
            let x = self.gutter(canvas, x, self.state.look.theme.osi(OsiLayer::Physical));
            self.label_and_value(canvas, x, fact.label, &fact.value, self.style("value"));
        }
    }

    fn field(&self, canvas: &mut Canvas<'_>, x: u16, index: u32) {
        let Some(field) = self.state.field(index) else {
            return;
        };
        let layer = self
            .state
            .layer_of(self.row.item)
            .and_then(|layer| self.state.layer(layer));
        let colour = layer.map_or(Style::new(), |layer| {
            self.state.look.theme.layer(layer.info)
        });
        let x = self.gutter(canvas, x, colour);
        let value = self.current.view().text(field);
        let faulty = self.is_faulty(field);
        let style = if faulty {
            self.style("error")
        } else {
            self.style("value")
        };
        let label = if faulty {
            format!("! {}", field.spec.label)
        } else {
            field.spec.label.to_string()
        };
        self.label_and_value(canvas, x, &label, &value, style);
        if self
            .state
            .find
            .pattern
            .as_ref()
            .is_some_and(|p| p.in_text(&value) || p.in_text(field.spec.label))
        {
            let width = canvas.width();
            canvas.paint(
                x + 2,
                self.y,
                width.saturating_sub(x + 3),
                self.style("found"),
            );
        }
    }

    /// True if a fault worth a warning lies in the field's bytes.
    fn is_faulty(&self, field: &Field) -> bool {
        let own = field.span.byte_range();
        self.current.dissection.faults.iter().any(|fault| {
            let layer = self.state.layer(fault.layer);
            fault.kind.severity() > Severity::Note
                && layer.is_some_and(|layer| layer.source == field.source)
                && !fault.at.is_empty()
                && own.start <= fault.at.start
                && fault.at.end <= own.end
        })
    }

    fn fault(&self, canvas: &mut Canvas<'_>, x: u16, index: u16) {
        let Some(fault) = self.current.dissection.faults.get(usize::from(index)) else {
            return;
        };
        let role = match fault.kind.severity() {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let colour = self.state.layer(fault.layer).map_or(Style::new(), |layer| {
            self.state.look.theme.layer(layer.info)
        });
        let x = self.gutter(canvas, x, colour);
        let text = format!("! {}", fault.kind);
        let room = canvas.width().saturating_sub(x + 3);
        canvas.text(x + 2, self.y, &fit(&text, room), self.style(role));
    }

    fn door(&self, canvas: &mut Canvas<'_>, x: u16, index: u16) {
        let Some(door) = self.current.doors.get(usize::from(index)) else {
            return;
        };
        let line = self.style("accent");
        let width = canvas.width();
        canvas.repeat(x, self.y, width.saturating_sub(x + 1), '═', line);
        let ends = self.current.processes.get(usize::from(index));
        // Names of processes need the room.
        let word = match width < ROOMY || ends.is_some() {
            true => "",
            false => "socket ",
        };
        let title = format!("╡ {word}{} ╞", door.kind.constant());
        let start = if self.label < OSI_COLUMNS { x } else { x + 2 };
        let at = canvas.text_until(start, self.y, &title, line, width.saturating_sub(1)) + 1;
        let room = width.saturating_sub(at + 2);
        let text = door_text(door, ends, room);
        canvas.text_until(
            at,
            self.y,
            &format!(" {} ", fit(&text, room.saturating_sub(2))),
            self.style("bright"),
            width.saturating_sub(1),
        );
    }

    fn empty(&self, canvas: &mut Canvas<'_>, x: u16, tower: u8, osi: OsiLayer) {
        let style = self.style("dim");
        canvas.text(x, self.y, &self.osi_label(osi), style);
        let reason = reason(&self.current.dissection, &self.current.towers, tower, osi);
        let x = x + self.label;
        canvas.put(x, self.y, '·', style);
        let room = canvas.width().saturating_sub(x + 3);
        let italic = style.add_modifier(ratatui::style::Modifier::ITALIC);
        canvas.text(x + 2, self.y, &fit(&reason, room), italic);
    }

    fn edge(&self, canvas: &mut Canvas<'_>, tower: u8) {
        let towers = &self.current.towers.list;
        let Some(tower) = towers.get(usize::from(tower)) else {
            return;
        };
        let Some((_, carrier, wrapping)) = tower.inside else {
            return;
        };
        let Some(layer) = self.state.layer(carrier) else {
            return;
        };
        let style = self.state.look.theme.layer(layer.info);
        let x = 1 + 2 * u16::from(tower.depth.saturating_sub(1).min(5));
        let corner = if self.state.tree.wire_below {
            '╰'
        } else {
            '╭'
        };
        let width = canvas.width();
        canvas.repeat(x, self.y, width.saturating_sub(x + 1), '─', style);
        canvas.put(x, self.y, corner, style);
        let text = format!(" {} ", wrapping.text(layer.info.short));
        canvas.text_until(x + 3, self.y, &text, style, width.saturating_sub(2));
    }
}

/// True if column `x` of a row is on the sign that opens and closes it.
pub fn is_on_fold(state: &State, row: &TreeRow, width: u16, x: u16) -> bool {
    let Some(current) = &state.current else {
        return false;
    };
    let label = match row.depth {
        0 if width < NARROW => 2,
        0 => OSI_COLUMNS,
        _ => gutter(width),
    };
    let depth = current
        .towers
        .list
        .get(usize::from(row.tower))
        .map_or(0, |tower| tower.depth);
    let bars = (1 + 2 * u16::from(depth.min(6))).min(width / 3);
    let fold = bars + label + 2 * u16::from(row.depth.min(8));
    row.fold != Fold::None && (fold.saturating_sub(1)..=fold + 1).contains(&x)
}
