//! Dialogues in lines of text: who speaks, and all lines that are there.

use crate::decode::{Match, Peel, Peeled};
use crate::model::Transport;
use crate::proto::lines::{Line, line_at};

/// So many bytes are looked at to tell text from other bytes.
const LOOK: usize = 64;

/// Who sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The end that asks.
    Client,
    /// The end that answers.
    Server,
}

/// Who sends, told by the ports that servers are known by. Where no end has one, the end with the
/// lower port is taken for the server.
pub fn speaker(p: &Peel<'_>, ports: &[u16]) -> Speaker {
    let ends = p.addresses().and_then(|addressed| addressed.ports);
    let Some((_, source, destination)) = ends else {
        return Speaker::Server;
    };
    let from_server = match (ports.contains(&source), ports.contains(&destination)) {
        (true, false) => true,
        (false, true) => false,
        _ => source < destination,
    };
    if from_server {
        Speaker::Server
    } else {
        Speaker::Client
    }
}

/// True if the layer's ports are of this transport.
pub fn is_over(p: &Peel<'_>, transport: Transport) -> bool {
    let ends = p.addresses().and_then(|addressed| addressed.ports);
    ends.is_some_and(|(over, ..)| over == transport)
}

/// [`Match::Maybe`] if the first bytes are characters that can be printed, in ASCII or beyond.
pub fn maybe_text(bytes: &[u8]) -> Match {
    let window = &bytes[..bytes.len().min(LOOK)];
    let is_text = |byte: &u8| {
        *byte >= b' ' && *byte != 0x7f || b"\t\r\n\x01\x02\x03\x0f\x16\x1f".contains(byte)
    };
    let begins = window
        .first()
        .is_some_and(|byte| *byte >= b' ' || b"\t\r\n".contains(byte));
    Match::maybe_if(begins && window.iter().all(is_text))
}

/// Reads all whole lines that are there, one after the other, with `read`, behind which the cursor
/// stands at the line's end wherever `read` left it, unless it went on beyond. A line that is cut
/// waits for its end, up to `limit` bytes. Of what several segments carried only the first line is
/// read: the others stand in the last of them.
///
/// # Errors
/// [`crate::decode::Stop`] where a line has to wait, or what `read` returns.
pub fn every_line<'a>(
    p: &mut Peel<'a>,
    limit: usize,
    mut read: impl FnMut(&mut Peel<'a>, &Line) -> Peeled,
) -> Peeled {
    let bytes = p.bytes();
    while p.pos() < bytes.len() && !p.is_full() {
        let start = p.pos();
        let line = match line_at(bytes, start) {
            Some(line) => line,
            None if start > 0 && p.goes_on() => break,
            None => {
                if bytes.len() < limit {
                    p.wait_for(bytes.len() - start + 1)?;
                }
                Line {
                    start,
                    text_end: bytes.len(),
                    end: bytes.len(),
                }
            }
        };
        read(p, &line)?;
        p.seek(p.pos().max(line.end));
        if p.is_joined() {
            break;
        }
    }
    p.ends_at(p.pos());
    Ok(())
}
