//! The tower of layers: which rows the pane of layers shows, and in what order.

mod path;
mod reason;
mod rows;
mod towers;

use std::collections::HashMap;

use crate::model::{Dissection, Layer, OsiLayer, Role};

pub use path::{header_len, path};
pub use reason::reason;
pub use rows::{Fold, Options, TreeRow, build};
pub use towers::{Tower, Towers, Wrapping};

/// Something that the cursor can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Item {
    /// The frame as bits on the wire.
    #[default]
    Physical,
    /// What the capture says about the frame, by the index of the fact.
    Fact(u8),
    /// A layer, by its index in the dissection.
    Layer(u16),
    /// A field, by its index in the dissection.
    Field(u32),
    /// A fault, by its index in the dissection.
    Fault(u16),
    /// The socket, by its index among the frame's doors.
    Door(u16),
    /// A layer of the model that this tower has no header for.
    Empty(u8, OsiLayer),
    /// The line where an inner tower begins.
    Edge(u8),
}

/// Keys that stay the same from frame to frame for layers and fields in the same place, so that
/// what is open or selected can be found again.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    layers: Vec<u64>,
    fields: Vec<u64>,
}

/// The key of the physical row.
const PHYSICAL: u64 = 1;

impl Keys {
    /// The keys of a dissection's layers and fields.
    pub fn of(dissection: &Dissection) -> Keys {
        let mut seen: HashMap<u64, u64> = HashMap::new();
        let mut nth = |key: u64| {
            let count = seen.entry(key).or_insert(0);
            *count += 1;
            hash(key, &count.to_be_bytes())
        };
        let mut layers: Vec<u64> = Vec::with_capacity(dissection.layers.len());
        let mut fields = vec![0; dissection.fields.len()];
        for layer in &dissection.layers {
            let parent = layer
                .parent
                .and_then(|parent| layers.get(usize::from(parent)));
            let key = nth(hash(
                parent.copied().unwrap_or(PHYSICAL),
                layer.info.name.as_bytes(),
            ));
            layers.push(key);
            let own = layer.fields.start as usize..layer.fields.end as usize;
            for (slot, field) in fields
                .get_mut(own)
                .unwrap_or_default()
                .iter_mut()
                .zip(dissection.fields_of(layer))
            {
                *slot = nth(hash(key, field.spec.name.as_bytes()));
            }
        }
        Keys { layers, fields }
    }

    /// The key of an item that can be opened or found again.
    pub fn get(&self, item: Item) -> Option<u64> {
        match item {
            Item::Physical | Item::Fact(_) => Some(PHYSICAL),
            Item::Layer(index) => self.layers.get(usize::from(index)).copied(),
            Item::Field(index) => self.fields.get(index as usize).copied(),
            _ => None,
        }
    }

    /// The field with this key.
    pub fn field(&self, key: u64) -> Option<Item> {
        let index = self.fields.iter().position(|own| *own == key)?;
        u32::try_from(index).ok().map(Item::Field)
    }

    /// The layer with this key.
    pub fn layer(&self, key: u64) -> Option<Item> {
        let index = self.layers.iter().position(|own| *own == key)?;
        u16::try_from(index).ok().map(Item::Layer)
    }
}

/// FNV-1a over a key and bytes.
fn hash(key: u64, bytes: &[u8]) -> u64 {
    let mut out = 0xcbf2_9ce4_8422_2325;
    for byte in key.to_be_bytes().iter().chain(bytes) {
        out = (out ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    out
}

/// The layer that a field belongs to.
pub fn layer_of_field(dissection: &Dissection, field: u32) -> Option<u16> {
    let holds = |layer: &crate::model::Layer| layer.fields.contains(field);
    let index = dissection.layers.iter().position(holds)?;
    u16::try_from(index).ok()
}

/// The field that a field is part of; `None` if it stands directly in its layer.
pub fn parent_field(dissection: &Dissection, field: u32) -> Option<u32> {
    let depth = dissection.fields.get(field as usize)?.depth;
    let layer = layer_of_field(dissection, field)?;
    let first = dissection.layers.get(usize::from(layer))?.fields.start;
    let mut before = first..field;
    before.rfind(|index| {
        dissection
            .fields
            .get(*index as usize)
            .is_some_and(|other| other.depth < depth)
    })
}

/// True if the fields behind this one are its parts. The first field of a layer stands directly in
/// it, so that no field can take the next layer's for its own.
pub fn has_parts(dissection: &Dissection, field: u32) -> bool {
    let depth = |index: u32| {
        dissection
            .fields
            .get(index as usize)
            .map(|field| field.depth)
    };
    match (depth(field), depth(field.saturating_add(1))) {
        (Some(own), Some(next)) => next > own,
        _ => false,
    }
}

/// True for bytes of which nobody says which layer of the model they belong to.
pub fn is_placeless(dissection: &Dissection, layer: &Layer) -> bool {
    let parent = layer
        .parent
        .and_then(|parent| dissection.layers.get(usize::from(parent)));
    layer.role == Role::Opaque && parent.is_none_or(|parent| parent.info.osi < OsiLayer::Transport)
}
