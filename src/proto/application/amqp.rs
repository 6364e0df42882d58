//! AMQP: programs hand messages to a broker, which keeps them in queues for others. Version 0-9-1
//! in full; of version 1.0, which shares nothing with it but the name, the frames.

mod fields;
mod methods;
mod tables;

use fields::*;
use methods::{Argument, MESSAGE_PROPERTIES, method};

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of};

const PORT: u16 = 5672;

const SOURCE: &str = "AMQP 0-9-1";
const SOURCE_1_0: &str = "AMQP 1.0 (ISO/IEC 19464)";

const METHOD: u8 = 1;
const HEADER: u8 = 2;
const BODY: u8 = 3;
const HEARTBEAT_FRAME: u8 = 8;

const FRAME: &[FieldSpec] = &[
    FieldSpec::uint("amqp.type", "Type", 8)
        .codes(&[
            (1, "method"),
            (2, "content header"),
            (3, "content body"),
            (8, "heartbeat"),
        ])
        .doc("What the frame carries.", SOURCE),
    FieldSpec::uint("amqp.channel", "Channel", 16).doc(
        "Which of the conversations on this connection; 0 is for the connection itself.",
        SOURCE,
    ),
    FieldSpec::uint("amqp.length", "Length", 32)
        .unit("bytes")
        .doc("Of what follows, without the byte 0xce at the end.", SOURCE),
];

const METHOD_ID_ROWS: &[FieldSpec] = &[
    FieldSpec::uint("amqp.method.class", "Class", 16)
        .codes(CLASSES)
        .doc("What the method is about.", SOURCE),
    FieldSpec::uint("amqp.method.method", "Method", 16).doc("What to do.", SOURCE),
];

const CONTENT: &[FieldSpec] = &[
    FieldSpec::uint("amqp.header.class", "Class", 16)
        .codes(CLASSES)
        .doc(
            "The class of the method that the content belongs to.",
            SOURCE,
        ),
    FieldSpec::uint("amqp.header.weight", "Weight", 16).doc("Not used: 0.", SOURCE),
    FieldSpec::uint("amqp.header.body-size", "Content length", 64)
        .unit("bytes")
        .doc(
            "Of the whole content, in as many frames as it takes.",
            SOURCE,
        ),
    FieldSpec::hex("amqp.header.property-flags", "Property flags", 16).doc(
        "Which properties follow: a bit each, from the top one on.",
        SOURCE,
    ),
];

const CLASSES: crate::model::Codes = &[
    (10, "connection"),
    (20, "channel"),
    (40, "exchange"),
    (50, "queue"),
    (60, "basic"),
    (85, "confirm"),
    (90, "tx"),
];

/// The head of a frame of version 1.0.
const FRAME_1_0: &[FieldSpec] = &[
    FieldSpec::uint("amqp.length", "Length", 32)
        .unit("bytes")
        .doc("Of the whole frame.", SOURCE_1_0),
    FieldSpec::uint("amqp.doff", "Data offset", 8)
        .doc("Where the body begins, in words of four bytes.", SOURCE_1_0),
    FieldSpec::uint("amqp.type", "Type", 8)
        .codes(&[(0, "AMQP"), (1, "SASL")])
        .doc("Whether the frame is part of the login.", SOURCE_1_0),
    FieldSpec::uint("amqp.channel", "Channel", 16)
        .doc("Which of the sessions on this connection.", SOURCE_1_0),
];

/// AMQP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "amqp",
        short: "AMQP",
        title: "Advanced Message Queuing Protocol",
        osi: OsiLayer::Application,
        why: "Programs leave messages for others.",
        reference: "AMQP 0-9-1",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[
        FRAME,
        METHOD_ID_ROWS,
        CONTENT,
        FRAME_1_0,
        CONNECTION_OPEN,
        FLOW,
        EXCHANGE_DECLARE,
        EXCHANGE_DELETE,
        QUEUE_DELETE,
        QOS,
        CONSUME,
        PUBLISH,
        DELIVER,
        NACK,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x01\x00\x01\x00\x00\x00\x0d\x00\x3c\x00\x28\x00\x00\x02ex\x02rk\x01\xce",
};

const MAGIC: &[u8] = b"AMQP";
const FRAME_LEN: usize = bytes_of(FRAME);
const FRAME_1_0_LEN: usize = bytes_of(FRAME_1_0);
/// A frame is not longer than both ends have agreed on: 128 KiB are common.
const MAX_LEN: usize = 16 << 20;
/// Behind every frame of version 0-9-1 stands one byte that shows that the ends still agree.
const END: u8 = 0xce;

