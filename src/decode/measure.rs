//! How long the messages of a byte stream are, said where the stream is: by the transport's header.

use super::Peel;
use super::job::Job;
use crate::model::{Field, FieldSpec, Span, Value};

/// The length of a message that stands in a segment as a whole.
pub static MESSAGE_SIZE: FieldSpec = FieldSpec::uint("tcp.pdu.size", "Message", 0)
    .unit("bytes")
    .doc("A message of the protocol above that is whole in this segment: TCP promises a stream of bytes, and only that protocol knows where its messages end.", "RFC 9293 §3.7.4");

impl Peel<'_> {
    /// Adds the size of the message of a job, which ends at `end`, to the transport's fields. Only of
    /// protocols that say where their messages end.
    pub(super) fn measure(&mut self, index: usize, end: u32) {
        let job = self.work.jobs[index];
        let wanted = match self.turn.only {
            Some(only) => only.has(MESSAGE_SIZE.name),
            None => self.want.has_fields(),
        };
        if !wanted || self.end.is_none() || self.is_full() {
            return;
        }
        let Some(layer) = self.transport_of(&job) else {
            return;
        };
        let around = &mut self.out.layers[layer];
        let is_tcp = around.info.name == "tcp" && around.source == job.source;
        if !is_tcp || end > job.range.end {
            return;
        }
        let at = around.fields.end as usize;
        around.fields.end += 1;
        let len = end.saturating_sub(job.range.start);
        let size = Field {
            spec: &MESSAGE_SIZE,
            span: Span::bytes(job.range.start, len),
            word: None,
            source: job.source,
            value: Value::Uint(len.into()),
            depth: 0,
        };
        self.out.fields.insert(at, size);
        for behind in &mut self.out.layers[layer + 1..] {
            behind.fields.start += 1;
            behind.fields.end += 1;
        }
    }

    /// The layer of the transport that the bytes of a job came with.
    fn transport_of(&self, job: &Job) -> Option<usize> {
        let parent_of = |job: &Job| job.parent.map(|parent| self.work.jobs[parent as usize]);
        let mut around = parent_of(job);
        // A tunnel has no bytes of its own.
        while let Some(tunnel) = around.filter(|around| around.passes) {
            around = parent_of(&tunnel);
        }
        around?.layer.map(usize::from)
    }
}
