//! What a protocol's `peel` function works with: its bytes, a cursor, and the dissection it adds to.

use super::context::Conversations;
use super::fields::{integer, value};
use super::job::{Job, Work};
use super::peeler::{LIMITS, Turn};
use super::want::Want;
use crate::model::{
    Addressed, Bound, Dissection, FaultKind, Field, FieldSpec, FrameInfo, Role, Source, Span,
    Value, bits_of,
};
use std::ops::Range;

/// Fields that still fit when [`Peel::is_full`] says that hardly one does: a loop's last turn.
const FULL_MARGIN: usize = 64;

/// A peel ends here, because the bytes do. What was understood stays; the fault is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// What a `peel` function returns: `Err(Stop)` where its bytes ended too early.
pub type Peeled = Result<(), Stop>;

/// One layer being peeled. Offsets in all methods count from the protocol's first byte.
pub struct Peel<'a> {
    pub(super) buffer: &'a [u8],
    pub(super) bytes: &'a [u8],
    pub(super) turn: &'a Turn<'a>,
    /// What is known of the frame's conversations; `None` if nothing is.
    pub(super) context: Option<&'a mut dyn Conversations>,
    /// The connection whose segment is being handed over.
    pub(super) heard: Option<u32>,
    /// Index of the job that is being done.
    pub(super) job: usize,
    pub(super) layer: u16,
    pub(super) pos: usize,
    pub(super) end: Option<usize>,
    pub(super) depth: u8,
    pub(super) want: Want,
    /// True if of this layer nothing but rows of its fixed header is wanted.
    pub(super) rows_only: bool,
    pub(super) out: &'a mut Dissection,
    pub(super) work: &'a mut Work,
}

