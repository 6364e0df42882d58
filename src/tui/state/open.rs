//! Bringing another frame to the screen, with the cursor in the same place of it.

use super::{Cursor, Peeling, Screen, State};
use crate::model::Source;
use crate::tui::desk::Current;
use crate::tui::tower::{Item, path};

/// What to look for in the next frame.
pub struct Place {
    item: Item,
    own: Option<u64>,
    layer: Option<u64>,
    /// True on the innermost layer: then the next frame's innermost one is what is wanted.
    innermost: bool,
}

impl State {
    /// Shows a frame. The cursor goes to the same field or layer if the frame has it, else to the
    /// innermost layer.
    pub fn show(&mut self, current: Current) {
        let place = self.place().or_else(|| self.left.take());
        let before = self.current.as_ref().map(|before| before.frame.info.number);
        let again = before == Some(current.frame.info.number);
        let cursor = std::mem::take(&mut self.cursor);
        self.tree.revealed.clear();
        let item = item_of(&current, &place);
        self.current = Some(current);
        self.rebuild_tree();
        match item {
            Item::Field(_) => self.go_to_and_reveal(item),
            item => self.go_to(item),
        }
        if again && cursor.item == self.cursor.item && cursor.source == self.cursor.source {
            self.cursor.byte = cursor.byte.min(self.buffer_len().saturating_sub(1));
        }
        if let Screen::Peel(peeling) = self.screen {
            self.start_peeling();
            if again {
                self.peel_to(peeling.off);
            }
        }
    }

    /// Puts the whole frame on the table; false if there is nothing to peel.
    pub fn start_peeling(&mut self) -> bool {
        let way = self.current.as_ref().map_or_else(Vec::new, |current| {
            path(&current.dissection, self.layer_of(self.cursor.item))
        });
        let (Some(outer), Some(inner)) = (way.first().copied(), way.last().copied()) else {
            self.screen = Screen::Main;
            return false;
        };
        self.screen = Screen::Peel(Peeling {
            inner,
            off: 0,
            wrapping: false,
        });
        self.go_to(Item::Layer(outer));
        true
    }

    /// Takes so many headers off, or puts them back on. The cursor goes with the outermost box, so
    /// that it is there on the main screen.
    pub fn peel_to(&mut self, off: usize) {
        let way = self.peel_way();
        let off = off.min(way.len().saturating_sub(1));
        if let Screen::Peel(peeling) = &mut self.screen {
            peeling.wrapping = off < peeling.off;
            peeling.off = off;
        }
        if let Some(layer) = way.get(off) {
            self.go_to(Item::Layer(*layer));
        }
    }

    /// The layers that are peeled, outermost first.
    pub fn peel_way(&self) -> Vec<u16> {
        match (&self.current, self.screen) {
            (Some(current), Screen::Peel(peeling)) => {
                path(&current.dissection, Some(peeling.inner))
            }
            _ => Vec::new(),
        }
    }

    /// Shows no frame; the next one is shown at the same place.
    pub fn show_none(&mut self) {
        self.left = self.place().or_else(|| self.left.take());
        self.current = None;
        if matches!(self.screen, Screen::Peel(_)) {
            self.screen = Screen::Main;
        }
        self.cursor = Cursor::default();
        self.rebuild_tree();
    }

    /// The buffer after the one on the screen: the frame itself, then what was unpacked from it.
    pub fn next_source(&self) -> Source {
        let buffers = self
            .current
            .as_ref()
            .map_or(0, |current| current.dissection.buffers.len());
        let next = usize::from(self.cursor.source.0) + 1;
        Source(
            u8::try_from(next)
                .ok()
                .filter(|next| usize::from(*next) <= buffers)
                .unwrap_or(0),
        )
    }

    fn place(&self) -> Option<Place> {
        let current = self.current.as_ref()?;
        let item = self.cursor.item;
        let layer = self.layer_of(item);
        Some(Place {
            item,
            own: current.keys.get(item),
            layer: layer.and_then(|layer| current.keys.get(Item::Layer(layer))),
            innermost: item == innermost(current),
        })
    }
}

fn innermost(current: &Current) -> Item {
    let last = current.dissection.layers.len().checked_sub(1);
    let last = last.and_then(|last| u16::try_from(last).ok());
    last.map_or(Item::Physical, Item::Layer)
}

fn item_of(current: &Current, place: &Option<Place>) -> Item {
    let Some(place) = place.as_ref().filter(|place| !place.innermost) else {
        return innermost(current);
    };
    let layer = || place.layer.and_then(|key| current.keys.layer(key));
    let found = match place.item {
        Item::Physical | Item::Fact(_) => Some(Item::Physical),
        Item::Field(_) => place
            .own
            .and_then(|key| current.keys.field(key))
            .or_else(layer),
        Item::Door(_) if !current.doors.is_empty() => Some(Item::Door(0)),
        _ => layer(),
    };
    found.unwrap_or_else(|| innermost(current))
}
