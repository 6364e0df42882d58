//! One line per frame, as in the list of frames.

use std::fmt::{self, Write};

use super::{Style, brackets};
use crate::decode::SEGMENT;
use crate::model::{Address, Addressed, Endpoint, FrameView, Layer, OsiLayer, Role};

/// Columns before the ends are lined up; longer addresses push the rest to the right.
const END_WIDTH: usize = 21;

/// Columns of the encapsulation chain.
const CHAIN_WIDTH: usize = 30;

/// Writes number, time, both ends, encapsulation, and what it says.
///
/// # Errors
/// What the writer returns.
pub fn frame(view: &FrameView<'_>, style: &Style, out: &mut impl Write) -> fmt::Result {
    let info = &view.frame.info;
    let (from, to) = ends(view);
    let arrow = if style.ascii { "->" } else { "→" };
    let chain = brackets::chain(view.dissection).join(" ");
    let time = style.time.text(info.time, &style.moments);
    let time = time.as_deref().unwrap_or("-");
    writeln!(
        out,
        "{:>6} {time:>11}  {from:<END_WIDTH$} {arrow} {to:<END_WIDTH$}  {chain:<CHAIN_WIDTH$}  {}",
        info.number,
        what(&view.dissection.layers),
    )
}

/// Sender and receiver as the list shows them: with ports where there are any.
pub fn ends(view: &FrameView<'_>) -> (String, String) {
    view.dissection
        .ends()
        .map_or_else(Default::default, end_texts)
}

fn end_texts(ends: &Addressed) -> (String, String) {
    let text = |address: Address, port: Option<u16>| match (address, port) {
        (Address::Ip(ip), Some(port)) => Endpoint { ip, port }.to_string(),
        _ => address.to_string(),
    };
    (
        text(ends.from, ends.ports.map(|ports| ports.1)),
        text(ends.to, ends.ports.map(|ports| ports.2)),
    )
}

/// What a frame says: what its innermost header says, and what brought it, if it is content such as an
/// image; bytes that nothing claims are named behind it, and of a part of a message what it is part
/// of. What an error message quotes is not what the frame says.
pub fn what(layers: &[Layer]) -> String {
    let own = || layers.iter().filter(|layer| layer.role != Role::Quoted);
    let last = own().next_back();
    if let Some(part) = last.filter(|last| std::ptr::eq(last.info, &SEGMENT)) {
        return format!("segment: {}", part.summary);
    }
    let said = |layer: &&Layer| !layer.summary.is_empty() && layer.role == Role::Header;
    let inner = own().rfind(said);
    let mut text = inner.map_or_else(String::new, |layer| layer.summary.clone());
    let carrier = inner
        .filter(|layer| layer.info.osi == OsiLayer::Presentation)
        .and_then(|layer| layers.get(usize::from(layer.parent?)))
        .filter(|carrier| carrier.info.osi == OsiLayer::Application && !carrier.summary.is_empty());
    if let Some(carrier) = carrier {
        text = format!("{} · {text}", carrier.summary);
    }
    let Some(rest) = last.filter(|last| last.role != Role::Header) else {
        return text;
    };
    let name = match rest.role {
        Role::Continuation => rest.info.short.to_lowercase(),
        _ => "data".into(),
    };
    if !text.is_empty() {
        text += " · ";
    }
    text + &format!("{name}, {}", rest.summary)
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
