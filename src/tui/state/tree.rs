//! The pane of layers: what is open, and which rows that makes.

use std::collections::HashSet;

use super::State;
use crate::tui::desk::Current;
use crate::tui::tower::{Fold, Item, Options, TreeRow, build, has_parts};

/// What the pane of layers shows.
#[derive(Debug, Clone)]
pub struct Tree {
    /// True for the wire at the bottom.
    pub wire_below: bool,
    /// True for the OSI model, false for TCP/IP.
    pub osi: bool,
    /// True to show raw sequence numbers where there are relative ones too.
    pub raw: bool,
    /// Keys of what the user opened, in whatever frame.
    pub open: HashSet<u64>,
    /// Keys of what is open only because the cursor came there from another pane.
    pub revealed: HashSet<u64>,
    /// The rows, from the top of the pane down.
    pub rows: Vec<TreeRow>,
    /// First row in view.
    pub top: usize,
    /// True if the cursor's row has to be brought into view.
    pub bring: bool,
}

impl Default for Tree {
    fn default() -> Tree {
        Tree {
            wire_below: true,
            osi: true,
            raw: false,
            open: HashSet::new(),
            revealed: HashSet::new(),
            rows: Vec::new(),
            top: 0,
            bring: false,
        }
    }
}

impl Tree {
    /// Puts the view where row `at` is in it, if that is wanted. `height` is in rows.
    pub fn settle(&mut self, at: Option<usize>, height: u16) {
        let height = usize::from(height);
        if let (true, Some(at), true) = (self.bring, at, height > 0) {
            self.top = self.top.clamp((at + 1).saturating_sub(height), at);
            self.bring = false;
        }
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }
}

impl State {
    /// Makes the rows anew after anything changed that they depend on.
    pub fn rebuild_tree(&mut self) {
        let options = Options {
            wire_below: self.tree.wire_below,
            osi: self.tree.osi,
            raw: self.tree.raw,
            open: &self.tree.open,
            revealed: &self.tree.revealed,
        };
        self.tree.rows = self.current.as_ref().map_or_else(Vec::new, |current| {
            let Current {
                dissection,
                keys,
                towers,
                doors,
                ..
            } = current;
            build(
                dissection,
                keys,
                towers,
                doors,
                current.facts.len(),
                &options,
            )
        });
        self.tree.bring = true;
    }

    /// The row that the cursor is on; where its own row is hidden, the row that hides it.
    pub fn tree_position(&self) -> Option<usize> {
        let position = |item: Item| self.tree.rows.iter().position(|row| row.item == item);
        let mut item = self.cursor.item;
        loop {
            if let Some(found) = position(item) {
                return Some(found);
            }
            item = self.holder(item)?;
        }
    }

    /// Opens or closes an item.
    pub fn set_open(&mut self, item: Item, open: bool) {
        let Some(key) = self
            .current
            .as_ref()
            .and_then(|current| current.keys.get(item))
        else {
            return;
        };
        if open {
            self.tree.open.insert(key);
        } else {
            self.tree.open.remove(&key);
            self.tree.revealed.remove(&key);
        }
        self.rebuild_tree();
    }

    /// Opens or closes an item with everything inside it.
    pub fn set_open_all(&mut self, item: Item, open: bool) {
        let Some(current) = &self.current else { return };
        let inside: Vec<Item> = match item {
            Item::Layer(layer) => current
                .dissection
                .layers
                .get(usize::from(layer))
                .map_or(0..0, |layer| layer.fields.start..layer.fields.end)
                .map(Item::Field)
                .collect(),
            Item::Field(field) => {
                let fields = &current.dissection.fields;
                let depth = fields.get(field as usize).map_or(u8::MAX, |own| own.depth);
                let parts = fields.iter().skip(field as usize + 1);
                let count = parts.take_while(|part| part.depth > depth).count();
                (field..=field.saturating_add(count as u32))
                    .map(Item::Field)
                    .collect()
            }
            _ => Vec::new(),
        };
        let opens = |item: &Item| match item {
            Item::Field(field) => has_parts(&current.dissection, *field),
            _ => true,
        };
        let all = std::iter::once(item).chain(inside).filter(opens);
        let keys: Vec<u64> = all.filter_map(|item| current.keys.get(item)).collect();
        for key in keys {
            if open {
                self.tree.open.insert(key);
            } else {
                self.tree.open.remove(&key);
                self.tree.revealed.remove(&key);
            }
        }
        self.rebuild_tree();
    }

    /// How the cursor's row is folded.
    pub fn fold_here(&self) -> Option<(Item, Fold)> {
        let row = self.tree.rows.get(self.tree_position()?)?;
        Some((row.item, row.fold))
    }
}
