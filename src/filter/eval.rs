//! Asking a frame.

use std::borrow::Cow;

use super::cut::slice;
use super::datum::Datum;
use super::names::{About, Named};
use super::program::{Expr, Function, Node, Relation, Source};
use super::syntax::Arithmetic;
use crate::model::{Field, FrameView, Layer, Timestamp};

/// Values of one operand that are looked at where each has to be compared with each of another one.
const MAX_VALUES: usize = 1024;

/// The times of other frames that a frame's own is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Around {
    /// Of the first frame of the capture.
    pub first: Option<Timestamp>,
    /// Of the frame before.
    pub previous: Option<Timestamp>,
    /// Of the last frame before that matched.
    pub displayed: Option<Timestamp>,
}

/// A frame that is asked.
pub(super) struct Asked<'a> {
    pub view: FrameView<'a>,
    pub around: &'a Around,
}

impl Node {
    pub fn holds(&self, asked: &Asked<'_>) -> bool {
        match self {
            Node::Always => true,
            Node::Or(a, b) => a.holds(asked) || b.holds(asked),
            Node::Xor(a, b) => a.holds(asked) != b.holds(asked),
            Node::And(a, b) => a.holds(asked) && b.holds(asked),
            Node::Not(a) => !a.holds(asked),
            Node::Exists(source) => asked.exists(source),
            Node::NotZero(expr) => any(asked, expr, &mut |datum| match datum {
                Datum::Number(number) | Datum::Duration(number) => number != 0,
                _ => true,
            }),
            Node::Compare {
                all,
                relation,
                left,
                right,
            } => match right {
                Expr::Literal(literal) => {
                    quantified(*all, asked, left, &mut |datum| datum.is(*relation, literal))
                }
                right => {
                    let others = asked.values(right);
                    !others.is_empty()
                        && quantified(*all, asked, left, &mut |datum| {
                            let holds = |other: &Datum<'_>| datum.is_to(*relation, other);
                            match all {
                                true => others.iter().all(holds),
                                false => others.iter().any(holds),
                            }
                        })
                }
            },
            Node::Matches { all, left, pattern } => quantified(*all, asked, left, &mut |datum| {
                datum.bytes().is_some_and(|bytes| pattern.is_match(&bytes))
            }),
            Node::In { all, left, set } => quantified(*all, asked, left, &mut |datum| {
                set.iter().any(|(first, last)| match last {
                    None => asked.stands(&datum, Relation::Equal, first),
                    Some(last) => {
                        asked.stands(&datum, Relation::GreaterOrEqual, first)
                            && asked.stands(&datum, Relation::LessOrEqual, last)
                    }
                })
            }),
        }
    }
}

fn any<'a>(asked: &Asked<'a>, expr: &Expr, test: &mut dyn FnMut(Datum<'a>) -> bool) -> bool {
    let mut found = false;
    asked.each(expr, &mut |datum| {
        found = test(datum);
        found
    });
    found
}

/// True if any value fulfils the test, or there are some and all do.
fn quantified<'a>(
    all: bool,
    asked: &Asked<'a>,
    expr: &Expr,
    test: &mut dyn FnMut(Datum<'a>) -> bool,
) -> bool {
    if !all {
        return any(asked, expr, test);
    }
    let mut seen = false;
    let failed = any(asked, expr, &mut |datum| {
        seen = true;
        !test(datum)
    });
    seen && !failed
}

impl<'a> Asked<'a> {
    fn stands(&self, datum: &Datum<'_>, relation: Relation, expr: &Expr) -> bool {
        match expr {
            Expr::Literal(literal) => datum.is(relation, literal),
            expr => any(self, expr, &mut |other| datum.is_to(relation, &other)),
        }
    }

    fn exists(&self, source: &Source) -> bool {
        match (&source.named, source.layers.is_empty()) {
            (Named::Frame, _) => true,
            (Named::Protocol(name), true) => {
                let mut layers = self.view.dissection.layers.iter();
                layers.any(|layer| layer.info.name == name)
            }
            _ => {
                let mut found = false;
                self.each_of(source, &mut |_| {
                    found = true;
                    true
                });
                found
            }
        }
    }

