//! A cursor over a message that measures it, and adds its fields if there is somewhere to add them.

use crate::decode::Peel;
use crate::model::{FieldSpec, Value};

use super::PADDING;

/// Why a message was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// It needs at least so many bytes, counted from its first one.
    Needs(usize),
    /// These bytes are no message that is known.
    Unknown,
}

/// The cursor. The same code measures a message and shows it, so that both agree.
pub(super) struct Reader<'r, 'a> {
    p: Option<&'r mut Peel<'a>>,
    bytes: &'a [u8],
    start: usize,
    pos: usize,
    left: usize,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// At the message that begins at `start`.
    pub fn new(p: Option<&'r mut Peel<'a>>, bytes: &'a [u8], start: usize) -> Reader<'r, 'a> {
        Reader::at(p, bytes, start, start)
    }

    fn at(
        p: Option<&'r mut Peel<'a>>,
        bytes: &'a [u8],
        start: usize,
        pos: usize,
    ) -> Reader<'r, 'a> {
        Reader {
            p,
            bytes,
            start,
            pos,
            left: 0,
        }
    }

    pub fn pos(&self) -> usize {
        self.pos
    }

    /// Bytes from here on.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.pos..).unwrap_or_default()
    }

    /// Moves over `len` bytes.
    pub fn skip(&mut self, len: usize) -> Result<&'a [u8], Cut> {
        let end = self.pos.saturating_add(len);
        let Some(bytes) = self.bytes.get(self.pos..end) else {
            return Err(Cut::Needs(end - self.start));
        };
        self.pos = end;
        Ok(bytes)
    }

    /// Adds a field over `len` bytes and moves behind them; nothing for none.
    pub fn field(&mut self, spec: &'static FieldSpec, len: usize) -> Result<&'a [u8], Cut> {
        let start = self.pos;
        let bytes = self.skip(len)?;
        if let Some(p) = self.room()
            && len > 0
        {
            p.mark(spec, start..start + len);
        }
        Ok(bytes)
    }

    /// Adds a field over the last `len` bytes of a picture, as far as they are there.
    pub fn body(&mut self, spec: &'static FieldSpec, len: usize) {
        let here = len.min(self.rest().len());
        // As many as are there.
        let _ = self.field(spec, here);
        self.left = len - here;
    }

    /// How many bytes of the body are still to come.
    pub fn left(&self) -> u64 {
        self.left as u64
    }

    /// The integer here, as wide as the spec says.
    pub fn uint(&mut self, spec: &'static FieldSpec) -> Result<u64, Cut> {
        let bytes = self.field(spec, (spec.bits / 8) as usize)?;
        Ok(number(bytes))
    }

    pub fn padding(&mut self, len: usize) -> Result<(), Cut> {
        self.field(&PADDING, len).map(drop)
    }

    /// The bits of the byte before the cursor.
    pub fn bits(&mut self, table: &'static [FieldSpec], at: usize) {
        if let Some(p) = self.room() {
            p.bits(table, at);
        }
    }

    /// A structure.
    pub fn group(
        &mut self,
        spec: &'static FieldSpec,
        parts: impl FnOnce(&mut Reader<'_, 'a>) -> Result<(), Cut>,
    ) -> Result<(), Cut> {
        let (bytes, start, mut pos) = (self.bytes, self.start, self.pos);
        let (mut result, mut left) = (Ok(()), 0);
        match self.room() {
            Some(p) => {
                p.seek(pos);
                let _ = p.group(spec, |p| {
                    let mut inner = Reader::at(Some(&mut *p), bytes, start, pos);
                    result = parts(&mut inner);
                    (pos, left) = (inner.pos, inner.left);
                    p.seek(pos);
                    Ok(())
                });
            }
            None => {
                let mut inner = Reader::at(None, bytes, start, pos);
                result = parts(&mut inner);
                (pos, left) = (inner.pos, inner.left);
            }
        }
        (self.pos, self.left) = (pos, left);
        result
    }

    /// Adds a field over `len` bytes with a value of its own.
    pub fn field_as(
        &mut self,
        spec: &'static FieldSpec,
        len: usize,
        value: Value,
    ) -> Result<(), Cut> {
        let start = self.pos;
        self.skip(len)?;
        if let Some(p) = self.room() {
            p.mark_as(spec, start..start + len, value);
        }
        Ok(())
    }

    /// Where fields go, while there is room for them.
    fn room(&mut self) -> Option<&mut Peel<'a>> {
        let p = self.p.as_deref_mut()?;
        (!p.is_full()).then_some(p)
    }
}

/// A big-endian number of up to eight bytes.
pub(super) fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}
