//! One JSON object per frame and line: layers and fields with their places and values.

use std::fmt::{self, Write};

use crate::model::{Field, FrameView, Layer};

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
    write!(out, "{{\"frame\":{}", info.number)?;
    if let Some(time) = info.time {
        write!(out, ",\"time\":\"{time}\"")?;
    }
    write!(
        out,
        ",\"len\":{},\"caplen\":{}",
        info.original_len,
        view.frame.bytes.len()
    )?;
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
    write!(
        out,
        "{{\"proto\":\"{}\",\"osi\":{},\"offset\":{},\"len\":{}",
        layer.info.name,
        layer.info.osi.number(),
        layer.header.start,
        layer.header.len()
    )?;
    if layer.source.is_derived() {
        out.write_str(",\"source\":\"reassembled\"")?;
    }
    out.write_str(",\"fields\":[")?;
    let named = view
        .dissection
        .fields_of(layer)
        .iter()
        .filter(|field| !field.spec.name.is_empty());
    let mut word = None;
    for (index, field_) in named.enumerate() {
        separate(index, out)?;
        word = word.filter(|word: &&Field| field_.depth > word.depth);
        field(view, layer, field_, word, out)?;
        if field_.spec.little && (field_.spec.parent || field_.span.bits == 16) {
            word = Some(field_);
        }
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

/// One field. Bits of a word whose low byte comes first do not stand side by side: like their word, they
/// are said to be all of its bytes.
fn field(
    view: &FrameView<'_>,
    layer: &Layer,
    field: &Field,
    word: Option<&Field>,
    out: &mut impl Write,
) -> fmt::Result {
    let word =
        word.filter(|word| word.span.bit <= field.span.bit && field.span.end() <= word.span.end());
    let span = word.map_or(field.span, |word| word.span);
    let bytes = span.byte_range();
    let len = bytes.len();
    write!(
        out,
        "{{\"name\":\"{}\",\"offset\":{},\"len\":{len}",
        field.spec.name, bytes.start
    )?;
    if !span.is_whole_bytes() {
        write!(out, ",\"bit\":{},\"bits\":{}", span.bit % 8, span.bits)?;
    }
    if field.source != layer.source {
        out.write_str(if field.source.is_derived() {
            ",\"source\":\"reassembled\""
        } else {
            ",\"source\":\"frame\""
        })?;
    }
    out.write_str(",\"value\":")?;
    string(&view.value(field), out)?;
    out.write_char('}')
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
    for c in text.chars() {
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            c if (c as u32) < 0x20 || (0x7f..=0x9f).contains(&(c as u32)) => {
                write!(out, "\\u{:04x}", c as u32)?
            }
            c => out.write_char(c)?,
        }
    }
    out.write_char('"')
}

#[cfg(test)]
mod tests {
    use crate::decode::{NoConversations, Peeler, Want};
    use crate::model::{Dissection, Frame, FrameView, LinkType};

    #[test]
    fn bits_of_a_word_with_its_low_byte_first_have_its_place() {
        let mut frame = Frame::empty();
        frame.info.link_type = LinkType(230);
        frame.bytes = b"\x41\x88\x07\xcd\xab\xff\xff\x01\x00Hello".to_vec();
        frame.info.original_len = frame.bytes.len() as u32;
        let mut dissection = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel(&frame, Want::Full, &mut NoConversations, &mut dissection);
        let mut text = String::new();
        let view = FrameView {
            frame: &frame,
            dissection: &dissection,
        };
        super::frame(&view, &mut text).unwrap();
        assert!(text.contains(r#"{"name":"wpan.dst_addr_mode","offset":0,"len":2,"value":"2"}"#));
    }
}
