//! Why a layer of the model has no header in a frame.

use super::Towers;
use crate::decode::SEGMENT;
use crate::model::{Dissection, Layer, OsiLayer, Role};

/// The reason, in words for a student. Nothing is made up: it follows from which layers are there.
pub fn reason(dissection: &Dissection, towers: &Towers, tower: u8, osi: OsiLayer) -> String {
    let layer = |index: u16| dissection.layers.get(usize::from(index));
    let own = || towers.layers(tower).filter_map(layer);
    let below = own()
        .filter(|l| l.info.osi < osi)
        .max_by_key(|l| l.info.osi);
    let above = own().find(|l| l.info.osi > osi);
    match (below, above) {
        (None, Some(above)) => no_bottom(above, osi, tower),
        (Some(below), Some(above)) => between(below, above, osi),
        (Some(below), None) => no_top(below, osi),
        (None, None) => "nothing was captured".into(),
    }
}

fn no_bottom(above: &Layer, osi: OsiLayer, tower: u8) -> String {
    if tower > 0 {
        return format!(
            "no header: the tunnel carries {} as it is",
            above.info.short
        );
    }
    match osi {
        OsiLayer::DataLink => format!("not captured: the capture begins at {}", above.info.short),
        _ => format!("no header: the capture begins at {}", above.info.short),
    }
}

fn between(below: &Layer, above: &Layer, osi: OsiLayer) -> String {
    if above.role == Role::Opaque {
        return "nothing known: no header says what these bytes are".into();
    }
    let (below, above) = (below.info.short, above.info.short);
    match osi {
        OsiLayer::Session | OsiLayer::Presentation => {
            format!("no header of its own: in TCP/IP, {above} sees to this itself")
        }
        _ => format!("no header: {above} stands directly on {below}"),
    }
}

fn no_top(below: &Layer, osi: OsiLayer) -> String {
    let name = below.info.short;
    if below.info.name == "tls" || below.info.name == "dtls" || below.info.name == "esp" {
        return format!("nothing readable: what {name} carries is encrypted");
    }
    match below.role {
        Role::Continuation if std::ptr::eq(below.info, &SEGMENT) => {
            "in the message that this is a part of".into()
        }
        Role::Continuation => "in the packet that this is a piece of".into(),
        Role::Opaque => "nothing known here".into(),
        _ if !below.payload.is_empty() => format!("nothing known in what {name} carries"),
        _ => match osi {
            OsiLayer::Network => format!("nothing: {name} stays on this link"),
            OsiLayer::Transport if below.info.osi == OsiLayer::Network => {
                format!("nothing: {name} speaks for the network layer itself")
            }
            _ => format!("nothing: {name} carries no data in this frame"),
        },
    }
}
