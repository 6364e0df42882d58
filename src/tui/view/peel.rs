//! Peel and wrap: one frame on the table, one header a step.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::boxes::{Shape, boxes};
use super::content;
use super::nesting::draw_boxes;
use super::wrap::wrap;
use crate::model::{Layer, OsiLayer};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::{Peeling, State};
use crate::tui::tower::header_len;

/// The table: the way from the outermost layer to the innermost, and how far it is gone.
struct Table<'t> {
    state: &'t State,
    way: Vec<u16>,
    peeling: Peeling,
}

pub(super) fn draw(state: &State, peeling: Peeling, canvas: &mut Canvas<'_>) {
    let table = Table {
        state,
        way: state.peel_way(),
        peeling,
    };
    if table.way.is_empty() {
        return;
    }
    let (width, height) = (canvas.width(), canvas.height());
    table.title(canvas);
    let parts = Parts::of(width, height, table.way.len());
    table.set_aside(&mut canvas.part(parts.aside));
    table.boxes(&mut canvas.part(parts.boxes));
    table.words(&mut canvas.part(parts.words));
}

/// Where things are on the table, below its title.
struct Parts {
    aside: Rect,
    boxes: Rect,
    words: Rect,
}

impl Parts {
    fn of(width: u16, height: u16, layers: usize) -> Parts {
        let words = if height >= 16 { 5 } else { 2 };
        // The place for headers is kept from the start, so that the boxes stand still.
        let layers = u16::try_from(layers).unwrap_or(u16::MAX);
        let aside = layers.min(height.saturating_sub(words + 8));
        let boxes = height.saturating_sub(1 + aside + words);
        Parts {
            aside: Rect::new(0, 1, width, aside),
            boxes: Rect::new(1, 1 + aside, width.saturating_sub(2), boxes),
            words: Rect::new(0, 1 + aside + boxes, width, words),
        }
    }
}

/// Where the innermost content is drawn when everything else is off, on the screen.
pub(super) fn content_area(state: &State) -> Option<Rect> {
    let body = state.areas.body;
    let boxes = Parts::of(body.width, body.height, state.peel_way().len()).boxes;
    let area = Rect {
        x: body.x + boxes.x + 2,
        y: body.y + boxes.y + 2,
        width: boxes.width.saturating_sub(4),
        height: boxes.height.saturating_sub(3),
    };
    (!area.is_empty()).then_some(area)
}

