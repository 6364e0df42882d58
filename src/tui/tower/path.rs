//! The way from the outermost header to the innermost content.

use crate::model::{Dissection, Layer};

/// Layers from the outermost one on: those around the layer `at`, and inside it the first of each.
pub fn path(dissection: &Dissection, at: Option<u16>) -> Vec<u16> {
    let layer = |index: u16| dissection.layers.get(usize::from(index));
    let mut path = Vec::new();
    let mut outer = at.or(if dissection.layers.is_empty() {
        None
    } else {
        Some(0)
    });
    while let Some(index) = outer {
        path.push(index);
        outer = layer(index).and_then(|layer| layer.parent);
    }
    path.reverse();
    while let Some(last) = path.last().copied() {
        let child = dissection
            .layers
            .iter()
            .position(|layer| layer.parent == Some(last));
        let Some(Ok(child)) = child.map(u16::try_from) else {
            break;
        };
        path.push(child);
    }
    path
}

/// Bytes of a layer's header, and of an innermost layer all that it has.
pub fn header_len(layer: &Layer, innermost: bool) -> u32 {
    if innermost {
        layer.header.len().saturating_add(layer.payload.len())
    } else {
        layer.header.len()
    }
}
