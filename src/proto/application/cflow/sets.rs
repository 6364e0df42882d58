//! Sets of NetFlow version 9 and IPFIX: templates, and the records that they describe.

use super::elements::{self, Form};
use super::tables::{self, V9, X};
use super::{IPFIX, RECORD};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Timestamp, Value, bytes_of};

crate::fields! {
    SET = FieldSpec::group("", "Set")
        .doc("Templates, or records of one template.", V9);
    TEMPLATE = FieldSpec::group("", "Template")
        .doc("What records with this number hold.", V9);
    ELEMENT = FieldSpec::group("", "Element")
        .doc("One field of the records: what it is and how long.", V9);
    ENTERPRISE = FieldSpec::uint("cflow.template_ipfix_field_pen", "Enterprise", 32)
        .doc("Who defined the element.", X);
    SYSTEM = FieldSpec::bytes("cflow.scope_system", "System")
        .doc("The record is about the whole router.", V9);
    INTERFACE = FieldSpec::bytes("cflow.scope_interface", "Interface")
        .doc("The record is about this interface.", V9);
    UNKNOWN = FieldSpec::bytes("cflow.unknown_field_type", "Unknown element")
        .doc("An element that decap does not know.", X);
    FOREIGN = FieldSpec::bytes("", "Element of an enterprise")
        .doc("An element that only its maker knows.", X);
    VARIABLE_LEN = FieldSpec::uint("", "Length", 8)
        .unit("bytes")
        .doc("Of the element behind it; 255 if two bytes follow that say it.", X);
    LONG_LEN = FieldSpec::uint("", "Long length", 16)
        .unit("bytes")
        .doc("Of the element behind it.", X);
    DATA = FieldSpec::bytes("", "Records")
        .doc("Records whose template is not known: it may come in a later message, or came before the capture began.", V9);
    PADDING = FieldSpec::bytes("cflow.padding", "Padding")
        .doc("Fills the set up to whole words.", V9);
}

/// The longest template that is remembered, in elements.
const MAX_ELEMENTS: usize = 128;

/// An element of variable length.
const VARIABLE: u16 = 0xffff;

/// How the flow remembers templates: under the number of the template and that of the element.
const FACT: &str = "cflow.template";

/// One element of a template.
#[derive(Clone, Copy)]
struct Element {
    kind: u16,
    len: u16,
    is_foreign: bool,
    is_scope: bool,
}

impl Element {
    fn pack(self) -> u64 {
        u64::from(self.kind) << 32
            | u64::from(self.len) << 8
            | u64::from(self.is_foreign) << 1
            | u64::from(self.is_scope)
    }

    fn unpack(packed: u64) -> Element {
        Element {
            kind: (packed >> 32) as u16,
            len: (packed >> 8) as u16,
            is_foreign: packed & 2 != 0,
            is_scope: packed & 1 != 0,
        }
    }
}

/// What reading sets needs to know.
struct Reader {
    version: u16,
    source: u32,
    /// Templates of this message.
    templates: Vec<(u16, Vec<Element>)>,
}

impl Reader {
    /// Index of a fact: the source's last byte, the template, the element (0 for their number).
    fn index(&self, template: u16, element: usize) -> u32 {
        (self.source & 0xff) << 24 | u32::from(template) << 8 | element as u32
    }

    fn learn(&mut self, p: &mut Peel<'_>, template: u16, found: Vec<Element>) {
        if found.is_empty() || found.len() > MAX_ELEMENTS {
            return;
        }
        p.note(FACT, self.index(template, 0), found.len() as u64);
        for (place, element) in found.iter().enumerate() {
            p.note(FACT, self.index(template, place + 1), element.pack());
        }
        self.templates.push((template, found));
    }

    fn find(&self, p: &Peel<'_>, template: u16) -> Option<Vec<Element>> {
        let own = self.templates.iter().rev().find(|own| own.0 == template);
        if let Some((_, found)) = own {
            return Some(found.clone());
        }
        let count = p.fact(FACT, self.index(template, 0))? as usize;
        (1..=count.min(MAX_ELEMENTS))
            .map(|place| Some(Element::unpack(p.fact(FACT, self.index(template, place))?)))
            .collect()
    }
}

/// Reads sets up to the end of the bytes.
pub(super) fn read(p: &mut Peel<'_>, version: u16, source: u32) -> Peeled {
    let mut reader = Reader {
        version,
        source,
        templates: Vec::new(),
    };
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&SET, |p| set(p, &mut reader))?;
    }
    Ok(())
}

fn set(p: &mut Peel<'_>, reader: &mut Reader) -> Peeled {
    let head = p.header::<{ bytes_of(tables::SET) }>(tables::SET)?;
    let id = u16::from_be_bytes([head[0], head[1]]);
    let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let rest = len.saturating_sub(head.len());
    p.within(rest, "set length", |p| match (id, reader.version) {
        (0, _) | (2, IPFIX) => templates(p, reader, false),
        (1, _) | (3, IPFIX) => templates(p, reader, true),
        _ => records(p, reader, id),
    })
}

/// Shortest template: number and count.
const MIN_TEMPLATE: usize = 4;

fn templates(p: &mut Peel<'_>, reader: &mut Reader, options: bool) -> Peeled {
    while p.rest().len() >= MIN_TEMPLATE && !p.is_full() {
        p.group(&TEMPLATE, |p| template(p, reader, options))?;
    }
    padding(p)
}

