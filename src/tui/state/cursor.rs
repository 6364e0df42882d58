//! The one cursor that runs through every view.

use super::State;
use crate::model::{ByteRange, Field, Layer, Source, Span};
use crate::tui::tower::{Item, layer_of_field, parent_field};

/// The place that all views show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// What it stands on.
    pub item: Item,
    /// The buffer that the pane of bytes shows.
    pub source: Source,
    /// The byte in it.
    pub byte: u32,
}

/// The bits that belong to what the cursor stands on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where they are.
    pub spans: Vec<(Source, Span)>,
    /// True for a single field, false for a whole layer.
    pub is_field: bool,
}

impl Selection {
    /// True if the bits of the byte that `mask` names (0xf0, 0x0f, 0xff) are among them.
    pub fn covers(&self, source: Source, byte: u32, mask: u8) -> bool {
        let (first, count) = match mask {
            0xf0 => (0, 4),
            0x0f => (4, 4),
            _ => (0, 8),
        };
        let start = byte.saturating_mul(8).saturating_add(first);
        let overlaps = |span: &Span| span.bit < start.saturating_add(count) && start < span.end();
        self.spans
            .iter()
            .any(|(own, span)| *own == source && overlaps(span))
    }

    /// True if all bits of `span` are among them.
    pub fn holds(&self, source: Source, span: Span) -> bool {
        let inside = |own: &Span| own.bit <= span.bit && span.end() <= own.end();
        self.spans
            .iter()
            .any(|(buffer, own)| *buffer == source && inside(own))
    }
}

impl State {
    /// A field of the frame on the screen.
    pub fn field(&self, index: u32) -> Option<&Field> {
        self.current.as_ref()?.dissection.fields.get(index as usize)
    }

    /// A layer of the frame on the screen.
    pub fn layer(&self, index: u16) -> Option<&Layer> {
        self.current
            .as_ref()?
            .dissection
            .layers
            .get(usize::from(index))
    }

    /// The layer that an item belongs to.
    pub fn layer_of(&self, item: Item) -> Option<u16> {
        let current = self.current.as_ref()?;
        match item {
            Item::Layer(layer) => Some(layer),
            Item::Field(field) => layer_of_field(&current.dissection, field),
            Item::Fault(fault) => current
                .dissection
                .faults
                .get(usize::from(fault))
                .map(|fault| fault.layer),
            Item::Door(door) => current.doors.get(usize::from(door)).map(|door| door.layer),
            Item::Edge(tower) => current
                .towers
                .list
                .get(usize::from(tower))
                .map(|tower| tower.base),
            Item::Physical | Item::Fact(_) | Item::Empty(..) => None,
        }
    }

    /// The item that holds another one; `None` for what stands in the tower itself.
    pub fn holder(&self, item: Item) -> Option<Item> {
        let current = self.current.as_ref()?;
        match item {
            Item::Fact(_) => Some(Item::Physical),
            Item::Field(field) => match parent_field(&current.dissection, field) {
                Some(parent) => Some(Item::Field(parent)),
                None => self.layer_of(item).map(Item::Layer),
            },
            Item::Fault(_) => self.layer_of(item).map(Item::Layer),
            _ => None,
        }
    }

    /// The bits that belong to what the cursor stands on.
    pub fn selection(&self) -> Selection {
        let Some(current) = &self.current else {
            return Selection::default();
        };
        let dissection = &current.dissection;
        let whole =
            |source: Source, range: ByteRange| (source, Span::bytes(range.start, range.len()));
        let (spans, is_field) = match self.cursor.item {
            Item::Field(field) => {
                let field = dissection.fields.get(field as usize);
                (
                    field
                        .map(|field| (field.source, field.span))
                        .into_iter()
                        .collect(),
                    true,
                )
            }
            Item::Layer(layer) => (self.layer_spans(layer), false),
            Item::Fault(fault) => {
                let fault = dissection.faults.get(usize::from(fault));
                let span =
                    fault.and_then(|fault| Some(whole(self.layer(fault.layer)?.source, fault.at)));
                (span.into_iter().collect(), true)
            }
            Item::Door(door) => {
                let layer = current
                    .doors
                    .get(usize::from(door))
                    .and_then(|door| self.layer(door.layer));
                let own = layer.map_or(&[][..], |layer| dissection.fields_of(layer));
                let is_port = |field: &&Field| {
                    field.spec.name.ends_with(".srcport") || field.spec.name.ends_with(".dstport")
                };
                (
                    own.iter()
                        .filter(is_port)
                        .map(|field| (field.source, field.span))
                        .collect(),
                    true,
                )
            }
            Item::Physical | Item::Fact(_) => {
                let len = u32::try_from(current.frame.bytes.len()).unwrap_or(u32::MAX);
                (vec![whole(Source::FRAME, ByteRange::new(0, len))], false)
            }
            Item::Edge(_) | Item::Empty(..) => (Vec::new(), false),
        };
        Selection { spans, is_field }
    }

