//! What is this? The selected thing in words.

use ratatui::style::{Modifier, Style};

use super::meaning::meaning;
use super::phrases::{bits_text, kind_text, place_text, roles_text, sizes};
use super::socket_words::owner_text;
use super::wrap::{Paragraph, Piece, wrap};
use crate::model::{Fault, OsiLayer, Role, Severity, names, text};
use crate::talk::socket::End;
use crate::tui::canvas::Canvas;
use crate::tui::desk::Current;
use crate::tui::state::{Pane, State};
use crate::tui::tower::{Item, Wrapping, is_placeless, reason};

/// A frame with more comments than this has them listed with what the capture says of it.
const MOST_COMMENTS: usize = 4;

/// Keeps the view from running off the end of the text.
pub(super) fn settle(state: &mut State) {
    let area = state.areas.inside(Pane::Explain);
    let lines = wrapped(state, area.width.saturating_sub(2)).len();
    let last = lines.saturating_sub(usize::from(area.height));
    state.explain_top = state
        .explain_top
        .min(u16::try_from(last).unwrap_or(u16::MAX));
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let lines = wrapped(state, canvas.width().saturating_sub(2));
    let top = usize::from(state.explain_top);
    for (line, y) in lines.iter().skip(top).zip(0..canvas.height()) {
        let mut x = 1;
        for (text, style) in line {
            x = canvas.text(x, y, text, *style);
        }
    }
    if lines.len() > top + usize::from(canvas.height()) {
        let (x, y) = (
            canvas.width().saturating_sub(1),
            canvas.height().saturating_sub(1),
        );
        canvas.put(x, y, '▾', state.look.theme.style("accent"));
    }
}

fn wrapped(state: &State, width: u16) -> Vec<Vec<Piece>> {
    let paragraphs = Words { state }.paragraphs();
    paragraphs
        .iter()
        .flat_map(|paragraph| wrap(paragraph, width))
        .collect()
}

struct Words<'w> {
    state: &'w State,
}

