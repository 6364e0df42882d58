//! TNS: the envelope in which Oracle databases and their clients talk. Oracle has not published it.

mod flags;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of, text};

const SOURCE: &str = "found by observation";

const CONNECT: u8 = 1;
const ACCEPT: u8 = 2;
const REFUSE: u8 = 4;
const REDIRECT: u8 = 5;
const DATA: u8 = 6;
const LAST_TYPE: u8 = 19;

/// The longest packet that is believed.
const MAX_LEN: usize = 1 << 16;

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).doc(doc, SOURCE)
}

const fn hex(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16).doc(doc, SOURCE)
}

const TYPE: FieldSpec = FieldSpec::uint("tns.type", "Type", 8)
    .codes(&[
        (1, "connect"),
        (2, "accept"),
        (3, "acknowledge"),
        (4, "refuse"),
        (5, "redirect"),
        (6, "data"),
        (7, "null"),
        (9, "abort"),
        (11, "resend"),
        (12, "marker"),
        (13, "attention"),
        (14, "control"),
    ])
    .doc("What the packet is.", SOURCE);
const RESERVED: FieldSpec = FieldSpec::bytes("tns.reserved_byte", "Reserved")
    .wide(1)
    .doc("Flags that nobody outside knows.", SOURCE);
const HEADER_SUM: FieldSpec = hex(
    "tns.header_checksum",
    "Header checksum",
    "Mostly 0: not used.",
);

const HEADER: &[FieldSpec] = &[
    word("tns.length", "Length", "The whole packet."),
    hex(
        "tns.packet_checksum",
        "Packet checksum",
        "Mostly 0: not used.",
    ),
    TYPE,
    RESERVED,
    HEADER_SUM,
];

/// Newer versions have a longer length and no checksum once the connection is accepted.
const WIDE_HEADER: &[FieldSpec] = &[
    FieldSpec::uint("tns.length", "Length", 32)
        .unit("bytes")
        .doc("The whole packet.", SOURCE),
    TYPE,
    RESERVED,
    HEADER_SUM,
];

const HEADER_LEN: usize = bytes_of(HEADER);

const VERSION: &[FieldSpec] = &[word("tns.version", "Version", "Of the protocol.")];

const CONNECT_HEAD: &[FieldSpec] = &[
    word("tns.compat_version", "Lowest version", "That will do."),
    hex(
        "tns.service_options",
        "Service options",
        "What the connection shall do, as bits.",
    ),
    word("tns.sdu_size", "Session data unit", "Bytes of a packet."),
    word(
        "tns.max_tdu_size",
        "Transport data unit",
        "Bytes that the transport can take at most.",
    ),
    hex(
        "tns.nt_proto_characteristics",
        "Transport's characteristics",
        "What the transport can do, as bits.",
    ),
    word(
        "tns.line_turnaround",
        "Line turnaround",
        "Packets before the other side may speak.",
    ),
    FieldSpec::bytes("tns.value_of_one", "A one").wide(2).doc(
        "How the sender stores the number 1: its byte order.",
        SOURCE,
    ),
    word(
        "tns.connect_data_length",
        "Connect data length",
        "Of the description.",
    ),
    word(
        "tns.connect_data_offset",
        "Connect data offset",
        "Where it begins, from the packet's start.",
    ),
    FieldSpec::uint("tns.connect_data_max", "Connect data at most", 32)
        .doc("Bytes that the answer may have.", SOURCE),
    FieldSpec::hex("tns.connect_flags0", "Connect flags 0", 8)
        .doc("Whether security services are wanted.", SOURCE),
    FieldSpec::hex("tns.connect_flags1", "Connect flags 1", 8)
        .doc("Whether security services are wanted.", SOURCE),
];

const TRACE: &[FieldSpec] = &[
    FieldSpec::hex("tns.trace_cf1", "Trace item 1", 32).doc("For tracing.", SOURCE),
    FieldSpec::hex("tns.trace_cf2", "Trace item 2", 32).doc("For tracing.", SOURCE),
    FieldSpec::hex("tns.trace_cid", "Trace connection", 64).doc("For tracing.", SOURCE),
];

const ACCEPT_HEAD: &[FieldSpec] = &[
    hex(
        "tns.service_options",
        "Service options",
        "What the connection will do, as bits.",
    ),
    word("tns.sdu_size", "Session data unit", "Bytes of a packet."),
    word(
        "tns.max_tdu_size",
        "Transport data unit",
        "Bytes that the transport can take at most.",
    ),
    FieldSpec::bytes("tns.value_of_one", "A one").wide(2).doc(
        "How the sender stores the number 1: its byte order.",
        SOURCE,
    ),
    word(
        "tns.accept_data_length",
        "Accept data length",
        "Of what follows.",
    ),
    word(
        "tns.accept_data_offset",
        "Accept data offset",
        "Where it begins, from the packet's start.",
    ),
    FieldSpec::hex("tns.connect_flags0", "Connect flags 0", 8)
        .doc("Whether security services are wanted.", SOURCE),
    FieldSpec::hex("tns.connect_flags1", "Connect flags 1", 8)
        .doc("Whether security services are wanted.", SOURCE),
];