fn recognise(bytes: &[u8]) -> Match {
    if bytes.starts_with(MAGIC) {
        return Match::Yes;
    }
    let Some(head) = bytes.first_chunk::<FRAME_LEN>() else {
        let may_be = |byte: &u8| matches!(byte, 0..=HEARTBEAT_FRAME | b'A');
        return Match::short_if(bytes.first().is_some_and(may_be));
    };
    let [kind, _, _, len @ ..] = *head;
    let len = u32::from_be_bytes(len) as usize;
    match kind {
        METHOD | HEADER | BODY | HEARTBEAT_FRAME => {
            let end = bytes.get(FRAME_LEN.saturating_add(len));
            Match::maybe_if(len <= MAX_LEN && end.is_none_or(|end| *end == END))
        }
        _ => Match::maybe_if(is_1_0(bytes)),
    }
}

/// True for the head of a frame of version 1.0.
fn is_1_0(bytes: &[u8]) -> bool {
    match *bytes {
        [a, b, c, d, offset, kind, ..] => {
            let len = u32::from_be_bytes([a, b, c, d]) as usize;
            let offset = usize::from(offset) * 4;
            (FRAME_1_0_LEN..=MAX_LEN).contains(&len)
                && (FRAME_1_0_LEN..=len).contains(&offset)
                && kind <= 1
        }
        _ => false,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    if bytes.starts_with(MAGIC) {
        return init(p);
    }
    p.require(FRAME_LEN)?;
    if matches!(
        bytes.first(),
        Some(&(METHOD | HEADER | BODY | HEARTBEAT_FRAME))
    ) {
        frame(p)
    } else {
        frame_1_0(p)
    }
}

/// What a connection begins with: the version that the sender wants.
fn init(p: &mut Peel<'_>) -> Peeled {
    const LEN: usize = 8;
    p.require(LEN)?;
    p.ends_at(LEN);
    let version = p.bytes().get(MAGIC.len()..LEN).unwrap_or_default();
    let [id, a, b, c] = *version else {
        return Ok(());
    };
    p.field(&PROTOCOL_NAME, MAGIC.len())?;
    if a == 0 {
        p.uint(&INIT_ID_MAJOR)?;
        p.uint(&INIT_ID_MINOR)?;
        p.uint(&INIT_MAJOR)?;
        p.uint(&INIT_MINOR)?;
        p.summary(format_args!("version {a}-{b}-{c}"));
    } else {
        p.uint(&INIT_ID)?;
        p.uint(&INIT_MAJOR)?;
        p.uint(&INIT_MINOR)?;
        p.uint(&INIT_REVISION)?;
        let login = if id == 3 { ", login first" } else { "" };
        p.summary(format_args!("version {a}.{b}.{c}{login}"));
    }
    Ok(())
}

fn frame(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<FRAME_LEN>(FRAME)?;
    let [kind, high, low, len @ ..] = *head;
    let channel = u16::from_be_bytes([high, low]);
    let len = u32::from_be_bytes(len) as usize;
    if len <= MAX_LEN {
        p.wait_for(len + 1)?;
    }
    p.ends_at(FRAME_LEN.saturating_add(len).saturating_add(1));
    p.within(len, "AMQP length", |p| match kind {
        METHOD => call(p, channel),
        HEADER => content_header(p),
        BODY => {
            p.summary(format_args!("content, {len} bytes"));
            match len {
                0 => Ok(()),
                _ => p.field(&PAYLOAD, len).map(drop),
            }
        }
        _ => {
            p.summary(format_args!("heartbeat"));
            Ok(())
        }
    })
}

fn call(p: &mut Peel<'_>, channel: u16) -> Peeled {
    let id = p.header::<{ bytes_of(METHOD_ID_ROWS) }>(METHOD_ID_ROWS)?;
    let class = u16::from_be_bytes([id[0], id[1]]);
    let number = u16::from_be_bytes([id[2], id[3]]);
    let Some((name, arguments)) = method(class, number) else {
        p.summary(format_args!("unknown method {class}.{number}"));
        return Ok(());
    };
    p.summary(format_args!("{name}, channel {channel}"));
    if arguments.is_empty() {
        return Ok(());
    }
    p.group(&ARGUMENTS, |p| {
        arguments.iter().try_for_each(|one| argument(p, *one))
    })
}

fn content_header(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<{ bytes_of(CONTENT) }>(CONTENT)?;
    let size = u64::from_be_bytes([
        head[4], head[5], head[6], head[7], head[8], head[9], head[10], head[11],
    ]);
    let flags = u16::from_be_bytes([head[12], head[13]]);
    p.summary(format_args!("properties of {size} bytes of content"));
    if flags == 0 {
        return Ok(());
    }
    p.group(&PROPERTIES, |p| {
        for (index, one) in MESSAGE_PROPERTIES.iter().enumerate() {
            if flags & (0x8000 >> index) != 0 {
                argument(p, *one)?;
            }
        }
        Ok(())
    })
}

fn argument(p: &mut Peel<'_>, one: Argument) -> Peeled {
    let at = p.pos();
    match one {
        Argument::Uint(spec) => p.uint(spec).map(drop),
        Argument::Flags(table) => p.rows(table).map(drop),
        Argument::Short(spec) => match short_len(p)? {
            0 => Ok(()),
            len => p.field(spec, len).map(drop),
        },
        Argument::WithLength(spec) => {
            let len = short_len(p)?;
            let text = p.skip(len)?;
            let end = p.pos();
            p.mark_made(spec, at..end, || String::from_utf8_lossy(text).into_owned());
            Ok(())
        }
        Argument::Long(spec) => match long_len(p)? {
            0 => Ok(()),
            len => p.field(spec, len).map(drop),
        },
        Argument::Table(spec) => match long_len(p)? {
            0 => Ok(()),
            len => p.group(spec, |p| {
                p.within(len, "AMQP table length", |p| tables::entries(p))
            }),
        },
        Argument::Time(spec) => {
            let time = timestamp(p)?;
            p.mark_as(spec, at..at + 8, Value::Time(time));
            Ok(())
        }
        Argument::Unused => {
            let len = short_len(p)?;
            p.skip(len).map(drop)
        }
        Argument::UnusedLong => {
            let len = long_len(p)?;
            p.skip(len).map(drop)
        }
    }
}

fn short_len(p: &mut Peel<'_>) -> Result<usize, crate::decode::Stop> {
    Ok(p.skip(1)?[0].into())
}

fn long_len(p: &mut Peel<'_>) -> Result<usize, crate::decode::Stop> {
    let len = p.skip(4)?;
    Ok(u32::from_be_bytes([len[0], len[1], len[2], len[3]]) as usize)
}

fn timestamp(p: &mut Peel<'_>) -> Result<Timestamp, crate::decode::Stop> {
    let seconds = p.skip(8)?.first_chunk().copied().unwrap_or_default();
    Ok(Timestamp::from_parts(i64::from_be_bytes(seconds), 0))
}

/// A frame of version 1.0: its head, and what it is.
fn frame_1_0(p: &mut Peel<'_>) -> Peeled {
    /// A described type, whose description is a small number.
    const DESCRIBED: &[u8] = &[0x00, 0x53];
    let head = p.header::<FRAME_1_0_LEN>(FRAME_1_0)?;
    let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let (offset, kind) = (usize::from(head[4]) * 4, head[5]);
    if len <= MAX_LEN {
        p.wait_for(len.saturating_sub(FRAME_1_0_LEN))?;
    }
    p.ends_at(len.max(FRAME_1_0_LEN));
    if len <= offset {
        p.summary(format_args!("empty frame"));
        return Ok(());
    }
    p.within(len.saturating_sub(FRAME_1_0_LEN), "AMQP length", |p| {
        p.skip(offset.saturating_sub(FRAME_1_0_LEN))?;
        if p.skip(DESCRIBED.len())? != DESCRIBED {
            return Ok(());
        }
        let spec = if kind == 1 { &SASL } else { &PERFORMATIVE };
        let code = p.uint(spec)?;
        let name = spec.names.get(code).unwrap_or("unknown");
        p.summary(format_args!("{name}"));
        Ok(())
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
    fn methods_have_arguments() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "basic.publish, channel 1");
        let key = "amqp.method.arguments.routing_key";
        assert_eq!(all(&out, bytes, key), [(17, 2, "rk".into())]);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let mut lies = bytes.to_vec();
        lies[13] = 0x7f;
        assert!(!peeled(&lies).faults.is_empty());
    }

    #[test]
    fn tables_nest() {
        let mut bytes = b"\x01\x00\x00\x00\x00\x00\x17\x00\x0a\x00\x0a\x00\x09".to_vec();
        bytes.extend(b"\x00\x00\x00\x09\x01aF\x00\x00\x00\x02\x01bV");
        let out = peeled(&bytes);
        assert_eq!(
            all(&out, &bytes, "amqp.field")[0],
            (19, 7, "a".into()),
            "the table behind its name"
        );
        assert!(!out.faults.is_empty(), "the last value has no type");
    }

    #[test]
    fn both_versions_begin_alike() {
        let out = peeled(b"AMQP\x00\x00\x09\x01");
        assert_eq!(out.layers[0].summary, "version 0-9-1");
        let out = peeled(b"AMQP\x03\x01\x00\x00");
        assert_eq!(out.layers[0].summary, "version 1.0.0, login first");
        let out = peeled(b"\x00\x00\x00\x0b\x02\x00\x00\x00\x00\x53\x10");
        assert_eq!(out.layers[0].summary, "open");
    }
}