impl Words<'_> {
    fn style(&self, role: &str) -> Style {
        self.state.look.theme.style(role)
    }

    fn plain(&self, text: impl Into<String>) -> Paragraph {
        vec![(text.into(), self.style("text"))]
    }

    fn quiet(&self, text: impl Into<String>) -> Paragraph {
        vec![(text.into(), self.style("dim"))]
    }

    fn labelled(&self, label: &str, text: impl Into<String>) -> Paragraph {
        vec![
            (format!("{label}: "), self.style("label")),
            (text.into(), self.style("text")),
        ]
    }

    fn paragraphs(&self) -> Vec<Paragraph> {
        let Some(current) = &self.state.current else {
            return vec![self.quiet("Select a frame: what you choose in it is explained here.")];
        };
        let mut words = self.comments(current);
        words.extend(self.selected(current));
        words
    }

    /// What the capture's author says of the frame, while the user walks from frame to frame.
    fn comments(&self, current: &Current) -> Vec<Paragraph> {
        if self.state.focus != Pane::List {
            return Vec::new();
        }
        let comments = current.frame.comments.iter().take(MOST_COMMENTS);
        comments
            .map(|comment| vec![(text::clean(comment).into_owned(), self.style("bright"))])
            .collect()
    }

    fn selected(&self, current: &Current) -> Vec<Paragraph> {
        match self.state.cursor.item {
            Item::Field(index) => self.field_words(current, index),
            Item::Layer(index) => self.layer_words(current, index),
            Item::Physical => self.physical(current),
            Item::Fact(index) => self.fact(current, index),
            Item::Fault(index) => self.fault_words(current, index),
            Item::Door(index) => self.door_words(current, index),
            Item::Empty(tower, osi) => self.empty(current, tower, osi),
            Item::Edge(tower) => self.edge(current, tower),
        }
    }

    fn title(&self, text: &str, colour: Style, aside: &str) -> Paragraph {
        let bold = colour.add_modifier(Modifier::BOLD);
        vec![
            (format!("{text}  "), bold),
            (aside.to_string(), self.style("dim")),
        ]
    }

    fn field_words(&self, current: &Current, index: u32) -> Vec<Paragraph> {
        let Some(field) = self.state.field(index) else {
            return Vec::new();
        };
        let layer = self
            .state
            .layer_of(Item::Field(index))
            .and_then(|layer| self.state.layer(layer));
        let colour = layer.map_or(Style::new(), |layer| {
            self.state.look.theme.layer(layer.info)
        });
        let aside = [field.spec.name, field.spec.reference].join(" · ");
        let mut words = vec![self.title(field.spec.label, colour, aside.trim_end_matches(" · "))];
        let value = current.view().text(field);
        if !value.is_empty() {
            let mut paragraph = vec![(value, self.style("bright"))];
            if let Some(bits) = bits_text(field, current.view().buffer(field.source)) {
                paragraph.push((format!("  = {bits}"), colour));
            }
            words.push(paragraph);
        }
        if !field.spec.doc.is_empty() {
            words.push(self.plain(field.spec.doc));
        }
        words.extend(meaning(field).into_iter().map(|line| self.plain(line)));
        let own = field.span.byte_range();
        let touches = |fault: &&Fault| {
            let source = self.state.layer(fault.layer).map(|layer| layer.source);
            source == Some(field.source) && fault.at.start < own.end && own.start < fault.at.end
        };
        words.extend(
            current
                .dissection
                .faults
                .iter()
                .filter(touches)
                .map(|fault| self.fault_line(fault)),
        );
        words.push(self.quiet(place_text(field)));
        words
    }

    fn fault_line(&self, fault: &Fault) -> Paragraph {
        let role = match fault.kind.severity() {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        vec![(format!("! {}", fault.kind), self.style(role))]
    }

    fn layer_words(&self, current: &Current, index: u16) -> Vec<Paragraph> {
        let Some(layer) = self.state.layer(index) else {
            return Vec::new();
        };
        let info = layer.info;
        let colour = self.state.look.theme.layer(info);
        let aside = [info.name, info.reference].join(" · ");
        let mut words = vec![self.title(info.title, colour, aside.trim_end_matches(" · "))];
        let place = if is_placeless(&current.dissection, layer) {
            "No place in the model: ".to_string()
        } else if self.state.tree.osi {
            format!(
                "OSI layer {}, {}: ",
                info.osi.number(),
                info.osi.name().to_lowercase()
            )
        } else {
            let layer = info.osi.tcp_ip();
            format!(
                "TCP/IP layer {}, {}: ",
                layer.number(),
                layer.name().to_lowercase()
            )
        };
        words.push(vec![(place, colour), (info.why.into(), self.style("text"))]);
        if !layer.summary.is_empty() {
            words.push(self.labelled("Here", layer.summary.clone()));
        }
        if !layer.hand_over.is_empty() {
            words.push(self.labelled("It tells the receiver", layer.hand_over.clone()));
        }
        let faults = current
            .dissection
            .faults
            .iter()
            .filter(|fault| fault.layer == index);
        words.extend(faults.map(|fault| self.fault_line(fault)));
        if layer.role == Role::Continuation {
            words
                .push(self.quiet("c goes to the frame in which the whole is there, u comes back."));
        }
        words.push(self.quiet(sizes(layer)));
        words
    }

    fn physical(&self, current: &Current) -> Vec<Paragraph> {
        let colour = self.state.look.theme.osi(OsiLayer::Physical);
        let mut words = vec![self.title("The frame on the wire", colour, "OSI layer 1, physical")];
        words.push(self.plain(OsiLayer::Physical.purpose()));
        words.push(self.plain("A capture begins where the network card has turned signals into bytes: preamble and gaps between frames are gone, so no header of this layer is here."));
        let number = u32::from(current.frame.info.link_type.0);
        if let Some(title) = names::link_type_title(number) {
            words.push(self.labelled("The frame begins with", title));
        }
        words
    }

    fn fact(&self, current: &Current, index: u8) -> Vec<Paragraph> {
        let Some(fact) = current.facts.get(usize::from(index)) else {
            return Vec::new();
        };
        let colour = self.state.look.theme.osi(OsiLayer::Physical);
        vec![
            self.title(fact.label, colour, "what the capture says"),
            vec![(fact.value.clone(), self.style("bright"))],
            self.plain(fact.doc),
        ]
    }

    fn fault_words(&self, current: &Current, index: u16) -> Vec<Paragraph> {
        let Some(fault) = current.dissection.faults.get(usize::from(index)) else {
            return Vec::new();
        };
        let name = self
            .state
            .layer(fault.layer)
            .map_or("", |layer| layer.info.short);
        let (title, doc) = match fault.kind.severity() {
            Severity::Note => ("Good to know", "The frame itself is fine."),
            Severity::Warning => (
                "Unusual",
                "A receiver would not take this as it is, or the capture does not show it as it was sent.",
            ),
            Severity::Error => (
                "Something is wrong",
                "The bytes contradict themselves or the specification.",
            ),
        };
        let place = if fault.at.is_empty() {
            format!("At byte {}.", fault.at.start)
        } else {
            format!("In bytes {} to {}.", fault.at.start, fault.at.end - 1)
        };
        vec![
            self.title(title, self.style("warning"), name),
            self.fault_line(fault),
            self.plain(doc),
            self.quiet(place),
        ]
    }

    fn door_words(&self, current: &Current, index: u16) -> Vec<Paragraph> {
        let Some(door) = current.doors.get(usize::from(index)) else {
            return Vec::new();
        };
        let mut words = vec![self.title("The socket", self.style("accent"), door.kind.constant())];
        words.push(self.plain(kind_text(door.kind)));
        let processes = current.processes.get(usize::from(index));
        let answers = processes.and_then(Option::as_ref);
        for (at, (end, name)) in [(End::From, "From"), (End::To, "To")]
            .into_iter()
            .enumerate()
        {
            let mut text = format!("{} ({})", door.end(end), door.role(end));
            if let Some(answer) = answers.and_then(|answers| answers.get(at)) {
                text += &format!(". {}", owner_text(answer));
            }
            words.push(self.labelled(name, text));
        }
        words.push(self.plain(roles_text(door)));
        words.push(self.quiet("No byte of the frame says \"socket\": it is the program's handle on addresses and ports, kept by the operating system at either end."));
        words
    }

    fn empty(&self, current: &Current, tower: u8, osi: OsiLayer) -> Vec<Paragraph> {
        let name = if self.state.tree.osi {
            osi.name()
        } else {
            osi.tcp_ip().name()
        };
        let colour = self.state.look.theme.osi(osi);
        let number = if self.state.tree.osi {
            osi.number()
        } else {
            osi.tcp_ip().number()
        };
        let mut words = vec![self.title(
            name,
            colour,
            &format!("layer {number}, without a header in this frame"),
        )];
        words.push(self.plain(osi.purpose()));
        let reason = reason(&current.dissection, &current.towers, tower, osi);
        words.push(self.labelled("In this frame", reason));
        words
    }

    fn edge(&self, current: &Current, tower: u8) -> Vec<Paragraph> {
        let Some(tower) = current.towers.list.get(usize::from(tower)) else {
            return Vec::new();
        };
        let Some((_, carrier, wrapping)) = tower.inside else {
            return Vec::new();
        };
        let Some(layer) = self.state.layer(carrier) else {
            return Vec::new();
        };
        let (title, doc) = match wrapping {
            Wrapping::Tunnel => (
                "A tunnel",
                "To the outer tower, everything in here is just payload: its layers take it for data and do not look inside. At the far end of the tunnel the outer headers come off, and the packet goes on as if nothing had happened.",
            ),
            Wrapping::Quotation => (
                "A quotation",
                "An error message carries a copy of the start of the packet that caused it, so that its sender can find out which connection is meant. The copy itself is delivered to nobody.",
            ),
        };
        vec![
            self.title(
                title,
                self.state.look.theme.layer(layer.info),
                layer.info.title,
            ),
            self.plain(doc),
        ]
    }
}
