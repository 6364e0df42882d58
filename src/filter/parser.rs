//! From words to tests. Not binds most tightly, then and, then xor, then or.

mod cuts;

use std::ops::Range;

use super::Error;
use super::lexer::{Placed, Token, words};
use super::syntax::{Arithmetic, Op, Operand, Quantifier, Test, What};

/// How deep tests and operands may be nested.
const MAX_DEPTH: usize = 64;
/// How many tests and operands a filter has at most.
const MAX_NODES: usize = 4096;

/// Reads a filter; `None` if there is nothing in it.
pub(super) fn parse(text: &str) -> Result<Option<Test>, Error> {
    let words = words(text)?;
    if words.is_empty() {
        return Ok(None);
    }
    let mut parser = Parser {
        words: &words,
        pos: 0,
        end: text.len(),
        depth: 0,
        nodes: 0,
    };
    let test = parser.or()?;
    match parser.words.get(parser.pos) {
        None => Ok(Some(test)),
        Some(more) => Err(parser.unexpected(more)),
    }
}

struct Parser<'w> {
    words: &'w [Placed],
    pos: usize,
    /// Length of the text.
    end: usize,
    depth: usize,
    nodes: usize,
}

impl Parser<'_> {
    fn token(&self) -> Option<&Token> {
        self.words.get(self.pos).map(|placed| &placed.token)
    }

    /// Where the next word stands.
    fn here(&self) -> Range<usize> {
        let next = self.words.get(self.pos);
        next.map_or(self.end..self.end, |placed| placed.at.clone())
    }

    /// From `start` to the end of the last word taken.
    fn since(&self, start: usize) -> Range<usize> {
        let last = self.pos.checked_sub(1).and_then(|pos| self.words.get(pos));
        start..last.map_or(start, |placed| placed.at.end)
    }

    fn unexpected(&self, placed: &Placed) -> Error {
        let message = match &placed.token {
            Token::Sign("}" | ")" | "]") => "this bracket closes nothing".into(),
            Token::Word(word) => format!("{word} is not expected here: an operator is missing"),
            Token::Sign(sign) => format!("{sign} is not expected here"),
            Token::Text(_) | Token::Char(_) => "an operator is missing before this".into(),
        };
        Error::new(placed.at.clone(), message)
    }

    /// Takes the sign if it is next.
    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.token(), Some(Token::Sign(next)) if *next == sign);
        self.pos += usize::from(found);
        found
    }

    /// Takes the word if it is next.
    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.token(), Some(Token::Word(next)) if next == word);
        self.pos += usize::from(found);
        found
    }

    fn closing(&mut self, sign: &'static str, opening: usize) -> Result<(), Error> {
        if self.sign(sign) {
            return Ok(());
        }
        let message = format!("{sign} is missing");
        let at = match self.pos < self.words.len() {
            true => self.here(),
            false => opening..self.end,
        };
        Err(Error::new(at, message))
    }

    fn deeper<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.nodes += 1;
        if self.depth >= MAX_DEPTH || self.nodes > MAX_NODES {
            let what = if self.depth >= MAX_DEPTH {
                "deep"
            } else {
                "long"
            };
            return Err(Error::new(self.here(), format!("the filter is too {what}")));
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Result<Test, Error> {
        self.deeper(|p| p.chain(&["or", "||"], Self::xor, Test::Or))
    }

    fn xor(&mut self) -> Result<Test, Error> {
        self.chain(&["xor", "^^"], Self::and, Test::Xor)
    }

    fn and(&mut self) -> Result<Test, Error> {
        self.chain(&["and", "&&"], Self::not, Test::And)
    }

    fn chain(
        &mut self,
        operator: &[&str; 2],
        part: fn(&mut Self) -> Result<Test, Error>,
        join: fn(Box<Test>, Box<Test>) -> Test,
    ) -> Result<Test, Error> {
        let mut parts = vec![part(self)?];
        while self.word(operator[0]) || self.sign(operator[1]) {
            parts.push(part(self)?);
        }
        Ok(balanced(parts, join))
    }

    fn not(&mut self) -> Result<Test, Error> {
        if self.word("not") || self.sign("!") {
            let inner = self.deeper(Self::not)?;
            return Ok(Test::Not(Box::new(inner)));
        }
        let start = self.here().start;
        if self.sign("(") {
            let inner = self.or()?;
            self.closing(")", start)?;
            return Ok(inner);
        }
        self.relation()
    }

    fn relation(&mut self) -> Result<Test, Error> {
        let quantifier = match self.token() {
            Some(Token::Word(word)) if word == "any" => Quantifier::Any,
            Some(Token::Word(word)) if word == "all" => Quantifier::All,
            _ => Quantifier::Usual,
        };
        self.pos += usize::from(quantifier != Quantifier::Usual);
        let left = self.operand()?;
        if let Some(negated) = self.is_in() {
            let set = self.set()?;
            return Ok(Test::In {
                quantifier,
                left,
                negated,
                set,
            });
        }
        let Some(op) = self.comparison() else {
            if quantifier != Quantifier::Usual {
                return Err(Error::new(self.here(), "a comparison is expected here"));
            }
            return Ok(Test::Exists(left));
        };
        self.compared(quantifier, left, op)
    }

    /// The right side of a comparison, and those that follow on it: `a < b < c`.
    fn compared(&mut self, quantifier: Quantifier, left: Operand, op: Op) -> Result<Test, Error> {
        let right = self.operand()?;
        let next = match op {
            Op::Contains | Op::Matches => None,
            _ => self.comparison(),
        };
        let more = match next {
            Some(next) => {
                let middle = right.clone();
                Some(self.deeper(|p| p.compared(quantifier, middle, next))?)
            }
            None => None,
        };
        let first = Test::Compare {
            quantifier,
            left,
            op,
            right,
        };
        Ok(match more {
            Some(more) => Test::And(Box::new(first), Box::new(more)),
            None => first,
        })
    }

    /// Takes `in` (false) or `not in` (true).
    fn is_in(&mut self) -> Option<bool> {
        if self.word("in") {
            return Some(false);
        }
        let next = self.words.get(self.pos + 1).map(|placed| &placed.token);
        let is_not = matches!(self.token(), Some(Token::Word(word)) if word == "not")
            || self.token() == Some(&Token::Sign("!"));
        let negated = is_not && next == Some(&Token::Word("in".into()));
        self.pos += if negated { 2 } else { 0 };
        negated.then_some(true)
    }

    fn comparison(&mut self) -> Option<Op> {
        let spelling = match self.token()? {
            Token::Word(word) => word.as_str(),
            Token::Sign(sign) => sign,
            _ => return None,
        };
        let found = Op::SPELLINGS.iter().find(|(known, _)| *known == spelling)?;
        self.pos += 1;
        Some(found.1)
    }

    fn set(&mut self) -> Result<Vec<(Operand, Option<Operand>)>, Error> {
        let start = self.here();
        if !self.sign("{") {
            return Err(Error::new(
                start,
                "a set in braces, such as {80, 443}, is expected",
            ));
        }
        let mut set = Vec::new();
        loop {
            let first = self.operand()?;
            let last = match self.sign("..") {
                true => Some(self.operand()?),
                false => None,
            };
            set.push((first, last));
            if self.sign("}") {
                return Ok(set);
            }
            let at = self.here();
            if !self.sign(",") {
                return Err(Error::new(at, "a comma or } is expected here"));
            }
        }
    }

    // ---- operands ----------------------------------------------------------------------------

    fn operand(&mut self) -> Result<Operand, Error> {
        self.deeper(|p| p.calculation(0))
    }

    /// Calculations, from those that bind loosest (0) to those that bind tightest.
    fn calculation(&mut self, level: usize) -> Result<Operand, Error> {
        const LEVELS: [&[Arithmetic]; 3] = [
            &[Arithmetic::And],
            &[Arithmetic::Add, Arithmetic::Subtract],
            &[
                Arithmetic::Multiply,
                Arithmetic::Divide,
                Arithmetic::Remainder,
            ],
        ];
        let Some(operators) = LEVELS.get(level) else {
            return self.signed();
        };
        let start = self.here().start;
        let mut left = self.calculation(level + 1)?;
        let mut count = 0;
        'more: loop {
            for op in *operators {
                let is_word =
                    *op == Arithmetic::And && (self.word("bitand") || self.word("bitwise_and"));
                if is_word || self.sign(op.sign()) {
                    count += 1;
                    if count > MAX_DEPTH {
                        return Err(Error::new(self.here(), "the calculation is too long"));
                    }
                    let right = self.calculation(level + 1)?;
                    left = Operand {
                        what: What::Calculation(*op, Box::new(left), Box::new(right)),
                        at: self.since(start),
                    };
                    continue 'more;
                }
            }
            return Ok(left);
        }
    }

    fn signed(&mut self) -> Result<Operand, Error> {
        let start = self.here().start;
        if self.sign("+") {
            return self.deeper(Self::signed);
        }
        if self.sign("-") {
            let of = self.deeper(Self::signed)?;
            return Ok(Operand {
                what: What::Negative(Box::new(of)),
                at: self.since(start),
            });
        }
        let mut operand = self.entity()?;
        while self.sign("[") {
            let cuts = self.cuts(start)?;
            operand = Operand {
                what: What::Slice(Box::new(operand), cuts),
                at: self.since(start),
            };
            self.nodes += 1;
            if self.nodes > MAX_NODES || depth_of(&operand) > MAX_DEPTH {
                return Err(Error::new(self.here(), "the filter is too long"));
            }
        }
        Ok(operand)
    }

    fn entity(&mut self) -> Result<Operand, Error> {
        let at = self.here();
        let Some(placed) = self.words.get(self.pos) else {
            return Err(Error::new(
                at,
                "a field, a protocol or a value is missing here",
            ));
        };
        self.pos += 1;
        let what = match &placed.token {
            Token::Text(text) => What::Text(text.clone()),
            Token::Char(byte) => What::Char(*byte),
            Token::Sign("{") => {
                let inner = self.operand()?;
                self.closing("}", at.start)?;
                inner.what
            }
            Token::Word(word) if is_reserved(word) => {
                let message = format!("a field, a protocol or a value is expected before {word}");
                return Err(Error::new(at, message));
            }
            Token::Word(word) if self.sign("(") => {
                let arguments = self.arguments(at.start)?;
                What::Call(word.clone(), arguments)
            }
            Token::Word(word) if self.sign("#") => {
                let cuts = self.layers()?;
                What::Layers(word.clone(), cuts)
            }
            Token::Word(word) => What::Word(word.clone()),
            Token::Sign(sign) => {
                let message = format!("a field, a protocol or a value is expected before {sign}");
                return Err(Error::new(at, message));
            }
        };
        Ok(Operand {
            what,
            at: self.since(at.start),
        })
    }

    fn arguments(&mut self, start: usize) -> Result<Vec<Operand>, Error> {
        let mut arguments = Vec::new();
        if self.sign(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.operand()?);
            if !self.sign(",") {
                self.closing(")", start)?;
                return Ok(arguments);
            }
        }
    }
}

/// Slices of slices, counted.
fn depth_of(operand: &Operand) -> usize {
    let (mut depth, mut inner) = (0, operand);
    while let What::Slice(of, _) = &inner.what {
        (depth, inner) = (depth + 1, of);
    }
    depth
}

/// Joins a chain so that it is nested as little as possible; the order of its parts stays.
fn balanced(mut parts: Vec<Test>, join: fn(Box<Test>, Box<Test>) -> Test) -> Test {
    while parts.len() > 1 {
        let mut joined = Vec::with_capacity(parts.len().div_ceil(2));
        let mut pairs = parts.into_iter();
        while let Some(first) = pairs.next() {
            joined.push(match pairs.next() {
                Some(second) => join(Box::new(first), Box::new(second)),
                None => first,
            });
        }
        parts = joined;
    }
    // There is always a first part.
    parts.pop().unwrap_or(Test::Exists(Operand {
        what: What::Char(0),
        at: 0..0,
    }))
}

/// Words that are operators and so no names.
fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "and" | "or" | "xor" | "not" | "in" | "bitand" | "any" | "all"
    ) || Op::SPELLINGS.iter().any(|(spelling, _)| *spelling == word)
}