impl Table<'_> {
    fn style(&self, role: &str) -> Style {
        self.state.look.theme.style(role)
    }

    fn layer(&self, place: usize) -> Option<&Layer> {
        self.state.layer(*self.way.get(place)?)
    }

    fn title(&self, canvas: &mut Canvas<'_>) {
        let width = canvas.width();
        canvas.repeat(0, 0, width, '━', self.style("line.focus"));
        let number = self.state.list.number();
        let title = format!(" Peel and wrap: frame {number} ");
        canvas.text(2, 0, &title, self.style("title.focus"));
        let (off, all) = (self.peeling.off, self.way.len().saturating_sub(1));
        let note = format!(" {off} of {all} headers off ");
        if columns(&title) + columns(&note) + 6 <= width {
            canvas.text_right(width - 2, 0, &note, self.style("title.focus"));
        }
    }

    /// The headers that are off, each with what it told the receiver.
    fn set_aside(&self, canvas: &mut Canvas<'_>) {
        let theme = &self.state.look.theme;
        let room = usize::from(canvas.height());
        let skipped = self.peeling.off.saturating_sub(room);
        if self.peeling.off == 0 && room > 0 {
            let text = "The frame as it arrives. Each header that comes off is set aside here, with what it told the receiver.";
            canvas.text(
                2,
                0,
                &fit(text, canvas.width().saturating_sub(3)),
                self.style("dim"),
            );
        }
        for (place, y) in (skipped..self.peeling.off).zip(0..canvas.height()) {
            let Some(layer) = self.layer(place) else {
                continue;
            };
            let colour = theme.layer(layer.info);
            canvas.put(2, y, '✓', self.style("accent"));
            let info = layer.info;
            // Narrow screens have the layer's number without its name.
            let (osi, name, size) = match canvas.width() {
                0..100 => (info.osi.number().to_string(), 6, 27),
                _ => (format!("{} {}", info.osi.number(), info.osi.name()), 20, 41),
            };
            canvas.text_until(4, y, &osi, colour, name - 1);
            let bold = colour.add_modifier(Modifier::BOLD);
            canvas.text_until(name, y, info.short, bold, name + 13);
            let bytes = format!("{} B", header_len(layer, false));
            canvas.text_right(size, y, &bytes, self.style("dim"));
            let told = match layer.hand_over.is_empty() {
                true => &layer.summary,
                false => &layer.hand_over,
            };
            let room = canvas.width().saturating_sub(size + 3);
            canvas.text(
                size + 2,
                y,
                &fit(&format!("“{told}”"), room),
                self.style("text"),
            );
        }
    }

    /// What is left: the outermost box open, with its fields.
    fn boxes(&self, canvas: &mut Canvas<'_>) {
        let Some(current) = &self.state.current else {
            return;
        };
        let left = self.way.get(self.peeling.off..).unwrap_or_default();
        let width = canvas.width();
        let shape = Shape {
            width,
            first: if left.len() > 1 {
                (width / 3).min(44)
            } else {
                0
            },
            edge: 1,
        };
        let nests = boxes(&current.dissection, left, shape);
        draw_boxes(self.state, canvas, &nests, left.first().copied(), true);
        let Some((nest, layer)) = nests
            .first()
            .and_then(|nest| Some((nest, self.layer(self.peeling.off)?)))
        else {
            return;
        };
        let innermost = left.len() <= 1;
        let right = if innermost {
            nest.right
        } else {
            nest.left + nest.header
        };
        let (x, y) = (nest.left + 2, 2);
        let area = Rect::new(
            x,
            y,
            right.saturating_sub(x),
            canvas.height().saturating_sub(y + 1),
        );
        let mut inside = canvas.part(area);
        if innermost {
            content::draw(self.state, *left.first().unwrap_or(&0), &mut inside);
        } else {
            self.fields(layer, &mut inside);
        }
    }

    /// The header's main fields, as far as there is room.
    fn fields(&self, layer: &Layer, canvas: &mut Canvas<'_>) {
        let Some(current) = &self.state.current else {
            return;
        };
        let width = canvas.width();
        let main = current
            .dissection
            .fields_of(layer)
            .iter()
            .filter(|field| field.depth == 0);
        for (field, y) in main.zip(0..canvas.height()) {
            let label = fit(field.spec.label, width / 2);
            let at = canvas.text(0, y, &label, self.style("label")) + 1;
            let value = current.view().text(field);
            let room = width.saturating_sub(at.max(width / 2) + 1);
            canvas.text(at.max(width / 2), y, &fit(&value, room), self.style("text"));
        }
    }

    /// What just happened, who did it, and what is left.
    fn words(&self, canvas: &mut Canvas<'_>) {
        let off = self.peeling.off;
        let width = canvas.width().saturating_sub(2);
        let last = off + 1 >= self.way.len();
        let subject = match (self.peeling.wrapping, off) {
            (false, 0) => None,
            (false, off) => self.layer(off - 1),
            (true, off) => self.layer(off),
        };
        let (first, second) = match (subject, self.peeling.wrapping) {
            (None, _) => (
                "A frame has arrived. p takes its outermost header off.".to_string(),
                "Every layer reads its own header only, and hands the rest on without looking inside.".to_string(),
            ),
            (Some(layer), false) => (
                format!("{} came off: {} bytes.", layer.info.short, header_len(layer, false)),
                reading(layer.info.osi).to_string(),
            ),
            (Some(layer), true) => (
                format!("{} is back on: {} bytes more.", layer.info.short, header_len(layer, false)),
                writing(layer.info.osi).to_string(),
            ),
        };
        canvas.text(1, 0, &fit(&first, width), self.style("bright"));
        let lines = wrap(&[(second, self.style("text"))], width);
        for (line, y) in lines.iter().zip(1..3) {
            let mut x = 1;
            for (text, style) in line {
                x = canvas.text(x, y, text, *style);
            }
        }
        canvas.text(1, 3, &fit(&self.tally(last), width), self.style("dim"));
    }

    fn tally(&self, last: bool) -> String {
        let total = self
            .state
            .current
            .as_ref()
            .map_or(0, |current| current.frame.bytes.len());
        let off: u32 = (0..self.peeling.off)
            .filter_map(|place| self.layer(place))
            .filter(|layer| !layer.source.is_derived())
            .map(|layer| layer.header.len() + layer.trailer.len())
            .sum();
        let hint = match (last, self.peeling.off) {
            (true, _) => "this is what all the rest was for. P wraps it up again.",
            (false, 0) => "nothing is off yet.",
            _ => "p takes the next header off, P puts the last one back on.",
        };
        let left = (total as u32).saturating_sub(off);
        format!("{off} of {total} bytes are off, {left} are left: {hint}")
    }
}

/// Who takes a header of this layer off, and what is asked.
const fn reading(osi: OsiLayer) -> &'static str {
    match osi {
        OsiLayer::Physical => "The network card turns signals into bytes.",
        OsiLayer::DataLink => {
            "The network card and its driver read it: is the frame meant for this interface, and who gets the rest?"
        }
        OsiLayer::Network => {
            "The operating system's network layer reads it: is the packet for this host, or is it to be sent on?"
        }
        OsiLayer::Transport => {
            "The operating system's transport layer reads it: which socket is waiting for these bytes?"
        }
        OsiLayer::Session => "The program reads it: which dialogue is this part of?",
        OsiLayer::Presentation => {
            "The program reads it: in which form is the data, and how is it made plain?"
        }
        OsiLayer::Application => {
            "The program reads it: what does the other side want, or what did it answer?"
        }
    }
}

/// Who puts a header of this layer on, and what for.
const fn writing(osi: OsiLayer) -> &'static str {
    match osi {
        OsiLayer::Physical => "The network card turns bytes into signals.",
        OsiLayer::DataLink => {
            "The sender's driver and network card put it in front: to which neighbour, from which interface."
        }
        OsiLayer::Network => {
            "The sender's network layer puts it in front: to which host, and how many routers may pass it on."
        }
        OsiLayer::Transport => {
            "The sender's transport layer puts it in front: from which socket, to which socket."
        }
        OsiLayer::Session => {
            "The sending program puts it in front: which dialogue this is part of."
        }
        OsiLayer::Presentation => "The sending program gives its data this form.",
        OsiLayer::Application => {
            "The sending program writes it: what it wants, or what it answers."
        }
    }
}
