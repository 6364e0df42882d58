//! Phrases about sockets, sizes and places, for several panes.

use crate::model::{Field, Layer, Role, SocketKind, TcpIpLayer, Value};
use crate::talk::socket::{Door, Roles};

/// What a program does with a socket of this kind.
pub(super) fn kind_text(kind: SocketKind) -> &'static str {
    match kind {
        SocketKind::Stream => {
            "A program writes bytes into it as into a file; they come out at the other end complete and in order, but not in the same pieces."
        }
        SocketKind::Datagram => {
            "A program sends single messages through it; each one arrives whole, or not at all, and in any order."
        }
        SocketKind::SeqPacket => {
            "A program sends messages through it; they arrive whole, complete and in order."
        }
        SocketKind::Raw => {
            "A program speaks below the transport layer through it: it writes the message behind the IP header itself. There are no ports."
        }
    }
}

/// Who serves whom, and why we think so.
pub(super) fn roles_text(door: &Door) -> String {
    match door.roles {
        Roles::Server(end, why) => {
            format!("{} is the server, because {}.", door.end(end), why.text())
        }
        Roles::Peers => "Both ends use the same port: neither stands out as the server.".into(),
        Roles::Group => {
            "The receiver is a group: every socket that listens there gets a copy.".into()
        }
        Roles::Unknown => "Without ports there is no telling who serves whom.".into(),
    }
}

/// The bits of a narrow field, in groups of four from the right.
pub(super) fn bits_text(field: &Field, buffer: &[u8]) -> Option<String> {
    if field.span.bits == 0 || field.span.bits > 32 || matches!(field.value, Value::Text) {
        return None;
    }
    let mut text = String::new();
    for bit in 0..field.span.bits {
        let at = field.span.bit + bit;
        let byte = buffer.get((at / 8) as usize)?;
        if bit > 0 && (field.span.bits - bit).is_multiple_of(4) {
            text.push(' ');
        }
        text.push(if byte >> (7 - at % 8) & 1 == 1 {
            '1'
        } else {
            '0'
        });
    }
    Some(text)
}

/// Where a field's bits are.
pub(super) fn place_text(field: &Field) -> String {
    let bytes = field.span.byte_range();
    let place = match (field.span.bits, bytes.len()) {
        (0, _) => return "Computed: it stands in no bits of its own.".into(),
        (bits, _) if !field.span.is_whole_bytes() => {
            let unit = if bits == 1 { "bit" } else { "bits" };
            format!(
                "{bits} {unit} from bit {} of byte {}",
                field.span.bit % 8,
                bytes.start
            )
        }
        (_, 1) => format!("Byte {}", bytes.start),
        (_, len) => format!("{len} bytes, {} to {}", bytes.start, bytes.end - 1),
    };
    if field.source.is_derived() {
        format!("{place} of bytes that do not stand in the frame in this form.")
    } else {
        format!("{place} of the frame.")
    }
}

/// How many bytes a layer has and carries.
pub(super) fn sizes(layer: &Layer) -> String {
    if layer.role == Role::Opaque || layer.role == Role::Continuation {
        return format!("{} bytes.", layer.header.len());
    }
    let mut text = format!("Header {} bytes", layer.header.len());
    if !layer.payload.is_empty() {
        text += &format!(", carries {} bytes", layer.payload.len());
    }
    if !layer.trailer.is_empty() {
        text += &format!(", {} bytes behind that", layer.trailer.len());
    }
    text + "."
}

/// Whether the capture has the frame check sequence.
pub(super) const fn fcs_text(len: Option<u8>) -> &'static str {
    match len {
        Some(0) | None => "no check sequence",
        Some(_) => "check sequence included",
    }
}

/// The layer's own bytes.
pub(super) fn size_text(layer: &Layer) -> String {
    let (header, trailer) = (layer.header.len(), layer.trailer.len());
    if trailer > 0 {
        format!("{header} + {trailer} B")
    } else {
        format!("{header} B")
    }
}

/// Names short enough for the column.
pub(super) const fn short_name(layer: TcpIpLayer) -> &'static str {
    match layer {
        TcpIpLayer::Link => "Netw. access",
        TcpIpLayer::Internet => "Internet",
        TcpIpLayer::Transport => "Host-to-host",
        TcpIpLayer::Application => "Application",
    }
}
