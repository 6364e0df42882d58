//! One line per frame, as in the list of frames.

use std::fmt::{self, Write};

use super::{Style, brackets};
use crate::decode::SEGMENT;
use crate::model::{Address, Endpoint, FrameView, Layer, OsiLayer, Role};

/// Columns before the ends are lined up; longer addresses push the rest to the right.
const END_WIDTH: usize = 21;

/// Columns of the encapsulation chain.
const CHAIN_WIDTH: usize = 30;

/// Writes number, time, both ends, encapsulation, and what it says.
///
/// # Errors
/// Those of formatting, which does not fail into a [`String`].
pub fn frame(view: &FrameView<'_>, style: &Style, out: &mut String) -> fmt::Result {
    let info = &view.frame.info;
    let time = style.time.text(info.time, &style.moments);
    let time = time.as_deref().unwrap_or("-");
    write!(out, "{:>6} {time:>11}  ", info.number)?;
    let ends = view.dissection.ends();
    column(out, END_WIDTH, |out| {
        ends.map_or(Ok(()), |ends| end(out, ends.from, ends.ports.map(|ports| ports.1)))
    })?;
    out.push_str(if style.ascii { " -> " } else { " → " });
    column(out, END_WIDTH, |out| {
        ends.map_or(Ok(()), |ends| end(out, ends.to, ends.ports.map(|ports| ports.2)))
    })?;
    out.push_str("  ");
    column(out, CHAIN_WIDTH, |out| {
        for (index, name) in brackets::names(view.dissection).enumerate() {
            out.push_str(if index > 0 { " " } else { "" });
            out.push_str(name);
        }
        Ok(())
    })?;
    out.push_str("  ");
    say(&view.dissection.layers, out)?;
    out.push('\n');
    Ok(())
}

/// Writes a text and fills up with spaces; what is wider than the column pushes the rest to the right.
fn column(
    out: &mut String,
    width: usize,
    write: impl FnOnce(&mut String) -> fmt::Result,
) -> fmt::Result {
    let start = out.len();
    write(out)?;
    let taken = out[start..].chars().count();
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(taken)));
    Ok(())
}

fn end(out: &mut String, address: Address, port: Option<u16>) -> fmt::Result {
    match (address, port) {
        (Address::Ip(ip), Some(port)) => write!(out, "{}", Endpoint { ip, port }),
        _ => write!(out, "{address}"),
    }
}

/// What a frame says: what its innermost header says, and what brought it, if it is content such as an
/// image; bytes that nothing claims are named behind it, and of a part of a message what it is part
/// of. What an error message quotes is not what the frame says.
pub fn what(layers: &[Layer]) -> String {
    let mut text = String::new();
    // A String takes all that is written to it.
    let _ = say(layers, &mut text);
    text
}

fn say(layers: &[Layer], out: &mut String) -> fmt::Result {
    let own = || layers.iter().filter(|layer| layer.role != Role::Quoted);
    let last = own().next_back();
    if let Some(part) = last.filter(|last| std::ptr::eq(last.info, &SEGMENT)) {
        return write!(out, "segment: {}", part.summary);
    }
    let said = |layer: &&Layer| !layer.summary.is_empty() && layer.role == Role::Header;
    let inner = own().rfind(said);
    let carrier = inner
        .filter(|layer| layer.info.osi == OsiLayer::Presentation)
        .and_then(|layer| layers.get(usize::from(layer.parent?)))
        .filter(|carrier| carrier.info.osi == OsiLayer::Application && !carrier.summary.is_empty());
    if let Some(carrier) = carrier {
        out.push_str(&carrier.summary);
        out.push_str(" · ");
    }
    if let Some(inner) = inner {
        out.push_str(&inner.summary);
    }
    let Some(rest) = last.filter(|last| last.role != Role::Header) else {
        return Ok(());
    };
    if inner.is_some() {
        out.push_str(" · ");
    }
    match rest.role {
        Role::Continuation => write!(out, "{}, ", rest.info.short.to_lowercase())?,
        _ => out.push_str("data, "),
    }
    out.push_str(&rest.summary);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn a_line_names_both_ends_and_the_chain() {
        testing::with_udp_frame(|view| {
            let mut out = String::new();
            frame(view, &testing::STYLE, &mut out).unwrap();
            assert_eq!(
                out,
                "     1    0.000000  192.0.2.1:40000       → 192.0.2.2:4000         Ethernet IPv4 UDP DATA          40000 → 4000, 4 bytes · data, 4 bytes\n"
            );
        });
    }
}
