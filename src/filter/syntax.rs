//! A filter as it is written: tests and what they compare. Printed, it parses to the same again.

use std::fmt::{self, Write};
use std::ops::Range;

/// What is true or false of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    Or(Box<Test>, Box<Test>),
    Xor(Box<Test>, Box<Test>),
    And(Box<Test>, Box<Test>),
    Not(Box<Test>),
    /// Something is there; of a calculation, that it is not zero.
    Exists(Operand),
    Compare {
        quantifier: Quantifier,
        left: Operand,
        op: Op,
        right: Operand,
    },
    In {
        quantifier: Quantifier,
        left: Operand,
        negated: bool,
        set: Vec<(Operand, Option<Operand>)>,
    },
}

impl Test {
    /// The tests that all have to be true for this one to be.
    pub fn parts<'t>(&'t self, parts: &mut Vec<&'t Test>) {
        match self {
            Test::And(a, b) => {
                a.parts(parts);
                b.parts(parts);
            }
            test => parts.push(test),
        }
    }
}

/// Of several values, how many must fulfil a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// As the operator says.
    Usual,
    Any,
    All,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// Any pair is equal.
    Equal,
    /// All pairs are.
    AllEqual,
    /// No pair is equal.
    NotEqual,
    /// Any pair is unequal.
    AnyNotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    Matches,
}

impl Op {
    /// All signs and words; the first of each operator is the one that is printed.
    pub const SPELLINGS: [(&'static str, Op); 22] = [
        ("==", Op::Equal),
        ("eq", Op::Equal),
        ("any_eq", Op::Equal),
        ("===", Op::AllEqual),
        ("all_eq", Op::AllEqual),
        ("!=", Op::NotEqual),
        ("ne", Op::NotEqual),
        ("all_ne", Op::NotEqual),
        ("!==", Op::AnyNotEqual),
        ("~=", Op::AnyNotEqual),
        ("any_ne", Op::AnyNotEqual),
        ("<", Op::Less),
        ("lt", Op::Less),
        ("<=", Op::LessOrEqual),
        ("le", Op::LessOrEqual),
        (">", Op::Greater),
        ("gt", Op::Greater),
        (">=", Op::GreaterOrEqual),
        ("ge", Op::GreaterOrEqual),
        ("contains", Op::Contains),
        ("matches", Op::Matches),
        ("~", Op::Matches),
    ];

    /// How it is printed.
    pub fn sign(self) -> &'static str {
        let mut all = Op::SPELLINGS.iter();
        all.find(|(_, op)| *op == self).map_or("", |(sign, _)| sign)
    }
}

/// What is calculated with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    And,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Arithmetic {
    pub const fn sign(self) -> &'static str {
        match self {
            Arithmetic::And => "&",
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Remainder => "%",
        }
    }
}

/// Part of a list, counted from its start or, negative, from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// So many from this one on.
    Len(i32, u32),
    /// From the first to the last.
    To(i32, i32),
    /// From this one to the end.
    From(i32),
}

/// Something that has values, and where it stands in the text.
#[derive(Debug, Clone)]
pub(super) struct Operand {
    pub what: What,
    pub at: Range<usize>,
}

/// Where it stood is of no importance to what it says.
impl PartialEq for Operand {
    fn eq(&self, other: &Operand) -> bool {
        self.what == other.what
    }
}

impl Eq for Operand {}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A field, a protocol, or a value without quotation marks.
    Word(String),
    /// Of a field's values only those in these layers of its protocol, counted from 1.
    Layers(String, Vec<Cut>),
    Text(Vec<u8>),
    Char(u8),
    Slice(Box<Operand>, Vec<Cut>),
    Call(String, Vec<Operand>),
    Calculation(Arithmetic, Box<Operand>, Box<Operand>),
    Negative(Box<Operand>),
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Test::Or(a, b) => write!(f, "({a} or {b})"),
            Test::Xor(a, b) => write!(f, "({a} xor {b})"),
            Test::And(a, b) => write!(f, "({a} and {b})"),
            Test::Not(a) => write!(f, "not ({a})"),
            Test::Exists(operand) => operand.fmt(f),
            Test::Compare {
                quantifier,
                left,
                op,
                right,
            } => write!(f, "{quantifier}{left} {} {right}", op.sign()),
            Test::In {
                quantifier,
                left,
                negated,
                set,
            } => {
                let not = if *negated { "not " } else { "" };
                write!(f, "{quantifier}{left} {not}in {{")?;
                for (index, (first, last)) in set.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{first}")?;
                    if let Some(last) = last {
                        write!(f, " .. {last}")?;
                    }
                }
                f.write_char('}')
            }
        }
    }
}

impl fmt::Display for Quantifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Quantifier::Usual => "",
            Quantifier::Any => "any ",
            Quantifier::All => "all ",
        })
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cut::Len(start, len) => write!(f, "{start}:{len}"),
            Cut::To(first, last) => write!(f, "{first}-{last}"),
            Cut::From(start) => write!(f, "{start}:"),
        }
    }
}

fn list<T: fmt::Display>(items: &[T], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        write!(f, "{comma}{item}")?;
    }
    Ok(())
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Word(word) => f.write_str(word),
            What::Layers(name, cuts) => {
                write!(f, "{name}#[")?;
                list(cuts, f)?;
                f.write_char(']')
            }
            What::Text(bytes) => {
                f.write_char('"')?;
                escaped(bytes, f)?;
                f.write_char('"')
            }
            What::Char(byte) => {
                f.write_char('\'')?;
                escaped(&[*byte], f)?;
                f.write_char('\'')
            }
            What::Slice(of, cuts) => {
                write!(f, "{of}[")?;
                list(cuts, f)?;
                f.write_char(']')
            }
            What::Call(name, arguments) => {
                write!(f, "{name}(")?;
                list(arguments, f)?;
                f.write_char(')')
            }
            What::Calculation(op, a, b) => write!(f, "{{{a} {} {b}}}", op.sign()),
            What::Negative(of) => write!(f, "{{- {of}}}"),
        }
    }
}

/// Bytes as they stand between quotation marks or apostrophes.
fn escaped(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(|c| c.is_control() || "\"\\'".contains(c)) => {
            f.write_str(text)
        }
        _ => bytes.iter().try_for_each(|byte| write!(f, "\\x{byte:02x}")),
    }
}
