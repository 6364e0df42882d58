//! The rows of the pane of layers.

use std::collections::HashSet;

use super::{Item, Keys, Towers, Wrapping, has_parts, is_placeless};
use crate::model::{Counting, Dissection, Field, OsiLayer};
use crate::talk::socket::Door;

/// Whether a row can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// There is nothing inside.
    None,
    /// What is inside is hidden.
    Closed,
    /// What is inside is shown.
    Open,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeRow {
    /// What it shows.
    pub item: Item,
    /// Nesting below its layer: 0 for the layer itself.
    pub depth: u8,
    /// Whether it can be opened.
    pub fold: Fold,
    /// The tower that it belongs to.
    pub tower: u8,
}

/// What the rows depend on besides the frame.
pub struct Options<'o> {
    /// True for the wire at the bottom, as on a blackboard.
    pub wire_below: bool,
    /// True for the seven layers of OSI, false for the four of TCP/IP.
    pub osi: bool,
    /// True to show raw numbers where there are relative ones too.
    pub raw: bool,
    /// Keys of what the user opened.
    pub open: &'o HashSet<u64>,
    /// Keys of what is open only because the cursor is inside.
    pub revealed: &'o HashSet<u64>,
}

struct Builder<'b> {
    dissection: &'b Dissection,
    keys: &'b Keys,
    towers: &'b Towers,
    doors: &'b [Door],
    facts: usize,
    options: &'b Options<'b>,
    /// Groups of rows from the wire up; the rows of a group stay in their order.
    blocks: Vec<Vec<TreeRow>>,
}

/// The rows of a frame from the top of the pane down. `facts` is what the capture says about it.
pub fn build(
    dissection: &Dissection,
    keys: &Keys,
    towers: &Towers,
    doors: &[Door],
    facts: usize,
    options: &Options<'_>,
) -> Vec<TreeRow> {
    let mut builder = Builder {
        dissection,
        keys,
        towers,
        doors,
        facts,
        options,
        blocks: Vec::new(),
    };
    builder.physical();
    for index in 0..dissection.layers.len() {
        if let Ok(index) = u16::try_from(index) {
            builder.layer(index);
        }
    }
    if options.wire_below {
        builder.blocks.reverse();
    }
    builder.blocks.concat()
}