crate::fields! {
    CONNECT_DATA = FieldSpec::text("tns.connect_data", "Connect data").doc("Which database is wanted, by whom, with which program.", SOURCE);
    REFUSE_USER = FieldSpec::hex("tns.refuse_reason_user", "User's reason", 8).doc("Why the connection was refused.", SOURCE);
    REFUSE_SYSTEM = FieldSpec::hex("tns.refuse_reason_system", "System's reason", 8).doc("Why the connection was refused.", SOURCE);
    REFUSE_LENGTH = word("tns.refuse_data_length", "Length", "Of the text.");
    REFUSE_DATA = FieldSpec::text("tns.refuse_data", "Text").doc("The reason in words.", SOURCE);
    REDIRECT_LENGTH = word("tns.redirect_data_length", "Length", "Of the address.");
    REDIRECT_DATA = FieldSpec::text("tns.redirect_data", "Address").doc("Where to connect instead.", SOURCE);
    DATA_FLAGS = hex("tns.data_flag", "Data flags", "0x40: the last packet of the connection.");
}

/// TNS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "tns",
        short: "TNS",
        title: "Transparent Network Substrate Protocol",
        osi: OsiLayer::Session,
        why: "It sets up connections to a database, wherever it is, and carries what is said to it.",
        reference: SOURCE,
    },
    claims: &[Claim::Port(Transport::Tcp, 1521)],
    headers: &[
        HEADER,
        WIDE_HEADER,
        VERSION,
        CONNECT_HEAD,
        TRACE,
        ACCEPT_HEAD,
        flags::DATA,
        flags::SERVICE,
        flags::TRANSPORT,
        flags::CONNECT,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\0\x08\0\0\x0b\0\0\0",
};

/// A type that exists, and a length that fits.
fn recognise(bytes: &[u8]) -> Match {
    let Some(header) = bytes.first_chunk::<HEADER_LEN>() else {
        return Match::Short;
    };
    let fits = (HEADER_LEN..MAX_LEN).contains(&length_of(header));
    Match::maybe_if(fits && (CONNECT..=LAST_TYPE).contains(&header[4]))
}

/// The length in a header of either form: one of two bytes is never zero.
fn length_of(header: &[u8; HEADER_LEN]) -> usize {
    match header {
        [0, 0, high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
        [high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    let table = match p.bytes().first_chunk::<HEADER_LEN>() {
        Some(header) => {
            p.wait_for(length_of(header))?;
            if header[..2] == [0, 0] {
                WIDE_HEADER
            } else {
                HEADER
            }
        }
        None => HEADER,
    };
    let header = p.header::<HEADER_LEN>(table)?;
    let length = length_of(header);
    let kind = header[4];
    let name = TYPE.names.get(kind.into()).unwrap_or("unknown type");
    p.summary(format_args!("{name}, {length} bytes"));
    p.ends_at(length.max(HEADER_LEN));
    p.within(
        length.saturating_sub(HEADER_LEN),
        "TNS length",
        |p| match kind {
            CONNECT => connect(p),
            ACCEPT => {
                p.rows(VERSION)?;
                p.rows(ACCEPT_HEAD).map(drop)
            }
            REFUSE => {
                p.uint(&REFUSE_USER)?;
                p.uint(&REFUSE_SYSTEM)?;
                let len = p.uint(&REFUSE_LENGTH)? as usize;
                p.field(&REFUSE_DATA, len).map(drop)
            }
            REDIRECT => {
                let len = p.uint(&REDIRECT_LENGTH)? as usize;
                p.field(&REDIRECT_DATA, len).map(drop)
            }
            DATA => {
                let at = p.pos();
                p.uint(&DATA_FLAGS)?;
                p.bits(flags::DATA, at);
                let at = p.pos()..p.bytes().len();
                p.wrap(Next::Data, at, "TNS length");
                Ok(())
            }
            _ => Ok(()),
        },
    )
}

fn connect(p: &mut Peel<'_>) -> Peeled {
    p.rows(VERSION)?;
    let at = p.pos();
    let head = p.rows(CONNECT_HEAD)?;
    p.bits(flags::SERVICE, at + 2);
    p.bits(flags::TRANSPORT, at + 8);
    p.bits(flags::CONNECT, at + 22);
    p.bits(flags::CONNECT, at + 23);
    let len = usize::from(u16::from_be_bytes([head[14], head[15]]));
    let offset = usize::from(u16::from_be_bytes([head[16], head[17]]));
    if offset >= p.pos() + bytes_of(TRACE) {
        p.rows(TRACE)?;
    }
    if len > 0 && offset >= p.pos() && offset < p.bytes().len() {
        p.seek(offset);
        let data = p.field(&CONNECT_DATA, len)?;
        let data = text::clean_bytes(data);
        p.summary(format_args!("connect {data}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_client_says_what_it_wants() {
        let mut bytes = b"\0\x3d\0\0\x01\0\0\0\x01\x3b\x01\x2c\x0c\x41\x20\0\xff\xff\x7f\x08\0\0\x01\0\0\x03\0\x3a\0\0\x08\0\x41\x41".to_vec();
        bytes.resize(58, 0);
        bytes.extend(b"abc");
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(
            all(&out, &bytes, "tns.connect_data"),
            [(58, 3, "abc".into())]
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        // A description longer than the packet.
        bytes[25] = 0xff;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