impl<'a> Peel<'a> {
    /// All bytes of the layer and what it wraps, as far as they were captured and the outer
    /// header's lengths allow.
    #[inline]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// All bytes of the buffer that the layer lies in: the captured frame, unless the bytes are
    /// derived.
    #[inline]
    pub fn buffer(&self) -> &'a [u8] {
        self.buffer
    }

    /// Where the protocol's first byte stands in [`Peel::buffer`].
    #[inline]
    pub fn offset(&self) -> usize {
        self.job().range.start as usize
    }

    /// The bytes from the start of the nearest layer with this filter name, which is this one or one
    /// around it, to the end of this one's bytes.
    pub fn bytes_since(&self, name: &str) -> Option<&'a [u8]> {
        let mut index = Some(self.layer);
        while let Some(layer) = index.and_then(|index| self.out.layers.get(usize::from(index))) {
            if layer.source != self.job().source {
                return None;
            }
            if layer.info.name == name {
                let range = layer.header.start as usize..self.job().range.end as usize;
                return self.buffer.get(range);
            }
            index = layer.parent;
        }
        None
    }

    /// The bytes from the cursor on.
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.pos..).unwrap_or_default()
    }

    /// The cursor: bytes read so far.
    #[inline]
    pub fn pos(&self) -> usize {
        self.pos
    }

    /// Moves the cursor to `pos`, at most to the end of the bytes.
    #[inline]
    pub fn seek(&mut self, pos: usize) {
        self.pos = pos.min(self.bytes.len());
    }

    /// True if fields or summaries are wanted; in a skim only layers, addresses and ports are.
    #[inline]
    pub fn wants_fields(&self) -> bool {
        self.want.reads() && !self.rows_only
    }

    /// True if hardly a field more fits into this frame's list, which is then told: a loop over
    /// bytes that may be hostile can end.
    pub fn is_full(&mut self) -> bool {
        !self.has_room(FULL_MARGIN)
    }

    /// What the capture says about the frame.
    #[inline]
    pub fn frame(&self) -> &'a FrameInfo {
        self.turn.info
    }

    /// The buffer that the layer lies in.
    pub fn source(&self) -> Source {
        self.job().source
    }

    /// True if the bytes are all that the outer header (or the wire, for the outermost) has for
    /// this layer: none was lost to the snapshot length or to a frame too short.
    #[inline]
    pub fn is_whole(&self) -> bool {
        !self.job().cut
    }

    /// How many bytes more the outer header counts for this layer than are there.
    #[inline]
    pub fn missing_len(&self) -> u32 {
        self.job().missing
    }

    /// True if this layer is part of a packet that an error message quotes.
    #[inline]
    pub fn is_quoted(&self) -> bool {
        self.job().role == Role::Quoted
    }

    /// The network addresses that the nearest outer layer gave, sender first.
    #[inline]
    pub fn addresses(&self) -> Option<&Addressed> {
        self.out.addresses.last()
    }

    // ---- reading with the cursor -------------------------------------------------------------

    /// Checks that `len` more bytes are there; if not, records which length cut them.
    ///
    /// # Errors
    /// [`Stop`] if they are not.
    #[inline]
    pub fn require(&mut self, len: usize) -> Peeled {
        if len <= self.rest().len() {
            return Ok(());
        }
        self.missing(len)
    }

    #[cold]
    fn missing(&mut self, len: usize) -> Peeled {
        let clamp = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let kind = FaultKind::Truncated {
            needed: clamp(len),
            present: clamp(self.rest().len()),
            bound: self.job().bound,
        };
        self.fault(kind, self.pos..self.bytes.len());
        Err(Stop)
    }

    /// Reads the fixed header that `table` describes, adds its fields, and moves behind it.
    /// `N` is [`crate::model::bytes_of`] the table.
    ///
    /// # Errors
    /// [`Stop`] if it is not all there; the fields that are there are added.
    #[inline(always)]
    pub fn header<const N: usize>(
        &mut self,
        table: &'static [FieldSpec],
    ) -> Result<&'a [u8; N], Stop> {
        debug_assert_eq!(
            bits_of(table) as usize,
            N * 8,
            "N is not the length of the table"
        );
        let Some(header) = self.rest().first_chunk::<N>() else {
            return Err(self.cut_header(table, N));
        };
        self.append(table, self.pos, self.depth);
        self.pos += N;
        Ok(header)
    }

    /// Reads a header like [`Peel::header`] where the length is only known from the table.
    ///
    /// # Errors
    /// [`Stop`] if it is not all there; the fields that are there are added.
    pub fn rows(&mut self, table: &'static [FieldSpec]) -> Result<&'a [u8], Stop> {
        let len = bits_of(table).div_ceil(8) as usize;
        let Some(header) = self.rest().get(..len) else {
            return Err(self.cut_header(table, len));
        };
        self.append(table, self.pos, self.depth);
        self.pos += len;
        Ok(header)
    }

    /// Reads the integer at the cursor, adds the field, and moves behind it. The spec has a fixed
    /// width of whole bytes. The value returned is not scaled.
    ///
    /// # Errors
    /// [`Stop`] if it is not all there.
    #[inline]
    pub fn uint(&mut self, spec: &'static FieldSpec) -> Result<u64, Stop> {
        let len = (spec.bits / 8) as usize;
        self.require(len)?;
        let start = self.pos;
        self.pos += len;
        self.mark(spec, start..start + len);
        Ok(integer(
            spec,
            self.bytes,
            Span::bytes(start as u32, len as u32),
        ))
    }

    /// Reads `len` bytes at the cursor as the spec's kind, adds the field, and moves behind them.
    ///
    /// # Errors
    /// [`Stop`] if they are not all there.
    #[inline]
    pub fn field(&mut self, spec: &'static FieldSpec, len: usize) -> Result<&'a [u8], Stop> {
        self.require(len)?;
        let range = self.pos..self.pos + len;
        self.mark(spec, range.clone());
        self.pos += len;
        Ok(&self.bytes[range])
    }

    /// Moves over `len` bytes without a field.
    ///
    /// # Errors
    /// [`Stop`] if they are not all there.
    #[inline]
    pub fn skip(&mut self, len: usize) -> Result<&'a [u8], Stop> {
        self.require(len)?;
        let start = self.pos;
        self.pos += len;
        Ok(&self.bytes[start..self.pos])
    }

    /// Adds a structure that starts at the cursor and ends where `parts` leaves it; the fields
    /// that `parts` adds become its parts.
    ///
    /// # Errors
    /// What `parts` returns.
    #[inline]
    pub fn group<T>(
        &mut self,
        spec: &'static FieldSpec,
        parts: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let start = self.pos;
        let index = self.out.fields.len();
        self.mark(spec, start..start);
        let added = self.out.fields.len() > index;
        self.depth = self.depth.saturating_add(1);
        let result = parts(self);
        self.depth -= 1;
        if added {
            let span = self.span(start..self.pos);
            let bytes = self.bytes;
            if let Some(field) = self.out.fields.get_mut(index) {
                field.span = span;
                if field.value == Value::Uint(0) || field.value == Value::Bytes {
                    field.value = value(
                        spec,
                        bytes,
                        Span::bytes(start as u32, (self.pos.max(start) - start) as u32),
                    );
                }
            }
        }
        result
    }

    /// Adds a structure like [`Peel::group`] whose own value is text that does not stand in its
    /// bytes in this form, such as the name of a member. The text is made only if fields are wanted.
    ///
    /// # Errors
    /// What `parts` returns.
    pub fn group_made<T>(
        &mut self,
        spec: &'static FieldSpec,
        text: impl FnOnce() -> String,
        parts: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        self.group_as(spec, || Value::Made(text().into_boxed_str()), parts)
    }

    /// Adds a structure like [`Peel::group`] whose own value the caller read, such as its type. The
    /// value is made only if fields are wanted.
    ///
    /// # Errors
    /// What `parts` returns.
    pub fn group_as<T>(
        &mut self,
        spec: &'static FieldSpec,
        value: impl FnOnce() -> Value,
        parts: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let index = self.out.fields.len();
        let result = self.group(spec, parts);
        if let Some(field) = self.out.fields.get_mut(index) {
            field.value = value();
        }
        result
    }

    /// Reads a part of `len` bytes from the cursor on whose end its own length field gives; `bound`
    /// names that field. `parts` cannot read past it, and afterwards the cursor stands behind the
    /// part, whatever `parts` made of it: a part that contradicts itself does not spoil the next.
    ///
    /// # Errors
    /// [`Stop`] if the part is not all there; `parts` has read what is.
    #[inline]
    pub fn within(
        &mut self,
        len: usize,
        bound: &'static str,
        parts: impl FnOnce(&mut Self) -> Peeled,
    ) -> Peeled {
        let (start, outer, outer_bound) = (self.pos, self.bytes, self.job().bound);
        let end = start.saturating_add(len);
        let Some(inner) = outer.get(..end) else {
            parts(self)?;
            self.pos = start;
            let cut = self.require(len);
            self.pos = outer.len();
            return cut;
        };
        self.bytes = inner;
        self.work.jobs[self.job].bound = Bound::Field(bound);
        // A part that ends early has recorded its fault.
        let _ = parts(self);
        self.bytes = outer;
        self.work.jobs[self.job].bound = outer_bound;
        self.pos = end;
        Ok(())
    }

    // ---- inside ------------------------------------------------------------------------------

    #[inline]
    pub(super) fn job(&self) -> &Job {
        &self.work.jobs[self.job]
    }

    /// An offset in the layer's buffer.
    #[inline]
    pub(super) fn abs(&self, offset: usize) -> u32 {
        self.job()
            .range
            .start
            .saturating_add(u32::try_from(offset).unwrap_or(u32::MAX))
    }

    fn span(&self, at: Range<usize>) -> Span {
        Span::bytes(self.abs(at.start), (at.end.max(at.start) - at.start) as u32)
    }

    pub(super) fn push(&mut self, spec: &'static FieldSpec, at: Range<usize>, value: Value) {
        if self.has_room(1) {
            let span = self.span(at);
            self.out.fields.push(Field {
                spec,
                span,
                word: None,
                source: self.job().source,
                value,
                depth: self.depth,
            });
        }
    }

    /// True if so many fields more are allowed; if not, says so once.
    pub(super) fn has_room(&mut self, more: usize) -> bool {
        if self.out.fields.len() + more <= LIMITS.fields {
            return true;
        }
        if !self
            .out
            .faults
            .iter()
            .any(|fault| fault.kind == FaultKind::TooManyFields)
        {
            self.fault(FaultKind::TooManyFields, self.pos..self.pos);
        }
        false
    }

    /// Adds the rows that are there, and says that the rest is not.
    #[cold]
    fn cut_header(&mut self, table: &'static [FieldSpec], len: usize) -> Stop {
        let available = (self.rest().len() * 8) as u32;
        let mut bits = 0;
        let mut rows = 0;
        for spec in table {
            bits += if spec.depth == 0 { spec.bits } else { 0 };
            if bits > available {
                break;
            }
            rows += 1;
        }
        self.append(&table[..rows], self.pos, self.depth);
        let _ = self.require(len);
        self.pos = self.bytes.len();
        Stop
    }
}
