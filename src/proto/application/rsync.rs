//! rsync: copies of files are brought up to date over a daemon's connection.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, speaker};
use crate::proto::lines::line_at;

const PORT: u16 = 873;

const SOURCE: &str = "rsync protocol (csprotocol.txt)";

const MAGIC: &[u8] = b"@RSYNCD:";

/// A greeting is not longer.
const MAX_LINE: usize = 1024;

/// How many messages an end has sent: by side.
const SENT: &str = "rsync messages sent";

crate::fields! {
    MAGIC_FIELD = FieldSpec::text("rsync.hdr_magic", "Magic").doc("What the greeting of both ends begins with.", SOURCE);
    VERSION = FieldSpec::text("rsync.hdr_version", "Version").doc("Of the protocol; newer programs add which digests they know.", SOURCE);
    QUERY = FieldSpec::text("rsync.query", "Question").doc("The module that the client wants, or #list.", SOURCE);
    WELCOME = FieldSpec::text("rsync.motd", "Message of the day").doc("What the server says to everybody.", SOURCE);
    COMMAND = FieldSpec::text("rsync.command", "Command").doc("The arguments of the client's program, and what follows them.", SOURCE);
    DATA = FieldSpec::bytes("rsync.data", "Data").doc("Lists of files, digests and blocks, in the protocol's own form.", SOURCE);
}

/// rsync.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rsync",
        short: "rsync",
        title: "RSYNC File Synchroniser",
        osi: OsiLayer::Application,
        why: "It is what a program that copies files says to a daemon that has them.",
        reference: "rsync protocol",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: true,
    sample: b"@RSYNCD: 31.0\n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let side = p.side();
    let sent = p.fact(SENT, side).unwrap_or_default();
    let is_greeting = sent == 0 && bytes.starts_with(&MAGIC[..bytes.len().min(MAGIC.len())]);
    if is_greeting {
        greeting(p)?;
        p.note(SENT, side, 1);
        return Ok(());
    }
    let other = p.fact(SENT, 1 - side).unwrap_or_default();
    let len = bytes.len();
    let (spec, said) = match speaker(p, &[PORT]) {
        Speaker::Client if sent == 1 => (&QUERY, "question"),
        Speaker::Client if sent > 1 => (&COMMAND, "command"),
        Speaker::Server if sent > 0 && other < 2 => (&WELCOME, "message of the day"),
        _ => (&DATA, "data"),
    };
    let first = bytes.split(|byte| matches!(byte, 0 | b'\n')).next();
    if std::ptr::eq(spec, &DATA) || !p.wants_fields() {
        p.summary(format_args!("{said}, {len} bytes"));
    } else {
        let words = text::clean_bytes(first.unwrap_or_default());
        p.summary(format_args!("{said}: {words}"));
    }
    p.field(spec, len)?;
    p.note(SENT, side, sent.saturating_add(1));
    Ok(())
}

fn greeting(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let Some(line) = line_at(bytes, 0) else {
        if bytes.len() < MAX_LINE {
            p.wait_for(bytes.len() + 1)?;
        }
        return p.field(&DATA, bytes.len()).map(drop);
    };
    let words = text::clean_bytes(bytes[..line.text_end].trim_ascii());
    p.summary(format_args!("{words}"));
    p.field(&MAGIC_FIELD, MAGIC.len())?;
    let at = p.pos();
    if bytes.get(at) == Some(&b' ') {
        p.skip(1)?;
    }
    p.field(&VERSION, line.end - p.pos())?;
    p.ends_at(line.end);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn greetings_say_a_version() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "@RSYNCD: 31.0");
        assert_eq!(all(&out, bytes, "rsync.hdr_version")[0].0, 9);
        assert_eq!(PROTOCOL.recognises(b"x"), crate::decode::Match::Maybe);
        peeler.peel_as(&PROTOCOL, b"\x01\x02", Want::Full, &mut out);
        assert!(out.field("rsync.data").is_some());
    }
}
