//! Running a command on another host: what `rsh` and `rexec` have in common. The client sends four
//! texts, each with a zero behind it, and then what the command reads; the server sends what it writes.

use crate::decode::{Match, Peel, Peeled};
use crate::model::{FieldSpec, text};
use crate::proto::dialogue::{Speaker, speaker};

/// A text at the beginning is not longer.
const MAX_TEXT: usize = 4096;

/// What differs between the protocols.
#[derive(Debug)]
pub struct RemoteCommand {
    /// The server's port.
    pub port: u16,
    /// Name of the fact how many of the texts the client has sent.
    pub sent: &'static str,
    /// What a client sends first.
    pub texts: [&'static FieldSpec; 4],
    /// What the command reads.
    pub input: &'static FieldSpec,
    /// What the command writes.
    pub output: &'static FieldSpec,
}

/// A port number in digits begins it; what follows is anything.
pub fn recognise(bytes: &[u8]) -> Match {
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    match bytes.get(digits) {
        Some(0) if digits <= 5 => Match::Yes,
        None if digits <= 5 => Match::Short,
        _ => Match::Known,
    }
}

impl RemoteCommand {
    /// Takes what one end says apart.
    ///
    /// # Errors
    /// [`crate::decode::Stop`] if a text has to wait for its end.
    pub fn peel(&self, p: &mut Peel<'_>) -> Peeled {
        let len = p.bytes().len();
        let is_known = p.connection().is_some();
        if is_known && speaker(p, &[self.port]) == Speaker::Server {
            p.summary(format_args!("{len} bytes of output"));
            return p.field(self.output, len).map(drop);
        }
        let sent = p
            .connection()
            .and_then(|connection| p.fact(self.sent, connection));
        let mut sent = sent.unwrap_or_default() as usize;
        while let Some(spec) = self.texts.get(sent) {
            let start = p.pos();
            let Some(len) = memchr::memchr(0, p.rest()) else {
                break;
            };
            let said = text::clean_bytes(&p.rest()[..len]);
            p.summary(format_args!("{}: {said}", spec.label));
            p.skip(len + 1)?;
            p.mark_made(spec, start..start + len + 1, || said);
            sent += 1;
        }
        if let Some(connection) = p.connection() {
            p.note(self.sent, connection, sent as u64);
        }
        let rest = p.rest().len();
        if sent < self.texts.len() {
            if p.pos() == 0 && rest < MAX_TEXT {
                p.wait_for(rest + 1)?;
            }
            if p.pos() > 0 {
                p.ends_at(p.pos());
            }
            return Ok(());
        }
        if rest > 0 {
            if p.pos() == 0 {
                p.summary(format_args!("{rest} bytes of input"));
            }
            p.field(self.input, rest)?;
        }
        Ok(())
    }
}
