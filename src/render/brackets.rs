//! Encapsulation in one line: `[Ethernet[IPv4[UDP[TFTP[DATA]]]]]`.

use std::fmt::{self, Write};

use crate::model::{Dissection, FrameView};

/// Writes the frame's number and its brackets.
///
/// # Errors
/// What the writer returns.
pub fn frame(view: &FrameView<'_>, out: &mut impl Write) -> fmt::Result {
    write!(out, "{} ", view.frame.info.number)?;
    brackets(view.dissection, out)?;
    out.write_char('\n')
}

/// Writes the brackets: each layer opens inside the one that wraps it; layers side by side in the
/// same wrapping stand side by side.
///
/// # Errors
/// What the writer returns.
pub fn brackets(dissection: &Dissection, out: &mut impl Write) -> fmt::Result {
    let mut open: Vec<u16> = Vec::new();
    for (index, layer) in dissection.layers.iter().enumerate() {
        while let Some(last) = open.last() {
            if layer.parent == Some(*last) {
                break;
            }
            open.pop();
            out.write_char(']')?;
        }
        out.write_char('[')?;
        out.write_str(layer.info.short)?;
        open.push(index as u16);
    }
    open.iter().try_for_each(|_| out.write_char(']'))
}

/// The chain of short names from the outermost layer to the innermost, each message's once.
pub fn names(dissection: &Dissection) -> impl Iterator<Item = &'static str> {
    let mut last = None;
    let shorts = dissection.layers.iter().map(|layer| layer.info.short);
    shorts.filter(move |short| last.replace(*short) != Some(*short))
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn each_header_wraps_what_is_above_it() {
        testing::with_udp_frame(|view| {
            let mut out = String::new();
            frame(view, &mut out).unwrap();
            assert_eq!(out, "1 [Ethernet[IPv4[UDP[DATA]]]]\n");
            assert!(names(view.dissection).eq(["Ethernet", "IPv4", "UDP", "DATA"]));
        });
    }
}
