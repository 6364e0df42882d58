//! ASN.1 types as tables, and a reader of their values in BER (ITU-T X.680, X.690).
//!
//! A table names what a protocol wants to show; elements that it does not know are stepped over, as
//! X.680 asks of those who meet later versions.

use crate::decode::{Peel, Peeled};
use crate::model::{FaultKind, FieldSpec, Value};
use crate::proto::ber::{self, Element};

/// Structures inside one another; real ones stay far below.
const MAX_DEPTH: u32 = 24;

/// Class and tag number: what tells the parts of a structure apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag(u8, u32);

/// A tag of ASN.1 itself.
pub const fn universal(number: u32) -> Tag {
    Tag(0x00, number)
}

/// A tag that a protocol uses everywhere.
pub const fn application(number: u32) -> Tag {
    Tag(0x40, number)
}

/// A tag whose meaning depends on where it stands.
pub const fn context(number: u32) -> Tag {
    Tag(0x80, number)
}

impl Tag {
    /// The tag of an element.
    pub const fn of(element: &Element) -> Tag {
        Tag(element.id & 0xc0, element.tag)
    }
}

/// How the contents of an element are read.
#[derive(Debug)]
pub enum Type {
    /// A number, text, bytes or an object identifier, as the field's spec says.
    Plain,
    /// A truth value.
    Boolean,
    /// Bits with names, behind the count of those in the last byte that mean nothing.
    Bits(&'static [FieldSpec]),
    /// Parts by their tags, in any order.
    Parts(&'static [Part]),
    /// Parts of which each is met at most once, in this order: the same tag stands for another part later.
    InOrder(&'static [Part]),
    /// The same kind of part again and again; the field counts them.
    Many(&'static Part),
    /// One of several, each with a tag of its own; the field is the tag's number, or the index where
    /// tags of different classes, or of ASN.1 itself, tell them apart.
    OneOf(&'static [Part]),
    /// An element around another one that is read so.
    Around(&'static Type),
    /// The protocol's own code reads the contents, from the cursor to their end.
    Own(fn(&mut Peel<'_>) -> Peeled),
    /// Like [`Type::Own`], without a field around it.
    Bare(fn(&mut Peel<'_>) -> Peeled),
}

/// One part of a structure.
#[derive(Debug)]
pub struct Part {
    /// The part's tag; `None` for a choice that has none, and is known by the tags of what it offers.
    pub tag: Option<Tag>,
    /// Its field.
    pub spec: &'static FieldSpec,
    /// How it is read.
    pub of: Type,
}

/// A part with a tag.
pub const fn part(tag: Tag, spec: &'static FieldSpec, of: Type) -> Part {
    Part {
        tag: Some(tag),
        spec,
        of,
    }
}

/// A choice without a tag of its own.
pub const fn choice(spec: &'static FieldSpec, of: &'static [Part]) -> Part {
    Part {
        tag: None,
        spec,
        of: Type::OneOf(of),
    }
}

impl Part {
    fn takes(&self, tag: Tag) -> bool {
        match (self.tag, &self.of) {
            (Some(own), _) => own == tag,
            (None, Type::OneOf(list)) => list.iter().any(|part| part.takes(tag)),
            (None, _) => true,
        }
    }
}

/// The unused bits of a bit string.
pub static PADDING: FieldSpec = FieldSpec::uint("ber.bitstring.padding", "Unused bits", 8).doc(
    "How many bits of the last byte mean nothing.",
    "ITU-T X.690 §8.6.2",
);

/// Reads one element at the cursor that one of `list` describes; another one is stepped over. Returns
/// the index in the list.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn one(p: &mut Peel<'_>, list: &'static [Part]) -> Result<Option<usize>, crate::decode::Stop> {
    one_of(p, list, 0)
}

/// Reads elements that `list` describes, to the end of the bytes.
///
/// # Errors
/// [`crate::decode::Stop`] if one is not all there.
pub fn all(p: &mut Peel<'_>, list: &'static [Part]) -> Peeled {
    parts(p, list, 0)
}

fn parts(p: &mut Peel<'_>, list: &'static [Part], depth: u32) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        one_of(p, list, depth)?;
    }
    Ok(())
}

fn in_order(p: &mut Peel<'_>, mut list: &'static [Part], depth: u32) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        if let Some(index) = one_of(p, list, depth)? {
            list = &list[index + 1..];
        }
    }
    Ok(())
}

fn one_of(
    p: &mut Peel<'_>,
    list: &'static [Part],
    depth: u32,
) -> Result<Option<usize>, crate::decode::Stop> {
    let start = p.pos();
    let element = ber::header(p)?;
    if depth > MAX_DEPTH {
        let why = "too many structures inside one another";
        p.fault(FaultKind::Malformed(why), start..element.start);
        return Err(crate::decode::Stop);
    }
    let tag = Tag::of(&element);
    let found = list.iter().position(|part| part.takes(tag));
    match found {
        Some(index) => read(p, &element, &list[index], depth)?,
        None => ber::contents(p, &element, |_| Ok(()))?,
    }
    Ok(found)
}

/// What stands for one of several.
fn number(list: &'static [Part], index: usize) -> u64 {
    let class = |part: &Part| part.tag.map(|tag| tag.0);
    let first = list.first().and_then(class).filter(|class| *class != 0);
    let is_one_class = first.is_some() && list.iter().all(|part| class(part) == first);
    match list[index].tag {
        Some(tag) if is_one_class => tag.1.into(),
        _ => index as u64,
    }
}

/// Reads the contents of an element whose header was read last.
fn read(p: &mut Peel<'_>, element: &Element, part: &'static Part, depth: u32) -> Peeled {
    if part.tag.is_none()
        && let Type::OneOf(list) = &part.of
    {
        let tag = Tag::of(element);
        let Some(index) = list.iter().position(|part| part.takes(tag)) else {
            return ber::contents(p, element, |_| Ok(()));
        };
        let number = number(list, index);
        return p.group_as(
            part.spec,
            || Value::Uint(number),
            |p| read(p, element, &list[index], depth + 1),
        );
    }
    typed(p, element, part.spec, &part.of, depth)
}

fn typed(
    p: &mut Peel<'_>,
    element: &Element,
    spec: &'static FieldSpec,
    of: &'static Type,
    depth: u32,
) -> Peeled {
    match of {
        Type::Plain => ber::value(p, spec, element).map(drop),
        Type::Boolean => {
            let bytes = p.skip(element.len)?;
            let is_true = bytes.iter().any(|byte| *byte != 0);
            let at = element.start..element.start + element.len;
            p.mark_as(spec, at, Value::Uint(is_true.into()));
            p.seek(element.end);
            Ok(())
        }
        Type::Bits(names) => ber::contents(p, element, |p| bits(p, spec, names)),
        Type::Parts(list) => p.group(spec, |p| {
            ber::contents(p, element, |p| parts(p, list, depth + 1))
        }),
        Type::InOrder(list) => p.group(spec, |p| {
            ber::contents(p, element, |p| in_order(p, list, depth + 1))
        }),
        Type::Many(part) => many(p, element, spec, part, depth),
        Type::OneOf(list) => ber::contents(p, element, |p| {
            let inner = ber::header(p)?;
            let tag = Tag::of(&inner);
            match list.iter().position(|part| part.takes(tag)) {
                Some(index) => p.group_as(
                    spec,
                    || Value::Uint(number(list, index)),
                    |p| read(p, &inner, &list[index], depth + 1),
                ),
                None => ber::contents(p, &inner, |_| Ok(())),
            }
        }),
        Type::Around(of) => ber::contents(p, element, |p| {
            let inner = ber::header(p)?;
            typed(p, &inner, spec, of, depth + 1)
        }),
        Type::Own(own) => p.group(spec, |p| ber::contents(p, element, own)),
        Type::Bare(own) => ber::contents(p, element, own),
    }
}

/// Counts the parts, then reads them.
fn many(
    p: &mut Peel<'_>,
    element: &Element,
    spec: &'static FieldSpec,
    part: &'static Part,
    depth: u32,
) -> Peeled {
    let mut count = 0_u64;
    let mut at = element.start;
    while let Ok(next) = ber::element(p.bytes(), at)
        && next.end <= element.start + element.len
        && at < element.start + element.len
    {
        count += 1;
        at = next.end;
    }
    p.group_as(
        spec,
        || Value::Uint(count),
        |p| {
            ber::contents(p, element, |p| {
                while !p.rest().is_empty() && !p.is_full() {
                    item(p, part, depth + 1)?;
                }
                Ok(())
            })
        },
    )
}

/// One of many: a sequence or set among them is shown with its header.
fn item(p: &mut Peel<'_>, part: &'static Part, depth: u32) -> Peeled {
    let is_known = ber::element(p.bytes(), p.pos())
        .is_ok_and(|next| part.tag == Some(Tag::of(&next)) && matches!(next.id, 0x30 | 0x31));
    if !is_known || depth > MAX_DEPTH {
        return one_of(p, std::slice::from_ref(part), depth).map(drop);
    }
    p.group(part.spec, |p| {
        let element = ber::header(p)?;
        ber::contents(p, &element, |p| match &part.of {
            Type::Parts(list) => parts(p, list, depth + 1),
            Type::Own(own) => own(p),
            _ => Ok(()),
        })
    })
}

/// A bit string: bits that a shorter one leaves out are not there.
fn bits(p: &mut Peel<'_>, spec: &'static FieldSpec, names: &'static [FieldSpec]) -> Peeled {
    let unused = p.uint(&PADDING)? as usize;
    let at = p.pos();
    if unused > 7 {
        p.fault(
            FaultKind::Malformed("more unused bits than a byte has"),
            at - 1..at,
        );
        return Ok(());
    }
    p.group(spec, |p| {
        let bytes = p.skip(p.rest().len())?;
        let there = (bytes.len() * 8).saturating_sub(unused);
        for (bit, name) in names.iter().enumerate().take(there) {
            if !name.name.is_empty() {
                let is_set = bytes[bit / 8] & (0x80 >> (bit % 8)) != 0;
                p.mark_bits(name, at * 8 + bit, Value::Uint(is_set.into()));
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::all as fields;

    #[test]
    fn tags_have_classes() {
        let element = ber::element(b"\xbf\x48\x00", 0).unwrap();
        assert_eq!(Tag::of(&element), context(72));
        assert_ne!(application(1), context(1));
        assert_eq!(
            Tag::of(&ber::element(b"\x61\x00", 0).unwrap()),
            application(1)
        );
    }

    #[test]
    fn nesting_ends() {
        use crate::decode::{Peeler, Want};
        // Structures of MMS inside one another, deeper than anybody means it.
        let mut bytes = vec![0x80, 0x00];
        for _ in 0..60 {
            let mut outer = vec![0xa2, 0x82, (bytes.len() >> 8) as u8, bytes.len() as u8];
            outer.append(&mut bytes);
            bytes = outer;
        }
        let head = |tag: &[u8], bytes: Vec<u8>| {
            let len = bytes.len() as u16;
            [tag, &[0x82], &len.to_be_bytes(), &bytes].concat()
        };
        let bytes = head(b"\xa1", bytes);
        let bytes = head(b"\xa4", bytes);
        let bytes = head(b"\xa1", [b"\x02\x01\x01".to_vec(), bytes].concat());
        let mut out = crate::model::Dissection::default();
        let mms = &crate::proto::application::mms::PROTOCOL;
        Peeler::new(crate::proto::registry()).peel_as(mms, &bytes, Want::Full, &mut out);
        assert_eq!(fields(&out, &bytes, "mms.invokeID").len(), 1);
        assert!(!out.faults.is_empty());
    }
}
