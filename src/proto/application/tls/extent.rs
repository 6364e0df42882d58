//! Where records end, and the handshake messages in them: both may be cut anywhere.

use super::handshake::{self, Begin};
use super::{CHANGE_CIPHER_SPEC, HANDSHAKE, HEADER_LEN};

/// How far whole records with whole messages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    /// One past the first record behind which no message is unfinished; 0 if there is none.
    pub first: usize,
    /// One past the last such record.
    pub last: usize,
    /// Bytes that the record or message behind needs at least, counted from the first byte.
    pub needed: usize,
}

/// Goes over the records. `sealed`: the handshake messages are encrypted.
pub(super) fn of(bytes: &[u8], mut sealed: bool) -> Extent {
    let mut extent = Extent::default();
    let mut message = Message::default();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(length) = super::record_len(rest) else {
            // A header that is cut, the next record of a message, or something else.
            extent.needed = at + HEADER_LEN + message.left.max(1);
            return extent;
        };
        let end = at + HEADER_LEN + length;
        let Some(content) = bytes.get(at + HEADER_LEN..end) else {
            extent.needed = end;
            return extent;
        };
        match rest.first() {
            Some(&HANDSHAKE) => {
                sealed = sealed && !handshake::is_hello(content, length);
                match sealed {
                    true => message = Message::default(),
                    false => message.go_on(content),
                }
            }
            // A message that is cut goes on in the next record or never (RFC 8446 §5.1).
            kind => {
                message = Message::default();
                sealed = sealed || kind == Some(&CHANGE_CIPHER_SPEC);
            }
        }
        at = end;
        if message.is_done() {
            extent.last = at;
            if extent.first == 0 {
                extent.first = at;
            }
        }
    }
}

/// The message that is being read.
#[derive(Default)]
struct Message {
    /// The first bytes of its header, as long as that is cut.
    header: [u8; 4],
    header_len: usize,
    /// Bytes of it that are still to come.
    left: usize,
}

impl Message {
    fn is_done(&self) -> bool {
        self.left == 0 && self.header_len == 0
    }

    /// Reads on in the next record's content.
    fn go_on(&mut self, content: &[u8]) {
        let mut rest = content;
        while !rest.is_empty() {
            if self.left > 0 {
                let taken = self.left.min(rest.len());
                self.left -= taken;
                rest = &rest[taken..];
                continue;
            }
            let missing = (4 - self.header_len).min(rest.len());
            self.header[self.header_len..self.header_len + missing]
                .copy_from_slice(&rest[..missing]);
            self.header_len += missing;
            match handshake::begin(&self.header[..self.header_len], rest.len() == missing) {
                Begin::Cut => return,
                Begin::Noise => {
                    *self = Message::default();
                    return;
                }
                Begin::Message(len) => {
                    (self.left, self.header_len) = (len, 0);
                    rest = &rest[missing..];
                }
            }
        }
    }
}
