//! EtherNet/IP: how messages of CIP travel over TCP and UDP (CIP Networks Library, volume 2). Requests go
//! inside an encapsulation header; inputs and outputs go in bare items of the common packet format.

mod items;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SECTION: &str = "CIP Volume 2 §2-3";
const COMMANDS_SECTION: &str = "CIP Volume 2 §2-4";

const PORT: u16 = 44818;

const NOP: u16 = 0;
const LIST_IDENTITY: u16 = 0x63;
const REGISTER: u16 = 0x65;
const UNREGISTER: u16 = 0x66;
const SEND_RR: u16 = 0x6f;
const SEND_UNIT: u16 = 0x70;
const START_DTLS: u16 = 0xc8;

const COMMANDS: Codes = &[
    (0, "nothing"),
    (4, "list services"),
    (0x63, "list identity"),
    (0x64, "list interfaces"),
    (0x65, "register session"),
    (0x66, "unregister session"),
    (0x6f, "send request or response"),
    (0x70, "send unit data"),
    (0xc8, "start DTLS"),
];

const STATUS: Codes = &[
    (0, "success"),
    (1, "invalid command"),
    (2, "no memory"),
    (3, "incorrect data"),
    (0x64, "invalid session"),
    (0x65, "invalid length"),
    (0x69, "unsupported protocol version"),
    (0x6a, "CIP service not allowed on this port"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("enip.command", "Command", 16)
        .little()
        .codes(COMMANDS)
        .doc("What the sender wants; the response repeats it.", SECTION),
    FieldSpec::uint("enip.length", "Length", 16)
        .little()
        .unit("bytes")
        .doc("Bytes that follow this header of 24 bytes.", SECTION),
    FieldSpec::hex("enip.session", "Session", 32).little().doc(
        "Chosen by the target when a session is registered; 0 where none is needed.",
        SECTION,
    ),
    FieldSpec::hex("enip.status", "Status", 32)
        .little()
        .codes(STATUS)
        .doc(
            "Whether the target could do it; 0 in requests. Errors of CIP have a status of their own.",
            SECTION,
        ),
];

const HEADER_LEN: usize = 24;

crate::fields! {
    DELAY = FieldSpec::uint("enip.listid_delay", "Longest delay", 16).little().unit("ms")
        .doc("Targets answer after a random time up to this, so that they do not all answer at once.", "CIP Volume 2 §2-4.2");
    CONTEXT = FieldSpec::bytes("enip.context", "Sender context")
        .doc("Chosen by the sender of a request; the response has the same, which brings the two together.", SECTION);
    OPTIONS = FieldSpec::hex("enip.options", "Options", 32).little().doc("Always 0.", SECTION);
    VERSION = FieldSpec::uint("enip.rs.version", "Protocol version", 16).little().doc("Always 1 so far.", "CIP Volume 2 §2-4.4");
    FLAGS = FieldSpec::hex("enip.rs.flags", "Options", 16).little().doc("Options of the session, none so far.", "CIP Volume 2 §2-4.4");
    RR_INTERFACE = FieldSpec::hex("enip.srrd.iface", "Interface", 32).little().doc("What the data is for; 0: CIP.", "CIP Volume 2 §2-4.7");
    UNIT_INTERFACE = FieldSpec::hex("enip.sud.iface", "Interface", 32).little().doc("What the data is for; 0: CIP.", "CIP Volume 2 §2-4.8");
    TIMEOUT = FieldSpec::uint("enip.timeout", "Timeout", 16).little().unit("s")
        .doc("How long the target may take; 0 leaves that to the message inside.", "CIP Volume 2 §2-4.7");
    DATA = FieldSpec::bytes("enip.encap_data", "Data").doc("Of a command that is not known.", SECTION);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + items::FIELDS.len()] =
    join_fields(&[FIELDS, items::FIELDS]);

/// EtherNet/IP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "enip",
        short: "EtherNet/IP",
        title: "EtherNet/IP (Industrial Protocol)",
        osi: OsiLayer::Session,
        why: "It keeps the sessions in which controllers and machines talk, and carries their messages of CIP.",
        reference: "CIP Networks Library, Volume 2",
    },
    claims: &[
        Claim::Port(Transport::Tcp, PORT),
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Udp, 2222),
    ],
    headers: &[HEADER, items::TABLES[0]],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x65\0\x04\0\0\0\0\0\0\0\0\0abcdefgh\0\0\0\0\x01\0\0\0",
};

/// Inputs and outputs: items without a header before them.
static IO: ProtoInfo = ProtoInfo {
    name: "cipio",
    short: "CIP I/O items",
    title: "Common Industrial Protocol, I/O",
    osi: OsiLayer::Session,
    why: "It says to which connection the inputs or outputs belong, and counts them, so that late ones are thrown away.",
    reference: "CIP Volume 2 §3-2",
};

/// How items of inputs and outputs begin: with the address of 8 bytes that has a sequence number.
fn is_io(bytes: &[u8]) -> bool {
    matches!(bytes, [1..=4, 0, 0x02, 0x80, 8, 0, ..])
}

