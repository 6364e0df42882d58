//! A filter that has been understood: what is asked of a frame, in the order in which it is asked.

use regex::bytes::Regex;

use super::literal::Literal;
use super::names::{About, Fields, Named};
use super::syntax::{Arithmetic, Cut};
use crate::model::Kind;

/// True or false of a frame.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// True of every frame: nothing is asked.
    Always,
    Or(Box<Node>, Box<Node>),
    Xor(Box<Node>, Box<Node>),
    And(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Exists(Source),
    /// A calculation has a result that is not zero.
    NotZero(Expr),
    Compare {
        all: bool,
        relation: Relation,
        left: Expr,
        right: Expr,
    },
    Matches {
        all: bool,
        left: Expr,
        pattern: Regex,
    },
    In {
        all: bool,
        left: Expr,
        set: Vec<(Expr, Option<Expr>)>,
    },
}

/// How two values stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
}

/// Something with values in a frame.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    Source(Source),
    Literal(Box<Literal>),
    Slice(Box<Expr>, Vec<Cut>),
    Call(Function, Vec<Expr>),
    Calculation(Arithmetic, Box<Expr>, Box<Expr>),
    Negative(Box<Expr>),
}

/// A name, and of which layers of its protocol.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub named: Named,
    pub layers: Vec<Cut>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Len,
    Count,
    Upper,
    Lower,
    Max,
    Min,
    Abs,
    String,
}

impl Function {
    pub const ALL: [(&'static str, Function); 8] = [
        ("len", Function::Len),
        ("count", Function::Count),
        ("upper", Function::Upper),
        ("lower", Function::Lower),
        ("max", Function::Max),
        ("min", Function::Min),
        ("abs", Function::Abs),
        ("string", Function::String),
    ];
}

/// Of which kind values are, as far as is known before a frame is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Number,
    Flag,
    Bytes,
    Ipv4,
    Ipv6,
    Text,
    Time,
    Duration,
    /// The frame decides.
    Open,
}

impl Shape {
    pub const fn describe(self) -> &'static str {
        match self {
            Shape::Number => "a number",
            Shape::Flag => "a flag (true or false, 1 or 0)",
            Shape::Bytes => "bytes, such as 00:1a:2b",
            Shape::Ipv4 => "an IPv4 address or network, such as 10.0.0.0/8",
            Shape::Ipv6 => "an IPv6 address or network, such as fe80::/10",
            Shape::Text => "text",
            Shape::Time => "a time, such as \"2020-01-31 23:59:59\"",
            Shape::Duration => "a number of seconds",
            Shape::Open => "a value",
        }
    }

    pub const fn is_number(self) -> bool {
        matches!(
            self,
            Shape::Number | Shape::Flag | Shape::Duration | Shape::Open
        )
    }

    /// True if values of the two kinds can be compared.
    pub fn fits(self, other: Shape) -> bool {
        let bytes = |shape| matches!(shape, Shape::Bytes | Shape::Text);
        self == other
            || self == Shape::Open
            || other == Shape::Open
            || self.is_number() && other.is_number()
            || bytes(self) && bytes(other)
    }
}

impl Fields {
    pub fn shape(&self) -> Shape {
        if self.as_text {
            return Shape::Text;
        }
        let mut shapes = self.specs.iter().map(|spec| match spec.kind {
            Kind::Flag => Shape::Flag,
            Kind::Uint | Kind::Int => Shape::Number,
            Kind::Mac | Kind::Bytes => Shape::Bytes,
            Kind::Ipv4 => Shape::Ipv4,
            Kind::Ipv6 => Shape::Ipv6,
            Kind::Text => Shape::Text,
            Kind::Group | Kind::Gap | Kind::Computed => Shape::Open,
        });
        let first = shapes.next().unwrap_or(Shape::Open);
        match shapes.all(|shape| shape == first) {
            true => first,
            false => Shape::Open,
        }
    }
}

impl Source {
    pub fn shape(&self) -> Shape {
        match &self.named {
            Named::Protocol(_) | Named::Frame | Named::Payload(_) => Shape::Bytes,
            Named::Fields(fields) => fields.shape(),
            Named::About(about) => match about {
                About::Number | About::Len | About::CapturedLen | About::Interface => Shape::Number,
                About::Marked | About::Ignored => Shape::Flag,
                About::Time => Shape::Time,
                About::Epoch | About::SinceFirst | About::SincePrevious | About::SinceDisplayed => {
                    Shape::Duration
                }
                About::Protocols | About::Comment => Shape::Text,
            },
        }
    }
}

impl Expr {
    pub fn shape(&self) -> Shape {
        match self {
            Expr::Source(source) => source.shape(),
            Expr::Literal(_) => Shape::Open,
            Expr::Slice(of, _) => match of.shape() {
                Shape::Text => Shape::Text,
                _ => Shape::Bytes,
            },
            Expr::Call(function, arguments) => match function {
                Function::Len | Function::Count => Shape::Number,
                Function::Upper | Function::Lower | Function::String => Shape::Text,
                Function::Max | Function::Min | Function::Abs => {
                    arguments.first().map_or(Shape::Open, Expr::shape)
                }
            },
            Expr::Calculation(_, left, _) => left.shape(),
            Expr::Negative(of) => of.shape(),
        }
    }

    /// Calls `look` with every name in it.
    pub fn sources<'e>(&'e self, look: &mut dyn FnMut(&'e Source)) {
        match self {
            Expr::Source(source) => look(source),
            Expr::Literal(_) => {}
            Expr::Slice(of, _) | Expr::Negative(of) => of.sources(look),
            Expr::Call(_, arguments) => arguments.iter().for_each(|part| part.sources(look)),
            Expr::Calculation(_, left, right) => {
                left.sources(look);
                right.sources(look);
            }
        }
    }
}

impl Node {
    /// Calls `look` with every name in it.
    pub fn sources<'n>(&'n self, look: &mut dyn FnMut(&'n Source)) {
        match self {
            Node::Always => {}
            Node::Or(a, b) | Node::Xor(a, b) | Node::And(a, b) => {
                a.sources(look);
                b.sources(look);
            }
            Node::Not(a) => a.sources(look),
            Node::Exists(source) => look(source),
            Node::NotZero(expr) | Node::Matches { left: expr, .. } => expr.sources(look),
            Node::Compare { left, right, .. } => {
                left.sources(look);
                right.sources(look);
            }
            Node::In { left, set, .. } => {
                left.sources(look);
                for (first, last) in set {
                    first.sources(look);
                    if let Some(last) = last {
                        last.sources(look);
                    }
                }
            }
        }
    }
}