    fn values(&self, expr: &Expr) -> Vec<Datum<'a>> {
        let mut values = Vec::new();
        self.each(expr, &mut |datum| {
            values.push(datum);
            values.len() >= MAX_VALUES
        });
        values
    }

    /// Gives the values of an expression one after the other, until `take` has enough.
    fn each(&self, expr: &Expr, take: &mut dyn FnMut(Datum<'a>) -> bool) {
        match expr {
            Expr::Source(source) => self.each_of(source, take),
            // Read as the number that it is: what it is compared with was calculated.
            Expr::Literal(literal) => {
                let number = literal.number.or(literal.codes.first().copied());
                let datum = match (number, literal.nanos) {
                    (Some(number), _) => Datum::Number(number),
                    (None, Some(nanos)) => Datum::Duration(nanos),
                    (None, None) => Datum::Text(Cow::Owned(literal.text.clone())),
                };
                take(datum);
            }
            Expr::Slice(of, cuts) => self.each(of, &mut |datum| {
                let is_text = matches!(datum, Datum::Text(_));
                let Some(bytes) = datum.bytes() else {
                    return false;
                };
                match slice(&bytes, cuts) {
                    Some(part) if is_text => take(Datum::Text(Cow::Owned(part))),
                    Some(part) => take(Datum::Bytes(Cow::Owned(part))),
                    None => false,
                }
            }),
            Expr::Call(function, arguments) => self.call(*function, arguments, take),
            Expr::Calculation(op, left, right) => {
                let others = self.values(right);
                self.each(left, &mut |datum| {
                    let mut results = others
                        .iter()
                        .filter_map(|other| calculate(*op, &datum, other));
                    results.any(&mut *take)
                });
            }
            Expr::Negative(of) => self.each(of, &mut |datum| match datum {
                Datum::Number(number) => {
                    number.checked_neg().is_some_and(|n| take(Datum::Number(n)))
                }
                Datum::Duration(nanos) => take(Datum::Duration(-nanos)),
                _ => false,
            }),
        }
    }

    fn call(
        &self,
        function: Function,
        arguments: &[Expr],
        take: &mut dyn FnMut(Datum<'a>) -> bool,
    ) {
        let Some(first) = arguments.first() else {
            return;
        };
        match function {
            Function::Count => {
                let mut count = 0;
                self.each(first, &mut |_| {
                    count += 1;
                    false
                });
                if count > 0 {
                    take(Datum::Number(count));
                }
            }
            Function::Max | Function::Min => {
                let values = arguments.iter().flat_map(|argument| self.values(argument));
                let better = match function {
                    Function::Max => Relation::Greater,
                    _ => Relation::Less,
                };
                let pick = |best: Datum<'a>, next: Datum<'a>| match next.is_to(better, &best) {
                    true => next,
                    false => best,
                };
                if let Some(best) = values.reduce(pick) {
                    take(best);
                }
            }
            Function::Len
            | Function::Upper
            | Function::Lower
            | Function::Abs
            | Function::String => {
                self.each(first, &mut |datum| {
                    apply(function, datum).is_some_and(&mut *take)
                });
            }
        }
    }

    fn each_of(&self, source: &Source, take: &mut dyn FnMut(Datum<'a>) -> bool) {
        let (view, dissection) = (&self.view, self.view.dissection);
        match &source.named {
            Named::Frame => {
                take(Datum::Bytes(Cow::Borrowed(&view.frame.bytes)));
            }
            Named::About(about) => self.about(*about, take),
            Named::Protocol(name) => self.layers(source, name, &mut |layer| {
                let end = layer
                    .payload
                    .end
                    .max(layer.trailer.end)
                    .max(layer.header.end);
                let range = crate::model::ByteRange::new(layer.header.start, end);
                take(Datum::Bytes(Cow::Borrowed(
                    range.of(view.buffer(layer.source)),
                )))
            }),
            Named::Payload(name) => self.layers(source, name, &mut |layer| {
                let bytes = layer.payload.of(view.buffer(layer.source));
                !bytes.is_empty() && take(Datum::Bytes(Cow::Borrowed(bytes)))
            }),
            Named::Fields(fields) => {
                let mut give = |field: &'a Field| {
                    if !fields.names.contains(&field.spec.name) {
                        return false;
                    }
                    let datum = Datum::of(view, field);
                    take(match fields.as_text {
                        true => Datum::Text(Cow::Owned(datum.text().into_bytes())),
                        false => datum,
                    })
                };
                if source.layers.is_empty() {
                    dissection.fields.iter().any(give);
                } else {
                    self.layers(source, "", &mut |layer| {
                        dissection.fields_of(layer).iter().any(&mut give)
                    });
                }
            }
        }
    }

    /// Gives the layers of a protocol (of any, without a name) of which the source is.
    fn layers(&self, source: &Source, name: &str, take: &mut dyn FnMut(&'a Layer) -> bool) {
        let layers = &self.view.dissection.layers;
        for (index, layer) in layers.iter().enumerate() {
            if !name.is_empty() && layer.info.name != name {
                continue;
            }
            let same = || {
                layers[..index]
                    .iter()
                    .filter(|other| other.info.name == layer.info.name)
            };
            let all = || {
                layers
                    .iter()
                    .filter(|other| other.info.name == layer.info.name)
                    .count()
            };
            let is_meant = source.layers.is_empty()
                || source
                    .layers
                    .iter()
                    .any(|cut| cut.has(same().count() + 1, all()));
            if is_meant && take(layer) {
                return;
            }
        }
    }

    fn about(&self, about: About, take: &mut dyn FnMut(Datum<'a>) -> bool) {
        let (frame, around) = (self.view.frame, self.around);
        let info = &frame.info;
        let since = |from: Option<Timestamp>| {
            let nanos = info.time.zip(from).map(|(time, from)| time.since(from));
            nanos.map(|nanos| Datum::Duration(nanos.into()))
        };
        let datum = match about {
            About::Number => Some(Datum::Number(info.number.into())),
            About::Len => Some(Datum::Number(info.original_len.into())),
            About::CapturedLen => Some(Datum::Number(frame.bytes.len() as i128)),
            About::Interface => Some(Datum::Number(info.interface.into())),
            About::Marked | About::Ignored => Some(Datum::Number(0)),
            About::Time => info.time.map(|time| Datum::Time(time.0.into())),
            About::Epoch => info.time.map(|time| Datum::Duration(time.0.into())),
            About::SinceFirst => since(around.first.or(info.time)),
            About::SincePrevious => since(around.previous.or(info.time)),
            About::SinceDisplayed => since(around.displayed.or(info.time)),
            About::Protocols => Some(Datum::Text(Cow::Owned(self.protocols().into_bytes()))),
            About::Comment => {
                let mut comments = frame.comments.iter();
                comments.any(|comment| take(Datum::Text(Cow::Borrowed(comment.as_bytes()))));
                None
            }
        };
        if let Some(datum) = datum {
            take(datum);
        }
    }

    /// The chain of protocols. An EtherType is named as a layer of its own.
    fn protocols(&self) -> String {
        let layers = &self.view.dissection.layers;
        let mut names: Vec<&str> = Vec::with_capacity(layers.len() + 1);
        for layer in layers {
            let around = layer
                .parent
                .and_then(|parent| layers.get(usize::from(parent)));
            let typed = around.is_some_and(|around| {
                matches!(
                    around.info.name,
                    "eth" | "vlan" | "ieee8021ad" | "sll" | "macsec"
                )
            });
            if typed && !matches!(layer.info.name, "llc" | "data") {
                names.push("ethertype");
            }
            names.push(layer.info.name);
        }
        names.join(":")
    }
}

fn apply(function: Function, datum: Datum<'_>) -> Option<Datum<'_>> {
    let changed = |change: fn(&mut [u8])| {
        let mut text = datum.bytes()?.into_owned();
        change(&mut text);
        Some(Datum::Text(Cow::Owned(text)))
    };
    match function {
        Function::Len => {
            let len = datum.bytes()?.len();
            Some(Datum::Number(len as i128))
        }
        Function::Upper => changed(<[u8]>::make_ascii_uppercase),
        Function::Lower => changed(<[u8]>::make_ascii_lowercase),
        Function::String => Some(Datum::Text(Cow::Owned(datum.text().into_bytes()))),
        Function::Abs => match datum {
            Datum::Number(number) => Some(Datum::Number(number.checked_abs()?)),
            Datum::Duration(nanos) => Some(Datum::Duration(nanos.checked_abs()?)),
            _ => None,
        },
        Function::Count | Function::Max | Function::Min => None,
    }
}

fn calculate<'a>(op: Arithmetic, left: &Datum<'_>, right: &Datum<'_>) -> Option<Datum<'a>> {
    let (a, b, is_time) = match (left, right) {
        (Datum::Bytes(bytes), Datum::Number(b)) if op == Arithmetic::And && bytes.len() < 16 => {
            let number = bytes
                .iter()
                .fold(0, |number, byte| number << 8 | i128::from(*byte));
            (number, *b, false)
        }
        (Datum::Number(a), Datum::Number(b)) => (*a, *b, false),
        (Datum::Duration(a), Datum::Duration(b)) => (*a, *b, true),
        (Datum::Duration(a), Datum::Number(b)) => (*a, b.checked_mul(1_000_000_000)?, true),
        _ => return None,
    };
    let result = match op {
        Arithmetic::And => Some(a & b),
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply if is_time => a.checked_mul(b).map(|product| product / 1_000_000_000),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide if is_time => a.checked_mul(1_000_000_000)?.checked_div(b),
        Arithmetic::Divide => a.checked_div(b),
        Arithmetic::Remainder => a.checked_rem(b),
    }?;
    Some(match is_time {
        true => Datum::Duration(result),
        false => Datum::Number(result),
    })
}