impl Builder<'_> {
    fn is_open(&self, item: Item) -> bool {
        self.keys.get(item).is_some_and(|key| {
            self.options.open.contains(&key) || self.options.revealed.contains(&key)
        })
    }

    fn fold(&self, item: Item, has_inside: bool) -> Fold {
        match (has_inside, self.is_open(item)) {
            (false, _) => Fold::None,
            (true, false) => Fold::Closed,
            (true, true) => Fold::Open,
        }
    }

    fn physical(&mut self) {
        let fold = self.fold(Item::Physical, self.facts > 0);
        let row = |item, depth, fold| TreeRow {
            item,
            depth,
            fold,
            tower: 0,
        };
        let mut rows = vec![row(Item::Physical, 0, fold)];
        if fold == Fold::Open {
            let facts = 0..u8::try_from(self.facts).unwrap_or(u8::MAX);
            rows.extend(facts.map(|fact| row(Item::Fact(fact), 1, Fold::None)));
        }
        self.blocks.push(rows);
    }

    /// A layer, with the empty ones below it, the door above it, and what its tower lacks on top.
    fn layer(&mut self, index: u16) {
        let tower = self.towers.tower(index);
        let Some(info) = self.towers.list.get(usize::from(tower)) else {
            return;
        };
        if info.base == index && info.inside.is_some() {
            self.push(Item::Edge(tower), tower);
        }
        self.empty_below(index, tower);
        self.own_rows(index, tower);
        let door = self.doors.iter().position(|door| door.layer == index);
        if let Some(Ok(door)) = door.map(u16::try_from) {
            self.push(Item::Door(door), tower);
        }
        let is_last = self.towers.layers(tower).last() == Some(index);
        let carries = |tower: &super::Tower| {
            tower
                .inside
                .is_some_and(|(outer, ..)| outer == self.towers.tower(index))
        };
        if is_last && !self.towers.list.iter().any(carries) {
            let top = self.highest(tower);
            let layers = &self.dissection.layers;
            if layers
                .get(usize::from(index))
                .is_some_and(|last| is_placeless(self.dissection, last))
            {
                return;
            }
            self.empties(tower, |osi| top.is_none_or(|top| osi > top));
        }
    }

    fn push(&mut self, item: Item, tower: u8) {
        self.blocks.push(vec![TreeRow {
            item,
            depth: 0,
            fold: Fold::None,
            tower,
        }]);
    }

    fn highest(&self, tower: u8) -> Option<OsiLayer> {
        let osi = |index: u16| Some(self.dissection.layers.get(usize::from(index))?.info.osi);
        self.towers.layers(tower).filter_map(osi).max()
    }

    /// The layers of the model that are missing between this layer and what it stands on.
    fn empty_below(&mut self, index: u16, tower: u8) {
        let layers = &self.dissection.layers;
        let Some(layer) = layers.get(usize::from(index)) else {
            return;
        };
        if is_placeless(self.dissection, layer) {
            return;
        }
        let same_tower = |parent: &u16| self.towers.tower(*parent) == tower;
        let parent = layer.parent.filter(same_tower);
        let first = self
            .towers
            .layers(tower)
            .find(|own| layers.get(usize::from(*own)).and_then(|own| own.parent) == layer.parent);
        let below = match parent {
            // Several messages in one segment: what is missing below is missing once.
            _ if first != Some(index) && parent.is_some() => return,
            Some(parent) => layers
                .get(usize::from(parent))
                .map(|parent| parent.info.osi),
            None if tower == 0 => Some(OsiLayer::Physical),
            None => return,
        };
        let osi = layer.info.osi;
        self.empties(tower, |missing| Some(missing) > below && missing < osi);
    }

    /// Empty rows for the layers that `wanted` names and the tower does not have.
    fn empties(&mut self, tower: u8, wanted: impl Fn(OsiLayer) -> bool) {
        if !self.options.osi {
            return self.empties_tcp_ip(tower, wanted);
        }
        for osi in OsiLayer::ALL {
            if wanted(osi) && osi != OsiLayer::Physical && !self.has(tower, |own| own == osi) {
                self.push(Item::Empty(tower, osi), tower);
            }
        }
    }

    /// In the TCP/IP model the upper three are one.
    fn empties_tcp_ip(&mut self, tower: u8, wanted: impl Fn(OsiLayer) -> bool) {
        for osi in [
            OsiLayer::DataLink,
            OsiLayer::Network,
            OsiLayer::Transport,
            OsiLayer::Application,
        ] {
            if wanted(osi) && !self.has(tower, |own| own.tcp_ip() == osi.tcp_ip()) {
                self.push(Item::Empty(tower, osi), tower);
            }
        }
    }

    fn has(&self, tower: u8, which: impl Fn(OsiLayer) -> bool) -> bool {
        let osi = |index: u16| Some(self.dissection.layers.get(usize::from(index))?.info.osi);
        self.towers.layers(tower).filter_map(osi).any(which)
    }

    /// True for a number that is shown in its other form: raw instead of relative, or the other way
    /// round. Where there are no relative ones, the raw ones are shown.
    fn is_twin(&self, field: &Field, relative: bool) -> bool {
        match field.spec.counting {
            Counting::Plain => false,
            Counting::Relative => self.options.raw,
            Counting::Raw => relative && !self.options.raw,
        }
    }

    fn own_rows(&mut self, index: u16, tower: u8) {
        let Some(layer) = self.dissection.layers.get(usize::from(index)) else {
            return;
        };
        let item = Item::Layer(index);
        let faults = || {
            let all = self.dissection.faults.iter().enumerate();
            all.filter(move |(_, fault)| fault.layer == index)
        };
        let fold = self.fold(item, !layer.fields.is_empty() || faults().next().is_some());
        let row = |item, depth, fold| TreeRow {
            item,
            depth,
            fold,
            tower,
        };
        let mut rows = vec![row(item, 0, fold)];
        if fold == Fold::Open {
            let own = self.dissection.fields_of(layer);
            let relative = own.iter().any(|f| f.spec.counting == Counting::Relative);
            let mut closed_at = u8::MAX;
            for field in layer.fields.start..layer.fields.end {
                let Some(shown) = self.dissection.fields.get(field as usize) else {
                    break;
                };
                let depth = shown.depth;
                if depth > closed_at || self.is_twin(shown, relative) {
                    continue;
                }
                let fold = self.fold(Item::Field(field), has_parts(self.dissection, field));
                closed_at = if fold == Fold::Closed { depth } else { u8::MAX };
                rows.push(row(Item::Field(field), depth.saturating_add(1), fold));
            }
            let numbers = faults().filter_map(|(number, _)| u16::try_from(number).ok());
            rows.extend(numbers.map(|number| row(Item::Fault(number), 1, Fold::None)));
        }
        self.blocks.push(rows);
    }
}

impl Wrapping {
    /// What the line at the foot of an inner tower says; `carrier` carries it.
    pub fn text(self, carrier: &str) -> String {
        match self {
            Wrapping::Tunnel => format!("inside {carrier}: a second tower"),
            Wrapping::Quotation => format!("quoted by {carrier}: a copy, not a delivery"),
        }
    }
}
