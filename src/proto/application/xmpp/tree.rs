//! The elements of a piece: where they begin and end, what they are shown as.

use std::ops::Range;

use super::elements::{
    CDATA, Element, NOT_EXTENSIONS, PLAIN, Shape, UNKNOWN, UNKNOWN_ATTRIBUTE, VALUE,
};
use super::{XMLNS, attributes, end_of_tag, piece};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, text};

/// Elements inside one another are followed so deep.
const MAX_DEPTH: u32 = 12;

/// One element, as places in the layer.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// All of it.
    pub(super) all: Range<usize>,
    /// Its name.
    pub(super) name: Range<usize>,
    /// What stands between its tags.
    pub(super) content: Range<usize>,
}

/// The element that begins at `at`.
pub(super) fn node(bytes: &[u8], at: usize) -> Option<Node> {
    let rest = bytes.get(at..)?;
    if !matches!(rest, [b'<', second, ..] if !b"/!?".contains(second)) {
        return None;
    }
    let (len, tag) = (piece(rest)?, end_of_tag(rest)?);
    let name = rest[1..]
        .iter()
        .position(|byte| b" />\t\r\n".contains(byte))
        .map_or(tag, |len| len + 1);
    let end = match rest[..tag].ends_with(b"/>") {
        true => tag,
        false => memchr::memrchr(b'<', &rest[..len]).map_or(len, |end| end.max(tag)),
    };
    Some(Node {
        all: at..at + len,
        name: at + 1..at + name.max(1),
        content: at + tag..at + end,
    })
}

/// The elements of `range`, one after the other.
fn nodes(bytes: &[u8], range: Range<usize>) -> Vec<Node> {
    let inside = &bytes[..range.end];
    let (mut found, mut at) = (Vec::new(), range.start);
    while let Some(open) = memchr::memchr(b'<', &inside[at..]) {
        let Some(next) = node(inside, at + open) else {
            break;
        };
        at = next.all.end;
        found.push(next);
    }
    found
}

/// The attributes of a known element. An attribute of another name is one that is not known.
pub(super) fn attributes_of(p: &mut Peel<'_>, node: &Node, known: &[(&[u8], &'static FieldSpec)]) {
    let bytes = p.bytes();
    let tag = &bytes[node.all.clone()];
    for (name, whole, value) in attributes(tag) {
        let at = node.all.start + whole.start..node.all.start + whole.end;
        let spec = known.iter().find(|entry| entry.0 == name);
        match spec {
            _ if is_namespace(name) => {
                p.mark_made(&XMLNS, at, || text::clean_bytes(&tag[value]));
            }
            Some(entry) => p.mark_made(entry.1, at, || text::clean_bytes(&tag[value])),
            None => p.mark_made(&UNKNOWN_ATTRIBUTE, at, || text::clean_bytes(name)),
        }
    }
}

pub(super) fn is_namespace(name: &[u8]) -> bool {
    name == b"xmlns" || name.starts_with(b"xmlns:")
}

/// The elements in an element, of which these are known.
pub(super) fn children(p: &mut Peel<'_>, of: &Node, known: &'static [Element], depth: u32) {
    let bytes = p.bytes();
    for node in nodes(bytes, of.content.clone()) {
        if p.is_full() {
            return;
        }
        let name = &bytes[node.name.clone()];
        let space = || {
            let found = attributes(&bytes[node.all.clone()]);
            let found = found.into_iter().find(|found| found.0 == b"xmlns");
            found.map_or(&[][..], |found| {
                &bytes[node.all.start + found.2.start..node.all.start + found.2.end]
            })
        };
        let found = known.iter().find(|entry| {
            (entry.name.is_empty() || entry.name == name)
                && (entry.spaces.is_empty() || entry.spaces.contains(&space()))
        });
        match found {
            Some(entry) => known_element(p, &node, entry, depth),
            None => other_element(p, &node, depth, true),
        }
    }
}

fn known_element(p: &mut Peel<'_>, node: &Node, entry: &'static Element, depth: u32) {
    let bytes = p.bytes();
    let of_content = || text::clean_bytes(&bytes[node.content.clone()]);
    let value_of = |wanted: &[u8]| {
        let found = attributes(&bytes[node.all.clone()]);
        let found = found.into_iter().find(|found| found.0 == wanted)?;
        let base = node.all.start;
        Some((
            base + found.1.start..base + found.1.end,
            base + found.2.start..base + found.2.end,
        ))
    };
    match entry.shape {
        Shape::Text => p.mark_made(entry.spec, node.all.clone(), of_content),
        Shape::Name => p.mark_made(entry.spec, node.all.clone(), || {
            text::clean_bytes(&bytes[node.name.clone()])
        }),
        Shape::Attribute(name) | Shape::Of(name) => {
            if let Some((whole, value)) = value_of(name) {
                let at = match entry.shape {
                    Shape::Of(_) => node.all.clone(),
                    _ => whole,
                };
                p.mark_made(entry.spec, at, || text::clean_bytes(&bytes[value]));
            }
        }
        Shape::Group | Shape::Valued | Shape::MaybeValued => {
            p.seek(node.all.start);
            let _ = p.group(entry.spec, |p| -> Peeled {
                attributes_of(p, node, entry.attributes);
                let is_there = !node.content.is_empty();
                let is_valued = match entry.shape {
                    Shape::Valued => true,
                    Shape::MaybeValued => is_there,
                    _ => false,
                };
                if is_valued {
                    p.mark_made(&VALUE, node.all.clone(), of_content);
                } else if depth < MAX_DEPTH {
                    children(p, node, entry.children, depth + 1);
                }
                p.seek(node.all.end);
                Ok(())
            });
        }
    }
}

/// An element of an extension, and what is in it. Only the outermost is called one.
fn other_element(p: &mut Peel<'_>, node: &Node, depth: u32, outermost: bool) {
    let bytes = p.bytes();
    let name = &bytes[node.name.clone()];
    let is_extension = outermost && !NOT_EXTENSIONS.contains(&name);
    let spec = if is_extension { &UNKNOWN } else { &PLAIN };
    p.seek(node.all.start);
    let parts = |p: &mut Peel<'_>| -> Peeled {
        let tag = &bytes[node.all.clone()];
        for (name, whole, value) in attributes(tag) {
            if is_namespace(name) {
                let at = node.all.start + whole.start..node.all.start + whole.end;
                p.mark_made(&XMLNS, at, || text::clean_bytes(&tag[value]));
            }
        }
        let inside = nodes(bytes, node.content.clone());
        if inside.is_empty() && !outermost && !node.content.is_empty() {
            p.mark_made(&CDATA, node.content.clone(), || {
                text::clean_bytes(&bytes[node.content.clone()])
            });
        }
        for child in inside {
            if depth < MAX_DEPTH && !p.is_full() {
                other_element(p, &child, depth + 1, false);
            }
        }
        p.seek(node.all.end);
        Ok(())
    };
    let _ = match is_extension {
        true => p.group_made(spec, || text::clean_bytes(name), parts),
        false => p.group(spec, parts),
    };
}
