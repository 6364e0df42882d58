//! What stands behind a payload: who gets it, and when it is read.

use super::job::Work;
use super::peeler::Turn;
use super::{Peel, Peeled, Want};
use crate::model::{Bound, ByteRange, Dissection, Source};

impl Turn<'_> {
    /// Lets every layer read what was left behind its payload. Only now is it known where each
    /// payload ended.
    pub(super) fn trailers(&self, frame: &[u8], work: &mut Work, out: &mut Dissection) {
        for index in 0..work.jobs.len() {
            let job = &work.jobs[index];
            let take = job.protocol.and_then(|protocol| protocol.trailer);
            let (Some(take), Some(layer)) = (take, job.layer) else {
                continue;
            };
            let source = job.source;
            if self.only.is_some_and(|only| only.of(job.protocol) == Want::Skim) {
                continue;
            }
            if out.layers[usize::from(layer)].trailer.is_empty() {
                continue;
            }
            match source.0 {
                0 => self.trailer(index, take, frame, work, out),
                n => {
                    if let Some(buffer) = out.buffers.get(usize::from(n) - 1).cloned() {
                        self.trailer(index, take, &buffer, work, out);
                    }
                }
            }
        }
    }

    /// Lets the layer of a job read its trailer; the fields join those of its header.
    fn trailer(
        &self,
        index: usize,
        take: fn(&mut Peel<'_>) -> Peeled,
        buffer: &[u8],
        work: &mut Work,
        out: &mut Dissection,
    ) {
        let (parent, source) = (work.jobs[index].parent, work.jobs[index].source);
        let Some(layer) = work.jobs[index].layer else {
            return;
        };
        let place = usize::from(layer);
        let cut = !source.is_derived() && buffer.len() < self.info.original_len as usize;
        let own = work.jobs.len();
        let job = work.add();
        job.parent = parent;
        job.source = source;
        job.range = out.layers[place].trailer;
        job.cut = cut;
        if cut {
            job.bound = Bound::SnapshotLength;
        }
        let before = out.fields.len();
        let mut peel = self.peel_of((own, layer), buffer, None, work, out);
        // A trailer that ends early has recorded its fault.
        let _ = take(&mut peel);
        let added = out.fields.len() - before;
        let at = out.layers[place].fields.end as usize;
        out.fields[at..].rotate_right(added);
        for layer in &mut out.layers[place + 1..] {
            layer.fields.start += added as u32;
            layer.fields.end += added as u32;
        }
        out.layers[place].fields.end += added as u32;
    }
}

/// Gives bytes behind a layer's end to the nearest outer layer that takes trailers, as long as the
/// layers between left the end open.
pub(super) fn left_over(from: usize, start: u32, work: &Work, out: &mut Dissection) {
    let mut inner = &work.jobs[from];
    while let Some(parent) = inner.parent {
        inner = &work.jobs[parent as usize];
        let Some(layer) = inner.layer else {
            return;
        };
        let layer = &mut out.layers[usize::from(layer)];
        if !layer.open_end || layer.source != Source::FRAME || !layer.payload.contains(start) {
            return;
        }
        // A trailer of which the layer knew before stands behind what is left over.
        let end = layer.payload.end.max(layer.trailer.end);
        layer.payload.end = start;
        if inner
            .protocol
            .is_some_and(|protocol| protocol.trailer.is_some())
        {
            layer.trailer = ByteRange::new(start, end);
            return;
        }
    }
}
