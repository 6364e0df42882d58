//! Layers and fields, indented.

use std::fmt::{self, Write};

use crate::model::{Field, FrameView, Layer, Role};

/// Writes the frame as a tree: one line a layer, one line a field below it.
///
/// # Errors
/// What the writer returns.
pub fn frame(view: &FrameView<'_>, out: &mut impl Write) -> fmt::Result {
    let info = &view.frame.info;
    write!(
        out,
        "Frame {}: {} bytes captured of {}",
        info.number,
        view.frame.bytes.len(),
        info.original_len
    )?;
    if let Some(at) = info.time {
        write!(out, ", {} UTC", at.utc())?;
    }
    out.write_char('\n')?;
    for comment in &view.frame.comments {
        writeln!(out, "  # {}", crate::model::text::clean(comment))?;
    }
    for (index, layer) in view.dissection.layers.iter().enumerate() {
        layer_lines(view, index, layer, out)?;
    }
    Ok(())
}

fn layer_lines(
    view: &FrameView<'_>,
    index: usize,
    layer: &Layer,
    out: &mut impl Write,
) -> fmt::Result {
    let quoted = if layer.role == Role::Quoted {
        ", quoted"
    } else {
        ""
    };
    let derived = if layer.source.is_derived() {
        ", not in the frame in this form"
    } else {
        ""
    };
    let (number, name) = (layer.info.osi.number(), layer.info.osi.name());
    let bytes = layer.header.len() + layer.trailer.len();
    write!(
        out,
        "{number} {name:<12} {} ({bytes} bytes{quoted}{derived})",
        layer.info.short
    )?;
    if !layer.summary.is_empty() {
        write!(out, "  {}", layer.summary)?;
    }
    out.write_char('\n')?;
    for field in view.dissection.fields_of(layer) {
        field_line(view, field, out)?;
    }
    let own = view
        .dissection
        .faults
        .iter()
        .filter(|fault| usize::from(fault.layer) == index);
    for fault in own {
        writeln!(out, "    ! {}", fault.kind)?;
    }
    Ok(())
}

fn field_line(view: &FrameView<'_>, field: &Field, out: &mut impl Write) -> fmt::Result {
    let indent = 4 + 2 * usize::from(field.depth);
    let label = field.spec.label;
    let text = view.text(field);
    let width = 32usize.saturating_sub(indent);
    let line = format!("{:indent$}{label:<width$} {text}", "");
    writeln!(out, "{}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn fields_stand_below_their_layer() {
        testing::with_udp_frame(|view| {
            let mut out = String::new();
            frame(view, &mut out).unwrap();
            insta::assert_snapshot!(out);
        });
    }
}