fn template(p: &mut Peel<'_>, reader: &mut Reader, options: bool) -> Peeled {
    let is_ipfix = reader.version == IPFIX;
    let head = p.rows(match (options, is_ipfix) {
        (false, _) => tables::TEMPLATE,
        (true, false) => tables::OPTIONS,
        (true, true) => tables::IPFIX_OPTIONS,
    })?;
    let word = |at: usize| usize::from(u16::from_be_bytes([head[at], head[at + 1]]));
    let id = word(0) as u16;
    // In version 9 the lengths of scopes and options are in bytes, four for each.
    let (count, scopes) = match (options, is_ipfix) {
        (false, _) => (word(2), 0),
        (true, false) => ((word(2) + word(4)) / 4, word(2) / 4),
        (true, true) => (word(2), word(4)),
    };
    let mut found = Vec::new();
    for place in 0..count {
        if p.is_full() {
            break;
        }
        let is_scope = place < scopes;
        let element = p.group(&ELEMENT, |p| element(p, is_ipfix, is_scope))?;
        if found.len() <= MAX_ELEMENTS {
            found.push(element);
        }
    }
    reader.learn(p, id, found);
    Ok(())
}

fn element(p: &mut Peel<'_>, is_ipfix: bool, is_scope: bool) -> Result<Element, Stop> {
    let is_private = is_ipfix && p.rest().first().is_some_and(|byte| byte & 0x80 != 0);
    let row = p.rows(match (is_ipfix, is_scope) {
        (true, _) if is_private => tables::PRIVATE_FIELD,
        (true, _) => tables::IPFIX_FIELD,
        (false, true) => tables::SCOPE,
        (false, false) => tables::FIELD,
    })?;
    let kind = u16::from_be_bytes([row[0], row[1]]);
    if is_private {
        p.uint(&ENTERPRISE)?;
    }
    Ok(Element {
        kind: if is_ipfix { kind & 0x7fff } else { kind },
        len: u16::from_be_bytes([row[2], row[3]]),
        is_foreign: is_private,
        is_scope: is_scope && !is_ipfix,
    })
}

/// Reads records as their template says.
fn records(p: &mut Peel<'_>, reader: &Reader, id: u16) -> Peeled {
    let template = reader.find(p, id);
    let least = |element: &Element| match element.len {
        VARIABLE => 1,
        len => usize::from(len),
    };
    let shortest = template.iter().flatten().map(least).sum::<usize>();
    let Some(template) = template.filter(|_| shortest > 0) else {
        return match p.rest().len() {
            0 => Ok(()),
            rest => p.field(&DATA, rest).map(drop),
        };
    };
    while p.rest().len() >= shortest && !p.is_full() {
        p.group(&RECORD, |p| {
            for element in &template {
                value(p, *element)?;
            }
            Ok(())
        })?;
    }
    padding(p)
}

fn padding(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        rest => p.field(&PADDING, rest).map(drop),
    }
}

fn value(p: &mut Peel<'_>, element: Element) -> Peeled {
    let len = match element.len {
        VARIABLE => match p.uint(&VARIABLE_LEN)? {
            255 => p.uint(&LONG_LEN)? as usize,
            len => len as usize,
        },
        len => usize::from(len),
    };
    let at = p.pos();
    let bytes = p.skip(len)?;
    if len == 0 {
        return Ok(());
    }
    let at = at..at + len;
    let row = elements::find(element.kind).filter(|_| !element.is_scope && !element.is_foreign);
    let Some((_, form, spec)) = row else {
        let spec = match (element.is_foreign, element.is_scope, element.kind) {
            (true, ..) => &FOREIGN,
            (_, true, 1) => &SYSTEM,
            (_, true, 2) => &INTERFACE,
            (_, true, _) => &FOREIGN,
            _ => &UNKNOWN,
        };
        p.mark(spec, at);
        return Ok(());
    };
    match (form, len) {
        (Form::V4, 4) | (Form::V6, 16) | (Form::Mac, 6) | (Form::Text, _) => p.mark(spec, at),
        (Form::Number, 1..=8) => p.mark_as(spec, at, Value::Uint(number(bytes))),
        (Form::Flags, 1) => {
            p.mark_as(spec, at.clone(), Value::Uint(number(bytes)));
            p.bits(tables::FLAG_BITS, at.start);
        }
        (Form::Flags, 2) => p.mark_as(spec, at, Value::Uint(number(bytes))),
        (Form::Uptime, 4) => {
            let nanos = number(bytes) as i64 * 1_000_000;
            p.mark_as(spec, at, Value::Elapsed(nanos));
        }
        (Form::Seconds, 4) => {
            let time = Timestamp::from_parts(number(bytes) as i64, 0);
            p.mark_as(spec, at, Value::Time(time));
        }
        (Form::Millis, 8) => {
            let millis = number(bytes);
            // What no clock shows is shown as nothing.
            if let Ok(seconds) = u32::try_from(millis / 1000) {
                let nanos = (millis % 1000) as u32 * 1_000_000;
                let time = Timestamp::from_parts(seconds.into(), nanos);
                p.mark_as(spec, at, Value::Time(time));
            }
        }
        _ => p.mark(&FOREIGN, at),
    }
    Ok(())
}

/// The number in these bytes, at most eight.
pub(super) fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}
