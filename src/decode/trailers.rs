//! What stands behind a payload: who gets it, and when it is read.

use super::peeler::{Job, Turn, Work};
use super::{Peel, Peeled, Protocol};
use crate::model::{Bound, ByteRange, Dissection, Layer, Role, Source};

impl Turn<'_> {
    /// Lets every layer read what was left behind its payload. Only now is it known where each
    /// payload ended.
    pub(super) fn trailers(&self, frame: &[u8], work: &mut Work, out: &mut Dissection) {
        for index in 0..out.layers.len() {
            let layer = &out.layers[index];
            let take = work.opened[index].and_then(|protocol| protocol.trailer);
            let (Some(take), false) = (take, layer.trailer.is_empty()) else {
                continue;
            };
            match layer.source.0 {
                0 => self.trailer(index as u16, take, frame, &mut work.jobs, out),
                n => {
                    if let Some(buffer) = out.buffers.get(usize::from(n) - 1).cloned() {
                        self.trailer(index as u16, take, &buffer, &mut work.jobs, out);
                    }
                }
            }
        }
    }

    /// Lets a layer read its trailer; the fields join those of its header.
    fn trailer(
        &self,
        index: u16,
        take: fn(&mut Peel<'_>) -> Peeled,
        buffer: &[u8],
        jobs: &mut Vec<Job>,
        out: &mut Dissection,
    ) {
        let Layer {
            trailer: range,
            source,
            parent,
            ..
        } = out.layers[usize::from(index)];
        let cut = !source.is_derived() && buffer.len() < self.info.original_len as usize;
        let bound = if cut {
            Bound::SnapshotLength
        } else {
            Bound::Frame
        };
        let job = Job {
            protocol: None,
            role: Role::Header,
            fragment: false,
            parent,
            source,
            range,
            bound,
            cut,
            open: false,
            stream: false,
            level: 0,
        };
        let before = out.fields.len();
        let mut peel = self.peel_of(job, index, buffer, jobs, out);
        // A trailer that ends early has recorded its fault.
        let _ = take(&mut peel);
        let added = out.fields.len() - before;
        let at = out.layers[usize::from(index)].fields.end as usize;
        out.fields[at..].rotate_right(added);
        for layer in &mut out.layers[usize::from(index) + 1..] {
            layer.fields.start += added as u32;
            layer.fields.end += added as u32;
        }
        out.layers[usize::from(index)].fields.end += added as u32;
    }
}

/// Gives bytes behind a layer's end to the nearest outer layer that takes trailers, as long as the
/// layers between left the end open.
pub(super) fn left_over(
    from: u16,
    start: u32,
    opened: &[Option<&'static Protocol>],
    out: &mut Dissection,
) {
    let mut inner = from;
    while let Some(parent) = out.layers[usize::from(inner)].parent {
        let layer = &mut out.layers[usize::from(parent)];
        if !layer.open_end || layer.source != Source::FRAME || !layer.payload.contains(start) {
            return;
        }
        // A trailer of which the layer knew before stands behind what is left over.
        let end = layer.payload.end.max(layer.trailer.end);
        layer.payload.end = start;
        if opened[usize::from(parent)].is_some_and(|protocol| protocol.trailer.is_some()) {
            layer.trailer = ByteRange::new(start, end);
            return;
        }
        inner = parent;
    }
}
