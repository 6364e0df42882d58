//! Constants, read as what they are compared with.

use std::ops::Range;

use super::Error;
use super::literal::Literal;
use super::names::Named;
use super::program::{Expr, Relation, Shape, Source};
use super::syntax::{Operand, What};
use crate::model::{FieldSpec, Kind, Names};

/// The literal, once it is known to be a value of the kind that it is compared with.
pub(super) fn fitting(
    mut literal: Literal,
    operand: &Operand,
    value: &Expr,
    relation: Relation,
) -> Result<Literal, Error> {
    let shape = value.shape();
    if let Expr::Source(Source {
        named: Named::Fields(fields),
        ..
    }) = value
        && literal.number.is_none()
    {
        literal.codes = codes(&fields.specs, &literal.text);
    }
    let quoted = matches!(operand.what, What::Text(_));
    let fits = match shape {
        Shape::Flag => {
            literal.number = literal.number.map(|number| i128::from(number != 0));
            literal.number.is_some() || !literal.codes.is_empty()
        }
        Shape::Number => literal.number.is_some() || !literal.codes.is_empty(),
        Shape::Ipv4 => literal.ipv4.is_some(),
        Shape::Ipv6 => literal.ipv6.is_some(),
        Shape::Time => literal.time.is_some(),
        Shape::Duration => literal.nanos.is_some(),
        // Text is found in bytes, but an address is no text.
        Shape::Bytes => {
            relation == Relation::Contains || literal.bytes.is_some() && !(quoted && is_mac(value))
        }
        Shape::Text | Shape::Open => true,
    };
    if !fits {
        return Err(misfit(&literal, operand.at.clone(), value));
    }
    if let Some(number) = literal.number
        && let Some(most) = most(value)
        && number > most
    {
        let message = format!("the field holds at most {most}");
        return Err(Error::new(operand.at.clone(), message));
    }
    Ok(literal)
}

fn is_mac(value: &Expr) -> bool {
    match value {
        Expr::Source(Source {
            named: Named::Fields(fields),
            ..
        }) => fields.specs.iter().all(|spec| spec.kind == Kind::Mac),
        _ => false,
    }
}

/// The largest number that the field can have, if its width is known.
fn most(value: &Expr) -> Option<i128> {
    let Expr::Source(Source {
        named: Named::Fields(fields),
        ..
    }) = value
    else {
        return None;
    };
    let most = |spec: &&&FieldSpec| match (spec.kind, spec.bits) {
        (Kind::Uint, 1..=64) => {
            Some(((1i128 << spec.bits.next_multiple_of(8)) - 1) * i128::from(spec.scale))
        }
        _ => None,
    };
    fields
        .specs
        .iter()
        .map(|spec| most(&spec))
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .max()
}

fn misfit(literal: &Literal, at: Range<usize>, value: &Expr) -> Error {
    let text = String::from_utf8_lossy(&literal.text).into_owned();
    let named = match value {
        Expr::Source(Source {
            named: Named::Fields(fields),
            ..
        }) => fields
            .specs
            .iter()
            .any(|spec| !matches!(spec.names, Names::None)),
        _ => false,
    };
    let or_name = if named {
        ", or the name of one of its values"
    } else {
        ""
    };
    let message = format!(
        "{} is expected here{or_name}, not {text}",
        value.shape().describe()
    );
    Error::new(at, message)
}

/// The numbers of the code points with this name, in any case of its letters.
fn codes(specs: &[&'static FieldSpec], name: &[u8]) -> Vec<i128> {
    let mut found = Vec::new();
    let is_it = |known: &str| known.as_bytes().eq_ignore_ascii_case(name);
    for spec in specs {
        match spec.names {
            Names::None if spec.kind == Kind::Flag => {
                found.extend(is_it("Set").then_some(1));
                found.extend(is_it("Not set").then_some(0));
            }
            Names::None => {}
            Names::Table(table) => {
                let named = table.iter().filter(|(_, known)| is_it(known));
                found.extend(named.map(|(code, _)| i128::from(*code)));
            }
            Names::Lookup(lookup) => {
                let last = (1u64 << spec.bits.clamp(1, 16)) - 1;
                let named = (0..=last).filter(|code| lookup(*code).is_some_and(is_it));
                found.extend(named.map(i128::from));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
