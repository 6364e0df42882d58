//! DSI: the requests and replies of Apple's file service over TCP (Apple, AFP over TCP).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::application::afp;

const BOOK: &str = "Apple Filing Protocol Programming Guide, DSI";

const REPLY: u8 = 1;
const COMMAND: u8 = 2;
const OPEN: u8 = 4;
const WRITE: u8 = 6;
const ATTENTION: u8 = 8;

const COMMANDS: Codes = &[
    (1, "CloseSession"),
    (2, "Command"),
    (3, "GetStatus"),
    (4, "OpenSession"),
    (5, "Tickle"),
    (6, "Write"),
    (8, "Attention"),
];

const FLAGS: FieldSpec = FieldSpec::hex("dsi.flags", "Flags", 8)
    .codes(&[(0, "request"), (1, "reply")])
    .doc("Whether it asks or answers.", BOOK);
const KIND: FieldSpec = FieldSpec::uint("dsi.command", "Command", 8)
    .codes(COMMANDS)
    .doc("What the message is for.", BOOK);
const ID: FieldSpec = FieldSpec::uint("dsi.requestid", "Request ID", 16)
    .doc("Number of the request; the reply repeats it.", BOOK);
const LENGTH: FieldSpec = FieldSpec::uint("dsi.length", "Length", 32)
    .unit("bytes")
    .doc("Bytes that follow the header.", BOOK);
const RESERVED: FieldSpec = FieldSpec::hex("dsi.reserved", "Reserved", 32).doc("Zero.", BOOK);

const REQUEST: &[FieldSpec] = &[
    FLAGS,
    KIND,
    ID,
    FieldSpec::int("dsi.data_offset", "Data offset", 32)
        .doc("Where the data to write begins, behind the command.", BOOK),
    LENGTH,
    RESERVED,
];
const ANSWER: &[FieldSpec] = &[
    FLAGS,
    KIND,
    ID,
    FieldSpec::int("dsi.error_code", "Error", 32).doc("How it turned out; 0 is success.", BOOK),
    LENGTH,
    RESERVED,
];
const HEADER_LEN: usize = bytes_of(REQUEST);

/// Longest message that anybody sends.
const MAX_LEN: usize = 1 << 26;

/// What an attention says beside its four flags depends on the flag for messages.
const ATTENTION_FLAGS: [FieldSpec; 4] = [
    FieldSpec::flag("dsi.attn_flag.shutdown", "Shutdown").doc("The server goes down.", BOOK),
    FieldSpec::flag("dsi.attn_flag.crash", "Crash").doc("The server has failed.", BOOK),
    FieldSpec::flag("dsi.attn_flag.msg", "Message").doc("A message can be fetched.", BOOK),
    FieldSpec::flag("dsi.attn_flag.reconnect", "Do not reconnect")
        .doc("The client is not to connect again.", BOOK),
];
const ATTENTION_TIME: &[FieldSpec] = &[
    ATTENTION_FLAGS[0],
    ATTENTION_FLAGS[1],
    ATTENTION_FLAGS[2],
    ATTENTION_FLAGS[3],
    FieldSpec::uint("dsi.attn_flag.time", "Minutes", 12)
        .doc("Minutes until the server goes down.", BOOK),
];
const ATTENTION_BITMAP: &[FieldSpec] = &[
    ATTENTION_FLAGS[0],
    ATTENTION_FLAGS[1],
    ATTENTION_FLAGS[2],
    ATTENTION_FLAGS[3],
    FieldSpec::hex("dsi.attn_flag.bitmap", "Bitmap", 12)
        .doc("What has changed on the server.", BOOK),
];

/// Flags of an attention whose rest is a bitmap: a message, and no reconnecting.
const NOTIFICATION: u8 = 3;

