//! The nesting picture's geometry: how wide every header is drawn.

use crate::model::{Dissection, Layer, Role};
use crate::tui::tower::header_len;

/// A box: a layer with what it wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nest {
    /// Index of the layer.
    pub layer: u16,
    /// Column of the left line.
    pub left: u16,
    /// Column of the right line.
    pub right: u16,
    /// Columns of the header, the left line included.
    pub header: u16,
    /// Columns of the trailer, the right line included.
    pub trailer: u16,
}

/// What the widths depend on besides the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Columns in all.
    pub width: u16,
    /// Least columns of the outermost header.
    pub first: u16,
    /// Columns of the right line of a box without a trailer.
    pub edge: u16,
}

/// Shares the columns out: in proportion to the bytes, but never less than can be seen.
pub fn boxes(dissection: &Dissection, path: &[u16], shape: Shape) -> Vec<Nest> {
    let width = shape.width;
    let layers: Vec<(u16, &Layer)> = path
        .iter()
        .filter_map(|index| Some((*index, dissection.layers.get(usize::from(*index))?)))
        .collect();
    let last = layers.len().saturating_sub(1);
    let mut lengths: Vec<u32> = Vec::new();
    for (place, (_, layer)) in layers.iter().enumerate() {
        lengths.push(header_len(layer, place == last));
    }
    lengths.extend(layers.iter().map(|(_, layer)| layer.trailer.len()));
    let count = layers.len() as u16;
    let columns = share(&lengths, count, shape);
    let (mut left, mut right) = (0, width.saturating_sub(1));
    let mut nests = Vec::new();
    for (place, (index, _)) in layers.iter().enumerate() {
        let header = columns.get(place).copied().unwrap_or(0);
        let trailer = columns.get(layers.len() + place).copied().unwrap_or(0);
        if right <= left {
            break;
        }
        nests.push(Nest {
            layer: *index,
            left,
            right,
            header,
            trailer,
        });
        left = left.saturating_add(header);
        right = right.saturating_sub(trailer);
    }
    nests
}

/// Columns for `count` headers and as many trailers.
fn share(lengths: &[u32], count: u16, shape: Shape) -> Vec<u16> {
    let room = u32::from(shape.width);
    let roomy = u32::from(count) * 10 <= room;
    let least = |place: usize, len: u32| -> u32 {
        let is_trailer = place >= usize::from(count);
        match (is_trailer, len) {
            (true, 0) => u32::from(shape.edge),
            (true, _) if roomy => 6,
            (true, _) => 2,
            (false, _) if place == 0 && shape.first > 8 => u32::from(shape.first),
            (false, _) if roomy => 8,
            (false, _) => 2,
        }
    };
    let mins: Vec<u32> = lengths
        .iter()
        .enumerate()
        .map(|(place, len)| least(place, *len))
        .collect();
    let extra = u64::from(room.saturating_sub(mins.iter().sum()));
    let total: u64 = lengths
        .iter()
        .map(|len| u64::from(*len))
        .sum::<u64>()
        .max(1);
    let mut columns: Vec<u16> = lengths
        .iter()
        .zip(&mins)
        .map(|(len, min)| {
            let more = extra * u64::from(*len) / total;
            u16::try_from(u64::from(*min) + more).unwrap_or(u16::MAX)
        })
        .collect();
    // What rounding left over goes to the innermost box.
    let used: u32 = columns.iter().map(|width| u32::from(*width)).sum();
    if let Some(inner) = usize::from(count)
        .checked_sub(1)
        .and_then(|inner| columns.get_mut(inner))
    {
        *inner = inner.saturating_add(u16::try_from(room.saturating_sub(used)).unwrap_or(0));
    }
    columns
}

/// Bytes of the frame that are headers and trailers, and the length of the frame.
pub fn overhead(dissection: &Dissection, frame_len: usize) -> (u32, u32) {
    let own = |layer: &&Layer| {
        !layer.source.is_derived()
            && matches!(layer.role, Role::Header)
            && !layer.payload.is_empty()
    };
    let bytes = dissection
        .layers
        .iter()
        .filter(own)
        .map(|layer| layer.header.len().saturating_add(layer.trailer.len()));
    let carried = dissection
        .layers
        .iter()
        .filter(|layer| layer.role == Role::Header && layer.payload.is_empty());
    let bare = carried.filter(|layer| {
        !layer.source.is_derived() && layer.info.osi <= crate::model::OsiLayer::Transport
    });
    let bare = bare.map(|layer| layer.header.len().saturating_add(layer.trailer.len()));
    let sum = bytes.chain(bare).fold(0u32, u32::saturating_add);
    (sum, u32::try_from(frame_len).unwrap_or(u32::MAX))
}
