//! From what is written to what is meant: names are found, values are read as what they are
//! compared with.

use regex::bytes::{Regex, RegexBuilder};

use super::Error;
use super::fitting::fitting;
use super::literal::Literal;
use super::names;
use super::program::{Expr, Function, Node, Relation, Shape, Source};
use super::syntax::{Arithmetic, Op, Operand, Quantifier, Test, What};
use crate::decode::Registry;

/// Bytes of memory that a regular expression may take.
const MAX_PATTERN: usize = 1 << 20;

/// What a test means with the names of this registry.
pub(super) fn check(test: &Test, registry: &Registry) -> Result<Node, Error> {
    Checker { registry }.test(test)
}

struct Checker<'r> {
    registry: &'r Registry,
}

impl Checker<'_> {
    fn test(&self, test: &Test) -> Result<Node, Error> {
        let both = |a: &Test, b: &Test, join: fn(Box<Node>, Box<Node>) -> Node| {
            Ok(join(Box::new(self.test(a)?), Box::new(self.test(b)?)))
        };
        match test {
            Test::Or(a, b) => both(a, b, Node::Or),
            Test::Xor(a, b) => both(a, b, Node::Xor),
            Test::And(a, b) => both(a, b, Node::And),
            Test::Not(a) => Ok(Node::Not(Box::new(self.test(a)?))),
            Test::Exists(operand) => self.exists(operand),
            Test::Compare {
                quantifier,
                left,
                op: Op::Matches,
                right,
            } => {
                let (left, at) = (self.value(left)?, right.at.clone());
                if !matches!(left.shape(), Shape::Bytes | Shape::Text | Shape::Open) {
                    let message = format!(
                        "{} cannot be matched: only text and bytes can",
                        left.shape().describe()
                    );
                    return Err(Error::new(at, message));
                }
                Ok(Node::Matches {
                    all: *quantifier == Quantifier::All,
                    left,
                    pattern: pattern(right)?,
                })
            }
            Test::Compare {
                quantifier,
                left,
                op,
                right,
            } => self.compare(*quantifier, left, *op, right),
            Test::In {
                quantifier,
                left,
                negated,
                set,
            } => self.in_set(*quantifier, left, *negated, set),
        }
    }

    fn exists(&self, operand: &Operand) -> Result<Node, Error> {
        Ok(match self.value(operand)? {
            Expr::Source(source) => Node::Exists(source),
            expr => Node::NotZero(expr),
        })
    }

    fn compare(
        &self,
        quantifier: Quantifier,
        left: &Operand,
        op: Op,
        right: &Operand,
    ) -> Result<Node, Error> {
        let (relation, all) = match op {
            Op::Equal => (Relation::Equal, false),
            Op::AllEqual => (Relation::Equal, true),
            Op::NotEqual => (Relation::NotEqual, true),
            Op::AnyNotEqual => (Relation::NotEqual, false),
            Op::Less => (Relation::Less, false),
            Op::LessOrEqual => (Relation::LessOrEqual, false),
            Op::Greater => (Relation::Greater, false),
            Op::GreaterOrEqual => (Relation::GreaterOrEqual, false),
            Op::Contains | Op::Matches => (Relation::Contains, false),
        };
        let value = self.value(left)?;
        if relation == Relation::Contains
            && !matches!(value.shape(), Shape::Bytes | Shape::Text | Shape::Open)
        {
            let message = format!(
                "{} contains nothing: only text and bytes do",
                value.shape().describe()
            );
            return Err(Error::new(left.at.clone(), message));
        }
        Ok(Node::Compare {
            all: match quantifier {
                Quantifier::Usual => all,
                Quantifier::Any => false,
                Quantifier::All => true,
            },
            relation,
            right: self.against(right, &value, relation)?,
            left: value,
        })
    }

    fn in_set(
        &self,
        quantifier: Quantifier,
        left: &Operand,
        negated: bool,
        set: &[(Operand, Option<Operand>)],
    ) -> Result<Node, Error> {
        let value = self.value(left)?;
        let mut checked = Vec::with_capacity(set.len());
        for (first, last) in set {
            let relation = match last {
                Some(_) => Relation::LessOrEqual,
                None => Relation::Equal,
            };
            let last = last
                .as_ref()
                .map(|last| self.against(last, &value, relation));
            checked.push((self.against(first, &value, relation)?, last.transpose()?));
        }
        let node = Node::In {
            all: quantifier == Quantifier::All,
            left: value,
            set: checked,
        };
        Ok(match negated {
            true => Node::Not(Box::new(node)),
            false => node,
        })
    }

    /// Something that a frame has, and no constant.
    fn value(&self, operand: &Operand) -> Result<Expr, Error> {
        match &operand.what {
            What::Word(name) => self.source(name, &[], operand),
            What::Layers(name, layers) => self.source(name, layers, operand),
            What::Text(_) | What::Char(_) => {
                let message = "a field or protocol is expected here, not a value";
                Err(Error::new(operand.at.clone(), message))
            }
            What::Slice(of, cuts) => {
                let value = self.value(of)?;
                if !matches!(
                    value.shape(),
                    Shape::Bytes | Shape::Text | Shape::Ipv4 | Shape::Ipv6 | Shape::Open
                ) {
                    let message = "a number has no parts: only text, bytes and addresses have";
                    return Err(Error::new(operand.at.clone(), message));
                }
                Ok(Expr::Slice(Box::new(value), cuts.clone()))
            }
            What::Call(name, arguments) => self.call(name, arguments, operand),
            What::Calculation(op, left, right) => {
                let value = match op {
                    Arithmetic::And => self.bits(left)?,
                    _ => self.number(left)?,
                };
                let other = match self.against(right, &value, Relation::Equal)? {
                    other if other.shape().is_number() => other,
                    _ => return Err(Error::new(right.at.clone(), "a number is expected here")),
                };
                Ok(Expr::Calculation(*op, Box::new(value), Box::new(other)))
            }
            What::Negative(of) => Ok(Expr::Negative(Box::new(self.number(of)?))),
        }
    }

    /// A number, or bytes that are read as one.
    fn bits(&self, operand: &Operand) -> Result<Expr, Error> {
        let value = self.value(operand)?;
        match value.shape() {
            Shape::Bytes => Ok(value),
            _ => self.number(operand),
        }
    }

    fn number(&self, operand: &Operand) -> Result<Expr, Error> {
        let value = self.value(operand)?;
        if value.shape().is_number() {
            return Ok(value);
        }
        let message = format!(
            "one calculates with numbers, and this is {}",
            value.shape().describe()
        );
        Err(Error::new(operand.at.clone(), message))
    }

    fn source(
        &self,
        name: &str,
        layers: &[super::syntax::Cut],
        at: &Operand,
    ) -> Result<Expr, Error> {
        match names::find(name, self.registry) {
            Some(named) => Ok(Expr::Source(Source {
                named,
                layers: layers.to_vec(),
            })),
            None => Err(names::unknown(name, at.at.clone(), self.registry)),
        }
    }

    fn call(&self, name: &str, arguments: &[Operand], at: &Operand) -> Result<Expr, Error> {
        let found = Function::ALL.iter().find(|(known, _)| *known == name);
        let Some((_, function)) = found else {
            let known: Vec<&str> = Function::ALL.iter().map(|(known, _)| *known).collect();
            let message = format!(
                "there is no function {name}; there are {}",
                known.join(", ")
            );
            return Err(Error::new(at.at.clone(), message));
        };
        let many = matches!(function, Function::Max | Function::Min);
        if arguments.is_empty() || arguments.len() > 1 && !many {
            let message = format!(
                "{name} takes {} field",
                if many { "at least one" } else { "one" }
            );
            return Err(Error::new(at.at.clone(), message));
        }
        let mut checked: Vec<Expr> = Vec::new();
        for argument in arguments {
            let value = match checked.first() {
                Some(first) => self.against(argument, first, Relation::Equal)?,
                None => self.value(argument)?,
            };
            let fits = match function {
                Function::Len | Function::Count | Function::Max | Function::Min => true,
                Function::Upper | Function::Lower => {
                    matches!(value.shape(), Shape::Text | Shape::Open)
                }
                Function::Abs => value.shape().is_number(),
                Function::String => value.shape() != Shape::Text,
            };
            if !fits {
                let message = format!("{name} does not take {}", value.shape().describe());
                return Err(Error::new(argument.at.clone(), message));
            }
            checked.push(value);
        }
        Ok(Expr::Call(*function, checked))
    }

    /// What `value` is compared with: a field, or a constant that can be read as such a value.
    fn against(&self, operand: &Operand, value: &Expr, relation: Relation) -> Result<Expr, Error> {
        if let What::Negative(of) = &operand.what
            && let Some(literal) = self.literal(of)
        {
            return fitting(literal.negative(), operand, value, relation).map(constant);
        }
        if let Some(literal) = self.literal(operand) {
            return fitting(literal, operand, value, relation).map(constant);
        }
        let other = self.value(operand)?;
        if value.shape().fits(other.shape()) {
            return Ok(other);
        }
        let message = format!(
            "{} is compared with {} here",
            value.shape().describe(),
            other.shape().describe()
        );
        Err(Error::new(operand.at.clone(), message))
    }

    /// The constant that is written there, unless it is a name.
    fn literal(&self, operand: &Operand) -> Option<Literal> {
        match &operand.what {
            What::Word(word) => match names::find(word, self.registry) {
                Some(_) => None,
                None => Some(Literal::word(word)),
            },
            What::Text(text) => Some(Literal::text(text)),
            What::Char(byte) => Some(Literal::char(*byte)),
            _ => None,
        }
    }
}

fn constant(literal: Literal) -> Expr {
    Expr::Literal(Box::new(literal))
}

fn pattern(operand: &Operand) -> Result<Regex, Error> {
    let text = match &operand.what {
        What::Text(text) => std::str::from_utf8(text).ok(),
        What::Word(word) => Some(word.as_str()),
        _ => None,
    };
    let Some(text) = text else {
        return Err(Error::new(
            operand.at.clone(),
            "a regular expression in quotation marks is expected",
        ));
    };
    let built = RegexBuilder::new(text)
        .case_insensitive(true)
        .unicode(false)
        .size_limit(MAX_PATTERN)
        .dfa_size_limit(MAX_PATTERN)
        .nest_limit(64)
        .build();
    built.map_err(|error| {
        let reason = error.to_string();
        let reason = reason
            .lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        Error::new(
            operand.at.clone(),
            format!("this regular expression does not work: {reason}"),
        )
    })
}
