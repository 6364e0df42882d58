//! What stands in square brackets.

use std::ops::Range;

use super::Parser;
use crate::filter::Error;
use crate::filter::lexer::Token;
use crate::filter::syntax::Cut;

impl Parser<'_> {
    /// `#2`, or `#[1-2]`.
    pub(super) fn layers(&mut self) -> Result<Vec<Cut>, Error> {
        let start = self.here().start;
        if self.sign("[") {
            return self.cuts(start);
        }
        let number = self.number()?;
        Ok(vec![Cut::Len(number, 1)])
    }

    pub(super) fn cuts(&mut self, start: usize) -> Result<Vec<Cut>, Error> {
        let mut cuts = Vec::new();
        loop {
            cuts.push(self.cut()?);
            if !self.sign(",") {
                self.closing("]", start)?;
                return Ok(cuts);
            }
        }
    }

    fn cut(&mut self) -> Result<Cut, Error> {
        if self.sign(":") {
            let at = self.here();
            let len = self.number()?;
            return Ok(Cut::Len(0, positive(len, at)?));
        }
        let first = self.number()?;
        if self.sign("-") {
            return Ok(Cut::To(first, self.number()?));
        }
        if !self.sign(":") {
            return Ok(Cut::Len(first, 1));
        }
        let at = self.here();
        match self.token() {
            Some(Token::Sign("]" | ",")) => Ok(Cut::From(first)),
            _ => Ok(Cut::Len(first, positive(self.number()?, at)?)),
        }
    }

    fn number(&mut self) -> Result<i32, Error> {
        let at = self.here();
        let negative = self.sign("-");
        let number = match self.token() {
            Some(Token::Word(word)) => crate::filter::literal::unsigned(word),
            _ => None,
        };
        let Some(number) = number.and_then(|number| i32::try_from(number).ok()) else {
            return Err(Error::new(at, "a number is expected here"));
        };
        self.pos += 1;
        Ok(if negative { -number } else { number })
    }
}

fn positive(len: i32, at: Range<usize>) -> Result<u32, Error> {
    match u32::try_from(len) {
        Ok(len) if len > 0 => Ok(len),
        _ => Err(Error::new(at, "a length greater than 0 is expected here")),
    }
}