    /// The bytes of a layer itself: its header and its trailer.
    pub fn layer_spans(&self, layer: u16) -> Vec<(Source, Span)> {
        let Some(layer) = self.layer(layer) else {
            return Vec::new();
        };
        [layer.header, layer.trailer]
            .into_iter()
            .filter(|range| !range.is_empty())
            .map(|range| (layer.source, Span::bytes(range.start, range.len())))
            .collect()
    }

    /// Puts the cursor on an item of the pane of layers.
    pub fn go_to(&mut self, item: Item) {
        self.cursor.item = item;
        self.tree.bring = true;
        self.explain_top = 0;
        if let Some((source, span)) = self.selection().spans.first().copied() {
            self.cursor.source = source;
            self.cursor.byte = span.byte_range().start;
        }
    }

    /// Puts the cursor on an item from another pane, and opens what hides its row.
    pub fn go_to_and_reveal(&mut self, item: Item) {
        self.go_to(item);
        self.reveal();
    }

    /// Puts the cursor on a byte of the buffer on the screen: on the innermost field there, or on
    /// the layer that owns the byte.
    pub fn go_to_byte(&mut self, byte: u32) {
        let source = self.cursor.source;
        let last = self.buffer_len().saturating_sub(1);
        let byte = byte.min(last);
        if let Some(item) = self.item_at(source, byte) {
            self.cursor.item = item;
            self.explain_top = 0;
        }
        self.cursor.byte = byte;
        self.reveal();
    }

    /// The innermost field at a byte, or the layer that owns it.
    pub fn item_at(&self, source: Source, byte: u32) -> Option<Item> {
        let dissection = &self.current.as_ref()?.dissection;
        let covers = |field: &Field| {
            field.source == source && field.span.bits > 0 && field.span.byte_range().contains(byte)
        };
        let whole = |field: &Field| {
            let bit = byte.saturating_mul(8);
            field.span.bit <= bit && bit.saturating_add(8) <= field.span.end()
        };
        // The narrowest field that has the whole byte; where none has, the first that begins in it.
        let fields = dissection
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| covers(field));
        let innermost = fields.min_by_key(|(_, field)| match whole(field) {
            true => (0, field.span.bits, u8::MAX - field.depth),
            false => (1, field.span.bit, field.depth),
        });
        if let Some(Ok(field)) = innermost.map(|(index, _)| u32::try_from(index)) {
            return Some(Item::Field(field));
        }
        let owns = |layer: &Layer| {
            layer.source == source
                && (layer.header.contains(byte)
                    || layer.payload.contains(byte)
                    || layer.trailer.contains(byte))
        };
        let layer = dissection.layers.iter().rposition(owns)?;
        u16::try_from(layer).ok().map(Item::Layer)
    }

    /// The bytes that the pane of bytes shows.
    pub fn buffer(&self) -> &[u8] {
        let current = self.current.as_ref();
        current.map_or(&[], |current| current.view().buffer(self.cursor.source))
    }

    /// How many they are.
    pub fn buffer_len(&self) -> u32 {
        u32::try_from(self.buffer().len()).unwrap_or(u32::MAX)
    }

    /// Opens everything around the cursor's item, for as long as the cursor is inside.
    fn reveal(&mut self) {
        let mut around = std::collections::HashSet::new();
        let mut item = self.cursor.item;
        while let Some(holder) = self.holder(item) {
            let key = self
                .current
                .as_ref()
                .and_then(|current| current.keys.get(holder));
            around.extend(key);
            item = holder;
        }
        let is_new =
            !around.is_subset(&self.tree.revealed) || around.len() != self.tree.revealed.len();
        self.tree.revealed = around;
        if is_new {
            self.rebuild_tree();
        }
        self.tree.bring = true;
    }
}
