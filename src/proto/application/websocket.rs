//! WebSocket: messages in both directions over a connection that HTTP opened (RFC 6455).

use crate::decode::{Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// First byte: the last frame of its message.
const FIN: u8 = 0x80;
/// First byte: the message is compressed, if the ends have agreed on that (RFC 7692 §6).
const COMPRESSED: u8 = 0x40;
/// First byte: bits without a meaning.
const RESERVED: u8 = 0x30;
/// Second byte: the payload is masked.
const MASKED: u8 = 0x80;

const OPCODES: Codes = &[
    (CONTINUATION as u64, "continuation"),
    (TEXT as u64, "text"),
    (2, "binary"),
    (CLOSE as u64, "close"),
    (PING as u64, "ping"),
    (PONG as u64, "pong"),
];

/// RFC 6455 §7.4.1.
const STATUS: Codes = &[
    (1000, "normal closure"),
    (1001, "going away"),
    (1002, "protocol error"),
    (1003, "data that cannot be taken"),
    (1007, "data that contradicts its type"),
    (1008, "policy violation"),
    (1009, "message too big"),
    (1010, "an extension is missing"),
    (1011, "internal error"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::flag("websocket.fin", "Last frame")
        .doc("The message ends with this frame.", "RFC 6455 §5.2"),
    FieldSpec::hex("websocket.rsv", "Reserved", 3)
        .doc("For extensions; the first of them says that the message is compressed.", "RFC 6455 §5.2; RFC 7692 §6"),
    FieldSpec::uint("websocket.opcode", "Opcode", 4)
        .codes(OPCODES)
        .doc("What the frame carries, or controls.", "RFC 6455 §5.2"),
    FieldSpec::flag("websocket.mask", "Masked")
        .doc("Clients mask what they send with a random key, so that no cache on the way takes it for something else.", "RFC 6455 §5.3"),
    FieldSpec::uint("websocket.payload_length", "Payload length", 7)
        .codes(&[(126, "the next 2 bytes say it"), (127, "the next 8 bytes say it")])
        .doc("Length of the payload in bytes, up to 125.", "RFC 6455 §5.2"),
];
const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    LENGTH_16 = FieldSpec::uint("websocket.payload_length_ext_16", "Payload length", 16)
        .unit("bytes")
        .doc("Length of the payload.", "RFC 6455 §5.2");
    LENGTH_64 = FieldSpec::uint("websocket.payload_length_ext_64", "Payload length", 64)
        .unit("bytes")
        .doc("Length of the payload.", "RFC 6455 §5.2");
    KEY = FieldSpec::bytes("websocket.masking_key", "Masking key")
        .doc("Each byte of the payload is combined with one of these four in turn (exclusive or). It stands in the clear: it hides nothing.", "RFC 6455 §5.3");
    HIDDEN = FieldSpec::bytes("websocket.masked_payload", "Masked payload")
        .doc("The payload as it is on the wire.", "RFC 6455 §5.3");
    PAYLOAD = FieldSpec::group("websocket.payload", "Payload")
        .doc("What the frame carries.", "RFC 6455 §5.2");
    TEXT_PAYLOAD = FieldSpec::text("websocket.payload.text", "Text")
        .doc("A message in UTF-8.", "RFC 6455 §5.6");
    MORE = FieldSpec::bytes("websocket.payload.continue", "Continuation")
        .doc("More of the message that an earlier frame began.", "RFC 6455 §5.4");
    CLOSE_PAYLOAD = FieldSpec::group("websocket.payload.close", "Close")
        .doc("Why the connection is closed.", "RFC 6455 §5.5.1");
    CODE = FieldSpec::uint("websocket.payload.close.status_code", "Status code", 16)
        .codes(STATUS)
        .doc("Why the connection is closed.", "RFC 6455 §7.4");
    REASON = FieldSpec::text("websocket.payload.close.reason", "Reason")
        .doc("The reason in words.", "RFC 6455 §7.1.6");
    PING_PAYLOAD = FieldSpec::bytes("websocket.payload.ping", "Ping")
        .doc("The peer shall send these bytes back.", "RFC 6455 §5.5.2");
    PONG_PAYLOAD = FieldSpec::bytes("websocket.payload.pong", "Pong")
        .doc("The bytes of the ping.", "RFC 6455 §5.5.3");
}

/// WebSocket.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "websocket",
        short: "WebSocket",
        title: "WebSocket",
        osi: OsiLayer::Session,
        why: "It keeps a connection open between a page and its server, on which both may speak at any time.",
        reference: "RFC 6455",
    },
    // HTTP says that the ends go on with it.
    claims: &[],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58",
};