fn recognise(bytes: &[u8]) -> Match {
    if is_io(bytes) {
        return Match::Yes;
    }
    let Some((word, rest)) = bytes.split_first_chunk::<2>() else {
        return Match::Short;
    };
    let command = u64::from(u16::from_le_bytes(*word));
    if !COMMANDS.iter().any(|(code, _)| *code == command) {
        return Match::No;
    }
    let Some(status) = rest.get(6..10).and_then(|status| status.first_chunk()) else {
        return Match::Short;
    };
    let status = u64::from(u32::from_le_bytes(*status));
    Match::yes_if(STATUS.iter().any(|(code, _)| *code == status))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if is_io(p.bytes()) {
        p.variant(&IO);
        return items::read(p, false);
    }
    p.wait_for(HEADER_LEN)?;
    p.require(4)?;
    let bytes = p.bytes();
    let command = u16::from_le_bytes([bytes[0], bytes[1]]);
    let len = usize::from(u16::from_le_bytes([bytes[2], bytes[3]]));
    p.wait_for(HEADER_LEN + len)?;
    p.ends_at(HEADER_LEN + len);
    let status = header(p, command, len)?;
    let name = COMMANDS
        .iter()
        .find(|(code, _)| *code == u64::from(command));
    let name = name.map_or("unknown command", |(_, name)| *name);
    match STATUS.iter().find(|(code, _)| *code == u64::from(status)) {
        Some((0, _)) => p.summary(format_args!("{name}")),
        Some((_, error)) => p.summary(format_args!("{name} failed: {error}")),
        None => p.summary(format_args!("{name}, status {status:#x}")),
    }
    if len == 0 {
        return Ok(());
    }
    p.within(len, "EtherNet/IP length", |p| data(p, command))
}

/// Reads the header and says its status.
fn header(p: &mut Peel<'_>, command: u16, len: usize) -> Result<u32, crate::decode::Stop> {
    let head = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let ports = p.addresses().and_then(|ends| ends.ports);
    let asks = matches!(ports, Some((_, from, PORT)) if from != PORT);
    if command == LIST_IDENTITY && len == 0 && asks {
        p.uint(&DELAY)?;
        p.field(&CONTEXT, 6)?;
    } else {
        p.field(&CONTEXT, 8)?;
    }
    p.uint(&OPTIONS)?;
    Ok(u32::from_le_bytes([head[8], head[9], head[10], head[11]]))
}

fn data(p: &mut Peel<'_>, command: u16) -> Peeled {
    match command {
        NOP | UNREGISTER | START_DTLS => Ok(()),
        4 | LIST_IDENTITY | 0x64 => items::read(p, false),
        REGISTER => {
            p.uint(&VERSION)?;
            p.uint(&FLAGS).map(drop)
        }
        SEND_RR | SEND_UNIT => {
            let interface = if command == SEND_RR {
                &RR_INTERFACE
            } else {
                &UNIT_INTERFACE
            };
            p.uint(interface)?;
            p.uint(&TIMEOUT)?;
            items::read(p, command == SEND_UNIT)
        }
        _ => p.field(&DATA, p.rest().len()).map(drop),
    }
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

    fn chain(out: &Dissection) -> Vec<&'static str> {
        out.layers.iter().map(|layer| layer.info.name).collect()
    }

    fn text(out: &Dissection, name: &str, bytes: &[u8]) -> Vec<String> {
        all(out, bytes, name)
            .into_iter()
            .map(|(_, _, text)| text)
            .collect()
    }

    #[test]
    fn a_device_says_what_it_is() {
        let mut bytes =
            b"\x63\0\x2c\0\0\0\0\0\0\0\0\0abcdefgh\0\0\0\0\x01\0\x0c\0\x26\0\x01\0".to_vec();
        bytes.extend(b"\0\x02\xaf\x12\x0a\0\0\x02\0\0\0\0\0\0\0\0\x01\0\x0e\0\x36\0\x14\x0b\x60\x30\xee\xff\xc0\0\x04LogX\x03");
        let out = peeled(&bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(text(&out, "enip.sinaddr", &bytes), ["10.0.0.2"]);
        assert_eq!(text(&out, "enip.lir.name", &bytes), ["LogX"]);
        assert_eq!(text(&out, "enip.lir.serial", &bytes), ["0x00c0ffee"]);
    }

    #[test]
    fn outputs_have_a_connection_and_data() {
        let bytes = b"\x02\0\x02\x80\x08\0\x07\0\0\0\x08\0\0\0\xb1\0\x03\0abc";
        let out = peeled(bytes);
        assert_eq!(chain(&out), ["cipio", "cipio"]);
        assert_eq!(text(&out, "enip.cpf.sai.seq", bytes), ["8"]);
        assert_eq!(all(&out, bytes, "cipio.data")[0].1, 3);
    }

    #[test]
    fn items_that_lie_are_told() {
        let out =
            peeled(b"\x64\0\x08\0\0\0\0\0\0\0\0\0abcdefgh\0\0\0\0\xff\xff\xa1\0\xff\xff\x01\0");
        assert!(!out.faults.is_empty());
        assert_eq!(recognise(b"\xff\xff\0\x01\0\0\0\0\0\0\0\0"), Match::No);
    }
}