crate::fields! {
    OPTION = FieldSpec::uint("dsi.open_type", "Option", 8)
        .codes(&[(0, "server quantum"), (1, "attention quantum"), (2, "replay cache")])
        .doc("What the option says.", BOOK);
    OPTION_LEN = FieldSpec::uint("dsi.open_len", "Length", 8).unit("bytes").doc("Bytes of the option.", BOOK);
    QUANTUM = FieldSpec::uint("dsi.open_quantum", "Quantum", 32).unit("bytes").doc("Longest message that the sender takes.", BOOK);
    CACHE = FieldSpec::uint("dsi.replay_cache", "Replay cache", 32).doc("How many answers the server keeps, to repeat them.", BOOK);
    OTHER = FieldSpec::bytes("dsi.open_option", "Option").doc("Another option.", BOOK);
}

/// DSI.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dsi",
        short: "DSI",
        title: "Data Stream Interface",
        osi: OsiLayer::Session,
        why: "It opens a session and cuts TCP's stream into requests and replies.",
        reference: BOOK,
    },
    claims: &[Claim::Port(Transport::Tcp, 548)],
    headers: &[REQUEST, ANSWER, ATTENTION_TIME, ATTENTION_BITMAP],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample:
        b"\x00\x04\x00\x01\x00\x00\x00\x00\x00\x00\x00\x06\x00\x00\x00\x00\x01\x04\x00\x00\x04\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0 | 1, 1..=6 | 8] | [0 | 1] => Match::Short,
        [0 | 1, 1..=6 | 8, ..] if bytes.len() < HEADER_LEN => Match::Short,
        [0 | 1, 1..=6 | 8, ..] => {
            let len = u32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
            Match::maybe_if(len as usize <= MAX_LEN && bytes[12..16] == [0; 4])
        }
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let is_reply = p.bytes().first() == Some(&REPLY);
    let header = p.header::<HEADER_LEN>(if is_reply { ANSWER } else { REQUEST })?;
    let (kind, id) = (header[1], u16::from_be_bytes([header[2], header[3]]));
    let len = u32::from_be_bytes([header[8], header[9], header[10], header[11]]) as usize;
    let what = KIND.names.get(u64::from(kind)).unwrap_or("unknown command");
    let direction = if is_reply { "reply" } else { "request" };
    p.summary(format_args!("{what}, {direction} {id}"));
    p.wait_for(len)?;
    p.ends_at(HEADER_LEN.saturating_add(len));
    match kind {
        COMMAND | WRITE => {
            let id = u32::from(id);
            let command = p.rest().first().copied();
            if let (false, Some(command)) = (is_reply, command) {
                p.note(afp::ASKED, id, u64::from(command));
            }
            // A reply does not say what it answers.
            let next = match is_reply && p.fact(afp::ASKED, id).is_none() {
                true => Next::Data,
                false => Next::Protocol(&afp::PROTOCOL),
            };
            p.wrap(
                next,
                HEADER_LEN..HEADER_LEN.saturating_add(len),
                "DSI length",
            );
            Ok(())
        }
        OPEN => p.within(len, "DSI length", options),
        ATTENTION if len >= 2 => p.within(len, "DSI length", |p| {
            let table = match p.rest().first() {
                Some(first) if first >> 4 == NOTIFICATION => ATTENTION_BITMAP,
                _ => ATTENTION_TIME,
            };
            p.rows(table).map(drop)
        }),
        _ => Ok(()),
    }
}

fn options(p: &mut Peel<'_>) -> Peeled {
    const CACHE_OPTION: u64 = 2;
    while !p.rest().is_empty() && !p.is_full() {
        let option = p.uint(&OPTION)?;
        let len = p.uint(&OPTION_LEN)? as usize;
        let spec = match option {
            0 | 1 if len == 4 => &QUANTUM,
            CACHE_OPTION if len == 4 => &CACHE,
            _ => &OTHER,
        };
        p.field(spec, len)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn sessions_are_opened_with_options() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "OpenSession, request 1");
        assert_eq!(
            all(&out, PROTOCOL.sample, "dsi.open_quantum"),
            [(18, 4, "1024".into())]
        );
    }

    #[test]
    fn attentions_have_flags() {
        let bytes = b"\x00\x08\x00\x46\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x30\x01";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "dsi.attn_flag.bitmap")[0].2, "0x001");
        assert_eq!(peeled(&bytes[..17]).faults.len(), 1);
    }
}
