//! Values of a frame while a filter looks at it, and how they compare.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::net::{Ipv4Addr, Ipv6Addr};

use memchr::memmem;

use super::literal::Literal;
use super::program::Relation;
use crate::model::{Field, FrameView, Value};

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Datum<'a> {
    Number(i128),
    Bytes(Cow<'a, [u8]>),
    Text(Cow<'a, [u8]>),
    Ipv4(u32),
    Ipv6(u128),
    /// Nanoseconds since 1970.
    Time(i128),
    /// Nanoseconds.
    Duration(i128),
}

impl<'a> Datum<'a> {
    /// The value of a field.
    pub fn of(view: &FrameView<'a>, field: &'a Field) -> Datum<'a> {
        let bytes = || field.bytes(view.buffer(field.source));
        match &field.value {
            Value::None | Value::Bytes => Datum::Bytes(Cow::Borrowed(bytes())),
            Value::Uint(number) | Value::Frame(number) => Datum::Number((*number).into()),
            Value::Int(number) => Datum::Number((*number).into()),
            Value::Mac(mac) => Datum::Bytes(Cow::Borrowed(mac)),
            Value::Ipv4(ip) => Datum::Ipv4(ip.to_bits()),
            Value::Ipv6(ip) => Datum::Ipv6(ip.to_bits()),
            // Zero bytes that end or fill text are no part of it.
            Value::Text => {
                let text = bytes();
                let len = text
                    .iter()
                    .rposition(|byte| *byte != 0)
                    .map_or(0, |last| last + 1);
                Datum::Text(Cow::Borrowed(&text[..len]))
            }
            Value::Made(text) => Datum::Text(Cow::Borrowed(text.as_bytes())),
            Value::Time(time) => Datum::Time(time.0.into()),
            Value::Elapsed(nanos) => Datum::Duration((*nanos).into()),
            Value::Checksum(number, _) => Datum::Number((*number).into()),
        }
    }

    /// Its bytes, where it has any.
    pub fn bytes(&self) -> Option<Cow<'_, [u8]>> {
        Some(match self {
            Datum::Bytes(bytes) | Datum::Text(bytes) => Cow::Borrowed(bytes),
            Datum::Ipv4(ip) => Cow::Owned(ip.to_be_bytes().to_vec()),
            Datum::Ipv6(ip) => Cow::Owned(ip.to_be_bytes().to_vec()),
            _ => return None,
        })
    }

    /// As a person writes it.
    pub fn text(&self) -> String {
        let seconds = |nanos: i128| {
            let sign = if nanos < 0 { "-" } else { "" };
            let nanos = nanos.unsigned_abs();
            format!(
                "{sign}{}.{:09}",
                nanos / 1_000_000_000,
                nanos % 1_000_000_000
            )
        };
        match self {
            Datum::Number(number) => number.to_string(),
            Datum::Bytes(bytes) => {
                let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                pairs.join(":")
            }
            Datum::Text(text) => String::from_utf8_lossy(text).into_owned(),
            Datum::Ipv4(ip) => Ipv4Addr::from_bits(*ip).to_string(),
            Datum::Ipv6(ip) => Ipv6Addr::from_bits(*ip).to_string(),
            Datum::Time(nanos) | Datum::Duration(nanos) => seconds(*nanos),
        }
    }

    /// True if the value stands so to a constant.
    pub fn is(&self, relation: Relation, literal: &Literal) -> bool {
        if relation == Relation::Contains {
            let (Datum::Bytes(bytes) | Datum::Text(bytes)) = self else {
                return false;
            };
            let part = match self {
                Datum::Text(_) => &literal.text,
                _ => literal.bytes.as_ref().unwrap_or(&literal.text),
            };
            return memmem::find(bytes, part).is_some();
        }
        if let Datum::Number(number) = self
            && !literal.codes.is_empty()
        {
            return self.is_code(relation, *number, &literal.codes);
        }
        self.order(literal)
            .is_some_and(|order| relation.holds(order))
    }

    fn is_code(&self, relation: Relation, number: i128, codes: &[i128]) -> bool {
        match relation {
            Relation::Equal => codes.contains(&number),
            Relation::NotEqual => !codes.contains(&number),
            _ => codes
                .first()
                .is_some_and(|code| relation.holds(number.cmp(code))),
        }
    }

    fn order(&self, literal: &Literal) -> Option<Ordering> {
        Some(match self {
            Datum::Number(number) => match literal.number {
                Some(other) => number.cmp(&other),
                None => number.checked_mul(1_000_000_000)?.cmp(&literal.nanos?),
            },
            Datum::Bytes(bytes) => {
                let other = literal.bytes.as_ref().unwrap_or(&literal.text);
                bytes.as_ref().cmp(other.as_slice())
            }
            Datum::Text(text) => match self.decimal().zip(literal.nanos) {
                Some((nanos, other)) => nanos.cmp(&other),
                None => text.as_ref().cmp(literal.text.as_slice()),
            },
            Datum::Ipv4(ip) => {
                let (other, mask) = literal.ipv4?;
                (ip & mask).cmp(&(other & mask))
            }
            Datum::Ipv6(ip) => {
                let (other, mask) = literal.ipv6?;
                (ip & mask).cmp(&(other & mask))
            }
            Datum::Time(nanos) => nanos.cmp(&literal.time?),
            Datum::Duration(nanos) => nanos.cmp(&literal.nanos?),
        })
    }

    /// Text that is a decimal number, in billionths.
    fn decimal(&self) -> Option<i128> {
        let Datum::Text(text) = self else {
            return None;
        };
        super::literal::seconds(std::str::from_utf8(text).ok()?)
    }

    /// True if the value stands so to another one.
    pub fn is_to(&self, relation: Relation, other: &Datum<'_>) -> bool {
        if relation == Relation::Contains {
            return match (self.bytes(), other.bytes()) {
                (Some(bytes), Some(part)) => memmem::find(&bytes, &part).is_some(),
                _ => false,
            };
        }
        let order = match (self, other) {
            (Datum::Number(a), Datum::Number(b)) => Some(a.cmp(b)),
            (Datum::Time(a) | Datum::Duration(a), Datum::Time(b) | Datum::Duration(b)) => {
                Some(a.cmp(b))
            }
            (Datum::Ipv4(a), Datum::Ipv4(b)) => Some(a.cmp(b)),
            (Datum::Ipv6(a), Datum::Ipv6(b)) => Some(a.cmp(b)),
            (Datum::Bytes(a) | Datum::Text(a), Datum::Bytes(b) | Datum::Text(b)) => Some(a.cmp(b)),
            _ => None,
        };
        order.is_some_and(|order| relation.holds(order))
    }
}

impl Relation {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Relation::Equal => order.is_eq(),
            Relation::NotEqual => order.is_ne(),
            Relation::Less => order.is_lt(),
            Relation::LessOrEqual => order.is_le(),
            Relation::Greater => order.is_gt(),
            Relation::GreaterOrEqual => order.is_ge(),
            Relation::Contains => false,
        }
    }
}