fn recognise(bytes: &[u8]) -> Match {
    let Some(first) = bytes.first() else {
        return Match::Short;
    };
    let opcode = u64::from(first & 0x0f);
    match first & RESERVED == 0 && OPCODES.iter().any(|known| known.0 == opcode) {
        true => Match::Known,
        false => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let rest = p.rest();
    p.require(HEADER_LEN)?;
    let (first, second) = (rest[0], rest[1]);
    let wide = match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let key_len = if second & MASKED != 0 { 4 } else { 0 };
    let head = HEADER_LEN + wide + key_len;
    p.require(head)?;
    let len = match wide {
        0 => u64::from(second & 0x7f),
        _ => rest[HEADER_LEN..HEADER_LEN + wide]
            .iter()
            .fold(0, |len, byte| len << 8 | u64::from(*byte)),
    };
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    p.wait_for(head.saturating_add(len))?;
    p.header::<HEADER_LEN>(HEADER)?;
    match wide {
        2 => p.uint(&LENGTH_16).map(drop)?,
        8 => p.uint(&LENGTH_64).map(drop)?,
        _ => {}
    }
    let key: [u8; 4] = match key_len {
        0 => [0; 4],
        _ => p.field(&KEY, 4)?.try_into().unwrap_or_default(),
    };
    let name = OPCODES
        .iter()
        .find(|known| known.0 == u64::from(first & 0x0f));
    p.summary(format_args!(
        "{}, {len} bytes",
        name.map_or("unknown", |name| name.1)
    ));
    let at = p.pos()..p.pos().saturating_add(len);
    let Some(payload) = p.bytes().get(at.clone()) else {
        return p.require(len);
    };
    p.ends_at(at.end);
    if len == 0 {
        return Ok(());
    }
    let frame = Frame {
        opcode: first & 0x0f,
        is_plain: first & FIN != 0 && first & COMPRESSED == 0,
    };
    if key_len == 0 {
        return p.group(&PAYLOAD, |p| frame.payload(p, len));
    }
    p.field(&HIDDEN, len)?;
    p.body(at.clone());
    let open: Vec<u8> = payload
        .iter()
        .zip(key.iter().cycle())
        .map(|(byte, key)| byte ^ key)
        .collect();
    if frame.is_data() {
        p.wrap_derived(Next::Data, open);
        return Ok(());
    }
    p.aside(open, at, |p| {
        // What contradicts itself has recorded its fault.
        let _ = frame.payload(p, len);
    });
    Ok(())
}

/// A frame whose header was read.
struct Frame {
    opcode: u8,
    /// A whole message as it was written.
    is_plain: bool,
}

impl Frame {
    /// True if only the application knows what the payload is.
    fn is_data(&self) -> bool {
        match self.opcode {
            CONTINUATION | CLOSE | PING | PONG => false,
            TEXT => !self.is_plain,
            _ => true,
        }
    }

    fn payload(&self, p: &mut Peel<'_>, len: usize) -> Peeled {
        let spec = match self.opcode {
            CONTINUATION => &MORE,
            PING => &PING_PAYLOAD,
            PONG => &PONG_PAYLOAD,
            TEXT if self.is_plain => &TEXT_PAYLOAD,
            CLOSE => return close(p, len),
            _ => {
                let at = p.pos()..p.pos() + len;
                p.wrap(Next::Data, at.clone(), "WebSocket payload length");
                p.seek(at.end);
                return Ok(());
            }
        };
        p.field(spec, len).map(drop)
    }
}

fn close(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.group(&CLOSE_PAYLOAD, |p| {
        p.uint(&CODE)?;
        match len.saturating_sub(2) {
            0 => Ok(()),
            len => p.field(&REASON, len).map(drop),
        }
    })
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
    fn the_examples_of_the_specification() {
        // RFC 6455 §5.7: "Hello" masked, and in the clear.
        let out = peeled(PROTOCOL.sample);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(
            all(&out, b"Hello", "websocket.payload.text"),
            [(0, 5, "Hello".into())]
        );
        let bytes = b"\x81\x05Hello";
        let out = peeled(bytes);
        assert_eq!(
            all(&out, bytes, "websocket.payload.text"),
            [(2, 5, "Hello".into())]
        );
        assert_eq!(out.layers[0].summary, "text, 5 bytes");
    }

    #[test]
    fn a_close_says_why() {
        let bytes = b"\x88\x05\x03\xe9bye";
        let out = peeled(bytes);
        assert_eq!(
            all(&out, bytes, "websocket.payload.close.status_code")[0].2,
            "1001"
        );
        assert_eq!(
            all(&out, bytes, "websocket.payload.close.reason")[0].2,
            "bye"
        );
    }

    #[test]
    fn binary_and_compressed_messages_are_data() {
        for bytes in [b"\x82\x02hi", b"\xc1\x02hi"] {
            let out = peeled(bytes);
            assert_eq!(out.layers.len(), 2);
            assert_eq!(out.layers[1].info.name, "data");
        }
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let out = peeled(b"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0hi");
        assert_eq!(out.faults.len(), 1);
        assert_eq!(recognise(b"\x83"), Match::No);
    }
}
