//! Adding fields over any bytes of the layer, wherever the cursor stands.

use std::ops::Range;

use super::Peel;
use super::fields::{Place, append_header, value};
use crate::model::{Field, FieldSpec, Span, Value, Word, bits_of};

impl Peel<'_> {
    /// Adds a field over these bytes, read as the spec's kind.
    #[inline]
    pub fn mark(&mut self, spec: &'static FieldSpec, at: Range<usize>) {
        if self.want.has_fields() {
            let local = Span::bytes(at.start as u32, (at.end.max(at.start) - at.start) as u32);
            self.push(spec, at, value(spec, self.bytes, local));
        }
    }

    /// Adds a field over these bytes with a value that the caller read.
    #[inline]
    pub fn mark_as(&mut self, spec: &'static FieldSpec, at: Range<usize>, value: Value) {
        if self.want.has_fields() {
            self.push(spec, at, value);
        }
    }

    /// Adds a field over as many bits as the spec has, from this bit of the layer on, with a value
    /// that the caller read: bits that stand there in a form that hides what they say.
    pub fn mark_bits(&mut self, spec: &'static FieldSpec, bit: usize, value: Value) {
        self.push_bits(spec, bit, None, value);
    }

    /// Adds a field over as many bits as the spec has, from the `low`-th on, of the little-endian word in the
    /// bytes at `at`, with a value that the caller read. Bits of several bytes do not stand side by side unless
    /// they fill them: the field's span then begins with the first of these bytes.
    pub fn mark_low_bits(
        &mut self,
        spec: &'static FieldSpec,
        at: Range<usize>,
        low: u32,
        value: Value,
    ) {
        let (first, last) = (low / 8, (low + spec.bits.max(1) - 1) / 8);
        let inside = match first == last {
            true => 8 - low % 8 - spec.bits,
            false => 0,
        };
        let word = (at.len() > 1).then_some(Word {
            before: first as u8,
            bytes: at.len() as u8,
            low: low as u8,
        });
        let bit = at.start * 8 + (first * 8 + inside) as usize;
        self.push_bits(spec, bit, word, value);
    }

    fn push_bits(
        &mut self,
        spec: &'static FieldSpec,
        bit: usize,
        word: Option<Word>,
        value: Value,
    ) {
        if self.want.has_fields() && !self.is_full() {
            let at = self.abs(bit / 8) * 8 + (bit % 8) as u32;
            self.out.fields.push(Field {
                spec,
                span: Span {
                    bit: at,
                    bits: spec.bits,
                },
                word,
                source: self.source(),
                value,
                depth: self.depth,
            });
        }
    }

    /// Adds a field with text that does not stand in these bytes in this form. The text is made
    /// only if fields are wanted.
    pub fn mark_made(
        &mut self,
        spec: &'static FieldSpec,
        at: Range<usize>,
        text: impl FnOnce() -> String,
    ) {
        if self.want.has_fields() {
            self.push(spec, at, Value::Made(text().into_boxed_str()));
        }
    }

    /// Adds a field over the bits of another field of this layer, right behind it; nothing if there is
    /// no field of that name.
    pub fn mark_beside(&mut self, name: &str, spec: &'static FieldSpec, value: Value) {
        if !self.want.has_fields() || self.is_full() {
            return;
        }
        let first = self.out.layers[usize::from(self.layer)].fields.start as usize;
        let own = self.out.fields.get(first..).unwrap_or_default();
        let Some(place) = own.iter().position(|field| field.spec.name == name) else {
            return;
        };
        let field = Field {
            spec,
            value,
            ..own[place].clone()
        };
        self.out.fields.insert(first + place + 1, field);
    }

    /// Reads parts whose fields this protocol has under names of its own: `spell` gives its spec for
    /// that of the protocol that reads them.
    pub fn spelled<T>(
        &mut self,
        spell: fn(&'static FieldSpec) -> &'static FieldSpec,
        parts: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let first = self.out.fields.len();
        let kept = self.work.kept.len();
        let result = parts(self);
        let mut kept = self.work.kept.drain(kept..).peekable();
        let added = self.out.fields.iter_mut().enumerate().skip(first);
        for (index, field) in added {
            while kept.next_if(|kept| kept.end <= index).is_some() {}
            if kept.peek().is_none_or(|kept| index < kept.start) {
                field.spec = spell(field.spec);
            }
        }
        result
    }

    /// Reads parts inside of [`Peel::spelled`] whose fields keep their names.
    pub fn unspelled<T>(&mut self, parts: impl FnOnce(&mut Self) -> T) -> T {
        let first = self.out.fields.len();
        let result = parts(self);
        self.work.kept.push(first..self.out.fields.len());
        result
    }

    /// Adds the bit fields of `table` that together fill the bytes at `at`, as parts of the field
    /// added last, without moving the cursor.
    pub fn bits(&mut self, table: &'static [FieldSpec], at: usize) {
        let len = bits_of(table).div_ceil(8) as usize;
        if at + len <= self.bytes.len() {
            self.append(table, at, self.depth + 1);
        }
    }

    /// Adds the rows of a table over the bytes at `at`, which must be there.
    #[inline]
    pub(super) fn append(&mut self, table: &'static [FieldSpec], at: usize, depth: u8) {
        if self.want.has_fields() && self.has_room(table.len()) {
            self.append_rows(table, at, depth);
        }
    }

    fn append_rows(&mut self, table: &'static [FieldSpec], at: usize, depth: u8) {
        let place = Place {
            bytes: self.bytes,
            at,
            base: self.job().range.start,
            source: self.job().source,
            depth,
            word: self.number_around(depth),
        };
        match self.turn.only {
            Some(only) if self.rows_only => {
                let wanted = |spec: &FieldSpec| only.has(spec.name);
                append_header(&mut self.out.fields, table, &place, wanted);
            }
            _ => append_header(&mut self.out.fields, table, &place, |_| true),
        }
    }

    /// The little-endian number whose parts are added next at this depth: the field added last, if it is one.
    fn number_around(&self, depth: u8) -> Option<Span> {
        let field = self.out.fields.last()?;
        let is_number = field.spec.little && field.spec.bits > 8;
        let is_around = depth.checked_sub(1) == Some(field.depth) && field.source == self.source();
        (is_number && is_around).then_some(Span {
            bit: field.span.bit,
            bits: field.spec.bits,
        })
    }
}
