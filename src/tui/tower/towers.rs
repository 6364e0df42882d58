//! Towers inside towers: a tunnel carries a whole tower of its own.

use crate::model::{Address, Dissection, Layer, OsiLayer, Role};

/// How an inner tower comes to stand inside an outer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// A tunnel carries it.
    Tunnel,
    /// An error message quotes it.
    Quotation,
}

/// One tower.
#[derive(Debug, Clone, Copy)]
pub struct Tower {
    /// Its lowest layer.
    pub base: u16,
    /// The outer tower, the layer there that carries this one, and how.
    pub inside: Option<(u8, u16, Wrapping)>,
    /// How many towers are around it.
    pub depth: u8,
}

/// The towers of a frame.
#[derive(Debug, Clone, Default)]
pub struct Towers {
    /// Outermost first.
    pub list: Vec<Tower>,
    /// For every layer the tower that it belongs to.
    of: Vec<u8>,
}

impl Towers {
    /// Finds out which layers belong together.
    pub fn of(dissection: &Dissection) -> Towers {
        let mut towers = Towers::default();
        for (index, layer) in dissection.layers.iter().enumerate() {
            let Ok(index) = u16::try_from(index) else {
                break;
            };
            let tower = towers.place(dissection, index, layer);
            towers.of.push(tower);
        }
        towers
    }

    /// The tower of a layer.
    pub fn tower(&self, layer: u16) -> u8 {
        self.of.get(usize::from(layer)).copied().unwrap_or(0)
    }

    /// The layers of a tower, outermost first.
    pub fn layers(&self, tower: u8) -> impl Iterator<Item = u16> + '_ {
        let own = self
            .of
            .iter()
            .enumerate()
            .filter(move |(_, own)| **own == tower);
        own.filter_map(|(index, _)| u16::try_from(index).ok())
    }

    fn place(&mut self, dissection: &Dissection, index: u16, layer: &Layer) -> u8 {
        let parent = layer
            .parent
            .and_then(|parent| Some((parent, dissection.layers.get(usize::from(parent))?)));
        let Some((carrier, parent)) = parent else {
            return self.found(index, None);
        };
        let outer = self.tower(carrier);
        let quoted = layer.role == Role::Quoted && parent.role != Role::Quoted;
        let wrapping = if quoted {
            Wrapping::Quotation
        } else if self.starts_anew(dissection, index, layer, outer) {
            Wrapping::Tunnel
        } else {
            return outer;
        };
        self.found(index, Some((outer, carrier, wrapping)))
    }

    /// A new tower, as long as there are numbers for it.
    fn found(&mut self, base: u16, inside: Option<(u8, u16, Wrapping)>) -> u8 {
        let Ok(number) = u8::try_from(self.list.len()) else {
            return u8::MAX;
        };
        let around = inside.and_then(|(outer, ..)| self.list.get(usize::from(outer)));
        let depth = around.map_or(0, |outer| outer.depth.saturating_add(1));
        self.list.push(Tower {
            base,
            inside,
            depth,
        });
        number
    }

    /// True if the tower so far already has what this layer brings.
    fn starts_anew(&self, dissection: &Dissection, index: u16, layer: &Layer, outer: u8) -> bool {
        let below = || {
            self.layers(outer)
                .filter_map(|below| Some((below, dissection.layers.get(usize::from(below))?)))
        };
        let reached = below().map(|(_, layer)| layer.info.osi).max();
        let kind = address_kind(dissection, index, layer);
        let again = kind.is_some()
            && below().any(|(below, layer)| address_kind(dissection, below, layer) == kind);
        match layer.info.osi {
            OsiLayer::DataLink => again || reached > Some(OsiLayer::DataLink),
            OsiLayer::Network => again || reached > Some(OsiLayer::Network),
            _ => false,
        }
    }
}

/// True for IP addresses, false for MAC addresses, `None` for a layer that addresses nobody.
fn address_kind(dissection: &Dissection, index: u16, layer: &Layer) -> Option<bool> {
    let own = dissection.addresses.iter().find(|ends| ends.layer == index);
    match (own.map(|ends| ends.from), layer.info.name) {
        (_, "ip" | "ipv6") => Some(true),
        (_, "eth") => Some(false),
        (Some(Address::Ip(_)), _) if layer.info.osi == OsiLayer::Network => Some(true),
        (Some(Address::Mac(_)), _) if layer.info.osi == OsiLayer::DataLink => Some(false),
        _ => None,
    }
}
