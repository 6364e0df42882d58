//! One JSON object per frame and line: layers and fields with their places and values.

use std::fmt::{self, Write};

use crate::model::{Field, FrameView, Layer, Value};

/// Writes the frame as one line of JSON, without a line end.
///
/// # Errors
/// What the writer returns.
pub fn frame(view: &FrameView<'_>, out: &mut impl Write) -> fmt::Result {
    frame_with(view, "", out)
}

/// The same with more keys behind the frame's own: `more` is empty or JSON such as `"key":[1],"other":2`.
///
/// # Errors
/// What the writer returns.
pub fn frame_with(view: &FrameView<'_>, more: &str, out: &mut impl Write) -> fmt::Result {
    let info = &view.frame.info;
    out.write_str("{\"frame\":")?;
    number(info.number, out)?;
    if let Some(time) = info.time {
        write!(out, ",\"time\":\"{time}\"")?;
    }
    out.write_str(",\"len\":")?;
    number(info.original_len, out)?;
    out.write_str(",\"caplen\":")?;
    number(view.frame.bytes.len() as u64, out)?;
    if !view.frame.comments.is_empty() {
        out.write_str(",\"comments\":[")?;
        for (index, comment) in view.frame.comments.iter().enumerate() {
            separate(index, out)?;
            string(comment, out)?;
        }
        out.write_char(']')?;
    }
    out.write_str(",\"layers\":[")?;
    for (index, layer_) in view.dissection.layers.iter().enumerate() {
        separate(index, out)?;
        layer(view, index, layer_, out)?;
    }
    out.write_char(']')?;
    if !more.is_empty() {
        write!(out, ",{more}")?;
    }
    out.write_char('}')
}

fn layer(view: &FrameView<'_>, index: usize, layer: &Layer, out: &mut impl Write) -> fmt::Result {
    out.write_str("{\"proto\":\"")?;
    out.write_str(layer.info.name)?;
    out.write_str("\",\"osi\":")?;
    number(layer.info.osi.number(), out)?;
    place(layer.header.start, layer.header.len(), out)?;
    if layer.source.is_derived() {
        out.write_str(",\"source\":\"reassembled\"")?;
    }
    out.write_str(",\"fields\":[")?;
    let named = view
        .dissection
        .fields_of(layer)
        .iter()
        .filter(|field| !field.spec.name.is_empty());
    for (index, field_) in named.enumerate() {
        separate(index, out)?;
        field(view, layer, field_, out)?;
    }
    out.write_char(']')?;
    faults(view, index, out)?;
    out.write_char('}')
}

fn faults(view: &FrameView<'_>, layer: usize, out: &mut impl Write) -> fmt::Result {
    let own = || {
        view.dissection
            .faults
            .iter()
            .filter(|fault| usize::from(fault.layer) == layer)
    };
    if own().next().is_none() {
        return Ok(());
    }
    out.write_str(",\"faults\":[")?;
    for (index, fault) in own().enumerate() {
        separate(index, out)?;
        string(&fault.kind.to_string(), out)?;
    }
    out.write_char(']')
}

fn field(view: &FrameView<'_>, layer: &Layer, field: &Field, out: &mut impl Write) -> fmt::Result {
    let masked = field.masked();
    let bytes = masked.map_or(field.span.byte_range(), |(word, _)| word);
    out.write_str("{\"name\":\"")?;
    out.write_str(field.spec.name)?;
    out.write_char('"')?;
    place(bytes.start, bytes.len(), out)?;
    if let Some((word, mask)) = masked {
        let digits = word.len() as usize * 2;
        write!(out, ",\"mask\":\"0x{mask:0digits$x}\"")?;
    } else if !field.span.is_whole_bytes() {
        out.write_str(",\"bit\":")?;
        number(field.span.bit % 8, out)?;
        out.write_str(",\"bits\":")?;
        number(field.span.bits, out)?;
    }
    if field.source != layer.source {
        out.write_str(if field.source.is_derived() {
            ",\"source\":\"reassembled\""
        } else {
            ",\"source\":\"frame\""
        })?;
    }
    out.write_str(",\"value\":")?;
    match &field.value {
        Value::Text | Value::Made(_) => string(&view.value(field), out)?,
        _ => {
            // Digits, signs and addresses need no escapes.
            out.write_char('"')?;
            view.write_value(field, out)?;
            out.write_char('"')?;
        }
    }
    out.write_char('}')
}

fn place(offset: u32, len: u32, out: &mut impl Write) -> fmt::Result {
    out.write_str(",\"offset\":")?;
    number(offset, out)?;
    out.write_str(",\"len\":")?;
    number(len, out)
}

fn number(number: impl itoa::Integer, out: &mut impl Write) -> fmt::Result {
    out.write_str(itoa::Buffer::new().format(number))
}

fn separate(index: usize, out: &mut impl Write) -> fmt::Result {
    if index > 0 {
        out.write_char(',')
    } else {
        Ok(())
    }
}

/// A JSON string (RFC 8259 §7).
pub(crate) fn string(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('"')?;
    // Nearly all texts, and nearly all of the others, are written as they stand.
    let mut written = 0;
    if is_plain(text) {
        out.write_str(text)?;
        return out.write_char('"');
    }
    let special = |c: char| matches!(c, '"' | '\\' | '\0'..='\x1f' | '\x7f'..='\u{9f}');
    for (at, c) in text.char_indices().filter(|(_, c)| special(*c)) {
        out.write_str(&text[written..at])?;
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            c => write!(out, "\\u{:04x}", c as u32)?,
        }
        written = at + c.len_utf8();
    }
    out.write_str(&text[written..])?;
    out.write_char('"')
}

/// True if it is printable ASCII that needs no escape: without a branch for every byte.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    text.bytes().fold(true, |all, byte| all & plain(byte))
}
